/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "accounts/jm-world.h"
#include "store/jm-issue-list.h"
#include "sync/jm-sync.h"

#include <string.h>

/* Fetching through an account, from a simulator into its store: shared, told, cancelled,
 * refused. */

static JmServices *
get_services (JmWorld *world)
{
  return jm_monitor_get_services (world->monitor);
}

/* Signs in to one site; the sync of its account. The caller owns the account. */
static JmSync *
sign_in (JmWorld    *world,
         JmAccount **account)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GListModel) made = jm_world_sign_in (world, NULL, &error, 0, -1);

  g_assert_no_error (error);
  *account = jm_world_dup_account (world, 0);
  return jm_sync_get (get_services (world), *account);
}

static gint64
await_count (DexFuture *future)
{
  g_autoptr (GError) error = NULL;
  gint64 count = dex_await_int64 (future, &error);

  g_assert_no_error (error);
  return count;
}

/* The key of the first project; the caller frees it. */
static char *
dup_first_key (JmAccount *account)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JmStore) store = dex_await_object (jm_account_open_store (account), &error);
  g_autoptr (GListModel) projects = NULL;
  g_autoptr (JmProject) project = NULL;

  g_assert_no_error (error);
  projects = dex_await_object (jm_store_list_projects (store), &error);
  g_assert_no_error (error);
  project = g_list_model_get_item (projects, 0);
  g_assert_nonnull (project);
  return g_strdup (jm_project_get_key (project));
}

static gint64
count_stored (JmAccount    *account,
              JmResourceId  resource)
{
  g_autoptr (JmStore) store = dex_await_object (jm_account_open_store (account), NULL);

  return await_count (jm_store_count (store, resource, NULL));
}

typedef struct
{
  GListModel *log;
  const char *words;
} Wanted;

static gboolean
has_event (gpointer data)
{
  const Wanted *wanted = data;
  g_autoptr (JmEvent) event = g_list_model_get_item (wanted->log, 0);

  return event != NULL && strstr (jm_event_get_message (event), wanted->words) != NULL;
}

/* The newest event, once it has these words: nobody waits for an event to be written. */
static JmEvent *
await_event (JmWorld    *world,
             const char *words)
{
  Wanted wanted = { G_LIST_MODEL (get_services (world)->events), words };
  g_autoptr (GError) error = NULL;

  dex_await (jm_test_until (has_event, &wanted), &error);
  g_assert_no_error (error);
  return g_list_model_get_item (wanted.log, 0);
}

static guint
count_searches (JmWorld *world)
{
  return jm_simulator_count_requests (world->simulator, "POST", "/ex/jira");
}

static void
count_cb (guint *count)
{
  (*count)++;
}

static void
projects_and_issues_arrive (JmWorld *world)
{
  g_autoptr (JmAccount) account = NULL;
  JmSync *sync = sign_in (world, &account);
  g_autofree char *key = NULL;
  g_autoptr (JmEvent) event = NULL;
  guint n_running = 0;
  gint64 n_issues;

  g_assert_true (jm_sync_get (get_services (world), account) == sync);
  g_signal_connect_swapped (sync, "notify::running", G_CALLBACK (count_cb), &n_running);
  g_assert_cmpint (await_count (jm_sync_fetch_projects (sync, NULL)), ==, 4);
  g_assert_cmpint (count_stored (account, JM_RESOURCE_PROJECTS), ==, 4);
  g_assert_cmpuint (n_running, ==, 2);
  g_assert_cmpuint (jm_sync_get_fetched (sync), ==, 4);
  g_assert_cmpint (jm_sync_get_total (sync), ==, 4);
  g_assert_cmpint (jm_sync_get_synced_at_ms (sync), >, 0);
  g_assert_null (jm_sync_get_error (sync));

  key = dup_first_key (account);
  n_issues = await_count (jm_sync_fetch_issues (sync, key, NULL));
  g_assert_cmpint (n_issues, >, 0);
  g_assert_cmpint (count_stored (account, JM_RESOURCE_ISSUES), ==, n_issues);
  g_assert_false (jm_sync_is_running (sync));

  event = await_event (world, "fetched · ");
  g_assert_cmpint (jm_event_get_kind (event), ==, JM_EVENT_INFO);
  g_assert_cmpstr (jm_event_get_account_id (event), ==, jm_account_get_id (account));
}

static gboolean
is_held (gpointer data)
{
  return count_searches (data) > 0;
}

/* Holds the next search until the simulator is told to release it. */
static void
hold_search (JmWorld *world)
{
  jm_simulator_tell (world->simulator, "DELETE", "/requests", NULL);
  jm_world_arm (
      world,
      "{\"match\": {\"method\": \"POST\", \"path\": \"*/search/jql\"}, \"kind\": \"delay\"}");
}

