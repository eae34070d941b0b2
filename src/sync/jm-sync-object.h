/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sync/jm-sync-gate.h"
#include "sync/jm-sync-private.h"
#include "sync/jm-sync-schedule.h"
#include "sync/jm-sync.h"

G_BEGIN_DECLS

/* Private to JmSync: what its files share. */

struct _JmSync
{
  GObject parent_instance;

  JmServices *services;
  GWeakRef account;
  GQueue flights; /* of JmSyncFlight: the first one is under way */
  GQueue pages;   /* of JmSyncFlight: all of them are */
  JmSyncGate *gate;
  JmSyncSettings *settings;
  guint settings_stamp; /* raised when somebody sets them here */
  JmSyncTimes times;
  JmSyncSchedule *schedule;
  DexPromise *loaded;

  /* as it was told last */
  JmSyncState state;
  gboolean running;
  JmResourceId resource;
  guint fetched;
  gint64 total;
  gint64 waits_until_ms;
  gint64 synced_at_ms;
  gint64 next_at_ms;
  JmSyncThrift thrift;
  JmSyncThrift held;
  guint skipped;
  GError *error;
  GError *told; /* how the last run ended */
  JmSyncReport *report;
};

typedef enum
{
  JM_SYNC_PROP_STATE = 1,
  JM_SYNC_PROP_RUNNING,
  JM_SYNC_PROP_RESOURCE,
  JM_SYNC_PROP_FETCHED,
  JM_SYNC_PROP_TOTAL,
  JM_SYNC_PROP_WAITS_UNTIL,
  JM_SYNC_PROP_SYNCED_AT,
  JM_SYNC_PROP_NEXT_AT,
  JM_SYNC_PROP_HELD,
  JM_SYNC_PROP_ERROR,
  JM_SYNC_PROP_SKIPPED,
  JM_SYNC_PROP_REPORT,
  JM_SYNC_PROP_SETTINGS,
} JmSyncProperty;

/* --- jm-sync-face.c: what the faces see */

void        jm_sync_notify      (JmSync         *self,
                                 JmSyncProperty  property);
void        jm_sync_set_number  (JmSync         *self,
                                 gint64         *field,
                                 gint64          value,
                                 JmSyncProperty  property);
void        jm_sync_set_error   (JmSync         *self,
                                 const GError   *error);
/* Tells what differs from what was told last. */
void        jm_sync_update      (JmSync         *self);
void        jm_sync_take_report (JmSync         *self,
                                 JmSyncReport   *report);

/* --- jm-sync-facts.c: what outlives the program */

/* "WHAT/ACCOUNT": goes with the account. */
char       *jm_sync_dup_key     (const char     *what,
                                 JmAccount      *account) G_GNUC_WARN_UNUSED_RESULT;
/* Settings and times. Resolves to TRUE, and so does JmSync:loaded. */
DexFuture  *jm_sync_load        (JmSync         *self) G_GNUC_WARN_UNUSED_RESULT;
/* The times, which another process wrote. Resolves to TRUE. */
DexFuture  *jm_sync_reload      (JmSync         *self) G_GNUC_WARN_UNUSED_RESULT;
/* @kind came to a good end just now. Resolves to TRUE. */
DexFuture  *jm_sync_note_times  (JmSync         *self,
                                 JmAccount      *account,
                                 JmSyncKind      kind) G_GNUC_WARN_UNUSED_RESULT;

/* --- jm-sync-flight.c: runs and those who wait for them */

typedef struct _JmSyncFlight JmSyncFlight;

/* NULL before it begins */
JmSyncRun  *jm_sync_flight_get_run (JmSyncFlight *flight);
/* Joins one, or a new one. Resolves to a JmSyncReport. */
DexFuture  *jm_sync_join        (JmSync            *self,
                                 const JmSyncOrder *order,
                                 gboolean           page,
                                 GCancellable      *cancellable) G_GNUC_WARN_UNUSED_RESULT;
/* The same for a page, of projects or of the issues of one. Resolves to the number of rows (int64). */
DexFuture  *jm_sync_fetch_page  (JmSync            *self,
                                 const char        *project_key,
                                 GCancellable      *cancellable) G_GNUC_WARN_UNUSED_RESULT;
/* All but pages */
void        jm_sync_cancel_flights (JmSync         *self);

G_END_DECLS
