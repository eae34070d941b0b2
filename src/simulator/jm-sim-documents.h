/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "jm-sim-call.h"

G_BEGIN_DECLS

#define JM_SIM_SPRINT_FIELD "customfield_10020"
#define JM_SIM_POINTS_FIELD "customfield_10016"

/* The documents that Jira gives for a person, a project, an issue …, in the words of v3 or of v2.
 */

/* Which fields of an issue were asked for: names, *all, *navigable, -name. */
typedef struct
{
  gboolean all;
  GHashTable *wanted;
  GHashTable *unwanted;
} JmSimFields;

JmSimFields *jm_sim_fields_new        (GStrv               names) G_GNUC_WARN_UNUSED_RESULT;
void         jm_sim_fields_free       (JmSimFields        *self);
gboolean     jm_sim_fields_want       (const JmSimFields  *self,
                                       const char         *name);
gboolean     jm_sim_fields_only_ids   (const JmSimFields  *self);

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
JsonObject  *jm_sim_issue_document    (const JmSimCall    *call,
                                       const JmSimIssue   *issue,
                                       const JmSimFields  *fields) G_GNUC_WARN_UNUSED_RESULT;
JsonArray   *jm_sim_field_documents   (void) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (JmSimFields, jm_sim_fields_free)

G_END_DECLS
