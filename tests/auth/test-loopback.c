/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <gio/gio.h>
#include <sys/socket.h>

#include "auth/jm-loopback.h"
#include "base/jm-limits.h"
#include "base/jm-random.h"
#include "fixtures/jm-test.h"

/* The listener, as browsers, junk and other programs of this machine meet it. */

#define STATE "s-t-a-t-e-of-the-attempt"

static char *
callback_uri (guint16 port)
{
  return g_strdup_printf ("http://localhost:%u/callback", port);
}

/* --- a client that says what it is told, on a thread of its own */

typedef struct
{
  char *host;
  guint16 port;
  GBytes *request;
  GSocketConnection *connection; /* of who came first */
} Say;

static gpointer
say_thread (gpointer data)
{
  Say *say = data;
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (GSocketConnection) connection = NULL;
  GString *answer = g_string_new (NULL);
  char buffer[4096];
  gssize n;

  connection = g_socket_client_connect_to_host (client, say->host, say->port, NULL, NULL);
  if (connection == NULL)
    {
      g_string_free (answer, TRUE);
      return NULL;
    }
  g_output_stream_write_all (g_io_stream_get_output_stream (G_IO_STREAM (connection)),
                             g_bytes_get_data (say->request, NULL), g_bytes_get_size (say->request),
                             NULL, NULL, NULL);
  while ((n = g_input_stream_read (g_io_stream_get_input_stream (G_IO_STREAM (connection)), buffer,
                                   sizeof buffer, NULL, NULL)) > 0)
    g_string_append_len (answer, buffer, n);
  return g_string_free_and_steal (answer);
}

typedef struct
{
  Say say;
  GThread *thread;
  int done;
  char *answer;
} Visitor;

static gpointer
visitor_thread (gpointer data)
{
  Visitor *visitor = data;

  visitor->answer = say_thread (&visitor->say);
  g_atomic_int_set (&visitor->done, TRUE);
  return NULL;
}

static gboolean
visitor_is_done (gpointer data)
{
  return g_atomic_int_get (&((Visitor *) data)->done);
}

/* From a fiber: what the port answers; NULL when nobody listens. */
static char *
ask (const char *host,
     guint16     port,
     const char *request)
{
  Visitor visitor = { .say = { (char *) host, port, g_bytes_new (request, strlen (request)) } };

  visitor.thread = g_thread_new ("visitor", visitor_thread, &visitor);
  dex_await (jm_test_until (visitor_is_done, &visitor), NULL);
  g_thread_join (visitor.thread);
  g_bytes_unref (visitor.say.request);
  return visitor.answer;
}

static char *
get (guint16     port,
     const char *target)
{
  g_autofree char *request = g_strdup_printf (
      "GET %s HTTP/1.1\r\nHost: localhost:%u\r\nUser-Agent: x\r\n\r\n", target, port);

  return ask ("127.0.0.1", port, request);
}

/* --- a client that is there before the listener had a turn */

static gpointer
read_thread (gpointer data)
{
  Visitor *visitor = data;
  char buffer[64] = "";
  gsize n;

  g_input_stream_read_all (g_io_stream_get_input_stream (G_IO_STREAM (visitor->say.connection)),
                           buffer, sizeof buffer - 1, &n, NULL, NULL);
  visitor->answer = g_strndup (buffer, n);
  g_atomic_int_set (&visitor->done, TRUE);
  return NULL;
}

static DexFuture *
at_once_fiber (gpointer data)
{
  g_autoptr (JmClock) clock = jm_clock_new_manual (1795176000000);
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  guint16 port = jm_test_find_port ();
  g_autofree char *uri = callback_uri (port);
  g_autofree char *request = g_strdup_printf ("GET / HTTP/1.1\r\nHost: localhost:%u\r\n\r\n", port);
  g_autoptr (GError) error = NULL;
  g_autoptr (JmLoopback) loopback = jm_loopback_new (uri, STATE, clock, &error);
  Visitor visitor = { 0 };

  g_assert_no_error (error);
  visitor.say.connection =
      g_socket_client_connect_to_host (client, "127.0.0.1", port, NULL, &error);
  g_assert_no_error (error);
  g_output_stream_write_all (g_io_stream_get_output_stream (G_IO_STREAM (visitor.say.connection)),
                             request, strlen (request), NULL, NULL, &error);
  g_assert_no_error (error);
  visitor.thread = g_thread_new ("visitor", read_thread, &visitor);
  dex_await (jm_test_until (visitor_is_done, &visitor), NULL);
  g_thread_join (visitor.thread);
  g_object_unref (visitor.say.connection);
  g_assert_true (g_str_has_prefix (visitor.answer, "HTTP/1.1 404"));
  g_free (visitor.answer);
  return dex_future_new_true ();
}

