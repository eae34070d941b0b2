/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "accounts/jm-monitor.h"

G_BEGIN_DECLS

/* How the last synchronization of an account ended, resource by resource when it is opened, and how the present one
 * is. */
#define JM_TYPE_LAST_RUN_ROW (jm_last_run_row_get_type ())

G_DECLARE_FINAL_TYPE (JmLastRunRow, jm_last_run_row, JM, LAST_RUN_ROW, AdwExpanderRow)

/* @account: NULL for none */
void jm_last_run_row_set_account (JmLastRunRow *self,
                                  JmMonitor    *monitor,
                                  JmAccount    *account);

G_END_DECLS
