/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

#define JM_SIM_SPRINT_FIELD "customfield_10020"
#define JM_SIM_POINTS_FIELD "customfield_10016"
#define JM_SIM_FIRST_FILLER 10100 /* customfield_10100 …, that --issue-bytes gives issues */
#define JM_SIM_N_FILLERS 100

/* The fields that an issue may have, in the order in which they are written. */
typedef enum
{
  JM_SIM_MEMBER_CATEGORY_TIME,
  JM_SIM_MEMBER_TYPE,
  JM_SIM_MEMBER_PARENT,
  JM_SIM_MEMBER_TIME_SPENT,
  JM_SIM_MEMBER_PROJECT,
  JM_SIM_MEMBER_FIX_VERSIONS,
  JM_SIM_MEMBER_ALL_TIME_SPENT,
  JM_SIM_MEMBER_RESOLUTION,
  JM_SIM_MEMBER_RESOLVED,
  JM_SIM_MEMBER_WORK_RATIO,
  JM_SIM_MEMBER_WATCHES,
  JM_SIM_MEMBER_LAST_VIEWED,
  JM_SIM_MEMBER_CREATED,
  JM_SIM_MEMBER_PRIORITY,
  JM_SIM_MEMBER_LABELS,
  JM_SIM_MEMBER_ESTIMATE,
  JM_SIM_MEMBER_VERSIONS,
  JM_SIM_MEMBER_LINKS,
  JM_SIM_MEMBER_ASSIGNEE,
  JM_SIM_MEMBER_UPDATED,
  JM_SIM_MEMBER_STATUS,
  JM_SIM_MEMBER_COMPONENTS,
  JM_SIM_MEMBER_FIRST_ESTIMATE,
  JM_SIM_MEMBER_DESCRIPTION,
  JM_SIM_MEMBER_SECURITY,
  JM_SIM_MEMBER_SUMMARY,
  JM_SIM_MEMBER_CREATOR,
  JM_SIM_MEMBER_SUBTASKS,
  JM_SIM_MEMBER_REPORTER,
  JM_SIM_MEMBER_ENVIRONMENT,
  JM_SIM_MEMBER_DUE,
  JM_SIM_MEMBER_PROGRESS,
  JM_SIM_MEMBER_VOTES,
  JM_SIM_MEMBER_POINTS,
  JM_SIM_MEMBER_SPRINT,
  JM_SIM_MEMBER_COMMENT,
  JM_SIM_MEMBER_WORKLOG,
  JM_SIM_MEMBER_ATTACHMENT,
  JM_SIM_MEMBER_TRACKING,
  JM_SIM_N_MEMBERS
} JmSimMember;

/* Which fields were asked for: names, *all, *navigable, -name. */
typedef struct
{
  guint64 known;        /* one bit a JmSimMember */
  gboolean fillers;     /* the fields of --issue-bytes, and whatever else somebody wrote */
  gboolean only_ids;    /* nothing but id and key: such pages may be long */
  GHashTable *wanted;   /* names that are not in the table */
  GHashTable *unwanted;
} JmSimFields;

JmSimFields *jm_sim_fields_new       (GStrv              names) G_GNUC_WARN_UNUSED_RESULT;
void         jm_sim_fields_free      (JmSimFields       *self);
gboolean     jm_sim_fields_want      (const JmSimFields *self,
                                      const char        *name);
const char  *jm_sim_member_name      (JmSimMember        member);
gboolean     jm_sim_is_member        (const char        *name);
JsonArray   *jm_sim_field_documents  (gboolean           with_fillers) G_GNUC_WARN_UNUSED_RESULT;

static inline gboolean
jm_sim_fields_have (const JmSimFields *self,
                    JmSimMember        member)
{
  return (self->known >> member & 1) != 0;
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (JmSimFields, jm_sim_fields_free)

G_END_DECLS
