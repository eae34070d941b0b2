/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <stdio.h>
#include <unistd.h>

#include "base/jm-limits.h"
#include "base/jm-random.h"
#include "base/jm-time.h"
#include "base/jm-wait.h"
#include "jm-cli.h"

/*
 * sign-in: the stories of JmSignIn with a terminal for a face. Standard output has the authorize
 * URL (--no-browser) and the result; questions, and what goes on meanwhile, are on standard error.
 */

#define PASTES_MAX 3

void
jm_cli_add_sign_in_options (JmCli          *cli,
                            GOptionContext *context)
{
  const GOptionEntry entries[] = {
    { "oauth", 0, 0, G_OPTION_ARG_NONE, &cli->oauth, N_("Jira Cloud in the browser (default)"),
      NULL },
    { "api-token", 0, 0, G_OPTION_ARG_NONE, &cli->api_token,
      N_("Jira Cloud by e-mail address and API token; the token is read from standard input"),
      NULL },
    { "pat", 0, 0, G_OPTION_ARG_NONE, &cli->pat,
      N_("Jira Data Center by personal access token, read from standard input"), NULL },
    { "no-browser", 0, 0, G_OPTION_ARG_NONE, &cli->no_browser,
      N_("Print the address to open as the first line, and open nothing"), NULL },
    { "paste", 0, 0, G_OPTION_ARG_NONE, &cli->paste,
      N_("Listen on no port: the address that the browser ends at is read from standard input"),
      NULL },
    { "site", 's', 0, G_OPTION_ARG_STRING_ARRAY, &cli->sites,
      N_("In the browser: a site to choose, may be repeated, or “all”. With a token: the address "
          "of Jira"),
      N_("SITE") },
    { "email", 'e', 0, G_OPTION_ARG_STRING, &cli->email, N_("Whose API token it is"),
      N_("ADDRESS") },
    { "ends", 0, 0, G_OPTION_ARG_STRING, &cli->ends,
      N_("When the token ends, as Jira does not tell"), N_("YYYY-MM-DD") },
    { "token-name", 0, 0, G_OPTION_ARG_STRING, &cli->token_name,
      N_("The personal access token’s name in Jira, to find out when it ends"), N_("NAME") },
    { "again", 0, 0, G_OPTION_ARG_STRING, &cli->again,
      N_("Sign in again for this account; all its data stays"), N_("ACCOUNT") },
    { "ca", 0, 0, G_OPTION_ARG_FILENAME, &cli->ca,
      N_("Trust the company’s authorities in this PEM file, for this site alone"), N_("FILE") },
    { NULL },
  };

  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
}

static gboolean
fail_usage (GError     **error,
            const char  *message)
{
  g_set_error_literal (error, JM_CLI_ERROR, JM_CLI_ERROR_USAGE, message);
  return FALSE;
}

/* --- in the browser */

static void
url_there_cb (JmSignIn   *sign_in,
              GParamSpec *pspec,
              JmCli      *cli)
{
  const char *url = jm_sign_in_get_authorize_url (sign_in);
  g_autoptr (GError) error = NULL;

  if (url == NULL)
    return;

  if (cli->no_browser)
    {
      printf ("%s\n", url);
      fflush (stdout);
    }
  else
    {
      fprintf (stderr,
               _("Your browser opens Atlassian’s page. If it does not, open this address "
                  "yourself:\n%s\n"),
               url);
      if (!g_app_info_launch_default_for_uri (url, NULL, &error))
        jm_cli_say (_("The browser could not be opened: %s"), error->message);
    }

  if (cli->paste)
    jm_cli_say ("%s", _("Answer there, then copy the address that the browser ends at, even if it can’t show the "
                         "page, and paste it here."));
  else
    jm_cli_say (_("Waiting for your answer there, for %d minutes. Ctrl+C cancels."),
                JM_LIMIT_SIGN_IN_SECONDS / 60);
}

typedef struct
{
  JmSignIn     *sign_in;
  DexPromise   *url_there;
  GCancellable *cancellable;
} Paste;

static void
url_pasted_for_cb (JmSignIn   *sign_in,
                   GParamSpec *pspec,
                   Paste      *paste)
{
  if (dex_future_is_pending (DEX_FUTURE (paste->url_there)))
    dex_promise_resolve_boolean (paste->url_there, TRUE);
}

