/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "fixtures/jm-test-server.h"
#include "fixtures/jm-test.h"
#include "sync/jm-fetch.h"

#define NOON_MS G_GINT64_CONSTANT (1795176000000)

/* --- somebody who is always let in */

#define TEST_TYPE_GUEST (test_guest_get_type ())
G_DECLARE_FINAL_TYPE (TestGuest, test_guest, TEST, GUEST, GObject)

struct _TestGuest
{
  GObject parent_instance;
};

static DexFuture *
guest_authorize (JmAuthorizer *authorizer,
                 GCancellable *cancellable)
{
  return dex_future_new_take_boxed (JM_TYPE_AUTHORIZATION,
                                    jm_authorization_new ("Bearer guest", 1));
}

static DexFuture *
guest_refused (JmAuthorizer *authorizer,
               guint64       generation,
               const GError *reason,
               GCancellable *cancellable)
{
  return dex_future_new_false ();
}

static void
guest_iface_init (JmAuthorizerInterface *iface)
{
  iface->authorize = guest_authorize;
  iface->refused = guest_refused;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (TestGuest,
                               test_guest,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (JM_TYPE_AUTHORIZER, guest_iface_init))

static void
test_guest_class_init (TestGuestClass *klass)
{
}

static void
test_guest_init (TestGuest *self)
{
}

/* --- a store, and a Jira that says what it is told to say */

typedef struct
{
  JmTestServer *server;
  JmClock *clock;
  JmStore *store;
  JmJiraClient *client;
  GCancellable *cancellable;
  guint fetched; /* as the progress told it last */
  guint skipped;
  gint64 total;
} Fixture;

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  g_autofree char *folder = jm_test_temp_dir ();
  g_autofree char *path = g_build_filename (folder, "account.db", NULL);
  g_autoptr (TestGuest) guest = g_object_new (TEST_TYPE_GUEST, NULL);
  g_autoptr (JmHttp) http = NULL;

  fixture->server = jm_test_server_new ();
  fixture->clock = jm_clock_new_manual (NOON_MS);
  fixture->store = jm_store_new (path, NULL, fixture->clock);
  fixture->cancellable = g_cancellable_new ();
  http = jm_http_new (fixture->clock);
  fixture->client = jm_jira_client_new (http, fixture->clock, JM_AUTHORIZER (guest), JM_JIRA_CLOUD,
                                        jm_test_server_get_url (fixture->server));
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  g_object_unref (fixture->client);
  jm_test_finalize (fixture->store);
  g_object_unref (fixture->clock);
  g_object_unref (fixture->cancellable);
  jm_test_server_free (fixture->server);
}

static void
await_fine (DexFuture *future)
{
  g_autoptr (GError) error = NULL;

  dex_await (future, &error);
  g_assert_no_error (error);
}

static gint64
await_count (DexFuture *future)
{
  g_autoptr (GError) error = NULL;
  gint64 count = dex_await_int64 (future, &error);

  g_assert_no_error (error);
  return count;
}

static void
progress_cb (guint    fetched,
             guint    skipped,
             gint64   total,
             gpointer data)
{
  Fixture *fixture = data;

  fixture->fetched = fetched;
  fixture->skipped = skipped;
  fixture->total = total;
}

static DexFuture *
fetch_issues (Fixture    *fixture,
              const char *project_key)
{
  return jm_fetch_run (fixture->client, fixture->store, JM_RESOURCE_ISSUES, project_key, "me",
                       progress_cb, fixture, fixture->cancellable);
}

static DexFuture *
fetch_projects (Fixture *fixture)
{
  return jm_fetch_run (fixture->client, fixture->store, JM_RESOURCE_PROJECTS, NULL, "me",
                       progress_cb, fixture, NULL);
}

static gint64
count_issues (Fixture *fixture)
{
  return await_count (jm_store_count (fixture->store, JM_RESOURCE_ISSUES, NULL));
}

static void
fetch_two_pages (Fixture *fixture)
{
  jm_test_server_push_json (
      fixture->server,
      "{\"issues\":[{\"id\":\"1\",\"key\":\"WEB-1\"},{\"id\":\"2\",\"key\":\"WEB-2\"}],"
      "\"nextPageToken\":\"more\"}");
  jm_test_server_push_json (fixture->server,
                            "{\"issues\":[{\"id\":\"3\",\"key\":\"WEB-3\"}],\"isLast\":true}");
  g_assert_cmpint (await_count (fetch_issues (fixture, "WEB")), ==, 3);
}

