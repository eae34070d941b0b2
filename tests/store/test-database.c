/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <sys/resource.h>
#include <unistd.h>

#include "fixtures/jm-test.h"
#include "store/jm-database.h"
#include "store/jm-state-store.h"

#define APPLICATION_ID 0x54455354
#define BATCH 10

static const char step_1[] = "CREATE TABLE rows (batch INTEGER NOT NULL, filler BLOB NOT NULL);"
                             "CREATE INDEX rows_by_batch ON rows (batch);";
static const char *const steps[] = { step_1, NULL };
static const JmSchema schema = { .application_id = APPLICATION_ID,
                                 .precious = TRUE,
                                 .steps = steps };

typedef struct
{
  char *folder;
  char *path;
  JmDatabase *database;
} Fixture;

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  fixture->folder = jm_test_temp_dir ();
  fixture->path = g_build_filename (fixture->folder, "test.db", NULL);
  fixture->database = jm_database_new (fixture->path, &schema);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  jm_test_finalize (fixture->database);
  g_free (fixture->path);
  g_free (fixture->folder);
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

static gint64
await_count (DexFuture *future)
{
  g_autoptr (GError) error = NULL;
  gint64 count = dex_await_int64 (future, &error);

  g_assert_no_error (error);
  return count;
}

/* --- jobs */

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

static DexFuture *
add_and_fail_job (sqlite3  *connection,
                  gpointer  data)
{
  dex_unref (add_batch_job (connection, data));
  return dex_future_new_reject (JM_STORE_ERROR, JM_STORE_ERROR_INVALID, "on purpose");
}

/* @data: SQL whose answer is one number */
static DexFuture *
query_job (sqlite3  *connection,
           gpointer  data)
{
  sqlite3_stmt *statement = NULL;
  gint64 value = -1;

  sqlite3_prepare_v2 (connection, data, -1, &statement, NULL);
  if (sqlite3_step (statement) == SQLITE_ROW)
    value = sqlite3_column_int64 (statement, 0);

  return sqlite3_finalize (statement) == SQLITE_OK ?
             dex_future_new_for_int64 (value) :
             dex_future_new_for_error (jm_database_error (connection, "Could not read"));
}

static gint64
query (JmDatabase *database,
       const char *sql)
{
  return await_count (jm_database_read (database, query_job, (gpointer) sql, NULL));
}

static DexFuture *
add_batch (JmDatabase *database,
           int         batch)
{
  return jm_database_write (database, add_batch_job, GINT_TO_POINTER (batch), NULL);
}

/* --- order, rollback, closing */

static DexFuture *
order_fiber (gpointer data)
{
  Fixture *fixture = data;
  JmDatabase *database = fixture->database;
  DexFuture *second;
  GStatBuf info;

  await_error (add_batch (database, 0), JM_STORE_ERROR_CLOSED);
  dex_future_disown (jm_database_open (database));
  /* Given before it is open: they wait for it. */
  dex_future_disown (add_batch (database, 1));
  second = add_batch (database, 2);
  await_error (jm_database_write (database, add_and_fail_job, GINT_TO_POINTER (3), NULL),
               JM_STORE_ERROR_INVALID);
  await_fine (second);
  g_assert_cmpint (query (database, "SELECT count(*) FROM rows"), ==, 2 * BATCH);
  g_assert_cmpint (query (database, "SELECT count(*) FROM rows WHERE batch = 3"), ==, 0);
  g_assert_cmpint (query (database, "PRAGMA query_only"), ==, 1);

  g_assert_cmpint (g_stat (fixture->path, &info), ==, 0);
  g_assert_cmpuint (info.st_mode & 0777, ==, 0600);

  /* What is queued is done before it closes. */
  dex_future_disown (add_batch (database, 4));
  await_fine (jm_database_close (database));
  await_error (add_batch (database, 5), JM_STORE_ERROR_CLOSED);
  await_error (jm_database_open (database), JM_STORE_ERROR_CLOSED);
  await_fine (jm_database_close (database));
  return dex_future_new_true ();
}

static guint
count_files (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  guint n = 0;

  while (g_dir_read_name (dir) != NULL)
    n++;
  return n;
}

