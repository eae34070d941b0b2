/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/jm-database.h"
#include "store/jm-state-store.h"

G_BEGIN_DECLS

/* For the event log, which lives in the same file. Signal "credential-removed": its events went with it. */
JmDatabase *jm_state_store_get_database (JmStateStore *self);

G_END_DECLS
