/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "jm-sim-call.h"
#include "jm-sim-documents.h"
#include "jm-sim-search.h"

/* Issues of Jira Cloud: search with page tokens, reading one, creating and changing. */

#define PAGE_TOKEN_MS (G_GINT64_CONSTANT (7) * 24 * 60 * 60 * 1000)
#define LONGEST_PAGE 100
#define LONGEST_ID_PAGE 5000

/* What a page token says; for clients it is opaque. */
typedef struct
{
  JmSimPosition after;  /* where this page begins */
  JmSimPosition before; /* where the page before it began */
  gint64 issued_ms;
  guint query;          /* hash of the JQL */
  guint count;          /* issues on the pages before */
} PageToken;

typedef struct
{
  JmSimCall *call;
  const JmSimSearch *search;
  JmSimFields *fields;
  JsonArray *issues;
  guint limit;
  gboolean more;
  JmSimIssue first;
  JmSimIssue last;
  JmSimIssue beyond; /* the first one of the next page */
} Page;

static JsonArray *
position_array (const JmSimPosition *position)
{
  JsonArray *array = json_array_new ();

  json_array_add_boolean_element (array, position->valid);
  json_array_add_int_element (array, position->value);
  json_array_add_int_element (array, position->index);
  return array;
}

static char *
encode_token (const PageToken *token)
{
  g_autoptr(JsonNode) node = json_node_new (JSON_NODE_ARRAY);
  JsonArray *array = json_array_new ();
  g_autofree char *text = NULL;

  json_array_add_array_element (array, position_array (&token->after));
  json_array_add_array_element (array, position_array (&token->before));
  json_array_add_int_element (array, token->issued_ms);
  json_array_add_int_element (array, token->query);
  json_array_add_int_element (array, token->count);
  json_node_take_array (node, array);
  text = json_to_string (node, FALSE);
  return g_base64_encode ((const guchar *) text, strlen (text));
}

static gboolean
read_position (JsonArray *array, guint i, JmSimPosition *position)
{
  JsonNode *node = json_array_get_element (array, i);
  JsonArray *parts = JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;

  if (parts == NULL || json_array_get_length (parts) != 3)
    return FALSE;
  position->valid = json_array_get_boolean_element (parts, 0);
  position->value = json_array_get_int_element (parts, 1);
  position->index = (guint) json_array_get_int_element (parts, 2);
  return TRUE;
}

static gboolean
decode_token (const char *text, PageToken *token)
{
  gsize length;
  g_autofree guchar *plain = g_base64_decode (text, &length);
  g_autoptr(JsonParser) parser = json_parser_new ();
  JsonNode *root;
  JsonArray *array;

  if (length == 0 || !json_parser_load_from_data (parser, (const char *) plain, (gssize) length, NULL))
    return FALSE;
  root = json_parser_get_root (parser);
  array = root != NULL && JSON_NODE_HOLDS_ARRAY (root) ? json_node_get_array (root) : NULL;
  if (array == NULL || json_array_get_length (array) != 5 || !read_position (array, 0, &token->after) ||
      !read_position (array, 1, &token->before))
    return FALSE;
  token->issued_ms = json_array_get_int_element (array, 2);
  token->query = (guint) json_array_get_int_element (array, 3);
  token->count = (guint) json_array_get_int_element (array, 4);
  return TRUE;
}

/* A parameter that a GET has in its query and a POST in its body. */
static const char *
text_parameter (const JmSimCall *call, const char *name)
{
  JsonObject *body = jm_sim_request_object (call->request);

  return body != NULL ? jm_sim_json_string (body, name, NULL) : jm_sim_request_query (call->request, name);
}

static gint64
int_parameter (const JmSimCall *call, const char *name, gint64 fallback)
{
  JsonObject *body = jm_sim_request_object (call->request);

  return body != NULL ? jm_sim_json_int (body, name, fallback) : jm_sim_request_query_int (call->request, name, fallback);
}

