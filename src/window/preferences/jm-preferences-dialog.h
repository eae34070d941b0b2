/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "preferences/jm-monitoring-page.h"

G_BEGIN_DECLS

/* What the person may choose, a type for each page. Every choice is kept at once; only the OAuth app is
 * proved first, and the desktop is asked for what goes on in the background. */
#define JM_TYPE_PREFERENCES_DIALOG (jm_preferences_dialog_get_type ())

G_DECLARE_FINAL_TYPE (JmPreferencesDialog, jm_preferences_dialog, JM, PREFERENCES_DIALOG, AdwPreferencesDialog)

AdwDialog *jm_preferences_dialog_new       (JmMonitor           *monitor);
/* Who asks the desktop when the choices of the background change; without one it is not asked. */
void       jm_preferences_dialog_set_asker (JmPreferencesDialog *self,
                                            JmBackgroundAsk      ask,
                                            GObject             *asker);
/* "monitoring", "sync", "notifications", "network", "access"; other names change nothing. */
void       jm_preferences_dialog_show_page (JmPreferencesDialog *self,
                                            const char          *name);

/* The page "network", at the site of @account */
void       jm_preferences_dialog_show_network (JmPreferencesDialog *self,
                                               JmAccount           *account);

G_END_DECLS
