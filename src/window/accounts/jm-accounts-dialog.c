/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "jm-accounts-dialog.h"

#include <glib/gi18n.h>

#include "jm-text.h"

struct _JmAccountsDialog
{
  AdwDialog     parent_instance;

  JmMonitor    *monitor;
  GCancellable *cancellable;

  GtkListBox   *list;
};

G_DEFINE_FINAL_TYPE (JmAccountsDialog, jm_accounts_dialog, ADW_TYPE_DIALOG)

/* --- what takes a moment: primary, active */

typedef struct
{
  JmAccountsDialog *dialog;
  JmAccount        *account;
  gboolean          active;
} Change;

static Change *
change_new (JmAccountsDialog *dialog,
            JmAccount        *account)
{
  Change *change = g_new0 (Change, 1);

  change->dialog = g_object_ref (dialog);
  change->account = g_object_ref (account);

  return change;
}

static void
change_free (gpointer data)
{
  Change *change = data;

  g_clear_object (&change->dialog);
  g_clear_object (&change->account);
  g_free (change);
}

static DexFuture *
change_end (Change *change,
            GError *error)
{
  if (error != NULL && !g_cancellable_is_cancelled (change->dialog->cancellable))
    gtk_widget_activate_action (GTK_WIDGET (change->dialog), "win.toast", "s", error->message);
  g_clear_error (&error);

  return dex_future_new_true ();
}

static DexFuture *
set_primary_fiber (gpointer user_data)
{
  Change *change = user_data;
  JmAccounts *accounts = jm_monitor_get_accounts (change->dialog->monitor);
  GError *error = NULL;

  dex_await (jm_accounts_set_primary (accounts, change->account), &error);

  return change_end (change, error);
}

static DexFuture *
set_active_fiber (gpointer user_data)
{
  Change *change = user_data;
  JmAccounts *accounts = jm_monitor_get_accounts (change->dialog->monitor);
  GError *error = NULL;

  dex_await (jm_accounts_set_active (accounts, change->account, change->active), &error);

  return change_end (change, error);
}

/* --- actions; their target is the account's id */

static JmAccount *
find_account (JmAccountsDialog *self,
              GVariant         *parameter)
{
  return jm_accounts_find (jm_monitor_get_accounts (self->monitor),
                           g_variant_get_string (parameter, NULL));
}

static void
make_primary_action (GtkWidget  *widget,
                     const char *name,
                     GVariant   *parameter)
{
  JmAccountsDialog *self = JM_ACCOUNTS_DIALOG (widget);
  JmAccount *account = find_account (self, parameter);

  if (account != NULL)
    dex_future_disown (dex_scheduler_spawn (NULL, 0, set_primary_fiber, change_new (self, account),
                                            change_free));
}

/* Another dialog takes over: this one would lie under it */
static void
hand_over (JmAccountsDialog *self,
           const char       *action,
           GVariant         *parameter)
{
  GtkWidget *parent = gtk_widget_get_ancestor (gtk_widget_get_parent (GTK_WIDGET (self)),
                                               ADW_TYPE_APPLICATION_WINDOW);

  if (parent != NULL)
    gtk_widget_activate_action_variant (parent, action, parameter);
  adw_dialog_close (ADW_DIALOG (self));
}

static void
sign_in_action (GtkWidget  *widget,
                const char *name,
                GVariant   *parameter)
{
  hand_over (JM_ACCOUNTS_DIALOG (widget), "win.sign-in", parameter);
}

static void
disconnect_action (GtkWidget  *widget,
                   const char *name,
                   GVariant   *parameter)
{
  hand_over (JM_ACCOUNTS_DIALOG (widget), "win.disconnect", parameter);
}

/* --- rows */

static void
watch_changed_cb (AdwSwitchRow *row,
                  GParamSpec   *pspec,
                  gpointer      user_data)
{
  JmAccountsDialog *self = user_data;
  JmAccount *account = g_object_get_data (G_OBJECT (row), "account");
  Change *change;

  if (adw_switch_row_get_active (row) == jm_account_is_active (account))
    return;

  change = change_new (self, account);
  change->active = adw_switch_row_get_active (row);
  dex_future_disown (dex_scheduler_spawn (NULL, 0, set_active_fiber, change, change_free));
}

static void
add_watch_row (JmAccountsDialog *self,
               AdwExpanderRow   *expander,
               JmAccount        *account)
{
  GtkWidget *row = adw_switch_row_new ();

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), _("Watch this account"));
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row),
                               _("Off: it is kept, but not checked and not fetched"));
  g_object_set_data_full (G_OBJECT (row), "account", g_object_ref (account), g_object_unref);
  g_object_bind_property (account, "active", row, "active", G_BINDING_SYNC_CREATE);
  g_signal_connect_object (row, "notify::active", G_CALLBACK (watch_changed_cb), self, 0);
  adw_expander_row_add_row (expander, row);
}

