/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Statistics against a reference that does it the slow way: dates as words, medians by sorting. */
#include "config.h"

#include "fixtures/jm-test.h"
#include "store/jm-tally.h"

#define SEED 20261120
#define N_ROWS 4000
#define HOUR_MS (60 * 60 * G_GINT64_CONSTANT (1000))
#define DAY_MS (24 * HOUR_MS)

/* 20 November 2026, 12:00 UTC */
#define NOW_MS G_GINT64_CONSTANT (1795176000000)

/* As POSIX has them, so that no table of zones is needed */
static const char *const zones[] = {
  "UTC0",
  "CET-1CEST,M3.5.0,M10.5.0/3",
  /* Cuba: at one o'clock it is midnight once more */
  "CST5CDT,M3.2.0/0,M11.1.0/1",
  /* Brazil as it was: the day begins at one o'clock */
  "<-03>3<-02>,M10.3.0/0,M2.3.0/0",
  /* Lord Howe: half an hour */
  "<+1030>-10:30<+11>-11,M10.1.0,M4.1.0",
  "<+1245>-12:45<+1345>,M9.5.0/2:45,M4.1.0/3:45",
};

/* In each hemisphere, before and after clocks change */
static const gint64 nows_ms[] = {
  NOW_MS,
  G_GINT64_CONSTANT (1774749600000), /* 29 March 2026 */
  G_GINT64_CONSTANT (1792890000000), /* 25 October 2026 */
  G_GINT64_CONSTANT (1793500200000), /* 1 November 2026, 02:30 UTC */
  G_GINT64_CONSTANT (1771120800000), /* 15 February 2026 */
};

static const char *
pick (GRand             *rand,
      const char *const *words,
      guint              n_words)
{
  return words[g_rand_int_range (rand, 0, (int) n_words)];
}

static gint64
pick_time (GRand  *rand,
           gint64  now_ms)
{
  gint64 day;

  switch (g_rand_int_range (rand, 0, 10))
    {
    case 0:
      return 0;
    case 1:
      return now_ms + g_rand_int_range (rand, 0, (int) (2 * DAY_MS / 1000)) * G_GINT64_CONSTANT (1000);
    case 2:
      /* just before and just after a day begins */
      day = jm_day_begins (now_ms, -g_rand_int_range (rand, 0, 90));
      return day + g_rand_int_range (rand, -1, 2);
    default:
      return now_ms - (gint64) (g_rand_double (rand) * (double) (120 * DAY_MS));
    }
}

static GArray *
make_rows (GRand  *rand,
           gint64  now_ms)
{
  static const char *const categories[] = { "new", "indeterminate", "done", "undefined", "strange" };
  static const char *const statuses[] = { "To Do", "In Progress", "In Review", "Done", NULL };
  static const char *const kinds[] = { "Bug", "Task", "Story", NULL };
  static const char *const priorities[] = { "Highest", "High", "Low", NULL };
  static const char *const people[] = { "Ada", "Grace", "ليلى", NULL };
  GArray *rows = g_array_new (FALSE, TRUE, sizeof (JmTallyRow));

  for (guint i = 0; i < N_ROWS; i++)
    {
      JmTallyRow row = {
        .status = pick (rand, statuses, G_N_ELEMENTS (statuses)),
        .status_category = pick (rand, categories, G_N_ELEMENTS (categories)),
        .kind = pick (rand, kinds, G_N_ELEMENTS (kinds)),
        .priority = pick (rand, priorities, G_N_ELEMENTS (priorities)),
        .assignee = pick (rand, people, G_N_ELEMENTS (people)),
        .created_ms = pick_time (rand, now_ms),
      };

      row.priority_rank = row.priority != NULL ? 1 + row.priority[0] % 5 : 6;
      if (g_str_equal (row.status_category, "done") || g_rand_int_range (rand, 0, 10) == 0)
        row.resolved_ms = pick_time (rand, now_ms);
      g_array_append_val (rows, row);
    }

  return rows;
}

/* Days since the year 1, by the calendar */
static int
to_julian (gint64 ms)
{
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (ms >= 0 ? ms / 1000 : (ms - 999) / 1000);
  g_autoptr (GDateTime) local = g_date_time_to_local (utc);
  GDate date;

  g_date_clear (&date, 1);
  g_date_set_dmy (&date, (GDateDay) g_date_time_get_day_of_month (local), g_date_time_get_month (local),
                  (GDateYear) g_date_time_get_year (local));

  return (int) g_date_get_julian (&date);
}

