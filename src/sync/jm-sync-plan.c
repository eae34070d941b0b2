/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "sync/jm-sync-private.h"

/*
 * What a run does, in which order:
 *
 *   full    who we are → projects → what belongs to the site → issues → what belongs to projects and
 *           boards → comments, work logs, history → what is gone → prune → cursor
 *   quick   issues changed since the cursor → projects → comments … of what changed
 *   census  who we are → projects → ids of all issues → what is gone, what is not known
 *   each    ends with asking who made the changes that concern the person
 */

static gboolean
is_chosen (JmSyncRun  *run,
           const char *key)
{
  if (run->project_key != NULL)
    return g_str_equal (run->project_key, key);

  return run->settings->projects == NULL ||
         g_strv_contains ((const char *const *) run->settings->projects, key);
}

/* The projects of this run, from the store: of the one that was ordered nothing needs to be there
 * yet. */
static gboolean
find_projects (JmSyncRun  *run,
               GError    **error)
{
  g_autoptr (GStrvBuilder) keys = g_strv_builder_new ();
  g_autoptr (GListModel) projects = NULL;

  g_clear_pointer (&run->projects, g_strfreev);
  if (run->project_key != NULL)
    g_strv_builder_add (keys, run->project_key);
  else if (!(projects = dex_await_object (jm_store_list_projects (run->store), error)))
    return FALSE;

  for (guint i = 0; projects != NULL && i < g_list_model_get_n_items (projects); i++)
    {
      g_autoptr (JmProject) project = g_list_model_get_item (projects, i);

      if (is_chosen (run, jm_project_get_key (project)))
        g_strv_builder_add (keys, jm_project_get_key (project));
    }

  run->projects = g_strv_builder_end (keys);
  return TRUE;
}

/* --- phases that several kinds share */

static gboolean
fetch_projects (JmSyncRun  *run,
                GError    **error)
{
  /* Who wants one project need not ask for all. */
  if (run->project_key == NULL && !jm_sync_fetch_projects_of_run (run, error))
    return FALSE;

  return find_projects (run, error);
}

static gboolean
is_part (JmResourceId id)
{
  return id == JM_RESOURCE_COMMENTS || id == JM_RESOURCE_WORKLOGS || id == JM_RESOURCE_CHANGES;
}

static JmResourceId
get_owner (JmSyncRun    *run,
           JmResourceId  id)
{
  const JmResource *resource = jm_resource_get (id, jm_account_get_flavor (run->account));

  return resource != NULL ? resource->owner : JM_N_RESOURCES;
}

/* Those of the site, or those of its projects and boards */
static gboolean
fetch_things (JmSyncRun  *run,
              gboolean    owned,
              GError    **error)
{
  for (guint i = 0; i < JM_N_RESOURCES; i++)
    {
      JmResourceId id = (JmResourceId) i;

      if (id == JM_RESOURCE_PROJECTS || id == JM_RESOURCE_ISSUES || is_part (id) ||
          !jm_sync_run_wants (run, id) || (get_owner (run, id) != JM_N_RESOURCES) != owned)
        continue;
      if (id == JM_RESOURCE_USERS && !run->settings->all_users && run->resource != id)
        continue;
      if (!jm_sync_fetch_things (run, id, error))
        return FALSE;
    }

  return TRUE;
}

static gboolean
fetch_parts (JmSyncRun  *run,
             GError    **error)
{
  for (guint i = 0; i < JM_N_RESOURCES; i++)
    if (is_part ((JmResourceId) i) && jm_sync_run_wants (run, (JmResourceId) i) &&
        !jm_sync_fetch_parts (run, (JmResourceId) i, error))
      return FALSE;

  return TRUE;
}

/* The people that stand on issues; the others come with the things of the site. */
static gboolean
fetch_people (JmSyncRun  *run,
              GError    **error)
{
  return run->settings->all_users || !jm_sync_run_wants (run, JM_RESOURCE_USERS) ||
         jm_sync_fetch_people (run, error);
}

/* --- the cursor that a full run leaves to the quick ones */

static char *
dup_mark_key (JmSyncRun *run)
{
  return g_strconcat ("sync-mark/", jm_account_get_id (run->account), NULL);
}

/* The newest `updated` when this run began, also if that was before a kill: what changed after it is
 * for the next quick run. */
static gboolean
find_mark (JmSyncRun  *run,
           gint64     *mark_ms,
           GError    **error)
{
  g_autofree char *key = dup_mark_key (run);
  g_autofree char *kept =
      dex_await_string (jm_state_store_get_fact (run->services->state, key), NULL);
  g_autofree char *prefix = g_strdup_printf ("%" G_GINT64_FORMAT " ", run->number);
  g_autofree char *value = NULL;

  if (kept != NULL && g_str_has_prefix (kept, prefix))
    {
      *mark_ms = g_ascii_strtoll (kept + strlen (prefix), NULL, 10);
      return TRUE;
    }
  if (!jm_sync_find_newest (run, mark_ms, error))
    return FALSE;

  value = g_strdup_printf ("%s%" G_GINT64_FORMAT, prefix, *mark_ms);
  return dex_await (jm_state_store_put_fact (run->services->state, key, value), error);
}

/* A cursor that is there and a project that failed: its changes since then are still to be seen. A
 * project that was never walked to its end is walked by each quick run, so it needs no cursor. */
