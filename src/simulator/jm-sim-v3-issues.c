/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "jm-sim-call.h"
#include "jm-sim-documents.h"
#include "jm-sim-issue-text.h"
#include "jm-sim-mutate.h"
#include "jm-sim-writer.h"

/* Issues one by one: reading, creating, changing, moving on in their workflow. */

/* The issue of the address, or FALSE after a 404. Direct reads see changes at once. */
gboolean
jm_sim_wanted_issue (JmSimCall  *call,
                     JmSimIssue *issue)
{
  guint index;

  if (!call->anonymous && jm_sim_site_find_issue (call->site, call->params[0], &index) &&
      jm_sim_site_issue (call->site, index, G_MAXINT64, issue) &&
      jm_sim_site_shows (call->site, issue))
    return TRUE;
  jm_sim_reply_jira_error (call->reply, 404,
                           "Issue does not exist or you do not have permission to see it.");
  return FALSE;
}

static gboolean
wants_changelog (GStrv expand)
{
  return expand != NULL && g_strv_contains ((const char *const *) expand, "changelog");
}

/* GET /issue/{idOrKey} */
void
jm_sim_get_issue (JmSimCall *call)
{
  g_auto (GStrv) names = jm_sim_request_query_list (call->request, "fields");
  g_auto (GStrv) expand = jm_sim_request_query_list (call->request, "expand");
  const char *const everything[] = { "*all", NULL };
  g_autoptr (JmSimFields) fields = jm_sim_fields_new (names != NULL ? names : (GStrv) everything);
  GString *out;
  JmSimIssue issue;

  if (!jm_sim_wanted_issue (call, &issue))
    return;
  out = g_string_new (NULL);
  jm_sim_write_issue (out, call, &issue, fields, wants_changelog (expand));
  jm_sim_reply_json (call->reply, 200, out);
}

/* The issues of a list of ids and keys that the caller may see, in the order of ids; the others go
 * to @errors. */
static GArray *
look_up (const JmSimCall *call,
         GStrv            ids,
         GString         *errors)
{
  GArray *found = g_array_new (FALSE, FALSE, sizeof (JmSimIssue));
  g_autoptr (GHashTable) seen = g_hash_table_new (NULL, NULL);

  for (guint i = 0; ids[i] != NULL; i++)
    {
      JmSimIssue issue;
      guint index;

      if (!call->anonymous && jm_sim_site_find_issue (call->site, ids[i], &index) &&
          jm_sim_site_issue (call->site, index, G_MAXINT64, &issue) &&
          jm_sim_site_shows (call->site, &issue))
        {
          if (g_hash_table_add (seen, GUINT_TO_POINTER (index)))
            g_array_append_val (found, issue);
          continue;
        }
      jm_sim_write_open (errors, '{');
      jm_sim_member_string (errors, "id", ids[i]);
      jm_sim_member_string (errors, "errorMessage",
                            "Issue does not exist or you do not have permission to see it.");
      jm_sim_write_close (errors, '}');
    }
  return found;
}

static int
compare_ids (gconstpointer a,
             gconstpointer b)
{
  guint one = ((const JmSimIssue *) a)->index;
  guint other = ((const JmSimIssue *) b)->index;

  return (one > other) - (one < other);
}

/* POST /issue/bulkfetch */
void
jm_sim_fetch_issues (JmSimCall *call)
{
  JsonObject *body = jm_sim_request_object (call->request);
  g_auto (GStrv) ids = jm_sim_json_strings (body, "issueIdsOrKeys");
  g_auto (GStrv) names = jm_sim_json_strings (body, "fields");
  g_auto (GStrv) expand = jm_sim_json_strings (body, "expand");
  g_autoptr (JmSimFields) fields = jm_sim_fields_new (names);
  g_autoptr (GString) errors = NULL;
  g_autoptr (GArray) found = NULL;
  GString *out;

  if (ids == NULL || g_strv_length (ids) == 0 || g_strv_length (ids) > 100)
    {
      jm_sim_reply_jira_error (call->reply, 400,
                               "Between 1 and 100 issue ids or keys must be given.");
      return;
    }
  errors = g_string_new ("[");
  found = look_up (call, ids, errors);
  g_array_sort (found, compare_ids);
  jm_sim_write_close (errors, ']');
  out = g_string_new ("{\"issues\":[");
  for (guint i = 0; i < found->len; i++)
    jm_sim_write_issue (out, call, &g_array_index (found, JmSimIssue, i), fields, wants_changelog (expand));
  jm_sim_write_close (out, ']');
  jm_sim_member_raw (out, "issueErrors", errors->str);
  jm_sim_write_close (out, '}');
  call->reply->results = found->len;
  jm_sim_reply_json (call->reply, 200, out);
}

