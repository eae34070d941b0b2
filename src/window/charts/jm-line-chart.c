/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "charts/jm-line-chart.h"

#include <adwaita.h>
#include <glib/gi18n.h>
#include <math.h>

#include "charts/jm-curve.h"
#include "charts/jm-ink.h"
#include "charts/jm-pattern.h"
#include "jm-when.h"

#define MINIMUM_WIDTH 160
#define HEIGHT 200
#define LINE_WIDTH 2.2f
#define LINE_WIDTH_CONTRAST 3
#define DASH 6
#define DOT_RADIUS 3.5f
#define LABEL_GAP 9
#define GRID_LINES 4
#define MAX_DATE_LABELS 5
/* Room for a date, in widths of it */
#define DATE_ROOM 2.2f

#define GRID_ALPHA 0.08f
#define BASE_ALPHA 0.20f
#define LABEL_ALPHA 0.55f
#define FILL_ALPHA 0.20f
#define CURSOR_ALPHA 0.35f

typedef struct
{
  char      *name;
  /* Never drawn: it holds the colour of style.css */
  GtkWidget *swatch;
} Series;

struct _JmLineChart
{
  JmChart      parent_instance;

  Series       series[JM_LINE_CHART_SERIES];
  JmLinePoint *points;
  guint        n_points;
  guint        days;
};

G_DEFINE_FINAL_TYPE (JmLineChart, jm_line_chart, JM_TYPE_CHART)

/* Where the curves stand, in px */
typedef struct
{
  float  left;                  /* of the first point, also from right to left */
  float  width;                 /* to the last; negative from right to left */
  float  top;
  float  base;
  guint  step;                  /* from one grid line to the next */
  guint  top_value;
} Plot;

/* --- layout */

/* 1, 2, 5, 10, 20, 50 …: the first with which GRID_LINES steps or fewer reach @highest */
static guint
choose_step (guint highest)
{
  static const guint mantissas[] = { 1, 2, 5 };
  guint64 power = 1;

  for (guint i = 0;; i++)
    {
      guint64 step = mantissas[i % G_N_ELEMENTS (mantissas)] * power;

      if (step * GRID_LINES >= highest)
        return (guint) step;
      if (i % G_N_ELEMENTS (mantissas) == G_N_ELEMENTS (mantissas) - 1)
        power *= 10;
    }
}

static gboolean
is_rtl (JmLineChart *self)
{
  return gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL;
}

static void
plan (JmLineChart *self,
      Plot        *plot)
{
  float width = (float) gtk_widget_get_width (GTK_WIDGET (self));
  float height = (float) gtk_widget_get_height (GTK_WIDGET (self));
  g_autofree char *widest = NULL;
  guint highest = 1;
  int text_width, text_height;
  float begin;

  for (guint i = 0; i < self->n_points; i++)
    {
      for (guint s = 0; s < JM_LINE_CHART_SERIES; s++)
        highest = MAX (highest, self->points[i].values[s]);
    }

  plot->step = choose_step (highest);
  plot->top_value = (highest + plot->step - 1) / plot->step * plot->step;
  widest = g_strdup_printf ("%'u", plot->top_value);
  jm_ink_measure (GTK_WIDGET (self), widest, &text_width, &text_height);
  begin = (float) text_width + 2 * LABEL_GAP;

  plot->left = is_rtl (self) ? width - begin : begin;
  plot->width = (width - begin - DOT_RADIUS) * (is_rtl (self) ? -1 : 1);
  plot->top = (float) text_height / 2 + DOT_RADIUS;
  plot->base = height - (float) text_height - LABEL_GAP;
}

static float
get_x (JmLineChart *self,
       const Plot  *plot,
       guint        i)
{
  if (self->n_points < 2)
    return plot->left + plot->width;

  return plot->left + plot->width * (float) i / (float) (self->n_points - 1);
}

static float
get_y (const Plot *plot,
       guint       value)
{
  return plot->base - (plot->base - plot->top) * (float) value / (float) plot->top_value;
}

