/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "store/jm-issue-list.h"
#include "widgets/jm-minute.h"

G_BEGIN_DECLS

/* The columns of the table of issues: which there are, which are shown, in which order and how
 * wide; and what a click on a header asks for. All of it is remembered.
 * Actions, for menus: columns.NAME (shown or not) for each column that may be hidden;
 * columns.move ('(si)', a name and -1 or 1), columns.hide ('s'), columns.sort ('(sb)'),
 * columns.reset.
 * Signal: "sort-changed", a person chose another order. */
#define JM_TYPE_ISSUE_COLUMNS (jm_issue_columns_get_type ())

G_DECLARE_FINAL_TYPE (JmIssueColumns, jm_issue_columns, JM, ISSUE_COLUMNS, GObject)

JmIssueColumns *jm_issue_columns_new         (GtkColumnView  *view,
                                              JmMinute       *minute,
                                              GSettings      *settings);
/* To be inserted as "columns". Borrowed. */
GActionGroup   *jm_issue_columns_get_actions (JmIssueColumns *self);
/* Which are shown, to be a submenu. Borrowed. */
GMenuModel     *jm_issue_columns_get_menu    (JmIssueColumns *self);
JmIssueSort     jm_issue_columns_get_sort    (JmIssueColumns *self,
                                              gboolean       *descending);
/* Also an order that no column has. Tells nobody. */
void            jm_issue_columns_set_sort    (JmIssueColumns *self,
                                              JmIssueSort     sort,
                                              gboolean        descending);
/* The view forgets its columns, and the columns the view. */
void            jm_issue_columns_end         (JmIssueColumns *self);

G_END_DECLS
