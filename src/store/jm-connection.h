/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/jm-database.h"

G_BEGIN_DECLS

/* Private to the store: how a file is opened, checked, brought up to date and closed. Blocking; for
 * the threads of JmDatabase, but for the reader that a caller may want for itself. */
sqlite3 *jm_connection_open_writer (const char     *path,
                                    const JmSchema *schema,
                                    GError        **error);
sqlite3 *jm_connection_open_reader (const char     *path,
                                    GError        **error);
/* Finalizes the cached statements first. NULL is fine. */
void     jm_connection_close       (sqlite3        *connection);
/* Leaves a mark beside the file: the next open looks at every page. */
void     jm_connection_mark_damaged (const char    *path);
/* Sets a damaged file aside as "….damaged-1", makes a new one, and carries over what can still be
 * read. */
char    *jm_connection_salvage     (const char     *path,
                                    const JmSchema *schema,
                                    const char *const *only,
                                    guint          *n_rows,
                                    GError        **error);
/* What belongs to the file at @path: "", "-wal", "-shm" and the mark. NULL-terminated. */
const char *const *jm_connection_get_suffixes (void);

G_END_DECLS
