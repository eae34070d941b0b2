/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "jm-application-private.h"

#include <glib/gi18n.h>

#include "jm-shortcuts.h"

static void
demonstration_action (GSimpleAction *action,
                      GVariant      *parameter,
                      gpointer       user_data)
{
  jm_application_show_demonstration (user_data);
}

static void
leave_demonstration_action (GSimpleAction *action,
                            GVariant      *parameter,
                            gpointer       user_data)
{
  jm_application_leave_demonstration (user_data);
}

static void
quit_action (GSimpleAction *action,
             GVariant      *parameter,
             gpointer       user_data)
{
  jm_application_quit (user_data);
}

static void
toggle_action (GSimpleAction *action,
               GVariant      *parameter,
               gpointer       user_data)
{
  jm_application_toggle (user_data);
}

static void
help_launched_cb (GObject      *source,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  g_autoptr (JmApplication) self = user_data;
  g_autoptr (GError) error = NULL;
  JmWindow *window = jm_application_get_window (self);

  if (!gtk_uri_launcher_launch_finish (GTK_URI_LAUNCHER (source), result, &error) && window != NULL)
    jm_window_say (window, _("No program is there to show the help"));
}

static gboolean
has_help_viewer (void)
{
  g_autoptr (GAppInfo) viewer = g_app_info_get_default_for_uri_scheme ("help");

  return viewer != NULL;
}

static void
help_action (GSimpleAction *action,
             GVariant      *parameter,
             gpointer       user_data)
{
  JmApplication *self = user_data;
  g_autoptr (GtkUriLauncher) launcher = NULL;

  /* Where there is a portal it would only ask with what. A sandbox does not see the programs outside. */
  if (jm_application_get_window (self) != NULL && !g_file_test ("/.flatpak-info", G_FILE_TEST_EXISTS) && !has_help_viewer ())
    {
      jm_window_say (jm_application_get_window (self), _("No program is there to show the help"));
      return;
    }

  launcher = gtk_uri_launcher_new ("help:jira-monitor");
  gtk_uri_launcher_launch (launcher, GTK_WINDOW (jm_application_get_window (self)), NULL, help_launched_cb,
                           g_object_ref (self));
}

static void
shortcuts_action (GSimpleAction *action,
                  GVariant      *parameter,
                  gpointer       user_data)
{
  jm_window_open_dialog (jm_application_present (user_data), jm_shortcuts_dialog_new ());
}

/* For a report of a problem: versions, nothing about the person */
static char *
describe_versions (void)
{
  return g_strdup_printf ("Jira Monitor %s\nGTK %u.%u.%u\nlibadwaita %u.%u.%u\nGLib %u.%u.%u\n",
                          PACKAGE_VERSION, gtk_get_major_version (), gtk_get_minor_version (),
                          gtk_get_micro_version (), adw_get_major_version (),
                          adw_get_minor_version (), adw_get_micro_version (), glib_major_version,
                          glib_minor_version, glib_micro_version);
}

static void
about_action (GSimpleAction *action,
              GVariant      *parameter,
              gpointer       user_data)
{
  AdwDialog *dialog = adw_about_dialog_new ();
  g_autofree char *versions = describe_versions ();

  g_object_set (dialog,
                "application-icon", APP_ID,
                "application-name", _("Jira Monitor"),
                "comments", _("Keeps the sign-in to Jira alive, and shows your projects and issues, also offline."),
                "copyright", _("© The Jira Monitor developers"),
                "debug-info", versions,
                "debug-info-filename", "jira-monitor.txt",
                "developer-name", _("The Jira Monitor developers"),
                "license-type", GTK_LICENSE_GPL_3_0,
                /* Translators: your names, one a line */
                "translator-credits", _("translator-credits"),
                "version", PACKAGE_VERSION,
                NULL);
  jm_window_open_dialog (jm_application_present (user_data), dialog);
}

static const GActionEntry actions[] = {
  { "about", about_action },
  { "demonstration", demonstration_action },
  { "leave-demonstration", leave_demonstration_action },
  { "help", help_action },
  { "quit", quit_action },
  { "shortcuts", shortcuts_action },
  { "toggle", toggle_action },
};

void
jm_application_add_actions (JmApplication *self)
{
  g_action_map_add_action_entries (G_ACTION_MAP (self), actions, G_N_ELEMENTS (actions), self);
}
