/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "jm-sim-jql.h"

G_BEGIN_DECLS

/* A query as a tree: what jm-sim-jql-parse.c makes and jm-sim-jql.c reads. */

typedef enum
{
  JM_SIM_FIELD_PROJECT,
  JM_SIM_FIELD_ISSUE,
  JM_SIM_FIELD_KEY,  /* the same, but it is compared within a project */
  JM_SIM_FIELD_UPDATED,
  JM_SIM_FIELD_CREATED,
  JM_SIM_FIELD_RESOLVED,
  JM_SIM_FIELD_DUE,
  JM_SIM_FIELD_STATUS,
  JM_SIM_FIELD_CATEGORY,
  JM_SIM_FIELD_ASSIGNEE,
  JM_SIM_FIELD_REPORTER,
  JM_SIM_FIELD_TYPE,
  JM_SIM_FIELD_PRIORITY,
  JM_SIM_FIELD_RESOLUTION,
  JM_SIM_FIELD_LABELS,
  JM_SIM_FIELD_SPRINT,
  JM_SIM_FIELD_PARENT,
  JM_SIM_FIELD_WATCHER,
  JM_SIM_FIELD_SUMMARY,
  JM_SIM_FIELD_DESCRIPTION,
  JM_SIM_FIELD_COMMENT,
  JM_SIM_FIELD_TEXT,  /* all three of them */
} JmSimField;

typedef enum
{
  JM_SIM_CLAUSE_AND,
  JM_SIM_CLAUSE_OR,
  JM_SIM_CLAUSE_NOT,
  JM_SIM_CLAUSE_COMPARE,
} JmSimClauseKind;

typedef enum
{
  JM_SIM_COMPARE_IN,
  JM_SIM_COMPARE_NOT_IN,
  JM_SIM_COMPARE_CONTAINS,
  JM_SIM_COMPARE_NOT_CONTAINS,
  JM_SIM_COMPARE_LESS,
  JM_SIM_COMPARE_LESS_EQUAL,
  JM_SIM_COMPARE_GREATER,
  JM_SIM_COMPARE_GREATER_EQUAL,
  JM_SIM_COMPARE_EMPTY,
  JM_SIM_COMPARE_NOT_EMPTY,
} JmSimCompare;

struct _JmSimClause
{
  JmSimClauseKind kind;
  JmSimClause *left;
  JmSimClause *right;
  JmSimField field;
  JmSimCompare compare;
  GArray *rows;      /* gint64: rows, indices, categories or times, by field; -1 is EMPTY */
  GPtrArray *labels; /* char* */
  char *words;       /* casefolded */
  gboolean relative; /* the time of day decides */
};

static inline gboolean
jm_sim_field_is_text (JmSimField field)
{
  return field >= JM_SIM_FIELD_SUMMARY && field <= JM_SIM_FIELD_TEXT;
}

void     jm_sim_clause_free       (JmSimClause     *self);
void     jm_sim_clause_add        (JmSimClause     *self,
                                   gint64           row);
void     jm_sim_clause_add_sprints (const JmSimSite *site,
                                    JmSimClause     *clause,
                                    int              state,
                                    const char      *name);
void     jm_sim_jql_find_bounds   (JmSimJql        *jql);
gboolean jm_sim_jql_is_relative   (const char      *text);
gboolean jm_sim_jql_fail          (GError         **error,
                                   const char      *format,
                                   ...) G_GNUC_PRINTF (2, 3);
gboolean jm_sim_jql_add_value     (const JmSimSite *site,
                                   gint64           now_ms,
                                   JmSimClause     *clause,
                                   const char      *name,
                                   const char      *text,
                                   gboolean         quoted,
                                   GError         **error);
gboolean jm_sim_jql_time          (const JmSimSite *site,
                                   gint64           now_ms,
                                   const char      *text,
                                   gboolean         quoted,
                                   gint64          *time_ms);
gboolean jm_sim_jql_time_function (const JmSimSite *site,
                                   gint64           now_ms,
                                   const char      *name,
                                   gint64          *time_ms);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (JmSimClause, jm_sim_clause_free)

G_END_DECLS
