/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <gio/gio.h>
#include <libsoup/soup.h>
#include <string.h>

#include "base/jm-http.h"
#include "base/jm-limits.h"
#include "fixtures/jm-test-server.h"
#include "fixtures/jm-test.h"

#define NOON_MS G_GINT64_CONSTANT (1795176000000)

typedef struct
{
  JmTestServer *server;
  JmClock *clock;
  JmHttp *http;
  GCancellable *cancellable;
} World;

static void
set_up (World         *world,
        gconstpointer  data)
{
  world->server = jm_test_server_new ();
  world->clock = jm_clock_new_manual (NOON_MS);
  world->http = jm_http_new (world->clock);
  world->cancellable = g_cancellable_new ();
}

static void
tear_down (World         *world,
           gconstpointer  data)
{
  jm_test_wait_for_sleepers (world->clock);
  jm_test_finalize (world->http);
  jm_test_finalize (world->clock);
  g_clear_object (&world->cancellable);
  jm_test_server_free (world->server);
}

static JmHttpRequest *
request_for (World      *world,
             const char *method,
             const char *path)
{
  g_autofree char *url = g_strconcat (jm_test_server_get_url (world->server), path, NULL);

  return jm_http_request_new (method, url);
}

/* Awaits. */
static JmHttpResponse *
get (World       *world,
     const char  *path,
     GError     **error)
{
  g_autoptr (JmHttpRequest) request = request_for (world, "GET", path);

  return dex_await_boxed (jm_http_send (world->http, request, world->cancellable), error);
}

static char *
dup_body (JmHttpResponse *response)
{
  gsize size;
  const char *data = g_bytes_get_data (jm_http_response_get_body (response), &size);

  return g_strndup (data, size);
}

/* --- a good answer */

static DexFuture *
answer_fiber (gpointer data)
{
  World *world = data;
  g_autoptr (JmHttpRequest) request = request_for (world, "POST", "/rest/x?jql=a%20b");
  g_autoptr (GBytes) json = g_bytes_new_static ("{\"a\":1}", 7);
  g_autoptr (JmHttpResponse) response = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *body = NULL;
  const char *sent;

  jm_test_server_push (world->server, 200,
                       "Content-Type: application/json;charset=UTF-8\r\nX-Twice: one\r\n"
                       "X-Twice: two\r\nDate: Fri, 20 Nov 2026 14:05:09 GMT\r\nSet-Cookie: a=b\r\n",
                       "{\"ok\":true}");
  jm_http_request_set_header (request, "Accept", "application/json");
  jm_http_request_set_authorization (request, "Bearer canary");
  jm_http_request_set_json (request, json);
  response = dex_await_boxed (jm_http_send (world->http, request, NULL), &error);
  g_assert_no_error (error);

  body = dup_body (response);
  g_assert_cmpuint (jm_http_response_get_status (response), ==, 200);
  g_assert_cmpstr (body, ==, "{\"ok\":true}");
  g_assert_true (jm_http_response_is_json (response));
  g_assert_cmpstr (jm_http_response_get_header (response, "x-twice"), ==, "one");
  g_assert_null (jm_http_response_get_header (response, "X-None"));
  g_assert_cmpint (jm_http_response_get_date_ms (response), ==, G_GINT64_CONSTANT (1795183509000));
  g_assert_cmpint (jm_http_response_get_elapsed_ms (response), ==, 0);

  sent = jm_test_server_get_text (world->server, 0);
  g_assert_cmpstr (jm_test_server_get_line (world->server, 0), ==, "POST /rest/x?jql=a%20b");
  g_assert_nonnull (strstr (sent, "\r\nAuthorization: Bearer canary\r\n"));
  g_assert_nonnull (strstr (sent, "\r\nUser-Agent: JiraMonitor/" PACKAGE_VERSION "\r\n"));
  g_assert_nonnull (strstr (sent, "\r\nContent-Type: application/json\r\n"));
  g_assert_true (g_str_has_suffix (sent, "\r\n\r\n{\"a\":1}"));

  /* Neither the cookie nor the authorization is kept. */
  jm_test_server_push (world->server, 204, NULL, "");
  g_clear_pointer (&response, jm_http_response_unref);
  response = get (world, "/again", &error);
  g_assert_no_error (error);
  g_assert_cmpuint (jm_http_response_get_status (response), ==, 204);
  sent = jm_test_server_get_text (world->server, 1);
  g_assert_null (strstr (sent, "Cookie"));
  g_assert_null (strstr (sent, "canary"));

  return dex_future_new_true ();
}

