/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "accounts/jm-account-private.h"
#include "accounts/jm-accounts-private.h"

/*
 * Reading state.db: at the start, and whenever another process of ours wrote it. The list becomes
 * what the rows say, and what stays keeps its objects.
 */

static JmTokenKeeper *
ensure_keeper (JmAccounts            *self,
               const JmCredentialRow *row,
               GPtrArray             *known)
{
  JmTokenKeeper *keeper = g_hash_table_lookup (self->keepers, row->id);

  if (keeper != NULL)
    g_ptr_array_add (known, g_object_ref (keeper));
  else
    {
      keeper = jm_token_keeper_new (self->services, row);
      g_hash_table_insert (self->keepers, g_strdup (row->id), keeper);
    }

  return keeper;
}

static gboolean
has_row (GPtrArray  *rows,
         const char *id)
{
  for (guint i = 0; i < rows->len; i++)
    if (g_str_equal (((JmAccountRow *) g_ptr_array_index (rows, i))->id, id))
      return TRUE;

  return FALSE;
}

/* Takes out of the list what state.db no longer has. Returns: (transfer full): what left */
static GPtrArray *
remove_vanished (JmAccounts *self,
                 GPtrArray  *rows)
{
  GPtrArray *gone = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = self->items->len; i > 0; i--)
    if (!has_row (rows, jm_account_get_id (jm_accounts_get_nth (self, i - 1))))
      {
        g_ptr_array_add (gone, g_object_ref (jm_accounts_get_nth (self, i - 1)));
        jm_accounts_remove_at (self, i - 1);
      }

  return gone;
}

static void
place_row (JmAccounts         *self,
           guint               position,
           const JmAccountRow *row)
{
  JmTokenKeeper *keeper = g_hash_table_lookup (self->keepers, row->credential_id);
  g_autoptr (JmAccount) account = NULL;
  JmAccount *known;
  guint old_position = 0;

  if ((known = jm_accounts_find_by_id (self, row->id, &old_position)) != NULL)
    {
      account = g_object_ref (known);
      jm_account_set_keeper (account, keeper);
      jm_account_take_row (account, jm_account_row_copy (row));
      if (old_position == position)
        return;
      jm_accounts_remove_at (self, old_position);
    }
  else
    account = jm_account_new (self->services, keeper, row);

  jm_accounts_insert (self, MIN (position, self->items->len), account);
}

/* Removes the keepers whose credential is no longer there. Returns: (transfer full): what left */
static GPtrArray *
remove_keepers (JmAccounts *self,
                GPtrArray  *credentials)
{
  GPtrArray *gone = g_ptr_array_new_with_free_func (g_object_unref);
  GHashTableIter iter;
  const char *id;
  JmTokenKeeper *keeper;

  g_hash_table_iter_init (&iter, self->keepers);
  while (g_hash_table_iter_next (&iter, (gpointer *) &id, (gpointer *) &keeper))
    {
      gboolean there = FALSE;

      for (guint i = 0; i < credentials->len && !there; i++)
        there = g_str_equal (((JmCredentialRow *) g_ptr_array_index (credentials, i))->id, id);
      if (!there)
        {
          g_ptr_array_add (gone, g_object_ref (keeper));
          g_hash_table_iter_remove (&iter);
        }
    }

  return gone;
}

static DexFuture *
read_story (JmAccounts *self,
            JmTurn     *turn)
{
  g_autoptr (GPtrArray) credentials = NULL;
  g_autoptr (GPtrArray) rows = NULL;
  g_autoptr (GPtrArray) known = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GPtrArray) gone_accounts = NULL;
  g_autoptr (GPtrArray) gone_keepers = NULL;
  g_autoptr (GError) error = NULL;
  guint position = 0;

  /* Accounts first: an account that is written between the two readings is seen by the next reload,
   * together with its credential; the other way round it would be there without one. */
  if (!(rows = dex_await_boxed (jm_state_store_list_accounts (self->services->state), &error)) ||
      !(credentials =
            dex_await_boxed (jm_state_store_list_credentials (self->services->state), &error)))
    return dex_future_new_for_error (g_steal_pointer (&error));

  for (guint i = 0; i < credentials->len; i++)
    ensure_keeper (self, g_ptr_array_index (credentials, i), known);
  gone_accounts = remove_vanished (self, rows);
  for (guint i = 0; i < rows->len; i++)
    {
      JmAccountRow *row = g_ptr_array_index (rows, i);

      if (row->credential_id != NULL && g_hash_table_contains (self->keepers, row->credential_id))
        place_row (self, position++, row);
    }
  gone_keepers = remove_keepers (self, credentials);
  jm_accounts_settle (self);
  jm_accounts_start_keepers (self);

  for (guint i = 0; i < self->items->len; i++)
    dex_await (jm_account_load_windows (jm_accounts_get_nth (self, i)), NULL);
  for (guint i = 0; i < gone_keepers->len; i++)
    dex_await (jm_token_keeper_stop (g_ptr_array_index (gone_keepers, i)), NULL);
  for (guint i = 0; i < gone_accounts->len; i++)
    dex_await (jm_account_close_store (g_ptr_array_index (gone_accounts, i)), NULL);
  for (guint i = 0; i < known->len; i++)
    if (!dex_await (jm_token_keeper_reload (g_ptr_array_index (known, i)), &error))
      return dex_future_new_for_error (g_steal_pointer (&error));

  return dex_future_new_true ();
}

DexFuture *
jm_accounts_load (JmAccounts *self)
{
  dex_return_error_if_fail (JM_IS_ACCOUNTS (self));

  return jm_turn_run (jm_turn_new (self, read_story));
}

DexFuture *
jm_accounts_reload (JmAccounts *self)
{
  dex_return_error_if_fail (JM_IS_ACCOUNTS (self));

  return jm_turn_run (jm_turn_new (self, read_story));
}
