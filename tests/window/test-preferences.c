/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The preferences over a real account and settings in memory: each page opens, keeps what is chosen, follows what is
 * set elsewhere, and is found by the search. */
#include "config.h"

#include "base/jm-settings.h"
#include "desktop/jm-problems.h"
#include "preferences/jm-muted-projects.h"
#include "preferences/jm-preferences-dialog.h"
#include "sync/jm-news.h"
#include "sync/jm-sync.h"
#include "window/jm-stage.h"
#include "window/jm-window-test.h"

static GSettings *
get_settings (JmWorld *world)
{
  return jm_monitor_get_services (world->monitor)->settings;
}

static JmAccount *
sign_in (JmWorld *world)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GListModel) added = jm_world_sign_in (world, NULL, &error, 0, -1);

  g_assert_no_error (error);

  return jm_world_dup_account (world, 0);
}

static JmPreferencesDialog *
open_page (JmWorld    *world,
           JmStage    *stage,
           const char *page)
{
  JmPreferencesDialog *dialog = JM_PREFERENCES_DIALOG (jm_preferences_dialog_new (world->monitor));

  jm_preferences_dialog_show_page (dialog, page);
  adw_dialog_present (ADW_DIALOG (dialog), GTK_WIDGET (stage->window));
  jm_stage_settle ();

  return dialog;
}

/* The first mapped row below @parent that is titled so, or NULL */
static gpointer
find_row (gpointer    parent,
          const char *title)
{
  g_autoptr (GPtrArray) widgets = jm_window_test_list (parent);

  for (guint i = 0; i < widgets->len; i++)
    {
      GtkWidget *widget = g_ptr_array_index (widgets, i);

      if (ADW_IS_PREFERENCES_ROW (widget) &&
          g_strcmp0 (adw_preferences_row_get_title (ADW_PREFERENCES_ROW (widget)), title) == 0)
        return widget;
    }

  return NULL;
}

static gpointer
get_row (gpointer    parent,
         const char *title)
{
  gpointer row = find_row (parent, title);

  if (row == NULL)
    g_error ("There is no row “%s”", title);

  return row;
}

static void
assert_list (GSettings  *settings,
             const char *key,
             const char *expected)
{
  g_autoptr (GVariant) value = g_settings_get_value (settings, key);
  g_autofree char *text = g_variant_print (value, FALSE);

  g_assert_cmpstr (text, ==, expected);
}

static const char *
get_chosen (gpointer row)
{
  return gtk_string_object_get_string (adw_combo_row_get_selected_item (row));
}

/* --- opening */

static void
each_page_opens_by_its_name (JmWorld *world)
{
  static const char *const names[] = { "access", "notifications", "sync", "monitoring" };
  JmStage *stage = jm_stage_new ();
  g_autoptr (JmAccount) account = sign_in (world);
  JmPreferencesDialog *dialog = open_page (world, stage, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      jm_preferences_dialog_show_page (dialog, names[i]);
      jm_stage_settle ();
      g_assert_cmpstr (adw_preferences_dialog_get_visible_page_name (ADW_PREFERENCES_DIALOG (dialog)), ==, names[i]);
      jm_stage_assert_small (adw_preferences_dialog_get_visible_page (ADW_PREFERENCES_DIALOG (dialog)));
    }

  jm_preferences_dialog_show_page (dialog, "nowhere");
  g_assert_cmpstr (adw_preferences_dialog_get_visible_page_name (ADW_PREFERENCES_DIALOG (dialog)), ==, "monitoring");
  adw_dialog_force_close (ADW_DIALOG (dialog));
  jm_stage_free (stage);
}

/* --- both ways */

