/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "base/jm-json.h"
#include "base/jm-limits.h"
#include "fixtures/jm-test-authorizer.h"
#include "fixtures/jm-test-server.h"
#include "fixtures/jm-test.h"
#include "jira/jm-page.h"
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

static void
tear_down (World         *world,
           gconstpointer  data)
{
  jm_test_wait_for_sleepers (world->clock);
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
                       jm_resource_get (id, flavor), NULL, jql, NULL, NULL);
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

/* --- the table */

static void
check_row (const JmResource *row)
{
  g_assert_cmpstr (row->name, ==, jm_resource_get_name (row->id));
  g_assert_true (*row->path != '/' || g_str_has_prefix (row->path, "/rest/agile/1.0/"));
  g_assert_true ((row->owner != JM_N_RESOURCES) == (strstr (row->path, "{}") != NULL));
  g_assert_true (row->owner == JM_N_RESOURCES || row->owner < row->id);
  g_assert_true (g_str_equal (row->items, "$") || g_str_has_prefix (row->items, "$."));
  g_assert_true ((row->paging == JM_PAGING_NONE) == (row->page_size == 0));
  g_assert_true ((row->scope != NULL) == (row->flavor == JM_JIRA_CLOUD));
  if (row->post && row->query != NULL)
    {
      g_autoptr (GBytes) bytes = g_bytes_new_static (row->query, strlen (row->query));

      g_assert_true (jm_json_check (bytes, '{', NULL));
    }
}

static void
test_rows (void)
{
  for (guint id = 0; id < JM_N_RESOURCES; id++)
    {
      const JmResource *own = jm_resource_get (id, JM_JIRA_DATA_CENTER);

      g_test_message ("%s", jm_resource_get_name (id));
      g_assert_cmpuint (jm_resource_find (jm_resource_get_name (id)), ==, id);
      g_assert_cmpstr (jm_resource_get_title (id), !=, "");
      g_assert_cmpint (jm_resource_get (id, JM_JIRA_CLOUD)->flavor, ==, JM_JIRA_CLOUD);
      check_row (jm_resource_get (id, JM_JIRA_CLOUD));
      g_assert_true ((own == NULL) == (id == JM_RESOURCE_LABELS));
      if (own != NULL)
        check_row (own);
    }
  g_assert_cmpuint (jm_resource_find ("tickets"), ==, JM_N_RESOURCES);
  g_assert_cmpuint (jm_resource_find (NULL), ==, JM_N_RESOURCES);
}

static const struct
{
  JmResourceId id;
  JmJiraError code;
  JmResourceVerdict verdict;
  const char *need;
} verdicts[] = {
  { JM_RESOURCE_USERS, JM_JIRA_ERROR_SCOPE, JM_RESOURCE_DENIED, "needs the scope read:jira-user" },
  { JM_RESOURCE_USERS, JM_JIRA_ERROR_FORBIDDEN, JM_RESOURCE_DENIED,
    "needs the right “Browse users and groups”" },
  { JM_RESOURCE_COMMENTS, JM_JIRA_ERROR_FORBIDDEN, JM_RESOURCE_DENIED,
    "needs a right in Jira that this sign-in does not have" },
  { JM_RESOURCE_SPRINTS, JM_JIRA_ERROR_INVALID, JM_RESOURCE_ABSENT, NULL },
  { JM_RESOURCE_BOARDS, JM_JIRA_ERROR_INVALID, JM_RESOURCE_FAILED, NULL },
  { JM_RESOURCE_LINK_TYPES, JM_JIRA_ERROR_NOT_FOUND, JM_RESOURCE_ABSENT, NULL },
  { JM_RESOURCE_ISSUES, JM_JIRA_ERROR_NOT_FOUND, JM_RESOURCE_FAILED, NULL },
  { JM_RESOURCE_STATUSES, JM_JIRA_ERROR_OFFLINE, JM_RESOURCE_FAILED, NULL },
  { JM_RESOURCE_STATUSES, JM_JIRA_ERROR_UNAUTHORIZED, JM_RESOURCE_FAILED, NULL },
};

