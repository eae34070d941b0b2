/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "accounts/jm-world.h"
#include "store/jm-store-marks.h"
#include "sync/jm-sync.h"

G_BEGIN_DECLS

/* An account that is signed in, its sync, and its store: from a fiber of the test. */
typedef struct
{
  JmWorld   *world;
  JmAccount *account;
  JmSync    *sync;
  JmStore   *store;
  const char *site;             /* as the control port names it; NULL: the first one */
} SyncFixture;

typedef void (*SyncBody) (SyncFixture *fixture);

/* A test whose world has so many issues in so many projects; run as a fiber. */
void          sync_add         (const char        *path,
                                SyncBody           body,
                                guint              n_issues,
                                guint              n_projects);
/* The same with a clock that is turned by hand */
void          sync_add_by_hand (const char        *path,
                                SyncBody           body,
                                guint              n_issues,
                                guint              n_projects);
/* To the first site; done before the test begins. */
void          sync_sign_in     (SyncFixture       *fixture);
void          sync_await       (DexFuture         *future);
gint64        sync_await_int   (DexFuture         *future);
/* A run that must be good; the caller frees its report. */
JmSyncReport *sync_run         (SyncFixture       *fixture,
                                JmSyncKind         kind);
/* A run that must fail so */
void          sync_run_failing (SyncFixture       *fixture,
                                JmSyncKind         kind,
                                GQuark             domain,
                                int                code);
gint64        sync_count       (SyncFixture       *fixture,
                                JmResourceId       resource);
/* POST of the control port; the caller frees the answer. */
JsonNode     *sync_control     (SyncFixture       *fixture,
                                const char        *path,
                                const char        *format,
                                ...) G_GNUC_PRINTF (3, 4);
guint         sync_count_requests (SyncFixture    *fixture);
void          sync_forget_requests (SyncFixture   *fixture);
typedef enum
{
  SYNC_SAME_STORED,             /* of what is stored and still there each says the same */
  SYNC_SAME_IDS,                /* the same issues and projects, whatever they say */
  SYNC_SAME_ALL,
  SYNC_SAME_THREADS,            /* also the comments */
} SyncSame;

/* Asserts that what Jira has, by its control port, is what is stored. */
void          sync_assert_same (SyncFixture       *fixture,
                                SyncSame           same);

G_END_DECLS
