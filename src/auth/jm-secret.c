/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "auth/jm-secret.h"

#include <glib/gi18n-lib.h>
#include <json-glib/json-glib.h>

#include "auth/jm-auth-error.h"
#include "base/jm-json.h"
#include "base/jm-random.h"

/*
 * JmSecret: what one keyring item holds.
 *
 * Shape of the item:
 *   {"version":1,"kind":"oauth","generation":7,"access_token":"…","refresh_token":"…",
 *    "issued_at":1795000000000,"expires_at":1795003600000,"scopes":"…","client_id":"…",
 *    "user":"…","token":"…"},
 * members without a value left out, times in ms since the epoch. One item, so that both tokens of a
 * pair and the generation can never be of different ages.
 */

#define SECRET_VERSION 1

G_DEFINE_BOXED_TYPE (JmSecret, jm_secret, jm_secret_copy, jm_secret_free)
G_DEFINE_ENUM_TYPE (JmCredentialKind,
                    jm_credential_kind,
                    G_DEFINE_ENUM_VALUE (JM_CREDENTIAL_OAUTH, "oauth"),
                    G_DEFINE_ENUM_VALUE (JM_CREDENTIAL_API_TOKEN, "api-token"),
                    G_DEFINE_ENUM_VALUE (JM_CREDENTIAL_PAT, "pat"))

static const char *const kind_nicks[] = {
  [JM_CREDENTIAL_OAUTH] = "oauth",
  [JM_CREDENTIAL_API_TOKEN] = "api-token",
  [JM_CREDENTIAL_PAT] = "pat",
};

/**
 * jm_credential_kind_to_nick:
 * @kind: a kind of sign-in
 *
 * Returns: (transfer none): "oauth", "api-token" or "pat".
 */
const char *
jm_credential_kind_to_nick (JmCredentialKind kind)
{
  g_return_val_if_fail ((guint) kind < G_N_ELEMENTS (kind_nicks), kind_nicks[0]);

  return kind_nicks[kind];
}

/**
 * jm_credential_kind_from_nick:
 * @nick: (nullable): a word from outside
 * @kind: (out): what it means
 *
 * Returns: FALSE, and leaves @kind alone, when the word is not one of the three.
 */
gboolean
jm_credential_kind_from_nick (const char       *nick,
                              JmCredentialKind *kind)
{
  g_return_val_if_fail (kind != NULL, FALSE);

  for (guint i = 0; nick != NULL && i < G_N_ELEMENTS (kind_nicks); i++)
    {
      if (g_str_equal (nick, kind_nicks[i]))
        {
          *kind = (JmCredentialKind) i;
          return TRUE;
        }
    }
  return FALSE;
}

/**
 * jm_secret_copy:
 * @self: a secret
 *
 * Returns: (transfer full): another one with the same content, wiped when freed.
 */
JmSecret *
jm_secret_copy (const JmSecret *self)
{
  JmSecret *copy;

  g_return_val_if_fail (self != NULL, NULL);

  copy = g_new0 (JmSecret, 1);
  *copy = *self;
  copy->access_token = g_strdup (self->access_token);
  copy->refresh_token = g_strdup (self->refresh_token);
  copy->scopes = g_strdup (self->scopes);
  copy->client_id = g_strdup (self->client_id);
  copy->user = g_strdup (self->user);
  copy->token = g_strdup (self->token);
  return copy;
}

/**
 * jm_secret_free:
 * @self: (transfer full): a secret; what is secret in it is overwritten first
 */
void
jm_secret_free (JmSecret *self)
{
  g_return_if_fail (self != NULL);

  jm_wipe_free (self->access_token);
  jm_wipe_free (self->refresh_token);
  jm_wipe_free (self->token);
  g_free (self->scopes);
  g_free (self->client_id);
  g_free (self->user);
  g_free (self);
}

static void
add_text (JsonBuilder *builder,
          const char  *name,
          const char  *value)
{
  if (value == NULL)
    return;
  json_builder_set_member_name (builder, name);
  json_builder_add_string_value (builder, value);
}

static void
add_number (JsonBuilder *builder,
            const char  *name,
            gint64       value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_int_value (builder, value);
}

/**
 * jm_secret_to_json:
 * @self: a secret
 *
 * Returns: (transfer full): the keyring item, one line. Free it with jm_wipe_free().
 */
