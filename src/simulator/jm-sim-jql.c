/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "jm-sim-jql.h"

#include <stdio.h>
#include <string.h>

#include "jm-sim-words.h"

#define MAX_DEPTH 50

typedef enum
{
  FIELD_PROJECT,
  FIELD_ISSUE,
  FIELD_UPDATED,
  FIELD_CREATED,
  FIELD_STATUS,
  FIELD_CATEGORY,
  FIELD_ASSIGNEE,
  FIELD_REPORTER,
  FIELD_TYPE,
  FIELD_PRIORITY,
  FIELD_RESOLUTION,
  FIELD_LABELS,
  FIELD_TEXT,
} Field;

static const struct
{
  const char *name;
  Field field;
} fields[] = {
  { "project", FIELD_PROJECT },
  { "key", FIELD_ISSUE },
  { "id", FIELD_ISSUE },
  { "issue", FIELD_ISSUE },
  { "issuekey", FIELD_ISSUE },
  { "updated", FIELD_UPDATED },
  { "updateddate", FIELD_UPDATED },
  { "created", FIELD_CREATED },
  { "createddate", FIELD_CREATED },
  { "status", FIELD_STATUS },
  { "statuscategory", FIELD_CATEGORY },
  { "assignee", FIELD_ASSIGNEE },
  { "reporter", FIELD_REPORTER },
  { "creator", FIELD_REPORTER },
  { "issuetype", FIELD_TYPE },
  { "type", FIELD_TYPE },
  { "priority", FIELD_PRIORITY },
  { "resolution", FIELD_RESOLUTION },
  { "labels", FIELD_LABELS },
  { "text", FIELD_TEXT },
  { "summary", FIELD_TEXT },
  { "description", FIELD_TEXT },
};

static const struct
{
  const char *name;
  JmSimOrder order;
} orders[] = {
  { "created", JM_SIM_ORDER_CREATED },
  { "createddate", JM_SIM_ORDER_CREATED },
  { "id", JM_SIM_ORDER_CREATED },
  { "updated", JM_SIM_ORDER_UPDATED },
  { "updateddate", JM_SIM_ORDER_UPDATED },
  { "key", JM_SIM_ORDER_KEY },
  { "issuekey", JM_SIM_ORDER_KEY },
  { "priority", JM_SIM_ORDER_PRIORITY },
  { "status", JM_SIM_ORDER_STATUS },
  { "statuscategory", JM_SIM_ORDER_STATUS },
  { "summary", JM_SIM_ORDER_SUMMARY },
  { "assignee", JM_SIM_ORDER_ASSIGNEE },
  { "rank", JM_SIM_ORDER_CREATED },
  { "duedate", JM_SIM_ORDER_CREATED },
};

typedef enum
{
  CLAUSE_AND,
  CLAUSE_OR,
  CLAUSE_NOT,
  CLAUSE_COMPARE,
} ClauseKind;

typedef enum
{
  COMPARE_IN,
  COMPARE_NOT_IN,
  COMPARE_CONTAINS,
  COMPARE_NOT_CONTAINS,
  COMPARE_LESS,
  COMPARE_LESS_EQUAL,
  COMPARE_GREATER,
  COMPARE_GREATER_EQUAL,
  COMPARE_EMPTY,
  COMPARE_NOT_EMPTY,
} Compare;

struct _JmSimClause
{
  ClauseKind kind;
  JmSimClause *left;
  JmSimClause *right;
  Field field;
  Compare compare;
  GArray *rows;  /* gint64: rows, indices, categories or times, by field; -1 is EMPTY */
  char *words;   /* casefolded */
};

typedef enum
{
  TOKEN_END,
  TOKEN_WORD,
  TOKEN_STRING,
  TOKEN_SIGN,
} TokenKind;

typedef struct
{
  const JmSimSite *site;
  gint64 now_ms;
  const char *at;
  TokenKind kind;
  GString *token;
  guint depth;
} Parser;

static JmSimClause *parse_or (Parser *self, GError **error);

