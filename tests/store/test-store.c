/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gstdio.h>
#include <sqlite3.h>

#include "store/fixture.h"
#include "store/jm-issue-list.h"

/* What one row of the list shows, found by its id; NULL when it is not there. */
static JmIssue *
find_issue (StoreFixture *fixture,
            const char   *id)
{
  g_autoptr (JmIssueList) list = jm_issue_list_new (fixture->store);
  const JmIssueQuery query = { .sort = JM_ISSUE_SORT_KEY };

  await_count (jm_issue_list_set_query (list, &query));
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (list)); i++)
    {
      g_autoptr (JmIssue) issue = g_list_model_get_item (G_LIST_MODEL (list), i);

      if (g_str_equal (jm_issue_get_id (issue), id))
        return g_steal_pointer (&issue);
    }

  return NULL;
}

static gint64
count_issues (StoreFixture *fixture,
              const char   *project)
{
  return await_count (jm_store_count (fixture->store, JM_RESOURCE_ISSUES, project));
}

/* --- what a good page becomes */

static DexFuture *
pick_fiber (gpointer data)
{
  StoreFixture *fixture = data;
  g_autoptr (JmIssue) issue = NULL;

  await_fine (jm_store_open (fixture->store));
  g_assert_cmpint (
      put_text (
          fixture, &issues_resource,
          "{\"issues\":[{\"id\":\"10001\",\"key\":\"WEB-12\",\"fields\":{"
          "\"summary\":\"Žluťoučký <b>kůň</b> 👩‍💻\",\"project\":{\"key\":\"WEB\"},"
          "\"issuetype\":{\"name\":\"Bug\"},\"status\":{\"name\":\"In Review\","
          "\"statusCategory\":{\"id\":4,\"key\":\"indeterminate\"}},"
          "\"priority\":{\"name\":\"High\",\"id\":\"2\"},"
          "\"assignee\":{\"displayName\":\"Ada\"},"
          "\"updated\":\"2026-09-25T22:42:39.399-0300\"}}]}",
          7),
      ==, 1);

  issue = find_issue (fixture, "10001");
  g_assert_nonnull (issue);
  g_assert_cmpstr (jm_issue_get_key (issue), ==, "WEB-12");
  g_assert_cmpstr (jm_issue_get_summary (issue), ==, "Žluťoučký <b>kůň</b> 👩‍💻");
  g_assert_cmpstr (jm_issue_get_kind (issue), ==, "Bug");
  g_assert_cmpstr (jm_issue_get_status (issue), ==, "In Review");
  g_assert_cmpstr (jm_issue_get_status_category (issue), ==, "indeterminate");
  g_assert_cmpstr (jm_issue_get_priority (issue), ==, "High");
  g_assert_cmpstr (jm_issue_get_assignee (issue), ==, "Ada");
  /* 2026-09-26T01:42:39.399Z */
  g_assert_cmpint (jm_issue_get_updated_ms (issue), ==, G_GINT64_CONSTANT (1790386959399));
  return jm_store_close (fixture->store);
}

/* --- pages that nobody should send */

typedef struct
{
  const char *json;
  int rows; /* -1: refused, and nothing is stored */
} HostilePage;

