/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "desktop/jm-quiet-hours.h"
#include "fixtures/jm-test.h"

#define MINUTE_MS (60 * G_GINT64_CONSTANT (1000))

static gint64
local_ms (int    year,
          int    month,
          int    day,
          int    hour,
          double minute)
{
  g_autoptr (GDateTime) time =
      g_date_time_new_local (year, month, day, hour, (int) minute, (minute - (int) minute) * 60);

  return g_date_time_to_unix_usec (time) / 1000;
}

/* @now: minutes after midnight; @left: -1: not quiet */
static void
assert_left (guint  from,
             guint  until,
             double now,
             double left)
{
  const JmQuietHours hours = { TRUE, from, until };
  const gint64 now_ms = local_ms (2026, 11, 20, (int) now / 60, now - 60 * ((int) now / 60));
  const gint64 left_ms = left < 0 ? -1 : (gint64) (left * MINUTE_MS);

  g_assert_cmpint (jm_quiet_hours_left_ms (&hours, now_ms), ==, left_ms);
  g_assert_cmpint (jm_quiet_hours_include (&hours, now_ms), ==, left >= 0);
}

static void
within_a_day (void)
{
  assert_left (600, 720, 599.5, -1);
  assert_left (600, 720, 600, 120);
  assert_left (600, 720, 659.5, 60.5);
  assert_left (600, 720, 719, 1);
  assert_left (600, 720, 720, -1);
}

static void
past_midnight (void)
{
  assert_left (1320, 420, 1319, -1);
  assert_left (1320, 420, 1320, 540);
  assert_left (1320, 420, 1439.5, 420.5);
  assert_left (1320, 420, 0, 420);
  assert_left (1320, 420, 419.5, 0.5);
  assert_left (1320, 420, 420, -1);
  assert_left (1320, 0, 1439, 1);
  assert_left (1320, 0, 0, -1);
}

static void
the_same_begin_and_end_have_no_length (void)
{
  assert_left (420, 420, 419, -1);
  assert_left (420, 420, 420, -1);
  assert_left (0, 0, 0, -1);
}

static void
off_is_never_quiet (void)
{
  const JmQuietHours hours = { FALSE, 0, 1439 };

  g_assert_false (jm_quiet_hours_include (&hours, local_ms (2026, 11, 20, 12, 0)));
  g_assert_cmpint (jm_quiet_hours_left_ms (&hours, local_ms (2026, 11, 20, 12, 0)), ==, -1);
}

/* On 29 March 2026 the hour after 1:59 is 3:00, on 25 October the one after 2:59 is 2:00. What counts is what
 * the clock on the wall says; who sleeps so long looks again in between. */
static void
the_wall_clock_counts_when_it_is_set (void)
{
  const JmQuietHours night = { TRUE, 22 * 60, 7 * 60 };
  const JmQuietHours gap = { TRUE, 2 * 60, 2 * 60 + 30 };
  const gint64 spring_ms = local_ms (2026, 3, 29, 1, 0);
  const gint64 autumn_ms = local_ms (2026, 10, 25, 1, 0);

  /* At 7:00 it is over, however long the night was. */
  g_assert_true (jm_quiet_hours_include (&night, spring_ms + 4 * 60 * MINUTE_MS));
  g_assert_false (jm_quiet_hours_include (&night, spring_ms + 5 * 60 * MINUTE_MS));
  g_assert_true (jm_quiet_hours_include (&night, autumn_ms + 6 * 60 * MINUTE_MS));
  g_assert_false (jm_quiet_hours_include (&night, autumn_ms + 7 * 60 * MINUTE_MS));

  /* What the clock jumped over was not. */
  for (guint i = 0; i < 180; i++)
    g_assert_false (jm_quiet_hours_include (&gap, spring_ms + i * MINUTE_MS));
}

int
main (int    argc,
      char **argv)
{
  g_setenv ("TZ", "Europe/Berlin", TRUE);
  jm_test_init (&argc, &argv);

  g_test_add_func ("/desktop/quiet-hours/within-a-day", within_a_day);
  g_test_add_func ("/desktop/quiet-hours/past-midnight", past_midnight);
  g_test_add_func ("/desktop/quiet-hours/the-same-begin-and-end-have-no-length",
                   the_same_begin_and_end_have_no_length);
  g_test_add_func ("/desktop/quiet-hours/off-is-never-quiet", off_is_never_quiet);
  g_test_add_func ("/desktop/quiet-hours/the-wall-clock-counts-when-it-is-set",
                   the_wall_clock_counts_when_it_is_set);

  return g_test_run ();
}
