/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "base/jm-settings.h"
#include "base/jm-wait.h"
#include "sync/jm-health-private.h"
#include "sync/jm-health-round.h"

/*
 * JmHealth: the list of checks, and when they are made.
 *
 * Lives on the main context, as long as its JmMonitor. Rows follow the accounts that are active
 * (jm-health-rows.c). A round looks at all rows at once (JmHealthRound); between rounds a row follows what
 * is known without asking: the token's state, and the end of a synchronization. The last day of each row
 * outlives the program (jm-health-kept.c).
 */

#define QDATA        "jm-health"
#define OVERSLEPT_MS (30 * 1000)
#define WAKE_SECONDS 15

static void list_model_iface_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (JmHealth,
                               jm_health,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_iface_init))

typedef enum
{
  PROP_CHECKING = 1,
  PROP_CHECKED_AT,
  PROP_NEXT_AT,
} JmHealthProperty;

static GParamSpec *properties[PROP_NEXT_AT + 1];

/* --- rounds */

static guint
get_interval (JmHealth *self)
{
  return g_settings_get_uint (self->services->settings, JM_SETTING_HEALTH_INTERVAL);
}

static void
set_next_at (JmHealth *self,
             gint64    ms)
{
  if (self->next_at_ms == ms)
    return;

  self->next_at_ms = ms;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_NEXT_AT]);
}

static void
end_round (JmHealth *self,
           gboolean  through)
{
  g_autoptr (DexPromise) checking = g_steal_pointer (&self->checking);

  g_clear_pointer (&self->round, jm_health_round_free);
  g_object_freeze_notify (G_OBJECT (self));
  if (through)
    {
      self->checked_at_ms = jm_clock_get_wall_ms (self->services->clock);
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CHECKED_AT]);
    }
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CHECKING]);
  g_object_thaw_notify (G_OBJECT (self));

  if (through)
    dex_promise_resolve_boolean (checking, TRUE);
  else
    dex_promise_reject (checking, g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "Stopped"));
}

static DexFuture *
round_fiber (gpointer data)
{
  JmHealth *self = data;
  g_autoptr (DexPromise) checking = dex_ref (self->checking);
  g_autoptr (GPtrArray) checks = g_ptr_array_new_with_free_func (g_object_unref);

  jm_health_load (self);
  if (self->checking != checking)
    return dex_future_new_true ();

  for (guint i = 0; i < self->checks->len; i++)
    g_ptr_array_add (checks, g_object_ref (g_ptr_array_index (self->checks, i)));
  self->round = jm_health_round_new (self->services, self->accounts, G_OBJECT (self), jm_health_report);
  dex_await (jm_health_round_run (self->round, checks), NULL);
  if (self->checking != checking)
    return dex_future_new_true ();

  jm_health_save (self);
  if (self->checking == checking)
    end_round (self, TRUE);
  return dex_future_new_true ();
}

static void
abandon_round (JmHealth *self)
{
  if (self->round != NULL)
    jm_health_round_abandon (self->round);
  if (self->checking != NULL)
    end_round (self, FALSE);
}

/**
 * jm_health_check:
 * @cancellable: (nullable): the caller leaves; the round goes on
 *
 * Looks at everything now. Who calls while a round is under way shares it.
 *
 * Returns: (transfer full): resolves to TRUE when it is through, whatever it found; rejects with
 *   %G_IO_ERROR_CANCELLED
 */
DexFuture *
jm_health_check (JmHealth     *self,
                 GCancellable *cancellable)
{
  dex_return_error_if_fail (JM_IS_HEALTH (self));
  dex_return_error_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  if (self->checking == NULL)
    {
      self->checking = dex_promise_new ();
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CHECKING]);
      dex_future_disown (
          dex_scheduler_spawn (NULL, 0, round_fiber, g_object_ref (self), g_object_unref));
    }

  return jm_wait (self->checking, cancellable);
}

/* --- by itself */

/* Does not keep the health alive: it would watch for ever. */
typedef struct
{
  GWeakRef      health;
  JmClock      *clock;
  GCancellable *watching;
} Watch;

static void
watch_free (gpointer data)
{
  Watch *watch = data;

  g_weak_ref_clear (&watch->health);
  g_object_unref (watch->clock);
  g_object_unref (watch->watching);
  g_free (watch);
}

