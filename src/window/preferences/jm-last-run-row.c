/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "preferences/jm-last-run-row.h"

#include <glib/gi18n.h>

#include "jm-text.h"
#include "sync/jm-sync-words.h"
#include "sync/jm-sync.h"

struct _JmLastRunRow
{
  AdwExpanderRow  parent_instance;

  JmMonitor      *monitor;
  JmAccount      *account;      /* or NULL */
  GSignalGroup   *sync_signals;
  GPtrArray      *rows;         /* borrowed: one for each resource that was asked for */

  GtkButton      *sync_button;
  GtkImage       *icon;
};

G_DEFINE_FINAL_TYPE (JmLastRunRow, jm_last_run_row, ADW_TYPE_EXPANDER_ROW)

static JmSync *
get_sync (JmLastRunRow *self)
{
  return self->account != NULL ? jm_sync_get (jm_monitor_get_services (self->monitor), self->account) : NULL;
}

/* --- resource by resource */

static void
forget_rows (JmLastRunRow *self)
{
  for (guint i = 0; i < self->rows->len; i++)
    adw_expander_row_remove (ADW_EXPANDER_ROW (self), g_ptr_array_index (self->rows, i));
  g_ptr_array_set_size (self->rows, 0);
}

static void
add_row (JmLastRunRow *self,
         JmResourceId  id,
         const char   *words)
{
  GtkWidget *row = adw_action_row_new ();

  gtk_widget_add_css_class (row, "property");
  jm_text_set_title (ADW_PREFERENCES_ROW (row), jm_resource_get_title (id));
  jm_text_set_subtitle (ADW_PREFERENCES_ROW (row), words);
  adw_expander_row_add_row (ADW_EXPANDER_ROW (self), row);
  g_ptr_array_add (self->rows, row);
}

static void
fill (JmLastRunRow       *self,
      const JmSyncReport *report)
{
  forget_rows (self);
  for (guint i = 0; report != NULL && i < JM_N_RESOURCES; i++)
    {
      g_autofree char *words = NULL;

      if (!report->resources[i].asked)
        continue;

      if (report->resources[i].denied != NULL)
        words = g_strdup_printf (_("Not allowed: %s"), report->resources[i].denied);
      else if (report->resources[i].failed != NULL)
        /* Translators: %s is a sentence */
        words = g_strdup_printf (_("Failed: %s"), report->resources[i].failed);
      else
        words = g_strdup_printf ("%'d", (int) MIN (report->resources[i].count, G_MAXINT));
      add_row (self, i, words);
    }
  adw_expander_row_set_enable_expansion (ADW_EXPANDER_ROW (self), self->rows->len > 0);
}

/* --- the whole */

static void
show (JmLastRunRow *self)
{
  JmSync *sync = get_sync (self);
  const JmSyncReport *report = jm_sync_get_report (sync);
  const GError *error = jm_sync_get_error (sync);
  g_autofree char *details = report != NULL ? jm_sync_report_describe (report) : NULL;
  g_auto (JmSyncFace) face = { 0 };

  jm_sync_face_read (&face, sync, jm_clock_get_wall_ms (jm_monitor_get_services (self->monitor)->clock));
  gtk_image_set_from_icon_name (self->icon, face.icon_name != NULL ? face.icon_name : "view-refresh-symbolic");
  jm_text_set_title (ADW_PREFERENCES_ROW (self), face.words);
  jm_text_set_subtitle (ADW_PREFERENCES_ROW (self), error != NULL ? error->message : details);
  gtk_widget_set_sensitive (GTK_WIDGET (self->sync_button), !jm_sync_is_running (sync));
}

static void
report_changed_cb (JmLastRunRow *self)
{
  fill (self, jm_sync_get_report (get_sync (self)));
}

static void
sync_cb (JmLastRunRow *self)
{
  if (self->account != NULL)
    gtk_widget_activate_action (GTK_WIDGET (self), "win.sync-account", "s", jm_account_get_id (self->account));
}

/* --- GObject */

static void
jm_last_run_row_dispose (GObject *object)
{
  JmLastRunRow *self = JM_LAST_RUN_ROW (object);

  g_clear_object (&self->sync_signals);
  g_clear_object (&self->account);
  g_clear_object (&self->monitor);

  G_OBJECT_CLASS (jm_last_run_row_parent_class)->dispose (object);
}

static void
jm_last_run_row_finalize (GObject *object)
{
  g_ptr_array_unref (JM_LAST_RUN_ROW (object)->rows);

  G_OBJECT_CLASS (jm_last_run_row_parent_class)->finalize (object);
}

static void
jm_last_run_row_class_init (JmLastRunRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = jm_last_run_row_dispose;
  G_OBJECT_CLASS (klass)->finalize = jm_last_run_row_finalize;

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/example/JiraMonitor/window/preferences/jm-last-run-row.ui");
  gtk_widget_class_bind_template_child (widget_class, JmLastRunRow, icon);
  gtk_widget_class_bind_template_child (widget_class, JmLastRunRow, sync_button);
  gtk_widget_class_bind_template_callback (widget_class, sync_cb);
}

static void
jm_last_run_row_init (JmLastRunRow *self)
{
  self->rows = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  self->sync_signals = g_signal_group_new (JM_TYPE_SYNC);
  g_signal_group_connect_swapped (self->sync_signals, "notify", G_CALLBACK (show), self);
  g_signal_group_connect_swapped (self->sync_signals, "notify::report", G_CALLBACK (report_changed_cb), self);
}

void
jm_last_run_row_set_account (JmLastRunRow *self,
                             JmMonitor    *monitor,
                             JmAccount    *account)
{
  g_return_if_fail (JM_IS_LAST_RUN_ROW (self));
  g_return_if_fail (JM_IS_MONITOR (monitor));

  g_set_object (&self->monitor, monitor);
  g_set_object (&self->account, account);
  g_signal_group_set_target (self->sync_signals, get_sync (self));
  if (account == NULL)
    return;

  report_changed_cb (self);
  show (self);
}
