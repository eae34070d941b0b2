/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "accounts/jm-connection-test.h"
#include "base/jm-random.h"
#include "jm-cli.h"

/*
 * status, refresh, test-connection: how the sign-ins are.
 *
 * status asks nobody but state.db and the keyring, so that it can stand in a prompt or a bar: one
 * look-up for each credential tells a locked keyring and a secret that is gone from a sign-in that
 * works.
 */

typedef struct
{
  JmAccount   *account;
  JmTokenState state;
  JmTrouble    trouble;
  const char  *message;         /* may be NULL */
} Status;

static void
read_status (JmAccount *account,
             Status    *status)
{
  JmTokenKeeper *keeper = jm_account_get_keeper (account);

  status->account = account;
  status->state = jm_token_keeper_get_state (keeper);
  status->trouble = jm_token_keeper_get_trouble (keeper);
  status->message = jm_token_keeper_get_message (keeper);
  if (status->message == NULL && status->trouble != JM_TROUBLE_OK)
    status->message = _(jm_trouble_get_info (status->trouble)->title);
  else if (status->message == NULL && status->state == JM_TOKEN_EXPIRED)
    status->message =
        _("The access token ended while nobody was there to renew it; “refresh” does");
}

/* What the keyring says now counts, and not what it said the last time. @said lives as long as
 * @status. */
static void
take_keyring (Status       *status,
              const GError *said)
{
  JmTrouble keyring = jm_trouble_from_error (said);

  if (keyring != JM_TROUBLE_OK)
    {
      /* Whether the entry is missing, or the keyring damaged or changed, only its own words say. */
      gboolean missing = g_error_matches (said, JM_AUTH_ERROR, JM_AUTH_ERROR_SECRET_MISSING);

      status->state = JM_TOKEN_ERROR;
      status->trouble = keyring;
      status->message = missing ? said->message : _(jm_trouble_get_info (keyring)->title);
    }
  else if (status->trouble == JM_TROUBLE_KEYRING_LOCKED ||
           status->trouble == JM_TROUBLE_KEYRING_UNAVAILABLE)
    {
      gint64 left = jm_token_keeper_get_seconds_left (jm_account_get_keeper (status->account));

      status->state = left == 0 ? JM_TOKEN_EXPIRED : JM_TOKEN_ACTIVE;
      status->trouble = JM_TROUBLE_OK;
      status->message = NULL;
    }
}

static void
free_said (gpointer error)
{
  if (error != NULL)
    g_error_free (error);
}

/* Awaits. What the keyring says against the secret of @account, or NULL; nothing is shown, nothing
 * is unlocked. */
static GError *
ask_keyring (JmCli     *cli,
             JmAccount *account)
{
  g_autofree char *name =
      g_strconcat ("credential/", jm_token_keeper_get_id (jm_account_get_keeper (account)), NULL);
  GError *error = NULL;
  char *secret = dex_await_string (
      jm_keyring_lookup (jm_monitor_get_services (cli->monitor)->keyring, name, cli->cancellable),
      &error);

  jm_wipe_free (secret);
  return error;
}

static int
get_exit (const Status *status)
{
  if (status->trouble != JM_TROUBLE_OK)
    return jm_trouble_get_info (status->trouble)->exit_code;
  if (status->state == JM_TOKEN_EXPIRED)
    return JM_CLI_LATER;
  if (status->state == JM_TOKEN_SIGNED_OUT || status->state == JM_TOKEN_ERROR)
    return JM_CLI_ATTENTION;

  return JM_CLI_FINE;
}

/* --- printing */

static void
add_status (JsonBuilder  *builder,
            const Status *status)
{
  JmTokenKeeper *keeper = jm_account_get_keeper (status->account);
  gint64 seconds_left = jm_token_keeper_get_seconds_left (keeper);

  json_builder_begin_object (builder);
  jm_cli_add_account (builder, status->account);
  jm_cli_add_string (builder, "state", jm_token_state_to_nick (status->state));
  jm_cli_add_string (builder, "trouble", jm_trouble_get_info (status->trouble)->nick);
  jm_cli_add_string (builder, "message", status->message);
  jm_cli_add_time (builder, "expires_at", jm_token_keeper_get_expires_at_ms (keeper));
  if (seconds_left >= 0)
    jm_cli_add_int (builder, "seconds_left", seconds_left);
  else
    jm_cli_add_string (builder, "seconds_left", NULL);
  jm_cli_add_time (builder, "last_refresh_at", jm_token_keeper_get_last_refresh_at_ms (keeper));
  jm_cli_add_time (builder, "next_check_at", jm_token_keeper_get_next_check_at_ms (keeper));
  jm_cli_add_time (builder, "sign_in_again_by", jm_token_keeper_get_sign_in_again_by_ms (keeper));
  json_builder_set_member_name (builder, "refreshes");
  json_builder_begin_object (builder);
  jm_cli_add_int (builder, "attempted", jm_token_keeper_get_attempted (keeper));
  jm_cli_add_int (builder, "succeeded", jm_token_keeper_get_succeeded (keeper));
  jm_cli_add_int (builder, "failed", jm_token_keeper_get_failed (keeper));
  json_builder_end_object (builder);
  json_builder_end_object (builder);
}

