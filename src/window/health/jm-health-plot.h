/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "charts/jm-plot.h"
#include "sync/jm-health.h"

G_BEGIN_DECLS

/* The history of one check as a curve: oldest at the side where reading begins. A check that failed leaves a gap and a mark.
 * The arrow keys walk from value to value, each is read out; so does a pointer over it. */
#define JM_TYPE_HEALTH_PLOT (jm_health_plot_get_type ())

G_DECLARE_FINAL_TYPE (JmHealthPlot, jm_health_plot, JM, HEALTH_PLOT, JmPlot)

/* Follows @check. */
GtkWidget *jm_health_plot_new (JmHealthCheck *check);

G_END_DECLS
