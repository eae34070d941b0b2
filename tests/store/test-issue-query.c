/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <sqlite3.h>

#include "fixtures/jm-store-maker.h"
#include "fixtures/jm-test.h"
#include "store/jm-connection.h"
#include "store/jm-issue-order.h"
#include "store/jm-issue-rows.h"
#include "store/jm-store-schema.h"

/*
 * Every sort with every group and every work, with filters in turn, forwards and backwards, is compared
 * with what a naive reading of the same rows gives: all of them, and the first page. Each is asked in
 * both ways: as if all were few, and as if nothing was.
 */

#ifdef __SANITIZE_ADDRESS__
#define N_ISSUES 300
#else
#define N_ISSUES 1500
#endif
#define SEED 20261120

enum
{
  FOLDED_SUMMARY,
  FOLDED_KIND,
  FOLDED_STATUS,
  FOLDED_PRIORITY,
  FOLDED_ASSIGNEE,
  N_FOLDED
};

typedef struct
{
  gint64 id;
  char *project_key;
  gint64 number;
  char *summary;
  char *kind;
  char *status;
  gint64 status_rank;
  char *priority;
  gint64 priority_rank;
  char *assignee;
  gint64 created_ms;
  gint64 updated_ms;
  gint64 viewed_ms;
  gint64 mine;
  char *folded[N_FOLDED]; /* without case, for sorting */
} Row;

static const JmIssueQuery filters[] = {
  { NULL },
  { .project_key = "P00" },
  { .project_key = "P01", .status_category = "open" },
  { .status_category = "new" },
  { .status_category = "open", .kind = "Bug" },
  { .status_category = "no such" },
  { .status = "Überprüfung" },
  { .status = "done" }, /* is "Done", and an equation is exact */
  { .status = "Done", .status_category = "new" },
  { .kind = "epic" },
  { .priority = "Highest" },
  { .priority = "" },
  { .priority = "Low", .status = "blocked" },
  { .assignee = "" },
  { .assignee = "ada katope" },
  { .assignee = "", .project_key = "P02", .kind = "Task" },
  { .updated_since_ms = G_GINT64_CONSTANT (1780000000000) },
  { .updated_since_ms = G_GINT64_CONSTANT (1700000000000), .priority = "High" },
  { .text = "kare" },
  { .text = "KA re", .status_category = "open" },
  { .text = "kare trare", .assignee = "" },
  { .text = "nowhere" },
};

static char *path;

/* --- the naive reading */

static void
row_free (gpointer data)
{
  Row *row = data;

  g_free (row->project_key);
  g_free (row->summary);
  g_free (row->kind);
  g_free (row->status);
  g_free (row->priority);
  g_free (row->assignee);
  for (guint i = 0; i < N_FOLDED; i++)
    g_free (row->folded[i]);
  g_free (row);
}

static char *
dup_text (sqlite3_stmt *statement,
          int           column)
{
  return g_strdup ((const char *) sqlite3_column_text (statement, column));
}

static void
fold (Row *row)
{
  const char *const texts[N_FOLDED] = { row->summary, row->kind, row->status, row->priority,
                                        row->assignee };

  for (guint i = 0; i < N_FOLDED; i++)
    row->folded[i] = texts[i] != NULL ? g_utf8_strdown (texts[i], -1) : NULL;
}

