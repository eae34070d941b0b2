/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "base/jm-clock.h"

#include <gio/gio.h>
#include <glib-unix.h>
#include <math.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

/*
 * JmClock: what time it is, and who waits for which time.
 *
 * All sleeps of a clock stand in one sequence, by deadline in boot time. The machine's clock has
 * one timerfd on CLOCK_BOOTTIME, set to the first deadline: the timeouts of GLib count monotonic
 * time, which stops while the machine is suspended. A second timerfd never rings, but the kernel
 * cancels it when the machine resumes or the wall clock is set; only then boot and monotonic time
 * are compared, so that an idle program is not woken for it.
 *
 * A manual clock has no timerfd: jm_clock_advance() wakes the sleepers itself.
 *
 * Belongs to the main context of the thread that made it.
 */

#define SLEPT_MS 5000
/* Wall time of the year 2255: the kernel holds no more than 2262. */
#define NEVER_SECONDS G_GINT64_CONSTANT (9000000000)
/* Where a manual clock's boot time begins: not 0, because nothing may take 0 for "now". */
#define MANUAL_BOOT_MS (60 * 60 * 1000)
/* Far enough for every caller, and no overflow in ms. */
#define SLEEP_MAX_SECONDS (100.0 * 365 * 24 * 60 * 60)

struct _JmClock
{
  GObject parent_instance;

  gboolean manual;
  gint64 wall_ms;
  gint64 boot_ms;

  GSequence *sleepers;
  guint64 n_slept;
  GMainContext *context;

  GSource *alarm;
  int alarm_fd;
  GSource *resume;
  int resume_fd;
  gint64 drift_ms;
};

typedef struct
{
  gint64 deadline_ms;
  guint64 serial;
  DexPromise *promise;
  GSource *cancelled;
  GSequenceIter *iter;
} Sleeper;

