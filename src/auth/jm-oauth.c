/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "auth/jm-oauth.h"

#include <glib/gi18n-lib.h>

#include "auth/jm-oauth-sites.h"
#include "auth/jm-token-answer.h"
#include "base/jm-json.h"
#include "base/jm-limits.h"
#include "base/jm-random.h"
#include "jira/jm-jira-error.h"

/*
 * JmOauth: Atlassian's OAuth 2.0 (3LO), as its pages "OAuth 2.0 (3LO) apps" and "Implementing OAuth
 * 2.0 (3LO)" describe it.
 *
 *   GET  AUTH/authorize                            in the person's browser, never by us
 *   POST AUTH/oauth/token                          code → tokens, refresh token → tokens; JSON both
 *                                                  ways
 *   POST AUTH/oauth/revoke                         not documented for 3LO: tried, never relied upon
 *   GET  API/oauth/token/accessible-resources      the sites of a token
 *
 * No redirect is followed, the token endpoint has 30 s and 64 KiB, nothing is sent twice. Lives on
 * the main context.
 */

#define AUTH_BASE "https://auth.atlassian.com"
#define API_BASE "https://api.atlassian.com"
#define AUDIENCE "api.atlassian.com"

struct _JmOauth
{
  GObject parent_instance;

  JmHttp *http;
  char *auth_base;
  char *api_base;
};

G_DEFINE_FINAL_TYPE (JmOauth, jm_oauth, G_TYPE_OBJECT)

/* --- one POST or GET, as the fibers need it */

typedef struct
{
  JmOauth *oauth;
  char *url;
  GBytes *body;        /* for a POST; holds secrets, wiped when freed */
  char *authorization; /* for a GET */
  GCancellable *cancellable;
} Call;

static void
call_free (gpointer data)
{
  Call *call = data;

  g_clear_object (&call->oauth);
  g_clear_pointer (&call->url, g_free);
  g_clear_pointer (&call->body, g_bytes_unref);
  jm_wipe_free (call->authorization);
  g_clear_object (&call->cancellable);
  g_free (call);
}

static Call *
call_new (JmOauth      *self,
          const char   *base,
          const char   *path,
          GCancellable *cancellable)
{
  Call *call = g_new0 (Call, 1);

  g_set_object (&call->oauth, self);
  call->url = g_strconcat (base, path, NULL);
  g_set_object (&call->cancellable, cancellable);
  return call;
}

/* @name, @value, … NULL: the members of a flat object */
static GBytes *
json_body (const char *name,
           ...)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) root = NULL;
  va_list args;
  char *text;

  json_builder_begin_object (builder);
  va_start (args, name);
  for (; name != NULL; name = va_arg (args, const char *))
    {
      json_builder_set_member_name (builder, name);
      json_builder_add_string_value (builder, va_arg (args, const char *));
    }
  va_end (args);
  json_builder_end_object (builder);
  root = json_builder_get_root (builder);
  text = jm_json_to_string (root);
  return g_bytes_new_with_free_func (text, strlen (text), (GDestroyNotify) jm_wipe_free, text);
}

static JmHttpResponse *
await_post (Call    *call,
            GError **error)
{
  g_autoptr (JmHttpRequest) request = jm_http_request_new ("POST", call->url);

  jm_http_request_set_header (request, "Accept", "application/json");
  jm_http_request_set_json (request, call->body);
  jm_http_request_set_limits (request, JM_LIMIT_TOKEN_SECONDS, JM_LIMIT_TOKEN_BODY);
  return dex_await_boxed (jm_http_send (call->oauth->http, request, call->cancellable), error);
}

/* --- the token endpoint */

static DexFuture *
ask_fiber (gpointer data)
{
  g_autoptr (JmHttpResponse) response = NULL;
  g_autoptr (GError) error = NULL;
  JmTokenAnswer *answer;
  Call *call = data;

  response = await_post (call, &error);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return dex_future_new_for_error (g_steal_pointer (&error));
  if (response == NULL)
    answer = jm_token_answer_for_error (g_steal_pointer (&error));
  else
    /* The server's own Date, so that a Retry-After that is a date counts right on a computer whose
     * clock is wrong. */
    answer = jm_token_answer_for_response (response, jm_http_response_get_date_ms (response));
  return dex_future_new_take_boxed (JM_TYPE_TOKEN_ANSWER, answer);
}

