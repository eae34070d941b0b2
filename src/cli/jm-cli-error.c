/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <stdio.h>

#include "base/jm-certificate.h"
#include "base/jm-redact.h"
#include "jira/jm-resource.h"
#include "jm-cli.h"

/*
 * How a command fails: one sentence, what to do, and an exit code. Both come from the table of
 * troubles; what belongs to signing in alone stands here.
 */

G_DEFINE_QUARK (jm - cli - error - quark, jm_cli_error)

typedef struct
{
  JmAuthError code;
  JmCliExit   exit_code;
  const char *advice;
} AuthAdvice;

static const AuthAdvice auth_advice[] = {
  { JM_AUTH_ERROR_INVALID, JM_CLI_USAGE, N_("See “jira-monitor-cli sign-in --help”.") },
  { JM_AUTH_ERROR_CLIENT_MISSING, JM_CLI_ATTENTION,
    N_("Enter your OAuth app in the preferences of Jira Monitor, or set JIRA_CLIENT_ID and "
        "JIRA_CLIENT_SECRET.") },
  { JM_AUTH_ERROR_DENIED, JM_CLI_ATTENTION, N_("Sign in again, and accept on Atlassian’s page.") },
  { JM_AUTH_ERROR_PORT_BUSY, JM_CLI_ATTENTION,
    N_("Or sign in with “--paste”, and paste the address that the browser ends at.") },
  { JM_AUTH_ERROR_CALLBACK, JM_CLI_ATTENTION,
    N_("Check the callback URL of your OAuth app, and sign in again.") },
  { JM_AUTH_ERROR_TIMED_OUT, JM_CLI_ATTENTION, N_("Sign in again.") },
  { JM_AUTH_ERROR_CODE_SPENT, JM_CLI_ATTENTION, N_("Sign in again.") },
  { JM_AUTH_ERROR_NO_SITE, JM_CLI_ATTENTION,
    N_("Name the site with “--site”, or “--site all” for every one.") },
  { JM_AUTH_ERROR_OTHER_PERSON, JM_CLI_ATTENTION,
    N_("Sign out of Atlassian in the browser first, if it keeps the other person.") },
  { JM_AUTH_ERROR_DUPLICATE, JM_CLI_ATTENTION,
    N_("Use “jira-monitor-cli sign-in --again ACCOUNT”.") },
  { JM_AUTH_ERROR_LOCK, JM_CLI_LATER, N_("Try again in a minute.") },
};

static const AuthAdvice *
find_advice (const GError *error)
{
  if (error->domain != JM_AUTH_ERROR)
    return NULL;

  for (guint i = 0; i < G_N_ELEMENTS (auth_advice); i++)
    if ((int) auth_advice[i].code == error->code)
      return &auth_advice[i];

  return NULL;
}

/* Only what an account met is a trouble; a wrong option or a missing schema is not. */
static JmTrouble
get_trouble (const GError *error)
{
  if (error->domain != JM_AUTH_ERROR && error->domain != JM_JIRA_ERROR &&
      error->domain != JM_HTTP_ERROR && error->domain != JM_STORE_ERROR)
    return JM_TROUBLE_OK;

  return jm_trouble_from_error (error);
}

int
jm_cli_get_exit (const GError *error)
{
  const AuthAdvice *advice = find_advice (error);
  JmTrouble trouble = get_trouble (error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return JM_CLI_INTERRUPTED;
  if (error->domain == G_OPTION_ERROR || error->domain == JM_CERTIFICATE_ERROR || g_error_matches (error, JM_CLI_ERROR, JM_CLI_ERROR_USAGE))
    return JM_CLI_USAGE;
  if (advice != NULL)
    return advice->exit_code;
  if (trouble != JM_TROUBLE_OK)
    return jm_trouble_get_info (trouble)->exit_code;

  return JM_CLI_ATTENTION;
}

void
jm_cli_say (const char *format,
            ...)
{
  g_autofree char *raw = NULL;
  g_autofree char *redacted = NULL;
  g_autofree char *text = NULL;
  va_list args;

  va_start (args, format);
  raw = g_strdup_vprintf (format, args);
  va_end (args);

  redacted = jm_redact (raw);
  text = jm_text_for_terminal (redacted);
  fprintf (stderr, "%s\n", text);
}

static const char *
get_stop (const char *message)
{
  return g_str_has_suffix (message, ".") || g_str_has_suffix (message, "!") ||
                 g_str_has_suffix (message, "?") ?
             "" :
             ".";
}

void
jm_cli_complain (const GError *error)
{
  const AuthAdvice *advice = find_advice (error);
  JmTrouble trouble = get_trouble (error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      jm_cli_say ("%s", _("Interrupted."));
      return;
    }

  jm_cli_say ("%s%s", error->message, get_stop (error->message));
  if (advice != NULL && advice->advice != NULL)
    jm_cli_say ("%s", _(advice->advice));
  else if (advice == NULL && trouble != JM_TROUBLE_OK)
    jm_cli_say ("%s", _(jm_trouble_get_info (trouble)->advice));
}

int
jm_cli_get_worse (int a,
                  int b)
{
  if (a == JM_CLI_ATTENTION || b == JM_CLI_ATTENTION)
    return JM_CLI_ATTENTION;

  return MAX (a, b);
}

void
jm_cli_set_unknown_resource (GError     **error,
                             const char  *name)
{
  g_autoptr (GString) names = g_string_new (NULL);

  for (guint id = 0; id < JM_N_RESOURCES; id++)
    g_string_append_printf (names, "%s%s", id > 0 ? ", " : "", jm_resource_get_name (id));
  g_set_error (error, JM_CLI_ERROR, JM_CLI_ERROR_USAGE,
               /* Translators: what was typed, all names */
               _("There is nothing called “%s”. There are: %s"), name, names->str);
}
