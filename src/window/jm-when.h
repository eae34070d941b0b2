/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Times as a person reads them. All are given the time they compare with: nothing here asks a clock. Times are wall clock,
 * ms since the epoch; the caller owns what is returned; 0 ("never") gives an empty string. */

/* "just now", "18 min ago", "5 h ago"; from a day on "Tuesday"; from a week on "7 Nov", "7 Nov 2025". Also the future: "in 5 min". */
char *jm_when_relative  (gint64 ms,
                         gint64 now_ms) G_GNUC_WARN_UNUSED_RESULT;
/* "13:32", or "1:32 PM": as the desktop or the language has it */
char *jm_when_clock     (gint64 ms) G_GNUC_WARN_UNUSED_RESULT;
/* The same for minutes after midnight, 0 … 1439 */
char *jm_when_of_day    (guint minutes) G_GNUC_WARN_UNUSED_RESULT;
/* "15 Feb 2027" */
char *jm_when_date      (gint64 ms) G_GNUC_WARN_UNUSED_RESULT;
/* "7 Nov": where the year is clear */
char *jm_when_day_and_month (gint64 ms) G_GNUC_WARN_UNUSED_RESULT;
/* "Friday, 20 November 2026, 13:32": for tooltips and descriptions */
char *jm_when_full      (gint64 ms) G_GNUC_WARN_UNUSED_RESULT;
/* "Today", "Yesterday", "Tuesday", "7 November 2026": a heading over a day */
char *jm_when_day       (gint64 ms,
                         gint64 now_ms) G_GNUC_WARN_UNUSED_RESULT;
/* The day in a row, to compare: local days since year 1 */
guint jm_when_day_number (gint64 ms);
/* "41:12"; "2 h 05 min" from an hour on; "0:00" for what is over */
char *jm_when_countdown (gint64 seconds) G_GNUC_WARN_UNUSED_RESULT;
/* The same for what nobody waits for: "28 min" as long as it is more than five, then "4:12" */
char *jm_when_wait      (gint64 seconds) G_GNUC_WARN_UNUSED_RESULT;
/* "3 seconds", "5 minutes", "6 days": one unit, for a sentence */
char *jm_when_duration  (gint64 seconds) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
