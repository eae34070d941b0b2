/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <stdio.h>
#include <unistd.h>

#include "base/jm-json.h"
#include "jm-cli.h"
#include "sync/jm-sync.h"

/* sync: fetches, account after account, and tells what came. */

void
jm_cli_add_sync_options (JmCli          *cli,
                         GOptionContext *context)
{
  const GOptionEntry entries[] = {
    { "quick", 0, 0, G_OPTION_ARG_NONE, &cli->quick,
      N_("What changed since the last time (default)"), NULL },
    { "full", 0, 0, G_OPTION_ARG_NONE, &cli->full, N_("Everything"), NULL },
    { "census", 0, 0, G_OPTION_ARG_NONE, &cli->census, N_("Which issues are still there"), NULL },
    { "project", 'p', 0, G_OPTION_ARG_STRING, &cli->project, N_("One project alone"), N_("KEY") },
    { "resource", 0, 0, G_OPTION_ARG_STRING, &cli->resource,
      N_("One resource alone, “users”"), N_("NAME") },
    { NULL },
  };

  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
}

static gboolean
make_order (JmCli        *cli,
            JmSyncOrder  *order,
            GError      **error)
{
  if (cli->quick + cli->full + cli->census > 1)
    {
      g_set_error_literal (error, JM_CLI_ERROR, JM_CLI_ERROR_USAGE,
                           _("--quick, --full and --census exclude each other"));
      return FALSE;
    }

  order->kind = cli->census ? JM_SYNC_CENSUS : cli->full ? JM_SYNC_FULL :
                                                           JM_SYNC_QUICK;
  order->project_key = cli->project;
  order->resource = JM_N_RESOURCES;
  if (cli->resource == NULL)
    return TRUE;

  order->resource = jm_resource_find (cli->resource);
  if (order->resource != JM_N_RESOURCES)
    return TRUE;

  jm_cli_set_unknown_resource (error, cli->resource);
  return FALSE;
}

/* --- while it runs: one line on a terminal, written over itself */

static void
progress_cb (JmSync     *sync,
             GParamSpec *pspec,
             gpointer    data)
{
  g_autofree char *total = NULL;

  if (!jm_sync_is_running (sync))
    return;

  if (jm_sync_get_total (sync) >= 0)
    total = g_strdup_printf (" / %" G_GINT64_FORMAT, jm_sync_get_total (sync));
  fprintf (stderr, "\r\033[K%s  %u%s", jm_resource_get_title (jm_sync_get_resource (sync)),
           jm_sync_get_fetched (sync), total != NULL ? total : "");
}

static void
wipe_progress (void)
{
  fputs ("\r\033[K", stderr);
}

/* Awaits. */
static JmSyncReport *
run_one (JmCli              *cli,
         JmAccount          *account,
         const JmSyncOrder  *order,
         GError            **error)
{
  JmSync *sync = jm_sync_get (jm_monitor_get_services (cli->monitor), account);
  gboolean watched = !cli->json && isatty (STDERR_FILENO);
  JmSyncReport *report;
  gulong handler = 0;

  if (watched)
    handler = g_signal_connect (sync, "notify::fetched", G_CALLBACK (progress_cb), NULL);
  report = dex_await_boxed (jm_sync_run (sync, order, cli->cancellable), error);
  if (watched)
    {
      g_signal_handler_disconnect (sync, handler);
      wipe_progress ();
    }

  return report;
}

/* --- what came */

static void
add_resources (JsonBuilder        *builder,
               const JmSyncReport *report)
{
  json_builder_set_member_name (builder, "resources");
  json_builder_begin_object (builder);
  for (guint id = 0; id < JM_N_RESOURCES; id++)
    {
      if (!report->resources[id].asked)
        continue;

      json_builder_set_member_name (builder, jm_resource_get_name (id));
      json_builder_begin_object (builder);
      jm_cli_add_int (builder, "count", report->resources[id].count);
      jm_cli_add_string (builder, "not_allowed", report->resources[id].denied);
      jm_cli_add_string (builder, "failed", report->resources[id].failed);
      json_builder_end_object (builder);
    }
  json_builder_end_object (builder);
}

