/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* A sign-in that did not end well: what happened, in the words of whoever said it, and a row for each likely cause with its
 * cure. Its buttons name the actions of JmSignInDialog. */
#define JM_TYPE_SIGN_IN_TROUBLE_PAGE (jm_sign_in_trouble_page_get_type ())

G_DECLARE_FINAL_TYPE (JmSignInTroublePage, jm_sign_in_trouble_page, JM, SIGN_IN_TROUBLE_PAGE, AdwNavigationPage)

/* @redirect_uri: the callback URL that must be registered. */
AdwNavigationPage *jm_sign_in_trouble_page_new (const GError *error,
                                                const char   *redirect_uri);

G_END_DECLS
