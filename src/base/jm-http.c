/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "base/jm-http.h"

#include <glib/gi18n-lib.h>
#include <libsoup/soup.h>
#include <string.h>

#include "base/jm-http-private.h"
#include "base/jm-limits.h"
#include "base/jm-proxy-resolver.h"
#include "base/jm-random.h"
#include "base/jm-wait.h"

/*
 * JmHttp: the only client of libsoup. One session, without cookies, cache and redirects.
 *
 * What libsoup leaves open is closed here. Its timeout counts silence and not the exchange, so a
 * server that drips could hold us for ever: each exchange has a deadline, and one for the
 * connection, which cancel it through a GCancellable of its own. It decodes any gzip to any size:
 * the body is read as a stream and counted after decoding. It is silent about some bodies that were
 * cut short: what can be counted is counted, and whoever reads JSON proves the rest by its closing
 * bracket.
 *
 * Nothing of a request is logged but its method, host and path.
 */

#define IDLE_SECONDS 60
#define CONNECTIONS_MAX 32
#define CONNECTIONS_PER_HOST_MAX 8
#define PROXY_TRIES 4

struct _JmHttp
{
  GObject parent_instance;

  JmClock *clock;
  JmNetwork *network;
  GProxyResolver *known_proxies; /* NULL: the desktop's */
  GProxyResolver *proxies;       /* made with the session */
  SoupSession *session;          /* NULL until something is sent */
  guint64 last_number;           /* of an exchange */
  guint64 accepted;              /* the last one when the session's proxy took our sign-in; 0 never */
  DexPromise *proof;             /* while one exchange tells a proxy what may be wrong; else NULL */
};

G_DEFINE_FINAL_TYPE (JmHttp, jm_http, G_TYPE_OBJECT)

/* One exchange; shared by its fiber and the limits of time that may end it. */
typedef struct
{
  JmHttp *http;
  JmHttpRequest *request;
  GCancellable *caller;
  GUri *uri;
  SoupSession *session;
  SoupMessage *message;
  GCancellable *leaf;      /* what libsoup and GIO look at */
  GCancellable *ended;     /* wakes the deadline of the exchange */
  GCancellable *connected; /* wakes the deadline of the connection; NULL when none is being made */
  gint64 began_ms;
  gboolean sent;        /* there is a connection and the request goes out */
  gboolean answering;   /* its headers came, and nobody was told */
  guint64 number;
  gboolean told_proxy;          /* a sign-in */
  gboolean proves;              /* it alone tells a sign-in that may be wrong */
  gboolean too_late;            /* a limit of time was reached */
  GError *tls_error;
  gboolean wants_client;        /* the other side asked for a client certificate */
  gboolean gave_client;
  GError *client_error;         /* why there was none to give */
} Exchange;

static Exchange *
exchange_new (JmHttp        *http,
              JmHttpRequest *request,
              GUri          *uri,
              GCancellable  *caller)
{
  Exchange *exchange = g_atomic_rc_box_new0 (Exchange);

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
  Exchange *exchange = data;

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

static void
exchange_unref (gpointer data)
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
cancel_leaf (Exchange *exchange)
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
  Exchange *exchange = data;

  if (!g_cancellable_is_cancelled (exchange->ended))
    {
      exchange->too_late = TRUE;
      cancel_leaf (exchange);
    }

  return dex_future_new_true ();
}

static void
set_limit (Exchange     *exchange,
           guint         seconds,
           GCancellable *over)
{
  dex_future_disown (dex_future_then (jm_sleep (exchange->http->clock, seconds, over),
                                      limit_reached_cb, g_atomic_rc_box_acquire (exchange),
                                      exchange_unref));
}

static void
stop_connect_limit (Exchange *exchange)
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
  Exchange *exchange = data;

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
  Exchange *exchange = data;

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
  Exchange *exchange = data;

  exchange->answering = TRUE;
}

/* The system does not trust it. Only an authority that a person chose for this site may; else what
 * the error of libsoup does not tell is written down. */
static gboolean
accept_certificate_cb (SoupMessage          *message,
                       GTlsCertificate      *certificate,
                       GTlsCertificateFlags  faults,
                       gpointer              data)
{
  Exchange *exchange = data;
  const char *host = g_uri_get_host (exchange->uri);
  g_autoptr (GSocketConnectable) identity = g_network_address_new (host, 0);
  g_autofree char *key = jm_network_dup_key_of_uri (exchange->uri);

  faults = jm_network_judge (exchange->http->network, key, certificate, identity, faults);
  if (faults == 0)
    return TRUE;

  g_clear_error (&exchange->tls_error);
  exchange->tls_error = jm_http_error_for_certificate (certificate, faults, host);

  return FALSE;
}

