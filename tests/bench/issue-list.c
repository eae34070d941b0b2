/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "fixtures/jm-store-maker.h"
#include "store/jm-connection.h"
#include "store/jm-issue-order.h"
#include "store/jm-store-schema.h"

/*
 * issue-list FILE N: fills FILE with N issues when it is not there, and measures what a person waits for
 * in the issue list. One line a figure: a name, a tab, milliseconds (or bytes).
 */

#define ROUNDS 5
#define SEARCHES 300
#define LIMIT 50

typedef struct
{
  const char *name;
  JmIssueQuery query;
} Case;

static const Case cases[] = {
  { "sort updated", { .sort = JM_ISSUE_SORT_UPDATED, .descending = TRUE } },
  { "sort updated, oldest first", { .sort = JM_ISSUE_SORT_UPDATED } },
  { "sort created", { .sort = JM_ISSUE_SORT_CREATED, .descending = TRUE } },
  { "sort key", { .sort = JM_ISSUE_SORT_KEY } },
  { "sort summary", { .sort = JM_ISSUE_SORT_SUMMARY } },
  { "sort summary, from the end", { .sort = JM_ISSUE_SORT_SUMMARY, .descending = TRUE } },
  { "sort kind", { .sort = JM_ISSUE_SORT_KIND } },
  { "sort status", { .sort = JM_ISSUE_SORT_STATUS } },
  { "sort priority", { .sort = JM_ISSUE_SORT_PRIORITY } },
  { "sort assignee", { .sort = JM_ISSUE_SORT_ASSIGNEE } },
  { "sort assignee, from the end", { .sort = JM_ISSUE_SORT_ASSIGNEE, .descending = TRUE } },
  { "sort viewed", { .sort = JM_ISSUE_SORT_VIEWED, .descending = TRUE } },
  { "filter project, large", { .project_key = "P00", .descending = TRUE } },
  { "filter project, small", { .project_key = "P39", .descending = TRUE } },
  { "filter project, small, by summary",
    { .project_key = "P39", .sort = JM_ISSUE_SORT_SUMMARY } },
  { "filter to do", { .status_category = "new", .descending = TRUE } },
  { "filter open", { .status_category = "open", .descending = TRUE } },
  { "filter status", { .status = "blocked", .descending = TRUE } },
  { "filter status, by summary", { .status = "blocked", .sort = JM_ISSUE_SORT_SUMMARY } },
  { "filter kind, frequent", { .kind = "Task", .descending = TRUE } },
  { "filter kind, rare", { .kind = "Spike", .descending = TRUE } },
  { "filter priority", { .priority = "Lowest", .descending = TRUE } },
  { "filter no priority, by assignee",
    { .priority = "", .sort = JM_ISSUE_SORT_ASSIGNEE, .descending = TRUE } },
  { "filter assignee, frequent", { .assignee = "@0", .descending = TRUE } },
  { "filter assignee, rare", { .assignee = "@599", .descending = TRUE } },
  { "filter assignee, rare, by summary", { .assignee = "@599", .sort = JM_ISSUE_SORT_SUMMARY } },
  { "filter nobody", { .assignee = "", .descending = TRUE } },
  { "filter nothing at all", { .assignee = "none is called this", .descending = TRUE } },
  { "filter a day", { .updated_since_ms = G_GINT64_CONSTANT (1787000000000), .descending = TRUE } },
  { "filter four of these",
    { .project_key = "P03", .status_category = "open", .kind = "Bug", .priority = "High", .sort = JM_ISSUE_SORT_CREATED } },
  { "filter four, rare together",
    { .project_key = "P30", .status = "Won't Do", .kind = "Spike", .priority = "Lowest", .descending = TRUE } },
  { "filter two that never meet",
    { .status_category = "new", .status = "Done", .descending = TRUE } },
  { "work assigned", { .work = JM_ISSUE_WORK_ASSIGNED, .descending = TRUE } },
  { "work mentioned, by summary",
    { .work = JM_ISSUE_WORK_MENTIONED, .sort = JM_ISSUE_SORT_SUMMARY } },
  { "work viewed", { .work = JM_ISSUE_WORK_VIEWED, .sort = JM_ISSUE_SORT_VIEWED, .descending = TRUE } },
  { "text, most frequent word", { .text = "=0", .descending = TRUE } },
  { "text, frequent word", { .text = "=40", .descending = TRUE } },
  { "text, frequent word, by summary", { .text = "=40", .sort = JM_ISSUE_SORT_SUMMARY } },
  { "text, rare word", { .text = "=3900", .descending = TRUE } },
  { "text, rare word, by key", { .text = "=3900", .sort = JM_ISSUE_SORT_KEY } },
  { "text, two words", { .text = "=5 =90", .descending = TRUE } },
  { "text, two letters", { .text = "ka", .descending = TRUE } },
  { "text and filters",
    { .text = "=20", .project_key = "P05", .status_category = "open", .descending = TRUE } },
  { "group project", { .group = JM_ISSUE_GROUP_PROJECT, .descending = TRUE } },
  { "group status", { .group = JM_ISSUE_GROUP_STATUS, .descending = TRUE } },
  { "group kind, by summary", { .group = JM_ISSUE_GROUP_KIND, .sort = JM_ISSUE_SORT_SUMMARY } },
  { "group priority", { .group = JM_ISSUE_GROUP_PRIORITY, .descending = TRUE } },
  { "group assignee", { .group = JM_ISSUE_GROUP_ASSIGNEE, .descending = TRUE } },
  { "group assignee, of a project",
    { .group = JM_ISSUE_GROUP_ASSIGNEE, .project_key = "P20", .sort = JM_ISSUE_SORT_PRIORITY } },
  { "group status, a rare kind",
    { .group = JM_ISSUE_GROUP_STATUS, .kind = "Spike", .descending = TRUE } },
};

