/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sync/jm-sync-private.h"

G_BEGIN_DECLS

/* Private to the floor: one walk through a list of issues, of a project or of what changed. From a
 * fiber; all of it awaits. */
typedef struct _JmSyncWalk JmSyncWalk;

/* Before a page is stored. FALSE with @error ends the walk. */
typedef gboolean (*JmSyncLook) (JmSyncWalk *walk,
                                GBytes     *page,
                                GError    **error);

struct _JmSyncWalk
{
  JmSyncRun        *run;
  const JmResource *resource;
  const char       *owner;      /* key of the project, NULL: the changed ones of all */
  JmPageFlags       flags;
  JmSyncLook        look;       /* or NULL */
  gint64            bound;      /* number of the key, or ms, at which the list begins; 0 without */
  JmPager          *pager;
  guint             n_restarts;
  guint             n_skipped;  /* by this pager, so far */
};

void        jm_sync_walk_clear   (JmSyncWalk *walk);
/* To its end, from where it stood when it was cut off, or else from @bound on. */
gboolean    jm_sync_walk_through (JmSyncWalk *walk,
                                  gint64      bound,
                                  GError    **error);
/* On behind the last key that this run has seen: FALSE with @error. */
gboolean    jm_sync_walk_beyond  (JmSyncWalk *walk,
                                  GError    **error);
/* After jm_sync_walk_through() of a project: what the walk saw is all that there is, as far as anybody
 * can tell; what it did not see is asked for and buried. @expected: what Jira counts, -1 unknown. In
 * jm-sync-issues.c. */
gboolean    jm_sync_finish_project (JmSyncWalk *walk,
                                    gint64      expected,
                                    GError    **error);
/* Too many new beginnings */
gboolean    jm_sync_walk_is_stuck (JmSyncWalk *walk);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (JmSyncWalk, jm_sync_walk_clear)

G_END_DECLS
