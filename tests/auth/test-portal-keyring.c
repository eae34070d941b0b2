/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <gio/gio.h>

#include "auth/jm-keyring.h"
#include "base/jm-limits.h"
#include "fixtures/jm-test.h"

/* The password of the keyring inside a sandbox, from a portal that a person answers, or does not.
 * libsecret asks it once a process, so each test is one, with a bus of its own. */

#define NAME "credential/a-test"
#define SECRET "{\"token\":\"CANARY-4711\"}"

typedef struct
{
  GTestDBus *bus;
  GSubprocess *portal;
  char *folder;
  char *diary;
  JmKeyring *keyring;
} Fixture;

static void
await_ready (Fixture *fixture)
{
  char line[6];
  g_autoptr (GError) error = NULL;

  g_input_stream_read_all (g_subprocess_get_stdout_pipe (fixture->portal), line, sizeof line, NULL,
                           NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpmem (line, sizeof line, "ready\n", 6);
}

static void
tell_portal (Fixture    *fixture,
             const char *line)
{
  g_autoptr (GError) error = NULL;

  g_output_stream_write_all (g_subprocess_get_stdin_pipe (fixture->portal), line, strlen (line),
                             NULL, NULL, &error);
  g_assert_no_error (error);
  await_ready (fixture);
}

static guint
count_requests (Fixture *fixture)
{
  g_autofree char *text = NULL;
  gsize size = 0;

  g_file_get_contents (fixture->diary, &text, &size, NULL);
  return size / strlen ("request\n");
}

static void
start_portal (Fixture    *fixture,
              const char *mode)
{
  g_autofree char *script =
      g_test_build_filename (G_TEST_DIST, "auth", "mock-secret-portal.py", NULL);
  g_autoptr (GError) error = NULL;

  fixture->portal =
      g_subprocess_new (G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error,
                        "python3", script, mode, fixture->diary, NULL);
  g_assert_no_error (error);
  await_ready (fixture);
}

static void
set_up (Fixture    *fixture,
        const char *mode)
{
  g_autoptr (JmClock) clock = jm_clock_new ();
  g_autofree char *path = NULL;

  fixture->folder = jm_test_temp_dir ();
  fixture->diary = g_build_filename (fixture->folder, "diary", NULL);
  path = g_build_filename (fixture->folder, "default.keyring", NULL);
  g_setenv ("SECRET_FILE_TEST_PATH", path, TRUE);
  /* In a snap libsecret does as in a Flatpak, and a test can say that it is in one. */
  g_setenv ("SNAP_NAME", "test", TRUE);
  fixture->bus = g_test_dbus_new (G_TEST_DBUS_NONE);
  g_test_dbus_up (fixture->bus);
  if (mode != NULL)
    start_portal (fixture, mode);
  fixture->keyring = jm_session_keyring_new (clock);
}

static void
tear_down (Fixture *fixture)
{
  g_object_unref (fixture->keyring);
  if (fixture->portal != NULL)
    {
      g_output_stream_close (g_subprocess_get_stdin_pipe (fixture->portal), NULL, NULL);
      g_subprocess_wait (fixture->portal, NULL, NULL);
      g_object_unref (fixture->portal);
    }
  /* libsecret keeps its connection as long as the process lives. */
  g_test_dbus_stop (fixture->bus);
  g_object_unref (fixture->bus);
  g_free (fixture->diary);
  g_free (fixture->folder);
}

/* --- what is asked of it, and what it should answer */

static void
expect_fine (DexFuture *future)
{
  g_autoptr (GError) error = NULL;

  dex_await (future, &error);
  g_assert_no_error (error);
}

static void
expect (DexFuture *future,
        int        code)
{
  g_autoptr (GError) error = NULL;

  dex_await (future, &error);
  g_assert_error (error, JM_AUTH_ERROR, code);
}

static DexFuture *
lookup (Fixture *fixture)
{
  return jm_keyring_lookup (fixture->keyring, NAME, NULL);
}

static void
expect_kept (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *found = NULL;

  expect_fine (jm_keyring_store (fixture->keyring, NAME, "A label", SECRET, NULL));
  found = dex_await_string (lookup (fixture), &error);
  g_assert_no_error (error);
  g_assert_cmpstr (found, ==, SECRET);
}

static DexFuture *
well_fiber (gpointer data)
{
  Fixture *fixture = data;

  expect_fine (jm_keyring_unlock (fixture->keyring, NULL));
  expect (lookup (fixture), JM_AUTH_ERROR_SECRET_MISSING);
  expect_kept (fixture);
  g_assert_cmpuint (count_requests (fixture), ==, 1);
  return dex_future_new_true ();
}

static DexFuture *
absent_fiber (gpointer data)
{
  Fixture *fixture = data;

  expect (lookup (fixture), JM_AUTH_ERROR_KEYRING_UNAVAILABLE);
  expect (jm_keyring_store (fixture->keyring, NAME, "A label", SECRET, NULL),
          JM_AUTH_ERROR_KEYRING_UNAVAILABLE);
  expect (jm_keyring_unlock (fixture->keyring, NULL), JM_AUTH_ERROR_KEYRING_UNAVAILABLE);
  return dex_future_new_true ();
}

static DexFuture *
dismissed_fiber (gpointer data)
{
  Fixture *fixture = data;

  expect (lookup (fixture), JM_AUTH_ERROR_KEYRING_LOCKED);
  expect (lookup (fixture), JM_AUTH_ERROR_KEYRING_LOCKED);
  expect (jm_keyring_store (fixture->keyring, NAME, "A label", SECRET, NULL),
          JM_AUTH_ERROR_KEYRING_LOCKED);
  g_assert_cmpuint (count_requests (fixture), ==, 1);
  expect (jm_keyring_unlock (fixture->keyring, NULL), JM_AUTH_ERROR_KEYRING_LOCKED);
  g_assert_cmpuint (count_requests (fixture), ==, 2);

  tell_portal (fixture, "well\n");
  expect_fine (jm_keyring_unlock (fixture->keyring, NULL));
  expect_kept (fixture);
  g_assert_cmpuint (count_requests (fixture), ==, 3);
  return dex_future_new_true ();
}

/* Those that nobody waits for any more are one with those that somebody does. */
static DexFuture *
waiting_fiber (gpointer data)
{
  Fixture *fixture = data;
  DexFuture *first = lookup (fixture);
  DexFuture *second = lookup (fixture);

  expect (first, JM_AUTH_ERROR_KEYRING_LOCKED);
  expect (second, JM_AUTH_ERROR_KEYRING_LOCKED);
  g_assert_cmpuint (count_requests (fixture), ==, 1);
  tell_portal (fixture, "answer\n");
  expect_fine (jm_keyring_unlock (fixture->keyring, NULL));
  expect_kept (fixture);
  g_assert_cmpuint (count_requests (fixture), ==, 1);
  return dex_future_new_true ();
}

static gboolean
has_request (gpointer data)
{
  return count_requests (data) == 1;
}

/* libsecret would forget to unsubscribe, and use what it had freed. */
static DexFuture *
cancelled_fiber (gpointer data)
{
  Fixture *fixture = data;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  DexFuture *asked = jm_keyring_lookup (fixture->keyring, NAME, cancellable);

  expect_fine (jm_test_until (has_request, fixture));
  g_cancellable_cancel (cancellable);
  dex_await (asked, &error);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  tell_portal (fixture, "answer\n");
  expect_fine (jm_keyring_unlock (fixture->keyring, NULL));
  expect_kept (fixture);
  g_assert_cmpuint (count_requests (fixture), ==, 1);
  return dex_future_new_true ();
}

/* --- table of tests */

typedef struct
{
  const char *name;
  const char *mode; /* NULL: there is no portal */
  DexFiberFunc body;
} Row;

static const Row rows[] = {
  { "/auth/portal-keyring/asked-once", "well", well_fiber },
  { "/auth/portal-keyring/absent-is-unavailable", NULL, absent_fiber },
  { "/auth/portal-keyring/dismissed-asks-on-a-click-only", "dismissed", dismissed_fiber },
  { "/auth/portal-keyring/failed-asks-on-a-click-only", "failed", dismissed_fiber },
  { "/auth/portal-keyring/waiting-is-locked-and-opens-later", "silent", waiting_fiber },
  { "/auth/portal-keyring/cancelled-wait-leaves-nothing-behind", "silent", cancelled_fiber },
};

static void
run_row (gconstpointer data)
{
  const Row *row = data;
  Fixture fixture = { NULL };

  if (!g_test_subprocess ())
    {
      g_test_trap_subprocess (NULL, 0, G_TEST_SUBPROCESS_INHERIT_STDERR);
      g_test_trap_assert_passed ();
      return;
    }
  set_up (&fixture, row->mode);
  jm_test_fiber (row->body, &fixture);
  tear_down (&fixture);
}

int
main (int   argc,
      char *argv[])
{
  jm_test_init (&argc, &argv);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    g_test_add_data_func (rows[i].name, &rows[i], run_row);
  return g_test_run ();
}
