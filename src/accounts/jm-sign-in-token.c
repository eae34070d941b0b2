/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "accounts/jm-sign-in-private.h"
#include "base/jm-random.h"
#include "base/jm-time.h"

/*
 * Signing in with a token that the person has: an API token of Jira Cloud, or a personal access
 * token of Data Center.
 *
 * Jira counts refusals and then asks for a CAPTCHA, so each address is asked once, and what was
 * refused is not sent again by this object.
 */

typedef struct
{
  JmSignIn     *sign_in;
  JmJiraSite   *site;
  JmSecret     *secret;
  char         *token_name;
  gint64        ends_at_ms;
  GCancellable *cancellable;
} TokenJob;

static void
token_job_free (gpointer data)
{
  TokenJob *job = data;

  g_clear_object (&job->sign_in);
  g_clear_object (&job->site);
  g_clear_object (&job->cancellable);
  g_clear_pointer (&job->secret, jm_secret_free);
  g_free (job->token_name);
  g_free (job);
}

static gboolean
is_unauthorized (const GError *error)
{
  return g_error_matches (error, JM_JIRA_ERROR, JM_JIRA_ERROR_UNAUTHORIZED);
}

/* Without line breaks and blanks around: a token is pasted more often than typed. */
static char *
dup_typed (const char *text)
{
  return g_strstrip (g_strdup (text != NULL ? text : ""));
}

/* --- asking Jira who we are */

/* Awaits. Asks @api_base once; on success the person and the address are taken. */
static gboolean
try_base (TokenJob    *job,
          const char  *api_base,
          const char  *header,
          GError     **error)
{
  JmSignIn *self = job->sign_in;
  const char *version = job->secret->kind == JM_CREDENTIAL_PAT ? "2" : "3";
  g_autofree char *url = g_strdup_printf ("%s/rest/api/%s/myself", api_base, version);
  g_autoptr (JsonNode) myself = jm_sign_in_get_json (self, url, header, job->cancellable, error);

  if (myself == NULL || !jm_sign_in_take_myself (self, myself, error))
    return FALSE;

  g_set_str (&self->api_base, api_base);
  return TRUE;
}

/* Awaits. The gateway knows a site by its cloud id only. */
static char *
find_cloud_id (TokenJob *job)
{
  const char *known = jm_jira_site_get_cloud_id (job->site);
  g_autofree char *url = NULL;
  g_autoptr (JsonNode) info = NULL;

  if (known != NULL)
    return g_strdup (known);

  url = g_strconcat (jm_jira_site_get_url (job->site), "/_edge/tenant_info", NULL);
  info = jm_sign_in_get_json (job->sign_in, url, NULL, job->cancellable, NULL);
  return info != NULL ? g_strdup (jm_json_get_string (info, "cloudId", NULL)) : NULL;
}

/* Awaits. A token with scopes is refused by the site and taken by the gateway; a classic one the
 * other way round. */
static gboolean
try_cloud (TokenJob    *job,
           const char  *header,
           GError     **error)
{
  g_autoptr (GError) site_error = NULL;
  g_autofree char *cloud_id = NULL;
  g_autofree char *gateway = NULL;

  if (try_base (job, jm_jira_site_get_url (job->site), header, &site_error))
    return TRUE;
  if (!is_unauthorized (site_error) || !(cloud_id = find_cloud_id (job)))
    {
      g_propagate_error (error, g_steal_pointer (&site_error));
      return FALSE;
    }

  if (jm_jira_site_get_cloud_id (job->site) == NULL)
    {
      g_autoptr (JmJiraSite) site = job->site;

      job->site =
          jm_jira_site_new (JM_JIRA_CLOUD, jm_jira_site_get_url (site), cloud_id,
                            jm_jira_site_get_name (site), jm_jira_site_get_avatar_url (site));
    }
  gateway = jm_oauth_dup_site_base (job->sign_in->services->oauth, cloud_id);
  return try_base (job, gateway, header, error);
}