static int
compare_int64 (gconstpointer a,
               gconstpointer b)
{
  gint64 first = *(const gint64 *) a;
  gint64 second = *(const gint64 *) b;

  return first < second ? -1 : first > second;
}

static gint64
sort_median (GArray *values)
{
  gint64 lower, upper;

  if (values->len == 0)
    return -1;

  g_array_sort (values, compare_int64);
  lower = g_array_index (values, gint64, (values->len - 1) / 2);
  upper = g_array_index (values, gint64, values->len / 2);

  return lower + (upper - lower) / 2;
}

static gint64
find_slice (GPtrArray  *slices,
            const char *name,
            const char *category)
{
  for (guint i = 0; i < slices->len; i++)
    {
      JmSlice *slice = g_ptr_array_index (slices, i);

      if (g_strcmp0 (slice->name, name) == 0 && (category == NULL || g_strcmp0 (slice->category, category) == 0))
        return slice->n;
    }

  return 0;
}

/* Every number of @statistics once more, from @rows */
/* What the rows come to, counted one by one. */
typedef struct
{
  int today;
  guint days;
  gint64 begins_ms; /* the first of @days, in which "before" ends */
  guint *created;   /* of each day of twice as many, today first */
  guint *resolved;
  GArray *ages; /* ms, of what is open now, and of what was when the days began */
  GArray *ages_before;
  gint64 open;
  gint64 nobodys;
  gint64 bugs;
  gint64 young;
  gint64 in_review;
} Reference;

/* The first ms of the first day, found by halving. */
static gint64
find_beginning (gint64 now_ms,
                guint  days)
{
  int today = to_julian (now_ms);
  gint64 begins_ms = now_ms;

  for (gint64 low = now_ms - (days + 2) * DAY_MS; low < begins_ms;)
    {
      gint64 middle = low + (begins_ms - low) / 2;

      if (today - to_julian (middle) < (int) days)
        begins_ms = middle;
      else
        low = middle + 1;
    }

  return begins_ms;
}

static void
count_day (Reference *self,
           guint     *counts,
           gint64     time_ms)
{
  int ago = self->today - to_julian (time_ms);

  if (ago >= 0 && ago < 2 * (int) self->days)
    counts[ago]++;
}

static void
count_open (Reference        *self,
            const JmTallyRow *row,
            gint64            now_ms)
{
  gint64 age = MAX (0, now_ms - row->created_ms);

  self->open++;
  self->nobodys += row->assignee == NULL;
  if (row->created_ms <= 0)
    return;
  g_array_append_val (self->ages, age);
  self->young += age < DAY_MS;
}

static void
count_row (Reference        *self,
           const JmTallyRow *row,
           gint64            now_ms)
{
  gboolean done = g_str_equal (row->status_category, "done");

  count_day (self, self->created, row->created_ms);
  count_day (self, self->resolved, row->resolved_ms);
  self->bugs += g_strcmp0 (row->kind, "Bug") == 0;
  self->in_review += g_strcmp0 (row->status, "In Review") == 0 && g_str_equal (row->status_category, "indeterminate");
  if (!done)
    count_open (self, row, now_ms);
  if (row->created_ms > 0 && row->created_ms < self->begins_ms && (!done || row->resolved_ms >= self->begins_ms))
    {
      gint64 age = self->begins_ms - row->created_ms;

      g_array_append_val (self->ages_before, age);
    }
}

static Reference *
reference_new (GArray *rows,
               gint64  now_ms,
               guint   days)
{
  Reference *self = g_new0 (Reference, 1);

  self->today = to_julian (now_ms);
  self->days = days;
  self->begins_ms = find_beginning (now_ms, days);
  self->created = g_new0 (guint, 2 * days);
  self->resolved = g_new0 (guint, 2 * days);
  self->ages = g_array_new (FALSE, FALSE, sizeof (gint64));
  self->ages_before = g_array_new (FALSE, FALSE, sizeof (gint64));
  for (guint i = 0; i < rows->len; i++)
    count_row (self, &g_array_index (rows, JmTallyRow, i), now_ms);

  return self;
}

static void
reference_free (Reference *self)
{
  g_free (self->created);
  g_free (self->resolved);
  g_array_unref (self->ages);
  g_array_unref (self->ages_before);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Reference, reference_free)

static gint64
sum (const guint *counts,
     guint        n_counts)
{
  gint64 total = 0;

  for (guint i = 0; i < n_counts; i++)
    total += counts[i];

  return total;
}

