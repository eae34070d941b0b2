/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <json-glib/json-glib.h>

#include "store/jm-statement.h"
#include "store/jm-store-parts.h"
#include "store/jm-store-private.h"

/*
 * What leaves the lists. An issue that a walk did not see is only asked for; one that Jira, asked,
 * does not show is buried, and dug up when it comes again; what the person does not want is removed.
 */

#define DAY_MS (24 * 60 * 60 * G_GINT64_CONSTANT (1000))
#define BURIED_DAYS 30

/* Rows of one transaction, so that others get at the file meanwhile */
#define PORTION 200
#define PORTION_TEXT "200"

/* clang-format off */
/* Along an index that begins with the project */
static const char unseen_sql[] =
  "SELECT id FROM issues WHERE project_key = ?1 AND run < ?2 ORDER BY id";
/* Newest first, along issues_by_time */
static const char stale_sql[] =
  "SELECT issues.id FROM issues LEFT JOIN issue_parts AS part"
  "    ON part.issue_id = issues.id"
  "   AND part.resource = (SELECT id FROM resources WHERE name = ?1)"
  "  WHERE part.updated_ms IS NOT issues.updated_ms"
  "  ORDER BY issues.updated_ms DESC, issues.id DESC LIMIT ?2";

static const char bury_sql[] =
  "INSERT OR REPLACE INTO gone_issues (id, key, summary, gone_ms, document)"
  "  SELECT id, key, summary, ?2, document FROM issues JOIN issue_documents USING (id)"
  "  WHERE id = ?1";
static const char remove_issue_sql[] = "DELETE FROM issues WHERE id = ?1";
static const char overdue_sql[] = "SELECT id FROM gone_issues WHERE gone_ms < ?1 LIMIT 1";
static const char remove_buried_sql[] = "DELETE FROM gone_issues WHERE id = ?1";

/* ?1: done before (ms), ?2: projects (JSON) or NULL, ?3: whether issues are wanted at all */
static const char unwanted_sql[] =
  "SELECT id FROM issues"
  "  WHERE NOT ?3"
  "    OR (status_category = 'done' AND iif (resolved_ms > 0, resolved_ms, updated_ms) < ?1)"
  "    OR (?2 IS NOT NULL AND project_key NOT IN (SELECT value FROM json_each (?2)))"
  "  LIMIT " PORTION_TEXT;
static const char unwanted_things_sql[] =
  "DELETE FROM things WHERE (resource, owner, id) IN ("
  "  SELECT resource, owner, id FROM things WHERE resource = ?1 LIMIT 2000)";
static const char unwanted_owners_sql[] =
  "DELETE FROM things WHERE resource = ?1"
  "  AND ?2 IS NOT NULL AND owner NOT IN (SELECT value FROM json_each (?2))";
static const char unwanted_walks_sql[] = "DELETE FROM walks WHERE resource = ?1";
static const char unwanted_walks_of_sql[] =
  "DELETE FROM walks WHERE resource = ?1 AND owner <> ''"
  "  AND ?2 IS NOT NULL AND owner NOT IN (SELECT value FROM json_each (?2))";
static const char unwanted_parts_sql[] = "DELETE FROM issue_parts WHERE resource = ?1";
static const char unfetched_sql[] = "UPDATE resources SET fetched_at_ms = 0 WHERE id = ?1";
/* clang-format on */

typedef struct
{
  JmStore *store;
  char *name;      /* a project's key, a resource's name */
  gint64 run;
  guint limit;
  GBytes *ids;
  gint64 now_ms;
  gint64 done_before_ms;
  char *projects;  /* JSON array, NULL: all */
  guint32 resources;
  guint32 changed; /* out */
} GoneJob;

static GoneJob *
gone_job_new (JmStore *store)
{
  GoneJob *job = g_new0 (GoneJob, 1);

  job->store = g_object_ref (store);
  job->now_ms = jm_clock_get_wall_ms (jm_store_get_clock (store));
  return job;
}

static void
gone_job_free (gpointer data)
{
  GoneJob *job = data;

  g_object_unref (job->store);
  g_free (job->name);
  g_clear_pointer (&job->ids, g_bytes_unref);
  g_free (job->projects);
  g_free (job);
}

/* --- lists of ids */

