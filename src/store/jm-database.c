/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "store/jm-database.h"

#include <glib/gi18n.h>
#include <glib/gstdio.h>

#include "store/jm-connection.h"
#include "store/jm-statement.h"

/* Jobs of one transaction at most: nobody waits for longer than a tenth of a second. */
#define GROUP 8

/*
 * JmDatabase:
 *
 * Lives on the main context. What its three threads share with it is a Core, which the last of the
 * four frees. The threads never see the object, so it can be dropped at any time: what is queued
 * is finished, then the file is closed.
 *
 *   main context   open ──┐  write ──┐        read ──┐         close: reader first, then writer
 *   writer         ▸ open file ▸ BEGIN job COMMIT …  │ … ▸ waits for the reader ▸ checkpoint ▸
 * close readers           waits for the writer's open ▸ BEGIN job COMMIT … ▸ close
 */

typedef enum
{
  CORE_OPENING,
  CORE_OPEN,
  CORE_FAILED,
} CoreState;

typedef struct
{
  char *path;
  const JmSchema *schema;
  GAsyncQueue *writes;
  GAsyncQueue *reads;
  GAsyncQueue *scans;

  GMutex mutex;
  GCond changed;
  CoreState state; /* under the mutex, as all below */
  GError *failure;
  guint n_readers; /* threads */
} Core;

typedef enum
{
  TASK_OPEN,
  TASK_RUN,
  TASK_SCRUB,
  TASK_CLOSE,
} TaskKind;

typedef struct
{
  TaskKind kind;
  JmDatabaseJob job;
  gpointer data;
  GDestroyNotify free_data;
  gboolean together; /* may share its transaction, and may run again */
  DexPromise *promise;
  int handed_over; /* orders memory between the threads, also in the eyes of ThreadSanitizer */
} Task;

struct _JmDatabase
{
  GObject parent_instance;

  Core *core;
  GThread *writer;
  GThread *reader;
  GThread *scanner;
  DexPromise *opening;
  DexPromise *closing;
};

G_DEFINE_FINAL_TYPE (JmDatabase, jm_database, G_TYPE_OBJECT)

/* --- tasks */

static Task *
task_new (TaskKind       kind,
          JmDatabaseJob  job,
          gpointer       data,
          GDestroyNotify free_data)
{
  Task *task = g_new0 (Task, 1);

  task->kind = kind;
  task->job = job;
  task->data = data;
  task->free_data = free_data;
  task->promise = dex_promise_new ();
  return task;
}

static void
task_drop_data (Task *task)
{
  if (task->free_data != NULL)
    task->free_data (g_steal_pointer (&task->data));
  task->free_data = NULL;
}

static void
task_free (Task *task)
{
  task_drop_data (task);
  dex_unref (task->promise);
  g_free (task);
}

static DexFuture *
task_push (GAsyncQueue *queue,
           Task        *task)
{
  DexFuture *future = dex_ref (DEX_FUTURE (task->promise));

  g_atomic_int_set (&task->handed_over, TRUE);
  g_async_queue_push (queue, task);
  return future;
}

static Task *
task_take (Task *task)
{
  g_assert (g_atomic_int_get (&task->handed_over));
  return task;
}

static Task *
task_pop (GAsyncQueue *queue)
{
  return task_take (g_async_queue_pop (queue));
}

/* NULL when nothing waits. */
static Task *
task_try_pop (GAsyncQueue *queue)
{
  Task *task = g_async_queue_try_pop (queue);

  return task != NULL ? task_take (task) : NULL;
}

/* The data goes first: whoever waits may rely on it being gone. */
static void
task_reject (Task   *task,
             GError *error)
{
  task_drop_data (task);
  dex_promise_reject (task->promise, error);
}

static void
task_resolve (Task         *task,
              const GValue *value)
{
  task_drop_data (task);
  dex_promise_resolve (task->promise, value);
}

/* --- what the threads share */

