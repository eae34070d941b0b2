/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "jm-sim-call.h"
#include "jm-sim-documents.h"
#include "jm-sim-plans.h"
#include "jm-sim-words.h"

/* The lists that a site and its projects have besides issues: components and versions, filters and
 * dashboards, link types, labels, roles, workflows. */

static void
set_link (JsonObject      *object,
          const JmSimCall *call,
          const char      *kind,
          const char      *id)
{
  g_autofree char *link = g_strdup_printf ("%s/%s/%s", call->api, kind, id);

  json_object_set_string_member (object, "self", link);
}

static void
set_day (JsonObject *object,
         const char *name,
         gint64      time_ms)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_utc (time_ms / 1000);
  g_autofree char *text = g_date_time_format (time, "%Y-%m-%d");

  json_object_set_string_member (object, name, text);
}

static void
set_company_lead (JsonObject         *object,
                  const JmSimCall    *call,
                  const JmSimProject *project)
{
  json_object_set_object_member (object, "lead", jm_sim_user_document (call, project->lead));
  json_object_set_string_member (object, "assigneeType", "PROJECT_LEAD");
  json_object_set_object_member (object, "assignee", jm_sim_user_document (call, project->lead));
  json_object_set_string_member (object, "realAssigneeType", "PROJECT_LEAD");
  json_object_set_object_member (object, "realAssignee", jm_sim_user_document (call, project->lead));
  json_object_set_boolean_member (object, "isAssigneeTypeValid", TRUE);
}

/* As the lists of a project show it; an issue has a shorter form. */
static JsonObject *
component_document (const JmSimCall    *call,
                    const JmSimProject *project,
                    guint               row)
{
  JsonObject *object = json_object_new ();
  g_autofree char *id = g_strdup_printf ("%u", jm_sim_component_id (project, row));
  g_autofree char *name = jm_sim_component_name (project, row);

  set_link (object, call, "component", id);
  json_object_set_string_member (object, "id", id);
  json_object_set_string_member (object, "name", name);
  json_object_set_string_member (object, "description", row % 2 == 0 ? "" : "Looked after by the team");
  set_company_lead (object, call, project);
  json_object_set_string_member (object, "project", project->key);
  json_object_set_int_member (object, "projectId", g_ascii_strtoll (project->id, NULL, 10));
  return object;
}

static JsonObject *
version_document (const JmSimCall    *call,
                  const JmSimProject *project,
                  guint               row)
{
  gint64 day_ms = G_GINT64_CONSTANT (24) * 60 * 60 * 1000;
  gint64 release_ms =
      call->site->data_ms + ((gint64) row + 3 - jm_sim_n_versions (project)) * 30 * day_ms;
  gboolean released = jm_sim_version_released (project, row);
  JsonObject *object = json_object_new ();
  g_autofree char *id = g_strdup_printf ("%u", jm_sim_version_id (project, row));
  g_autofree char *name = jm_sim_version_name (project, row);

  set_link (object, call, "version", id);
  json_object_set_string_member (object, "id", id);
  json_object_set_string_member (object, "name", name);
  json_object_set_string_member (object, "description", row % 3 == 0 ? "A release that <everybody> waits for" : "");
  json_object_set_boolean_member (object, "archived", row < 2);
  json_object_set_boolean_member (object, "released", released);
  if (row % 4 != 3)
    {
      set_day (object, "startDate", release_ms - 30 * day_ms);
      set_day (object, "releaseDate", release_ms);
      json_object_set_boolean_member (object, "overdue", !released && release_ms < call->site->data_ms);
    }
  json_object_set_int_member (object, "projectId", g_ascii_strtoll (project->id, NULL, 10));
  return object;
}

static JsonArray *
components (const JmSimCall    *call,
            const JmSimProject *project,
            gboolean            counted)
{
  JsonArray *array = json_array_new ();

  for (guint i = 0; i < jm_sim_n_components (project); i++)
    {
      JsonObject *object = component_document (call, project, i);

      if (counted)
        json_object_set_int_member (object, "issueCount", project->n_issues / (i + 2));
      json_array_add_object_element (array, object);
    }
  return array;
}

static JsonArray *
versions (const JmSimCall    *call,
          const JmSimProject *project)
{
  JsonArray *array = json_array_new ();

  for (guint i = 0; i < jm_sim_n_versions (project); i++)
    json_array_add_object_element (array, version_document (call, project, i));
  return array;
}

/* What /project/{} shows of them. */
void
jm_sim_set_project_plans (const JmSimCall    *call,
                          const JmSimProject *project,
                          JsonObject         *object)
{
  json_object_set_array_member (object, "components", components (call, project, FALSE));
  json_object_set_array_member (object, "versions", versions (call, project));
}

/* GET /project/{}/component and /version: pages */
void
jm_sim_get_components (JmSimCall *call)
{
  const JmSimProject *project = jm_sim_wanted_project (call);

  if (project != NULL)
    jm_sim_reply_page (call, components (call, project, !call->data_center), 50, 100);
}

