/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "preferences/jm-monitoring-page.h"

#include <glib/gi18n.h>

#include "base/jm-settings.h"
#include "preferences/jm-setting-rows.h"
#include "widgets/jm-remark.h"

static const JmChoice check_choices[] = {
  { 300, N_("Every 5 minutes") },
  { 900, N_("Every 15 minutes") },
  { 1800, N_("Every 30 minutes") },
  { 3600, N_("Every hour") },
  { 21600, N_("Every 6 hours") },
  { 0, NULL },
};
static const JmChoice health_choices[] = {
  { 60, N_("Every minute") },
  { 300, N_("Every 5 minutes") },
  { 900, N_("Every 15 minutes") },
  { 1800, N_("Every 30 minutes") },
  { 3600, N_("Every hour") },
  { 0, NULL },
};
/* Each with those below it */
static const JmChoice warn_choices[] = {
  { 30, N_("30, 7 and 1 days") },
  { 7, N_("7 and 1 days") },
  { 1, N_("1 day") },
  { 0, N_("Never") },
  { 0, NULL },
};

static const JmSettingRow rows[] = {
  { JM_SETTING_REFRESH_MARGIN, "margin_row", .unit = 60 },
  { JM_SETTING_HEALTH_INTERVAL, "health_row", .choices = health_choices },
  { JM_SETTING_CHECK_INTERVAL, "interval_row", .choices = check_choices },
  { JM_SETTING_WARN_DAYS, "warn_row", .choices = warn_choices },
  { JM_SETTING_TRAY, "tray_row" },
  { JM_SETTING_EVENT_DAYS, "days_row" },
};

struct _JmMonitoringPage
{
  AdwPreferencesPage  parent_instance;

  AdwSwitchRow       *autostart_row;
  AdwSwitchRow       *keep_row;
  JmRemark           *remark;

  JmMonitor          *monitor;
  JmBackgroundAsk     ask;              /* or NULL */
  GObject            *asker;
  gboolean            filling;          /* the rows follow the settings, not the person */
};

G_DEFINE_FINAL_TYPE (JmMonitoringPage, jm_monitoring_page, ADW_TYPE_PREFERENCES_PAGE)

static GSettings *
get_settings (JmMonitoringPage *self)
{
  return jm_monitor_get_services (self->monitor)->settings;
}

/* --- in the background: the desktop is asked, and may refuse */

/* "ask" is neither: it is answered when the window is closed. */
static void
show_background (JmMonitoringPage *self)
{
  g_autofree char *keep = g_settings_get_string (get_settings (self), JM_SETTING_KEEP_RUNNING);

  self->filling = TRUE;
  adw_switch_row_set_active (self->keep_row, g_str_equal (keep, "yes"));
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self->keep_row),
                               g_str_equal (keep, "ask") ? _("You are asked when you close it") :
                                                           _("Jira Monitor renews tokens and notifies"));
  adw_switch_row_set_active (self->autostart_row,
                             g_settings_get_boolean (get_settings (self), JM_SETTING_AUTOSTART));
  self->filling = FALSE;
}

typedef struct
{
  JmMonitoringPage *page;
  GSettings        *settings;
  char             *keep;       /* what they were before */
  gboolean          autostart;
} Request;

static void
request_free (gpointer data)
{
  Request *request = data;

  g_object_unref (request->page);
  g_object_unref (request->settings);
  g_free (request->keep);
  g_free (request);
}

static void
set_asking (JmMonitoringPage *self,
            gboolean          asking)
{
  gtk_widget_set_sensitive (GTK_WIDGET (self->keep_row), !asking);
  gtk_widget_set_sensitive (GTK_WIDGET (self->autostart_row), !asking);
}

