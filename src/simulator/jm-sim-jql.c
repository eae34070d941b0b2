/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "jm-sim-jql-private.h"

#include <string.h>

#include "jm-sim-description.h"
#include "jm-sim-kin.h"
#include "jm-sim-plans.h"
#include "jm-sim-thread.h"

void
jm_sim_clause_free (JmSimClause *self)
{
  if (self == NULL)
    return;
  jm_sim_clause_free (self->left);
  jm_sim_clause_free (self->right);
  g_clear_pointer (&self->rows, g_array_unref);
  g_clear_pointer (&self->labels, g_ptr_array_unref);
  g_free (self->words);
  g_free (self);
}

void
jm_sim_jql_free (JmSimJql *self)
{
  jm_sim_clause_free (self->root);
  g_clear_pointer (&self->projects, g_array_unref);
  g_clear_pointer (&self->issues, g_array_unref);
  g_free (self);
}

/* The values that an issue has in a field; none if it is empty. @values: room for VALUES */
#define VALUES 4

static guint
one (gint64 *values,
     gint64  value)
{
  values[0] = value;
  return value == -1 ? 0 : 1;
}

static guint
sprints_of (const JmSimSite  *site,
            const JmSimIssue *issue,
            gint64           *values)
{
  JmSimSprint sprints[JM_SIM_ISSUE_SPRINTS];
  guint n = jm_sim_issue_sprints (site, issue, sprints);

  for (guint i = 0; i < n; i++)
    values[i] = sprints[i].id;
  return n;
}

static guint
parent_of (const JmSimSite  *site,
           const JmSimIssue *issue,
           gint64           *values)
{
  JmSimIssue parent;

  return jm_sim_issue_parent (site, issue, &parent) ? one (values, parent.index) : 0;
}

static guint
values_of (const JmSimSite  *site,
           JmSimField        field,
           const JmSimIssue *issue,
           gint64           *values)
{
  switch (field)
    {
    case JM_SIM_FIELD_PROJECT:
      return one (values, issue->project);
    case JM_SIM_FIELD_ISSUE:
    case JM_SIM_FIELD_KEY:
      return one (values, issue->index);
    case JM_SIM_FIELD_UPDATED:
      return one (values, issue->updated_ms);
    case JM_SIM_FIELD_CREATED:
      return one (values, issue->created_ms);
    case JM_SIM_FIELD_RESOLVED:
      return one (values, issue->resolved_ms > 0 ? issue->resolved_ms : -1);
    case JM_SIM_FIELD_DUE:
      return one (values, jm_sim_issue_due (issue));
    case JM_SIM_FIELD_STATUS:
      return one (values, issue->status);
    case JM_SIM_FIELD_CATEGORY:
      return one (values, jm_sim_statuses[issue->status].category);
    case JM_SIM_FIELD_ASSIGNEE:
      return one (values, issue->assignee);
    case JM_SIM_FIELD_REPORTER:
      return one (values, issue->reporter);
    case JM_SIM_FIELD_TYPE:
      return one (values, issue->type);
    case JM_SIM_FIELD_PRIORITY:
      return one (values, issue->priority);
    case JM_SIM_FIELD_RESOLUTION:
      return one (values, issue->resolved_ms > 0 ? 1 : -1);
    case JM_SIM_FIELD_WATCHER:
      return one (values, jm_sim_issue_watched (issue) ? 0 : -1);
    case JM_SIM_FIELD_SPRINT:
      return sprints_of (site, issue, values);
    case JM_SIM_FIELD_PARENT:
      return parent_of (site, issue, values);
    case JM_SIM_FIELD_LABELS:
    case JM_SIM_FIELD_SUMMARY:
    case JM_SIM_FIELD_DESCRIPTION:
    case JM_SIM_FIELD_COMMENT:
    case JM_SIM_FIELD_TEXT:
    default:
      return 0;
    }
}

static gboolean
has_row (const JmSimClause *clause,
         gint64             row)
{
  for (guint i = 0; i < clause->rows->len; i++)
    {
      if (g_array_index (clause->rows, gint64, i) == row)
        return TRUE;
    }
  return FALSE;
}

static gboolean
is_in (const JmSimClause *clause,
       const gint64      *values,
       guint              n)
{
  if (n == 0)
    return has_row (clause, -1);
  for (guint i = 0; i < n; i++)
    {
      if (has_row (clause, values[i]))
        return TRUE;
    }
  return FALSE;
}

/* `>` and its like: of keys only within one project. */
static gboolean
compare_value (const JmSimClause *clause,
               const JmSimSite   *site,
               const JmSimIssue  *issue,
               gint64             value)
{
  gint64 bound = clause->rows->len > 0 ? g_array_index (clause->rows, gint64, 0) : 0;
  JmSimIssue other;

  if (clause->field == JM_SIM_FIELD_KEY)
    {
      if (!jm_sim_site_issue (site, (guint) bound, G_MAXINT64, &other) || other.project != issue->project)
        return FALSE;
      bound = other.number;
      value = issue->number;
    }
  switch ((int) clause->compare)
    {
    case JM_SIM_COMPARE_LESS:
      return value < bound;
    case JM_SIM_COMPARE_LESS_EQUAL:
      return value <= bound;
    case JM_SIM_COMPARE_GREATER:
      return value > bound;
    default:
      return value >= bound;
    }
}

