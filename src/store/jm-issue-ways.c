/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "store/jm-issue-ways.h"

#include <glib/gi18n.h>

#include "store/jm-statement.h"
#include "store/jm-store-schema.h"

/*
 * By which way the rows of a query are come by. There are two kinds of it:
 *
 *   along the index of the sort, until enough rows are met that pass the filters: the index holds all
 *     that a filter asks for, so a row that does not pass costs 0.1 µs. Good when many pass.
 *   along an index that begins with a filter, all rows that it leaves, which are then sorted. Good when
 *     these are few.
 *
 * If a part p of N rows passes, the first looks at 100 / p rows for a page and the second at p N. Whether
 * a filter leaves few is found out by counting, never further than up to that number. SQLite could only
 * guess it: it knows how frequent the values of a column are, not how frequent this one is.
 */

#define MAX_WORDS 16
#define MAX_LEADS 8
#define MATCHES "jm-matches"

static const char *const sort_indexes[] = {
  [JM_ISSUE_SORT_UPDATED] = "issues_by_updated",
  [JM_ISSUE_SORT_CREATED] = "issues_by_created",
  [JM_ISSUE_SORT_KEY] = "issues_by_key",
  [JM_ISSUE_SORT_SUMMARY] = "issues_by_summary",
  [JM_ISSUE_SORT_KIND] = "issues_by_kind",
  [JM_ISSUE_SORT_STATUS] = "issues_by_status",
  [JM_ISSUE_SORT_PRIORITY] = "issues_by_priority",
  [JM_ISSUE_SORT_ASSIGNEE] = "issues_by_assignee",
  [JM_ISSUE_SORT_VIEWED] = "issues_by_viewed",
};

static const char *const group_indexes[] = {
  [JM_ISSUE_GROUP_NONE] = "issues_by_updated",
  [JM_ISSUE_GROUP_PROJECT] = "issues_by_key",
  [JM_ISSUE_GROUP_STATUS] = "issues_by_status",
  [JM_ISSUE_GROUP_KIND] = "issues_by_kind",
  [JM_ISSUE_GROUP_PRIORITY] = "issues_by_priority",
  [JM_ISSUE_GROUP_ASSIGNEE] = "issues_by_assignee",
};

/* --- indexes that are made when somebody misses them */

typedef struct
{
  const char *name;
  const char *sql;
} LateIndex;

static const LateIndex late_indexes[] = {
  { "issues_by_summary",
    "CREATE INDEX IF NOT EXISTS issues_by_summary"
    "  ON issues (summary COLLATE JM_FOLD, id, " JM_ISSUE_FACETS ")" },
  { "issues_by_assignee",
    "CREATE INDEX IF NOT EXISTS issues_by_assignee"
    "  ON issues (assignee COLLATE JM_FOLD, id, " JM_ISSUE_FACETS ")" },
};

static const LateIndex *
find_late_index (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (late_indexes); i++)
    if (g_str_equal (late_indexes[i].name, name))
      return &late_indexes[i];

  return NULL;
}

/* Whether there is one of that name; else it is wanted. */
static gboolean
has_index (JmIssueStudy *self,
           const char   *name)
{
  const LateIndex *late = find_late_index (name);

  if (late == NULL ||
      jm_statement_int (self->connection, NULL, "", 0,
                        "SELECT 1 FROM sqlite_schema WHERE type = 'index' AND name = ?1", "s",
                        name) == 1)
    return TRUE;

  self->wanted = late->name;
  return FALSE;
}

DexFuture *
jm_issue_index_job (sqlite3  *connection,
                    gpointer  data)
{
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (late_indexes) && error == NULL; i++)
    if (data == NULL || g_str_equal (data, late_indexes[i].name))
      jm_statement_run (connection, &error, _("Could not store"), late_indexes[i].sql, "");

  return error != NULL ? dex_future_new_for_error (g_steal_pointer (&error)) :
                         dex_future_new_true ();
}

/* --- words */

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

/* One letter begins half of all words, and no index of beginnings is that short: it is looked for as a
 * word. One Chinese character says more. */
static gboolean
is_whole (const char *word,
          const char *end)
{
  return g_utf8_next_char (word) == end && g_utf8_get_char (word) < 0x2e80;
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

      g_string_append_printf (match, "%s\"%.*s\"%s", i > 0 ? " " : "", (int) (end - word), word,
                              is_whole (word, end) ? "" : "*");
      word = find_word (end, FALSE);
    }

  return match->len > 0 ? g_string_free_and_steal (g_steal_pointer (&match)) : NULL;
}

