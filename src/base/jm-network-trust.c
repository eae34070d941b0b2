/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "base/jm-network-trust.h"

#include <string.h>

#include "base/jm-network-private.h"

/* PEM by site; user and password by the address of the proxy */
#define TRUST_TYPE "(a{ss}a{s(ss)})"

static GVariant *
make_authorities (JmNetwork *self)
{
  g_autoptr (GPtrArray) sites = jm_network_list (self);
  GVariantBuilder builder;

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("a{ss}"));
  for (guint i = 0; i < sites->len; i++)
    {
      const JmNetworkSite *site = g_ptr_array_index (sites, i);

      if (site->ca_pem != NULL)
        g_variant_builder_add (&builder, "{ss}", site->key, site->ca_pem);
    }

  return g_variant_builder_end (&builder);
}

static GVariant *
make_proxies (JmNetwork *self)
{
  g_auto (GStrv) addresses = jm_network_dup_proxies (self);
  GVariantBuilder builder;

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("a{s(ss)}"));
  for (guint i = 0; addresses[i] != NULL; i++)
    {
      const JmProxySignIn *sign_in = jm_network_get_proxy_sign_in (self, addresses[i]);

      g_variant_builder_add (&builder, "{s(ss)}", addresses[i], sign_in->user, sign_in->password);
    }

  return g_variant_builder_end (&builder);
}

/**
 * jm_network_print_trust:
 * @self: what a person allowed
 *
 * Client certificates are not in it, as their keys stay where they are; nor is http.
 *
 * Returns: (transfer full): the text of a #GVariant, without a line break
 */
char *
jm_network_print_trust (JmNetwork *self)
{
  g_autoptr (GVariant) trust = NULL;

  g_return_val_if_fail (JM_IS_NETWORK (self), NULL);

  trust = g_variant_ref_sink (g_variant_new ("(@a{ss}@a{s(ss)})", make_authorities (self), make_proxies (self)));

  return g_variant_print (trust, FALSE);
}

/**
 * jm_network_read_trust:
 * @self: where to
 * @line: of jm_network_print_trust()
 *
 * Returns: TRUE; FALSE with %G_VARIANT_PARSE_ERROR when it is something else, and nothing was put
 */
gboolean
jm_network_read_trust (JmNetwork   *self,
                       const char  *line,
                       GError     **error)
{
  g_autoptr (GVariant) trust = NULL;
  g_autoptr (GVariantIter) authorities = NULL;
  g_autoptr (GVariantIter) proxies = NULL;
  const char *name, *pem, *user, *password;

  g_return_val_if_fail (JM_IS_NETWORK (self), FALSE);
  g_return_val_if_fail (line != NULL, FALSE);

  if (!(trust = g_variant_parse (G_VARIANT_TYPE (TRUST_TYPE), line, NULL, NULL, error)))
    return FALSE;

  g_variant_get (trust, TRUST_TYPE, &authorities, &proxies);
  while (g_variant_iter_next (authorities, "{&s&s}", &name, &pem))
    {
      g_autoptr (JmNetworkSite) site = jm_network_site_new (name);

      site->ca_pem = g_strdup (pem);
      jm_network_put (self, site);
    }
  while (g_variant_iter_next (proxies, "{&s(&s&s)}", &name, &user, &password))
    {
      g_autoptr (JmProxySignIn) sign_in = jm_proxy_sign_in_new (user, password);

      jm_network_set_proxy_sign_in (self, name, sign_in);
    }

  return TRUE;
}
