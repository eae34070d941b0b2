/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "window/jm-issues-stage.h"

#include "sync/jm-sync.h"

GListModel *
jm_issues_stage_get_rows (gpointer page)
{
  gpointer table = jm_stage_child (page, "table");
  gpointer view = jm_stage_child (table, "column_view");
  GtkSelectionModel *model = gtk_column_view_get_model (view);

  if (model == NULL)
    model = gtk_list_view_get_model (jm_stage_child (table, "list_view"));

  return G_LIST_MODEL (model);
}

gboolean
jm_issues_stage_has_rested (gpointer page)
{
  return !gtk_widget_get_visible (jm_stage_child (page, "stop_button"));
}

gpointer
jm_issues_stage_get_pill (gpointer    page,
                          const char *id)
{
  return jm_stage_child (jm_stage_child (page, "filters"), id);
}

char *
jm_issues_stage_sign_in (JmWorld *world)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GListModel) added = jm_world_sign_in (world, NULL, &error, 0, -1);
  g_autoptr (JmAccount) account = NULL;
  g_autoptr (JmStore) store = NULL;
  g_autoptr (GListModel) projects = NULL;
  g_autoptr (JmProject) first = NULL;
  JmSync *sync;

  g_assert_no_error (error);
  account = jm_world_dup_account (world, 0);
  jm_accounts_set_current (jm_world_get_accounts (world), account);
  sync = jm_sync_get (jm_monitor_get_services (world->monitor), account);
  dex_await_int64 (jm_sync_fetch_projects (sync, NULL), &error);
  g_assert_no_error (error);
  store = dex_await_object (jm_account_open_store (account), &error);
  g_assert_no_error (error);
  projects = dex_await_object (jm_store_list_projects (store), &error);
  g_assert_no_error (error);
  first = g_list_model_get_item (projects, 0);

  return g_strdup (jm_project_get_key (first));
}

JmIssuesPage *
jm_issues_stage_show (JmWorld    *world,
                      JmStage    *stage,
                      const char *key)
{
  JmIssuesPage *page = jm_issues_page_new (world->monitor);

  jm_stage_show (stage, GTK_WIDGET (page));
  jm_issues_page_show_project (page, key);
  jm_stage_wait (jm_stage_has_content, page);
  jm_stage_wait (jm_issues_stage_has_rested, page);

  return page;
}
