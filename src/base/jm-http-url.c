/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "base/jm-http-private.h"

#include <gio/gio.h>
#include <string.h>

/* Which addresses are asked at all: what is sent there may be a secret. */

gboolean
jm_http_is_loopback (const char *host)
{
  g_autoptr (GInetAddress) address = g_inet_address_new_from_string (host);

  if (address != NULL)
    return g_inet_address_get_is_loopback (address);

  /* RFC 6761 §6.3, and GResolver keeps to it */
  return g_ascii_strcasecmp (host, "localhost") == 0 ||
         (strlen (host) > strlen (".localhost") &&
          g_ascii_strcasecmp (host + strlen (host) - strlen (".localhost"), ".localhost") == 0);
}

/* GUri decodes and forgives: "a%2Fb" and "a b" are hosts for it. */
static gboolean
is_host_text (const char *host)
{
  for (const char *at = host; *at != '\0'; at++)
    {
      if (!g_ascii_isalnum (*at) && strchr (".-_:", *at) == NULL && (guchar) *at < 0x80)
        return FALSE;
    }

  return *host != '\0';
}

GUri *
jm_http_parse_url (const char *url)
{
  g_autoptr (GUri) uri = g_uri_parse (url, SOUP_HTTP_URI_FLAGS, NULL);
  const char *host = uri != NULL ? g_uri_get_host (uri) : NULL;

  /* A name in front of the host is how one host is made to look like another. */
  if (host == NULL || !is_host_text (host) || g_uri_get_userinfo (uri) != NULL)
    return NULL;

  if (g_str_equal (g_uri_get_scheme (uri), "https") || g_str_equal (g_uri_get_scheme (uri), "http"))
    return g_steal_pointer (&uri);

  return NULL;
}

gboolean
jm_http_is_private (GUri *uri)
{
  return g_str_equal (g_uri_get_scheme (uri), "https") ||
         jm_http_is_loopback (g_uri_get_host (uri));
}

char *
jm_http_dup_proxy_address (GUri *proxy)
{
  const char *host = g_uri_get_host (proxy);
  int port = g_uri_get_port (proxy);

  if (port <= 0)
    port = g_str_equal (g_uri_get_scheme (proxy), "https") ? 443 : 80;

  return g_strdup_printf (strchr (host, ':') != NULL ? "[%s]:%d" : "%s:%d", host, port);
}

/**
 * jm_http_is_allowed_url:
 * @url: (nullable): any text
 *
 * Returns: whether it is https, or http to this machine, without a name or password in it
 */
gboolean
jm_http_is_allowed_url (const char *url)
{
  g_autoptr (GUri) uri = url != NULL ? jm_http_parse_url (url) : NULL;

  return uri != NULL && jm_http_is_private (uri);
}