static gboolean
has_match (GArray *matches,
           gint64  id)
{
  guint low = 0;
  guint high = matches->len;

  while (low < high)
    {
      guint middle = low + (high - low) / 2;

      if (g_array_index (matches, gint64, middle) > id)
        low = middle + 1;
      else
        high = middle;
    }

  return low < matches->len && g_array_index (matches, gint64, low) == id;
}

/* jm_matches (id): whether it is among those that were found for the words. */
static void
matches_cb (sqlite3_context  *context,
            int               n_values,
            sqlite3_value   **values)
{
  GArray *matches = sqlite3_get_clientdata (sqlite3_context_db_handle (context), MATCHES);

  sqlite3_result_int (context,
                      matches != NULL && has_match (matches, sqlite3_value_int64 (values[0])));
}

static gboolean
find_matches (JmIssueStudy  *self,
              const char    *match,
              GError       **error)
{
  g_autoptr (GError) failure = NULL;
  sqlite3_stmt *statement =
      jm_statement_get (self->connection, &failure, _("Could not search"),
                        "SELECT rowid FROM issue_text WHERE issue_text MATCH ?1"
                        "  ORDER BY rowid DESC",
                        "s", match);

  while (statement != NULL && jm_issue_study_step (self, statement, &failure))
    {
      gint64 id = sqlite3_column_int64 (statement, 0);

      g_array_append_val (self->matches, id);
    }
  if (statement != NULL)
    sqlite3_reset (statement);
  if (failure == NULL)
    return TRUE;

  g_propagate_error (error, g_steal_pointer (&failure));
  return FALSE;
}

gboolean
jm_issue_study_init (JmIssueStudy        *self,
                     sqlite3             *connection,
                     const JmIssueQuery  *query,
                     GCancellable        *cancellable,
                     GError             **error)
{
  g_autofree char *match = jm_issue_sql_dup_match (query->text);

  *self = (JmIssueStudy) { connection, query, cancellable, NULL, NULL };
  if (match == NULL)
    return TRUE;

  self->matches = g_array_new (FALSE, FALSE, sizeof (gint64));
  if (!find_matches (self, match, error))
    {
      jm_issue_study_clear (self);
      return FALSE;
    }

  sqlite3_create_function (connection, "jm_matches", 1, SQLITE_UTF8 | SQLITE_DIRECTONLY, NULL,
                           matches_cb, NULL, NULL);
  sqlite3_set_clientdata (connection, MATCHES, self->matches, NULL);
  return TRUE;
}

void
jm_issue_study_clear (JmIssueStudy *self)
{
  if (self->matches != NULL)
    sqlite3_set_clientdata (self->connection, MATCHES, NULL, NULL);
  g_clear_pointer (&self->matches, g_array_unref);
}

/* --- filters with which an index begins */

typedef struct
{
  const char *index;
  char condition[160];
  const char *extra; /* what else it takes to enter the index there */
} Lead;

#define EACH_STATUS_RANK " AND status_rank IN (0, 1, 2, 3)"
/* Each rank that there is: jumps along the index, from one to the next. */
#define EACH_PRIORITY_RANK                                                              \
  " AND priority_rank IN (WITH RECURSIVE ranks (rank) AS ("                             \
  "  SELECT min (priority_rank) FROM issues"                                            \
  "  UNION ALL SELECT (SELECT min (priority_rank) FROM issues WHERE priority_rank > rank)" \
  "    FROM ranks WHERE rank IS NOT NULL)"                                              \
  "  SELECT rank FROM ranks WHERE rank IS NOT NULL)"

static void
add_lead (Lead       *leads,
          guint      *n_leads,
          const char *index,
          const char *condition,
          const char *extra)
{
  Lead *lead = &leads[(*n_leads)++];

  lead->index = index;
  lead->extra = extra;
  g_strlcpy (lead->condition, condition, sizeof lead->condition);
}

static const char *
choose (const char *value,
        const char *some,
        const char *none)
{
  return *value != '\0' ? some : none;
}

static void
add_status_lead (const JmIssueQuery *query,
                 Lead               *leads,
                 guint              *n_leads)
{
  gboolean open = g_strcmp0 (query->status_category, "open") == 0;

  if (query->status != NULL)
    add_lead (leads, n_leads, "issues_by_status",
              choose (query->status, "status = :status COLLATE JM_FOLD", "status IS NULL"),
              EACH_STATUS_RANK);
  else if (query->status_category != NULL)
    add_lead (leads, n_leads, "issues_by_status", open ? "status_rank < 3" : "status_rank = :rank",
              "");
}

