/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "widgets/jm-minute.h"

G_BEGIN_DECLS

/* What stands in the cells of the table of issues. Cells are made once and filled again and
 * again while somebody scrolls through a million rows, so that they are filled by a call each,
 * and not by expressions that watch. */

/* For the column @id ("key", "summary", …) of jm-issue-columns.h; NULL for one that it does not
 * know. @minute: what ages follow. */
GtkListItemFactory *jm_issue_cells_new_factory (const char *id,
                                                JmMinute   *minute) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
