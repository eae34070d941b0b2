/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include <libdex.h>

#include "base/jm-clock.h"
#include "jira/jm-resource.h"
#include "store/jm-store-error.h"

G_BEGIN_DECLS

/* One account's SQLite file: what Jira said, as it said it, with the columns that are searched or
 * sorted. Signal "changed" (JmResourceId): rows of that resource changed, here or by another process;
 * on the main context, at most four times a second. */
#define JM_TYPE_STORE (jm_store_get_type ())

G_DECLARE_FINAL_TYPE (JmStore, jm_store, JM, STORE, GObject)

/* @user_id: who the person is in this Jira: accountId, or the user key of a Data Center; NULL unknown.
 * Decides what is "mine". */
JmStore   *jm_store_new           (const char   *path,
                                   const char   *user_id,
                                   JmClock      *clock);
/* Rejects with JM_STORE_ERROR; JM_STORE_ERROR_CORRUPT: see jm_store_rebuild(). */
DexFuture *jm_store_open          (JmStore      *self) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *jm_store_close         (JmStore      *self) G_GNUC_WARN_UNUSED_RESULT;
/* Closes, and removes every byte of it. */
DexFuture *jm_store_remove        (JmStore      *self) G_GNUC_WARN_UNUSED_RESULT;

/* --- writing: what a walk through the pages of a resource brings */

/* A walk through one resource (of one owner) within a run: what it needs to go on after a kill. Boxed. */
typedef struct
{
  gint64   run;
  gboolean done;                /* came to its end within this run */
  char    *position;            /* jm_pager_new()'s @from; NULL: the beginning */
  gint64   fetched;             /* rows so far */
} JmWalk;

