/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "jm-sim-damage.h"

#include <string.h>

static void
remove_site (JmSim              *sim,
             const JmSimRequest *request,
             const JmSimFault   *fault)
{
  const char *id = jm_sim_fault_string (fault, "id", NULL);
  g_auto (GStrv) parts = g_strsplit (request->path, "/", 5);
  JmSimSite *site;

  /* without an id: the site that this request is about */
  if (id == NULL && g_str_has_prefix (request->path, "/ex/jira/"))
    id = parts[3];
  site = id != NULL ? jm_sim_find_site (sim, id) : g_ptr_array_index (sim->sites, 0);
  if (site == NULL)
    return;
  site->removed = TRUE;
  jm_sim_tokens_remove_site (sim->tokens, site->id);
}

/* scope_removed, site_removed, user_deactivated: from now on, and for this request already. */
void
jm_sim_damage_world (JmSim              *sim,
                     const JmSimRequest *request)
{
  const JmSimFault *scope = jm_sim_request_fault (request, JM_SIM_FAULT_SCOPE_REMOVED);
  const JmSimFault *site = jm_sim_request_fault (request, JM_SIM_FAULT_SITE_REMOVED);

  if (scope != NULL)
    jm_sim_tokens_remove_scope (sim->tokens,
                                jm_sim_fault_string (scope, "scope", "read:jira-work"));
  if (site != NULL)
    remove_site (sim, request, site);
  if (jm_sim_request_fault (request, JM_SIM_FAULT_USER_DEACTIVATED))
    sim->person_active = FALSE;
}

static void
set_headers (JmSimReply *reply,
             JsonObject *headers)
{
  JsonObjectIter iter;
  const char *name;
  JsonNode *value;

  if (headers == NULL)
    return;
  json_object_iter_init (&iter, headers);
  while (json_object_iter_next (&iter, &name, &value))
    {
      if (JSON_NODE_HOLDS_VALUE (value) && json_node_get_value_type (value) == G_TYPE_STRING)
        jm_sim_reply_header (reply, name, json_node_get_string (value));
    }
}

/* {"code", "headers"?: {…}, "body"?: string or JSON} */
static void
answer_status (JmSimReply       *reply,
               const JmSimFault *fault)
{
  guint status = (guint) jm_sim_fault_int (fault, "code", 500);
  const char *text = jm_sim_fault_string (fault, "body", NULL);
  JsonNode *body = json_object_get_member (fault->args, "body");

  if (text != NULL)
    jm_sim_reply_text (reply, status, *text == '<' ? "text/html" : "application/json", text);
  else if (body != NULL)
    jm_sim_reply_node (reply, status, json_node_copy (body));
  else if (status == 204 || status == 304)
    reply->status = status;
  else
    jm_sim_reply_jira_error (reply, status, "The simulator was told to answer %u", status);
  set_headers (reply, jm_sim_json_object (fault->args, "headers"));
}

/* {"value": "1847" or a date or nonsense, "reason"?, "status"?: 429}; without a value there is no
 * Retry-After. */
static void
answer_retry_after (JmSimReply       *reply,
                    const JmSimFault *fault,
                    const JmSimFault *reason)
{
  guint status = fault != NULL ? (guint) jm_sim_fault_int (fault, "status", 429) : 429;
  const char *name = reason != NULL ? jm_sim_fault_string (reason, "reason", "jira-burst-based") :
                                      jm_sim_fault_string (fault, "reason", NULL);
  const char *text = fault != NULL ? jm_sim_fault_string (fault, "value", NULL) : NULL;
  g_autofree char *number = NULL;

  jm_sim_reply_jira_error (reply, status, "Rate limit exceeded.");
  if (text == NULL && fault != NULL && json_object_has_member (fault->args, "value"))
    text = number = g_strdup_printf ("%" G_GINT64_FORMAT, jm_sim_fault_int (fault, "value", 0));
  if (text != NULL)
    jm_sim_reply_header (reply, "Retry-After", text);
  if (name != NULL)
    jm_sim_reply_header (reply, "RateLimit-Reason", name);
  set_headers (reply, jm_sim_json_object ((fault != NULL ? fault : reason)->args, "headers"));
}

/* Returns: whether a fault answered, so that nothing else is to be done for this request */
gboolean
jm_sim_damage_answer (const JmSimRequest *request,
                      JmSimReply         *reply)
{
  const JmSimFault *status = jm_sim_request_fault (request, JM_SIM_FAULT_STATUS);
  const JmSimFault *retry = jm_sim_request_fault (request, JM_SIM_FAULT_RETRY_AFTER);
  const JmSimFault *reason = jm_sim_request_fault (request, JM_SIM_FAULT_RATE_REASON);
  const JmSimFault *redirect = jm_sim_request_fault (request, JM_SIM_FAULT_REDIRECT);

  if (status != NULL)
    answer_status (reply, status);
  else if (retry != NULL || reason != NULL)
    answer_retry_after (reply, retry, reason);
  else if (redirect != NULL)
    {
      reply->status = (guint) jm_sim_fault_int (redirect, "code", 302);
      jm_sim_reply_header (reply, "Location",
                           jm_sim_fault_string (redirect, "to", "http://127.0.0.1:9/"));
    }
  else if (jm_sim_request_fault (request, JM_SIM_FAULT_EMPTY_200))
    jm_sim_reply_text (reply, 200, "application/json", "");
  else if (jm_sim_request_fault (request, JM_SIM_FAULT_HTML_200))
    jm_sim_reply_text (
        reply, 200, "text/html;charset=UTF-8",
        "<!DOCTYPE html>\n<html><head><title>Welcome to Station Wi-Fi</title></head>"
        "<body><h1>Please accept our terms</h1><form><button>Accept</button></form></body></html>");
  else
    return FALSE;
  return TRUE;
}

