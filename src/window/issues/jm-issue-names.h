/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/jm-issue-list.h"

G_BEGIN_DECLS

/* What the orders, groups and kinds of work of a query are called: by settings and actions
 * ("updated"), and by people, translated ("Last Updated"). A name that is none stands for the
 * first of the enum. */

const char   *jm_issue_sort_to_name   (JmIssueSort   sort);
JmIssueSort   jm_issue_sort_from_name (const char   *name);

const char   *jm_issue_group_to_name  (JmIssueGroup  group);
JmIssueGroup  jm_issue_group_from_name (const char  *name);
/* Over the rows that have no such word: "Unassigned" */
const char   *jm_issue_group_get_nothing (JmIssueGroup group);

/* "All Issues", "Assigned to Me" */
const char   *jm_issue_work_get_title (JmIssueWork   work);
const char   *jm_issue_work_get_icon  (JmIssueWork   work);
/* Said where it has no issues: "Nothing is assigned to you." */
const char   *jm_issue_work_get_nothing (JmIssueWork work);

/* "new", "indeterminate", "done", "open": "To Do", …; NULL for others */
const char   *jm_issue_category_get_title (const char *category);

G_END_DECLS
