/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "issues/jm-issue-filters.h"
#include "shots/jm-shot-stories.h"
#include "store/jm-issue-list.h"
#include "widgets/jm-filter-pill.h"

/* For a query, and for what fades */
#define SETTLE_SECONDS 0.3

static GtkWidget *
get_page (JmCamera *camera)
{
  return GTK_WIDGET (jm_window_get_page (camera->window, "issues"));
}

static void
choose (JmCamera           *camera,
        const JmIssueQuery *query)
{
  g_signal_emit_by_name (jm_camera_find (camera, "issues", "views"), "chosen", query);
}

static gboolean
take_query (JmCamera            *camera,
            const char          *picture,
            const JmIssueQuery  *query,
            GError             **error)
{
  choose (camera, query);

  return jm_camera_pause (camera, SETTLE_SECONDS, error) && jm_camera_take (camera, picture, error);
}

/* --- what opens */

static void
open_views (JmCamera *camera,
            gboolean  narrow)
{
  gtk_widget_activate_action (get_page (camera), "page.views", NULL);
}

static void
open_menu (JmCamera *camera,
           gboolean  narrow)
{
  gtk_widget_activate_action (get_page (camera), "page.menu", NULL);
}

static void
open_statuses (JmCamera *camera,
               gboolean  narrow)
{
  GtkWidget *filters = GTK_WIDGET (jm_camera_find (camera, "issues", "filters"));
  GObject *pill = gtk_widget_get_template_child (filters, JM_TYPE_ISSUE_FILTERS, "status_pill");

  jm_filter_pill_open (JM_FILTER_PILL (pill));
}

static void
close_popovers (GtkWidget *parent)
{
  for (GtkWidget *child = gtk_widget_get_first_child (parent); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      if (GTK_IS_POPOVER (child))
        gtk_popover_popdown (GTK_POPOVER (child));
      close_popovers (child);
    }
}

static gboolean
take_open (JmCamera    *camera,
           const char  *picture,
           JmPose       pose,
           GError     **error)
{
  gboolean taken = jm_camera_take_posed (camera, picture, pose, error);

  close_popovers (get_page (camera));

  return taken;
}

/* --- the story */

/* Awaits. */
static gboolean
save_view (JmCamera            *camera,
           const char          *name,
           const JmIssueQuery  *query,
           GError             **error)
{
  JmAccount *account = jm_window_get_account (camera->window);
  g_autoptr (JmStore) store = dex_await_object (jm_account_open_store (account), error);

  return store != NULL && dex_await (jm_store_put_view (store, name, query), error);
}

gboolean
jm_shot_issues (JmCamera  *camera,
                GError   **error)
{
  static const JmIssueQuery all = { .descending = TRUE };
  static const JmIssueQuery grouped = { .group = JM_ISSUE_GROUP_STATUS, .descending = TRUE };
  static const JmIssueQuery mine = { .work = JM_ISSUE_WORK_ASSIGNED,
                                     .status_category = "open",
                                     .sort = JM_ISSUE_SORT_PRIORITY };
  static const JmIssueQuery bugs = { .kind = "Bug", .descending = TRUE };
  static const JmIssueQuery found = { .text = "focus", .descending = TRUE };
  JmIssueFilters *filters = JM_ISSUE_FILTERS (jm_camera_find (camera, "issues", "filters"));
  g_autofree char *project = g_strdup (jm_issue_filters_get_project (filters));
  const JmIssueQuery before = { .project_key = project, .descending = TRUE };

  jm_window_show_page (camera->window, "issues");
  if (!save_view (camera, "My open work", &mine, error) ||
      !save_view (camera, "All bugs", &bugs, error) ||
      !take_query (camera, "issues-grouped", &grouped, error) ||
      !take_query (camera, "issues-my-work", &mine, error) ||
      !take_query (camera, "issues-search", &found, error))
    return FALSE;

  choose (camera, &all);

  if (!jm_camera_pause (camera, SETTLE_SECONDS, error) ||
      !take_open (camera, "issues-views", open_views, error) ||
      !take_open (camera, "issues-menu", open_menu, error) ||
      !take_open (camera, "issues-statuses", open_statuses, error))
    return FALSE;

  choose (camera, &before);

  return jm_camera_pause (camera, SETTLE_SECONDS, error);
}
