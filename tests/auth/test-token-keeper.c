/* SPDX-License-Identifier: GPL-3.0-or-later */
#define _GNU_SOURCE /* memmem */
#include "config.h"

#include <string.h>

#include "auth/keeper-fixture.h"

/* The keeper’s ordinary life: what is asked, what is kept, what is told, and how it ends. */

/* --- the ordinary life */

static DexFuture *
signs_in_fiber (gpointer data)
{
  KeeperFixture *fixture = data;
  g_autoptr (JmSecret) kept = NULL;

  keeper_open (fixture);
  keeper_sign_in (fixture, JM_CREDENTIAL_OAUTH);
  kept = kept_secret (fixture);
  g_assert_cmpuint (kept->generation, ==, 1);
  g_assert_cmpint (jm_token_keeper_get_state (fixture->keeper), ==, JM_TOKEN_ACTIVE);
  g_assert_cmpint (jm_token_keeper_get_seconds_left (fixture->keeper), ==, 3600);
  g_assert_cmpint (jm_token_keeper_get_lifetime (fixture->keeper), ==, 3600);
  g_assert_cmpuint (count_events (fixture, "Signed in"), ==, 1);
  keeper_end (fixture);
  return dex_future_new_true ();
}

static DexFuture *
refreshes_fiber (gpointer data)
{
  KeeperFixture *fixture = data;
  g_autoptr (JmSecret) before = NULL;
  g_autoptr (JmSecret) after = NULL;
  g_autoptr (JmRefreshIntent) intent = NULL;

  keeper_open (fixture);
  keeper_sign_in (fixture, JM_CREDENTIAL_OAUTH);
  before = kept_secret (fixture);
  turn (fixture, 60);
  await_fine (jm_token_keeper_refresh (fixture->keeper, NULL));
  after = kept_secret (fixture);
  g_assert_cmpuint (after->generation, ==, 2);
  g_assert_cmpstr (after->refresh_token, !=, before->refresh_token);
  g_assert_cmpint (jm_token_keeper_get_seconds_left (fixture->keeper), ==, 3600);
  g_assert_cmpuint (jm_token_keeper_get_succeeded (fixture->keeper), ==, 1);
  g_assert_cmpuint (jm_token_keeper_get_attempted (fixture->keeper), ==, 1);
  g_assert_cmpuint (count_events (fixture, "Access token renewed"), ==, 1);
  intent = dex_await_boxed (jm_state_store_get_intent (fixture->services->state, CREDENTIAL), NULL);
  g_assert_null (intent);
  keeper_end (fixture);
  return dex_future_new_true ();
}

static DexFuture *
shares_fiber (gpointer data)
{
  KeeperFixture *fixture = data;
  DexFuture *futures[50];

  keeper_open (fixture);
  keeper_sign_in (fixture, JM_CREDENTIAL_OAUTH);
  for (guint i = 0; i < G_N_ELEMENTS (futures); i++)
    futures[i] = jm_token_keeper_refresh (fixture->keeper, NULL);
  await_fine (dex_future_allv (futures, G_N_ELEMENTS (futures)));
  g_assert_cmpuint (count_posts (fixture), ==, 1);
  for (guint i = 0; i < G_N_ELEMENTS (futures); i++)
    dex_unref (futures[i]);
  keeper_end (fixture);
  return dex_future_new_true ();
}

static gboolean
has_refreshed_once (gpointer data)
{
  KeeperFixture *fixture = data;

  return jm_token_keeper_get_succeeded (fixture->keeper) == 1;
}

