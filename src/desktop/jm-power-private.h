/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "desktop/jm-power.h"

G_BEGIN_DECLS

/* As jm_power_new(), with what a test has in place of the system's. */
JmPower *jm_power_new_for (JmMonitor            *monitor,
                           GDBusConnection      *system_bus,
                           GNetworkMonitor      *network,
                           GPowerProfileMonitor *profile);

G_END_DECLS
