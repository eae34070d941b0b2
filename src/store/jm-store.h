/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include <libdex.h>

#include "base/jm-clock.h"
#include "jira/jm-resource.h"
#include "store/jm-store-error.h"

G_BEGIN_DECLS

/* Columns of an issue whose words a filter offers */
typedef enum
{
  JM_ISSUE_WORDS_KIND,          /* names of issue types */
  JM_ISSUE_WORDS_ASSIGNEE,      /* display names */
} JmIssueWords;

/* One account's SQLite file: what Jira said, as it said it (JSONB), with the columns that are
 * searched or sorted. Signal "changed" (JmResourceId): rows of that resource changed; on the main
 * context. */
#define JM_TYPE_STORE (jm_store_get_type ())

G_DECLARE_FINAL_TYPE (JmStore, jm_store, JM, STORE, GObject)

JmStore   *jm_store_new           (const char   *path,
                                   JmClock      *clock);
DexFuture *jm_store_open          (JmStore      *self) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *jm_store_close         (JmStore      *self) G_GNUC_WARN_UNUSED_RESULT;
/* Closes, and removes every byte of it. */
DexFuture *jm_store_remove        (JmStore      *self) G_GNUC_WARN_UNUSED_RESULT;
/* One page as it came, in one transaction, one statement. @run: rows of one run carry its number,
 * see jm_store_finish_run(). Resolves to the number of rows (dex_await_int64). */
DexFuture *jm_store_put_page      (JmStore      *self,
                                   const JmResource *resource,
                                   GBytes       *page,
                                   gint64        run) G_GNUC_WARN_UNUSED_RESULT;
/* The same for items that are there and cannot be read: what is stored of them stays. */
DexFuture *jm_store_see_page      (JmStore      *self,
                                   const JmResource *resource,
                                   GBytes       *page,
                                   gint64        run) G_GNUC_WARN_UNUSED_RESULT;
/* A number for a new run, higher than all before. */
gint64     jm_store_begin_run     (JmStore      *self);
/* A complete run of @resource ended without a fault: rows that it did not see are gone (for issues:
 * those of @project_key, which must be given). Resolves to how many. */
DexFuture *jm_store_finish_run    (JmStore      *self,
                                   const JmResource *resource,
                                   const char   *project_key,
                                   gint64        run) G_GNUC_WARN_UNUSED_RESULT;
/* Resolves to the number of rows; @project_key NULL for all. Off the main thread. */
DexFuture *jm_store_count         (JmStore      *self,
                                   JmResourceId  resource,
                                   const char   *project_key) G_GNUC_WARN_UNUSED_RESULT;
/* When @resource (of @project_key) was fetched last, ms since the epoch or 0 (dex_await_int64). */
DexFuture *jm_store_get_fetched_at (JmStore     *self,
                                    JmResourceId resource,
                                    const char  *project_key) G_GNUC_WARN_UNUSED_RESULT;
/* The words that stored issues have in one column, the most frequent first: what a filter offers.
 * @project_key NULL for all. Resolves to a GStrv of at most 500 (dex_await_boxed with
 * G_TYPE_STRV). */
DexFuture *jm_store_list_words    (JmStore      *self,
                                   JmIssueWords  words,
                                   const char   *project_key) G_GNUC_WARN_UNUSED_RESULT;
/* Resolves to a GListStore of JmProject in the order of their keys (dex_await_object). */
DexFuture *jm_store_list_projects (JmStore      *self) G_GNUC_WARN_UNUSED_RESULT;

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

G_END_DECLS
