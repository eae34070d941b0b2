/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "base/jm-json.h"
#include "base/jm-limits.h"
#include "fixtures/jm-test-authorizer.h"
#include "fixtures/jm-test-server.h"
#include "fixtures/jm-test.h"
#include "jira/jm-resource.h"

#define NOON_MS G_GINT64_CONSTANT (1795176000000)

typedef struct
{
  JmTestServer *server;
  JmClock *clock;
  JmHttp *http;
  JmTestAuthorizer *authorizer;
  JmJiraClient *cloud;
  JmJiraClient *own;
} World;

static JmJiraClient *
make_client (World        *world,
             JmJiraFlavor  flavor)
{
  return jm_jira_client_new (world->http, world->clock, JM_AUTHORIZER (world->authorizer), flavor,
                             jm_test_server_get_url (world->server));
}

static void
set_up (World         *world,
        gconstpointer  data)
{
  world->server = jm_test_server_new ();
  world->clock = jm_clock_new_manual (NOON_MS);
  world->http = jm_http_new (world->clock);
  world->authorizer = jm_test_authorizer_new ();
  world->cloud = make_client (world, JM_JIRA_CLOUD);
  world->own = make_client (world, JM_JIRA_DATA_CENTER);
}

static gboolean
nobody_sleeps (gpointer data)
{
  return jm_clock_get_n_sleepers (data) == 0;
}

static void
tear_down (World         *world,
           gconstpointer  data)
{
  jm_test_wait_until (nobody_sleeps, world->clock);
  jm_test_finalize (world->cloud);
  jm_test_finalize (world->own);
  jm_test_finalize (world->authorizer);
  jm_test_finalize (world->http);
  jm_test_finalize (world->clock);
  jm_test_server_free (world->server);
}

static JmPager *
make_pager (World        *world,
            JmResourceId  id,
            JmJiraFlavor  flavor,
            const char   *jql)
{
  return jm_pager_new (flavor == JM_JIRA_CLOUD ? world->cloud : world->own,
                       jm_resource_get (id, flavor), jql);
}

/* Awaits: pages until the end or an error. */
static guint
walk (JmPager  *pager,
      GError  **error)
{
  for (guint n = 0;; n++)
    {
      g_autoptr (GError) local_error = NULL;
      g_autoptr (GBytes) page = dex_await_boxed (jm_pager_next (pager, NULL), &local_error);

      if (page == NULL)
        {
          if (local_error != NULL)
            g_propagate_error (error, g_steal_pointer (&local_error));
          return n;
        }
    }
}

static void
test_rows (void)
{
  for (guint id = 0; id < JM_N_RESOURCES; id++)
    {
      for (guint flavor = JM_JIRA_CLOUD; flavor <= JM_JIRA_DATA_CENTER; flavor++)
        {
          const JmResource *row = jm_resource_get (id, flavor);

          g_assert_nonnull (row);
          g_assert_cmpuint (row->id, ==, id);
          g_assert_cmpuint (row->flavor, ==, flavor);
          g_assert_nonnull (row->name);
          g_assert_true (*row->path != '/');
          g_assert_true (*row->items == '$');
          g_assert_true (row->paging == JM_PAGING_NONE || row->page_size > 0);
          if (row->post && row->query != NULL)
            {
              g_autoptr (GBytes) bytes = g_bytes_new_static (row->query, strlen (row->query));

              g_assert_true (jm_json_check (bytes, '{', NULL));
            }
        }
    }
}

static DexFuture *
start_at_fiber (gpointer data)
{
  World *world = data;
  g_autoptr (JmPager) pager = make_pager (world, JM_RESOURCE_PROJECTS, JM_JIRA_CLOUD, NULL);
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (jm_pager_get_total (pager), ==, -1);
  /* Jira gives less than was asked for: the step is what came. */
  jm_test_server_push_json (world->server, "{\"startAt\":0,\"maxResults\":2,\"total\":3,\"isLast\":"
                                           "false,\"values\":[{\"id\":\"1\"},{\"id\":\"2\"}]}");
  jm_test_server_push_json (
      world->server,
      "{\"startAt\":2,\"maxResults\":2,\"total\":3,\"isLast\":true,\"values\":[{\"id\":\"3\"}]}");
  g_assert_cmpuint (walk (pager, &error), ==, 2);
  g_assert_no_error (error);
  g_assert_cmpint (jm_pager_get_total (pager), ==, 3);
  g_assert_cmpuint (walk (pager, &error), ==, 0);
  g_assert_cmpstr (
      jm_test_server_get_line (world->server, 0), ==,
      "GET "
      "/rest/api/3/project/"
      "search?expand=description,lead,url,projectKeys,insight&startAt=0&maxResults=100");
  g_assert_true (
      g_str_has_suffix (jm_test_server_get_line (world->server, 1), "&startAt=2&maxResults=100"));
  g_assert_cmpuint (jm_test_server_get_n_requests (world->server), ==, 2);

  return dex_future_new_true ();
}

