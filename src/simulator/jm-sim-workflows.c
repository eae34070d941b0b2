/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "jm-sim-call.h"
#include "jm-sim-documents.h"

/* Workflows: the company's, the service desks' and the teams'. For administrators. */

static const struct
{
  const char *name;
  guint initial;
  guint statuses[6];
  guint n_statuses;
} workflows[] = {
  { "Software workflow", 0, { 0, 1, 2, 3, 7 }, 5 },
  { "Service desk workflow", 4, { 4, 5, 1, 6 }, 4 },
  { "Team workflow", 8, { 8, 9, 10 }, 3 },
};

static const char *
category_word (JmSimCategory category)
{
  switch (category)
    {
    case JM_SIM_CATEGORY_DONE:
      return "DONE";
    case JM_SIM_CATEGORY_IN_PROGRESS:
      return "IN_PROGRESS";
    case JM_SIM_CATEGORY_NEW:
    case JM_SIM_CATEGORY_UNDEFINED:
    default:
      return "TODO";
    }
}

/* Statuses are referred to by a UUID that is good within one answer. */
static char *
status_reference (guint row)
{
  guint64 hash = jm_sim_mix (0x5374617475u + row);

  return g_strdup_printf ("%08x-%04x-4%03x-8%03x-%012" G_GINT64_MODIFIER "x", (guint) (hash >> 32),
                          (guint) (hash >> 16) & 0xffff, (guint) hash & 0xfff, (guint) (hash >> 8) & 0xfff,
                          jm_sim_mix (hash) & G_GUINT64_CONSTANT (0xffffffffffff));
}

static JsonArray *
transitions (guint row)
{
  JsonArray *array = json_array_new ();

  for (guint i = 0; i <= workflows[row].n_statuses; i++)
    {
      guint target = i == 0 ? workflows[row].initial : workflows[row].statuses[i - 1];
      JsonObject *object = json_object_new ();
      g_autofree char *id = g_strdup_printf ("%u", 1 + i * 10);
      g_autofree char *reference = status_reference (target);

      json_object_set_string_member (object, "id", id);
      json_object_set_string_member (object, "name", i == 0 ? "Create" : jm_sim_statuses[target].name);
      json_object_set_string_member (object, "description", "");
      json_object_set_string_member (object, "type", i == 0 ? "INITIAL" : "GLOBAL");
      json_object_set_string_member (object, "toStatusReference", reference);
      json_object_set_array_member (object, "links", json_array_new ());
      json_array_add_object_element (array, object);
    }
  return array;
}

static JsonObject *
global_scope (void)
{
  JsonObject *scope = json_object_new ();

  json_object_set_string_member (scope, "type", "GLOBAL");
  return scope;
}

static JsonObject *
workflow_document (guint    row,
                   gboolean with_transitions)
{
  JsonObject *object = json_object_new ();
  JsonObject *version = json_object_new ();
  JsonArray *statuses = json_array_new ();
  g_autofree char *id = status_reference (100 + row);

  for (guint i = 0; i < workflows[row].n_statuses; i++)
    {
      JsonObject *entry = json_object_new ();
      g_autofree char *reference = status_reference (workflows[row].statuses[i]);

      json_object_set_string_member (entry, "statusReference", reference);
      json_object_set_boolean_member (entry, "deprecated", FALSE);
      json_array_add_object_element (statuses, entry);
    }
  json_object_set_int_member (version, "versionNumber", 1);
  json_object_set_string_member (version, "id", id);
  json_object_set_string_member (object, "id", id);
  json_object_set_string_member (object, "name", workflows[row].name);
  json_object_set_string_member (object, "description", "");
  json_object_set_boolean_member (object, "isEditable", row != 0);
  json_object_set_object_member (object, "scope", global_scope ());
  json_object_set_object_member (object, "version", version);
  json_object_set_array_member (object, "statuses", statuses);
  if (with_transitions)
    json_object_set_array_member (object, "transitions", transitions (row));
  return object;
}

static JsonArray *
all_statuses (void)
{
  JsonArray *array = json_array_new ();

  for (guint i = 0; i < jm_sim_n_statuses; i++)
    {
      JsonObject *object = json_object_new ();
      g_autofree char *reference = status_reference (i);

      json_object_set_string_member (object, "id", jm_sim_statuses[i].id);
      json_object_set_string_member (object, "name", jm_sim_statuses[i].name);
      json_object_set_string_member (object, "description", "");
      json_object_set_object_member (object, "scope", global_scope ());
      json_object_set_string_member (object, "statusCategory", category_word (jm_sim_statuses[i].category));
      json_object_set_string_member (object, "statusReference", reference);
      json_array_add_object_element (array, object);
    }
  return array;
}

/* GET /workflows/search. Who is no administrator gets a 401, as on real sites. */
void
jm_sim_search_workflows (JmSimCall *call)
{
  gint64 start = CLAMP (jm_sim_request_query_int (call->request, "startAt", 0), 0, G_MAXINT);
  gint64 size = CLAMP (jm_sim_request_query_int (call->request, "maxResults", 50), 1, 200);
  const char *expand = jm_sim_request_query (call->request, "expand");
  gint64 total = G_N_ELEMENTS (workflows);
  JsonObject *object;
  JsonArray *values;

  if (!jm_sim_site_allows (call->site, "ADMINISTER"))
    {
      jm_sim_reply_jira_error (call->reply, 401,
                               "You do not have the required permissions to perform this operation.");
      return;
    }
  object = json_object_new ();
  values = json_array_new ();
  for (gint64 i = start; i < MIN (start + size, total); i++)
    json_array_add_object_element (
        values, workflow_document ((guint) i, expand != NULL && strstr (expand, "transitions") != NULL));
  json_object_set_int_member (object, "startAt", start);
  json_object_set_int_member (object, "maxResults", size);
  json_object_set_int_member (object, "total", total);
  json_object_set_boolean_member (object, "isLast", start + size >= total);
  json_object_set_array_member (object, "values", values);
  json_object_set_array_member (object, "statuses", all_statuses ());
  jm_sim_reply_object (call->reply, 200, object);
}

/* GET /workflow of Data Center: a bare array, and 403. */
void
jm_sim_get_workflows (JmSimCall *call)
{
  JsonArray *array;

  if (!jm_sim_site_allows (call->site, "ADMINISTER"))
    {
      jm_sim_reply_jira_error (call->reply, 403,
                               "You do not have the required permissions to perform this operation.");
      return;
    }
  array = json_array_new ();
  for (guint i = 0; i < G_N_ELEMENTS (workflows); i++)
    {
      JsonObject *object = json_object_new ();

      json_object_set_string_member (object, "name", workflows[i].name);
      json_object_set_string_member (object, "description", "");
      json_object_set_int_member (object, "steps", workflows[i].n_statuses);
      json_object_set_boolean_member (object, "default", i == 0);
      json_array_add_object_element (array, object);
    }
  jm_sim_reply_array (call->reply, 200, array);
}
