/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/jm-database.h"
#include "store/jm-store.h"

G_BEGIN_DECLS

/* Private to the store: the jobs that put what Jira said into an account's file. */

/* As the table fetches names them */
extern const char *const jm_store_resource_names[JM_N_RESOURCES];

/* @data of both; belongs to the fiber that waits for the job */
typedef struct
{
  JmResourceId id;
  const char  *items;           /* JSON path of the items in the page */
  GBytes      *page;
  char        *project_key;
  gint64       run;
  gboolean     only_seen;       /* its rows stay as they are */
  gint64       now_ms;
  gint64       n_gone;          /* out: of the end of a run */
  gboolean     changed;         /* out: whether any row differs from before */
} JmPageJob;

/* Resolves to the number of rows in the page. */
DexFuture *jm_page_put_job   (sqlite3 *connection,
                              gpointer data);
/* Resolves to the number of rows that are gone; -1: they are kept, because they are too many to
 * believe it at once. */
DexFuture *jm_run_finish_job (sqlite3 *connection,
                              gpointer data);

G_END_DECLS