static void
test_answer (World         *world,
             gconstpointer  data)
{
  jm_test_fiber (answer_fiber, world);
}

/* --- any status is an answer */

static DexFuture *
status_fiber (gpointer data)
{
  World *world = data;
  static const guint statuses[] = { 201, 204, 301, 302, 303, 304, 307, 308, 400, 401, 403, 404,
                                    409, 410, 413, 414, 422, 429, 500, 502, 503, 504, 599 };

  for (guint i = 0; i < G_N_ELEMENTS (statuses); i++)
    {
      g_autoptr (JmHttpResponse) response = NULL;
      g_autoptr (GError) error = NULL;

      jm_test_server_push (world->server, statuses[i],
                           "Location: http://127.0.0.1:1/elsewhere\r\n"
                           "WWW-Authenticate: Basic realm=\"x\"\r\n",
                           "");
      response = get (world, "/", &error);
      g_assert_no_error (error);
      g_assert_cmpuint (jm_http_response_get_status (response), ==, statuses[i]);
      g_assert_cmpuint (jm_test_server_get_n_requests (world->server), ==, i + 1);
    }

  return dex_future_new_true ();
}

static void
test_statuses (World         *world,
               gconstpointer  data)
{
  jm_test_fiber (status_fiber, world);
}

/* --- content types */

static void test_is_json (World *world, gconstpointer data);

static const struct
{
  const char *type;
  gboolean is_json;
} content_types[] = {
  { "application/json", TRUE },
  { "Application/JSON; charset=utf-8", TRUE },
  { "application/problem+json", TRUE },
  { "text/html", FALSE },
  { "text/json", FALSE },
  { "application/jsonp", FALSE },
  { "", FALSE },
};

static DexFuture *
is_json_fiber (gpointer data)
{
  World *world = data;

  for (guint i = 0; i < G_N_ELEMENTS (content_types); i++)
    {
      g_autofree char *header = g_strdup_printf ("Content-Type: %s\r\n", content_types[i].type);
      g_autoptr (JmHttpResponse) response = NULL;

      jm_test_server_push (world->server, 200, header, "{}");
      response = get (world, "/", NULL);
      g_assert_nonnull (response);
      g_assert_cmpint (jm_http_response_is_json (response), ==, content_types[i].is_json);
    }

  return dex_future_new_true ();
}

static void
test_is_json (World         *world,
              gconstpointer  data)
{
  jm_test_fiber (is_json_fiber, world);
}

/* --- bounds of size, at n and n + 1 */

static DexFuture *
size_fiber (gpointer data)
{
  World *world = data;

  for (int over = 0; over <= 1; over++)
    {
      g_autoptr (JmHttpRequest) request = request_for (world, "GET", "/");
      g_autofree char *body = g_strnfill (200000 + over, 'x');
      g_autoptr (JmHttpResponse) response = NULL;
      g_autoptr (GError) error = NULL;

      jm_http_request_set_limits (request, 10, 200000);
      jm_test_server_push (world->server, 200, NULL, body);
      response = dex_await_boxed (jm_http_send (world->http, request, NULL), &error);
      if (over)
        g_assert_error (error, JM_HTTP_ERROR, JM_HTTP_ERROR_TOO_LARGE);
      else
        g_assert_cmpuint (g_bytes_get_size (jm_http_response_get_body (response)), ==, 200000);
    }

  return dex_future_new_true ();
}

static void
test_size (World         *world,
           gconstpointer  data)
{
  jm_test_fiber (size_fiber, world);
}

static DexFuture *
api_size_fiber (gpointer data)
{
  World *world = data;

  for (int over = 0; over <= 1; over++)
    {
      g_autofree char *body = g_strnfill (JM_LIMIT_API_BODY + over, 'x');
      g_autoptr (JmHttpResponse) response = NULL;
      g_autoptr (GError) error = NULL;

      jm_test_server_push (world->server, 200, NULL, body);
      response = get (world, "/", &error);
      if (over)
        g_assert_error (error, JM_HTTP_ERROR, JM_HTTP_ERROR_TOO_LARGE);
      else
        g_assert_cmpuint (g_bytes_get_size (jm_http_response_get_body (response)), ==,
                          JM_LIMIT_API_BODY);
    }

  return dex_future_new_true ();
}

