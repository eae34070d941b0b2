/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "accounts/jm-sign-in-private.h"
#include "auth/jm-loopback.h"
#include "base/jm-limits.h"
#include "base/jm-random.h"

/*
 * Signing in by OAuth 2.0 (3LO) in a browser, from top to bottom:
 *
 *   which app ─► listen ─► show the URL ─► wait for the redirect ─► code for tokens
 *             ─► which sites ─► who
 *
 * The port is listened on before anybody knows the URL (D2). Atlassian's grants are described in
 * jira-cloud 3LO pages: https://developer.atlassian.com/cloud/jira/platform/oauth-2-3lo-apps/
 */

typedef struct
{
  JmSignIn      *sign_in;
  JmOauthClient *client;
  gboolean       listens;       /* else the redirect is pasted */
  GCancellable  *cancellable;
} Browser;

static void
browser_free (gpointer data)
{
  Browser *job = data;

  g_clear_object (&job->sign_in);
  g_clear_object (&job->cancellable);
  g_clear_pointer (&job->client, jm_oauth_client_free);
  g_free (job);
}

/* --- which app */

static JmOauthClient *
find_client (Browser  *job,
             GError  **error)
{
  JmServices *services = job->sign_in->services;
  JmAccount *again = job->sign_in->again;
  g_autoptr (GError) local_error = NULL;
  JmOauthClient *client = NULL;

  if (job->client != NULL)
    return jm_oauth_client_copy (job->client);

  /* In place: with the app that signed in, if it is still known. */
  if (again != NULL && jm_token_keeper_get_client_id (jm_account_get_keeper (again)) != NULL)
    {
      client = dex_await_boxed (
          jm_oauth_client_find (services->settings, services->keyring,
                                jm_token_keeper_get_client_id (jm_account_get_keeper (again)),
                                job->cancellable),
          &local_error);
      if (client != NULL ||
          !g_error_matches (local_error, JM_AUTH_ERROR, JM_AUTH_ERROR_CLIENT_MISSING))
        {
          if (local_error != NULL)
            g_propagate_error (error, g_steal_pointer (&local_error));
          return client;
        }
    }

  return dex_await_boxed (
      jm_oauth_client_find (services->settings, services->keyring, NULL, job->cancellable), error);
}

/* --- waiting for the redirect */

static void
caller_cancelled_cb (GCancellable *cancellable,
                     GCancellable *waiting)
{
  g_cancellable_cancel (waiting);
}

static void
stop_waiting (JmSignIn *self)
{
  jm_sign_in_show_url (self, NULL, 0);
  g_clear_object (&self->waiting);
  g_clear_pointer (&self->redirect_uri, g_free);
  g_clear_pointer (&self->state, jm_wipe_free);
}

/* Awaits. Nobody listens: what comes is given to jm_sign_in_take_redirect(), which cancels
 * @waiting. Returns: NULL, always */
static char *
wait_for_paste (JmClock       *clock,
                GCancellable  *waiting,
                GError       **error)
{
  if (dex_await (jm_sleep (clock, JM_LIMIT_SIGN_IN_SECONDS, waiting), error))
    g_set_error (error, JM_AUTH_ERROR, JM_AUTH_ERROR_TIMED_OUT,
                 _("No address was pasted within %d minutes"), JM_LIMIT_SIGN_IN_SECONDS / 60);
  return NULL;
}

/* Awaits. Returns: (transfer full): the code */
static char *
wait_for_code (JmSignIn        *self,
               JmOauthAttempt  *attempt,
               gboolean         listens,
               GCancellable    *cancellable,
               GError         **error)
{
  g_autoptr (JmLoopback) loopback = NULL;
  g_autoptr (GCancellable) waiting = g_cancellable_new ();
  g_autoptr (GError) local_error = NULL;
  JmClock *clock = self->services->clock;
  gulong handler = 0;
  char *code;

  if (listens && !(loopback = jm_loopback_new (attempt->client->redirect_uri, attempt->state, clock,
                                               error)))
    return NULL;

  g_set_object (&self->waiting, waiting);
  g_set_str (&self->redirect_uri, attempt->client->redirect_uri);
  g_set_str (&self->state, attempt->state);
  if (cancellable != NULL)
    handler = g_cancellable_connect (cancellable, G_CALLBACK (caller_cancelled_cb),
                                     g_object_ref (waiting), g_object_unref);

  jm_sign_in_show_url (self, attempt->authorize_url,
                       jm_clock_get_wall_ms (clock) +
                           JM_LIMIT_SIGN_IN_SECONDS * G_GINT64_CONSTANT (1000));
  code = listens ? dex_await_string (jm_loopback_wait (loopback, waiting), &local_error) :
                   wait_for_paste (clock, waiting, &local_error);

  g_cancellable_disconnect (cancellable, handler);
  stop_waiting (self);

  /* It came another way, and so the listener was told to end. */
  if (code == NULL && self->code != NULL && !g_cancellable_is_cancelled (cancellable))
    return g_steal_pointer (&self->code);
  g_clear_pointer (&self->code, jm_wipe_free);
  if (code == NULL && self->redirect_error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&self->redirect_error));
      return NULL;
    }

  if (local_error != NULL)
    g_propagate_error (error, g_steal_pointer (&local_error));
  return code;
}

