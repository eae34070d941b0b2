/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "base/jm-http-exchange.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/jm-limits.h"
#include "base/jm-wait.h"

#define PROXY_TRIES 4

JmHttpExchange *
jm_http_exchange_new (JmHttp        *http,
                      JmHttpRequest *request,
                      GUri          *uri,
                      GCancellable  *caller)
{
  JmHttpExchange *exchange = g_atomic_rc_box_new0 (JmHttpExchange);

  exchange->http = g_object_ref (http);
  exchange->request = jm_http_request_ref (request);
  exchange->uri = g_uri_ref (uri);
  exchange->caller = caller != NULL ? g_object_ref (caller) : g_cancellable_new ();
  exchange->leaf = g_cancellable_new ();
  exchange->ended = g_cancellable_new ();
  exchange->began_ms = jm_clock_get_boot_ms (http->clock);

  return exchange;
}

static void
exchange_clear (gpointer data)
{
  JmHttpExchange *exchange = data;

  g_clear_object (&exchange->http);
  g_clear_pointer (&exchange->request, jm_http_request_unref);
  g_clear_object (&exchange->caller);
  g_clear_pointer (&exchange->uri, g_uri_unref);
  g_clear_object (&exchange->message);
  g_clear_object (&exchange->session);
  g_clear_object (&exchange->leaf);
  g_clear_object (&exchange->ended);
  g_clear_object (&exchange->connected);
  g_clear_error (&exchange->tls_error);
  g_clear_error (&exchange->client_error);
}

void
jm_http_exchange_unref (gpointer data)
{
  g_atomic_rc_box_release_full (data, exchange_clear);
}

/* --- ending an exchange before its end */

static gboolean
cancel_cb (gpointer data)
{
  g_cancellable_cancel (data);

  return G_SOURCE_REMOVE;
}

/* libsoup before 3.6.6 finishes a request twice, and frees what it still uses, when it is cancelled
 * after it saw the headers of the answer and before the callback that tells so (CVE-2025-12105).
 * That callback waits in the main loop with the default priority: what comes behind it is not
 * between. */
static void
cancel_leaf (JmHttpExchange *exchange)
{
  if (exchange->answering)
    g_idle_add_full (G_PRIORITY_DEFAULT + 1, cancel_cb, g_object_ref (exchange->leaf),
                     g_object_unref);
  else
    g_cancellable_cancel (exchange->leaf);
}

static DexFuture *
limit_reached_cb (DexFuture *future,
                  gpointer   data)
{
  JmHttpExchange *exchange = data;

  if (!g_cancellable_is_cancelled (exchange->ended))
    {
      exchange->too_late = TRUE;
      cancel_leaf (exchange);
    }

  return dex_future_new_true ();
}

static void
set_limit (JmHttpExchange *exchange,
           guint           seconds,
           GCancellable   *over)
{
  dex_future_disown (dex_future_then (jm_sleep (exchange->http->clock, seconds, over),
                                      limit_reached_cb, g_atomic_rc_box_acquire (exchange),
                                      jm_http_exchange_unref));
}

static void
stop_connect_limit (JmHttpExchange *exchange)
{
  if (exchange->connected != NULL)
    g_cancellable_cancel (exchange->connected);
  g_clear_object (&exchange->connected);
}

/* glib-networking looks at no certificate when it resumes a session, for as long as an hour: what a
 * person does not trust any more would stay trusted. It is a property of its own, not of GIO. */
static void
forbid_resumption (GIOStream *connection)
{
  if (G_IS_TLS_CLIENT_CONNECTION (connection) &&
      g_object_class_find_property (G_OBJECT_GET_CLASS (connection), "session-resumption-enabled"))
    g_object_set (connection, "session-resumption-enabled", FALSE, NULL);
}

static void
network_event_cb (SoupMessage        *message,
                  GSocketClientEvent  event,
                  GIOStream          *connection,
                  gpointer            data)
{
  JmHttpExchange *exchange = data;

  if (event == G_SOCKET_CLIENT_TLS_HANDSHAKING)
    forbid_resumption (connection);
  if (exchange->sent || exchange->connected != NULL)
    return;

  exchange->connected = g_cancellable_new ();
  set_limit (exchange, JM_LIMIT_CONNECT_SECONDS, exchange->connected);
}

static void
starting_cb (SoupMessage *message,
             gpointer     data)
{
  JmHttpExchange *exchange = data;

  exchange->sent = TRUE;
  stop_connect_limit (exchange);
}

/* A kept connection had died, or more is asked for: libsoup begins anew by itself. On another kept
 * one it could be done before the callback that tells how the first ended, and libsoup before 3.6.6
 * takes that for the end of both, and finishes twice as well. A connection that must be made first
 * comes later; and where one has died the others are likely to be dead. */
