/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "base/jm-settings.h"
#include "sign-in/jm-sign-in-browser-page.h"
#include "sign-in/jm-sign-in-client-page.h"
#include "sign-in/jm-sign-in-dialog-private.h"
#include "sign-in/jm-sign-in-sites-page.h"
#include "sign-in/jm-sign-in-token-page.h"
#include "sign-in/jm-sign-in-trouble-page.h"
#include "widgets/jm-natural-bin.h"

G_DEFINE_FINAL_TYPE (JmSignInDialog, jm_sign_in_dialog, ADW_TYPE_DIALOG)

JmServices *
jm_sign_in_dialog_get_services (JmSignInDialog *self)
{
  return jm_monitor_get_services (self->monitor);
}

JmJiraSite *
jm_sign_in_dialog_get_site (JmSignInDialog *self)
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

void
jm_sign_in_dialog_start_over (JmSignInDialog    *self,
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

void
jm_sign_in_dialog_show_trouble (JmSignInDialog *self,
                                const GError   *error)
{
  g_autofree char *redirect_uri = g_settings_get_string (jm_sign_in_dialog_get_services (self)->settings, JM_SETTING_REDIRECT_URI);
  AdwNavigationPage *page;

  page = jm_sign_in_trouble_page_new (error, redirect_uri);
  adw_navigation_page_set_can_pop (page, self->again == NULL);
  adw_navigation_view_push (self->view, page);
}

/* The site whose address was given is the one that is wanted; without one, a single site is. */
static void
choose_site (JmSignInDialog *self)
{
  JmJiraSite *wanted = jm_sign_in_dialog_get_site (self);
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
      jm_sign_in_dialog_finish (self);
      return;
    }

  choose_site (self);
  if (nothing_to_choose)
    jm_sign_in_dialog_finish (self);
  else
    adw_navigation_view_push (self->view, jm_sign_in_sites_page_new (choices, jm_sign_in_get_user_name (sign_in)));
}

static void
client_kept_cb (JmSignInDialog *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "sign-in.browser", NULL);
}

void
jm_sign_in_dialog_show_client_page (JmSignInDialog *self)
{
  AdwNavigationPage *page = jm_sign_in_client_page_new (self->monitor);

  g_signal_connect_object (page, "kept", G_CALLBACK (client_kept_cb), self, G_CONNECT_SWAPPED);
  jm_sign_in_dialog_start_over (self, page);
}

void
jm_sign_in_dialog_fail (JmSignInDialog *self,
                        GError         *error)
{
  if (g_error_matches (error, JM_AUTH_ERROR, JM_AUTH_ERROR_CLIENT_MISSING))
    jm_sign_in_dialog_show_client_page (self);
  else
    jm_sign_in_dialog_show_trouble (self, error);
}

void
jm_sign_in_dialog_show_browser_page (JmSignInDialog *self,
                                     gboolean        listens)
{
  AdwNavigationPage *page = jm_sign_in_browser_page_new (self->monitor, self->again, listens);

  g_signal_connect_object (page, "signed-in", G_CALLBACK (signed_in_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (page, "failed", G_CALLBACK (jm_sign_in_dialog_fail), self, G_CONNECT_SWAPPED);
  jm_sign_in_dialog_start_over (self, page);
}

void
jm_sign_in_dialog_show_token_page (JmSignInDialog *self,
                                   JmJiraSite     *site)
{
  AdwNavigationPage *page = jm_sign_in_token_page_new (self->monitor, site, self->again);

  g_signal_connect_object (page, "signed-in", G_CALLBACK (signed_in_cb), self, G_CONNECT_SWAPPED);
  jm_sign_in_dialog_start_over (self, page);
}

/* Only what works at the address is offered. Atlassian's page asks for the site itself, so the browser needs no address. */
static void
update_ways (JmSignInDialog *self)
{
  JmJiraSite *site = jm_sign_in_dialog_get_site (self);
  gboolean cloud = site != NULL && jm_jira_site_get_flavor (site) == JM_JIRA_CLOUD;
  gboolean data_center = site != NULL && !cloud;

  gtk_widget_action_set_enabled (GTK_WIDGET (self), "sign-in.api-token", cloud);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "sign-in.browser", !data_center);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "sign-in.own-app", !data_center);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "sign-in.pat", data_center);
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
  jm_sign_in_dialog_install_actions (widget_class);
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
      jm_sign_in_dialog_show_browser_page (self, TRUE);
      return;
    }

  site = jm_jira_site_new (jm_account_get_flavor (self->again), jm_account_get_site_url (self->again),
                           jm_account_get_cloud_id (self->again), jm_account_get_name (self->again),
                           jm_account_get_avatar_url (self->again));
  jm_sign_in_dialog_show_token_page (self, site);
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
