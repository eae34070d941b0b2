/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "jm-event-export.h"

#include <json-glib/json-glib.h>

#include "base/jm-csv.h"
#include "base/jm-time.h"
#include "store/jm-event.h"

JmExportFormat
jm_event_export_format_of (const char *name)
{
  return name != NULL && g_str_has_suffix (name, ".json") ? JM_EXPORT_JSON : JM_EXPORT_CSV;
}

static GBytes *
export_csv (GListModel *events)
{
  GString *out = g_string_new ("time,kind,account,message,detail\r\n");

  for (guint i = 0; i < g_list_model_get_n_items (events); i++)
    {
      g_autoptr (JmEvent) event = g_list_model_get_item (events, i);
      g_autofree char *time = jm_time_to_rfc3339 (jm_event_get_time_ms (event));

      jm_csv_append (out, time, FALSE);
      jm_csv_append (out, jm_event_kind_to_nick (jm_event_get_kind (event)), FALSE);
      jm_csv_append (out, jm_event_get_account_name (event), FALSE);
      jm_csv_append (out, jm_event_get_message (event), FALSE);
      jm_csv_append (out, jm_event_get_detail (event), TRUE);
    }

  return g_string_free_to_bytes (out);
}

static void
add_member (JsonBuilder *builder,
            const char  *name,
            const char  *value)
{
  json_builder_set_member_name (builder, name);
  if (value != NULL)
    json_builder_add_string_value (builder, value);
  else
    json_builder_add_null_value (builder);
}

static void
add_event (JsonBuilder *builder,
           JmEvent     *event)
{
  g_autofree char *time = jm_time_to_rfc3339 (jm_event_get_time_ms (event));
  g_autoptr (JsonNode) detail = NULL;

  json_builder_begin_object (builder);
  add_member (builder, "time", time);
  add_member (builder, "kind", jm_event_kind_to_nick (jm_event_get_kind (event)));
  add_member (builder, "account", jm_event_get_account_name (event));
  add_member (builder, "message", jm_event_get_message (event));
  if (jm_event_get_detail (event) != NULL)
    detail = json_from_string (jm_event_get_detail (event), NULL);
  json_builder_set_member_name (builder, "detail");
  if (detail != NULL)
    json_builder_add_value (builder, g_steal_pointer (&detail));
  else
    json_builder_add_null_value (builder);
  json_builder_end_object (builder);
}

static GBytes *
export_json (GListModel *events)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) root = NULL;
  char *text;

  json_builder_begin_array (builder);
  for (guint i = 0; i < g_list_model_get_n_items (events); i++)
    {
      g_autoptr (JmEvent) event = g_list_model_get_item (events, i);

      add_event (builder, event);
    }
  json_builder_end_array (builder);
  root = json_builder_get_root (builder);
  text = json_to_string (root, TRUE);

  return g_bytes_new_take (text, strlen (text));
}

GBytes *
jm_event_export (GListModel     *events,
                 JmExportFormat  format)
{
  g_return_val_if_fail (G_IS_LIST_MODEL (events), NULL);

  return format == JM_EXPORT_JSON ? export_json (events) : export_csv (events);
}
