/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "accounts/jm-monitor.h"

G_BEGIN_DECLS

/* For a face that stays: every account of @monitor is fetched by itself, by its settings, also those
 * that come later. Ends with @monitor, or with jm_sync_unwatch(). */
void jm_sync_watch   (JmMonitor *monitor);
void jm_sync_unwatch (JmMonitor *monitor);

G_END_DECLS
