/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Asks where to, and writes @events (JmEvent, in its order) there; @widget's window says how it
 * ended, unless @cancellable was cancelled. */
void jm_event_save (GtkWidget    *widget,
                    GListModel   *events,
                    GCancellable *cancellable);

G_END_DECLS
