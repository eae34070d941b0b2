/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Statistics of a store. What is counted and how is tested in test-tally.c; here is where it comes from. With
 * JM_STATISTICS_ROWS=1000000 the last test is a measurement. */
#include "config.h"

#include "store/fixture.h"
#include "store/jm-statement.h"
#include "store/jm-statistics.h"
#include "store/jm-store-private.h"

#define DAY_MS (24 * 60 * 60 * G_GINT64_CONSTANT (1000))
#define DEFAULT_ROWS 20000
/* So many are put at once: a fiber of a test has 30 seconds. */
#define BATCH 100000

/* Every column from the row's number @n: what is stored is no matter of chance. */
static const char fill_sql[] =
    "WITH RECURSIVE numbers (n) AS (SELECT ?3 + 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < ?1)"
    "INSERT INTO issues SELECT n, 'P' || (n % 10), n, 'P' || (n % 10) || '-' || n, 'Summary ' || n,"
    "    CASE n % 4 WHEN 0 THEN 'Bug' ELSE 'Task' END,"
    "    CASE n % 3 WHEN 0 THEN 'To Do' WHEN 1 THEN 'In Progress' ELSE 'Done' END,"
    "    CASE n % 3 WHEN 0 THEN 'new' WHEN 1 THEN 'indeterminate' ELSE 'done' END,"
    "    1 + n % 3, 'Priority ' || (n % 5), 1 + n % 5, 'Person ' || (n % 300), NULL,"
    "    ?2 - n % 400 * 86400000 - n % 86400000, ?2,"
    "    CASE n % 3 WHEN 2 THEN ?2 - n % 200 * 86400000 ELSE 0 END, 0, 0, 0, 1 FROM numbers";

/* The rows after @first, up to @last */
typedef struct
{
  gint64 last;
  gint64 now_ms;
  gint64 first;
} Fill;

static DexFuture *
fill_job (sqlite3  *connection,
          gpointer  data)
{
  Fill *fill = data;
  g_autoptr (GError) error = NULL;

  if (!jm_statement_run (connection, &error, "fill", fill_sql, "iii", fill->last, fill->now_ms, fill->first))
    return dex_future_new_for_error (g_steal_pointer (&error));

  return dex_future_new_true ();
}

static void
fill_store (StoreFixture *fixture,
            gint64        first,
            gint64        last)
{
  Fill fill = { last, jm_clock_get_wall_ms (fixture->clock), first };

  if (first == 0)
    await_fine (jm_store_open (fixture->store));
  await_fine (jm_database_write (jm_store_get_database (fixture->store), fill_job, &fill, NULL));
}

static JmStatistics *
await_statistics (StoreFixture *fixture,
                  const char   *project_key,
                  const char   *kind,
                  guint         days)
{
  g_autoptr (GError) error = NULL;
  JmStatistics *statistics = dex_await_boxed (jm_store_get_statistics (fixture->store, project_key, kind, days), &error);

  g_assert_no_error (error);

  return statistics;
}

static gint64
sum_slices (GPtrArray *slices)
{
  gint64 sum = 0;

  for (guint i = 0; i < slices->len; i++)
    sum += ((JmSlice *) g_ptr_array_index (slices, i))->n;

  return sum;
}

