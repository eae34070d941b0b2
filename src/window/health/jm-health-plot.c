/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "health/jm-health-plot.h"

#include <glib/gi18n.h>
#include <math.h>

#include "charts/jm-ink.h"
#include "health/jm-health-words.h"
#include "jm-text.h"

#define MINIMUM_HEIGHT 132
#define LINE_WIDTH 1.8f
#define DOT_RADIUS 3.0f
#define MARK_HEIGHT 6
#define LABEL_GAP 6
#define N_GRID_LINES 2

#define FILL_ALPHA 0.13f
#define GRID_ALPHA 0.10f
#define BASE_ALPHA 0.20f
#define LABEL_ALPHA 0.55f

struct _JmHealthPlot
{
  JmPlot         parent_instance;

  JmHealthCheck *check;
};

G_DEFINE_FINAL_TYPE (JmHealthPlot, jm_health_plot, JM_TYPE_PLOT)

/* Where the curve stands, in px, with the oldest value at the side where reading begins */
typedef struct
{
  const double *values;
  guint         n_values;
  double        step;           /* of the grid */
  double        low;            /* 0, or a multiple of the step below it */
  double        high;
  float         left;
  float         width;
  float         top;
  float         base;
} Plot;

/* 1, 2, 5, 10, 20, 50 …, also below 1: so that N_GRID_LINES of them reach @highest. Not below @least, which is what the
 * labels can tell. */
static double
choose_step (double highest,
             double least)
{
  double power = pow (10, floor (log10 (MAX (highest / N_GRID_LINES, least))));
  static const double mantissas[] = { 1, 2, 5, 10 };

  for (guint i = 0; i < G_N_ELEMENTS (mantissas); i++)
    {
      if (mantissas[i] * power * N_GRID_LINES >= highest)
        return mantissas[i] * power;
    }

  return 10 * power;
}

static float
measure_text (JmHealthPlot *self,
              double        value,
              float        *text_height)
{
  g_autofree char *text = jm_health_kind_format (jm_health_check_get_kind (self->check), value);
  int width, height;

  jm_ink_measure (GTK_WIDGET (self), text, &width, &height);
  *text_height = (float) height;

  return (float) width;
}

static void
plan (JmHealthPlot *self,
      Plot         *plot)
{
  double least = 0;
  double most = 0;
  float text_height;

  *plot = (Plot) { .values = jm_health_check_get_history (self->check, &plot->n_values) };
  plot->values = jm_health_check_get_history (self->check, &plot->n_values);
  for (guint i = 0; i < plot->n_values; i++)
    {
      least = fmin (least, plot->values[i]);
      most = fmax (most, plot->values[i]);
    }

  plot->step = choose_step (fmax (most, -least), jm_health_check_get_kind (self->check) == JM_HEALTH_CLOCK ? 0.1 : 1);
  plot->high = plot->step * ceil (most / plot->step);
  plot->low = plot->step * floor (least / plot->step);
  if (plot->high <= plot->low)
    plot->high = plot->low + N_GRID_LINES * plot->step;

  plot->left = MAX (measure_text (self, plot->high, &text_height),
                    measure_text (self, plot->low, &text_height)) +
               LABEL_GAP;
  plot->width = (float) gtk_widget_get_width (GTK_WIDGET (self)) - plot->left - DOT_RADIUS;
  plot->top = text_height / 2;
  plot->base = (float) gtk_widget_get_height (GTK_WIDGET (self)) - text_height - LABEL_GAP;
}

/* Px from the side where reading begins; a single value stands at the end. */
static float
get_x (const Plot *plot,
       guint       i)
{
  return plot->left + (plot->n_values > 1 ? plot->width * (float) i / (float) (plot->n_values - 1) : plot->width);
}

static float
get_y (const Plot *plot,
       double      value)
{
  return plot->base - (plot->base - plot->top) * (float) ((value - plot->low) / (plot->high - plot->low));
}

/* As jm_plot_append_text(), but @y is the middle of the text. */
static void
append_text (JmHealthPlot  *self,
             GtkSnapshot   *snapshot,
             const char    *text,
             float          x,
             float          y,
             float          align,
             const GdkRGBA *color)
{
  int height;

  jm_ink_measure (GTK_WIDGET (self), text, NULL, &height);
  jm_plot_append_text (JM_PLOT (self), snapshot, text, x, y - (float) height / 2, align, color);
}

