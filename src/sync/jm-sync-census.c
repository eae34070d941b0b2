/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "base/jm-json.h"
#include "sync/jm-sync-walk.h"

/*
 * What is gone, and what was missed. A deleted issue, a moved one and one that may no longer be seen
 * look the same: a search does not name them. A search that fails in silence does not, either. So
 *
 *   not named by the search ─▸ so many that Jira's own count speaks against it? ─▸ all is kept
 *                           ─▸ asked for, each, by its id ─ there ─▸ stored anew: it may have moved
 *                                                        ─ not ──▸ /myself agrees? ─▸ buried
 *                                                        ─ no word ─▸ kept
 *
 * and ids that the search names and nobody knows are fetched.
 */

/* Jira's limit for issue/bulkfetch */
#define AT_ONCE 100
/* So many may be missing before Jira is asked how many there are. */
#define MISSING_ROWS 500

/* --- ids */

static void
append_id (GArray   *ids,
           JsonNode *item)
{
  g_autofree char *text = jm_json_dup_id (item, "id");
  gint64 id = text != NULL ? g_ascii_strtoll (text, NULL, 10) : 0;

  if (id > 0)
    g_array_append_val (ids, id);
}

/* The ids of the items of @array, in their order */
static GArray *
read_ids (JsonNode   *root,
          const char *array)
{
  GArray *ids = g_array_new (FALSE, FALSE, sizeof (gint64));

  for (guint i = 0; i < jm_json_get_length (root, array); i++)
    append_id (ids, jm_json_get_item (root, array, i));

  return ids;
}

static gboolean
contains_id (GArray *ids,
             gint64  id)
{
  for (guint i = 0; i < ids->len; i++)
    if (g_array_index (ids, gint64, i) == id)
      return TRUE;

  return FALSE;
}

/* --- issues by their ids */

typedef struct
{
  const gint64 *ids;
  guint n_ids;
  GArray *gone; /* or NULL */
} Wanted;

static char *
dup_bulk_body (JmSyncRun    *run,
               const gint64 *ids,
               guint         n_ids)
{
  g_autofree char *fields = jm_sync_dup_fields (run);
  g_autoptr (GString) body = g_string_new (NULL);

  g_string_append_printf (body, "{\"fields\":%s,\"issueIdsOrKeys\":[", fields);

  for (guint i = 0; i < n_ids; i++)
    g_string_append_printf (body, "%s\"%" G_GINT64_FORMAT "\"", i > 0 ? "," : "", ids[i]);
  g_string_append (body, "]}");
  return g_string_free_and_steal (g_steal_pointer (&body));
}

/* Awaits. A page that belongs to no walk. */
static gboolean
store_apart (JmSyncRun  *run,
             GBytes     *page,
             GError    **error)
{
  const JmResource *resource =
      jm_resource_get (JM_RESOURCE_ISSUES, jm_account_get_flavor (run->account));
  g_autoptr (JmPageResult) result = NULL;

  jm_sync_note_people (run, page);
  result = dex_await_boxed (
      jm_sync_run_put (run, resource, NULL, page, JM_PAGE_PLAIN, NULL), error);
  if (result == NULL)
    return FALSE;

  run->report->issues += result->n_rows;
  run->report->added += result->n_added;
  run->report->changed += result->n_changed;
  return TRUE;
}

/* {"issues":[…]} of one issue */
static GBytes *
wrap_issue (GBytes *issue)
{
  GString *page = g_string_new ("{\"issues\":[");
  gsize size;
  const char *text = g_bytes_get_data (issue, &size);

  g_string_append_len (page, text, (gssize) size);
  g_string_append (page, "]}");
  return g_string_free_to_bytes (page);
}

/* Awaits. FALSE with @error only when the run cannot go on: an answer that says neither yes nor no
 * leaves the issue where it is. */
static gboolean
fetch_one (JmSyncRun  *run,
           gint64      id,
           GArray     *gone,
           GError    **error)
{
  g_autofree char *path =
      g_strdup_printf ("issue/%" G_GINT64_FORMAT "?fields=*navigable,comment", id);
  g_autoptr (JmHttpResponse) response = NULL;
  g_autoptr (GError) failure = NULL;
  g_autoptr (GBytes) page = NULL;

  if ((response = jm_sync_run_ask (run, path, NULL, &failure)))
    {
      page = wrap_issue (jm_http_response_get_body (response));
      return store_apart (run, page, error);
    }
  if (jm_sync_run_is_stopped_by (failure))
    {
      g_propagate_error (error, g_steal_pointer (&failure));
      return FALSE;
    }

  if (gone != NULL && (g_error_matches (failure, JM_JIRA_ERROR, JM_JIRA_ERROR_NOT_FOUND) ||
                       g_error_matches (failure, JM_JIRA_ERROR, JM_JIRA_ERROR_FORBIDDEN)))
    g_array_append_val (gone, id);
  return TRUE;
}

