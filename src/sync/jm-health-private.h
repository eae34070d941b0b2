/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <math.h>

#include "sync/jm-health.h"

G_BEGIN_DECLS

/* What a check found. On the stack of whoever looks, handed to jm_health_check_take(); owns what it
 * points to. */
typedef struct
{
  JmHealthLevel level;
  char         *sentence;
  char         *value;          /* NULL: nothing was measured */
  char         *cure;           /* a sentence, or NULL */
  JmHealthCure  remedy;
  JmAccount    *patient;        /* NULL: the account of the check */
  double        measured;       /* NAN: it failed */
  gboolean      is_measured;    /* whether "measured" belongs into the history */
  GPtrArray    *details;        /* of "name\tvalue", or NULL */
} JmHealthFinding;

#define JM_HEALTH_FINDING_INIT { .level = JM_HEALTH_FINE, .measured = NAN }

void           jm_health_finding_clear    (JmHealthFinding *self);
/* A line of detail */
void           jm_health_finding_add      (JmHealthFinding *self,
                                           const char      *name,
                                           const char      *format,
                                           ...) G_GNUC_PRINTF (3, 4);
/* Level, sentence, cure and remedy of a fault of @account (NULL: of the computer) */
void           jm_health_finding_set_error (JmHealthFinding *self,
                                           const GError    *error);
/* "182 ms", "6.2 s"; also measures it */
void           jm_health_finding_set_ms   (JmHealthFinding *self,
                                           gint64           ms);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (JmHealthFinding, jm_health_finding_clear)

JmHealthCheck *jm_health_check_new        (JmHealthKind     kind,
                                           JmAccount       *account);
/* Takes what is in @finding and leaves it empty. @in_round: the history goes on by one value. Returns
 * whether the level is another one than the last that was known. */
gboolean       jm_health_check_take       (JmHealthCheck   *self,
                                           JmHealthFinding *finding,
                                           gboolean         in_round);
/* Whether somebody looks just now: one at a time, even when that one hangs. */
gboolean       jm_health_check_is_busy    (JmHealthCheck   *self);
void           jm_health_check_set_busy   (JmHealthCheck   *self,
                                           gboolean         busy);
/* Level and history in few bytes, and back; what makes no sense is left out. */
char          *jm_health_check_to_text    (JmHealthCheck   *self);
void           jm_health_check_from_text  (JmHealthCheck   *self,
                                           const char      *text);

/* --- the list, in parts: jm-health-rows.c, jm-health-kept.c */

struct _JmHealth
{
  GObject        parent_instance;

  JmServices    *services;
  JmAccounts    *accounts;
  GPtrArray     *checks;        /* of JmHealthCheck, in their order */
  GHashTable    *loaded;        /* keys of facts that have been read */

  DexPromise    *checking;      /* the round that is under way, for whoever waits for it */
  struct _JmHealthRound *round;
  GCancellable  *watching;      /* ends the rounds by themselves; NULL when there are none */
  GCancellable  *waiting;       /* ends the waiting for the next one */
  gint64         checked_at_ms;
  gint64         next_at_ms;
  gboolean       looking_through;
};

gboolean       jm_health_has_check        (JmHealth        *self,
                                           JmHealthCheck   *check);
/* A JmHealthReport: what the row says, and what is news. */
void           jm_health_report           (JmHealthCheck   *check,
                                           JmHealthFinding *finding,
                                           gpointer         owner);
/* The rows are those of the accounts, as these are now. */
void           jm_health_follow_accounts  (JmHealth        *self);
/* Await. */
void           jm_health_load             (JmHealth        *self);
void           jm_health_save             (JmHealth        *self);
void           jm_health_forget           (JmHealth        *self,
                                           JmAccount       *account);

/* --- who looks, without asking Jira */

void           jm_health_judge_token      (JmAccount       *account,
                                           JmClock         *clock,
                                           JmHealthFinding *finding);
void           jm_health_judge_budget     (JmAccount       *account,
                                           JmClock         *clock,
                                           JmHealthFinding *finding);
/* @states: of JmResourceState, or NULL when the store does not open */
void           jm_health_judge_permissions (JmAccount      *account,
                                           GPtrArray       *states,
                                           JmHealthFinding *finding);
void           jm_health_judge_freshness  (JmServices      *services,
                                           JmAccount       *account,
                                           GPtrArray       *states,
                                           const GError    *error,
                                           JmHealthFinding *finding);

/* --- who asks; awaits, called from a fiber */

/* One request at most: /myself. The computer's clock against Jira's comes out of the same answer. */
void           jm_health_ask_jira         (JmServices      *services,
                                           JmAccount       *account,
                                           gboolean         clock_was_off,
                                           JmHealthFinding *jira,
                                           JmHealthFinding *clock,
                                           GCancellable    *cancellable);
void           jm_health_ask_keyring      (JmServices      *services,
                                           JmAccounts      *accounts,
                                           JmHealthFinding *finding,
                                           GCancellable    *cancellable);
void           jm_health_ask_storage      (JmServices      *services,
                                           JmAccounts      *accounts,
                                           JmHealthFinding *finding);

/* --- the thorough look, apart from the rounds */

char          *jm_health_get_integrity    (JmServices      *services,
                                           JmAccount       *account,
                                           gint64          *looked_at_ms) G_GNUC_WARN_UNUSED_RESULT;
DexFuture     *jm_health_look_through     (JmServices      *services,
                                           JmAccounts      *accounts,
                                           GCancellable    *cancellable) G_GNUC_WARN_UNUSED_RESULT;

/* "13:32" today, else "Tue, 13:32", or "20 Nov" when that is a week ago; in the person's time zone */
char          *jm_health_dup_when         (gint64           ms,
                                           gint64           now_ms) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
