/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "base/jm-limits.h"
#include "fixtures/jm-test-authorizer.h"
#include "fixtures/jm-test-server.h"
#include "fixtures/jm-test.h"
#include "jira/jm-resource.h"

/* What the clients of one site share: who goes first, what is closed, what rests, what is gone. */

/* 2026-11-20T12:00:00Z */
#define NOON_MS G_GINT64_CONSTANT (1795176000000)
#define JSON "Content-Type: application/json\r\n"

typedef struct
{
  JmTestServer *server;
  /* of the exchanges: only the waiting between them is turned by hand */
  JmClock *real_clock;
  JmClock *clock;
  JmHttp *http;
  JmTestAuthorizer *authorizer;
  JmJiraClient *front;
  JmJiraClient *background;
  GPtrArray *removals; /* of JmJiraRemoval */
} World;

static void
removal_cb (JmJiraClient  *client,
            JmJiraRemoval *removal,
            GPtrArray     *removals)
{
  g_ptr_array_add (removals, jm_jira_removal_copy (removal));
}

static void
set_up (World         *world,
        gconstpointer  data)
{
  world->server = jm_test_server_new ();
  world->clock = jm_clock_new_manual (NOON_MS);
  world->real_clock = jm_clock_new ();
  world->http = jm_http_new (world->real_clock);
  world->authorizer = jm_test_authorizer_new ();
  world->front = jm_jira_client_new (world->http, world->clock, JM_AUTHORIZER (world->authorizer),
                                     JM_JIRA_CLOUD, jm_test_server_get_url (world->server));
  world->background = jm_jira_client_new_background (world->front);
  world->removals = g_ptr_array_new_with_free_func ((GDestroyNotify) jm_jira_removal_free);
  g_signal_connect (world->front, "removal", G_CALLBACK (removal_cb), world->removals);
}

static void
tear_down (World         *world,
           gconstpointer  data)
{
  jm_test_wait_for_sleepers (world->clock);
  jm_test_wait_for_sleepers (world->real_clock);
  jm_test_finalize (world->front);
  jm_test_finalize (world->background);
  jm_test_finalize (world->authorizer);
  jm_test_finalize (world->http);
  jm_test_finalize (world->clock);
  jm_test_finalize (world->real_clock);
  g_ptr_array_unref (world->removals);
  jm_test_server_free (world->server);
}

/* Awaits: how the call ended, JM_JIRA_ERROR's code or -1 for well. */
static int
finish (World      *world,
        DexFuture  *call,
        char      **message)
{
  g_autoptr (DexFuture) future = call;
  g_autoptr (JmHttpResponse) response = NULL;
  g_autoptr (GError) error = NULL;

  jm_test_drive (world->clock, future);
  response = dex_await_boxed (g_steal_pointer (&future), &error);
  if (message != NULL)
    *message = g_strdup (error != NULL ? error->message : NULL);
  g_assert_true ((response != NULL) == (error == NULL));
  g_assert_true (error == NULL || error->domain == JM_JIRA_ERROR);

  return error != NULL ? error->code : -1;
}

/* Awaits: whether the call was cancelled. */
static gboolean
is_cancelled (DexFuture *call)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JmHttpResponse) response = dex_await_boxed (call, &error);

  return g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static gboolean
one_held (gpointer data)
{
  return jm_test_server_get_n_held (data) == 1;
}

static gboolean
two_held (gpointer data)
{
  return jm_test_server_get_n_held (data) == 2;
}

static void
assert_line (World      *world,
             guint       i,
             const char *path)
{
  g_autofree char *line = g_strconcat ("GET /rest/api/3/", path, NULL);

  g_assert_cmpstr (jm_test_server_get_line (world->server, i), ==, line);
}

/* --- who goes first */

/* The order in which the server sees them tells it: a place becomes free for "second" before "click-2"
 * is made, but a person is still there. */
