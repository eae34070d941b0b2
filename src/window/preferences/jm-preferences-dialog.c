/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "jm-preferences-dialog.h"

#include "preferences/jm-access-page.h"
#include "preferences/jm-network-page.h"
#include "preferences/jm-notifications-page.h"
#include "preferences/jm-sync-page.h"

/* What is laid out for the first time may be laid out again at once. */
#define SETTLE_FRAMES 5

/* Where a choice and what it means have no room side by side */
#define NARROW_SP 450

struct _JmPreferencesDialog
{
  AdwPreferencesDialog  parent_instance;

  JmMonitoringPage     *monitoring_page;
  JmNetworkPage        *network_page;
  JmSyncPage           *sync_page;
  JmNotificationsPage  *notifications_page;
  JmAccessPage         *access_page;
};

G_DEFINE_FINAL_TYPE (JmPreferencesDialog, jm_preferences_dialog, ADW_TYPE_PREFERENCES_DIALOG)

/* --- a page that is shown for the first time */

static gboolean
scroll_to_focus_cb (GtkWidget     *page,
                    GdkFrameClock *clock,
                    gpointer       user_data)
{
  guint *n_frames = user_data;
  GtkRoot *root = gtk_widget_get_root (page);
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;
  GtkWidget *row = focus != NULL ? gtk_widget_get_ancestor (focus, ADW_TYPE_PREFERENCES_ROW) : NULL;

  if (row != NULL && gtk_widget_is_ancestor (row, page))
    {
      if (gtk_widget_get_height (row) == 0)
        return G_SOURCE_CONTINUE;

      gtk_viewport_scroll_to (GTK_VIEWPORT (gtk_widget_get_ancestor (row, GTK_TYPE_VIEWPORT)), row, NULL);
    }

  return ++*n_frames < SETTLE_FRAMES ? G_SOURCE_CONTINUE : G_SOURCE_REMOVE;
}

/* The search goes to a row by giving it the focus; that scrolls nothing where nothing was laid out yet
 * (libadwaita up to 1.9). */
static void
page_shown_cb (JmPreferencesDialog *self)
{
  GtkWidget *page = GTK_WIDGET (adw_preferences_dialog_get_visible_page (ADW_PREFERENCES_DIALOG (self)));

  if (page != NULL && gtk_widget_get_height (page) == 0)
    gtk_widget_add_tick_callback (page, scroll_to_focus_cb, g_new0 (guint, 1), g_free);
}

/* --- narrow, or with large text: a choice stands below the title, in the place of what it means, as beside it
 * nothing of it would be left */

typedef void (*RowFunc) (AdwComboRow *row);

static char *
dup_chosen (AdwComboRow *row)
{
  gpointer item = adw_combo_row_get_selected_item (row);
  GtkExpression *expression = adw_combo_row_get_expression (row);
  g_auto (GValue) value = G_VALUE_INIT;

  if (item != NULL && expression != NULL && gtk_expression_evaluate (expression, item, &value))
    return g_value_dup_string (&value);

  return GTK_IS_STRING_OBJECT (item) ? g_strdup (gtk_string_object_get_string (item)) : NULL;
}

static void
show_choice_below (AdwComboRow *row)
{
  g_autofree char *chosen = dup_chosen (row);

  g_object_set_data_full (G_OBJECT (row), "meaning", g_strdup (adw_action_row_get_subtitle (ADW_ACTION_ROW (row))), g_free);
  /* An account is called as somebody likes. */
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_combo_row_set_use_subtitle (row, TRUE);
  /* Until 1.9 the row does so only with the next choice. */
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), chosen != NULL ? chosen : "");
}

static void
show_choice_beside (AdwComboRow *row)
{
  adw_combo_row_set_use_subtitle (row, FALSE);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), g_object_get_data (G_OBJECT (row), "meaning"));
}

static void
for_each_choice (GtkWidget *parent,
                 RowFunc    func)
{
  for (GtkWidget *child = gtk_widget_get_first_child (parent); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      if (ADW_IS_COMBO_ROW (child))
        func (ADW_COMBO_ROW (child));
      else
        for_each_choice (child, func);
    }
}

static void
narrow_cb (JmPreferencesDialog *self)
{
  for_each_choice (GTK_WIDGET (self), show_choice_below);
}

static void
wide_cb (JmPreferencesDialog *self)
{
  for_each_choice (GTK_WIDGET (self), show_choice_beside);
}

