/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "jm-sim-http.h"

G_BEGIN_DECLS

/*
 * JmSimTraffic: how often each endpoint was asked, and whether a client kept away while it was told to.
 *
 * A 429 or 503 with a Retry-After closes a window: around one endpoint of one site (a burst), one issue
 * (writes), or everything that the same credential may ask (a quota, and what nobody knows).
 * A request in a closed window is a violation, unless it can have been under way when the window closed.
 */
typedef struct
{
  GHashTable *counts; /* "GET /rest/api/3/issue/{}" → guint64* */
  GPtrArray *windows; /* JmSimWindow, the oldest first */
} JmSimTraffic;

JmSimTraffic *jm_sim_traffic_new      (void) G_GNUC_WARN_UNUSED_RESULT;
void          jm_sim_traffic_free     (JmSimTraffic       *self);
void          jm_sim_traffic_arrive   (JmSimTraffic       *self,
                                       const JmSimRequest *request,
                                       gint64              now_ms);
gboolean      jm_sim_traffic_refuse   (JmSimTraffic       *self,
                                       const JmSimRequest *request,
                                       JmSimReply         *reply,
                                       gint64              now_ms);
void          jm_sim_traffic_answer   (JmSimTraffic       *self,
                                       const JmSimRequest *request,
                                       const JmSimReply   *reply,
                                       gint64              now_ms);
void          jm_sim_traffic_forget   (JmSimTraffic       *self);
JsonObject   *jm_sim_traffic_counts   (JmSimTraffic       *self) G_GNUC_WARN_UNUSED_RESULT;
JsonArray    *jm_sim_traffic_windows  (JmSimTraffic       *self,
                                       gint64              now_ms) G_GNUC_WARN_UNUSED_RESULT;
char         *jm_sim_endpoint_name    (const char         *method,
                                       const char         *path) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
