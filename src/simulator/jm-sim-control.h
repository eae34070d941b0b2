/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "jm-sim-server.h"

G_BEGIN_DECLS

/* The second port: for tests and for people who play with the simulator. README.md beside this file
 * has its addresses. */
void jm_sim_control (JmSim              *sim,
                     const JmSimRequest *request,
                     JmSimReply         *reply);

G_END_DECLS
