/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "base/jm-settings.h"
#include "jm-text.h"
#include "network/jm-network-ask.h"
#include "sign-in/jm-sign-in-dialog-private.h"
#include "sign-in/jm-sign-in-done-page.h"

/* --- what waits */

typedef struct
{
  JmSignInDialog *dialog;
  JmSignIn       *sign_in;
  GCancellable   *cancellable;
} Step;

static void
step_free (gpointer data)
{
  Step *step = data;

  g_clear_object (&step->dialog);
  g_clear_object (&step->sign_in);
  g_clear_object (&step->cancellable);
  g_free (step);
}

static void
take_step (JmSignInDialog *self,
           DexFiberFunc    fiber)
{
  Step *step = g_new0 (Step, 1);

  step->dialog = g_object_ref (self);
  step->sign_in = self->sign_in ? g_object_ref (self->sign_in) : NULL;
  step->cancellable = g_object_ref (self->cancellable);
  dex_future_disown (dex_scheduler_spawn (NULL, 0, fiber, step, step_free));
}

/* Without an OAuth app the browser leads nowhere: then it is asked for first. */
static DexFuture *
browser_fiber (gpointer data)
{
  Step *step = data;
  JmServices *services = jm_sign_in_dialog_get_services (step->dialog);
  g_autoptr (JmOauthClient) client = NULL;
  g_autoptr (GError) error = NULL;

  client = dex_await_boxed (jm_oauth_client_find (services->settings, services->keyring, NULL, step->cancellable), &error);
  if (g_cancellable_is_cancelled (step->cancellable))
    return dex_future_new_true ();

  if (client != NULL)
    jm_sign_in_dialog_show_browser_page (step->dialog, TRUE);
  else
    jm_sign_in_dialog_fail (step->dialog, error);

  return dex_future_new_true ();
}

static DexFuture *
finish_fiber (gpointer data)
{
  Step *step = data;
  JmSignInDialog *self = step->dialog;
  g_autoptr (GListModel) accounts = NULL;
  g_autoptr (GError) error = NULL;
  AdwNavigationPage *page;

  accounts = dex_await_object (jm_sign_in_finish (step->sign_in, step->cancellable), &error);
  if (g_cancellable_is_cancelled (step->cancellable))
    return dex_future_new_true ();

  if (accounts == NULL)
    {
      jm_sign_in_dialog_show_trouble (self, error);
      return dex_future_new_true ();
    }

  if (g_list_model_get_n_items (accounts) > 0)
    {
      g_autoptr (JmAccount) first = g_list_model_get_item (accounts, 0);

      jm_accounts_set_current (jm_monitor_get_accounts (self->monitor), first);
      page = jm_sign_in_done_page_new (self->monitor, accounts, jm_sign_in_get_user_name (step->sign_in),
                                       self->again != NULL);
      adw_navigation_view_push (self->view, page);
    }
  g_clear_object (&self->sign_in);
  g_clear_object (&self->choices);

  return dex_future_new_true ();
}

void
jm_sign_in_dialog_finish (JmSignInDialog *self)
{
  take_step (self, finish_fiber);
}

/* Awaits what may have mended it. Refused or dismissed: the page with the same advice stays. */
static DexFuture *
retry_after (Step      *step,
             DexFuture *mending)
{
  if (dex_await (mending, NULL) && !g_cancellable_is_cancelled (step->cancellable))
    gtk_widget_activate_action (GTK_WIDGET (step->dialog), "sign-in.retry", NULL);

  return dex_future_new_true ();
}

static DexFuture *
unlock_fiber (gpointer data)
{
  Step *step = data;

  return retry_after (step, jm_keyring_unlock (jm_sign_in_dialog_get_services (step->dialog)->keyring, step->cancellable));
}

/* The browser's sign-in is asked at Atlassian's own address, which stands for all sites behind it. */
static DexFuture *
trust_fiber (gpointer data)
{
  Step *step = data;
  JmServices *services = jm_sign_in_dialog_get_services (step->dialog);
  g_autofree char *key = jm_network_dup_key (jm_oauth_get_auth_base (services->oauth));

  return retry_after (step, jm_network_ask_authority (GTK_WIDGET (step->dialog), services->networks, key,
                                                      step->cancellable));
}

static DexFuture *
proxy_fiber (gpointer data)
{
  Step *step = data;
  JmServices *services = jm_sign_in_dialog_get_services (step->dialog);
  g_autofree char *address = g_strdup (jm_network_get_asking_proxy (jm_http_get_network (services->http)));

  if (address == NULL)
    return dex_future_new_true ();

  return retry_after (step, jm_network_ask_proxy (GTK_WIDGET (step->dialog), services->networks, address,
                                                  step->cancellable));
}

/* --- actions */

static void
trust_action (GtkWidget  *widget,
              const char *action_name,
              GVariant   *parameter)
{
  take_step (JM_SIGN_IN_DIALOG (widget), trust_fiber);
}