static void
jm_line_chart_get_area (JmChart         *chart,
                        guint            point,
                        graphene_rect_t *area)
{
  JmLineChart *self = JM_LINE_CHART (chart);
  float slot;
  Plot plot;

  plan (self, &plot);
  slot = fabsf (plot.width) / (float) MAX (self->n_points - 1, 1);
  graphene_rect_init (area, get_x (self, &plot, point) - slot / 2, plot.top, slot, plot.base - plot.top);
}

/* --- drawing */

static void
append_grid (JmLineChart   *self,
             GtkSnapshot   *snapshot,
             const Plot    *plot,
             const GdkRGBA *foreground)
{
  gboolean contrast = jm_pattern_is_needed ();
  GdkRGBA line = *foreground;
  GdkRGBA label = *foreground;
  float left = MIN (plot->left, plot->left + plot->width);

  label.alpha *= contrast ? 1 : LABEL_ALPHA;
  for (guint value = 0; value <= plot->top_value; value += plot->step)
    {
      float y = get_y (plot, value);
      g_autofree char *text = g_strdup_printf ("%'u", value);
      float gap = is_rtl (self) ? LABEL_GAP : -LABEL_GAP;
      int height;

      line.alpha = foreground->alpha * (value == 0 || contrast ? BASE_ALPHA : GRID_ALPHA);
      gtk_snapshot_append_color (snapshot, &line, &GRAPHENE_RECT_INIT (left, floorf (y), fabsf (plot->width), 1));
      jm_ink_measure (GTK_WIDGET (self), text, NULL, &height);
      jm_ink_append_text (GTK_WIDGET (self), snapshot, text, plot->left + gap, y - (float) height / 2, is_rtl (self) ? 0 : 1, &label);
    }
}

static char *
name_day (JmLineChart *self,
          guint        i)
{
  if (i == self->n_points - 1)
    return g_strdup (_("Today"));

  return jm_when_day_and_month (self->points[i].begins_ms);
}

/* As many as there is room for, the first and the last at the ends */
static void
append_dates (JmLineChart   *self,
              GtkSnapshot   *snapshot,
              const Plot    *plot,
              const GdkRGBA *foreground)
{
  g_autofree char *sample = name_day (self, 0);
  GdkRGBA color = *foreground;
  guint n_labels;
  int width;

  color.alpha *= jm_pattern_is_needed () ? 1 : LABEL_ALPHA;
  jm_ink_measure (GTK_WIDGET (self), sample, &width, NULL);
  n_labels = (guint) CLAMP (fabsf (plot->width) / ((float) width * DATE_ROOM), 2, MAX_DATE_LABELS);
  n_labels = MIN (n_labels, self->n_points);

  for (guint i = 0; i < n_labels; i++)
    {
      guint point = n_labels > 1 ? (self->n_points - 1) * i / (n_labels - 1) : self->n_points - 1;
      g_autofree char *name = name_day (self, point);
      float align = i == n_labels - 1 ? 1 : i == 0 ? 0 :
                                                     0.5f;

      jm_ink_append_text (GTK_WIDGET (self), snapshot, name, get_x (self, plot, point), plot->base + LABEL_GAP,
                          is_rtl (self) ? 1 - align : align, &color);
    }
}

static void
append_fill (JmLineChart            *self,
             GtkSnapshot            *snapshot,
             const Plot             *plot,
             const graphene_point_t *points,
             const GdkRGBA          *color)
{
  g_autoptr (GskPath) ground = jm_curve_new_ground (points, self->n_points, plot->base);
  GskColorStop stops[2] = { { 0, *color }, { 1, *color } };
  graphene_rect_t bounds;

  if (!gsk_path_get_bounds (ground, &bounds))
    return;

  stops[0].color.alpha *= FILL_ALPHA;
  stops[1].color.alpha = 0;
  gtk_snapshot_push_fill (snapshot, ground, GSK_FILL_RULE_WINDING);
  gtk_snapshot_append_linear_gradient (snapshot, &bounds, &GRAPHENE_POINT_INIT (0, plot->top),
                                       &GRAPHENE_POINT_INIT (0, plot->base), stops, G_N_ELEMENTS (stops));
  gtk_snapshot_pop (snapshot);
}

