/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* One fact of a card of facts: what it is, its value, and a line about it. Wide: one under another; narrow: a row with the
 * value at its end. Properties "title", "icon-name", "narrow". */
#define JM_TYPE_FACT_TILE (jm_fact_tile_get_type ())

G_DECLARE_FINAL_TYPE (JmFactTile, jm_fact_tile, JM, FACT_TILE, GtkWidget)

void jm_fact_tile_set_title  (JmFactTile *self,
                              const char *title);
/* @full: the tooltip and accessible description; any may be NULL. */
void jm_fact_tile_set_value  (JmFactTile *self,
                              const char *value,
                              const char *caption,
                              const char *full);
void jm_fact_tile_set_narrow (JmFactTile *self,
                              gboolean    narrow);

G_END_DECLS
