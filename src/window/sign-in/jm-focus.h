/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

static inline gboolean
jm_focus_cb (gpointer widget)
{
  gtk_widget_grab_focus (widget);

  return G_SOURCE_REMOVE;
}

/* For a page that has come: without animations AdwNavigationView moves the focus only after "shown" (libadwaita 1.7). */
static inline void
jm_focus_soon (GtkWidget *widget)
{
  g_idle_add_full (G_PRIORITY_DEFAULT, jm_focus_cb, g_object_ref (widget), g_object_unref);
}

G_END_DECLS
