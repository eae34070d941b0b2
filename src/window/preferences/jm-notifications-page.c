/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "preferences/jm-notifications-page.h"

#include <glib/gi18n.h>

#include "base/jm-settings.h"
#include "desktop/jm-notice-board.h"
#include "desktop/jm-problems.h"
#include "jm-text.h"
#include "jm-when.h"
#include "preferences/jm-muted-projects.h"
#include "preferences/jm-setting-rows.h"
#include "sync/jm-news.h"

#define MINUTES_PER_DAY (24 * 60)
/* Between two times of day that are offered */
#define STEP_MINUTES 15

static const JmSettingRow rows[] = {
  { JM_SETTING_NOTIFICATIONS, "all_row" },
  { JM_SETTING_HIDE_TEXT, "hide_row", .flags = G_SETTINGS_BIND_NO_SENSITIVITY },
  { JM_SETTING_QUIET_HOURS, "quiet_row" },
  { JM_SETTING_QUIET_FROM, "from_row", .unit = STEP_MINUTES, .flags = G_SETTINGS_BIND_NO_SENSITIVITY },
  { JM_SETTING_QUIET_UNTIL, "until_row", .unit = STEP_MINUTES, .flags = G_SETTINGS_BIND_NO_SENSITIVITY },
};

/* What a kind means, under its title */
static const char *const problem_subtitles[JM_N_PROBLEM_KINDS] = {
  [JM_PROBLEM_SIGN_IN] = N_("Jira no longer accepts the sign-in"),
  [JM_PROBLEM_KEYRING] = N_("The sign-in cannot be read"),
  [JM_PROBLEM_EXPIRED] = N_("The token is over, and could not be renewed"),
  [JM_PROBLEM_REFRESH] = N_("The token lives on, but not for long"),
  [JM_PROBLEM_SYNC] = N_("What is shown gets old"),
  [JM_PROBLEM_END_NEAR] = N_("On the days that are chosen under Monitoring"),
};
static const char *const news_subtitles[JM_N_NEWS_KINDS] = {
  [JM_NEWS_ASSIGNED] = N_("By somebody else"),
  [JM_NEWS_MENTIONED] = N_("In a description or a comment"),
  [JM_NEWS_STATUS] = N_("Of an issue that you watch, reported or work on"),
};

struct _JmNotificationsPage
{
  AdwPreferencesPage   parent_instance;

  JmMonitor           *monitor;
  GPtrArray           *account_rows;    /* borrowed: a switch for each account */
  GPtrArray           *project_rows;    /* borrowed: a row for each account, in the same order */
  JmNoticeBoard       *board;           /* NULL without an application */

  AdwPreferencesGroup *accounts_group;
  AdwPreferencesGroup *issues_group;
  AdwPreferencesGroup *problems_group;
  AdwPreferencesGroup *projects_group;
};

G_DEFINE_FINAL_TYPE (JmNotificationsPage, jm_notifications_page, ADW_TYPE_PREFERENCES_PAGE)

static GSettings *
get_settings (JmNotificationsPage *self)
{
  return jm_monitor_get_services (self->monitor)->settings;
}

/* --- kinds */

static void
add_kind (JmNotificationsPage *self,
          AdwPreferencesGroup *group,
          const char          *nick,
          const char          *title,
          const char          *subtitle)
{
  GtkWidget *row = adw_switch_row_new ();

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  jm_setting_bind_absence (ADW_SWITCH_ROW (row), get_settings (self), JM_SETTING_MUTED_KINDS, nick);
  adw_preferences_group_add (group, row);
}

static void
add_kinds (JmNotificationsPage *self)
{
  for (guint i = 0; i < JM_N_PROBLEM_KINDS; i++)
    add_kind (self, self->problems_group, jm_problem_kind_to_nick (i), jm_problem_kind_to_title (i),
              _(problem_subtitles[i]));
  for (guint i = 0; i < JM_N_NEWS_KINDS; i++)
    add_kind (self, self->issues_group, jm_news_kind_to_nick (i), jm_news_kind_to_title (i),
              _(news_subtitles[i]));
}

/* --- accounts, and their projects */

