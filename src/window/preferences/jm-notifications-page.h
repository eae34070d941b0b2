/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "accounts/jm-monitor.h"

G_BEGIN_DECLS

/* What is notified of, for whom, and when not. */
#define JM_TYPE_NOTIFICATIONS_PAGE (jm_notifications_page_get_type ())

G_DECLARE_FINAL_TYPE (JmNotificationsPage, jm_notifications_page, JM, NOTIFICATIONS_PAGE, AdwPreferencesPage)

void jm_notifications_page_set_monitor (JmNotificationsPage *self,
                                        JmMonitor           *monitor);

G_END_DECLS
