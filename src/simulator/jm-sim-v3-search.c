/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "jm-sim-call.h"
#include "jm-sim-issue-text.h"
#include "jm-sim-search.h"
#include "jm-sim-writer.h"

/* Searching on Jira Cloud: pages by token, no total. */

#define PAGE_TOKEN_MS (G_GINT64_CONSTANT (7) * 24 * 60 * 60 * 1000)
#define HOUR_MS (G_GINT64_CONSTANT (60) * 60 * 1000)
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
  GString *out;
  guint n;
  guint limit;
  gboolean changelog;
  gboolean more;
  JmSimIssue first;
  JmSimIssue last;
  JmSimIssue beyond; /* the first one of the next page */
} Page;

#define POSITION_FORM "%d %u %u %u %" G_GINT64_FORMAT " %" G_GINT64_FORMAT
#define TOKEN_FORM POSITION_FORM " " POSITION_FORM " %" G_GINT64_FORMAT " %u %u"
#define TOKEN_PARTS 15

static char *
encode_token (const PageToken *token)
{
  const JmSimPosition *after = &token->after;
  const JmSimPosition *before = &token->before;
  g_autofree char *text = g_strdup_printf (
      TOKEN_FORM, after->valid, after->index, after->project, after->number, after->updated_ms,
      after->created_ms, before->valid, before->index, before->project, before->number,
      before->updated_ms, before->created_ms, token->issued_ms, token->query, token->count);

  return g_base64_encode ((const guchar *) text, strlen (text));
}

static gboolean
decode_token (const char *encoded,
              PageToken  *token)
{
  JmSimPosition *after = &token->after;
  JmSimPosition *before = &token->before;
  gsize length;
  g_autofree guchar *plain = g_base64_decode (encoded, &length);
  g_autofree char *text = g_strndup ((const char *) plain, length);

  return sscanf (text, TOKEN_FORM, &after->valid, &after->index, &after->project, &after->number,
                 &after->updated_ms, &after->created_ms, &before->valid, &before->index, &before->project,
                 &before->number, &before->updated_ms, &before->created_ms, &token->issued_ms,
                 &token->query, &token->count) == TOKEN_PARTS;
}

/* A parameter that a GET has in its query and a POST in its body. */
static const char *
text_parameter (const JmSimCall *call,
                const char      *name)
{
  JsonObject *body = jm_sim_request_object (call->request);

  return body != NULL ? jm_sim_json_string (body, name, NULL) :
                        jm_sim_request_query (call->request, name);
}

static gint64
int_parameter (const JmSimCall *call,
               const char      *name,
               gint64           fallback)
{
  JsonObject *body = jm_sim_request_object (call->request);

  return body != NULL ? jm_sim_json_int (body, name, fallback) :
                        jm_sim_request_query_int (call->request, name, fallback);
}

static GStrv
list_parameter (const JmSimCall *call,
                const char      *name)
{
  JsonObject *body = jm_sim_request_object (call->request);

  return body != NULL ? jm_sim_json_strings (body, name) :
                        jm_sim_request_query_list (call->request, name);
}

static GHashTable *
read_reconcile (const JmSimCall *call)
{
  g_auto (GStrv) ids = list_parameter (call, "reconcileIssues");
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
  g_autoptr (GError) error = NULL;
  g_autoptr (JmSimJql) jql = jm_sim_jql_parse (call->site, text != NULL ? text : "",
                                               jm_sim_clock_now_ms (&call->sim->clock), &error);

  if (jql == NULL)
    {
      jm_sim_reply_jira_error (call->reply, 400, "%s", error->message);
      return NULL;
    }
  if (jql->root == NULL)
    {
      jm_sim_reply_jira_error (call->reply, 400,
                               "Unbounded JQL queries are not allowed here. Please add a search "
                               "restriction to your query.");
      return NULL;
    }
  call->reply->fleeting = jql->relative;
  return g_steal_pointer (&jql);
}

/* What was changed after this moment is not in the index yet. */
gint64
jm_sim_index_time (const JmSimCall *call)
{
  const JmSimFault *lag = jm_sim_request_fault (call->request, JM_SIM_FAULT_SEARCH_LAG);
  gint64 lag_ms =
      lag != NULL ? jm_sim_fault_int (lag, "seconds", 60) * 1000 : call->sim->search_lag_ms;

  if (lag_ms <= 0)
    return G_MAXINT64;
  return MAX (jm_sim_clock_now_ms (&call->sim->clock) - lag_ms, call->sim->settled_ms);
}

static gboolean
visit_issue (const JmSimIssue *issue,
             gpointer          user_data)
{
  Page *page = user_data;

  if (page->n >= page->limit)
    {
      page->more = TRUE;
      page->beyond = *issue;
      return FALSE;
    }
  if (page->n == 0)
    page->first = *issue;
  page->last = *issue;
  page->n++;
  jm_sim_write_issue (page->out, page->call, issue, page->fields, page->changelog);
  return TRUE;
}

/* Reads the token of the request; FALSE after a 400. */
static gboolean
read_token (JmSimCall  *call,
            const char *text,
            guint       query,
            PageToken  *token)
{
  gint64 now = jm_sim_clock_now_ms (&call->sim->clock);

  memset (token, 0, sizeof *token);
  if (text == NULL)
    return TRUE;
  if (!jm_sim_request_fault (call->request, JM_SIM_FAULT_TOKEN_EXPIRED) &&
      decode_token (text, token) && token->query == query &&
      now - token->issued_ms <= PAGE_TOKEN_MS)
    return TRUE;
  jm_sim_reply_jira_error (call->reply, 400, "The provided next page token is invalid or expired.");
  return FALSE;
}

