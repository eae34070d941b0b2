/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "jm-sim-mutate.h"
#include "jm-sim-thread.h"
#include "jm-sim-words.h"

/* Random changes: the same seed on the same data does the same. */

#define MOST_CHANGES 100000
#define TRIES 64

typedef struct
{
  JmSim *sim;
  JmSimSite *site;
  guint64 state;
} Dice;

/* Fills @how with what the verb needs; FALSE if nothing fits now. */
typedef gboolean (*Prepare) (Dice *dice, JsonObject *how);

static guint
roll (Dice  *self,
      guint  limit)
{
  self->state++;
  return limit > 0 ? (guint) (jm_sim_mix (self->state * G_GUINT64_CONSTANT (0x9e3779b97f4a7c15)) % limit) : 0;
}

static void
set_issue (JsonObject *how,
           guint       index)
{
  g_autofree char *id = g_strdup_printf ("%u", jm_sim_site_issue_id (index));

  json_object_set_string_member (how, "issue", id);
}

/* An issue that the person sees. */
static gboolean
pick_issue (Dice       *self,
            JmSimIssue *issue,
            JsonObject *how)
{
  for (guint i = 0; i < TRIES; i++)
    {
      guint index = roll (self, jm_sim_site_total (self->site));

      if (jm_sim_site_issue (self->site, index, G_MAXINT64, issue) && jm_sim_site_shows (self->site, issue))
        {
          set_issue (how, index);
          return TRUE;
        }
    }
  return FALSE;
}

static JmSimProject *
pick_project (Dice     *self,
              gboolean  hidden)
{
  for (guint i = 0; i < TRIES; i++)
    {
      JmSimProject *project = jm_sim_site_project (self->site, roll (self, self->site->projects->len));

      if (project->hidden == hidden)
        return project;
    }
  return NULL;
}

static char *
some_words (Dice *self)
{
  return g_strdup_printf ("%s %u: %s", jm_sim_given_names[roll (self, jm_sim_n_given_names)], roll (self, 1000),
                          jm_sim_odd_summaries[roll (self, jm_sim_n_odd_summaries)]);
}

static void
set_summary (Dice       *self,
             JsonObject *how)
{
  g_autofree char *words = some_words (self);

  /* a summary has 255 characters at most */
  if (g_utf8_strlen (words, -1) > 255)
    *g_utf8_offset_to_pointer (words, 255) = '\0';
  json_object_set_string_member (how, "summary", words);
}

static gboolean
edit_summary (Dice       *self,
              JsonObject *how)
{
  JmSimIssue issue;

  set_summary (self, how);
  return pick_issue (self, &issue, how);
}

/* One paragraph in the format of the flavour. */
static JsonNode *
description (Dice *self)
{
  g_autofree char *words = some_words (self);
  JsonNode *node;

  if (self->site == self->sim->data_center)
    {
      node = json_node_new (JSON_NODE_VALUE);
      json_node_set_string (node, words);
    }
  else
    {
      g_autoptr (JsonBuilder) builder = json_builder_new ();

      json_builder_begin_object (builder);
      json_builder_set_member_name (builder, "type");
      json_builder_add_string_value (builder, "doc");
      json_builder_set_member_name (builder, "version");
      json_builder_add_int_value (builder, 1);
      json_builder_set_member_name (builder, "content");
      json_builder_begin_array (builder);
      json_builder_begin_object (builder);
      json_builder_set_member_name (builder, "type");
      json_builder_add_string_value (builder, "paragraph");
      json_builder_set_member_name (builder, "content");
      json_builder_begin_array (builder);
      json_builder_begin_object (builder);
      json_builder_set_member_name (builder, "type");
      json_builder_add_string_value (builder, "text");
      json_builder_set_member_name (builder, "text");
      json_builder_add_string_value (builder, words);
      json_builder_end_object (builder);
      json_builder_end_array (builder);
      json_builder_end_object (builder);
      json_builder_end_array (builder);
      json_builder_end_object (builder);
      node = json_builder_get_root (builder);
    }
  return node;
}

static gboolean
edit_description (Dice       *self,
                  JsonObject *how)
{
  JsonObject *fields = json_object_new ();
  JmSimIssue issue;

  json_object_set_member (fields, "description", description (self));
  json_object_set_object_member (how, "fields", fields);
  return pick_issue (self, &issue, how);
}

static gboolean
edit_labels (Dice       *self,
             JsonObject *how)
{
  JsonObject *fields = json_object_new ();
  JsonArray *labels = json_array_new ();
  guint n = roll (self, 4);
  JmSimIssue issue;

  for (guint i = 0; i < n; i++)
    json_array_add_string_element (labels, jm_sim_labels[roll (self, jm_sim_n_labels)]);
  json_object_set_array_member (fields, "labels", labels);
  json_object_set_object_member (how, "fields", fields);
  return pick_issue (self, &issue, how);
}

