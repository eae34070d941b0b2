/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "jm-sim-server.h"

G_BEGIN_DECLS

/* What stands for auth.atlassian.com, and the two addresses of api.atlassian.com that are not Jira.
 */
gboolean    jm_sim_oauth        (JmSim              *sim,
                                 const JmSimRequest *request,
                                 JmSimReply         *reply);
JsonObject *jm_sim_token_answer (JmSim              *sim,
                                 const JmSimAccess  *access) G_GNUC_WARN_UNUSED_RESULT;
GStrv       jm_sim_known_scopes (void) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
