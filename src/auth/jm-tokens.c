/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "auth/jm-oauth.h"

#include "base/jm-random.h"

/*
 * The two small values of an OAuth sign-in that hold secrets: JmOauthAttempt (state and verifier of
 * one try, in memory only) and JmTokens (what the token endpoint gave). Both are immutable and
 * wiped when freed.
 */

G_DEFINE_BOXED_TYPE (JmOauthAttempt, jm_oauth_attempt, jm_oauth_attempt_copy, jm_oauth_attempt_free)
G_DEFINE_BOXED_TYPE (JmTokens, jm_tokens, jm_tokens_copy, jm_tokens_free)

/**
 * jm_oauth_attempt_copy:
 * @self: an attempt
 *
 * Returns: (transfer full): another one with the same content.
 */
JmOauthAttempt *
jm_oauth_attempt_copy (const JmOauthAttempt *self)
{
  JmOauthAttempt *copy;

  g_return_val_if_fail (self != NULL, NULL);

  copy = g_new0 (JmOauthAttempt, 1);
  copy->client = jm_oauth_client_copy (self->client);
  copy->state = g_strdup (self->state);
  copy->verifier = g_strdup (self->verifier);
  copy->authorize_url = g_strdup (self->authorize_url);
  return copy;
}

/**
 * jm_oauth_attempt_free:
 * @self: (transfer full): an attempt
 */
void
jm_oauth_attempt_free (JmOauthAttempt *self)
{
  g_return_if_fail (self != NULL);

  g_clear_pointer (&self->client, jm_oauth_client_free);
  jm_wipe_free (self->state);
  jm_wipe_free (self->verifier);
  jm_wipe_free (self->authorize_url);
  g_free (self);
}

/**
 * jm_tokens_copy:
 * @self: tokens
 *
 * Returns: (transfer full): another one with the same content.
 */
JmTokens *
jm_tokens_copy (const JmTokens *self)
{
  JmTokens *copy;

  g_return_val_if_fail (self != NULL, NULL);

  copy = g_new0 (JmTokens, 1);
  *copy = *self;
  copy->access_token = g_strdup (self->access_token);
  copy->refresh_token = g_strdup (self->refresh_token);
  copy->scopes = g_strdup (self->scopes);
  return copy;
}

/**
 * jm_tokens_free:
 * @self: (transfer full): tokens
 */
void
jm_tokens_free (JmTokens *self)
{
  g_return_if_fail (self != NULL);

  jm_wipe_free (self->access_token);
  jm_wipe_free (self->refresh_token);
  g_free (self->scopes);
  g_free (self);
}