static Core *
core_new (const char     *path,
          const JmSchema *schema)
{
  Core *core = g_atomic_rc_box_new0 (Core);

  core->path = g_strdup (path);
  core->schema = schema;
  core->writes = g_async_queue_new_full ((GDestroyNotify) task_free);
  core->reads = g_async_queue_new_full ((GDestroyNotify) task_free);
  core->scans = g_async_queue_new_full ((GDestroyNotify) task_free);
  g_mutex_init (&core->mutex);
  g_cond_init (&core->changed);
  return core;
}

static void
core_clear (Core *core)
{
  g_free (core->path);
  g_async_queue_unref (core->writes);
  g_async_queue_unref (core->reads);
  g_async_queue_unref (core->scans);
  g_mutex_clear (&core->mutex);
  g_cond_clear (&core->changed);
  g_clear_error (&core->failure);
}

static void
core_unref (Core *core)
{
  g_atomic_rc_box_release_full (core, (GDestroyNotify) core_clear);
}

/* @failure: taken, NULL when it is open. While it is tried again, the old one stands. */
static void
core_set_opened (Core      *core,
                 CoreState  state,
                 GError    *failure)
{
  g_mutex_lock (&core->mutex);
  core->state = state;
  if (state != CORE_OPENING)
    g_clear_error (&core->failure);
  if (failure != NULL)
    core->failure = failure;
  g_cond_broadcast (&core->changed);
  g_mutex_unlock (&core->mutex);
}

static void
core_wait_for_readers (Core *core)
{
  g_mutex_lock (&core->mutex);
  while (core->n_readers > 0)
    g_cond_wait (&core->changed, &core->mutex);
  g_mutex_unlock (&core->mutex);
}

/* Waits until the file is open or cannot be opened: then a copy of the reason. */
static gboolean
core_wait_for_open (Core    *core,
                    GError **error)
{
  gboolean open;

  g_mutex_lock (&core->mutex);
  while (core->state == CORE_OPENING)
    g_cond_wait (&core->changed, &core->mutex);
  open = core->state == CORE_OPEN;
  if (!open)
    g_propagate_error (error, g_error_copy (core->failure));
  g_mutex_unlock (&core->mutex);

  return open;
}

static GError *
closed_error (void)
{
  return g_error_new_literal (JM_STORE_ERROR, JM_STORE_ERROR_CLOSED, _("The data file is closed"));
}

/* Why the writer has no file. It does not wait: the next try stands behind this job in its own
 * queue. */
static GError *
core_dup_failure (Core *core)
{
  GError *failure;

  g_mutex_lock (&core->mutex);
  failure = core->failure != NULL ? g_error_copy (core->failure) : closed_error ();
  g_mutex_unlock (&core->mutex);

  return failure;
}

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
run_task (Core       *core,
          sqlite3    *connection,
          Task       *task,
          const char *begin)
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
      task_resolve (task, value);
      return;
    }

  if (g_error_matches (error, JM_STORE_ERROR, JM_STORE_ERROR_CORRUPT))
    jm_connection_mark_damaged (core->path);
  task_reject (task, g_steal_pointer (&error));
}

/* --- several jobs in one transaction */

/* Jobs that wait behind @first and may share its transaction. @behind: one that was taken and may not. */
static GPtrArray *
gather (Core  *core,
        Task  *first,
        Task **behind)
{
  GPtrArray *group = g_ptr_array_new_with_free_func ((GDestroyNotify) task_free);
  Task *task = first;

  while (task != NULL && task->kind == TASK_RUN && task->together)
    {
      g_ptr_array_add (group, task);
      task = group->len < GROUP ? task_try_pop (core->writes) : NULL;
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
      Task *task = g_ptr_array_index (group, i);
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
run_group (Core      *core,
           sqlite3   *connection,
           GPtrArray *group)
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
      Task *task = g_ptr_array_index (group, i);

      if (results != NULL)
        task_resolve (task, dex_future_get_value (g_ptr_array_index (results, i), NULL));
      else
        run_task (core, connection, task, "BEGIN IMMEDIATE");
    }
}

/* --- the writer */

/* What was deleted is overwritten in the file (secure_delete), but older copies of its pages lie in
 * the log until that is folded in. A reader of another process may hold it up for longer than we
 * wait: then the answer is FALSE. */