static void
test_api_size (World         *world,
               gconstpointer  data)
{
  jm_test_fiber (api_size_fiber, world);
}

static DexFuture *
error_size_fiber (gpointer data)
{
  World *world = data;

  for (int over = 0; over <= 1; over++)
    {
      g_autofree char *body = g_strnfill (JM_LIMIT_ERROR_BODY + over, 'x');
      g_autoptr (JmHttpResponse) response = NULL;
      g_autoptr (GError) error = NULL;

      jm_test_server_push (world->server, 503, NULL, body);
      response = get (world, "/", &error);
      g_assert_no_error (error);
      g_assert_cmpuint (jm_http_response_get_status (response), ==, 503);
      g_assert_cmpuint (g_bytes_get_size (jm_http_response_get_body (response)), ==,
                        JM_LIMIT_ERROR_BODY);
    }

  return dex_future_new_true ();
}

static void
test_error_size (World         *world,
                 gconstpointer  data)
{
  jm_test_fiber (error_size_fiber, world);
}

/* --- gzip */

static GBytes *
compress (const char *text,
          gsize       size)
{
  g_autoptr (GZlibCompressor) zip = g_zlib_compressor_new (G_ZLIB_COMPRESSOR_FORMAT_GZIP, 9);
  g_autoptr (GOutputStream) memory = g_memory_output_stream_new_resizable ();
  g_autoptr (GOutputStream) stream = g_converter_output_stream_new (memory, G_CONVERTER (zip));

  g_assert_true (g_output_stream_write_all (stream, text, size, NULL, NULL, NULL));
  g_assert_true (g_output_stream_close (stream, NULL, NULL));

  return g_memory_output_stream_steal_as_bytes (G_MEMORY_OUTPUT_STREAM (memory));
}

/* @announced: the Content-Length, -1 for none */
static void
push_gzip (World  *world,
           GBytes *zipped,
           gsize   size,
           gssize  announced)
{
  g_autoptr (GString) text =
      g_string_new ("HTTP/1.1 200 OK\r\nConnection: close\r\n"
                    "Content-Type: application/json\r\nContent-Encoding: gzip\r\n");

  if (announced >= 0)
    g_string_append_printf (text, "Content-Length: %" G_GSSIZE_FORMAT "\r\n", announced);
  g_string_append (text, "\r\n");
  g_string_append_len (text, g_bytes_get_data (zipped, NULL), size);
  jm_test_server_push_raw (world->server, text->str, text->len, FALSE);
}

static DexFuture *
gzip_fiber (gpointer data)
{
  World *world = data;
  g_autoptr (GBytes) zipped = compress ("{\"ok\":true}", 11);
  gsize size = g_bytes_get_size (zipped);
  g_autoptr (JmHttpResponse) whole = NULL;
  g_autoptr (JmHttpResponse) cut = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *body = NULL;

  push_gzip (world, zipped, size, size);
  whole = get (world, "/", &error);
  g_assert_no_error (error);
  body = dup_body (whole);
  g_assert_cmpstr (body, ==, "{\"ok\":true}");

  /* What was cut off is noticed by the wire's bytes, because the decoder does not. */
  push_gzip (world, zipped, size / 2, size);
  cut = get (world, "/", &error);
  g_assert_null (cut);
  g_assert_true (error->domain == JM_HTTP_ERROR);
  g_assert_true (error->code == JM_HTTP_ERROR_BROKEN || error->code == JM_HTTP_ERROR_OFFLINE);

  return dex_future_new_true ();
}

static void
test_gzip (World         *world,
           gconstpointer  data)
{
  jm_test_fiber (gzip_fiber, world);
}

static gsize
read_resident_bytes (void)
{
  g_autofree char *text = NULL;
  g_auto (GStrv) fields = NULL;

  g_assert_true (g_file_get_contents ("/proc/self/statm", &text, NULL, NULL));
  fields = g_strsplit (text, " ", 3);

  return g_ascii_strtoull (fields[1], NULL, 10) * 4096;
}

