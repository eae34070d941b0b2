/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <gio/gio.h>
#include <glib/gstdio.h>

#include "auth/jm-keyring-file.h"
#include "auth/jm-keyring.h"
#include "fixtures/jm-test.h"

/* The keyring inside a sandbox: libsecret's own file, here with a password from the environment in
 * place of the portal's. libsecret keeps what it has opened as long as the process lives, so all
 * tests use one file, and what needs another password is a process of its own.
 *
 * JM_TEST_EVERY_BYTE in the environment: the long form. */

#define NAME "credential/a-test"
#define OTHER "credential/b-test"
#define SECRET "{\"token\":\"CANARY-4711\"}"
#define N_STORES 40

typedef struct
{
  JmKeyring *keyring;
  char *folder;
  char *path;
  GBytes *whole; /* a file as it should be, for tests of many rounds */
  gsize round;
} Fixture;

static gboolean
is_long (void)
{
  return g_getenv ("JM_TEST_EVERY_BYTE") != NULL;
}

static void
empty_folder (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      if (g_remove (path) != 0)
        g_error ("%s stays", path);
    }
}

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  g_autoptr (JmClock) clock = jm_clock_new ();

  fixture->keyring = jm_session_keyring_new (clock);
  fixture->path = jm_keyring_file_dup_path ();
  fixture->folder = g_path_get_dirname (fixture->path);
  /* A test that runs in a process of its own goes on with what is there. */
  if (!g_test_subprocess ())
    empty_folder (fixture->folder);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  jm_test_finalize (fixture->keyring);
  g_clear_pointer (&fixture->whole, g_bytes_unref);
  g_free (fixture->folder);
  g_free (fixture->path);
}

/* --- what is asked of it, and what it should answer */

static void
expect_fine (DexFuture *future)
{
  g_autoptr (GError) error = NULL;

  dex_await (future, &error);
  g_assert_no_error (error);
}

/* @words: what the sentence holds */
static void
expect (DexFuture  *future,
        int         code,
        const char *words)
{
  g_autoptr (GError) error = NULL;

  dex_await (future, &error);
  g_assert_error (error, JM_AUTH_ERROR, code);
  g_assert_null (strstr (error->message, "CANARY"));
  if (strstr (error->message, words) == NULL)
    g_error ("“%s” has no “%s”", error->message, words);
}

static void
expect_missing (Fixture    *fixture,
                const char *words)
{
  expect (jm_keyring_lookup (fixture->keyring, NAME, NULL), JM_AUTH_ERROR_SECRET_MISSING, words);
}

static void
expect_secret (Fixture    *fixture,
               const char *name,
               const char *secret)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *found =
      dex_await_string (jm_keyring_lookup (fixture->keyring, name, NULL), &error);

  g_assert_no_error (error);
  g_assert_cmpstr (found, ==, secret);
}

static DexFuture *
store (Fixture    *fixture,
       const char *name,
       const char *secret)
{
  return jm_keyring_store (fixture->keyring, name, "A label", secret, NULL);
}

/* Names of files that begin so, each with the whole content @bytes. */
static guint
count_aside (Fixture    *fixture,
             const char *beginning,
             GBytes     *bytes)
{
  g_autoptr (GDir) dir = g_dir_open (fixture->folder, 0, NULL);
  const char *name;
  guint n = 0;

  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (fixture->folder, name, NULL);
      g_autofree char *data = NULL;
      gsize size;

      if (!g_str_has_prefix (name, beginning))
        continue;
      g_assert_true (g_file_get_contents (path, &data, &size, NULL));
      if (bytes != NULL)
        g_assert_cmpmem (data, size, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
      n++;
    }
  return n;
}

static GBytes *
read_file (Fixture *fixture)
{
  char *data = NULL;
  gsize size;

  g_assert_true (g_file_get_contents (fixture->path, &data, &size, NULL));
  return g_bytes_new_take (data, size);
}

