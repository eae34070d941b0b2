/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "jira/jm-jira-error.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/jm-json.h"

/*
 * What Jira, the gateway in front of it, and whatever stands between them and us mean by an answer.
 * The bodies come in several shapes or in none, so the status and the headers decide, and the words
 * are added where there are some.
 */

#define WORDS_MAX 500

G_DEFINE_QUARK (jm - jira - error - quark, jm_jira_error)

/* The first row that fits counts. */
static const struct
{
  guint first;
  guint last;
  JmJiraError code;
  const char *sentence;
} statuses[] = {
  { 401, 401, JM_JIRA_ERROR_UNAUTHORIZED, N_("Jira refused the sign-in") },
  { 403, 403, JM_JIRA_ERROR_FORBIDDEN, N_("Jira does not allow this") },
  { 404, 404, JM_JIRA_ERROR_NOT_FOUND, N_("Jira does not have this, or does not show it") },
  { 408, 408, JM_JIRA_ERROR_SERVER, N_("Jira waited too long for us") },
  { 409, 409, JM_JIRA_ERROR_CONFLICT, N_("Somebody else changed this at the same time") },
  { 410, 410, JM_JIRA_ERROR_GONE, N_("Jira has removed this function") },
  { 413, 414, JM_JIRA_ERROR_TOO_LARGE, N_("The request was too large for Jira") },
  { 425, 425, JM_JIRA_ERROR_SERVER, N_("Jira was not ready") },
  { 429, 429, JM_JIRA_ERROR_RATE_LIMITED, N_("Jira asks for fewer requests") },
  { 400, 499, JM_JIRA_ERROR_INVALID, N_("Jira did not understand the request") },
  { 511, 511, JM_JIRA_ERROR_CAPTIVE_PORTAL, N_("The network wants a sign-in first") },
  { 500, 599, JM_JIRA_ERROR_SERVER, N_("Jira has a fault") },
};

/* The errors of JmHttp, in the order of their enum */
static const JmJiraError transport_codes[] = {
  [JM_HTTP_ERROR_OFFLINE] = JM_JIRA_ERROR_OFFLINE,
  [JM_HTTP_ERROR_TIMED_OUT] = JM_JIRA_ERROR_OFFLINE,
  [JM_HTTP_ERROR_TLS] = JM_JIRA_ERROR_TLS,
  [JM_HTTP_ERROR_TLS_INVALID] = JM_JIRA_ERROR_TLS_INVALID,
  [JM_HTTP_ERROR_TLS_CLIENT] = JM_JIRA_ERROR_TLS_CLIENT,
  [JM_HTTP_ERROR_PROXY] = JM_JIRA_ERROR_OFFLINE,
  [JM_HTTP_ERROR_PROXY_SIGN_IN] = JM_JIRA_ERROR_PROXY_SIGN_IN,
  [JM_HTTP_ERROR_TOO_LARGE] = JM_JIRA_ERROR_BROKEN,
  [JM_HTTP_ERROR_BROKEN] = JM_JIRA_ERROR_BROKEN,
  [JM_HTTP_ERROR_REFUSED] = JM_JIRA_ERROR_INVALID,
  [JM_HTTP_ERROR_PLAIN] = JM_JIRA_ERROR_PLAIN,
};

static void
add_words (GString    *words,
           const char *field,
           const char *text)
{
  if (text == NULL || *text == '\0')
    return;
  if (words->len > 0)
    g_string_append_c (words, ' ');
  if (field != NULL)
    g_string_append_printf (words, "%s: ", field);
  g_string_append (words, text);
}

static void
add_messages (GString  *words,
              JsonNode *root)
{
  for (guint i = 0; i < jm_json_get_length (root, "errorMessages"); i++)
    add_words (words, NULL,
               jm_json_get_string (jm_json_get_item (root, "errorMessages", i), "", NULL));
}

static void
add_fields (GString  *words,
            JsonNode *root)
{
  JsonNode *errors = jm_json_get (root, "errors");
  JsonObjectIter iter;
  const char *field;
  JsonNode *text;

  if (errors == NULL || !JSON_NODE_HOLDS_OBJECT (errors))
    return;

  json_object_iter_init_ordered (&iter, json_node_get_object (errors));
  while (json_object_iter_next_ordered (&iter, &field, &text))
    add_words (words, field, jm_json_get_string (text, "", NULL));
}