char *
jm_secret_to_json (const JmSecret *self)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) root = NULL;

  g_return_val_if_fail (self != NULL, NULL);

  json_builder_begin_object (builder);
  add_number (builder, "version", SECRET_VERSION);
  add_text (builder, "kind", jm_credential_kind_to_nick (self->kind));
  add_number (builder, "generation", (gint64) self->generation);
  add_text (builder, "access_token", self->access_token);
  add_text (builder, "refresh_token", self->refresh_token);
  add_number (builder, "issued_at", self->issued_at_ms);
  add_number (builder, "expires_at", self->expires_at_ms);
  add_text (builder, "scopes", self->scopes);
  add_text (builder, "client_id", self->client_id);
  add_text (builder, "user", self->user);
  add_text (builder, "token", self->token);
  json_builder_end_object (builder);
  root = json_builder_get_root (builder);
  return jm_json_to_string (root);
}

/* Each kind needs its own members; a half secret is no secret. */
static gboolean
is_whole (const JmSecret *self)
{
  switch (self->kind)
    {
    case JM_CREDENTIAL_OAUTH:
      return self->access_token != NULL || self->refresh_token != NULL;
    case JM_CREDENTIAL_API_TOKEN:
      return self->user != NULL && self->token != NULL;
    case JM_CREDENTIAL_PAT:
      return self->token != NULL;
    }
  return FALSE;
}

/**
 * jm_secret_from_json:
 * @json: what a keyring item holds
 * @error: JM_AUTH_ERROR_SECRET_MISSING when it is not one of ours: only a new sign-in helps
 *
 * Returns: (transfer full) (nullable): the secret. The error never quotes @json.
 */
JmSecret *
jm_secret_from_json (const char  *json,
                     GError     **error)
{
  g_autoptr (JmSecret) self = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (JsonNode) root = NULL;
  gint64 generation;

  g_return_val_if_fail (json != NULL, NULL);

  self = g_new0 (JmSecret, 1);
  bytes = g_bytes_new_static (json, strlen (json));
  root = jm_json_parse (bytes, '{', NULL);
  generation = root != NULL ? jm_json_get_int (root, "generation", 0) : 0;
  if (root == NULL || generation < 1 ||
      jm_json_get_int (root, "version", 0) != SECRET_VERSION ||
      !jm_credential_kind_from_nick (jm_json_get_string (root, "kind", NULL), &self->kind))
    {
      g_set_error_literal (error, JM_AUTH_ERROR, JM_AUTH_ERROR_SECRET_MISSING,
                           _("The keyring’s entry for this account can’t be read"));
      return NULL;
    }

  self->generation = (guint64) generation;
  self->access_token = g_strdup (jm_json_get_string (root, "access_token", NULL));
  self->refresh_token = g_strdup (jm_json_get_string (root, "refresh_token", NULL));
  self->issued_at_ms = jm_json_get_int (root, "issued_at", 0);
  self->expires_at_ms = jm_json_get_int (root, "expires_at", 0);
  self->scopes = g_strdup (jm_json_get_string (root, "scopes", NULL));
  self->client_id = g_strdup (jm_json_get_string (root, "client_id", NULL));
  self->user = g_strdup (jm_json_get_string (root, "user", NULL));
  self->token = g_strdup (jm_json_get_string (root, "token", NULL));
  if (!is_whole (self))
    {
      g_set_error_literal (error, JM_AUTH_ERROR, JM_AUTH_ERROR_SECRET_MISSING,
                           _("The keyring’s entry for this account is incomplete"));
      return NULL;
    }
  return g_steal_pointer (&self);
}

static char *
basic_header (const char *user,
              const char *token)
{
  char *pair = g_strconcat (user, ":", token, NULL);
  char *encoded = g_base64_encode ((const guchar *) pair, strlen (pair));
  char *header = g_strconcat ("Basic ", encoded, NULL);

  jm_wipe_free (pair);
  jm_wipe_free (encoded);
  return header;
}

/**
 * jm_secret_dup_header:
 * @self: a secret
 *
 * Returns: (transfer full) (nullable): the value of an Authorization header (RFC 6750 §2.1, RFC
 *   7617 §2); NULL for an OAuth secret without an access token. Free it with jm_wipe_free().
 */
char *
jm_secret_dup_header (const JmSecret *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  switch (self->kind)
    {
    case JM_CREDENTIAL_OAUTH:
      return self->access_token != NULL ? g_strconcat ("Bearer ", self->access_token, NULL) : NULL;
    case JM_CREDENTIAL_API_TOKEN:
      return basic_header (self->user, self->token);
    case JM_CREDENTIAL_PAT:
      return g_strconcat ("Bearer ", self->token, NULL);
    }
  return NULL;
}
