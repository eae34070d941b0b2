/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "store/jm-tally.h"

#include <glib/gi18n.h>

#define HOUR_MS (60 * 60 * G_GINT64_CONSTANT (1000))
#define DAY_MS (24 * HOUR_MS)

/* Up to here a step is a day, beyond it a week: a curve of more points is a hedge. */
#define MAX_DAILY 92
#define WEEK 7

#define MAX_PEOPLE 50

/* The least that any zone is set back by (Lord Howe) */
#define STEP_BACK_MS (HOUR_MS / 2)

typedef struct
{
  gint64 n;
  gint64 rank;                  /* the smallest that came with the word */
} Counter;

/* In the order of the legend */
static const char *const categories[] = { "new", "indeterminate", "done", "undefined" };
#define DONE 2
#define UNDEFINED 3

static const struct
{
  gint64      below_ms;
  const char *name;
} ages[] = {
  { DAY_MS, N_("Under a day") },
  { 7 * DAY_MS, N_("Under a week") },
  { 30 * DAY_MS, N_("Under a month") },
  { 91 * DAY_MS, N_("Under a quarter") },
  { 365 * DAY_MS, N_("Under a year") },
  { G_MAXINT64, N_("Older") },
};

struct _JmTally
{
  JmStatistics *statistics;
  gint64        now_ms;
  gint64        before_ms;      /* when the period before begins; the period itself begins with its first day */
  gint64        begins_ms;
  gint64        ends_ms;

  /* word → Counter; NULL is counted apart */
  GHashTable   *statuses[G_N_ELEMENTS (categories)];
  GHashTable   *kinds;
  GHashTable   *priorities;
  GHashTable   *people;
  gint64        n_statuses[G_N_ELEMENTS (categories)]; /* without a name */
  gint64        n_kindless;
  gint64        n_without_priority;
  gint64        n_nobodys;
  gint64        n_ages[G_N_ELEMENTS (ages)];
  GArray       *open_ages;      /* of gint64, ms */
  GArray       *open_ages_before;
};

/* --- days */

static GDateTime *
to_local (gint64 ms)
{
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc_usec (ms * 1000);

  return utc != NULL ? g_date_time_to_local (utc) : NULL;
}

static gboolean
is_on (gint64       ms,
       const GDate *day)
{
  g_autoptr (GDateTime) local = to_local (ms);

  return local != NULL && g_date_time_get_day_of_month (local) == g_date_get_day (day) &&
         g_date_time_get_month (local) == (int) g_date_get_month (day);
}

gint64
jm_day_begins (gint64 ms,
               int    offset)
{
  g_autoptr (GDateTime) local = to_local (ms);
  g_autoptr (GDateTime) midnight = NULL;
  GDate day;
  gint64 begins_ms;

  g_return_val_if_fail (local != NULL, 0);

  g_date_clear (&day, 1);
  g_date_set_dmy (&day, (GDateDay) g_date_time_get_day_of_month (local), g_date_time_get_month (local),
                  (GDateYear) g_date_time_get_year (local));
  if (offset < 0)
    g_date_subtract_days (&day, (guint) -offset);
  else
    g_date_add_days (&day, (guint) offset);

  /* Where the clock skips midnight, GLib gives the moment after the gap. Where the clock is set back over midnight there are
   * two, and GLib may give the second. */
  midnight = g_date_time_new_local (g_date_get_year (&day), (int) g_date_get_month (&day), g_date_get_day (&day), 0, 0, 0);
  begins_ms = g_date_time_to_unix_usec (midnight) / 1000;
  while (is_on (begins_ms - STEP_BACK_MS, &day))
    begins_ms -= STEP_BACK_MS;

  return begins_ms;
}

/* The last step ends with today; the first may be shorter than the others. */
static void
lay_days (JmTally *self,
          guint    days)
{
  guint step = days <= MAX_DAILY ? 1 : WEEK;

  for (int offset = (int) days; offset > 0; offset -= (int) step)
    {
      JmStatisticsDay day = { .begins_ms = jm_day_begins (self->now_ms, 1 - offset) };

      g_array_append_val (self->statistics->days, day);
      if (offset == (int) days && days % step != 0)
        offset += (int) (step - days % step);
    }

  self->begins_ms = jm_day_begins (self->now_ms, 1 - (int) days);
  self->before_ms = jm_day_begins (self->now_ms, 1 - 2 * (int) days);
  self->ends_ms = jm_day_begins (self->now_ms, 1);
}