static void
restarted_cb (SoupMessage *message,
              gpointer     data)
{
  soup_message_add_flags (message, SOUP_MESSAGE_NEW_CONNECTION);
}

static void
got_headers_cb (SoupMessage *message,
                gpointer     data)
{
  JmHttpExchange *exchange = data;

  exchange->answering = TRUE;
}

static void
caller_cancelled_cb (GCancellable *cancellable,
                     gpointer      data)
{
  cancel_leaf (data);
}

/* --- the story */

/* HTTP/1.1 also where the other side speaks HTTP/2: in libsoup 3.6 a connection of that may die and
 * leave requests that never end, not even when they are called off. */
static SoupMessage *
make_message (JmHttpExchange *exchange)
{
  JmHttpRequest *request = exchange->request;
  SoupMessage *message = soup_message_new_from_uri (request->method, exchange->uri);
  SoupMessageHeaders *headers = soup_message_get_request_headers (message);
  g_auto (GStrv) pairs = g_strv_builder_end (request->headers);

  G_STATIC_ASSERT (JM_LIMIT_REDIRECTS == 0);
  soup_message_add_flags (message, SOUP_MESSAGE_NO_REDIRECT | SOUP_MESSAGE_COLLECT_METRICS);
  soup_message_set_force_http1 (message, TRUE);
  for (guint i = 0; pairs[i] != NULL; i += 2)
    soup_message_headers_append (headers, pairs[i], pairs[i + 1]);
  if (request->authorization != NULL)
    soup_message_headers_replace (headers, "Authorization", request->authorization);
  if (request->json != NULL)
    soup_message_set_request_body_from_bytes (message, "application/json", request->json);

  g_signal_connect (message, "network-event", G_CALLBACK (network_event_cb), exchange);
  g_signal_connect (message, "starting", G_CALLBACK (starting_cb), exchange);
  g_signal_connect (message, "restarted", G_CALLBACK (restarted_cb), exchange);
  g_signal_connect (message, "got-headers", G_CALLBACK (got_headers_cb), exchange);
  g_signal_connect (message, "accept-certificate", G_CALLBACK (jm_http_accept_certificate_cb), exchange);
  g_signal_connect (message, "request-certificate", G_CALLBACK (jm_http_request_certificate_cb), exchange);
  g_signal_connect (message, "request-certificate-password", G_CALLBACK (jm_http_request_pin_cb), exchange);
  g_signal_connect (message, "authenticate", G_CALLBACK (jm_http_authenticate_cb), exchange);

  return message;
}

/* libsoup has a copy of the header, and frees it as it is. */
static void
wipe_authorization (JmHttpExchange *exchange)
{
  SoupMessageHeaders *headers = soup_message_get_request_headers (exchange->message);
  char *copy = (char *) soup_message_headers_get_one (headers, "Authorization");

  if (copy != NULL)
    explicit_bzero (copy, strlen (copy));
  soup_message_headers_remove (headers, "Authorization");
}

static gboolean
is_error_status (SoupMessage *message)
{
  return soup_message_get_status (message) >= 300;
}

static void
set_too_large (JmHttpExchange  *exchange,
               gsize            limit,
               GError         **error)
{
  g_autofree char *size = g_format_size_full (limit, G_FORMAT_SIZE_IEC_UNITS);

  g_set_error (error, JM_HTTP_ERROR, JM_HTTP_ERROR_TOO_LARGE,
               _("The answer of %s is larger than %s"), g_uri_get_host (exchange->uri), size);
}

/* An error's body is words for a person: what is too much of it is left, because the status must
 * not be lost. */
static GBytes *
read_body (JmHttpExchange  *exchange,
           GInputStream    *stream,
           GError         **error)
{
  gboolean cut = is_error_status (exchange->message);
  gsize limit =
      cut ? MIN (exchange->request->bytes, JM_LIMIT_ERROR_BODY) : exchange->request->bytes;
  g_autoptr (GByteArray) body = g_byte_array_new ();

  for (;;)
    {
      g_autoptr (GBytes) chunk =
          dex_await_boxed (jm_http_stream_read (stream, exchange->leaf), error);
      gsize size;

      if (chunk == NULL)
        return NULL;
      if ((size = g_bytes_get_size (chunk)) == 0)
        return g_byte_array_free_to_bytes (g_steal_pointer (&body));

      g_byte_array_append (body, g_bytes_get_data (chunk, NULL), MIN (size, limit + 1 - body->len));
      if (body->len <= limit)
        continue;

      if (cut)
        return g_bytes_new (body->data, limit);
      set_too_large (exchange, limit, error);
      return NULL;
    }
}

