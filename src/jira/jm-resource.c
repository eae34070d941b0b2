/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "jira/jm-resource.h"

#include <glib/gi18n-lib.h>

/*
 * What can be fetched, from which Jira, and how: one row a thing and flavour. A plain new resource
 * is a value of JmResourceId, a title and a row here, and nothing else (src/README.md).
 */

#define CLOUD(ID, NAME) .id = JM_RESOURCE_##ID, .flavor = JM_JIRA_CLOUD, .name = NAME
#define OWN(ID, NAME) .id = JM_RESOURCE_##ID, .flavor = JM_JIRA_DATA_CENTER, .name = NAME

#define SITE JM_N_RESOURCES
#define WORK "read:jira-work"
#define PEOPLE "read:jira-user"
#define ADMIN "manage:jira-configuration"
#define BOARDS "read:board-scope:jira-software read:project:jira"
#define SPRINTS "read:sprint:jira-software"

#define RIGHT_PEOPLE N_("Browse users and groups")
#define RIGHT_ADMIN N_("Administer Jira")
#define RIGHT_SOFTWARE N_("Use Jira Software")

static const struct
{
  const char *name;
  const char *title;
} kinds[JM_N_RESOURCES] = {
  [JM_RESOURCE_PROJECTS] = { "projects", N_("Projects") },
  [JM_RESOURCE_ISSUES] = { "issues", N_("Issues") },
  [JM_RESOURCE_COMMENTS] = { "comments", N_("Comments") },
  [JM_RESOURCE_WORKLOGS] = { "worklogs", N_("Work Logs") },
  [JM_RESOURCE_CHANGES] = { "changes", N_("History of Issues") },
  [JM_RESOURCE_USERS] = { "users", N_("Users") },
  [JM_RESOURCE_STATUSES] = { "statuses", N_("Statuses") },
  [JM_RESOURCE_PROJECT_STATUSES] = { "project-statuses", N_("Statuses of Projects") },
  [JM_RESOURCE_WORKFLOWS] = { "workflows", N_("Workflows") },
  [JM_RESOURCE_ISSUE_TYPES] = { "issue-types", N_("Issue Types") },
  [JM_RESOURCE_PRIORITIES] = { "priorities", N_("Priorities") },
  [JM_RESOURCE_RESOLUTIONS] = { "resolutions", N_("Resolutions") },
  [JM_RESOURCE_FIELDS] = { "fields", N_("Fields") },
  [JM_RESOURCE_LABELS] = { "labels", N_("Labels") },
  [JM_RESOURCE_LINK_TYPES] = { "link-types", N_("Link Types") },
  [JM_RESOURCE_ROLES] = { "roles", N_("Roles") },
  [JM_RESOURCE_COMPONENTS] = { "components", N_("Components") },
  [JM_RESOURCE_VERSIONS] = { "versions", N_("Versions") },
  [JM_RESOURCE_FILTERS] = { "filters", N_("Filters") },
  [JM_RESOURCE_DASHBOARDS] = { "dashboards", N_("Dashboards") },
  [JM_RESOURCE_BOARDS] = { "boards", N_("Boards") },
  [JM_RESOURCE_SPRINTS] = { "sprints", N_("Sprints") },
};

/* clang-format off */

