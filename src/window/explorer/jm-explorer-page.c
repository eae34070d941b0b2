/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "explorer/jm-explorer-page-private.h"
#include "jm-linger.h"
#include "jm-text.h"
#include "widgets/jm-table.h"

/* Counts come with each page of a sync. */
#define NEWS_SECONDS 2

G_DEFINE_FINAL_TYPE (JmExplorerPage, jm_explorer_page, ADW_TYPE_NAVIGATION_PAGE)

/* --- the document */

static void
show_document (JmExplorerPage *self)
{
  JmResourceRow *row = jm_explorer_page_get_row (self);
  JmThing *thing = gtk_single_selection_get_selected_item (self->selection);

  if (row != NULL && self->things != NULL)
    jm_document_pane_show (self->pane, jm_store_watch_get_store (self->watch), jm_resource_row_get_id (row), thing);
  else
    jm_document_pane_show (self->pane, NULL, JM_N_RESOURCES, NULL);
}

/* --- rows */

typedef struct
{
  JmExplorerPage *page;
  JmThingList    *things;
  char           *words;
  JmResourceId    resource;
  guint           stamp;
} Show;

static void
show_free (gpointer data)
{
  Show *show = data;

  g_clear_object (&show->page);
  g_clear_object (&show->things);
  g_free (show->words);
  g_free (show);
}

static DexFuture *
show_fiber (gpointer data)
{
  Show *show = data;
  JmExplorerPage *self = show->page;
  g_autoptr (GError) error = NULL;
  gint64 n_found;

  n_found = dex_await_int64 (jm_thing_list_show (show->things, show->resource, show->words), &error);
  if (show->stamp != self->show_stamp)
    return dex_future_new_true ();

  self->asked = TRUE;
  if (error != NULL && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_clear_error (&self->error);
      self->error = g_steal_pointer (&error);
    }
  jm_explorer_page_update_faces (self);
  show_document (self);
  if (show->words != NULL && self->error == NULL)
    jm_text_announce_found (GTK_WIDGET (self), (guint) n_found);

  return dex_future_new_true ();
}

static void
ask_for_rows (JmExplorerPage *self)
{
  JmResourceRow *row = jm_explorer_page_get_row (self);
  Show *show;

  self->show_stamp++;
  self->asked = FALSE;
  if (row == NULL || self->things == NULL)
    return;

  show = g_new0 (Show, 1);
  show->page = g_object_ref (self);
  show->things = g_object_ref (self->things);
  show->words = g_strdup (jm_explorer_page_get_words (self));
  show->resource = jm_resource_row_get_id (row);
  show->stamp = self->show_stamp;
  dex_future_disown (dex_scheduler_spawn (NULL, 0, show_fiber, show, show_free));
}

static void
name_columns (JmExplorerPage *self,
              JmResourceId    id)
{
  gboolean issues = id == JM_RESOURCE_ISSUES;

  gtk_column_view_column_set_title (self->columns[0], issues ? _("Key") : _("Name"));
  gtk_column_view_column_set_title (self->columns[1], issues ? _("Summary") : _("Belongs To"));
  /* A key is short and its summary is not; names are long, and what they belong to is a key. */
  gtk_column_view_column_set_expand (self->columns[0], !issues);
  gtk_column_view_column_set_expand (self->columns[1], issues);
}

static void
resource_selected_cb (JmExplorerPage *self,
                      JmResourceRow  *row)
{
  if (row == NULL)
    return;

  name_columns (self, jm_resource_row_get_id (row));
  if (jm_explorer_page_get_words (self) != NULL)
    gtk_editable_set_text (GTK_EDITABLE (self->search), "");
  jm_document_pane_show (self->pane, NULL, JM_N_RESOURCES, NULL);
  ask_for_rows (self);
  jm_explorer_page_update_rows (self);
}

static void
resource_activated_cb (JmExplorerPage *self)
{
  adw_navigation_split_view_set_show_content (self->outer, TRUE);
}

static void
row_activated_cb (JmExplorerPage *self,
                  guint           position)
{
  gtk_single_selection_set_selected (self->selection, position);
  adw_navigation_split_view_set_show_content (self->inner, TRUE);
}

static void
search_changed_cb (JmExplorerPage *self)
{
  ask_for_rows (self);
}

static void
stop_search_cb (JmExplorerPage *self)
{
  gtk_editable_set_text (GTK_EDITABLE (self->search), "");
}