static void
test_at_once (void)
{
  jm_test_fiber (at_once_fiber, NULL);
}

typedef struct
{
  JmClock *clock;
  guint16 port;
  char *uri;
  JmLoopback *loopback;
  DexFuture *wait;
  GCancellable *cancellable;
} Fixture;

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  g_autoptr (GError) error = NULL;

  fixture->clock = jm_clock_new_manual (1795176000000);
  fixture->port = jm_test_find_port ();
  fixture->uri = callback_uri (fixture->port);
  fixture->cancellable = g_cancellable_new ();
  fixture->loopback = jm_loopback_new (fixture->uri, STATE, fixture->clock, &error);
  g_assert_no_error (error);
  fixture->wait = jm_loopback_wait (fixture->loopback, fixture->cancellable);
  jm_test_settle ();
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  g_cancellable_cancel (fixture->cancellable);
  jm_test_settle ();
  dex_clear (&fixture->wait);
  jm_test_finalize (fixture->loopback);
  g_object_unref (fixture->clock);
  g_object_unref (fixture->cancellable);
  g_free (fixture->uri);
}

static void
assert_code (Fixture    *fixture,
             const char *code)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *got = dex_await_string (dex_ref (fixture->wait), &error);

  g_assert_no_error (error);
  g_assert_cmpstr (got, ==, code);
}

static void
assert_waits (Fixture *fixture)
{
  g_assert_true (dex_future_is_pending (fixture->wait));
}

static void
assert_closed (Fixture *fixture)
{
  g_assert_null (ask ("127.0.0.1", fixture->port, "x"));
  g_assert_null (ask ("::1", fixture->port, "x"));
}

/* --- tests */

static DexFuture *
code_fiber (gpointer data)
{
  Fixture *fixture = data;
  g_autofree char *answer = get (fixture->port, "/callback?code=ab%2Fc%3D&state=" STATE);

  assert_code (fixture, "ab/c=");
  g_assert_true (g_str_has_prefix (answer, "HTTP/1.1 200 OK\r\n"));
  g_assert_nonnull (strstr (answer, "Content-Security-Policy: default-src 'none'"));
  g_assert_nonnull (strstr (answer, "Referrer-Policy: no-referrer\r\n"));
  g_assert_nonnull (strstr (answer, "Cache-Control: no-store\r\n"));
  g_assert_null (strstr (answer, "ab/c="));
  assert_closed (fixture);
  return dex_future_new_true ();
}

static DexFuture *
both_families_fiber (gpointer data)
{
  Fixture *fixture = data;
  g_autofree char *request = g_strdup_printf (
      "GET /callback?state=" STATE "&code=x HTTP/1.1\r\nHost: [::1]:%u\r\n\r\n", fixture->port);
  g_autofree char *answer = ask ("::1", fixture->port, request);

  g_assert_nonnull (answer);
  assert_code (fixture, "x");
  return dex_future_new_true ();
}

static DexFuture *
denied_fiber (gpointer data)
{
  Fixture *fixture = data;
  g_autoptr (GError) error = NULL;
  g_autofree char *answer =
      get (fixture->port,
           "/callback?error=access_denied&error_description=%3Cscript%3EUser+said+no&state=" STATE);

  dex_await (dex_ref (fixture->wait), &error);
  g_assert_error (error, JM_AUTH_ERROR, JM_AUTH_ERROR_DENIED);
  g_assert_nonnull (strstr (error->message, "<script>User said no"));
  g_assert_null (strstr (answer, "script"));
  assert_closed (fixture);
  return dex_future_new_true ();
}

