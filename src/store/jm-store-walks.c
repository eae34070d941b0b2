/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "store/jm-store-walks.h"

#include <glib/gi18n.h>

#include "store/jm-statement.h"
#include "store/jm-store-parts.h"
#include "store/jm-store-private.h"

/*
 * A run has a name and a number; numbers only grow, also those of other processes. Within it each
 * resource (of each owner) is walked through, page by page. A page, its rows and the place where the
 * walk goes on are one transaction, so a walk that is cut off anywhere goes on where it was.
 *
 *   begin_run ▸ put_page ▸ put_page … ▸ finish_walk ▸ (the next resource) … ▸ end_run
 *       ▲            └── killed: the rows and the position are there
 *       └── the same number again, until end_run
 */

/* More of both are not believed at once (D23). */
#define DOUBT_ROWS 500
#define DOUBT_PERCENT 5

/* clang-format off */
static const char begin_run_sql[] =
  "INSERT INTO runs (name, run, open)"
  "  SELECT ?1, 1 + max (ifnull ((SELECT max (run) FROM runs), 0),"
  "                      ifnull ((SELECT max (run) FROM walks), 0)), 1"
  "  WHERE TRUE"
  "  ON CONFLICT DO UPDATE SET open = 1, run = CASE open WHEN 1 THEN run ELSE excluded.run END"
  "  RETURNING run";
static const char end_run_sql[] = "UPDATE runs SET open = 0 WHERE name = ?1";

static const char place_sql[] =
  "SELECT fetched FROM walks WHERE resource = ?1 AND owner = ?2 AND run = ?3";
static const char get_walk_sql[] =
  "SELECT done, position, fetched FROM walks WHERE resource = ?1 AND owner = ?2 AND run = ?3";
static const char step_sql[] =
  "INSERT INTO walks (resource, owner, run, position, done, fetched, fetched_at_ms, doubted_run)"
  "  VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, 0)"
  "  ON CONFLICT DO UPDATE SET"
  "    fetched = excluded.fetched + CASE run WHEN excluded.run THEN fetched ELSE 0 END,"
  "    run = excluded.run, position = excluded.position, done = excluded.done,"
  "    fetched_at_ms = max (fetched_at_ms, excluded.fetched_at_ms)"
  "  WHERE excluded.run >= run";
static const char finish_sql[] =
  "INSERT INTO walks (resource, owner, run, position, done, fetched, fetched_at_ms, doubted_run)"
  "  VALUES (?1, ?2, ?3, NULL, 1, 0, ?4, 0)"
  "  ON CONFLICT DO UPDATE SET"
  "    fetched = CASE run WHEN excluded.run THEN fetched ELSE 0 END, run = max (run, excluded.run),"
  "    position = NULL, done = 1, fetched_at_ms = excluded.fetched_at_ms, doubted_run = 0";
static const char doubt_sql[] =
  "INSERT INTO walks (resource, owner, run, position, done, fetched, fetched_at_ms, doubted_run)"
  "  VALUES (?1, ?2, ?3, NULL, 1, 0, 0, ?3)"
  "  ON CONFLICT DO UPDATE SET position = NULL, done = 1, doubted_run = excluded.doubted_run";
static const char doubted_sql[] =
  "SELECT doubted_run FROM walks WHERE resource = ?1 AND owner = ?2";
static const char forget_sql[] = "DELETE FROM walks WHERE resource = ?1 AND owner = ?2";
static const char fetched_sql[] = "UPDATE resources SET fetched_at_ms = ?1 WHERE id = ?2";

static const char cursor_sql[] =
  "INSERT INTO facts (name, value) VALUES ('cursor', CAST (?1 AS TEXT))"
  "  ON CONFLICT DO UPDATE SET value = excluded.value"
  "  WHERE CAST (excluded.value AS INTEGER) > CAST (value AS INTEGER)";
static const char set_cursor_sql[] =
  "INSERT INTO facts (name, value) VALUES ('cursor', CAST (?1 AS TEXT))"
  "  ON CONFLICT DO UPDATE SET value = excluded.value";

/* For which `updated` a part of an issue is whole: below zero until its walk has ended, so that an
 * issue that changes meanwhile stays behind. */
