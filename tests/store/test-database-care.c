/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gstdio.h>
#include <string.h>

#include "fixtures/jm-test.h"
#include "store/jm-connection.h"

#define APPLICATION_ID 0x54455354
#define BATCH 10

static const char step_1[] = "CREATE TABLE rows (batch INTEGER NOT NULL, filler BLOB NOT NULL);"
                             "CREATE INDEX rows_by_batch ON rows (batch);";
static const char step_2[] = "ALTER TABLE rows ADD COLUMN more TEXT; CREATE TABLE other (id);";
static const char step_3[] = "DROP TABLE rows; CREATE TABLE rows (new); INSERT INTO nowhere VALUES (1);";
static const char *const first[] = { step_1, NULL };
static const char *const second[] = { step_1, step_2, NULL };
static const char *const broken[] = { step_1, step_2, step_3, NULL };
static const JmSchema schema = { .application_id = APPLICATION_ID, .steps = first };
static const JmSchema newer_schema = { .application_id = APPLICATION_ID, .steps = second };
static const JmSchema broken_schema = { .application_id = APPLICATION_ID, .steps = broken };

typedef struct
{
  char *folder;
  char *path;
  char *copy;
  JmDatabase *database;
} Fixture;

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  fixture->folder = jm_test_temp_dir ();
  fixture->path = g_build_filename (fixture->folder, "test.db", NULL);
  fixture->copy = g_build_filename (fixture->folder, "copy.db", NULL);
  fixture->database = jm_database_new (fixture->path, &schema);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  jm_test_finalize (fixture->database);
  g_free (fixture->copy);
  g_free (fixture->path);
  g_free (fixture->folder);
}

static void
run_fiber (Fixture       *fixture,
           gconstpointer  data)
{
  jm_test_fiber ((DexFiberFunc) data, fixture);
}

static void
await_fine (DexFuture *future)
{
  g_autoptr (GError) error = NULL;

  dex_await (future, &error);
  g_assert_no_error (error);
}

static void
await_error (DexFuture *future,
             int        code)
{
  g_autoptr (GError) error = NULL;

  dex_await (future, &error);
  g_assert_error (error, JM_STORE_ERROR, code);
}

/* @data: the number of the batch */
static DexFuture *
add_batch_job (sqlite3  *connection,
               gpointer  data)
{
  g_autofree char *sql =
      g_strdup_printf ("INSERT INTO rows VALUES (%d, randomblob (2000))", GPOINTER_TO_INT (data));

  for (guint i = 0; i < BATCH; i++)
    if (sqlite3_exec (connection, sql, NULL, NULL, NULL) != SQLITE_OK)
      return dex_future_new_for_error (jm_database_error (connection, "Could not add"));

  return dex_future_new_true ();
}

static void
await_batches (JmDatabase *database,
               guint       begin,
               guint       end)
{
  for (guint i = begin; i < end; i++)
    await_fine (jm_database_write (database, add_batch_job, GUINT_TO_POINTER (i), NULL));
}

/* One number out of a file that nobody has open. */
static gint64
ask (const char *path,
     const char *sql)
{
  sqlite3 *connection = NULL;
  sqlite3_stmt *statement = NULL;
  gint64 value = -1;

  g_assert_cmpint (sqlite3_open_v2 (path, &connection, SQLITE_OPEN_READONLY, NULL), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_prepare_v2 (connection, sql, -1, &statement, NULL), ==, SQLITE_OK);
  if (sqlite3_step (statement) == SQLITE_ROW)
    value = sqlite3_column_int64 (statement, 0);
  sqlite3_finalize (statement);
  sqlite3_close (connection);
  return value;
}

static guint
count_files (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  guint n_files = 0;

  while (g_dir_read_name (dir) != NULL)
    n_files++;
  return n_files;
}

/* --- backup */