/* Jobs that wait at once share a transaction; one that fails takes nothing of the others with it. */
static DexFuture *
together_fiber (gpointer data)
{
  static const JmDatabaseJob jobs[] = {
    add_batch_job,
    add_batch_job,
    add_and_fail_job,
    add_batch_job,
    query_job,
  };
  Fixture *fixture = data;
  JmDatabase *database = fixture->database;
  g_autoptr (GPtrArray) futures = g_ptr_array_new ();

  dex_future_disown (jm_database_open (database));
  for (int round = 0; round < 5; round++)
    for (int i = 0; i < (int) G_N_ELEMENTS (jobs); i++)
      g_ptr_array_add (futures,
                       jm_database_write_together (database, jobs[i],
                                                   jobs[i] == query_job ?
                                                       (gpointer) "SELECT count(*) FROM rows" :
                                                       GINT_TO_POINTER (round * 10 + i),
                                                   NULL));
  /* One that does not share stands in the row where it was given. */
  g_ptr_array_add (futures, jm_database_write (database, query_job,
                                               (gpointer) "SELECT count(*) FROM rows", NULL));

  for (guint i = 0; i < futures->len; i++)
    if (i % 5 == 2 && i + 1 < futures->len)
      await_error (g_ptr_array_index (futures, i), JM_STORE_ERROR_INVALID);
    else if (i % 5 == 4 || i + 1 == futures->len)
      g_assert_cmpint (await_count (g_ptr_array_index (futures, i)), ==, (i + 1) / 5 * 3 * BATCH);
    else
      await_fine (g_ptr_array_index (futures, i));

  g_assert_cmpint (query (database, "SELECT count(*) FROM rows WHERE batch % 10 = 2"), ==, 0);
  return jm_database_close (database);
}

static DexFuture *
settings_fiber (gpointer data)
{
  static const struct
  {
    const char *sql;
    gint64 value;
  } rows[] = {
    { "PRAGMA synchronous", 2 },
    { "PRAGMA secure_delete", 1 },
    { "PRAGMA mmap_size", 0 },
    { "PRAGMA cell_size_check", 1 },
    { "PRAGMA trusted_schema", 0 },
    { "PRAGMA foreign_keys", 1 },
    { "PRAGMA user_version", 1 },
    { "PRAGMA application_id", APPLICATION_ID },
    { "PRAGMA busy_timeout", 5000 },
    { "SELECT 'wal' = (SELECT journal_mode FROM pragma_journal_mode)", 1 },
  };
  Fixture *fixture = data;

  await_fine (jm_database_open (fixture->database));
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_test_message ("%s", rows[i].sql);
      g_assert_cmpint (await_count (jm_database_write (fixture->database, query_job,
                                                       (gpointer) rows[i].sql, NULL)),
                       ==, rows[i].value);
    }

  await_fine (add_batch (fixture->database, 1));
  await_fine (jm_database_close (fixture->database));
  g_assert_cmpuint (count_files (fixture->folder), ==, 1); /* the log is in the file, and gone */
  return dex_future_new_true ();
}

static DexFuture *
gone_fiber (gpointer data)
{
  Fixture *fixture = data;

  await_fine (jm_database_open (fixture->database));
  await_fine (add_batch (fixture->database, 1));
  g_assert_cmpint (g_unlink (fixture->path), ==, 0);
  await_error (add_batch (fixture->database, 2), JM_STORE_ERROR_CLOSED);
  return jm_database_close (fixture->database);
}

static gboolean
release_cb (gpointer connection)
{
  sqlite3_exec (connection, "COMMIT", NULL, NULL, NULL);
  return G_SOURCE_REMOVE;
}

static DexFuture *
busy_fiber (gpointer data)
{
  Fixture *fixture = data;
  sqlite3 *other = NULL;

  await_fine (jm_database_open (fixture->database));
  g_assert_cmpint (sqlite3_open (fixture->path, &other), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (other, "BEGIN IMMEDIATE", NULL, NULL, NULL), ==, SQLITE_OK);
  g_timeout_add (20, release_cb, other);

  await_fine (add_batch (fixture->database, 1)); /* waits for the other one, and the loop goes on */
  g_assert_cmpint (sqlite3_get_autocommit (other), !=, 0);
  sqlite3_close (other);
  g_assert_cmpint (query (fixture->database, "SELECT count(*) FROM rows"), ==, BATCH);
  return jm_database_close (fixture->database);
}

