/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "store/jm-issue-sql.h"

#include <glib/gi18n.h>

#include "store/jm-issue-ways.h"
#include "store/jm-statement.h"

/* The columns of a sort, before the id that tells the rest apart; each is walked along its index, also
 * backwards. */
typedef struct
{
  const char *first; /* or NULL */
  const char *second;
  const char *name; /* a name that may be filtered by; sorted by JM_FOLD */
} SortColumns;

static const SortColumns sorts[] = {
  [JM_ISSUE_SORT_UPDATED] = { "updated_ms", NULL, NULL },
  [JM_ISSUE_SORT_CREATED] = { "created_ms", NULL, NULL },
  [JM_ISSUE_SORT_KEY] = { "project_key", "number", NULL },
  [JM_ISSUE_SORT_SUMMARY] = { "summary COLLATE JM_FOLD", NULL, NULL },
  [JM_ISSUE_SORT_KIND] = { NULL, NULL, "kind" },
  [JM_ISSUE_SORT_STATUS] = { "status_rank", NULL, "status" },
  [JM_ISSUE_SORT_PRIORITY] = { "priority_rank", NULL, "priority" },
  [JM_ISSUE_SORT_ASSIGNEE] = { NULL, NULL, "assignee" },
  [JM_ISSUE_SORT_VIEWED] = { "viewed_ms", NULL, NULL },
};

/* The columns of a group: its rank, its name, how the index sorts that name. */
typedef struct
{
  const char *rank;
  const char *name;
  const char *collation;
} GroupColumns;

