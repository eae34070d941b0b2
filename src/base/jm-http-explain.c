/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "base/jm-http-exchange.h"

/* What it means that an exchange failed, or was answered by somebody else. */

GUri *
jm_http_exchange_find_proxy (JmHttpExchange *exchange)
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
find_proxy_name (JmHttpExchange *exchange)
{
  g_autoptr (GUri) proxy = jm_http_exchange_find_proxy (exchange);

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

GError *
jm_http_exchange_make_client_error (JmHttpExchange *exchange)
{
  return g_error_new (JM_HTTP_ERROR, JM_HTTP_ERROR_TLS_CLIENT,
                      exchange->gave_client ? _("%s does not accept the client certificate") :
                                              _("%s wants a client certificate"),
                      g_uri_get_host (exchange->uri));
}

/* A keyring that is locked stays what it is; what GIO says of a token or a file is about the
 * certificate. */
static GError *
explain_client_error (JmHttpExchange *exchange)
{
  GError *error = exchange->client_error;

  if (error->domain != G_TLS_ERROR && error->domain != G_IO_ERROR)
    return g_steal_pointer (&exchange->client_error);

  return g_error_new (JM_HTTP_ERROR, JM_HTTP_ERROR_TLS_CLIENT,
                      _("The client certificate for %s cannot be used (%s)"),
                      g_uri_get_host (exchange->uri), error->message);
}

GError *
jm_http_exchange_explain (JmHttpExchange *exchange,
                          GError         *error)
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
    return jm_http_exchange_make_client_error (exchange);
  else
    meant = jm_http_error_from_below (below, host);

  /* Before a connection stands, the fault may be the proxy's, and only its name helps to mend it.
   */
  if (!exchange->sent && !is_about_tls (meant) && (proxy = find_proxy_name (exchange)))
    return g_error_new (JM_HTTP_ERROR, JM_HTTP_ERROR_PROXY, _("The proxy %s could not be used: %s"),
                        proxy, meant->message);

  return g_steal_pointer (&meant);
}

gboolean
jm_http_exchange_is_from_proxy (JmHttpExchange *exchange,
                                JmHttpResponse *response)
{
  return !exchange->sent ||
         jm_http_response_get_status (response) == SOUP_STATUS_PROXY_AUTHENTICATION_REQUIRED;
}

/* Awaits. */
GError *
jm_http_exchange_make_proxy_error (JmHttpExchange *exchange,
                                   guint           status)
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

gboolean
jm_http_exchange_is_about_client (JmHttpExchange *exchange,
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