static const HostilePage hostile_pages[] = {
  { "", -1 },
  { "{", -1 },
  { "<!DOCTYPE html><html></html>", -1 },
  { "{\"issues\":[{\"id\":\"1\"},]", -1 },
  { "{}", 0 },
  { "null", 0 },
  { "[]", 0 },
  { "[[[[]]]]", 0 },
  { "\"issues\"", 0 },
  { "{\"issues\":null}", 0 },
  { "{\"issues\":5}", 0 },
  { "{\"issues\":\"none\"}", 0 },
  { "{\"issues\":[]}", 0 },
  { "{\"issues\":[null,true,5,\"x\",[],{}]}", 0 },
  { "{\"issues\":[{\"id\":null},{\"id\":{}},{\"id\":[1]},{\"id\":true},{\"id\":1.5}]}", 0 },
  { "{\"issues\":[{\"id\":\"\"},{\"id\":\"-1\"},{\"id\":\"1 OR "
    "1\"},{\"id\":\"12345678901234567890\"}]}",
    0 },
  { "{\"issues\":[{\"id\":5}]}", 1 },
  { "{\"issues\":[{\"id\":\"5\"}]}", 1 },
  { "{\"issues\":[{\"id\":\"5\"},{\"id\":\"5\",\"key\":\"A-1\"},{\"id\":5}]}", 1 },
  { "{\"issues\":[{\"id\":\"5\",\"key\":null,\"fields\":null}]}", 1 },
  { "{\"issues\":[{\"id\":\"5\",\"key\":{},\"fields\":[]}]}", 1 },
  { "{\"issues\":[{\"id\":\"5\",\"key\":7,\"fields\":\"none\"}]}", 1 },
  { "{\"issues\":[{\"id\":\"5\",\"key\":\"-\",\"fields\":{\"summary\":{\"a\":1},\"issuetype\":[],"
    "\"status\":\"Open\",\"priority\":3,\"assignee\":\"me\",\"updated\":{},\"project\":[]}}]}",
    1 },
  { "{\"issues\":[{\"id\":\"5\",\"key\":\"A-\",\"fields\":{\"summary\":null,\"issuetype\":null,"
    "\"status\":null,\"priority\":null,\"assignee\":null,\"updated\":null,\"project\":null}}]}",
    1 },
  { "{\"issues\":[{\"id\":\"5\",\"key\":\"A-99999999999999999999999\",\"fields\":{"
    "\"updated\":\"yesterday\",\"status\":{\"name\":[],\"statusCategory\":{\"key\":{}}}}}]}",
    1 },
  { "{\"issues\":[{\"id\":\"5\",\"fields\":{\"updated\":1763640000000,\"status\":{"
    "\"statusCategory\":[]}}}]}",
    1 },
  { "{\"issues\":[{\"id\":\"5\",\"fields\":{\"updated\":\"2026-09-25T22:42:39.399+9999\"}}]}", 1 },
  { "{\"issues\":[{\"id\":\"5\",\"fields\":{\"summary\":\"a\\u0000b \\ud800 \\\"); DROP TABLE "
    "issues;--\"}}]}",
    1 },
  { "{\"issues\":{\"a\":{\"id\":\"5\"}}}", 1 },
};

static DexFuture *
hostile_fiber (gpointer data)
{
  StoreFixture *fixture = data;

  await_fine (jm_store_open (fixture->store));
  for (guint i = 0; i < G_N_ELEMENTS (hostile_pages); i++)
    {
      const HostilePage *hostile = &hostile_pages[i];
      g_autoptr (GBytes) page = g_bytes_new_static (hostile->json, strlen (hostile->json));
      g_autoptr (GError) error = NULL;
      g_autoptr (JmPageResult) result =
          dex_await_boxed (jm_store_put_page (fixture->store, &issues_resource, "WEB", page, i + 1,
                                              JM_PAGE_PLAIN, NULL),
                           &error);
      int rows = result != NULL ? (int) result->n_rows : 0;

      g_test_message ("%s", hostile->json);
      if (hostile->rows < 0)
        g_assert_error (error, JM_STORE_ERROR, JM_STORE_ERROR_INVALID);
      else
        g_assert_no_error (error);
      g_assert_cmpint (rows, ==, MAX (hostile->rows, 0));
      /* Whatever it was, the row can be shown. */
      g_assert_cmpint (count_issues (fixture, NULL), ==, i < 16 ? 0 : 1);
      if (hostile->rows > 0)
        {
          g_autoptr (JmIssue) issue = find_issue (fixture, "5");

          g_assert_nonnull (issue);
          g_assert_true (g_utf8_validate (jm_issue_get_summary (issue), -1, NULL));
          g_assert_nonnull (jm_issue_get_status_category (issue));
        }
    }

  return jm_store_close (fixture->store);
}

