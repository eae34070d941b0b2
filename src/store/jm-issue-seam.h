/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/jm-issue-order.h"

G_BEGIN_DECLS

/* The ids of a list while it goes from one order to the next. Differences are told from the last to the first, so that between
 * two of them the list is the old one up to some row, and the new one from there on. */
typedef struct
{
  JmIssueOrder *order;
  JmIssueOrder *before;                 /* while differences are told; else NULL */
  guint         kept;                   /* so many rows are still those of before */
  guint         from;                   /* and then those of order, from here on */
} JmIssueSeam;

void   jm_issue_seam_init   (JmIssueSeam       *self);
void   jm_issue_seam_clear  (JmIssueSeam       *self);

/* All rows are still those of the order that @fresh replaces. */
void   jm_issue_seam_begin  (JmIssueSeam       *self,
                             JmIssueOrder      *fresh);
void   jm_issue_seam_move   (JmIssueSeam       *self,
                             guint              kept,
                             guint              from);
void   jm_issue_seam_end    (JmIssueSeam       *self);

guint  jm_issue_seam_get_n  (const JmIssueSeam *self);
gint64 jm_issue_seam_get_id (const JmIssueSeam *self,
                             guint              position);
/* Its position, or -1: looks at every id */
gint64 jm_issue_seam_find   (const JmIssueSeam *self,
                             gint64             id);
/* One that goes through the seam is one. NULL without sections; @start and @end are set where there is one. */
const JmIssueSection *jm_issue_seam_get_section (const JmIssueSeam *self,
                                                 guint              position,
                                                 guint             *start,
                                                 guint             *end);

G_END_DECLS
