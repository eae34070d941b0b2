/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "jm-issues-page-private.h"

#include <glib/gi18n.h>

#include "issues/jm-issue-names.h"

G_DEFINE_FINAL_TYPE (JmIssuesPage, jm_issues_page, ADW_TYPE_NAVIGATION_PAGE)

typedef enum
{
  PROP_SORT = 1,
  PROP_DESCENDING,
  PROP_GROUP,
} JmIssuesPageProperty;

static GParamSpec *properties[PROP_GROUP + 1];

/* Keys of the settings */
#define SORT_SETTING  "issue-sort"
#define GROUP_SETTING "issue-group"

/* --- small questions */

JmServices *
jm_issues_page_get_services (JmIssuesPage *self)
{
  return jm_monitor_get_services (self->monitor);
}

gint64
jm_issues_page_get_now_ms (JmIssuesPage *self)
{
  return jm_clock_get_wall_ms (jm_issues_page_get_services (self)->clock);
}

JmSync *
jm_issues_page_get_sync (JmIssuesPage *self)
{
  return self->account ? jm_sync_get (jm_issues_page_get_services (self), self->account) : NULL;
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
  return jm_issues_page_get_words (self) != NULL || self->work != JM_ISSUE_WORK_ALL ||
         jm_issue_filters_has_others (self->filters);
}

guint
jm_issues_page_count_rows (JmIssuesPage *self)
{
  return self->list ? g_list_model_get_n_items (G_LIST_MODEL (self->list)) : 0;
}

void
jm_issues_page_get_query (JmIssuesPage *self,
                          JmIssueQuery *query)
{
  jm_issue_filters_get (self->filters, query);
  query->text = jm_issues_page_get_words (self);
  query->work = self->work;
  query->group = self->group;
  query->sort = jm_issue_columns_get_sort (self->columns, &query->descending);
}

void
jm_issues_page_take_error (JmIssuesPage *self,
                           GError       *error)
{
  /* Trying again in vain is not a new beginning. */
  if (self->error == NULL)
    self->error_at_ms = jm_issues_page_get_now_ms (self);
  g_clear_error (&self->error);
  self->error = error;
}

/* --- what is shown */

static void
query_changed_cb (JmIssuesPage *self)
{
  jm_issues_page_ask (self);
  if (!self->changing_filters)
    jm_issues_page_update_faces (self);
}

/* Another project has other issues, other words to offer, and may be missing. */
static void
project_changed (JmIssuesPage *self)
{
  jm_issues_page_take_error (self, NULL);
  jm_issues_page_reload_facts (self);
  jm_issues_page_start_fetching (self, TRUE);
}

static void
filters_changed_cb (JmIssuesPage *self)
{
  const char *project = jm_issue_filters_get_project (self->filters);

  if (self->changing_filters)
    return;

  if (g_set_str (&self->project, project))
    project_changed (self);
  query_changed_cb (self);
}

static void
set_order (JmIssuesPage *self,
           JmIssueSort   sort,
           gboolean      descending,
           JmIssueGroup  group)
{
  GSettings *settings = jm_issues_page_get_services (self)->settings;

  jm_issue_columns_set_sort (self->columns, sort, descending);
  self->group = group;
  /* The order of what was viewed belongs to that view. */
  if (sort != JM_ISSUE_SORT_VIEWED)
    g_settings_set (settings, SORT_SETTING, "(sb)", jm_issue_sort_to_name (sort), descending);
  g_settings_set_string (settings, GROUP_SETTING, jm_issue_group_to_name (group));
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SORT]);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_DESCENDING]);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_GROUP]);
}

void
jm_issues_page_set_query (JmIssuesPage       *self,
                          const JmIssueQuery *query)
{
  self->changing_filters = TRUE;
  self->work = query->work;
  jm_issue_filters_set (self->filters, query);
  gtk_editable_set_text (GTK_EDITABLE (self->search), query->text != NULL ? query->text : "");
  set_order (self, query->sort, query->descending, query->group);
  self->changing_filters = FALSE;
  filters_changed_cb (self);
}

void
jm_issues_page_show_only (JmIssuesPage *self,
                          const char   *project_key)
{
  JmIssueQuery query = { .project_key = project_key, .group = self->group };

  query.sort = jm_issue_columns_get_sort (self->columns, &query.descending);
  jm_issues_page_set_query (self, &query);
}