static const char begin_part_sql[] =
  "INSERT INTO issue_parts (issue_id, resource, updated_ms)"
  "  SELECT id, ?2, -1 - updated_ms FROM issues WHERE id = CAST (?1 AS INTEGER)"
  "  ON CONFLICT DO UPDATE SET updated_ms = excluded.updated_ms";
static const char end_part_sql[] =
  "INSERT INTO issue_parts (issue_id, resource, updated_ms)"
  "  SELECT id, ?2, updated_ms FROM issues WHERE id = CAST (?1 AS INTEGER)"
  "  ON CONFLICT DO UPDATE SET updated_ms = -1 - updated_ms WHERE updated_ms < 0";

static const char deny_sql[] = "UPDATE resources SET denied = ?1 WHERE id = ?2 AND denied IS NOT ?1";
/* clang-format on */

/* --- a page of a walk */

static gboolean
begin_part (sqlite3          *connection,
            const JmPageJob  *job,
            GError          **error)
{
  gint64 number = jm_resource_number (connection, job->resource->id, error);

  return number != 0 &&
         jm_statement_run (connection, error, _("Could not store what Jira sent"), begin_part_sql,
                           "si", job->owner, number);
}

gboolean
jm_walk_begin_page (sqlite3          *connection,
                    const JmPageJob  *job,
                    gint64           *place,
                    GError          **error)
{
  g_autoptr (GError) failure = NULL;

  *place = jm_statement_int (connection, &failure, _("Could not store what Jira sent"), 0,
                             place_sql, "ssi", jm_resource_get_name (job->resource->id),
                             job->owner, job->run);
  if (failure == NULL && *place == 0 && jm_part_is_part (job->resource->id))
    begin_part (connection, job, &failure);
  if (failure == NULL)
    return TRUE;

  g_propagate_error (error, g_steal_pointer (&failure));
  return FALSE;
}

gboolean
jm_walk_end_page (sqlite3          *connection,
                  const JmPageJob  *job,
                  GError          **error)
{
  const char *what = _("Could not store what Jira sent");
  gboolean done = job->position == NULL;
  /* Nobody has to ask about issues that it did not see before they were fetched. */
  gboolean fetched = done && job->resource->id == JM_RESOURCE_ISSUES;

  return jm_statement_run (connection, error, what, step_sql, "ssisiii",
                           jm_resource_get_name (job->resource->id), job->owner, job->run,
                           job->position, (gint64) done, (gint64) job->result.n_rows,
                           fetched ? job->now_ms : (gint64) 0) &&
         (!(job->flags & JM_PAGE_CURSOR) || job->result.newest_ms == 0 ||
          jm_statement_run (connection, error, what, cursor_sql, "i", job->result.newest_ms));
}

/* --- the jobs */

typedef struct
{
  JmStore *store;
  JmResourceId id;
  char *name;  /* of a run; why it is denied */
  char *owner; /* "" for none */
  gint64 run;
  gint64 now_ms;
  char *user_id;
  guint32 changed;
} WalkJob;

static WalkJob *
walk_job_new (JmStore      *store,
              JmResourceId  id,
              const char   *owner,
              gint64        run)
{
  WalkJob *job = g_new0 (WalkJob, 1);

  job->store = g_object_ref (store);
  job->id = id;
  job->owner = g_strdup (owner != NULL ? owner : "");
  job->run = run;
  job->now_ms = jm_clock_get_wall_ms (jm_store_get_clock (store));
  job->user_id = g_strdup (jm_store_get_user_id (store));
  return job;
}

static void
walk_job_free (gpointer data)
{
  WalkJob *job = data;

  g_object_unref (job->store);
  g_free (job->name);
  g_free (job->owner);
  g_free (job->user_id);
  g_free (job);
}

static DexFuture *
begin_run_job (sqlite3  *connection,
               gpointer  data)
{
  g_autoptr (GError) error = NULL;
  WalkJob *job = data;
  gint64 run = jm_statement_int (connection, &error, _("Could not begin the fetch"), 0,
                                 begin_run_sql, "s", job->name);

  return error != NULL ? dex_future_new_for_error (g_steal_pointer (&error)) :
                         dex_future_new_for_int64 (run);
}

