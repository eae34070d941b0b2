/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

#include "base/jm-http.h"

G_BEGIN_DECLS

/* What Jira said, by what the caller can do about it. The message holds Jira's own words, for a
 * person. */
#define JM_JIRA_ERROR (jm_jira_error_quark ())
GQuark jm_jira_error_quark (void);

typedef enum
{
  JM_JIRA_ERROR_OFFLINE,        /* try later: no network, no answer */
  JM_JIRA_ERROR_CAPTIVE_PORTAL, /* try later: somebody else answered with a web page */
  JM_JIRA_ERROR_RATE_LIMITED,   /* try later: 429; jm_jira_client_get_paused_until_ms() */
  JM_JIRA_ERROR_SERVER,         /* try later: 5xx */
  JM_JIRA_ERROR_TLS,            /* nobody whom we trust vouches for the certificate */
  JM_JIRA_ERROR_TLS_INVALID,    /* the certificate is wrong, whoever vouches for it */
  JM_JIRA_ERROR_TLS_CLIENT,     /* the site wants a client certificate, or another one */
  JM_JIRA_ERROR_PROXY_SIGN_IN,  /* the proxy wants a sign-in, or another one */
  JM_JIRA_ERROR_PLAIN,          /* http without encryption, which nobody allowed */
  /* sign in again: 401 after a refresh, or with an API token or PAT */
  JM_JIRA_ERROR_UNAUTHORIZED,
  /* sign in again: 200, but Jira took us for nobody (X-Seraph-LoginReason) */
  JM_JIRA_ERROR_ANONYMOUS,
  JM_JIRA_ERROR_BLOCKED,        /* a person must clear the CAPTCHA in the browser first */
  /* not allowed: the grant lacks a scope; signing in again with it helps */
  JM_JIRA_ERROR_SCOPE,
  JM_JIRA_ERROR_FORBIDDEN,      /* not allowed: 403 */
  JM_JIRA_ERROR_NOT_FOUND,      /* 404: absent or invisible */
  JM_JIRA_ERROR_GONE,           /* 410: Jira removed this API */
  JM_JIRA_ERROR_INVALID,        /* 400, 422: what was sent is wrong */
  JM_JIRA_ERROR_CONFLICT,       /* 409: read again, then try again */
  JM_JIRA_ERROR_BROKEN,         /* the answer makes no sense: try later, tell */
  JM_JIRA_ERROR_TOO_LARGE,      /* 413, 414: ask for less at once */
  JM_JIRA_ERROR_UNREADABLE,     /* one text of the answer can't be read: ask for less at once */
  JM_JIRA_ERROR_STALE,          /* the place in a list is no longer known: begin again */
} JmJiraError;

/* What @response means, or NULL when it is a good answer. For statuses see jira-cloud error table:
 * Atlassian's "Status codes" and the gateway's "scope does not match". */
GError *jm_jira_error_for_response  (JmHttpResponse *response);
/* What it says in words, or "". */
char   *jm_jira_error_dup_words     (JmHttpResponse *response) G_GNUC_WARN_UNUSED_RESULT;
/* A message of this domain, also inside a longer one, without the words that Jira said: "Jira does not allow this".
 * They may name people and things. */
char   *jm_jira_error_leave_out_words (const char *message) G_GNUC_WARN_UNUSED_RESULT;
/* A transport error as one of this domain; consumes @error; cancellation stays what it is. */
GError *jm_jira_error_for_transport (GError *error);

G_END_DECLS
