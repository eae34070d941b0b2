/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "jm-sim-site.h"

G_BEGIN_DECLS

/*
 * What a project plans with: components, versions, boards and their sprints. All of it follows from
 * the project's place in the site, so nothing is stored.
 */

/* A scrum project of a site has sprints of two weeks; the one before the last two is active. */
#define JM_SIM_SPRINT_DAYS 14
#define JM_SIM_ISSUE_SPRINTS 2
#define JM_SIM_ROWS_A_PROJECT 128 /* more than any project has of components or versions */

typedef enum
{
  JM_SIM_BOARD_SCRUM,
  JM_SIM_BOARD_KANBAN,
  JM_SIM_BOARD_SIMPLE, /* of a team-managed project */
} JmSimBoardKind;

typedef struct
{
  guint id;
  guint project;
  JmSimBoardKind kind;
} JmSimBoard;

typedef enum
{
  JM_SIM_SPRINT_CLOSED,
  JM_SIM_SPRINT_ACTIVE,
  JM_SIM_SPRINT_FUTURE,
} JmSimSprintState;

typedef struct
{
  guint id;
  guint board;
  guint project;
  guint number; /* from 1 */
  JmSimSprintState state;
  gint64 start_ms;
  gint64 end_ms;
} JmSimSprint;

guint    jm_sim_n_components     (const JmSimProject *project);
guint    jm_sim_component_id     (const JmSimProject *project,
                                  guint               row);
char    *jm_sim_component_name   (const JmSimProject *project,
                                  guint               row) G_GNUC_WARN_UNUSED_RESULT;
guint    jm_sim_n_versions       (const JmSimProject *project);
guint    jm_sim_version_id       (const JmSimProject *project,
                                  guint               row);
char    *jm_sim_version_name     (const JmSimProject *project,
                                  guint               row) G_GNUC_WARN_UNUSED_RESULT;
gboolean jm_sim_version_released (const JmSimProject *project,
                                  guint               row);
guint    jm_sim_n_boards         (const JmSimProject *project);
gboolean jm_sim_find_board       (const JmSimSite    *site,
                                  gint64              id,
                                  JmSimBoard         *board);
void     jm_sim_board            (const JmSimProject *project,
                                  guint               row,
                                  JmSimBoard         *board);
guint    jm_sim_n_sprints        (const JmSimSite    *site,
                                  const JmSimBoard   *board);
void     jm_sim_sprint           (const JmSimSite    *site,
                                  const JmSimBoard   *board,
                                  guint               number,
                                  JmSimSprint        *sprint);
gboolean jm_sim_find_sprint      (const JmSimSite    *site,
                                  gint64              id,
                                  JmSimSprint        *sprint);
char    *jm_sim_sprint_name      (const JmSimSite    *site,
                                  const JmSimSprint  *sprint) G_GNUC_WARN_UNUSED_RESULT;
guint    jm_sim_issue_sprints    (const JmSimSite    *site,
                                  const JmSimIssue   *issue,
                                  JmSimSprint        *sprints);

G_END_DECLS
