/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "accounts/jm-monitor.h"

G_BEGIN_DECLS

/* What only the window knows for a report: pairs of name and version, ended by NULL. The caller frees them. */
char **jm_report_face_dup_libraries (GtkWidget      *widget);
/* The same report in the dialog about the program; until it is made, and without @monitor, the versions alone. */
void   jm_report_face_fill_about    (AdwAboutDialog *dialog,
                                     JmMonitor      *monitor);

G_END_DECLS
