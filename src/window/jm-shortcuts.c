/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "jm-shortcuts.h"

#include <glib/gi18n.h>

#include "jm-window-pages.h"

/* Ctrl+1 … Ctrl+9 */
#define MAX_PAGE_KEYS 9

typedef struct
{
  const char *title;            /* translatable */
  const char *action;           /* detailed; NULL: GTK or a widget binds it, and it is only listed */
  const char *accels[3];
  gboolean    in_dialogs;       /* keys of the application stop at a dialog; these do not */
} Shortcut;

typedef struct
{
  const char *title;            /* translatable */
  Shortcut    shortcuts[10];
} Group;

static const Group groups[] = {
  { N_("Account"),
    { { N_("Choose an account"), "win.open-accounts", { "<Alt>Down" } },
      { N_("Refresh the token"), "win.refresh-token", { "<Control>r" } },
      { N_("Test the connection"), "win.test-connection", { "<Control>t" } },
      { N_("Check the health"), "win.check-health", { "<Control>h" } },
      { N_("Synchronize what changed"), "win.sync", { "F5" } },
      { N_("Synchronize everything"), "win.sync-full", { "<Shift>F5" } },
      { N_("Refresh all tokens"), "app.refresh-all", { "<Control><Shift>r" } },
      { N_("Synchronize all accounts"), "app.sync-all", { "<Control>F5" } },
      { N_("Add an account"), "win.sign-in::", { "<Control><Shift>n" } } } },
  { N_("Issues"),
    { { N_("Filters"), NULL, { "<Control><Shift>f" } },
      { N_("Views"), NULL, { "<Control>b" } },
      { N_("Save the view"), NULL, { "<Control>d" } },
      { N_("Order, groups, columns"), NULL, { "<Control>m" } },
      { N_("Copy the key"), NULL, { "<Control><Shift>c" } },
      { N_("Copy a link"), NULL, { "<Control><Shift>l" } },
      { N_("Menu of an issue"), NULL, { "<Shift>F10" } } } },
  { N_("Everywhere"),
    { { N_("Search on this page"), "win.search", { "<Control>f" } },
      { N_("Main menu"), NULL, { "F10" } },
      { N_("Save the report"), NULL, { "<Control>s" } },
      { N_("Preferences"), "app.preferences", { "<Control>comma" } },
      { N_("Keyboard shortcuts"), "app.shortcuts", { "<Control>question" } },
      { N_("Help"), "win.help::", { "F1" } },
      { N_("Report a problem"), "app.report", { "<Control><Shift>p" } },
      { N_("Close the window"), "window.close", { "<Control>w" }, .in_dialogs = TRUE },
      { N_("Quit"), "app.quit", { "<Control>q" }, .in_dialogs = TRUE } } },
  { N_("Explorer and Statistics"),
    { { N_("Fold or unfold what begins in the line"), NULL, { "Return" } },
      { N_("Next match in the text"), NULL, { "<Control>g" } },
      { N_("Next value of a chart"), NULL, { "Right" } },
      { N_("Last value of a chart"), NULL, { "End" } } } },
};

static char *
page_to_accel (guint i)
{
  return g_strdup_printf ("<Control>%u", i + 1);
}

void
jm_shortcuts_install (GtkApplication *application)
{
  guint n_pages;
  const JmWindowPage *pages = jm_window_pages_get (&n_pages);

  g_return_if_fail (GTK_IS_APPLICATION (application));

  for (guint i = 0; i < MIN (n_pages, MAX_PAGE_KEYS); i++)
    {
      g_autofree char *action = g_strdup_printf ("win.show-page::%s", pages[i].name);
      g_autofree char *accel = page_to_accel (i);

      gtk_application_set_accels_for_action (application, action,
                                             (const char *const[]) { accel, NULL });
    }

  for (guint g = 0; g < G_N_ELEMENTS (groups); g++)
    {
      for (const Shortcut *s = groups[g].shortcuts; s->title != NULL; s++)
        {
          if (s->action != NULL)
            gtk_application_set_accels_for_action (application, s->action, s->accels);
        }
    }
}

/* --- above a dialog */

