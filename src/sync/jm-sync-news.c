/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "base/jm-json.h"
#include "base/jm-settings.h"
#include "base/jm-time.h"
#include "store/jm-store-concerns.h"
#include "sync/jm-sync-private.h"

/*
 * Who did it: the last thing of a run. The store knows which issues changed in a way that concerns the
 * person (jm-store-concerns.c); the history of these few says who made the change, and what the person did
 * herself is no news. What has no entry there was so from the beginning, and is its creator's doing.
 */

/* Of one run. No more than that can be taken of the news either: what is left is forgotten, so that a
 * change of thousands of issues at once does not trickle for days. */
#define JUDGED_MOST 100

static const char *const fields[] = {
  [JM_NEWS_ASSIGNED] = "assignee",
  [JM_NEWS_MENTIONED] = "description",
  [JM_NEWS_STATUS] = "status",
};

G_STATIC_ASSERT (G_N_ELEMENTS (fields) == JM_N_NEWS_KINDS);

/* --- what is wanted */

static gboolean
is_among (GSettings  *settings,
          const char *key,
          const char *word)
{
  g_auto (GStrv) words = g_settings_get_strv (settings, key);

  return g_strv_contains ((const char *const *) words, word);
}

/* Bits of JmNewsKind */
static guint
get_unwanted (JmSyncRun *run)
{
  GSettings *settings = run->services->settings;
  gboolean none = !g_settings_get_boolean (settings, JM_SETTING_NOTIFICATIONS) ||
                  is_among (settings, JM_SETTING_MUTED_ACCOUNTS, jm_account_get_id (run->account));
  guint kinds = 0;

  for (guint kind = 0; kind < JM_N_NEWS_KINDS; kind++)
    if (none ||
        is_among (settings, JM_SETTING_MUTED_KINDS, jm_news_kind_to_nick ((JmNewsKind) kind)))
      kinds |= 1u << kind;

  return kinds;
}

/* --- the history of an issue */

static gboolean
is_me (JmSyncRun  *run,
       JsonNode   *node,
       const char *person)
{
  static const char *const members[] = { "accountId", "key", "name" };
  JsonNode *who = jm_json_get (node, person);

  for (guint i = 0; who != NULL && i < G_N_ELEMENTS (members); i++)
    if (g_strcmp0 (jm_json_get_string (who, members[i], NULL),
                   jm_account_get_user_id (run->account)) == 0)
      return TRUE;

  return FALSE;
}

/* What of @change is about @field, or NULL. Data Center has no ids of fields. */
static JsonNode *
find_item (JsonNode   *change,
           const char *field)
{
  for (guint i = 0; i < jm_json_get_length (change, "items"); i++)
    {
      JsonNode *item = jm_json_get_item (change, "items", i);
      const char *id =
          jm_json_get_string (item, "fieldId", jm_json_get_string (item, "field", NULL));

      if (g_strcmp0 (id, field) == 0)
        return item;
    }

  return NULL;
}

static gint64
get_time (JsonNode   *node,
          const char *path)
{
  return jm_time_parse (jm_json_get_string (node, path, ""));
}

static gint64
get_number (JsonNode *change)
{
  g_autofree char *id = jm_json_dup_id (change, "id");

  return id != NULL ? g_ascii_strtoll (id, NULL, 10) : 0;
}

/* Cloud begins with the newest one, Data Center with the oldest. */
static gboolean
is_later (JsonNode *change,
          JsonNode *other)
{
  gint64 time_ms = get_time (change, "created");
  gint64 other_ms = get_time (other, "created");

  return time_ms > other_ms || (time_ms == other_ms && get_number (change) > get_number (other));
}

static JsonNode *
find_last_change (JsonNode   *issue,
                  const char *field,
                  gint64      since_ms)
{
  JsonNode *last = NULL;

  for (guint i = 0; i < jm_json_get_length (issue, "changelog.histories"); i++)
    {
      JsonNode *change = jm_json_get_item (issue, "changelog.histories", i);

      if (get_time (change, "created") >= since_ms && find_item (change, field) != NULL &&
          (last == NULL || is_later (change, last)))
        last = change;
    }

  return last;
}

/* --- the verdicts */

/* FALSE: it is no news. */
static gboolean
judge_change (JmSyncRun  *run,
              JsonNode   *change,
              JmNewsKind  kind,
              JmVerdict  *verdict)
{
  g_autofree char *id = jm_json_dup_id (change, "id");

  if (is_me (run, change, "author"))
    return FALSE;

  verdict->kind = kind;
  verdict->cause = g_strdup_printf ("change/%s", id != NULL ? id : "");
  verdict->time_ms = get_time (change, "created");
  verdict->who = jm_json_get_string (change, "author.displayName", NULL);
  if (kind == JM_NEWS_STATUS)
    verdict->status = jm_json_get_string (find_item (change, fields[kind]), "toString", NULL);
  return TRUE;
}