static void
append_grid (JmHealthPlot  *self,
             GtkSnapshot   *snapshot,
             const Plot    *plot,
             const GdkRGBA *foreground)
{
  JmHealthKind kind = jm_health_check_get_kind (self->check);
  GdkRGBA line = *foreground;
  GdkRGBA label = *foreground;
  int n_lines = (int) round ((plot->high - plot->low) / plot->step);

  label.alpha *= LABEL_ALPHA;
  for (int i = 0; i <= n_lines; i++)
    {
      double value = plot->low + i * plot->step;
      float y = get_y (plot, value);
      g_autofree char *text = jm_health_kind_format (kind, value);

      line.alpha = foreground->alpha * (fabs (value) < plot->step / 2 ? BASE_ALPHA : GRID_ALPHA);
      gtk_snapshot_append_color (snapshot, &line,
                                 &GRAPHENE_RECT_INIT (jm_plot_mirror (JM_PLOT (self), plot->left, plot->width), floorf (y), plot->width, 1));
      append_text (self, snapshot, text, plot->left - LABEL_GAP, y, 1, &label);
    }
}

static void
append_times (JmHealthPlot  *self,
              GtkSnapshot   *snapshot,
              const Plot    *plot,
              const GdkRGBA *foreground)
{
  GdkRGBA label = *foreground;
  float y = ((float) gtk_widget_get_height (GTK_WIDGET (self)) + plot->base + LABEL_GAP) / 2;
  const char *last = _("Last check");
  g_autofree char *first = NULL;
  int first_width, last_width;

  label.alpha *= LABEL_ALPHA;
  /* Translators: where a plot begins: so many checks before the last one */
  first = g_strdup_printf (ngettext ("%u check ago", "%u checks ago", plot->n_values - 1), plot->n_values - 1);
  jm_ink_measure (GTK_WIDGET (self), first, &first_width, NULL);
  jm_ink_measure (GTK_WIDGET (self), last, &last_width, NULL);
  if (plot->n_values > 2 && (float) (first_width + LABEL_GAP + last_width) <= plot->width)
    append_text (self, snapshot, first, plot->left, y, 0, &label);
  append_text (self, snapshot, last, plot->left + plot->width, y, 1, &label);
}

/* The curve from @from on, as far as there are values; where it goes on */
static guint
append_stretch (JmHealthPlot  *self,
                GtkSnapshot   *snapshot,
                const Plot    *plot,
                guint          from,
                const GdkRGBA *color)
{
  g_autoptr (GskPathBuilder) line = gsk_path_builder_new ();
  g_autoptr (GskPathBuilder) area = gsk_path_builder_new ();
  g_autoptr (GskPath) line_path = NULL;
  g_autoptr (GskPath) area_path = NULL;
  GskStroke *stroke = gsk_stroke_new (LINE_WIDTH);
  GdkRGBA fill = *color;
  float zero = get_y (plot, 0);
  guint i;

  fill.alpha *= FILL_ALPHA;
  gsk_path_builder_move_to (area, jm_plot_mirror (JM_PLOT (self), get_x (plot, from), 0), zero);
  for (i = from; i < plot->n_values && !isnan (plot->values[i]); i++)
    {
      float x = jm_plot_mirror (JM_PLOT (self), get_x (plot, i), 0);
      float y = get_y (plot, plot->values[i]);

      if (i == from)
        gsk_path_builder_move_to (line, x, y);
      else
        gsk_path_builder_line_to (line, x, y);
      gsk_path_builder_line_to (area, x, y);
    }
  gsk_path_builder_line_to (area, jm_plot_mirror (JM_PLOT (self), get_x (plot, i - 1), 0), zero);
  gsk_path_builder_close (area);

  area_path = gsk_path_builder_to_path (area);
  line_path = gsk_path_builder_to_path (line);
  gsk_stroke_set_line_join (stroke, GSK_LINE_JOIN_ROUND);
  gsk_stroke_set_line_cap (stroke, GSK_LINE_CAP_ROUND);
  gtk_snapshot_append_fill (snapshot, area_path, GSK_FILL_RULE_WINDING, &fill);
  gtk_snapshot_append_stroke (snapshot, line_path, stroke, color);
  gsk_stroke_free (stroke);

  return i;
}

static void
append_dot (JmHealthPlot  *self,
            GtkSnapshot   *snapshot,
            const Plot    *plot,
            guint          i,
            const GdkRGBA *color)
{
  jm_ink_append_dot (snapshot, jm_plot_mirror (JM_PLOT (self), get_x (plot, i), 0), get_y (plot, plot->values[i]), DOT_RADIUS, color);
}

