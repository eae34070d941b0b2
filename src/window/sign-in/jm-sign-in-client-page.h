/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "accounts/jm-monitor.h"

G_BEGIN_DECLS

/* The person's own OAuth app: what to enter in Atlassian's console, ready to copy, and what to bring back. Id and secret
 * are proved before they are kept. Signal "kept": they are good, and where they belong. */
#define JM_TYPE_SIGN_IN_CLIENT_PAGE (jm_sign_in_client_page_get_type ())

G_DECLARE_FINAL_TYPE (JmSignInClientPage, jm_sign_in_client_page, JM, SIGN_IN_CLIENT_PAGE, AdwNavigationPage)

AdwNavigationPage *jm_sign_in_client_page_new (JmMonitor *monitor);
/* It was left: ends what it waits for. */
void jm_sign_in_client_page_stop (JmSignInClientPage *self);

G_END_DECLS
