/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "base/jm-wait.h"
#include "sync/jm-sync-object.h"

/*
 * A flight is a run with those who wait for it: a disowned fiber with a promise. Each waiter has a
 * cancellable of its own, and the run is cancelled when the last of them has left.
 *
 *   flights   one after the other; who asks for what one of them covers joins it
 *   pages     beside them, at once: a person looks at them. The store does not mind a row that comes
 *             twice
 *
 * A flight is "in" its account while it lasts (jm_account_enter()): before the store goes, it is
 * cancelled and waited for.
 */

struct _JmSyncFlight
{
  gatomicrefcount references; /* its fiber, its waiters, and the queue; all on the main context */
  JmSync *self;
  JmAccount *account;
  JmSyncOrder order; /* with a key of its own */
  gboolean page;
  GCancellable *cancellable;
  gboolean begun;
  JmSyncRun *run; /* NULL before it begins */
  DexPromise *promise;
  guint n_waiters;
};

static JmSyncFlight *
flight_ref (JmSyncFlight *flight)
{
  g_atomic_ref_count_inc (&flight->references);
  return flight;
}

static void
flight_unref (gpointer data)
{
  JmSyncFlight *flight = data;

  if (!g_atomic_ref_count_dec (&flight->references))
    return;

  g_object_unref (flight->self);
  g_object_unref (flight->account);
  g_free ((char *) flight->order.project_key);
  g_object_unref (flight->cancellable);
  g_clear_pointer (&flight->run, jm_sync_run_unref);
  dex_unref (flight->promise);
  g_free (flight);
}

static JmSyncFlight *
flight_new (JmSync            *self,
            JmAccount         *account,
            const JmSyncOrder *order,
            gboolean           page)
{
  JmSyncFlight *flight = g_new0 (JmSyncFlight, 1);

  g_atomic_ref_count_init (&flight->references);
  flight->self = g_object_ref (self);
  flight->account = g_object_ref (account);
  flight->order = *order;
  flight->order.project_key = g_strdup (order->project_key);
  flight->page = page;
  flight->cancellable = g_cancellable_new ();
  flight->promise = dex_promise_new ();
  return flight;
}

static void
changed_cb (gpointer data)
{
  jm_sync_update (data);
}

/* --- flying */

static void begin_next (JmSync *self);

static gboolean
is_offline (const GError *error)
{
  return g_error_matches (error, JM_JIRA_ERROR, JM_JIRA_ERROR_OFFLINE);
}

/* Awaits. */
static void
land (JmSyncFlight *flight,
      GError       *error)
{
  JmSync *self = flight->self;

  if (error == NULL)
    {
      jm_sync_take_report (self, flight->run->report);
      if (flight->order.project_key == NULL && flight->order.resource == JM_N_RESOURCES)
        dex_await (jm_sync_note_times (self, flight->account, flight->run->report->kind), NULL);
      dex_await (jm_account_note_synced (flight->account, self->synced_at_ms), NULL);
    }
  jm_account_leave (flight->account, flight->cancellable);

  g_object_freeze_notify (G_OBJECT (self));
  g_queue_remove (flight->page ? &self->pages : &self->flights, flight);
  if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      /* Being offline is told once, and not with each try by itself. */
      if (!is_offline (error) || !is_offline (self->told))
        jm_sync_report_tell (flight->run, error);
      g_clear_error (&self->told);
      self->told = error != NULL ? g_error_copy (error) : NULL;
      jm_sync_set_error (self, error);
    }
  jm_sync_update (self);
  g_object_thaw_notify (G_OBJECT (self));

  if (error != NULL)
    dex_promise_reject (flight->promise, error);
  else
    dex_promise_resolve_boxed (flight->promise, JM_TYPE_SYNC_REPORT,
                               jm_sync_report_copy (flight->run->report));
  flight_unref (flight);
  if (!flight->page)
    begin_next (self);
}

static DexFuture *
flight_fiber (gpointer data)
{
  JmSyncFlight *flight = data;
  JmSync *self = flight->self;
  JmSyncRun *run;
  g_autoptr (GError) error = NULL;

  dex_await (jm_sync_await_loaded (self), NULL);
  run = jm_sync_run_new (self->services, flight->account, self->settings, &flight->order,
                         flight->page, flight->cancellable);
  flight->run = run;
  run->gate = flight->page ? NULL : self->gate;
  run->changed = changed_cb;
  run->data = self;
  jm_sync_update (self);
  dex_await (jm_sync_run_start (run), &error);
  run->changed = NULL;

  land (flight, g_steal_pointer (&error));
  return dex_future_new_true ();
}

static void
take_off (JmSyncFlight *flight)
{
  JmSync *self = flight->self;

  if (jm_account_enter (flight->account, flight->cancellable))
    {
      dex_future_disown (
          dex_scheduler_spawn (NULL, 0, flight_fiber, flight_ref (flight), flight_unref));
      return;
    }

  g_queue_remove (flight->page ? &self->pages : &self->flights, flight);
  dex_promise_reject (flight->promise, g_error_new_literal (JM_STORE_ERROR, JM_STORE_ERROR_CLOSED,
                                                            _("This account was disconnected")));
  flight_unref (flight);
  begin_next (self);
}

