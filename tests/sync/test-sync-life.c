/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sync-fixture.h"

#include "auth/jm-token-keeper-private.h"
#include "base/jm-json.h"

#include <signal.h>
#include <string.h>
#include <sys/resource.h>

/* Runs that are shared, held, resumed, waited out, and that come by themselves; time is turned by
 * hand. */

static const JmSyncOrder full = { JM_SYNC_FULL, NULL, JM_N_RESOURCES };

typedef struct
{
  SyncFixture *fixture;
  JmSyncState state;
} Wanted;

static gboolean
is_in_state (gpointer data)
{
  const Wanted *wanted = data;

  return jm_sync_get_state (wanted->fixture->sync) == wanted->state;
}

static void
await_state (SyncFixture *fixture,
             JmSyncState  state)
{
  Wanted wanted = { fixture, state };

  sync_await (jm_test_until (is_in_state, &wanted));
}

static void
hold_search (SyncFixture *fixture)
{
  /* What is seen of it is looked for again and again: it had better be little. */
  sync_forget_requests (fixture);
  jm_world_arm (fixture->world, "{\"match\":{\"method\":\"POST\",\"path\":\"*/search/jql\"},"
                                "\"nth\":2,\"kind\":\"delay\"}");
}

/* A request that was seen and got no answer yet. Looking takes time that the run needs: not with each
 * turn of the loop. */
static gboolean
has_held (gpointer data)
{
  static gint64 next;
  SyncFixture *fixture = data;
  g_autoptr (JsonNode) requests = NULL;

  if (g_get_monotonic_time () < next)
    return FALSE;

  next = g_get_monotonic_time () + 20 * 1000;
  requests = jm_simulator_requests (fixture->world->simulator);

  for (guint i = 0; i < jm_json_get_length (requests, ""); i++)
    {
      JsonNode *request = jm_json_get_item (requests, "", i);

      if (jm_json_get_length (request, "faults") > 0)
        return TRUE;
    }

  return FALSE;
}

static void
release (SyncFixture *fixture)
{
  jm_simulator_tell (fixture->world->simulator, "POST", "/release", NULL);
}

static void
who_asks_for_what_is_covered_joins (SyncFixture *fixture)
{
  const JmSyncOrder census = { JM_SYNC_CENSUS, NULL, JM_N_RESOURCES };
  const JmSyncOrder quick = { JM_SYNC_QUICK, NULL, JM_N_RESOURCES };
  g_autoptr (JmSyncReport) first = NULL;
  g_autoptr (JmSyncReport) second = NULL;
  g_autoptr (JmSyncReport) third = NULL;
  g_autoptr (GError) error = NULL;
  DexFuture *futures[3];

  hold_search (fixture);
  futures[0] = jm_sync_run (fixture->sync, &full, NULL);
  futures[1] = jm_sync_run (fixture->sync, &census, NULL);
  futures[2] = jm_sync_run (fixture->sync, &quick, NULL);
  sync_await (jm_test_until (has_held, fixture));
  release (fixture);
  first = dex_await_boxed (futures[0], &error);
  g_assert_no_error (error);
  second = dex_await_boxed (futures[1], &error);
  g_assert_no_error (error);
  third = dex_await_boxed (futures[2], &error);
  g_assert_no_error (error);
  g_assert_cmpint (second->kind, ==, JM_SYNC_FULL);
  g_assert_cmpint (third->kind, ==, JM_SYNC_FULL);
  g_assert_cmpint (jm_sync_get_state (fixture->sync), ==, JM_SYNC_IDLE);
}

static void
who_asks_for_more_waits (SyncFixture *fixture)
{
  const JmSyncOrder census = { JM_SYNC_CENSUS, NULL, JM_N_RESOURCES };
  g_autoptr (JmSyncReport) before = sync_run (fixture, JM_SYNC_FULL);
  g_autoptr (JmSyncReport) first = NULL;
  g_autoptr (JmSyncReport) second = NULL;
  g_autoptr (GError) error = NULL;
  DexFuture *census_future = jm_sync_run (fixture->sync, &census, NULL);
  DexFuture *full_future = jm_sync_run (fixture->sync, &full, NULL);

  first = dex_await_boxed (census_future, &error);
  g_assert_no_error (error);
  g_assert_cmpint (first->kind, ==, JM_SYNC_CENSUS);
  second = dex_await_boxed (full_future, &error);
  g_assert_no_error (error);
  g_assert_cmpint (second->kind, ==, JM_SYNC_FULL);
}

