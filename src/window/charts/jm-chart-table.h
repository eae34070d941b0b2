/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "charts/jm-chart.h"

G_BEGIN_DECLS

/* The table behind a chart as it is now, in a dialog: for who reads numbers rather than pictures, or has them read. */
AdwDialog *jm_chart_table_dialog_new (JmChart *chart) G_GNUC_WARN_UNUSED_RESULT;
/* The same with tabs between the columns, for a spreadsheet. The caller owns it. */
char      *jm_chart_dup_text         (JmChart *chart) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
