/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "accounts/jm-monitor.h"

G_BEGIN_DECLS

/* What the computer is up to. Suspend (logind): a rotation that is under way is waited for, within logind's
 * limit; after it the keepers look at once. Metered connection and power saver: whole fetches wait. */
#define JM_TYPE_POWER (jm_power_get_type ())

G_DECLARE_FINAL_TYPE (JmPower, jm_power, JM, POWER, GObject)

/* @system_bus: NULL for the one of the system; absent: only the clock tells of a suspend. */
JmPower *jm_power_new  (JmMonitor       *monitor,
                        GDBusConnection *system_bus);
void     jm_power_stop (JmPower         *self);

G_END_DECLS
