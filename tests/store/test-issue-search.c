/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "store/fixture.h"
#include "store/jm-issue-list.h"

static const char issues[] =
    "{\"issues\":["
    "{\"id\":\"1\",\"key\":\"WEB-1\",\"fields\":{\"summary\":\"Büro öffnen\",\"priority\":{\"name\":"
    "\"High\"},\"status\":{\"name\":\"Open\",\"statusCategory\":{\"key\":\"new\"}},"
    "\"assignee\":{\"displayName\":\"Zoe\"},\"issuetype\":{\"name\":\"Bug\"},"
    "\"updated\":\"2026-09-01T10:00:00.000+0000\"}},"
    "{\"id\":\"2\",\"key\":\"WEB-2\",\"fields\":{\"summary\":\"apple pie\","
    "\"assignee\":{\"displayName\":\"ada\"},\"issuetype\":{\"name\":\"Task\"},"
    "\"description\":\"Grandmother's recipe\",\"updated\":\"2026-09-02T10:00:00.000+0000\"}},"
    "{\"id\":\"3\",\"key\":\"OPS-2\",\"fields\":{\"summary\":\"apple tree 12\","
    "\"assignee\":{\"displayName\":\"ada\"},\"issuetype\":{\"name\":\"Task\"},"
    "\"updated\":\"2026-09-03T10:00:00.000+0000\"}},"
    "{\"id\":\"4\",\"key\":\"WEB-12\",\"fields\":{\"summary\":\"x ray\","
    "\"issuetype\":{\"name\":\"Task\"},\"updated\":\"2026-09-04T10:00:00.000+0000\"}}]}";

/* "WEB-1 WEB-2 " */
static char *
search (StoreFixture *fixture,
        const char   *text,
        guint         limit)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GListModel) found =
      dex_await_object (jm_store_search (fixture->store, text, limit), &error);
  GString *keys = g_string_new (NULL);

  g_assert_no_error (error);
  for (guint i = 0; i < g_list_model_get_n_items (found); i++)
    {
      g_autoptr (JmIssue) issue = g_list_model_get_item (found, i);

      g_string_append_printf (keys, "%s ", jm_issue_get_key (issue));
    }

  return g_string_free_and_steal (keys);
}

static DexFuture *
search_fiber (gpointer data)
{
  static const struct
  {
    const char *text;
    const char *expected;
  } rows[] = {
    { "apple", "OPS-2 WEB-2 " },
    { "APP pi", "WEB-2 " },
    { "buro", "WEB-1 " },
    { "grandm", "WEB-2 " },
    { "web-2", "WEB-2 " },
    { " WEB-12 ", "WEB-12 " },
    { "2", "OPS-2 WEB-2 " },
    { "12", "WEB-12 OPS-2 " },
    { "x", "WEB-12 " },
    { "https://acme.atlassian.net/browse/WEB-1", "WEB-1 " },
    { "https://acme.atlassian.net/browse/WEB-1?focusedId=7#comment", "WEB-1 " },
    { "https://a.example/jira/software/c/projects/OPS/issues/OPS-2", "OPS-2 " },
    { "https://a.example/secure/RapidBoard.jspa?rapidView=2&selectedIssue=WEB-2", "WEB-2 " },
    { "https://a.example/browse/NONE-1", "" },
    { "NONE-1", "" },
    { "WEB-999999999999999999999999", "" },
    { "\"", "" },
    { "", "" },
    { "apple*) OR (x", "" },
    { "app AND NOT tree", "" },
  };
  StoreFixture *fixture = data;

  await_fine (jm_store_open (fixture->store));
  put_text (fixture, &issues_resource, issues, 1);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *found = search (fixture, rows[i].text, 50);

      g_test_message ("%s", rows[i].text);
      g_assert_cmpstr (found, ==, rows[i].expected);
    }
  {
    g_autofree char *one = search (fixture, "apple", 1);

    g_assert_cmpstr (one, ==, "OPS-2 ");
  }
  return jm_store_close (fixture->store);
}

/* A former key finds the issue, until another one has it. */
static DexFuture *
alias_fiber (gpointer data)
{
  StoreFixture *fixture = data;
  g_autofree char *old = NULL;
  g_autofree char *current = NULL;
  g_autofree char *taken = NULL;

  await_fine (jm_store_open (fixture->store));
  put_text (fixture, &issues_resource, issues, 1);
  put_text (fixture, &issues_resource,
            "{\"issues\":[{\"id\":\"1\",\"key\":\"OPS-7\",\"fields\":{\"summary\":\"moved\"}}]}", 1);
  old = search (fixture, "WEB-1", 5);
  g_assert_cmpstr (old, ==, "OPS-7 ");
  current = search (fixture, "ops-7", 5);
  g_assert_cmpstr (current, ==, "OPS-7 ");

  put_text (fixture, &issues_resource,
            "{\"issues\":[{\"id\":\"9\",\"key\":\"WEB-1\",\"fields\":{\"summary\":\"new\"}}]}", 1);
  taken = search (fixture, "WEB-1", 1);
  g_assert_cmpstr (taken, ==, "WEB-1 ");
  return jm_store_close (fixture->store);
}

/* --- what filters offer */

static void
assert_words (StoreFixture *fixture,
              JmIssueWords  words,
              const char   *project_key,
              const char   *expected)
{
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) found =
      dex_await_boxed (jm_store_list_words (fixture->store, words, project_key), &error);
  g_autofree char *joined = NULL;

  g_assert_no_error (error);
  joined = g_strjoinv (",", found);
  g_assert_cmpstr (joined, ==, expected);
}

