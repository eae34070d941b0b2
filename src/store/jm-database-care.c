/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <sys/file.h>
#include <unistd.h>

#include "store/jm-connection.h"

/*
 * What takes long and must hold up neither the writer nor the reader: copying a file and looking at
 * all of it. Each has a thread and a connection of its own for as long as it takes; it sees the file
 * as it was when it began, while work goes on.
 */

#define PAGES_A_STEP 1024

typedef struct Care Care;

struct Care
{
  DexFuture *(*work) (Care *care);
  char *from;
  const JmSchema *schema;
  char *to;                 /* of a backup */
  const char *const *only;  /* of a salvage; borrowed */
  DexPromise *promise;
};

static gpointer
care_main (gpointer data)
{
  Care *care = data;
  g_autoptr (DexFuture) result = care->work (care);
  g_autoptr (GError) error = NULL;
  const GValue *value = dex_future_get_value (result, &error);

  if (value != NULL)
    dex_promise_resolve (care->promise, value);
  else
    dex_promise_reject (care->promise, g_steal_pointer (&error));

  dex_unref (care->promise);
  g_free (care->from);
  g_free (care->to);
  g_free (care);
  return NULL;
}

static Care *
care_new (JmDatabase *database,
          DexFuture *(*work) (Care *care))
{
  Care *care = g_new0 (Care, 1);

  care->work = work;
  care->from = g_strdup (jm_database_get_path (database));
  care->schema = jm_database_get_schema (database);
  care->promise = dex_promise_new ();
  return care;
}

static DexFuture *
care_begin (Care *care)
{
  DexFuture *future = dex_ref (DEX_FUTURE (care->promise));

  g_thread_unref (g_thread_new ("jm-care", care_main, care));
  return future;
}

/* --- a copy */

static GError *
describe_errno (const char *what,
                int         code)
{
  return g_error_new (JM_STORE_ERROR,
                      code == ENOSPC || code == EDQUOT || code == EFBIG ? JM_STORE_ERROR_FULL :
                                                                          JM_STORE_ERROR_READ_ONLY,
                      "%s: %s", what, g_strerror (code));
}

static gboolean
copy_pages (sqlite3     *from,
            sqlite3     *to,
            const char  *what,
            GError     **error)
{
  sqlite3_backup *backup = sqlite3_backup_init (to, "main", from, "main");
  int code = backup != NULL ? SQLITE_OK : SQLITE_ERROR;

  while (code == SQLITE_OK)
    code = sqlite3_backup_step (backup, PAGES_A_STEP);
  if (backup != NULL)
    sqlite3_backup_finish (backup);

  /* One file, without a log beside it: that is what somebody takes away. */
  if (code == SQLITE_DONE &&
      sqlite3_exec (to, "PRAGMA journal_mode=DELETE", NULL, NULL, NULL) == SQLITE_OK)
    return TRUE;

  g_propagate_error (error, jm_database_error (to, what));
  return FALSE;
}

/* From one state of the file: what is written meanwhile is not in the copy. */
static gboolean
copy_state (const char  *from_path,
            const char  *to_path,
            const char  *what,
            GError     **error)
{
  sqlite3 *from = jm_connection_open_reader (from_path, error);
  sqlite3 *to = NULL;
  gboolean copied = FALSE;

  if (from == NULL)
    return FALSE;

  if (sqlite3_exec (from, "BEGIN; SELECT count(*) FROM sqlite_schema", NULL, NULL, NULL) !=
      SQLITE_OK)
    g_propagate_error (error, jm_database_error (from, what));
  else if (sqlite3_open_v2 (to_path, &to,
                            SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE,
                            NULL) != SQLITE_OK)
    g_propagate_error (error, jm_database_error (to, what));
  else
    copied = copy_pages (from, to, what, error);

  sqlite3_close (to);
  jm_connection_close (from);
  return copied;
}

/* On the disk before it takes the place of an older one. */
static gboolean
put_in_place (const char  *made,
              const char  *path,
              const char  *what,
              gint64      *size,
              GError     **error)
{
  int fd = g_open (made, O_RDWR | O_CLOEXEC, 0);
  GStatBuf info = { 0 };
  int failure = fd < 0 || fsync (fd) != 0 || g_stat (made, &info) != 0 ? errno : 0;

  if (fd >= 0)
    close (fd);
  if (failure == 0 && g_rename (made, path) != 0)
    failure = errno;
  if (failure != 0)
    g_propagate_error (error, describe_errno (what, failure));

  *size = info.st_size;
  return failure == 0;
}

static DexFuture *
back_up (Care *care)
{
  const char *what = _("Could not make the backup");
  g_autofree char *made = g_strconcat (care->to, ".XXXXXX", NULL);
  g_autoptr (GError) error = NULL;
  int fd = g_mkstemp_full (made, O_RDWR | O_CLOEXEC, 0600);
  gint64 size = 0;

  if (fd < 0)
    return dex_future_new_for_error (describe_errno (what, errno));
  close (fd);

  if (copy_state (care->from, made, what, &error) &&
      put_in_place (made, care->to, what, &size, &error))
    return dex_future_new_for_int64 (size);

  g_unlink (made);
  return dex_future_new_for_error (g_steal_pointer (&error));
}