static DexFuture *
all_fiber (gpointer data)
{
  StoreFixture *fixture = data;
  g_autoptr (JmStatistics) statistics = NULL;
  gint64 created = 0, resolved = 0;

  fill_store (fixture, 0, DEFAULT_ROWS);
  statistics = await_statistics (fixture, NULL, NULL, 30);
  g_assert_cmpint (statistics->issues, ==, DEFAULT_ROWS);
  g_assert_cmpint (statistics->open, ==, DEFAULT_ROWS - (DEFAULT_ROWS + 1) / 3);
  g_assert_cmpint (sum_slices (statistics->statuses), ==, statistics->issues);
  g_assert_cmpint (sum_slices (statistics->kinds), ==, statistics->issues);
  g_assert_cmpint (sum_slices (statistics->priorities), ==, statistics->open);
  g_assert_cmpint (sum_slices (statistics->ages), ==, statistics->open);
  g_assert_cmpstr (((JmSlice *) g_ptr_array_index (statistics->statuses, 0))->category, ==, "new");
  g_assert_cmpstr (((JmSlice *) g_ptr_array_index (statistics->priorities, 0))->name, ==, "Priority 0");
  g_assert_cmpuint (statistics->people->len, ==, 50);
  for (guint i = 0; i < statistics->days->len; i++)
    {
      created += g_array_index (statistics->days, JmStatisticsDay, i).created;
      resolved += g_array_index (statistics->days, JmStatisticsDay, i).resolved;
    }
  g_assert_cmpint (created, ==, statistics->created);
  g_assert_cmpint (resolved, ==, statistics->resolved);
  g_assert_cmpint (statistics->counted_at_ms, ==, jm_clock_get_wall_ms (fixture->clock));
  await_fine (jm_store_close (fixture->store));

  return dex_future_new_true ();
}

static void
counts_every_issue (StoreFixture  *fixture,
                    gconstpointer  data)
{
  jm_test_fiber (all_fiber, fixture);
}

static DexFuture *
filters_fiber (gpointer data)
{
  StoreFixture *fixture = data;
  g_autoptr (JmStatistics) project = NULL;
  g_autoptr (JmStatistics) bugs = NULL;
  g_autoptr (JmStatistics) both = NULL;
  g_autoptr (JmStatistics) none = NULL;

  fill_store (fixture, 0, DEFAULT_ROWS);
  project = await_statistics (fixture, "P3", NULL, 90);
  bugs = await_statistics (fixture, NULL, "Bug", 90);
  both = await_statistics (fixture, "P4", "Bug", 90);
  none = await_statistics (fixture, "P3", "Bug", 90);
  g_assert_cmpint (project->issues, ==, DEFAULT_ROWS / 10);
  g_assert_cmpint (bugs->issues, ==, DEFAULT_ROWS / 4);
  g_assert_cmpuint (bugs->kinds->len, ==, 1);
  g_assert_cmpint (both->issues, ==, DEFAULT_ROWS / 20);
  /* Odd numbers are no bugs. */
  g_assert_cmpint (none->issues, ==, 0);
  g_assert_cmpint (none->median_age_ms, ==, -1);
  await_fine (jm_store_close (fixture->store));

  return dex_future_new_true ();
}

static void
project_and_type_restrict (StoreFixture  *fixture,
                           gconstpointer  data)
{
  jm_test_fiber (filters_fiber, fixture);
}

static DexFuture *
closed_fiber (gpointer data)
{
  StoreFixture *fixture = data;

  await_fine (jm_store_open (fixture->store));
  await_fine (jm_store_close (fixture->store));
  await_error (jm_store_get_statistics (fixture->store, NULL, NULL, 30), JM_STORE_ERROR_CLOSED);

  return dex_future_new_true ();
}

static void
closed_store_is_an_error (StoreFixture  *fixture,
                          gconstpointer  data)
{
  jm_test_fiber (closed_fiber, fixture);
}

