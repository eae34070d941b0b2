/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "jira/jm-jira-places.h"

#include <gio/gio.h>

#include "base/jm-limits.h"

/*
 * JmJiraPlaces: two lanes in front of the places of one site. In each lane it is first come, first
 * served. The background is let in only while no person is there, which is longer than a person
 * stands in the lane: between two tries of a person's request nothing slips in either.
 *
 * What runs is left to its end: a page that is thrown away would be fetched, and charged, twice.
 */

#define N_LANES 2

typedef struct
{
  JmJiraPlaces *places; /* borrowed: the places end their lanes before they go */
  JmJiraLane lane;
  DexPromise *promise;
  GSource *cancelled;
} Waiter;

struct _JmJiraPlaces
{
  GObject parent_instance;

  guint n_persons; /* there, whether they run, stand in the lane, or sleep between two tries */
  guint limits[N_LANES];
  guint running[N_LANES];
  GQueue waiters[N_LANES];
};

G_DEFINE_FINAL_TYPE (JmJiraPlaces, jm_jira_places, G_TYPE_OBJECT)

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

  g_queue_remove (&waiter->places->waiters[waiter->lane], waiter);
  reject_cancelled (waiter);

  return G_SOURCE_REMOVE;
}

static gboolean
has_room (JmJiraPlaces *self,
          JmJiraLane    lane)
{
  if (self->running[JM_JIRA_LANE_PERSON] + self->running[JM_JIRA_LANE_BACKGROUND] >=
      JM_LIMIT_REQUESTS_PER_SITE)
    return FALSE;
  if (lane == JM_JIRA_LANE_BACKGROUND && self->n_persons > 0)
    return FALSE;

  return self->running[lane] < self->limits[lane];
}

static void
admit (JmJiraPlaces *self)
{
  for (JmJiraLane lane = JM_JIRA_LANE_PERSON; lane < N_LANES; lane++)
    {
      while (!g_queue_is_empty (&self->waiters[lane]) && has_room (self, lane))
        {
          g_autoptr (DexPromise) promise = waiter_end (g_queue_pop_head (&self->waiters[lane]));

          self->running[lane]++;
          dex_promise_resolve_boolean (promise, TRUE);
        }
    }
}

static void
jm_jira_places_dispose (GObject *object)
{
  JmJiraPlaces *self = JM_JIRA_PLACES (object);
  Waiter *waiter;

  for (guint lane = 0; lane < N_LANES; lane++)
    {
      while ((waiter = g_queue_pop_head (&self->waiters[lane])))
        reject_cancelled (waiter);
    }

  G_OBJECT_CLASS (jm_jira_places_parent_class)->dispose (object);
}

static void
jm_jira_places_class_init (JmJiraPlacesClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = jm_jira_places_dispose;
}

static void
jm_jira_places_init (JmJiraPlaces *self)
{
  self->limits[JM_JIRA_LANE_PERSON] = JM_LIMIT_REQUESTS_PER_SITE;
  self->limits[JM_JIRA_LANE_BACKGROUND] = JM_LIMIT_BACKGROUND_REQUESTS;
  for (guint lane = 0; lane < N_LANES; lane++)
    g_queue_init (&self->waiters[lane]);
}

/**
 * jm_jira_places_new:
 *
 * Returns: (transfer full): with all places free, and nobody there
 */
JmJiraPlaces *
jm_jira_places_new (void)
{
  return g_object_new (JM_TYPE_JIRA_PLACES, NULL);
}

/**
 * jm_jira_places_set_background_limit:
 * @n: 1 … JM_LIMIT_REQUESTS_PER_SITE
 *
 * What runs beyond a lower limit is left to its end.
 */
void
jm_jira_places_set_background_limit (JmJiraPlaces *self,
                                     guint         n)
{
  g_return_if_fail (JM_IS_JIRA_PLACES (self));
  g_return_if_fail (n >= 1 && n <= JM_LIMIT_REQUESTS_PER_SITE);

  self->limits[JM_JIRA_LANE_BACKGROUND] = n;
  admit (self);
}

/**
 * jm_jira_places_person_came:
 *
 * Once for each request of a person, before it does anything else.
 */
void
jm_jira_places_person_came (JmJiraPlaces *self)
{
  g_return_if_fail (JM_IS_JIRA_PLACES (self));

  self->n_persons++;
}

/**
 * jm_jira_places_person_left:
 *
 * Once for each jm_jira_places_person_came().
 */
void
jm_jira_places_person_left (JmJiraPlaces *self)
{
  g_return_if_fail (JM_IS_JIRA_PLACES (self));
  g_return_if_fail (self->n_persons > 0);

  self->n_persons--;
  admit (self);
}

/**
 * jm_jira_places_enter:
 * @lane: whose request it is
 * @cancellable: (nullable): leaves the lane
 *
 * Who was let in must call jm_jira_places_leave(), even when it was cancelled since.
 *
 * Returns: (transfer full): resolves to TRUE when it is the caller's turn / rejects with
 *   %G_IO_ERROR_CANCELLED
 */
DexFuture *
jm_jira_places_enter (JmJiraPlaces *self,
                      JmJiraLane    lane,
                      GCancellable *cancellable)
{
  DexPromise *promise;
  Waiter *waiter;

  dex_return_error_if_fail (JM_IS_JIRA_PLACES (self));
  dex_return_error_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  if (g_cancellable_is_cancelled (cancellable))
    return dex_future_new_reject (G_IO_ERROR, G_IO_ERROR_CANCELLED, "Cancelled");

  promise = dex_promise_new ();
  waiter = g_new0 (Waiter, 1);
  waiter->places = self;
  waiter->lane = lane;
  waiter->promise = dex_ref (promise);
  if (cancellable != NULL)
    {
      waiter->cancelled = g_cancellable_source_new (cancellable);
      g_source_set_callback (waiter->cancelled, G_SOURCE_FUNC (cancelled_cb), waiter, NULL);
      g_source_attach (waiter->cancelled, g_main_context_get_thread_default ());
    }
  g_queue_push_tail (&self->waiters[lane], waiter);
  admit (self);

  return DEX_FUTURE (promise);
}

/**
 * jm_jira_places_leave:
 * @lane: as it was entered
 *
 * Gives the place back.
 */
void
jm_jira_places_leave (JmJiraPlaces *self,
                      JmJiraLane    lane)
{
  g_return_if_fail (JM_IS_JIRA_PLACES (self));
  g_return_if_fail (self->running[lane] > 0);

  self->running[lane]--;
  admit (self);
}
