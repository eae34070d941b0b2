/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "store/jm-event.h"

G_BEGIN_DECLS

/* One event of the history: kind, sentence, account, time; opened, the lines of its detail. One widget serves many events,
 * as a list view binds them. */
#define JM_TYPE_EVENT_ROW (jm_event_row_get_type ())

G_DECLARE_FINAL_TYPE (JmEventRow, jm_event_row, JM, EVENT_ROW, AdwBin)

GtkWidget *jm_event_row_new          (void);
JmEvent   *jm_event_row_get_event    (JmEventRow *self);
/* NULL: none, until the next is bound. */
void       jm_event_row_set_event    (JmEventRow *self,
                                      JmEvent    *event);
void       jm_event_row_set_expanded (JmEventRow *self,
                                      gboolean    expanded);
/* Whether it begins or ends its day: the corners are round there. */
void       jm_event_row_set_edges    (JmEventRow *self,
                                      gboolean    first,
                                      gboolean    last);

G_END_DECLS
