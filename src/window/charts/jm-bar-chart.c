/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "charts/jm-bar-chart.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#include "charts/jm-bar.h"
#include "jm-text.h"

#define NAME_CHARS 6
#define NAME_MAX_CHARS 14

typedef struct
{
  char      *name;
  gint64     n;
  /* Of the ones that are drawn */
  GtkWidget *label;
  GtkWidget *bar;
  GtkWidget *number;
} Row;

struct _JmBarChart
{
  JmChart    parent_instance;

  char      *heading;
  guint      max_bars;
  GPtrArray *rows;              /* of Row */
  GtkGrid   *grid;
};

G_DEFINE_FINAL_TYPE (JmBarChart, jm_bar_chart, JM_TYPE_CHART)

static void
row_free (gpointer data)
{
  Row *row = data;

  g_free (row->name);
  g_free (row);
}

/* --- what the base asks */

static guint
jm_bar_chart_get_n_points (JmChart *chart)
{
  return JM_BAR_CHART (chart)->rows->len;
}

static guint
jm_bar_chart_get_n_shown (JmChart *chart)
{
  JmBarChart *self = JM_BAR_CHART (chart);

  return MIN (self->rows->len, self->max_bars);
}

static guint
jm_bar_chart_get_n_columns (JmChart *chart)
{
  return 2;
}

static const char *
jm_bar_chart_get_heading (JmChart *chart,
                          guint    column)
{
  return column == 0 ? JM_BAR_CHART (chart)->heading : _("Issues");
}

static char *
jm_bar_chart_dup_cell (JmChart *chart,
                       guint    point,
                       guint    column)
{
  Row *row = g_ptr_array_index (JM_BAR_CHART (chart)->rows, point);

  if (column == 0)
    return jm_text_line (row->name);

  return g_strdup_printf ("%'" G_GINT64_FORMAT, row->n);
}

static void
jm_bar_chart_get_area (JmChart         *chart,
                       guint            point,
                       graphene_rect_t *area)
{
  Row *row = g_ptr_array_index (JM_BAR_CHART (chart)->rows, point);
  graphene_rect_t bounds;

  graphene_rect_init (area, 0, 0, 0, 0);
  if (!gtk_widget_compute_bounds (row->label, GTK_WIDGET (chart), &bounds))
    return;

  /* The whole line, so that the pointer needs no aim */
  graphene_rect_init (area, 0, bounds.origin.y, (float) gtk_widget_get_width (GTK_WIDGET (chart)), bounds.size.height);
}

/* --- rows */

static void
clear_grid (JmBarChart *self)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->grid))) != NULL)
    gtk_grid_remove (self->grid, child);
}

void
jm_bar_chart_begin (JmBarChart *self)
{
  g_return_if_fail (JM_IS_BAR_CHART (self));

  g_ptr_array_set_size (self->rows, 0);
  clear_grid (self);
}

