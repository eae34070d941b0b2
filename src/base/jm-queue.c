/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "base/jm-queue.h"

#include <gio/gio.h>

/*
 * JmQueue: a door with a number of places behind it. Whoever waits stands in the line as a promise;
 * who leaves gives the place to the first of the line, so that nobody who comes later can slip in
 * between.
 */

struct _JmQueue
{
  GObject parent_instance;

  guint n_free;
  GQueue line;
};

typedef struct
{
  JmQueue *queue; /* borrowed: the queue ends its line before it goes */
  DexPromise *promise;
  GSource *cancelled;
} Waiter;

G_DEFINE_FINAL_TYPE (JmQueue, jm_queue, G_TYPE_OBJECT)

/* Frees the waiter and gives the promise that has to be answered. */
static DexPromise *
waiter_end (Waiter *waiter)
{
  DexPromise *promise = g_steal_pointer (&waiter->promise);

  if (waiter->cancelled != NULL)
    g_source_destroy (waiter->cancelled);
  g_clear_pointer (&waiter->cancelled, g_source_unref);
  g_free (waiter);

  return promise;
}

static void
reject_cancelled (Waiter *waiter)
{
  g_autoptr (DexPromise) promise = waiter_end (waiter);

  dex_promise_reject (promise, g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "Cancelled"));
}

static gboolean
cancelled_cb (GCancellable *cancellable,
              gpointer      data)
{
  Waiter *waiter = data;

  g_queue_remove (&waiter->queue->line, waiter);
  reject_cancelled (waiter);

  return G_SOURCE_REMOVE;
}

static void
jm_queue_dispose (GObject *object)
{
  JmQueue *self = JM_QUEUE (object);
  Waiter *waiter;

  while ((waiter = g_queue_pop_head (&self->line)))
    reject_cancelled (waiter);

  G_OBJECT_CLASS (jm_queue_parent_class)->dispose (object);
}

static void
jm_queue_class_init (JmQueueClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = jm_queue_dispose;
}

static void
jm_queue_init (JmQueue *self)
{
  g_queue_init (&self->line);
}

/**
 * jm_queue_new:
 * @places: 1 or more
 *
 * Returns: (transfer full): a queue with all places free
 */
JmQueue *
jm_queue_new (guint places)
{
  JmQueue *self;

  g_return_val_if_fail (places > 0, NULL);

  self = g_object_new (JM_TYPE_QUEUE, NULL);
  self->n_free = places;

  return self;
}

/**
 * jm_queue_enter:
 * @cancellable: (nullable): leaves the line
 *
 * Who was let in must call jm_queue_leave(), even when it was cancelled since.
 *
 * Returns: (transfer full): resolves to TRUE when it is the caller's turn / rejects with
 * %G_IO_ERROR_CANCELLED
 */
DexFuture *
jm_queue_enter (JmQueue      *self,
                GCancellable *cancellable)
{
  DexPromise *promise;
  Waiter *waiter;

  dex_return_error_if_fail (JM_IS_QUEUE (self));
  dex_return_error_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  if (g_cancellable_is_cancelled (cancellable))
    return dex_future_new_reject (G_IO_ERROR, G_IO_ERROR_CANCELLED, "Cancelled");

  if (self->n_free > 0)
    {
      self->n_free--;
      return dex_future_new_true ();
    }

  promise = dex_promise_new ();
  waiter = g_new0 (Waiter, 1);
  waiter->queue = self;
  waiter->promise = dex_ref (promise);
  if (cancellable != NULL)
    {
      waiter->cancelled = g_cancellable_source_new (cancellable);
      g_source_set_callback (waiter->cancelled, G_SOURCE_FUNC (cancelled_cb), waiter, NULL);
      g_source_attach (waiter->cancelled, g_main_context_get_thread_default ());
    }
  g_queue_push_tail (&self->line, waiter);

  return DEX_FUTURE (promise);
}

/**
 * jm_queue_leave:
 *
 * Gives the place back, once for each jm_queue_enter() that resolved.
 */
void
jm_queue_leave (JmQueue *self)
{
  Waiter *waiter;

  g_return_if_fail (JM_IS_QUEUE (self));

  if ((waiter = g_queue_pop_head (&self->line)))
    {
      g_autoptr (DexPromise) promise = waiter_end (waiter);

      dex_promise_resolve_boolean (promise, TRUE);
      return;
    }

  self->n_free++;
}