static void
test_start_at (World         *world,
               gconstpointer  data)
{
  jm_test_fiber (start_at_fiber, world);
}

static DexFuture *
bare_fiber (gpointer data)
{
  World *world = data;
  g_autoptr (JmPager) pager = make_pager (world, JM_RESOURCE_PROJECTS, JM_JIRA_DATA_CENTER, NULL);
  g_autoptr (GError) error = NULL;

  jm_test_server_push_json (world->server, "[{\"id\":\"1\"},{\"id\":\"2\"}]");
  g_assert_cmpuint (walk (pager, &error), ==, 1);
  g_assert_no_error (error);
  g_assert_cmpint (jm_pager_get_total (pager), ==, 2);
  g_assert_true (g_str_has_prefix (jm_test_server_get_line (world->server, 0),
                                   "GET /rest/api/2/project?expand="));

  return dex_future_new_true ();
}

static void
test_bare (World         *world,
           gconstpointer  data)
{
  jm_test_fiber (bare_fiber, world);
}

static DexFuture *
token_fiber (gpointer data)
{
  World *world = data;
  g_autoptr (JmPager) pager =
      make_pager (world, JM_RESOURCE_ISSUES, JM_JIRA_CLOUD, "project = \"A\"");
  g_autoptr (GError) error = NULL;

  jm_test_server_push_json (world->server,
                            "{\"issues\":[{\"id\":\"1\"}],\"nextPageToken\":\"t1\"}");
  /* Empty, and not the end */
  jm_test_server_push_json (world->server,
                            "{\"issues\":[],\"nextPageToken\":\"t2\",\"isLast\":false}");
  jm_test_server_push_json (world->server,
                            "{\"issues\":[{\"id\":\"2\"}],\"nextPageToken\":null,\"isLast\":true}");
  g_assert_cmpuint (walk (pager, &error), ==, 3);
  g_assert_no_error (error);
  g_assert_cmpint (jm_pager_get_total (pager), ==, -1);
  g_assert_cmpstr (jm_test_server_get_line (world->server, 0), ==, "POST /rest/api/3/search/jql");
  g_assert_true (g_str_has_suffix (
      jm_test_server_get_text (world->server, 0),
      "{\"fields\":[\"*navigable\"],\"jql\":\"project = \\\"A\\\"\",\"maxResults\":100}"));
  g_assert_true (
      g_str_has_suffix (jm_test_server_get_text (world->server, 2), ",\"nextPageToken\":\"t2\"}"));

  return dex_future_new_true ();
}

static void
test_token (World         *world,
            gconstpointer  data)
{
  jm_test_fiber (token_fiber, world);
}

static DexFuture *
own_issues_fiber (gpointer data)
{
  World *world = data;
  g_autoptr (JmPager) pager =
      make_pager (world, JM_RESOURCE_ISSUES, JM_JIRA_DATA_CENTER, "a = 1 & b");
  g_autoptr (GError) error = NULL;

  jm_test_server_push_json (world->server,
                            "{\"startAt\":0,\"total\":1,\"issues\":[{\"id\":\"1\"}]}");
  g_assert_cmpuint (walk (pager, &error), ==, 1);
  g_assert_no_error (error);
  g_assert_cmpstr (
      jm_test_server_get_line (world->server, 0), ==,
      "GET "
      "/rest/api/2/search?fields=*navigable&jql=a%20%3D%201%20%26%20b&startAt=0&maxResults=100");

  return dex_future_new_true ();
}

static void
test_own_issues (World         *world,
                 gconstpointer  data)
{
  jm_test_fiber (own_issues_fiber, world);
}

/* --- an item that cannot be read (F42), and pages that are too large (F36) */

#define NOT_UTF_8 "{\"issues\":[{\"id\":\"\xff\"}]}"

static void
assert_asked (World      *world,
              guint       i,
              const char *body)
{
  g_autofree char *whole = g_strdup_printf ("{\"fields\":[\"%s}", body);

  g_assert_cmpstr (strstr (jm_test_server_get_text (world->server, i), "{\"fields\""), ==, whole);
}

