/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "jm-sim-mutate.h"

#include <gio/gio.h>

#include "jm-sim-thread.h"

/* The verbs of POST /mutate. */

/* One change that is wanted. */
typedef struct
{
  JmSim *sim;
  JmSimSite *site;
  JsonObject *how;
  JsonObject *done; /* what is told about it */
  gint64 now_ms;
  guint index;      /* of the issue that is meant, for verbs that mean one */
  JmSimIssue issue; /* as it is now */
} Wish;

typedef gboolean (*Verb) (Wish *wish, GError **error);

static gboolean
fail (GError     **error,
      const char  *words)
{
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, words);
  return FALSE;
}

/* Members that are kept as they were written: those that no column of JmSimIssue holds. */
JsonObject *
jm_sim_written_fields (const JmSimIssue *issue,
                       JsonObject       *fields)
{
  static const char *const columns[] = { "summary",  "project", "issuetype", "priority",
                                         "assignee", "status",  NULL };
  JsonObject *kept = json_object_new ();
  JsonObject *sources[] = { issue->fields, fields };

  for (guint i = 0; i < G_N_ELEMENTS (sources); i++)
    {
      JsonObjectIter iter;
      const char *name;
      JsonNode *value;

      if (sources[i] == NULL)
        continue;
      json_object_iter_init (&iter, sources[i]);
      while (json_object_iter_next (&iter, &name, &value))
        {
          if (!g_strv_contains (columns, name))
            json_object_set_member (kept, name, json_node_copy (value));
        }
    }
  return kept;
}

/* Reads what a change says about the columns; all of it must exist. */
static gboolean
read_columns (Wish    *wish,
              GError **error)
{
  JmSimIssue *issue = &wish->issue;
  gboolean team = jm_sim_site_project (wish->site, issue->project)->team_managed;
  const char *status = jm_sim_json_string (wish->how, "status", NULL);
  const char *type = jm_sim_json_string (wish->how, "type", NULL);
  const char *priority = jm_sim_json_string (wish->how, "priority", NULL);
  const char *person = jm_sim_json_string (wish->how, "assignee", NULL);

  if ((status != NULL && jm_sim_find_status (status, team) < 0) ||
      (type != NULL && jm_sim_find_type (type, team) < 0) ||
      (priority != NULL && jm_sim_find_priority (priority) < 0) ||
      (person != NULL && jm_sim_site_find_user (wish->site, person) < 0))
    return fail (error, "There is no such status, type, priority or person");
  if (status != NULL)
    issue->status = (guint) jm_sim_find_status (status, team);
  if (type != NULL)
    issue->type = (guint) jm_sim_find_type (type, team);
  if (priority != NULL)
    issue->priority = jm_sim_find_priority (priority);
  if (json_object_has_member (wish->how, "assignee"))
    issue->assignee = person != NULL ? jm_sim_site_find_user (wish->site, person) : -1;
  issue->summary = jm_sim_json_string (wish->how, "summary", issue->summary);
  return TRUE;
}

static gboolean
edit (Wish    *wish,
      GError **error)
{
  g_autoptr (JsonObject) written = NULL;

  if (!read_columns (wish, error))
    return FALSE;
  written = jm_sim_written_fields (&wish->issue, jm_sim_json_object (wish->how, "fields"));
  wish->issue.fields = json_object_get_size (written) > 0 ? written : NULL;
  wish->issue.updated_ms = wish->now_ms;
  jm_sim_site_change (wish->site, &wish->issue, wish->now_ms);
  return TRUE;
}

static gboolean
create (Wish    *wish,
        GError **error)
{
  const char *key = jm_sim_json_string (wish->how, "project", NULL);
  const JmSimProject *project =
      key != NULL ? jm_sim_site_find_project (wish->site, key) : jm_sim_site_project (wish->site, 0);
  g_autoptr (JsonObject) written = NULL;

  if (project == NULL)
    return fail (error, "There is no such project");
  wish->issue = (JmSimIssue) { .priority = 2, .assignee = -1, .summary = "Made by the control port" };
  wish->issue.project = project->index;
  wish->issue.reporter = wish->site->author;
  wish->issue.type = project->team_managed ? 7 : 2;
  wish->issue.status = project->team_managed                           ? 8 :
                       g_str_equal (project->type_key, "service_desk") ? 4 :
                                                                         0;
  if (!read_columns (wish, error))
    return FALSE;
  written = jm_sim_written_fields (&wish->issue, jm_sim_json_object (wish->how, "fields"));
  wish->issue.fields = json_object_get_size (written) > 0 ? written : NULL;
  wish->index = jm_sim_site_create (wish->site, &wish->issue, wish->now_ms);
  return TRUE;
}

static gboolean
move (Wish    *wish,
      GError **error)
{
  const char *key = jm_sim_json_string (wish->how, "project", NULL);
  JmSimProject *project = key != NULL ? jm_sim_site_find_project (wish->site, key) : NULL;

  if (project == NULL)
    return fail (error, "There is no such project");
  return jm_sim_site_move (wish->site, wish->index, project, wish->now_ms);
}

