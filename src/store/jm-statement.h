/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/jm-database.h"

G_BEGIN_DECLS

/* Private to the store: prepared statements, each prepared once a connection; @sql is a constant of
 * the program. Values are always bound, in the order of their places, by one letter each in @types:
 * 's' text or NULL (const char *), 'i' integer (gint64), 'b' bytes as text (GBytes *), 't' text or NULL
 * of a length (const char *, gsize), 'x' a blob (const void *, gsize); they must live until the
 * statement was stepped to its end. */

/* The cached statement of @sql, reset, with its values bound. NULL with a JM_STORE_ERROR. Not to be
 * finalized. */
sqlite3_stmt *jm_statement_get     (sqlite3      *connection,
                                    GError      **error,
                                    const char   *what,
                                    const char   *sql,
                                    const char   *types,
                                    ...);
/* TRUE: there is a row. FALSE: the end, or an error that is set; the statement is reset then. */
gboolean      jm_statement_step    (sqlite3_stmt *statement,
                                    const char   *what,
                                    GError      **error);
/* Runs one that answers no row. */
gboolean      jm_statement_run     (sqlite3      *connection,
                                    GError      **error,
                                    const char   *what,
                                    const char   *sql,
                                    const char   *types,
                                    ...);
/* The first value of the first row, @fallback when there is no row. Test @error. */
gint64        jm_statement_int     (sqlite3      *connection,
                                    GError      **error,
                                    const char   *what,
                                    gint64        fallback,
                                    const char   *sql,
                                    const char   *types,
                                    ...);
/* NULL for SQL's NULL; bytes that are no UTF-8 are replaced. */
char         *jm_statement_dup     (sqlite3_stmt *statement,
                                    int           column);
void          jm_statement_reset_all    (sqlite3 *connection);
/* Before the connection is closed. */
void          jm_statement_finalize_all (sqlite3 *connection);

G_END_DECLS