/* An object that nobody closed finishes what it was given. */
static DexFuture *
dropped_fiber (gpointer data)
{
  Fixture *fixture = data;
  JmDatabase *database = jm_database_new (fixture->path, &schema);
  DexFuture *added;

  await_fine (jm_database_open (database));
  added = add_batch (database, 1);
  g_object_unref (database);
  await_fine (added);

  await_fine (jm_database_open (fixture->database));
  g_assert_cmpint (query (fixture->database, "SELECT count(*) FROM rows"), ==, BATCH);
  return jm_database_close (fixture->database);
}

/* --- files as nobody wants to find them */

typedef struct
{
  const char *name;
  int code;           /* -1: opens */
  gboolean untouched; /* not one byte of it changes */
  void (*spoil) (Fixture *fixture);
} Spoilt;

static void
write_at (const char *path,
          glong       offset,
          const char *bytes,
          gsize       size)
{
  FILE *file = fopen (path, "r+");

  g_assert_nonnull (file);
  g_assert_cmpint (fseek (file, offset, SEEK_SET), ==, 0);
  g_assert_cmpuint (fwrite (bytes, 1, size, file), ==, size);
  fclose (file);
}

static void
put_beside (Fixture    *fixture,
            const char *suffix)
{
  g_autofree char *path = g_strconcat (fixture->path, suffix, NULL);

  g_assert_true (g_file_set_contents (path, "not a log at all", -1, NULL));
}

static void
zero_pages (Fixture *fixture)
{
  g_autofree char *zeros = g_malloc0 (5 * 4096);

  write_at (fixture->path, 3 * 4096, zeros, 5 * 4096);
}

static void
spoil_header (Fixture *fixture)
{
  write_at (fixture->path, 0, "This is no database", 19);
}

static void
spoil_pages_after_crash (Fixture *fixture)
{
  zero_pages (fixture);
  put_beside (fixture, "-wal");
}

static void
spoil_pages_with_mark (Fixture *fixture)
{
  zero_pages (fixture);
  put_beside (fixture, "-damaged");
}

static void
truncate_after_crash (Fixture *fixture)
{
  g_assert_cmpint (truncate (fixture->path, 3 * 4096 + 100), ==, 0);
  put_beside (fixture, "-wal");
}

static void
truncate_to_nothing (Fixture *fixture)
{
  g_assert_cmpint (truncate (fixture->path, 0), ==, 0);
}

static void
junk_beside (Fixture *fixture)
{
  put_beside (fixture, "-wal");
  put_beside (fixture, "-shm");
}

static void
set_newer (Fixture *fixture)
{
  write_at (fixture->path, 60, "\0\0\0\2", 4);
}

static void
set_other_program (Fixture *fixture)
{
  write_at (fixture->path, 68, "Othr", 4);
}

static void
make_folder (Fixture *fixture)
{
  g_assert_cmpint (g_unlink (fixture->path), ==, 0);
  g_assert_cmpint (g_mkdir (fixture->path, 0700), ==, 0);
}

static void
remove_folder (Fixture *fixture)
{
  g_assert_cmpint (g_unlink (fixture->path), ==, 0);
  g_assert_cmpint (g_rmdir (fixture->folder), ==, 0);
}

static const Spoilt spoilt_files[] = {
  { "header", JM_STORE_ERROR_CORRUPT, TRUE, spoil_header },
  { "pages, after a crash", JM_STORE_ERROR_CORRUPT, FALSE, spoil_pages_after_crash },
  { "pages, met before", JM_STORE_ERROR_CORRUPT, TRUE, spoil_pages_with_mark },
  { "cut, after a crash", JM_STORE_ERROR_CORRUPT, FALSE, truncate_after_crash },
  { "cut to nothing", -1, FALSE, truncate_to_nothing },
  { "junk beside it", -1, FALSE, junk_beside },
  { "newer", JM_STORE_ERROR_NEWER, TRUE, set_newer },
  { "of another program", JM_STORE_ERROR_INVALID, TRUE, set_other_program },
  { "a folder", JM_STORE_ERROR_FAILED, FALSE, make_folder },
  { "in no folder", JM_STORE_ERROR_FAILED, FALSE, remove_folder },
};