static DexFuture *
first_fiber (gpointer data)
{
  World *world = data;
  g_autoptr (GCancellable) first_cancellable = g_cancellable_new ();
  g_autoptr (GCancellable) click_cancellable = g_cancellable_new ();
  DexFuture *first, *second, *click;

  jm_jira_client_set_background_limit (world->background, 1);
  jm_test_server_push_raw (world->server, "", 0, TRUE);
  jm_test_server_push_raw (world->server, "", 0, TRUE);
  for (guint i = 0; i < 2; i++)
    jm_test_server_push_json (world->server, "{}");

  first = jm_jira_client_get (world->background, "first", first_cancellable);
  second = jm_jira_client_get (world->background, "second", NULL);
  dex_await (jm_test_until (one_held, world->server), NULL);
  click = jm_jira_client_get (world->front, "click-a", click_cancellable);
  dex_await (jm_test_until (two_held, world->server), NULL);

  g_cancellable_cancel (first_cancellable);
  g_assert_true (is_cancelled (first));
  g_assert_cmpint (finish (world, jm_jira_client_get (world->front, "click-b", NULL), NULL), ==, -1);
  g_assert_true (dex_future_is_pending (second));
  g_assert_cmpuint (jm_test_server_get_n_requests (world->server), ==, 3);

  g_cancellable_cancel (click_cancellable);
  g_assert_true (is_cancelled (click));
  g_assert_cmpint (finish (world, second, NULL), ==, -1);
  assert_line (world, 0, "first");
  assert_line (world, 1, "click-a");
  assert_line (world, 2, "click-b");
  assert_line (world, 3, "second");
  g_assert_cmpuint (jm_jira_client_get_n_requests (world->front), ==, 2);
  g_assert_cmpuint (jm_jira_client_get_n_requests (world->background), ==, 2);

  return dex_future_new_true ();
}

static void
test_first (World         *world,
            gconstpointer  data)
{
  jm_test_fiber (first_fiber, world);
}

/* What waits in the background can be cancelled, and holds nobody up. */
static DexFuture *
waiting_fiber (gpointer data)
{
  World *world = data;
  g_autoptr (GCancellable) click_cancellable = g_cancellable_new ();
  g_autoptr (GCancellable) work_cancellable = g_cancellable_new ();
  DexFuture *click, *work;

  jm_test_server_push_raw (world->server, "", 0, TRUE);
  click = jm_jira_client_get (world->front, "click", click_cancellable);
  work = jm_jira_client_get (world->background, "work", work_cancellable);
  dex_await (jm_test_until (one_held, world->server), NULL);
  g_cancellable_cancel (work_cancellable);
  g_assert_true (is_cancelled (work));
  g_cancellable_cancel (click_cancellable);
  g_assert_true (is_cancelled (click));
  g_assert_cmpuint (jm_test_server_get_n_requests (world->server), ==, 1);

  return dex_future_new_true ();
}

static void
test_waiting (World         *world,
              gconstpointer  data)
{
  jm_test_fiber (waiting_fiber, world);
}

/* --- closed windows */

static gboolean
authorizer_holds (gpointer data)
{
  return jm_test_authorizer_get_n_held (data) == 1;
}

/* A window closes while a token is fetched for another call: that is not sent, but turned back. */
static DexFuture *
closed_fiber (gpointer data)
{
  World *world = data;
  DexFuture *late;
  gint64 until_ms;

  jm_test_authorizer_set_holds (world->authorizer, TRUE);
  late = jm_jira_client_get (world->background, "late", NULL);
  dex_await (jm_test_until (authorizer_holds, world->authorizer), NULL);

  /* What is in the fixture's hand stays there; new ones pass. */
  jm_jira_client_load_windows (world->front, "1795176030000 ");
  jm_test_authorizer_set_holds (world->authorizer, FALSE);
  until_ms = jm_jira_client_get_paused_until_ms (world->background);
  g_assert_cmpint (until_ms, ==, NOON_MS + 30000);
  jm_test_server_push_json (world->server, "{}");
  while (jm_clock_get_wall_ms (world->clock) < until_ms - 250)
    {
      jm_clock_advance (world->clock, 250);
      dex_await (dex_timeout_new_msec (1), NULL);
      g_assert_cmpuint (jm_test_server_get_n_requests (world->server), ==, 0);
    }
  g_assert_cmpint (finish (world, late, NULL), ==, -1);
  g_assert_cmpuint (jm_test_server_get_n_requests (world->server), ==, 1);

  return dex_future_new_true ();
}

static void
test_closed (World         *world,
             gconstpointer  data)
{
  jm_test_fiber (closed_fiber, world);
}

static void
count_cb (GObject    *object,
          GParamSpec *pspec,
          guint      *n)
{
  (*n)++;
}

