/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "jm-when.h"

#include <glib/gi18n.h>

#define MINUTE 60
#define HOUR (60 * MINUTE)
#define DAY (24 * HOUR)

/* GLib looks at the disk each time it is asked for the local zone, which a list that is scrolled asks
 * for hundreds of times a frame. A traveller's new zone is seen in the next minute. */
static GTimeZone *
get_zone (gint64 now_ms)
{
  static GTimeZone *zone;
  static gint64 minute;

  if (zone == NULL || (now_ms != 0 && now_ms / 1000 / MINUTE != minute))
    {
      g_clear_pointer (&zone, g_time_zone_unref);
      zone = g_time_zone_new_local ();
      minute = now_ms / 1000 / MINUTE;
    }

  return zone;
}

static GDateTime *
to_local (gint64 ms)
{
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (ms / 1000);

  return utc == NULL ? NULL : g_date_time_to_timezone (utc, get_zone (0));
}

static char *
format (gint64      ms,
        const char *pattern)
{
  g_autoptr (GDateTime) time = ms == 0 ? NULL : to_local (ms);
  char *text = time == NULL ? NULL : g_date_time_format (time, pattern);

  return text != NULL ? text : g_strdup ("");
}

guint
jm_when_day_number (gint64 ms)
{
  g_autoptr (GDateTime) time = to_local (ms);
  g_autoptr (GDate) date = NULL;
  int year, month, day;

  if (time == NULL)
    return 0;

  g_date_time_get_ymd (time, &year, &month, &day);
  date = g_date_new_dmy ((GDateDay) day, (GDateMonth) month, (GDateYear) year);

  return g_date_get_julian (date);
}

static char *
day_and_month (gint64 ms,
               gint64 now_ms)
{
  g_autoptr (GDateTime) then = to_local (ms);
  g_autoptr (GDateTime) now = to_local (now_ms);

  if (then != NULL && now != NULL && g_date_time_get_year (then) == g_date_time_get_year (now))
    return jm_when_day_and_month (ms);

  return jm_when_date (ms);
}

static char *
ahead (gint64 seconds)
{
  if (seconds < MINUTE)
    return g_strdup (_("in a moment"));
  if (seconds < HOUR)
    return g_strdup_printf (_("in %d min"), (int) (seconds / MINUTE));
  if (seconds < DAY)
    return g_strdup_printf (_("in %d h"), (int) (seconds / HOUR));

  return g_strdup_printf (ngettext ("in %d day", "in %d days", (gulong) (seconds / DAY)),
                          (int) (seconds / DAY));
}

char *
jm_when_relative (gint64 ms,
                  gint64 now_ms)
{
  gint64 seconds = (now_ms - ms) / 1000;
  guint days;

  if (ms == 0)
    return g_strdup ("");
  get_zone (now_ms);
  if (seconds <= -MINUTE)
    return ahead (-seconds);
  if (seconds < MINUTE)
    return g_strdup (_("just now"));
  if (seconds < HOUR)
    return g_strdup_printf (_("%d min ago"), (int) (seconds / MINUTE));
  if (seconds < DAY)
    return g_strdup_printf (_("%d h ago"), (int) (seconds / HOUR));

  days = jm_when_day_number (now_ms) - jm_when_day_number (ms);
  if (days == 1)
    return g_strdup (_("yesterday"));
  if (days < 7)
    return format (ms, "%A");

  return day_and_month (ms, now_ms);
}

char *
jm_when_clock (gint64 ms)
{
  /* Translators: the time of a day, as strftime() has it: "%I:%M %p" for "01:32 PM" */
  return format (ms, _("%H:%M"));
}

char *
jm_when_date (gint64 ms)
{
  /* Translators: a short date with its year, as strftime() has it: "7 Nov 2026" */
  return format (ms, _("%-d %b %Y"));
}

char *
jm_when_day_and_month (gint64 ms)
{
  /* Translators: a date of this year: "7 Nov" */
  return format (ms, _("%-d %b"));
}

char *
jm_when_full (gint64 ms)
{
  /* Translators: a date and time in full: "Friday, 20 November 2026, 13:32" */
  return format (ms, _("%A, %-d %B %Y, %H:%M"));
}

char *
jm_when_day (gint64 ms,
             gint64 now_ms)
{
  gint64 days = (gint64) jm_when_day_number (now_ms) - jm_when_day_number (ms);

  if (days == 0)
    return g_strdup (_("Today"));
  if (days == 1)
    return g_strdup (_("Yesterday"));
  if (days > 1 && days < 7)
    return format (ms, "%A");

  /* Translators: a day as a heading: "7 November 2026" */
  return format (ms, _("%-d %B %Y"));
}

char *
jm_when_countdown (gint64 seconds)
{
  seconds = MAX (seconds, 0);

  if (seconds <= HOUR)
    return g_strdup_printf ("%d:%02d", (int) (seconds / MINUTE), (int) (seconds % MINUTE));

  /* Translators: hours and minutes left: "2 h 05 min" */
  return g_strdup_printf (_("%d h %02d min"), (int) (seconds / HOUR),
                          (int) (seconds % HOUR / MINUTE));
}

char *
jm_when_wait (gint64 seconds)
{
  if (seconds < 5 * MINUTE)
    return jm_when_countdown (seconds);
  if (seconds < HOUR)
    /* Translators: minutes left: "28 min" */
    return g_strdup_printf (_("%d min"), (int) (seconds / MINUTE));

  return jm_when_countdown (seconds);
}

char *
jm_when_duration (gint64 seconds)
{
  int count;

  seconds = MAX (seconds, 0);

  if (seconds < MINUTE)
    {
      count = (int) seconds;
      return g_strdup_printf (ngettext ("%d second", "%d seconds", (gulong) count), count);
    }

  if (seconds < HOUR)
    {
      count = (int) (seconds / MINUTE);
      return g_strdup_printf (ngettext ("%d minute", "%d minutes", (gulong) count), count);
    }

  if (seconds < DAY)
    {
      count = (int) (seconds / HOUR);
      return g_strdup_printf (ngettext ("%d hour", "%d hours", (gulong) count), count);
    }

  count = (int) (seconds / DAY);
  return g_strdup_printf (ngettext ("%d day", "%d days", (gulong) count), count);
}
