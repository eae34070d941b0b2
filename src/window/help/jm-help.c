/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "jm-help.h"

#include <glib/gi18n.h>

#include "jm-help-dialog.h"

/* What F1 shows, page by page; any other one: the table of contents */
static const char *const places[][2] = {
  { "overview", "token-states" },
  { "events", "events" },
  { "health", "health" },
  { "projects", "issues" },
  { "issues", "issues" },
  { "explorer", "explorer" },
  { "statistics", "statistics" },
};

const char *
jm_help_place_of_page (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (places); i++)
    {
      if (g_strcmp0 (places[i][0], name) == 0)
        return places[i][1];
    }

  return "index";
}

char *
jm_help_dup_trouble_place (JmTrouble trouble)
{
  return g_strconcat ("troubles#", jm_trouble_get_info (trouble)->nick, NULL);
}

static void
show_here (JmWindow   *window,
           const char *place)
{
  AdwDialog *shown = adw_application_window_get_visible_dialog (ADW_APPLICATION_WINDOW (window));

  if (JM_IS_HELP_DIALOG (shown))
    jm_help_dialog_go (JM_HELP_DIALOG (shown), place);
  else
    adw_dialog_present (jm_help_dialog_new (place), GTK_WIDGET (window));
}

/* A viewer reads what is installed where it looks, which is not inside of a sandbox. */
static gboolean
has_viewer (void)
{
  g_autoptr (GAppInfo) viewer = NULL;
  g_autofree char *installed = g_build_filename (HELPDIR, "C", GETTEXT_PACKAGE, "index.page", NULL);

  if (g_file_test ("/.flatpak-info", G_FILE_TEST_EXISTS) || !g_file_test (installed, G_FILE_TEST_EXISTS))
    return FALSE;

  viewer = g_app_info_get_default_for_uri_scheme ("help");

  return viewer != NULL;
}

typedef struct
{
  JmWindow *window;
  char     *place;
} Launch;

static void
launched_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  Launch *launch = user_data;
  g_autoptr (GError) error = NULL;

  if (!gtk_uri_launcher_launch_finish (GTK_URI_LAUNCHER (source), result, &error) &&
      !g_error_matches (error, GTK_DIALOG_ERROR, GTK_DIALOG_ERROR_DISMISSED))
    show_here (launch->window, launch->place);

  g_object_unref (launch->window);
  g_free (launch->place);
  g_free (launch);
}

void
jm_help_show (JmWindow   *window,
              const char *place)
{
  g_autoptr (GtkUriLauncher) launcher = NULL;
  g_autofree char *uri = NULL;
  Launch *launch;

  g_return_if_fail (JM_IS_WINDOW (window) && place != NULL);

  if (!has_viewer ())
    {
      show_here (window, place);
      return;
    }

  uri = g_strconcat ("help:", GETTEXT_PACKAGE, "/", place, NULL);
  launcher = gtk_uri_launcher_new (uri);
  launch = g_new0 (Launch, 1);
  launch->window = g_object_ref (window);
  launch->place = g_strdup (place);
  gtk_uri_launcher_launch (launcher, GTK_WINDOW (window), NULL, launched_cb, launch);
}