static const char *path;
static guint n_issues;
static const char *only;

static void
figure (const char *name,
        double      value)
{
  printf ("%s\t%.3f\n", name, value);
  fflush (stdout);
}

static void
fill (void)
{
  g_autoptr (GError) error = NULL;
  sqlite3 *connection = jm_connection_open_writer (path, &jm_store_schema, &error);

  g_assert_no_error (error);
  sqlite3_exec (connection, "PRAGMA synchronous=OFF; PRAGMA cache_size=-200000", NULL, NULL, NULL);
  jm_store_maker_fill (connection, 1, 1, n_issues);
  dex_unref (jm_issue_index_job (connection, NULL));
  jm_connection_close (connection);
}

/* "@599": the person of that number; "=40 =41": words of those numbers */
static char *
dup_name (const char *name)
{
  static const char *const first_names[] = { "ada",   "Élodie", "Zoe",  "Özlem", "bob",
                                             "Ådne", "Mei",    "Жанна", "Tom",   "élan" };
  GString *text;

  if (name == NULL || (*name != '@' && *name != '='))
    return g_strdup (name);

  text = g_string_new (NULL);
  if (*name == '@')
    g_string_append_printf (text, "%s %s", first_names[atoi (name + 1) % 10],
                            jm_store_maker_get_word (1000 + atoi (name + 1)));
  else
    for (const char *number = name; number != NULL; number = strchr (number + 1, '='))
      g_string_append_printf (text, "%s ", jm_store_maker_get_word (atoi (number + 1)));

  return g_string_free_and_steal (text);
}

static int
compare_doubles (gconstpointer a,
                 gconstpointer b)
{
  double first = *(const double *) a;
  double second = *(const double *) b;

  return (first > second) - (first < second);
}

static double
quantile (GArray *times,
          double  part)
{
  g_array_sort (times, compare_doubles);
  return g_array_index (times, double, MIN (times->len - 1, (guint) (times->len * part)));
}