static void
reply_field_error (JmSimCall  *call,
                   const char *field,
                   const char *message)
{
  JsonObject *object = json_object_new ();
  JsonObject *errors = json_object_new ();

  json_object_set_string_member (errors, field, message);
  json_object_set_array_member (object, "errorMessages", json_array_new ());
  json_object_set_object_member (object, "errors", errors);
  jm_sim_reply_object (call->reply, 400, object);
}

/* {"id"} or {"key"} or {"name"} of a member object, or NULL. */
static const char *
reference (JsonObject *fields,
           const char *name)
{
  JsonObject *object = jm_sim_json_object (fields, name);
  const char *text = jm_sim_json_string (object, "id", NULL);

  if (text == NULL)
    text = jm_sim_json_string (object, "key", NULL);
  if (text == NULL)
    text = jm_sim_json_string (object, "accountId", NULL);
  return text != NULL ? text : jm_sim_json_string (object, "name", NULL);
}

/* Reads priority and assignee; FALSE after a 400. */
static gboolean
read_columns (JmSimCall  *call,
              JsonObject *fields,
              JmSimIssue *issue)
{
  const char *priority = reference (fields, "priority");
  const char *person = reference (fields, "assignee");

  if (jm_sim_json_string (fields, "description", NULL) != NULL && !call->data_center)
    {
      reply_field_error (
          call, "description",
          "Operation value must be an Atlassian Document (see the Atlassian Document Format)");
      return FALSE;
    }
  if (priority != NULL && jm_sim_find_priority (priority) < 0)
    {
      reply_field_error (call, "priority", "The priority selected is invalid.");
      return FALSE;
    }
  if (person != NULL && jm_sim_site_find_user (call->site, person) < 0)
    {
      reply_field_error (call, "assignee", "User does not exist.");
      return FALSE;
    }
  if (priority != NULL)
    issue->priority = jm_sim_find_priority (priority);
  if (fields != NULL && json_object_has_member (fields, "assignee"))
    issue->assignee = person != NULL ? jm_sim_site_find_user (call->site, person) : -1;
  return TRUE;
}

static gboolean
read_new_issue (JmSimCall  *call,
                JsonObject *fields,
                JmSimIssue *issue)
{
  const char *key = reference (fields, "project");
  const char *type = reference (fields, "issuetype");
  const char *summary = jm_sim_json_string (fields, "summary", "");
  JmSimProject *project = key != NULL ? jm_sim_site_find_project (call->site, key) : NULL;

  if (project == NULL || project->hidden)
    {
      reply_field_error (call, "project", "Specify a valid project ID or key");
      return FALSE;
    }
  if (type == NULL || jm_sim_find_type (type, project->team_managed) < 0)
    {
      reply_field_error (call, "issuetype", "Specify a valid issue type");
      return FALSE;
    }
  if (*summary == '\0' || strpbrk (summary, "\r\n") != NULL || g_utf8_strlen (summary, -1) > 255)
    {
      reply_field_error (call, "summary",
                         *summary == '\0' ?
                             "You must specify a summary of the issue." :
                         strpbrk (summary, "\r\n") != NULL ?
                             "The summary is invalid because it contains newline characters." :
                             "Summary can't exceed 255 characters.");
      return FALSE;
    }
  memset (issue, 0, sizeof *issue);
  issue->project = project->index;
  issue->type = (guint) jm_sim_find_type (type, project->team_managed);
  issue->status = project->team_managed                           ? 8 :
                  g_str_equal (project->type_key, "service_desk") ? 4 :
                                                                    0;
  issue->priority = 2;
  issue->assignee = -1;
  issue->summary = summary;
  return read_columns (call, fields, issue);
}

/* POST /issue */
void
jm_sim_create_issue (JmSimCall *call)
{
  JsonObject *fields = jm_sim_json_object (jm_sim_request_object (call->request), "fields");
  g_autoptr (JsonObject) written = NULL;
  g_autofree char *id = NULL;
  g_autofree char *key = NULL;
  g_autofree char *link = NULL;
  JsonObject *object;
  JmSimIssue issue;

  if (!jm_sim_site_allows (call->site, "CREATE_ISSUES"))
    {
      jm_sim_reply_jira_error (call->reply, 403,
                               "You do not have permission to create issues in this project.");
      return;
    }
  if (!read_new_issue (call, fields, &issue))
    return;
  written = jm_sim_written_fields (&issue, fields);
  issue.fields = written;
  jm_sim_site_create (call->site, &issue, jm_sim_clock_now_ms (&call->sim->clock));
  key = jm_sim_site_key (call->site, &issue);
  id = g_strdup_printf ("%u", jm_sim_site_issue_id (issue.index));
  link = g_strdup_printf ("%s/issue/%s", call->api, id);
  object = json_object_new ();
  json_object_set_string_member (object, "id", id);
  json_object_set_string_member (object, "key", key);
  json_object_set_string_member (object, "self", link);
  jm_sim_reply_object (call->reply, 201, object);
}