static void
add_breakpoint (JmPreferencesDialog *self)
{
  AdwBreakpointCondition *condition =
      adw_breakpoint_condition_new_length (ADW_BREAKPOINT_CONDITION_MAX_WIDTH, NARROW_SP, ADW_LENGTH_UNIT_SP);
  AdwBreakpoint *breakpoint = adw_breakpoint_new (condition);

  g_signal_connect_object (breakpoint, "apply", G_CALLBACK (narrow_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (breakpoint, "unapply", G_CALLBACK (wide_cb), self, G_CONNECT_SWAPPED);
  adw_dialog_add_breakpoint (ADW_DIALOG (self), breakpoint);
}

/* --- overrides */

static void
jm_preferences_dialog_closed (AdwDialog *dialog)
{
  jm_access_page_close (JM_PREFERENCES_DIALOG (dialog)->access_page);

  if (ADW_DIALOG_CLASS (jm_preferences_dialog_parent_class)->closed != NULL)
    ADW_DIALOG_CLASS (jm_preferences_dialog_parent_class)->closed (dialog);
}

static void
jm_preferences_dialog_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), JM_TYPE_PREFERENCES_DIALOG);

  G_OBJECT_CLASS (jm_preferences_dialog_parent_class)->dispose (object);
}

static void
jm_preferences_dialog_class_init (JmPreferencesDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = jm_preferences_dialog_dispose;
  ADW_DIALOG_CLASS (klass)->closed = jm_preferences_dialog_closed;

  g_type_ensure (JM_TYPE_ACCESS_PAGE);
  g_type_ensure (JM_TYPE_MONITORING_PAGE);
  g_type_ensure (JM_TYPE_NOTIFICATIONS_PAGE);
  g_type_ensure (JM_TYPE_NETWORK_PAGE);
  g_type_ensure (JM_TYPE_SYNC_PAGE);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/example/JiraMonitor/window/preferences/jm-preferences-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, JmPreferencesDialog, access_page);
  gtk_widget_class_bind_template_child (widget_class, JmPreferencesDialog, monitoring_page);
  gtk_widget_class_bind_template_child (widget_class, JmPreferencesDialog, notifications_page);
  gtk_widget_class_bind_template_child (widget_class, JmPreferencesDialog, network_page);
  gtk_widget_class_bind_template_child (widget_class, JmPreferencesDialog, sync_page);
}

static void
jm_preferences_dialog_init (JmPreferencesDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  add_breakpoint (self);
  g_signal_connect (self, "notify::visible-page", G_CALLBACK (page_shown_cb), NULL);
}

/**
 * jm_preferences_dialog_new:
 * @monitor: the program whose settings are shown
 *
 * Returns: (transfer floating): a new dialog
 */
AdwDialog *
jm_preferences_dialog_new (JmMonitor *monitor)
{
  JmPreferencesDialog *self;

  g_return_val_if_fail (JM_IS_MONITOR (monitor), NULL);

  self = g_object_new (JM_TYPE_PREFERENCES_DIALOG, NULL);
  jm_monitoring_page_set_monitor (self->monitoring_page, monitor);
  jm_sync_page_set_monitor (self->sync_page, monitor);
  jm_notifications_page_set_monitor (self->notifications_page, monitor);
  jm_network_page_set_monitor (self->network_page, monitor);
  jm_access_page_set_monitor (self->access_page, monitor);

  return ADW_DIALOG (self);
}

void
jm_preferences_dialog_set_asker (JmPreferencesDialog *self,
                                 JmBackgroundAsk      ask,
                                 GObject             *asker)
{
  g_return_if_fail (JM_IS_PREFERENCES_DIALOG (self));

  jm_monitoring_page_set_asker (self->monitoring_page, ask, asker);
}

void
jm_preferences_dialog_show_page (JmPreferencesDialog *self,
                                 const char          *name)
{
  static const char *const pages[] = { "monitoring_page", "sync_page", "notifications_page", "network_page",
                                       "access_page" };

  g_return_if_fail (JM_IS_PREFERENCES_DIALOG (self));

  for (guint i = 0; i < G_N_ELEMENTS (pages); i++)
    {
      GObject *page = gtk_widget_get_template_child (GTK_WIDGET (self), JM_TYPE_PREFERENCES_DIALOG, pages[i]);

      if (g_strcmp0 (adw_preferences_page_get_name (ADW_PREFERENCES_PAGE (page)), name) == 0)
        adw_preferences_dialog_set_visible_page (ADW_PREFERENCES_DIALOG (self), ADW_PREFERENCES_PAGE (page));
    }
}

void
jm_preferences_dialog_show_network (JmPreferencesDialog *self,
                                    JmAccount           *account)
{
  g_return_if_fail (JM_IS_PREFERENCES_DIALOG (self));
  g_return_if_fail (JM_IS_ACCOUNT (account));

  jm_preferences_dialog_show_page (self, "network");
  jm_network_page_show_site (self->network_page, account);
}