static void
a_page_does_not_wait_for_a_run (SyncFixture *fixture)
{
  g_autoptr (JmSyncReport) before = sync_run (fixture, JM_SYNC_FULL);
  g_autoptr (GError) error = NULL;
  DexFuture *run;

  hold_search (fixture);
  run = jm_sync_run (fixture->sync, &full, NULL);
  sync_await (jm_test_until (has_held, fixture));
  g_assert_cmpint (sync_await_int (jm_sync_fetch_projects (fixture->sync, NULL)), ==, 4);
  g_assert_cmpint (jm_sync_get_state (fixture->sync), ==, JM_SYNC_RUNNING);
  release (fixture);
  sync_await (run);
}

/* One request at a time, so that what is held is all that is under way. */
static void
go_slowly (SyncFixture *fixture)
{
  g_autoptr (JmSyncSettings) settings = jm_sync_settings_new ();

  settings->requests = 1;
  sync_await (jm_sync_set_settings (fixture->sync, settings));
}

static void
pause_holds_and_resume_goes_on (SyncFixture *fixture)
{
  DexFuture *run;
  gint64 before;

  go_slowly (fixture);
  hold_search (fixture);
  run = jm_sync_run (fixture->sync, &full, NULL);
  sync_await (jm_test_until (has_held, fixture));
  jm_sync_pause (fixture->sync);
  g_assert_cmpint (jm_sync_get_state (fixture->sync), ==, JM_SYNC_PAUSED);
  release (fixture);

  /* A page is served all the same; the run asks for nothing meanwhile. */
  sync_forget_requests (fixture);
  sync_await_int (jm_sync_fetch_projects (fixture->sync, NULL));
  before = sync_count (fixture, JM_RESOURCE_ISSUES);
  g_assert_cmpuint (sync_count_requests (fixture), ==, 1);
  g_assert_cmpint (before, <, 120);
  g_assert_true (dex_future_is_pending (run));

  jm_sync_resume (fixture->sync);
  sync_await (run);
  g_assert_cmpint (jm_sync_get_state (fixture->sync), ==, JM_SYNC_IDLE);
  sync_assert_same (fixture, SYNC_SAME_ALL);
}

static void
cancelling_keeps_what_came_and_goes_on_there (SyncFixture *fixture)
{
  g_autoptr (JmSyncReport) report = NULL;
  g_autoptr (GError) error = NULL;
  DexFuture *run;
  gint64 kept;

  go_slowly (fixture);
  sync_forget_requests (fixture);
  /* The first search is for the newest; then come those of projects. */
  jm_world_arm (fixture->world, "{\"match\":{\"method\":\"POST\",\"path\":\"*/search/jql\"},"
                                "\"nth\":4,\"kind\":\"delay\"}");
  run = jm_sync_run (fixture->sync, &full, NULL);
  sync_await (jm_test_until (has_held, fixture));
  jm_sync_cancel (fixture->sync);
  dex_await (run, &error);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  await_state (fixture, JM_SYNC_IDLE);
  g_assert_null (jm_sync_get_error (fixture->sync));
  kept = sync_count (fixture, JM_RESOURCE_ISSUES);
  g_assert_cmpint (kept, >, 0);
  release (fixture);

  report = sync_run (fixture, JM_SYNC_FULL);
  g_assert_cmpint (report->issues, ==, 120 - kept);
  g_assert_cmpint (report->added, ==, 120 - kept);
  sync_assert_same (fixture, SYNC_SAME_ALL);
}

static void
a_closed_window_is_waited_for (SyncFixture *fixture)
{
  DexFuture *run;
  gint64 until_ms;

  jm_world_arm (fixture->world,
                "{\"match\":{\"path\":\"*/search/jql\"},\"kind\":\"retry_after\",\"args\":"
                "{\"value\":1800,\"reason\":\"jira-quota-global-based\"}}");
  run = jm_sync_run (fixture->sync, &full, NULL);
  await_state (fixture, JM_SYNC_WAITING);
  until_ms = jm_sync_get_waits_until_ms (fixture->sync);
  g_assert_cmpint (until_ms, >=, jm_clock_get_wall_ms (fixture->world->clock) + 1790 * 1000);

  /* Nothing is asked from inside. */
  sync_forget_requests (fixture);
  jm_clock_advance (fixture->world->clock, 1700 * 1000);
  sync_await (jm_sleep (fixture->world->clock, 0, NULL));
  g_assert_cmpuint (sync_count_requests (fixture), ==, 0);
  jm_clock_advance (fixture->world->clock, 110 * 1000);
  sync_await (run);
  g_assert_cmpint (jm_sync_get_waits_until_ms (fixture->sync), ==, 0);
  sync_assert_same (fixture, SYNC_SAME_ALL);
}

