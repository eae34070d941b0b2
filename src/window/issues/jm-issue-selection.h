/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "store/jm-issue-list.h"

G_BEGIN_DECLS

/* A JmIssueList as a list view wants it: rows in sections, of which one may be selected
 * (GtkSectionModel and GtkSelectionModel). The selection is an issue and not a place: it goes
 * along when the list is sorted anew, and comes back with it when a filter let it go.
 * GtkSingleSelection would look for it row by row through a list that has a million of them;
 * this one asks for its id.
 * Property, notify: "selected-issue" (JmIssue or NULL). */
#define JM_TYPE_ISSUE_SELECTION (jm_issue_selection_get_type ())

G_DECLARE_FINAL_TYPE (JmIssueSelection, jm_issue_selection, JM, ISSUE_SELECTION, GObject)

JmIssueSelection *jm_issue_selection_new          (JmIssueList *list);
/* NULL when none is, or it is not in the list now. Borrowed. */
JmIssue     *jm_issue_selection_get_selected (JmIssueSelection *self);
/* Selects the issue with this id; FALSE when it is not in the list. @position may be NULL. */
gboolean     jm_issue_selection_select_id    (JmIssueSelection *self,
                                         gint64       id,
                                         guint       *position);
/* What the group of the section at @position is called, NULL for nobody and nothing. Borrowed. */
const char  *jm_issue_selection_get_heading  (JmIssueSelection *self,
                                         guint        position);

G_END_DECLS