static GStrv
list_parameter (const JmSimCall *call, const char *name)
{
  JsonObject *body = jm_sim_request_object (call->request);

  return body != NULL ? jm_sim_json_strings (body, name) : jm_sim_request_query_list (call->request, name);
}

static GHashTable *
read_reconcile (const JmSimCall *call)
{
  g_auto(GStrv) ids = list_parameter (call, "reconcileIssues");
  GHashTable *set = g_hash_table_new (NULL, NULL);

  for (guint i = 0; ids != NULL && ids[i] != NULL; i++)
    {
      guint index;
      if (jm_sim_site_find_issue (call->site, ids[i], &index))
        g_hash_table_add (set, GUINT_TO_POINTER (index));
    }
  return set;
}

/* The query, or NULL after a 400. Queries must be bounded. */
static JmSimJql *
read_jql (JmSimCall *call)
{
  const char *text = text_parameter (call, "jql");
  g_autoptr(GError) error = NULL;
  g_autoptr(JmSimJql) jql = jm_sim_jql_parse (call->site, text != NULL ? text : "",
                                              jm_sim_clock_now_ms (&call->sim->clock), &error);

  if (jql == NULL)
    {
      jm_sim_reply_jira_error (call->reply, 400, "%s", error->message);
      return NULL;
    }
  if (jql->root == NULL)
    {
      jm_sim_reply_jira_error (call->reply, 400, "Unbounded JQL queries are not allowed here. Please add a search "
                                                 "restriction to your query.");
      return NULL;
    }
  return g_steal_pointer (&jql);
}

static gint64
index_time (const JmSimCall *call)
{
  const JmSimFault *lag = jm_sim_request_fault (call->request, JM_SIM_FAULT_SEARCH_LAG);
  gint64 lag_ms = lag != NULL ? jm_sim_fault_int (lag, "seconds", 60) * 1000 : call->sim->search_lag_ms;

  return lag_ms > 0 ? jm_sim_clock_now_ms (&call->sim->clock) - lag_ms : G_MAXINT64;
}

static gboolean
visit_issue (const JmSimIssue *issue, gpointer user_data)
{
  Page *page = user_data;

  if (json_array_get_length (page->issues) >= page->limit)
    {
      page->more = TRUE;
      page->beyond = *issue;
      return FALSE;
    }
  if (json_array_get_length (page->issues) == 0)
    page->first = *issue;
  page->last = *issue;
  json_array_add_object_element (page->issues, jm_sim_issue_document (page->call, issue, page->fields));
  return TRUE;
}

/* Reads the token of the request; FALSE after a 400. */
static gboolean
read_token (JmSimCall *call, const char *text, guint query, PageToken *token)
{
  gint64 now = jm_sim_clock_now_ms (&call->sim->clock);

  memset (token, 0, sizeof *token);
  if (text == NULL)
    return TRUE;
  if (!jm_sim_request_fault (call->request, JM_SIM_FAULT_TOKEN_EXPIRED) && decode_token (text, token) &&
      token->query == query && now - token->issued_ms <= PAGE_TOKEN_MS)
    return TRUE;
  jm_sim_reply_jira_error (call->reply, 400, "The provided next page token is invalid or expired.");
  return FALSE;
}

static void
touch (JmSimCall *call, const JmSimIssue *old)
{
  gint64 now = jm_sim_clock_now_ms (&call->sim->clock);
  JmSimIssue issue = *old;

  issue.updated_ms = now;
  jm_sim_site_change (call->site, &issue, now);
}

