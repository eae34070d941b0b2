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
const char *jm_issue_get_reporter        (JmIssue *self);       /* may be NULL */
gint64      jm_issue_get_created_ms      (JmIssue *self);       /* 0: Jira did not say; so for the others */
gint64      jm_issue_get_updated_ms      (JmIssue *self);
gint64      jm_issue_get_resolved_ms     (JmIssue *self);
gint64      jm_issue_get_due_ms          (JmIssue *self);       /* midnight UTC of the day */

typedef enum
{
  JM_ISSUE_SORT_UPDATED,
  JM_ISSUE_SORT_CREATED,
  JM_ISSUE_SORT_KEY,
  JM_ISSUE_SORT_SUMMARY,
  JM_ISSUE_SORT_KIND,
  JM_ISSUE_SORT_STATUS,
  JM_ISSUE_SORT_PRIORITY,
  JM_ISSUE_SORT_ASSIGNEE,
  JM_ISSUE_SORT_VIEWED,
  JM_N_ISSUE_SORTS
} JmIssueSort;

/* Sections of the list; they stand in their own order, the rows of one are sorted by the query's sort. */
typedef enum
{
  JM_ISSUE_GROUP_NONE,
  JM_ISSUE_GROUP_PROJECT,
  JM_ISSUE_GROUP_STATUS,
  JM_ISSUE_GROUP_KIND,
  JM_ISSUE_GROUP_PRIORITY,
  JM_ISSUE_GROUP_ASSIGNEE,
  JM_N_ISSUE_GROUPS
} JmIssueGroup;

/* What is mine */
typedef enum
{
  JM_ISSUE_WORK_ALL,
  JM_ISSUE_WORK_ASSIGNED,
  JM_ISSUE_WORK_REPORTED,
  JM_ISSUE_WORK_WATCHED,
  JM_ISSUE_WORK_MENTIONED,      /* in its description or a comment */
  JM_ISSUE_WORK_VIEWED,         /* recently, here or in Jira */
  JM_N_ISSUE_WORKS
} JmIssueWork;

/* Which issues, and in which order. All text may be NULL: no restriction. */
typedef struct
{
  const char  *project_key;
  const char  *status_category; /* "new", "indeterminate", "done"; "open": not done */
  const char  *status;          /* its name */
  const char  *kind;
  const char  *priority;        /* its name; "" for none */
  const char  *assignee;        /* display name; "" for nobody */
  const char  *text;            /* words of key, summary, description or comments, each a prefix */
  gint64       updated_since_ms; /* 0: ever */
  JmIssueWork  work;
  JmIssueGroup group;
  JmIssueSort  sort;
  gboolean     descending;
} JmIssueQuery;

/* A query that owns its texts. Boxed. */
#define JM_TYPE_ISSUE_QUERY (jm_issue_query_get_type ())
GType         jm_issue_query_get_type (void);
JmIssueQuery *jm_issue_query_copy     (const JmIssueQuery *self);
void          jm_issue_query_free     (JmIssueQuery       *self);
gboolean      jm_issue_query_equal    (const JmIssueQuery *self,
                                       const JmIssueQuery *other);
/* One line of JSON, for a saved view; and back: NULL for what is none. Members that are not known are
 * left out. */
char         *jm_issue_query_to_json  (const JmIssueQuery *self);
JmIssueQuery *jm_issue_query_from_json (const char        *json);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (JmIssueQuery, jm_issue_query_free)

/* A GListModel of JmIssue over a query: its first page comes before it is known how many there are, then
 * all ids in the background. Holds ids and a few pages, never the table. It follows JmStore::changed by
 * itself, without losing its place and at most once a second. Properties, notify: "n-items"; "loading":
 * TRUE until the first page is in; "complete": all ids are known; "n-sections": 0 without a group. */
#define JM_TYPE_ISSUE_LIST (jm_issue_list_get_type ())

G_DECLARE_FINAL_TYPE (JmIssueList, jm_issue_list, JM, ISSUE_LIST, GObject)

JmIssueList *jm_issue_list_new         (JmStore            *store);
/* Shows another query; the rows change when its first page is there. Resolves to the full count
 * (int64). */
DexFuture   *jm_issue_list_set_query   (JmIssueList        *self,
                                        const JmIssueQuery *query) G_GNUC_WARN_UNUSED_RESULT;
gboolean     jm_issue_list_is_loading  (JmIssueList        *self);
gboolean     jm_issue_list_is_complete (JmIssueList        *self);
/* With a group: the section that @position is in, as positions from *@start to before *@end. Signal
 * "sections-changed" (position, n_items) beside items-changed, as GtkSectionModel has it. */
void         jm_issue_list_get_section (JmIssueList        *self,
                                        guint               position,
                                        guint              *start,
                                        guint              *end);
/* What the group of the section at @position is called: "In Progress"; NULL for nobody, no priority. */
const char  *jm_issue_list_get_section_name (JmIssueList   *self,
                                             guint          position);
/* The id of the row at @position without reading its page, 0 beyond the end; and back, -1 when absent. */
gint64       jm_issue_list_get_id      (JmIssueList        *self,
                                        guint               position);
gint64       jm_issue_list_find        (JmIssueList        *self,
                                        gint64              id);
/* Pages held just now, for the test that it never holds the table. */
guint        jm_issue_list_get_n_pages (JmIssueList        *self);

/* Columns of an issue whose words a filter offers */
typedef enum
{
  JM_ISSUE_WORDS_KIND,
  JM_ISSUE_WORDS_STATUS,
  JM_ISSUE_WORDS_PRIORITY,
  JM_ISSUE_WORDS_ASSIGNEE,
} JmIssueWords;

/* The words that stored issues have in one column, the most frequent first: what a filter offers.
 * @project_key NULL for all. Resolves to a GStrv of at most 500 (dex_await_boxed with
 * G_TYPE_STRV). */
DexFuture   *jm_store_list_words       (JmStore            *store,
                                        JmIssueWords        words,
                                        const char         *project_key) G_GNUC_WARN_UNUSED_RESULT;
/* Search as you type: "ABC-12", "12" and a link to an issue name that issue first; else the issues that
 * have each word, newest first. At most @limit. Resolves to a GListStore of JmIssue
 * (dex_await_object). */
DexFuture   *jm_store_search           (JmStore            *store,
                                        const char         *text,
                                        guint               limit) G_GNUC_WARN_UNUSED_RESULT;

/* --- views that somebody saved, kept in the store's file and carried over when it is rebuilt */

typedef struct
{
  char         *name;           /* the person's, unique */
  JmIssueQuery *query;
} JmSavedView;

#define JM_TYPE_SAVED_VIEW (jm_saved_view_get_type ())
GType        jm_saved_view_get_type (void);
JmSavedView *jm_saved_view_copy     (const JmSavedView *self);
void         jm_saved_view_free     (JmSavedView       *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (JmSavedView, jm_saved_view_free)

/* Resolves to a GPtrArray of JmSavedView in the order in which they were saved. */
DexFuture   *jm_store_list_views       (JmStore            *store) G_GNUC_WARN_UNUSED_RESULT;
/* Replaces one of that name. @query NULL removes it. Resolves to TRUE. */
DexFuture   *jm_store_put_view         (JmStore            *store,
                                        const char         *name,
                                        const JmIssueQuery *query) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
