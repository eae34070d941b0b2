/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "jm-window.h"

#include <glib/gi18n.h>

#include "accounts/jm-accounts-dialog.h"
#include "auth/jm-trouble.h"
#include "disconnect/jm-disconnect-dialog.h"
#include "health/jm-health-page.h"
#include "help/jm-help.h"
#include "issues/jm-issues-page.h"
#include "jm-link.h"
#include "network/jm-network-ask.h"
#include "overview/jm-overview-page.h"
#include "preferences/jm-preferences-dialog.h"
#include "report/jm-report-dialog.h"
#include "sign-in/jm-sign-in-dialog.h"
#include "sync/jm-sync.h"

/* What a fiber of an action needs: the window outlives it, and may be closed meanwhile. */
typedef struct
{
  JmWindow     *window;
  JmAccount    *account;
  GCancellable *cancellable;
} Deed;

static Deed *
deed_new (JmWindow  *window,
          JmAccount *account)
{
  Deed *deed = g_new0 (Deed, 1);

  deed->window = g_object_ref (window);
  deed->account = g_object_ref (account);
  deed->cancellable = g_object_ref (jm_window_get_cancellable (window));

  return deed;
}

static void
deed_free (gpointer data)
{
  Deed *deed = data;

  g_clear_object (&deed->window);
  g_clear_object (&deed->account);
  g_clear_object (&deed->cancellable);
  g_free (deed);
}

static void
do_deed (JmWindow     *window,
         JmAccount    *account,
         DexFiberFunc  fiber)
{
  if (account != NULL)
    dex_future_disown (
        dex_scheduler_spawn (NULL, 0, fiber, deed_new (window, account), deed_free));
}

/* The overview has a card that says what is wrong and what to do about it: not twice. */
static gboolean
is_on_screen (Deed *deed)
{
  return g_strcmp0 (jm_window_get_page_name (deed->window), "overview") == 0 &&
         jm_window_get_account (deed->window) == deed->account &&
         jm_account_get_trouble (deed->account) != JM_TROUBLE_OK;
}

/* Says what went wrong, unless the person went elsewhere meanwhile or reads it already. */
static DexFuture *
deed_end (Deed   *deed,
          GError *error)
{
  if (error != NULL && !g_cancellable_is_cancelled (deed->cancellable) && !is_on_screen (deed))
    jm_window_say_error (deed->window, error);
  g_clear_error (&error);

  return dex_future_new_true ();
}

/* @id "": the account that is looked at */
static JmAccount *
find_account (JmWindow   *self,
              const char *id)
{
  JmMonitor *monitor = jm_window_get_monitor (self);

  if (monitor == NULL)
    return NULL;

  return *id == '\0' ? jm_window_get_account (self) : jm_accounts_find (jm_monitor_get_accounts (monitor), id);
}

static DexFuture *
refresh_fiber (gpointer user_data)
{
  Deed *deed = user_data;
  GError *error = NULL;

  dex_await (jm_token_keeper_refresh (jm_account_get_keeper (deed->account), deed->cancellable),
             &error);

  return deed_end (deed, error);
}

static DexFuture *
unlock_fiber (gpointer user_data)
{
  Deed *deed = user_data;
  GError *error = NULL;

  dex_await (jm_token_keeper_unlock (jm_account_get_keeper (deed->account), deed->cancellable),
             &error);

  return deed_end (deed, error);
}

/* A run of the whole account. What the person asked for is told when it fails; its progress stands in the sidebar. */
static DexFuture *
await_sync (Deed       *deed,
            JmSyncKind  kind)
{
  JmMonitor *monitor = jm_window_get_monitor (deed->window);
  const JmSyncOrder order = { .kind = kind, .resource = JM_N_RESOURCES };
  g_autoptr (JmSyncReport) report = NULL;
  GError *error = NULL;

  if (monitor == NULL)
    return dex_future_new_true ();

  report = dex_await_boxed (
      jm_sync_run (jm_sync_get (jm_monitor_get_services (monitor), deed->account), &order, deed->cancellable), &error);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_clear_error (&error);

  return deed_end (deed, error);
}

static DexFuture *
sync_fiber (gpointer user_data)
{
  return await_sync (user_data, JM_SYNC_QUICK);
}

static DexFuture *
sync_full_fiber (gpointer user_data)
{
  return await_sync (user_data, JM_SYNC_FULL);
}

static DexFuture *
sync_census_fiber (gpointer user_data)
{
  return await_sync (user_data, JM_SYNC_CENSUS);
}

