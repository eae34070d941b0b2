/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "base/jm-json.h"
#include "sync/jm-sync-private.h"

/*
 * The history of many issues in one request (changelog/bulkfetch): Cloud alone has it, and a hundred
 * thousand issues would be as many requests without. What comes is sorted by issue and stored as if each
 * had been asked for: {"values":[…]}.
 */

/* Of all issues of one request, at once */
#define CHANGES_AT_ONCE 5000

/* No end that comes by itself is waited for: what is missing then is asked for with the next change. */
#define PAGES_MOST 1000

/* id → GString of the items that came so far */
typedef GHashTable Sorted;

static void
free_text (gpointer text)
{
  g_string_free (text, TRUE);
}

static Sorted *
sorted_new (const gint64 *ids,
            guint         n_ids)
{
  Sorted *sorted = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, free_text);

  for (guint i = 0; i < n_ids; i++)
    g_hash_table_insert (sorted, g_memdup2 (&ids[i], sizeof ids[i]), g_string_new (NULL));
  return sorted;
}

static char *
dup_body (const gint64 *ids,
          guint         n_ids,
          const char   *token)
{
  g_autoptr (JsonNode) root = json_from_string ("{}", NULL);
  JsonObject *body = json_node_get_object (root);
  JsonArray *keys = json_array_new ();

  for (guint i = 0; i < n_ids; i++)
    {
      g_autofree char *id = g_strdup_printf ("%" G_GINT64_FORMAT, ids[i]);

      json_array_add_string_element (keys, id);
    }
  json_object_set_array_member (body, "issueIdsOrKeys", keys);
  json_object_set_int_member (body, "maxResults", CHANGES_AT_ONCE);
  if (token != NULL)
    json_object_set_string_member (body, "nextPageToken", token);
  return jm_json_to_string (root);
}

static void
sort_issue (Sorted   *sorted,
            JsonNode *log)
{
  g_autofree char *text = jm_json_dup_id (log, "issueId");
  gint64 id = text != NULL ? g_ascii_strtoll (text, NULL, 10) : 0;
  GString *items = g_hash_table_lookup (sorted, &id);

  for (guint i = 0; items != NULL && i < jm_json_get_length (log, "changeHistories"); i++)
    {
      g_autofree char *item = jm_json_to_string (jm_json_get_item (log, "changeHistories", i));

      if (items->len > 0)
        g_string_append_c (items, ',');
      g_string_append (items, item);
    }
}

/* Awaits. One page; @token: (inout): of it, and of the next one, NULL behind the last. */
static gboolean
fetch_page (JmSyncRun     *run,
            const gint64  *ids,
            guint          n_ids,
            Sorted        *sorted,
            char         **token,
            GError       **error)
{
  g_autofree char *body = dup_body (ids, n_ids, *token);
  g_autoptr (JmHttpResponse) response = jm_sync_run_ask (run, "changelog/bulkfetch", body, error);
  g_autoptr (JsonNode) root = NULL;
  const char *next;

  if (response == NULL ||
      !(root = jm_json_parse (jm_http_response_get_body (response), '{', error)))
    return FALSE;

  next = jm_json_get_string (root, "nextPageToken", NULL);
  if (jm_json_get (root, "issueChangeLogs") == NULL || (next != NULL && g_strcmp0 (next, *token) == 0))
    {
      g_set_error_literal (error, JM_JIRA_ERROR, JM_JIRA_ERROR_BROKEN,
                           _("Jira sent no list where one was expected"));
      return FALSE;
    }

  for (guint i = 0; i < jm_json_get_length (root, "issueChangeLogs"); i++)
    sort_issue (sorted, jm_json_get_item (root, "issueChangeLogs", i));
  g_set_str (token, next);
  return TRUE;
}

/* Awaits. */
static gboolean
store_issue (JmSyncRun         *run,
             const JmResource  *resource,
             gint64             id,
             const GString     *items,
             GError           **error)
{
  g_autofree char *owner = g_strdup_printf ("%" G_GINT64_FORMAT, id);
  g_autofree char *json = g_strdup_printf ("{\"values\":[%s]}", items->str);
  g_autoptr (GBytes) page = g_bytes_new (json, strlen (json));
  g_autoptr (JmPageResult) result = dex_await_boxed (
      jm_sync_run_put (run, resource, owner, page, JM_PAGE_PLAIN, NULL), error);

  if (result == NULL)
    return FALSE;

  jm_sync_run_progress (run, result->n_rows);
  return jm_sync_finish_walk (run, resource, owner, NULL, error);
}

/**
 * jm_sync_fetch_histories:
 * @ids: of issues, at most 1000
 *
 * The whole history of each.
 */
gboolean
jm_sync_fetch_histories (JmSyncRun         *run,
                         const JmResource  *resource,
                         const gint64      *ids,
                         guint              n_ids,
                         GError           **error)
{
  g_autoptr (GHashTable) sorted = sorted_new (ids, n_ids);
  g_autofree char *token = NULL;
  guint n_pages = 0;

  do
    {
      if (!fetch_page (run, ids, n_ids, sorted, &token, error))
        return FALSE;
    }
  while (token != NULL && ++n_pages < PAGES_MOST);

  for (guint i = 0; i < n_ids; i++)
    if (!store_issue (run, resource, ids[i], g_hash_table_lookup (sorted, &ids[i]), error))
      return FALSE;

  return TRUE;
}
