/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/jm-database.h"
#include "store/jm-issue-list.h"

G_BEGIN_DECLS

/* Private to the store: a JmIssueQuery in the words of SQLite. All text of the statements is our own;
 * what comes from outside is bound by name. */

/* Each word of @text as a prefix that FTS5 looks for; nothing that a person types is an operator of it.
 * NULL when there is no word. */
char *jm_issue_sql_dup_match (const char         *text);
/* Appends " AND …" for each restriction but the words; their place is ":match". */
void  jm_issue_sql_append_where (GString            *sql,
                                 const JmIssueQuery *query);
/* Appends " ORDER BY …", of the query's sort alone. */
void  jm_issue_sql_append_order (GString            *sql,
                                 const JmIssueQuery *query);
/* The columns by which a group is told apart and ordered: rank and name. */
const char *jm_issue_sql_get_group_rank (JmIssueGroup group);
const char *jm_issue_sql_get_group_name (JmIssueGroup group);
/* Binds what the statement has a place for. Texts must live until it was stepped to its end. */
void  jm_issue_sql_bind      (sqlite3_stmt       *statement,
                              const JmIssueQuery *query,
                              const char         *match);

G_END_DECLS
