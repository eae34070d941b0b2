/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "jm-window-pages.h"
#include "shots/jm-shot-states.h"
#include "shots/jm-shot-stories.h"
#include "welcome/jm-welcome-page.h"

/* --- pages */

static gboolean
take_pages (JmCamera  *camera,
            GError   **error)
{
  guint n_pages;
  const JmWindowPage *pages = jm_window_pages_get (&n_pages);

  for (guint i = 0; i < n_pages; i++)
    {
      jm_window_show_page (camera->window, pages[i].name);
      if (!jm_camera_take (camera, pages[i].name, error))
        return FALSE;
    }

  return TRUE;
}

static GtkWidget *
find_scroller (GtkWidget *parent)
{
  for (GtkWidget *child = gtk_widget_get_first_child (parent); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = GTK_IS_SCROLLED_WINDOW (child) ? child : find_scroller (child);

      if (found != NULL)
        return found;
    }

  return NULL;
}

static void
scroll_overview (JmCamera *camera,
                 gboolean  to_end)
{
  GtkWidget *page = GTK_WIDGET (jm_window_get_page (camera->window, "overview"));
  GtkScrolledWindow *scroller = GTK_SCROLLED_WINDOW (find_scroller (page));
  GtkAdjustment *adjustment = gtk_scrolled_window_get_vadjustment (scroller);

  gtk_adjustment_set_value (adjustment, to_end ? gtk_adjustment_get_upper (adjustment) : 0);
}

static void
scroll_overview_to_end (JmCamera *camera,
                        gboolean  narrow)
{
  scroll_overview (camera, TRUE);
}

/* What lies below the edge of the window */
static gboolean
take_end_of_overview (JmCamera  *camera,
                      GError   **error)
{
  gboolean taken;

  jm_window_show_page (camera->window, "overview");
  taken = jm_camera_take_posed (camera, "overview-end", scroll_overview_to_end, error);
  scroll_overview (camera, FALSE);

  return taken;
}

/* --- the sidebar */

static void
show_sidebar (JmCamera *camera,
              gboolean  narrow)
{
  if (narrow)
    jm_window_show_sidebar (camera->window);
}

static void
open_accounts (JmCamera *camera,
               gboolean  narrow)
{
  jm_window_close_accounts (camera->window);
  jm_window_show_sidebar (camera->window);
  gtk_widget_activate_action (GTK_WIDGET (camera->window), "win.open-accounts", NULL);
}

static gboolean
take_sidebar (JmCamera  *camera,
              GError   **error)
{
  jm_window_show_page (camera->window, "overview");
  if (!jm_camera_take_posed (camera, "sidebar", show_sidebar, error) ||
      !jm_camera_take_posed (camera, "account-switcher", open_accounts, error))
    return FALSE;

  jm_window_close_accounts (camera->window);
  jm_window_show_page (camera->window, "overview");

  return TRUE;
}

/* --- dialogs */

static const struct
{
  const char *name;
  const char *action;
  const char *target;
} dialogs[] = {
  { "sign-in", "win.sign-in", "" },
  { "accounts", "win.manage-accounts", NULL },
  { "shortcuts", "app.shortcuts", NULL },
  { "about", "app.about", NULL },
  { "help", "win.help", "index" },
  { "help-troubles", "win.help", "troubles#keyring-locked" },
  { "help-command-line", "win.help", "command-line#exit" },
};

static gboolean
take_dialogs (JmCamera  *camera,
              GError   **error)
{
  for (guint i = 0; i < G_N_ELEMENTS (dialogs); i++)
    {
      const char *target = dialogs[i].target;
      AdwDialog *dialog;

      gtk_widget_activate_action_variant (GTK_WIDGET (camera->window), dialogs[i].action,
                                          target != NULL ? g_variant_new_string (target) : NULL);
      if (!jm_camera_take (camera, dialogs[i].name, error))
        return FALSE;
      dialog = adw_application_window_get_visible_dialog (
          ADW_APPLICATION_WINDOW (camera->window));
      if (dialog != NULL)
        adw_dialog_force_close (dialog);
    }

  return TRUE;
}

