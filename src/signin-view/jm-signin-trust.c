/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "jm-signin-trust.h"

#include "base/jm-http-private.h"

/* The hosts from which Atlassian's own pages of a sign-in come, besides auth.atlassian.com: what vouches for the one does for
 * the others. A company's own sign-in page is a site of its own. */
static const char *const cloud[] = { ".atlassian.com", ".atlassian.net", ".atl-paas.net" };

static char *
dup_key (GUri *uri)
{
  const char *host = g_uri_get_host (uri);

  if (host == NULL)
    return NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (cloud); i++)
    {
      if ((g_uri_get_port (uri) == -1 || g_uri_get_port (uri) == 443) && g_str_has_suffix (host, cloud[i]))
        return g_strdup (JM_NETWORK_CLOUD);
    }

  return jm_network_dup_key_of_uri (uri);
}

gboolean
jm_signin_trust_check (JmNetwork             *network,
                       const char            *uri,
                       GTlsCertificate       *certificate,
                       GTlsCertificateFlags   faults,
                       GError               **error)
{
  g_autoptr (GUri) parsed = NULL;
  g_autoptr (GSocketConnectable) identity = NULL;
  g_autofree char *key = NULL;

  g_return_val_if_fail (JM_IS_NETWORK (network), FALSE);
  g_return_val_if_fail (G_IS_TLS_CERTIFICATE (certificate), FALSE);

  if (!(parsed = g_uri_parse (uri, G_URI_FLAGS_ENCODED, error)))
    return FALSE;
  if (!(key = dup_key (parsed)))
    {
      g_set_error_literal (error, G_URI_ERROR, G_URI_ERROR_BAD_HOST, uri);
      return FALSE;
    }

  identity = g_network_address_new (g_uri_get_host (parsed), 0);
  faults = jm_network_judge (network, key, certificate, identity, faults);
  if (faults == 0)
    return TRUE;

  g_propagate_error (error, jm_http_error_for_certificate (certificate, faults, g_uri_get_host (parsed)));

  return FALSE;
}

const JmProxySignIn *
jm_signin_trust_find_proxy (JmNetwork  *network,
                            const char *host,
                            guint       port)
{
  g_autoptr (GUri) proxy = g_uri_build (G_URI_FLAGS_NONE, "http", NULL, host, (int) port, "", NULL, NULL);
  g_autofree char *address = jm_http_dup_proxy_address (proxy);

  return jm_network_get_proxy_sign_in (network, address);
}