static DexFuture *
bomb_fiber (gpointer data)
{
  World *world = data;
  g_autoptr (GBytes) zipped = NULL;
  g_autoptr (JmHttpResponse) response = NULL;
  g_autoptr (GError) error = NULL;
  gsize before;

  {
    gsize size = 400u << 20;
    g_autofree char *zeros = g_malloc0 (size);

    zipped = compress (zeros, size);
  }
  before = read_resident_bytes ();
  push_gzip (world, zipped, g_bytes_get_size (zipped), g_bytes_get_size (zipped));
  response = get (world, "/", &error);
  g_assert_error (error, JM_HTTP_ERROR, JM_HTTP_ERROR_TOO_LARGE);
  g_assert_cmpuint (read_resident_bytes (), <, before + (96u << 20));

  return dex_future_new_true ();
}

static void
test_bomb (World         *world,
           gconstpointer  data)
{
  if (!g_test_slow ())
    {
      g_test_skip ("400 MB of zeros are compressed only with -m slow");
      return;
    }
  jm_test_fiber (bomb_fiber, world);
}

/* --- answers that are none */

static const struct
{
  const char *what;
  const char *bytes;
  gboolean hold;
  int code;
} broken[] = {
  { "nothing", "", FALSE, -1 },
  { "no HTTP", "SSH-2.0-OpenSSH_9.9\r\n\r\n", FALSE, JM_HTTP_ERROR_BROKEN },
  { "half a header", "HTTP/1.1 200 OK\r\nContent-Le", FALSE, -1 },
  { "less than announced", "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n{\"a\":", FALSE, -1 },
  { "a chunk without its end",
    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{\"a\":\r\n", FALSE, -1 },
};

static DexFuture *
broken_fiber (gpointer data)
{
  World *world = data;

  for (guint i = 0; i < G_N_ELEMENTS (broken); i++)
    {
      g_autoptr (JmHttpResponse) response = NULL;
      g_autoptr (GError) error = NULL;

      g_test_message ("%s", broken[i].what);
      jm_test_server_push_raw (world->server, broken[i].bytes, -1, broken[i].hold);
      response = get (world, "/", &error);
      g_assert_null (response);
      g_assert_true (error->domain == JM_HTTP_ERROR);
      g_test_message ("  %d %s", error->code, error->message);
      if (broken[i].code >= 0)
        g_assert_cmpint (error->code, ==, broken[i].code);
      else
        g_assert_true (error->code == JM_HTTP_ERROR_OFFLINE || error->code == JM_HTTP_ERROR_BROKEN);
    }

  return dex_future_new_true ();
}

static void
test_broken (World         *world,
             gconstpointer  data)
{
  jm_test_fiber (broken_fiber, world);
}

/* --- limits of time */

static gboolean
one_is_held (gpointer data)
{
  return jm_test_server_get_n_held (data) == 1;
}

typedef struct
{
  World *world;
  const char *bytes;
} Slow;

/* The request is out: only the limit of the whole exchange is left, the one of the connection is over. */
static gboolean
is_sent_and_held (gpointer data)
{
  World *world = data;

  return one_is_held (world->server) && jm_clock_get_n_sleepers (world->clock) == 1;
}

static DexFuture *
slow_fiber (gpointer data)
{
  World *world = ((Slow *) data)->world;
  g_autoptr (JmHttpRequest) request = request_for (world, "GET", "/");
  g_autoptr (DexFuture) sent = NULL;
  g_autoptr (JmHttpResponse) response = NULL;
  g_autoptr (GError) error = NULL;

  jm_test_server_push_raw (world->server, ((Slow *) data)->bytes, -1, TRUE);
  sent = jm_http_send (world->http, request, NULL);
  dex_await (jm_test_until (is_sent_and_held, world), NULL);

  jm_clock_advance (world->clock, JM_LIMIT_API_SECONDS * 1000 - 1);
  dex_await (jm_test_until (one_is_held, world->server), NULL);
  g_assert_true (dex_future_is_pending (sent));

  jm_clock_advance (world->clock, 1);
  response = dex_await_boxed (g_steal_pointer (&sent), &error);
  g_assert_error (error, JM_HTTP_ERROR, JM_HTTP_ERROR_TIMED_OUT);

  return dex_future_new_true ();
}

static void
test_slow (World         *world,
           gconstpointer  data)
{
  static const char *const heads[] = {
    "",
    "HTTP/1.1 200 OK\r\nX-Slow",
    "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n{",
    "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 100 Continue\r\n\r\n",
  };

  for (guint i = 0; i < G_N_ELEMENTS (heads); i++)
    jm_test_fiber (slow_fiber, &(Slow) { world, heads[i] });
}

static DexFuture *
cancel_fiber (gpointer data)
{
  World *world = data;
  g_autoptr (JmHttpRequest) request = request_for (world, "GET", "/");
  g_autoptr (DexFuture) sent = NULL;
  g_autoptr (JmHttpResponse) response = NULL;
  g_autoptr (GError) error = NULL;

  jm_test_server_push_raw (world->server, "HTTP/1.1 200 OK\r\n\r\nabc", -1, TRUE);
  sent = jm_http_send (world->http, request, world->cancellable);
  dex_await (jm_test_until (one_is_held, world->server), NULL);
  g_cancellable_cancel (world->cancellable);
  response = dex_await_boxed (g_steal_pointer (&sent), &error);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);

  /* Cancelled before it begins: nothing is sent. */
  response = get (world, "/", &error);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpuint (jm_test_server_get_n_requests (world->server), ==, 1);

  return dex_future_new_true ();
}

