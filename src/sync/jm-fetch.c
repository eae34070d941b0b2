/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sync/jm-fetch.h"

#include <glib/gi18n.h>

#include "auth/jm-trouble.h"
#include "base/jm-json.h"
#include "jira/jm-resource.h"

/*
 * A run:
 *
 *   page → store → page → store … → end
 *     ├─ fewer than announced ─────────────▸ rejected, all is kept
 *     ├─ nothing: myself? ─ somebody else ─▸ rejected, all is kept
 *     ├─ much less than is stored: count? ─▸ rejected, all is kept, when Jira counts more
 *     └─ what it did not see is gone, unless in doubt
 *
 * Each page is one transaction, so a run that ends anywhere leaves what it has brought. Only a run
 * that came to its end takes anything away: a search that is refused in silence looks like an empty
 * site.
 */

/* What may be missing without a question: 5 in a hundred, or a few of a small project. */
#define SHORT_PERCENT 5
#define SHORT_ROWS 3

typedef struct
{
  JmJiraClient *client;
  JmStore *store;
  const JmResource *resource;
  char *project_key;
  char *user_id;
  JmFetchProgress progress;
  gpointer data;
  GCancellable *cancellable;
} Fetch;

static void
fetch_free (gpointer data)
{
  Fetch *fetch = data;

  g_clear_object (&fetch->client);
  g_clear_object (&fetch->store);
  g_clear_object (&fetch->cancellable);
  g_free (fetch->project_key);
  g_free (fetch->user_id);
  g_free (fetch);
}

/* project = "WEB". The quotes also take what JQL would read as a word of its own ("AND", "123"). */
static char *
dup_restriction (const char *project_key)
{
  g_autoptr (GString) jql = g_string_new ("project = \"");

  for (const char *c = project_key; *c != '\0'; c++)
    {
      if (*c == '"' || *c == '\\')
        g_string_append_c (jql, '\\');
      g_string_append_c (jql, *c);
    }
  g_string_append_c (jql, '"');

  return g_string_free_and_steal (g_steal_pointer (&jql));
}

/* In this order what is new comes last, and nothing moves between the pages. */
static char *
dup_jql (const char *project_key)
{
  g_autofree char *restriction = NULL;

  if (project_key == NULL)
    return NULL;

  restriction = dup_restriction (project_key);
  return g_strconcat (restriction, " ORDER BY key ASC", NULL);
}

static gboolean
is_user (JsonNode   *myself,
         const char *user_id)
{
  static const char *const members[] = { "accountId", "key", "name" };

  for (guint i = 0; i < G_N_ELEMENTS (members); i++)
    {
      const char *id = jm_json_get_string (myself, members[i], NULL);

      if (id != NULL && *id != '\0' && (user_id == NULL || g_str_equal (id, user_id)))
        return TRUE;
    }

  return FALSE;
}

/* Awaits. A dead token may get "nothing" for an answer where it should get 401. */
static gboolean
check_who_we_are (Fetch   *fetch,
                  GError **error)
{
  g_autoptr (JmHttpResponse) response = NULL;
  g_autoptr (JsonNode) myself = NULL;

  response =
      dex_await_boxed (jm_jira_client_get (fetch->client, "myself", fetch->cancellable), error);
  if (response == NULL)
    return FALSE;

  myself = jm_json_parse (jm_http_response_get_body (response), '{', NULL);
  if (myself != NULL && is_user (myself, fetch->user_id))
    return TRUE;

  g_set_error_literal (
      error, JM_JIRA_ERROR, JM_JIRA_ERROR_ANONYMOUS,
      _("Jira sent an empty list and does not know who asks. What is stored is kept"));
  return FALSE;
}

/* Cloud's answer is a little behind, as its search is. */
static gboolean
is_much_less (gint64 fetched,
              gint64 than)
{
  gint64 missing = than - fetched;

  return missing > SHORT_ROWS && missing * 100 > than * SHORT_PERCENT;
}

