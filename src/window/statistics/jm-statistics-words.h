/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "store/jm-statistics.h"

G_BEGIN_DECLS

/* What statistics are called. The caller owns the words. */

/* "4.2 d", "5 h", "–" */
char   *jm_statistics_dup_age         (gint64        age_ms) G_GNUC_WARN_UNUSED_RESULT;
/* "312 more", "29 fewer", "no change" */
char   *jm_statistics_dup_difference  (gint64        now,
                                       gint64        before) G_GNUC_WARN_UNUSED_RESULT;
/* "8 % more"; "none before" */
char   *jm_statistics_dup_growth      (gint64        now,
                                       gint64        before) G_GNUC_WARN_UNUSED_RESULT;
/* "0.6 days less"; NULL when there is nothing to compare */
char   *jm_statistics_dup_age_change  (gint64        now_ms,
                                       gint64        before_ms) G_GNUC_WARN_UNUSED_RESULT;
/* -1, 0, 1 */
int     jm_statistics_get_direction   (gint64        now,
                                       gint64        before);
/* All numbers as comma-separated values: RFC 4180 with a heading, columns table, name, category, count, before. Days are
 * as ISO 8601 has them, ages in days. */
GBytes *jm_statistics_export          (JmStatistics *statistics) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