/* D9, F62, D-REST: all of it is answered, and none of it counts. %u is the port. */
static const struct
{
  const char *name;
  const char *request;
  const char *status;
} junk[] = {
  { "wrong state", "GET /callback?code=x&state=wrong HTTP/1.1\r\nHost: localhost:%u\r\n\r\n",
    "400" },
  { "no state", "GET /callback?code=x HTTP/1.1\r\nHost: localhost:%u\r\n\r\n", "400" },
  { "no query", "GET /callback HTTP/1.1\r\nHost: localhost:%u\r\n\r\n", "400" },
  { "empty state", "GET /callback?code=x&state= HTTP/1.1\r\nHost: localhost:%u\r\n\r\n", "400" },
  { "state is a prefix", "GET /callback?code=x&state=s-t HTTP/1.1\r\nHost: localhost:%u\r\n\r\n",
    "400" },
  { "no code", "GET /callback?state=" STATE " HTTP/1.1\r\nHost: localhost:%u\r\n\r\n", "400" },
  { "empty code", "GET /callback?code=&state=" STATE " HTTP/1.1\r\nHost: localhost:%u\r\n\r\n",
    "400" },
  { "two codes",
    "GET /callback?code=a&code=b&state=" STATE " HTTP/1.1\r\nHost: localhost:%u\r\n\r\n", "400" },
  { "two states",
    "GET /callback?code=a&state=x&state=" STATE " HTTP/1.1\r\nHost: localhost:%u\r\n\r\n", "400" },
  { "error, wrong state",
    "GET /callback?error=access_denied&state=x HTTP/1.1\r\nHost: localhost:%u\r\n\r\n", "400" },
  { "error, no state", "GET /callback?error=access_denied HTTP/1.1\r\nHost: localhost:%u\r\n\r\n",
    "400" },
  { "bad escape", "GET /callback?code=%%zz&state=" STATE " HTTP/1.1\r\nHost: localhost:%u\r\n\r\n",
    "400" },
  { "favicon", "GET /favicon.ico HTTP/1.1\r\nHost: localhost:%u\r\n\r\n", "404" },
  { "longer path", "GET /callback/x?code=x&state=" STATE " HTTP/1.1\r\nHost: localhost:%u\r\n\r\n",
    "404" },
  { "other case", "GET /Callback?code=x&state=" STATE " HTTP/1.1\r\nHost: localhost:%u\r\n\r\n",
    "404" },
  { "POST", "POST /callback?code=x&state=" STATE " HTTP/1.1\r\nHost: localhost:%u\r\n\r\n", "405" },
  { "HEAD", "HEAD /callback?code=x&state=" STATE " HTTP/1.1\r\nHost: localhost:%u\r\n\r\n", "405" },
  { "OPTIONS", "OPTIONS /callback?code=x&state=" STATE " HTTP/1.1\r\nHost: localhost:%u\r\n\r\n",
    "405" },
  { "foreign host", "GET /callback?code=x&state=" STATE " HTTP/1.1\r\nHost: evil:%u\r\n\r\n",
    "400" },
  { "sub domain",
    "GET /callback?code=x&state=" STATE " HTTP/1.1\r\nHost: 127.0.0.1.evil:%u\r\n\r\n", "400" },
  { "trailing dot", "GET /callback?code=x&state=" STATE " HTTP/1.1\r\nHost: localhost.:%u\r\n\r\n",
    "400" },
  { "upper case", "GET /callback?code=x&state=" STATE " HTTP/1.1\r\nHost: LOCALHOST:%u\r\n\r\n",
    "400" },
  { "wrong port", "GET /callback?code=x&state=" STATE " HTTP/1.1\r\nHost: localhost:1%u\r\n\r\n",
    "400" },
  { "no port", "GET /callback?code=x&state=" STATE " HTTP/1.1\r\nX: %u\r\nHost: localhost\r\n\r\n",
    "400" },
  { "two hosts",
    "GET /callback?code=x&state=" STATE " HTTP/1.1\r\nHost: localhost:%u\r\nHost: evil\r\n\r\n",
    "400" },
  { "two hosts, other order",
    "GET /callback?code=x&state=" STATE " HTTP/1.1\r\nHost: evil\r\nHost: localhost:%u\r\n\r\n",
    "400" },
  { "no host", "GET /callback?code=x&state=" STATE " HTTP/1.0\r\nX: %u\r\n\r\n", "400" },
  { "0.0.0.0", "GET /callback?code=x&state=" STATE " HTTP/1.1\r\nHost: 0.0.0.0:%u\r\n\r\n", "400" },
  { "mapped IPv4",
    "GET /callback?code=x&state=" STATE " HTTP/1.1\r\nHost: [::ffff:127.0.0.1]:%u\r\n\r\n", "400" },
  { "decimal IP", "GET /callback?code=x&state=" STATE " HTTP/1.1\r\nHost: 2130706433:%u\r\n\r\n",
    "400" },
  { "absolute form",
    "GET http://localhost:%u/callback?code=x&state=" STATE " HTTP/1.1\r\nHost: localhost\r\n\r\n",
    "400" },
  { "not HTTP", "hello %u\r\n\r\n", "400" },
  { "four words", "GET /callback?code=x &state=" STATE " HTTP/1.1\r\nHost: localhost:%u\r\n\r\n",
    "400" },
};

