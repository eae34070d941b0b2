/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "jm-dbus-menu.h"
#include "jm-tray-face.h"
#include "jm-tray.h"

G_BEGIN_DECLS

/* What jm-tray.c (finding a host) and jm-tray-item.c (what the host is shown, and its clicks) share */

#define JM_TRAY_PATH "/StatusNotifierItem"

struct _JmTray
{
  GObject          parent_instance;

  GApplication    *application;
  GMenuModel      *model;
  JmProblems      *problems;

  GCancellable    *cancellable; /* of all that is asked of the bus; cancelled: it was stopped */
  GDBusConnection *connection;  /* NULL until there is a bus */

  /* --- the item */
  JmDbusMenu      *menu;
  guint            registration;
  char            *icon_folder;
  GHashTable      *pixmaps;     /* name of an icon → GVariant: what was drawn once */
  JmTrayFace      *face;        /* what the hosts were told last */
  guint            update_source;
  char            *token;       /* the right to take the focus, for the next window; or NULL */

  /* --- the watcher */
  guint            watch;
  guint            subscription;
  GCancellable    *asking;      /* the watcher that is there now; NULL: there is none */
  gboolean         is_registered;
  gboolean         has_host;
  gboolean         is_shown;
};

/* On @self->connection. FALSE: it can't be put there, and nobody needs to know. */
gboolean jm_tray_export_item   (JmTray *self);
void     jm_tray_unexport_item (JmTray *self);

G_END_DECLS
