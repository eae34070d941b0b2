/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "jm-disconnect-dialog.h"

#include <glib/gi18n.h>

#include "jm-link.h"
#include "jm-text.h"

struct _JmDisconnectDialog
{
  AdwAlertDialog  parent_instance;

  JmMonitor      *monitor;
  JmAccount      *account;
};

G_DEFINE_FINAL_TYPE (JmDisconnectDialog, jm_disconnect_dialog, ADW_TYPE_ALERT_DIALOG)

/* --- afterwards */

typedef struct
{
  JmMonitor *monitor;
  JmAccount *account;
  char      *name;
  GtkWidget *window;            /* where the answer is shown */
} Parting;

static void
parting_free (gpointer data)
{
  Parting *parting = data;

  g_clear_object (&parting->monitor);
  g_clear_object (&parting->account);
  g_clear_object (&parting->window);
  g_free (parting->name);
  g_free (parting);
}

static void
report_response_cb (AdwAlertDialog *dialog,
                    const char     *response,
                    gpointer        user_data)
{
  const char *url = g_object_get_data (G_OBJECT (dialog), "url");
  g_autofree char *host = jm_link_dup_host (url);

  if (g_str_equal (response, "open"))
    jm_link_open (GTK_WIDGET (user_data), url, host);
}

static void
report (Parting    *parting,
        const char *heading,
        const char *body,
        const char *url)
{
  g_autofree char *line = jm_text_paragraphs (body);
  AdwDialog *dialog = jm_text_question (heading, line);

  adw_alert_dialog_add_response (ADW_ALERT_DIALOG (dialog), "close", _("_Close"));
  if (url != NULL)
    {
      adw_alert_dialog_add_response (ADW_ALERT_DIALOG (dialog), "open", _("_Open Atlassian’s Page"));
      g_object_set_data_full (G_OBJECT (dialog), "url", g_strdup (url), g_free);
      g_signal_connect_object (dialog, "response", G_CALLBACK (report_response_cb), parting->window, 0);
    }
  adw_alert_dialog_set_close_response (ADW_ALERT_DIALOG (dialog), "close");
  adw_dialog_present (dialog, parting->window);
}

static DexFuture *
parting_fiber (gpointer data)
{
  Parting *parting = data;
  g_autoptr (JmFarewell) farewell = NULL;
  g_autoptr (GError) error = NULL;

  /* Not cancellable from here: half a disconnection would be worse than a late one. */
  farewell = dex_await_boxed (jm_accounts_disconnect (jm_monitor_get_accounts (parting->monitor), parting->account, NULL),
                              &error);
  if (!gtk_widget_get_mapped (parting->window))
    return dex_future_new_true ();

  if (farewell == NULL)
    report (parting, _("Nothing Was Disconnected"), error->message, NULL);
  else if (farewell->secret_removed && farewell->data_removed && farewell->revoked)
    {
      /* Translators: %s is the name of an account */
      g_autofree char *text = g_strdup_printf (_("%s was disconnected"), parting->name);

      gtk_widget_activate_action (parting->window, "win.toast", "s", text);
    }
  else
    report (parting, _("Disconnected"), farewell->message, farewell->revoked ? NULL : farewell->revoke_url);

  return dex_future_new_true ();
}

static void
jm_disconnect_dialog_response (AdwAlertDialog *dialog,
                               const char     *response)
{
  JmDisconnectDialog *self = JM_DISCONNECT_DIALOG (dialog);
  GtkWidget *window = GTK_WIDGET (gtk_widget_get_root (GTK_WIDGET (self)));
  Parting *parting;

  if (!g_str_equal (response, "disconnect") || window == NULL)
    return;

  parting = g_new0 (Parting, 1);
  parting->monitor = g_object_ref (self->monitor);
  parting->account = g_object_ref (self->account);
  parting->name = g_strdup (jm_account_get_name (self->account));
  parting->window = g_object_ref (window);
  dex_future_disown (dex_scheduler_spawn (NULL, 0, parting_fiber, parting, parting_free));
}

/* --- before */

