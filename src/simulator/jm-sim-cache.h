/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "jm-sim-call.h"

G_BEGIN_DECLS

/*
 * JmSimCache: finished, compressed answers, so that a second walk through the same data costs little.
 * An answer is kept for the very same request to the same state of the data, and forgotten when there
 * is no room for it any more: what was used longest ago goes first.
 */
JmSimCache *jm_sim_cache_new   (gsize            limit) G_GNUC_WARN_UNUSED_RESULT;
void        jm_sim_cache_free  (JmSimCache      *self);
char       *jm_sim_cache_key   (const JmSimCall *call) G_GNUC_WARN_UNUSED_RESULT;
gboolean    jm_sim_cache_reply (JmSimCache      *self,
                                const char      *key,
                                JmSimReply      *reply);
void        jm_sim_cache_keep  (JmSimCache      *self,
                                const char      *key,
                                JmSimReply      *reply);
void        jm_sim_cache_count (const JmSimCache *self,
                                JsonObject       *object);

G_END_DECLS
