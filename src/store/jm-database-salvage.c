/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <errno.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>

#include "store/jm-connection.h"

/*
 * A damaged file is set aside, a new one is made, and what can still be read goes into it: each table
 * from its beginning to where reading fails, then from its end backwards. Nothing of the damaged file
 * is changed; it stays beside the new one, for those who know more.
 */

#define MAX_ASIDE 100

static gboolean
move_aside (const char  *path,
            char       **aside,
            GError     **error)
{
  const char *const *suffixes = jm_connection_get_suffixes ();
  g_autofree char *name = NULL;

  for (guint n = 1; n <= MAX_ASIDE; n++)
    {
      g_free (name);
      name = g_strdup_printf ("%s.damaged-%u", path, n);
      if (!g_file_test (name, G_FILE_TEST_EXISTS))
        break;
    }

  /* With its log: a part of what it holds may be there alone. */
  for (guint i = 0; suffixes[i] != NULL; i++)
    {
      g_autofree char *from = g_strconcat (path, suffixes[i], NULL);
      g_autofree char *to = g_strconcat (name, suffixes[i], NULL);

      if (g_rename (from, to) != 0 && errno != ENOENT)
        {
          g_set_error (error, JM_STORE_ERROR, JM_STORE_ERROR_READ_ONLY, "%s: %s",
                       _("The damaged file could not be set aside"), g_strerror (errno));
          return FALSE;
        }
    }

  *aside = g_steal_pointer (&name);
  return TRUE;
}

static GPtrArray *
read_names (sqlite3    *connection,
            const char *sql)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  sqlite3_stmt *statement = NULL;

  if (sqlite3_prepare_v2 (connection, sql, -1, &statement, NULL) == SQLITE_OK)
    while (sqlite3_step (statement) == SQLITE_ROW)
      g_ptr_array_add (names, g_strdup ((const char *) sqlite3_column_text (statement, 0)));
  sqlite3_finalize (statement);

  return g_steal_pointer (&names);
}

/* The columns of the new table, in its order; and those that its rows are ordered by, backwards. */
static char *
join_columns (sqlite3    *connection,
              const char *table,
              gboolean    backwards)
{
  g_autofree char *sql = g_strdup_printf ("SELECT name FROM pragma_table_info ('%s')%s", table,
                                          backwards ? " WHERE pk > 0 ORDER BY pk" : "");
  g_autoptr (GPtrArray) names = read_names (connection, sql);
  g_autoptr (GString) joined = g_string_new (NULL);

  for (guint i = 0; i < names->len; i++)
    g_string_append_printf (joined, "%s\"%s\"%s", i > 0 ? ", " : "", (char *) names->pdata[i],
                            backwards ? " DESC" : "");

  return g_string_free_and_steal (g_steal_pointer (&joined));
}

/* Rows that are there already, or that the new table does not take, are left out. */
static guint
copy_rows (sqlite3      *from,
           const char   *select,
           sqlite3_stmt *insert,
           gboolean     *complete)
{
  sqlite3_stmt *statement = NULL;
  guint n_rows = 0;
  int code;

  if ((code = sqlite3_prepare_v2 (from, select, -1, &statement, NULL)) == SQLITE_OK)
    while ((code = sqlite3_step (statement)) == SQLITE_ROW)
      {
        for (int column = 0; column < sqlite3_column_count (statement); column++)
          sqlite3_bind_value (insert, column + 1, sqlite3_column_value (statement, column));
        if (sqlite3_step (insert) == SQLITE_DONE)
          n_rows += (guint) sqlite3_changes (sqlite3_db_handle (insert));
        sqlite3_reset (insert);
      }
  sqlite3_finalize (statement);

  *complete = code == SQLITE_DONE;
  return n_rows;
}

static guint
salvage_table (sqlite3    *from,
               sqlite3    *to,
               const char *table)
{
  g_autofree char *columns = join_columns (to, table, FALSE);
  g_autofree char *order = join_columns (to, table, TRUE);
  g_autofree char *select = g_strdup_printf ("SELECT %s FROM \"%s\" NOT INDEXED", columns, table);
  g_autofree char *last_first =
      g_strdup_printf ("%s ORDER BY %s", select, *order != '\0' ? order : "rowid DESC");
  g_autoptr (GString) insert = g_string_new (NULL);
  sqlite3_stmt *statement = NULL;
  gboolean complete = FALSE;
  guint n_rows = 0;

  g_string_append_printf (insert, "INSERT OR IGNORE INTO \"%s\" (%s) VALUES (?", table, columns);
  for (const char *c = columns; *c != '\0'; c++)
    if (*c == ',')
      g_string_append (insert, ", ?");
  g_string_append_c (insert, ')');

  if (sqlite3_prepare_v2 (to, insert->str, -1, &statement, NULL) == SQLITE_OK)
    {
      n_rows = copy_rows (from, select, statement, &complete);
      if (!complete)
        n_rows += copy_rows (from, last_first, statement, &complete);
    }
  sqlite3_finalize (statement);
  return n_rows;
}

static guint
salvage_tables (sqlite3           *from,
                sqlite3           *to,
                const char *const *only)
{
  g_autoptr (GPtrArray) tables =
      read_names (to, "SELECT name FROM sqlite_schema"
                      "  WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%'"
                      "    AND name NOT GLOB 'sqlite_*' ORDER BY rowid");
  guint n_rows = 0;

  for (guint i = 0; i < tables->len; i++)
    if (only == NULL || g_strv_contains (only, tables->pdata[i]))
      n_rows += salvage_table (from, to, tables->pdata[i]);

  return n_rows;
}

/**
 * jm_connection_salvage:
 * @path: a file that jm_connection_open_writer() found damaged, and that nobody has open
 * @only: (nullable): names of the tables to save, NULL-terminated; NULL for all
 * @n_rows: (out): how many rows could be saved
 *
 * Returns: (transfer full) (nullable): where the damaged file is now; NULL with a JM_STORE_ERROR, and
 *   then no new file was made
 */
char *
jm_connection_salvage (const char         *path,
                       const JmSchema     *schema,
                       const char *const  *only,
                       guint              *n_rows,
                       GError            **error)
{
  g_autofree char *aside = NULL;
  sqlite3 *from = NULL;
  sqlite3 *to;

  *n_rows = 0;
  if (!move_aside (path, &aside, error) ||
      !(to = jm_connection_open_writer (path, schema, error)))
    return NULL;

  /* Not even this one opens when the damage is at the very beginning. */
  if ((from = jm_connection_open_reader (aside, NULL)) != NULL &&
      sqlite3_exec (to, "BEGIN IMMEDIATE", NULL, NULL, NULL) == SQLITE_OK)
    {
      *n_rows = salvage_tables (from, to, only);
      if (sqlite3_exec (to, "COMMIT", NULL, NULL, NULL) != SQLITE_OK)
        *n_rows = 0;
    }

  jm_connection_close (from);
  jm_connection_close (to);
  return g_steal_pointer (&aside);
}
