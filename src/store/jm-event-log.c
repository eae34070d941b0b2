/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "store/jm-event.h"

#include <glib/gi18n.h>

#include "base/jm-limits.h"
#include "store/jm-event-private.h"
#include "store/jm-state-store-private.h"

#define DAY_MS (G_GINT64_CONSTANT (24) * 60 * 60 * 1000)
#define FACT_SEEN "events/seen"

/*
 * JmEventLog:
 *
 * Lives on the main context. The file is the truth; the array follows it: after an own add by one
 * row, otherwise by reading all of it again and telling the difference. Ids only rise, so "newest
 * first" is "highest id first", whatever the clock of the machine did meanwhile.
 */
struct _JmEventLog
{
  GObject parent_instance;

  JmStateStore *store;
  JmClock *clock;
  GPtrArray *events; /* oldest first: position 0 of the model is the last one */
  gint64 seen_id;    /* the newest that the person has seen */
  guint unseen;
  guint stamp; /* rises with each own change */
};

typedef enum
{
  PROP_UNSEEN = 1,
} JmEventLogProperty;

static GParamSpec *properties[PROP_UNSEEN + 1];

static void list_model_iface_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (JmEventLog,
                               jm_event_log,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_iface_init))

/* --- the model */

static GType
get_item_type (GListModel *model)
{
  return JM_TYPE_EVENT;
}

static guint
get_n_items (GListModel *model)
{
  return JM_EVENT_LOG (model)->events->len;
}

static gpointer
get_item (GListModel *model,
          guint       position)
{
  JmEventLog *self = JM_EVENT_LOG (model);

  if (position >= self->events->len)
    return NULL;

  return g_object_ref (g_ptr_array_index (self->events, self->events->len - 1 - position));
}

static void
list_model_iface_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

/* --- what was seen */

static void
count_unseen (JmEventLog *self)
{
  guint unseen = 0;

  for (guint i = 0; i < self->events->len; i++)
    {
      JmEvent *event = g_ptr_array_index (self->events, i);

      jm_event_set_seen (event, jm_event_get_id (event) <= self->seen_id);
      if (jm_event_is_loud (event) && jm_event_get_id (event) > self->seen_id)
        unseen++;
    }

  if (unseen == self->unseen)
    return;
  self->unseen = unseen;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_UNSEEN]);
}

/* --- reading */

static gint64
id_at (GPtrArray *events,
       guint      i)
{
  return jm_event_get_id (g_ptr_array_index (events, i));
}

static gint64
last_id (GPtrArray *events)
{
  return events->len > 0 ? id_at (events, events->len - 1) : 0;
}

/* The ids of both rise, and what lies between two equal ends is small: told as one change. Objects
 * that stay are kept. */
static void
adopt (JmEventLog *self,
       GPtrArray  *fresh)
{
  g_autoptr (GPtrArray) old = g_steal_pointer (&self->events);
  guint head = 0, tail = 0;

  while (head < old->len && head < fresh->len && id_at (old, head) == id_at (fresh, head))
    head++;
  while (tail < old->len - head && tail < fresh->len - head &&
         id_at (old, old->len - 1 - tail) == id_at (fresh, fresh->len - 1 - tail))
    tail++;

  self->events = g_ptr_array_new_full (fresh->len, g_object_unref);
  for (guint i = 0; i < fresh->len; i++)
    {
      gboolean kept = i < head || i >= fresh->len - tail;
      gpointer event = !kept    ? g_ptr_array_index (fresh, i) :
                       i < head ? g_ptr_array_index (old, i) :
                                  g_ptr_array_index (old, i + old->len - fresh->len);

      g_ptr_array_add (self->events, g_object_ref (event));
    }

  count_unseen (self);
  if (head + tail < old->len || head + tail < fresh->len)
    g_list_model_items_changed (G_LIST_MODEL (self), tail, old->len - head - tail,
                                fresh->len - head - tail);
}

