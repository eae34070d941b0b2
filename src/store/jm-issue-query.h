/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/jm-database.h"
#include "store/jm-issue-list.h"

G_BEGIN_DECLS

/* Private to the store: a JmIssueQuery that owns its texts. */
JmIssueQuery *jm_issue_query_copy (const JmIssueQuery *query);
void          jm_issue_query_free (JmIssueQuery       *query);
/* For a test that looks at SQLite's plan for it. */
char         *jm_issue_query_dup_sql (const JmIssueQuery *query);
/* @data: a JmIssueQuery. Resolves to a GBytes of the ids (gint64) in their order. */
DexFuture    *jm_issue_query_job  (sqlite3            *connection,
                                   gpointer            data);

G_END_DECLS
