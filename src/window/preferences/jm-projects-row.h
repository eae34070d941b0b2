/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* Which projects are fetched: all, or those that are ticked. Signal "changed": the person chose. */
#define JM_TYPE_PROJECTS_ROW (jm_projects_row_get_type ())

G_DECLARE_FINAL_TYPE (JmProjectsRow, jm_projects_row, JM, PROJECTS_ROW, AdwExpanderRow)

/* @projects: of JmProject, or NULL; @chosen: keys, or NULL for all. */
void   jm_projects_row_fill     (JmProjectsRow     *self,
                                 GListModel        *projects,
                                 const char *const *chosen);
/* NULL: all. None ticked is no choice yet, and so all, too. The caller frees them. */
char **jm_projects_row_dup_keys (JmProjectsRow     *self);

G_END_DECLS
