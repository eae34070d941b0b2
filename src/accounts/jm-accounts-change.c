/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "accounts/jm-account-private.h"
#include "accounts/jm-accounts-private.h"

/*
 * Changing: each change is written to state.db first, and shows in the list when it is there.
 */

static gboolean
put_row (JmAccounts    *self,
         JmAccount     *account,
         JmAccountRow  *row,
         GError       **error)
{
  g_autoptr (JmAccountRow) taken = row;

  if (!dex_await (jm_state_store_put_account (self->services->state, taken), error))
    return FALSE;

  jm_account_take_row (account, g_steal_pointer (&taken));
  return TRUE;
}

static gboolean
put_primary (JmAccounts  *self,
             JmAccount   *account,
             gboolean     primary,
             GError     **error)
{
  JmAccountRow *row = NULL;

  if (jm_account_is_primary (account) == primary)
    return TRUE;

  row = jm_account_dup_row (account);
  row->primary = primary;
  return put_row (self, account, row, error);
}

static DexFuture *
set_primary_story (JmAccounts *self,
                   JmTurn     *turn)
{
  g_autoptr (GPtrArray) all =
      g_ptr_array_copy (self->items, (GCopyFunc) (void (*) (void)) g_object_ref, NULL);
  g_autoptr (GError) error = NULL;

  g_ptr_array_set_free_func (all, g_object_unref);
  for (guint i = 0; i < all->len; i++)
    {
      JmAccount *account = g_ptr_array_index (all, i);

      if (!put_primary (self, account, account == turn->account, &error))
        return dex_future_new_for_error (g_steal_pointer (&error));
    }

  return dex_future_new_true ();
}

gboolean
jm_accounts_choose_primary (JmAccounts  *self,
                            GError     **error)
{
  g_autoptr (JmAccount) first = NULL;

  if (self->items->len == 0)
    return TRUE;

  for (guint i = 0; i < self->items->len; i++)
    if (jm_account_is_primary (jm_accounts_get_nth (self, i)))
      return TRUE;

  first = g_object_ref (jm_accounts_get_nth (self, 0));
  return put_primary (self, first, TRUE, error);
}

DexFuture *
jm_accounts_set_primary (JmAccounts *self,
                         JmAccount  *account)
{
  JmTurn *turn;

  dex_return_error_if_fail (JM_IS_ACCOUNTS (self));
  dex_return_error_if_fail (JM_IS_ACCOUNT (account));

  turn = jm_turn_new (self, set_primary_story);
  turn->account = g_object_ref (account);
  return jm_turn_run (turn);
}

static DexFuture *
set_active_story (JmAccounts *self,
                  JmTurn     *turn)
{
  g_autoptr (JmTokenKeeper) keeper = g_object_ref (jm_account_get_keeper (turn->account));
  g_autoptr (GError) error = NULL;
  JmAccountRow *row;

  if (jm_account_is_active (turn->account) == turn->active)
    return dex_future_new_true ();

  row = jm_account_dup_row (turn->account);
  row->active = turn->active;
  if (!put_row (self, turn->account, row, &error))
    return dex_future_new_for_error (g_steal_pointer (&error));

  if (jm_accounts_count_users (self, keeper, TRUE) > 0)
    jm_accounts_start_keepers (self);
  else if (!dex_await (jm_token_keeper_stop (keeper), &error) ||
           !jm_accounts_renew_keeper (self, keeper, &error))
    return dex_future_new_for_error (g_steal_pointer (&error));

  return dex_future_new_true ();
}

DexFuture *
jm_accounts_set_active (JmAccounts *self,
                        JmAccount  *account,
                        gboolean    active)
{
  JmTurn *turn;

  dex_return_error_if_fail (JM_IS_ACCOUNTS (self));
  dex_return_error_if_fail (JM_IS_ACCOUNT (account));

  turn = jm_turn_new (self, set_active_story);
  turn->account = g_object_ref (account);
  turn->active = active;
  return jm_turn_run (turn);
}

static guint
get_next_position (JmAccounts *self)
{
  guint next = 0;

  for (guint i = 0; i < self->items->len; i++)
    {
      g_autoptr (JmAccountRow) row = jm_account_dup_row (jm_accounts_get_nth (self, i));

      next = MAX (next, row->position + 1);
    }

  return next;
}