static char *
dup_junk (Fixture *fixture,
          guint    i)
{
  g_auto (GStrv) parts = g_strsplit (junk[i].request, "%u", 2);
  g_autofree char *port = g_strdup_printf ("%u", fixture->port);
  g_autofree char *text = g_strjoinv (port, parts);
  g_auto (GStrv) escapes = g_strsplit (text, "%%", -1);

  return g_strjoinv ("%", escapes);
}

static DexFuture *
junk_fiber (gpointer data)
{
  Fixture *fixture = data;
  g_autofree char *answer = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (junk); i++)
    {
      g_autofree char *request = dup_junk (fixture, i);
      g_autofree char *said = ask ("127.0.0.1", fixture->port, request);
      g_autofree char *status = g_strdup_printf ("HTTP/1.1 %s ", junk[i].status);

      g_test_message ("%s", junk[i].name);
      g_assert_nonnull (said);
      g_assert_true (g_str_has_prefix (said, status));
      assert_waits (fixture);
    }
  answer = get (fixture->port, "/callback?code=good&state=" STATE);
  assert_code (fixture, "good");
  return dex_future_new_true ();
}

static DexFuture *
limit_fiber (gpointer data)
{
  Fixture *fixture = data;
  g_autoptr (GString) request = g_string_new (NULL);
  g_autofree char *just = NULL;
  g_autofree char *over = NULL;

  /* One byte over the limit, and then exactly at it. */
  g_string_printf (request,
                   "GET /callback?code=good&state=" STATE " HTTP/1.1\r\nHost: localhost:%u\r\nX: ",
                   fixture->port);
  while (request->len < JM_LIMIT_LOOPBACK_REQUEST - 3)
    g_string_append_c (request, 'x');
  g_string_append (request, "\r\n\r\n");
  g_assert_cmpuint (request->len, ==, JM_LIMIT_LOOPBACK_REQUEST + 1);
  over = ask ("127.0.0.1", fixture->port, request->str);
  g_assert_true (over == NULL || *over == '\0' || g_str_has_prefix (over, "HTTP/1.1 431"));
  assert_waits (fixture);

  g_string_erase (request, request->len - 5, 1);
  just = ask ("127.0.0.1", fixture->port, request->str);
  g_assert_true (g_str_has_prefix (just, "HTTP/1.1 200"));
  assert_code (fixture, "good");
  return dex_future_new_true ();
}

/* --- 10 000 junk requests while 100 connections are held open */

#define STORM_PARTS 10
#define STORM_REQUESTS 1000

typedef struct
{
  Fixture *fixture;
  guint16 port;
  int done;
} Storm;

/* So that the kernel does not keep ten thousand closed connections for a minute, and slows down. */
static void
end_with_reset (GSocketConnection *connection)
{
  struct linger linger = { .l_onoff = 1, .l_linger = 0 };

  setsockopt (g_socket_get_fd (g_socket_connection_get_socket (connection)), SOL_SOCKET, SO_LINGER,
              &linger, sizeof linger);
}