/* mine > 0: the small index has these alone. */
static const char *const works[] = {
  [JM_ISSUE_WORK_ALL] = NULL,
  [JM_ISSUE_WORK_ASSIGNED] = "mine > 0 AND mine & 1",
  [JM_ISSUE_WORK_REPORTED] = "mine > 0 AND mine & 2",
  [JM_ISSUE_WORK_WATCHED] = "mine > 0 AND mine & 4",
  [JM_ISSUE_WORK_MENTIONED] = "mine > 0 AND mine & 8",
  [JM_ISSUE_WORK_VIEWED] = "viewed_ms > 0",
};

static guint
list_leads (const JmIssueQuery *query,
            const JmIssueOnly  *only,
            Lead               *leads)
{
  guint n_leads = 0;

  if (only != NULL)
    {
      add_lead (leads, &n_leads, group_indexes[query->group], "", "");
      jm_issue_sql_write_only (query->group, only, leads[0].condition,
                               sizeof leads[0].condition);
    }
  if (query->project_key != NULL)
    add_lead (leads, &n_leads, "issues_by_key", "project_key = :project", "");
  add_status_lead (query, leads, &n_leads);
  if (query->kind != NULL)
    add_lead (leads, &n_leads, "issues_by_kind",
              choose (query->kind, "kind = :kind COLLATE JM_FOLD", "kind IS NULL"), "");
  if (query->priority != NULL)
    add_lead (leads, &n_leads, "issues_by_priority",
              choose (query->priority, "priority = :priority COLLATE JM_FOLD", "priority IS NULL"),
              EACH_PRIORITY_RANK);
  if (query->assignee != NULL)
    add_lead (leads, &n_leads, "issues_by_assignee",
              choose (query->assignee, "assignee = :assignee COLLATE JM_FOLD", "assignee IS NULL"),
              "");
  if (query->updated_since_ms != 0)
    add_lead (leads, &n_leads, "issues_by_updated", "updated_ms >= :since", "");
  if (query->work != JM_ISSUE_WORK_ALL)
    add_lead (leads, &n_leads,
              query->work == JM_ISSUE_WORK_VIEWED ? "issues_by_viewed" : "issues_mine",
              works[query->work], "");

  return n_leads;
}

/* How many rows @lead leaves, at most @limit of them; -1 for an error. */
static gint64
count_rows (JmIssueStudy       *self,
            const Lead         *lead,
            const JmIssueOnly  *only,
            guint               limit,
            GError            **error)
{
  g_autofree char *sql =
      g_strdup_printf ("SELECT count (*) FROM (SELECT 1 FROM issues INDEXED BY %s"
                       "  WHERE %s%s LIMIT %u)",
                       lead->index, lead->condition, lead->extra, limit);
  sqlite3_stmt *statement = jm_issue_study_prepare (self, sql, only, error);
  gint64 n_rows = -1;

  if (statement != NULL && jm_issue_study_step (self, statement, error))
    n_rows = sqlite3_column_int64 (statement, 0);
  sqlite3_finalize (statement);
  return n_rows;
}

gboolean
jm_issue_study_find_way (JmIssueStudy       *self,
                         const JmIssueOnly  *only,
                         guint               few,
                         JmIssueWay         *way,
                         GError            **error)
{
  Lead leads[MAX_LEADS];
  guint n_leads = list_leads (self->query, only, leads);
  gint64 best = few;

  *way = (JmIssueWay) { .extra = "" };
  if (has_index (self, sort_indexes[self->query->sort]))
    way->index = sort_indexes[self->query->sort];
  if (self->matches != NULL && self->matches->len < best)
    {
      best = self->matches->len;
      *way = (JmIssueWay) { .by_ids = TRUE, .extra = "", .few = TRUE };
    }

  for (guint i = 0; i < n_leads; i++)
    {
      gint64 n_rows;

      if (!has_index (self, leads[i].index))
        continue;
      /* The one way that there is needs no count. */
      n_rows = n_leads == 1 && best == G_MAXINT ?
                   0 :
                   count_rows (self, &leads[i], only, (guint) best, error);
      if (n_rows < 0)
        return FALSE;
      if (n_rows < best)
        {
          best = n_rows;
          *way = (JmIssueWay) { leads[i].index, FALSE, leads[i].extra, TRUE };
        }
      /* The index of the sort itself may begin with a filter: it is entered there. */
      else if (!way->few && way->index == leads[i].index)
        way->extra = leads[i].extra;
    }

  return TRUE;
}

gboolean
jm_issue_study_get_group_way (JmIssueStudy *self,
                              JmIssueWay   *way)
{
  *way = (JmIssueWay) { .extra = "" };
  if (!has_index (self, group_indexes[self->query->group]))
    return FALSE;

  way->index = group_indexes[self->query->group];
  return TRUE;
}
