/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* A square with the first letter of a name, on a tint that the name decides: a project's or site's face until its own
 * image is stored. Decoration for a screen reader: the name stands beside it.
 * Properties: "text" (the name) and "size" (px, 16 … 128). */
#define JM_TYPE_PROJECT_TILE (jm_project_tile_get_type ())

G_DECLARE_FINAL_TYPE (JmProjectTile, jm_project_tile, JM, PROJECT_TILE, GtkWidget)

GtkWidget *jm_project_tile_new      (int            size,
                                     const char    *text);
void       jm_project_tile_set_text (JmProjectTile *self,
                                     const char    *text);

G_END_DECLS
