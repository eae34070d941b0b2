/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "desktop/jm-problems.h"

G_BEGIN_DECLS

/* Tells problems, and what happened to issues, in notifications of the desktop (GNotification): one for each
 * problem, replaced when it changes, withdrawn when it ends; by the settings of mute, quiet hours, the
 * locked screen. Its buttons activate "app.cure-problem", "app.show-problem", "app.show-issue",
 * "app.open-issue" (see jm-application.c). */
#define JM_TYPE_NOTIFIER (jm_notifier_get_type ())

G_DECLARE_FINAL_TYPE (JmNotifier, jm_notifier, JM, NOTIFIER, GObject)

JmNotifier *jm_notifier_new  (GApplication *application,
                             JmMonitor *monitor,
                             JmProblems *problems);
/* Withdraws nothing: a problem outlives the program. */
void        jm_notifier_stop (JmNotifier   *self);

G_END_DECLS
