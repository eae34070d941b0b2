/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "desktop/jm-background.h"

G_BEGIN_DECLS

/* As jm_background_new(), told whether it stands inside a sandbox: for tests. */
JmBackground *jm_background_new_for (GSettings *settings,
                                     gboolean   sandboxed);

/* What was said last, also where nobody shows it; NULL: nothing yet */
const char   *jm_background_get_status (JmBackground *self);

/* jm-autostart.c: the file in the person's autostart folder. Only a file that this program wrote is
 * ever replaced or removed; FALSE with a sentence when it cannot be done. */
gboolean      jm_autostart_set      (gboolean   wanted,
                           GError **error);

/* Whether that file is there, and counts */
gboolean      jm_autostart_is_set (void);

G_END_DECLS
