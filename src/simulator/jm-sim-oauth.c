/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "jm-sim-oauth.h"

#include <string.h>

#define CHALLENGE_LENGTH 43 /* of a SHA-256 in base64url */
#define VERIFIER_SHORTEST 43
#define VERIFIER_LONGEST 128

static const char *const known_scopes[] = {
  "read:jira-work",
  "write:jira-work",
  "read:jira-user",
  "manage:jira-project",
  "manage:jira-configuration",
  "manage:jira-webhook",
  "read:me",
  "offline_access",
  "read:board-scope:jira-software",
  "read:sprint:jira-software",
  "read:epic:jira-software",
  "read:issue-details:jira",
  "read:jql:jira",
  "read:project:jira",
  NULL,
};

/* The scopes that an app has switched on if --scopes does not say otherwise. */
GStrv
jm_sim_known_scopes (void)
{
  return g_strdupv ((GStrv) known_scopes);
}

static void
append_escaped (GString *page, const char *format, ...) G_GNUC_PRINTF (2, 3);

static void
append_escaped (GString    *page,
                const char *format,
                ...)
{
  va_list args;
  g_autofree char *text = NULL;

  va_start (args, format);
  text = g_markup_vprintf_escaped (format, args);
  va_end (args);
  g_string_append (page, text);
}

static GString *
new_page (const char *title)
{
  GString *page = g_string_new (
      "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">"
      "<meta name=\"viewport\" content=\"width=device-width\">"
      "<style>body{font:16px/1.5 sans-serif;max-width:34em;margin:3em auto;padding:0 1em}"
      "button{font:inherit;padding:.5em 1.5em;margin-right:1em}"
      "code{background:#8882;padding:0 .3em}</style>");

  append_escaped (page, "<title>%s</title></head><body><h1>%s</h1>", title, title);
  return page;
}

static void
reply_page (JmSimReply *reply,
            guint       status,
            GString    *page)
{
  g_string_append (page, "<p><small>This is the Jira Monitor simulator. No account at Atlassian is "
                         "touched.</small></p></body></html>\n");
  jm_sim_reply_text (reply, status, "text/html;charset=UTF-8", page->str);
  g_string_free (page, TRUE);
}

/* A failure of the app's settings stays in the browser: nothing is ever sent to a redirect address
 * that was not proved. */
static gboolean
refuse_page (JmSimReply *reply,
             const char *error,
             const char *message)
{
  GString *page = new_page ("Something went wrong");

  append_escaped (page, "<p>%s</p><p>error: <code>%s</code></p>", message, error);
  reply_page (reply, 400, page);
  return FALSE;
}

static gboolean
is_registered (const JmSim *sim,
               const char  *redirect_uri)
{
  return g_strv_contains ((const char *const *) sim->options.redirect_uris, redirect_uri);
}

static gboolean
check_scopes (JmSim      *sim,
              const char *text,
              JmSimReply *reply)
{
  g_auto (GStrv) scopes = g_strsplit (text, " ", -1);

  for (guint i = 0; scopes[i] != NULL; i++)
    {
      g_autofree char *message = NULL;

      if (*scopes[i] == '\0' || g_str_equal (scopes[i], "offline_access") ||
          g_strv_contains ((const char *const *) sim->app_scopes, scopes[i]))
        continue;
      message = g_strdup_printf (
          "The app asks for the scope “%s”, which is not switched on in the developer console.",
          scopes[i]);
      return refuse_page (reply, "invalid_scope", message);
    }
  return TRUE;
}

static gboolean
check_pkce (JmSim              *sim,
            const JmSimRequest *request,
            JmSimReply         *reply)
{
  const char *challenge = jm_sim_request_query (request, "code_challenge");
  const char *method = jm_sim_request_query (request, "code_challenge_method");

  if (sim->pkce == JM_SIM_PKCE_OFF)
    return TRUE;
  if (challenge == NULL)
    return sim->pkce != JM_SIM_PKCE_REQUIRE ||
           refuse_page (reply, "invalid_request", "This app must send a code_challenge.");
  if (g_strcmp0 (method, "S256") != 0)
    return refuse_page (reply, "invalid_request",
                        "Only the code_challenge_method S256 is accepted.");
  if (strlen (challenge) != CHALLENGE_LENGTH)
    return refuse_page (reply, "invalid_request",
                        "The code_challenge has not the length of a SHA-256.");
  if (g_hash_table_contains (sim->challenges, challenge))
    return refuse_page (reply, "invalid_request", "This code_challenge was used before.");
  return TRUE;
}

