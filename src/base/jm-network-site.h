/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* The site that stands for Atlassian's cloud before one of its sites is known: where all sign in */
#define JM_NETWORK_CLOUD "auth.atlassian.com"

/* What a person allowed or gave for the way to one site, and to no other. Without secrets: the key
 * of a client certificate lies in the keyring or on a token. */
#define JM_TYPE_NETWORK_SITE (jm_network_site_get_type ())

typedef struct
{
  char    *key;                 /* "jira.acme.example", "jira.acme.example:8443" */
  char    *ca_pem;              /* trusted besides those of the system; or NULL */
  char    *client_pem;          /* the client certificate with its chain, without its key; or NULL */
  char    *client_uri;          /* PKCS#11: where it lies, when it lies on a token; else NULL */
  char    *key_uri;             /* PKCS#11: where its key lies; NULL when next to it */
  gboolean plain_http;          /* http without encryption is allowed */
} JmNetworkSite;

GType          jm_network_site_get_type   (void);
JmNetworkSite *jm_network_site_new        (const char          *key);
JmNetworkSite *jm_network_site_copy       (const JmNetworkSite *self);
void           jm_network_site_free       (JmNetworkSite       *self);
gboolean       jm_network_site_equal      (const JmNetworkSite *self,
                                           const JmNetworkSite *other);
/* Whether nothing is special about it */
gboolean       jm_network_site_is_plain   (const JmNetworkSite *self);
gboolean       jm_network_site_has_client (const JmNetworkSite *self);
/* Whether its authorities count for @key: for the site itself, and for a site in Atlassian's cloud
 * also for the two hosts that are asked on its behalf. */
gboolean       jm_network_site_covers     (const JmNetworkSite *self,
                                           const char          *key);

/* Whether it is Atlassian's own: http is never allowed there. */
gboolean       jm_network_key_is_cloud    (const char          *key);
/* Which site an address belongs to: its host in lower case, with the port if that is not the usual
 * one of its scheme; NULL for what is no address. */
char          *jm_network_dup_key         (const char          *url);
char          *jm_network_dup_key_of_uri  (GUri                *uri);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (JmNetworkSite, jm_network_site_free)

G_END_DECLS
