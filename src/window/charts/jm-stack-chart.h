/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "charts/jm-chart.h"
#include "charts/jm-pattern.h"

G_BEGIN_DECLS

/* Parts of a whole as one bar, 14 sp high, over a legend of lozenges with number and share. */
#define JM_TYPE_STACK_CHART (jm_stack_chart_get_type ())

G_DECLARE_FINAL_TYPE (JmStackChart, jm_stack_chart, JM, STACK_CHART, JmChart)

/* @heading: of the names in the table, translated: "Status". */
GtkWidget *jm_stack_chart_new   (const char   *heading);
void       jm_stack_chart_begin (JmStackChart *self);
void       jm_stack_chart_end   (JmStackChart *self);
/* Between these two. @name may come from outside; @category: of a status, or NULL; @css_class: whose colour it has. */
void       jm_stack_chart_add   (JmStackChart *self,
                                 const char   *name,
                                 const char   *category,
                                 gint64        n,
                                 const char   *css_class,
                                 JmPattern     pattern);

G_END_DECLS
