/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "jm-sim-documents.h"

#include <string.h>

#include "jm-sim-adf.h"
#include "jm-sim-plans.h"
#include "jm-sim-words.h"

static void
set_self (JsonObject      *object,
          const JmSimCall *call,
          const char      *kind,
          const char      *id)
{
  g_autofree char *link = g_strdup_printf ("%s/%s/%s", call->api, kind, id);

  json_object_set_string_member (object, "self", link);
}

static void
set_time (JsonObject      *object,
          const JmSimCall *call,
          const char      *name,
          gint64           time_ms)
{
  g_autofree char *text = jm_sim_format_time (call->site->zone, time_ms);

  json_object_set_string_member (object, name, text);
}

static JsonObject *
avatar_links (const JmSimCall *call,
              const char      *kind,
              const char      *id)
{
  static const int sizes[] = { 48, 24, 16, 32 };
  JsonObject *links = json_object_new ();

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      g_autofree char *name = g_strdup_printf ("%dx%d", sizes[i], sizes[i]);
      g_autofree char *link = g_strdup_printf ("%s/universal_avatar/view/type/%s/avatar/%s?size=%d",
                                               call->api, kind, id, sizes[i]);

      json_object_set_string_member (links, name, link);
    }
  return links;
}

static void
set_person_v3 (JsonObject      *object,
               const JmSimCall *call,
               const JmSimUser *user)
{
  g_autofree char *link = g_strdup_printf ("%s/user?accountId=%s", call->api, user->account_id);

  json_object_set_string_member (object, "self", link);
  json_object_set_string_member (object, "accountId", user->account_id);
  json_object_set_string_member (object, "accountType", user->type);
}

static void
set_person_v2 (JsonObject      *object,
               const JmSimCall *call,
               const JmSimUser *user,
               guint            row)
{
  g_autofree char *link = g_strdup_printf ("%s/user?username=%s", call->api, user->login);
  g_autofree char *key = g_strdup_printf ("JIRAUSER%u", 10100 + row);

  json_object_set_string_member (object, "self", link);
  json_object_set_string_member (object, "key", key);
  json_object_set_string_member (object, "name", user->login);
}

/* @user: row of the site's people. E-mail and time zone are missing where the person hides them. */
JsonObject *
jm_sim_user_document (const JmSimCall *call,
                      guint            row)
{
  const JmSimUser *user = jm_sim_site_user (call->site, row);
  JsonObject *object = json_object_new ();

  if (call->data_center)
    set_person_v2 (object, call, user, row);
  else
    set_person_v3 (object, call, user);
  if (user->email != NULL)
    {
      json_object_set_string_member (object, "emailAddress", user->email);
      json_object_set_string_member (object, "timeZone",
                                     row == 0 ? call->site->zone_name : user->zone);
    }
  json_object_set_object_member (object, "avatarUrls",
                                 avatar_links (call, "user", user->account_id));
  json_object_set_string_member (object, "displayName", user->name);
  json_object_set_boolean_member (object, "active", user->active);
  return object;
}

static JsonObject *
insight (const JmSimCall    *call,
         const JmSimProject *project)
{
  JsonObject *object = json_object_new ();

  json_object_set_int_member (object, "totalIssueCount", project->n_issues + project->n_created);
  set_time (object, call, "lastIssueUpdateTime",
            call->site->data_ms - 60000 - (gint64) project->index * 1234567);
  return object;
}

static gboolean
is_type_of (const JmSimProject *project,
            const JmSimType    *type)
{
  gboolean service = g_str_equal (project->type_key, "service_desk");
  gboolean service_type = g_str_equal (type->id, "10005") || g_str_equal (type->id, "10006");

  if (type->team_managed || project->team_managed)
    return type->team_managed && project->team_managed;
  return service ? service_type || g_str_equal (type->id, "10002") : !service_type;
}

static JsonArray *
types_of (const JmSimCall    *call,
          const JmSimProject *project)
{
  JsonArray *array = json_array_new ();

  for (guint i = 0; i < jm_sim_n_types; i++)
    {
      if (is_type_of (project, &jm_sim_types[i]))
        json_array_add_object_element (array, jm_sim_type_document (call, i));
    }
  return array;
}

