/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <libdex.h>
#include <sqlite3.h>

#include "store/jm-state-store.h"

G_BEGIN_DECLS

/* Private to the store: which column of state.db is which field of which row. */
typedef struct
{
  const char *name;
  char        type;             /* 's' char *, 'i' gint64 or guint64, 'u' guint or gboolean */
  gsize       offset;
} JmColumn;

typedef struct
{
  gsize           size;
  const JmColumn *columns;      /* in the order of the SQL; ends with a NULL name */
} JmRowShape;

extern const JmRowShape jm_credential_shape;
extern const JmRowShape jm_account_shape;
extern const JmRowShape jm_intent_shape;

/* From the first columns of a statement that has a row. */
gpointer jm_row_read (const JmRowShape *shape,
                      sqlite3_stmt     *statement);
/* To the first places of a statement; @row must outlive the step. */
void     jm_row_bind (const JmRowShape *shape,
                      gconstpointer     row,
                      sqlite3_stmt     *statement);

/* --- jobs for rows of any shape, on the threads of the database */

typedef struct
{
  const JmRowShape *shape;
  GType             type;
  const char       *sql;
  char             *key;        /* bound to its only place, or NULL when it has none */
} JmRowSelect;

JmRowSelect *jm_row_select_new   (const JmRowShape  *shape,
                                  GType              type,
                                  const char        *sql,
                                  const char        *key);
void         jm_row_select_free  (gpointer           data);

/* @data: a JmRowSelect. Resolves to a GPtrArray of rows. */
DexFuture   *jm_row_list_job     (sqlite3           *connection,
                                  gpointer           data);
/* The same for one row: NULL when there is none. */
DexFuture   *jm_row_get_job      (sqlite3           *connection,
                                  gpointer           data);
DexFuture   *jm_row_put          (sqlite3           *connection,
                                  const JmRowShape  *shape,
                                  gconstpointer      row,
                                  const char        *sql);
/* Runs statements that all bind one key, or none at all; @statements ends with NULL. */
DexFuture   *jm_row_run_with_key (sqlite3           *connection,
                                  const char        *key,
                                  const char *const *statements);

G_END_DECLS