/* --- what the other side asks for */

typedef struct
{
  Exchange *exchange;
  SoupMessage *message;
  JmNetworkSecrets *secrets;
  JmNetworkSite *site;
  GTlsPassword *password; /* of the token; NULL: it is about the certificate */
} Proof;

static void
proof_free (gpointer data)
{
  Proof *proof = data;

  exchange_unref (proof->exchange);
  g_object_unref (proof->message);
  g_object_unref (proof->secrets);
  jm_network_site_free (proof->site);
  g_clear_object (&proof->password);
  g_free (proof);
}

static DexFuture *
give_certificate_fiber (gpointer data)
{
  Proof *proof = data;
  Exchange *exchange = proof->exchange;
  g_autoptr (GTlsCertificate) certificate = NULL;

  g_clear_error (&exchange->client_error);
  certificate = dex_await_object (
      jm_network_secrets_find_certificate (proof->secrets, proof->site, exchange->leaf),
      &exchange->client_error);
  exchange->gave_client = certificate != NULL;
  soup_message_set_tls_client_certificate (proof->message, certificate);

  return dex_future_new_true ();
}

static DexFuture *
give_pin_fiber (gpointer data)
{
  Proof *proof = data;
  char *pin = dex_await_string (
      jm_network_secrets_find_pin (proof->secrets, proof->site, proof->exchange->leaf), NULL);

  if (pin != NULL)
    g_tls_password_set_value (proof->password, (const guchar *) pin, -1);
  jm_wipe_free (pin);
  soup_message_tls_client_certificate_password_request_complete (proof->message);

  return dex_future_new_true ();
}

/* FALSE when nothing is known that could be given. The site alone is shown its certificate, and no
 * host that works for it. */
static gboolean
prove (Exchange     *exchange,
       SoupMessage  *message,
       GTlsPassword *password,
       DexFiberFunc  fiber)
{
  JmNetwork *network = exchange->http->network;
  g_autofree char *key = jm_network_dup_key_of_uri (exchange->uri);
  const JmNetworkSite *site = jm_network_get (network, key);
  g_autoptr (JmNetworkSecrets) secrets = jm_network_dup_secrets (network);
  Proof *proof;

  if (site == NULL || !jm_network_site_has_client (site) || secrets == NULL)
    return FALSE;

  proof = g_new0 (Proof, 1);
  proof->exchange = g_atomic_rc_box_acquire (exchange);
  proof->message = g_object_ref (message);
  proof->secrets = g_steal_pointer (&secrets);
  proof->site = jm_network_site_copy (site);
  g_set_object (&proof->password, password);
  dex_future_disown (dex_scheduler_spawn (NULL, 0, fiber, proof, proof_free));

  return TRUE;
}

static gboolean
request_certificate_cb (SoupMessage          *message,
                        GTlsClientConnection *connection,
                        gpointer              data)
{
  Exchange *exchange = data;

  exchange->wants_client = TRUE;

  return prove (exchange, message, NULL, give_certificate_fiber);
}

/* A token is told its PIN once: after a few wrong ones it locks itself for good. */
static gboolean
request_pin_cb (SoupMessage  *message,
                GTlsPassword *password,
                gpointer      data)
{
  Exchange *exchange = data;
  JmNetwork *network = exchange->http->network;
  GTlsPasswordFlags flags = g_tls_password_get_flags (password);
  g_autofree char *key = jm_network_dup_key_of_uri (exchange->uri);

  if (flags & G_TLS_PASSWORD_RETRY)
    jm_network_refuse_pin (network, key, TRUE);
  if (jm_network_is_pin_refused (network, key) || flags & G_TLS_PASSWORD_FINAL_TRY)
    return FALSE;

  return prove (exchange, message, password, give_pin_fiber);
}

