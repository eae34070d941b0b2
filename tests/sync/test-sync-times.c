/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "fixtures/jm-test.h"
#include "sync/jm-sync-schedule.h"

#define NOW_MS G_GINT64_CONSTANT (1795176000000)
#define MINUTE_MS (60 * G_GINT64_CONSTANT (1000))
#define HOUR_MS (60 * MINUTE_MS)
#define DAY_MS (24 * HOUR_MS)

/* What came to a good end so long ago; -1 never */
typedef struct
{
  gint64 quick_ms;
  gint64 full_ms;
  gint64 census_ms;
} Ago;

static gint64
plan_thriftily (const Ago            *ago,
                const JmSyncSettings *settings,
                JmSyncThrift          thrift,
                gint64                earliest_ms,
                JmSyncKind           *kind)
{
  const gint64 agos[] = {
    [JM_SYNC_QUICK] = ago->quick_ms,
    [JM_SYNC_FULL] = ago->full_ms,
    [JM_SYNC_CENSUS] = ago->census_ms,
  };
  JmSyncTimes times;

  jm_sync_times_init (&times);
  for (guint i = 0; i < JM_SYNC_N_KINDS; i++)
    {
      times.last_ms[i] = agos[i] >= 0 ? NOW_MS - agos[i] : 0;
      times.jitter[i] = 1;
    }
  return jm_sync_times_plan (&times, settings, thrift, NOW_MS, earliest_ms, kind);
}

static gint64
plan (const Ago            *ago,
      const JmSyncSettings *settings,
      gint64                earliest_ms,
      JmSyncKind           *kind)
{
  return plan_thriftily (ago, settings, JM_SYNC_THRIFT_NONE, earliest_ms, kind);
}

static void
what_is_due_first_is_next (void)
{
  static const struct
  {
    Ago ago;
    gint64 in_ms;
    JmSyncKind kind;
  } rows[] = {
    { { -1, -1, -1 }, MINUTE_MS, JM_SYNC_FULL },
    { { 0, 0, 0 }, HOUR_MS, JM_SYNC_QUICK },
    { { 20 * MINUTE_MS, DAY_MS, HOUR_MS }, 40 * MINUTE_MS, JM_SYNC_QUICK },
    { { 20 * MINUTE_MS, DAY_MS, 24 * HOUR_MS - 5 * MINUTE_MS }, 5 * MINUTE_MS, JM_SYNC_CENSUS },
    { { 20 * MINUTE_MS, 7 * DAY_MS - 2 * MINUTE_MS, 2 * DAY_MS }, MINUTE_MS, JM_SYNC_CENSUS },
    /* All are late: one of them does for all. */
    { { 30 * DAY_MS, 30 * DAY_MS, 30 * DAY_MS }, MINUTE_MS, JM_SYNC_FULL },
    { { 2 * DAY_MS, 2 * DAY_MS, 2 * DAY_MS }, MINUTE_MS, JM_SYNC_CENSUS },
    { { 2 * HOUR_MS, 2 * HOUR_MS, 2 * HOUR_MS }, MINUTE_MS, JM_SYNC_QUICK },
  };
  g_autoptr (JmSyncSettings) settings = jm_sync_settings_new ();

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      JmSyncKind kind = JM_SYNC_QUICK;
      gint64 at_ms = plan (&rows[i].ago, settings, NOW_MS + MINUTE_MS, &kind);

      g_test_message ("row %u", i);
      g_assert_cmpint (at_ms - NOW_MS, ==, rows[i].in_ms);
      g_assert_cmpint (kind, ==, rows[i].kind);
    }
}

static void
a_clock_that_was_turned_back_stops_nothing (void)
{
  g_autoptr (JmSyncSettings) settings = jm_sync_settings_new ();
  JmSyncKind kind = JM_SYNC_FULL;
  JmSyncTimes times;

  jm_sync_times_init (&times);
  for (guint i = 0; i < JM_SYNC_N_KINDS; i++)
    times.last_ms[i] = NOW_MS + 365 * DAY_MS;
  g_assert_cmpint (jm_sync_times_plan (&times, settings, JM_SYNC_THRIFT_NONE, NOW_MS, NOW_MS, &kind), <=,
                   NOW_MS + 66 * MINUTE_MS);
  g_assert_cmpint (kind, ==, JM_SYNC_QUICK);
}

static void
what_is_switched_off_never_comes (void)
{
  const Ago ago = { -1, -1, -1 };
  g_autoptr (JmSyncSettings) settings = jm_sync_settings_new ();
  JmSyncKind kind = JM_SYNC_QUICK;

  settings->full_days = 0;
  g_assert_cmpint (plan (&ago, settings, NOW_MS, &kind), ==, NOW_MS);
  g_assert_cmpint (kind, ==, JM_SYNC_CENSUS);
  settings->census_hours = 0;
  g_assert_cmpint (plan (&ago, settings, NOW_MS, &kind), ==, NOW_MS);
  g_assert_cmpint (kind, ==, JM_SYNC_QUICK);
  settings->quick_minutes = 0;
  g_assert_cmpint (plan (&ago, settings, NOW_MS, &kind), ==, 0);

  settings->quick_minutes = 60;
  settings->automatic = FALSE;
  g_assert_cmpint (plan (&ago, settings, NOW_MS, &kind), ==, 0);
}

