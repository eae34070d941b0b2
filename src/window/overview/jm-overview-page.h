/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "accounts/jm-monitor.h"

G_BEGIN_DECLS

/* The token dashboard of the current account: state, clocks, refreshes, latest events, connection test; above them a row
 * for each account when there are several. */
#define JM_TYPE_OVERVIEW_PAGE (jm_overview_page_get_type ())

G_DECLARE_FINAL_TYPE (JmOverviewPage, jm_overview_page, JM, OVERVIEW_PAGE, AdwNavigationPage)

JmOverviewPage *jm_overview_page_new  (JmMonitor      *monitor);
/* Runs the connection test. */
void            jm_overview_page_test (JmOverviewPage *self);

G_END_DECLS
