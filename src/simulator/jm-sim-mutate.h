/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "jm-sim-server.h"

G_BEGIN_DECLS

/* What people do to a site while nobody looks: one change by its name, or many by a seed. */
void        jm_sim_mutate_once      (JmSim            *sim,
                                     JmSimSite        *site,
                                     const char       *verb,
                                     JsonObject       *how,
                                     JmSimReply       *reply);
void        jm_sim_mutate_at_random (JmSim            *sim,
                                     JmSimSite        *site,
                                     JsonObject       *how,
                                     JmSimReply       *reply);
gboolean    jm_sim_mutate           (JmSim            *sim,
                                     JmSimSite        *site,
                                     const char       *verb,
                                     JsonObject       *how,
                                     JsonObject       *done,
                                     GError          **error);
JsonObject *jm_sim_written_fields   (const JmSimIssue *issue,
                                     JsonObject       *fields) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
