/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <gio/gio.h>
#include <libsoup/soup.h>
#include <string.h>

#include "base/jm-http.h"
#include "fixtures/jm-test-pki.h"
#include "fixtures/jm-test.h"

/* Many requests at once, to a server that answers at any pace or breaks off anywhere, while some
 * are called off at any time. What libsoup does then is right in no single place that a test could
 * aim at: it is right when all of them end, and nothing was freed twice. */

#define CLIENTS 6
#define REQUESTS 60
#define BODY_BYTES 20000
#define PATIENCE_MS 4

typedef enum
{
  ANSWERS,      /* always, at once and whole; some requests are called off */
  BREAKS_OFF,   /* anywhere; some requests are called off as well */
  LETS_DIE,     /* connections that it answered on, when they are used again */
} Weather;

typedef struct
{
  Weather weather;
  char *answer;

  JmClock *clock;
  JmHttp *http;
  GSocketService *service;
  JmTestPki *pki;
  SoupServer *modern;
  char *url;
  guint going; /* clients */
  guint answered;
} World;

/* --- the server: a thread for each connection */

static gboolean
read_request (GInputStream *in)
{
  char request[4096];
  gsize length = 0;

  while (length < sizeof request - 1)
    {
      gssize n =
          g_input_stream_read (in, request + length, sizeof request - 1 - length, NULL, NULL);

      if (n <= 0)
        return FALSE;
      length += (gsize) n;
      request[length] = '\0';
      if (strstr (request, "\r\n\r\n") != NULL)
        return TRUE;
    }

  return FALSE;
}

static gboolean
serve_cb (GThreadedSocketService *service,
          GSocketConnection      *connection,
          GObject                *source,
          gpointer                data)
{
  World *world = data;
  GInputStream *in = g_io_stream_get_input_stream (G_IO_STREAM (connection));
  GOutputStream *out = g_io_stream_get_output_stream (G_IO_STREAM (connection));
  gsize whole = strlen (world->answer);
  gsize size = whole;

  for (guint n = 0; size == whole && read_request (in); n++)
    {
      if (world->weather == LETS_DIE && n > 0 && g_random_boolean ())
        break;
      if (world->weather == BREAKS_OFF && g_random_boolean ())
        size = (gsize) g_random_int_range (0, g_random_boolean () ? 100 : (gint32) whole);
      if (!g_output_stream_write_all (out, world->answer, size, NULL, NULL, NULL))
        break;
    }
  g_io_stream_close (G_IO_STREAM (connection), NULL, NULL);

  return TRUE;
}

static void
set_up (World         *world,
        gconstpointer  data)
{
  g_autofree char *body = g_strnfill (BODY_BYTES, 'x');
  guint16 port;
  GError *error = NULL;

  world->weather = (Weather) GPOINTER_TO_INT (data);
  world->answer =
      g_strdup_printf ("HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s", BODY_BYTES, body);
  world->service = g_threaded_socket_service_new (2 * CLIENTS);
  port = g_socket_listener_add_any_inet_port (G_SOCKET_LISTENER (world->service), NULL, &error);
  g_assert_no_error (error);
  g_signal_connect (world->service, "run", G_CALLBACK (serve_cb), world);
  world->url = g_strdup_printf ("http://127.0.0.1:%u/", port);
  world->clock = jm_clock_new ();
  world->http = jm_http_new (world->clock);
}

/* The threads end when their connections do, which the session of libsoup holds. */
static void
tear_down (World         *world,
           gconstpointer  data)
{
  g_socket_service_stop (world->service);
  g_socket_listener_close (G_SOCKET_LISTENER (world->service));
  jm_test_finalize (world->http);
  jm_test_finalize (world->clock);
  jm_test_finalize (world->service);
  g_free (world->answer);
  g_free (world->url);
}

/* --- a server that speaks HTTP/2, and lets connections die with all that is under way on them */

static void
answer_cb (SoupServer        *server,
           SoupServerMessage *message,
           const char        *path,
           GHashTable        *query,
           gpointer           data)
{
  soup_server_message_set_status (message, 200, NULL);
  soup_server_message_set_response (message, "text/plain", SOUP_MEMORY_TAKE,
                                    g_strnfill (BODY_BYTES, 'x'), BODY_BYTES);
  if (g_test_rand_int_range (0, 5) == 0)
    g_socket_shutdown (soup_server_message_get_socket (message), TRUE, TRUE, NULL);
}

