/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "charts/jm-plot.h"

G_BEGIN_DECLS

/* One bar a day: refreshes that succeeded, and in red on top of them those that failed. The arrow keys walk over the days,
 * which are said in words; so does the pointer, in a tooltip. */
#define JM_TYPE_REFRESH_BARS (jm_refresh_bars_get_type ())

G_DECLARE_FINAL_TYPE (JmRefreshBars, jm_refresh_bars, JM, REFRESH_BARS, JmPlot)

GtkWidget *jm_refresh_bars_new      (void);
/* @days: pairs of guint32 {succeeded, failed}, oldest first, the last is the day of @now_ms (wall clock). NULL: no days. */
void       jm_refresh_bars_set_days (JmRefreshBars *self,
                                     GBytes        *days,
                                     gint64         now_ms);
/* "6 attempted, 1 failed, on 13 Nov 2026". The caller owns it. */
char      *jm_refresh_bars_describe (JmRefreshBars *self,
                                     guint          day) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
