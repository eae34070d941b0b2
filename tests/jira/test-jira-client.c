/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "base/jm-limits.h"
#include "base/jm-time.h"
#include "fixtures/jm-test-authorizer.h"
#include "fixtures/jm-test-server.h"
#include "fixtures/jm-test.h"
#include "jira/jm-jira-client.h"

/* 2026-11-20T12:00:00Z */
#define NOON_MS G_GINT64_CONSTANT (1795176000000)
#define JSON "Content-Type: application/json;charset=UTF-8\r\n"
#define HTML "Content-Type: text/html;charset=UTF-8\r\n"

typedef struct
{
  JmTestServer *server;
  /* of the exchanges: only the waiting between them is turned by hand */
  JmClock *real_clock;
  JmClock *clock;
  JmHttp *http;
  JmTestAuthorizer *authorizer;
  JmJiraClient *client;
  GCancellable *cancellable;
} World;

static void
set_up (World         *world,
        gconstpointer  data)
{
  world->server = jm_test_server_new ();
  world->clock = jm_clock_new_manual (NOON_MS);
  world->real_clock = jm_clock_new ();
  world->http = jm_http_new (world->real_clock);
  world->authorizer = jm_test_authorizer_new ();
  world->client = jm_jira_client_new (world->http, world->clock, JM_AUTHORIZER (world->authorizer),
                                      JM_JIRA_CLOUD, jm_test_server_get_url (world->server));
  world->cancellable = g_cancellable_new ();
}

static void
tear_down (World         *world,
           gconstpointer  data)
{
  jm_test_wait_for_sleepers (world->clock);
  jm_test_wait_for_sleepers (world->real_clock);
  jm_test_finalize (world->client);
  jm_test_finalize (world->authorizer);
  jm_test_finalize (world->http);
  jm_test_finalize (world->clock);
  jm_test_finalize (world->real_clock);
  g_clear_object (&world->cancellable);
  jm_test_server_free (world->server);
}

/* --- helpers of the fibers */

/* The limit was read and all that is left of the call is one sleep. */
static gboolean
is_paused (gpointer data)
{
  World *world = data;

  return jm_jira_client_get_paused_until_ms (world->client) != 0 &&
         jm_clock_get_n_sleepers (world->clock) == 1;
}

static JmHttpResponse *
finish (DexFuture  *future,
        GError    **error)
{
  return dex_await_boxed (future, error);
}

/* --- a good read */

static DexFuture *
good_fiber (gpointer data)
{
  World *world = data;
  g_autoptr (JmHttpResponse) get = NULL;
  g_autoptr (JmHttpResponse) absolute = NULL;
  g_autoptr (JmHttpResponse) query = NULL;
  g_autoptr (JmHttpResponse) empty = NULL;
  g_autoptr (GError) error = NULL;

  jm_test_server_push_json (world->server, "{}");
  get = finish (jm_jira_client_get (world->client, "myself?expand=x", NULL), &error);
  g_assert_no_error (error);
  g_assert_cmpstr (jm_test_server_get_line (world->server, 0), ==,
                   "GET /rest/api/3/myself?expand=x");
  g_assert_nonnull (
      strstr (jm_test_server_get_text (world->server, 0), "Authorization: Bearer token-1\r\n"));
  g_assert_nonnull (
      strstr (jm_test_server_get_text (world->server, 0), "Accept: application/json\r\n"));

  jm_test_server_push_json (world->server, "[]");
  absolute = finish (jm_jira_client_get (world->client, "/rest/agile/1.0/board", NULL), &error);
  g_assert_no_error (error);
  g_assert_cmpstr (jm_test_server_get_line (world->server, 1), ==, "GET /rest/agile/1.0/board");

  jm_test_server_push_json (world->server, "{\"issues\":[]}");
  query =
      finish (jm_jira_client_query (world->client, "search/jql", "{\"jql\":\"a\"}", NULL), &error);
  g_assert_no_error (error);
  g_assert_cmpstr (jm_test_server_get_line (world->server, 2), ==, "POST /rest/api/3/search/jql");
  g_assert_true (g_str_has_suffix (jm_test_server_get_text (world->server, 2), "{\"jql\":\"a\"}"));

  jm_test_server_push (world->server, 204, NULL, "");
  empty = finish (jm_jira_client_get (world->client, "x", NULL), &error);
  g_assert_no_error (error);
  g_assert_cmpuint (jm_http_response_get_status (empty), ==, 204);

  return dex_future_new_true ();
}

