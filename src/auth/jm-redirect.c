/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "auth/jm-redirect.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>

#include "auth/jm-loopback.h"
#include "base/jm-random.h"

/*
 * What a redirect means, however it came: to the listener, from the sign-in view, or pasted (RFC
 * 6749 §4.1.2).
 *
 *   state wrong, missing or twice        → not ours, nothing changes
 *   state right and error=…              → the person or Atlassian said no
 *   state right and code=…, once         → the code
 *
 * The state is compared before anything else is looked at, in constant time.
 */

#define WORDS_KEPT 300

void
jm_redirect_target_free (JmRedirectTarget *self)
{
  g_free (self->host);
  g_free (self->path);
  g_free (self);
}

static gboolean
is_loopback_host (const char *host)
{
  return g_strcmp0 (host, "localhost") == 0 || g_strcmp0 (host, "127.0.0.1") == 0 ||
         g_strcmp0 (host, "::1") == 0;
}

JmRedirectTarget *
jm_redirect_target_parse (const char  *redirect_uri,
                          GError     **error)
{
  g_autoptr (GUri) uri = g_uri_parse (redirect_uri, G_URI_FLAGS_ENCODED, NULL);
  JmRedirectTarget *self;

  if (uri == NULL || g_strcmp0 (g_uri_get_scheme (uri), "http") != 0 ||
      !is_loopback_host (g_uri_get_host (uri)) || g_uri_get_port (uri) < 1 ||
      g_uri_get_path (uri)[0] != '/' || g_uri_get_userinfo (uri) != NULL ||
      g_uri_get_query (uri) != NULL || g_uri_get_fragment (uri) != NULL)
    {
      g_set_error (error, JM_AUTH_ERROR, JM_AUTH_ERROR_CALLBACK,
                   _("The callback URL “%s” can’t be listened on. It must look like "
                      "http://localhost:8371/callback"),
                   redirect_uri);
      return NULL;
    }
  self = g_new0 (JmRedirectTarget, 1);
  self->host = g_strdup (g_uri_get_host (uri));
  self->port = (guint16) g_uri_get_port (uri);
  self->path = g_strdup (g_uri_get_path (uri));
  return self;
}

/* NULL when the query can't be read, or names one of the parameters that decide twice (RFC 6749
 * §3.1). */
static GHashTable *
read_parameters (const char *query)
{
  g_autoptr (GHashTable) parameters =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autoptr (GError) error = NULL;
  GUriParamsIter iter;
  char *name, *value;

  g_uri_params_iter_init (&iter, query, -1, "&", G_URI_PARAMS_WWW_FORM);
  while (g_uri_params_iter_next (&iter, &name, &value, &error))
    {
      if (!g_hash_table_insert (parameters, name, value))
        return NULL;
    }
  return error == NULL ? g_steal_pointer (&parameters) : NULL;
}

static GError *
denial (const char *code,
        const char *words)
{
  g_autofree char *text = g_utf8_make_valid (words != NULL && *words != '\0' ? words : code, -1);
  g_autofree char *shown = g_utf8_substring (text, 0, MIN (g_utf8_strlen (text, -1), WORDS_KEPT));

  if (g_str_equal (code, "access_denied"))
    return g_error_new (JM_AUTH_ERROR, JM_AUTH_ERROR_DENIED,
                        _("The sign-in was declined in the browser. Atlassian’s words: %s"),
                        shown);
  return g_error_new (JM_AUTH_ERROR, JM_AUTH_ERROR_DENIED,
                      _("Atlassian ended the sign-in. Its words: %s"), shown);
}

JmRedirectOutcome
jm_redirect_decide (const char  *query,
                    const char  *state,
                    char       **code,
                    GError     **error)
{
  g_autoptr (GHashTable) parameters = query != NULL ? read_parameters (query) : NULL;
  const char *found, *problem;

  if (parameters == NULL ||
      !jm_equal_constant_time (g_hash_table_lookup (parameters, "state"), state))
    {
      g_set_error_literal (error, JM_AUTH_ERROR, JM_AUTH_ERROR_CALLBACK,
                           _("This answer does not belong to the sign-in that is under way"));
      return JM_REDIRECT_IGNORE;
    }
  problem = g_hash_table_lookup (parameters, "error");
  if (problem != NULL)
    {
      g_propagate_error (error,
                         denial (problem, g_hash_table_lookup (parameters, "error_description")));
      return JM_REDIRECT_DENIED;
    }
  found = g_hash_table_lookup (parameters, "code");
  if (found == NULL || *found == '\0')
    {
      g_set_error_literal (error, JM_AUTH_ERROR, JM_AUTH_ERROR_CALLBACK,
                           _("The answer from the browser holds no code"));
      return JM_REDIRECT_IGNORE;
    }
  *code = g_strdup (found);
  return JM_REDIRECT_CODE;
}

/**
 * jm_loopback_read_redirect:
 * @redirect_uri: as registered
 * @state: of the attempt
 * @uri: what came: from the sign-in view, or pasted
 * @error: JM_AUTH_ERROR_DENIED, or …_CALLBACK when it is not our redirect or the state is wrong
 *
 * Returns: (transfer full) (nullable): the code.
 */
char *
jm_loopback_read_redirect (const char  *redirect_uri,
                           const char  *state,
                           const char  *uri,
                           GError     **error)
{
  g_autoptr (GUri) found = NULL;
  g_autofree char *text = NULL;
  g_autofree char *bare = NULL;
  char *code = NULL;

  g_return_val_if_fail (redirect_uri != NULL, NULL);
  g_return_val_if_fail (state != NULL, NULL);
  g_return_val_if_fail (uri != NULL, NULL);

  text = g_strstrip (g_strdup (uri));
  found = g_uri_parse (text, G_URI_FLAGS_ENCODED, NULL);
  bare = g_strndup (text, strcspn (text, "?#"));
  if (found == NULL || !g_str_equal (bare, redirect_uri))
    {
      g_set_error (
          error, JM_AUTH_ERROR, JM_AUTH_ERROR_CALLBACK,
          _("This is not the address that the browser was sent back to. It begins with %s"),
          redirect_uri);
      return NULL;
    }
  jm_redirect_decide (g_uri_get_query (found), state, &code, error);
  return code;
}