static void
set_project_extras (JsonObject         *object,
                    const JmSimCall    *call,
                    const JmSimProject *project,
                    GStrv               expand)
{
  const char *const *names = (const char *const *) expand;

  if (expand == NULL)
    return;
  if (g_strv_contains (names, "description"))
    json_object_set_string_member (
        object, "description",
        project->index % 3 == 1 ? "" : "Everything about it <and> more & more");
  if (g_strv_contains (names, "lead"))
    json_object_set_object_member (object, "lead", jm_sim_user_document (call, project->lead));
  if (g_strv_contains (names, "issueTypes"))
    json_object_set_array_member (object, "issueTypes", types_of (call, project));
  if (g_strv_contains (names, "insight") && !call->data_center)
    json_object_set_object_member (object, "insight", insight (call, project));
}

/* @expand: the members that were asked for besides; may be NULL */
JsonObject *
jm_sim_project_document (const JmSimCall    *call,
                         const JmSimProject *project,
                         GStrv               expand)
{
  JsonObject *object = json_object_new ();

  json_object_set_string_member (object, "expand",
                                 "description,lead,issueTypes,url,projectKeys,permissions,insight");
  set_self (object, call, "project", project->id);
  json_object_set_string_member (object, "id", project->id);
  json_object_set_string_member (object, "key", project->key);
  json_object_set_string_member (object, "name", project->name);
  json_object_set_object_member (object, "avatarUrls", avatar_links (call, "project", project->id));
  json_object_set_string_member (object, "projectTypeKey", project->type_key);
  if (!call->data_center)
    {
      json_object_set_boolean_member (object, "simplified", project->team_managed);
      json_object_set_string_member (object, "style",
                                     project->team_managed ? "next-gen" : "classic");
      json_object_set_boolean_member (object, "isPrivate", FALSE);
      json_object_set_object_member (object, "properties", json_object_new ());
    }
  set_project_extras (object, call, project, expand);
  return object;
}

JsonObject *
jm_sim_category_document (const JmSimCall *call,
                          JmSimCategory    category)
{
  static const struct
  {
    const char *key;
    const char *name;
    const char *color;
  } words[] = {
    [JM_SIM_CATEGORY_UNDEFINED] = { "undefined", "No Category", "medium-gray" },
    [JM_SIM_CATEGORY_NEW] = { "new", "To Do", "blue-gray" },
    [JM_SIM_CATEGORY_DONE] = { "done", "Done", "green" },
    [JM_SIM_CATEGORY_IN_PROGRESS] = { "indeterminate", "In Progress", "yellow" },
  };
  JsonObject *object = json_object_new ();
  g_autofree char *id = g_strdup_printf ("%d", (int) category);

  set_self (object, call, "statuscategory", id);
  json_object_set_int_member (object, "id", category);
  json_object_set_string_member (object, "key", words[category].key);
  json_object_set_string_member (object, "colorName", words[category].color);
  json_object_set_string_member (object, "name", words[category].name);
  return object;
}

static const JmSimProject *
first_team_project (const JmSimSite *site)
{
  for (guint i = 0; i < site->projects->len; i++)
    {
      const JmSimProject *project = g_ptr_array_index (site->projects, i);
      if (project->team_managed)
        return project;
    }
  return NULL;
}

/* Types and statuses of a team-managed project say whose they are. */
static void
set_scope (JsonObject      *object,
           const JmSimCall *call)
{
  const JmSimProject *project = first_team_project (call->site);
  JsonObject *scope;
  JsonObject *owner;

  if (project == NULL || call->data_center)
    return;
  scope = json_object_new ();
  owner = json_object_new ();
  json_object_set_string_member (owner, "id", project->id);
  json_object_set_string_member (scope, "type", "PROJECT");
  json_object_set_object_member (scope, "project", owner);
  json_object_set_object_member (object, "scope", scope);
}

