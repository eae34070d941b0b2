/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "jm-save.h"

#include <glib/gi18n.h>

/* --- choosing */

static void
file_chosen_cb (GObject      *source,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr (DexPromise) promise = user_data;
  g_autoptr (GError) error = NULL;
  GFile *file = gtk_file_dialog_save_finish (GTK_FILE_DIALOG (source), result, &error);

  if (file != NULL)
    dex_promise_resolve_object (promise, file);
  else if (g_error_matches (error, GTK_DIALOG_ERROR, GTK_DIALOG_ERROR_DISMISSED) ||
           g_error_matches (error, GTK_DIALOG_ERROR, GTK_DIALOG_ERROR_CANCELLED))
    dex_promise_reject (promise, g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, error->message));
  else
    dex_promise_reject (promise, g_steal_pointer (&error));
}

static GListModel *
create_filters (const JmSaveKind *kinds,
                guint             n_kinds)
{
  GListStore *filters = g_list_store_new (GTK_TYPE_FILE_FILTER);

  for (guint i = 0; i < n_kinds; i++)
    {
      g_autoptr (GtkFileFilter) filter = gtk_file_filter_new ();

      gtk_file_filter_set_name (filter, _(kinds[i].name));
      gtk_file_filter_add_suffix (filter, kinds[i].suffix);
      g_list_store_append (filters, filter);
    }

  return G_LIST_MODEL (filters);
}

DexFuture *
jm_save_choose (GtkWidget        *widget,
                const char       *title,
                const char       *initial_name,
                const JmSaveKind *kinds,
                guint             n_kinds,
                GCancellable     *cancellable)
{
  g_autoptr (GtkFileDialog) dialog = NULL;
  g_autoptr (GListModel) filters = NULL;
  DexPromise *promise;
  GtkRoot *root;

  dex_return_error_if_fail (GTK_IS_WIDGET (widget));
  dex_return_error_if_fail (n_kinds > 0);

  dialog = gtk_file_dialog_new ();
  filters = create_filters (kinds, n_kinds);
  gtk_file_dialog_set_title (dialog, title);
  gtk_file_dialog_set_accept_label (dialog, _("_Export"));
  gtk_file_dialog_set_filters (dialog, filters);
  gtk_file_dialog_set_initial_name (dialog, initial_name);

  root = gtk_widget_get_root (widget);
  promise = dex_promise_new ();
  gtk_file_dialog_save (dialog, GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL, cancellable, file_chosen_cb,
                        dex_ref (promise));

  return DEX_FUTURE (promise);
}

/* --- writing */

static void
written_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr (DexPromise) promise = user_data;
  GError *error = NULL;

  if (g_file_replace_contents_finish (G_FILE (source), result, NULL, &error))
    dex_promise_resolve_boolean (promise, TRUE);
  else
    dex_promise_reject (promise, error);
}

DexFuture *
jm_save_write (GFile        *file,
               GBytes       *bytes,
               GCancellable *cancellable)
{
  DexPromise *promise;

  dex_return_error_if_fail (G_IS_FILE (file));
  dex_return_error_if_fail (bytes != NULL);

  promise = dex_promise_new ();
  g_file_replace_contents_bytes_async (file, bytes, NULL, FALSE, G_FILE_CREATE_PRIVATE, cancellable, written_cb,
                                       dex_ref (promise));

  return DEX_FUTURE (promise);
}

void
jm_save_say (GtkWidget    *widget,
             GFile        *file,
             const GError *error)
{
  g_autofree char *name = NULL;
  g_autofree char *sentence = NULL;

  g_return_if_fail (GTK_IS_WIDGET (widget));

  if (error != NULL && g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  if (error != NULL)
    sentence = g_strdup_printf (_("Nothing was exported: %s"), error->message);
  else
    {
      name = g_file_get_basename (file);
      /* Translators: %s is the name of a file */
      sentence = g_strdup_printf (_("Exported to “%s”"), name);
    }
  gtk_widget_activate_action (widget, "win.toast", "s", sentence);
}

/* --- all of it */

typedef struct
{
  GtkWidget        *widget;
  char             *title;
  char             *initial_name;
  const JmSaveKind *kinds;
  guint             n_kinds;
  JmSaveMake        make;
  gpointer          data;
  GDestroyNotify    free_data;
  GCancellable     *cancellable;
} Save;

static void
save_free (gpointer data)
{
  Save *save = data;

  if (save->free_data != NULL)
    save->free_data (save->data);
  g_clear_object (&save->widget);
  g_clear_object (&save->cancellable);
  g_free (save->title);
  g_free (save->initial_name);
  g_free (save);
}

static DexFuture *
save_fiber (gpointer data)
{
  Save *save = data;
  g_autoptr (GFile) file = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *name = NULL;

  file = dex_await_object (jm_save_choose (save->widget, save->title, save->initial_name, save->kinds, save->n_kinds,
                                           save->cancellable),
                           &error);
  if (file != NULL)
    {
      name = g_file_get_basename (file);
      bytes = save->make (name, save->data, &error);
    }
  if (bytes != NULL)
    dex_await (jm_save_write (file, bytes, save->cancellable), &error);

  if (!g_cancellable_is_cancelled (save->cancellable))
    jm_save_say (save->widget, file, error);

  return dex_future_new_true ();
}

void
jm_save (GtkWidget        *widget,
         const char       *title,
         const char       *initial_name,
         const JmSaveKind *kinds,
         guint             n_kinds,
         JmSaveMake        make,
         gpointer          data,
         GDestroyNotify    free_data,
         GCancellable     *cancellable)
{
  Save *save;

  g_return_if_fail (GTK_IS_WIDGET (widget));
  g_return_if_fail (make != NULL);

  save = g_new0 (Save, 1);
  save->widget = g_object_ref (widget);
  save->title = g_strdup (title);
  save->initial_name = g_strdup (initial_name);
  save->kinds = kinds;
  save->n_kinds = n_kinds;
  save->make = make;
  save->data = data;
  save->free_data = free_data;
  save->cancellable = g_object_ref (cancellable);
  dex_future_disown (dex_scheduler_spawn (NULL, 0, save_fiber, save, save_free));
}