static void
scrub_file (sqlite3 *connection,
            Task    *task)
{
  int code = sqlite3_exec (connection, "VACUUM", NULL, NULL, NULL);

  if (code == SQLITE_OK)
    code = sqlite3_wal_checkpoint_v2 (connection, NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);
  dex_promise_resolve_boolean (task->promise, code == SQLITE_OK);
}

static sqlite3 *
open_file (Core *core,
           Task *task)
{
  g_autoptr (GError) error = NULL;
  sqlite3 *connection = jm_connection_open_writer (core->path, core->schema, &error);

  core_set_opened (core, connection != NULL ? CORE_OPEN : CORE_FAILED,
                   error != NULL ? g_error_copy (error) : NULL);
  if (connection != NULL)
    dex_promise_resolve_boolean (task->promise, TRUE);
  else
    dex_promise_reject (task->promise, g_steal_pointer (&error));

  return connection;
}

static gpointer
writer_main (gpointer data)
{
  Core *core = data;
  sqlite3 *connection = NULL;
  Task *behind = NULL; /* taken already */
  gboolean running = TRUE;

  while (running)
    {
      Task *task = behind != NULL ? g_steal_pointer (&behind) : task_pop (core->writes);

      if (task->kind == TASK_RUN && task->together && connection != NULL)
        {
          g_autoptr (GPtrArray) group = gather (core, task, &behind);

          run_group (core, connection, group);
          continue;
        }
      if (task->kind == TASK_OPEN && connection == NULL)
        connection = open_file (core, task);
      else if (task->kind == TASK_RUN && connection != NULL)
        run_task (core, connection, task, "BEGIN IMMEDIATE");
      else if (task->kind == TASK_SCRUB && connection != NULL)
        scrub_file (connection, task);
      else if (task->kind == TASK_RUN || task->kind == TASK_SCRUB)
        task_reject (task, core_dup_failure (core));
      else
        {
          /* The last connection that closes empties the log and removes it, and a reader cannot. */
          core_wait_for_readers (core);
          if (connection != NULL)
            sqlite3_wal_checkpoint_v2 (connection, NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);
          jm_connection_close (g_steal_pointer (&connection));
          dex_promise_resolve_boolean (task->promise, TRUE);
          running = FALSE;
        }
      task_free (task);
    }

  core_unref (core);
  return NULL;
}

/* --- the two that read */

static sqlite3 *
open_reading (Core    *core,
              GError **error)
{
  return core_wait_for_open (core, error) ? jm_connection_open_reader (core->path, error) : NULL;
}

static void
run_reads (Core        *core,
           GAsyncQueue *queue)
{
  sqlite3 *connection = NULL;
  gboolean running = TRUE;

  while (running)
    {
      g_autoptr (GError) error = NULL;
      Task *task = task_pop (queue);

      if (task->kind == TASK_CLOSE)
        running = FALSE;
      else if (connection == NULL && (connection = open_reading (core, &error)) == NULL)
        task_reject (task, g_steal_pointer (&error));
      else
        run_task (core, connection, task, "BEGIN");

      task_free (task);
    }

  jm_connection_close (connection);
  g_mutex_lock (&core->mutex);
  core->n_readers--;
  g_cond_broadcast (&core->changed);
  g_mutex_unlock (&core->mutex);
  core_unref (core);
}

static gpointer
reader_main (gpointer data)
{
  run_reads (data, ((Core *) data)->reads);
  return NULL;
}

static gpointer
scanner_main (gpointer data)
{
  run_reads (data, ((Core *) data)->scans);
  return NULL;
}

/* --- the object */

static void
start_threads (JmDatabase *self)
{
  if (self->writer != NULL)
    return;

  self->core->n_readers = 2;
  self->writer = g_thread_new ("jm-writer", writer_main, g_atomic_rc_box_acquire (self->core));
  self->reader = g_thread_new ("jm-reader", reader_main, g_atomic_rc_box_acquire (self->core));
  self->scanner = g_thread_new ("jm-scanner", scanner_main, g_atomic_rc_box_acquire (self->core));
}

static DexFuture *
push_close (JmDatabase *self)
{
  dex_unref (task_push (self->core->reads, task_new (TASK_CLOSE, NULL, NULL, NULL)));
  dex_unref (task_push (self->core->scans, task_new (TASK_CLOSE, NULL, NULL, NULL)));
  return task_push (self->core->writes, task_new (TASK_CLOSE, NULL, NULL, NULL));
}

