/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "health/jm-health-plot.h"

#include <adwaita.h>
#include <glib/gi18n.h>
#include <math.h>

#include "health/jm-health-words.h"
#include "jm-text.h"

#define MINIMUM_HEIGHT 132
#define MINIMUM_WIDTH 160
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
  GtkWidget      parent_instance;

  JmHealthCheck *check;
  int            chosen;        /* by the arrow keys; -1 none */

  /* Never drawn: they hold the colours of style.css */
  GtkWidget     *good;
  GtkWidget     *wrong;
};

G_DEFINE_FINAL_TYPE (JmHealthPlot, jm_health_plot, GTK_TYPE_WIDGET)

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

static PangoLayout *
create_layout (JmHealthPlot *self,
               const char   *text)
{
  PangoLayout *layout = gtk_widget_create_pango_layout (GTK_WIDGET (self), text);
  g_autoptr (PangoAttrList) attributes = pango_attr_list_new ();

  pango_attr_list_insert (attributes, pango_attr_scale_new (0.82));
  pango_layout_set_attributes (layout, attributes);

  return layout;
}

static float
measure_text (JmHealthPlot *self,
              double        value,
              float        *text_height)
{
  g_autofree char *text = jm_health_kind_format (jm_health_check_get_kind (self->check), value);
  g_autoptr (PangoLayout) layout = create_layout (self, text);
  int width, height;

  pango_layout_get_pixel_size (layout, &width, &height);
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

/* From the side where reading begins to px from the left */
static float
mirror (JmHealthPlot *self,
        float         x,
        float         width)
{
  if (gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL)
    return (float) gtk_widget_get_width (GTK_WIDGET (self)) - x - width;

  return x;
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

static void
append_text (JmHealthPlot                   *self,
             GtkSnapshot                    *snapshot,
             const char                     *text,
             float                           x,
             float                           y,
             float                           align,
             /* of the text at @x: 0 begins  there,
             1 ends there */ const GdkRGBA  *color)
{
  g_autoptr (PangoLayout) layout = create_layout (self, text);
  int width, height;

  pango_layout_get_pixel_size (layout, &width, &height);
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT (mirror (self, x - align * (float) width, (float) width),
                                                          y - (float) height / 2));
  gtk_snapshot_append_layout (snapshot, layout, color);
  gtk_snapshot_restore (snapshot);
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
                                 &GRAPHENE_RECT_INIT (mirror (self, plot->left, plot->width), floorf (y), plot->width, 1));
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
  g_autofree char *first = NULL;

  label.alpha *= LABEL_ALPHA;
  /* Translators: where a plot begins: so many checks before the last one */
  first = g_strdup_printf (ngettext ("%u check ago", "%u checks ago", plot->n_values - 1), plot->n_values - 1);
  if (plot->n_values > 2)
    append_text (self, snapshot, first, plot->left, y, 0, &label);
  append_text (self, snapshot, _("Last check"), plot->left + plot->width, y, 1, &label);
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
  gsk_path_builder_move_to (area, mirror (self, get_x (plot, from), 0), zero);
  for (i = from; i < plot->n_values && !isnan (plot->values[i]); i++)
    {
      float x = mirror (self, get_x (plot, i), 0);
      float y = get_y (plot, plot->values[i]);

      if (i == from)
        gsk_path_builder_move_to (line, x, y);
      else
        gsk_path_builder_line_to (line, x, y);
      gsk_path_builder_line_to (area, x, y);
    }
  gsk_path_builder_line_to (area, mirror (self, get_x (plot, i - 1), 0), zero);
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
  float x = mirror (self, get_x (plot, i), 0);
  float y = get_y (plot, plot->values[i]);
  GskRoundedRect dot;

  gsk_rounded_rect_init_from_rect (
      &dot, &GRAPHENE_RECT_INIT (x - DOT_RADIUS, y - DOT_RADIUS, 2 * DOT_RADIUS, 2 * DOT_RADIUS), DOT_RADIUS);
  gtk_snapshot_push_rounded_clip (snapshot, &dot);
  gtk_snapshot_append_color (snapshot, color, &dot.bounds);
  gtk_snapshot_pop (snapshot);
}