static void
test_verdicts (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (verdicts); i++)
    {
      const JmResource *row = jm_resource_get (verdicts[i].id, JM_JIRA_CLOUD);
      g_autoptr (GError) error = g_error_new (JM_JIRA_ERROR, (int) verdicts[i].code, "x");
      g_autofree char *need = jm_resource_dup_need (row, error);

      g_assert_cmpint (jm_resource_judge (row, error), ==, verdicts[i].verdict);
      if (verdicts[i].need != NULL)
        g_assert_cmpstr (need, ==, verdicts[i].need);
    }
}

/* --- the pages */

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

/* --- what belongs to something, what is a list of words, what ends with an empty page */

static DexFuture *
owner_fiber (gpointer data)
{
  World *world = data;
  g_autoptr (JmPager) pager = NULL;
  g_autoptr (GError) error = NULL;

  pager = jm_pager_new (world->own, jm_resource_get (JM_RESOURCE_CHANGES, JM_JIRA_DATA_CENTER),
                        "10 0/42", NULL, NULL, NULL);
  jm_test_server_push_json (world->server, "{\"changelog\":{\"histories\":[{\"id\":\"1\"}]}}");
  g_assert_cmpuint (walk (pager, &error), ==, 1);
  g_assert_no_error (error);
  g_assert_cmpint (jm_pager_get_total (pager), ==, 1);
  g_assert_cmpstr (jm_test_server_get_line (world->server, 0), ==,
                   "GET /rest/api/2/issue/10%200%2F42?expand=changelog&fields=none");
  g_clear_object (&pager);

  pager = jm_pager_new (world->cloud, jm_resource_get (JM_RESOURCE_SPRINTS, JM_JIRA_CLOUD), "7",
                        NULL, NULL, NULL);
  jm_test_server_push_json (world->server, "{\"values\":[{\"id\":1}],\"isLast\":true}");
  g_assert_cmpuint (walk (pager, &error), ==, 1);
  g_assert_no_error (error);
  g_assert_cmpstr (jm_test_server_get_line (world->server, 1), ==,
                   "GET /rest/agile/1.0/board/7/sprint?startAt=0&maxResults=50");

  return dex_future_new_true ();
}

static void
test_owner (World         *world,
            gconstpointer  data)
{
  jm_test_fiber (owner_fiber, world);
}

static DexFuture *
labels_fiber (gpointer data)
{
  World *world = data;
  g_autoptr (JmPager) pager = make_pager (world, JM_RESOURCE_LABELS, JM_JIRA_CLOUD, NULL);
  g_autoptr (JmPager) again = make_pager (world, JM_RESOURCE_LABELS, JM_JIRA_CLOUD, NULL);
  g_autoptr (GError) error = NULL;

  jm_test_server_push_json (world->server, "{\"total\":3,\"values\":[\"a\",\"b\"]}");
  jm_test_server_push_json (world->server, "{\"total\":3,\"values\":[\"c\"],\"isLast\":true}");
  g_assert_cmpuint (walk (pager, &error), ==, 2);
  g_assert_no_error (error);

  jm_test_server_push_json (world->server, "{\"total\":3,\"values\":[\"a\"]}");
  jm_test_server_push_json (world->server, "{\"total\":3,\"values\":[\"a\"]}");
  g_assert_cmpuint (walk (again, &error), ==, 1);
  g_assert_error (error, JM_JIRA_ERROR, JM_JIRA_ERROR_BROKEN);

  return dex_future_new_true ();
}

static void
test_labels (World         *world,
             gconstpointer  data)
{
  jm_test_fiber (labels_fiber, world);
}

static DexFuture *
users_fiber (gpointer data)
{
  World *world = data;
  g_autoptr (JmPager) pager = make_pager (world, JM_RESOURCE_USERS, JM_JIRA_CLOUD, NULL);
  g_autoptr (GError) error = NULL;

  /* A page that is short is not the end: who may not be seen is left out of it. */
  jm_test_server_push_json (world->server, "[{\"accountId\":\"a\"},{\"accountId\":\"b\"}]");
  jm_test_server_push_json (world->server, "[{\"accountId\":\"c\"}]");
  jm_test_server_push_json (world->server, "[]");
  g_assert_cmpuint (walk (pager, &error), ==, 3);
  g_assert_no_error (error);
  g_assert_cmpint (jm_pager_get_total (pager), ==, -1);
  g_assert_cmpstr (jm_test_server_get_line (world->server, 2), ==,
                   "GET /rest/api/3/users/search?startAt=3&maxResults=1000");

  return dex_future_new_true ();
}

