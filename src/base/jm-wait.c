/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "base/jm-wait.h"

/*
 * Waiting for what others wait for as well, and leaving early. What stands in dex_future_first() and
 * comes too late is discarded, and libdex 0.10.0 goes to pieces when that is a fiber that runs. So
 * this is the only place with one, and what it takes is a promise: somebody else holds and answers
 * it, and does not notice who left.
 */

/**
 * jm_wait:
 * @promise: of a job that goes on without the caller
 * @cancellable: (nullable): the caller leaves
 *
 * Returns: (transfer full): resolves and rejects as @promise does / rejects with
 *   %G_IO_ERROR_CANCELLED
 */
DexFuture *
jm_wait (DexPromise   *promise,
         GCancellable *cancellable)
{
  DexFuture *future;

  dex_return_error_if_fail (DEX_IS_PROMISE (promise));
  dex_return_error_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  future = dex_ref (DEX_FUTURE (promise));
  if (cancellable == NULL)
    return future;
  return dex_future_first (future, dex_cancellable_new_from_cancellable (cancellable), NULL);
}

/**
 * jm_await_within:
 * @promise: of a job that goes on without the caller
 * @seconds: of @clock's boot time; 0 or more
 * @cancellable: (nullable): the caller leaves
 *
 * Awaits. What the promise came to can be taken from it afterwards.
 *
 * Returns: whether it was resolved; FALSE with its error, %G_IO_ERROR_TIMED_OUT or
 *   %G_IO_ERROR_CANCELLED
 */
gboolean
jm_await_within (DexPromise    *promise,
                 JmClock       *clock,
                 double         seconds,
                 GCancellable  *cancellable,
                 GError       **error)
{
  g_autoptr (DexPromise) held = NULL;
  g_autoptr (GCancellable) awake = NULL;
  g_autoptr (GError) left = NULL;

  g_return_val_if_fail (DEX_IS_PROMISE (promise), FALSE);
  g_return_val_if_fail (JM_IS_CLOCK (clock), FALSE);
  g_return_val_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable), FALSE);

  held = dex_ref (promise);
  awake = g_cancellable_new ();
  dex_await (dex_future_first (
                 dex_ref (DEX_FUTURE (promise)), jm_sleep (clock, seconds, awake),
                 cancellable != NULL ? dex_cancellable_new_from_cancellable (cancellable) : NULL,
                 NULL),
             &left);
  g_cancellable_cancel (awake);

  if (!dex_future_is_pending (DEX_FUTURE (promise)))
    return dex_await (dex_ref (DEX_FUTURE (promise)), error);
  if (left != NULL)
    g_propagate_error (error, g_steal_pointer (&left));
  else
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT, "Timed out");
  return FALSE;
}