/* Awaits. Who is neither among the issues nor among the errors does not exist or is not visible, says
 * Atlassian's description of this call; an error is about something else, so those are asked for once
 * more, alone. */
static gboolean
fetch_bulk (JmSyncRun     *run,
            const gint64  *ids,
            guint          n_ids,
            GArray        *gone,
            GError       **error)
{
  g_autofree char *body = dup_bulk_body (run, ids, n_ids);
  g_autoptr (JmHttpResponse) response = NULL;
  g_autoptr (JsonNode) root = NULL;
  g_autoptr (GArray) there = NULL;
  g_autoptr (GArray) refused = NULL;

  if (!(response = jm_sync_run_ask (run, "issue/bulkfetch", body, error)))
    return FALSE;

  root = jm_json_parse (jm_http_response_get_body (response), '{', error);
  if (root == NULL)
    return FALSE;
  if (jm_json_get (root, "issues") == NULL || !JSON_NODE_HOLDS_ARRAY (jm_json_get (root, "issues")))
    {
      g_set_error_literal (error, JM_JIRA_ERROR, JM_JIRA_ERROR_BROKEN,
                           _("Jira sent no list where one was expected"));
      return FALSE;
    }

  there = read_ids (root, "issues");
  refused = read_ids (root, "issueErrors");
  if (there->len > 0 && !store_apart (run, jm_http_response_get_body (response), error))
    return FALSE;

  for (guint i = 0; i < n_ids; i++)
    {
      if (contains_id (there, ids[i]))
        continue;
      if (!contains_id (refused, ids[i]) && gone != NULL)
        g_array_append_val (gone, ids[i]);
      else if (contains_id (refused, ids[i]) && !fetch_one (run, ids[i], gone, error))
        return FALSE;
    }

  return TRUE;
}

/* A hundred that cannot be read at once are read one by one: one of them may be spoilt. */
static gboolean
bulk_work (JmSyncRun  *run,
           guint       i,
           gpointer    data,
           GError    **error)
{
  Wanted *wanted = data;
  const gint64 *ids = wanted->ids + i * AT_ONCE;
  guint n_ids = MIN (wanted->n_ids - i * AT_ONCE, AT_ONCE);
  g_autoptr (GError) failure = NULL;

  if (fetch_bulk (run, ids, n_ids, wanted->gone, &failure))
    return TRUE;
  if (jm_sync_run_is_stopped_by (failure))
    {
      g_propagate_error (error, g_steal_pointer (&failure));
      return FALSE;
    }

  for (guint j = 0; j < n_ids; j++)
    if (!fetch_one (run, ids[j], wanted->gone, error))
      return FALSE;

  return TRUE;
}

static gboolean
one_work (JmSyncRun  *run,
          guint       i,
          gpointer    data,
          GError    **error)
{
  Wanted *wanted = data;

  return fetch_one (run, wanted->ids[i], wanted->gone, error);
}

gboolean
jm_sync_fetch_by_ids (JmSyncRun     *run,
                      const gint64  *ids,
                      guint          n_ids,
                      GArray        *gone,
                      GError       **error)
{
  Wanted wanted = { ids, n_ids, gone };

  if (jm_account_get_flavor (run->account) == JM_JIRA_CLOUD)
    return jm_sync_run_each (run, (n_ids + AT_ONCE - 1) / AT_ONCE, bulk_work, &wanted, error);

  return jm_sync_run_each (run, n_ids, one_work, &wanted, error);
}

/* --- what no search named */

/* Awaits. Of these, what Jira does not show when it is asked for each leaves the lists. */
static gboolean
confirm_and_bury (JmSyncRun  *run,
                  GBytes     *unseen,
                  GError    **error)
{
  g_autoptr (GArray) gone = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GError) failure = NULL;
  gsize size;
  const gint64 *ids = g_bytes_get_data (unseen, &size);
  gint64 n_buried;

  if (!jm_sync_fetch_by_ids (run, ids, (guint) (size / sizeof *ids), gone, error))
    return FALSE;
  if (gone->len == 0)
    return TRUE;
  /* The same silence comes from a sign-in that has died since. */
  if (!jm_sync_run_check_who (run, 0, error))
    return FALSE;

  bytes = g_bytes_new (gone->data, gone->len * sizeof (gint64));
  n_buried = dex_await_int64 (jm_store_bury (run->store, bytes), &failure);
  if (failure != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&failure));
      return FALSE;
    }

  run->report->removed += n_buried;
  return TRUE;
}

