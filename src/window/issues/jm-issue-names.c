/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "jm-issue-names.h"

#include <glib/gi18n.h>

static guint
find_name (const char *const *names,
           guint              n_names,
           const char        *name)
{
  for (guint i = 0; i < n_names; i++)
    {
      if (g_strcmp0 (names[i], name) == 0)
        return i;
    }

  return 0;
}

/* --- orders */

static const char *const sort_names[JM_N_ISSUE_SORTS] = {
  [JM_ISSUE_SORT_UPDATED] = "updated",
  [JM_ISSUE_SORT_CREATED] = "created",
  [JM_ISSUE_SORT_KEY] = "key",
  [JM_ISSUE_SORT_SUMMARY] = "summary",
  [JM_ISSUE_SORT_KIND] = "type",
  [JM_ISSUE_SORT_STATUS] = "status",
  [JM_ISSUE_SORT_PRIORITY] = "priority",
  [JM_ISSUE_SORT_ASSIGNEE] = "assignee",
  [JM_ISSUE_SORT_VIEWED] = "viewed",
};

const char *
jm_issue_sort_to_name (JmIssueSort sort)
{
  g_return_val_if_fail (sort < JM_N_ISSUE_SORTS, NULL);

  return sort_names[sort];
}

JmIssueSort
jm_issue_sort_from_name (const char *name)
{
  return (JmIssueSort) find_name (sort_names, JM_N_ISSUE_SORTS, name);
}

/* --- groups */

static const char *const group_names[JM_N_ISSUE_GROUPS] = {
  [JM_ISSUE_GROUP_NONE] = "none",
  [JM_ISSUE_GROUP_PROJECT] = "project",
  [JM_ISSUE_GROUP_STATUS] = "status",
  [JM_ISSUE_GROUP_KIND] = "type",
  [JM_ISSUE_GROUP_PRIORITY] = "priority",
  [JM_ISSUE_GROUP_ASSIGNEE] = "assignee",
};

static const char *const group_nothings[JM_N_ISSUE_GROUPS] = {
  [JM_ISSUE_GROUP_NONE] = "",
  [JM_ISSUE_GROUP_PROJECT] = N_("No Project"),
  [JM_ISSUE_GROUP_STATUS] = N_("No Status"),
  [JM_ISSUE_GROUP_KIND] = N_("No Type"),
  [JM_ISSUE_GROUP_PRIORITY] = N_("No Priority"),
  [JM_ISSUE_GROUP_ASSIGNEE] = N_("Unassigned"),
};

const char *
jm_issue_group_to_name (JmIssueGroup group)
{
  g_return_val_if_fail (group < JM_N_ISSUE_GROUPS, NULL);

  return group_names[group];
}

JmIssueGroup
jm_issue_group_from_name (const char *name)
{
  return (JmIssueGroup) find_name (group_names, JM_N_ISSUE_GROUPS, name);
}

const char *
jm_issue_group_get_nothing (JmIssueGroup group)
{
  g_return_val_if_fail (group < JM_N_ISSUE_GROUPS, NULL);

  return group == JM_ISSUE_GROUP_NONE ? "" : _(group_nothings[group]);
}

/* --- my work */

static const struct
{
  const char *title;
  const char *icon;
  const char *nothing;
} works[JM_N_ISSUE_WORKS] = {
  [JM_ISSUE_WORK_ALL] = { N_("All Issues"), "view-list-symbolic", N_("No issue is stored.") },
  [JM_ISSUE_WORK_ASSIGNED] = { N_("Assigned to Me"), "avatar-default-symbolic",
                               N_("No stored issue is assigned to you.") },
  [JM_ISSUE_WORK_REPORTED] = { N_("Reported by Me"), "document-edit-symbolic",
                               N_("No stored issue was reported by you.") },
  [JM_ISSUE_WORK_WATCHED] = { N_("Watched by Me"), "view-reveal-symbolic",
                              N_("You watch no stored issue.") },
  [JM_ISSUE_WORK_MENTIONED] = { N_("Mentioning Me"), "user-available-symbolic",
                                N_("No stored issue mentions you.") },
  [JM_ISSUE_WORK_VIEWED] = { N_("Recently Viewed"), "document-open-recent-symbolic",
                             N_("Issues that you open, here or in Jira, stand here.") },
};

const char *
jm_issue_work_get_title (JmIssueWork work)
{
  g_return_val_if_fail (work < JM_N_ISSUE_WORKS, NULL);

  return _(works[work].title);
}

const char *
jm_issue_work_get_icon (JmIssueWork work)
{
  g_return_val_if_fail (work < JM_N_ISSUE_WORKS, NULL);

  return works[work].icon;
}

const char *
jm_issue_work_get_nothing (JmIssueWork work)
{
  g_return_val_if_fail (work < JM_N_ISSUE_WORKS, NULL);

  return _(works[work].nothing);
}

/* --- categories of a status */

static const struct
{
  const char *name;
  const char *title;
} categories[] = {
  { "open", NC_("status", "Not Done") },
  { "new", NC_("status", "To Do") },
  { "indeterminate", NC_("status", "In Progress") },
  { "done", NC_("status", "Done") },
};

const char *
jm_issue_category_get_title (const char *category)
{
  for (gsize i = 0; i < G_N_ELEMENTS (categories); i++)
    {
      if (g_strcmp0 (categories[i].name, category) == 0)
        return g_dpgettext2 (NULL, "status", categories[i].title);
    }

  return NULL;
}
