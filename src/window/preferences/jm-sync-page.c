/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "preferences/jm-sync-page.h"

#include <glib/gi18n.h>

#include "base/jm-limits.h"
#include "base/jm-settings.h"
#include "jm-text.h"
#include "preferences/jm-last-run-row.h"
#include "preferences/jm-projects-row.h"
#include "preferences/jm-resources-group.h"
#include "preferences/jm-setting-rows.h"
#include "preferences/jm-store-group.h"
#include "sync/jm-sync.h"

static const JmChoice quick_choices[] = {
  { 15, N_("Every 15 minutes") },
  { 30, N_("Every 30 minutes") },
  { 60, N_("Every hour") },
  { 180, N_("Every 3 hours") },
  { 360, N_("Every 6 hours") },
  { 0, N_("Never") },
  { 0, NULL },
};
static const JmChoice full_choices[] = {
  { 1, N_("Every day") },
  { 3, N_("Every 3 days") },
  { 7, N_("Every week") },
  { 30, N_("Every 30 days") },
  { 0, N_("Never") },
  { 0, NULL },
};
static const JmChoice census_choices[] = {
  { 6, N_("Every 6 hours") },
  { 12, N_("Every 12 hours") },
  { 24, N_("Every day") },
  { 168, N_("Every week") },
  { 0, N_("Never") },
  { 0, NULL },
};
static const JmChoice keep_choices[] = {
  { 0, N_("For ever") },
  { 90, N_("For 90 days") },
  { 180, N_("For 180 days") },
  { 365, N_("For a year") },
  { 730, N_("For 2 years") },
  { 0, NULL },
};

static const JmSettingRow rows[] = {
  { JM_SETTING_METERED_FULL, "metered_row" },
};

struct _JmSyncPage
{
  AdwPreferencesPage   parent_instance;

  JmMonitor           *monitor;
  JmAccount           *account;         /* the chosen one, or NULL */
  GSignalGroup        *sync_signals;
  GCancellable        *cancellable;
  gboolean             filling;         /* the rows follow the settings, not the person */
  guint                stamp;           /* of the newest look at the store */

  AdwComboRow         *account_row;
  AdwComboRow         *census_row;
  AdwComboRow         *full_row;
  AdwComboRow         *keep_row;
  AdwComboRow         *quick_row;
  AdwPreferencesGroup *account_group;
  AdwSpinRow          *requests_row;
  AdwSwitchRow        *all_users_row;
  AdwSwitchRow        *automatic_row;
  JmLastRunRow        *last_run_row;
  JmProjectsRow       *projects_row;
  JmResourcesGroup    *resources_group;
  JmStoreGroup        *store_group;
};

G_DEFINE_FINAL_TYPE (JmSyncPage, jm_sync_page, ADW_TYPE_PREFERENCES_PAGE)

static JmSync *
get_sync (JmSyncPage *self)
{
  return self->account != NULL ? jm_sync_get (jm_monitor_get_services (self->monitor), self->account) : NULL;
}

/* --- keeping */

typedef struct
{
  JmSyncPage     *page;
  JmSync         *sync;
  JmSyncSettings *settings;
  GCancellable   *cancellable;
} Keep;

static void
keep_free (gpointer data)
{
  Keep *keep = data;

  g_object_unref (keep->page);
  g_object_unref (keep->sync);
  g_object_unref (keep->cancellable);
  jm_sync_settings_free (keep->settings);
  g_free (keep);
}

static void
say (JmSyncPage *self,
     const char *words)
{
  GtkWidget *dialog = gtk_widget_get_ancestor (GTK_WIDGET (self), ADW_TYPE_PREFERENCES_DIALOG);

  if (dialog != NULL)
    adw_preferences_dialog_add_toast (ADW_PREFERENCES_DIALOG (dialog), jm_text_toast (words));
}

static DexFuture *
keep_fiber (gpointer data)
{
  Keep *keep = data;
  g_autoptr (GError) error = NULL;

  if (!dex_await (jm_sync_set_settings (keep->sync, keep->settings), &error) &&
      !g_cancellable_is_cancelled (keep->cancellable))
    say (keep->page, error->message);

  return dex_future_new_true ();
}

static JmSyncSettings *
read_rows (JmSyncPage *self)
{
  JmSyncSettings *settings = jm_sync_settings_copy (jm_sync_get_settings (get_sync (self)));

  settings->automatic = adw_switch_row_get_active (self->automatic_row);
  settings->quick_minutes = jm_choices_get (self->quick_row, quick_choices);
  settings->full_days = jm_choices_get (self->full_row, full_choices);
  settings->census_hours = jm_choices_get (self->census_row, census_choices);
  settings->requests = (guint) adw_spin_row_get_value (self->requests_row);
  settings->all_users = adw_switch_row_get_active (self->all_users_row);
  settings->keep_days = jm_choices_get (self->keep_row, keep_choices);
  g_strfreev (settings->projects);
  settings->projects = jm_projects_row_dup_keys (self->projects_row);
  settings->resources = jm_resources_group_get_chosen (self->resources_group, settings->resources);

  return settings;
}

