/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "jm-issues-page-private.h"

#include <glib/gi18n.h>

#include "widgets/jm-error-page.h"

G_DEFINE_FINAL_TYPE (JmIssuesPage, jm_issues_page, ADW_TYPE_NAVIGATION_PAGE)

typedef enum
{
  PROP_SORT = 1,
  PROP_DESCENDING,
} JmIssuesPageProperty;

static GParamSpec *properties[PROP_DESCENDING + 1];

/* --- small questions */

JmServices *
jm_issues_page_get_services (JmIssuesPage *self)
{
  return jm_monitor_get_services (self->monitor);
}

const char *
jm_issues_page_get_words (JmIssuesPage *self)
{
  const char *words = gtk_editable_get_text (GTK_EDITABLE (self->search));

  return *words != '\0' ? words : NULL;
}

gboolean
jm_issues_page_has_filters (JmIssuesPage *self)
{
  return jm_issues_page_get_words (self) != NULL || jm_filter_pill_get_value (self->status_pill) != NULL ||
         jm_filter_pill_get_value (self->kind_pill) != NULL || jm_filter_pill_get_value (self->assignee_pill) != NULL;
}

guint
jm_issues_page_count_rows (JmIssuesPage *self)
{
  return self->list ? g_list_model_get_n_items (G_LIST_MODEL (self->list)) : 0;
}

/* --- the account */

typedef struct
{
  JmIssuesPage *page;
  JmAccount    *account;
  GCancellable *cancellable;
} Opening;

static void
opening_free (gpointer data)
{
  Opening *opening = data;

  g_clear_object (&opening->page);
  g_clear_object (&opening->account);
  g_clear_object (&opening->cancellable);
  g_free (opening);
}

static void
take_store (JmIssuesPage *self,
            JmStore      *store)
{
  g_set_object (&self->store, store);
  self->list = jm_issue_list_new (store);
  g_signal_group_set_target (self->list_signals, self->list);
  g_signal_group_set_target (self->store_signals, store);
  jm_issue_table_set_model (self->table, G_LIST_MODEL (self->list));
  jm_issues_page_ask (self);
  jm_issues_page_reload_facts (self);
  jm_issues_page_start_fetching (self, TRUE);
}

static DexFuture *
opening_fiber (gpointer data)
{
  Opening *opening = data;
  JmIssuesPage *self = opening->page;
  g_autoptr (GError) error = NULL;
  g_autoptr (JmStore) store = NULL;

  store = dex_await_object (jm_account_open_store (opening->account), &error);
  if (g_cancellable_is_cancelled (opening->cancellable))
    return dex_future_new_true ();

  if (store != NULL)
    take_store (self, store);
  else
    self->error = g_steal_pointer (&error);
  jm_issues_page_update_faces (self);

  return dex_future_new_true ();
}

static void
forget_account (JmIssuesPage *self)
{
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  jm_issues_page_stop_fetching (self);
  g_signal_group_set_target (self->list_signals, NULL);
  g_signal_group_set_target (self->store_signals, NULL);
  g_signal_group_set_target (self->sync_signals, NULL);
  if (self->table != NULL)
    jm_issue_table_set_model (self->table, NULL);
  g_clear_object (&self->list);
  g_clear_object (&self->store);
  g_clear_object (&self->account);
  g_clear_error (&self->error);
  self->total = 0;
  self->fetched_at_ms = 0;
  self->reading_facts = FALSE;
  self->facts_changed = FALSE;
  self->stamp++;
}

static void
clear_pills (JmIssuesPage *self)
{
  jm_filter_pill_set_value (self->status_pill, NULL);
  jm_filter_pill_set_value (self->kind_pill, NULL);
  jm_filter_pill_set_value (self->assignee_pill, NULL);
  gtk_editable_set_text (GTK_EDITABLE (self->search), "");
}