#define JM_TYPE_WALK (jm_walk_get_type ())
GType     jm_walk_get_type        (void);
JmWalk   *jm_walk_copy            (const JmWalk *self);
void      jm_walk_free            (JmWalk       *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (JmWalk, jm_walk_free)

/* What one transaction did. Boxed. */
typedef struct
{
  guint  n_rows;
  guint  n_added;
  guint  n_changed;             /* were there, and are different now */
  gint64 newest_ms;             /* the largest `updated` on the page, 0 none */
} JmPageResult;

#define JM_TYPE_PAGE_RESULT (jm_page_result_get_type ())
GType         jm_page_result_get_type (void);
JmPageResult *jm_page_result_copy     (const JmPageResult *self);
void          jm_page_result_free     (JmPageResult       *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (JmPageResult, jm_page_result_free)

typedef enum
{
  JM_PAGE_PLAIN    = 0,
  JM_PAGE_SEEN     = 1 << 0,    /* the items are only ids: what is stored of them stays, and was seen */
  JM_PAGE_CURSOR   = 1 << 1,    /* ordered by `updated`: the cursor moves up to the newest of it */
} JmPageFlags;

/* One page, its rows, the walk's new position and the cursor: one transaction. @owner: the key of a
 * project, the id of an issue or board; NULL for what belongs to the site, and for a walk over issues
 * of all projects. @position: where the walk goes on, NULL when this was the last page. Resolves to a
 * JmPageResult. */
DexFuture *jm_store_put_page      (JmStore          *self,
                                   const JmResource *resource,
                                   const char       *owner,
                                   GBytes           *page,
                                   gint64            run,
                                   JmPageFlags       flags,
                                   const char       *position) G_GNUC_WARN_UNUSED_RESULT;
/* The run named @name ("full", "census", "project/WEB" …) that was cut off, or else a new one with a
 * number higher than all before. Resolves to the number (int64). */
DexFuture *jm_store_begin_run     (JmStore          *self,
                                   const char       *name) G_GNUC_WARN_UNUSED_RESULT;
/* It came to its end: the next one of this name is a new one. Resolves to TRUE. */
DexFuture *jm_store_end_run       (JmStore          *self,
                                   const char       *name) G_GNUC_WARN_UNUSED_RESULT;
/* Resolves to a JmWalk. */
DexFuture *jm_store_get_walk      (JmStore          *self,
                                   const JmResource *resource,
                                   const char       *owner,
                                   gint64            run) G_GNUC_WARN_UNUSED_RESULT;
/* A walk over @resource (of @owner) came to its end without a fault: rows that it did not see are gone,
 * unless they are so many that one more walk must say the same. Not for issues: see
 * jm_store_list_unseen(). Resolves to how many are gone, -1 in doubt. */
DexFuture *jm_store_finish_walk   (JmStore          *self,
                                   const JmResource *resource,
                                   const char       *owner,
                                   gint64            run) G_GNUC_WARN_UNUSED_RESULT;
/* The token may not read it. @why: "needs the scope read:jira-user", translated; NULL: it may again. */
DexFuture *jm_store_deny          (JmStore          *self,
                                   JmResourceId      resource,
                                   const char       *why) G_GNUC_WARN_UNUSED_RESULT;
/* Issues of a project that no walk since @run has seen. Resolves to a GBytes of gint64. */
DexFuture *jm_store_list_unseen   (JmStore          *self,
                                   const char       *project_key,
                                   gint64            run) G_GNUC_WARN_UNUSED_RESULT;
/* Issues that Jira, asked for each, no longer shows: they leave every list. Kept for 30 days among what
 * is no longer visible, read-only; also their comments and history. @ids: gint64. Resolves to how many. */
DexFuture *jm_store_bury          (JmStore          *self,
                                   GBytes           *ids) G_GNUC_WARN_UNUSED_RESULT;
/* Issues whose comments, work logs or history @resource are older than they are: changed since these were
 * fetched. Resolves to a GBytes of at most @limit gint64. */
DexFuture *jm_store_list_stale    (JmStore          *self,
                                   JmResourceId      resource,
                                   guint             limit) G_GNUC_WARN_UNUSED_RESULT;
/* Up to where the quick run has seen everything, ms of Jira's clock; 0 never. Resolves to int64. */
DexFuture *jm_store_get_cursor    (JmStore          *self) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *jm_store_set_cursor    (JmStore          *self,
                                   gint64            cursor_ms) G_GNUC_WARN_UNUSED_RESULT;
/* What the person is called in mentions, where that is not the id (Data Center). Resolves to TRUE when
 * what is stored is marked by it. */
DexFuture *jm_store_learn_login   (JmStore          *self,
                                   const char       *login) G_GNUC_WARN_UNUSED_RESULT;
/* What retention and choice take away: @keep_days of issues that are done (0: all), resources and
 * projects that are no longer chosen (@projects NULL: all are). Resolves to how many rows. */
DexFuture *jm_store_prune         (JmStore          *self,
                                   guint             keep_days,
                                   const char *const *projects,
                                   guint32           resources) G_GNUC_WARN_UNUSED_RESULT;

/* --- reading, off the main thread */

/* What is stored of one resource. Boxed. */
typedef struct
{
  JmResourceId id;
  gint64       count;
  gint64       fetched_at_ms;   /* the last walk that came to its end, 0 never */
  char        *denied;          /* why the token may not read it, or NULL */
} JmResourceState;

#define JM_TYPE_RESOURCE_STATE (jm_resource_state_get_type ())
GType            jm_resource_state_get_type (void);
JmResourceState *jm_resource_state_copy     (const JmResourceState *self);
void             jm_resource_state_free     (JmResourceState       *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (JmResourceState, jm_resource_state_free)

/* Resolves to a GPtrArray of JM_N_RESOURCES JmResourceState, by id. */
DexFuture *jm_store_list_resources (JmStore         *self) G_GNUC_WARN_UNUSED_RESULT;
/* Resolves to the number of rows; @project_key NULL for all. */
DexFuture *jm_store_count         (JmStore          *self,
                                   JmResourceId      resource,
                                   const char       *project_key) G_GNUC_WARN_UNUSED_RESULT;
/* When @resource (of @owner) was fetched last, ms since the epoch or 0 (dex_await_int64). */
DexFuture *jm_store_get_fetched_at (JmStore         *self,
                                    JmResourceId     resource,
                                    const char      *owner) G_GNUC_WARN_UNUSED_RESULT;
/* The JSON of one row as Jira sent it: a GBytes, NULL when there is none (dex_await_boxed). @id: as the
 * lists give it; for issues also a key, a former key too. */
DexFuture *jm_store_get_document  (JmStore          *self,
                                   JmResourceId      resource,
                                   const char       *id) G_GNUC_WARN_UNUSED_RESULT;
/* Resolves to a GListStore of JmProject in the order of their keys (dex_await_object). */
DexFuture *jm_store_list_projects (JmStore          *self) G_GNUC_WARN_UNUSED_RESULT;
/* Somebody looked at it: it is among what was viewed recently. */
DexFuture *jm_store_note_view     (JmStore          *self,
                                   const char       *issue_id) G_GNUC_WARN_UNUSED_RESULT;

/* --- care */

/* A copy that is whole, made while work goes on, mode 0600, to @path; nothing is overwritten unless it
 * is complete. Resolves to its size in bytes (int64). */
DexFuture *jm_store_back_up       (JmStore          *self,
                                   const char       *path) G_GNUC_WARN_UNUSED_RESULT;
/* The thorough check. Resolves to TRUE, or rejects with JM_STORE_ERROR_CORRUPT and what is wrong. */
DexFuture *jm_store_check         (JmStore          *self) G_GNUC_WARN_UNUSED_RESULT;
/* For a store that could not be opened: its file is set aside as "….damaged-1", a new one is opened,
 * and what can still be read (what was viewed, saved views) is carried over. The next run fetches
 * all again. Resolves to TRUE. */
DexFuture *jm_store_rebuild       (JmStore          *self) G_GNUC_WARN_UNUSED_RESULT;
/* Bytes on the disk, with its log */
gint64     jm_store_get_size      (JmStore          *self);

/* --- one project, as a card shows it; immutable */

#define JM_TYPE_PROJECT (jm_project_get_type ())

G_DECLARE_FINAL_TYPE (JmProject, jm_project, JM, PROJECT, GObject)

const char *jm_project_get_id           (JmProject *self);
const char *jm_project_get_key          (JmProject *self);
const char *jm_project_get_name         (JmProject *self);
/* Jira's projectTypeKey: "software", "business", "service_desk", or any other word; NULL when
 * missing */
const char *jm_project_get_kind         (JmProject *self);
const char *jm_project_get_lead         (JmProject *self);
const char *jm_project_get_avatar_url   (JmProject *self);
/* Stored issues; -1 when no issue of it was fetched yet */
gint64      jm_project_get_open_issues  (JmProject *self);
gint64      jm_project_get_total_issues (JmProject *self);
/* When an issue of it changed last, as Jira said with the project; 0: it did not */
gint64      jm_project_get_updated_ms   (JmProject *self);

G_END_DECLS
