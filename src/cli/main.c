/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib-unix.h>
#include <glib/gi18n.h>
#include <locale.h>
#include <poll.h>
#include <stdio.h>
#include <unistd.h>

#include "base/jm-process.h"
#include "base/jm-redact.h"
#include "jm-cli.h"

/*
 * jira-monitor-cli: finds the command in the table, reads the options, opens the monitor, runs the
 * command as a fiber and ends with its exit code. The monitor is never started: nothing watches, so
 * the program ends when the command does.
 */

/* --- the command line */

const JmCliCommand *
jm_cli_find_command (int    n_words,
                     char **words,
                     char **word)
{
  for (int i = 0; i < n_words; i++)
    {
      if (g_str_equal (words[i], "--account") || g_str_equal (words[i], "-a"))
        i++;
      else if (words[i][0] != '-')
        {
          *word = words[i];
          break;
        }
    }

  for (guint i = 0; *word != NULL && i < jm_cli_n_commands; i++)
    if (g_str_equal (*word, jm_cli_commands[i].name))
      return &jm_cli_commands[i];

  return NULL;
}

static void
add_common_options (JmCli          *cli,
                    GOptionContext *context)
{
  const GOptionEntry entries[] = {
    { "account", 'a', 0, G_OPTION_ARG_STRING, &cli->account,
      N_("The account that is meant, by name, host or id"), N_("NAME") },
    { "json", 'j', 0, G_OPTION_ARG_NONE, &cli->json, N_("Print JSON, for programs"), NULL },
    { "version", 0, 0, G_OPTION_ARG_NONE, &cli->version, N_("Print the version"), NULL },
    { NULL },
  };

  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
}

static char *
describe_commands (void)
{
  GString *text = g_string_new (_("Commands:"));

  for (guint i = 0; i < jm_cli_n_commands; i++)
    {
      const JmCliCommand *command = &jm_cli_commands[i];
      g_autofree char *usage = g_strjoin (" ", command->name, command->arguments, NULL);

      /* printf() would count the bytes of "…". */
      g_string_append_printf (text, "\n  %s%*s %s", usage,
                              MAX (1, 26 - (int) g_utf8_strlen (usage, -1)), "",
                              _(command->summary));
    }

  g_string_append_printf (text, "\n\n%s",
                          _("“jira-monitor-cli COMMAND --help” lists the options of a command.\n"
                             "Exit codes: 0 fine, 1 usage, 2 attention needed, 3 try later."));
  return g_string_free (text, FALSE);
}

GOptionContext *
jm_cli_make_context (JmCli *cli)
{
  g_autofree char *parameters = NULL;
  g_autofree char *commands = NULL;
  GOptionContext *context;

  if (cli->command != NULL)
    {
      parameters = g_strjoin (" ", cli->command->name, cli->command->arguments, NULL);
      context = g_option_context_new (parameters);
      g_option_context_set_summary (context, _(cli->command->summary));
      if (cli->command->add_options != NULL)
        cli->command->add_options (cli, context);
    }
  else
    {
      commands = describe_commands ();
      context = g_option_context_new (_("COMMAND"));
      g_option_context_set_summary (context, _("Sees the sign-ins, projects and issues of Jira."));
      g_option_context_set_description (context, commands);
    }

  add_common_options (cli, context);
  return context;
}

/* Leaves in cli->arguments what follows the command's name. */
static gboolean
parse (JmCli    *cli,
       int       argc,
       char   ***argv,
       GError  **error)
{
  g_autoptr (GOptionContext) context = NULL;
  char *word = NULL;
  guint n_arguments;

  cli->command = jm_cli_find_command (argc - 1, *argv + 1, &word);
  context = jm_cli_make_context (cli);
  if (!g_option_context_parse_strv (context, argv, error))
    return FALSE;

  if (cli->version)
    return TRUE;
  if (cli->command == NULL)
    {
      if (word != NULL)
        g_set_error (error, JM_CLI_ERROR, JM_CLI_ERROR_USAGE,
                     _("“%s” is no command; see “jira-monitor-cli --help”"), word);
      else
        g_set_error_literal (error, JM_CLI_ERROR, JM_CLI_ERROR_USAGE,
                             _("Which command? See “jira-monitor-cli --help”"));
      return FALSE;
    }

  cli->arguments = *argv + 2;
  n_arguments = g_strv_length (cli->arguments);
  if (n_arguments < cli->command->min_arguments || n_arguments > cli->command->max_arguments)
    {
      g_set_error (error, JM_CLI_ERROR, JM_CLI_ERROR_USAGE,
                   _("It is used as: jira-monitor-cli %s %s"), cli->command->name,
                   cli->command->arguments != NULL ? cli->command->arguments : "");
      return FALSE;
    }

  return TRUE;
}

