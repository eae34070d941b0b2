/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every page and every dialog in the least window, 360 × 294, with text of the usual size and of twice that: nothing asks for
 * more than there is, but for what scrolls. */
#include "config.h"

#include "accounts/jm-world.h"
#include "base/jm-json.h"
#include "disconnect/jm-disconnect-dialog.h"
#include "jm-shortcuts.h"
#include "jm-window-pages.h"
#include "jm-window-test.h"
#include "jm-window.h"
#include "preferences/jm-preferences-dialog.h"
#include "shots/jm-walk.h"
#include "sync/jm-sync.h"

#define WIDTH  360
#define HEIGHT 294

static const int dpis[] = { 96 * 1024, 2 * 96 * 1024 };

static AdwApplication *application;

/* --- a window that is small */

/* libadwaita says so as well, but not what it is that asks for too much. */
static gboolean
is_fatal (const char     *domain,
          GLogLevelFlags  level,
          const char     *message,
          gpointer        data)
{
  return g_strcmp0 (domain, "Adwaita") != 0 || strstr (message, " exceeds ") == NULL;
}

static gboolean
is_least (gpointer window)
{
  return gtk_widget_get_width (window) == WIDTH && gtk_widget_get_height (window) == HEIGHT;
}

typedef struct
{
  GtkWidget *window;
  guint      n_frames;
} Frames;

static gboolean
frame_cb (GtkWidget     *widget,
          GdkFrameClock *clock,
          gpointer       data)
{
  return ++((Frames *) data)->n_frames < 3 ? G_SOURCE_CONTINUE : G_SOURCE_REMOVE;
}

static gboolean
were_drawn (gpointer data)
{
  return ((Frames *) data)->n_frames >= 3;
}

/* From a fiber: one frame lays out, the next has drawn it; a breakpoint takes one more. */
static void
settle (gpointer window)
{
  Frames frames = { window, 0 };

  gtk_widget_add_tick_callback (window, frame_cb, &frames, NULL);
  dex_await (jm_test_until (were_drawn, &frames), NULL);
  g_assert_cmpuint (frames.n_frames, >=, 3);
}

static gboolean
has_issues (gpointer window)
{
  GtkWidget *page = GTK_WIDGET (jm_window_get_page (window, "issues"));
  GObject *stack = gtk_widget_get_template_child (page, G_OBJECT_TYPE (page), "stack");

  return g_strcmp0 (gtk_stack_get_visible_child_name (GTK_STACK (stack)), "content") == 0;
}

/* From a fiber: a window over a site that is stored here whole. */
static JmWindow *
open_window (JmWorld *world)
{
  static const JmSyncOrder everything = { .kind = JM_SYNC_FULL, .resource = JM_N_RESOURCES };
  g_autoptr (GError) error = NULL;
  g_autoptr (GListModel) added = jm_world_sign_in (world, NULL, &error, 0, 1, -1);
  g_autoptr (JmAccount) account = NULL;
  g_autoptr (JmSyncReport) report = NULL;
  JmWindow *window = jm_window_new (application);

  g_assert_no_error (error);
  g_test_log_set_fatal_handler (is_fatal, NULL);
  account = jm_world_dup_account (world, 0);
  jm_accounts_set_current (jm_world_get_accounts (world), account);
  report = dex_await_boxed (jm_sync_run (jm_sync_get (jm_monitor_get_services (world->monitor), account), &everything, NULL),
                            &error);
  g_assert_no_error (error);

  jm_window_set_monitor (window, world->monitor);
  gtk_window_set_default_size (GTK_WINDOW (window), WIDTH, HEIGHT);
  /* Where nobody composes, GTK draws a border inside the window. */
  gtk_widget_realize (GTK_WIDGET (window));
  gtk_widget_remove_css_class (GTK_WIDGET (window), "solid-csd");
  gtk_window_present (GTK_WINDOW (window));
  dex_await (jm_test_until (is_least, window), &error);
  g_assert_no_error (error);
  jm_window_show_page (window, "issues");
  dex_await (jm_test_until (has_issues, window), &error);
  g_assert_no_error (error);

  return window;
}

static void
assert_fits (JmWindow   *window,
             const char *what)
{
  g_autoptr (JsonNode) big = NULL;
  g_autofree char *text = NULL;

  g_test_message ("%s", what);
  settle (window);
  g_assert_true (is_least (window));
  big = jm_walk_big (jm_walk_scope (GTK_WINDOW (window)));
  text = jm_json_to_string (big);
  if (json_array_get_length (json_node_get_array (big)) == 0)
    return;

  g_test_message ("%s asks for more than there is: %s", what, text);
  g_test_fail ();
}

/* --- pages */