static void
add_seconds (JsonBuilder *builder,
             const char  *name,
             double       seconds)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_double_value (builder, seconds);
}

/* One line an account. */
static void
print_json (JmAccount          *account,
            const JmSyncReport *report)
{
  static const char *const kinds[] = { [JM_SYNC_QUICK] = "quick",
                                       [JM_SYNC_FULL] = "full",
                                       [JM_SYNC_CENSUS] = "census" };
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) root = NULL;
  g_autofree char *line = NULL;

  json_builder_begin_object (builder);
  jm_cli_add_account (builder, account);
  jm_cli_add_string (builder, "run", kinds[report->kind]);
  jm_cli_add_int (builder, "issues", report->issues);
  add_seconds (builder, "issue_seconds", report->issue_seconds);
  add_seconds (builder, "seconds", report->seconds);
  jm_cli_add_int (builder, "requests", report->requests);
  jm_cli_add_int (builder, "added", report->added);
  jm_cli_add_int (builder, "changed", report->changed);
  jm_cli_add_int (builder, "removed", report->removed);
  jm_cli_add_int (builder, "skipped", report->skipped);
  add_resources (builder, report);
  json_builder_end_object (builder);

  root = json_builder_get_root (builder);
  line = jm_json_to_string (root);
  jm_cli_print_safely (line);
  fputc ('\n', stdout);
}

static void
print_table (JmAccount          *account,
             const JmSyncReport *report)
{
  static const char *const titles[] = { N_("RESOURCE"), N_("STORED"), N_("REMARK"), NULL };
  g_autoptr (JmCliTable) table = jm_cli_table_new (titles, 2);

  for (guint id = 0; id < JM_N_RESOURCES; id++)
    {
      g_autofree char *count = NULL;
      g_autofree char *remark = NULL;

      if (!report->resources[id].asked)
        continue;

      count = g_strdup_printf ("%" G_GINT64_FORMAT, report->resources[id].count);
      if (report->resources[id].denied != NULL)
        /* Translators: %s is what is missing: “needs the scope read:jira-user” */
        remark = g_strdup_printf (_("not allowed: %s"), report->resources[id].denied);
      else
        remark = g_strdup (report->resources[id].failed);
      jm_cli_table_add (table, jm_resource_get_title (id), count, remark);
    }
  jm_cli_table_print (table);

  /* Translators: name of the account, four numbers, seconds */
  jm_cli_print (_("%1$s: %2$ld new, %3$ld changed, %4$ld gone, %5$u requests, %6$.1f s"),
                jm_account_get_name (account), (long) report->added, (long) report->changed, (long) report->removed,
                report->requests, report->seconds);
}

/* What one account can't do is said, and the others go on. */
static int
complain (JmAccount    *account,
          const GError *error)
{
  g_autoptr (GError) named = g_error_copy (error);

  g_prefix_error (&named, "%s: ", jm_account_get_name (account));
  jm_cli_complain (named);
  return jm_cli_get_exit (error);
}

int
jm_cli_run_sync (JmCli   *cli,
                 GError **error)
{
  g_autoptr (GPtrArray) accounts = NULL;
  int exit_code = JM_CLI_FINE;
  JmSyncOrder order;

  if (!make_order (cli, &order, error))
    return JM_CLI_USAGE;
  if (!(accounts = jm_cli_find_accounts (cli, NULL, error)))
    return JM_CLI_ATTENTION;
  if (accounts->len == 0)
    return jm_cli_tell_nobody (cli);

  for (guint i = 0; i < accounts->len; i++)
    {
      JmAccount *account = accounts->pdata[i];
      g_autoptr (GError) local_error = NULL;
      g_autoptr (JmSyncReport) report = run_one (cli, account, &order, &local_error);

      if (report == NULL)
        exit_code = jm_cli_get_worse (exit_code, complain (account, local_error));
      else if (cli->json)
        print_json (account, report);
      else
        print_table (account, report);
    }

  return exit_code;
}
