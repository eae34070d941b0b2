/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/jm-database.h"
#include "store/jm-state-store.h"

G_BEGIN_DECLS

/* For what lives in the same file: the event log, counts and facts. Signal "credential-removed":
 * its events went with it. */
JmDatabase *jm_state_store_get_database (JmStateStore *self);
JmClock    *jm_state_store_get_clock    (JmStateStore *self);

G_END_DECLS