/* As somebody who knows nothing of locks, at a second of its own, or libsecret does not look. */
static void
write_file (Fixture       *fixture,
            gconstpointer  data,
            gsize          size)
{
  static gint64 second = 0;

  second = MAX (second, jm_keyring_file_get_second (fixture->path)) + 1;
  g_assert_true (g_file_set_contents (fixture->path, data, size, NULL));
  jm_keyring_file_tick (fixture->path, second);
}

/* --- as any keyring */

static DexFuture *
keeps_fiber (gpointer data)
{
  Fixture *fixture = data;
  g_autofree char *replaced = g_strconcat (fixture->path, "~", NULL);

  expect_missing (fixture, "no entry");
  expect_fine (jm_keyring_clear (fixture->keyring, NAME, NULL));
  expect_fine (store (fixture, NAME, SECRET));
  expect_secret (fixture, NAME, SECRET);
  expect_fine (store (fixture, NAME, "another"));
  expect_secret (fixture, NAME, "another");
  g_assert_false (g_file_test (replaced, G_FILE_TEST_EXISTS));
  expect_fine (jm_keyring_clear (fixture->keyring, NAME, NULL));
  g_assert_false (g_file_test (replaced, G_FILE_TEST_EXISTS));
  expect_missing (fixture, "no entry");
  expect (store (fixture, NAME, "two\nlines"), JM_AUTH_ERROR_INVALID, "line break");
  expect_fine (jm_keyring_unlock (fixture->keyring, NULL));
  return dex_future_new_true ();
}

/* F10: the person removes one entry; the other accounts know nothing of it. */
static DexFuture *
removed_fiber (gpointer data)
{
  Fixture *fixture = data;

  expect_fine (store (fixture, NAME, SECRET));
  expect_fine (store (fixture, OTHER, "other"));
  expect_fine (jm_keyring_clear (fixture->keyring, NAME, NULL));
  expect_missing (fixture, "no entry");
  expect_secret (fixture, OTHER, "other");
  return dex_future_new_true ();
}

static DexFuture *
cancelled_fiber (gpointer data)
{
  Fixture *fixture = data;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  expect_fine (store (fixture, NAME, SECRET));
  g_cancellable_cancel (cancellable);
  dex_await (jm_keyring_store (fixture->keyring, NAME, "A label", "new", cancellable), &error);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  expect_secret (fixture, NAME, SECRET);
  return dex_future_new_true ();
}

/* A folder where the file should be: nothing is moved, nothing is lost, nothing is believed. */
static DexFuture *
unreadable_fiber (gpointer data)
{
  Fixture *fixture = data;

  g_assert_cmpint (g_mkdir (fixture->path, 0700), ==, 0);
  expect (jm_keyring_lookup (fixture->keyring, NAME, NULL), JM_AUTH_ERROR_KEYRING_UNAVAILABLE, "");
  expect (store (fixture, NAME, SECRET), JM_AUTH_ERROR_KEYRING_UNAVAILABLE, "");
  g_assert_true (g_file_test (fixture->path, G_FILE_TEST_IS_DIR));
  return dex_future_new_true ();
}

/* --- F8: a damaged file */

static DexFuture *
whole_fiber (gpointer data)
{
  Fixture *fixture = data;

  expect_fine (store (fixture, NAME, SECRET));
  fixture->whole = read_file (fixture);
  return dex_future_new_true ();
}

static DexFuture *
new_fiber (gpointer data)
{
  Fixture *fixture = data;

  expect_fine (store (fixture, NAME, "new"));
  expect_secret (fixture, NAME, "new");
  return dex_future_new_true ();
}

static DexFuture *
cut_fiber (gpointer data)
{
  Fixture *fixture = data;
  g_autoptr (GBytes) part = g_bytes_new_from_bytes (fixture->whole, 0, fixture->round);

  empty_folder (fixture->folder);
  write_file (fixture, g_bytes_get_data (fixture->whole, NULL), fixture->round);
  expect_missing (fixture, "damaged and put aside as default.keyring.bad-");
  g_assert_cmpuint (count_aside (fixture, "default.keyring.bad-", part), ==, 1);
  g_assert_false (g_file_test (fixture->path, G_FILE_TEST_EXISTS));
  return dex_future_new_true ();
}

