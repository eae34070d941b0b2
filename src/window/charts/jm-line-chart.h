/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "charts/jm-chart.h"

G_BEGIN_DECLS

/* Counts over days as curves, the first in front. In high contrast the second is dashed. */
#define JM_TYPE_LINE_CHART (jm_line_chart_get_type ())

G_DECLARE_FINAL_TYPE (JmLineChart, jm_line_chart, JM, LINE_CHART, JmChart)

#define JM_LINE_CHART_SERIES 2

typedef struct
{
  gint64 begins_ms;             /* local midnight */
  guint  values[JM_LINE_CHART_SERIES];
} JmLinePoint;

GtkWidget *jm_line_chart_new        (void);
/* @name: translated; @css_class: whose colour it has. */
void       jm_line_chart_set_series (JmLineChart       *self,
                                     guint              series,
                                     const char        *name,
                                     const char        *css_class);
/* @points: oldest first; copied. @days: how many a point stands for. The last one ends with today. */
void       jm_line_chart_set_points (JmLineChart       *self,
                                     const JmLinePoint *points,
                                     guint              n_points,
                                     guint              days);

G_END_DECLS