/* Sets nextPageToken and isLast, and lets armed faults have their way with them. */
static void
finish_page (Page *page, JsonObject *object, const char *asked, const PageToken *token, guint query)
{
  JmSimCall *call = page->call;
  const JmSimFault *shortened = jm_sim_request_fault (call->request, JM_SIM_FAULT_SHORT_FETCH);
  guint length = json_array_get_length (page->issues);
  PageToken next = {
    .before = token->after,
    .issued_ms = jm_sim_clock_now_ms (&call->sim->clock),
    .query = query,
    .count = token->count + length,
  };
  g_autofree char *text = NULL;

  if (shortened != NULL && next.count >= jm_sim_fault_int (shortened, "n", 0))
    page->more = FALSE;
  if (page->more)
    {
      next.after = jm_sim_search_position (page->search, &page->last);
      text = encode_token (&next);
      if (asked != NULL && jm_sim_request_fault (call->request, JM_SIM_FAULT_TOKEN_LOOP))
        json_object_set_string_member (object, "nextPageToken", asked);
      else
        json_object_set_string_member (object, "nextPageToken", text);
    }
  json_object_set_boolean_member (object, "isLast", !page->more);
  if (jm_sim_request_fault (call->request, JM_SIM_FAULT_ISSUE_MOVES) && length > 0)
    {
      touch (call, &page->first);
      if (page->more)
        touch (call, &page->beyond);
    }
}

static guint
page_limit (const JmSimCall *call, const JmSimFields *fields, const PageToken *token)
{
  const JmSimFault *shortened = jm_sim_request_fault (call->request, JM_SIM_FAULT_SHORT_FETCH);
  gint64 largest = jm_sim_fields_only_ids (fields) ? LONGEST_ID_PAGE : LONGEST_PAGE;
  gint64 limit = CLAMP (int_parameter (call, "maxResults", 50), 1, largest);

  if (shortened != NULL)
    limit = CLAMP (jm_sim_fault_int (shortened, "n", 0) - (gint64) token->count, 0, limit);
  return (guint) limit;
}

/* GET and POST /search/jql */
void
jm_sim_search (JmSimCall *call)
{
  const char *asked = text_parameter (call, "nextPageToken");
  g_autoptr(JmSimJql) jql = read_jql (call);
  g_auto(GStrv) names = list_parameter (call, "fields");
  g_autoptr(JmSimFields) fields = jm_sim_fields_new (names);
  g_autoptr(GHashTable) reconcile = read_reconcile (call);
  guint query = g_str_hash (text_parameter (call, "jql") != NULL ? text_parameter (call, "jql") : "");
  PageToken token;
  JmSimSearch search = { call->site, jql, index_time (call), reconcile };
  Page page = { .call = call, .search = &search, .fields = fields };
  JsonObject *object;

  if (jql == NULL || !read_token (call, asked, query, &token))
    return;
  page.issues = json_array_new ();
  page.limit = page_limit (call, fields, &token);
  if (jm_sim_request_fault (call->request, JM_SIM_FAULT_PAGE_REPEAT) && asked != NULL)
    token.after = token.before;
  if (!call->anonymous)
    jm_sim_search_walk (&search, &token.after, visit_issue, &page);
  object = json_object_new ();
  json_object_set_array_member (object, "issues", page.issues);
  finish_page (&page, object, asked, &token, query);
  jm_sim_reply_object (call->reply, 200, object);
}

static gboolean
count_issue (const JmSimIssue *issue, gpointer user_data)
{
  (*(guint *) user_data)++;
  return TRUE;
}

/* POST /search/approximate-count */
void
jm_sim_count (JmSimCall *call)
{
  g_autoptr(JmSimJql) jql = read_jql (call);
  JmSimSearch search = { call->site, jql, index_time (call), NULL };
  JmSimPosition start = { 0 };
  JsonObject *object;
  guint count = 0;

  if (jql == NULL)
    return;
  jql->order = jql->updated_from_ms > G_MININT64 ? JM_SIM_ORDER_UPDATED : JM_SIM_ORDER_CREATED;
  if (!call->anonymous)
    jm_sim_search_walk (&search, &start, count_issue, &count);
  object = json_object_new ();
  json_object_set_int_member (object, "count", count);
  jm_sim_reply_object (call->reply, 200, object);
}

/* The search that Atlassian switched off in 2025. */
void
jm_sim_search_gone (JmSimCall *call)
{
  jm_sim_reply_jira_error (call->reply, 410, "The requested API has been removed. Please migrate to the "
                                             "/rest/api/3/search/jql API. A full migration guideline is available at "
                                             "https://developer.atlassian.com/changelog/#CHANGE-2046");
}