static void
test_good (World         *world,
           gconstpointer  data)
{
  jm_test_fiber (good_fiber, world);
}

/* --- F28 … F44 as far as a client sees them: what came, what it means, how often it was asked */

static const struct
{
  const char *what;
  guint status;
  const char *headers;
  const char *body;
  int code;
  guint n_tries;
  guint n_refused;
  const char *words;
} weather[] = {
  { "F29 a captive portal", 200, HTML, "<html>Sign in</html>", JM_JIRA_ERROR_CAPTIVE_PORTAL, 1, 0,
    "web page" },
  { "F29 one that calls itself JSON", 200, JSON, " <html>", JM_JIRA_ERROR_CAPTIVE_PORTAL, 1, 0,
    NULL },
  { "F29 one that redirects", 302, "Location: https://portal.example/x?y\r\n", "",
    JM_JIRA_ERROR_CAPTIVE_PORTAL, 1, 0, "portal.example" },
  { "F29 511", 511, HTML, "<html>", JM_JIRA_ERROR_CAPTIVE_PORTAL, 1, 0, NULL },
  { "F32 400", 400, JSON,
    "{\"errorMessages\":[\"Bad JQL.\"],\"errors\":{\"summary\":\"Too long.\"}}",
    JM_JIRA_ERROR_INVALID, 1, 0, "Bad JQL. summary: Too long." },
  { "F33 401", 401, JSON, "{\"code\":401,\"message\":\"Unauthorized\"}", JM_JIRA_ERROR_UNAUTHORIZED,
    1, 1, "Unauthorized" },
  { "F33 401 of the scope, by its words", 401, JSON,
    "{\"code\":401,\"message\":\"Unauthorized; scope does not match\"}", JM_JIRA_ERROR_SCOPE, 1, 1,
    "scope does not match" },
  { "F33 401 of the scope, by its header", 401,
    JSON "x-failure-category: FAILURE_CLIENT_SCOPE_CHECK\r\n", "", JM_JIRA_ERROR_SCOPE, 1, 1,
    NULL },
  { "F33 403", 403, JSON, "{\"errorMessages\":[\"No permission.\"]}", JM_JIRA_ERROR_FORBIDDEN, 1, 0,
    "No permission." },
  { "F33 404", 404, JSON, "{\"errorMessages\":[\"Issue does not exist\"]}", JM_JIRA_ERROR_NOT_FOUND,
    1, 0, "does not exist" },
  { "F34 409", 409, NULL, "", JM_JIRA_ERROR_CONFLICT, 1, 0, NULL },
  { "F35 410", 410, JSON, "{\"errorMessages\":[\"The requested API has been removed.\"]}",
    JM_JIRA_ERROR_GONE, 1, 0, "removed" },
  { "F36 413", 413, NULL, "", JM_JIRA_ERROR_TOO_LARGE, 1, 0, NULL },
  { "F36 414", 414, NULL, "", JM_JIRA_ERROR_TOO_LARGE, 1, 0, NULL },
  { "422", 422, NULL, "", JM_JIRA_ERROR_INVALID, 1, 0, NULL },
  { "F37 429", 429, NULL, "", JM_JIRA_ERROR_RATE_LIMITED, JM_LIMIT_RETRIES, 0, NULL },
  { "F38 500", 500, NULL, "", JM_JIRA_ERROR_SERVER, JM_LIMIT_RETRIES, 0, NULL },
  { "F38 502 with a page", 502, HTML, "<html>Bad gateway</html>", JM_JIRA_ERROR_SERVER,
    JM_LIMIT_RETRIES, 0, NULL },
  { "F38 503", 503, NULL, "", JM_JIRA_ERROR_SERVER, JM_LIMIT_RETRIES, 0, NULL },
  { "F38 504", 504, NULL, "", JM_JIRA_ERROR_SERVER, JM_LIMIT_RETRIES, 0, NULL },
  { "F40 an empty 200", 200, JSON, "", JM_JIRA_ERROR_BROKEN, 3, 0, NULL },
  { "F40 half a document", 200, JSON, "{\"issues\":[{\"id\":\"1\"},", JM_JIRA_ERROR_BROKEN, 3, 0,
    NULL },
  { "F40 no JSON", 200, "Content-Type: text/plain\r\n", "{}", JM_JIRA_ERROR_BROKEN, 3, 0, NULL },
  { "F42 bytes that are not UTF-8", 200, JSON, "{\"a\":\"\xff\"}", JM_JIRA_ERROR_UNREADABLE, 1, 0,
    NULL },
  { "F42 a NUL", 200, JSON, "{\"a\":\"\\u0000\"}", JM_JIRA_ERROR_UNREADABLE, 1, 0, NULL },
  { "F42 half a pair", 200, JSON, "{\"a\":\"\\ud800\"}", JM_JIRA_ERROR_UNREADABLE, 1, 0, NULL },
  { "F44 a bare word", 200, JSON, "null", JM_JIRA_ERROR_BROKEN, 3, 0, NULL },
  { "taken for nobody", 200, JSON "X-Seraph-LoginReason: AUTHENTICATED_FAILED\r\n", "{}",
    JM_JIRA_ERROR_ANONYMOUS, 1, 1, NULL },
  { "a CAPTCHA", 403, JSON "X-Seraph-LoginReason: AUTHENTICATION_DENIED\r\n", "{}",
    JM_JIRA_ERROR_BLOCKED, 1, 1, "browser" },
  { "a CAPTCHA, by its other header", 403,
    "X-Authentication-Denied-Reason: CAPTCHA_CHALLENGE; login-url=x\r\n", "", JM_JIRA_ERROR_BLOCKED,
    1, 1, NULL },
  { "words of all wrong types", 400, JSON,
    "{\"errorMessages\":{\"a\":1},\"errors\":[1],\"message\":7}", JM_JIRA_ERROR_INVALID, 1, 0,
    "status 400" },
  { "words of nulls", 400, JSON, "{\"errorMessages\":[null,1,\"One.\"],\"errors\":{\"a\":null}}",
    JM_JIRA_ERROR_INVALID, 1, 0, "One." },
  { "words that are no JSON", 403, "Content-Type: text/plain\r\n", "XSRF check failed",
    JM_JIRA_ERROR_FORBIDDEN, 1, 0, "status 403" },
  { "a status of nobody", 299, NULL, "", JM_JIRA_ERROR_BROKEN, 3, 0, NULL },
};

