/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "jm-sign-in-view.h"

#include <gio/gio.h>
#include <glib/gi18n.h>

#include "base/jm-network-trust.h"

/* Its exit code when the person closed the window. */
#define EXIT_CLOSED 1

static void
communicated_cb (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr (DexPromise) promise = user_data;
  GSubprocess *process = G_SUBPROCESS (source);
  g_autoptr (GError) error = NULL;
  g_autofree char *output = NULL;

  if (!g_subprocess_communicate_utf8_finish (process, result, &output, NULL, &error))
    {
      g_subprocess_force_exit (process);
      dex_promise_reject (promise, g_steal_pointer (&error));
      return;
    }

  if (g_subprocess_get_if_exited (process) && g_subprocess_get_exit_status (process) == 0 && output != NULL)
    dex_promise_resolve_string (promise, g_strdup (g_strchomp (output)));
  else if (g_subprocess_get_if_exited (process) && g_subprocess_get_exit_status (process) == EXIT_CLOSED)
    dex_promise_resolve_string (promise, NULL);
  else
    dex_promise_reject (promise, g_error_new_literal (G_IO_ERROR, G_IO_ERROR_FAILED,
                                                      _("The sign-in window could not be shown. Use the browser instead.")));

  if (output != NULL)
    explicit_bzero (output, strlen (output));
}

DexFuture *
jm_sign_in_view_run (const char   *program,
                     const char   *authorize_url,
                     const char   *redirect_uri,
                     JmNetwork    *network,
                     GCancellable *cancellable)
{
  g_autoptr (GSubprocess) process = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *trust = NULL;
  g_autofree char *input = NULL;
  DexPromise *promise;

  dex_return_error_if_fail (program != NULL);
  dex_return_error_if_fail (authorize_url != NULL);
  dex_return_error_if_fail (redirect_uri != NULL);
  dex_return_error_if_fail (JM_IS_NETWORK (network));

  process = g_subprocess_new (G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error, program, NULL);
  if (process == NULL)
    return dex_future_new_for_error (g_steal_pointer (&error));

  trust = jm_network_print_trust (network);
  input = g_strdup_printf ("%s\n%s\n%s\n", authorize_url, redirect_uri, trust);
  explicit_bzero (trust, strlen (trust));
  promise = dex_promise_new ();
  g_subprocess_communicate_utf8_async (process, input, cancellable, communicated_cb, dex_ref (promise));
  explicit_bzero (input, strlen (input));

  return DEX_FUTURE (promise);
}
