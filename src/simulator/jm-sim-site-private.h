/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "jm-sim-site.h"

G_BEGIN_DECLS

guint jm_sim_pick        (guint64             hash,
                          guint               salt,
                          guint               limit);
void  jm_sim_choose_kind (const JmSimProject *project,
                          gboolean            open,
                          guint64             hash,
                          JmSimIssue         *issue);

G_END_DECLS