/* Puts @bytes behind the first quote of the first string value of the body; with the argument "summary" of the summary that
 * begins so, and answers without it stay whole. */
static void
spoil_string (const JmSimFault *fault,
              JmSimReply       *reply,
              const char       *bytes,
              gsize             length)
{
  g_autofree char *text = g_strndup ((const char *) reply->body->data, reply->body->len);
  const char *summary = jm_sim_fault_string (fault, "summary", NULL);
  g_autofree char *member = g_strconcat ("\"summary\":\"", summary, NULL);
  const char *place = strstr (text, member);
  g_autoptr (GByteArray) spoilt = g_byte_array_new ();
  gsize at;

  if (place == NULL && summary == NULL)
    place = strstr (text, "\":\"");
  if (place == NULL)
    return;
  at = (gsize) (strstr (place, "\":\"") + 3 - text);
  g_byte_array_append (spoilt, (const guint8 *) text, (guint) at);
  g_byte_array_append (spoilt, (const guint8 *) bytes, (guint) length);
  g_byte_array_append (spoilt, reply->body->data + at, reply->body->len - (guint) at);
  g_byte_array_set_size (reply->body, 0);
  g_byte_array_append (reply->body, spoilt->data, spoilt->len);
}

/* Gives the outermost object one more member: @name, then @length bytes that @fill repeats. */
static void
add_long_member (JmSimReply *reply,
                 const char *head,
                 char        fill,
                 gsize       length,
                 char        tail_fill,
                 gsize       tail,
                 const char *end)
{
  gboolean object = reply->body->len > 0 && reply->body->data[reply->body->len - 1] == '}';
  g_autofree char *run = g_malloc (MAX (length, tail));

  if (!object)
    g_byte_array_set_size (reply->body, 0);
  else
    g_byte_array_set_size (reply->body, reply->body->len - 1);
  if (!object)
    g_byte_array_append (reply->body, (const guint8 *) "{", 1);
  else if (reply->body->len > 1)
    g_byte_array_append (reply->body, (const guint8 *) ",", 1);
  g_byte_array_append (reply->body, (const guint8 *) head, (guint) strlen (head));
  memset (run, fill, length);
  g_byte_array_append (reply->body, (const guint8 *) run, (guint) length);
  memset (run, tail_fill, tail);
  g_byte_array_append (reply->body, (const guint8 *) run, (guint) tail);
  g_byte_array_append (reply->body, (const guint8 *) end, (guint) strlen (end));
}

/* One step of "$.issues[0].fields": a name, an index, or [*]. Takes it off @path. */
static char *
next_step (const char **path)
{
  const char *start = *path;
  gsize length;
  char *step;

  if (*start == '$' || *start == '.')
    start++;
  if (*start == '.')
    start++;
  if (*start == '[')
    {
      length = strcspn (start, "]");
      step = g_strndup (start, length + (start[length] == ']' ? 1 : 0));
    }
  else
    {
      length = strcspn (start, ".[");
      step = g_strndup (start, length);
    }
  *path = start + strlen (step);
  return step;
}

static JsonNode *
another_type (JsonNode         *old,
              const JmSimFault *fault)
{
  JsonNode *value = json_object_get_member (fault->args, "value");
  JsonNode *node;

  if (value != NULL)
    return json_node_copy (value);
  if (old != NULL && JSON_NODE_HOLDS_VALUE (old) && json_node_get_value_type (old) == G_TYPE_STRING)
    {
      node = json_node_new (JSON_NODE_VALUE);
      json_node_set_int (node, 42);
      return node;
    }
  node = json_node_new (JSON_NODE_VALUE);
  json_node_set_string (node, "not what you think");
  return node;
}

static void
change_at (JsonNode *node, const char *path, const JmSimFault *fault);

static void
change_member (JsonObject       *object,
               const char       *name,
               const char       *rest,
               const JmSimFault *fault)
{
  if (*rest != '\0')
    {
      if (json_object_has_member (object, name))
        change_at (json_object_get_member (object, name), rest, fault);
    }
  else if (fault->kind == JM_SIM_FAULT_MISSING)
    {
      if (json_object_has_member (object, name))
        json_object_remove_member (object, name);
    }
  else
    {
      json_object_set_member (object, name,
                              another_type (json_object_get_member (object, name), fault));
    }
}