static void
numbers_and_choices_are_bound_both_ways (JmWorld *world)
{
  JmStage *stage = jm_stage_new ();
  GSettings *settings = get_settings (world);
  JmPreferencesDialog *dialog = open_page (world, stage, "monitoring");
  AdwSpinRow *margin = get_row (dialog, "Renew before the end");
  AdwComboRow *health = get_row (dialog, "Check health");
  AdwComboRow *warn = get_row (dialog, "Warn before a sign-in ends");

  g_assert_cmpfloat (adw_spin_row_get_value (margin), ==, 5);
  adw_spin_row_set_value (margin, 7);
  g_assert_cmpuint (g_settings_get_uint (settings, JM_SETTING_REFRESH_MARGIN), ==, 7 * 60);
  g_settings_set_uint (settings, JM_SETTING_REFRESH_MARGIN, 600);
  g_assert_cmpfloat (adw_spin_row_get_value (margin), ==, 10);

  g_assert_cmpstr (get_chosen (health), ==, "Every 5 minutes");
  adw_combo_row_set_selected (health, 3);
  g_assert_cmpuint (g_settings_get_uint (settings, JM_SETTING_HEALTH_INTERVAL), ==, 1800);
  /* None of the choices: the nearest is shown, and the setting stays. */
  g_settings_set_uint (settings, JM_SETTING_HEALTH_INTERVAL, 100);
  g_assert_cmpstr (get_chosen (health), ==, "Every 5 minutes");
  g_assert_cmpuint (g_settings_get_uint (settings, JM_SETTING_HEALTH_INTERVAL), ==, 100);

  g_assert_cmpstr (get_chosen (warn), ==, "30, 7 and 1 days");
  adw_combo_row_set_selected (warn, 1);
  assert_list (settings, JM_SETTING_WARN_DAYS, "[7, 1]");
  adw_combo_row_set_selected (warn, 3);
  assert_list (settings, JM_SETTING_WARN_DAYS, "[]");
  g_settings_set (settings, JM_SETTING_WARN_DAYS, "au", NULL);
  g_settings_reset (settings, JM_SETTING_WARN_DAYS);
  g_assert_cmpstr (get_chosen (warn), ==, "30, 7 and 1 days");
  adw_dialog_force_close (ADW_DIALOG (dialog));
  jm_stage_free (stage);
}

/* Nobody was asked yet: off, and it says when one is. */
static void
the_background_is_asked_for_until_it_is_chosen (JmWorld *world)
{
  JmStage *stage = jm_stage_new ();
  GSettings *settings = get_settings (world);
  JmPreferencesDialog *dialog = open_page (world, stage, "monitoring");
  AdwSwitchRow *keep = get_row (dialog, "Keep watching when the window is closed");
  AdwSwitchRow *autostart = get_row (dialog, "Start when I log in");

  g_assert_false (adw_switch_row_get_active (keep));
  g_assert_cmpstr (adw_action_row_get_subtitle (ADW_ACTION_ROW (keep)), ==, "You are asked when you close it");

  adw_switch_row_set_active (autostart, TRUE);
  g_assert_true (g_settings_get_boolean (settings, JM_SETTING_AUTOSTART));
  g_assert_false (adw_switch_row_get_active (keep));

  adw_switch_row_set_active (keep, TRUE);
  assert_list (settings, JM_SETTING_KEEP_RUNNING, "'yes'");
  g_assert_cmpstr (adw_action_row_get_subtitle (ADW_ACTION_ROW (keep)), ==, "Jira Monitor renews tokens and notifies");

  g_settings_set_string (settings, JM_SETTING_KEEP_RUNNING, "no");
  g_assert_false (adw_switch_row_get_active (keep));
  adw_dialog_force_close (ADW_DIALOG (dialog));
  jm_stage_free (stage);
}

static DexFuture *
refuse (gpointer n_asked)
{
  ++*(guint *) g_object_get_data (n_asked, "asked");

  return dex_future_new_reject (G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED, "The desktop does not allow it.");
}

static gboolean
is_off (gpointer row)
{
  return !adw_switch_row_get_active (row) && gtk_widget_is_sensitive (row);
}

static void
a_refusal_is_shown_and_taken_back (JmWorld *world)
{
  JmStage *stage = jm_stage_new ();
  GSettings *settings = get_settings (world);
  JmPreferencesDialog *dialog = open_page (world, stage, "monitoring");
  g_autoptr (GObject) asker = g_object_new (G_TYPE_OBJECT, NULL);
  AdwSwitchRow *autostart = get_row (dialog, "Start when I log in");
  guint n_asked = 0;

  g_object_set_data (asker, "asked", &n_asked);
  jm_preferences_dialog_set_asker (dialog, refuse, asker);
  adw_switch_row_set_active (autostart, TRUE);
  jm_stage_wait (is_off, autostart);
  jm_stage_settle ();
  g_assert_false (g_settings_get_boolean (settings, JM_SETTING_AUTOSTART));
  g_assert_true (jm_stage_shows (dialog, "The desktop does not allow it."));

  /* What is set elsewhere was asked for there. */
  g_settings_set_string (settings, JM_SETTING_KEEP_RUNNING, "yes");
  jm_stage_settle ();
  g_assert_cmpuint (n_asked, ==, 1);
  adw_dialog_force_close (ADW_DIALOG (dialog));
  jm_stage_free (stage);
}