/* Whether as many bytes came over the wire as were announced. */
static gboolean
check_length (JmHttpExchange  *exchange,
              GError         **error)
{
  SoupMessageHeaders *headers = soup_message_get_response_headers (exchange->message);
  SoupMessageMetrics *metrics = soup_message_get_metrics (exchange->message);
  guint64 announced, came;

  if (is_error_status (exchange->message) || metrics == NULL ||
      soup_message_headers_get_encoding (headers) != SOUP_ENCODING_CONTENT_LENGTH ||
      soup_message_get_status (exchange->message) == SOUP_STATUS_NO_CONTENT ||
      g_str_equal (exchange->request->method, "HEAD"))
    return TRUE;

  announced = (guint64) soup_message_headers_get_content_length (headers);
  came = soup_message_metrics_get_response_body_bytes_received (metrics);
  if (came >= announced)
    return TRUE;

  g_debug ("%" G_GUINT64_FORMAT " of %" G_GUINT64_FORMAT " bytes came", came, announced);
  g_set_error (error, JM_HTTP_ERROR, JM_HTTP_ERROR_BROKEN, _("The answer of %s was cut short"),
               g_uri_get_host (exchange->uri));

  return FALSE;
}

static void
add_header_cb (const char *name,
               const char *value,
               gpointer    data)
{
  g_strv_builder_add_many (data, name, value, NULL);
}

static JmHttpResponse *
make_response (JmHttpExchange *exchange,
               GBytes         *body)
{
  g_autoptr (GStrvBuilder) headers = g_strv_builder_new ();

  soup_message_headers_foreach (soup_message_get_response_headers (exchange->message),
                                add_header_cb, headers);

  return jm_http_response_new (soup_message_get_status (exchange->message),
                               g_strv_builder_end (headers), body,
                               jm_clock_get_boot_ms (exchange->http->clock) - exchange->began_ms);
}

static JmHttpResponse *
talk (JmHttpExchange  *exchange,
      GError         **error)
{
  g_autoptr (GInputStream) stream = NULL;
  g_autoptr (GBytes) body = NULL;

  jm_http_open_session (exchange->http);
  g_clear_object (&exchange->session);
  exchange->session = exchange->proves ? jm_http_create_session (exchange->http) :
                                         g_object_ref (exchange->http->session);
  stream = dex_await_object (
      jm_http_session_send (exchange->session, exchange->message, exchange->leaf), error);
  exchange->answering = FALSE;
  if (stream == NULL)
    return NULL;

  body = read_body (exchange, stream, error);
  /* Drops the connection when there was more to read; else it is kept for the next request. */
  g_input_stream_close_async (stream, G_PRIORITY_DEFAULT, NULL, NULL, NULL);
  if (body == NULL || !check_length (exchange, error))
    return NULL;

  return make_response (exchange, body);
}

static void
write_log (JmHttpExchange *exchange,
           JmHttpResponse *response,
           const GError   *error)
{
  g_autofree char *place = g_uri_to_string_partial (
      exchange->uri, G_URI_HIDE_USERINFO | G_URI_HIDE_QUERY | G_URI_HIDE_FRAGMENT);
  gint64 elapsed_ms = jm_clock_get_boot_ms (exchange->http->clock) - exchange->began_ms;

  if (response != NULL)
    g_debug ("%s %s: %u, %" G_GSIZE_FORMAT " bytes, %" G_GINT64_FORMAT " ms",
             exchange->request->method, place, jm_http_response_get_status (response),
             g_bytes_get_size (jm_http_response_get_body (response)), elapsed_ms);
  else
    g_debug ("%s %s: %s, %" G_GINT64_FORMAT " ms", exchange->request->method, place, error->message,
             elapsed_ms);
}

/* Awaits. Whether there is now a sign-in for the proxy that it did not refuse yet. */
static gboolean
find_proxy_sign_in (JmHttpExchange *exchange,
                    const char     *address)
{
  JmNetwork *network = exchange->http->network;
  g_autoptr (JmNetworkSecrets) secrets = jm_network_dup_secrets (network);
  g_autoptr (JmProxySignIn) found = NULL;
  g_autoptr (GError) error = NULL;

  if (jm_network_get_proxy_sign_in (network, address) != NULL)
    return TRUE;
  if (secrets != NULL)
    found = dex_await_boxed (
        jm_network_secrets_find_proxy_sign_in (secrets, address, exchange->leaf), &error);
  if (found != NULL && jm_network_offer_proxy_sign_in (network, address, found))
    return TRUE;

  jm_network_set_asking_proxy (network, address);
  return FALSE;
}

