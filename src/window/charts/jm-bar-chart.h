/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "charts/jm-chart.h"

G_BEGIN_DECLS

/* Counts as horizontal bars, each with its name before it and its number behind it; the longest is the largest. */
#define JM_TYPE_BAR_CHART (jm_bar_chart_get_type ())

G_DECLARE_FINAL_TYPE (JmBarChart, jm_bar_chart, JM, BAR_CHART, JmChart)

/* @heading: of the names in the table, translated: "Priority". @max_bars: more of them are in the table only. */
GtkWidget *jm_bar_chart_new    (const char *heading,
                                guint       max_bars);
/* Between these two jm_bar_chart_add(), in the order of the bars. */
void       jm_bar_chart_begin  (JmBarChart *self);
void       jm_bar_chart_end    (JmBarChart *self);
/* @name may come from outside. @css_class: whose colour it has, NULL for the accent's. @icon: before the name, floating; or
 * NULL. */
void       jm_bar_chart_add    (JmBarChart *self,
                                const char *name,
                                gint64      n,
                                const char *css_class,
                                GtkWidget  *icon);

G_END_DECLS