static char *
format_left (JmTokenKeeper *keeper)
{
  gint64 left = jm_token_keeper_get_seconds_left (keeper);

  if (left < 0)
    return g_strdup ("–");
  if (left >= 3600)
    return g_strdup_printf ("%d:%02d:%02d", (int) (left / 3600), (int) (left / 60 % 60),
                            (int) (left % 60));

  return g_strdup_printf ("%02d:%02d", (int) (left / 60), (int) (left % 60));
}

static void
print_status_table (const Status *all,
                    guint         n_all)
{
  static const char *const titles[] = {
    N_("ACCOUNT"), N_("STATE"), N_("LEFT"), N_("LAST REFRESH"),
    N_("SIGN IN AGAIN BY"), N_("MESSAGE"), NULL
  };
  g_autoptr (JmCliTable) table = jm_cli_table_new (titles, 5);

  for (guint i = 0; i < n_all; i++)
    {
      JmTokenKeeper *keeper = jm_account_get_keeper (all[i].account);
      g_autofree char *left = format_left (keeper);
      g_autofree char *refreshed =
          jm_cli_format_time (jm_token_keeper_get_last_refresh_at_ms (keeper));
      g_autofree char *again =
          jm_cli_format_time (jm_token_keeper_get_sign_in_again_by_ms (keeper));

      jm_cli_table_add (table, jm_account_get_name (all[i].account),
                        jm_token_state_to_nick (all[i].state), left, refreshed, again,
                        all[i].message);
    }

  jm_cli_table_print (table);
}

static int
print_all (JmCli        *cli,
           const Status *all,
           guint         n_all)
{
  int exit_code = JM_CLI_FINE;

  if (cli->json)
    {
      g_autoptr (JsonBuilder) builder = json_builder_new ();

      json_builder_begin_array (builder);
      for (guint i = 0; i < n_all; i++)
        add_status (builder, &all[i]);
      json_builder_end_array (builder);
      jm_cli_print_json (builder);
    }
  else
    print_status_table (all, n_all);

  for (guint i = 0; i < n_all; i++)
    if (jm_account_is_active (all[i].account))
      exit_code = jm_cli_get_worse (exit_code, get_exit (&all[i]));

  for (guint i = 0; i < n_all && exit_code != JM_CLI_FINE; i++)
    if (get_exit (&all[i]) == exit_code && all[i].trouble != JM_TROUBLE_OK)
      {
        jm_cli_say ("%s: %s", jm_account_get_name (all[i].account),
                    _(jm_trouble_get_info (all[i].trouble)->advice));
        break;
      }

  return exit_code;
}

/* --- the commands */

static GPtrArray *
collect_all (JmCli   *cli,
             GError **error)
{
  GListModel *accounts = G_LIST_MODEL (jm_monitor_get_accounts (cli->monitor));
  g_autoptr (GPtrArray) all = NULL;

  if (cli->account != NULL)
    return jm_cli_find_accounts (cli, NULL, error);

  all = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < g_list_model_get_n_items (accounts); i++)
    g_ptr_array_add (all, g_list_model_get_item (accounts, i));

  return g_steal_pointer (&all);
}

int
jm_cli_run_status (JmCli   *cli,
                   GError **error)
{
  g_autoptr (GHashTable) asked = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, free_said);
  g_autoptr (GPtrArray) accounts = collect_all (cli, error);
  g_autofree Status *all = NULL;

  if (accounts == NULL)
    return JM_CLI_USAGE;
  if (accounts->len == 0)
    return jm_cli_tell_nobody (cli);

  all = g_new0 (Status, accounts->len);
  for (guint i = 0; i < accounts->len; i++)
    {
      JmAccount *account = g_ptr_array_index (accounts, i);
      const char *id = jm_token_keeper_get_id (jm_account_get_keeper (account));
      gpointer known;

      if (!g_hash_table_lookup_extended (asked, id, NULL, &known))
        {
          known = ask_keyring (cli, account);
          g_hash_table_insert (asked, (gpointer) id, known);
        }
      read_status (account, &all[i]);
      take_keyring (&all[i], known);
    }

  if (g_cancellable_set_error_if_cancelled (cli->cancellable, error))
    return JM_CLI_INTERRUPTED;
  return print_all (cli, all, accounts->len);
}

