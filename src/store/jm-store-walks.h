/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/jm-store-pages.h"

G_BEGIN_DECLS

/* Private to the store: where the walks through the pages stand. On the writing thread, inside the
 * transaction that puts a page. */

/* *@place: how many items the walk has brought before. */
gboolean jm_walk_begin_page (sqlite3         *connection,
                             const JmPageJob *job,
                             gint64          *place,
                             GError         **error);
/* The new position, and the cursor. */
gboolean jm_walk_end_page   (sqlite3         *connection,
                             const JmPageJob *job,
                             GError         **error);

G_END_DECLS