static gpointer
storm_thread (gpointer data)
{
  Storm *storm = data;
  g_autoptr (GPtrArray) held = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autofree char *half = g_strdup ("GET /callback?code=");
  g_autofree char *wrong = g_strdup_printf (
      "GET /callback?code=x&state=%%2e HTTP/1.1\r\nHost: localhost:%u\r\n\r\n", storm->port);

  for (guint i = 0; i < STORM_REQUESTS; i++)
    {
      g_autoptr (GSocketConnection) connection =
          g_socket_client_connect_to_host (client, "127.0.0.1", storm->port, NULL, NULL);
      gboolean is_half = i % 3 == 0;
      const char *words = is_half ? half : wrong;
      char answer[64];

      g_assert_nonnull (connection);
      end_with_reset (connection);
      g_output_stream_write_all (g_io_stream_get_output_stream (G_IO_STREAM (connection)), words,
                                 strlen (words), NULL, NULL, NULL);
      if (!is_half)
        g_input_stream_read (g_io_stream_get_input_stream (G_IO_STREAM (connection)), answer,
                             sizeof answer, NULL, NULL);
      if (i % 9 == 0)
        g_ptr_array_add (held, g_steal_pointer (&connection));
    }
  g_atomic_int_set (&storm->done, TRUE);
  return NULL;
}

static gboolean
storm_is_over (gpointer data)
{
  return g_atomic_int_get (&((Storm *) data)->done);
}

static DexFuture *
storm_fiber (gpointer data)
{
  Storm *storm = data;
  GThread *thread = g_thread_new ("storm", storm_thread, storm);

  dex_await (jm_test_until (storm_is_over, storm), NULL);
  g_thread_join (thread);
  assert_waits (storm->fixture);
  return dex_future_new_true ();
}

static DexFuture *
calm_fiber (gpointer data)
{
  Fixture *fixture = data;
  g_autofree char *answer = get (fixture->port, "/callback?code=good&state=" STATE);

  g_assert_true (g_str_has_prefix (answer, "HTTP/1.1 200"));
  assert_code (fixture, "good");
  return dex_future_new_true ();
}

static void
test_storm (Fixture       *fixture,
            gconstpointer  data)
{
  for (guint i = 0; i < STORM_PARTS; i++)
    {
      Storm storm = { .fixture = fixture, .port = fixture->port };

      jm_test_fiber (storm_fiber, &storm);
    }
  jm_test_fiber (calm_fiber, fixture);
}

static DexFuture *
timeout_fiber (gpointer data)
{
  Fixture *fixture = data;
  g_autoptr (GError) error = NULL;

  jm_clock_advance (fixture->clock, (JM_LIMIT_SIGN_IN_SECONDS - 1) * 1000);
  dex_await (jm_sleep (fixture->clock, 0, NULL), NULL);
  assert_waits (fixture);
  jm_clock_advance (fixture->clock, 1000);
  dex_await (dex_ref (fixture->wait), &error);
  g_assert_error (error, JM_AUTH_ERROR, JM_AUTH_ERROR_TIMED_OUT);
  assert_closed (fixture);
  return dex_future_new_true ();
}

static DexFuture *
cancel_fiber (gpointer data)
{
  Fixture *fixture = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (JmLoopback) second = NULL;

  g_cancellable_cancel (fixture->cancellable);
  dex_await (dex_ref (fixture->wait), &error);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
  /* F61: the next attempt works at once. */
  second = jm_loopback_new (fixture->uri, STATE, fixture->clock, &error);
  g_assert_no_error (error);
  return dex_future_new_true ();
}

/* D2: whoever has one of the two families could get the code. */
static void
test_busy_port (void)
{
  static const char *const hosts[] = { "127.0.0.1", "::1" };
  g_autoptr (JmClock) clock = jm_clock_new_manual (0);

  for (guint i = 0; i < G_N_ELEMENTS (hosts); i++)
    {
      guint16 port = jm_test_find_port ();
      g_autofree char *uri = callback_uri (port);
      g_autofree char *pid = g_strdup_printf ("PID %d", getpid ());
      g_autoptr (GSocketAddress) address = g_inet_socket_address_new_from_string (hosts[i], port);
      g_autoptr (GSocketListener) squatter = g_socket_listener_new ();
      g_autoptr (GError) error = NULL;

      g_socket_listener_add_address (squatter, address, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP,
                                     NULL, NULL, &error);
      g_assert_no_error (error);
      g_assert_null (jm_loopback_new (uri, STATE, clock, &error));
      g_assert_error (error, JM_AUTH_ERROR, JM_AUTH_ERROR_PORT_BUSY);
      g_assert_nonnull (strstr (error->message, pid));
    }
}