static DexFuture *
unreadable_fiber (gpointer data)
{
  World *world = data;
  g_autoptr (JmPager) pager = NULL;
  JmResource few = *jm_resource_get (JM_RESOURCE_ISSUES, JM_JIRA_CLOUD);
  g_autoptr (GError) error = NULL;

  /* Four, of which the third is no text: 4 ✗ · 2 · 1 ✗ (skipped, by its key) · the rest */
  few.page_size = 4;
  pager = jm_pager_new (world->cloud, &few, "a");
  jm_test_server_push_json (world->server, NOT_UTF_8);
  jm_test_server_push_json (
      world->server, "{\"issues\":[{\"id\":\"1\"},{\"id\":\"2\"}],\"nextPageToken\":\"t2\"}");
  jm_test_server_push_json (world->server, NOT_UTF_8);
  jm_test_server_push_json (world->server,
                            "{\"issues\":[{\"id\":\"3\"}],\"nextPageToken\":\"t3\"}");
  jm_test_server_push_json (world->server, "{\"issues\":[{\"id\":\"4\"}]}");

  for (guint i = 0; i < 3; i++)
    {
      g_autoptr (GBytes) page = dex_await_boxed (jm_pager_next (pager, NULL), &error);

      g_assert_no_error (error);
      g_assert_nonnull (page);
      g_assert_cmpint (jm_pager_is_skipped (pager), ==, i == 1);
    }
  g_assert_cmpuint (jm_pager_get_n_skipped (pager), ==, 1);
  assert_asked (world, 0, "*navigable\"],\"jql\":\"a\",\"maxResults\":4");
  assert_asked (world, 1, "*navigable\"],\"jql\":\"a\",\"maxResults\":2");
  assert_asked (world, 2, "*navigable\"],\"jql\":\"a\",\"maxResults\":1,\"nextPageToken\":\"t2\"");
  assert_asked (world, 3, "project\"],\"jql\":\"a\",\"maxResults\":1,\"nextPageToken\":\"t2\"");
  assert_asked (world, 4, "*navigable\"],\"jql\":\"a\",\"maxResults\":4,\"nextPageToken\":\"t3\"");

  return dex_future_new_true ();
}

static void
test_unreadable (World         *world,
                 gconstpointer  data)
{
  jm_test_fiber (unreadable_fiber, world);
}

/* 20 are stepped over; the 21st ends the walk, because then it is not about single issues. */
static DexFuture *
many_unreadable_fiber (gpointer data)
{
  World *world = data;
  JmResource single = *jm_resource_get (JM_RESOURCE_ISSUES, JM_JIRA_CLOUD);
  g_autoptr (JmPager) pager = NULL;
  g_autoptr (GBytes) none = NULL;
  g_autoptr (GError) error = NULL;

  single.page_size = 1;
  pager = jm_pager_new (world->cloud, &single, "a");
  for (guint i = 0; i < JM_LIMIT_ISSUES_SKIPPED; i++)
    {
      g_autofree char *page = g_strdup_printf (
          "{\"issues\":[{\"id\":\"%u\"}],\"nextPageToken\":\"t%u\"}", i + 1, i + 1);
      g_autoptr (GBytes) bytes = NULL;

      jm_test_server_push_json (world->server, NOT_UTF_8);
      jm_test_server_push_json (world->server, page);
      bytes = dex_await_boxed (jm_pager_next (pager, NULL), &error);
      g_assert_no_error (error);
    }
  jm_test_server_push_json (world->server, NOT_UTF_8);
  none = dex_await_boxed (jm_pager_next (pager, NULL), &error);
  g_assert_null (none);
  g_assert_error (error, JM_JIRA_ERROR, JM_JIRA_ERROR_UNREADABLE);
  g_assert_cmpuint (jm_pager_get_n_skipped (pager), ==, JM_LIMIT_ISSUES_SKIPPED);

  return dex_future_new_true ();
}

static void
test_many_unreadable (World         *world,
                      gconstpointer  data)
{
  jm_test_fiber (many_unreadable_fiber, world);
}

