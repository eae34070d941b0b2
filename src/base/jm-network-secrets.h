/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <libdex.h>

#include "base/jm-network-site.h"

G_BEGIN_DECLS

/* What a proxy is told. Wiped when freed. */
#define JM_TYPE_PROXY_SIGN_IN (jm_proxy_sign_in_get_type ())

typedef struct
{
  char *user;
  char *password;
} JmProxySignIn;

GType          jm_proxy_sign_in_get_type (void);
JmProxySignIn *jm_proxy_sign_in_new      (const char          *user,
                                          const char          *password);
JmProxySignIn *jm_proxy_sign_in_copy     (const JmProxySignIn *self);
void           jm_proxy_sign_in_free     (JmProxySignIn       *self);
gboolean       jm_proxy_sign_in_equal    (const JmProxySignIn *self,
                                          const JmProxySignIn *other);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (JmProxySignIn, jm_proxy_sign_in_free)

/* Who knows what JmHttp may need while a connection is made. Floor 2 answers from the keyring. Asks no person. */
#define JM_TYPE_NETWORK_SECRETS (jm_network_secrets_get_type ())

G_DECLARE_INTERFACE (JmNetworkSecrets, jm_network_secrets, JM, NETWORK_SECRETS, GObject)

struct _JmNetworkSecretsInterface
{
  GTypeInterface parent_interface;

  DexFuture *(*find_certificate)   (JmNetworkSecrets    *self,
                                    const JmNetworkSite *site,
                                    GCancellable        *cancellable);
  DexFuture *(*find_pin)           (JmNetworkSecrets    *self,
                                    const JmNetworkSite *site,
                                    GCancellable        *cancellable);
  DexFuture *(*find_proxy_sign_in) (JmNetworkSecrets    *self,
                                    const char          *address,
                                    GCancellable        *cancellable);
};

/* The client certificate of @site with its key. Resolves to a GTlsCertificate. */
DexFuture *jm_network_secrets_find_certificate   (JmNetworkSecrets    *self,
                                                  const JmNetworkSite *site,
                                                  GCancellable        *cancellable)
                                                  G_GNUC_WARN_UNUSED_RESULT;
/* The PIN of the token that its key is on. Resolves to a string, which the caller wipes. */
DexFuture *jm_network_secrets_find_pin           (JmNetworkSecrets    *self,
                                                  const JmNetworkSite *site,
                                                  GCancellable        *cancellable)
                                                  G_GNUC_WARN_UNUSED_RESULT;
/* @address: "proxy.example:3128". Resolves to a JmProxySignIn. */
DexFuture *jm_network_secrets_find_proxy_sign_in (JmNetworkSecrets    *self,
                                                  const char          *address,
                                                  GCancellable        *cancellable)
                                                  G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
