/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "jm-sim-call.h"

G_BEGIN_DECLS

/* The documents that Jira gives for a person, a project, an issue …, in the words of v3 or of v2.
 */

JsonObject  *jm_sim_user_document     (const JmSimCall    *call,
                                       guint               user) G_GNUC_WARN_UNUSED_RESULT;
JsonObject  *jm_sim_project_document  (const JmSimCall    *call,
                                       const JmSimProject *project,
                                       GStrv               expand) G_GNUC_WARN_UNUSED_RESULT;
JsonObject  *jm_sim_status_document   (const JmSimCall    *call,
                                       guint               row) G_GNUC_WARN_UNUSED_RESULT;
JsonObject  *jm_sim_category_document (const JmSimCall    *call,
                                       JmSimCategory       category) G_GNUC_WARN_UNUSED_RESULT;
JsonObject  *jm_sim_type_document     (const JmSimCall    *call,
                                       guint               row) G_GNUC_WARN_UNUSED_RESULT;
JsonObject  *jm_sim_priority_document (const JmSimCall    *call,
                                       guint               row) G_GNUC_WARN_UNUSED_RESULT;
JsonObject  *jm_sim_link_type_document (const JmSimCall   *call,
                                       guint               row) G_GNUC_WARN_UNUSED_RESULT;
JsonObject  *jm_sim_resolution_document (const JmSimCall  *call,
                                       guint               row) G_GNUC_WARN_UNUSED_RESULT;
JsonObject  *jm_sim_component_document (const JmSimCall   *call,
                                       guint               row) G_GNUC_WARN_UNUSED_RESULT;
JsonObject  *jm_sim_version_document  (const JmSimCall    *call,
                                       guint               row) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
