/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "base/jm-network-secrets.h"

#include "base/jm-random.h"

G_DEFINE_BOXED_TYPE (JmProxySignIn, jm_proxy_sign_in, jm_proxy_sign_in_copy, jm_proxy_sign_in_free)
G_DEFINE_INTERFACE (JmNetworkSecrets, jm_network_secrets, G_TYPE_OBJECT)

JmProxySignIn *
jm_proxy_sign_in_new (const char *user,
                      const char *password)
{
  JmProxySignIn *self = g_new0 (JmProxySignIn, 1);

  self->user = g_strdup (user);
  self->password = g_strdup (password);

  return self;
}

JmProxySignIn *
jm_proxy_sign_in_copy (const JmProxySignIn *self)
{
  return jm_proxy_sign_in_new (self->user, self->password);
}

void
jm_proxy_sign_in_free (JmProxySignIn *self)
{
  g_free (self->user);
  jm_wipe_free (self->password);
  g_free (self);
}

gboolean
jm_proxy_sign_in_equal (const JmProxySignIn *self,
                        const JmProxySignIn *other)
{
  return g_strcmp0 (self->user, other->user) == 0 &&
         g_strcmp0 (self->password, other->password) == 0;
}

static void
jm_network_secrets_default_init (JmNetworkSecretsInterface *iface)
{
}

DexFuture *
jm_network_secrets_find_certificate (JmNetworkSecrets    *self,
                                     const JmNetworkSite *site,
                                     GCancellable        *cancellable)
{
  dex_return_error_if_fail (JM_IS_NETWORK_SECRETS (self));
  dex_return_error_if_fail (site != NULL);

  return JM_NETWORK_SECRETS_GET_IFACE (self)->find_certificate (self, site, cancellable);
}

DexFuture *
jm_network_secrets_find_pin (JmNetworkSecrets    *self,
                             const JmNetworkSite *site,
                             GCancellable        *cancellable)
{
  dex_return_error_if_fail (JM_IS_NETWORK_SECRETS (self));
  dex_return_error_if_fail (site != NULL);

  return JM_NETWORK_SECRETS_GET_IFACE (self)->find_pin (self, site, cancellable);
}

DexFuture *
jm_network_secrets_find_proxy_sign_in (JmNetworkSecrets *self,
                                       const char       *address,
                                       GCancellable     *cancellable)
{
  dex_return_error_if_fail (JM_IS_NETWORK_SECRETS (self));
  dex_return_error_if_fail (address != NULL);

  return JM_NETWORK_SECRETS_GET_IFACE (self)->find_proxy_sign_in (self, address, cancellable);
}
