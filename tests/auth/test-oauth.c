/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "auth/jm-oauth.h"
#include "base/jm-json.h"
#include "base/jm-limits.h"
#include "base/jm-random.h"
#include "base/jm-settings.h"
#include "fixtures/jm-test-server.h"
#include "fixtures/jm-test.h"

/* Atlassian's OAuth against a server that says, byte for byte, what it was told to. */

typedef struct
{
  JmTestServer *server;
  JmClock *clock;
  JmHttp *http;
  JmOauth *oauth;
  JmOauthClient *client;
} Fixture;

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  g_autoptr (GError) error = NULL;

  fixture->server = jm_test_server_new ();
  fixture->clock = jm_clock_new ();
  fixture->http = jm_http_new (fixture->clock);
  fixture->oauth = jm_oauth_new (fixture->http, jm_test_server_get_url (fixture->server), &error);
  g_assert_no_error (error);
  fixture->client =
      jm_oauth_client_new ("an id", "CANARY-secret", "http://localhost:8371/callback");
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  jm_oauth_client_free (fixture->client);
  jm_test_finalize (fixture->oauth);
  g_object_unref (fixture->http);
  g_object_unref (fixture->clock);
  jm_test_server_free (fixture->server);
}

static void
push (Fixture    *fixture,
      guint       status,
      const char *json)
{
  jm_test_server_push (fixture->server, status, "Content-Type: application/json\r\n", json);
}

static JmTokens *
refresh (Fixture  *fixture,
         GError  **error)
{
  return dex_await_boxed (jm_oauth_refresh (fixture->oauth, fixture->client, "CANARY-old", NULL),
                          error);
}

/* The JSON body of request number @i. */
static JsonNode *
sent (Fixture *fixture,
      guint    i)
{
  const char *text = jm_test_server_get_text (fixture->server, i);
  const char *body = strchr (text, '{');
  g_autoptr (GBytes) bytes = g_bytes_new (body, strlen (body));
  g_autoptr (GError) error = NULL;
  JsonNode *root = jm_json_parse (bytes, '{', &error);

  g_assert_no_error (error);
  return root;
}

/* --- authorize */

static void
test_authorize_url (Fixture       *fixture,
                    gconstpointer  data)
{
  g_autoptr (JmOauthAttempt) attempt = jm_oauth_begin (fixture->oauth, fixture->client, NULL);
  g_autoptr (JmOauthAttempt) other = jm_oauth_begin (fixture->oauth, fixture->client, "read:me");
  g_autoptr (GUri) uri = g_uri_parse (attempt->authorize_url, G_URI_FLAGS_ENCODED, NULL);
  g_autoptr (GHashTable) parameters =
      g_uri_parse_params (g_uri_get_query (uri), -1, "&", G_URI_PARAMS_NONE, NULL);
  g_autofree char *challenge = jm_sha256_base64url (attempt->verifier);

  g_assert_cmpuint (g_hash_table_size (parameters), ==, 9);
  g_assert_cmpstr (g_uri_get_path (uri), ==, "/authorize");
  g_assert_cmpstr (g_hash_table_lookup (parameters, "audience"), ==, "api.atlassian.com");
  g_assert_cmpstr (g_hash_table_lookup (parameters, "client_id"), ==, "an id");
  g_assert_cmpstr (g_hash_table_lookup (parameters, "scope"), ==, JM_OAUTH_SCOPES_WANTED);
  g_assert_cmpstr (g_hash_table_lookup (parameters, "redirect_uri"), ==,
                   fixture->client->redirect_uri);
  g_assert_cmpstr (g_hash_table_lookup (parameters, "state"), ==, attempt->state);
  g_assert_cmpstr (g_hash_table_lookup (parameters, "response_type"), ==, "code");
  g_assert_cmpstr (g_hash_table_lookup (parameters, "prompt"), ==, "consent");
  g_assert_cmpstr (g_hash_table_lookup (parameters, "code_challenge"), ==, challenge);
  g_assert_cmpstr (g_hash_table_lookup (parameters, "code_challenge_method"), ==, "S256");
  g_assert_nonnull (strstr (attempt->authorize_url, "scope=read%3Ajira-work%20"));
  g_assert_null (strstr (attempt->authorize_url, "CANARY"));
  g_assert_null (strstr (attempt->authorize_url, attempt->verifier));
  g_assert_cmpstr (attempt->state, !=, other->state);
  g_assert_cmpstr (attempt->verifier, !=, other->verifier);
}

