/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "base/jm-clock.h"
#include "base/jm-http.h"

G_BEGIN_DECLS

/* The windows that rate limits closed for one site: for the whole account, one endpoint, or the writes
 * to one issue. */
typedef struct _JmRateWindows JmRateWindows;

JmRateWindows *jm_rate_windows_new            (JmClock        *clock);
void           jm_rate_windows_free           (JmRateWindows  *self);
/* Reads the 429 or 503 @response to "@method @path", of which it is the @n_tries-th in a row;
 * closes what it closes. Whether it closed any. */
gboolean       jm_rate_windows_close          (JmRateWindows  *self,
                                               JmHttpResponse *response,
                                               const char     *method,
                                               const char     *path,
                                               guint           n_tries);
/* ms of boot time until which "@method @path" may not be sent, or 0 */
gint64         jm_rate_windows_get_until_ms   (JmRateWindows  *self,
                                               const char     *method,
                                               const char     *path);
/* ms of boot time until which nothing may be sent, or 0 */
gint64         jm_rate_windows_get_account_ms (JmRateWindows  *self);
/* All that is closed, as one line; "" when nothing is. And back. */
char          *jm_rate_windows_dup_text       (JmRateWindows  *self) G_GNUC_WARN_UNUSED_RESULT;
void           jm_rate_windows_load           (JmRateWindows  *self,
                                               const char     *text);
/* Seconds before try @n_tries + 1: full jitter below 1 s · 2ⁿ, at most JM_LIMIT_BACKOFF_SECONDS */
double         jm_rate_windows_backoff        (guint           n_tries);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (JmRateWindows, jm_rate_windows_free)

G_END_DECLS
