/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "jm-sim-fragments.h"

G_BEGIN_DECLS

void jm_sim_member_link     (GString           *out,
                             const JmSimCall   *call,
                             const char        *kind,
                             guint              id,
                             const char        *rest);
void jm_sim_member_fragment (GString           *out,
                             const JmSimCall   *call,
                             const char        *name,
                             JmSimFragmentKind  kind,
                             int                row);
void jm_sim_member_summary  (GString           *out,
                             const JmSimSite   *site,
                             const JmSimIssue  *issue);
void jm_sim_write_identity  (GString           *out,
                             const JmSimCall   *call,
                             const JmSimIssue  *issue);
void jm_sim_member_parent   (GString           *out,
                             const JmSimCall   *call,
                             const char        *name,
                             const JmSimIssue  *issue);
void jm_sim_member_subtasks (GString           *out,
                             const JmSimCall   *call,
                             const char        *name,
                             const JmSimIssue  *issue);
void jm_sim_member_links    (GString           *out,
                             const JmSimCall   *call,
                             const char        *name,
                             const JmSimIssue  *issue);

G_END_DECLS