static void
cut_words (GString *words)
{
  if (g_utf8_strlen (words->str, words->len) <= WORDS_MAX)
    return;

  g_string_truncate (words, g_utf8_offset_to_pointer (words->str, WORDS_MAX) - words->str);
  g_string_append (words, "…");
}

/**
 * jm_jira_error_dup_words:
 * @response: an answer that refuses something
 *
 * Returns: (transfer full): Jira's { errorMessages, errors }, the gateway's { message }, the sign-in's
 *   { error, error_description }; else ""
 */
char *
jm_jira_error_dup_words (JmHttpResponse *response)
{
  g_autoptr (JsonNode) root = jm_json_parse (jm_http_response_get_body (response), '{', NULL);
  GString *words = g_string_new (NULL);
  static const char *const members[] = { "message", "errorMessage", "error_description", "error" };

  if (root != NULL)
    {
      add_messages (words, root);
      add_fields (words, root);
    }
  for (guint i = 0; i < G_N_ELEMENTS (members) && words->len == 0; i++)
    add_words (words, NULL, jm_json_get_string (root, members[i], NULL));
  cut_words (words);

  return g_string_free_and_steal (words);
}

static gboolean
header_has (JmHttpResponse *response,
            const char     *name,
            const char     *word)
{
  const char *value = jm_http_response_get_header (response, name);

  return value != NULL && strstr (value, word) != NULL;
}

static gboolean
is_blocked (JmHttpResponse *response)
{
  return header_has (response, "X-Seraph-LoginReason", "AUTHENTICATION_DENIED") ||
         header_has (response, "X-Authentication-Denied-Reason", "CAPTCHA");
}

/* A 401 of the gateway which another token would not change */
static gboolean
lacks_scope (JmHttpResponse *response,
             const char     *words)
{
  return header_has (response, "X-Failure-Category", "SCOPE_CHECK") ||
         strstr (words, "scope does not match") != NULL;
}

static gboolean
is_web_page (JmHttpResponse *response)
{
  const char *type = jm_http_response_get_header (response, "Content-Type");
  gsize size;
  const char *body = g_bytes_get_data (jm_http_response_get_body (response), &size);

  if (type != NULL && (g_ascii_strncasecmp (type, "text/html", strlen ("text/html")) == 0 ||
                       strstr (type, "xhtml") != NULL))
    return TRUE;

  while (size > 0 && g_ascii_isspace (*body))
    body++, size--;

  return size > 0 && *body == '<';
}

static GError *
judge_success (JmHttpResponse *response)
{
  gsize size = g_bytes_get_size (jm_http_response_get_body (response));

  if (header_has (response, "X-Seraph-LoginReason", "AUTHENTICATED_FAILED"))
    return g_error_new_literal (JM_JIRA_ERROR, JM_JIRA_ERROR_ANONYMOUS,
                                _("Jira did not accept the sign-in and answered as to a stranger"));
  if (jm_http_response_get_status (response) == 204)
    return NULL;
  if (is_web_page (response))
    return g_error_new_literal (
        JM_JIRA_ERROR, JM_JIRA_ERROR_CAPTIVE_PORTAL,
        _("Instead of Jira a web page answered: the network may want a sign-in"));
  if (size == 0)
    return g_error_new_literal (JM_JIRA_ERROR, JM_JIRA_ERROR_BROKEN,
                                _("The answer of Jira is empty"));
  if (!jm_http_response_is_json (response))
    return g_error_new_literal (JM_JIRA_ERROR, JM_JIRA_ERROR_BROKEN,
                                _("The answer of Jira is not JSON"));

  return NULL;
}

static GError *
judge_redirection (JmHttpResponse *response)
{
  const char *location = jm_http_response_get_header (response, "Location");
  g_autoptr (GUri) uri = location != NULL ? g_uri_parse (location, G_URI_FLAGS_NONE, NULL) : NULL;
  const char *host = uri != NULL ? g_uri_get_host (uri) : NULL;

  return g_error_new (JM_JIRA_ERROR, JM_JIRA_ERROR_CAPTIVE_PORTAL,
                      _("Instead of an answer came a redirection to %s"),
                      host != NULL && *host != '\0' ? host : _("another page"));
}