static DexFuture *
watches_fiber (gpointer data)
{
  KeeperFixture *fixture = data;

  keeper_open (fixture);
  keeper_sign_in (fixture, JM_CREDENTIAL_OAUTH);
  g_settings_set_uint (fixture->settings, JM_SETTING_CHECK_INTERVAL, 7200);
  jm_token_keeper_start (fixture->keeper);
  await_fine (jm_test_until (is_checked, fixture));
  g_assert_cmpint (jm_token_keeper_get_next_check_at_ms (fixture->keeper), >,
                   jm_clock_get_wall_ms (fixture->clock) + 3200 * 1000);

  turn (fixture, 3200);
  await_fine (jm_test_until (is_at_rest, fixture));
  g_assert_cmpuint (count_posts (fixture), ==, 0);
  turn (fixture, 101);
  await_fine (jm_test_until (has_refreshed_once, fixture));
  await_fine (jm_test_until (is_at_rest, fixture));
  g_assert_cmpuint (count_posts (fixture), ==, 1);
  keeper_end (fixture);
  return dex_future_new_true ();
}

static DexFuture *
sleeps_fiber (gpointer data)
{
  KeeperFixture *fixture = data;

  keeper_open (fixture);
  keeper_sign_in (fixture, JM_CREDENTIAL_OAUTH);
  jm_token_keeper_start (fixture->keeper);
  await_fine (jm_test_until (is_checked, fixture));
  /* 30 days with the lid closed: each thing is due once, not a thousand times. */
  jm_simulator_tell (fixture->simulator, "POST", "/clock", "{\"advance\":2592000}");
  jm_clock_advance_asleep (fixture->clock, G_GINT64_CONSTANT (2592000000));
  await_fine (jm_test_until (is_at_rest, fixture));
  turn (fixture, 11);
  await_fine (jm_test_until (has_refreshed_once, fixture));
  await_fine (jm_test_until (is_at_rest, fixture));
  g_assert_cmpuint (count_posts (fixture), ==, 1);
  g_assert_cmpint (jm_token_keeper_get_state (fixture->keeper), ==, JM_TOKEN_ACTIVE);
  keeper_end (fixture);
  return dex_future_new_true ();
}

/* F25: only boot time counts while the program runs. */
static DexFuture *
wall_jumps_fiber (gpointer data)
{
  KeeperFixture *fixture = data;

  keeper_open (fixture);
  keeper_sign_in (fixture, JM_CREDENTIAL_OAUTH);
  jm_clock_set_wall_ms (fixture->clock,
                        jm_clock_get_wall_ms (fixture->clock) + G_GINT64_CONSTANT (31536000000));
  g_assert_cmpint (jm_token_keeper_get_seconds_left (fixture->keeper), ==, 3600);
  jm_clock_set_wall_ms (fixture->clock, jm_clock_get_wall_ms (fixture->clock) -
                                            2 * G_GINT64_CONSTANT (31536000000));
  g_assert_cmpint (jm_token_keeper_get_seconds_left (fixture->keeper), ==, 3600);
  await_fine (jm_token_keeper_refresh (fixture->keeper, NULL));
  g_assert_cmpint (jm_token_keeper_get_trouble (fixture->keeper), ==, JM_TROUBLE_CLOCK_WRONG);
  g_assert_cmpint (jm_token_keeper_get_state (fixture->keeper), ==, JM_TOKEN_ACTIVE);
  g_assert_cmpuint (count_events (fixture, "clock differs"), ==, 1);
  keeper_end (fixture);
  return dex_future_new_true ();
}

static DexFuture *
restarts_fiber (gpointer data)
{
  KeeperFixture *fixture = data;

  keeper_open (fixture);
  keeper_sign_in (fixture, JM_CREDENTIAL_OAUTH);
  turn (fixture, 600);
  keeper_restart (fixture);
  /* Before the keyring was read, from the row. */
  g_assert_cmpint (jm_token_keeper_get_seconds_left (fixture->keeper), ==, 3000);
  /* A wall clock that went back a year can't make the token live longer than it was given. */
  jm_clock_set_wall_ms (fixture->clock,
                        jm_clock_get_wall_ms (fixture->clock) - G_GINT64_CONSTANT (31536000000));
  keeper_restart (fixture);
  g_assert_cmpint (jm_token_keeper_get_seconds_left (fixture->keeper), ==, 3600);
  keeper_end (fixture);
  return dex_future_new_true ();
}

/* --- files, and other processes */

