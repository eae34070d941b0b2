/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "base/jm-clock.h"

G_BEGIN_DECLS

/* Private to the store: how a list that shows what is stored reads again when that changed: at most once
 * a second, for at most an eighth of the time, and not while what it shows is being replaced. On the main
 * context. */
typedef struct _JmFollow JmFollow;

/* Awaits: reads again and tells what is new. From a fiber that holds @list. */
typedef void (*JmFollowRead) (gpointer list);

/* Awaits: shows what is wanted. @asking: ends when something else is. */
typedef DexFuture *(*JmFollowShow) (gpointer list, GCancellable *asking);

/* @list: of which the follower is a part */
JmFollow *jm_follow_new    (gpointer      list,
                            JmClock      *clock,
                            JmFollowRead  read);
void      jm_follow_free   (JmFollow     *self);
/* The list is disposed of: nothing is read any more. */
void      jm_follow_stop   (JmFollow     *self);
/* Rows changed. */
void      jm_follow_stale  (JmFollow     *self);
/* Something else is wanted: what is asked so far is cancelled, and what changes until it is shown is read after that. */
void      jm_follow_begin  (JmFollow     *self);
/* Of what is shown or wanted, (transfer none) */
GCancellable *jm_follow_get_asking (JmFollow *self);
/* After jm_follow_begin(). Resolves as @show does. */
DexFuture *jm_follow_show  (JmFollow     *self,
                            JmFollowShow  show) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (JmFollow, jm_follow_free)

G_END_DECLS