/* Awaits. How many issues Cloud counts, or @fetched where it does not say. */
static gint64
count_at_jira (Fetch   *fetch,
               gint64   fetched,
               GError **error)
{
  g_autofree char *restriction = dup_restriction (fetch->project_key);
  g_autoptr (JsonNode) body = json_from_string ("{}", NULL);
  g_autoptr (JsonNode) answer = NULL;
  g_autoptr (JmHttpResponse) response = NULL;
  g_autoptr (GError) failure = NULL;
  g_autofree char *json = NULL;

  json_object_set_string_member (json_node_get_object (body), "jql", restriction);
  json = jm_json_to_string (body);
  response = dex_await_boxed (
      jm_jira_client_query (fetch->client, "search/approximate-count", json, fetch->cancellable),
      &failure);
  /* What is about this page alone does not spoil the run. */
  if (response == NULL && jm_trouble_from_error (failure) == JM_TROUBLE_OK &&
      !g_error_matches (failure, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return fetched;
  if (response == NULL)
    {
      g_propagate_error (error, g_steal_pointer (&failure));
      return -1;
    }

  answer = jm_json_parse (jm_http_response_get_body (response), '{', NULL);
  return MAX (jm_json_get_int (answer, "count", fetched), 0);
}

/* Awaits. Cloud's search announces nothing, and was seen to end early without a word. So when much
 * of what is stored would go, Jira is asked how many there are. */
static gboolean
check_count (Fetch   *fetch,
             gint64   fetched,
             GError **error)
{
  g_autoptr (GError) failure = NULL;
  gint64 stored = dex_await_int64 (
      jm_store_count (fetch->store, fetch->resource->id, fetch->project_key), &failure);
  gint64 counted = fetched;

  if (failure == NULL && is_much_less (fetched, stored))
    counted = count_at_jira (fetch, fetched, &failure);
  if (failure != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&failure));
      return FALSE;
    }
  if (!is_much_less (fetched, counted))
    return TRUE;

  g_set_error (error, JM_JIRA_ERROR, JM_JIRA_ERROR_BROKEN,
               _("Jira counts %u issues and sent %u. What is stored is kept"),
               (guint) MIN (counted, G_MAXUINT), (guint) fetched);
  return FALSE;
}

/* Awaits. Whether the run saw all that there is. */
static gboolean
check_complete (Fetch   *fetch,
                guint    fetched,
                gint64   total,
                GError **error)
{
  if (fetched == 0 && total <= 0 && !check_who_we_are (fetch, error))
    return FALSE;
  if (fetch->resource->paging == JM_PAGING_TOKEN)
    return check_count (fetch, fetched, error);
  if (total < 0 || fetched >= total)
    return TRUE;

  g_set_error (error, JM_JIRA_ERROR, JM_JIRA_ERROR_BROKEN,
               _("Jira announced %" G_GINT64_FORMAT " rows and sent %u. What is stored is kept"),
               total, fetched);
  return FALSE;
}

/* Awaits. The number of rows of the page. */
static gint64
store_page (Fetch    *fetch,
            JmPager  *pager,
            GBytes   *page,
            gint64    run,
            GError  **error)
{
  JmPageFlags flags = jm_pager_is_skipped (pager) ? JM_PAGE_SEEN : JM_PAGE_PLAIN;
  g_autofree char *position = jm_pager_dup_position (pager);
  g_autoptr (JmPageResult) result =
      dex_await_boxed (jm_store_put_page (fetch->store, fetch->resource, fetch->project_key, page,
                                          run, flags, position),
                       error);

  return result != NULL ? result->n_rows : 0;
}

/* Awaits. The number of rows, or -1. */
static gint64
fetch_pages (Fetch    *fetch,
             JmPager  *pager,
             gint64    run,
             GError  **error)
{
  g_autoptr (GError) failure = NULL;
  gint64 fetched = 0;

  while (failure == NULL)
    {
      g_autoptr (GBytes) page =
          dex_await_boxed (jm_pager_next (pager, fetch->cancellable), &failure);

      if (failure == NULL && page == NULL)
        return fetched;
      if (failure == NULL)
        fetched += store_page (fetch, pager, page, run, &failure);
      if (failure == NULL)
        fetch->progress ((guint) fetched, jm_pager_get_n_skipped (pager),
                         jm_pager_get_total (pager), fetch->data);
    }

  g_propagate_error (error, g_steal_pointer (&failure));
  return -1;
}