static void
limit_file_size (rlim_t bytes)
{
  struct rlimit limit;

  g_assert_cmpint (getrlimit (RLIMIT_FSIZE, &limit), ==, 0);
  limit.rlim_cur = MIN (bytes, limit.rlim_max);
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &limit), ==, 0);
}

static void
a_full_disk_pauses_and_resumes_by_itself (SyncFixture *fixture)
{
  DexFuture *run;

  signal (SIGXFSZ, SIG_IGN);
  limit_file_size (256 << 10);
  run = jm_sync_run (fixture->sync, &full, NULL);
  await_state (fixture, JM_SYNC_PAUSED);
  g_assert_error (jm_sync_get_error (fixture->sync), JM_STORE_ERROR, JM_STORE_ERROR_FULL);
  g_assert_true (dex_future_is_pending (run));

  limit_file_size (RLIM_INFINITY);
  jm_clock_advance (fixture->world->clock, 61 * 1000);
  sync_await (run);
  g_assert_null (jm_sync_get_error (fixture->sync));
  sync_assert_same (fixture, SYNC_SAME_ALL);
}

/* Leaves while the run's request number @nth is under way. */
static void
disconnect_at (SyncFixture *fixture,
               guint        nth)
{
  g_autofree char *arm = g_strdup_printf (
      "{\"match\":{\"path\":\"*/rest/*\"},\"nth\":%u,\"kind\":\"delay\"}", nth);
  g_autofree char *id = g_strdup (jm_account_get_id (fixture->account));
  g_autoptr (JmFarewell) farewell = NULL;
  g_autoptr (GError) error = NULL;
  DexFuture *run;

  sync_forget_requests (fixture);
  jm_world_arm (fixture->world, arm);
  run = jm_sync_run (fixture->sync, &full, NULL);
  sync_await (jm_test_until (has_held, fixture));
  farewell = dex_await_boxed (jm_accounts_disconnect (jm_world_get_accounts (fixture->world),
                                                      fixture->account, NULL),
                              &error);
  g_assert_no_error (error);
  g_assert_true (farewell->data_removed);
  dex_await (run, &error);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  jm_simulator_tell (fixture->world->simulator, "DELETE", "/arm", NULL);
  release (fixture);
  sync_await (jm_sleep (fixture->world->clock, 0.05, NULL));
  g_assert_cmpuint (jm_world_count_bytes (fixture->world, id), ==, 0);
}

/* F22: nothing is written behind the person's back, whatever was under way. */
static void
an_account_that_goes_ends_its_run (SyncFixture *fixture)
{
  static const guint steps[] = { 1, 2, 3, 9, 14, 19, 27 };

  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    {
      g_test_message ("request %u", steps[i]);
      disconnect_at (fixture, steps[i]);
      g_clear_object (&fixture->store);
      g_clear_object (&fixture->account);
      sync_sign_in (fixture);
    }
}

/* R109 */
static void
a_removal_is_told_once (SyncFixture *fixture)
{
  JmEventLog *events = jm_monitor_get_services (fixture->world->monitor)->events;
  guint n_told = 0;

  jm_world_arm (fixture->world, "{\"match\":{\"path\":\"*/label\"},\"times\":0,\"kind\":"
                                "\"status\",\"args\":{\"code\":410}}");
  jm_sync_report_free (sync_run (fixture, JM_SYNC_FULL));
  jm_sync_report_free (sync_run (fixture, JM_SYNC_FULL));
  sync_await (jm_sleep (fixture->world->clock, 0.05, NULL));
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (events)); i++)
    {
      g_autoptr (JmEvent) event = g_list_model_get_item (G_LIST_MODEL (events), i);

      n_told += g_str_has_prefix (jm_event_get_message (event), "Jira has removed GET ") &&
                strstr (jm_event_get_message (event), "/label") != NULL;
    }
  g_assert_cmpuint (n_told, ==, 1);
}