static DexFuture *
pages_fiber (gpointer data)
{
  Fixture *fixture = data;

  await_fine (jm_store_open (fixture->store));
  fetch_two_pages (fixture);
  g_assert_cmpuint (fixture->fetched, ==, 3);
  g_assert_cmpint (fixture->total, ==, -1);
  g_assert_cmpint (count_issues (fixture), ==, 3);
  g_assert_cmpint (
      await_count (jm_store_get_fetched_at (fixture->store, JM_RESOURCE_ISSUES, "WEB")), ==,
      NOON_MS);
  g_assert_nonnull (strstr (jm_test_server_get_text (fixture->server, 0),
                            "project = \\\"WEB\\\" ORDER BY key ASC"));
  return jm_store_close (fixture->store);
}

static DexFuture *
quote_fiber (gpointer data)
{
  Fixture *fixture = data;

  await_fine (jm_store_open (fixture->store));
  jm_test_server_push_json (fixture->server, "{\"issues\":[{\"id\":\"1\",\"key\":\"A-1\"}]}");
  await_fine (fetch_issues (fixture, "A\" OR project != \"A\\"));
  /* Escaped for JQL, and then for JSON. */
  g_assert_nonnull (
      strstr (jm_test_server_get_text (fixture->server, 0),
              "project = \\\"A\\\\\\\" OR project != \\\\\\\"A\\\\\\\\\\\" ORDER BY key ASC"));
  return jm_store_close (fixture->store);
}

/* An answer to "myself" after an empty list, and whether it is believed then */
static DexFuture *
empty_fiber (gpointer data)
{
  static const struct
  {
    guint status;
    const char *headers;
    const char *body;
    int code; /* of JM_JIRA_ERROR, -1 when it is believed */
  } rows[] = {
    { 200, "Content-Type: application/json\r\n", "{\"accountId\":\"somebody else\"}",
      JM_JIRA_ERROR_ANONYMOUS },
    { 200, "Content-Type: application/json\r\n", "{}", JM_JIRA_ERROR_ANONYMOUS },
    { 200, "Content-Type: application/json\r\n", "{\"accountId\":null}", JM_JIRA_ERROR_ANONYMOUS },
    { 401, "Content-Type: application/json\r\n", "{}", JM_JIRA_ERROR_UNAUTHORIZED },
    { 403, "Content-Type: application/json\r\n", "{}", JM_JIRA_ERROR_FORBIDDEN },
    { 200, "Content-Type: application/json\r\n", "{\"accountId\":\"me\"}", -1 },
  };
  Fixture *fixture = data;

  await_fine (jm_store_open (fixture->store));
  fetch_two_pages (fixture);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GError) error = NULL;

      jm_test_server_push_json (fixture->server, "{\"issues\":[],\"isLast\":true}");
      jm_test_server_push (fixture->server, rows[i].status, rows[i].headers, rows[i].body);
      dex_await_int64 (fetch_issues (fixture, "WEB"), &error);
      g_test_message ("%u %s", rows[i].status, rows[i].body);
      if (rows[i].code >= 0)
        g_assert_error (error, JM_JIRA_ERROR, rows[i].code);
      else
        g_assert_no_error (error);
      g_assert_cmpint (count_issues (fixture), ==, rows[i].code >= 0 ? 3 : 0);
    }

  return jm_store_close (fixture->store);
}

static DexFuture *
broken_fiber (gpointer data)
{
  Fixture *fixture = data;
  g_autoptr (GError) error = NULL;

  await_fine (jm_store_open (fixture->store));
  fetch_two_pages (fixture);

  /* The first page is good and stays; the second is no list. */
  jm_test_server_push_json (
      fixture->server,
      "{\"issues\":[{\"id\":\"1\",\"key\":\"WEB-1\"},{\"id\":\"9\",\"key\":\"WEB-9\"}],"
      "\"nextPageToken\":\"more\"}");
  jm_test_server_push_json (fixture->server, "{\"errors\":{}}");
  dex_await_int64 (fetch_issues (fixture, "WEB"), &error);
  g_assert_error (error, JM_JIRA_ERROR, JM_JIRA_ERROR_BROKEN);
  g_assert_cmpint (count_issues (fixture), ==, 4);
  return jm_store_close (fixture->store);
}

static DexFuture *
announced_fiber (gpointer data)
{
  Fixture *fixture = data;
  g_autoptr (GError) error = NULL;

  await_fine (jm_store_open (fixture->store));
  jm_test_server_push_json (
      fixture->server, "{\"values\":[{\"id\":\"1\",\"key\":\"A\"},{\"id\":\"2\",\"key\":\"B\"}],"
                       "\"total\":2,\"isLast\":true}");
  g_assert_cmpint (await_count (fetch_projects (fixture)), ==, 2);

  jm_test_server_push_json (
      fixture->server, "{\"values\":[{\"id\":\"1\",\"key\":\"A\"}],\"total\":2,\"isLast\":true}");
  dex_await_int64 (fetch_projects (fixture), &error);
  g_assert_error (error, JM_JIRA_ERROR, JM_JIRA_ERROR_BROKEN);
  g_assert_cmpint (await_count (jm_store_count (fixture->store, JM_RESOURCE_PROJECTS, NULL)), ==,
                   2);
  g_assert_cmpint (fixture->total, ==, 2);

  jm_test_server_push_json (
      fixture->server, "{\"values\":[{\"id\":\"1\",\"key\":\"A\"}],\"total\":1,\"isLast\":true}");
  g_assert_cmpint (await_count (fetch_projects (fixture)), ==, 1);
  g_assert_cmpint (await_count (jm_store_count (fixture->store, JM_RESOURCE_PROJECTS, NULL)), ==,
                   1);
  return jm_store_close (fixture->store);
}

