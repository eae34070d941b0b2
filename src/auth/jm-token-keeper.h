/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "auth/jm-secret.h"
#include "auth/jm-services.h"
#include "auth/jm-trouble.h"
#include "jira/jm-authorizer.h"

G_BEGIN_DECLS

#define JM_TYPE_TOKEN_STATE (jm_token_state_get_type ())

typedef enum
{
  JM_TOKEN_SIGNED_OUT,
  JM_TOKEN_ACTIVE,
  JM_TOKEN_EXPIRING,            /* less than the refresh margin is left */
  JM_TOKEN_REFRESHING,
  JM_TOKEN_EXPIRED,             /* over, and nobody but time is needed: offline, for example */
  JM_TOKEN_ERROR,               /* see JmTrouble: a person may be needed */
} JmTokenState;

GType       jm_token_state_get_type (void);
/* "signed-out", "active", …: what --json prints */
const char *jm_token_state_to_nick  (JmTokenState state);

/* One credential's token life: state, countdown, next check, refresh, events, statistics. Implements
 * JmAuthorizer.
 *
 * Properties, all notify, all read-only:
 * · "state" JmTokenState · "trouble" (int, JmTrouble) · "message" (sentence or NULL)
 * · "expires-at", "last-refresh-at", "next-check-at", "sign-in-again-by", "consented-at" (gint64,
 *   wall ms, 0 = none)
 * · "last-refresh-ms" (how long it took) · "attempted", "succeeded", "failed" · "hint" ("3f9c" or
 *   NULL) · "user-name". */
#define JM_TYPE_TOKEN_KEEPER (jm_token_keeper_get_type ())

G_DECLARE_FINAL_TYPE (JmTokenKeeper, jm_token_keeper, JM, TOKEN_KEEPER, GObject)

JmTokenKeeper   *jm_token_keeper_new                  (JmServices            *services,
                                                       const JmCredentialRow *row);
const char      *jm_token_keeper_get_id               (JmTokenKeeper *self);
JmCredentialKind jm_token_keeper_get_kind             (JmTokenKeeper *self);
JmTokenState     jm_token_keeper_get_state            (JmTokenKeeper *self);
JmTrouble        jm_token_keeper_get_trouble          (JmTokenKeeper *self);
const char      *jm_token_keeper_get_message          (JmTokenKeeper *self);
gint64           jm_token_keeper_get_expires_at_ms    (JmTokenKeeper *self);
/* Seconds of boot time until the access token ends, 0 when it has; -1 for a token without a
 * countdown. */
gint64           jm_token_keeper_get_seconds_left     (JmTokenKeeper *self);
/* The lifetime that the countdown began with, seconds: for the share of the ring. 0 without a
 * countdown. */
gint64           jm_token_keeper_get_lifetime         (JmTokenKeeper *self);
gint64           jm_token_keeper_get_last_refresh_at_ms (JmTokenKeeper *self);
gint64           jm_token_keeper_get_last_refresh_ms  (JmTokenKeeper *self);
gint64           jm_token_keeper_get_next_check_at_ms (JmTokenKeeper *self);
/* The date that matters: 90 days after the last refresh, or the end of the API token or PAT; 0
 * unknown. */
gint64           jm_token_keeper_get_sign_in_again_by_ms (JmTokenKeeper *self);
gint64           jm_token_keeper_get_consented_at_ms  (JmTokenKeeper *self);
guint            jm_token_keeper_get_attempted        (JmTokenKeeper *self);
guint            jm_token_keeper_get_succeeded        (JmTokenKeeper *self);
guint            jm_token_keeper_get_failed           (JmTokenKeeper *self);
const char      *jm_token_keeper_get_hint             (JmTokenKeeper *self);
const char      *jm_token_keeper_get_scopes           (JmTokenKeeper *self);
const char      *jm_token_keeper_get_client_id        (JmTokenKeeper *self);
const char      *jm_token_keeper_get_user_id          (JmTokenKeeper *self);
const char      *jm_token_keeper_get_user_name        (JmTokenKeeper *self);

/* FALSE when the last list of the sites of this grant did not have @cloud_id; TRUE while nobody
 * knows. Changes with notify::trouble. */
gboolean         jm_token_keeper_reaches              (JmTokenKeeper *self,
                                                       const char    *cloud_id);
/* Where a check asks for an API token or PAT (its only site), and the name for events. Set by the
 * account. */
void             jm_token_keeper_set_site             (JmTokenKeeper *self,
                                                       JmJiraFlavor   flavor,
                                                       const char    *api_base,
                                                       const char    *account_id,
                                                       const char    *account_name);
/* Begins to watch: one timer, set to the next thing due; looks again on network return and after
 * sleep. */
void             jm_token_keeper_start                (JmTokenKeeper *self);
/* The machine is about to sleep: nothing begins by itself for so many seconds of boot time. What is
 * under way goes on. */
void             jm_token_keeper_hold_off             (JmTokenKeeper *self,
                                                       guint          seconds);
/* Ends all work and writes for good: after it resolves nothing of this keeper touches keyring or
 * store. */
DexFuture       *jm_token_keeper_stop                 (JmTokenKeeper *self)
                                                       G_GNUC_WARN_UNUSED_RESULT;
/* "Refresh Now" for OAuth, "Check Now" for the others. One at a time: callers share one flight.
 * Resolves to TRUE; rejects with JM_AUTH_ERROR or JM_JIRA_ERROR, and the state says the same. */
DexFuture       *jm_token_keeper_refresh              (JmTokenKeeper *self,
                                                       GCancellable  *cancellable)
                                                       G_GNUC_WARN_UNUSED_RESULT;
/* Looks whether the token is alive, and refreshes when it is due. Resolves to TRUE. */
DexFuture       *jm_token_keeper_check                (JmTokenKeeper *self,
                                                       GCancellable  *cancellable)
                                                       G_GNUC_WARN_UNUSED_RESULT;
/* A new sign-in of the same person: stores the secret as the next generation (under the lock, read
 * back), clears trouble and intent. Resolves to TRUE. */
DexFuture       *jm_token_keeper_adopt                (JmTokenKeeper  *self,
                                                       const JmSecret *secret,
                                                       gint64          ends_at_ms,
                                                       GCancellable   *cancellable)
                                                       G_GNUC_WARN_UNUSED_RESULT;
/* Asks the person to unlock the keyring, then checks. */
DexFuture       *jm_token_keeper_unlock               (JmTokenKeeper *self,
                                                       GCancellable  *cancellable)
                                                       G_GNUC_WARN_UNUSED_RESULT;
/* What another process wrote to state.db meanwhile. */
DexFuture       *jm_token_keeper_reload               (JmTokenKeeper *self)
                                                       G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
