/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "store/jm-statement.h"

#define CACHE "jm-statements"

/* Hung on the connection. Not sqlite3_next_stmt(): that one also lists the statements of FTS5. */
static GHashTable *
get_cache (sqlite3 *connection)
{
  GHashTable *cache = sqlite3_get_clientdata (connection, CACHE);

  if (cache == NULL)
    {
      cache = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) sqlite3_finalize);
      sqlite3_set_clientdata (connection, CACHE, cache, (void (*) (void *)) g_hash_table_unref);
    }

  return cache;
}

/* The text is a constant of the program, so its address tells it from others. */
static sqlite3_stmt *
prepare_cached (sqlite3    *connection,
                const char *sql)
{
  GHashTable *cache = get_cache (connection);
  sqlite3_stmt *statement = g_hash_table_lookup (cache, sql);

  if (statement == NULL && sqlite3_prepare_v3 (connection, sql, -1, SQLITE_PREPARE_PERSISTENT,
                                               &statement, NULL) == SQLITE_OK)
    g_hash_table_insert (cache, (gpointer) sql, statement);

  return statement;
}

static int
bind_bytes (sqlite3_stmt *statement,
            int           place,
            GBytes       *bytes)
{
  gsize size;
  const char *data = g_bytes_get_data (bytes, &size);

  return sqlite3_bind_text64 (statement, place, data != NULL ? data : "", size, SQLITE_STATIC,
                              SQLITE_UTF8);
}

static int
bind_text (sqlite3_stmt *statement,
           int           place,
           va_list      *values)
{
  const char *text = va_arg (*values, const char *);
  gsize length = va_arg (*values, gsize);

  return sqlite3_bind_text64 (statement, place, text, length, SQLITE_STATIC, SQLITE_UTF8);
}

static int
bind_blob (sqlite3_stmt *statement,
           int           place,
           va_list      *values)
{
  const void *blob = va_arg (*values, const void *);
  gsize length = va_arg (*values, gsize);

  return sqlite3_bind_blob64 (statement, place, blob, length, SQLITE_STATIC);
}

static int
bind_all (sqlite3_stmt *statement,
          const char   *types,
          va_list      *values)
{
  int code = SQLITE_OK;

  g_assert (sqlite3_bind_parameter_count (statement) == (int) strlen (types));

  for (int place = 1; types[place - 1] != '\0' && code == SQLITE_OK; place++)
    switch (types[place - 1])
      {
      case 's':
        code =
            sqlite3_bind_text (statement, place, va_arg (*values, const char *), -1, SQLITE_STATIC);
        break;
      case 'i':
        code = sqlite3_bind_int64 (statement, place, va_arg (*values, gint64));
        break;
      case 't':
        code = bind_text (statement, place, values);
        break;
      case 'x':
        code = bind_blob (statement, place, values);
        break;
      case 'b':
        code = bind_bytes (statement, place, va_arg (*values, GBytes *));
        break;
      default:
        g_assert_not_reached ();
      }

  return code;
}

static sqlite3_stmt *
get_statement (sqlite3     *connection,
               GError     **error,
               const char  *what,
               const char  *sql,
               const char  *types,
               va_list     *values)
{
  sqlite3_stmt *statement = prepare_cached (connection, sql);

  if (statement == NULL)
    {
      g_propagate_error (error, jm_database_error (connection, what));
      return NULL;
    }

  sqlite3_reset (statement);
  if (bind_all (statement, types, values) != SQLITE_OK)
    {
      g_propagate_error (error, jm_database_error (connection, what));
      return NULL;
    }

  return statement;
}

sqlite3_stmt *
jm_statement_get (sqlite3     *connection,
                  GError     **error,
                  const char  *what,
                  const char  *sql,
                  const char  *types,
                  ...)
{
  sqlite3_stmt *statement;
  va_list values;

  va_start (values, types);
  statement = get_statement (connection, error, what, sql, types, &values);
  va_end (values);

  return statement;
}

gboolean
jm_statement_step (sqlite3_stmt  *statement,
                   const char    *what,
                   GError       **error)
{
  int code = sqlite3_step (statement);

  if (code == SQLITE_ROW)
    return TRUE;
  if (code != SQLITE_DONE)
    g_propagate_error (error, jm_database_error (sqlite3_db_handle (statement), what));

  sqlite3_reset (statement);
  sqlite3_clear_bindings (statement);
  return FALSE;
}

gboolean
jm_statement_run (sqlite3     *connection,
                  GError     **error,
                  const char  *what,
                  const char  *sql,
                  const char  *types,
                  ...)
{
  g_autoptr (GError) failure = NULL;
  sqlite3_stmt *statement;
  va_list values;

  va_start (values, types);
  statement = get_statement (connection, &failure, what, sql, types, &values);
  va_end (values);

  while (statement != NULL && jm_statement_step (statement, what, &failure))
    continue;
  if (failure == NULL)
    return TRUE;

  g_propagate_error (error, g_steal_pointer (&failure));
  return FALSE;
}

gint64
jm_statement_int (sqlite3     *connection,
                  GError     **error,
                  const char  *what,
                  gint64       fallback,
                  const char  *sql,
                  const char  *types,
                  ...)
{
  gint64 value = fallback;
  sqlite3_stmt *statement;
  va_list values;

  va_start (values, types);
  statement = get_statement (connection, error, what, sql, types, &values);
  va_end (values);

  if (statement != NULL && jm_statement_step (statement, what, error))
    {
      value = sqlite3_column_int64 (statement, 0);
      sqlite3_reset (statement);
    }
  return value;
}

char *
jm_statement_dup (sqlite3_stmt *statement,
                  int           column)
{
  const char *text = (const char *) sqlite3_column_text (statement, column);

  return text != NULL ? g_utf8_make_valid (text, sqlite3_column_bytes (statement, column)) : NULL;
}

void
jm_statement_reset_all (sqlite3 *connection)
{
  GHashTableIter iter;
  gpointer statement;

  g_hash_table_iter_init (&iter, get_cache (connection));
  while (g_hash_table_iter_next (&iter, NULL, &statement))
    {
      sqlite3_reset (statement);
      sqlite3_clear_bindings (statement);
    }
}

void
jm_statement_finalize_all (sqlite3 *connection)
{
  sqlite3_set_clientdata (connection, CACHE, NULL, NULL);
}
