/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/jm-issue-list.h"
#include "widgets/jm-minute.h"

G_BEGIN_DECLS

/* Issues as a table, or as rows of three lines where it is narrow. It shows a lazy model and never filters or sorts it:
 * a click on a header says which order is wanted.
 * Properties: "narrow" (boolean), "selected" (JmIssue or NULL, notify). Signals: "sort-changed" · "activate-issue" (JmIssue). */
#define JM_TYPE_ISSUE_TABLE (jm_issue_table_get_type ())

G_DECLARE_FINAL_TYPE (JmIssueTable, jm_issue_table, JM, ISSUE_TABLE, GtkWidget)

/* Before the first model. */
void        jm_issue_table_set_minute   (JmIssueTable *self,
                                         JmMinute     *minute);
/* Of JmIssue; NULL for none. */
void        jm_issue_table_set_model    (JmIssueTable *self,
                                         GListModel   *model);
/* What a right click or the menu key opens over a row. */
void        jm_issue_table_set_menu     (JmIssueTable *self,
                                         GMenuModel   *menu);
void        jm_issue_table_set_narrow   (JmIssueTable *self,
                                         gboolean      narrow);
JmIssue    *jm_issue_table_get_selected (JmIssueTable *self);
JmIssueSort jm_issue_table_get_sort     (JmIssueTable *self,
                                         gboolean     *descending);
void        jm_issue_table_set_sort     (JmIssueTable *self,
                                         JmIssueSort   sort,
                                         gboolean      descending);
void        jm_issue_table_scroll_to_top (JmIssueTable *self);

G_END_DECLS
