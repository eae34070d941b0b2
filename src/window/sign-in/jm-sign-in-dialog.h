/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "accounts/jm-monitor.h"

G_BEGIN_DECLS

/* The sign-in, step by step: where, with what, waiting, which sites, done; or what went wrong and what helps. It leads from
 * page to page and holds the attempt; each page knows its own step. Closing it ends the attempt and keeps nothing.
 * Its actions, named by the rows and buttons of its pages: sign-in.browser, .own-app, .api-token, .pat, .retry, .other-way,
 * .cancel, .finish, .unlock, .copy-callback, .overview. */
#define JM_TYPE_SIGN_IN_DIALOG (jm_sign_in_dialog_get_type ())

G_DECLARE_FINAL_TYPE (JmSignInDialog, jm_sign_in_dialog, JM, SIGN_IN_DIALOG, AdwDialog)

/* @again: the account to sign in to again in place, or NULL. */
AdwDialog         *jm_sign_in_dialog_new              (JmMonitor      *monitor,
                                                       JmAccount      *again);
/* The page that is shown: for tests. */
AdwNavigationPage *jm_sign_in_dialog_get_visible_page (JmSignInDialog *self);

G_END_DECLS