static void
current_account_changed_cb (JmIssuesPage *self)
{
  JmAccount *account = jm_accounts_get_current (jm_monitor_get_accounts (self->monitor));
  Opening *opening;

  if (account == self->account)
    return;

  forget_account (self);
  self->changing_filters = TRUE;
  jm_filter_pill_set_value (self->project_pill, NULL);
  clear_pills (self);
  self->changing_filters = FALSE;

  if (account != NULL)
    {
      self->account = g_object_ref (account);
      self->cancellable = g_cancellable_new ();
      g_signal_group_set_target (self->sync_signals, jm_sync_get (jm_issues_page_get_services (self), account));

      opening = g_new0 (Opening, 1);
      opening->page = g_object_ref (self);
      opening->account = g_object_ref (account);
      opening->cancellable = g_object_ref (self->cancellable);
      dex_future_disown (dex_scheduler_spawn (NULL, 0, opening_fiber, opening, opening_free));
    }

  jm_issues_page_update_faces (self);
}

/* --- what the person does */

static void
query_changed_cb (JmIssuesPage *self)
{
  jm_issues_page_ask (self);
}

static void
project_changed_cb (JmIssuesPage *self)
{
  if (self->changing_filters)
    return;

  g_clear_error (&self->error);
  jm_issues_page_ask (self);
  jm_issues_page_reload_facts (self);
  jm_issues_page_start_fetching (self, TRUE);
  jm_issues_page_update_faces (self);
}

static void
search_activate_cb (JmIssuesPage *self)
{
  gtk_widget_grab_focus (GTK_WIDGET (self->table));
}

static void
stop_search_cb (JmIssuesPage *self)
{
  gtk_editable_set_text (GTK_EDITABLE (self->search), "");
}

static void
cure_cb (JmIssuesPage *self)
{
  const char *action = jm_error_get_cure_action (self->error);

  if (action != NULL)
    gtk_widget_activate_action (GTK_WIDGET (self), action, "s", jm_account_get_id (self->account));
  else if (self->store == NULL)
    {
      /* The store did not open: from the beginning. */
      forget_account (self);
      current_account_changed_cb (self);
    }
  else
    jm_issues_page_start_fetching (self, FALSE);
  jm_issues_page_update_faces (self);
}

void
jm_issues_page_clear_filters (JmIssuesPage *self)
{
  self->changing_filters = TRUE;
  clear_pills (self);
  self->changing_filters = FALSE;
  jm_issues_page_ask (self);
}

/* --- the order, which is remembered */

static const char *const sort_names[] = {
  [JM_ISSUE_SORT_UPDATED] = "updated",
  [JM_ISSUE_SORT_KEY] = "key",
  [JM_ISSUE_SORT_SUMMARY] = "summary",
  [JM_ISSUE_SORT_STATUS] = "status",
  [JM_ISSUE_SORT_PRIORITY] = "priority",
  [JM_ISSUE_SORT_ASSIGNEE] = "assignee",
};

static JmIssueSort
sort_from_name (const char *name)
{
  for (gsize i = 0; i < G_N_ELEMENTS (sort_names); i++)
    {
      if (g_strcmp0 (sort_names[i], name) == 0)
        return (JmIssueSort) i;
    }

  return JM_ISSUE_SORT_UPDATED;
}

static void
sort_changed_cb (JmIssuesPage *self)
{
  gboolean descending;
  JmIssueSort sort = jm_issue_table_get_sort (self->table, &descending);

  g_settings_set (jm_issues_page_get_services (self)->settings, "issue-sort", "(sb)", sort_names[sort], descending);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SORT]);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_DESCENDING]);
  jm_issues_page_ask (self);
}

static void
restore_sort (JmIssuesPage *self)
{
  g_autofree char *name = NULL;
  gboolean descending;

  g_settings_get (jm_issues_page_get_services (self)->settings, "issue-sort", "(sb)", &name, &descending);
  jm_issue_table_set_sort (self->table, sort_from_name (name), descending);
}

/* --- overrides */