static void
refresh_token_action (GtkWidget  *widget,
                      const char *name,
                      GVariant   *parameter)
{
  JmWindow *self = JM_WINDOW (widget);

  do_deed (self, jm_window_get_account (self), refresh_fiber);
}

/* "win.sync", "win.sync-full", "win.sync-census": of the account that is looked at */
static void
sync_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  JmWindow *self = JM_WINDOW (widget);
  DexFiberFunc fiber = sync_fiber;

  if (g_str_has_suffix (name, "-full"))
    fiber = sync_full_fiber;
  else if (g_str_has_suffix (name, "-census"))
    fiber = sync_census_fiber;

  do_deed (self, jm_window_get_account (self), fiber);
}

static void
sync_account_action (GtkWidget  *widget,
                     const char *name,
                     GVariant   *parameter)
{
  JmWindow *self = JM_WINDOW (widget);

  do_deed (self, find_account (self, g_variant_get_string (parameter, NULL)), sync_fiber);
}

static void
unlock_keyring_action (GtkWidget  *widget,
                       const char *name,
                       GVariant   *parameter)
{
  JmWindow *self = JM_WINDOW (widget);

  do_deed (self, find_account (self, g_variant_get_string (parameter, NULL)), unlock_fiber);
}

/* Its result stands on the page of health. */
static void
check_health_action (GtkWidget  *widget,
                     const char *name,
                     GVariant   *parameter)
{
  JmWindow *self = JM_WINDOW (widget);

  if (jm_window_show_page (self, "health"))
    jm_health_page_check (JM_HEALTH_PAGE (jm_window_get_page (self, "health")));
}

static void
sync_settings_action (GtkWidget  *widget,
                      const char *name,
                      GVariant   *parameter)
{
  gtk_widget_activate_action (widget, "app.preferences-page", "s", "sync");
}

static void
show_page_action (GtkWidget  *widget,
                  const char *name,
                  GVariant   *parameter)
{
  jm_window_show_page (JM_WINDOW (widget), g_variant_get_string (parameter, NULL));
}

static void
show_project_action (GtkWidget  *widget,
                     const char *name,
                     GVariant   *parameter)
{
  JmWindow *self = JM_WINDOW (widget);

  if (jm_window_show_page (self, "issues"))
    jm_issues_page_show_project (JM_ISSUES_PAGE (jm_window_get_page (self, "issues")),
                                 g_variant_get_string (parameter, NULL));
}

/* '' for a new account, else the account to sign in to again */
static void
sign_in_action (GtkWidget  *widget,
                const char *name,
                GVariant   *parameter)
{
  JmMonitor *monitor = jm_window_get_monitor (JM_WINDOW (widget));
  const char *id = g_variant_get_string (parameter, NULL);
  JmAccount *again = NULL;

  if (monitor == NULL)
    return;

  if (*id != '\0' && !(again = jm_accounts_find (jm_monitor_get_accounts (monitor), id)))
    return;

  jm_window_open_dialog (JM_WINDOW (widget), jm_sign_in_dialog_new (monitor, again));
}

static void
disconnect_action (GtkWidget  *widget,
                   const char *name,
                   GVariant   *parameter)
{
  JmWindow *self = JM_WINDOW (widget);
  JmAccount *account = find_account (self, g_variant_get_string (parameter, NULL));

  if (account != NULL)
    adw_dialog_present (jm_disconnect_dialog_new (jm_window_get_monitor (self), account), widget);
}

static void
open_accounts_action (GtkWidget  *widget,
                      const char *name,
                      GVariant   *parameter)
{
  jm_window_open_accounts (JM_WINDOW (widget));
}

static void
manage_accounts_action (GtkWidget  *widget,
                        const char *name,
                        GVariant   *parameter)
{
  JmMonitor *monitor = jm_window_get_monitor (JM_WINDOW (widget));

  if (monitor != NULL)
    jm_window_open_dialog (JM_WINDOW (widget), jm_accounts_dialog_new (monitor));
}

/* Its result stands on the overview. */
static void
test_connection_action (GtkWidget  *widget,
                        const char *name,
                        GVariant   *parameter)
{
  JmWindow *self = JM_WINDOW (widget);

  if (jm_window_show_page (self, "overview"))
    jm_overview_page_test (JM_OVERVIEW_PAGE (jm_window_get_page (self, "overview")));
}

