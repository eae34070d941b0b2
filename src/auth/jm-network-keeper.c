/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "auth/jm-network-keeper-private.h"
#include "base/jm-random.h"

/*
 * JmNetworkKeeper: what leads to sites, kept. What is public is in state.db; in the keyring are
 *
 *   client-key/<site>   {"version":1,"secret":"<PEM of the key, or PIN of the token>"}
 *   proxy/<host:port>   {"version":1,"user":"…","secret":"…"}
 *
 * A change is one story: a secret that comes is stored first, a secret that goes is removed first,
 * so that a keyring which refuses leaves everything as it was; then the rules of JmHttp, then the
 * row. Lives on the main context.
 */

G_DEFINE_FINAL_TYPE_WITH_CODE (JmNetworkKeeper,
                               jm_network_keeper,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (JM_TYPE_NETWORK_SECRETS,
                                                      jm_network_keeper_secrets_init))

/* --- changes */

typedef struct _Change Change;

struct _Change
{
  JmNetworkKeeper *self;
  char *key;
  void (*apply) (Change        *change,
                 JmNetworkSite *site);
  JmNetworkSite *given;   /* what apply() takes from */
  char *item;             /* of the keyring, or NULL */
  char *label;
  char *secret;           /* what it is to hold; NULL: it goes */
  gboolean is_proxy;      /* then key is an address, and given is not used */
  JmProxySignIn *sign_in; /* NULL: forgotten */
  GCancellable *cancellable;
};

static void
change_free (gpointer data)
{
  Change *change = data;

  g_clear_object (&change->self);
  g_free (change->key);
  g_clear_pointer (&change->given, jm_network_site_free);
  g_free (change->item);
  g_free (change->label);
  jm_wipe_free (change->secret);
  g_clear_pointer (&change->sign_in, jm_proxy_sign_in_free);
  g_clear_object (&change->cancellable);
  g_free (change);
}

static Change *
change_new (JmNetworkKeeper *self,
            const char      *key,
            GCancellable    *cancellable)
{
  Change *change = g_new0 (Change, 1);

  change->self = g_object_ref (self);
  change->key = g_strdup (key);
  change->given = jm_network_site_new (key);
  g_set_object (&change->cancellable, cancellable);

  return change;
}

/* Awaits. */
static gboolean
change_keyring (Change  *change,
                GError **error)
{
  JmKeyring *keyring = change->self->keyring;

  if (change->item == NULL)
    return TRUE;
  if (change->secret == NULL)
    return dex_await (jm_keyring_clear (keyring, change->item, change->cancellable), error);

  return dex_await (jm_keyring_store (keyring, change->item, change->label, change->secret,
                                      change->cancellable),
                    error);
}

/* Awaits. The rules are in force before the row is written, so that two changes at once do not lose
 * one; a row that can't be written takes them back. */
static gboolean
change_site (Change  *change,
             GError **error)
{
  JmNetworkKeeper *self = change->self;
  const JmNetworkSite *known = jm_network_get (self->network, change->key);
  g_autoptr (JmNetworkSite) before =
      known != NULL ? jm_network_site_copy (known) : jm_network_site_new (change->key);
  g_autoptr (JmNetworkSite) after = jm_network_site_copy (before);

  change->apply (change, after);
  jm_network_put (self->network, after);
  if (change->item != NULL)
    jm_network_refuse_pin (self->network, change->key, FALSE);
  if (dex_await (jm_state_store_put_network_site (self->state, after), error))
    return TRUE;

  jm_network_put (self->network, before);
  return FALSE;
}

/* Awaits. */
static gboolean
change_proxy (Change  *change,
              GError **error)
{
  JmNetworkKeeper *self = change->self;

  if (!dex_await (jm_state_store_note_proxy (self->state, change->key, change->sign_in != NULL),
                  error))
    return FALSE;

  if (!dex_await (jm_network_keeper_load (self), error))
    return FALSE;

  jm_network_set_proxy_sign_in (self->network, change->key, change->sign_in);
  return TRUE;
}

