/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "jm-sim-call.h"
#include "jm-sim-documents.h"
#include "jm-sim-issue-text.h"
#include "jm-sim-search.h"
#include "jm-sim-writer.h"

/* The REST API of Jira Data Center, version 2: login names, wiki text, pages by startAt and total.
 */

typedef struct
{
  const JmSimCall *call;
  const JmSimFields *fields;
  GString *out;
  gboolean changelog;
  guint n;
  guint start;
  guint size;
  guint seen;
} Page;

static void
get_myself (JmSimCall *call)
{
  JsonObject *object = jm_sim_user_document (call, 0);

  json_object_set_string_member (object, "locale", "en_GB");
  json_object_set_boolean_member (object, "deleted", FALSE);
  jm_sim_reply_object (call->reply, 200, object);
}

static void
get_server_info (JmSimCall *call)
{
  JsonObject *object = json_object_new ();
  JsonArray *numbers = json_array_new ();
  g_autofree char *now = jm_sim_format_time (call->site->zone, jm_sim_clock_now_ms (&call->sim->clock));

  json_array_add_int_element (numbers, 10);
  json_array_add_int_element (numbers, 3);
  json_array_add_int_element (numbers, 17);
  json_object_set_string_member (object, "baseUrl", call->host);
  json_object_set_string_member (object, "version", "10.3.17");
  json_object_set_array_member (object, "versionNumbers", numbers);
  json_object_set_string_member (object, "deploymentType", "Server");
  json_object_set_int_member (object, "buildNumber", 10030017);
  json_object_set_string_member (object, "buildDate", "2026-01-12T00:00:00.000+0000");
  json_object_set_string_member (object, "serverTime", now);
  json_object_set_string_member (object, "scmInfo", "cb1c6e6d8f1d6c9f1f1c2d3e4f5a6b7c8d9e0f1a");
  json_object_set_string_member (object, "serverTitle", call->site->name);
  jm_sim_reply_object (call->reply, 200, object);
}

/* A plain array: this version has no pages of projects. */
static void
get_projects (JmSimCall *call)
{
  g_auto (GStrv) expand = jm_sim_request_query_list (call->request, "expand");
  JsonArray *array = json_array_new ();

  for (guint i = 0; !call->anonymous && i < call->site->projects->len; i++)
    {
      const JmSimProject *project = jm_sim_site_project (call->site, i);

      if (!project->hidden)
        json_array_add_object_element (array, jm_sim_project_document (call, project, expand));
    }
  jm_sim_reply_array (call->reply, 200, array);
}

static void
get_project (JmSimCall *call)
{
  static const char *const always[] = { "description", "lead", "issueTypes", NULL };
  const JmSimProject *project = jm_sim_site_find_project (call->site, call->params[0]);

  if (project == NULL || project->hidden || call->anonymous)
    jm_sim_reply_jira_error (call->reply, 404, "No project could be found with key '%s'.",
                             call->params[0]);
  else
    jm_sim_reply_object (call->reply, 200, jm_sim_project_document (call, project, (GStrv) always));
}

static gboolean
visit_issue (const JmSimIssue *issue,
             gpointer          user_data)
{
  Page *page = user_data;

  if (page->n >= page->size)
    return FALSE;
  if (page->seen++ < page->start)
    return TRUE;
  page->n++;
  jm_sim_write_issue (page->out, page->call, issue, page->fields, page->changelog);
  return TRUE;
}

static GStrv
read_names (const JmSimCall *call)
{
  JsonObject *body = jm_sim_request_object (call->request);
  GStrv names = body != NULL ? jm_sim_json_strings (body, "fields") :
                               jm_sim_request_query_list (call->request, "fields");

  return names != NULL ? names : g_strsplit ("*navigable", ",", -1);
}

static gint64
read_number (const JmSimCall *call,
             const char      *name,
             gint64           fallback)
{
  JsonObject *body = jm_sim_request_object (call->request);

  return body != NULL ? jm_sim_json_int (body, name, fallback) :
                        jm_sim_request_query_int (call->request, name, fallback);
}