static GPtrArray *
read_all (sqlite3 *connection)
{
  GPtrArray *rows = g_ptr_array_new_with_free_func (row_free);
  sqlite3_stmt *statement = NULL;

  sqlite3_prepare_v2 (connection,
                      "SELECT id, project_key, number, summary, kind, status, status_rank, priority,"
                      "    priority_rank, assignee, created_ms, updated_ms, viewed_ms, mine"
                      "  FROM issues NOT INDEXED",
                      -1, &statement, NULL);
  while (sqlite3_step (statement) == SQLITE_ROW)
    {
      Row *row = g_new0 (Row, 1);

      row->id = sqlite3_column_int64 (statement, 0);
      row->project_key = dup_text (statement, 1);
      row->number = sqlite3_column_int64 (statement, 2);
      row->summary = dup_text (statement, 3);
      row->kind = dup_text (statement, 4);
      row->status = dup_text (statement, 5);
      row->status_rank = sqlite3_column_int64 (statement, 6);
      row->priority = dup_text (statement, 7);
      row->priority_rank = sqlite3_column_int64 (statement, 8);
      row->assignee = dup_text (statement, 9);
      row->created_ms = sqlite3_column_int64 (statement, 10);
      row->updated_ms = sqlite3_column_int64 (statement, 11);
      row->viewed_ms = sqlite3_column_int64 (statement, 12);
      row->mine = sqlite3_column_int64 (statement, 13);
      fold (row);
      g_ptr_array_add (rows, row);
    }
  sqlite3_finalize (statement);
  return rows;
}

/* The ids that have each word of @text, one word after the other. */
static GHashTable *
find_words (sqlite3    *connection,
            const char *text)
{
  g_auto (GStrv) words = g_strsplit (text, " ", -1);
  GHashTable *ids = NULL;

  for (guint i = 0; words[i] != NULL; i++)
    {
      GHashTable *found = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
      g_autofree char *match = g_strdup_printf ("%s*", words[i]);
      sqlite3_stmt *statement = NULL;

      sqlite3_prepare_v2 (connection, "SELECT rowid FROM issue_text WHERE issue_text MATCH ?1", -1,
                          &statement, NULL);
      sqlite3_bind_text (statement, 1, match, -1, SQLITE_STATIC);
      while (sqlite3_step (statement) == SQLITE_ROW)
        {
          gint64 id = sqlite3_column_int64 (statement, 0);

          if (ids == NULL || g_hash_table_contains (ids, &id))
            g_hash_table_add (found, g_memdup2 (&id, sizeof id));
        }
      sqlite3_finalize (statement);
      g_clear_pointer (&ids, g_hash_table_unref);
      ids = found;
    }

  return ids;
}

static gboolean
has_name (const char *wanted,
          const char *value)
{
  return wanted == NULL || (*wanted == '\0' ? value == NULL : g_strcmp0 (wanted, value) == 0);
}

static gboolean
has_category (const char *wanted,
              gint64      rank)
{
  static const char *const names[] = { "undefined", "new", "indeterminate", "done" };

  return wanted == NULL ||
         (g_str_equal (wanted, "open") ? rank != 3 : g_str_equal (wanted, names[rank]));
}

static gboolean
has_work (JmIssueWork  work,
          const Row   *row)
{
  if (work == JM_ISSUE_WORK_ALL)
    return TRUE;
  if (work == JM_ISSUE_WORK_VIEWED)
    return row->viewed_ms > 0;

  return (row->mine & (1 << (work - JM_ISSUE_WORK_ASSIGNED))) != 0;
}

static gboolean
passes (const JmIssueQuery *query,
        const Row          *row,
        GHashTable         *words)
{
  return has_name (query->project_key, row->project_key) &&
         has_category (query->status_category, row->status_rank) &&
         has_name (query->status, row->status) && has_name (query->kind, row->kind) &&
         has_name (query->priority, row->priority) && has_name (query->assignee, row->assignee) &&
         row->updated_ms >= query->updated_since_ms && has_work (query->work, row) &&
         (words == NULL || g_hash_table_contains (words, &row->id));
}

static int
compare_ints (gint64 a,
              gint64 b)
{
  return (a > b) - (a < b);
}

/* As people sort: case does not count. */
static int
compare_texts (const char *a,
               const char *b)
{
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;

  if (a == NULL || b == NULL)
    return (a != NULL) - (b != NULL);

  first = g_utf8_strdown (a, -1);
  second = g_utf8_strdown (b, -1);
  return strcmp (first, second);
}