static void
kinds_and_accounts_are_muted_by_a_switch (JmWorld *world)
{
  JmStage *stage = jm_stage_new ();
  GSettings *settings = get_settings (world);
  g_autoptr (JmAccount) account = sign_in (world);
  g_autofree char *ids = g_strdup_printf ("['%s']", jm_account_get_id (account));
  JmPreferencesDialog *dialog = open_page (world, stage, "notifications");
  AdwSwitchRow *expired = get_row (dialog, jm_problem_kind_to_title (JM_PROBLEM_EXPIRED));
  AdwSwitchRow *assigned = get_row (dialog, jm_news_kind_to_title (JM_NEWS_ASSIGNED));
  AdwSwitchRow *all = get_row (dialog, "Notify");

  g_assert_true (adw_switch_row_get_active (expired));
  adw_switch_row_set_active (expired, FALSE);
  adw_switch_row_set_active (assigned, FALSE);
  assert_list (settings, JM_SETTING_MUTED_KINDS, "['expired', 'assigned']");
  adw_switch_row_set_active (expired, TRUE);
  assert_list (settings, JM_SETTING_MUTED_KINDS, "['assigned']");
  g_settings_reset (settings, JM_SETTING_MUTED_KINDS);
  g_assert_true (adw_switch_row_get_active (assigned));

  adw_switch_row_set_active (get_row (jm_stage_child (jm_stage_child (dialog, "notifications_page"), "accounts_group"),
                                      jm_account_get_name (account)),
                             FALSE);
  assert_list (settings, JM_SETTING_MUTED_ACCOUNTS, ids);

  adw_switch_row_set_active (all, FALSE);
  g_assert_false (g_settings_get_boolean (settings, JM_SETTING_NOTIFICATIONS));
  g_assert_false (gtk_widget_is_sensitive (GTK_WIDGET (expired)));
  adw_dialog_force_close (ADW_DIALOG (dialog));
  jm_stage_free (stage);
}

static gboolean
is_row_visible (gpointer row)
{
  return gtk_widget_get_visible (row);
}

/* The bus of the tests has nobody. */
static void
who_is_told_nothing_reads_why (JmWorld *world)
{
  g_autoptr (GApplication) application =
      g_application_new ("org.example.JiraMonitor.Preferences", G_APPLICATION_NON_UNIQUE);
  JmStage *stage = jm_stage_new ();
  JmPreferencesDialog *dialog;
  GError *error = NULL;

  g_application_register (application, NULL, &error);
  g_assert_no_error (error);
  g_application_set_default (application);
  dialog = open_page (world, stage, "notifications");
  jm_test_wait_until (is_row_visible, get_row (dialog, "Nobody shows notifications here"));

  adw_dialog_force_close (ADW_DIALOG (dialog));
  jm_stage_free (stage);
  g_application_set_default (NULL);
}

static void
quiet_hours_are_chosen_by_quarters_of_an_hour (JmWorld *world)
{
  JmStage *stage = jm_stage_new ();
  GSettings *settings = get_settings (world);
  JmPreferencesDialog *dialog = open_page (world, stage, "notifications");
  AdwComboRow *from = get_row (dialog, "Quiet from");
  AdwComboRow *until = get_row (dialog, "Quiet until, on the next day");

  g_assert_false (gtk_widget_is_sensitive (GTK_WIDGET (from)));
  adw_switch_row_set_active (get_row (dialog, "Quiet hours"), TRUE);
  g_assert_true (g_settings_get_boolean (settings, JM_SETTING_QUIET_HOURS));
  g_assert_true (gtk_widget_is_sensitive (GTK_WIDGET (from)));

  g_assert_cmpstr (get_chosen (from), ==, "22:00");
  g_assert_cmpstr (get_chosen (until), ==, "07:00");
  adw_combo_row_set_selected (from, 5);
  g_assert_cmpuint (g_settings_get_uint (settings, JM_SETTING_QUIET_FROM), ==, 75);
  g_assert_cmpstr (adw_preferences_row_get_title (ADW_PREFERENCES_ROW (until)), ==, "Quiet until");
  g_settings_set_uint (settings, JM_SETTING_QUIET_UNTIL, 1439);
  g_assert_cmpstr (get_chosen (until), ==, "23:45");
  g_assert_cmpuint (g_settings_get_uint (settings, JM_SETTING_QUIET_UNTIL), ==, 1439);

  /* Begin and end are the same: none at all, and not a whole day. */
  g_settings_set_uint (settings, JM_SETTING_QUIET_FROM, 1439);
  g_assert_cmpstr (adw_preferences_row_get_title (ADW_PREFERENCES_ROW (until)), ==, "Quiet until");
  adw_dialog_force_close (ADW_DIALOG (dialog));
  jm_stage_free (stage);
}

