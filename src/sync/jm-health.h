/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "accounts/jm-monitor.h"
#include "sync/jm-sync.h"

G_BEGIN_DECLS

typedef enum
{
  JM_HEALTH_UNKNOWN,            /* not checked yet */
  JM_HEALTH_FINE,
  JM_HEALTH_REMARK,             /* works, and should be looked at */
  JM_HEALTH_BAD,
} JmHealthLevel;

/* What is checked, in the order in which it is shown; the last two once for the computer. */
typedef enum
{
  JM_HEALTH_TOKEN,
  JM_HEALTH_JIRA,               /* reachable, and who it thinks we are */
  JM_HEALTH_PERMISSIONS,        /* scopes granted of those needed; what could not be read */
  JM_HEALTH_CLOCK,              /* this computer's against Jira's Date */
  JM_HEALTH_FRESHNESS,          /* the oldest of what is stored, resource by resource */
  JM_HEALTH_BUDGET,             /* of the rate limits */
  JM_HEALTH_KEYRING,
  JM_HEALTH_STORAGE,
  JM_N_HEALTH_KINDS
} JmHealthKind;

/* What a person can do about it, where the program can help */
typedef enum
{
  JM_HEALTH_CURE_NONE,
  JM_HEALTH_CURE_TROUBLE,       /* the one of the account's JmTrouble: sign in, unlock, … */
  JM_HEALTH_CURE_SIGN_IN,
  JM_HEALTH_CURE_UNLOCK,        /* the keyring */
  JM_HEALTH_CURE_SYNC,
  JM_HEALTH_CURE_REBUILD,       /* the account's store, from Jira */
  JM_HEALTH_CURE_NETWORK,       /* the way to its site: authority, certificate, proxy */
} JmHealthCure;

/* One row. Properties, all notify: "level", "sentence", "value" ("182 ms", "9 of 9"). Signal "checked":
 * a round has looked at it, whatever that changed; its history and details may be others now. */
#define JM_TYPE_HEALTH_CHECK (jm_health_check_get_type ())

G_DECLARE_FINAL_TYPE (JmHealthCheck, jm_health_check, JM, HEALTH_CHECK, GObject)

JmHealthKind  jm_health_check_get_kind      (JmHealthCheck *self);
/* "token", "jira": for JSON */
const char   *jm_health_check_get_name      (JmHealthCheck *self);
/* "Jira reachable" */
const char   *jm_health_check_get_title     (JmHealthCheck *self);
/* NULL: the computer's */
JmAccount    *jm_health_check_get_account   (JmHealthCheck *self);
JmHealthLevel jm_health_check_get_level     (JmHealthCheck *self);
const char   *jm_health_check_get_sentence  (JmHealthCheck *self);
const char   *jm_health_check_get_value     (JmHealthCheck *self);
/* What to do about it, one sentence; NULL when it is fine */
const char   *jm_health_check_get_cure      (JmHealthCheck *self);
JmHealthCure  jm_health_check_get_remedy    (JmHealthCheck *self);
/* The account that the remedy is for: also for a check of the computer; NULL when none is */
JmAccount    *jm_health_check_get_patient   (JmHealthCheck *self);
/* Lines of detail, "name\tvalue", for its opened row; may be empty */
const char *const *jm_health_check_get_details (JmHealthCheck *self);
/* The last measured values, oldest first, at most JM_HEALTH_HISTORY (a day): ms, or seconds of skew, or
 * percent of a budget; NAN for one that failed. None for what has nothing to measure. Borrowed until the
 * next "checked". */
#define JM_HEALTH_HISTORY 288
const double *jm_health_check_get_history   (JmHealthCheck *self,
                                             guint         *n_values);

/* All checks of all active accounts: a GListModel of JmHealthCheck, in groups by account, the computer's
 * last. Properties, notify: "checking" (boolean), "checked-at" (gint64, wall ms, 0 never), "next-at"
 * (gint64). The history is kept in state.db. */
#define JM_TYPE_HEALTH (jm_health_get_type ())

G_DECLARE_FINAL_TYPE (JmHealth, jm_health, JM, HEALTH, GObject)

/* The one of this program, made at first use; borrowed. */
JmHealth     *jm_health_get               (JmMonitor    *monitor);
/* Checks all now; callers share a round. Resolves to TRUE when it is through, whatever it found. */
DexFuture    *jm_health_check             (JmHealth     *self,
                                           GCancellable *cancellable) G_GNUC_WARN_UNUSED_RESULT;
/* Every "health-interval" seconds of the settings (300). */
void          jm_health_start             (JmHealth     *self);
void          jm_health_stop              (JmHealth     *self);
gboolean      jm_health_is_checking       (JmHealth     *self);
gint64        jm_health_get_checked_at_ms (JmHealth     *self);
gint64        jm_health_get_next_at_ms    (JmHealth     *self);
/* The worst of all */
JmHealthLevel jm_health_get_level         (JmHealth     *self);

G_END_DECLS
