/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* What a GMenuModel and its actions come to at one moment, as a host of com.canonical.dbusmenu sees it. */
typedef struct _JmDbusMenuEntry JmDbusMenuEntry;

struct _JmDbusMenuEntry
{
  int        id;                /* 0 is the root */
  char      *key;               /* by which it is known again among its siblings */
  GVariant  *properties;        /* a{sv}: those that differ from the protocol's default */
  char      *action;            /* without the prefix, or NULL: nothing is to be clicked */
  GVariant  *target;            /* of the action, or NULL */
  GPtrArray *children;          /* of JmDbusMenuEntry */
};

/* @models: (element-type GMenuModel): is filled with all models that were read, each with a reference. */
JmDbusMenuEntry *jm_dbus_menu_entry_read       (GMenuModel            *model,
                                                GActionGroup          *actions,
                                                const char            *prefix,
                                                GPtrArray             *models);
void             jm_dbus_menu_entry_free       (JmDbusMenuEntry       *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (JmDbusMenuEntry, jm_dbus_menu_entry_free)

/* Gives what is in @old too the id that it has there, and the rest new ones from *@next_id on. */
void             jm_dbus_menu_entry_inherit    (JmDbusMenuEntry       *self,
                                                const JmDbusMenuEntry *old,
                                                int                   *next_id);
gboolean         jm_dbus_menu_entry_same_rows  (const JmDbusMenuEntry *self,
                                                const JmDbusMenuEntry *old);
/* A floating a{sv}: all properties, or those named in @names. */
GVariant        *jm_dbus_menu_entry_filter     (const JmDbusMenuEntry *self,
                                                const char *const     *names);
/* A floating (ia{sv}av). @depth: of the levels below it, negative for all. */
GVariant        *jm_dbus_menu_entry_to_layout  (const JmDbusMenuEntry *self,
                                                int                    depth,
                                                const char *const     *names);

G_END_DECLS