static void
proxy_action (GtkWidget  *widget,
              const char *action_name,
              GVariant   *parameter)
{
  take_step (JM_SIGN_IN_DIALOG (widget), proxy_fiber);
}

static void
browser_action (GtkWidget  *widget,
                const char *action_name,
                GVariant   *parameter)
{
  take_step (JM_SIGN_IN_DIALOG (widget), browser_fiber);
}

/* The port is taken: the browser's last address is pasted instead. */
static void
paste_action (GtkWidget  *widget,
              const char *action_name,
              GVariant   *parameter)
{
  jm_sign_in_dialog_show_browser_page (JM_SIGN_IN_DIALOG (widget), FALSE);
}

static void
own_app_action (GtkWidget  *widget,
                const char *action_name,
                GVariant   *parameter)
{
  jm_sign_in_dialog_show_client_page (JM_SIGN_IN_DIALOG (widget));
}

static void
token_action (GtkWidget  *widget,
              const char *action_name,
              GVariant   *parameter)
{
  JmSignInDialog *self = JM_SIGN_IN_DIALOG (widget);

  if (jm_sign_in_dialog_get_site (self) != NULL)
    jm_sign_in_dialog_show_token_page (self, jm_sign_in_dialog_get_site (self));
}

/* What was got is not asked for twice: with somebody signed in, only the keeping is tried again. */
static void
retry_action (GtkWidget  *widget,
              const char *action_name,
              GVariant   *parameter)
{
  JmSignInDialog *self = JM_SIGN_IN_DIALOG (widget);

  if (self->sign_in == NULL)
    {
      take_step (self, browser_fiber);
      return;
    }

  adw_navigation_view_pop (self->view);
  jm_sign_in_dialog_finish (self);
}

static void
other_way_action (GtkWidget  *widget,
                  const char *action_name,
                  GVariant   *parameter)
{
  jm_sign_in_dialog_start_over (JM_SIGN_IN_DIALOG (widget), NULL);
}

static void
cancel_action (GtkWidget  *widget,
               const char *action_name,
               GVariant   *parameter)
{
  JmSignInDialog *self = JM_SIGN_IN_DIALOG (widget);

  if (self->address_page != NULL)
    jm_sign_in_dialog_start_over (self, NULL);
  else
    adw_dialog_close (ADW_DIALOG (self));
}

static void
finish_action (GtkWidget  *widget,
               const char *action_name,
               GVariant   *parameter)
{
  JmSignInDialog *self = JM_SIGN_IN_DIALOG (widget);

  if (self->sign_in != NULL)
    jm_sign_in_dialog_finish (self);
}

static void
unlock_action (GtkWidget  *widget,
               const char *action_name,
               GVariant   *parameter)
{
  take_step (JM_SIGN_IN_DIALOG (widget), unlock_fiber);
}

static void
copy_callback_action (GtkWidget  *widget,
                      const char *action_name,
                      GVariant   *parameter)
{
  JmSignInDialog *self = JM_SIGN_IN_DIALOG (widget);
  g_autofree char *redirect_uri = g_settings_get_string (jm_sign_in_dialog_get_services (self)->settings, JM_SETTING_REDIRECT_URI);

  gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), redirect_uri);
  jm_text_announce (GTK_WIDGET (widget), _("Callback URL copied"), GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_LOW);
}

static void
overview_action (GtkWidget  *widget,
                 const char *action_name,
                 GVariant   *parameter)
{
  gtk_widget_activate_action (widget, "win.show-page", "s", "overview");
  adw_dialog_close (ADW_DIALOG (widget));
}

void
jm_sign_in_dialog_install_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "sign-in.api-token", NULL, token_action);
  gtk_widget_class_install_action (widget_class, "sign-in.browser", NULL, browser_action);
  gtk_widget_class_install_action (widget_class, "sign-in.cancel", NULL, cancel_action);
  gtk_widget_class_install_action (widget_class, "sign-in.copy-callback", NULL, copy_callback_action);
  gtk_widget_class_install_action (widget_class, "sign-in.finish", NULL, finish_action);
  gtk_widget_class_install_action (widget_class, "sign-in.other-way", NULL, other_way_action);
  gtk_widget_class_install_action (widget_class, "sign-in.overview", NULL, overview_action);
  gtk_widget_class_install_action (widget_class, "sign-in.own-app", NULL, own_app_action);
  gtk_widget_class_install_action (widget_class, "sign-in.paste", NULL, paste_action);
  gtk_widget_class_install_action (widget_class, "sign-in.pat", NULL, token_action);
  gtk_widget_class_install_action (widget_class, "sign-in.proxy", NULL, proxy_action);
  gtk_widget_class_install_action (widget_class, "sign-in.retry", NULL, retry_action);
  gtk_widget_class_install_action (widget_class, "sign-in.trust", NULL, trust_action);
  gtk_widget_class_install_action (widget_class, "sign-in.unlock", NULL, unlock_action);
}