JsonObject *
jm_sim_status_document (const JmSimCall *call,
                        guint            row)
{
  const JmSimStatus *status = &jm_sim_statuses[row];
  JsonObject *object = json_object_new ();
  g_autofree char *icon = g_strdup_printf ("%s/images/icons/statuses/generic.png", call->host);

  set_self (object, call, "status", status->id);
  json_object_set_string_member (object, "description", "");
  json_object_set_string_member (object, "iconUrl", icon);
  json_object_set_string_member (object, "name", status->name);
  json_object_set_string_member (object, "id", status->id);
  json_object_set_object_member (object, "statusCategory",
                                 jm_sim_category_document (call, status->category));
  if (status->team_managed)
    set_scope (object, call);
  return object;
}

JsonObject *
jm_sim_type_document (const JmSimCall *call,
                      guint            row)
{
  const JmSimType *type = &jm_sim_types[row];
  JsonObject *object = json_object_new ();
  g_autofree char *icon = g_strdup_printf (
      "%s/universal_avatar/view/type/issuetype/avatar/%s?size=medium", call->api, type->id);

  set_self (object, call, "issuetype", type->id);
  json_object_set_string_member (object, "id", type->id);
  json_object_set_string_member (object, "description", "");
  json_object_set_string_member (object, "iconUrl", icon);
  json_object_set_string_member (object, "name", type->name);
  json_object_set_boolean_member (object, "subtask", type->level < 0);
  if (!call->data_center)
    {
      json_object_set_int_member (object, "avatarId", 10300 + row);
      json_object_set_int_member (object, "hierarchyLevel", type->level);
    }
  if (type->team_managed)
    set_scope (object, call);
  return object;
}

JsonObject *
jm_sim_priority_document (const JmSimCall *call,
                          guint            row)
{
  const JmSimPriority *priority = &jm_sim_priorities[row];
  JsonObject *object = json_object_new ();
  g_autofree char *lower = g_ascii_strdown (priority->name, -1);
  g_autofree char *icon =
      g_strdup_printf ("%s/images/icons/priorities/%s.png", call->host, lower);

  set_self (object, call, "priority", priority->id);
  json_object_set_string_member (object, "iconUrl", icon);
  json_object_set_string_member (object, "name", priority->name);
  json_object_set_string_member (object, "id", priority->id);
  return object;
}

static JsonObject *
resolution (const JmSimCall *call)
{
  JsonObject *object = json_object_new ();

  set_self (object, call, "resolution", "10000");
  json_object_set_string_member (object, "id", "10000");
  json_object_set_string_member (object, "description", "Work has been completed on this issue.");
  json_object_set_string_member (object, "name", "Done");
  return object;
}

static JsonArray *
labels (const JmSimIssue *issue)
{
  JsonArray *array = json_array_new ();
  guint n = (guint) (jm_sim_mix (issue->hash + 51) % 6);

  for (guint i = 3; i < n; i++)
    json_array_add_string_element (
        array, jm_sim_labels[jm_sim_mix (issue->hash + 52 + i) % jm_sim_n_labels]);
  return array;
}

static void
set_description (JsonObject       *fields,
                 const JmSimCall  *call,
                 const JmSimIssue *issue)
{
  if (call->data_center)
    {
      g_autofree char *text = jm_sim_description_wiki (call->site, issue);

      if (text != NULL)
        json_object_set_string_member (fields, "description", text);
      else
        json_object_set_null_member (fields, "description");
    }
  else
    {
      json_object_set_member (fields, "description", jm_sim_description_adf (call->site, issue));
    }
}

static void
set_people (JsonObject        *fields,
            const JmSimCall   *call,
            const JmSimIssue  *issue,
            const JmSimFields *wanted)
{
  if (jm_sim_fields_want (wanted, "assignee"))
    {
      if (issue->assignee >= 0)
        json_object_set_object_member (fields, "assignee",
                                       jm_sim_user_document (call, (guint) issue->assignee));
      else
        json_object_set_null_member (fields, "assignee");
    }
  if (jm_sim_fields_want (wanted, "reporter"))
    json_object_set_object_member (fields, "reporter",
                                   jm_sim_user_document (call, issue->reporter));
  if (jm_sim_fields_want (wanted, "creator"))
    json_object_set_object_member (fields, "creator", jm_sim_user_document (call, issue->reporter));
}

