/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <sqlite3.h>

#include "store/jm-issue-order.h"

G_BEGIN_DECLS

/* Private to the store: deals rows out to their groups, without sorting: while rows come in the order of
 * the sort, each is given the number of its group. Of one thread. */
typedef struct _JmIssueGrouping JmIssueGrouping;

JmIssueGrouping *jm_issue_grouping_new  (JmIssueGroup     group);
void             jm_issue_grouping_free (JmIssueGrouping *self);
/* A row; @rank and @name (may be NULL) tell its group. */
void             jm_issue_grouping_add  (JmIssueGrouping *self,
                                         gint64           id,
                                         gint64           rank,
                                         const char      *name);
/* Once: all rows, in their sections. */
JmIssueOrder    *jm_issue_grouping_deal (JmIssueGrouping *self,
                                         gboolean         complete);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (JmIssueGrouping, jm_issue_grouping_free)

/* Whether two names are of one group: they differ in case alone, but for keys of projects. */
gboolean         jm_issue_grouping_is_same (JmIssueGroup  group,
                                            const char   *name,
                                            const char   *other);

G_END_DECLS