enum
{
  WOKE,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (JmClock, jm_clock, G_TYPE_OBJECT)

static gint64
read_clock_ms (clockid_t id)
{
  struct timespec now;

  clock_gettime (id, &now);

  return (gint64) now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static gint64
read_drift_ms (void)
{
  return read_clock_ms (CLOCK_BOOTTIME) - read_clock_ms (CLOCK_MONOTONIC);
}

static void
sleeper_free (gpointer data)
{
  Sleeper *sleeper = data;

  if (sleeper->cancelled != NULL)
    g_source_destroy (sleeper->cancelled);
  g_clear_pointer (&sleeper->cancelled, g_source_unref);
  dex_clear (&sleeper->promise);
  g_free (sleeper);
}

static int
sleeper_compare (gconstpointer a,
                 gconstpointer b,
                 gpointer      data)
{
  const Sleeper *left = a;
  const Sleeper *right = b;

  if (left->deadline_ms != right->deadline_ms)
    return left->deadline_ms < right->deadline_ms ? -1 : 1;

  return left->serial < right->serial ? -1 : left->serial > right->serial;
}

/* The sleeper is freed; who waited is answered last, because the answer may lead anywhere. */
static void
sleeper_end (Sleeper *sleeper,
             GError  *error)
{
  g_autoptr (DexPromise) promise = g_steal_pointer (&sleeper->promise);

  g_sequence_remove (sleeper->iter);

  if (error != NULL)
    dex_promise_reject (promise, error);
  else
    dex_promise_resolve_boolean (promise, TRUE);
}

static Sleeper *
get_first_sleeper (JmClock *self)
{
  GSequenceIter *first = g_sequence_get_begin_iter (self->sleepers);

  return g_sequence_iter_is_end (first) ? NULL : g_sequence_get (first);
}

static void
set_alarm (JmClock *self)
{
  Sleeper *first = get_first_sleeper (self);
  struct itimerspec when = { 0 };

  if (self->manual)
    return;

  if (first != NULL)
    {
      /* All zero would disarm the timer. */
      gint64 deadline_ms = MAX (first->deadline_ms, 1);

      when.it_value.tv_sec = deadline_ms / 1000;
      when.it_value.tv_nsec = deadline_ms % 1000 * 1000000;
    }

  timerfd_settime (self->alarm_fd, TFD_TIMER_ABSTIME, &when, NULL);
}

static void
wake_due (JmClock *self)
{
  gint64 now_ms = jm_clock_get_boot_ms (self);
  Sleeper *first;

  while ((first = get_first_sleeper (self)) && first->deadline_ms <= now_ms)
    sleeper_end (first, NULL);

  set_alarm (self);
}

static void
notice_sleep (JmClock *self)
{
  gint64 drift_ms = read_drift_ms ();
  gint64 slept_ms = drift_ms - self->drift_ms;

  self->drift_ms = drift_ms;
  if (slept_ms >= SLEPT_MS)
    g_signal_emit (self, signals[WOKE], 0);
}

static gboolean
alarm_cb (int          fd,
          GIOCondition condition,
          gpointer     data)
{
  g_autoptr (JmClock) self = g_object_ref (data);
  guint64 rings;

  if (read (fd, &rings, sizeof rings) < 0)
    g_debug ("The alarm was set anew before it was read");

  notice_sleep (self);
  wake_due (self);

  return G_SOURCE_CONTINUE;
}

static void
arm_resume (JmClock *self)
{
  struct itimerspec never = { .it_value.tv_sec = NEVER_SECONDS };

  timerfd_settime (self->resume_fd, TFD_TIMER_ABSTIME | TFD_TIMER_CANCEL_ON_SET, &never, NULL);
}

static gboolean
resume_cb (int          fd,
           GIOCondition condition,
           gpointer     data)
{
  g_autoptr (JmClock) self = g_object_ref (data);
  guint64 rings;

  if (read (fd, &rings, sizeof rings) < 0)
    g_debug ("The wall clock was set, or the machine resumed");

  arm_resume (self);
  notice_sleep (self);
  wake_due (self);

  return G_SOURCE_CONTINUE;
}

static GSource *
watch_timer (JmClock           *self,
             int                fd,
             GUnixFDSourceFunc  callback)
{
  GSource *source = g_unix_fd_source_new (fd, G_IO_IN);

  g_source_set_callback (source, G_SOURCE_FUNC (callback), self, NULL);
  g_source_attach (source, self->context);

  return source;
}

static void
start_timers (JmClock *self)
{
  self->alarm_fd = timerfd_create (CLOCK_BOOTTIME, TFD_NONBLOCK | TFD_CLOEXEC);
  self->resume_fd = timerfd_create (CLOCK_REALTIME, TFD_NONBLOCK | TFD_CLOEXEC);
  if (self->alarm_fd < 0 || self->resume_fd < 0)
    g_error ("The kernel gave no timer: %s", g_strerror (errno));

  self->drift_ms = read_drift_ms ();
  self->alarm = watch_timer (self, self->alarm_fd, alarm_cb);
  self->resume = watch_timer (self, self->resume_fd, resume_cb);
  arm_resume (self);
}

static void
stop_timer (GSource **source,
            int      *fd)
{
  if (*source != NULL)
    g_source_destroy (*source);
  g_clear_pointer (source, g_source_unref);
  g_clear_fd (fd, NULL);
}

static gboolean
cancelled_cb (GCancellable *cancellable,
              gpointer      data)
{
  sleeper_end (data, g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "Cancelled"));

  return G_SOURCE_REMOVE;
}

static void
jm_clock_dispose (GObject *object)
{
  JmClock *self = JM_CLOCK (object);
  Sleeper *first;

  while ((first = get_first_sleeper (self)))
    sleeper_end (first,
                 g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "The clock stopped"));
  stop_timer (&self->alarm, &self->alarm_fd);
  stop_timer (&self->resume, &self->resume_fd);

  G_OBJECT_CLASS (jm_clock_parent_class)->dispose (object);
}

static void
jm_clock_finalize (GObject *object)
{
  JmClock *self = JM_CLOCK (object);

  g_clear_pointer (&self->sleepers, g_sequence_free);
  g_clear_pointer (&self->context, g_main_context_unref);

  G_OBJECT_CLASS (jm_clock_parent_class)->finalize (object);
}

static void
jm_clock_class_init (JmClockClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = jm_clock_dispose;
  object_class->finalize = jm_clock_finalize;

  /**
   * JmClock::woke:
   *
   * The machine was suspended for 5 seconds or more and runs again. Sleeps whose deadline passed
   * meanwhile are woken right after it.
   */
  signals[WOKE] = g_signal_new ("woke", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                NULL, G_TYPE_NONE, 0);
}

static void
jm_clock_init (JmClock *self)
{
  self->sleepers = g_sequence_new (sleeper_free);
  self->context = g_main_context_ref_thread_default ();
  self->alarm_fd = -1;
  self->resume_fd = -1;
}

/**
 * jm_clock_new:
 *
 * The clock of the machine.
 *
 * Returns: (transfer full): a clock for the thread-default main context
 */
JmClock *
jm_clock_new (void)
{
  JmClock *self = g_object_new (JM_TYPE_CLOCK, NULL);

  start_timers (self);

  return self;
}

/**
 * jm_clock_new_manual:
 * @wall_ms: its first wall time, ms since the epoch
 *
 * A clock that stands still until somebody turns it.
 *
 * Returns: (transfer full): a clock for the thread-default main context
 */
