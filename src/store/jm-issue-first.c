/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "store/jm-issue-grouping.h"
#include "store/jm-issue-rows.h"
#include "store/jm-issue-sql.h"

/*
 * The first page of a query, in the same few milliseconds for a million issues as for a thousand.
 *
 * With a group, the first rows are those of the first groups, and nobody knows yet which these are. A
 * walk along the index of the group meets the rows of one group after the other, though not in the order
 * of the sort. All groups that it met are whole, but for the last one, which it left in its middle: of
 * that one the first rows are asked for by themselves.
 */

/* More rows than this are not worth sorting for a page. */
#define FEW 3000
/* Instructions of SQLite's machine: a walk that has not found its page by then (10 ms) takes the second
 * best way. Filters that hardly ever meet, each of them frequent, need it. */
#define PATIENCE 800000

typedef struct
{
  gint64 id;
  gint64 rank;
  char *name;
} Row;

static void
row_clear (gpointer data)
{
  g_free (((Row *) data)->name);
}

static GArray *
rows_new (void)
{
  GArray *rows = g_array_new (FALSE, FALSE, sizeof (Row));

  g_array_set_clear_func (rows, row_clear);
  return rows;
}

static int
lose_patience_cb (void *data)
{
  return 1;
}

/* Appends what @statement has, and frees it. */
static gboolean
read_rows (JmIssueStudy  *study,
           sqlite3_stmt  *statement,
           GArray        *rows,
           GError       **error)
{
  g_autoptr (GError) failure = NULL;

  if (statement == NULL)
    return FALSE;

  while (jm_issue_study_step (study, statement, &failure))
    {
      Row row = { sqlite3_column_int64 (statement, 0), sqlite3_column_int64 (statement, 1),
                  g_strdup ((const char *) sqlite3_column_text (statement, 2)) };

      g_array_append_val (rows, row);
    }
  sqlite3_finalize (statement);
  if (failure == NULL)
    return TRUE;

  g_propagate_error (error, g_steal_pointer (&failure));
  return FALSE;
}

/* The first @limit rows by @order. */
static gboolean
read_first (JmIssueStudy       *study,
            const JmIssueOnly  *only,
            guint               few,
            JmIssueOrderBy      order,
            guint               limit,
            GArray             *rows,
            GError            **error)
{
  g_autoptr (GError) failure = NULL;
  guint n_before = rows->len;
  JmIssueWay way;
  gboolean fine;

  if (!jm_issue_study_find_way (study, only, few, &way, error))
    return FALSE;

  if (!way.few)
    sqlite3_progress_handler (study->connection, PATIENCE, lose_patience_cb, NULL);
  fine = read_rows (study,
                    jm_issue_study_ask (study, &way, only, NULL, order, limit, &failure), rows,
                    &failure);
  sqlite3_progress_handler (study->connection, 0, NULL, NULL);

  if (!fine && sqlite3_errcode (study->connection) == SQLITE_INTERRUPT)
    {
      g_clear_error (&failure);
      g_array_set_size (rows, n_before);
      fine = jm_issue_study_find_way (study, only, G_MAXINT, &way, &failure) &&
             read_rows (study,
                        jm_issue_study_ask (study, &way, only, NULL, order, limit, &failure),
                        rows, &failure);
    }
  if (failure != NULL)
    g_propagate_error (error, g_steal_pointer (&failure));

  return fine;
}

/* --- with a group */

/* Rows in the order of their groups, those without a name last; at most a page of them. Written as a
 * comparison, since SQLite does not step over NULLs for IS NOT NULL. */
static gboolean
walk_groups (JmIssueStudy  *study,
             GArray        *rows,
             GError       **error)
{
  JmIssueWay way;

  if (!jm_issue_study_get_group_way (study, &way))
    return read_rows (study,
                      jm_issue_study_ask (study, &way, NULL, NULL, JM_ISSUE_ORDER_GROUP_SORT,
                                          JM_ISSUE_PAGE, error),
                      rows, error);
  if (!read_rows (study,
                  jm_issue_study_ask (study, &way, NULL, ">= ''", JM_ISSUE_ORDER_GROUP,
                                      JM_ISSUE_PAGE, error),
                  rows, error))
    return FALSE;

  return rows->len == JM_ISSUE_PAGE ||
         read_rows (study,
                    jm_issue_study_ask (study, &way, NULL, "IS NULL", JM_ISSUE_ORDER_GROUP,
                                        JM_ISSUE_PAGE - rows->len, error),
                    rows, error);
}

static gboolean
is_same_group (JmIssueStudy *study,
               const Row    *a,
               const Row    *b)
{
  return a->rank == b->rank && jm_issue_grouping_is_same (study->query->group, a->name, b->name);
}

