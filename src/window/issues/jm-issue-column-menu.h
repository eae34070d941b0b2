/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* The menu of the header of the column @name, over the actions of jm-issue-columns.h. @sorts:
 * the list can be in its order; @hides: it need not be shown; @columns: all there are. */
GMenuModel *jm_issue_column_menu_new (const char *name,
                                      gboolean    sorts,
                                      gboolean    hides,
                                      GMenuModel *columns) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
