/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "auth/jm-token-answer.h"

#include <glib/gi18n-lib.h>

#include "base/jm-json.h"
#include "base/jm-limits.h"
#include "base/jm-time.h"
#include "jira/jm-jira-error.h"

/*
 * JmTokenAnswer: reads what the token endpoint said.
 *
 * The JSON member "error" decides, never the status alone: Atlassian answers a dead refresh token
 * with 403, a wrong client with 400 or 401, and proxies and portals on the way answer with any of
 * them and no JSON at all (RFC 6749 §5.2; Atlassian, "OAuth 2.0 (3LO) apps"). A 2xx that can't be
 * read is the dangerous case: the token may be spent.
 */

G_DEFINE_BOXED_TYPE (JmTokenAnswer, jm_token_answer, jm_token_answer_copy, jm_token_answer_free)

#define WORDS_KEPT 300

typedef struct
{
  const char *code;
  GQuark (*domain) (void);
  int error;
} Meaning;

/* RFC 6749 §5.2 and what Atlassian was seen to send. What is not here: see mean(). */
static const Meaning meanings[] = {
  { "invalid_grant", jm_auth_error_quark, JM_AUTH_ERROR_REFUSED },
  { "invalid_client", jm_auth_error_quark, JM_AUTH_ERROR_CLIENT_REFUSED },
  { "unauthorized_client", jm_auth_error_quark, JM_AUTH_ERROR_CLIENT_REFUSED },
  { "access_denied", jm_auth_error_quark, JM_AUTH_ERROR_CLIENT_REFUSED },
  { "slow_down", jm_jira_error_quark, JM_JIRA_ERROR_RATE_LIMITED },
  { "too_many_requests", jm_jira_error_quark, JM_JIRA_ERROR_RATE_LIMITED },
  { "server_error", jm_jira_error_quark, JM_JIRA_ERROR_SERVER },
  { "temporarily_unavailable", jm_jira_error_quark, JM_JIRA_ERROR_SERVER },
};

JmTokenAnswer *
jm_token_answer_copy (const JmTokenAnswer *self)
{
  JmTokenAnswer *copy;

  g_return_val_if_fail (self != NULL, NULL);

  copy = g_new0 (JmTokenAnswer, 1);
  *copy = *self;
  copy->tokens = self->tokens != NULL ? jm_tokens_copy (self->tokens) : NULL;
  copy->error = self->error != NULL ? g_error_copy (self->error) : NULL;
  copy->oddity = g_strdup (self->oddity);
  copy->code = g_strdup (self->code);
  return copy;
}

void
jm_token_answer_free (JmTokenAnswer *self)
{
  g_return_if_fail (self != NULL);

  g_clear_pointer (&self->tokens, jm_tokens_free);
  g_clear_error (&self->error);
  g_free (self->oddity);
  g_free (self->code);
  g_free (self);
}

/* RFC 6750 §2.1: a token is printable ASCII. Anything else could break out of its header. */
static gboolean
is_token (const char *text)
{
  if (text == NULL || *text == '\0')
    return FALSE;
  for (const char *p = text; *p != '\0'; p++)
    {
      if (*p <= 0x20 || *p >= 0x7f)
        return FALSE;
    }
  return TRUE;
}

/* Seconds of life, clamped. A number in a string is taken for what it says; everything else is the
 * default. */
static gint64
read_lifetime (JsonNode    *root,
               const char **oddity)
{
  JsonNode *node = jm_json_get (root, "expires_in");
  GType type = node != NULL && JSON_NODE_HOLDS_VALUE (node) ? json_node_get_value_type (node) :
                                                              G_TYPE_INVALID;
  double seconds = 0;
  char *end = NULL;

  if (type == G_TYPE_INT64 || type == G_TYPE_DOUBLE)
    seconds = json_node_get_double (node);
  else if (type == G_TYPE_STRING)
    seconds = g_ascii_strtod (json_node_get_string (node), &end);

  if (type == G_TYPE_INVALID || type == G_TYPE_BOOLEAN ||
      (type == G_TYPE_STRING && (end == json_node_get_string (node) || *end != '\0')) ||
      seconds != seconds)
    {
      *oddity = "expires_in is missing or no number";
      return JM_LIMIT_TOKEN_LIFE_DEFAULT_SECONDS;
    }
  if (seconds < JM_LIMIT_TOKEN_LIFE_MIN_SECONDS || seconds > JM_LIMIT_TOKEN_LIFE_MAX_SECONDS)
    *oddity = "expires_in is out of bounds";
  return (gint64) CLAMP (seconds, JM_LIMIT_TOKEN_LIFE_MIN_SECONDS, JM_LIMIT_TOKEN_LIFE_MAX_SECONDS);
}

static void
take_broken (JmTokenAnswer *self)
{
  self->maybe_spent = TRUE;
  g_set_error_literal (&self->error, JM_JIRA_ERROR, JM_JIRA_ERROR_BROKEN,
                       _("Atlassian’s answer with the new token can’t be read"));
}

static void
read_tokens (JmTokenAnswer *self,
             JsonNode      *root)
{
  const char *access_token = jm_json_get_string (root, "access_token", NULL);
  const char *refresh_token = jm_json_get_string (root, "refresh_token", NULL);
  const char *scopes = jm_json_get_string (root, "scope", NULL);
  JsonNode *node = jm_json_get (root, "refresh_token");
  const char *oddity = NULL;

  /* Absent and null mean that the old one stays. A refresh token that is there but is not one was
   * rotated and lost. */
  if (!is_token (access_token) ||
      (node != NULL && !JSON_NODE_HOLDS_NULL (node) && !is_token (refresh_token)))
    {
      take_broken (self);
      return;
    }

  if (refresh_token == NULL)
    oddity = "refresh_token is missing";
  self->tokens = g_new0 (JmTokens, 1);
  self->tokens->access_token = g_strdup (access_token);
  self->tokens->refresh_token = g_strdup (refresh_token);
  self->tokens->scopes = scopes != NULL && *scopes != '\0' ? g_strdup (scopes) : NULL;
  self->tokens->expires_in = read_lifetime (root, &oddity);
  self->tokens->elapsed_ms = self->elapsed_ms;
  self->oddity = g_strdup (oddity);
}

