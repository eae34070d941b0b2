/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "jm-sim-call.h"

/* The ways in which Jira cuts a list into pages, but for the tokens of searches. */

typedef struct
{
  gint64 start;
  gint64 size;
  gint64 total;
} Window;

/* With the fault short_fetch a list ends early, and says nothing of it. */
static Window
read_window (const JmSimCall *call,
             gint64           total,
             gint64           default_size,
             gint64           largest)
{
  const JmSimFault *shortened = jm_sim_request_fault (call->request, JM_SIM_FAULT_SHORT_FETCH);

  if (shortened != NULL)
    total = CLAMP (jm_sim_fault_int (shortened, "n", 0), 0, total);
  return (Window) {
    .start = CLAMP (jm_sim_request_query_int (call->request, "startAt", 0), 0, G_MAXINT),
    .size = CLAMP (jm_sim_request_query_int (call->request, "maxResults", default_size), 1, largest),
    .total = total,
  };
}

static JsonArray *
slice (JsonArray    *all,
       const Window *window)
{
  JsonArray *part = json_array_new ();

  for (gint64 i = window->start; i < MIN (window->start + window->size, window->total); i++)
    json_array_add_element (part, json_array_dup_element (all, (guint) i));
  return part;
}

static void
add_numbers (JsonObject   *object,
             const Window *window)
{
  json_object_set_int_member (object, "maxResults", window->size);
  json_object_set_int_member (object, "startAt", window->start);
  json_object_set_int_member (object, "total", window->total);
}

static void
add_links (JsonObject      *object,
           const JmSimCall *call,
           const Window    *window)
{
  g_autofree char *link = g_strdup_printf ("%s%s", call->sim->origin, call->request->target);

  json_object_set_string_member (object, "self", link);
  if (window->start + window->size < window->total)
    {
      g_autofree char *next =
          g_strdup_printf ("%s%s?startAt=%" G_GINT64_FORMAT "&maxResults=%" G_GINT64_FORMAT,
                           call->sim->origin, call->request->path, window->start + window->size,
                           window->size);

      json_object_set_string_member (object, "nextPage", next);
    }
}

/* A page of style (a): startAt, maxResults, total, isLast, values. Takes @all, gives back the
 * slice. */
void
jm_sim_reply_page (JmSimCall *call,
                   JsonArray *all,
                   gint64     default_size,
                   gint64     largest)
{
  Window window = read_window (call, json_array_get_length (all), default_size, largest);
  JsonObject *object = json_object_new ();
  JsonArray *values = slice (all, &window);

  /* the agile interface has none */
  if (strstr (call->request->path, "/rest/agile/") == NULL)
    add_links (object, call, &window);
  add_numbers (object, &window);
  json_object_set_boolean_member (object, "isLast", window.start + window.size >= window.total);
  call->reply->results = json_array_get_length (values);
  json_object_set_array_member (object, "values", values);
  json_array_unref (all);
  jm_sim_reply_object (call->reply, 200, object);
}

/* A page of style (b): the same numbers, and a list with a name of its own. Takes @all. */
void
jm_sim_reply_named_page (JmSimCall  *call,
                         const char *name,
                         JsonArray  *all,
                         gint64      default_size,
                         gint64      largest)
{
  Window window = read_window (call, json_array_get_length (all), default_size, largest);
  JsonObject *object = json_object_new ();
  JsonArray *values = slice (all, &window);

  add_numbers (object, &window);
  call->reply->results = json_array_get_length (values);
  json_object_set_array_member (object, name, values);
  json_array_unref (all);
  jm_sim_reply_object (call->reply, 200, object);
}

/* A page of style (d): a bare array. Takes @all. */
void
jm_sim_reply_bare_page (JmSimCall *call,
                        JsonArray *all,
                        gint64     default_size,
                        gint64     largest)
{
  Window window = read_window (call, json_array_get_length (all), default_size, largest);
  JsonArray *values = slice (all, &window);

  call->reply->results = json_array_get_length (values);
  json_array_unref (all);
  jm_sim_reply_array (call->reply, 200, values);
}
