/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "accounts/jm-account.h"

G_BEGIN_DECLS

/* The accounts, in their order: a GListModel of JmAccount, with a current and a primary one.
 * Properties: "current", "primary" (JmAccount or NULL, notify), "n-attention" (accounts that need
 * the person). */
#define JM_TYPE_ACCOUNTS (jm_accounts_get_type ())

G_DECLARE_FINAL_TYPE (JmAccounts, jm_accounts, JM, ACCOUNTS, GObject)

JmAccounts    *jm_accounts_new         (JmServices    *services);
/* Reads state.db. Resolves to TRUE. */
DexFuture     *jm_accounts_load        (JmAccounts    *self) G_GNUC_WARN_UNUSED_RESULT;
/* What another process changed meanwhile: added, removed, states. Resolves to TRUE. */
DexFuture     *jm_accounts_reload      (JmAccounts    *self) G_GNUC_WARN_UNUSED_RESULT;
/* Lets every keeper watch. */
void           jm_accounts_start       (JmAccounts    *self);
JmAccount     *jm_accounts_get_current (JmAccounts    *self);
void           jm_accounts_set_current (JmAccounts    *self,
                                        JmAccount     *account);
JmAccount     *jm_accounts_get_primary (JmAccounts    *self);
DexFuture     *jm_accounts_set_primary (JmAccounts    *self,
                                        JmAccount     *account) G_GNUC_WARN_UNUSED_RESULT;
/* Off: kept, but not watched and not fetched. */
DexFuture     *jm_accounts_set_active  (JmAccounts    *self,
                                        JmAccount     *account,
                                        gboolean       active) G_GNUC_WARN_UNUSED_RESULT;
/* By id, name, host or URL, without regard to case; NULL when there is none or the name fits
 * several. Borrowed. */
JmAccount     *jm_accounts_find        (JmAccounts    *self,
                                        const char    *name);
/* The keeper of the credential with which @user_id signed in through @client_id (OAuth), or
 * NULL. */
JmTokenKeeper *jm_accounts_find_keeper (JmAccounts    *self,
                                        const char    *user_id,
                                        const char    *client_id);
/* The account of this site and person, or NULL: R34. */
JmAccount     *jm_accounts_find_site   (JmAccounts    *self,
                                        const char    *cloud_id,
                                        const char    *site_url,
                                        const char    *user_id);
/* Used by JmSignIn: writes the rows and makes the account. Resolves to the JmAccount. */
DexFuture     *jm_accounts_add         (JmAccounts    *self,
                                        JmTokenKeeper *keeper,
                                        const JmAccountRow *row) G_GNUC_WARN_UNUSED_RESULT;

/* What a disconnection did, told truthfully. */
#define JM_TYPE_FAREWELL (jm_farewell_get_type ())

typedef struct
{
  gboolean  secret_removed;     /* from the keyring, looked up again afterwards */
  gboolean  data_removed;       /* store and rows */
  gboolean  revoked;            /* the server said so; FALSE also when it can't be asked */
  gboolean  shared;             /* another account still uses this sign-in, so the secret stays */
  char     *revoke_url;         /* where the person can revoke it, or NULL */
  char     *message;            /* sentences for a person */
} JmFarewell;

GType       jm_farewell_get_type    (void);
JmFarewell *jm_farewell_copy        (const JmFarewell *self);
void        jm_farewell_free        (JmFarewell       *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (JmFarewell, jm_farewell_free)

/* Stops its work, tries to revoke, removes secret, store, rows. Resolves to a JmFarewell. A keyring
 * that is locked rejects before anything was removed. */
DexFuture     *jm_accounts_disconnect  (JmAccounts    *self,
                                        JmAccount     *account,
                                        GCancellable  *cancellable) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
