/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "auth/jm-services.h"
#include "store/jm-store-marks.h"
#include "sync/jm-sync-gate.h"
#include "sync/jm-sync.h"

G_BEGIN_DECLS

/* Private to the floor: one run of one account, from its order to its report. It lives on the main
 * context; its fibers share it. */
typedef struct _JmSyncRun JmSyncRun;

/* Something that a face shows of the run changed: its state or its progress. */
typedef void (*JmSyncRunChanged) (gpointer data);

struct _JmSyncRun
{
  gatomicrefcount   references;

  /* the order */
  JmSyncKind        kind;
  char             *project_key;  /* NULL: all that are chosen */
  JmResourceId      resource;     /* JM_N_RESOURCES: all that are chosen */
  gboolean          page;         /* a page that somebody looks at: beside the others, waits for nothing */

  /* what it works with */
  JmServices       *services;
  JmAccount        *account;
  JmSyncSettings   *settings;     /* as they were when it began */
  JmJiraClient     *client;
  JmStore          *store;        /* NULL until it is open */
  JmSyncGate       *gate;         /* borrowed, NULL for a page */
  GCancellable     *cancellable;
  JmSyncRunChanged  changed;
  gpointer          data;

  /* what it knows */
  gint64            cursor_ms;    /* of a quick run: where it begins */
  gint64            number;       /* in the store */
  GStrv             projects;     /* keys of those that are fetched */
  GStrv             boards;       /* ids, NULL until they are fetched */
  GHashTable       *people;       /* account ids that came with issues */
  GHashTable       *denied;       /* JmResourceId of what was denied when it began */
  gint64            who_boot_ms;  /* when /myself agreed last, 0 never */
  gboolean          all_issues;   /* no project failed so far */
  gboolean          resumed;      /* some of what it fetched came before it was cut off */
  gint64            begun_boot_ms;
  guint             n_answers;    /* good ones, from Jira */

  /* what a face sees */
  JmSyncState       state;
  gint64            waits_until_ms;
  GError           *hindrance;    /* why it does not go on by itself: a full disk */
  JmResourceId      phase;
  gint64            fetched;      /* rows of this phase */
  gint64            total;        /* of them, -1 unknown */

  JmSyncReport     *report;
  GError           *failures[JM_N_RESOURCES]; /* of what failed while the run went on: the first ones */
  /* private to jm-sync-wait.c */
  guint             n_waiting;
  GCancellable     *nap;          /* cancelled to look again at once */
};

/* --- jm-sync-run.c */

JmSyncRun  *jm_sync_run_new        (JmServices           *services,
                                    JmAccount            *account,
                                    const JmSyncSettings *settings,
                                    const JmSyncOrder    *order,
                                    gboolean              page,
                                    GCancellable         *cancellable);
JmSyncRun  *jm_sync_run_ref        (JmSyncRun  *run);
void        jm_sync_run_unref      (gpointer    run);
/* Resolves to TRUE when its report is complete; rejects with what stopped it. */
DexFuture  *jm_sync_run_start      (JmSyncRun  *run) G_GNUC_WARN_UNUSED_RESULT;
/* Looks again now whether what it waits for is over. */
void        jm_sync_run_nudge      (JmSyncRun  *run);
gboolean    jm_sync_run_wants      (JmSyncRun    *run,
                                    JmResourceId  resource);
void        jm_sync_run_set_phase  (JmSyncRun    *run,
                                    JmResourceId  phase,
                                    gint64        total);
void        jm_sync_run_progress   (JmSyncRun    *run,
                                    gint64        n_rows);

/* --- jm-sync-wait.c: asking and storing, with all the waiting that this may need. Called from a
 * fiber; they await. */

/* The next page; NULL without @error behind the last one. */
GBytes         *jm_sync_run_next  (JmSyncRun   *run,
                                   JmPager     *pager,
                                   GError     **error);
/* The answer to GET @path, or to POST @path when @json is given. */
JmHttpResponse *jm_sync_run_ask   (JmSyncRun   *run,
                                   const char  *path,
                                   const char  *json,
                                   GError     **error);
/* Whether what met a full disk may be tried again, after a while; FALSE with @error, which is @failure
 * when that is about something else. */
gboolean        jm_sync_run_wait_for_room (JmSyncRun    *run,
                                           const GError *failure,
                                           GError      **error);
/* jm_store_put_page(), again until the disk has room. */
DexFuture      *jm_sync_run_put   (JmSyncRun        *run,
                                   const JmResource *resource,
                                   const char       *owner,
                                   GBytes           *page,
                                   JmPageFlags       flags,
                                   const char       *position) G_GNUC_WARN_UNUSED_RESULT;
/* jm_store_finish_walk(). @n_gone: (nullable): how many rows, -1 in doubt. */
gboolean        jm_sync_finish_walk (JmSyncRun        *run,
                                     const JmResource *resource,
                                     const char       *owner,
                                     gint64           *n_gone,
                                     GError          **error);