static DexFuture *
too_large_fiber (gpointer data)
{
  World *world = data;
  g_autoptr (JmPager) pager = make_pager (world, JM_RESOURCE_ISSUES, JM_JIRA_CLOUD, "a");
  g_autoptr (GError) error = NULL;

  jm_test_server_push (world->server, 413, NULL, "");
  jm_test_server_push (world->server, 413, NULL, "");
  jm_test_server_push_json (world->server,
                            "{\"issues\":[{\"id\":\"1\"}],\"nextPageToken\":\"t\"}");
  jm_test_server_push_json (world->server, "{\"issues\":[{\"id\":\"2\"}]}");
  g_assert_cmpuint (walk (pager, &error), ==, 2);
  g_assert_no_error (error);
  g_assert_cmpuint (jm_pager_get_n_skipped (pager), ==, 0);
  assert_asked (world, 2, "*navigable\"],\"jql\":\"a\",\"maxResults\":25");
  /* It stays so: what was too large once would be again. */
  assert_asked (world, 3, "*navigable\"],\"jql\":\"a\",\"maxResults\":25,\"nextPageToken\":\"t\"");

  return dex_future_new_true ();
}

static void
test_too_large (World         *world,
                gconstpointer  data)
{
  jm_test_fiber (too_large_fiber, world);
}

/* --- ends that are none, and walks without an end */

static const struct
{
  const char *what;
  JmResourceId id;
  JmJiraFlavor flavor;
  const char *pages[3];
  guint n_good;
} traps[] = {
  { "a token that comes back",
    JM_RESOURCE_ISSUES,
    JM_JIRA_CLOUD,
    { "{\"issues\":[{\"id\":\"1\"}],\"nextPageToken\":\"a\"}",
      "{\"issues\":[{\"id\":\"2\"}],\"nextPageToken\":\"b\"}",
      "{\"issues\":[{\"id\":\"3\"}],\"nextPageToken\":\"a\"}" },
    2 },
  { "a page that comes back",
    JM_RESOURCE_ISSUES,
    JM_JIRA_CLOUD,
    { "{\"issues\":[{\"id\":\"1\"}],\"nextPageToken\":\"a\"}",
      "{\"issues\":[{\"id\":\"1\"}],\"nextPageToken\":\"b\"}" },
    1 },
  { "startAt that is not heard",
    JM_RESOURCE_PROJECTS,
    JM_JIRA_CLOUD,
    { "{\"total\":9,\"values\":[{\"id\":\"1\"}]}", "{\"total\":9,\"values\":[{\"id\":1}]}" },
    1 },
  { "no items", JM_RESOURCE_ISSUES, JM_JIRA_CLOUD, { "{}" }, 0 },
  { "items null", JM_RESOURCE_ISSUES, JM_JIRA_CLOUD, { "{\"issues\":null}" }, 0 },
  { "items of another type",
    JM_RESOURCE_PROJECTS,
    JM_JIRA_CLOUD,
    { "{\"values\":{\"a\":1},\"total\":0}" },
    0 },
  { "an array where an object must be", JM_RESOURCE_ISSUES, JM_JIRA_CLOUD, { "[]" }, 0 },
  { "an object where an array must be",
    JM_RESOURCE_PROJECTS,
    JM_JIRA_DATA_CENTER,
    { "{\"values\":[]}" },
    0 },
  { "a token that is a number",
    JM_RESOURCE_ISSUES,
    JM_JIRA_CLOUD,
    { "{\"issues\":[],\"nextPageToken\":7}" },
    0 },
  { "more is announced without a token",
    JM_RESOURCE_ISSUES,
    JM_JIRA_CLOUD,
    { "{\"issues\":[],\"isLast\":false}" },
    0 },
};

static DexFuture *
trap_fiber (gpointer data)
{
  World *world = data;

  for (guint i = 0; i < G_N_ELEMENTS (traps); i++)
    {
      g_autoptr (JmPager) pager = make_pager (world, traps[i].id, traps[i].flavor, NULL);
      g_autoptr (GError) error = NULL;

      g_test_message ("%s", traps[i].what);
      for (guint k = 0; k < G_N_ELEMENTS (traps[i].pages) && traps[i].pages[k] != NULL; k++)
        jm_test_server_push_json (world->server, traps[i].pages[k]);
      g_assert_cmpuint (walk (pager, &error), ==, traps[i].n_good);
      g_assert_error (error, JM_JIRA_ERROR, JM_JIRA_ERROR_BROKEN);
    }

  return dex_future_new_true ();
}

static void
test_traps (World         *world,
            gconstpointer  data)
{
  jm_test_fiber (trap_fiber, world);
}