static DexFuture *
looked_through_cb (DexFuture *future,
                   gpointer   data)
{
  JM_HEALTH (data)->looking_through = FALSE;
  return dex_future_new_true ();
}

static void
look_through (JmHealth     *self,
              GCancellable *cancellable)
{
  self->looking_through = TRUE;
  dex_future_disown (dex_future_finally (
      jm_health_look_through (self->services, self->accounts, cancellable), looked_through_cb,
      g_object_ref (self), g_object_unref));
}

/* Awaits. One round, and the plan for the next: FALSE when nobody wants one any more. */
static gboolean
check_and_plan (Watch         *watch,
                GCancellable **waiting,
                double        *seconds)
{
  g_autoptr (JmHealth) self = g_weak_ref_get (&watch->health);

  if (self == NULL || g_cancellable_is_cancelled (watch->watching))
    return FALSE;

  dex_await (jm_health_check (self, NULL), NULL);
  if (g_cancellable_is_cancelled (watch->watching))
    return FALSE;

  g_clear_object (&self->waiting);
  self->waiting = g_cancellable_new ();
  *waiting = g_object_ref (self->waiting);
  *seconds = get_interval (self);
  if (!self->looking_through)
    look_through (self, watch->watching);
  set_next_at (self, jm_clock_get_wall_ms (watch->clock) + (gint64) *seconds * 1000);
  return TRUE;
}

/* Awaits. Until @seconds are over, cut short when it stops, and when the person chose another interval.
 * Whoever slept through the end has just woken up: the network needs a moment more than we do. */
static void
rest (Watch        *watch,
      double        seconds,
      GCancellable *waiting)
{
  gint64 end_ms = jm_clock_get_boot_ms (watch->clock) + (gint64) (seconds * 1000);

  if (dex_await (jm_sleep (watch->clock, seconds, waiting), NULL) &&
      jm_clock_get_boot_ms (watch->clock) - end_ms > OVERSLEPT_MS)
    dex_await (jm_sleep (watch->clock, WAKE_SECONDS, waiting), NULL);
}

static DexFuture *
watch_fiber (gpointer data)
{
  Watch *watch = data;
  g_autoptr (GCancellable) waiting = NULL;
  double seconds = 0;

  while (check_and_plan (watch, &waiting, &seconds))
    {
      rest (watch, seconds, waiting);
      g_clear_object (&waiting);
    }

  return dex_future_new_true ();
}

static void
interval_changed_cb (JmHealth *self)
{
  g_cancellable_cancel (self->waiting);
}

void
jm_health_start (JmHealth *self)
{
  Watch *watch;

  g_return_if_fail (JM_IS_HEALTH (self));

  if (self->watching != NULL)
    return;

  self->watching = g_cancellable_new ();
  watch = g_new0 (Watch, 1);
  g_weak_ref_init (&watch->health, self);
  watch->clock = g_object_ref (self->services->clock);
  watch->watching = g_object_ref (self->watching);
  g_signal_connect_object (self->services->settings, "changed::" JM_SETTING_HEALTH_INTERVAL,
                           G_CALLBACK (interval_changed_cb), self, G_CONNECT_SWAPPED);
  dex_future_disown (dex_scheduler_spawn (NULL, 0, watch_fiber, watch, watch_free));
}

/**
 * jm_health_stop:
 *
 * Ends the rounds, and the one that is under way; what it asked is called off.
 */
void
jm_health_stop (JmHealth *self)
{
  g_return_if_fail (JM_IS_HEALTH (self));

  g_cancellable_cancel (self->watching);
  g_cancellable_cancel (self->waiting);
  g_clear_object (&self->watching);
  g_clear_object (&self->waiting);
  if (self->services != NULL)
    g_signal_handlers_disconnect_by_func (self->services->settings, interval_changed_cb, self);
  set_next_at (self, 0);
  abandon_round (self);
}

/* --- GListModel */

static GType
get_item_type (GListModel *model)
{
  return JM_TYPE_HEALTH_CHECK;
}

static guint
get_n_items (GListModel *model)
{
  return JM_HEALTH (model)->checks->len;
}

static gpointer
get_item (GListModel *model,
          guint       position)
{
  JmHealth *self = JM_HEALTH (model);

  return position < self->checks->len ? g_object_ref (g_ptr_array_index (self->checks, position)) : NULL;
}

