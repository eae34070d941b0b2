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

/* Jira's form: milliseconds, a numeric offset without a colon. */
char *
jm_sim_format_time (gint64 epoch_ms)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_utc (epoch_ms / 1000);
  g_autofree char *seconds = g_date_time_format (time, "%Y-%m-%dT%H:%M:%S");

  return g_strdup_printf ("%s.%03d+0000", seconds, (int) (epoch_ms % 1000));
}