static gboolean
is_planned (gpointer data)
{
  return jm_sync_get_next_at_ms (((SyncFixture *) data)->sync) != 0;
}

static gint64
get_wait_ms (SyncFixture *fixture)
{
  return jm_sync_get_next_at_ms (fixture->sync) - jm_clock_get_wall_ms (fixture->world->clock);
}

static gboolean
is_synced (gpointer data)
{
  SyncFixture *fixture = data;

  return jm_sync_get_report (fixture->sync) != NULL && !jm_sync_is_running (fixture->sync) &&
         get_wait_ms (fixture) > 0;
}

static void
runs_come_by_themselves (SyncFixture *fixture)
{
  JmClock *clock = fixture->world->clock;

  jm_sync_start (fixture->sync);
  sync_await (jm_test_until (is_planned, fixture));
  g_assert_cmpint (get_wait_ms (fixture), >=, 60 * 1000);
  g_assert_cmpint (get_wait_ms (fixture), <=, 120 * 1000);

  jm_clock_advance (clock, 121 * 1000);
  sync_await (jm_test_until (is_synced, fixture));
  g_assert_cmpint (jm_sync_get_report (fixture->sync)->kind, ==, JM_SYNC_FULL);
  g_assert_cmpint (get_wait_ms (fixture), >=, 53 * 60 * 1000);
  g_assert_cmpint (get_wait_ms (fixture), <=, 66 * 60 * 1000);

  /* The machine sleeps for two days: what was missed is made up for when it has settled. */
  jm_clock_advance_asleep (clock, 2 * 24 * 60 * 60 * G_GINT64_CONSTANT (1000));
  g_assert_cmpint (jm_sync_get_report (fixture->sync)->kind, ==, JM_SYNC_FULL);
  jm_sync_stop (fixture->sync);
  g_assert_cmpint (jm_sync_get_next_at_ms (fixture->sync), ==, 0);
}

static void
nothing_comes_while_something_is_wrong (SyncFixture *fixture)
{
  g_autoptr (JmSyncSettings) settings = jm_sync_settings_new ();

  jm_sync_start (fixture->sync);
  sync_await (jm_test_until (is_planned, fixture));
  sync_await (
      jm_accounts_set_active (jm_world_get_accounts (fixture->world), fixture->account, FALSE));
  sync_await (jm_sleep (fixture->world->clock, 0, NULL));
  g_assert_cmpint (jm_sync_get_next_at_ms (fixture->sync), ==, 0);
  sync_await (
      jm_accounts_set_active (jm_world_get_accounts (fixture->world), fixture->account, TRUE));
  sync_await (jm_test_until (is_planned, fixture));

  settings->automatic = FALSE;
  sync_await (jm_sync_set_settings (fixture->sync, settings));
  sync_await (jm_sleep (fixture->world->clock, 0, NULL));
  g_assert_cmpint (jm_sync_get_next_at_ms (fixture->sync), ==, 0);
  jm_sync_stop (fixture->sync);
}

static gboolean
is_not_planned (gpointer data)
{
  return !is_planned (data);
}

static void
set_trouble (SyncFixture *fixture,
             JmTrouble    trouble)
{
  JmTokenKeeper *keeper = jm_account_get_keeper (fixture->account);

  jm_token_keeper_set_trouble (keeper, trouble, NULL);
  jm_token_keeper_publish (keeper);
}

/* The token works, and so does the sync. */
static void
a_wrong_clock_keeps_nothing_from_coming (SyncFixture *fixture)
{
  static const JmTrouble harmless[] = { JM_TROUBLE_CLOCK_WRONG, JM_TROUBLE_TOKENS_UNSAVED };

  jm_sync_start (fixture->sync);
  sync_await (jm_test_until (is_planned, fixture));
  for (guint i = 0; i < G_N_ELEMENTS (harmless); i++)
    {
      set_trouble (fixture, JM_TROUBLE_KEYRING_LOCKED);
      sync_await (jm_test_until (is_not_planned, fixture));
      set_trouble (fixture, harmless[i]);
      sync_await (jm_test_until (is_planned, fixture));
    }
  jm_sync_stop (fixture->sync);
}

