/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <libdex.h>

#include "base/jm-network.h"

G_BEGIN_DECLS

/* Runs the program jira-monitor-signin-view at @program and tells it on its standard input both addresses, of which the
 * authorize URL holds the state that no other process may read, and whom to trust by @network. Resolves to the redirect that it
 * caught (dex_await_string; the caller wipes it), or to NULL when the person closed the window; rejects with G_IO_ERROR.
 * Cancelling ends the program. */
DexFuture *jm_sign_in_view_run (const char   *program,
                                const char   *authorize_url,
                                const char   *redirect_uri,
                                JmNetwork    *network,
                                GCancellable *cancellable) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
