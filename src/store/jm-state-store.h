/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <libdex.h>

#include "base/jm-clock.h"
#include "base/jm-network-site.h"
#include "store/jm-store-error.h"

G_BEGIN_DECLS

/* state.db: what cannot be fetched again. Accounts and credentials without their secrets, events,
 * statistics, refreshes that are about to be sent. Shared by the app and the command line through
 * SQLite's own locks. */

/* A row of the table credentials: what is known of one sign-in without its secret. */
typedef struct
{
  char   *id;                   /* UUID; names the keyring item */
  char   *kind;                 /* "oauth", "api-token", "pat" */
  char   *user_id;              /* Atlassian account id, or the Data Center user key */
  char   *user_name;            /* display name */
  char   *client_id;            /* OAuth: which app */
  char   *scopes;               /* OAuth: granted, space separated */
  gint64  consented_at_ms;      /* when the person signed in */
  gint64  refreshed_at_ms;      /* last successful refresh, or 0 */
  gint64  expires_at_ms;        /* access token, by the wall clock; 0 when it has no countdown */
  /* API token, PAT: when the person said or Jira told that it ends; 0 unknown */
  gint64  ends_at_ms;
  gint64  checked_at_ms;        /* last check that came to an end */
  gint64  next_check_at_ms;     /* planned; 0 when nobody watches */
  guint64 generation;           /* of the secret in the keyring */
  char   *trouble;              /* nick of JmTrouble, "ok" when well */
  char   *trouble_message;      /* sentence, or NULL */
  gint64  last_refresh_ms;      /* how long the last refresh took */
  guint   attempted;
  guint   succeeded;
  guint   failed;
  char   *hint;                 /* last four characters of the access token, for "••••3f9c" */
} JmCredentialRow;

/* A row of the table accounts. */
typedef struct
{
  char    *id;                  /* UUID; names the file of its store */
  char    *credential_id;
  char    *flavor;              /* "cloud", "data-center" */
  char    *site_url;
  char    *api_base;
  char    *cloud_id;            /* NULL for Data Center */
  char    *name;                /* of the site */
  char    *avatar_url;
  char    *user_id;
  char    *user_name;
  gint64   added_at_ms;
  gint64   projects_at_ms;      /* when it was fetched last, by any process */
  gboolean active;
  gboolean primary;
  guint    position;
} JmAccountRow;

/* A refresh that is about to be sent or whose answer was lost. No secret. */
typedef struct
{
  char   *credential_id;
  guint64 generation;           /* of the token that is sent */
  gint64  sent_at_ms;           /* of the first try */
  char   *token_sha256;         /* of the refresh token that is sent */
} JmRefreshIntent;

#define JM_TYPE_CREDENTIAL_ROW (jm_credential_row_get_type ())
#define JM_TYPE_ACCOUNT_ROW    (jm_account_row_get_type ())
#define JM_TYPE_REFRESH_INTENT (jm_refresh_intent_get_type ())