static DexFuture *
weather_fiber (gpointer data)
{
  World *world = data;
  guint n_sent = 0, n_refused = 0;

  for (guint i = 0; i < G_N_ELEMENTS (weather); i++)
    {
      g_autoptr (DexFuture) call = NULL;
      g_autoptr (JmHttpResponse) response = NULL;
      g_autoptr (GError) error = NULL;
      g_autofree char *path = g_strdup_printf ("weather%u", i);
      gboolean asks_myself = weather[i].code == JM_JIRA_ERROR_SERVER;

      g_test_message ("%s", weather[i].what);
      for (guint k = 0; k < weather[i].n_tries; k++)
        jm_test_server_push (world->server, weather[i].status, weather[i].headers, weather[i].body);
      /* After five faults it is found out whether all of Jira has them. */
      if (asks_myself)
        jm_test_server_push_json (world->server, "{}");
      call = jm_jira_client_get (world->client, path, NULL);
      jm_test_drive (world->clock, call);
      response = finish (g_steal_pointer (&call), &error);
      g_assert_null (response);
      g_assert_error (error, JM_JIRA_ERROR, weather[i].code);
      if (weather[i].words != NULL)
        g_assert_nonnull (strstr (error->message, weather[i].words));
      n_sent += weather[i].n_tries + (asks_myself ? 1 : 0);
      n_refused += weather[i].n_refused;
      g_assert_cmpuint (jm_test_server_get_n_requests (world->server), ==, n_sent);
      g_assert_cmpuint (jm_test_authorizer_get_n_refused (world->authorizer), ==, n_refused);
      jm_clock_advance (world->clock, 3600 * 1000);
    }

  return dex_future_new_true ();
}