static void
callers_share_one_run (JmWorld *world)
{
  g_autoptr (GCancellable) impatient = g_cancellable_new ();
  g_autoptr (JmAccount) account = NULL;
  g_autoptr (GError) error = NULL;
  JmSync *sync = sign_in (world, &account);
  g_autofree char *key = NULL;
  DexFuture *first, *second;

  await_count (jm_sync_fetch_projects (sync, NULL));
  key = dup_first_key (account);
  hold_search (world);
  first = jm_sync_fetch_issues (sync, key, NULL);
  second = jm_sync_fetch_issues (sync, key, impatient);
  dex_await (jm_test_until (is_held, world), &error);
  g_assert_no_error (error);
  g_assert_true (jm_sync_is_running (sync));

  /* One leaves; the other one still gets what it wants. */
  g_cancellable_cancel (impatient);
  dex_await_int64 (second, &error);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  jm_simulator_tell (world->simulator, "POST", "/release", NULL);
  g_assert_cmpint (await_count (first), >, 0);
  g_assert_cmpuint (count_searches (world), ==, 1);
}

static void
the_last_who_leaves_ends_it (JmWorld *world)
{
  g_autoptr (GCancellable) impatient = g_cancellable_new ();
  g_autoptr (JmAccount) account = NULL;
  g_autoptr (GError) error = NULL;
  JmSync *sync = sign_in (world, &account);
  g_autofree char *key = NULL;
  DexFuture *only;

  await_count (jm_sync_fetch_projects (sync, NULL));
  key = dup_first_key (account);
  hold_search (world);
  only = jm_sync_fetch_issues (sync, key, impatient);
  dex_await (jm_test_until (is_held, world), &error);
  g_assert_no_error (error);
  g_cancellable_cancel (impatient);
  dex_await_int64 (only, &error);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_null (jm_sync_get_error (sync));

  /* A newcomer gets a run of its own, also before the old one has ended. */
  jm_simulator_tell (world->simulator, "POST", "/release", NULL);
  g_assert_cmpint (await_count (jm_sync_fetch_issues (sync, key, NULL)), >, 0);
  g_assert_false (jm_sync_is_running (sync));
}

static void
a_failure_is_told_in_a_sentence (JmWorld *world)
{
  g_autoptr (JmAccount) account = NULL;
  g_autoptr (JmEvent) event = NULL;
  g_autoptr (GError) error = NULL;
  JmSync *sync = sign_in (world, &account);
  g_autofree char *key = NULL;
  gint64 before;

  await_count (jm_sync_fetch_projects (sync, NULL));
  key = dup_first_key (account);
  await_count (jm_sync_fetch_issues (sync, key, NULL));
  before = count_stored (account, JM_RESOURCE_ISSUES);

  jm_world_arm (
      world,
      "{\"match\": {\"path\": \"*/search/jql\"}, \"kind\": \"status\", \"args\": {\"code\": 400, "
      "\"body\": {\"errorMessages\": [\"No such project\"]}}}");
  dex_await_int64 (jm_sync_fetch_issues (sync, key, NULL), &error);
  g_assert_error (error, JM_JIRA_ERROR, JM_JIRA_ERROR_INVALID);
  g_assert_nonnull (jm_sync_get_error (sync));
  g_assert_cmpint (count_stored (account, JM_RESOURCE_ISSUES), ==, before);

  event = await_event (world, "could not be fetched: ");
  g_assert_cmpint (jm_event_get_kind (event), ==, JM_EVENT_ERROR);
  g_assert_nonnull (strstr (jm_event_get_message (event), key));

  /* The next good run clears it. */
  await_count (jm_sync_fetch_issues (sync, key, NULL));
  g_assert_null (jm_sync_get_error (sync));
}

/* 200 with an empty list from somebody who is no longer let in */
static void
an_empty_site_is_not_believed (JmWorld *world)
{
  g_autoptr (JmAccount) account = NULL;
  g_autoptr (GError) error = NULL;
  JmSync *sync = sign_in (world, &account);

  await_count (jm_sync_fetch_projects (sync, NULL));
  jm_world_arm (world, "{\"match\": {\"path\": \"*/project/search\"}, \"kind\": \"status\", "
                       "\"args\": {\"code\": 200, "
                       "\"body\": {\"values\": [], \"total\": 0, \"isLast\": true}}}");
  jm_world_arm (
      world,
      "{\"match\": {\"path\": \"*/myself\"}, \"kind\": \"status\", \"args\": {\"code\": 200, "
      "\"body\": {\"accountId\": \"unknown\"}}}");
  dex_await_int64 (jm_sync_fetch_projects (sync, NULL), &error);
  g_assert_error (error, JM_JIRA_ERROR, JM_JIRA_ERROR_ANONYMOUS);
  g_assert_cmpint (count_stored (account, JM_RESOURCE_PROJECTS), ==, 4);
}

int
main (int   argc,
      char *argv[])
{
  jm_test_init (&argc, &argv);

  g_test_add_data_func ("/sync/sync/projects-and-issues-arrive", projects_and_issues_arrive,
                        jm_world_run);
  g_test_add_data_func ("/sync/sync/callers-share-one-run", callers_share_one_run, jm_world_run);
  g_test_add_data_func ("/sync/sync/the-last-who-leaves-ends-it", the_last_who_leaves_ends_it,
                        jm_world_run);
  g_test_add_data_func ("/sync/sync/a-failure-is-told-in-a-sentence",
                        a_failure_is_told_in_a_sentence, jm_world_run);
  g_test_add_data_func ("/sync/sync/an-empty-site-is-not-believed", an_empty_site_is_not_believed,
                        jm_world_run);

  return g_test_run ();
}