/* Whether one came that fits. What does not is refused a few times, so that a pipe with nonsense in it does not keep us. */
static gboolean
read_redirect (Paste *paste)
{
  for (guint i = 0; i < PASTES_MAX; i++)
    {
      g_autoptr (GError) error = NULL;
      char *uri = jm_cli_read_line (_("Address:"), TRUE, paste->cancellable, &error);
      gboolean ended = uri == NULL || (*uri == '\0' && !isatty (STDIN_FILENO));
      gboolean taken = !ended && jm_sign_in_take_redirect (paste->sign_in, uri, &error);

      jm_wipe_free (uri);
      if (taken || ended)
        return taken;
      jm_cli_say ("%s", error->message);
    }

  return FALSE;
}

static DexFuture *
paste_fiber (gpointer data)
{
  Paste *paste = data;

  if (dex_await (jm_wait (paste->url_there, paste->cancellable), NULL) && !read_redirect (paste))
    g_cancellable_cancel (paste->cancellable);

  return dex_future_new_true ();
}

static void
cancelled_cb (GCancellable *cancellable,
              GCancellable *paste)
{
  g_cancellable_cancel (paste);
}

/* Awaits. The sign-in and the reading run side by side, and each ends the other. */
static GListModel *
sign_in_by_paste (JmCli     *cli,
                  JmSignIn  *sign_in,
                  GError   **error)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (DexPromise) url_there = dex_promise_new ();
  g_autoptr (GError) local_error = NULL;
  Paste paste = { sign_in, url_there, cancellable };
  gulong url_handler =
      g_signal_connect (sign_in, "notify::authorize-url", G_CALLBACK (url_pasted_for_cb), &paste);
  gulong handler = g_cancellable_connect (cli->cancellable, G_CALLBACK (cancelled_cb),
                                          g_object_ref (cancellable), g_object_unref);
  DexFuture *reading = dex_scheduler_spawn (NULL, 0, paste_fiber, &paste, NULL);
  GListModel *choices =
      dex_await_object (jm_sign_in_by_paste (sign_in, NULL, cancellable), &local_error);

  g_cancellable_disconnect (cli->cancellable, handler);
  g_signal_handler_disconnect (sign_in, url_handler);
  g_cancellable_cancel (cancellable);
  dex_await (reading, NULL);

  if (g_error_matches (local_error, G_IO_ERROR, G_IO_ERROR_CANCELLED) &&
      !g_cancellable_is_cancelled (cli->cancellable))
    fail_usage (error, _("No address came that belongs to this sign-in"));
  else if (local_error != NULL)
    g_propagate_error (error, g_steal_pointer (&local_error));
  return choices;
}

static GListModel *
sign_in_with_browser (JmCli     *cli,
                      JmSignIn  *sign_in,
                      GError   **error)
{
  gulong handler =
      g_signal_connect (sign_in, "notify::authorize-url", G_CALLBACK (url_there_cb), cli);
  GListModel *choices =
      cli->paste ?
          sign_in_by_paste (cli, sign_in, error) :
          dex_await_object (jm_sign_in_with_browser (sign_in, NULL, cli->cancellable), error);

  g_signal_handler_disconnect (sign_in, handler);
  return choices;
}

/* --- with a token */

static gint64
parse_end (JmCli   *cli,
           GError **error)
{
  gint64 ms = cli->ends != NULL ? jm_time_parse (cli->ends) : 0;

  if (cli->ends != NULL && ms == 0)
    {
      fail_usage (error, _("--ends takes a date such as 2027-03-31"));
      return -1;
    }

  return ms;
}

static JmJiraSite *
find_site (JmCli      *cli,
           JmSignIn   *sign_in,
           JmAccount  *again,
           GError    **error)
{
  guint n_sites = cli->sites != NULL ? g_strv_length (cli->sites) : 0;
  const char *address = n_sites == 1 ? cli->sites[0] : NULL;

  if (address == NULL && again != NULL)
    address = jm_account_get_site_url (again);
  if (address == NULL || n_sites > 1)
    {
      fail_usage (error, _("With a token, --site names one Jira: “--site acme.atlassian.net”"));
      return NULL;
    }

  return dex_await_object (jm_sign_in_discover (sign_in, address, cli->cancellable), error);
}

