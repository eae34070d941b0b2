/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <signal.h>

#include "auth/file-keyring.h"
#include "auth/keeper-fixture.h"

/* Several processes with one credential, and processes that are killed: F13, F15. */

#define N_PROCESSES 20
#define N_ROUNDS 5
#define N_KILLS 40
#define KILL_WITHIN_MS 60

typedef struct
{
  KeeperFixture base;
  JmKeyring *file;
  guint64 generation;
} Fixture;

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  KeeperFixture *base = &fixture->base;

  keeper_set_up (base, data);
  /* The helpers live in real time, and so does the token. */
  fixture->file = file_keyring_new (base->folder);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  g_object_unref (fixture->file);
  keeper_tear_down (&fixture->base, data);
}

static GSubprocess *
spawn_helper (Fixture *fixture)
{
  g_autofree char *program = g_test_build_filename (G_TEST_BUILT, "auth", "keeper-helper", NULL);
  g_autoptr (GError) error = NULL;
  GSubprocess *helper;

  helper = g_subprocess_new (G_SUBPROCESS_FLAGS_NONE, &error, program, fixture->base.folder,
                             jm_simulator_get_endpoint (fixture->base.simulator), CREDENTIAL, NULL);
  g_assert_no_error (error);
  return helper;
}

static void
put_row (Fixture        *fixture,
         const JmSecret *secret)
{
  JmCredentialRow row = {
    .id = (char *) CREDENTIAL,
    .kind = (char *) "oauth",
    .trouble = (char *) "ok",
    .consented_at_ms = secret->issued_at_ms,
    .expires_at_ms = secret->expires_at_ms,
    .generation = secret->generation,
  };

  await_fine (jm_state_store_put_credential (fixture->base.services->state, &row));
}

static void
put_secret (Fixture        *fixture,
            const JmSecret *secret)
{
  char *json = jm_secret_to_json (secret);

  await_fine (jm_keyring_store (fixture->file, "credential/" CREDENTIAL, "x", json, NULL));
  jm_wipe_free (json);
}

static JmSecret *
get_secret (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;
  char *json =
      dex_await_string (jm_keyring_lookup (fixture->file, "credential/" CREDENTIAL, NULL), &error);
  JmSecret *secret;

  g_assert_no_error (error);
  secret = jm_secret_from_json (json, &error);
  g_assert_no_error (error);
  jm_wipe_free (json);
  return secret;
}

/* What is kept is over, for all of them. */
static void
expire (Fixture *fixture)
{
  g_autoptr (JmSecret) secret = get_secret (fixture);

  secret->expires_at_ms = secret->issued_at_ms;
  put_secret (fixture, secret);
  put_row (fixture, secret);
  fixture->generation = secret->generation;
}

static void
begin (Fixture *fixture)
{
  g_autoptr (JmSecret) secret = NULL;

  keeper_open (&fixture->base);
  secret = oauth_secret (&fixture->base);
  secret->generation = 1;
  put_secret (fixture, secret);
  put_row (fixture, secret);
  jm_simulator_tell (fixture->base.simulator, "DELETE", "/requests", NULL);
}

static gboolean
has_ended (gpointer data)
{
  return g_subprocess_get_identifier (data) == NULL;
}

/* F15 */
static DexFuture *
race_fiber (gpointer data)
{
  Fixture *fixture = data;

  begin (fixture);
  for (guint round = 0; round < N_ROUNDS; round++)
    {
      g_autoptr (GPtrArray) helpers = g_ptr_array_new_with_free_func (g_object_unref);
      g_autoptr (JmSecret) after = NULL;

      expire (fixture);
      for (guint i = 0; i < N_PROCESSES; i++)
        g_ptr_array_add (helpers, spawn_helper (fixture));
      for (guint i = 0; i < N_PROCESSES; i++)
        {
          await_fine (jm_test_until (has_ended, helpers->pdata[i]));
          g_assert_true (g_subprocess_get_successful (helpers->pdata[i]));
        }
      after = get_secret (fixture);
      g_assert_cmpuint (after->generation, ==, fixture->generation + 1);
      g_assert_cmpuint (count_posts (&fixture->base), ==, round + 1);
    }
  g_assert_cmpint (simulator_count (&fixture->base, "families_killed"), ==, 0);
  g_assert_cmpint (simulator_count (&fixture->base, "leeway_uses"), ==, 0);
  await_fine (jm_state_store_close (fixture->base.services->state));
  return dex_future_new_true ();
}