/* Checks all that an authorize request must have; FALSE after an error page. */
static gboolean
check_authorize (JmSim              *sim,
                 const JmSimRequest *request,
                 JmSimReply         *reply)
{
  static const char *const required[] = {
    "audience",
    "client_id",
    "scope",
    "redirect_uri",
    "state",
    "response_type",
    "prompt",
  };
  const char *redirect;

  for (guint i = 0; i < G_N_ELEMENTS (required); i++)
    {
      const char *value = jm_sim_request_query (request, required[i]);
      g_autofree char *message = g_strdup_printf ("The parameter “%s” is missing.", required[i]);

      if (value == NULL || *value == '\0')
        return refuse_page (reply, "invalid_request", message);
    }
  if (!g_str_equal (jm_sim_request_query (request, "client_id"), sim->options.client_id))
    return refuse_page (reply, "unauthorized_client",
                        "We could not identify the app that asks: failed to retrieve client.");
  redirect = jm_sim_request_query (request, "redirect_uri");
  if (!is_registered (sim, redirect))
    {
      g_autofree char *message = g_strdup_printf (
          "Callback URL mismatch. %s is not in the list of allowed callback URLs.", redirect);
      return refuse_page (reply, "unauthorized_client", message);
    }
  if (!g_str_equal (jm_sim_request_query (request, "audience"), "api.atlassian.com"))
    return refuse_page (reply, "access_denied", "Service not found: the audience is unknown.");
  if (!g_str_equal (jm_sim_request_query (request, "response_type"), "code"))
    return refuse_page (reply, "unsupported_response_type",
                        "Only the response type “code” is supported.");
  if (!g_str_equal (jm_sim_request_query (request, "prompt"), "consent"))
    return refuse_page (reply, "invalid_request", "The parameter “prompt” must be “consent”.");
  return check_scopes (sim, jm_sim_request_query (request, "scope"), reply) &&
         check_pkce (sim, request, reply);
}

static void
redirect_back (const JmSimRequest *request,
               JmSimReply         *reply,
               const char         *parameters)
{
  const char *base = jm_sim_request_query (request, "redirect_uri");
  const char *state = jm_sim_request_query (request, "state");
  g_autofree char *escaped = g_uri_escape_string (state, NULL, FALSE);
  g_autofree char *target = g_strdup_printf (
      "%s%s%s&state=%s", base, strchr (base, '?') != NULL ? "&" : "?", parameters, escaped);

  reply->status = 302;
  jm_sim_reply_header (reply, "Location", target);
}

static void
deny (const JmSimRequest *request,
      JmSimReply         *reply)
{
  redirect_back (
      request, reply,
      "error=access_denied&error_description=User%20did%20not%20authorize%20the%20request");
}

/* The sites that the person ticked; without a choice, all that there are. */
static GPtrArray *
chosen_sites (JmSim              *sim,
              const JmSimRequest *request)
{
  g_auto (GStrv) ticked = jm_sim_request_query_list (request, "site");
  const char *const *wanted = (const char *const *) (ticked != NULL ? ticked : sim->consent_sites);
  GPtrArray *chosen = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < sim->sites->len; i++)
    {
      const JmSimSite *site = g_ptr_array_index (sim->sites, i);

      if (!site->removed && (wanted == NULL || g_strv_contains (wanted, site->id)))
        g_ptr_array_add (chosen, g_strdup (site->id));
    }
  return chosen;
}

static void
accept (JmSim              *sim,
        const JmSimRequest *request,
        JmSimReply         *reply)
{
  const char *challenge = jm_sim_request_query (request, "code_challenge");
  g_auto (GStrv) scopes = g_strsplit (jm_sim_request_query (request, "scope"), " ", -1);
  g_autoptr (GPtrArray) sites = chosen_sites (sim, request);
  JmSimCode *code = jm_sim_tokens_add_code (
      sim->tokens, sim->options.client_id, jm_sim_request_query (request, "redirect_uri"), challenge,
      scopes, sites);
  g_autofree char *parameters = g_strdup_printf ("code=%s", code->code);

  if (challenge != NULL)
    g_hash_table_add (sim->challenges, g_strdup (challenge));
  redirect_back (request, reply, parameters);
}

