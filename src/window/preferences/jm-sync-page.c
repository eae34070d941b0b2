/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "preferences/jm-sync-page.h"

#include <glib/gi18n.h>

#include "base/jm-limits.h"
#include "jm-text.h"
#include "jm-when.h"
#include "preferences/jm-choices.h"
#include "preferences/jm-store-group.h"
#include "sync/jm-sync-words.h"
#include "sync/jm-sync.h"

/* More rows than this nobody ticks; the chosen ones are always shown. */
#define MAX_PROJECT_ROWS 300

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

struct _JmSyncPage
{
  AdwPreferencesPage   parent_instance;

  JmMonitor           *monitor;
  JmAccount           *account;         /* the chosen one, or NULL */
  GSignalGroup        *sync_signals;
  GCancellable        *cancellable;
  gboolean             filling;         /* the rows follow the settings, not the person */
  guint                stamp;           /* of the newest look at the store */
  GHashTable          *project_rows;    /* key → AdwSwitchRow, borrowed */
  GPtrArray           *report_rows;     /* borrowed */
  AdwSwitchRow        *resource_rows[JM_N_RESOURCES]; /* NULL for what is always in */

  AdwComboRow         *account_row;
  AdwComboRow         *census_row;
  AdwComboRow         *full_row;
  AdwComboRow         *keep_row;
  AdwComboRow         *quick_row;
  AdwExpanderRow      *projects_row;
  AdwExpanderRow      *report_row;
  AdwExpanderRow      *resources_row;
  AdwPreferencesGroup *account_group;
  AdwSpinRow          *requests_row;
  AdwSwitchRow        *all_users_row;
  AdwSwitchRow        *automatic_row;
  GtkButton           *sync_button;
  GtkImage            *report_icon;
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

/* NULL: all. None ticked is no choice yet, and so all, too. */
static char **
read_projects (JmSyncPage *self)
{
  g_autoptr (GStrvBuilder) keys = g_strv_builder_new ();
  GHashTableIter iter;
  gpointer key, row;
  gboolean any = FALSE;

  if (!adw_expander_row_get_enable_expansion (self->projects_row))
    return NULL;

  g_hash_table_iter_init (&iter, self->project_rows);
  while (g_hash_table_iter_next (&iter, &key, &row))
    {
      if (!adw_switch_row_get_active (row))
        continue;
      g_strv_builder_add (keys, key);
      any = TRUE;
    }

  return any ? g_strv_builder_end (keys) : NULL;
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
  settings->projects = read_projects (self);
  for (guint i = 0; i < JM_N_RESOURCES; i++)
    {
      if (self->resource_rows[i] == NULL)
        continue;
      if (adw_switch_row_get_active (self->resource_rows[i]))
        settings->resources |= 1u << i;
      else
        settings->resources &= ~(1u << i);
    }

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

/* --- which projects */

static void
describe_projects (JmSyncPage *self)
{
  guint n_projects = g_hash_table_size (self->project_rows);
  g_auto (GStrv) chosen = read_projects (self);
  g_autofree char *words = NULL;

  if (chosen == NULL)
    words = g_strdup (_("All that you may see, also new ones"));
  else
    words = g_strdup_printf (_("%u of %u"), g_strv_length (chosen), n_projects);
  jm_text_set_subtitle (ADW_PREFERENCES_ROW (self->projects_row), words);
}

static void
projects_changed_cb (JmSyncPage *self)
{
  describe_projects (self);
  changed_cb (self);
}

static void
forget_projects (JmSyncPage *self)
{
  GHashTableIter iter;
  gpointer row;

  g_hash_table_iter_init (&iter, self->project_rows);
  while (g_hash_table_iter_next (&iter, NULL, &row))
    adw_expander_row_remove (self->projects_row, row);
  g_hash_table_remove_all (self->project_rows);
}

static void
add_project (JmSyncPage           *self,
             const char           *key,
             const char           *name,
             const JmSyncSettings *settings)
{
  GtkWidget *row;

  if (g_hash_table_contains (self->project_rows, key))
    return;

  row = adw_switch_row_new ();
  jm_text_set_title (ADW_PREFERENCES_ROW (row), name);
  jm_text_set_subtitle (ADW_PREFERENCES_ROW (row), key);
  adw_switch_row_set_active (ADW_SWITCH_ROW (row),
                             settings->projects != NULL &&
                                 g_strv_contains ((const char *const *) settings->projects, key));
  g_signal_connect_object (row, "notify::active", G_CALLBACK (projects_changed_cb), self, G_CONNECT_SWAPPED);
  adw_expander_row_add_row (self->projects_row, row);
  g_hash_table_insert (self->project_rows, g_strdup (key), row);
}

static void
fill_projects (JmSyncPage *self,
               GListModel *projects)
{
  const JmSyncSettings *settings = jm_sync_get_settings (get_sync (self));
  guint n_projects = projects != NULL ? g_list_model_get_n_items (projects) : 0;

  self->filling = TRUE;
  forget_projects (self);
  for (guint i = 0; i < MIN (n_projects, MAX_PROJECT_ROWS); i++)
    {
      g_autoptr (JmProject) project = g_list_model_get_item (projects, i);

      add_project (self, jm_project_get_key (project), jm_project_get_name (project), settings);
    }
  for (guint i = 0; settings->projects != NULL && settings->projects[i] != NULL; i++)
    add_project (self, settings->projects[i], settings->projects[i], settings);
  adw_expander_row_set_enable_expansion (self->projects_row, settings->projects != NULL);
  describe_projects (self);
  self->filling = FALSE;
}

/* --- what is stored of each resource */

static void
show_resource (JmSyncPage            *self,
               const JmResourceState *state)
{
  gint64 now_ms = jm_clock_get_wall_ms (jm_monitor_get_services (self->monitor)->clock);
  g_autofree char *when = jm_when_relative (state->fetched_at_ms, now_ms);
  g_autofree char *words = NULL;

  if (self->resource_rows[state->id] == NULL)
    return;

  if (state->denied != NULL)
    /* Translators: %s is what is missing: "needs the scope read:jira-user" */
    words = g_strdup_printf (_("Not allowed: %s"), state->denied);
  else if (state->fetched_at_ms > 0)
    /* Translators: how many there are, and when they were fetched: "12 430 · 5 min ago" */
    words = g_strdup_printf (_("%1$'d · %2$s"), (int) MIN (state->count, G_MAXINT), when);
  jm_text_set_subtitle (ADW_PREFERENCES_ROW (self->resource_rows[state->id]), words);
}

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

  fill_projects (self, projects);
  for (guint i = 0; states != NULL && i < states->len; i++)
    show_resource (self, g_ptr_array_index (states, i));

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

static void
create_resource_rows (JmSyncPage *self)
{
  for (guint i = 0; i < JM_N_RESOURCES; i++)
    {
      if (i == JM_RESOURCE_PROJECTS || i == JM_RESOURCE_ISSUES)
        continue;

      self->resource_rows[i] = ADW_SWITCH_ROW (adw_switch_row_new ());
      jm_text_set_title (ADW_PREFERENCES_ROW (self->resource_rows[i]), jm_resource_get_title (i));
      g_signal_connect_object (self->resource_rows[i], "notify::active", G_CALLBACK (changed_cb), self,
                               G_CONNECT_SWAPPED);
      adw_expander_row_add_row (self->resources_row, GTK_WIDGET (self->resource_rows[i]));
    }
}

/* --- the last run */

static void
forget_report (JmSyncPage *self)
{
  for (guint i = 0; i < self->report_rows->len; i++)
    adw_expander_row_remove (self->report_row, g_ptr_array_index (self->report_rows, i));
  g_ptr_array_set_size (self->report_rows, 0);
}

static void
add_report_row (JmSyncPage   *self,
                JmResourceId  id,
                const char   *words)
{
  GtkWidget *row = adw_action_row_new ();

  gtk_widget_add_css_class (row, "property");
  jm_text_set_title (ADW_PREFERENCES_ROW (row), jm_resource_get_title (id));
  jm_text_set_subtitle (ADW_PREFERENCES_ROW (row), words);
  adw_expander_row_add_row (self->report_row, row);
  g_ptr_array_add (self->report_rows, row);
}

static void
fill_report (JmSyncPage         *self,
             const JmSyncReport *report)
{
  forget_report (self);
  for (guint i = 0; report != NULL && i < JM_N_RESOURCES; i++)
    {
      g_autofree char *words = NULL;

      if (!report->resources[i].asked)
        continue;

      if (report->resources[i].denied != NULL)
        words = g_strdup_printf (_("Not allowed: %s"), report->resources[i].denied);
      else if (report->resources[i].failed != NULL)
        /* Translators: %s is a sentence */
        words = g_strdup_printf (_("Failed: %s"), report->resources[i].failed);
      else
        words = g_strdup_printf ("%'d", (int) MIN (report->resources[i].count, G_MAXINT));
      add_report_row (self, i, words);
    }
  adw_expander_row_set_enable_expansion (self->report_row, self->report_rows->len > 0);
}

static void
show_run (JmSyncPage *self)
{
  JmSync *sync = get_sync (self);
  const JmSyncReport *report = jm_sync_get_report (sync);
  const GError *error = jm_sync_get_error (sync);
  g_autofree char *details = report != NULL ? jm_sync_report_describe (report) : NULL;
  g_auto (JmSyncFace) face = { 0 };

  jm_sync_face_read (&face, sync, jm_clock_get_wall_ms (jm_monitor_get_services (self->monitor)->clock));
  gtk_image_set_from_icon_name (self->report_icon,
                                face.icon_name != NULL ? face.icon_name : "view-refresh-symbolic");
  jm_text_set_title (ADW_PREFERENCES_ROW (self->report_row), face.words);
  jm_text_set_subtitle (ADW_PREFERENCES_ROW (self->report_row), error != NULL ? error->message : details);
  gtk_widget_set_sensitive (GTK_WIDGET (self->sync_button), !jm_sync_is_running (sync));
}

static void
run_changed_cb (JmSyncPage *self)
{
  show_run (self);
}

/* A run came to its end: there are other numbers. */
static void
report_changed_cb (JmSyncPage *self)
{
  fill_report (self, jm_sync_get_report (get_sync (self)));
  look (self);
}

static void
sync_cb (JmSyncPage *self)
{
  if (self->account != NULL)
    gtk_widget_activate_action (GTK_WIDGET (self), "win.sync-account", "s", jm_account_get_id (self->account));
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
  for (guint i = 0; i < JM_N_RESOURCES; i++)
    {
      if (self->resource_rows[i] != NULL)
        adw_switch_row_set_active (self->resource_rows[i], (settings->resources & (1u << i)) != 0);
    }
  self->filling = FALSE;
}

static void
choose (JmSyncPage *self,
        JmAccount  *account)
{
  g_set_object (&self->account, account);
  jm_store_group_set_account (self->store_group, account);
  g_signal_group_set_target (self->sync_signals, get_sync (self));
  gtk_widget_set_sensitive (GTK_WIDGET (self), account != NULL);
  if (account == NULL)
    return;

  fill (self);
  fill_report (self, jm_sync_get_report (get_sync (self)));
  show_run (self);
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
  g_hash_table_unref (self->project_rows);
  g_ptr_array_unref (self->report_rows);

  G_OBJECT_CLASS (jm_sync_page_parent_class)->finalize (object);
}

static void
jm_sync_page_class_init (JmSyncPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = jm_sync_page_dispose;
  G_OBJECT_CLASS (klass)->finalize = jm_sync_page_finalize;

  g_type_ensure (JM_TYPE_STORE_GROUP);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/example/JiraMonitor/window/preferences/jm-sync-page.ui");
  gtk_widget_class_bind_template_child (widget_class, JmSyncPage, account_group);
  gtk_widget_class_bind_template_child (widget_class, JmSyncPage, account_row);
  gtk_widget_class_bind_template_child (widget_class, JmSyncPage, all_users_row);
  gtk_widget_class_bind_template_child (widget_class, JmSyncPage, automatic_row);
  gtk_widget_class_bind_template_child (widget_class, JmSyncPage, census_row);
  gtk_widget_class_bind_template_child (widget_class, JmSyncPage, full_row);
  gtk_widget_class_bind_template_child (widget_class, JmSyncPage, keep_row);
  gtk_widget_class_bind_template_child (widget_class, JmSyncPage, projects_row);
  gtk_widget_class_bind_template_child (widget_class, JmSyncPage, quick_row);
  gtk_widget_class_bind_template_child (widget_class, JmSyncPage, report_icon);
  gtk_widget_class_bind_template_child (widget_class, JmSyncPage, report_row);
  gtk_widget_class_bind_template_child (widget_class, JmSyncPage, requests_row);
  gtk_widget_class_bind_template_child (widget_class, JmSyncPage, resources_row);
  gtk_widget_class_bind_template_child (widget_class, JmSyncPage, store_group);
  gtk_widget_class_bind_template_child (widget_class, JmSyncPage, sync_button);
  gtk_widget_class_bind_template_callback (widget_class, account_chosen_cb);
  gtk_widget_class_bind_template_callback (widget_class, changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, projects_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, sync_cb);
}

static void
jm_sync_page_init (JmSyncPage *self)
{
  GtkExpression *name = gtk_property_expression_new (JM_TYPE_ACCOUNT, NULL, "name");

  self->cancellable = g_cancellable_new ();
  self->project_rows = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->report_rows = g_ptr_array_new ();
  self->filling = TRUE;
  gtk_widget_init_template (GTK_WIDGET (self));
  jm_choices_fill (self->quick_row, quick_choices);
  jm_choices_fill (self->full_row, full_choices);
  jm_choices_fill (self->census_row, census_choices);
  jm_choices_fill (self->keep_row, keep_choices);
  adw_spin_row_set_range (self->requests_row, 1, JM_LIMIT_REQUESTS_PER_SITE);
  adw_combo_row_set_expression (self->account_row, name);
  gtk_expression_unref (name);
  create_resource_rows (self);
  self->filling = FALSE;

  self->sync_signals = g_signal_group_new (JM_TYPE_SYNC);
  g_signal_group_connect_swapped (self->sync_signals, "notify", G_CALLBACK (run_changed_cb), self);
  g_signal_group_connect_swapped (self->sync_signals, "notify::report", G_CALLBACK (report_changed_cb), self);
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

  g_set_object (&self->monitor, monitor);
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
