/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* A line the size of a word, 132 × 30 sp: how something went lately, newest last. Drawn in the colour of
 * its style (classes "plain", "warning", "error", "success"). Decoration for the eye: what it says stands
 * beside it, and jm_sparkline_set_description() has it said. */
#define JM_TYPE_SPARKLINE (jm_sparkline_get_type ())

G_DECLARE_FINAL_TYPE (JmSparkline, jm_sparkline, JM, SPARKLINE, GtkWidget)

GtkWidget *jm_sparkline_new             (void);
/* @values: oldest first, NAN where nothing is known: the line has a gap there. Copied. */
void       jm_sparkline_set_values      (JmSparkline  *self,
                                         const double *values,
                                         guint         n_values);
guint      jm_sparkline_get_n_values    (JmSparkline  *self);
/* Translated words: "28 checks, between 120 and 340 ms"; NULL for none. Also the tooltip. */
void       jm_sparkline_set_description (JmSparkline  *self,
                                         const char   *words);

G_END_DECLS
