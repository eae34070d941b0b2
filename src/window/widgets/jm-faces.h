/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* The faces of a page are children of one stack: "waiting" (nothing to see), "loading", "empty",
 * "error", "content". */

/* Shows the face @name. "loading" only comes up when nothing else has come within 200 ms: a wait
 * that is shorter is not shown. */
void jm_faces_show (GtkStack   *stack,
                    const char *name);

G_END_DECLS
