/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "charts/jm-stack-chart.h"

#include <adwaita.h>
#include <glib/gi18n.h>
#include <math.h>

#include "jm-text.h"
#include "widgets/jm-lozenge.h"

#define BAR_HEIGHT 14
#define BAR_RADIUS 4
#define BAR_GAP 2
#define LEGEND_GAP 12
/* Lines of the legend: a site may have hundreds of statuses. The larger parts have one, all are in the table. */
#define MAX_LINES 6

typedef struct
{
  char      *name;
  gint64     n;
  char      *category;
  JmPattern  pattern;
  GtkWidget *swatch;            /* holds the colour; seen in high contrast */
  GtkWidget *lozenge;           /* NULL: it has no line */
} Part;

struct _JmStackChart
{
  JmChart    parent_instance;

  char      *heading;
  GPtrArray *parts;             /* of Part */
  gint64     sum;
  GtkGrid   *legend;
};

G_DEFINE_FINAL_TYPE (JmStackChart, jm_stack_chart, JM_TYPE_CHART)

static void
part_free (gpointer data)
{
  Part *part = data;

  g_free (part->name);
  g_free (part->category);
  /* In the legend it ends with its line. */
  if (part->lozenge == NULL && gtk_widget_get_parent (part->swatch) != NULL)
    gtk_widget_unparent (part->swatch);
  g_object_unref (part->swatch);
  g_free (part);
}

static int
get_percent (JmStackChart *self,
             gint64        n)
{
  return self->sum > 0 ? (int) lround (100.0 * (double) n / (double) self->sum) : 0;
}

static char *
dup_percent (JmStackChart *self,
             gint64        n)
{
  /* Translators: a share of all: "28 %" */
  return g_strdup_printf (_("%d %%"), get_percent (self, n));
}

/* --- what the base asks */

static guint
jm_stack_chart_get_n_points (JmChart *chart)
{
  return JM_STACK_CHART (chart)->parts->len;
}

static guint
jm_stack_chart_get_n_columns (JmChart *chart)
{
  return 3;
}

static const char *
jm_stack_chart_get_heading (JmChart *chart,
                            guint    column)
{
  if (column == 0)
    return JM_STACK_CHART (chart)->heading;

  /* Translators: headings of columns: how many issues, and how much of all that is in percent */
  return column == 1 ? _("Issues") : _("Share");
}

static char *
jm_stack_chart_dup_cell (JmChart *chart,
                         guint    point,
                         guint    column)
{
  JmStackChart *self = JM_STACK_CHART (chart);
  Part *part = g_ptr_array_index (self->parts, point);

  if (column == 0)
    return jm_text_line (part->name);
  if (column == 1)
    return g_strdup_printf ("%'" G_GINT64_FORMAT, part->n);

  return dup_percent (self, part->n);
}

static void
jm_stack_chart_get_area (JmChart         *chart,
                         guint            point,
                         graphene_rect_t *area)
{
  Part *part = g_ptr_array_index (JM_STACK_CHART (chart)->parts, point);
  graphene_rect_t bounds;

  graphene_rect_init (area, 0, 0, 0, 0);
  if (part->lozenge == NULL || !gtk_widget_compute_bounds (part->lozenge, GTK_WIDGET (chart), &bounds))
    return;

  graphene_rect_init (area, 0, bounds.origin.y, (float) gtk_widget_get_width (GTK_WIDGET (chart)), bounds.size.height);
}

/* --- parts */

void
jm_stack_chart_begin (JmStackChart *self)
{
  GtkWidget *child;

  g_return_if_fail (JM_IS_STACK_CHART (self));

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->legend))) != NULL)
    gtk_grid_remove (self->legend, child);
  g_ptr_array_set_size (self->parts, 0);
  self->sum = 0;
}

void
jm_stack_chart_add (JmStackChart *self,
                    const char   *name,
                    const char   *category,
                    gint64        n,
                    const char   *css_class,
                    JmPattern     pattern)
{
  Part *part;

  g_return_if_fail (JM_IS_STACK_CHART (self));
  g_return_if_fail (name != NULL);

  part = g_new0 (Part, 1);
  part->name = g_strdup (name);
  part->category = g_strdup (category);
  part->n = n;
  part->pattern = pattern;
  part->swatch = g_object_ref_sink (jm_swatch_new (css_class, pattern));
  g_ptr_array_add (self->parts, part);
  self->sum += n;
}

