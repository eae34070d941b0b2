/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The dialog of keyboard shortcuts, against the keys that are really bound: both ways. */
#include "config.h"

#include "accounts/jm-world.h"
#include "jm-shortcuts.h"
#include "jm-window-pages.h"
#include "jm-window-test.h"
#include "jm-window.h"
#include "report/jm-report-dialog.h"

static AdwApplication *application;

static void
add_accel (GHashTable      *accels,
           guint            key,
           GdkModifierType  modifiers)
{
  g_hash_table_add (accels, gtk_accelerator_get_label (key, modifiers));
}

/* --- what is bound */

/* What nobody guesses: with Ctrl or Alt, or one of the keys F1 to F12. Arrows, Return and Escape do what they do everywhere. */
static gboolean
is_for_reading (guint           key,
                GdkModifierType modifiers)
{
  return (modifiers & (GDK_CONTROL_MASK | GDK_ALT_MASK)) != 0 || (key >= GDK_KEY_F1 && key <= GDK_KEY_F12);
}

static void
add_trigger (GtkShortcutTrigger *trigger,
             GHashTable         *bound,
             GHashTable         *ours)
{
  if (GTK_IS_ALTERNATIVE_TRIGGER (trigger))
    {
      add_trigger (gtk_alternative_trigger_get_first (GTK_ALTERNATIVE_TRIGGER (trigger)), bound, ours);
      add_trigger (gtk_alternative_trigger_get_second (GTK_ALTERNATIVE_TRIGGER (trigger)), bound, ours);
    }
  else if (GTK_IS_KEYVAL_TRIGGER (trigger))
    {
      guint key = gtk_keyval_trigger_get_keyval (GTK_KEYVAL_TRIGGER (trigger));
      GdkModifierType modifiers = gtk_keyval_trigger_get_modifiers (GTK_KEYVAL_TRIGGER (trigger));

      add_accel (bound, key, modifiers);
      if (ours != NULL && is_for_reading (key, modifiers))
        add_accel (ours, key, modifiers);
    }
}

/* All below @widget. @ours: what types of the program bind, without GTK's */
static void
add_shortcuts (GtkWidget  *widget,
               GHashTable *bound,
               GHashTable *ours)
{
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (widget);
  gboolean is_ours = g_str_has_prefix (G_OBJECT_TYPE_NAME (widget), "Jm");

  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++)
    {
      g_autoptr (GObject) controller = g_list_model_get_item (controllers, i);

      if (!GTK_IS_SHORTCUT_CONTROLLER (controller))
        continue;
      for (guint j = 0; j < g_list_model_get_n_items (G_LIST_MODEL (controller)); j++)
        {
          g_autoptr (GtkShortcut) shortcut = g_list_model_get_item (G_LIST_MODEL (controller), j);

          add_trigger (gtk_shortcut_get_trigger (shortcut), bound, is_ours ? ours : NULL);
        }
    }

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    add_shortcuts (child, bound, ours);
}

/* What any window has is GTK's. */
static gboolean
is_inherited (gpointer keys,
              gpointer value,
              gpointer inherited)
{
  return g_hash_table_contains (inherited, keys);
}

static void
add_accels_of_application (GHashTable *bound,
                           GHashTable *ours)
{
  g_auto (GStrv) actions = gtk_application_list_action_descriptions (GTK_APPLICATION (application));

  for (guint i = 0; actions[i] != NULL; i++)
    {
      g_auto (GStrv) accels = gtk_application_get_accels_for_action (GTK_APPLICATION (application), actions[i]);

      for (guint j = 0; accels[j] != NULL; j++)
        {
          guint key;
          GdkModifierType modifiers;

          g_assert_true (gtk_accelerator_parse (accels[j], &key, &modifiers));
          add_accel (bound, key, modifiers);
          add_accel (ours, key, modifiers);
        }
    }
}

/* --- what the dialog names */