static void
assert_same_days (JmStatistics    *statistics,
                  const Reference *reference)
{
  guint days = reference->days;

  g_assert_cmpint (statistics->created, ==, sum (reference->created, days));
  g_assert_cmpint (statistics->resolved, ==, sum (reference->resolved, days));
  g_assert_cmpint (statistics->created_before, ==, sum (reference->created + days, days));
  g_assert_cmpint (statistics->resolved_before, ==, sum (reference->resolved + days, days));

  g_assert_cmpuint (statistics->days->len, ==, days);
  for (guint i = 0; i < days; i++)
    {
      JmStatisticsDay *day = &g_array_index (statistics->days, JmStatisticsDay, days - 1 - i);

      g_assert_cmpint (reference->today - to_julian (day->begins_ms), ==, (int) i);
      g_assert_cmpint (reference->today - to_julian (day->begins_ms - 1), ==, (int) i + 1);
      g_assert_cmpuint (day->created, ==, reference->created[i]);
      g_assert_cmpuint (day->resolved, ==, reference->resolved[i]);
    }
}

static void
assert_same (JmStatistics *statistics,
             GArray       *rows,
             gint64        now_ms,
             guint         days)
{
  g_autoptr (Reference) reference = reference_new (rows, now_ms, days);

  g_assert_cmpint (statistics->issues, ==, rows->len);
  g_assert_cmpint (statistics->open, ==, reference->open);
  g_assert_cmpint (find_slice (statistics->people, NULL, NULL), ==, reference->nobodys);
  g_assert_cmpint (find_slice (statistics->kinds, "Bug", NULL), ==, reference->bugs);
  g_assert_cmpint (find_slice (statistics->statuses, "In Review", "indeterminate"), ==, reference->in_review);
  g_assert_cmpint (((JmSlice *) g_ptr_array_index (statistics->ages, 0))->n, ==, reference->young);
  g_assert_cmpint (statistics->median_age_ms, ==, sort_median (reference->ages));
  g_assert_cmpint (statistics->median_age_before_ms, ==, sort_median (reference->ages_before));
  assert_same_days (statistics, reference);
}

static JmStatistics *
tally (GArray *rows,
       gint64  now_ms,
       guint   days)
{
  g_autoptr (JmTally) self = jm_tally_new (now_ms, days);

  for (guint i = 0; i < rows->len; i++)
    jm_tally_add (self, &g_array_index (rows, JmTallyRow, i));

  return jm_tally_finish (self);
}

static void
agrees_with_the_reference (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (SEED);

  for (guint z = 0; z < G_N_ELEMENTS (zones); z++)
    {
      g_setenv ("TZ", zones[z], TRUE);
      for (guint i = 0; i < G_N_ELEMENTS (nows_ms); i++)
        {
          g_autoptr (GArray) rows = make_rows (rand, nows_ms[i]);
          g_autoptr (JmStatistics) statistics = tally (rows, nows_ms[i], 30);

          g_test_message ("%s at %" G_GINT64_FORMAT, zones[z], nows_ms[i]);
          assert_same (statistics, rows, nows_ms[i], 30);
        }
    }
  g_setenv ("TZ", "UTC0", TRUE);
}

static void
day_begins_where_midnight_is_skipped (void)
{
  /* Brazil, 18 October 2026: the clock goes from 00:00 to 01:00, which is 03:00 UTC */
  g_setenv ("TZ", zones[3], TRUE);
  g_assert_cmpint (jm_day_begins (G_GINT64_CONSTANT (1792335600000), 0), ==, G_GINT64_CONSTANT (1792292400000));
  g_setenv ("TZ", "UTC0", TRUE);
}

static void
day_begins_at_the_first_of_two_midnights (void)
{
  gint64 noon = G_GINT64_CONSTANT (1793552400000); /* 1 November 2026, 12:00 in Cuba */

  g_setenv ("TZ", zones[2], TRUE);
  /* 13 hours before noon, as one hour comes twice */
  g_assert_cmpint (noon - jm_day_begins (noon, 0), ==, 13 * HOUR_MS);
  g_setenv ("TZ", "UTC0", TRUE);
}

static void
nothing_stored (void)
{
  g_autoptr (JmTally) self = jm_tally_new (NOW_MS, 90);
  g_autoptr (JmStatistics) statistics = jm_tally_finish (self);

  g_assert_cmpint (statistics->issues, ==, 0);
  g_assert_cmpint (statistics->median_age_ms, ==, -1);
  g_assert_cmpint (statistics->median_age_before_ms, ==, -1);
  g_assert_cmpuint (statistics->statuses->len, ==, 0);
  g_assert_cmpuint (statistics->days->len, ==, 90);
}

