/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "jm-store-group.h"

#include <glib/gi18n.h>

#include "jm-text.h"

struct _JmStoreGroup
{
  AdwPreferencesGroup  parent_instance;

  JmAccount           *account;
  GCancellable        *cancellable;
  guint                stamp;           /* of the newest look */

  AdwActionRow        *damaged_row;
  AdwActionRow        *size_row;
  AdwSpinner          *spinner;
  GtkButton           *back_up_button;
  GtkButton           *rebuild_button;
};

G_DEFINE_FINAL_TYPE (JmStoreGroup, jm_store_group, ADW_TYPE_PREFERENCES_GROUP)

typedef struct
{
  JmStoreGroup *group;
  JmAccount    *account;
  GFile        *file;           /* where the copy goes */
  GCancellable *cancellable;
  guint         stamp;
} Job;

static void
job_free (gpointer data)
{
  Job *job = data;

  g_clear_object (&job->group);
  g_clear_object (&job->account);
  g_clear_object (&job->file);
  g_clear_object (&job->cancellable);
  g_free (job);
}

static Job *
job_new (JmStoreGroup *self,
         GFile        *file)
{
  Job *job = g_new0 (Job, 1);

  job->group = g_object_ref (self);
  job->account = g_object_ref (self->account);
  g_set_object (&job->file, file);
  job->cancellable = g_object_ref (self->cancellable);
  job->stamp = self->stamp;

  return job;
}

static gboolean
is_current (Job *job)
{
  return !g_cancellable_is_cancelled (job->cancellable) && job->group->account == job->account &&
         job->group->stamp == job->stamp;
}

/* --- how it is */

static void
show_store (JmStoreGroup *self,
            JmStore      *store,
            const GError *error)
{
  g_autofree char *size = store != NULL ? g_format_size ((guint64) jm_store_get_size (store)) : NULL;
  gboolean damaged = g_error_matches (error, JM_STORE_ERROR, JM_STORE_ERROR_CORRUPT);

  jm_text_set_subtitle (ADW_PREFERENCES_ROW (self->size_row), error != NULL ? error->message : size);
  gtk_widget_set_visible (GTK_WIDGET (self->size_row), !damaged);
  gtk_widget_set_sensitive (GTK_WIDGET (self->back_up_button), store != NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->damaged_row), damaged);
  if (damaged)
    {
      jm_text_set_title (ADW_PREFERENCES_ROW (self->damaged_row), _("The stored data is damaged"));
      jm_text_set_subtitle (ADW_PREFERENCES_ROW (self->damaged_row), error->message);
    }
}

static DexFuture *
look_fiber (gpointer data)
{
  Job *job = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (JmStore) store = dex_await_object (jm_account_open_store (job->account), &error);

  if (is_current (job))
    show_store (job->group, store, error);

  return dex_future_new_true ();
}

void
jm_store_group_update (JmStoreGroup *self)
{
  g_return_if_fail (JM_IS_STORE_GROUP (self));

  self->stamp++;
  if (self->account != NULL)
    dex_future_disown (dex_scheduler_spawn (NULL, 0, look_fiber, job_new (self, NULL), job_free));
}

/* --- a copy */

static void
say (JmStoreGroup *self,
     const char   *words)
{
  GtkWidget *dialog = gtk_widget_get_ancestor (GTK_WIDGET (self), ADW_TYPE_PREFERENCES_DIALOG);

  if (dialog != NULL)
    adw_preferences_dialog_add_toast (ADW_PREFERENCES_DIALOG (dialog), jm_text_toast (words));
}

static void
set_busy (JmStoreGroup *self,
          gboolean      busy)
{
  gtk_widget_set_visible (GTK_WIDGET (self->spinner), busy);
  gtk_widget_set_sensitive (GTK_WIDGET (self->back_up_button), !busy);
}

static DexFuture *
back_up_fiber (gpointer data)
{
  Job *job = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (JmStore) store = dex_await_object (jm_account_open_store (job->account), &error);
  g_autofree char *words = NULL;
  gint64 size = 0;

  if (store != NULL)
    size = dex_await_int64 (jm_store_back_up (store, g_file_peek_path (job->file)), &error);
  if (g_cancellable_is_cancelled (job->cancellable))
    return dex_future_new_true ();

  set_busy (job->group, FALSE);
  if (error == NULL)
    {
      g_autofree char *bytes = g_format_size ((guint64) size);

      /* Translators: %s is a size: "412 MB" */
      words = g_strdup_printf (_("A copy of %s was made"), bytes);
    }
  say (job->group, error != NULL ? error->message : words);

  return dex_future_new_true ();
}

static void
file_chosen_cb (GObject      *source,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr (JmStoreGroup) self = user_data;
  g_autoptr (GFile) file = gtk_file_dialog_save_finish (GTK_FILE_DIALOG (source), result, NULL);

  if (file == NULL || self->account == NULL)
    return;
  if (g_file_peek_path (file) == NULL)
    {
      say (self, _("Choose a folder on this computer"));
      return;
    }

  set_busy (self, TRUE);
  dex_future_disown (dex_scheduler_spawn (NULL, 0, back_up_fiber, job_new (self, file), job_free));
}

static void
back_up_cb (JmStoreGroup *self)
{
  g_autoptr (GtkFileDialog) dialog = gtk_file_dialog_new ();
  g_autofree char *name = g_strdup_printf ("%s.db", jm_account_get_host (self->account));

  gtk_file_dialog_set_title (dialog, _("Back Up Stored Data"));
  gtk_file_dialog_set_initial_name (dialog, name);
  gtk_file_dialog_save (dialog, GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))), self->cancellable,
                        file_chosen_cb, g_object_ref (self));
}

static void
rebuild_cb (JmStoreGroup *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "win.rebuild-store", "s", jm_account_get_id (self->account));
}

/* --- GObject */

static void
jm_store_group_dispose (GObject *object)
{
  JmStoreGroup *self = JM_STORE_GROUP (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->account);

  G_OBJECT_CLASS (jm_store_group_parent_class)->dispose (object);
}

static void
jm_store_group_finalize (GObject *object)
{
  g_clear_object (&JM_STORE_GROUP (object)->cancellable);

  G_OBJECT_CLASS (jm_store_group_parent_class)->finalize (object);
}

static void
jm_store_group_class_init (JmStoreGroupClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = jm_store_group_dispose;
  G_OBJECT_CLASS (klass)->finalize = jm_store_group_finalize;

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/example/JiraMonitor/window/preferences/jm-store-group.ui");
  gtk_widget_class_bind_template_child (widget_class, JmStoreGroup, back_up_button);
  gtk_widget_class_bind_template_child (widget_class, JmStoreGroup, damaged_row);
  gtk_widget_class_bind_template_child (widget_class, JmStoreGroup, rebuild_button);
  gtk_widget_class_bind_template_child (widget_class, JmStoreGroup, size_row);
  gtk_widget_class_bind_template_child (widget_class, JmStoreGroup, spinner);
  gtk_widget_class_bind_template_callback (widget_class, back_up_cb);
  gtk_widget_class_bind_template_callback (widget_class, rebuild_cb);
}

static void
jm_store_group_init (JmStoreGroup *self)
{
  self->cancellable = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
jm_store_group_set_account (JmStoreGroup *self,
                            JmAccount    *account)
{
  g_return_if_fail (JM_IS_STORE_GROUP (self));

  if (g_set_object (&self->account, account))
    jm_store_group_update (self);
}
