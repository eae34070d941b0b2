/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "jm-sim-call.h"
#include "jm-sim-documents.h"
#include "jm-sim-fields.h"
#include "jm-sim-words.h"

/* The REST API of Jira Cloud, version 3, without the issues. */

static void
get_myself (JmSimCall *call)
{
  JsonObject *object = jm_sim_user_document (call, 0);
  JsonObject *empty = json_object_new ();

  json_object_set_int_member (empty, "size", 0);
  json_object_set_array_member (empty, "items", json_array_new ());
  json_object_set_string_member (object, "locale", "en_GB");
  json_object_set_object_member (object, "groups", json_object_ref (empty));
  json_object_set_object_member (object, "applicationRoles", empty);
  jm_sim_reply_object (call->reply, 200, object);
}

static void
get_server_info (JmSimCall *call)
{
  JsonObject *object = json_object_new ();
  JsonArray *numbers = json_array_new ();
  g_autofree char *now = jm_sim_format_time (call->site->zone, jm_sim_clock_now_ms (&call->sim->clock));
  g_autofree char *base = g_strdup_printf ("%s/site/%s", call->sim->origin, call->site->slug);

  json_array_add_int_element (numbers, 1001);
  json_array_add_int_element (numbers, 0);
  json_array_add_int_element (numbers, 0);
  json_object_set_string_member (object, "baseUrl", base);
  json_object_set_string_member (object, "version", "1001.0.0-SNAPSHOT");
  json_object_set_array_member (object, "versionNumbers", numbers);
  json_object_set_string_member (object, "deploymentType", "Cloud");
  json_object_set_int_member (object, "buildNumber", 100290);
  json_object_set_string_member (object, "serverTime", now);
  json_object_set_string_member (object, "serverTitle", call->site->name);
  json_object_set_string_member (object, "serverTimeZone", "Etc/UTC");
  jm_sim_reply_object (call->reply, 200, object);
}

static void
get_permissions (JmSimCall *call)
{
  g_auto (GStrv) names = jm_sim_request_query_list (call->request, "permissions");
  const char *key = jm_sim_request_query (call->request, "projectKey");
  const char *issue_key = jm_sim_request_query (call->request, "issueKey");
  const JmSimProject *project = key != NULL ? jm_sim_site_find_project (call->site, key) : NULL;
  JsonObject *object;
  JsonObject *permissions;

  if (names == NULL || *names == NULL)
    {
      jm_sim_reply_jira_error (call->reply, 400, "The 'permissions' query parameter is required.");
      return;
    }
  if (issue_key != NULL)
    {
      JmSimIssue issue;

      call->params[0] = issue_key;
      if (!jm_sim_wanted_issue (call, &issue))
        return;
      project = jm_sim_site_project (call->site, issue.project);
    }
  object = json_object_new ();
  permissions = json_object_new ();
  for (guint i = 0; names[i] != NULL; i++)
    {
      JsonObject *entry = json_object_new ();
      g_autofree char *id = g_strdup_printf ("%u", 10 + i);
      gboolean have = !call->anonymous && jm_sim_site_allows (call->site, names[i]);

      if (project != NULL && project->hidden && g_str_equal (names[i], "BROWSE_PROJECTS"))
        have = FALSE;
      json_object_set_string_member (entry, "id", id);
      json_object_set_string_member (entry, "key", names[i]);
      json_object_set_string_member (entry, "name", names[i]);
      json_object_set_string_member (entry, "type",
                                     g_str_equal (names[i], "ADMINISTER") ? "GLOBAL" : "PROJECT");
      json_object_set_string_member (entry, "description", "");
      json_object_set_boolean_member (entry, "havePermission", have);
      json_object_set_object_member (permissions, names[i], entry);
    }
  json_object_set_object_member (object, "permissions", permissions);
  jm_sim_reply_object (call->reply, 200, object);
}

static gboolean
is_searched (const JmSimProject *project,
             const char         *query,
             GStrv               keys,
             const char         *type)
{
  g_autofree char *name = g_utf8_casefold (project->name, -1);
  g_autofree char *key = g_utf8_casefold (project->key, -1);
  g_autofree char *folded = query != NULL ? g_utf8_casefold (query, -1) : NULL;

  if (folded != NULL && strstr (name, folded) == NULL && strstr (key, folded) == NULL)
    return FALSE;
  if (type != NULL && !g_str_equal (type, project->type_key))
    return FALSE;
  return keys == NULL || g_strv_contains ((const char *const *) keys, project->key);
}

