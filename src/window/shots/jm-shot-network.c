/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "preferences/jm-network-page.h"
#include "preferences/jm-network-site-group.h"
#include "preferences/jm-preferences-dialog.h"
#include "shots/jm-shot-stories.h"
#include "sign-in/jm-sign-in-address-page.h"
#include "sign-in/jm-sign-in-dialog.h"

/* An authority that signs nothing: its key was never kept. */
static const char authority[] =
    "-----BEGIN CERTIFICATE-----\n"
    "MIIBqjCCAVGgAwIBAgIUFKIdambWTbWK99LVYvKR7QYYCoEwCgYIKoZIzj0EAwIw\n"
    "KzENMAsGA1UECgwEQUNNRTEaMBgGA1UEAwwRQUNNRSBDb3Jwb3JhdGUgQ0EwHhcN\n"
    "MjYxMTIwMTYwNTExWhcNMzYxMTE3MTYwNTExWjArMQ0wCwYDVQQKDARBQ01FMRow\n"
    "GAYDVQQDDBFBQ01FIENvcnBvcmF0ZSBDQTBZMBMGByqGSM49AgEGCCqGSM49AwEH\n"
    "A0IABA2I3hwQ7ni0HBHOnmBA/BUfY+7rs0aKiHJelwQ3wt+jFiHr4QLgRSe5IqMQ\n"
    "+5b4G2o+P3gfEOVpxiryntXl7pejUzBRMB0GA1UdDgQWBBTMHirJI18lb+Hd14Za\n"
    "EjoE+YKyhzAfBgNVHSMEGDAWgBTMHirJI18lb+Hd14ZaEjoE+YKyhzAPBgNVHRMB\n"
    "Af8EBTADAQH/MAoGCCqGSM49BAMCA0cAMEQCICM9MhBRxKkW9r7jbEgDXNbysoj6\n"
    "26Qsjy/zJ8dEq+rfAiA93raoUTyYPt9kII8/YlLn7Sf/7k2gqMgAd33nE2F22A==\n"
    "-----END CERTIFICATE-----\n";

static GtkWidget *
find_group (GtkWidget *widget)
{
  if (JM_IS_NETWORK_SITE_GROUP (widget))
    return widget;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *group = find_group (child);

      if (group != NULL)
        return group;
    }

  return NULL;
}

/* Awaits. A company's network */
static gboolean
furnish (JmCamera    *camera,
         const char  *key,
         GError     **error)
{
  JmServices *services = jm_monitor_get_services (camera->monitor);
  g_autoptr (GBytes) file = g_bytes_new_static (authority, sizeof authority - 1);

  return dex_await (jm_network_keeper_trust (services->networks, key, file), error) &&
         dex_await (jm_network_keeper_set_token (services->networks, key, "pkcs11:token=Badge;object=jira", NULL, NULL,
                                                 camera->cancellable),
                    error) &&
         dex_await (jm_network_keeper_set_proxy (services->networks, "proxy.acme.example:3128", "mia", "x",
                                                 camera->cancellable),
                    error);
}

/* Awaits. */
static gboolean
clear (JmCamera    *camera,
       const char  *key,
       GError     **error)
{
  JmServices *services = jm_monitor_get_services (camera->monitor);

  return dex_await (jm_network_keeper_forget_site (services->networks, key, camera->cancellable), error) &&
         dex_await (jm_network_keeper_forget_proxy (services->networks, "proxy.acme.example:3128", camera->cancellable),
                    error);
}

static gboolean
take_page (JmCamera  *camera,
           GError   **error)
{
  JmAccount *account = jm_accounts_get_current (jm_monitor_get_accounts (camera->monitor));
  g_autofree char *key = jm_network_dup_key (jm_account_get_site_url (account));
  AdwDialog *dialog = jm_preferences_dialog_new (camera->monitor);
  GtkWidget *page, *group;
  gboolean taken;

  jm_window_open_dialog (camera->window, dialog);
  jm_preferences_dialog_show_page (JM_PREFERENCES_DIALOG (dialog), "network");
  taken = jm_camera_take (camera, "preferences-network", error) && furnish (camera, key, error);
  page = GTK_WIDGET (gtk_widget_get_template_child (GTK_WIDGET (dialog), JM_TYPE_PREFERENCES_DIALOG, "network_page"));
  group = find_group (page);
  adw_expander_row_set_expanded (
      ADW_EXPANDER_ROW (gtk_widget_get_template_child (group, JM_TYPE_NETWORK_SITE_GROUP, "authority_row")), TRUE);
  taken = taken && jm_camera_take (camera, "preferences-network-company", error);
  adw_dialog_force_close (dialog);

  return clear (camera, key, error) && taken;
}

static gboolean
is_offered (gpointer button)
{
  return gtk_widget_get_visible (button);
}

/* An address that is refused, and the button that mends it */
static gboolean
take_refusal (JmCamera  *camera,
              GError   **error)
{
  AdwDialog *dialog = jm_sign_in_dialog_new (camera->monitor, NULL);
  GtkWidget *page;
  gpointer button;
  gboolean taken;

  adw_dialog_present (dialog, GTK_WIDGET (camera->window));
  page = GTK_WIDGET (jm_sign_in_dialog_get_visible_page (JM_SIGN_IN_DIALOG (dialog)));
  button = gtk_widget_get_template_child (page, JM_TYPE_SIGN_IN_ADDRESS_PAGE, "mend_button");
  gtk_editable_set_text (
      GTK_EDITABLE (gtk_widget_get_template_child (page, JM_TYPE_SIGN_IN_ADDRESS_PAGE, "address")),
      "http://jira.acme.example");
  taken = jm_camera_wait (camera, "the refusal of an address", is_offered, button, error) &&
          jm_camera_take (camera, "sign-in-not-encrypted", error);
  adw_dialog_force_close (dialog);

  return taken;
}

gboolean
jm_shot_network (JmCamera  *camera,
                 GError   **error)
{
  return take_page (camera, error) && take_refusal (camera, error);
}