static GtkEventController *
create_controller (void)
{
  GtkEventController *controller = gtk_shortcut_controller_new ();

  for (guint g = 0; g < G_N_ELEMENTS (groups); g++)
    {
      for (const Shortcut *s = groups[g].shortcuts; s->title != NULL; s++)
        {
          if (s->in_dialogs)
            gtk_shortcut_controller_add_shortcut (
                GTK_SHORTCUT_CONTROLLER (controller),
                gtk_shortcut_new (gtk_shortcut_trigger_parse_string (s->accels[0]), gtk_named_action_new (s->action)));
        }
    }

  return controller;
}

static void
dialogs_changed_cb (GListModel *dialogs)
{
  for (guint i = 0; i < g_list_model_get_n_items (dialogs); i++)
    {
      g_autoptr (GtkWidget) dialog = g_list_model_get_item (dialogs, i);

      if (g_object_get_data (G_OBJECT (dialog), "shortcuts") != NULL)
        continue;
      g_object_set_data (G_OBJECT (dialog), "shortcuts", dialog);
      gtk_widget_add_controller (dialog, create_controller ());
    }
}

void
jm_shortcuts_follow_dialogs (AdwApplicationWindow *window)
{
  GListModel *dialogs;

  g_return_if_fail (ADW_IS_APPLICATION_WINDOW (window));

  dialogs = adw_application_window_get_dialogs (window);
  g_signal_connect (dialogs, "items-changed", G_CALLBACK (dialogs_changed_cb), NULL);
  g_object_set_data_full (G_OBJECT (window), "dialogs", dialogs, g_object_unref);
}

/* --- to read */

static GtkWidget *
create_keys (const char *accel)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  g_autofree char *label = NULL;
  g_auto (GStrv) keys = NULL;
  GdkModifierType modifiers;
  guint key;

  gtk_widget_set_valign (box, GTK_ALIGN_CENTER);
  if (!gtk_accelerator_parse (accel, &key, &modifiers))
    return box;

  /* "Ctrl+Shift+N": a cap for each key; a key that is "+" itself we have none of */
  label = gtk_accelerator_get_label (key, modifiers);
  keys = g_strsplit (label, "+", -1);
  for (guint i = 0; keys[i] != NULL; i++)
    {
      GtkWidget *cap = gtk_label_new (keys[i]);

      gtk_widget_add_css_class (cap, "keycap");
      gtk_box_append (GTK_BOX (box), cap);
    }

  return box;
}

static void
add_row (AdwPreferencesGroup *group,
         const char          *title,
         const char          *accel)
{
  GtkWidget *row = adw_action_row_new ();

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), create_keys (accel));
  adw_preferences_group_add (group, row);
}

static AdwPreferencesGroup *
add_group (AdwPreferencesPage *page,
           const char         *title)
{
  AdwPreferencesGroup *group = ADW_PREFERENCES_GROUP (adw_preferences_group_new ());

  adw_preferences_group_set_title (group, title);
  adw_preferences_page_add (page, group);

  return group;
}

AdwDialog *
jm_shortcuts_dialog_new (void)
{
  AdwDialog *dialog = adw_dialog_new ();
  GtkWidget *view = adw_toolbar_view_new ();
  AdwPreferencesPage *page = ADW_PREFERENCES_PAGE (adw_preferences_page_new ());
  AdwPreferencesGroup *group = add_group (page, _("Pages"));
  guint n_pages;
  const JmWindowPage *pages = jm_window_pages_get (&n_pages);

  for (guint i = 0; i < MIN (n_pages, MAX_PAGE_KEYS); i++)
    {
      g_autofree char *accel = page_to_accel (i);

      add_row (group, _(pages[i].title), accel);
    }

  for (guint g = 0; g < G_N_ELEMENTS (groups); g++)
    {
      group = add_group (page, _(groups[g].title));
      for (const Shortcut *s = groups[g].shortcuts; s->title != NULL; s++)
        add_row (group, _(s->title), s->accels[0]);
    }

  adw_toolbar_view_add_top_bar (ADW_TOOLBAR_VIEW (view), adw_header_bar_new ());
  adw_toolbar_view_set_content (ADW_TOOLBAR_VIEW (view), GTK_WIDGET (page));
  adw_dialog_set_title (dialog, _("Keyboard Shortcuts"));
  adw_dialog_set_child (dialog, view);
  adw_dialog_set_content_width (dialog, 480);
  adw_dialog_set_content_height (dialog, 640);

  return dialog;
}
