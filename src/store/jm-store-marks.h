/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/jm-store.h"

G_BEGIN_DECLS

/* What a run asks the store about what it has seen: all off the main thread, all by index. */

/* How many issues of a project @run, or a later one, has seen. Resolves to int64. */
DexFuture *jm_store_count_seen   (JmStore    *self,
                                  const char *project_key,
                                  gint64      run) G_GNUC_WARN_UNUSED_RESULT;
/* The highest number ("12" of "WEB-12") of an issue of a project that @run saw last; 0 for none.
 * Resolves to int64. */
DexFuture *jm_store_get_highest  (JmStore    *self,
                                  const char *project_key,
                                  gint64      run) G_GNUC_WARN_UNUSED_RESULT;
/* Of @ids (gint64) those that are not stored as issues of this project. Resolves to a GBytes of
 * gint64. */
DexFuture *jm_store_list_unknown (JmStore    *self,
                                  const char *project_key,
                                  GBytes     *ids) G_GNUC_WARN_UNUSED_RESULT;
/* Keys of projects that have issues here and are no longer among the projects. Resolves to a GStrv. */
DexFuture *jm_store_list_strays  (JmStore    *self) G_GNUC_WARN_UNUSED_RESULT;
/* Keys of projects whose issues were walked through to their end at least once. Resolves to a GStrv. */
DexFuture *jm_store_list_walked  (JmStore    *self) G_GNUC_WARN_UNUSED_RESULT;
/* The ids of all rows of @resource, which is neither issues nor projects. Resolves to a GStrv. */
DexFuture *jm_store_list_ids     (JmStore    *self,
                                  JmResourceId resource) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