static void
append_sites (GString     *page,
              const JmSim *sim)
{
  for (guint i = 0; i < sim->sites->len; i++)
    {
      const JmSimSite *site = g_ptr_array_index (sim->sites, i);

      if (!site->removed)
        append_escaped (
            page,
            "<p><label><input type=\"checkbox\" name=\"site\" value=\"%s\" checked> %s</label></p>",
            site->id, site->name);
    }
}

static void
ask (JmSim              *sim,
     const JmSimRequest *request,
     JmSimReply         *reply)
{
  GString *page = new_page ("Jira Monitor asks for access");
  g_auto (GStrv) scopes = g_strsplit (jm_sim_request_query (request, "scope"), " ", -1);

  append_escaped (page, "<p>%s, this app wants to use your sites with these rights:</p><ul>",
                  jm_sim_site_user (g_ptr_array_index (sim->sites, 0), 0)->name);
  for (guint i = 0; scopes[i] != NULL; i++)
    append_escaped (page, "<li><code>%s</code></li>", scopes[i]);
  g_string_append (page, "</ul><form method=\"post\" action=\"/authorize\">");
  for (guint i = 0; i + 1 < request->query->len; i += 2)
    append_escaped (page, "<input type=\"hidden\" name=\"%s\" value=\"%s\">",
                    (char *) g_ptr_array_index (request->query, i),
                    (char *) g_ptr_array_index (request->query, i + 1));
  append_sites (page, sim);
  g_string_append (page, "<p><button name=\"decision\" value=\"accept\">Accept</button>"
                         "<button name=\"decision\" value=\"deny\">Deny</button></p></form>");
  reply_page (reply, 200, page);
}

/* GET shows the page (or decides at once), POST is the button. */
static void
authorize (JmSim              *sim,
           const JmSimRequest *request,
           JmSimReply         *reply)
{
  const char *decision = jm_sim_request_query (request, "decision");

  if (!check_authorize (sim, request, reply))
    return;
  if (g_str_equal (request->method, "POST"))
    {
      if (g_strcmp0 (decision, "accept") == 0)
        accept (sim, request, reply);
      else
        deny (request, reply);
    }
  else if (sim->consent == JM_SIM_CONSENT_ACCEPT)
    accept (sim, request, reply);
  else if (sim->consent == JM_SIM_CONSENT_DENY)
    deny (request, reply);
  else
    ask (sim, request, reply);
}

/* The answer of the token endpoint. */
JsonObject *
jm_sim_token_answer (JmSim             *sim,
                     const JmSimAccess *access)
{
  JsonObject *object = json_object_new ();
  g_autofree char *scope = g_strjoinv (" ", access->scopes);

  json_object_set_string_member (object, "access_token", access->token);
  json_object_set_int_member (object, "expires_in",
                              access->expires - jm_sim_clock_now (&sim->clock));
  json_object_set_string_member (object, "token_type", "Bearer");
  json_object_set_string_member (object, "scope", scope);
  if (access->companion != NULL)
    json_object_set_string_member (object, "refresh_token", access->companion->token);
  return object;
}

static gboolean
fits_challenge (const JmSim     *sim,
                const JmSimCode *code,
                const char      *verifier)
{
  g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);
  g_autofree char *text = NULL;
  guint8 digest[32];
  gsize length = sizeof digest;

  if (sim->pkce == JM_SIM_PKCE_OFF || code->challenge == NULL)
    return TRUE;
  if (verifier == NULL || strlen (verifier) < VERIFIER_SHORTEST ||
      strlen (verifier) > VERIFIER_LONGEST)
    return FALSE;
  g_checksum_update (sum, (const guchar *) verifier, -1);
  g_checksum_get_digest (sum, digest, &length);
  text = g_base64_encode (digest, length);
  g_strdelimit (text, "+", '-');
  g_strdelimit (text, "/", '_');
  text[strcspn (text, "=")] = '\0';
  return g_str_equal (text, code->challenge);
}

