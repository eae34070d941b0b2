/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* A smooth line through @points, whose x rise or fall all the way. Monotone (Fritsch and Carlson, 1980):
 * between two points it is never above the higher nor below the lower of them, so that it shows nothing
 * that was not counted. */
GskPath *jm_curve_new        (const graphene_point_t *points,
                              guint                   n_points) G_GNUC_WARN_UNUSED_RESULT;
/* The same, closed down to @base: the ground below the line. */
GskPath *jm_curve_new_ground (const graphene_point_t *points,
                              guint                   n_points,
                              float                   base) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
