/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "jm-cli.h"
#include "sync/jm-health.h"

/* health: checks everything once, and ends with what a script needs to know. */

static const char *const level_names[] = {
  [JM_HEALTH_UNKNOWN] = "unknown",
  [JM_HEALTH_FINE] = "fine",
  [JM_HEALTH_REMARK] = "remark",
  [JM_HEALTH_BAD] = "bad",
};

static const char *const level_words[] = {
  [JM_HEALTH_UNKNOWN] = N_("not checked"),
  /* Translators: the verdicts of a check: fine, well with a remark, bad */
  [JM_HEALTH_FINE] = N_("fine"),
  [JM_HEALTH_REMARK] = N_("remark"),
  [JM_HEALTH_BAD] = N_("bad"),
};

static gboolean
is_wanted (JmCli         *cli,
           JmAccount     *only,
           JmHealthCheck *check)
{
  JmAccount *account = jm_health_check_get_account (check);

  return only == NULL || account == NULL || account == only;
}

/* What passes by itself is for later; anything else needs somebody. */
static int
get_exit (JmHealthCheck *check)
{
  JmAccount *account = jm_health_check_get_account (check);

  if (jm_health_check_get_level (check) != JM_HEALTH_BAD)
    return JM_CLI_FINE;
  if (account != NULL && jm_account_get_trouble (account) != JM_TROUBLE_OK)
    return jm_trouble_get_info (jm_account_get_trouble (account))->exit_code;

  return JM_CLI_ATTENTION;
}

static void
add_check (JsonBuilder   *builder,
           JmHealthCheck *check)
{
  JmAccount *account = jm_health_check_get_account (check);

  json_builder_begin_object (builder);
  jm_cli_add_string (builder, "account", account != NULL ? jm_account_get_name (account) : NULL);
  jm_cli_add_string (builder, "check", jm_health_check_get_name (check));
  jm_cli_add_string (builder, "level", level_names[jm_health_check_get_level (check)]);
  jm_cli_add_string (builder, "sentence", jm_health_check_get_sentence (check));
  jm_cli_add_string (builder, "value", jm_health_check_get_value (check));
  jm_cli_add_string (builder, "cure", jm_health_check_get_cure (check));
  json_builder_end_object (builder);
}

static void
add_row (JmCliTable    *table,
         JmHealthCheck *check)
{
  JmAccount *account = jm_health_check_get_account (check);

  jm_cli_table_add (table, account != NULL ? jm_account_get_name (account) : _("this computer"),
                    jm_health_check_get_title (check),
                    _(level_words[jm_health_check_get_level (check)]),
                    jm_health_check_get_value (check), jm_health_check_get_sentence (check));
}

int
jm_cli_run_health (JmCli   *cli,
                   GError **error)
{
  static const char *const titles[] = { N_("OF"), N_("CHECK"), N_("LEVEL"), N_("VALUE"),
                                        N_("SENTENCE"), NULL };
  g_autoptr (JmCliTable) table = jm_cli_table_new (titles, 4);
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  JmHealth *health = jm_health_get (cli->monitor);
  JmAccount *only = NULL;
  int exit_code = JM_CLI_FINE;

  if (cli->account != NULL && !(only = jm_cli_find_account (cli, NULL, error)))
    return JM_CLI_ATTENTION;
  if (g_list_model_get_n_items (G_LIST_MODEL (jm_monitor_get_accounts (cli->monitor))) == 0)
    return jm_cli_tell_nobody (cli);
  if (!dex_await (jm_health_check (health, cli->cancellable), error))
    return JM_CLI_ATTENTION;

  json_builder_begin_array (builder);
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (health)); i++)
    {
      g_autoptr (JmHealthCheck) check = g_list_model_get_item (G_LIST_MODEL (health), i);

      if (!is_wanted (cli, only, check))
        continue;
      exit_code = jm_cli_get_worse (exit_code, get_exit (check));
      add_check (builder, check);
      add_row (table, check);
    }
  json_builder_end_array (builder);

  if (cli->json)
    jm_cli_print_json (builder);
  else
    jm_cli_table_print (table);
  return exit_code;
}