static void
test_endpoints (Fixture       *fixture,
                gconstpointer  data)
{
  static const char *const refused[] = { "http://example.com",
                                         "ftp://localhost",
                                         "https://a@b",
                                         "https://b/?x",
                                         "https://b/#x",
                                         "localhost:80",
                                         "",
                                         "javascript:1" };
  g_autoptr (JmOauth) real = jm_oauth_new (fixture->http, NULL, NULL);
  g_autoptr (JmOauth) slashes = jm_oauth_new (fixture->http, "https://example.com/jira//", NULL);
  g_autofree char *base = jm_oauth_dup_site_base (real, "abc");

  g_assert_cmpstr (jm_oauth_get_auth_base (real), ==, "https://auth.atlassian.com");
  g_assert_cmpstr (base, ==, "https://api.atlassian.com/ex/jira/abc");
  g_assert_cmpstr (jm_oauth_get_auth_base (slashes), ==, "https://example.com/jira");
  for (guint i = 0; i < G_N_ELEMENTS (refused); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (jm_oauth_new (fixture->http, refused[i], &error));
      g_assert_error (error, JM_AUTH_ERROR, JM_AUTH_ERROR_INVALID);
    }
}

/* --- token endpoint */

static DexFuture *
exchange_fiber (gpointer data)
{
  Fixture *fixture = data;
  g_autoptr (JmOauthAttempt) attempt = jm_oauth_begin (fixture->oauth, fixture->client, NULL);
  g_autoptr (JmTokens) tokens = NULL;
  g_autoptr (JsonNode) body = NULL;
  g_autoptr (GError) error = NULL;

  push (fixture, 200,
        "{\"access_token\":\"a.b-c\",\"refresh_token\":\"r\",\"expires_in\":3600,\"scope\":\"read:"
        "me\"}");
  tokens = dex_await_boxed (jm_oauth_exchange (fixture->oauth, attempt, "the/code", NULL), &error);
  g_assert_no_error (error);
  g_assert_cmpstr (tokens->access_token, ==, "a.b-c");
  g_assert_cmpstr (tokens->refresh_token, ==, "r");
  g_assert_cmpstr (tokens->scopes, ==, "read:me");
  g_assert_cmpint (tokens->expires_in, ==, 3600);
  g_assert_cmpstr (jm_test_server_get_line (fixture->server, 0), ==, "POST /oauth/token");
  body = sent (fixture, 0);
  g_assert_cmpstr (jm_json_get_string (body, "grant_type", NULL), ==, "authorization_code");
  g_assert_cmpstr (jm_json_get_string (body, "code", NULL), ==, "the/code");
  g_assert_cmpstr (jm_json_get_string (body, "client_secret", NULL), ==, "CANARY-secret");
  g_assert_cmpstr (jm_json_get_string (body, "redirect_uri", NULL), ==,
                   fixture->client->redirect_uri);
  g_assert_cmpstr (jm_json_get_string (body, "code_verifier", NULL), ==, attempt->verifier);
  return dex_future_new_true ();
}

