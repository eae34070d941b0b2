/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "jm-window-pages.h"

G_BEGIN_DECLS

/* A page in the sidebar: icon, title, a count or a badge. */
#define JM_TYPE_SIDEBAR_ROW (jm_sidebar_row_get_type ())

G_DECLARE_FINAL_TYPE (JmSidebarRow, jm_sidebar_row, JM, SIDEBAR_ROW, GtkListBoxRow)

GtkWidget          *jm_sidebar_row_new       (const JmWindowPage *page);
const JmWindowPage *jm_sidebar_row_get_page  (JmSidebarRow       *self);
/* How many things lie there; -1 when that is not known. */
void                jm_sidebar_row_set_count (JmSidebarRow       *self,
                                              gint64              count);
/* How many of them want to be seen; 0 shows none. */
void                jm_sidebar_row_set_badge (JmSidebarRow       *self,
                                              guint               count);

G_END_DECLS
