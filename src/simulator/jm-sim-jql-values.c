/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "jm-sim-jql-private.h"

#include "jm-sim-plans.h"

/* What the values in a query stand for: rows, issues, times. */

/* Where a row is wanted: EMPTY is what fields without a value have; nothing has UNKNOWN. */
#define EMPTY -1
#define UNKNOWN -2

gboolean
jm_sim_jql_fail (GError     **error,
                 const char  *format,
                 ...)
{
  va_list args;

  va_start (args, format);
  if (error != NULL)
    *error = g_error_new_valist (G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, format, args);
  va_end (args);
  return FALSE;
}

/* Another row, index, category or time that the clause compares with. */
void
jm_sim_clause_add (JmSimClause *clause,
                   gint64       row)
{
  g_array_append_val (clause->rows, row);
}

static int
find_category (const char *text)
{
  static const struct
  {
    const char *name;
    JmSimCategory category;
  } names[] = {
    { "new", JM_SIM_CATEGORY_NEW },
    { "To Do", JM_SIM_CATEGORY_NEW },
    { "2", JM_SIM_CATEGORY_NEW },
    { "indeterminate", JM_SIM_CATEGORY_IN_PROGRESS },
    { "In Progress", JM_SIM_CATEGORY_IN_PROGRESS },
    { "4", JM_SIM_CATEGORY_IN_PROGRESS },
    { "done", JM_SIM_CATEGORY_DONE },
    { "3", JM_SIM_CATEGORY_DONE },
    { "Complete", JM_SIM_CATEGORY_DONE },
    { "undefined", JM_SIM_CATEGORY_UNDEFINED },
    { "No Category", JM_SIM_CATEGORY_UNDEFINED },
    { "1", JM_SIM_CATEGORY_UNDEFINED },
  };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      if (g_ascii_strcasecmp (names[i].name, text) == 0)
        return names[i].category;
    }
  return -1;
}

/* Names may stand for two rows: the company's and the team's. */
static gboolean
add_named (JmSimClause *clause,
           int (*find) (const char *, gboolean),
           const char  *text)
{
  int company = find (text, FALSE);
  int team = find (text, TRUE);

  if (company >= 0)
    jm_sim_clause_add (clause, company);
  if (team >= 0 && team != company)
    jm_sim_clause_add (clause, team);
  return company >= 0 || team >= 0;
}

static int
find_resolution (const char *text)
{
  if (g_ascii_strcasecmp (text, "Unresolved") == 0)
    return EMPTY;
  return g_ascii_strcasecmp (text, "Done") == 0 ? 1 : UNKNOWN;
}

static int
find_project (const JmSimSite *site,
              const char      *text)
{
  const JmSimProject *project = jm_sim_site_find_project (site, text);

  return project != NULL && !project->hidden ? (int) project->index : UNKNOWN;
}

static int
known (int row)
{
  return row >= 0 ? row : UNKNOWN;
}

/* The row that @text names in a field whose values are rows; EMPTY or UNKNOWN if it names none. */
static int
find_row (const JmSimSite *site,
          JmSimField       field,
          const char      *text)
{
  switch ((int) field)
    {
    case JM_SIM_FIELD_PROJECT:
      return find_project (site, text);
    case JM_SIM_FIELD_CATEGORY:
      return known (find_category (text));
    case JM_SIM_FIELD_ASSIGNEE:
    case JM_SIM_FIELD_REPORTER:
      return known (jm_sim_site_find_user (site, text));
    case JM_SIM_FIELD_PRIORITY:
      return known (jm_sim_find_priority (text));
    case JM_SIM_FIELD_RESOLUTION:
      return find_resolution (text);
    case JM_SIM_FIELD_WATCHER:
      return jm_sim_site_find_user (site, text) == 0 ? 0 : UNKNOWN;
    default:
      return UNKNOWN;
    }
}

static gboolean
add_time (const JmSimSite  *site,
          gint64            now_ms,
          JmSimClause      *clause,
          const char       *name,
          const char       *text,
          gboolean          quoted,
          GError          **error)
{
  gint64 time_ms;

  if (!jm_sim_jql_time (site, now_ms, text, quoted, &time_ms))
    return jm_sim_jql_fail (
        error,
        "Date value '%s' for field '%s' is invalid. Valid formats include: 'yyyy/MM/dd HH:mm', "
        "'yyyy-MM-dd HH:mm', 'yyyy/MM/dd', 'yyyy-MM-dd', or a period format e.g. '-5d', '4w 2d'.",
        text, name);
  clause->relative = clause->relative || jm_sim_jql_is_relative (text);
  jm_sim_clause_add (clause, time_ms);
  return TRUE;
}