/* F65 */
static DexFuture *
exchange_lost_fiber (gpointer data)
{
  Fixture *fixture = data;
  g_autoptr (JmOauthAttempt) attempt = jm_oauth_begin (fixture->oauth, fixture->client, NULL);
  g_autoptr (GError) error = NULL;

  dex_await (jm_oauth_exchange (fixture->oauth, attempt, "code", NULL), &error);
  g_assert_error (error, JM_AUTH_ERROR, JM_AUTH_ERROR_CODE_SPENT);
  g_assert_cmpuint (jm_test_server_get_n_requests (fixture->server), ==, 1);
  g_clear_error (&error);
  push (fixture, 403, "{\"error\":\"invalid_grant\"}");
  dex_await (jm_oauth_exchange (fixture->oauth, attempt, "code", NULL), &error);
  g_assert_error (error, JM_AUTH_ERROR, JM_AUTH_ERROR_CODE_SPENT);
  g_clear_error (&error);
  push (fixture, 401, "{\"error\":\"invalid_client\"}");
  dex_await (jm_oauth_exchange (fixture->oauth, attempt, "code", NULL), &error);
  g_assert_error (error, JM_AUTH_ERROR, JM_AUTH_ERROR_CLIENT_REFUSED);
  return dex_future_new_true ();
}

/* F18 */
static DexFuture *
lifetimes_fiber (gpointer data)
{
  static const struct
  {
    const char *json;
    gint64 seconds;
  } rows[] = {
    { "3600", 3600 },
    { "\"1800\"", 1800 },
    { "0", 60 },
    { "-1", 60 },
    { "59", 60 },
    { "60", 60 },
    { "86400", 86400 },
    { "86401", 86400 },
    { "1e12", 86400 },
    { "\"soon\"", 3600 },
    { "\"\"", 3600 },
    { "null", 3600 },
    { "true", 3600 },
    { "[]", 3600 },
    { "3599.9", 3599 },
    { "\"nan\"", 3600 },
    { "99999999999999999999", 86400 },
  };
  Fixture *fixture = data;

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *json =
          g_strdup_printf ("{\"access_token\":\"a\",\"expires_in\":%s}", rows[i].json);
      g_autoptr (JmTokens) tokens = NULL;
      g_autoptr (GError) error = NULL;

      push (fixture, 200, json);
      tokens = refresh (fixture, &error);
      g_test_message ("%s", rows[i].json);
      g_assert_no_error (error);
      g_assert_cmpint (tokens->expires_in, ==, rows[i].seconds);
      g_assert_null (tokens->refresh_token);
    }
  return dex_future_new_true ();
}

