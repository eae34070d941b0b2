/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "jm-issue-views.h"

#include <glib/gi18n.h>

#include "issues/jm-issue-names.h"
#include "issues/jm-issue-view-name.h"
#include "jm-text.h"

struct _JmIssueViews
{
  GtkWidget      parent_instance;

  GtkMenuButton *button;
  GtkPopover    *popover;
  GtkListBox    *list;
  GtkButton     *save_button;

  JmStore       *store;
  GCancellable  *cancellable;   /* ends with the store */
  GPtrArray     *views;         /* of JmSavedView */
  JmIssueQuery  *query;         /* what is shown now, or NULL */
};

G_DEFINE_FINAL_TYPE (JmIssueViews, jm_issue_views, GTK_TYPE_WIDGET)

typedef enum
{
  SIGNAL_CHOSEN,
  SIGNAL_CHANGED,
} JmIssueViewsSignal;

static guint signals[SIGNAL_CHANGED + 1];

static void reload (JmIssueViews *self);

/* --- the same issues, in whatever order */

static gboolean
shows_same (const JmIssueQuery *a,
            const JmIssueQuery *b)
{
  JmIssueQuery first = *a;
  JmIssueQuery second = *b;

  first.sort = second.sort = JM_ISSUE_SORT_UPDATED;
  first.group = second.group = JM_ISSUE_GROUP_NONE;
  first.descending = second.descending = FALSE;

  return jm_issue_query_equal (&first, &second);
}

static const JmSavedView *
find_view (JmIssueViews       *self,
           const JmIssueQuery *query)
{
  for (guint i = 0; query != NULL && i < self->views->len; i++)
    {
      const JmSavedView *view = g_ptr_array_index (self->views, i);

      if (shows_same (view->query, query))
        return view;
    }

  return NULL;
}

static GStrv
list_names (JmIssueViews *self,
            const char   *but)
{
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();

  for (guint i = 0; i < self->views->len; i++)
    {
      const JmSavedView *view = g_ptr_array_index (self->views, i);

      if (g_strcmp0 (view->name, but) != 0)
        g_strv_builder_add (names, view->name);
    }

  return g_strv_builder_end (names);
}

/* --- changing them: each a story of its own */

typedef struct
{
  JmIssueViews *views;
  JmStore      *store;
  GCancellable *cancellable;
  char         *name;           /* what it is called now; NULL: it is new */
  JmIssueQuery *query;          /* NULL: it goes */
} Change;

static void
change_free (gpointer data)
{
  Change *change = data;

  g_clear_object (&change->views);
  g_clear_object (&change->store);
  g_clear_object (&change->cancellable);
  g_clear_pointer (&change->query, jm_issue_query_free);
  g_free (change->name);
  g_free (change);
}

static void
begin_change (JmIssueViews       *self,
              const char         *name,
              const JmIssueQuery *query,
              DexFiberFunc        fiber)
{
  Change *change;

  if (self->store == NULL)
    return;

  change = g_new0 (Change, 1);
  change->views = g_object_ref (self);
  change->store = g_object_ref (self->store);
  change->cancellable = g_object_ref (self->cancellable);
  change->name = g_strdup (name);
  change->query = query != NULL ? jm_issue_query_copy (query) : NULL;
  dex_future_disown (dex_scheduler_spawn (NULL, 0, fiber, change, change_free));
}

