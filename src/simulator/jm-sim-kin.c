/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "jm-sim-kin.h"

#include "jm-sim-words.h"

#define EPIC_BLOCK 16 /* an epic has stories among so many neighbours */

/* The generated issue with that number of a project. FALSE if there is none. */
static gboolean
issue_of_number (const JmSimSite    *site,
                 const JmSimProject *project,
                 guint               number,
                 JmSimIssue         *issue)
{
  if (number < 1 || number > project->n_issues)
    return FALSE;
  number--;
  jm_sim_site_generated (site,
                         number / project->slots->len * site->pattern->len +
                             g_array_index (project->slots, guint, number % project->slots->len),
                         issue);
  return TRUE;
}

static gboolean
as_it_is_now (const JmSimSite *site,
              JmSimIssue      *issue)
{
  return jm_sim_site_issue (site, issue->index, G_MAXINT64, issue) && jm_sim_site_shows (site, issue);
}

/* An issue that was made later, or lives elsewhere now, has no kin. */
static const JmSimProject *
home_of (const JmSimSite  *site,
         const JmSimIssue *issue)
{
  const JmSimProject *project = jm_sim_site_project (site, issue->project);

  return issue->index < site->n_issues && issue->number <= project->n_issues ? project : NULL;
}

/* A sub-task belongs to the last issue before it that is none; a story to the epic among its
 * neighbours. */
gboolean
jm_sim_issue_parent (const JmSimSite  *site,
                     const JmSimIssue *issue,
                     JmSimIssue       *parent)
{
  const JmSimProject *project = home_of (site, issue);
  int level = jm_sim_types[issue->type].level;
  guint first;

  if (project == NULL || level > 0)
    return FALSE;
  if (level < 0)
    {
      for (guint number = issue->number - 1; issue_of_number (site, project, number, parent); number--)
        {
          if (jm_sim_types[parent->type].level >= 0)
            return as_it_is_now (site, parent) && parent->project == issue->project;
        }
      return FALSE;
    }
  first = (issue->number - 1) / EPIC_BLOCK * EPIC_BLOCK + 1;
  if (issue->hash % 3 == 0 || !g_str_equal (project->type_key, "software"))
    return FALSE;
  for (guint number = first; number < first + EPIC_BLOCK && issue_of_number (site, project, number, parent); number++)
    {
      if (jm_sim_types[parent->type].level > 0)
        return as_it_is_now (site, parent) && parent->project == issue->project;
    }
  return FALSE;
}

/* @subtasks: room for JM_SIM_MOST_SUBTASKS. Returns: how many there are */
guint
jm_sim_issue_subtasks (const JmSimSite  *site,
                       const JmSimIssue *issue,
                       JmSimIssue       *subtasks)
{
  const JmSimProject *project = home_of (site, issue);
  guint n = 0;

  if (project == NULL || jm_sim_types[issue->type].level < 0)
    return 0;
  for (guint number = issue->number + 1; n < JM_SIM_MOST_SUBTASKS; number++)
    {
      if (!issue_of_number (site, project, number, &subtasks[n]) || jm_sim_types[subtasks[n].type].level >= 0)
        break;
      /* one that was moved, or made something else, is none any more */
      if (as_it_is_now (site, &subtasks[n]) && subtasks[n].project == issue->project &&
          jm_sim_types[subtasks[n].type].level < 0)
        n++;
    }
  return n;
}

/* Neighbours in the order of creation are linked in pairs, one pair in six. */
gboolean
jm_sim_issue_link (const JmSimSite  *site,
                   const JmSimIssue *issue,
                   JmSimLink        *link)
{
  guint64 hash = jm_sim_mix (site->seed ^ (0x6c696e6bu + issue->index / 2));
  JmSimIssue other;

  link->other = issue->index ^ 1;
  link->type = (guint) (hash / 64 % 3);
  link->outward = issue->index % 2 == 0;
  link->id = 10000 + issue->index / 2;
  return hash % 6 == 0 && issue->index < site->n_issues && link->other < site->n_issues &&
         jm_sim_site_issue (site, link->other, G_MAXINT64, &other) && jm_sim_site_shows (site, &other);
}

/* @labels: room for JM_SIM_MOST_LABELS. Returns: how many there are; for those that somebody wrote see
 * JmSimIssue:fields */
guint
jm_sim_issue_labels (const JmSimIssue  *issue,
                     const char       **labels)
{
  guint n = (guint) (jm_sim_mix (issue->hash + 51) % 6);
  guint count = 0;

  for (guint i = 3; i < n; i++)
    {
      const char *label = jm_sim_labels[jm_sim_mix (issue->hash + 52 + i) % jm_sim_n_labels];

      if (count == 0 || labels[count - 1] != label)
        labels[count++] = label;
    }
  return count;
}

/* A moment of the day on which it is due, in ms since 1970; -1: there is none. */
gint64
jm_sim_issue_due (const JmSimIssue *issue)
{
  return issue->hash % 9 == 4 ? issue->created_ms + G_GINT64_CONSTANT (30) * 24 * 60 * 60 * 1000 : -1;
}

/* Whether the person who signs in watches it. */
gboolean
jm_sim_issue_watched (const JmSimIssue *issue)
{
  return issue->hash % 13 == 2 || issue->reporter == 0;
}
