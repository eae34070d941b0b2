/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "jira/jm-resource.h"

/* What can be fetched, from which Jira, and how. A new resource is a row here and a table in the
 * store. */
static const JmResource resources[] = {
  {
      .id = JM_RESOURCE_PROJECTS,
      .flavor = JM_JIRA_CLOUD,
      .name = "projects",
      .path = "project/search",
      .query = "expand=description,lead,url,projectKeys,insight",
      .paging = JM_PAGING_START_AT,
      .page_size = 100,
      .items = "$.values",
      .scope = "read:jira-work",
  },
  {
      .id = JM_RESOURCE_PROJECTS,
      .flavor = JM_JIRA_DATA_CENTER,
      .name = "projects",
      .path = "project",
      .query = "expand=description,lead,url,projectKeys",
      .paging = JM_PAGING_NONE,
      .items = "$",
      .scope = "read:jira-work",
  },
  {
      /* Without fields only ids come. */
      .id = JM_RESOURCE_ISSUES,
      .flavor = JM_JIRA_CLOUD,
      .name = "issues",
      .path = "search/jql",
      .query = "{\"fields\":[\"*navigable\"]}",
      .minimal = "{\"fields\":[\"project\"]}",
      .post = TRUE,
      .paging = JM_PAGING_TOKEN,
      .page_size = 100,
      .items = "$.issues",
      .scope = "read:jira-work",
  },
  {
      .id = JM_RESOURCE_ISSUES,
      .flavor = JM_JIRA_DATA_CENTER,
      .name = "issues",
      .path = "search",
      .query = "fields=*navigable",
      .minimal = "fields=project",
      .paging = JM_PAGING_START_AT,
      .page_size = 100,
      .items = "$.issues",
      .scope = "read:jira-work",
  },
};

/**
 * jm_resource_get:
 * @id: what to fetch
 * @flavor: from which Jira
 *
 * Returns: (transfer none): its row, for ever
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

  g_return_val_if_reached (NULL);
}
