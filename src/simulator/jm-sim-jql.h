/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "jm-sim-site.h"

G_BEGIN_DECLS

/*
 * JmSimJql: the part of JQL that clients of a monitor use: AND, OR, NOT, brackets; = != ~ !~ < <= >
 * >= IN, NOT IN, IS [NOT] EMPTY; bare words as a text search; ORDER BY.
 */
typedef enum
{
  JM_SIM_ORDER_CREATED,
  JM_SIM_ORDER_ID,
  JM_SIM_ORDER_UPDATED,
  JM_SIM_ORDER_KEY,
  JM_SIM_ORDER_PRIORITY,
  JM_SIM_ORDER_STATUS,
  JM_SIM_ORDER_SUMMARY,
  JM_SIM_ORDER_ASSIGNEE,
  JM_SIM_ORDER_REPORTER,
  JM_SIM_ORDER_TYPE,
  JM_SIM_ORDER_PROJECT,
  JM_SIM_ORDER_RESOLVED,
} JmSimOrder;

#define JM_SIM_MOST_ORDERS 7

typedef struct
{
  JmSimOrder order;
  gboolean descending;
} JmSimOrderTerm;

typedef struct _JmSimClause JmSimClause;

typedef struct
{
  JmSimClause *root;      /* NULL: unbounded */
  JmSimOrderTerm terms[JM_SIM_MOST_ORDERS];
  guint n_terms;          /* at least one */
  gint64 updated_from_ms; /* no issue older than this can match; G_MININT64: no bound known */
  GArray *projects;       /* guint: only issues of these can match; NULL: no bound known */
  GArray *issues;         /* guint: only these can match; NULL: no bound known */
  gboolean only_projects; /* `projects` is all that the query asks for */
  gboolean relative;      /* what matches depends on the time of day */
} JmSimJql;

JmSimJql *jm_sim_jql_parse   (const JmSimSite  *site,
                              const char       *text,
                              gint64            now_ms,
                              GError          **error) G_GNUC_WARN_UNUSED_RESULT;
void      jm_sim_jql_free    (JmSimJql         *self);
gboolean  jm_sim_jql_allows  (const JmSimJql   *self,
                              guint             project);
gboolean  jm_sim_jql_matches (const JmSimJql   *self,
                              const JmSimSite  *site,
                              const JmSimIssue *issue);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (JmSimJql, jm_sim_jql_free)

G_END_DECLS
