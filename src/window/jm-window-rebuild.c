/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "jm-text.h"
#include "jm-window.h"
#include "sync/jm-sync.h"

/*
 * win.rebuild-store: an account's file is damaged. The person is asked, since fetching all again takes
 * its time and its share of Jira's limits; then a new file takes its place and is filled.
 */

typedef struct
{
  JmWindow *window;
  JmMonitor *monitor;
  JmAccount *account;
  GCancellable *cancellable;
} Rebuild;

static void
rebuild_free (gpointer data)
{
  Rebuild *rebuild = data;

  g_object_unref (rebuild->window);
  g_object_unref (rebuild->monitor);
  g_object_unref (rebuild->account);
  g_object_unref (rebuild->cancellable);
  g_free (rebuild);
}

static DexFuture *
rebuild_fiber (gpointer data)
{
  static const JmSyncOrder everything = { .kind = JM_SYNC_FULL, .resource = JM_N_RESOURCES };
  Rebuild *rebuild = data;
  g_autoptr (JmSyncReport) report = NULL;
  g_autoptr (GError) error = NULL;
  JmSync *sync;

  if (dex_await (jm_account_rebuild_store (rebuild->account), &error) &&
      !g_cancellable_is_cancelled (rebuild->cancellable))
    {
      jm_window_reload (rebuild->window);
      sync = jm_sync_get (jm_monitor_get_services (rebuild->monitor), rebuild->account);
      report = dex_await_boxed (jm_sync_run (sync, &everything, rebuild->cancellable), &error);
    }
  if (error != NULL && !g_cancellable_is_cancelled (rebuild->cancellable))
    jm_window_say_error (rebuild->window, error);

  return dex_future_new_true ();
}

static void
response_cb (AdwAlertDialog *dialog,
             const char     *response,
             gpointer        user_data)
{
  if (g_str_equal (response, "rebuild"))
    dex_future_disown (
        dex_scheduler_spawn (NULL, 0, rebuild_fiber,
                             g_object_steal_data (G_OBJECT (dialog), "rebuild"), rebuild_free));
}

void
jm_window_ask_rebuild (JmWindow  *self,
                       JmAccount *account)
{
  AdwDialog *dialog = jm_text_question (_("Rebuild From Jira?"), NULL);
  Rebuild *rebuild = g_new0 (Rebuild, 1);

  rebuild->window = g_object_ref (self);
  rebuild->monitor = g_object_ref (jm_window_get_monitor (self));
  rebuild->account = g_object_ref (account);
  rebuild->cancellable = g_object_ref (jm_window_get_cancellable (self));

  /* Translators: %s is the name of an account */
  adw_alert_dialog_format_body (ADW_ALERT_DIALOG (dialog),
                                _("The damaged data of “%s” is set aside, and everything is fetched "
                                   "again, which can take a while. Saved views are kept. Nothing in "
                                   "Jira changes."),
                                jm_account_get_name (account));
  adw_alert_dialog_add_responses (ADW_ALERT_DIALOG (dialog), "cancel", _("_Cancel"), "rebuild",
                                  _("_Rebuild"), NULL);
  adw_alert_dialog_set_response_appearance (ADW_ALERT_DIALOG (dialog), "rebuild",
                                            ADW_RESPONSE_SUGGESTED);
  adw_alert_dialog_set_close_response (ADW_ALERT_DIALOG (dialog), "cancel");
  g_object_set_data_full (G_OBJECT (dialog), "rebuild", rebuild, rebuild_free);
  g_signal_connect_object (dialog, "response", G_CALLBACK (response_cb), self, 0);
  adw_dialog_present (dialog, GTK_WIDGET (self));
}
