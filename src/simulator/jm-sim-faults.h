/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "jm-sim-http.h"

G_BEGIN_DECLS

/*
 * JmSimFaults: what was armed. A fault waits for requests with its method and path, lets the first
 * nth-1 of them pass, and strikes the next `times` ones (0: all of them, until it is disarmed).
 */
typedef enum
{
  JM_SIM_FAULT_STATUS,
  JM_SIM_FAULT_RETRY_AFTER,
  JM_SIM_FAULT_RATE_REASON,
  JM_SIM_FAULT_DELAY,
  JM_SIM_FAULT_DRIP,
  JM_SIM_FAULT_RESET,
  JM_SIM_FAULT_CLOSE_NO_REPLY,
  JM_SIM_FAULT_TRUNCATE,
  JM_SIM_FAULT_GZIP,
  JM_SIM_FAULT_CHUNK_NO_END,
  JM_SIM_FAULT_BAD_UTF8,
  JM_SIM_FAULT_NUL_ESCAPE,
  JM_SIM_FAULT_DEEP,
  JM_SIM_FAULT_BIG,
  JM_SIM_FAULT_WRONG_TYPE,
  JM_SIM_FAULT_MISSING,
  JM_SIM_FAULT_EMPTY_200,
  JM_SIM_FAULT_HTML_200,
  JM_SIM_FAULT_REDIRECT,
  JM_SIM_FAULT_HEADER_FLOOD,
  JM_SIM_FAULT_CONTINUE_FLOOD,
  JM_SIM_FAULT_DUP_HEADER,
  JM_SIM_FAULT_BAD_LENGTH,
  JM_SIM_FAULT_PAGE_REPEAT,
  JM_SIM_FAULT_TOKEN_LOOP,
  JM_SIM_FAULT_TOKEN_EXPIRED,
  JM_SIM_FAULT_SHORT_FETCH,
  JM_SIM_FAULT_SHORT_PAGE,
  JM_SIM_FAULT_ISSUE_MOVES,
  JM_SIM_FAULT_DUPLICATE_POST,
  JM_SIM_FAULT_SEARCH_LAG,
  JM_SIM_FAULT_SCOPE_REMOVED,
  JM_SIM_FAULT_SITE_REMOVED,
  JM_SIM_FAULT_USER_DEACTIVATED,
  JM_SIM_FAULT_DATE_SKEW,
  JM_SIM_FAULT_HEADERS,
} JmSimFaultKind;

typedef struct
{
  guint id;
  char *method; /* NULL: any */
  char *
      path; /* a prefix, or a glob if it has a * or ?; matched against the path without its query */
  char *contains; /* NULL, or what the address or the body must contain: one project, one phase of a walk */
  guint nth;
  guint times;
  guint seen;
  guint struck;
  JmSimFaultKind kind;
  JsonObject *args;
} JmSimFault;

typedef struct
{
  GPtrArray *armed; /* JmSimFault */
  guint next_id;
} JmSimFaults;

JmSimFaults      *jm_sim_faults_new       (void) G_GNUC_WARN_UNUSED_RESULT;
void              jm_sim_faults_free      (JmSimFaults        *self);
JmSimFault       *jm_sim_faults_arm       (JmSimFaults        *self,
                                           JsonObject         *description,
                                           GError            **error);
void              jm_sim_faults_disarm    (JmSimFaults        *self,
                                           guint               id);
GPtrArray        *jm_sim_faults_strike    (JmSimFaults        *self,
                                           const JmSimRequest *request) G_GNUC_WARN_UNUSED_RESULT;
JsonArray        *jm_sim_faults_describe  (JmSimFaults        *self) G_GNUC_WARN_UNUSED_RESULT;
const char       *jm_sim_fault_kind_name  (JmSimFaultKind      kind);
const JmSimFault *jm_sim_request_fault    (const JmSimRequest *request,
                                           JmSimFaultKind      kind);
gint64            jm_sim_fault_int        (const JmSimFault   *fault,
                                           const char         *name,
                                           gint64              fallback);
const char       *jm_sim_fault_string     (const JmSimFault   *fault,
                                           const char         *name,
                                           const char         *fallback);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (JmSimFaults, jm_sim_faults_free)

G_END_DECLS
