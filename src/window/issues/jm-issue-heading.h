/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "issues/jm-issue-selection.h"

G_BEGIN_DECLS

/* Headings over the sections of @rows, which are grouped by @group: what they have in common,
 * and how many there are. */
GtkListItemFactory *jm_issue_heading_new_factory (JmIssueSelection  *rows,
                                                  JmIssueGroup  group) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