static gboolean
judge_creation (JmSyncRun  *run,
                JsonNode   *issue,
                JmNewsKind  kind,
                gint64      since_ms,
                JmVerdict  *verdict)
{
  gint64 created_ms = get_time (issue, "fields.created");

  if (kind == JM_NEWS_STATUS || created_ms < since_ms || is_me (run, issue, "fields.creator"))
    return FALSE;

  verdict->kind = kind;
  verdict->cause = g_strdup ("created");
  verdict->time_ms = created_ms;
  verdict->who = jm_json_get_string (issue, "fields.creator.displayName", NULL);
  return TRUE;
}

/* How many of @verdicts there are. */
static guint
judge (JmSyncRun       *run,
       JsonNode        *issue,
       const JmConcern *concern,
       JmVerdict       *verdicts)
{
  guint n_verdicts = 0;

  for (guint kind = 0; kind < JM_N_NEWS_KINDS; kind++)
    {
      JsonNode *change;

      if (!(concern->kinds & (1u << kind)))
        continue;

      change = find_last_change (issue, fields[kind], concern->since_ms);
      if (change != NULL ?
              judge_change (run, change, (JmNewsKind) kind, &verdicts[n_verdicts]) :
              judge_creation (run, issue, (JmNewsKind) kind, concern->since_ms,
                              &verdicts[n_verdicts]))
        n_verdicts++;
    }

  return n_verdicts;
}

/* Awaits. @issue: NULL: nothing of it is news */
static gboolean
settle (JmSyncRun        *run,
        const JmConcern  *concern,
        JsonNode         *issue,
        GError          **error)
{
  JmVerdict verdicts[JM_N_NEWS_KINDS] = { 0 };
  guint n_verdicts = issue != NULL ? judge (run, issue, concern, verdicts) : 0;
  g_autoptr (GError) failure = NULL;

  dex_await_int64 (jm_store_settle_concern (run->store, concern, verdicts, n_verdicts), &failure);
  for (guint i = 0; i < n_verdicts; i++)
    g_free ((char *) verdicts[i].cause);
  if (failure == NULL)
    return TRUE;

  g_propagate_error (error, g_steal_pointer (&failure));
  return FALSE;
}

/* Awaits. NULL without @error: there is no answer, now (*@later) or ever. */
static JsonNode *
ask (JmSyncRun  *run,
     gint64      id,
     gboolean   *later,
     GError    **error)
{
  g_autofree char *path =
      g_strdup_printf ("issue/%" G_GINT64_FORMAT "?fields=creator,created&expand=changelog", id);
  g_autoptr (GError) failure = NULL;
  g_autoptr (JmHttpResponse) response = jm_sync_run_ask (run, path, NULL, &failure);
  JsonNode *issue = NULL;

  *later = FALSE;
  if (response != NULL)
    issue = jm_json_parse (jm_http_response_get_body (response), '{', NULL);
  else if (jm_sync_run_is_stopped_by (failure))
    g_propagate_error (error, g_steal_pointer (&failure));
  else
    *later = !g_error_matches (failure, JM_JIRA_ERROR, JM_JIRA_ERROR_NOT_FOUND) &&
             !g_error_matches (failure, JM_JIRA_ERROR, JM_JIRA_ERROR_FORBIDDEN);

  /* Without its history nobody knows whose doing it was. */
  if (issue != NULL && jm_json_get (issue, "changelog.histories") == NULL)
    g_clear_pointer (&issue, json_node_unref);
  return issue;
}

static gboolean
concern_work (JmSyncRun  *run,
              guint       i,
              gpointer    data,
              GError    **error)
{
  const JmConcern *concern = (const JmConcern *) data + i;
  g_autoptr (GError) failure = NULL;
  gboolean later;
  g_autoptr (JsonNode) issue = ask (run, concern->issue_id, &later, &failure);

  if (failure == NULL)
    return later ? dex_await (jm_store_postpone_concern (run->store, concern), error) :
                   settle (run, concern, issue, error);

  g_propagate_error (error, g_steal_pointer (&failure));
  return FALSE;
}

static gboolean
judge_all (JmSyncRun  *run,
           GError    **error)
{
  g_autoptr (GBytes) concerns =
      dex_await_boxed (jm_store_list_concerns (run->store, JUDGED_MOST), error);
  gconstpointer data;
  gsize size;

  if (concerns == NULL)
    return FALSE;

  data = g_bytes_get_data (concerns, &size);
  return jm_sync_run_each (run, (guint) (size / sizeof (JmConcern)), concern_work, (gpointer) data,
                           error);
}

/**
 * jm_sync_settle_news:
 *
 * What came is stored; now it becomes news, or not.
 */
gboolean
jm_sync_settle_news (JmSyncRun  *run,
                     GError    **error)
{
  gboolean whole = run->project_key == NULL && run->resource == JM_N_RESOURCES;
  guint unwanted = get_unwanted (run);

  if (run->page || jm_account_get_user_id (run->account) == NULL)
    return TRUE;

  return (unwanted == 0 || dex_await (jm_store_forget_news (run->store, unwanted), error)) &&
         judge_all (run, error) && (!whole || dex_await (jm_store_begin_news (run->store), error));
}
