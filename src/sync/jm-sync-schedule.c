/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sync/jm-sync-schedule.h"

#include "base/jm-limits.h"
#include "base/jm-random.h"

/*
 * One fiber an account: it plans, sleeps until then or until something that matters changes, and runs.
 * It waits for its run as any face does, so the run ends when the schedule is stopped, unless somebody
 * else waits for it, too.
 *
 * What was missed while the program was not running or the machine slept is made up for one to two
 * minutes after the start: sooner, everything else wants the network as well. While nobody is signed
 * in, or something is wrong with the account, nothing is planned.
 *
 * Where the connection is metered or power is saved (jm_sync_set_thrift()), whole fetches and censuses wait
 * until that is over or a person asks for them; one that is due says so ("held").
 */

/* The wall clock may be set: it is looked at again after so long. */
#define LOOK_SECONDS (60 * 60)
#define SETTLE_SECONDS 60

struct _JmSyncSchedule
{
  gatomicrefcount references; /* its owner and its fiber */
  JmSync *sync;               /* borrowed from the owner, NULL when it has ended */
  JmServices *services;
  GWeakRef account;
  GCancellable *cancellable;
  GCancellable *nap;
  gint64 earliest_ms; /* wall: not before */
  guint n_failures;   /* in a row */
};

static JmSyncSchedule *
schedule_ref (JmSyncSchedule *self)
{
  g_atomic_ref_count_inc (&self->references);
  return self;
}

static void
schedule_unref (gpointer data)
{
  JmSyncSchedule *self = data;

  if (!g_atomic_ref_count_dec (&self->references))
    return;

  g_object_unref (self->services);
  g_weak_ref_clear (&self->account);
  g_object_unref (self->cancellable);
  g_object_unref (self->nap);
  g_free (self);
}

void
jm_sync_schedule_nudge (JmSyncSchedule *self)
{
  g_autoptr (GCancellable) nap = g_steal_pointer (&self->nap);

  self->nap = g_cancellable_new ();
  g_cancellable_cancel (nap);
}

static void
settle_down (JmSyncSchedule *self)
{
  self->earliest_ms = jm_clock_get_wall_ms (self->services->clock) +
                      (gint64) ((1 + jm_random_fraction ()) * SETTLE_SECONDS * 1000);
}

static void
woke_cb (JmSyncSchedule *self)
{
  settle_down (self);
  jm_sync_schedule_nudge (self);
}

/* A network that comes back is no reason to wait out what the last failure cost. */
static void
network_changed_cb (JmSyncSchedule *self,
                    gboolean        available)
{
  if (!available || self->n_failures == 0)
    return;

  self->n_failures = 0;
  woke_cb (self);
}

/* A permission that is missing for one resource is told in the report of each run; and how far a run has come
 * is counted by Jira's clock, not by this computer's. */
static gboolean
is_bearable (JmTrouble trouble)
{
  return trouble == JM_TROUBLE_OK || trouble == JM_TROUBLE_SCOPE_CHANGED || trouble == JM_TROUBLE_CLOCK_WRONG ||
         trouble == JM_TROUBLE_TOKENS_UNSAVED;
}

static gboolean
is_able (JmSyncSchedule *self)
{
  g_autoptr (JmAccount) account = g_weak_ref_get (&self->account);

  return account != NULL && jm_account_is_active (account) &&
         jm_account_get_state (account) != JM_TOKEN_SIGNED_OUT && is_bearable (jm_account_get_trouble (account));
}

/* Awaits. */
static void
run (JmSyncSchedule *self,
     JmSyncKind      kind)
{
  JmSyncOrder order = { kind, NULL, JM_N_RESOURCES };
  g_autoptr (JmSync) sync = g_object_ref (self->sync);
  g_autoptr (JmSyncReport) report = NULL;
  guint minutes;

  report = dex_await_boxed (jm_sync_run (sync, &order, self->cancellable), NULL);
  if (report != NULL)
    {
      self->n_failures = 0;
      return;
    }

  minutes = MIN (JM_LIMIT_SYNC_RETRY_MINUTES << MIN (self->n_failures, 8), 60u);
  self->n_failures++;
  self->earliest_ms = jm_clock_get_wall_ms (self->services->clock) +
                      minutes * 60 * G_GINT64_CONSTANT (1000);
}