static GtkWidget *
create_number (const char *text)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 1);
  gtk_widget_add_css_class (label, "numeric");

  return label;
}

static void
add_line (JmStackChart *self,
          Part         *part,
          int           line)
{
  g_autofree char *text = g_strdup_printf ("%'" G_GINT64_FORMAT, part->n);
  g_autofree char *share = dup_percent (self, part->n);
  GtkWidget *number = create_number (text);
  GtkWidget *percent = create_number (share);

  part->lozenge = jm_lozenge_new ();
  jm_lozenge_set_text (JM_LOZENGE (part->lozenge), part->name);
  jm_lozenge_set_category (JM_LOZENGE (part->lozenge), part->category);
  gtk_widget_set_halign (part->lozenge, GTK_ALIGN_START);
  gtk_widget_set_visible (part->swatch, jm_pattern_is_needed ());
  gtk_widget_set_hexpand (number, TRUE);
  gtk_widget_add_css_class (percent, "caption");
  gtk_widget_add_css_class (percent, "dimmed");
  gtk_grid_attach (self->legend, part->swatch, 0, line, 1, 1);
  gtk_grid_attach (self->legend, part->lozenge, 1, line, 1, 1);
  gtk_grid_attach (self->legend, number, 2, line, 1, 1);
  gtk_grid_attach (self->legend, percent, 3, line, 1, 1);
}

static void
add_rest (JmStackChart *self,
          guint         n_parts,
          int           line)
{
  g_autofree char *text = g_strdup_printf (ngettext ("and %u smaller one", "and %u smaller ones", n_parts), n_parts);
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, "caption");
  gtk_widget_add_css_class (label, "dimmed");
  gtk_grid_attach (self->legend, label, 1, line, 3, 1);
}

/* How many parts are larger than @part; of equal ones the first counts as the larger. */
static guint
get_place (JmStackChart *self,
           guint         part)
{
  gint64 n = ((Part *) g_ptr_array_index (self->parts, part))->n;
  guint place = 0;

  for (guint i = 0; i < self->parts->len; i++)
    {
      gint64 other = ((Part *) g_ptr_array_index (self->parts, i))->n;

      place += other > n || (other == n && i < part);
    }

  return place;
}

void
jm_stack_chart_end (JmStackChart *self)
{
  guint n_lines;
  int line = 0;

  g_return_if_fail (JM_IS_STACK_CHART (self));

  /* A line for "and 1 smaller one" would be the line of that one. */
  n_lines = self->parts->len <= MAX_LINES + 1 ? self->parts->len : MAX_LINES;
  for (guint i = 0; i < self->parts->len; i++)
    {
      Part *part = g_ptr_array_index (self->parts, i);

      if (get_place (self, i) < n_lines)
        {
          add_line (self, part, line++);
          continue;
        }
      /* Not in the legend, but its colour must be known. */
      gtk_widget_set_child_visible (part->swatch, FALSE);
      gtk_widget_set_parent (part->swatch, GTK_WIDGET (self));
    }
  if (n_lines < self->parts->len)
    add_rest (self, self->parts->len - n_lines, line);

  jm_chart_changed (JM_CHART (self));
}

static void
contrast_changed_cb (JmStackChart *self)
{
  for (guint i = 0; i < self->parts->len; i++)
    {
      Part *part = g_ptr_array_index (self->parts, i);

      gtk_widget_set_visible (part->swatch, jm_pattern_is_needed ());
    }
}

/* --- drawing */

