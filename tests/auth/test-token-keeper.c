/* SPDX-License-Identifier: GPL-3.0-or-later */
#define _GNU_SOURCE /* memmem */
#include "config.h"

#include <string.h>

#include "auth/jm-token-keeper-private.h"
#include "auth/keeper-fixture.h"

/* The keeper against a simulator: what is asked, what is kept, what a person is told. */

#define LEEWAY_OVER 601

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

static void
assert_nowhere (const char *folder, const char *secret)
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

/* Nothing runs, and the one timer is set: only time can bring what comes next. */
static gboolean
is_at_rest (gpointer data)
{
  KeeperFixture *fixture = data;

  return fixture->keeper->n_running == 0 && jm_clock_get_n_sleepers (fixture->clock) == 1;
}

static gboolean
is_checked (gpointer data)
{
  KeeperFixture *fixture = data;

  return jm_simulator_count_requests (fixture->simulator, "GET", "/oauth/token/accessible-resources") == 1 &&
         is_at_rest (data);
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
  jm_clock_set_wall_ms (fixture->clock, jm_clock_get_wall_ms (fixture->clock) + G_GINT64_CONSTANT (31536000000));
  g_assert_cmpint (jm_token_keeper_get_seconds_left (fixture->keeper), ==, 3600);
  jm_clock_set_wall_ms (fixture->clock, jm_clock_get_wall_ms (fixture->clock) - 2 * G_GINT64_CONSTANT (31536000000));
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
  jm_clock_set_wall_ms (fixture->clock, jm_clock_get_wall_ms (fixture->clock) - G_GINT64_CONSTANT (31536000000));
  keeper_restart (fixture);
  g_assert_cmpint (jm_token_keeper_get_seconds_left (fixture->keeper), ==, 3600);
  keeper_end (fixture);
  return dex_future_new_true ();
}

/* --- lost answers */

static DexFuture *
lost_answer_fiber (gpointer data)
{
  KeeperFixture *fixture = data;

  keeper_open (fixture);
  keeper_sign_in (fixture, JM_CREDENTIAL_OAUTH);
  arm_fault (fixture, "/oauth/token", 1, "reset", "{\"when\":\"after_commit\"}");
  await_fine (jm_token_keeper_refresh (fixture->keeper, NULL));
  g_assert_cmpint (simulator_count (fixture, "leeway_uses"), ==, 1);
  g_assert_cmpint (simulator_count (fixture, "families_killed"), ==, 0);
  g_assert_cmpuint (jm_token_keeper_get_attempted (fixture->keeper), ==, 1);
  keeper_end (fixture);
  return dex_future_new_true ();
}

static gboolean
is_waiting_for_retry (gpointer data)
{
  KeeperFixture *fixture = data;

  return jm_token_keeper_get_failed (fixture->keeper) > 0 && is_at_rest (data);
}

/* Lost, and lost again: the retries come by themselves, inside the leeway. */
static DexFuture *
lost_often_fiber (gpointer data)
{
  KeeperFixture *fixture = data;
  gint64 left = 3600 - 5 * 60;

  keeper_open (fixture);
  keeper_sign_in (fixture, JM_CREDENTIAL_OAUTH);
  g_settings_set_uint (fixture->settings, JM_SETTING_CHECK_INTERVAL, 7200);
  jm_token_keeper_start (fixture->keeper);
  await_fine (jm_test_until (is_checked, fixture));
  arm_fault (fixture, "/oauth/token", 4, "reset", "{\"when\":\"after_commit\"}");
  turn (fixture, left);
  await_fine (jm_test_until (is_waiting_for_retry, fixture));
  g_assert_cmpuint (count_posts (fixture), ==, 2);
  for (guint i = 0; i < 100 && jm_token_keeper_get_succeeded (fixture->keeper) == 0; i++)
    {
      turn (fixture, 1);
      await_fine (jm_test_until (is_at_rest, fixture));
    }
  g_assert_cmpuint (jm_token_keeper_get_succeeded (fixture->keeper), ==, 1);
  g_assert_cmpuint (count_posts (fixture), ==, 5);
  g_assert_cmpint (simulator_count (fixture, "families_killed"), ==, 0);
  g_assert_cmpint (jm_token_keeper_get_trouble (fixture->keeper), ==, JM_TROUBLE_OK);
  keeper_end (fixture);
  return dex_future_new_true ();
}

