/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "accounts/jm-monitor.h"

G_BEGIN_DECLS

/* The connection test of one account: its last result in a sentence, what it found when it is opened, and the button that
 * runs it. Results are kept while the program runs. */
#define JM_TYPE_CONNECTION_ROW (jm_connection_row_get_type ())

G_DECLARE_FINAL_TYPE (JmConnectionRow, jm_connection_row, JM, CONNECTION_ROW, AdwExpanderRow)

void jm_connection_row_set_monitor (JmConnectionRow *self,
                                    JmMonitor       *monitor);
void jm_connection_row_set_account (JmConnectionRow *self,
                                    JmAccount       *account);
/* An icon instead of the button's words. */
void jm_connection_row_set_narrow  (JmConnectionRow *self,
                                    gboolean         narrow);
/* Runs the test; announces its result. Nothing when one runs already. */
void jm_connection_row_test        (JmConnectionRow *self);
/* Says again how long ago the test was. */
void jm_connection_row_tick        (JmConnectionRow *self);

G_END_DECLS
