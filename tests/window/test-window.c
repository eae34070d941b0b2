/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "accounts/jm-world.h"
#include "auth/jm-auth-error.h"
#include "base/jm-http.h"
#include "desktop/jm-problem-private.h"
#include "events/jm-event-export.h"
#include "events/jm-events-page.h"
#include "jm-window-pages.h"
#include "jm-window-test.h"
#include "jm-window.h"
#include "preferences/jm-preferences-dialog.h"
#include "widgets/jm-error-page.h"

/* The whole window over a real monitor, a simulator and a keyring with moods. */

static AdwApplication *application;

typedef struct
{
  GtkWidget  *root;
  const char *text;
} Sight;

static gboolean
is_seen (gpointer data)
{
  Sight *sight = data;

  return jm_window_test_find_text (sight->root, sight->text) != NULL;
}

static void
wait_for_text (JmWindow   *window,
               const char *text)
{
  Sight sight = { GTK_WIDGET (window), text };
  g_autoptr (GError) error = NULL;

  dex_await (jm_test_until (is_seen, &sight), &error);
  if (error != NULL)
    g_error ("“%s” did not appear", text);
}

static JmWindow *
open_window (JmWorld *world)
{
  JmWindow *window = jm_window_new (application);

  jm_window_set_monitor (window, world->monitor);
  gtk_window_present (GTK_WINDOW (window));

  return window;
}

/* Signs in to the first @n sites. */
static JmWindow *
open_window_with_accounts (JmWorld *world,
                           guint    n)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GListModel) made = NULL;

  made = n == 1 ? jm_world_sign_in (world, NULL, &error, 0, -1) : jm_world_sign_in (world, NULL, &error, 0, 1, -1);
  g_assert_no_error (error);

  return open_window (world);
}

static gboolean
is_enabled (JmWindow   *window,
            const char *name)
{
  /* Actions of a widget class are asked through what they do to a button */
  GtkWidget *button = gtk_button_new ();
  gboolean enabled;

  gtk_widget_insert_before (button, gtk_widget_get_first_child (GTK_WIDGET (window)), NULL);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), name);
  enabled = gtk_widget_is_sensitive (button);
  gtk_widget_unparent (button);

  return enabled;
}

static void
without_accounts_there_is_the_welcome (JmWorld *world)
{
  JmWindow *window = open_window (world);

  wait_for_text (window, "Try the Demonstration");
  g_assert_false (is_enabled (window, "win.refresh-token"));
  g_assert_false (is_enabled (window, "win.sync"));
  gtk_window_destroy (GTK_WINDOW (window));
}

static gboolean
is_cleared (gpointer pointer)
{
  return *(gpointer *) pointer == NULL;
}

/* libadwaita has a callback in the main loop that writes into it. */
static void
what_shows_pages_goes_after_the_window (JmWorld *world)
{
  JmWindow *window = open_window_with_accounts (world, 1);
  gpointer split_view;

  wait_for_text (window, "Token is active");
  split_view = jm_window_test_find_type (GTK_WIDGET (window), ADW_TYPE_NAVIGATION_SPLIT_VIEW);
  g_object_add_weak_pointer (split_view, &split_view);
  jm_window_show_page (window, "events");
  gtk_window_destroy (GTK_WINDOW (window));
  g_assert_nonnull (split_view);
  jm_test_wait_until (is_cleared, &split_view);
}

static GtkWidget *
find_class (GtkWidget  *widget,
            const char *css_class)
{
  if (gtk_widget_has_css_class (widget, css_class))
    return widget;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_class (child, css_class);

      if (found != NULL)
        return found;
    }

  return NULL;
}

/* Of the letters, whatever room they were given; 0 before they are drawn. */
static float
get_drawn_height (GtkWidget *words)
{
  g_autoptr (GdkPaintable) paintable = gtk_widget_paintable_new (words);
  g_autoptr (GtkSnapshot) snapshot = gtk_snapshot_new ();
  g_autoptr (GskRenderNode) node = NULL;
  GskRenderNode *drawn;
  graphene_rect_t bounds;

  gdk_paintable_snapshot (paintable, snapshot, gtk_widget_get_width (words), gtk_widget_get_height (words));
  drawn = node = gtk_snapshot_to_node (snapshot);
  while (drawn != NULL && gsk_render_node_get_node_type (drawn) == GSK_CLIP_NODE)
    drawn = gsk_clip_node_get_child (drawn);
  if (drawn == NULL)
    return 0;

  gsk_render_node_get_bounds (drawn, &bounds);
  return bounds.size.height;
}

