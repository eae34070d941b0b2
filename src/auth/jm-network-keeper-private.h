/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "auth/jm-network-keeper.h"
#include "base/jm-network-secrets.h"

G_BEGIN_DECLS

struct _JmNetworkKeeper
{
  GObject parent_instance;

  JmStateStore *state;
  JmKeyring *keyring;
  JmNetwork *network;
  GStrv proxies;
};

/* Names of items in the keyring. @key: of a site. @address: of a proxy. The caller owns them. */
char *jm_network_keeper_client_item  (const char                *key) G_GNUC_WARN_UNUSED_RESULT;
char *jm_network_keeper_proxy_item   (const char                *address) G_GNUC_WARN_UNUSED_RESULT;
/* What such an item holds: one line, to be wiped. @user: (nullable) */
char *jm_network_keeper_pack         (const char                *user,
                                      const char                *secret) G_GNUC_WARN_UNUSED_RESULT;

/* What JmHttp asks for */
void  jm_network_keeper_secrets_init (JmNetworkSecretsInterface *iface);

G_END_DECLS