/* The same shapes for projects, whose items lie elsewhere. */
static DexFuture *
hostile_projects_fiber (gpointer data)
{
  static const HostilePage pages[] = {
    { "{\"values\":[{\"id\":\"1\",\"key\":5,\"name\":null,\"projectTypeKey\":{},\"lead\":[],"
      "\"avatarUrls\":\"x\"}]}",
      1 },
    { "{\"values\":[{\"id\":2,\"key\":\"B\",\"projectTypeKey\":\"product_discovery\",\"lead\":null}"
      "]}",
      1 },
    { "{\"values\":[1,null,{\"key\":\"C\"}]}", 0 },
    { "{\"values\":", -1 },
  };
  StoreFixture *fixture = data;
  g_autoptr (GListModel) projects = NULL;
  g_autoptr (JmProject) second = NULL;
  g_autoptr (GError) error = NULL;

  await_fine (jm_store_open (fixture->store));
  for (guint i = 0; i < G_N_ELEMENTS (pages); i++)
    {
      g_autoptr (GBytes) page = g_bytes_new_static (pages[i].json, strlen (pages[i].json));

      if (pages[i].rows < 0)
        await_error (jm_store_put_page (fixture->store, &projects_resource, NULL, page, 1,
                                        JM_PAGE_PLAIN, NULL),
                     JM_STORE_ERROR_INVALID);
      else
        g_assert_cmpint (put_text (fixture, &projects_resource, pages[i].json, 1), ==,
                         pages[i].rows);
    }

  projects = dex_await_object (jm_store_list_projects (fixture->store), &error);
  g_assert_no_error (error);
  g_assert_cmpuint (g_list_model_get_n_items (projects), ==, 2);
  second = g_list_model_get_item (projects, 1);
  g_assert_cmpstr (jm_project_get_name (second), ==, "B");
  g_assert_cmpstr (jm_project_get_kind (second), ==, "product_discovery");
  g_assert_null (jm_project_get_lead (second));
  return jm_store_close (fixture->store);
}

/* Data Center sends projects as a bare array, and an issue's texts as strings. */
static DexFuture *
data_center_fiber (gpointer data)
{
  static const JmResource bare = {
    .id = JM_RESOURCE_PROJECTS,
    .name = "projects",
    .items = "$",
    .item_id = "id",
  };
  StoreFixture *fixture = data;
  g_autoptr (JmIssue) issue = NULL;

  await_fine (jm_store_open (fixture->store));
  g_assert_cmpint (
      put_text (fixture, &bare,
                "[{\"id\":\"10000\",\"key\":\"WEB\",\"name\":\"Web\",\"lead\":{\"name\":\"ada\","
                "\"displayName\":\"Ada\"}},{\"id\":\"10001\",\"key\":\"OPS\"}]",
                1),
      ==, 2);
  g_assert_cmpint (await_count (jm_store_count (fixture->store, JM_RESOURCE_PROJECTS, NULL)), ==,
                   2);

  put_text (fixture, &issues_resource,
            "{\"startAt\":0,\"total\":1,\"issues\":[{\"id\":\"7\",\"key\":\"WEB-7\",\"fields\":{"
            "\"description\":\"h1. *wiki*\",\"updated\":\"2026-09-25T22:42:39.399+0000\","
            "\"assignee\":{\"name\":\"ada\",\"key\":\"JIRAUSER1\",\"displayName\":\"Ada\"}}}]}",
            1);
  issue = find_issue (fixture, "7");
  g_assert_cmpstr (jm_issue_get_assignee (issue), ==, "Ada");
  g_assert_cmpint (jm_issue_get_updated_ms (issue), ==, G_GINT64_CONSTANT (1790376159399));
  g_assert_cmpint (count_issues (fixture, "WEB"), ==, 1);
  return jm_store_close (fixture->store);
}

