/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "accounts/jm-monitor.h"

G_BEGIN_DECLS

/* What the person may choose. Every choice is kept at once; only the OAuth app is proved first. */
#define JM_TYPE_PREFERENCES_DIALOG (jm_preferences_dialog_get_type ())

G_DECLARE_FINAL_TYPE (JmPreferencesDialog, jm_preferences_dialog, JM, PREFERENCES_DIALOG, AdwPreferencesDialog)

AdwDialog *jm_preferences_dialog_new (JmMonitor *monitor);

G_END_DECLS