static void
test_cancel (World         *world,
             gconstpointer  data)
{
  jm_test_fiber (cancel_fiber, world);
}

/* The server takes the connection and never shakes hands. */
static DexFuture *
connect_fiber (gpointer data)
{
  World *world = data;
  g_autofree char *url =
      g_strdup_printf ("https://127.0.0.1:%u/", jm_test_server_get_port (world->server));
  g_autoptr (JmHttpRequest) request = jm_http_request_new ("GET", url);
  g_autoptr (DexFuture) sent = jm_http_send (world->http, request, NULL);
  g_autoptr (JmHttpResponse) response = NULL;
  g_autoptr (GError) error = NULL;

  while (jm_clock_get_n_sleepers (world->clock) < 2)
    dex_await (dex_timeout_new_msec (1), NULL);
  jm_clock_advance (world->clock, JM_LIMIT_CONNECT_SECONDS * 1000);
  response = dex_await_boxed (g_steal_pointer (&sent), &error);
  g_assert_error (error, JM_HTTP_ERROR, JM_HTTP_ERROR_TIMED_OUT);

  return dex_future_new_true ();
}

static void
test_connect (World         *world,
              gconstpointer  data)
{
  jm_test_fiber (connect_fiber, world);
}

/* --- TLS */

static DexFuture *
tls_fiber (gpointer data)
{
  World *world = data;
  g_autoptr (JmTestServer) server = jm_test_server_new_tls ();
  g_autoptr (JmHttpRequest) request = jm_http_request_new ("GET", jm_test_server_get_url (server));
  g_autoptr (JmHttpResponse) response = NULL;
  g_autoptr (GError) error = NULL;

  jm_http_request_set_authorization (request, "Bearer canary");
  response = dex_await_boxed (jm_http_send (world->http, request, NULL), &error);
  g_assert_error (error, JM_HTTP_ERROR, JM_HTTP_ERROR_TLS);
  g_assert_nonnull (strstr (error->message, "It names localhost (Jira Monitor Tests)"));
  g_assert_nonnull (strstr (error->message, "this computer does not know its issuer"));
  g_assert_cmpuint (jm_test_server_get_n_requests (server), ==, 0);

  return dex_future_new_true ();
}

static void
test_tls (World         *world,
          gconstpointer  data)
{
  jm_test_fiber (tls_fiber, world);
}

/* --- who speaks HTTP/2, as real sites do, is asked in HTTP/1.1 */

static void
answer_cb (SoupServer        *server,
           SoupServerMessage *message,
           const char        *path,
           GHashTable        *query,
           gpointer           data)
{
  g_assert_cmpint (soup_server_message_get_http_version (message), ==, SOUP_HTTP_1_1);
  soup_server_message_set_status (message, 200, NULL);
  soup_server_message_set_response (message, "application/json", SOUP_MEMORY_STATIC, "{\"a\":1}",
                                    7);
}