typedef struct
{
  GtkWidget *words;
  float      above;
} Height;

static gboolean
is_higher (gpointer data)
{
  Height *height = data;

  return get_drawn_height (height->words) > height->above;
}

/* A page that is not shown is out of the window, and hears of no change of the text's size. */
static void
a_countdown_that_was_away_has_the_size_of_the_text (JmWorld *world)
{
  GtkSettings *settings = gtk_settings_get_default ();
  JmWindow *window = open_window_with_accounts (world, 1);
  Height height = { NULL, 0 };
  int dpi;

  wait_for_text (window, "Token is active");
  height.words = find_class (GTK_WIDGET (window), "ring-big");
  jm_test_wait_until (is_higher, &height);
  height.above = 1.5f * get_drawn_height (height.words);
  jm_window_show_page (window, "events");
  g_object_get (settings, "gtk-xft-dpi", &dpi, NULL);
  g_object_set (settings, "gtk-xft-dpi", 2 * dpi, NULL);
  jm_window_show_page (window, "overview");
  jm_test_wait_until (is_higher, &height);

  g_object_set (settings, "gtk-xft-dpi", dpi, NULL);
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
with_an_account_there_is_the_overview (JmWorld *world)
{
  JmWindow *window = open_window_with_accounts (world, 1);

  wait_for_text (window, "Token is active");
  g_assert_cmpstr (jm_window_get_page_name (window), ==, "overview");
  g_assert_true (is_enabled (window, "win.refresh-token"));
  g_assert_true (is_enabled (window, "win.sync"));
  g_assert_true (is_enabled (window, "win.test-connection"));
  /* What is not revealed is not there for a screen reader either. */
  g_assert_false (gtk_widget_get_mapped (jm_window_test_find_type (GTK_WIDGET (window), ADW_TYPE_BANNER)));
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
a_locked_keyring_is_named_and_cured (JmWorld *world)
{
  JmWindow *window = open_window_with_accounts (world, 1);
  g_autoptr (JmAccount) account = jm_world_dup_account (world, 0);

  wait_for_text (window, "Token is active");
  jm_world_set_mood (world, JM_AUTH_ERROR_KEYRING_LOCKED);
  dex_await (jm_token_keeper_refresh (jm_account_get_keeper (account), NULL), NULL);
  wait_for_text (window, "The keyring is locked");
  g_assert_nonnull (jm_window_test_find_text (GTK_WIDGET (window), "Unlock Keyring"));

  gtk_widget_activate_action (GTK_WIDGET (window), "win.cure", "s", jm_account_get_id (account));
  wait_for_text (window, "Token is active");
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
a_refused_sign_in_asks_for_another (JmWorld *world)
{
  JmWindow *window = open_window_with_accounts (world, 1);
  g_autoptr (JmAccount) account = jm_world_dup_account (world, 0);

  wait_for_text (window, "Token is active");
  jm_simulator_tell (world->simulator, "POST", "/tokens", "{\"revoke\":\"all\"}");
  dex_await (jm_token_keeper_refresh (jm_account_get_keeper (account), NULL), NULL);
  wait_for_text (window, "Jira no longer accepts this sign-in");
  g_assert_nonnull (jm_window_test_find_text (GTK_WIDGET (window), "Technical details"));

  gtk_widget_activate_action (GTK_WIDGET (window), "win.cure", "s", jm_account_get_id (account));
  g_assert_nonnull (adw_application_window_get_visible_dialog (ADW_APPLICATION_WINDOW (window)));
  gtk_window_destroy (GTK_WINDOW (window));
}

static AdwDialog *
cure_sync (JmWindow  *window,
           JmAccount *account,
           JmTrouble  trouble)
{
  const JmProblemVerdict verdict = { JM_PROBLEM_SYNC, JM_LEVEL_ATTENTION, trouble, 0, 0, 0 };
  g_autoptr (JmProblem) problem = jm_problem_new (account, &verdict);

  jm_window_cure_problem (window, problem);

  return adw_application_window_get_visible_dialog (ADW_APPLICATION_WINDOW (window));
}

static void
page_asked_cb (GSimpleAction *action,
               GVariant      *parameter,
               gpointer       user_data)
{
  g_set_str ((char **) user_data, g_variant_get_string (parameter, NULL));
}

/* All is well with the sign-in: the sync alone knows what is wrong. */
static void
a_sync_that_fails_is_cured_as_its_button_says (JmWorld *world)
{
  JmWindow *window = open_window_with_accounts (world, 1);
  g_autoptr (JmAccount) account = jm_world_dup_account (world, 0);
  g_autoptr (GSimpleAction) preferences = g_simple_action_new ("preferences-page", G_VARIANT_TYPE_STRING);
  g_autofree char *page = NULL;
  AdwDialog *dialog;

  wait_for_text (window, "Token is active");
  dialog = cure_sync (window, account, JM_TROUBLE_DB_CORRUPT);
  g_assert_true (ADW_IS_ALERT_DIALOG (dialog));
  g_assert_cmpstr (adw_alert_dialog_get_heading (ADW_ALERT_DIALOG (dialog)), ==, "Rebuild From Jira?");
  adw_dialog_force_close (dialog);

  dialog = cure_sync (window, account, JM_TROUBLE_TLS_UNTRUSTED);
  g_assert_true (JM_IS_PREFERENCES_DIALOG (dialog));
  g_assert_cmpstr (adw_preferences_dialog_get_visible_page_name (ADW_PREFERENCES_DIALOG (dialog)), ==, "network");

  /* It is open already, on another page. */
  jm_preferences_dialog_show_page (JM_PREFERENCES_DIALOG (dialog), "sync");
  g_assert_true (cure_sync (window, account, JM_TROUBLE_TLS_UNTRUSTED) == dialog);
  g_assert_cmpstr (adw_preferences_dialog_get_visible_page_name (ADW_PREFERENCES_DIALOG (dialog)), ==, "network");
  adw_dialog_force_close (dialog);

  g_signal_connect (preferences, "activate", G_CALLBACK (page_asked_cb), &page);
  g_action_map_add_action (G_ACTION_MAP (application), G_ACTION (preferences));
  cure_sync (window, account, JM_TROUBLE_CLIENT_REFUSED);
  g_assert_cmpstr (page, ==, "access");
  g_action_map_remove_action (G_ACTION_MAP (application), "preferences-page");

  g_assert_nonnull (cure_sync (window, account, JM_TROUBLE_NEEDS_SIGN_IN));
  gtk_window_destroy (GTK_WINDOW (window));
}

/* A page met it before the sign-in did; a proxy that asked once is no reason to ask again. */
static void
a_page_leads_to_the_network (JmWorld *world)
{
  JmWindow *window = open_window_with_accounts (world, 1);
  g_autoptr (JmAccount) account = jm_world_dup_account (world, 0);
  g_autoptr (GError) asking = g_error_new_literal (JM_HTTP_ERROR, JM_HTTP_ERROR_PROXY_SIGN_IN, "It asks");
  g_autoptr (GError) untrusted = g_error_new_literal (JM_HTTP_ERROR, JM_HTTP_ERROR_TLS, "Nobody vouches for it");
  AdwDialog *dialog;

  wait_for_text (window, "Token is active");
  g_assert_cmpstr (jm_error_get_cure_action (asking), ==, "win.sign-in-proxy");
  g_assert_cmpstr (jm_error_get_cure_action (untrusted), ==, "win.show-network");
  jm_network_set_asking_proxy (jm_http_get_network (jm_monitor_get_services (world->monitor)->http), "proxy.example:3128");
  gtk_widget_activate_action (GTK_WIDGET (window), "win.show-network", "s", jm_account_get_id (account));
  dialog = adw_application_window_get_visible_dialog (ADW_APPLICATION_WINDOW (window));
  g_assert_true (JM_IS_PREFERENCES_DIALOG (dialog));
  g_assert_cmpstr (adw_preferences_dialog_get_visible_page_name (ADW_PREFERENCES_DIALOG (dialog)), ==, "network");
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
the_account_that_needs_somebody_is_chosen (JmWorld *world)
{
  JmWindow *window = open_window_with_accounts (world, 2);

  wait_for_text (window, "Accounts");
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
the_account_that_was_looked_at_is_shown_again (JmWorld *world)
{
  JmAccounts *accounts = jm_world_get_accounts (world);
  GSettings *settings = jm_monitor_get_services (world->monitor)->settings;
  JmWindow *window = open_window_with_accounts (world, 2);
  g_autoptr (JmAccount) first = jm_world_dup_account (world, 0);
  g_autoptr (JmAccount) second = jm_world_dup_account (world, 1);

  gtk_window_destroy (GTK_WINDOW (window));
  jm_accounts_set_current (accounts, first);
  window = jm_window_new (application);
  jm_window_remember (window, settings);
  jm_window_set_monitor (window, world->monitor);
  g_assert_true (jm_window_get_account (window) == first);
  jm_accounts_set_current (accounts, second);
  gtk_window_destroy (GTK_WINDOW (window));

  /* As after a start: the primary one */
  jm_accounts_set_current (accounts, first);
  window = jm_window_new (application);
  jm_window_remember (window, settings);
  jm_window_set_monitor (window, world->monitor);
  g_assert_true (jm_window_get_account (window) == second);
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
a_connection_test_says_what_it_found (JmWorld *world)
{
  JmWindow *window = open_window_with_accounts (world, 1);

  wait_for_text (window, "Token is active");
  gtk_widget_activate_action (GTK_WIDGET (window), "win.test-connection", NULL);
  wait_for_text (window, "Test Again");
  gtk_window_destroy (GTK_WINDOW (window));
}

/* What GTK draws around a window where nothing composites */
#define BORDER 10

/* --- room: test-sizes.c has the pages */

static gboolean
is_narrow (gpointer data)
{
  return gtk_widget_get_width (data) <= 420;
}

static gboolean
is_wide (gpointer data)
{
  return gtk_widget_get_width (data) >= 900;
}

static void
a_narrow_window_becomes_wide_again (JmWorld *world)
{
  JmWindow *window = open_window_with_accounts (world, 1);

  gtk_window_set_default_size (GTK_WINDOW (window), 360 + BORDER, 500);
  dex_await (jm_test_until (is_narrow, window), NULL);
  jm_window_show_page (window, "events");
  jm_window_show_page (window, "overview");
  jm_window_show_sidebar (window);
  dex_await (dex_timeout_new_msec (300), NULL);
  jm_window_show_page (window, "events");
  jm_window_show_page (window, "overview");
  dex_await (dex_timeout_new_msec (300), NULL);
  gtk_window_set_default_size (GTK_WINDOW (window), 1000, 700);
  dex_await (jm_test_until (is_wide, window), NULL);
  wait_for_text (window, "Token is active");
  gtk_window_destroy (GTK_WINDOW (window));
}

/* --- names */

static gboolean
is_interactive (GtkWidget *widget)
{
  return GTK_IS_BUTTON (widget) || GTK_IS_MENU_BUTTON (widget) || GTK_IS_SWITCH (widget) ||
         GTK_IS_SEARCH_ENTRY (widget) || GTK_IS_ENTRY (widget) || GTK_IS_DROP_DOWN (widget) ||
         GTK_IS_LIST_BOX_ROW (widget) || GTK_IS_LIST_VIEW (widget) || GTK_IS_COLUMN_VIEW (widget) ||
         GTK_IS_GRID_VIEW (widget);
}

static gboolean
has_words (GtkWidget *widget)
{
  g_autoptr (GPtrArray) list = jm_window_test_list (widget);

  for (guint i = 0; i < list->len; i++)
    {
      GtkWidget *child = g_ptr_array_index (list, i);

      if (GTK_IS_LABEL (child) && *gtk_label_get_text (GTK_LABEL (child)) != '\0')
        return TRUE;
    }

  return FALSE;
}

/* A menu button's and a drop-down's inner button is named by its owner. */
static gboolean
is_part (GtkWidget *widget)
{
  GtkWidget *parent = gtk_widget_get_parent (widget);

  return GTK_IS_MENU_BUTTON (parent) || GTK_IS_DROP_DOWN (parent);
}

static gboolean
has_name (GtkWidget *widget)
{
  GtkAccessible *accessible = GTK_ACCESSIBLE (widget);

  return gtk_test_accessible_has_property (accessible, GTK_ACCESSIBLE_PROPERTY_LABEL) ||
         gtk_test_accessible_has_relation (accessible, GTK_ACCESSIBLE_RELATION_LABELLED_BY) ||
         gtk_widget_get_tooltip_text (widget) != NULL || has_words (widget);
}

static void
assert_names (GtkWidget  *root,
              const char *where)
{
  g_autoptr (GPtrArray) list = jm_window_test_list (root);

  for (guint i = 0; i < list->len; i++)
    {
      GtkWidget *widget = g_ptr_array_index (list, i);

      if (is_interactive (widget) && !is_part (widget) && !has_name (widget))
        g_error ("A %s on %s has no name", G_OBJECT_TYPE_NAME (widget), where);
    }
}

static void
everything_has_a_name (JmWorld *world)
{
  JmWindow *window = open_window_with_accounts (world, 2);
  guint n_pages;
  const JmWindowPage *pages = jm_window_pages_get (&n_pages);

  for (guint i = 0; i < n_pages; i++)
    {
      jm_window_show_page (window, pages[i].name);
      dex_await (dex_timeout_new_msec (60), NULL);
      assert_names (GTK_WIDGET (window), pages[i].name);
    }
  gtk_window_destroy (GTK_WINDOW (window));
}

/* --- events */

static void
events_are_filtered_and_exported (JmWorld *world)
{
  JmWindow *window = open_window_with_accounts (world, 1);
  g_autoptr (JmAccount) account = jm_world_dup_account (world, 0);
  g_autoptr (GBytes) csv = NULL;
  g_autoptr (GBytes) json = NULL;
  g_autoptr (JmEventLog) log = g_object_ref (jm_monitor_get_services (world->monitor)->events);
  GtkWidget *kinds;
  GListModel *shown;
  guint n_all;

  dex_await (jm_event_log_add (log, JM_EVENT_WARNING, NULL, jm_account_get_id (account), "ACME", "=cmd|'/c calc'!A0 \"x\"",
                               "{\"request\":\"<b>\"}"),
             NULL);
  jm_window_show_page (window, "events");
  shown = jm_events_page_get_shown (JM_EVENTS_PAGE (jm_window_get_page (window, "events")));
  n_all = g_list_model_get_n_items (shown);
  g_assert_cmpuint (n_all, >, 1);

  kinds = jm_window_test_find_type (GTK_WIDGET (jm_window_get_page (window, "events")), ADW_TYPE_TOGGLE_GROUP);
  adw_toggle_group_set_active_name (ADW_TOGGLE_GROUP (kinds), "warning");
  g_assert_cmpuint (g_list_model_get_n_items (shown), ==, 1);

  csv = jm_event_export (shown, jm_event_export_format_of ("a.csv"));
  g_assert_nonnull (g_strstr_len (g_bytes_get_data (csv, NULL), (gssize) g_bytes_get_size (csv),
                                  "\"'=cmd|'/c calc'!A0 \"\"x\"\"\""));
  json = jm_event_export (shown, jm_event_export_format_of ("a.json"));
  g_assert_nonnull (g_strstr_len (g_bytes_get_data (json, NULL), (gssize) g_bytes_get_size (json), "\"warning\""));

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
  if (!jm_window_test_init (&argc, &argv))
    return 0;

  /* GNOME's: one button on the title bar, as the sizes were designed for */
  g_object_set (gtk_settings_get_default (), "gtk-decoration-layout", ":close", NULL);
  application = ADW_APPLICATION (adw_application_new ("org.example.JiraMonitor.Test", G_APPLICATION_NON_UNIQUE));
  g_application_register (G_APPLICATION (application), NULL, NULL);

  add ("/window/without-accounts-there-is-the-welcome", without_accounts_there_is_the_welcome);
  add ("/window/what-shows-pages-goes-after-the-window", what_shows_pages_goes_after_the_window);
  add ("/window/a-countdown-that-was-away-has-the-size-of-the-text",
       a_countdown_that_was_away_has_the_size_of_the_text);
  add ("/window/with-an-account-there-is-the-overview", with_an_account_there_is_the_overview);
  add ("/window/overview/locked-keyring-is-named-and-cured", a_locked_keyring_is_named_and_cured);
  add ("/window/overview/refused-sign-in-asks-for-another", a_refused_sign_in_asks_for_another);
  add ("/window/overview/failing-sync-is-cured-as-its-button-says", a_sync_that_fails_is_cured_as_its_button_says);
  add ("/window/page-leads-to-the-network", a_page_leads_to_the_network);
  add ("/window/overview/several-accounts-have-rows", the_account_that_needs_somebody_is_chosen);
  add ("/window/account-is-shown-again", the_account_that_was_looked_at_is_shown_again);
  add ("/window/overview/connection-test-says-what-it-found", a_connection_test_says_what_it_found);
  add ("/window/narrow-becomes-wide-again", a_narrow_window_becomes_wide_again);
  add ("/window/everything-has-a-name", everything_has_a_name);
  add ("/window/events/filtered-and-exported", events_are_filtered_and_exported);

  return g_test_run ();
}
