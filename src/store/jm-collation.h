/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include <sqlite3.h>

G_BEGIN_DECLS

/* Private to the store: how names and titles are sorted for people, "ada" beside "Ada". In SQL:
 * COLLATE JM_FOLD. SQLite's own NOCASE knows the letters of ASCII alone. */
int  jm_collation_compare (const char *a,
                           gsize       a_length,
                           const char *b,
                           gsize       b_length);
/* The same for what compares as equal. */
guint jm_collation_hash   (const char *text,
                           gsize       length);
/* On each connection, before anything is prepared. */
void jm_collation_install (sqlite3    *connection);

G_END_DECLS