static void
begin_next (JmSync *self)
{
  JmSyncFlight *flight = g_queue_peek_head (&self->flights);

  if (flight != NULL && !flight->begun)
    {
      flight->begun = TRUE;
      take_off (flight);
    }
}

/* --- waiting */

typedef struct
{
  JmSyncFlight *flight;
  GCancellable *cancellable;
} Wait;

static void
wait_free (gpointer data)
{
  Wait *wait = data;

  flight_unref (wait->flight);
  g_clear_object (&wait->cancellable);
  g_free (wait);
}

/* The last one who leaves ends the run. */
static DexFuture *
wait_fiber (gpointer data)
{
  Wait *wait = data;
  g_autoptr (JmSyncReport) report = NULL;
  g_autoptr (GError) error = NULL;

  report = dex_await_boxed (jm_wait (wait->flight->promise, wait->cancellable), &error);

  if (--wait->flight->n_waiters == 0)
    g_cancellable_cancel (wait->flight->cancellable);

  return error != NULL ?
             dex_future_new_for_error (g_steal_pointer (&error)) :
             dex_future_new_take_boxed (JM_TYPE_SYNC_REPORT, g_steal_pointer (&report));
}

static DexFuture *
wait_for_flight (JmSyncFlight *flight,
                 GCancellable *cancellable)
{
  Wait *wait = g_new0 (Wait, 1);

  flight->n_waiters++;
  wait->flight = flight_ref (flight);
  g_set_object (&wait->cancellable, cancellable);
  return dex_scheduler_spawn (NULL, 0, wait_fiber, wait, wait_free);
}

static gboolean
covers (JmSyncFlight      *flight,
        const JmSyncOrder *order)
{
  const JmSyncOrder *own = &flight->order;

  /* One that everybody has left is about to end: it is no good for a newcomer. */
  return !g_cancellable_is_cancelled (flight->cancellable) &&
         (own->kind == order->kind || own->kind == JM_SYNC_FULL) &&
         (own->project_key == NULL || g_strcmp0 (own->project_key, order->project_key) == 0) &&
         (own->resource == JM_N_RESOURCES || own->resource == order->resource);
}

DexFuture *
jm_sync_join (JmSync            *self,
              const JmSyncOrder *order,
              gboolean           page,
              GCancellable      *cancellable)
{
  g_autoptr (JmAccount) account = g_weak_ref_get (&self->account);
  GQueue *queue = page ? &self->pages : &self->flights;
  DexFuture *future;
  JmSyncFlight *flight;

  if (account == NULL)
    return dex_future_new_reject (JM_STORE_ERROR, JM_STORE_ERROR_CLOSED, "%s",
                                  _("This account was disconnected"));

  for (GList *l = queue->head; l != NULL; l = l->next)
    if (covers (l->data, order))
      return wait_for_flight (l->data, cancellable);

  flight = flight_new (self, account, order, page);
  g_queue_push_tail (queue, flight);
  future = wait_for_flight (flight, cancellable);
  if (page)
    take_off (flight);
  else
    begin_next (self);
  jm_sync_update (self);
  return future;
}

JmSyncRun *
jm_sync_flight_get_run (JmSyncFlight *flight)
{
  return flight->run;
}

void
jm_sync_cancel_flights (JmSync *self)
{
  g_autoptr (GPtrArray) cancellables = g_ptr_array_new_with_free_func (g_object_unref);

  for (GList *l = self->flights.head; l != NULL; l = l->next)
    g_ptr_array_add (cancellables, g_object_ref (((JmSyncFlight *) l->data)->cancellable));
  for (guint i = 0; i < cancellables->len; i++)
    g_cancellable_cancel (g_ptr_array_index (cancellables, i));
}

/* --- what a page wants: rows */

typedef struct
{
  JmSync *self;
  char *project_key;
  GCancellable *cancellable;
} PageWait;

static void
page_wait_free (gpointer data)
{
  PageWait *wait = data;

  g_object_unref (wait->self);
  g_free (wait->project_key);
  g_clear_object (&wait->cancellable);
  g_free (wait);
}

static DexFuture *
page_fiber (gpointer data)
{
  PageWait *wait = data;
  JmSyncOrder order = { JM_SYNC_FULL, wait->project_key,
                        wait->project_key != NULL ? JM_RESOURCE_ISSUES : JM_RESOURCE_PROJECTS };
  g_autoptr (JmSyncReport) report = NULL;
  g_autoptr (GError) error = NULL;

  report = dex_await_boxed (jm_sync_join (wait->self, &order, TRUE, wait->cancellable), &error);
  if (report == NULL)
    return dex_future_new_for_error (g_steal_pointer (&error));

  return dex_future_new_for_int64 (order.resource == JM_RESOURCE_ISSUES ?
                                       report->issues :
                                       report->resources[JM_RESOURCE_PROJECTS].count);
}

DexFuture *
jm_sync_fetch_page (JmSync       *self,
                    const char   *project_key,
                    GCancellable *cancellable)
{
  PageWait *wait = g_new0 (PageWait, 1);

  wait->self = g_object_ref (self);
  wait->project_key = g_strdup (project_key);
  g_set_object (&wait->cancellable, cancellable);
  return dex_scheduler_spawn (NULL, 0, page_fiber, wait, page_wait_free);
}