/* Awaits. The list does not say which token is the one in use: the name does, or that there is only
 * one. Undocumented, so whatever it answers but a date is fine. (jira-cloud:
 * /rest/pat/latest/tokens) */
static gint64
find_end_of_pat (TokenJob   *job,
                 const char *header)
{
  g_autofree char *url =
      g_strconcat (jm_jira_site_get_url (job->site), "/rest/pat/latest/tokens", NULL);
  g_autoptr (JsonNode) tokens =
      jm_sign_in_get_json (job->sign_in, url, header, job->cancellable, NULL);
  guint n_tokens = tokens != NULL ? jm_json_get_length (tokens, "") : 0;

  for (guint i = 0; i < n_tokens; i++)
    {
      JsonNode *token = jm_json_get_item (tokens, "", i);
      const char *name = jm_json_get_string (token, "name", NULL);

      if (job->token_name != NULL ? g_strcmp0 (name, job->token_name) == 0 : n_tokens == 1)
        return jm_time_parse (jm_json_get_string (token, "expiringAt", ""));
    }

  return 0;
}

/* --- the story */

static gboolean
check_input (TokenJob  *job,
             GError   **error)
{
  JmSignIn *self = job->sign_in;
  gboolean is_pat = job->secret->kind == JM_CREDENTIAL_PAT;
  const char *problem = NULL;

  if (self->again != NULL && jm_account_get_kind (self->again) != job->secret->kind)
    problem = _("This account signs in another way");
  else if (*job->secret->token == '\0')
    problem = is_pat ? _("The personal access token is missing") : _("The API token is missing");
  else if (!is_pat &&
           (strchr (job->secret->user, '@') == NULL || strchr (job->secret->user, ':') != NULL))
    problem = _("Enter the e-mail address of your Atlassian account");
  else if (is_pat && jm_jira_site_get_flavor (job->site) != JM_JIRA_DATA_CENTER)
    problem = _("This is Jira Cloud: use an API token, or sign in with the browser");
  else if (!is_pat && jm_jira_site_get_flavor (job->site) != JM_JIRA_CLOUD)
    problem = _("This is Jira Data Center: use a personal access token");
  else
    for (const char *p = job->secret->token; *p != '\0' && problem == NULL; p++)
      if (!g_ascii_isgraph (*p))
        problem = _("The token has a character that no token has; copy it again");

  if (problem != NULL)
    g_set_error_literal (error, JM_AUTH_ERROR, JM_AUTH_ERROR_INVALID, problem);
  return problem == NULL;
}

static gboolean
run_token (TokenJob    *job,
           const char  *header,
           GError     **error)
{
  JmSignIn *self = job->sign_in;
  char *pair = g_strconcat (jm_jira_site_get_url (job->site), " ", header, NULL);
  g_autofree char *digest = jm_sha256_base64url (pair);
  g_autoptr (GError) local_error = NULL;
  gboolean ok;

  jm_wipe_free (pair);
  if (g_hash_table_contains (self->refused, digest))
    {
      g_set_error_literal (error, JM_AUTH_ERROR, JM_AUTH_ERROR_BLOCKED,
                           _("Jira refused exactly this a moment ago; it is not sent again, so "
                              "that your account is not "
                              "locked. Check the address and the token."));
      return FALSE;
    }

  ok = job->secret->kind == JM_CREDENTIAL_PAT ?
           try_base (job, jm_jira_site_get_url (job->site), header, &local_error) :
           try_cloud (job, header, &local_error);
  if (!ok)
    {
      if (is_unauthorized (local_error) ||
          g_error_matches (local_error, JM_JIRA_ERROR, JM_JIRA_ERROR_BLOCKED) ||
          g_error_matches (local_error, JM_JIRA_ERROR, JM_JIRA_ERROR_ANONYMOUS))
        g_hash_table_add (self->refused, g_steal_pointer (&digest));
      g_propagate_error (error, g_steal_pointer (&local_error));
      return FALSE;
    }

  self->ends_at_ms = job->ends_at_ms;
  if (job->secret->kind == JM_CREDENTIAL_PAT)
    {
      gint64 told = find_end_of_pat (job, header);

      if (told != 0)
        self->ends_at_ms = told;
      if (g_cancellable_set_error_if_cancelled (job->cancellable, error))
        return FALSE;
    }

  job->secret->issued_at_ms = jm_clock_get_wall_ms (self->services->clock);
  self->secret = g_steal_pointer (&job->secret);
  jm_sign_in_offer (self, job->site, TRUE);
  return TRUE;
}

