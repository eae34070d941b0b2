/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "jm-sim-server.h"

G_BEGIN_DECLS

/* Faults that change the world before a request is answered, answer in its place, or spoil the
 * answer's body and headers. */
void     jm_sim_damage_world (JmSim              *sim,
                              const JmSimRequest *request);
gboolean jm_sim_damage_answer (const JmSimRequest *request,
                               JmSimReply         *reply);
void     jm_sim_damage_reply (JmSim              *sim,
                              const JmSimRequest *request,
                              JmSimReply         *reply);

G_END_DECLS
