/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gstdio.h>
#include <unistd.h>

#include "auth/jm-file-lock.h"
#include "fixtures/jm-test.h"

/* One holder at a time; a lock that is taken is waited for, within bounds. */

typedef struct
{
  JmClock *clock;
  char *path;
} Fixture;

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  g_autofree char *folder = jm_test_temp_dir ();

  fixture->clock = jm_clock_new_manual (0);
  fixture->path = g_build_filename (folder, "a.lock", NULL);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  g_object_unref (fixture->clock);
  g_free (fixture->path);
}

static gboolean
is_waiting (gpointer data)
{
  return jm_clock_get_n_sleepers (((Fixture *) data)->clock) == 1;
}

static DexFuture *
waits_fiber (gpointer data)
{
  Fixture *fixture = data;
  g_autoptr (JmFileLock) first = NULL;
  g_autoptr (JmFileLock) second = NULL;
  g_autoptr (GError) error = NULL;
  GStatBuf before, after;
  DexFuture *waiting;

  first = dex_await_object (jm_file_lock_take (fixture->path, 35, fixture->clock, NULL), &error);
  g_assert_no_error (error);
  g_assert_cmpint (g_stat (fixture->path, &before), ==, 0);
  g_assert_cmpint (before.st_mode & 0777, ==, 0600);

  waiting = jm_file_lock_take (fixture->path, 35, fixture->clock, NULL);
  dex_await (jm_test_until (is_waiting, fixture), NULL);
  g_assert_true (dex_future_is_pending (waiting));
  g_clear_object (&first);
  jm_clock_advance (fixture->clock, 1000);
  second = dex_await_object (waiting, &error);
  g_assert_no_error (error);
  g_clear_object (&second);
  /* Never unlinked: a file that is replaced would be a second lock. */
  g_assert_cmpint (g_stat (fixture->path, &after), ==, 0);
  g_assert_cmpuint (after.st_ino, ==, before.st_ino);
  return dex_future_new_true ();
}

static DexFuture *
gives_up_fiber (gpointer data)
{
  Fixture *fixture = data;
  g_autoptr (JmFileLock) first = NULL;
  g_autoptr (JmFileLock) second = NULL;
  g_autoptr (GError) error = NULL;
  DexFuture *waiting;

  first = dex_await_object (jm_file_lock_take (fixture->path, 35, fixture->clock, NULL), &error);
  waiting = jm_file_lock_take (fixture->path, 35, fixture->clock, NULL);
  for (guint i = 0; i < 34; i++)
    {
      dex_await (jm_test_until (is_waiting, fixture), NULL);
      jm_clock_advance (fixture->clock, 1000);
      g_assert_true (dex_future_is_pending (waiting));
    }
  dex_await (jm_test_until (is_waiting, fixture), NULL);
  jm_clock_advance (fixture->clock, 1000);
  second = dex_await_object (waiting, &error);
  g_assert_error (error, JM_AUTH_ERROR, JM_AUTH_ERROR_LOCK);
  g_assert_null (second);
  return dex_future_new_true ();
}

static DexFuture *
cancel_fiber (gpointer data)
{
  Fixture *fixture = data;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (JmFileLock) first = NULL;
  g_autoptr (GError) error = NULL;
  DexFuture *waiting;

  first = dex_await_object (jm_file_lock_take (fixture->path, 35, fixture->clock, NULL), &error);
  waiting = jm_file_lock_take (fixture->path, 35, fixture->clock, cancellable);
  dex_await (jm_test_until (is_waiting, fixture), NULL);
  g_cancellable_cancel (cancellable);
  dex_await (waiting, &error);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  return dex_future_new_true ();
}

/* D5: a link that somebody laid there is not followed. */
static DexFuture *
link_fiber (gpointer data)
{
  Fixture *fixture = data;
  g_autofree char *target = g_strconcat (fixture->path, ".target", NULL);
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (symlink (target, fixture->path), ==, 0);
  dex_await (jm_file_lock_take (fixture->path, 35, fixture->clock, NULL), &error);
  g_assert_error (error, JM_AUTH_ERROR, JM_AUTH_ERROR_LOCK);
  g_assert_false (g_file_test (target, G_FILE_TEST_EXISTS));
  return dex_future_new_true ();
}

static void
run_body (Fixture       *fixture,
          gconstpointer  data)
{
  jm_test_fiber ((DexFiberFunc) data, fixture);
}

int
main (int   argc,
      char *argv[])
{
  jm_test_init (&argc, &argv);
  g_test_add ("/auth/file-lock/second-waits-for-the-first", Fixture, waits_fiber, set_up, run_body,
              tear_down);
  g_test_add ("/auth/file-lock/gives-up-after-its-time", Fixture, gives_up_fiber, set_up, run_body,
              tear_down);
  g_test_add ("/auth/file-lock/cancel", Fixture, cancel_fiber, set_up, run_body, tear_down);
  g_test_add ("/auth/file-lock/link-is-not-followed", Fixture, link_fiber, set_up, run_body,
              tear_down);
  return g_test_run ();
}