static gboolean
move_cursor (JmSyncRun  *run,
             gint64      mark_ms,
             GError    **error)
{
  g_autoptr (GError) failure = NULL;
  gint64 cursor_ms = dex_await_int64 (jm_store_get_cursor (run->store), &failure);

  if (failure == NULL && (cursor_ms == 0 || run->all_issues))
    dex_await (jm_store_set_cursor (run->store, MAX (MAX (mark_ms, cursor_ms), 1)), &failure);
  if (failure == NULL)
    return TRUE;

  g_propagate_error (error, g_steal_pointer (&failure));
  return FALSE;
}

static gboolean
prune (JmSyncRun  *run,
       GError    **error)
{
  g_autoptr (GError) failure = NULL;

  dex_await_int64 (jm_store_prune (run->store, run->settings->keep_days,
                                   (const char *const *) run->settings->projects,
                                   run->settings->resources),
                   &failure);
  if (failure == NULL)
    return TRUE;

  g_propagate_error (error, g_steal_pointer (&failure));
  return FALSE;
}

/* --- the kinds */

static gboolean
fetch_issues (JmSyncRun          *run,
              const char *const  *projects,
              GError            **error)
{
  gint64 before_ms = jm_clock_get_boot_ms (run->services->clock);
  gboolean fine = jm_sync_fetch_all_issues (run, projects, error);

  run->report->issue_seconds +=
      (double) (jm_clock_get_boot_ms (run->services->clock) - before_ms) / 1000;
  return fine;
}

static gboolean
run_full (JmSyncRun  *run,
          GError    **error)
{
  gboolean whole = run->project_key == NULL;
  gint64 mark_ms = 0;

  return jm_sync_run_check_who (run, 0, error) && (!whole || find_mark (run, &mark_ms, error)) &&
         fetch_projects (run, error) && (!whole || fetch_things (run, FALSE, error)) &&
         fetch_issues (run, (const char *const *) run->projects, error) &&
         fetch_people (run, error) && fetch_things (run, TRUE, error) && fetch_parts (run, error) &&
         (!whole || (jm_sync_bury_strays (run, error) && prune (run, error) &&
                     move_cursor (run, mark_ms, error)));
}

static gboolean
run_census (JmSyncRun  *run,
            GError    **error)
{
  return jm_sync_run_check_who (run, 0, error) && fetch_projects (run, error) &&
         jm_sync_count_issues (run, error) &&
         (run->project_key != NULL || jm_sync_bury_strays (run, error)) &&
         fetch_people (run, error);
}

/* Projects that are new, or that could not be walked to their end until now: the cursor says nothing
 * about their older issues. */
static gboolean
fetch_unwalked (JmSyncRun  *run,
                GError    **error)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) walked = dex_await_boxed (jm_store_list_walked (run->store), error);
  g_auto (GStrv) keys = NULL;

  if (walked == NULL)
    return FALSE;

  for (guint i = 0; run->projects[i] != NULL; i++)
    if (!g_strv_contains ((const char *const *) walked, run->projects[i]))
      g_strv_builder_add (builder, run->projects[i]);

  keys = g_strv_builder_end (builder);
  return keys[0] == NULL || fetch_issues (run, (const char *const *) keys, error);
}

static gboolean
run_quick (JmSyncRun  *run,
           GError    **error)
{
  gint64 before_ms = jm_clock_get_boot_ms (run->services->clock);

  if (!jm_sync_fetch_changed (run, run->cursor_ms, error))
    return FALSE;

  run->report->issue_seconds =
      (double) (jm_clock_get_boot_ms (run->services->clock) - before_ms) / 1000;
  return fetch_projects (run, error) && fetch_unwalked (run, error) && fetch_people (run, error) &&
         fetch_parts (run, error);
}

/* One resource alone: whatever the kind, all of it */
static gboolean
run_one (JmSyncRun  *run,
         GError    **error)
{
  if (run->resource == JM_RESOURCE_PROJECTS)
    return jm_sync_fetch_projects_of_run (run, error);
  if (!find_projects (run, error))
    return FALSE;
  /* Nothing was fetched yet: nearly everything belongs to a project. */
  if (run->projects[0] == NULL &&
      (!jm_sync_fetch_projects_of_run (run, error) || !find_projects (run, error)))
    return FALSE;
  if (run->resource == JM_RESOURCE_ISSUES && run->kind == JM_SYNC_CENSUS)
    return jm_sync_run_check_who (run, 0, error) && jm_sync_count_issues (run, error);
  if (run->resource == JM_RESOURCE_ISSUES)
    return fetch_issues (run, (const char *const *) run->projects, error);
  if (is_part (run->resource))
    return jm_sync_fetch_parts (run, run->resource, error);

  return jm_sync_fetch_things (run, run->resource, error);
}

/* A page, or one resource: who asked for it alone wants to know that it failed. */
static gboolean
raise_failure (JmSyncRun  *run,
               GError    **error)
{
  JmResourceId id = run->resource;

  if (id == JM_N_RESOURCES || run->failures[id] == NULL)
    return TRUE;

  g_propagate_error (error, g_error_copy (run->failures[id]));
  return FALSE;
}

gboolean
jm_sync_run_follow_plan (JmSyncRun  *run,
                         GError    **error)
{
  if (run->resource != JM_N_RESOURCES)
    return run_one (run, error) && raise_failure (run, error);

  switch (run->kind)
    {
    case JM_SYNC_QUICK:
      return run_quick (run, error);
    case JM_SYNC_FULL:
      return run_full (run, error);
    case JM_SYNC_CENSUS:
      return run_census (run, error);
    default:
      g_return_val_if_reached (FALSE);
    }
}
