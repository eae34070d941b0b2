/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sync-fixture.h"

#include "base/jm-json.h"

/*
 * Everything that the simulator can do wrong, in the middle of everything that a run asks for: the run
 * may fail, but nothing that is stored goes, and the next one is right.
 *
 * JM_SYNC_FAULTS=all takes every fault in every phase (the nightly suite); otherwise each fault meets
 * one phase, and each phase some faults.
 */

static const char *const phases[] = {
  "*/myself",
  "*/project/search",
  "*/search/jql",
  "*/search/approximate-count",
  "*/issue/bulkfetch",
  "*/project/*/component",
  "*/status",
  "*/user/bulk",
};

static const char *const faults[] = {
  "\"kind\":\"status\",\"args\":{\"code\":400}",
  "\"kind\":\"status\",\"args\":{\"code\":401}",
  "\"kind\":\"status\",\"args\":{\"code\":403}",
  "\"kind\":\"status\",\"args\":{\"code\":404}",
  "\"kind\":\"status\",\"args\":{\"code\":409}",
  "\"kind\":\"status\",\"args\":{\"code\":410}",
  "\"kind\":\"status\",\"args\":{\"code\":413}",
  "\"kind\":\"status\",\"args\":{\"code\":500}",
  "\"kind\":\"status\",\"args\":{\"code\":503}",
  "\"kind\":\"status\",\"args\":{\"code\":200,\"body\":{\"issues\":[],\"isLast\":true}}",
  "\"kind\":\"status\",\"args\":{\"code\":200,\"body\":{\"values\":[],\"total\":0,\"isLast\":true}}",
  "\"kind\":\"status\",\"args\":{\"code\":200,\"body\":{\"count\":0}}",
  "\"kind\":\"status\",\"args\":{\"code\":200,\"body\":{\"accountId\":\"somebody-else\"}}",
  "\"kind\":\"status\",\"args\":{\"code\":200,\"body\":[]}",
  "\"kind\":\"status\",\"args\":{\"code\":200,\"body\":{}}",
  "\"kind\":\"status\",\"args\":{\"code\":204}",
  "\"kind\":\"retry_after\",\"args\":{\"value\":7}",
  "\"kind\":\"retry_after\",\"args\":{\"value\":\"nonsense\"}",
  "\"kind\":\"rate_reason\",\"args\":{\"reason\":\"jira-quota-tenant-based\"}",
  "\"kind\":\"rate_reason\",\"args\":{\"reason\":\"jira-burst-based\"}",
  "\"kind\":\"reset\",\"args\":{\"when\":\"before\"}",
  "\"kind\":\"reset\",\"args\":{\"when\":\"mid\"}",
  "\"kind\":\"close_no_reply\"",
  "\"kind\":\"truncate\",\"args\":{\"n\":40}",
  "\"kind\":\"gzip\",\"args\":{\"how\":\"truncate\"}",
  "\"kind\":\"gzip\",\"args\":{\"how\":\"badcrc\"}",
  "\"kind\":\"chunk_no_end\"",
  "\"kind\":\"empty_200\"",
  "\"kind\":\"html_200\"",
  "\"kind\":\"bad_utf8\"",
  "\"kind\":\"nul_escape\"",
  "\"kind\":\"deep\",\"args\":{\"n\":100000}",
  "\"kind\":\"wrong_type\",\"args\":{\"path\":\"$.issues[*].fields\",\"value\":7}",
  "\"kind\":\"wrong_type\",\"args\":{\"path\":\"$.issues[*].id\",\"value\":null}",
  "\"kind\":\"wrong_type\",\"args\":{\"path\":\"$.issues\",\"value\":{}}",
  "\"kind\":\"missing\",\"args\":{\"path\":\"$.issues\"}",
  "\"kind\":\"missing\",\"args\":{\"path\":\"$.nextPageToken\"}",
  "\"kind\":\"redirect\",\"args\":{\"code\":302,\"to\":\"/nowhere\"}",
  "\"kind\":\"page_repeat\"",
  "\"kind\":\"token_loop\"",
  "\"kind\":\"token_expired\"",
  "\"kind\":\"short_fetch\",\"args\":{\"n\":1}",
  "\"kind\":\"issue_moves_between_pages\"",
};

