/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "store/jm-connection.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>

#include "base/jm-limits.h"
#include "store/jm-collation.h"
#include "store/jm-statement.h"

#define BUSY_MS 5000
#define WAL_TRIES 500
#define WAL_PAUSE_US 10000
#define MARK "-damaged"

/* A file is opened in this order, so that nothing of it changes before we know that it is ours to
 * change:
 *
 *   made with mode 0600 → versions read → WAL and pragmas → every page looked at, when it was not
 * closed in order → schema steps in one transaction
 */

typedef struct
{
  int code; /* of SQLite, extended or primary */
  JmStoreError error;
  const char *sentence; /* NULL: SQLite's own words */
} ErrorRow;

/* Extended codes stand before their primary code: the first match wins. */
static const ErrorRow error_table[] = {
  { SQLITE_READONLY_DBMOVED, JM_STORE_ERROR_CLOSED,
    N_("the file was moved or removed meanwhile") },
  { SQLITE_FULL, JM_STORE_ERROR_FULL, N_("the disk is full") },
  { SQLITE_CORRUPT, JM_STORE_ERROR_CORRUPT, N_("the file is damaged") },
  { SQLITE_NOTADB, JM_STORE_ERROR_CORRUPT, N_("the file is damaged") },
  { SQLITE_FORMAT, JM_STORE_ERROR_CORRUPT, N_("the file is damaged") },
  { SQLITE_BUSY, JM_STORE_ERROR_BUSY, N_("another program is using the file") },
  { SQLITE_LOCKED, JM_STORE_ERROR_BUSY, N_("another program is using the file") },
  { SQLITE_PROTOCOL, JM_STORE_ERROR_BUSY, N_("another program is using the file") },
  { SQLITE_READONLY, JM_STORE_ERROR_READ_ONLY, N_("the file may not be written") },
  { SQLITE_CANTOPEN, JM_STORE_ERROR_READ_ONLY, N_("the file or its folder may not be written") },
  { SQLITE_PERM, JM_STORE_ERROR_READ_ONLY, N_("the file may not be opened") },
  { SQLITE_AUTH, JM_STORE_ERROR_READ_ONLY, N_("the file may not be opened") },
  { SQLITE_TOOBIG, JM_STORE_ERROR_INVALID, N_("it is too large") },
  { SQLITE_CONSTRAINT, JM_STORE_ERROR_INVALID, NULL },
  { SQLITE_MISMATCH, JM_STORE_ERROR_INVALID, NULL },
};

/* What the system said where SQLite only says "I/O error" or "unable to open". */
static const ErrorRow errno_table[] = {
  { ENOSPC, JM_STORE_ERROR_FULL, N_("the disk is full") },
  { EDQUOT, JM_STORE_ERROR_FULL, N_("there is no room left for you on this disk") },
  { EFBIG, JM_STORE_ERROR_FULL, N_("the file may not grow any more") },
  { EACCES, JM_STORE_ERROR_READ_ONLY, N_("the file may not be opened") },
  { EPERM, JM_STORE_ERROR_READ_ONLY, N_("the file may not be opened") },
  { EROFS, JM_STORE_ERROR_READ_ONLY, N_("the disk is read-only") },
};

static const char *const suffixes[] = { "", "-wal", "-shm", MARK, NULL };

static const ErrorRow *
find_row (const ErrorRow *rows,
          gsize           n_rows,
          int             code)
{
  for (gsize i = 0; i < n_rows; i++)
    if (rows[i].code == code)
      return &rows[i];

  return NULL;
}

static const ErrorRow *
find_error (sqlite3 *connection)
{
  int code = sqlite3_extended_errcode (connection);
  int primary = code & 0xff;
  const ErrorRow *row = NULL;

  if (primary == SQLITE_IOERR || primary == SQLITE_CANTOPEN)
    row = find_row (errno_table, G_N_ELEMENTS (errno_table), sqlite3_system_errno (connection));
  if (row == NULL)
    row = find_row (error_table, G_N_ELEMENTS (error_table), code);
  if (row == NULL)
    row = find_row (error_table, G_N_ELEMENTS (error_table), primary);

  return row;
}

/**
 * jm_database_error:
 * @connection: the connection whose last call failed
 * @what_was_tried: the beginning of a sentence, "Could not store the event"
 *
 * Says in the words of a person what SQLite's last error was. The only place where SQLite's codes
 * are looked at.
 *
 * Returns: (transfer full): a JM_STORE_ERROR
 */
