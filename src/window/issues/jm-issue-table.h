/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "issues/jm-issue-columns.h"

G_BEGIN_DECLS

/* Issues as a table, or as rows of three lines where it is narrow, under headings when they are
 * grouped. It shows a lazy list and never filters or sorts it: a click on a header says which
 * order is wanted.
 * Properties: "narrow" (boolean), "selected" (JmIssue or NULL, notify).
 * Signals: "sort-changed" · "activate-issue" (JmIssue). */
#define JM_TYPE_ISSUE_TABLE (jm_issue_table_get_type ())

G_DECLARE_FINAL_TYPE (JmIssueTable, jm_issue_table, JM, ISSUE_TABLE, GtkWidget)

/* Once, before the first list: makes the columns, and gives them. Borrowed. */
JmIssueColumns *jm_issue_table_set_up       (JmIssueTable *self,
                                             JmMinute     *minute,
                                             GSettings    *settings);
/* NULL for none. */
void            jm_issue_table_set_list     (JmIssueTable *self,
                                             JmIssueList  *list);
/* What the query of the list groups by: the words of the headings. */
void            jm_issue_table_set_group    (JmIssueTable *self,
                                             JmIssueGroup  group);
/* What a right click or the menu key opens over a row. */
void            jm_issue_table_set_menu     (JmIssueTable *self,
                                             GMenuModel   *menu);
void            jm_issue_table_set_narrow   (JmIssueTable *self,
                                             gboolean      narrow);
JmIssue        *jm_issue_table_get_selected (JmIssueTable *self);
/* Selects the issue with this id, where it is seen, and gives its row the focus; FALSE when it
 * is not in the list. */
gboolean        jm_issue_table_go_to        (JmIssueTable *self,
                                             gint64        id,
                                             gboolean      focus);
void            jm_issue_table_scroll_to_top (JmIssueTable *self);

G_END_DECLS