static void
push_issues (Fixture *fixture,
             guint    n_issues)
{
  g_autoptr (GString) page = g_string_new ("{\"isLast\":true,\"issues\":[");

  for (guint i = 1; i <= n_issues; i++)
    g_string_append_printf (page, "%s{\"id\":\"%u\",\"key\":\"WEB-%u\"}", i > 1 ? "," : "", i, i);
  g_string_append (page, "]}");
  jm_test_server_push_json (fixture->server, page->str);
}

/* F49: a search that ends early, as if that were all */
static DexFuture *
short_fiber (gpointer data)
{
  static const struct
  {
    guint n_sent;
    guint status; /* of the count, 0 when it is not asked for */
    const char *count;
    gboolean believed;
  } rows[] = {
    { 20, 0, NULL, TRUE },
    { 4, 200, "{\"count\":20}", FALSE },
    { 1, 200, "{\"count\":11}", FALSE },
    { 18, 0, NULL, TRUE }, /* two were deleted */
    { 9, 200, "{\"count\":10}", TRUE }, /* the count is a little behind */
    { 2, 403, "{}", TRUE }, /* nobody tells */
  };
  Fixture *fixture = data;
  gint64 kept = 0;

  await_fine (jm_store_open (fixture->store));
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GError) error = NULL;
      guint n_requests = jm_test_server_get_n_requests (fixture->server);

      g_test_message ("%u of %" G_GINT64_FORMAT, rows[i].n_sent, kept);
      push_issues (fixture, rows[i].n_sent);
      if (rows[i].status != 0)
        jm_test_server_push (fixture->server, rows[i].status, "Content-Type: application/json\r\n",
                             rows[i].count);
      dex_await_int64 (fetch_issues (fixture, "WEB"), &error);
      if (rows[i].believed)
        g_assert_no_error (error);
      else
        g_assert_error (error, JM_JIRA_ERROR, JM_JIRA_ERROR_BROKEN);
      kept = rows[i].believed ? rows[i].n_sent : kept;
      g_assert_cmpint (count_issues (fixture), ==, kept);
      g_assert_cmpuint (jm_test_server_get_n_requests (fixture->server) - n_requests, ==,
                        rows[i].status != 0 ? 2 : 1);
    }

  return jm_store_close (fixture->store);
}

static DexFuture *
closed_fiber (gpointer data)
{
  Fixture *fixture = data;
  g_autoptr (GError) error = NULL;

  await_fine (jm_store_open (fixture->store));
  await_fine (jm_store_close (fixture->store));
  jm_test_server_push_json (fixture->server, "{\"issues\":[{\"id\":\"1\",\"key\":\"A-1\"}]}");
  dex_await_int64 (fetch_issues (fixture, "A"), &error);
  g_assert_error (error, JM_STORE_ERROR, JM_STORE_ERROR_CLOSED);
  return dex_future_new_true ();
}

static DexFuture *
cancel_fiber (gpointer data)
{
  Fixture *fixture = data;
  g_autoptr (GError) error = NULL;

  await_fine (jm_store_open (fixture->store));
  fetch_two_pages (fixture);
  g_cancellable_cancel (fixture->cancellable);
  dex_await_int64 (fetch_issues (fixture, "WEB"), &error);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpint (count_issues (fixture), ==, 3);
  return jm_store_close (fixture->store);
}

static void
run_fiber (Fixture       *fixture,
           gconstpointer  data)
{
  jm_test_fiber ((DexFiberFunc) data, fixture);
}

#define ADD(name, fiber) \
  g_test_add ("/sync/fetch/" name, Fixture, fiber, set_up, run_fiber, tear_down)

int
main (int   argc,
      char *argv[])
{
  jm_test_init (&argc, &argv);

  ADD ("brings-page-after-page", pages_fiber);
  ADD ("quotes-the-project-key", quote_fiber);
  ADD ("believes-nothing-only-from-who-knows-us", empty_fiber);
  ADD ("a-broken-page-takes-nothing-away", broken_fiber);
  ADD ("fewer-than-announced-takes-nothing-away", announced_fiber);
  ADD ("a-short-search-is-counted-again", short_fiber);
  ADD ("a-closed-store-ends-the-run", closed_fiber);
  ADD ("a-cancelled-run-takes-nothing-away", cancel_fiber);

  return g_test_run ();
}