static DexFuture *
end_change (Change *change,
            GError *error)
{
  g_autoptr (GError) owned = error;

  if (g_cancellable_is_cancelled (change->cancellable))
    return dex_future_new_true ();

  if (error != NULL && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    gtk_widget_activate_action (GTK_WIDGET (change->views), "win.toast", "s", error->message);
  reload (change->views);

  return dex_future_new_true ();
}

/* A name for what has none yet, or another one for what has one. */
static DexFuture *
name_fiber (gpointer data)
{
  Change *change = data;
  g_auto (GStrv) taken = list_names (change->views, change->name);
  g_autofree char *name = NULL;
  GError *error = NULL;

  name = dex_await_string (jm_issue_view_name_ask (GTK_WIDGET (change->views), change->name,
                                                   (const char *const *) taken),
                           &error);
  if (name == NULL || g_cancellable_is_cancelled (change->cancellable))
    return end_change (change, error);

  /* The old one goes last: what is interrupted in between has two names, and not none. */
  if (dex_await (jm_store_put_view (change->store, name, change->query), &error) &&
      change->name != NULL && !g_str_equal (change->name, name))
    dex_await (jm_store_put_view (change->store, change->name, NULL), &error);

  return end_change (change, error);
}

static DexFuture *
remove_fiber (gpointer data)
{
  Change *change = data;
  GError *error = NULL;

  dex_await (jm_store_put_view (change->store, change->name, NULL), &error);

  return end_change (change, error);
}

static void
rename_cb (JmIssueViews *self,
           GtkButton    *button)
{
  const JmSavedView *view = g_object_get_data (G_OBJECT (button), "view");

  gtk_popover_popdown (self->popover);
  begin_change (self, view->name, view->query, name_fiber);
}

static void
remove_cb (JmIssueViews *self,
           GtkButton    *button)
{
  const JmSavedView *view = g_object_get_data (G_OBJECT (button), "view");

  begin_change (self, view->name, NULL, remove_fiber);
}

/* --- the list */

static GtkWidget *
make_row (JmIssueViews *self,
          const char   *icon,
          const char   *title,
          gboolean      chosen)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 10);
  GtkWidget *image = gtk_image_new_from_icon_name (icon);
  GtkWidget *label = gtk_label_new (NULL);
  GtkWidget *check = gtk_image_new_from_icon_name ("object-select-symbolic");
  GtkWidget *row = gtk_list_box_row_new ();

  jm_text_set_label (GTK_LABEL (label), title);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 28);
  gtk_widget_set_hexpand (label, TRUE);
  gtk_widget_set_opacity (check, chosen ? 1 : 0);
  gtk_box_append (GTK_BOX (box), image);
  gtk_box_append (GTK_BOX (box), label);
  gtk_box_append (GTK_BOX (box), check);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  jm_text_set_name (row, title);
  gtk_accessible_update_state (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_STATE_SELECTED, chosen, -1);
  gtk_list_box_append (self->list, row);

  return row;
}

static void
add_button (JmIssueViews      *self,
            GtkWidget         *row,
            const JmSavedView *view,
            const char        *icon,
            const char        *name,
            GCallback          callback)
{
  GtkWidget *button = gtk_button_new_from_icon_name (icon);

  gtk_widget_add_css_class (button, "flat");
  gtk_widget_add_css_class (button, "view-button");
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  jm_text_set_tooltip (button, name);
  jm_text_set_name (button, name);
  g_object_set_data_full (G_OBJECT (button), "view", jm_saved_view_copy ((JmSavedView *) view),
                          (GDestroyNotify) jm_saved_view_free);
  g_signal_connect_object (button, "clicked", callback, self, G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (gtk_list_box_row_get_child (GTK_LIST_BOX_ROW (row))), button);
}

/* Each row knows what it shows, and under which heading it stands. */
static void
set_row (GtkWidget          *row,
         const JmIssueQuery *query,
         const char         *section)
{
  g_object_set_data_full (G_OBJECT (row), "query", jm_issue_query_copy (query),
                          (GDestroyNotify) jm_issue_query_free);
  g_object_set_data (G_OBJECT (row), "section", (gpointer) section);
}

/* In the order of now, but what was viewed recently stands as it was viewed. */
static void
add_work (JmIssueViews *self,
          JmIssueWork   work,
          gboolean      markable)
{
  gboolean chosen = markable && self->query != NULL && self->query->work == work;
  GtkWidget *row =
      make_row (self, jm_issue_work_get_icon (work), jm_issue_work_get_title (work), chosen);
  JmIssueQuery query = { .work = work, .descending = TRUE };

  if (work == JM_ISSUE_WORK_VIEWED)
    query.sort = JM_ISSUE_SORT_VIEWED;
  else if (self->query != NULL && self->query->sort != JM_ISSUE_SORT_VIEWED)
    {
      query.sort = self->query->sort;
      query.descending = self->query->descending;
      query.group = self->query->group;
    }
  set_row (row, &query, work == JM_ISSUE_WORK_ALL ? NULL : _("My Work"));
}