static DexFuture *
request_fiber (gpointer data)
{
  Request *request = data;
  JmMonitoringPage *self = request->page;
  g_autoptr (GError) error = NULL;
  /* Also when the dialog is closed meanwhile: the settings may not promise what was refused. */
  gboolean granted = dex_await (self->ask (self->asker), &error);

  set_asking (self, FALSE);
  if (granted)
    {
      jm_remark_clear (self->remark);
      return dex_future_new_true ();
    }

  g_settings_set_string (request->settings, JM_SETTING_KEEP_RUNNING, request->keep);
  g_settings_set_boolean (request->settings, JM_SETTING_AUTOSTART, request->autostart);
  jm_remark_set_error (self->remark, error->message);

  return dex_future_new_true ();
}

static void
ask_desktop (JmMonitoringPage *self,
             const char       *keep,
             gboolean          autostart)
{
  Request *request;

  if (self->ask == NULL)
    return;

  request = g_new0 (Request, 1);
  request->page = g_object_ref (self);
  request->settings = g_object_ref (get_settings (self));
  request->keep = g_strdup (keep);
  request->autostart = autostart;
  set_asking (self, TRUE);
  jm_remark_set_busy (self->remark, _("Asking the desktop…"));
  dex_future_disown (dex_scheduler_spawn (NULL, 0, request_fiber, request, request_free));
}

static void
background_changed_cb (JmMonitoringPage *self)
{
  g_autofree char *keep_before = NULL;
  gboolean autostart_before;

  if (self->filling || self->monitor == NULL)
    return;

  keep_before = g_settings_get_string (get_settings (self), JM_SETTING_KEEP_RUNNING);
  autostart_before = g_settings_get_boolean (get_settings (self), JM_SETTING_AUTOSTART);
  if (adw_switch_row_get_active (self->autostart_row) != autostart_before)
    g_settings_set_boolean (get_settings (self), JM_SETTING_AUTOSTART, !autostart_before);
  else
    g_settings_set_string (get_settings (self), JM_SETTING_KEEP_RUNNING,
                           adw_switch_row_get_active (self->keep_row) ? "yes" : "no");
  ask_desktop (self, keep_before, autostart_before);
}

/* --- GObject */

static void
jm_monitoring_page_dispose (GObject *object)
{
  JmMonitoringPage *self = JM_MONITORING_PAGE (object);

  g_clear_object (&self->asker);
  g_clear_object (&self->monitor);

  G_OBJECT_CLASS (jm_monitoring_page_parent_class)->dispose (object);
}

static void
jm_monitoring_page_class_init (JmMonitoringPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = jm_monitoring_page_dispose;

  g_type_ensure (JM_TYPE_REMARK);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/example/JiraMonitor/window/preferences/jm-monitoring-page.ui");
  jm_setting_rows_declare (widget_class, rows, G_N_ELEMENTS (rows));
  gtk_widget_class_bind_template_child (widget_class, JmMonitoringPage, autostart_row);
  gtk_widget_class_bind_template_child (widget_class, JmMonitoringPage, keep_row);
  gtk_widget_class_bind_template_child (widget_class, JmMonitoringPage, remark);
  gtk_widget_class_bind_template_callback (widget_class, background_changed_cb);
}

static void
jm_monitoring_page_init (JmMonitoringPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
jm_monitoring_page_set_monitor (JmMonitoringPage *self,
                                JmMonitor        *monitor)
{
  g_return_if_fail (JM_IS_MONITORING_PAGE (self));
  g_return_if_fail (JM_IS_MONITOR (monitor));
  g_return_if_fail (self->monitor == NULL);

  self->monitor = g_object_ref (monitor);
  jm_setting_rows_bind (GTK_WIDGET (self), get_settings (self), rows, G_N_ELEMENTS (rows));
  g_signal_connect_object (get_settings (self), "changed::" JM_SETTING_KEEP_RUNNING, G_CALLBACK (show_background), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (get_settings (self), "changed::" JM_SETTING_AUTOSTART, G_CALLBACK (show_background), self,
                           G_CONNECT_SWAPPED);
  show_background (self);
}

void
jm_monitoring_page_set_asker (JmMonitoringPage *self,
                              JmBackgroundAsk   ask,
                              GObject          *asker)
{
  g_return_if_fail (JM_IS_MONITORING_PAGE (self));

  self->ask = ask;
  g_set_object (&self->asker, asker);
}
