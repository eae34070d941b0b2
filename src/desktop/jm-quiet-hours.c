/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "desktop/jm-quiet-hours.h"

#include "base/jm-settings.h"

#define MINUTES_OF_DAY (24 * 60)
#define SECOND_MS G_GINT64_CONSTANT (1000)
#define MINUTE_MS (60 * SECOND_MS)

JmQuietHours
jm_quiet_hours_read (GSettings *settings)
{
  return (JmQuietHours) {
    .on = g_settings_get_boolean (settings, JM_SETTING_QUIET_HOURS),
    .from = g_settings_get_uint (settings, JM_SETTING_QUIET_FROM),
    .until = g_settings_get_uint (settings, JM_SETTING_QUIET_UNTIL),
  };
}

static gboolean
is_between (const JmQuietHours *self,
            guint               minute)
{
  if (self->from <= self->until)
    return minute >= self->from && minute < self->until;

  return minute >= self->from || minute < self->until;
}

gboolean
jm_quiet_hours_include (const JmQuietHours *self,
                        gint64              now_ms)
{
  g_autoptr (GDateTime) now = NULL;

  if (!self->on || (now = g_date_time_new_from_unix_local (now_ms / 1000)) == NULL)
    return FALSE;

  return is_between (self, (guint) (g_date_time_get_hour (now) * 60 + g_date_time_get_minute (now)));
}

gint64
jm_quiet_hours_left_ms (const JmQuietHours *self,
                        gint64              now_ms)
{
  g_autoptr (GDateTime) now = NULL;
  gint64 end_ms;
  guint minute;

  if (!jm_quiet_hours_include (self, now_ms))
    return -1;

  now = g_date_time_new_from_unix_local (now_ms / 1000);
  minute = (guint) (g_date_time_get_hour (now) * 60 + g_date_time_get_minute (now));
  end_ms = ((self->until + MINUTES_OF_DAY - minute) % MINUTES_OF_DAY) * MINUTE_MS;

  /* From the begin of this minute on */
  return MAX (end_ms - g_date_time_get_second (now) * SECOND_MS - now_ms % 1000, 1);
}
