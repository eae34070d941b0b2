/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "accounts/jm-account.h"

G_BEGIN_DECLS

/* What only JmAccounts does with an account. */

/* Shows @row from now on; notifies what differs. */
void       jm_account_take_row    (JmAccount     *self,
                                   JmAccountRow  *row);
/* Signs with @keeper from now on. */
void       jm_account_set_keeper  (JmAccount     *self,
                                   JmTokenKeeper *keeper);
/* Tells the keeper that this account is the one it speaks of. */
void       jm_account_name_keeper (JmAccount     *self);
/* Obeys what Jira asked for before we were started. Resolves to TRUE, always. */
DexFuture *jm_account_load_windows (JmAccount     *self) G_GNUC_WARN_UNUSED_RESULT;
/* Resolves to TRUE when the store is closed; a later jm_account_open_store() opens it again. */
DexFuture *jm_account_close_store (JmAccount     *self) G_GNUC_WARN_UNUSED_RESULT;
/* Closes the store and removes every byte of it. Resolves to TRUE; rejects with JM_STORE_ERROR. */
DexFuture *jm_account_remove_store (JmAccount    *self) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
