/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "base/jm-time.h"

#include <libsoup/soup.h>
#include <string.h>

#include "base/jm-limits.h"

/*
 * Times as text. All of it comes from outside and is read by hand: what is not one of the known
 * forms is 0, and no form depends on the locale or on the zone of this machine.
 */

/* Takes exactly @digits digits. */
static gboolean
take_number (const char **at,
             guint        digits,
             int         *number)
{
  *number = 0;
  for (guint i = 0; i < digits; i++)
    {
      if (!g_ascii_isdigit ((*at)[i]))
        return FALSE;
      *number = *number * 10 + g_ascii_digit_value ((*at)[i]);
    }
  *at += digits;

  return TRUE;
}

static gboolean
take_char (const char **at,
           const char  *any_of)
{
  if (**at == '\0' || strchr (any_of, **at) == NULL)
    return FALSE;
  (*at)++;

  return TRUE;
}

/* ".399" and any other number of digits, as ms */
static gboolean
take_fraction (const char **at,
               int         *ms)
{
  int weight = 100;

  *ms = 0;
  if (!take_char (at, ".,"))
    return TRUE;
  if (!g_ascii_isdigit (**at))
    return FALSE;

  for (; g_ascii_isdigit (**at); (*at)++, weight /= 10)
    *ms += g_ascii_digit_value (**at) * weight;

  return TRUE;
}

/* "Z", "+02:00", "-0300", as seconds east */
static gboolean
take_offset (const char **at,
             int         *seconds)
{
  gboolean west = **at == '-';
  int hours, minutes;

  *seconds = 0;
  if (take_char (at, "Zz"))
    return TRUE;
  if (!take_char (at, "+-") || !take_number (at, 2, &hours))
    return FALSE;
  take_char (at, ":");
  if (!take_number (at, 2, &minutes) || hours > 23 || minutes > 59)
    return FALSE;
  *seconds = (hours * 60 + minutes) * 60 * (west ? -1 : 1);

  return TRUE;
}

static gint64
days_to_ms (int year,
            int month,
            int day)
{
  g_autoptr (GDateTime) midnight = NULL;

  if (!g_date_valid_dmy (day, month, year))
    return G_MININT64;
  midnight = g_date_time_new_utc (year, month, day, 0, 0, 0);

  return midnight != NULL ? g_date_time_to_unix (midnight) * 1000 : G_MININT64;
}

/**
 * jm_time_to_rfc3339:
 * @ms: ms since the epoch
 *
 * Returns: (transfer full) (nullable): in UTC, whole seconds; NULL for 0 and for what no calendar
 * holds
 */
char *
jm_time_to_rfc3339 (gint64 ms)
{
  g_autoptr (GDateTime) time = NULL;

  if (ms == 0 || !(time = g_date_time_new_from_unix_utc (ms / 1000)))
    return NULL;

  return g_date_time_format (time, "%Y-%m-%dT%H:%M:%SZ");
}

/**
 * jm_time_parse:
 * @text: (nullable): see the header for the forms
 *
 * Returns: ms since the epoch, or 0
 */
gint64
jm_time_parse (const char *text)
{
  int year, month, day, hour, minute, second = 0, fraction, offset;
  gint64 midnight_ms;

  if (text == NULL || !take_number (&text, 4, &year) || !take_char (&text, "-") ||
      !take_number (&text, 2, &month) || !take_char (&text, "-") || !take_number (&text, 2, &day))
    return 0;
  if ((midnight_ms = days_to_ms (year, month, day)) == G_MININT64)
    return 0;
  if (*text == '\0')
    return midnight_ms;

  if (!take_char (&text, "Tt ") || !take_number (&text, 2, &hour) || !take_char (&text, ":") ||
      !take_number (&text, 2, &minute))
    return 0;
  if (take_char (&text, ":") && !take_number (&text, 2, &second))
    return 0;
  if (!take_fraction (&text, &fraction) || !take_offset (&text, &offset) || *text != '\0')
    return 0;
  /* 60 is a leap second */
  if (hour > 23 || minute > 59 || second > 60)
    return 0;

  return midnight_ms + ((hour * 60 + minute) * 60 + second - offset) * G_GINT64_CONSTANT (1000) +
         fraction;
}

/**
 * jm_time_parse_http:
 * @text: (nullable): any of the three forms of RFC 9110 §5.6.7
 *
 * Returns: ms since the epoch, or 0
 */
gint64
jm_time_parse_http (const char *text)
{
  g_autoptr (GDateTime) time = NULL;

  if (text == NULL || !(time = soup_date_time_new_from_http_string (text)))
    return 0;

  return g_date_time_to_unix (time) * 1000;
}

/**
 * jm_time_parse_retry_after:
 * @text: (nullable): the value of Retry-After (RFC 9110 §10.2.3)
 * @now_ms: wall time, ms since the epoch
 *
 * Returns: seconds from @now_ms, 0 … JM_LIMIT_RETRY_AFTER_SECONDS; -1 when nothing can be made of
 * it
 */
gint64
jm_time_parse_retry_after (const char *text,
                           gint64      now_ms)
{
  g_autofree char *trimmed = g_strstrip (g_strdup (text != NULL ? text : ""));
  gint64 date_ms;

  if (*trimmed != '\0' && strspn (trimmed, "0123456789") == strlen (trimmed))
    {
      /* strtoull stops at the largest number, and that is above the limit. */
      guint64 seconds = g_ascii_strtoull (trimmed, NULL, 10);

      return (gint64) MIN (seconds, JM_LIMIT_RETRY_AFTER_SECONDS);
    }

  if (!(date_ms = jm_time_parse_http (trimmed)))
    return -1;

  return CLAMP ((date_ms - now_ms + 999) / 1000, 0, JM_LIMIT_RETRY_AFTER_SECONDS);
}
