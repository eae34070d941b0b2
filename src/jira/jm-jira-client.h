/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "base/jm-http.h"
#include "jira/jm-authorizer.h"
#include "jira/jm-jira-error.h"
#include "jira/jm-jira-removal.h"
#include "jira/jm-rate-budget.h"

G_BEGIN_DECLS

typedef enum
{
  JM_JIRA_CLOUD,                /* REST v3 */
  JM_JIRA_DATA_CENTER,          /* REST v2 */
} JmJiraFlavor;

/* Jira's REST for one site: addresses, authorization, retries of reads, the windows that rate
 * limits closed. Lives on the main context. */
#define JM_TYPE_JIRA_CLIENT (jm_jira_client_get_type ())

G_DECLARE_FINAL_TYPE (JmJiraClient, jm_jira_client, JM, JIRA_CLIENT, GObject)

/* Properties, all notify: "paused-until", "rests-until" (gint64, wall ms, 0 none), "windows" (string),
 * "budget" (boxed GPtrArray of JmRateBudget). Signal "removal" (JmJiraRemoval): Jira has removed a
 * function or is going to, once for each endpoint and as long as the client lives. */

/* @api_base: "https://api.atlassian.com/ex/jira/CLOUDID", "https://acme.atlassian.net" or
 * "https://jira.example.com/jira", without "/rest". The authorization header goes nowhere else. */
JmJiraClient *jm_jira_client_new                 (JmHttp       *http,
                                                  JmClock      *clock,
                                                  JmAuthorizer *authorizer,
                                                  JmJiraFlavor  flavor,
                                                  const char   *api_base);
/* A sister of @client for work that nobody waits for: what it asks gives way to what @client and its
 * other sisters in front are asked. All that was learnt of limits and faults is theirs together; the
 * number of requests is its own. */
JmJiraClient *jm_jira_client_new_background      (JmJiraClient *client);
gboolean      jm_jira_client_is_background       (JmJiraClient *self);
/* How many requests of the background there may be at once at this site, 1 to
 * JM_LIMIT_REQUESTS_PER_SITE; JM_LIMIT_BACKGROUND_REQUESTS at first. For all sisters. */
void          jm_jira_client_set_background_limit (JmJiraClient *self,
                                                  guint         n);
JmJiraFlavor  jm_jira_client_get_flavor          (JmJiraClient *self);
const char   *jm_jira_client_get_api_base        (JmJiraClient *self);
/* How many requests this one, without its sisters, has sent, each try counted. */
guint         jm_jira_client_get_n_requests      (JmJiraClient *self);

/* @path below the REST root of the flavour ("myself" → /rest/api/3/myself or /rest/api/2/myself),
 * or an absolute path that begins with '/'. Reads are retried on passing faults by the rules of
 * rate-limits and backoff. Resolves to a JmHttpResponse with a 2xx status and, unless empty, a
 * checked JSON body; rejects with JM_JIRA_ERROR. */
DexFuture    *jm_jira_client_get                 (JmJiraClient *self,
                                                  const char   *path,
                                                  GCancellable *cancellable)
                                                  G_GNUC_WARN_UNUSED_RESULT;
/* A POST that only reads (search/jql): retried like a read. @json: one line. */
DexFuture    *jm_jira_client_query               (JmJiraClient *self,
                                                  const char   *path,
                                                  const char   *json,
                                                  GCancellable *cancellable)
                                                  G_GNUC_WARN_UNUSED_RESULT;
/* One try, no waiting, no retry: for the connection test and for health. Otherwise as
 * jm_jira_client_get(). */
DexFuture    *jm_jira_client_probe               (JmJiraClient *self,
                                                  const char   *path,
                                                  GCancellable *cancellable)
                                                  G_GNUC_WARN_UNUSED_RESULT;

/* ms since the epoch until which nothing is sent, or 0 */
gint64        jm_jira_client_get_paused_until_ms (JmJiraClient *self);
/* ms since the epoch until which the background leaves the site alone because of its faults, or 0 */
gint64        jm_jira_client_get_rests_until_ms  (JmJiraClient *self);
/* All that rate limits closed, the account and endpoints, as one line; "" for nothing. It says nothing
 * secret. And back: what was learnt before a restart, or by another process; NULL is nothing. */
char         *jm_jira_client_dup_windows         (JmJiraClient *self) G_GNUC_WARN_UNUSED_RESULT;
void          jm_jira_client_load_windows        (JmJiraClient *self,
                                                  const char   *text);
/* Of JmRateBudget, borrowed until it changes; it never changes itself */
GPtrArray    *jm_jira_client_get_budget          (JmJiraClient *self);

G_END_DECLS
