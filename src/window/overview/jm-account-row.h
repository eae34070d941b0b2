/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "widgets/jm-token-face.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* One of several accounts: who, its state as a lozenge, its countdown. Activating it makes it the current one. Property
 * "narrow": the state becomes a coloured second line. */
#define JM_TYPE_ACCOUNT_ROW_WIDGET (jm_account_row_widget_get_type ())

G_DECLARE_FINAL_TYPE (JmAccountRowWidget, jm_account_row_widget, JM, ACCOUNT_ROW_WIDGET, GtkListBoxRow)

GtkWidget *jm_account_row_widget_new         (JmAccount          *account,
                                              JmClock            *clock);
JmAccount *jm_account_row_widget_get_account (JmAccountRowWidget *self);
/* Says the state again, by the time that it is now. TRUE when its words change with every second. */
gboolean   jm_account_row_widget_tick        (JmAccountRowWidget *self);
void       jm_account_row_widget_set_narrow  (JmAccountRowWidget *self,
                                              gboolean            narrow);

G_END_DECLS