JmClock *
jm_clock_new_manual (gint64 wall_ms)
{
  JmClock *self = g_object_new (JM_TYPE_CLOCK, NULL);

  self->manual = TRUE;
  self->wall_ms = wall_ms;
  self->boot_ms = MANUAL_BOOT_MS;

  return self;
}

/**
 * jm_clock_get_wall_ms:
 *
 * Returns: ms since the epoch. It may jump: show it, keep it, but do not measure with it.
 */
gint64
jm_clock_get_wall_ms (JmClock *self)
{
  g_return_val_if_fail (JM_IS_CLOCK (self), 0);

  return self->manual ? self->wall_ms : read_clock_ms (CLOCK_REALTIME);
}

/**
 * jm_clock_get_boot_ms:
 *
 * Returns: ms since some moment of this boot; never goes back, counts on in suspend
 */
gint64
jm_clock_get_boot_ms (JmClock *self)
{
  g_return_val_if_fail (JM_IS_CLOCK (self), 0);

  return self->manual ? self->boot_ms : read_clock_ms (CLOCK_BOOTTIME);
}

/**
 * jm_clock_advance:
 * @ms: 0 or more
 *
 * Turns a manual clock. The new time is set at once and then all who are due are woken, in the
 * order of their deadlines: a job that repeats runs once after a long jump, as it would on a
 * machine.
 */
void
jm_clock_advance (JmClock *self,
                  gint64   ms)
{
  g_return_if_fail (JM_IS_CLOCK (self));
  g_return_if_fail (self->manual);
  g_return_if_fail (ms >= 0);

  self->wall_ms += ms;
  self->boot_ms += ms;
  wake_due (self);
}

/**
 * jm_clock_advance_asleep:
 * @ms: 0 or more
 *
 * As jm_clock_advance(), but the machine slept: "woke" is emitted before the sleepers are woken.
 */
void
jm_clock_advance_asleep (JmClock *self,
                         gint64   ms)
{
  g_return_if_fail (JM_IS_CLOCK (self));
  g_return_if_fail (self->manual);
  g_return_if_fail (ms >= 0);

  self->wall_ms += ms;
  self->boot_ms += ms;
  g_signal_emit (self, signals[WOKE], 0);
  wake_due (self);
}

/**
 * jm_clock_set_wall_ms:
 * @wall_ms: ms since the epoch
 *
 * Somebody set the wall clock of a manual clock. Boot time stays, nobody is woken.
 */
void
jm_clock_set_wall_ms (JmClock *self,
                      gint64   wall_ms)
{
  g_return_if_fail (JM_IS_CLOCK (self));
  g_return_if_fail (self->manual);

  self->wall_ms = wall_ms;
}

/**
 * jm_clock_get_n_sleepers:
 *
 * Returns: how many jm_sleep() have not ended
 */
guint
jm_clock_get_n_sleepers (JmClock *self)
{
  g_return_val_if_fail (JM_IS_CLOCK (self), 0);

  return g_sequence_get_length (self->sleepers);
}

/**
 * jm_sleep:
 * @seconds: of boot time; 0 or less does not wait
 * @cancellable: (nullable): ends the sleep early
 *
 * A leaf: it may be dropped.
 *
 * Returns: (transfer full): resolves to TRUE / rejects with %G_IO_ERROR_CANCELLED
 */
DexFuture *
jm_sleep (JmClock      *clock,
          double        seconds,
          GCancellable *cancellable)
{
  DexPromise *promise;
  Sleeper *sleeper;

  dex_return_error_if_fail (JM_IS_CLOCK (clock));
  dex_return_error_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));
  dex_return_error_if_fail (!isnan (seconds));

  if (g_cancellable_is_cancelled (cancellable))
    return dex_future_new_reject (G_IO_ERROR, G_IO_ERROR_CANCELLED, "Cancelled");
  if (seconds <= 0)
    return dex_future_new_true ();

  promise = dex_promise_new ();
  sleeper = g_new0 (Sleeper, 1);
  sleeper->deadline_ms =
      jm_clock_get_boot_ms (clock) + (gint64) ceil (MIN (seconds, SLEEP_MAX_SECONDS) * 1000);
  sleeper->serial = clock->n_slept++;
  sleeper->promise = dex_ref (promise);
  sleeper->iter = g_sequence_insert_sorted (clock->sleepers, sleeper, sleeper_compare, NULL);

  if (cancellable != NULL)
    {
      /* A source and not a signal handler: a handler could not be disconnected while it runs. */
      sleeper->cancelled = g_cancellable_source_new (cancellable);
      g_source_set_callback (sleeper->cancelled, G_SOURCE_FUNC (cancelled_cb), sleeper, NULL);
      g_source_attach (sleeper->cancelled, clock->context);
    }

  if (get_first_sleeper (clock) == sleeper)
    set_alarm (clock);

  return DEX_FUTURE (promise);
}