static void
test_weather (World         *world,
              gconstpointer  data)
{
  jm_test_fiber (weather_fiber, world);
}

/* F28, F40: no answer at all */
static DexFuture *
no_answer_fiber (gpointer data)
{
  World *world = data;
  g_autoptr (DexFuture) call = NULL;
  g_autoptr (JmHttpResponse) response = NULL;
  g_autoptr (GError) error = NULL;

  for (guint k = 0; k < 2; k++)
    jm_test_server_push_raw (
        world->server,
        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n{\"a\"", -1,
        FALSE);
  jm_test_server_push_json (world->server, "{\"a\":1}");
  call = jm_jira_client_get (world->client, "x", NULL);
  jm_test_drive (world->clock, call);
  response = finish (g_steal_pointer (&call), &error);
  g_assert_no_error (error);
  g_assert_cmpuint (jm_test_server_get_n_requests (world->server), ==, 3);

  return dex_future_new_true ();
}

static void
test_no_answer (World         *world,
                gconstpointer  data)
{
  jm_test_fiber (no_answer_fiber, world);
}

static DexFuture *
offline_fiber (gpointer data)
{
  World *world = data;
  g_autoptr (JmJiraClient) nobody =
      jm_jira_client_new (world->http, world->clock, JM_AUTHORIZER (world->authorizer),
                          JM_JIRA_CLOUD, "http://127.0.0.1:1/");
  g_autoptr (DexFuture) call = jm_jira_client_get (nobody, "x", NULL);
  g_autoptr (JmHttpResponse) response = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_cmpstr (jm_jira_client_get_api_base (nobody), ==, "http://127.0.0.1:1");
  jm_test_drive (world->clock, call);
  response = finish (g_steal_pointer (&call), &error);
  g_assert_error (error, JM_JIRA_ERROR, JM_JIRA_ERROR_OFFLINE);
  g_assert_cmpuint (jm_test_authorizer_get_n_asked (world->authorizer), ==, 2);

  return dex_future_new_true ();
}

static void
test_offline (World         *world,
              gconstpointer  data)
{
  jm_test_fiber (offline_fiber, world);
}

/* --- a token that is refused */

static DexFuture *
again_fiber (gpointer data)
{
  World *world = data;
  g_autoptr (JmHttpResponse) response = NULL;
  g_autoptr (JmHttpResponse) none = NULL;
  g_autoptr (GError) error = NULL;

  jm_test_authorizer_set_n_spare (world->authorizer, 5);
  jm_test_server_push (world->server, 401, JSON, "{}");
  jm_test_server_push_json (world->server, "{}");
  response = finish (jm_jira_client_get (world->client, "x", NULL), &error);
  g_assert_no_error (error);
  g_assert_cmpuint (jm_test_authorizer_get_n_refused (world->authorizer), ==, 1);
  g_assert_cmpint (jm_test_authorizer_get_reason (world->authorizer), ==,
                   JM_JIRA_ERROR_UNAUTHORIZED);
  g_assert_nonnull (strstr (jm_test_server_get_text (world->server, 1), "Bearer token-2\r\n"));

  /* Once, and not for ever */
  jm_test_server_push (world->server, 401, JSON, "{}");
  jm_test_server_push (world->server, 401, JSON, "{}");
  none = finish (jm_jira_client_probe (world->client, "x", NULL), &error);
  g_assert_error (error, JM_JIRA_ERROR, JM_JIRA_ERROR_UNAUTHORIZED);
  g_assert_cmpuint (jm_test_server_get_n_requests (world->server), ==, 4);
  g_assert_cmpuint (jm_test_authorizer_get_n_refused (world->authorizer), ==, 2);

  return dex_future_new_true ();
}

static void
test_again (World         *world,
            gconstpointer  data)
{
  jm_test_fiber (again_fiber, world);
}

static DexFuture *
no_token_fiber (gpointer data)
{
  World *world = data;
  g_autoptr (JmHttpResponse) response = NULL;
  g_autoptr (GError) error = NULL;

  jm_test_authorizer_take_error (world->authorizer,
                                 g_error_new_literal (G_FILE_ERROR, G_FILE_ERROR_NOENT, "locked"));
  response = finish (jm_jira_client_get (world->client, "x", NULL), &error);
  g_assert_error (error, G_FILE_ERROR, G_FILE_ERROR_NOENT);
  g_assert_cmpuint (jm_test_server_get_n_requests (world->server), ==, 0);

  return dex_future_new_true ();
}

static void
test_no_token (World         *world,
               gconstpointer  data)
{
  jm_test_fiber (no_token_fiber, world);
}

/* --- rate limits: F37 */

static const struct
{
  const char *what;
  const char *headers;
  gint64 least_ms; /* how long nothing is sent, without our own backoff of up to 1 s */
} pauses[] = {
  { "seconds", "Retry-After: 30\r\n", 30000 },
  { "a date",
    "Date: Fri, 20 Nov 2026 12:00:00 GMT\r\nRetry-After: Fri, 20 Nov 2026 12:00:45 GMT\r\n",
    45000 },
  { "a date by a clock that is a year off",
    "Date: Sat, 20 Nov 2027 12:00:00 GMT\r\nRetry-After: Sat, 20 Nov 2027 12:00:45 GMT\r\n",
    45000 },
  { "ten days", "Retry-After: 864000\r\n", 3600000 },
  { "an hour and a second", "Retry-After: 3601\r\n", 3600000 },
  { "zero", "Retry-After: 0\r\n", 0 },
  { "a negative number", "Retry-After: -1\r\n", 0 },
  { "garbage", "Retry-After: soon\r\n", 0 },
  { "nothing", "", 0 },
  { "only a reset",
    "Date: Fri, 20 Nov 2026 12:00:00 GMT\r\nX-RateLimit-Reset: 2026-11-20T12:01:30Z\r\n", 90000 },
  { "a reset without seconds",
    "Date: Fri, 20 Nov 2026 12:00:00 GMT\r\nX-RateLimit-Reset: 2026-11-20T12:02Z\r\n", 120000 },
  { "garbage and a reset",
    "Date: Fri, 20 Nov 2026 12:00:00 GMT\r\nRetry-After: x\r\nX-RateLimit-Reset: "
    "2026-11-20T12:02Z\r\n",
    120000 },
};

/* Nobody is left waiting for more than a minute: the call says how long it would be, and so does the next. The one that comes
 * a minute before the end waits. */
static void
long_pause (World      *world,
            DexFuture  *first,
            gint64      least_ms,
            DexFuture **last)
{
  guint n_before;

  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (DexFuture) call = i == 0 ? first : jm_jira_client_get (world->client, "x", NULL);
      g_autoptr (JmHttpResponse) response = NULL;
      g_autoptr (GError) error = NULL;

      response = finish (g_steal_pointer (&call), &error);
      g_assert_error (error, JM_JIRA_ERROR, JM_JIRA_ERROR_RATE_LIMITED);
      g_assert_nonnull (strstr (error->message, "wait for"));
      n_before = jm_test_server_get_n_requests (world->server);
      if (i == 0)
        {
          g_assert_cmpint (jm_jira_client_get_paused_until_ms (world->client) -
                               jm_clock_get_wall_ms (world->clock),
                           ==, least_ms);
          jm_clock_advance (world->clock, least_ms - JM_LIMIT_PAUSE_SECONDS * 1000 - 1);
        }
    }

  jm_clock_advance (world->clock, 1);
  *last = jm_jira_client_get (world->client, "x", NULL);
  dex_await (jm_test_until (is_paused, world), NULL);
  g_assert_cmpuint (jm_test_server_get_n_requests (world->server), ==, n_before);
  jm_clock_advance (world->clock, JM_LIMIT_PAUSE_SECONDS * 1000);
}