/* Items of any shape are the store's affair: the walk goes on. */
static DexFuture *
odd_items_fiber (gpointer data)
{
  World *world = data;
  g_autoptr (JmPager) pager = make_pager (world, JM_RESOURCE_ISSUES, JM_JIRA_CLOUD, NULL);
  g_autoptr (GError) error = NULL;

  jm_test_server_push_json (world->server, "{\"issues\":[null,1,\"x\",[],{}],\"nextPageToken\":"
                                           "\"a\",\"total\":\"5\",\"isLast\":\"no\"}");
  jm_test_server_push_json (world->server, "{\"issues\":[{\"id\":null}],\"nextPageToken\":\"b\"}");
  jm_test_server_push_json (world->server, "{\"issues\":[{\"id\":[]}]}");
  g_assert_cmpuint (walk (pager, &error), ==, 3);
  g_assert_no_error (error);

  return dex_future_new_true ();
}

static void
test_odd_items (World         *world,
                gconstpointer  data)
{
  jm_test_fiber (odd_items_fiber, world);
}

/* F40: a page that failed does not move the pager. */
static DexFuture *
failed_page_fiber (gpointer data)
{
  World *world = data;
  g_autoptr (JmPager) pager = make_pager (world, JM_RESOURCE_ISSUES, JM_JIRA_CLOUD, NULL);
  g_autoptr (GError) error = NULL;

  jm_test_server_push_json (world->server,
                            "{\"issues\":[{\"id\":\"1\"}],\"nextPageToken\":\"t1\"}");
  jm_test_server_push (world->server, 403, NULL, "");
  g_assert_cmpuint (walk (pager, &error), ==, 1);
  g_assert_error (error, JM_JIRA_ERROR, JM_JIRA_ERROR_FORBIDDEN);
  g_clear_error (&error);

  jm_test_server_push_json (world->server, "{\"issues\":[{\"id\":\"2\"}]}");
  g_assert_cmpuint (walk (pager, &error), ==, 1);
  g_assert_no_error (error);
  g_assert_true (
      g_str_has_suffix (jm_test_server_get_text (world->server, 2), ",\"nextPageToken\":\"t1\"}"));

  return dex_future_new_true ();
}

static void
test_failed_page (World         *world,
                  gconstpointer  data)
{
  jm_test_fiber (failed_page_fiber, world);
}

/* All the pages there may be, and one more */
static DexFuture *
too_many_fiber (gpointer data)
{
  World *world = data;
  g_autoptr (JmPager) pager = make_pager (world, JM_RESOURCE_ISSUES, JM_JIRA_CLOUD, NULL);
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i <= JM_LIMIT_PAGES; i++)
    {
      g_autofree char *page = g_strdup_printf ("{\"issues\":[],\"nextPageToken\":\"%u\"}", i);

      jm_test_server_push_json (world->server, page);
    }
  g_assert_cmpuint (walk (pager, &error), ==, JM_LIMIT_PAGES);
  g_assert_error (error, JM_JIRA_ERROR, JM_JIRA_ERROR_BROKEN);

  return dex_future_new_true ();
}

static void
test_too_many (World         *world,
               gconstpointer  data)
{
  if (!g_test_slow ())
    {
      g_test_skip ("20 000 pages are fetched only with -m slow");
      return;
    }
  jm_test_fiber (too_many_fiber, world);
}

#define ADD(name, function) g_test_add (name, World, NULL, set_up, function, tear_down)

int
main (int    argc,
      char **argv)
{
  jm_test_init (&argc, &argv);

  g_test_add_func ("/jira/pager/every-resource-has-a-row-for-each-jira", test_rows);
  ADD ("/jira/pager/pages-by-number-step-by-what-came", test_start_at);
  ADD ("/jira/pager/a-bare-array-is-one-page", test_bare);
  ADD ("/jira/pager/pages-by-token-end-without-one", test_token);
  ADD ("/jira/pager/jql-is-escaped-in-an-address", test_own_issues);
  ADD ("/jira/pager/no-false-end-and-no-endless-walk", test_traps);
  ADD ("/jira/pager/odd-items-do-not-stop-the-walk", test_odd_items);
  ADD ("/jira/pager/a-page-that-failed-is-asked-for-again", test_failed_page);
  ADD ("/jira/pager/what-cannot-be-read-is-stepped-over", test_unreadable);
  ADD ("/jira/pager/more-than-20-are-too-many", test_many_unreadable);
  ADD ("/jira/pager/what-is-too-large-is-halved", test_too_large);
  ADD ("/jira/pager/after-20000-pages-it-is-enough", test_too_many);

  return g_test_run ();
}
