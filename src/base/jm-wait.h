/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <libdex.h>

#include "base/jm-clock.h"

G_BEGIN_DECLS

DexFuture *jm_wait         (DexPromise    *promise,
                            GCancellable  *cancellable) G_GNUC_WARN_UNUSED_RESULT;
gboolean   jm_await_within (DexPromise    *promise,
                            JmClock       *clock,
                            double         seconds,
                            GCancellable  *cancellable,
                            GError       **error);

G_END_DECLS