static void
lose_answers (KeeperFixture *fixture)
{
  arm_fault (fixture, "/oauth/token", 2, "reset", "{\"when\":\"after_commit\"}");
  await_error (jm_token_keeper_refresh (fixture->keeper, NULL), JM_JIRA_ERROR, JM_JIRA_ERROR_OFFLINE);
  await_fine (jm_token_keeper_stop (fixture->keeper));
}

static DexFuture *
lost_and_restarted_fiber (gpointer data)
{
  KeeperFixture *fixture = data;

  keeper_open (fixture);
  keeper_sign_in (fixture, JM_CREDENTIAL_OAUTH);
  lose_answers (fixture);
  turn (fixture, 500);
  keeper_restart (fixture);
  /* Nothing is due by the countdown, but the intent is open. */
  await_fine (jm_token_keeper_check (fixture->keeper, NULL));
  g_assert_cmpuint (jm_token_keeper_get_succeeded (fixture->keeper), ==, 1);
  g_assert_cmpint (jm_token_keeper_get_state (fixture->keeper), ==, JM_TOKEN_ACTIVE);
  keeper_end (fixture);
  return dex_future_new_true ();
}

static DexFuture *
leeway_over_fiber (gpointer data)
{
  KeeperFixture *fixture = data;
  g_autoptr (JmSecret) kept = NULL;

  keeper_open (fixture);
  keeper_sign_in (fixture, JM_CREDENTIAL_OAUTH);
  lose_answers (fixture);
  turn (fixture, LEEWAY_OVER);
  keeper_restart (fixture);
  await_error (jm_token_keeper_refresh (fixture->keeper, NULL), JM_AUTH_ERROR, JM_AUTH_ERROR_REFUSED);
  g_assert_cmpint (jm_token_keeper_get_trouble (fixture->keeper), ==, JM_TROUBLE_NEEDS_SIGN_IN);
  g_assert_cmpint (jm_token_keeper_get_state (fixture->keeper), ==, JM_TOKEN_ERROR);
  g_assert_cmpuint (count_events (fixture, "Sign-in refused"), ==, 1);
  kept = kept_secret (fixture);
  g_assert_nonnull (kept->refresh_token);
  keeper_end (fixture);
  return dex_future_new_true ();
}

/* --- refusals */

static DexFuture *
revoked_fiber (gpointer data)
{
  KeeperFixture *fixture = data;
  g_autoptr (JmSecret) anew = NULL;
  guint n_posts;

  keeper_open (fixture);
  keeper_sign_in (fixture, JM_CREDENTIAL_OAUTH);
  jm_simulator_tell (fixture->simulator, "POST", "/tokens", "{\"revoke\":\"all\"}");
  await_error (jm_token_keeper_refresh (fixture->keeper, NULL), JM_AUTH_ERROR, JM_AUTH_ERROR_REFUSED);
  g_assert_cmpint (jm_token_keeper_get_trouble (fixture->keeper), ==, JM_TROUBLE_NEEDS_SIGN_IN);

  /* From now on nothing is sent by itself. */
  n_posts = count_posts (fixture);
  await_error (jm_authorizer_authorize (JM_AUTHORIZER (fixture->keeper), NULL), JM_AUTH_ERROR, JM_AUTH_ERROR_REFUSED);
  await_error (jm_token_keeper_check (fixture->keeper, NULL), JM_AUTH_ERROR, JM_AUTH_ERROR_REFUSED);
  g_assert_cmpuint (count_posts (fixture), ==, n_posts);

  anew = oauth_secret (fixture);
  await_fine (jm_token_keeper_adopt (fixture->keeper, anew, 0, NULL));
  g_assert_cmpint (jm_token_keeper_get_state (fixture->keeper), ==, JM_TOKEN_ACTIVE);
  g_assert_cmpuint (count_events (fixture, "Signed in again"), ==, 1);
  keeper_end (fixture);
  return dex_future_new_true ();
}

/* A refusal that another process has already answered with a newer sign-in is none. */
static DexFuture *
refused_but_newer_fiber (gpointer data)
{
  KeeperFixture *fixture = data;
  g_autoptr (JmSecret) newer = NULL;
  g_autofree char *json = NULL;

  keeper_open (fixture);
  keeper_sign_in (fixture, JM_CREDENTIAL_OAUTH);
  jm_simulator_tell (fixture->simulator, "POST", "/tokens", "{\"revoke\":\"all\"}");
  newer = oauth_secret (fixture);
  newer->generation = 2;
  json = jm_secret_to_json (newer);
  await_fine (jm_keyring_store (JM_KEYRING (fixture->keyring), "credential/" CREDENTIAL, "x", json, NULL));
  await_fine (jm_token_keeper_refresh (fixture->keeper, NULL));
  g_assert_cmpuint (count_posts (fixture), ==, 0);
  g_assert_cmpint (jm_token_keeper_get_trouble (fixture->keeper), ==, JM_TROUBLE_OK);
  keeper_end (fixture);
  return dex_future_new_true ();
}

