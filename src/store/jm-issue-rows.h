/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <sqlite3.h>

#include "store/jm-issue-list.h"

G_BEGIN_DECLS

/* Private to the store: the rows that a list holds just now, by their id; the pages that were not asked
 * for lately are forgotten. On the main context. */
typedef struct _JmIssueRows JmIssueRows;

/* Rows that are read at once */
#define JM_ISSUE_PAGE 100

JmIssueRows *jm_issue_rows_new     (void);
void         jm_issue_rows_free    (JmIssueRows *self);
/* Borrowed; NULL when it is not held. */
JmIssue     *jm_issue_rows_get     (JmIssueRows *self,
                                    gint64       id);
/* Takes @issues, of JmIssue: a page. */
void         jm_issue_rows_add     (JmIssueRows *self,
                                    GPtrArray   *issues);
/* It says something else now. */
void         jm_issue_rows_replace (JmIssueRows *self,
                                    JmIssue     *issue);
/* Of gint64 */
GArray      *jm_issue_rows_list    (JmIssueRows *self);
guint        jm_issue_rows_count   (JmIssueRows *self);

/* Reads rows by their ids, by the primary key, all of one moment: less than a millisecond a page. Those
 * that are gone have an id alone; so have all when @connection is NULL. Any thread. */
GPtrArray   *jm_issue_rows_read    (sqlite3      *connection,
                                    const gint64 *ids,
                                    guint         n_ids);

G_END_DECLS
