/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "auth/jm-token-keeper.h"
#include "jira/jm-jira-client.h"
#include "store/jm-store.h"

G_BEGIN_DECLS

/* One site reached with one credential, with its own store. What every face binds to. Properties,
 * all notify: "name", "site-url", "user-name", "avatar-url", "primary", "active", "keeper", "state"
 * (the keeper's), "trouble" (the keeper's), "synced-at" (gint64, wall ms, 0 never). */
#define JM_TYPE_ACCOUNT (jm_account_get_type ())

G_DECLARE_FINAL_TYPE (JmAccount, jm_account, JM, ACCOUNT, GObject)

JmAccount       *jm_account_new                (JmServices         *services,
                                                JmTokenKeeper      *keeper,
                                                const JmAccountRow *row);
const char      *jm_account_get_id             (JmAccount *self);
const char      *jm_account_get_name           (JmAccount *self);
const char      *jm_account_get_site_url       (JmAccount *self);
/* "acme.atlassian.net" */
const char      *jm_account_get_host           (JmAccount *self);
/* For people: the host, and what tells several sites on it apart (see jm_jira_site_get_place()) */
const char      *jm_account_get_place          (JmAccount *self);
const char      *jm_account_get_cloud_id       (JmAccount *self);
const char      *jm_account_get_api_base       (JmAccount *self);
const char      *jm_account_get_user_id        (JmAccount *self);
const char      *jm_account_get_user_name      (JmAccount *self);
const char      *jm_account_get_avatar_url     (JmAccount *self);
JmJiraFlavor     jm_account_get_flavor         (JmAccount *self);
JmCredentialKind jm_account_get_kind           (JmAccount *self);
gboolean         jm_account_is_primary         (JmAccount *self);
gboolean         jm_account_is_active          (JmAccount *self);
JmTokenKeeper   *jm_account_get_keeper         (JmAccount *self);
JmTokenState     jm_account_get_state          (JmAccount *self);
JmTrouble        jm_account_get_trouble        (JmAccount *self);
JmJiraClient    *jm_account_get_client         (JmAccount *self);
/* Resolves to the open JmStore; opened at first use, shared by all. */
DexFuture       *jm_account_open_store         (JmAccount *self) G_GNUC_WARN_UNUSED_RESULT;
/* Work that uses the store comes in here, and leaves when it writes nothing any more: before the store
 * is closed or removed, @cancellable is cancelled, and whoever is in is waited for. FALSE when that is
 * so already: then there is no leaving. */
gboolean         jm_account_enter              (JmAccount    *self,
                                                GCancellable *cancellable);
void             jm_account_leave              (JmAccount    *self,
                                                GCancellable *cancellable);
/* When it was fetched last, by any process: wall ms, 0 never. */
gint64           jm_account_get_synced_at_ms   (JmAccount *self);
/* It was fetched, up to the end. Resolves to TRUE when other processes can see it. */
DexFuture       *jm_account_note_synced        (JmAccount *self,
                                                gint64     synced_at_ms) G_GNUC_WARN_UNUSED_RESULT;
/* A new file instead of a damaged one; all must open it again. Resolves to TRUE. */
DexFuture       *jm_account_rebuild_store      (JmAccount *self) G_GNUC_WARN_UNUSED_RESULT;
/* A copy of what state.db holds; the caller frees it. */
JmAccountRow    *jm_account_dup_row            (JmAccount *self);
/* A link for a person: "https://acme.atlassian.net/browse/ABC-12" */
char            *jm_account_dup_browse_url     (JmAccount  *self,
                                                const char *issue_key);

G_END_DECLS