static void
clause_free (JmSimClause *self)
{
  if (self == NULL)
    return;
  clause_free (self->left);
  clause_free (self->right);
  g_clear_pointer (&self->rows, g_array_unref);
  g_free (self->words);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (JmSimClause, clause_free)

static gboolean
fail (GError **error, const char *format, ...) G_GNUC_PRINTF (2, 3);

static gboolean
fail (GError **error, const char *format, ...)
{
  va_list args;

  va_start (args, format);
  if (error != NULL)
    *error = g_error_new_valist (G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, format, args);
  va_end (args);
  return FALSE;
}

static gboolean
is_sign (char c)
{
  return strchr ("=!<>~(),", c) != NULL && c != '\0';
}

static void
read_sign (Parser *self)
{
  static const char *const pairs[] = { "!=", "!~", "<=", ">=" };

  self->kind = TOKEN_SIGN;
  for (guint i = 0; i < G_N_ELEMENTS (pairs); i++)
    {
      if (g_str_has_prefix (self->at, pairs[i]))
        {
          g_string_assign (self->token, pairs[i]);
          self->at += 2;
          return;
        }
    }
  g_string_append_c (self->token, *self->at++);
}

static gboolean
read_string (Parser *self, GError **error)
{
  char quote = *self->at++;

  self->kind = TOKEN_STRING;
  while (*self->at != quote)
    {
      if (*self->at == '\\' && self->at[1] != '\0')
        self->at++;
      if (*self->at == '\0')
        return fail (error, "Error in the JQL Query: The quoted string has not been completed.");
      g_string_append_c (self->token, *self->at++);
    }
  self->at++;
  return TRUE;
}

static gboolean
next (Parser *self, GError **error)
{
  g_string_truncate (self->token, 0);
  while (g_ascii_isspace (*self->at))
    self->at++;
  if (*self->at == '\0')
    self->kind = TOKEN_END;
  else if (*self->at == '"' || *self->at == '\'')
    return read_string (self, error);
  else if (is_sign (*self->at))
    read_sign (self);
  else
    {
      self->kind = TOKEN_WORD;
      while (*self->at != '\0' && !g_ascii_isspace (*self->at) && !is_sign (*self->at))
        g_string_append_c (self->token, *self->at++);
    }
  return TRUE;
}

static gboolean
is_word (const Parser *self, const char *word)
{
  return self->kind == TOKEN_WORD && g_ascii_strcasecmp (self->token->str, word) == 0;
}

static gboolean
is_exact_sign (const Parser *self, const char *sign)
{
  return self->kind == TOKEN_SIGN && g_str_equal (self->token->str, sign);
}

static JmSimClause *
join (ClauseKind kind, JmSimClause *left, JmSimClause *right)
{
  JmSimClause *clause = g_new0 (JmSimClause, 1);

  clause->kind = kind;
  clause->left = left;
  clause->right = right;
  return clause;
}

/* "2026-11-20", "2026/11/20 14:05": in the zone of the person who searches, to the minute. */
static gboolean
parse_date (const Parser *self, const char *text, gint64 *time_ms)
{
  g_autoptr(GTimeZone) zone = g_time_zone_new_identifier (jm_sim_site_user (self->site, 0)->zone);
  g_autoptr(GTimeZone) utc = g_time_zone_new_utc ();
  g_autoptr(GDateTime) time = NULL;
  int year, month, day;
  int hour = 0;
  int minute = 0;
  int n = sscanf (text, "%d%*1[-/]%d%*1[-/]%d %d:%d", &year, &month, &day, &hour, &minute);

  if (n != 3 && n != 5)
    return FALSE;
  time = g_date_time_new (zone != NULL ? zone : utc, year, month, day, hour, minute, 0);
  if (time == NULL)
    return FALSE;
  *time_ms = g_date_time_to_unix (time) * 1000;
  return TRUE;
}

/* "-90m", "-4h", "-7d", "2w" */
static gboolean
parse_relative (const Parser *self, const char *text, gint64 *time_ms)
{
  static const struct
  {
    char unit;
    gint64 seconds;
  } units[] = { { 'm', 60 }, { 'h', 3600 }, { 'd', 86400 }, { 'w', 604800 } };
  char *end;
  gint64 n = g_ascii_strtoll (text, &end, 10);

  if (end == text || end[0] == '\0' || end[1] != '\0')
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (units); i++)
    {
      if (units[i].unit == *end)
        {
          *time_ms = self->now_ms + n * units[i].seconds * 1000;
          return TRUE;
        }
    }
  return FALSE;
}

