/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <gio/gio.h>

#include "base/jm-clock.h"
#include "fixtures/jm-test.h"

#define NOON_MS G_GINT64_CONSTANT (1795176000000)

typedef struct
{
  JmClock *clock;
  double seconds;
  GCancellable *cancellable;
  GString *log;
  char name;
} Nap;

static DexFuture *
nap_fiber (gpointer data)
{
  Nap *nap = data;
  g_autoptr (GError) error = NULL;

  if (dex_await (jm_sleep (nap->clock, nap->seconds, nap->cancellable), &error))
    g_string_append_c (nap->log, nap->name);
  else if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_string_append_c (nap->log, g_ascii_toupper (nap->name));

  return dex_future_new_true ();
}

static void
nap_start (Nap *nap)
{
  dex_future_disown (dex_scheduler_spawn (NULL, 0, nap_fiber, nap, NULL));
}

static void
test_order (void)
{
  JmClock *clock = jm_clock_new_manual (NOON_MS);
  g_autoptr (GString) log = g_string_new (NULL);
  Nap naps[] = {
    { clock, 30, NULL, log, 'c' },
    { clock, 10, NULL, log, 'a' },
    { clock, 20, NULL, log, 'b' },
    { clock, 60, NULL, log, 'd' },
  };

  for (guint i = 0; i < G_N_ELEMENTS (naps); i++)
    nap_start (&naps[i]);
  jm_test_settle ();
  g_assert_cmpuint (jm_clock_get_n_sleepers (clock), ==, 4);

  jm_clock_advance (clock, 9999);
  jm_test_settle ();
  g_assert_cmpstr (log->str, ==, "");
  jm_clock_advance (clock, 1);
  jm_test_settle ();
  g_assert_cmpstr (log->str, ==, "a");
  jm_clock_advance (clock, 30000);
  jm_test_settle ();
  g_assert_cmpstr (log->str, ==, "abc");
  g_assert_cmpuint (jm_clock_get_n_sleepers (clock), ==, 1);
  jm_clock_advance (clock, 30000);
  jm_test_settle ();
  g_assert_cmpstr (log->str, ==, "abcd");

  jm_test_finalize (clock);
}

static void
test_same_deadline (void)
{
  JmClock *clock = jm_clock_new_manual (NOON_MS);
  g_autoptr (GString) log = g_string_new (NULL);
  Nap naps[] = { { clock, 5, NULL, log, 'a' },
                 { clock, 5, NULL, log, 'b' },
                 { clock, 5, NULL, log, 'c' } };

  for (guint i = 0; i < G_N_ELEMENTS (naps); i++)
    nap_start (&naps[i]);
  jm_test_settle ();
  jm_clock_advance (clock, 5000);
  jm_test_settle ();
  g_assert_cmpstr (log->str, ==, "abc");

  jm_test_finalize (clock);
}

static void
test_cancel (void)
{
  JmClock *clock = jm_clock_new_manual (NOON_MS);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GString) log = g_string_new (NULL);
  Nap naps[] = { { clock, 5, cancellable, log, 'a' }, { clock, 5, NULL, log, 'b' } };

  nap_start (&naps[0]);
  nap_start (&naps[1]);
  jm_test_settle ();
  g_cancellable_cancel (cancellable);
  jm_test_settle ();
  g_assert_cmpstr (log->str, ==, "A");
  g_assert_cmpuint (jm_clock_get_n_sleepers (clock), ==, 1);

  /* Cancelled before it begins */
  nap_start (&naps[0]);
  jm_test_settle ();
  g_assert_cmpstr (log->str, ==, "AA");

  jm_clock_advance (clock, 5000);
  jm_test_settle ();
  g_assert_cmpstr (log->str, ==, "AAb");

  jm_test_finalize (clock);
}

