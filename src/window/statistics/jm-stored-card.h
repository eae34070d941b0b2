/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* How much is stored of what makes up a site: projects, issues, users, types, priorities, statuses, workflows. What the
 * token may not read says so. */
#define JM_TYPE_STORED_CARD (jm_stored_card_get_type ())

G_DECLARE_FINAL_TYPE (JmStoredCard, jm_stored_card, JM, STORED_CARD, GtkWidget)

GtkWidget *jm_stored_card_new        (void);
/* @states: JmResourceState, by id */
void       jm_stored_card_set_states (JmStoredCard *self,
                                      GPtrArray    *states);

G_END_DECLS
