/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* A row that asks for a day, which may stay unknown. Property "time-ms" (gint64, notify): the start of that day in the
 * person's time zone, ms since the epoch; 0 unknown. */
#define JM_TYPE_DATE_ROW (jm_date_row_get_type ())

G_DECLARE_FINAL_TYPE (JmDateRow, jm_date_row, JM, DATE_ROW, AdwActionRow)

gint64 jm_date_row_get_time_ms (JmDateRow *self);
void   jm_date_row_set_time_ms (JmDateRow *self,
                                gint64     time_ms);

G_END_DECLS
