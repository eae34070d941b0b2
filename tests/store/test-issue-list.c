/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "fixtures/jm-store-maker.h"
#include "store/fixture.h"
#include "store/jm-connection.h"
#include "store/jm-issue-list.h"
#include "store/jm-store-schema.h"

static JmIssueList *
new_list (StoreFixture       *fixture,
          const JmIssueQuery *query)
{
  JmIssueList *list = jm_issue_list_new (fixture->store);

  await_count (jm_issue_list_set_query (list, query));
  return list;
}

static guint
n_rows (JmIssueList *list)
{
  return g_list_model_get_n_items (G_LIST_MODEL (list));
}

/* The numbers of the keys, "1 2 3 " */
static char *
dup_numbers (JmIssueList *list)
{
  GString *numbers = g_string_new (NULL);

  for (guint i = 0; i < n_rows (list); i++)
    {
      g_autoptr (JmIssue) issue = g_list_model_get_item (G_LIST_MODEL (list), i);

      g_string_append_printf (numbers, "%s ", strchr (jm_issue_get_key (issue), '-') + 1);
    }

  return g_string_free_and_steal (numbers);
}

static void
assert_query (StoreFixture *fixture,
              JmIssueQuery  query,
              const char   *expected)
{
  g_autoptr (JmIssueList) list = new_list (fixture, &query);
  g_autofree char *numbers = dup_numbers (list);

  g_assert_cmpstr (numbers, ==, expected);
}

static const char few_issues[] =
    "{\"issues\":["
    "{\"id\":\"1\",\"key\":\"WEB-1\",\"fields\":{\"summary\":\"Büro öffnen\","
    "\"status\":{\"name\":\"Done\",\"statusCategory\":{\"key\":\"done\"}},\"priority\":{\"name\":"
    "\"Low\"},"
    "\"assignee\":{\"displayName\":\"Zoe\"},\"issuetype\":{\"name\":\"Bug\"},"
    "\"updated\":\"2026-09-01T10:00:00.000+0000\"}},"
    "{\"id\":\"2\",\"key\":\"WEB-2\",\"fields\":{\"summary\":\"apple pie\","
    "\"status\":{\"name\":\"Open\",\"statusCategory\":{\"key\":\"new\"}},\"priority\":{\"name\":"
    "\"Highest\"},"
    "\"assignee\":{\"displayName\":\"ada\"},\"issuetype\":{\"name\":\"Task\"},"
    "\"updated\":\"2026-09-01T11:00:00.000+0200\"}},"
    "{\"id\":\"10\",\"key\":\"WEB-10\",\"fields\":{\"summary\":\"Zebra crossing\","
    "\"status\":{\"name\":\"Doing\",\"statusCategory\":{\"key\":\"indeterminate\"}},"
    "\"issuetype\":{\"name\":\"Bug\"}}},"
    "{\"id\":\"20\",\"key\":\"OPS-20\",\"fields\":{\"summary\":\"apple tree\","
    "\"status\":{\"name\":\"Open\",\"statusCategory\":{\"key\":\"new\"}},\"priority\":{\"name\":"
    "\"Sometime\"},"
    "\"updated\":\"2026-09-03T10:00:00Z\"}}]}";

static DexFuture *
sort_fiber (gpointer data)
{
  static const struct
  {
    JmIssueSort sort;
    gboolean descending;
    const char *expected;
  } rows[] = {
    { JM_ISSUE_SORT_UPDATED, FALSE, "10 2 1 " },
    { JM_ISSUE_SORT_UPDATED, TRUE, "1 2 10 " },
    { JM_ISSUE_SORT_KEY, FALSE, "1 2 10 " },
    { JM_ISSUE_SORT_KEY, TRUE, "10 2 1 " },
    { JM_ISSUE_SORT_SUMMARY, FALSE, "2 1 10 " },
    { JM_ISSUE_SORT_STATUS, FALSE, "2 10 1 " },
    { JM_ISSUE_SORT_PRIORITY, FALSE, "2 1 10 " },
    { JM_ISSUE_SORT_ASSIGNEE, TRUE, "1 2 10 " },
  };
  StoreFixture *fixture = data;

  await_fine (jm_store_open (fixture->store));
  put_text (fixture, &issues_resource, few_issues, 1);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    assert_query (fixture,
                  (JmIssueQuery) { .project_key = "WEB",
                                   .sort = rows[i].sort,
                                   .descending = rows[i].descending },
                  rows[i].expected);

  assert_query (fixture, (JmIssueQuery) { .sort = JM_ISSUE_SORT_KEY }, "20 1 2 10 ");
  assert_query (fixture, (JmIssueQuery) { .sort = JM_ISSUE_SORT_PRIORITY }, "2 20 1 10 ");
  return jm_store_close (fixture->store);
}

