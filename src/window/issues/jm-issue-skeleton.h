/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Where the rows will be, while none is there yet: quiet bars on the columns of the table,
 * fading downwards. They stand still. Property "narrow". */
#define JM_TYPE_ISSUE_SKELETON (jm_issue_skeleton_get_type ())

G_DECLARE_FINAL_TYPE (JmIssueSkeleton, jm_issue_skeleton, JM, ISSUE_SKELETON, GtkWidget)

void jm_issue_skeleton_set_narrow (JmIssueSkeleton *self,
                                   gboolean         narrow);

G_END_DECLS