static DexFuture *
ask_token (JmOauth      *self,
           GBytes       *body,
           GCancellable *cancellable)
{
  Call *call = call_new (self, self->auth_base, "/oauth/token", cancellable);

  call->body = body;
  return dex_scheduler_spawn (NULL, 0, ask_fiber, call, call_free);
}

static DexFuture *
take_tokens_cb (DexFuture *future,
                gpointer   user_data)
{
  JmTokenAnswer *answer = g_value_get_boxed (dex_future_get_value (future, NULL));

  if (answer->error != NULL)
    return dex_future_new_for_error (g_error_copy (answer->error));
  return dex_future_new_take_boxed (JM_TYPE_TOKENS, jm_tokens_copy (answer->tokens));
}

/* A code is good once. Whether it was spent can't be known after a lost answer, and asking again
 * could look like theft (RFC 6749 §4.1.2), so every end but a clear one is "start over". */
static DexFuture *
take_exchange_cb (DexFuture *future,
                  gpointer   user_data)
{
  JmTokenAnswer *answer = g_value_get_boxed (dex_future_get_value (future, NULL));

  if (answer->error == NULL)
    return take_tokens_cb (future, NULL);
  if (answer->maybe_spent)
    return dex_future_new_reject (JM_AUTH_ERROR, JM_AUTH_ERROR_CODE_SPENT,
                                  _("The answer to the sign-in was lost (%s). Please start over"),
                                  answer->error->message);
  if (g_error_matches (answer->error, JM_AUTH_ERROR, JM_AUTH_ERROR_REFUSED))
    return dex_future_new_reject (
        JM_AUTH_ERROR, JM_AUTH_ERROR_CODE_SPENT,
        _("Atlassian no longer accepts this sign-in. Please start over"));
  return take_tokens_cb (future, NULL);
}

static DexFuture *
take_proof_cb (DexFuture *future,
               gpointer   user_data)
{
  JmTokenAnswer *answer = g_value_get_boxed (dex_future_get_value (future, NULL));

  if (answer->error == NULL ||
      g_error_matches (answer->error, JM_AUTH_ERROR, JM_AUTH_ERROR_REFUSED))
    return dex_future_new_true ();
  return dex_future_new_for_error (g_error_copy (answer->error));
}

static DexFuture *
revoke_fiber (gpointer data)
{
  g_autoptr (JmHttpResponse) response = NULL;
  g_autoptr (GError) error = NULL;
  Call *call = data;
  guint status;

  response = await_post (call, &error);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return dex_future_new_for_error (g_steal_pointer (&error));
  status = response != NULL ? jm_http_response_get_status (response) : 0;
  return dex_future_new_for_boolean (status >= 200 && status < 300);
}

/* --- sites */

static DexFuture *
list_sites_fiber (gpointer data)
{
  g_autoptr (JmHttpRequest) request = NULL;
  g_autoptr (JmHttpResponse) response = NULL;
  g_autoptr (JsonNode) root = NULL;
  g_autoptr (GError) error = NULL;
  Call *call = data;

  request = jm_http_request_new ("GET", call->url);
  jm_http_request_set_header (request, "Accept", "application/json");
  jm_http_request_set_authorization (request, call->authorization);
  response = dex_await_boxed (jm_http_send (call->oauth->http, request, call->cancellable), &error);
  if (response == NULL)
    return dex_future_new_for_error (jm_jira_error_for_transport (g_steal_pointer (&error)));
  if ((error = jm_jira_error_for_response (response)))
    return dex_future_new_for_error (g_steal_pointer (&error));
  if (!(root = jm_json_parse (jm_http_response_get_body (response), '[', NULL)))
    return dex_future_new_reject (JM_JIRA_ERROR, JM_JIRA_ERROR_BROKEN,
                                  _("Atlassian’s list of sites can’t be read"));
  return dex_future_new_take_object (jm_oauth_read_sites (root));
}

/* --- object */