void
jm_sim_get_versions (JmSimCall *call)
{
  const JmSimProject *project = jm_sim_wanted_project (call);

  if (project != NULL)
    jm_sim_reply_page (call, versions (call, project), 50, 100);
}

/* GET /project/{}/components and /versions: everything at once */
void
jm_sim_get_all_components (JmSimCall *call)
{
  const JmSimProject *project = jm_sim_wanted_project (call);

  if (project != NULL)
    jm_sim_reply_array (call->reply, 200, components (call, project, FALSE));
}

void
jm_sim_get_all_versions (JmSimCall *call)
{
  const JmSimProject *project = jm_sim_wanted_project (call);

  if (project != NULL)
    jm_sim_reply_array (call->reply, 200, versions (call, project));
}

void
jm_sim_get_labels (JmSimCall *call)
{
  JsonArray *array = json_array_new ();

  for (guint i = 0; i < jm_sim_n_labels; i++)
    json_array_add_string_element (array, jm_sim_labels[i]);
  jm_sim_reply_page (call, array, 1000, 1000);
}

static JsonObject *
share_with_all (guint id)
{
  JsonObject *object = json_object_new ();

  json_object_set_int_member (object, "id", id);
  json_object_set_string_member (object, "type", "authenticated");
  return object;
}

/* Every second one is shared with all who are signed in. */
static JsonArray *
shares (guint row)
{
  JsonArray *array = json_array_new ();

  if (row % 2 == 0)
    json_array_add_object_element (array, share_with_all (row));
  return array;
}

static const struct
{
  const char *name;
  const char *jql;
  guint owner;
  gboolean favourite;
} filters[] = {
  { "My open work", "assignee = currentUser() AND statusCategory != Done ORDER BY updated DESC", 0, TRUE },
  { "New bugs of this week", "issuetype = Bug AND created >= startOfWeek()", 0, FALSE },
  { "Payments, by age", "project = PAY AND resolution = Unresolved ORDER BY created ASC", 1, TRUE },
  { "Nobody's", "assignee IS EMPTY AND statusCategory = \"To Do\"", 2, FALSE },
  { "Ошибки & <b>fehler</b>", "text ~ \"crash\" OR priority = Highest", 3, FALSE },
};

/* Whether a member was asked for by ?expand=; the lists that are no search give all of them. */
static gboolean
is_expanded (GStrv       expand,
             const char *name)
{
  return expand == NULL || g_strv_contains ((const char *const *) expand, name);
}

/* What a search was asked to give besides names: an empty list for nothing. */
static GStrv
expanded (const JmSimCall *call)
{
  GStrv expand = jm_sim_request_query_list (call->request, "expand");

  return expand != NULL ? expand : g_new0 (char *, 1);
}

/* @expand: the members that are wanted; NULL: all */
static JsonObject *
filter_document (const JmSimCall *call,
                 guint            row,
                 GStrv            expand)
{
  JsonObject *object = json_object_new ();
  g_autofree char *id = g_strdup_printf ("%u", 10020 + row);
  g_autofree char *view = g_strdup_printf ("%s/issues/?filter=%s", call->host, id);

  set_link (object, call, "filter", id);
  json_object_set_string_member (object, "id", id);
  json_object_set_string_member (object, "name", filters[row].name);
  if (is_expanded (expand, "description"))
    json_object_set_string_member (object, "description", "");
  if (is_expanded (expand, "owner"))
    json_object_set_object_member (object, "owner", jm_sim_user_document (call, filters[row].owner));
  if (is_expanded (expand, "sharePermissions"))
    json_object_set_array_member (object, "sharePermissions", shares (row));
  if (is_expanded (expand, "viewUrl"))
    json_object_set_string_member (object, "viewUrl", view);
  if (is_expanded (expand, "favourite"))
    json_object_set_boolean_member (object, "favourite", filters[row].favourite);
  if (is_expanded (expand, "favouritedCount"))
    json_object_set_int_member (object, "favouritedCount", filters[row].favourite ? 3 : 0);
  if (is_expanded (expand, "jql"))
    json_object_set_string_member (object, "jql", filters[row].jql);
  return object;
}

/* GET /filter/search */
void
jm_sim_search_filters (JmSimCall *call)
{
  g_auto (GStrv) expand = expanded (call);
  JsonArray *array = json_array_new ();

  for (guint i = 0; !call->anonymous && i < G_N_ELEMENTS (filters); i++)
    {
      JsonObject *object = filter_document (call, i, expand);

      json_object_set_string_member (object, "expand", "description,owner,jql,viewUrl,searchUrl,favourite");
      json_array_add_object_element (array, object);
    }
  jm_sim_reply_page (call, array, 50, 100);
}

/* GET /filter/favourite */
void
jm_sim_get_favourite_filters (JmSimCall *call)
{
  JsonArray *array = json_array_new ();

  for (guint i = 0; !call->anonymous && i < G_N_ELEMENTS (filters); i++)
    {
      if (filters[i].favourite)
        json_array_add_object_element (array, filter_document (call, i, NULL));
    }
  jm_sim_reply_array (call->reply, 200, array);
}

