/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <libdex.h>

#include "base/jm-network-site.h"

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

G_END_DECLS