static DexFuture *
filter_fiber (gpointer data)
{
  StoreFixture *fixture = data;

  await_fine (jm_store_open (fixture->store));
  put_text (fixture, &issues_resource, few_issues, 1);
  assert_query (fixture, (JmIssueQuery) { .status_category = "new", .sort = JM_ISSUE_SORT_KEY },
                "20 2 ");
  assert_query (fixture, (JmIssueQuery) { .kind = "Bug", .sort = JM_ISSUE_SORT_KEY }, "1 10 ");
  assert_query (fixture, (JmIssueQuery) { .assignee = "Zoe" }, "1 ");
  assert_query (fixture, (JmIssueQuery) { .project_key = "WEB' OR '1'='1" }, "");
  assert_query (fixture,
                (JmIssueQuery) { .project_key = "WEB", .kind = "Bug", .status_category = "done" },
                "1 ");
  return jm_store_close (fixture->store);
}

static DexFuture *
search_fiber (gpointer data)
{
  static const struct
  {
    const char *text;
    const char *expected;
  } rows[] = {
    { "apple", "20 2 " },
    { "APP", "20 2 " },
    { "pie app", "2 " },
    { "buro offnen", "1 " },
    { "Büro", "1 " },
    { "WEB-10", "10 " },
    { "web", "1 2 10 " },
    { "WEB-1", "1 " },
    { "nothing", "" },
    { "  ", "20 1 2 10 " },
    { "\"", "20 1 2 10 " },
    { "apple OR zebra", "" },
    { "summary:apple", "" },
    { "NEAR(apple pie)", "" },
    { "ap*", "20 2 " },
    { "- ' ; ) \\ ^", "20 1 2 10 " },
  };
  StoreFixture *fixture = data;

  await_fine (jm_store_open (fixture->store));
  put_text (fixture, &issues_resource, few_issues, 1);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_test_message ("%s", rows[i].text);
      assert_query (fixture, (JmIssueQuery) { .text = rows[i].text, .sort = JM_ISSUE_SORT_KEY },
                    rows[i].expected);
    }

  /* The index follows a renamed issue, and one that is gone. */
  put_text (fixture, &issues_resource,
            "{\"issues\":[{\"id\":\"2\",\"key\":\"WEB-2\",\"fields\":{\"summary\":\"cherry\"}}]}",
            2);
  assert_query (fixture, (JmIssueQuery) { .text = "apple", .sort = JM_ISSUE_SORT_KEY }, "20 ");
  assert_query (fixture, (JmIssueQuery) { .text = "cherry" }, "2 ");
  bury_unseen (fixture, "WEB", 2, 2);
  assert_query (fixture, (JmIssueQuery) { .text = "zebra" }, "");
  return jm_store_close (fixture->store);
}

/* --- following */

static void
items_changed_cb (GListModel *model,
                  guint       position,
                  guint       removed,
                  guint       added,
                  gpointer    data)
{
  g_string_append_printf (data, "%u-%u+%u ", position, removed, added);
}

typedef struct
{
  JmClock *clock;
  GString *text;
} Changes;

/* A list reads again at most once a second. */
static gboolean
has_changes (gpointer data)
{
  Changes *changes = data;

  if (jm_clock_get_n_sleepers (changes->clock) > 0)
    jm_clock_advance (changes->clock, 1000);
  return changes->text->len > 0;
}

static DexFuture *
follow_fiber (gpointer data)
{
  StoreFixture *fixture = data;
  g_autoptr (JmIssueList) list = NULL;
  g_autoptr (GString) changes = g_string_new (NULL);
  Changes awaited = { fixture->clock, changes };
  g_autoptr (JmIssue) kept = NULL;
  g_autoptr (JmIssue) again = NULL;
  g_autoptr (JmIssue) renamed = NULL;

  await_fine (jm_store_open (fixture->store));
  put_issues (fixture, "WEB", 1, 50, "x", 1);
  list = new_list (fixture, &(JmIssueQuery) { .project_key = "WEB", .sort = JM_ISSUE_SORT_KEY });
  g_signal_connect (list, "items-changed", G_CALLBACK (items_changed_cb), changes);
  kept = g_list_model_get_item (G_LIST_MODEL (list), 4);

  /* At the end: the rows before stay as they are. */
  put_issues (fixture, "WEB", 51, 60, "x", 1);
  await_fine (jm_test_until (has_changes, &awaited));
  g_assert_cmpstr (changes->str, ==, "50-0+10 ");
  again = g_list_model_get_item (G_LIST_MODEL (list), 4);
  g_assert_true (again == kept);

  /* A row that keeps its place and says something else is told alone. */
  g_string_truncate (changes, 0);
  put_issues (fixture, "WEB", 8, 8, "renamed", 1);
  await_fine (jm_test_until (has_changes, &awaited));
  g_assert_cmpstr (changes->str, ==, "7-1+1 ");
  renamed = g_list_model_get_item (G_LIST_MODEL (list), 7);
  g_assert_cmpstr (jm_issue_get_summary (renamed), ==, "renamed");

  /* Another project, but the same list of rows: nothing is told. */
  g_string_truncate (changes, 0);
  put_issues (fixture, "OPS", 100, 101, "x", 1);
  put_issues (fixture, "WEB", 61, 61, "x", 1);
  await_fine (jm_test_until (has_changes, &awaited));
  g_assert_cmpstr (changes->str, ==, "60-0+1 ");

  g_signal_handlers_disconnect_by_data (list, changes);
  return jm_store_close (fixture->store);
}