static gboolean
is_below (gpointer row)
{
  return adw_combo_row_get_use_subtitle (row);
}

static gboolean
is_beside (gpointer row)
{
  return !adw_combo_row_get_use_subtitle (row);
}

/* Beside a long meaning nothing of the choice would be left on a phone. */
static void
a_choice_stands_below_its_title_when_it_is_narrow (JmWorld *world)
{
  JmStage *stage = jm_stage_new ();
  JmPreferencesDialog *dialog;
  AdwComboRow *health;

  dialog = open_page (world, stage, "monitoring");
  health = get_row (dialog, "Check health");
  g_assert_true (is_beside (health));
  g_assert_cmpstr (adw_action_row_get_subtitle (ADW_ACTION_ROW (health)), ==, "Token, keyring, clock, connection and disk");

  adw_dialog_set_content_width (ADW_DIALOG (dialog), 360);
  jm_stage_wait (is_below, health);
  g_assert_cmpstr (adw_action_row_get_subtitle (ADW_ACTION_ROW (health)), ==, "Every 5 minutes");

  adw_dialog_set_content_width (ADW_DIALOG (dialog), 800);
  jm_stage_wait (is_beside, health);
  g_assert_cmpstr (adw_action_row_get_subtitle (ADW_ACTION_ROW (health)), ==, "Token, keyring, clock, connection and disk");
  adw_dialog_force_close (ADW_DIALOG (dialog));
  jm_stage_free (stage);
}

/* --- muted projects */

static gboolean
has_projects (gpointer page)
{
  return find_row (jm_stage_child (page, "other_group"), "Payments") != NULL;
}

static void
projects_are_muted_and_notified_again (JmWorld *world)
{
  g_autoptr (GError) error = NULL;
  JmStage *stage = jm_stage_new ();
  GSettings *settings = get_settings (world);
  g_autoptr (JmAccount) account = sign_in (world);
  g_autofree char *muted = g_strdup_printf ("{'%s': ['PAY']}", jm_account_get_id (account));
  JmPreferencesDialog *dialog;
  AdwActionRow *row;
  GtkWidget *page;

  dex_await (jm_sync_fetch_projects (jm_sync_get (jm_monitor_get_services (world->monitor), account), NULL), &error);
  g_assert_no_error (error);
  dialog = open_page (world, stage, "notifications");
  row = get_row (jm_stage_child (jm_stage_child (dialog, "notifications_page"), "projects_group"),
                 jm_account_get_name (account));
  g_assert_cmpstr (adw_action_row_get_subtitle (row), ==, "No project is muted");

  adw_action_row_activate (row);
  jm_stage_settle ();
  page = jm_window_test_find_type (GTK_WIDGET (dialog), JM_TYPE_MUTED_PROJECTS);
  g_assert_nonnull (page);
  jm_stage_wait (has_projects, page);
  g_assert_false (gtk_widget_get_visible (jm_stage_child (page, "muted_group")));

  jm_stage_type (page, "search_entry", "pay");
  g_signal_emit_by_name (jm_stage_child (page, "search_entry"), "search-changed");
  adw_action_row_activate (get_row (jm_stage_child (page, "other_group"), "Payments"));
  assert_list (settings, JM_SETTING_MUTED_PROJECTS, muted);
  g_assert_null (find_row (jm_stage_child (page, "other_group"), "Payments"));
  g_assert_cmpstr (adw_action_row_get_subtitle (row), ==, "Muted projects: PAY");
  jm_stage_settle ();
  jm_stage_assert_small (page);

  adw_action_row_activate (get_row (jm_stage_child (page, "muted_group"), "Payments"));
  assert_list (settings, JM_SETTING_MUTED_PROJECTS, "{}");
  g_assert_true (has_projects (page));
  adw_dialog_force_close (ADW_DIALOG (dialog));
  jm_stage_free (stage);
}

/* --- searching */

/* Choices have entries of their own, which are not shown. */
static GtkWidget *
find_mapped (gpointer root,
             GType    type)
{
  g_autoptr (GPtrArray) widgets = jm_window_test_list (root);

  for (guint i = 0; i < widgets->len; i++)
    {
      if (g_type_is_a (G_OBJECT_TYPE (g_ptr_array_index (widgets, i)), type))
        return g_ptr_array_index (widgets, i);
    }

  return NULL;
}