/* "Ctrl+Shift+N", from the caps of a row; NULL for what is no row */
static char *
read_keys (GtkWidget *box)
{
  g_autoptr (GString) keys = g_string_new (NULL);

  for (GtkWidget *cap = gtk_widget_get_first_child (box); cap != NULL; cap = gtk_widget_get_next_sibling (cap))
    {
      if (gtk_widget_has_css_class (cap, "keycap"))
        g_string_append_printf (keys, "%s%s", keys->len > 0 ? "+" : "", gtk_label_get_text (GTK_LABEL (cap)));
    }

  return keys->len > 0 ? g_strdup (keys->str) : NULL;
}

static void
add_named (GtkWidget  *parent,
           GHashTable *named)
{
  char *keys = read_keys (parent);

  if (keys != NULL && !g_hash_table_add (named, keys))
    g_error ("The dialog names %s twice", keys);
  for (GtkWidget *child = gtk_widget_get_first_child (parent); child != NULL; child = gtk_widget_get_next_sibling (child))
    add_named (child, named);
}

static GHashTable *
create_set (void)
{
  return g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

static void
assert_within (GHashTable *some,
               GHashTable *all,
               const char *sentence)
{
  GHashTableIter iter;
  const char *keys;
  gboolean within = TRUE;

  g_hash_table_iter_init (&iter, some);
  while (g_hash_table_iter_next (&iter, (gpointer *) &keys, NULL))
    {
      if (g_hash_table_contains (all, keys))
        continue;
      g_test_message ("%s %s", keys, sentence);
      within = FALSE;
    }
  g_assert_true (within);
}

/* --- */

static void
both_ways (JmWorld *world)
{
  g_autoptr (GHashTable) bound = create_set ();
  g_autoptr (GHashTable) ours = create_set ();
  g_autoptr (GHashTable) named = create_set ();
  g_autoptr (GHashTable) inherited = create_set ();
  GtkWidget *plain = g_object_new (ADW_TYPE_APPLICATION_WINDOW, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GListModel) added = jm_world_sign_in (world, NULL, &error, 0, -1);
  g_autoptr (AdwDialog) dialog = g_object_ref_sink (jm_shortcuts_dialog_new ());
  g_autoptr (GtkWidget) report = GTK_WIDGET (g_object_ref_sink (jm_report_dialog_new (world->monitor)));
  JmWindow *window = jm_window_new (application);
  guint n_pages;
  const JmWindowPage *pages = jm_window_pages_get (&n_pages);

  g_assert_no_error (error);
  jm_shortcuts_install (GTK_APPLICATION (application));
  jm_window_set_monitor (window, world->monitor);
  gtk_window_present (GTK_WINDOW (window));

  add_accels_of_application (bound, ours);
  add_shortcuts (GTK_WIDGET (window), bound, ours);
  add_shortcuts (report, bound, ours);
  for (guint i = 0; i < n_pages; i++)
    {
      if (g_strcmp0 (pages[i].name, jm_window_get_page_name (window)) != 0)
        add_shortcuts (GTK_WIDGET (jm_window_get_page (window, pages[i].name)), bound, ours);
    }
  /* A controller of keys, which cannot be asked: JmJsonView */
  add_accel (bound, GDK_KEY_Return, 0);
  add_shortcuts (plain, inherited, NULL);
  g_hash_table_foreach_remove (ours, is_inherited, inherited);
  gtk_window_destroy (GTK_WINDOW (plain));
  add_named (adw_dialog_get_child (dialog), named);

  g_assert_cmpuint (g_hash_table_size (named), >=, 20);
  g_assert_cmpuint (g_hash_table_size (ours), >=, 20);
  assert_within (named, bound, "is named and not bound");
  assert_within (ours, named, "is bound and not named");
  gtk_window_destroy (GTK_WINDOW (window));
}

int
main (int   argc,
      char *argv[])
{
  if (!jm_window_test_init (&argc, &argv))
    return 0;

  application = ADW_APPLICATION (adw_application_new ("org.example.JiraMonitor.Test", G_APPLICATION_NON_UNIQUE));
  g_application_register (G_APPLICATION (application), NULL, NULL);
  g_test_add_data_func ("/window/shortcuts/what-is-named-is-bound-and-the-other-way-round", both_ways, jm_world_run);

  return g_test_run ();
}
