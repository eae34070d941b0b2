/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "jm-sim-site.h"

/* The statuses, types and priorities that all sites have. Teams have types and statuses of their
 * own with the same names. */

const JmSimStatus jm_sim_statuses[] = {
  { "10000", "To Do", JM_SIM_CATEGORY_NEW, FALSE },
  { "3", "In Progress", JM_SIM_CATEGORY_IN_PROGRESS, FALSE },
  { "10001", "In Review", JM_SIM_CATEGORY_IN_PROGRESS, FALSE },
  { "10002", "Done", JM_SIM_CATEGORY_DONE, FALSE },
  { "10003", "Waiting for Support", JM_SIM_CATEGORY_IN_PROGRESS, FALSE },
  { "10004", "Waiting for Customer", JM_SIM_CATEGORY_IN_PROGRESS, FALSE },
  { "10005", "Resolved", JM_SIM_CATEGORY_DONE, FALSE },
  { "10006", "Parking Lot", JM_SIM_CATEGORY_UNDEFINED, FALSE },
  { "10101", "To Do", JM_SIM_CATEGORY_NEW, TRUE },
  { "10102", "In Progress", JM_SIM_CATEGORY_IN_PROGRESS, TRUE },
  { "10103", "Done", JM_SIM_CATEGORY_DONE, TRUE },
};
const guint jm_sim_n_statuses = G_N_ELEMENTS (jm_sim_statuses);

const JmSimType jm_sim_types[] = {
  { "10000", "Epic", 1, FALSE },
  { "10001", "Story", 0, FALSE },
  { "10002", "Task", 0, FALSE },
  { "10003", "Bug", 0, FALSE },
  { "10004", "Sub-task", -1, FALSE },
  { "10005", "Incident", 0, FALSE },
  { "10006", "Service Request", 0, FALSE },
  { "10101", "Task", 0, TRUE },
  { "10102", "Bug", 0, TRUE },
};
const guint jm_sim_n_types = G_N_ELEMENTS (jm_sim_types);

const JmSimPriority jm_sim_priorities[] = {
  { "1", "Highest", "#d04437" },
  { "2", "High", "#f15C75" },
  { "3", "Medium", "#f79232" },
  { "4", "Low", "#707070" },
  { "5", "Lowest", "#999999" },
};
const guint jm_sim_n_priorities = G_N_ELEMENTS (jm_sim_priorities);

int
jm_sim_find_status (const char *text,
                    gboolean    team_managed)
{
  for (guint i = 0; i < jm_sim_n_statuses; i++)
    {
      if (g_str_equal (jm_sim_statuses[i].id, text) ||
          (jm_sim_statuses[i].team_managed == team_managed &&
           g_ascii_strcasecmp (jm_sim_statuses[i].name, text) == 0))
        return (int) i;
    }
  return -1;
}

int
jm_sim_find_type (const char *text,
                  gboolean    team_managed)
{
  for (guint i = 0; i < jm_sim_n_types; i++)
    {
      if (g_str_equal (jm_sim_types[i].id, text) ||
          (jm_sim_types[i].team_managed == team_managed &&
           g_ascii_strcasecmp (jm_sim_types[i].name, text) == 0))
        return (int) i;
    }
  return -1;
}

int
jm_sim_find_priority (const char *text)
{
  for (guint i = 0; i < jm_sim_n_priorities; i++)
    {
      if (g_str_equal (jm_sim_priorities[i].id, text) ||
          g_ascii_strcasecmp (jm_sim_priorities[i].name, text) == 0)
        return (int) i;
    }
  return -1;
}