/* NULL with an error. */
static GBytes *
collect_ids (sqlite3_stmt  *statement,
             const char    *what,
             GError       **error)
{
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (GError) failure = NULL;
  gsize size;

  if (statement == NULL)
    return NULL;
  while (jm_statement_step (statement, what, &failure))
    {
      gint64 id = sqlite3_column_int64 (statement, 0);

      g_array_append_val (ids, id);
    }
  if (failure != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&failure));
      return NULL;
    }

  size = ids->len * sizeof (gint64);
  return g_bytes_new_take (g_array_free (g_steal_pointer (&ids), FALSE), size);
}

static DexFuture *
resolve_ids (GBytes *ids,
             GError *error)
{
  return error != NULL ? dex_future_new_for_error (error) :
                         dex_future_new_take_boxed (G_TYPE_BYTES, ids);
}

static DexFuture *
list_unseen_job (sqlite3  *connection,
                 gpointer  data)
{
  const char *what = _("Could not read the issues");
  GError *error = NULL;
  GoneJob *job = data;
  GBytes *ids = collect_ids (
      jm_statement_get (connection, &error, what, unseen_sql, "si", job->name, job->run), what,
      &error);

  return resolve_ids (ids, error);
}

static DexFuture *
list_stale_job (sqlite3  *connection,
                gpointer  data)
{
  const char *what = _("Could not read the issues");
  GError *error = NULL;
  GoneJob *job = data;
  GBytes *ids = collect_ids (jm_statement_get (connection, &error, what, stale_sql, "si",
                                               job->name, (gint64) job->limit),
                             what, &error);

  return resolve_ids (ids, error);
}

/* --- burying */

static gboolean
bury (sqlite3  *connection,
      gint64    id,
      gint64    now_ms,
      gint64   *n_buried,
      GError  **error)
{
  const char *what = _("Could not remove");

  if (!jm_statement_run (connection, error, what, bury_sql, "ii", id, now_ms))
    return FALSE;
  if (sqlite3_changes64 (connection) == 0)
    return TRUE;

  *n_buried += 1;
  return jm_part_move (connection, id, TRUE, error) &&
         jm_statement_run (connection, error, what, remove_issue_sql, "i", id);
}

/* Those that lay for long enough. */
static gboolean
purge (sqlite3  *connection,
       gint64    now_ms,
       GError  **error)
{
  const char *what = _("Could not remove");
  g_autoptr (GError) failure = NULL;
  gint64 id;

  while ((id = jm_statement_int (connection, &failure, what, -1, overdue_sql, "i",
                                 now_ms - BURIED_DAYS * DAY_MS)) >= 0)
    if (!jm_part_remove (connection, id, TRUE, &failure) ||
        !jm_statement_run (connection, &failure, what, remove_buried_sql, "i", id))
      break;
  if (failure == NULL)
    return TRUE;

  g_propagate_error (error, g_steal_pointer (&failure));
  return FALSE;
}

static DexFuture *
bury_job (sqlite3  *connection,
          gpointer  data)
{
  g_autoptr (GError) error = NULL;
  GoneJob *job = data;
  gsize size;
  const gint64 *ids = g_bytes_get_data (job->ids, &size);
  gint64 n_buried = 0;

  for (gsize i = 0; error == NULL && i < size / sizeof *ids; i++)
    bury (connection, ids[i], job->now_ms, &n_buried, &error);
  if (error == NULL)
    purge (connection, job->now_ms, &error);
  if (error != NULL)
    return dex_future_new_for_error (g_steal_pointer (&error));

  if (n_buried > 0)
    job->changed = 1u << JM_RESOURCE_ISSUES | 1u << JM_RESOURCE_COMMENTS |
                   1u << JM_RESOURCE_WORKLOGS | 1u << JM_RESOURCE_CHANGES;
  return dex_future_new_for_int64 (n_buried);
}

static DexFuture *
purge_job (sqlite3  *connection,
           gpointer  data)
{
  g_autoptr (GError) error = NULL;
  GoneJob *job = data;

  return purge (connection, job->now_ms, &error) ?
             dex_future_new_true () :
             dex_future_new_for_error (g_steal_pointer (&error));
}

