/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "jm-event-save.h"

#include <glib/gi18n.h>

#include "events/jm-event-export.h"

typedef struct
{
  GtkWidget    *widget;
  GListModel   *events;
  GFile        *file; /* once it is chosen */
  GCancellable *cancellable;
} Save;

static void
save_free (Save *save)
{
  g_clear_object (&save->widget);
  g_clear_object (&save->events);
  g_clear_object (&save->file);
  g_clear_object (&save->cancellable);
  g_free (save);
}

static void
written_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  Save *save = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *name = g_file_get_basename (save->file);
  g_autofree char *sentence = NULL;

  if (g_file_replace_contents_finish (G_FILE (source), result, NULL, &error))
    /* Translators: %s is the name of a file */
    sentence = g_strdup_printf (_("Events exported to “%s”"), name);
  else
    sentence = g_strdup_printf (_("The events were not exported: %s"), error->message);

  if (!g_cancellable_is_cancelled (save->cancellable))
    gtk_widget_activate_action (save->widget, "win.toast", "s", sentence);
  save_free (save);
}

static void
file_chosen_cb (GObject      *source,
                GAsyncResult *result,
                gpointer      user_data)
{
  Save *save = user_data;
  g_autoptr (GBytes) bytes = NULL;
  g_autofree char *name = NULL;

  save->file = gtk_file_dialog_save_finish (GTK_FILE_DIALOG (source), result, NULL);
  if (save->file == NULL || g_cancellable_is_cancelled (save->cancellable))
    {
      save_free (save);
      return;
    }

  name = g_file_get_basename (save->file);
  bytes = jm_event_export (save->events, jm_event_export_format_of (name));
  g_file_replace_contents_bytes_async (save->file, bytes, NULL, FALSE, G_FILE_CREATE_PRIVATE,
                                       save->cancellable, written_cb, save);
}

static void
add_filter (GListStore *filters,
            const char *name,
            const char *suffix)
{
  g_autoptr (GtkFileFilter) filter = gtk_file_filter_new ();

  gtk_file_filter_set_name (filter, name);
  gtk_file_filter_add_suffix (filter, suffix);
  g_list_store_append (filters, filter);
}

void
jm_event_save (GtkWidget    *widget,
               GListModel   *events,
               GCancellable *cancellable)
{
  g_autoptr (GtkFileDialog) dialog = gtk_file_dialog_new ();
  g_autoptr (GListStore) filters = g_list_store_new (GTK_TYPE_FILE_FILTER);
  GtkRoot *root = gtk_widget_get_root (widget);
  Save *save = g_new0 (Save, 1);

  save->widget = g_object_ref (widget);
  save->events = g_object_ref (events);
  save->cancellable = g_object_ref (cancellable);
  add_filter (filters, _("Comma-separated values (.csv)"), "csv");
  add_filter (filters, _("JSON (.json)"), "json");
  gtk_file_dialog_set_title (dialog, _("Export Events"));
  gtk_file_dialog_set_accept_label (dialog, _("_Export"));
  gtk_file_dialog_set_filters (dialog, G_LIST_MODEL (filters));
  /* Translators: a name for a file; keep the ending */
  gtk_file_dialog_set_initial_name (dialog, _("jira-monitor-events.csv"));
  gtk_file_dialog_save (dialog, GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL, cancellable,
                        file_chosen_cb, save);
}
