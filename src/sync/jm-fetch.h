/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "jira/jm-jira-client.h"
#include "store/jm-store.h"

G_BEGIN_DECLS

/* Private to the floor: one complete run over one resource, from Jira into the store. */

/* After each page: rows so far, how many of them cannot be read, and what the server said there is
 * in all (-1 unknown). On the main context. */
typedef void (*JmFetchProgress) (guint    fetched,
                                 guint    skipped,
                                 gint64   total,
                                 gpointer data);

/* @project_key: whose issues, NULL for projects. @user_id: who we should be, NULL anybody. @data is
 * borrowed until the future is done. Resolves to the number of rows (int64). */
DexFuture *jm_fetch_run (JmJiraClient   *client,
                         JmStore        *store,
                         JmResourceId    resource,
                         const char     *project_key,
                         const char     *user_id,
                         JmFetchProgress progress,
                         gpointer        data,
                         GCancellable   *cancellable) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
