/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "jm-connection-row.h"

#include <glib/gi18n.h>

#include "accounts/jm-connection-test.h"
#include "auth/jm-trouble.h"
#include "jm-text.h"
#include "jm-when.h"

struct _JmConnectionRow
{
  AdwExpanderRow parent_instance;

  JmMonitor     *monitor;
  JmAccount     *account;
  GHashTable    *reports;       /* account id → JmTestReport */
  GPtrArray     *finding_rows;  /* borrowed from the row */
  GCancellable  *cancellable;   /* of the test that runs, or NULL */
  gboolean       narrow;

  GtkButton     *button;
  GtkImage      *icon;
  GtkStack      *icons;
};

G_DEFINE_FINAL_TYPE (JmConnectionRow, jm_connection_row, ADW_TYPE_EXPANDER_ROW)

typedef struct
{
  JmConnectionRow *row;
  JmServices      *services;
  JmAccount       *account;
  GCancellable    *cancellable;
} Test;

static void
test_free (gpointer data)
{
  Test *test = data;

  g_clear_object (&test->row);
  g_clear_object (&test->services);
  g_clear_object (&test->account);
  g_clear_object (&test->cancellable);
  g_free (test);
}

static const char *
trouble_to_icon_name (JmTrouble trouble)
{
  if (trouble == JM_TROUBLE_OK)
    return "selection-mode-symbolic";

  return jm_trouble_is_passing (trouble) ? "dialog-warning-symbolic" : "dialog-error-symbolic";
}

static void
show_trouble (GtkImage  *image,
              JmTrouble  trouble)
{
  static const char *const classes[] = { "success", "warning", "error" };
  guint chosen = trouble == JM_TROUBLE_OK ? 0 : jm_trouble_is_passing (trouble) ? 1 :
                                                                                  2;

  for (guint i = 0; i < G_N_ELEMENTS (classes); i++)
    gtk_widget_remove_css_class (GTK_WIDGET (image), classes[i]);
  gtk_widget_remove_css_class (GTK_WIDGET (image), "dimmed");

  gtk_image_set_from_icon_name (image, trouble_to_icon_name (trouble));
  gtk_widget_add_css_class (GTK_WIDGET (image), classes[chosen]);
}

static void
forget_findings (JmConnectionRow *self)
{
  for (guint i = 0; i < self->finding_rows->len; i++)
    adw_expander_row_remove (ADW_EXPANDER_ROW (self), g_ptr_array_index (self->finding_rows, i));
  g_ptr_array_set_size (self->finding_rows, 0);
}

static void
add_finding (JmConnectionRow     *self,
             const JmTestFinding *finding)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *image = gtk_image_new ();

  show_trouble (GTK_IMAGE (image), finding->trouble);
  gtk_accessible_update_property (GTK_ACCESSIBLE (image), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  finding->trouble == JM_TROUBLE_OK ? _("Fine") : _("Problem"), -1);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), image);
  gtk_widget_add_css_class (row, "property");
  jm_text_set_title (ADW_PREFERENCES_ROW (row), _(finding->name));
  jm_text_set_subtitle (ADW_PREFERENCES_ROW (row), finding->finding);
  adw_action_row_set_subtitle_selectable (ADW_ACTION_ROW (row), TRUE);
  adw_expander_row_add_row (ADW_EXPANDER_ROW (self), row);
  g_ptr_array_add (self->finding_rows, row);
}

static char *
describe_report (JmConnectionRow    *self,
                 const JmTestReport *report)
{
  gint64 now_ms = jm_clock_get_wall_ms (jm_monitor_get_services (self->monitor)->clock);
  g_autofree char *when = jm_when_relative (report->time_ms, now_ms);

  if (report->permissions_asked == 0)
    /* Translators: %s is like "2 min ago" */
    return g_strdup_printf (_("Connection test · %s"), when);

  /* Translators: %1$s is like "2 min ago", then how many permissions of how many */
  return g_strdup_printf (_("Connection test · %1$s · %2$u of %3$u permissions granted"), when,
                          report->permissions_granted, report->permissions_asked);
}

static JmTestReport *
get_report (JmConnectionRow *self)
{
  if (self->account == NULL)
    return NULL;

  return g_hash_table_lookup (self->reports, jm_account_get_id (self->account));
}

static void
show_button (JmConnectionRow *self,
             const char      *label)
{
  if (self->narrow)
    gtk_button_set_icon_name (self->button, "view-refresh-symbolic");
  else
    gtk_button_set_label (self->button, label);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->button), self->narrow ? label : NULL);
  jm_text_set_name (GTK_WIDGET (self->button), _("Test the connection"));
}