static DexFuture *
change_fiber (gpointer data)
{
  Change *change = data;
  g_autoptr (GError) error = NULL;

  if (!change_keyring (change, &error))
    return dex_future_new_for_error (g_steal_pointer (&error));
  if (change->is_proxy ? change_proxy (change, &error) : change_site (change, &error))
    return dex_future_new_true ();

  /* Nobody would ever look for it. */
  if (change->secret != NULL)
    dex_await (jm_keyring_clear (change->self->keyring, change->item, NULL), NULL);

  return dex_future_new_for_error (g_steal_pointer (&error));
}

static DexFuture *
carry_out (Change *change)
{
  return dex_scheduler_spawn (NULL, 0, change_fiber, change, change_free);
}

static void
apply_authorities (Change        *change,
                   JmNetworkSite *site)
{
  g_set_str (&site->ca_pem, change->given->ca_pem);
}

static void
apply_client (Change        *change,
              JmNetworkSite *site)
{
  g_set_str (&site->client_pem, change->given->client_pem);
  g_set_str (&site->client_uri, change->given->client_uri);
  g_set_str (&site->key_uri, change->given->key_uri);
}

static void
apply_plain (Change        *change,
             JmNetworkSite *site)
{
  site->plain_http = change->given->plain_http;
}

static void
apply_nothing_left (Change        *change,
                    JmNetworkSite *site)
{
  g_clear_pointer (&site->ca_pem, g_free);
  apply_client (change, site);
  site->plain_http = FALSE;
}

/* --- reading */

static DexFuture *
load_fiber (gpointer data)
{
  JmNetworkKeeper *self = data;
  g_autoptr (GPtrArray) sites = NULL;
  g_autoptr (GPtrArray) known = jm_network_list (self->network);
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  g_auto (GStrv) proxies = NULL;
  g_autoptr (GError) error = NULL;

  if (!(sites = dex_await_boxed (jm_state_store_list_network_sites (self->state), &error)) ||
      !(proxies = dex_await_boxed (jm_state_store_list_proxies (self->state), &error)))
    return dex_future_new_for_error (g_steal_pointer (&error));

  for (guint i = 0; i < sites->len; i++)
    {
      JmNetworkSite *site = g_ptr_array_index (sites, i);

      g_hash_table_add (seen, site->key);
      jm_network_put (self->network, site);
    }
  for (guint i = 0; i < known->len; i++)
    {
      JmNetworkSite *site = g_ptr_array_index (known, i);

      if (!g_hash_table_contains (seen, site->key))
        jm_network_remove (self->network, site->key);
    }
  g_strfreev (self->proxies);
  self->proxies = g_steal_pointer (&proxies);

  return dex_future_new_true ();
}

/* --- GObject */

static void
jm_network_keeper_dispose (GObject *object)
{
  JmNetworkKeeper *self = JM_NETWORK_KEEPER (object);

  g_clear_object (&self->network);
  g_clear_object (&self->keyring);
  g_clear_object (&self->state);

  G_OBJECT_CLASS (jm_network_keeper_parent_class)->dispose (object);
}

static void
jm_network_keeper_finalize (GObject *object)
{
  g_strfreev (JM_NETWORK_KEEPER (object)->proxies);

  G_OBJECT_CLASS (jm_network_keeper_parent_class)->finalize (object);
}

static void
jm_network_keeper_class_init (JmNetworkKeeperClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = jm_network_keeper_dispose;
  G_OBJECT_CLASS (klass)->finalize = jm_network_keeper_finalize;
}

static void
jm_network_keeper_init (JmNetworkKeeper *self)
{
  self->proxies = g_new0 (char *, 1);
}

/* --- public */

/**
 * jm_network_keeper_new:
 * @state: where the rows are
 * @keyring: where keys and passwords are
 * @network: what is filled, and asks the keeper from now on
 *
 * Returns: (transfer full): a keeper that has read nothing yet
 */