static void
list_model_iface_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

/* --- GObject */

static void
jm_health_get_property (GObject    *object,
                        guint       prop_id,
                        GValue     *value,
                        GParamSpec *pspec)
{
  JmHealth *self = JM_HEALTH (object);

  switch ((JmHealthProperty) prop_id)
    {
    case PROP_CHECKING:
      g_value_set_boolean (value, jm_health_is_checking (self));
      break;

    case PROP_CHECKED_AT:
      g_value_set_int64 (value, self->checked_at_ms);
      break;

    case PROP_NEXT_AT:
      g_value_set_int64 (value, self->next_at_ms);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
jm_health_dispose (GObject *object)
{
  JmHealth *self = JM_HEALTH (object);

  jm_health_stop (self);
  g_ptr_array_set_size (self->checks, 0);
  g_clear_object (&self->accounts);
  g_clear_object (&self->services);

  G_OBJECT_CLASS (jm_health_parent_class)->dispose (object);
}

static void
jm_health_finalize (GObject *object)
{
  JmHealth *self = JM_HEALTH (object);

  g_ptr_array_unref (self->checks);
  g_hash_table_unref (self->loaded);

  G_OBJECT_CLASS (jm_health_parent_class)->finalize (object);
}

static void
jm_health_class_init (JmHealthClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->get_property = jm_health_get_property;
  object_class->dispose = jm_health_dispose;
  object_class->finalize = jm_health_finalize;

  properties[PROP_CHECKING] = g_param_spec_boolean ("checking", NULL, NULL, FALSE, flags);
  /* Wall ms of the end of the last round of this process, 0 never */
  properties[PROP_CHECKED_AT] = g_param_spec_int64 ("checked-at", NULL, NULL, 0, G_MAXINT64, 0, flags);
  /* Wall ms of the next round by itself, 0 when there is none */
  properties[PROP_NEXT_AT] = g_param_spec_int64 ("next-at", NULL, NULL, 0, G_MAXINT64, 0, flags);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
}

static void
jm_health_init (JmHealth *self)
{
  self->checks = g_ptr_array_new_with_free_func (g_object_unref);
  self->loaded = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

/**
 * jm_health_get:
 * @monitor: the program
 *
 * Returns: (transfer none): the one of @monitor, made at first use; it lives as long as that
 */
JmHealth *
jm_health_get (JmMonitor *monitor)
{
  JmHealth *self;

  g_return_val_if_fail (JM_IS_MONITOR (monitor), NULL);

  if ((self = g_object_get_data (G_OBJECT (monitor), QDATA)) != NULL)
    return self;

  self = g_object_new (JM_TYPE_HEALTH, NULL);
  self->services = g_object_ref (jm_monitor_get_services (monitor));
  self->accounts = g_object_ref (jm_monitor_get_accounts (monitor));
  g_signal_connect_object (self->accounts, "items-changed", G_CALLBACK (jm_health_follow_accounts), self,
                           G_CONNECT_SWAPPED);
  jm_health_follow_accounts (self);
  g_object_set_data_full (G_OBJECT (monitor), QDATA, self, g_object_unref);
  return self;
}

gboolean
jm_health_is_checking (JmHealth *self)
{
  g_return_val_if_fail (JM_IS_HEALTH (self), FALSE);

  return self->checking != NULL;
}

gint64
jm_health_get_checked_at_ms (JmHealth *self)
{
  g_return_val_if_fail (JM_IS_HEALTH (self), 0);

  return self->checked_at_ms;
}

gint64
jm_health_get_next_at_ms (JmHealth *self)
{
  g_return_val_if_fail (JM_IS_HEALTH (self), 0);

  return self->next_at_ms;
}

/**
 * jm_health_get_level:
 *
 * Returns: the worst of all rows; unknown when nobody has looked at any
 */
JmHealthLevel
jm_health_get_level (JmHealth *self)
{
  JmHealthLevel worst = JM_HEALTH_UNKNOWN;

  g_return_val_if_fail (JM_IS_HEALTH (self), JM_HEALTH_UNKNOWN);

  for (guint i = 0; i < self->checks->len; i++)
    worst = MAX (worst, jm_health_check_get_level (g_ptr_array_index (self->checks, i)));

  return worst;
}