static void
describe_projects (JmNotificationsPage *self,
                   AdwPreferencesRow   *row,
                   JmAccount           *account)
{
  g_auto (GStrv) keys = jm_muted_projects_dup_keys (get_settings (self), account);
  g_autofree char *list = g_strjoinv (", ", keys);
  g_autofree char *words = keys[0] != NULL ? g_strdup_printf (_("Muted projects: %s"), list) :
                                             g_strdup (_("No project is muted"));

  jm_text_set_subtitle (row, words);
}

static void
open_projects_cb (JmNotificationsPage *self,
                  GtkWidget           *row)
{
  GtkWidget *dialog = gtk_widget_get_ancestor (GTK_WIDGET (self), ADW_TYPE_PREFERENCES_DIALOG);
  JmAccount *account = g_object_get_data (G_OBJECT (row), "account");

  if (dialog != NULL)
    adw_preferences_dialog_push_subpage (ADW_PREFERENCES_DIALOG (dialog),
                                         jm_muted_projects_new (get_settings (self), account));
}

static GtkWidget *
create_projects_row (JmNotificationsPage *self,
                     JmAccount           *account)
{
  GtkWidget *row = adw_action_row_new ();

  jm_text_set_title (ADW_PREFERENCES_ROW (row), jm_account_get_name (account));
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), gtk_image_new_from_icon_name ("go-next-symbolic"));
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  g_object_set_data_full (G_OBJECT (row), "account", g_object_ref (account), g_object_unref);
  g_signal_connect_object (row, "activated", G_CALLBACK (open_projects_cb), self, G_CONNECT_SWAPPED);
  describe_projects (self, ADW_PREFERENCES_ROW (row), account);

  return row;
}

static GtkWidget *
create_account_row (JmNotificationsPage *self,
                    JmAccount           *account)
{
  GtkWidget *row = adw_switch_row_new ();

  jm_text_set_title (ADW_PREFERENCES_ROW (row), jm_account_get_name (account));
  jm_text_set_subtitle (ADW_PREFERENCES_ROW (row), jm_account_get_place (account));
  jm_setting_bind_absence (ADW_SWITCH_ROW (row), get_settings (self), JM_SETTING_MUTED_ACCOUNTS,
                           jm_account_get_id (account));

  return row;
}

static void
forget_rows (AdwPreferencesGroup *group,
             GPtrArray           *group_rows)
{
  for (guint i = 0; i < group_rows->len; i++)
    adw_preferences_group_remove (group, g_ptr_array_index (group_rows, i));
  g_ptr_array_set_size (group_rows, 0);
}

static void
fill_accounts (JmNotificationsPage *self)
{
  GListModel *accounts = G_LIST_MODEL (jm_monitor_get_accounts (self->monitor));
  guint n_accounts = g_list_model_get_n_items (accounts);

  forget_rows (self->accounts_group, self->account_rows);
  forget_rows (self->projects_group, self->project_rows);
  for (guint i = 0; i < n_accounts; i++)
    {
      g_autoptr (JmAccount) account = g_list_model_get_item (accounts, i);
      GtkWidget *row = create_account_row (self, account);
      GtkWidget *projects_row = create_projects_row (self, account);

      adw_preferences_group_add (self->accounts_group, row);
      g_ptr_array_add (self->account_rows, row);
      adw_preferences_group_add (self->projects_group, projects_row);
      g_ptr_array_add (self->project_rows, projects_row);
    }
  gtk_widget_set_visible (GTK_WIDGET (self->accounts_group), n_accounts > 0);
  gtk_widget_set_visible (GTK_WIDGET (self->projects_group), n_accounts > 0);
}

static void
projects_muted_cb (JmNotificationsPage *self)
{
  for (guint i = 0; i < self->project_rows->len; i++)
    {
      AdwPreferencesRow *row = g_ptr_array_index (self->project_rows, i);

      describe_projects (self, row, g_object_get_data (G_OBJECT (row), "account"));
    }
}

/* --- quiet hours */

static void
fill_times (AdwComboRow *row)
{
  g_autoptr (GtkStringList) times = gtk_string_list_new (NULL);

  for (guint minutes = 0; minutes < MINUTES_PER_DAY; minutes += STEP_MINUTES)
    gtk_string_list_take (times, jm_when_of_day (minutes));
  adw_combo_row_set_model (row, G_LIST_MODEL (times));
}