/* --- what is stored */

typedef struct
{
  JmExplorerPage *page;
  JmStore        *store;
  guint           stamp;
} Reading;

static void
reading_free (gpointer data)
{
  Reading *reading = data;

  g_clear_object (&reading->page);
  g_clear_object (&reading->store);
  g_free (reading);
}

static void
show_states (JmExplorerPage *self)
{
  JmAccount *account = jm_store_watch_get_account (self->watch);
  gint64 now_ms = jm_explorer_page_get_now_ms (self);
  GtkListBoxRow *row;

  for (int i = 0; (row = gtk_list_box_get_row_at_index (self->resources, i)) != NULL; i++)
    {
      JmResourceId id = jm_resource_row_get_id (JM_RESOURCE_ROW (row));
      JmResourceState *state = g_ptr_array_index (self->states, id);

      jm_resource_row_set_state (JM_RESOURCE_ROW (row), state, now_ms);
      gtk_widget_set_visible (GTK_WIDGET (row), state->count > 0 ||
                                                    jm_resource_get (id, jm_account_get_flavor (account)) != NULL);
    }
}

static DexFuture *
read_fiber (gpointer data)
{
  Reading *reading = data;
  JmExplorerPage *self = reading->page;
  g_autoptr (GPtrArray) states = NULL;
  g_autoptr (GError) error = NULL;

  states = dex_await_boxed (jm_store_list_resources (reading->store), &error);
  if (reading->stamp != self->stamp || jm_store_watch_get_account (self->watch) == NULL)
    return dex_future_new_true ();

  g_clear_error (&self->error);
  self->error = g_steal_pointer (&error);
  if (states != NULL)
    {
      g_clear_pointer (&self->states, g_ptr_array_unref);
      self->states = g_steal_pointer (&states);
      show_states (self);
    }
  jm_explorer_page_update_faces (self);

  return dex_future_new_true ();
}

static void
read_states (JmExplorerPage *self)
{
  JmStore *store = jm_store_watch_get_store (self->watch);
  Reading *reading;

  self->stamp++;
  if (store == NULL)
    return;

  reading = g_new0 (Reading, 1);
  reading->page = g_object_ref (self);
  reading->store = g_object_ref (store);
  reading->stamp = self->stamp;
  dex_future_disown (dex_scheduler_spawn (NULL, 0, read_fiber, reading, reading_free));
}

static void
store_cb (JmExplorerPage *self)
{
  JmStore *store = jm_store_watch_get_store (self->watch);

  jm_export_bar_stop (self->export_bar);
  g_clear_pointer (&self->states, g_ptr_array_unref);
  g_clear_error (&self->error);
  gtk_single_selection_set_model (self->selection, NULL);
  g_clear_object (&self->things);
  if (store != NULL)
    {
      self->things = jm_thing_list_new (store);
      g_signal_connect_object (self->things, "items-changed", G_CALLBACK (jm_explorer_page_update_rows), self, G_CONNECT_SWAPPED);
      gtk_single_selection_set_model (self->selection, G_LIST_MODEL (self->things));
    }
  read_states (self);
  ask_for_rows (self);
  jm_explorer_page_update_faces (self);
  show_document (self);
}

/* The list of rows follows by itself. */
static void
news_cb (JmExplorerPage *self)
{
  read_states (self);
  show_document (self);
}

/* --- panes */

/* One way back at a time: within the panes first, then the window's own. */
static void
panes_changed_cb (JmExplorerPage *self)
{
  gboolean within_inner = adw_navigation_split_view_get_collapsed (self->inner) &&
                          adw_navigation_split_view_get_show_content (self->inner);
  gboolean within_outer = adw_navigation_split_view_get_collapsed (self->outer) &&
                          adw_navigation_split_view_get_show_content (self->outer);

  gtk_widget_set_visible (GTK_WIDGET (self->back_button), within_inner || within_outer);
  adw_header_bar_set_show_back_button (self->header, !within_inner && !within_outer);
}

static void
back_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  JmExplorerPage *self = JM_EXPLORER_PAGE (widget);

  if (adw_navigation_split_view_get_collapsed (self->inner) && adw_navigation_split_view_get_show_content (self->inner))
    adw_navigation_split_view_set_show_content (self->inner, FALSE);
  else
    adw_navigation_split_view_set_show_content (self->outer, FALSE);
}

