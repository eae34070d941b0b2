/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "auth/jm-keyring.h"
#include "base/jm-client-certificate.h"
#include "base/jm-http.h"
#include "store/jm-state-store.h"

G_BEGIN_DECLS

/* Keeps what a person allowed for the ways to sites, and what opens them: rows in state.db, keys and
 * passwords in the keyring, and all of it in force in JmHttp's JmNetwork. A site is named by
 * jm_network_dup_key(). Signal "changed" is the JmNetwork's. */
#define JM_TYPE_NETWORK_KEEPER (jm_network_keeper_get_type ())

G_DECLARE_FINAL_TYPE (JmNetworkKeeper, jm_network_keeper, JM, NETWORK_KEEPER, GObject)

JmNetworkKeeper *jm_network_keeper_new           (JmStateStore    *state,
                                                  JmKeyring       *keyring,
                                                  JmNetwork       *network);
JmNetwork       *jm_network_keeper_get_network   (JmNetworkKeeper *self);
/* Reads the rows, also those that another process wrote since. Resolves to TRUE. */
DexFuture       *jm_network_keeper_load          (JmNetworkKeeper *self) G_GNUC_WARN_UNUSED_RESULT;

/* All resolve to TRUE when it is kept and in force, and reject with JM_CERTIFICATE_ERROR,
 * JM_AUTH_ERROR of the keyring or JM_STORE_ERROR; then nothing has changed. */

/* @file: what the file of authorities holds; NULL: none is trusted any more */
DexFuture       *jm_network_keeper_trust         (JmNetworkKeeper *self,
                                                  const char      *key,
                                                  GBytes          *file) G_GNUC_WARN_UNUSED_RESULT;
/* @files, @password: see jm_client_certificate_read() */
DexFuture       *jm_network_keeper_set_client    (JmNetworkKeeper *self,
                                                  const char      *key,
                                                  GPtrArray       *files,
                                                  const char      *password,
                                                  GCancellable    *cancellable)
                                                  G_GNUC_WARN_UNUSED_RESULT;
/* @key_uri, @pin: (nullable) */
DexFuture       *jm_network_keeper_set_token     (JmNetworkKeeper *self,
                                                  const char      *key,
                                                  const char      *uri,
                                                  const char      *key_uri,
                                                  const char      *pin,
                                                  GCancellable    *cancellable)
                                                  G_GNUC_WARN_UNUSED_RESULT;
DexFuture       *jm_network_keeper_forget_client (JmNetworkKeeper *self,
                                                  const char      *key,
                                                  GCancellable    *cancellable)
                                                  G_GNUC_WARN_UNUSED_RESULT;
DexFuture       *jm_network_keeper_allow_plain   (JmNetworkKeeper *self,
                                                  const char      *key,
                                                  gboolean         allow) G_GNUC_WARN_UNUSED_RESULT;
/* Everything of that site, its secrets first */
DexFuture       *jm_network_keeper_forget_site   (JmNetworkKeeper *self,
                                                  const char      *key,
                                                  GCancellable    *cancellable)
                                                  G_GNUC_WARN_UNUSED_RESULT;

/* @address: "proxy.example:3128". Used from now on, without having been tried. */
DexFuture       *jm_network_keeper_set_proxy     (JmNetworkKeeper *self,
                                                  const char      *address,
                                                  const char      *user,
                                                  const char      *password,
                                                  GCancellable    *cancellable)
                                                  G_GNUC_WARN_UNUSED_RESULT;
DexFuture       *jm_network_keeper_forget_proxy  (JmNetworkKeeper *self,
                                                  const char      *address,
                                                  GCancellable    *cancellable)
                                                  G_GNUC_WARN_UNUSED_RESULT;
/* Those with a sign-in in the keyring; borrowed until the next change. */
const char *const *jm_network_keeper_get_proxies (JmNetworkKeeper *self);

G_END_DECLS
