/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "jm-sim-documents.h"

#include <string.h>

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

static const int avatar_sizes[] = { 48, 24, 16, 32 };

static void
add_avatar (JsonObject *links,
            int         size,
            const char *link)
{
  g_autofree char *name = g_strdup_printf ("%dx%d", size, size);

  json_object_set_string_member (links, name, link);
}

/* Pictures of people lie on a host of their own, and need no credential. */
static JsonObject *
user_avatars (const JmSimCall *call,
              const JmSimUser *user)
{
  const char *tail = user->account_id + strlen (user->account_id) - 12;
  JsonObject *links = json_object_new ();

  for (guint i = 0; i < G_N_ELEMENTS (avatar_sizes); i++)
    {
      g_autofree char *link =
          g_strdup_printf ("%s/avatar/user-%s/%d", call->sim->origin, tail, avatar_sizes[i]);

      add_avatar (links, avatar_sizes[i], link);
    }
  return links;
}

/* Those of projects are Jira's own. */
static JsonObject *
project_avatars (const JmSimCall *call,
                 const char      *id)
{
  JsonObject *links = json_object_new ();

  for (guint i = 0; i < G_N_ELEMENTS (avatar_sizes); i++)
    {
      g_autofree char *link = g_strdup_printf ("%s/universal_avatar/view/type/project/avatar/%s?size=%d",
                                               call->api, id, avatar_sizes[i]);

      add_avatar (links, avatar_sizes[i], link);
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
                                 user_avatars (call, user));
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

/* The present key and those before. */
static JsonArray *
keys_of (const JmSimProject *project)
{
  JsonArray *array = json_array_new ();

  json_array_add_string_element (array, project->key);
  for (guint i = 0; i < project->old_keys->len; i++)
    {
      if (!g_str_equal (g_ptr_array_index (project->old_keys, i), project->key))
        json_array_add_string_element (array, g_ptr_array_index (project->old_keys, i));
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
  if (g_strv_contains (names, "projectKeys"))
    json_object_set_array_member (object, "projectKeys", keys_of (project));
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
  json_object_set_object_member (object, "avatarUrls", project_avatars (call, project->id));
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

JsonObject *
jm_sim_resolution_document (const JmSimCall *call,
                            guint            row)
{
  static const char *const names[] = { "Done", "Won't Do", "Duplicate", "Cannot Reproduce" };
  g_autofree char *id = g_strdup_printf ("%u", 10000 + row);
  JsonObject *object = json_object_new ();

  set_self (object, call, "resolution", id);
  json_object_set_string_member (object, "id", id);
  json_object_set_string_member (object, "description",
                                 row == 0 ? "Work has been completed on this issue." : "");
  json_object_set_string_member (object, "name", names[row]);
  return object;
}

/* The short form that issues have. @row: project × JM_SIM_ROWS_A_PROJECT + row of the project's
 * components */
JsonObject *
jm_sim_component_document (const JmSimCall *call,
                           guint            row)
{
  const JmSimProject *project = jm_sim_site_project (call->site, row / JM_SIM_ROWS_A_PROJECT);
  JsonObject *object = json_object_new ();
  g_autofree char *id =
      g_strdup_printf ("%u", jm_sim_component_id (project, row % JM_SIM_ROWS_A_PROJECT));
  g_autofree char *name = jm_sim_component_name (project, row % JM_SIM_ROWS_A_PROJECT);

  set_self (object, call, "component", id);
  json_object_set_string_member (object, "id", id);
  json_object_set_string_member (object, "name", name);
  return object;
}

/* The short form that issues have; @row as for components. */
JsonObject *
jm_sim_version_document (const JmSimCall *call,
                         guint            row)
{
  const JmSimProject *project = jm_sim_site_project (call->site, row / JM_SIM_ROWS_A_PROJECT);
  guint version = row % JM_SIM_ROWS_A_PROJECT;
  JsonObject *object = json_object_new ();
  g_autofree char *id = g_strdup_printf ("%u", jm_sim_version_id (project, version));
  g_autofree char *name = jm_sim_version_name (project, version);

  set_self (object, call, "version", id);
  json_object_set_string_member (object, "id", id);
  json_object_set_string_member (object, "name", name);
  json_object_set_boolean_member (object, "archived", version < 2);
  json_object_set_boolean_member (object, "released", jm_sim_version_released (project, version));
  return object;
}