/**
 * jm_sign_in_take_redirect:
 * @uri: where the browser was sent to: from the sign-in view, or pasted by the person
 *
 * Gives the waiting story its redirect. One that refuses (error=access_denied) is ours too, and
 * ends the story.
 */
gboolean
jm_sign_in_take_redirect (JmSignIn    *self,
                          const char  *uri,
                          GError     **error)
{
  g_autoptr (GError) local_error = NULL;
  char *code;

  g_return_val_if_fail (JM_IS_SIGN_IN (self), FALSE);
  g_return_val_if_fail (uri != NULL, FALSE);

  if (self->waiting == NULL)
    {
      g_set_error_literal (error, JM_AUTH_ERROR, JM_AUTH_ERROR_CALLBACK,
                           _("Nobody waits for this address any more"));
      return FALSE;
    }

  code = jm_loopback_read_redirect (self->redirect_uri, self->state, uri, &local_error);
  if (code == NULL && g_error_matches (local_error, JM_AUTH_ERROR, JM_AUTH_ERROR_CALLBACK))
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return FALSE;
    }

  g_clear_pointer (&self->code, jm_wipe_free);
  g_clear_error (&self->redirect_error);
  self->code = code;
  self->redirect_error = g_steal_pointer (&local_error);
  g_cancellable_cancel (self->waiting);
  return TRUE;
}

/* --- what came */

static JmSecret *
secret_from_tokens (JmSignIn            *self,
                    const JmOauthClient *client,
                    JmTokens            *tokens)
{
  JmSecret *secret = g_new0 (JmSecret, 1);

  secret->kind = JM_CREDENTIAL_OAUTH;
  secret->access_token = g_steal_pointer (&tokens->access_token);
  secret->refresh_token = g_steal_pointer (&tokens->refresh_token);
  /* Left out means: what was asked for (RFC 6749 §5.1). */
  secret->scopes = g_strdup (tokens->scopes != NULL ? tokens->scopes : JM_OAUTH_SCOPES_WANTED);
  secret->client_id = g_strdup (client->client_id);
  /* The life began when the server answered, at the latest when we asked. */
  secret->issued_at_ms = jm_clock_get_wall_ms (self->services->clock) - tokens->elapsed_ms;
  secret->expires_at_ms = secret->issued_at_ms + tokens->expires_in * 1000;
  return secret;
}

static gboolean
is_about_this_request (const GError *error)
{
  return g_error_matches (error, JM_JIRA_ERROR, JM_JIRA_ERROR_UNAUTHORIZED) ||
         g_error_matches (error, JM_JIRA_ERROR, JM_JIRA_ERROR_SCOPE) ||
         g_error_matches (error, JM_JIRA_ERROR, JM_JIRA_ERROR_FORBIDDEN) ||
         g_error_matches (error, JM_JIRA_ERROR, JM_JIRA_ERROR_NOT_FOUND);
}

/* Awaits. /me needs the User Identity API, which an app may lack; then a site is asked. */
static gboolean
read_person (JmSignIn      *self,
             JmJiraSite    *first_site,
             GCancellable  *cancellable,
             GError       **error)
{
  JmOauth *oauth = self->services->oauth;
  g_autofree char *me_url = g_strconcat (jm_oauth_get_api_base (oauth), "/me", NULL);
  g_autofree char *site_base =
      jm_oauth_dup_site_base (oauth, jm_jira_site_get_cloud_id (first_site));
  g_autofree char *myself_url = g_strconcat (site_base, "/rest/api/3/myself", NULL);
  g_autoptr (JsonNode) person = NULL;
  g_autoptr (GError) local_error = NULL;
  char *header = jm_secret_dup_header (self->secret);
  const char *id;
  gboolean ok;

  person = jm_sign_in_get_json (self, me_url, header, cancellable, &local_error);
  id = person != NULL ? jm_json_get_string (person, "account_id", NULL) : NULL;
  if (id != NULL)
    {
      g_set_str (&self->user_id, id);
      g_set_str (&self->user_name, jm_json_get_string (person, "name", id));
      jm_wipe_free (header);
      return TRUE;
    }
  if (local_error != NULL && !is_about_this_request (local_error))
    {
      jm_wipe_free (header);
      g_propagate_error (error, g_steal_pointer (&local_error));
      return FALSE;
    }

  g_clear_pointer (&person, json_node_unref);
  person = jm_sign_in_get_json (self, myself_url, header, cancellable, error);
  jm_wipe_free (header);
  ok = person != NULL && jm_sign_in_take_myself (self, person, error);
  return ok;
}

