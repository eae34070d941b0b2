/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "jm-sim-jql-private.h"

#include <stdio.h>

/* The dates of JQL. */

/* "2026-11-20", "2026/11/20 14:05": in the zone of the person who searches, to the minute. */
static gboolean
parse_date (const JmSimSite *site,
            const char      *text,
            gint64          *time_ms)
{
  g_autoptr (GDateTime) time = NULL;
  int year, month, day;
  int hour = 0;
  int minute = 0;
  int n = sscanf (text, "%d%*1[-/]%d%*1[-/]%d %d:%d", &year, &month, &day, &hour, &minute);

  if (n != 3 && n != 5)
    return FALSE;
  time = g_date_time_new (site->zone, year, month, day, hour, minute, 0);
  if (time == NULL)
    return FALSE;
  *time_ms = g_date_time_to_unix (time) * 1000;
  return TRUE;
}

/* "-90m", "-4h", "-7d", "2w" */
static gboolean
parse_relative (gint64      now_ms,
                const char *text,
                gint64     *time_ms)
{
  static const struct
  {
    char unit;
    gint64 seconds;
  } units[] = { { 'm', 60 }, { 'h', 3600 }, { 'd', 86400 }, { 'w', 604800 } };
  char *end;
  gint64 n = g_ascii_strtoll (text, &end, 10);

  if (end == text || end[0] == '\0' || end[1] != '\0')
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (units); i++)
    {
      if (units[i].unit == *end)
        {
          *time_ms = now_ms + n * units[i].seconds * 1000;
          return TRUE;
        }
    }
  return FALSE;
}

/* now(), startOfDay() …: the day is that of the person who searches. FALSE if there is no such
 * function. */
gboolean
jm_sim_jql_time_function (const JmSimSite *site,
                          gint64           now_ms,
                          const char      *name,
                          gint64          *time_ms)
{
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (now_ms / 1000);
  g_autoptr (GDateTime) now = g_date_time_to_timezone (utc, site->zone);
  g_autoptr (GDateTime) day =
      g_date_time_new (site->zone, g_date_time_get_year (now), g_date_time_get_month (now),
                       g_date_time_get_day_of_month (now), 0, 0, 0);
  gint64 start = g_date_time_to_unix (day) * 1000;
  gint64 day_ms = G_GINT64_CONSTANT (86400000);

  if (g_ascii_strcasecmp (name, "now") == 0)
    *time_ms = now_ms;
  else if (g_ascii_strcasecmp (name, "startOfDay") == 0)
    *time_ms = start;
  else if (g_ascii_strcasecmp (name, "endOfDay") == 0)
    *time_ms = start + day_ms - 1;
  else if (g_ascii_strcasecmp (name, "startOfWeek") == 0)
    *time_ms = start - (g_date_time_get_day_of_week (now) - 1) * day_ms;
  else if (g_ascii_strcasecmp (name, "startOfMonth") == 0)
    *time_ms = start - (g_date_time_get_day_of_month (now) - 1) * day_ms;
  else
    return FALSE;
  return TRUE;
}

/*
 * jm_sim_jql_time:
 * @quoted: a bare number is ms since 1970, a quoted one is not
 * @now_ms: what relative dates count from
 *
 * Returns: FALSE if @text is no date
 */
gboolean
jm_sim_jql_time (const JmSimSite *site,
                 gint64           now_ms,
                 const char      *text,
                 gboolean         quoted,
                 gint64          *time_ms)
{
  if (!quoted && g_ascii_string_to_signed (text, 10, G_MININT64, G_MAXINT64, time_ms, NULL))
    return TRUE;
  return parse_relative (now_ms, text, time_ms) || parse_date (site, text, time_ms);
}

/* Whether a date counts from now. */
gboolean
jm_sim_jql_is_relative (const char *text)
{
  gint64 time_ms;

  return parse_relative (0, text, &time_ms);
}
