/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "health/jm-health-row.h"
#include "shots/jm-shot-stories.h"
#include "sync/jm-health.h"
#include "sync/jm-sync.h"

/* Enough for a line to have a shape */
#define N_ROUNDS 16

/* Slow enough to be seen at work */
#define SLOW_SEARCH "{\"match\":{\"path\":\"*/search/jql\"},\"times\":0,\"kind\":\"delay\",\"args\":{\"ms\":600}}"

/* --- health */

static gboolean
check (JmCamera  *camera,
       guint      n_rounds,
       GError   **error)
{
  for (guint i = 0; i < n_rounds; i++)
    {
      if (!dex_await (jm_health_check (jm_health_get (camera->monitor), camera->cancellable), error))
        return FALSE;
    }

  return TRUE;
}

/* The row of the first account, or of the computer */
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

static gboolean
take_opened (JmCamera      *camera,
             JmHealthKind   kind,
             const char    *picture,
             GError       **error)
{
  GtkWidget *groups = GTK_WIDGET (jm_camera_find (camera, "health", "groups"));
  JmHealthRow *row = find_row (groups, kind);
  gboolean taken;

  if (row == NULL)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "There is no row for %s", picture);
      return FALSE;
    }

  adw_expander_row_set_expanded (ADW_EXPANDER_ROW (row), TRUE);
  gtk_widget_grab_focus (GTK_WIDGET (row));
  taken = jm_camera_take (camera, picture, error);
  adw_expander_row_set_expanded (ADW_EXPANDER_ROW (row), FALSE);

  return taken;
}

static gboolean
take_locked (JmCamera  *camera,
             GError   **error)
{
  JmKeyring *keyring = jm_monitor_get_services (camera->monitor)->keyring;
  gboolean taken;

  jm_memory_keyring_set_locked (keyring, TRUE);
  taken = check (camera, 1, error) && take_opened (camera, JM_HEALTH_KEYRING, "health-locked", error);
  jm_memory_keyring_set_locked (keyring, FALSE);

  return taken && check (camera, 1, error);
}

static gboolean
set_all_active (JmCamera  *camera,
                gboolean   active,
                GError   **error)
{
  JmAccounts *accounts = jm_monitor_get_accounts (camera->monitor);

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (accounts)); i++)
    {
      g_autoptr (JmAccount) account = g_list_model_get_item (G_LIST_MODEL (accounts), i);

      if (!dex_await (jm_accounts_set_active (accounts, account, active), error))
        return FALSE;
    }

  return TRUE;
}

static gboolean
take_nobody (JmCamera  *camera,
             GError   **error)
{
  return set_all_active (camera, FALSE, error) && jm_camera_take (camera, "health-empty", error) &&
         set_all_active (camera, TRUE, error) && jm_camera_take (camera, "health-loading", error) &&
         check (camera, 1, error);
}

/* --- synchronization */

static gboolean
has_numbers (gpointer sync)
{
  return jm_sync_get_resource (sync) == JM_RESOURCE_ISSUES && jm_sync_get_fetched (sync) > 0 &&
         jm_sync_get_total (sync) > 0;
}

static gboolean
is_idle (gpointer sync)
{
  return !jm_sync_is_running (sync);
}

static void
show_sidebar (JmCamera *camera,
              gboolean  narrow)
{
  if (narrow)
    jm_window_show_sidebar (camera->window);
}

static gboolean
take_sync (JmCamera  *camera,
           GError   **error)
{
  JmSync *sync = jm_sync_get (jm_monitor_get_services (camera->monitor), jm_window_get_account (camera->window));
  gboolean taken;

  if (!jm_camera_wait (camera, "rest", is_idle, sync, error) ||
      !jm_camera_control (camera, "POST", "/arm", SLOW_SEARCH, error))
    return FALSE;

  gtk_widget_activate_action (GTK_WIDGET (camera->window), "win.sync-full", NULL);
  taken = jm_camera_wait (camera, "a run", has_numbers, sync, error) &&
          jm_camera_take_posed (camera, "sync-running", show_sidebar, error);
  jm_sync_pause (sync);
  taken = taken && jm_camera_control (camera, "DELETE", "/arm", NULL, error) &&
          jm_camera_pause (camera, 1, error) &&
          jm_camera_take_posed (camera, "sync-paused", show_sidebar, error);
  jm_sync_resume (sync);

  return taken && jm_camera_wait (camera, "the end of the run", is_idle, sync, error);
}

static gboolean
take_health (JmCamera  *camera,
             GError   **error)
{
  jm_window_show_page (camera->window, "health");

  return check (camera, N_ROUNDS, error) && jm_camera_take (camera, "health", error) &&
         take_opened (camera, JM_HEALTH_JIRA, "health-opened", error) &&
         take_opened (camera, JM_HEALTH_FRESHNESS, "health-data", error) && take_locked (camera, error) &&
         take_nobody (camera, error);
}

gboolean
jm_shot_health (JmCamera  *camera,
                GError   **error)
{
  gboolean taken;

  jm_health_start (jm_health_get (camera->monitor));
  taken = take_health (camera, error);
  jm_health_stop (jm_health_get (camera->monitor));

  return taken && take_sync (camera, error);
}
