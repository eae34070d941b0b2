/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "auth/jm-keyring.h"

/*
 * JmKeyring: the promise that every place for secrets keeps. The checks stand here once; what is
 * kept where stands in JmSecretKeyring (the person's keyring) and JmMemoryKeyring (the
 * demonstration, tests). Lives on the main context.
 */

G_DEFINE_ABSTRACT_TYPE (JmKeyring, jm_keyring, G_TYPE_OBJECT)

static void
jm_keyring_class_init (JmKeyringClass *klass)
{
}

static void
jm_keyring_init (JmKeyring *self)
{
}

/**
 * jm_keyring_lookup:
 * @self: a keyring
 * @name: "credential/<uuid>" or "oauth-client/<client id>"
 * @cancellable: (nullable): ends the wait
 *
 * Returns: (transfer full): resolves to the secret, which the caller wipes. Rejects with
 *   JM_AUTH_ERROR_SECRET_MISSING only when the keyring is open and does not have it; else with
 *   …_KEYRING_LOCKED or …_KEYRING_UNAVAILABLE.
 */
DexFuture *
jm_keyring_lookup (JmKeyring    *self,
                   const char   *name,
                   GCancellable *cancellable)
{
  dex_return_error_if_fail (JM_IS_KEYRING (self));
  dex_return_error_if_fail (name != NULL);

  return JM_KEYRING_GET_CLASS (self)->lookup (self, name, cancellable);
}

/**
 * jm_keyring_store:
 * @self: a keyring
 * @name: the item
 * @label: what a keyring program shows; holds no secret
 * @secret: one line
 * @cancellable: (nullable): ends the wait
 *
 * Returns: (transfer full): resolves to TRUE when it was stored, read back and found equal. Rejects
 *   with JM_AUTH_ERROR_KEYRING_LOST when the keyring said yes and does not have it,
 *   …_KEYRING_LOCKED, …_KEYRING_UNAVAILABLE, or …_INVALID for a secret with line breaks.
 */
DexFuture *
jm_keyring_store (JmKeyring    *self,
                  const char   *name,
                  const char   *label,
                  const char   *secret,
                  GCancellable *cancellable)
{
  dex_return_error_if_fail (JM_IS_KEYRING (self));
  dex_return_error_if_fail (name != NULL);
  dex_return_error_if_fail (label != NULL);
  dex_return_error_if_fail (secret != NULL);

  if (strpbrk (secret, "\r\n") != NULL)
    return dex_future_new_reject (JM_AUTH_ERROR, JM_AUTH_ERROR_INVALID,
                                  "A secret with a line break can’t be kept");
  return JM_KEYRING_GET_CLASS (self)->store (self, name, label, secret, cancellable);
}

/**
 * jm_keyring_clear:
 * @self: a keyring
 * @name: the item
 * @cancellable: (nullable): ends the wait
 *
 * Returns: (transfer full): resolves to TRUE when the item is gone, also when it was never there.
 *   Rejects with JM_AUTH_ERROR_KEYRING_LOCKED, …_KEYRING_UNAVAILABLE, or …_KEYRING_LOST when it is
 *   still there.
 */
DexFuture *
jm_keyring_clear (JmKeyring    *self,
                  const char   *name,
                  GCancellable *cancellable)
{
  dex_return_error_if_fail (JM_IS_KEYRING (self));
  dex_return_error_if_fail (name != NULL);

  return JM_KEYRING_GET_CLASS (self)->clear (self, name, cancellable);
}

/**
 * jm_keyring_unlock:
 * @self: a keyring
 * @cancellable: (nullable): takes the prompt away
 *
 * Asks the person, once. Only after a click of theirs.
 *
 * Returns: (transfer full): resolves to TRUE when it is open; rejects with
 *   JM_AUTH_ERROR_KEYRING_LOCKED when the prompt was dismissed or not answered within
 *   JM_LIMIT_KEYRING_PROMPT_SECONDS, else …_KEYRING_UNAVAILABLE.
 */
DexFuture *
jm_keyring_unlock (JmKeyring    *self,
                   GCancellable *cancellable)
{
  dex_return_error_if_fail (JM_IS_KEYRING (self));

  return JM_KEYRING_GET_CLASS (self)->unlock (self, cancellable);
}
