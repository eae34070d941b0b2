/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "charts/jm-figure.h"
#include "store/jm-statistics.h"

G_BEGIN_DECLS

/* The charts of the statistics page: how each is made, and how statistics are shown in it. */
typedef enum
{
  JM_STATISTICS_CHART_DAYS,     /* created and resolved */
  JM_STATISTICS_CHART_STATUSES,
  JM_STATISTICS_CHART_PRIORITIES,
  JM_STATISTICS_CHART_PEOPLE,
  JM_STATISTICS_CHART_KINDS,
  JM_STATISTICS_CHART_AGES,
  JM_N_STATISTICS_CHARTS
} JmStatisticsChart;

JmFigure *jm_statistics_chart_new  (JmStatisticsChart  chart);
void      jm_statistics_chart_fill (JmStatisticsChart  chart,
                                    JmFigure          *figure,
                                    JmStatistics      *statistics);

G_END_DECLS