static DexFuture *
end_run_job (sqlite3  *connection,
             gpointer  data)
{
  g_autoptr (GError) error = NULL;
  WalkJob *job = data;

  if (!jm_statement_run (connection, &error, _("Could not finish the fetch"), end_run_sql, "s",
                         job->name))
    return dex_future_new_for_error (g_steal_pointer (&error));

  /* The pages that were kept for writing are not needed until the next one. */
  sqlite3_db_release_memory (connection);
  return dex_future_new_true ();
}

static DexFuture *
get_walk_job (sqlite3  *connection,
              gpointer  data)
{
  const char *what = _("Could not begin the fetch");
  g_autoptr (GError) error = NULL;
  g_autoptr (JmWalk) walk = g_new0 (JmWalk, 1);
  WalkJob *job = data;
  sqlite3_stmt *statement =
      jm_statement_get (connection, &error, what, get_walk_sql, "ssi",
                        jm_resource_get_name (job->id), job->owner, job->run);

  walk->run = job->run;
  if (statement != NULL && jm_statement_step (statement, what, &error))
    {
      walk->done = sqlite3_column_int (statement, 0) != 0;
      walk->position = jm_statement_dup (statement, 1);
      walk->fetched = sqlite3_column_int64 (statement, 2);
    }

  return error != NULL ? dex_future_new_for_error (g_steal_pointer (&error)) :
                         dex_future_new_take_boxed (JM_TYPE_WALK, g_steal_pointer (&walk));
}

/* --- the end of a walk */

typedef struct
{
  const char *census;      /* gone, all */
  const char *remove_gone; /* the same places */
} FinishSql;

/* ?1 the number of the resource, ?2 owner, ?3 run. Along the primary key. */
#define GONE_THINGS "FROM things WHERE resource = ?1 AND owner = ?2 AND run < ?3"
#define GONE_PROJECTS "FROM projects WHERE ?1 > 0 AND ?2 = '' AND run < ?3"

static const FinishSql finish_things = {
  .census = "SELECT (SELECT count (*) " GONE_THINGS "),"
            "  (SELECT count (*) FROM things WHERE resource = ?1 AND owner = ?2)",
  .remove_gone = "DELETE " GONE_THINGS,
};
static const FinishSql finish_projects = {
  .census = "SELECT (SELECT count (*) " GONE_PROJECTS "), (SELECT count (*) FROM projects)",
  .remove_gone = "DELETE " GONE_PROJECTS,
};

typedef struct
{
  gint64 gone;
  gint64 all;
  gint64 doubted_run;
} Census;

static gboolean
take_census (sqlite3          *connection,
             const WalkJob    *job,
             const FinishSql  *sql,
             gint64            number,
             Census           *census,
             GError          **error)
{
  const char *what = _("Could not finish the fetch");
  g_autoptr (GError) failure = NULL;
  sqlite3_stmt *statement = jm_statement_get (connection, &failure, what, sql->census, "isi",
                                              number, job->owner, job->run);

  if (statement != NULL && jm_statement_step (statement, what, &failure))
    {
      census->gone = sqlite3_column_int64 (statement, 0);
      census->all = sqlite3_column_int64 (statement, 1);
      sqlite3_reset (statement);
    }
  if (failure == NULL)
    census->doubted_run = jm_statement_int (connection, &failure, what, 0, doubted_sql, "ss",
                                            jm_resource_get_name (job->id), job->owner);
  if (failure == NULL)
    return TRUE;

  g_propagate_error (error, g_steal_pointer (&failure));
  return FALSE;
}

static gboolean
is_doubtful (const Census *census)
{
  return census->gone > DOUBT_ROWS && census->gone * 100 > census->all * DOUBT_PERCENT;
}

/* Of an issue's part nobody asks for the walk later: what it is whole for is with the issue. */
static gboolean
note_finished (sqlite3        *connection,
               const WalkJob  *job,
               gint64          number,
               GError        **error)
{
  const char *what = _("Could not finish the fetch");
  const char *name = jm_resource_get_name (job->id);

  if (!jm_statement_run (connection, error, what, fetched_sql, "ii", job->now_ms, number))
    return FALSE;
  if (jm_part_is_part (job->id))
    return jm_statement_run (connection, error, what, end_part_sql, "si", job->owner, number) &&
           jm_statement_run (connection, error, what, forget_sql, "ss", name, job->owner);

  return jm_statement_run (connection, error, what, finish_sql, "ssii", name, job->owner, job->run,
                           job->now_ms);
}

