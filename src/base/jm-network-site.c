/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "base/jm-network-site.h"

#include <libsoup/soup.h>
#include <string.h>

/* Sites in Atlassian's cloud are reached through these as well: sign-in, and the gateway of the
 * API. A proxy that opens TLS opens all of them. */
#define CLOUD_SUFFIX ".atlassian.net"
#define CLOUD_GATEWAY "api.atlassian.com"

G_DEFINE_BOXED_TYPE (JmNetworkSite, jm_network_site, jm_network_site_copy, jm_network_site_free)

JmNetworkSite *
jm_network_site_new (const char *key)
{
  JmNetworkSite *self = g_new0 (JmNetworkSite, 1);

  self->key = g_strdup (key);

  return self;
}

JmNetworkSite *
jm_network_site_copy (const JmNetworkSite *self)
{
  JmNetworkSite *copy = jm_network_site_new (self->key);

  copy->ca_pem = g_strdup (self->ca_pem);
  copy->client_pem = g_strdup (self->client_pem);
  copy->client_uri = g_strdup (self->client_uri);
  copy->key_uri = g_strdup (self->key_uri);
  copy->plain_http = self->plain_http;

  return copy;
}

void
jm_network_site_free (JmNetworkSite *self)
{
  g_free (self->key);
  g_free (self->ca_pem);
  g_free (self->client_pem);
  g_free (self->client_uri);
  g_free (self->key_uri);
  g_free (self);
}

gboolean
jm_network_site_equal (const JmNetworkSite *self,
                       const JmNetworkSite *other)
{
  return g_strcmp0 (self->key, other->key) == 0 && g_strcmp0 (self->ca_pem, other->ca_pem) == 0 &&
         g_strcmp0 (self->client_pem, other->client_pem) == 0 &&
         g_strcmp0 (self->client_uri, other->client_uri) == 0 &&
         g_strcmp0 (self->key_uri, other->key_uri) == 0 &&
         !self->plain_http == !other->plain_http;
}

gboolean
jm_network_site_is_plain (const JmNetworkSite *self)
{
  return self->ca_pem == NULL && !jm_network_site_has_client (self) && !self->plain_http;
}

gboolean
jm_network_site_has_client (const JmNetworkSite *self)
{
  return self->client_pem != NULL || self->client_uri != NULL;
}

gboolean
jm_network_key_is_cloud (const char *key)
{
  return g_str_has_suffix (key, CLOUD_SUFFIX) || g_str_equal (key, JM_NETWORK_CLOUD) ||
         g_str_equal (key, CLOUD_GATEWAY);
}

gboolean
jm_network_site_covers (const JmNetworkSite *self,
                        const char          *key)
{
  return g_str_equal (self->key, key) ||
         (jm_network_key_is_cloud (self->key) &&
          (g_str_equal (key, JM_NETWORK_CLOUD) || g_str_equal (key, CLOUD_GATEWAY)));
}

char *
jm_network_dup_key_of_uri (GUri *uri)
{
  const char *host = g_uri_get_host (uri);
  const char *scheme = g_uri_get_scheme (uri);
  int usual = g_strcmp0 (scheme, "http") == 0 ? 80 : 443;
  int port = g_uri_get_port (uri);
  g_autofree char *ascii = host != NULL ? g_hostname_to_ascii (host) : NULL;
  g_autofree char *name = NULL;

  if (ascii == NULL || *ascii == '\0')
    return NULL;

  name = g_ascii_strdown (ascii, -1);
  if (port <= 0 || port == usual)
    return g_steal_pointer (&name);

  return strchr (name, ':') != NULL ? g_strdup_printf ("[%s]:%d", name, port) :
                                      g_strdup_printf ("%s:%d", name, port);
}

/**
 * jm_network_dup_key:
 * @url: (nullable): an address
 *
 * Returns: (transfer full) (nullable): "jira.acme.example:8443"
 */
char *
jm_network_dup_key (const char *url)
{
  g_autoptr (GUri) uri = url != NULL ? g_uri_parse (url, SOUP_HTTP_URI_FLAGS, NULL) : NULL;

  return uri != NULL ? jm_network_dup_key_of_uri (uri) : NULL;
}