/* When it was: by the clock, and by what the processor has done for us until then. */
typedef struct
{
  double wall;
  double processor;
} Moment;

static Moment
now (void)
{
  struct timespec time;

  clock_gettime (CLOCK_PROCESS_CPUTIME_ID, &time);
  return (Moment) { g_get_monotonic_time () / 1e3, time.tv_sec * 1e3 + time.tv_nsec / 1e6 };
}

static void
loading_cb (JmIssueList *list,
            GParamSpec  *pspec,
            Moment      *at)
{
  if (!jm_issue_list_is_loading (list) && at->wall == 0)
    {
      g_autoptr (GObject) first = g_list_model_get_item (G_LIST_MODEL (list), 0);

      *at = now ();
    }
}

/* Awaits. Milliseconds to the first page, and to all. */
static void
measure (JmStore            *store,
         const JmIssueQuery *query,
         Moment             *first,
         double             *all,
         gint64             *count)
{
  g_autoptr (JmIssueList) list = jm_issue_list_new (store);
  g_autoptr (GError) error = NULL;
  Moment at = { 0, 0 };
  Moment began = now ();

  g_signal_connect (list, "notify::loading", G_CALLBACK (loading_cb), &at);
  *count = dex_await_int64 (jm_issue_list_set_query (list, query), &error);
  g_assert_no_error (error);
  *first = (Moment) { at.wall - began.wall, at.processor - began.processor };
  *all = now ().wall - began.wall;
}

/* Awaits. */
static void
measure_cases (JmStore *store)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      JmIssueQuery query = cases[i].query;
      g_autofree char *assignee = dup_name (query.assignee);
      g_autofree char *text = dup_name (query.text);
      g_autoptr (GArray) firsts = g_array_new (FALSE, FALSE, sizeof (double));
      g_autoptr (GArray) processors = g_array_new (FALSE, FALSE, sizeof (double));
      g_autoptr (GArray) alls = g_array_new (FALSE, FALSE, sizeof (double));
      g_autofree char *all_name = g_strconcat ("all ", cases[i].name, NULL);
      g_autofree char *processor_name = g_strconcat ("processor ", cases[i].name, NULL);
      g_autofree char *n_name = g_strconcat ("rows ", cases[i].name, NULL);
      gint64 n = 0;

      if (only != NULL && strstr (cases[i].name, only) == NULL)
        continue;
      query.assignee = assignee;
      query.text = text;
      for (guint round = 0; round < ROUNDS; round++)
        {
          Moment first;
          double all;

          measure (store, &query, &first, &all, &n);
          g_array_append_val (firsts, first.wall);
          g_array_append_val (processors, first.processor);
          g_array_append_val (alls, all);
        }
      figure (cases[i].name, quantile (firsts, 0.5));
      figure (processor_name, quantile (processors, 0.5));
      figure (all_name, quantile (alls, 0.5));
      figure (n_name, n);
    }
}

/* Awaits. What somebody types, letter for letter. */
static void
measure_search (JmStore *store)
{
  g_autoptr (GArray) times = g_array_new (FALSE, FALSE, sizeof (double));
  g_autoptr (GArray) processors = g_array_new (FALSE, FALSE, sizeof (double));
  g_autoptr (GRand) random = g_rand_new_with_seed (7);

  for (guint i = 0; i < SEARCHES; i++)
    {
      const char *first = jm_store_maker_get_word (g_rand_int_range (random, 0, 2000));
      const char *second = jm_store_maker_get_word (g_rand_int_range (random, 0, 2000));
      g_autofree char *whole = i % 3 == 0 ? g_strdup_printf ("%s %s", first, second) : g_strdup (first);

      for (gsize length = 1; length <= strlen (whole); length++)
        {
          g_autofree char *typed = g_strndup (whole, length);
          g_autoptr (GListModel) found = NULL;
          Moment began = now ();
          Moment took;

          found = dex_await_object (jm_store_search (store, typed, LIMIT), NULL);
          took = (Moment) { now ().wall - began.wall, now ().processor - began.processor };
          g_array_append_val (times, took.wall);
          g_array_append_val (processors, took.processor);
          if (only != NULL && took.processor > 10)
            printf ("  %s: %.1f ms\n", typed, took.processor);
        }
    }

  figure ("search p50", quantile (times, 0.5));
  figure ("search p95", quantile (times, 0.95));
  figure ("search slowest", quantile (times, 1));
  figure ("processor search p50", quantile (processors, 0.5));
  figure ("processor search p95", quantile (processors, 0.95));
}