static gboolean
wants_changelog (const JmSimCall *call)
{
  JsonObject *body = jm_sim_request_object (call->request);
  g_auto (GStrv) expand = body != NULL ? jm_sim_json_strings (body, "expand") :
                                         jm_sim_request_query_list (call->request, "expand");

  return expand != NULL && g_strv_contains ((const char *const *) expand, "changelog");
}

/* What armed faults do to the numbers of a page. */
static void
bend_page (const JmSimCall *call,
           Page            *page,
           guint           *total)
{
  const JmSimFault *shortened = jm_sim_request_fault (call->request, JM_SIM_FAULT_SHORT_FETCH);
  const JmSimFault *brief = jm_sim_request_fault (call->request, JM_SIM_FAULT_SHORT_PAGE);

  if (jm_sim_request_fault (call->request, JM_SIM_FAULT_PAGE_REPEAT) && page->start > 0)
    page->start -= MIN (page->start, page->size);
  if (shortened != NULL)
    *total = (guint) CLAMP (jm_sim_fault_int (shortened, "n", 0), 0, (gint64) *total);
  if (shortened != NULL)
    page->size = MIN (page->size, *total - MIN (*total, page->start));
  if (brief != NULL)
    page->size = (guint) CLAMP (jm_sim_fault_int (brief, "n", 0), 0, (gint64) page->size);
}

/* GET and POST /search. A page is silently capped; clients go on from startAt + the number of
 * issues. */
static void
search (JmSimCall *call)
{
  JsonObject *body = jm_sim_request_object (call->request);
  const char *text = body != NULL ? jm_sim_json_string (body, "jql", "") :
                                    jm_sim_request_query (call->request, "jql");
  g_autoptr (GError) error = NULL;
  g_autoptr (JmSimJql) jql = jm_sim_jql_parse (call->site, text != NULL ? text : "",
                                               jm_sim_clock_now_ms (&call->sim->clock), &error);
  g_auto (GStrv) names = read_names (call);
  g_autoptr (JmSimFields) fields = jm_sim_fields_new (names);
  JmSimSearch walk = { call->site, jql, jm_sim_index_time (call), NULL };
  JmSimPosition start = { 0 };
  Page page = { .call = call, .fields = fields };
  guint total;

  if (jql == NULL)
    {
      jm_sim_reply_jira_error (call->reply, 400, "%s", error->message);
      return;
    }
  call->reply->fleeting = jql->relative;
  page.changelog = wants_changelog (call);
  page.start = (guint) CLAMP (read_number (call, "startAt", 0), 0, G_MAXINT);
  page.size = (guint) CLAMP (read_number (call, "maxResults", 50), 0, 1000);
  total = call->anonymous ? 0 : jm_sim_search_count (&walk);
  bend_page (call, &page, &total);
  page.out = g_string_new ("{\"expand\":\"schema,names\"");
  jm_sim_member_int (page.out, "startAt", page.start);
  jm_sim_member_int (page.out, "maxResults", page.size);
  jm_sim_member_int (page.out, "total", total);
  jm_sim_member_open (page.out, "issues", '[');
  if (!call->anonymous)
    jm_sim_search_walk (&walk, &start, visit_issue, &page);
  jm_sim_write_close (page.out, ']');
  jm_sim_write_close (page.out, '}');
  jm_sim_reply_json (call->reply, 200, page.out);
}

static JsonObject *
describe_pat (const JmSimCall *call,
              const JmSimPat  *pat)
{
  JsonObject *object = json_object_new ();
  g_autofree char *created = jm_sim_format_time (call->site->zone, pat->created * 1000);
  g_autofree char *expires = jm_sim_format_time (call->site->zone, pat->expires * 1000);

  json_object_set_int_member (object, "id", pat->id);
  json_object_set_string_member (object, "name", pat->name);
  json_object_set_string_member (object, "createdAt", created);
  json_object_set_string_member (object, "expiringAt", expires);
  return object;
}