static void
every_page (JmWorld *world)
{
  JmWindow *window = open_window (world);
  guint n_pages;
  const JmWindowPage *pages = jm_window_pages_get (&n_pages);

  for (guint d = 0; d < G_N_ELEMENTS (dpis); d++)
    {
      g_object_set (gtk_settings_get_default (), "gtk-xft-dpi", dpis[d], NULL);
      for (guint i = 0; i < n_pages; i++)
        {
          jm_window_show_page (window, pages[i].name);
          assert_fits (window, pages[i].name);
        }
      jm_window_show_sidebar (window);
      assert_fits (window, "the sidebar");
      jm_window_open_accounts (window);
      assert_fits (window, "the accounts");
      jm_window_close_accounts (window);
    }
  g_object_set (gtk_settings_get_default (), "gtk-xft-dpi", dpis[0], NULL);
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
reveal (JmWindow   *window,
        const char *page)
{
  GtkWidget *widget = GTK_WIDGET (jm_window_get_page (window, page));
  AdwBanner *banner = ADW_BANNER (gtk_widget_get_template_child (widget, G_OBJECT_TYPE (widget), "banner"));

  jm_window_show_page (window, page);
  settle (window);
  adw_banner_set_title (banner, "The network is not reachable. What is shown was fetched before.");
  adw_banner_set_button_label (banner, "_Try Again");
  adw_banner_set_revealed (banner, TRUE);
}

static void
pages_with_a_banner (JmWorld *world)
{
  JmWindow *window = open_window (world);

  for (guint d = 0; d < G_N_ELEMENTS (dpis); d++)
    {
      g_object_set (gtk_settings_get_default (), "gtk-xft-dpi", dpis[d], NULL);
      reveal (window, "issues");
      assert_fits (window, "the issues with a banner");
      reveal (window, "projects");
      assert_fits (window, "the projects with a banner");
    }
  g_object_set (gtk_settings_get_default (), "gtk-xft-dpi", dpis[0], NULL);
  gtk_window_destroy (GTK_WINDOW (window));
}

/* --- dialogs */

static const struct
{
  const char *action;
  const char *target;
} dialogs[] = {
  { "win.sign-in", "" },
  { "win.manage-accounts", NULL },
  { "win.report", NULL },
  { "win.help", "index" },
  { "win.help", "troubles#keyring-locked" },
  { "win.help", "command-line" },
};

static void
close_dialog (JmWindow *window)
{
  AdwDialog *dialog = adw_application_window_get_visible_dialog (ADW_APPLICATION_WINDOW (window));

  g_assert_nonnull (dialog);
  adw_dialog_force_close (dialog);
  settle (window);
}

static void
assert_preferences_fit (JmWindow *window,
                        JmWorld  *world)
{
  static const char *const names[] = { "monitoring", "sync", "notifications", "network", "access" };
  AdwDialog *dialog = jm_preferences_dialog_new (world->monitor);

  jm_window_open_dialog (window, dialog);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      jm_preferences_dialog_show_page (JM_PREFERENCES_DIALOG (dialog), names[i]);
      assert_fits (window, names[i]);
    }
  close_dialog (window);
}

static void
every_dialog (JmWorld *world)
{
  JmWindow *window = open_window (world);
  g_autoptr (JmAccount) account = jm_world_dup_account (world, 0);

  for (guint d = 0; d < G_N_ELEMENTS (dpis); d++)
    {
      g_object_set (gtk_settings_get_default (), "gtk-xft-dpi", dpis[d], NULL);
      for (guint i = 0; i < G_N_ELEMENTS (dialogs); i++)
        {
          gtk_widget_activate_action_variant (GTK_WIDGET (window), dialogs[i].action,
                                              dialogs[i].target != NULL ? g_variant_new_string (dialogs[i].target) : NULL);
          assert_fits (window, dialogs[i].action);
          close_dialog (window);
        }
      gtk_widget_activate_action (GTK_WIDGET (window), "win.disconnect", "s", jm_account_get_id (account));
      assert_fits (window, "the question before disconnecting");
      close_dialog (window);
      gtk_widget_activate_action (GTK_WIDGET (window), "win.rebuild-store", "s", jm_account_get_id (account));
      assert_fits (window, "the question before rebuilding");
      close_dialog (window);
      jm_window_open_dialog (window, jm_shortcuts_dialog_new ());
      assert_fits (window, "the shortcuts");
      close_dialog (window);
      assert_preferences_fit (window, world);
    }
  g_object_set (gtk_settings_get_default (), "gtk-xft-dpi", dpis[0], NULL);
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
add (const char  *name,
     JmWorldBody  body)
{
  g_test_add_data_func (name, body, jm_world_run);
}

int
main (int   argc,
      char *argv[])
{
  g_autoptr (GtkCssProvider) style = NULL;

  if (!jm_window_test_init (&argc, &argv))
    return 0;

  style = gtk_css_provider_new ();
  gtk_css_provider_load_from_resource (style, "/org/example/JiraMonitor/style.css");
  gtk_style_context_add_provider_for_display (gdk_display_get_default (), GTK_STYLE_PROVIDER (style),
                                              GTK_STYLE_PROVIDER_PRIORITY_APPLICATION);
  /* GNOME's: one button on the title bar, as the sizes were designed for */
  g_object_set (gtk_settings_get_default (), "gtk-decoration-layout", ":close", "gtk-enable-animations", FALSE, NULL);
  application = ADW_APPLICATION (adw_application_new ("org.example.JiraMonitor.Test", G_APPLICATION_NON_UNIQUE));
  g_application_register (G_APPLICATION (application), NULL, NULL);
  add ("/window/sizes/every-page", every_page);
  add ("/window/sizes/pages-with-a-banner", pages_with_a_banner);
  add ("/window/sizes/every-dialog", every_dialog);

  return g_test_run ();
}
