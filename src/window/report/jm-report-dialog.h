/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "accounts/jm-monitor.h"

G_BEGIN_DECLS

/* A report of a problem, to be read, copied and saved. Nothing is sent. */
#define JM_TYPE_REPORT_DIALOG (jm_report_dialog_get_type ())

G_DECLARE_FINAL_TYPE (JmReportDialog, jm_report_dialog, JM, REPORT_DIALOG, AdwDialog)

AdwDialog *jm_report_dialog_new (JmMonitor *monitor);

G_END_DECLS
