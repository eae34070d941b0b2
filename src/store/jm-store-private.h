/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/jm-database.h"
#include "store/jm-store.h"

G_BEGIN_DECLS

/* For the lists that show what a store holds. */
JmDatabase *jm_store_get_database   (JmStore *self);
/* For what compares with now: ages, days. Borrowed. */
JmClock    *jm_store_get_clock      (JmStore *self);
/* The reading connection of the main thread: for bounded reads by index. Borrowed for this turn of
 * the loop; NULL with JM_STORE_ERROR_CLOSED. */
sqlite3    *jm_store_get_connection (JmStore *self,
                                     GError **error);
/* Who the person is, or NULL. Borrowed. */
const char *jm_store_get_user_id    (JmStore *self);
/* A job for the writer. @changed: bits of JmResourceId in @data, which the job sets and which are told
 * when it is committed. The job borrows @data; @free_data, or NULL, is called on the main context.
 * Resolves as the job does. */
DexFuture  *jm_store_write          (JmStore        *self,
                                     JmDatabaseJob   job,
                                     gpointer        data,
                                     GDestroyNotify  free_data,
                                     guint32        *changed) G_GNUC_WARN_UNUSED_RESULT;
/* What was buried 30 days ago goes. */
DexFuture  *jm_store_purge          (JmStore        *self) G_GNUC_WARN_UNUSED_RESULT;
/* Columns: id, key, name, kind, lead, avatar URL, open issues, all issues */
JmProject  *jm_project_new_from_row (sqlite3_stmt *statement);

G_END_DECLS