/* A proxy is told a sign-in once. What it refused is never sent again. */
static gboolean
authenticate_cb (SoupMessage *message,
                 SoupAuth    *auth,
                 gboolean     again,
                 gpointer     data)
{
  Exchange *exchange = data;
  JmHttp *self = exchange->http;
  const char *address = soup_auth_get_authority (auth);
  const JmProxySignIn *sign_in;

  if (!soup_auth_is_for_proxy (auth))
    return FALSE;
  /* One that was right before libsoup sends by itself; who asks all the same refuses it. */
  if (again || (!exchange->proves && self->accepted != 0 && exchange->number > self->accepted))
    {
      jm_network_refuse_proxy_sign_in (self->network, address);
      return FALSE;
    }
  if (!(sign_in = jm_network_get_proxy_sign_in (self->network, address)) ||
      (!exchange->proves && !jm_network_is_proxy_proven (self->network, address)))
    return FALSE;

  exchange->told_proxy = TRUE;
  soup_auth_authenticate (auth, sign_in->user, sign_in->password);
  return TRUE;
}

static void
caller_cancelled_cb (GCancellable *cancellable,
                     gpointer      data)
{
  cancel_leaf (data);
}

/* --- the story */

static SoupMessage *
make_message (Exchange *exchange)
{
  JmHttpRequest *request = exchange->request;
  SoupMessage *message = soup_message_new_from_uri (request->method, exchange->uri);
  SoupMessageHeaders *headers = soup_message_get_request_headers (message);
  g_auto (GStrv) pairs = g_strv_builder_end (request->headers);

  G_STATIC_ASSERT (JM_LIMIT_REDIRECTS == 0);
  soup_message_add_flags (message, SOUP_MESSAGE_NO_REDIRECT | SOUP_MESSAGE_COLLECT_METRICS);
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
  g_signal_connect (message, "accept-certificate", G_CALLBACK (accept_certificate_cb), exchange);
  g_signal_connect (message, "request-certificate", G_CALLBACK (request_certificate_cb), exchange);
  g_signal_connect (message, "request-certificate-password", G_CALLBACK (request_pin_cb), exchange);
  g_signal_connect (message, "authenticate", G_CALLBACK (authenticate_cb), exchange);

  return message;
}

/* libsoup has a copy of the header, and frees it as it is. */
static void
wipe_authorization (Exchange *exchange)
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
set_too_large (Exchange  *exchange,
               gsize      limit,
               GError   **error)
{
  g_autofree char *size = g_format_size_full (limit, G_FORMAT_SIZE_IEC_UNITS);

  g_set_error (error, JM_HTTP_ERROR, JM_HTTP_ERROR_TOO_LARGE,
               _("The answer of %s is larger than %s"), g_uri_get_host (exchange->uri), size);
}

/* An error's body is words for a person: what is too much of it is left, because the status must
 * not be lost. */
static GBytes *
read_body (Exchange      *exchange,
           GInputStream  *stream,
           GError       **error)
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
check_length (Exchange  *exchange,
              GError   **error)
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
  /* It may be more: over HTTP/2 the frames count as well. */
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
make_response (Exchange *exchange,
               GBytes   *body)
{
  g_autoptr (GStrvBuilder) headers = g_strv_builder_new ();

  soup_message_headers_foreach (soup_message_get_response_headers (exchange->message),
                                add_header_cb, headers);

  return jm_http_response_new (soup_message_get_status (exchange->message),
                               g_strv_builder_end (headers), body,
                               jm_clock_get_boot_ms (exchange->http->clock) - exchange->began_ms);
}

static void open_session (JmHttp *self);
static SoupSession *create_session (JmHttp *self);

static JmHttpResponse *
talk (Exchange  *exchange,
      GError   **error)
{
  g_autoptr (GInputStream) stream = NULL;
  g_autoptr (GBytes) body = NULL;

  open_session (exchange->http);
  g_clear_object (&exchange->session);
  exchange->session = exchange->proves ? create_session (exchange->http) :
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

/* The proxy that the address is reached through; NULL for none. Awaits. */
static GUri *
find_proxy (Exchange *exchange)
{
  g_auto (GStrv) proxies = NULL;

  proxies = dex_await_boxed (
      jm_http_find_proxies (exchange->http->proxies, exchange->request->url, exchange->caller),
      NULL);
  if (proxies == NULL || proxies[0] == NULL || g_str_has_prefix (proxies[0], "direct:"))
    return NULL;

  return g_uri_parse (proxies[0], G_URI_FLAGS_NON_DNS | G_URI_FLAGS_HAS_PASSWORD, NULL);
}

/* Its name without credentials, for a person. Awaits. */
static char *
find_proxy_name (Exchange *exchange)
{
  g_autoptr (GUri) proxy = find_proxy (exchange);

  return proxy != NULL ? g_uri_to_string_partial (proxy, G_URI_HIDE_USERINFO) : NULL;
}

static gboolean
is_about_tls (const GError *error)
{
  return error->code == JM_HTTP_ERROR_TLS || error->code == JM_HTTP_ERROR_TLS_INVALID ||
         error->code == JM_HTTP_ERROR_TLS_CLIENT;
}

/* What a server does that does not like who came: with TLS 1.3 the handshake is over for us by
 * then, and it looks like a connection that breaks. */
static gboolean
ends_handshake (const GError *error)
{
  return error->domain == G_TLS_ERROR ||
         g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CONNECTION_CLOSED) ||
         g_error_matches (error, G_IO_ERROR, G_IO_ERROR_PARTIAL_INPUT) ||
         g_error_matches (error, G_IO_ERROR, G_IO_ERROR_FAILED);
}