GType            jm_credential_row_get_type (void);
JmCredentialRow *jm_credential_row_copy     (const JmCredentialRow *self);
void             jm_credential_row_free     (JmCredentialRow *self);
GType            jm_account_row_get_type    (void);
JmAccountRow    *jm_account_row_copy        (const JmAccountRow *self);
void             jm_account_row_free        (JmAccountRow *self);
GType            jm_refresh_intent_get_type (void);
JmRefreshIntent *jm_refresh_intent_copy     (const JmRefreshIntent *self);
void             jm_refresh_intent_free     (JmRefreshIntent *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (JmCredentialRow, jm_credential_row_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (JmAccountRow, jm_account_row_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (JmRefreshIntent, jm_refresh_intent_free)

#define JM_TYPE_STATE_STORE (jm_state_store_get_type ())

G_DECLARE_FINAL_TYPE (JmStateStore, jm_state_store, JM, STATE_STORE, GObject)

JmStateStore *jm_state_store_new                 (const char            *path,
                                                  JmClock               *clock);
DexFuture    *jm_state_store_open                (JmStateStore          *self)
                                                  G_GNUC_WARN_UNUSED_RESULT;
DexFuture    *jm_state_store_close               (JmStateStore          *self)
                                                  G_GNUC_WARN_UNUSED_RESULT;
/* Where the file is that was found damaged when it was opened; NULL: it was well. */
const char   *jm_state_store_get_damaged_path    (JmStateStore          *self);

/* Resolve to a GPtrArray of rows (dex_await_boxed with G_TYPE_PTR_ARRAY), in their order. */
DexFuture    *jm_state_store_list_credentials    (JmStateStore          *self)
                                                  G_GNUC_WARN_UNUSED_RESULT;
DexFuture    *jm_state_store_list_accounts       (JmStateStore          *self)
                                                  G_GNUC_WARN_UNUSED_RESULT;
/* One row, or NULL when there is none (dex_await_boxed, test the error). */
DexFuture    *jm_state_store_get_credential      (JmStateStore          *self,
                                                  const char            *id)
                                                  G_GNUC_WARN_UNUSED_RESULT;
/* Insert or replace by id. Statistics (attempted …) of an existing credential are left alone.
 * Resolve to TRUE. */
DexFuture    *jm_state_store_put_credential      (JmStateStore          *self,
                                                  const JmCredentialRow *row)
                                                  G_GNUC_WARN_UNUSED_RESULT;
DexFuture    *jm_state_store_put_account         (JmStateStore          *self,
                                                  const JmAccountRow    *row)
                                                  G_GNUC_WARN_UNUSED_RESULT;
DexFuture    *jm_state_store_remove_account      (JmStateStore          *self,
                                                  const char            *id)
                                                  G_GNUC_WARN_UNUSED_RESULT;
/* Also its events, statistics and intent. */
DexFuture    *jm_state_store_remove_credential   (JmStateStore          *self,
                                                  const char            *id)
                                                  G_GNUC_WARN_UNUSED_RESULT;
/* After removing: no byte of it is left in the file or its log. Resolves to whether that
 * succeeded. */
DexFuture    *jm_state_store_scrub               (JmStateStore          *self)
                                                  G_GNUC_WARN_UNUSED_RESULT;

/* Intents. The put is committed to the disk before it resolves. */
DexFuture    *jm_state_store_put_intent          (JmStateStore          *self,
                                                  const JmRefreshIntent *intent)
                                                  G_GNUC_WARN_UNUSED_RESULT;
DexFuture    *jm_state_store_get_intent          (JmStateStore          *self,
                                                  const char            *credential_id)
                                                  G_GNUC_WARN_UNUSED_RESULT;
DexFuture    *jm_state_store_clear_intent        (JmStateStore          *self,
                                                  const char            *credential_id)
                                                  G_GNUC_WARN_UNUSED_RESULT;

/* Counts one refresh: adds to attempted and to succeeded or failed, and to the day's bar. */
DexFuture    *jm_state_store_count_refresh       (JmStateStore          *self,
                                                  const char            *credential_id,
                                                  gboolean               succeeded)
                                                  G_GNUC_WARN_UNUSED_RESULT;
/* Resolves to a GBytes of @days pairs of guint32 {succeeded, failed}, oldest first, the last is
 * today (local days). */
DexFuture    *jm_state_store_get_refresh_days    (JmStateStore          *self,
                                                  const char            *credential_id,
                                                  guint                  days)
                                                  G_GNUC_WARN_UNUSED_RESULT;

/* The account was fetched, up to the end. Resolves to TRUE. */
DexFuture    *jm_state_store_note_synced         (JmStateStore          *self,
                                                  const char            *account_id,
                                                  gint64                 synced_at_ms)
                                                  G_GNUC_WARN_UNUSED_RESULT;

/* Small facts that outlive the program: "warned/<credential>/30". NULL value removes. */
DexFuture    *jm_state_store_put_fact            (JmStateStore          *self,
                                                  const char            *key,
                                                  const char            *value)
                                                  G_GNUC_WARN_UNUSED_RESULT;
DexFuture    *jm_state_store_get_fact            (JmStateStore          *self,
                                                  const char            *key)
                                                  G_GNUC_WARN_UNUSED_RESULT;

/* What a person allowed for the way to single sites. Resolves to a GPtrArray of JmNetworkSite. */
DexFuture    *jm_state_store_list_network_sites  (JmStateStore          *self)
                                                  G_GNUC_WARN_UNUSED_RESULT;
/* Removed when nothing is special about it. */
DexFuture    *jm_state_store_put_network_site    (JmStateStore          *self,
                                                  const JmNetworkSite   *site)
                                                  G_GNUC_WARN_UNUSED_RESULT;
/* The proxies for which the keyring has a sign-in. Resolves to a GStrv of "host:port". */
DexFuture    *jm_state_store_list_proxies        (JmStateStore          *self)
                                                  G_GNUC_WARN_UNUSED_RESULT;
DexFuture    *jm_state_store_note_proxy          (JmStateStore          *self,
                                                  const char            *address,
                                                  gboolean               kept)
                                                  G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