static int
compare_by_sort (const JmIssueQuery *query,
                 const Row          *a,
                 const Row          *b)
{
  int order = 0;

  switch (query->sort)
    {
    case JM_ISSUE_SORT_UPDATED:
      order = compare_ints (a->updated_ms, b->updated_ms);
      break;
    case JM_ISSUE_SORT_CREATED:
      order = compare_ints (a->created_ms, b->created_ms);
      break;
    case JM_ISSUE_SORT_KEY:
      order = strcmp (a->project_key, b->project_key);
      order = order != 0 ? order : compare_ints (a->number, b->number);
      break;
    case JM_ISSUE_SORT_SUMMARY:
      order = g_strcmp0 (a->folded[FOLDED_SUMMARY], b->folded[FOLDED_SUMMARY]);
      break;
    case JM_ISSUE_SORT_KIND:
      order = g_strcmp0 (a->folded[FOLDED_KIND], b->folded[FOLDED_KIND]);
      break;
    case JM_ISSUE_SORT_STATUS:
      order = compare_ints (a->status_rank, b->status_rank);
      order = order != 0 ? order : g_strcmp0 (a->folded[FOLDED_STATUS], b->folded[FOLDED_STATUS]);
      break;
    case JM_ISSUE_SORT_PRIORITY:
      order = compare_ints (a->priority_rank, b->priority_rank);
      order = order != 0 ? order : g_strcmp0 (a->folded[FOLDED_PRIORITY], b->folded[FOLDED_PRIORITY]);
      break;
    case JM_ISSUE_SORT_ASSIGNEE:
      order = g_strcmp0 (a->folded[FOLDED_ASSIGNEE], b->folded[FOLDED_ASSIGNEE]);
      break;
    case JM_ISSUE_SORT_VIEWED:
      order = compare_ints (a->viewed_ms, b->viewed_ms);
      break;
    case JM_N_ISSUE_SORTS:
    default:
      g_assert_not_reached ();
    }

  order = order != 0 ? order : compare_ints (a->id, b->id);
  return query->descending ? -order : order;
}

static const char *
get_group_name (JmIssueGroup  group,
                const Row    *row)
{
  switch (group)
    {
    case JM_ISSUE_GROUP_PROJECT:
      return row->project_key;
    case JM_ISSUE_GROUP_STATUS:
      return row->status;
    case JM_ISSUE_GROUP_KIND:
      return row->kind;
    case JM_ISSUE_GROUP_PRIORITY:
      return row->priority;
    case JM_ISSUE_GROUP_ASSIGNEE:
      return row->assignee;
    case JM_ISSUE_GROUP_NONE:
    case JM_N_ISSUE_GROUPS:
    default:
      return NULL;
    }
}

static int
compare_folded (JmIssueGroup  group,
                const Row    *a,
                const Row    *b)
{
  static const int places[] = { [JM_ISSUE_GROUP_STATUS] = FOLDED_STATUS,
                                [JM_ISSUE_GROUP_KIND] = FOLDED_KIND,
                                [JM_ISSUE_GROUP_PRIORITY] = FOLDED_PRIORITY,
                                [JM_ISSUE_GROUP_ASSIGNEE] = FOLDED_ASSIGNEE };

  return group == JM_ISSUE_GROUP_PROJECT ?
             strcmp (a->project_key, b->project_key) :
             strcmp (a->folded[places[group]], b->folded[places[group]]);
}

static int
compare_by_group (JmIssueGroup  group,
                  const Row    *a,
                  const Row    *b)
{
  const char *first = get_group_name (group, a);
  const char *second = get_group_name (group, b);
  int order = 0;

  if (first == NULL || second == NULL)
    return (first == NULL) - (second == NULL);
  if (group == JM_ISSUE_GROUP_STATUS)
    order = compare_ints (a->status_rank, b->status_rank);
  if (group == JM_ISSUE_GROUP_PRIORITY)
    order = compare_ints (a->priority_rank, b->priority_rank);
  return order != 0 ? order : compare_folded (group, a, b);
}

static int
compare_rows (gconstpointer a,
              gconstpointer b,
              gpointer      data)
{
  const JmIssueQuery *query = data;
  const Row *first = *(const Row *const *) a;
  const Row *second = *(const Row *const *) b;
  int order = compare_by_group (query->group, first, second);

  return order != 0 ? order : compare_by_sort (query, first, second);
}