static char *
read_email (JmCli   *cli,
            GError **error)
{
  if (cli->email != NULL)
    return g_strdup (cli->email);
  if (isatty (STDIN_FILENO))
    return jm_cli_read_line (_("E-mail address:"), FALSE, cli->cancellable, error);

  fail_usage (error, _("An API token needs --email"));
  return NULL;
}

/* A token that was never taken did not run out, as the table of troubles says of others. */
static GError *
explain_refusal (GError *error)
{
  g_autoptr (GError) refusal = error;
  g_autofree char *said = NULL;

  if (!g_error_matches (refusal, JM_JIRA_ERROR, JM_JIRA_ERROR_UNAUTHORIZED))
    return g_steal_pointer (&refusal);
  /* What Jira says may be a whole sentence. */
  said = g_strdup (refusal->message);
  if (g_str_has_suffix (said, "."))
    said[strlen (said) - 1] = '\0';
  return g_error_new (JM_CLI_ERROR, JM_CLI_ERROR_ATTENTION,
                      _("%s. Check the address, the token, and whose it is"), said);
}

static GListModel *
sign_in_with_token (JmCli      *cli,
                    JmSignIn   *sign_in,
                    JmAccount  *again,
                    GError    **error)
{
  g_autoptr (JmJiraSite) site = NULL;
  g_autofree char *email = NULL;
  GListModel *choices;
  g_autoptr (GError) failure = NULL;
  char *token;
  gint64 ends_at_ms;

  if ((ends_at_ms = parse_end (cli, error)) < 0 ||
      (cli->api_token && !(email = read_email (cli, error))) ||
      !(site = find_site (cli, sign_in, again, error)) ||
      !(token = jm_cli_read_line (cli->pat ? _("Personal access token:") : _("API token:"), TRUE,
                                  cli->cancellable, error)))
    return NULL;

  choices = dex_await_object (cli->pat ? jm_sign_in_with_pat (sign_in, site, token, cli->token_name,
                                                              ends_at_ms, cli->cancellable) :
                                         jm_sign_in_with_api_token (sign_in, site, email, token,
                                                                    ends_at_ms, cli->cancellable),
                              &failure);
  jm_wipe_free (token);
  if (failure != NULL)
    g_propagate_error (error, explain_refusal (g_steal_pointer (&failure)));
  return choices;
}

/* --- the chooser */

static gboolean
matches (JmJiraSite *site,
         const char *wanted)
{
  const char *const names[] = {
    jm_jira_site_get_name (site),
    jm_jira_site_get_host (site),
    jm_jira_site_get_url (site),
    jm_jira_site_get_cloud_id (site),
  };
  const char *host = jm_jira_site_get_host (site);
  gsize length = strlen (wanted);

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (names[i] != NULL && g_ascii_strcasecmp (names[i], wanted) == 0)
      return TRUE;

  /* "acme" of "acme.atlassian.net" */
  return host != NULL && g_ascii_strncasecmp (host, wanted, length) == 0 && host[length] == '.';
}

static guint
choose (GListModel *choices,
        const char *wanted)
{
  gboolean all = g_str_equal (wanted, "all");
  guint n_matches = 0;

  for (guint i = 0; i < g_list_model_get_n_items (choices); i++)
    {
      g_autoptr (JmSiteChoice) choice = g_list_model_get_item (choices, i);

      if (!all && !matches (jm_site_choice_get_site (choice), wanted))
        continue;
      /* "all" means: all that are not there yet. */
      if (!all || jm_site_choice_get_account (choice) == NULL)
        jm_site_choice_set_chosen (choice, TRUE);
      n_matches++;
    }

  return n_matches;
}

static void
list_choices (GListModel *choices)
{
  for (guint i = 0; i < g_list_model_get_n_items (choices); i++)
    {
      g_autoptr (JmSiteChoice) choice = g_list_model_get_item (choices, i);
      JmJiraSite *site = jm_site_choice_get_site (choice);

      jm_cli_say ("  %u  %s  %s%s", i + 1, jm_jira_site_get_name (site),
                  jm_jira_site_get_url (site),
                  jm_site_choice_get_account (choice) != NULL ? _("  (signed in already)") : "");
    }
}