static void
jm_issues_page_get_property (GObject    *object,
                             guint       prop_id,
                             GValue     *value,
                             GParamSpec *pspec)
{
  JmIssuesPage *self = JM_ISSUES_PAGE (object);
  gboolean descending;
  JmIssueSort sort = jm_issue_table_get_sort (self->table, &descending);

  switch ((JmIssuesPageProperty) prop_id)
    {
    case PROP_SORT:
      g_value_set_string (value, sort_names[sort]);
      break;
    case PROP_DESCENDING:
      g_value_set_boolean (value, descending);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
jm_issues_page_set_property (GObject      *object,
                             guint         prop_id,
                             const GValue *value,
                             GParamSpec   *pspec)
{
  JmIssuesPage *self = JM_ISSUES_PAGE (object);
  gboolean descending;
  JmIssueSort sort = jm_issue_table_get_sort (self->table, &descending);

  switch ((JmIssuesPageProperty) prop_id)
    {
    case PROP_SORT:
      sort = sort_from_name (g_value_get_string (value));
      break;
    case PROP_DESCENDING:
      descending = g_value_get_boolean (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
      return;
    }

  jm_issue_table_set_sort (self->table, sort, descending);
  sort_changed_cb (self);
}

static void
jm_issues_page_dispose (GObject *object)
{
  JmIssuesPage *self = JM_ISSUES_PAGE (object);

  g_clear_handle_id (&self->patience, g_source_remove);
  forget_account (self);
  gtk_widget_dispose_template (GTK_WIDGET (self), JM_TYPE_ISSUES_PAGE);
  g_clear_object (&self->list_signals);
  g_clear_object (&self->store_signals);
  g_clear_object (&self->sync_signals);
  g_clear_object (&self->minute);
  g_clear_object (&self->monitor);

  G_OBJECT_CLASS (jm_issues_page_parent_class)->dispose (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/example/JiraMonitor/window/issues/jm-issues-page.ui");
  gtk_widget_class_bind_template_child (widget_class, JmIssuesPage, assignee_pill);
  gtk_widget_class_bind_template_child (widget_class, JmIssuesPage, banner);
  gtk_widget_class_bind_template_child (widget_class, JmIssuesPage, choose_project_button);
  gtk_widget_class_bind_template_child (widget_class, JmIssuesPage, clear_filters_button);
  gtk_widget_class_bind_template_child (widget_class, JmIssuesPage, cure_button);
  gtk_widget_class_bind_template_child (widget_class, JmIssuesPage, empty_fetch_button);
  gtk_widget_class_bind_template_child (widget_class, JmIssuesPage, empty_page);
  gtk_widget_class_bind_template_child (widget_class, JmIssuesPage, error_label);
  gtk_widget_class_bind_template_child (widget_class, JmIssuesPage, error_page);
  gtk_widget_class_bind_template_child (widget_class, JmIssuesPage, footer_icon);
  gtk_widget_class_bind_template_child (widget_class, JmIssuesPage, footer_label);
  gtk_widget_class_bind_template_child (widget_class, JmIssuesPage, kind_pill);
  gtk_widget_class_bind_template_child (widget_class, JmIssuesPage, progress);
  gtk_widget_class_bind_template_child (widget_class, JmIssuesPage, project_pill);
  gtk_widget_class_bind_template_child (widget_class, JmIssuesPage, row_menu);
  gtk_widget_class_bind_template_child (widget_class, JmIssuesPage, search);
  gtk_widget_class_bind_template_child (widget_class, JmIssuesPage, skeleton);
  gtk_widget_class_bind_template_child (widget_class, JmIssuesPage, stack);
  gtk_widget_class_bind_template_child (widget_class, JmIssuesPage, status_pill);
  gtk_widget_class_bind_template_child (widget_class, JmIssuesPage, stop_button);
  gtk_widget_class_bind_template_child (widget_class, JmIssuesPage, table);
  gtk_widget_class_bind_template_child (widget_class, JmIssuesPage, took_label);
  gtk_widget_class_bind_template_child (widget_class, JmIssuesPage, window_title);
  gtk_widget_class_bind_template_callback (widget_class, cure_cb);
  gtk_widget_class_bind_template_callback (widget_class, jm_issues_page_open);
  gtk_widget_class_bind_template_callback (widget_class, jm_issues_page_update_actions);
  gtk_widget_class_bind_template_callback (widget_class, project_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, query_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, search_activate_cb);
  gtk_widget_class_bind_template_callback (widget_class, sort_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, stop_search_cb);
}

static void
jm_issues_page_class_init (JmIssuesPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = jm_issues_page_get_property;
  object_class->set_property = jm_issues_page_set_property;
  object_class->dispose = jm_issues_page_dispose;

  /** JmIssuesPage:sort: the name of the column that orders the list. */
  properties[PROP_SORT] =
      g_param_spec_string ("sort", NULL, NULL, "updated",
                           G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  /** JmIssuesPage:descending: whether the last comes first. */
  properties[PROP_DESCENDING] =
      g_param_spec_boolean ("descending", NULL, NULL, TRUE,
                            G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);

  g_type_ensure (JM_TYPE_FILTER_PILL);
  g_type_ensure (JM_TYPE_ISSUE_SKELETON);
  g_type_ensure (JM_TYPE_ISSUE_TABLE);
  bind_template (widget_class);
  jm_issues_page_install_actions (widget_class);
}

static GSignalGroup *
watch (JmIssuesPage *self,
       GType         type,
       const char   *signal,
       GCallback     callback)
{
  GSignalGroup *group = g_signal_group_new (type);

  g_signal_group_connect_object (group, signal, callback, self, G_CONNECT_SWAPPED);

  return group;
}

static void
jm_issues_page_init (JmIssuesPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));

  jm_filter_pill_add (self->status_pill, "new", C_("status", "To Do"));
  jm_filter_pill_add (self->status_pill, "indeterminate", C_("status", "In Progress"));
  jm_filter_pill_add (self->status_pill, "done", C_("status", "Done"));
  jm_issue_table_set_menu (self->table, self->row_menu);

  self->list_signals = watch (self, JM_TYPE_ISSUE_LIST, "items-changed", G_CALLBACK (jm_issues_page_update_faces));
  g_signal_group_connect_object (self->list_signals, "notify::loading", G_CALLBACK (jm_issues_page_update_faces), self,
                                 G_CONNECT_SWAPPED);
  self->store_signals = watch (self, JM_TYPE_STORE, "changed", G_CALLBACK (jm_issues_page_reload_facts));
  self->sync_signals = watch (self, JM_TYPE_SYNC, "notify", G_CALLBACK (jm_issues_page_update_faces));
}

/**
 * jm_issues_page_new:
 * @monitor: the program; the page follows its current account
 *
 * Returns: (transfer floating): a new page
 */
JmIssuesPage *
jm_issues_page_new (JmMonitor *monitor)
{
  JmIssuesPage *self;

  g_return_val_if_fail (JM_IS_MONITOR (monitor), NULL);

  self = g_object_new (JM_TYPE_ISSUES_PAGE, NULL);
  self->monitor = g_object_ref (monitor);
  self->minute = jm_minute_new (GTK_WIDGET (self), jm_issues_page_get_services (self)->clock);
  jm_issue_table_set_minute (self->table, self->minute);
  g_signal_connect_object (self->minute, "tick", G_CALLBACK (jm_issues_page_update_faces), self, G_CONNECT_SWAPPED);
  restore_sort (self);
  g_signal_connect_object (jm_monitor_get_accounts (monitor), "notify::current",
                           G_CALLBACK (current_account_changed_cb), self, G_CONNECT_SWAPPED);
  current_account_changed_cb (self);
  jm_issues_page_update_faces (self);

  return self;
}

/**
 * jm_issues_page_show_project:
 * @self: a page
 * @project_key: (nullable): the key of a project, or %NULL for all that is stored
 *
 * Shows the issues of one project without other filters, and fetches them when they are missing or old.
 */
void
jm_issues_page_show_project (JmIssuesPage *self,
                             const char   *project_key)
{
  g_return_if_fail (JM_IS_ISSUES_PAGE (self));

  self->changing_filters = TRUE;
  clear_pills (self);
  jm_filter_pill_set_value (self->project_pill, project_key);
  self->changing_filters = FALSE;
  project_changed_cb (self);
}
