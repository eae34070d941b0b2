/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include <libdex.h>

G_BEGIN_DECLS

/* Going on without a window, and starting with the session. Inside a sandbox by the background portal;
 * outside, where nobody ends what has no window, autostart is a file in the person's autostart folder. Asks
 * by itself when the settings change; what is refused goes back, and the property "refusal" (string or NULL,
 * notifies) says why. */
#define JM_TYPE_BACKGROUND (jm_background_get_type ())

G_DECLARE_FINAL_TYPE (JmBackground, jm_background, JM, BACKGROUND, GObject)

JmBackground *jm_background_new         (GSettings    *settings);
/* Asks the desktop for what the settings say now. Resolves to TRUE when it was granted; rejects with a
 * sentence for the person when it was refused. */
DexFuture    *jm_background_request     (JmBackground *self) G_GNUC_WARN_UNUSED_RESULT;
/* Why the desktop refused what was asked of it last, or NULL. */
const char   *jm_background_get_refusal (JmBackground *self);
/* What the desktop shows beside a program without a window; cut to the portal's 96 characters. */
void          jm_background_set_status  (JmBackground *self,
                               const char *sentence);

G_END_DECLS