static void
thrift_leaves_only_what_changed (void)
{
  static const Ago late = { 2 * DAY_MS, 30 * DAY_MS, 30 * DAY_MS };
  static const Ago soon = { 20 * MINUTE_MS, 30 * DAY_MS, 30 * DAY_MS };
  static const Ago never = { -1, -1, -1 };
  static const struct
  {
    const Ago *ago;
    JmSyncThrift thrift;
    gint64 in_ms;               /* -1: not at all */
  } rows[] = {
    { &late, JM_SYNC_THRIFT_METERED, 0 },
    { &soon, JM_SYNC_THRIFT_METERED, 40 * MINUTE_MS },
    { &soon, JM_SYNC_THRIFT_POWER, 100 * MINUTE_MS },
    { &soon, JM_SYNC_THRIFT_METERED | JM_SYNC_THRIFT_POWER, 100 * MINUTE_MS },
    /* What changed since nothing was there would be everything. */
    { &never, JM_SYNC_THRIFT_METERED, -1 },
    { &never, JM_SYNC_THRIFT_POWER, -1 },
  };
  g_autoptr (JmSyncSettings) settings = jm_sync_settings_new ();

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      JmSyncKind kind = JM_SYNC_QUICK;
      gint64 at_ms = plan_thriftily (rows[i].ago, settings, rows[i].thrift, NOW_MS, &kind);

      g_test_message ("row %u", i);
      g_assert_cmpint (at_ms, ==, rows[i].in_ms >= 0 ? NOW_MS + rows[i].in_ms : 0);
      g_assert_cmpint (kind, ==, JM_SYNC_QUICK);
    }
}

static void
no_two_hours_are_the_same (void)
{
  g_autoptr (JmSyncSettings) settings = jm_sync_settings_new ();
  gint64 least_ms = G_MAXINT64, most_ms = 0;

  for (guint i = 0; i < 1000; i++)
    {
      JmSyncTimes times;
      JmSyncKind kind;
      gint64 in_ms;

      jm_sync_times_init (&times);
      jm_sync_times_note (&times, JM_SYNC_FULL, NOW_MS);
      in_ms = jm_sync_times_plan (&times, settings, JM_SYNC_THRIFT_NONE, NOW_MS, NOW_MS, &kind) - NOW_MS;
      g_assert_cmpint (kind, ==, JM_SYNC_QUICK);
      g_assert_cmpint (in_ms, >=, 54 * MINUTE_MS);
      g_assert_cmpint (in_ms, <=, 66 * MINUTE_MS);
      least_ms = MIN (least_ms, in_ms);
      most_ms = MAX (most_ms, in_ms);
    }
  g_assert_cmpint (least_ms, <, 56 * MINUTE_MS);
  g_assert_cmpint (most_ms, >, 64 * MINUTE_MS);
}

static void
a_full_run_counts_as_all (void)
{
  JmSyncTimes times;

  jm_sync_times_init (&times);
  jm_sync_times_note (&times, JM_SYNC_CENSUS, NOW_MS);
  g_assert_cmpint (times.last_ms[JM_SYNC_QUICK], ==, 0);
  g_assert_cmpint (times.last_ms[JM_SYNC_CENSUS], ==, NOW_MS);
  jm_sync_times_note (&times, JM_SYNC_FULL, NOW_MS + 1);
  for (guint i = 0; i < JM_SYNC_N_KINDS; i++)
    g_assert_cmpint (times.last_ms[i], ==, NOW_MS + 1);
}

static void
they_come_back_as_they_were (void)
{
  g_autofree char *text = NULL;
  JmSyncTimes times, back;

  jm_sync_times_init (&times);
  times.last_ms[JM_SYNC_QUICK] = 3;
  times.last_ms[JM_SYNC_FULL] = NOW_MS;
  text = jm_sync_times_to_text (&times);
  jm_sync_times_init (&back);
  jm_sync_times_read (&back, text);
  g_assert_cmpmem (back.last_ms, sizeof back.last_ms, times.last_ms, sizeof times.last_ms);

  /* Nonsense leaves them as they are. */
  jm_sync_times_read (&back, NULL);
  jm_sync_times_read (&back, "1 2");
  jm_sync_times_read (&back, "x -5 99999999999999999999");
  g_assert_cmpmem (back.last_ms, sizeof back.last_ms, times.last_ms, sizeof times.last_ms);
}

int
main (int   argc,
      char *argv[])
{
  jm_test_init (&argc, &argv);

#define ADD(name, test) g_test_add_func ("/sync/times/" name, test)
  ADD ("what-is-due-first-is-next", what_is_due_first_is_next);
  ADD ("a-clock-that-was-turned-back-stops-nothing", a_clock_that_was_turned_back_stops_nothing);
  ADD ("what-is-switched-off-never-comes", what_is_switched_off_never_comes);
  ADD ("thrift-leaves-only-what-changed", thrift_leaves_only_what_changed);
  ADD ("no-two-hours-are-the-same", no_two_hours_are_the_same);
  ADD ("a-full-run-counts-as-all", a_full_run_counts_as_all);
  ADD ("they-come-back-as-they-were", they_come_back_as_they_were);

  return g_test_run ();
}
