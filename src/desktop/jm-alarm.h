/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "base/jm-clock.h"

G_BEGIN_DECLS

/* One timer that is set anew whenever its owner has looked: on the main context, by boot time. */
typedef struct _JmAlarm JmAlarm;

typedef void (*JmAlarmFunc) (gpointer owner);

/* @func is called with @owner, which must outlive it. */
JmAlarm *jm_alarm_new  (JmClock     *clock,
                       JmAlarmFunc func,
                       gpointer owner);
void     jm_alarm_free (JmAlarm     *self);
/* After @ms at the latest; -1: never. One that was set to go off sooner stays: its owner only looks. It
 * goes off within an hour, because the wall clock may be set meanwhile. */
void     jm_alarm_set  (JmAlarm     *self,
                   gint64 ms);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (JmAlarm, jm_alarm_free)

G_END_DECLS
