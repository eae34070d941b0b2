/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "desktop/jm-problems.h"

G_BEGIN_DECLS

/* The icon in the tray: org.kde.StatusNotifierItem and com.canonical.dbusmenu on a connection of its own, registered
 * whenever a host is there. Property "is-shown": a host shows it. */
#define JM_TYPE_TRAY (jm_tray_get_type ())

G_DECLARE_FINAL_TYPE (JmTray, jm_tray, JM, TRAY, GObject)

/* @menu: what a right click shows; its actions are those of @application, with the prefix "app.". */
JmTray  *jm_tray_new      (GApplication *application,
                           GMenuModel   *menu,
                           JmProblems   *problems);
gboolean jm_tray_is_shown (JmTray       *self);
/* Takes it away; a tray that is wanted again is a new one. */
void     jm_tray_stop     (JmTray       *self);

G_END_DECLS