static void
assert_nowhere (const char *folder,
                const char *secret)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)))
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);
      g_autofree char *text = NULL;
      gsize size;

      if (g_file_test (path, G_FILE_TEST_IS_DIR))
        assert_nowhere (path, secret);
      else if (g_file_get_contents (path, &text, &size, NULL))
        g_assert_null (memmem (text, size, secret, strlen (secret)));
    }
}

/* D7: after all that a keeper writes, no file holds a secret. */
static DexFuture *
no_file_fiber (gpointer data)
{
  KeeperFixture *fixture = data;
  g_autoptr (JmSecret) before = NULL;
  g_autoptr (JmSecret) after = NULL;

  keeper_open (fixture);
  keeper_sign_in (fixture, JM_CREDENTIAL_OAUTH);
  before = kept_secret (fixture);
  arm_fault (fixture, "/oauth/token", 2, "reset", "{\"when\":\"after_commit\"}");
  dex_await (jm_token_keeper_refresh (fixture->keeper, NULL), NULL);
  await_fine (jm_token_keeper_refresh (fixture->keeper, NULL));
  after = kept_secret (fixture);
  assert_nowhere (fixture->folder, before->refresh_token);
  assert_nowhere (fixture->folder, after->refresh_token);
  assert_nowhere (fixture->folder, after->access_token);
  assert_nowhere (fixture->folder, jm_simulator_get_client_secret (fixture->simulator));
  keeper_end (fixture);
  return dex_future_new_true ();
}

/* F22: removed by another process while this one watches. */
static DexFuture *
removed_fiber (gpointer data)
{
  KeeperFixture *fixture = data;
  g_autoptr (JmCredentialRow) row = NULL;

  keeper_open (fixture);
  keeper_sign_in (fixture, JM_CREDENTIAL_OAUTH);
  await_fine (jm_state_store_remove_credential (fixture->services->state, CREDENTIAL));
  await_fine (jm_token_keeper_check (fixture->keeper, NULL));
  row =
      dex_await_boxed (jm_state_store_get_credential (fixture->services->state, CREDENTIAL), NULL);
  g_assert_null (row);
  g_assert_cmpint (jm_token_keeper_get_state (fixture->keeper), ==, JM_TOKEN_SIGNED_OUT);
  g_assert_cmpint (jm_token_keeper_get_trouble (fixture->keeper), ==, JM_TROUBLE_ACCOUNT_REMOVED);
  keeper_end (fixture);
  return dex_future_new_true ();
}

/* What another process did is taken over: here, the command line renewed the token. */
static DexFuture *
reloaded_fiber (gpointer data)
{
  KeeperFixture *fixture = data;
  g_autoptr (JmCredentialRow) row = NULL;
  g_autoptr (JmTokenKeeper) other = NULL;
  g_autoptr (JmAuthorization) authorization = NULL;

  keeper_open (fixture);
  keeper_sign_in (fixture, JM_CREDENTIAL_OAUTH);
  row =
      dex_await_boxed (jm_state_store_get_credential (fixture->services->state, CREDENTIAL), NULL);
  other = jm_token_keeper_new (fixture->services, row);
  turn (fixture, 1800);
  await_fine (jm_token_keeper_refresh (other, NULL));
  await_fine (jm_token_keeper_stop (other));
  g_assert_cmpint (jm_token_keeper_get_seconds_left (fixture->keeper), ==, 1800);
  await_fine (jm_token_keeper_reload (fixture->keeper));
  g_assert_cmpint (jm_token_keeper_get_seconds_left (fixture->keeper), ==, 3600);
  g_assert_cmpuint (jm_token_keeper_get_succeeded (fixture->keeper), ==, 1);
  authorization =
      dex_await_boxed (jm_authorizer_authorize (JM_AUTHORIZER (fixture->keeper), NULL), NULL);
  g_assert_cmpuint (authorization->generation, ==, 2);
  g_assert_cmpuint (count_posts (fixture), ==, 1);
  keeper_end (fixture);
  return dex_future_new_true ();
}

/* --- stop */

