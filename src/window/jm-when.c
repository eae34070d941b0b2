/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "jm-when.h"

#include <gio/gio.h>
#include <glib/gi18n.h>
#include <langinfo.h>

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

/* --- twelve hours or twenty-four */

static gboolean
is_gnome (void)
{
  const char *desktops = g_getenv ("XDG_CURRENT_DESKTOP");
  g_auto (GStrv) names = g_strsplit (desktops != NULL ? desktops : "", ":", -1);

  return g_strv_contains ((const char *const *) names, "GNOME");
}

/* What the person told GNOME, which other desktops only inherit; NULL where nobody was told */
static GSettings *
get_desktop_settings (void)
{
  static GSettings *settings;
  static gsize looked;

  if (g_once_init_enter (&looked))
    {
      GSettingsSchemaSource *source = g_settings_schema_source_get_default ();
      g_autoptr (GSettingsSchema) schema = NULL;

      if (source != NULL && is_gnome ())
        schema = g_settings_schema_source_lookup (source, "org.gnome.desktop.interface", TRUE);
      if (schema != NULL && g_settings_schema_has_key (schema, "clock-format"))
        settings = g_settings_new_full (schema, NULL, NULL);
      g_once_init_leave (&looked, 1);
    }

  return settings;
}

static gboolean
has_twelve_hours (void)
{
  GSettings *desktop = get_desktop_settings ();
  g_autofree char *format_name = desktop != NULL ? g_settings_get_string (desktop, "clock-format") : NULL;
  const char *pattern = nl_langinfo (T_FMT);

  /* Some languages have no words for the two halves. */
  if (*nl_langinfo (AM_STR) == '\0')
    return FALSE;
  if (format_name != NULL)
    return g_str_equal (format_name, "12h");

  return strstr (pattern, "%r") != NULL || strstr (pattern, "%I") != NULL || strstr (pattern, "%l") != NULL;
}

static const char *
get_clock_pattern (void)
{
  /* Translators: the time of a day where it has twice twelve hours, as strftime() has it: "1:32 PM"
   * xgettext:no-c-format */
  const char *twelve = _("%-I:%M %p");
  /* Translators: the time of a day where it has 24 hours, as strftime() has it: "13:32"
   * xgettext:no-c-format */
  const char *twenty_four = _("%H:%M");

  return has_twelve_hours () ? twelve : twenty_four;
}

char *
jm_when_clock (gint64 ms)
{
  return format (ms, get_clock_pattern ());
}

char *
jm_when_of_day (guint minutes)
{
  g_autoptr (GDateTime) time = g_date_time_new_utc (2000, 1, 1, (int) (minutes / 60 % 24), (int) (minutes % 60), 0);

  return g_date_time_format (time, get_clock_pattern ());
}

char *
jm_when_date (gint64 ms)
{
  /* Translators: a short date with its year, as strftime() has it: "7 Nov 2026"
   * xgettext:no-c-format */
  return format (ms, _("%-d %b %Y"));
}

char *
jm_when_day_and_month (gint64 ms)
{
  /* Translators: a date of this year: "7 Nov"
   * xgettext:no-c-format */
  return format (ms, _("%-d %b"));
}

char *
jm_when_full (gint64 ms)
{
  /* Translators: a date in full: "Friday, 20 November 2026"
   * xgettext:no-c-format */
  g_autofree char *date = format (ms, _("%A, %-d %B %Y"));
  g_autofree char *clock = jm_when_clock (ms);

  if (*date == '\0')
    return g_steal_pointer (&date);

  /* Translators: a date and a time: "Friday, 20 November 2026, 13:32" */
  return g_strdup_printf (_("%1$s, %2$s"), date, clock);
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

  /* Translators: a day as a heading: "7 November 2026"
   * xgettext:no-c-format */
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