static DexFuture *
add_story (JmAccounts *self,
           JmTurn     *turn)
{
  g_autoptr (JmAccount) account = NULL;
  g_autoptr (GError) error = NULL;
  JmAccountRow *row = turn->row;
  JmTokenKeeper *keeper;
  JmAccount *twin;

  /* Seen again inside the turn: two sign-ins may end at the same time. */
  if ((twin = jm_accounts_find_site (self, row->cloud_id, row->site_url, row->user_id)) != NULL)
    return dex_future_new_reject (JM_AUTH_ERROR, JM_AUTH_ERROR_DUPLICATE,
                                  /* Translators: the name of a site, the name of a person */
                                  _("%s is there already, as %s"),
                                  jm_account_get_name (twin), jm_account_get_user_name (twin));

  row->position = get_next_position (self);
  row->primary = self->items->len == 0;
  if (!dex_await (jm_state_store_put_account (self->services->state, row), &error))
    return dex_future_new_for_error (g_steal_pointer (&error));

  /* A reload may have seen the new credential already. */
  if ((keeper = g_hash_table_lookup (self->keepers, row->credential_id)) == NULL)
    {
      keeper = turn->keeper;
      g_hash_table_insert (self->keepers, g_strdup (row->credential_id), g_object_ref (keeper));
    }
  account = jm_account_new (self->services, keeper, row);
  jm_accounts_insert (self, self->items->len, account);
  jm_accounts_settle (self);
  jm_accounts_start_keepers (self);
  return dex_future_new_take_object (g_steal_pointer (&account));
}

DexFuture *
jm_accounts_add (JmAccounts         *self,
                 JmTokenKeeper      *keeper,
                 const JmAccountRow *row)
{
  JmTurn *turn;

  dex_return_error_if_fail (JM_IS_ACCOUNTS (self));
  dex_return_error_if_fail (JM_IS_TOKEN_KEEPER (keeper));
  dex_return_error_if_fail (row != NULL && row->id != NULL);
  dex_return_error_if_fail (g_strcmp0 (row->credential_id, jm_token_keeper_get_id (keeper)) == 0);

  turn = jm_turn_new (self, add_story);
  turn->keeper = g_object_ref (keeper);
  turn->row = jm_account_row_copy (row);
  return jm_turn_run (turn);
}

static DexFuture *
put_story (JmAccounts *self,
           JmTurn     *turn)
{
  g_autoptr (GError) error = NULL;
  JmAccountRow *row = g_steal_pointer (&turn->row);

  /* These two may have changed while the browser was open. */
  row->primary = jm_account_is_primary (turn->account);
  row->active = jm_account_is_active (turn->account);
  if (!put_row (self, turn->account, row, &error))
    return dex_future_new_for_error (g_steal_pointer (&error));

  jm_accounts_settle (self);
  return dex_future_new_true ();
}

DexFuture *
jm_accounts_put (JmAccounts         *self,
                 JmAccount          *account,
                 const JmAccountRow *row)
{
  JmTurn *turn = jm_turn_new (self, put_story);

  turn->account = g_object_ref (account);
  turn->row = jm_account_row_copy (row);
  return jm_turn_run (turn);
}

static DexFuture *
take_back_story (JmAccounts *self,
                 JmTurn     *turn)
{
  g_autoptr (GError) error = NULL;

  jm_accounts_drop (self, turn->account);
  if (!dex_await (jm_account_remove_store (turn->account), &error) ||
      !dex_await (
          jm_state_store_remove_account (self->services->state, jm_account_get_id (turn->account)),
          &error))
    return dex_future_new_for_error (g_steal_pointer (&error));

  return dex_future_new_true ();
}

DexFuture *
jm_accounts_take_back (JmAccounts *self,
                       JmAccount  *account)
{
  JmTurn *turn = jm_turn_new (self, take_back_story);

  turn->account = g_object_ref (account);
  return jm_turn_run (turn);
}

static DexFuture *
close_story (JmAccounts *self,
             JmTurn     *turn)
{
  g_autoptr (GPtrArray) ends = g_ptr_array_new_with_free_func (dex_unref);
  GHashTableIter iter;
  JmTokenKeeper *keeper;

  self->started = FALSE;
  g_hash_table_iter_init (&iter, self->keepers);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *) &keeper))
    g_ptr_array_add (ends, jm_token_keeper_stop (keeper));
  if (ends->len > 0)
    dex_await (dex_future_allv ((DexFuture **) ends->pdata, ends->len), NULL);

  /* Only now: a keeper that was at work may still have written. */
  g_ptr_array_set_size (ends, 0);
  for (guint i = 0; i < self->items->len; i++)
    g_ptr_array_add (ends, jm_account_close_store (jm_accounts_get_nth (self, i)));
  if (ends->len > 0)
    dex_await (dex_future_allv ((DexFuture **) ends->pdata, ends->len), NULL);

  return dex_future_new_true ();
}

DexFuture *
jm_accounts_close (JmAccounts *self)
{
  return jm_turn_run (jm_turn_new (self, close_story));
}
