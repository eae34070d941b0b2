/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sync-fixture.h"

#include "base/jm-json.h"
#include "base/jm-time.h"

typedef struct
{
  SyncBody body;
  guint n_issues;
  guint n_projects;
  gboolean by_hand;
} Case;

void
sync_await (DexFuture *future)
{
  g_autoptr (GError) error = NULL;

  dex_await (future, &error);
  g_assert_no_error (error);
}

gint64
sync_await_int (DexFuture *future)
{
  g_autoptr (GError) error = NULL;
  gint64 number = dex_await_int64 (future, &error);

  g_assert_no_error (error);
  return number;
}

/* --- the world */

void
sync_sign_in (SyncFixture *fixture)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GListModel) made = jm_world_sign_in (fixture->world, NULL, &error, 0, -1);

  g_assert_no_error (error);
  fixture->account = jm_world_dup_account (fixture->world, 0);
  fixture->sync =
      jm_sync_get (jm_monitor_get_services (fixture->world->monitor), fixture->account);
  fixture->store = dex_await_object (jm_account_open_store (fixture->account), &error);
  g_assert_no_error (error);
}

static DexFuture *
case_fiber (gpointer data)
{
  const Case *test = data;
  SyncFixture fixture = { .world = jm_world_new_sized (test->n_issues, test->n_projects) };
  JmWorld *world = fixture.world;

  if (test->by_hand)
    {
      g_object_unref (world->clock);
      world->clock = jm_clock_new_manual (g_get_real_time () / 1000);
    }
  world->monitor = jm_world_open_monitor (world);
  sync_sign_in (&fixture);
  test->body (&fixture);

  g_clear_object (&fixture.store);
  g_clear_object (&fixture.account);
  dex_await (jm_monitor_close (world->monitor), NULL);
  jm_world_free (world);
  return dex_future_new_true ();
}

/* Long forms last for minutes: the test's own timeout ends them, and not jm_test_fiber(). */
static void
run_case (gconstpointer data)
{
  g_autoptr (DexFuture) future =
      dex_scheduler_spawn (NULL, 0, case_fiber, (gpointer) data, NULL);
  g_autoptr (GError) error = NULL;

  while (dex_future_is_pending (future))
    g_main_context_iteration (NULL, TRUE);
  dex_future_get_value (future, &error);
  g_assert_no_error (error);
  jm_test_settle ();
}

static void
add (const char *path,
     SyncBody    body,
     guint       n_issues,
     guint       n_projects,
     gboolean    by_hand)
{
  Case *test = g_new0 (Case, 1);

  test->body = body;
  test->n_issues = n_issues;
  test->n_projects = n_projects;
  test->by_hand = by_hand;
  g_test_add_data_func_full (path, test, run_case, g_free);
}

void
sync_add (const char *path,
          SyncBody    body,
          guint       n_issues,
          guint       n_projects)
{
  add (path, body, n_issues, n_projects, FALSE);
}

void
sync_add_by_hand (const char *path,
                  SyncBody    body,
                  guint       n_issues,
                  guint       n_projects)
{
  add (path, body, n_issues, n_projects, TRUE);
}

/* --- runs */

JmSyncReport *
sync_run (SyncFixture *fixture,
          JmSyncKind   kind)
{
  const JmSyncOrder order = { kind, NULL, JM_N_RESOURCES };
  g_autoptr (GError) error = NULL;
  JmSyncReport *report = dex_await_boxed (jm_sync_run (fixture->sync, &order, NULL), &error);

  g_assert_no_error (error);
  g_assert_nonnull (report);
  return report;
}

void
sync_run_failing (SyncFixture *fixture,
                  JmSyncKind   kind,
                  GQuark       domain,
                  int          code)
{
  const JmSyncOrder order = { kind, NULL, JM_N_RESOURCES };
  g_autoptr (GError) error = NULL;
  g_autoptr (JmSyncReport) report =
      dex_await_boxed (jm_sync_run (fixture->sync, &order, NULL), &error);

  g_assert_error (error, domain, code);
  g_assert_null (report);
}

gint64
sync_count (SyncFixture  *fixture,
            JmResourceId  resource)
{
  return sync_await_int (jm_store_count (fixture->store, resource, NULL));
}

/* --- the simulator */

JsonNode *
sync_control (SyncFixture *fixture,
              const char  *path,
              const char  *format,
              ...)
{
  g_autofree char *body = NULL;
  va_list args;

  va_start (args, format);
  body = g_strdup_vprintf (format, args);
  va_end (args);
  return jm_simulator_control (fixture->world->simulator, "POST", path, body);
}

/* Those that reach Jira, and not those that are about tokens */
guint
sync_count_requests (SyncFixture *fixture)
{
  return jm_simulator_count_requests (fixture->world->simulator, NULL, "/ex/jira");
}

