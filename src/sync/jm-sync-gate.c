/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sync/jm-sync-gate.h"

#include "base/jm-wait.h"

struct _JmSyncGate
{
  DexPromise *opening; /* NULL while it is open */
};

JmSyncGate *
jm_sync_gate_new (void)
{
  return g_new0 (JmSyncGate, 1);
}

void
jm_sync_gate_free (JmSyncGate *self)
{
  jm_sync_gate_open (self);
  g_free (self);
}

/* What is under way goes on up to its next page. */
void
jm_sync_gate_shut (JmSyncGate *self)
{
  if (self->opening == NULL)
    self->opening = dex_promise_new ();
}

void
jm_sync_gate_open (JmSyncGate *self)
{
  g_autoptr (DexPromise) opening = g_steal_pointer (&self->opening);

  if (opening != NULL)
    dex_promise_resolve_boolean (opening, TRUE);
}

gboolean
jm_sync_gate_is_shut (JmSyncGate *self)
{
  return self->opening != NULL;
}

/**
 * jm_sync_gate_pass:
 * @cancellable: (nullable): ends the waiting
 *
 * Returns: (transfer full): resolves to TRUE when the gate is open; rejects with
 *   %G_IO_ERROR_CANCELLED
 */
DexFuture *
jm_sync_gate_pass (JmSyncGate   *self,
                   GCancellable *cancellable)
{
  if (g_cancellable_is_cancelled (cancellable))
    return dex_future_new_reject (G_IO_ERROR, G_IO_ERROR_CANCELLED, "Cancelled");
  if (self->opening == NULL)
    return dex_future_new_true ();

  return jm_wait (self->opening, cancellable);
}
