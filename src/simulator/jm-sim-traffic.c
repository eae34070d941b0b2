/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "jm-sim-traffic.h"

#include <string.h>

#include "jm-sim-faults.h"

/* Real time that a request may have been on its way when a window closed. */
#define GRACE_US (250 * 1000)

typedef enum
{
  SCOPE_ENDPOINT,
  SCOPE_ISSUE,
  SCOPE_EVERYTHING,
} Scope;

typedef struct
{
  guint id;
  Scope scope;
  char *credential; /* value of Authorization; "" without one */
  char *place;      /* endpoint and site, or path of an issue */
  char *reason;     /* RateLimit-Reason; NULL: none was given */
  guint status;
  gint64 closed_ms; /* simulated */
  gint64 opens_ms;
  gint64 closed_us; /* monotonic */
  gboolean enforced;
  guint early;      /* requests that were under way */
  guint violations;
} JmSimWindow;

static void
window_free (gpointer data)
{
  JmSimWindow *self = data;

  g_free (self->credential);
  g_free (self->place);
  g_free (self->reason);
  g_free (self);
}

JmSimTraffic *
jm_sim_traffic_new (void)
{
  JmSimTraffic *self = g_new0 (JmSimTraffic, 1);

  self->counts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->windows = g_ptr_array_new_with_free_func (window_free);
  return self;
}

void
jm_sim_traffic_free (JmSimTraffic *self)
{
  g_hash_table_unref (self->counts);
  g_ptr_array_unref (self->windows);
  g_free (self);
}

void
jm_sim_traffic_forget (JmSimTraffic *self)
{
  g_hash_table_remove_all (self->counts);
  g_ptr_array_set_size (self->windows, 0);
}

/* The path behind the site: "/ex/jira/ID/rest/…" → "/rest/…" */
static const char *
behind_site (const char *path)
{
  const char *rest = strstr (path, "/rest/");

  return rest != NULL ? rest : path;
}

/* Whether that segment names one thing among many: an id, a key, a cloud id. */
static gboolean
is_name (const char *before,
         const char *segment)
{
  static const char *const lists[] = { "issue", "project", "board", "sprint", "tokens", "avatar", "type", NULL };
  static const char *const words[] = { "search", "bulkfetch", "bulk", "createmeta", "picker", NULL };

  return g_strv_contains (lists, before) && !g_strv_contains (words, segment);
}

/* "GET /rest/api/3/issue/{}/comment": what one counts by. */
char *
jm_sim_endpoint_name (const char *method,
                      const char *path)
{
  g_auto (GStrv) parts = g_strsplit (behind_site (path), "/", -1);
  g_autofree char *joined = NULL;
  g_autofree char *before = g_strdup ("");

  for (guint i = 0; parts[i] != NULL; i++)
    {
      g_autofree char *now = g_strdup (parts[i]);

      if (is_name (before, parts[i]))
        {
          g_free (parts[i]);
          parts[i] = g_strdup ("{}");
        }
      g_free (before);
      before = g_steal_pointer (&now);
    }
  joined = g_strjoinv ("/", parts);
  return g_strdup_printf ("%s %s", method, joined);
}

static const char *
credential_of (const JmSimRequest *request)
{
  const char *value = soup_message_headers_get_one (request->headers, "Authorization");

  return value != NULL ? value : "";
}

/* What a window of that scope is around. */
static char *
place_of (const JmSimRequest *request,
          Scope               scope)
{
  g_autofree char *name = NULL;

  if (scope == SCOPE_EVERYTHING)
    return g_strdup ("");
  if (scope == SCOPE_ISSUE)
    return g_strdup (request->path);
  name = jm_sim_endpoint_name (request->method, request->path);
  return g_strdup_printf ("%.*s %s", (int) (behind_site (request->path) - request->path), request->path, name);
}

static gboolean
covers (const JmSimWindow  *self,
        const JmSimRequest *request,
        gint64              now_ms)
{
  g_autofree char *place = NULL;

  if (now_ms >= self->opens_ms || now_ms < self->closed_ms || !g_str_equal (self->credential, credential_of (request)))
    return FALSE;
  place = place_of (request, self->scope);
  return g_str_equal (place, self->place);
}

/* Counts a request when it comes in. */
void
jm_sim_traffic_arrive (JmSimTraffic       *self,
                       const JmSimRequest *request,
                       gint64              now_ms)
{
  g_autofree char *name = jm_sim_endpoint_name (request->method, request->path);
  guint64 *count = g_hash_table_lookup (self->counts, name);

  if (count == NULL)
    {
      count = g_new0 (guint64, 1);
      g_hash_table_insert (self->counts, g_steal_pointer (&name), count);
    }
  (*count)++;
  for (guint i = 0; i < self->windows->len; i++)
    {
      JmSimWindow *window = g_ptr_array_index (self->windows, i);

      if (!covers (window, request, now_ms))
        continue;
      if (g_get_monotonic_time () - window->closed_us < GRACE_US)
        window->early++;
      else
        window->violations++;
    }
}

