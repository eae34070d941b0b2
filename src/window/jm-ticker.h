/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Calls a function while somebody can look: at once when the widget is mapped, then every so many seconds. Unmapped, or in
 * a window that the desktop says nobody sees ("suspended"), it costs no wake-up. */
#define JM_TYPE_TICKER (jm_ticker_get_type ())

G_DECLARE_FINAL_TYPE (JmTicker, jm_ticker, JM, TICKER, GObject)

typedef void (*JmTick) (GtkWidget *widget);

/* Owned by the widget, which drops it in its dispose. @tick is given @widget. */
JmTicker *jm_ticker_new          (GtkWidget *widget,
                                  guint      seconds,
                                  JmTick     tick) G_GNUC_WARN_UNUSED_RESULT;
/* 0: only when the widget is mapped. */
void      jm_ticker_set_interval (JmTicker  *self,
                                  guint      seconds);
gboolean  jm_ticker_is_running   (JmTicker  *self);

G_END_DECLS
