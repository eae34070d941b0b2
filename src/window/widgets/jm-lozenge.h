/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* A status as Jira names it, on the tint of its category, with the category's glyph. The name is ellipsised, and whole in
 * the tooltip. Properties: "text" (from outside, shown as plain text) and "category" ("new", "indeterminate", "done", or
 * NULL: neutral ground and no glyph). */
#define JM_TYPE_LOZENGE (jm_lozenge_get_type ())

G_DECLARE_FINAL_TYPE (JmLozenge, jm_lozenge, JM, LOZENGE, GtkWidget)

GtkWidget  *jm_lozenge_new          (void);
const char *jm_lozenge_get_text     (JmLozenge  *self);
void        jm_lozenge_set_text     (JmLozenge  *self,
                                     const char *text);
const char *jm_lozenge_get_category (JmLozenge  *self);
void        jm_lozenge_set_category (JmLozenge  *self,
                                     const char *category);

G_END_DECLS