/* Each page that can be searched has an action "page.search". */
static void
search_action (GtkWidget  *widget,
               const char *name,
               GVariant   *parameter)
{
  JmWindow *self = JM_WINDOW (widget);
  AdwNavigationPage *page = jm_window_get_page (self, jm_window_get_page_name (self));

  if (page != NULL)
    gtk_widget_activate_action (GTK_WIDGET (page), "page.search", NULL);
}

static void
toast_action (GtkWidget  *widget,
              const char *name,
              GVariant   *parameter)
{
  jm_window_say (JM_WINDOW (widget), g_variant_get_string (parameter, NULL));
}

/* A proxy is signed in to at once; an authority, a certificate and leave for http belong to the account's site. */
static void
show_network (JmWindow  *self,
              JmAccount *account,
              JmTrouble  trouble)
{
  JmServices *services = jm_monitor_get_services (jm_window_get_monitor (self));
  const char *proxy = jm_network_get_asking_proxy (jm_http_get_network (services->http));
  AdwDialog *dialog;

  if (trouble == JM_TROUBLE_PROXY_SIGN_IN && proxy != NULL)
    {
      dex_future_disown (jm_network_ask_proxy (GTK_WIDGET (self), services->networks, proxy, NULL));
      return;
    }

  dialog = jm_window_open_dialog (self, jm_preferences_dialog_new (jm_window_get_monitor (self)));
  jm_preferences_dialog_show_network (JM_PREFERENCES_DIALOG (dialog), account);
}

static void
show_network_action (GtkWidget  *widget,
                     const char *name,
                     GVariant   *parameter)
{
  JmWindow *self = JM_WINDOW (widget);
  JmAccount *account = find_account (self, g_variant_get_string (parameter, NULL));

  if (account != NULL)
    show_network (self, account,
                  g_str_equal (name, "win.sign-in-proxy") ? JM_TROUBLE_PROXY_SIGN_IN : JM_TROUBLE_OK);
}

/* What the button of @trouble says */
static void
cure (JmWindow  *self,
      JmAccount *account,
      JmTrouble  trouble)
{
  GtkWidget *widget = GTK_WIDGET (self);
  g_autofree char *place = jm_help_dup_trouble_place (trouble);

  switch (jm_trouble_get_info (trouble)->cure)
    {
    case JM_CURE_SIGN_IN:
      gtk_widget_activate_action (widget, "win.sign-in", "s", jm_account_get_id (account));
      break;
    case JM_CURE_UNLOCK_KEYRING:
      do_deed (self, account, unlock_fiber);
      break;
    case JM_CURE_EDIT_CLIENT:
      gtk_widget_activate_action (widget, "app.preferences-page", "s", "access");
      break;
    case JM_CURE_OPEN_JIRA:
      jm_link_open (widget, jm_account_get_site_url (account), jm_account_get_host (account));
      break;
    case JM_CURE_REBUILD:
      jm_window_ask_rebuild (self, account);
      break;
    case JM_CURE_NETWORK:
      show_network (self, account, trouble);
      break;
    case JM_CURE_HELP:
      jm_help_show (self, place);
      break;
    case JM_CURE_WAIT:
    case JM_CURE_NONE:
    default:
      do_deed (self, account, refresh_fiber);
      break;
    }
}

static void
cure_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  JmWindow *self = JM_WINDOW (widget);
  JmAccount *account = find_account (self, g_variant_get_string (parameter, NULL));

  if (account != NULL)
    cure (self, account, jm_account_get_trouble (account));
}

/* A sync may fail while all is well with the sign-in: what helps is the problem's to say. */
void
jm_window_cure_problem (JmWindow  *self,
                        JmProblem *problem)
{
  JmAccount *account;
  JmTrouble trouble;
  JmCure help;

  g_return_if_fail (JM_IS_WINDOW (self));
  g_return_if_fail (JM_IS_PROBLEM (problem));

  account = jm_problem_get_account (problem);
  trouble = jm_problem_get_trouble (problem);
  help = jm_trouble_get_info (trouble)->cure;
  if (jm_problem_get_kind (problem) == JM_PROBLEM_SYNC && (help == JM_CURE_WAIT || help == JM_CURE_NONE))
    gtk_widget_activate_action (GTK_WIDGET (self), "win.sync-account", "s", jm_account_get_id (account));
  else
    cure (self, account, trouble);
}

static void
report_action (GtkWidget  *widget,
               const char *name,
               GVariant   *parameter)
{
  JmMonitor *monitor = jm_window_get_monitor (JM_WINDOW (widget));

  if (monitor != NULL)
    jm_window_open_dialog (JM_WINDOW (widget), jm_report_dialog_new (monitor));
}

