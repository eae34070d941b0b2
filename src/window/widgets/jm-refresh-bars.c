/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "jm-refresh-bars.h"

#include <adwaita.h>
#include <glib/gi18n.h>
#include <math.h>

#include "jm-text.h"
#include "jm-when.h"

#define MINIMUM_HEIGHT 112
#define MINIMUM_WIDTH 160
#define BAR_OF_SLOT 0.56
#define BAR_WIDTH_MAX 22
#define RADIUS 4
#define GAP 2
#define LABEL_GAP 6
#define N_GRID_LINES 2

#define GRID_ALPHA 0.10f
#define BASE_ALPHA 0.20f
#define LABEL_ALPHA 0.55f
#define CHOSEN_ALPHA 0.07f

#define DAY_MS (24 * 60 * 60 * G_GINT64_CONSTANT (1000))

typedef struct
{
  guint32 succeeded;
  guint32 failed;
} Day;

struct _JmRefreshBars
{
  GtkWidget  parent_instance;

  Day       *days;
  guint      n_days;
  gint64     now_ms;
  int        chosen;            /* by the arrow keys; -1 none */

  /* Never drawn: they hold the colours of style.css */
  GtkWidget *good;
  GtkWidget *wrong;
};

G_DEFINE_FINAL_TYPE (JmRefreshBars, jm_refresh_bars, GTK_TYPE_WIDGET)

/* Where the bars stand, in px, with the first day at the side where reading begins. */
typedef struct
{
  float  left;
  float  width;
  float  base;
  double px_per_refresh;
  guint  step;                  /* refreshes from one grid line to the next */
  float  slot;
  float  bar;
} Plot;

/* 1, 2, 5, 10, 20, 50 …: so that N_GRID_LINES of them reach just below @highest */
static guint
choose_step (guint highest)
{
  static const guint mantissas[] = { 1, 2, 5 };
  guint power = 1;
  guint step = 1;

  for (guint i = 0;; i++)
    {
      guint next = mantissas[i % G_N_ELEMENTS (mantissas)] * power;

      if (next * N_GRID_LINES > highest)
        return step;
      step = next;
      if (i % G_N_ELEMENTS (mantissas) == G_N_ELEMENTS (mantissas) - 1)
        power *= 10;
    }
}

static PangoLayout *
create_layout (JmRefreshBars *self,
               const char    *text)
{
  PangoLayout *layout = gtk_widget_create_pango_layout (GTK_WIDGET (self), text);
  g_autoptr (PangoAttrList) attributes = pango_attr_list_new ();

  pango_attr_list_insert (attributes, pango_attr_scale_new (0.82));
  pango_layout_set_attributes (layout, attributes);

  return layout;
}

static void
plan (JmRefreshBars *self,
      Plot          *plot)
{
  int width = gtk_widget_get_width (GTK_WIDGET (self));
  int height = gtk_widget_get_height (GTK_WIDGET (self));
  g_autofree char *widest = NULL;
  g_autoptr (PangoLayout) layout = NULL;
  guint highest = 1;
  int text_width, text_height;

  for (guint i = 0; i < self->n_days; i++)
    highest = MAX (highest, self->days[i].succeeded + self->days[i].failed);

  plot->step = choose_step (highest);
  widest = g_strdup_printf ("%'u", plot->step * N_GRID_LINES);
  layout = create_layout (self, widest);
  pango_layout_get_pixel_size (layout, &text_width, &text_height);

  plot->left = (float) (text_width + LABEL_GAP);
  plot->width = (float) width - plot->left;
  plot->base = (float) (height - text_height - LABEL_GAP);
  plot->px_per_refresh = (plot->base - (float) text_height / 2) / MAX (highest, plot->step * N_GRID_LINES);
  plot->slot = plot->width / (float) MAX (self->n_days, 1);
  plot->bar = MIN (plot->slot * (float) BAR_OF_SLOT, BAR_WIDTH_MAX);
}