static void
test_users (World         *world,
            gconstpointer  data)
{
  jm_test_fiber (users_fiber, world);
}

static DexFuture *
fields_fiber (gpointer data)
{
  World *world = data;
  g_autoptr (JmPager) cloud =
      jm_pager_new (world->cloud, jm_resource_get (JM_RESOURCE_ISSUES, JM_JIRA_CLOUD), NULL, "a",
                    "[\"id\"]", NULL);
  g_autoptr (JmPager) own =
      jm_pager_new (world->own, jm_resource_get (JM_RESOURCE_ISSUES, JM_JIRA_DATA_CENTER), NULL,
                    "a", "[\"*all\",\"-comment\"]", NULL);
  g_autoptr (GError) error = NULL;

  jm_test_server_push_json (world->server, "{\"issues\":[]}");
  g_assert_cmpuint (walk (cloud, &error), ==, 1);
  g_assert_no_error (error);
  g_assert_true (g_str_has_suffix (jm_test_server_get_text (world->server, 0),
                                   "{\"fields\":[\"id\"],\"jql\":\"a\",\"maxResults\":5000}"));

  jm_test_server_push_json (world->server, "{\"issues\":[],\"total\":0}");
  g_assert_cmpuint (walk (own, &error), ==, 1);
  g_assert_no_error (error);
  g_assert_cmpstr (jm_test_server_get_line (world->server, 1), ==,
                   "GET /rest/api/2/search?fields=*all,-comment&jql=a&startAt=0&maxResults=100");

  return dex_future_new_true ();
}

static void
test_fields (World         *world,
             gconstpointer  data)
{
  jm_test_fiber (fields_fiber, world);
}

static void
assert_asked (World      *world,
              guint       i,
              const char *body)
{
  g_autofree char *whole = g_strdup_printf ("{\"fields\":[\"%s}", body);

  g_assert_cmpstr (strstr (jm_test_server_get_text (world->server, i), "{\"fields\""), ==, whole);
}

/* --- going on where another walk was cut off */

static DexFuture *
position_fiber (gpointer data)
{
  World *world = data;
  const JmResource *issues = jm_resource_get (JM_RESOURCE_ISSUES, JM_JIRA_CLOUD);
  g_autoptr (JmPager) first = make_pager (world, JM_RESOURCE_ISSUES, JM_JIRA_CLOUD, "a");
  g_autoptr (JmPager) second = NULL;
  g_autofree char *position = NULL, *end = NULL;
  g_autoptr (GBytes) page = NULL;
  g_autoptr (GError) error = NULL;

  jm_test_server_push_json (world->server,
                            "{\"issues\":[{\"id\":\"1\"}],\"nextPageToken\":\"a b\\n=\"}");
  page = dex_await_boxed (jm_pager_next (first, NULL), &error);
  g_assert_no_error (error);
  position = jm_pager_dup_position (first);
  g_assert_null (strchr (position, '\n'));

  second = jm_pager_new (world->cloud, issues, NULL, "a", NULL, position);
  jm_test_server_push_json (world->server, "{\"issues\":[{\"id\":\"2\"}]}");
  g_assert_cmpuint (walk (second, &error), ==, 1);
  g_assert_no_error (error);
  assert_asked (world, 1,
                "*navigable\"],\"jql\":\"a\",\"maxResults\":100,\"nextPageToken\":\"a b\\n=\"");
  g_assert_null (end = jm_pager_dup_position (second));

  return dex_future_new_true ();
}

static void
test_position (World         *world,
               gconstpointer  data)
{
  jm_test_fiber (position_fiber, world);
}