static DexFuture *
make_good_file_fiber (gpointer data)
{
  JmDatabase *database = data;

  await_fine (jm_database_open (database));
  await_fine (add_batch (database, 1));
  return jm_database_close (database);
}

static DexFuture *
try_spoilt_fiber (gpointer data)
{
  Fixture *fixture = data;
  g_autoptr (GError) error = NULL;

  if (dex_await (jm_database_open (fixture->database), &error))
    await_fine (add_batch (fixture->database, 2));
  await_fine (jm_database_close (fixture->database));

  return error != NULL ? dex_future_new_for_error (g_steal_pointer (&error)) :
                         dex_future_new_true ();
}

typedef struct
{
  Fixture *fixture;
  const Spoilt *spoilt;
} Trial;

static DexFuture *
judge_fiber (gpointer data)
{
  const Trial *trial = data;
  g_autoptr (GError) error = NULL;

  dex_await (dex_scheduler_spawn (NULL, 0, try_spoilt_fiber, trial->fixture, NULL), &error);
  if (trial->spoilt->code >= 0)
    g_assert_error (error, JM_STORE_ERROR, trial->spoilt->code);
  else
    g_assert_no_error (error);

  return dex_future_new_true ();
}

static void
test_spoilt (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (spoilt_files); i++)
    {
      const Spoilt *spoilt = &spoilt_files[i];
      g_autofree char *before = NULL;
      g_autofree char *after = NULL;
      gsize size_before = 0, size_after = 0;
      Fixture fixture = { 0 };
      JmDatabase *good;

      g_test_message ("%s", spoilt->name);
      set_up (&fixture, NULL);
      good = jm_database_new (fixture.path, &schema);
      jm_test_fiber (make_good_file_fiber, good);
      jm_test_finalize (good);

      spoilt->spoil (&fixture);
      g_file_get_contents (fixture.path, &before, &size_before, NULL);
      jm_test_fiber (judge_fiber, &(Trial) { &fixture, spoilt });
      g_file_get_contents (fixture.path, &after, &size_after, NULL);
      if (spoilt->untouched)
        g_assert_cmpmem (before, size_before, after, size_after);
      tear_down (&fixture, NULL);
    }
}

/* Damage that is met while it works is looked for at the next start, though it was closed in
 * order. */
static DexFuture *
met_later_fiber (gpointer data)
{
  Fixture *fixture = data;
  g_autoptr (JmDatabase) first = jm_database_new (fixture->path, &schema);
  g_autoptr (JmDatabase) second = jm_database_new (fixture->path, &schema);

  await_fine (jm_database_open (first));
  await_fine (add_batch (first, 1));
  await_fine (jm_database_close (first));
  zero_pages (fixture);

  await_fine (jm_database_open (second));
  await_error (jm_database_read (second, query_job,
                                 "SELECT sum (length (filler)) FROM rows NOT INDEXED", NULL),
               JM_STORE_ERROR_CORRUPT);
  await_fine (jm_database_close (second));
  await_error (jm_database_open (fixture->database), JM_STORE_ERROR_CORRUPT);
  return jm_database_close (fixture->database);
}

/* --- other processes */

static GSubprocess *
spawn_child (const char *task,
             const char *path)
{
  g_autoptr (GError) error = NULL;
  GSubprocess *child = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error, "/proc/self/exe",
                                         "--child", task, path, NULL);

  g_assert_no_error (error);
  return child;
}

/* Batch after batch, each told on standard output once it is in the file; until somebody kills
 * us. */
