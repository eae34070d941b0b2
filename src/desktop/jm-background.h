/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include <libdex.h>

G_BEGIN_DECLS

/* Going on without a window, and starting with the session: through the background portal; outside a sandbox
 * and without a portal, autostart is a file in the person's autostart folder. */
#define JM_TYPE_BACKGROUND (jm_background_get_type ())

G_DECLARE_FINAL_TYPE (JmBackground, jm_background, JM, BACKGROUND, GObject)

JmBackground *jm_background_new           (GSettings    *settings);
/* Asks the desktop for what the settings say now. Resolves to TRUE when it was granted; rejects with a
 * sentence for the person when it was refused. */
DexFuture    *jm_background_request       (JmBackground *self,
                                           GCancellable *cancellable) G_GNUC_WARN_UNUSED_RESULT;
/* What the desktop shows beside a program without a window; cut to the portal's 96 characters. */
void          jm_background_set_status    (JmBackground *self,
                                           const char   *sentence);

G_END_DECLS