static GError *
make_client_error (Exchange *exchange)
{
  return g_error_new (JM_HTTP_ERROR, JM_HTTP_ERROR_TLS_CLIENT,
                      exchange->gave_client ? _("%s does not accept the client certificate") :
                                              _("%s wants a client certificate"),
                      g_uri_get_host (exchange->uri));
}

/* A keyring that is locked stays what it is; what GIO says of a token or a file is about the
 * certificate. */
static GError *
explain_client_error (Exchange *exchange)
{
  GError *error = exchange->client_error;

  if (error->domain != G_TLS_ERROR && error->domain != G_IO_ERROR)
    return g_steal_pointer (&exchange->client_error);

  return g_error_new (JM_HTTP_ERROR, JM_HTTP_ERROR_TLS_CLIENT,
                      _("The client certificate for %s cannot be used (%s)"),
                      g_uri_get_host (exchange->uri), error->message);
}

/* An error of libsoup, GIO or our own, as what it means for the caller. Consumes @error; awaits. */
static GError *
explain (Exchange *exchange,
         GError   *error)
{
  const char *host = g_uri_get_host (exchange->uri);
  g_autoptr (GError) below = error;
  g_autoptr (GError) meant = NULL;
  g_autofree char *proxy = NULL;

  if (exchange->too_late)
    meant =
        g_error_new (JM_HTTP_ERROR, JM_HTTP_ERROR_TIMED_OUT, _("%s did not answer in time"), host);
  else if (below->domain == JM_HTTP_ERROR ||
           g_error_matches (below, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return g_steal_pointer (&below);
  else if (exchange->tls_error != NULL)
    return g_steal_pointer (&exchange->tls_error);
  else if (exchange->client_error != NULL)
    return explain_client_error (exchange);
  else if (exchange->wants_client && ends_handshake (below))
    return make_client_error (exchange);
  else
    meant = jm_http_error_from_below (below, host);

  /* Before a connection stands, the fault may be the proxy's, and only its name helps to mend it.
   */
  if (!exchange->sent && !is_about_tls (meant) && (proxy = find_proxy_name (exchange)))
    return g_error_new (JM_HTTP_ERROR, JM_HTTP_ERROR_PROXY, _("The proxy %s could not be used: %s"),
                        proxy, meant->message);

  return g_steal_pointer (&meant);
}

/* libsoup hands out what a proxy answered to CONNECT as if the host had said it. */
static gboolean
is_from_proxy (Exchange       *exchange,
               JmHttpResponse *response)
{
  return !exchange->sent ||
         jm_http_response_get_status (response) == SOUP_STATUS_PROXY_AUTHENTICATION_REQUIRED;
}

/* Awaits. */
static GError *
make_proxy_error (Exchange *exchange,
                  guint     status)
{
  g_autofree char *proxy = find_proxy_name (exchange);
  const char *name = proxy != NULL ? proxy : "?";
  const char *host = g_uri_get_host (exchange->uri);

  if (status == SOUP_STATUS_PROXY_AUTHENTICATION_REQUIRED)
    return g_error_new (JM_HTTP_ERROR, JM_HTTP_ERROR_PROXY_SIGN_IN,
                        _("The proxy %s wants a sign-in before it lets us reach %s"), name, host);

  return g_error_new (JM_HTTP_ERROR, JM_HTTP_ERROR_PROXY,
                      _("The proxy %s does not let us reach %s (status %u)"), name, host, status);
}

static void
write_log (Exchange       *exchange,
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

/* Some servers ask for a certificate and let everybody in, to say with a page that it is missing. */
static gboolean
is_about_client (Exchange       *exchange,
                 JmHttpResponse *response)
{
  static const guint statuses[] = { 400, 403, 495, 496 };

  for (guint i = 0; i < G_N_ELEMENTS (statuses); i++)
    {
      if (jm_http_response_get_status (response) == statuses[i])
        return exchange->wants_client && !exchange->gave_client &&
               !jm_http_response_is_json (response);
    }

  return FALSE;
}

/* Awaits. Whether there is now a sign-in for the proxy that it did not refuse yet. */
static gboolean
find_proxy_sign_in (Exchange   *exchange,
                    const char *address)
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
try_once (Exchange  *exchange,
          GError   **error)
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
prepare_proof (Exchange   *exchange,
               const char *address)
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
end_proof (Exchange   *exchange,
           const char *address)
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
try_through_proxy (Exchange  *exchange,
                   GError   **error)
{
  JmHttpResponse *response = try_once (exchange, error);
  g_autoptr (GUri) proxy = is_proxy_asking (response) ? find_proxy (exchange) : NULL;
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

static DexFuture *
jm_http_send_fiber (gpointer data)
{
  Exchange *exchange = data;
  g_autoptr (JmHttpResponse) response = NULL;
  g_autoptr (GError) error = NULL;
  gulong handler;

  set_limit (exchange, exchange->request->seconds, exchange->ended);
  handler = g_cancellable_connect (exchange->caller, G_CALLBACK (caller_cancelled_cb),
                                   g_atomic_rc_box_acquire (exchange), exchange_unref);
  if (!g_cancellable_set_error_if_cancelled (exchange->caller, &error))
    response = try_through_proxy (exchange, &error);
  g_cancellable_disconnect (exchange->caller, handler);
  jm_http_request_wipe (exchange->request);
  g_cancellable_cancel (exchange->ended);

  if (response == NULL)
    error = explain (exchange, g_steal_pointer (&error));
  else if (is_from_proxy (exchange, response))
    {
      error = make_proxy_error (exchange, jm_http_response_get_status (response));
      g_clear_pointer (&response, jm_http_response_unref);
    }
  else if (is_about_client (exchange, response))
    {
      error = make_client_error (exchange);
      g_clear_pointer (&response, jm_http_response_unref);
    }
  write_log (exchange, response, error);

  if (error != NULL)
    return dex_future_new_for_error (g_steal_pointer (&error));

  return dex_future_new_take_boxed (JM_TYPE_HTTP_RESPONSE, g_steal_pointer (&response));
}

static void
jm_http_dispose (GObject *object)
{
  JmHttp *self = JM_HTTP (object);

  if (self->session != NULL)
    soup_session_abort (self->session);
  g_clear_object (&self->session);
  g_clear_object (&self->proxies);
  g_clear_object (&self->known_proxies);
  g_clear_object (&self->network);
  g_clear_object (&self->clock);

  G_OBJECT_CLASS (jm_http_parent_class)->dispose (object);
}

static void
jm_http_class_init (JmHttpClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = jm_http_dispose;
}

/* A connection that was made under other rules is not used again; what is under way on it ends by
 * itself, with a reference to its session. */
static void
network_changed_cb (JmHttp *self)
{
  g_clear_object (&self->session);
}

static void
jm_http_init (JmHttp *self)
{
  self->network = jm_network_new ();
  g_signal_connect_object (self->network, "changed", G_CALLBACK (network_changed_cb), self,
                           G_CONNECT_SWAPPED);
}

/**
 * jm_http_new:
 * @clock: what the limits of time are measured with
 *
 * Returns: (transfer full): the session of the program; belongs to the main context
 */
JmHttp *
jm_http_new (JmClock *clock)
{
  return jm_http_new_with_proxies (clock, NULL);
}

/**
 * jm_http_new_with_proxies:
 * @clock: what the limits of time are measured with
 * @proxies: (nullable): who knows the proxies, NULL for the desktop; this machine is reached
 *   without one all the same
 *
 * Returns: (transfer full): a session
 */
JmHttp *
jm_http_new_with_proxies (JmClock        *clock,
                          GProxyResolver *proxies)
{
  JmHttp *self;

  g_return_val_if_fail (JM_IS_CLOCK (clock), NULL);
  g_return_val_if_fail (proxies == NULL || G_IS_PROXY_RESOLVER (proxies), NULL);

  self = g_object_new (JM_TYPE_HTTP, NULL);
  self->clock = g_object_ref (clock);
  g_set_object (&self->known_proxies, proxies);

  return self;
}

/**
 * jm_http_get_network:
 *
 * Returns: (transfer none): what this session trusts and allows beyond the system's rules
 */
JmNetwork *
jm_http_get_network (JmHttp *self)
{
  g_return_val_if_fail (JM_IS_HTTP (self), NULL);

  return self->network;
}

static SoupSession *
create_session (JmHttp *self)
{
  return soup_session_new_with_options (
      "timeout", JM_LIMIT_SILENCE_SECONDS, "idle-timeout", IDLE_SECONDS, "max-conns",
      CONNECTIONS_MAX, "max-conns-per-host", CONNECTIONS_PER_HOST_MAX, "proxy-resolver",
      self->proxies, "user-agent", "JiraMonitor/" PACKAGE_VERSION, NULL);
}

/* Finding the desktop's proxies loads half a dozen libraries: a command that sends nothing does
 * without. */
static void
open_session (JmHttp *self)
{
  if (self->session != NULL)
    return;

  if (self->proxies == NULL)
    self->proxies = jm_proxy_resolver_new (
        self->known_proxies != NULL ? self->known_proxies : g_proxy_resolver_get_default (),
        self->network);
  self->session = create_session (self);
  self->accepted = 0;
}

/**
 * jm_http_send:
 * @request: sent once: its authorization is wiped when the exchange ends
 * @cancellable: (nullable): ends the exchange
 *
 * Of an answer with an error status (300 and above) at most JM_LIMIT_ERROR_BODY bytes are kept.
 *
 * Returns: (transfer full): resolves to a #JmHttpResponse of any status / rejects with a
 * %JM_HTTP_ERROR or %G_IO_ERROR_CANCELLED
 */
DexFuture *
jm_http_send (JmHttp        *self,
              JmHttpRequest *request,
              GCancellable  *cancellable)
{
  g_autoptr (GUri) uri = NULL;

  dex_return_error_if_fail (JM_IS_HTTP (self));
  dex_return_error_if_fail (request != NULL);
  dex_return_error_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  if (!(uri = jm_http_parse_url (self->network, request->url)))
    return dex_future_new_reject (JM_HTTP_ERROR,
                                  g_ascii_strncasecmp (request->url, "http:", 5) == 0 ?
                                      JM_HTTP_ERROR_PLAIN :
                                      JM_HTTP_ERROR_REFUSED,
                                  _("This address is not asked: it is not https"));
  if (request->malformed)
    return dex_future_new_reject (JM_HTTP_ERROR, JM_HTTP_ERROR_REFUSED,
                                  _("The request to %s has a line break inside a header"),
                                  g_uri_get_host (uri));
  open_session (self);

  return dex_scheduler_spawn (NULL, 0, jm_http_send_fiber,
                              exchange_new (self, request, uri, cancellable), exchange_unref);
}

/* --- looking at the way */

typedef struct
{
  GProxyResolver *proxies;
  char *url;
  GCancellable *cancellable;
} ProxySearch;

static void
proxy_search_free (gpointer data)
{
  ProxySearch *search = data;

  g_object_unref (search->proxies);
  g_free (search->url);
  g_clear_object (&search->cancellable);
  g_free (search);
}

static DexFuture *
find_proxy_fiber (gpointer data)
{
  ProxySearch *search = data;
  g_auto (GStrv) proxies = NULL;
  g_autoptr (GUri) proxy = NULL;
  g_autoptr (GError) error = NULL;

  proxies = dex_await_boxed (
      jm_http_find_proxies (search->proxies, search->url, search->cancellable), &error);
  if (proxies == NULL)
    return dex_future_new_for_error (g_steal_pointer (&error));
  if (proxies[0] != NULL && !g_str_has_prefix (proxies[0], "direct:"))
    proxy = g_uri_parse (proxies[0], G_URI_FLAGS_NON_DNS | G_URI_FLAGS_HAS_PASSWORD, NULL);

  return dex_future_new_take_string (proxy != NULL && g_uri_get_host (proxy) != NULL ?
                                         jm_http_dup_proxy_address (proxy) :
                                         g_strdup (""));
}

DexFuture *
jm_http_find_proxy (JmHttp       *self,
                    const char   *url,
                    GCancellable *cancellable)
{
  ProxySearch *search;

  dex_return_error_if_fail (JM_IS_HTTP (self));
  dex_return_error_if_fail (url != NULL);

  open_session (self);
  search = g_new0 (ProxySearch, 1);
  search->proxies = g_object_ref (self->proxies);
  search->url = g_strdup (url);
  g_set_object (&search->cancellable, cancellable);

  return dex_scheduler_spawn (NULL, 0, find_proxy_fiber, search, proxy_search_free);
}