static void
touch (JmSimCall        *call,
       const JmSimIssue *old)
{
  gint64 now = jm_sim_clock_now_ms (&call->sim->clock);
  JmSimIssue issue = *old;

  issue.updated_ms = now;
  jm_sim_site_change (call->site, &issue, now);
}

/* Sets nextPageToken and isLast, and lets armed faults have their way with them. */
static void
finish_page (Page            *page,
             const char      *asked,
             const PageToken *token,
             guint            query)
{
  JmSimCall *call = page->call;
  const JmSimFault *shortened = jm_sim_request_fault (call->request, JM_SIM_FAULT_SHORT_FETCH);
  PageToken next = {
    .before = token->after,
    /* to the hour, so that the same walk has the same tokens */
    .issued_ms = jm_sim_clock_now_ms (&call->sim->clock) / HOUR_MS * HOUR_MS,
    .query = query,
    .count = token->count + page->n,
  };
  g_autofree char *text = NULL;

  if (shortened != NULL && next.count >= jm_sim_fault_int (shortened, "n", 0))
    page->more = FALSE;
  if (page->more)
    {
      next.after = page->n > 0 ? jm_sim_search_position (&page->last) : token->after;
      text = encode_token (&next);
      if (asked != NULL && jm_sim_request_fault (call->request, JM_SIM_FAULT_TOKEN_LOOP))
        jm_sim_member_string (page->out, "nextPageToken", asked);
      else
        jm_sim_member_string (page->out, "nextPageToken", text);
    }
  jm_sim_member_boolean (page->out, "isLast", !page->more);
  if (jm_sim_request_fault (call->request, JM_SIM_FAULT_ISSUE_MOVES) && page->n > 0)
    {
      touch (call, &page->first);
      if (page->more)
        touch (call, &page->beyond);
    }
}

static guint
page_limit (const JmSimCall   *call,
            const JmSimFields *fields,
            const PageToken   *token)
{
  const JmSimFault *shortened = jm_sim_request_fault (call->request, JM_SIM_FAULT_SHORT_FETCH);
  const JmSimFault *brief = jm_sim_request_fault (call->request, JM_SIM_FAULT_SHORT_PAGE);
  gint64 largest = fields->only_ids ? LONGEST_ID_PAGE : LONGEST_PAGE;
  gint64 limit = CLAMP (int_parameter (call, "maxResults", 50), 1, largest);

  if (shortened != NULL)
    limit = CLAMP (jm_sim_fault_int (shortened, "n", 0) - (gint64) token->count, 0, limit);
  if (brief != NULL)
    limit = CLAMP (jm_sim_fault_int (brief, "n", 0), 0, limit);
  return (guint) limit;
}

static gboolean
wants_changelog (const JmSimCall *call)
{
  g_auto (GStrv) expand = list_parameter (call, "expand");

  return expand != NULL && g_strv_contains ((const char *const *) expand, "changelog");
}

/* GET and POST /search/jql */
void
jm_sim_search (JmSimCall *call)
{
  const char *asked = text_parameter (call, "nextPageToken");
  g_autoptr (JmSimJql) jql = read_jql (call);
  g_auto (GStrv) names = list_parameter (call, "fields");
  g_autoptr (JmSimFields) fields = jm_sim_fields_new (names);
  g_autoptr (GHashTable) reconcile = read_reconcile (call);
  guint query =
      g_str_hash (text_parameter (call, "jql") != NULL ? text_parameter (call, "jql") : "");
  PageToken token;
  JmSimSearch search = { call->site, jql, jm_sim_index_time (call), reconcile };
  Page page = { .call = call, .search = &search, .fields = fields };

  if (jql == NULL || !read_token (call, asked, query, &token))
    return;
  page.limit = page_limit (call, fields, &token);
  page.changelog = wants_changelog (call);
  page.out = g_string_new ("{\"issues\":[");
  if (jm_sim_request_fault (call->request, JM_SIM_FAULT_PAGE_REPEAT) && asked != NULL)
    token.after = token.before;
  if (!call->anonymous)
    jm_sim_search_walk (&search, &token.after, visit_issue, &page);
  jm_sim_write_close (page.out, ']');
  call->reply->results = page.n;
  finish_page (&page, asked, &token, query);
  jm_sim_write_close (page.out, '}');
  jm_sim_reply_json (call->reply, 200, page.out);
}

/* POST /search/approximate-count */
void
jm_sim_count (JmSimCall *call)
{
  g_autoptr (JmSimJql) jql = read_jql (call);
  JmSimSearch search = { call->site, jql, jm_sim_index_time (call), NULL };
  JsonObject *object;

  if (jql == NULL)
    return;
  object = json_object_new ();
  json_object_set_int_member (object, "count", call->anonymous ? 0 : jm_sim_search_count (&search));
  jm_sim_reply_object (call->reply, 200, object);
}

/* The search that Atlassian switched off in 2025. */
void
jm_sim_search_gone (JmSimCall *call)
{
  jm_sim_reply_jira_error (call->reply, 410,
                           "The requested API has been removed. Please migrate to the "
                           "/rest/api/3/search/jql API. A full migration guideline is available at "
                           "https://developer.atlassian.com/changelog/#CHANGE-2046");
}