void
jm_issues_page_clear_filters (JmIssuesPage *self)
{
  g_autofree char *project = g_strdup (jm_issue_filters_get_project (self->filters));

  jm_issues_page_show_only (self, project);
}

static void
view_chosen_cb (JmIssuesPage       *self,
                const JmIssueQuery *query)
{
  jm_issues_page_set_query (self, query);
}

/* --- what the account's runs come to by themselves is said here, too */

static void
sync_error_changed_cb (JmIssuesPage *self)
{
  const GError *error = jm_sync_get_error (jm_issues_page_get_sync (self));

  if (self->store == NULL)
    return;

  jm_issues_page_take_error (self, error != NULL ? g_error_copy (error) : NULL);
  jm_issues_page_update_faces (self);
}

/* --- what the person does */

static void
search_activate_cb (JmIssuesPage *self)
{
  jm_issues_page_go_to_words (self);
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
      jm_issues_page_forget_account (self);
      jm_issues_page_follow_account (self);
    }
  else
    jm_issues_page_start_fetching (self, FALSE);
  jm_issues_page_update_faces (self);
}

static void
sort_changed_cb (JmIssuesPage *self)
{
  gboolean descending;
  JmIssueSort sort = jm_issue_columns_get_sort (self->columns, &descending);

  set_order (self, sort, descending, self->group);
  jm_issues_page_ask (self);
}

static void
restore_order (JmIssuesPage *self)
{
  GSettings *settings = jm_issues_page_get_services (self)->settings;
  g_autofree char *group = g_settings_get_string (settings, GROUP_SETTING);
  g_autofree char *sort = NULL;
  gboolean descending;

  g_settings_get (settings, SORT_SETTING, "(sb)", &sort, &descending);
  jm_issue_columns_set_sort (self->columns, jm_issue_sort_from_name (sort), descending);
  self->group = jm_issue_group_from_name (group);
}

/* --- overrides */

