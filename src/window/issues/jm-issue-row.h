/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/jm-issue-list.h"
#include "widgets/jm-age-label.h"

G_BEGIN_DECLS

/* An issue in three lines, for a list that is too narrow for a table: type, key and age;
 * summary; status, priority, who. */
#define JM_TYPE_ISSUE_ROW (jm_issue_row_get_type ())

G_DECLARE_FINAL_TYPE (JmIssueRow, jm_issue_row, JM, ISSUE_ROW, GtkWidget)

GtkWidget *jm_issue_row_new       (JmMinute   *minute);
/* @issue NULL: the row is unbound. */
void       jm_issue_row_set_issue (JmIssueRow *self,
                                   JmIssue    *issue);

G_END_DECLS