static void
test_cut (Fixture       *fixture,
          gconstpointer  data)
{
  gsize size;

  jm_test_fiber (whole_fiber, fixture);
  size = g_bytes_get_size (fixture->whole);
  for (gsize n = 0; n < size; n++)
    if (n == 0 || n == 10 || n == 40 || n == size - 1 || is_long () || n % 64 == 63)
      {
        fixture->round = n;
        jm_test_fiber (cut_fiber, fixture);
      }
  jm_test_fiber (new_fiber, fixture);
}

/* Either it is what it was, or it is missing; never something else. Then the person signs in. */
static DexFuture *
flipped_fiber (gpointer data)
{
  Fixture *fixture = data;
  gsize size, at = fixture->round;
  const guint8 *bytes = g_bytes_get_data (fixture->whole, &size);
  g_autofree guint8 *copy = g_memdup2 (bytes, size);
  g_autofree char *found = NULL;
  g_autoptr (GError) error = NULL;

  copy[at] ^= 1u << (at % 8);
  write_file (fixture, copy, size);
  found = dex_await_string (jm_keyring_lookup (fixture->keyring, NAME, NULL), &error);
  if (found != NULL)
    {
      g_assert_cmpstr (found, ==, SECRET);
      return dex_future_new_true ();
    }
  g_assert_error (error, JM_AUTH_ERROR, JM_AUTH_ERROR_SECRET_MISSING);
  return new_fiber (fixture);
}

static void
test_flipped (Fixture       *fixture,
              gconstpointer  data)
{
  gsize size;

  jm_test_fiber (whole_fiber, fixture);
  size = g_bytes_get_size (fixture->whole);
  for (gsize at = 0; at < size; at += is_long () ? 1 : 17)
    {
      fixture->round = at;
      jm_test_fiber (flipped_fiber, fixture);
    }
}

/* One entry that can’t be decrypted: only its account has to sign in, and can. */
static DexFuture *
broken_entry_fiber (gpointer data)
{
  Fixture *fixture = data;
  g_autoptr (GBytes) after = NULL;
  g_autofree guint8 *copy = NULL;
  const guint8 *bytes;
  gsize size;

  expect_fine (store (fixture, OTHER, "other"));
  expect_fine (store (fixture, NAME, SECRET));
  after = read_file (fixture);
  bytes = g_bytes_get_data (after, &size);
  copy = g_memdup2 (bytes, size);
  /* The newest entry is the last, and ends with its MAC and the places of its ends. */
  copy[size - 48] ^= 1;
  write_file (fixture, copy, size);
  expect_missing (fixture, "can’t be read");
  expect_secret (fixture, OTHER, "other");
  expect_fine (store (fixture, NAME, "new"));
  expect_secret (fixture, NAME, "new");
  expect_secret (fixture, OTHER, "other");
  g_assert_cmpuint (count_aside (fixture, "default.keyring.", NULL), ==, 1); /* the lock */
  return dex_future_new_true ();
}

/* --- F9: another password */

static void
run_in_process (const char *test,
                const char *password)
{
  g_autofree char *own = g_strdup (g_getenv ("SECRET_FILE_TEST_PASSWORD"));

  g_setenv ("SECRET_FILE_TEST_PASSWORD", password, TRUE);
  g_test_trap_subprocess (test, 0, G_TEST_SUBPROCESS_DEFAULT);
  g_setenv ("SECRET_FILE_TEST_PASSWORD", own, TRUE);
  g_test_trap_assert_passed ();
}

static DexFuture *
store_fiber (gpointer data)
{
  expect_fine (store (data, NAME, SECRET));
  return dex_future_new_true ();
}