/* Awaits. Pages as somebody meets them who drags the handle of the scroll bar; on the main thread. */
static void
measure_pages (JmStore *store)
{
  g_autoptr (JmIssueList) list = jm_issue_list_new (store);
  g_autoptr (GArray) times = g_array_new (FALSE, FALSE, sizeof (double));
  guint n = (guint) dex_await_int64 (
      jm_issue_list_set_query (list, &(JmIssueQuery) { .sort = JM_ISSUE_SORT_SUMMARY }), NULL);

  for (guint i = 0; i < 500; i++)
    {
      gint64 began = g_get_monotonic_time ();
      g_autoptr (GObject) row =
          g_list_model_get_item (G_LIST_MODEL (list), (guint) ((i * G_GUINT64_CONSTANT (7919) * 131) % n));
      double took = (g_get_monotonic_time () - began) / 1e3;

      g_array_append_val (times, took);
    }

  figure ("page p50", quantile (times, 0.5));
  figure ("page p99", quantile (times, 0.99));
  figure ("page slowest", quantile (times, 1));
}

/* --- scrolling while a sync writes */

#define SYNC_PAGES 60
#define FRAME_MS 16

typedef struct
{
  JmIssueList *list;
  GRand *random;
  GArray *lates; /* milliseconds that a frame began late */
  GArray *works; /* milliseconds of processor that the main thread took for it and what stood before it */
  double last;
  double last_work;
} Scroll;

static double
get_main_thread_ms (void)
{
  struct timespec time;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &time);
  return time.tv_sec * 1e3 + time.tv_nsec / 1e6;
}

/* A frame: one row of each of a few places is asked for, as by somebody who drags the scroll bar. */
static gboolean
frame_cb (gpointer data)
{
  Scroll *scroll = data;
  double began = now ().wall;
  double late = MAX (began - scroll->last - FRAME_MS, 0);
  guint n = g_list_model_get_n_items (G_LIST_MODEL (scroll->list));
  guint start = (guint) g_rand_int_range (scroll->random, 0, (gint32) n - 50);

  for (guint i = 0; i < 50; i++)
    g_object_unref (g_list_model_get_item (G_LIST_MODEL (scroll->list), start + i));
  g_array_append_val (scroll->lates, late);
  scroll->last = began;
  late = get_main_thread_ms () - scroll->last_work;
  g_array_append_val (scroll->works, late);
  scroll->last_work += late;
  return G_SOURCE_CONTINUE;
}

/* A page of issues that are there and say something else now */
static GBytes *
make_page (GRand *random)
{
  GString *json = g_string_new ("{\"issues\":[");

  for (guint i = 0; i < 100; i++)
    {
      gint32 id = g_rand_int_range (random, 1, (gint32) n_issues);

      g_string_append_printf (
          json,
          "%s{\"id\":\"%d\",\"key\":\"P00-%d\",\"fields\":{\"summary\":\"Changed %u\","
          "\"status\":{\"name\":\"Done\",\"statusCategory\":{\"key\":\"done\"}},"
          "\"updated\":\"2027-01-01T10:%02u:%02u.%03u+0000\"}}",
          i > 0 ? "," : "", id, id, g_rand_int (random), i % 60,
          g_rand_int_range (random, 0, 60), g_rand_int_range (random, 0, 1000));
    }
  g_string_append (json, "]}");
  return g_string_free_to_bytes (json);
}

