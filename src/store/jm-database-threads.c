/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "store/jm-connection.h"
#include "store/jm-database-private.h"
#include "store/jm-statement.h"

/* Jobs of one transaction at most: nobody waits for longer than a tenth of a second. */
#define GROUP 8

/* --- running a job on its thread */

static gboolean
execute (sqlite3     *connection,
         const char  *sql,
         const char  *what,
         GError     **error)
{
  if (sqlite3_exec (connection, sql, NULL, NULL, NULL) == SQLITE_OK)
    return TRUE;

  g_propagate_error (error, jm_database_error (connection, what));
  return FALSE;
}

/* SQLite goes on writing to a file that nobody can find any more. */
static gboolean
check_still_there (sqlite3  *connection,
                   GError  **error)
{
  int moved = 0;

  sqlite3_file_control (connection, "main", SQLITE_FCNTL_HAS_MOVED, &moved);
  if (!moved)
    return TRUE;

  g_set_error_literal (error, JM_STORE_ERROR, JM_STORE_ERROR_CLOSED,
                       _("The data file was moved or removed while it was in use"));
  return FALSE;
}

static void
run_task (JmDatabaseCore *core,
          sqlite3        *connection,
          JmDatabaseTask *task,
          const char     *begin)
{
  g_autoptr (DexFuture) result = NULL;
  g_autoptr (GError) error = NULL;
  const GValue *value = NULL;

  if (check_still_there (connection, &error) &&
      execute (connection, begin, _("Could not begin"), &error))
    {
      result = task->job (connection, task->data);
      value = dex_future_get_value (result, &error);
      jm_statement_reset_all (connection);
      if (error == NULL)
        execute (connection, "COMMIT", _("Could not store"), &error);
      /* On a full disk SQLite may have rolled back already. */
      if (error != NULL && !sqlite3_get_autocommit (connection))
        sqlite3_exec (connection, "ROLLBACK", NULL, NULL, NULL);
    }

  if (error == NULL)
    {
      jm_database_task_resolve (task, value);
      return;
    }

  if (g_error_matches (error, JM_STORE_ERROR, JM_STORE_ERROR_CORRUPT))
    jm_connection_mark_damaged (core->path);
  jm_database_task_reject (task, g_steal_pointer (&error));
}

/* --- several jobs in one transaction */

/* Jobs that wait behind @first and may share its transaction. @behind: one that was taken and may not. */
static GPtrArray *
gather (JmDatabaseCore  *core,
        JmDatabaseTask  *first,
        JmDatabaseTask **behind)
{
  GPtrArray *group = g_ptr_array_new_with_free_func ((GDestroyNotify) jm_database_task_free);
  JmDatabaseTask *task = first;

  while (task != NULL && task->kind == JM_DATABASE_TASK_RUN && task->together)
    {
      g_ptr_array_add (group, task);
      task = group->len < GROUP ? jm_database_task_try_pop (core->writes) : NULL;
    }

  *behind = task;
  return group;
}

/* Runs all of them, and leaves the transaction open. The results, or NULL at the first that fails. */
static GPtrArray *
run_jobs (sqlite3   *connection,
          GPtrArray *group)
{
  g_autoptr (GPtrArray) results = g_ptr_array_new_with_free_func (dex_unref);

  for (guint i = 0; i < group->len; i++)
    {
      JmDatabaseTask *task = g_ptr_array_index (group, i);
      DexFuture *result = task->job (connection, task->data);

      g_ptr_array_add (results, result);
      jm_statement_reset_all (connection);
      if (!dex_future_is_resolved (result))
        return NULL;
    }

  return g_steal_pointer (&results);
}

/* A transaction of many rows costs less a row: they share the pages that they touch. When anything
 * fails nothing of it is stored, and each job gets a transaction of its own, and its own error. */
static void
run_group (JmDatabaseCore *core,
           sqlite3        *connection,
           GPtrArray      *group)
{
  g_autoptr (GPtrArray) results = NULL;

  if (group->len > 1 && check_still_there (connection, NULL) &&
      sqlite3_exec (connection, "BEGIN IMMEDIATE", NULL, NULL, NULL) == SQLITE_OK)
    {
      results = run_jobs (connection, group);
      if (results != NULL && sqlite3_exec (connection, "COMMIT", NULL, NULL, NULL) != SQLITE_OK)
        g_clear_pointer (&results, g_ptr_array_unref);
      if (!sqlite3_get_autocommit (connection))
        sqlite3_exec (connection, "ROLLBACK", NULL, NULL, NULL);
    }

  for (guint i = 0; i < group->len; i++)
    {
      JmDatabaseTask *task = g_ptr_array_index (group, i);

      if (results != NULL)
        jm_database_task_resolve (task, dex_future_get_value (g_ptr_array_index (results, i), NULL));
      else
        run_task (core, connection, task, "BEGIN IMMEDIATE");
    }
}