static gboolean
delete_issue (Wish    *wish,
              GError **error)
{
  return jm_sim_site_delete (wish->site, wish->index, wish->now_ms);
}

static gboolean
restore (Wish    *wish,
         GError **error)
{
  return jm_sim_site_restore (wish->site, wish->index, wish->now_ms) ||
         fail (error, "That issue was not deleted");
}

static gboolean
hide (Wish    *wish,
      GError **error)
{
  jm_sim_site_hide_issue (wish->site, wish->index, TRUE);
  return TRUE;
}

static gboolean
show (Wish    *wish,
      GError **error)
{
  jm_sim_site_hide_issue (wish->site, wish->index, FALSE);
  return TRUE;
}

/* The issue tells of it by its `updated`, unless it must be "quiet". */
static void
touch (Wish *wish)
{
  if (jm_sim_json_bool (wish->how, "quiet", FALSE))
    return;
  wish->issue.updated_ms = wish->now_ms;
  jm_sim_site_change (wish->site, &wish->issue, wish->now_ms);
}

static gboolean
add_note (Wish          *wish,
          JmSimNoteKind  kind)
{
  g_autofree char *text = g_strdup (jm_sim_json_string (wish->how, "text", "Said by the control port"));
  const JmSimNote note = {
    .author = wish->site->author,
    .text = text,
    .started_ms = wish->now_ms - wish->now_ms % 60000,
    .seconds = (guint) CLAMP (jm_sim_json_int (wish->how, "seconds", 900), 60, G_MAXINT),
  };

  json_object_set_int_member (wish->done, "note",
                              (gint64) jm_sim_site_add_note (wish->site, kind, wish->index, &note, wish->now_ms));
  touch (wish);
  return TRUE;
}

static guint64
note_id (Wish *wish)
{
  const char *text = jm_sim_json_string (wish->how, "note", NULL);

  return text != NULL ? g_ascii_strtoull (text, NULL, 10) : (guint64) jm_sim_json_int (wish->how, "note", 0);
}

static gboolean
edit_note (Wish           *wish,
           JmSimNoteKind   kind,
           GError        **error)
{
  if (!jm_sim_site_edit_note (wish->site, kind, wish->index, note_id (wish),
                              jm_sim_json_string (wish->how, "text", "Said in other words"), wish->now_ms))
    return fail (error, "The issue has no such comment or work log");
  touch (wish);
  return TRUE;
}

static gboolean
delete_note (Wish           *wish,
             JmSimNoteKind   kind,
             GError        **error)
{
  if (!jm_sim_site_delete_note (wish->site, kind, wish->index, note_id (wish), wish->now_ms))
    return fail (error, "The issue has no such comment or work log");
  touch (wish);
  return TRUE;
}

static gboolean
comment (Wish    *wish,
         GError **error)
{
  return add_note (wish, JM_SIM_NOTE_COMMENT);
}

static gboolean
edit_comment (Wish    *wish,
              GError **error)
{
  return edit_note (wish, JM_SIM_NOTE_COMMENT, error);
}

static gboolean
delete_comment (Wish    *wish,
                GError **error)
{
  return delete_note (wish, JM_SIM_NOTE_COMMENT, error);
}

static gboolean
worklog (Wish    *wish,
         GError **error)
{
  return add_note (wish, JM_SIM_NOTE_WORKLOG);
}

static gboolean
edit_worklog (Wish    *wish,
              GError **error)
{
  return edit_note (wish, JM_SIM_NOTE_WORKLOG, error);
}

static gboolean
delete_worklog (Wish    *wish,
                GError **error)
{
  return delete_note (wish, JM_SIM_NOTE_WORKLOG, error);
}

static JmSimProject *
wanted_project (Wish    *wish,
                GError **error)
{
  const char *key = jm_sim_json_string (wish->how, "project", NULL);
  JmSimProject *project = key != NULL ? jm_sim_site_find_project (wish->site, key) : NULL;

  if (project == NULL)
    fail (error, "There is no such project");
  else
    json_object_set_string_member (wish->done, "id", project->id);
  return project;
}

static gboolean
hide_project (Wish    *wish,
              GError **error)
{
  JmSimProject *project = wanted_project (wish, error);

  if (project == NULL)
    return FALSE;
  jm_sim_site_hide_project (wish->site, project, TRUE);
  return TRUE;
}

static gboolean
show_project (Wish    *wish,
              GError **error)
{
  JmSimProject *project = wanted_project (wish, error);

  if (project == NULL)
    return FALSE;
  jm_sim_site_hide_project (wish->site, project, FALSE);
  return TRUE;
}