/* Both clients tell what either of them has met. */
static DexFuture *
shared_fiber (gpointer data)
{
  World *world = data;
  g_autofree char *windows = NULL;
  JmRateBudget *budget;
  guint n_paused = 0, n_windows = 0, n_budget = 0;

  g_signal_connect (world->front, "notify::paused-until", G_CALLBACK (count_cb), &n_paused);
  g_signal_connect (world->front, "notify::windows", G_CALLBACK (count_cb), &n_windows);
  g_signal_connect (world->front, "notify::budget", G_CALLBACK (count_cb), &n_budget);
  g_assert_cmpuint (jm_jira_client_get_budget (world->front)->len, ==, 0);

  jm_test_server_push (world->server, 200,
                       JSON "RateLimit-Policy: \"global-app-quota\";q=65000;w=3600\r\n"
                            "RateLimit: \"global-app-quota\";r=11000;t=600\r\n",
                       "{}");
  g_assert_cmpint (finish (world, jm_jira_client_get (world->background, "a", NULL), NULL), ==, -1);
  g_assert_cmpuint (n_budget, ==, 1);
  budget = g_ptr_array_index (jm_jira_client_get_budget (world->front), 0);
  g_assert_cmpstr (budget->name, ==, "global-app-quota");
  g_assert_cmpint (budget->remaining, ==, 11000);

  jm_test_server_push (world->server, 429,
                       "Retry-After: 1847\r\nRateLimit-Reason: jira-quota-tenant-based\r\n", "");
  g_assert_cmpint (finish (world, jm_jira_client_get (world->background, "b", NULL), NULL), ==,
                   JM_JIRA_ERROR_RATE_LIMITED);
  g_assert_cmpint (finish (world, jm_jira_client_probe (world->front, "c", NULL), NULL), ==,
                   JM_JIRA_ERROR_RATE_LIMITED);
  g_assert_cmpuint (jm_test_server_get_n_requests (world->server), ==, 2);
  g_assert_cmpuint (n_paused, ==, 1);
  g_assert_cmpuint (n_windows, ==, 1);
  windows = jm_jira_client_dup_windows (world->front);
  g_assert_cmpstr (windows, !=, "");
  g_signal_handlers_disconnect_by_func (world->front, count_cb, &n_paused);
  g_signal_handlers_disconnect_by_func (world->front, count_cb, &n_windows);
  g_signal_handlers_disconnect_by_func (world->front, count_cb, &n_budget);

  return dex_future_new_true ();
}

static void
test_shared (World         *world,
             gconstpointer  data)
{
  jm_test_fiber (shared_fiber, world);
}

/* --- F38: a Jira that has faults is left alone */

static void
push_faults (World *world,
             guint  n)
{
  for (guint i = 0; i < n; i++)
    jm_test_server_push (world->server, 500, NULL, "");
}

static DexFuture *
rest_fiber (gpointer data)
{
  World *world = data;
  g_autofree char *message = NULL;
  guint n_sent = JM_LIMIT_RETRIES + 1;
  gint64 until_ms;

  /* Five tries, and /myself has a fault as well. */
  push_faults (world, n_sent);
  g_assert_cmpint (finish (world, jm_jira_client_get (world->background, "a", NULL), NULL), ==,
                   JM_JIRA_ERROR_SERVER);
  g_assert_cmpuint (jm_test_server_get_n_requests (world->server), ==, n_sent);
  until_ms = jm_jira_client_get_rests_until_ms (world->front);
  g_assert_cmpint (until_ms - jm_clock_get_wall_ms (world->clock), ==,
                   JM_LIMIT_REST_SECONDS * 1000);

  /* The background is refused at once, whatever it wants. */
  g_assert_cmpint (finish (world, jm_jira_client_get (world->background, "b", NULL), &message), ==,
                   JM_JIRA_ERROR_SERVER);
  g_assert_nonnull (strstr (message, "until"));
  g_assert_cmpuint (jm_test_server_get_n_requests (world->server), ==, n_sent);

  /* A person's is tried once, and the rest is no longer for it. */
  push_faults (world, 1);
  g_assert_cmpint (finish (world, jm_jira_client_get (world->front, "b", NULL), NULL), ==,
                   JM_JIRA_ERROR_SERVER);
  g_assert_cmpuint (jm_test_server_get_n_requests (world->server), ==, ++n_sent);
  g_assert_cmpint (jm_jira_client_get_rests_until_ms (world->front), ==, until_ms);

  /* One that succeeds ends it. */
  jm_test_server_push_json (world->server, "{}");
  jm_test_server_push_json (world->server, "{}");
  g_assert_cmpint (finish (world, jm_jira_client_get (world->front, "c", NULL), NULL), ==, -1);
  g_assert_cmpint (jm_jira_client_get_rests_until_ms (world->front), ==, 0);
  g_assert_cmpint (finish (world, jm_jira_client_get (world->background, "b", NULL), NULL), ==, -1);

  /* "a" itself has not answered yet. */
  g_assert_cmpint (finish (world, jm_jira_client_get (world->background, "a", NULL), NULL), ==,
                   JM_JIRA_ERROR_SERVER);
  jm_clock_advance (world->clock, JM_LIMIT_REST_SECONDS * 1000);
  jm_test_server_push_json (world->server, "{}");
  g_assert_cmpint (finish (world, jm_jira_client_get (world->background, "a", NULL), NULL), ==, -1);

  return dex_future_new_true ();
}

