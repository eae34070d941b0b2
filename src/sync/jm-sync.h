/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "accounts/jm-account.h"

G_BEGIN_DECLS

/* One account's fetching: projects, and the issues of a project. One run of a kind at a time:
 * callers share it. Properties, notify: "running" (boolean), "fetched" (guint, rows of this run),
 * "total" (gint64, what the server said, or -1), "synced-at" (gint64, wall ms of the last good end,
 * 0 never), "error" (the last run's, boxed GError or NULL), "skipped" (guint, issues of the last good
 * run that cannot be read). */
#define JM_TYPE_SYNC (jm_sync_get_type ())

G_DECLARE_FINAL_TYPE (JmSync, jm_sync, JM, SYNC, GObject)

/* The one of this account, made at first use; borrowed, it lives as long as the account. */
JmSync       *jm_sync_get            (JmServices   *services,
                                      JmAccount    *account);
/* Resolves to the number of rows; rejects with JM_JIRA_ERROR, JM_AUTH_ERROR, JM_STORE_ERROR.
 * "Nothing there" is believed only when /myself agrees (R27). */
DexFuture    *jm_sync_fetch_projects (JmSync       *self,
                                      GCancellable *cancellable) G_GNUC_WARN_UNUSED_RESULT;
DexFuture    *jm_sync_fetch_issues   (JmSync       *self,
                                      const char   *project_key,
                                      GCancellable *cancellable) G_GNUC_WARN_UNUSED_RESULT;
gboolean      jm_sync_is_running     (JmSync       *self);
guint         jm_sync_get_fetched    (JmSync       *self);
guint         jm_sync_get_skipped    (JmSync       *self);
gint64        jm_sync_get_total      (JmSync       *self);
gint64        jm_sync_get_synced_at_ms (JmSync     *self);
const GError *jm_sync_get_error      (JmSync       *self);

G_END_DECLS