static DexFuture *
load_fiber (gpointer data)
{
  JmEventLog *self = data;
  JmDatabase *database = jm_state_store_get_database (self->store);
  g_autoptr (GPtrArray) events = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *seen = NULL;
  guint stamp;

  seen = dex_await_string (jm_state_store_get_fact (self->store, FACT_SEEN), &error);
  if (error != NULL)
    return dex_future_new_for_error (g_steal_pointer (&error));
  if (seen != NULL)
    self->seen_id = MAX (self->seen_id, g_ascii_strtoll (seen, NULL, 10));

  /* What was read while an own event went in may lack it: then it is read again. */
  do
    {
      JmEventExtent *known = g_new0 (JmEventExtent, 1);

      known->n_events = self->events->len;
      known->last_id = last_id (self->events);
      stamp = self->stamp;
      g_clear_pointer (&events, g_ptr_array_unref);
      events =
          dex_await_boxed (jm_database_read (database, jm_event_read_job, known, g_free), &error);
      if (error != NULL)
        return dex_future_new_for_error (g_steal_pointer (&error));
    }
  while (stamp != self->stamp);

  if (events != NULL)
    adopt (self, events);
  else
    count_unseen (self);
  return dex_future_new_true ();
}

/* --- adding */

typedef struct
{
  JmEventLog *self;
  JmEventAddition row;
} Addition;

static void
addition_free (gpointer data)
{
  Addition *addition = data;

  g_clear_object (&addition->self);
  g_free (addition->row.credential_id);
  g_free (addition->row.account_id);
  g_free (addition->row.account_name);
  g_free (addition->row.message);
  g_free (addition->row.detail);
  g_free (addition);
}

/* The newest row of all goes to position 0; the oldest beyond the limit leaves. */
static void
append (JmEventLog *self,
        JmEvent    *event)
{
  if (jm_event_get_id (event) <= last_id (self->events))
    return;

  self->stamp++;
  g_ptr_array_add (self->events, g_object_ref (event));
  g_list_model_items_changed (G_LIST_MODEL (self), 0, 0, 1);
  if (self->events->len > JM_LIMIT_EVENTS_KEPT)
    {
      g_ptr_array_remove_index (self->events, 0);
      g_list_model_items_changed (G_LIST_MODEL (self), self->events->len, 1, 0);
    }

  if (!jm_event_is_loud (event))
    return;
  self->unseen++;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_UNSEEN]);
}

static DexFuture *
add_fiber (gpointer data)
{
  Addition *addition = data;
  g_autoptr (JmEventLog) self = g_steal_pointer (&addition->self);
  g_autoptr (JmEvent) event = NULL;
  g_autoptr (GError) error = NULL;

  /* Borrowed by the job: this fiber waits for it, and its closure lives until the fiber has ended.
   */
  event = dex_await_object (
      jm_database_write (jm_state_store_get_database (self->store), jm_event_add_job, &addition->row, NULL),
      &error);
  if (event == NULL)
    return dex_future_new_for_error (g_steal_pointer (&error));

  append (self, event);
  return dex_future_new_true ();
}

/* --- pruning */

typedef struct
{
  JmEventLog *self;
  gint64 before_ms;
} Prune;

static void
prune_free (gpointer data)
{
  Prune *prune = data;

  g_object_unref (prune->self);
  g_free (prune);
}

static DexFuture *
prune_fiber (gpointer data)
{
  Prune *prune = data;
  JmEventLog *self = prune->self;
  g_autoptr (GError) error = NULL;

  if (!dex_await (jm_database_write (jm_state_store_get_database (self->store), jm_event_prune_job,
                                     g_memdup2 (&prune->before_ms, sizeof prune->before_ms),
                                     g_free),
                  &error))
    return dex_future_new_for_error (g_steal_pointer (&error));

  return jm_event_log_reload (self);
}

/* --- the object */

static void
credential_removed_cb (JmEventLog *self)
{
  dex_future_disown (jm_event_log_reload (self));
}