static void
add_view (JmIssueViews      *self,
          const JmSavedView *view,
          const JmSavedView *shown)
{
  GtkWidget *row = make_row (self, "user-bookmarks-symbolic", view->name, view == shown);
  /* Translators: %s is the name of a saved view */
  g_autofree char *rename = g_strdup_printf (_("Rename “%s”"), view->name);
  /* Translators: %s is the name of a saved view */
  g_autofree char *remove = g_strdup_printf (_("Remove “%s”"), view->name);

  add_button (self, row, view, "document-edit-symbolic", rename, G_CALLBACK (rename_cb));
  add_button (self, row, view, "user-trash-symbolic", remove, G_CALLBACK (remove_cb));
  set_row (row, view->query, _("Saved Views"));
}

static void
fill_list (JmIssueViews *self)
{
  const JmSavedView *shown = find_view (self, self->query);
  gboolean was_focused = gtk_widget_get_focus_child (GTK_WIDGET (self->list)) != NULL;

  gtk_list_box_remove_all (self->list);
  for (guint i = 0; i < JM_N_ISSUE_WORKS; i++)
    add_work (self, (JmIssueWork) i, shown == NULL);

  for (guint i = 0; i < self->views->len; i++)
    add_view (self, g_ptr_array_index (self->views, i), shown);
  gtk_list_box_invalidate_headers (self->list);

  /* The row that had it is gone. */
  if (was_focused)
    gtk_widget_child_focus (GTK_WIDGET (self->list), GTK_DIR_TAB_FORWARD);
}

static void
update_header (GtkListBoxRow *row,
               GtkListBoxRow *before,
               gpointer       user_data)
{
  const char *section = g_object_get_data (G_OBJECT (row), "section");
  GtkWidget *label;

  if (section == NULL ||
      (before != NULL && g_object_get_data (G_OBJECT (before), "section") == section))
    {
      gtk_list_box_row_set_header (row, NULL);
      return;
    }

  label = gtk_label_new (section);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, "caption-heading");
  gtk_widget_add_css_class (label, "dimmed");
  gtk_widget_add_css_class (label, "section");
  gtk_list_box_row_set_header (row, label);
}

static void
popover_show_cb (JmIssueViews *self)
{
  fill_list (self);
  /* The popover looked for something to focus before there was a row. */
  gtk_widget_child_focus (GTK_WIDGET (self->list), GTK_DIR_TAB_FORWARD);
  /* The command line may have saved one meanwhile. */
  reload (self);
}

static void
row_activated_cb (JmIssueViews  *self,
                  GtkListBoxRow *row)
{
  g_autoptr (JmIssueQuery) query =
      jm_issue_query_copy (g_object_get_data (G_OBJECT (row), "query"));

  gtk_popover_popdown (self->popover);
  g_signal_emit (self, signals[SIGNAL_CHOSEN], 0, query);
}

static void
save_clicked_cb (JmIssueViews *self)
{
  gtk_popover_popdown (self->popover);
  jm_issue_views_save (self);
}

/* --- reading them */

static DexFuture *
reload_fiber (gpointer data)
{
  Change *change = data;
  JmIssueViews *self = change->views;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) views = NULL;

  views = dex_await_boxed (jm_store_list_views (change->store), &error);
  if (g_cancellable_is_cancelled (change->cancellable) || views == NULL)
    return dex_future_new_true ();

  g_ptr_array_unref (self->views);
  self->views = g_steal_pointer (&views);
  if (gtk_widget_get_visible (GTK_WIDGET (self->popover)))
    fill_list (self);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);

  return dex_future_new_true ();
}