static DexFuture *
huge_fiber (gpointer data)
{
  StoreFixture *fixture = data;
  g_autofree char *summary = g_strnfill (10 << 20, 'x');
  g_autofree char *json = NULL;
  g_autofree char *nested = NULL;
  g_autoptr (JmIssue) issue = NULL;

  await_fine (jm_store_open (fixture->store));
  json = g_strdup_printf ("{\"issues\":[{\"id\":\"5\",\"fields\":{\"summary\":\"%s\"}}]}", summary);
  g_assert_cmpint (put_text (fixture, &issues_resource, json, 1), ==, 1);
  issue = find_issue (fixture, "5");
  g_assert_cmpuint (strlen (jm_issue_get_summary (issue)), ==, 1000);

  /* Deeper than SQLite reads: refused, no crash. */
  nested = g_strnfill (100000, '[');
  g_free (json);
  json = g_strdup_printf ("{\"issues\":[{\"id\":\"6\",\"x\":%s", nested);
  {
    g_autoptr (GBytes) page = g_bytes_new (json, strlen (json));

    await_error (jm_store_put_page (fixture->store, &issues_resource, "WEB", page, 1,
                                    JM_PAGE_PLAIN, NULL),
                 JM_STORE_ERROR_INVALID);
  }
  g_assert_cmpint (count_issues (fixture, NULL), ==, 1);
  return jm_store_close (fixture->store);
}

/* --- changes, counts, runs */

static gboolean
two_changes (gpointer data)
{
  StoreFixture *fixture = data;

  return fixture->changes->len == 2;
}

static DexFuture *
changed_fiber (gpointer data)
{
  StoreFixture *fixture = data;

  await_fine (jm_store_open (fixture->store));
  g_assert_cmpint (put_issues (fixture, "WEB", 1, 10, "same", 1), ==, 10);
  g_assert_cmpuint (fixture->changes->len, ==, 1);
  g_assert_cmpint (g_array_index (fixture->changes, JmResourceId, 0), ==, JM_RESOURCE_ISSUES);
  g_assert_cmpint (put_issues (fixture, "WEB", 1, 10, "same", 2), ==, 10);
  g_assert_cmpuint (fixture->changes->len, ==, 1);
  /* Both are told at once, a little later. */
  g_assert_cmpint (put_issues (fixture, "WEB", 5, 5, "another", 2), ==, 1);
  g_assert_cmpint (put_issues (fixture, "WEB", 6, 6, "another", 2), ==, 1);
  await_fine (jm_test_until (two_changes, fixture));
  g_assert_cmpuint (fixture->changes->len, ==, 2);
  return jm_store_close (fixture->store);
}

static void
assert_project (StoreFixture *fixture,
                guint         position,
                const char   *key,
                gint64        open,
                gint64        total)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GListModel) projects =
      dex_await_object (jm_store_list_projects (fixture->store), &error);
  g_autoptr (JmProject) project = NULL;

  g_assert_no_error (error);
  project = g_list_model_get_item (projects, position);
  g_assert_cmpstr (jm_project_get_key (project), ==, key);
  g_assert_cmpint (jm_project_get_open_issues (project), ==, open);
  g_assert_cmpint (jm_project_get_total_issues (project), ==, total);
}