static SoupServer *
start_http_2_server (GTlsCertificate *certificate)
{
  SoupServer *server;
  g_autoptr (GError) error = NULL;

  /* libsoup looks at it when the server is made. */
  g_setenv ("SOUP_SERVER_HTTP2", "1", TRUE);
  server = soup_server_new ("tls-certificate", certificate, NULL);
  g_unsetenv ("SOUP_SERVER_HTTP2");
  soup_server_add_handler (server, NULL, answer_cb, NULL, NULL);
  soup_server_listen_local (server, 0, SOUP_SERVER_LISTEN_HTTPS | SOUP_SERVER_LISTEN_IPV4_ONLY,
                            &error);
  g_assert_no_error (error);

  return server;
}

static DexFuture *
http_2_fiber (gpointer data)
{
  World *world = data;
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "fixtures", "nobody.pem", NULL);
  g_autoptr (GTlsCertificate) certificate = g_tls_certificate_new_from_file (path, NULL);
  g_autoptr (GTlsDatabase) trusted = g_tls_file_database_new (path, NULL);
  g_autoptr (SoupServer) server = start_http_2_server (certificate);
  g_autoslist (GUri) uris = soup_server_get_uris (server);
  g_autofree char *url = g_strdup_printf ("https://localhost:%d/", g_uri_get_port (uris->data));
  g_autoptr (JmHttp) http = NULL;

  g_tls_backend_set_default_database (g_tls_backend_get_default (), trusted);
  http = jm_http_new (world->clock);

  for (guint i = 0; i < 3; i++)
    {
      g_autoptr (JmHttpRequest) request = jm_http_request_new ("GET", url);
      g_autoptr (JmHttpResponse) response = NULL;
      g_autoptr (GError) error = NULL;

      jm_http_request_set_authorization (request, "Bearer canary");
      response = dex_await_boxed (jm_http_send (http, request, NULL), &error);
      g_assert_no_error (error);
      g_assert_cmpuint (g_bytes_get_size (jm_http_response_get_body (response)), ==, 7);
    }
  soup_server_disconnect (server);
  g_tls_backend_set_default_database (g_tls_backend_get_default (), NULL);

  return dex_future_new_true ();
}

static void
test_http_2 (World         *world,
             gconstpointer  data)
{
  jm_test_fiber (http_2_fiber, world);
}

/* --- nobody there */

static DexFuture *
offline_fiber (gpointer data)
{
  World *world = data;
  static const char *const urls[] = { "http://127.0.0.1:1/", "https://nowhere.invalid/" };

  for (guint i = 0; i < G_N_ELEMENTS (urls); i++)
    {
      g_autoptr (JmHttpRequest) request = jm_http_request_new ("GET", urls[i]);
      g_autoptr (JmHttpResponse) response = NULL;
      g_autoptr (GError) error = NULL;

      response = dex_await_boxed (jm_http_send (world->http, request, NULL), &error);
      g_assert_error (error, JM_HTTP_ERROR, JM_HTTP_ERROR_OFFLINE);
    }

  return dex_future_new_true ();
}

static void
test_offline (World         *world,
              gconstpointer  data)
{
  jm_test_fiber (offline_fiber, world);
}

/* --- proxies */

static const struct
{
  const char *what;
  const char *answer; /* NULL: nobody listens */
  int code;
} proxies[] = {
  { "dead", NULL, JM_HTTP_ERROR_PROXY },
  { "wants a sign-in", "HTTP/1.1 407 Sign In\r\nConnection: close\r\nProxy-Authenticate: Basic "
                       "realm=\"x\"\r\nContent-Length: 0\r\n\r\n",
    JM_HTTP_ERROR_PROXY_SIGN_IN },
  { "refuses", "HTTP/1.1 403 No\r\nContent-Length: 0\r\n\r\n", JM_HTTP_ERROR_PROXY },
  { "has no way", "HTTP/1.1 502 No\r\nContent-Length: 0\r\n\r\n", JM_HTTP_ERROR_PROXY },
  { "is none", "220 mail.example.com ESMTP\r\n", JM_HTTP_ERROR_PROXY },
};