static gboolean
parse_time_function (const Parser *self, const char *name, gint64 *time_ms)
{
  g_autoptr(GTimeZone) zone = g_time_zone_new_identifier (jm_sim_site_user (self->site, 0)->zone);
  g_autoptr(GDateTime) utc = g_date_time_new_from_unix_utc (self->now_ms / 1000);
  g_autoptr(GDateTime) now = zone != NULL ? g_date_time_to_timezone (utc, zone) : g_date_time_ref (utc);
  g_autoptr(GDateTime) day = g_date_time_new (zone, g_date_time_get_year (now), g_date_time_get_month (now),
                                              g_date_time_get_day_of_month (now), 0, 0, 0);
  gint64 start = g_date_time_to_unix (day) * 1000;
  gint64 day_ms = G_GINT64_CONSTANT (86400000);

  if (g_ascii_strcasecmp (name, "now") == 0)
    *time_ms = self->now_ms;
  else if (g_ascii_strcasecmp (name, "startOfDay") == 0)
    *time_ms = start;
  else if (g_ascii_strcasecmp (name, "endOfDay") == 0)
    *time_ms = start + day_ms - 1;
  else if (g_ascii_strcasecmp (name, "startOfWeek") == 0)
    *time_ms = start - (g_date_time_get_day_of_week (now) - 1) * day_ms;
  else if (g_ascii_strcasecmp (name, "startOfMonth") == 0)
    *time_ms = start - (g_date_time_get_day_of_month (now) - 1) * day_ms;
  else
    return FALSE;
  return TRUE;
}

static gboolean
parse_time (const Parser *self, const char *text, gboolean quoted, gint64 *time_ms, GError **error)
{
  char *end;

  if (!quoted)
    {
      gint64 value = g_ascii_strtoll (text, &end, 10);
      if (end != text && *end == '\0')
        {
          *time_ms = value;
          return TRUE;
        }
    }
  if (parse_relative (self, text, time_ms) || parse_date (self, text, time_ms))
    return TRUE;
  return fail (error, "Date value '%s' for field 'updated' is invalid. Valid formats include: 'yyyy/MM/dd HH:mm', "
               "'yyyy-MM-dd HH:mm', 'yyyy/MM/dd', 'yyyy-MM-dd', or a period format e.g. '-5d', '4w 2d'.", text);
}

static int
find_category (const char *text)
{
  static const struct
  {
    const char *name;
    JmSimCategory category;
  } names[] = {
    { "new", JM_SIM_CATEGORY_NEW }, { "To Do", JM_SIM_CATEGORY_NEW }, { "2", JM_SIM_CATEGORY_NEW },
    { "indeterminate", JM_SIM_CATEGORY_IN_PROGRESS }, { "In Progress", JM_SIM_CATEGORY_IN_PROGRESS },
    { "4", JM_SIM_CATEGORY_IN_PROGRESS }, { "done", JM_SIM_CATEGORY_DONE }, { "3", JM_SIM_CATEGORY_DONE },
    { "Complete", JM_SIM_CATEGORY_DONE }, { "undefined", JM_SIM_CATEGORY_UNDEFINED },
    { "No Category", JM_SIM_CATEGORY_UNDEFINED }, { "1", JM_SIM_CATEGORY_UNDEFINED },
  };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      if (g_ascii_strcasecmp (names[i].name, text) == 0)
        return names[i].category;
    }
  return -1;
}

static void
add_row (JmSimClause *clause, gint64 row)
{
  g_array_append_val (clause->rows, row);
}

/* Names may stand for two rows: the company's and the team's. */
static gboolean
add_named (JmSimClause *clause, int (*find) (const char *, gboolean), const char *text)
{
  int company = find (text, FALSE);
  int team = find (text, TRUE);

  if (company >= 0)
    add_row (clause, company);
  if (team >= 0 && team != company)
    add_row (clause, team);
  return company >= 0 || team >= 0;
}