static DexFuture *
answers_fiber (gpointer data)
{
  Fixture *fixture = data;
  const struct
  {
    guint status;
    const char *json;
    GQuark domain;
    int code;
  } rows[] = {
    { 403,
      "{\"error\":\"invalid_grant\",\"error_description\":\"Unknown or invalid refresh token.\"}",
      JM_AUTH_ERROR, JM_AUTH_ERROR_REFUSED },
    { 400, "{\"error\":\"invalid_grant\"}", JM_AUTH_ERROR, JM_AUTH_ERROR_REFUSED },
    { 401, "{\"error\":\"unauthorized_client\",\"error_description\":\"refresh_token is invalid\"}",
      JM_AUTH_ERROR, JM_AUTH_ERROR_REFUSED },
    { 403, "{\"error\":\"unauthorized_client\"}", JM_AUTH_ERROR, JM_AUTH_ERROR_CLIENT_REFUSED },
    { 400, "{\"error\":\"invalid_client\"}", JM_AUTH_ERROR, JM_AUTH_ERROR_CLIENT_REFUSED },
    { 401, "{\"error\":\"access_denied\",\"error_description\":\"Unauthorized\"}", JM_AUTH_ERROR,
      JM_AUTH_ERROR_CLIENT_REFUSED },
    { 400, "{\"error\":\"something_new\"}", JM_AUTH_ERROR, JM_AUTH_ERROR_CLIENT_REFUSED },
    { 400, "{\"message\":\"?\"}", JM_JIRA_ERROR, JM_JIRA_ERROR_SERVER },
    { 400, "{\"error\":7}", JM_JIRA_ERROR, JM_JIRA_ERROR_SERVER },
    { 429, "{\"error\":\"invalid_grant\"}", JM_JIRA_ERROR, JM_JIRA_ERROR_RATE_LIMITED },
    { 500, "{}", JM_JIRA_ERROR, JM_JIRA_ERROR_SERVER },
    { 503, "{\"error\":\"temporarily_unavailable\"}", JM_JIRA_ERROR, JM_JIRA_ERROR_SERVER },
    { 511, "{}", JM_JIRA_ERROR, JM_JIRA_ERROR_CAPTIVE_PORTAL },
    { 302, "{}", JM_JIRA_ERROR, JM_JIRA_ERROR_CAPTIVE_PORTAL },
    { 200, "{}", JM_JIRA_ERROR, JM_JIRA_ERROR_BROKEN },
    { 200, "[]", JM_JIRA_ERROR, JM_JIRA_ERROR_BROKEN },
    { 200, "", JM_JIRA_ERROR, JM_JIRA_ERROR_BROKEN },
    { 200, "{\"access_token\":", JM_JIRA_ERROR, JM_JIRA_ERROR_BROKEN },
    { 200, "{\"access_token\":\"\"}", JM_JIRA_ERROR, JM_JIRA_ERROR_BROKEN },
    { 200, "{\"access_token\":\"a\\r\\nX: y\"}", JM_JIRA_ERROR, JM_JIRA_ERROR_BROKEN },
    { 200, "{\"access_token\":\"a\",\"refresh_token\":7}", JM_JIRA_ERROR, JM_JIRA_ERROR_BROKEN },
    { 200, "{\"access_token\":\"a\",\"refresh_token\":{}}", JM_JIRA_ERROR, JM_JIRA_ERROR_BROKEN },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (JmTokens) tokens = NULL;
      g_autoptr (GError) error = NULL;

      g_test_message ("%u %s", rows[i].status, rows[i].json);
      push (fixture, rows[i].status, rows[i].json);
      tokens = refresh (fixture, &error);
      g_assert_error (error, rows[i].domain, rows[i].code);
      g_assert_null (strstr (error->message, "CANARY"));
      g_assert_cmpuint (jm_test_server_get_n_requests (fixture->server), ==, i + 1);
    }
  return dex_future_new_true ();
}