static void
jm_event_log_get_property (GObject    *object,
                           guint       id,
                           GValue     *value,
                           GParamSpec *pspec)
{
  JmEventLog *self = JM_EVENT_LOG (object);

  switch ((JmEventLogProperty) id)
    {
    case PROP_UNSEEN:
      g_value_set_uint (value, self->unseen);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
jm_event_log_finalize (GObject *object)
{
  JmEventLog *self = JM_EVENT_LOG (object);

  g_clear_object (&self->store);
  g_clear_object (&self->clock);
  g_clear_pointer (&self->events, g_ptr_array_unref);

  G_OBJECT_CLASS (jm_event_log_parent_class)->finalize (object);
}

static void
jm_event_log_class_init (JmEventLogClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = jm_event_log_get_property;
  object_class->finalize = jm_event_log_finalize;

  /* Errors and warnings since jm_event_log_mark_seen() */
  properties[PROP_UNSEEN] =
      g_param_spec_uint ("unseen", NULL, NULL, 0, G_MAXUINT, 0,
                         G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
}

static void
jm_event_log_init (JmEventLog *self)
{
  self->events = g_ptr_array_new_with_free_func (g_object_unref);
}

/**
 * jm_event_log_new:
 * @store: opened by somebody before the log is loaded
 * @clock: says when an event happened
 */
JmEventLog *
jm_event_log_new (JmStateStore *store,
                  JmClock      *clock)
{
  JmEventLog *self;

  g_return_val_if_fail (JM_IS_STATE_STORE (store), NULL);
  g_return_val_if_fail (JM_IS_CLOCK (clock), NULL);

  self = g_object_new (JM_TYPE_EVENT_LOG, NULL);
  self->store = g_object_ref (store);
  self->clock = g_object_ref (clock);
  g_signal_connect_object (store, "credential-removed", G_CALLBACK (credential_removed_cb), self,
                           G_CONNECT_SWAPPED);
  return self;
}

/**
 * jm_event_log_load:
 *
 * Returns: (transfer full): resolves to TRUE; rejects with JM_STORE_ERROR, and the model is as it
 * was
 */
DexFuture *
jm_event_log_load (JmEventLog *self)
{
  dex_return_error_if_fail (JM_IS_EVENT_LOG (self));

  return dex_scheduler_spawn (NULL, 0, load_fiber, g_object_ref (self), g_object_unref);
}

/**
 * jm_event_log_reload:
 *
 * As jm_event_log_load(): rows that stay keep their object and are not told as changed.
 */
DexFuture *
jm_event_log_reload (JmEventLog *self)
{
  return jm_event_log_load (self);
}

/**
 * jm_event_log_add:
 * @credential_id: (nullable): it is forgotten together with this credential
 * @account_id: (nullable):
 * @account_name: (nullable): for a person
 * @message: a sentence
 * @detail: (nullable): a flat JSON object of texts; other members are left out
 *
 * Returns: (transfer full): resolves to TRUE once it is on the disk and at position 0; rejects with
 * JM_STORE_ERROR
 */
DexFuture *
jm_event_log_add (JmEventLog  *self,
                  JmEventKind  kind,
                  const char  *credential_id,
                  const char  *account_id,
                  const char  *account_name,
                  const char  *message,
                  const char  *detail)
{
  Addition *addition;

  dex_return_error_if_fail (JM_IS_EVENT_LOG (self));
  dex_return_error_if_fail (message != NULL);

  addition = g_new0 (Addition, 1);
  addition->self = g_object_ref (self);
  addition->row.time_ms = jm_clock_get_wall_ms (self->clock);
  addition->row.kind = kind;
  addition->row.credential_id = g_strdup (credential_id);
  addition->row.account_id = g_strdup (account_id);
  addition->row.account_name = g_strdup (account_name);
  addition->row.message = jm_event_redact (message);
  addition->row.detail = jm_event_redact_detail (detail);
  return dex_scheduler_spawn (NULL, 0, add_fiber, addition, addition_free);
}

/**
 * jm_event_log_prune:
 * @days: events older than this go; at most JM_LIMIT_EVENT_DAYS. Never more than
 * JM_LIMIT_EVENTS_KEPT stay.
 *
 * Returns: (transfer full): resolves to TRUE; rejects with JM_STORE_ERROR
 */
DexFuture *
jm_event_log_prune (JmEventLog *self,
                    guint       days)
{
  Prune *prune;

  dex_return_error_if_fail (JM_IS_EVENT_LOG (self));

  prune = g_new0 (Prune, 1);
  prune->self = g_object_ref (self);
  prune->before_ms = jm_clock_get_wall_ms (self->clock) - MIN (days, JM_LIMIT_EVENT_DAYS) * DAY_MS;
  return dex_scheduler_spawn (NULL, 0, prune_fiber, prune, prune_free);
}

guint
jm_event_log_get_unseen (JmEventLog *self)
{
  g_return_val_if_fail (JM_IS_EVENT_LOG (self), 0);

  return self->unseen;
}

/**
 * jm_event_log_mark_seen:
 *
 * The person looked: kept over restarts. A full disk costs no more than a badge that comes back.
 */
void
jm_event_log_mark_seen (JmEventLog *self)
{
  g_autofree char *value = NULL;

  g_return_if_fail (JM_IS_EVENT_LOG (self));

  if (last_id (self->events) <= self->seen_id)
    return;

  self->seen_id = last_id (self->events);
  count_unseen (self);
  value = g_strdup_printf ("%" G_GINT64_FORMAT, self->seen_id);
  dex_future_disown (jm_state_store_put_fact (self->store, FACT_SEEN, value));
}