static gboolean
rename_project (Wish    *wish,
                GError **error)
{
  JmSimProject *project = wanted_project (wish, error);
  const char *key = jm_sim_json_string (wish->how, "key", "");

  if (project == NULL)
    return FALSE;
  return jm_sim_site_rename_project (wish->site, project, key) || fail (error, "That is no key, or it is taken");
}

/* The person has one time zone, wherever she looks. */
static gboolean
change_zone (Wish    *wish,
             GError **error)
{
  const char *zone = jm_sim_json_string (wish->how, "zone", "");

  if (!jm_sim_site_set_zone (wish->site, zone))
    return fail (error, "There is no such time zone");
  for (guint i = 0; i < wish->sim->sites->len; i++)
    jm_sim_site_set_zone (g_ptr_array_index (wish->sim->sites, i), zone);
  return jm_sim_site_set_zone (wish->sim->data_center, zone);
}

static const struct
{
  const char *name;
  Verb verb;
  gboolean means_issue;
  gboolean deleted_too; /* of an issue that is gone it is no error */
} verbs[] = {
  { "edit", edit, TRUE },
  { "create", create },
  { "move", move, TRUE },
  { "delete", delete_issue, TRUE },
  { "restore", restore, TRUE, TRUE },
  { "hide", hide, TRUE, TRUE },
  { "show", show, TRUE, TRUE },
  { "comment", comment, TRUE },
  { "edit_comment", edit_comment, TRUE },
  { "delete_comment", delete_comment, TRUE },
  { "worklog", worklog, TRUE },
  { "edit_worklog", edit_worklog, TRUE },
  { "delete_worklog", delete_worklog, TRUE },
  { "hide_project", hide_project },
  { "show_project", show_project },
  { "rename_project", rename_project },
  { "zone", change_zone },
};

/* Tells which issue it was, by the key that it has now. */
static void
tell_issue (Wish *wish)
{
  g_autofree char *id = g_strdup_printf ("%u", jm_sim_site_issue_id (wish->index));
  g_autofree char *key = NULL;
  JmSimIssue issue;

  jm_sim_site_issue (wish->site, wish->index, G_MAXINT64, &issue);
  key = jm_sim_site_key (wish->site, &issue);
  json_object_set_string_member (wish->done, "id", id);
  json_object_set_string_member (wish->done, "key", key);
}

static gboolean
find_issue (Wish      *wish,
            gboolean   deleted_too,
            GError   **error)
{
  const char *key = jm_sim_json_string (wish->how, "issue", "");
  gboolean exists = jm_sim_site_find_issue (wish->site, key, &wish->index) &&
                    (jm_sim_site_issue (wish->site, wish->index, G_MAXINT64, &wish->issue) || deleted_too);

  return exists || fail (error, "There is no such issue");
}

/* Who does it; without a word the person who signs in. */
static gboolean
find_author (Wish    *wish,
             int     *author,
             GError **error)
{
  const char *name = jm_sim_json_string (wish->how, "author", NULL);

  *author = name != NULL ? jm_sim_site_find_user (wish->site, name) : 0;
  return *author >= 0 || fail (error, "There is no such person");
}

/*
 * jm_sim_mutate:
 * @how: what the verb needs; see README.md
 * @done: what was done is written here
 *
 * Returns: FALSE with @error if it cannot be done
 */
gboolean
jm_sim_mutate (JmSim       *sim,
               JmSimSite   *site,
               const char  *verb,
               JsonObject  *how,
               JsonObject  *done,
               GError     **error)
{
  Wish wish = {
    .sim = sim, .site = site, .how = how, .done = done, .now_ms = jm_sim_clock_now_ms (&sim->clock)
  };

  for (guint i = 0; i < G_N_ELEMENTS (verbs); i++)
    {
      gboolean done_so;
      int author;

      if (!g_str_equal (verbs[i].name, verb))
        continue;
      if (!find_author (&wish, &author, error) ||
          (verbs[i].means_issue && !find_issue (&wish, verbs[i].deleted_too, error)))
        return FALSE;
      site->author = (guint) author;
      done_so = verbs[i].verb (&wish, error);
      site->author = 0;
      if (!done_so)
        return FALSE;
      if (verbs[i].means_issue || verbs[i].verb == create)
        tell_issue (&wish);
      return TRUE;
    }
  return fail (error, "There is no such verb");
}

/* Answers {"id", "key", "note"?}, or 400 */
void
jm_sim_mutate_once (JmSim      *sim,
                    JmSimSite  *site,
                    const char *verb,
                    JsonObject *how,
                    JmSimReply *reply)
{
  g_autoptr (JsonObject) done = json_object_new ();
  g_autoptr (GError) error = NULL;

  if (site == NULL)
    fail (&error, "There is no such site");
  else
    jm_sim_mutate (sim, site, verb, how, done, &error);
  if (error != NULL)
    json_object_set_string_member (done, "error", error->message);
  jm_sim_reply_object (reply, error != NULL ? 400 : 200, g_steal_pointer (&done));
}