static gboolean
has_chosen (GListModel *choices)
{
  for (guint i = 0; i < g_list_model_get_n_items (choices); i++)
    {
      g_autoptr (JmSiteChoice) choice = g_list_model_get_item (choices, i);

      if (jm_site_choice_is_chosen (choice))
        return TRUE;
    }

  return FALSE;
}

/* Awaits. "1 3", "acme", "all" */
static gboolean
ask_for_sites (JmCli       *cli,
               GListModel  *choices,
               GError     **error)
{
  g_autofree char *line = NULL;
  g_auto (GStrv) words = NULL;

  jm_cli_say ("%s", _("Your sign-in reaches these sites:"));
  list_choices (choices);
  if (!(line = jm_cli_read_line (_("Which ones? (numbers or names, or “all”)"), FALSE,
                                 cli->cancellable, error)))
    return FALSE;

  words = g_strsplit_set (line, " ,", -1);
  for (guint i = 0; words[i] != NULL; i++)
    {
      guint64 number = g_ascii_strtoull (words[i], NULL, 10);
      g_autoptr (JmSiteChoice) choice = NULL;

      if (*words[i] == '\0')
        continue;
      if (number > 0 && number <= g_list_model_get_n_items (choices))
        choice = g_list_model_get_item (choices, (guint) number - 1);
      if (choice != NULL)
        jm_site_choice_set_chosen (choice, TRUE);
      else if (choose (choices, words[i]) == 0)
        {
          g_set_error (error, JM_CLI_ERROR, JM_CLI_ERROR_USAGE, _("“%s” is none of these sites"),
                       words[i]);
          return FALSE;
        }
    }

  return TRUE;
}

static gboolean
choose_sites (JmCli       *cli,
              GListModel  *choices,
              GError     **error)
{
  for (guint i = 0; cli->sites != NULL && cli->sites[i] != NULL; i++)
    if (choose (choices, cli->sites[i]) == 0)
      {
        jm_cli_say ("%s", _("Your sign-in reaches these sites:"));
        list_choices (choices);
        g_set_error (error, JM_CLI_ERROR, JM_CLI_ERROR_USAGE, _("“%s” is none of these sites"),
                     cli->sites[i]);
        return FALSE;
      }

  if (cli->sites != NULL || has_chosen (choices) || cli->again != NULL)
    return TRUE;
  if (g_list_model_get_n_items (choices) == 1)
    return choose (choices, "all") == 1;
  if (isatty (STDIN_FILENO) && isatty (STDERR_FILENO))
    return ask_for_sites (cli, choices, error);

  jm_cli_say ("%s", _("Your sign-in reaches these sites:"));
  list_choices (choices);
  return fail_usage (error, _("Name the sites with --site, once for each, or “--site all”"));
}

/* One site, and it is there: finish() says so better than "no site is chosen". */
static void
point_to_existing (GListModel *choices,
                   JmAccount  *again)
{
  if (again != NULL || has_chosen (choices))
    return;

  for (guint i = 0; i < g_list_model_get_n_items (choices); i++)
    {
      g_autoptr (JmSiteChoice) choice = g_list_model_get_item (choices, i);

      jm_site_choice_set_chosen (choice, TRUE);
    }
}

/* --- the keyring */

/* Awaits. A sign-in that could not be kept would be in vain, so the keyring is opened before
 * anything else. */
static gboolean
open_keyring (JmCli   *cli,
              GError **error)
{
  JmKeyring *keyring = jm_monitor_get_services (cli->monitor)->keyring;
  g_autoptr (GError) local_error = NULL;
  char *nothing = dex_await_string (
      jm_keyring_lookup (keyring, "credential/none", cli->cancellable), &local_error);

  jm_wipe_free (nothing);
  if (g_error_matches (local_error, JM_AUTH_ERROR, JM_AUTH_ERROR_KEYRING_LOCKED))
    {
      jm_cli_say ("%s", _("Your keyring is locked. A window asks for its password."));
      return dex_await (jm_keyring_unlock (keyring, cli->cancellable), error);
    }
  if (local_error != NULL &&
      !g_error_matches (local_error, JM_AUTH_ERROR, JM_AUTH_ERROR_SECRET_MISSING))
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return FALSE;
    }

  return TRUE;
}