static void
show_report (JmConnectionRow *self)
{
  const JmTestReport *report = get_report (self);
  gboolean busy = self->cancellable != NULL;

  forget_findings (self);
  gtk_stack_set_visible_child_name (self->icons, busy ? "busy" : "icon");
  gtk_widget_set_sensitive (GTK_WIDGET (self->button), !busy);
  show_button (self, report == NULL ? _("Test Now") : _("Test Again"));

  /* Enabling opens it: only what is wrong opens by itself */
  if (adw_expander_row_get_enable_expansion (ADW_EXPANDER_ROW (self)) != (report != NULL))
    adw_expander_row_set_enable_expansion (ADW_EXPANDER_ROW (self), report != NULL);
  adw_expander_row_set_expanded (ADW_EXPANDER_ROW (self), report != NULL && !busy && report->trouble != JM_TROUBLE_OK);

  if (report == NULL)
    {
      jm_text_set_title (ADW_PREFERENCES_ROW (self), busy ? _("Asking Jira…") : _("Connection test"));
      jm_text_set_subtitle (ADW_PREFERENCES_ROW (self),
                            _("Asks Jira who you are, what you may do, and how fast it answers"));
      gtk_image_set_from_icon_name (self->icon, "network-transmit-receive-symbolic");
      gtk_widget_add_css_class (GTK_WIDGET (self->icon), "dimmed");
      return;
    }

  show_trouble (self->icon, report->trouble);
  jm_text_set_title (ADW_PREFERENCES_ROW (self), busy ? _("Asking Jira…") : report->summary);
  for (guint i = 0; i < report->findings->len; i++)
    add_finding (self, g_ptr_array_index (report->findings, i));
  jm_connection_row_tick (self);
}

static DexFuture *
test_fiber (gpointer user_data)
{
  Test *test = user_data;
  JmConnectionRow *self = test->row;
  g_autoptr (GError) error = NULL;
  JmTestReport *report;

  report = dex_await_boxed (jm_connection_test (test->services, test->account, test->cancellable),
                            &error);
  if (report == NULL || g_cancellable_is_cancelled (test->cancellable))
    {
      g_clear_pointer (&report, jm_test_report_free);
      return dex_future_new_true ();
    }

  jm_text_announce (GTK_WIDGET (self), report->summary,
                    GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_MEDIUM);
  g_clear_object (&self->cancellable);
  g_hash_table_replace (self->reports, g_strdup (jm_account_get_id (test->account)), report);
  show_report (self);

  return dex_future_new_true ();
}

static void
stop (JmConnectionRow *self)
{
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
}

static void
jm_connection_row_dispose (GObject *object)
{
  JmConnectionRow *self = JM_CONNECTION_ROW (object);

  stop (self);
  g_clear_pointer (&self->finding_rows, g_ptr_array_unref);
  g_clear_pointer (&self->reports, g_hash_table_unref);
  g_clear_object (&self->account);
  g_clear_object (&self->monitor);

  G_OBJECT_CLASS (jm_connection_row_parent_class)->dispose (object);
}

static void
jm_connection_row_class_init (JmConnectionRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = jm_connection_row_dispose;

  gtk_widget_class_set_template_from_resource (
      widget_class, "/org/example/JiraMonitor/window/overview/jm-connection-row.ui");
  gtk_widget_class_bind_template_child (widget_class, JmConnectionRow, button);
  gtk_widget_class_bind_template_child (widget_class, JmConnectionRow, icon);
  gtk_widget_class_bind_template_child (widget_class, JmConnectionRow, icons);
}

static void
jm_connection_row_init (JmConnectionRow *self)
{
  self->finding_rows = g_ptr_array_new ();
  self->reports = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                         (GDestroyNotify) jm_test_report_free);
  gtk_widget_init_template (GTK_WIDGET (self));
  show_report (self);
}

void
jm_connection_row_set_monitor (JmConnectionRow *self,
                               JmMonitor       *monitor)
{
  g_return_if_fail (JM_IS_CONNECTION_ROW (self));

  g_set_object (&self->monitor, monitor);
}

void
jm_connection_row_set_account (JmConnectionRow *self,
                               JmAccount       *account)
{
  g_return_if_fail (JM_IS_CONNECTION_ROW (self));

  if (self->account == account)
    return;

  stop (self);
  adw_expander_row_set_expanded (ADW_EXPANDER_ROW (self), FALSE);
  g_set_object (&self->account, account);
  show_report (self);
}

void
jm_connection_row_set_narrow (JmConnectionRow *self,
                              gboolean         narrow)
{
  g_return_if_fail (JM_IS_CONNECTION_ROW (self));

  if (self->narrow == narrow)
    return;

  self->narrow = narrow;
  show_button (self, get_report (self) == NULL ? _("Test Now") : _("Test Again"));
}

void
jm_connection_row_test (JmConnectionRow *self)
{
  Test *test;

  g_return_if_fail (JM_IS_CONNECTION_ROW (self));

  if (self->cancellable != NULL || self->account == NULL || self->monitor == NULL)
    return;

  self->cancellable = g_cancellable_new ();
  test = g_new0 (Test, 1);
  test->row = g_object_ref (self);
  test->services = g_object_ref (jm_monitor_get_services (self->monitor));
  test->account = g_object_ref (self->account);
  test->cancellable = g_object_ref (self->cancellable);
  dex_future_disown (dex_scheduler_spawn (NULL, 0, test_fiber, test, test_free));
  show_report (self);
}

void
jm_connection_row_tick (JmConnectionRow *self)
{
  const JmTestReport *report;
  g_autofree char *words = NULL;

  g_return_if_fail (JM_IS_CONNECTION_ROW (self));

  if (self->monitor == NULL || !(report = get_report (self)))
    return;

  words = describe_report (self, report);
  if (g_strcmp0 (adw_expander_row_get_subtitle (ADW_EXPANDER_ROW (self)), words) != 0)
    jm_text_set_subtitle (ADW_PREFERENCES_ROW (self), words);
}