static DexFuture *
counts_fiber (gpointer data)
{
  StoreFixture *fixture = data;

  await_fine (jm_store_open (fixture->store));
  put_text (fixture, &projects_resource,
            "{\"values\":[{\"id\":\"2\",\"key\":\"WEB\",\"name\":\"Web\"},"
            "{\"id\":\"1\",\"key\":\"OPS\",\"name\":\"Operations\"}]}",
            1);
  assert_project (fixture, 0, "OPS", -1, -1);
  assert_project (fixture, 1, "WEB", -1, -1);

  put_issues (fixture, "WEB", 1, 9, "x", 1); /* each third is done */
  assert_project (fixture, 1, "WEB", 6, 9);
  /* Issue 1 moves to OPS, and is done there. */
  put_text (fixture, &issues_resource,
            "{\"issues\":[{\"id\":\"10001\",\"key\":\"OPS-1\",\"fields\":{"
            "\"status\":{\"statusCategory\":{\"key\":\"done\"}}}}]}",
            2);
  assert_project (fixture, 0, "OPS", 0, 1);
  assert_project (fixture, 1, "WEB", 5, 8);
  g_assert_cmpint (count_issues (fixture, "WEB"), ==, 8);
  g_assert_cmpint (count_issues (fixture, NULL), ==, 9);

  /* A complete run that saw nothing of it: it is empty, and known to be. */
  bury_unseen (fixture, "OPS", 3, 1);
  assert_project (fixture, 0, "OPS", 0, 0);
  return jm_store_close (fixture->store);
}

/* --- runs */

static void
put_users (StoreFixture *fixture,
           guint         first,
           guint         last,
           gint64        run)
{
  g_autoptr (GString) json = g_string_new ("[");

  for (guint number = first; number <= last; number++)
    g_string_append_printf (json, "%s{\"accountId\":\"u%u\",\"displayName\":\"Person %u\"}",
                            number > first ? "," : "", number, number);
  g_string_append_c (json, ']');
  put_text (fixture, &users_resource, json->str, run);
}

static gint64
count_users (StoreFixture *fixture)
{
  return await_count (jm_store_count (fixture->store, JM_RESOURCE_USERS, NULL));
}

static DexFuture *
finish_fiber (gpointer data)
{
  StoreFixture *fixture = data;
  gint64 run;

  await_fine (jm_store_open (fixture->store));
  run = await_count (jm_store_begin_run (fixture->store, "full"));
  put_users (fixture, 1, 10, run);
  g_assert_cmpint (await_count (jm_store_get_fetched_at (fixture->store, JM_RESOURCE_USERS, NULL)),
                   ==, 0);
  g_assert_cmpint (
      await_count (jm_store_finish_walk (fixture->store, &users_resource, NULL, run)), ==, 0);
  g_assert_cmpint (await_count (jm_store_get_fetched_at (fixture->store, JM_RESOURCE_USERS, NULL)),
                   ==, jm_clock_get_wall_ms (fixture->clock));

  /* It is the same until it has ended. */
  g_assert_cmpint (await_count (jm_store_begin_run (fixture->store, "full")), ==, run);
  g_assert_cmpint (await_count (jm_store_begin_run (fixture->store, "quick")), >, run);
  await_fine (jm_store_end_run (fixture->store, "full"));
  run = await_count (jm_store_begin_run (fixture->store, "full"));
  put_users (fixture, 1, 8, run);
  g_assert_cmpint (
      await_count (jm_store_finish_walk (fixture->store, &users_resource, NULL, run)), ==, 2);
  g_assert_cmpint (count_users (fixture), ==, 8);
  await_fine (jm_store_close (fixture->store));

  g_object_unref (fixture->store);
  fixture->store = jm_store_new (fixture->path, NULL, fixture->clock);
  await_fine (jm_store_open (fixture->store));
  g_assert_cmpint (await_count (jm_store_begin_run (fixture->store, "full")), ==, run);
  g_assert_cmpint (await_count (jm_store_begin_run (fixture->store, "census")), >, run);
  return jm_store_close (fixture->store);
}

