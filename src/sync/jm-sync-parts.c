/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "base/jm-json.h"
#include "sync/jm-sync-private.h"

/*
 * What belongs to an issue: comments, work logs, history. Which issues changed since theirs was
 * fetched, the store knows (jm_store_list_stale()); those are asked for, some at a time, each as a
 * whole: a comment that was deleted is found in no other way.
 */

#define AT_ONCE 500
/* Histories that are asked for together */
#define TOGETHER 100

typedef struct
{
  const JmResource *resource;
  const gint64 *ids;
  GHashTable *tried; /* ids: once in a run is enough, whatever comes of it */
  char *why;         /* what is missing, when Jira refuses them as such */
  gboolean together; /* many issues in one request, until that fails */
  guint n_ids;
} Phase;

/* Awaits. One issue's: all of its pages */
static gboolean
walk_pages (JmSyncRun         *run,
            const JmResource  *resource,
            const char        *owner,
            GError           **error)
{
  g_autoptr (JmPager) pager = jm_pager_new (run->client, resource, owner, NULL, NULL, NULL);
  g_autoptr (GError) failure = NULL;

  for (;;)
    {
      g_autoptr (GBytes) page = jm_sync_run_next (run, pager, &failure);
      g_autofree char *position = NULL;
      g_autoptr (JmPageResult) result = NULL;

      if (failure != NULL)
        {
          g_propagate_error (error, g_steal_pointer (&failure));
          return FALSE;
        }
      if (page == NULL)
        return TRUE;

      position = jm_pager_dup_position (pager);
      result = dex_await_boxed (
          jm_sync_run_put (run, resource, owner, page, JM_PAGE_PLAIN, position), error);
      if (result == NULL)
        return FALSE;
      jm_sync_run_progress (run, result->n_rows);
    }
}

/* Awaits. */
static gboolean
fetch_issue (JmSyncRun         *run,
             const JmResource  *resource,
             const char        *owner,
             GError           **error)
{
  return walk_pages (run, resource, owner, error) &&
         jm_sync_finish_walk (run, resource, owner, NULL, error);
}

/* FALSE when it was tried before */
static gboolean
note_try (Phase  *phase,
          gint64  id)
{
  return g_hash_table_add (phase->tried, g_memdup2 (&id, sizeof id));
}

static gboolean
issue_work (JmSyncRun  *run,
            guint       i,
            gpointer    data,
            GError    **error)
{
  Phase *phase = data;
  g_autofree char *owner = g_strdup_printf ("%" G_GINT64_FORMAT, phase->ids[i]);
  g_autoptr (GError) failure = NULL;

  if (phase->why != NULL || !note_try (phase, phase->ids[i]) ||
      fetch_issue (run, phase->resource, owner, &failure))
    return TRUE;

  if (g_error_matches (failure, JM_JIRA_ERROR, JM_JIRA_ERROR_SCOPE))
    phase->why = jm_resource_dup_need (phase->resource, failure);
  else if (jm_sync_run_is_stopped_by (failure))
    {
      g_propagate_error (error, g_steal_pointer (&failure));
      return FALSE;
    }
  /* An issue that is gone, or whose comments are not for us, is found by the census. */
  else if (jm_resource_judge (phase->resource, failure) == JM_RESOURCE_FAILED)
    jm_sync_report_fail (run, phase->resource->id, failure);

  return TRUE;
}

/* What cannot be had together is asked for one by one. */
static gboolean
together_work (JmSyncRun  *run,
               guint       i,
               gpointer    data,
               GError    **error)
{
  Phase *phase = data;
  const gint64 *ids = phase->ids + i * TOGETHER;
  guint n_ids = MIN (phase->n_ids - i * TOGETHER, TOGETHER);
  g_autoptr (GError) failure = NULL;

  if (!phase->together)
    return TRUE;
  if (jm_sync_fetch_histories (run, phase->resource, ids, n_ids, &failure))
    {
      for (guint j = 0; j < n_ids; j++)
        note_try (phase, ids[j]);
      return TRUE;
    }

  phase->together = FALSE;
  if (!jm_sync_run_is_stopped_by (failure))
    return TRUE;

  g_propagate_error (error, g_steal_pointer (&failure));
  return FALSE;
}

/* Awaits. @n_fresh: set to how many there were that nobody tried */
static gboolean
fetch_batch (JmSyncRun  *run,
             Phase      *phase,
             guint      *n_fresh,
             GError    **error)
{
  g_autoptr (GBytes) stale = NULL;
  gsize size;
  guint n_ids;

  stale = dex_await_boxed (jm_store_list_stale (run->store, phase->resource->id,
                                                AT_ONCE + g_hash_table_size (phase->tried)),
                           error);
  if (stale == NULL)
    return FALSE;

  phase->ids = g_bytes_get_data (stale, &size);
  n_ids = (guint) (size / sizeof (gint64));
  *n_fresh = 0;
  for (guint i = 0; i < n_ids; i++)
    *n_fresh += !g_hash_table_contains (phase->tried, &phase->ids[i]);

  phase->n_ids = n_ids;
  if (*n_fresh == 0)
    return TRUE;
  if (phase->together)
    return jm_sync_run_each (run, (n_ids + TOGETHER - 1) / TOGETHER, together_work, phase, error);

  return jm_sync_run_each (run, n_ids, issue_work, phase, error);
}

static gboolean
note_denial (JmSyncRun  *run,
             Phase      *phase,
             GError    **error)
{
  JmResourceId id = phase->resource->id;

  if (phase->why != NULL)
    jm_sync_report_deny (run, id, phase->why);
  if (phase->why != NULL || g_hash_table_contains (run->denied, GUINT_TO_POINTER (id)))
    return dex_await (jm_store_deny (run->store, id, phase->why), error);

  return TRUE;
}

/**
 * jm_sync_fetch_parts:
 * @id: comments, work logs or history
 *
 * Of all issues that changed since theirs was fetched.
 */
gboolean
jm_sync_fetch_parts (JmSyncRun     *run,
                     JmResourceId   id,
                     GError       **error)
{
  Phase phase = { .resource = jm_resource_get (id, jm_account_get_flavor (run->account)) };
  gboolean fine = TRUE;
  guint n_fresh = 1;

  if (phase.resource == NULL)
    return TRUE;

  phase.together =
      id == JM_RESOURCE_CHANGES && jm_account_get_flavor (run->account) == JM_JIRA_CLOUD;
  jm_sync_run_set_phase (run, id, -1);
  phase.tried = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  while (fine && n_fresh > 0 && phase.why == NULL)
    fine = fetch_batch (run, &phase, &n_fresh, error);
  fine = fine && note_denial (run, &phase, error);

  g_hash_table_unref (phase.tried);
  g_free (phase.why);
  return fine;
}