static DexFuture *
back_up_fiber (gpointer data)
{
  Fixture *fixture = data;
  DexFuture *backup;
  GStatBuf info;
  gint64 n_rows;

  await_fine (jm_database_open (fixture->database));
  await_batches (fixture->database, 0, 200);
  g_file_set_contents (fixture->copy, "an older one", -1, NULL);

  backup = jm_database_back_up (fixture->database, fixture->copy);
  await_batches (fixture->database, 200, 260);
  await_fine (backup);

  g_assert_cmpint (g_stat (fixture->copy, &info), ==, 0);
  g_assert_cmpint (info.st_mode & 0777, ==, 0600);
  n_rows = ask (fixture->copy, "SELECT count (*) FROM rows");
  g_assert_cmpint (n_rows, >=, 200 * BATCH);
  g_assert_cmpint (n_rows % BATCH, ==, 0);
  g_assert_cmpint (ask (fixture->copy, "SELECT 'ok' = (SELECT * FROM pragma_integrity_check)"), ==, 1);
  g_assert_cmpint (ask (fixture->copy, "SELECT application_id FROM pragma_application_id"), ==,
                   APPLICATION_ID);
  await_fine (jm_database_close (fixture->database));
  g_assert_cmpuint (count_files (fixture->folder), ==, 2);
  return dex_future_new_true ();
}

static DexFuture *
nowhere_fiber (gpointer data)
{
  Fixture *fixture = data;
  g_autofree char *nowhere = g_build_filename (fixture->folder, "no", "such", "copy.db", NULL);

  await_fine (jm_database_open (fixture->database));
  await_error (jm_database_back_up (fixture->database, nowhere), JM_STORE_ERROR_READ_ONLY);
  /* A folder is in the way: what was copied is taken away again. */
  g_assert_cmpint (g_mkdir (fixture->copy, 0700), ==, 0);
  await_error (jm_database_back_up (fixture->database, fixture->copy), JM_STORE_ERROR_READ_ONLY);
  await_fine (jm_database_close (fixture->database));
  g_assert_cmpuint (count_files (fixture->folder), ==, 2);
  return dex_future_new_true ();
}

/* --- check */

/* In the middle of the file, so that what is read at the opening is whole. */
static void
spoil (const char *path)
{
  g_autofree char *contents = NULL;
  gsize length = 0;

  g_assert_true (g_file_get_contents (path, &contents, &length, NULL));
  memset (contents + length / 2, 0x5a, 4096);
  g_assert_true (g_file_set_contents (path, contents, (gssize) length, NULL));
}

static DexFuture *
check_fiber (gpointer data)
{
  Fixture *fixture = data;
  g_autoptr (JmDatabase) spoilt = jm_database_new (fixture->path, &schema);
  g_autoptr (JmDatabase) again = jm_database_new (fixture->path, &schema);

  await_fine (jm_database_open (fixture->database));
  await_batches (fixture->database, 0, 50);
  await_fine (jm_database_check (fixture->database));
  await_fine (jm_database_close (fixture->database));

  spoil (fixture->path);
  await_fine (jm_database_open (spoilt));
  await_error (jm_database_check (spoilt), JM_STORE_ERROR_CORRUPT);
  await_fine (jm_database_close (spoilt));
  /* What was found is not forgotten. */
  await_error (jm_database_open (again), JM_STORE_ERROR_CORRUPT);
  await_fine (jm_database_close (again));
  return dex_future_new_true ();
}

/* --- a new file instead of a damaged one */

