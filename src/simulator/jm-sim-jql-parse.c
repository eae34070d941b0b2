/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "jm-sim-jql-private.h"

#include <string.h>

/* Text → tree, by recursive descent. Errors are the sentences that Jira gives. */

#define MAX_DEPTH 50

static const struct
{
  const char *name;
  JmSimField field;
} fields[] = {
  { "project", JM_SIM_FIELD_PROJECT },
  { "key", JM_SIM_FIELD_KEY },
  { "id", JM_SIM_FIELD_ISSUE },
  { "issue", JM_SIM_FIELD_KEY },
  { "issuekey", JM_SIM_FIELD_KEY },
  { "updated", JM_SIM_FIELD_UPDATED },
  { "updateddate", JM_SIM_FIELD_UPDATED },
  { "created", JM_SIM_FIELD_CREATED },
  { "createddate", JM_SIM_FIELD_CREATED },
  { "resolved", JM_SIM_FIELD_RESOLVED },
  { "resolutiondate", JM_SIM_FIELD_RESOLVED },
  { "due", JM_SIM_FIELD_DUE },
  { "duedate", JM_SIM_FIELD_DUE },
  { "status", JM_SIM_FIELD_STATUS },
  { "statuscategory", JM_SIM_FIELD_CATEGORY },
  { "assignee", JM_SIM_FIELD_ASSIGNEE },
  { "reporter", JM_SIM_FIELD_REPORTER },
  { "creator", JM_SIM_FIELD_REPORTER },
  { "issuetype", JM_SIM_FIELD_TYPE },
  { "type", JM_SIM_FIELD_TYPE },
  { "priority", JM_SIM_FIELD_PRIORITY },
  { "resolution", JM_SIM_FIELD_RESOLUTION },
  { "labels", JM_SIM_FIELD_LABELS },
  { "sprint", JM_SIM_FIELD_SPRINT },
  { "parent", JM_SIM_FIELD_PARENT },
  { "watcher", JM_SIM_FIELD_WATCHER },
  { "text", JM_SIM_FIELD_TEXT },
  { "summary", JM_SIM_FIELD_SUMMARY },
  { "description", JM_SIM_FIELD_DESCRIPTION },
  { "comment", JM_SIM_FIELD_COMMENT },
};

