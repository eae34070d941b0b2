/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* "2026-11-20T14:05:09Z" of ms since the epoch; NULL for 0. The caller owns it. */
char   *jm_time_to_rfc3339      (gint64 ms) G_GNUC_WARN_UNUSED_RESULT;
/* RFC 3339 and Jira's "2026-09-25T22:42:39.399-0300", with or without seconds; "yyyy-MM-dd" is
 * midnight UTC. ms since the epoch, or 0 when it is none of these. */
gint64  jm_time_parse           (const char *text);
/* An HTTP date (RFC 9110 §5.6.7) in ms since the epoch, or 0. */
gint64  jm_time_parse_http      (const char *text);
/* Retry-After: seconds or a date. Seconds from @now_ms, 0 … JM_LIMIT_RETRY_AFTER_SECONDS; -1 when
 * unusable. */
gint64  jm_time_parse_retry_after (const char *text,
                                   gint64      now_ms);

G_END_DECLS
