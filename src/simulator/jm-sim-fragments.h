/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "jm-sim-call.h"

G_BEGIN_DECLS

/*
 * JmSimFragments: finished JSON of what many issues share (people, projects, statuses, …), for one
 * address at which a site is reached, as the `self` links begin with it.
 */
typedef enum
{
  JM_SIM_FRAGMENT_USER,
  JM_SIM_FRAGMENT_PROJECT,
  JM_SIM_FRAGMENT_STATUS,
  JM_SIM_FRAGMENT_TYPE,
  JM_SIM_FRAGMENT_PRIORITY,
  JM_SIM_FRAGMENT_LINK_TYPE,
  JM_SIM_FRAGMENT_RESOLUTION,
  JM_SIM_FRAGMENT_COMPONENT, /* project × JM_SIM_ROWS_A_PROJECT + row */
  JM_SIM_FRAGMENT_VERSION,
  JM_SIM_FRAGMENT_RICH_TEXT, /* a description about what that person saw */
  JM_SIM_FRAGMENT_ODD_TEXT,
  JM_SIM_N_FRAGMENTS
} JmSimFragmentKind;

void            jm_sim_fragments_free (gpointer           data);
JmSimFragments *jm_sim_fragments_find (JmSim             *sim,
                                       const JmSimSite   *site,
                                       const char        *api);
const char     *jm_sim_fragment       (const JmSimCall   *call,
                                       JmSimFragmentKind  kind,
                                       guint              row);

G_END_DECLS
