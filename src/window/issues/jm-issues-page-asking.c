/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "jm-issues-page-private.h"

#include <glib/gi18n.h>

#include "jm-text.h"

static gint64
get_id (JmIssue *issue)
{
  return g_ascii_strtoll (jm_issue_get_id (issue), NULL, 10);
}

/* What a link to an issue names: "https://acme.example/browse/ABC-12?focused=1" is "ABC-12";
 * NULL for words that are no link, or one to something else. */
static char *
dup_linked_key (const char *words)
{
  g_autofree char *link = NULL;
  const char *key;

  if (words == NULL || strstr (words, "://") == NULL)
    return NULL;

  key = strstr (words, "selectedIssue=");
  if (key != NULL)
    return g_strndup (strchr (key, '=') + 1, strcspn (strchr (key, '=') + 1, "&#"));

  link = g_strndup (words, strcspn (words, "?#"));
  key = strrchr (link, '/') + 1;

  return strchr (key, '-') != NULL ? g_strdup (key) : NULL;
}

/* --- the rows */

typedef struct
{
  JmIssuesPage *page;
  DexFuture    *answer;
  GCancellable *cancellable;
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

/* Who cannot see the list hears how many there are. */
static void
announce_count (JmIssuesPage *self,
                gint64        count)
{
  g_autofree char *found = NULL;

  if (!jm_issues_page_has_filters (self))
    return;

  found = g_strdup_printf (ngettext ("%'d issue found", "%'d issues found", (gulong) count),
                           (int) count);
  jm_text_announce (GTK_WIDGET (self), found, GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_LOW);
}

static DexFuture *
question_fiber (gpointer data)
{
  Question *question = data;
  JmIssuesPage *self = question->page;
  gint64 count;

  count = dex_await_int64 (g_steal_pointer (&question->answer), NULL);
  if (g_cancellable_is_cancelled (question->cancellable) || question->stamp != self->stamp)
    return dex_future_new_true ();

  announce_count (self, count);
  if (self->wanted_id == 0)
    jm_issue_table_scroll_to_top (self->table);
  else
    jm_issue_table_go_to (self->table, self->wanted_id, TRUE);
  self->wanted_id = 0;
  jm_issues_page_update_faces (self);

  return dex_future_new_true ();
}

void
jm_issues_page_ask (JmIssuesPage *self)
{
  JmIssueQuery query = { 0 };
  g_autofree char *key = NULL;
  Question *question;

  if (self->list == NULL || self->changing_filters)
    return;

  jm_issues_page_get_query (self, &query);
  jm_issue_views_set_query (self->views, &query);
  jm_issue_table_set_group (self->table, query.group);
  if ((key = dup_linked_key (query.text)) != NULL)
    query.text = key;
  query.updated_since_ms =
      jm_issue_filters_resolve (query.updated_since_ms, jm_issues_page_get_now_ms (self));

  question = g_new0 (Question, 1);
  question->page = g_object_ref (self);
  question->cancellable = g_object_ref (self->cancellable);
  self->asked_at = jm_clock_get_boot_ms (jm_issues_page_get_services (self)->clock);
  question->stamp = ++self->stamp;
  question->answer = jm_issue_list_set_query (self->list, &query);
  dex_future_disown (dex_scheduler_spawn (NULL, 0, question_fiber, question, question_free));
}

/* --- the facts: what the footer says of the store, and what the filters can offer */

/* A sync tells of each of its pages. The facts are read again after so many times as long as it
 * took to read them, so that they never keep a search waiting for long; ms. */
#define FACTS_SHARE   10
#define MIN_FACTS_GAP 1000
#define MAX_FACTS_GAP 60000

typedef struct
{
  JmIssuesPage *page;
  JmStore      *store;
  GCancellable *cancellable;
  char         *project;
  gint64        begun_at;       /* boot ms */
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

/* Awaits. A question that fails leaves its words unknown; what is wrong with the store is told
 * by the list. */
static GStrv
list_words (Facts        *facts,
            JmIssueWords  words)
{
  return dex_await_boxed (jm_store_list_words (facts->store, words, facts->project), NULL);
}

/* Awaits. */
static void
offer_words (Facts *facts)
{
  JmIssuesPage *self = facts->page;
  g_auto (GStrv) statuses = list_words (facts, JM_ISSUE_WORDS_STATUS);
  g_auto (GStrv) kinds = list_words (facts, JM_ISSUE_WORDS_KIND);
  g_auto (GStrv) priorities = list_words (facts, JM_ISSUE_WORDS_PRIORITY);
  g_auto (GStrv) people = list_words (facts, JM_ISSUE_WORDS_ASSIGNEE);
  g_autoptr (GListModel) projects =
      dex_await_object (jm_store_list_projects (facts->store), NULL);
  JmIssueOffer offer = {
    .projects = projects,
    .statuses = (const char *const *) statuses,
    .kinds = (const char *const *) kinds,
    .priorities = (const char *const *) priorities,
    .people = (const char *const *) people,
  };

  if (g_cancellable_is_cancelled (facts->cancellable) || facts->store != self->store)
    return;

  offer.me = jm_account_get_user_name (self->account);
  jm_issue_filters_offer (self->filters, &offer);
}

static DexFuture *
facts_fiber (gpointer data)
{
  Facts *facts = data;
  JmIssuesPage *self = facts->page;
  gint64 total;
  gint64 fetched_at;

  total = dex_await_int64 (jm_store_count (facts->store, JM_RESOURCE_ISSUES, facts->project), NULL);
  fetched_at = dex_await_int64 (
      jm_store_get_fetched_at (facts->store, JM_RESOURCE_ISSUES, facts->project), NULL);
  offer_words (facts);
  if (g_cancellable_is_cancelled (facts->cancellable) || facts->store != self->store)
    return dex_future_new_true ();

  self->reading_facts = FALSE;
  self->facts_took_ms =
      jm_clock_get_boot_ms (jm_issues_page_get_services (self)->clock) - facts->begun_at;
  self->total = total;
  self->fetched_at_ms = fetched_at;
  if (g_strcmp0 (facts->project, jm_issue_filters_get_project (self->filters)) != 0)
    jm_issues_page_reload_facts (self);
  else if (self->facts_changed)
    jm_issues_page_follow_store (self, JM_RESOURCE_ISSUES);
  jm_issues_page_update_faces (self);

  return dex_future_new_true ();
}

void
jm_issues_page_reload_facts (JmIssuesPage *self)
{
  Facts *facts;

  if (self->store == NULL)
    return;

  /* What comes while they are read is read once, afterwards. */
  g_clear_handle_id (&self->facts_timer, g_source_remove);
  self->facts_changed = self->reading_facts;
  if (self->reading_facts)
    return;

  self->reading_facts = TRUE;
  facts = g_new0 (Facts, 1);
  facts->page = g_object_ref (self);
  facts->store = g_object_ref (self->store);
  facts->cancellable = g_object_ref (self->cancellable);
  facts->project = g_strdup (jm_issue_filters_get_project (self->filters));
  facts->begun_at = jm_clock_get_boot_ms (jm_issues_page_get_services (self)->clock);
  dex_future_disown (dex_scheduler_spawn (NULL, 0, facts_fiber, facts, facts_free));
}

static gboolean
facts_due_cb (gpointer user_data)
{
  JmIssuesPage *self = user_data;

  self->facts_timer = 0;
  jm_issues_page_reload_facts (self);

  return G_SOURCE_REMOVE;
}

void
jm_issues_page_follow_store (JmIssuesPage *self,
                             JmResourceId  resource)
{
  gint64 gap = CLAMP (self->facts_took_ms * FACTS_SHARE, MIN_FACTS_GAP, MAX_FACTS_GAP);

  if (resource != JM_RESOURCE_ISSUES && resource != JM_RESOURCE_PROJECTS)
    return;

  if (self->facts_timer == 0)
    self->facts_timer = g_timeout_add ((guint) gap, facts_due_cb, self);
}

/* --- going to an issue by its key or a link to it */

typedef struct
{
  JmIssuesPage *page;
  JmStore      *store;
  GCancellable *cancellable;
  char         *words;
} Jump;

static void
jump_free (gpointer data)
{
  Jump *jump = data;

  g_clear_object (&jump->page);
  g_clear_object (&jump->store);
  g_clear_object (&jump->cancellable);
  g_free (jump->words);
  g_free (jump);
}

/* Whether the words are this key, or a link to it. */
static gboolean
are_key (const char *words,
         const char *key)
{
  g_autofree char *linked = dup_linked_key (words);

  return g_ascii_strcasecmp (linked != NULL ? linked : words, key) == 0;
}

static DexFuture *
jump_fiber (gpointer data)
{
  Jump *jump = data;
  JmIssuesPage *self = jump->page;
  g_autoptr (GListModel) found = NULL;
  g_autoptr (JmIssue) issue = NULL;

  found = dex_await_object (jm_store_search (jump->store, jump->words, 1), NULL);
  if (g_cancellable_is_cancelled (jump->cancellable))
    return dex_future_new_true ();

  if (found != NULL)
    issue = g_list_model_get_item (found, 0);
  if (issue == NULL || !are_key (jump->words, jm_issue_get_key (issue)))
    {
      gtk_widget_grab_focus (GTK_WIDGET (self->table));
      return dex_future_new_true ();
    }

  /* In the list that is shown; or else in that of all, without filters. */
  if (!jm_issue_table_go_to (self->table, get_id (issue), TRUE))
    {
      self->wanted_id = get_id (issue);
      jm_issues_page_show_only (self, NULL);
    }

  return dex_future_new_true ();
}

void
jm_issues_page_go_to_words (JmIssuesPage *self)
{
  const char *words = jm_issues_page_get_words (self);
  Jump *jump;

  if (words == NULL || self->store == NULL)
    {
      gtk_widget_grab_focus (GTK_WIDGET (self->table));
      return;
    }

  jump = g_new0 (Jump, 1);
  jump->page = g_object_ref (self);
  jump->store = g_object_ref (self->store);
  jump->cancellable = g_object_ref (self->cancellable);
  jump->words = g_strstrip (g_strdup (words));
  dex_future_disown (dex_scheduler_spawn (NULL, 0, jump_fiber, jump, jump_free));
}