static int
compare_projects (gconstpointer a,
                  gconstpointer b,
                  gpointer      user_data)
{
  const JmSimProject *one = *(const JmSimProject *const *) a;
  const JmSimProject *other = *(const JmSimProject *const *) b;
  const char *order = user_data;
  gboolean by_name = strstr (order, "name") != NULL;
  int result = by_name ? g_utf8_collate (one->name, other->name) : g_strcmp0 (one->key, other->key);

  return *order == '-' ? -result : result;
}

static void
search_projects (JmSimCall *call)
{
  const char *query = jm_sim_request_query (call->request, "query");
  const char *type = jm_sim_request_query (call->request, "typeKey");
  const char *order = jm_sim_request_query (call->request, "orderBy");
  g_auto (GStrv) keys = jm_sim_request_query_list (call->request, "keys");
  g_auto (GStrv) expand = jm_sim_request_query_list (call->request, "expand");
  g_autoptr (GPtrArray) found = g_ptr_array_new ();
  JsonArray *array = json_array_new ();

  for (guint i = 0; !call->anonymous && i < call->site->projects->len; i++)
    {
      JmSimProject *project = jm_sim_site_project (call->site, i);

      if (!project->hidden && is_searched (project, query, keys, type))
        g_ptr_array_add (found, project);
    }
  g_ptr_array_sort_with_data (found, compare_projects, (gpointer) (order != NULL ? order : "key"));
  for (guint i = 0; i < found->len; i++)
    json_array_add_object_element (
        array, jm_sim_project_document (call, g_ptr_array_index (found, i), expand));
  jm_sim_reply_page (call, array, 50, 100);
}

/* The project of the address, or NULL after a 404. */
JmSimProject *
jm_sim_wanted_project (JmSimCall *call)
{
  JmSimProject *project = jm_sim_site_find_project (call->site, call->params[0]);

  if (project != NULL && !project->hidden && !call->anonymous)
    return project;
  jm_sim_reply_jira_error (call->reply, 404, "No project could be found with key '%s'.",
                           call->params[0]);
  return NULL;
}

static void
get_project (JmSimCall *call)
{
  static const char *const always[] = { "description", "lead", "issueTypes", NULL };
  JmSimProject *project = jm_sim_wanted_project (call);
  JsonObject *object;

  if (project == NULL)
    return;
  object = jm_sim_project_document (call, project, (GStrv) always);
  jm_sim_set_project_plans (call, project, object);
  json_object_set_string_member (object, "assigneeType", "UNASSIGNED");
  json_object_set_object_member (object, "roles", json_object_new ());
  jm_sim_reply_object (call->reply, 200, object);
}

/* Whether a status belongs to the workflow of that project. */
static gboolean
uses_status (const JmSimProject *project,
             guint               row)
{
  gboolean service = g_str_equal (project->type_key, "service_desk");
  gboolean service_status = row >= 4 && row <= 6;

  if (project->team_managed || jm_sim_statuses[row].team_managed)
    return project->team_managed && jm_sim_statuses[row].team_managed;
  return service ? service_status || row == 1 : !service_status;
}

static void
get_project_statuses (JmSimCall *call)
{
  static const char *const types_too[] = { "issueTypes", NULL };
  JmSimProject *project = jm_sim_wanted_project (call);
  g_autoptr (JsonObject) document = NULL;
  JsonArray *types;
  JsonArray *array;

  if (project == NULL)
    return;
  document = jm_sim_project_document (call, project, (GStrv) types_too);
  types = json_object_get_array_member (document, "issueTypes");
  array = json_array_new ();
  for (guint i = 0; i < json_array_get_length (types); i++)
    {
      JsonObject *type = json_array_get_object_element (types, i);
      JsonObject *entry = json_object_new ();
      JsonArray *statuses = json_array_new ();

      for (guint k = 0; k < jm_sim_n_statuses; k++)
        {
          if (uses_status (project, k))
            json_array_add_object_element (statuses, jm_sim_status_document (call, k));
        }
      json_object_set_string_member (entry, "self", json_object_get_string_member (type, "self"));
      json_object_set_string_member (entry, "id", json_object_get_string_member (type, "id"));
      json_object_set_string_member (entry, "name", json_object_get_string_member (type, "name"));
      json_object_set_boolean_member (entry, "subtask",
                                      json_object_get_boolean_member (type, "subtask"));
      json_object_set_array_member (entry, "statuses", statuses);
      json_array_add_object_element (array, entry);
    }
  jm_sim_reply_array (call->reply, 200, array);
}

