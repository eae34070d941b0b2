/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "jm-sim-documents.h"

/* Which fields there are, and which of them a request asked for. */

static const struct
{
  const char *id;
  const char *name;
  const char *type;
  const char *items;
  const char *custom;
} rows[] = {
  { "summary", "Summary", "string", NULL, NULL },
  { "issuetype", "Issue Type", "issuetype", NULL, NULL },
  { "project", "Project", "project", NULL, NULL },
  { "status", "Status", "status", NULL, NULL },
  { "priority", "Priority", "priority", NULL, NULL },
  { "resolution", "Resolution", "resolution", NULL, NULL },
  { "assignee", "Assignee", "user", NULL, NULL },
  { "reporter", "Reporter", "user", NULL, NULL },
  { "creator", "Creator", "user", NULL, NULL },
  { "created", "Created", "datetime", NULL, NULL },
  { "updated", "Updated", "datetime", NULL, NULL },
  { "resolutiondate", "Resolved", "datetime", NULL, NULL },
  { "duedate", "Due date", "date", NULL, NULL },
  { "labels", "Labels", "array", "string", NULL },
  { "components", "Components", "array", "component", NULL },
  { "fixVersions", "Fix versions", "array", "version", NULL },
  { "description", "Description", "string", NULL, NULL },
  { JM_SIM_POINTS_FIELD, "Story point estimate", "number", NULL,
    "com.pyxis.greenhopper.jira:jsw-story-points" },
  { JM_SIM_SPRINT_FIELD, "Sprint", "array", "json", "com.pyxis.greenhopper.jira:gh-sprint" },
};

JmSimFields *
jm_sim_fields_new (GStrv names)
{
  JmSimFields *self = g_new0 (JmSimFields, 1);

  self->wanted = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->unwanted = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  for (guint i = 0; names != NULL && names[i] != NULL; i++)
    {
      if (g_str_equal (names[i], "*all") || g_str_equal (names[i], "*navigable"))
        self->all = TRUE;
      else if (*names[i] == '-')
        g_hash_table_add (self->unwanted, g_strdup (names[i] + 1));
      else
        g_hash_table_add (self->wanted, g_strdup (names[i]));
    }
  if (g_hash_table_size (self->wanted) == 0 && g_hash_table_size (self->unwanted) > 0)
    self->all = TRUE;
  return self;
}

void
jm_sim_fields_free (JmSimFields *self)
{
  g_hash_table_unref (self->wanted);
  g_hash_table_unref (self->unwanted);
  g_free (self);
}

gboolean
jm_sim_fields_want (const JmSimFields *self,
                    const char        *name)
{
  if (g_hash_table_contains (self->unwanted, name))
    return FALSE;
  return self->all || g_hash_table_contains (self->wanted, name);
}

/* Whether nothing but id and key was asked for: such pages may be long. */
gboolean
jm_sim_fields_only_ids (const JmSimFields *self)
{
  guint n = g_hash_table_size (self->wanted);

  n -= g_hash_table_contains (self->wanted, "id") ? 1 : 0;
  n -= g_hash_table_contains (self->wanted, "key") ? 1 : 0;
  return n == 0 && !self->all;
}

static JsonObject *
schema_of (guint row)
{
  JsonObject *schema = json_object_new ();

  json_object_set_string_member (schema, "type", rows[row].type);
  if (rows[row].items != NULL)
    json_object_set_string_member (schema, "items", rows[row].items);
  if (rows[row].custom != NULL)
    {
      const char *number = strchr (rows[row].id, '_') + 1;

      json_object_set_string_member (schema, "custom", rows[row].custom);
      json_object_set_int_member (schema, "customId", g_ascii_strtoll (number, NULL, 10));
    }
  else
    {
      json_object_set_string_member (schema, "system", rows[row].id);
    }
  return schema;
}

/* What /field answers. */
JsonArray *
jm_sim_field_documents (void)
{
  JsonArray *array = json_array_new ();

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      JsonObject *object = json_object_new ();
      JsonArray *clauses = json_array_new ();

      json_array_add_string_element (clauses, rows[i].id);
      json_object_set_string_member (object, "id", rows[i].id);
      json_object_set_string_member (object, "key", rows[i].id);
      json_object_set_string_member (object, "name", rows[i].name);
      json_object_set_boolean_member (object, "custom", rows[i].custom != NULL);
      json_object_set_boolean_member (object, "orderable", TRUE);
      json_object_set_boolean_member (object, "navigable", TRUE);
      json_object_set_boolean_member (object, "searchable", TRUE);
      json_object_set_array_member (object, "clauseNames", clauses);
      json_object_set_object_member (object, "schema", schema_of (i));
      json_array_add_object_element (array, object);
    }
  return array;
}
