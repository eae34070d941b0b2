/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "store/jm-issue-list.h"

G_BEGIN_DECLS

/* The button that chooses what the page of issues shows: all, what is mine, and views that somebody
 * saved, which can be renamed and removed here.
 * Signals: "chosen" (JmIssueQuery), a person wants to see it; "changed", the saved views did. */
#define JM_TYPE_ISSUE_VIEWS (jm_issue_views_get_type ())

G_DECLARE_FINAL_TYPE (JmIssueViews, jm_issue_views, JM, ISSUE_VIEWS, GtkWidget)

/* Whose views they are; NULL for none. */
void        jm_issue_views_set_store (JmIssueViews       *self,
                                      JmStore            *store);
/* What is shown now, which is marked. */
void        jm_issue_views_set_query (JmIssueViews       *self,
                                      const JmIssueQuery *query);
/* The name of the saved view that shows exactly these issues, in whatever order; NULL when there is
 * none. Borrowed until they change. */
const char *jm_issue_views_find_name (JmIssueViews       *self,
                                      const JmIssueQuery *query);
/* Asks for a name and saves what is shown now. */
void        jm_issue_views_save      (JmIssueViews       *self);
void        jm_issue_views_open      (JmIssueViews       *self);

G_END_DECLS
