/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/jm-database.h"

G_BEGIN_DECLS

/* What a database shares with its three threads, and the tasks that it gives them. */

typedef enum
{
  JM_DATABASE_OPENING,
  JM_DATABASE_OPEN,
  JM_DATABASE_FAILED,
} JmDatabaseState;

typedef struct
{
  char *path;
  const JmSchema *schema;
  GAsyncQueue *writes;
  GAsyncQueue *reads;
  GAsyncQueue *scans;

  GMutex mutex;
  GCond changed;
  JmDatabaseState state; /* under the mutex, as all below */
  GError *failure;
  guint n_readers; /* threads */
} JmDatabaseCore;

typedef enum
{
  JM_DATABASE_TASK_OPEN,
  JM_DATABASE_TASK_RUN,
  JM_DATABASE_TASK_SCRUB,
  JM_DATABASE_TASK_CLOSE,
} JmDatabaseTaskKind;

typedef struct
{
  JmDatabaseTaskKind kind;
  JmDatabaseJob job;
  gpointer data;
  GDestroyNotify free_data;
  gboolean together; /* may share its transaction, and may run again */
  DexPromise *promise;
  int handed_over; /* orders memory between the threads, also in the eyes of ThreadSanitizer */
} JmDatabaseTask;

/* The last of the four who hold it frees it. */
JmDatabaseCore *jm_database_core_new              (const char         *path,
                                                   const JmSchema     *schema);
void            jm_database_core_unref            (JmDatabaseCore     *core);
/* @failure: taken, NULL when it is open. While it is tried again, the old one stands. */
void            jm_database_core_set_opened       (JmDatabaseCore     *core,
                                                   JmDatabaseState     state,
                                                   GError             *failure);
void            jm_database_core_wait_for_readers (JmDatabaseCore     *core);
/* Waits until the file is open or cannot be opened: then a copy of the reason. */
gboolean        jm_database_core_wait_for_open    (JmDatabaseCore     *core,
                                                   GError            **error);
/* Why the writer has no file. It does not wait: the next try stands behind this job in its own
 * queue. */
GError         *jm_database_core_dup_failure      (JmDatabaseCore     *core);
GError         *jm_database_closed_error          (void);

/* @free_data: (nullable): on the thread that ran @job */
JmDatabaseTask *jm_database_task_new              (JmDatabaseTaskKind  kind,
                                                   JmDatabaseJob       job,
                                                   gpointer            data,
                                                   GDestroyNotify      free_data);
void            jm_database_task_free             (JmDatabaseTask     *task);
/* Takes @task; the future of its promise. */
DexFuture      *jm_database_task_push             (GAsyncQueue        *queue,
                                                   JmDatabaseTask     *task);
JmDatabaseTask *jm_database_task_pop              (GAsyncQueue        *queue);
/* NULL when nothing waits. */
JmDatabaseTask *jm_database_task_try_pop          (GAsyncQueue        *queue);
/* The data goes first: whoever waits may rely on it being gone. */
void            jm_database_task_reject           (JmDatabaseTask     *task,
                                                   GError             *error);
void            jm_database_task_resolve          (JmDatabaseTask     *task,
                                                   const GValue       *value);

/* The three threads; each is given a reference to the core. */
gpointer        jm_database_writer_main           (gpointer            core);
gpointer        jm_database_reader_main           (gpointer            core);
gpointer        jm_database_scanner_main          (gpointer            core);

G_END_DECLS
