/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The page of health, the row of the synchronization and its settings, over real accounts and a simulator. */
#include "config.h"

#include "auth/jm-auth-error.h"
#include "health/jm-health-page.h"
#include "health/jm-health-plot.h"
#include "health/jm-health-row.h"
#include "preferences/jm-preferences-dialog.h"
#include "preferences/jm-sync-page.h"
#include "sync/jm-health.h"
#include "sync/jm-sync-row.h"
#include "sync/jm-sync-words.h"
#include "sync/jm-sync.h"
#include "window/jm-stage.h"
#include "window/jm-window-test.h"

static void
await_fine (DexFuture *future)
{
  g_autoptr (GError) error = NULL;

  dex_await (future, &error);
  g_assert_no_error (error);
}

static JmServices *
get_services (JmWorld *world)
{
  return jm_monitor_get_services (world->monitor);
}

static JmAccount *
sign_in (JmWorld *world)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GListModel) added = jm_world_sign_in (world, NULL, &error, 0, -1);
  g_autoptr (JmAccount) account = NULL;

  g_assert_no_error (error);
  account = jm_world_dup_account (world, 0);
  jm_accounts_set_current (jm_world_get_accounts (world), account);

  return g_steal_pointer (&account);
}

/* The row of a kind below @parent, or NULL */
static JmHealthRow *
find_row (GtkWidget    *parent,
          JmHealthKind  kind)
{
  for (GtkWidget *child = gtk_widget_get_first_child (parent); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      JmHealthRow *found = JM_IS_HEALTH_ROW (child) ? JM_HEALTH_ROW (child) : find_row (child, kind);

      if (found != NULL && jm_health_check_get_kind (jm_health_row_get_check (found)) == kind)
        return found;
    }

  return NULL;
}

static GtkWidget *
find_button (GtkWidget  *parent,
             const char *label)
{
  for (GtkWidget *child = gtk_widget_get_first_child (parent); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_button (child, label);

      if (found != NULL)
        return found;
      if (GTK_IS_BUTTON (child) && g_strcmp0 (gtk_button_get_label (GTK_BUTTON (child)), label) == 0)
        return child;
    }

  return NULL;
}

/* --- health */

static void
the_page_goes_through_its_faces (JmWorld *world)
{
  JmStage *stage = jm_stage_new ();
  JmHealthPage *page = jm_health_page_new (world->monitor);
  g_autoptr (JmAccount) account = NULL;

  jm_stage_show (stage, GTK_WIDGET (page));
  g_assert_cmpstr (jm_stage_get_face (page), ==, "empty");

  account = sign_in (world);
  g_assert_cmpstr (jm_stage_get_face (page), ==, "loading");

  await_fine (jm_health_check (jm_health_get (world->monitor), NULL));
  jm_stage_settle ();
  g_assert_cmpstr (jm_stage_get_face (page), ==, "content");
  g_assert_true (jm_stage_shows (page, "Healthy, with one remark"));
  g_assert_true (jm_stage_shows (page, jm_account_get_name (account)));
  g_assert_true (jm_stage_shows (page, "This Computer"));
  g_assert_true (jm_stage_shows (page, "Unlocked, read in time"));

  await_fine (jm_accounts_set_active (jm_world_get_accounts (world), account, FALSE));
  g_assert_cmpstr (jm_stage_get_face (page), ==, "empty");
  jm_stage_free (stage);
}

static void
a_locked_keyring_has_a_button (JmWorld *world)
{
  JmStage *stage = jm_stage_new ();
  g_autoptr (JmAccount) account = sign_in (world);
  JmHealthPage *page = jm_health_page_new (world->monitor);
  g_autofree char *wanted = g_strdup_printf ("win.unlock-keyring %s", jm_account_get_id (account));
  JmHealthRow *row;
  GtkWidget *button;

  jm_stage_show (stage, GTK_WIDGET (page));
  jm_world_set_mood (world, JM_AUTH_ERROR_KEYRING_LOCKED);
  await_fine (jm_health_check (jm_health_get (world->monitor), NULL));
  g_assert_true (jm_stage_shows (page, "1 thing is not well"));

  row = find_row (GTK_WIDGET (page), JM_HEALTH_KEYRING);
  g_assert_null (find_button (GTK_WIDGET (row), "Unlock Keyring"));
  adw_expander_row_set_expanded (ADW_EXPANDER_ROW (row), TRUE);
  button = find_button (GTK_WIDGET (row), "Unlock Keyring");
  g_assert_nonnull (button);
  g_signal_emit_by_name (button, "clicked");
  g_assert_cmpstr (stage->action, ==, wanted);

  /* Well again: the opened row follows. */
  jm_world_set_mood (world, -1);
  await_fine (jm_health_check (jm_health_get (world->monitor), NULL));
  g_assert_null (find_button (GTK_WIDGET (row), "Unlock Keyring"));
  jm_stage_free (stage);
}

