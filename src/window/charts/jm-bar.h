/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* A horizontal bar, 8 sp high, in the colour of its style on a faint track. Decoration for a screen reader: its number
 * stands beside it. */
#define JM_TYPE_BAR (jm_bar_get_type ())

G_DECLARE_FINAL_TYPE (JmBar, jm_bar, JM, BAR, GtkWidget)

GtkWidget *jm_bar_new       (void);
/* @share: 0 … 1; what is more than nothing is at least a dot. */
void       jm_bar_set_share (JmBar *self,
                             double share);
double     jm_bar_get_share (JmBar *self);

G_END_DECLS