static GPtrArray *
answer_naively (sqlite3            *connection,
                GPtrArray          *all,
                const JmIssueQuery *query)
{
  g_autoptr (GHashTable) words =
      query->text != NULL ? find_words (connection, query->text) : NULL;
  GPtrArray *rows = g_ptr_array_new ();

  for (guint i = 0; i < all->len; i++)
    if (passes (query, all->pdata[i], words))
      g_ptr_array_add (rows, all->pdata[i]);

  g_ptr_array_sort_with_data (rows, compare_rows, (gpointer) query);
  return rows;
}

/* --- comparing */

static void
assert_order (JmIssueOrder       *order,
              GPtrArray          *expected,
              const JmIssueQuery *query)
{
  guint n = jm_issue_order_get_n (order);

  for (guint i = 0; i < n; i++)
    {
      const Row *row = expected->pdata[i];
      guint end = 0;
      const JmIssueSection *section = jm_issue_order_get_section (order, i, &end);

      g_assert_cmpint (jm_issue_order_get_id (order, i), ==, row->id);
      g_assert_true ((section != NULL) == (query->group != JM_ISSUE_GROUP_NONE));
      if (section == NULL)
        continue;
      g_assert_true (section->start <= i && i < end && end <= n);
      g_assert_cmpint (compare_texts (section->name, get_group_name (query->group, row)), ==, 0);
      if (section->start == i && i > 0)
        g_assert_cmpint (compare_by_group (query->group, expected->pdata[i - 1], row), <, 0);
    }
}

static JmIssueOrder *
run (sqlite3            *connection,
     JmDatabaseJob       job,
     const JmIssueQuery *query,
     guint               few)
{
  JmIssueAsk *ask = jm_issue_ask_new (query, NULL);
  g_autoptr (DexFuture) answer = NULL;
  g_autoptr (GError) error = NULL;
  const GValue *value;

  ask->few = few;
  answer = job (connection, ask);
  value = dex_future_get_value (answer, &error);
  g_assert_no_error (error);
  jm_issue_ask_free (ask);
  return g_value_dup_boxed (value);
}

static void
check_query (sqlite3            *connection,
             GPtrArray          *all,
             const JmIssueQuery *query)
{
  static const guint fews[] = { 1, 100000 };
  g_autoptr (GPtrArray) expected = answer_naively (connection, all, query);
  g_autofree char *words = jm_issue_query_to_json (query);

  g_test_message ("%s: %u rows", words, expected->len);
  for (guint i = 0; i < G_N_ELEMENTS (fews); i++)
    {
      g_autoptr (JmIssueOrder) first = run (connection, jm_issue_first_job, query, fews[i]);
      g_autoptr (JmIssueOrder) whole = run (connection, jm_issue_order_job, query, fews[i]);

      g_assert_cmpuint (jm_issue_order_get_n (whole), ==, expected->len);
      g_assert_true (whole->complete);
      assert_order (whole, expected, query);
      g_assert_cmpuint (jm_issue_order_get_n (first), ==, MIN (JM_ISSUE_PAGE, expected->len));
      g_assert_true (!first->complete == (expected->len >= JM_ISSUE_PAGE));
      assert_order (first, expected, query);
    }
}

static sqlite3 *
open_reader (void)
{
  g_autoptr (GError) error = NULL;
  sqlite3 *connection = jm_connection_open_reader (path, &error);

  g_assert_no_error (error);
  return connection;
}