/* --- the writer */

/* What was deleted is overwritten in the file (secure_delete), but older copies of its pages lie in
 * the log until that is folded in. A reader of another process may hold it up for longer than we
 * wait: then the answer is FALSE. */
static void
scrub_file (sqlite3        *connection,
            JmDatabaseTask *task)
{
  int code = sqlite3_exec (connection, "VACUUM", NULL, NULL, NULL);

  if (code == SQLITE_OK)
    code = sqlite3_wal_checkpoint_v2 (connection, NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);
  dex_promise_resolve_boolean (task->promise, code == SQLITE_OK);
}

static sqlite3 *
open_file (JmDatabaseCore *core,
           JmDatabaseTask *task)
{
  g_autoptr (GError) error = NULL;
  sqlite3 *connection = jm_connection_open_writer (core->path, core->schema, &error);

  jm_database_core_set_opened (core, connection != NULL ? JM_DATABASE_OPEN : JM_DATABASE_FAILED,
                               error != NULL ? g_error_copy (error) : NULL);
  if (connection != NULL)
    dex_promise_resolve_boolean (task->promise, TRUE);
  else
    dex_promise_reject (task->promise, g_steal_pointer (&error));

  return connection;
}

gpointer
jm_database_writer_main (gpointer data)
{
  JmDatabaseCore *core = data;
  sqlite3 *connection = NULL;
  JmDatabaseTask *behind = NULL; /* taken already */
  gboolean running = TRUE;

  while (running)
    {
      JmDatabaseTask *task = behind != NULL ? g_steal_pointer (&behind) : jm_database_task_pop (core->writes);

      if (task->kind == JM_DATABASE_TASK_RUN && task->together && connection != NULL)
        {
          g_autoptr (GPtrArray) group = gather (core, task, &behind);

          run_group (core, connection, group);
          continue;
        }
      if (task->kind == JM_DATABASE_TASK_OPEN && connection == NULL)
        connection = open_file (core, task);
      else if (task->kind == JM_DATABASE_TASK_RUN && connection != NULL)
        run_task (core, connection, task, "BEGIN IMMEDIATE");
      else if (task->kind == JM_DATABASE_TASK_SCRUB && connection != NULL)
        scrub_file (connection, task);
      else if (task->kind == JM_DATABASE_TASK_RUN || task->kind == JM_DATABASE_TASK_SCRUB)
        jm_database_task_reject (task, jm_database_core_dup_failure (core));
      else
        {
          /* The last connection that closes empties the log and removes it, and a reader cannot. */
          jm_database_core_wait_for_readers (core);
          if (connection != NULL)
            sqlite3_wal_checkpoint_v2 (connection, NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);
          jm_connection_close (g_steal_pointer (&connection));
          dex_promise_resolve_boolean (task->promise, TRUE);
          running = FALSE;
        }
      jm_database_task_free (task);
    }

  jm_database_core_unref (core);
  return NULL;
}

/* --- the two that read */

static sqlite3 *
open_reading (JmDatabaseCore  *core,
              GError         **error)
{
  return jm_database_core_wait_for_open (core, error) ? jm_connection_open_reader (core->path, error) : NULL;
}

static void
run_reads (JmDatabaseCore *core,
           GAsyncQueue    *queue)
{
  sqlite3 *connection = NULL;
  gboolean running = TRUE;

  while (running)
    {
      g_autoptr (GError) error = NULL;
      JmDatabaseTask *task = jm_database_task_pop (queue);

      if (task->kind == JM_DATABASE_TASK_CLOSE)
        running = FALSE;
      else if (connection == NULL && (connection = open_reading (core, &error)) == NULL)
        jm_database_task_reject (task, g_steal_pointer (&error));
      else
        run_task (core, connection, task, "BEGIN");

      jm_database_task_free (task);
    }

  jm_connection_close (connection);
  g_mutex_lock (&core->mutex);
  core->n_readers--;
  g_cond_broadcast (&core->changed);
  g_mutex_unlock (&core->mutex);
  jm_database_core_unref (core);
}

gpointer
jm_database_reader_main (gpointer data)
{
  run_reads (data, ((JmDatabaseCore *) data)->reads);
  return NULL;
}

gpointer
jm_database_scanner_main (gpointer data)
{
  run_reads (data, ((JmDatabaseCore *) data)->scans);
  return NULL;
}
