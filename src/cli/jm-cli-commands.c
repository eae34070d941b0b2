/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "jm-cli.h"

/* All commands, as “--help” lists them. */
const JmCliCommand jm_cli_commands[] = {
  {
      .name = "sign-in",
      .summary = N_("Sign in to Jira, in the browser or with a token"),
      .add_options = jm_cli_add_sign_in_options,
      .run = jm_cli_run_sign_in,
  },
  {
      .name = "accounts",
      .summary = N_("List the accounts"),
      .run = jm_cli_run_accounts,
  },
  {
      .name = "status",
      .summary = N_("Show how each sign-in is, without asking Jira"),
      .run = jm_cli_run_status,
  },
  {
      .name = "refresh",
      .arguments = "[ACCOUNT]",
      .summary = N_("Refresh the token now, or check it"),
      .max_arguments = 1,
      .run = jm_cli_run_refresh,
  },
  {
      .name = "events",
      .summary = N_("Show what happened, the newest first"),
      .history = TRUE,
      .add_options = jm_cli_add_events_options,
      .run = jm_cli_run_events,
  },
  {
      .name = "projects",
      .summary = N_("List the projects"),
      .add_options = jm_cli_add_projects_options,
      .run = jm_cli_run_projects,
  },
  {
      .name = "issues",
      .arguments = "PROJECT",
      .summary = N_("List the issues of a project"),
      .min_arguments = 1,
      .max_arguments = 1,
      .add_options = jm_cli_add_issues_options,
      .run = jm_cli_run_issues,
  },
  {
      .name = "news",
      .summary = N_("Show what others did to issues that concern you, the newest first"),
      .add_options = jm_cli_add_news_options,
      .run = jm_cli_run_news,
  },
  {
      .name = "sync",
      .summary = N_("Fetch from Jira: what changed, everything, or what is gone"),
      .add_options = jm_cli_add_sync_options,
      .run = jm_cli_run_sync,
  },
  {
      .name = "search",
      .arguments = "WORDS…",
      .summary = N_("Search what is stored, in all accounts"),
      .min_arguments = 1,
      .max_arguments = G_MAXUINT,
      .add_options = jm_cli_add_search_options,
      .run = jm_cli_run_search,
  },
  {
      .name = "export",
      .arguments = "RESOURCE",
      .summary = N_("Write a stored list as CSV, JSON or Markdown"),
      .min_arguments = 1,
      .max_arguments = 1,
      .add_options = jm_cli_add_export_options,
      .run = jm_cli_run_export,
  },
  {
      .name = "stats",
      .summary = N_("Count what is stored"),
      .add_options = jm_cli_add_stats_options,
      .run = jm_cli_run_stats,
  },
  {
      .name = "health",
      .summary = N_("Check sign-ins, Jira, this computer and what is stored"),
      .run = jm_cli_run_health,
  },
  {
      .name = "network",
      .arguments = "[ca|client|token|plain|encrypted|proxy|forget]",
      .summary = N_("Show or set what leads to a site: authorities, client certificates, proxies"),
      .max_arguments = 4,
      .run = jm_cli_run_network,
  },
  {
      .name = "report",
      .summary = N_("Print a diagnosis without secrets, for a report of a problem"),
      .history = TRUE,
      .add_options = jm_cli_add_report_options,
      .run = jm_cli_run_report,
  },
  {
      .name = "test-connection",
      .arguments = "[ACCOUNT]",
      .summary = N_("Ask Jira what works and what is missing"),
      .max_arguments = 1,
      .run = jm_cli_run_test_connection,
  },
  {
      .name = "sign-out",
      .arguments = "ACCOUNT",
      .summary = N_("Disconnect an account and remove its data"),
      .min_arguments = 1,
      .max_arguments = 1,
      .run = jm_cli_run_sign_out,
  },
};

const guint jm_cli_n_commands = G_N_ELEMENTS (jm_cli_commands);
