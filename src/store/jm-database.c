/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "store/jm-database.h"

#include "store/jm-connection.h"
#include "store/jm-database-private.h"

/*
 * JmDatabase:
 *
 * Lives on the main context. What its three threads share with it is a JmDatabaseCore, which the last
 * of the four frees. The threads never see the object, so it can be dropped at any time: what is queued
 * is finished, then the file is closed.
 *
 *   main context   open ──┐  write ──┐        read ──┐         close: reader first, then writer
 *   writer         ▸ open file ▸ BEGIN job COMMIT …  │ … ▸ waits for the reader ▸ checkpoint ▸
 * close readers           waits for the writer's open ▸ BEGIN job COMMIT … ▸ close
 */

struct _JmDatabase
{
  GObject parent_instance;

  JmDatabaseCore *core;
  GThread *writer;
  GThread *reader;
  GThread *scanner;
  DexPromise *opening;
  DexPromise *closing;
};

G_DEFINE_FINAL_TYPE (JmDatabase, jm_database, G_TYPE_OBJECT)

/* --- the object */

static void
start_threads (JmDatabase *self)
{
  if (self->writer != NULL)
    return;

  self->core->n_readers = 2;
  self->writer = g_thread_new ("jm-writer", jm_database_writer_main, g_atomic_rc_box_acquire (self->core));
  self->reader = g_thread_new ("jm-reader", jm_database_reader_main, g_atomic_rc_box_acquire (self->core));
  self->scanner = g_thread_new ("jm-scanner", jm_database_scanner_main, g_atomic_rc_box_acquire (self->core));
}

static DexFuture *
push_close (JmDatabase *self)
{
  dex_unref (jm_database_task_push (self->core->reads, jm_database_task_new (JM_DATABASE_TASK_CLOSE, NULL, NULL, NULL)));
  dex_unref (jm_database_task_push (self->core->scans, jm_database_task_new (JM_DATABASE_TASK_CLOSE, NULL, NULL, NULL)));
  return jm_database_task_push (self->core->writes, jm_database_task_new (JM_DATABASE_TASK_CLOSE, NULL, NULL, NULL));
}

static DexFuture *
push_task (JmDatabase     *self,
           GAsyncQueue    *queue,
           JmDatabaseTask *task)
{
  if (self->opening != NULL && self->closing == NULL)
    return jm_database_task_push (queue, task);

  jm_database_task_free (task);
  return dex_future_new_for_error (jm_database_closed_error ());
}

static DexFuture *
push_job (JmDatabase     *self,
          GAsyncQueue    *queue,
          JmDatabaseJob   job,
          gpointer        data,
          GDestroyNotify  free_data)
{
  return push_task (self, queue, jm_database_task_new (JM_DATABASE_TASK_RUN, job, data, free_data));
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
  g_clear_pointer (&self->core, jm_database_core_unref);

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
  self->core = jm_database_core_new (path, schema);
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
  JmDatabaseTask *task;

  dex_return_error_if_fail (JM_IS_DATABASE (self));

  if (self->closing != NULL)
    return dex_future_new_for_error (jm_database_closed_error ());
  if (self->opening != NULL && !dex_future_is_rejected (DEX_FUTURE (self->opening)))
    return dex_ref (DEX_FUTURE (self->opening));

  start_threads (self);
  jm_database_core_set_opened (self->core, JM_DATABASE_OPENING, NULL);
  task = jm_database_task_new (JM_DATABASE_TASK_OPEN, NULL, NULL, NULL);
  dex_clear (&self->opening);
  self->opening = dex_ref (task->promise);
  return jm_database_task_push (self->core->writes, task);
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
  JmDatabaseTask *task;

  dex_return_error_if_fail (JM_IS_DATABASE (self));
  dex_return_error_if_fail (job != NULL);

  task = jm_database_task_new (JM_DATABASE_TASK_RUN, job, data, free_data);
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
    return dex_future_new_for_error (jm_database_closed_error ());
  return jm_database_task_push (self->core->writes, jm_database_task_new (JM_DATABASE_TASK_SCRUB, NULL, NULL, NULL));
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

  g_propagate_error (error, jm_database_closed_error ());
  return NULL;
}