/* The list never says which of them is in use. */
static void
get_pats (JmSimCall *call)
{
  const JmSimPat other = {
    .id = call->sim->pat.id + 1,
    .name = "nightly script",
    .created = call->sim->pat.created,
    .expires = call->sim->pat.expires + 100 * 24 * 60 * 60,
  };
  JsonArray *array = json_array_new ();

  json_array_add_object_element (array, describe_pat (call, &other));
  if (!call->sim->pat.ended)
    json_array_add_object_element (array, describe_pat (call, &call->sim->pat));
  jm_sim_reply_array (call->reply, 200, array);
}

static void
delete_pat (JmSimCall *call)
{
  g_autofree char *id = g_strdup_printf ("%u", call->sim->pat.id);

  if (!g_str_equal (call->params[0], id) || call->sim->pat.ended)
    {
      jm_sim_reply_jira_error (call->reply, 404, "Token not found");
      return;
    }
  call->sim->pat.ended = TRUE;
  call->reply->status = 204;
}

/* The rows that v2 shares with v3: the handlers look at call->data_center where it matters. */
static const JmSimRoute *
shared (const char *path)
{
  for (guint i = 0; i < jm_sim_n_v3_routes; i++)
    {
      if (g_str_equal (jm_sim_v3_routes[i].path, path) &&
          g_str_equal (jm_sim_v3_routes[i].method, "GET"))
        return &jm_sim_v3_routes[i];
    }
  return NULL;
}

static void
get_permissions (JmSimCall *call)
{
  shared ("mypermissions")->handler (call);
}

static void
get_types (JmSimCall *call)
{
  shared ("issuetype")->handler (call);
}

static void
get_statuses (JmSimCall *call)
{
  shared ("status")->handler (call);
}

static void
get_project_statuses (JmSimCall *call)
{
  shared ("project/{}/statuses")->handler (call);
}

static void
get_priorities (JmSimCall *call)
{
  shared ("priority")->handler (call);
}

static void
get_resolutions (JmSimCall *call)
{
  shared ("resolution")->handler (call);
}

static void
get_fields (JmSimCall *call)
{
  shared ("field")->handler (call);
}

static void
get_avatar (JmSimCall *call)
{
  shared ("universal_avatar/view/type/{}/avatar/{}")->handler (call);
}

static void
get_categories (JmSimCall *call)
{
  shared ("statuscategory")->handler (call);
}

static void
get_configuration (JmSimCall *call)
{
  shared ("configuration")->handler (call);
}

static gboolean
is_found (const JmSimUser *user,
          const char      *folded)
{
  g_autofree char *name = g_utf8_casefold (user->name, -1);

  return *folded == '\0' || g_str_equal (folded, ".") || g_str_has_prefix (user->login, folded) ||
         strstr (name, folded) != NULL;
}

/* GET /user/search?username=…: "." finds everybody; the inactive ones only if they are asked for */
static void
search_users (JmSimCall *call)
{
  const char *text = jm_sim_request_query (call->request, "username");
  const char *inactive = jm_sim_request_query (call->request, "includeInactive");
  g_autofree char *folded = g_utf8_casefold (text != NULL ? text : "", -1);
  JsonArray *array;

  if (text == NULL || !jm_sim_site_allows (call->site, "USER_PICKER"))
    {
      jm_sim_reply_jira_error (call->reply, text == NULL ? 400 : 403,
                               text == NULL ? "The username query parameter was not provided" :
                                              "You do not have permission to browse users.");
      return;
    }
  array = json_array_new ();
  for (guint i = 0; i < call->site->users->len; i++)
    {
      const JmSimUser *user = jm_sim_site_user (call->site, i);

      if (is_found (user, folded) && (user->active || g_strcmp0 (inactive, "true") == 0))
        json_array_add_object_element (array, jm_sim_user_document (call, i));
    }
  jm_sim_reply_bare_page (call, array, 50, 1000);
}

/* GET /user?username=… or ?key=… */
static void
get_user (JmSimCall *call)
{
  const char *login = jm_sim_request_query (call->request, "username");
  const char *key = jm_sim_request_query (call->request, "key");
  int row = login != NULL ? jm_sim_site_find_user (call->site, login) : -1;

  if (key != NULL && g_str_has_prefix (key, "JIRAUSER"))
    row = (int) g_ascii_strtoll (key + strlen ("JIRAUSER"), NULL, 10) - 10100;
  if (row < 0 || row >= (int) call->site->users->len)
    jm_sim_reply_jira_error (call->reply, 404, "The user named '%s' does not exist", login != NULL ? login : key);
  else
    jm_sim_reply_object (call->reply, 200, jm_sim_user_document (call, (guint) row));
}

