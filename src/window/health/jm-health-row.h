/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "sync/jm-health.h"

G_BEGIN_DECLS

/* One check: state, name, sentence, its latest values as a sparkline, the last one in digits. Opened: what to do about it, its
 * history as a plot, and the details. */
#define JM_TYPE_HEALTH_ROW (jm_health_row_get_type ())

G_DECLARE_FINAL_TYPE (JmHealthRow, jm_health_row, JM, HEALTH_ROW, AdwExpanderRow)

GtkWidget     *jm_health_row_new        (JmHealthCheck *check);
JmHealthCheck *jm_health_row_get_check  (JmHealthRow   *self);
/* Without the sparkline */
void           jm_health_row_set_narrow (JmHealthRow   *self,
                                         gboolean       narrow);

G_END_DECLS
