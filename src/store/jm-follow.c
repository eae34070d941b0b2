/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "store/jm-follow.h"

#include <libdex.h>

/* Reading again takes at most this part of the time: with a million rows it may take half a
 * second. */
#define READING_SHARE 8
#define MIN_PAUSE_MS 1000

/* Counted by references: its fiber may be resting when the list goes. */
struct _JmFollow
{
  GWeakRef list;
  JmClock *clock;
  JmFollowRead read;
  GCancellable *life;
  GCancellable *asking; /* of what is shown or wanted */
  gboolean busy;      /* what is shown is being replaced */
  gboolean following; /* a fiber reads again while it is stale */
  gboolean stale;
  gint64 rested_at_ms; /* boot time from which on it may be read again */
};

static void
follow_clear (gpointer data)
{
  JmFollow *self = data;

  g_weak_ref_clear (&self->list);
  g_object_unref (self->clock);
  g_object_unref (self->life);
  g_object_unref (self->asking);
}

static void
follow_unref (gpointer data)
{
  g_rc_box_release_full (data, follow_clear);
}

JmFollow *
jm_follow_new (gpointer      list,
               JmClock      *clock,
               JmFollowRead  read)
{
  JmFollow *self = g_rc_box_new0 (JmFollow);

  g_weak_ref_init (&self->list, list);
  self->clock = g_object_ref (clock);
  self->read = read;
  self->life = g_cancellable_new ();
  self->asking = g_cancellable_new ();
  return self;
}

void
jm_follow_stop (JmFollow *self)
{
  g_cancellable_cancel (self->life);
  g_cancellable_cancel (self->asking);
}

void
jm_follow_free (JmFollow *self)
{
  jm_follow_stop (self);
  follow_unref (self);
}

/* Awaits. */
static void
read_again (JmFollow *self,
            gpointer  list)
{
  gint64 began = jm_clock_get_boot_ms (self->clock);
  gint64 ended;

  self->stale = FALSE;
  self->read (list);

  ended = jm_clock_get_boot_ms (self->clock);
  self->rested_at_ms = ended + MAX (MIN_PAUSE_MS, READING_SHARE * (ended - began));
}

/* Holds the list while it reads, not while it rests: a list that nobody wants any more must not keep its
 * store for that long. */
static DexFuture *
follow_fiber (gpointer data)
{
  JmFollow *self = data;

  while (TRUE)
    {
      g_autoptr (GObject) list = g_weak_ref_get (&self->list);
      gint64 pause;

      if (list == NULL)
        break;
      if (!self->stale || self->busy)
        {
          self->following = FALSE;
          break;
        }

      pause = self->rested_at_ms - jm_clock_get_boot_ms (self->clock);
      if (pause <= 0)
        {
          read_again (self, list);
          continue;
        }
      g_clear_object (&list);
      if (!dex_await (jm_sleep (self->clock, pause / 1000.0, self->life), NULL))
        break;
    }

  return dex_future_new_true ();
}

static void
read_if_due (JmFollow *self)
{
  if (!self->stale || self->following || self->busy)
    return;

  self->following = TRUE;
  dex_future_disown (
      dex_scheduler_spawn (NULL, 0, follow_fiber, g_rc_box_acquire (self), follow_unref));
}

void
jm_follow_stale (JmFollow *self)
{
  self->stale = TRUE;
  read_if_due (self);
}

/* What changed before is read again afterwards: the replacing may fail. */
void
jm_follow_begin (JmFollow *self)
{
  g_cancellable_cancel (self->asking);
  g_object_unref (self->asking);
  self->asking = g_cancellable_new ();
  self->busy = TRUE;
}

GCancellable *
jm_follow_get_asking (JmFollow *self)
{
  return self->asking;
}

/* --- showing something else */

typedef struct
{
  JmFollow *follow;
  GObject *list;
  GCancellable *asking;
  JmFollowShow show;
} Show;

static void
show_free (gpointer data)
{
  Show *show = data;

  follow_unref (show->follow);
  g_object_unref (show->list);
  g_object_unref (show->asking);
  g_free (show);
}

static DexFuture *
show_fiber (gpointer data)
{
  Show *show = data;
  JmFollow *self = show->follow;
  DexFuture *shown = show->show (show->list, show->asking);

  if (show->asking == self->asking)
    {
      self->busy = FALSE;
      read_if_due (self);
    }

  return shown;
}

DexFuture *
jm_follow_show (JmFollow     *self,
                JmFollowShow  how)
{
  Show *show = g_new0 (Show, 1);

  show->follow = g_rc_box_acquire (self);
  show->list = g_weak_ref_get (&self->list);
  show->asking = g_object_ref (self->asking);
  show->show = how;
  return dex_scheduler_spawn (NULL, 0, show_fiber, show, show_free);
}
