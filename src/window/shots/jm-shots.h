/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <libdex.h>

#include "jm-window.h"

G_BEGIN_DECLS

/* Pictures of every page for those who have no display: walks through @window, light and dark, wide and narrow, and writes
 * PNG files into @folder (made when it is missing). The window shows the demonstration. @folder "-": takes no pictures,
 * stops wherever it would take one, and answers who asks on standard input: jm-walk.h. "-dialogs": stops in every dialog
 * once, which has to be left with Escape before it goes on. @looks: names with commas between
 * them (jm-camera.c), or NULL. Resolves to the number of pictures or stops (dex_await_int64); rejects with G_IO_ERROR. */
DexFuture *jm_shots_take  (JmWindow     *window,
                           JmClock      *clock,
                           const char   *folder,
                           const char   *looks,
                           GCancellable *cancellable) G_GNUC_WARN_UNUSED_RESULT;
/* @looks with high contrast have it for the whole program: before libadwaita is initialized. */
void       jm_shots_prepare (const char *looks);
/* Looks of a new machine: GNOME's font where there is one, no blinking, no motion. Before the first window. */
void       jm_shots_settle (void);

G_END_DECLS
