/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "jm-sim-faults.h"

#include <gio/gio.h>
#include <string.h>

static const char *const kind_names[] = {
  [JM_SIM_FAULT_STATUS] = "status",
  [JM_SIM_FAULT_RETRY_AFTER] = "retry_after",
  [JM_SIM_FAULT_RATE_REASON] = "rate_reason",
  [JM_SIM_FAULT_DELAY] = "delay",
  [JM_SIM_FAULT_DRIP] = "drip",
  [JM_SIM_FAULT_RESET] = "reset",
  [JM_SIM_FAULT_CLOSE_NO_REPLY] = "close_no_reply",
  [JM_SIM_FAULT_TRUNCATE] = "truncate",
  [JM_SIM_FAULT_GZIP] = "gzip",
  [JM_SIM_FAULT_CHUNK_NO_END] = "chunk_no_end",
  [JM_SIM_FAULT_BAD_UTF8] = "bad_utf8",
  [JM_SIM_FAULT_NUL_ESCAPE] = "nul_escape",
  [JM_SIM_FAULT_DEEP] = "deep",
  [JM_SIM_FAULT_BIG] = "big",
  [JM_SIM_FAULT_WRONG_TYPE] = "wrong_type",
  [JM_SIM_FAULT_MISSING] = "missing",
  [JM_SIM_FAULT_EMPTY_200] = "empty_200",
  [JM_SIM_FAULT_HTML_200] = "html_200",
  [JM_SIM_FAULT_REDIRECT] = "redirect",
  [JM_SIM_FAULT_HEADER_FLOOD] = "header_flood",
  [JM_SIM_FAULT_CONTINUE_FLOOD] = "continue_flood",
  [JM_SIM_FAULT_DUP_HEADER] = "dup_header",
  [JM_SIM_FAULT_BAD_LENGTH] = "bad_length",
  [JM_SIM_FAULT_PAGE_REPEAT] = "page_repeat",
  [JM_SIM_FAULT_TOKEN_LOOP] = "token_loop",
  [JM_SIM_FAULT_TOKEN_EXPIRED] = "token_expired",
  [JM_SIM_FAULT_SHORT_FETCH] = "short_fetch",
  [JM_SIM_FAULT_SHORT_PAGE] = "short_page",
  [JM_SIM_FAULT_ISSUE_MOVES] = "issue_moves_between_pages",
  [JM_SIM_FAULT_DUPLICATE_POST] = "duplicate_post",
  [JM_SIM_FAULT_SEARCH_LAG] = "search_lag",
  [JM_SIM_FAULT_SCOPE_REMOVED] = "scope_removed",
  [JM_SIM_FAULT_SITE_REMOVED] = "site_removed",
  [JM_SIM_FAULT_USER_DEACTIVATED] = "user_deactivated",
  [JM_SIM_FAULT_DATE_SKEW] = "date_skew",
  [JM_SIM_FAULT_HEADERS] = "headers",
};

static void
fault_clear (gpointer data)
{
  JmSimFault *self = data;

  g_free (self->method);
  g_free (self->path);
  g_free (self->contains);
  json_object_unref (self->args);
}

static void
fault_unref (gpointer data)
{
  g_rc_box_release_full (data, fault_clear);
}

JmSimFaults *
jm_sim_faults_new (void)
{
  JmSimFaults *self = g_new0 (JmSimFaults, 1);

  self->armed = g_ptr_array_new_with_free_func (fault_unref);
  self->next_id = 1;
  return self;
}

void
jm_sim_faults_free (JmSimFaults *self)
{
  g_ptr_array_unref (self->armed);
  g_free (self);
}

const char *
jm_sim_fault_kind_name (JmSimFaultKind kind)
{
  return kind_names[kind];
}

static int
find_kind (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (kind_names); i++)
    {
      if (g_strcmp0 (kind_names[i], name) == 0)
        return (int) i;
    }
  return -1;
}

/*
 * jm_sim_faults_arm:
 * @description: {"match": {"method"?, "path"?, "contains"?}, "nth"?: 1, "times"?: 1, "kind", "args"?: {…}}
 *
 * Returns: (transfer none): the fault, or NULL with @error if there is no such kind
 */
