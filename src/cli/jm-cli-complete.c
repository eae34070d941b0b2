/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <stdio.h>

#include "jira/jm-resource.h"
#include "jm-cli.h"

/*
 * What a shell offers when somebody presses Tab. The scripts in data/completions ask
 * “jira-monitor-cli --complete WORD…”, where the last word is the one that is being typed, and get
 * a line “candidate TAB what it is” for each that begins so. Commands come from their table and
 * options from the contexts that read them, so nothing here can fall behind.
 */

static const struct
{
  const char *option;
  const char *values;
} option_values[] = {
  { "--format", "csv json markdown" },
};

/* --- options, as their own help tells them */

typedef struct
{
  char *name;     /* "--format" */
  char short_name; /* 'f', or 0 */
  char *argument; /* "FORMAT", or NULL */
  char *summary;
} Option;

static void
option_free (gpointer data)
{
  Option *option = data;

  g_free (option->name);
  g_free (option->argument);
  g_free (option->summary);
  g_free (option);
}

/* "  -f, --format=FORMAT     csv (default), json or markdown"; NULL when @line is no such line. */
static Option *
read_option (const char *line)
{
  Option *option;
  gsize length;

  if (!g_str_has_prefix (line, "  -"))
    return NULL;

  option = g_new0 (Option, 1);
  line += 2;
  if (line[1] != '-')
    {
      option->short_name = line[1];
      line = strstr (line, "--");
    }
  length = line != NULL ? strcspn (line, "= ") : 0;
  if (length <= 2)
    {
      option_free (option);
      return NULL;
    }
  option->name = g_strndup (line, length);
  line += length;
  if (*line == '=')
    {
      length = strcspn (line, " ");
      option->argument = g_strndup (line + 1, length - 1);
      line += length;
    }
  option->summary = g_strdup (line + strspn (line, " "));
  return option;
}

