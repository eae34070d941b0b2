/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "auth/jm-token-answer.h"
#include "auth/jm-token-keeper.h"

G_BEGIN_DECLS

/*
 * The keeper is one object in several files, each with one idea:
 *   jm-token-keeper.c       the object: properties, work that is shared and counted, start and stop
 *   jm-token-authorizer.c   JmAuthorizer: who asks for a token, and who was refused with one
 *   jm-token-facts.c        what anybody may ask it
 *   jm-token-journal.c      what it writes down: row and events
 *   jm-token-state.c        what is known: secret, countdown, trouble, and what they make of the
 *                           state
 *   jm-token-plan.c         when: the one timer, backoff, what makes the keeper look again
 *   jm-token-refresh.c      the refresh, from lock to publish
 *   jm-token-check.c        the check of a token, and warnings
 *   jm-token-adopt.c        a new sign-in, an unlocked keyring, another process
 */

typedef enum
{
  PROP_STATE = 1,
  PROP_TROUBLE,
  PROP_EXPIRES_AT,
  PROP_LAST_REFRESH_AT,
  PROP_NEXT_CHECK_AT,
  PROP_SIGN_IN_AGAIN_BY,
  PROP_CONSENTED_AT,
  PROP_LAST_REFRESH_MS,
  PROP_ATTEMPTED,
  PROP_SUCCEEDED,
  PROP_FAILED,
  PROP_MESSAGE,
  PROP_HINT,
  PROP_USER_NAME,
} JmTokenKeeperProperty;

#define JM_TOKEN_N_NUMBERS PROP_MESSAGE /* the properties before it are numbers */
#define JM_TOKEN_CALLS_PER_MINUTE 6

typedef enum
{
  JM_TOKEN_WORK_REFRESH,
  JM_TOKEN_WORK_CHECK,
  JM_TOKEN_WORK_SAVE,
  JM_TOKEN_N_WORKS
} JmTokenWork;

struct _JmTokenKeeper
{
  GObject parent_instance;

  JmServices      *services;
  JmCredentialRow *row; /* what state.db knows, kept true here first */
  JmCredentialKind kind;
  JmTrouble        trouble;
  GError          *last_error; /* what the trouble was */

  /* The secret, once it was read. */
  JmSecret *secret;
  gboolean  unsaved;         /* it is newer than what the keyring has */
  gint64    expires_boot_ms; /* boot time; 0 for a token without a countdown */
  gint64    lifetime;        /* seconds that the countdown began with */
  gint64    issued_boot_ms;  /* when this generation came to this process; 0 when it was read */

  /* The site to ask. */
  JmJiraFlavor flavor;
  char        *api_base;
  char        *account_id;
  char        *account_name;

  /* cloud ids that the grant reached when it was asked last; NULL when it was not */
  GStrv        sites;

  /* Work that runs; one promise each, shared by all who wait. */
  DexPromise   *works[JM_TOKEN_N_WORKS];
  guint         n_running;
  /* resolved when nothing runs any more; NULL until somebody stops */
  DexPromise   *ended;
  GCancellable *cancellable;      /* ends all waiting but that for a POST */
  /* ends that one too: its answer may hold the only copy of a token */
  GCancellable *post_cancellable;
  gboolean      stopped;

  /* The plan, boot time in ms; 0 is never. */
  gboolean      watching;
  GCancellable *alarm;
  gint64        refresh_boot_ms; /* when the token is due */
  gint64        check_boot_ms;
  gint64        retry_boot_ms; /* nothing is tried by itself before */
  gint64        pause_boot_ms; /* nothing is sent before, not even on a click: the server said so */
  gint64        hold_boot_ms;  /* nothing begins by itself before */
  gint64        save_boot_ms;
  guint         n_failures;
  guint         n_saves;
  gint64        probed_boot_ms; /* last time that a token without a countdown was shown to Jira */
  gint64        checked_boot_ms;
  gint64        calls_boot_ms[JM_TOKEN_CALLS_PER_MINUTE]; /* of the token endpoint, a ring */
  guint         n_calls;

  /* The intent: a refresh whose outcome is not known. */
  gboolean intent_read;
  gboolean intent_open;
  gint64   intent_boot_ms; /* first send */
  guint    n_lost;

  gboolean clock_wrong;
  gint64   published[JM_TOKEN_N_NUMBERS];
  char    *published_texts[3];
};

/* --- jm-token-keeper.c */

void       jm_token_keeper_publish         (JmTokenKeeper *self);
/* Joins work of this kind that runs, or begins it. */
DexFuture *jm_token_keeper_join            (JmTokenKeeper *self,
                                            JmTokenWork    work,
                                            GCancellable  *cancellable) G_GNUC_WARN_UNUSED_RESULT;
/* Every fiber that may touch keyring or state.db stands between these two; stop waits until none is
 * left. */
void       jm_token_keeper_begin_work      (JmTokenKeeper *self);
void       jm_token_keeper_end_work        (JmTokenKeeper *self);

