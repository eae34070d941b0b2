/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <gio/gio.h>
#include <signal.h>

#include "auth/jm-keyring.h"
#include "fixtures/jm-test.h"

/* The person's keyring: a real GNOME keyring and a mock that misbehaves, each on a bus of its
 * own. */

#define NAME "credential/a-test"
#define SECRET "{\"token\":\"CANARY-4711\"}"

typedef struct
{
  GTestDBus *bus;
  char *folder;
  char *diary;
  GSubprocess *daemon;
  JmKeyring *keyring;
} Fixture;

static gboolean
has_owner (gpointer data)
{
  g_autoptr (GDBusConnection) connection = g_bus_get_sync (G_BUS_TYPE_SESSION, NULL, NULL);
  g_autoptr (GVariant) answer = NULL;
  gboolean owned;

  answer = g_dbus_connection_call_sync (connection, "org.freedesktop.DBus", "/org/freedesktop/DBus",
                                        "org.freedesktop.DBus", "NameHasOwner",
                                        g_variant_new ("(s)", "org.freedesktop.secrets"), NULL,
                                        G_DBUS_CALL_FLAGS_NONE, -1, NULL, NULL);
  g_variant_get (answer, "(b)", &owned);
  return owned == GPOINTER_TO_INT (data);
}

static void
start_mock (Fixture    *fixture,
            const char *mode)
{
  g_autofree char *script =
      g_test_build_filename (G_TEST_DIST, "auth", "mock-secret-service.py", NULL);
  g_autoptr (GError) error = NULL;

  fixture->daemon = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_SILENCE, &error, "python3", script,
                                      mode, fixture->diary, NULL);
  g_assert_no_error (error);
  jm_test_wait_until (has_owner, GINT_TO_POINTER (TRUE));
}

/* @password NULL: nobody unlocks it */
static void
start_gnome_keyring (Fixture    *fixture,
                     const char *password)
{
  g_autoptr (GSubprocessLauncher) launcher = NULL;
  g_autoptr (GError) error = NULL;

  launcher =
      g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_SILENCE |
                                 G_SUBPROCESS_FLAGS_STDERR_SILENCE);
  /* Its own warnings are not ours to die of. */
  g_subprocess_launcher_unsetenv (launcher, "G_DEBUG");
  g_subprocess_launcher_setenv (launcher, "HOME", fixture->folder, TRUE);
  g_subprocess_launcher_setenv (launcher, "XDG_DATA_HOME", fixture->folder, TRUE);
  g_subprocess_launcher_setenv (launcher, "XDG_RUNTIME_DIR", fixture->folder, TRUE);
  fixture->daemon = g_subprocess_launcher_spawn (
      launcher, &error, "gnome-keyring-daemon", "--foreground", "--components=secrets",
      "--control-directory", fixture->folder, password != NULL ? "--unlock" : NULL, NULL);
  g_assert_no_error (error);
  if (password != NULL)
    g_output_stream_write_all (g_subprocess_get_stdin_pipe (fixture->daemon), password,
                               strlen (password), NULL, NULL, NULL);
  g_output_stream_close (g_subprocess_get_stdin_pipe (fixture->daemon), NULL, NULL);
  jm_test_wait_until (has_owner, GINT_TO_POINTER (TRUE));
}

static void
stop_daemon (Fixture *fixture)
{
  if (fixture->daemon == NULL)
    return;
  g_subprocess_send_signal (fixture->daemon, SIGCONT);
  g_subprocess_force_exit (fixture->daemon);
  g_subprocess_wait (fixture->daemon, NULL, NULL);
  g_clear_object (&fixture->daemon);
  jm_test_wait_until (has_owner, GINT_TO_POINTER (FALSE));
}