/* --- the result */

static void
print_result (JmCli      *cli,
              GListModel *accounts)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_array (builder);
  for (guint i = 0; i < g_list_model_get_n_items (accounts); i++)
    {
      g_autoptr (JmAccount) account = g_list_model_get_item (accounts, i);

      json_builder_begin_object (builder);
      jm_cli_add_account (builder, account);
      json_builder_end_object (builder);
      if (!cli->json)
        jm_cli_say (
            /* Translators: the name of a site, the name of a person */
            _("Signed in to %s as %s."), jm_account_get_name (account),
            jm_account_get_user_name (account));
    }
  json_builder_end_array (builder);

  if (cli->json)
    jm_cli_print_json (builder);
}

static gboolean
check_options (JmCli      *cli,
               JmAccount  *again,
               GError    **error)
{
  if (cli->oauth + cli->api_token + cli->pat > 1)
    return fail_usage (error, _("--oauth, --api-token and --pat exclude each other"));

  /* In place, the way of the first time is meant. */
  if (cli->oauth + cli->api_token + cli->pat == 0)
    {
      JmCredentialKind kind = again != NULL ? jm_account_get_kind (again) : JM_CREDENTIAL_OAUTH;

      cli->oauth = kind == JM_CREDENTIAL_OAUTH;
      cli->api_token = kind == JM_CREDENTIAL_API_TOKEN;
      cli->pat = kind == JM_CREDENTIAL_PAT;
    }
  if (cli->paste && !cli->oauth)
    return fail_usage (error, _("--paste belongs to the browser"));
  if (cli->oauth && (cli->email != NULL || cli->ends != NULL || cli->token_name != NULL))
    return fail_usage (error,
                       _("--email, --ends and --token-name belong to --api-token and --pat"));

  return TRUE;
}

/* Awaits. A token's site is known by now; the browser's sign-in begins at Atlassian's own address. */
static gboolean
trust_file (JmCli      *cli,
            JmAccount  *again,
            GError    **error)
{
  const char *site = cli->sites != NULL ? cli->sites[0] : NULL;
  JmServices *services = jm_monitor_get_services (cli->monitor);
  g_autofree char *address = NULL;
  g_autofree char *key = NULL;

  if (cli->ca == NULL)
    return TRUE;

  if (cli->oauth)
    address = g_strdup (jm_oauth_get_auth_base (services->oauth));
  else if (site != NULL)
    address = jm_jira_site_parse_address (jm_http_get_network (services->http), site, error);
  else if (again != NULL)
    address = g_strdup (jm_account_get_site_url (again));
  else
    fail_usage (error, _("--ca needs --site"));

  key = jm_network_dup_key (address);

  return key != NULL && jm_cli_trust_file (cli, key, cli->ca, error);
}

int
jm_cli_run_sign_in (JmCli   *cli,
                    GError **error)
{
  JmAccount *again = NULL;
  g_autoptr (JmSignIn) sign_in = NULL;
  g_autoptr (GListModel) choices = NULL;
  g_autoptr (GListModel) accounts = NULL;

  if (cli->again != NULL && !(again = jm_cli_find_account (cli, cli->again, error)))
    return JM_CLI_USAGE;
  if (!check_options (cli, again, error))
    return JM_CLI_USAGE;
  if (!open_keyring (cli, error))
    return JM_CLI_ATTENTION;

  if (!trust_file (cli, again, error))
    return JM_CLI_ATTENTION;

  sign_in = jm_monitor_begin_sign_in (cli->monitor, again);
  choices = cli->oauth ? sign_in_with_browser (cli, sign_in, error) :
                         sign_in_with_token (cli, sign_in, again, error);
  if (choices == NULL || (cli->oauth && !choose_sites (cli, choices, error)))
    return JM_CLI_ATTENTION;

  point_to_existing (choices, again);
  accounts = dex_await_object (jm_sign_in_finish (sign_in, cli->cancellable), error);
  if (accounts == NULL)
    return JM_CLI_ATTENTION;

  print_result (cli, accounts);
  return JM_CLI_FINE;
}
