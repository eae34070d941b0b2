/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "accounts/jm-monitor.h"

G_BEGIN_DECLS

/* The end of a sign-in: which accounts were added, what each is doing, and what was granted. */
#define JM_TYPE_SIGN_IN_DONE_PAGE (jm_sign_in_done_page_get_type ())

G_DECLARE_FINAL_TYPE (JmSignInDonePage, jm_sign_in_done_page, JM, SIGN_IN_DONE_PAGE, AdwNavigationPage)

/* @accounts: of JmAccount, at least one. Begins to fetch their projects. @again: they were there before. */
AdwNavigationPage *jm_sign_in_done_page_new (JmMonitor  *monitor,
                                             GListModel *accounts,
                                             const char *user_name,
                                             gboolean    again);

G_END_DECLS
