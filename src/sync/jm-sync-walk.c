/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sync/jm-sync-walk.h"

#include "base/jm-json.h"

/*
 * A walk through the issues of a project by their keys, or through the changed ones of all projects by
 * the time at which they changed. Where it stands is stored with each page, so that it can go on there
 * after a kill; when Jira no longer knows that place, it goes on behind the last key, or the last time,
 * that is stored.
 */

/* Jira's search is behind its data: usually by seconds, sometimes by minutes. */
#define OVERLAP_MS (5 * 60 * G_GINT64_CONSTANT (1000))
/* A walk that begins anew again and again does not come forward. */
#define RESTARTS_MOST 5

void
jm_sync_walk_clear (JmSyncWalk *walk)
{
  g_clear_object (&walk->pager);
}

gboolean
jm_sync_walk_is_stuck (JmSyncWalk *walk)
{
  return walk->n_restarts >= RESTARTS_MOST;
}

/* --- JQL */

char *
jm_sync_dup_fields (JmSyncRun *run)
{
  guint32 resources = run->settings->resources;
  gboolean comments = (resources & ((guint32) 1 << JM_RESOURCE_COMMENTS)) != 0;
  gboolean worklogs = (resources & ((guint32) 1 << JM_RESOURCE_WORKLOGS)) != 0;

  return g_strdup_printf ("[\"*navigable\"%s%s]", comments ? ",\"comment\"" : "",
                          worklogs ? ",\"worklog\"" : "");
}

/* The quotes also take what JQL would read as a word of its own ("AND", "123"). */
static void
append_quoted (GString    *jql,
               const char *key)
{
  g_string_append_c (jql, '"');
  for (const char *c = key; *c != '\0'; c++)
    {
      if (*c == '"' || *c == '\\')
        g_string_append_c (jql, '\\');
      g_string_append_c (jql, *c);
    }
  g_string_append_c (jql, '"');
}

char *
jm_sync_dup_restriction (const char *const *projects)
{
  GString *jql = g_string_new ("project ");

  if (projects[0] != NULL && projects[1] == NULL)
    {
      g_string_append (jql, "= ");
      append_quoted (jql, projects[0]);
      return g_string_free_and_steal (jql);
    }

  g_string_append (jql, "in (");
  for (guint i = 0; projects[i] != NULL; i++)
    {
      if (i > 0)
        g_string_append (jql, ", ");
      append_quoted (jql, projects[i]);
    }
  g_string_append_c (jql, ')');
  return g_string_free_and_steal (jql);
}

/* In this order what is new comes last, and nothing moves between the pages. */
static char *
dup_project_jql (const char *key,
                 gint64      after)
{
  const char *const projects[] = { key, NULL };
  g_autofree char *restriction = jm_sync_dup_restriction (projects);
  g_autofree char *last = g_strdup_printf ("%s-%" G_GINT64_FORMAT, key, after);
  g_autoptr (GString) jql = g_string_new (restriction);

  if (after > 0)
    {
      g_string_append (jql, " AND key > ");
      append_quoted (jql, last);
    }
  g_string_append (jql, " ORDER BY key ASC");
  return g_string_free_and_steal (g_steal_pointer (&jql));
}

/* A bare number is ms since the epoch, whatever the time zone of the person is: a quoted date would
 * be read in that. */
static char *
dup_changed_jql (JmSyncRun *run,
                 gint64     since_ms)
{
  const char *const *projects = (const char *const *) run->settings->projects;
  g_autofree char *restriction = projects != NULL ? jm_sync_dup_restriction (projects) : NULL;

  return g_strdup_printf ("%s%supdated >= %" G_GINT64_FORMAT " ORDER BY updated ASC, key ASC",
                          restriction != NULL ? restriction : "", restriction != NULL ? " AND " : "",
                          MAX (since_ms, 1));
}

/* --- a walk */

/* "BOUND PLACE": the list changes with its bound, and a place is one in that list alone. */
static char *
dup_position (JmSyncWalk *walk)
{
  g_autofree char *place = jm_pager_dup_position (walk->pager);

  return place != NULL ? g_strdup_printf ("%" G_GINT64_FORMAT " %s", walk->bound, place) : NULL;
}

static void
aim (JmSyncWalk *walk,
     gint64      bound,
     const char *place)
{
  g_autofree char *jql = walk->owner != NULL ? dup_project_jql (walk->owner, bound) :
                                               dup_changed_jql (walk->run, bound);
  g_autofree char *fields =
      walk->flags & JM_PAGE_SEEN ? g_strdup ("[\"id\"]") : jm_sync_dup_fields (walk->run);

  walk->bound = bound;
  walk->n_skipped = 0;
  g_clear_object (&walk->pager);
  walk->pager = jm_pager_new (walk->run->client, walk->resource, NULL, jql, fields, place);
}