static void
an_opened_row_has_a_plot (JmWorld *world)
{
  JmStage *stage = jm_stage_new ();
  g_autoptr (JmAccount) account = sign_in (world);
  JmHealthPage *page = jm_health_page_new (world->monitor);
  JmHealthRow *row;
  GtkWidget *plot;

  jm_stage_show (stage, GTK_WIDGET (page));
  for (guint i = 0; i < 3; i++)
    await_fine (jm_health_check (jm_health_get (world->monitor), NULL));
  row = find_row (GTK_WIDGET (page), JM_HEALTH_JIRA);
  adw_expander_row_set_expanded (ADW_EXPANDER_ROW (row), TRUE);
  jm_stage_settle ();

  plot = jm_window_test_find_type (GTK_WIDGET (row), JM_TYPE_HEALTH_PLOT);
  g_assert_nonnull (plot);
  g_assert_true (gtk_widget_get_focusable (plot));
  gtk_test_accessible_assert_role (GTK_ACCESSIBLE (plot), GTK_ACCESSIBLE_ROLE_IMG);
  g_assert_true (jm_stage_shows (row, jm_account_get_api_base (account)));
  jm_stage_free (stage);
}

/* --- the row of the synchronization */

static void
the_row_follows_the_run (JmWorld *world)
{
  const JmSyncOrder order = { .kind = JM_SYNC_QUICK, .resource = JM_N_RESOURCES };
  JmStage *stage = jm_stage_new ();
  g_autoptr (JmAccount) account = sign_in (world);
  JmSync *sync = jm_sync_get (get_services (world), account);
  GtkWidget *row = jm_sync_row_new ();

  jm_stage_show (stage, row);
  g_assert_false (gtk_widget_get_visible (row));

  jm_sync_row_set_account (JM_SYNC_ROW (row), get_services (world), account);
  g_assert_true (gtk_widget_get_visible (row));
  g_assert_true (jm_stage_shows (row, "Not synced yet"));
  /* Not sensitive, so nothing comes of it. */
  gtk_widget_activate_action (row, "sync.pause", NULL);
  g_assert_cmpint (jm_sync_get_state (sync), ==, JM_SYNC_IDLE);

  await_fine (jm_sync_run (sync, &order, NULL));
  g_assert_true (jm_stage_shows (row, "Synced just now"));
  jm_stage_free (stage);
}

static gboolean
has_begun (gpointer sync)
{
  return jm_sync_get_state (sync) == JM_SYNC_RUNNING;
}

static gboolean
has_paused (gpointer sync)
{
  return jm_sync_get_state (sync) == JM_SYNC_PAUSED;
}

static void
a_run_is_paused_and_resumed (JmWorld *world)
{
  const JmSyncOrder order = { .kind = JM_SYNC_FULL, .resource = JM_N_RESOURCES };
  JmStage *stage = jm_stage_new ();
  g_autoptr (JmAccount) account = sign_in (world);
  JmSync *sync = jm_sync_get (get_services (world), account);
  GtkWidget *row = jm_sync_row_new ();
  DexFuture *run;

  jm_sync_row_set_account (JM_SYNC_ROW (row), get_services (world), account);
  jm_stage_show (stage, row);
  run = jm_sync_run (sync, &order, NULL);
  jm_stage_wait (has_begun, sync);
  gtk_widget_activate_action (row, "sync.pause", NULL);
  jm_stage_wait (has_paused, sync);
  g_assert_true (jm_stage_shows (row, "Paused"));
  gtk_widget_activate_action (row, "sync.resume", NULL);
  await_fine (run);
  g_assert_true (jm_stage_shows (row, "Synced just now"));
  jm_stage_free (stage);
}

static gboolean
shows_failure (gpointer row)
{
  return jm_stage_shows (row, "Offline") || jm_stage_shows (row, "Jira has a problem");
}

static void
a_failure_is_named (JmWorld *world)
{
  const JmSyncOrder order = { .kind = JM_SYNC_QUICK, .resource = JM_N_RESOURCES };
  JmStage *stage = jm_stage_new ();
  g_autoptr (JmAccount) account = sign_in (world);
  g_autoptr (GError) error = NULL;
  JmSync *sync = jm_sync_get (get_services (world), account);
  GtkWidget *row = jm_sync_row_new ();

  jm_sync_row_set_account (JM_SYNC_ROW (row), get_services (world), account);
  jm_stage_show (stage, row);
  jm_world_arm (world, "{\"times\": 0, \"kind\": \"status\", \"args\": {\"code\": 404, \"body\": {}}}");
  dex_await (jm_sync_run (sync, &order, NULL), &error);
  g_assert_nonnull (error);
  g_assert_true (shows_failure (row) || jm_stage_shows (row, "Sync failed"));
  jm_stage_free (stage);
}

/* --- its settings */

static gboolean
is_weekly (gpointer sync)
{
  return jm_sync_get_settings (sync)->quick_minutes == 15 && !jm_sync_get_settings (sync)->all_users &&
         (jm_sync_get_settings (sync)->resources & (1u << JM_RESOURCE_WORKLOGS)) != 0;
}

static gboolean
has_one_project (gpointer sync)
{
  char **projects = jm_sync_get_settings (sync)->projects;

  return projects != NULL && g_strv_length (projects) == 1;
}