/* The owner of a dashboard is shown in fewer words. */
static JsonObject *
dashboard_owner (const JmSimCall *call,
                 guint            row)
{
  static const char *const left_out[] = { "accountType", "emailAddress", "timeZone" };
  JsonObject *owner = jm_sim_user_document (call, row);

  for (guint i = 0; i < G_N_ELEMENTS (left_out); i++)
    {
      if (json_object_has_member (owner, left_out[i]))
        json_object_remove_member (owner, left_out[i]);
    }
  return owner;
}

static void
set_dashboard_extras (JsonObject      *object,
                      const JmSimCall *call,
                      guint            row,
                      GStrv            expand)
{
  if (is_expanded (expand, "description"))
    json_object_set_string_member (object, "description", "");
  if (is_expanded (expand, "favourite"))
    json_object_set_boolean_member (object, "isFavourite", row == 1);
  if (is_expanded (expand, "favouritedCount"))
    json_object_set_int_member (object, "popularity", row == 1 ? 7 : 0);
  if (is_expanded (expand, "isWritable"))
    json_object_set_boolean_member (object, "isWritable", row == 1);
  if (is_expanded (expand, "owner"))
    json_object_set_object_member (object, "owner", dashboard_owner (call, row));
  if (is_expanded (expand, "sharePermissions"))
    json_object_set_array_member (object, "sharePermissions", shares (row));
  json_object_set_boolean_member (object, "systemDashboard", row == 0);
}

static JsonArray *
dashboards (const JmSimCall *call,
            GStrv            expand)
{
  static const char *const names[] = { "System dashboard", "Team Payments", "On call", "質問 board" };
  JsonArray *array = json_array_new ();

  for (guint i = 0; !call->anonymous && i < G_N_ELEMENTS (names); i++)
    {
      JsonObject *object = json_object_new ();
      g_autofree char *id = g_strdup_printf ("%u", 10000 + i);
      g_autofree char *view = g_strdup_printf ("%s/jira/dashboards/%s", call->host, id);

      set_link (object, call, "dashboard", id);
      json_object_set_string_member (object, "id", id);
      json_object_set_string_member (object, "name", names[i]);
      if (is_expanded (expand, "viewUrl"))
        json_object_set_string_member (object, "view", view);
      if (!call->data_center)
        set_dashboard_extras (object, call, i, expand);
      json_array_add_object_element (array, object);
    }
  return array;
}

/* GET /dashboard/search */
void
jm_sim_search_dashboards (JmSimCall *call)
{
  g_auto (GStrv) expand = expanded (call);

  jm_sim_reply_page (call, dashboards (call, expand), 50, 100);
}

/* GET /dashboard */
void
jm_sim_get_dashboards (JmSimCall *call)
{
  jm_sim_reply_named_page (call, "dashboards", dashboards (call, NULL), 20, 1000);
}

const JmSimLinkType jm_sim_link_types[] = {
  { "10000", "Blocks", "is blocked by", "blocks" },
  { "10001", "Duplicate", "is duplicated by", "duplicates" },
  { "10002", "Relates", "relates to", "relates to" },
};
const guint jm_sim_n_link_types = G_N_ELEMENTS (jm_sim_link_types);

JsonObject *
jm_sim_link_type_document (const JmSimCall *call,
                           guint            row)
{
  const JmSimLinkType *type = &jm_sim_link_types[row];
  JsonObject *object = json_object_new ();

  json_object_set_string_member (object, "id", type->id);
  json_object_set_string_member (object, "name", type->name);
  json_object_set_string_member (object, "inward", type->inward);
  json_object_set_string_member (object, "outward", type->outward);
  set_link (object, call, "issueLinkType", type->id);
  return object;
}

/* GET /issueLinkType */
void
jm_sim_get_link_types (JmSimCall *call)
{
  JsonObject *object = json_object_new ();
  JsonArray *array = json_array_new ();

  for (guint i = 0; !call->anonymous && i < jm_sim_n_link_types; i++)
    json_array_add_object_element (array, jm_sim_link_type_document (call, i));
  json_object_set_array_member (object, "issueLinkTypes", array);
  jm_sim_reply_object (call->reply, 200, object);
}

/* GET /role: for administrators */
void
jm_sim_get_roles (JmSimCall *call)
{
  static const char *const names[] = { "Administrators", "Developers", "Service Desk Team", "Viewers" };
  JsonArray *array;

  if (!jm_sim_site_allows (call->site, "ADMINISTER"))
    {
      jm_sim_reply_jira_error (call->reply, 403, "You cannot view roles in this application. "
                                                 "Only administrators may do so.");
      return;
    }
  array = json_array_new ();
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      JsonObject *object = json_object_new ();
      g_autofree char *id = g_strdup_printf ("%u", 10002 + i);

      set_link (object, call, "role", id);
      json_object_set_string_member (object, "name", names[i]);
      json_object_set_int_member (object, "id", 10002 + i);
      json_object_set_string_member (object, "description", "");
      json_object_set_array_member (object, "actors", json_array_new ());
      json_array_add_object_element (array, object);
    }
  jm_sim_reply_array (call->reply, 200, array);
}