static void
jm_issues_page_get_property (GObject    *object,
                             guint       prop_id,
                             GValue     *value,
                             GParamSpec *pspec)
{
  JmIssuesPage *self = JM_ISSUES_PAGE (object);
  JmIssueSort sort = JM_ISSUE_SORT_UPDATED;
  gboolean descending = TRUE;

  if (self->columns != NULL)
    sort = jm_issue_columns_get_sort (self->columns, &descending);

  switch ((JmIssuesPageProperty) prop_id)
    {
    case PROP_SORT:
      g_value_set_string (value, jm_issue_sort_to_name (sort));
      break;
    case PROP_DESCENDING:
      g_value_set_boolean (value, descending);
      break;
    case PROP_GROUP:
      g_value_set_string (value, jm_issue_group_to_name (self->group));
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
  JmIssueGroup group = self->group;
  gboolean descending;
  JmIssueSort sort = jm_issue_columns_get_sort (self->columns, &descending);

  switch ((JmIssuesPageProperty) prop_id)
    {
    case PROP_SORT:
      sort = jm_issue_sort_from_name (g_value_get_string (value));
      break;
    case PROP_DESCENDING:
      descending = g_value_get_boolean (value);
      break;
    case PROP_GROUP:
      group = jm_issue_group_from_name (g_value_get_string (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
      return;
    }

  set_order (self, sort, descending, group);
  jm_issues_page_ask (self);
}

static void
jm_issues_page_dispose (GObject *object)
{
  JmIssuesPage *self = JM_ISSUES_PAGE (object);

  jm_issues_page_forget_account (self);
  gtk_widget_dispose_template (GTK_WIDGET (self), JM_TYPE_ISSUES_PAGE);
  g_clear_object (&self->columns);
  g_clear_object (&self->list_signals);
  g_clear_object (&self->store_signals);
  g_clear_object (&self->sync_signals);
  g_clear_object (&self->minute);
  g_clear_object (&self->monitor);

  G_OBJECT_CLASS (jm_issues_page_parent_class)->dispose (object);
}

static void
jm_issues_page_finalize (GObject *object)
{
  g_clear_pointer (&JM_ISSUES_PAGE (object)->project, g_free);

  G_OBJECT_CLASS (jm_issues_page_parent_class)->finalize (object);
}

/* --- a low window: it has room for the banner, or for what is searched with */

static void
make_room (JmIssuesPage *self)
{
  gboolean enough = !self->is_low || !adw_banner_get_revealed (self->banner);

  gtk_widget_set_visible (self->tools, enough);
  adw_toolbar_view_set_reveal_bottom_bars (self->toolbars, enough);
}

static void
low_cb (JmIssuesPage *self)
{
  self->is_low = TRUE;
  make_room (self);
}

static void
high_cb (JmIssuesPage *self)
{
  self->is_low = FALSE;
  make_room (self);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (
      widget_class, "/org/example/JiraMonitor/window/issues/jm-issues-page.ui");
  gtk_widget_class_bind_template_child (widget_class, JmIssuesPage, banner);
  gtk_widget_class_bind_template_child (widget_class, JmIssuesPage, choose_project_button);
  gtk_widget_class_bind_template_child (widget_class, JmIssuesPage, clear_filters_button);
  gtk_widget_class_bind_template_child (widget_class, JmIssuesPage, columns_menu);
  gtk_widget_class_bind_template_child (widget_class, JmIssuesPage, empty_fetch_button);
  gtk_widget_class_bind_template_child (widget_class, JmIssuesPage, empty_page);
  gtk_widget_class_bind_template_child (widget_class, JmIssuesPage, error_page);
  gtk_widget_class_bind_template_child (widget_class, JmIssuesPage, filters);
  gtk_widget_class_bind_template_child (widget_class, JmIssuesPage, footer_icon);
  gtk_widget_class_bind_template_child (widget_class, JmIssuesPage, footer_label);
  gtk_widget_class_bind_template_child (widget_class, JmIssuesPage, menu_button);
  gtk_widget_class_bind_template_child (widget_class, JmIssuesPage, pause_button);
  gtk_widget_class_bind_template_child (widget_class, JmIssuesPage, progress);
  gtk_widget_class_bind_template_child (widget_class, JmIssuesPage, row_menu);
  gtk_widget_class_bind_template_child (widget_class, JmIssuesPage, save_button);
  gtk_widget_class_bind_template_child (widget_class, JmIssuesPage, search);
  gtk_widget_class_bind_template_child (widget_class, JmIssuesPage, skeleton);
  gtk_widget_class_bind_template_child (widget_class, JmIssuesPage, skipped_button);
  gtk_widget_class_bind_template_child (widget_class, JmIssuesPage, skipped_label);
  gtk_widget_class_bind_template_child (widget_class, JmIssuesPage, stack);
  gtk_widget_class_bind_template_child (widget_class, JmIssuesPage, stop_button);
  gtk_widget_class_bind_template_child (widget_class, JmIssuesPage, table);
  gtk_widget_class_bind_template_child (widget_class, JmIssuesPage, toolbars);
  gtk_widget_class_bind_template_child (widget_class, JmIssuesPage, tools);
  gtk_widget_class_bind_template_child (widget_class, JmIssuesPage, took_label);
  gtk_widget_class_bind_template_child (widget_class, JmIssuesPage, views);
  gtk_widget_class_bind_template_child (widget_class, JmIssuesPage, window_title);
  gtk_widget_class_bind_template_callback (widget_class, cure_cb);
  gtk_widget_class_bind_template_callback (widget_class, filters_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, high_cb);
  gtk_widget_class_bind_template_callback (widget_class, jm_issues_page_open);
  gtk_widget_class_bind_template_callback (widget_class, jm_issues_page_update_actions);
  gtk_widget_class_bind_template_callback (widget_class, jm_issues_page_update_faces);
  gtk_widget_class_bind_template_callback (widget_class, low_cb);
  gtk_widget_class_bind_template_callback (widget_class, make_room);
  gtk_widget_class_bind_template_callback (widget_class, query_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, search_activate_cb);
  gtk_widget_class_bind_template_callback (widget_class, sort_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, stop_search_cb);
  gtk_widget_class_bind_template_callback (widget_class, view_chosen_cb);
}

static void
jm_issues_page_class_init (JmIssuesPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = jm_issues_page_get_property;
  object_class->set_property = jm_issues_page_set_property;
  object_class->dispose = jm_issues_page_dispose;
  object_class->finalize = jm_issues_page_finalize;

  /** JmIssuesPage:sort: the name of what orders the list. */
  properties[PROP_SORT] =
      g_param_spec_string ("sort", NULL, NULL, "updated",
                           G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  /** JmIssuesPage:descending: whether the last comes first. */
  properties[PROP_DESCENDING] =
      g_param_spec_boolean ("descending", NULL, NULL, TRUE,
                            G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  /** JmIssuesPage:group: the name of what the rows of a section have in common, or "none". */
  properties[PROP_GROUP] =
      g_param_spec_string ("group", NULL, NULL, "none",
                           G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);

  g_type_ensure (JM_TYPE_ERROR_PAGE);
  g_type_ensure (JM_TYPE_ISSUE_FILTERS);
  g_type_ensure (JM_TYPE_ISSUE_SKELETON);
  g_type_ensure (JM_TYPE_ISSUE_TABLE);
  g_type_ensure (JM_TYPE_ISSUE_VIEWS);
  bind_template (widget_class);
  jm_issues_page_install_actions (widget_class);
}

/* The rows are there: so long it took. */
static void
loading_changed_cb (JmIssuesPage *self)
{
  JmClock *clock = jm_issues_page_get_services (self)->clock;
  g_autofree char *took = NULL;

  if (!jm_issue_list_is_loading (self->list))
    {
      /* Translators: how long a search took, in milliseconds */
      took = g_strdup_printf (_("found in %ld ms"), (long) (jm_clock_get_boot_ms (clock) - self->asked_at));
      gtk_label_set_text (self->took_label, took);
    }
  jm_issues_page_update_faces (self);
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
  GCallback update_faces = G_CALLBACK (jm_issues_page_update_faces);

  gtk_widget_init_template (GTK_WIDGET (self));
  jm_issue_table_set_menu (self->table, self->row_menu);

  self->list_signals = watch (self, JM_TYPE_ISSUE_LIST, "items-changed", update_faces);
  g_signal_group_connect_object (self->list_signals, "notify::loading",
                                 G_CALLBACK (loading_changed_cb), self, G_CONNECT_SWAPPED);
  self->store_signals =
      watch (self, JM_TYPE_STORE, "changed", G_CALLBACK (jm_issues_page_follow_store));
  self->sync_signals = watch (self, JM_TYPE_SYNC, "notify", update_faces);
  g_signal_group_connect_object (self->sync_signals, "notify::error",
                                 G_CALLBACK (sync_error_changed_cb), self, G_CONNECT_SWAPPED);
}

static void
set_up_table (JmIssuesPage *self)
{
  JmServices *services = jm_issues_page_get_services (self);

  self->minute = jm_minute_new (GTK_WIDGET (self), services->clock);
  self->columns =
      g_object_ref (jm_issue_table_set_up (self->table, self->minute, services->settings));
  gtk_widget_insert_action_group (GTK_WIDGET (self), "columns",
                                  jm_issue_columns_get_actions (self->columns));
  g_menu_append_section (self->columns_menu, NULL, jm_issue_columns_get_menu (self->columns));
  g_signal_connect_object (self->minute, "tick", G_CALLBACK (jm_issues_page_update_faces), self,
                           G_CONNECT_SWAPPED);
  restore_order (self);
}

/* --- public */

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
  set_up_table (self);
  g_signal_connect_object (jm_monitor_get_accounts (monitor), "notify::current",
                           G_CALLBACK (jm_issues_page_follow_account), self, G_CONNECT_SWAPPED);
  jm_issues_page_follow_account (self);
  jm_issues_page_update_faces (self);

  return self;
}

/**
 * jm_issues_page_show_project:
 * @self: a page
 * @project_key: (nullable): the key of a project, or %NULL for all that is stored
 *
 * Shows the issues of one project without other filters, and fetches them when they are missing or
 * old.
 */
void
jm_issues_page_show_project (JmIssuesPage *self,
                             const char   *project_key)
{
  g_return_if_fail (JM_IS_ISSUES_PAGE (self));

  /* Also one that is shown already may be old. */
  g_clear_pointer (&self->project, g_free);
  jm_issues_page_show_only (self, project_key);
}

/**
 * jm_issues_page_show_issue:
 * @self: a page
 * @key: of an issue: "ABC-12"
 *
 * Searches all that is stored for @key, without filters and groups. The order stays.
 */
void
jm_issues_page_show_issue (JmIssuesPage *self,
                           const char   *key)
{
  JmIssueQuery query = { .text = key };

  g_return_if_fail (JM_IS_ISSUES_PAGE (self));
  g_return_if_fail (key != NULL);

  query.sort = jm_issue_columns_get_sort (self->columns, &query.descending);
  jm_issues_page_set_query (self, &query);
}
