/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Loaded before a GTK program (LD_PRELOAD): writes the monotonic time of its first painted frame to the descriptor
 * in JM_PROBE_FD, and hides its windows on SIGUSR1. So both programs of a comparison are measured by the same probe. */

#define _GNU_SOURCE
#include <dlfcn.h>
#include <gio/gio.h>
#include <glib-unix.h>
#include <gtk/gtk.h>
#include <stdio.h>
#include <stdlib.h>

static gboolean
hide_cb (gpointer data)
{
  g_autoptr (GListModel) windows = g_object_ref (gtk_window_get_toplevels ());

  for (guint i = 0; i < g_list_model_get_n_items (windows); i++)
    {
      g_autoptr (GtkWidget) window = g_list_model_get_item (windows, i);

      gtk_widget_set_visible (window, FALSE);
    }

  return G_SOURCE_CONTINUE;
}

static void
after_paint_cb (GdkFrameClock *clock,
                gpointer       data)
{
  const char *descriptor = g_getenv ("JM_PROBE_FD");

  g_signal_handlers_disconnect_by_func (clock, after_paint_cb, data);
  if (descriptor != NULL)
    dprintf (atoi (descriptor), "%" G_GINT64_FORMAT "\n", g_get_monotonic_time ());
}

/* Takes the place of GTK's, which it calls. */
void
gtk_window_present (GtkWindow *window)
{
  static gboolean seen;
  void (*present) (GtkWindow *) = dlsym (RTLD_NEXT, "gtk_window_present");

  present (window);
  if (seen)
    return;

  seen = TRUE;
  g_signal_connect (gtk_widget_get_frame_clock (GTK_WIDGET (window)), "after-paint",
                    G_CALLBACK (after_paint_cb), NULL);
  g_unix_signal_add (SIGUSR1, hide_cb, NULL);
}
