/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "base/jm-settings.h"
#include "shots/jm-shot-stories.h"
#include "sign-in/jm-sign-in-dialog.h"

/* --- what is waited for */

typedef struct
{
  JmAccount *account;
  JmTrouble  trouble;
} Turn;

static gboolean
has_turned (gpointer data)
{
  Turn *turn = data;

  return jm_account_get_trouble (turn->account) == turn->trouble &&
         jm_account_get_state (turn->account) != JM_TOKEN_REFRESHING;
}

static gboolean
wait_for_trouble (JmCamera    *camera,
                  const char  *what,
                  JmTrouble    trouble,
                  GError     **error)
{
  Turn turn = { jm_window_get_account (camera->window), trouble };

  if (jm_camera_wait (camera, what, has_turned, &turn, error))
    return TRUE;

  g_prefix_error (error, "“%s”: ",
                  jm_trouble_get_info (jm_account_get_trouble (turn.account))->title);
  return FALSE;
}

/* --- the keyring */

static gboolean
take_locked_keyring (JmCamera  *camera,
                     GError   **error)
{
  JmServices *services = jm_monitor_get_services (camera->monitor);
  GtkWidget *window = GTK_WIDGET (camera->window);
  g_autofree char *id = g_strdup (jm_account_get_id (jm_window_get_account (camera->window)));

  jm_window_show_page (camera->window, "overview");
  jm_memory_keyring_set_locked (services->keyring, TRUE);
  gtk_widget_activate_action (window, "win.refresh-token", NULL);
  if (!wait_for_trouble (camera, "a locked keyring", JM_TROUBLE_KEYRING_LOCKED, error) ||
      !jm_camera_take (camera, "overview-keyring-locked", error))
    return FALSE;

  gtk_widget_activate_action (window, "win.cure", "s", id);

  return wait_for_trouble (camera, "an open keyring", JM_TROUBLE_OK, error);
}

/* --- a sign-in that ended */

static gboolean
open_uri_cb (JmCamera   *camera,
             const char *uri)
{
  JmHttp *http = jm_monitor_get_services (camera->monitor)->http;
  JmDemonstration *demonstration = jm_monitor_get_demonstration (camera->monitor);

  dex_future_disown (jm_demonstration_browse (demonstration, http, uri, camera->cancellable));

  return TRUE;
}

static gboolean
is_done (gpointer dialog)
{
  AdwNavigationPage *page = jm_sign_in_dialog_get_visible_page (dialog);

  return g_strcmp0 (adw_navigation_page_get_tag (page), "done") == 0;
}

static gboolean
is_sensitive (gpointer button)
{
  return gtk_widget_is_sensitive (button);
}

/* The simulator sends back to another port than the one that people register. */
static void
use_callback (JmCamera *camera)
{
  JmDemonstration *demonstration = jm_monitor_get_demonstration (camera->monitor);
  GSettings *settings = jm_monitor_get_services (camera->monitor)->settings;

  g_settings_set_string (settings, JM_SETTING_REDIRECT_URI,
                         jm_demonstration_get_client (demonstration)->redirect_uri);
}

/* Through the dialog and the browser, which is ours */
static gboolean
sign_in_again (JmCamera  *camera,
               GError   **error)
{
  JmAccount *account = jm_window_get_account (camera->window);
  AdwDialog *dialog;
  GtkWidget *page;
  GObject *button;
  gboolean signed_in;

  use_callback (camera);
  dialog = jm_sign_in_dialog_new (camera->monitor, account);
  adw_dialog_present (dialog, GTK_WIDGET (camera->window));
  page = GTK_WIDGET (jm_sign_in_dialog_get_visible_page (JM_SIGN_IN_DIALOG (dialog)));
  button = gtk_widget_get_template_child (page, G_OBJECT_TYPE (page), "continue_button");
  g_signal_connect_swapped (page, "open-uri", G_CALLBACK (open_uri_cb), camera);
  signed_in = jm_camera_wait (camera, "a listener", is_sensitive, button, error) &&
              jm_camera_take (camera, "sign-in-again", error);
  if (signed_in)
    {
      g_signal_emit_by_name (button, "clicked");
      signed_in = jm_camera_wait (camera, "a new sign-in", is_done, dialog, error) &&
                  jm_camera_take (camera, "sign-in-again-done", error);
    }
  adw_dialog_force_close (dialog);

  return signed_in && wait_for_trouble (camera, "a good sign-in", JM_TROUBLE_OK, error);
}

static gboolean
take_ended_sign_in (JmCamera  *camera,
                    GError   **error)
{
  if (!jm_camera_control (camera, "POST", "/tokens", "{\"revoke\":\"all\"}", error))
    return FALSE;

  jm_window_show_page (camera->window, "overview");
  gtk_widget_activate_action (GTK_WIDGET (camera->window), "win.refresh-token", NULL);

  return wait_for_trouble (camera, "a refusal", JM_TROUBLE_NEEDS_SIGN_IN, error) &&
         jm_camera_take (camera, "overview-sign-in-needed", error) &&
         sign_in_again (camera, error);
}

/* --- one account */

static gboolean
take_disconnect (JmCamera  *camera,
                 GError   **error)
{
  const char *id = jm_account_get_id (jm_window_get_account (camera->window));
  gboolean taken;

  gtk_widget_activate_action (GTK_WIDGET (camera->window), "win.disconnect", "s", id);
  taken = jm_camera_take (camera, "disconnect", error);
  adw_dialog_force_close (
      adw_application_window_get_visible_dialog (ADW_APPLICATION_WINDOW (camera->window)));

  return taken;
}

/* Awaits. All but the first */
static gboolean
disconnect_others (JmCamera  *camera,
                   GError   **error)
{
  JmAccounts *accounts = jm_monitor_get_accounts (camera->monitor);
  guint n_accounts;

  while ((n_accounts = g_list_model_get_n_items (G_LIST_MODEL (accounts))) > 1)
    {
      g_autoptr (JmAccount) last = g_list_model_get_item (G_LIST_MODEL (accounts), n_accounts - 1);
      g_autoptr (JmFarewell) farewell = NULL;

      farewell = dex_await_boxed (jm_accounts_disconnect (accounts, last, camera->cancellable),
                                  error);
      if (farewell == NULL)
        return FALSE;
    }

  return TRUE;
}

gboolean
jm_shot_accounts (JmCamera  *camera,
                  GError   **error)
{
  if (!take_locked_keyring (camera, error) || !take_ended_sign_in (camera, error) ||
      !take_disconnect (camera, error) || !disconnect_others (camera, error))
    return FALSE;

  jm_window_show_page (camera->window, "overview");

  return jm_camera_take (camera, "overview-one-account", error);
}
