/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "accounts/jm-account.h"

G_BEGIN_DECLS

/* An account in the switcher: avatar, name, site, state in colour with icon and word, countdown, check on the chosen one. */
#define JM_TYPE_SWITCHER_ROW (jm_switcher_row_get_type ())

G_DECLARE_FINAL_TYPE (JmSwitcherRow, jm_switcher_row, JM, SWITCHER_ROW, GtkListBoxRow)

GtkWidget *jm_switcher_row_new         (JmAccount     *account,
                                        JmClock       *clock);
JmAccount *jm_switcher_row_get_account (JmSwitcherRow *self);
void       jm_switcher_row_set_chosen  (JmSwitcherRow *self,
                                        gboolean       chosen);
/* TRUE when its words change with every second. */
gboolean   jm_switcher_row_tick        (JmSwitcherRow *self);

G_END_DECLS