/* In the process with the other password */
static DexFuture *
changed_fiber (gpointer data)
{
  Fixture *fixture = data;
  g_autoptr (GBytes) old = read_file (fixture);

  expect_missing (fixture, "The keyring changed");
  g_assert_cmpuint (count_aside (fixture, "default.keyring.old-", NULL), ==, 0);
  expect_fine (store (fixture, NAME, "new"));
  expect_secret (fixture, NAME, "new");
  g_assert_cmpuint (count_aside (fixture, "default.keyring.old-", old), ==, 1);
  expect_fine (store (fixture, OTHER, "other"));
  g_assert_cmpuint (count_aside (fixture, "default.keyring.old-", old), ==, 1);
  return dex_future_new_true ();
}

static DexFuture *
changed_back_fiber (gpointer data)
{
  Fixture *fixture = data;

  expect_missing (fixture, "The keyring changed");
  return dex_future_new_true ();
}

/* Nobody has signed in in between: nothing was touched. */
static DexFuture *
only_looked_fiber (gpointer data)
{
  Fixture *fixture = data;

  expect_missing (fixture, "The keyring changed");
  expect_fine (jm_keyring_clear (fixture->keyring, NAME, NULL));
  return dex_future_new_true ();
}

static DexFuture *
still_there_fiber (gpointer data)
{
  Fixture *fixture = data;

  expect_secret (fixture, NAME, SECRET);
  return dex_future_new_true ();
}

static void
test_changed (Fixture       *fixture,
              gconstpointer  data)
{
  jm_test_fiber (store_fiber, fixture);
  run_in_process ("/auth/file-keyring/changed/subprocess/new", "of another desktop");
  jm_test_fiber (changed_back_fiber, fixture);
}

static void
test_only_looked (Fixture       *fixture,
                  gconstpointer  data)
{
  jm_test_fiber (store_fiber, fixture);
  run_in_process ("/auth/file-keyring/changed/subprocess/only-looked", "of another desktop");
  jm_test_fiber (still_there_fiber, fixture);
}

/* --- F11: two that write */

/* On a slow machine the other may have the lock for longer than is waited for: that is said, and
 * nothing is lost by trying again. */
static void
await_stored (Fixture    *fixture,
              const char *name,
              const char *secret)
{
  g_autoptr (GError) error = NULL;

  while (!dex_await (store (fixture, name, secret), &error))
    {
      g_assert_error (error, JM_AUTH_ERROR, JM_AUTH_ERROR_KEYRING_UNAVAILABLE);
      g_clear_error (&error);
    }
}

static DexFuture *
writer_fiber (gpointer data)
{
  Fixture *fixture = data;
  const char *name = g_getenv ("JM_TEST_WRITER");
  g_autofree char *secret = g_strdup_printf ("%s %" G_GSIZE_FORMAT, name, fixture->round);

  await_stored (fixture, name, secret);
  return dex_future_new_true ();
}

/* A process of its own */
static void
test_writer (Fixture       *fixture,
             gconstpointer  data)
{
  for (fixture->round = 0; fixture->round < N_STORES; fixture->round++)
    jm_test_fiber (writer_fiber, fixture);
}

static GSubprocess *
start_writer (const char *name)
{
  g_autoptr (GSubprocessLauncher) launcher =
      g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDOUT_SILENCE);
  g_autofree char *program = g_file_read_link ("/proc/self/exe", NULL);
  g_autoptr (GError) error = NULL;
  GSubprocess *writer;

  g_subprocess_launcher_setenv (launcher, "JM_TEST_WRITER", name, TRUE);
  writer = g_subprocess_launcher_spawn (launcher, &error, program, "--GTestSubprocess", "-p",
                                        "/auth/file-keyring/two-writers/subprocess/writer", NULL);
  g_assert_no_error (error);
  return writer;
}

static DexFuture *
both_there_fiber (gpointer data)
{
  Fixture *fixture = data;
  g_autofree char *last = g_strdup_printf ("%s %u", NAME, N_STORES - 1);
  g_autofree char *other_last = g_strdup_printf ("%s %u", OTHER, N_STORES - 1);

  expect_secret (fixture, NAME, last);
  expect_secret (fixture, OTHER, other_last);
  return dex_future_new_true ();
}

