/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "base/jm-json.h"
#include "sync/jm-sync-private.h"

/*
 * The people that stand on issues. A site may have a hundred thousand users, and asking for all of
 * them needs a right that not everybody has; those who matter stand on the issues that came. Their
 * account ids are picked out of the pages as they pass, and asked for by hundreds.
 */

#define MEMBER "\"accountId\""
#define AT_ONCE 100
/* A site where everybody is somebody else: then this is not the way. */
#define PEOPLE_MOST 50000
#define ID_LENGTH_MOST 128

static const char *
skip_blanks (const char *at,
             const char *end)
{
  while (at < end && (*at == ' ' || *at == '\t' || *at == '\n' || *at == '\r'))
    at++;
  return at;
}

/* The text that follows a member's name: what stands between the quotes, when it is an id. */
static char *
dup_value (const char *at,
           const char *end)
{
  const char *close;

  at = skip_blanks (at, end);
  if (at >= end || *at != ':')
    return NULL;
  at = skip_blanks (at + 1, end);
  if (at >= end || *at != '"')
    return NULL;

  at++;
  close = memchr (at, '"', (gsize) (end - at));
  if (close == NULL || close == at || close - at > ID_LENGTH_MOST ||
      memchr (at, '\\', (gsize) (close - at)) != NULL)
    return NULL;

  return g_strndup (at, (gsize) (close - at));
}

/**
 * jm_sync_note_people:
 * @page: of issues, checked JSON
 *
 * Remembers who stands on them. Reads bytes, and makes no tree of them: this is in the way of each
 * page.
 */
void
jm_sync_note_people (JmSyncRun *run,
                     GBytes    *page)
{
  gsize size;
  const char *at = g_bytes_get_data (page, &size);
  const char *end = at + size;

  if (!jm_sync_run_wants (run, JM_RESOURCE_USERS) || run->settings->all_users ||
      jm_account_get_flavor (run->account) != JM_JIRA_CLOUD)
    return;

  while ((at = memmem (at, (gsize) (end - at), MEMBER, strlen (MEMBER))) != NULL &&
         g_hash_table_size (run->people) < PEOPLE_MOST)
    {
      g_autofree char *id = NULL;

      at += strlen (MEMBER);
      if ((id = dup_value (at, end)) != NULL && !g_hash_table_contains (run->people, id))
        g_hash_table_add (run->people, g_steal_pointer (&id));
    }
}

/* Those that are not stored, or all when the run is to see everything anew */
static GStrv
list_wanted (JmSyncRun  *run,
             GError    **error)
{
  g_autoptr (GStrvBuilder) wanted = g_strv_builder_new ();
  g_autoptr (GHashTable) stored = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  GHashTableIter iter;
  const char *id;

  if (run->kind != JM_SYNC_FULL)
    {
      g_autofree GStrv ids =
          dex_await_boxed (jm_store_list_ids (run->store, JM_RESOURCE_USERS), error);

      if (ids == NULL)
        return NULL;
      for (guint i = 0; ids[i] != NULL; i++)
        g_hash_table_add (stored, ids[i]);
    }

  g_hash_table_iter_init (&iter, run->people);
  while (g_hash_table_iter_next (&iter, (gpointer *) &id, NULL))
    if (!g_hash_table_contains (stored, id))
      g_strv_builder_add (wanted, id);

  return g_strv_builder_end (wanted);
}

static char *
dup_path (char  **ids,
          guint   n_ids)
{
  GString *path = g_string_new (NULL);

  g_string_printf (path, "user/bulk?maxResults=%u", n_ids);
  for (guint i = 0; i < n_ids; i++)
    {
      g_autofree char *escaped = g_uri_escape_string (ids[i], NULL, FALSE);

      g_string_append_printf (path, "&accountId=%s", escaped);
    }
  return g_string_free_and_steal (path);
}