static void
set_up_modern (World         *world,
               gconstpointer  data)
{
  g_autoptr (GTlsCertificate) certificate = NULL;
  g_autoptr (JmNetworkSite) site = NULL;
  g_autoptr (GError) error = NULL;
  g_autoslist (GUri) uris = NULL;
  g_autofree char *key = NULL;

  world->weather = (Weather) GPOINTER_TO_INT (data);
  world->pki = jm_test_pki_new ("Company CA");
  certificate = jm_test_pki_issue_localhost (world->pki);
  /* libsoup looks at it when the server is made. */
  g_setenv ("SOUP_SERVER_HTTP2", "1", TRUE);
  world->modern = soup_server_new ("tls-certificate", certificate, NULL);
  g_unsetenv ("SOUP_SERVER_HTTP2");
  soup_server_add_handler (world->modern, NULL, answer_cb, world, NULL);
  soup_server_listen_local (world->modern, 0,
                            SOUP_SERVER_LISTEN_HTTPS | SOUP_SERVER_LISTEN_IPV4_ONLY, &error);
  g_assert_no_error (error);

  uris = soup_server_get_uris (world->modern);
  world->url = g_strdup_printf ("https://localhost:%d/", g_uri_get_port (uris->data));
  world->clock = jm_clock_new ();
  world->http = jm_http_new (world->clock);
  key = jm_network_dup_key (world->url);
  site = jm_network_site_new (key);
  site->ca_pem = g_strdup (jm_test_pki_get_ca (world->pki));
  jm_network_put (jm_http_get_network (world->http), site);
}

static void
tear_down_modern (World         *world,
                  gconstpointer  data)
{
  jm_test_finalize (world->http);
  jm_test_finalize (world->clock);
  soup_server_disconnect (world->modern);
  g_object_unref (world->modern);
  jm_test_pki_free (world->pki);
  g_free (world->url);
}

/* --- the clients */

static gboolean
cancel_cb (gpointer data)
{
  g_cancellable_cancel (data);

  return G_SOURCE_REMOVE;
}

static DexFuture *
client_fiber (gpointer data)
{
  World *world = data;

  for (guint i = 0; i < REQUESTS; i++)
    {
      g_autoptr (JmHttpRequest) request = jm_http_request_new ("GET", world->url);
      g_autoptr (GCancellable) cancellable = g_cancellable_new ();
      g_autoptr (JmHttpResponse) response = NULL;
      g_autoptr (GError) error = NULL;

      if (world->weather != LETS_DIE && g_test_rand_bit ())
        g_timeout_add_full (G_PRIORITY_DEFAULT, (guint) g_test_rand_int_range (0, PATIENCE_MS),
                            cancel_cb, g_object_ref (cancellable), g_object_unref);
      response = dex_await_boxed (jm_http_send (world->http, request, cancellable), &error);
      if (response != NULL)
        world->answered++;
      else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        g_assert_true (world->weather == BREAKS_OFF && error->domain == JM_HTTP_ERROR);
      /* Of headers that end too early nothing says how much should come. */
      if (response != NULL && world->weather != BREAKS_OFF)
        g_assert_cmpuint (g_bytes_get_size (jm_http_response_get_body (response)), ==, BODY_BYTES);
    }
  world->going--;

  return dex_future_new_true ();
}

static gboolean
nobody_goes (gpointer data)
{
  World *world = data;

  return world->going == 0 && jm_clock_get_n_sleepers (world->clock) == 0;
}

static void
test_storm (World         *world,
            gconstpointer  data)
{
  for (; world->going < CLIENTS; world->going++)
    dex_future_disown (dex_scheduler_spawn (NULL, 0, client_fiber, world, NULL));
  jm_test_wait_until (nobody_goes, world);

  g_test_message ("%u of %d requests were answered", world->answered, CLIENTS * REQUESTS);
  g_assert_cmpuint (world->answered, >, 0);
}

int
main (int   argc,
      char *argv[])
{
  jm_test_init (&argc, &argv);

  g_test_add ("/base/http-storm/called-off-as-it-answers", World, GINT_TO_POINTER (ANSWERS), set_up,
              test_storm, tear_down);
  g_test_add ("/base/http-storm/broken-off-anywhere", World, GINT_TO_POINTER (BREAKS_OFF), set_up,
              test_storm, tear_down);
  g_test_add ("/base/http-storm/kept-connections-die", World, GINT_TO_POINTER (LETS_DIE), set_up,
              test_storm, tear_down);
  g_test_add ("/base/http-storm/broken-off-by-who-speaks-http-2", World,
              GINT_TO_POINTER (BREAKS_OFF), set_up_modern, test_storm, tear_down_modern);

  return g_test_run ();
}
