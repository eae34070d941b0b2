/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "jm-sign-in-dialog.h"

#include <glib/gi18n.h>

#include "base/jm-settings.h"
#include "jm-text.h"
#include "network/jm-network-ask.h"
#include "sign-in/jm-sign-in-address-page.h"
#include "sign-in/jm-sign-in-browser-page.h"
#include "sign-in/jm-sign-in-client-page.h"
#include "sign-in/jm-sign-in-done-page.h"
#include "sign-in/jm-sign-in-sites-page.h"
#include "sign-in/jm-sign-in-token-page.h"
#include "sign-in/jm-sign-in-trouble-page.h"
#include "widgets/jm-natural-bin.h"

struct _JmSignInDialog
{
  AdwDialog             parent_instance;

  AdwNavigationView    *view;

  JmMonitor            *monitor;
  JmAccount            *again;
  JmSignInAddressPage  *address_page;
  GCancellable         *cancellable;

  /* Once somebody signed in, until it is kept. */
  JmSignIn             *sign_in;
  GListModel           *choices;
};

G_DEFINE_FINAL_TYPE (JmSignInDialog, jm_sign_in_dialog, ADW_TYPE_DIALOG)

static void finish (JmSignInDialog *self);

static JmServices *
get_services (JmSignInDialog *self)
{
  return jm_monitor_get_services (self->monitor);
}

static JmJiraSite *
get_site (JmSignInDialog *self)
{
  return self->address_page ? jm_sign_in_address_page_get_site (self->address_page) : NULL;
}

/* --- from page to page */

static void
stop_page (AdwNavigationPage *page)
{
  if (JM_IS_SIGN_IN_ADDRESS_PAGE (page))
    jm_sign_in_address_page_stop (JM_SIGN_IN_ADDRESS_PAGE (page));
  else if (JM_IS_SIGN_IN_BROWSER_PAGE (page))
    jm_sign_in_browser_page_stop (JM_SIGN_IN_BROWSER_PAGE (page));
  else if (JM_IS_SIGN_IN_CLIENT_PAGE (page))
    jm_sign_in_client_page_stop (JM_SIGN_IN_CLIENT_PAGE (page));
  else if (JM_IS_SIGN_IN_TOKEN_PAGE (page))
    jm_sign_in_token_page_stop (JM_SIGN_IN_TOKEN_PAGE (page));
}

static void
stop_all_pages (JmSignInDialog *self)
{
  g_autoptr (GListModel) pages = adw_navigation_view_get_navigation_stack (self->view);

  for (guint i = 0; i < g_list_model_get_n_items (pages); i++)
    {
      g_autoptr (AdwNavigationPage) page = g_list_model_get_item (pages, i);

      stop_page (page);
    }
}

static void
popped_cb (JmSignInDialog    *self,
           AdwNavigationPage *page)
{
  stop_page (page);
  /* An attempt that failed is over: back from its trouble is back to the ways. */
  if (JM_IS_SIGN_IN_TROUBLE_PAGE (page) && JM_IS_SIGN_IN_BROWSER_PAGE (adw_navigation_view_get_visible_page (self->view)))
    adw_navigation_view_pop (self->view);
}

/* Back to the first step, then on to @page: what lay between belonged to an attempt that is over. */
static void
start_over_with (JmSignInDialog    *self,
                 AdwNavigationPage *page)
{
  g_clear_object (&self->sign_in);
  g_clear_object (&self->choices);

  if (self->address_page == NULL)
    {
      stop_all_pages (self);
      adw_navigation_view_replace (self->view, &page, 1);
      return;
    }

  adw_navigation_view_pop_to_page (self->view, ADW_NAVIGATION_PAGE (self->address_page));
  if (page != NULL)
    adw_navigation_view_push (self->view, page);
}

