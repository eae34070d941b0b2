/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sync/jm-sync-schedule.h"

#include "base/jm-random.h"

/* When what is next: plain arithmetic, so that it can be looked at. */

#define MINUTE_MS (60 * G_GINT64_CONSTANT (1000))
#define HOUR_MS (60 * MINUTE_MS)
#define DAY_MS (24 * HOUR_MS)
/* Many programs that keep the same hour must not come at once. */
#define JITTER 0.1
/* While power is saved, intervals are so many times as long. */
#define POWER_FACTOR 2

static double
throw_jitter (void)
{
  return 1 - JITTER + 2 * JITTER * jm_random_fraction ();
}

void
jm_sync_times_init (JmSyncTimes *self)
{
  for (guint i = 0; i < JM_SYNC_N_KINDS; i++)
    {
      self->last_ms[i] = 0;
      self->jitter[i] = throw_jitter ();
    }
}

static void
note_one (JmSyncTimes *self,
          JmSyncKind   kind,
          gint64       now_ms)
{
  self->last_ms[kind] = now_ms;
  self->jitter[kind] = throw_jitter ();
}

void
jm_sync_times_note (JmSyncTimes *self,
                    JmSyncKind   kind,
                    gint64       now_ms)
{
  note_one (self, kind, now_ms);
  if (kind == JM_SYNC_FULL)
    {
      note_one (self, JM_SYNC_QUICK, now_ms);
      note_one (self, JM_SYNC_CENSUS, now_ms);
    }
}

char *
jm_sync_times_to_text (const JmSyncTimes *self)
{
  return g_strdup_printf ("%" G_GINT64_FORMAT " %" G_GINT64_FORMAT " %" G_GINT64_FORMAT,
                          self->last_ms[JM_SYNC_QUICK], self->last_ms[JM_SYNC_FULL],
                          self->last_ms[JM_SYNC_CENSUS]);
}

void
jm_sync_times_read (JmSyncTimes *self,
                    const char  *text)
{
  g_auto (GStrv) words = g_strsplit (text != NULL ? text : "", " ", JM_SYNC_N_KINDS + 1);

  if (g_strv_length (words) != JM_SYNC_N_KINDS)
    return;

  for (guint i = 0; i < JM_SYNC_N_KINDS; i++)
    g_ascii_string_to_signed (words[i], 10, 0, G_MAXINT64 / 2, &self->last_ms[i], NULL);
}

static gint64
get_interval_ms (const JmSyncSettings *settings,
                 JmSyncKind            kind)
{
  const gint64 intervals_ms[JM_SYNC_N_KINDS] = {
    [JM_SYNC_QUICK] = settings->quick_minutes * MINUTE_MS,
    [JM_SYNC_FULL] = settings->full_days * DAY_MS,
    [JM_SYNC_CENSUS] = settings->census_hours * HOUR_MS,
  };

  return intervals_ms[kind];
}

/* Without a whole fetch before it a quick one would be one, too. */
static gboolean
is_held (const JmSyncTimes    *self,
         const JmSyncSettings *settings,
         JmSyncThrift          thrift,
         JmSyncKind            kind)
{
  gboolean fills = settings->full_days != 0 && self->last_ms[JM_SYNC_FULL] == 0;

  return thrift != JM_SYNC_THRIFT_NONE && (kind != JM_SYNC_QUICK || fills);
}

/**
 * jm_sync_times_plan:
 * @thrift: what is saved
 * @now_ms: wall ms
 * @earliest_ms: nothing is planned before: what was missed while the program was not there waits until
 *   it has settled
 * @kind: (out): which
 *
 * A time in the future counts as now: the wall clock was turned back.
 *
 * Returns: wall ms, or 0 when nothing is to happen by itself
 */
gint64
jm_sync_times_plan (const JmSyncTimes    *self,
                    const JmSyncSettings *settings,
                    JmSyncThrift          thrift,
                    gint64                now_ms,
                    gint64                earliest_ms,
                    JmSyncKind           *kind)
{
  /* The one that covers more comes first, and wins when both are late. */
  static const JmSyncKind kinds[] = { JM_SYNC_FULL, JM_SYNC_CENSUS, JM_SYNC_QUICK };
  gint64 next_ms = 0;

  if (!settings->automatic)
    return 0;

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      gint64 interval_ms = get_interval_ms (settings, kinds[i]) *
                           (thrift & JM_SYNC_THRIFT_POWER ? POWER_FACTOR : 1);
      gint64 last_ms = MIN (self->last_ms[kinds[i]], now_ms);
      gint64 at_ms = last_ms == 0 ?
                         earliest_ms :
                         last_ms + (gint64) ((double) interval_ms * self->jitter[kinds[i]]);

      at_ms = MAX (at_ms, earliest_ms);
      if (interval_ms == 0 || is_held (self, settings, thrift, kinds[i]) ||
          (next_ms != 0 && at_ms >= next_ms))
        continue;
      next_ms = at_ms;
      *kind = kinds[i];
    }

  return next_ms;
}