static guint
count_lines (Fixture    *fixture,
             const char *word)
{
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;
  guint n = 0;

  if (!g_file_get_contents (fixture->diary, &text, NULL, NULL))
    return 0;
  lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    n += g_str_equal (lines[i], word);
  return n;
}

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  fixture->bus = g_test_dbus_new (G_TEST_DBUS_NONE);
  g_test_dbus_up (fixture->bus);
  fixture->folder = jm_test_temp_dir ();
  fixture->diary = g_build_filename (fixture->folder, "diary", NULL);
  fixture->keyring = jm_secret_keyring_new ();
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  stop_daemon (fixture);
  g_object_unref (fixture->keyring);
  /* libdbus of the mock, and GDBus of ours, keep the bus until they are gone; what matters is that
   * it ends. */
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
  g_assert_null (strstr (error->message, "CANARY"));
}

static void
expect_secret (Fixture    *fixture,
               const char *secret)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *found =
      dex_await_string (jm_keyring_lookup (fixture->keyring, NAME, NULL), &error);

  g_assert_no_error (error);
  g_assert_cmpstr (found, ==, secret);
}

static DexFuture *
store (Fixture    *fixture,
       const char *secret)
{
  return jm_keyring_store (fixture->keyring, NAME, "A label", secret, NULL);
}

static DexFuture *
keeps_fiber (gpointer data)
{
  Fixture *fixture = data;

  expect (jm_keyring_lookup (fixture->keyring, NAME, NULL), JM_AUTH_ERROR_SECRET_MISSING);
  expect_fine (jm_keyring_clear (fixture->keyring, NAME, NULL));
  expect_fine (store (fixture, SECRET));
  expect_secret (fixture, SECRET);
  expect_fine (store (fixture, "another"));
  expect_secret (fixture, "another");
  expect_fine (jm_keyring_clear (fixture->keyring, NAME, NULL));
  expect (jm_keyring_lookup (fixture->keyring, NAME, NULL), JM_AUTH_ERROR_SECRET_MISSING);
  expect (store (fixture, "two\nlines"), JM_AUTH_ERROR_INVALID);
  return dex_future_new_true ();
}

static DexFuture *
store_fiber (gpointer data)
{
  expect_fine (store (data, SECRET));
  return dex_future_new_true ();
}

static DexFuture *
locked_fiber (gpointer data)
{
  Fixture *fixture = data;

  expect (jm_keyring_lookup (fixture->keyring, NAME, NULL), JM_AUTH_ERROR_KEYRING_LOCKED);
  expect (store (fixture, SECRET), JM_AUTH_ERROR_KEYRING_LOCKED);
  expect (jm_keyring_clear (fixture->keyring, NAME, NULL), JM_AUTH_ERROR_KEYRING_LOCKED);
  return dex_future_new_true ();
}

static DexFuture *
absent_fiber (gpointer data)
{
  Fixture *fixture = data;

  expect (jm_keyring_lookup (fixture->keyring, NAME, NULL), JM_AUTH_ERROR_KEYRING_UNAVAILABLE);
  expect (store (fixture, SECRET), JM_AUTH_ERROR_KEYRING_UNAVAILABLE);
  expect (jm_keyring_unlock (fixture->keyring, NULL), JM_AUTH_ERROR_KEYRING_UNAVAILABLE);
  return dex_future_new_true ();
}

static DexFuture *
open_fiber (gpointer data)
{
  expect_secret (data, SECRET);
  return dex_future_new_true ();
}

static DexFuture *
unlock_fiber (gpointer data)
{
  Fixture *fixture = data;

  expect_fine (jm_keyring_unlock (fixture->keyring, NULL));
  g_assert_cmpuint (count_lines (fixture, "prompt"), ==, 1);
  expect_fine (store (fixture, SECRET));
  expect_secret (fixture, SECRET);
  g_assert_cmpuint (count_lines (fixture, "prompt"), ==, 1);
  return dex_future_new_true ();
}