static void
append_values (JmHealthPlot *self,
               GtkSnapshot  *snapshot,
               const Plot   *plot)
{
  guint last = plot->n_values - 1;
  GdkRGBA good, wrong;

  jm_plot_get_color (JM_PLOT (self), JM_PLOT_GOOD, &good);
  jm_plot_get_color (JM_PLOT (self), JM_PLOT_WRONG, &wrong);
  for (guint i = 0; i < plot->n_values;)
    {
      if (!isnan (plot->values[i]))
        {
          i = append_stretch (self, snapshot, plot, i, &good);
          continue;
        }

      gtk_snapshot_append_color (
          snapshot, &wrong,
          &GRAPHENE_RECT_INIT (jm_plot_mirror (JM_PLOT (self), get_x (plot, i), 0) - 1, plot->base - MARK_HEIGHT, 2, MARK_HEIGHT));
      i++;
    }

  for (guint i = 0; i <= last; i++)
    {
      if (!isnan (plot->values[i]) && (i == last || jm_plot_is_chosen (JM_PLOT (self), i)))
        append_dot (self, snapshot, plot, i, &good);
    }
}

static void
jm_health_plot_snapshot (GtkWidget   *widget,
                         GtkSnapshot *snapshot)
{
  JmHealthPlot *self = JM_HEALTH_PLOT (widget);
  GdkRGBA foreground;
  Plot plot;

  plan (self, &plot);
  if (plot.n_values == 0)
    return;

  gtk_widget_get_color (widget, &foreground);
  append_grid (self, snapshot, &plot, &foreground);
  append_values (self, snapshot, &plot);
  append_times (self, snapshot, &plot, &foreground);
}

/* --- walking over the values */

static guint
jm_health_plot_get_n_points (JmPlot *plot)
{
  guint n_values;

  jm_health_check_get_history (JM_HEALTH_PLOT (plot)->check, &n_values);

  return n_values;
}

static char *
jm_health_plot_describe (JmPlot *plot,
                         guint   point)
{
  JmHealthCheck *check = JM_HEALTH_PLOT (plot)->check;
  guint n_values;
  const double *values = jm_health_check_get_history (check, &n_values);
  g_autofree char *value = jm_health_kind_format (jm_health_check_get_kind (check), values[point]);
  guint ago = n_values - 1 - point;

  if (ago == 0)
    /* Translators: a measured value: "182 ms, last check" */
    return g_strdup_printf (_("%s, last check"), value);

  return g_strdup_printf (ngettext ("%s, %u check ago", "%s, %u checks ago", ago), value, ago);
}

/* A single one is pointed at from everywhere. */
static int
jm_health_plot_find_point (JmPlot *plot,
                           float   x)
{
  Plot places;

  plan (JM_HEALTH_PLOT (plot), &places);
  if (places.n_values < 2)
    return 0;

  return (int) roundf ((x - places.left) / places.width * (float) (places.n_values - 1));
}

static void
jm_health_plot_get_area (JmPlot       *plot,
                         guint         point,
                         GdkRectangle *area)
{
  Plot places;

  plan (JM_HEALTH_PLOT (plot), &places);
  *area = (GdkRectangle) { (int) jm_plot_mirror (plot, get_x (&places, point), 0) - 1, 0, 2, (int) places.base };
}

static void
checked_cb (JmHealthPlot *self)
{
  g_autofree char *words = jm_health_check_describe (self->check);

  jm_text_set_name (GTK_WIDGET (self), words);
  gtk_widget_set_visible (GTK_WIDGET (self), words != NULL);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
jm_health_plot_finalize (GObject *object)
{
  g_clear_object (&JM_HEALTH_PLOT (object)->check);

  G_OBJECT_CLASS (jm_health_plot_parent_class)->finalize (object);
}

static void
jm_health_plot_class_init (JmHealthPlotClass *klass)
{
  JmPlotClass *plot_class = JM_PLOT_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = jm_health_plot_finalize;
  GTK_WIDGET_CLASS (klass)->snapshot = jm_health_plot_snapshot;
  plot_class->describe = jm_health_plot_describe;
  plot_class->find_point = jm_health_plot_find_point;
  plot_class->get_area = jm_health_plot_get_area;
  plot_class->get_n_points = jm_health_plot_get_n_points;
  plot_class->minimum_height = MINIMUM_HEIGHT;
}

static void
jm_health_plot_init (JmHealthPlot *self)
{
}

GtkWidget *
jm_health_plot_new (JmHealthCheck *check)
{
  JmHealthPlot *self = g_object_new (JM_TYPE_HEALTH_PLOT, NULL);

  self->check = g_object_ref (check);
  g_signal_connect_object (check, "checked", G_CALLBACK (checked_cb), self, G_CONNECT_SWAPPED);
  checked_cb (self);

  return GTK_WIDGET (self);
}