static void
test_rest (World         *world,
           gconstpointer  data)
{
  jm_test_fiber (rest_fiber, world);
}

/* Awaits: five faults of @path, and an answer to who we are. */
static void
break_page (World      *world,
            const char *path)
{
  push_faults (world, JM_LIMIT_RETRIES);
  jm_test_server_push_json (world->server, "{}");
  g_assert_cmpint (finish (world, jm_jira_client_get (world->background, path, NULL), NULL), ==,
                   JM_JIRA_ERROR_SERVER);
}

/* Awaits: how the background's call for @path ended, and whether it was sent. */
static gboolean
is_sent (World      *world,
         const char *path)
{
  guint n_before = jm_test_server_get_n_requests (world->server);

  finish (world, jm_jira_client_get (world->background, path, NULL), NULL);

  return jm_test_server_get_n_requests (world->server) > n_before;
}

/* One issue that is broken is not Jira, nor all issues; after three of them it is the endpoint. */
static DexFuture *
broken_page_fiber (gpointer data)
{
  World *world = data;

  break_page (world, "issue/ABC-1?fields=a");
  assert_line (world, JM_LIMIT_RETRIES, "myself");
  g_assert_cmpint (jm_jira_client_get_rests_until_ms (world->front), ==, 0);
  g_assert_false (is_sent (world, "issue/ABC-1?fields=b"));
  jm_test_server_push_json (world->server, "{}");
  g_assert_true (is_sent (world, "issue/OPS-9"));

  break_page (world, "issue/ABC-2");
  break_page (world, "issue/ABC-3");
  jm_test_server_push_json (world->server, "{}");
  g_assert_true (is_sent (world, "issue/OPS-9"));
  for (guint i = 4; i < 4 + JM_LIMIT_REST_PLACES; i++)
    {
      g_autofree char *path = g_strdup_printf ("issue/ABC-%u", i);

      break_page (world, path);
    }
  g_assert_false (is_sent (world, "issue/OPS-9"));
  g_assert_cmpint (jm_jira_client_get_rests_until_ms (world->front), ==, 0);
  jm_test_server_push_json (world->server, "{}");
  g_assert_true (is_sent (world, "field"));

  jm_clock_advance (world->clock, JM_LIMIT_REST_SECONDS * 1000);
  jm_test_server_push_json (world->server, "{}");
  g_assert_true (is_sent (world, "issue/OPS-9"));

  return dex_future_new_true ();
}

static void
test_broken_page (World         *world,
                  gconstpointer  data)
{
  jm_test_fiber (broken_page_fiber, world);
}

/* --- F35, R109: what is gone, and what goes */

static DexFuture *
removal_fiber (gpointer data)
{
  World *world = data;
  g_autofree char *message = NULL;
  const JmJiraRemoval *removal;

  for (guint i = 0; i < 2; i++)
    {
      jm_test_server_push (world->server, 200,
                           JSON "Deprecation: @1735689600\r\n"
                                "Sunset: Fri, 20 Nov 2026 12:00:00 GMT\r\n",
                           "{}");
      g_assert_cmpint (finish (world,
                               jm_jira_client_get (world->background,
                                                   i == 0 ? "project/WEB" : "project/OPS", NULL),
                               NULL),
                       ==, -1);
    }
  g_assert_cmpuint (world->removals->len, ==, 1);
  removal = g_ptr_array_index (world->removals, 0);
  g_assert_false (removal->removed);
  g_assert_cmpstr (removal->endpoint, ==, "GET /rest/api/3/project/#");
  g_assert_cmpint (removal->date_ms, ==, NOON_MS);

  jm_test_server_push (world->server, 410, JSON,
                       "{\"errorMessages\":[\"The requested API has been removed.\"]}");
  g_assert_cmpint (finish (world, jm_jira_client_get (world->front, "project/WEB", NULL), NULL), ==,
                   JM_JIRA_ERROR_GONE);
  g_assert_cmpuint (world->removals->len, ==, 2);
  removal = g_ptr_array_index (world->removals, 1);
  g_assert_true (removal->removed);
  g_assert_cmpstr (removal->words, ==, "The requested API has been removed.");

  /* Not asked again, by nobody */
  g_assert_cmpint (finish (world, jm_jira_client_get (world->background, "project/OPS", NULL),
                           &message),
                   ==, JM_JIRA_ERROR_GONE);
  g_assert_nonnull (strstr (message, "has been removed"));
  g_assert_cmpint (finish (world, jm_jira_client_probe (world->front, "project/OPS", NULL), NULL),
                   ==, JM_JIRA_ERROR_GONE);
  g_assert_cmpuint (jm_test_server_get_n_requests (world->server), ==, 3);
  g_assert_cmpuint (world->removals->len, ==, 2);

  return dex_future_new_true ();
}