static DexFuture *
dismissed_fiber (gpointer data)
{
  Fixture *fixture = data;

  expect (jm_keyring_unlock (fixture->keyring, NULL), JM_AUTH_ERROR_KEYRING_LOCKED);
  g_assert_cmpuint (count_lines (fixture, "prompt"), ==, 1);
  return dex_future_new_true ();
}

static DexFuture *
lost_fiber (gpointer data)
{
  expect (store (data, SECRET), JM_AUTH_ERROR_KEYRING_LOST);
  return dex_future_new_true ();
}

static DexFuture *
unavailable_store_fiber (gpointer data)
{
  expect (store (data, SECRET), JM_AUTH_ERROR_KEYRING_UNAVAILABLE);
  return dex_future_new_true ();
}

static DexFuture *
unavailable_lookup_fiber (gpointer data)
{
  Fixture *fixture = data;

  expect (jm_keyring_lookup (fixture->keyring, NAME, NULL), JM_AUTH_ERROR_KEYRING_UNAVAILABLE);
  return dex_future_new_true ();
}

typedef struct
{
  Fixture *fixture;
  GCancellable *cancellable;
} Cancelling;

static gboolean
has_prompted (gpointer data)
{
  return count_lines (((Cancelling *) data)->fixture, "prompt") == 1;
}

static DexFuture *
cancelled_prompt_fiber (gpointer data)
{
  Cancelling *cancelling = data;
  g_autoptr (GError) error = NULL;

  dex_await (jm_keyring_unlock (cancelling->fixture->keyring, cancelling->cancellable), &error);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  return dex_future_new_true ();
}

static DexFuture *
cancel_fiber (gpointer data)
{
  Cancelling *cancelling = data;

  dex_await (jm_test_until (has_prompted, cancelling), NULL);
  g_cancellable_cancel (cancelling->cancellable);
  return dex_future_new_true ();
}

/* --- a real GNOME keyring */

static gboolean
has_gnome_keyring (void)
{
  g_autofree char *program = g_find_program_in_path ("gnome-keyring-daemon");

  if (program == NULL)
    g_test_skip ("gnome-keyring-daemon is not installed");
  return program != NULL;
}

static void
test_gnome_keeps (Fixture       *fixture,
                  gconstpointer  data)
{
  if (!has_gnome_keyring ())
    return;
  start_gnome_keyring (fixture, "password");
  jm_test_fiber (keeps_fiber, fixture);
}

static void
test_gnome_locked (Fixture       *fixture,
                   gconstpointer  data)
{
  if (!has_gnome_keyring ())
    return;
  start_gnome_keyring (fixture, "password");
  jm_test_fiber (store_fiber, fixture);
  stop_daemon (fixture);
  start_gnome_keyring (fixture, NULL);
  jm_test_fiber (locked_fiber, fixture);
  stop_daemon (fixture);
  start_gnome_keyring (fixture, "password");
  jm_test_fiber (open_fiber, fixture);
}

/* A signal has arrived only when the process says so. */
static gboolean
is_stopped (gpointer data)
{
  Fixture *fixture = data;
  g_autofree char *path =
      g_strdup_printf ("/proc/%s/stat", g_subprocess_get_identifier (fixture->daemon));
  g_autofree char *text = NULL;

  return g_file_get_contents (path, &text, NULL, NULL) && strstr (text, ") T ") != NULL;
}

static void
test_gnome_frozen (Fixture       *fixture,
                   gconstpointer  data)
{
  gint64 begin_us, elapsed_us;

  if (!has_gnome_keyring ())
    return;
  start_gnome_keyring (fixture, "password");
  jm_test_fiber (store_fiber, fixture);
  g_subprocess_send_signal (fixture->daemon, SIGSTOP);
  jm_test_wait_until (is_stopped, fixture);
  begin_us = g_get_monotonic_time ();
  jm_test_fiber (unavailable_lookup_fiber, fixture);
  elapsed_us = g_get_monotonic_time () - begin_us;
  g_assert_cmpint (elapsed_us, >=, 4900000);
  g_assert_cmpint (elapsed_us, <, 40000000);
  g_subprocess_send_signal (fixture->daemon, SIGCONT);
  jm_test_fiber (open_fiber, fixture);
}

