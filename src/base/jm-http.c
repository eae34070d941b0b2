/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "base/jm-http.h"

#include <glib/gi18n-lib.h>

#include "base/jm-http-exchange.h"
#include "base/jm-limits.h"
#include "base/jm-network-private.h"
#include "base/jm-proxy-resolver.h"

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

G_DEFINE_FINAL_TYPE (JmHttp, jm_http, G_TYPE_OBJECT)

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

SoupSession *
jm_http_create_session (JmHttp *self)
{
  return soup_session_new_with_options (
      "timeout", JM_LIMIT_SILENCE_SECONDS, "idle-timeout", IDLE_SECONDS, "max-conns",
      CONNECTIONS_MAX, "max-conns-per-host", CONNECTIONS_PER_HOST_MAX, "proxy-resolver",
      self->proxies, "user-agent", "JiraMonitor/" PACKAGE_VERSION, NULL);
}

void
jm_http_open_session (JmHttp *self)
{
  if (self->session != NULL)
    return;

  if (self->proxies == NULL)
    self->proxies = jm_proxy_resolver_new (
        self->known_proxies != NULL ? self->known_proxies : g_proxy_resolver_get_default (),
        self->network);
  self->session = jm_http_create_session (self);
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

  if (!(uri = jm_network_parse_url (self->network, request->url)))
    return dex_future_new_reject (JM_HTTP_ERROR,
                                  g_ascii_strncasecmp (request->url, "http:", 5) == 0 ?
                                      JM_HTTP_ERROR_PLAIN :
                                      JM_HTTP_ERROR_REFUSED,
                                  _("This address is not asked: it is not https"));
  if (request->malformed)
    return dex_future_new_reject (JM_HTTP_ERROR, JM_HTTP_ERROR_REFUSED,
                                  _("The request to %s has a line break inside a header"),
                                  g_uri_get_host (uri));
  jm_http_open_session (self);

  return dex_scheduler_spawn (NULL, 0, jm_http_exchange_fiber,
                              jm_http_exchange_new (self, request, uri, cancellable), jm_http_exchange_unref);
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

  jm_http_open_session (self);
  search = g_new0 (ProxySearch, 1);
  search->proxies = g_object_ref (self->proxies);
  search->url = g_strdup (url);
  g_set_object (&search->cancellable, cancellable);

  return dex_scheduler_spawn (NULL, 0, find_proxy_fiber, search, proxy_search_free);
}
