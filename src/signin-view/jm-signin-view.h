/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <webkit/webkit.h>

G_BEGIN_DECLS

/* Whether @uri is the registered @redirect_uri with an answer in its query: same scheme, host, port and path. */
gboolean       jm_signin_is_redirect   (const char *uri,
                                        const char *redirect_uri);
/* Whether a page may go there: https, or http on this machine (where a simulator is); about:blank for empty frames. */
gboolean       jm_signin_may_visit     (const char *uri);
/* A web view that forgets everything: own session in memory, sandbox on, nothing that a sign-in does not need. Its network
 * session is its own. */
WebKitWebView *jm_signin_view_new      (void);

G_END_DECLS