/* A sprint by id or by name. */
static gboolean
add_sprint (const JmSimSite  *site,
            JmSimClause      *clause,
            const char       *name,
            const char       *text,
            GError          **error)
{
  JmSimSprint sprint;
  gsize found = clause->rows->len;

  if (jm_sim_find_sprint (site, g_ascii_strtoll (text, NULL, 10), &sprint))
    jm_sim_clause_add (clause, sprint.id);
  else
    jm_sim_clause_add_sprints (site, clause, -1, text);
  if (clause->rows->len == found)
    return jm_sim_jql_fail (error, "Sprint with name '%s' does not exist or you do not have permission to view it.",
                            text);
  return TRUE;
}

/* All sprints of that state (-1: any) with that name (NULL: any). */
void
jm_sim_clause_add_sprints (const JmSimSite *site,
                           JmSimClause     *clause,
                           int              state,
                           const char      *name)
{
  for (guint i = 0; i < site->projects->len; i++)
    {
      const JmSimProject *project = jm_sim_site_project (site, i);
      JmSimBoard board;

      if (jm_sim_n_boards (project) == 0)
        continue;
      jm_sim_board (project, 0, &board);
      for (guint number = 1; number <= jm_sim_n_sprints (site, &board); number++)
        {
          g_autofree char *title = NULL;
          JmSimSprint sprint;

          jm_sim_sprint (site, &board, number, &sprint);
          title = jm_sim_sprint_name (site, &sprint);
          if ((state < 0 || state == (int) sprint.state) && (name == NULL || g_ascii_strcasecmp (title, name) == 0))
            jm_sim_clause_add (clause, sprint.id);
        }
    }
}

static gboolean
is_comparison (const JmSimClause *clause)
{
  return clause->compare >= JM_SIM_COMPARE_LESS && clause->compare <= JM_SIM_COMPARE_GREATER_EQUAL;
}

static gboolean
add_issue (const JmSimSite  *site,
           JmSimClause      *clause,
           const char       *name,
           const char       *text,
           GError          **error)
{
  JmSimIssue issue;
  guint index;
  guint64 id;

  /* an id need not exist to be compared with */
  if (clause->field == JM_SIM_FIELD_ISSUE && is_comparison (clause) &&
      g_ascii_string_to_unsigned (text, 10, 0, G_MAXUINT32, &id, NULL))
    {
      jm_sim_clause_add (clause, (gint64) id - jm_sim_site_issue_id (0));
      return TRUE;
    }
  if (!jm_sim_site_find_issue (site, text, &index) || !jm_sim_site_issue (site, index, G_MAXINT64, &issue) ||
      !jm_sim_site_shows (site, &issue))
    return jm_sim_jql_fail (error, "An issue with key '%s' does not exist for field '%s'.", text, name);
  jm_sim_clause_add (clause, index);
  return TRUE;
}

/* Reads one value of @name into @clause; FALSE with Jira's sentence in @error if there is none such. */
gboolean
jm_sim_jql_add_value (const JmSimSite  *site,
                      gint64            now_ms,
                      JmSimClause      *clause,
                      const char       *name,
                      const char       *text,
                      gboolean          quoted,
                      GError          **error)
{
  int row = UNKNOWN;

  if (!quoted &&
      (g_ascii_strcasecmp (text, "EMPTY") == 0 || g_ascii_strcasecmp (text, "NULL") == 0))
    row = EMPTY;
  else if (jm_sim_field_is_text (clause->field))
    return jm_sim_jql_fail (error, "The operator '=' is not supported by the '%s' field.", name);
  else if (clause->field == JM_SIM_FIELD_LABELS)
    {
      g_ptr_array_add (clause->labels, g_strdup (text)); /* an unknown one is no error, it is on no issue */
      return TRUE;
    }
  else if (clause->field == JM_SIM_FIELD_SPRINT)
    return add_sprint (site, clause, name, text, error);
  else if (clause->field == JM_SIM_FIELD_ISSUE || clause->field == JM_SIM_FIELD_KEY || clause->field == JM_SIM_FIELD_PARENT)
    return add_issue (site, clause, name, text, error);
  else if (clause->field >= JM_SIM_FIELD_UPDATED && clause->field <= JM_SIM_FIELD_DUE)
    return add_time (site, now_ms, clause, name, text, quoted, error);
  else if (clause->field == JM_SIM_FIELD_STATUS && add_named (clause, jm_sim_find_status, text))
    return TRUE;
  else if (clause->field == JM_SIM_FIELD_TYPE && add_named (clause, jm_sim_find_type, text))
    return TRUE;
  else
    row = find_row (site, clause->field, text);
  if (row == UNKNOWN)
    return jm_sim_jql_fail (error, "The value '%s' does not exist for the field '%s'.", text, name);
  jm_sim_clause_add (clause, row);
  return TRUE;
}
