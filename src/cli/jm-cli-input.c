/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <errno.h>
#include <glib-unix.h>
#include <glib/gi18n.h>
#include <stdio.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "base/jm-random.h"
#include "base/jm-wait.h"
#include "jm-cli.h"

/*
 * Secrets come in by standard input, never by arguments, which everybody on the machine can list.
 * They are read byte by byte into one buffer that is wiped, as a stream of GIO would keep a copy.
 */

#define LINE_BYTES 16384

static gboolean
readable_cb (int          fd,
             GIOCondition condition,
             gpointer     promise)
{
  dex_promise_resolve_boolean (promise, TRUE);
  return G_SOURCE_REMOVE;
}

/* Awaits until there is something to read, or the end. */
static gboolean
wait_for_input (GCancellable  *cancellable,
                GError       **error)
{
  g_autoptr (DexPromise) promise = dex_promise_new ();
  guint source =
      g_unix_fd_add_full (G_PRIORITY_DEFAULT, STDIN_FILENO, G_IO_IN | G_IO_HUP | G_IO_ERR,
                          readable_cb, dex_ref (promise), dex_unref);

  if (dex_await (jm_wait (promise, cancellable), error))
    return TRUE;

  g_source_remove (source);
  return FALSE;
}

static gboolean
read_bytes (char          *line,
            GCancellable  *cancellable,
            GError       **error)
{
  gsize length = 0;

  while (wait_for_input (cancellable, error))
    {
      ssize_t n = read (STDIN_FILENO, line + length, 1);

      if (n < 0 && (errno == EINTR || errno == EAGAIN))
        continue;
      if (n <= 0 || line[length] == '\n')
        {
          line[length] = '\0';
          return TRUE;
        }
      if (++length == LINE_BYTES - 1)
        {
          g_set_error_literal (error, JM_CLI_ERROR, JM_CLI_ERROR_USAGE,
                               _("The line on standard input is too long"));
          return FALSE;
        }
    }

  return FALSE;
}

char *
jm_cli_read_line (const char    *prompt,
                  gboolean       secret,
                  GCancellable  *cancellable,
                  GError       **error)
{
  gboolean terminal = isatty (STDIN_FILENO);
  struct termios before;
  gboolean hidden = FALSE;
  char *line = g_malloc0 (LINE_BYTES);
  char *result = NULL;

  /* Before the prompt: who is fast must neither be shown nor lose what was typed. */
  if (terminal && secret && tcgetattr (STDIN_FILENO, &before) == 0)
    {
      struct termios silent = before;

      silent.c_lflag &= ~(tcflag_t) ECHO;
      hidden = tcsetattr (STDIN_FILENO, TCSAFLUSH, &silent) == 0;
    }
  if (terminal)
    {
      fprintf (stderr, "%s ", prompt);
      fflush (stderr);
    }

  if (read_bytes (line, cancellable, error))
    result = g_strdup (g_strchomp (line));

  if (hidden)
    {
      tcsetattr (STDIN_FILENO, TCSAFLUSH, &before);
      fputc ('\n', stderr);
    }

  memset (line, 'x', LINE_BYTES - 1);
  jm_wipe_free (line);
  return result;
}
