/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "jm-sim-site.h"

G_BEGIN_DECLS

JsonObject *jm_sim_rich_adf (const JmSimUser *user) G_GNUC_WARN_UNUSED_RESULT;
JsonObject *jm_sim_odd_adf  (void) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
