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
  { "quit", quit_action },
  { "shortcuts", shortcuts_action },
  { "toggle", toggle_action },
};

void
jm_application_add_actions (JmApplication *self)
{
  g_action_map_add_action_entries (G_ACTION_MAP (self), actions, G_N_ELEMENTS (actions), self);
}