static const GroupColumns groups[] = {
  [JM_ISSUE_GROUP_NONE] = { "0", "NULL", "BINARY" },
  [JM_ISSUE_GROUP_PROJECT] = { "0", "project_key", "BINARY" },
  [JM_ISSUE_GROUP_STATUS] = { "status_rank", "status", "JM_FOLD" },
  [JM_ISSUE_GROUP_KIND] = { "0", "kind", "JM_FOLD" },
  [JM_ISSUE_GROUP_PRIORITY] = { "priority_rank", "priority", "JM_FOLD" },
  [JM_ISSUE_GROUP_ASSIGNEE] = { "0", "assignee", "JM_FOLD" },
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

/* --- restrictions */

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

static void
append_where (GString            *sql,
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
jm_issue_sql_write_only (JmIssueGroup       group,
                         const JmIssueOnly *only,
                         char              *text,
                         gsize              size)
{
  const GroupColumns *columns = &groups[group];

  if (only->name != NULL)
    g_snprintf (text, size, "%s = :only_rank AND %s = :only_name COLLATE %s", columns->rank,
                columns->name, columns->collation);
  else
    g_snprintf (text, size, "%s = :only_rank AND %s IS NULL", columns->rank, columns->name);
}

static void
append_only (GString           *sql,
             JmIssueGroup       group,
             const JmIssueOnly *only)
{
  char text[160];

  if (only == NULL)
    return;

  jm_issue_sql_write_only (group, only, text, sizeof text);
  g_string_append_printf (sql, " AND %s", text);
}

/* A column that is the same in all rows need not be sorted by; SQLite sees that only if it is left
 * out, since the equation and the order compare by different rules. */
static gboolean
is_fixed (const JmIssueQuery *query,
          const char         *name)
{
  return (g_str_equal (name, "project_key") && query->project_key != NULL) ||
         (g_str_equal (name, "status") && query->status != NULL) ||
         (g_str_equal (name, "kind") && query->kind != NULL) ||
         (g_str_equal (name, "priority") && query->priority != NULL) ||
         (g_str_equal (name, "assignee") && query->assignee != NULL);
}

static void
append_group_order (GString            *sql,
                    const JmIssueQuery *query,
                    JmIssueOrderBy      order)
{
  const GroupColumns *columns = &groups[query->group];

  if (order == JM_ISSUE_ORDER_GROUP_SORT)
    g_string_append_printf (sql, "%s IS NULL, ", columns->name);
  if (*columns->rank != '0')
    g_string_append_printf (sql, "%s, ", columns->rank);
  if (!is_fixed (query, columns->name))
    g_string_append_printf (sql, "%s COLLATE %s, ", columns->name, columns->collation);
}

static void
append_sort_order (GString            *sql,
                   const JmIssueQuery *query)
{
  const SortColumns *columns = &sorts[query->sort];
  const char *direction = query->descending ? "DESC" : "ASC";

  if (columns->first != NULL)
    g_string_append_printf (sql, "%s %s, ", columns->first, direction);
  if (columns->second != NULL)
    g_string_append_printf (sql, "%s %s, ", columns->second, direction);
  if (columns->name != NULL && !is_fixed (query, columns->name))
    g_string_append_printf (sql, "%s COLLATE JM_FOLD %s, ", columns->name, direction);
  g_string_append_printf (sql, "id %s, ", direction);
}

static void
append_order (GString            *sql,
              const JmIssueQuery *query,
              JmIssueOrderBy      order)
{
  g_autoptr (GString) terms = g_string_new (NULL);

  if (order != JM_ISSUE_ORDER_SORT)
    append_group_order (terms, query, order);
  if (order != JM_ISSUE_ORDER_GROUP)
    append_sort_order (terms, query);
  if (terms->len > 0)
    g_string_append_printf (sql, " ORDER BY %.*s", (int) terms->len - 2, terms->str);
}

char *
jm_issue_sql_dup (const JmIssueQuery *query,
                  const JmIssueWay   *way,
                  const JmIssueOnly  *only,
                  const char         *condition,
                  JmIssueOrderBy      order,
                  guint               limit,
                  gboolean            has_matches)
{
  g_autoptr (GString) sql = g_string_new ("SELECT id");

  g_string_append_printf (sql, ", %s, %s FROM issues ", groups[query->group].rank,
                          groups[query->group].name);
  if (way->by_ids)
    g_string_append (sql, "NOT INDEXED WHERE id IN (SELECT value FROM json_each (:ids))");
  else if (way->index != NULL)
    g_string_append_printf (sql, "INDEXED BY %s WHERE TRUE", way->index);
  else
    g_string_append (sql, "WHERE TRUE");

  append_where (sql, query);
  g_string_append (sql, way->extra);
  append_only (sql, query->group, only);
  if (condition != NULL)
    g_string_append_printf (sql, " AND %s COLLATE %s %s", groups[query->group].name,
                            groups[query->group].collation, condition);
  if (has_matches && !way->by_ids)
    g_string_append (sql, " AND jm_matches (id)");
  append_order (sql, query, order);
  if (limit > 0)
    g_string_append_printf (sql, " LIMIT %u", limit);

  return g_string_free_and_steal (g_steal_pointer (&sql));
}

/* --- values */

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

/* A list of numbers, as json_each() reads it. */
static void
bind_ids (sqlite3_stmt *statement,
          GArray       *ids)
{
  int place = sqlite3_bind_parameter_index (statement, ":ids");
  g_autoptr (GString) json = NULL;

  if (place == 0)
    return;

  json = g_string_new ("[");
  for (guint i = 0; ids != NULL && i < ids->len; i++)
    g_string_append_printf (json, "%s%" G_GINT64_FORMAT, i > 0 ? "," : "",
                            g_array_index (ids, gint64, i));
  g_string_append_c (json, ']');
  sqlite3_bind_text (statement, place, json->str, (int) json->len, SQLITE_TRANSIENT);
}

static void
bind_query (sqlite3_stmt       *statement,
            const JmIssueQuery *query,
            const JmIssueOnly  *only)
{
  bind_text (statement, ":project", query->project_key);
  bind_int (statement, ":rank", find_rank (query->status_category));
  bind_text (statement, ":status", query->status);
  bind_text (statement, ":kind", query->kind);
  bind_text (statement, ":priority", query->priority);
  bind_text (statement, ":assignee", query->assignee);
  bind_int (statement, ":since", query->updated_since_ms);
  if (only != NULL)
    {
      bind_int (statement, ":only_rank", only->rank);
      bind_text (statement, ":only_name", only->name);
    }
}

/* --- asking */

sqlite3_stmt *
jm_issue_study_prepare (JmIssueStudy       *self,
                        const char         *sql,
                        const JmIssueOnly  *only,
                        GError            **error)
{
  sqlite3_stmt *statement = NULL;

  /* Not cached: there are many shapes, and each is asked rarely. */
  if (sqlite3_prepare_v2 (self->connection, sql, -1, &statement, NULL) == SQLITE_OK)
    bind_query (statement, self->query, only);
  else
    g_propagate_error (error,
                       jm_database_error (self->connection, _("Could not read the issues")));

  return statement;
}

sqlite3_stmt *
jm_issue_study_ask (JmIssueStudy       *self,
                    const JmIssueWay   *way,
                    const JmIssueOnly  *only,
                    const char         *condition,
                    JmIssueOrderBy      order,
                    guint               limit,
                    GError            **error)
{
  g_autofree char *sql = jm_issue_sql_dup (self->query, way, only, condition, order, limit,
                                           self->matches != NULL);
  sqlite3_stmt *statement = jm_issue_study_prepare (self, sql, only, error);

  if (statement != NULL)
    bind_ids (statement, self->matches);
  return statement;
}

sqlite3_stmt *
jm_issue_study_ask_ids (JmIssueStudy  *self,
                        GArray        *ids,
                        GError       **error)
{
  const JmIssueWay way = { .by_ids = TRUE, .extra = "", .few = TRUE };
  g_autofree char *sql =
      jm_issue_sql_dup (self->query, &way, NULL, NULL, JM_ISSUE_ORDER_SORT, 0, FALSE);
  sqlite3_stmt *statement = jm_issue_study_prepare (self, sql, NULL, error);

  if (statement != NULL)
    bind_ids (statement, ids);
  return statement;
}

gboolean
jm_issue_study_step (JmIssueStudy  *self,
                     sqlite3_stmt  *statement,
                     GError       **error)
{
  if (g_cancellable_set_error_if_cancelled (self->cancellable, error))
    return FALSE;

  return jm_statement_step (statement, _("Could not read the issues"), error);
}
