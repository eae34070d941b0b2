/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "accounts/jm-monitor.h"

G_BEGIN_DECLS

/* What the stored issues of the current account come to: five numbers, how they changed, and charts of them. */
#define JM_TYPE_STATISTICS_PAGE (jm_statistics_page_get_type ())

G_DECLARE_FINAL_TYPE (JmStatisticsPage, jm_statistics_page, JM, STATISTICS_PAGE, AdwNavigationPage)

JmStatisticsPage *jm_statistics_page_new (JmMonitor *monitor);

G_END_DECLS
