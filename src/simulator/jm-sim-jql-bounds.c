/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "jm-sim-jql-private.h"

/* What a query tells about its answer before any issue was looked at. */

/* The bound that a chain of ANDs puts under `updated`. */
static gint64
lower_bound (const JmSimClause *clause)
{
  if (clause == NULL)
    return G_MININT64;
  if (clause->kind == JM_SIM_CLAUSE_AND)
    return MAX (lower_bound (clause->left), lower_bound (clause->right));
  if (clause->kind == JM_SIM_CLAUSE_COMPARE && clause->field == JM_SIM_FIELD_UPDATED &&
      clause->rows->len > 0 &&
      (clause->compare == JM_SIM_COMPARE_GREATER ||
       clause->compare == JM_SIM_COMPARE_GREATER_EQUAL))
    return g_array_index (clause->rows, gint64, 0);
  return G_MININT64;
}

/* The list that a chain of ANDs bounds a field with, or NULL. */
static GArray *
listed (const JmSimClause *clause,
        gboolean (*is_field) (JmSimField field))
{
  GArray *list;

  if (clause == NULL)
    return NULL;
  if (clause->kind == JM_SIM_CLAUSE_AND)
    {
      list = listed (clause->left, is_field);
      return list != NULL ? list : listed (clause->right, is_field);
    }
  if (clause->kind != JM_SIM_CLAUSE_COMPARE || !is_field (clause->field) || clause->compare != JM_SIM_COMPARE_IN)
    return NULL;
  list = g_array_new (FALSE, FALSE, sizeof (guint));
  for (guint i = 0; i < clause->rows->len; i++)
    {
      guint row = (guint) g_array_index (clause->rows, gint64, i);

      g_array_append_val (list, row);
    }
  return list;
}

static gboolean
is_project (JmSimField field)
{
  return field == JM_SIM_FIELD_PROJECT;
}

static gboolean
is_issue (JmSimField field)
{
  return field == JM_SIM_FIELD_ISSUE || field == JM_SIM_FIELD_KEY;
}

static gboolean
is_relative (const JmSimClause *clause)
{
  return clause != NULL && (clause->relative || is_relative (clause->left) || is_relative (clause->right));
}

/* What a walk may leave out without looking. */
void
jm_sim_jql_find_bounds (JmSimJql *jql)
{
  const JmSimClause *root = jql->root;

  jql->updated_from_ms = lower_bound (root);
  jql->projects = listed (root, is_project);
  jql->issues = listed (root, is_issue);
  jql->only_projects = jql->projects != NULL && root->kind == JM_SIM_CLAUSE_COMPARE;
  jql->relative = is_relative (root);
}
