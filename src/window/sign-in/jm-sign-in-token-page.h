/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "accounts/jm-monitor.h"

G_BEGIN_DECLS

/* A token that the person made in Jira: an API token (Cloud, with the e-mail address) or a personal access token (Data
 * Center). It is tried before anything is kept. Signal "signed-in" (JmSignIn, GListModel of JmSiteChoice). */
#define JM_TYPE_SIGN_IN_TOKEN_PAGE (jm_sign_in_token_page_get_type ())

G_DECLARE_FINAL_TYPE (JmSignInTokenPage, jm_sign_in_token_page, JM, SIGN_IN_TOKEN_PAGE, AdwNavigationPage)

/* Which of the two is asked for follows from @site. @again: the account that is signed in to again, or NULL. */
AdwNavigationPage *jm_sign_in_token_page_new (JmMonitor  *monitor,
                                              JmJiraSite *site,
                                              JmAccount  *again);
/* It was left: ends what it waits for. */
void jm_sign_in_token_page_stop (JmSignInTokenPage *self);

G_END_DECLS