static void
append_series (JmLineChart *self,
               GtkSnapshot *snapshot,
               const Plot  *plot,
               guint        series)
{
  g_autofree graphene_point_t *points = g_new (graphene_point_t, self->n_points);
  g_autoptr (GskPath) curve = NULL;
  g_autoptr (GskStroke) stroke = NULL;
  gboolean contrast = jm_pattern_is_needed ();
  GdkRGBA color;

  gtk_widget_get_color (self->series[series].swatch, &color);
  for (guint i = 0; i < self->n_points; i++)
    points[i] = GRAPHENE_POINT_INIT (get_x (self, plot, i), get_y (plot, self->points[i].values[series]));

  if (!contrast)
    append_fill (self, snapshot, plot, points, &color);
  curve = jm_curve_new (points, self->n_points);
  stroke = gsk_stroke_new (contrast ? LINE_WIDTH_CONTRAST : LINE_WIDTH);
  gsk_stroke_set_line_join (stroke, GSK_LINE_JOIN_ROUND);
  if (contrast && series > 0)
    gsk_stroke_set_dash (stroke, (const float[]) { DASH, DASH }, 2);
  gtk_snapshot_append_stroke (snapshot, curve, stroke, &color);
  jm_ink_append_dot (snapshot, points[self->n_points - 1].x, points[self->n_points - 1].y, DOT_RADIUS, &color);
}

static void
append_cursor (JmLineChart   *self,
               GtkSnapshot   *snapshot,
               const Plot    *plot,
               const GdkRGBA *foreground)
{
  int current = jm_chart_get_current (JM_CHART (self));
  GdkRGBA line = *foreground;
  float x;

  if (current < 0 || current >= (int) self->n_points)
    return;

  x = get_x (self, plot, (guint) current);
  line.alpha *= CURSOR_ALPHA;
  gtk_snapshot_append_color (snapshot, &line, &GRAPHENE_RECT_INIT (floorf (x), plot->top, 1, plot->base - plot->top));
  for (guint s = 0; s < JM_LINE_CHART_SERIES; s++)
    {
      GdkRGBA color;

      gtk_widget_get_color (self->series[s].swatch, &color);
      jm_ink_append_dot (snapshot, x, get_y (plot, self->points[current].values[s]), DOT_RADIUS, &color);
    }
}

static void
jm_line_chart_snapshot (GtkWidget   *widget,
                        GtkSnapshot *snapshot)
{
  JmLineChart *self = JM_LINE_CHART (widget);
  GdkRGBA foreground;
  Plot plot;

  plan (self, &plot);
  gtk_widget_get_color (widget, &foreground);
  append_grid (self, snapshot, &plot, &foreground);
  if (self->n_points > 0)
    {
      append_dates (self, snapshot, &plot, &foreground);
      for (guint s = JM_LINE_CHART_SERIES; s-- > 0;)
        append_series (self, snapshot, &plot, s);
      append_cursor (self, snapshot, &plot, &foreground);
    }

  /* The bubble */
  GTK_WIDGET_CLASS (jm_line_chart_parent_class)->snapshot (widget, snapshot);
}

static void
jm_line_chart_measure (GtkWidget      *widget,
                       GtkOrientation  orientation,
                       int             for_size,
                       int            *minimum,
                       int            *natural,
                       int            *minimum_baseline,
                       int            *natural_baseline)
{
  GtkSettings *settings = gtk_widget_get_settings (widget);

  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    *minimum = *natural = MINIMUM_WIDTH;
  else
    *minimum = *natural = (int) adw_length_unit_to_px (ADW_LENGTH_UNIT_SP, HEIGHT, settings);
  *minimum_baseline = *natural_baseline = -1;
}