/* F16 */
static DexFuture *
many_refused_fiber (gpointer data)
{
  KeeperFixture *fixture = data;
  g_autoptr (GError) reason = g_error_new_literal (JM_JIRA_ERROR, JM_JIRA_ERROR_UNAUTHORIZED, "401");
  g_autoptr (GError) error = NULL;
  DexFuture *futures[50];

  keeper_open (fixture);
  keeper_sign_in (fixture, JM_CREDENTIAL_OAUTH);
  for (guint i = 0; i < G_N_ELEMENTS (futures); i++)
    futures[i] = jm_authorizer_refused (JM_AUTHORIZER (fixture->keeper), 1, reason, NULL);
  await_fine (dex_future_allv (futures, G_N_ELEMENTS (futures)));
  for (guint i = 0; i < G_N_ELEMENTS (futures); i++)
    {
      g_assert_true (dex_await_boolean (futures[i], &error));
      g_assert_no_error (error);
    }
  g_assert_cmpuint (count_posts (fixture), ==, 1);

  /* The new one is refused as well: the next token would be, too. */
  g_assert_false (dex_await_boolean (jm_authorizer_refused (JM_AUTHORIZER (fixture->keeper), 2, reason, NULL), &error));
  g_assert_no_error (error);
  g_assert_cmpuint (count_posts (fixture), ==, 1);
  keeper_end (fixture);
  return dex_future_new_true ();
}

static DexFuture *
scope_fiber (gpointer data)
{
  KeeperFixture *fixture = data;
  g_autoptr (GError) reason = g_error_new_literal (JM_JIRA_ERROR, JM_JIRA_ERROR_SCOPE, "scope does not match");
  g_autoptr (GError) error = NULL;

  keeper_open (fixture);
  keeper_sign_in (fixture, JM_CREDENTIAL_OAUTH);
  g_assert_false (dex_await_boolean (jm_authorizer_refused (JM_AUTHORIZER (fixture->keeper), 1, reason, NULL), &error));
  g_assert_no_error (error);
  g_assert_cmpint (jm_token_keeper_get_trouble (fixture->keeper), ==, JM_TROUBLE_SCOPE_CHANGED);
  g_assert_cmpuint (count_posts (fixture), ==, 0);
  /* Reads that work go on. */
  await_fine (jm_authorizer_authorize (JM_AUTHORIZER (fixture->keeper), NULL));
  /* That the token lives does not bring the scope back; the next one may have it. */
  await_fine (jm_token_keeper_check (fixture->keeper, NULL));
  g_assert_cmpint (jm_token_keeper_get_trouble (fixture->keeper), ==, JM_TROUBLE_SCOPE_CHANGED);
  await_fine (jm_token_keeper_refresh (fixture->keeper, NULL));
  g_assert_cmpint (jm_token_keeper_get_trouble (fixture->keeper), ==, JM_TROUBLE_OK);
  keeper_end (fixture);
  return dex_future_new_true ();
}

/* --- API token and PAT: F23 */

static DexFuture *
wrong_token_fiber (gpointer data)
{
  KeeperFixture *fixture = data;
  g_autoptr (GError) reason = g_error_new_literal (JM_JIRA_ERROR, JM_JIRA_ERROR_UNAUTHORIZED, "401");
  g_autoptr (GError) error = NULL;
  guint n;

  keeper_open (fixture);
  keeper_sign_in (fixture, JM_CREDENTIAL_PAT);
  await_fine (jm_token_keeper_check (fixture->keeper, NULL));
  g_assert_cmpint (jm_token_keeper_get_seconds_left (fixture->keeper), ==, -1);
  jm_simulator_tell (fixture->simulator, "POST", "/tokens", "{\"expire\":\"pat\"}");
  jm_simulator_tell (fixture->simulator, "DELETE", "/requests", NULL);

  for (guint i = 0; i < 20; i++)
    {
      g_assert_false (dex_await_boolean (jm_authorizer_refused (JM_AUTHORIZER (fixture->keeper), 1, reason, NULL),
                                         &error));
      g_assert_no_error (error);
    }
  n = jm_simulator_count_requests (fixture->simulator, NULL, "/");
  g_assert_cmpuint (n, ==, 1);
  g_assert_cmpint (jm_token_keeper_get_state (fixture->keeper), ==, JM_TOKEN_ERROR);
  g_assert_cmpint (jm_token_keeper_get_trouble (fixture->keeper), ==, JM_TROUBLE_NEEDS_SIGN_IN);
  await_error (jm_authorizer_authorize (JM_AUTHORIZER (fixture->keeper), NULL), JM_AUTH_ERROR, JM_AUTH_ERROR_REFUSED);
  await_error (jm_token_keeper_refresh (fixture->keeper, NULL), JM_AUTH_ERROR, JM_AUTH_ERROR_REFUSED);
  g_assert_cmpuint (jm_simulator_count_requests (fixture->simulator, NULL, "/"), ==, 1);
  keeper_end (fixture);
  return dex_future_new_true ();
}

