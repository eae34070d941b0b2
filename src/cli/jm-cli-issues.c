/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <stdio.h>

#include "base/jm-json.h"
#include "base/jm-time.h"
#include "jm-cli.h"
#include "store/jm-issue-list.h"
#include "sync/jm-sync.h"

/*
 * projects, issues: printed from the account's store. Jira is asked when the store has never been,
 * or with --refresh.
 */

static void
add_refresh_option (JmCli          *cli,
                    GOptionContext *context)
{
  const GOptionEntry entries[] = {
    { "refresh", 'r', 0, G_OPTION_ARG_NONE, &cli->refresh,
      N_("Ask Jira, even when there is something stored"), NULL },
    { NULL },
  };

  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
}

void
jm_cli_add_projects_options (JmCli          *cli,
                             GOptionContext *context)
{
  add_refresh_option (cli, context);
}

void
jm_cli_add_issues_options (JmCli          *cli,
                           GOptionContext *context)
{
  const GOptionEntry entries[] = {
    { "limit", 'n', 0, G_OPTION_ARG_INT, &cli->limit,
      N_("How many, the last changed first (default: all)"), N_("N") },
    { NULL },
  };

  add_refresh_option (cli, context);
  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
}

/* Awaits. The store of the account that is meant, with what is asked for in it. */
static JmStore *
open_filled_store (JmCli         *cli,
                   JmResourceId   resource,
                   const char    *project_key,
                   GError       **error)
{
  JmAccount *account = jm_cli_find_account (cli, NULL, error);
  g_autoptr (JmStore) store = NULL;
  g_autoptr (GError) local_error = NULL;
  JmSync *sync;
  gint64 fetched_at;

  if (account == NULL || !(store = dex_await_object (jm_account_open_store (account), error)))
    return NULL;

  fetched_at =
      dex_await_int64 (jm_store_get_fetched_at (store, resource, project_key), &local_error);
  if (local_error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return NULL;
    }
  if (fetched_at != 0 && !cli->refresh)
    return g_steal_pointer (&store);

  sync = jm_sync_get (jm_monitor_get_services (cli->monitor), account);
  dex_await (project_key != NULL ? jm_sync_fetch_issues (sync, project_key, cli->cancellable) :
                                   jm_sync_fetch_projects (sync, cli->cancellable),
             &local_error);
  if (local_error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return NULL;
    }

  if (jm_sync_get_skipped (sync) > 0)
    jm_cli_say (ngettext ("%u issue could not be read", "%u issues could not be read",
                          jm_sync_get_skipped (sync)),
                jm_sync_get_skipped (sync));
  return g_steal_pointer (&store);
}

/* One item after the other, so that a large project does not become a large tree first. */
static void
print_item (JsonBuilder *builder,
            gboolean     first)
{
  g_autoptr (JsonNode) root = json_builder_get_root (builder);
  g_autofree char *text = jm_json_to_string (root);

  fputs (first ? "[\n" : ",\n", stdout);
  jm_cli_print_safely (text);
}

static void
print_end (guint n_items)
{
  printf ("%s", n_items == 0 ? "[]\n" : "\n]\n");
}

/* --- projects */

static void
print_project (JmProject *project,
               guint      position)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  jm_cli_add_string (builder, "key", jm_project_get_key (project));
  jm_cli_add_string (builder, "name", jm_project_get_name (project));
  jm_cli_add_string (builder, "id", jm_project_get_id (project));
  jm_cli_add_string (builder, "type", jm_project_get_kind (project));
  jm_cli_add_string (builder, "lead", jm_project_get_lead (project));
  json_builder_end_object (builder);
  print_item (builder, position == 0);
}

