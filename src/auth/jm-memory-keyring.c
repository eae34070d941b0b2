/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "auth/jm-keyring.h"

#include <glib/gi18n-lib.h>

#include "base/jm-random.h"

/*
 * JmMemoryKeyring: secrets that end with the process, for the demonstration and for tests. Locked
 * only when told to be.
 */

#define JM_TYPE_MEMORY_KEYRING (jm_memory_keyring_get_type ())

G_DECLARE_FINAL_TYPE (JmMemoryKeyring, jm_memory_keyring, JM, MEMORY_KEYRING, JmKeyring)

struct _JmMemoryKeyring
{
  JmKeyring parent_instance;

  GHashTable *secrets; /* name → secret */
  gboolean locked;
};

G_DEFINE_FINAL_TYPE (JmMemoryKeyring, jm_memory_keyring, JM_TYPE_KEYRING)

static DexFuture *
reject_locked (void)
{
  return dex_future_new_reject (JM_AUTH_ERROR, JM_AUTH_ERROR_KEYRING_LOCKED,
                                _("The keyring is locked"));
}

static DexFuture *
jm_memory_keyring_lookup (JmKeyring    *keyring,
                          const char   *name,
                          GCancellable *cancellable)
{
  JmMemoryKeyring *self = JM_MEMORY_KEYRING (keyring);
  const char *secret = g_hash_table_lookup (self->secrets, name);

  if (self->locked)
    return reject_locked ();
  if (secret == NULL)
    return dex_future_new_reject (JM_AUTH_ERROR, JM_AUTH_ERROR_SECRET_MISSING,
                                  _("The keyring has no entry for this account"));
  return dex_future_new_for_string (secret);
}

static DexFuture *
jm_memory_keyring_store (JmKeyring    *keyring,
                         const char   *name,
                         const char   *label,
                         const char   *secret,
                         GCancellable *cancellable)
{
  JmMemoryKeyring *self = JM_MEMORY_KEYRING (keyring);

  if (self->locked)
    return reject_locked ();

  g_hash_table_replace (self->secrets, g_strdup (name), g_strdup (secret));
  return dex_future_new_true ();
}

static DexFuture *
jm_memory_keyring_clear (JmKeyring    *keyring,
                         const char   *name,
                         GCancellable *cancellable)
{
  JmMemoryKeyring *self = JM_MEMORY_KEYRING (keyring);

  if (self->locked)
    return reject_locked ();

  g_hash_table_remove (self->secrets, name);
  return dex_future_new_true ();
}

static DexFuture *
jm_memory_keyring_unlock (JmKeyring    *keyring,
                          GCancellable *cancellable)
{
  JM_MEMORY_KEYRING (keyring)->locked = FALSE;
  return dex_future_new_true ();
}

static void
jm_memory_keyring_finalize (GObject *object)
{
  g_clear_pointer (&JM_MEMORY_KEYRING (object)->secrets, g_hash_table_unref);

  G_OBJECT_CLASS (jm_memory_keyring_parent_class)->finalize (object);
}

static void
jm_memory_keyring_class_init (JmMemoryKeyringClass *klass)
{
  JmKeyringClass *keyring_class = JM_KEYRING_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = jm_memory_keyring_finalize;
  keyring_class->lookup = jm_memory_keyring_lookup;
  keyring_class->store = jm_memory_keyring_store;
  keyring_class->clear = jm_memory_keyring_clear;
  keyring_class->unlock = jm_memory_keyring_unlock;
}

static void
jm_memory_keyring_init (JmMemoryKeyring *self)
{
  self->secrets = g_hash_table_new_full (g_str_hash, g_str_equal,
                                         g_free, (GDestroyNotify) jm_wipe_free);
}

/**
 * jm_memory_keyring_new:
 *
 * Returns: (transfer full): an empty, open keyring that forgets everything when it is dropped.
 */
JmKeyring *
jm_memory_keyring_new (void)
{
  return g_object_new (JM_TYPE_MEMORY_KEYRING, NULL);
}

void
jm_memory_keyring_set_locked (JmKeyring *self,
                              gboolean   locked)
{
  g_return_if_fail (JM_IS_MEMORY_KEYRING (self));

  JM_MEMORY_KEYRING (self)->locked = locked;
}