static DexFuture *
captcha_fiber (gpointer data)
{
  KeeperFixture *fixture = data;

  keeper_open (fixture);
  keeper_sign_in (fixture, JM_CREDENTIAL_API_TOKEN);
  arm_fault (fixture, "*myself", 1, "status",
             "{\"code\":403,\"headers\":{\"X-Seraph-LoginReason\":\"AUTHENTICATION_DENIED\"},\"body\":\"\"}");
  await_error (jm_token_keeper_check (fixture->keeper, NULL), JM_AUTH_ERROR, JM_AUTH_ERROR_BLOCKED);
  g_assert_cmpint (jm_token_keeper_get_trouble (fixture->keeper), ==, JM_TROUBLE_BLOCKED);
  keeper_end (fixture);
  return dex_future_new_true ();
}

static DexFuture *
warns_fiber (gpointer data)
{
  KeeperFixture *fixture = data;
  g_autoptr (JmSecret) secret = NULL;
  gint64 day = 24 * 60 * 60;

  keeper_open (fixture);
  secret = token_secret (fixture, JM_CREDENTIAL_API_TOKEN);
  fixture->keeper = make_keeper (fixture, JM_CREDENTIAL_API_TOKEN);
  await_fine (jm_token_keeper_adopt (fixture->keeper, secret, jm_clock_get_wall_ms (fixture->clock) + 40 * day * 1000,
                                     NULL));
  for (guint i = 0; i < 40; i++)
    {
      await_fine (jm_token_keeper_check (fixture->keeper, NULL));
      await_fine (jm_token_keeper_check (fixture->keeper, NULL));
      if (i == 9)
        g_assert_cmpuint (count_events (fixture, "This sign-in ends"), ==, 0);
      turn (fixture, day);
    }
  g_assert_cmpuint (count_events (fixture, "ends in 30 days"), ==, 1);
  g_assert_cmpuint (count_events (fixture, "ends in 7 days"), ==, 1);
  g_assert_cmpuint (count_events (fixture, "ends in 1 day"), ==, 1);
  g_assert_cmpuint (count_events (fixture, "This sign-in ends"), ==, 3);
  keeper_end (fixture);
  return dex_future_new_true ();
}

/* --- keyring: F2, F3, F6, F7, F10 */

static DexFuture *
locked_fiber (gpointer data)
{
  KeeperFixture *fixture = data;

  keeper_open (fixture);
  keeper_sign_in (fixture, JM_CREDENTIAL_OAUTH);
  await_fine (jm_token_keeper_stop (fixture->keeper));
  keeper_restart (fixture);
  fixture->keyring->mode = KEYRING_LOCKED;
  await_error (jm_token_keeper_check (fixture->keeper, NULL), JM_AUTH_ERROR, JM_AUTH_ERROR_KEYRING_LOCKED);
  g_assert_cmpint (jm_token_keeper_get_trouble (fixture->keeper), ==, JM_TROUBLE_KEYRING_LOCKED);
  g_assert_cmpuint (fixture->keyring->n_unlocks, ==, 0);

  fixture->keyring->dismiss = TRUE;
  await_error (jm_token_keeper_unlock (fixture->keeper, NULL), JM_AUTH_ERROR, JM_AUTH_ERROR_KEYRING_LOCKED);
  g_assert_cmpuint (fixture->keyring->n_unlocks, ==, 1);
  g_assert_cmpint (jm_token_keeper_get_trouble (fixture->keeper), ==, JM_TROUBLE_KEYRING_LOCKED);

  fixture->keyring->dismiss = FALSE;
  await_fine (jm_token_keeper_unlock (fixture->keeper, NULL));
  g_assert_cmpint (jm_token_keeper_get_trouble (fixture->keeper), ==, JM_TROUBLE_OK);
  keeper_end (fixture);
  return dex_future_new_true ();
}

