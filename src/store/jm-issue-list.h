/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/jm-store.h"

G_BEGIN_DECLS

/* One row of the issue list. Immutable. */
#define JM_TYPE_ISSUE (jm_issue_get_type ())

G_DECLARE_FINAL_TYPE (JmIssue, jm_issue, JM, ISSUE, GObject)

const char *jm_issue_get_id              (JmIssue *self);
const char *jm_issue_get_key             (JmIssue *self);
const char *jm_issue_get_summary         (JmIssue *self);
const char *jm_issue_get_kind            (JmIssue *self);       /* name of its issue type */
const char *jm_issue_get_status          (JmIssue *self);
const char *jm_issue_get_status_category (JmIssue *self);       /* "new", "indeterminate", "done", "undefined" */
const char *jm_issue_get_priority        (JmIssue *self);       /* may be NULL */
const char *jm_issue_get_assignee        (JmIssue *self);       /* may be NULL */
gint64      jm_issue_get_updated_ms      (JmIssue *self);

typedef enum
{
  JM_ISSUE_SORT_UPDATED,
  JM_ISSUE_SORT_KEY,
  JM_ISSUE_SORT_SUMMARY,
  JM_ISSUE_SORT_STATUS,
  JM_ISSUE_SORT_PRIORITY,
  JM_ISSUE_SORT_ASSIGNEE,
} JmIssueSort;

/* Which issues, and in which order. All text may be NULL: no restriction. */
typedef struct
{
  const char *project_key;
  const char *status_category;  /* "new", "indeterminate", "done" */
  const char *kind;
  const char *assignee;         /* display name */
  const char *text;             /* words of summary or key, each a prefix */
  JmIssueSort sort;
  gboolean    descending;
} JmIssueQuery;

/* A GListModel of JmIssue over a query: reads a page at a time by index, holds a few pages, never
 * the whole table. It follows JmStore::changed by itself. Property "n-items"; "loading" is TRUE
 * until the first count is in. */
#define JM_TYPE_ISSUE_LIST (jm_issue_list_get_type ())

G_DECLARE_FINAL_TYPE (JmIssueList, jm_issue_list, JM, ISSUE_LIST, GObject)

JmIssueList *jm_issue_list_new        (JmStore            *store);
/* Shows another query; the rows change when its first page and count are there. Resolves to the
 * count (int64). */
DexFuture   *jm_issue_list_set_query  (JmIssueList        *self,
                                       const JmIssueQuery *query) G_GNUC_WARN_UNUSED_RESULT;
gboolean     jm_issue_list_is_loading (JmIssueList        *self);
/* Pages held just now, for the test that it never holds the table. */
guint        jm_issue_list_get_n_pages (JmIssueList       *self);

/* Columns of an issue whose words a filter offers */
typedef enum
{
  JM_ISSUE_WORDS_KIND,          /* names of issue types */
  JM_ISSUE_WORDS_ASSIGNEE,      /* display names */
} JmIssueWords;

/* The words that stored issues have in one column, the most frequent first: what a filter offers.
 * @project_key NULL for all. Resolves to a GStrv of at most 500 (dex_await_boxed with
 * G_TYPE_STRV). */
DexFuture   *jm_store_list_words      (JmStore            *store,
                                       JmIssueWords        words,
                                       const char         *project_key) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
