/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sync/jm-sync.h"

#include <glib/gi18n-lib.h>

#include "sync/jm-sync-private.h"
#include "sync/jm-sync-schedule.h"

#define QDATA "jm-sync"

/*
 * JmSync:
 *
 * Belongs to its account and lives on the main context. A flight is a run with those who wait for it:
 * a disowned fiber with a promise. Each waiter has a cancellable of its own, and the run is cancelled
 * when the last of them has left.
 *
 *   flights   one after the other; who asks for what one of them covers joins it
 *   pages     beside them, at once: a person looks at them. The store does not mind a row that comes
 *             twice
 *
 * A flight is "in" its account while it lasts (jm_account_enter()): before the store goes, it is
 * cancelled and waited for.
 */
struct _JmSync
{
  GObject parent_instance;

  JmServices *services;
  GWeakRef account;
  GQueue flights; /* the first one is under way */
  GQueue pages;   /* all of them are */
  JmSyncGate *gate;
  JmSyncSettings *settings;
  JmSyncTimes times;
  JmSyncSchedule *schedule;
  DexPromise *loaded;

  /* as it was told last */
  JmSyncState state;
  gboolean running;
  JmResourceId resource;
  guint fetched;
  gint64 total;
  gint64 waits_until_ms;
  gint64 synced_at_ms;
  gint64 next_at_ms;
  guint skipped;
  GError *error;
  JmSyncReport *report;
};

G_DEFINE_FINAL_TYPE (JmSync, jm_sync, G_TYPE_OBJECT)

G_DEFINE_ENUM_TYPE (JmSyncState,
                    jm_sync_state,
                    G_DEFINE_ENUM_VALUE (JM_SYNC_IDLE, "idle"),
                    G_DEFINE_ENUM_VALUE (JM_SYNC_RUNNING, "running"),
                    G_DEFINE_ENUM_VALUE (JM_SYNC_PAUSED, "paused"),
                    G_DEFINE_ENUM_VALUE (JM_SYNC_WAITING, "waiting"))

typedef enum
{
  PROP_STATE = 1,
  PROP_RUNNING,
  PROP_RESOURCE,
  PROP_FETCHED,
  PROP_TOTAL,
  PROP_WAITS_UNTIL,
  PROP_SYNCED_AT,
  PROP_NEXT_AT,
  PROP_ERROR,
  PROP_SKIPPED,
  PROP_REPORT,
  PROP_SETTINGS,
} JmSyncProperty;

static GParamSpec *properties[PROP_SETTINGS + 1];

static void
notify (JmSync         *self,
        JmSyncProperty  property)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[property]);
}

/* --- a flight */

typedef struct
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
} Flight;

static Flight *
flight_ref (Flight *flight)
{
  g_atomic_ref_count_inc (&flight->references);
  return flight;
}

