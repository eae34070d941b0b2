/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>
#include <json-glib/json-glib.h>
#include <libdex.h>

G_BEGIN_DECLS

/* A walk goes where the pictures go, and stops instead of taking one: it prints
 *
 *   stop NAME LOOK
 *
 * and does what the lines of standard input say, until one says "next". Each other is answered with one line of JSON, when
 * all that had happened before it was worked off. This tells what the accessible tree does not: where the focus is in the
 * window, which words are cut. For tests/journeys/audit.py.
 *
 *   settle   {}                              after the next two frames
 *   focus    {"keys": 12, "widget": {…}}     keys pressed so far, and what has the focus, or null
 *   start    the same, after nothing has the focus any more (a popover keeps its own)
 *   stops    [{…}, …]                        all that can have the focus, in the topmost dialog or popover if there is one
 *   big      [{…}, …]                        what asks for more than the window has, with its least width and height
 *   words    [{…}, …]                        all labels, placeholders and tooltips that are shown there */
GDataInputStream *jm_walk_open  (void) G_GNUC_WARN_UNUSED_RESULT;
/* Called from a fiber, waits. FALSE with an error, also when standard input ends. */
gboolean          jm_walk_stop  (GDataInputStream  *questions,
                                 const char        *name,
                                 const char        *look,
                                 GtkWindow         *window,
                                 GCancellable      *cancellable,
                                 GError           **error);

/* When the next two frames of @window are drawn, or it goes. */
DexFuture        *jm_walk_frames (GtkWindow         *window) G_GNUC_WARN_UNUSED_RESULT;
/* What the topmost dialog or popover of @window is, or the window itself. Borrowed. */
GtkWidget        *jm_walk_scope (GtkWindow         *window);
JsonNode         *jm_walk_focus (GtkWindow         *window,
                                 guint              n_keys) G_GNUC_WARN_UNUSED_RESULT;
JsonNode         *jm_walk_stops (GtkWidget         *scope) G_GNUC_WARN_UNUSED_RESULT;
JsonNode         *jm_walk_big   (GtkWidget         *scope) G_GNUC_WARN_UNUSED_RESULT;
JsonNode         *jm_walk_words (GtkWidget         *scope) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
