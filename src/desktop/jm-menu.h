/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "desktop/jm-problems.h"

G_BEGIN_DECLS

/* The menu that tray and window share, kept true as accounts come, go and change: accounts with their state
 * ("app.show-account"), refresh all ("app.refresh-all"), sync now ("app.sync-all"), open ("app.open"),
 * preferences, quit. The caller owns it. */
GMenuModel *jm_menu_new (JmMonitor  *monitor,
                         JmProblems *problems);

G_END_DECLS
