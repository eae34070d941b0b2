/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "desktop/jm-screen-lock.h"
#include "fixtures/jm-test.h"
#include "mock-shell.h"

typedef struct
{
  MockShell *shell;
  GDBusConnection *bus;
  JmScreenLock *lock;
} Fixture;

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  g_autoptr (GError) error = NULL;

  fixture->shell = mock_shell_new ();
  fixture->bus = g_bus_get_sync (G_BUS_TYPE_SESSION, NULL, &error);
  g_assert_no_error (error);
  g_dbus_connection_set_exit_on_close (fixture->bus, FALSE);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  if (fixture->lock != NULL)
    jm_test_finalize (fixture->lock);
  mock_shell_free (fixture->shell);
  g_object_unref (fixture->bus);
}

static gboolean
is_locked (gpointer data)
{
  return jm_screen_lock_is_locked (((Fixture *) data)->lock);
}

static gboolean
is_open (gpointer data)
{
  return !is_locked (data);
}

static gboolean
is_monitored (gpointer data)
{
  return ((Fixture *) data)->shell->portal_session != NULL;
}

static gboolean
has_let_end (gpointer data)
{
  return ((Fixture *) data)->shell->n_let_end > 0;
}

static void
the_portal_says_so (Fixture       *fixture,
                    gconstpointer  data)
{
  mock_shell_add_portal (fixture->shell);
  fixture->lock = jm_screen_lock_new (fixture->bus);
  g_assert_false (is_locked (fixture));
  jm_test_wait_until (is_monitored, fixture);
  mock_shell_portal_say (fixture->shell, TRUE, 1);
  jm_test_wait_until (is_locked, fixture);
  mock_shell_portal_say (fixture->shell, FALSE, 1);
  jm_test_wait_until (is_open, fixture);
}

static void
logind_says_so (Fixture       *fixture,
                gconstpointer  data)
{
  mock_shell_add_logind (fixture->shell);
  fixture->shell->locked = TRUE;
  fixture->lock = jm_screen_lock_new (fixture->bus);
  /* from before it began */
  jm_test_wait_until (is_locked, fixture);
  mock_shell_lock (fixture->shell, FALSE);
  jm_test_wait_until (is_open, fixture);
  mock_shell_lock (fixture->shell, TRUE);
  jm_test_wait_until (is_locked, fixture);
}

static void
one_of_them_is_enough (Fixture       *fixture,
                       gconstpointer  data)
{
  mock_shell_add_portal (fixture->shell);
  mock_shell_add_logind (fixture->shell);
  fixture->shell->locked = TRUE;
  fixture->lock = jm_screen_lock_new (fixture->bus);
  jm_test_wait_until (is_monitored, fixture);
  mock_shell_portal_say (fixture->shell, FALSE, 1);
  jm_test_wait_until (is_locked, fixture);
  mock_shell_portal_say (fixture->shell, TRUE, 1);
  mock_shell_lock (fixture->shell, FALSE);
  /* What the bus brings behind both of them is brought by it after both. */
  mock_shell_portal_say (fixture->shell, TRUE, 2);
  jm_test_wait_until (has_let_end, fixture);
  g_assert_true (is_locked (fixture));
}

static void
the_end_of_the_session_is_not_held_up (Fixture       *fixture,
                                       gconstpointer  data)
{
  mock_shell_add_portal (fixture->shell);
  fixture->lock = jm_screen_lock_new (fixture->bus);
  jm_test_wait_until (is_monitored, fixture);
  mock_shell_portal_say (fixture->shell, FALSE, 2);
  jm_test_wait_until (has_let_end, fixture);
}

static void
nobody_says_anything (Fixture       *fixture,
                      gconstpointer  data)
{
  fixture->lock = jm_screen_lock_new (NULL);
  jm_test_settle ();
  g_assert_false (is_locked (fixture));
  jm_test_finalize (g_steal_pointer (&fixture->lock));

  fixture->lock = jm_screen_lock_new (fixture->bus);
  jm_test_settle ();
  g_assert_false (is_locked (fixture));
}

int
main (int    argc,
      char **argv)
{
  int status;

  jm_test_init (&argc, &argv);
  mock_bus_up ();

#define ADD(path, body) g_test_add (path, Fixture, NULL, set_up, body, tear_down)
  ADD ("/desktop/screen-lock/the-portal-says-so", the_portal_says_so);
  ADD ("/desktop/screen-lock/logind-says-so", logind_says_so);
  ADD ("/desktop/screen-lock/one-of-them-is-enough", one_of_them_is_enough);
  ADD ("/desktop/screen-lock/the-end-of-the-session-is-not-held-up",
       the_end_of_the_session_is_not_held_up);
  ADD ("/desktop/screen-lock/nobody-says-anything", nobody_says_anything);

  status = g_test_run ();
  mock_bus_down ();
  return status;
}
