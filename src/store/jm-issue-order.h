/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/jm-database.h"
#include "store/jm-issue-list.h"

G_BEGIN_DECLS

/* Private to the store: the rows that a query has, in their order, at one moment. */

typedef struct
{
  guint start;                  /* position of its first row */
  char *name;                   /* NULL: nobody, none */
} JmIssueSection;

/* Immutable and counted, so that any thread may hold it. */
typedef struct
{
  GBytes *ids;                  /* of gint64 */
  GArray *sections;             /* of JmIssueSection, from the first row on; empty without a group */
  gboolean complete;            /* FALSE: more rows follow after the last one */
  const char *wanted;           /* an index that was missed, see jm_issue_index_job(); NULL: none */
} JmIssueOrder;

/* Of JmIssueSection, empty */
GArray       *jm_issue_sections_new     (void);

#define JM_TYPE_ISSUE_ORDER (jm_issue_order_get_type ())
GType         jm_issue_order_get_type   (void);
JmIssueOrder *jm_issue_order_new        (GBytes       *ids,
                                         GArray       *sections,
                                         gboolean      complete);
JmIssueOrder *jm_issue_order_new_empty  (void);
JmIssueOrder *jm_issue_order_ref        (JmIssueOrder *self);
void          jm_issue_order_unref      (JmIssueOrder *self);
guint         jm_issue_order_get_n      (JmIssueOrder *self);
gint64        jm_issue_order_get_id     (JmIssueOrder *self,
                                         guint         position);
/* The section that has @position; NULL without a group. @end: before which it ends, may be NULL. */
const JmIssueSection *jm_issue_order_get_section (JmIssueOrder *self,
                                                  guint         position,
                                                  guint        *end);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (JmIssueOrder, jm_issue_order_unref)

/* What is asked of the threads of the database. */
typedef struct
{
  JmIssueQuery *query;
  GCancellable *cancellable;    /* nobody waits for it any more; NULL: somebody does to the end */
  guint few;                    /* rows that are sorted rather than walked along; 0: as is quick */
} JmIssueAsk;

JmIssueAsk *jm_issue_ask_new  (const JmIssueQuery *query,
                               GCancellable       *cancellable);
void        jm_issue_ask_free (gpointer            data);
/* @data: a JmIssueAsk. Resolves to a complete JmIssueOrder; rejects with G_IO_ERROR_CANCELLED. */
DexFuture  *jm_issue_order_job (sqlite3           *connection,
                                gpointer           data);
/* The same for the first page alone: in jm-issue-first.c */
DexFuture  *jm_issue_first_job (sqlite3           *connection,
                                gpointer           data);
/* Makes an index that was missed: for the writer, two seconds for a million issues. @data: what
 * JmIssueOrder.wanted names; NULL: all such. Resolves to TRUE. */
DexFuture  *jm_issue_index_job (sqlite3            *connection,
                                gpointer            data);
/* For a test that looks at SQLite's plan for it: how the first page of @query, or with a group its walk
 * along them, is asked for. */
char       *jm_issue_first_dup_sql (sqlite3            *connection,
                                    const JmIssueQuery *query);

G_END_DECLS