static void
test_combinations (void)
{
  sqlite3 *connection = open_reader ();
  g_autoptr (GPtrArray) all = read_all (connection);
  guint turn = 0;

  g_assert_cmpuint (all->len, ==, N_ISSUES);
  for (JmIssueSort sort = 0; sort < JM_N_ISSUE_SORTS; sort++)
    for (JmIssueGroup group = 0; group < JM_N_ISSUE_GROUPS; group++)
      for (JmIssueWork work = 0; work < JM_N_ISSUE_WORKS; work++, turn++)
        {
          JmIssueQuery query = filters[turn % G_N_ELEMENTS (filters)];
          JmIssueQuery plain = { .sort = sort, .group = group, .work = work, .descending = turn % 2 == 0 };

          query.sort = sort;
          query.group = group;
          query.work = work;
          query.descending = turn % 2;
          check_query (connection, all, &query);
          check_query (connection, all, &plain);
        }
  jm_connection_close (connection);
}

/* Where most rows pass, and no work makes them few. */
static void
test_filters (void)
{
  sqlite3 *connection = open_reader ();
  g_autoptr (GPtrArray) all = read_all (connection);

  for (guint i = 0; i < G_N_ELEMENTS (filters); i++)
    for (guint turn = 0; turn < JM_N_ISSUE_SORTS * 2; turn++)
      {
        JmIssueQuery query = filters[i];

        query.sort = turn / 2;
        query.descending = turn % 2;
        query.group = (turn + i) % JM_N_ISSUE_GROUPS;
        check_query (connection, all, &query);
      }
  jm_connection_close (connection);
}

/* From here on there are all indexes. */
static void
test_late_indexes (void)
{
  static const JmIssueQuery wanting[] = {
    { .sort = JM_ISSUE_SORT_SUMMARY },
    { .sort = JM_ISSUE_SORT_ASSIGNEE },
    { .assignee = "ada katope" },
    { .group = JM_ISSUE_GROUP_ASSIGNEE },
  };
  sqlite3 *connection = open_reader ();
  sqlite3 *writer = jm_connection_open_writer (path, &jm_store_schema, NULL);

  for (guint i = 0; i < 2 * G_N_ELEMENTS (wanting); i++)
    {
      g_autoptr (JmIssueOrder) order =
          run (connection, jm_issue_first_job, &wanting[i % G_N_ELEMENTS (wanting)], 1);
      g_autoptr (DexFuture) made = NULL;

      if (i < G_N_ELEMENTS (wanting))
        g_assert_nonnull (order->wanted);
      else
        g_assert_null (order->wanted);
      if (i != G_N_ELEMENTS (wanting) - 1)
        continue;
      made = jm_issue_index_job (writer, NULL);
      g_assert_true (dex_future_is_resolved (made));
    }

  jm_connection_close (connection);
  jm_connection_close (writer);
}

static char *
dup_plan (sqlite3            *connection,
          const JmIssueQuery *query)
{
  g_autofree char *sql = jm_issue_first_dup_sql (connection, query);
  g_autofree char *explain = g_strconcat ("EXPLAIN QUERY PLAN ", sql, NULL);
  GString *plan = g_string_new (NULL);
  sqlite3_stmt *statement = NULL;

  g_assert_cmpint (sqlite3_prepare_v2 (connection, explain, -1, &statement, NULL), ==, SQLITE_OK);
  while (sqlite3_step (statement) == SQLITE_ROW)
    g_string_append_printf (plan, "%s\n", sqlite3_column_text (statement, 3));
  sqlite3_finalize (statement);
  return g_string_free_and_steal (plan);
}