static void
set_times (JsonObject        *fields,
           const JmSimCall   *call,
           const JmSimIssue  *issue,
           const JmSimFields *wanted)
{
  if (jm_sim_fields_want (wanted, "created"))
    set_time (fields, call, "created", issue->created_ms);
  /* some old issues have no `updated`: it happens on real sites */
  if (jm_sim_fields_want (wanted, "updated") && (issue->hash % 1499 != 3 || issue->fields != NULL))
    set_time (fields, call, "updated", issue->updated_ms);
  if (jm_sim_fields_want (wanted, "statuscategorychangedate"))
    set_time (fields, call, "statuscategorychangedate", issue->category_ms);
  if (jm_sim_fields_want (wanted, "resolutiondate"))
    {
      if (issue->resolved_ms > 0)
        set_time (fields, call, "resolutiondate", issue->resolved_ms);
      else
        json_object_set_null_member (fields, "resolutiondate");
    }
  if (jm_sim_fields_want (wanted, "duedate"))
    {
      if (issue->hash % 9 == 4)
        {
          g_autoptr (GDateTime) due =
              g_date_time_new_from_unix_utc (issue->created_ms / 1000 + 30 * 24 * 60 * 60);
          g_autofree char *text = g_date_time_format (due, "%Y-%m-%d");
          json_object_set_string_member (fields, "duedate", text);
        }
      else
        json_object_set_null_member (fields, "duedate");
    }
}

static JsonNode *
sprint_node (const JmSimCall   *call,
             const JmSimSprint *sprint)
{
  static const char *const states[] = { "closed", "active", "future" };
  JsonNode *node;
  g_autofree char *name = jm_sim_sprint_name (call->site, sprint);

  if (call->data_center)
    {
      g_autofree char *state = g_ascii_strup (states[sprint->state], -1);
      g_autofree char *text = g_strdup_printf (
          "com.atlassian.greenhopper.service.sprint.Sprint@%x[id=%u,rapidViewId=%u,state=%s,name=%s]",
          sprint->id * 7919, sprint->id, sprint->board, state, name);

      node = json_node_new (JSON_NODE_VALUE);
      json_node_set_string (node, text);
    }
  else
    {
      JsonObject *object = json_object_new ();

      json_object_set_int_member (object, "id", sprint->id);
      json_object_set_string_member (object, "name", name);
      json_object_set_string_member (object, "state", states[sprint->state]);
      json_object_set_int_member (object, "boardId", sprint->board);
      json_object_set_string_member (object, "goal", "");
      node = json_node_new (JSON_NODE_OBJECT);
      json_node_take_object (node, object);
    }
  return node;
}

static void
set_sprints (JsonObject       *fields,
             const JmSimCall  *call,
             const JmSimIssue *issue)
{
  JmSimSprint sprints[JM_SIM_ISSUE_SPRINTS];
  guint n = jm_sim_issue_sprints (call->site, issue, sprints);
  JsonArray *array;

  if (n == 0)
    {
      json_object_set_null_member (fields, JM_SIM_SPRINT_FIELD);
      return;
    }
  array = json_array_new ();
  for (guint i = 0; i < n; i++)
    json_array_add_element (array, sprint_node (call, &sprints[i]));
  json_object_set_array_member (fields, JM_SIM_SPRINT_FIELD, array);
}

static void
set_custom (JsonObject        *fields,
            const JmSimCall   *call,
            const JmSimIssue  *issue,
            const JmSimFields *wanted)
{
  gboolean planned = issue->hash % 5 == 1;

  if (jm_sim_fields_want (wanted, JM_SIM_POINTS_FIELD))
    {
      if (planned)
        json_object_set_double_member (fields, JM_SIM_POINTS_FIELD, (double) (1 + issue->hash % 8));
      else
        json_object_set_null_member (fields, JM_SIM_POINTS_FIELD);
    }
  if (jm_sim_fields_want (wanted, JM_SIM_SPRINT_FIELD))
    set_sprints (fields, call, issue);
}