static void
reload (JmIssueViews *self)
{
  begin_change (self, NULL, NULL, reload_fiber);
}

/* --- overrides */

static void
jm_issue_views_dispose (GObject *object)
{
  JmIssueViews *self = JM_ISSUE_VIEWS (object);

  g_cancellable_cancel (self->cancellable);
  gtk_widget_dispose_template (GTK_WIDGET (object), JM_TYPE_ISSUE_VIEWS);
  g_clear_object (&self->store);

  G_OBJECT_CLASS (jm_issue_views_parent_class)->dispose (object);
}

static void
jm_issue_views_finalize (GObject *object)
{
  JmIssueViews *self = JM_ISSUE_VIEWS (object);

  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->views, g_ptr_array_unref);
  g_clear_pointer (&self->query, jm_issue_query_free);

  G_OBJECT_CLASS (jm_issue_views_parent_class)->finalize (object);
}

static void
jm_issue_views_class_init (JmIssueViewsClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = jm_issue_views_dispose;
  object_class->finalize = jm_issue_views_finalize;

  signals[SIGNAL_CHOSEN] =
      g_signal_new ("chosen", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                    G_TYPE_NONE, 1, JM_TYPE_ISSUE_QUERY);
  signals[SIGNAL_CHANGED] =
      g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                    G_TYPE_NONE, 0);

  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/org/example/JiraMonitor/window/issues/jm-issue-views.ui");
  gtk_widget_class_bind_template_child (widget_class, JmIssueViews, button);
  gtk_widget_class_bind_template_child (widget_class, JmIssueViews, list);
  gtk_widget_class_bind_template_child (widget_class, JmIssueViews, popover);
  gtk_widget_class_bind_template_child (widget_class, JmIssueViews, save_button);
  gtk_widget_class_bind_template_callback (widget_class, popover_show_cb);
  gtk_widget_class_bind_template_callback (widget_class, row_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, save_clicked_cb);
}

static GPtrArray *
new_views (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) jm_saved_view_free);
}

static void
jm_issue_views_init (JmIssueViews *self)
{
  self->views = new_views ();
  self->cancellable = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_list_box_set_header_func (self->list, update_header, NULL, NULL);
}

/* --- public */

void
jm_issue_views_set_store (JmIssueViews *self,
                          JmStore      *store)
{
  g_return_if_fail (JM_IS_ISSUE_VIEWS (self));
  g_return_if_fail (store == NULL || JM_IS_STORE (store));

  if (!g_set_object (&self->store, store))
    return;

  g_cancellable_cancel (self->cancellable);
  g_object_unref (self->cancellable);
  self->cancellable = g_cancellable_new ();
  g_ptr_array_unref (self->views);
  self->views = new_views ();
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
  reload (self);
}

void
jm_issue_views_set_query (JmIssueViews       *self,
                          const JmIssueQuery *query)
{
  static const JmIssueQuery all = { 0 };

  g_return_if_fail (JM_IS_ISSUE_VIEWS (self));
  g_return_if_fail (query != NULL);

  g_clear_pointer (&self->query, jm_issue_query_free);
  self->query = jm_issue_query_copy (query);
  gtk_widget_set_sensitive (GTK_WIDGET (self->save_button), !shows_same (query, &all));
}

const char *
jm_issue_views_find_name (JmIssueViews       *self,
                          const JmIssueQuery *query)
{
  const JmSavedView *view;

  g_return_val_if_fail (JM_IS_ISSUE_VIEWS (self), NULL);
  g_return_val_if_fail (query != NULL, NULL);

  view = find_view (self, query);

  return view != NULL ? view->name : NULL;
}

void
jm_issue_views_save (JmIssueViews *self)
{
  g_return_if_fail (JM_IS_ISSUE_VIEWS (self));

  if (self->query != NULL)
    begin_change (self, NULL, self->query, name_fiber);
}

void
jm_issue_views_open (JmIssueViews *self)
{
  g_return_if_fail (JM_IS_ISSUE_VIEWS (self));

  gtk_menu_button_popup (self->button);
}
