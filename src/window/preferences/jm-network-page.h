/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "accounts/jm-monitor.h"

G_BEGIN_DECLS

/* The ways to sites: proxies with their sign-ins, and for each site what was allowed or given for it. */
#define JM_TYPE_NETWORK_PAGE (jm_network_page_get_type ())

G_DECLARE_FINAL_TYPE (JmNetworkPage, jm_network_page, JM, NETWORK_PAGE, AdwPreferencesPage)

void jm_network_page_set_monitor (JmNetworkPage *self,
                                  JmMonitor     *monitor);
/* Puts the focus on the part of that account's site. */
void jm_network_page_show_site   (JmNetworkPage *self,
                                  JmAccount     *account);

G_END_DECLS
