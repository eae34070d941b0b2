/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "jm-issues-page-private.h"

#include <glib/gi18n.h>

/* Issues of a project that were fetched longer ago than this are fetched again when it is shown, ms. */
#define FRESH (5 * 60 * 1000)

G_DEFINE_FINAL_TYPE (JmIssuesPage, jm_issues_page, ADW_TYPE_NAVIGATION_PAGE)

typedef enum
{
  PROP_SORT = 1,
  PROP_DESCENDING,
} JmIssuesPageProperty;

static GParamSpec *properties[PROP_DESCENDING + 1];

static void reload_facts (JmIssuesPage *self);

/* --- small questions */

JmServices *
jm_issues_page_get_services (JmIssuesPage *self)
{
  return jm_monitor_get_services (self->monitor);
}

static gint64
now_ms (JmIssuesPage *self)
{
  return jm_clock_get_wall_ms (jm_issues_page_get_services (self)->clock);
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

/* --- asking the store */

typedef struct
{
  JmIssuesPage *page;
  DexFuture    *answer;
  GCancellable *cancellable;
  gint64        asked_at;       /* boot ms */
  guint         stamp;
} Question;

static void
question_free (gpointer data)
{
  Question *question = data;

  g_clear_object (&question->page);
  g_clear_object (&question->cancellable);
  dex_clear (&question->answer);
  g_free (question);
}

static DexFuture *
question_fiber (gpointer data)
{
  Question *question = data;
  JmIssuesPage *self = question->page;
  g_autofree char *took = NULL;

  dex_await_int64 (g_steal_pointer (&question->answer), NULL);
  if (g_cancellable_is_cancelled (question->cancellable) || question->stamp != self->stamp)
    return dex_future_new_true ();

  /* Translators: how long a search took, in milliseconds */
  took = g_strdup_printf (_("found in %" G_GINT64_FORMAT " ms"),
                          jm_clock_get_boot_ms (jm_issues_page_get_services (self)->clock) - question->asked_at);
  gtk_label_set_text (self->took_label, took);
  jm_issue_table_scroll_to_top (self->table);
  jm_issues_page_update_faces (self);

  return dex_future_new_true ();
}

static void
ask (JmIssuesPage *self)
{
  JmIssueQuery query = {
    .project_key = jm_filter_pill_get_value (self->project_pill),
    .status_category = jm_filter_pill_get_value (self->status_pill),
    .kind = jm_filter_pill_get_value (self->kind_pill),
    .assignee = jm_filter_pill_get_value (self->assignee_pill),
    .text = jm_issues_page_get_words (self),
  };
  Question *question;

  if (self->list == NULL || self->changing_filters)
    return;

  query.sort = jm_issue_table_get_sort (self->table, &query.descending);
  question = g_new0 (Question, 1);
  question->page = g_object_ref (self);
  question->cancellable = g_object_ref (self->cancellable);
  question->asked_at = jm_clock_get_boot_ms (jm_issues_page_get_services (self)->clock);
  question->stamp = ++self->stamp;
  question->answer = jm_issue_list_set_query (self->list, &query);
  dex_future_disown (dex_scheduler_spawn (NULL, 0, question_fiber, question, question_free));
}

/* What the footer says of the store: how many there are, and since when. */
typedef struct
{
  JmIssuesPage *page;
  JmStore      *store;
  GCancellable *cancellable;
  char         *project;
} Facts;

static void
facts_free (gpointer data)
{
  Facts *facts = data;

  g_clear_object (&facts->page);
  g_clear_object (&facts->store);
  g_clear_object (&facts->cancellable);
  g_free (facts->project);
  g_free (facts);
}

static void
offer_words (JmFilterPill      *pill,
             const char *const *words)
{
  for (guint i = 0; words != NULL && words[i] != NULL; i++)
    jm_filter_pill_add (pill, words[i], words[i]);
}

static void
offer_people (JmIssuesPage      *self,
              const char *const *people)
{
  const char *me = jm_account_get_user_name (self->account);

  jm_filter_pill_clear (self->assignee_pill);
  if (me != NULL)
    {
      g_autofree char *label = g_strdup_printf (_("Me (%s)"), me);

      jm_filter_pill_add (self->assignee_pill, me, label);
    }

  for (guint i = 0; people != NULL && people[i] != NULL; i++)
    {
      if (g_strcmp0 (people[i], me) != 0)
        jm_filter_pill_add (self->assignee_pill, people[i], people[i]);
    }
}

static void
offer_projects (JmIssuesPage *self,
                GListModel   *projects)
{
  jm_filter_pill_clear (self->project_pill);
  for (guint i = 0; i < g_list_model_get_n_items (projects); i++)
    {
      g_autoptr (JmProject) project = g_list_model_get_item (projects, i);
      const char *name = jm_project_get_name (project);

      jm_filter_pill_add (self->project_pill, jm_project_get_key (project),
                          name != NULL ? name : jm_project_get_key (project));
    }
}

static DexFuture *
facts_fiber (gpointer data)
{
  Facts *facts = data;
  JmIssuesPage *self = facts->page;
  g_autoptr (GListModel) projects = NULL;
  g_auto (GStrv) kinds = NULL;
  g_auto (GStrv) people = NULL;
  gint64 total;
  gint64 fetched_at;

  /* A question that fails leaves its fact unknown; what is wrong with the store is told by the list. */
  total = dex_await_int64 (jm_store_count (facts->store, JM_RESOURCE_ISSUES, facts->project), NULL);
  fetched_at = dex_await_int64 (jm_store_get_fetched_at (facts->store, JM_RESOURCE_ISSUES, facts->project), NULL);
  projects = dex_await_object (jm_store_list_projects (facts->store), NULL);
  kinds = dex_await_boxed (jm_store_list_words (facts->store, JM_ISSUE_WORDS_KIND, facts->project), NULL);
  people = dex_await_boxed (jm_store_list_words (facts->store, JM_ISSUE_WORDS_ASSIGNEE, facts->project), NULL);
  if (g_cancellable_is_cancelled (facts->cancellable) || facts->store != self->store ||
      g_strcmp0 (facts->project, jm_filter_pill_get_value (self->project_pill)) != 0)
    return dex_future_new_true ();

  self->total = total;
  self->fetched_at_ms = fetched_at;
  if (projects != NULL)
    offer_projects (self, projects);
  jm_filter_pill_clear (self->kind_pill);
  offer_words (self->kind_pill, (const char *const *) kinds);
  offer_people (self, (const char *const *) people);
  jm_issues_page_update_faces (self);

  return dex_future_new_true ();
}

static void
reload_facts (JmIssuesPage *self)
{
  Facts *facts;

  if (self->store == NULL)
    return;

  facts = g_new0 (Facts, 1);
  facts->page = g_object_ref (self);
  facts->store = g_object_ref (self->store);
  facts->cancellable = g_object_ref (self->cancellable);
  facts->project = g_strdup (jm_filter_pill_get_value (self->project_pill));
  dex_future_disown (dex_scheduler_spawn (NULL, 0, facts_fiber, facts, facts_free));
}

/* --- asking Jira */

typedef struct
{
  JmIssuesPage *page;
  JmAccount    *account;
  JmStore      *store;
  GCancellable *cancellable;
  char         *project;
  gboolean      only_if_old;
} Fetch;

static void
fetch_free (gpointer data)
{
  Fetch *fetch = data;

  g_clear_object (&fetch->page);
  g_clear_object (&fetch->account);
  g_clear_object (&fetch->store);
  g_clear_object (&fetch->cancellable);
  g_free (fetch->project);
  g_free (fetch);
}

static DexFuture *
fetch_fiber (gpointer data)
{
  Fetch *fetch = data;
  JmIssuesPage *self = fetch->page;
  g_autoptr (GError) error = NULL;

  if (fetch->only_if_old)
    {
      gint64 at = dex_await_int64 (jm_store_get_fetched_at (fetch->store, JM_RESOURCE_ISSUES, fetch->project), NULL);
      gint64 age = now_ms (self) - at;

      if (at == 0 || age < 0 || age > FRESH)
        fetch->only_if_old = FALSE;
    }

  if (!fetch->only_if_old && !g_cancellable_is_cancelled (fetch->cancellable))
    dex_await_int64 (jm_sync_fetch_issues (jm_sync_get (jm_issues_page_get_services (self), fetch->account), fetch->project,
                                           fetch->cancellable),
                     &error);

  /* Another fetch, or another account, has taken its place. */
  if (fetch->cancellable != self->fetch_cancellable)
    return dex_future_new_true ();

  g_clear_object (&self->fetch_cancellable);
  g_clear_error (&self->error);
  if (error != NULL && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      self->error = g_steal_pointer (&error);
      gtk_accessible_announce (GTK_ACCESSIBLE (self), self->error->message, GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_MEDIUM);
    }
  jm_issues_page_update_faces (self);
  reload_facts (self);

  return dex_future_new_true ();
}

void
jm_issues_page_stop_fetching (JmIssuesPage *self)
{
  g_cancellable_cancel (self->fetch_cancellable);
  g_clear_object (&self->fetch_cancellable);
}

void
jm_issues_page_start_fetching (JmIssuesPage *self,
                gboolean      only_if_old)
{
  const char *project = jm_filter_pill_get_value (self->project_pill);
  Fetch *fetch;

  jm_issues_page_stop_fetching (self);
  if (self->store == NULL || project == NULL)
    return;

  self->fetch_cancellable = g_cancellable_new ();
  fetch = g_new0 (Fetch, 1);
  fetch->page = g_object_ref (self);
  fetch->account = g_object_ref (self->account);
  fetch->store = g_object_ref (self->store);
  fetch->cancellable = g_object_ref (self->fetch_cancellable);
  fetch->project = g_strdup (project);
  fetch->only_if_old = only_if_old;
  dex_future_disown (dex_scheduler_spawn (NULL, 0, fetch_fiber, fetch, fetch_free));
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
  ask (self);
  reload_facts (self);
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
  ask (self);
}

static void
project_changed_cb (JmIssuesPage *self)
{
  if (self->changing_filters)
    return;

  g_clear_error (&self->error);
  ask (self);
  reload_facts (self);
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
  if (self->error != NULL && jm_issues_page_has_account_cure (self))
    gtk_widget_activate_action (GTK_WIDGET (self), "win.cure", "s", jm_account_get_id (self->account));
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
  ask (self);
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
  ask (self);
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
  self->store_signals = watch (self, JM_TYPE_STORE, "changed", G_CALLBACK (reload_facts));
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
