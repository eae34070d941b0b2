/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <stdlib.h>

#include "auth/file-keyring.h"
#include "auth/jm-token-keeper.h"
#include "base/jm-settings.h"

/*
 * One process of several that share a credential, for test-token-race.
 *
 * usage: keeper-helper FOLDER ENDPOINT CREDENTIAL
 *
 * Checks the credential once, as an app that has just been started, and ends: 0 when the token is
 * good afterwards.
 */

typedef struct
{
  JmServices *services;
  const char *credential;
  GMainLoop *loop;
  int status;
} Helper;

static DexFuture *
check_fiber (gpointer data)
{
  g_autoptr (JmCredentialRow) row = NULL;
  g_autoptr (JmTokenKeeper) keeper = NULL;
  g_autoptr (GError) error = NULL;
  Helper *helper = data;

  if (!dex_await (jm_state_store_open (helper->services->state), &error) ||
      !(row = dex_await_boxed (
            jm_state_store_get_credential (helper->services->state, helper->credential), &error)))
    return dex_future_new_for_error (g_steal_pointer (&error));
  keeper = jm_token_keeper_new (helper->services, row);
  if (!dex_await (jm_token_keeper_check (keeper, NULL), &error))
    return dex_future_new_for_error (g_steal_pointer (&error));
  dex_await (jm_token_keeper_stop (keeper), NULL);
  dex_await (jm_state_store_close (helper->services->state), NULL);
  return dex_future_new_true ();
}

static DexFuture *
end_cb (DexFuture *future,
        gpointer   data)
{
  g_autoptr (GError) error = NULL;
  Helper *helper = data;

  dex_future_get_value (future, &error);
  if (error != NULL)
    g_printerr ("keeper-helper: %s\n", error->message);
  helper->status = error != NULL ? EXIT_FAILURE : EXIT_SUCCESS;
  g_main_loop_quit (helper->loop);
  return dex_future_new_true ();
}

int
main (int   argc,
      char *argv[])
{
  g_autoptr (JmClock) clock = NULL;
  g_autoptr (JmHttp) http = NULL;
  g_autoptr (JmPaths) paths = NULL;
  g_autoptr (JmKeyring) keyring = NULL;
  g_autoptr (JmStateStore) state = NULL;
  g_autoptr (JmEventLog) events = NULL;
  g_autoptr (JmOauth) oauth = NULL;
  g_autoptr (JmServices) services = NULL;
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  Helper helper = { .loop = loop };

  g_assert_cmpint (argc, ==, 4);
  dex_init ();
  clock = jm_clock_new ();
  http = jm_http_new (clock);
  paths = jm_paths_new (argv[1], NULL);
  keyring = file_keyring_new (argv[1]);
  state = jm_state_store_new (jm_paths_get_state_file (paths), clock);
  events = jm_event_log_new (state, clock);
  oauth = jm_oauth_new (http, argv[2], NULL);
  services = jm_services_new (clock, http, paths, NULL, keyring, state, events, oauth);
  helper.services = services;
  helper.credential = argv[3];
  dex_future_disown (dex_future_finally (dex_scheduler_spawn (NULL, 0, check_fiber, &helper, NULL),
                                         end_cb, &helper, NULL));
  g_main_loop_run (loop);
  return helper.status;
}
