/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sync/jm-sync.h"

#include <glib/gi18n-lib.h>

#include "sync/jm-sync-object.h"

#define QDATA "jm-sync"

/*
 * JmSync:
 *
 * Belongs to its account and lives on the main context. Its runs and those who wait for them are in
 * jm-sync-flight.c, what of them is seen in jm-sync-face.c, what is kept in jm-sync-facts.c.
 */

G_DEFINE_FINAL_TYPE (JmSync, jm_sync, G_TYPE_OBJECT)

G_DEFINE_ENUM_TYPE (JmSyncState,
                    jm_sync_state,
                    G_DEFINE_ENUM_VALUE (JM_SYNC_IDLE, "idle"),
                    G_DEFINE_ENUM_VALUE (JM_SYNC_RUNNING, "running"),
                    G_DEFINE_ENUM_VALUE (JM_SYNC_PAUSED, "paused"),
                    G_DEFINE_ENUM_VALUE (JM_SYNC_WAITING, "waiting"))

static GParamSpec *properties[JM_SYNC_PROP_SETTINGS + 1];

void
jm_sync_notify (JmSync         *self,
                JmSyncProperty  property)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[property]);
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
    case JM_SYNC_PROP_STATE:
      g_value_set_enum (value, (int) self->state);
      break;
    case JM_SYNC_PROP_RUNNING:
      g_value_set_boolean (value, self->running);
      break;
    case JM_SYNC_PROP_RESOURCE:
      g_value_set_int (value, (int) self->resource);
      break;
    case JM_SYNC_PROP_FETCHED:
      g_value_set_uint (value, self->fetched);
      break;
    case JM_SYNC_PROP_TOTAL:
      g_value_set_int64 (value, self->total);
      break;
    case JM_SYNC_PROP_WAITS_UNTIL:
      g_value_set_int64 (value, self->waits_until_ms);
      break;
    case JM_SYNC_PROP_SYNCED_AT:
      g_value_set_int64 (value, self->synced_at_ms);
      break;
    case JM_SYNC_PROP_NEXT_AT:
      g_value_set_int64 (value, self->next_at_ms);
      break;
    case JM_SYNC_PROP_HELD:
      g_value_set_uint (value, self->held);
      break;
    case JM_SYNC_PROP_ERROR:
      g_value_set_boxed (value, self->error);
      break;
    case JM_SYNC_PROP_SKIPPED:
      g_value_set_uint (value, self->skipped);
      break;
    case JM_SYNC_PROP_REPORT:
      g_value_set_boxed (value, self->report);
      break;
    case JM_SYNC_PROP_SETTINGS:
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
  g_clear_error (&self->told);
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

  properties[JM_SYNC_PROP_STATE] =
      g_param_spec_enum ("state", NULL, NULL, JM_TYPE_SYNC_STATE, JM_SYNC_IDLE, flags);
  /* Not idle */
  properties[JM_SYNC_PROP_RUNNING] = g_param_spec_boolean ("running", NULL, NULL, FALSE, flags);
  /* JmResourceId of this moment */
  properties[JM_SYNC_PROP_RESOURCE] =
      g_param_spec_int ("resource", NULL, NULL, 0, JM_N_RESOURCES, 0, flags);
  /* Rows of this phase */
  properties[JM_SYNC_PROP_FETCHED] = g_param_spec_uint ("fetched", NULL, NULL, 0, G_MAXUINT, 0, flags);
  /* What the server said of it, or -1 */
  properties[JM_SYNC_PROP_TOTAL] = g_param_spec_int64 ("total", NULL, NULL, -1, G_MAXINT64, -1, flags);
  /* Wall ms of the next look, or 0 */
  properties[JM_SYNC_PROP_WAITS_UNTIL] =
      g_param_spec_int64 ("waits-until", NULL, NULL, 0, G_MAXINT64, 0, flags);
  /* Wall ms of the last good end, also of another process; 0 never */
  properties[JM_SYNC_PROP_SYNCED_AT] =
      g_param_spec_int64 ("synced-at", NULL, NULL, 0, G_MAXINT64, 0, flags);
  /* Wall ms of the next run by itself, 0 none */
  properties[JM_SYNC_PROP_NEXT_AT] = g_param_spec_int64 ("next-at", NULL, NULL, 0, G_MAXINT64, 0, flags);
  /* JmSyncThrift: why a run that is due waits */
  properties[JM_SYNC_PROP_HELD] = g_param_spec_uint ("held", NULL, NULL, 0, G_MAXUINT, 0, flags);
  /* Of the last run, NULL when it was good or was cancelled; or why it does not go on */
  properties[JM_SYNC_PROP_ERROR] = g_param_spec_boxed ("error", NULL, NULL, G_TYPE_ERROR, flags);
  /* Issues of the last good run that are there, and cannot be read */
  properties[JM_SYNC_PROP_SKIPPED] = g_param_spec_uint ("skipped", NULL, NULL, 0, G_MAXUINT, 0, flags);
  /* Of the last good run, or NULL */
  properties[JM_SYNC_PROP_REPORT] =
      g_param_spec_boxed ("report", NULL, NULL, JM_TYPE_SYNC_REPORT, flags);
  properties[JM_SYNC_PROP_SETTINGS] =
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