static gboolean
edit_status (Dice       *self,
             JsonObject *how)
{
  static const guint company[] = { 0, 1, 2, 3, 7 };
  static const guint service[] = { 4, 1, 5, 6 };
  static const guint team[] = { 8, 9, 10 };
  const JmSimProject *project;
  JmSimIssue issue;
  guint row;

  if (!pick_issue (self, &issue, how))
    return FALSE;
  project = jm_sim_site_project (self->site, issue.project);
  row = project->team_managed                           ? team[roll (self, G_N_ELEMENTS (team))] :
        g_str_equal (project->type_key, "service_desk") ? service[roll (self, G_N_ELEMENTS (service))] :
                                                          company[roll (self, G_N_ELEMENTS (company))];
  json_object_set_string_member (how, "status", jm_sim_statuses[row].id);
  return TRUE;
}

static gboolean
edit_assignee (Dice       *self,
               JsonObject *how)
{
  guint n = MIN (self->site->users->len, jm_sim_n_people);
  JmSimIssue issue;

  if (roll (self, 5) == 0)
    json_object_set_null_member (how, "assignee");
  else
    json_object_set_string_member (how, "assignee", jm_sim_site_user (self->site, roll (self, n))->account_id);
  return pick_issue (self, &issue, how);
}

static gboolean
edit_priority (Dice       *self,
               JsonObject *how)
{
  JmSimIssue issue;

  json_object_set_string_member (how, "priority", jm_sim_priorities[roll (self, jm_sim_n_priorities)].id);
  return pick_issue (self, &issue, how);
}

static gboolean
any_issue (Dice       *self,
           JsonObject *how)
{
  JmSimIssue issue;

  return pick_issue (self, &issue, how);
}

static gboolean
create (Dice       *self,
        JsonObject *how)
{
  const JmSimProject *project = pick_project (self, FALSE);

  set_summary (self, how);
  if (project != NULL)
    json_object_set_string_member (how, "project", project->key);
  return project != NULL;
}

static gboolean
move (Dice       *self,
      JsonObject *how)
{
  const JmSimProject *project = pick_project (self, FALSE);
  JmSimIssue issue;

  if (project == NULL || !pick_issue (self, &issue, how) || issue.project == project->index)
    return FALSE;
  json_object_set_string_member (how, "project", project->key);
  return TRUE;
}

static int
compare_indices (gconstpointer a,
                 gconstpointer b)
{
  guint one = *(const guint *) a;
  guint other = *(const guint *) b;

  return (one > other) - (one < other);
}

/* One of the issues of @table that are deleted, or hidden. */
static gboolean
pick_lost (Dice       *self,
           GHashTable *table,
           gboolean    deleted,
           JsonObject *how)
{
  g_autoptr (GArray) lost = g_array_new (FALSE, FALSE, sizeof (guint));
  GHashTableIter iter;
  gpointer key;

  g_hash_table_iter_init (&iter, table);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    {
      guint index = GPOINTER_TO_UINT (key);
      JmSimIssue issue;

      if (jm_sim_site_issue (self->site, index, G_MAXINT64, &issue) != deleted)
        g_array_append_val (lost, index);
    }
  if (lost->len == 0)
    return FALSE;
  g_array_sort (lost, compare_indices);
  set_issue (how, g_array_index (lost, guint, roll (self, lost->len)));
  return TRUE;
}

static gboolean
restore (Dice       *self,
         JsonObject *how)
{
  return pick_lost (self, self->site->overlay, TRUE, how);
}

static gboolean
show (Dice       *self,
      JsonObject *how)
{
  return pick_lost (self, self->site->hidden, FALSE, how);
}

static gboolean
say (Dice       *self,
     JsonObject *how)
{
  g_autofree char *words = some_words (self);
  JmSimIssue issue;

  json_object_set_string_member (how, "text", words);
  json_object_set_int_member (how, "seconds", 900 + roll (self, 20) * 900);
  return pick_issue (self, &issue, how);
}

/* A note of some issue that has one. */
static gboolean
pick_note (Dice          *self,
           JmSimNoteKind  kind,
           JsonObject    *how)
{
  g_autofree char *words = some_words (self);

  json_object_set_string_member (how, "text", words);
  for (guint i = 0; i < TRIES; i++)
    {
      g_autoptr (GPtrArray) notes = NULL;
      JmSimIssue issue;

      if (!pick_issue (self, &issue, how))
        return FALSE;
      notes = jm_sim_site_notes (self->site, kind, issue.index);
      if (notes->len > 0)
        {
          const JmSimNote *note = g_ptr_array_index (notes, roll (self, notes->len));

          json_object_set_int_member (how, "note", (gint64) note->id);
          return TRUE;
        }
    }
  return FALSE;
}

static gboolean
some_comment (Dice       *self,
              JsonObject *how)
{
  return pick_note (self, JM_SIM_NOTE_COMMENT, how);
}

