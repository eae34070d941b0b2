/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "accounts/jm-monitor.h"

G_BEGIN_DECLS

/* The stored issues of the current account, of all projects or of one: search, filters, views,
 * order, groups, and fetching.
 * Actions, for its menu and keys: page.copy-key, page.copy-link, page.open, page.fetch, page.pause,
 * page.stop, page.clear-filters, page.search, page.filters, page.views, page.save-view, page.menu;
 * page.sort and page.group ('s', as jm-issue-names.h has them), page.descending (toggle);
 * and those of the columns, see jm-issue-columns.h. */
#define JM_TYPE_ISSUES_PAGE (jm_issues_page_get_type ())

G_DECLARE_FINAL_TYPE (JmIssuesPage, jm_issues_page, JM, ISSUES_PAGE, AdwNavigationPage)

JmIssuesPage *jm_issues_page_new          (JmMonitor    *monitor);
/* Shows the issues of one project, and fetches them when they are missing or old. NULL: of all that
 * is stored. */
void          jm_issues_page_show_project (JmIssuesPage *self,
                                           const char   *project_key);
/* Shows the one issue of the current account that has this key, and nothing else. */
void          jm_issues_page_show_issue   (JmIssuesPage *self,
                                           const char   *key);

G_END_DECLS
