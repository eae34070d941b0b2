/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "base/jm-clock.h"
#include "base/jm-http.h"
#include "jira/jm-jira-places.h"
#include "jira/jm-jira-removal.h"
#include "jira/jm-rate-budget.h"

G_BEGIN_DECLS

/* What all clients of one site and sign-in have to obey, and what its answers tell besides what was
 * asked for. Private to the floor. Properties, which the clients have too: "paused-until",
 * "rests-until", "windows", "budget"; signal "removal" (JmJiraRemoval). */
#define JM_TYPE_JIRA_GATE (jm_jira_gate_get_type ())

G_DECLARE_FINAL_TYPE (JmJiraGate, jm_jira_gate, JM, JIRA_GATE, GObject)

JmJiraGate          *jm_jira_gate_new                 (JmClock        *clock);
JmJiraPlaces        *jm_jira_gate_get_places          (JmJiraGate     *self);
/* Learns from any answer to "@method @path", the @n_tries-th in a row. */
void                 jm_jira_gate_read                (JmJiraGate     *self,
                                                       JmHttpResponse *response,
                                                       const char     *method,
                                                       const char     *path,
                                                       guint           n_tries);
/* ms until "@method @path" may be sent; 0: now */
gint64               jm_jira_gate_get_wait_ms         (JmJiraGate     *self,
                                                       const char     *method,
                                                       const char     *path);
/* NULL, or what is known of its end when it has been removed */
const JmJiraRemoval *jm_jira_gate_get_removal         (JmJiraGate     *self,
                                                       const char     *method,
                                                       const char     *path);
/* It had faults however often it was asked; @site: and Jira does not even say who we are. */
void                 jm_jira_gate_rest                (JmJiraGate     *self,
                                                       const char     *method,
                                                       const char     *path,
                                                       gboolean        site);
/* It answered. */
void                 jm_jira_gate_wake                (JmJiraGate     *self,
                                                       const char     *method,
                                                       const char     *path);
/* ms since the epoch until which nothing of the background asks for it, or 0 */
gint64               jm_jira_gate_get_rests_until_ms  (JmJiraGate     *self,
                                                       const char     *method,
                                                       const char     *path);
/* The same of the whole site */
gint64               jm_jira_gate_get_site_rests_until_ms (JmJiraGate *self);
gint64               jm_jira_gate_get_paused_until_ms (JmJiraGate     *self);
GPtrArray           *jm_jira_gate_get_budget          (JmJiraGate     *self);
char                *jm_jira_gate_dup_windows         (JmJiraGate     *self) G_GNUC_WARN_UNUSED_RESULT;
void                 jm_jira_gate_load_windows        (JmJiraGate     *self,
                                                       const char     *text);

G_END_DECLS