DexFuture *
jm_store_purge (JmStore *self)
{
  GoneJob *job = gone_job_new (self);

  return jm_store_write (self, purge_job, job, gone_job_free, &job->changed);
}

/* --- pruning */

static gboolean
remove_issue (sqlite3  *connection,
              gint64    id,
              GError  **error)
{
  return jm_part_remove (connection, id, FALSE, error) &&
         jm_statement_run (connection, error, _("Could not remove"), remove_issue_sql, "i", id);
}

/* One portion of them. How many, -1 for an error. */
static DexFuture *
prune_issues_job (sqlite3  *connection,
                  gpointer  data)
{
  const char *what = _("Could not remove");
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) ids = NULL;
  GoneJob *job = data;
  const gint64 *id;
  gsize size = 0;

  ids = collect_ids (jm_statement_get (connection, &error, what, unwanted_sql, "isi",
                                       job->done_before_ms, job->projects,
                                       (gint64) ((job->resources >> JM_RESOURCE_ISSUES) & 1)),
                     what, &error);
  id = ids != NULL ? g_bytes_get_data (ids, &size) : NULL;
  for (gsize i = 0; error == NULL && i < size / sizeof *id; i++)
    remove_issue (connection, id[i], &error);
  if (error != NULL)
    return dex_future_new_for_error (g_steal_pointer (&error));

  if (size > 0)
    job->changed |= 1u << JM_RESOURCE_ISSUES;
  return dex_future_new_for_int64 (size / sizeof *id);
}

static gboolean
belongs_to_projects (JmResourceId id)
{
  const JmResource *resource = jm_resource_get (id, JM_JIRA_CLOUD);

  return resource != NULL && resource->owner == JM_RESOURCE_PROJECTS;
}

static gboolean
prune_resource (sqlite3       *connection,
                GoneJob       *job,
                JmResourceId   id,
                gint64        *n_removed,
                GError       **error)
{
  const char *what = _("Could not remove");
  const char *name = jm_resource_get_name (id);
  gboolean wanted = (job->resources >> id) & 1;
  gint64 number = jm_resource_number (connection, id, error);
  gint64 before = *n_removed;

  if (number == 0)
    return FALSE;
  if (wanted && (id == JM_RESOURCE_ISSUES || belongs_to_projects (id)))
    {
      if (!jm_statement_run (connection, error, what, unwanted_owners_sql, "is", number,
                             job->projects))
        return FALSE;
      *n_removed += sqlite3_changes64 (connection);
      if (!jm_statement_run (connection, error, what, unwanted_walks_of_sql, "ss", name,
                             job->projects))
        return FALSE;
    }
  if (!wanted)
    {
      if (!jm_statement_run (connection, error, what, unwanted_things_sql, "i", number))
        return FALSE;
      *n_removed += sqlite3_changes64 (connection);
      if (!jm_statement_run (connection, error, what, unwanted_walks_sql, "s", name) ||
          !jm_statement_run (connection, error, what, unwanted_parts_sql, "i", number) ||
          !jm_statement_run (connection, error, what, unfetched_sql, "i", number))
        return FALSE;
    }
  if (*n_removed > before)
    job->changed |= 1u << id;

  return TRUE;
}

static DexFuture *
prune_things_job (sqlite3  *connection,
                  gpointer  data)
{
  g_autoptr (GError) error = NULL;
  GoneJob *job = data;
  gint64 n_removed = 0;

  for (JmResourceId id = 0; error == NULL && id < JM_N_RESOURCES; id++)
    if (id != JM_RESOURCE_PROJECTS)
      prune_resource (connection, job, id, &n_removed, &error);
  if (error == NULL)
    purge (connection, job->now_ms, &error);

  return error != NULL ? dex_future_new_for_error (g_steal_pointer (&error)) :
                         dex_future_new_for_int64 (n_removed);
}

/* Awaits. Portion by portion until there is none. */
static gint64
repeat (GoneJob        *job,
        JmDatabaseJob   run,
        GError        **error)
{
  g_autoptr (GError) failure = NULL;
  gint64 portion, n_removed = 0;

  do
    {
      portion = dex_await_int64 (jm_store_write (job->store, run, job, NULL, &job->changed),
                                 &failure);
      n_removed += portion;
    }
  while (failure == NULL && portion > 0);

  if (failure != NULL)
    g_propagate_error (error, g_steal_pointer (&failure));
  return n_removed;
}