static void
flight_unref (gpointer data)
{
  Flight *flight = data;

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

static Flight *
flight_new (JmSync            *self,
            JmAccount         *account,
            const JmSyncOrder *order,
            gboolean           page)
{
  Flight *flight = g_new0 (Flight, 1);

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

/* --- what the faces see */

static void
set_number (JmSync         *self,
            gint64         *field,
            gint64          value,
            JmSyncProperty  property)
{
  if (*field == value)
    return;

  *field = value;
  notify (self, property);
}

static void
set_error (JmSync       *self,
           const GError *error)
{
  if (self->error == NULL && error == NULL)
    return;

  g_clear_error (&self->error);
  self->error = error != NULL ? g_error_copy (error) : NULL;
  notify (self, PROP_ERROR);
}

/* Whom the faces see: the flight that is under way, or else the page that was opened last */
static JmSyncRun *
get_visible_run (JmSync *self)
{
  Flight *flight = g_queue_peek_head (&self->flights);

  if (flight == NULL)
    flight = g_queue_peek_tail (&self->pages);
  return flight != NULL ? flight->run : NULL;
}

static JmSyncState
find_state (JmSync    *self,
            JmSyncRun *run)
{
  if (!self->running)
    return JM_SYNC_IDLE;
  if (jm_sync_gate_is_shut (self->gate) && !g_queue_is_empty (&self->flights))
    return JM_SYNC_PAUSED;

  return run != NULL ? run->state : JM_SYNC_RUNNING;
}

/* Tells what differs from what was told last. */
static void
update (JmSync *self)
{
  gboolean running = !g_queue_is_empty (&self->flights) || !g_queue_is_empty (&self->pages);
  JmSyncRun *run = get_visible_run (self);
  JmSyncState state;

  g_object_freeze_notify (G_OBJECT (self));
  if (running != self->running)
    notify (self, PROP_RUNNING);
  self->running = running;
  state = find_state (self, run);
  if (state != self->state)
    notify (self, PROP_STATE);
  self->state = state;
  set_number (self, &self->waits_until_ms, running && run != NULL ? run->waits_until_ms : 0,
              PROP_WAITS_UNTIL);
  if (run != NULL)
    {
      guint fetched = (guint) CLAMP (run->fetched, 0, G_MAXUINT);

      if (run->phase != self->resource)
        notify (self, PROP_RESOURCE);
      if (fetched != self->fetched)
        notify (self, PROP_FETCHED);
      self->resource = run->phase;
      self->fetched = fetched;
      set_number (self, &self->total, run->total, PROP_TOTAL);
      if (run->hindrance != NULL || state == JM_SYNC_RUNNING)
        set_error (self, run->hindrance);
    }
  g_object_thaw_notify (G_OBJECT (self));
}

static void
changed_cb (gpointer data)
{
  update (data);
}

static void
take_report (JmSync       *self,
             JmSyncReport *report)
{
  g_object_freeze_notify (G_OBJECT (self));
  if (self->skipped != report->skipped)
    notify (self, PROP_SKIPPED);
  self->skipped = report->skipped;
  g_clear_pointer (&self->report, jm_sync_report_free);
  self->report = jm_sync_report_copy (report);
  notify (self, PROP_REPORT);
  set_number (self, &self->synced_at_ms, jm_clock_get_wall_ms (self->services->clock),
              PROP_SYNCED_AT);
  g_object_thaw_notify (G_OBJECT (self));
}

/* --- settings and times, in state.db */

static char *
dup_key (const char *what,
         JmAccount  *account)
{
  return g_strdup_printf ("%s/%s", what, jm_account_get_id (account));
}

/* Awaits. Also what another process wrote */
static void
read_times (JmSync    *self,
            JmAccount *account)
{
  g_autofree char *key = dup_key ("sync-times", account);
  g_autofree char *text =
      dex_await_string (jm_state_store_get_fact (self->services->state, key), NULL);

  jm_sync_times_read (&self->times, text);
}

/* Awaits. What came to a good end postpones the next of its kind. */
static void
note_times (Flight *flight)
{
  JmSync *self = flight->self;
  gint64 now_ms = jm_clock_get_wall_ms (self->services->clock);
  g_autofree char *key = dup_key ("sync-times", flight->account);
  g_autofree char *text = NULL;

  if (flight->order.project_key != NULL || flight->order.resource != JM_N_RESOURCES)
    return;

  read_times (self, flight->account);
  jm_sync_times_note (&self->times, flight->run->report->kind, now_ms);
  text = jm_sync_times_to_text (&self->times);
  dex_await (jm_state_store_put_fact (self->services->state, key, text), NULL);
}

static DexFuture *
load_fiber (gpointer data)
{
  JmSync *self = data;
  g_autoptr (JmAccount) account = g_weak_ref_get (&self->account);

  if (account != NULL)
    {
      g_autofree char *key = dup_key ("sync-settings", account);
      g_autofree char *json =
          dex_await_string (jm_state_store_get_fact (self->services->state, key), NULL);

      if (json != NULL)
        {
          g_clear_pointer (&self->settings, jm_sync_settings_free);
          self->settings = jm_sync_settings_from_json (json);
          notify (self, PROP_SETTINGS);
        }
      read_times (self, account);
    }

  dex_promise_resolve_boolean (self->loaded, TRUE);
  return dex_future_new_true ();
}

static void
plan_anew (JmSync *self)
{
  if (self->schedule != NULL)
    jm_sync_schedule_nudge (self->schedule);
}

static DexFuture *
reload_fiber (gpointer data)
{
  JmSync *self = data;
  g_autoptr (JmAccount) account = g_weak_ref_get (&self->account);

  if (account != NULL)
    read_times (self, account);
  plan_anew (self);
  return dex_future_new_true ();
}

/* Perhaps by the command line */
static void
account_synced_cb (JmSync     *self,
                   GParamSpec *pspec,
                   JmAccount  *account)
{
  set_number (self, &self->synced_at_ms,
              MAX (self->synced_at_ms, jm_account_get_synced_at_ms (account)), PROP_SYNCED_AT);
  dex_future_disown (
      dex_scheduler_spawn (NULL, 0, reload_fiber, g_object_ref (self), g_object_unref));
}

/* --- flying */

static void begin_next (JmSync *self);

/* Awaits. */
static void
land (Flight *flight,
      GError *error)
{
  JmSync *self = flight->self;

  if (error == NULL)
    {
      take_report (self, flight->run->report);
      note_times (flight);
      dex_await (jm_account_note_synced (flight->account, self->synced_at_ms), NULL);
    }
  jm_account_leave (flight->account, flight->cancellable);

  g_object_freeze_notify (G_OBJECT (self));
  g_queue_remove (flight->page ? &self->pages : &self->flights, flight);
  if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      set_error (self, error);
      jm_sync_report_tell (flight->run, error);
    }
  update (self);
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
  Flight *flight = data;
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
  update (self);
  dex_await (jm_sync_run_start (run), &error);
  run->changed = NULL;

  land (flight, g_steal_pointer (&error));
  return dex_future_new_true ();
}

static void
take_off (Flight *flight)
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
  Flight *flight = g_queue_peek_head (&self->flights);

  if (flight != NULL && !flight->begun)
    {
      flight->begun = TRUE;
      take_off (flight);
    }
}

