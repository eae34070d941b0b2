/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "base/jm-clock.h"

G_BEGIN_DECLS

/* The one tick a minute that all ages on a page share: it costs a wake-up only while somebody can look at the page.
 * Signal "tick". */
#define JM_TYPE_MINUTE (jm_minute_get_type ())

G_DECLARE_FINAL_TYPE (JmMinute, jm_minute, JM, MINUTE, GObject)

/* Ticks while @page is on the screen; @page drops it in its dispose. */
JmMinute *jm_minute_new        (GtkWidget *page,
                                JmClock   *clock) G_GNUC_WARN_UNUSED_RESULT;
/* Wall clock, ms since the epoch. */
gint64    jm_minute_get_now_ms (JmMinute  *self);

G_END_DECLS
