/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/jm-issue-order.h"

G_BEGIN_DECLS

/* Private to the store: a JmIssueQuery in the words of SQLite, and by which way it is answered. All text
 * of the statements is our own; what comes from outside is bound by name. Of one thread. */

/* Each word of @text as FTS5 looks for it, its beginning; nothing that a person types is an operator of
 * it. NULL when there is no word. */
char *jm_issue_sql_dup_match (const char         *text);

/* Rows of one group alone, beside what the query asks for. */
typedef struct
{
  gint64      rank;
  const char *name;             /* NULL: those without a name */
} JmIssueOnly;

/* What is asked, and what was found out about it before. */
typedef struct
{
  sqlite3            *connection;
  const JmIssueQuery *query;
  GCancellable       *cancellable; /* may be NULL */
  GArray             *matches;  /* of gint64, falling: the issues that have the words; NULL: no words */
  const char         *wanted;   /* an index that would have helped, and that nobody has made yet */
} JmIssueStudy;

/* Looks the words up. */
gboolean jm_issue_study_init  (JmIssueStudy       *self,
                               sqlite3            *connection,
                               const JmIssueQuery *query,
                               GCancellable       *cancellable,
                               GError            **error);
void     jm_issue_study_clear (JmIssueStudy       *self);

/* How the rows are come by */
typedef struct
{
  const char *index;            /* is walked; NULL: as SQLite likes */
  gboolean    by_ids;           /* the matches are gone through, one by one */
  const char *extra;            /* restriction without which the index cannot be entered */
  gboolean    few;              /* so few rows that they may be sorted */
} JmIssueWay;

/* A way to @limit rows of what is asked: by an index, or the words, that leave fewer than @few; else along
 * the order of the sort. */
gboolean jm_issue_study_find_way (JmIssueStudy       *self,
                                  const JmIssueOnly *only,
                                  guint               few,
                                  JmIssueWay         *way,
                                  GError            **error);
/* Along the order of the query's group, so that rows of a group stand side by side. FALSE when there is
 * no such way yet. */
gboolean jm_issue_study_get_group_way (JmIssueStudy  *self,
                                       JmIssueWay    *way);

typedef enum
{
  JM_ISSUE_ORDER_SORT,
  JM_ISSUE_ORDER_GROUP_SORT,    /* by group, then by sort */
  JM_ISSUE_ORDER_GROUP,         /* by group, as its index has it: within it by id */
} JmIssueOrderBy;

/* Columns: id, rank and name of the group. @condition: more of it, or NULL; @limit 0: all. NULL with a
 * JM_STORE_ERROR; to be finalized before @self is cleared. */
sqlite3_stmt *jm_issue_study_ask (JmIssueStudy       *self,
                                  const JmIssueWay   *way,
                                  const JmIssueOnly *only,
                                  const char         *condition,
                                  JmIssueOrderBy      order,
                                  guint               limit,
                                  GError            **error);
/* The same rows by their ids, of gint64. */
sqlite3_stmt *jm_issue_study_ask_ids (JmIssueStudy   *self,
                                      GArray         *ids,
                                      GError        **error);
char         *jm_issue_sql_dup   (const JmIssueQuery *query,
                                  const JmIssueWay   *way,
                                  const JmIssueOnly *only,
                                  const char         *condition,
                                  JmIssueOrderBy      order,
                                  guint               limit,
                                  gboolean            has_matches);

/* Whether the statement has another row; FALSE also for an error, or when nobody waits any more. */
gboolean      jm_issue_study_step (JmIssueStudy      *self,
                                   sqlite3_stmt      *statement,
                                   GError           **error);

G_END_DECLS