static DexFuture *
token_fiber (gpointer data)
{
  TokenJob *job = data;
  g_autoptr (GError) error = NULL;
  char *header;

  if (!jm_sign_in_enter (job->sign_in, &error))
    return dex_future_new_for_error (g_steal_pointer (&error));

  if (check_input (job, &error))
    {
      header = jm_secret_dup_header (job->secret);
      run_token (job, header, &error);
      jm_wipe_free (header);
    }

  return jm_sign_in_leave (job->sign_in, g_steal_pointer (&error));
}

static TokenJob *
token_job_new (JmSignIn         *self,
               JmJiraSite       *site,
               JmCredentialKind  kind,
               const char       *token,
               gint64            ends_at_ms,
               GCancellable     *cancellable)
{
  TokenJob *job = g_new0 (TokenJob, 1);

  job->sign_in = g_object_ref (self);
  job->site = g_object_ref (site);
  job->secret = g_new0 (JmSecret, 1);
  job->secret->kind = kind;
  job->secret->token = dup_typed (token);
  job->ends_at_ms = ends_at_ms;
  g_set_object (&job->cancellable, cancellable);
  return job;
}

/**
 * jm_sign_in_with_api_token:
 * @site: a Jira Cloud site
 * @email: of the Atlassian account that the token belongs to
 * @token: classic or with scopes; which one shows by who accepts it
 * @ends_at_ms: wall ms; no API tells it, so the person is asked; 0 when unknown
 *
 * Returns: (transfer full): resolves to a #GListModel of one #JmSiteChoice; rejects with
 *   JM_AUTH_ERROR_INVALID or …_BLOCKED without a request, with JM_JIRA_ERROR, or when cancelled
 */
DexFuture *
jm_sign_in_with_api_token (JmSignIn     *self,
                           JmJiraSite   *site,
                           const char   *email,
                           const char   *token,
                           gint64        ends_at_ms,
                           GCancellable *cancellable)
{
  TokenJob *job;

  dex_return_error_if_fail (JM_IS_SIGN_IN (self));
  dex_return_error_if_fail (JM_IS_JIRA_SITE (site));
  dex_return_error_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  job = token_job_new (self, site, JM_CREDENTIAL_API_TOKEN, token, ends_at_ms, cancellable);
  job->secret->user = dup_typed (email);
  return dex_scheduler_spawn (NULL, 0, token_fiber, job, token_job_free);
}

/**
 * jm_sign_in_with_pat:
 * @site: a Jira Data Center
 * @token_name: (nullable): finds its end date among the person's tokens; not needed when there is
 *   only one
 * @ends_at_ms: wall ms, for a server that does not tell; 0 when unknown
 *
 * Returns: (transfer full): as jm_sign_in_with_api_token()
 */
DexFuture *
jm_sign_in_with_pat (JmSignIn     *self,
                     JmJiraSite   *site,
                     const char   *token,
                     const char   *token_name,
                     gint64        ends_at_ms,
                     GCancellable *cancellable)
{
  TokenJob *job;

  dex_return_error_if_fail (JM_IS_SIGN_IN (self));
  dex_return_error_if_fail (JM_IS_JIRA_SITE (site));
  dex_return_error_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  job = token_job_new (self, site, JM_CREDENTIAL_PAT, token, ends_at_ms, cancellable);
  job->token_name = token_name != NULL && *token_name != '\0' ? g_strdup (token_name) : NULL;
  return dex_scheduler_spawn (NULL, 0, token_fiber, job, token_job_free);
}
