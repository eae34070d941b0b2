/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "charts/jm-chart-table.h"
#include "charts/jm-figure.h"
#include "explorer/jm-document-pane.h"
#include "explorer/jm-explorer-page.h"
#include "shots/jm-shot-stories.h"

/* --- statistics */

static void
scroll_statistics (JmCamera *camera,
                   gboolean  to_end)
{
  GtkScrolledWindow *scroller = GTK_SCROLLED_WINDOW (jm_camera_find (camera, "statistics", "scroller"));
  GtkAdjustment *adjustment = gtk_scrolled_window_get_vadjustment (scroller);

  gtk_adjustment_set_value (adjustment, to_end ? gtk_adjustment_get_upper (adjustment) : 0);
}

static void
scroll_statistics_to_end (JmCamera *camera,
                          gboolean  narrow)
{
  scroll_statistics (camera, TRUE);
}

static GtkWidget *
find_figure (GtkWidget *parent)
{
  for (GtkWidget *child = gtk_widget_get_first_child (parent); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = JM_IS_FIGURE (child) ? child : find_figure (child);

      if (found != NULL)
        return found;
    }

  return NULL;
}

static gboolean
take_table (JmCamera  *camera,
            GError   **error)
{
  GtkWidget *figure = find_figure (GTK_WIDGET (jm_camera_find (camera, "statistics", "top")));
  AdwDialog *dialog = jm_chart_table_dialog_new (jm_figure_get_chart (JM_FIGURE (figure)));
  gboolean taken;

  adw_dialog_present (dialog, figure);
  taken = jm_camera_take (camera, "statistics-table", error);
  adw_dialog_force_close (dialog);

  return taken;
}

static gboolean
take_statistics (JmCamera  *camera,
                 GError   **error)
{
  AdwToggleGroup *periods = ADW_TOGGLE_GROUP (jm_camera_find (camera, "statistics", "periods"));
  gboolean taken = jm_camera_take_posed (camera, "statistics-end", scroll_statistics_to_end, error);

  scroll_statistics (camera, FALSE);
  if (!taken || !take_table (camera, error))
    return FALSE;

  adw_toggle_group_set_active_name (periods, "364");
  taken = jm_camera_pause (camera, 0.5, error) && jm_camera_take (camera, "statistics-year", error);
  adw_toggle_group_set_active_name (periods, "30");

  return taken;
}

/* --- explorer */

static void
show_panes (JmCamera *camera,
            gboolean  rows,
            gboolean  document)
{
  adw_navigation_split_view_set_show_content (
      ADW_NAVIGATION_SPLIT_VIEW (jm_camera_find (camera, "explorer", "outer")), rows);
  adw_navigation_split_view_set_show_content (
      ADW_NAVIGATION_SPLIT_VIEW (jm_camera_find (camera, "explorer", "inner")), document);
}

static void
show_rows (JmCamera *camera,
           gboolean  narrow)
{
  show_panes (camera, TRUE, FALSE);
}

static void
show_document (JmCamera *camera,
               gboolean  narrow)
{
  show_panes (camera, TRUE, TRUE);
}

static gboolean
has_rows_face (gpointer stack)
{
  const char *face = gtk_stack_get_visible_child_name (stack);

  return g_strcmp0 (face, "content") == 0 || g_strcmp0 (face, "empty") == 0;
}

static gboolean
is_empty (gpointer stack)
{
  return g_strcmp0 (gtk_stack_get_visible_child_name (stack), "empty") == 0;
}

static gboolean
is_full (gpointer stack)
{
  return g_strcmp0 (gtk_stack_get_visible_child_name (stack), "content") == 0;
}

static gboolean
show_resource (JmCamera      *camera,
               JmResourceId   resource,
               GError       **error)
{
  GObject *page = G_OBJECT (jm_window_get_page (camera->window, "explorer"));

  jm_explorer_page_show_resource (JM_EXPLORER_PAGE (page), resource);

  return jm_camera_wait (camera, "rows of the explorer", has_rows_face,
                         jm_camera_find (camera, "explorer", "rows_stack"), error);
}

static gboolean
take_document (JmCamera  *camera,
               GError   **error)
{
  GtkWidget *pane = GTK_WIDGET (jm_camera_find (camera, "explorer", "pane"));
  gboolean taken;

  gtk_widget_activate_action (pane, "document.fold", NULL);
  taken = jm_camera_take_posed (camera, "explorer-folded", show_document, error);
  gtk_widget_activate_action (pane, "document.fold", NULL);
  if (!taken)
    return FALSE;

  jm_document_pane_search (JM_DOCUMENT_PANE (pane));
  gtk_editable_set_text (GTK_EDITABLE (gtk_widget_get_template_child (pane, JM_TYPE_DOCUMENT_PANE, "search_entry")),
                         "status");
  taken = jm_camera_pause (camera, 0.3, error) && jm_camera_take_posed (camera, "explorer-search", show_document, error);
  gtk_search_bar_set_search_mode (
      GTK_SEARCH_BAR (gtk_widget_get_template_child (pane, JM_TYPE_DOCUMENT_PANE, "search_bar")), FALSE);

  return taken;
}

static gboolean
take_explorer (JmCamera  *camera,
               GError   **error)
{
  GtkEditable *search = GTK_EDITABLE (jm_camera_find (camera, "explorer", "search"));
  gboolean taken;

  if (!show_resource (camera, JM_RESOURCE_ISSUES, error) ||
      !jm_camera_take_posed (camera, "explorer-rows", show_rows, error) || !take_document (camera, error) ||
      !show_resource (camera, JM_RESOURCE_FIELDS, error) ||
      !jm_camera_take_posed (camera, "explorer-fields", show_rows, error) ||
      /* The demonstration's token may not read them. */
      !show_resource (camera, JM_RESOURCE_WORKFLOWS, error) ||
      !jm_camera_take_posed (camera, "explorer-denied", show_rows, error) ||
      !show_resource (camera, JM_RESOURCE_ISSUES, error) ||
      /* It may still show the face of the one before. */
      !jm_camera_wait (camera, "issues in the explorer", is_full, jm_camera_find (camera, "explorer", "rows_stack"), error))
    return FALSE;

  gtk_editable_set_text (search, "perpetual motion");
  taken = jm_camera_wait (camera, "nothing found", is_empty, jm_camera_find (camera, "explorer", "rows_stack"), error) &&
          jm_camera_pause (camera, 0.5, error) && jm_camera_take_posed (camera, "explorer-empty", show_rows, error);
  gtk_editable_set_text (search, "");
  show_panes (camera, FALSE, FALSE);

  return taken;
}

gboolean
jm_shot_data (JmCamera  *camera,
              GError   **error)
{
  return take_statistics (camera, error) && take_explorer (camera, error);
}