static void
show_trouble (JmSignInDialog *self,
              const GError   *error)
{
  g_autofree char *redirect_uri = g_settings_get_string (get_services (self)->settings, JM_SETTING_REDIRECT_URI);
  AdwNavigationPage *page;

  page = jm_sign_in_trouble_page_new (error, redirect_uri);
  adw_navigation_page_set_can_pop (page, self->again == NULL);
  adw_navigation_view_push (self->view, page);
}

/* The site whose address was given is the one that is wanted; without one, a single site is. */
static void
choose_site (JmSignInDialog *self)
{
  JmJiraSite *wanted = get_site (self);
  guint n = g_list_model_get_n_items (self->choices);

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (JmSiteChoice) choice = g_list_model_get_item (self->choices, i);
      JmJiraSite *site = jm_site_choice_get_site (choice);

      if (jm_site_choice_get_account (choice) == NULL)
        jm_site_choice_set_chosen (choice, n == 1 || (wanted != NULL && g_ascii_strcasecmp (jm_jira_site_get_host (site),
                                                                                            jm_jira_site_get_host (wanted)) == 0));
    }
}

static void
signed_in_cb (JmSignInDialog *self,
              JmSignIn       *sign_in,
              GListModel     *choices)
{
  g_autoptr (JmSiteChoice) only = g_list_model_get_n_items (choices) == 1 ? g_list_model_get_item (choices, 0) : NULL;
  gboolean nothing_to_choose = only != NULL && jm_site_choice_get_account (only) == NULL;

  g_set_object (&self->sign_in, sign_in);
  g_set_object (&self->choices, choices);
  if (self->again != NULL)
    {
      finish (self);
      return;
    }

  choose_site (self);
  if (nothing_to_choose)
    finish (self);
  else
    adw_navigation_view_push (self->view, jm_sign_in_sites_page_new (choices, jm_sign_in_get_user_name (sign_in)));
}

static void
client_kept_cb (JmSignInDialog *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "sign-in.browser", NULL);
}

static void
show_client_page (JmSignInDialog *self)
{
  AdwNavigationPage *page = jm_sign_in_client_page_new (self->monitor);

  g_signal_connect_object (page, "kept", G_CALLBACK (client_kept_cb), self, G_CONNECT_SWAPPED);
  start_over_with (self, page);
}

static void
failed_cb (JmSignInDialog *self,
           GError         *error)
{
  if (g_error_matches (error, JM_AUTH_ERROR, JM_AUTH_ERROR_CLIENT_MISSING))
    show_client_page (self);
  else
    show_trouble (self, error);
}

static void
show_browser_page (JmSignInDialog *self,
                   gboolean        listens)
{
  AdwNavigationPage *page = jm_sign_in_browser_page_new (self->monitor, self->again, listens);

  g_signal_connect_object (page, "signed-in", G_CALLBACK (signed_in_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (page, "failed", G_CALLBACK (failed_cb), self, G_CONNECT_SWAPPED);
  start_over_with (self, page);
}

static void
show_token_page (JmSignInDialog *self,
                 JmJiraSite     *site)
{
  AdwNavigationPage *page = jm_sign_in_token_page_new (self->monitor, site, self->again);

  g_signal_connect_object (page, "signed-in", G_CALLBACK (signed_in_cb), self, G_CONNECT_SWAPPED);
  start_over_with (self, page);
}

/* Only what works at the address is offered. Atlassian's page asks for the site itself, so the browser needs no address. */
static void
update_ways (JmSignInDialog *self)
{
  JmJiraSite *site = get_site (self);
  gboolean cloud = site != NULL && jm_jira_site_get_flavor (site) == JM_JIRA_CLOUD;
  gboolean data_center = site != NULL && !cloud;

  gtk_widget_action_set_enabled (GTK_WIDGET (self), "sign-in.api-token", cloud);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "sign-in.browser", !data_center);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "sign-in.own-app", !data_center);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "sign-in.pat", data_center);
}

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
  JmServices *services = get_services (step->dialog);
  g_autoptr (JmOauthClient) client = NULL;
  g_autoptr (GError) error = NULL;

  client = dex_await_boxed (jm_oauth_client_find (services->settings, services->keyring, NULL, step->cancellable), &error);
  if (g_cancellable_is_cancelled (step->cancellable))
    return dex_future_new_true ();

  if (client != NULL)
    show_browser_page (step->dialog, TRUE);
  else
    failed_cb (step->dialog, error);

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
      show_trouble (self, error);
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

