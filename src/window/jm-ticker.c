/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "jm-ticker.h"

struct _JmTicker
{
  GObject       parent_instance;

  GtkWidget    *widget;         /* weak pointer */
  GSignalGroup *window_signals;
  JmTick        tick;
  guint         seconds;
  guint         source;
};

G_DEFINE_FINAL_TYPE (JmTicker, jm_ticker, G_TYPE_OBJECT)

static gboolean
tick_cb (gpointer user_data)
{
  JmTicker *self = user_data;

  self->tick (self->widget);

  return G_SOURCE_CONTINUE;
}

static gboolean
somebody_can_look (JmTicker *self)
{
  GtkRoot *root;

  if (self->widget == NULL || !gtk_widget_get_mapped (self->widget))
    return FALSE;

  root = gtk_widget_get_root (self->widget);

  return !GTK_IS_WINDOW (root) || !gtk_window_is_suspended (GTK_WINDOW (root));
}

static void
update (JmTicker *self)
{
  gboolean run = somebody_can_look (self);

  if (!run || self->seconds == 0)
    g_clear_handle_id (&self->source, g_source_remove);
  else if (self->source == 0)
    self->source = g_timeout_add_seconds (self->seconds, tick_cb, self);

  /* What stands there may be old */
  if (run)
    self->tick (self->widget);
}

static void
map_cb (JmTicker *self)
{
  GtkRoot *root = gtk_widget_get_root (self->widget);

  g_signal_group_set_target (self->window_signals, GTK_IS_WINDOW (root) ? root : NULL);
  update (self);
}

static void
unmap_cb (JmTicker *self)
{
  g_signal_group_set_target (self->window_signals, NULL);
  g_clear_handle_id (&self->source, g_source_remove);
}

static void
jm_ticker_dispose (GObject *object)
{
  JmTicker *self = JM_TICKER (object);

  g_clear_handle_id (&self->source, g_source_remove);
  g_clear_object (&self->window_signals);
  if (self->widget != NULL)
    g_signal_handlers_disconnect_by_data (self->widget, self);
  g_clear_weak_pointer (&self->widget);

  G_OBJECT_CLASS (jm_ticker_parent_class)->dispose (object);
}

static void
jm_ticker_class_init (JmTickerClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = jm_ticker_dispose;
}

static void
jm_ticker_init (JmTicker *self)
{
  self->window_signals = g_signal_group_new (GTK_TYPE_WINDOW);
  g_signal_group_connect_swapped (self->window_signals, "notify::suspended", G_CALLBACK (update),
                                  self);
}

JmTicker *
jm_ticker_new (GtkWidget *widget,
               guint      seconds,
               JmTick     tick)
{
  JmTicker *self;

  g_return_val_if_fail (GTK_IS_WIDGET (widget), NULL);
  g_return_val_if_fail (tick != NULL, NULL);

  self = g_object_new (JM_TYPE_TICKER, NULL);
  g_set_weak_pointer (&self->widget, widget);
  self->seconds = seconds;
  self->tick = tick;
  g_signal_connect_object (widget, "map", G_CALLBACK (map_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (widget, "unmap", G_CALLBACK (unmap_cb), self, G_CONNECT_SWAPPED);
  if (gtk_widget_get_mapped (widget))
    map_cb (self);

  return self;
}

void
jm_ticker_set_interval (JmTicker *self,
                        guint     seconds)
{
  g_return_if_fail (JM_IS_TICKER (self));

  if (self->seconds == seconds)
    return;

  self->seconds = seconds;
  g_clear_handle_id (&self->source, g_source_remove);
  if (seconds > 0 && somebody_can_look (self))
    self->source = g_timeout_add_seconds (seconds, tick_cb, self);
}

gboolean
jm_ticker_is_running (JmTicker *self)
{
  g_return_val_if_fail (JM_IS_TICKER (self), FALSE);

  return self->source != 0;
}
