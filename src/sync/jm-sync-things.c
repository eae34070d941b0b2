/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "sync/jm-sync-private.h"

/*
 * Every resource but issues and what belongs to them: of the site, or of each project or board. What
 * one of them refuses is noted and told, and does not keep the others from being fetched.
 *
 * What a walk to the end did not see is gone (jm_store_finish_walk()), unless what came is doubtful:
 * fewer rows than announced, or none at all while /myself does not agree.
 */

/* Believed for so long that /myself knew us, where a list is empty */
#define WHO_SECONDS 60

/* One walk through a resource of one owner */
typedef struct
{
  JmSyncRun *run;
  const JmResource *resource;
  const char *owner;
  JmPager *pager;
  gint64 n_rows; /* with those before it was cut off */
} Walk;

/* What the walks of one resource share */
typedef struct
{
  const JmResource *resource;
  GStrv owners;
  guint n_denied;
  char *why;
} Phase;

/* --- one walk */

/* Awaits. Each page with the place behind it. */
static gboolean
walk_pages (Walk    *walk,
            GError **error)
{
  g_autoptr (GError) failure = NULL;

  for (;;)
    {
      g_autoptr (GBytes) page = jm_sync_run_next (walk->run, walk->pager, &failure);
      g_autofree char *position = NULL;
      g_autoptr (JmPageResult) result = NULL;

      if (failure != NULL)
        {
          g_propagate_error (error, g_steal_pointer (&failure));
          return FALSE;
        }
      if (page == NULL)
        return TRUE;

      position = jm_pager_dup_position (walk->pager);
      result = dex_await_boxed (
          jm_sync_run_put (walk->run, walk->resource, walk->owner, page, JM_PAGE_PLAIN, position),
          error);
      if (result == NULL)
        return FALSE;

      walk->n_rows += result->n_rows;
      if (walk->run->total < 0 && walk->resource->owner == JM_N_RESOURCES)
        walk->run->total = jm_pager_get_total (walk->pager);
      jm_sync_run_progress (walk->run, result->n_rows);
    }
}

/* A list that got shorter while it was read, or a server that hides what it counts: what is stored is
 * kept. Who shows projects wants to know. */
static gboolean
is_short (Walk    *walk,
          GError **error)
{
  gint64 total = jm_pager_get_total (walk->pager);

  if (total < 0 || walk->n_rows >= total)
    return FALSE;

  if (walk->resource->id == JM_RESOURCE_PROJECTS)
    g_set_error (error, JM_JIRA_ERROR, JM_JIRA_ERROR_BROKEN,
                 _("Jira announced %u rows and sent %u. What is stored is kept"),
                 (guint) MIN (total, G_MAXUINT), (guint) walk->n_rows);
  return TRUE;
}

/* Awaits. */
static gboolean
finish (Walk    *walk,
        GError **error)
{
  JmSyncRun *run = walk->run;
  gboolean projects = walk->resource->id == JM_RESOURCE_PROJECTS;
  g_autoptr (GError) failure = NULL;
  gint64 n_gone = 0;

  if (walk->n_rows == 0 && !jm_sync_run_check_who (run, projects ? 0 : WHO_SECONDS, error))
    return FALSE;
  if (is_short (walk, &failure))
    {
      if (failure == NULL)
        return TRUE;
      g_propagate_error (error, g_steal_pointer (&failure));
      return FALSE;
    }

  if (!jm_sync_finish_walk (run, walk->resource, walk->owner, &n_gone, error))
    return FALSE;
  if (n_gone >= 0 || !projects)
    return TRUE;

  g_set_error_literal (error, JM_JIRA_ERROR, JM_JIRA_ERROR_BROKEN,
                       _("Jira told of far fewer projects than before. What is stored is kept "
                          "until another fetch says the same"));
  return FALSE;
}

/* Awaits. A walk that was cut off goes on where it stood; when Jira no longer knows that place, from
 * the beginning. */
static gboolean
fetch_rows (JmSyncRun         *run,
            const JmResource  *resource,
            const char        *owner,
            GError           **error)
{
  Walk walk = { run, resource, owner, NULL, 0 };
  g_autoptr (GError) failure = NULL;
  g_autoptr (JmPager) pager = NULL;
  g_autoptr (JmWalk) kept = NULL;

  kept = dex_await_boxed (jm_store_get_walk (run->store, resource, owner, run->number), error);
  if (kept == NULL)
    return FALSE;
  if (kept->done)
    return TRUE;

  walk.n_rows = kept->position != NULL ? kept->fetched : 0;
  walk.pager = pager = jm_pager_new (run->client, resource, owner, NULL, NULL, kept->position);
  if (!walk_pages (&walk, &failure) && kept->position != NULL &&
      g_error_matches (failure, JM_JIRA_ERROR, JM_JIRA_ERROR_STALE))
    {
      g_clear_error (&failure);
      g_object_unref (pager);
      walk.n_rows = 0;
      walk.pager = pager = jm_pager_new (run->client, resource, owner, NULL, NULL, NULL);
      walk_pages (&walk, &failure);
    }
  if (failure == NULL)
    return finish (&walk, error);

  g_propagate_error (error, g_steal_pointer (&failure));
  return FALSE;
}

/* --- one resource */

static guint
count_owners (Phase *phase)
{
  return phase->owners != NULL ? g_strv_length (phase->owners) : 1;
}