static void
change_element (JsonArray        *array,
                guint             i,
                const char       *rest,
                const JmSimFault *fault)
{
  if (*rest != '\0')
    {
      change_at (json_array_get_element (array, i), rest, fault);
    }
  else
    {
      g_autoptr (JsonNode) old = json_array_dup_element (array, i);

      json_array_remove_element (array, i);
      if (fault->kind == JM_SIM_FAULT_WRONG_TYPE)
        {
          /* json-glib has no “insert”: the changed one goes to the end */
          json_array_add_element (array, another_type (old, fault));
        }
    }
}

/* Walks @path down from @node and changes or removes what is there. */
static void
change_at (JsonNode         *node,
           const char       *path,
           const JmSimFault *fault)
{
  g_autofree char *step = next_step (&path);

  if (*step == '[' && JSON_NODE_HOLDS_ARRAY (node))
    {
      JsonArray *array = json_node_get_array (node);
      gboolean all = g_str_equal (step, "[*]");
      guint64 wanted = g_ascii_strtoull (step + 1, NULL, 10);

      for (guint i = json_array_get_length (array); i > 0; i--)
        {
          if (all || wanted == i - 1)
            change_element (array, i - 1, path, fault);
        }
    }
  else if (*step != '[' && JSON_NODE_HOLDS_OBJECT (node))
    {
      change_member (json_node_get_object (node), step, path, fault);
    }
}

/* wrong_type {"path": "$.issues[0].fields.summary", "value"?: anything}, missing {"path"} */
static void
change_json (JmSimReply       *reply,
             const JmSimFault *fault)
{
  g_autoptr (JsonParser) parser = json_parser_new ();
  const char *path = jm_sim_fault_string (fault, "path", "$");
  JsonNode *root;
  g_autofree char *text = NULL;

  if (reply->body->len == 0 ||
      !json_parser_load_from_data (parser, (const char *) reply->body->data, reply->body->len,
                                   NULL))
    return;
  root = json_parser_get_root (parser);
  if (g_str_equal (path, "$"))
    {
      g_autoptr (JsonNode) other = another_type (root, fault);
      text = json_to_string (other, FALSE);
    }
  else
    {
      change_at (root, path, fault);
      text = json_to_string (root, FALSE);
    }
  g_byte_array_set_size (reply->body, 0);
  g_byte_array_append (reply->body, (const guint8 *) text, (guint) strlen (text));
}

/* Beside a right answer: {"headers": {name: value, or null to leave it out}} */
static void
change_headers (JmSimReply *reply,
                JsonObject *headers)
{
  JsonObjectIter iter;
  const char *name;
  JsonNode *value;

  set_headers (reply, headers);
  if (headers == NULL)
    return;
  json_object_iter_init (&iter, headers);
  while (json_object_iter_next (&iter, &name, &value))
    {
      if (JSON_NODE_HOLDS_NULL (value))
        soup_message_headers_remove (reply->headers, name);
    }
}

static void
damage_body (const JmSimFault *fault,
             JmSimReply       *reply)
{
  gsize n = (gsize) CLAMP (jm_sim_fault_int (fault, "n", 100000), 0, 1 << 30);

  switch ((int) fault->kind)
    {
    case JM_SIM_FAULT_BAD_UTF8:
      spoil_string (fault, reply, "\xc3\x28\xff", 3);
      break;
    case JM_SIM_FAULT_NUL_ESCAPE:
      spoil_string (fault, reply, "a\\u0000b\\ud800c", strlen ("a\\u0000b\\ud800c"));
      break;
    case JM_SIM_FAULT_DEEP:
      add_long_member (reply, "\"deep\":", '[', n, ']', n, "}");
      break;
    case JM_SIM_FAULT_BIG:
      add_long_member (reply, "\"padding\":\"", 'x', n, 'y', 0, "\"}");
      break;
    case JM_SIM_FAULT_WRONG_TYPE:
    case JM_SIM_FAULT_MISSING:
      change_json (reply, fault);
      break;
    case JM_SIM_FAULT_HEADERS:
      change_headers (reply, jm_sim_json_object (fault->args, "headers"));
      break;
    default:
      break;
    }
}

/* Spoils body and headers of an answer that is otherwise right. */
void
jm_sim_damage_reply (JmSim              *sim,
                     const JmSimRequest *request,
                     JmSimReply         *reply)
{
  gint64 now = jm_sim_clock_now (&sim->clock);
  const JmSimFault *skew = jm_sim_request_fault (request, JM_SIM_FAULT_DATE_SKEW);
  g_autoptr (GDateTime) date = g_date_time_new_from_unix_utc (
      now + (skew != NULL ? jm_sim_fault_int (skew, "seconds", 3600) : 0));
  g_autofree char *text = soup_date_time_to_string (date, SOUP_DATE_HTTP);

  jm_sim_reply_header (reply, "Date", text);
  for (guint i = 0; request->faults != NULL && i < request->faults->len; i++)
    damage_body (g_ptr_array_index (request->faults, i), reply);
}