JmSimFault *
jm_sim_faults_arm (JmSimFaults  *self,
                   JsonObject   *description,
                   GError      **error)
{
  JsonObject *match = jm_sim_json_object (description, "match");
  JsonObject *args = jm_sim_json_object (description, "args");
  int kind = find_kind (jm_sim_json_string (description, "kind", NULL));
  JmSimFault *fault;

  if (kind < 0)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, "There is no fault of kind “%s”",
                   jm_sim_json_string (description, "kind", ""));
      return NULL;
    }
  fault = g_rc_box_new0 (JmSimFault);
  fault->id = self->next_id++;
  fault->method = g_strdup (jm_sim_json_string (match, "method", NULL));
  fault->path = g_strdup (jm_sim_json_string (match, "path", "/"));
  fault->contains = g_strdup (jm_sim_json_string (match, "contains", NULL));
  fault->nth = (guint) CLAMP (jm_sim_json_int (description, "nth", 1), 1, G_MAXINT);
  fault->times = (guint) CLAMP (jm_sim_json_int (description, "times", 1), 0, G_MAXINT);
  fault->kind = (JmSimFaultKind) kind;
  fault->args = args != NULL ? json_object_ref (args) : json_object_new ();
  g_ptr_array_add (self->armed, fault);
  return fault;
}

/* @id 0: all of them. */
void
jm_sim_faults_disarm (JmSimFaults *self,
                      guint        id)
{
  for (guint i = self->armed->len; i > 0; i--)
    {
      const JmSimFault *fault = g_ptr_array_index (self->armed, i - 1);

      if (id == 0 || fault->id == id)
        g_ptr_array_remove_index (self->armed, i - 1);
    }
}

static gboolean
body_contains (const JmSimRequest *request,
               const char         *text)
{
  gsize length;
  const char *body = g_bytes_get_data (request->body, &length);

  return body != NULL && g_strstr_len (body, (gssize) length, text) != NULL;
}

static gboolean
query_contains (const JmSimRequest *request,
                const char         *text)
{
  for (guint i = 0; i < request->query->len; i++)
    {
      if (strstr (g_ptr_array_index (request->query, i), text) != NULL)
        return TRUE;
    }
  return FALSE;
}

static gboolean
matches (const JmSimFault   *self,
         const JmSimRequest *request)
{
  if (self->method != NULL && g_ascii_strcasecmp (self->method, request->method) != 0)
    return FALSE;
  if (self->contains != NULL && !body_contains (request, self->contains) && !query_contains (request, self->contains))
    return FALSE;
  if (strpbrk (self->path, "*?") != NULL)
    return g_pattern_match_simple (self->path, request->path);
  return g_str_has_prefix (request->path, self->path);
}

/* The faults that strike this request, in the order in which they were armed; counts them. */
GPtrArray *
jm_sim_faults_strike (JmSimFaults        *self,
                      const JmSimRequest *request)
{
  GPtrArray *struck = g_ptr_array_new_with_free_func (fault_unref);

  for (guint i = 0; i < self->armed->len; i++)
    {
      JmSimFault *fault = g_ptr_array_index (self->armed, i);

      if (!matches (fault, request))
        continue;
      fault->seen++;
      if (fault->seen < fault->nth || (fault->times > 0 && fault->struck >= fault->times))
        continue;
      fault->struck++;
      g_ptr_array_add (struck, g_rc_box_acquire (fault));
    }
  return struck;
}

JsonArray *
jm_sim_faults_describe (JmSimFaults *self)
{
  JsonArray *array = json_array_new ();

  for (guint i = 0; i < self->armed->len; i++)
    {
      const JmSimFault *fault = g_ptr_array_index (self->armed, i);
      JsonObject *object = json_object_new ();

      json_object_set_int_member (object, "id", fault->id);
      json_object_set_string_member (object, "kind", kind_names[fault->kind]);
      json_object_set_string_member (object, "path", fault->path);
      json_object_set_int_member (object, "seen", fault->seen);
      json_object_set_int_member (object, "struck", fault->struck);
      json_array_add_object_element (array, object);
    }
  return array;
}

/* The fault of that kind which strikes @request, or NULL. */
const JmSimFault *
jm_sim_request_fault (const JmSimRequest *request,
                      JmSimFaultKind      kind)
{
  for (guint i = 0; request->faults != NULL && i < request->faults->len; i++)
    {
      const JmSimFault *fault = g_ptr_array_index (request->faults, i);

      if (fault->kind == kind)
        return fault;
    }
  return NULL;
}

gint64
jm_sim_fault_int (const JmSimFault *fault,
                  const char       *name,
                  gint64            fallback)
{
  return jm_sim_json_int (fault->args, name, fallback);
}

const char *
jm_sim_fault_string (const JmSimFault *fault,
                     const char       *name,
                     const char       *fallback)
{
  return jm_sim_json_string (fault->args, name, fallback);
}