/* Awaits. It changes the file: the last of all. */
static void
measure_scrolling (JmStore *store,
                   JmClock *clock)
{
  static const JmResource issues = { .id = JM_RESOURCE_ISSUES,
                                     .name = "issues",
                                     .items = "$.issues",
                                     .item_id = "id",
                                     .item_name = "key" };
  g_autoptr (JmIssueList) list = jm_issue_list_new (store);
  Scroll scroll = { list, g_rand_new_with_seed (3), g_array_new (FALSE, FALSE, sizeof (double)),
                    g_array_new (FALSE, FALSE, sizeof (double)) };
  guint source;

  dex_await (jm_issue_list_set_query (list, &(JmIssueQuery) { .descending = TRUE }), NULL);
  scroll.last = now ().wall;
  scroll.last_work = get_main_thread_ms ();
  source = g_timeout_add (FRAME_MS, frame_cb, &scroll);
  for (guint i = 0; i < SYNC_PAGES; i++)
    {
      g_autoptr (GBytes) page = make_page (scroll.random);

      dex_await (jm_store_put_page (store, &issues, NULL, page, 2, JM_PAGE_PLAIN, "more"), NULL);
      dex_await (jm_sleep (clock, 0.1, NULL), NULL);
    }
  g_source_remove (source);

  figure ("frame late p50", quantile (scroll.lates, 0.5));
  figure ("frame late p99", quantile (scroll.lates, 0.99));
  figure ("frame late at most", quantile (scroll.lates, 1));
  figure ("frame work p99", quantile (scroll.works, 0.99));
  figure ("frame work at most", quantile (scroll.works, 1));
  g_array_unref (scroll.lates);
  g_array_unref (scroll.works);
  g_rand_free (scroll.random);
}

static double
read_status (const char *name)
{
  g_autofree char *status = NULL;
  const char *line;

  g_file_get_contents ("/proc/self/status", &status, NULL, NULL);
  line = status != NULL ? strstr (status, name) : NULL;
  return line != NULL ? g_ascii_strtod (line + strlen (name), NULL) / 1024 : 0;
}

static DexFuture *
bench_fiber (gpointer data)
{
  g_autoptr (JmClock) clock = jm_clock_new ();
  g_autoptr (JmStore) store = jm_store_new (path, NULL, clock);
  g_autoptr (GError) error = NULL;

  dex_await (jm_store_open (store), &error);
  g_assert_no_error (error);
  measure_cases (store);
  if (only == NULL || g_str_equal (only, "search"))
    measure_search (store);
  if (only == NULL || g_str_equal (only, "page"))
    measure_pages (store);
  if (only == NULL || g_str_equal (only, "scroll"))
    measure_scrolling (store, clock);
  figure ("memory, MB", read_status ("VmRSS:"));
  figure ("memory at most, MB", read_status ("VmHWM:"));
  dex_await (jm_store_close (store), NULL);
  g_main_loop_quit (data);
  return dex_future_new_true ();
}

int
main (int   argc,
      char *argv[])
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);

  if (argc < 3)
    {
      fprintf (stderr, "usage: issue-list FILE N [ONLY]\n");
      return 2;
    }
  path = argv[1];
  n_issues = (guint) atoi (argv[2]);
  only = argc > 3 ? argv[3] : NULL;
  dex_init ();
  if (!g_file_test (path, G_FILE_TEST_EXISTS))
    {
      gint64 began = g_get_monotonic_time ();

      fill ();
      figure ("filled in, s", (g_get_monotonic_time () - began) / 1e6);
    }

  dex_future_disown (dex_scheduler_spawn (NULL, 0, bench_fiber, loop, NULL));
  g_main_loop_run (loop);
  return 0;
}