static gboolean
is_saved (gpointer data)
{
  KeeperFixture *fixture = data;

  return jm_token_keeper_get_trouble (fixture->keeper) == JM_TROUBLE_OK;
}

static DexFuture *
unsaved_fiber (gpointer data)
{
  KeeperFixture *fixture = data;
  g_autoptr (JmRefreshIntent) intent = NULL;
  g_autoptr (JmSecret) kept = NULL;
  guint n_stores;

  keeper_open (fixture);
  keeper_sign_in (fixture, JM_CREDENTIAL_OAUTH);
  jm_token_keeper_start (fixture->keeper);
  await_fine (jm_test_until (is_checked, fixture));
  fixture->keyring->mode = KEYRING_LOSES;
  n_stores = fixture->keyring->n_stores;
  await_error (jm_token_keeper_refresh (fixture->keeper, NULL), JM_AUTH_ERROR, JM_AUTH_ERROR_KEYRING_LOST);
  g_assert_cmpint (jm_token_keeper_get_trouble (fixture->keeper), ==, JM_TROUBLE_TOKENS_UNSAVED);
  g_assert_cmpint (jm_token_keeper_get_state (fixture->keeper), ==, JM_TOKEN_ACTIVE);

  /* It works from memory, and the way back is kept open: old pair in the keyring, intent on the disk. */
  await_fine (jm_authorizer_authorize (JM_AUTHORIZER (fixture->keeper), NULL));
  kept = kept_secret (fixture);
  g_assert_cmpuint (kept->generation, ==, 1);
  intent = dex_await_boxed (jm_state_store_get_intent (fixture->services->state, CREDENTIAL), NULL);
  g_assert_nonnull (intent);

  /* 1 + 2 + 4 + 8 seconds */
  for (guint i = 0; i < 15; i++)
    {
      turn (fixture, 1);
      await_fine (jm_test_until (is_at_rest, fixture));
    }
  g_assert_cmpuint (fixture->keyring->n_stores - n_stores, ==, 5);
  fixture->keyring->mode = KEYRING_WELL;
  turn (fixture, 16);
  await_fine (jm_test_until (is_saved, fixture));
  g_clear_pointer (&kept, jm_secret_free);
  kept = kept_secret (fixture);
  g_assert_cmpuint (kept->generation, ==, 2);
  g_clear_pointer (&intent, jm_refresh_intent_free);
  intent = dex_await_boxed (jm_state_store_get_intent (fixture->services->state, CREDENTIAL), NULL);
  g_assert_null (intent);
  keeper_end (fixture);
  return dex_future_new_true ();
}

/* F6: the program dies before the pair was saved; the old token is good for ten minutes. */
static DexFuture *
unsaved_and_killed_fiber (gpointer data)
{
  KeeperFixture *fixture = data;

  keeper_open (fixture);
  keeper_sign_in (fixture, JM_CREDENTIAL_OAUTH);
  fixture->keyring->mode = KEYRING_LOSES;
  await_error (jm_token_keeper_refresh (fixture->keeper, NULL), JM_AUTH_ERROR, JM_AUTH_ERROR_KEYRING_LOST);
  keeper_restart (fixture);
  fixture->keyring->mode = KEYRING_WELL;
  turn (fixture, 300);
  await_fine (jm_token_keeper_check (fixture->keeper, NULL));
  g_assert_cmpint (simulator_count (fixture, "families_killed"), ==, 0);
  g_assert_cmpint (jm_token_keeper_get_trouble (fixture->keeper), ==, JM_TROUBLE_OK);
  keeper_end (fixture);
  return dex_future_new_true ();
}