static gboolean
some_worklog (Dice       *self,
              JsonObject *how)
{
  return pick_note (self, JM_SIM_NOTE_WORKLOG, how);
}

/* At least half of the projects stay in sight. */
static gboolean
hide_project (Dice       *self,
              JsonObject *how)
{
  const JmSimProject *project = pick_project (self, FALSE);
  guint n_hidden = 0;

  for (guint i = 0; i < self->site->projects->len; i++)
    n_hidden += jm_sim_site_project (self->site, i)->hidden;
  if (project == NULL || (n_hidden + 1) * 2 > self->site->projects->len)
    return FALSE;
  json_object_set_string_member (how, "project", project->key);
  return TRUE;
}

static gboolean
show_project (Dice       *self,
              JsonObject *how)
{
  const JmSimProject *project = pick_project (self, TRUE);

  if (project == NULL)
    return FALSE;
  json_object_set_string_member (how, "project", project->key);
  return TRUE;
}

static gboolean
rename_project (Dice       *self,
                JsonObject *how)
{
  const JmSimProject *project = pick_project (self, FALSE);
  g_autofree char *key = g_strdup_printf ("NEW%u", roll (self, 100000));

  if (project == NULL || jm_sim_site_find_project (self->site, key) != NULL)
    return FALSE;
  json_object_set_string_member (how, "project", project->key);
  json_object_set_string_member (how, "key", key);
  return TRUE;
}

static gboolean
zone (Dice       *self,
      JsonObject *how)
{
  json_object_set_string_member (how, "zone", jm_sim_people[roll (self, jm_sim_n_people)].zone);
  return TRUE;
}

static const struct
{
  const char *verb;
  Prepare prepare;
  guint weight;
} choices[] = {
  { "edit", edit_summary, 12 },
  { "edit", edit_description, 8 },
  { "edit", edit_labels, 6 },
  { "edit", edit_status, 12 },
  { "edit", edit_assignee, 10 },
  { "edit", edit_priority, 6 },
  { "create", create, 8 },
  { "move", move, 6 },
  { "delete", any_issue, 5 },
  { "restore", restore, 2 },
  { "hide", any_issue, 3 },
  { "show", show, 2 },
  { "comment", say, 6 },
  { "edit_comment", some_comment, 3 },
  { "delete_comment", some_comment, 3 },
  { "worklog", say, 3 },
  { "edit_worklog", some_worklog, 2 },
  { "delete_worklog", some_worklog, 2 },
  { "hide_project", hide_project, 1 },
  { "show_project", show_project, 2 },
  { "rename_project", rename_project, 1 },
  { "zone", zone, 1 },
};

static gboolean
is_wanted (GStrv verbs,
           guint row)
{
  return verbs == NULL || g_strv_contains ((const char *const *) verbs, choices[row].verb);
}

static guint
choose (Dice  *self,
        GStrv  verbs)
{
  guint sum = 0;
  guint rest;

  for (guint i = 0; i < G_N_ELEMENTS (choices); i++)
    sum += is_wanted (verbs, i) ? choices[i].weight : 0;
  rest = roll (self, sum);
  for (guint i = 0; i < G_N_ELEMENTS (choices); i++)
    {
      guint weight = is_wanted (verbs, i) ? choices[i].weight : 0;

      if (rest < weight)
        return i;
      rest -= weight;
    }
  return 0;
}

/* One change; what was asked for and what came of it. NULL if nothing fits now. */
static JsonObject *
change_something (Dice  *self,
                  GStrv  verbs)
{
  for (guint i = 0; i < TRIES; i++)
    {
      guint row = choose (self, verbs);
      g_autoptr (JsonObject) how = json_object_new ();

      json_object_set_string_member (how, "do", choices[row].verb);
      if (choices[row].prepare (self, how) && jm_sim_mutate (self->sim, self->site, choices[row].verb, how, how, NULL))
        return g_steal_pointer (&how);
    }
  return NULL;
}

/* {"seed", "n"?: 1, "verbs"?: […]}; answers what was done, one object each. */
void
jm_sim_mutate_at_random (JmSim      *sim,
                         JmSimSite  *site,
                         JsonObject *how,
                         JmSimReply *reply)
{
  Dice dice = { sim, site, jm_sim_mix ((guint64) jm_sim_json_int (how, "seed", 1)) };
  gint64 n = CLAMP (jm_sim_json_int (how, "n", 1), 0, MOST_CHANGES);
  g_auto (GStrv) verbs = jm_sim_json_strings (how, "verbs");
  JsonArray *array = json_array_new ();

  for (gint64 i = 0; i < n; i++)
    {
      JsonObject *done = change_something (&dice, verbs);

      if (done == NULL)
        break;
      json_array_add_object_element (array, done);
    }
  jm_sim_reply_array (reply, 200, array);
}