static void
exchange_code (JmSim      *sim,
               JsonObject *body,
               JmSimReply *reply)
{
  const char *text = jm_sim_json_string (body, "code", "");
  JmSimCode *code = jm_sim_tokens_find_code (sim->tokens, text);
  gboolean fits = code != NULL &&
                  g_str_equal (code->redirect_uri, jm_sim_json_string (body, "redirect_uri", "")) &&
                  fits_challenge (sim, code, jm_sim_json_string (body, "code_verifier", NULL));

  if (code != NULL)
    code->used = TRUE;
  if (!fits)
    {
      sim->tokens->counts.codes_refused++;
      jm_sim_reply_oauth_error (reply, 403, "invalid_grant", "Invalid authorization code");
      return;
    }
  jm_sim_reply_object (
      reply, 200,
      jm_sim_token_answer (
          sim, jm_sim_tokens_sign_in (sim->tokens, code->client_id, code->scopes, code->sites)));
}

static void
exchange_refresh (JmSim      *sim,
                  JsonObject *body,
                  JmSimReply *reply)
{
  const char *token = jm_sim_json_string (body, "refresh_token", NULL);
  JmSimAccess *access;

  if (token == NULL)
    {
      jm_sim_reply_oauth_error (reply, 400, "invalid_request",
                                "Missing required parameter: refresh_token");
      return;
    }
  access = sim->person_active ? jm_sim_tokens_refresh (sim->tokens, sim->options.client_id, token) :
                                NULL;
  if (access == NULL)
    jm_sim_reply_oauth_error (reply, 403, "invalid_grant", "Unknown or invalid refresh token.");
  else
    jm_sim_reply_object (reply, 200, jm_sim_token_answer (sim, access));
}

static void
exchange (JmSim              *sim,
          const JmSimRequest *request,
          JmSimReply         *reply)
{
  JsonObject *body = jm_sim_request_object (request);
  const char *grant = jm_sim_json_string (body, "grant_type", "");

  jm_sim_reply_header (reply, "Cache-Control", "no-store");
  if (body == NULL)
    jm_sim_reply_oauth_error (reply, 400, "invalid_request", "The body must be a JSON object");
  else if (!g_str_equal (jm_sim_json_string (body, "client_id", ""), sim->options.client_id))
    jm_sim_reply_oauth_error (reply, 400, "invalid_client", "The client_id is unknown");
  else if (!g_str_equal (jm_sim_json_string (body, "client_secret", ""),
                         sim->options.client_secret))
    jm_sim_reply_oauth_error (reply, 401, "access_denied", "Unauthorized");
  else if (g_str_equal (grant, "authorization_code"))
    exchange_code (sim, body, reply);
  else if (g_str_equal (grant, "refresh_token"))
    exchange_refresh (sim, body, reply);
  else
    jm_sim_reply_oauth_error (reply, 400, "unsupported_grant_type",
                              "The grant_type is not supported");
}

/* RFC 7009: an unknown token is no error. Both JSON and a form are taken. */
static void
revoke_token (JmSim              *sim,
              const JmSimRequest *request,
              JmSimReply         *reply)
{
  JsonObject *body = jm_sim_request_object (request);
  const char *text = body != NULL ? jm_sim_json_string (body, "token", NULL) :
                                    jm_sim_request_query (request, "token");
  const char *client = body != NULL ? jm_sim_json_string (body, "client_id", "") :
                                      jm_sim_request_query (request, "client_id");

  if (g_strcmp0 (client, sim->options.client_id) != 0)
    {
      jm_sim_reply_oauth_error (reply, 401, "invalid_client", "The client_id is unknown");
      return;
    }
  if (text != NULL)
    jm_sim_tokens_revoke (sim->tokens, text);
  jm_sim_reply_text (reply, 200, "application/json", "");
}

/* The access token of the request, or NULL after a 401. */
static const JmSimAccess *
require_access (JmSim              *sim,
                const JmSimRequest *request,
                JmSimReply         *reply)
{
  const char *header = soup_message_headers_get_one (request->headers, "Authorization");
  const JmSimAccess *access = NULL;

  if (header != NULL && g_ascii_strncasecmp (header, "Bearer ", 7) == 0 && sim->person_active)
    access = jm_sim_tokens_find_access (sim->tokens, header + 7);
  if (access == NULL)
    jm_sim_reply_gateway_error (reply, 401, "Unauthorized");
  return access;
}

/* Of the token's scopes, those that belong to Confluence or to Jira. */
static JsonArray *
container_scopes (const JmSimAccess *access,
                  gboolean           confluence)
{
  JsonArray *array = json_array_new ();

  if (confluence)
    {
      json_array_add_string_element (array, "read:confluence-space.summary");
      return array;
    }
  for (guint i = 0; access->scopes[i] != NULL; i++)
    {
      if (strstr (access->scopes[i], "jira") != NULL &&
          jm_sim_tokens_may (access, access->scopes[i]))
        json_array_add_string_element (array, access->scopes[i]);
    }
  return array;
}