static DexFuture *
deleted_fiber (gpointer data)
{
  KeeperFixture *fixture = data;

  keeper_open (fixture);
  keeper_sign_in (fixture, JM_CREDENTIAL_OAUTH);
  await_fine (jm_keyring_clear (JM_KEYRING (fixture->keyring), "credential/" CREDENTIAL, NULL));
  await_error (jm_token_keeper_check (fixture->keeper, NULL), JM_AUTH_ERROR, JM_AUTH_ERROR_SECRET_MISSING);
  g_assert_cmpint (jm_token_keeper_get_trouble (fixture->keeper), ==, JM_TROUBLE_NEEDS_SIGN_IN);
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
  row = dex_await_boxed (jm_state_store_get_credential (fixture->services->state, CREDENTIAL), NULL);
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
  row = dex_await_boxed (jm_state_store_get_credential (fixture->services->state, CREDENTIAL), NULL);
  other = jm_token_keeper_new (fixture->services, row);
  turn (fixture, 1800);
  await_fine (jm_token_keeper_refresh (other, NULL));
  await_fine (jm_token_keeper_stop (other));
  g_assert_cmpint (jm_token_keeper_get_seconds_left (fixture->keeper), ==, 1800);
  await_fine (jm_token_keeper_reload (fixture->keeper));
  g_assert_cmpint (jm_token_keeper_get_seconds_left (fixture->keeper), ==, 3600);
  g_assert_cmpuint (jm_token_keeper_get_succeeded (fixture->keeper), ==, 1);
  authorization = dex_await_boxed (jm_authorizer_authorize (JM_AUTHORIZER (fixture->keeper), NULL), NULL);
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
  await_error (jm_authorizer_authorize (JM_AUTHORIZER (fixture->keeper), NULL), G_IO_ERROR, G_IO_ERROR_CANCELLED);
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

/* The answer that is on its way holds the only copy of a token: it is kept, and only then it is over. */
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

/* --- passing faults: F17, F18 and promise 1 */

typedef struct
{
  const char *name;
  const char *kind;
  const char *args;
  JmTrouble trouble; /* JM_TROUBLE_OK: it works all the same */
} Passing;

static const Passing passing[] = {
  { "500", "status", "{\"code\":500}", JM_TROUBLE_SERVER_ERROR },
  { "503", "status", "{\"code\":503,\"body\":\"busy\"}", JM_TROUBLE_SERVER_ERROR },
  { "400 without JSON", "status", "{\"code\":400,\"body\":\"what?\"}", JM_TROUBLE_SERVER_ERROR },
  { "403 without JSON", "status", "{\"code\":403,\"body\":\"<html>no</html>\"}", JM_TROUBLE_SERVER_ERROR },
  { "401 unauthorized", "status", "{\"code\":401,\"body\":{\"error\":\"access_denied\"}}", JM_TROUBLE_CLIENT_REFUSED },
  { "400 invalid_client", "status", "{\"code\":400,\"body\":{\"error\":\"invalid_client\"}}", JM_TROUBLE_CLIENT_REFUSED },
  { "429", "retry_after", "{\"value\":\"7\"}", JM_TROUBLE_RATE_LIMITED },
  { "429 with nonsense", "retry_after", "{\"value\":\"soon\"}", JM_TROUBLE_RATE_LIMITED },
  { "web page", "html_200", "{}", JM_TROUBLE_CAPTIVE_PORTAL },
  { "redirect", "redirect", "{\"code\":302,\"to\":\"http://127.0.0.1:1/\"}", JM_TROUBLE_CAPTIVE_PORTAL },
  { "reset before", "reset", "{\"when\":\"before\"}", JM_TROUBLE_OFFLINE },
  { "nothing", "close_no_reply", "{}", JM_TROUBLE_SERVER_ERROR },
  { "empty", "empty_200", "{}", JM_TROUBLE_SERVER_ERROR },
  { "cut short", "truncate", "{\"n\":20}", JM_TROUBLE_SERVER_ERROR },
  { "deep", "deep", "{\"n\":100000}", JM_TROUBLE_SERVER_ERROR },
  { "bad UTF-8", "bad_utf8", "{}", JM_TROUBLE_SERVER_ERROR },
  { "number for a token", "wrong_type", "{\"path\":\"$.access_token\",\"value\":7}", JM_TROUBLE_SERVER_ERROR },
  { "list for a refresh token", "wrong_type", "{\"path\":\"$.refresh_token\",\"value\":[]}", JM_TROUBLE_SERVER_ERROR },
  { "no access token", "missing", "{\"path\":\"$.access_token\"}", JM_TROUBLE_SERVER_ERROR },
  { "no life", "missing", "{\"path\":\"$.expires_in\"}", JM_TROUBLE_OK },
  { "text for a life", "wrong_type", "{\"path\":\"$.expires_in\",\"value\":\"later\"}", JM_TROUBLE_OK },
};

static DexFuture *
passing_fiber (gpointer data)
{
  KeeperFixture *fixture = data;

  keeper_open (fixture);
  keeper_sign_in (fixture, JM_CREDENTIAL_OAUTH);
  for (guint i = 0; i < G_N_ELEMENTS (passing); i++)
    {
      JmTrouble trouble;

      g_test_message ("%s", passing[i].name);
      arm_fault (fixture, "/oauth/token", 0, passing[i].kind, passing[i].args);
      dex_await (jm_token_keeper_refresh (fixture->keeper, NULL), NULL);
      trouble = jm_token_keeper_get_trouble (fixture->keeper);
      g_assert_cmpstr (jm_trouble_get_info (trouble)->nick, ==, jm_trouble_get_info (passing[i].trouble)->nick);
      jm_simulator_tell (fixture->simulator, "DELETE", "/arm", NULL);
      turn (fixture, 61);
      await_fine (jm_token_keeper_refresh (fixture->keeper, NULL));
      g_assert_cmpint (jm_token_keeper_get_trouble (fixture->keeper), ==, JM_TROUBLE_OK);
      turn (fixture, 61);
    }
  g_assert_cmpint (simulator_count (fixture, "families_killed"), ==, 0);
  keeper_end (fixture);
  return dex_future_new_true ();
}

/* Promise 1: a thousand passing faults ask nobody to sign in; one refusal does, once. */
static DexFuture *
sign_in_fiber (gpointer data)
{
  keeper_open (data);
  keeper_sign_in (data, JM_CREDENTIAL_OAUTH);
  return dex_future_new_true ();
}

/* The table five times over. It ends with answers that are good, as it must: a server that rotates and then is not heard for
 * more than ten minutes does force a sign-in. */
static DexFuture *
hundred_faults_fiber (gpointer data)
{
  KeeperFixture *fixture = data;

  for (guint i = 0; i < 5 * G_N_ELEMENTS (passing); i++)
    {
      const Passing *fault = &passing[i % G_N_ELEMENTS (passing)];

      arm_fault (fixture, "/oauth/token", 2, fault->kind, fault->args);
      dex_await (jm_token_keeper_refresh (fixture->keeper, NULL), NULL);
      g_assert_cmpint (jm_token_keeper_get_trouble (fixture->keeper), !=, JM_TROUBLE_NEEDS_SIGN_IN);
      jm_simulator_tell (fixture->simulator, "DELETE", "/arm", NULL);
      turn (fixture, 61);
    }
  return dex_future_new_true ();
}

static DexFuture *
one_refusal_fiber (gpointer data)
{
  KeeperFixture *fixture = data;

  g_assert_cmpuint (count_events (fixture, "sign in again"), ==, 0);
  await_fine (jm_token_keeper_refresh (fixture->keeper, NULL));
  g_assert_cmpint (simulator_count (fixture, "families_killed"), ==, 0);

  turn (fixture, 61);
  jm_simulator_tell (fixture->simulator, "POST", "/tokens", "{\"revoke\":\"all\"}");
  for (guint i = 0; i < 20; i++)
    {
      dex_await (jm_token_keeper_check (fixture->keeper, NULL), NULL);
      dex_await (jm_authorizer_authorize (JM_AUTHORIZER (fixture->keeper), NULL), NULL);
      turn (fixture, 3600);
    }
  g_assert_cmpuint (count_events (fixture, "Sign-in refused, sign in again"), ==, 1);
  keeper_end (fixture);
  return dex_future_new_true ();
}

static void
test_thousand_faults (KeeperFixture *fixture,
                      gconstpointer data)
{
  jm_test_fiber (sign_in_fiber, fixture);
  for (guint i = 0; i < 10; i++)
    jm_test_fiber (hundred_faults_fiber, fixture);
  jm_test_fiber (one_refusal_fiber, fixture);
}

/* G23 */
static DexFuture *
polite_fiber (gpointer data)
{
  KeeperFixture *fixture = data;

  keeper_open (fixture);
  keeper_sign_in (fixture, JM_CREDENTIAL_OAUTH);
  arm_fault (fixture, "/oauth/token", 0, "status", "{\"code\":500}");
  for (guint i = 0; i < 60; i++)
    {
      dex_await (jm_token_keeper_refresh (fixture->keeper, NULL), NULL);
      turn (fixture, 1);
      g_assert_cmpuint (count_posts (fixture), <=, 6);
    }
  jm_simulator_tell (fixture->simulator, "DELETE", "/arm", NULL);
  jm_simulator_tell (fixture->simulator, "DELETE", "/requests", NULL);
  turn (fixture, 61);
  /* A pause that the server asked for holds for a click as well. */
  arm_fault (fixture, "/oauth/token", 1, "retry_after", "{\"value\":\"120\"}");
  await_error (jm_token_keeper_refresh (fixture->keeper, NULL), JM_JIRA_ERROR, JM_JIRA_ERROR_RATE_LIMITED);
  turn (fixture, 119);
  await_error (jm_token_keeper_refresh (fixture->keeper, NULL), JM_JIRA_ERROR, JM_JIRA_ERROR_RATE_LIMITED);
  g_assert_cmpuint (count_posts (fixture), ==, 1);
  turn (fixture, 2);
  await_fine (jm_token_keeper_refresh (fixture->keeper, NULL));
  keeper_end (fixture);
  return dex_future_new_true ();
}

/* A token that can't be renewed now is used while it is good. */
static DexFuture *
still_good_fiber (gpointer data)
{
  KeeperFixture *fixture = data;

  keeper_open (fixture);
  keeper_sign_in (fixture, JM_CREDENTIAL_OAUTH);
  arm_fault (fixture, "/oauth/token", 0, "status", "{\"code\":503}");
  turn (fixture, 3400);
  await_fine (jm_authorizer_authorize (JM_AUTHORIZER (fixture->keeper), NULL));
  g_assert_cmpint (jm_token_keeper_get_state (fixture->keeper), ==, JM_TOKEN_EXPIRING);
  turn (fixture, 300);
  await_error (jm_authorizer_authorize (JM_AUTHORIZER (fixture->keeper), NULL), JM_JIRA_ERROR, JM_JIRA_ERROR_SERVER);
  g_assert_cmpint (jm_token_keeper_get_state (fixture->keeper), ==, JM_TOKEN_EXPIRED);
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
  { "/auth/token-keeper/no-file-holds-a-secret", no_file_fiber },
  { "/auth/token-keeper/refresh-is-shared", shares_fiber },
  { "/auth/token-keeper/watches-with-one-timer", watches_fiber },
  { "/auth/token-keeper/wakes-once-after-30-days", sleeps_fiber },
  { "/auth/token-keeper/wall-clock-jumps-change-nothing", wall_jumps_fiber },
  { "/auth/token-keeper/restart-guesses-within-bounds", restarts_fiber },
  { "/auth/token-keeper/lost-answer-is-asked-for-again", lost_answer_fiber },
  { "/auth/token-keeper/lost-answers-are-retried-by-itself", lost_often_fiber },
  { "/auth/token-keeper/lost-answer-and-restart", lost_and_restarted_fiber },
  { "/auth/token-keeper/leeway-over-needs-sign-in", leeway_over_fiber },
  { "/auth/token-keeper/revoked-sends-nothing-more", revoked_fiber },
  { "/auth/token-keeper/refused-but-another-process-was-newer", refused_but_newer_fiber },
  { "/auth/token-keeper/fifty-refusals-one-refresh", many_refused_fiber },
  { "/auth/token-keeper/missing-scope-is-named", scope_fiber },
  { "/auth/token-keeper/wrong-token-is-shown-once", wrong_token_fiber },
  { "/auth/token-keeper/captcha-blocks", captcha_fiber },
  { "/auth/token-keeper/warns-30-7-1-days-before", warns_fiber },
  { "/auth/token-keeper/locked-keyring-asks-nobody", locked_fiber },
  { "/auth/token-keeper/unsaved-tokens-are-saved-later", unsaved_fiber },
  { "/auth/token-keeper/unsaved-and-killed-goes-back", unsaved_and_killed_fiber },
  { "/auth/token-keeper/deleted-item-needs-sign-in", deleted_fiber },
  { "/auth/token-keeper/removed-elsewhere-does-not-come-back", removed_fiber },
  { "/auth/token-keeper/renewed-elsewhere-is-taken-over", reloaded_fiber },
  { "/auth/token-keeper/stopped-touches-nothing", stopped_fiber },
  { "/auth/token-keeper/stopped-in-a-refresh-keeps-the-answer", stopped_in_a_refresh_fiber },
  { "/auth/token-keeper/passing-faults-pass", passing_fiber },
  { "/auth/token-keeper/polite-to-the-token-endpoint", polite_fiber },
  { "/auth/token-keeper/good-token-is-used-while-refresh-fails", still_good_fiber },
};

static void
run_test (KeeperFixture *fixture,
          gconstpointer data)
{
  jm_test_fiber (tests[GPOINTER_TO_UINT (data)].body, fixture);
}

int
main (int argc,
      char *argv[])
{
  jm_test_init (&argc, &argv);
  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].name, KeeperFixture, GUINT_TO_POINTER (i), keeper_set_up, run_test, keeper_tear_down);
  g_test_add ("/auth/token-keeper/thousand-faults-no-sign-in", KeeperFixture, NULL, keeper_set_up, test_thousand_faults,
              keeper_tear_down);
  return g_test_run ();
}
