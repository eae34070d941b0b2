/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sync/jm-sync.h"

G_BEGIN_DECLS

/* Private to the floor: when one account is fetched by itself. */

#define JM_SYNC_N_KINDS (JM_SYNC_CENSUS + 1)

/* When each kind came to a good end last, wall ms, 0 never; and by how much its next time is moved,
 * 0.9 … 1.1. */
typedef struct
{
  gint64 last_ms[JM_SYNC_N_KINDS];
  double jitter[JM_SYNC_N_KINDS];
} JmSyncTimes;

void    jm_sync_times_init    (JmSyncTimes          *self);
/* @kind, and what it covers, came to a good end. */
void    jm_sync_times_note    (JmSyncTimes          *self,
                         JmSyncKind kind,
                         gint64 now_ms);
/* One line for state.db, and back; what cannot be read is 0. */
char   *jm_sync_times_to_text (const JmSyncTimes    *self);
void    jm_sync_times_read    (JmSyncTimes          *self,
                         const char *text);
/* When which kind is next, not before @earliest_ms; 0 never. Who is late together is done in one. */
gint64  jm_sync_times_plan    (const JmSyncTimes    *self,
                           const JmSyncSettings *settings,
                           JmSyncThrift thrift,
                           gint64 now_ms,
                           gint64 earliest_ms,
                           JmSyncKind *kind);

/* The clockwork: a fiber that sleeps until the next time, and runs. */
typedef struct _JmSyncSchedule JmSyncSchedule;

JmSyncSchedule *jm_sync_schedule_new   (JmSync         *sync,
                                      JmServices *services,
                                      JmAccount *account);
/* Ends it; the fiber lets go of everything at its next turn. */
void            jm_sync_schedule_free  (JmSyncSchedule *self);
/* Plans anew: settings, times or the account's state changed. */
void            jm_sync_schedule_nudge (JmSyncSchedule *self);

/* --- jm-sync.c, for the schedule */
JmSyncTimes    *jm_sync_get_times      (JmSync         *self);
void            jm_sync_set_next_at    (JmSync         *self,
                          gint64 next_at_ms);
JmSyncThrift    jm_sync_get_thrift     (JmSync         *self);
void            jm_sync_set_held       (JmSync         *self,
                       JmSyncThrift held);
/* Resolves to TRUE when settings and times were read. */
DexFuture      *jm_sync_await_loaded   (JmSync         *self) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