static GtkWidget *
add_button_row (AdwExpanderRow *expander,
                const char     *title,
                const char     *action,
                JmAccount      *account)
{
  GtkWidget *row = adw_button_row_new ();

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  gtk_actionable_set_action_target (GTK_ACTIONABLE (row), "s", jm_account_get_id (account));
  gtk_actionable_set_action_name (GTK_ACTIONABLE (row), action);
  adw_expander_row_add_row (expander, row);

  return row;
}

static GtkWidget *
create_row_cb (gpointer item,
               gpointer user_data)
{
  JmAccountsDialog *self = user_data;
  JmAccount *account = item;
  GtkWidget *row = adw_expander_row_new ();
  GtkWidget *avatar = adw_avatar_new (36, jm_account_get_name (account), TRUE);
  GtkWidget *primary = gtk_label_new (_("Primary"));
  GtkWidget *button;

  jm_text_set_title (ADW_PREFERENCES_ROW (row), jm_account_get_name (account));
  jm_text_set_subtitle (ADW_PREFERENCES_ROW (row), jm_account_get_place (account));
  gtk_widget_add_css_class (primary, "lozenge");
  gtk_widget_set_valign (primary, GTK_ALIGN_CENTER);
  g_object_bind_property (account, "primary", primary, "visible", G_BINDING_SYNC_CREATE);
  adw_expander_row_add_prefix (ADW_EXPANDER_ROW (row), avatar);
  adw_expander_row_add_suffix (ADW_EXPANDER_ROW (row), primary);

  add_watch_row (self, ADW_EXPANDER_ROW (row), account);
  button = add_button_row (ADW_EXPANDER_ROW (row), _("Make Primary"), "accounts.make-primary", account);
  g_object_bind_property (account, "primary", button, "visible",
                          G_BINDING_SYNC_CREATE | G_BINDING_INVERT_BOOLEAN);
  add_button_row (ADW_EXPANDER_ROW (row), _("Sign In Again…"), "accounts.sign-in", account);
  button = add_button_row (ADW_EXPANDER_ROW (row), _("Sign Out…"), "accounts.disconnect", account);
  gtk_widget_add_css_class (button, "destructive-action");

  return row;
}

static void
jm_accounts_dialog_dispose (GObject *object)
{
  JmAccountsDialog *self = JM_ACCOUNTS_DIALOG (object);

  g_cancellable_cancel (self->cancellable);
  /* Its rows are made for us: GTK may keep the list a little longer than its parent */
  if (self->list != NULL)
    gtk_list_box_bind_model (self->list, NULL, NULL, NULL, NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), JM_TYPE_ACCOUNTS_DIALOG);
  g_clear_object (&self->monitor);

  G_OBJECT_CLASS (jm_accounts_dialog_parent_class)->dispose (object);
}

static void
jm_accounts_dialog_finalize (GObject *object)
{
  g_clear_object (&JM_ACCOUNTS_DIALOG (object)->cancellable);

  G_OBJECT_CLASS (jm_accounts_dialog_parent_class)->finalize (object);
}

static void
jm_accounts_dialog_class_init (JmAccountsDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = jm_accounts_dialog_dispose;
  G_OBJECT_CLASS (klass)->finalize = jm_accounts_dialog_finalize;

  gtk_widget_class_set_template_from_resource (
      widget_class, "/org/example/JiraMonitor/window/accounts/jm-accounts-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, JmAccountsDialog, list);
  gtk_widget_class_install_action (widget_class, "accounts.make-primary", "s", make_primary_action);
  gtk_widget_class_install_action (widget_class, "accounts.sign-in", "s", sign_in_action);
  gtk_widget_class_install_action (widget_class, "accounts.disconnect", "s", disconnect_action);
}

static void
jm_accounts_dialog_init (JmAccountsDialog *self)
{
  self->cancellable = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}

AdwDialog *
jm_accounts_dialog_new (JmMonitor *monitor)
{
  JmAccountsDialog *self;

  g_return_val_if_fail (JM_IS_MONITOR (monitor), NULL);

  self = g_object_new (JM_TYPE_ACCOUNTS_DIALOG, NULL);
  self->monitor = g_object_ref (monitor);
  gtk_list_box_bind_model (self->list, G_LIST_MODEL (jm_monitor_get_accounts (monitor)),
                           create_row_cb, self, NULL);

  return ADW_DIALOG (self);
}
