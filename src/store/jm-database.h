/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <libdex.h>
#include <sqlite3.h>

#include "store/jm-store-error.h"

G_BEGIN_DECLS

/* One SQLite file with its three threads: one owns the writing connection, two a reading connection each.
 * Jobs run in order on their thread and answer through a promise. Schema steps, pragmas, limits and
 * error mapping live here. jm_database_new() and the futures belong to the main context. */
#define JM_TYPE_DATABASE (jm_database_get_type ())

G_DECLARE_FINAL_TYPE (JmDatabase, jm_database, JM, DATABASE, GObject)

typedef struct
{
  int                application_id;
  gboolean           precious;          /* synchronous=FULL: cannot be fetched again */
  /* NULL-terminated; step n brings user_version from n to n + 1 */
  const char *const *steps;
} JmSchema;

/* Runs on the thread of the database. Returns a future's value (dex_future_new_…), never NULL. A
 * job for the writer is one transaction: it is rolled back when the returned future is rejected. */
typedef DexFuture *(*JmDatabaseJob) (sqlite3 *connection, gpointer data);

JmDatabase *jm_database_new        (const char     *path,
                                    const JmSchema *schema);
/* Resolves to TRUE; rejects with JM_STORE_ERROR. Other jobs wait for it. */
DexFuture  *jm_database_open       (JmDatabase     *self) G_GNUC_WARN_UNUSED_RESULT;
DexFuture  *jm_database_write      (JmDatabase     *self,
                                    JmDatabaseJob   job,
                                    gpointer        data,
                                    GDestroyNotify  free_data) G_GNUC_WARN_UNUSED_RESULT;
/* The same for one of many: jobs that wait at the same time share a transaction, and @job may be run
 * again on the same @data. */
DexFuture  *jm_database_write_together (JmDatabase *self,
                                    JmDatabaseJob   job,
                                    gpointer        data,
                                    GDestroyNotify  free_data) G_GNUC_WARN_UNUSED_RESULT;
DexFuture  *jm_database_read       (JmDatabase     *self,
                                    JmDatabaseJob   job,
                                    gpointer        data,
                                    GDestroyNotify  free_data) G_GNUC_WARN_UNUSED_RESULT;
/* For long looks: the others do not wait for it. */
DexFuture  *jm_database_scan       (JmDatabase     *self,
                                    JmDatabaseJob   job,
                                    gpointer        data,
                                    GDestroyNotify  free_data) G_GNUC_WARN_UNUSED_RESULT;
/* After something was removed for good: no byte of it is left. Resolves to whether that
 * succeeded. */
DexFuture  *jm_database_scrub      (JmDatabase     *self) G_GNUC_WARN_UNUSED_RESULT;
/* A copy of its state of this moment, complete or not there, while jobs go on. Resolves to its size in
 * bytes (int64). */
DexFuture  *jm_database_back_up    (JmDatabase     *self,
                                    const char     *path) G_GNUC_WARN_UNUSED_RESULT;
/* The thorough look at all of it, while jobs go on. Resolves to TRUE, rejects with
 * JM_STORE_ERROR_CORRUPT. */
DexFuture  *jm_database_check      (JmDatabase     *self) G_GNUC_WARN_UNUSED_RESULT;
/* After jm_database_open() was rejected with JM_STORE_ERROR_CORRUPT: sets the file aside, and opens a
 * new one with what can still be read of the tables @only (NULL: all). Resolves to the path of the
 * damaged file (string). */
DexFuture  *jm_database_salvage    (JmDatabase     *self,
                                    const char *const *only) G_GNUC_WARN_UNUSED_RESULT;
/* Finishes what is queued, checkpoints, closes, ends the threads. Resolves to TRUE. */
DexFuture  *jm_database_close      (JmDatabase     *self) G_GNUC_WARN_UNUSED_RESULT;
const char *jm_database_get_path   (JmDatabase     *self);
const JmSchema *jm_database_get_schema (JmDatabase *self);
/* A read-only connection of the caller's own, for bounded reads by index on the caller's thread. */
sqlite3    *jm_database_connect    (JmDatabase     *self,
                                    GError        **error);
GError     *jm_database_error      (sqlite3        *connection,
                                    const char     *what_was_tried);

G_END_DECLS
