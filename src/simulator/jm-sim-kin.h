/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "jm-sim-site.h"

G_BEGIN_DECLS

/* What relates issues to each other and to people: parents, sub-tasks, links, labels, watchers. All of it
 * follows from the seed. */

#define JM_SIM_MOST_LABELS 3
#define JM_SIM_MOST_SUBTASKS 8

typedef struct
{
  guint other;      /* index of the issue at the other end */
  guint type;       /* row of jm_sim_link_types */
  gboolean outward; /* this issue “blocks” that one, not “is blocked by” */
  guint id;
} JmSimLink;

gboolean jm_sim_issue_parent   (const JmSimSite  *site,
                                const JmSimIssue *issue,
                                JmSimIssue       *parent);
guint    jm_sim_issue_subtasks (const JmSimSite  *site,
                                const JmSimIssue *issue,
                                JmSimIssue       *subtasks);
gboolean jm_sim_issue_link     (const JmSimSite  *site,
                                const JmSimIssue *issue,
                                JmSimLink        *link);
guint    jm_sim_issue_labels   (const JmSimIssue *issue,
                                const char      **labels);
gint64   jm_sim_issue_due       (const JmSimIssue *issue);
gboolean jm_sim_issue_watched  (const JmSimIssue *issue);

G_END_DECLS