/* From the side where reading begins to px from the left */
static float
mirror (JmRefreshBars *self,
        float          x,
        float          width)
{
  if (gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL)
    return (float) gtk_widget_get_width (GTK_WIDGET (self)) - x - width;

  return x;
}

static void
append_text (JmRefreshBars                  *self,
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
  gtk_snapshot_translate (
      snapshot,
      &GRAPHENE_POINT_INIT (mirror (self, x - align * (float) width, (float) width), y));
  gtk_snapshot_append_layout (snapshot, layout, color);
  gtk_snapshot_restore (snapshot);
}

static void
append_grid (JmRefreshBars *self,
             GtkSnapshot   *snapshot,
             const Plot    *plot,
             const GdkRGBA *foreground)
{
  GdkRGBA line = *foreground;
  GdkRGBA label = *foreground;

  label.alpha *= LABEL_ALPHA;
  for (guint i = 0; i <= N_GRID_LINES; i++)
    {
      float y = plot->base - (float) (i * plot->step * plot->px_per_refresh);
      g_autofree char *text = g_strdup_printf ("%'u", i * plot->step);
      g_autoptr (PangoLayout) layout = create_layout (self, text);
      int height;

      line.alpha = foreground->alpha * (i == 0 ? BASE_ALPHA : GRID_ALPHA);
      gtk_snapshot_append_color (snapshot, &line,
                                 &GRAPHENE_RECT_INIT (mirror (self, plot->left, plot->width),
                                                      floorf (y), plot->width, 1));
      if (i == 0)
        continue;

      pango_layout_get_pixel_size (layout, NULL, &height);
      append_text (self, snapshot, text, plot->left - LABEL_GAP, y - (float) height / 2, 1, &label);
    }
}

static gint64
get_day_ms (JmRefreshBars *self,
            guint          day)
{
  return self->now_ms - (gint64) (self->n_days - 1 - day) * DAY_MS;
}

static void
append_days (JmRefreshBars *self,
             GtkSnapshot   *snapshot,
             const Plot    *plot,
             const GdkRGBA *foreground)
{
  GdkRGBA label = *foreground;
  float y = plot->base + LABEL_GAP;
  g_autofree char *first = NULL;
  g_autofree char *middle = NULL;

  if (self->n_days == 0)
    return;

  label.alpha *= LABEL_ALPHA;
  first = jm_when_relative (get_day_ms (self, 0), self->now_ms);
  append_text (self, snapshot, first, plot->left, y, 0, &label);
  append_text (self, snapshot, _("Today"), plot->left + plot->width, y, 1, &label);
  if (self->n_days < 9)
    return;

  middle = jm_when_relative (get_day_ms (self, self->n_days / 2 - 1), self->now_ms);
  append_text (self, snapshot, middle,
               plot->left + plot->slot * ((float) (self->n_days / 2) - 0.5f), y, 0.5f, &label);
}

/* A bar with a round top, from @bottom upwards */
static void
append_bar (GtkSnapshot   *snapshot,
            float          x,
            float          bottom,
            float          width,
            float          height,
            const GdkRGBA *color)
{
  float radius = MIN (RADIUS, MIN (height, width / 2));
  GskRoundedRect rect;

  if (height <= 0)
    return;

  gsk_rounded_rect_init (&rect, &GRAPHENE_RECT_INIT (x, bottom - height, width, height),
                         &GRAPHENE_SIZE_INIT (radius, radius), &GRAPHENE_SIZE_INIT (radius, radius),
                         graphene_size_zero (), graphene_size_zero ());
  gtk_snapshot_push_rounded_clip (snapshot, &rect);
  gtk_snapshot_append_color (snapshot, color, &rect.bounds);
  gtk_snapshot_pop (snapshot);
}