/* The rows of a walk that came to the page's end, but for those of its last group. */
static GArray *
list_whole_groups (JmIssueStudy *study,
                   GArray       *walked)
{
  GArray *ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  gboolean all = walked->len < JM_ISSUE_PAGE;

  for (guint i = 0; i < walked->len; i++)
    {
      const Row *row = &g_array_index (walked, Row, i);

      if (all || !is_same_group (study, row, &g_array_index (walked, Row, walked->len - 1)))
        g_array_append_val (ids, row->id);
    }

  return ids;
}

static gboolean
read_groups (JmIssueStudy  *study,
             guint          few,
             GArray        *rows,
             GError       **error)
{
  g_autoptr (GArray) walked = rows_new ();
  g_autoptr (GArray) whole = NULL;
  const Row *last;

  if (!walk_groups (study, walked, error))
    return FALSE;

  whole = list_whole_groups (study, walked);
  if (whole->len > 0 &&
      !read_rows (study, jm_issue_study_ask_ids (study, whole, error), rows, error))
    return FALSE;
  if (whole->len == walked->len)
    return TRUE;

  last = &g_array_index (walked, Row, walked->len - 1);
  return read_first (study, &(JmIssueOnly) { last->rank, last->name }, few, JM_ISSUE_ORDER_SORT,
                     JM_ISSUE_PAGE - whole->len, rows, error);
}

static gboolean
read_grouped (JmIssueStudy  *study,
              guint          few,
              GArray        *rows,
              GError       **error)
{
  JmIssueWay way;

  if (!jm_issue_study_find_way (study, NULL, few, &way, error))
    return FALSE;

  return way.few ? read_first (study, NULL, few, JM_ISSUE_ORDER_GROUP_SORT, JM_ISSUE_PAGE, rows,
                               error) :
                   read_groups (study, few, rows, error);
}

/* --- */

static JmIssueOrder *
make_order (JmIssueStudy *study,
            GArray       *rows)
{
  g_autoptr (JmIssueGrouping) grouping = jm_issue_grouping_new (study->query->group);
  gboolean complete = rows->len < JM_ISSUE_PAGE;
  g_autofree gint64 *ids = g_new (gint64, MAX (rows->len, 1));

  for (guint i = 0; i < rows->len; i++)
    {
      const Row *row = &g_array_index (rows, Row, i);

      ids[i] = row->id;
      if (study->query->group != JM_ISSUE_GROUP_NONE)
        jm_issue_grouping_add (grouping, row->id, row->rank, row->name);
    }

  return study->query->group != JM_ISSUE_GROUP_NONE ?
             jm_issue_grouping_deal (grouping, complete) :
             jm_issue_order_new (
                 g_bytes_new_take (g_steal_pointer (&ids), rows->len * sizeof (gint64)), NULL,
                 complete);
}

DexFuture *
jm_issue_first_job (sqlite3  *connection,
                    gpointer  data)
{
  JmIssueAsk *ask = data;
  guint few = ask->few > 0 ? ask->few : FEW;
  g_autoptr (GArray) rows = rows_new ();
  g_autoptr (GError) error = NULL;
  JmIssueOrder *order = NULL;
  JmIssueStudy study;
  gboolean fine;

  if (!jm_issue_study_init (&study, connection, ask->query, ask->cancellable, &error))
    return dex_future_new_for_error (g_steal_pointer (&error));

  fine = ask->query->group != JM_ISSUE_GROUP_NONE ?
             read_grouped (&study, few, rows, &error) :
             read_first (&study, NULL, few, JM_ISSUE_ORDER_SORT, JM_ISSUE_PAGE, rows, &error);
  if (fine)
    {
      order = make_order (&study, rows);
      order->wanted = study.wanted;
    }
  jm_issue_study_clear (&study);

  return order != NULL ? dex_future_new_take_boxed (JM_TYPE_ISSUE_ORDER, order) :
                         dex_future_new_for_error (g_steal_pointer (&error));
}

char *
jm_issue_first_dup_sql (sqlite3            *connection,
                        const JmIssueQuery *query)
{
  JmIssueStudy study = { connection, query, NULL, NULL, NULL };
  g_autofree char *match = jm_issue_sql_dup_match (query->text);
  JmIssueWay way;

  if (query->group != JM_ISSUE_GROUP_NONE)
    jm_issue_study_get_group_way (&study, &way);
  else
    jm_issue_study_find_way (&study, NULL, FEW, &way, NULL);

  return jm_issue_sql_dup (query, &way, NULL, NULL,
                           query->group != JM_ISSUE_GROUP_NONE ? JM_ISSUE_ORDER_GROUP :
                                                                 JM_ISSUE_ORDER_SORT,
                           JM_ISSUE_PAGE, match != NULL);
}