static void
finish (JmSignInDialog *self)
{
  take_step (self, finish_fiber);
}

static DexFuture *
unlock_fiber (gpointer data)
{
  Step *step = data;

  /* Refused or dismissed: the page with the same question stays. */
  if (!dex_await (jm_keyring_unlock (get_services (step->dialog)->keyring, step->cancellable), NULL) ||
      g_cancellable_is_cancelled (step->cancellable))
    return dex_future_new_true ();

  gtk_widget_activate_action (GTK_WIDGET (step->dialog), "sign-in.retry", NULL);

  return dex_future_new_true ();
}

/* The browser's sign-in is asked at Atlassian's own address, which stands for all sites behind it. */
static DexFuture *
trust_fiber (gpointer data)
{
  Step *step = data;
  JmServices *services = get_services (step->dialog);
  g_autofree char *key = jm_network_dup_key (jm_oauth_get_auth_base (services->oauth));

  /* Dismissed: the page with the same advice stays. */
  if (!dex_await (jm_network_ask_authority (GTK_WIDGET (step->dialog), services->networks, key, step->cancellable), NULL) ||
      g_cancellable_is_cancelled (step->cancellable))
    return dex_future_new_true ();

  gtk_widget_activate_action (GTK_WIDGET (step->dialog), "sign-in.retry", NULL);

  return dex_future_new_true ();
}

static DexFuture *
proxy_fiber (gpointer data)
{
  Step *step = data;
  JmServices *services = get_services (step->dialog);
  g_autofree char *address = g_strdup (jm_network_get_asking_proxy (jm_http_get_network (services->http)));

  if (address == NULL ||
      !dex_await (jm_network_ask_proxy (GTK_WIDGET (step->dialog), services->networks, address, step->cancellable), NULL) ||
      g_cancellable_is_cancelled (step->cancellable))
    return dex_future_new_true ();

  gtk_widget_activate_action (GTK_WIDGET (step->dialog), "sign-in.retry", NULL);

  return dex_future_new_true ();
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
  show_browser_page (JM_SIGN_IN_DIALOG (widget), FALSE);
}

static void
own_app_action (GtkWidget  *widget,
                const char *action_name,
                GVariant   *parameter)
{
  show_client_page (JM_SIGN_IN_DIALOG (widget));
}

static void
token_action (GtkWidget  *widget,
              const char *action_name,
              GVariant   *parameter)
{
  JmSignInDialog *self = JM_SIGN_IN_DIALOG (widget);

  if (get_site (self) != NULL)
    show_token_page (self, get_site (self));
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
  finish (self);
}

static void
other_way_action (GtkWidget  *widget,
                  const char *action_name,
                  GVariant   *parameter)
{
  start_over_with (JM_SIGN_IN_DIALOG (widget), NULL);
}

