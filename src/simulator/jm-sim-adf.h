/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "jm-sim-site.h"

G_BEGIN_DECLS

/* Descriptions: the same story as Atlassian Document Format (Cloud v3) and as wiki text (Data
 * Center). */
JsonNode *jm_sim_description_adf  (const JmSimSite  *site,
                                   const JmSimIssue *issue) G_GNUC_WARN_UNUSED_RESULT;
char     *jm_sim_description_wiki (const JmSimSite  *site,
                                   const JmSimIssue *issue) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
