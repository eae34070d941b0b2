/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "accounts/jm-sign-in.h"

G_BEGIN_DECLS

/* Which of the grant's sites become accounts. Those that are there already cannot be chosen again. Its button names the
 * action sign-in.finish of JmSignInDialog. */
#define JM_TYPE_SIGN_IN_SITES_PAGE (jm_sign_in_sites_page_get_type ())

G_DECLARE_FINAL_TYPE (JmSignInSitesPage, jm_sign_in_sites_page, JM, SIGN_IN_SITES_PAGE, AdwNavigationPage)

/* @choices: of JmSiteChoice. @user_name may be NULL. */
AdwNavigationPage *jm_sign_in_sites_page_new (GListModel *choices,
                                              const char *user_name);

G_END_DECLS
