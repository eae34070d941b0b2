/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "jm-sim-fields.h"

#include <string.h>

/* Which fields there are, and which of them a request asked for. */

static const struct
{
  const char *id;
  const char *name;
  const char *type;
  const char *items;
  const char *custom;
  gboolean hidden; /* from *navigable */
} rows[] = {
  [JM_SIM_MEMBER_CATEGORY_TIME] = { "statuscategorychangedate", "Status Category Changed", "datetime" },
  [JM_SIM_MEMBER_TYPE] = { "issuetype", "Issue Type", "issuetype" },
  [JM_SIM_MEMBER_PARENT] = { "parent", "Parent", "issuelink" },
  [JM_SIM_MEMBER_TIME_SPENT] = { "timespent", "Time Spent", "number" },
  [JM_SIM_MEMBER_PROJECT] = { "project", "Project", "project" },
  [JM_SIM_MEMBER_FIX_VERSIONS] = { "fixVersions", "Fix versions", "array", "version" },
  [JM_SIM_MEMBER_ALL_TIME_SPENT] = { "aggregatetimespent", "Σ Time Spent", "number" },
  [JM_SIM_MEMBER_RESOLUTION] = { "resolution", "Resolution", "resolution" },
  [JM_SIM_MEMBER_RESOLVED] = { "resolutiondate", "Resolved", "datetime" },
  [JM_SIM_MEMBER_WORK_RATIO] = { "workratio", "Work Ratio", "number" },
  [JM_SIM_MEMBER_WATCHES] = { "watches", "Watchers", "watches" },
  [JM_SIM_MEMBER_LAST_VIEWED] = { "lastViewed", "Last Viewed", "datetime" },
  [JM_SIM_MEMBER_CREATED] = { "created", "Created", "datetime" },
  [JM_SIM_MEMBER_PRIORITY] = { "priority", "Priority", "priority" },
  [JM_SIM_MEMBER_LABELS] = { "labels", "Labels", "array", "string" },
  [JM_SIM_MEMBER_ESTIMATE] = { "timeestimate", "Remaining Estimate", "number" },
  [JM_SIM_MEMBER_VERSIONS] = { "versions", "Affects versions", "array", "version" },
  [JM_SIM_MEMBER_LINKS] = { "issuelinks", "Linked Issues", "array", "issuelinks" },
  [JM_SIM_MEMBER_ASSIGNEE] = { "assignee", "Assignee", "user" },
  [JM_SIM_MEMBER_UPDATED] = { "updated", "Updated", "datetime" },
  [JM_SIM_MEMBER_STATUS] = { "status", "Status", "status" },
  [JM_SIM_MEMBER_COMPONENTS] = { "components", "Components", "array", "component" },
  [JM_SIM_MEMBER_FIRST_ESTIMATE] = { "timeoriginalestimate", "Original estimate", "number" },
  [JM_SIM_MEMBER_DESCRIPTION] = { "description", "Description", "string" },
  [JM_SIM_MEMBER_SECURITY] = { "security", "Security Level", "securitylevel" },
  [JM_SIM_MEMBER_SUMMARY] = { "summary", "Summary", "string" },
  [JM_SIM_MEMBER_CREATOR] = { "creator", "Creator", "user" },
  [JM_SIM_MEMBER_SUBTASKS] = { "subtasks", "Sub-tasks", "array", "issuelinks" },
  [JM_SIM_MEMBER_REPORTER] = { "reporter", "Reporter", "user" },
  [JM_SIM_MEMBER_ENVIRONMENT] = { "environment", "Environment", "string" },
  [JM_SIM_MEMBER_DUE] = { "duedate", "Due date", "date" },
  [JM_SIM_MEMBER_PROGRESS] = { "progress", "Progress", "progress" },
  [JM_SIM_MEMBER_VOTES] = { "votes", "Votes", "votes" },
  [JM_SIM_MEMBER_POINTS] = { JM_SIM_POINTS_FIELD, "Story point estimate", "number", NULL,
                             "com.pyxis.greenhopper.jira:jsw-story-points" },
  [JM_SIM_MEMBER_SPRINT] = { JM_SIM_SPRINT_FIELD, "Sprint", "array", "json", "com.pyxis.greenhopper.jira:gh-sprint" },
  [JM_SIM_MEMBER_COMMENT] = { "comment", "Comment", "comments-page", .hidden = TRUE },
  [JM_SIM_MEMBER_WORKLOG] = { "worklog", "Log Work", "array", "worklog", .hidden = TRUE },
  [JM_SIM_MEMBER_ATTACHMENT] = { "attachment", "Attachment", "array", "attachment", .hidden = TRUE },
  [JM_SIM_MEMBER_TRACKING] = { "timetracking", "Time tracking", "timetracking", .hidden = TRUE },
};

G_STATIC_ASSERT (G_N_ELEMENTS (rows) == JM_SIM_N_MEMBERS);

const char *
jm_sim_member_name (JmSimMember member)
{
  return rows[member].id;
}

static int
find_member (const char *name)
{
  for (guint i = 0; i < JM_SIM_N_MEMBERS; i++)
    {
      if (g_str_equal (rows[i].id, name))
        return (int) i;
    }
  return -1;
}