GError *
jm_database_error (sqlite3    *connection,
                   const char *what_was_tried)
{
  const ErrorRow *row = find_error (connection);
  const char *words = sqlite3_errmsg (connection);

  /* SQLite has no code of its own for JSON that is none. */
  if (row == NULL && strstr (words, "JSON") != NULL)
    return g_error_new (JM_STORE_ERROR, JM_STORE_ERROR_INVALID, "%s: %s", what_was_tried, words);
  if (row == NULL || row->sentence == NULL)
    return g_error_new (JM_STORE_ERROR, row != NULL ? row->error : JM_STORE_ERROR_FAILED, "%s: %s",
                        what_was_tried, words);

  return g_error_new (JM_STORE_ERROR, row->error, "%s: %s", what_was_tried, _(row->sentence));
}

const char *const *
jm_connection_get_suffixes (void)
{
  return suffixes;
}

static sqlite3 *
fail (sqlite3     *connection,
      const char  *what,
      GError     **error)
{
  g_propagate_error (error, jm_database_error (connection, what));
  sqlite3_close (connection);
  return NULL;
}

static char *
describe_open (const char *path)
{
  g_autofree char *name = g_path_get_basename (path);

  return g_strdup_printf (_("Could not open %s"), name);
}

/* The first value of the first row, or -1. */
static gint64
query_int (sqlite3    *connection,
           const char *sql)
{
  sqlite3_stmt *statement = NULL;
  gint64 value = -1;

  if (sqlite3_prepare_v2 (connection, sql, -1, &statement, NULL) == SQLITE_OK &&
      sqlite3_step (statement) == SQLITE_ROW)
    value = sqlite3_column_int64 (statement, 0);

  /* Also tells a failed step, which sqlite3_errcode() then has. */
  return sqlite3_finalize (statement) == SQLITE_OK ? value : -1;
}

/* SQLite's own statistics of memory take a lock of the whole process at each allocation, and nobody
 * reads them. When somebody else was first to use SQLite, it stays as it is. */
static void
set_up_library (void)
{
  static gsize done;

  if (g_once_init_enter (&done))
    {
      sqlite3_config (SQLITE_CONFIG_MEMSTATUS, 0);
      g_once_init_leave (&done, 1);
    }
}

