/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * jira-monitor-signin-view: the sign-in page of Atlassian in a window of its own.
 *
 * Standard input: three lines, the authorize URL, the redirect URI, and whom to trust (base/jm-network-trust.h). They hold
 * the state, and sign-ins to proxies, which neither the list of processes nor the environment may show. Standard output: the redirect that was caught, one line.
 * Exit codes: 0 caught · 1 the person closed the window · 2 nothing could be shown.
 */
#include "config.h"

#include <adwaita.h>
#include <glib/gi18n.h>
#include <locale.h>
#include <stdio.h>
#include <unistd.h>

#include "base/jm-network-trust.h"
#include "base/jm-process.h"
#include "jm-signin-view.h"
#include "jm-signin-window.h"

#define EXIT_CAUGHT 0
#define EXIT_CLOSED 1
#define EXIT_CANNOT 2

/* Authorities of many sites, and not more */
#define LIMIT (32 * 1024 * 1024)

typedef struct
{
  JmNetwork *network;
  char *authorize_url;
  char *redirect_uri;
  int   exit_code;
} Task;

static gboolean
read_task (Task *task)
{
  g_autofree char *input = g_malloc0 (LIMIT + 1);
  g_auto (GStrv) lines = NULL;
  g_autoptr (GError) error = NULL;
  gsize length = fread (input, 1, LIMIT, stdin);

  input[length] = '\0';
  lines = g_strsplit (input, "\n", 4);
  explicit_bzero (input, length);
  if (g_strv_length (lines) < 3 || !jm_signin_may_visit (lines[0]) ||
      !g_uri_is_valid (lines[1], G_URI_FLAGS_ENCODED, NULL))
    return FALSE;
  if (!jm_network_read_trust (task->network, lines[2], &error))
    {
      g_printerr ("%s\n", error->message);
      return FALSE;
    }

  explicit_bzero (lines[2], strlen (lines[2]));
  task->authorize_url = g_strdup (lines[0]);
  task->redirect_uri = g_strchomp (g_strdup (lines[1]));

  return TRUE;
}

static void
caught_cb (GtkWindow  *window,
           const char *redirect,
           Task       *task)
{
  if (task->exit_code == EXIT_CAUGHT)
    return;

  g_print ("%s\n", redirect);
  fflush (stdout);
  task->exit_code = EXIT_CAUGHT;
  gtk_window_destroy (window);
}

static void
activate_cb (GtkApplication *application,
             Task           *task)
{
  GtkWindow *window = jm_signin_window_new (application, task->network, task->authorize_url, task->redirect_uri);

  task->exit_code = EXIT_CLOSED;
  g_signal_connect (window, "caught", G_CALLBACK (caught_cb), task);
  gtk_window_present (window);
}

int
main (int   argc,
      char *argv[])
{
  g_autoptr (AdwApplication) application = NULL;
  g_autoptr (JmNetwork) network = jm_network_new ();
  Task task = { .network = network, .exit_code = EXIT_CANNOT };

  jm_process_guard ();
  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, LOCALEDIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);

  if (!read_task (&task))
    {
      g_printerr ("%s\n", _("This program is started by Jira Monitor, which tells it what to show."));
      return EXIT_CANNOT;
    }

  /* Every sign-in has a process and a session of its own; to the desktop its window is one of the
   * application, with its icon. */
  g_set_prgname (APP_ID);
  application = adw_application_new (APP_ID, G_APPLICATION_NON_UNIQUE);
  g_signal_connect (application, "activate", G_CALLBACK (activate_cb), &task);
  if (g_application_run (G_APPLICATION (application), 0, NULL) != 0)
    task.exit_code = EXIT_CANNOT;

  explicit_bzero (task.authorize_url, strlen (task.authorize_url));
  g_free (task.authorize_url);
  g_free (task.redirect_uri);

  return task.exit_code;
}