/* Without a place: about what is on the screen */
static void
help_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  JmWindow *self = JM_WINDOW (widget);
  const char *place = g_variant_get_string (parameter, NULL);
  const char *page = jm_window_get_page_name (self);
  JmAccount *account = jm_window_get_account (self);
  JmTrouble trouble = account != NULL ? jm_account_get_trouble (account) : JM_TROUBLE_OK;
  g_autofree char *trouble_place = jm_help_dup_trouble_place (trouble);

  if (*place == '\0' && g_strcmp0 (page, "overview") == 0 && trouble != JM_TROUBLE_OK)
    place = trouble_place;
  else if (*place == '\0')
    place = jm_help_place_of_page (page);

  jm_help_show (self, place);
}

static void
rebuild_store_action (GtkWidget  *widget,
                      const char *name,
                      GVariant   *parameter)
{
  JmAccount *account = find_account (JM_WINDOW (widget), g_variant_get_string (parameter, NULL));

  if (account != NULL)
    jm_window_ask_rebuild (JM_WINDOW (widget), account);
}

void
jm_window_actions_install (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "win.show-page", "s", show_page_action);
  gtk_widget_class_install_action (widget_class, "win.show-project", "s", show_project_action);
  gtk_widget_class_install_action (widget_class, "win.sign-in", "s", sign_in_action);
  gtk_widget_class_install_action (widget_class, "win.disconnect", "s", disconnect_action);
  gtk_widget_class_install_action (widget_class, "win.open-accounts", NULL, open_accounts_action);
  gtk_widget_class_install_action (widget_class, "win.refresh-token", NULL, refresh_token_action);
  gtk_widget_class_install_action (widget_class, "win.cure", "s", cure_action);
  gtk_widget_class_install_action (widget_class, "win.help", "s", help_action);
  gtk_widget_class_install_action (widget_class, "win.report", NULL, report_action);
  gtk_widget_class_install_action (widget_class, "win.rebuild-store", "s", rebuild_store_action);
  gtk_widget_class_install_action (widget_class, "win.show-network", "s", show_network_action);
  gtk_widget_class_install_action (widget_class, "win.sign-in-proxy", "s", show_network_action);
  gtk_widget_class_install_action (widget_class, "win.unlock-keyring", "s", unlock_keyring_action);
  gtk_widget_class_install_action (widget_class, "win.check-health", NULL, check_health_action);
  gtk_widget_class_install_action (widget_class, "win.sync", NULL, sync_action);
  gtk_widget_class_install_action (widget_class, "win.sync-full", NULL, sync_action);
  gtk_widget_class_install_action (widget_class, "win.sync-census", NULL, sync_action);
  gtk_widget_class_install_action (widget_class, "win.sync-account", "s", sync_account_action);
  gtk_widget_class_install_action (widget_class, "win.sync-settings", NULL, sync_settings_action);
  gtk_widget_class_install_action (widget_class, "win.manage-accounts", NULL, manage_accounts_action);
  gtk_widget_class_install_action (widget_class, "win.test-connection", NULL, test_connection_action);
  gtk_widget_class_install_action (widget_class, "win.search", NULL, search_action);
  gtk_widget_class_install_action (widget_class, "win.toast", "s", toast_action);
}

void
jm_window_actions_update (JmWindow *self)
{
  JmAccount *account = jm_window_get_account (self);
  gboolean any = account != NULL;
  gboolean busy = any && jm_account_get_state (account) == JM_TOKEN_REFRESHING;
  GtkWidget *widget = GTK_WIDGET (self);

  gtk_widget_action_set_enabled (widget, "win.sign-in", jm_window_get_monitor (self) != NULL);
  gtk_widget_action_set_enabled (widget, "win.refresh-token", any && !busy);
  gtk_widget_action_set_enabled (widget, "win.check-health", any);
  gtk_widget_action_set_enabled (widget, "win.sync", any);
  gtk_widget_action_set_enabled (widget, "win.sync-full", any);
  gtk_widget_action_set_enabled (widget, "win.sync-census", any);
  gtk_widget_action_set_enabled (widget, "win.sync-settings", any);
  gtk_widget_action_set_enabled (widget, "win.test-connection", any);
  gtk_widget_action_set_enabled (widget, "win.open-accounts", any);
  gtk_widget_action_set_enabled (widget, "win.manage-accounts", any);
  gtk_widget_action_set_enabled (widget, "win.search", any);
  gtk_widget_action_set_enabled (widget, "win.show-page", any);
}