/* The bare array that the resource has: what the other list of users would have sent */
static GBytes *
unwrap (JmHttpResponse *response)
{
  g_autoptr (JsonNode) root = jm_json_parse (jm_http_response_get_body (response), '{', NULL);
  JsonNode *values = root != NULL ? jm_json_get (root, "values") : NULL;
  g_autofree char *json = NULL;

  if (values == NULL || !JSON_NODE_HOLDS_ARRAY (values))
    return NULL;

  json = jm_json_to_string (values);
  return g_bytes_new (json, strlen (json));
}

/* Awaits. */
static gboolean
fetch_chunk (JmSyncRun         *run,
             const JmResource  *resource,
             char             **ids,
             guint              n_ids,
             GError           **error)
{
  g_autofree char *path = dup_path (ids, n_ids);
  g_autoptr (JmHttpResponse) response = jm_sync_run_ask (run, path, NULL, error);
  g_autoptr (JmPageResult) result = NULL;
  g_autoptr (GBytes) page = NULL;

  if (response == NULL)
    return FALSE;
  if ((page = unwrap (response)) == NULL)
    {
      g_set_error_literal (error, JM_JIRA_ERROR, JM_JIRA_ERROR_BROKEN,
                           "user/bulk without its values");
      return FALSE;
    }

  result = dex_await_boxed (jm_sync_run_put (run, resource, NULL, page, JM_PAGE_PLAIN, NULL), error);
  if (result == NULL)
    return FALSE;

  jm_sync_run_progress (run, result->n_rows);
  return TRUE;
}

/* Awaits. What is known of people who stand on no issue any more stays: nobody says that they left. */
static gboolean
note_failure (JmSyncRun         *run,
              const JmResource  *resource,
              GError            *failure,
              GError           **error)
{
  JmResourceVerdict verdict = failure->domain == JM_JIRA_ERROR ?
                                  jm_resource_judge (resource, failure) :
                                  JM_RESOURCE_FAILED;

  if (verdict == JM_RESOURCE_DENIED)
    {
      g_autofree char *why = jm_resource_dup_need (resource, failure);

      g_error_free (failure);
      jm_sync_report_deny (run, JM_RESOURCE_USERS, why);
      return dex_await (jm_store_deny (run->store, JM_RESOURCE_USERS, why), error);
    }
  if (jm_sync_run_is_stopped_by (failure))
    {
      g_propagate_error (error, failure);
      return FALSE;
    }

  jm_sync_report_fail (run, JM_RESOURCE_USERS, failure);
  g_error_free (failure);
  return TRUE;
}

gboolean
jm_sync_fetch_people (JmSyncRun  *run,
                      GError    **error)
{
  const JmResource *resource =
      jm_resource_get (JM_RESOURCE_USERS, jm_account_get_flavor (run->account));
  g_auto (GStrv) ids = NULL;
  guint n_ids;

  if (resource == NULL || g_hash_table_size (run->people) == 0)
    return TRUE;
  if ((ids = list_wanted (run, error)) == NULL)
    return FALSE;
  if ((n_ids = g_strv_length (ids)) == 0)
    return TRUE;

  jm_sync_run_set_phase (run, JM_RESOURCE_USERS, n_ids);
  for (guint i = 0; i < n_ids; i += AT_ONCE)
    {
      GError *failure = NULL;

      if (!fetch_chunk (run, resource, ids + i, MIN (AT_ONCE, n_ids - i), &failure))
        return note_failure (run, resource, failure, error);
    }

  /* Those who stand on no issue any more go, when all issues passed by. */
  if (run->kind == JM_SYNC_FULL && run->project_key == NULL && run->all_issues && !run->resumed &&
      !jm_sync_finish_walk (run, resource, NULL, NULL, error))
    return FALSE;
  if (g_hash_table_contains (run->denied, GUINT_TO_POINTER (JM_RESOURCE_USERS)))
    return dex_await (jm_store_deny (run->store, JM_RESOURCE_USERS, NULL), error);
  return TRUE;
}