static void
append_bars (JmRefreshBars *self,
             GtkSnapshot   *snapshot,
             const Plot    *plot,
             const GdkRGBA *foreground)
{
  GdkRGBA good, wrong, chosen = *foreground;

  chosen.alpha *= CHOSEN_ALPHA;
  gtk_widget_get_color (self->good, &good);
  gtk_widget_get_color (self->wrong, &wrong);

  for (guint i = 0; i < self->n_days; i++)
    {
      const Day *day = &self->days[i];
      float slot = mirror (self, plot->left + (float) i * plot->slot, plot->slot);
      float x = slot + (plot->slot - plot->bar) / 2;
      float low = (float) (day->succeeded * plot->px_per_refresh);
      float high = (float) (day->failed * plot->px_per_refresh);

      if ((int) i == self->chosen && gtk_widget_has_visible_focus (GTK_WIDGET (self)))
        gtk_snapshot_append_color (snapshot, &chosen,
                                   &GRAPHENE_RECT_INIT (slot, 0, plot->slot, plot->base));

      append_bar (snapshot, x, plot->base, plot->bar, low, &good);
      append_bar (snapshot, x, plot->base - low - (low > 0 ? GAP : 0), plot->bar,
                  high - (low > 0 ? GAP : 0), &wrong);
    }
}

static void
jm_refresh_bars_snapshot (GtkWidget   *widget,
                          GtkSnapshot *snapshot)
{
  JmRefreshBars *self = JM_REFRESH_BARS (widget);
  GdkRGBA foreground;
  Plot plot;

  plan (self, &plot);
  gtk_widget_get_color (widget, &foreground);
  append_grid (self, snapshot, &plot, &foreground);
  append_bars (self, snapshot, &plot, &foreground);
  append_days (self, snapshot, &plot, &foreground);
}

static void
jm_refresh_bars_measure (GtkWidget      *widget,
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
    *minimum = *natural = (int) adw_length_unit_to_px (ADW_LENGTH_UNIT_SP, MINIMUM_HEIGHT, settings);
  *minimum_baseline = *natural_baseline = -1;
}

char *
jm_refresh_bars_describe (JmRefreshBars *self,
                          guint          day)
{
  g_autofree char *date = NULL;
  g_autofree char *attempted = NULL;
  guint n_attempted;

  g_return_val_if_fail (JM_IS_REFRESH_BARS (self), NULL);
  g_return_val_if_fail (day < self->n_days, NULL);

  n_attempted = self->days[day].succeeded + self->days[day].failed;
  date = jm_when_date (get_day_ms (self, day));
  attempted = g_strdup_printf (ngettext ("%u refresh attempted", "%u refreshes attempted",
                                         n_attempted),
                               n_attempted);

  /* Translators: %1$s is "6 refreshes attempted", %2$u how many failed, %3$s a date */
  return g_strdup_printf (_("%1$s, %2$u failed, on %3$s"), attempted, self->days[day].failed, date);
}

static gboolean
query_tooltip (GtkWidget  *widget,
               int         x,
               int         y,
               gboolean    keyboard,
               GtkTooltip *tooltip)
{
  JmRefreshBars *self = JM_REFRESH_BARS (widget);
  g_autofree char *words = NULL;
  int day = self->chosen;
  Plot plot;

  if (self->n_days == 0)
    return FALSE;

  plan (self, &plot);
  if (!keyboard)
    day = (int) floorf ((mirror (self, (float) x, 0) - plot.left) / plot.slot);
  if (day < 0 || day >= (int) self->n_days)
    return FALSE;

  words = jm_refresh_bars_describe (self, (guint) day);
  gtk_tooltip_set_text (tooltip, words);
  gtk_tooltip_set_tip_area (tooltip,
                            &(GdkRectangle) { (int) mirror (self, plot.left + (float) day * plot.slot,
                                                            plot.slot),
                                              0, (int) plot.slot, (int) plot.base });

  return TRUE;
}

