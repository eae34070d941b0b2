/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* The 12 px mark of a status category, so that colour never speaks alone: ring, half-filled ring, disc with a check.
 * Drawn in the colour of the text around it. Decoration for a screen reader: the word stands beside it.
 * Property "category": Jira's key of the status category, see jm_status_glyph_set_category(). */
#define JM_TYPE_STATUS_GLYPH (jm_status_glyph_get_type ())

G_DECLARE_FINAL_TYPE (JmStatusGlyph, jm_status_glyph, JM, STATUS_GLYPH, GtkWidget)

GtkWidget *jm_status_glyph_new          (void);
/* @category: "new", "indeterminate", "done"; NULL and other words draw the ring of "new". */
void       jm_status_glyph_set_category (JmStatusGlyph *self,
                                         const char    *category);

G_END_DECLS