/* Awaits. What the run did not see goes. */
static gboolean
finish (Fetch    *fetch,
        gint64    run,
        GError  **error)
{
  g_autoptr (GError) failure = NULL;
  g_autoptr (GBytes) unseen = NULL;
  gint64 gone = dex_await_int64 (
      jm_store_finish_walk (fetch->store, fetch->resource, fetch->project_key, run), &failure);

  if (failure == NULL && gone < 0)
    g_set_error_literal (&failure, JM_JIRA_ERROR, JM_JIRA_ERROR_BROKEN,
                         _("Jira told of far fewer than before. What is stored is kept until "
                           "another fetch says the same"));
  if (failure == NULL && fetch->project_key != NULL)
    unseen = dex_await_boxed (jm_store_list_unseen (fetch->store, fetch->project_key, run),
                              &failure);
  if (unseen != NULL)
    dex_await_int64 (jm_store_bury (fetch->store, unseen), &failure);
  if (failure == NULL)
    return TRUE;

  g_propagate_error (error, g_steal_pointer (&failure));
  return FALSE;
}

static DexFuture *
jm_fetch_run_fiber (gpointer data)
{
  Fetch *fetch = data;
  g_autofree char *jql = dup_jql (fetch->project_key);
  g_autofree char *name = g_strconcat ("fetch/", fetch->project_key, NULL);
  g_autoptr (JmPager) pager =
      jm_pager_new (fetch->client, fetch->resource, NULL, jql, NULL, NULL);
  g_autoptr (GError) error = NULL;
  gint64 fetched = -1, run = 0;

  /* It is not gone on with: what was cut off begins again. */
  if (dex_await (jm_store_end_run (fetch->store, name), &error))
    run = dex_await_int64 (jm_store_begin_run (fetch->store, name), &error);
  if (error == NULL)
    fetched = fetch_pages (fetch, pager, run, &error);
  if (fetched < 0 ||
      !check_complete (fetch, (guint) fetched, jm_pager_get_total (pager), &error) ||
      !finish (fetch, run, &error))
    return dex_future_new_for_error (g_steal_pointer (&error));

  return dex_future_new_for_int64 (fetched);
}

/**
 * jm_fetch_run:
 * @resource: %JM_RESOURCE_PROJECTS, or %JM_RESOURCE_ISSUES of @project_key
 * @project_key: (nullable): as Jira writes it, "WEB"
 * @user_id: (nullable): Atlassian account id, or the Data Center user key or name
 * @progress: after each page
 * @cancellable: (nullable): ends it between two pages or inside a request
 *
 * Returns: (transfer full): resolves to the number of rows (int64); rejects with JM_JIRA_ERROR,
 *   JM_AUTH_ERROR, JM_STORE_ERROR or G_IO_ERROR_CANCELLED, and no row is gone
 */
DexFuture *
jm_fetch_run (JmJiraClient    *client,
              JmStore         *store,
              JmResourceId     resource,
              const char      *project_key,
              const char      *user_id,
              JmFetchProgress  progress,
              gpointer         data,
              GCancellable    *cancellable)
{
  Fetch *fetch;

  dex_return_error_if_fail (JM_IS_JIRA_CLIENT (client));
  dex_return_error_if_fail (JM_IS_STORE (store));
  dex_return_error_if_fail ((resource == JM_RESOURCE_ISSUES) == (project_key != NULL));
  dex_return_error_if_fail (progress != NULL);

  fetch = g_new0 (Fetch, 1);
  fetch->client = g_object_ref (client);
  fetch->store = g_object_ref (store);
  fetch->resource = jm_resource_get (resource, jm_jira_client_get_flavor (client));
  fetch->project_key = g_strdup (project_key);
  fetch->user_id = g_strdup (user_id);
  fetch->progress = progress;
  fetch->data = data;
  g_set_object (&fetch->cancellable, cancellable);
  return dex_scheduler_spawn (NULL, 0, jm_fetch_run_fiber, fetch, fetch_free);
}
