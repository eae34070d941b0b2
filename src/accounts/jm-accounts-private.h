/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "accounts/jm-accounts.h"
#include "base/jm-queue.h"

G_BEGIN_DECLS

struct _JmAccounts
{
  GObject     parent_instance;

  JmServices *services;
  GPtrArray  *items;            /* of JmAccount */
  GHashTable *keepers;          /* credential id → JmTokenKeeper */
  JmAccount  *current;
  JmQueue    *turns;
  gboolean    started;
};

/* What changes the list of accounts happens one after the other: a reload in the middle of a
 * sign-in would take the new account for one that another process removed. A turn is one such
 * change, run in a fiber of its own. */
typedef struct _JmTurn JmTurn;

/* Runs inside the fiber, may await. Never returns NULL. */
typedef DexFuture *(*JmTurnStory) (JmAccounts *self,
                                   JmTurn     *turn);

struct _JmTurn
{
  JmTurnStory    story;
  JmAccounts    *accounts;
  JmAccount     *account;
  JmTokenKeeper *keeper;
  JmAccountRow  *row;
  GCancellable  *cancellable;
  gboolean       active;
};

JmTurn     *jm_turn_new                     (JmAccounts    *accounts,
                                             JmTurnStory    story);
/* Takes @turn. Resolves and rejects as the story does. */
DexFuture  *jm_turn_run                     (JmTurn        *turn) G_GNUC_WARN_UNUSED_RESULT;

/* The list, for the files of this type */
JmAccount  *jm_accounts_get_nth             (JmAccounts    *self,
                                             guint          position);
/* @position may be NULL. */
JmAccount  *jm_accounts_find_by_id          (JmAccounts    *self,
                                             const char    *id,
                                             guint         *position);
void        jm_accounts_insert              (JmAccounts    *self,
                                             guint          position,
                                             JmAccount     *account);
void        jm_accounts_remove_at           (JmAccounts    *self,
                                             guint          position);
/* Keeps "current" among those that are there, and tells what may have changed with the list. */
void        jm_accounts_settle              (JmAccounts    *self);
/* Of the active accounts, once the monitor was started */
void        jm_accounts_start_keepers       (JmAccounts    *self);

/* For stories, inside a turn */
JmServices *jm_accounts_get_services        (JmAccounts    *self);
/* The number of accounts that use @keeper; active ones only with @active. */
guint       jm_accounts_count_users         (JmAccounts    *self,
                                             JmTokenKeeper *keeper,
                                             gboolean       active);
/* A stopped keeper stays stopped: puts a fresh one of the same credential in its place. Awaits. */
gboolean    jm_accounts_renew_keeper        (JmAccounts    *self,
                                             JmTokenKeeper *keeper,
                                             GError       **error);
/* Takes @account out of the list, and its keeper when nobody uses it any more. */
void        jm_accounts_drop                (JmAccounts    *self,
                                             JmAccount     *account);
/* Somebody must be primary: makes the first one so when nobody is. Awaits. */
gboolean    jm_accounts_choose_primary      (JmAccounts    *self,
                                             GError       **error);

/* Keeps @row, which @account has from now on: a sign-in in place may bring another name or address.
 * Resolves to TRUE. */
DexFuture  *jm_accounts_put                 (JmAccounts         *self,
                                             JmAccount          *account,
                                             const JmAccountRow *row) G_GNUC_WARN_UNUSED_RESULT;
/* Undoes jm_accounts_add() for a sign-in that could not be finished. Resolves to TRUE. */
DexFuture  *jm_accounts_take_back           (JmAccounts    *self,
                                             JmAccount     *account) G_GNUC_WARN_UNUSED_RESULT;
/* Removes what a killed process left behind: credentials and stores of no account. Resolves to
 * TRUE. */
DexFuture  *jm_accounts_sweep               (JmAccounts    *self) G_GNUC_WARN_UNUSED_RESULT;
/* Stops all keepers and closes all stores. Resolves to TRUE. */
DexFuture  *jm_accounts_close               (JmAccounts    *self) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