static DexFuture *
pause_fiber (gpointer data)
{
  World *world = data;

  for (guint i = 0; i < G_N_ELEMENTS (pauses); i++)
    {
      guint n_before = jm_test_server_get_n_requests (world->server);
      g_autoptr (DexFuture) call = NULL;
      g_autoptr (JmHttpResponse) response = NULL;
      g_autoptr (GError) error = NULL;

      g_test_message ("%s", pauses[i].what);
      jm_test_server_push (world->server, 429, pauses[i].headers, "");
      jm_test_server_push_json (world->server, "{}");
      call = jm_jira_client_get (world->client, "x", NULL);
      if (pauses[i].least_ms > JM_LIMIT_PAUSE_SECONDS * 1000)
        long_pause (world, g_steal_pointer (&call), pauses[i].least_ms, &call);
      else if (pauses[i].least_ms > 0)
        {
          dex_await (jm_test_until (is_paused, world), NULL);
          g_assert_cmpint (jm_jira_client_get_paused_until_ms (world->client) -
                               jm_clock_get_wall_ms (world->clock),
                           ==, pauses[i].least_ms);
          /* The backoff first, then what is left of the window */
          jm_clock_advance (world->clock, 1000);
          dex_await (jm_test_until (is_paused, world), NULL);
          jm_clock_advance (world->clock, pauses[i].least_ms - 1000 - 1);
          dex_await (dex_timeout_new_msec (5), NULL);
          g_assert_cmpuint (jm_test_server_get_n_requests (world->server), ==, n_before + 1);
          jm_clock_advance (world->clock, 1);
        }
      else
        {
          gint64 began_ms = jm_clock_get_wall_ms (world->clock);

          jm_test_drive (world->clock, call);
          g_assert_cmpint (jm_clock_get_wall_ms (world->clock) - began_ms, <, 60000);
        }
      response = finish (g_steal_pointer (&call), &error);
      g_assert_no_error (error);
      g_assert_cmpint (jm_jira_client_get_paused_until_ms (world->client), ==, 0);
    }

  return dex_future_new_true ();
}

