/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "projects/jm-project-stars.h"

G_BEGIN_DECLS

/* One project: its face, key and kind, how much of it is open, who leads it; and a star to keep it
 * in front. */
#define JM_TYPE_PROJECT_CARD (jm_project_card_get_type ())

G_DECLARE_FINAL_TYPE (JmProjectCard, jm_project_card, JM, PROJECT_CARD, GtkWidget)

GtkWidget *jm_project_card_new         (JmProjectStars *stars);
/* @project NULL: the card is unbound. */
void       jm_project_card_set_project (JmProjectCard *self,
                                        JmProject     *project);
/* "Software", "Service", "Business", translated; other words as they are, NULL for NULL. The caller
 * owns it. */
char      *jm_project_kind_to_words    (const char    *kind) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
