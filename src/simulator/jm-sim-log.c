/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "jm-sim-log.h"

#include "jm-sim-faults.h"

JmSimLog *
jm_sim_log_new (void)
{
  JmSimLog *self = g_new0 (JmSimLog, 1);

  g_queue_init (&self->entries);
  self->next = 1;
  return self;
}

void
jm_sim_log_free (JmSimLog *self)
{
  jm_sim_log_clear (self);
  g_free (self);
}

static void
add_header (const char *name,
            const char *value,
            gpointer    user_data)
{
  JsonObject *headers = user_data;
  g_autofree char *lower = g_ascii_strdown (name, -1);

  json_object_set_string_member (headers, lower, value);
}

static void
add_faults (JsonObject         *entry,
            const JmSimRequest *request)
{
  JsonArray *names = json_array_new ();

  for (guint i = 0; request->faults != NULL && i < request->faults->len; i++)
    {
      const JmSimFault *fault = g_ptr_array_index (request->faults, i);
      json_array_add_string_element (names, jm_sim_fault_kind_name (fault->kind));
    }
  json_object_set_array_member (entry, "faults", names);
}

/*
 * Notes a request when it has arrived; "status" is 0 until it was answered.
 *
 * Returns: (transfer full): the entry, for the status
 */
JsonObject *
jm_sim_log_add (JmSimLog           *self,
                const JmSimRequest *request,
                gint64              time_ms)
{
  JsonObject *entry = json_object_new ();
  JsonObject *headers = json_object_new ();
  gsize length;
  const char *data = g_bytes_get_data (request->body, &length);
  g_autofree char *body =
      g_utf8_make_valid (data != NULL ? data : "", (gssize) MIN (length, JM_SIM_LOG_BODY));

  soup_message_headers_foreach (request->headers, add_header, headers);
  json_object_set_int_member (entry, "number", self->next++);
  json_object_set_int_member (entry, "time", time_ms / 1000);
  json_object_set_int_member (entry, "time_ms", time_ms);
  json_object_set_string_member (entry, "method", request->method);
  json_object_set_string_member (entry, "path", request->path);
  json_object_set_string_member (entry, "target", request->target);
  json_object_set_object_member (entry, "headers", headers);
  json_object_set_string_member (entry, "body", body);
  json_object_set_int_member (entry, "status", 0);
  add_faults (entry, request);
  g_queue_push_tail (&self->entries, json_object_ref (entry));
  if (self->entries.length > JM_SIM_LOG_ENTRIES)
    json_object_unref (g_queue_pop_head (&self->entries));
  return entry;
}

void
jm_sim_log_clear (JmSimLog *self)
{
  g_queue_clear_full (&self->entries, (GDestroyNotify) json_object_unref);
}

/* All entries, or those with @method and a path that begins with @path; either may be NULL. */
JsonArray *
jm_sim_log_describe (JmSimLog   *self,
                     const char *method,
                     const char *path)
{
  JsonArray *array = json_array_new ();

  for (GList *item = self->entries.head; item != NULL; item = item->next)
    {
      JsonObject *entry = item->data;

      if (method != NULL &&
          g_ascii_strcasecmp (json_object_get_string_member (entry, "method"), method) != 0)
        continue;
      if (path != NULL && !g_str_has_prefix (json_object_get_string_member (entry, "path"), path))
        continue;
      json_array_add_object_element (array, json_object_ref (entry));
    }
  return array;
}
