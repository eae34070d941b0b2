/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "accounts/jm-monitor.h"

G_BEGIN_DECLS

/* Asks before an account is disconnected: what goes, what stays, and what cannot be revoked from here. Then does it, and
 * tells truthfully what came of it. */
#define JM_TYPE_DISCONNECT_DIALOG (jm_disconnect_dialog_get_type ())

G_DECLARE_FINAL_TYPE (JmDisconnectDialog, jm_disconnect_dialog, JM, DISCONNECT_DIALOG, AdwAlertDialog)

AdwDialog *jm_disconnect_dialog_new (JmMonitor *monitor,
                                     JmAccount *account);

G_END_DECLS
