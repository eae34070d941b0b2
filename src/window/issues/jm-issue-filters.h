/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "store/jm-issue-list.h"

G_BEGIN_DECLS

/* The pills that restrict the list of issues: project, status, type, priority, assignee,
 * updated.
 * Signal: "changed", a person chose another restriction.
 *
 * "Updated" is chosen in days and kept in days, so that a saved "this week" is this week also
 * next week: in its queries JmIssueQuery:updated_since_ms is negative, see
 * jm_issue_filters_resolve(). */
#define JM_TYPE_ISSUE_FILTERS (jm_issue_filters_get_type ())

G_DECLARE_FINAL_TYPE (JmIssueFilters, jm_issue_filters, JM, ISSUE_FILTERS, GtkWidget)

/* What the pills offer. All may be NULL. */
typedef struct
{
  GListModel        *projects;  /* of JmProject */
  const char *const *statuses;
  const char *const *kinds;
  const char *const *priorities;
  const char *const *people;
  const char        *me;        /* the person's display name */
} JmIssueOffer;

void        jm_issue_filters_offer       (JmIssueFilters     *self,
                                          const JmIssueOffer *offer);
/* Writes the restrictions into @query; the texts are borrowed until the pills change. */
void        jm_issue_filters_get         (JmIssueFilters     *self,
                                          JmIssueQuery       *query);
/* Sets all pills. Tells nobody. */
void        jm_issue_filters_set         (JmIssueFilters     *self,
                                          const JmIssueQuery *query);
/* The key of the project, or NULL. Borrowed. */
const char *jm_issue_filters_get_project (JmIssueFilters     *self);
/* Whether it restricts by more than the project. */
gboolean    jm_issue_filters_has_others  (JmIssueFilters     *self);

/* A time that is counted back from the end of today, as the store wants it: @since_ms as it is
 * when it is none. @now_ms: wall clock. */
gint64      jm_issue_filters_resolve     (gint64              since_ms,
                                          gint64              now_ms);

G_END_DECLS
