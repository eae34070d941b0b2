/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "accounts/jm-account.h"

G_BEGIN_DECLS

struct _JmAccount
{
  GObject        parent_instance;

  JmServices    *services;
  JmTokenKeeper *keeper;
  JmAccountRow  *row;
  JmJiraClient  *client;
  char          *host;
  char          *place;

  JmStore       *store;
  /* resolves to the store; kept after that, NULL when it is to be opened anew */
  DexPromise    *opening;
  gboolean       cut_off;       /* told already that the sign-in reaches it no longer */
  gboolean       gone;          /* disconnected: its file must not come back */

  GPtrArray     *workers;       /* cancellables of those who use the store */
  DexPromise    *leaving;       /* resolves when the last of them has left; NULL: they may come */
};

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
