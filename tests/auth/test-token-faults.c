/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "auth/keeper-fixture.h"

/* A token endpoint with every fault that passes: nobody is asked to sign in. */

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
  { "403 without JSON", "status", "{\"code\":403,\"body\":\"<html>no</html>\"}",
    JM_TROUBLE_SERVER_ERROR },
  { "401 unauthorized", "status", "{\"code\":401,\"body\":{\"error\":\"access_denied\"}}",
    JM_TROUBLE_CLIENT_REFUSED },
  { "400 invalid_client", "status", "{\"code\":400,\"body\":{\"error\":\"invalid_client\"}}",
    JM_TROUBLE_CLIENT_REFUSED },
  { "429", "retry_after", "{\"value\":\"7\"}", JM_TROUBLE_RATE_LIMITED },
  { "429 with nonsense", "retry_after", "{\"value\":\"soon\"}", JM_TROUBLE_RATE_LIMITED },
  { "web page", "html_200", "{}", JM_TROUBLE_CAPTIVE_PORTAL },
  { "redirect", "redirect", "{\"code\":302,\"to\":\"http://127.0.0.1:1/\"}",
    JM_TROUBLE_CAPTIVE_PORTAL },
  { "reset before", "reset", "{\"when\":\"before\"}", JM_TROUBLE_OFFLINE },
  { "nothing", "close_no_reply", "{}", JM_TROUBLE_SERVER_ERROR },
  { "empty", "empty_200", "{}", JM_TROUBLE_SERVER_ERROR },
  { "cut short", "truncate", "{\"n\":20}", JM_TROUBLE_SERVER_ERROR },
  { "deep", "deep", "{\"n\":100000}", JM_TROUBLE_SERVER_ERROR },
  { "bad UTF-8", "bad_utf8", "{}", JM_TROUBLE_SERVER_ERROR },
  { "number for a token", "wrong_type", "{\"path\":\"$.access_token\",\"value\":7}",
    JM_TROUBLE_SERVER_ERROR },
  { "list for a refresh token", "wrong_type", "{\"path\":\"$.refresh_token\",\"value\":[]}",
    JM_TROUBLE_SERVER_ERROR },
  { "no access token", "missing", "{\"path\":\"$.access_token\"}", JM_TROUBLE_SERVER_ERROR },
  { "no life", "missing", "{\"path\":\"$.expires_in\"}", JM_TROUBLE_OK },
  { "text for a life", "wrong_type", "{\"path\":\"$.expires_in\",\"value\":\"later\"}",
    JM_TROUBLE_OK },
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
      g_assert_cmpstr (jm_trouble_get_info (trouble)->nick, ==,
                       jm_trouble_get_info (passing[i].trouble)->nick);
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

/* The table five times over. It ends with answers that are good, as it must: a server that rotates
 * and then is not heard for more than ten minutes does force a sign-in. */
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
                      gconstpointer  data)
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
  await_error (jm_token_keeper_refresh (fixture->keeper, NULL), JM_JIRA_ERROR,
               JM_JIRA_ERROR_RATE_LIMITED);
  turn (fixture, 119);
  await_error (jm_token_keeper_refresh (fixture->keeper, NULL), JM_JIRA_ERROR,
               JM_JIRA_ERROR_RATE_LIMITED);
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
  await_error (jm_authorizer_authorize (JM_AUTHORIZER (fixture->keeper), NULL), JM_JIRA_ERROR,
               JM_JIRA_ERROR_SERVER);
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
  { "/auth/token-faults/passing-faults-pass", passing_fiber },
  { "/auth/token-faults/polite-to-the-token-endpoint", polite_fiber },
  { "/auth/token-faults/good-token-is-used-while-refresh-fails", still_good_fiber },
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
  g_test_add ("/auth/token-faults/thousand-faults-no-sign-in", KeeperFixture, NULL, keeper_set_up,
              test_thousand_faults, keeper_tear_down);
  return g_test_run ();
}
