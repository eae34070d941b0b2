/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* What tells two parts of a chart apart besides their colour. Only drawn in high contrast; otherwise colours and words do. */
typedef enum
{
  JM_PATTERN_PLAIN,
  JM_PATTERN_RISING,            /* stripes */
  JM_PATTERN_FALLING,
  JM_PATTERN_UPRIGHT,
  JM_PATTERN_CROSSED,
  JM_N_PATTERNS
} JmPattern;

/* Fills @rect. */
void       jm_pattern_append (GtkSnapshot           *snapshot,
                              const graphene_rect_t *rect,
                              JmPattern              pattern,
                              const GdkRGBA         *color);
/* Whether the person asked for high contrast */
gboolean   jm_pattern_is_needed (void);

/* The key to a colour, 12 × 12 sp: a round square in the colour of its style, with its pattern in high
 * contrast. Decoration for a screen reader: the word stands beside it. */
#define JM_TYPE_SWATCH (jm_swatch_get_type ())

G_DECLARE_FINAL_TYPE (JmSwatch, jm_swatch, JM, SWATCH, GtkWidget)

GtkWidget *jm_swatch_new     (const char *css_class,
                              JmPattern   pattern);

G_END_DECLS