/* REST v3 and the agile REST. The paging and the scopes are those of Atlassian's OpenAPI documents. */
static const JmResource cloud[] = {
  { CLOUD (PROJECTS, "projects"), .path = "project/search", .owner = SITE,
    .query = "expand=description,lead,url,projectKeys,insight",
    .paging = JM_PAGING_START_AT, .page_size = 100, .items = "$.values",
    .item_id = "id", .item_name = "name", .scope = WORK },
  /* Without fields only ids come. */
  { CLOUD (ISSUES, "issues"), .path = "search/jql", .owner = SITE, .post = TRUE,
    .query = "{\"fields\":[\"*navigable\"]}", .minimal = "{\"fields\":[\"project\"]}",
    .paging = JM_PAGING_TOKEN, .page_size = 100, .items = "$.issues",
    .item_id = "id", .item_name = "key", .scope = WORK },
  { CLOUD (COMMENTS, "comments"), .path = "issue/{}/comment", .owner = JM_RESOURCE_ISSUES,
    .paging = JM_PAGING_START_AT, .page_size = 100, .items = "$.comments",
    .item_id = "id", .scope = WORK },
  { CLOUD (WORKLOGS, "worklogs"), .path = "issue/{}/worklog", .owner = JM_RESOURCE_ISSUES,
    .paging = JM_PAGING_START_AT, .page_size = 1000, .items = "$.worklogs",
    .item_id = "id", .scope = WORK },
  { CLOUD (CHANGES, "changes"), .path = "issue/{}/changelog", .owner = JM_RESOURCE_ISSUES,
    .paging = JM_PAGING_START_AT, .page_size = 100, .items = "$.values",
    .item_id = "id", .scope = WORK },
  { CLOUD (USERS, "users"), .path = "users/search", .owner = SITE,
    .paging = JM_PAGING_BARE, .page_size = 1000, .items = "$",
    .item_id = "accountId", .item_name = "displayName", .scope = PEOPLE, .right = RIGHT_PEOPLE },
  { CLOUD (STATUSES, "statuses"), .path = "status", .owner = SITE,
    .paging = JM_PAGING_NONE, .items = "$",
    .item_id = "id", .item_name = "name", .scope = WORK },
  { CLOUD (PROJECT_STATUSES, "project-statuses"), .path = "project/{}/statuses",
    .owner = JM_RESOURCE_PROJECTS, .paging = JM_PAGING_NONE, .items = "$",
    .item_id = "id", .item_name = "name", .scope = WORK },
  { CLOUD (WORKFLOWS, "workflows"), .path = "workflows/search", .owner = SITE,
    .query = "expand=values.transitions",
    .paging = JM_PAGING_START_AT, .page_size = 50, .items = "$.values",
    .item_id = "id", .item_name = "name", .scope = ADMIN, .right = RIGHT_ADMIN },
  { CLOUD (ISSUE_TYPES, "issue-types"), .path = "issuetype", .owner = SITE,
    .paging = JM_PAGING_NONE, .items = "$",
    .item_id = "id", .item_name = "name", .scope = WORK },
  /* Deprecated; what follows it needs the scope of an administrator. */
  { CLOUD (PRIORITIES, "priorities"), .path = "priority", .owner = SITE,
    .paging = JM_PAGING_NONE, .items = "$",
    .item_id = "id", .item_name = "name", .scope = WORK },
  /* Deprecated; what follows it is an experiment. */
  { CLOUD (RESOLUTIONS, "resolutions"), .path = "resolution", .owner = SITE,
    .paging = JM_PAGING_NONE, .items = "$",
    .item_id = "id", .item_name = "name", .scope = WORK },
  { CLOUD (FIELDS, "fields"), .path = "field", .owner = SITE,
    .paging = JM_PAGING_NONE, .items = "$",
    .item_id = "id", .item_name = "name", .scope = WORK },
  { CLOUD (LABELS, "labels"), .path = "label", .owner = SITE,
    .paging = JM_PAGING_START_AT, .page_size = 1000, .items = "$.values", .scope = WORK },
  { CLOUD (LINK_TYPES, "link-types"), .path = "issueLinkType", .owner = SITE,
    .paging = JM_PAGING_NONE, .items = "$.issueLinkTypes",
    .item_id = "id", .item_name = "name", .scope = WORK },
  { CLOUD (ROLES, "roles"), .path = "role", .owner = SITE,
    .paging = JM_PAGING_NONE, .items = "$",
    .item_id = "id", .item_name = "name", .scope = ADMIN, .right = RIGHT_ADMIN },
  { CLOUD (COMPONENTS, "components"), .path = "project/{}/component", .owner = JM_RESOURCE_PROJECTS,
    .paging = JM_PAGING_START_AT, .page_size = 100, .items = "$.values",
    .item_id = "id", .item_name = "name", .scope = WORK },
  { CLOUD (VERSIONS, "versions"), .path = "project/{}/version", .owner = JM_RESOURCE_PROJECTS,
    .paging = JM_PAGING_START_AT, .page_size = 100, .items = "$.values",
    .item_id = "id", .item_name = "name", .scope = WORK },
  { CLOUD (FILTERS, "filters"), .path = "filter/search", .owner = SITE,
    .query = "expand=description,favourite,jql,owner,viewUrl",
    .paging = JM_PAGING_START_AT, .page_size = 100, .items = "$.values",
    .item_id = "id", .item_name = "name", .scope = WORK },
  { CLOUD (DASHBOARDS, "dashboards"), .path = "dashboard/search", .owner = SITE,
    .query = "expand=description,favourite,owner,viewUrl",
    .paging = JM_PAGING_START_AT, .page_size = 100, .items = "$.values",
    .item_id = "id", .item_name = "name", .scope = WORK },
  { CLOUD (BOARDS, "boards"), .path = "/rest/agile/1.0/board", .owner = SITE,
    .paging = JM_PAGING_START_AT, .page_size = 50, .items = "$.values",
    .item_id = "id", .item_name = "name", .scope = BOARDS, .right = RIGHT_SOFTWARE },
  { CLOUD (SPRINTS, "sprints"), .path = "/rest/agile/1.0/board/{}/sprint",
    .owner = JM_RESOURCE_BOARDS,
    .paging = JM_PAGING_START_AT, .page_size = 50, .items = "$.values",
    .item_id = "id", .item_name = "name", .scope = SPRINTS, .right = RIGHT_SOFTWARE },
};