static DexFuture *
words_fiber (gpointer data)
{
  StoreFixture *fixture = data;

  await_fine (jm_store_open (fixture->store));
  put_text (fixture, &issues_resource, issues, 1);
  assert_words (fixture, JM_ISSUE_WORDS_KIND, NULL, "Task,Bug");
  assert_words (fixture, JM_ISSUE_WORDS_ASSIGNEE, NULL, "ada,Zoe");
  assert_words (fixture, JM_ISSUE_WORDS_ASSIGNEE, "OPS", "ada");
  assert_words (fixture, JM_ISSUE_WORDS_STATUS, NULL, "Open");
  assert_words (fixture, JM_ISSUE_WORDS_PRIORITY, NULL, "High");
  assert_words (fixture, JM_ISSUE_WORDS_PRIORITY, "NONE", "");
  return jm_store_close (fixture->store);
}

/* --- saved views */

static GPtrArray *
list_views (StoreFixture *fixture)
{
  g_autoptr (GError) error = NULL;
  GPtrArray *views = dex_await_boxed (jm_store_list_views (fixture->store), &error);

  g_assert_no_error (error);
  return views;
}

static DexFuture *
views_fiber (gpointer data)
{
  const JmIssueQuery mine = { .work = JM_ISSUE_WORK_ASSIGNED, .group = JM_ISSUE_GROUP_STATUS, .sort = JM_ISSUE_SORT_PRIORITY };
  const JmIssueQuery bugs = { .kind = "Bug", .assignee = "", .text = "\"quoted\" ü", .descending = TRUE };
  StoreFixture *fixture = data;
  g_autoptr (GPtrArray) two = NULL;
  g_autoptr (GPtrArray) one = NULL;

  await_fine (jm_store_open (fixture->store));
  await_fine (jm_store_put_view (fixture->store, "Zuerst", &bugs));
  await_fine (jm_store_put_view (fixture->store, "mine", &mine));
  await_fine (jm_store_put_view (fixture->store, "Zuerst", &mine));
  await_fine (jm_store_put_view (fixture->store, "Zuerst", &bugs));
  two = list_views (fixture);
  g_assert_cmpuint (two->len, ==, 2);
  g_assert_cmpstr (((JmSavedView *) two->pdata[0])->name, ==, "Zuerst");
  g_assert_true (jm_issue_query_equal (((JmSavedView *) two->pdata[0])->query, &bugs));
  g_assert_true (jm_issue_query_equal (((JmSavedView *) two->pdata[1])->query, &mine));

  await_fine (jm_store_put_view (fixture->store, "Zuerst", NULL));
  await_fine (jm_store_put_view (fixture->store, "never there", NULL));
  one = list_views (fixture);
  g_assert_cmpuint (one->len, ==, 1);
  return jm_store_close (fixture->store);
}

/* --- what was viewed */

typedef struct
{
  JmClock *clock;
  JmIssueList *list;
} Awaited;

static gboolean
has_one_row (gpointer data)
{
  Awaited *awaited = data;

  if (jm_clock_get_n_sleepers (awaited->clock) > 0)
    jm_clock_advance (awaited->clock, 1000);
  return g_list_model_get_n_items (G_LIST_MODEL (awaited->list)) == 1;
}

static DexFuture *
viewed_fiber (gpointer data)
{
  const JmIssueQuery viewed = { .work = JM_ISSUE_WORK_VIEWED, .sort = JM_ISSUE_SORT_VIEWED, .descending = TRUE };
  StoreFixture *fixture = data;
  g_autoptr (JmIssueList) list = NULL;

  await_fine (jm_store_open (fixture->store));
  put_text (fixture, &issues_resource, issues, 1);
  list = jm_issue_list_new (fixture->store);
  g_assert_cmpint (await_count (jm_issue_list_set_query (list, &viewed)), ==, 0);
  g_assert_true (jm_issue_list_is_complete (list));

  await_fine (jm_store_note_view (fixture->store, "2"));
  await_fine (jm_test_until (has_one_row, &(Awaited) { fixture->clock, list }));
  jm_clock_advance (fixture->clock, 5000);
  await_fine (jm_store_note_view (fixture->store, "4"));
  g_assert_cmpint (await_count (jm_issue_list_set_query (list, &viewed)), ==, 2);
  g_assert_cmpint (jm_issue_list_get_id (list, 0), ==, 4);
  g_assert_cmpint (jm_issue_list_get_id (list, 1), ==, 2);
  g_assert_cmpint (jm_issue_list_get_id (list, 2), ==, 0);
  g_assert_cmpint (jm_issue_list_find (list, 3), ==, -1);
  return jm_store_close (fixture->store);
}

static void
run_fiber (StoreFixture  *fixture,
           gconstpointer  data)
{
  jm_test_fiber ((DexFiberFunc) data, fixture);
}

#define ADD(name, fiber)                                                               \
  g_test_add ("/store/issue-search/" name, StoreFixture, fiber, store_set_up, run_fiber, \
              store_tear_down)

int
main (int   argc,
      char *argv[])
{
  jm_test_init (&argc, &argv);

  ADD ("keys-numbers-and-links-come-first", search_fiber);
  ADD ("a-former-key-finds-its-issue", alias_fiber);
  ADD ("filters-offer-frequent-words-first", words_fiber);
  ADD ("views-are-kept-by-name", views_fiber);
  ADD ("what-was-viewed-last-stands-first", viewed_fiber);

  return g_test_run ();
}
