/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "accounts/jm-monitor.h"

G_BEGIN_DECLS

/* The way through the browser, or a window instead of it. It listens from the beginning, opens nothing before the person's
 * click, and shows how long it waits. Leaving it ends the attempt.
 * Signals: "signed-in" (JmSignIn, GListModel of JmSiteChoice) · "failed" (GError) · "open-uri" (string) → boolean: somebody
 * else opened it; otherwise the system's browser does. */
#define JM_TYPE_SIGN_IN_BROWSER_PAGE (jm_sign_in_browser_page_get_type ())

G_DECLARE_FINAL_TYPE (JmSignInBrowserPage, jm_sign_in_browser_page, JM, SIGN_IN_BROWSER_PAGE, AdwNavigationPage)

AdwNavigationPage *jm_sign_in_browser_page_new (JmMonitor *monitor,
                                                JmAccount *again,
                                                gboolean   listens);
/* It was left: ends what it waits for. */
void jm_sign_in_browser_page_stop (JmSignInBrowserPage *self);

G_END_DECLS
