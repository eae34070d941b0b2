/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "jm-sim-http.h"

G_BEGIN_DECLS

/* JmSimLog: the requests that were seen, newest last. Of a long day only the last ones are kept. */
#define JM_SIM_LOG_ENTRIES 20000
#define JM_SIM_LOG_BODY (64u << 10)

typedef struct
{
  GQueue entries; /* JsonObject */
  guint next;
} JmSimLog;

JmSimLog   *jm_sim_log_new      (void) G_GNUC_WARN_UNUSED_RESULT;
void        jm_sim_log_free     (JmSimLog           *self);
JsonObject *jm_sim_log_add      (JmSimLog           *self,
                                 const JmSimRequest *request,
                                 gint64              time_ms);
void        jm_sim_log_clear    (JmSimLog           *self);
JsonArray  *jm_sim_log_describe (JmSimLog           *self,
                                 const char         *method,
                                 const char         *path) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