static gboolean
add_value (Parser *self, JmSimClause *clause, const char *name, const char *text, gboolean quoted, GError **error)
{
  const JmSimProject *project;
  gint64 time_ms;
  guint index;
  int row = -2;

  if (!quoted && (g_ascii_strcasecmp (text, "EMPTY") == 0 || g_ascii_strcasecmp (text, "NULL") == 0))
    {
      add_row (clause, -1);
      return TRUE;
    }
  switch (clause->field)
    {
    case FIELD_PROJECT:
      project = jm_sim_site_find_project (self->site, text);
      row = project != NULL && !project->hidden ? (int) project->index : -2;
      break;
    case FIELD_ISSUE:
      if (!jm_sim_site_find_issue (self->site, text, &index))
        return fail (error, "An issue with key '%s' does not exist for field '%s'.", text, name);
      add_row (clause, index);
      return TRUE;
    case FIELD_UPDATED:
    case FIELD_CREATED:
      if (!parse_time (self, text, quoted, &time_ms, error))
        return FALSE;
      add_row (clause, time_ms);
      return TRUE;
    case FIELD_STATUS:
      if (add_named (clause, jm_sim_find_status, text))
        return TRUE;
      break;
    case FIELD_TYPE:
      if (add_named (clause, jm_sim_find_type, text))
        return TRUE;
      break;
    case FIELD_CATEGORY:
      row = find_category (text);
      break;
    case FIELD_ASSIGNEE:
    case FIELD_REPORTER:
      row = jm_sim_site_find_user (self->site, text);
      break;
    case FIELD_PRIORITY:
      row = jm_sim_find_priority (text);
      break;
    case FIELD_RESOLUTION:
      row = g_ascii_strcasecmp (text, "Unresolved") == 0 ? -1 : g_ascii_strcasecmp (text, "Done") == 0 ? 1 : -2;
      break;
    case FIELD_LABELS:
      for (guint i = 0; i < jm_sim_n_labels; i++)
        row = g_str_equal (jm_sim_labels[i], text) ? (int) i : row;
      if (row < 0)
        row = G_MAXINT; /* an unknown label is no error, it is on no issue */
      break;
    case FIELD_TEXT:
    default:
      return fail (error, "The operator '=' is not supported by the '%s' field.", name);
    }
  if (row == -2 || (row == -1 && clause->field != FIELD_RESOLUTION))
    return fail (error, "The value '%s' does not exist for the field '%s'.", text, name);
  add_row (clause, row);
  return TRUE;
}

/* A value, or a function with brackets. */
static gboolean
parse_value (Parser *self, JmSimClause *clause, const char *name, GError **error)
{
  g_autofree char *text = g_strdup (self->token->str);
  gboolean quoted = self->kind == TOKEN_STRING;
  gint64 time_ms;

  if (self->kind != TOKEN_WORD && !quoted)
    return fail (error, "Error in the JQL Query: Expecting either a value, list or function but got '%s'.", text);
  if (!next (self, error))
    return FALSE;
  if (quoted || !is_exact_sign (self, "("))
    return add_value (self, clause, name, text, quoted, error);
  if (!next (self, error))
    return FALSE;
  if (!is_exact_sign (self, ")"))
    return fail (error, "Error in the JQL Query: Expecting ')' before the end of the query.");
  if (!next (self, error))
    return FALSE;
  if (g_ascii_strcasecmp (text, "currentUser") == 0)
    add_row (clause, 0);
  else if (parse_time_function (self, text, &time_ms))
    add_row (clause, time_ms);
  else
    return fail (error, "Unable to find JQL function '%s()'.", text);
  return TRUE;
}

static gboolean
parse_list (Parser *self, JmSimClause *clause, const char *name, GError **error)
{
  if (!is_exact_sign (self, "("))
    return fail (error, "Error in the JQL Query: Expecting '(' but got '%s'.", self->token->str);
  do
    {
      if (!next (self, error) || !parse_value (self, clause, name, error))
        return FALSE;
    }
  while (is_exact_sign (self, ","));
  if (!is_exact_sign (self, ")"))
    return fail (error, "Error in the JQL Query: Expecting ')' before the end of the query.");
  return next (self, error);
}

