/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "jm-issues-page-private.h"

#include <glib/gi18n.h>

#include "jm-text.h"

/* Issues of a project that were fetched longer ago than this are fetched again when it is shown, ms. */
#define FRESH (5 * 60 * 1000)

static gint64
now_ms (JmIssuesPage *self)
{
  return jm_clock_get_wall_ms (jm_issues_page_get_services (self)->clock);
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

void
jm_issues_page_ask (JmIssuesPage *self)
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
  if (g_cancellable_is_cancelled (facts->cancellable) || facts->store != self->store)
    return dex_future_new_true ();

  self->reading_facts = FALSE;
  if (self->facts_changed || g_strcmp0 (facts->project, jm_filter_pill_get_value (self->project_pill)) != 0)
    jm_issues_page_reload_facts (self);

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

void
jm_issues_page_reload_facts (JmIssuesPage *self)
{
  Facts *facts;

  if (self->store == NULL)
    return;

  /* A fetch tells of each of its pages: what comes while the facts are read is read once, afterwards. */
  self->facts_changed = self->reading_facts;
  if (self->reading_facts)
    return;

  self->reading_facts = TRUE;
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
      jm_text_announce (GTK_WIDGET (self), self->error->message,
                        GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_MEDIUM);
    }
  jm_issues_page_update_faces (self);
  jm_issues_page_reload_facts (self);

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