typedef JsonObject *(*RowDocument) (const JmSimCall *call, guint row);

/* A bare array of rows; somebody unknown sees none. */
static void
reply_rows (JmSimCall   *call,
            guint        n,
            RowDocument  document)
{
  JsonArray *array = json_array_new ();

  for (guint i = 0; !call->anonymous && i < n; i++)
    json_array_add_object_element (array, document (call, i));
  jm_sim_reply_array (call->reply, 200, array);
}

static void
get_types (JmSimCall *call)
{
  reply_rows (call, jm_sim_n_types, jm_sim_type_document);
}

static void
get_statuses (JmSimCall *call)
{
  reply_rows (call, jm_sim_n_statuses, jm_sim_status_document);
}

static void
get_priorities (JmSimCall *call)
{
  reply_rows (call, jm_sim_n_priorities, jm_sim_priority_document);
}

static JsonObject *
category_row (const JmSimCall *call,
              guint            row)
{
  return jm_sim_category_document (call, (JmSimCategory) (row + 1));
}

static void
get_categories (JmSimCall *call)
{
  reply_rows (call, 4, category_row);
}

static void
get_resolutions (JmSimCall *call)
{
  reply_rows (call, 4, jm_sim_resolution_document);
}

static void
get_fields (JmSimCall *call)
{
  jm_sim_reply_array (call->reply, 200,
                      call->anonymous ? json_array_new () : jm_sim_field_documents (call->sim->options.issue_bytes > 0));
}

/* Style (d): a bare array, startAt and maxResults in the query. */
static void
search_users (JmSimCall *call)
{
  JsonArray *array;

  if (!call->anonymous && !jm_sim_site_allows (call->site, "USER_PICKER"))
    {
      jm_sim_reply_jira_error (call->reply, 403, "You do not have permission to browse users.");
      return;
    }
  array = json_array_new ();
  for (guint i = 0; !call->anonymous && i < call->site->users->len; i++)
    json_array_add_object_element (array, jm_sim_user_document (call, i));
  jm_sim_reply_bare_page (call, array, 50, 1000);
}

static void
get_users (JmSimCall *call)
{
  g_auto (GStrv) ids = jm_sim_request_query_list (call->request, "accountId");
  JsonArray *array = json_array_new ();

  for (guint i = 0; ids != NULL && ids[i] != NULL; i++)
    {
      int row = jm_sim_site_find_user (call->site, ids[i]);
      if (row >= 0)
        json_array_add_object_element (array, jm_sim_user_document (call, (guint) row));
    }
  jm_sim_reply_page (call, array, 10, 200);
}

static void
get_user (JmSimCall *call)
{
  const char *id = jm_sim_request_query (call->request, "accountId");
  int row = id != NULL && !call->anonymous ? jm_sim_site_find_user (call->site, id) : -1;

  if (row < 0)
    jm_sim_reply_jira_error (
        call->reply, 404, "Specified user does not exist or you do not have required permissions");
  else
    jm_sim_reply_object (call->reply, 200, jm_sim_user_document (call, (guint) row));
}

static void
get_configuration (JmSimCall *call)
{
  static const char *const on[] = {
    "votingEnabled",
    "watchingEnabled",
    "unassignedIssuesAllowed",
    "subTasksEnabled",
    "issueLinkingEnabled",
    "timeTrackingEnabled",
    "attachmentsEnabled",
  };
  JsonObject *object = json_object_new ();

  for (guint i = 0; i < G_N_ELEMENTS (on); i++)
    json_object_set_boolean_member (object, on[i], TRUE);
  jm_sim_reply_object (call->reply, 200, object);
}

static void
get_avatar (JmSimCall *call)
{
  g_autofree char *name = g_strdup_printf ("%s-%s", call->params[0], call->params[1]);

  jm_sim_avatar (call->reply, name);
}

#define WORK "read:jira-work"
#define PEOPLE "read:jira-user"
#define WRITE "write:jira-work"
#define CONFIGURE "manage:jira-configuration"