static gboolean
has_posted (gpointer data)
{
  return count_posts (data) == 1;
}

/* F13: the server has rotated, and nobody was left to hear it. */
static DexFuture *
killed_fiber (gpointer data)
{
  Fixture *fixture = data;
  g_autoptr (GSubprocess) victim = NULL;
  g_autoptr (GSubprocess) heir = NULL;
  g_autoptr (JmRefreshIntent) intent = NULL;
  g_autoptr (JmSecret) after = NULL;
  g_autoptr (GError) error = NULL;

  begin (fixture);
  expire (fixture);
  arm_fault (&fixture->base, "/oauth/token", 1, "drip", "{\"part\":\"body\",\"rate\":1}");
  victim = spawn_helper (fixture);
  await_fine (jm_test_until (has_posted, &fixture->base));
  g_subprocess_send_signal (victim, SIGKILL);
  await_fine (jm_test_until (has_ended, victim));
  intent = dex_await_boxed (jm_state_store_get_intent (fixture->base.services->state, CREDENTIAL),
                            &error);
  g_assert_no_error (error);
  g_assert_nonnull (intent);
  g_assert_cmpuint (intent->generation, ==, 1);
  g_assert_cmpint (simulator_count (&fixture->base, "refreshes"), ==, 1);

  heir = spawn_helper (fixture);
  await_fine (jm_test_until (has_ended, heir));
  g_assert_true (g_subprocess_get_successful (heir));
  after = get_secret (fixture);
  g_assert_cmpuint (after->generation, ==, 2);
  g_assert_cmpint (simulator_count (&fixture->base, "leeway_uses"), ==, 1);
  g_clear_pointer (&intent, jm_refresh_intent_free);
  intent = dex_await_boxed (jm_state_store_get_intent (fixture->base.services->state, CREDENTIAL),
                            &error);
  g_assert_null (intent);
  await_fine (jm_state_store_close (fixture->base.services->state));
  return dex_future_new_true ();
}

static gboolean
kill_cb (gpointer data)
{
  g_subprocess_send_signal (data, SIGKILL);
  return G_SOURCE_REMOVE;
}

/* G5, in small: wherever it dies, the next one goes on. */
static DexFuture *
killed_anywhere_fiber (gpointer data)
{
  Fixture *fixture = data;

  begin (fixture);
  for (guint i = 0; i < N_KILLS; i++)
    {
      g_autoptr (GSubprocess) victim = NULL;
      g_autoptr (GSubprocess) heir = NULL;

      expire (fixture);
      victim = spawn_helper (fixture);
      g_timeout_add_full (G_PRIORITY_DEFAULT, (guint) (jm_random_fraction () * KILL_WITHIN_MS),
                          kill_cb, g_object_ref (victim), g_object_unref);
      await_fine (jm_test_until (has_ended, victim));
      heir = spawn_helper (fixture);
      await_fine (jm_test_until (has_ended, heir));
      g_assert_true (g_subprocess_get_successful (heir));
    }
  g_assert_cmpint (simulator_count (&fixture->base, "families_killed"), ==, 0);
  g_test_message ("%d answers were lost and asked for again",
                  (int) simulator_count (&fixture->base, "leeway_uses"));
  await_fine (jm_state_store_close (fixture->base.services->state));
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
  g_test_add ("/auth/token-race/twenty-processes-one-refresh", Fixture, race_fiber, set_up,
              run_body, tear_down);
  g_test_add ("/auth/token-race/killed-after-the-server-rotated", Fixture, killed_fiber, set_up,
              run_body, tear_down);
  g_test_add ("/auth/token-race/killed-anywhere", Fixture, killed_anywhere_fiber, set_up, run_body,
              tear_down);
  return g_test_run ();
}