static GPtrArray *
list_options (JmCli *cli)
{
  g_autoptr (GOptionContext) context = jm_cli_make_context (cli);
  GPtrArray *options = g_ptr_array_new_with_free_func (option_free);
  g_auto (GStrv) lines = NULL;
  g_autofree char *help = NULL;

  g_option_context_set_description (context, NULL);
  help = g_option_context_get_help (context, FALSE, NULL);
  lines = g_strsplit (help, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    {
      Option *option = read_option (lines[i]);

      if (option != NULL)
        g_ptr_array_add (options, option);
    }
  return options;
}

static gboolean
is_called (const Option *option,
           const char   *word,
           gsize         length)
{
  if (length == 2 && word[0] == '-' && word[1] == option->short_name)
    return TRUE;
  return strlen (option->name) == length && strncmp (word, option->name, length) == 0;
}

/* The option whose value is being typed: "--option=val", "--option", "val", and as bash cuts it:
 * "--option", "=", "val". */
static const Option *
find_option (GPtrArray  *options,
             char      **words,
             guint       n_words)
{
  const char *word = n_words > 0 ? words[n_words - 1] : "";
  const char *value = strchr (word, '=');
  gsize length = 0;

  if (word[0] == '-' && value != NULL)
    length = (gsize) (value - word);
  else if (n_words > 1)
    {
      gboolean cut = n_words > 2 && g_str_equal (words[n_words - 2], "=");

      word = words[n_words - (cut ? 3 : 2)];
      length = strlen (word);
    }

  for (guint i = 0; i < options->len; i++)
    {
      const Option *option = g_ptr_array_index (options, i);

      if (option->argument != NULL && is_called (option, word, length))
        return option;
    }
  return NULL;
}

/* --- what is offered */

/* @beginning: what is there of it; behind "--option=" that stays in front. */
static void
offer (const char *candidate,
       const char *summary,
       const char *beginning)
{
  const char *value = strchr (beginning, '=');
  int kept = beginning[0] == '-' && value != NULL ? (int) (value - beginning) + 1 : 0;

  if (g_str_has_prefix (candidate, beginning + kept))
    printf ("%.*s%s\t%s\n", kept, beginning, candidate, summary != NULL ? summary : "");
}

static void
offer_commands (const char *beginning)
{
  for (guint i = 0; i < jm_cli_n_commands; i++)
    offer (jm_cli_commands[i].name, _(jm_cli_commands[i].summary), beginning);
}

static void
offer_options (GPtrArray  *options,
               const char *beginning)
{
  for (guint i = 0; i < options->len; i++)
    {
      const Option *option = g_ptr_array_index (options, i);

      offer (option->name, option->summary, beginning);
    }
}

static void
offer_resources (const char *beginning)
{
  for (JmResourceId id = 0; id < JM_N_RESOURCES; id++)
    offer (jm_resource_get_name (id), NULL, beginning);
}

static gboolean
offer_option_values (const Option *option,
                     const char   *beginning)
{
  for (guint i = 0; i < G_N_ELEMENTS (option_values); i++)
    {
      g_auto (GStrv) values = NULL;

      if (!g_str_equal (option->name, option_values[i].option))
        continue;
      values = g_strsplit (option_values[i].values, " ", -1);
      for (guint j = 0; values[j] != NULL; j++)
        offer (values[j], NULL, beginning);
      return TRUE;
    }
  return FALSE;
}

static int
run_accounts (JmCli   *cli,
              GError **error)
{
  GListModel *accounts = G_LIST_MODEL (jm_monitor_get_accounts (cli->monitor));

  for (guint i = 0; i < g_list_model_get_n_items (accounts); i++)
    {
      g_autoptr (JmAccount) account = g_list_model_get_item (accounts, i);

      offer (jm_account_get_name (account), jm_account_get_user_name (account), cli->account);
    }
  return JM_CLI_FINE;
}

/* TRUE: the names of the accounts are to be offered. */
static gboolean
offer_values (const Option *option,
              const char   *beginning)
{
  if (offer_option_values (option, beginning))
    return FALSE;
  if (g_str_equal (option->name, "--resource"))
    offer_resources (beginning);
  else if (g_str_equal (option->name, "--output") || g_str_equal (option->name, "--ca"))
    printf (":files\n");
  return g_str_equal (option->name, "--account") || g_str_equal (option->name, "--again");
}

/* The words of "[ca|client|forget]", and what may follow them */
static void
offer_verbs (const char *arguments,
             const char *beginning)
{
  g_auto (GStrv) verbs = g_strsplit_set (arguments, "[|]", -1);

  for (guint i = 0; verbs[i] != NULL; i++)
    {
      if (*verbs[i] != '\0')
        offer (verbs[i], NULL, beginning);
    }
  printf (":files\n");
}

static gboolean
offer_arguments (const JmCliCommand *command,
                 const char         *beginning)
{
  if (g_strcmp0 (command->arguments, "RESOURCE") == 0)
    offer_resources (beginning);
  else if (command->arguments != NULL && strchr (command->arguments, '|') != NULL)
    offer_verbs (command->arguments, beginning);
  return command->arguments != NULL && strstr (command->arguments, "ACCOUNT") != NULL;
}

static const JmCliCommand accounts_command = { .name = "accounts", .run = run_accounts };

/**
 * jm_cli_complete:
 * @cli: without a command
 * @words: (array zero-terminated=1): what was typed behind the program's name; the last one is
 *   being typed, and may be empty
 *
 * Prints what fits.
 *
 * Returns: FALSE when that was all; TRUE when @cli has now a command that prints the rest, and is
 *   to be run
 */
gboolean
jm_cli_complete (JmCli  *cli,
                 char  **words)
{
  guint n_words = g_strv_length (words);
  const char *beginning = n_words > 0 ? words[n_words - 1] : "";
  g_autoptr (GPtrArray) options = NULL;
  const Option *option;
  gboolean has_command, wants_accounts = FALSE;
  char *word = NULL;

  /* bash: "--option", "=" */
  if (g_str_equal (beginning, "="))
    beginning = "";
  cli->command = jm_cli_find_command ((int) n_words - 1, words, &word);
  has_command = cli->command != NULL;
  options = list_options (cli);
  option = find_option (options, words, n_words);

  if (option != NULL)
    wants_accounts = offer_values (option, beginning);
  else if (beginning[0] == '-')
    offer_options (options, beginning);
  else if (has_command)
    wants_accounts = offer_arguments (cli->command, beginning);
  else if (word == NULL)
    offer_commands (beginning);

  cli->command = &accounts_command;
  cli->account = wants_accounts ? g_strdup (beginning) : NULL;
  return wants_accounts;
}