/* What no run since @bound has seen goes. In doubt that is what an earlier doubted run has missed
 * as well. How many, or -1. */
static gint64
remove_gone (sqlite3          *connection,
             WalkJob          *job,
             const FinishSql  *sql,
             gint64            number,
             gint64            bound,
             GError          **error)
{
  gint64 gone;

  if (!jm_statement_run (connection, error, _("Could not finish the fetch"), sql->remove_gone,
                         "isi", number, job->owner, bound))
    return -1;

  gone = sqlite3_changes64 (connection);
  if (gone > 0)
    job->changed |= 1u << job->id;
  if (gone > 0 && job->id == JM_RESOURCE_COMMENTS &&
      !jm_text_rebuild (connection, g_ascii_strtoll (job->owner, NULL, 10), job->user_id, error))
    return -1;

  return note_finished (connection, job, number, error) ? gone : -1;
}

static gint64
finish_walk (sqlite3  *connection,
             WalkJob  *job,
             GError  **error)
{
  const FinishSql *sql = job->id == JM_RESOURCE_PROJECTS ? &finish_projects : &finish_things;
  gint64 number = jm_resource_number (connection, job->id, error);
  Census census = { 0 };

  if (number == 0)
    return -1;
  /* Of issues nothing goes on the word of a search. */
  if (job->id == JM_RESOURCE_ISSUES)
    return note_finished (connection, job, number, error) ? 0 : -1;
  if (!take_census (connection, job, sql, number, &census, error))
    return -1;

  if (!is_doubtful (&census))
    return remove_gone (connection, job, sql, number, job->run, error);
  if (census.doubted_run > 0)
    return remove_gone (connection, job, sql, number, MIN (census.doubted_run, job->run), error);

  jm_statement_run (connection, error, _("Could not finish the fetch"), doubt_sql, "ssi",
                    jm_resource_get_name (job->id), job->owner, job->run);
  return -1;
}

static DexFuture *
finish_walk_job (sqlite3  *connection,
                 gpointer  data)
{
  g_autoptr (GError) error = NULL;
  gint64 gone = finish_walk (connection, data, &error);

  return error != NULL ? dex_future_new_for_error (g_steal_pointer (&error)) :
                         dex_future_new_for_int64 (gone);
}

/* --- denied, cursor */

static DexFuture *
deny_job (sqlite3  *connection,
          gpointer  data)
{
  g_autoptr (GError) error = NULL;
  WalkJob *job = data;
  gint64 number = jm_resource_number (connection, job->id, &error);

  if (number != 0 && jm_statement_run (connection, &error, _("Could not store what Jira sent"), deny_sql, "si", job->name, number) &&
      sqlite3_changes64 (connection) > 0)
    job->changed |= 1u << job->id;

  return error != NULL ? dex_future_new_for_error (g_steal_pointer (&error)) :
                         dex_future_new_true ();
}

static DexFuture *
get_cursor_job (sqlite3  *connection,
                gpointer  data)
{
  g_autoptr (GError) error = NULL;
  gint64 cursor = jm_statement_int (connection, &error, _("Could not read"), 0,
                                    "SELECT value FROM facts WHERE name = 'cursor'", "");

  return error != NULL ? dex_future_new_for_error (g_steal_pointer (&error)) :
                         dex_future_new_for_int64 (cursor);
}

static DexFuture *
set_cursor_job (sqlite3  *connection,
                gpointer  data)
{
  g_autoptr (GError) error = NULL;
  WalkJob *job = data;

  if (!jm_statement_run (connection, &error, _("Could not store what Jira sent"), set_cursor_sql,
                         "i", job->run))
    return dex_future_new_for_error (g_steal_pointer (&error));

  return dex_future_new_true ();
}

/* --- public */

static DexFuture *
write_job (WalkJob       *job,
           JmDatabaseJob  run)
{
  return jm_store_write (job->store, run, job, walk_job_free, &job->changed);
}