/* In the text when that is where somebody is, else in the rows */
static void
search_action (GtkWidget  *widget,
               const char *name,
               GVariant   *parameter)
{
  JmExplorerPage *self = JM_EXPLORER_PAGE (widget);
  GtkRoot *root = gtk_widget_get_root (widget);
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;
  gboolean alone = adw_navigation_split_view_get_collapsed (self->inner) &&
                   adw_navigation_split_view_get_show_content (self->inner);

  if (alone || (focus != NULL && gtk_widget_is_ancestor (focus, GTK_WIDGET (self->pane))))
    {
      jm_document_pane_search (self->pane);
      return;
    }

  adw_navigation_split_view_set_show_content (self->outer, TRUE);
  gtk_widget_grab_focus (GTK_WIDGET (self->search));
}

static void
export_action (GtkWidget  *widget,
               const char *name,
               GVariant   *parameter)
{
  JmExplorerPage *self = JM_EXPLORER_PAGE (widget);
  JmResourceRow *row = jm_explorer_page_get_row (self);

  if (row != NULL && jm_store_watch_get_store (self->watch) != NULL)
    jm_export_bar_start (self->export_bar, jm_store_watch_get_store (self->watch), jm_resource_row_get_id (row),
                         jm_explorer_page_get_words (self));
}

static void
cure_cb (JmExplorerPage *self)
{
  const GError *error = self->error != NULL ? self->error : jm_store_watch_get_error (self->watch);
  JmAccount *account = jm_store_watch_get_account (self->watch);
  const char *action = error != NULL ? jm_error_get_cure_action (error) : NULL;

  if (action != NULL && account != NULL)
    gtk_widget_activate_action (GTK_WIDGET (self), action, "s", jm_account_get_id (account));
  else if (jm_store_watch_get_store (self->watch) == NULL)
    jm_store_watch_retry (self->watch);
  else
    store_cb (self);
}

/* --- columns */

static void
setup_cb (GtkSignalListItemFactory *factory,
          GtkListItem              *item,
          gpointer                  is_remark)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_label_set_width_chars (GTK_LABEL (label), 4);
  if (GPOINTER_TO_INT (is_remark))
    gtk_widget_add_css_class (label, "dimmed");
  gtk_list_item_set_child (item, label);
}

static void
bind_cb (GtkSignalListItemFactory *factory,
         GtkListItem              *item,
         gpointer                  is_remark)
{
  GtkLabel *label = GTK_LABEL (gtk_list_item_get_child (item));
  JmThing *thing = gtk_list_item_get_item (item);

  jm_text_set_label (label, GPOINTER_TO_INT (is_remark) ? jm_thing_get_remark (thing) : jm_thing_get_name (thing));
}

static void
create_columns (JmExplorerPage *self)
{
  for (int i = 0; i < 2; i++)
    {
      GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();

      g_signal_connect (factory, "setup", G_CALLBACK (setup_cb), GINT_TO_POINTER (i));
      g_signal_connect (factory, "bind", G_CALLBACK (bind_cb), GINT_TO_POINTER (i));
      self->columns[i] = gtk_column_view_column_new (NULL, factory);
      gtk_column_view_append_column (self->rows, self->columns[i]);
      g_object_unref (self->columns[i]);
    }
  name_columns (self, JM_RESOURCE_ISSUES);
}

/* --- the object */