static void
test_pause (World         *world,
            gconstpointer  data)
{
  jm_test_fiber (pause_fiber, world);
}

static const struct
{
  const char *reason;
  const char *path;
  const char *open_path; /* what may still be asked, or NULL */
  const char *closed_path;
} scopes[] = {
  { "jira-burst-based", "issue/ABC-1", "myself", "issue/XYZ-77?fields=a" },
  /* To a read: see test-rate-windows.c for writes. */
  { "jira-per-issue-on-write", "issue/ABC-1", "issue/ABC-1/comment", "issue/ABC-2" },
  { "jira-quota-global-based", "x", NULL, "y" },
  { "jira-quota-tenant-based", "x", NULL, "y" },
  { "jira-cost-based", "x", NULL, "y" },
  { NULL, "x", NULL, "y" },
};

static DexFuture *
scope_fiber (gpointer data)
{
  World *world = data;

  for (guint i = 0; i < G_N_ELEMENTS (scopes); i++)
    {
      g_autofree char *headers =
          scopes[i].reason != NULL ?
              g_strdup_printf ("Retry-After: 60\r\nRateLimit-Reason: %s\r\n", scopes[i].reason) :
              g_strdup ("Retry-After: 60\r\n");
      g_autoptr (JmHttpResponse) limited = NULL;
      g_autoptr (JmHttpResponse) closed = NULL;
      g_autoptr (JmHttpResponse) open = NULL;
      g_autoptr (JmHttpResponse) later = NULL;
      g_autoptr (GError) error = NULL;
      guint n_before = jm_test_server_get_n_requests (world->server);

      g_test_message ("%s", scopes[i].reason);
      jm_test_server_push (world->server, 429, headers, "");
      limited = finish (jm_jira_client_probe (world->client, scopes[i].path, NULL), &error);
      g_assert_error (error, JM_JIRA_ERROR, JM_JIRA_ERROR_RATE_LIMITED);
      g_clear_error (&error);

      closed = finish (jm_jira_client_probe (world->client, scopes[i].closed_path, NULL), &error);
      g_assert_error (error, JM_JIRA_ERROR, JM_JIRA_ERROR_RATE_LIMITED);
      g_assert_nonnull (strstr (error->message, "60"));
      g_clear_error (&error);
      g_assert_cmpuint (jm_test_server_get_n_requests (world->server), ==, n_before + 1);
      g_assert_cmpint (jm_jira_client_get_paused_until_ms (world->client), ==,
                       scopes[i].open_path != NULL ? 0 :
                                                     jm_clock_get_wall_ms (world->clock) + 60000);

      jm_test_server_push_json (world->server, "{}");
      if (scopes[i].open_path != NULL)
        {
          open = finish (jm_jira_client_get (world->client, scopes[i].open_path, NULL), &error);
          g_assert_no_error (error);
          jm_test_server_push_json (world->server, "{}");
        }

      jm_clock_advance (world->clock, 60000);
      later = finish (jm_jira_client_get (world->client, scopes[i].closed_path, NULL), &error);
      g_assert_no_error (error);
    }

  return dex_future_new_true ();
}

