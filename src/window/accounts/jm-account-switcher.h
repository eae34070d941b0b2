/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "accounts/jm-monitor.h"

G_BEGIN_DECLS

/* The popover of the account button: every account with its state, add, manage, sign out. Arrow keys move, Enter chooses,
 * typing filters when there are many. */
#define JM_TYPE_ACCOUNT_SWITCHER (jm_account_switcher_get_type ())

G_DECLARE_FINAL_TYPE (JmAccountSwitcher, jm_account_switcher, JM, ACCOUNT_SWITCHER, GtkPopover)

void jm_account_switcher_set_monitor (JmAccountSwitcher *self,
                                      JmMonitor         *monitor);

G_END_DECLS