static DexFuture *
push_task (JmDatabase  *self,
           GAsyncQueue *queue,
           Task        *task)
{
  if (self->opening != NULL && self->closing == NULL)
    return task_push (queue, task);

  task_free (task);
  return dex_future_new_for_error (closed_error ());
}

static DexFuture *
push_job (JmDatabase     *self,
          GAsyncQueue    *queue,
          JmDatabaseJob   job,
          gpointer        data,
          GDestroyNotify  free_data)
{
  return push_task (self, queue, task_new (TASK_RUN, job, data, free_data));
}

static void
jm_database_finalize (GObject *object)
{
  JmDatabase *self = JM_DATABASE (object);

  if (self->writer != NULL && self->closing == NULL)
    dex_unref (push_close (self));
  g_clear_pointer (&self->writer, g_thread_unref);
  g_clear_pointer (&self->reader, g_thread_unref);
  g_clear_pointer (&self->scanner, g_thread_unref);
  dex_clear (&self->opening);
  dex_clear (&self->closing);
  g_clear_pointer (&self->core, core_unref);

  G_OBJECT_CLASS (jm_database_parent_class)->finalize (object);
}

static void
jm_database_class_init (JmDatabaseClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = jm_database_finalize;
}

static void
jm_database_init (JmDatabase *self)
{
}

/**
 * jm_database_new:
 * @path: the file; its folder exists
 * @schema: (transfer none): lives as long as the program
 *
 * Touches nothing yet: see jm_database_open().
 */
JmDatabase *
jm_database_new (const char     *path,
                 const JmSchema *schema)
{
  JmDatabase *self;

  g_return_val_if_fail (path != NULL, NULL);
  g_return_val_if_fail (schema != NULL && schema->steps != NULL, NULL);

  self = g_object_new (JM_TYPE_DATABASE, NULL);
  self->core = core_new (path, schema);
  return self;
}

/**
 * jm_database_open:
 *
 * Makes the file when there is none, looks at every page when it was not closed in order, brings it
 * up to date, and starts the threads. Jobs that are given meanwhile wait for it. May be called
 * again: then it joins, or, after a failure, tries once more.
 *
 * Returns: (transfer full): resolves to TRUE; rejects with JM_STORE_ERROR_CORRUPT, _NEWER, _BUSY,
 * _READ_ONLY, _FULL, _INVALID, _CLOSED or _FAILED, and the file is as it was
 */
DexFuture *
jm_database_open (JmDatabase *self)
{
  Task *task;

  dex_return_error_if_fail (JM_IS_DATABASE (self));

  if (self->closing != NULL)
    return dex_future_new_for_error (closed_error ());
  if (self->opening != NULL && !dex_future_is_rejected (DEX_FUTURE (self->opening)))
    return dex_ref (DEX_FUTURE (self->opening));

  start_threads (self);
  core_set_opened (self->core, CORE_OPENING, NULL);
  task = task_new (TASK_OPEN, NULL, NULL, NULL);
  dex_clear (&self->opening);
  self->opening = dex_ref (task->promise);
  return task_push (self->core->writes, task);
}

/**
 * jm_database_write:
 * @job: runs on the writer's thread inside a transaction of its own
 * @data: (nullable): for @job alone, from now on
 * @free_data: (nullable): called on the writer's thread, before the future is resolved
 *
 * Returns: (transfer full): resolves to what @job's future holds once it is committed; rejects with
 * its error after all was rolled back, or with JM_STORE_ERROR_CLOSED, _BUSY, _FULL … when the
 * transaction itself failed
 */
DexFuture *
jm_database_write (JmDatabase     *self,
                   JmDatabaseJob   job,
                   gpointer        data,
                   GDestroyNotify  free_data)
{
  dex_return_error_if_fail (JM_IS_DATABASE (self));
  dex_return_error_if_fail (job != NULL);

  return push_job (self, self->core->writes, job, data, free_data);
}

