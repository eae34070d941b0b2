/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtksourceview/gtksource.h>

G_BEGIN_DECLS

/* The numbers of lines. GtkSourceView's own would draw those of lines that are folded away over each other. */
#define JM_TYPE_LINE_GUTTER (jm_line_gutter_get_type ())

G_DECLARE_FINAL_TYPE (JmLineGutter, jm_line_gutter, JM, LINE_GUTTER, GtkSourceGutterRendererText)

typedef gboolean (*JmLineAsk) (guint line, gpointer data);

/* @is_seen: whether a line, from 0, is. @data is borrowed for the life of the gutter's view. */
GtkSourceGutterRenderer *jm_line_gutter_new         (JmLineAsk     is_seen,
                                                     gpointer      data);
/* Room for the numbers of so many lines */
void                     jm_line_gutter_set_n_lines (JmLineGutter *self,
                                                     guint         n_lines);

G_END_DECLS
