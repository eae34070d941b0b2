/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "jira/jm-resource.h"

/* What can be fetched, from which Jira, and how. A new resource is a row here and a table in the
 * store. */
static const char *const names[JM_N_RESOURCES] = {
  [JM_RESOURCE_PROJECTS] = "projects",
  [JM_RESOURCE_ISSUES] = "issues",
  [JM_RESOURCE_COMMENTS] = "comments",
  [JM_RESOURCE_WORKLOGS] = "worklogs",
  [JM_RESOURCE_CHANGES] = "changes",
  [JM_RESOURCE_USERS] = "users",
  [JM_RESOURCE_STATUSES] = "statuses",
  [JM_RESOURCE_PROJECT_STATUSES] = "project-statuses",
  [JM_RESOURCE_WORKFLOWS] = "workflows",
  [JM_RESOURCE_ISSUE_TYPES] = "issue-types",
  [JM_RESOURCE_PRIORITIES] = "priorities",
  [JM_RESOURCE_RESOLUTIONS] = "resolutions",
  [JM_RESOURCE_FIELDS] = "fields",
  [JM_RESOURCE_LABELS] = "labels",
  [JM_RESOURCE_LINK_TYPES] = "link-types",
  [JM_RESOURCE_ROLES] = "roles",
  [JM_RESOURCE_COMPONENTS] = "components",
  [JM_RESOURCE_VERSIONS] = "versions",
  [JM_RESOURCE_FILTERS] = "filters",
  [JM_RESOURCE_DASHBOARDS] = "dashboards",
  [JM_RESOURCE_BOARDS] = "boards",
  [JM_RESOURCE_SPRINTS] = "sprints",
};

static const JmResource resources[] = {
  {
      .id = JM_RESOURCE_PROJECTS,
      .flavor = JM_JIRA_CLOUD,
      .name = "projects",
      .path = "project/search",
      .owner = JM_N_RESOURCES,
      .query = "expand=description,lead,url,projectKeys,insight",
      .paging = JM_PAGING_START_AT,
      .page_size = 100,
      .items = "$.values",
      .item_id = "id",
      .item_name = "name",
      .scope = "read:jira-work",
  },
  {
      .id = JM_RESOURCE_PROJECTS,
      .flavor = JM_JIRA_DATA_CENTER,
      .name = "projects",
      .path = "project",
      .owner = JM_N_RESOURCES,
      .query = "expand=description,lead,url,projectKeys",
      .paging = JM_PAGING_NONE,
      .items = "$",
      .item_id = "id",
      .item_name = "name",
      .scope = "read:jira-work",
  },
  {
      /* Without fields only ids come. */
      .id = JM_RESOURCE_ISSUES,
      .flavor = JM_JIRA_CLOUD,
      .name = "issues",
      .path = "search/jql",
      .owner = JM_N_RESOURCES,
      .query = "{\"fields\":[\"*navigable\"]}",
      .minimal = "{\"fields\":[\"project\"]}",
      .post = TRUE,
      .paging = JM_PAGING_TOKEN,
      .page_size = 100,
      .items = "$.issues",
      .item_id = "id",
      .item_name = "key",
      .scope = "read:jira-work",
  },
  {
      .id = JM_RESOURCE_ISSUES,
      .flavor = JM_JIRA_DATA_CENTER,
      .name = "issues",
      .path = "search",
      .owner = JM_N_RESOURCES,
      .query = "fields=*navigable",
      .minimal = "fields=project",
      .paging = JM_PAGING_START_AT,
      .page_size = 100,
      .items = "$.issues",
      .item_id = "id",
      .item_name = "key",
      .scope = "read:jira-work",
  },
};

/**
 * jm_resource_get:
 * @id: what to fetch
 * @flavor: from which Jira
 *
 * Returns: (transfer none) (nullable): its row, for ever; NULL when that flavour has no such thing
 */
const JmResource *
jm_resource_get (JmResourceId id,
                 JmJiraFlavor flavor)
{
  for (guint i = 0; i < G_N_ELEMENTS (resources); i++)
    {
      if (resources[i].id == id && resources[i].flavor == flavor)
        return &resources[i];
    }

  return NULL;
}

/**
 * jm_resource_find:
 * @name: as the command line has it
 *
 * Returns: what it is, or %JM_N_RESOURCES
 */
JmResourceId
jm_resource_find (const char *name)
{
  JmResourceId id = 0;

  g_return_val_if_fail (name != NULL, JM_N_RESOURCES);

  while (id < JM_N_RESOURCES && !g_str_equal (names[id], name))
    id++;
  return id;
}

/**
 * jm_resource_get_name:
 *
 * Returns: (transfer none): "projects"; what the command line and the store's tables call it
 */
const char *
jm_resource_get_name (JmResourceId id)
{
  g_return_val_if_fail (id < JM_N_RESOURCES, "");

  return names[id];
}