/* --- the mock */

typedef struct
{
  const char *name;
  const char *mode;
  DexFiberFunc body;
  int prompts; /* how many it may have seen; -1: the body counts */
} Row;

static const Row rows[] = {
  { "/auth/secret-keyring/mock/keeps", "well", keeps_fiber, 0 },
  { "/auth/secret-keyring/mock/locked-asks-nobody", "locked", locked_fiber, 0 },
  { "/auth/secret-keyring/mock/unlock-asks-once", "locked", unlock_fiber, -1 },
  { "/auth/secret-keyring/mock/dismissed-stays-locked", "dismissed", dismissed_fiber, 1 },
  { "/auth/secret-keyring/mock/lost-write-is-found", "loses", lost_fiber, 0 },
  { "/auth/secret-keyring/mock/other-value-is-found", "other", lost_fiber, 0 },
  { "/auth/secret-keyring/mock/store-never-prompts", "prompts", NULL, 0 },
  { "/auth/secret-keyring/mock/no-default-asks-nobody", "empty", locked_fiber, 0 },
  { "/auth/secret-keyring/mock/unlock-makes-a-default", "empty", unlock_fiber, -1 },
  { "/auth/secret-keyring/mock/denied", "denied", unavailable_store_fiber, 0 },
  { "/auth/secret-keyring/mock/dies-in-a-store", "dies", unavailable_store_fiber, 0 },
  { "/auth/secret-keyring/mock/silent-has-five-seconds", "silent", unavailable_lookup_fiber, 0 },
};

static DexFuture *
prompting_store_fiber (gpointer data)
{
  expect (store (data, SECRET), JM_AUTH_ERROR_KEYRING_LOCKED);
  return dex_future_new_true ();
}

static void
test_mock (Fixture       *fixture,
           gconstpointer  data)
{
  const Row *row = data;

  start_mock (fixture, row->mode);
  jm_test_fiber (row->body != NULL ? row->body : prompting_store_fiber, fixture);
  if (row->prompts >= 0)
    g_assert_cmpuint (count_lines (fixture, "prompt"), ==, (guint) row->prompts);
}

static void
test_cancelled_prompt (Fixture       *fixture,
                       gconstpointer  data)
{
  Cancelling cancelling = { fixture, g_cancellable_new () };

  start_mock (fixture, "endless");
  dex_future_disown (dex_scheduler_spawn (NULL, 0, cancel_fiber, &cancelling, NULL));
  jm_test_fiber (cancelled_prompt_fiber, &cancelling);
  g_object_unref (cancelling.cancellable);
}

static void
test_absent (Fixture       *fixture,
             gconstpointer  data)
{
  jm_test_fiber (absent_fiber, fixture);
}

int
main (int   argc,
      char *argv[])
{
  jm_test_init (&argc, &argv);
  g_test_add ("/auth/secret-keyring/absent", Fixture, NULL, set_up, test_absent, tear_down);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    g_test_add (rows[i].name, Fixture, &rows[i], set_up, test_mock, tear_down);
  g_test_add ("/auth/secret-keyring/mock/cancel-takes-the-prompt-away", Fixture, NULL, set_up,
              test_cancelled_prompt, tear_down);
  g_test_add ("/auth/secret-keyring/gnome/keeps", Fixture, NULL, set_up, test_gnome_keeps,
              tear_down);
  g_test_add ("/auth/secret-keyring/gnome/locked-is-not-missing", Fixture, NULL, set_up,
              test_gnome_locked, tear_down);
  g_test_add ("/auth/secret-keyring/gnome/frozen-has-five-seconds", Fixture, NULL, set_up,
              test_gnome_frozen, tear_down);
  return g_test_run ();
}