/* What "error" means, or 0 when the table has no row for it. */
static const Meaning *
find_meaning (const char *code)
{
  for (guint i = 0; code != NULL && i < G_N_ELEMENTS (meanings); i++)
    {
      if (g_ascii_strcasecmp (code, meanings[i].code) == 0)
        return &meanings[i];
    }
  return NULL;
}

static GError *
mean (guint       status,
      const char *code,
      const char *words)
{
  const Meaning *meaning = find_meaning (code);
  GQuark domain = JM_JIRA_ERROR;
  int error = JM_JIRA_ERROR_SERVER;

  if (status == 429)
    error = JM_JIRA_ERROR_RATE_LIMITED;
  else if (status == 511 || status < 400)
    error = JM_JIRA_ERROR_CAPTIVE_PORTAL;
  else if (g_strcmp0 (code, "unauthorized_client") == 0 && words != NULL &&
           strstr (words, "refresh_token is invalid") != NULL)
    {
      /* Atlassian's other way to say invalid_grant. */
      domain = JM_AUTH_ERROR;
      error = JM_AUTH_ERROR_REFUSED;
    }
  else if (meaning != NULL)
    {
      domain = meaning->domain ();
      error = meaning->error;
    }
  else if (status < 500 && code != NULL)
    {
      /* Told in OAuth's own form that what we send is wrong: somebody must look at the app's
       * entry. */
      domain = JM_AUTH_ERROR;
      error = JM_AUTH_ERROR_CLIENT_REFUSED;
    }

  if (domain == JM_JIRA_ERROR && error == JM_JIRA_ERROR_CAPTIVE_PORTAL)
    return g_error_new_literal (domain, error, _("Somebody else answered in place of Atlassian"));
  if (words != NULL && *words != '\0')
    return g_error_new (domain, error, _("Atlassian answered: %.*s"), WORDS_KEPT, words);
  if (code != NULL)
    return g_error_new (domain, error, _("Atlassian answered: %.*s"), WORDS_KEPT, code);
  return g_error_new (domain, error, _("Atlassian answered with status %u"), status);
}

/**
 * jm_token_answer_for_response:
 * @response: what POST /oauth/token answered, of any status
 * @now_ms: wall clock, for a Retry-After that is a date
 *
 * Returns: (transfer full): what it means. Never quotes the body of a good answer.
 */
JmTokenAnswer *
jm_token_answer_for_response (JmHttpResponse *response,
                              gint64          now_ms)
{
  g_autoptr (JsonNode) root = NULL;
  g_autofree char *words = NULL;
  JmTokenAnswer *self;

  g_return_val_if_fail (response != NULL, NULL);

  self = g_new0 (JmTokenAnswer, 1);
  self->status = jm_http_response_get_status (response);
  self->date_ms = jm_http_response_get_date_ms (response);
  self->elapsed_ms = jm_http_response_get_elapsed_ms (response);
  self->retry_after =
      jm_time_parse_retry_after (jm_http_response_get_header (response, "Retry-After"), now_ms);
  if (jm_http_response_is_json (response))
    root = jm_json_parse (jm_http_response_get_body (response), '{', NULL);

  if (self->status >= 200 && self->status < 300)
    {
      if (root != NULL)
        read_tokens (self, root);
      else if (jm_http_response_is_json (response) ||
               g_bytes_get_size (jm_http_response_get_body (response)) == 0)
        take_broken (self);
      else
        self->error = mean (302, NULL, NULL);
      return self;
    }

  if (root != NULL)
    {
      self->code = g_strdup (jm_json_get_string (root, "error", NULL));
      words = g_utf8_make_valid (jm_json_get_string (root, "error_description", ""), -1);
    }
  self->error = mean (self->status, self->code, words);
  /* A gateway that gave up waiting does not know what the server behind it did. */
  self->maybe_spent = self->status >= 500;
  return self;
}

/**
 * jm_token_answer_for_error:
 * @error: (transfer full): a JM_HTTP_ERROR
 *
 * Returns: (transfer full): an answer that never came.
 */
JmTokenAnswer *
jm_token_answer_for_error (GError *error)
{
  JmTokenAnswer *self;

  g_return_val_if_fail (error != NULL, NULL);

  self = g_new0 (JmTokenAnswer, 1);
  self->retry_after = -1;
  /* Before TLS and proxy let us through nothing was sent; in every other case something may have
   * been. */
  self->maybe_spent = !g_error_matches (error, JM_HTTP_ERROR, JM_HTTP_ERROR_TLS) &&
                      !g_error_matches (error, JM_HTTP_ERROR, JM_HTTP_ERROR_TLS_INVALID) &&
                      !g_error_matches (error, JM_HTTP_ERROR, JM_HTTP_ERROR_PROXY) &&
                      !g_error_matches (error, JM_HTTP_ERROR, JM_HTTP_ERROR_PROXY_SIGN_IN) &&
                      !g_error_matches (error, JM_HTTP_ERROR, JM_HTTP_ERROR_PLAIN) &&
                      !g_error_matches (error, JM_HTTP_ERROR, JM_HTTP_ERROR_REFUSED);
  self->error = jm_jira_error_for_transport (error);
  return self;
}
