/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "store/jm-store.h"

G_BEGIN_DECLS

/* One kind of stored things in the explorer's first pane: icon, name, count, and when it was fetched or why it is not
 * allowed. */
#define JM_TYPE_RESOURCE_ROW (jm_resource_row_get_type ())

G_DECLARE_FINAL_TYPE (JmResourceRow, jm_resource_row, JM, RESOURCE_ROW, GtkListBoxRow)

GtkWidget   *jm_resource_row_new             (JmResourceId           id);
JmResourceId jm_resource_row_get_id          (JmResourceRow         *self);
void         jm_resource_row_set_state       (JmResourceRow         *self,
                                              const JmResourceState *state,
                                              gint64                 now_ms);
gint64       jm_resource_row_get_fetched_at_ms (JmResourceRow       *self);
/* Translated; NULL: it is allowed. */
const char  *jm_resource_row_get_denied      (JmResourceRow         *self);
/* "Fetched 5 min ago", "Not fetched yet", "Not allowed: needs the scope …" */
const char  *jm_resource_row_get_words       (JmResourceRow         *self);

G_END_DECLS
