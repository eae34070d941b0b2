/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "desktop/jm-background.h"
#include "desktop/jm-problems.h"

G_BEGIN_DECLS

/* All of this floor for one monitor: problems, notifications, tray (as the setting "tray" says), background,
 * power. One for each process with a face, of the person's own monitor; the demonstration's has none. */
#define JM_TYPE_DESKTOP (jm_desktop_get_type ())

G_DECLARE_FINAL_TYPE (JmDesktop, jm_desktop, JM, DESKTOP, GObject)

JmDesktop    *jm_desktop_new            (GApplication *application,
                           JmMonitor *monitor);
JmProblems   *jm_desktop_get_problems   (JmDesktop    *self);
JmBackground *jm_desktop_get_background (JmDesktop    *self);
/* The menu of tray and window. Borrowed. */
GMenuModel   *jm_desktop_get_menu       (JmDesktop    *self);
/* Takes away what can be seen; the rest ends with the object. */
void          jm_desktop_stop           (JmDesktop    *self);

G_END_DECLS
