/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "accounts/jm-account-private.h"

/* The account's own file: opened once for all who ask, closed, made anew, removed. */

static DexFuture *
open_store_fiber (gpointer data)
{
  JmAccount *self = data;
  g_autofree char *path = jm_paths_dup_account_file (self->services->paths, self->row->id);
  g_autoptr (JmStore) store = jm_store_new (path, self->row->user_id, self->services->clock);
  g_autoptr (DexPromise) opening = dex_ref (self->opening);
  g_autoptr (GError) error = NULL;

  if (!dex_await (jm_store_open (store), &error))
    {
      /* Whoever asks next tries again: the disk may have room by then. */
      dex_clear (&self->opening);
      dex_promise_reject (opening, g_steal_pointer (&error));
      return dex_future_new_true ();
    }

  self->store = g_steal_pointer (&store);
  dex_promise_resolve_object (opening, g_object_ref (self->store));
  return dex_future_new_true ();
}

/**
 * jm_account_open_store:
 *
 * The account's own file, opened when somebody asks for the first time.
 *
 * Returns: (transfer full): resolves to the one #JmStore of this account; rejects with
 *   JM_STORE_ERROR, and the next call tries again
 */
DexFuture *
jm_account_open_store (JmAccount *self)
{
  dex_return_error_if_fail (JM_IS_ACCOUNT (self));

  if (self->gone)
    return dex_future_new_reject (JM_STORE_ERROR, JM_STORE_ERROR_CLOSED,
                                  _("This account was disconnected"));

  if (self->opening == NULL)
    {
      self->opening = dex_promise_new ();
      dex_future_disown (
          dex_scheduler_spawn (NULL, 0, open_store_fiber, g_object_ref (self), g_object_unref));
    }

  return dex_ref (DEX_FUTURE (self->opening));
}

/* --- who uses the store */

/**
 * jm_account_enter:
 * @cancellable: how the work is told to end
 *
 * Returns: FALSE when the store is about to be closed or removed
 */
gboolean
jm_account_enter (JmAccount    *self,
                  GCancellable *cancellable)
{
  g_return_val_if_fail (JM_IS_ACCOUNT (self), FALSE);
  g_return_val_if_fail (G_IS_CANCELLABLE (cancellable), FALSE);

  if (self->gone || self->leaving != NULL)
    return FALSE;

  g_ptr_array_add (self->workers, g_object_ref (cancellable));
  return TRUE;
}

void
jm_account_leave (JmAccount    *self,
                  GCancellable *cancellable)
{
  g_return_if_fail (JM_IS_ACCOUNT (self));

  if (!g_ptr_array_remove (self->workers, cancellable))
    g_return_if_reached ();
  if (self->workers->len == 0 && self->leaving != NULL)
    dex_promise_resolve_boolean (self->leaving, TRUE);
}

/* Awaits. Nobody uses the store any more, and nobody new comes in before let_in(). */
static void
send_away (JmAccount *self)
{
  g_autoptr (GPtrArray) workers =
      g_ptr_array_copy (self->workers, (GCopyFunc) (GCallback) g_object_ref, NULL);
  g_autoptr (DexPromise) leaving = NULL;

  if (self->leaving == NULL)
    self->leaving = dex_promise_new ();
  leaving = dex_ref (self->leaving);
  for (guint i = 0; i < workers->len; i++)
    g_cancellable_cancel (g_ptr_array_index (workers, i));
  if (self->workers->len > 0)
    dex_await (dex_ref (DEX_FUTURE (leaving)), NULL);
}

static void
let_in (JmAccount *self)
{
  dex_clear (&self->leaving);
}

static DexFuture *
close_store_fiber (gpointer data)
{
  JmAccount *self = data;
  g_autoptr (JmStore) store = NULL;
  g_autoptr (GError) error = NULL;

  send_away (self);

  /* It may be opening just now; whether that succeeds does not matter. */
  if (self->opening != NULL)
    dex_await (dex_ref (DEX_FUTURE (self->opening)), NULL);

  store = g_steal_pointer (&self->store);
  dex_clear (&self->opening);
  if (store != NULL)
    dex_await (jm_store_close (store), &error);
  let_in (self);
  if (error != NULL)
    return dex_future_new_for_error (g_steal_pointer (&error));

  return dex_future_new_true ();
}

DexFuture *
jm_account_close_store (JmAccount *self)
{
  dex_return_error_if_fail (JM_IS_ACCOUNT (self));

  return dex_scheduler_spawn (NULL, 0, close_store_fiber, g_object_ref (self), g_object_unref);
}

static DexFuture *
remove_store_fiber (gpointer data)
{
  JmAccount *self = data;
  g_autoptr (JmStore) store = NULL;
  g_autoptr (GError) error = NULL;

  self->gone = TRUE;
  send_away (self);
  if (self->opening != NULL)
    dex_await (dex_ref (DEX_FUTURE (self->opening)), NULL);

  store = g_steal_pointer (&self->store);
  dex_clear (&self->opening);
  if (store == NULL)
    {
      g_autofree char *path = jm_paths_dup_account_file (self->services->paths, self->row->id);

      store = jm_store_new (path, self->row->user_id, self->services->clock);
    }

  if (!dex_await (jm_store_remove (store), &error))
    {
      self->gone = FALSE;
      let_in (self);
      return dex_future_new_for_error (g_steal_pointer (&error));
    }

  return dex_future_new_true ();
}

DexFuture *
jm_account_remove_store (JmAccount *self)
{
  dex_return_error_if_fail (JM_IS_ACCOUNT (self));

  return dex_scheduler_spawn (NULL, 0, remove_store_fiber, g_object_ref (self), g_object_unref);
}

/* --- a new one instead of a damaged one */

static DexFuture *
rebuild_store_fiber (gpointer data)
{
  JmAccount *self = data;
  g_autofree char *path = jm_paths_dup_account_file (self->services->paths, self->row->id);
  g_autoptr (JmStore) store = jm_store_new (path, self->row->user_id, self->services->clock);
  g_autoptr (GError) error = NULL;

  /* Whoever holds the old one finds it closed. */
  if (!dex_await (jm_account_close_store (self), &error))
    return dex_future_new_for_error (g_steal_pointer (&error));

  if (!dex_await (jm_store_open (store), &error) &&
      g_error_matches (error, JM_STORE_ERROR, JM_STORE_ERROR_CORRUPT))
    {
      g_clear_error (&error);
      dex_await (jm_store_rebuild (store), &error);
    }
  dex_await (jm_store_close (store), NULL);

  return error != NULL ? dex_future_new_for_error (g_steal_pointer (&error)) :
                         dex_future_new_true ();
}

/**
 * jm_account_rebuild_store:
 *
 * Makes a new file instead of a damaged one, with what Jira does not have. A file that is well stays.
 * Who holds the account's store must ask jm_account_open_store() again.
 *
 * Returns: (transfer full): resolves to TRUE; rejects with JM_STORE_ERROR
 */
DexFuture *
jm_account_rebuild_store (JmAccount *self)
{
  dex_return_error_if_fail (JM_IS_ACCOUNT (self));

  return dex_scheduler_spawn (NULL, 0, rebuild_store_fiber, g_object_ref (self), g_object_unref);
}
