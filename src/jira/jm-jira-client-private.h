/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "jira/jm-jira-client.h"
#include "jira/jm-jira-gate.h"

G_BEGIN_DECLS

/* Private to the floor: what the fiber of a call needs of its client. */
struct _JmJiraClient
{
  GObject parent_instance;

  JmHttp *http;
  JmClock *clock;
  JmAuthorizer *authorizer;
  JmJiraFlavor flavor;
  char *api_base;
  JmJiraGate *gate;   /* shared with its sisters */
  gboolean background;
  guint n_requests;
};

typedef enum
{
  JM_JIRA_CALL_ONCE = 1 << 0,     /* a probe: one try, no waiting */
  /* What may be denied without a word about the sign-in: of a scope that is missing nobody is told, and
   * a 401 means "not allowed" when /myself is answered. */
  JM_JIRA_CALL_OPTIONAL = 1 << 1,
} JmJiraCallFlags;

/* @path as for jm_jira_client_get(); @json: of a POST that only reads, or NULL for a GET. Resolves as
 * jm_jira_client_get() does. */
DexFuture *jm_jira_call (JmJiraClient   *client,
                         const char     *path,
                         const char     *json,
                         JmJiraCallFlags flags,
                         GCancellable   *cancellable) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
