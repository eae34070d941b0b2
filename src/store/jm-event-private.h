/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <sqlite3.h>

#include "store/jm-event.h"

G_BEGIN_DECLS

/* The columns of the table events that jm_event_new_from_row() reads, in its order. */
#define JM_EVENT_COLUMNS "id, time_ms, kind, credential_id, account_id, account_name, message, detail"

JmEvent *jm_event_new_from_row (sqlite3_stmt *statement);
void     jm_event_set_seen     (JmEvent      *self,
                                gboolean      seen);
/* Whether somebody should look at it: an error or a warning. */
gboolean jm_event_is_loud      (JmEvent      *self);

G_END_DECLS