int
jm_cli_run_projects (JmCli   *cli,
                     GError **error)
{
  static const char *const titles[] = { N_("KEY"), N_("NAME"), N_("TYPE"), N_("LEAD"), NULL };
  g_autoptr (JmCliTable) table = jm_cli_table_new (titles, 1);
  g_autoptr (GListModel) projects = NULL;
  g_autoptr (JmStore) store = NULL;
  guint n_projects;

  if (!(store = open_filled_store (cli, JM_RESOURCE_PROJECTS, NULL, error)) ||
      !(projects = dex_await_object (jm_store_list_projects (store), error)))
    return JM_CLI_ATTENTION;

  n_projects = g_list_model_get_n_items (projects);
  for (guint i = 0; i < n_projects; i++)
    {
      g_autoptr (JmProject) project = g_list_model_get_item (projects, i);

      if (cli->json)
        print_project (project, i);
      else
        jm_cli_table_add (table, jm_project_get_key (project), jm_project_get_name (project),
                          jm_project_get_kind (project), jm_project_get_lead (project));
    }

  if (cli->json)
    print_end (n_projects);
  else
    jm_cli_table_print (table);
  return JM_CLI_FINE;
}

/* --- issues */

static void
print_issue (JmIssue *issue,
             guint    position)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  jm_cli_add_string (builder, "key", jm_issue_get_key (issue));
  jm_cli_add_string (builder, "id", jm_issue_get_id (issue));
  jm_cli_add_string (builder, "summary", jm_issue_get_summary (issue));
  jm_cli_add_string (builder, "type", jm_issue_get_kind (issue));
  jm_cli_add_string (builder, "status", jm_issue_get_status (issue));
  jm_cli_add_string (builder, "status_category", jm_issue_get_status_category (issue));
  jm_cli_add_string (builder, "priority", jm_issue_get_priority (issue));
  jm_cli_add_string (builder, "assignee", jm_issue_get_assignee (issue));
  jm_cli_add_time (builder, "updated", jm_issue_get_updated_ms (issue));
  json_builder_end_object (builder);
  print_item (builder, position == 0);
}

static void
print_issues (JmCli      *cli,
              GListModel *issues)
{
  static const char *const titles[] = { N_("KEY"), N_("TYPE"),
                                        N_("STATUS"), N_("PRIORITY"),
                                        N_("ASSIGNEE"), N_("UPDATED"),
                                        N_("SUMMARY"), NULL };
  g_autoptr (JmCliTable) table = jm_cli_table_new (titles, 6);
  guint n_issues = g_list_model_get_n_items (issues);

  if (cli->limit > 0)
    n_issues = MIN (n_issues, (guint) cli->limit);

  for (guint i = 0; i < n_issues; i++)
    {
      g_autoptr (JmIssue) issue = g_list_model_get_item (issues, i);
      g_autofree char *updated = NULL;

      if (cli->json)
        {
          print_issue (issue, i);
          continue;
        }

      updated = jm_cli_format_time (jm_issue_get_updated_ms (issue));
      jm_cli_table_add (table, jm_issue_get_key (issue), jm_issue_get_kind (issue),
                        jm_issue_get_status (issue), jm_issue_get_priority (issue),
                        jm_issue_get_assignee (issue), updated, jm_issue_get_summary (issue));
    }

  if (cli->json)
    print_end (n_issues);
  else
    jm_cli_table_print (table);
}

int
jm_cli_run_issues (JmCli   *cli,
                   GError **error)
{
  /* Jira's keys are upper case; people type them as they like. */
  g_autofree char *key = g_ascii_strup (cli->arguments[0], -1);
  const JmIssueQuery query = { .project_key = key,
                               .sort = JM_ISSUE_SORT_UPDATED,
                               .descending = TRUE };
  g_autoptr (JmIssueList) issues = NULL;
  g_autoptr (JmStore) store = NULL;
  g_autoptr (GError) local_error = NULL;

  if (cli->limit < 0)
    {
      g_set_error_literal (error, JM_CLI_ERROR, JM_CLI_ERROR_USAGE,
                           _("--limit takes 0 or a number of issues"));
      return JM_CLI_USAGE;
    }
  if (!(store = open_filled_store (cli, JM_RESOURCE_ISSUES, key, error)))
    return JM_CLI_ATTENTION;

  issues = jm_issue_list_new (store);
  dex_await_int64 (jm_issue_list_set_query (issues, &query), &local_error);
  if (local_error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return JM_CLI_ATTENTION;
    }

  print_issues (cli, G_LIST_MODEL (issues));
  return JM_CLI_FINE;
}
