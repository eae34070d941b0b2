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

/* F49: a search that ends long before all has come, as if that were all */
static void
a_short_search_is_walked_beyond (SyncFixture *fixture)
{
  g_autoptr (JmSyncReport) report = NULL;

  jm_world_arm (fixture->world, "{\"match\":{\"path\":\"*/search/jql\"},\"times\":0,"
                                "\"kind\":\"short_fetch\",\"args\":{\"n\":100}}");
  report = sync_run (fixture, JM_SYNC_FULL);
  g_assert_null (report->resources[JM_RESOURCE_ISSUES].failed);
  sync_assert_same (fixture, SYNC_SAME_THREADS);
}

/* So short that it leads nowhere: what is stored is kept, and the report says why. */
static void
a_search_that_hides_most_takes_nothing_away (SyncFixture *fixture)
{
  g_autoptr (JmSyncReport) before = sync_run (fixture, JM_SYNC_FULL);
  g_autoptr (JmSyncReport) report = NULL;
  gint64 cursor_ms = sync_await_int (jm_store_get_cursor (fixture->store));

  jm_world_arm (fixture->world, "{\"match\":{\"path\":\"*/search/jql\"},\"times\":0,"
                                "\"kind\":\"short_fetch\",\"args\":{\"n\":3}}");
  report = sync_run (fixture, JM_SYNC_FULL);
  g_assert_nonnull (report->resources[JM_RESOURCE_ISSUES].failed);
  g_assert_cmpint (report->removed, ==, 0);
  g_assert_cmpint (sync_await_int (jm_store_get_cursor (fixture->store)), ==, cursor_ms);
  sync_assert_same (fixture, SYNC_SAME_ALL);
}

/* F47 */
static void
a_place_that_died_is_walked_behind (SyncFixture *fixture)
{
  g_autoptr (JmSyncReport) report = NULL;

  jm_world_arm (fixture->world, "{\"match\":{\"path\":\"*/search/jql\"},\"nth\":7,\"times\":2,"
                                "\"kind\":\"token_expired\"}");
  report = sync_run (fixture, JM_SYNC_FULL);
  g_assert_null (report->resources[JM_RESOURCE_ISSUES].failed);
  /* What is behind the last key comes, and not all of it again. */
  g_assert_cmpint (report->issues, ==, 600);
  sync_assert_same (fixture, SYNC_SAME_THREADS);
}

static void
what_is_not_allowed_is_told_and_stops_nothing (SyncFixture *fixture)
{
  g_autoptr (JmSyncReport) report = NULL;
  g_autoptr (JmSyncReport) again = NULL;

  jm_world_arm (fixture->world, "{\"match\":{\"path\":\"*/label\"},\"times\":0,\"kind\":"
                                "\"status\",\"args\":{\"code\":403}}");
  jm_world_arm (fixture->world, "{\"match\":{\"path\":\"*/filter/search\"},\"times\":0,"
                                "\"kind\":\"status\",\"args\":{\"code\":400}}");
  report = sync_run (fixture, JM_SYNC_FULL);
  g_assert_nonnull (report->resources[JM_RESOURCE_LABELS].denied);
  g_assert_null (report->resources[JM_RESOURCE_LABELS].failed);
  g_assert_nonnull (report->resources[JM_RESOURCE_FILTERS].failed);
  g_assert_nonnull (report->resources[JM_RESOURCE_WORKFLOWS].denied);
  g_assert_cmpint (report->resources[JM_RESOURCE_DASHBOARDS].count, >, 0);
  g_assert_cmpint (jm_account_get_trouble (fixture->account), ==, JM_TROUBLE_OK);
  sync_assert_same (fixture, SYNC_SAME_ALL);

  jm_simulator_tell (fixture->world->simulator, "DELETE", "/arm", NULL);
  again = sync_run (fixture, JM_SYNC_FULL);
  g_assert_null (again->resources[JM_RESOURCE_LABELS].denied);
  g_assert_cmpint (again->resources[JM_RESOURCE_LABELS].count, >, 0);
}

