/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "auth/jm-keyring.h"

G_BEGIN_DECLS

/* A keyring in memory that does what a test says. */
typedef enum
{
  KEYRING_WELL,
  KEYRING_LOCKED,
  KEYRING_ABSENT,
  KEYRING_LOSES, /* stores nothing, and it shows when it is read back */
} KeyringMode;

#define TYPE_FAULTY_KEYRING (faulty_keyring_get_type ())
G_DECLARE_FINAL_TYPE (FaultyKeyring, faulty_keyring, FAULTY, KEYRING, JmKeyring)

struct _FaultyKeyring
{
  JmKeyring parent_instance;

  KeyringMode mode;
  JmKeyring *memory;
  guint n_lookups;
  guint n_stores;
  guint n_unlocks;
  gboolean dismiss; /* the prompt is sent away */
};

G_DEFINE_FINAL_TYPE (FaultyKeyring, faulty_keyring, JM_TYPE_KEYRING)

static inline DexFuture *
faulty_reject (FaultyKeyring *self)
{
  if (self->mode == KEYRING_LOCKED)
    return dex_future_new_reject (JM_AUTH_ERROR, JM_AUTH_ERROR_KEYRING_LOCKED, "Locked");
  return dex_future_new_reject (JM_AUTH_ERROR, JM_AUTH_ERROR_KEYRING_UNAVAILABLE, "Absent");
}

static DexFuture *
faulty_keyring_lookup (JmKeyring *keyring,
                       const char *name,
                       GCancellable *cancellable)
{
  FaultyKeyring *self = FAULTY_KEYRING (keyring);

  self->n_lookups++;
  if (self->mode == KEYRING_LOCKED || self->mode == KEYRING_ABSENT)
    return faulty_reject (self);
  return jm_keyring_lookup (self->memory, name, cancellable);
}

static DexFuture *
faulty_keyring_store (JmKeyring *keyring,
                      const char *name,
                      const char *label,
                      const char *secret,
                      GCancellable *cancellable)
{
  FaultyKeyring *self = FAULTY_KEYRING (keyring);

  self->n_stores++;
  if (self->mode == KEYRING_LOSES)
    return dex_future_new_reject (JM_AUTH_ERROR, JM_AUTH_ERROR_KEYRING_LOST, "Lost");
  if (self->mode != KEYRING_WELL)
    return faulty_reject (self);
  return jm_keyring_store (self->memory, name, label, secret, cancellable);
}

static DexFuture *
faulty_keyring_clear (JmKeyring *keyring,
                      const char *name,
                      GCancellable *cancellable)
{
  return jm_keyring_clear (FAULTY_KEYRING (keyring)->memory, name, cancellable);
}

static DexFuture *
faulty_keyring_unlock (JmKeyring *keyring,
                       GCancellable *cancellable)
{
  FaultyKeyring *self = FAULTY_KEYRING (keyring);

  self->n_unlocks++;
  if (self->dismiss)
    return faulty_reject (self);
  self->mode = KEYRING_WELL;
  return dex_future_new_true ();
}

static void
faulty_keyring_finalize (GObject *object)
{
  g_clear_object (&FAULTY_KEYRING (object)->memory);
  G_OBJECT_CLASS (faulty_keyring_parent_class)->finalize (object);
}

static void
faulty_keyring_class_init (FaultyKeyringClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = faulty_keyring_finalize;
  JM_KEYRING_CLASS (klass)->lookup = faulty_keyring_lookup;
  JM_KEYRING_CLASS (klass)->store = faulty_keyring_store;
  JM_KEYRING_CLASS (klass)->clear = faulty_keyring_clear;
  JM_KEYRING_CLASS (klass)->unlock = faulty_keyring_unlock;
}

static void
faulty_keyring_init (FaultyKeyring *self)
{
  self->memory = jm_memory_keyring_new ();
}

G_END_DECLS
