/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "store/jm-issue-query.h"

#include <glib/gi18n.h>

#include "store/jm-statement.h"

/*
 * A query is answered by the ids of its rows alone: 8 bytes each, read along an index that holds
 * them. What the rows say is read later, a page at a time, by these ids: as fast at the end as at
 * the beginning, and the rows of one page never shift against those of another.
 */

#define MAX_WORDS 16

/* %s: "DESC" or nothing. Where the project is known the index named here is walked, also backwards;
 * for all projects at once issues_by_time serves the first, and the others are sorted, on the
 * reader's thread. */
static const char *const order_by[] = {
  /* issues_by_updated */
  [JM_ISSUE_SORT_UPDATED] = "updated_ms %s, id %s",
  [JM_ISSUE_SORT_KEY] = "project_key %s, number %s, id %s",                   /* issues_by_number */
  /* issues_by_summary */
  [JM_ISSUE_SORT_SUMMARY] = "summary COLLATE NOCASE %s, id %s",
  [JM_ISSUE_SORT_STATUS] = "status_rank %s, status COLLATE NOCASE %s, id %s", /* issues_by_status */
  /* issues_by_priority */
  [JM_ISSUE_SORT_PRIORITY] = "priority_rank %s, id %s",
  /* issues_by_assignee */
  [JM_ISSUE_SORT_ASSIGNEE] = "assignee COLLATE NOCASE %s, id %s",
};

JmIssueQuery *
jm_issue_query_copy (const JmIssueQuery *query)
{
  JmIssueQuery *copy = g_memdup2 (query, sizeof *query);

  copy->project_key = g_strdup (query->project_key);
  copy->status_category = g_strdup (query->status_category);
  copy->kind = g_strdup (query->kind);
  copy->assignee = g_strdup (query->assignee);
  copy->text = g_strdup (query->text);
  return copy;
}

void
jm_issue_query_free (JmIssueQuery *query)
{
  g_free ((char *) query->project_key);
  g_free ((char *) query->status_category);
  g_free ((char *) query->kind);
  g_free ((char *) query->assignee);
  g_free ((char *) query->text);
  g_free (query);
}

/* Each word as a quoted prefix: nothing that a person types is an operator of FTS5. NULL when there
 * is no word. */
static char *
dup_match (const char *text)
{
  g_autoptr (GString) match = g_string_new (NULL);
  g_auto (GStrv) words = NULL;

  if (text == NULL)
    return NULL;

  words = g_strsplit_set (text, " \t\r\n\"", -1);
  for (guint i = 0, n = 0; words[i] != NULL && n < MAX_WORDS; i++)
    {
      if (*words[i] == '\0')
        continue;
      g_string_append_printf (match, "%s\"%s\"*", n > 0 ? " " : "", words[i]);
      n++;
    }

  return match->len > 0 ? g_string_free_and_steal (g_steal_pointer (&match)) : NULL;
}

/* All texts here are our own: what comes from outside is bound. */
static char *
dup_sql (const JmIssueQuery *query,
         gboolean            has_match)
{
  g_autoptr (GString) sql = g_string_new ("SELECT id FROM issues WHERE TRUE");
  g_auto (GStrv) order = g_strsplit (order_by[query->sort], "%s", -1);
  g_autofree char *ordered = g_strjoinv (query->descending ? "DESC" : "", order);

  if (query->project_key != NULL)
    g_string_append (sql, " AND project_key = :project");
  if (query->status_category != NULL)
    g_string_append (sql, " AND status_category = :category");
  if (query->kind != NULL)
    g_string_append (sql, " AND kind = :kind");
  if (query->assignee != NULL)
    g_string_append (sql, " AND assignee = :assignee");
  if (has_match)
    g_string_append (sql,
                     " AND id IN (SELECT rowid FROM issue_text WHERE issue_text MATCH :match)");

  g_string_append_printf (sql, " ORDER BY %s", ordered);
  return g_string_free_and_steal (g_steal_pointer (&sql));
}

static void
bind_named (sqlite3_stmt *statement,
            const char   *name,
            const char   *value)
{
  int place = sqlite3_bind_parameter_index (statement, name);

  if (place > 0)
    sqlite3_bind_text (statement, place, value, -1, SQLITE_STATIC);
}

static void
bind_query (sqlite3_stmt       *statement,
            const JmIssueQuery *query,
            const char         *match)
{
  bind_named (statement, ":project", query->project_key);
  bind_named (statement, ":category", query->status_category);
  bind_named (statement, ":kind", query->kind);
  bind_named (statement, ":assignee", query->assignee);
  bind_named (statement, ":match", match);
}

static GBytes *
read_ids (sqlite3_stmt  *statement,
          const char    *what,
          GError       **error)
{
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (GError) failure = NULL;
  gsize size;

  while (jm_statement_step (statement, what, &failure))
    {
      gint64 id = sqlite3_column_int64 (statement, 0);

      g_array_append_val (ids, id);
    }
  if (failure != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&failure));
      return NULL;
    }

  size = ids->len * sizeof (gint64);
  return g_bytes_new_take (g_array_free (g_steal_pointer (&ids), FALSE), size);
}

char *
jm_issue_query_dup_sql (const JmIssueQuery *query)
{
  g_autofree char *match = dup_match (query->text);

  return dup_sql (query, match != NULL);
}

DexFuture *
jm_issue_query_job (sqlite3  *connection,
                    gpointer  data)
{
  const char *what = _("Could not read the issues");
  const JmIssueQuery *query = data;
  g_autofree char *match = dup_match (query->text);
  g_autofree char *sql = dup_sql (query, match != NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) ids = NULL;
  sqlite3_stmt *statement = NULL;

  /* Not cached: there are many shapes, and each is asked rarely. */
  if (sqlite3_prepare_v2 (connection, sql, -1, &statement, NULL) != SQLITE_OK)
    return dex_future_new_for_error (jm_database_error (connection, what));

  bind_query (statement, query, match);
  ids = read_ids (statement, what, &error);
  sqlite3_finalize (statement);

  return error != NULL ? dex_future_new_for_error (g_steal_pointer (&error)) :
                         dex_future_new_take_boxed (G_TYPE_BYTES, g_steal_pointer (&ids));
}
