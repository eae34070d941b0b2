/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <sqlite3.h>

#include "store/jm-store.h"

G_BEGIN_DECLS

/* Private to the store: the order of priorities. 1 is the highest. */

/* @name: NULL: none, which comes last. Below zero: an error. */
gint64   jm_rank_of_priority (sqlite3     *connection,
                              const char  *name,
                              GError     **error);
/* After the priorities changed: for the issues that are stored. Adds to @changed. */
gboolean jm_ranks_apply      (sqlite3     *connection,
                              guint32     *changed,
                              GError     **error);

G_END_DECLS
