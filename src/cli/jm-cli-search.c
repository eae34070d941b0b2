/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "jm-cli.h"
#include "store/jm-issue-list.h"

/* search: in what is stored of all accounts; Jira is not asked. */

#define DEFAULT_LIMIT 20

void
jm_cli_add_search_options (JmCli          *cli,
                           GOptionContext *context)
{
  const GOptionEntry entries[] = {
    { "limit", 'n', 0, G_OPTION_ARG_INT, &cli->limit,
      N_("How many of each account (default: 20)"), N_("N") },
    { NULL },
  };

  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
}

static void
add_issue (JsonBuilder *builder,
           JmAccount   *account,
           JmIssue     *issue)
{
  g_autofree char *url = jm_account_dup_browse_url (account, jm_issue_get_key (issue));

  json_builder_begin_object (builder);
  jm_cli_add_string (builder, "account", jm_account_get_name (account));
  jm_cli_add_string (builder, "key", jm_issue_get_key (issue));
  jm_cli_add_string (builder, "id", jm_issue_get_id (issue));
  jm_cli_add_string (builder, "summary", jm_issue_get_summary (issue));
  jm_cli_add_string (builder, "status", jm_issue_get_status (issue));
  jm_cli_add_string (builder, "status_category", jm_issue_get_status_category (issue));
  jm_cli_add_string (builder, "assignee", jm_issue_get_assignee (issue));
  jm_cli_add_time (builder, "updated", jm_issue_get_updated_ms (issue));
  jm_cli_add_string (builder, "url", url);
  json_builder_end_object (builder);
}

/* Awaits. */
static GListModel *
search_one (JmCli       *cli,
            JmAccount   *account,
            const char  *text,
            GError     **error)
{
  g_autoptr (JmStore) store = dex_await_object (jm_account_open_store (account), error);

  if (store == NULL)
    return NULL;

  return dex_await_object (
      jm_store_search (store, text, cli->limit > 0 ? (guint) cli->limit : DEFAULT_LIMIT), error);
}

int
jm_cli_run_search (JmCli   *cli,
                   GError **error)
{
  static const char *const titles[] = { N_("ACCOUNT"), N_("KEY"), N_("STATUS"), N_("SUMMARY"), NULL };
  g_autoptr (JmCliTable) table = jm_cli_table_new (titles, 3);
  g_autofree char *text = g_strjoinv (" ", cli->arguments);
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (GPtrArray) accounts = NULL;

  if (cli->limit < 0)
    {
      g_set_error_literal (error, JM_CLI_ERROR, JM_CLI_ERROR_USAGE,
                           _("--limit takes 0 or a number of issues"));
      return JM_CLI_USAGE;
    }
  if (!(accounts = jm_cli_find_accounts (cli, NULL, error)))
    return JM_CLI_ATTENTION;
  if (accounts->len == 0)
    return jm_cli_tell_nobody (cli);

  json_builder_begin_array (builder);
  for (guint i = 0; i < accounts->len; i++)
    {
      JmAccount *account = accounts->pdata[i];
      g_autoptr (GListModel) found = search_one (cli, account, text, error);

      if (found == NULL)
        return JM_CLI_ATTENTION;

      for (guint n = 0; n < g_list_model_get_n_items (found); n++)
        {
          g_autoptr (JmIssue) issue = g_list_model_get_item (found, n);

          add_issue (builder, account, issue);
          jm_cli_table_add (table, jm_account_get_name (account), jm_issue_get_key (issue),
                            jm_issue_get_status (issue), jm_issue_get_summary (issue));
        }
    }
  json_builder_end_array (builder);

  if (cli->json)
    jm_cli_print_json (builder);
  else
    jm_cli_table_print (table);
  return JM_CLI_FINE;
}