/* Whether the run goes on after @failure, which is consumed. */
static gboolean
take_failure (JmSyncRun  *run,
              Phase      *phase,
              GError     *failure,
              GError    **error)
{
  JmResourceVerdict verdict = JM_RESOURCE_FAILED;

  if (failure->domain == JM_JIRA_ERROR)
    verdict = jm_resource_judge (phase->resource, failure);
  if (verdict == JM_RESOURCE_FAILED && jm_sync_run_is_stopped_by (failure))
    {
      g_propagate_error (error, failure);
      return FALSE;
    }

  if (verdict == JM_RESOURCE_DENIED)
    {
      phase->n_denied++;
      g_free (phase->why);
      phase->why = jm_resource_dup_need (phase->resource, failure);
    }
  else if (verdict == JM_RESOURCE_FAILED)
    jm_sync_report_fail (run, phase->resource->id, failure);
  g_error_free (failure);
  return TRUE;
}

static gboolean
owner_work (JmSyncRun  *run,
            guint       i,
            gpointer    data,
            GError    **error)
{
  Phase *phase = data;
  g_autoptr (GError) failure = NULL;
  const char *owner = phase->owners != NULL ? phase->owners[i] : NULL;

  if (fetch_rows (run, phase->resource, owner, &failure))
    return TRUE;

  return take_failure (run, phase, g_steal_pointer (&failure), error);
}

/* Awaits. Denied is what all owners refuse: one of them may have rules of its own. */
static gboolean
note_denial (JmSyncRun  *run,
             Phase      *phase,
             GError    **error)
{
  JmResourceId id = phase->resource->id;
  gboolean denied = phase->n_denied > 0 && phase->n_denied == count_owners (phase);

  if (denied)
    jm_sync_report_deny (run, id, phase->why);
  if (denied != g_hash_table_contains (run->denied, GUINT_TO_POINTER (id)) || denied)
    return dex_await (jm_store_deny (run->store, id, denied ? phase->why : NULL), error);

  return TRUE;
}

/* The words of @scope that the grant lacks: then Jira need not be asked. Unknown for tokens. */
static gboolean
is_granted (JmSyncRun        *run,
            const JmResource *resource)
{
  const char *granted = jm_token_keeper_get_scopes (jm_account_get_keeper (run->account));
  g_auto (GStrv) wanted = NULL;
  g_auto (GStrv) have = NULL;

  if (resource->scope == NULL || granted == NULL || *granted == '\0' ||
      jm_account_get_kind (run->account) != JM_CREDENTIAL_OAUTH)
    return TRUE;

  wanted = g_strsplit (resource->scope, " ", -1);
  have = g_strsplit (granted, " ", -1);
  for (guint i = 0; wanted[i] != NULL; i++)
    if (!g_strv_contains ((const char *const *) have, wanted[i]))
      return FALSE;

  return TRUE;
}

static gboolean
deny_ungranted (JmSyncRun         *run,
                const JmResource  *resource,
                GError           **error)
{
  g_autoptr (GError) scope = g_error_new_literal (JM_JIRA_ERROR, JM_JIRA_ERROR_SCOPE, "");
  g_autofree char *why = jm_resource_dup_need (resource, scope);

  jm_sync_report_deny (run, resource->id, why);
  return dex_await (jm_store_deny (run->store, resource->id, why), error);
}

/* Awaits. */
static gboolean
find_boards (JmSyncRun  *run,
             GError    **error)
{
  if (run->boards == NULL)
    run->boards = dex_await_boxed (jm_store_list_ids (run->store, JM_RESOURCE_BOARDS), error);

  return run->boards != NULL;
}

/* Awaits. Of all its owners, some at a time */
static gboolean
fetch_resource (JmSyncRun         *run,
                const JmResource  *resource,
                GError           **error)
{
  Phase phase = { resource, NULL, 0, NULL };
  gboolean fine;

  if (!is_granted (run, resource))
    return deny_ungranted (run, resource, error);
  if (resource->owner == JM_RESOURCE_BOARDS && !find_boards (run, error))
    return FALSE;

  if (resource->owner == JM_RESOURCE_BOARDS)
    phase.owners = run->boards;
  else if (resource->owner == JM_RESOURCE_PROJECTS)
    phase.owners = run->projects;
  fine = jm_sync_run_each (run, count_owners (&phase), owner_work, &phase, error) &&
         note_denial (run, &phase, error);
  g_free (phase.why);
  return fine;
}

/**
 * jm_sync_fetch_things:
 * @id: what
 *
 * All rows of it, of all its owners.
 */
gboolean
jm_sync_fetch_things (JmSyncRun     *run,
                      JmResourceId   id,
                      GError       **error)
{
  const JmResource *resource = jm_resource_get (id, jm_account_get_flavor (run->account));

  if (resource == NULL)
    return TRUE;

  jm_sync_run_set_phase (run, id, -1);
  return fetch_resource (run, resource, error);
}

/**
 * jm_sync_fetch_projects_of_run:
 *
 * The projects. Without them nothing else is worth fetching: any failure ends the run.
 */
gboolean
jm_sync_fetch_projects_of_run (JmSyncRun  *run,
                               GError    **error)
{
  const JmResource *resource =
      jm_resource_get (JM_RESOURCE_PROJECTS, jm_account_get_flavor (run->account));

  jm_sync_run_set_phase (run, JM_RESOURCE_PROJECTS, -1);
  return fetch_rows (run, resource, NULL, error);
}