static void
search (JmPreferencesDialog *dialog,
        const char          *words)
{
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (find_mapped (dialog, GTK_TYPE_TOGGLE_BUTTON)), TRUE);
  jm_stage_settle ();
  gtk_editable_set_text (GTK_EDITABLE (find_mapped (dialog, GTK_TYPE_SEARCH_ENTRY)), words);
  g_signal_emit_by_name (find_mapped (dialog, GTK_TYPE_SEARCH_ENTRY), "search-changed");
  jm_stage_settle ();
}

static gboolean
is_focused (gpointer row)
{
  GtkWidget *focus = gtk_root_get_focus (gtk_widget_get_root (row));

  return focus != NULL && (focus == row || gtk_widget_is_ancestor (focus, row));
}

/* On the screen, not only laid out below its edge */
static gboolean
is_in_sight (gpointer row)
{
  GtkWidget *page = gtk_widget_get_ancestor (row, ADW_TYPE_PREFERENCES_PAGE);
  graphene_rect_t bounds;

  return gtk_widget_get_mapped (row) && gtk_widget_compute_bounds (row, page, &bounds) && bounds.origin.y >= 0 &&
         bounds.origin.y + bounds.size.height <= (float) gtk_widget_get_height (page);
}

static void
the_search_finds_rows_and_goes_there (JmWorld *world)
{
  static const struct
  {
    const char *words;
    const char *title;
    const char *page;
  } table[] = {
    { "quiet", "Quiet from", "notifications" },
    { "locked screen", "Hide the text on the locked screen", "notifications" },
    { "token expired", "Token expired", "notifications" },
    { "tray", "Show in the tray", "monitoring" },
    { "deleted issues", "Look for deleted issues", "sync" },
    { "callback", "Callback URL", "access" },
  };
  JmStage *stage = jm_stage_new ();
  g_autoptr (JmAccount) account = sign_in (world);

  g_settings_set_boolean (get_settings (world), JM_SETTING_QUIET_HOURS, TRUE);
  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    {
      JmPreferencesDialog *dialog = open_page (world, stage, i % 2 == 0 ? "monitoring" : "access");

      search (dialog, table[i].words);
      g_signal_emit_by_name (get_row (dialog, table[i].title), "activate");
      jm_stage_settle ();
      g_assert_cmpstr (adw_preferences_dialog_get_visible_page_name (ADW_PREFERENCES_DIALOG (dialog)), ==, table[i].page);
      jm_stage_wait (is_focused, get_row (dialog, table[i].title));
      jm_stage_wait (is_in_sight, get_row (dialog, table[i].title));
      adw_dialog_force_close (ADW_DIALOG (dialog));
      jm_stage_settle ();
    }
  jm_stage_free (stage);
}

int
main (int   argc,
      char *argv[])
{
  static const struct
  {
    const char *name;
    JmWorldBody body;
  } tests[] = {
    { "each-page-opens-by-its-name", each_page_opens_by_its_name },
    { "numbers-and-choices-are-bound-both-ways", numbers_and_choices_are_bound_both_ways },
    { "the-background-is-asked-for-until-it-is-chosen", the_background_is_asked_for_until_it_is_chosen },
    { "a-refusal-is-shown-and-taken-back", a_refusal_is_shown_and_taken_back },
    { "kinds-and-accounts-are-muted-by-a-switch", kinds_and_accounts_are_muted_by_a_switch },
    { "who-is-told-nothing-reads-why", who_is_told_nothing_reads_why },
    { "quiet-hours-are-chosen-by-quarters-of-an-hour", quiet_hours_are_chosen_by_quarters_of_an_hour },
    { "a-choice-stands-below-its-title-when-it-is-narrow", a_choice_stands_below_its_title_when_it_is_narrow },
    { "projects-are-muted-and-notified-again", projects_are_muted_and_notified_again },
    { "the-search-finds-rows-and-goes-there", the_search_finds_rows_and_goes_there },
  };

  jm_test_init (&argc, &argv);
  if (!jm_stage_init ())
    return 0;

  for (gsize i = 0; i < G_N_ELEMENTS (tests); i++)
    {
      g_autofree char *path = g_strconcat ("/window/preferences/", tests[i].name, NULL);

      g_test_add_data_func (path, tests[i].body, jm_world_run);
    }

  return g_test_run ();
}