/* --- running */

typedef struct
{
  JmCli     *cli;
  GMainLoop *loop;
  int        exit_code;
} Run;

static int
run_command (JmCli   *cli,
             GError **error)
{
  g_autoptr (GError) local_error = NULL;
  int exit_code;

  if (!dex_await (cli->command->history ? jm_monitor_open (cli->monitor) :
                                          jm_monitor_open_without_history (cli->monitor),
                  error))
    return JM_CLI_ATTENTION;

  exit_code = cli->command->run (cli, &local_error);
  dex_await (jm_monitor_close (cli->monitor), NULL);
  if (local_error != NULL)
    g_propagate_error (error, g_steal_pointer (&local_error));
  return exit_code;
}

static DexFuture *
run_fiber (gpointer data)
{
  Run *run = data;
  g_autoptr (GError) error = NULL;

  run->exit_code = run_command (run->cli, &error);
  if (error != NULL)
    {
      fflush (stdout);
      jm_cli_complain (error);
      run->exit_code = jm_cli_get_exit (error);
    }

  g_main_loop_quit (run->loop);
  return dex_future_new_true ();
}

/* Once: what runs is cancelled, and cleans up. Twice: the person means it. */
static gboolean
interrupted_cb (gpointer cancellable)
{
  if (g_cancellable_is_cancelled (cancellable))
    _exit (JM_CLI_INTERRUPTED);

  g_cancellable_cancel (cancellable);
  return G_SOURCE_CONTINUE;
}

/* What was printed and did not arrive is no answer, above all not a shorter one. That nobody reads
 * on (“| head”) is the reader's own wish. */
static int
check_output (int exit_code)
{
  struct pollfd reader = { .fd = STDOUT_FILENO };

  if (fflush (stdout) == 0 && !ferror (stdout))
    return exit_code;
  if (poll (&reader, 1, 0) == 1 && (reader.revents & POLLERR) != 0)
    return exit_code;

  jm_cli_say ("%s", _("Standard output did not take everything: is the disk full?"));
  return JM_CLI_ATTENTION;
}

static int
run (JmCli *cli)
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  Run job = { .cli = cli, .loop = loop };

  g_unix_signal_add (SIGINT, interrupted_cb, cli->cancellable);
  g_unix_signal_add (SIGTERM, interrupted_cb, cli->cancellable);
  dex_future_disown (dex_scheduler_spawn (NULL, 0, run_fiber, &job, NULL));
  g_main_loop_run (loop);
  return check_output (job.exit_code);
}

static void
clear (JmCli *cli)
{
  g_clear_object (&cli->monitor);
  g_clear_object (&cli->cancellable);
  g_strfreev (cli->sites);
  g_free (cli->account);
  g_free (cli->email);
  g_free (cli->ends);
  g_free (cli->token_name);
  g_free (cli->again);
  g_free (cli->ca);
  g_free (cli->project);
  g_free (cli->resource);
  g_free (cli->format);
  g_free (cli->output);
  g_free (cli->text);
  g_free (cli->type);
}

static int
parse_and_run (JmCli   *cli,
               int      argc,
               char  ***words)
{
  g_autoptr (GError) error = NULL;

  if (argc > 1 && g_str_equal ((*words)[1], "--complete"))
    {
      if (!jm_cli_complete (cli, *words + 2))
        return JM_CLI_FINE;
    }
  else if (!parse (cli, argc, words, &error))
    {
      jm_cli_complain (error);
      return JM_CLI_USAGE;
    }
  if (cli->version)
    {
      printf ("jira-monitor-cli %s\n", PACKAGE_VERSION);
      return JM_CLI_FINE;
    }
  if (!(cli->monitor = jm_monitor_new (&error)))
    {
      jm_cli_complain (error);
      return jm_cli_get_exit (error);
    }

  return run (cli);
}

int
main (int    argc,
      char **argv)
{
  g_auto (GStrv) words = g_strdupv (argv);
  JmCli cli = { .cancellable = g_cancellable_new () };
  int exit_code;

  jm_process_guard ();
  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, LOCALEDIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
  g_set_prgname ("jira-monitor-cli");
  jm_log_install ();
  dex_init ();

  exit_code = parse_and_run (&cli, argc, &words);
  clear (&cli);
  return exit_code;
}
