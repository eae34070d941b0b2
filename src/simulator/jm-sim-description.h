/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "jm-sim-call.h"

G_BEGIN_DECLS

char *jm_sim_description_words (const JmSimSite  *site,
                                const JmSimIssue *issue) G_GNUC_WARN_UNUSED_RESULT;
void jm_sim_member_description (GString          *out,
                                const JmSimCall  *call,
                                const char       *name,
                                const JmSimIssue *issue);
void jm_sim_member_prose       (GString          *out,
                                const char       *name,
                                guint64           hash,
                                gsize             length);

G_END_DECLS
