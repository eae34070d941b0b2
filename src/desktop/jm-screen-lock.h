/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Whether the session's screen is locked, so that others may read what is on it. Property "locked",
 * notifies; FALSE while nobody knows. */
#define JM_TYPE_SCREEN_LOCK (jm_screen_lock_get_type ())

G_DECLARE_FINAL_TYPE (JmScreenLock, jm_screen_lock, JM, SCREEN_LOCK, GObject)

/* @session_bus: or NULL. The bus of the system is looked for by itself. */
JmScreenLock *jm_screen_lock_new       (GDBusConnection *session_bus);
gboolean      jm_screen_lock_is_locked (JmScreenLock    *self);

G_END_DECLS