static void
test_scopes (World         *world,
             gconstpointer  data)
{
  jm_test_fiber (scope_fiber, world);
}

/* A storm: all who wait are silent until the window opens. */
static gboolean
four_asked (gpointer data)
{
  return jm_test_server_get_n_requests (data) == 4;
}

static gboolean
all_sleep (gpointer data)
{
  return jm_clock_get_n_sleepers (data) == 10;
}

static DexFuture *
storm_fiber (gpointer data)
{
  World *world = data;
  g_autoptr (GPtrArray) calls = g_ptr_array_new_with_free_func (dex_unref);
  guint n_calls = 10;

  for (guint i = 0; i < JM_LIMIT_REQUESTS_PER_SITE; i++)
    jm_test_server_push (world->server, 429, "Retry-After: 50\r\n", "");
  for (guint i = 0; i < n_calls; i++)
    g_ptr_array_add (calls, jm_jira_client_get (world->client, "x", NULL));
  dex_await (jm_test_until (four_asked, world->server), NULL);
  dex_await (jm_test_until (all_sleep, world->clock), NULL);
  jm_clock_advance (world->clock, 2000);
  dex_await (jm_test_until (all_sleep, world->clock), NULL);
  jm_clock_advance (world->clock, jm_jira_client_get_paused_until_ms (world->client) -
                                      jm_clock_get_wall_ms (world->clock) - 1);
  dex_await (dex_timeout_new_msec (10), NULL);
  g_assert_cmpuint (jm_test_server_get_n_requests (world->server), ==, 4);

  for (guint i = 0; i < n_calls; i++)
    jm_test_server_push_json (world->server, "{}");
  for (guint i = 0; i < n_calls; i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (JmHttpResponse) response = NULL;

      jm_test_drive (world->clock, g_ptr_array_index (calls, i));
      response = finish (dex_ref (g_ptr_array_index (calls, i)), &error);

      g_assert_no_error (error);
    }
  g_assert_cmpuint (jm_test_server_get_n_requests (world->server), ==, 4 + n_calls);

  return dex_future_new_true ();
}

static void
test_storm (World         *world,
            gconstpointer  data)
{
  jm_test_fiber (storm_fiber, world);
}

/* --- four at once */

static gboolean
four_held (gpointer data)
{
  return jm_test_server_get_n_held (data) == JM_LIMIT_REQUESTS_PER_SITE;
}

static gboolean
none_held (gpointer data)
{
  return jm_test_server_get_n_held (data) == 0;
}

static DexFuture *
places_fiber (gpointer data)
{
  World *world = data;
  g_autoptr (GPtrArray) calls = g_ptr_array_new_with_free_func (dex_unref);

  for (guint i = 0; i < JM_LIMIT_REQUESTS_PER_SITE + 1; i++)
    {
      jm_test_server_push_raw (world->server, "", 0, TRUE);
      g_ptr_array_add (calls, jm_jira_client_get (world->client, "x", world->cancellable));
    }
  dex_await (jm_test_until (four_held, world->server), NULL);
  dex_await (dex_timeout_new_msec (10), NULL);
  g_assert_cmpuint (jm_test_server_get_n_requests (world->server), ==, JM_LIMIT_REQUESTS_PER_SITE);

  g_cancellable_cancel (world->cancellable);
  for (guint i = 0; i < calls->len; i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (JmHttpResponse) response = finish (dex_ref (g_ptr_array_index (calls, i)), &error);

      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
    }
  dex_await (jm_test_until (none_held, world->server), NULL);

  return dex_future_new_true ();
}

