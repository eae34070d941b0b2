/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "accounts/jm-account.h"
#include "sync/jm-sync-settings.h"

G_BEGIN_DECLS

typedef enum
{
  JM_SYNC_QUICK,                /* what changed since the last time */
  JM_SYNC_FULL,                 /* everything that the settings name */
  JM_SYNC_CENSUS,               /* which issues are still there */
} JmSyncKind;

/* What is to be fetched */
typedef struct
{
  JmSyncKind   kind;
  const char  *project_key;     /* one project alone; NULL: all */
  JmResourceId resource;        /* one resource alone; JM_N_RESOURCES: all */
} JmSyncOrder;

typedef enum
{
  JM_SYNC_IDLE,
  JM_SYNC_RUNNING,
  JM_SYNC_PAUSED,               /* by the person, or because the disk is full: see "error" */
  JM_SYNC_WAITING,              /* for a rate limit or the network: see "waits-until" */
} JmSyncState;

#define JM_TYPE_SYNC_STATE (jm_sync_state_get_type ())
GType         jm_sync_state_get_type  (void);

/* Why whole fetches and censuses do not begin by themselves. What a person asks for always goes. */
typedef enum
{
  JM_SYNC_THRIFT_NONE = 0,
  JM_SYNC_THRIFT_METERED = 1 << 0,      /* the connection costs by what is fetched */
  JM_SYNC_THRIFT_POWER = 1 << 1,        /* power is saved: quick ones go half as often, too */
} JmSyncThrift;

/* How a run ended, resource by resource. Boxed. */
typedef struct
{
  JmSyncKind kind;
  gint64     issues;            /* rows that came */
  double     issue_seconds;     /* the issue phase alone, boot time */
  double     seconds;
  guint      requests;
  gint64     added;             /* issues; so for the others */
  gint64     changed;
  gint64     removed;
  guint      skipped;           /* issues that are there and cannot be read */
  struct
  {
    gboolean asked;
    gint64   count;             /* rows stored at the end */
    char    *denied;            /* "needs …", or NULL */
    char    *failed;            /* what went wrong with this one, or NULL */
  } resources[JM_N_RESOURCES];
} JmSyncReport;

#define JM_TYPE_SYNC_REPORT (jm_sync_report_get_type ())
GType         jm_sync_report_get_type (void);
JmSyncReport *jm_sync_report_copy     (const JmSyncReport *self);
void          jm_sync_report_free     (JmSyncReport       *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (JmSyncReport, jm_sync_report_free)

/* One account's fetching. One run at a time: who asks for what is already being done shares it, who asks
 * for more waits for it. Properties, all notify: "state" (JmSyncState), "running" (boolean: not idle),
 * "resource" (JmResourceId of this moment), "fetched" (guint, rows of this phase), "total" (gint64, what
 * the server said of it, or -1), "waits-until" (gint64, wall ms, or 0), "synced-at" (gint64, wall ms of
 * the last good end, 0 never), "next-at" (gint64, wall ms of the next run by itself, 0 none), "held" (guint, JmSyncThrift: why one that is due
 * waits; NONE: none does), "error"
 * (of the last run, boxed GError or NULL), "skipped" (guint), "report" (of the last good run, boxed or
 * NULL), "settings" (boxed). */
#define JM_TYPE_SYNC (jm_sync_get_type ())

G_DECLARE_FINAL_TYPE (JmSync, jm_sync, JM, SYNC, GObject)

/* The one of this account, made at first use; borrowed, it lives as long as the account. */
JmSync             *jm_sync_get            (JmServices        *services,
                                            JmAccount         *account);
/* Resolves to a JmSyncReport (dex_await_boxed); rejects with JM_JIRA_ERROR, JM_AUTH_ERROR,
 * JM_STORE_ERROR or G_IO_ERROR_CANCELLED. What the token may not read is told in the report, and is no
 * error. "Nothing there" is believed only when /myself agrees (R27). The run ends when nobody waits for
 * it any more; one that began by itself is waited for by the program. */
DexFuture          *jm_sync_run            (JmSync            *self,
                                            const JmSyncOrder *order,
                                            GCancellable      *cancellable) G_GNUC_WARN_UNUSED_RESULT;
/* The projects, and the issues of one project: what a page needs that shows them. Resolve to the number of
 * rows. */
DexFuture          *jm_sync_fetch_projects (JmSync            *self,
                                            GCancellable      *cancellable) G_GNUC_WARN_UNUSED_RESULT;
DexFuture          *jm_sync_fetch_issues   (JmSync            *self,
                                            const char        *project_key,
                                            GCancellable      *cancellable) G_GNUC_WARN_UNUSED_RESULT;
/* After the page that is under way. Pausing outlives nothing: a new start begins where it stood. */
void                jm_sync_pause          (JmSync            *self);
void                jm_sync_resume         (JmSync            *self);
/* Ends the run; what it stored stays, and the next one of its kind goes on there. */
void                jm_sync_cancel         (JmSync            *self);
/* The face wants runs by themselves: by the settings, with jitter; missed ones are made up for. */
void                jm_sync_start          (JmSync            *self);
void                jm_sync_stop           (JmSync            *self);
/* Tells it what is to be saved from now on: flags. */
void                jm_sync_set_thrift     (JmSync            *self,
                                            JmSyncThrift       thrift);
/* Borrowed until they change. */
const JmSyncSettings *jm_sync_get_settings (JmSync            *self);
/* Writes them. Resolves to TRUE. */
DexFuture          *jm_sync_set_settings   (JmSync            *self,
                                            const JmSyncSettings *settings) G_GNUC_WARN_UNUSED_RESULT;

JmSyncState         jm_sync_get_state      (JmSync            *self);
gboolean            jm_sync_is_running     (JmSync            *self);
JmResourceId        jm_sync_get_resource   (JmSync            *self);
guint               jm_sync_get_fetched    (JmSync            *self);
guint               jm_sync_get_skipped    (JmSync            *self);
gint64              jm_sync_get_total      (JmSync            *self);
gint64              jm_sync_get_waits_until_ms (JmSync        *self);
gint64              jm_sync_get_synced_at_ms (JmSync          *self);
gint64              jm_sync_get_next_at_ms (JmSync            *self);
JmSyncThrift        jm_sync_get_held       (JmSync            *self);
const GError       *jm_sync_get_error      (JmSync            *self);
const JmSyncReport *jm_sync_get_report     (JmSync            *self);

G_END_DECLS