/* The last day that begins at or before @ms, which is within the period */
static JmStatisticsDay *
find_day (JmTally *self,
          gint64   ms)
{
  GArray *days = self->statistics->days;
  guint low = 0;
  guint high = days->len;

  while (high - low > 1)
    {
      guint middle = low + (high - low) / 2;

      if (g_array_index (days, JmStatisticsDay, middle).begins_ms <= ms)
        low = middle;
      else
        high = middle;
    }

  return &g_array_index (days, JmStatisticsDay, low);
}

/* --- the median */

static gsize
count_up_to (const gint64 *values,
             gsize         n_values,
             gint64        limit)
{
  gsize n = 0;

  for (gsize i = 0; i < n_values; i++)
    n += values[i] <= limit;

  return n;
}

/* The @nth smallest, from 1: halves the range of values until one is left. As many walks over the array as the range has bits,
 * whatever its order; nothing is sorted or copied. */
static gint64
select_nth (const gint64 *values,
            gsize         n_values,
            gsize         nth)
{
  gint64 low = 0;
  gint64 high = 0;

  for (gsize i = 0; i < n_values; i++)
    high = MAX (high, values[i]);

  while (low < high)
    {
      gint64 middle = low + (high - low) / 2;

      if (count_up_to (values, n_values, middle) >= nth)
        high = middle;
      else
        low = middle + 1;
    }

  return low;
}

gint64
jm_median (const gint64 *values,
           gsize         n_values)
{
  gint64 lower, upper;

  if (n_values == 0)
    return -1;

  lower = select_nth (values, n_values, (n_values + 1) / 2);
  if (n_values % 2 == 1 || count_up_to (values, n_values, lower) > n_values / 2)
    return lower;

  upper = select_nth (values, n_values, n_values / 2 + 1);

  return lower + (upper - lower) / 2;
}

/* --- counting */

static GHashTable *
counters_new (void)
{
  return g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
}

static void
count_word (GHashTable *counters,
            gint64     *n_without,
            const char *word,
            gint64      rank)
{
  Counter *counter;

  if (word == NULL)
    {
      *n_without += 1;
      return;
    }

  if (!(counter = g_hash_table_lookup (counters, word)))
    {
      counter = g_new0 (Counter, 1);
      counter->rank = rank;
      g_hash_table_insert (counters, g_strdup (word), counter);
    }
  counter->n++;
  counter->rank = MIN (counter->rank, rank);
}

static guint
find_category (const char *name)
{
  for (guint i = 0; name != NULL && i < G_N_ELEMENTS (categories); i++)
    {
      if (strcmp (name, categories[i]) == 0)
        return i;
    }

  return UNDEFINED;
}

static void
add_open (JmTally          *self,
          const JmTallyRow *row)
{
  /* A clock may be wrong: nothing is younger than now. */
  gint64 age_ms = MAX (0, self->now_ms - row->created_ms);

  self->statistics->open++;
  count_word (self->priorities, &self->n_without_priority, row->priority, row->priority_rank);
  count_word (self->people, &self->n_nobodys, row->assignee, 0);
  if (row->created_ms <= 0)
    return;

  g_array_append_val (self->open_ages, age_ms);
  for (guint i = 0; i < G_N_ELEMENTS (ages); i++)
    {
      if (age_ms >= ages[i].below_ms)
        continue;
      self->n_ages[i]++;
      return;
    }
}

/* How it was when the period began. What is done and has no time of it was done then. */
static void
add_before (JmTally          *self,
            const JmTallyRow *row,
            gboolean          done)
{
  gint64 age_ms = self->begins_ms - row->created_ms;

  if (age_ms <= 0)
    return;

  self->statistics->issues_before++;
  if (done && row->resolved_ms < self->begins_ms)
    return;

  self->statistics->open_before++;
  if (row->created_ms > 0)
    g_array_append_val (self->open_ages_before, age_ms);
}

void
jm_tally_add (JmTally          *self,
              const JmTallyRow *row)
{
  guint category = find_category (row->status_category);

  self->statistics->issues++;
  count_word (self->statuses[category], &self->n_statuses[category], row->status, 0);
  count_word (self->kinds, &self->n_kindless, row->kind, 0);
  if (category != DONE)
    add_open (self, row);
  add_before (self, row, category == DONE);

  if (row->created_ms >= self->begins_ms && row->created_ms < self->ends_ms)
    {
      self->statistics->created++;
      find_day (self, row->created_ms)->created++;
    }
  else if (row->created_ms >= self->before_ms && row->created_ms < self->begins_ms)
    self->statistics->created_before++;

  if (row->resolved_ms >= self->begins_ms && row->resolved_ms < self->ends_ms)
    {
      self->statistics->resolved++;
      find_day (self, row->resolved_ms)->resolved++;
    }
  else if (row->resolved_ms >= self->before_ms && row->resolved_ms < self->begins_ms)
    self->statistics->resolved_before++;
}

