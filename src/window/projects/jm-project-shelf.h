/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "projects/jm-project-stars.h"

G_BEGIN_DECLS

/* Which of the projects stand on the page, and in which order: starred ones first. There are
 * hundreds at most, so that they are filtered and sorted here and not in the store. */
#define JM_TYPE_PROJECT_SHELF (jm_project_shelf_get_type ())

G_DECLARE_FINAL_TYPE (JmProjectShelf, jm_project_shelf, JM, PROJECT_SHELF, GObject)

JmProjectShelf *jm_project_shelf_new          (JmProjectStars *stars);
/* What is shown, a GListModel of JmProject. Borrowed. */
GListModel     *jm_project_shelf_get_model    (JmProjectShelf *self);
/* All there are; NULL for none. */
void            jm_project_shelf_set_projects (JmProjectShelf *self,
                                               GListModel     *projects);
/* Parts of a name, a key or of who leads it; "" for all. */
void            jm_project_shelf_set_words    (JmProjectShelf *self,
                                               const char     *words);
/* "all", "starred", or a kind as jm_project_get_kind() has it. */
void            jm_project_shelf_set_show     (JmProjectShelf *self,
                                               const char     *show);
const char     *jm_project_shelf_get_show     (JmProjectShelf *self);
/* "open", "updated", "name", "key". */
void            jm_project_shelf_set_sort     (JmProjectShelf *self,
                                               const char     *sort);
const char     *jm_project_shelf_get_sort     (JmProjectShelf *self);
/* Whether it holds back some of them. */
gboolean        jm_project_shelf_has_filters  (JmProjectShelf *self);

G_END_DECLS