static void
changed_cb (JmSyncPage *self)
{
  g_autoptr (JmSyncSettings) settings = NULL;
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  Keep *keep;

  if (self->filling || self->account == NULL)
    return;

  settings = read_rows (self);
  before = jm_sync_settings_to_json (jm_sync_get_settings (get_sync (self)));
  after = jm_sync_settings_to_json (settings);
  if (g_str_equal (before, after))
    return;

  keep = g_new0 (Keep, 1);
  keep->page = g_object_ref (self);
  keep->sync = g_object_ref (get_sync (self));
  keep->settings = g_steal_pointer (&settings);
  keep->cancellable = g_object_ref (self->cancellable);
  dex_future_disown (dex_scheduler_spawn (NULL, 0, keep_fiber, keep, keep_free));
}

/* --- what is stored of each resource */

typedef struct
{
  JmSyncPage *page;
  JmAccount  *account;
  guint       stamp;
} Look;

static void
look_free (gpointer data)
{
  Look *look = data;

  g_object_unref (look->page);
  g_object_unref (look->account);
  g_free (look);
}

static DexFuture *
look_fiber (gpointer data)
{
  Look *look = data;
  JmSyncPage *self = look->page;
  g_autoptr (JmStore) store = dex_await_object (jm_account_open_store (look->account), NULL);
  g_autoptr (GListModel) projects = NULL;
  g_autoptr (GPtrArray) states = NULL;

  if (store != NULL)
    {
      projects = dex_await_object (jm_store_list_projects (store), NULL);
      states = dex_await_boxed (jm_store_list_resources (store), NULL);
    }
  if (self->account != look->account || self->stamp != look->stamp)
    return dex_future_new_true ();

  jm_projects_row_fill (self->projects_row, projects,
                        (const char *const *) jm_sync_get_settings (get_sync (self))->projects);
  if (states != NULL)
    jm_resources_group_show (self->resources_group, states,
                             jm_clock_get_wall_ms (jm_monitor_get_services (self->monitor)->clock));

  return dex_future_new_true ();
}

static void
look (JmSyncPage *self)
{
  Look *job;

  self->stamp++;
  jm_store_group_update (self->store_group);
  if (self->account == NULL)
    return;

  job = g_new0 (Look, 1);
  job->page = g_object_ref (self);
  job->account = g_object_ref (self->account);
  job->stamp = self->stamp;
  dex_future_disown (dex_scheduler_spawn (NULL, 0, look_fiber, job, look_free));
}

/* --- the account */

static void
fill (JmSyncPage *self)
{
  const JmSyncSettings *settings = jm_sync_get_settings (get_sync (self));

  self->filling = TRUE;
  adw_switch_row_set_active (self->automatic_row, settings->automatic);
  jm_choices_select (self->quick_row, quick_choices, settings->quick_minutes);
  jm_choices_select (self->full_row, full_choices, settings->full_days);
  jm_choices_select (self->census_row, census_choices, settings->census_hours);
  adw_spin_row_set_value (self->requests_row, settings->requests);
  adw_switch_row_set_active (self->all_users_row, settings->all_users);
  jm_choices_select (self->keep_row, keep_choices, settings->keep_days);
  jm_resources_group_set_chosen (self->resources_group, settings->resources);
  self->filling = FALSE;
}

static void
choose (JmSyncPage *self,
        JmAccount  *account)
{
  g_set_object (&self->account, account);
  jm_store_group_set_account (self->store_group, account);
  jm_last_run_row_set_account (self->last_run_row, self->monitor, account);
  g_signal_group_set_target (self->sync_signals, get_sync (self));
  gtk_widget_set_sensitive (GTK_WIDGET (self), account != NULL);
  if (account == NULL)
    return;

  fill (self);
  /* Until the store is read, what was chosen stays chosen. */
  jm_projects_row_fill (self->projects_row, NULL,
                        (const char *const *) jm_sync_get_settings (get_sync (self))->projects);
  look (self);
}

static void
account_chosen_cb (JmSyncPage *self)
{
  JmAccount *account = adw_combo_row_get_selected_item (self->account_row);

  if (account != self->account)
    choose (self, account);
}

/* --- GObject */

static void
jm_sync_page_dispose (GObject *object)
{
  JmSyncPage *self = JM_SYNC_PAGE (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->sync_signals);
  g_clear_object (&self->account);
  g_clear_object (&self->monitor);

  G_OBJECT_CLASS (jm_sync_page_parent_class)->dispose (object);
}