/**
 * jm_database_write_together:
 *
 * As jm_database_write(), for a job that many of come at once: those that wait at the same time share
 * a transaction. @job may be run more than once on the same @data, and only the last counts.
 */
DexFuture *
jm_database_write_together (JmDatabase     *self,
                            JmDatabaseJob   job,
                            gpointer        data,
                            GDestroyNotify  free_data)
{
  Task *task;

  dex_return_error_if_fail (JM_IS_DATABASE (self));
  dex_return_error_if_fail (job != NULL);

  task = task_new (TASK_RUN, job, data, free_data);
  task->together = TRUE;
  return push_task (self, self->core->writes, task);
}

/**
 * jm_database_read:
 *
 * As jm_database_write(), on the reader's thread: @job sees one state of the file from its
 * beginning to its end, and cannot write.
 */
DexFuture *
jm_database_read (JmDatabase     *self,
                  JmDatabaseJob   job,
                  gpointer        data,
                  GDestroyNotify  free_data)
{
  dex_return_error_if_fail (JM_IS_DATABASE (self));
  dex_return_error_if_fail (job != NULL);

  return push_job (self, self->core->reads, job, data, free_data);
}

/**
 * jm_database_scan:
 *
 * As jm_database_read(), for what looks at many rows: on a thread and a connection apart, so that
 * nobody who waits for a few rows waits for all.
 */
DexFuture *
jm_database_scan (JmDatabase     *self,
                  JmDatabaseJob   job,
                  gpointer        data,
                  GDestroyNotify  free_data)
{
  dex_return_error_if_fail (JM_IS_DATABASE (self));
  dex_return_error_if_fail (job != NULL);

  return push_job (self, self->core->scans, job, data, free_data);
}

/**
 * jm_database_scrub:
 *
 * Leaves no byte of what was deleted before, neither in the file nor in its log.
 *
 * Returns: (transfer full): resolves to TRUE, or to FALSE when another process kept the log open
 *   for too long; rejects with JM_STORE_ERROR_CLOSED
 */
DexFuture *
jm_database_scrub (JmDatabase *self)
{
  dex_return_error_if_fail (JM_IS_DATABASE (self));

  if (self->opening == NULL || self->closing != NULL)
    return dex_future_new_for_error (closed_error ());
  return task_push (self->core->writes, task_new (TASK_SCRUB, NULL, NULL, NULL));
}

/**
 * jm_database_close:
 *
 * Finishes what is queued, empties the log into the file, closes it and ends the threads. From now
 * on jobs are rejected with JM_STORE_ERROR_CLOSED. May be called again.
 *
 * Returns: (transfer full): resolves to TRUE
 */
DexFuture *
jm_database_close (JmDatabase *self)
{
  dex_return_error_if_fail (JM_IS_DATABASE (self));

  if (self->closing != NULL)
    return dex_ref (DEX_FUTURE (self->closing));
  if (self->writer != NULL)
    self->closing = DEX_PROMISE (push_close (self));
  else
    {
      self->closing = dex_promise_new ();
      dex_promise_resolve_boolean (self->closing, TRUE);
    }

  return dex_ref (DEX_FUTURE (self->closing));
}

const char *
jm_database_get_path (JmDatabase *self)
{
  g_return_val_if_fail (JM_IS_DATABASE (self), NULL);

  return self->core->path;
}

const JmSchema *
jm_database_get_schema (JmDatabase *self)
{
  g_return_val_if_fail (JM_IS_DATABASE (self), NULL);

  return self->core->schema;
}

/**
 * jm_database_connect:
 *
 * A connection that only reads, for bounded reads by index on the thread that asks. The file must
 * have been opened.
 *
 * Returns: (transfer full) (nullable): to be closed with jm_connection_close() before
 * jm_database_close(); NULL with a JM_STORE_ERROR
 */
sqlite3 *
jm_database_connect (JmDatabase  *self,
                     GError     **error)
{
  g_return_val_if_fail (JM_IS_DATABASE (self), NULL);

  if (self->opening != NULL && self->closing == NULL &&
      dex_future_is_resolved (DEX_FUTURE (self->opening)))
    return jm_connection_open_reader (self->core->path, error);

  g_propagate_error (error, closed_error ());
  return NULL;
}