/**
 * jm_database_back_up:
 * @path: where the copy goes; what is there stays until the copy is complete
 *
 * Copies the file as it is now, mode 0600, while jobs go on.
 *
 * Returns: (transfer full): resolves to the size of the copy in bytes (int64); rejects with
 *   JM_STORE_ERROR_FULL, _READ_ONLY, _CORRUPT or _FAILED, and leaves nothing behind
 */
DexFuture *
jm_database_back_up (JmDatabase *self,
                     const char *path)
{
  Care *care;

  dex_return_error_if_fail (JM_IS_DATABASE (self));
  dex_return_error_if_fail (path != NULL);

  care = care_new (self, back_up);
  care->to = g_strdup (path);
  return care_begin (care);
}

/* --- the thorough look */

static DexFuture *
check (Care *care)
{
  const char *what = _("The data file was checked");
  g_autoptr (GError) error = NULL;
  g_autofree char *answer = NULL;
  sqlite3 *connection = jm_connection_open_reader (care->from, &error);
  sqlite3_stmt *statement = NULL;

  if (connection == NULL)
    return dex_future_new_for_error (g_steal_pointer (&error));

  if (sqlite3_prepare_v2 (connection, "PRAGMA integrity_check(1)", -1, &statement, NULL) ==
          SQLITE_OK &&
      sqlite3_step (statement) == SQLITE_ROW)
    answer = g_strdup ((const char *) sqlite3_column_text (statement, 0));
  if (sqlite3_finalize (statement) != SQLITE_OK)
    error = jm_database_error (connection, what);
  else if (g_strcmp0 (answer, "ok") != 0)
    error = g_error_new (JM_STORE_ERROR, JM_STORE_ERROR_CORRUPT, "%s: %s", what,
                         _("the file is damaged"));
  if (answer != NULL && error != NULL)
    g_debug ("integrity_check: %s", answer);
  jm_connection_close (connection);

  if (g_error_matches (error, JM_STORE_ERROR, JM_STORE_ERROR_CORRUPT))
    jm_connection_mark_damaged (care->from);
  return error != NULL ? dex_future_new_for_error (g_steal_pointer (&error)) :
                         dex_future_new_true ();
}

/**
 * jm_database_check:
 *
 * Looks at every page, row and index while jobs go on. What it finds damaged is looked at again by
 * the next open.
 *
 * Returns: (transfer full): resolves to TRUE; rejects with JM_STORE_ERROR_CORRUPT or another
 *   JM_STORE_ERROR
 */
DexFuture *
jm_database_check (JmDatabase *self)
{
  dex_return_error_if_fail (JM_IS_DATABASE (self));

  return care_begin (care_new (self, check));
}

/* --- a new file instead of a damaged one */

typedef struct
{
  JmDatabase *self;
  char **only;
} Salvage;

static void
salvage_free (gpointer data)
{
  Salvage *salvage = data;

  g_object_unref (salvage->self);
  g_strfreev (salvage->only);
  g_free (salvage);
}

/* Another process may have come first: then there is nothing left to do. */
static gboolean
is_mended (const Care *care)
{
  sqlite3 *connection = jm_connection_open_writer (care->from, care->schema, NULL);

  jm_connection_close (connection);
  return connection != NULL;
}

static DexFuture *
salvage (Care *care)
{
  g_autofree char *lock = g_strconcat (care->from, "-mending", NULL);
  g_autoptr (GError) error = NULL;
  int fd = g_open (lock, O_CREAT | O_RDWR | O_CLOEXEC, 0600);
  char *aside = NULL;
  guint n_rows = 0;

  if (fd >= 0)
    flock (fd, LOCK_EX);
  if (is_mended (care))
    aside = g_strdup ("");
  else
    aside = jm_connection_salvage (care->from, care->schema, care->only, &n_rows, &error);
  g_unlink (lock);
  if (fd >= 0)
    close (fd);

  if (error != NULL)
    return dex_future_new_for_error (g_steal_pointer (&error));
  g_message ("%u rows of a damaged file were saved", n_rows);
  return dex_future_new_take_string (aside);
}

static DexFuture *
salvage_fiber (gpointer data)
{
  Salvage *job = data;
  g_autoptr (GError) error = NULL;
  g_autofree char *aside = NULL;
  Care *care = care_new (job->self, salvage);

  care->only = (const char *const *) job->only;
  if (!(aside = dex_await_string (care_begin (care), &error)) ||
      !dex_await (jm_database_open (job->self), &error))
    return dex_future_new_for_error (g_steal_pointer (&error));

  return dex_future_new_take_string (g_steal_pointer (&aside));
}

/**
 * jm_database_salvage:
 * @only: (nullable): names of tables, NULL-terminated; NULL for all
 *
 * For a file that could not be opened because it is damaged. The damaged one stays beside the new one,
 * unchanged.
 *
 * Returns: (transfer full): resolves to the path of the damaged file once the new one is open, "" when
 *   another process has mended it meanwhile; rejects with JM_STORE_ERROR
 */
DexFuture *
jm_database_salvage (JmDatabase        *self,
                     const char *const *only)
{
  Salvage *job;

  dex_return_error_if_fail (JM_IS_DATABASE (self));

  job = g_new0 (Salvage, 1);
  job->self = g_object_ref (self);
  job->only = g_strdupv ((char **) only);
  return dex_scheduler_spawn (NULL, 0, salvage_fiber, job, salvage_free);
}