static void
append_part (JmStackChart *self,
             GtkSnapshot  *snapshot,
             Part         *part,
             float         x,
             float         width,
             gboolean      is_current)
{
  float all = (float) gtk_widget_get_width (GTK_WIDGET (self));
  gboolean rtl = gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL;
  graphene_rect_t rect;
  GdkRGBA color;

  graphene_rect_init (&rect, rtl ? all - x - width : x, 0, width, BAR_HEIGHT);
  gtk_widget_get_color (part->swatch, &color);
  /* The others step back. */
  if (jm_chart_get_current (JM_CHART (self)) >= 0 && !is_current)
    color.alpha *= 0.4f;
  jm_pattern_append (snapshot, &rect, part->pattern, &color);
}

static void
jm_stack_chart_snapshot (GtkWidget   *widget,
                         GtkSnapshot *snapshot)
{
  JmStackChart *self = JM_STACK_CHART (widget);
  float width = (float) gtk_widget_get_width (widget);
  float x = 0;
  GskRoundedRect outline;
  guint n_seen = 0;
  float share;

  for (guint i = 0; i < self->parts->len; i++)
    n_seen += ((Part *) g_ptr_array_index (self->parts, i))->n > 0;
  share = width - (float) BAR_GAP * (float) MAX ((int) n_seen - 1, 0);

  gsk_rounded_rect_init_from_rect (&outline, &GRAPHENE_RECT_INIT (0, 0, width, BAR_HEIGHT), BAR_RADIUS);
  gtk_snapshot_push_rounded_clip (snapshot, &outline);
  for (guint i = 0; i < self->parts->len; i++)
    {
      Part *part = g_ptr_array_index (self->parts, i);
      float part_width = share * (float) part->n / (float) MAX (self->sum, 1);

      if (part->n <= 0)
        continue;
      append_part (self, snapshot, part, x, part_width, (int) i == jm_chart_get_current (JM_CHART (self)));
      x += part_width + BAR_GAP;
    }
  gtk_snapshot_pop (snapshot);

  GTK_WIDGET_CLASS (jm_stack_chart_parent_class)->snapshot (widget, snapshot);
}

/* --- the object */

static void
jm_stack_chart_dispose (GObject *object)
{
  g_ptr_array_set_size (JM_STACK_CHART (object)->parts, 0);

  G_OBJECT_CLASS (jm_stack_chart_parent_class)->dispose (object);
}

static void
jm_stack_chart_finalize (GObject *object)
{
  JmStackChart *self = JM_STACK_CHART (object);

  g_free (self->heading);
  g_ptr_array_unref (self->parts);

  G_OBJECT_CLASS (jm_stack_chart_parent_class)->finalize (object);
}

static void
jm_stack_chart_class_init (JmStackChartClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  JmChartClass *chart_class = JM_CHART_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = jm_stack_chart_dispose;
  G_OBJECT_CLASS (klass)->finalize = jm_stack_chart_finalize;
  widget_class->snapshot = jm_stack_chart_snapshot;
  chart_class->dup_cell = jm_stack_chart_dup_cell;
  chart_class->get_area = jm_stack_chart_get_area;
  chart_class->get_heading = jm_stack_chart_get_heading;
  chart_class->get_n_columns = jm_stack_chart_get_n_columns;
  chart_class->get_n_points = jm_stack_chart_get_n_points;
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
jm_stack_chart_init (JmStackChart *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, LEGEND_GAP);
  GtkWidget *space = adw_bin_new ();

  self->parts = g_ptr_array_new_with_free_func (part_free);
  self->legend = GTK_GRID (gtk_grid_new ());
  gtk_grid_set_column_spacing (self->legend, 8);
  gtk_grid_set_row_spacing (self->legend, 7);
  /* Where the bar is drawn */
  gtk_widget_set_size_request (space, -1, BAR_HEIGHT);
  gtk_box_append (GTK_BOX (box), space);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->legend));
  jm_chart_set_child (JM_CHART (self), box);
  g_signal_connect_object (adw_style_manager_get_default (), "notify::high-contrast", G_CALLBACK (contrast_changed_cb), self,
                           G_CONNECT_SWAPPED);
}

GtkWidget *
jm_stack_chart_new (const char *heading)
{
  JmStackChart *self = g_object_new (JM_TYPE_STACK_CHART, NULL);

  self->heading = g_strdup (heading);

  return GTK_WIDGET (self);
}