static DexFuture *
proxy_fiber (gpointer data)
{
  World *world = data;

  for (guint i = 0; i < G_N_ELEMENTS (proxies); i++)
    {
      g_autoptr (JmTestServer) server = jm_test_server_new ();
      g_autofree char *url =
          g_strdup_printf ("http://me:canary@127.0.0.1:%u",
                           proxies[i].answer != NULL ? jm_test_server_get_port (server) : 1);
      g_autoptr (GProxyResolver) resolver = g_simple_proxy_resolver_new (url, NULL);
      g_autoptr (JmHttp) http = jm_http_new_with_proxies (world->clock, resolver);
      g_autoptr (JmHttpRequest) request = jm_http_request_new ("GET", "https://jira.example.com/");
      g_autoptr (JmHttpResponse) response = NULL;
      g_autoptr (GError) error = NULL;

      g_test_message ("%s", proxies[i].what);
      if (proxies[i].answer != NULL)
        {
          /* Asked again, and once more, with the credentials of the proxy's address */
          jm_test_server_push_raw (server, proxies[i].answer, -1, FALSE);
          jm_test_server_push_raw (server, proxies[i].answer, -1, FALSE);
          jm_test_server_push_raw (server, proxies[i].answer, -1, FALSE);
        }
      jm_http_request_set_authorization (request, "Bearer canary");
      response = dex_await_boxed (jm_http_send (http, request, NULL), &error);
      g_assert_error (error, JM_HTTP_ERROR, proxies[i].code);
      g_test_message ("  %s", error->message);
      g_assert_nonnull (strstr (error->message, "127.0.0.1"));
      g_assert_null (strstr (error->message, "canary"));
      for (guint k = 0; k < jm_test_server_get_n_requests (server); k++)
        g_assert_null (strstr (jm_test_server_get_text (server, k), "Bearer canary"));
    }

  return dex_future_new_true ();
}

static void
test_proxy (World         *world,
            gconstpointer  data)
{
  jm_test_fiber (proxy_fiber, world);
}

static DexFuture *
direct_fiber (gpointer data)
{
  World *world = data;
  g_autoptr (GProxyResolver) dead = g_simple_proxy_resolver_new ("http://127.0.0.1:1", NULL);
  g_autoptr (JmHttp) http = jm_http_new_with_proxies (world->clock, dead);
  g_autoptr (JmHttpRequest) request = request_for (world, "GET", "/");
  g_autoptr (JmHttpResponse) response = NULL;
  g_autoptr (GError) error = NULL;

  jm_test_server_push_json (world->server, "{}");
  response = dex_await_boxed (jm_http_send (http, request, NULL), &error);
  g_assert_no_error (error);

  return dex_future_new_true ();
}

static void
test_direct (World         *world,
             gconstpointer  data)
{
  jm_test_fiber (direct_fiber, world);
}

/* --- what is not sent at all */

static const struct
{
  const char *url;
  gboolean allowed;
} urls[] = {
  { "https://acme.atlassian.net/rest", TRUE },
  { "HTTPS://acme.atlassian.net", TRUE },
  { "https://jira.example.com:8443/jira", TRUE },
  { "http://127.0.0.1:8080/", TRUE },
  { "http://127.9.9.9/", TRUE },
  { "http://[::1]:8080/", TRUE },
  { "http://localhost:8080/", TRUE },
  { "http://acme.localhost/", TRUE },
  { "http://acme.atlassian.net/", FALSE },
  { "http://127.0.0.1.example.com/", FALSE },
  { "http://localhost.example.com/", FALSE },
  { "http://notlocalhost/", FALSE },
  { "http://10.0.0.1/", FALSE },
  { "http://0.0.0.0/", FALSE },
  { "https://acme.atlassian.net@evil.example/", FALSE },
  { "https://u:p@acme.atlassian.net/", FALSE },
  { "ftp://localhost/", FALSE },
  { "file:///etc/passwd", FALSE },
  { "javascript:alert(1)", FALSE },
  { "https://", FALSE },
  { "https:///path", FALSE },
  { "//acme.atlassian.net/", FALSE },
  { "acme.atlassian.net", FALSE },
  { "https://a b/", FALSE },
  { "https://a%2Fb/", FALSE },
  { "", FALSE },
  { NULL, FALSE },
};

static void
test_urls (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (urls); i++)
    {
      g_test_message ("%s", urls[i].url != NULL ? urls[i].url : "(null)");
      g_assert_cmpint (jm_http_is_allowed_url (urls[i].url), ==, urls[i].allowed);
    }
}