static void
show_row (JmBarChart *self,
          Row        *row,
          const char *css_class,
          GtkWidget  *icon)
{
  int line = (int) self->rows->len - 1;
  g_autofree char *text = g_strdup_printf ("%'" G_GINT64_FORMAT, row->n);

  row->label = gtk_label_new (NULL);
  jm_text_set_label (GTK_LABEL (row->label), row->name);
  jm_text_set_tooltip (row->label, row->name);
  gtk_label_set_xalign (GTK_LABEL (row->label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (row->label), PANGO_ELLIPSIZE_END);
  gtk_label_set_width_chars (GTK_LABEL (row->label), NAME_CHARS);
  gtk_label_set_max_width_chars (GTK_LABEL (row->label), NAME_MAX_CHARS);

  row->bar = jm_bar_new ();
  gtk_widget_set_hexpand (row->bar, TRUE);
  if (css_class != NULL)
    gtk_widget_add_css_class (row->bar, css_class);

  row->number = gtk_label_new (text);
  gtk_label_set_xalign (GTK_LABEL (row->number), 1);
  gtk_widget_add_css_class (row->number, "numeric");

  if (icon != NULL)
    gtk_grid_attach (self->grid, icon, 0, line, 1, 1);
  gtk_grid_attach (self->grid, row->label, icon != NULL ? 1 : 0, line, icon != NULL ? 1 : 2, 1);
  gtk_grid_attach (self->grid, row->bar, 2, line, 1, 1);
  gtk_grid_attach (self->grid, row->number, 3, line, 1, 1);
}

void
jm_bar_chart_add (JmBarChart *self,
                  const char *name,
                  gint64      n,
                  const char *css_class,
                  GtkWidget  *icon)
{
  g_autoptr (GtkWidget) owned_icon = icon != NULL ? g_object_ref_sink (icon) : NULL;
  Row *row;

  g_return_if_fail (JM_IS_BAR_CHART (self));
  g_return_if_fail (name != NULL);

  row = g_new0 (Row, 1);
  row->name = g_strdup (name);
  row->n = n;
  g_ptr_array_add (self->rows, row);
  if (self->rows->len <= self->max_bars)
    show_row (self, row, css_class, owned_icon);
}

void
jm_bar_chart_end (JmBarChart *self)
{
  gint64 highest = 1;

  g_return_if_fail (JM_IS_BAR_CHART (self));

  for (guint i = 0; i < jm_bar_chart_get_n_shown (JM_CHART (self)); i++)
    highest = MAX (highest, ((Row *) g_ptr_array_index (self->rows, i))->n);
  for (guint i = 0; i < jm_bar_chart_get_n_shown (JM_CHART (self)); i++)
    {
      Row *row = g_ptr_array_index (self->rows, i);

      jm_bar_set_share (JM_BAR (row->bar), (double) row->n / (double) highest);
    }

  jm_chart_changed (JM_CHART (self));
}

/* --- the object */

/* What the keys are at, behind the row */
static void
jm_bar_chart_snapshot (GtkWidget   *widget,
                       GtkSnapshot *snapshot)
{
  int current = jm_chart_get_current (JM_CHART (widget));
  graphene_rect_t area;
  GskRoundedRect outline;
  GdkRGBA color;

  if (current >= 0 && current < (int) jm_bar_chart_get_n_shown (JM_CHART (widget)))
    {
      gtk_widget_get_color (widget, &color);
      color.alpha *= 0.07f;
      jm_bar_chart_get_area (JM_CHART (widget), (guint) current, &area);
      graphene_rect_inset (&area, -4, -3);
      gsk_rounded_rect_init_from_rect (&outline, &area, 6);
      gtk_snapshot_push_rounded_clip (snapshot, &outline);
      gtk_snapshot_append_color (snapshot, &color, &area);
      gtk_snapshot_pop (snapshot);
    }

  GTK_WIDGET_CLASS (jm_bar_chart_parent_class)->snapshot (widget, snapshot);
}

static void
jm_bar_chart_finalize (GObject *object)
{
  JmBarChart *self = JM_BAR_CHART (object);

  g_free (self->heading);
  g_ptr_array_unref (self->rows);

  G_OBJECT_CLASS (jm_bar_chart_parent_class)->finalize (object);
}

static void
jm_bar_chart_class_init (JmBarChartClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  JmChartClass *chart_class = JM_CHART_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = jm_bar_chart_finalize;
  widget_class->snapshot = jm_bar_chart_snapshot;
  chart_class->dup_cell = jm_bar_chart_dup_cell;
  chart_class->get_area = jm_bar_chart_get_area;
  chart_class->get_heading = jm_bar_chart_get_heading;
  chart_class->get_n_columns = jm_bar_chart_get_n_columns;
  chart_class->get_n_points = jm_bar_chart_get_n_points;
  chart_class->get_n_shown = jm_bar_chart_get_n_shown;
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
jm_bar_chart_init (JmBarChart *self)
{
  self->rows = g_ptr_array_new_with_free_func (row_free);
  self->grid = GTK_GRID (gtk_grid_new ());
  gtk_grid_set_column_spacing (self->grid, 8);
  gtk_grid_set_row_spacing (self->grid, 10);
  jm_chart_set_child (JM_CHART (self), GTK_WIDGET (self->grid));
}

GtkWidget *
jm_bar_chart_new (const char *heading,
                  guint       max_bars)
{
  JmBarChart *self = g_object_new (JM_TYPE_BAR_CHART, NULL);

  self->heading = g_strdup (heading);
  self->max_bars = max_bars;

  return GTK_WIDGET (self);
}
