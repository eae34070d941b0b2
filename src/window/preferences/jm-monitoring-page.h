/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "accounts/jm-monitor.h"

G_BEGIN_DECLS

/* Asks the desktop for what the settings say now: jm_background_request() of @asker, or what a test has in its place.
 * Resolves to TRUE; rejects with a sentence for the person. */
typedef DexFuture *(*JmBackgroundAsk) (gpointer asker);

/* How tokens are watched, and whether that goes on without a window. */
#define JM_TYPE_MONITORING_PAGE (jm_monitoring_page_get_type ())

G_DECLARE_FINAL_TYPE (JmMonitoringPage, jm_monitoring_page, JM, MONITORING_PAGE, AdwPreferencesPage)

void jm_monitoring_page_set_monitor (JmMonitoringPage *self,
                                     JmMonitor        *monitor);
/* Without one nobody is asked, and the settings are kept as they are chosen. */
void jm_monitoring_page_set_asker   (JmMonitoringPage *self,
                                     JmBackgroundAsk   ask,
                                     GObject          *asker);

G_END_DECLS