static DexFuture *
refused_fiber (gpointer data)
{
  World *world = data;
  g_autoptr (JmHttpRequest) plain = jm_http_request_new ("GET", "http://example.com/");
  g_autoptr (JmHttpRequest) strange = jm_http_request_new ("GET", "ftp://example.com/");
  g_autoptr (JmHttpRequest) split = request_for (world, "GET", "/");
  g_autoptr (JmHttpRequest) token = request_for (world, "GET", "/");
  JmHttpRequest *requests[] = { plain, strange, split, token };

  jm_http_request_set_header (split, "Accept", "a\r\nX-Evil: b");
  jm_http_request_set_authorization (token, "Bearer a\nb");
  for (guint i = 0; i < G_N_ELEMENTS (requests); i++)
    {
      g_autoptr (JmHttpResponse) response = NULL;
      g_autoptr (GError) error = NULL;

      response = dex_await_boxed (jm_http_send (world->http, requests[i], NULL), &error);
      g_assert_error (error, JM_HTTP_ERROR,
                      (requests[i] == plain ? JM_HTTP_ERROR_PLAIN : JM_HTTP_ERROR_REFUSED));
    }
  g_assert_cmpuint (jm_test_server_get_n_requests (world->server), ==, 0);

  return dex_future_new_true ();
}

static void
test_refused (World         *world,
              gconstpointer  data)
{
  jm_test_fiber (refused_fiber, world);
}

/* --- floods: a header without end */

static DexFuture *
flood_fiber (gpointer data)
{
  World *world = data;
  g_autoptr (GString) flood = g_string_new ("HTTP/1.1 200 OK\r\n");
  g_autoptr (JmHttpResponse) response = NULL;
  g_autoptr (GError) error = NULL;

  while (flood->len < (8u << 20))
    g_string_append (
        flood, "X-Flood: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\r\n");
  jm_test_server_push_raw (world->server, flood->str, flood->len, FALSE);
  response = get (world, "/", &error);
  g_assert_null (response);
  g_assert_true (error->domain == JM_HTTP_ERROR);

  return dex_future_new_true ();
}

static void
test_flood (World         *world,
            gconstpointer  data)
{
  jm_test_fiber (flood_fiber, world);
}

#define ADD(name, function) g_test_add (name, World, NULL, set_up, function, tear_down)

int
main (int    argc,
      char **argv)
{
  jm_test_init (&argc, &argv);

  ADD ("/base/http/an-answer-is-read-whole", test_answer);
  ADD ("/base/http/any-status-is-an-answer-and-no-redirect-is-followed", test_statuses);
  ADD ("/base/http/json-is-what-the-server-calls-json", test_is_json);
  ADD ("/base/http/a-body-may-be-as-large-as-asked-for", test_size);
  ADD ("/base/http/an-api-body-ends-at-32-mib", test_api_size);
  ADD ("/base/http/an-error-keeps-its-status-and-64-kib", test_error_size);
  ADD ("/base/http/gzip-that-is-cut-short-is-noticed", test_gzip);
  ADD ("/base/http/a-gzip-bomb-stays-small", test_bomb);
  ADD ("/base/http/what-is-no-answer-is-an-error", test_broken);
  ADD ("/base/http/a-slow-server-is-left-after-60-seconds", test_slow);
  ADD ("/base/http/a-connection-is-given-10-seconds", test_connect);
  ADD ("/base/http/a-cancelled-request-is-cancelled", test_cancel);
  ADD ("/base/http/an-untrusted-certificate-is-named-and-gets-no-secret", test_tls);
  ADD ("/base/http/who-speaks-http-2-is-asked-in-http-1.1", test_http_2);
  ADD ("/base/http/nobody-there-is-offline", test_offline);
  ADD ("/base/http/a-bad-proxy-is-named-and-gets-no-secret", test_proxy);
  ADD ("/base/http/this-machine-needs-no-proxy", test_direct);
  g_test_add_func ("/base/http/only-https-or-this-machine", test_urls);
  ADD ("/base/http/what-may-not-be-sent-is-not-sent", test_refused);
  ADD ("/base/http/a-flood-of-headers-is-an-error", test_flood);

  return g_test_run ();
}
