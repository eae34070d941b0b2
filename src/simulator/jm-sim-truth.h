/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "jm-sim-server.h"

G_BEGIN_DECLS

GString *jm_sim_truth (JmSim           *sim,
                       const JmSimSite *site,
                       gboolean         threads) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
