/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "base/jm-wait.h"
#include "fixtures/jm-test.h"

#define NOON_MS G_GINT64_CONSTANT (1767268800000)
#define SECONDS 20

static void
test_leaver (void)
{
  g_autoptr (DexPromise) promise = dex_promise_new ();
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (DexFuture) impatient = jm_wait (promise, cancellable);
  g_autoptr (DexFuture) patient = jm_wait (promise, NULL);
  g_autoptr (GError) error = NULL;

  g_cancellable_cancel (cancellable);
  g_assert_null (dex_future_get_value (impatient, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_true (dex_future_is_pending (patient));
  g_assert_true (dex_future_is_pending (DEX_FUTURE (promise)));

  dex_promise_resolve_int64 (promise, 7);
  g_assert_cmpint (g_value_get_int64 (dex_future_get_value (patient, NULL)), ==, 7);
}

static void
test_late_comer (void)
{
  g_autoptr (DexPromise) promise = dex_promise_new ();
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (DexFuture) late = NULL;

  g_cancellable_cancel (cancellable);
  late = jm_wait (promise, cancellable);
  g_assert_true (dex_future_is_rejected (late));
  dex_promise_resolve_boolean (promise, TRUE);
}

/* --- with a limit of time */

typedef struct
{
  DexPromise *promise;
  JmClock *clock;
  GCancellable *cancellable;
  gboolean ended;
  gboolean resolved;
  GError *error;
} Wait;

static DexFuture *
wait_fiber (gpointer data)
{
  Wait *wait = data;

  wait->resolved =
      jm_await_within (wait->promise, wait->clock, SECONDS, wait->cancellable, &wait->error);
  wait->ended = TRUE;

  return dex_future_new_true ();
}

static gboolean
waits (gpointer data)
{
  return jm_clock_get_n_sleepers (data) == 1;
}

static gboolean
has_ended (gpointer data)
{
  Wait *wait = data;

  return wait->ended && jm_clock_get_n_sleepers (wait->clock) == 0;
}

static Wait
begin (void)
{
  return (Wait) { dex_promise_new (), jm_clock_new_manual (NOON_MS), g_cancellable_new () };
}

static void
start (Wait *wait)
{
  dex_future_disown (dex_scheduler_spawn (NULL, 0, wait_fiber, wait, NULL));
  jm_test_wait_until (waits, wait->clock);
}

/* Nobody sleeps on once it is over. */
static void
end (Wait *wait)
{
  jm_test_wait_until (has_ended, wait);
  dex_unref (wait->promise);
  g_object_unref (wait->cancellable);
  g_clear_error (&wait->error);
  jm_test_finalize (wait->clock);
}

static void
test_in_time (void)
{
  Wait wait = begin ();

  start (&wait);
  dex_promise_resolve_boolean (wait.promise, TRUE);
  jm_test_wait_until (has_ended, &wait);
  g_assert_true (wait.resolved);
  g_assert_no_error (wait.error);
  end (&wait);
}

static void
test_refused (void)
{
  Wait wait = begin ();

  start (&wait);
  dex_promise_reject (wait.promise,
                      g_error_new_literal (G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "Not found"));
  jm_test_wait_until (has_ended, &wait);
  g_assert_false (wait.resolved);
  g_assert_error (wait.error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
  end (&wait);
}

static void
test_too_late (void)
{
  Wait wait = begin ();

  start (&wait);
  jm_clock_advance (wait.clock, SECONDS * 1000);
  jm_test_wait_until (has_ended, &wait);
  g_assert_false (wait.resolved);
  g_assert_error (wait.error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT);
  g_assert_true (dex_future_is_pending (DEX_FUTURE (wait.promise)));
  end (&wait);
}

static void
test_cancelled (void)
{
  Wait wait = begin ();

  start (&wait);
  g_cancellable_cancel (wait.cancellable);
  jm_test_wait_until (has_ended, &wait);
  g_assert_false (wait.resolved);
  g_assert_error (wait.error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  end (&wait);
}

int
main (int    argc,
      char **argv)
{
  jm_test_init (&argc, &argv);

  g_test_add_func ("/base/wait/who-leaves-harms-nobody", test_leaver);
  g_test_add_func ("/base/wait/who-left-before-does-not-wait", test_late_comer);
  g_test_add_func ("/base/wait/an-answer-in-time", test_in_time);
  g_test_add_func ("/base/wait/a-refusal-in-time", test_refused);
  g_test_add_func ("/base/wait/time-is-up", test_too_late);
  g_test_add_func ("/base/wait/who-leaves-does-not-sleep-on", test_cancelled);

  return g_test_run ();
}