static void
add_container (JmSim           *sim,
               JsonArray       *array,
               const JmSimSite *site,
               JsonArray       *scopes)
{
  JsonObject *object = json_object_new ();
  g_autofree char *url = g_strdup_printf ("%s/site/%s", sim->origin, site->slug);
  g_autofree char *avatar = g_strdup_printf ("%s/avatar/site-%s", sim->origin, site->slug);

  json_object_set_string_member (object, "id", site->id);
  json_object_set_string_member (object, "name", site->name);
  json_object_set_string_member (object, "url", url);
  json_object_set_array_member (object, "scopes", scopes);
  json_object_set_string_member (object, "avatarUrl", avatar);
  json_array_add_object_element (array, object);
}

/* One entry a product: the first site has a Confluence besides, with the same id. */
static void
accessible_resources (JmSim              *sim,
                      const JmSimRequest *request,
                      JmSimReply         *reply)
{
  const JmSimAccess *access = require_access (sim, request, reply);
  JsonArray *array;

  if (access == NULL)
    return;
  array = json_array_new ();
  for (guint i = 0; i < sim->sites->len; i++)
    {
      const JmSimSite *site = g_ptr_array_index (sim->sites, i);

      if (site->removed || !jm_sim_tokens_reaches (access, site->id))
        continue;
      add_container (sim, array, site, container_scopes (access, FALSE));
      if (i == 0)
        add_container (sim, array, site, container_scopes (access, TRUE));
    }
  jm_sim_reply_array (reply, 200, array);
}

static void
me (JmSim              *sim,
    const JmSimRequest *request,
    JmSimReply         *reply)
{
  const JmSimAccess *access = require_access (sim, request, reply);
  const JmSimUser *user = jm_sim_site_user (g_ptr_array_index (sim->sites, 0), 0);
  g_autofree char *picture = g_strdup_printf ("%s/avatar/user-%s", sim->origin, user->account_id);
  JsonObject *profile;
  JsonObject *object;

  if (access == NULL)
    return;
  if (!jm_sim_tokens_may (access, "read:me"))
    {
      jm_sim_reply_gateway_error (reply, 403, "Forbidden");
      return;
    }
  object = json_object_new ();
  profile = json_object_new ();
  json_object_set_string_member (profile, "job_title", "Release manager");
  json_object_set_string_member (object, "account_type", user->type);
  json_object_set_string_member (object, "account_id", user->account_id);
  json_object_set_string_member (object, "email", user->email);
  json_object_set_string_member (object, "name", user->name);
  json_object_set_string_member (object, "picture", picture);
  json_object_set_string_member (object, "account_status", "active");
  json_object_set_string_member (object, "nickname", user->login);
  json_object_set_string_member (object, "zoneinfo", user->zone);
  json_object_set_string_member (object, "locale", "en-GB");
  json_object_set_object_member (object, "extended_profile", profile);
  jm_sim_reply_object (reply, 200, object);
}

static const struct
{
  const char *method;
  const char *path;
  void (*handler) (JmSim *sim, const JmSimRequest *request, JmSimReply *reply);
} routes[] = {
  { "GET", "/authorize", authorize },
  { "POST", "/authorize", authorize },
  { "POST", "/oauth/token", exchange },
  { "POST", "/oauth/revoke", revoke_token },
  { "GET", "/oauth/token/accessible-resources", accessible_resources },
  { "GET", "/me", me },
};

/* Returns: whether the address was one of these */
gboolean
jm_sim_oauth (JmSim              *sim,
              const JmSimRequest *request,
              JmSimReply         *reply)
{
  gboolean known = FALSE;

  for (guint i = 0; i < G_N_ELEMENTS (routes); i++)
    {
      if (!g_str_equal (routes[i].path, request->path))
        continue;
      known = TRUE;
      if (g_str_equal (routes[i].method, request->method))
        {
          routes[i].handler (sim, request, reply);
          return TRUE;
        }
    }
  if (known)
    jm_sim_reply_oauth_error (reply, 405, "invalid_request", "Method Not Allowed");
  return known;
}