/* @words: casefolded */
static gboolean
has_words (const char *text,
           const char *words)
{
  g_autofree char *folded = text != NULL ? g_utf8_casefold (text, -1) : NULL;

  return folded != NULL && strstr (folded, words) != NULL;
}

static gboolean
comments_contain (const JmSimClause *clause,
                  const JmSimSite   *site,
                  const JmSimIssue  *issue)
{
  g_autoptr (GPtrArray) notes = jm_sim_site_notes (site, JM_SIM_NOTE_COMMENT, issue->index);

  for (guint i = 0; i < notes->len; i++)
    {
      if (has_words (((const JmSimNote *) g_ptr_array_index (notes, i))->text, clause->words))
        return TRUE;
    }
  return FALSE;
}

static gboolean
contains (const JmSimClause *clause,
          const JmSimSite   *site,
          const JmSimIssue  *issue)
{
  gboolean all = clause->field == JM_SIM_FIELD_TEXT;

  if (all || clause->field == JM_SIM_FIELD_SUMMARY)
    {
      g_autofree char *summary = jm_sim_site_summary (site, issue);

      if (has_words (summary, clause->words))
        return TRUE;
    }
  if (all || clause->field == JM_SIM_FIELD_DESCRIPTION)
    {
      g_autofree char *description = jm_sim_description_words (site, issue);

      if (has_words (description, clause->words))
        return TRUE;
    }
  return (all || clause->field == JM_SIM_FIELD_COMMENT) && comments_contain (clause, site, issue);
}

static gboolean
is_label (const JmSimClause *clause,
          const char        *label)
{
  for (guint i = 0; i < clause->labels->len; i++)
    {
      if (g_str_equal (g_ptr_array_index (clause->labels, i), label))
        return TRUE;
    }
  return FALSE;
}

/* How many labels the issue has, and whether one of them is the clause's. */
static gboolean
has_label (const JmSimClause *clause,
           const JmSimIssue  *issue,
           guint             *n)
{
  const char *labels[JM_SIM_MOST_LABELS];
  JsonArray *written = NULL;
  gboolean found = FALSE;

  if (issue->fields != NULL && json_object_has_member (issue->fields, "labels"))
    {
      JsonNode *node = json_object_get_member (issue->fields, "labels");

      written = JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
      *n = written != NULL ? json_array_get_length (written) : 0;
      for (guint i = 0; i < *n; i++)
        {
          JsonNode *label = json_array_get_element (written, i);

          if (JSON_NODE_HOLDS_VALUE (label) && json_node_get_value_type (label) == G_TYPE_STRING)
            found = found || is_label (clause, json_node_get_string (label));
        }
      return found;
    }
  *n = jm_sim_issue_labels (issue, labels);
  for (guint i = 0; i < *n; i++)
    found = found || is_label (clause, labels[i]);
  return found;
}

static gboolean
label_matches (const JmSimClause *clause,
               const JmSimIssue  *issue)
{
  guint n;
  gboolean found = has_label (clause, issue, &n);

  switch ((int) clause->compare)
    {
    case JM_SIM_COMPARE_IN:
      return found || (n == 0 && has_row (clause, -1));
    case JM_SIM_COMPARE_NOT_IN:
      return n > 0 && !found;
    case JM_SIM_COMPARE_EMPTY:
      return n == 0;
    default:
      return n > 0;
    }
}

static gboolean
compare_matches (const JmSimClause *clause,
                 const JmSimSite   *site,
                 const JmSimIssue  *issue)
{
  gint64 values[VALUES];
  guint n;

  if (clause->field == JM_SIM_FIELD_LABELS)
    return label_matches (clause, issue);
  n = jm_sim_field_is_text (clause->field) ? 1 : values_of (site, clause->field, issue, values);
  switch (clause->compare)
    {
    case JM_SIM_COMPARE_IN:
      return is_in (clause, values, n);
    case JM_SIM_COMPARE_NOT_IN:
      return n > 0 && !is_in (clause, values, n);
    case JM_SIM_COMPARE_CONTAINS:
      return contains (clause, site, issue);
    case JM_SIM_COMPARE_NOT_CONTAINS:
      return !contains (clause, site, issue);
    case JM_SIM_COMPARE_LESS:
    case JM_SIM_COMPARE_LESS_EQUAL:
    case JM_SIM_COMPARE_GREATER:
    case JM_SIM_COMPARE_GREATER_EQUAL:
      return n > 0 && compare_value (clause, site, issue, values[0]);
    case JM_SIM_COMPARE_EMPTY:
      return n == 0;
    case JM_SIM_COMPARE_NOT_EMPTY:
    default:
      return n > 0;
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

/* Whether an issue of that project can match. */
gboolean
jm_sim_jql_allows (const JmSimJql *self,
                   guint           project)
{
  if (self->projects == NULL)
    return TRUE;
  for (guint i = 0; i < self->projects->len; i++)
    {
      if (g_array_index (self->projects, guint, i) == project)
        return TRUE;
    }
  return FALSE;
}