/* REST v2, where most lists come whole, and nothing knows scopes. There are no labels to be had. */
static const JmResource data_center[] = {
  { OWN (PROJECTS, "projects"), .path = "project", .owner = SITE,
    .query = "expand=description,lead,url,projectKeys",
    .paging = JM_PAGING_NONE, .items = "$", .item_id = "id", .item_name = "name" },
  { OWN (ISSUES, "issues"), .path = "search", .owner = SITE,
    .query = "fields=*navigable", .minimal = "fields=project",
    .paging = JM_PAGING_START_AT, .page_size = 100, .items = "$.issues",
    .item_id = "id", .item_name = "key" },
  { OWN (COMMENTS, "comments"), .path = "issue/{}/comment", .owner = JM_RESOURCE_ISSUES,
    .paging = JM_PAGING_START_AT, .page_size = 100, .items = "$.comments", .item_id = "id" },
  { OWN (WORKLOGS, "worklogs"), .path = "issue/{}/worklog", .owner = JM_RESOURCE_ISSUES,
    .paging = JM_PAGING_NONE, .items = "$.worklogs", .item_id = "id" },
  /* "none" is no field: so only the history comes with the issue. */
  { OWN (CHANGES, "changes"), .path = "issue/{}", .owner = JM_RESOURCE_ISSUES,
    .query = "expand=changelog&fields=none",
    .paging = JM_PAGING_NONE, .items = "$.changelog.histories", .item_id = "id" },
  /* The dot is in every address, which is searched as well. */
  { OWN (USERS, "users"), .path = "user/search", .owner = SITE,
    .query = "username=.&includeInactive=true",
    .paging = JM_PAGING_BARE, .page_size = 1000, .items = "$",
    .item_id = "key", .item_name = "displayName", .right = RIGHT_PEOPLE },
  { OWN (STATUSES, "statuses"), .path = "status", .owner = SITE,
    .paging = JM_PAGING_NONE, .items = "$", .item_id = "id", .item_name = "name" },
  { OWN (PROJECT_STATUSES, "project-statuses"), .path = "project/{}/statuses",
    .owner = JM_RESOURCE_PROJECTS,
    .paging = JM_PAGING_NONE, .items = "$", .item_id = "id", .item_name = "name" },
  { OWN (WORKFLOWS, "workflows"), .path = "workflow", .owner = SITE,
    .paging = JM_PAGING_NONE, .items = "$", .item_id = "name", .item_name = "name",
    .right = RIGHT_ADMIN },
  { OWN (ISSUE_TYPES, "issue-types"), .path = "issuetype", .owner = SITE,
    .paging = JM_PAGING_NONE, .items = "$", .item_id = "id", .item_name = "name" },
  { OWN (PRIORITIES, "priorities"), .path = "priority", .owner = SITE,
    .paging = JM_PAGING_NONE, .items = "$", .item_id = "id", .item_name = "name" },
  { OWN (RESOLUTIONS, "resolutions"), .path = "resolution", .owner = SITE,
    .paging = JM_PAGING_NONE, .items = "$", .item_id = "id", .item_name = "name" },
  { OWN (FIELDS, "fields"), .path = "field", .owner = SITE,
    .paging = JM_PAGING_NONE, .items = "$", .item_id = "id", .item_name = "name" },
  { OWN (LINK_TYPES, "link-types"), .path = "issueLinkType", .owner = SITE,
    .paging = JM_PAGING_NONE, .items = "$.issueLinkTypes",
    .item_id = "id", .item_name = "name" },
  { OWN (ROLES, "roles"), .path = "role", .owner = SITE,
    .paging = JM_PAGING_NONE, .items = "$", .item_id = "id", .item_name = "name",
    .right = RIGHT_ADMIN },
  { OWN (COMPONENTS, "components"), .path = "project/{}/components", .owner = JM_RESOURCE_PROJECTS,
    .paging = JM_PAGING_NONE, .items = "$", .item_id = "id", .item_name = "name" },
  { OWN (VERSIONS, "versions"), .path = "project/{}/versions", .owner = JM_RESOURCE_PROJECTS,
    .paging = JM_PAGING_NONE, .items = "$", .item_id = "id", .item_name = "name" },
  { OWN (FILTERS, "filters"), .path = "filter/favourite", .owner = SITE,
    .paging = JM_PAGING_NONE, .items = "$", .item_id = "id", .item_name = "name" },
  { OWN (DASHBOARDS, "dashboards"), .path = "dashboard", .owner = SITE,
    .paging = JM_PAGING_START_AT, .page_size = 100, .items = "$.dashboards",
    .item_id = "id", .item_name = "name" },
  { OWN (BOARDS, "boards"), .path = "/rest/agile/1.0/board", .owner = SITE,
    .paging = JM_PAGING_START_AT, .page_size = 50, .items = "$.values",
    .item_id = "id", .item_name = "name", .right = RIGHT_SOFTWARE },
  { OWN (SPRINTS, "sprints"), .path = "/rest/agile/1.0/board/{}/sprint",
    .owner = JM_RESOURCE_BOARDS,
    .paging = JM_PAGING_START_AT, .page_size = 50, .items = "$.values",
    .item_id = "id", .item_name = "name", .right = RIGHT_SOFTWARE },
};
/* clang-format on */

