/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* One large number with its name above and its change below. Property "title" (translated). */
#define JM_TYPE_NUMBER_TILE (jm_number_tile_get_type ())

G_DECLARE_FINAL_TYPE (JmNumberTile, jm_number_tile, JM, NUMBER_TILE, GtkWidget)

/* @value, @change: translated; @change NULL when there is nothing to compare with. @direction: of the change, -1, 0, 1.
 * @good: whether somebody may be glad of it. */
void        jm_number_tile_set        (JmNumberTile *self,
                                       const char   *value,
                                       const char   *change,
                                       int           direction,
                                       gboolean      good);
const char *jm_number_tile_get_value  (JmNumberTile *self);
const char *jm_number_tile_get_change (JmNumberTile *self);

G_END_DECLS
