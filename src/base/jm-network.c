/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "base/jm-network.h"

#include <string.h>

#include "base/jm-certificate.h"
#include "base/jm-http-private.h"
#include "base/jm-network-private.h"

/*
 * JmNetwork: the exceptions that a person made, each for one site. An authority of one site opens no
 * other, and there is no exception that believes a certificate which nobody vouches for.
 *
 * Lives on the main context.
 */

typedef struct
{
  JmProxySignIn *sign_in;
  gboolean proven;
  gboolean refused;
} Proxy;

typedef struct
{
  JmNetworkSite *site;
  GPtrArray *authorities; /* of GTlsCertificate, or NULL */
  gboolean pin_refused;
} Entry;

struct _JmNetwork
{
  GObject parent_instance;

  GHashTable *entries; /* key → Entry */
  GHashTable *proxies; /* address → Proxy */
  char *asking_proxy;
  GWeakRef secrets;
};

G_DEFINE_FINAL_TYPE (JmNetwork, jm_network, G_TYPE_OBJECT)

typedef enum
{
  PROP_ASKING_PROXY = 1,
} JmNetworkProperty;

static GParamSpec *properties[PROP_ASKING_PROXY + 1];

typedef enum
{
  CHANGED,
  N_SIGNALS
} Signal;

static guint signals[N_SIGNALS];

/* What an authority of the person's own cannot outweigh */
#define NEVER_BELIEVED (G_TLS_CERTIFICATE_REVOKED | G_TLS_CERTIFICATE_INSECURE)

static void
entry_free (gpointer data)
{
  Entry *entry = data;

  jm_network_site_free (entry->site);
  g_clear_pointer (&entry->authorities, g_ptr_array_unref);
  g_free (entry);
}

static Entry *
entry_new (const JmNetworkSite *site)
{
  Entry *entry = g_new0 (Entry, 1);

  entry->site = jm_network_site_copy (site);
  if (site->ca_pem != NULL)
    {
      g_autoptr (GBytes) pem = g_bytes_new (site->ca_pem, strlen (site->ca_pem));
      g_autoptr (GError) error = NULL;

      if (!(entry->authorities = jm_certificates_from_bytes (pem, &error)))
        g_warning ("The authorities of %s cannot be read: %s", site->key, error->message);
    }

  return entry;
}

static void
proxy_free (gpointer data)
{
  Proxy *proxy = data;

  jm_proxy_sign_in_free (proxy->sign_in);
  g_free (proxy);
}

