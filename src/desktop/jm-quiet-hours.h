/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* The time of day at which nothing is told, by the clock on the wall. Minutes after midnight; with an end
 * that is not behind its begin it goes on past midnight; with the same begin and end it has no length. */
typedef struct
{
  gboolean on;
  guint    from;
  guint    until;               /* not quiet any more */
} JmQuietHours;

JmQuietHours jm_quiet_hours_read    (GSettings          *settings);
/* @now_ms: wall */
gboolean     jm_quiet_hours_include (const JmQuietHours *self,
                                 gint64 now_ms);
/* How many ms after @now_ms they end; -1 when it is not quiet. Where the clocks are set back or forward
 * meanwhile, it may be sooner: look again then. */
gint64       jm_quiet_hours_left_ms (const JmQuietHours *self,
                               gint64 now_ms);

G_END_DECLS