/* A limit without an end would be waited for without an end. */
#define TIMES 3

static const JmSyncKind kinds[] = { JM_SYNC_FULL, JM_SYNC_CENSUS, JM_SYNC_QUICK };

/* How far the clock is turned at once: to the end of what the run waits for, or a bit of a pause between
 * two tries. No further: requests that are under way have their time as well. */
static gint64
get_step_ms (SyncFixture *fixture)
{
  gint64 until_ms = jm_sync_get_waits_until_ms (fixture->sync);

  return until_ms != 0 ? MAX (until_ms - jm_clock_get_wall_ms (fixture->world->clock), 1) + 1 : 250;
}

/* Turns the clock while @run waits for something: what a run sleeps through takes no time here. */
static void
sit_through (SyncFixture *fixture,
             DexFuture   *run)
{
  g_autoptr (DexFuture) future = run;
  g_autoptr (JmClock) real = jm_clock_new ();

  while (dex_future_is_pending (future))
    {
      if (jm_clock_get_n_sleepers (fixture->world->clock) > 0)
        jm_clock_advance (fixture->world->clock, get_step_ms (fixture));
      dex_await (jm_sleep (real, 0.001, NULL), NULL);
    }
}

static void
run (SyncFixture *fixture,
     JmSyncKind   kind)
{
  const JmSyncOrder order = { kind, NULL, JM_N_RESOURCES };

  sit_through (fixture, jm_sync_run (fixture->sync, &order, NULL));
}

static void
make_well (SyncFixture *fixture)
{
  jm_simulator_tell (fixture->world->simulator, "DELETE", "/arm", NULL);
  /* What a rate limit or a rest closed opens again. */
  jm_clock_advance (fixture->world->clock, 2 * 60 * 60 * 1000);
  sit_through (fixture, jm_token_keeper_refresh (jm_account_get_keeper (fixture->account), NULL));
}

static void
meet (SyncFixture *fixture,
      const char  *fault,
      const char  *phase,
      JmSyncKind   kind)
{
  gint64 n_issues = sync_count (fixture, JM_RESOURCE_ISSUES);
  gint64 n_projects = sync_count (fixture, JM_RESOURCE_PROJECTS);
  g_autofree char *arm =
      g_strdup_printf ("{\"match\":{\"path\":\"%s\"},\"times\":%d,%s}", phase,
                       strstr (fault, "rate_") != NULL || strstr (fault, "retry_") != NULL ? TIMES : 0, fault);

  g_test_message ("%s in %s, kind %d", fault, phase, kind);
  jm_world_arm (fixture->world, arm);
  run (fixture, kind);
  g_assert_cmpint (sync_count (fixture, JM_RESOURCE_ISSUES), ==, n_issues);
  g_assert_cmpint (sync_count (fixture, JM_RESOURCE_PROJECTS), ==, n_projects);
  make_well (fixture);
}

static void
nothing_vanishes (SyncFixture *fixture)
{
  gboolean all = g_strcmp0 (g_getenv ("JM_SYNC_FAULTS"), "all") == 0;

  run (fixture, JM_SYNC_FULL);
  sync_assert_same (fixture, SYNC_SAME_ALL);
  for (guint i = 0; i < G_N_ELEMENTS (faults); i++)
    for (guint j = 0; j < G_N_ELEMENTS (phases); j++)
      {
        if (!all && (i + j) % G_N_ELEMENTS (phases) != 2 && j != 2)
          continue;
        meet (fixture, faults[i], phases[j], kinds[(i + j) % G_N_ELEMENTS (kinds)]);
        run (fixture, JM_SYNC_FULL);
        sync_assert_same (fixture, SYNC_SAME_ALL);
      }
}

int
main (int   argc,
      char *argv[])
{
  jm_test_init (&argc, &argv);

  sync_add_by_hand ("/sync/faults/nothing-vanishes", nothing_vanishes, 24, 3);

  return g_test_run ();
}
