/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <libdex.h>

#include "base/jm-network-secrets.h"

G_BEGIN_DECLS

/* What JmHttp knows of the ways to sites beyond what the system knows: authorities, client
 * certificates, http where it is allowed, sign-ins to proxies. In memory; who keeps it fills it.
 * Signal "changed": connections that were made before are not used any more. */
#define JM_TYPE_NETWORK (jm_network_get_type ())

G_DECLARE_FINAL_TYPE (JmNetwork, jm_network, JM, NETWORK, GObject)

JmNetwork            *jm_network_new         (void);
/* Replaces what was known of that site; one about which nothing is special is forgotten. */
void                  jm_network_put         (JmNetwork            *self,
                                              const JmNetworkSite  *site);
void                  jm_network_remove      (JmNetwork            *self,
                                              const char           *key);
/* Borrowed until the next change; NULL when nothing is special about it. */
const JmNetworkSite  *jm_network_get         (JmNetwork            *self,
                                              const char           *key);
/* A GPtrArray of copies, by key */
GPtrArray            *jm_network_list        (JmNetwork            *self) G_GNUC_WARN_UNUSED_RESULT;

/* What is left of @faults, which the system found in @certificate, when the authorities of the site
 * @key are trusted as well: 0 when it may be believed. */
GTlsCertificateFlags  jm_network_judge       (JmNetwork            *self,
                                              const char           *key,
                                              GTlsCertificate      *certificate,
                                              GSocketConnectable   *identity,
                                              GTlsCertificateFlags  faults);
/* Whether @url is https, or http to this machine or to a site where a person allowed it. */
gboolean              jm_network_allows_url  (JmNetwork            *self,
                                              const char           *url);

/* Who is asked for what is secret; not kept alive by this. NULL: nobody knows. */
void                  jm_network_set_secrets (JmNetwork            *self,
                                              JmNetworkSecrets     *secrets);
/* The caller owns it. */
JmNetworkSecrets     *jm_network_dup_secrets (JmNetwork            *self) G_GNUC_WARN_UNUSED_RESULT;

/* Whether the PIN for that site's token was wrong: it is not told again until another one is kept. */
void                  jm_network_refuse_pin     (JmNetwork  *self,
                                                 const char *key,
                                                 gboolean    refused);
gboolean              jm_network_is_pin_refused (JmNetwork  *self,
                                                 const char *key);

/* --- proxies, by "host:port" */

/* What is told from now on, whatever was refused before; NULL: nothing. */
void                  jm_network_set_proxy_sign_in    (JmNetwork           *self,
                                                       const char          *address,
                                                       const JmProxySignIn *sign_in);
/* The same for one that was found and not typed: FALSE when it is the one that was refused. */
gboolean              jm_network_offer_proxy_sign_in  (JmNetwork           *self,
                                                       const char          *address,
                                                       const JmProxySignIn *sign_in);
/* Borrowed; NULL when there is none, or the proxy refused it. */
const JmProxySignIn  *jm_network_get_proxy_sign_in    (JmNetwork           *self,
                                                       const char          *address);
/* It was right: now several may send it at once. */
void                  jm_network_prove_proxy_sign_in  (JmNetwork           *self,
                                                       const char          *address);
gboolean              jm_network_is_proxy_proven      (JmNetwork           *self,
                                                       const char          *address);
/* It was wrong: nobody sends it again. */
void                  jm_network_refuse_proxy_sign_in (JmNetwork           *self,
                                                       const char          *address);
/* The proxy that wanted a sign-in last and got none that it takes; NULL when there is none. Property
 * "asking-proxy", notify. */
const char           *jm_network_get_asking_proxy     (JmNetwork           *self);
void                  jm_network_set_asking_proxy     (JmNetwork           *self,
                                                       const char          *address);

G_END_DECLS