static void
test_impossible_addresses (void)
{
  static const char *const addresses[] = {
    "https://localhost:8371/callback",
    "http://example.com:8371/callback",
    "http://localhost/callback",
    "http://localhost:8371",
    "http://localhost:8371/c?x=y",
    "http://localhost:8371/c#x",
    "http://me@localhost:8371/c",
    "myapp://callback",
    "http://0.0.0.0:8371/c",
    "",
  };
  g_autoptr (JmClock) clock = jm_clock_new_manual (0);

  for (guint i = 0; i < G_N_ELEMENTS (addresses); i++)
    {
      g_autoptr (GError) error = NULL;

      g_test_message ("%s", addresses[i]);
      g_assert_null (jm_loopback_new (addresses[i], STATE, clock, &error));
      g_assert_error (error, JM_AUTH_ERROR, JM_AUTH_ERROR_CALLBACK);
    }
}

static void
test_pasted_redirect (void)
{
  static const struct
  {
    const char *uri;
    const char *code; /* NULL: @error */
    int error;
  } rows[] = {
    { "http://localhost:8371/callback?code=a%20b&state=" STATE, "a b", 0 },
    { "  http://localhost:8371/callback?code=ab&state=" STATE "\n", "ab", 0 },
    { "http://localhost:8371/callback?code=ab&state=x", NULL, JM_AUTH_ERROR_CALLBACK },
    { "http://localhost:8371/callback?error=server_error&state=" STATE, NULL,
      JM_AUTH_ERROR_DENIED },
    { "http://localhost:8371/other?code=ab&state=" STATE, NULL, JM_AUTH_ERROR_CALLBACK },
    { "http://localhost:83710/callback?code=ab&state=" STATE, NULL, JM_AUTH_ERROR_CALLBACK },
    { "https://evil/callback?code=ab&state=" STATE, NULL, JM_AUTH_ERROR_CALLBACK },
    { "hello", NULL, JM_AUTH_ERROR_CALLBACK },
    { "", NULL, JM_AUTH_ERROR_CALLBACK },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *code =
          jm_loopback_read_redirect ("http://localhost:8371/callback", STATE, rows[i].uri, &error);

      g_assert_cmpstr (code, ==, rows[i].code);
      if (rows[i].code == NULL)
        g_assert_error (error, JM_AUTH_ERROR, rows[i].error);
      else
        g_assert_no_error (error);
    }
}

static void
run_body (Fixture       *fixture,
          gconstpointer  data)
{
  jm_test_fiber ((DexFiberFunc) data, fixture);
}

int
main (int   argc,
      char *argv[])
{
  jm_test_init (&argc, &argv);
#define ADD(name, body) g_test_add (name, Fixture, body, set_up, run_body, tear_down)
  ADD ("/auth/loopback/code-arrives-and-the-port-closes", code_fiber);
  ADD ("/auth/loopback/listens-on-both-families", both_families_fiber);
  ADD ("/auth/loopback/denial-with-the-right-state-ends-it", denied_fiber);
  ADD ("/auth/loopback/junk-is-answered-and-changes-nothing", junk_fiber);
  ADD ("/auth/loopback/eight-kibibytes-and-no-more", limit_fiber);
  g_test_add ("/auth/loopback/ten-thousand-junk-requests", Fixture, NULL, set_up, test_storm,
              tear_down);
  ADD ("/auth/loopback/five-minutes", timeout_fiber);
  ADD ("/auth/loopback/cancel-frees-the-port", cancel_fiber);
  g_test_add_func ("/auth/loopback/who-comes-at-once-is-answered", test_at_once);
  g_test_add_func ("/auth/loopback/busy-port-names-its-owner", test_busy_port);
  g_test_add_func ("/auth/loopback/impossible-addresses", test_impossible_addresses);
  g_test_add_func ("/auth/loopback/pasted-redirect", test_pasted_redirect);
  return g_test_run ();
}