/* Awaits. One try: the answer of whoever answered, or an error of libsoup. */
static JmHttpResponse *
try_once (JmHttpExchange  *exchange,
          GError         **error)
{
  JmHttpResponse *response;

  exchange->message = make_message (exchange);
  exchange->sent = FALSE;
  exchange->told_proxy = FALSE;
  exchange->number = ++exchange->http->last_number;
  response = talk (exchange, error);
  if (exchange->told_proxy && exchange->sent && exchange->session == exchange->http->session)
    exchange->http->accepted = exchange->http->last_number;
  wipe_authorization (exchange);
  g_signal_handlers_disconnect_by_data (exchange->message, exchange);
  stop_connect_limit (exchange);

  return response;
}

static gboolean
is_proxy_asking (JmHttpResponse *response)
{
  return response != NULL &&
         jm_http_response_get_status (response) == SOUP_STATUS_PROXY_AUTHENTICATION_REQUIRED;
}

/* Awaits. As long as nobody knows whether a sign-in is right, one exchange alone tells it: several at
 * once would be as many wrong passwords, and lock the person out. It has a session of its own,
 * because libsoup lets all of a session use what one was told. */
static void
prepare_proof (JmHttpExchange *exchange,
               const char     *address)
{
  JmHttp *self = exchange->http;

  if (jm_network_is_proxy_proven (self->network, address))
    return;

  exchange->proves = self->proof == NULL;
  if (exchange->proves)
    self->proof = dex_promise_new ();
  else
    dex_await (jm_wait (self->proof, exchange->leaf), NULL);
}

static void
end_proof (JmHttpExchange *exchange,
           const char     *address)
{
  g_autoptr (DexPromise) proof = NULL;

  if (!exchange->proves)
    return;

  exchange->proves = FALSE;
  if (exchange->told_proxy && exchange->sent)
    jm_network_prove_proxy_sign_in (exchange->http->network, address);
  proof = g_steal_pointer (&exchange->http->proof);
  dex_promise_resolve_boolean (proof, TRUE);
}

/* Awaits. What the proxy did not let through has not been sent: with a sign-in it is sent once
 * more. */
static JmHttpResponse *
try_through_proxy (JmHttpExchange  *exchange,
                   GError         **error)
{
  JmHttpResponse *response = try_once (exchange, error);
  g_autoptr (GUri) proxy = is_proxy_asking (response) ? jm_http_exchange_find_proxy (exchange) : NULL;
  g_autofree char *address = proxy != NULL ? jm_http_dup_proxy_address (proxy) : NULL;

  for (guint i = 1; address != NULL && is_proxy_asking (response) &&
                    find_proxy_sign_in (exchange, address) && i < PROXY_TRIES;
       i++)
    {
      jm_http_response_unref (response);
      g_clear_object (&exchange->message);
      prepare_proof (exchange, address);
      response = try_once (exchange, error);
      end_proof (exchange, address);
    }

  return response;
}

DexFuture *
jm_http_exchange_fiber (gpointer data)
{
  JmHttpExchange *exchange = data;
  g_autoptr (JmHttpResponse) response = NULL;
  g_autoptr (GError) error = NULL;
  gulong handler;

  set_limit (exchange, exchange->request->seconds, exchange->ended);
  handler = g_cancellable_connect (exchange->caller, G_CALLBACK (caller_cancelled_cb),
                                   g_atomic_rc_box_acquire (exchange), jm_http_exchange_unref);
  if (!g_cancellable_set_error_if_cancelled (exchange->caller, &error))
    response = try_through_proxy (exchange, &error);
  g_cancellable_disconnect (exchange->caller, handler);
  jm_http_request_wipe (exchange->request);
  g_cancellable_cancel (exchange->ended);

  if (response == NULL)
    error = jm_http_exchange_explain (exchange, g_steal_pointer (&error));
  else if (jm_http_exchange_is_from_proxy (exchange, response))
    {
      error = jm_http_exchange_make_proxy_error (exchange, jm_http_response_get_status (response));
      g_clear_pointer (&response, jm_http_response_unref);
    }
  else if (jm_http_exchange_is_about_client (exchange, response))
    {
      error = jm_http_exchange_make_client_error (exchange);
      g_clear_pointer (&response, jm_http_response_unref);
    }
  write_log (exchange, response, error);

  if (error != NULL)
    return dex_future_new_for_error (g_steal_pointer (&error));

  return dex_future_new_take_boxed (JM_TYPE_HTTP_RESPONSE, g_steal_pointer (&response));
}