static gboolean
parse_sign_clause (Parser *self, JmSimClause *clause, const char *name, GError **error)
{
  static const struct
  {
    const char *sign;
    Compare compare;
  } signs[] = {
    { "=", COMPARE_IN }, { "!=", COMPARE_NOT_IN }, { "<", COMPARE_LESS }, { "<=", COMPARE_LESS_EQUAL },
    { ">", COMPARE_GREATER }, { ">=", COMPARE_GREATER_EQUAL }, { "~", COMPARE_CONTAINS }, { "!~", COMPARE_NOT_CONTAINS },
  };
  guint i = 0;

  while (i < G_N_ELEMENTS (signs) && !g_str_equal (signs[i].sign, self->token->str))
    i++;
  if (i == G_N_ELEMENTS (signs))
    return fail (error, "Error in the JQL Query: Expecting operator but got '%s'.", self->token->str);
  clause->compare = signs[i].compare;
  if (!next (self, error))
    return FALSE;
  if (clause->compare == COMPARE_CONTAINS || clause->compare == COMPARE_NOT_CONTAINS)
    {
      if (clause->field != FIELD_TEXT)
        return fail (error, "The operator '~' is not supported by the '%s' field.", name);
      g_strdelimit (self->token->str, "*", ' ');
      clause->words = g_utf8_casefold (g_strstrip (self->token->str), -1);
      return next (self, error);
    }
  return parse_value (self, clause, name, error);
}

static gboolean
parse_operator (Parser *self, JmSimClause *clause, const char *name, GError **error)
{
  gboolean not = FALSE;

  if (self->kind == TOKEN_SIGN)
    return parse_sign_clause (self, clause, name, error);
  if (is_word (self, "is"))
    {
      if (!next (self, error))
        return FALSE;
      not = is_word (self, "not");
      if (not && !next (self, error))
        return FALSE;
      clause->compare = not ? COMPARE_NOT_EMPTY : COMPARE_EMPTY;
      if (!is_word (self, "EMPTY") && !is_word (self, "NULL"))
        return fail (error, "Error in the JQL Query: Expecting EMPTY or NULL but got '%s'.", self->token->str);
      return next (self, error);
    }
  not = is_word (self, "not");
  if (not && !next (self, error))
    return FALSE;
  if (!is_word (self, "in"))
    return fail (error, "Error in the JQL Query: Expecting operator but got '%s'. The valid operators are '=', '!=', '<', "
                 "'>', '<=', '>=', '~', '!~', 'IN', 'NOT IN', 'IS' and 'IS NOT'.", self->token->str);
  clause->compare = not ? COMPARE_NOT_IN : COMPARE_IN;
  return next (self, error) && parse_list (self, clause, name, error);
}

static int
find_field (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (fields); i++)
    {
      if (g_ascii_strcasecmp (fields[i].name, name) == 0)
        return (int) fields[i].field;
    }
  return -1;
}

static gboolean
ends_a_clause (const Parser *self)
{
  return self->kind == TOKEN_END || is_exact_sign (self, ")") || is_word (self, "and") || is_word (self, "or") ||
         is_word (self, "order");
}

static JmSimClause *
parse_compare (Parser *self, GError **error)
{
  g_autoptr(JmSimClause) clause = join (CLAUSE_COMPARE, NULL, NULL);
  g_autofree char *name = g_strdup (self->token->str);
  int field = find_field (name);

  if (self->kind != TOKEN_WORD && self->kind != TOKEN_STRING)
    {
      fail (error, "Error in the JQL Query: Expecting a field name but got '%s'.", name);
      return NULL;
    }
  clause->rows = g_array_new (FALSE, FALSE, sizeof (gint64));
  if (!next (self, error))
    return NULL;
  if (ends_a_clause (self))
    {
      clause->field = FIELD_TEXT;
      clause->compare = COMPARE_CONTAINS;
      clause->words = g_utf8_casefold (name, -1);
      return g_steal_pointer (&clause);
    }
  if (field < 0)
    {
      fail (error, "Field '%s' does not exist or you do not have permission to view it.", name);
      return NULL;
    }
  clause->field = (Field) field;
  if (!parse_operator (self, clause, name, error))
    return NULL;
  return g_steal_pointer (&clause);
}

