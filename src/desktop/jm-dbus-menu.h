/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* A GMenuModel as com.canonical.dbusmenu (version 3), for a tray host: GLib's own org.gtk.Menus is not what they speak.
 *
 * Sections become separators (with a heading where they have a label), actions give the enabled, check and radio
 * states, "hidden-when" is obeyed, "icon" is shown by its name or as PNG. An entry keeps its number as long as its
 * action, target and place among its kind stay, also when label, icon or neighbours change.
 *
 * Signal "activate-item" (action name without the prefix, target or NULL, time stamp of the click or 0): emitted
 * for a click on an entry that is enabled; the answer TRUE says that the action was activated already. */
#define JM_TYPE_DBUS_MENU (jm_dbus_menu_get_type ())

G_DECLARE_FINAL_TYPE (JmDbusMenu, jm_dbus_menu, JM, DBUS_MENU, GObject)

/* A menu item's attribute (string): what a screen reader says in place of the label */
#define JM_DBUS_MENU_ATTRIBUTE_DESCRIPTION "accessible-desc"

JmDbusMenu *jm_dbus_menu_new        (GDBusConnection  *connection,
                                     const char       *object_path,
                                     GMenuModel       *model,
                                     GActionGroup     *actions,
                                     const char       *prefix,
                                     const char       *icon_folder,
                                     GError          **error);
void        jm_dbus_menu_stop       (JmDbusMenu       *self);

G_END_DECLS