/* --- waiting */

typedef struct
{
  Flight *flight;
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
  DexFuture *promise = dex_ref (DEX_FUTURE (wait->flight->promise));

  if (wait->cancellable != NULL)
    promise =
        dex_future_first (promise, dex_cancellable_new_from_cancellable (wait->cancellable), NULL);
  report = dex_await_boxed (promise, &error);

  if (--wait->flight->n_waiters == 0)
    g_cancellable_cancel (wait->flight->cancellable);

  return error != NULL ?
             dex_future_new_for_error (g_steal_pointer (&error)) :
             dex_future_new_take_boxed (JM_TYPE_SYNC_REPORT, g_steal_pointer (&report));
}

static DexFuture *
wait_for_flight (Flight       *flight,
                 GCancellable *cancellable)
{
  Wait *wait = g_new0 (Wait, 1);

  flight->n_waiters++;
  wait->flight = flight_ref (flight);
  g_set_object (&wait->cancellable, cancellable);
  return dex_scheduler_spawn (NULL, 0, wait_fiber, wait, wait_free);
}

static gboolean
covers (Flight            *flight,
        const JmSyncOrder *order)
{
  const JmSyncOrder *own = &flight->order;

  /* One that everybody has left is about to end: it is no good for a newcomer. */
  return !g_cancellable_is_cancelled (flight->cancellable) &&
         (own->kind == order->kind || own->kind == JM_SYNC_FULL) &&
         (own->project_key == NULL || g_strcmp0 (own->project_key, order->project_key) == 0) &&
         (own->resource == JM_N_RESOURCES || own->resource == order->resource);
}

