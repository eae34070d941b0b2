/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/jm-store.h"

G_BEGIN_DECLS

/* One part of a whole: "In Progress", 388 */
typedef struct
{
  char  *name;                  /* NULL: nobody, no priority */
  char  *category;              /* of a status: "new", "indeterminate", "done", "undefined"; else NULL */
  gint64 n;
} JmSlice;

/* One day, or one step of a longer time */
typedef struct
{
  gint64 begins_ms;             /* local midnight */
  guint  created;
  guint  resolved;
} JmStatisticsDay;

/* What the issues of a store say, counted at one moment. Immutable. */
typedef struct
{
  gint64     counted_at_ms;
  gint64     issues;
  gint64     open;
  gint64     created;           /* within the days */
  gint64     resolved;
  gint64     median_age_ms;     /* of open issues; -1 when there is none */
  /* the same for as many days before; open and median age at the day before the first */
  gint64     issues_before;
  gint64     open_before;
  gint64     created_before;
  gint64     resolved_before;
  gint64     median_age_before_ms;
  GPtrArray *statuses;          /* of JmSlice: all issues; to do, in progress, done */
  GPtrArray *kinds;             /* of JmSlice: all issues, most first */
  GPtrArray *priorities;        /* of JmSlice: open issues, highest first */
  GPtrArray *people;            /* of JmSlice: open issues, most first; at most 50 and nobody */
  GPtrArray *ages;              /* of JmSlice: open issues: under a day, a week, a month, a quarter, a year, older */
  GArray    *days;              /* of JmStatisticsDay, oldest first */
} JmStatistics;

#define JM_TYPE_STATISTICS (jm_statistics_get_type ())
GType         jm_statistics_get_type (void);
JmStatistics *jm_statistics_copy     (JmStatistics *self);  /* another reference */
void          jm_statistics_free     (JmStatistics *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (JmStatistics, jm_statistics_free)

/* Counts, off the main thread. @project_key, @kind: NULL for all. @days: the last n local days, today
 * included. Resolves to a JmStatistics (dex_await_boxed). */
DexFuture *jm_store_get_statistics (JmStore    *store,
                                    const char *project_key,
                                    const char *kind,
                                    guint       days) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