/* What Jira sends, through the columns that are picked from it */
static DexFuture *
page_fiber (gpointer data)
{
  StoreFixture *fixture = data;
  g_autoptr (JmStatistics) statistics = NULL;
  g_autofree char *json = NULL;
  g_autoptr (GBytes) page = NULL;
  gint64 now_ms = jm_clock_get_wall_ms (fixture->clock);
  g_autoptr (GDateTime) now = g_date_time_new_from_unix_utc (now_ms / 1000);
  g_autofree char *time = g_date_time_format (now, "%Y-%m-%dT%H:%M:%S.000+0000");
  g_autoptr (GError) error = NULL;

  await_fine (jm_store_open (fixture->store));
  json = g_strdup_printf (
      "{\"issues\":[{\"id\":\"1\",\"key\":\"A-1\",\"fields\":{\"summary\":\"a\",\"project\":{\"key\":\"A\"},"
      "\"issuetype\":{\"name\":\"Bug\"},\"status\":{\"name\":\"Done\",\"statusCategory\":{\"key\":\"done\"}},"
      "\"created\":\"%s\",\"updated\":\"%s\",\"resolutiondate\":\"%s\"}},"
      "{\"id\":\"2\",\"key\":\"A-2\",\"fields\":{\"summary\":null,\"project\":{\"key\":\"A\"},"
      "\"status\":{\"name\":\"Open\",\"statusCategory\":{\"key\":\"new\"}},\"created\":\"nonsense\"}}]}",
      time, time, time);
  page = g_bytes_new (json, strlen (json));
  dex_await (jm_store_put_page (fixture->store, &issues_resource, NULL, page, 1, JM_PAGE_PLAIN, NULL), &error);
  g_assert_no_error (error);
  statistics = await_statistics (fixture, NULL, NULL, 30);
  g_assert_cmpint (statistics->issues, ==, 2);
  g_assert_cmpint (statistics->open, ==, 1);
  g_assert_cmpint (statistics->created, ==, 1);
  g_assert_cmpint (statistics->resolved, ==, 1);
  g_assert_cmpint (statistics->median_age_ms, ==, -1);
  await_fine (jm_store_close (fixture->store));

  return dex_future_new_true ();
}

static void
page_of_jira_is_counted (StoreFixture  *fixture,
                         gconstpointer  data)
{
  jm_test_fiber (page_fiber, fixture);
}

typedef struct
{
  StoreFixture *fixture;
  gint64        n_rows;
  gint64        n_filled;
} Large;

static DexFuture *
batch_fiber (gpointer data)
{
  Large *large = data;
  gint64 last = MIN (large->n_filled + BATCH, large->n_rows);

  fill_store (large->fixture, large->n_filled, last);
  large->n_filled = last;

  return dex_future_new_true ();
}

static DexFuture *
large_fiber (gpointer data)
{
  Large *large = data;

  for (guint i = 0; i < 3; i++)
    {
      g_autoptr (GTimer) timer = g_timer_new ();
      g_autoptr (JmStatistics) statistics = await_statistics (large->fixture, i == 2 ? "P3" : NULL, NULL, 364);

      g_test_message ("%" G_GINT64_FORMAT " rows in %.0f ms", statistics->issues, 1000 * g_timer_elapsed (timer, NULL));
      g_assert_cmpint (statistics->issues, ==, i == 2 ? large->n_rows / 10 : large->n_rows);
      g_assert_cmpuint (statistics->days->len, ==, 52);
    }
  await_fine (jm_store_close (large->fixture->store));

  return dex_future_new_true ();
}

static void
large_store_is_counted (StoreFixture  *fixture,
                        gconstpointer  data)
{
  const char *wanted = g_getenv ("JM_STATISTICS_ROWS");
  Large large = { fixture, wanted != NULL ? g_ascii_strtoll (wanted, NULL, 10) : DEFAULT_ROWS, 0 };

  while (large.n_filled < large.n_rows)
    jm_test_fiber (batch_fiber, &large);
  jm_test_fiber (large_fiber, &large);
}

#define ADD(name, test) g_test_add ("/store/statistics/" name, StoreFixture, NULL, store_set_up, test, store_tear_down)

int
main (int   argc,
      char *argv[])
{
  jm_test_init (&argc, &argv);

  ADD ("counts-every-issue", counts_every_issue);
  ADD ("project-and-type-restrict", project_and_type_restrict);
  ADD ("closed-store-is-an-error", closed_store_is_an_error);
  ADD ("page-of-jira-is-counted", page_of_jira_is_counted);
  ADD ("large-store-is-counted", large_store_is_counted);

  return g_test_run ();
}
