/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/jm-issue-sql.h"

G_BEGIN_DECLS

/* Private to jm-issue-sql.c and jm-issue-ways.c. */
sqlite3_stmt *jm_issue_study_prepare (JmIssueStudy       *self,
                                      const char         *sql,
                                      const JmIssueOnly *only,
                                      GError            **error);
/* "kind = :only_name COLLATE JM_FOLD" */
void          jm_issue_sql_write_only (JmIssueGroup       group,
                                       const JmIssueOnly *only,
                                       char              *text,
                                       gsize              size);

G_END_DECLS