static void
plan_anew (JmSync *self)
{
  if (self->schedule != NULL)
    jm_sync_schedule_nudge (self->schedule);
}

/* Perhaps by the command line */
static void
account_synced_cb (JmSync     *self,
                   GParamSpec *pspec,
                   JmAccount  *account)
{
  jm_sync_set_number (self, &self->synced_at_ms,
                      MAX (self->synced_at_ms, jm_account_get_synced_at_ms (account)),
                      JM_SYNC_PROP_SYNCED_AT);
  dex_future_disown (jm_sync_reload (self));
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
  jm_sync_set_number (self, &self->next_at_ms, next_at_ms, JM_SYNC_PROP_NEXT_AT);
}

void
jm_sync_set_held (JmSync       *self,
                  JmSyncThrift  held)
{
  if (self->held == held)
    return;

  self->held = held;
  jm_sync_notify (self, JM_SYNC_PROP_HELD);
}

JmSyncThrift
jm_sync_get_thrift (JmSync *self)
{
  return self->thrift;
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
  dex_future_disown (jm_sync_load (self));
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

  return jm_sync_join (self, order, FALSE, cancellable);
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

  return jm_sync_fetch_page (self, NULL, cancellable);
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

  return jm_sync_fetch_page (self, project_key, cancellable);
}

void
jm_sync_pause (JmSync *self)
{
  g_return_if_fail (JM_IS_SYNC (self));

  jm_sync_gate_shut (self->gate);
  jm_sync_update (self);
}

/* Also looks at once whether what a run waits for is over. */
void
jm_sync_resume (JmSync *self)
{
  JmSyncFlight *flight;
  JmSyncRun *run;

  g_return_if_fail (JM_IS_SYNC (self));

  jm_sync_gate_open (self->gate);
  flight = g_queue_peek_head (&self->flights);
  run = flight != NULL ? jm_sync_flight_get_run (flight) : NULL;
  if (run != NULL)
    jm_sync_run_nudge (run);
  jm_sync_update (self);
}

void
jm_sync_cancel (JmSync *self)
{
  g_return_if_fail (JM_IS_SYNC (self));

  jm_sync_cancel_flights (self);
  jm_sync_gate_open (self->gate);
  jm_sync_update (self);
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
  jm_sync_set_held (self, JM_SYNC_THRIFT_NONE);
}

/**
 * jm_sync_set_thrift:
 * @thrift: flags
 *
 * What begins by itself keeps to it from now on; what is under way goes on.
 */
void
jm_sync_set_thrift (JmSync       *self,
                    JmSyncThrift  thrift)
{
  g_return_if_fail (JM_IS_SYNC (self));

  if (self->thrift == thrift)
    return;

  self->thrift = thrift;
  plan_anew (self);
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
  key = jm_sync_dup_key ("sync-settings", account);
  self->settings_stamp++;
  g_clear_pointer (&self->settings, jm_sync_settings_free);
  /* As it will be read again: within its bounds. */
  self->settings = jm_sync_settings_from_json (json);
  jm_sync_notify (self, JM_SYNC_PROP_SETTINGS);
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
JmSyncThrift
jm_sync_get_held (JmSync *self)
{
  g_return_val_if_fail (JM_IS_SYNC (self), JM_SYNC_THRIFT_NONE);

  return self->held;
}

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