gboolean
jm_sim_is_member (const char *name)
{
  return find_member (name) >= 0;
}

static guint64
members (gboolean hidden_too)
{
  guint64 mask = 0;

  for (guint i = 0; i < JM_SIM_N_MEMBERS; i++)
    {
      if (hidden_too || !rows[i].hidden)
        mask |= G_GUINT64_CONSTANT (1) << i;
    }
  return mask;
}

static void
want_name (JmSimFields *self,
           const char  *name)
{
  int member = find_member (name);

  if (g_str_equal (name, "id") || g_str_equal (name, "key"))
    return;
  self->only_ids = FALSE;
  if (member >= 0)
    self->known |= G_GUINT64_CONSTANT (1) << member;
  else
    g_hash_table_add (self->wanted, g_strdup (name));
}

/* @names NULL: ids alone. Only fields that are not wanted: all the others are. */
JmSimFields *
jm_sim_fields_new (GStrv names)
{
  JmSimFields *self = g_new0 (JmSimFields, 1);
  gboolean named = FALSE;

  self->wanted = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->unwanted = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->only_ids = TRUE;
  for (guint i = 0; names != NULL && names[i] != NULL; i++)
    {
      if (g_str_equal (names[i], "*all") || g_str_equal (names[i], "*navigable"))
        {
          self->known |= members (g_str_equal (names[i], "*all"));
          self->fillers = TRUE;
        }
      else if (*names[i] == '-')
        {
          g_hash_table_add (self->unwanted, g_strdup (names[i] + 1));
          continue;
        }
      else
        {
          want_name (self, names[i]);
        }
      named = TRUE;
    }
  if (!named && g_hash_table_size (self->unwanted) > 0)
    {
      self->known = members (TRUE);
      self->fillers = TRUE;
    }
  if (self->fillers)
    self->only_ids = FALSE;
  for (guint i = 0; i < JM_SIM_N_MEMBERS; i++)
    {
      if (g_hash_table_contains (self->unwanted, rows[i].id))
        self->known &= ~(G_GUINT64_CONSTANT (1) << i);
    }
  return self;
}

void
jm_sim_fields_free (JmSimFields *self)
{
  g_hash_table_unref (self->wanted);
  g_hash_table_unref (self->unwanted);
  g_free (self);
}

/* Whether a field that is not in the table was asked for. */
gboolean
jm_sim_fields_want (const JmSimFields *self,
                    const char        *name)
{
  if (g_hash_table_size (self->unwanted) > 0 && g_hash_table_contains (self->unwanted, name))
    return FALSE;
  return self->fillers || g_hash_table_contains (self->wanted, name);
}

static JsonObject *
field_document (const char *id,
                const char *name,
                gboolean    custom,
                gboolean    navigable)
{
  JsonObject *object = json_object_new ();
  JsonArray *clauses = json_array_new ();

  json_array_add_string_element (clauses, id);
  json_object_set_string_member (object, "id", id);
  json_object_set_string_member (object, "key", id);
  json_object_set_string_member (object, "name", name);
  json_object_set_boolean_member (object, "custom", custom);
  json_object_set_boolean_member (object, "orderable", TRUE);
  json_object_set_boolean_member (object, "navigable", navigable);
  json_object_set_boolean_member (object, "searchable", TRUE);
  json_object_set_array_member (object, "clauseNames", clauses);
  return object;
}

static JsonObject *
schema_of (const char *id,
           const char *type,
           const char *items,
           const char *custom)
{
  JsonObject *schema = json_object_new ();

  json_object_set_string_member (schema, "type", type);
  if (items != NULL)
    json_object_set_string_member (schema, "items", items);
  if (custom != NULL)
    {
      json_object_set_string_member (schema, "custom", custom);
      json_object_set_int_member (schema, "customId", g_ascii_strtoll (strchr (id, '_') + 1, NULL, 10));
    }
  else
    {
      json_object_set_string_member (schema, "system", id);
    }
  return schema;
}

static JsonObject *
filler_document (guint row)
{
  g_autofree char *id = g_strdup_printf ("customfield_%u", JM_SIM_FIRST_FILLER + row);
  g_autofree char *name = g_strdup_printf ("Extra %u", row + 1);
  JsonObject *object = field_document (id, name, TRUE, TRUE);

  json_object_set_object_member (
      object, "schema",
      schema_of (id, "string", NULL, "com.atlassian.jira.plugin.system.customfieldtypes:textfield"));
  return object;
}

/* What /field answers. */
JsonArray *
jm_sim_field_documents (gboolean with_fillers)
{
  JsonArray *array = json_array_new ();

  for (guint i = 0; i < JM_SIM_N_MEMBERS; i++)
    {
      JsonObject *object =
          field_document (rows[i].id, rows[i].name, rows[i].custom != NULL, !rows[i].hidden);

      json_object_set_object_member (object, "schema",
                                     schema_of (rows[i].id, rows[i].type, rows[i].items, rows[i].custom));
      json_array_add_object_element (array, object);
    }
  for (guint i = 0; with_fillers && i < JM_SIM_N_FILLERS; i++)
    json_array_add_object_element (array, filler_document (i));
  return array;
}