static const struct
{
  const char *name;
  JmSimOrder order;
} orders[] = {
  { "created", JM_SIM_ORDER_CREATED },
  { "createddate", JM_SIM_ORDER_CREATED },
  { "id", JM_SIM_ORDER_ID },
  { "updated", JM_SIM_ORDER_UPDATED },
  { "updateddate", JM_SIM_ORDER_UPDATED },
  { "key", JM_SIM_ORDER_KEY },
  { "issuekey", JM_SIM_ORDER_KEY },
  { "priority", JM_SIM_ORDER_PRIORITY },
  { "status", JM_SIM_ORDER_STATUS },
  { "statuscategory", JM_SIM_ORDER_STATUS },
  { "summary", JM_SIM_ORDER_SUMMARY },
  { "assignee", JM_SIM_ORDER_ASSIGNEE },
  { "reporter", JM_SIM_ORDER_REPORTER },
  { "creator", JM_SIM_ORDER_REPORTER },
  { "type", JM_SIM_ORDER_TYPE },
  { "issuetype", JM_SIM_ORDER_TYPE },
  { "project", JM_SIM_ORDER_PROJECT },
  { "resolved", JM_SIM_ORDER_RESOLVED },
  { "resolutiondate", JM_SIM_ORDER_RESOLVED },
  { "rank", JM_SIM_ORDER_CREATED },
  { "duedate", JM_SIM_ORDER_CREATED },
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
read_string (Parser  *self,
             GError **error)
{
  char quote = *self->at++;

  self->kind = TOKEN_STRING;
  while (*self->at != quote)
    {
      if (*self->at == '\\' && self->at[1] != '\0')
        self->at++;
      if (*self->at == '\0')
        return jm_sim_jql_fail (error, "Error in the JQL Query: The quoted string has not been completed.");
      g_string_append_c (self->token, *self->at++);
    }
  self->at++;
  return TRUE;
}

static gboolean
next (Parser  *self,
      GError **error)
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
is_word (const Parser *self,
         const char   *word)
{
  return self->kind == TOKEN_WORD && g_ascii_strcasecmp (self->token->str, word) == 0;
}

static gboolean
is_exact_sign (const Parser *self,
               const char   *sign)
{
  return self->kind == TOKEN_SIGN && g_str_equal (self->token->str, sign);
}

static JmSimClause *
join (JmSimClauseKind  kind,
      JmSimClause     *left,
      JmSimClause     *right)
{
  JmSimClause *clause = g_new0 (JmSimClause, 1);

  clause->kind = kind;
  clause->left = left;
  clause->right = right;
  return clause;
}

/* What openSprints() and its like stand for, or -1. */
static int
sprint_state (const char *function)
{
  static const char *const names[] = { "closedSprints", "openSprints", "futureSprints" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      if (g_ascii_strcasecmp (names[i], function) == 0)
        return (int) i;
    }
  return -1;
}

/* A value, or a function with brackets. */
static gboolean
parse_value (Parser       *self,
             JmSimClause  *clause,
             const char   *name,
             GError      **error)
{
  g_autofree char *text = g_strdup (self->token->str);
  gboolean quoted = self->kind == TOKEN_STRING;
  gint64 time_ms;

  if (self->kind != TOKEN_WORD && !quoted)
    return jm_sim_jql_fail (error,
                            "Error in the JQL Query: Expecting either a value, list or function but got '%s'.",
                            text);
  if (!next (self, error))
    return FALSE;
  if (quoted || !is_exact_sign (self, "("))
    return jm_sim_jql_add_value (self->site, self->now_ms, clause, name, text, quoted, error);
  if (!next (self, error))
    return FALSE;
  if (!is_exact_sign (self, ")"))
    return jm_sim_jql_fail (error, "Error in the JQL Query: Expecting ')' before the end of the query.");
  if (!next (self, error))
    return FALSE;
  if (g_ascii_strcasecmp (text, "currentUser") == 0)
    jm_sim_clause_add (clause, 0);
  else if (clause->field == JM_SIM_FIELD_SPRINT && sprint_state (text) >= 0)
    jm_sim_clause_add_sprints (self->site, clause, sprint_state (text), NULL);
  else if (jm_sim_jql_time_function (self->site, self->now_ms, text, &time_ms))
    {
      clause->relative = TRUE;
      jm_sim_clause_add (clause, time_ms);
    }
  else
    return jm_sim_jql_fail (error, "Unable to find JQL function '%s()'.", text);
  return TRUE;
}

static gboolean
parse_list (Parser       *self,
            JmSimClause  *clause,
            const char   *name,
            GError      **error)
{
  /* a function may stand for a list */
  if (self->kind == TOKEN_WORD && *self->at == '(')
    return parse_value (self, clause, name, error);
  if (!is_exact_sign (self, "("))
    return jm_sim_jql_fail (error, "Error in the JQL Query: Expecting '(' but got '%s'.", self->token->str);
  do
    {
      if (!next (self, error) || !parse_value (self, clause, name, error))
        return FALSE;
    }
  while (is_exact_sign (self, ","));
  if (!is_exact_sign (self, ")"))
    return jm_sim_jql_fail (error, "Error in the JQL Query: Expecting ')' before the end of the query.");
  return next (self, error);
}

static gboolean
parse_sign_clause (Parser       *self,
                   JmSimClause  *clause,
                   const char   *name,
                   GError      **error)
{
  static const struct
  {
    const char *sign;
    JmSimCompare compare;
  } signs[] = {
    { "=", JM_SIM_COMPARE_IN },
    { "!=", JM_SIM_COMPARE_NOT_IN },
    { "<", JM_SIM_COMPARE_LESS },
    { "<=", JM_SIM_COMPARE_LESS_EQUAL },
    { ">", JM_SIM_COMPARE_GREATER },
    { ">=", JM_SIM_COMPARE_GREATER_EQUAL },
    { "~", JM_SIM_COMPARE_CONTAINS },
    { "!~", JM_SIM_COMPARE_NOT_CONTAINS },
  };
  guint i = 0;

  while (i < G_N_ELEMENTS (signs) && !g_str_equal (signs[i].sign, self->token->str))
    i++;
  if (i == G_N_ELEMENTS (signs))
    return jm_sim_jql_fail (error, "Error in the JQL Query: Expecting operator but got '%s'.",
                            self->token->str);
  clause->compare = signs[i].compare;
  if (!next (self, error))
    return FALSE;
  if (clause->compare == JM_SIM_COMPARE_CONTAINS || clause->compare == JM_SIM_COMPARE_NOT_CONTAINS)
    {
      if (!jm_sim_field_is_text (clause->field))
        return jm_sim_jql_fail (error, "The operator '~' is not supported by the '%s' field.", name);
      g_strdelimit (self->token->str, "*", ' ');
      clause->words = g_utf8_casefold (g_strstrip (self->token->str), -1);
      return next (self, error);
    }
  return parse_value (self, clause, name, error);
}

static gboolean
parse_operator (Parser       *self,
                JmSimClause  *clause,
                const char   *name,
                GError      **error)
{
  gboolean not = FALSE;

  if (self->kind == TOKEN_SIGN)
    return parse_sign_clause (self, clause, name, error);
  if (is_word (self, "is"))
    {
      if (!next (self, error))
        return FALSE;
      not = is_word (self, "not");
      if (not&&!next (self, error))
        return FALSE;
      clause->compare = not ? JM_SIM_COMPARE_NOT_EMPTY : JM_SIM_COMPARE_EMPTY;
      if (!is_word (self, "EMPTY") && !is_word (self, "NULL"))
        return jm_sim_jql_fail (error, "Error in the JQL Query: Expecting EMPTY or NULL but got '%s'.",
                                self->token->str);
      return next (self, error);
    }
  not = is_word (self, "not");
  if (not&&!next (self, error))
    return FALSE;
  if (!is_word (self, "in"))
    return jm_sim_jql_fail (error,
                            "Error in the JQL Query: Expecting operator but got '%s'. The valid operators are "
                            "'=', '!=', '<', "
                            "'>', '<=', '>=', '~', '!~', 'IN', 'NOT IN', 'IS' and 'IS NOT'.",
                            self->token->str);
  clause->compare = not ? JM_SIM_COMPARE_NOT_IN : JM_SIM_COMPARE_IN;
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
  return self->kind == TOKEN_END || is_exact_sign (self, ")") || is_word (self, "and") ||
         is_word (self, "or") || is_word (self, "order");
}

static JmSimClause *
parse_compare (Parser  *self,
               GError **error)
{
  g_autoptr (JmSimClause) clause = join (JM_SIM_CLAUSE_COMPARE, NULL, NULL);
  g_autofree char *name = g_strdup (self->token->str);
  int field = find_field (name);

  if (self->kind != TOKEN_WORD && self->kind != TOKEN_STRING)
    {
      jm_sim_jql_fail (error, "Error in the JQL Query: Expecting a field name but got '%s'.", name);
      return NULL;
    }
  clause->rows = g_array_new (FALSE, FALSE, sizeof (gint64));
  clause->labels = g_ptr_array_new_with_free_func (g_free);
  if (!next (self, error))
    return NULL;
  if (ends_a_clause (self))
    {
      clause->field = JM_SIM_FIELD_TEXT;
      clause->compare = JM_SIM_COMPARE_CONTAINS;
      clause->words = g_utf8_casefold (name, -1);
      return g_steal_pointer (&clause);
    }
  if (field < 0)
    {
      jm_sim_jql_fail (error, "Field '%s' does not exist or you do not have permission to view it.",
                       name);
      return NULL;
    }
  clause->field = (JmSimField) field;
  if (!parse_operator (self, clause, name, error))
    return NULL;
  return g_steal_pointer (&clause);
}

static JmSimClause *
parse_not (Parser  *self,
           GError **error)
{
  g_autoptr (JmSimClause) clause = NULL;

  if (++self->depth > MAX_DEPTH)
    {
      jm_sim_jql_fail (error, "Error in the JQL Query: too many brackets.");
      return NULL;
    }
  if (is_word (self, "not"))
    {
      if (next (self, error) && (clause = parse_not (self, error)) != NULL)
        clause = join (JM_SIM_CLAUSE_NOT, g_steal_pointer (&clause), NULL);
    }
  else if (is_exact_sign (self, "("))
    {
      if (next (self, error) && (clause = parse_or (self, error)) != NULL)
        {
          gboolean closed =
              is_exact_sign (self, ")") ||
              jm_sim_jql_fail (error, "Error in the JQL Query: Expecting ')' before the end of the query.");
          if (!closed || !next (self, error))
            g_clear_pointer (&clause, jm_sim_clause_free);
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
parse_and (Parser  *self,
           GError **error)
{
  g_autoptr (JmSimClause) left = parse_not (self, error);

  while (left != NULL && is_word (self, "and"))
    {
      JmSimClause *right = next (self, error) ? parse_not (self, error) : NULL;

      if (right == NULL)
        return NULL;
      left = join (JM_SIM_CLAUSE_AND, g_steal_pointer (&left), right);
    }
  return g_steal_pointer (&left);
}

static JmSimClause *
parse_or (Parser  *self,
          GError **error)
{
  g_autoptr (JmSimClause) left = parse_and (self, error);

  while (left != NULL && is_word (self, "or"))
    {
      JmSimClause *right = next (self, error) ? parse_and (self, error) : NULL;

      if (right == NULL)
        return NULL;
      left = join (JM_SIM_CLAUSE_OR, g_steal_pointer (&left), right);
    }
  return g_steal_pointer (&left);
}

static gboolean
parse_order_term (Parser    *self,
                  JmSimJql  *jql,
                  GError   **error)
{
  JmSimOrderTerm term = { 0 };
  guint i = 0;

  while (i < G_N_ELEMENTS (orders) && g_ascii_strcasecmp (orders[i].name, self->token->str) != 0)
    i++;
  if (i == G_N_ELEMENTS (orders))
    return jm_sim_jql_fail (error, "Not able to sort using field '%s'.", self->token->str);
  if (jql->n_terms == JM_SIM_MOST_ORDERS)
    return jm_sim_jql_fail (error, "The maximum number of ORDER BY fields is %d.", JM_SIM_MOST_ORDERS);
  term.order = orders[i].order;
  if (!next (self, error))
    return FALSE;
  term.descending = is_word (self, "desc");
  jql->terms[jql->n_terms++] = term;
  return (!is_word (self, "asc") && !is_word (self, "desc")) || next (self, error);
}

static gboolean
parse_order (Parser    *self,
             JmSimJql  *jql,
             GError   **error)
{
  if (!next (self, error))
    return FALSE;
  if (!is_word (self, "by"))
    return jm_sim_jql_fail (error, "Error in the JQL Query: Expecting 'by' but got '%s'.", self->token->str);
  do
    {
      if (!next (self, error) || !parse_order_term (self, jql, error))
        return FALSE;
    }
  while (is_exact_sign (self, ","));
  return TRUE;
}

/*
 * jm_sim_jql_parse:
 * @now_ms: what relative dates count from
 *
 * Returns: the query, or NULL with Jira's own sentence in @error
 */
JmSimJql *
jm_sim_jql_parse (const JmSimSite  *site,
                  const char       *text,
                  gint64            now_ms,
                  GError          **error)
{
  g_autoptr (JmSimJql) jql = g_new0 (JmSimJql, 1);
  g_autoptr (GString) token = g_string_new (NULL);
  Parser parser = { .site = site, .now_ms = now_ms, .at = text, .token = token };

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
      jm_sim_jql_fail (error, "Error in the JQL Query: Expecting either 'OR' or 'AND' but got '%s'.",
                       parser.token->str);
      return NULL;
    }
  if (jql->n_terms == 0)
    jql->terms[jql->n_terms++] = (JmSimOrderTerm) { JM_SIM_ORDER_CREATED, TRUE };
  jm_sim_jql_find_bounds (jql);
  return g_steal_pointer (&jql);
}