static GError *
judge_failure (JmHttpResponse *response,
               guint           status)
{
  g_autofree char *words = jm_jira_error_dup_words (response);

  if (status == 401 && lacks_scope (response, words))
    return g_error_new (JM_JIRA_ERROR, JM_JIRA_ERROR_SCOPE,
                        _("The sign-in does not include the permission that this needs (%s)"),
                        *words != '\0' ? words : "scope");

  for (guint i = 0; i < G_N_ELEMENTS (statuses); i++)
    {
      if (status < statuses[i].first || status > statuses[i].last)
        continue;
      if (*words != '\0')
        return g_error_new (JM_JIRA_ERROR, statuses[i].code, "%s: %s", _(statuses[i].sentence),
                            words);
      return g_error_new (JM_JIRA_ERROR, statuses[i].code, _("%s (status %u)"),
                          _(statuses[i].sentence), status);
    }

  return g_error_new (JM_JIRA_ERROR, JM_JIRA_ERROR_BROKEN, _("Jira answered with the status %u"),
                      status);
}

/**
 * jm_jira_error_leave_out_words:
 * @message: a sentence that may have been made here
 *
 * Returns: (transfer full): the same up to where Jira's own words begin; what follows them cannot be told apart from
 *   them, and is left out as well
 */
char *
jm_jira_error_leave_out_words (const char *message)
{
  const char *end = message + strlen (message);

  for (guint i = 0; i < G_N_ELEMENTS (statuses); i++)
    {
      g_autofree char *beginning = g_strconcat (_(statuses[i].sentence), ": ", NULL);
      const char *found = strstr (message, beginning);

      if (found != NULL)
        end = MIN (end, found + strlen (beginning) - strlen (": "));
    }

  return g_strndup (message, (gsize) (end - message));
}

/**
 * jm_jira_error_for_response:
 * @response: an answer of Jira or of its gateway
 *
 * That the body of a good answer is whole JSON is not looked at here: see jm_json_check().
 *
 * Returns: (transfer full) (nullable): a %JM_JIRA_ERROR, or NULL for a good answer: 204, or 2xx
 *   that calls itself JSON
 */
GError *
jm_jira_error_for_response (JmHttpResponse *response)
{
  guint status;

  g_return_val_if_fail (response != NULL, NULL);

  status = jm_http_response_get_status (response);
  if (is_blocked (response))
    return g_error_new_literal (
        JM_JIRA_ERROR, JM_JIRA_ERROR_BLOCKED,
        _("Jira asks for a CAPTCHA: sign in once in the browser, then try again"));
  if (status >= 200 && status <= 299)
    return judge_success (response);
  if (status >= 300 && status <= 399)
    return judge_redirection (response);

  return judge_failure (response, status);
}

/**
 * jm_jira_error_for_transport:
 * @error: (transfer full): what JmHttp or jm_json_check() reported
 *
 * Returns: (transfer full): a %JM_JIRA_ERROR; %G_IO_ERROR_CANCELLED and the errors of whoever keeps
 *   the sign-in stay what they are
 */
GError *
jm_jira_error_for_transport (GError *error)
{
  g_autoptr (GError) below = error;

  g_return_val_if_fail (error != NULL, NULL);

  if (below->domain == JM_HTTP_ERROR && below->code >= 0 &&
      (guint) below->code < G_N_ELEMENTS (transport_codes))
    return g_error_new_literal (JM_JIRA_ERROR, transport_codes[below->code], below->message);

  if (g_error_matches (below, JM_JSON_ERROR, JM_JSON_ERROR_TEXT) ||
      g_error_matches (below, JM_JSON_ERROR, JM_JSON_ERROR_TOO_DEEP))
    return g_error_new (JM_JIRA_ERROR, JM_JIRA_ERROR_UNREADABLE,
                        _("A part of Jira’s answer cannot be read: %s"), below->message);

  if (below->domain == JM_JSON_ERROR)
    return g_error_new (JM_JIRA_ERROR, JM_JIRA_ERROR_BROKEN, _("The answer of Jira is damaged: %s"),
                        below->message);

  return g_steal_pointer (&below);
}