static gboolean
has_all_projects (gpointer sync)
{
  return jm_sync_get_settings (sync)->projects == NULL;
}

static JmSyncPage *
open_settings (JmWorld *world,
               JmStage *stage)
{
  AdwDialog *dialog = jm_preferences_dialog_new (world->monitor);

  adw_preferences_dialog_set_visible_page_name (ADW_PREFERENCES_DIALOG (dialog), "sync");
  adw_dialog_present (dialog, GTK_WIDGET (stage->window));
  jm_stage_settle ();

  return jm_stage_child (dialog, "sync_page");
}

/* The first row below @parent that is titled so */
static GtkWidget *
find_titled (GtkWidget  *parent,
             const char *title)
{
  for (GtkWidget *child = gtk_widget_get_first_child (parent); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_titled (child, title);

      if (found != NULL)
        return found;
      if (ADW_IS_PREFERENCES_ROW (child) &&
          g_strcmp0 (adw_preferences_row_get_title (ADW_PREFERENCES_ROW (child)), title) == 0)
        return child;
    }

  return NULL;
}

static void
choices_are_kept_at_once (JmWorld *world)
{
  JmStage *stage = jm_stage_new ();
  g_autoptr (JmAccount) account = sign_in (world);
  JmSync *sync = jm_sync_get (get_services (world), account);
  JmSyncPage *page = open_settings (world, stage);
  GtkWidget *work_logs = find_titled (GTK_WIDGET (page), jm_resource_get_title (JM_RESOURCE_WORKLOGS));

  /* As a new account is */
  g_assert_cmpuint (adw_combo_row_get_selected (jm_stage_child (page, "quick_row")), ==, 2);
  g_assert_false (adw_switch_row_get_active (ADW_SWITCH_ROW (work_logs)));
  g_assert_false (gtk_widget_get_visible (jm_stage_child (page, "account_group")));

  adw_combo_row_set_selected (jm_stage_child (page, "quick_row"), 0);
  adw_switch_row_set_active (ADW_SWITCH_ROW (work_logs), TRUE);
  jm_stage_wait (is_weekly, sync);
  jm_stage_free (stage);
}

static gboolean
has_project_rows (gpointer page)
{
  return find_titled (jm_stage_child (page, "projects_row"), "Payments") != NULL ||
         jm_window_test_find_type (jm_stage_child (page, "projects_row"), ADW_TYPE_SWITCH_ROW) != NULL;
}

static void
projects_are_chosen_by_name (JmWorld *world)
{
  JmStage *stage = jm_stage_new ();
  g_autoptr (JmAccount) account = sign_in (world);
  JmSync *sync = jm_sync_get (get_services (world), account);
  JmSyncPage *page;
  AdwExpanderRow *projects;
  GtkWidget *first;

  await_fine (jm_sync_fetch_projects (sync, NULL));
  page = open_settings (world, stage);
  projects = jm_stage_child (page, "projects_row");
  adw_expander_row_set_enable_expansion (projects, TRUE);
  adw_expander_row_set_expanded (projects, TRUE);
  jm_stage_settle ();
  jm_stage_wait (has_project_rows, page);
  first = jm_window_test_find_type (GTK_WIDGET (projects), ADW_TYPE_SWITCH_ROW);
  /* None chosen is no choice yet. */
  g_assert_true (has_all_projects (sync));

  adw_switch_row_set_active (ADW_SWITCH_ROW (first), TRUE);
  jm_stage_wait (has_one_project, sync);
  g_assert_cmpstr (jm_sync_get_settings (sync)->projects[0], ==,
                   adw_action_row_get_subtitle (ADW_ACTION_ROW (first)));

  adw_expander_row_set_enable_expansion (projects, FALSE);
  jm_stage_wait (has_all_projects, sync);
  jm_stage_free (stage);
}

int
main (int   argc,
      char *argv[])
{
  jm_test_init (&argc, &argv);
  if (!jm_stage_init ())
    return 0;

  g_test_add_data_func ("/window/health/the-page-goes-through-its-faces", the_page_goes_through_its_faces, jm_world_run);
  g_test_add_data_func ("/window/health/a-locked-keyring-has-a-button", a_locked_keyring_has_a_button, jm_world_run);
  g_test_add_data_func ("/window/health/an-opened-row-has-a-plot", an_opened_row_has_a_plot, jm_world_run);
  g_test_add_data_func ("/window/sync/the-row-follows-the-run", the_row_follows_the_run, jm_world_run);
  g_test_add_data_func ("/window/sync/a-run-is-paused-and-resumed", a_run_is_paused_and_resumed, jm_world_run);
  g_test_add_data_func ("/window/sync/a-failure-is-named", a_failure_is_named, jm_world_run);
  g_test_add_data_func ("/window/sync/choices-are-kept-at-once", choices_are_kept_at_once, jm_world_run);
  g_test_add_data_func ("/window/sync/projects-are-chosen-by-name", projects_are_chosen_by_name, jm_world_run);

  return g_test_run ();
}
