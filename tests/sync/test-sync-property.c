/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sync-fixture.h"

#include "base/jm-json.h"

/*
 * Whatever happens in Jira: after the next runs, what is stored is what is there. Rounds of random
 * changes, each followed by runs, with fixed seeds: JM_SYNC_ROUNDS says how many (the nightly suite:
 * 1000), JM_SYNC_SEED where they begin.
 */

#define ROUNDS 30
#define CHANGES 6

static guint64
get_number (const char *variable,
            guint64     fallback)
{
  const char *text = g_getenv (variable);

  return text != NULL ? g_ascii_strtoull (text, NULL, 10) : fallback;
}

static void
change (SyncFixture *fixture,
        guint64      seed)
{
  g_autoptr (JsonNode) done = sync_control (
      fixture, "/mutate", "{\"seed\":%" G_GUINT64_FORMAT ",\"n\":%d}", seed, CHANGES);

  if (g_test_verbose ())
    {
      g_autofree char *text = jm_json_to_string (done);

      g_test_message ("%s", text);
    }
}

static void
run (SyncFixture *fixture,
     JmSyncKind   kind)
{
  g_autoptr (JmSyncReport) report = sync_run (fixture, kind);

  g_assert_null (report->resources[JM_RESOURCE_ISSUES].failed);
  g_assert_null (report->resources[JM_RESOURCE_PROJECTS].failed);
}

/* What each kind of run promises, and no more: a quick one does not see what is gone, a census not what
 * changed. */
static void
play_round (SyncFixture *fixture,
            guint64      seed)
{
  change (fixture, seed);
  switch (seed % 5)
    {
    case 0:
      run (fixture, JM_SYNC_QUICK);
      break;
    case 1:
      run (fixture, JM_SYNC_CENSUS);
      sync_assert_same (fixture, SYNC_SAME_IDS);
      break;
    case 2:
      run (fixture, JM_SYNC_FULL);
      sync_assert_same (fixture, SYNC_SAME_THREADS);
      break;
    default:
      run (fixture, JM_SYNC_QUICK);
      run (fixture, JM_SYNC_CENSUS);
      sync_assert_same (fixture, SYNC_SAME_ALL);
      break;
    }
}

static void
what_is_stored_is_what_is_there (SyncFixture *fixture)
{
  guint64 first = get_number ("JM_SYNC_SEED", 1);
  guint64 n_rounds = get_number ("JM_SYNC_ROUNDS", ROUNDS);

  run (fixture, JM_SYNC_FULL);
  for (guint64 seed = first; seed < first + n_rounds; seed++)
    {
      g_test_message ("round %" G_GUINT64_FORMAT, seed);
      play_round (fixture, seed);
    }
}

int
main (int   argc,
      char *argv[])
{
  jm_test_init (&argc, &argv);

  sync_add ("/sync/property/what-is-stored-is-what-is-there", what_is_stored_is_what_is_there, 80,
            4);

  return g_test_run ();
}