/* The issue of the address, or FALSE after a 404. Direct reads see changes at once. */
static gboolean
wanted_issue (JmSimCall *call, JmSimIssue *issue)
{
  guint index;

  if (!call->anonymous && jm_sim_site_find_issue (call->site, call->params[0], &index) &&
      jm_sim_site_issue (call->site, index, G_MAXINT64, issue) && !jm_sim_site_project (call->site, issue->project)->hidden)
    return TRUE;
  jm_sim_reply_jira_error (call->reply, 404, "Issue does not exist or you do not have permission to see it.");
  return FALSE;
}

/* GET /issue/{idOrKey} */
void
jm_sim_get_issue (JmSimCall *call)
{
  g_auto(GStrv) names = jm_sim_request_query_list (call->request, "fields");
  const char *const everything[] = { "*all", NULL };
  g_autoptr(JmSimFields) fields = jm_sim_fields_new (names != NULL ? names : (GStrv) everything);
  JmSimIssue issue;

  if (wanted_issue (call, &issue))
    jm_sim_reply_object (call->reply, 200, jm_sim_issue_document (call, &issue, fields));
}

/* POST /issue/bulkfetch */
void
jm_sim_fetch_issues (JmSimCall *call)
{
  JsonObject *body = jm_sim_request_object (call->request);
  g_auto(GStrv) ids = jm_sim_json_strings (body, "issueIdsOrKeys");
  g_auto(GStrv) names = jm_sim_json_strings (body, "fields");
  g_autoptr(JmSimFields) fields = jm_sim_fields_new (names);
  JsonObject *object;
  JsonArray *issues;
  JsonArray *errors;

  if (ids == NULL || g_strv_length (ids) == 0 || g_strv_length (ids) > 100)
    {
      jm_sim_reply_jira_error (call->reply, 400, "Between 1 and 100 issue ids or keys must be given.");
      return;
    }
  issues = json_array_new ();
  errors = json_array_new ();
  for (guint i = 0; ids[i] != NULL; i++)
    {
      JmSimIssue issue;
      guint index;

      if (!call->anonymous && jm_sim_site_find_issue (call->site, ids[i], &index) &&
          jm_sim_site_issue (call->site, index, G_MAXINT64, &issue) && !jm_sim_site_project (call->site, issue.project)->hidden)
        {
          json_array_add_object_element (issues, jm_sim_issue_document (call, &issue, fields));
        }
      else
        {
          JsonObject *entry = json_object_new ();
          json_object_set_string_member (entry, "id", ids[i]);
          json_object_set_string_member (entry, "errorMessage", "Issue does not exist or you do not have permission to see it.");
          json_array_add_object_element (errors, entry);
        }
    }
  object = json_object_new ();
  json_object_set_array_member (object, "issues", issues);
  json_object_set_array_member (object, "issueErrors", errors);
  jm_sim_reply_object (call->reply, 200, object);
}

static void
reply_field_error (JmSimCall *call, const char *field, const char *message)
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
reference (JsonObject *fields, const char *name)
{
  JsonObject *object = jm_sim_json_object (fields, name);
  const char *text = jm_sim_json_string (object, "id", NULL);

  if (text == NULL)
    text = jm_sim_json_string (object, "key", NULL);
  if (text == NULL)
    text = jm_sim_json_string (object, "accountId", NULL);
  return text != NULL ? text : jm_sim_json_string (object, "name", NULL);
}