/* --- jm-token-authorizer.c */

void       jm_token_keeper_authorizer_init (JmAuthorizerInterface *iface);

/* --- jm-token-journal.c */

/* Await: writes the row to state.db. */
void       jm_token_keeper_persist         (JmTokenKeeper *self);
/* Await: adds an event; @name, @value, … NULL are its detail, pairs with a NULL value left out. */
void       jm_token_keeper_tell            (JmTokenKeeper *self,
                                            JmEventKind    kind,
                                            const char    *message,
                                            ...) G_GNUC_NULL_TERMINATED;
/* Await: the same with what the token endpoint said, or NULL for the words of the trouble. */
void       jm_token_keeper_tell_answer     (JmTokenKeeper       *self,
                                            JmEventKind          kind,
                                            const char          *message,
                                            const JmTokenAnswer *answer);

/* --- jm-token-state.c */

JmTokenState jm_token_keeper_derive_state  (JmTokenKeeper  *self);
gint64     jm_token_keeper_get_margin_ms   (JmTokenKeeper  *self);
gint64     jm_token_keeper_get_left_ms     (JmTokenKeeper  *self);
gint64     jm_token_keeper_derive_end_ms   (JmTokenKeeper  *self);
char      *jm_token_keeper_dup_item_name   (JmTokenKeeper  *self);
/* TRUE when nothing may be sent until a person acts. */
gboolean   jm_token_keeper_is_barred       (JmTokenKeeper  *self);
/* FALSE with an error when the token is from another server than the one that is asked now. */
gboolean   jm_token_keeper_is_at_home      (JmTokenKeeper  *self,
                                            GError        **error);
GError    *jm_token_keeper_dup_error       (JmTokenKeeper  *self);
/* From the row alone, until the keyring was read. */
void       jm_token_keeper_guess_countdown (JmTokenKeeper  *self);
/* @fresh: it was issued just now; else its countdown is what is left by the wall clock, within
 * bounds. */
void       jm_token_keeper_take_secret     (JmTokenKeeper  *self,
                                            JmSecret       *secret,
                                            gboolean        fresh);
/* Await: reads the keyring; keeps what is in memory when that is newer. FALSE with an error. */
gboolean   jm_token_keeper_await_secret    (JmTokenKeeper  *self,
                                            GError        **error);
/* Await: stores what is in memory, read back. FALSE with an error. */
gboolean   jm_token_keeper_await_store     (JmTokenKeeper  *self,
                                            const JmSecret *secret,
                                            GCancellable   *cancellable,
                                            GError        **error);
void       jm_token_keeper_set_trouble     (JmTokenKeeper  *self,
                                            JmTrouble       trouble,
                                            const GError   *error);
void       jm_token_keeper_note_date       (JmTokenKeeper  *self,
                                            gint64          date_ms);
/* Await. All is well again; tells it when it was not. */
void       jm_token_keeper_settle_well     (JmTokenKeeper  *self);
/* Await. Keeps everything, names the trouble, plans the next try. @answer: what the token endpoint
 * said, or NULL. */
void       jm_token_keeper_settle_ill      (JmTokenKeeper       *self,
                                            const GError        *error,
                                            const JmTokenAnswer *answer);

/* --- jm-token-plan.c */

gint64     jm_token_keeper_get_interval_ms (JmTokenKeeper *self);
gint64     jm_token_keeper_derive_next_ms  (JmTokenKeeper *self);
void       jm_token_keeper_plan_refresh    (JmTokenKeeper *self);
void       jm_token_keeper_plan_check      (JmTokenKeeper *self);
void       jm_token_keeper_plan_retry      (JmTokenKeeper       *self,
                                            const JmTokenAnswer *answer);
void       jm_token_keeper_plan_save       (JmTokenKeeper *self);
/* Whether the token endpoint may be asked now: six times a minute, and never inside a pause it
 * asked for. */
gboolean   jm_token_keeper_may_call        (JmTokenKeeper *self,
                                            GError       **error);
void       jm_token_keeper_count_call      (JmTokenKeeper *self);
void       jm_token_keeper_arm             (JmTokenKeeper *self);
void       jm_token_keeper_disarm          (JmTokenKeeper *self);
void       jm_token_keeper_watch           (JmTokenKeeper *self);

/* --- jm-token-refresh.c */

/* Fibers' bodies: await. FALSE with an error. */
gboolean   jm_token_keeper_run_refresh     (JmTokenKeeper *self,
                                            GError       **error);
gboolean   jm_token_keeper_run_save        (JmTokenKeeper *self,
                                            GError       **error);
gboolean   jm_token_keeper_is_lost         (JmTokenKeeper *self);
/* Await: opens what the last run left behind, once. */
void       jm_token_keeper_read_intent     (JmTokenKeeper *self);
void       jm_token_keeper_clear_intent    (JmTokenKeeper *self);

/* --- jm-token-check.c */

gboolean   jm_token_keeper_run_check       (JmTokenKeeper *self,
                                            GError       **error);

G_END_DECLS