/* --- the table */

static guint
jm_line_chart_get_n_points (JmChart *chart)
{
  return JM_LINE_CHART (chart)->n_points;
}

static guint
jm_line_chart_get_n_columns (JmChart *chart)
{
  return 1 + JM_LINE_CHART_SERIES;
}

static const char *
jm_line_chart_get_heading (JmChart *chart,
                           guint    column)
{
  JmLineChart *self = JM_LINE_CHART (chart);

  if (column > 0)
    return self->series[column - 1].name;

  return self->days > 1 ? _("Week From") : _("Day");
}

static char *
jm_line_chart_dup_cell (JmChart *chart,
                        guint    point,
                        guint    column)
{
  JmLineChart *self = JM_LINE_CHART (chart);

  if (column == 0)
    return jm_when_date (self->points[point].begins_ms);

  return g_strdup_printf ("%'u", self->points[point].values[column - 1]);
}

/* --- the object */

static void
jm_line_chart_dispose (GObject *object)
{
  JmLineChart *self = JM_LINE_CHART (object);

  for (guint s = 0; s < JM_LINE_CHART_SERIES; s++)
    g_clear_pointer (&self->series[s].swatch, gtk_widget_unparent);

  G_OBJECT_CLASS (jm_line_chart_parent_class)->dispose (object);
}

static void
jm_line_chart_finalize (GObject *object)
{
  JmLineChart *self = JM_LINE_CHART (object);

  for (guint s = 0; s < JM_LINE_CHART_SERIES; s++)
    g_free (self->series[s].name);
  g_free (self->points);

  G_OBJECT_CLASS (jm_line_chart_parent_class)->finalize (object);
}

static void
jm_line_chart_class_init (JmLineChartClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  JmChartClass *chart_class = JM_CHART_CLASS (klass);

  object_class->dispose = jm_line_chart_dispose;
  object_class->finalize = jm_line_chart_finalize;
  widget_class->measure = jm_line_chart_measure;
  widget_class->snapshot = jm_line_chart_snapshot;
  chart_class->dup_cell = jm_line_chart_dup_cell;
  chart_class->get_area = jm_line_chart_get_area;
  chart_class->get_heading = jm_line_chart_get_heading;
  chart_class->get_n_columns = jm_line_chart_get_n_columns;
  chart_class->get_n_points = jm_line_chart_get_n_points;
  chart_class->has_bubble = TRUE;
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
jm_line_chart_init (JmLineChart *self)
{
  self->days = 1;
  for (guint s = 0; s < JM_LINE_CHART_SERIES; s++)
    {
      self->series[s].name = g_strdup ("");
      self->series[s].swatch = adw_bin_new ();
      gtk_widget_set_child_visible (self->series[s].swatch, FALSE);
      gtk_widget_set_parent (self->series[s].swatch, GTK_WIDGET (self));
    }
}

GtkWidget *
jm_line_chart_new (void)
{
  return g_object_new (JM_TYPE_LINE_CHART, NULL);
}

void
jm_line_chart_set_series (JmLineChart *self,
                          guint        series,
                          const char  *name,
                          const char  *css_class)
{
  g_return_if_fail (JM_IS_LINE_CHART (self));
  g_return_if_fail (series < JM_LINE_CHART_SERIES);

  g_set_str (&self->series[series].name, name);
  gtk_widget_set_css_classes (self->series[series].swatch, (const char *[]) { css_class, NULL });
  jm_chart_changed (JM_CHART (self));
}

void
jm_line_chart_set_points (JmLineChart       *self,
                          const JmLinePoint *points,
                          guint              n_points,
                          guint              days)
{
  g_return_if_fail (JM_IS_LINE_CHART (self));
  g_return_if_fail (points != NULL || n_points == 0);

  g_free (self->points);
  self->points = g_memdup2 (points, n_points * sizeof *points);
  self->n_points = n_points;
  self->days = days;
  jm_chart_changed (JM_CHART (self));
}