static void
one_resource_alone_can_be_asked_for (SyncFixture *fixture)
{
  const JmSyncOrder labels = { JM_SYNC_FULL, NULL, JM_RESOURCE_LABELS };
  const JmSyncOrder workflows = { JM_SYNC_FULL, NULL, JM_RESOURCE_WORKFLOWS };
  g_autofree char *key = NULL;
  g_autoptr (JmSyncReport) first = NULL;
  g_autoptr (JmSyncReport) second = NULL;
  g_autoptr (JmSyncReport) third = NULL;
  g_autoptr (GError) error = NULL;
  JmSyncOrder project = { JM_SYNC_FULL, NULL, JM_N_RESOURCES };

  first = dex_await_boxed (jm_sync_run (fixture->sync, &labels, NULL), &error);
  g_assert_no_error (error);
  g_assert_cmpint (first->resources[JM_RESOURCE_LABELS].count, >, 0);
  g_assert_cmpint (sync_count (fixture, JM_RESOURCE_ISSUES), ==, 0);
  second = dex_await_boxed (jm_sync_run (fixture->sync, &workflows, NULL), &error);
  g_assert_no_error (error);
  g_assert_nonnull (second->resources[JM_RESOURCE_WORKFLOWS].denied);

  sync_await_int (jm_sync_fetch_projects (fixture->sync, NULL));
  project.project_key = key = dup_key (fixture, 0);
  third = dex_await_boxed (jm_sync_run (fixture->sync, &project, NULL), &error);
  g_assert_no_error (error);
  g_assert_cmpint (third->issues, >, 0);
  g_assert_cmpint (sync_count (fixture, JM_RESOURCE_ISSUES), ==,
                   sync_await_int (jm_store_count (fixture->store, JM_RESOURCE_ISSUES, key)));
}

static void
what_is_chosen_is_fetched_and_no_more (SyncFixture *fixture)
{
  g_autoptr (JmSyncReport) all = sync_run (fixture, JM_SYNC_FULL);
  g_autofree char *key = dup_key (fixture, 1);
  const char *const keys[] = { key, NULL };
  g_autoptr (JmSyncSettings) settings = jm_sync_settings_new ();
  g_autoptr (JmSyncReport) few = NULL;
  g_autoptr (JmSyncReport) again = NULL;

  settings->projects = g_strdupv ((char **) keys);
  settings->resources = (guint32) 1 << JM_RESOURCE_LABELS;
  sync_await (jm_sync_set_settings (fixture->sync, settings));
  few = sync_run (fixture, JM_SYNC_FULL);
  g_assert_cmpint (sync_count (fixture, JM_RESOURCE_ISSUES), ==,
                   sync_await_int (jm_store_count (fixture->store, JM_RESOURCE_ISSUES, key)));
  g_assert_cmpint (sync_count (fixture, JM_RESOURCE_STATUSES), ==, 0);
  g_assert_cmpint (sync_count (fixture, JM_RESOURCE_LABELS), >, 0);

  /* Chosen again, the next quick run brings the projects that it has never walked through. */
  g_clear_pointer (&settings->projects, g_strfreev);
  sync_await (jm_sync_set_settings (fixture->sync, settings));
  again = sync_run (fixture, JM_SYNC_QUICK);
  g_assert_cmpint (again->kind, ==, JM_SYNC_QUICK);
  sync_assert_same (fixture, SYNC_SAME_ALL);
}

/* Histories come many at a time, and one by one where that cannot be had. */
static void
histories_come_together_or_alone (SyncFixture *fixture)
{
  g_autoptr (JmSyncSettings) settings = jm_sync_settings_new ();
  g_autoptr (JmSyncReport) full = NULL;
  g_autoptr (JmSyncReport) quick = NULL;
  g_autoptr (JsonNode) edited = NULL;
  g_autofree char *key = NULL;
  gint64 n_changes;

  settings->resources |= (guint32) 1 << JM_RESOURCE_CHANGES | (guint32) 1 << JM_RESOURCE_WORKLOGS;
  sync_await (jm_sync_set_settings (fixture->sync, settings));
  full = sync_run (fixture, JM_SYNC_FULL);
  n_changes = sync_count (fixture, JM_RESOURCE_CHANGES);
  g_assert_cmpint (n_changes, >, 0);
  g_assert_null (full->resources[JM_RESOURCE_CHANGES].failed);
  g_assert_cmpuint (full->requests, <, 100);

  key = dup_key (fixture, 0);
  jm_world_arm (fixture->world, "{\"match\":{\"path\":\"*/changelog/bulkfetch\"},\"times\":0,"
                                "\"kind\":\"status\",\"args\":{\"code\":404}}");
  edited = sync_control (fixture, "/issues", "{\"change\":\"%s-3\",\"summary\":\"Anew\"}", key);
  quick = sync_run (fixture, JM_SYNC_QUICK);
  g_assert_null (quick->resources[JM_RESOURCE_CHANGES].failed);
  g_assert_cmpint (sync_count (fixture, JM_RESOURCE_CHANGES), >, n_changes);
  sync_assert_same (fixture, SYNC_SAME_THREADS);
}