static void
configure (sqlite3 *connection)
{
  sqlite3_busy_timeout (connection, BUSY_MS);
  sqlite3_db_config (connection, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
  sqlite3_db_config (connection, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
  sqlite3_db_config (connection, SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0, NULL);
  sqlite3_limit (connection, SQLITE_LIMIT_LENGTH, JM_LIMIT_API_BODY);
  sqlite3_limit (connection, SQLITE_LIMIT_ATTACHED, 1); /* VACUUM needs one */
  jm_collation_install (connection);
}

static void
set_system_error (GError     **error,
                  const char  *path,
                  int          code)
{
  const ErrorRow *row = find_row (errno_table, G_N_ELEMENTS (errno_table), code);
  g_autofree char *what = describe_open (path);

  g_set_error (error, JM_STORE_ERROR, row != NULL ? row->error : JM_STORE_ERROR_FAILED, "%s: %s",
               what, row != NULL ? _(row->sentence) : g_strerror (code));
}

/* The mode is that of the file from its first moment; SQLite gives the same to -wal and -shm. */
static gboolean
make_file (const char  *path,
           GError     **error)
{
  int fd = g_open (path, O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC, 0600);
  GStatBuf info;

  if (fd >= 0)
    return g_close (fd, error);

  if (errno != EEXIST || g_stat (path, &info) != 0)
    set_system_error (error, path, errno);
  else if (!S_ISREG (info.st_mode))
    set_system_error (error, path, S_ISDIR (info.st_mode) ? EISDIR : EINVAL);
  else if ((info.st_mode & 077) != 0 && g_chmod (path, 0600) != 0)
    set_system_error (error, path, errno);
  else
    return TRUE;

  return FALSE;
}

/* A log that was not emptied, or our own mark. Another process of ours that is at work leaves the
 * same trace: then the look is not needed, and does no harm (0.5 s for a million issues). */
static gboolean
was_left_in_disorder (const char *path)
{
  g_autofree char *log = g_strconcat (path, "-wal", NULL);
  g_autofree char *mark = g_strconcat (path, MARK, NULL);
  GStatBuf info;

  return (g_stat (log, &info) == 0 && info.st_size > 0) || g_file_test (mark, G_FILE_TEST_EXISTS);
}

void
jm_connection_mark_damaged (const char *path)
{
  g_autofree char *mark = g_strconcat (path, MARK, NULL);

  g_file_set_contents_full (mark, "", 0, G_FILE_SET_CONTENTS_NONE, 0600, NULL);
}

static gboolean
check_versions (sqlite3         *connection,
                const char      *path,
                const JmSchema  *schema,
                GError         **error)
{
  g_autofree char *what = describe_open (path);
  gint64 version = query_int (connection, "PRAGMA user_version");
  gint64 application = version < 0 ? -1 : query_int (connection, "PRAGMA application_id");
  gint64 tables =
      application < 0 ? -1 : query_int (connection, "SELECT count(*) FROM sqlite_schema");

  if (tables < 0)
    g_propagate_error (error, jm_database_error (connection, what));
  else if (application != schema->application_id &&
           (application != 0 || version != 0 || tables != 0))
    g_set_error (error, JM_STORE_ERROR, JM_STORE_ERROR_INVALID, "%s: %s", what,
                 _("it belongs to another program"));
  else if (version > (gint64) g_strv_length ((char **) schema->steps))
    g_set_error (error, JM_STORE_ERROR, JM_STORE_ERROR_NEWER, "%s: %s", what,
                 _("a newer version of Jira Monitor wrote it. Update Jira Monitor to use it"));
  else
    return TRUE;

  return FALSE;
}

/* Two processes that make the same file at once: SQLite does not wait for this one lock by itself.
 */
static gboolean
enter_wal (sqlite3 *connection)
{
  for (guint i = 0; i < WAL_TRIES; i++)
    {
      int code = sqlite3_exec (connection, "PRAGMA journal_mode=WAL", NULL, NULL, NULL);

      if (code == SQLITE_OK || (code & 0xff) != SQLITE_BUSY)
        return code == SQLITE_OK;
      g_usleep (WAL_PAUSE_US);
    }

  return FALSE;
}

/* What was deleted is overwritten at once in a precious file. In one that is fetched again that would
 * double the writing of the text index, whose merges free pages all the time; there the file goes as
 * a whole, when the account goes. */
static const char precious_pragmas[] = "PRAGMA synchronous=FULL;"
                                       "PRAGMA secure_delete=ON;";

/* Documents fill pages of 8 KB better: a tenth less of file, a quarter less of writing. Only a file
 * that is new obeys, and only before its log is there. */
static const char page_pragma[] = "PRAGMA page_size=8192";

/* 100 rows touch several hundred pages of the indexes. They are written to the log once a
 * transaction, and from there to the file once a checkpoint: fewer of these spare half of that.
 * Measured with 100 000 issues: 16 MB of log, 24 MB of cache; more gains little. */
static const char fetched_pragmas[] = "PRAGMA synchronous=NORMAL;"
                                      "PRAGMA secure_delete=FAST;"
                                      "PRAGMA cache_size=-24000;"
                                      "PRAGMA wal_autocheckpoint=2000;"
                                      "PRAGMA journal_size_limit=33554432;";

static gboolean
set_pragmas (sqlite3  *connection,
             gboolean  precious)
{
  return (precious || sqlite3_exec (connection, page_pragma, NULL, NULL, NULL) == SQLITE_OK) &&
         enter_wal (connection) &&
         sqlite3_exec (connection,
                       "PRAGMA foreign_keys=ON;"
                       "PRAGMA cell_size_check=ON;"
                       "PRAGMA mmap_size=0;"
                       "PRAGMA temp_store=MEMORY;"
                       "PRAGMA recursive_triggers=OFF;",
                       NULL, NULL, NULL) == SQLITE_OK &&
         sqlite3_exec (connection, precious ? precious_pragmas : fetched_pragmas, NULL, NULL,
                       NULL) == SQLITE_OK;
}

static gboolean
look_at_every_page (sqlite3     *connection,
                    const char  *path,
                    GError     **error)
{
  g_autofree char *what = describe_open (path);
  g_autofree char *mark = g_strconcat (path, MARK, NULL);
  g_autofree char *answer = NULL;
  sqlite3_stmt *statement = NULL;
  int code = SQLITE_OK;

  if (sqlite3_prepare_v2 (connection, "PRAGMA quick_check(1)", -1, &statement, NULL) == SQLITE_OK &&
      sqlite3_step (statement) == SQLITE_ROW)
    answer = g_strdup ((const char *) sqlite3_column_text (statement, 0));
  code = sqlite3_finalize (statement);

  if (g_strcmp0 (answer, "ok") == 0)
    {
      g_unlink (mark);
      return TRUE;
    }
  if (code != SQLITE_OK)
    g_propagate_error (error, jm_database_error (connection, what));
  else
    g_set_error (error, JM_STORE_ERROR, JM_STORE_ERROR_CORRUPT, "%s: %s", what,
                 _("the file is damaged"));
  return FALSE;
}

static gboolean
take_steps (sqlite3        *connection,
            const JmSchema *schema)
{
  gint64 version = query_int (connection, "PRAGMA user_version");
  g_autofree char *stamp = NULL;

  for (; schema->steps[version] != NULL; version++)
    if (sqlite3_exec (connection, schema->steps[version], NULL, NULL, NULL) != SQLITE_OK)
      return FALSE;

  /* Pragmas take no bound values; both are integers of ours. */
  stamp = g_strdup_printf ("PRAGMA application_id=%d; PRAGMA user_version=%d",
                           schema->application_id, (int) version);
  return sqlite3_exec (connection, stamp, NULL, NULL, NULL) == SQLITE_OK;
}

/* All steps in one transaction. The version is read again inside: another process may have taken
 * them meanwhile. */
static gboolean
migrate (sqlite3         *connection,
         const char      *path,
         const JmSchema  *schema,
         GError         **error)
{
  g_autofree char *what = describe_open (path);

  if (query_int (connection, "PRAGMA user_version") ==
      (gint64) g_strv_length ((char **) schema->steps))
    return TRUE;

  if (sqlite3_exec (connection, "BEGIN IMMEDIATE", NULL, NULL, NULL) == SQLITE_OK &&
      check_versions (connection, path, schema, error) && take_steps (connection, schema) &&
      sqlite3_exec (connection, "COMMIT", NULL, NULL, NULL) == SQLITE_OK)
    return TRUE;

  if (error != NULL && *error == NULL)
    g_propagate_error (error, jm_database_error (connection, what));
  sqlite3_exec (connection, "ROLLBACK", NULL, NULL, NULL);
  return FALSE;
}

static gboolean
prepare_writer (sqlite3         *connection,
                const char      *path,
                const JmSchema  *schema,
                gboolean         look,
                GError         **error)
{
  g_autofree char *what = describe_open (path);

  if (!check_versions (connection, path, schema, error))
    return FALSE;
  if (!set_pragmas (connection, schema->precious))
    {
      g_propagate_error (error, jm_database_error (connection, what));
      return FALSE;
    }

  return (!look || look_at_every_page (connection, path, error)) &&
         migrate (connection, path, schema, error);
}

/**
 * jm_connection_open_writer:
 * @path: the file; made with mode 0600 when there is none
 * @schema: what it shall hold
 *
 * Returns: (nullable): the writing connection, or NULL with JM_STORE_ERROR_CORRUPT, _NEWER, _BUSY,
 * _READ_ONLY, _FULL, _INVALID (the file of another program) or _FAILED
 */
sqlite3 *
jm_connection_open_writer (const char      *path,
                           const JmSchema  *schema,
                           GError         **error)
{
  g_autofree char *what = describe_open (path);
  gboolean look = was_left_in_disorder (path);
  sqlite3 *connection = NULL;

  set_up_library ();
  if (!make_file (path, error))
    return NULL;
  if (sqlite3_open_v2 (path, &connection,
                       SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE,
                       NULL) != SQLITE_OK)
    return fail (connection, what, error);

  configure (connection);
  /* Until we know that we may write, closing must not write either. */
  sqlite3_db_config (connection, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
  if (!prepare_writer (connection, path, schema, look, error))
    {
      sqlite3_close (connection);
      return NULL;
    }

  sqlite3_db_config (connection, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 0, NULL);
  return connection;
}

/**
 * jm_connection_open_reader:
 * @path: a file that a writer has opened before
 *
 * Returns: (nullable): a connection that cannot write, or NULL with a JM_STORE_ERROR
 */
sqlite3 *
jm_connection_open_reader (const char  *path,
                           GError     **error)
{
  g_autofree char *what = describe_open (path);
  sqlite3 *connection = NULL;

  if (sqlite3_open_v2 (path, &connection,
                       SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE,
                       NULL) != SQLITE_OK)
    return fail (connection, what, error);

  configure (connection);
  if (sqlite3_exec (connection,
                    "PRAGMA query_only=ON; PRAGMA cell_size_check=ON; PRAGMA mmap_size=0; PRAGMA "
                    "temp_store=MEMORY;",
                    NULL, NULL, NULL) != SQLITE_OK)
    return fail (connection, what, error);

  return connection;
}

void
jm_connection_close (sqlite3 *connection)
{
  if (connection == NULL)
    return;

  jm_statement_finalize_all (connection);
  sqlite3_close (connection);
}