const JmSimRoute jm_sim_v3_routes[] = {
  { "GET", "myself", PEOPLE, FALSE, get_myself },
  { "GET", "serverInfo", NULL, TRUE, get_server_info },
  { "GET", "configuration", PEOPLE, FALSE, get_configuration },
  { "GET", "mypermissions", WORK, TRUE, get_permissions },
  { "GET", "project/search", WORK, TRUE, search_projects },
  { "GET", "project/{}", WORK, TRUE, get_project },
  { "GET", "project/{}/statuses", WORK, TRUE, get_project_statuses },
  { "GET", "project/{}/component", WORK, TRUE, jm_sim_get_components },
  { "GET", "project/{}/components", WORK, TRUE, jm_sim_get_all_components },
  { "GET", "project/{}/version", WORK, TRUE, jm_sim_get_versions },
  { "GET", "project/{}/versions", WORK, TRUE, jm_sim_get_all_versions },
  { "GET", "search/jql", WORK, TRUE, jm_sim_search, TRUE },
  { "POST", "search/jql", WORK, TRUE, jm_sim_search, TRUE },
  { "POST", "search/approximate-count", WORK, TRUE, jm_sim_count },
  { "GET", "search", WORK, TRUE, jm_sim_search_gone },
  { "POST", "search", WORK, TRUE, jm_sim_search_gone },
  { "POST", "issue", WRITE, FALSE, jm_sim_create_issue },
  { "POST", "issue/bulkfetch", WORK, TRUE, jm_sim_fetch_issues, TRUE },
  { "GET", "issue/{}", WORK, TRUE, jm_sim_get_issue, TRUE },
  { "PUT", "issue/{}", WRITE, FALSE, jm_sim_edit_issue },
  { "DELETE", "issue/{}", WRITE, FALSE, jm_sim_delete_issue },
  { "GET", "issue/{}/transitions", WORK, TRUE, jm_sim_get_transitions },
  { "POST", "issue/{}/transitions", WRITE, FALSE, jm_sim_do_transition },
  { "GET", "issue/{}/comment", WORK, TRUE, jm_sim_get_comments, TRUE },
  { "GET", "issue/{}/worklog", WORK, TRUE, jm_sim_get_worklogs, TRUE },
  { "GET", "issue/{}/changelog", WORK, TRUE, jm_sim_get_changelog, TRUE },
  { "POST", "changelog/bulkfetch", WORK, FALSE, jm_sim_fetch_changelogs, TRUE },
  { "GET", "worklog/updated", WORK, FALSE, jm_sim_get_updated_worklogs },
  { "GET", "worklog/deleted", WORK, FALSE, jm_sim_get_deleted_worklogs },
  { "POST", "worklog/list", WORK, FALSE, jm_sim_list_worklogs },
  { "GET", "issuetype", WORK, TRUE, get_types },
  { "GET", "status", WORK, TRUE, get_statuses },
  { "GET", "statuscategory", WORK, TRUE, get_categories },
  { "GET", "priority", WORK, TRUE, get_priorities },
  { "GET", "resolution", WORK, TRUE, get_resolutions },
  { "GET", "field", WORK, TRUE, get_fields },
  { "GET", "users/search", PEOPLE, TRUE, search_users },
  { "GET", "user/bulk", PEOPLE, FALSE, get_users },
  { "GET", "user", PEOPLE, TRUE, get_user },
  { "GET", "label", WORK, FALSE, jm_sim_get_labels },
  { "GET", "filter/search", WORK, TRUE, jm_sim_search_filters },
  { "GET", "filter/favourite", WORK, TRUE, jm_sim_get_favourite_filters },
  { "GET", "dashboard/search", WORK, TRUE, jm_sim_search_dashboards },
  { "GET", "dashboard", WORK, TRUE, jm_sim_get_dashboards },
  { "GET", "issueLinkType", WORK, TRUE, jm_sim_get_link_types },
  { "GET", "role", CONFIGURE, FALSE, jm_sim_get_roles },
  { "GET", "workflows/search", CONFIGURE, FALSE, jm_sim_search_workflows },
  { "GET", "universal_avatar/view/type/{}/avatar/{}", NULL, TRUE, get_avatar },
};
const guint jm_sim_n_v3_routes = G_N_ELEMENTS (jm_sim_v3_routes);