/* Two sites with the same keys, at the same time */
static void
two_accounts_do_not_meet (SyncFixture *fixture)
{
  const JmSyncOrder full = { JM_SYNC_FULL, NULL, JM_N_RESOURCES };
  SyncFixture other = { .world = fixture->world };
  g_autoptr (GError) error = NULL;
  g_autoptr (GListModel) made = jm_world_sign_in (fixture->world, NULL, &error, 1, -1);
  DexFuture *first, *second;

  g_assert_no_error (error);
  other.account = g_list_model_get_item (made, 0);
  other.site = jm_simulator_get_site_id (fixture->world->simulator, 1);
  other.sync = jm_sync_get (jm_monitor_get_services (fixture->world->monitor), other.account);
  other.store = dex_await_object (jm_account_open_store (other.account), &error);
  g_assert_no_error (error);

  first = jm_sync_run (fixture->sync, &full, NULL);
  second = jm_sync_run (other.sync, &full, NULL);
  sync_await (first);
  sync_await (second);
  sync_assert_same (fixture, SYNC_SAME_THREADS);
  sync_assert_same (&other, SYNC_SAME_THREADS);
  g_clear_object (&other.store);
  g_clear_object (&other.account);
}

static void
a_data_center_is_fetched_as_well (SyncFixture *fixture)
{
  JmWorld *world = fixture->world;
  SyncFixture own = { .world = world, .site = "dc" };
  g_autoptr (GError) error = NULL;
  g_autoptr (JmSignIn) sign_in = jm_monitor_begin_sign_in (world->monitor, NULL);
  g_autoptr (JmJiraSite) site =
      dex_await_object (jm_jira_site_discover (jm_monitor_get_services (world->monitor)->http,
                                               jm_simulator_get_dc_url (world->simulator), NULL),
                        &error);
  g_autoptr (GListModel) choices = NULL;
  g_autoptr (GListModel) made = NULL;
  g_autofree char *key = NULL;

  g_assert_no_error (error);
  choices = dex_await_object (
      jm_sign_in_with_pat (sign_in, site, jm_simulator_get_dc_token (world->simulator), NULL, 0,
                           NULL),
      &error);
  g_assert_no_error (error);
  made = dex_await_object (jm_sign_in_finish (sign_in, NULL), &error);
  g_assert_no_error (error);
  own.account = g_list_model_get_item (made, 0);
  own.sync = jm_sync_get (jm_monitor_get_services (world->monitor), own.account);
  own.store = dex_await_object (jm_account_open_store (own.account), &error);
  g_assert_no_error (error);

  jm_sync_report_free (sync_run (&own, JM_SYNC_FULL));
  sync_assert_same (&own, SYNC_SAME_THREADS);
  key = dup_key (&own, 0);
  json_node_unref (sync_control (&own, "/mutate", "{\"site\":\"dc\",\"seed\":7,\"n\":12}"));
  jm_sync_report_free (sync_run (&own, JM_SYNC_QUICK));
  jm_sync_report_free (sync_run (&own, JM_SYNC_CENSUS));
  sync_assert_same (&own, SYNC_SAME_ALL);
  g_clear_object (&own.store);
  g_clear_object (&own.account);
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

  sync_add ("/sync/runs/a-short-search-is-walked-beyond", a_short_search_is_walked_beyond, 600, 3);
  sync_add ("/sync/runs/a-search-that-hides-most-takes-nothing-away",
            a_search_that_hides_most_takes_nothing_away, 200, 3);
  sync_add ("/sync/runs/a-place-that-died-is-walked-behind", a_place_that_died_is_walked_behind, 600,
            2);
  sync_add ("/sync/runs/what-is-not-allowed-is-told-and-stops-nothing",
            what_is_not_allowed_is_told_and_stops_nothing, 60, 4);
  sync_add ("/sync/runs/one-resource-alone-can-be-asked-for", one_resource_alone_can_be_asked_for,
            60, 4);
  sync_add ("/sync/runs/what-is-chosen-is-fetched-and-no-more",
            what_is_chosen_is_fetched_and_no_more, 60, 4);
  sync_add ("/sync/runs/histories-come-together-or-alone", histories_come_together_or_alone, 300,
            3);
  sync_add ("/sync/runs/two-accounts-do-not-meet", two_accounts_do_not_meet, 60, 4);
  sync_add ("/sync/runs/a-data-center-is-fetched-as-well", a_data_center_is_fetched_as_well, 60, 4);

  return g_test_run ();
}