void
sync_forget_requests (SyncFixture *fixture)
{
  jm_simulator_tell (fixture->world->simulator, "DELETE", "/requests", NULL);
}

/* --- the same here and there */

/* One issue as Jira has it, and as it is stored. FALSE when it is not. */
static gboolean
assert_same_issue (SyncFixture *fixture,
                   JsonNode    *theirs,
                   SyncSame     same)
{
  static const struct
  {
    const char *theirs;
    const char *ours;
  } members[] = {
    { "summary", "fields.summary" },
    { "status", "fields.status.name" },
  };
  const char *person =
      jm_account_get_flavor (fixture->account) == JM_JIRA_CLOUD ? "accountId" : "name";
  g_autofree char *assignee = g_strconcat ("fields.assignee.", person, NULL);
  g_autofree char *id = jm_json_dup_id (theirs, "id");
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = dex_await_boxed (
      jm_store_get_document (fixture->store, JM_RESOURCE_ISSUES, id), &error);
  g_autoptr (JsonNode) ours = NULL;

  g_assert_no_error (error);
  if (bytes == NULL)
    return FALSE;
  if (same == SYNC_SAME_IDS)
    return TRUE;

  ours = jm_json_parse (bytes, '{', &error);
  g_assert_no_error (error);
  g_assert_cmpstr (jm_json_get_string (ours, "key", ""), ==,
                   jm_json_get_string (theirs, "key", "-"));
  for (guint i = 0; i < G_N_ELEMENTS (members); i++)
    if (g_strcmp0 (jm_json_get_string (ours, members[i].ours, NULL),
                   jm_json_get_string (theirs, members[i].theirs, NULL)) != 0)
      g_error ("%s: %s is \"%s\", and not \"%s\"", jm_json_get_string (theirs, "key", ""),
               members[i].ours, jm_json_get_string (ours, members[i].ours, NULL),
               jm_json_get_string (theirs, members[i].theirs, NULL));
  g_assert_cmpstr (jm_json_get_string (ours, assignee, NULL), ==,
                   jm_json_get_string (theirs, "assignee", NULL));
  /* The same moment, in whatever time zone the person was when it came; odd issues have none. */
  if (jm_json_get (ours, "fields.updated") != NULL)
    g_assert_cmpint (jm_time_parse (jm_json_get_string (ours, "fields.updated", "")), ==,
                     jm_json_get_int (theirs, "updated_ms", -1));
  return TRUE;
}

/* Every comment that Jira has is stored, and no other. */
static void
assert_same_comments (SyncFixture *fixture,
                      JsonNode    *truth)
{
  g_autoptr (GHashTable) stored = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) ids =
      dex_await_boxed (jm_store_list_ids (fixture->store, JM_RESOURCE_COMMENTS), &error);
  guint n_comments = 0;

  g_assert_no_error (error);
  for (guint i = 0; ids[i] != NULL; i++)
    g_hash_table_add (stored, ids[i]);
  for (guint i = 0; i < jm_json_get_length (truth, "issues"); i++)
    {
      JsonNode *issue = jm_json_get_item (truth, "issues", i);

      for (guint j = 0; j < jm_json_get_length (issue, "comments"); j++)
        {
          g_autofree char *id = jm_json_dup_id (jm_json_get_item (issue, "comments", j), "");

          n_comments++;
          if (!g_hash_table_contains (stored, id))
            g_error ("Comment %s of %s is not stored", id, jm_json_get_string (issue, "key", "?"));
        }
    }
  g_assert_cmpuint (g_hash_table_size (stored), ==, n_comments);
}

void
sync_assert_same (SyncFixture *fixture,
                  SyncSame     same)
{
  g_autofree char *path = fixture->site != NULL ?
                              g_strdup_printf ("/truth?threads=1&site=%s", fixture->site) :
                              g_strdup ("/truth?threads=1");
  g_autoptr (JsonNode) truth =
      jm_simulator_control (fixture->world->simulator, "GET", path, NULL);
  guint n_issues = jm_json_get_length (truth, "issues");

  for (guint i = 0; i < n_issues; i++)
    {
      JsonNode *theirs = jm_json_get_item (truth, "issues", i);

      if (!assert_same_issue (fixture, theirs, same) && same != SYNC_SAME_STORED)
        g_error ("%s is not stored", jm_json_get_string (theirs, "key", "?"));
    }

  if (same != SYNC_SAME_STORED)
    {
      g_assert_cmpint (sync_count (fixture, JM_RESOURCE_ISSUES), ==, n_issues);
      g_assert_cmpint (sync_count (fixture, JM_RESOURCE_PROJECTS), ==,
                       jm_json_get_length (truth, "projects"));
    }
  if (same == SYNC_SAME_THREADS)
    assert_same_comments (fixture, truth);
}