static void
test_end_of_clock (void)
{
  JmClock *clock = jm_clock_new_manual (NOON_MS);
  g_autoptr (DexFuture) sleep = jm_sleep (clock, 5, NULL);
  g_autoptr (GError) error = NULL;

  jm_test_finalize (clock);
  g_assert_null (dex_future_get_value (sleep, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
test_no_time (void)
{
  g_autoptr (JmClock) clock = jm_clock_new_manual (NOON_MS);
  g_autoptr (DexFuture) none = jm_sleep (clock, 0, NULL);
  g_autoptr (DexFuture) past = jm_sleep (clock, -5, NULL);
  g_autoptr (DexFuture) ages = jm_sleep (clock, G_MAXDOUBLE, NULL);

  g_assert_true (dex_future_is_resolved (none));
  g_assert_true (dex_future_is_resolved (past));
  g_assert_true (dex_future_is_pending (ages));
}

static void
count_cb (JmClock  *clock,
          gpointer  data)
{
  (*(guint *) data)++;
}

/* A job that repeats each 10 seconds runs once after a jump of 30 days. */
static void
test_asleep (void)
{
  JmClock *clock = jm_clock_new_manual (NOON_MS);
  g_autoptr (GString) log = g_string_new (NULL);
  Nap nap = { clock, 10, NULL, log, 'a' };
  gint64 month_ms = G_GINT64_CONSTANT (30) * 24 * 3600 * 1000;
  gint64 boot_ms = jm_clock_get_boot_ms (clock);
  guint n_woke = 0;

  g_signal_connect (clock, "woke", G_CALLBACK (count_cb), &n_woke);
  nap_start (&nap);
  jm_test_settle ();
  jm_clock_advance (clock, 1000);
  g_assert_cmpuint (n_woke, ==, 0);
  jm_clock_advance_asleep (clock, month_ms);
  jm_test_settle ();
  g_assert_cmpuint (n_woke, ==, 1);
  g_assert_cmpstr (log->str, ==, "a");
  g_assert_cmpint (jm_clock_get_boot_ms (clock), ==, boot_ms + month_ms + 1000);
  g_assert_cmpint (jm_clock_get_wall_ms (clock), ==, NOON_MS + month_ms + 1000);

  jm_test_finalize (clock);
}

static void
test_wall_jump (void)
{
  JmClock *clock = jm_clock_new_manual (NOON_MS);
  g_autoptr (DexFuture) sleep = jm_sleep (clock, 10, NULL);
  gint64 boot_ms = jm_clock_get_boot_ms (clock);

  jm_clock_set_wall_ms (clock, 2 * NOON_MS);
  g_assert_cmpint (jm_clock_get_wall_ms (clock), ==, 2 * NOON_MS);
  g_assert_cmpint (jm_clock_get_boot_ms (clock), ==, boot_ms);
  g_assert_true (dex_future_is_pending (sleep));

  jm_test_finalize (clock);
}

/* The only test that waits for real time: 30 ms. */
static DexFuture *
machine_fiber (gpointer data)
{
  g_autoptr (JmClock) clock = jm_clock_new ();
  g_autoptr (DexFuture) later = jm_sleep (clock, 600, NULL);
  gint64 before_ms = jm_clock_get_boot_ms (clock);
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (ABS (jm_clock_get_wall_ms (clock) - g_get_real_time () / 1000), <, 1000);
  dex_await (jm_sleep (clock, 0.03, NULL), &error);
  g_assert_no_error (error);
  g_assert_cmpint (jm_clock_get_boot_ms (clock) - before_ms, >=, 30);
  dex_await (jm_sleep (clock, 0.001, NULL), &error);
  g_assert_no_error (error);
  g_assert_cmpuint (jm_clock_get_n_sleepers (clock), ==, 1);

  return dex_future_new_true ();
}

static void
test_machine (void)
{
  jm_test_fiber (machine_fiber, NULL);
}

int
main (int    argc,
      char **argv)
{
  jm_test_init (&argc, &argv);

  g_test_add_func ("/base/clock/sleepers-wake-in-order-of-deadline", test_order);
  g_test_add_func ("/base/clock/one-deadline-wakes-first-come-first", test_same_deadline);
  g_test_add_func ("/base/clock/cancelling-ends-a-sleep", test_cancel);
  g_test_add_func ("/base/clock/a-clock-that-goes-ends-its-sleeps", test_end_of_clock);
  g_test_add_func ("/base/clock/no-time-and-all-time", test_no_time);
  g_test_add_func ("/base/clock/a-month-asleep-wakes-once", test_asleep);
  g_test_add_func ("/base/clock/a-wall-clock-that-is-set-wakes-nobody", test_wall_jump);
  g_test_add_func ("/base/clock/the-machine-sleeps-by-boot-time", test_machine);

  return g_test_run ();
}
