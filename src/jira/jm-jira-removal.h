/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "base/jm-http.h"

G_BEGIN_DECLS

/* A function that Jira has removed, or says it will. Immutable. */
#define JM_TYPE_JIRA_REMOVAL (jm_jira_removal_get_type ())

typedef struct
{
  gboolean removed;             /* FALSE: deprecated */
  char    *endpoint;            /* "GET /rest/api/3/issue/#" */
  gint64   date_ms;             /* when it goes or went, ms since the epoch; 0: Jira did not say */
  char    *words;               /* Jira's own, or "" */
} JmJiraRemoval;

GType          jm_jira_removal_get_type (void);
JmJiraRemoval *jm_jira_removal_copy     (const JmJiraRemoval *self);
void           jm_jira_removal_free     (JmJiraRemoval       *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (JmJiraRemoval, jm_jira_removal_free)

/* What @response of @endpoint says about its end: 410, Deprecation (RFC 9745), Sunset (RFC 8594) or
 * Warning: 299 (RFC 7234); NULL for nothing. */
JmJiraRemoval *jm_jira_removal_read     (JmHttpResponse      *response,
                                         const char          *endpoint) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