static void
test_places (World         *world,
             gconstpointer  data)
{
  jm_test_fiber (places_fiber, world);
}

/* --- cancelled while it waits for the window */

static DexFuture *
cancel_fiber (gpointer data)
{
  World *world = data;
  g_autoptr (DexFuture) call = NULL;
  g_autoptr (JmHttpResponse) response = NULL;
  g_autoptr (GError) error = NULL;

  jm_test_server_push (world->server, 429, "Retry-After: 60\r\n", "");
  call = jm_jira_client_get (world->client, "x", world->cancellable);
  dex_await (jm_test_until (is_paused, world), NULL);
  jm_clock_advance (world->clock, 1000);
  dex_await (jm_test_until (is_paused, world), NULL);
  g_cancellable_cancel (world->cancellable);
  response = finish (g_steal_pointer (&call), &error);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);

  return dex_future_new_true ();
}

static void
test_cancel (World         *world,
             gconstpointer  data)
{
  jm_test_fiber (cancel_fiber, world);
}

/* F39: the deadline of the request */
static DexFuture *
deadline_fiber (gpointer data)
{
  World *world = data;
  g_autoptr (JmHttp) http = jm_http_new (world->clock);
  g_autoptr (JmJiraClient) client =
      jm_jira_client_new (http, world->clock, JM_AUTHORIZER (world->authorizer), JM_JIRA_CLOUD,
                          jm_test_server_get_url (world->server));
  g_autoptr (DexFuture) call = NULL;
  g_autoptr (JmHttpResponse) response = NULL;
  g_autoptr (GError) error = NULL;

  jm_test_server_push_raw (world->server,
                           "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n{", -1, TRUE);
  call = jm_jira_client_probe (client, "x", NULL);
  while (jm_test_server_get_n_held (world->server) == 0)
    dex_await (dex_timeout_new_msec (1), NULL);
  jm_clock_advance (world->clock, JM_LIMIT_API_SECONDS * 1000);
  response = finish (g_steal_pointer (&call), &error);
  g_assert_error (error, JM_JIRA_ERROR, JM_JIRA_ERROR_OFFLINE);
  g_assert_nonnull (strstr (error->message, "in time"));

  return dex_future_new_true ();
}

static void
test_deadline (World         *world,
               gconstpointer  data)
{
  jm_test_fiber (deadline_fiber, world);
}

#define ADD(name, function) g_test_add (name, World, NULL, set_up, function, tear_down)

int
main (int    argc,
      char **argv)
{
  jm_test_init (&argc, &argv);

  ADD ("/jira/client/a-good-answer-is-given", test_good);
  ADD ("/jira/client/all-weather-has-its-name-and-its-patience", test_weather);
  ADD ("/jira/client/an-answer-cut-short-is-asked-for-again", test_no_answer);
  ADD ("/jira/client/being-offline-is-known-soon", test_offline);
  ADD ("/jira/client/a-refused-token-is-replaced-once", test_again);
  ADD ("/jira/client/without-a-token-nothing-is-sent", test_no_token);
  ADD ("/jira/client/a-rate-limit-is-obeyed-however-it-is-said", test_pause);
  ADD ("/jira/client/a-rate-limit-closes-what-it-is-about", test_scopes);
  ADD ("/jira/client/in-a-storm-all-are-silent", test_storm);
  ADD ("/jira/client/four-at-once-and-no-fifth", test_places);
  ADD ("/jira/client/who-waits-can-be-cancelled", test_cancel);
  ADD ("/jira/client/a-slow-jira-is-left-after-60-seconds", test_deadline);

  return g_test_run ();
}
