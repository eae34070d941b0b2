/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "accounts/jm-monitor.h"
#include "auth/jm-keyring.h"
#include "fixtures/jm-test.h"
#include "sync/jm-sync.h"

/* One full run of the first account, in a process of its own that the test kills:
 * sync-helper ROOT ENDPOINT NAME-OF-SECRET FILE-WITH-SECRET */

static void
expect (const GError *error)
{
  if (error != NULL)
    g_error ("%s", error->message);
}

static DexFuture *
run_fiber (gpointer data)
{
  const JmSyncOrder order = { JM_SYNC_FULL, NULL, JM_N_RESOURCES };
  char **argv = data;
  g_autoptr (JmKeyring) keyring = jm_memory_keyring_new ();
  g_autoptr (JmClock) clock = jm_clock_new ();
  g_autoptr (JmMonitor) monitor = NULL;
  g_autoptr (JmAccount) account = NULL;
  g_autoptr (JmSyncReport) report = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *secret = NULL;

  g_file_get_contents (argv[4], &secret, NULL, &error);
  expect (error);
  dex_await (jm_keyring_store (keyring, argv[3], "test", secret, NULL), &error);
  expect (error);
  monitor = jm_monitor_new_apart (argv[1], keyring, argv[2], clock, &error);
  expect (error);
  dex_await (jm_monitor_open (monitor), &error);
  expect (error);

  account = g_list_model_get_item (G_LIST_MODEL (jm_monitor_get_accounts (monitor)), 0);
  report = dex_await_boxed (
      jm_sync_run (jm_sync_get (jm_monitor_get_services (monitor), account), &order, NULL), &error);
  expect (error);
  g_clear_object (&account);
  dex_await (jm_monitor_close (monitor), NULL);
  return dex_future_new_true ();
}

int
main (int   argc,
      char *argv[])
{
  g_autoptr (DexFuture) future = NULL;

  dex_init ();
  g_assert_cmpint (argc, ==, 5);
  future = dex_scheduler_spawn (NULL, 0, run_fiber, argv, NULL);
  while (dex_future_is_pending (future))
    g_main_context_iteration (NULL, TRUE);
  return 0;
}
