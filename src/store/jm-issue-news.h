/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/jm-issue-order.h"

G_BEGIN_DECLS

/* Private to the store: an order as it is now, and what a list that shows an older one must tell of it;
 * all of one moment, and worked out off the main thread. */

typedef struct
{
  guint    position;            /* in the new order */
  JmIssue *issue;
} JmIssueNewsRow;

typedef struct
{
  JmIssueOrder *old;
  JmIssueOrder *fresh;
  GArray       *hunks;          /* of JmIssueHunk */
  guint         regrouped_start; /* rows that stay and are in another section */
  guint         n_regrouped;
  GArray       *rows;           /* of JmIssueNewsRow: what the held rows say now, by position; without
                                 * those that are gone */
} JmIssueNews;

#define JM_TYPE_ISSUE_NEWS (jm_issue_news_get_type ())
GType        jm_issue_news_get_type (void);
JmIssueNews *jm_issue_news_ref      (JmIssueNews *self);
void         jm_issue_news_unref    (JmIssueNews *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (JmIssueNews, jm_issue_news_unref)

typedef enum
{
  JM_ISSUE_NEWS_FIRST = 1 << 0, /* the first page, and its rows, alone: all that is quick */
  JM_ISSUE_NEWS_OTHER = 1 << 1, /* of another query: what is the same is so by chance */
} JmIssueNewsFlags;

typedef struct _JmIssueNewsAsk JmIssueNewsAsk;

/* @held: (transfer full): of gint64, rows that the list holds */
JmIssueNewsAsk *jm_issue_news_ask_new  (const JmIssueQuery *query,
                                        JmIssueNewsFlags    flags,
                                        JmIssueOrder       *old,
                                        GArray             *held,
                                        GCancellable       *cancellable);
void            jm_issue_news_ask_free (gpointer            data);
/* @data: a JmIssueNewsAsk. Resolves to a JmIssueNews. */
DexFuture      *jm_issue_news_job      (sqlite3            *connection,
                                        gpointer            data);

G_END_DECLS
