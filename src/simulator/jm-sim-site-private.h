/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "jm-sim-thread.h"

G_BEGIN_DECLS

#define JM_SIM_FIRST_ISSUE_ID 10001

/* A project and a number in it, packed for a hash table of gint64. */
static inline gint64
jm_sim_pack_key (guint project,
                 guint number)
{
  return (gint64) project << 32 | number;
}

guint jm_sim_pick        (guint64             hash,
                          guint               salt,
                          guint               limit);
void  jm_sim_choose_kind (const JmSimProject *project,
                          gboolean            open,
                          guint64             hash,
                          JmSimIssue         *issue);

typedef struct
{
  GPtrArray *notes[JM_SIM_N_NOTES]; /* JmSimNote; NULL: those that were generated */
  GPtrArray *changes;               /* JmSimChange, those after the generated ones; may be NULL */
} JmSimThread;

JmSimThread *jm_sim_site_thread (JmSimSite *site,
                                 guint      index);
GHashTable *jm_sim_overlay_new (void) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