/* Members that are kept as they were written: those that no column of JmSimIssue holds. */
static JsonObject *
written_fields (const JmSimIssue *issue, JsonObject *fields)
{
  static const char *const columns[] = { "summary", "project", "issuetype", "priority", "assignee", "status", NULL };
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

/* Reads priority and assignee; FALSE after a 400. */
static gboolean
read_columns (JmSimCall *call, JsonObject *fields, JmSimIssue *issue)
{
  const char *priority = reference (fields, "priority");
  const char *person = reference (fields, "assignee");

  if (jm_sim_json_string (fields, "description", NULL) != NULL && !call->data_center)
    {
      reply_field_error (call, "description", "Operation value must be an Atlassian Document (see the Atlassian Document Format)");
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
read_new_issue (JmSimCall *call, JsonObject *fields, JmSimIssue *issue)
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
      reply_field_error (call, "summary", *summary == '\0' ? "You must specify a summary of the issue." :
                                          strpbrk (summary, "\r\n") != NULL ? "The summary is invalid because it contains newline characters." :
                                                                              "Summary can't exceed 255 characters.");
      return FALSE;
    }
  memset (issue, 0, sizeof *issue);
  issue->project = project->index;
  issue->type = (guint) jm_sim_find_type (type, project->team_managed);
  issue->status = project->team_managed ? 8 : g_str_equal (project->type_key, "service_desk") ? 4 : 0;
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
  g_autoptr(JsonObject) written = NULL;
  g_autoptr(JsonObject) document = NULL;
  JsonObject *object;
  JmSimIssue issue;

  if (!jm_sim_site_allows (call->site, "CREATE_ISSUES"))
    {
      jm_sim_reply_jira_error (call->reply, 403, "You do not have permission to create issues in this project.");
      return;
    }
  if (!read_new_issue (call, fields, &issue))
    return;
  written = written_fields (&issue, fields);
  issue.fields = written;
  jm_sim_site_create (call->site, &issue, jm_sim_clock_now_ms (&call->sim->clock));
  document = jm_sim_issue_document (call, &issue, NULL);
  object = json_object_new ();
  json_object_set_string_member (object, "id", json_object_get_string_member (document, "id"));
  json_object_set_string_member (object, "key", json_object_get_string_member (document, "key"));
  json_object_set_string_member (object, "self", json_object_get_string_member (document, "self"));
  jm_sim_reply_object (call->reply, 201, object);
}

static void
store (JmSimCall *call, JmSimIssue *issue)
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
  g_autoptr(JsonObject) written = NULL;
  JmSimIssue issue;

  if (!wanted_issue (call, &issue) || !read_columns (call, fields, &issue))
    return;
  summary = g_strdup (jm_sim_json_string (fields, "summary", issue.summary));
  written = written_fields (&issue, fields);
  issue.summary = summary;
  issue.fields = written;
  store (call, &issue);
}

/* DELETE /issue/{idOrKey} */
void
jm_sim_delete_issue (JmSimCall *call)
{
  JmSimIssue issue;

  if (!wanted_issue (call, &issue))
    return;
  issue.deleted = TRUE;
  store (call, &issue);
}

/* From each status of a workflow one may go to each other one. */
static gboolean
leads_to (const JmSimIssue *issue, guint row)
{
  gboolean service = issue->status >= 4 && issue->status <= 6;
  gboolean service_too = row >= 4 && row <= 6;

  if (row == issue->status || jm_sim_statuses[row].team_managed != jm_sim_statuses[issue->status].team_managed)
    return FALSE;
  return jm_sim_statuses[row].team_managed || row == 1 || issue->status == 1 || service == service_too;
}

/* GET /issue/{idOrKey}/transitions */
void
jm_sim_get_transitions (JmSimCall *call)
{
  JsonArray *array;
  JsonObject *object;
  JmSimIssue issue;

  if (!wanted_issue (call, &issue))
    return;
  array = json_array_new ();
  for (guint i = 0; jm_sim_site_allows (call->site, "TRANSITION_ISSUES") && i < jm_sim_n_statuses; i++)
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

  if (!wanted_issue (call, &issue))
    return;
  if (row < 0 || row >= jm_sim_n_statuses || !leads_to (&issue, (guint) row))
    {
      jm_sim_reply_jira_error (call->reply, 400, "It is not on the appropriate workflow state for this transition.");
      return;
    }
  issue.status = (guint) row;
  store (call, &issue);
}