static DexFuture *
child_hammer_fiber (gpointer data)
{
  g_autoptr (JmDatabase) database = jm_database_new (data, &schema);
  gint64 next;

  await_fine (jm_database_open (database));
  next = query (database, "SELECT ifnull (max (batch), 0) + 1 FROM rows");
  for (; next < G_MAXINT; next++)
    {
      await_fine (add_batch (database, (int) next));
      printf ("%d\n", (int) next);
      fflush (stdout);
    }

  return jm_database_close (database);
}

static DexFuture *
child_count_fiber (gpointer data)
{
  g_autoptr (JmClock) clock = jm_clock_new_manual (G_GINT64_CONSTANT (1795176000000));
  g_autoptr (JmStateStore) store = jm_state_store_new (data, clock);
  JmCredentialRow row = { .id = "credential-1" };

  await_fine (jm_state_store_open (store));
  await_fine (jm_state_store_put_credential (store, &row));
  for (guint i = 0; i < 100; i++)
    await_fine (jm_state_store_count_refresh (store, "credential-1", TRUE));
  return jm_state_store_close (store);
}

static void
limit_file_size (rlim_t bytes)
{
  struct rlimit limit;

  g_assert_cmpint (getrlimit (RLIMIT_FSIZE, &limit), ==, 0);
  limit.rlim_cur = MIN (bytes, limit.rlim_max);
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &limit), ==, 0);
}

static DexFuture *
child_full_fiber (gpointer data)
{
  g_autoptr (JmDatabase) database = jm_database_new (data, &schema);
  g_autoptr (GError) error = NULL;
  int batch = 0;

  signal (SIGXFSZ, SIG_IGN);
  await_fine (jm_database_open (database));
  limit_file_size (1 << 20);
  while (error == NULL)
    dex_await (add_batch (database, ++batch), &error);
  g_assert_error (error, JM_STORE_ERROR, JM_STORE_ERROR_FULL);

  /* Reading goes on, and nothing of the last batch is there. */
  g_assert_cmpint (query (database, "SELECT count(*) FROM rows"), ==, (batch - 1) * BATCH);
  /* So does writing, as soon as there is room. */
  limit_file_size (RLIM_INFINITY);
  await_fine (add_batch (database, batch));
  g_assert_cmpint (query (database, "SELECT count(*) FROM rows"), ==, batch * BATCH);
  return jm_database_close (database);
}

static const struct
{
  const char *task;
  DexFiberFunc fiber;
} children[] = {
  { "hammer", child_hammer_fiber },
  { "count", child_count_fiber },
  { "full", child_full_fiber },
};

static int
run_child (const char *task,
           char       *path)
{
  for (guint i = 0; i < G_N_ELEMENTS (children); i++)
    if (g_str_equal (children[i].task, task))
      jm_test_fiber (children[i].fiber, path);

  return 0;
}

static DexFuture *
check_after_kill_fiber (gpointer data)
{
  JmDatabase *database = data;

  await_fine (jm_database_open (database)); /* it looks at every page, too */
  g_assert_cmpint (
      query (database,
             "SELECT count(*) FROM (SELECT 1 FROM rows GROUP BY batch HAVING count(*) <> 10)"),
      ==, 0);
  g_assert_cmpint (query (database, "SELECT count(*) = ifnull (max (batch), 0) * 10 FROM rows"), ==,
                   1);
  return jm_database_close (database);
}

static gint64 last_batch; /* of those that are in the file */

static DexFuture *
read_last_batch_fiber (gpointer data)
{
  JmDatabase *database = data;

  await_fine (jm_database_open (database));
  last_batch = query (database, "SELECT ifnull (max (batch), 0) FROM rows");
  return jm_database_close (database);
}

/* The number that the child told last before it was killed in the middle of its work. */
static gint64
hammer_and_kill (const char *path,
                 guint       n_lines)
{
  g_autoptr (GSubprocess) child = spawn_child ("hammer", path);
  g_autoptr (GDataInputStream) lines =
      g_data_input_stream_new (g_subprocess_get_stdout_pipe (child));
  gint64 told = 0;

  for (guint i = 0; i < n_lines; i++)
    {
      g_autofree char *line = g_data_input_stream_read_line (lines, NULL, NULL, NULL);

      g_assert_nonnull (line);
      told = g_ascii_strtoll (line, NULL, 10);
    }
  g_subprocess_force_exit (child);
  g_subprocess_wait (child, NULL, NULL);

  return told;
}