/* Answers like the one that closed the window, if it was told to hold. */
gboolean
jm_sim_traffic_refuse (JmSimTraffic       *self,
                       const JmSimRequest *request,
                       JmSimReply         *reply,
                       gint64              now_ms)
{
  for (guint i = 0; i < self->windows->len; i++)
    {
      const JmSimWindow *window = g_ptr_array_index (self->windows, i);
      g_autofree char *left = NULL;

      if (!window->enforced || !covers (window, request, now_ms))
        continue;
      left = g_strdup_printf ("%" G_GINT64_FORMAT, (window->opens_ms - now_ms + 999) / 1000);
      jm_sim_reply_jira_error (reply, window->status, "Rate limit exceeded.");
      jm_sim_reply_header (reply, "Retry-After", left);
      if (window->reason != NULL)
        jm_sim_reply_header (reply, "RateLimit-Reason", window->reason);
      return TRUE;
    }
  return FALSE;
}

/* How long a Retry-After asks for, in ms; 0 if it says nothing that can be obeyed. */
static gint64
waiting_time (const char *text,
              gint64      now_ms)
{
  g_autoptr (GDateTime) date = NULL;
  gint64 seconds;

  if (text == NULL)
    return 0;
  if (g_ascii_string_to_signed (text, 10, G_MININT32, G_MAXINT32, &seconds, NULL))
    return MAX (seconds, 0) * 1000;
  date = soup_date_time_new_from_http_string (text);
  return date != NULL ? MAX (g_date_time_to_unix (date) * 1000 - now_ms, 0) : 0;
}

static Scope
scope_of (const char *reason)
{
  if (reason == NULL || g_str_equal (reason, "jira-burst-based"))
    return SCOPE_ENDPOINT;
  return g_str_equal (reason, "jira-per-issue-on-write") ? SCOPE_ISSUE : SCOPE_EVERYTHING;
}

static gboolean
is_closed_already (JmSimTraffic       *self,
                   const JmSimRequest *request,
                   gint64              now_ms)
{
  for (guint i = 0; i < self->windows->len; i++)
    {
      const JmSimWindow *window = g_ptr_array_index (self->windows, i);

      if (window->enforced && covers (window, request, now_ms))
        return TRUE;
    }
  return FALSE;
}

/* Looks at what is answered: it may close a window. */
void
jm_sim_traffic_answer (JmSimTraffic       *self,
                       const JmSimRequest *request,
                       const JmSimReply   *reply,
                       gint64              now_ms)
{
  const char *after = soup_message_headers_get_one (reply->headers, "Retry-After");
  const char *reason = soup_message_headers_get_one (reply->headers, "RateLimit-Reason");
  const JmSimFault *fault = jm_sim_request_fault (request, JM_SIM_FAULT_RETRY_AFTER);
  gint64 wait = waiting_time (after, now_ms);
  JmSimWindow *window;

  if ((reply->status != 429 && reply->status != 503) || wait == 0 || is_closed_already (self, request, now_ms))
    return;
  window = g_new0 (JmSimWindow, 1);
  window->id = self->windows->len + 1;
  window->scope = scope_of (reason);
  window->credential = g_strdup (credential_of (request));
  window->place = place_of (request, window->scope);
  window->reason = g_strdup (reason);
  window->status = reply->status;
  window->closed_ms = now_ms;
  window->opens_ms = now_ms + wait;
  window->closed_us = g_get_monotonic_time ();
  window->enforced = fault != NULL && jm_sim_json_bool (fault->args, "hold", FALSE);
  g_ptr_array_add (self->windows, window);
}

static int
compare_names (gconstpointer a,
               gconstpointer b)
{
  return g_strcmp0 (a, b);
}

/* {"GET /rest/api/3/issue/{}": 7, …}, by name */
JsonObject *
jm_sim_traffic_counts (JmSimTraffic *self)
{
  g_autoptr (GList) names = g_list_sort (g_hash_table_get_keys (self->counts), compare_names);
  JsonObject *object = json_object_new ();

  for (GList *item = names; item != NULL; item = item->next)
    json_object_set_int_member (object, item->data,
                                (gint64) * (guint64 *) g_hash_table_lookup (self->counts, item->data));
  return object;
}

JsonArray *
jm_sim_traffic_windows (JmSimTraffic *self,
                        gint64        now_ms)
{
  static const char *const scopes[] = { "endpoint", "issue", "everything" };
  JsonArray *array = json_array_new ();

  for (guint i = 0; i < self->windows->len; i++)
    {
      const JmSimWindow *window = g_ptr_array_index (self->windows, i);
      JsonObject *object = json_object_new ();

      json_object_set_int_member (object, "id", window->id);
      json_object_set_string_member (object, "scope", scopes[window->scope]);
      json_object_set_string_member (object, "place", window->place);
      if (window->reason != NULL)
        json_object_set_string_member (object, "reason", window->reason);
      json_object_set_int_member (object, "status", window->status);
      json_object_set_int_member (object, "closed_ms", window->closed_ms);
      json_object_set_int_member (object, "opens_ms", window->opens_ms);
      json_object_set_boolean_member (object, "closed", now_ms < window->opens_ms);
      json_object_set_int_member (object, "early", window->early);
      json_object_set_int_member (object, "violations", window->violations);
      json_array_add_object_element (array, object);
    }
  return array;
}
