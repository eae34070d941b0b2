/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "auth/keeper-fixture.h"

/* Answers that are lost, and answers that say no: who is asked to sign in, and who is not. */

#define LEEWAY_OVER 601

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
  await_error (jm_token_keeper_refresh (fixture->keeper, NULL), JM_JIRA_ERROR,
               JM_JIRA_ERROR_OFFLINE);
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
  await_error (jm_token_keeper_refresh (fixture->keeper, NULL), JM_AUTH_ERROR,
               JM_AUTH_ERROR_REFUSED);
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
  await_error (jm_token_keeper_refresh (fixture->keeper, NULL), JM_AUTH_ERROR,
               JM_AUTH_ERROR_REFUSED);
  g_assert_cmpint (jm_token_keeper_get_trouble (fixture->keeper), ==, JM_TROUBLE_NEEDS_SIGN_IN);

  /* From now on nothing is sent by itself. */
  n_posts = count_posts (fixture);
  await_error (jm_authorizer_authorize (JM_AUTHORIZER (fixture->keeper), NULL), JM_AUTH_ERROR,
               JM_AUTH_ERROR_REFUSED);
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
  await_fine (
      jm_keyring_store (JM_KEYRING (fixture->keyring), "credential/" CREDENTIAL, "x", json, NULL));
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
  g_autoptr (GError) reason =
      g_error_new_literal (JM_JIRA_ERROR, JM_JIRA_ERROR_UNAUTHORIZED, "401");
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
  g_assert_false (dex_await_boolean (
      jm_authorizer_refused (JM_AUTHORIZER (fixture->keeper), 2, reason, NULL), &error));
  g_assert_no_error (error);
  g_assert_cmpuint (count_posts (fixture), ==, 1);
  keeper_end (fixture);
  return dex_future_new_true ();
}

static DexFuture *
scope_fiber (gpointer data)
{
  KeeperFixture *fixture = data;
  g_autoptr (GError) reason =
      g_error_new_literal (JM_JIRA_ERROR, JM_JIRA_ERROR_SCOPE, "scope does not match");
  g_autoptr (GError) error = NULL;

  keeper_open (fixture);
  keeper_sign_in (fixture, JM_CREDENTIAL_OAUTH);
  g_assert_false (dex_await_boolean (
      jm_authorizer_refused (JM_AUTHORIZER (fixture->keeper), 1, reason, NULL), &error));
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
  g_autoptr (GError) reason =
      g_error_new_literal (JM_JIRA_ERROR, JM_JIRA_ERROR_UNAUTHORIZED, "401");
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
      g_assert_false (dex_await_boolean (
          jm_authorizer_refused (JM_AUTHORIZER (fixture->keeper), 1, reason, NULL), &error));
      g_assert_no_error (error);
    }
  n = jm_simulator_count_requests (fixture->simulator, NULL, "/");
  g_assert_cmpuint (n, ==, 1);
  g_assert_cmpint (jm_token_keeper_get_state (fixture->keeper), ==, JM_TOKEN_ERROR);
  g_assert_cmpint (jm_token_keeper_get_trouble (fixture->keeper), ==, JM_TROUBLE_NEEDS_SIGN_IN);
  await_error (jm_authorizer_authorize (JM_AUTHORIZER (fixture->keeper), NULL), JM_AUTH_ERROR,
               JM_AUTH_ERROR_REFUSED);
  await_error (jm_token_keeper_refresh (fixture->keeper, NULL), JM_AUTH_ERROR,
               JM_AUTH_ERROR_REFUSED);
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
             "{\"code\":403,\"headers\":{\"X-Seraph-LoginReason\":\"AUTHENTICATION_DENIED\"},"
             "\"body\":\"\"}");
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
  await_fine (jm_token_keeper_adopt (
      fixture->keeper, secret, jm_clock_get_wall_ms (fixture->clock) + 40 * day * 1000, NULL));
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

/* --- table of tests */

static const struct
{
  const char *name;
  DexFiberFunc body;
} tests[] = {
  { "/auth/token-refusal/lost-answer-is-asked-for-again", lost_answer_fiber },
  { "/auth/token-refusal/lost-answers-are-retried-by-itself", lost_often_fiber },
  { "/auth/token-refusal/lost-answer-and-restart", lost_and_restarted_fiber },
  { "/auth/token-refusal/leeway-over-needs-sign-in", leeway_over_fiber },
  { "/auth/token-refusal/revoked-sends-nothing-more", revoked_fiber },
  { "/auth/token-refusal/refused-but-another-process-was-newer", refused_but_newer_fiber },
  { "/auth/token-refusal/fifty-refusals-one-refresh", many_refused_fiber },
  { "/auth/token-refusal/missing-scope-is-named", scope_fiber },
  { "/auth/token-refusal/wrong-token-is-shown-once", wrong_token_fiber },
  { "/auth/token-refusal/captcha-blocks", captcha_fiber },
  { "/auth/token-refusal/warns-30-7-1-days-before", warns_fiber },
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