static void
jm_oauth_finalize (GObject *object)
{
  JmOauth *self = JM_OAUTH (object);

  g_clear_object (&self->http);
  g_clear_pointer (&self->auth_base, g_free);
  g_clear_pointer (&self->api_base, g_free);

  G_OBJECT_CLASS (jm_oauth_parent_class)->finalize (object);
}

static void
jm_oauth_class_init (JmOauthClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = jm_oauth_finalize;
}

static void
jm_oauth_init (JmOauth *self)
{
}

/* A bare address: no user, no query, no fragment; without slashes at its end. */
static char *
normalize_endpoint (const char  *endpoint,
                    GError     **error)
{
  g_autoptr (GUri) uri = g_uri_parse (endpoint, G_URI_FLAGS_NONE, NULL);
  g_autofree char *base = NULL;

  if (uri == NULL || !jm_http_is_allowed_url (endpoint) || g_uri_get_userinfo (uri) != NULL ||
      g_uri_get_query (uri) != NULL || g_uri_get_fragment (uri) != NULL)
    {
      g_set_error (
          error, JM_AUTH_ERROR, JM_AUTH_ERROR_INVALID,
          _("“%s” can’t stand for Atlassian: only https, or http on this computer, is accepted"),
          endpoint);
      return NULL;
    }
  base = g_strdup (endpoint);
  for (gsize end = strlen (base); end > 0 && base[end - 1] == '/'; end--)
    base[end - 1] = '\0';
  return g_steal_pointer (&base);
}

/**
 * jm_oauth_new:
 * @http: the one session
 * @endpoint: (nullable): one URL that stands for both of Atlassian's hosts
 * @error: JM_AUTH_ERROR_INVALID when @endpoint is neither https nor http on this machine
 *
 * Returns: (transfer full) (nullable): Atlassian's OAuth.
 */
JmOauth *
jm_oauth_new (JmHttp      *http,
              const char  *endpoint,
              GError     **error)
{
  g_autoptr (JmOauth) self = NULL;

  g_return_val_if_fail (JM_IS_HTTP (http), NULL);

  self = g_object_new (JM_TYPE_OAUTH, NULL);
  g_set_object (&self->http, http);
  if (endpoint == NULL)
    {
      self->auth_base = g_strdup (AUTH_BASE);
      self->api_base = g_strdup (API_BASE);
      return g_steal_pointer (&self);
    }
  if (!(self->auth_base = normalize_endpoint (endpoint, error)))
    return NULL;
  self->api_base = g_strdup (self->auth_base);
  return g_steal_pointer (&self);
}

/**
 * jm_oauth_get_auth_base:
 * @self: an OAuth
 *
 * Returns: (transfer none): "https://auth.atlassian.com", or what stands for it.
 */
const char *
jm_oauth_get_auth_base (JmOauth *self)
{
  g_return_val_if_fail (JM_IS_OAUTH (self), NULL);

  return self->auth_base;
}

/**
 * jm_oauth_get_api_base:
 * @self: an OAuth
 *
 * Returns: (transfer none): "https://api.atlassian.com", or what stands for it.
 */
const char *
jm_oauth_get_api_base (JmOauth *self)
{
  g_return_val_if_fail (JM_IS_OAUTH (self), NULL);

  return self->api_base;
}

/**
 * jm_oauth_dup_site_base:
 * @self: an OAuth
 * @cloud_id: of the site
 *
 * Returns: (transfer full): the address below which the site's REST lies, without "/rest".
 */
char *
jm_oauth_dup_site_base (JmOauth    *self,
                        const char *cloud_id)
{
  g_return_val_if_fail (JM_IS_OAUTH (self), NULL);
  g_return_val_if_fail (cloud_id != NULL, NULL);

  return g_strconcat (self->api_base, "/ex/jira/", cloud_id, NULL);
}

/**
 * jm_oauth_is_site_base:
 * @self: an OAuth
 * @site_base: of an account
 *
 * A token is shown to whom it came from and to nobody else; JIRA_MONITOR_ENDPOINT may name another
 * one since.
 *
 * Returns: whether jm_oauth_dup_site_base() could have said it.
 */
