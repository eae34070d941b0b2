/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define JM_SIM_TIME_LENGTH 28 /* 2026-11-20T14:05:09.042+0100 */

/*
 * JmSimClock: the simulator's own time. It starts at the real time (or where it was told to), runs
 * with it, and is moved by the control port. Token lives, page tokens, the Date header and the
 * times of issues all follow it.
 */
typedef struct
{
  gint64 offset_us; /* simulated minus real */
} JmSimClock;

gint64  jm_sim_clock_now     (const JmSimClock *self);
gint64  jm_sim_clock_now_ms  (const JmSimClock *self);
void    jm_sim_clock_set     (JmSimClock       *self,
                              gint64            epoch);
void    jm_sim_clock_advance (JmSimClock       *self,
                              gint64            seconds);
void    jm_sim_print_time    (GTimeZone        *zone,
                              gint64            epoch_ms,
                              char             *text);
char   *jm_sim_format_time   (GTimeZone        *zone,
                              gint64            epoch_ms) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