/**
 * jm_store_begin_run:
 * @name: "full", "census", "project/WEB" …
 *
 * Returns: (transfer full): resolves to the number of the run of this name that was not ended, or
 *   else to a new one, higher than all before, also those of other processes (int64); rejects with
 *   JM_STORE_ERROR
 */
DexFuture *
jm_store_begin_run (JmStore    *self,
                    const char *name)
{
  WalkJob *job;

  dex_return_error_if_fail (JM_IS_STORE (self));
  dex_return_error_if_fail (name != NULL);

  job = walk_job_new (self, 0, NULL, 0);
  job->name = g_strdup (name);
  return write_job (job, begin_run_job);
}

/**
 * jm_store_end_run:
 *
 * Returns: (transfer full): resolves to TRUE; rejects with JM_STORE_ERROR
 */
DexFuture *
jm_store_end_run (JmStore    *self,
                  const char *name)
{
  WalkJob *job;

  dex_return_error_if_fail (JM_IS_STORE (self));
  dex_return_error_if_fail (name != NULL);

  job = walk_job_new (self, 0, NULL, 0);
  job->name = g_strdup (name);
  return write_job (job, end_run_job);
}

/**
 * jm_store_get_walk:
 * @owner: (nullable): as for jm_store_put_page()
 *
 * Returns: (transfer full): resolves to a #JmWalk; one at its beginning when this run has put no
 *   page of it; rejects with JM_STORE_ERROR
 */
DexFuture *
jm_store_get_walk (JmStore          *self,
                   const JmResource *resource,
                   const char       *owner,
                   gint64            run)
{
  dex_return_error_if_fail (JM_IS_STORE (self));
  dex_return_error_if_fail (resource != NULL && resource->id < JM_N_RESOURCES);

  return jm_database_read (jm_store_get_database (self), get_walk_job,
                           walk_job_new (self, resource->id, owner, run), walk_job_free);
}

/**
 * jm_store_finish_walk:
 * @owner: (nullable): as for jm_store_put_page()
 *
 * Removes the rows that the run did not see. When these are more than 500 and more than 5 % of all,
 * nothing is removed: only the next complete walk that misses them too removes them (D23). Of issues
 * nothing is removed at all.
 *
 * Returns: (transfer full): resolves to how many are gone, -1 in doubt (int64); rejects with
 *   JM_STORE_ERROR
 */
DexFuture *
jm_store_finish_walk (JmStore          *self,
                      const JmResource *resource,
                      const char       *owner,
                      gint64            run)
{
  dex_return_error_if_fail (JM_IS_STORE (self));
  dex_return_error_if_fail (resource != NULL && resource->id < JM_N_RESOURCES);

  return write_job (walk_job_new (self, resource->id, owner, run), finish_walk_job);
}

/**
 * jm_store_deny:
 * @why: (nullable): a sentence for people; NULL: the token may read it again
 *
 * Returns: (transfer full): resolves to TRUE; rejects with JM_STORE_ERROR
 */
DexFuture *
jm_store_deny (JmStore      *self,
               JmResourceId  resource,
               const char   *why)
{
  WalkJob *job;

  dex_return_error_if_fail (JM_IS_STORE (self));
  dex_return_error_if_fail (resource < JM_N_RESOURCES);

  job = walk_job_new (self, resource, NULL, 0);
  job->name = g_strdup (why);
  return write_job (job, deny_job);
}

/**
 * jm_store_get_cursor:
 *
 * Returns: (transfer full): resolves to ms since the epoch by Jira's clock, 0 never (int64); rejects
 *   with JM_STORE_ERROR
 */
DexFuture *
jm_store_get_cursor (JmStore *self)
{
  dex_return_error_if_fail (JM_IS_STORE (self));

  return jm_database_read (jm_store_get_database (self), get_cursor_job, NULL, NULL);
}

/**
 * jm_store_set_cursor:
 * @cursor_ms: ms since the epoch by Jira's clock; may go back
 *
 * Returns: (transfer full): resolves to TRUE; rejects with JM_STORE_ERROR
 */
DexFuture *
jm_store_set_cursor (JmStore *self,
                     gint64   cursor_ms)
{
  dex_return_error_if_fail (JM_IS_STORE (self));

  return write_job (walk_job_new (self, 0, NULL, cursor_ms), set_cursor_job);
}
