/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "charts/jm-curve.h"

#include <math.h>

static double
get_slope (const graphene_point_t *points,
           guint                   i)
{
  double run = (double) points[i + 1].x - points[i].x;

  return run != 0 ? ((double) points[i + 1].y - points[i].y) / run : 0;
}

/* The tangent at each point, dy by dx. A peak and a valley are flat; elsewhere the tangents are cut back until no piece
 * between two points overshoots. */
static double *
find_tangents (const graphene_point_t *points,
               guint                   n_points)
{
  double *tangents = g_new0 (double, n_points);

  if (n_points < 2)
    return tangents;

  tangents[0] = get_slope (points, 0);
  tangents[n_points - 1] = get_slope (points, n_points - 2);
  for (guint i = 1; i + 1 < n_points; i++)
    {
      double before = get_slope (points, i - 1);
      double after = get_slope (points, i);

      tangents[i] = before * after <= 0 ? 0 : (before + after) / 2;
    }

  for (guint i = 0; i + 1 < n_points; i++)
    {
      double slope = get_slope (points, i);
      double a, b, length;

      if (slope == 0)
        {
          tangents[i] = tangents[i + 1] = 0;
          continue;
        }

      a = tangents[i] / slope;
      b = tangents[i + 1] / slope;
      length = hypot (a, b);
      if (length > 3)
        {
          tangents[i] = 3 / length * a * slope;
          tangents[i + 1] = 3 / length * b * slope;
        }
    }

  return tangents;
}

static void
add_curve (GskPathBuilder         *builder,
           const graphene_point_t *points,
           guint                   n_points)
{
  g_autofree double *tangents = find_tangents (points, n_points);

  for (guint i = 0; i + 1 < n_points; i++)
    {
      const graphene_point_t *from = &points[i];
      const graphene_point_t *to = &points[i + 1];
      double third = ((double) to->x - from->x) / 3;

      gsk_path_builder_cubic_to (builder, (float) (from->x + third), (float) (from->y + third * tangents[i]),
                                 (float) (to->x - third), (float) (to->y - third * tangents[i + 1]), to->x, to->y);
    }
}

GskPath *
jm_curve_new (const graphene_point_t *points,
              guint                   n_points)
{
  GskPathBuilder *builder = gsk_path_builder_new ();

  if (n_points > 0)
    {
      gsk_path_builder_move_to (builder, points[0].x, points[0].y);
      add_curve (builder, points, n_points);
    }

  return gsk_path_builder_free_to_path (builder);
}

GskPath *
jm_curve_new_ground (const graphene_point_t *points,
                     guint                   n_points,
                     float                   base)
{
  GskPathBuilder *builder = gsk_path_builder_new ();

  if (n_points > 0)
    {
      gsk_path_builder_move_to (builder, points[0].x, base);
      gsk_path_builder_line_to (builder, points[0].x, points[0].y);
      add_curve (builder, points, n_points);
      gsk_path_builder_line_to (builder, points[n_points - 1].x, base);
      gsk_path_builder_close (builder);
    }

  return gsk_path_builder_free_to_path (builder);
}