static DexFuture *
long_token_fiber (gpointer data)
{
  Fixture *fixture = data;
  g_autofree char *token = g_strnfill (20000, 'x');
  g_autofree char *json = g_strdup_printf ("{\"access_token\":\"%s\"}", token);
  g_autofree char *huge = g_strnfill (JM_LIMIT_TOKEN_BODY + 1, ' ');
  g_autoptr (JmTokens) tokens = NULL;
  g_autoptr (GError) error = NULL;

  push (fixture, 200, json);
  tokens = refresh (fixture, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (tokens->access_token, ==, token);
  push (fixture, 200, huge);
  g_assert_null (refresh (fixture, &error));
  g_assert_error (error, JM_JIRA_ERROR, JM_JIRA_ERROR_BROKEN);
  return dex_future_new_true ();
}

static DexFuture *
sites_fiber (gpointer data)
{
  Fixture *fixture = data;
  g_autoptr (GListStore) sites = NULL;
  g_autoptr (JmJiraSite) first = NULL;
  g_autoptr (GError) error = NULL;

  push (
      fixture, 200,
      "[{\"id\":\"c1\",\"name\":\"ACME\",\"url\":\"https://"
      "acme.atlassian.net\",\"scopes\":[\"read:confluence-content.all\"]},"
      "{\"id\":\"c1\",\"name\":\"ACME\",\"url\":\"https://"
      "acme.atlassian.net\",\"scopes\":[\"read:jira-work\"]},"
      "{\"id\":\"c1\",\"name\":\"ACME\",\"url\":\"https://"
      "acme.atlassian.net\",\"scopes\":[\"read:jira-user\"]},"
      "{\"id\":\"../evil\",\"name\":\"x\",\"url\":\"https://"
      "x.atlassian.net\",\"scopes\":[\"read:jira-work\"]},"
      "{\"id\":\"c3\",\"name\":\"x\",\"url\":\"http://"
      "x.example.com\",\"scopes\":[\"read:jira-work\"]},"
      "{\"id\":\"c4\",\"url\":7,\"scopes\":[\"read:jira-work\"]},"
      "{\"id\":\"c5\",\"name\":\"no scopes\",\"url\":\"https://x.atlassian.net\",\"scopes\":null},"
      "null,7,\"x\",[],"
      "{\"id\":\"c2\",\"name\":\"Second\",\"url\":\"https://"
      "second.atlassian.net\",\"scopes\":[7,\"read:project:jira\"]}]");
  sites = dex_await_object (jm_oauth_list_sites (fixture->oauth, "CANARY-token", NULL), &error);
  g_assert_no_error (error);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (sites)), ==, 2);
  first = g_list_model_get_item (G_LIST_MODEL (sites), 0);
  g_assert_cmpstr (jm_jira_site_get_cloud_id (first), ==, "c1");
  g_assert_cmpstr (jm_jira_site_get_name (first), ==, "ACME");
  g_assert_cmpstr (jm_test_server_get_line (fixture->server, 0), ==,
                   "GET /oauth/token/accessible-resources");

  push (fixture, 401, "{\"code\":401,\"message\":\"Unauthorized\"}");
  dex_await (jm_oauth_list_sites (fixture->oauth, "CANARY-token", NULL), &error);
  g_assert_error (error, JM_JIRA_ERROR, JM_JIRA_ERROR_UNAUTHORIZED);
  return dex_future_new_true ();
}

static DexFuture *
prove_fiber (gpointer data)
{
  Fixture *fixture = data;
  g_autoptr (GError) error = NULL;

  push (fixture, 403,
        "{\"error\":\"invalid_grant\",\"error_description\":\"Invalid authorization code\"}");
  g_assert_true (dex_await (jm_oauth_prove_client (fixture->oauth, fixture->client, NULL), &error));
  g_assert_no_error (error);
  push (fixture, 401, "{\"error\":\"access_denied\",\"error_description\":\"Unauthorized\"}");
  dex_await (jm_oauth_prove_client (fixture->oauth, fixture->client, NULL), &error);
  g_assert_error (error, JM_AUTH_ERROR, JM_AUTH_ERROR_CLIENT_REFUSED);
  g_clear_error (&error);
  push (fixture, 503, "{}");
  dex_await (jm_oauth_prove_client (fixture->oauth, fixture->client, NULL), &error);
  g_assert_error (error, JM_JIRA_ERROR, JM_JIRA_ERROR_SERVER);
  return dex_future_new_true ();
}

static DexFuture *
revoke_fiber (gpointer data)
{
  Fixture *fixture = data;
  g_autoptr (GError) error = NULL;

  push (fixture, 200, "{}");
  g_assert_true (
      dex_await_boolean (jm_oauth_revoke (fixture->oauth, fixture->client, "r", NULL), &error));
  push (fixture, 404, "{}");
  g_assert_false (
      dex_await_boolean (jm_oauth_revoke (fixture->oauth, fixture->client, "r", NULL), &error));
  g_assert_false (
      dex_await_boolean (jm_oauth_revoke (fixture->oauth, fixture->client, "r", NULL), &error));
  g_assert_no_error (error);
  return dex_future_new_true ();
}

/* --- which app */

