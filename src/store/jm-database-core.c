/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "store/jm-database-private.h"

/* --- tasks */

JmDatabaseTask *
jm_database_task_new (JmDatabaseTaskKind kind,
                      JmDatabaseJob      job,
                      gpointer           data,
                      GDestroyNotify     free_data)
{
  JmDatabaseTask *task = g_new0 (JmDatabaseTask, 1);

  task->kind = kind;
  task->job = job;
  task->data = data;
  task->free_data = free_data;
  task->promise = dex_promise_new ();
  return task;
}

static void
task_drop_data (JmDatabaseTask *task)
{
  if (task->free_data != NULL)
    task->free_data (g_steal_pointer (&task->data));
  task->free_data = NULL;
}

void
jm_database_task_free (JmDatabaseTask *task)
{
  task_drop_data (task);
  dex_unref (task->promise);
  g_free (task);
}

DexFuture *
jm_database_task_push (GAsyncQueue    *queue,
                       JmDatabaseTask *task)
{
  DexFuture *future = dex_ref (DEX_FUTURE (task->promise));

  g_atomic_int_set (&task->handed_over, TRUE);
  g_async_queue_push (queue, task);
  return future;
}

static JmDatabaseTask *
task_take (JmDatabaseTask *task)
{
  g_assert (g_atomic_int_get (&task->handed_over));
  return task;
}

JmDatabaseTask *
jm_database_task_pop (GAsyncQueue *queue)
{
  return task_take (g_async_queue_pop (queue));
}

JmDatabaseTask *
jm_database_task_try_pop (GAsyncQueue *queue)
{
  JmDatabaseTask *task = g_async_queue_try_pop (queue);

  return task != NULL ? task_take (task) : NULL;
}

void
jm_database_task_reject (JmDatabaseTask *task,
                         GError         *error)
{
  task_drop_data (task);
  dex_promise_reject (task->promise, error);
}

void
jm_database_task_resolve (JmDatabaseTask *task,
                          const GValue   *value)
{
  task_drop_data (task);
  dex_promise_resolve (task->promise, value);
}

/* --- what the threads share */

JmDatabaseCore *
jm_database_core_new (const char     *path,
                      const JmSchema *schema)
{
  JmDatabaseCore *core = g_atomic_rc_box_new0 (JmDatabaseCore);

  core->path = g_strdup (path);
  core->schema = schema;
  core->writes = g_async_queue_new_full ((GDestroyNotify) jm_database_task_free);
  core->reads = g_async_queue_new_full ((GDestroyNotify) jm_database_task_free);
  core->scans = g_async_queue_new_full ((GDestroyNotify) jm_database_task_free);
  g_mutex_init (&core->mutex);
  g_cond_init (&core->changed);
  return core;
}

static void
core_clear (JmDatabaseCore *core)
{
  g_free (core->path);
  g_async_queue_unref (core->writes);
  g_async_queue_unref (core->reads);
  g_async_queue_unref (core->scans);
  g_mutex_clear (&core->mutex);
  g_cond_clear (&core->changed);
  g_clear_error (&core->failure);
}

void
jm_database_core_unref (JmDatabaseCore *core)
{
  g_atomic_rc_box_release_full (core, (GDestroyNotify) core_clear);
}

void
jm_database_core_set_opened (JmDatabaseCore  *core,
                             JmDatabaseState  state,
                             GError          *failure)
{
  g_mutex_lock (&core->mutex);
  core->state = state;
  if (state != JM_DATABASE_OPENING)
    g_clear_error (&core->failure);
  if (failure != NULL)
    core->failure = failure;
  g_cond_broadcast (&core->changed);
  g_mutex_unlock (&core->mutex);
}

void
jm_database_core_wait_for_readers (JmDatabaseCore *core)
{
  g_mutex_lock (&core->mutex);
  while (core->n_readers > 0)
    g_cond_wait (&core->changed, &core->mutex);
  g_mutex_unlock (&core->mutex);
}

gboolean
jm_database_core_wait_for_open (JmDatabaseCore  *core,
                                GError         **error)
{
  gboolean open;

  g_mutex_lock (&core->mutex);
  while (core->state == JM_DATABASE_OPENING)
    g_cond_wait (&core->changed, &core->mutex);
  open = core->state == JM_DATABASE_OPEN;
  if (!open)
    g_propagate_error (error, g_error_copy (core->failure));
  g_mutex_unlock (&core->mutex);

  return open;
}

GError *
jm_database_closed_error (void)
{
  return g_error_new_literal (JM_STORE_ERROR, JM_STORE_ERROR_CLOSED, _("The data file is closed"));
}

GError *
jm_database_core_dup_failure (JmDatabaseCore *core)
{
  GError *failure;

  g_mutex_lock (&core->mutex);
  failure = core->failure != NULL ? g_error_copy (core->failure) : jm_database_closed_error ();
  g_mutex_unlock (&core->mutex);

  return failure;
}