const JmSimRoute jm_sim_v2_routes[] = {
  { "GET", "api/2/myself", NULL, FALSE, get_myself },
  { "GET", "api/2/serverInfo", NULL, TRUE, get_server_info },
  { "GET", "api/2/mypermissions", NULL, TRUE, get_permissions },
  { "GET", "api/2/project", NULL, TRUE, get_projects },
  { "GET", "api/2/project/{}", NULL, TRUE, get_project },
  { "GET", "api/2/project/{}/statuses", NULL, TRUE, get_project_statuses },
  { "GET", "api/2/search", NULL, TRUE, search, TRUE },
  { "POST", "api/2/search", NULL, TRUE, search, TRUE },
  { "POST", "api/2/issue", NULL, FALSE, jm_sim_create_issue },
  { "GET", "api/2/issue/{}", NULL, TRUE, jm_sim_get_issue, TRUE },
  { "PUT", "api/2/issue/{}", NULL, FALSE, jm_sim_edit_issue },
  { "DELETE", "api/2/issue/{}", NULL, FALSE, jm_sim_delete_issue },
  { "GET", "api/2/issue/{}/transitions", NULL, FALSE, jm_sim_get_transitions },
  { "POST", "api/2/issue/{}/transitions", NULL, FALSE, jm_sim_do_transition },
  { "GET", "api/2/issue/{}/comment", NULL, TRUE, jm_sim_get_comments, TRUE },
  { "GET", "api/2/issue/{}/worklog", NULL, TRUE, jm_sim_get_worklogs, TRUE },
  { "GET", "api/2/worklog/updated", NULL, FALSE, jm_sim_get_updated_worklogs },
  { "GET", "api/2/worklog/deleted", NULL, FALSE, jm_sim_get_deleted_worklogs },
  { "POST", "api/2/worklog/list", NULL, FALSE, jm_sim_list_worklogs },
  { "GET", "api/2/project/{}/components", NULL, TRUE, jm_sim_get_all_components },
  { "GET", "api/2/project/{}/versions", NULL, TRUE, jm_sim_get_all_versions },
  { "GET", "api/2/project/{}/version", NULL, TRUE, jm_sim_get_versions },
  { "GET", "api/2/user/search", NULL, FALSE, search_users },
  { "GET", "api/2/user", NULL, FALSE, get_user },
  { "GET", "api/2/statuscategory", NULL, TRUE, get_categories },
  { "GET", "api/2/issueLinkType", NULL, TRUE, jm_sim_get_link_types },
  { "GET", "api/2/filter/favourite", NULL, TRUE, jm_sim_get_favourite_filters },
  { "GET", "api/2/dashboard", NULL, TRUE, jm_sim_get_dashboards },
  { "GET", "api/2/role", NULL, FALSE, jm_sim_get_roles },
  { "GET", "api/2/workflow", NULL, FALSE, jm_sim_get_workflows },
  { "GET", "api/2/configuration", NULL, FALSE, get_configuration },
  { "GET", "api/2/issuetype", NULL, TRUE, get_types },
  { "GET", "api/2/status", NULL, TRUE, get_statuses },
  { "GET", "api/2/priority", NULL, TRUE, get_priorities },
  { "GET", "api/2/resolution", NULL, TRUE, get_resolutions },
  { "GET", "api/2/field", NULL, TRUE, get_fields },
  { "GET", "api/2/universal_avatar/view/type/{}/avatar/{}", NULL, TRUE, get_avatar },
  { "GET", "pat/latest/tokens", NULL, FALSE, get_pats },
  { "DELETE", "pat/latest/tokens/{}", NULL, FALSE, delete_pat },
};
const guint jm_sim_n_v2_routes = G_N_ELEMENTS (jm_sim_v2_routes);