static JmSimClause *
parse_not (Parser *self, GError **error)
{
  g_autoptr(JmSimClause) clause = NULL;

  if (++self->depth > MAX_DEPTH)
    {
      fail (error, "Error in the JQL Query: too many brackets.");
      return NULL;
    }
  if (is_word (self, "not"))
    {
      if (next (self, error) && (clause = parse_not (self, error)) != NULL)
        clause = join (CLAUSE_NOT, g_steal_pointer (&clause), NULL);
    }
  else if (is_exact_sign (self, "("))
    {
      if (next (self, error) && (clause = parse_or (self, error)) != NULL)
        {
          gboolean closed = is_exact_sign (self, ")") || fail (error, "Error in the JQL Query: Expecting ')' before the end of the query.");
          if (!closed || !next (self, error))
            g_clear_pointer (&clause, clause_free);
        }
    }
  else
    {
      clause = parse_compare (self, error);
    }
  self->depth--;
  return g_steal_pointer (&clause);
}

static JmSimClause *
parse_and (Parser *self, GError **error)
{
  g_autoptr(JmSimClause) left = parse_not (self, error);

  while (left != NULL && is_word (self, "and"))
    {
      JmSimClause *right = next (self, error) ? parse_not (self, error) : NULL;

      if (right == NULL)
        return NULL;
      left = join (CLAUSE_AND, g_steal_pointer (&left), right);
    }
  return g_steal_pointer (&left);
}

static JmSimClause *
parse_or (Parser *self, GError **error)
{
  g_autoptr(JmSimClause) left = parse_and (self, error);

  while (left != NULL && is_word (self, "or"))
    {
      JmSimClause *right = next (self, error) ? parse_and (self, error) : NULL;

      if (right == NULL)
        return NULL;
      left = join (CLAUSE_OR, g_steal_pointer (&left), right);
    }
  return g_steal_pointer (&left);
}

static gboolean
parse_order_term (Parser *self, JmSimJql *jql, gboolean first, GError **error)
{
  guint i = 0;

  while (i < G_N_ELEMENTS (orders) && g_ascii_strcasecmp (orders[i].name, self->token->str) != 0)
    i++;
  if (i == G_N_ELEMENTS (orders))
    return fail (error, "Not able to sort using field '%s'.", self->token->str);
  if (first)
    {
      jql->order = orders[i].order;
      jql->descending = FALSE;
    }
  if (!next (self, error))
    return FALSE;
  if (is_word (self, "asc") || is_word (self, "desc"))
    {
      if (first)
        jql->descending = is_word (self, "desc");
      return next (self, error);
    }
  return TRUE;
}

static gboolean
parse_order (Parser *self, JmSimJql *jql, GError **error)
{
  guint n = 0;

  if (!next (self, error))
    return FALSE;
  if (!is_word (self, "by"))
    return fail (error, "Error in the JQL Query: Expecting 'by' but got '%s'.", self->token->str);
  do
    {
      if (!next (self, error) || !parse_order_term (self, jql, n++ == 0, error))
        return FALSE;
    }
  while (is_exact_sign (self, ","));
  return n <= 7 || fail (error, "The maximum number of ORDER BY fields is 7.");
}

/* The bound that a chain of ANDs puts under `updated`. */
static gint64
lower_bound (const JmSimClause *clause)
{
  if (clause == NULL)
    return G_MININT64;
  if (clause->kind == CLAUSE_AND)
    return MAX (lower_bound (clause->left), lower_bound (clause->right));
  if (clause->kind == CLAUSE_COMPARE && clause->field == FIELD_UPDATED && clause->rows->len > 0 &&
      (clause->compare == COMPARE_GREATER || clause->compare == COMPARE_GREATER_EQUAL))
    return g_array_index (clause->rows, gint64, 0);
  return G_MININT64;
}

/*
 * jm_sim_jql_parse:
 * @now_ms: what relative dates count from
 *
 * Returns: the query, or NULL with Jira's own sentence in @error
 */
