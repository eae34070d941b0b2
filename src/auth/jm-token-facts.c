/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "auth/jm-token-keeper-private.h"

/*
 * What anybody may ask a keeper, answered from memory. Each is described in jm-token-keeper.h.
 */

#define GETTER(type, name, expression, otherwise)                \
  type jm_token_keeper_get_##name (JmTokenKeeper *self)          \
  {                                                              \
    g_return_val_if_fail (JM_IS_TOKEN_KEEPER (self), otherwise); \
    return expression;                                           \
  }

GETTER (const char *, id, self->row->id, NULL)
GETTER (JmCredentialKind, kind, self->kind, JM_CREDENTIAL_OAUTH)
GETTER (JmTokenState, state, jm_token_keeper_derive_state (self), JM_TOKEN_SIGNED_OUT)
GETTER (JmTrouble, trouble, self->trouble, JM_TROUBLE_OK)
GETTER (const char *, message, self->row->trouble_message, NULL)
GETTER (gint64, expires_at_ms, self->row->expires_at_ms, 0)
GETTER (gint64,
        seconds_left,
        self->kind == JM_CREDENTIAL_OAUTH ? jm_token_keeper_get_left_ms (self) / 1000 : -1,
        -1)
GETTER (gint64, lifetime, self->kind == JM_CREDENTIAL_OAUTH ? self->lifetime : 0, 0)
GETTER (gint64, last_refresh_at_ms, self->row->refreshed_at_ms, 0)
GETTER (gint64, last_refresh_ms, self->row->last_refresh_ms, 0)
/* Who does not watch tells what the one who does has planned. */
GETTER (gint64,
        next_check_at_ms,
        self->watching ? jm_token_keeper_derive_next_ms (self) : self->row->next_check_at_ms,
        0)
GETTER (gint64, sign_in_again_by_ms, jm_token_keeper_derive_end_ms (self), 0)
GETTER (gint64, consented_at_ms, self->row->consented_at_ms, 0)
GETTER (guint, attempted, self->row->attempted, 0)
GETTER (guint, succeeded, self->row->succeeded, 0)
GETTER (guint, failed, self->row->failed, 0)
GETTER (const char *, hint, self->row->hint, NULL)
GETTER (const char *, scopes, self->row->scopes, NULL)
GETTER (const char *, client_id, self->row->client_id, NULL)
GETTER (const char *, user_id, self->row->user_id, NULL)
GETTER (const char *, user_name, self->row->user_name, NULL)

gboolean
jm_token_keeper_reaches (JmTokenKeeper *self,
                         const char    *cloud_id)
{
  g_return_val_if_fail (JM_IS_TOKEN_KEEPER (self), TRUE);
  g_return_val_if_fail (cloud_id != NULL, TRUE);

  return self->sites == NULL || g_strv_contains ((const char *const *) self->sites, cloud_id);
}