static DexFuture *
prune_fiber (gpointer data)
{
  GoneJob *job = data;
  g_autoptr (GError) error = NULL;
  gint64 n_removed = repeat (job, prune_issues_job, &error);

  if (error == NULL)
    n_removed += repeat (job, prune_things_job, &error);

  return error != NULL ? dex_future_new_for_error (g_steal_pointer (&error)) :
                         dex_future_new_for_int64 (n_removed);
}

static char *
dup_array (const char *const *words)
{
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_ARRAY);
  g_autoptr (JsonArray) array = json_array_new ();

  for (guint i = 0; words[i] != NULL; i++)
    json_array_add_string_element (array, words[i]);
  json_node_set_array (node, array);
  return json_to_string (node, FALSE);
}

/* --- public */

/**
 * jm_store_list_unseen:
 * @project_key: whose
 * @run: from jm_store_begin_run(), of a walk that came to its end
 *
 * Returns: (transfer full): resolves to a #GBytes of gint64, the ids of the issues that this walk
 *   and all later ones did not see; rejects with JM_STORE_ERROR
 */
DexFuture *
jm_store_list_unseen (JmStore    *self,
                      const char *project_key,
                      gint64      run)
{
  GoneJob *job;

  dex_return_error_if_fail (JM_IS_STORE (self));
  dex_return_error_if_fail (project_key != NULL);

  job = gone_job_new (self);
  job->name = g_strdup (project_key);
  job->run = run;
  return jm_database_read (jm_store_get_database (self), list_unseen_job, job, gone_job_free);
}

/**
 * jm_store_list_stale:
 * @resource: comments, work logs or history
 * @limit: how many at most
 *
 * Returns: (transfer full): resolves to a #GBytes of gint64, the ids of issues that were changed
 *   since @resource of them was whole, newest first; rejects with JM_STORE_ERROR
 */
DexFuture *
jm_store_list_stale (JmStore      *self,
                     JmResourceId  resource,
                     guint         limit)
{
  GoneJob *job;

  dex_return_error_if_fail (JM_IS_STORE (self));
  dex_return_error_if_fail (jm_part_is_part (resource));

  job = gone_job_new (self);
  job->name = g_strdup (jm_resource_get_name (resource));
  job->limit = limit;
  return jm_database_read (jm_store_get_database (self), list_stale_job, job, gone_job_free);
}

/**
 * jm_store_bury:
 * @ids: of gint64
 *
 * They leave every list and count, with their comments and history. For 30 days jm_store_get_document()
 * still has them; when one comes again with a page, all of it is there again.
 *
 * Returns: (transfer full): resolves to how many there were (int64); rejects with JM_STORE_ERROR
 */
DexFuture *
jm_store_bury (JmStore *self,
               GBytes  *ids)
{
  GoneJob *job;

  dex_return_error_if_fail (JM_IS_STORE (self));
  dex_return_error_if_fail (ids != NULL);

  job = gone_job_new (self);
  job->ids = g_bytes_ref (ids);
  return jm_store_write (self, bury_job, job, gone_job_free, &job->changed);
}

/**
 * jm_store_prune:
 * @keep_days: issues that were done longer ago go; 0: none does
 * @projects: (nullable): keys of those that are chosen; NULL: all are
 * @resources: bits of #JmResourceId that are chosen; projects stay in any case
 *
 * Portion by portion, so that others get at the file meanwhile.
 *
 * Returns: (transfer full): resolves to how many rows are gone (int64); rejects with JM_STORE_ERROR
 */
DexFuture *
jm_store_prune (JmStore           *self,
                guint              keep_days,
                const char *const *projects,
                guint32            resources)
{
  GoneJob *job;

  dex_return_error_if_fail (JM_IS_STORE (self));

  job = gone_job_new (self);
  job->done_before_ms = keep_days > 0 ? job->now_ms - keep_days * DAY_MS : G_MININT64;
  job->projects = projects != NULL ? dup_array (projects) : NULL;
  job->resources = resources;
  return dex_scheduler_spawn (NULL, 0, prune_fiber, job, gone_job_free);
}