int
jm_cli_run_refresh (JmCli   *cli,
                    GError **error)
{
  g_autoptr (GPtrArray) accounts = jm_cli_find_accounts (cli, cli->arguments[0], error);
  g_autoptr (GHashTable) done = g_hash_table_new (NULL, NULL);
  g_autofree Status *all = NULL;
  int failed = JM_CLI_FINE;

  if (accounts == NULL)
    return JM_CLI_USAGE;
  if (accounts->len == 0)
    return jm_cli_tell_nobody (cli);

  for (guint i = 0; i < accounts->len; i++)
    {
      JmTokenKeeper *keeper = jm_account_get_keeper (g_ptr_array_index (accounts, i));
      g_autoptr (GError) local_error = NULL;

      if (!g_hash_table_add (done, keeper))
        continue;
      if (dex_await (jm_token_keeper_refresh (keeper, cli->cancellable), &local_error))
        continue;
      if (g_error_matches (local_error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        {
          g_propagate_error (error, g_steal_pointer (&local_error));
          return JM_CLI_INTERRUPTED;
        }
      jm_cli_say ("%s: %s", jm_account_get_name (g_ptr_array_index (accounts, i)),
                  local_error->message);
      failed = jm_cli_get_worse (failed, jm_cli_get_exit (local_error));
    }

  all = g_new0 (Status, accounts->len);
  for (guint i = 0; i < accounts->len; i++)
    read_status (g_ptr_array_index (accounts, i), &all[i]);

  return jm_cli_get_worse (failed, print_all (cli, all, accounts->len));
}

/* --- test-connection */

static void
add_report (JsonBuilder        *builder,
            JmAccount          *account,
            const JmTestReport *report)
{
  g_auto (GStrv) missing =
      g_strsplit (report->scopes_missing != NULL ? report->scopes_missing : "", " ", -1);

  json_builder_begin_object (builder);
  jm_cli_add_account (builder, account);
  jm_cli_add_string (builder, "trouble", jm_trouble_get_info (report->trouble)->nick);
  jm_cli_add_string (builder, "message", report->summary);
  jm_cli_add_time (builder, "time", report->time_ms);
  jm_cli_add_int (builder, "latency_ms", report->latency_ms);
  json_builder_set_member_name (builder, "permissions");
  json_builder_begin_object (builder);
  jm_cli_add_int (builder, "asked", report->permissions_asked);
  jm_cli_add_int (builder, "granted", report->permissions_granted);
  json_builder_end_object (builder);
  json_builder_set_member_name (builder, "scopes_missing");
  json_builder_begin_array (builder);
  for (guint i = 0; missing[i] != NULL; i++)
    json_builder_add_string_value (builder, missing[i]);
  json_builder_end_array (builder);
  json_builder_set_member_name (builder, "findings");
  json_builder_begin_array (builder);
  for (guint i = 0; i < report->findings->len; i++)
    {
      const JmTestFinding *finding = g_ptr_array_index (report->findings, i);

      json_builder_begin_object (builder);
      jm_cli_add_string (builder, "name", finding->name);
      jm_cli_add_string (builder, "trouble", jm_trouble_get_info (finding->trouble)->nick);
      jm_cli_add_string (builder, "finding", finding->finding);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
  json_builder_end_object (builder);
}

static void
print_report (JmAccount          *account,
              const JmTestReport *report)
{
  static const char *const titles[] = { N_("TEST"), N_("RESULT"), N_("FINDING"), NULL };
  g_autoptr (JmCliTable) table = jm_cli_table_new (titles, 2);

  for (guint i = 0; i < report->findings->len; i++)
    {
      const JmTestFinding *finding = g_ptr_array_index (report->findings, i);

      jm_cli_table_add (table, _(finding->name), jm_trouble_get_info (finding->trouble)->nick,
                        finding->finding);
    }

  jm_cli_print ("%s: %s", jm_account_get_name (account), report->summary);
  jm_cli_table_print (table);
}

int
jm_cli_run_test_connection (JmCli   *cli,
                            GError **error)
{
  g_autoptr (GPtrArray) accounts = jm_cli_find_accounts (cli, cli->arguments[0], error);
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  int exit_code = JM_CLI_FINE;

  if (accounts == NULL)
    return JM_CLI_USAGE;
  if (accounts->len == 0)
    return jm_cli_tell_nobody (cli);

  json_builder_begin_array (builder);
  for (guint i = 0; i < accounts->len; i++)
    {
      JmAccount *account = g_ptr_array_index (accounts, i);
      g_autoptr (JmTestReport) report = dex_await_boxed (
          jm_connection_test (jm_monitor_get_services (cli->monitor), account, cli->cancellable),
          error);

      if (report == NULL)
        return JM_CLI_INTERRUPTED;
      if (cli->json)
        add_report (builder, account, report);
      else
        print_report (account, report);
      exit_code = jm_cli_get_worse (exit_code, jm_trouble_get_info (report->trouble)->exit_code);
    }
  json_builder_end_array (builder);

  if (cli->json)
    jm_cli_print_json (builder);
  return exit_code;
}
