/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "accounts/jm-monitor.h"

G_BEGIN_DECLS

/* What is fetched of an account, and when. Every choice is kept at once. */
#define JM_TYPE_SYNC_PAGE (jm_sync_page_get_type ())

G_DECLARE_FINAL_TYPE (JmSyncPage, jm_sync_page, JM, SYNC_PAGE, AdwPreferencesPage)

void jm_sync_page_set_monitor (JmSyncPage *self,
                               JmMonitor  *monitor);

G_END_DECLS
