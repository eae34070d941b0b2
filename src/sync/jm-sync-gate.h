/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <libdex.h>

G_BEGIN_DECLS

/* Private to the floor: where all work of one account stops between two pages, while somebody
 * holds it. */
typedef struct _JmSyncGate JmSyncGate;

JmSyncGate *jm_sync_gate_new     (void);
void        jm_sync_gate_free    (JmSyncGate   *self);
void        jm_sync_gate_shut    (JmSyncGate   *self);
void        jm_sync_gate_open    (JmSyncGate   *self);
gboolean    jm_sync_gate_is_shut (JmSyncGate   *self);
/* Resolves to TRUE when it is open; rejects with G_IO_ERROR_CANCELLED. A leaf. */
DexFuture  *jm_sync_gate_pass    (JmSyncGate   *self,
                                  GCancellable *cancellable) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
