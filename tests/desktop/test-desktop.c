/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "base/jm-settings.h"
#include "desk.h"
#include "desktop/jm-background-private.h"
#include "desktop/jm-desktop.h"

/* The whole floor together, on a desktop that has nothing of what it asks for: no tray, no portal, no logind. */

static gboolean
is_gone (gpointer data)
{
  return *(gpointer *) data == NULL;
}

static void
assert_status (JmDesktop  *desktop,
               const char *status)
{
  g_assert_cmpstr (jm_background_get_status (jm_desktop_get_background (desktop)), ==, status);
}

static void
the_status_counts_who_is_watched (Desk *desk)
{
  g_autoptr (GApplication) application = g_application_new (APP_ID, G_APPLICATION_NON_UNIQUE);
  g_autoptr (JmAccount) acme = desk_add_account (desk, "acme", JM_CREDENTIAL_OAUTH);
  g_autoptr (JmAccount) beta = desk_add_account (desk, "beta", JM_CREDENTIAL_PAT);
  g_autoptr (JmDesktop) desktop = NULL;
  g_autoptr (GError) error = NULL;

  g_application_register (application, NULL, &error);
  g_assert_no_error (error);
  desktop = jm_desktop_new (application, desk->monitor);
  assert_status (desktop, "2 accounts healthy");

  desk_await (jm_accounts_set_active (jm_monitor_get_accounts (desk->monitor), beta, FALSE));
  assert_status (desktop, "1 account healthy");
  desk_set_trouble (acme, JM_TROUBLE_KEYRING_LOCKED);
  assert_status (desktop, "acme: The keyring is locked");
  desk_set_trouble (acme, JM_TROUBLE_KEYRING_UNAVAILABLE);
  assert_status (desktop, "acme: The keyring does not answer");
  desk_set_trouble (acme, JM_TROUBLE_ACCOUNT_REMOVED);
  assert_status (desktop, "No account is signed in");

  jm_desktop_stop (desktop);
}

static void
it_is_made_and_ends_whole (Desk *desk)
{
  g_autoptr (GApplication) application = g_application_new (APP_ID, G_APPLICATION_NON_UNIQUE);
  g_autoptr (JmAccount) acme = desk_add_account (desk, "acme", JM_CREDENTIAL_OAUTH);
  g_autoptr (GError) error = NULL;
  JmDesktop *desktop;
  gpointer weak;

  g_application_register (application, NULL, &error);
  g_assert_no_error (error);
  desktop = jm_desktop_new (application, desk->monitor);

  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (jm_desktop_get_problems (desktop))), ==, 0);
  desk_set_trouble (acme, JM_TROUBLE_NEEDS_SIGN_IN);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (jm_desktop_get_problems (desktop))), ==, 1);
  g_assert_cmpint (g_menu_model_get_n_items (jm_desktop_get_menu (desktop)), >, 0);

  /* The tray comes and goes as the setting says. */
  g_settings_set_boolean (desk->settings, JM_SETTING_TRAY, FALSE);
  g_settings_set_boolean (desk->settings, JM_SETTING_TRAY, TRUE);

  /* What ends is told to nobody any more. */
  jm_desktop_stop (desktop);
  desk_remove_account (desk, acme);
  g_settings_set_boolean (desk->settings, JM_SETTING_TRAY, FALSE);
  weak = desktop;
  g_object_add_weak_pointer (weak, &weak);
  g_object_unref (desktop);
  desk_await (jm_test_until (is_gone, &weak));
}

int
main (int   argc,
      char *argv[])
{
  jm_test_init (&argc, &argv);
  g_setenv ("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent/bus", TRUE);
  g_setenv ("DBUS_SYSTEM_BUS_ADDRESS", "unix:path=/nonexistent/bus", TRUE);

  desk_add ("/desktop/desktop/it-is-made-and-ends-whole", it_is_made_and_ends_whole);
  desk_add ("/desktop/desktop/the-status-counts-who-is-watched", the_status_counts_who_is_watched);

  return g_test_run ();
}