static DexFuture *
join (JmSync            *self,
      const JmSyncOrder *order,
      gboolean           page,
      GCancellable      *cancellable)
{
  g_autoptr (JmAccount) account = g_weak_ref_get (&self->account);
  GQueue *queue = page ? &self->pages : &self->flights;
  DexFuture *future;
  Flight *flight;

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
  update (self);
  return future;
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

  report = dex_await_boxed (join (wait->self, &order, TRUE, wait->cancellable), &error);
  if (report == NULL)
    return dex_future_new_for_error (g_steal_pointer (&error));

  return dex_future_new_for_int64 (order.resource == JM_RESOURCE_ISSUES ?
                                       report->issues :
                                       report->resources[JM_RESOURCE_PROJECTS].count);
}

static DexFuture *
fetch_page (JmSync       *self,
            const char   *project_key,
            GCancellable *cancellable)
{
  PageWait *wait = g_new0 (PageWait, 1);

  wait->self = g_object_ref (self);
  wait->project_key = g_strdup (project_key);
  g_set_object (&wait->cancellable, cancellable);
  return dex_scheduler_spawn (NULL, 0, page_fiber, wait, page_wait_free);
}

/* --- the object */

static void
jm_sync_get_property (GObject    *object,
                      guint       id,
                      GValue     *value,
                      GParamSpec *pspec)
{
  JmSync *self = JM_SYNC (object);

  switch ((JmSyncProperty) id)
    {
    case PROP_STATE:
      g_value_set_enum (value, (int) self->state);
      break;
    case PROP_RUNNING:
      g_value_set_boolean (value, self->running);
      break;
    case PROP_RESOURCE:
      g_value_set_int (value, (int) self->resource);
      break;
    case PROP_FETCHED:
      g_value_set_uint (value, self->fetched);
      break;
    case PROP_TOTAL:
      g_value_set_int64 (value, self->total);
      break;
    case PROP_WAITS_UNTIL:
      g_value_set_int64 (value, self->waits_until_ms);
      break;
    case PROP_SYNCED_AT:
      g_value_set_int64 (value, self->synced_at_ms);
      break;
    case PROP_NEXT_AT:
      g_value_set_int64 (value, self->next_at_ms);
      break;
    case PROP_ERROR:
      g_value_set_boxed (value, self->error);
      break;
    case PROP_SKIPPED:
      g_value_set_uint (value, self->skipped);
      break;
    case PROP_REPORT:
      g_value_set_boxed (value, self->report);
      break;
    case PROP_SETTINGS:
      g_value_set_boxed (value, self->settings);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
jm_sync_finalize (GObject *object)
{
  JmSync *self = JM_SYNC (object);

  g_clear_pointer (&self->schedule, jm_sync_schedule_free);
  g_clear_pointer (&self->gate, jm_sync_gate_free);
  g_clear_pointer (&self->settings, jm_sync_settings_free);
  g_clear_pointer (&self->report, jm_sync_report_free);
  g_clear_error (&self->error);
  dex_clear (&self->loaded);
  g_clear_object (&self->services);
  g_weak_ref_clear (&self->account);

  G_OBJECT_CLASS (jm_sync_parent_class)->finalize (object);
}

static void
jm_sync_class_init (JmSyncClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->get_property = jm_sync_get_property;
  object_class->finalize = jm_sync_finalize;

  properties[PROP_STATE] =
      g_param_spec_enum ("state", NULL, NULL, JM_TYPE_SYNC_STATE, JM_SYNC_IDLE, flags);
  /* Not idle */
  properties[PROP_RUNNING] = g_param_spec_boolean ("running", NULL, NULL, FALSE, flags);
  /* JmResourceId of this moment */
  properties[PROP_RESOURCE] =
      g_param_spec_int ("resource", NULL, NULL, 0, JM_N_RESOURCES, 0, flags);
  /* Rows of this phase */
  properties[PROP_FETCHED] = g_param_spec_uint ("fetched", NULL, NULL, 0, G_MAXUINT, 0, flags);
  /* What the server said of it, or -1 */
  properties[PROP_TOTAL] = g_param_spec_int64 ("total", NULL, NULL, -1, G_MAXINT64, -1, flags);
  /* Wall ms of the next look, or 0 */
  properties[PROP_WAITS_UNTIL] =
      g_param_spec_int64 ("waits-until", NULL, NULL, 0, G_MAXINT64, 0, flags);
  /* Wall ms of the last good end, also of another process; 0 never */
  properties[PROP_SYNCED_AT] =
      g_param_spec_int64 ("synced-at", NULL, NULL, 0, G_MAXINT64, 0, flags);
  /* Wall ms of the next run by itself, 0 none */
  properties[PROP_NEXT_AT] = g_param_spec_int64 ("next-at", NULL, NULL, 0, G_MAXINT64, 0, flags);
  /* Of the last run, NULL when it was good or was cancelled; or why it does not go on */
  properties[PROP_ERROR] = g_param_spec_boxed ("error", NULL, NULL, G_TYPE_ERROR, flags);
  /* Issues of the last good run that are there, and cannot be read */
  properties[PROP_SKIPPED] = g_param_spec_uint ("skipped", NULL, NULL, 0, G_MAXUINT, 0, flags);
  /* Of the last good run, or NULL */
  properties[PROP_REPORT] =
      g_param_spec_boxed ("report", NULL, NULL, JM_TYPE_SYNC_REPORT, flags);
  properties[PROP_SETTINGS] =
      g_param_spec_boxed ("settings", NULL, NULL, JM_TYPE_SYNC_SETTINGS, flags);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
}

static void
jm_sync_init (JmSync *self)
{
  g_queue_init (&self->flights);
  g_queue_init (&self->pages);
  g_weak_ref_init (&self->account, NULL);
  self->gate = jm_sync_gate_new ();
  self->settings = jm_sync_settings_new ();
  self->loaded = dex_promise_new ();
  self->total = -1;
  jm_sync_times_init (&self->times);
}

/* --- for the schedule */

JmSyncTimes *
jm_sync_get_times (JmSync *self)
{
  return &self->times;
}

void
jm_sync_set_next_at (JmSync *self,
                     gint64  next_at_ms)
{
  set_number (self, &self->next_at_ms, next_at_ms, PROP_NEXT_AT);
}

DexFuture *
jm_sync_await_loaded (JmSync *self)
{
  return dex_ref (DEX_FUTURE (self->loaded));
}

/* --- public */

/**
 * jm_sync_get:
 * @services: for the history and the clock
 * @account: whose
 *
 * Returns: (transfer none): the one of @account, made at first use; it lives as long as the account
 */
JmSync *
jm_sync_get (JmServices *services,
             JmAccount  *account)
{
  JmSync *self;

  g_return_val_if_fail (JM_IS_SERVICES (services), NULL);
  g_return_val_if_fail (JM_IS_ACCOUNT (account), NULL);

  if ((self = g_object_get_data (G_OBJECT (account), QDATA)) != NULL)
    return self;

  self = g_object_new (JM_TYPE_SYNC, NULL);
  self->services = g_object_ref (services);
  g_weak_ref_set (&self->account, account);
  self->synced_at_ms = jm_account_get_synced_at_ms (account);
  g_signal_connect_object (account, "notify::active", G_CALLBACK (plan_anew), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (account, "notify::state", G_CALLBACK (plan_anew), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (account, "notify::trouble", G_CALLBACK (plan_anew), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (account, "notify::synced-at", G_CALLBACK (account_synced_cb), self,
                           G_CONNECT_SWAPPED);
  g_object_set_data_full (G_OBJECT (account), QDATA, self, g_object_unref);
  dex_future_disown (
      dex_scheduler_spawn (NULL, 0, load_fiber, g_object_ref (self), g_object_unref));
  return self;
}

/**
 * jm_sync_run:
 * @order: what is to be fetched; copied
 * @cancellable: (nullable): the caller leaves; the run itself ends when nobody waits for it any more
 *
 * Joins a run that covers @order; waits for one that does not.
 *
 * Returns: (transfer full): resolves to a #JmSyncReport; rejects with JM_JIRA_ERROR, JM_AUTH_ERROR,
 *   JM_STORE_ERROR or G_IO_ERROR_CANCELLED
 */
DexFuture *
jm_sync_run (JmSync            *self,
             const JmSyncOrder *order,
             GCancellable      *cancellable)
{
  dex_return_error_if_fail (JM_IS_SYNC (self));
  dex_return_error_if_fail (order != NULL);
  dex_return_error_if_fail (order->kind < JM_SYNC_N_KINDS && order->resource <= JM_N_RESOURCES);
  dex_return_error_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  return join (self, order, FALSE, cancellable);
}

/**
 * jm_sync_fetch_projects:
 * @cancellable: (nullable): as in jm_sync_run()
 *
 * Returns: (transfer full): resolves to the number of projects (int64); rejects with JM_JIRA_ERROR,
 *   JM_AUTH_ERROR, JM_STORE_ERROR or G_IO_ERROR_CANCELLED
 */
DexFuture *
jm_sync_fetch_projects (JmSync       *self,
                        GCancellable *cancellable)
{
  dex_return_error_if_fail (JM_IS_SYNC (self));
  dex_return_error_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  return fetch_page (self, NULL, cancellable);
}

/**
 * jm_sync_fetch_issues:
 * @project_key: as Jira writes it, "WEB"
 * @cancellable: (nullable): as in jm_sync_run()
 *
 * At once, beside whatever run is under way.
 *
 * Returns: (transfer full): resolves to the number of issues that came (int64); rejects as
 *   jm_sync_fetch_projects()
 */
DexFuture *
jm_sync_fetch_issues (JmSync       *self,
                      const char   *project_key,
                      GCancellable *cancellable)
{
  dex_return_error_if_fail (JM_IS_SYNC (self));
  dex_return_error_if_fail (project_key != NULL && *project_key != '\0');
  dex_return_error_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  return fetch_page (self, project_key, cancellable);
}

void
jm_sync_pause (JmSync *self)
{
  g_return_if_fail (JM_IS_SYNC (self));

  jm_sync_gate_shut (self->gate);
  update (self);
}

/* Also looks at once whether what a run waits for is over. */
void
jm_sync_resume (JmSync *self)
{
  Flight *flight;

  g_return_if_fail (JM_IS_SYNC (self));

  jm_sync_gate_open (self->gate);
  flight = g_queue_peek_head (&self->flights);
  if (flight != NULL && flight->run != NULL)
    jm_sync_run_nudge (flight->run);
  update (self);
}

void
jm_sync_cancel (JmSync *self)
{
  g_autoptr (GPtrArray) cancellables = g_ptr_array_new_with_free_func (g_object_unref);

  g_return_if_fail (JM_IS_SYNC (self));

  for (GList *l = self->flights.head; l != NULL; l = l->next)
    g_ptr_array_add (cancellables, g_object_ref (((Flight *) l->data)->cancellable));
  for (guint i = 0; i < cancellables->len; i++)
    g_cancellable_cancel (g_ptr_array_index (cancellables, i));
  jm_sync_gate_open (self->gate);
  update (self);
}

void
jm_sync_start (JmSync *self)
{
  g_autoptr (JmAccount) account = NULL;

  g_return_if_fail (JM_IS_SYNC (self));

  account = g_weak_ref_get (&self->account);
  if (self->schedule == NULL && account != NULL)
    self->schedule = jm_sync_schedule_new (self, self->services, account);
}

void
jm_sync_stop (JmSync *self)
{
  g_return_if_fail (JM_IS_SYNC (self));

  g_clear_pointer (&self->schedule, jm_sync_schedule_free);
  jm_sync_set_next_at (self, 0);
}

const JmSyncSettings *
jm_sync_get_settings (JmSync *self)
{
  g_return_val_if_fail (JM_IS_SYNC (self), NULL);

  return self->settings;
}

/**
 * jm_sync_set_settings:
 * @settings: copied
 *
 * A run that is under way goes on with those it began with.
 *
 * Returns: (transfer full): resolves to TRUE when they are on the disk; rejects with JM_STORE_ERROR
 */
DexFuture *
jm_sync_set_settings (JmSync               *self,
                      const JmSyncSettings *settings)
{
  g_autoptr (JmAccount) account = NULL;
  g_autofree char *json = NULL;
  g_autofree char *key = NULL;

  dex_return_error_if_fail (JM_IS_SYNC (self));
  dex_return_error_if_fail (settings != NULL);

  if ((account = g_weak_ref_get (&self->account)) == NULL)
    return dex_future_new_reject (JM_STORE_ERROR, JM_STORE_ERROR_CLOSED, "%s",
                                  _("This account was disconnected"));

  json = jm_sync_settings_to_json (settings);
  key = dup_key ("sync-settings", account);
  g_clear_pointer (&self->settings, jm_sync_settings_free);
  /* As it will be read again: within its bounds. */
  self->settings = jm_sync_settings_from_json (json);
  notify (self, PROP_SETTINGS);
  plan_anew (self);

  return jm_state_store_put_fact (self->services->state, key, json);
}

JmSyncState
jm_sync_get_state (JmSync *self)
{
  g_return_val_if_fail (JM_IS_SYNC (self), JM_SYNC_IDLE);

  return self->state;
}

gboolean
jm_sync_is_running (JmSync *self)
{
  g_return_val_if_fail (JM_IS_SYNC (self), FALSE);

  return self->running;
}

JmResourceId
jm_sync_get_resource (JmSync *self)
{
  g_return_val_if_fail (JM_IS_SYNC (self), JM_RESOURCE_PROJECTS);

  return self->resource;
}

guint
jm_sync_get_fetched (JmSync *self)
{
  g_return_val_if_fail (JM_IS_SYNC (self), 0);

  return self->fetched;
}

guint
jm_sync_get_skipped (JmSync *self)
{
  g_return_val_if_fail (JM_IS_SYNC (self), 0);

  return self->skipped;
}

gint64
jm_sync_get_total (JmSync *self)
{
  g_return_val_if_fail (JM_IS_SYNC (self), -1);

  return self->total;
}

gint64
jm_sync_get_waits_until_ms (JmSync *self)
{
  g_return_val_if_fail (JM_IS_SYNC (self), 0);

  return self->waits_until_ms;
}

gint64
jm_sync_get_synced_at_ms (JmSync *self)
{
  g_return_val_if_fail (JM_IS_SYNC (self), 0);

  return self->synced_at_ms;
}

gint64
jm_sync_get_next_at_ms (JmSync *self)
{
  g_return_val_if_fail (JM_IS_SYNC (self), 0);

  return self->next_at_ms;
}

/* Borrowed until the next run begins. */
const GError *
jm_sync_get_error (JmSync *self)
{
  g_return_val_if_fail (JM_IS_SYNC (self), NULL);

  return self->error;
}

/* Borrowed until the next good end. */
const JmSyncReport *
jm_sync_get_report (JmSync *self)
{
  g_return_val_if_fail (JM_IS_SYNC (self), NULL);

  return self->report;
}
