/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sync/jm-health-private.h"

G_BEGIN_DECLS

/* One look at some checks, all at the same time, each with its own limit of time. Lives on the main
 * context. */
typedef struct _JmHealthRound JmHealthRound;

/* One answer; @finding is taken or cleared by whoever called. */
typedef void (*JmHealthReport) (JmHealthCheck   *check,
                                JmHealthFinding *finding,
                                gpointer         owner);

/* @owner: kept until all has answered, or was given up. */
JmHealthRound *jm_health_round_new     (JmServices      *services,
                                        JmAccounts      *accounts,
                                        GObject         *owner,
                                        JmHealthReport   report);
void           jm_health_round_free    (JmHealthRound   *self);
/* Begins to look at @checks (of JmHealthCheck). Resolves to TRUE when each was reported, or the round
 * was abandoned. */
DexFuture     *jm_health_round_run     (JmHealthRound   *self,
                                        GPtrArray       *checks) G_GNUC_WARN_UNUSED_RESULT;
/* Nothing more is reported. */
void           jm_health_round_abandon (JmHealthRound   *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (JmHealthRound, jm_health_round_free)

G_END_DECLS