static gboolean
walk (GtkWidget *widget,
      GVariant  *parameter,
      gpointer   user_data)
{
  JmRefreshBars *self = JM_REFRESH_BARS (widget);
  int step = g_variant_get_int32 (parameter);
  g_autofree char *words = NULL;
  int last = (int) self->n_days - 1;

  if (self->n_days == 0)
    return FALSE;

  if (gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL && ABS (step) == 1)
    step = -step;

  self->chosen = self->chosen < 0 ? last : CLAMP (self->chosen + step, 0, last);
  words = jm_refresh_bars_describe (self, (guint) self->chosen);
  jm_text_announce (GTK_WIDGET (self), words, GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_MEDIUM);
  gtk_widget_trigger_tooltip_query (widget);
  gtk_widget_queue_draw (widget);

  return TRUE;
}

static void
jm_refresh_bars_dispose (GObject *object)
{
  JmRefreshBars *self = JM_REFRESH_BARS (object);

  g_clear_pointer (&self->good, gtk_widget_unparent);
  g_clear_pointer (&self->wrong, gtk_widget_unparent);

  G_OBJECT_CLASS (jm_refresh_bars_parent_class)->dispose (object);
}

static void
jm_refresh_bars_finalize (GObject *object)
{
  g_free (JM_REFRESH_BARS (object)->days);

  G_OBJECT_CLASS (jm_refresh_bars_parent_class)->finalize (object);
}

static void
jm_refresh_bars_class_init (JmRefreshBarsClass *klass)
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

  G_OBJECT_CLASS (klass)->dispose = jm_refresh_bars_dispose;
  G_OBJECT_CLASS (klass)->finalize = jm_refresh_bars_finalize;
  widget_class->measure = jm_refresh_bars_measure;
  widget_class->query_tooltip = query_tooltip;
  widget_class->snapshot = jm_refresh_bars_snapshot;

  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    gtk_widget_class_add_binding (widget_class, keys[i].key, 0, walk, "i", keys[i].step);

  gtk_widget_class_set_css_name (widget_class, "plot");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static GtkWidget *
create_swatch (JmRefreshBars *self,
               const char    *css_class)
{
  GtkWidget *swatch = adw_bin_new ();

  gtk_widget_add_css_class (swatch, css_class);
  gtk_widget_set_parent (swatch, GTK_WIDGET (self));

  return swatch;
}

static void
jm_refresh_bars_init (JmRefreshBars *self)
{
  self->chosen = -1;
  self->good = create_swatch (self, "plot-good");
  self->wrong = create_swatch (self, "plot-wrong");
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  gtk_widget_set_has_tooltip (GTK_WIDGET (self), TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _("Refreshes by day"), -1);
}

GtkWidget *
jm_refresh_bars_new (void)
{
  return g_object_new (JM_TYPE_REFRESH_BARS, NULL);
}

/* The whole plot in one sentence, for who does not walk over it */
static void
update_description (JmRefreshBars *self)
{
  g_autofree char *words = NULL;
  guint attempted = 0;
  guint failed = 0;

  for (guint i = 0; i < self->n_days; i++)
    {
      attempted += self->days[i].succeeded + self->days[i].failed;
      failed += self->days[i].failed;
    }

  words = g_strdup_printf (ngettext ("%1$u refresh in the last %2$u days, %3$u failed",
                                     "%1$u refreshes in the last %2$u days, %3$u failed",
                                     attempted),
                           attempted, self->n_days, failed);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, words,
                                  -1);
}

void
jm_refresh_bars_set_days (JmRefreshBars *self,
                          GBytes        *days,
                          gint64         now_ms)
{
  gsize size = 0;
  gconstpointer data = NULL;

  g_return_if_fail (JM_IS_REFRESH_BARS (self));

  if (days != NULL)
    data = g_bytes_get_data (days, &size);

  g_free (self->days);
  self->n_days = (guint) (size / sizeof (Day));
  self->days = g_memdup2 (data, self->n_days * sizeof (Day));
  self->now_ms = now_ms;
  self->chosen = -1;
  update_description (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}
