/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "accounts/jm-monitor.h"

G_BEGIN_DECLS

/* All accounts, and what can be done with each: watch or not, make it the primary one, sign in again, sign out. */
#define JM_TYPE_ACCOUNTS_DIALOG (jm_accounts_dialog_get_type ())

G_DECLARE_FINAL_TYPE (JmAccountsDialog, jm_accounts_dialog, JM, ACCOUNTS_DIALOG, AdwDialog)

AdwDialog *jm_accounts_dialog_new (JmMonitor *monitor);

G_END_DECLS