JmNetworkKeeper *
jm_network_keeper_new (JmStateStore *state,
                       JmKeyring    *keyring,
                       JmNetwork    *network)
{
  JmNetworkKeeper *self;

  g_return_val_if_fail (JM_IS_STATE_STORE (state), NULL);
  g_return_val_if_fail (JM_IS_KEYRING (keyring), NULL);
  g_return_val_if_fail (JM_IS_NETWORK (network), NULL);

  self = g_object_new (JM_TYPE_NETWORK_KEEPER, NULL);
  self->state = g_object_ref (state);
  self->keyring = g_object_ref (keyring);
  self->network = g_object_ref (network);
  jm_network_set_secrets (network, JM_NETWORK_SECRETS (self));

  return self;
}

JmNetwork *
jm_network_keeper_get_network (JmNetworkKeeper *self)
{
  g_return_val_if_fail (JM_IS_NETWORK_KEEPER (self), NULL);

  return self->network;
}

DexFuture *
jm_network_keeper_load (JmNetworkKeeper *self)
{
  dex_return_error_if_fail (JM_IS_NETWORK_KEEPER (self));

  return dex_scheduler_spawn (NULL, 0, load_fiber, g_object_ref (self), g_object_unref);
}

DexFuture *
jm_network_keeper_trust (JmNetworkKeeper *self,
                         const char      *key,
                         GBytes          *file)
{
  g_autoptr (GPtrArray) certificates = NULL;
  g_autoptr (GError) error = NULL;
  Change *change;

  dex_return_error_if_fail (JM_IS_NETWORK_KEEPER (self));
  dex_return_error_if_fail (key != NULL);

  if (file != NULL && !(certificates = jm_certificates_from_bytes (file, &error)))
    return dex_future_new_for_error (g_steal_pointer (&error));

  change = change_new (self, key, NULL);
  change->apply = apply_authorities;
  if (certificates != NULL)
    change->given->ca_pem = jm_certificates_to_pem (certificates);

  return carry_out (change);
}

static void
name_client_item (Change *change)
{
  change->item = jm_network_keeper_client_item (change->key);
  /* Translators: the name of an entry in the keyring; %s is a host */
  change->label = g_strdup_printf (_("Jira Monitor: client certificate for %s"), change->key);
}

DexFuture *
jm_network_keeper_set_client (JmNetworkKeeper *self,
                              const char      *key,
                              GPtrArray       *files,
                              const char      *password,
                              GCancellable    *cancellable)
{
  g_autoptr (JmClientCertificate) client = NULL;
  g_autoptr (GError) error = NULL;
  Change *change;

  dex_return_error_if_fail (JM_IS_NETWORK_KEEPER (self));
  dex_return_error_if_fail (key != NULL);
  dex_return_error_if_fail (files != NULL);

  if (!(client = jm_client_certificate_read (files, password, &error)))
    return dex_future_new_for_error (g_steal_pointer (&error));

  change = change_new (self, key, cancellable);
  change->apply = apply_client;
  change->given->client_pem = g_strdup (client->certificate);
  name_client_item (change);
  change->secret = jm_network_keeper_pack (NULL, client->key);

  return carry_out (change);
}

DexFuture *
jm_network_keeper_set_token (JmNetworkKeeper *self,
                             const char      *key,
                             const char      *uri,
                             const char      *key_uri,
                             const char      *pin,
                             GCancellable    *cancellable)
{
  Change *change;

  dex_return_error_if_fail (JM_IS_NETWORK_KEEPER (self));
  dex_return_error_if_fail (key != NULL);
  dex_return_error_if_fail (uri != NULL);

  /* A PIN may stand inside such an address, and then it would be in the file. */
  if (!g_str_has_prefix (uri, "pkcs11:") || strstr (uri, "pin-value") != NULL ||
      (key_uri != NULL &&
       (!g_str_has_prefix (key_uri, "pkcs11:") || strstr (key_uri, "pin-value") != NULL)))
    return dex_future_new_reject (JM_AUTH_ERROR, JM_AUTH_ERROR_INVALID,
                                  _("The address of a certificate on a token begins with “pkcs11:” "
                                     "and holds no PIN"));

  change = change_new (self, key, cancellable);
  change->apply = apply_client;
  change->given->client_uri = g_strdup (uri);
  change->given->key_uri = g_strdup (key_uri);
  name_client_item (change);
  change->secret = pin != NULL ? jm_network_keeper_pack (NULL, pin) : NULL;

  return carry_out (change);
}