/* Awaits. Which sites, who, and from both the choices. */
static gboolean
read_grant (JmSignIn      *self,
            GCancellable  *cancellable,
            GError       **error)
{
  g_autoptr (GListModel) sites = NULL;
  g_autoptr (JmJiraSite) first_site = NULL;
  guint n_sites;

  if (!(sites = dex_await_object (
            jm_oauth_list_sites (self->services->oauth, self->secret->access_token, cancellable),
            error)))
    return FALSE;

  n_sites = g_list_model_get_n_items (sites);
  if (n_sites == 0)
    {
      g_set_error_literal (
          error, JM_AUTH_ERROR, JM_AUTH_ERROR_NO_SITE,
          _("This sign-in reaches no Jira site. Choose a site on Atlassian’s page, or ask an "
             "administrator for access to one."));
      return FALSE;
    }

  first_site = g_list_model_get_item (sites, 0);
  if (!read_person (self, first_site, cancellable, error))
    return FALSE;

  for (guint i = 0; i < n_sites; i++)
    {
      g_autoptr (JmJiraSite) site = g_list_model_get_item (sites, i);

      jm_sign_in_offer (self, site, n_sites == 1);
    }

  return TRUE;
}

static gboolean
run_browser (Browser  *job,
             GError  **error)
{
  JmSignIn *self = job->sign_in;
  g_autoptr (JmOauthClient) client = NULL;
  g_autoptr (JmOauthAttempt) attempt = NULL;
  g_autoptr (JmTokens) tokens = NULL;
  char *code;

  if (self->again != NULL && jm_account_get_kind (self->again) != JM_CREDENTIAL_OAUTH)
    {
      g_set_error_literal (error, JM_AUTH_ERROR, JM_AUTH_ERROR_INVALID,
                           _("This account signs in with a token, not in the browser"));
      return FALSE;
    }

  if (!(client = find_client (job, error)))
    return FALSE;

  attempt = jm_oauth_begin (self->services->oauth, client, JM_OAUTH_SCOPES_WANTED);
  if (!(code = wait_for_code (self, attempt, job->listens, job->cancellable, error)))
    return FALSE;

  tokens = dex_await_boxed (
      jm_oauth_exchange (self->services->oauth, attempt, code, job->cancellable), error);
  jm_wipe_free (code);
  if (tokens == NULL)
    return FALSE;

  self->secret = secret_from_tokens (self, client, tokens);
  self->client = g_steal_pointer (&client);
  if (g_cancellable_set_error_if_cancelled (job->cancellable, error))
    return FALSE;

  return read_grant (self, job->cancellable, error);
}

static DexFuture *
browser_fiber (gpointer data)
{
  Browser *job = data;
  g_autoptr (GError) error = NULL;

  if (!jm_sign_in_enter (job->sign_in, &error))
    return dex_future_new_for_error (g_steal_pointer (&error));

  run_browser (job, &error);
  return jm_sign_in_leave (job->sign_in, g_steal_pointer (&error));
}

static DexFuture *
browser_start (JmSignIn            *self,
               const JmOauthClient *client,
               gboolean             listens,
               GCancellable        *cancellable)
{
  Browser *job = g_new0 (Browser, 1);

  job->sign_in = g_object_ref (self);
  job->client = client != NULL ? jm_oauth_client_copy (client) : NULL;
  job->listens = listens;
  g_set_object (&job->cancellable, cancellable);
  return dex_scheduler_spawn (NULL, 0, browser_fiber, job, browser_free);
}

/**
 * jm_sign_in_with_browser:
 * @client: (nullable): the OAuth app; NULL to find the one that is configured
 *
 * Waits up to JM_LIMIT_SIGN_IN_SECONDS for somebody to open "authorize-url" and to answer there.
 *
 * Returns: (transfer full): resolves to a #GListModel of #JmSiteChoice; rejects with
 *   JM_AUTH_ERROR_CLIENT_MISSING, …_PORT_BUSY, …_TIMED_OUT, …_DENIED, …_CODE_SPENT,
 *   …_CLIENT_REFUSED, …_NO_SITE, with JM_JIRA_ERROR, or when cancelled
 */
DexFuture *
jm_sign_in_with_browser (JmSignIn            *self,
                         const JmOauthClient *client,
                         GCancellable        *cancellable)
{
  dex_return_error_if_fail (JM_IS_SIGN_IN (self));
  dex_return_error_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  return browser_start (self, client, TRUE, cancellable);
}

/**
 * jm_sign_in_by_paste:
 * @client: (nullable): as above
 *
 * The same where nobody can listen, because another program has the port or because the browser is on another
 * machine: the person pastes the address that the browser was sent to, and the face gives it to
 * jm_sign_in_take_redirect(). Who listens there instead of us learns a code that is of no use without the
 * verifier, which stays in memory (D3).
 *
 * Returns: (transfer full): as jm_sign_in_with_browser(), but never …_PORT_BUSY
 */
DexFuture *
jm_sign_in_by_paste (JmSignIn            *self,
                     const JmOauthClient *client,
                     GCancellable        *cancellable)
{
  dex_return_error_if_fail (JM_IS_SIGN_IN (self));
  dex_return_error_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  return browser_start (self, client, FALSE, cancellable);
}