static void
set_lists (JsonObject        *fields,
           const JmSimIssue  *issue,
           const JmSimFields *wanted)
{
  static const char *const empty[] = { "components", "fixVersions", "versions", "issuelinks",
                                       "subtasks" };

  if (jm_sim_fields_want (wanted, "labels") && issue->hash % 613 != 5)
    json_object_set_array_member (fields, "labels", labels (issue));
  for (guint i = 0; i < G_N_ELEMENTS (empty); i++)
    {
      if (jm_sim_fields_want (wanted, empty[i]))
        json_object_set_array_member (fields, empty[i], json_array_new ());
    }
}

static void
set_kind (JsonObject        *fields,
          const JmSimCall   *call,
          const JmSimIssue  *issue,
          const JmSimFields *wanted)
{
  if (jm_sim_fields_want (wanted, "issuetype"))
    json_object_set_object_member (fields, "issuetype", jm_sim_type_document (call, issue->type));
  if (jm_sim_fields_want (wanted, "project"))
    json_object_set_object_member (
        fields, "project",
        jm_sim_project_document (call, jm_sim_site_project (call->site, issue->project), NULL));
  if (jm_sim_fields_want (wanted, "status"))
    json_object_set_object_member (fields, "status", jm_sim_status_document (call, issue->status));
  if (jm_sim_fields_want (wanted, "priority"))
    {
      if (issue->priority >= 0)
        json_object_set_object_member (fields, "priority",
                                       jm_sim_priority_document (call, (guint) issue->priority));
      else
        json_object_set_null_member (fields, "priority");
    }
  if (jm_sim_fields_want (wanted, "resolution"))
    {
      if (jm_sim_statuses[issue->status].category == JM_SIM_CATEGORY_DONE)
        json_object_set_object_member (fields, "resolution", resolution (call));
      else
        json_object_set_null_member (fields, "resolution");
    }
}

/* What somebody wrote wins over what was generated. */
static void
set_written (JsonObject        *fields,
             const JmSimIssue  *issue,
             const JmSimFields *wanted)
{
  JsonObjectIter iter;
  const char *name;
  JsonNode *value;

  if (issue->fields == NULL)
    return;
  json_object_iter_init (&iter, issue->fields);
  while (json_object_iter_next (&iter, &name, &value))
    {
      if (jm_sim_fields_want (wanted, name))
        json_object_set_member (fields, name, json_node_copy (value));
    }
}

/* @fields NULL: id and key alone, no member `fields`. */
JsonObject *
jm_sim_issue_document (const JmSimCall   *call,
                       const JmSimIssue  *issue,
                       const JmSimFields *wanted)
{
  JsonObject *object = json_object_new ();
  g_autofree char *id = g_strdup_printf ("%u", jm_sim_site_issue_id (issue->index));
  g_autofree char *key = jm_sim_site_key (call->site, issue);
  JsonObject *fields;

  json_object_set_string_member (object, "expand",
                                 "renderedFields,names,schema,operations,editmeta,changelog");
  json_object_set_string_member (object, "id", id);
  set_self (object, call, "issue", id);
  json_object_set_string_member (object, "key", key);
  if (wanted == NULL || jm_sim_fields_only_ids (wanted))
    return object;
  fields = json_object_new ();
  if (jm_sim_fields_want (wanted, "summary"))
    {
      g_autofree char *summary = jm_sim_site_summary (call->site, issue);
      json_object_set_string_member (fields, "summary", summary);
    }
  set_kind (fields, call, issue, wanted);
  set_people (fields, call, issue, wanted);
  set_times (fields, call, issue, wanted);
  set_lists (fields, issue, wanted);
  set_custom (fields, call, issue, wanted);
  if (jm_sim_fields_want (wanted, "description"))
    set_description (fields, call, issue);
  set_written (fields, issue, wanted);
  json_object_set_object_member (object, "fields", fields);
  return object;
}