static void
await_cancelled (DexFuture *future)
{
  g_autoptr (GError) error = NULL;

  dex_await (future, &error);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static DexFuture *
replace_fiber (gpointer data)
{
  StoreFixture *fixture = data;
  g_autoptr (JmIssueList) list = NULL;
  DexFuture *first;
  gboolean loading = FALSE;

  await_fine (jm_store_open (fixture->store));
  put_issues (fixture, "WEB", 1, 50, "x", 1);
  put_issues (fixture, "OPS", 101, 250, "x", 1);
  list = jm_issue_list_new (fixture->store);
  g_object_get (list, "loading", &loading, NULL);
  g_assert_true (loading);

  first = jm_issue_list_set_query (list, &(JmIssueQuery) { .project_key = "WEB" });
  g_assert_cmpint (
      await_count (jm_issue_list_set_query (list, &(JmIssueQuery) { .project_key = "OPS" })), ==,
      150);
  await_cancelled (first);
  g_assert_cmpuint (n_rows (list), ==, 150);
  g_assert_false (jm_issue_list_is_loading (list));

  /* After the store was closed rows that are not held are asked for in vain, but without harm. */
  await_fine (jm_store_close (fixture->store));
  {
    g_autoptr (JmIssue) issue = g_list_model_get_item (G_LIST_MODEL (list), 130);

    g_assert_nonnull (issue);
    g_assert_cmpstr (jm_issue_get_key (issue), ==, "");
  }
  await_error (jm_issue_list_set_query (list, &(JmIssueQuery) { .project_key = "WEB" }),
               JM_STORE_ERROR_CLOSED);
  g_assert_false (jm_issue_list_is_loading (list));
  return dex_future_new_true ();
}

/* --- many */

/* Under a sanitizer each allocation is slow. */
#ifdef __SANITIZE_ADDRESS__
#define MANY 4000
#else
#define MANY 20000
#endif

static DexFuture *
many_fiber (gpointer data)
{
  StoreFixture *fixture = data;
  g_autoptr (JmIssueList) list = NULL;
  sqlite3 *connection = jm_connection_open_writer (fixture->path, &jm_store_schema, NULL);
  gint64 slowest = 0;

  jm_store_maker_fill (connection, 5, 1, MANY);
  jm_connection_close (connection);
  await_fine (jm_store_open (fixture->store));

  for (JmIssueSort sort = 0; sort < JM_N_ISSUE_SORTS; sort++)
    {
      g_clear_object (&list);
      list = new_list (fixture, &(JmIssueQuery) { .sort = sort, .descending = sort % 2 });
      g_assert_cmpuint (n_rows (list), ==, MANY);
      g_assert_true (jm_issue_list_is_complete (list));

      for (guint i = 0; i < 100; i++)
        {
          gint64 before = g_get_monotonic_time ();
          guint position = (guint) (i * G_GUINT64_CONSTANT (7919) * 31 % MANY);
          g_autoptr (JmIssue) issue = g_list_model_get_item (G_LIST_MODEL (list), position);
          gint64 id = g_ascii_strtoll (jm_issue_get_id (issue), NULL, 10);

          slowest = MAX (slowest, g_get_monotonic_time () - before);
          g_assert_cmpint (id, ==, jm_issue_list_get_id (list, position));
          g_assert_cmpint (jm_issue_list_find (list, id), ==, position);
          g_assert_cmpstr (jm_issue_get_summary (issue), !=, "");
        }
      g_assert_cmpuint (jm_issue_list_get_n_pages (list), <=, 9);
    }

  g_test_message ("slowest page %.1f ms", slowest / 1e3);
  return jm_store_close (fixture->store);
}

static void
run_fiber (StoreFixture  *fixture,
           gconstpointer  data)
{
  jm_test_fiber ((DexFiberFunc) data, fixture);
}

#define ADD(name, fiber)                                                               \
  g_test_add ("/store/issue-list/" name, StoreFixture, fiber, store_set_up, run_fiber, \
              store_tear_down)

int
main (int   argc,
      char *argv[])
{
  jm_test_init (&argc, &argv);

  ADD ("sorts-in-every-order", sort_fiber);
  ADD ("filters-by-what-is-given", filter_fiber);
  ADD ("finds-words-by-their-beginning", search_fiber);
  ADD ("tells-only-what-changed", follow_fiber);
  ADD ("the-last-query-wins", replace_fiber);
  ADD ("holds-a-few-pages-of-many", many_fiber);

  return g_test_run ();
}
