/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <libdex.h>

G_BEGIN_DECLS

#define JM_TYPE_CLOCK (jm_clock_get_type ())

G_DECLARE_FINAL_TYPE (JmClock, jm_clock, JM, CLOCK, GObject)

/* The clock of the machine, or one that a test turns by hand. Wall time may jump; boot time never
 * does, and it counts on while the machine sleeps. Signal "woke": the machine slept for 5 seconds
 * or more (boot time ran away from monotonic time), or a test said so with
 * jm_clock_advance_asleep(). */
JmClock   *jm_clock_new               (void);
JmClock   *jm_clock_new_manual        (gint64 wall_ms);
gint64     jm_clock_get_wall_ms       (JmClock *self);
gint64     jm_clock_get_boot_ms       (JmClock *self);
void       jm_clock_advance           (JmClock *self,
                                       gint64   ms);
void       jm_clock_advance_asleep    (JmClock *self,
                                       gint64   ms);
void       jm_clock_set_wall_ms       (JmClock *self,
                                       gint64   wall_ms);
/* How many sleeps are waiting: a test turns the clock only when its fibers have come to rest. */
guint      jm_clock_get_n_sleepers    (JmClock *self);

/* Resolves to TRUE after @seconds of boot time; rejects with G_IO_ERROR_CANCELLED. */
DexFuture *jm_sleep                   (JmClock      *clock,
                                       double        seconds,
                                       GCancellable *cancellable) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
