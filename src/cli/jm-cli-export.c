/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <gio/gunixoutputstream.h>
#include <glib/gi18n.h>
#include <unistd.h>

#include "jm-cli.h"
#include "store/jm-export.h"

/*
 * export: any stored list as CSV, JSON or Markdown, to standard output or a file. A file is there whole
 * or not at all: what was there before stays until the new one is complete.
 */

void
jm_cli_add_export_options (JmCli          *cli,
                           GOptionContext *context)
{
  const GOptionEntry entries[] = {
    { "format", 'f', 0, G_OPTION_ARG_STRING, &cli->format, N_("csv (default), json or markdown"),
      N_("FORMAT") },
    { "output", 'o', 0, G_OPTION_ARG_FILENAME, &cli->output,
      N_("Into a file instead of standard output"), N_("FILE") },
    { "project", 'p', 0, G_OPTION_ARG_STRING, &cli->project, N_("Issues of one project"),
      N_("KEY") },
    { "text", 0, 0, G_OPTION_ARG_STRING, &cli->text, N_("Issues that have these words"),
      N_("WORDS") },
    { NULL },
  };

  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
}

static gboolean
find_format (const char      *name,
             JmExportFormat  *format,
             GError         **error)
{
  static const char *const names[] = { [JM_EXPORT_CSV] = "csv",
                                       [JM_EXPORT_JSON] = "json",
                                       [JM_EXPORT_MARKDOWN] = "markdown" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      if (name == NULL || g_ascii_strcasecmp (name, names[i]) == 0)
        {
          *format = i;
          return TRUE;
        }
    }

  g_set_error (error, JM_CLI_ERROR, JM_CLI_ERROR_USAGE,
               _("“%s” is no format. There are: csv, json, markdown"), name);
  return FALSE;
}

/* A terminal obeys bytes that a file just keeps. */
static gboolean
print_to_terminal (GOutputStream *stream)
{
  g_autofree char *text = NULL;

  if (!g_output_stream_write_all (stream, "", 1, NULL, NULL, NULL))
    return FALSE;

  text = g_memory_output_stream_steal_data (G_MEMORY_OUTPUT_STREAM (stream));
  jm_cli_print_safely (text);
  return TRUE;
}

static GOutputStream *
open_output (JmCli   *cli,
             GError **error)
{
  g_autoptr (GFile) file = NULL;

  if (cli->output != NULL)
    {
      file = g_file_new_for_commandline_arg (cli->output);
      return G_OUTPUT_STREAM (g_file_replace (file, NULL, FALSE, G_FILE_CREATE_PRIVATE,
                                              cli->cancellable, error));
    }
  if (isatty (STDOUT_FILENO))
    return g_memory_output_stream_new_resizable ();

  return g_unix_output_stream_new (STDOUT_FILENO, FALSE);
}

/* A stream that is closed by a cancelled call leaves the file as it was. */
static void
give_up (GOutputStream *stream)
{
  g_autoptr (GCancellable) cancelled = g_cancellable_new ();

  g_cancellable_cancel (cancelled);
  g_output_stream_close (stream, cancelled, NULL);
}

/* Awaits. */
static gboolean
export_to (JmCli           *cli,
           JmStore         *store,
           JmResourceId     resource,
           JmExportFormat   format,
           GOutputStream   *stream,
           GError         **error)
{
  const JmIssueQuery query = { .project_key = cli->project,
                               .text = cli->text,
                               .sort = JM_ISSUE_SORT_KEY };
  g_autoptr (GError) local_error = NULL;

  dex_await_int64 (jm_store_export (store, resource, &query, format, stream, NULL, NULL,
                                    cli->cancellable),
                   &local_error);
  if (local_error == NULL && G_IS_MEMORY_OUTPUT_STREAM (stream))
    return print_to_terminal (stream);
  if (local_error == NULL && g_output_stream_close (stream, NULL, &local_error))
    return TRUE;

  give_up (stream);
  g_propagate_error (error, g_steal_pointer (&local_error));
  return FALSE;
}

int
jm_cli_run_export (JmCli   *cli,
                   GError **error)
{
  JmResourceId resource = jm_resource_find (cli->arguments[0]);
  g_autoptr (GOutputStream) stream = NULL;
  g_autoptr (JmStore) store = NULL;
  JmExportFormat format;
  JmAccount *account;

  if (resource == JM_N_RESOURCES)
    {
      jm_cli_set_unknown_resource (error, cli->arguments[0]);
      return JM_CLI_USAGE;
    }
  if (!find_format (cli->json && cli->format == NULL ? "json" : cli->format, &format, error))
    return JM_CLI_USAGE;
  if (!(account = jm_cli_find_account (cli, NULL, error)) ||
      !(store = dex_await_object (jm_account_open_store (account), error)) ||
      !(stream = open_output (cli, error)))
    return JM_CLI_ATTENTION;

  return export_to (cli, store, resource, format, stream, error) ? JM_CLI_FINE : JM_CLI_ATTENTION;
}
