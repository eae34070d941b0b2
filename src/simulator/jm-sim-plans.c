/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "jm-sim-plans.h"

#include "jm-sim-words.h"

#define FIRST_COMPONENT_ID 10000
#define FIRST_VERSION_ID 20000
#define SPRINTS_A_BOARD 100
#define DAY_MS (G_GINT64_CONSTANT (24) * 60 * 60 * 1000)

/* The first project is the one whose lists need several pages. */
guint
jm_sim_n_components (const JmSimProject *project)
{
  return project->index == 0 ? 60 : 2 + project->index % 5;
}

guint
jm_sim_component_id (const JmSimProject *project,
                     guint               row)
{
  return FIRST_COMPONENT_ID + project->index * JM_SIM_ROWS_A_PROJECT + row;
}

char *
jm_sim_component_name (const JmSimProject *project,
                       guint               row)
{
  const char *subject = project->words < jm_sim_n_projects ?
                            jm_sim_projects[project->words].subjects[row % 6] :
                            jm_sim_subjects[row % jm_sim_n_subjects];
  char *name = row < 6 ? g_strdup (subject) : g_strdup_printf ("%s, part %u", subject, row / 6 + 1);

  *name = g_ascii_toupper (*name);
  return name;
}

guint
jm_sim_n_versions (const JmSimProject *project)
{
  return project->index == 0 ? 60 : 4 + project->index % 9;
}

guint
jm_sim_version_id (const JmSimProject *project,
                   guint               row)
{
  return FIRST_VERSION_ID + project->index * JM_SIM_ROWS_A_PROJECT + row;
}

char *
jm_sim_version_name (const JmSimProject *project,
                     guint               row)
{
  return g_strdup_printf ("%u.%u", 1 + row / 10, row % 10);
}

/* All but the two newest ones. */
gboolean
jm_sim_version_released (const JmSimProject *project,
                         guint               row)
{
  return row + 2 < jm_sim_n_versions (project);
}

/* Software projects have a board, every third one of them a second, kanban one. */
guint
jm_sim_n_boards (const JmSimProject *project)
{
  if (!g_str_equal (project->type_key, "software"))
    return 0;
  return project->index % 3 == 1 && !project->team_managed ? 2 : 1;
}

void
jm_sim_board (const JmSimProject *project,
              guint               row,
              JmSimBoard         *board)
{
  board->id = 1 + project->index * 2 + row;
  board->project = project->index;
  board->kind = row == 1               ? JM_SIM_BOARD_KANBAN :
                project->team_managed ? JM_SIM_BOARD_SIMPLE :
                                        JM_SIM_BOARD_SCRUM;
}

gboolean
jm_sim_find_board (const JmSimSite *site,
                   gint64           id,
                   JmSimBoard      *board)
{
  const JmSimProject *project;

  if (id < 1 || (id - 1) / 2 >= site->projects->len)
    return FALSE;
  project = g_ptr_array_index (site->projects, (id - 1) / 2);
  if ((id - 1) % 2 >= jm_sim_n_boards (project))
    return FALSE;
  jm_sim_board (project, (guint) (id - 1) % 2, board);
  return TRUE;
}

/* Kanban boards have none. */
guint
jm_sim_n_sprints (const JmSimSite  *site,
                  const JmSimBoard *board)
{
  if (board->kind == JM_SIM_BOARD_KANBAN)
    return 0;
  return board->project == 0 ? 60 : 8 + board->project % 7;
}

/* @number: from 1 */
void
jm_sim_sprint (const JmSimSite  *site,
               const JmSimBoard *board,
               guint             number,
               JmSimSprint      *sprint)
{
  gint64 active = (gint64) jm_sim_n_sprints (site, board) - 2;
  gint64 today = site->data_ms / DAY_MS * DAY_MS;

  sprint->id = board->id * SPRINTS_A_BOARD + number;
  sprint->board = board->id;
  sprint->project = board->project;
  sprint->number = number;
  sprint->state = number < active   ? JM_SIM_SPRINT_CLOSED :
                  number == active ? JM_SIM_SPRINT_ACTIVE :
                                     JM_SIM_SPRINT_FUTURE;
  sprint->start_ms = today + (number - active) * JM_SIM_SPRINT_DAYS * DAY_MS - 5 * DAY_MS;
  sprint->end_ms = sprint->start_ms + JM_SIM_SPRINT_DAYS * DAY_MS;
}

gboolean
jm_sim_find_sprint (const JmSimSite *site,
                    gint64           id,
                    JmSimSprint     *sprint)
{
  JmSimBoard board;

  if (!jm_sim_find_board (site, id / SPRINTS_A_BOARD, &board) || id % SPRINTS_A_BOARD < 1 ||
      id % SPRINTS_A_BOARD > jm_sim_n_sprints (site, &board))
    return FALSE;
  jm_sim_sprint (site, &board, (guint) (id % SPRINTS_A_BOARD), sprint);
  return TRUE;
}

char *
jm_sim_sprint_name (const JmSimSite   *site,
                    const JmSimSprint *sprint)
{
  return g_strdup_printf ("%s Sprint %u", jm_sim_site_project (site, sprint->project)->key,
                          sprint->number);
}

/*
 * The sprints that an issue was planned into, the oldest first: one issue in five, those that are
 * done in a closed one, the others in the active one or a later one. Some were carried over.
 *
 * @sprints: room for JM_SIM_ISSUE_SPRINTS
 *
 * Returns: how many
 */
guint
jm_sim_issue_sprints (const JmSimSite  *site,
                      const JmSimIssue *issue,
                      JmSimSprint      *sprints)
{
  const JmSimProject *project = jm_sim_site_project (site, issue->project);
  gboolean done = jm_sim_statuses[issue->status].category == JM_SIM_CATEGORY_DONE;
  guint n_all;
  guint number;
  guint n = 0;
  JmSimBoard board;

  if (issue->hash % 5 != 1 || jm_sim_n_boards (project) == 0)
    return 0;
  jm_sim_board (project, 0, &board);
  n_all = jm_sim_n_sprints (site, &board);
  number = done ? 1 + (guint) (issue->hash / 7 % (n_all - 3)) :
                  n_all - 2 + (issue->hash / 7 % 4 == 0 ? 1 : 0);
  if (issue->hash / 11 % 6 == 0 && number > 1)
    jm_sim_sprint (site, &board, number - 1, &sprints[n++]);
  jm_sim_sprint (site, &board, number, &sprints[n++]);
  return n;
}