static void
test_two_writers (Fixture       *fixture,
                  gconstpointer  data)
{
  g_autoptr (GSubprocess) one = start_writer (NAME);
  g_autoptr (GSubprocess) two = start_writer (OTHER);

  g_assert_true (g_subprocess_wait_check (one, NULL, NULL));
  g_assert_true (g_subprocess_wait_check (two, NULL, NULL));
  jm_test_fiber (both_there_fiber, fixture);
}

/* Another program that stores with libsecret in the second that we have read it, without a lock. */
static DexFuture *
stranger_fiber (gpointer data)
{
  Fixture *fixture = data;
  g_autoptr (GBytes) before = NULL;
  gint64 second;

  expect_fine (store (fixture, NAME, SECRET));
  before = read_file (fixture);
  expect_fine (store (fixture, OTHER, "other"));
  expect_secret (fixture, NAME, SECRET);
  second = jm_keyring_file_get_second (fixture->path);
  g_assert_true (g_file_set_contents (fixture->path, g_bytes_get_data (before, NULL),
                                      (gssize) g_bytes_get_size (before), NULL));
  jm_keyring_file_tick (fixture->path, second - 1);
  expect_fine (store (fixture, NAME, "new"));
  expect_secret (fixture, NAME, "new");
  return dex_future_new_true ();
}

/* --- table of tests */

static const struct
{
  const char *name;
  DexFiberFunc body;
} tests[] = {
  { "/auth/file-keyring/keeps", keeps_fiber },
  { "/auth/file-keyring/removed-entry-is-one-account", removed_fiber },
  { "/auth/file-keyring/cancelled-store-changes-nothing", cancelled_fiber },
  { "/auth/file-keyring/unreadable-is-unavailable", unreadable_fiber },
  { "/auth/file-keyring/broken-entry-is-one-account", broken_entry_fiber },
  { "/auth/file-keyring/stranger-writes-in-the-same-second", stranger_fiber },
  { "/auth/file-keyring/changed/subprocess/new", changed_fiber },
  { "/auth/file-keyring/changed/subprocess/only-looked", only_looked_fiber },
};

static void
run_test (Fixture       *fixture,
          gconstpointer  data)
{
  jm_test_fiber (tests[GPOINTER_TO_UINT (data)].body, fixture);
}

int
main (int   argc,
      char *argv[])
{
  g_autofree char *folder = NULL;
  g_autofree char *path = NULL;

  jm_test_init (&argc, &argv);
  if (!g_test_subprocess ())
    {
      folder = jm_test_temp_dir ();
      path = g_build_filename (folder, "default.keyring", NULL);
      g_setenv ("SECRET_BACKEND", "file", TRUE);
      g_setenv ("SECRET_FILE_TEST_PATH", path, TRUE);
      g_setenv ("SECRET_FILE_TEST_PASSWORD", "of this desktop", TRUE);
    }
  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].name, Fixture, GUINT_TO_POINTER (i), set_up, run_test, tear_down);
  g_test_add ("/auth/file-keyring/cut-file-is-put-aside", Fixture, NULL, set_up, test_cut,
              tear_down);
  g_test_add ("/auth/file-keyring/flipped-bytes-never-end-the-program", Fixture, NULL, set_up,
              test_flipped, tear_down);
  g_test_add ("/auth/file-keyring/two-writers/subprocess/writer", Fixture, NULL, set_up,
              test_writer, tear_down);
  g_test_add ("/auth/file-keyring/changed-password-is-named", Fixture, NULL, set_up, test_changed,
              tear_down);
  g_test_add ("/auth/file-keyring/changed-and-changed-back-loses-nothing", Fixture, NULL, set_up,
              test_only_looked, tear_down);
  g_test_add ("/auth/file-keyring/two-writers-lose-nothing", Fixture, NULL, set_up,
              test_two_writers, tear_down);
  return g_test_run ();
}
