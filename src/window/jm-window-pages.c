/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "jm-window-pages.h"

#include <glib/gi18n.h>

#include "events/jm-events-page.h"
#include "explorer/jm-explorer-page.h"
#include "health/jm-health-page.h"
#include "issues/jm-issues-page.h"
#include "overview/jm-overview-page.h"
#include "projects/jm-projects-page.h"
#include "statistics/jm-statistics-page.h"

/* Each constructor has the type of its own page */
#define CREATE(function) ((AdwNavigationPage * (*) (JmMonitor *) ) function)

static const JmWindowPage pages[] = {
  { "overview", N_("Overview"), "power-profile-performance-symbolic", N_("Monitor"),
    CREATE (jm_overview_page_new) },
  { "events", N_("Events"), "document-open-recent-symbolic", N_("Monitor"),
    CREATE (jm_events_page_new) },
  { "health", N_("Health"), "emote-love-symbolic", N_("Monitor"), CREATE (jm_health_page_new) },
  { "projects", N_("Projects"), "view-grid-symbolic", N_("Jira"), CREATE (jm_projects_page_new) },
  { "issues", N_("Issues"), "view-list-symbolic", N_("Jira"), CREATE (jm_issues_page_new) },
  { "explorer", N_("Explorer"), "drive-multidisk-symbolic", N_("Data"), CREATE (jm_explorer_page_new) },
  { "statistics", N_("Statistics"), "network-cellular-signal-excellent-symbolic", N_("Data"),
    CREATE (jm_statistics_page_new) },
  { NULL },
};

/**
 * jm_window_pages_get:
 * @n_pages: (out): how many there are
 *
 * Returns: the pages in the order of the sidebar; static
 */
const JmWindowPage *
jm_window_pages_get (guint *n_pages)
{
  *n_pages = G_N_ELEMENTS (pages) - 1;

  return pages;
}

/**
 * jm_window_pages_find:
 * @name: (nullable): as win.show-page has it
 *
 * Returns: (nullable): the page, static; %NULL when there is none of this name
 */
const JmWindowPage *
jm_window_pages_find (const char *name)
{
  for (const JmWindowPage *page = pages; page->name != NULL; page++)
    {
      if (g_strcmp0 (page->name, name) == 0)
        return page;
    }

  return NULL;
}
