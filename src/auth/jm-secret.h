/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

#define JM_TYPE_CREDENTIAL_KIND (jm_credential_kind_get_type ())

typedef enum
{
  JM_CREDENTIAL_OAUTH,
  JM_CREDENTIAL_API_TOKEN,
  JM_CREDENTIAL_PAT,
} JmCredentialKind;

GType            jm_credential_kind_get_type  (void);
/* "oauth", "api-token", "pat" */
const char      *jm_credential_kind_to_nick   (JmCredentialKind  kind);
gboolean         jm_credential_kind_from_nick (const char       *nick,
                                               JmCredentialKind *kind);

/* What one keyring item holds: one line of JSON, one generation of one credential. Wiped when
 * freed. */
#define JM_TYPE_SECRET (jm_secret_get_type ())

typedef struct
{
  JmCredentialKind kind;
  guint64          generation;          /* from 1, rises with each refresh and each sign-in */
  char            *access_token;        /* OAuth */
  char            *refresh_token;       /* OAuth */
  gint64           issued_at_ms;        /* wall clock: when this pair came */
  gint64           expires_at_ms;       /* wall clock: of the access token */
  char            *scopes;              /* OAuth, space separated */
  char            *client_id;           /* OAuth: the app that must refresh it */
  char            *user;                /* API token: e-mail address */
  char            *token;               /* API token, PAT */
} JmSecret;

GType     jm_secret_get_type  (void);
JmSecret *jm_secret_copy      (const JmSecret *self);
void      jm_secret_free      (JmSecret       *self);
/* Without line breaks: some keyrings do not survive one. The caller wipes it. */
char     *jm_secret_to_json   (const JmSecret *self) G_GNUC_WARN_UNUSED_RESULT;
JmSecret *jm_secret_from_json (const char     *json,
                               GError        **error) G_GNUC_WARN_UNUSED_RESULT;
/* "Bearer …" or "Basic …" (RFC 6750 §2.1, RFC 7617). The caller wipes it. */
char     *jm_secret_dup_header (const JmSecret *self) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (JmSecret, jm_secret_free)

G_END_DECLS
