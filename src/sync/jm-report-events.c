/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sync/jm-report-private.h"

#include <string.h>

#include "base/jm-json.h"
#include "sync/jm-health.h"

#define MAX_EVENTS 30

/* --- health: what the last round found */

static JsonNode *
describe_check (JmReporting   *self,
                JmHealthCheck *check)
{
  static const char *const levels[] = {
    [JM_HEALTH_UNKNOWN] = "unknown", [JM_HEALTH_FINE] = "fine", [JM_HEALTH_REMARK] = "remark", [JM_HEALTH_BAD] = "bad"
  };
  JmAccount *account = jm_health_check_get_account (check);
  JsonObject *object = json_object_new ();
  g_autofree char *alias = account != NULL ? jm_report_find_alias (self, jm_account_get_id (account), NULL) : NULL;

  jm_report_add_nick (object, "of", account != NULL ? alias : "computer");
  jm_report_add_nick (object, "check", jm_health_check_get_name (check));
  jm_report_add_nick (object, "level", levels[jm_health_check_get_level (check)]);
  jm_report_add_words (self, object, "value", jm_health_check_get_value (check));
  jm_report_add_words (self, object, "sentence", jm_health_check_get_sentence (check));

  return jm_report_take_object (object);
}

JsonNode *
jm_report_describe_health (JmReporting *self)
{
  JmHealth *health = jm_health_get (self->monitor);
  JsonObject *object = json_object_new ();
  JsonArray *checks = json_array_new ();

  jm_report_add_time (object, "checked_at", jm_health_get_checked_at_ms (health));
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (health)); i++)
    {
      g_autoptr (JmHealthCheck) check = g_list_model_get_item (G_LIST_MODEL (health), i);

      json_array_add_element (checks, describe_check (self, check));
    }
  json_object_set_array_member (object, "checks", checks);

  return jm_report_take_object (object);
}

/* --- events: what went wrong last */

/* Of the details those that are known, and not Jira's own words unless names are wanted: who knows what it says. */
static void
add_details (JmReporting *self,
             JsonObject  *object,
             JmEvent     *event)
{
  static const char *const members[] = { "request", "status", "answer" };
  const char *text = jm_event_get_detail (event);
  g_autoptr (GBytes) bytes = text != NULL ? g_bytes_new (text, strlen (text)) : NULL;
  g_autoptr (JsonNode) root = bytes != NULL ? jm_json_parse (bytes, '{', NULL) : NULL;
  guint n_members = jm_report_veil_shows_names (self->veil) ? G_N_ELEMENTS (members) : G_N_ELEMENTS (members) - 1;

  for (guint i = 0; root != NULL && i < n_members; i++)
    jm_report_add_words (self, object, members[i], jm_json_get_string (root, members[i], NULL));
}

static JsonNode *
describe_event (JmReporting *self,
                JmEvent     *event)
{
  JsonObject *object = json_object_new ();
  g_autofree char *alias =
      jm_report_find_alias (self, jm_event_get_account_id (event), jm_event_get_credential_id (event));

  jm_report_add_time (object, "time", jm_event_get_time_ms (event));
  jm_report_add_nick (object, "kind", jm_event_kind_to_nick (jm_event_get_kind (event)));
  jm_report_add_nick (object, "of", alias);
  jm_report_add_words (self, object, "message", jm_event_get_message (event));
  add_details (self, object, event);

  return jm_report_take_object (object);
}

JsonNode *
jm_report_describe_events (JmReporting *self)
{
  GListModel *log = G_LIST_MODEL (jm_monitor_get_services (self->monitor)->events);
  JsonArray *array = json_array_new ();

  for (guint i = 0; i < g_list_model_get_n_items (log) && json_array_get_length (array) < MAX_EVENTS; i++)
    {
      g_autoptr (JmEvent) event = g_list_model_get_item (log, i);
      JmEventKind kind = jm_event_get_kind (event);

      if (kind != JM_EVENT_ERROR && kind != JM_EVENT_WARNING)
        continue;
      /* Accounts that are gone have names, too. */
      jm_report_veil_hide (self->veil, jm_event_get_account_name (event), "[account]");
      json_array_add_element (array, describe_event (self, event));
    }

  return jm_report_take_array (array);
}
