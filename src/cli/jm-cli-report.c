/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <stdio.h>

#include "jm-cli.h"
#include "sync/jm-health.h"
#include "sync/jm-report.h"

/* report: what a person pastes into a report of a problem. Also without an account: that may be the problem. */

void
jm_cli_add_report_options (JmCli          *cli,
                           GOptionContext *context)
{
  const GOptionEntry entries[] = {
    { "names", 0, 0, G_OPTION_ARG_NONE, &cli->names, N_("Name sites and accounts; never secrets"), NULL },
    { NULL },
  };

  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
}

static void
print_lines (const char *text)
{
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);

  for (guint i = 0; lines[i] != NULL && (lines[i + 1] != NULL || *lines[i] != '\0'); i++)
    jm_cli_print ("%s", lines[i]);
}

int
jm_cli_run_report (JmCli   *cli,
                   GError **error)
{
  g_autoptr (JmReport) report = NULL;
  g_autofree char *text = NULL;

  /* The window looks at all of it every few minutes; here nobody has yet. What it finds is in the report. */
  if (!dex_await (jm_health_check (jm_health_get (cli->monitor), cli->cancellable), error))
    return JM_CLI_INTERRUPTED;
  if (!(report = dex_await_boxed (jm_report_make (cli->monitor, cli->names, NULL, cli->cancellable), error)))
    return JM_CLI_INTERRUPTED;

  if (cli->json)
    {
      text = jm_report_to_json (report);
      jm_cli_print_safely (text);
      putchar ('\n');
    }
  else
    {
      text = jm_report_to_markdown (report);
      print_lines (text);
    }

  return JM_CLI_FINE;
}
