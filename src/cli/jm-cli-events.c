/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "base/jm-json.h"
#include "jm-cli.h"

#define DEFAULT_LIMIT 50

void
jm_cli_add_events_options (JmCli          *cli,
                           GOptionContext *context)
{
  const GOptionEntry entries[] = {
    { "limit", 'n', 0, G_OPTION_ARG_INT, &cli->limit,
      N_("How many, the newest first; 0 for all (default: 50)"), N_("N") },
    { NULL },
  };

  cli->limit = DEFAULT_LIMIT;
  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
}

/* By id, so that a name that two accounts have is no matter. An event of a grant is one of each of
 * its accounts. */
static gboolean
concerns (JmEvent   *event,
          JmAccount *account)
{
  const char *account_id = jm_event_get_account_id (event);

  if (account_id != NULL)
    return g_str_equal (account_id, jm_account_get_id (account));

  return g_strcmp0 (jm_event_get_credential_id (event),
                    jm_token_keeper_get_id (jm_account_get_keeper (account))) == 0;
}

static GPtrArray *
collect_events (JmCli     *cli,
                JmAccount *account)
{
  GListModel *log = G_LIST_MODEL (jm_monitor_get_services (cli->monitor)->events);
  GPtrArray *events = g_ptr_array_new_with_free_func (g_object_unref);
  guint n_events = g_list_model_get_n_items (log);

  for (guint i = 0; i < n_events && (cli->limit == 0 || events->len < (guint) cli->limit); i++)
    {
      g_autoptr (JmEvent) event = g_list_model_get_item (log, i);

      if (account == NULL || concerns (event, account))
        g_ptr_array_add (events, g_steal_pointer (&event));
    }

  return events;
}

static void
add_event (JsonBuilder *builder,
           JmEvent     *event)
{
  const char *detail = jm_event_get_detail (event);
  g_autoptr (GBytes) bytes = detail != NULL ? g_bytes_new (detail, strlen (detail)) : NULL;
  g_autoptr (JsonNode) node = bytes != NULL ? jm_json_parse (bytes, '{', NULL) : NULL;

  json_builder_begin_object (builder);
  jm_cli_add_time (builder, "time", jm_event_get_time_ms (event));
  jm_cli_add_string (builder, "kind", jm_event_kind_to_nick (jm_event_get_kind (event)));
  jm_cli_add_string (builder, "account", jm_event_get_account_name (event));
  jm_cli_add_string (builder, "message", jm_event_get_message (event));
  json_builder_set_member_name (builder, "detail");
  if (node != NULL)
    json_builder_add_value (builder, g_steal_pointer (&node));
  else
    json_builder_add_null_value (builder);
  json_builder_end_object (builder);
}

static void
print_events (GPtrArray *events)
{
  static const char *const titles[] = { N_("TIME"), N_("KIND"), N_("ACCOUNT"), N_("MESSAGE"),
                                        NULL };
  g_autoptr (JmCliTable) table = jm_cli_table_new (titles, 3);

  for (guint i = 0; i < events->len; i++)
    {
      JmEvent *event = g_ptr_array_index (events, i);
      g_autofree char *time = jm_cli_format_time (jm_event_get_time_ms (event));

      jm_cli_table_add (table, time, jm_event_kind_to_nick (jm_event_get_kind (event)),
                        jm_event_get_account_name (event), jm_event_get_message (event));
    }

  jm_cli_table_print (table);
}

int
jm_cli_run_events (JmCli   *cli,
                   GError **error)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (GPtrArray) events = NULL;
  JmAccount *account = NULL;

  if (cli->limit < 0)
    {
      g_set_error_literal (error, JM_CLI_ERROR, JM_CLI_ERROR_USAGE,
                           _("--limit takes 0 or a number of events"));
      return JM_CLI_USAGE;
    }
  if (cli->account != NULL && !(account = jm_cli_find_account (cli, NULL, error)))
    return JM_CLI_USAGE;

  events = collect_events (cli, account);
  if (!cli->json)
    {
      print_events (events);
      return JM_CLI_FINE;
    }

  json_builder_begin_array (builder);
  for (guint i = 0; i < events->len; i++)
    add_event (builder, g_ptr_array_index (events, i));
  json_builder_end_array (builder);
  jm_cli_print_json (builder);
  return JM_CLI_FINE;
}