static void
jm_sync_page_finalize (GObject *object)
{
  JmSyncPage *self = JM_SYNC_PAGE (object);

  g_clear_object (&self->cancellable);

  G_OBJECT_CLASS (jm_sync_page_parent_class)->finalize (object);
}

static void
jm_sync_page_class_init (JmSyncPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = jm_sync_page_dispose;
  G_OBJECT_CLASS (klass)->finalize = jm_sync_page_finalize;

  g_type_ensure (JM_TYPE_LAST_RUN_ROW);
  g_type_ensure (JM_TYPE_PROJECTS_ROW);
  g_type_ensure (JM_TYPE_RESOURCES_GROUP);
  g_type_ensure (JM_TYPE_STORE_GROUP);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/example/JiraMonitor/window/preferences/jm-sync-page.ui");
  jm_setting_rows_declare (widget_class, rows, G_N_ELEMENTS (rows));
  gtk_widget_class_bind_template_child (widget_class, JmSyncPage, account_group);
  gtk_widget_class_bind_template_child (widget_class, JmSyncPage, account_row);
  gtk_widget_class_bind_template_child (widget_class, JmSyncPage, all_users_row);
  gtk_widget_class_bind_template_child (widget_class, JmSyncPage, automatic_row);
  gtk_widget_class_bind_template_child (widget_class, JmSyncPage, census_row);
  gtk_widget_class_bind_template_child (widget_class, JmSyncPage, full_row);
  gtk_widget_class_bind_template_child (widget_class, JmSyncPage, keep_row);
  gtk_widget_class_bind_template_child (widget_class, JmSyncPage, last_run_row);
  gtk_widget_class_bind_template_child (widget_class, JmSyncPage, projects_row);
  gtk_widget_class_bind_template_child (widget_class, JmSyncPage, quick_row);
  gtk_widget_class_bind_template_child (widget_class, JmSyncPage, requests_row);
  gtk_widget_class_bind_template_child (widget_class, JmSyncPage, resources_group);
  gtk_widget_class_bind_template_child (widget_class, JmSyncPage, store_group);
  gtk_widget_class_bind_template_callback (widget_class, account_chosen_cb);
  gtk_widget_class_bind_template_callback (widget_class, changed_cb);
}

static void
jm_sync_page_init (JmSyncPage *self)
{
  GtkExpression *name = gtk_property_expression_new (JM_TYPE_ACCOUNT, NULL, "name");

  self->cancellable = g_cancellable_new ();
  self->filling = TRUE;
  gtk_widget_init_template (GTK_WIDGET (self));
  jm_choices_fill (self->quick_row, quick_choices);
  jm_choices_fill (self->full_row, full_choices);
  jm_choices_fill (self->census_row, census_choices);
  jm_choices_fill (self->keep_row, keep_choices);
  adw_spin_row_set_range (self->requests_row, 1, JM_LIMIT_REQUESTS_PER_SITE);
  adw_combo_row_set_expression (self->account_row, name);
  gtk_expression_unref (name);
  self->filling = FALSE;

  self->sync_signals = g_signal_group_new (JM_TYPE_SYNC);
  /* A run came to its end: there are other numbers. */
  g_signal_group_connect_swapped (self->sync_signals, "notify::report", G_CALLBACK (look), self);
  g_signal_group_connect_swapped (self->sync_signals, "notify::settings", G_CALLBACK (fill), self);
}

/**
 * jm_sync_page_set_monitor:
 *
 * Begins with the account that is looked at.
 */
void
jm_sync_page_set_monitor (JmSyncPage *self,
                          JmMonitor  *monitor)
{
  JmAccounts *accounts;
  JmAccount *current;

  g_return_if_fail (JM_IS_SYNC_PAGE (self));
  g_return_if_fail (JM_IS_MONITOR (monitor));
  g_return_if_fail (self->monitor == NULL);

  self->monitor = g_object_ref (monitor);
  jm_setting_rows_bind (GTK_WIDGET (self), jm_monitor_get_services (monitor)->settings, rows, G_N_ELEMENTS (rows));
  accounts = jm_monitor_get_accounts (monitor);
  current = jm_accounts_get_current (accounts);
  adw_combo_row_set_model (self->account_row, G_LIST_MODEL (accounts));
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (accounts)); i++)
    {
      g_autoptr (JmAccount) account = g_list_model_get_item (G_LIST_MODEL (accounts), i);

      if (account == current)
        adw_combo_row_set_selected (self->account_row, i);
    }
  gtk_widget_set_visible (GTK_WIDGET (self->account_group), g_list_model_get_n_items (G_LIST_MODEL (accounts)) > 1);
  if (self->account == NULL)
    choose (self, current);
}
