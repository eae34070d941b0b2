/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "jm-dbus-menu-entry.h"
#include "jm-dbus-menu.h"

G_BEGIN_DECLS

/* What jm-dbus-menu.c (following the model) and jm-dbus-menu-calls.c (answering the hosts) share */

#define JM_DBUS_MENU_INTERFACE "com.canonical.dbusmenu"

struct _JmDbusMenu
{
  GObject          parent_instance;

  GDBusConnection *connection;
  char            *object_path;
  char            *icon_folder;
  guint            registration;

  GMenuModel      *model;
  GActionGroup    *actions;
  char            *prefix;

  JmDbusMenuEntry *root;        /* what the hosts were told last */
  GHashTable      *by_id;       /* of its entries, borrowed */
  GPtrArray       *models;      /* the model and all below it: each is listened to */
  int              next_id;
  guint            revision;
  guint            update_source;
};

/* Reads again what changed, and tells the hosts. Returns: whether rows came, went or moved */
gboolean jm_dbus_menu_update   (JmDbusMenu  *self);
/* For a click; nothing of @entry may be used afterwards. */
void     jm_dbus_menu_activate (JmDbusMenu            *self,
                                const JmDbusMenuEntry *entry,
                                guint32                timestamp);
gboolean jm_dbus_menu_register (JmDbusMenu  *self,
                                GError     **error);

G_END_DECLS
