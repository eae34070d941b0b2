/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "accounts/jm-monitor.h"

G_BEGIN_DECLS

/* The stored issues of the current account: search, filters, order, and fetching of the chosen project.
 * Actions, for its menu and keys: page.copy-key, page.copy-link, page.open, page.fetch, page.stop, page.clear-filters,
 * page.search, page.sort ('s', a column's name), page.descending (toggle). */
#define JM_TYPE_ISSUES_PAGE (jm_issues_page_get_type ())

G_DECLARE_FINAL_TYPE (JmIssuesPage, jm_issues_page, JM, ISSUES_PAGE, AdwNavigationPage)

JmIssuesPage *jm_issues_page_new          (JmMonitor    *monitor);
/* Shows the issues of one project, and fetches them when they are missing or old. NULL: of all that is stored. */
void          jm_issues_page_show_project (JmIssuesPage *self,
                                           const char   *project_key);

G_END_DECLS
