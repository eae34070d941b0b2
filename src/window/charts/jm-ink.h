/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* What charts and plots are drawn with: small words along their axes, and dots. */

PangoLayout *jm_ink_create_layout (GtkWidget     *widget,
                                   const char    *text) G_GNUC_WARN_UNUSED_RESULT;
void         jm_ink_measure       (GtkWidget     *widget,
                                   const char    *text,
                                   int           *width,
                                   int           *height);
/* @x: px from the left. @y: px of its upper edge. @align: of the text at @x, 0 its left edge is there, 1 its right. */
void         jm_ink_append_text   (GtkWidget     *widget,
                                   GtkSnapshot   *snapshot,
                                   const char    *text,
                                   float          x,
                                   float          y,
                                   float          align,
                                   const GdkRGBA *color);
void         jm_ink_append_dot    (GtkSnapshot   *snapshot,
                                   float          x,
                                   float          y,
                                   float          radius,
                                   const GdkRGBA *color);

G_END_DECLS