/* --- what was counted */

typedef struct
{
  const char    *name;
  const Counter *counter;
} Word;

/* The most first, then by name, so that two counts of the same are the same */
static int
compare_most (gconstpointer a,
              gconstpointer b)
{
  const Word *first = a;
  const Word *second = b;

  if (first->counter->n != second->counter->n)
    return first->counter->n > second->counter->n ? -1 : 1;

  return strcmp (first->name, second->name);
}

static int
compare_rank (gconstpointer a,
              gconstpointer b)
{
  const Word *first = a;
  const Word *second = b;

  if (first->counter->rank != second->counter->rank)
    return first->counter->rank < second->counter->rank ? -1 : 1;

  return compare_most (a, b);
}

static void
add_slice (GPtrArray  *slices,
           const char *name,
           const char *category,
           gint64      n)
{
  JmSlice *slice = g_new0 (JmSlice, 1);

  slice->name = g_strdup (name);
  slice->category = g_strdup (category);
  slice->n = n;
  g_ptr_array_add (slices, slice);
}

static void
add_slices (GPtrArray    *slices,
            GHashTable   *counters,
            gint64        n_without,
            const char   *category,
            GCompareFunc  compare,
            guint         max_words)
{
  g_autoptr (GArray) words = g_array_new (FALSE, FALSE, sizeof (Word));
  GHashTableIter iter;
  Word word;

  g_hash_table_iter_init (&iter, counters);
  while (g_hash_table_iter_next (&iter, (gpointer *) &word.name, (gpointer *) &word.counter))
    g_array_append_val (words, word);
  g_array_sort (words, compare);

  for (guint i = 0; i < MIN (words->len, max_words); i++)
    {
      word = g_array_index (words, Word, i);
      add_slice (slices, word.name, category, word.counter->n);
    }
  if (n_without > 0)
    add_slice (slices, NULL, category, n_without);
}

static gint64
get_median (GArray *values)
{
  return jm_median ((const gint64 *) (gpointer) values->data, values->len);
}

JmStatistics *
jm_tally_finish (JmTally *self)
{
  JmStatistics *statistics = self->statistics;

  for (guint i = 0; i < G_N_ELEMENTS (categories); i++)
    add_slices (statistics->statuses, self->statuses[i], self->n_statuses[i], categories[i], compare_most, G_MAXUINT);
  add_slices (statistics->kinds, self->kinds, self->n_kindless, NULL, compare_most, G_MAXUINT);
  add_slices (statistics->priorities, self->priorities, self->n_without_priority, NULL, compare_rank, G_MAXUINT);
  add_slices (statistics->people, self->people, self->n_nobodys, NULL, compare_most, MAX_PEOPLE);
  for (guint i = 0; i < G_N_ELEMENTS (ages); i++)
    add_slice (statistics->ages, _(ages[i].name), NULL, self->n_ages[i]);
  statistics->median_age_ms = get_median (self->open_ages);
  statistics->median_age_before_ms = get_median (self->open_ages_before);

  return g_steal_pointer (&self->statistics);
}

JmTally *
jm_tally_new (gint64 now_ms,
              guint  days)
{
  JmTally *self = g_new0 (JmTally, 1);

  self->now_ms = now_ms;
  self->statistics = jm_statistics_new ();
  self->statistics->counted_at_ms = now_ms;
  for (guint i = 0; i < G_N_ELEMENTS (categories); i++)
    self->statuses[i] = counters_new ();
  self->kinds = counters_new ();
  self->priorities = counters_new ();
  self->people = counters_new ();
  self->open_ages = g_array_new (FALSE, FALSE, sizeof (gint64));
  self->open_ages_before = g_array_new (FALSE, FALSE, sizeof (gint64));
  lay_days (self, CLAMP (days, 1, JM_TALLY_MAX_DAYS));

  return self;
}

void
jm_tally_free (JmTally *self)
{
  for (guint i = 0; i < G_N_ELEMENTS (categories); i++)
    g_hash_table_unref (self->statuses[i]);
  g_hash_table_unref (self->kinds);
  g_hash_table_unref (self->priorities);
  g_hash_table_unref (self->people);
  g_array_unref (self->open_ages);
  g_array_unref (self->open_ages_before);
  g_clear_pointer (&self->statistics, jm_statistics_free);
  g_free (self);
}
