/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "charts/jm-sparkline.h"

#include <adwaita.h>
#include <math.h>

#include "charts/jm-ink.h"
#include "jm-text.h"

#define WIDTH 132
#define HEIGHT 30
#define LINE_WIDTH 1.8f
#define DOT_RADIUS 2.8f
#define FILL_ALPHA 0.13f

struct _JmSparkline
{
  GtkWidget parent_instance;

  double   *values;
  guint     n_values;
};

G_DEFINE_FINAL_TYPE (JmSparkline, jm_sparkline, GTK_TYPE_WIDGET)

/* Where the line stands, in px. The lowest value, or 0 when it is higher, is the bottom. */
typedef struct
{
  float  left;
  float  step;                  /* to the next value; negative from right to left */
  float  top;
  float  bottom;
  double low;
  double high;
} Plot;

static gboolean
plan (JmSparkline *self,
      Plot        *plot)
{
  float width = (float) gtk_widget_get_width (GTK_WIDGET (self)) - 2 * DOT_RADIUS;
  float n_steps = (float) MAX (self->n_values, 2) - 1;
  gboolean known = FALSE;

  *plot = (Plot) { .left = DOT_RADIUS, .step = width / n_steps, .top = DOT_RADIUS };
  plot->bottom = (float) gtk_widget_get_height (GTK_WIDGET (self)) - DOT_RADIUS;
  if (gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL)
    {
      plot->left += width;
      plot->step = -plot->step;
    }

  for (guint i = 0; i < self->n_values; i++)
    {
      if (!isfinite (self->values[i]))
        continue;
      known = TRUE;
      plot->low = MIN (plot->low, self->values[i]);
      plot->high = MAX (plot->high, self->values[i]);
    }

  return known;
}

static graphene_point_t
get_point (JmSparkline *self,
           const Plot  *plot,
           guint        i)
{
  double range = plot->high - plot->low;
  double share = range > 0 ? (self->values[i] - plot->low) / range : 0;

  return GRAPHENE_POINT_INIT (plot->left + (float) i * plot->step,
                              plot->bottom - (float) share * (plot->bottom - plot->top));
}

/* From @first as far as values are known, with the ground below. Returns the value after it. */
static guint
append_stretch (JmSparkline   *self,
                GtkSnapshot   *snapshot,
                const Plot    *plot,
                guint          first,
                const GdkRGBA *color)
{
  g_autoptr (GskPathBuilder) line = gsk_path_builder_new ();
  g_autoptr (GskPathBuilder) ground = gsk_path_builder_new ();
  g_autoptr (GskPath) line_path = NULL;
  g_autoptr (GskPath) ground_path = NULL;
  g_autoptr (GskStroke) stroke = gsk_stroke_new (LINE_WIDTH);
  graphene_point_t point = get_point (self, plot, first);
  GdkRGBA fill = *color;
  guint i;

  gsk_path_builder_move_to (line, point.x, point.y);
  gsk_path_builder_move_to (ground, point.x, plot->bottom);
  gsk_path_builder_line_to (ground, point.x, point.y);
  for (i = first + 1; i < self->n_values && isfinite (self->values[i]); i++)
    {
      point = get_point (self, plot, i);
      gsk_path_builder_line_to (line, point.x, point.y);
      gsk_path_builder_line_to (ground, point.x, point.y);
    }
  gsk_path_builder_line_to (ground, point.x, plot->bottom);
  gsk_path_builder_close (ground);

  /* A value alone has no line: a dot is all that can be seen of it. */
  if (i == first + 1)
    {
      jm_ink_append_dot (snapshot, point.x, point.y, DOT_RADIUS, color);
      return i;
    }

  fill.alpha *= FILL_ALPHA;
  line_path = gsk_path_builder_to_path (line);
  ground_path = gsk_path_builder_to_path (ground);
  gsk_stroke_set_line_join (stroke, GSK_LINE_JOIN_ROUND);
  gsk_stroke_set_line_cap (stroke, GSK_LINE_CAP_ROUND);
  gtk_snapshot_append_fill (snapshot, ground_path, GSK_FILL_RULE_WINDING, &fill);
  gtk_snapshot_append_stroke (snapshot, line_path, stroke, color);

  return i;
}

static void
jm_sparkline_snapshot (GtkWidget   *widget,
                       GtkSnapshot *snapshot)
{
  JmSparkline *self = JM_SPARKLINE (widget);
  GdkRGBA color;
  Plot plot;

  if (!plan (self, &plot))
    return;

  gtk_widget_get_color (widget, &color);
  for (guint i = 0; i < self->n_values;)
    {
      if (isfinite (self->values[i]))
        i = append_stretch (self, snapshot, &plot, i, &color);
      else
        i++;
    }

  if (isfinite (self->values[self->n_values - 1]))
    {
      graphene_point_t last = get_point (self, &plot, self->n_values - 1);

      jm_ink_append_dot (snapshot, last.x, last.y, DOT_RADIUS, &color);
    }
}

static void
jm_sparkline_measure (GtkWidget      *widget,
                      GtkOrientation  orientation,
                      int             for_size,
                      int            *minimum,
                      int            *natural,
                      int            *minimum_baseline,
                      int            *natural_baseline)
{
  GtkSettings *settings = gtk_widget_get_settings (widget);
  double size = orientation == GTK_ORIENTATION_HORIZONTAL ? WIDTH : HEIGHT;

  *natural = (int) adw_length_unit_to_px (ADW_LENGTH_UNIT_SP, size, settings);
  *minimum = orientation == GTK_ORIENTATION_HORIZONTAL ? *natural / 3 : *natural;
  *minimum_baseline = *natural_baseline = -1;
}

static void
jm_sparkline_finalize (GObject *object)
{
  g_free (JM_SPARKLINE (object)->values);

  G_OBJECT_CLASS (jm_sparkline_parent_class)->finalize (object);
}

static void
jm_sparkline_class_init (JmSparklineClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = jm_sparkline_finalize;
  widget_class->measure = jm_sparkline_measure;
  widget_class->snapshot = jm_sparkline_snapshot;
  gtk_widget_class_set_css_name (widget_class, "sparkline");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
jm_sparkline_init (JmSparkline *self)
{
  gtk_widget_set_valign (GTK_WIDGET (self), GTK_ALIGN_CENTER);
}

GtkWidget *
jm_sparkline_new (void)
{
  return g_object_new (JM_TYPE_SPARKLINE, NULL);
}

void
jm_sparkline_set_values (JmSparkline  *self,
                         const double *values,
                         guint         n_values)
{
  g_return_if_fail (JM_IS_SPARKLINE (self));
  g_return_if_fail (values != NULL || n_values == 0);

  g_free (self->values);
  self->values = g_memdup2 (values, n_values * sizeof *values);
  self->n_values = n_values;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

guint
jm_sparkline_get_n_values (JmSparkline *self)
{
  g_return_val_if_fail (JM_IS_SPARKLINE (self), 0);

  return self->n_values;
}

void
jm_sparkline_set_description (JmSparkline *self,
                              const char  *words)
{
  g_return_if_fail (JM_IS_SPARKLINE (self));

  jm_text_set_tooltip (GTK_WIDGET (self), words);
  jm_text_set_name (GTK_WIDGET (self), words);
}