static DexFuture *
salvage_fiber (gpointer data)
{
  Fixture *fixture = data;
  g_autofree char *aside = g_strconcat (fixture->path, ".damaged-1", NULL);
  g_autoptr (JmDatabase) damaged = jm_database_new (fixture->path, &schema);
  g_autoptr (GError) error = NULL;
  g_autofree char *told = NULL;
  gint64 n_rows;

  await_fine (jm_database_open (fixture->database));
  await_batches (fixture->database, 0, 100);
  await_fine (jm_database_close (fixture->database));
  spoil (fixture->path);
  /* Not closed in order, as far as anybody can tell. */
  jm_connection_mark_damaged (fixture->path);

  await_error (jm_database_open (damaged), JM_STORE_ERROR_CORRUPT);
  told = dex_await_string (jm_database_salvage (damaged, NULL), &error);
  g_assert_no_error (error);
  g_assert_cmpstr (told, ==, aside);
  g_assert_true (g_file_test (aside, G_FILE_TEST_EXISTS));
  await_batches (damaged, 100, 101);
  await_fine (jm_database_close (damaged));

  n_rows = ask (fixture->path, "SELECT count (*) FROM rows");
  g_assert_cmpint (n_rows, >, 90 * BATCH);
  g_assert_cmpint (n_rows, <=, 101 * BATCH);
  g_assert_cmpint (ask (fixture->path, "SELECT 'ok' = (SELECT * FROM pragma_integrity_check)"), ==, 1);
  return dex_future_new_true ();
}

static DexFuture *
nonsense_fiber (gpointer data)
{
  Fixture *fixture = data;
  g_autoptr (GError) error = NULL;
  g_autofree char *told = NULL;

  g_file_set_contents (fixture->path, "this was a database once, and is not any more", -1, NULL);
  await_error (jm_database_open (fixture->database), JM_STORE_ERROR_CORRUPT);
  told = dex_await_string (jm_database_salvage (fixture->database, NULL), &error);
  g_assert_no_error (error);
  await_batches (fixture->database, 0, 1);
  await_fine (jm_database_close (fixture->database));
  g_assert_cmpint (ask (fixture->path, "SELECT count (*) FROM rows"), ==, BATCH);
  return dex_future_new_true ();
}

/* --- schema steps */

static DexFuture *
steps_fiber (gpointer data)
{
  Fixture *fixture = data;
  g_autoptr (JmDatabase) failing = jm_database_new (fixture->path, &broken_schema);
  g_autoptr (JmDatabase) newer = jm_database_new (fixture->path, &newer_schema);
  g_autoptr (JmDatabase) older = jm_database_new (fixture->path, &schema);

  await_fine (jm_database_open (fixture->database));
  await_batches (fixture->database, 0, 3);
  await_fine (jm_database_close (fixture->database));

  /* The second step is fine, the third fails after it has dropped a table: nothing is left of both. */
  await_error (jm_database_open (failing), JM_STORE_ERROR_FAILED);
  await_fine (jm_database_close (failing));
  g_assert_cmpint (ask (fixture->path, "PRAGMA user_version"), ==, 1);
  g_assert_cmpint (ask (fixture->path, "SELECT count (*) FROM rows"), ==, 3 * BATCH);
  g_assert_cmpint (ask (fixture->path, "SELECT count (*) FROM sqlite_schema WHERE name = 'other'"),
                   ==, 0);

  await_fine (jm_database_open (newer));
  await_fine (jm_database_close (newer));
  g_assert_cmpint (ask (fixture->path, "PRAGMA user_version"), ==, 2);
  g_assert_cmpint (ask (fixture->path, "SELECT count (*) FROM rows WHERE more IS NULL"), ==,
                   3 * BATCH);

  await_error (jm_database_open (older), JM_STORE_ERROR_NEWER);
  await_fine (jm_database_close (older));
  g_assert_cmpint (ask (fixture->path, "SELECT count (*) FROM rows"), ==, 3 * BATCH);
  return dex_future_new_true ();
}

#define ADD(name, fiber) \
  g_test_add ("/store/database-care/" name, Fixture, fiber, set_up, run_fiber, tear_down)

int
main (int   argc,
      char *argv[])
{
  jm_test_init (&argc, &argv);

  ADD ("a-backup-is-of-one-moment", back_up_fiber);
  ADD ("a-backup-that-fails-leaves-nothing", nowhere_fiber);
  ADD ("a-check-finds-what-is-spoilt", check_fiber);
  ADD ("what-can-be-read-is-saved", salvage_fiber);
  ADD ("nonsense-makes-room-for-a-new-file", nonsense_fiber);
  ADD ("steps-are-taken-whole-or-not-at-all", steps_fiber);

  return g_test_run ();
}
