/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "jm-sim-call.h"
#include "jm-sim-fields.h"

G_BEGIN_DECLS

#define JM_SIM_FIRST_NOTES 20 /* comments and work logs that a field holds */

void jm_sim_write_issue (GString           *out,
                         const JmSimCall   *call,
                         const JmSimIssue  *issue,
                         const JmSimFields *wanted,
                         gboolean           changelog);

G_END_DECLS
