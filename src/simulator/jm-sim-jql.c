/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "jm-sim-jql-private.h"

#include <string.h>

void
jm_sim_clause_free (JmSimClause *self)
{
  if (self == NULL)
    return;
  jm_sim_clause_free (self->left);
  jm_sim_clause_free (self->right);
  g_clear_pointer (&self->rows, g_array_unref);
  g_free (self->words);
  g_free (self);
}

void
jm_sim_jql_free (JmSimJql *self)
{
  jm_sim_clause_free (self->root);
  g_free (self);
}

static gint64
value_of (JmSimField        field,
          const JmSimIssue *issue)
{
  switch (field)
    {
    case JM_SIM_FIELD_PROJECT:
      return issue->project;
    case JM_SIM_FIELD_ISSUE:
      return issue->index;
    case JM_SIM_FIELD_UPDATED:
      return issue->updated_ms;
    case JM_SIM_FIELD_CREATED:
      return issue->created_ms;
    case JM_SIM_FIELD_STATUS:
      return issue->status;
    case JM_SIM_FIELD_CATEGORY:
      return jm_sim_statuses[issue->status].category;
    case JM_SIM_FIELD_ASSIGNEE:
      return issue->assignee;
    case JM_SIM_FIELD_REPORTER:
      return issue->reporter;
    case JM_SIM_FIELD_TYPE:
      return issue->type;
    case JM_SIM_FIELD_PRIORITY:
      return issue->priority;
    case JM_SIM_FIELD_RESOLUTION:
      return jm_sim_statuses[issue->status].category == JM_SIM_CATEGORY_DONE ? 1 : -1;
    case JM_SIM_FIELD_LABELS:
    case JM_SIM_FIELD_TEXT:
    default:
      return 0;
    }
}

static gboolean
is_in (const JmSimClause *clause,
       const JmSimIssue  *issue)
{
  gint64 value = value_of (clause->field, issue);

  for (guint i = 0; i < clause->rows->len; i++)
    {
      if (g_array_index (clause->rows, gint64, i) == value)
        return TRUE;
    }
  return FALSE;
}

static gboolean
contains (const JmSimClause *clause,
          const JmSimSite   *site,
          const JmSimIssue  *issue)
{
  g_autofree char *summary = jm_sim_site_summary (site, issue);
  g_autofree char *folded = g_utf8_casefold (summary, -1);

  return strstr (folded, clause->words) != NULL;
}

static gboolean
compare_matches (const JmSimClause *clause,
                 const JmSimSite   *site,
                 const JmSimIssue  *issue)
{
  gint64 bound = clause->rows->len > 0 ? g_array_index (clause->rows, gint64, 0) : 0;
  gint64 value = value_of (clause->field, issue);

  switch (clause->compare)
    {
    case JM_SIM_COMPARE_IN:
      return is_in (clause, issue);
    case JM_SIM_COMPARE_NOT_IN:
      return value != -1 && !is_in (clause, issue);
    case JM_SIM_COMPARE_CONTAINS:
      return contains (clause, site, issue);
    case JM_SIM_COMPARE_NOT_CONTAINS:
      return !contains (clause, site, issue);
    case JM_SIM_COMPARE_LESS:
      return value < bound;
    case JM_SIM_COMPARE_LESS_EQUAL:
      return value <= bound;
    case JM_SIM_COMPARE_GREATER:
      return value > bound;
    case JM_SIM_COMPARE_GREATER_EQUAL:
      return value >= bound;
    case JM_SIM_COMPARE_EMPTY:
      return value == -1;
    case JM_SIM_COMPARE_NOT_EMPTY:
    default:
      return value != -1;
    }
}

static gboolean
clause_matches (const JmSimClause *clause,
                const JmSimSite   *site,
                const JmSimIssue  *issue)
{
  switch (clause->kind)
    {
    case JM_SIM_CLAUSE_AND:
      return clause_matches (clause->left, site, issue) &&
             clause_matches (clause->right, site, issue);
    case JM_SIM_CLAUSE_OR:
      return clause_matches (clause->left, site, issue) ||
             clause_matches (clause->right, site, issue);
    case JM_SIM_CLAUSE_NOT:
      return !clause_matches (clause->left, site, issue);
    case JM_SIM_CLAUSE_COMPARE:
    default:
      return compare_matches (clause, site, issue);
    }
}

gboolean
jm_sim_jql_matches (const JmSimJql   *self,
                    const JmSimSite  *site,
                    const JmSimIssue *issue)
{
  return self->root == NULL || clause_matches (self->root, site, issue);
}
