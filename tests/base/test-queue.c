/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <gio/gio.h>

#include "base/jm-queue.h"
#include "fixtures/jm-test.h"

static void
test_order (void)
{
  JmQueue *queue = jm_queue_new (2);
  g_autoptr (DexFuture) first = jm_queue_enter (queue, NULL);
  g_autoptr (DexFuture) second = jm_queue_enter (queue, NULL);
  g_autoptr (DexFuture) third = jm_queue_enter (queue, NULL);
  g_autoptr (DexFuture) fourth = jm_queue_enter (queue, NULL);

  g_assert_true (dex_future_is_resolved (first));
  g_assert_true (dex_future_is_resolved (second));
  g_assert_true (dex_future_is_pending (third));

  jm_queue_leave (queue);
  g_assert_true (dex_future_is_resolved (third));
  g_assert_true (dex_future_is_pending (fourth));
  jm_queue_leave (queue);
  g_assert_true (dex_future_is_resolved (fourth));

  jm_queue_leave (queue);
  jm_queue_leave (queue);
  jm_test_finalize (queue);
}

static void
test_cancel (void)
{
  JmQueue *queue = jm_queue_new (1);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (DexFuture) inside = jm_queue_enter (queue, NULL);
  g_autoptr (DexFuture) impatient = jm_queue_enter (queue, cancellable);
  g_autoptr (DexFuture) patient = jm_queue_enter (queue, NULL);
  g_autoptr (DexFuture) late = NULL;
  g_autoptr (GError) error = NULL;

  g_cancellable_cancel (cancellable);
  jm_test_settle ();
  g_assert_null (dex_future_get_value (impatient, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_true (dex_future_is_pending (patient));

  late = jm_queue_enter (queue, cancellable);
  g_assert_true (dex_future_is_rejected (late));

  /* The place of who left the line goes to the next one. */
  jm_queue_leave (queue);
  g_assert_true (dex_future_is_resolved (patient));
  jm_queue_leave (queue);
  jm_test_finalize (queue);
}

/* Let in and cancelled in the same turn: the place is the caller's, and is not lost. */
static void
test_cancel_too_late (void)
{
  JmQueue *queue = jm_queue_new (1);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (DexFuture) inside = jm_queue_enter (queue, NULL);
  g_autoptr (DexFuture) next = jm_queue_enter (queue, cancellable);
  g_autoptr (DexFuture) last = NULL;

  jm_queue_leave (queue);
  g_cancellable_cancel (cancellable);
  jm_test_settle ();
  g_assert_true (dex_future_is_resolved (next));
  jm_queue_leave (queue);
  last = jm_queue_enter (queue, NULL);
  g_assert_true (dex_future_is_resolved (last));
  jm_queue_leave (queue);
  jm_test_finalize (queue);
}

static void
test_end (void)
{
  JmQueue *queue = jm_queue_new (1);
  g_autoptr (DexFuture) inside = jm_queue_enter (queue, NULL);
  g_autoptr (DexFuture) waiting = jm_queue_enter (queue, NULL);

  jm_test_finalize (queue);
  g_assert_true (dex_future_is_rejected (waiting));
}

typedef struct
{
  JmQueue *queue;
  guint n_inside;
  guint n_most;
  guint n_done;
} Crowd;

static DexFuture *
visitor_fiber (gpointer data)
{
  Crowd *crowd = data;

  dex_await (jm_queue_enter (crowd->queue, NULL), NULL);
  crowd->n_inside++;
  crowd->n_most = MAX (crowd->n_most, crowd->n_inside);
  dex_await (dex_timeout_new_msec (0), NULL);
  crowd->n_inside--;
  crowd->n_done++;
  jm_queue_leave (crowd->queue);

  return dex_future_new_true ();
}

static gboolean
all_done (gpointer data)
{
  return ((Crowd *) data)->n_done == 200;
}

static void
test_crowd (void)
{
  Crowd crowd = { jm_queue_new (4) };

  for (guint i = 0; i < 200; i++)
    dex_future_disown (dex_scheduler_spawn (NULL, 0, visitor_fiber, &crowd, NULL));
  jm_test_wait_until (all_done, &crowd);
  g_assert_cmpuint (crowd.n_most, ==, 4);
  jm_test_finalize (crowd.queue);
}

int
main (int    argc,
      char **argv)
{
  jm_test_init (&argc, &argv);

  g_test_add_func ("/base/queue/first-come-first-served", test_order);
  g_test_add_func ("/base/queue/who-is-cancelled-leaves-the-line", test_cancel);
  g_test_add_func ("/base/queue/who-was-let-in-keeps-the-place", test_cancel_too_late);
  g_test_add_func ("/base/queue/a-queue-that-goes-ends-its-line", test_end);
  g_test_add_func ("/base/queue/never-more-than-its-places", test_crowd);

  return g_test_run ();
}
