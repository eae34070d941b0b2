/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "jm-refresh-bars.h"

#include <adwaita.h>
#include <glib/gi18n.h>
#include <math.h>

#include "charts/jm-ink.h"
#include "jm-when.h"

#define MINIMUM_HEIGHT 112
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
  JmPlot  parent_instance;

  Day    *days;
  guint   n_days;
  gint64  now_ms;
};

G_DEFINE_FINAL_TYPE (JmRefreshBars, jm_refresh_bars, JM_TYPE_PLOT)

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

static void
plan (JmRefreshBars *self,
      Plot          *plot)
{
  int width = gtk_widget_get_width (GTK_WIDGET (self));
  int height = gtk_widget_get_height (GTK_WIDGET (self));
  g_autofree char *widest = NULL;
  guint highest = 1;
  int text_width, text_height;

  for (guint i = 0; i < self->n_days; i++)
    highest = MAX (highest, self->days[i].succeeded + self->days[i].failed);

  plot->step = choose_step (highest);
  widest = g_strdup_printf ("%'u", plot->step * N_GRID_LINES);
  jm_ink_measure (GTK_WIDGET (self), widest, &text_width, &text_height);

  plot->left = (float) (text_width + LABEL_GAP);
  plot->width = (float) width - plot->left;
  plot->base = (float) (height - text_height - LABEL_GAP);
  plot->px_per_refresh = (plot->base - (float) text_height / 2) / MAX (highest, plot->step * N_GRID_LINES);
  plot->slot = plot->width / (float) MAX (self->n_days, 1);
  plot->bar = MIN (plot->slot * (float) BAR_OF_SLOT, BAR_WIDTH_MAX);
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
      int height;

      line.alpha = foreground->alpha * (i == 0 ? BASE_ALPHA : GRID_ALPHA);
      gtk_snapshot_append_color (snapshot, &line,
                                 &GRAPHENE_RECT_INIT (jm_plot_mirror (JM_PLOT (self), plot->left, plot->width),
                                                      floorf (y), plot->width, 1));
      if (i == 0)
        continue;

      jm_ink_measure (GTK_WIDGET (self), text, NULL, &height);
      jm_plot_append_text (JM_PLOT (self), snapshot, text, plot->left - LABEL_GAP, y - (float) height / 2, 1, &label);
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
  jm_plot_append_text (JM_PLOT (self), snapshot, first, plot->left, y, 0, &label);
  jm_plot_append_text (JM_PLOT (self), snapshot, _("Today"), plot->left + plot->width, y, 1, &label);
  if (self->n_days < 9)
    return;

  middle = jm_when_relative (get_day_ms (self, self->n_days / 2 - 1), self->now_ms);
  jm_plot_append_text (JM_PLOT (self), snapshot, middle,
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
  jm_plot_get_color (JM_PLOT (self), JM_PLOT_GOOD, &good);
  jm_plot_get_color (JM_PLOT (self), JM_PLOT_WRONG, &wrong);

  for (guint i = 0; i < self->n_days; i++)
    {
      const Day *day = &self->days[i];
      float slot = jm_plot_mirror (JM_PLOT (self), plot->left + (float) i * plot->slot, plot->slot);
      float x = slot + (plot->slot - plot->bar) / 2;
      float low = (float) (day->succeeded * plot->px_per_refresh);
      float high = (float) (day->failed * plot->px_per_refresh);

      if (jm_plot_is_chosen (JM_PLOT (self), i))
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

/* --- walking over them */

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

static guint
jm_refresh_bars_get_n_points (JmPlot *plot)
{
  return JM_REFRESH_BARS (plot)->n_days;
}

static char *
jm_refresh_bars_describe_point (JmPlot *plot,
                                guint   point)
{
  return jm_refresh_bars_describe (JM_REFRESH_BARS (plot), point);
}

static int
jm_refresh_bars_find_point (JmPlot *plot,
                            float   x)
{
  Plot places;

  plan (JM_REFRESH_BARS (plot), &places);

  return (int) floorf ((x - places.left) / places.slot);
}

static void
jm_refresh_bars_get_area (JmPlot       *plot,
                          guint         point,
                          GdkRectangle *area)
{
  Plot places;

  plan (JM_REFRESH_BARS (plot), &places);
  *area = (GdkRectangle) { (int) jm_plot_mirror (plot, places.left + (float) point * places.slot, places.slot), 0,
                           (int) places.slot, (int) places.base };
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
  JmPlotClass *plot_class = JM_PLOT_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = jm_refresh_bars_finalize;
  GTK_WIDGET_CLASS (klass)->snapshot = jm_refresh_bars_snapshot;
  plot_class->describe = jm_refresh_bars_describe_point;
  plot_class->find_point = jm_refresh_bars_find_point;
  plot_class->get_area = jm_refresh_bars_get_area;
  plot_class->get_n_points = jm_refresh_bars_get_n_points;
  plot_class->minimum_height = MINIMUM_HEIGHT;
}

static void
jm_refresh_bars_init (JmRefreshBars *self)
{
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
  update_description (self);
  jm_plot_changed (JM_PLOT (self));
}