/* Whether another account came with the same sign-in, which then stays. */
static gboolean
is_shared (JmDisconnectDialog *self)
{
  GListModel *accounts = G_LIST_MODEL (jm_monitor_get_accounts (self->monitor));

  for (guint i = 0; i < g_list_model_get_n_items (accounts); i++)
    {
      g_autoptr (JmAccount) other = g_list_model_get_item (accounts, i);

      if (other != self->account && jm_account_get_keeper (other) == jm_account_get_keeper (self->account))
        return TRUE;
    }

  return FALSE;
}

static char *
describe (JmDisconnectDialog *self)
{
  const char *place = jm_account_get_place (self->account);

  if (is_shared (self))
    /* Translators: %s is a site like "acme.atlassian.net" */
    return g_strdup_printf (_("The issues and projects of %s that are stored on this computer are removed. Nothing changes in Jira.\n\n"
                               "Another account came with the same sign-in and needs it, so the sign-in itself stays."),
                            place);

  switch (jm_account_get_kind (self->account))
    {
    case JM_CREDENTIAL_OAUTH:
      return g_strdup_printf (_("The sign-in in the keyring is removed, and all issues and projects of %s that are stored on this computer. Nothing changes in Jira.\n\n"
                                 "Atlassian is asked to withdraw the access, but does not promise it. You can see and remove it yourself on Atlassian’s page of connected apps, which is offered afterwards."),
                              place);
    case JM_CREDENTIAL_API_TOKEN:
      return g_strdup_printf (_("The token in the keyring is removed, and all issues and projects of %s that are stored on this computer. Nothing changes in Jira.\n\n"
                                 "The token itself goes on working until it ends: only you can revoke it, on Atlassian’s page of API tokens."),
                              place);
    case JM_CREDENTIAL_PAT:
    default:
      return g_strdup_printf (_("The token in the keyring is removed, and all issues and projects of %s that are stored on this computer. Nothing changes in Jira.\n\n"
                                 "The token itself goes on working until it ends: only you can revoke it, in your profile in Jira."),
                              place);
    }
}

static void
jm_disconnect_dialog_dispose (GObject *object)
{
  JmDisconnectDialog *self = JM_DISCONNECT_DIALOG (object);

  g_clear_object (&self->account);
  g_clear_object (&self->monitor);

  G_OBJECT_CLASS (jm_disconnect_dialog_parent_class)->dispose (object);
}

static void
jm_disconnect_dialog_class_init (JmDisconnectDialogClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = jm_disconnect_dialog_dispose;
  ADW_ALERT_DIALOG_CLASS (klass)->response = jm_disconnect_dialog_response;
}

static void
jm_disconnect_dialog_init (JmDisconnectDialog *self)
{
  AdwAlertDialog *dialog = ADW_ALERT_DIALOG (self);

  adw_alert_dialog_add_responses (dialog, "cancel", _("_Cancel"), "disconnect", _("_Disconnect"), NULL);
  adw_alert_dialog_set_response_appearance (dialog, "disconnect", ADW_RESPONSE_DESTRUCTIVE);
  adw_alert_dialog_set_default_response (dialog, "cancel");
  adw_alert_dialog_set_close_response (dialog, "cancel");
}

/**
 * jm_disconnect_dialog_new:
 * @monitor: the program
 * @account: the account that may be disconnected
 *
 * Returns: (transfer floating): a new dialog
 */
AdwDialog *
jm_disconnect_dialog_new (JmMonitor *monitor,
                          JmAccount *account)
{
  JmDisconnectDialog *self;
  g_autofree char *name = NULL;
  g_autofree char *heading = NULL;
  g_autofree char *body = NULL;

  g_return_val_if_fail (JM_IS_MONITOR (monitor), NULL);
  g_return_val_if_fail (JM_IS_ACCOUNT (account), NULL);

  self = g_object_new (JM_TYPE_DISCONNECT_DIALOG, NULL);
  self->monitor = g_object_ref (monitor);
  self->account = g_object_ref (account);
  name = jm_text_line (jm_account_get_name (account));
  /* Translators: %s is the name of an account */
  heading = g_strdup_printf (_("Disconnect “%s”?"), name);
  body = describe (self);
  jm_text_set_heading (ADW_ALERT_DIALOG (self), heading);
  adw_alert_dialog_set_body (ADW_ALERT_DIALOG (self), body);

  return ADW_DIALOG (self);
}
