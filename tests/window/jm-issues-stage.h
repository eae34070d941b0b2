/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "issues/jm-issues-page.h"
#include "window/jm-stage.h"

G_BEGIN_DECLS

/* The pages of projects and issues over a real store, filled from the simulator. For the fibers of
 * tests with a JmWorld. */

/* Signed in to one site, its projects fetched: the key of the first of them, to be freed. */
char         *jm_issues_stage_sign_in     (JmWorld    *world);
/* A new page with the issues of this project, which has come to rest. */
JmIssuesPage *jm_issues_stage_show        (JmWorld    *world,
                                           JmStage    *stage,
                                           const char *key);
/* What the table shows, wide or narrow. */
GListModel   *jm_issues_stage_get_rows    (gpointer    page);
/* "status_pill" … */
gpointer      jm_issues_stage_get_pill    (gpointer    page,
                                           const char *id);

/* --- a condition */

gboolean      jm_issues_stage_has_rested  (gpointer    page);

G_END_DECLS