static gint64
plan (JmSyncSchedule *self,
      JmSyncThrift    thrift,
      gint64          now_ms,
      JmSyncKind     *kind)
{
  return jm_sync_times_plan (jm_sync_get_times (self->sync), jm_sync_get_settings (self->sync), thrift,
                             now_ms, self->earliest_ms, kind);
}

/* Says whether something is due but for thrift. Returns wall ms when that can change by itself, 0 never. */
static gint64
tell_held (JmSyncSchedule *self,
           gint64          now_ms)
{
  JmSyncThrift thrift = jm_sync_get_thrift (self->sync);
  JmSyncKind kind = JM_SYNC_QUICK;
  gint64 due_ms = thrift != JM_SYNC_THRIFT_NONE && is_able (self) ?
                      plan (self, JM_SYNC_THRIFT_NONE, now_ms, &kind) :
                      0;
  gboolean held = due_ms != 0 && due_ms <= now_ms && kind != JM_SYNC_QUICK;

  jm_sync_set_held (self->sync, held ? thrift : JM_SYNC_THRIFT_NONE);

  return due_ms > now_ms ? due_ms : 0;
}

static DexFuture *
schedule_fiber (gpointer data)
{
  JmSyncSchedule *self = data;

  dex_await (jm_sync_await_loaded (self->sync), NULL);
  while (!g_cancellable_is_cancelled (self->cancellable))
    {
      g_autoptr (GCancellable) nap = g_object_ref (self->nap);
      gint64 now_ms = jm_clock_get_wall_ms (self->services->clock);
      JmSyncKind kind = JM_SYNC_QUICK;
      gint64 look_ms = tell_held (self, now_ms);
      gint64 next_ms = 0;
      double seconds;

      if (is_able (self))
        next_ms = plan (self, jm_sync_get_thrift (self->sync), now_ms, &kind);
      jm_sync_set_next_at (self->sync, next_ms);
      if (next_ms != 0 && next_ms <= now_ms)
        {
          run (self, kind);
          continue;
        }

      look_ms = next_ms != 0 && look_ms != 0 ? MIN (look_ms, next_ms) : MAX (look_ms, next_ms);
      seconds = look_ms != 0 ? (double) (look_ms - now_ms) / 1000 : LOOK_SECONDS;
      dex_await (jm_sleep (self->services->clock, MIN (seconds, LOOK_SECONDS), nap), NULL);
    }

  return dex_future_new_true ();
}

JmSyncSchedule *
jm_sync_schedule_new (JmSync     *sync,
                      JmServices *services,
                      JmAccount  *account)
{
  JmSyncSchedule *self = g_new0 (JmSyncSchedule, 1);

  g_atomic_ref_count_init (&self->references);
  self->sync = sync;
  self->services = g_object_ref (services);
  g_weak_ref_init (&self->account, account);
  self->cancellable = g_cancellable_new ();
  self->nap = g_cancellable_new ();
  settle_down (self);
  g_signal_connect_swapped (services->clock, "woke", G_CALLBACK (woke_cb), self);
  g_signal_connect_swapped (g_network_monitor_get_default (), "network-changed",
                            G_CALLBACK (network_changed_cb), self);

  dex_future_disown (
      dex_scheduler_spawn (NULL, 0, schedule_fiber, schedule_ref (self), schedule_unref));
  return self;
}

void
jm_sync_schedule_free (JmSyncSchedule *self)
{
  g_signal_handlers_disconnect_by_data (self->services->clock, self);
  g_signal_handlers_disconnect_by_data (g_network_monitor_get_default (), self);
  g_cancellable_cancel (self->cancellable);
  jm_sync_schedule_nudge (self);
  schedule_unref (self);
}
