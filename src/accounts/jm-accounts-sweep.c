/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gstdio.h>

#include "accounts/jm-accounts-private.h"
#include "base/jm-limits.h"

/*
 * Sweeping: what a process left behind that was killed in the middle of a sign-in or of a farewell.
 * A credential that no account uses, with its secret; a store that belongs to no account. Removing
 * an account leaves no trace, also then.
 */

/* A sign-in writes the credential first and its accounts right after: this is far longer. */
#define LEFT_BEHIND_MS (2 * JM_LIMIT_SIGN_IN_SECONDS * G_GINT64_CONSTANT (1000))

static gboolean
is_used (GPtrArray  *accounts,
         const char *credential_id)
{
  for (guint i = 0; i < accounts->len; i++)
    if (g_strcmp0 (((JmAccountRow *) g_ptr_array_index (accounts, i))->credential_id,
                   credential_id) == 0)
      return TRUE;

  return FALSE;
}

/* Awaits. The secret goes first: a row that is gone would leave it behind for good. */
static void
sweep_credentials (JmServices *services,
                   GPtrArray  *credentials,
                   GPtrArray  *accounts)
{
  gint64 now_ms = jm_clock_get_wall_ms (services->clock);

  for (guint i = 0; i < credentials->len; i++)
    {
      const JmCredentialRow *row = g_ptr_array_index (credentials, i);
      g_autofree char *name = g_strconcat ("credential/", row->id, NULL);

      if (is_used (accounts, row->id) || now_ms - row->consented_at_ms < LEFT_BEHIND_MS)
        continue;
      if (dex_await (jm_keyring_clear (services->keyring, name, NULL), NULL))
        dex_await (jm_state_store_remove_credential (services->state, row->id), NULL);
    }
}

/* "UUID.db", "UUID.db-wal", … → "UUID" */
static char *
dup_account_id (const char *file_name)
{
  const char *end = strstr (file_name, ".db");

  return end != NULL ? g_strndup (file_name, (gsize) (end - file_name)) : NULL;
}

static gboolean
has_account (GPtrArray  *accounts,
             const char *id)
{
  for (guint i = 0; i < accounts->len; i++)
    if (g_str_equal (((JmAccountRow *) g_ptr_array_index (accounts, i))->id, id))
      return TRUE;

  return FALSE;
}

static void
sweep_files (const char *folder,
             GPtrArray  *names,
             GPtrArray  *accounts)
{
  for (guint i = 0; i < names->len; i++)
    {
      const char *name = g_ptr_array_index (names, i);
      g_autofree char *id = dup_account_id (name);
      g_autofree char *path = g_build_filename (folder, name, NULL);

      if (id != NULL && g_uuid_string_is_valid (id) && !has_account (accounts, id))
        g_unlink (path);
    }
}

static GPtrArray *
list_names (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  GPtrArray *names = g_ptr_array_new_with_free_func (g_free);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    g_ptr_array_add (names, g_strdup (name));

  return names;
}

static DexFuture *
sweep_story (JmAccounts *self,
             JmTurn     *turn)
{
  JmServices *services = jm_accounts_get_services (self);
  g_autofree char *any_file = jm_paths_dup_account_file (services->paths, "any");
  g_autofree char *folder = g_path_get_dirname (any_file);
  /* The files before the rows: a row is written before its file, so what has no row now has none
   * coming. */
  g_autoptr (GPtrArray) names = list_names (folder);
  g_autoptr (GPtrArray) credentials = NULL;
  g_autoptr (GPtrArray) accounts = NULL;
  g_autoptr (GError) error = NULL;

  if (!(credentials =
            dex_await_boxed (jm_state_store_list_credentials (services->state), &error)) ||
      !(accounts = dex_await_boxed (jm_state_store_list_accounts (services->state), &error)))
    return dex_future_new_for_error (g_steal_pointer (&error));

  sweep_files (folder, names, accounts);
  sweep_credentials (services, credentials, accounts);
  return dex_future_new_true ();
}

DexFuture *
jm_accounts_sweep (JmAccounts *self)
{
  return jm_turn_run (jm_turn_new (self, sweep_story));
}
