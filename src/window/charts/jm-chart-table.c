/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "charts/jm-chart-table.h"

#include <glib/gi18n.h>

#include "jm-text.h"

#define WIDTH 420
#define HEIGHT 540

/* --- a row: its cells, as they were when the dialog was opened */

#define JM_TYPE_CHART_ROW (jm_chart_row_get_type ())
G_DECLARE_FINAL_TYPE (JmChartRow, jm_chart_row, JM, CHART_ROW, GObject)

struct _JmChartRow
{
  GObject parent_instance;

  GStrv   cells;
};

G_DEFINE_FINAL_TYPE (JmChartRow, jm_chart_row, G_TYPE_OBJECT)

static void
jm_chart_row_finalize (GObject *object)
{
  g_strfreev (JM_CHART_ROW (object)->cells);

  G_OBJECT_CLASS (jm_chart_row_parent_class)->finalize (object);
}

static void
jm_chart_row_class_init (JmChartRowClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = jm_chart_row_finalize;
}

static void
jm_chart_row_init (JmChartRow *self)
{
}

static GListModel *
create_rows (JmChart *chart)
{
  GListStore *rows = g_list_store_new (JM_TYPE_CHART_ROW);

  for (guint i = 0; i < jm_chart_get_n_points (chart); i++)
    {
      g_autoptr (JmChartRow) row = g_object_new (JM_TYPE_CHART_ROW, NULL);
      g_autoptr (GStrvBuilder) cells = g_strv_builder_new ();

      for (guint column = 0; column < jm_chart_get_n_columns (chart); column++)
        g_strv_builder_take (cells, jm_chart_dup_cell (chart, i, column));
      row->cells = g_strv_builder_end (cells);
      g_list_store_append (rows, row);
    }

  return G_LIST_MODEL (rows);
}

/* --- columns */

static void
setup_cb (GtkSignalListItemFactory *factory,
          GtkListItem              *item,
          gpointer                  column)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), GPOINTER_TO_UINT (column) > 0 ? 1 : 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  if (GPOINTER_TO_UINT (column) > 0)
    gtk_widget_add_css_class (label, "numeric");
  gtk_list_item_set_child (item, label);
}

static void
bind_cb (GtkSignalListItemFactory *factory,
         GtkListItem              *item,
         gpointer                  column)
{
  JmChartRow *row = gtk_list_item_get_item (item);

  jm_text_set_label (GTK_LABEL (gtk_list_item_get_child (item)), row->cells[GPOINTER_TO_UINT (column)]);
}

static void
add_column (GtkColumnView *view,
            JmChart       *chart,
            guint          number)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  g_autoptr (GtkColumnViewColumn) column = NULL;

  g_signal_connect (factory, "setup", G_CALLBACK (setup_cb), GUINT_TO_POINTER (number));
  g_signal_connect (factory, "bind", G_CALLBACK (bind_cb), GUINT_TO_POINTER (number));
  column = gtk_column_view_column_new (jm_chart_get_heading (chart, number), factory);
  gtk_column_view_column_set_expand (column, number == 0);
  gtk_column_view_append_column (view, column);
}

/* --- the dialog */

char *
jm_chart_dup_text (JmChart *chart)
{
  GString *text = g_string_new (NULL);
  guint n_columns;

  g_return_val_if_fail (JM_IS_CHART (chart), NULL);

  n_columns = jm_chart_get_n_columns (chart);
  for (guint column = 0; column < n_columns; column++)
    g_string_append_printf (text, "%s%s", column > 0 ? "\t" : "", jm_chart_get_heading (chart, column));
  for (guint i = 0; i < jm_chart_get_n_points (chart); i++)
    {
      for (guint column = 0; column < n_columns; column++)
        {
          g_autofree char *cell = jm_chart_dup_cell (chart, i, column);

          g_string_append_printf (text, "%s%s", column > 0 ? "\t" : "\n", cell);
        }
    }
  g_string_append_c (text, '\n');

  return g_string_free_and_steal (text);
}

static void
copy_cb (GtkButton *button,
         char      *text)
{
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (button)), text);
  jm_text_announce (GTK_WIDGET (button), _("Copied"), GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_MEDIUM);
}

static void
free_text (gpointer  data,
           GClosure *closure)
{
  g_free (data);
}

static GtkWidget *
create_header (JmChart *chart)
{
  GtkWidget *header = adw_header_bar_new ();
  GtkWidget *copy = gtk_button_new_from_icon_name ("edit-copy-symbolic");

  gtk_widget_set_tooltip_text (copy, _("Copy"));
  jm_text_set_name (copy, _("Copy the table"));
  g_signal_connect_data (copy, "clicked", G_CALLBACK (copy_cb), jm_chart_dup_text (chart), free_text, 0);
  adw_header_bar_pack_start (ADW_HEADER_BAR (header), copy);

  return header;
}

AdwDialog *
jm_chart_table_dialog_new (JmChart *chart)
{
  AdwDialog *dialog;
  GtkWidget *toolbars, *scroller, *view;
  GtkNoSelection *selection;

  g_return_val_if_fail (JM_IS_CHART (chart), NULL);

  selection = gtk_no_selection_new (create_rows (chart));
  view = gtk_column_view_new (GTK_SELECTION_MODEL (selection));
  for (guint column = 0; column < jm_chart_get_n_columns (chart); column++)
    add_column (GTK_COLUMN_VIEW (view), chart, column);
  gtk_widget_add_css_class (view, "chart-table");
  jm_text_set_name (view, jm_chart_get_title (chart));

  scroller = gtk_scrolled_window_new ();
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), view);
  toolbars = adw_toolbar_view_new ();
  adw_toolbar_view_add_top_bar (ADW_TOOLBAR_VIEW (toolbars), create_header (chart));
  adw_toolbar_view_set_content (ADW_TOOLBAR_VIEW (toolbars), scroller);

  dialog = adw_dialog_new ();
  adw_dialog_set_title (dialog, jm_chart_get_title (chart));
  adw_dialog_set_child (dialog, toolbars);
  adw_dialog_set_content_width (dialog, WIDTH);
  adw_dialog_set_content_height (dialog, HEIGHT);
  adw_dialog_set_focus (dialog, view);

  return dialog;
}
