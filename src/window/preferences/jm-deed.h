/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <libdex.h>

#include "widgets/jm-remark.h"

G_BEGIN_DECLS

/* Shows what is so now. */
typedef void (*JmDeedShow) (gpointer owner);

/* A change that a person asked for on @owner, a widget. When @future (transfer full) ends, @show is called, and @remark says
 * that it is done (@done: translatable, not yet translated) or why not; nothing when the person took it back. Nothing happens
 * after @cancellable, which the owner cancels when it goes. */
void jm_deed_follow (GtkWidget    *owner,
                     JmRemark     *remark,
                     DexFuture    *future,
                     const char   *done,
                     JmDeedShow    show,
                     GCancellable *cancellable);

G_END_DECLS
