/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "accounts/jm-monitor.h"

G_BEGIN_DECLS

/* The first step: where Jira is, and with what one can sign in there. Its rows name the actions of JmSignInDialog; what does
 * not work at the address is insensitive and says why. Property "site" (JmJiraSite or NULL, notify). */
#define JM_TYPE_SIGN_IN_ADDRESS_PAGE (jm_sign_in_address_page_get_type ())

G_DECLARE_FINAL_TYPE (JmSignInAddressPage, jm_sign_in_address_page, JM, SIGN_IN_ADDRESS_PAGE, AdwNavigationPage)

AdwNavigationPage *jm_sign_in_address_page_new      (JmMonitor           *monitor);
JmJiraSite        *jm_sign_in_address_page_get_site (JmSignInAddressPage *self);
/* It was left: ends what it waits for. */
void jm_sign_in_address_page_stop (JmSignInAddressPage *self);
/* As if @file had been chosen for the authority that the address is asked for. */
void jm_sign_in_address_page_trust (JmSignInAddressPage *self,
                                    GFile               *file);

G_END_DECLS