/* Where the walk stood when it was cut off, or else at @bound */
static void
aim_at_position (JmSyncWalk *walk,
                 const char *position,
                 gint64      bound)
{
  char *place = NULL;
  gint64 kept = position != NULL ? g_ascii_strtoll (position, &place, 10) : 0;

  if (place != NULL && *place == ' ')
    aim (walk, kept, place + 1);
  else
    aim (walk, bound, NULL);
}

/* Awaits. Only when a page is stored, the next one is asked for: so a kill costs one page of each walk at
 * most. Other walks use the time. */
static gboolean
store_page (JmSyncWalk  *walk,
            GBytes      *page,
            GError     **error)
{
  JmSyncReport *report = walk->run->report;
  g_autofree char *position = dup_position (walk);
  g_autoptr (JmPageResult) result = NULL;
  guint n_skipped = jm_pager_get_n_skipped (walk->pager);
  JmPageFlags flags = walk->flags;

  /* What cannot be read is there, and no more than that is known of it. */
  if (jm_pager_is_skipped (walk->pager))
    flags |= JM_PAGE_SEEN;
  report->skipped += n_skipped - MIN (walk->n_skipped, n_skipped);
  walk->n_skipped = n_skipped;
  if (!(flags & JM_PAGE_SEEN))
    jm_sync_note_people (walk->run, page);
  if (walk->look != NULL && !walk->look (walk, page, error))
    return FALSE;

  result = dex_await_boxed (
      jm_sync_run_put (walk->run, walk->resource, walk->owner, page, flags, position), error);
  if (result == NULL)
    return FALSE;

  if (!(flags & JM_PAGE_SEEN))
    report->issues += result->n_rows;
  report->added += result->n_added;
  report->changed += result->n_changed;
  jm_sync_run_progress (walk->run, result->n_rows);
  return TRUE;
}

/* Awaits. From the last key that is stored on; FALSE with @error when that leads nowhere. */
static gboolean
restart (JmSyncWalk  *walk,
         GError     **error)
{
  g_autoptr (GError) failure = NULL;
  gint64 bound;

  bound = walk->owner != NULL ?
              dex_await_int64 (jm_store_get_highest (walk->run->store, walk->owner,
                                                     walk->run->number),
                               &failure) :
              dex_await_int64 (jm_store_get_cursor (walk->run->store), &failure) - OVERLAP_MS;
  if (failure != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&failure));
      return FALSE;
    }

  walk->n_restarts++;
  aim (walk, MAX (bound, walk->bound), NULL);
  return TRUE;
}

/* Awaits. Whether @failure was about the place alone, and the walk stands somewhere else now. */
static gboolean
mend (JmSyncWalk   *walk,
      const GError *failure)
{
  gboolean stale = g_error_matches (failure, JM_JIRA_ERROR, JM_JIRA_ERROR_STALE);
  /* The issue behind which the list is to begin was deleted or moved. */
  gboolean unbound = walk->owner != NULL && walk->bound > 0 &&
                     g_error_matches (failure, JM_JIRA_ERROR, JM_JIRA_ERROR_INVALID);

  if ((!stale && !unbound) || jm_sync_walk_is_stuck (walk))
    return FALSE;
  if (stale)
    return restart (walk, NULL);

  walk->n_restarts++;
  aim (walk, 0, NULL);
  return TRUE;
}

/* Awaits. To the end of the list */
static gboolean
walk_to_end (JmSyncWalk  *walk,
             GError     **error)
{
  for (;;)
    {
      g_autoptr (GError) failure = NULL;
      g_autoptr (GBytes) page = jm_sync_run_next (walk->run, walk->pager, &failure);

      if (failure == NULL && page == NULL)
        return TRUE;
      if (failure == NULL && !store_page (walk, page, error))
        return FALSE;
      if (failure != NULL && !mend (walk, failure))
        {
          g_propagate_error (error, g_steal_pointer (&failure));
          return FALSE;
        }
    }
}

gboolean
jm_sync_walk_beyond (JmSyncWalk  *walk,
                     GError     **error)
{
  return restart (walk, error) && walk_to_end (walk, error);
}

gboolean
jm_sync_walk_through (JmSyncWalk  *walk,
                      gint64       bound,
                      GError     **error)
{
  g_autoptr (JmWalk) kept = NULL;

  walk->resource = jm_resource_get (JM_RESOURCE_ISSUES, jm_account_get_flavor (walk->run->account));
  kept = dex_await_boxed (
      jm_store_get_walk (walk->run->store, walk->resource, walk->owner, walk->run->number), error);
  if (kept == NULL)
    return FALSE;

  walk->run->resumed |= kept->done || kept->position != NULL;
  aim_at_position (walk, kept->position, walk->owner != NULL ? bound : bound - OVERLAP_MS);
  if (!kept->done)
    return walk_to_end (walk, error);

  jm_sync_run_progress (walk->run, kept->fetched);
  return TRUE;
}
