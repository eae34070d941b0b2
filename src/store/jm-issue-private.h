/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <sqlite3.h>

#include "store/jm-issue-list.h"

G_BEGIN_DECLS

/* The columns of the table issues that jm_issue_new_from_row() reads, in its order. */
#define JM_ISSUE_COLUMNS                                                          \
  "id, key, summary, kind, status, status_category, priority, assignee, reporter," \
  " created_ms, updated_ms, resolved_ms, due_ms"

JmIssue  *jm_issue_new_from_row (sqlite3_stmt *statement);
/* For a row that is gone, until the list hears of it. */
JmIssue  *jm_issue_new_gone     (gint64        id);
gboolean  jm_issue_equal        (JmIssue      *self,
                                 JmIssue      *other);

G_END_DECLS
