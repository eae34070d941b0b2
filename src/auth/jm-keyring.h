/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <libdex.h>

#include "auth/jm-auth-error.h"
#include "base/jm-clock.h"

G_BEGIN_DECLS

/* Where secrets lie. The person's keyring (libsecret), or memory for the demonstration and for
 * tests: never a plain file. Items are named: "credential/<uuid>", "oauth-client/<client id>". Values are
 * single lines. */
#define JM_TYPE_KEYRING (jm_keyring_get_type ())

G_DECLARE_DERIVABLE_TYPE (JmKeyring, jm_keyring, JM, KEYRING, GObject)

struct _JmKeyringClass
{
  GObjectClass parent_class;

  DexFuture *(*lookup) (JmKeyring    *self,
                        const char   *name,
                        GCancellable *cancellable);
  DexFuture *(*store)  (JmKeyring    *self,
                        const char   *name,
                        const char   *label,
                        const char   *secret,
                        GCancellable *cancellable);
  DexFuture *(*clear)  (JmKeyring    *self,
                        const char   *name,
                        GCancellable *cancellable);
  DexFuture *(*unlock) (JmKeyring    *self,
                        GCancellable *cancellable);
};

/* The Secret Service through libsecret; JM_LIMIT_KEYRING_SECONDS bounds every call that shows no
 * prompt. */
JmKeyring *jm_secret_keyring_new (void);
/* The encrypted file that libsecret keeps inside a sandbox. */
JmKeyring *jm_file_keyring_new (JmClock *clock);
/* The one of the two that this session has. */
JmKeyring *jm_session_keyring_new (JmClock *clock);
JmKeyring *jm_memory_keyring_new (void);
/* As a person's keyring is before it is opened: for tests and pictures. Unlocking it asks nobody. */
void       jm_memory_keyring_set_locked (JmKeyring *self,
                                         gboolean   locked);

/* None of the first three ever shows a prompt. Resolves to the secret (dex_await_string; the caller
 * wipes it); rejects with JM_AUTH_ERROR_SECRET_MISSING only when the keyring is open and does not
 * have it, else …_KEYRING_LOCKED, …_KEYRING_UNAVAILABLE. */
DexFuture *jm_keyring_lookup (JmKeyring    *self,
                              const char   *name,
                              GCancellable *cancellable) G_GNUC_WARN_UNUSED_RESULT;
/* Stores, reads back and compares. Resolves to TRUE; rejects with …_KEYRING_LOST when it is not
 * there afterwards. */
DexFuture *jm_keyring_store  (JmKeyring    *self,
                              const char   *name,
                              const char   *label,
                              const char   *secret,
                              GCancellable *cancellable) G_GNUC_WARN_UNUSED_RESULT;
/* Removes and makes sure that it is gone; what was never there is fine. Resolves to TRUE. */
DexFuture *jm_keyring_clear  (JmKeyring    *self,
                              const char   *name,
                              GCancellable *cancellable) G_GNUC_WARN_UNUSED_RESULT;
/* Asks the person, once, with up to JM_LIMIT_KEYRING_PROMPT_SECONDS. Only on a person's click.
 * Resolves to TRUE; rejects with …_KEYRING_LOCKED when it was dismissed. */
DexFuture *jm_keyring_unlock (JmKeyring    *self,
                              GCancellable *cancellable) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
