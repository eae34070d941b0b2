/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/jm-issue-order.h"

G_BEGIN_DECLS

/* Private to the store: the few places in which two orders of rows differ. */

typedef struct
{
  guint old_start;
  guint n_removed;
  guint new_start;
  guint n_added;
} JmIssueHunk;

/* From the first to the last. @whole: at most one, from the first difference to the last. */
GArray  *jm_issue_diff_find     (JmIssueOrder *old,
                                 JmIssueOrder *fresh,
                                 gboolean      whole);
/* Whether a row that stays (is in no hunk) is in another section now; then all of these lie in the
 * @n_rows from @start of the new order. */
gboolean jm_issue_diff_sections (JmIssueOrder *old,
                                 JmIssueOrder *fresh,
                                 GArray       *hunks,
                                 guint        *start,
                                 guint        *n_rows);

G_END_DECLS
