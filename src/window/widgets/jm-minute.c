/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "jm-minute.h"

#include "jm-ticker.h"

struct _JmMinute
{
  GObject   parent_instance;

  JmClock  *clock;
  JmTicker *ticker;
};

G_DEFINE_FINAL_TYPE (JmMinute, jm_minute, G_TYPE_OBJECT)

typedef enum
{
  SIGNAL_TICK,
} JmMinuteSignal;

static guint signals[SIGNAL_TICK + 1];

static G_DEFINE_QUARK (jm-minute, jm_minute)

                      /* A ticker tells only its widget. */
                      static void tick (GtkWidget *page)
{
  JmMinute *self = g_object_get_qdata (G_OBJECT (page), jm_minute_quark ());

  if (self != NULL)
    g_signal_emit (self, signals[SIGNAL_TICK], 0);
}

static void
jm_minute_dispose (GObject *object)
{
  JmMinute *self = JM_MINUTE (object);

  g_clear_object (&self->ticker);
  g_clear_object (&self->clock);

  G_OBJECT_CLASS (jm_minute_parent_class)->dispose (object);
}

static void
jm_minute_class_init (JmMinuteClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = jm_minute_dispose;

  signals[SIGNAL_TICK] =
      g_signal_new ("tick", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
jm_minute_init (JmMinute *self)
{
}

/**
 * jm_minute_new:
 * @page: the widget whose being looked at makes it tick; it has at most one of these
 * @clock: whose wall time the ages are compared with
 *
 * Returns: (transfer full): a new tick, which @page drops in its dispose
 */
JmMinute *
jm_minute_new (GtkWidget *page,
               JmClock   *clock)
{
  JmMinute *self;

  g_return_val_if_fail (GTK_IS_WIDGET (page), NULL);
  g_return_val_if_fail (JM_IS_CLOCK (clock), NULL);

  self = g_object_new (JM_TYPE_MINUTE, NULL);
  self->clock = g_object_ref (clock);
  g_object_set_qdata (G_OBJECT (page), jm_minute_quark (), self);
  self->ticker = jm_ticker_new (page, 60, tick);

  return self;
}

/**
 * jm_minute_get_now_ms:
 * @self: a tick
 *
 * Returns: wall clock time, ms since the epoch
 */
gint64
jm_minute_get_now_ms (JmMinute *self)
{
  g_return_val_if_fail (JM_IS_MINUTE (self), 0);

  return jm_clock_get_wall_ms (self->clock);
}
