/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "auth/keeper-fixture.h"

/* The keeper with a keyring that is locked, loses, or was emptied. */

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
  await_error (jm_token_keeper_check (fixture->keeper, NULL), JM_AUTH_ERROR,
               JM_AUTH_ERROR_KEYRING_LOCKED);
  g_assert_cmpint (jm_token_keeper_get_trouble (fixture->keeper), ==, JM_TROUBLE_KEYRING_LOCKED);
  g_assert_cmpuint (fixture->keyring->n_unlocks, ==, 0);

  fixture->keyring->dismiss = TRUE;
  await_error (jm_token_keeper_unlock (fixture->keeper, NULL), JM_AUTH_ERROR,
               JM_AUTH_ERROR_KEYRING_LOCKED);
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
  await_error (jm_token_keeper_refresh (fixture->keeper, NULL), JM_AUTH_ERROR,
               JM_AUTH_ERROR_KEYRING_LOST);
  g_assert_cmpint (jm_token_keeper_get_trouble (fixture->keeper), ==, JM_TROUBLE_TOKENS_UNSAVED);
  g_assert_cmpint (jm_token_keeper_get_state (fixture->keeper), ==, JM_TOKEN_ACTIVE);

  /* It works from memory, and the way back is kept open: old pair in the keyring, intent on the
   * disk. */
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
  await_error (jm_token_keeper_refresh (fixture->keeper, NULL), JM_AUTH_ERROR,
               JM_AUTH_ERROR_KEYRING_LOST);
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
  await_error (jm_token_keeper_check (fixture->keeper, NULL), JM_AUTH_ERROR,
               JM_AUTH_ERROR_SECRET_MISSING);
  g_assert_cmpint (jm_token_keeper_get_trouble (fixture->keeper), ==, JM_TROUBLE_NEEDS_SIGN_IN);
  keeper_end (fixture);
  return dex_future_new_true ();
}

/* --- table of tests */

static const struct
{
  const char *name;
  DexFiberFunc body;
} tests[] = {
  { "/auth/token-keyring/locked-keyring-asks-nobody", locked_fiber },
  { "/auth/token-keyring/unsaved-tokens-are-saved-later", unsaved_fiber },
  { "/auth/token-keyring/unsaved-and-killed-goes-back", unsaved_and_killed_fiber },
  { "/auth/token-keyring/deleted-item-needs-sign-in", deleted_fiber },
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
