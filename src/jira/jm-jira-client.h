/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "base/jm-http.h"
#include "jira/jm-authorizer.h"
#include "jira/jm-jira-error.h"

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

/* @api_base: "https://api.atlassian.com/ex/jira/CLOUDID", "https://acme.atlassian.net" or
 * "https://jira.example.com/jira", without "/rest". The authorization header goes nowhere else. */
JmJiraClient *jm_jira_client_new                 (JmHttp       *http,
                                                  JmClock      *clock,
                                                  JmAuthorizer *authorizer,
                                                  JmJiraFlavor  flavor,
                                                  const char   *api_base);
JmJiraFlavor  jm_jira_client_get_flavor          (JmJiraClient *self);
const char   *jm_jira_client_get_api_base        (JmJiraClient *self);

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
/* Sends nothing until then either: what was learnt before a restart, or by another process. */
void          jm_jira_client_pause_until         (JmJiraClient *self,
                                                  gint64        wall_ms);

G_END_DECLS
