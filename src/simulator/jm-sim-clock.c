/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "jm-sim-clock.h"

/* Seconds since 1970. */
gint64
jm_sim_clock_now (const JmSimClock *self)
{
  return jm_sim_clock_now_ms (self) / 1000;
}

/* Milliseconds since 1970. */
gint64
jm_sim_clock_now_ms (const JmSimClock *self)
{
  return (g_get_real_time () + self->offset_us) / 1000;
}

/* Sets the clock to @epoch seconds since 1970; it goes on running from there. */
void
jm_sim_clock_set (JmSimClock *self,
                  gint64      epoch)
{
  self->offset_us = epoch * G_USEC_PER_SEC - g_get_real_time ();
}

/* Moves the clock by @seconds, which may be negative. */
void
jm_sim_clock_advance (JmSimClock *self,
                      gint64      seconds)
{
  self->offset_us += seconds * G_USEC_PER_SEC;
}

/* The day that is @days after 1970-01-01, in the calendar of ISO 8601. */
static void
civil_from_days (gint64  days,
                 int    *year,
                 guint  *month,
                 guint  *day)
{
  /* eras of 400 years that begin on 1 March, so that the leap day is the last one */
  gint64 shifted = days + 719468;
  gint64 era = (shifted >= 0 ? shifted : shifted - 146096) / 146097;
  guint of_era = (guint) (shifted - era * 146097);
  guint year_of_era = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
  guint of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  guint march_month = (5 * of_year + 2) / 153;

  *day = of_year - (153 * march_month + 2) / 5 + 1;
  *month = march_month < 10 ? march_month + 3 : march_month - 9;
  *year = (int) (year_of_era + era * 400) + (*month <= 2 ? 1 : 0);
}

/* @digits decimal digits of @value, with zeros in front */
static char *
put_number (char  *at,
            guint  value,
            guint  digits)
{
  for (guint i = digits; i > 0; i--, value /= 10)
    at[i - 1] = (char) ('0' + value % 10);
  return at + digits;
}

/* Jira's form, in the time zone of whoever asks: milliseconds, a numeric offset without a colon.
 * @text: room for JM_SIM_TIME_LENGTH and a NUL */
void
jm_sim_print_time (GTimeZone *zone,
                   gint64     epoch_ms,
                   char      *text)
{
  int interval = g_time_zone_find_interval (zone, G_TIME_TYPE_UNIVERSAL, epoch_ms / 1000);
  gint32 offset = g_time_zone_get_offset (zone, interval);
  gint64 local = epoch_ms / 1000 + offset;
  gint64 days = (local >= 0 ? local : local - 86399) / 86400;
  guint seconds = (guint) (local - days * 86400);
  guint minutes = (guint) ABS (offset) / 60;
  guint month, day;
  int year;

  civil_from_days (days, &year, &month, &day);
  text = put_number (text, (guint) CLAMP (year, 0, 9999), 4);
  *text++ = '-';
  text = put_number (text, month, 2);
  *text++ = '-';
  text = put_number (text, day, 2);
  *text++ = 'T';
  text = put_number (text, seconds / 3600, 2);
  *text++ = ':';
  text = put_number (text, seconds / 60 % 60, 2);
  *text++ = ':';
  text = put_number (text, seconds % 60, 2);
  *text++ = '.';
  text = put_number (text, (guint) (epoch_ms % 1000), 3);
  *text++ = offset < 0 ? '-' : '+';
  text = put_number (text, minutes / 60, 2);
  text = put_number (text, minutes % 60, 2);
  *text = '\0';
}

char *
jm_sim_format_time (GTimeZone *zone,
                    gint64     epoch_ms)
{
  char text[JM_SIM_TIME_LENGTH + 1];

  jm_sim_print_time (zone, epoch_ms, text);
  return g_strdup (text);
}
