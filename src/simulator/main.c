/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <gio/gio.h>
#include <glib-unix.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "jm-sim-server.h"

/* jira-monitor-simulator: a Jira Cloud in a box, for the demonstration, the tests and development. */

#define DEMO_CLIENT_ID "jira-monitor-simulator-client"
#define DEMO_CLIENT_SECRET "simulated-client-secret-of-no-value"
#define DEMO_REDIRECT_URI "http://localhost:8371/callback"

static gboolean
quit_cb (gpointer user_data)
{
  g_main_loop_quit (user_data);
  return G_SOURCE_CONTINUE;
}

/* Whoever started us holds the other end of the pipe; when it is closed, that program is gone. */
static gboolean
stdin_cb (int          fd,
          GIOCondition condition,
          gpointer     user_data)
{
  char buffer[256];

  if ((condition & G_IO_IN) != 0 && read (fd, buffer, sizeof buffer) > 0)
    return G_SOURCE_CONTINUE;
  g_main_loop_quit (user_data);
  return G_SOURCE_REMOVE;
}

static void
set_defaults (JmSimOptions *options)
{
  if (options->client_id == NULL)
    options->client_id = g_strdup (DEMO_CLIENT_ID);
  if (options->client_secret == NULL)
    options->client_secret = g_strdup (DEMO_CLIENT_SECRET);
  if (options->redirect_uris == NULL)
    options->redirect_uris = g_strsplit (DEMO_REDIRECT_URI, ",", -1);
}

static gboolean
check_options (const JmSimOptions  *options,
               GError             **error)
{
  if (options->port < 0 || options->port > G_MAXUINT16 || options->control_port < 0 || options->control_port > G_MAXUINT16 ||
      options->issues < 0 || options->issues > 50000000 || options->projects < 1 || options->projects > 5000 ||
      options->users < 1 || options->users > 100000 || options->sites < 1 || options->sites > 200 || options->token_lifetime < 1 ||
      options->issue_bytes < 0 || options->issue_bytes > 1000000 || options->cache_mb < 0 || options->cache_mb > 65536)
    {
      g_set_error_literal (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, "A number is out of its range");
      return FALSE;
    }
  return TRUE;
}

static gboolean
parse_options (JmSimOptions   *options,
               int            *argc,
               char         ***argv,
               GError        **error)
{
  const GOptionEntry entries[] = {
    { "port", 0, 0, G_OPTION_ARG_INT, &options->port, "Port of the simulated services; 0 is any free one", "N" },
    { "control-port", 0, 0, G_OPTION_ARG_INT, &options->control_port, "Port of the control; 0 is any free one", "N" },
    { "seed", 0, 0, G_OPTION_ARG_INT64, &options->seed, "The data follow from it", "N" },
    { "start", 0, 0, G_OPTION_ARG_INT64, &options->start, "Where the clock starts; 0 is now", "EPOCH" },
    { "issues", 0, 0, G_OPTION_ARG_INT, &options->issues, "Issues of the first site", "N" },
    { "projects", 0, 0, G_OPTION_ARG_INT, &options->projects, "Projects of the first site", "N" },
    { "users", 0, 0, G_OPTION_ARG_INT, &options->users, "People", "N" },
    { "sites", 0, 0, G_OPTION_ARG_INT, &options->sites, "Sites", "N" },
    { "token-lifetime", 0, 0, G_OPTION_ARG_INT, &options->token_lifetime, "Life of an access token", "SECONDS" },
    { "latency", 0, 0, G_OPTION_ARG_INT, &options->latency_ms, "Wait before each answer", "MS" },
    { "issue-bytes", 0, 0, G_OPTION_ARG_INT, &options->issue_bytes, "Size of an issue with all navigable fields; 0 is as it comes", "N" },
    { "cache", 0, 0, G_OPTION_ARG_INT, &options->cache_mb, "Room for finished answers; 0 is none", "MB" },
    { "quota", 0, 0, G_OPTION_ARG_INT, &options->quota, "Points an hour of the app; 0 is without end", "N" },
    { "auto-accept", 0, 0, G_OPTION_ARG_NONE, &options->auto_accept, "Consent without asking", NULL },
    { "exit-with-parent", 0, 0, G_OPTION_ARG_NONE, &options->exit_with_parent, "End when the starter ends", NULL },
    { "client-id", 0, 0, G_OPTION_ARG_STRING, &options->client_id, "Client id of the app", "ID" },
    { "client-secret", 0, 0, G_OPTION_ARG_STRING, &options->client_secret, "Its secret (never a real one)", "SECRET" },
    { "redirect-uri", 0, 0, G_OPTION_ARG_STRING_ARRAY, &options->redirect_uris, "Its callback; may be repeated", "URI" },
    { "scopes", 0, 0, G_OPTION_ARG_STRING, &options->scopes, "Scopes that are switched on for it", "LIST" },
    { "pkce", 0, 0, G_OPTION_ARG_STRING, &options->pkce, "off, on or require", "MODE" },
    { "tls", 0, 0, G_OPTION_ARG_STRING, &options->tls, "https with a certificate: corp_ca, expired, wrong_host, self_signed, tls11", "KIND" },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);

  g_option_context_set_summary (context, "A Jira Cloud in a box. Listens on 127.0.0.1 alone; the first line it prints is\n"
                                         "one JSON object that says where, and with which credentials.");
  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, argc, argv, error))
    return FALSE;
  set_defaults (options);
  return check_options (options, error);
}

static void
follow_parent (GMainLoop *loop)
{
  struct stat input;

  prctl (PR_SET_PDEATHSIG, SIGTERM);
  /* /dev/null is at its end from the start, and says nothing about anybody */
  if (fstat (STDIN_FILENO, &input) == 0 && (S_ISFIFO (input.st_mode) || S_ISSOCK (input.st_mode)))
    g_unix_fd_add (STDIN_FILENO, G_IO_IN | G_IO_HUP | G_IO_ERR, stdin_cb, loop);
}

static void
clear_options (JmSimOptions *options)
{
  g_free (options->client_id);
  g_free (options->client_secret);
  g_strfreev (options->redirect_uris);
  g_free (options->scopes);
  g_free (options->pkce);
  g_free (options->tls);
}

int
main (int    argc,
      char **argv)
{
  JmSimOptions options = { .seed = 1, .issues = 12430, .projects = 24, .users = 40, .sites = 4, .token_lifetime = 3600, .cache_mb = 64 };
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (GError) error = NULL;
  g_autoptr (JmSim) sim = NULL;
  g_autofree char *hello = NULL;

  if (!parse_options (&options, &argc, &argv, &error) || (sim = jm_sim_new (&options, &error)) == NULL)
    {
      fprintf (stderr, "jira-monitor-simulator: %s\n", error->message);
      clear_options (&options);
      return EXIT_FAILURE;
    }
  g_unix_signal_add (SIGTERM, quit_cb, loop);
  g_unix_signal_add (SIGINT, quit_cb, loop);
  if (options.exit_with_parent)
    follow_parent (loop);
  hello = jm_sim_hello (sim);
  printf ("%s\n", hello);
  fflush (stdout);
  g_main_loop_run (loop);
  g_clear_pointer (&sim, jm_sim_free);
  clear_options (&options);
  return EXIT_SUCCESS;
}