static void
jm_network_get_property (GObject    *object,
                         guint       id,
                         GValue     *value,
                         GParamSpec *pspec)
{
  switch ((JmNetworkProperty) id)
    {
    case PROP_ASKING_PROXY:
      g_value_set_string (value, JM_NETWORK (object)->asking_proxy);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
jm_network_finalize (GObject *object)
{
  JmNetwork *self = JM_NETWORK (object);

  g_hash_table_unref (self->entries);
  g_hash_table_unref (self->proxies);
  g_free (self->asking_proxy);
  g_weak_ref_clear (&self->secrets);

  G_OBJECT_CLASS (jm_network_parent_class)->finalize (object);
}

static void
jm_network_class_init (JmNetworkClass *klass)
{
  G_OBJECT_CLASS (klass)->get_property = jm_network_get_property;
  G_OBJECT_CLASS (klass)->finalize = jm_network_finalize;

  /** JmNetwork:asking-proxy: the proxy that wants a sign-in, "host:port", or NULL. */
  properties[PROP_ASKING_PROXY] =
      g_param_spec_string ("asking-proxy", NULL, NULL, NULL,
                           G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (G_OBJECT_CLASS (klass), G_N_ELEMENTS (properties), properties);

  /**
   * JmNetwork::changed:
   *
   * Something is trusted or allowed that was not, or the other way round.
   */
  signals[CHANGED] = g_signal_new ("changed", JM_TYPE_NETWORK, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 0);
}

static void
jm_network_init (JmNetwork *self)
{
  self->entries = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, entry_free);
  self->proxies = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, proxy_free);
  g_weak_ref_init (&self->secrets, NULL);
}

/**
 * jm_network_new:
 *
 * Returns: (transfer full): one without any exception
 */
JmNetwork *
jm_network_new (void)
{
  return g_object_new (JM_TYPE_NETWORK, NULL);
}

/**
 * jm_network_put:
 * @site: all that is special about it now
 */
void
jm_network_put (JmNetwork           *self,
                const JmNetworkSite *site)
{
  const JmNetworkSite *known;
  Entry *entry;

  g_return_if_fail (JM_IS_NETWORK (self));
  g_return_if_fail (site != NULL && site->key != NULL);

  if (jm_network_site_is_plain (site))
    {
      jm_network_remove (self, site->key);
      return;
    }
  if ((known = jm_network_get (self, site->key)) && jm_network_site_equal (known, site))
    return;

  entry = entry_new (site);
  g_hash_table_replace (self->entries, entry->site->key, entry);
  g_signal_emit (self, signals[CHANGED], 0);
}

void
jm_network_remove (JmNetwork  *self,
                   const char *key)
{
  g_return_if_fail (JM_IS_NETWORK (self));
  g_return_if_fail (key != NULL);

  if (g_hash_table_remove (self->entries, key))
    g_signal_emit (self, signals[CHANGED], 0);
}

const JmNetworkSite *
jm_network_get (JmNetwork  *self,
                const char *key)
{
  Entry *entry;

  g_return_val_if_fail (JM_IS_NETWORK (self), NULL);
  g_return_val_if_fail (key != NULL, NULL);

  entry = g_hash_table_lookup (self->entries, key);

  return entry != NULL ? entry->site : NULL;
}

static int
compare_keys (gconstpointer a,
              gconstpointer b)
{
  const JmNetworkSite *left = *(const JmNetworkSite *const *) a;
  const JmNetworkSite *right = *(const JmNetworkSite *const *) b;

  return g_strcmp0 (left->key, right->key);
}

/**
 * jm_network_list:
 *
 * Returns: (transfer full): a #JmNetworkSite for each site with an exception, by key
 */
GPtrArray *
jm_network_list (JmNetwork *self)
{
  GPtrArray *sites = g_ptr_array_new_with_free_func ((GDestroyNotify) jm_network_site_free);
  GHashTableIter iter;
  gpointer entry;

  g_return_val_if_fail (JM_IS_NETWORK (self), sites);

  g_hash_table_iter_init (&iter, self->entries);
  while (g_hash_table_iter_next (&iter, NULL, &entry))
    g_ptr_array_add (sites, jm_network_site_copy (((Entry *) entry)->site));
  g_ptr_array_sort (sites, compare_keys);

  return sites;
}

/**
 * jm_network_judge:
 * @key: the site that was asked, as by jm_network_dup_key()
 * @certificate: what it showed, with its chain
 * @identity: the name that it was asked by
 * @faults: what the system has against it; not 0
 *
 * Name and time are looked at again by each authority: that one issued it is not enough.
 *
 * Returns: 0 when an authority of that site vouches for it, else what is wrong
 */
GTlsCertificateFlags
jm_network_judge (JmNetwork            *self,
                  const char           *key,
                  GTlsCertificate      *certificate,
                  GSocketConnectable   *identity,
                  GTlsCertificateFlags  faults)
{
  GHashTableIter iter;
  gpointer data;

  g_return_val_if_fail (JM_IS_NETWORK (self), faults);
  g_return_val_if_fail (key != NULL, faults);

  if (faults & NEVER_BELIEVED)
    return faults;

  g_hash_table_iter_init (&iter, self->entries);
  while (faults != 0 && g_hash_table_iter_next (&iter, NULL, &data))
    {
      Entry *entry = data;
      GTlsCertificateFlags left;

      if (entry->authorities == NULL || !jm_network_site_covers (entry->site, key))
        continue;

      left = jm_certificates_verify (entry->authorities, certificate, identity);
      if (!(left & G_TLS_CERTIFICATE_UNKNOWN_CA))
        faults = left;
    }

  return faults;
}

static gboolean
allows_plain (JmNetwork *self,
              GUri      *uri)
{
  g_autofree char *key = jm_network_dup_key_of_uri (uri);
  const JmNetworkSite *site = key != NULL ? jm_network_get (self, key) : NULL;

  return site != NULL && site->plain_http;
}

GUri *
jm_network_parse_url (JmNetwork  *self,
                      const char *url)
{
  g_autoptr (GUri) uri = jm_http_parse_url (url);

  if (uri != NULL && (jm_http_is_private (uri) || allows_plain (self, uri)))
    return g_steal_pointer (&uri);

  return NULL;
}

/**
 * jm_network_allows_url:
 * @url: (nullable): any text
 *
 * Returns: whether it may be asked
 */
gboolean
jm_network_allows_url (JmNetwork  *self,
                       const char *url)
{
  g_autoptr (GUri) uri = NULL;

  g_return_val_if_fail (JM_IS_NETWORK (self), FALSE);

  uri = url != NULL ? jm_network_parse_url (self, url) : NULL;

  return uri != NULL;
}

void
jm_network_set_secrets (JmNetwork        *self,
                        JmNetworkSecrets *secrets)
{
  g_return_if_fail (JM_IS_NETWORK (self));
  g_return_if_fail (secrets == NULL || JM_IS_NETWORK_SECRETS (secrets));

  g_weak_ref_set (&self->secrets, secrets);
}

JmNetworkSecrets *
jm_network_dup_secrets (JmNetwork *self)
{
  g_return_val_if_fail (JM_IS_NETWORK (self), NULL);

  return g_weak_ref_get (&self->secrets);
}

void
jm_network_refuse_pin (JmNetwork  *self,
                       const char *key,
                       gboolean    refused)
{
  Entry *entry;

  g_return_if_fail (JM_IS_NETWORK (self));
  g_return_if_fail (key != NULL);

  if ((entry = g_hash_table_lookup (self->entries, key)))
    entry->pin_refused = refused;
}

gboolean
jm_network_is_pin_refused (JmNetwork  *self,
                           const char *key)
{
  Entry *entry;

  g_return_val_if_fail (JM_IS_NETWORK (self), FALSE);
  g_return_val_if_fail (key != NULL, FALSE);

  entry = g_hash_table_lookup (self->entries, key);

  return entry != NULL && entry->pin_refused;
}

/* --- proxies */

static void
put_proxy (JmNetwork           *self,
           const char          *address,
           const JmProxySignIn *sign_in)
{
  Proxy *proxy = g_new0 (Proxy, 1);

  proxy->sign_in = jm_proxy_sign_in_copy (sign_in);
  g_hash_table_replace (self->proxies, g_strdup (address), proxy);
  if (g_strcmp0 (self->asking_proxy, address) == 0)
    jm_network_set_asking_proxy (self, NULL);
}

/**
 * jm_network_set_proxy_sign_in:
 * @address: "proxy.example:3128"
 * @sign_in: (nullable): what a person typed
 */
void
jm_network_set_proxy_sign_in (JmNetwork           *self,
                              const char          *address,
                              const JmProxySignIn *sign_in)
{
  g_return_if_fail (JM_IS_NETWORK (self));
  g_return_if_fail (address != NULL);

  if (sign_in != NULL)
    put_proxy (self, address, sign_in);
  else
    g_hash_table_remove (self->proxies, address);
  g_signal_emit (self, signals[CHANGED], 0);
}

gboolean
jm_network_offer_proxy_sign_in (JmNetwork           *self,
                                const char          *address,
                                const JmProxySignIn *sign_in)
{
  Proxy *known;

  g_return_val_if_fail (JM_IS_NETWORK (self), FALSE);
  g_return_val_if_fail (address != NULL, FALSE);
  g_return_val_if_fail (sign_in != NULL, FALSE);

  known = g_hash_table_lookup (self->proxies, address);
  if (known != NULL && jm_proxy_sign_in_equal (known->sign_in, sign_in))
    return !known->refused;

  put_proxy (self, address, sign_in);
  return TRUE;
}

const JmProxySignIn *
jm_network_get_proxy_sign_in (JmNetwork  *self,
                              const char *address)
{
  Proxy *known;

  g_return_val_if_fail (JM_IS_NETWORK (self), NULL);
  g_return_val_if_fail (address != NULL, NULL);

  known = g_hash_table_lookup (self->proxies, address);

  return known != NULL && !known->refused ? known->sign_in : NULL;
}

GStrv
jm_network_dup_proxies (JmNetwork *self)
{
  GStrvBuilder *builder = g_strv_builder_new ();
  GHashTableIter iter;
  gpointer address, proxy;

  g_hash_table_iter_init (&iter, self->proxies);
  while (g_hash_table_iter_next (&iter, &address, &proxy))
    {
      if (!((Proxy *) proxy)->refused)
        g_strv_builder_add (builder, address);
    }

  return g_strv_builder_unref_to_strv (builder);
}

void
jm_network_prove_proxy_sign_in (JmNetwork  *self,
                                const char *address)
{
  Proxy *known;

  g_return_if_fail (JM_IS_NETWORK (self));
  g_return_if_fail (address != NULL);

  if ((known = g_hash_table_lookup (self->proxies, address)))
    known->proven = TRUE;
}

gboolean
jm_network_is_proxy_proven (JmNetwork  *self,
                            const char *address)
{
  Proxy *known;

  g_return_val_if_fail (JM_IS_NETWORK (self), FALSE);
  g_return_val_if_fail (address != NULL, FALSE);

  known = g_hash_table_lookup (self->proxies, address);

  return known != NULL && known->proven && !known->refused;
}

void
jm_network_refuse_proxy_sign_in (JmNetwork  *self,
                                 const char *address)
{
  Proxy *known;

  g_return_if_fail (JM_IS_NETWORK (self));
  g_return_if_fail (address != NULL);

  if ((known = g_hash_table_lookup (self->proxies, address)))
    known->refused = TRUE;
}

const char *
jm_network_get_asking_proxy (JmNetwork *self)
{
  g_return_val_if_fail (JM_IS_NETWORK (self), NULL);

  return self->asking_proxy;
}

void
jm_network_set_asking_proxy (JmNetwork  *self,
                             const char *address)
{
  g_return_if_fail (JM_IS_NETWORK (self));

  if (g_set_str (&self->asking_proxy, address))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ASKING_PROXY]);
}