JmSimJql *
jm_sim_jql_parse (const JmSimSite *site, const char *text, gint64 now_ms, GError **error)
{
  g_autoptr(JmSimJql) jql = g_new0 (JmSimJql, 1);
  g_autoptr(GString) token = g_string_new (NULL);
  Parser parser = { .site = site, .now_ms = now_ms, .at = text, .token = token };

  jql->descending = TRUE;
  if (!next (&parser, error))
    return NULL;
  if (parser.kind != TOKEN_END && !is_word (&parser, "order"))
    {
      jql->root = parse_or (&parser, error);
      if (jql->root == NULL)
        return NULL;
    }
  if (is_word (&parser, "order") && !parse_order (&parser, jql, error))
    return NULL;
  if (parser.kind != TOKEN_END)
    {
      fail (error, "Error in the JQL Query: Expecting either 'OR' or 'AND' but got '%s'.", parser.token->str);
      return NULL;
    }
  jql->updated_from_ms = lower_bound (jql->root);
  return g_steal_pointer (&jql);
}

void
jm_sim_jql_free (JmSimJql *self)
{
  clause_free (self->root);
  g_free (self);
}

static gint64
value_of (Field field, const JmSimIssue *issue)
{
  switch (field)
    {
    case FIELD_PROJECT:
      return issue->project;
    case FIELD_ISSUE:
      return issue->index;
    case FIELD_UPDATED:
      return issue->updated_ms;
    case FIELD_CREATED:
      return issue->created_ms;
    case FIELD_STATUS:
      return issue->status;
    case FIELD_CATEGORY:
      return jm_sim_statuses[issue->status].category;
    case FIELD_ASSIGNEE:
      return issue->assignee;
    case FIELD_REPORTER:
      return issue->reporter;
    case FIELD_TYPE:
      return issue->type;
    case FIELD_PRIORITY:
      return issue->priority;
    case FIELD_RESOLUTION:
      return jm_sim_statuses[issue->status].category == JM_SIM_CATEGORY_DONE ? 1 : -1;
    case FIELD_LABELS:
    case FIELD_TEXT:
    default:
      return 0;
    }
}

static gboolean
is_in (const JmSimClause *clause, const JmSimIssue *issue)
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
contains (const JmSimClause *clause, const JmSimSite *site, const JmSimIssue *issue)
{
  g_autofree char *summary = jm_sim_site_summary (site, issue);
  g_autofree char *folded = g_utf8_casefold (summary, -1);

  return strstr (folded, clause->words) != NULL;
}

static gboolean
compare_matches (const JmSimClause *clause, const JmSimSite *site, const JmSimIssue *issue)
{
  gint64 bound = clause->rows->len > 0 ? g_array_index (clause->rows, gint64, 0) : 0;
  gint64 value = value_of (clause->field, issue);

  switch (clause->compare)
    {
    case COMPARE_IN:
      return is_in (clause, issue);
    case COMPARE_NOT_IN:
      return value != -1 && !is_in (clause, issue);
    case COMPARE_CONTAINS:
      return contains (clause, site, issue);
    case COMPARE_NOT_CONTAINS:
      return !contains (clause, site, issue);
    case COMPARE_LESS:
      return value < bound;
    case COMPARE_LESS_EQUAL:
      return value <= bound;
    case COMPARE_GREATER:
      return value > bound;
    case COMPARE_GREATER_EQUAL:
      return value >= bound;
    case COMPARE_EMPTY:
      return value == -1;
    case COMPARE_NOT_EMPTY:
    default:
      return value != -1;
    }
}

static gboolean
clause_matches (const JmSimClause *clause, const JmSimSite *site, const JmSimIssue *issue)
{
  switch (clause->kind)
    {
    case CLAUSE_AND:
      return clause_matches (clause->left, site, issue) && clause_matches (clause->right, site, issue);
    case CLAUSE_OR:
      return clause_matches (clause->left, site, issue) || clause_matches (clause->right, site, issue);
    case CLAUSE_NOT:
      return !clause_matches (clause->left, site, issue);
    case CLAUSE_COMPARE:
    default:
      return compare_matches (clause, site, issue);
    }
}

gboolean
jm_sim_jql_matches (const JmSimJql *self, const JmSimSite *site, const JmSimIssue *issue)
{
  return self->root == NULL || clause_matches (self->root, site, issue);
}