/* Awaits. So many are missing that Jira must count as few. */
static gboolean
check_count (JmSyncRun   *run,
             const char  *project_key,
             gint64       n_seen,
             gint64       n_unseen,
             GError     **error)
{
  const char *const projects[] = { project_key, NULL };
  g_autofree char *jql = jm_sync_dup_restriction (projects);
  gint64 counted;

  if (n_unseen <= MISSING_ROWS && !jm_sync_is_much_less (n_seen, n_seen + n_unseen))
    return TRUE;
  if (!jm_sync_count_at_jira (run, jql, &counted, error))
    return FALSE;
  if (!jm_sync_is_much_less (n_seen, counted))
    return TRUE;

  g_set_error (error, JM_JIRA_ERROR, JM_JIRA_ERROR_BROKEN,
               _("Jira counts %u issues and sent %u. What is stored is kept"),
               (guint) MIN (counted, G_MAXUINT), (guint) MIN (n_seen, G_MAXUINT));
  return FALSE;
}

/**
 * jm_sync_bury_unseen:
 * @project_key: whose walk came to its end without a fault
 * @n_seen: how many issues it saw
 */
gboolean
jm_sync_bury_unseen (JmSyncRun   *run,
                     const char  *project_key,
                     gint64       n_seen,
                     GError     **error)
{
  g_autoptr (GBytes) unseen = NULL;
  gint64 n_unseen;

  unseen = dex_await_boxed (jm_store_list_unseen (run->store, project_key, run->number), error);
  if (unseen == NULL)
    return FALSE;

  n_unseen = (gint64) (g_bytes_get_size (unseen) / sizeof (gint64));
  return n_unseen == 0 || (check_count (run, project_key, n_seen, n_unseen, error) &&
                           confirm_and_bury (run, unseen, error));
}

/**
 * jm_sync_bury_strays:
 *
 * Issues of projects that are no longer in Jira's list: each is asked for.
 */
gboolean
jm_sync_bury_strays (JmSyncRun  *run,
                     GError    **error)
{
  g_auto (GStrv) keys = dex_await_boxed (jm_store_list_strays (run->store), error);

  if (keys == NULL)
    return FALSE;

  for (guint i = 0; keys[i] != NULL; i++)
    {
      g_autoptr (GBytes) issues =
          dex_await_boxed (jm_store_list_unseen (run->store, keys[i], run->number), error);

      if (issues == NULL || !confirm_and_bury (run, issues, error))
        return FALSE;
    }

  return TRUE;
}

/* --- the census */

/* Awaits. Before a page of ids counts as seen, what nobody knows of it is fetched: also what is stored
 * under the key of another project, because it has moved. */
static gboolean
look_for_unknown (JmSyncWalk  *walk,
                  GBytes      *page,
                  GError     **error)
{
  g_autoptr (JsonNode) root = jm_json_parse (page, '{', error);
  g_autoptr (GArray) ids = root != NULL ? read_ids (root, "issues") : NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GBytes) unknown = NULL;
  const gint64 *wanted;
  gsize size;

  if (ids == NULL)
    return FALSE;

  bytes = g_bytes_new (ids->data, ids->len * sizeof (gint64));
  unknown =
      dex_await_boxed (jm_store_list_unknown (walk->run->store, walk->owner, bytes), error);
  if (unknown == NULL)
    return FALSE;

  wanted = g_bytes_get_data (unknown, &size);
  return jm_sync_fetch_by_ids (walk->run, wanted, (guint) (size / sizeof *wanted), NULL, error);
}

static gboolean
count_project (JmSyncRun   *run,
               const char  *key,
               GError     **error)
{
  g_auto (JmSyncWalk) walk = {
    .run = run,
    .owner = key,
    .flags = JM_PAGE_SEEN,
    .look = look_for_unknown,
  };

  return jm_sync_walk_through (&walk, 0, error) &&
         jm_sync_finish_project (&walk, jm_pager_get_total (walk.pager), error);
}

static gboolean
census_work (JmSyncRun  *run,
             guint       i,
             gpointer    data,
             GError    **error)
{
  g_autoptr (GError) failure = NULL;

  if (count_project (run, run->projects[i], &failure))
    return TRUE;
  if (!jm_sync_run_is_stopped_by (failure))
    {
      jm_sync_report_fail (run, JM_RESOURCE_ISSUES, failure);
      return TRUE;
    }

  g_propagate_error (error, g_steal_pointer (&failure));
  return FALSE;
}

gboolean
jm_sync_count_issues (JmSyncRun  *run,
                      GError    **error)
{
  jm_sync_run_set_phase (run, JM_RESOURCE_ISSUES, -1);
  return jm_sync_run_each (run, g_strv_length (run->projects), census_work, NULL, error);
}