static DexFuture *
stopped_fiber (gpointer data)
{
  KeeperFixture *fixture = data;
  guint n_lookups, n_stores;

  keeper_open (fixture);
  keeper_sign_in (fixture, JM_CREDENTIAL_OAUTH);
  jm_token_keeper_start (fixture->keeper);
  await_fine (jm_token_keeper_stop (fixture->keeper));
  n_lookups = fixture->keyring->n_lookups;
  n_stores = fixture->keyring->n_stores;
  await_fine (jm_state_store_close (fixture->services->state));
  turn (fixture, 100000);
  await_error (jm_token_keeper_refresh (fixture->keeper, NULL), G_IO_ERROR, G_IO_ERROR_CANCELLED);
  await_error (jm_authorizer_authorize (JM_AUTHORIZER (fixture->keeper), NULL), G_IO_ERROR,
               G_IO_ERROR_CANCELLED);
  g_assert_cmpuint (fixture->keyring->n_lookups, ==, n_lookups);
  g_assert_cmpuint (fixture->keyring->n_stores, ==, n_stores);
  g_assert_cmpuint (jm_clock_get_n_sleepers (fixture->clock), ==, 0);
  g_assert_finalize_object (g_steal_pointer (&fixture->keeper));
  return dex_future_new_true ();
}

static gboolean
has_posted (gpointer data)
{
  return count_posts (data) == 1;
}

/* The answer that is on its way holds the only copy of a token: it is kept, and only then it is
 * over. */
static DexFuture *
stopped_in_a_refresh_fiber (gpointer data)
{
  KeeperFixture *fixture = data;
  g_autoptr (JmSecret) kept = NULL;
  DexFuture *refresh, *stop;

  keeper_open (fixture);
  keeper_sign_in (fixture, JM_CREDENTIAL_OAUTH);
  arm_fault (fixture, "/oauth/token", 1, "delay", "{}");
  refresh = jm_token_keeper_refresh (fixture->keeper, NULL);
  await_fine (jm_test_until (has_posted, fixture));
  stop = jm_token_keeper_stop (fixture->keeper);
  jm_simulator_tell (fixture->simulator, "POST", "/release", NULL);
  await_fine (stop);
  await_fine (refresh);
  kept = kept_secret (fixture);
  g_assert_cmpuint (kept->generation, ==, 2);
  keeper_end (fixture);
  return dex_future_new_true ();
}

/* --- table of tests */

static const struct
{
  const char *name;
  DexFiberFunc body;
} tests[] = {
  { "/auth/token-keeper/signs-in", signs_in_fiber },
  { "/auth/token-keeper/refreshes", refreshes_fiber },
  { "/auth/token-keeper/refresh-is-shared", shares_fiber },
  { "/auth/token-keeper/watches-with-one-timer", watches_fiber },
  { "/auth/token-keeper/wakes-once-after-30-days", sleeps_fiber },
  { "/auth/token-keeper/wall-clock-jumps-change-nothing", wall_jumps_fiber },
  { "/auth/token-keeper/restart-guesses-within-bounds", restarts_fiber },
  { "/auth/token-keeper/no-file-holds-a-secret", no_file_fiber },
  { "/auth/token-keeper/removed-elsewhere-does-not-come-back", removed_fiber },
  { "/auth/token-keeper/renewed-elsewhere-is-taken-over", reloaded_fiber },
  { "/auth/token-keeper/stopped-touches-nothing", stopped_fiber },
  { "/auth/token-keeper/stopped-in-a-refresh-keeps-the-answer", stopped_in_a_refresh_fiber },
};

static void
run_test (KeeperFixture *fixture,
          gconstpointer  data)
{
  jm_test_fiber (tests[GPOINTER_TO_UINT (data)].body, fixture);
}

int
main (int   argc,
      char *argv[])
{
  jm_test_init (&argc, &argv);
  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].name, KeeperFixture, GUINT_TO_POINTER (i), keeper_set_up, run_test,
                keeper_tear_down);
  return g_test_run ();
}