static void
year_goes_by_weeks (void)
{
  g_autoptr (JmTally) self = jm_tally_new (NOW_MS, 365);
  g_autoptr (JmStatistics) statistics = NULL;
  const JmTallyRow row = { .status_category = "new", .created_ms = NOW_MS - 364 * DAY_MS };
  const JmTallyRow today = { .status_category = "new", .created_ms = NOW_MS };
  GArray *days;

  jm_tally_add (self, &row);
  jm_tally_add (self, &today);
  statistics = jm_tally_finish (self);
  days = statistics->days;
  g_assert_cmpuint (days->len, ==, 53);
  g_assert_cmpuint (g_array_index (days, JmStatisticsDay, 0).created, ==, 1);
  g_assert_cmpuint (g_array_index (days, JmStatisticsDay, 52).created, ==, 1);
  g_assert_cmpint (g_array_index (days, JmStatisticsDay, 1).begins_ms, ==, jm_day_begins (NOW_MS, -363));
  g_assert_cmpint (g_array_index (days, JmStatisticsDay, 52).begins_ms, ==, jm_day_begins (NOW_MS, -6));
}

static void
people_have_a_limit (void)
{
  g_autoptr (JmTally) self = jm_tally_new (NOW_MS, 30);
  g_autoptr (JmStatistics) statistics = NULL;

  for (guint i = 0; i < 300; i++)
    {
      g_autofree char *name = g_strdup_printf ("Person %u", i % 100);
      JmTallyRow row = { .status_category = "new", .assignee = i < 200 || i % 100 < 7 ? name : NULL };

      jm_tally_add (self, &row);
    }
  statistics = jm_tally_finish (self);
  g_assert_cmpuint (statistics->people->len, ==, 51);
  g_assert_cmpint (((JmSlice *) g_ptr_array_index (statistics->people, 0))->n, ==, 3);
  g_assert_cmpstr (((JmSlice *) g_ptr_array_index (statistics->people, 0))->name, ==, "Person 0");
  g_assert_null (((JmSlice *) g_ptr_array_index (statistics->people, 50))->name);
  g_assert_cmpint (((JmSlice *) g_ptr_array_index (statistics->people, 50))->n, ==, 93);
}

static void
priorities_stand_in_their_order (void)
{
  g_autoptr (JmTally) self = jm_tally_new (NOW_MS, 30);
  g_autoptr (JmStatistics) statistics = NULL;
  static const JmTallyRow rows[] = {
    { .status_category = "new", .priority = "Low", .priority_rank = 4 },
    { .status_category = "new", .priority = NULL, .priority_rank = 0 },
    { .status_category = "new", .priority = "Low", .priority_rank = 4 },
    { .status_category = "new", .priority = "Blocker", .priority_rank = 1 },
    { .status_category = "done", .priority = "Blocker", .priority_rank = 1 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    jm_tally_add (self, &rows[i]);
  statistics = jm_tally_finish (self);
  g_assert_cmpuint (statistics->priorities->len, ==, 3);
  g_assert_cmpstr (((JmSlice *) g_ptr_array_index (statistics->priorities, 0))->name, ==, "Blocker");
  g_assert_cmpint (((JmSlice *) g_ptr_array_index (statistics->priorities, 0))->n, ==, 1);
  g_assert_null (((JmSlice *) g_ptr_array_index (statistics->priorities, 2))->name);
}

static void
median_of_equal_values (void)
{
  static const gint64 values[] = { 7, 7, 7, 9 };

  g_assert_cmpint (jm_median (values, 4), ==, 7);
  g_assert_cmpint (jm_median (values + 2, 2), ==, 8);
  g_assert_cmpint (jm_median (values, 1), ==, 7);
  g_assert_cmpint (jm_median (values, 0), ==, -1);
}

int
main (int   argc,
      char *argv[])
{
  jm_test_init (&argc, &argv);

  g_test_add_func ("/store/tally/agrees-with-the-reference", agrees_with_the_reference);
  g_test_add_func ("/store/tally/day-begins-where-midnight-is-skipped", day_begins_where_midnight_is_skipped);
  g_test_add_func ("/store/tally/day-begins-at-the-first-of-two-midnights", day_begins_at_the_first_of_two_midnights);
  g_test_add_func ("/store/tally/nothing-stored", nothing_stored);
  g_test_add_func ("/store/tally/year-goes-by-weeks", year_goes_by_weeks);
  g_test_add_func ("/store/tally/people-have-a-limit", people_have_a_limit);
  g_test_add_func ("/store/tally/priorities-stand-in-their-order", priorities_stand_in_their_order);
  g_test_add_func ("/store/tally/median-of-equal-values", median_of_equal_values);

  return g_test_run ();
}
