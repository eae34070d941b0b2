/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "desktop/jm-alarm.h"

#define LOOK_MS (60 * 60 * G_GINT64_CONSTANT (1000))

/* A fiber for each time it was set, which holds what it needs by itself: the owner may be gone. */
typedef struct
{
  gatomicrefcount references;   /* the alarm, and its fiber */
  JmAlarm        *alarm;        /* NULL when it was set to something else */
  JmClock        *clock;
  gint64          due_ms;       /* boot time */
  GCancellable   *cancellable;
} Ring;

struct _JmAlarm
{
  JmClock     *clock;
  JmAlarmFunc  func;
  gpointer     owner;
  Ring        *ring;            /* NULL: it is not set */
};

static Ring *
ring_new (JmAlarm *alarm,
          gint64   due_ms)
{
  Ring *ring = g_new0 (Ring, 1);

  g_atomic_ref_count_init (&ring->references);
  ring->alarm = alarm;
  ring->clock = g_object_ref (alarm->clock);
  ring->due_ms = due_ms;
  ring->cancellable = g_cancellable_new ();
  return ring;
}

static Ring *
ring_ref (Ring *ring)
{
  g_atomic_ref_count_inc (&ring->references);
  return ring;
}

static void
ring_unref (gpointer data)
{
  Ring *ring = data;

  if (!g_atomic_ref_count_dec (&ring->references))
    return;

  g_object_unref (ring->clock);
  g_object_unref (ring->cancellable);
  g_free (ring);
}

static void
call_off (JmAlarm *self)
{
  Ring *ring = g_steal_pointer (&self->ring);

  if (ring == NULL)
    return;

  ring->alarm = NULL;
  g_cancellable_cancel (ring->cancellable);
  ring_unref (ring);
}

static DexFuture *
ring_fiber (gpointer data)
{
  Ring *ring = data;
  gint64 left_ms = MAX (ring->due_ms - jm_clock_get_boot_ms (ring->clock), 0);

  if (dex_await (jm_sleep (ring->clock, (double) left_ms / 1000, ring->cancellable), NULL) &&
      ring->alarm != NULL)
    {
      JmAlarm *self = ring->alarm;

      call_off (self);
      self->func (self->owner);
    }

  return dex_future_new_true ();
}

JmAlarm *
jm_alarm_new (JmClock     *clock,
              JmAlarmFunc  func,
              gpointer     owner)
{
  JmAlarm *self = g_new0 (JmAlarm, 1);

  self->clock = g_object_ref (clock);
  self->func = func;
  self->owner = owner;
  return self;
}

void
jm_alarm_free (JmAlarm *self)
{
  call_off (self);
  g_object_unref (self->clock);
  g_free (self);
}

void
jm_alarm_set (JmAlarm *self,
              gint64   ms)
{
  gint64 due_ms = jm_clock_get_boot_ms (self->clock) + MIN (ms, LOOK_MS);

  if (ms >= 0 && self->ring != NULL && self->ring->due_ms <= due_ms)
    return;

  call_off (self);
  if (ms < 0)
    return;

  self->ring = ring_new (self, due_ms);
  dex_future_disown (
      dex_scheduler_spawn (NULL, 0, ring_fiber, ring_ref (self->ring), ring_unref));
}