static void
jm_explorer_page_dispose (GObject *object)
{
  JmExplorerPage *self = JM_EXPLORER_PAGE (object);

  self->stamp++;
  self->show_stamp++;
  if (self->selection != NULL)
    g_signal_handlers_disconnect_by_data (self->selection, self);
  if (self->things != NULL)
    g_signal_handlers_disconnect_by_data (self->things, self);
  g_clear_object (&self->watch);
  jm_linger (self->outer);
  jm_linger (self->inner);
  gtk_widget_dispose_template (GTK_WIDGET (self), JM_TYPE_EXPLORER_PAGE);
  g_clear_object (&self->selection);
  g_clear_object (&self->things);
  g_clear_object (&self->monitor);
  g_clear_pointer (&self->states, g_ptr_array_unref);
  g_clear_error (&self->error);

  G_OBJECT_CLASS (jm_explorer_page_parent_class)->dispose (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/example/JiraMonitor/window/explorer/jm-explorer-page.ui");
  gtk_widget_class_bind_template_child (widget_class, JmExplorerPage, back_button);
  gtk_widget_class_bind_template_child (widget_class, JmExplorerPage, bars);
  gtk_widget_class_bind_template_child (widget_class, JmExplorerPage, error_page);
  gtk_widget_class_bind_template_child (widget_class, JmExplorerPage, export_bar);
  gtk_widget_class_bind_template_child (widget_class, JmExplorerPage, footer);
  gtk_widget_class_bind_template_child (widget_class, JmExplorerPage, header);
  gtk_widget_class_bind_template_child (widget_class, JmExplorerPage, inner);
  gtk_widget_class_bind_template_child (widget_class, JmExplorerPage, outer);
  gtk_widget_class_bind_template_child (widget_class, JmExplorerPage, pane);
  gtk_widget_class_bind_template_child (widget_class, JmExplorerPage, resources);
  gtk_widget_class_bind_template_child (widget_class, JmExplorerPage, rows);
  gtk_widget_class_bind_template_child (widget_class, JmExplorerPage, rows_page);
  gtk_widget_class_bind_template_child (widget_class, JmExplorerPage, rows_stack);
  gtk_widget_class_bind_template_child (widget_class, JmExplorerPage, search);
  gtk_widget_class_bind_template_child (widget_class, JmExplorerPage, stack);
  gtk_widget_class_bind_template_child (widget_class, JmExplorerPage, window_title);
  gtk_widget_class_bind_template_callback (widget_class, cure_cb);
  gtk_widget_class_bind_template_callback (widget_class, panes_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, resource_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, resource_selected_cb);
  gtk_widget_class_bind_template_callback (widget_class, row_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, search_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, stop_search_cb);
  gtk_widget_class_bind_template_callback_full (widget_class, "update_actions", G_CALLBACK (jm_explorer_page_update_actions));
}

static void
jm_explorer_page_class_init (JmExplorerPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = jm_explorer_page_dispose;

  g_type_ensure (JM_TYPE_DOCUMENT_PANE);
  g_type_ensure (JM_TYPE_ERROR_PAGE);
  g_type_ensure (JM_TYPE_EXPORT_BAR);
  bind_template (widget_class);
  gtk_widget_class_install_action (widget_class, "explorer.back", NULL, back_action);
  gtk_widget_class_install_action (widget_class, "explorer.export", NULL, export_action);
  gtk_widget_class_install_action (widget_class, "page.search", NULL, search_action);
}

static void
jm_explorer_page_init (JmExplorerPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  jm_table_open_backwards (self->rows);
  gtk_size_group_add_widget (self->bars, jm_document_pane_get_bar (self->pane));
  create_columns (self);

  self->selection = gtk_single_selection_new (NULL);
  g_signal_connect_object (self->selection, "notify::selected-item", G_CALLBACK (show_document), self, G_CONNECT_SWAPPED);
  gtk_column_view_set_model (self->rows, GTK_SELECTION_MODEL (self->selection));
}

/**
 * jm_explorer_page_new:
 * @monitor: the program; the page follows its current account
 *
 * Returns: (transfer floating): a new page
 */
JmExplorerPage *
jm_explorer_page_new (JmMonitor *monitor)
{
  JmExplorerPage *self;

  g_return_val_if_fail (JM_IS_MONITOR (monitor), NULL);

  self = g_object_new (JM_TYPE_EXPLORER_PAGE, NULL);
  self->monitor = g_object_ref (monitor);
  self->watch = jm_store_watch_new (GTK_WIDGET (self), monitor, NEWS_SECONDS);
  for (guint i = 0; i < JM_N_RESOURCES; i++)
    gtk_list_box_append (self->resources, jm_resource_row_new ((JmResourceId) i));
  g_signal_connect_object (self->watch, "store", G_CALLBACK (store_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->watch, "news", G_CALLBACK (news_cb), self, G_CONNECT_SWAPPED);
  jm_store_watch_start (self->watch);
  jm_explorer_page_show_resource (self, JM_RESOURCE_ISSUES);

  return self;
}

/**
 * jm_explorer_page_show_resource:
 * @resource: whose rows are shown
 */
void
jm_explorer_page_show_resource (JmExplorerPage *self,
                                JmResourceId    resource)
{
  g_return_if_fail (JM_IS_EXPLORER_PAGE (self));
  g_return_if_fail (resource < JM_N_RESOURCES);

  gtk_list_box_select_row (self->resources, gtk_list_box_get_row_at_index (self->resources, (int) resource));
}