/* The sheet is as wide as the look, so it is made for each. */
static gboolean
take_token_states (JmCamera  *camera,
                   GError   **error)
{
  for (guint i = 0; i < camera->n_looks; i++)
    {
      AdwDialog *dialog = jm_shot_states_new (!jm_look_is_narrow (camera->looks[i]));
      gboolean taken;

      adw_dialog_present (dialog, GTK_WIDGET (camera->window));
      taken = jm_camera_take_one (camera, "token-states", NULL, camera->looks[i], error);
      adw_dialog_force_close (dialog);
      if (!taken)
        return FALSE;
    }

  return TRUE;
}

/* --- the welcome page: in a window of its own, as the other one has accounts */

static void
do_nothing (GSimpleAction *action,
            GVariant      *parameter,
            gpointer       user_data)
{
}

/* Actions that do nothing, so that the buttons look as they do */
static void
insert_action (GtkWidget          *widget,
               const char         *prefix,
               const GActionEntry *entry)
{
  g_autoptr (GSimpleActionGroup) group = g_simple_action_group_new ();

  g_action_map_add_action_entries (G_ACTION_MAP (group), entry, 1, NULL);
  gtk_widget_insert_action_group (widget, prefix, G_ACTION_GROUP (group));
}

static GtkWindow *
create_welcome_window (JmCamera *camera)
{
  GtkApplication *application = gtk_window_get_application (GTK_WINDOW (camera->window));
  GtkWidget *window = adw_application_window_new (application);
  GtkWidget *view = adw_navigation_view_new ();

  adw_navigation_view_add (ADW_NAVIGATION_VIEW (view),
                           ADW_NAVIGATION_PAGE (jm_welcome_page_new (camera->monitor)));
  insert_action (view, "win", &(const GActionEntry) { "sign-in", do_nothing, "s" });
  insert_action (view, "app", &(const GActionEntry) { "demonstration", do_nothing });
  adw_application_window_set_content (ADW_APPLICATION_WINDOW (window), view);
  gtk_window_set_title (GTK_WINDOW (window), g_get_application_name ());

  return GTK_WINDOW (window);
}

static gboolean
take_welcome (JmCamera  *camera,
              GError   **error)
{
  GtkWindow *window = create_welcome_window (camera);
  gboolean taken = TRUE;

  for (guint i = 0; taken && i < camera->n_looks; i++)
    taken = jm_camera_take_one (camera, "welcome", window, camera->looks[i], error);
  gtk_window_destroy (window);

  return taken;
}

gboolean
jm_shot_pages (JmCamera  *camera,
               GError   **error)
{
  return take_pages (camera, error) && take_end_of_overview (camera, error) &&
         take_sidebar (camera, error) && take_dialogs (camera, error) &&
         take_token_states (camera, error) && take_welcome (camera, error);
}

/* --- oddities */

static gboolean
take_pages_as (JmCamera      *camera,
               const JmLook  *look,
               GError       **error)
{
  guint n_pages;
  const JmWindowPage *pages = jm_window_pages_get (&n_pages);

  jm_camera_turn (camera, look);
  for (guint i = 0; i < n_pages; i++)
    {
      jm_window_show_page (camera->window, pages[i].name);
      if (!jm_camera_take_one (camera, pages[i].name, NULL, look, error))
        return FALSE;
    }

  return TRUE;
}

gboolean
jm_shot_oddities (JmCamera  *camera,
                  GError   **error)
{
  /* Whoever asked for looks has them everywhere. */
  if (!camera->is_book)
    return TRUE;

  return take_pages_as (camera, jm_camera_find_look ("wide-rtl"), error) &&
         take_pages_as (camera, jm_camera_find_look ("narrow-large"), error) &&
         jm_shot_preferences_as (camera, jm_camera_find_look ("wide-rtl"), error) &&
         jm_shot_preferences_as (camera, jm_camera_find_look ("narrow-large"), error);
}