static DexFuture *
numbered_position_fiber (gpointer data)
{
  World *world = data;
  const JmResource *row = jm_resource_get (JM_RESOURCE_PROJECTS, JM_JIRA_CLOUD);
  g_autoptr (JmPager) first = make_pager (world, JM_RESOURCE_PROJECTS, JM_JIRA_CLOUD, NULL);
  g_autoptr (JmPager) second = NULL;
  g_autofree char *position = NULL;
  g_autoptr (GBytes) page = NULL;
  g_autoptr (GError) error = NULL;

  jm_test_server_push_json (world->server,
                            "{\"total\":3,\"values\":[{\"id\":\"1\"},{\"id\":\"2\"}]}");
  page = dex_await_boxed (jm_pager_next (first, NULL), &error);
  g_assert_no_error (error);
  position = jm_pager_dup_position (first);

  second = jm_pager_new (world->cloud, row, NULL, NULL, NULL, position);
  g_assert_cmpint (jm_pager_get_total (second), ==, 3);
  jm_test_server_push_json (world->server, "{\"total\":3,\"values\":[{\"id\":\"3\"}]}");
  g_assert_cmpuint (walk (second, &error), ==, 1);
  g_assert_no_error (error);
  g_assert_true (
      g_str_has_suffix (jm_test_server_get_line (world->server, 1), "&startAt=2&maxResults=100"));

  return dex_future_new_true ();
}

static void
test_numbered_position (World         *world,
                        gconstpointer  data)
{
  jm_test_fiber (numbered_position_fiber, world);
}

/* F47, and lines that somebody else wrote */
static DexFuture *
stale_fiber (gpointer data)
{
  static const char *const damaged[] = {
    "",
    "1",
    "2 1 100 -1 0 100 0 t",
    "1 1 100 -1 0 100 0 ",
    "1 1 100 -1 0 0 0 t",
    "1 1 -5 -1 0 100 0 t",
    "1 1 100 -1 0 100 0 %00",
    "1 x 100 -1 0 100 0 t",
    "nextPageToken",
  };
  World *world = data;
  const JmResource *issues = jm_resource_get (JM_RESOURCE_ISSUES, JM_JIRA_CLOUD);
  g_autoptr (JmPager) late =
      jm_pager_new (world->cloud, issues, NULL, "a", NULL, "1 4 400 -1 0 100 0 old");
  g_autoptr (JmPager) wrong = make_pager (world, JM_RESOURCE_ISSUES, JM_JIRA_CLOUD, "b");
  g_autoptr (GError) error = NULL;

  jm_test_server_push (world->server, 400, "Content-Type: application/json\r\n",
                       "{\"errorMessages\":[\"The page token is invalid.\"]}");
  g_assert_cmpuint (walk (late, &error), ==, 0);
  g_assert_error (error, JM_JIRA_ERROR, JM_JIRA_ERROR_STALE);
  g_clear_error (&error);

  /* Without a token it is the query. */
  jm_test_server_push (world->server, 400, NULL, "");
  g_assert_cmpuint (walk (wrong, &error), ==, 0);
  g_assert_error (error, JM_JIRA_ERROR, JM_JIRA_ERROR_INVALID);
  g_clear_error (&error);

  for (guint i = 0; i < G_N_ELEMENTS (damaged); i++)
    {
      g_autoptr (JmPager) pager =
          jm_pager_new (world->cloud, issues, NULL, "a", NULL, damaged[i]);

      g_test_message ("%s", damaged[i]);
      g_assert_cmpuint (walk (pager, &error), ==, 0);
      g_assert_error (error, JM_JIRA_ERROR, JM_JIRA_ERROR_STALE);
      g_clear_error (&error);
    }
  g_assert_cmpuint (jm_test_server_get_n_requests (world->server), ==, 2);

  return dex_future_new_true ();
}

static void
test_stale (World         *world,
            gconstpointer  data)
{
  jm_test_fiber (stale_fiber, world);
}

/* --- an item that cannot be read (F42), and pages that are too large (F36) */

#define NOT_UTF_8 "{\"issues\":[{\"id\":\"\xff\"}]}"