/* A first page never waits for all rows to be sorted: an index has the order, or few rows are left. */
static void
test_plans (void)
{
  static const JmIssueQuery same[] = {
    { .kind = "Bug", .sort = JM_ISSUE_SORT_KIND },
    { .assignee = "ada katope", .sort = JM_ISSUE_SORT_ASSIGNEE, .descending = TRUE },
    { .assignee = "", .sort = JM_ISSUE_SORT_ASSIGNEE },
    { .project_key = "P00", .sort = JM_ISSUE_SORT_KEY },
    { .status_category = "new", .sort = JM_ISSUE_SORT_STATUS },
    { .updated_since_ms = G_GINT64_CONSTANT (1780000000000), .descending = TRUE },
  };
  sqlite3 *connection = open_reader ();

  for (guint turn = 0; turn < JM_N_ISSUE_SORTS * 2; turn++)
    {
      JmIssueQuery query = { .sort = turn / 2, .descending = turn % 2 };
      g_autofree char *plan = dup_plan (connection, &query);

      g_assert_nonnull (strstr (plan, "COVERING INDEX"));
      g_assert_null (strstr (plan, "TEMP B-TREE"));
    }
  for (JmIssueGroup group = JM_ISSUE_GROUP_PROJECT; group < JM_N_ISSUE_GROUPS; group++)
    {
      JmIssueQuery query = { .group = group, .status_category = "open", .kind = "Bug" };
      g_autofree char *plan = dup_plan (connection, &query);

      g_test_message ("%s", plan);
      g_assert_nonnull (strstr (plan, "COVERING INDEX"));
      g_assert_null (strstr (plan, "TEMP B-TREE"));
    }
  /* Sorted by what is the same in all */
  for (guint turn = 0; turn < G_N_ELEMENTS (same); turn++)
    {
      g_autofree char *plan = dup_plan (connection, &same[turn]);

      g_test_message ("%s", plan);
      g_assert_nonnull (strstr (plan, "COVERING INDEX"));
      g_assert_null (strstr (plan, "TEMP B-TREE"));
    }
  jm_connection_close (connection);
}

static void
test_json (void)
{
  static const char *const strange[] = { "", "[]", "{", "null", "7", "{\"sort\":7}}" };

  for (guint i = 0; i < G_N_ELEMENTS (filters) * JM_N_ISSUE_SORTS; i++)
    {
      JmIssueQuery query = filters[i % G_N_ELEMENTS (filters)];
      g_autofree char *json = NULL;
      g_autoptr (JmIssueQuery) again = NULL;

      query.sort = i / G_N_ELEMENTS (filters);
      query.group = i % JM_N_ISSUE_GROUPS;
      query.work = i % JM_N_ISSUE_WORKS;
      query.descending = i % 2;
      json = jm_issue_query_to_json (&query);
      g_assert_null (strchr (json, '\n'));
      again = jm_issue_query_from_json (json);
      g_assert_true (jm_issue_query_equal (&query, again));
      again->descending = !again->descending;
      g_assert_false (jm_issue_query_equal (&query, again));
    }

  for (guint i = 0; i < G_N_ELEMENTS (strange); i++)
    g_assert_null (jm_issue_query_from_json (strange[i]));
  {
    g_autoptr (JmIssueQuery) query = jm_issue_query_from_json (
        "{\"sort\":7,\"kind\":[],\"group\":\"colour\",\"work\":null,\"new\":{},\"status\":\"x\"}");

    g_assert_cmpint (query->sort, ==, JM_ISSUE_SORT_UPDATED);
    g_assert_cmpstr (query->status, ==, "x");
    g_assert_null (query->kind);
  }
}

int
main (int   argc,
      char *argv[])
{
  g_autofree char *folder = NULL;
  sqlite3 *connection;

  jm_test_init (&argc, &argv);
  folder = jm_test_temp_dir ();
  path = g_build_filename (folder, "account.db", NULL);
  connection = jm_connection_open_writer (path, &jm_store_schema, NULL);
  g_assert_nonnull (connection);
  jm_store_maker_fill (connection, SEED, 1, N_ISSUES);
  jm_connection_close (connection);

  g_test_add_func ("/store/issue-query/each-combination-is-as-a-naive-reading", test_combinations);
  g_test_add_func ("/store/issue-query/each-filter-is-as-a-naive-reading", test_filters);
  g_test_add_func ("/store/issue-query/what-misses-an-index-says-so", test_late_indexes);
  g_test_add_func ("/store/issue-query/each-combination-with-all-indexes", test_combinations);
  g_test_add_func ("/store/issue-query/each-filter-with-all-indexes", test_filters);
  g_test_add_func ("/store/issue-query/no-first-page-sorts-all", test_plans);
  g_test_add_func ("/store/issue-query/is-saved-and-read", test_json);

  return g_test_run ();
}