static gboolean
is_held (gpointer data)
{
  return jm_sync_get_held (((SyncFixture *) data)->sync) == JM_SYNC_THRIFT_METERED;
}

static gboolean
is_not_held (gpointer data)
{
  return jm_sync_get_held (((SyncFixture *) data)->sync) == JM_SYNC_THRIFT_NONE && is_planned (data);
}

static void
on_a_metered_connection_only_a_person_fetches_all (SyncFixture *fixture)
{
  g_autoptr (JmSyncReport) report = NULL;

  jm_sync_start (fixture->sync);
  sync_await (jm_test_until (is_planned, fixture));
  jm_sync_set_thrift (fixture->sync, JM_SYNC_THRIFT_METERED);
  sync_await (jm_test_until (is_not_planned, fixture));
  jm_clock_advance (fixture->world->clock, 121 * 1000);
  sync_await (jm_test_until (is_held, fixture));
  g_assert_null (jm_sync_get_report (fixture->sync));

  report = sync_run (fixture, JM_SYNC_FULL);
  sync_await (jm_test_until (is_not_held, fixture));
  g_assert_cmpint (get_wait_ms (fixture), >=, 53 * 60 * 1000);
  jm_sync_stop (fixture->sync);
}

static gboolean
has_seen_it (gpointer data)
{
  JmSync *sync = data;

  return jm_sync_get_synced_at_ms (sync) > 0 && !jm_sync_get_settings (sync)->automatic;
}

static void
another_process_sees_it (SyncFixture *fixture)
{
  JmMonitor *other = jm_world_open_monitor (fixture->world);
  g_autoptr (JmAccount) account =
      g_list_model_get_item (G_LIST_MODEL (jm_monitor_get_accounts (other)), 0);
  JmSync *sync = jm_sync_get (jm_monitor_get_services (other), account);
  g_autoptr (JmSyncSettings) settings = jm_sync_settings_new ();
  g_autoptr (JmSyncReport) report = NULL;

  g_assert_cmpint (jm_sync_get_synced_at_ms (sync), ==, 0);
  settings->automatic = FALSE;
  sync_await (jm_sync_set_settings (fixture->sync, settings));
  report = sync_run (fixture, JM_SYNC_FULL);
  sync_await (jm_accounts_reload (jm_monitor_get_accounts (other)));
  sync_await (jm_test_until (has_seen_it, sync));
  g_clear_object (&account);
  sync_await (jm_monitor_close (other));
  g_object_unref (other);
}

int
main (int   argc,
      char *argv[])
{
  jm_test_init (&argc, &argv);

#define ADD(name, body, n) sync_add ("/sync/life/" name, body, n, 4)
#define ADD_BY_HAND(name, body, n) sync_add_by_hand ("/sync/life/" name, body, n, 4)
  ADD ("who-asks-for-what-is-covered-joins", who_asks_for_what_is_covered_joins, 60);
  ADD ("who-asks-for-more-waits", who_asks_for_more_waits, 60);
  ADD ("a-page-does-not-wait-for-a-run", a_page_does_not_wait_for_a_run, 60);
  ADD ("pause-holds-and-resume-goes-on", pause_holds_and_resume_goes_on, 120);
  ADD ("cancelling-keeps-what-came-and-goes-on-there", cancelling_keeps_what_came_and_goes_on_there,
       120);
  ADD_BY_HAND ("a-closed-window-is-waited-for", a_closed_window_is_waited_for, 60);
  ADD_BY_HAND ("a-full-disk-pauses-and-resumes-by-itself", a_full_disk_pauses_and_resumes_by_itself,
               600);
  ADD ("an-account-that-goes-ends-its-run", an_account_that_goes_ends_its_run, 60);
  ADD ("a-removal-is-told-once", a_removal_is_told_once, 60);
  ADD_BY_HAND ("runs-come-by-themselves", runs_come_by_themselves, 60);
  ADD_BY_HAND ("nothing-comes-while-something-is-wrong", nothing_comes_while_something_is_wrong,
               60);
  ADD_BY_HAND ("a-wrong-clock-keeps-nothing-from-coming", a_wrong_clock_keeps_nothing_from_coming, 60);
  ADD_BY_HAND ("on-a-metered-connection-only-a-person-fetches-all",
               on_a_metered_connection_only_a_person_fetches_all, 60);
  ADD ("another-process-sees-it", another_process_sees_it, 60);

  return g_test_run ();
}