static void
test_removal (World         *world,
              gconstpointer  data)
{
  jm_test_fiber (removal_fiber, world);
}

/* --- what may be denied without a word about the sign-in */

/* Awaits: how a walk through @id ended. */
static int
walk (World        *world,
      JmResourceId  id)
{
  g_autoptr (JmPager) pager = jm_pager_new (
      world->background, jm_resource_get (id, JM_JIRA_CLOUD), NULL, NULL, NULL, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) page = dex_await_boxed (jm_pager_next (pager, NULL), &error);

  return error != NULL ? error->code : -1;
}

static DexFuture *
denied_fiber (gpointer data)
{
  static const char scope[] = "{\"code\":401,\"message\":\"Unauthorized; scope does not match\"}";
  World *world = data;

  /* Of a scope that is missing nobody is told, unless nothing goes without it. */
  jm_test_server_push (world->server, 401, JSON, scope);
  g_assert_cmpint (walk (world, JM_RESOURCE_ROLES), ==, JM_JIRA_ERROR_SCOPE);
  g_assert_cmpuint (jm_test_authorizer_get_n_refused (world->authorizer), ==, 0);
  jm_test_server_push (world->server, 401, JSON, scope);
  g_assert_cmpint (walk (world, JM_RESOURCE_PROJECTS), ==, JM_JIRA_ERROR_SCOPE);
  g_assert_cmpuint (jm_test_authorizer_get_n_refused (world->authorizer), ==, 1);

  /* A page for administrators says 401 where it means 403. */
  jm_test_server_push (world->server, 401, JSON, "{}");
  jm_test_server_push_json (world->server, "{}");
  g_assert_cmpint (walk (world, JM_RESOURCE_WORKFLOWS), ==, JM_JIRA_ERROR_FORBIDDEN);
  assert_line (world, 3, "myself");
  g_assert_cmpuint (jm_test_authorizer_get_n_refused (world->authorizer), ==, 1);

  /* A token that has died is refused by both. */
  jm_test_authorizer_set_n_spare (world->authorizer, 1);
  for (guint i = 0; i < 2; i++)
    jm_test_server_push (world->server, 401, JSON, "{}");
  jm_test_server_push_json (world->server, "{\"values\":[],\"isLast\":true}");
  g_assert_cmpint (walk (world, JM_RESOURCE_WORKFLOWS), ==, -1);
  g_assert_cmpuint (jm_test_authorizer_get_n_refused (world->authorizer), ==, 2);

  return dex_future_new_true ();
}

static void
test_denied (World         *world,
             gconstpointer  data)
{
  jm_test_fiber (denied_fiber, world);
}

#define ADD(name, function) g_test_add (name, World, NULL, set_up, function, tear_down)

int
main (int    argc,
      char **argv)
{
  jm_test_init (&argc, &argv);

  ADD ("/jira/gate/the-background-gives-way-to-a-click", test_first);
  ADD ("/jira/gate/who-gives-way-can-be-cancelled", test_waiting);
  ADD ("/jira/gate/inside-a-closed-window-nothing-is-sent", test_closed);
  ADD ("/jira/gate/what-one-client-learns-all-know", test_shared);
  ADD ("/jira/gate/a-jira-full-of-faults-is-left-alone", test_rest);
  ADD ("/jira/gate/one-broken-page-is-not-jira", test_broken_page);
  ADD ("/jira/gate/what-is-removed-is-told-and-not-asked-again", test_removal);
  ADD ("/jira/gate/what-is-denied-costs-no-sign-in", test_denied);

  return g_test_run ();
}