static DexFuture *
find_fiber (gpointer data)
{
  Fixture *fixture = data;
  g_autofree char *folder = jm_test_temp_dir ();
  g_autofree char *keyfile = g_build_filename (folder, "settings.ini", NULL);
  g_autoptr (GSettings) settings = NULL;
  g_autoptr (JmKeyring) keyring = jm_memory_keyring_new ();
  g_autoptr (JmOauthClient) own = NULL;
  g_autoptr (JmOauthClient) from_environment = NULL;
  g_autoptr (JmOauthClient) wanted = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;

  settings = jm_settings_new (keyfile, &error);
  g_assert_no_error (error);
  dex_await (jm_oauth_client_find (settings, keyring, NULL, NULL), &error);
  g_assert_error (error, JM_AUTH_ERROR, JM_AUTH_ERROR_CLIENT_MISSING);
  g_clear_error (&error);

  dex_await (jm_oauth_client_save (fixture->client, settings, keyring, NULL), &error);
  g_assert_no_error (error);
  own = dex_await_boxed (jm_oauth_client_find (settings, keyring, NULL, NULL), &error);
  g_assert_no_error (error);
  g_assert_cmpstr (own->client_id, ==, "an id");
  g_assert_cmpstr (own->client_secret, ==, "CANARY-secret");
  g_settings_sync ();
  if (g_file_get_contents (keyfile, &text, NULL, NULL))
    g_assert_null (strstr (text, "CANARY"));

  g_setenv ("JIRA_CLIENT_ID", "env", TRUE);
  g_setenv ("JIRA_CLIENT_SECRET", "env-secret", TRUE);
  from_environment = dex_await_boxed (jm_oauth_client_find (settings, keyring, NULL, NULL), &error);
  g_assert_no_error (error);
  g_assert_cmpstr (from_environment->client_id, ==, "env");
  /* A refresh must use the app that signed in, whatever the environment says today. */
  wanted = dex_await_boxed (jm_oauth_client_find (settings, keyring, "an id", NULL), &error);
  g_assert_no_error (error);
  g_assert_cmpstr (wanted->client_secret, ==, "CANARY-secret");
  dex_await (jm_oauth_client_find (settings, keyring, "unknown", NULL), &error);
  g_assert_error (error, JM_AUTH_ERROR, JM_AUTH_ERROR_CLIENT_MISSING);
  g_unsetenv ("JIRA_CLIENT_ID");
  g_unsetenv ("JIRA_CLIENT_SECRET");
  return dex_future_new_true ();
}

static void
run_body (Fixture       *fixture,
          gconstpointer  data)
{
  jm_test_fiber ((DexFiberFunc) data, fixture);
}

int
main (int   argc,
      char *argv[])
{
  jm_test_init (&argc, &argv);
  g_test_add ("/auth/oauth/authorize-url-has-every-parameter", Fixture, NULL, set_up,
              test_authorize_url, tear_down);
  g_test_add ("/auth/oauth/only-https-or-this-machine", Fixture, NULL, set_up, test_endpoints,
              tear_down);
#define ADD(name, body) g_test_add (name, Fixture, body, set_up, run_body, tear_down)
  ADD ("/auth/oauth/exchange-sends-what-is-needed", exchange_fiber);
  ADD ("/auth/oauth/code-is-never-sent-twice", exchange_lost_fiber);
  ADD ("/auth/oauth/lifetimes-are-clamped", lifetimes_fiber);
  ADD ("/auth/oauth/the-error-member-decides", answers_fiber);
  ADD ("/auth/oauth/long-tokens-are-fine-huge-answers-are-not", long_token_fiber);
  ADD ("/auth/oauth/sites-are-jiras-and-each-once", sites_fiber);
  ADD ("/auth/oauth/client-is-proven-by-a-bad-code", prove_fiber);
  ADD ("/auth/oauth/revoke-tells-the-truth", revoke_fiber);
  ADD ("/auth/oauth/finds-the-app-that-signed-in", find_fiber);
  return g_test_run ();
}
