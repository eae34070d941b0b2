/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <libdex.h>

G_BEGIN_DECLS

/* At most N at a time. jm_queue_enter() resolves to TRUE when it is the caller's turn (rejects only
 * when cancelled); whoever entered calls jm_queue_leave() exactly once. First come, first
 * served. */
#define JM_TYPE_QUEUE (jm_queue_get_type ())

G_DECLARE_FINAL_TYPE (JmQueue, jm_queue, JM, QUEUE, GObject)

JmQueue   *jm_queue_new   (guint         places);
DexFuture *jm_queue_enter (JmQueue      *self,
                           GCancellable *cancellable) G_GNUC_WARN_UNUSED_RESULT;
void       jm_queue_leave (JmQueue      *self);

G_END_DECLS
