/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "base/jm-proxy-resolver.h"

#include "base/jm-http-private.h"

/*
 * What an address of this machine is asked stays on this machine, even if somebody set http_proxy
 * and forgot no_proxy. For all others the resolver of the desktop decides: environment, settings,
 * PAC, portal.
 */

struct _JmProxyResolver
{
  GObject parent_instance;

  GProxyResolver *others;
  JmNetwork *network; /* is told the sign-ins that stand in addresses */
};

static void jm_proxy_resolver_iface_init (GProxyResolverInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (JmProxyResolver,
                               jm_proxy_resolver,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_PROXY_RESOLVER,
                                                      jm_proxy_resolver_iface_init))

/* The answer for this machine, or NULL for the others. */
static GStrv
dup_direct (const char *url)
{
  g_autoptr (GUri) uri = g_uri_parse (url, G_URI_FLAGS_NONE, NULL);

  if (uri == NULL || g_uri_get_host (uri) == NULL || !jm_http_is_loopback (g_uri_get_host (uri)))
    return NULL;

  return g_strdupv ((char *[]) { (char *) "direct://", NULL });
}

/* libsoup would send what stands in the address of a proxy twice, and go on doing so when it is
 * wrong: it gets the address without it. SOCKS is GIO's, which needs it there. */
static void
take_sign_in (JmProxyResolver  *self,
              char            **address)
{
  g_autoptr (GUri) uri = g_uri_parse (*address, G_URI_FLAGS_NON_DNS | G_URI_FLAGS_HAS_PASSWORD, NULL);
  g_autoptr (JmProxySignIn) sign_in = NULL;
  g_autofree char *name = NULL;

  if (uri == NULL || g_uri_get_user (uri) == NULL ||
      !g_str_has_prefix (g_uri_get_scheme (uri), "http"))
    return;

  sign_in = jm_proxy_sign_in_new (g_uri_get_user (uri),
                                  g_uri_get_password (uri) != NULL ? g_uri_get_password (uri) : "");
  name = jm_http_dup_proxy_address (uri);
  jm_network_offer_proxy_sign_in (self->network, name, sign_in);
  g_free (*address);
  *address = g_uri_to_string_partial (uri, G_URI_HIDE_USERINFO);
}

static GStrv
take_sign_ins (JmProxyResolver *self,
               GStrv            proxies)
{
  for (guint i = 0; proxies != NULL && proxies[i] != NULL; i++)
    take_sign_in (self, &proxies[i]);

  return proxies;
}

static gboolean
is_supported (GProxyResolver *resolver)
{
  return TRUE;
}

static GStrv
lookup (GProxyResolver  *resolver,
        const char      *url,
        GCancellable    *cancellable,
        GError         **error)
{
  GStrv direct = dup_direct (url);

  if (direct != NULL)
    return direct;

  return take_sign_ins (
      JM_PROXY_RESOLVER (resolver),
      g_proxy_resolver_lookup (JM_PROXY_RESOLVER (resolver)->others, url, cancellable, error));
}

static void
lookup_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;
  GStrv proxies = g_proxy_resolver_lookup_finish (G_PROXY_RESOLVER (object), result, &error);

  if (proxies == NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, take_sign_ins (g_task_get_source_object (task), proxies),
                           (GDestroyNotify) g_strfreev);
}

static void
lookup_async (GProxyResolver      *resolver,
              const char          *url,
              GCancellable        *cancellable,
              GAsyncReadyCallback  callback,
              gpointer             data)
{
  JmProxyResolver *self = JM_PROXY_RESOLVER (resolver);
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, data);
  GStrv direct = dup_direct (url);

  g_task_set_source_tag (task, lookup_async);
  if (direct != NULL)
    g_task_return_pointer (task, direct, (GDestroyNotify) g_strfreev);
  else
    g_proxy_resolver_lookup_async (self->others, url, cancellable, lookup_cb,
                                   g_steal_pointer (&task));
}

static GStrv
lookup_finish (GProxyResolver  *resolver,
               GAsyncResult    *result,
               GError         **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
jm_proxy_resolver_iface_init (GProxyResolverInterface *iface)
{
  iface->is_supported = is_supported;
  iface->lookup = lookup;
  iface->lookup_async = lookup_async;
  iface->lookup_finish = lookup_finish;
}

static void
jm_proxy_resolver_finalize (GObject *object)
{
  g_clear_object (&JM_PROXY_RESOLVER (object)->others);
  g_clear_object (&JM_PROXY_RESOLVER (object)->network);

  G_OBJECT_CLASS (jm_proxy_resolver_parent_class)->finalize (object);
}

static void
jm_proxy_resolver_class_init (JmProxyResolverClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = jm_proxy_resolver_finalize;
}

static void
jm_proxy_resolver_init (JmProxyResolver *self)
{
}

/**
 * jm_proxy_resolver_new:
 * @others: who knows the proxies to other machines
 * @network: what is told of sign-ins that stand in their addresses
 *
 * Returns: (transfer full): a resolver
 */
GProxyResolver *
jm_proxy_resolver_new (GProxyResolver *others,
                       JmNetwork      *network)
{
  JmProxyResolver *self = g_object_new (JM_TYPE_PROXY_RESOLVER, NULL);

  self->others = g_object_ref (others);
  self->network = g_object_ref (network);

  return G_PROXY_RESOLVER (self);
}
