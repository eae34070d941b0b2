/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "base/jm-http.h"

G_BEGIN_DECLS

/* What one rate limit leaves us, as Jira told it last. */
#define JM_TYPE_RATE_BUDGET (jm_rate_budget_get_type ())

typedef struct
{
  /* "global-app-quota", "tenant-app-quota", "jira-burst-based"; "requests" when it has no name */
  char    *name;
  gint64   limit;               /* points or requests in a period; -1 unknown */
  gint64   remaining;           /* -1 unknown: Jira's quotas tell it when four fifths are used */
  gint64   period_seconds;      /* -1 unknown */
  gint64   resets_at_ms;        /* ms since the epoch by our clock; 0 unknown */
  gboolean enforced;            /* FALSE: announced for later, nothing is refused for it yet */
} JmRateBudget;

GType         jm_rate_budget_get_type (void);
JmRateBudget *jm_rate_budget_copy     (const JmRateBudget *self);
void          jm_rate_budget_free     (JmRateBudget       *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (JmRateBudget, jm_rate_budget_free)

/* @budgets: what is known, an array of JmRateBudget. Gives a new array with what @response adds, or NULL
 * when that is nothing. */
GPtrArray    *jm_rate_budgets_read    (GPtrArray          *budgets,
                                       JmHttpResponse     *response,
                                       gint64              now_ms) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