static void
cancel_action (GtkWidget  *widget,
               const char *action_name,
               GVariant   *parameter)
{
  JmSignInDialog *self = JM_SIGN_IN_DIALOG (widget);

  if (self->address_page != NULL)
    start_over_with (self, NULL);
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
    finish (self);
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
  g_autofree char *redirect_uri = g_settings_get_string (get_services (self)->settings, JM_SETTING_REDIRECT_URI);

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

/* --- overrides */

static void
jm_sign_in_dialog_closed (AdwDialog *dialog)
{
  JmSignInDialog *self = JM_SIGN_IN_DIALOG (dialog);

  g_cancellable_cancel (self->cancellable);
  stop_all_pages (self);
  g_clear_object (&self->sign_in);
  g_clear_object (&self->choices);

  if (ADW_DIALOG_CLASS (jm_sign_in_dialog_parent_class)->closed != NULL)
    ADW_DIALOG_CLASS (jm_sign_in_dialog_parent_class)->closed (dialog);
}

static void
jm_sign_in_dialog_dispose (GObject *object)
{
  JmSignInDialog *self = JM_SIGN_IN_DIALOG (object);

  g_cancellable_cancel (self->cancellable);
  self->address_page = NULL;
  gtk_widget_dispose_template (GTK_WIDGET (self), JM_TYPE_SIGN_IN_DIALOG);
  g_clear_object (&self->sign_in);
  g_clear_object (&self->choices);
  g_clear_object (&self->again);
  g_clear_object (&self->monitor);

  G_OBJECT_CLASS (jm_sign_in_dialog_parent_class)->dispose (object);
}

static void
jm_sign_in_dialog_finalize (GObject *object)
{
  g_clear_object (&JM_SIGN_IN_DIALOG (object)->cancellable);

  G_OBJECT_CLASS (jm_sign_in_dialog_parent_class)->finalize (object);
}

static void
jm_sign_in_dialog_class_init (JmSignInDialogClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = jm_sign_in_dialog_dispose;
  object_class->finalize = jm_sign_in_dialog_finalize;
  ADW_DIALOG_CLASS (klass)->closed = jm_sign_in_dialog_closed;

  g_type_ensure (JM_TYPE_NATURAL_BIN);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/example/JiraMonitor/window/sign-in/jm-sign-in-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, JmSignInDialog, view);
  gtk_widget_class_bind_template_callback (widget_class, popped_cb);
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

static void
jm_sign_in_dialog_init (JmSignInDialog *self)
{
  self->cancellable = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}

/* Where and with what is known: only the proof is asked for. */
static void
begin_again (JmSignInDialog *self)
{
  g_autoptr (JmJiraSite) site = NULL;

  adw_dialog_set_title (ADW_DIALOG (self), _("Sign In Again"));
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "sign-in.other-way", FALSE);
  if (jm_account_get_kind (self->again) == JM_CREDENTIAL_OAUTH)
    {
      show_browser_page (self, TRUE);
      return;
    }

  site = jm_jira_site_new (jm_account_get_flavor (self->again), jm_account_get_site_url (self->again),
                           jm_account_get_cloud_id (self->again), jm_account_get_name (self->again),
                           jm_account_get_avatar_url (self->again));
  show_token_page (self, site);
}

/**
 * jm_sign_in_dialog_new:
 * @monitor: the program
 * @again: (nullable): the account to sign in to again in place
 *
 * Returns: (transfer floating): a new dialog
 */
AdwDialog *
jm_sign_in_dialog_new (JmMonitor *monitor,
                       JmAccount *again)
{
  JmSignInDialog *self;

  g_return_val_if_fail (JM_IS_MONITOR (monitor), NULL);
  g_return_val_if_fail (again == NULL || JM_IS_ACCOUNT (again), NULL);

  self = g_object_new (JM_TYPE_SIGN_IN_DIALOG, NULL);
  self->monitor = g_object_ref (monitor);
  if (again != NULL)
    {
      self->again = g_object_ref (again);
      begin_again (self);
    }
  else
    {
      self->address_page = JM_SIGN_IN_ADDRESS_PAGE (jm_sign_in_address_page_new (monitor));
      g_signal_connect_object (self->address_page, "notify::site", G_CALLBACK (update_ways), self, G_CONNECT_SWAPPED);
      adw_navigation_view_push (self->view, ADW_NAVIGATION_PAGE (self->address_page));
      update_ways (self);
    }

  return ADW_DIALOG (self);
}

AdwNavigationPage *
jm_sign_in_dialog_get_visible_page (JmSignInDialog *self)
{
  g_return_val_if_fail (JM_IS_SIGN_IN_DIALOG (self), NULL);

  return adw_navigation_view_get_visible_page (self->view);
}