gboolean
jm_oauth_is_site_base (JmOauth    *self,
                       const char *site_base)
{
  g_autofree char *prefix = NULL;

  g_return_val_if_fail (JM_IS_OAUTH (self), FALSE);
  g_return_val_if_fail (site_base != NULL, FALSE);

  prefix = jm_oauth_dup_site_base (self, "");
  return g_str_has_prefix (site_base, prefix);
}

static void
add_parameter (GString    *url,
               const char *name,
               const char *value)
{
  g_string_append_printf (url, "%c%s=", strchr (url->str, '?') != NULL ? '&' : '?', name);
  g_string_append_uri_escaped (url, value, NULL, FALSE);
}

/**
 * jm_oauth_begin:
 * @self: an OAuth
 * @client: the app to act as
 * @scopes: (nullable): space separated; NULL for JM_OAUTH_SCOPES_WANTED
 *
 * Returns: (transfer full): a new attempt with a state of 256 bits, a PKCE verifier (RFC 7636) and
 *   the URL to open. Every parameter that Atlassian's page lists is there; openid, profile and
 *   email must never be asked for.
 */
JmOauthAttempt *
jm_oauth_begin (JmOauth             *self,
                const JmOauthClient *client,
                const char          *scopes)
{
  g_autofree char *challenge = NULL;
  JmOauthAttempt *attempt;
  GString *url;

  g_return_val_if_fail (JM_IS_OAUTH (self), NULL);
  g_return_val_if_fail (client != NULL, NULL);

  attempt = g_new0 (JmOauthAttempt, 1);
  attempt->client = jm_oauth_client_copy (client);
  attempt->state = jm_random_token ();
  attempt->verifier = jm_random_token ();
  challenge = jm_sha256_base64url (attempt->verifier);

  url = g_string_new (self->auth_base);
  g_string_append (url, "/authorize");
  add_parameter (url, "audience", AUDIENCE);
  add_parameter (url, "client_id", client->client_id);
  add_parameter (url, "scope", scopes != NULL ? scopes : JM_OAUTH_SCOPES_WANTED);
  add_parameter (url, "redirect_uri", client->redirect_uri);
  add_parameter (url, "state", attempt->state);
  add_parameter (url, "response_type", "code");
  add_parameter (url, "prompt", "consent");
  add_parameter (url, "code_challenge", challenge);
  add_parameter (url, "code_challenge_method", "S256");
  attempt->authorize_url = g_string_free_and_steal (url);
  return attempt;
}

/**
 * jm_oauth_exchange:
 * @self: an OAuth
 * @attempt: the attempt that the code belongs to
 * @code: from the redirect
 * @cancellable: (nullable): gives up
 *
 * Returns: (transfer full): resolves to JmTokens. Sent once, never again: rejects with
 *   JM_AUTH_ERROR_CODE_SPENT when the answer was lost or the code is no good, …_CLIENT_REFUSED, or
 *   JM_JIRA_ERROR.
 */
DexFuture *
jm_oauth_exchange (JmOauth              *self,
                   const JmOauthAttempt *attempt,
                   const char           *code,
                   GCancellable         *cancellable)
{
  GBytes *body;

  dex_return_error_if_fail (JM_IS_OAUTH (self));
  dex_return_error_if_fail (attempt != NULL);
  dex_return_error_if_fail (code != NULL);

  body = json_body ("grant_type", "authorization_code",
                    "client_id", attempt->client->client_id,
                    "client_secret", attempt->client->client_secret,
                    "code", code,
                    "redirect_uri", attempt->client->redirect_uri,
                    "code_verifier", attempt->verifier,
                    NULL);
  return dex_future_then (ask_token (self, body, cancellable), take_exchange_cb, NULL, NULL);
}

/* Documented in jm-token-answer.h. */
DexFuture *
jm_oauth_ask_refresh (JmOauth             *self,
                      const JmOauthClient *client,
                      const char          *refresh_token,
                      GCancellable        *cancellable)
{
  GBytes *body;

  dex_return_error_if_fail (JM_IS_OAUTH (self));
  dex_return_error_if_fail (client != NULL);
  dex_return_error_if_fail (refresh_token != NULL);

  body = json_body ("grant_type", "refresh_token",
                    "client_id", client->client_id,
                    "client_secret", client->client_secret,
                    "refresh_token", refresh_token,
                    NULL);
  return ask_token (self, body, cancellable);
}