static DexFuture *
doubt_fiber (gpointer data)
{
  StoreFixture *fixture = data;

  await_fine (jm_store_open (fixture->store));
  put_users (fixture, 1, 1000, 1);
  await_fine (jm_store_finish_walk (fixture->store, &users_resource, NULL, 1));

  /* 500 at once is believed, 501 is not. */
  put_users (fixture, 1, 499, 2);
  g_assert_cmpint (await_count (jm_store_finish_walk (fixture->store, &users_resource, NULL, 2)),
                   ==, -1);
  g_assert_cmpint (count_users (fixture), ==, 1000);

  /* The next one saw one more, and confirms the rest. */
  put_users (fixture, 1, 498, 3);
  put_users (fixture, 1000, 1000, 3);
  g_assert_cmpint (await_count (jm_store_finish_walk (fixture->store, &users_resource, NULL, 3)),
                   ==, 500);
  /* Number 499 was missed only once: not yet. */
  g_assert_cmpint (count_users (fixture), ==, 500);

  put_users (fixture, 1, 1, 4);
  g_assert_cmpint (await_count (jm_store_finish_walk (fixture->store, &users_resource, NULL, 4)),
                   ==, 499);
  return jm_store_close (fixture->store);
}

/* --- the file */

static DexFuture *
remove_fiber (gpointer data)
{
  StoreFixture *fixture = data;
  g_autoptr (GDir) folder = NULL;

  await_fine (jm_store_open (fixture->store));
  put_issues (fixture, "WEB", 1, 10, "x", 1);
  await_fine (jm_store_remove (fixture->store));
  folder = g_dir_open (fixture->folder, 0, NULL);
  g_assert_null (g_dir_read_name (folder));
  await_error (jm_store_count (fixture->store, JM_RESOURCE_ISSUES, NULL), JM_STORE_ERROR_CLOSED);
  return dex_future_new_true ();
}

static DexFuture *
damaged_fiber (gpointer data)
{
  StoreFixture *fixture = data;
  g_autofree char *aside = g_strconcat (fixture->path, ".damaged-1", NULL);
  g_autofree char *junk = g_strnfill (20000, 'j');

  g_assert_true (g_file_set_contents (fixture->path, junk, -1, NULL));
  await_error (jm_store_open (fixture->store), JM_STORE_ERROR_CORRUPT);
  /* Nobody was asked yet. */
  g_assert_false (g_file_test (aside, G_FILE_TEST_EXISTS));
  await_fine (jm_store_rebuild (fixture->store));
  g_assert_true (g_file_test (aside, G_FILE_TEST_EXISTS));
  g_assert_cmpint (put_issues (fixture, "WEB", 1, 10, "x", 1), ==, 10);
  await_fine (jm_store_remove (fixture->store));
  g_assert_false (g_file_test (aside, G_FILE_TEST_EXISTS));
  return dex_future_new_true ();
}

static void
run_fiber (StoreFixture  *fixture,
           gconstpointer  data)
{
  jm_test_fiber ((DexFiberFunc) data, fixture);
}

#define ADD(name, fiber) \
  g_test_add ("/store/store/" name, StoreFixture, fiber, store_set_up, run_fiber, store_tear_down)

int
main (int   argc,
      char *argv[])
{
  jm_test_init (&argc, &argv);

  ADD ("an-issue-becomes-its-columns", pick_fiber);
  ADD ("hostile-pages-lose-nothing", hostile_fiber);
  ADD ("hostile-projects-lose-nothing", hostile_projects_fiber);
  ADD ("data-center-sends-other-shapes", data_center_fiber);
  ADD ("huge-and-deep-pages-are-bounded", huge_fiber);
  ADD ("only-a-real-change-is-told", changed_fiber);
  ADD ("projects-know-their-counts", counts_fiber);
  ADD ("a-complete-run-removes-what-it-missed", finish_fiber);
  ADD ("a-short-run-removes-nothing-at-first", doubt_fiber);
  ADD ("removal-leaves-no-byte", remove_fiber);
  ADD ("a-damaged-file-is-rebuilt-when-asked", damaged_fiber);

  return g_test_run ();
}
