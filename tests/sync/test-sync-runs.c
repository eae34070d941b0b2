/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sync-fixture.h"

/* What the three kinds of runs bring and take away. */

static void
a_full_run_brings_everything (SyncFixture *fixture)
{
  g_autoptr (JmSyncReport) report = sync_run (fixture, JM_SYNC_FULL);

  for (guint i = 0; i < JM_N_RESOURCES; i++)
    g_test_message ("%s: asked %d, %d rows, %s, %s", jm_resource_get_name (i),
                    report->resources[i].asked, (int) report->resources[i].count,
                    report->resources[i].denied, report->resources[i].failed);
  g_test_message ("%d issues, %u requests, %.2f s", (int) report->issues, report->requests,
                  report->seconds);
  g_assert_cmpint (report->issues, ==, 600);
  g_assert_cmpint (report->added, ==, 600);
  g_assert_cmpint (report->removed, ==, 0);
  g_assert_cmpint (sync_count (fixture, JM_RESOURCE_PROJECTS), ==, 4);
  g_assert_cmpint (sync_await_int (jm_store_get_cursor (fixture->store)), >, 0);
  sync_assert_same (fixture, SYNC_SAME_ALL);
}

static void
nothing_new_costs_three_requests (SyncFixture *fixture)
{
  g_autoptr (JmSyncReport) full = sync_run (fixture, JM_SYNC_FULL);
  g_autoptr (JmSyncReport) quick = NULL;

  sync_forget_requests (fixture);
  quick = sync_run (fixture, JM_SYNC_QUICK);
  g_assert_cmpint (quick->kind, ==, JM_SYNC_QUICK);
  g_assert_cmpuint (sync_count_requests (fixture), <=, 3);
  g_assert_cmpuint (quick->requests, <=, 3);
  g_assert_cmpint (quick->added, ==, 0);
  g_assert_cmpint (quick->changed, ==, 0);
}

static char *
dup_key (SyncFixture *fixture,
         guint        i)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GListModel) projects =
      dex_await_object (jm_store_list_projects (fixture->store), &error);
  g_autoptr (JmProject) project = g_list_model_get_item (projects, i);

  g_assert_no_error (error);
  return g_strdup (jm_project_get_key (project));
}

static void
a_quick_run_brings_what_changed (SyncFixture *fixture)
{
  g_autoptr (JmSyncReport) full = sync_run (fixture, JM_SYNC_FULL);
  g_autoptr (JmSyncReport) quick = NULL;
  g_autoptr (JsonNode) changed = NULL;
  g_autoptr (JsonNode) created = NULL;
  g_autofree char *key = dup_key (fixture, 0);

  changed = sync_control (fixture, "/issues", "{\"change\":\"%s-3\",\"summary\":\"Anew\"}", key);
  created = sync_control (fixture, "/issues",
                          "{\"create\":{\"project\":\"%s\",\"summary\":\"Fresh\"}}", key);
  quick = sync_run (fixture, JM_SYNC_QUICK);
  g_assert_cmpint (quick->kind, ==, JM_SYNC_QUICK);
  g_assert_cmpint (quick->added, ==, 1);
  g_assert_cmpint (quick->changed, ==, 1);
  sync_assert_same (fixture, SYNC_SAME_ALL);
}

static void
without_a_cursor_a_quick_run_is_a_full_one (SyncFixture *fixture)
{
  g_autoptr (JmSyncReport) report = sync_run (fixture, JM_SYNC_QUICK);

  g_assert_cmpint (report->kind, ==, JM_SYNC_FULL);
  sync_assert_same (fixture, SYNC_SAME_ALL);
}

static void
a_census_finds_what_is_gone_moved_or_missed (SyncFixture *fixture)
{
  g_autoptr (JmSyncReport) full = sync_run (fixture, JM_SYNC_FULL);
  g_autoptr (JmSyncReport) census = NULL;
  g_autofree char *from = dup_key (fixture, 0);
  g_autofree char *to = dup_key (fixture, 1);
  g_autoptr (JsonNode) deleted =
      sync_control (fixture, "/issues", "{\"delete\":\"%s-2\"}", from);
  g_autoptr (JsonNode) moved =
      sync_control (fixture, "/issues", "{\"move\":\"%s-4\",\"project\":\"%s\"}", from, to);
  g_autoptr (JsonNode) created = sync_control (
      fixture, "/issues", "{\"create\":{\"project\":\"%s\",\"summary\":\"Fresh\"}}", to);

  census = sync_run (fixture, JM_SYNC_CENSUS);
  g_assert_cmpint (census->removed, ==, 1);
  g_assert_cmpint (census->added, ==, 1);
  sync_assert_same (fixture, SYNC_SAME_ALL);
}

static void
a_lost_project_is_buried_and_comes_again (SyncFixture *fixture)
{
  g_autoptr (JmSyncReport) full = sync_run (fixture, JM_SYNC_FULL);
  g_autoptr (JmSyncReport) census = NULL;
  g_autoptr (JmSyncReport) again = NULL;
  g_autofree char *key = dup_key (fixture, 0);
  g_autoptr (JsonNode) taken = NULL;
  g_autoptr (JsonNode) given = NULL;

  taken = sync_control (fixture, "/permissions",
                        "{\"project\":\"%s\",\"BROWSE_PROJECTS\":false}", key);
  census = sync_run (fixture, JM_SYNC_CENSUS);
  g_assert_cmpint (census->removed, >, 0);
  g_assert_cmpint (sync_count (fixture, JM_RESOURCE_PROJECTS), ==, 3);
  sync_assert_same (fixture, SYNC_SAME_ALL);

  given = sync_control (fixture, "/permissions", "{\"project\":\"%s\",\"BROWSE_PROJECTS\":true}",
                        key);
  again = sync_run (fixture, JM_SYNC_CENSUS);
  g_assert_cmpint (again->added, ==, census->removed);
  sync_assert_same (fixture, SYNC_SAME_ALL);
}

int
main (int   argc,
      char *argv[])
{
  jm_test_init (&argc, &argv);

  sync_add ("/sync/runs/a-full-run-brings-everything", a_full_run_brings_everything, 600, 4);
  sync_add ("/sync/runs/nothing-new-costs-three-requests", nothing_new_costs_three_requests, 60, 4);
  sync_add ("/sync/runs/a-quick-run-brings-what-changed", a_quick_run_brings_what_changed, 60, 4);
  sync_add ("/sync/runs/without-a-cursor-a-quick-run-is-a-full-one",
            without_a_cursor_a_quick_run_is_a_full_one, 60, 4);
  sync_add ("/sync/runs/a-census-finds-what-is-gone-moved-or-missed",
            a_census_finds_what_is_gone_moved_or_missed, 60, 4);
  sync_add ("/sync/runs/a-lost-project-is-buried-and-comes-again",
            a_lost_project_is_buried_and_comes_again, 60, 4);

  return g_test_run ();
}