static void
store (JmSimCall  *call,
       JmSimIssue *issue)
{
  gint64 now = jm_sim_clock_now_ms (&call->sim->clock);

  issue->updated_ms = now;
  jm_sim_site_change (call->site, issue, now);
  call->reply->status = 204;
}

/* PUT /issue/{idOrKey} */
void
jm_sim_edit_issue (JmSimCall *call)
{
  JsonObject *fields = jm_sim_json_object (jm_sim_request_object (call->request), "fields");
  g_autofree char *summary = NULL;
  g_autoptr (JsonObject) written = NULL;
  JmSimIssue issue;

  if (!jm_sim_wanted_issue (call, &issue) || !read_columns (call, fields, &issue))
    return;
  summary = g_strdup (jm_sim_json_string (fields, "summary", issue.summary));
  written = jm_sim_written_fields (&issue, fields);
  issue.summary = summary;
  issue.fields = written;
  store (call, &issue);
}

/* DELETE /issue/{idOrKey} */
void
jm_sim_delete_issue (JmSimCall *call)
{
  JmSimIssue issue;

  if (!jm_sim_wanted_issue (call, &issue))
    return;
  jm_sim_site_delete (call->site, issue.index, jm_sim_clock_now_ms (&call->sim->clock));
  call->reply->status = 204;
}

/* From each status of a workflow one may go to each other one. */
static gboolean
leads_to (const JmSimIssue *issue,
          guint             row)
{
  gboolean service = issue->status >= 4 && issue->status <= 6;
  gboolean service_too = row >= 4 && row <= 6;

  if (row == issue->status ||
      jm_sim_statuses[row].team_managed != jm_sim_statuses[issue->status].team_managed)
    return FALSE;
  return jm_sim_statuses[row].team_managed || row == 1 || issue->status == 1 ||
         service == service_too;
}

/* GET /issue/{idOrKey}/transitions */
void
jm_sim_get_transitions (JmSimCall *call)
{
  JsonArray *array;
  JsonObject *object;
  JmSimIssue issue;

  if (!jm_sim_wanted_issue (call, &issue))
    return;
  array = json_array_new ();
  for (guint i = 0; jm_sim_site_allows (call->site, "TRANSITION_ISSUES") && i < jm_sim_n_statuses;
       i++)
    {
      g_autofree char *id = g_strdup_printf ("%u", 11 + i * 10);
      JsonObject *entry;

      if (!leads_to (&issue, i))
        continue;
      entry = json_object_new ();
      json_object_set_string_member (entry, "id", id);
      json_object_set_string_member (entry, "name", jm_sim_statuses[i].name);
      json_object_set_object_member (entry, "to", jm_sim_status_document (call, i));
      json_object_set_boolean_member (entry, "hasScreen", FALSE);
      json_object_set_boolean_member (entry, "isGlobal", TRUE);
      json_object_set_boolean_member (entry, "isInitial", FALSE);
      json_object_set_boolean_member (entry, "isAvailable", TRUE);
      json_object_set_boolean_member (entry, "isConditional", FALSE);
      json_object_set_boolean_member (entry, "isLooped", FALSE);
      json_array_add_object_element (array, entry);
    }
  object = json_object_new ();
  json_object_set_string_member (object, "expand", "transitions");
  json_object_set_array_member (object, "transitions", array);
  jm_sim_reply_object (call->reply, 200, object);
}

/* POST /issue/{idOrKey}/transitions */
void
jm_sim_do_transition (JmSimCall *call)
{
  const char *id = reference (jm_sim_request_object (call->request), "transition");
  gint64 row = id != NULL ? (g_ascii_strtoll (id, NULL, 10) - 11) / 10 : -1;
  JmSimIssue issue;

  if (!jm_sim_wanted_issue (call, &issue))
    return;
  if (row < 0 || row >= jm_sim_n_statuses || !leads_to (&issue, (guint) row))
    {
      jm_sim_reply_jira_error (call->reply, 400,
                               "It is not on the appropriate workflow state for this transition.");
      return;
    }
  issue.status = (guint) row;
  store (call, &issue);
}
