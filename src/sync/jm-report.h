/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "accounts/jm-monitor.h"

G_BEGIN_DECLS

/* A diagnosis to be pasted into a public issue: versions, desktop, settings that were changed, and of each account its
 * states, clocks, counts and troubles, with the last errors. Never a secret or a part of one. Without names also no
 * host, no address, and no name of a person, site, project or issue: accounts are A1, A2 … in their order. In English,
 * but for what the program said at the time. Boxed, immutable. */
#define JM_TYPE_REPORT (jm_report_get_type ())

typedef struct _JmReport JmReport;

GType      jm_report_get_type    (void);
JmReport  *jm_report_ref         (JmReport          *self);
void       jm_report_unref       (JmReport          *self);

/* @names: sites and accounts are named. @libraries: pairs of name and version that only the face knows, ended by
 * NULL; NULL: none. Asks nothing of Jira and shows no prompt; what does not answer is left out. Resolves to a
 * JmReport (dex_await_boxed). */
DexFuture *jm_report_make        (JmMonitor         *monitor,
                                  gboolean           names,
                                  const char *const *libraries,
                                  GCancellable      *cancellable) G_GNUC_WARN_UNUSED_RESULT;
/* Markdown, and JSON with indents; the caller owns them. */
char      *jm_report_to_markdown (JmReport          *self) G_GNUC_WARN_UNUSED_RESULT;
char      *jm_report_to_json     (JmReport          *self) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (JmReport, jm_report_unref)

G_END_DECLS