DexFuture *
jm_network_keeper_forget_client (JmNetworkKeeper *self,
                                 const char      *key,
                                 GCancellable    *cancellable)
{
  Change *change;

  dex_return_error_if_fail (JM_IS_NETWORK_KEEPER (self));
  dex_return_error_if_fail (key != NULL);

  change = change_new (self, key, cancellable);
  change->apply = apply_client;
  name_client_item (change);

  return carry_out (change);
}

DexFuture *
jm_network_keeper_allow_plain (JmNetworkKeeper *self,
                               const char      *key,
                               gboolean         allow)
{
  Change *change;

  dex_return_error_if_fail (JM_IS_NETWORK_KEEPER (self));
  dex_return_error_if_fail (key != NULL);

  if (allow && jm_network_key_is_cloud (key))
    return dex_future_new_reject (JM_AUTH_ERROR, JM_AUTH_ERROR_INVALID,
                                  _("Jira Cloud is always encrypted"));

  change = change_new (self, key, NULL);
  change->apply = apply_plain;
  change->given->plain_http = allow;

  return carry_out (change);
}

DexFuture *
jm_network_keeper_forget_site (JmNetworkKeeper *self,
                               const char      *key,
                               GCancellable    *cancellable)
{
  const JmNetworkSite *known;
  Change *change;

  dex_return_error_if_fail (JM_IS_NETWORK_KEEPER (self));
  dex_return_error_if_fail (key != NULL);

  change = change_new (self, key, cancellable);
  change->apply = apply_nothing_left;
  known = jm_network_get (self->network, key);
  if (known != NULL && jm_network_site_has_client (known))
    name_client_item (change);

  return carry_out (change);
}

DexFuture *
jm_network_keeper_set_proxy (JmNetworkKeeper *self,
                             const char      *address,
                             const char      *user,
                             const char      *password,
                             GCancellable    *cancellable)
{
  Change *change;

  dex_return_error_if_fail (JM_IS_NETWORK_KEEPER (self));
  dex_return_error_if_fail (address != NULL);
  dex_return_error_if_fail (user != NULL && password != NULL);

  change = change_new (self, address, cancellable);
  change->is_proxy = TRUE;
  change->sign_in = jm_proxy_sign_in_new (user, password);
  change->item = jm_network_keeper_proxy_item (address);
  /* Translators: the name of an entry in the keyring; %s is a host and a port */
  change->label = g_strdup_printf (_("Jira Monitor: proxy %s"), address);
  change->secret = jm_network_keeper_pack (user, password);

  return carry_out (change);
}

DexFuture *
jm_network_keeper_forget_proxy (JmNetworkKeeper *self,
                                const char      *address,
                                GCancellable    *cancellable)
{
  Change *change;

  dex_return_error_if_fail (JM_IS_NETWORK_KEEPER (self));
  dex_return_error_if_fail (address != NULL);

  change = change_new (self, address, cancellable);
  change->is_proxy = TRUE;
  change->item = jm_network_keeper_proxy_item (address);

  return carry_out (change);
}

const char *const *
jm_network_keeper_get_proxies (JmNetworkKeeper *self)
{
  g_return_val_if_fail (JM_IS_NETWORK_KEEPER (self), NULL);

  return (const char *const *) self->proxies;
}
