/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sync-fixture.h"

#include "base/jm-json.h"

#include <signal.h>

/*
 * F51: kill -9 at random moments of a full run, again and again. The file is whole after each, what
 * was stored stays, and the run goes on where it stood. JM_SYNC_KILLS says how often (the nightly
 * suite: 100).
 */

#define KILLS 8

/* --- a run in a process of its own */

typedef struct
{
  GSubprocess *process;
  gboolean ended;
} Child;

static void
ended_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      data)
{
  Child *child = data;

  g_subprocess_wait_finish (G_SUBPROCESS (source), result, NULL);
  child->ended = TRUE;
}

static gboolean
has_ended (gpointer data)
{
  return ((Child *) data)->ended;
}

static void
start (SyncFixture *fixture,
       Child       *child)
{
  const char *credential_id =
      jm_token_keeper_get_id (jm_account_get_keeper (fixture->account));
  g_autofree char *name = g_strconcat ("credential/", credential_id, NULL);
  g_autofree char *secret = jm_world_dup_secret (fixture->world, credential_id);
  g_autofree char *file = g_build_filename (fixture->world->root, "secret", NULL);
  g_autofree char *helper =
      g_build_filename (g_getenv ("G_TEST_BUILDDIR"), "sync", "sync-helper", NULL);
  g_autoptr (GError) error = NULL;

  g_file_set_contents (file, secret, -1, &error);
  g_assert_no_error (error);
  child->ended = FALSE;
  child->process = g_subprocess_new (
      G_SUBPROCESS_FLAGS_NONE, &error, helper, fixture->world->root,
      jm_simulator_get_endpoint (fixture->world->simulator), name, file, NULL);
  g_assert_no_error (error);
  g_subprocess_wait_async (child->process, NULL, ended_cb, child);
}

static void
clear (Child *child)
{
  sync_await (jm_test_until (has_ended, child));
  g_clear_object (&child->process);
}

/* A whole run; how long it took, in seconds */
static double
run_to_the_end (SyncFixture *fixture)
{
  gint64 before = g_get_monotonic_time ();
  Child child;

  start (fixture, &child);
  sync_await (jm_test_until (has_ended, &child));
  g_assert_true (g_subprocess_get_successful (child.process));
  clear (&child);
  return (double) (g_get_monotonic_time () - before) / G_USEC_PER_SEC;
}

/* --- what was asked for twice */

/* A run that begins looks for the newest issue first, and one that goes on does not. */
static gboolean
is_beginning (JsonNode *request)
{
  return strstr (jm_json_get_string (request, "body", ""), "updated DESC") != NULL;
}

static gboolean
is_page (JsonNode *request)
{
  const char *path = jm_json_get_string (request, "path", "");
  const char *body = jm_json_get_string (request, "body", "");

  return g_str_has_suffix (path, "/search/jql") && strstr (body, "*navigable") != NULL;
}

/* Within one run each: a kill may come when one has just ended, and the next one asks for all again. */
static guint
count_repeated_pages (SyncFixture *fixture,
                      guint       *n_pages)
{
  g_autoptr (JsonNode) requests = jm_simulator_requests (fixture->world->simulator);
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  guint n_repeated = 0;

  *n_pages = 0;
  for (guint i = 0; i < jm_json_get_length (requests, ""); i++)
    {
      JsonNode *request = jm_json_get_item (requests, "", i);

      if (is_beginning (request))
        g_hash_table_remove_all (seen);
      if (!is_page (request))
        continue;
      *n_pages += 1;
      n_repeated += !g_hash_table_add (seen, (char *) jm_json_get_string (request, "body", ""));
    }

  return n_repeated;
}

static guint
get_n_kills (void)
{
  const char *text = g_getenv ("JM_SYNC_KILLS");

  return text != NULL ? (guint) g_ascii_strtoull (text, NULL, 10) : KILLS;
}

static void
nothing_is_lost_and_little_repeated (SyncFixture *fixture)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (20261120);
  g_autoptr (JmSyncSettings) settings = jm_sync_settings_new ();
  guint n_kills = get_n_kills ();
  guint n_killed = 0, n_pages, n_repeated;
  double seconds;

  /* One page at a time is under way, so that the repeated ones can be counted. */
  settings->requests = 1;
  sync_await (jm_sync_set_settings (fixture->sync, settings));
  seconds = run_to_the_end (fixture);
  sync_assert_same (fixture, SYNC_SAME_ALL);
  sync_forget_requests (fixture);

  for (guint i = 0; i < n_kills; i++)
    {
      Child child;

      start (fixture, &child);
      sync_await (jm_sleep (fixture->world->clock, g_rand_double_range (rand, 0, seconds), NULL));
      n_killed += !child.ended;
      g_subprocess_send_signal (child.process, SIGKILL);
      clear (&child);
      sync_await (jm_store_check (fixture->store));
    }
  n_repeated = count_repeated_pages (fixture, &n_pages);
  g_test_message ("%u of %u were killed; of %u pages %u came twice", n_killed, n_kills, n_pages,
                  n_repeated);
  g_assert_cmpuint (n_repeated, <=, n_killed);

  run_to_the_end (fixture);
  sync_assert_same (fixture, SYNC_SAME_ALL);
}

/* From nothing to everything, with a kill after every few pages */
static void
a_run_that_is_killed_comes_to_its_end (SyncFixture *fixture)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (51);
  g_autoptr (JmSyncSettings) settings = jm_sync_settings_new ();
  guint n_kills = get_n_kills ();
  guint n_killed = 0, n_pages, n_repeated;
  gint64 stored = 0;
  Child child;

  settings->requests = 1;
  sync_await (jm_sync_set_settings (fixture->sync, settings));
  sync_forget_requests (fixture);
  for (;;)
    {
      gint64 now;

      start (fixture, &child);
      sync_await (jm_sleep (fixture->world->clock, 0.05 + g_rand_double_range (rand, 0, 0.4), NULL));
      if (n_killed >= n_kills)
        sync_await (jm_test_until (has_ended, &child));
      if (child.ended)
        break;
      n_killed++;
      g_subprocess_send_signal (child.process, SIGKILL);
      clear (&child);
      sync_await (jm_store_check (fixture->store));

      /* What was stored stays. */
      now = sync_count (fixture, JM_RESOURCE_ISSUES);
      g_assert_cmpint (now, >=, stored);
      stored = now;
    }
  g_assert_true (g_subprocess_get_successful (child.process));
  clear (&child);

  n_repeated = count_repeated_pages (fixture, &n_pages);
  g_test_message ("%u kills; of %u pages %u came twice", n_killed, n_pages, n_repeated);
  /* The one that was asked for, or was being stored */
  g_assert_cmpuint (n_repeated, <=, n_killed);
  sync_assert_same (fixture, SYNC_SAME_ALL);
}

int
main (int   argc,
      char *argv[])
{
  jm_test_init (&argc, &argv);

  sync_add ("/sync/kill/a-run-that-is-killed-comes-to-its-end",
            a_run_that_is_killed_comes_to_its_end, 1500, 4);
  sync_add ("/sync/kill/nothing-is-lost-and-little-repeated", nothing_is_lost_and_little_repeated,
            1000, 4);

  return g_test_run ();
}
