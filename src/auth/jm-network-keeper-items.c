/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <json-glib/json-glib.h>
#include <string.h>

#include "auth/jm-network-keeper-private.h"
#include "base/jm-json.h"
#include "base/jm-random.h"

#define SECRET_VERSION 1

/* --- items of the keyring */

char *
jm_network_keeper_client_item (const char *key)
{
  return g_strconcat ("client-key/", key, NULL);
}

char *
jm_network_keeper_proxy_item (const char *address)
{
  return g_strconcat ("proxy/", address, NULL);
}

char *
jm_network_keeper_pack (const char *user,
                        const char *secret)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) root = NULL;

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "version");
  json_builder_add_int_value (builder, SECRET_VERSION);
  if (user != NULL)
    {
      json_builder_set_member_name (builder, "user");
      json_builder_add_string_value (builder, user);
    }
  json_builder_set_member_name (builder, "secret");
  json_builder_add_string_value (builder, secret);
  json_builder_end_object (builder);
  root = json_builder_get_root (builder);

  return jm_json_to_string (root);
}

static JmProxySignIn *
unpack (const char  *item,
        GError     **error)
{
  g_autoptr (GBytes) bytes = g_bytes_new_static (item, strlen (item));
  g_autoptr (JsonNode) root = jm_json_parse (bytes, '{', NULL);
  const char *secret = jm_json_get_string (root, "secret", NULL);

  if (secret != NULL && jm_json_get_int (root, "version", 0) == SECRET_VERSION)
    return jm_proxy_sign_in_new (jm_json_get_string (root, "user", ""), secret);

  g_set_error_literal (error, JM_AUTH_ERROR, JM_AUTH_ERROR_SECRET_MISSING,
                       _("The keyring’s entry for this network can’t be read"));
  return NULL;
}

/* Awaits. */
static JmProxySignIn *
read_item (JmNetworkKeeper  *self,
           const char       *name,
           GCancellable     *cancellable,
           GError          **error)
{
  char *item = dex_await_string (jm_keyring_lookup (self->keyring, name, cancellable), error);
  JmProxySignIn *found = item != NULL ? unpack (item, error) : NULL;

  jm_wipe_free (item);

  return found;
}

/* --- what JmHttp asks for */

typedef struct
{
  JmNetworkKeeper *self;
  JmNetworkSite *site;
  char *name;
  GCancellable *cancellable;
} Search;

static void
search_free (gpointer data)
{
  Search *search = data;

  g_clear_object (&search->self);
  g_clear_pointer (&search->site, jm_network_site_free);
  g_clear_object (&search->cancellable);
  g_free (search->name);
  g_free (search);
}

static DexFuture *
search_for (JmNetworkSecrets    *secrets,
            DexFiberFunc         fiber,
            const JmNetworkSite *site,
            char                *name,
            GCancellable        *cancellable)
{
  Search *search = g_new0 (Search, 1);

  search->self = g_object_ref (JM_NETWORK_KEEPER (secrets));
  search->site = site != NULL ? jm_network_site_copy (site) : NULL;
  search->name = name;
  g_set_object (&search->cancellable, cancellable);

  return dex_scheduler_spawn (NULL, 0, fiber, search, search_free);
}

static DexFuture *
find_certificate_fiber (gpointer data)
{
  Search *search = data;
  g_autoptr (JmProxySignIn) key = NULL;
  g_autoptr (GError) error = NULL;
  GTlsCertificate *certificate;
  char *both;

  if (search->site->client_uri != NULL)
    return jm_client_certificate_load_token (search->site->client_uri, search->site->key_uri,
                                             search->cancellable);
  if (!(key = read_item (search->self, search->name, search->cancellable, &error)))
    return dex_future_new_for_error (g_steal_pointer (&error));

  both = g_strconcat (search->site->client_pem, key->password, NULL);
  certificate = g_tls_certificate_new_from_pem (both, -1, &error);
  jm_wipe_free (both);
  if (certificate == NULL)
    return dex_future_new_for_error (g_steal_pointer (&error));

  return dex_future_new_take_object (certificate);
}

static DexFuture *
find_pin_fiber (gpointer data)
{
  Search *search = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (JmProxySignIn) found =
      read_item (search->self, search->name, search->cancellable, &error);

  return found != NULL ? dex_future_new_for_string (found->password) :
                         dex_future_new_for_error (g_steal_pointer (&error));
}

static DexFuture *
find_proxy_sign_in_fiber (gpointer data)
{
  Search *search = data;
  g_autoptr (GError) error = NULL;
  JmProxySignIn *found = read_item (search->self, search->name, search->cancellable, &error);

  return found != NULL ? dex_future_new_take_boxed (JM_TYPE_PROXY_SIGN_IN, found) :
                         dex_future_new_for_error (g_steal_pointer (&error));
}

static DexFuture *
jm_network_keeper_find_certificate (JmNetworkSecrets    *secrets,
                                    const JmNetworkSite *site,
                                    GCancellable        *cancellable)
{
  return search_for (secrets, find_certificate_fiber, site, jm_network_keeper_client_item (site->key), cancellable);
}

static DexFuture *
jm_network_keeper_find_pin (JmNetworkSecrets    *secrets,
                            const JmNetworkSite *site,
                            GCancellable        *cancellable)
{
  return search_for (secrets, find_pin_fiber, site, jm_network_keeper_client_item (site->key), cancellable);
}

static DexFuture *
jm_network_keeper_find_proxy_sign_in (JmNetworkSecrets *secrets,
                                      const char       *address,
                                      GCancellable     *cancellable)
{
  return search_for (secrets, find_proxy_sign_in_fiber, NULL, jm_network_keeper_proxy_item (address), cancellable);
}

void
jm_network_keeper_secrets_init (JmNetworkSecretsInterface *iface)
{
  iface->find_certificate = jm_network_keeper_find_certificate;
  iface->find_pin = jm_network_keeper_find_pin;
  iface->find_proxy_sign_in = jm_network_keeper_find_proxy_sign_in;
}
