/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib/gstdio.h>

#include "auth/jm-keyring.h"

G_BEGIN_DECLS

/* One secret in one file, so that several processes of a test see the same keyring. Never outside
 * of tests. */
#define TYPE_FILE_KEYRING (file_keyring_get_type ())
G_DECLARE_FINAL_TYPE (FileKeyring, file_keyring, FILE, KEYRING, JmKeyring)

struct _FileKeyring
{
  JmKeyring parent_instance;

  char *path;
};

G_DEFINE_FINAL_TYPE (FileKeyring, file_keyring, JM_TYPE_KEYRING)

static DexFuture *
file_keyring_lookup (JmKeyring *keyring,
                     const char *name,
                     GCancellable *cancellable)
{
  char *secret;

  if (!g_file_get_contents (FILE_KEYRING (keyring)->path, &secret, NULL, NULL))
    return dex_future_new_reject (JM_AUTH_ERROR, JM_AUTH_ERROR_SECRET_MISSING, "Missing");
  return dex_future_new_take_string (secret);
}

static DexFuture *
file_keyring_store (JmKeyring *keyring,
                    const char *name,
                    const char *label,
                    const char *secret,
                    GCancellable *cancellable)
{
  GError *error = NULL;

  if (!g_file_set_contents (FILE_KEYRING (keyring)->path, secret, -1, &error))
    return dex_future_new_for_error (error);
  return dex_future_new_true ();
}

static DexFuture *
file_keyring_clear (JmKeyring *keyring,
                    const char *name,
                    GCancellable *cancellable)
{
  g_unlink (FILE_KEYRING (keyring)->path);
  return dex_future_new_true ();
}

static DexFuture *
file_keyring_unlock (JmKeyring *keyring,
                     GCancellable *cancellable)
{
  return dex_future_new_true ();
}

static void
file_keyring_finalize (GObject *object)
{
  g_free (FILE_KEYRING (object)->path);
  G_OBJECT_CLASS (file_keyring_parent_class)->finalize (object);
}

static void
file_keyring_class_init (FileKeyringClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = file_keyring_finalize;
  JM_KEYRING_CLASS (klass)->lookup = file_keyring_lookup;
  JM_KEYRING_CLASS (klass)->store = file_keyring_store;
  JM_KEYRING_CLASS (klass)->clear = file_keyring_clear;
  JM_KEYRING_CLASS (klass)->unlock = file_keyring_unlock;
}

static void
file_keyring_init (FileKeyring *self)
{
}

static inline JmKeyring *
file_keyring_new (const char *folder)
{
  FileKeyring *self = g_object_new (TYPE_FILE_KEYRING, NULL);

  self->path = g_build_filename (folder, "keyring", NULL);
  return JM_KEYRING (self);
}

G_END_DECLS
