/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "jm-sim-call.h"
#include "jm-sim-thread.h"

G_BEGIN_DECLS

void     jm_sim_member_rich_text      (GString           *out,
                                       const JmSimCall   *call,
                                       const char        *name,
                                       const char        *text);
void     jm_sim_write_note            (GString           *out,
                                       const JmSimCall   *call,
                                       JmSimNoteKind      kind,
                                       const JmSimNote   *note,
                                       guint              issue);
void     jm_sim_write_note_slice      (GString           *out,
                                       const JmSimCall   *call,
                                       JmSimNoteKind      kind,
                                       guint              issue,
                                       guint              limit);
gboolean jm_sim_write_change          (GString           *out,
                                       const JmSimCall   *call,
                                       const JmSimChange *change,
                                       GStrv              fields);
void     jm_sim_write_changelog_slice (GString           *out,
                                       const JmSimCall   *call,
                                       guint              issue,
                                       guint              limit);

G_END_DECLS