static void
append_values (JmHealthPlot *self,
               GtkSnapshot  *snapshot,
               const Plot   *plot)
{
  guint last = plot->n_values - 1;
  GdkRGBA good, wrong;

  gtk_widget_get_color (self->good, &good);
  gtk_widget_get_color (self->wrong, &wrong);
  for (guint i = 0; i < plot->n_values;)
    {
      if (!isnan (plot->values[i]))
        {
          i = append_stretch (self, snapshot, plot, i, &good);
          continue;
        }

      gtk_snapshot_append_color (
          snapshot, &wrong,
          &GRAPHENE_RECT_INIT (mirror (self, get_x (plot, i), 0) - 1, plot->base - MARK_HEIGHT, 2, MARK_HEIGHT));
      i++;
    }

  if (!isnan (plot->values[last]))
    append_dot (self, snapshot, plot, last, &good);
  if (self->chosen >= 0 && (guint) self->chosen <= last && !isnan (plot->values[self->chosen]) &&
      gtk_widget_has_visible_focus (GTK_WIDGET (self)))
    append_dot (self, snapshot, plot, (guint) self->chosen, &good);
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

static void
jm_health_plot_measure (GtkWidget      *widget,
                        GtkOrientation  orientation,
                        int             for_size,
                        int            *minimum,
                        int            *natural,
                        int            *minimum_baseline,
                        int            *natural_baseline)
{
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    *minimum = *natural = MINIMUM_WIDTH;
  else
    *minimum = *natural = (int) adw_length_unit_to_px (ADW_LENGTH_UNIT_SP, MINIMUM_HEIGHT,
                                                       gtk_widget_get_settings (widget));
  *minimum_baseline = *natural_baseline = -1;
}

/* --- one value in words */

static char *
describe_value (JmHealthPlot *self,
                const Plot   *plot,
                guint         i)
{
  g_autofree char *value = jm_health_kind_format (jm_health_check_get_kind (self->check), plot->values[i]);
  guint ago = plot->n_values - 1 - i;

  if (ago == 0)
    /* Translators: a measured value: "182 ms, last check" */
    return g_strdup_printf (_("%s, last check"), value);

  return g_strdup_printf (ngettext ("%s, %u check ago", "%s, %u checks ago", ago), value, ago);
}

static gboolean
query_tooltip (GtkWidget  *widget,
               int         x,
               int         y,
               gboolean    keyboard,
               GtkTooltip *tooltip)
{
  JmHealthPlot *self = JM_HEALTH_PLOT (widget);
  g_autofree char *words = NULL;
  int i = self->chosen;
  Plot plot;

  plan (self, &plot);
  if (!keyboard && plot.n_values > 1)
    i = (int) roundf ((mirror (self, (float) x, 0) - plot.left) / plot.width * (float) (plot.n_values - 1));
  if (i < 0 || i >= (int) plot.n_values)
    return FALSE;

  words = describe_value (self, &plot, (guint) i);
  gtk_tooltip_set_text (tooltip, words);
  gtk_tooltip_set_tip_area (
      tooltip, &(GdkRectangle) { (int) mirror (self, get_x (&plot, (guint) i), 0) - 1, 0, 2, (int) plot.base });

  return TRUE;
}

static gboolean
walk (GtkWidget *widget,
      GVariant  *parameter,
      gpointer   user_data)
{
  JmHealthPlot *self = JM_HEALTH_PLOT (widget);
  int step = g_variant_get_int32 (parameter);
  g_autofree char *words = NULL;
  int last;
  Plot plot;

  plan (self, &plot);
  if (plot.n_values == 0)
    return FALSE;

  if (gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL && ABS (step) == 1)
    step = -step;

  last = (int) plot.n_values - 1;
  self->chosen = self->chosen < 0 ? last : CLAMP (self->chosen + step, 0, last);
  words = describe_value (self, &plot, (guint) self->chosen);
  jm_text_announce (widget, words, GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_MEDIUM);
  gtk_widget_trigger_tooltip_query (widget);
  gtk_widget_queue_draw (widget);

  return TRUE;
}

static void
checked_cb (JmHealthPlot *self)
{
  g_autofree char *words = jm_health_check_describe (self->check);

  jm_text_set_name (GTK_WIDGET (self), words);
  gtk_widget_set_visible (GTK_WIDGET (self), words != NULL);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static GtkWidget *
create_swatch (JmHealthPlot *self,
               const char   *css_class)
{
  GtkWidget *swatch = adw_bin_new ();

  gtk_widget_add_css_class (swatch, css_class);
  gtk_widget_set_parent (swatch, GTK_WIDGET (self));

  return swatch;
}

static void
jm_health_plot_dispose (GObject *object)
{
  JmHealthPlot *self = JM_HEALTH_PLOT (object);

  g_clear_pointer (&self->good, gtk_widget_unparent);
  g_clear_pointer (&self->wrong, gtk_widget_unparent);

  G_OBJECT_CLASS (jm_health_plot_parent_class)->dispose (object);
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
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  static const struct
  {
    guint key;
    int   step;
  } keys[] = {
    { GDK_KEY_Left, -1 },
    { GDK_KEY_Right, 1 },
    { GDK_KEY_Home, -G_MAXINT16 },
    { GDK_KEY_End, G_MAXINT16 },
    { GDK_KEY_KP_Left, -1 },
    { GDK_KEY_KP_Right, 1 },
  };

  G_OBJECT_CLASS (klass)->dispose = jm_health_plot_dispose;
  G_OBJECT_CLASS (klass)->finalize = jm_health_plot_finalize;
  widget_class->measure = jm_health_plot_measure;
  widget_class->query_tooltip = query_tooltip;
  widget_class->snapshot = jm_health_plot_snapshot;

  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    gtk_widget_class_add_binding (widget_class, keys[i].key, 0, walk, "i", keys[i].step);
  gtk_widget_class_set_css_name (widget_class, "plot");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
jm_health_plot_init (JmHealthPlot *self)
{
  self->chosen = -1;
  self->good = create_swatch (self, "plot-good");
  self->wrong = create_swatch (self, "plot-wrong");
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  gtk_widget_set_has_tooltip (GTK_WIDGET (self), TRUE);
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