/* Whether @error ends the whole run: about the network, the sign-in, the disk or the person's will.
 * Other errors are about one thing that was asked for. */
gboolean        jm_sync_run_is_stopped_by (const GError *error);
/* Whether /myself says that we are still who we were. Asked again when the last answer is older than
 * @seconds. FALSE with @error when not. */
gboolean        jm_sync_run_check_who (JmSyncRun  *run,
                                       guint       seconds,
                                       GError    **error);
/* All that belongs to a run of its kind, or the one resource that was ordered. */
gboolean        jm_sync_run_follow_plan (JmSyncRun *run,
                                         GError   **error);

/* @work on each of the @n_items items, some at a time. Returns FALSE with @error when one of them
 * said FALSE: the others end with what they do. */
typedef gboolean (*JmSyncWork)    (JmSyncRun  *run,
                                   guint       i,
                                   gpointer    data,
                                   GError    **error);
gboolean        jm_sync_run_each  (JmSyncRun   *run,
                                   guint        n_items,
                                   JmSyncWork   work,
                                   gpointer     data,
                                   GError     **error);

/* --- the phases. Each returns FALSE with @error only when the run cannot go on; what else goes
 * wrong is in the report. They await. */

/* jm-sync-issues.c */
gboolean    jm_sync_fetch_all_issues (JmSyncRun     *run,
                                      const char *const *projects,
                                      GError       **error);
gboolean    jm_sync_fetch_changed    (JmSyncRun     *run,
                                      gint64         cursor_ms,
                                      GError       **error);
/* The newest `updated` of Jira, 0 for none: where a run that begins now will have seen everything. */
gboolean    jm_sync_find_newest      (JmSyncRun     *run,
                                      gint64        *newest_ms,
                                      GError       **error);
/* project = "WEB", or project in (…); the caller owns it. */
char       *jm_sync_dup_restriction  (const char *const *projects) G_GNUC_WARN_UNUSED_RESULT;
/* What of an issue is wanted, a JSON array: with its comments and work logs, when these are chosen. */
char       *jm_sync_dup_fields       (JmSyncRun     *run) G_GNUC_WARN_UNUSED_RESULT;
/* How many Jira counts, -1 when it does not say. */
gboolean    jm_sync_count_at_jira    (JmSyncRun     *run,
                                      const char    *jql,
                                      gint64        *count,
                                      GError       **error);
/* Whether @seen is so few of @expected that somebody else must say so, too. */
gboolean    jm_sync_is_much_less     (gint64         seen,
                                      gint64         expected);

/* jm-sync-census.c */
gboolean    jm_sync_count_issues     (JmSyncRun     *run,
                                      GError       **error);
gboolean    jm_sync_bury_unseen      (JmSyncRun     *run,
                                      const char    *project_key,
                                      gint64         n_seen,
                                      GError       **error);
gboolean    jm_sync_bury_strays      (JmSyncRun     *run,
                                      GError       **error);
/* Issues by their ids (a GBytes of gint64), into the store. @gone: (nullable): gets the ids of those
 * that Jira does not show. */
gboolean    jm_sync_fetch_by_ids     (JmSyncRun     *run,
                                      const gint64  *ids,
                                      guint          n_ids,
                                      GArray        *gone,
                                      GError       **error);

/* jm-sync-parts.c */
gboolean    jm_sync_fetch_parts      (JmSyncRun     *run,
                                      JmResourceId   id,
                                      GError       **error);

/* jm-sync-history.c */
gboolean    jm_sync_fetch_histories  (JmSyncRun         *run,
                                      const JmResource  *resource,
                                      const gint64      *ids,
                                      guint              n_ids,
                                      GError           **error);

/* jm-sync-things.c */
gboolean    jm_sync_fetch_projects_of_run (JmSyncRun *run,
                                           GError   **error);
gboolean    jm_sync_fetch_things     (JmSyncRun     *run,
                                      JmResourceId   id,
                                      GError       **error);

/* jm-sync-people.c */
void        jm_sync_note_people      (JmSyncRun     *run,
                                      GBytes        *page);
gboolean    jm_sync_fetch_people     (JmSyncRun     *run,
                                      GError       **error);

/* jm-sync-news.c */
gboolean    jm_sync_settle_news      (JmSyncRun     *run,
                                      GError       **error);

/* --- jm-sync-report.c */

/* The token may not read it: "needs …". */
void        jm_sync_report_deny      (JmSyncRun     *run,
                                      JmResourceId   id,
                                      const char    *why);
/* Something of it could not be fetched; the run goes on. The first one is told. */
void        jm_sync_report_fail      (JmSyncRun     *run,
                                      JmResourceId   id,
                                      const GError  *error);
/* One line in the history. @error: what stopped the run, or NULL. */
void        jm_sync_report_tell      (JmSyncRun     *run,
                                      const GError  *error);

G_END_DECLS
