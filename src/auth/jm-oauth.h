/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "auth/jm-auth-error.h"
#include "auth/jm-keyring.h"
#include "base/jm-http.h"
#include "jira/jm-jira-site.h"

G_BEGIN_DECLS

#define JM_OAUTH_SCOPES_NEEDED   "read:jira-work read:jira-user read:me offline_access"
#define JM_OAUTH_SCOPES_WANTED   "read:jira-work write:jira-work read:jira-user read:me offline_access"
#define JM_OAUTH_REDIRECT_URI    "http://localhost:8371/callback"

/* --- the OAuth app that we act as; immutable, its secret wiped when freed */

#define JM_TYPE_OAUTH_CLIENT (jm_oauth_client_get_type ())

typedef struct
{
  char *client_id;
  char *client_secret;
  char *redirect_uri;
} JmOauthClient;

GType          jm_oauth_client_get_type (void);
JmOauthClient *jm_oauth_client_new      (const char          *client_id,
                                         const char          *client_secret,
                                         const char          *redirect_uri);
JmOauthClient *jm_oauth_client_copy     (const JmOauthClient *self);
void           jm_oauth_client_free     (JmOauthClient       *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (JmOauthClient, jm_oauth_client_free)

/* Which app: JIRA_CLIENT_ID, JIRA_CLIENT_SECRET, JIRA_REDIRECT_URI; else the person's own (id in
 * @settings, secret in @keyring); else the one that was built in. @client_id non-NULL: only that
 * app (a refresh must use the one that signed in). Resolves to a JmOauthClient; rejects with
 * JM_AUTH_ERROR_CLIENT_MISSING or a keyring's error. */
DexFuture     *jm_oauth_client_find     (GSettings           *settings,
                                         JmKeyring           *keyring,
                                         const char          *client_id,
                                         GCancellable        *cancellable)
                                         G_GNUC_WARN_UNUSED_RESULT;
/* Keeps the person's own app: the id in the settings, the secret in the keyring. Resolves to
 * TRUE. */
DexFuture     *jm_oauth_client_save     (const JmOauthClient *self,
                                         GSettings           *settings,
                                         JmKeyring           *keyring,
                                         GCancellable        *cancellable)
                                         G_GNUC_WARN_UNUSED_RESULT;

/* --- one attempt to sign in: state and verifier, in memory only */

#define JM_TYPE_OAUTH_ATTEMPT (jm_oauth_attempt_get_type ())

typedef struct
{
  JmOauthClient *client;
  char          *state;         /* 256 bits, once */
  char          *verifier;      /* PKCE (RFC 7636), S256 */
  char          *authorize_url;
} JmOauthAttempt;

GType           jm_oauth_attempt_get_type (void);
JmOauthAttempt *jm_oauth_attempt_copy     (const JmOauthAttempt *self);
void            jm_oauth_attempt_free     (JmOauthAttempt       *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (JmOauthAttempt, jm_oauth_attempt_free)

/* --- what the token endpoint gives */

#define JM_TYPE_TOKENS (jm_tokens_get_type ())

typedef struct
{
  char  *access_token;
  char  *refresh_token;         /* NULL when the answer had none: the old one stays */
  char  *scopes;                /* NULL when the answer had none */
  gint64 expires_in;            /* seconds, clamped */
  gint64 elapsed_ms;            /* how long the answer took */
} JmTokens;

GType     jm_tokens_get_type (void);
JmTokens *jm_tokens_copy     (const JmTokens *self);
void      jm_tokens_free     (JmTokens       *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (JmTokens, jm_tokens_free)

/* --- Atlassian's OAuth 2.0 (3LO) */

#define JM_TYPE_OAUTH (jm_oauth_get_type ())

G_DECLARE_FINAL_TYPE (JmOauth, jm_oauth, JM, OAUTH, GObject)

/* @endpoint NULL: https://auth.atlassian.com and https://api.atlassian.com; else the one URL
 * (https, or http on this machine) that stands for both, as JIRA_MONITOR_ENDPOINT gives it. Returns
 * NULL with JM_AUTH_ERROR_INVALID for any other. */
JmOauth        *jm_oauth_new           (JmHttp               *http,
                                        const char           *endpoint,
                                        GError              **error);
const char     *jm_oauth_get_auth_base (JmOauth              *self);
const char     *jm_oauth_get_api_base  (JmOauth              *self);
/* "https://api.atlassian.com/ex/jira/CLOUDID" */
char           *jm_oauth_dup_site_base (JmOauth              *self,
                                        const char           *cloud_id);
/* Whether @site_base is one of this OAuth's sites: only then may its tokens be sent here. */
gboolean        jm_oauth_is_site_base  (JmOauth              *self,
                                        const char           *site_base);
JmOauthAttempt *jm_oauth_begin         (JmOauth              *self,
                                        const JmOauthClient  *client,
                                        const char           *scopes);
/* Resolves to JmTokens. The code is good once: a lost answer rejects with
 * JM_AUTH_ERROR_CODE_SPENT. */
DexFuture      *jm_oauth_exchange      (JmOauth              *self,
                                        const JmOauthAttempt *attempt,
                                        const char           *code,
                                        GCancellable         *cancellable)
                                        G_GNUC_WARN_UNUSED_RESULT;
/* Sends once. Resolves to JmTokens; rejects with JM_AUTH_ERROR_REFUSED (invalid_grant),
 * …_CLIENT_REFUSED, or a JM_JIRA_ERROR for everything that may pass. */
DexFuture      *jm_oauth_refresh       (JmOauth              *self,
                                        const JmOauthClient  *client,
                                        const char           *refresh_token,
                                        GCancellable         *cancellable)
                                        G_GNUC_WARN_UNUSED_RESULT;
/* Resolves to a GListStore of JmJiraSite that the token reaches, Jira only, each once. */
DexFuture      *jm_oauth_list_sites    (JmOauth              *self,
                                        const char           *access_token,
                                        GCancellable         *cancellable)
                                        G_GNUC_WARN_UNUSED_RESULT;
/* Whether Atlassian knows this id and secret, asked with a code that can't be good: resolves to
 * TRUE when it complains about the code, rejects with …_CLIENT_REFUSED when it complains about the
 * client. */
DexFuture      *jm_oauth_prove_client  (JmOauth              *self,
                                        const JmOauthClient  *client,
                                        GCancellable         *cancellable)
                                        G_GNUC_WARN_UNUSED_RESULT;
/* Best effort; resolves to TRUE when the server said that it revoked. */
DexFuture      *jm_oauth_revoke        (JmOauth              *self,
                                        const JmOauthClient  *client,
                                        const char           *refresh_token,
                                        GCancellable         *cancellable)
                                        G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