static const JmResource *
find_row (const JmResource *rows,
          guint             n_rows,
          JmResourceId      id)
{
  for (guint i = 0; i < n_rows; i++)
    {
      if (rows[i].id == id)
        return &rows[i];
    }

  return NULL;
}

/**
 * jm_resource_get:
 * @id: what to fetch
 * @flavor: from which Jira
 *
 * Returns: (transfer none) (nullable): its row, for ever; NULL when that Jira has no such thing
 */
const JmResource *
jm_resource_get (JmResourceId id,
                 JmJiraFlavor flavor)
{
  return flavor == JM_JIRA_CLOUD ? find_row (cloud, G_N_ELEMENTS (cloud), id) :
                                   find_row (data_center, G_N_ELEMENTS (data_center), id);
}

/**
 * jm_resource_find:
 * @name: (nullable): as a person may have typed it
 *
 * Returns: the resource of that name, or %JM_N_RESOURCES
 */
JmResourceId
jm_resource_find (const char *name)
{
  for (guint id = 0; id < JM_N_RESOURCES; id++)
    {
      if (g_strcmp0 (kinds[id].name, name) == 0)
        return id;
    }

  return JM_N_RESOURCES;
}

/**
 * jm_resource_get_name:
 * @id: less than %JM_N_RESOURCES
 *
 * Returns: (transfer none): "project-statuses": for a command line and for files, never translated
 */
const char *
jm_resource_get_name (JmResourceId id)
{
  g_return_val_if_fail (id < JM_N_RESOURCES, "");

  return kinds[id].name;
}

/**
 * jm_resource_get_title:
 * @id: less than %JM_N_RESOURCES
 *
 * Returns: (transfer none): "Statuses of Projects", in the person's language
 */
const char *
jm_resource_get_title (JmResourceId id)
{
  g_return_val_if_fail (id < JM_N_RESOURCES, "");

  return _(kinds[id].title);
}

/* An owner that has nothing of the kind. Jira says 400 for a board without sprints, and 404 for what
 * is switched off. */
static gboolean
may_be_absent (const JmResource *resource,
               const GError     *error)
{
  if (g_error_matches (error, JM_JIRA_ERROR, JM_JIRA_ERROR_INVALID))
    return resource->id == JM_RESOURCE_SPRINTS;

  return g_error_matches (error, JM_JIRA_ERROR, JM_JIRA_ERROR_NOT_FOUND) &&
         resource->id != JM_RESOURCE_ISSUES;
}

/**
 * jm_resource_judge:
 * @resource: what was asked for
 * @error: what jm_pager_next() rejected with
 *
 * Returns: whether that is a fault, or an answer
 */
JmResourceVerdict
jm_resource_judge (const JmResource *resource,
                   const GError     *error)
{
  g_return_val_if_fail (resource != NULL, JM_RESOURCE_FAILED);
  g_return_val_if_fail (error != NULL, JM_RESOURCE_FAILED);

  if (g_error_matches (error, JM_JIRA_ERROR, JM_JIRA_ERROR_SCOPE) ||
      g_error_matches (error, JM_JIRA_ERROR, JM_JIRA_ERROR_FORBIDDEN))
    return JM_RESOURCE_DENIED;

  return may_be_absent (resource, error) ? JM_RESOURCE_ABSENT : JM_RESOURCE_FAILED;
}

/**
 * jm_resource_dup_need:
 * @resource: what is denied
 * @error: how Jira denied it
 *
 * Returns: (transfer full): what is missing, in the person's language, without a full stop
 */
char *
jm_resource_dup_need (const JmResource *resource,
                      const GError     *error)
{
  g_return_val_if_fail (resource != NULL, NULL);
  g_return_val_if_fail (error != NULL, NULL);

  if (resource->scope != NULL && g_error_matches (error, JM_JIRA_ERROR, JM_JIRA_ERROR_SCOPE))
    return g_strdup_printf (_("needs the scope %s"), resource->scope);
  if (resource->right != NULL)
    /* Translators: the name of a right as Jira shows it */
    return g_strdup_printf (_("needs the right “%s”"), _(resource->right));

  return g_strdup (_("needs a right in Jira that this sign-in does not have"));
}