static DexFuture *
unreadable_fiber (gpointer data)
{
  World *world = data;
  g_autoptr (JmPager) pager = NULL;
  JmResource few = *jm_resource_get (JM_RESOURCE_ISSUES, JM_JIRA_CLOUD);
  g_autoptr (GError) error = NULL;

  /* Four, of which the third is no text: 4 ✗ · 2 · 1 ✗ (skipped, by its key) · the rest */
  few.page_size = 4;
  pager = jm_pager_new (world->cloud, &few, NULL, "a", NULL, NULL);
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
  pager = jm_pager_new (world->cloud, &single, NULL, "a", NULL, NULL);
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

/* However a page is cut and bent, nothing is read behind its end (which is what a sanitizer sees). */
static void
test_damaged_pages (void)
{
  static const char text[] =
      "{\"a\":[{\"b\":\"\\u00e9\\\"\"}],\"changelog\":{\"histories\":[{\"id\":7},[],\"x\"]},"
      "\"nextPageToken\":\"t\\\\\",\"total\":3,\"isLast\":false}";
  static const char bytes_of_note[] = "{}[]\",:\\ 1n";
  const JmResource *row = jm_resource_get (JM_RESOURCE_CHANGES, JM_JIRA_DATA_CENTER);
  g_autoptr (JmJsonPicker) picker = jm_page_make_picker (row);

  for (gsize size = 0; size < sizeof text; size++)
    {
      for (guint i = 0; i < sizeof bytes_of_note; i++)
        {
          g_autofree char *bent = g_memdup2 (text, size);
          g_autoptr (GBytes) page = NULL;
          g_auto (JmPage) facts = { 0 };
          const char *fault;

          if (size > 0 && i > 0)
            bent[size - 1] = bytes_of_note[i - 1];
          page = g_bytes_new_take (g_steal_pointer (&bent), size);
          fault = jm_page_read (&facts, row, picker, page);
          if (size == sizeof text - 1 && i == 0)
            {
              g_assert_cmpstr (fault, ==, NULL);
              g_assert_cmpuint (facts.n_items, ==, 3);
              g_assert_cmpstr (facts.first_id, ==, "7");
              g_assert_cmpstr (facts.token, ==, "t\\");
              g_assert_cmpint (facts.total, ==, 3);
              g_assert_true (facts.has_last && !facts.is_last);
            }
        }
    }
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

  g_test_add_func ("/jira/pager/every-resource-has-its-row-and-names", test_rows);
  g_test_add_func ("/jira/pager/what-is-denied-is-no-fault", test_verdicts);
  ADD ("/jira/pager/pages-by-number-step-by-what-came", test_start_at);
  ADD ("/jira/pager/a-bare-array-is-one-page", test_bare);
  ADD ("/jira/pager/pages-by-token-end-without-one", test_token);
  ADD ("/jira/pager/an-owner-stands-in-the-path", test_owner);
  ADD ("/jira/pager/items-may-be-words", test_labels);
  ADD ("/jira/pager/bare-pages-end-with-an-empty-one", test_users);
  ADD ("/jira/pager/fields-can-be-chosen", test_fields);
  ADD ("/jira/pager/a-walk-goes-on-by-token", test_position);
  ADD ("/jira/pager/a-walk-goes-on-by-number", test_numbered_position);
  ADD ("/jira/pager/a-place-that-is-gone-is-stale", test_stale);
  ADD ("/jira/pager/jql-is-escaped-in-an-address", test_own_issues);
  ADD ("/jira/pager/no-false-end-and-no-endless-walk", test_traps);
  g_test_add_func ("/jira/pager/a-damaged-page-does-no-harm", test_damaged_pages);
  ADD ("/jira/pager/odd-items-do-not-stop-the-walk", test_odd_items);
  ADD ("/jira/pager/a-page-that-failed-is-asked-for-again", test_failed_page);
  ADD ("/jira/pager/what-cannot-be-read-is-stepped-over", test_unreadable);
  ADD ("/jira/pager/more-than-20-are-too-many", test_many_unreadable);
  ADD ("/jira/pager/what-is-too-large-is-halved", test_too_large);
  ADD ("/jira/pager/after-20000-pages-it-is-enough", test_too_many);

  return g_test_run ();
}
