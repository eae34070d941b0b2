/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/jm-statistics.h"

G_BEGIN_DECLS

/* Private to the store: what statistics are counted with, one issue after the other. Holds a counter
 * for each word that is met and, for the medians, the age of each open issue (8 bytes). Any thread. */
typedef struct _JmTally JmTally;

/* The columns of one issue; borrowed. */
typedef struct
{
  const char *status;
  const char *status_category;
  const char *kind;
  const char *priority;
  const char *assignee;
  gint64      priority_rank;
  gint64      created_ms;       /* 0: Jira did not say; so for the other */
  gint64      resolved_ms;
} JmTallyRow;

/* @days: 1 … JM_TALLY_MAX_DAYS local days, the one of @now_ms is the last. */
#define JM_TALLY_MAX_DAYS 3700

JmTally      *jm_tally_new    (gint64            now_ms,
                               guint             days);
void          jm_tally_free   (JmTally          *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (JmTally, jm_tally_free)
void          jm_tally_add    (JmTally          *self,
                               const JmTallyRow *row);
/* Once, at the end. */
JmStatistics *jm_tally_finish (JmTally          *self) G_GNUC_WARN_UNUSED_RESULT;

/* When the local day that is @offset days from that of @ms begins, ms since the epoch: its first
 * moment, also where summer time begins or ends at midnight. */
gint64        jm_day_begins   (gint64            ms,
                               int               offset);
/* The lower of the middle two when there are two of them, plus half their distance; -1 for none. Does
 * not change @values, which are not negative. */
gint64        jm_median       (const gint64     *values,
                               gsize             n_values);
JmStatistics *jm_statistics_new (void) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
