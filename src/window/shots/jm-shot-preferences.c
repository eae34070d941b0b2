/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "preferences/jm-muted-projects.h"
#include "preferences/jm-preferences-dialog.h"
#include "report/jm-report-dialog.h"
#include "shots/jm-shot-stories.h"

/* Between a new look and the picture: a layout comes first */
#define SCROLL_MS 40

static const char *const pages[] = { "monitoring", "sync", "notifications", "network", "access" };

/* --- scrolling what is on the screen */

static GtkScrolledWindow *
find_scroller (GtkWidget *parent)
{
  for (GtkWidget *child = gtk_widget_get_first_child (parent); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      GtkScrolledWindow *found = GTK_IS_SCROLLED_WINDOW (child) ? GTK_SCROLLED_WINDOW (child) : find_scroller (child);

      if (found != NULL && gtk_widget_get_mapped (GTK_WIDGET (found)))
        return found;
    }

  return NULL;
}

static void
scroll_cb (gpointer user_data)
{
  g_autoptr (GtkWidget) dialog = user_data;
  GtkScrolledWindow *scroller = find_scroller (dialog);
  GtkAdjustment *adjustment = scroller != NULL ? gtk_scrolled_window_get_vadjustment (scroller) : NULL;

  if (adjustment != NULL)
    gtk_adjustment_set_value (adjustment, gtk_adjustment_get_upper (adjustment));
}

static void
scroll_to_end (JmCamera *camera,
               gboolean  narrow)
{
  AdwDialog *dialog = adw_application_window_get_visible_dialog (ADW_APPLICATION_WINDOW (camera->window));

  g_timeout_add_once (SCROLL_MS, scroll_cb, g_object_ref (dialog));
}

/* --- the preferences */

static JmPreferencesDialog *
open_preferences (JmCamera   *camera,
                  const char *page)
{
  AdwDialog *dialog = jm_preferences_dialog_new (camera->monitor);

  jm_preferences_dialog_show_page (JM_PREFERENCES_DIALOG (dialog), page);
  jm_window_open_dialog (camera->window, dialog);

  return JM_PREFERENCES_DIALOG (dialog);
}

static gboolean
take_page (JmCamera    *camera,
           const char  *page,
           GError     **error)
{
  JmPreferencesDialog *dialog = open_preferences (camera, page);
  g_autofree char *top = g_strconcat ("preferences-", page, NULL);
  g_autofree char *end = g_strconcat ("preferences-", page, "-end", NULL);
  gboolean taken = jm_camera_take (camera, top, error) && jm_camera_take_posed (camera, end, scroll_to_end, error);

  adw_dialog_force_close (ADW_DIALOG (dialog));

  return taken;
}

/* Behind the page of notifications, with one of them muted */
static gboolean
take_muted (JmCamera  *camera,
            GError   **error)
{
  GSettings *settings = jm_monitor_get_services (camera->monitor)->settings;
  JmAccount *account = jm_window_get_account (camera->window);
  JmPreferencesDialog *dialog = open_preferences (camera, "notifications");
  GVariantBuilder builder;
  gboolean taken;

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("a{sas}"));
  g_variant_builder_add_parsed (&builder, "{%s, ['OPS']}", jm_account_get_id (account));
  g_settings_set_value (settings, "muted-projects", g_variant_builder_end (&builder));
  adw_preferences_dialog_push_subpage (ADW_PREFERENCES_DIALOG (dialog), jm_muted_projects_new (settings, account));
  taken = jm_camera_take (camera, "preferences-muted", error);
  adw_dialog_force_close (ADW_DIALOG (dialog));
  g_settings_reset (settings, "muted-projects");

  return taken;
}

/* --- a report */

static gboolean
take_report (JmCamera  *camera,
             GError   **error)
{
  AdwDialog *dialog = jm_report_dialog_new (camera->monitor);
  gboolean taken;

  jm_window_open_dialog (camera->window, dialog);
  taken = jm_camera_take (camera, "report", error);
  adw_dialog_force_close (dialog);

  return taken;
}

gboolean
jm_shot_preferences (JmCamera  *camera,
                     GError   **error)
{
  for (guint i = 0; i < G_N_ELEMENTS (pages); i++)
    {
      /* That of the network has a story of its own. */
      if (!g_str_equal (pages[i], "network") && !take_page (camera, pages[i], error))
        return FALSE;
    }

  return take_muted (camera, error) && take_report (camera, error);
}

/* --- oddities */

gboolean
jm_shot_preferences_as (JmCamera      *camera,
                        const JmLook  *look,
                        GError       **error)
{
  AdwDialog *report;
  gboolean taken = TRUE;

  for (guint i = 0; taken && i < G_N_ELEMENTS (pages); i++)
    {
      JmPreferencesDialog *dialog = open_preferences (camera, pages[i]);
      g_autofree char *name = g_strconcat ("preferences-", pages[i], NULL);

      taken = jm_camera_take_one (camera, name, NULL, look, error);
      adw_dialog_force_close (ADW_DIALOG (dialog));
    }
  if (!taken)
    return FALSE;

  report = jm_report_dialog_new (camera->monitor);
  jm_window_open_dialog (camera->window, report);
  taken = jm_camera_take_one (camera, "report", NULL, look, error);
  adw_dialog_force_close (report);

  return taken;
}
