/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "store/jm-issue-sql.h"

#define MAX_WORDS 16

/* %s: "DESC" or nothing. Each is walked along its index, also backwards. */
static const char *const order_by[] = {
  [JM_ISSUE_SORT_UPDATED] = "updated_ms %s, id %s",
  [JM_ISSUE_SORT_CREATED] = "created_ms %s, id %s",
  [JM_ISSUE_SORT_KEY] = "project_key %s, number %s, id %s",
  [JM_ISSUE_SORT_SUMMARY] = "summary COLLATE JM_FOLD %s, id %s",
  [JM_ISSUE_SORT_KIND] = "kind COLLATE JM_FOLD %s, id %s",
  [JM_ISSUE_SORT_STATUS] = "status_rank %s, status COLLATE JM_FOLD %s, id %s",
  [JM_ISSUE_SORT_PRIORITY] = "priority_rank %s, priority COLLATE JM_FOLD %s, id %s",
  [JM_ISSUE_SORT_ASSIGNEE] = "assignee COLLATE JM_FOLD %s, id %s",
  [JM_ISSUE_SORT_VIEWED] = "viewed_ms %s, id %s",
};

static const char *const group_names[] = {
  [JM_ISSUE_GROUP_NONE] = "NULL",          [JM_ISSUE_GROUP_PROJECT] = "project_key",
  [JM_ISSUE_GROUP_STATUS] = "status",      [JM_ISSUE_GROUP_KIND] = "kind",
  [JM_ISSUE_GROUP_PRIORITY] = "priority",  [JM_ISSUE_GROUP_ASSIGNEE] = "assignee",
};

static const char *const group_ranks[] = {
  [JM_ISSUE_GROUP_NONE] = "0",                  [JM_ISSUE_GROUP_PROJECT] = "0",
  [JM_ISSUE_GROUP_STATUS] = "status_rank",      [JM_ISSUE_GROUP_KIND] = "0",
  [JM_ISSUE_GROUP_PRIORITY] = "priority_rank",  [JM_ISSUE_GROUP_ASSIGNEE] = "0",
};

/* What is mine, as the schema has it; "mine > 0" lets SQLite see that the small index of these
 * serves. */
static const char *const works[] = {
  [JM_ISSUE_WORK_ALL] = "",
  [JM_ISSUE_WORK_ASSIGNED] = " AND mine > 0 AND mine & 1",
  [JM_ISSUE_WORK_REPORTED] = " AND mine > 0 AND mine & 2",
  [JM_ISSUE_WORK_WATCHED] = " AND mine > 0 AND mine & 4",
  [JM_ISSUE_WORK_MENTIONED] = " AND mine > 0 AND mine & 8",
  [JM_ISSUE_WORK_VIEWED] = " AND viewed_ms > 0",
};

/* A word is what the tokenizer unicode61 takes for one: letters, digits and private characters, with
 * the marks that follow them. */
static gboolean
is_word_character (gunichar character,
                   gboolean inside)
{
  return g_unichar_isalnum (character) ||
         g_unichar_type (character) == G_UNICODE_PRIVATE_USE ||
         g_unichar_type (character) == G_UNICODE_OTHER_NUMBER ||
         g_unichar_type (character) == G_UNICODE_LETTER_NUMBER ||
         (inside && g_unichar_ismark (character));
}

static const char *
find_word (const char *text,
           gboolean    inside)
{
  while (*text != '\0' && is_word_character (g_utf8_get_char (text), inside) == inside)
    text = g_utf8_next_char (text);

  return text;
}

char *
jm_issue_sql_dup_match (const char *text)
{
  g_autoptr (GString) match = g_string_new (NULL);
  g_autofree char *valid = text != NULL ? g_utf8_make_valid (text, -1) : NULL;
  const char *word = valid != NULL ? find_word (valid, FALSE) : "";

  for (guint i = 0; *word != '\0' && i < MAX_WORDS; i++)
    {
      const char *end = find_word (word, TRUE);

      g_string_append_printf (match, "%s\"%.*s\"*", i > 0 ? " " : "", (int) (end - word), word);
      word = find_word (end, FALSE);
    }

  return match->len > 0 ? g_string_free_and_steal (g_steal_pointer (&match)) : NULL;
}

/* An equation that an index of the file can answer, whose order is JM_FOLD, and that is exact. */
static void
append_name (GString    *sql,
             const char *column,
             const char *value)
{
  if (value == NULL)
    return;
  if (*value == '\0')
    g_string_append_printf (sql, " AND %s IS NULL", column);
  else
    g_string_append_printf (sql, " AND %s = :%s AND %s = :%s COLLATE JM_FOLD", column, column,
                            column, column);
}

void
jm_issue_sql_append_where (GString            *sql,
                           const JmIssueQuery *query)
{
  if (query->project_key != NULL)
    g_string_append (sql, " AND project_key = :project");
  if (g_strcmp0 (query->status_category, "open") == 0)
    g_string_append (sql, " AND status_rank < 3");
  else if (query->status_category != NULL)
    g_string_append (sql, " AND status_rank = :rank");
  append_name (sql, "status", query->status);
  append_name (sql, "kind", query->kind);
  append_name (sql, "priority", query->priority);
  append_name (sql, "assignee", query->assignee);
  if (query->updated_since_ms != 0)
    g_string_append (sql, " AND updated_ms >= :since");
  g_string_append (sql, works[query->work]);
}

void
jm_issue_sql_append_order (GString            *sql,
                           const JmIssueQuery *query)
{
  g_auto (GStrv) parts = g_strsplit (order_by[query->sort], "%s", -1);
  g_autofree char *order = g_strjoinv (query->descending ? "DESC" : "", parts);

  g_string_append_printf (sql, " ORDER BY %s", order);
}

const char *
jm_issue_sql_get_group_rank (JmIssueGroup group)
{
  return group_ranks[group];
}

const char *
jm_issue_sql_get_group_name (JmIssueGroup group)
{
  return group_names[group];
}

/* Ranks are the order of these words in the schema; what is none of them is no issue's. */
static int
find_rank (const char *category)
{
  static const char *const categories[] = { "undefined", "new", "indeterminate", "done", NULL };

  for (int i = 0; categories[i] != NULL; i++)
    if (g_strcmp0 (category, categories[i]) == 0)
      return i;

  return -1;
}

static void
bind_text (sqlite3_stmt *statement,
           const char   *name,
           const char   *value)
{
  int place = sqlite3_bind_parameter_index (statement, name);

  if (place > 0)
    sqlite3_bind_text (statement, place, value, -1, SQLITE_STATIC);
}

static void
bind_int (sqlite3_stmt *statement,
          const char   *name,
          gint64        value)
{
  int place = sqlite3_bind_parameter_index (statement, name);

  if (place > 0)
    sqlite3_bind_int64 (statement, place, value);
}

void
jm_issue_sql_bind (sqlite3_stmt       *statement,
                   const JmIssueQuery *query,
                   const char         *match)
{
  bind_text (statement, ":project", query->project_key);
  bind_int (statement, ":rank", find_rank (query->status_category));
  bind_text (statement, ":status", query->status);
  bind_text (statement, ":kind", query->kind);
  bind_text (statement, ":priority", query->priority);
  bind_text (statement, ":assignee", query->assignee);
  bind_int (statement, ":since", query->updated_since_ms);
  bind_text (statement, ":match", match);
}