/**
 * jm_oauth_refresh:
 * @self: an OAuth
 * @client: the app that signed in
 * @refresh_token: the newest one
 * @cancellable: (nullable): gives up
 *
 * Sends once. Whoever has a credential to keep uses JmTokenKeeper, which guards the pair.
 *
 * Returns: (transfer full): resolves to JmTokens. Rejects with JM_AUTH_ERROR_REFUSED,
 *   …_CLIENT_REFUSED, or JM_JIRA_ERROR for everything that may pass.
 */
DexFuture *
jm_oauth_refresh (JmOauth             *self,
                  const JmOauthClient *client,
                  const char          *refresh_token,
                  GCancellable        *cancellable)
{
  return dex_future_then (jm_oauth_ask_refresh (self, client, refresh_token, cancellable),
                          take_tokens_cb, NULL, NULL);
}

/**
 * jm_oauth_list_sites:
 * @self: an OAuth
 * @access_token: a live one
 * @cancellable: (nullable): gives up
 *
 * Returns: (transfer full): resolves to a GListStore of JmJiraSite: Jira only, each once. Rejects
 *   with JM_JIRA_ERROR; …_UNAUTHORIZED means that the token is dead.
 */
DexFuture *
jm_oauth_list_sites (JmOauth      *self,
                     const char   *access_token,
                     GCancellable *cancellable)
{
  Call *call;

  dex_return_error_if_fail (JM_IS_OAUTH (self));
  dex_return_error_if_fail (access_token != NULL);

  call = call_new (self, self->api_base, "/oauth/token/accessible-resources", cancellable);
  call->authorization = g_strconcat ("Bearer ", access_token, NULL);
  return dex_scheduler_spawn (NULL, 0, list_sites_fiber, call, call_free);
}

/**
 * jm_oauth_prove_client:
 * @self: an OAuth
 * @client: what the person typed
 * @cancellable: (nullable): gives up
 *
 * Asks for tokens with a code that can't be good: a server that knows the client complains about
 * the code.
 *
 * Returns: (transfer full): resolves to TRUE; rejects with JM_AUTH_ERROR_CLIENT_REFUSED, or
 *   JM_JIRA_ERROR.
 */
DexFuture *
jm_oauth_prove_client (JmOauth             *self,
                       const JmOauthClient *client,
                       GCancellable        *cancellable)
{
  g_autofree char *code = NULL;
  GBytes *body;

  dex_return_error_if_fail (JM_IS_OAUTH (self));
  dex_return_error_if_fail (client != NULL);

  code = jm_random_token ();
  body = json_body ("grant_type", "authorization_code",
                    "client_id", client->client_id,
                    "client_secret", client->client_secret,
                    "code", code,
                    "redirect_uri", client->redirect_uri,
                    NULL);
  return dex_future_then (ask_token (self, body, cancellable), take_proof_cb, NULL, NULL);
}

/**
 * jm_oauth_revoke:
 * @self: an OAuth
 * @client: the app that signed in
 * @refresh_token: to revoke
 * @cancellable: (nullable): gives up
 *
 * Atlassian documents no revocation for 3LO: this is tried (RFC 7009), and never taken for granted.
 *
 * Returns: (transfer full): resolves to TRUE when the server said that it revoked, to FALSE in
 *   every other case; rejects only when cancelled.
 */
DexFuture *
jm_oauth_revoke (JmOauth             *self,
                 const JmOauthClient *client,
                 const char          *refresh_token,
                 GCancellable        *cancellable)
{
  Call *call;

  dex_return_error_if_fail (JM_IS_OAUTH (self));
  dex_return_error_if_fail (client != NULL);
  dex_return_error_if_fail (refresh_token != NULL);

  call = call_new (self, self->auth_base, "/oauth/revoke", cancellable);
  call->body = json_body ("token", refresh_token,
                          "token_type_hint", "refresh_token",
                          "client_id", client->client_id,
                          "client_secret", client->client_secret,
                          NULL);
  return dex_scheduler_spawn (NULL, 0, revoke_fiber, call, call_free);
}
