/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "jm-cli.h"

/* --- which account is meant */

static char *
list_names (JmAccounts *accounts)
{
  GString *names = g_string_new (NULL);

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (accounts)); i++)
    {
      g_autoptr (JmAccount) account = g_list_model_get_item (G_LIST_MODEL (accounts), i);

      g_string_append_printf (names, "%s%s", i > 0 ? ", " : "", jm_account_get_name (account));
    }

  return g_string_free (names, FALSE);
}

JmAccount *
jm_cli_find_account (JmCli       *cli,
                     const char  *name,
                     GError     **error)
{
  JmAccounts *accounts = jm_monitor_get_accounts (cli->monitor);
  g_autofree char *names = NULL;
  JmAccount *account;

  if (name == NULL)
    name = cli->account;
  account = name != NULL ? jm_accounts_find (accounts, name) : jm_accounts_get_primary (accounts);
  if (account != NULL)
    return account;

  if (g_list_model_get_n_items (G_LIST_MODEL (accounts)) == 0)
    {
      g_set_error_literal (error, JM_CLI_ERROR, JM_CLI_ERROR_ATTENTION,
                           _("No account is signed in. Use “jira-monitor-cli sign-in”."));
      return NULL;
    }

  names = list_names (accounts);
  g_set_error (error, JM_CLI_ERROR, JM_CLI_ERROR_USAGE,
               /* Translators: what was typed, the hosts of the accounts */
               _("“%s” is not the name, host or id of exactly one account. There are: %s"), name,
               names);
  return NULL;
}

GPtrArray *
jm_cli_find_accounts (JmCli       *cli,
                      const char  *name,
                      GError     **error)
{
  JmAccounts *accounts = jm_monitor_get_accounts (cli->monitor);
  g_autoptr (GPtrArray) found = g_ptr_array_new_with_free_func (g_object_unref);

  if (name != NULL || cli->account != NULL)
    {
      JmAccount *account = jm_cli_find_account (cli, name, error);

      if (account == NULL)
        return NULL;
      g_ptr_array_add (found, g_object_ref (account));
      return g_steal_pointer (&found);
    }

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (accounts)); i++)
    {
      g_autoptr (JmAccount) account = g_list_model_get_item (G_LIST_MODEL (accounts), i);

      if (jm_account_is_active (account))
        g_ptr_array_add (found, g_steal_pointer (&account));
    }

  return g_steal_pointer (&found);
}

int
jm_cli_tell_nobody (JmCli *cli)
{
  if (cli->json)
    {
      g_autoptr (JsonBuilder) builder = json_builder_new ();

      json_builder_begin_array (builder);
      json_builder_end_array (builder);
      jm_cli_print_json (builder);
    }

  jm_cli_say ("%s", _("No account is signed in. Use “jira-monitor-cli sign-in”."));
  return JM_CLI_ATTENTION;
}

void
jm_cli_add_account (JsonBuilder *builder,
                    JmAccount   *account)
{
  jm_cli_add_string (builder, "account", jm_account_get_name (account));
  jm_cli_add_string (builder, "id", jm_account_get_id (account));
  jm_cli_add_string (builder, "site", jm_account_get_site_url (account));
  jm_cli_add_string (builder, "cloud_id", jm_account_get_cloud_id (account));
  jm_cli_add_string (builder, "kind", jm_credential_kind_to_nick (jm_account_get_kind (account)));
  jm_cli_add_string (builder, "user", jm_account_get_user_name (account));
  jm_cli_add_bool (builder, "primary", jm_account_is_primary (account));
  jm_cli_add_bool (builder, "active", jm_account_is_active (account));
}

/* --- accounts */

static void
print_accounts (GListModel *accounts)
{
  static const char *const titles[] = { N_("ACCOUNT"), N_("SITE"), N_("KIND"),
                                        N_("USER"), N_("PRIMARY"), NULL };
  g_autoptr (JmCliTable) table = jm_cli_table_new (titles, 3);

  for (guint i = 0; i < g_list_model_get_n_items (accounts); i++)
    {
      g_autoptr (JmAccount) account = g_list_model_get_item (accounts, i);
      const char *mark = jm_account_is_primary (account) ? _("yes") : "";

      jm_cli_table_add (table, jm_account_get_name (account), jm_account_get_site_url (account),
                        jm_credential_kind_to_nick (jm_account_get_kind (account)),
                        jm_account_get_user_name (account),
                        jm_account_is_active (account) ? mark : _("off"));
    }

  jm_cli_table_print (table);
}

int
jm_cli_run_accounts (JmCli   *cli,
                     GError **error)
{
  GListModel *accounts = G_LIST_MODEL (jm_monitor_get_accounts (cli->monitor));

  if (g_list_model_get_n_items (accounts) == 0)
    return jm_cli_tell_nobody (cli);

  if (cli->json)
    {
      g_autoptr (JsonBuilder) builder = json_builder_new ();

      json_builder_begin_array (builder);
      for (guint i = 0; i < g_list_model_get_n_items (accounts); i++)
        {
          g_autoptr (JmAccount) account = g_list_model_get_item (accounts, i);

          json_builder_begin_object (builder);
          jm_cli_add_account (builder, account);
          json_builder_end_object (builder);
        }
      json_builder_end_array (builder);
      jm_cli_print_json (builder);
    }
  else
    print_accounts (accounts);

  return JM_CLI_FINE;
}

/* --- sign-out */

static void
print_farewell (JmCli            *cli,
                const char       *name,
                const JmFarewell *farewell)
{
  g_autoptr (JsonBuilder) builder = NULL;

  if (!cli->json)
    {
      jm_cli_print ("%s", farewell->message);
      if (farewell->revoke_url != NULL)
        jm_cli_print ("%s", farewell->revoke_url);
      return;
    }

  builder = json_builder_new ();
  json_builder_begin_object (builder);
  jm_cli_add_string (builder, "account", name);
  jm_cli_add_bool (builder, "secret_removed", farewell->secret_removed);
  jm_cli_add_bool (builder, "data_removed", farewell->data_removed);
  jm_cli_add_bool (builder, "revoked", farewell->revoked);
  jm_cli_add_bool (builder, "shared", farewell->shared);
  jm_cli_add_string (builder, "revoke_url", farewell->revoke_url);
  jm_cli_add_string (builder, "message", farewell->message);
  json_builder_end_object (builder);
  jm_cli_print_json (builder);
}

int
jm_cli_run_sign_out (JmCli   *cli,
                     GError **error)
{
  JmAccount *account = jm_cli_find_account (cli, cli->arguments[0], error);
  g_autoptr (JmFarewell) farewell = NULL;
  g_autofree char *name = NULL;

  if (account == NULL)
    return JM_CLI_USAGE;

  name = g_strdup (jm_account_get_name (account));
  farewell = dex_await_boxed (
      jm_accounts_disconnect (jm_monitor_get_accounts (cli->monitor), account, cli->cancellable),
      error);
  if (farewell == NULL)
    return JM_CLI_ATTENTION;

  print_farewell (cli, name, farewell);
  return farewell->data_removed ? JM_CLI_FINE : JM_CLI_ATTENTION;
}