static void
test_kill (void)
{
  g_autofree char *folder = jm_test_temp_dir ();
  g_autofree char *path = g_build_filename (folder, "killed.db", NULL);

  for (guint round = 0; round < 12; round++)
    {
      gint64 told = hammer_and_kill (path, (guint) g_test_rand_int_range (1, 30));
      JmDatabase *database = jm_database_new (path, &schema);

      jm_test_fiber (check_after_kill_fiber, database);
      jm_test_finalize (database);
      database = jm_database_new (path, &schema);
      jm_test_fiber (read_last_batch_fiber, database);
      jm_test_finalize (database);
      g_assert_cmpint (last_batch, >=, told);
    }
}

static DexFuture *
check_counts_fiber (gpointer data)
{
  JmStateStore *store = data;
  g_autoptr (JmCredentialRow) row = NULL;
  g_autoptr (GError) error = NULL;

  await_fine (jm_state_store_open (store));
  row = dex_await_boxed (jm_state_store_get_credential (store, "credential-1"), &error);
  g_assert_no_error (error);
  g_assert_cmpuint (row->attempted, ==, 300);
  g_assert_cmpuint (row->succeeded, ==, 300);
  return jm_state_store_close (store);
}

/* All of them make the file at once, too. */
static void
test_share (void)
{
  g_autofree char *folder = jm_test_temp_dir ();
  g_autofree char *path = g_build_filename (folder, "state.db", NULL);
  g_autoptr (JmClock) clock = jm_clock_new_manual (G_GINT64_CONSTANT (1795176000000));
  GSubprocess *counters[3];
  JmStateStore *store;

  for (guint i = 0; i < G_N_ELEMENTS (counters); i++)
    counters[i] = spawn_child ("count", path);
  for (guint i = 0; i < G_N_ELEMENTS (counters); i++)
    {
      g_autoptr (GError) error = NULL;

      g_subprocess_wait_check (counters[i], NULL, &error);
      g_assert_no_error (error);
      g_object_unref (counters[i]);
    }

  store = jm_state_store_new (path, clock);
  jm_test_fiber (check_counts_fiber, store);
  jm_test_finalize (store);
}

static void
test_full (void)
{
  g_autofree char *folder = jm_test_temp_dir ();
  g_autofree char *path = g_build_filename (folder, "full.db", NULL);
  g_autoptr (GSubprocess) child = spawn_child ("full", path);
  g_autoptr (GError) error = NULL;

  g_subprocess_wait_check (child, NULL, &error);
  g_assert_no_error (error);
}

static void
run_fiber (Fixture       *fixture,
           gconstpointer  data)
{
  jm_test_fiber ((DexFiberFunc) data, fixture);
}

#define ADD(name, fiber) \
  g_test_add ("/store/database/" name, Fixture, fiber, set_up, run_fiber, tear_down)

int
main (int   argc,
      char *argv[])
{
  const char *task = argc == 4 && g_str_equal (argv[1], "--child") ? argv[2] : NULL;
  char *path = task != NULL ? argv[3] : NULL;

  argc = task != NULL ? 1 : argc;
  jm_test_init (&argc, &argv);
  if (task != NULL)
    return run_child (task, path);

  ADD ("jobs-run-in-order-and-roll-back", order_fiber);
  ADD ("jobs-that-wait-share-a-transaction", together_fiber);
  ADD ("settings-are-those-of-the-house", settings_fiber);
  ADD ("a-removed-file-is-noticed", gone_fiber);
  ADD ("a-busy-file-is-waited-for", busy_fiber);
  ADD ("what-was-given-is-done-when-dropped", dropped_fiber);
  ADD ("damage-met-later-is-looked-for", met_later_fiber);
  g_test_add_func ("/store/database/spoilt-files-are-told-apart", test_spoilt);
  g_test_add_func ("/store/database/a-kill-loses-nothing-told", test_kill);
  g_test_add_func ("/store/database/processes-share-state", test_share);
  g_test_add_func ("/store/database/a-full-disk-loses-nothing", test_full);

  return g_test_run ();
}