static void
describe_quiet (JmNotificationsPage *self)
{
  guint from = g_settings_get_uint (get_settings (self), JM_SETTING_QUIET_FROM);
  guint until = g_settings_get_uint (get_settings (self), JM_SETTING_QUIET_UNTIL);
  GObject *row = gtk_widget_get_template_child (GTK_WIDGET (self), JM_TYPE_NOTIFICATIONS_PAGE, "until_row");

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), until < from ? _("Quiet until, on the next day") : _("Quiet until"));
}

/* --- GObject */

static void
jm_notifications_page_dispose (GObject *object)
{
  JmNotificationsPage *self = JM_NOTIFICATIONS_PAGE (object);

  g_clear_object (&self->monitor);
  g_clear_object (&self->board);

  G_OBJECT_CLASS (jm_notifications_page_parent_class)->dispose (object);
}

static void
jm_notifications_page_finalize (GObject *object)
{
  JmNotificationsPage *self = JM_NOTIFICATIONS_PAGE (object);

  g_ptr_array_unref (self->account_rows);
  g_ptr_array_unref (self->project_rows);

  G_OBJECT_CLASS (jm_notifications_page_parent_class)->finalize (object);
}

static void
jm_notifications_page_class_init (JmNotificationsPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = jm_notifications_page_dispose;
  G_OBJECT_CLASS (klass)->finalize = jm_notifications_page_finalize;

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/example/JiraMonitor/window/preferences/jm-notifications-page.ui");
  jm_setting_rows_declare (widget_class, rows, G_N_ELEMENTS (rows));
  gtk_widget_class_bind_template_child_full (widget_class, "missing_row", FALSE, 0);
  gtk_widget_class_bind_template_child (widget_class, JmNotificationsPage, accounts_group);
  gtk_widget_class_bind_template_child (widget_class, JmNotificationsPage, issues_group);
  gtk_widget_class_bind_template_child (widget_class, JmNotificationsPage, problems_group);
  gtk_widget_class_bind_template_child (widget_class, JmNotificationsPage, projects_group);
}

static void
watch_who_shows (JmNotificationsPage *self)
{
  GApplication *application = g_application_get_default ();
  GObject *row = gtk_widget_get_template_child (GTK_WIDGET (self), JM_TYPE_NOTIFICATIONS_PAGE, "missing_row");

  if (application == NULL)
    return;

  self->board = jm_notice_board_new (application);
  g_object_bind_property (self->board, "missing", row, "visible", G_BINDING_SYNC_CREATE);
}

static void
jm_notifications_page_init (JmNotificationsPage *self)
{
  self->account_rows = g_ptr_array_new ();
  self->project_rows = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  fill_times (ADW_COMBO_ROW (gtk_widget_get_template_child (GTK_WIDGET (self), JM_TYPE_NOTIFICATIONS_PAGE, "from_row")));
  fill_times (ADW_COMBO_ROW (gtk_widget_get_template_child (GTK_WIDGET (self), JM_TYPE_NOTIFICATIONS_PAGE, "until_row")));
  watch_who_shows (self);
}

void
jm_notifications_page_set_monitor (JmNotificationsPage *self,
                                   JmMonitor           *monitor)
{
  GSettings *settings;

  g_return_if_fail (JM_IS_NOTIFICATIONS_PAGE (self));
  g_return_if_fail (JM_IS_MONITOR (monitor));
  g_return_if_fail (self->monitor == NULL);

  self->monitor = g_object_ref (monitor);
  settings = get_settings (self);
  jm_setting_rows_bind (GTK_WIDGET (self), settings, rows, G_N_ELEMENTS (rows));
  add_kinds (self);
  fill_accounts (self);
  describe_quiet (self);
  g_signal_connect_object (jm_monitor_get_accounts (monitor), "items-changed", G_CALLBACK (fill_accounts), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (settings, "changed::" JM_SETTING_MUTED_PROJECTS, G_CALLBACK (projects_muted_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (settings, "changed::" JM_SETTING_QUIET_FROM, G_CALLBACK (describe_quiet), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (settings, "changed::" JM_SETTING_QUIET_UNTIL, G_CALLBACK (describe_quiet), self,
                           G_CONNECT_SWAPPED);
}
