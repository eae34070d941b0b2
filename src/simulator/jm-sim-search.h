/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "jm-sim-jql.h"

G_BEGIN_DECLS

/*
 * JmSimSearch: one walk through the issues of a site that match a query, in its order. It can be
 * left and taken up again after any issue, which is what a page token says.
 */
typedef struct
{
  const JmSimSite *site;
  const JmSimJql *jql;
  gint64 as_of_ms;       /* what was changed later is not in the index yet */
  GHashTable *reconcile; /* indices that are read as they are now; may be NULL */
} JmSimSearch;

/* An issue, and what it was ordered by when it was met: it may have moved on since. */
typedef struct
{
  gboolean valid; /* FALSE: from the start */
  guint index;
  guint project;
  guint number;
  gint64 updated_ms;
  gint64 created_ms;
} JmSimPosition;

/* Return FALSE to stop. */
typedef gboolean (*JmSimVisit) (const JmSimIssue *issue, gpointer user_data);

void          jm_sim_search_walk       (const JmSimSearch   *self,
                                        const JmSimPosition *after,
                                        JmSimVisit           visit,
                                        gpointer             user_data);
guint         jm_sim_search_count      (const JmSimSearch   *self);
guint         jm_sim_search_first_rank (const JmSimSite     *site,
                                        gint64               time_ms);
JmSimPosition jm_sim_search_position   (const JmSimIssue    *issue);

G_END_DECLS
