/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "store/jm-document-text.h"

G_BEGIN_DECLS

/* JSON with line numbers and colours, whose objects and arrays fold away: by the arrows beside the lines, or with Enter
 * in the line. Read-only. Property "match" (string, notify): "3 of 12", "" while nothing is searched.
 * Signal "folded": something was folded or came back. */
#define JM_TYPE_JSON_VIEW (jm_json_view_get_type ())

G_DECLARE_FINAL_TYPE (JmJsonView, jm_json_view, JM, JSON_VIEW, GtkWidget)

GtkWidget  *jm_json_view_new          (void);
/* NULL: nothing. The same text once more leaves everything as it is. */
void        jm_json_view_set_text     (JmJsonView     *self,
                                       JmDocumentText *text);
/* @words: "" or NULL ends the search. Unfolds all, and goes to the first match behind the cursor. */
void        jm_json_view_search       (JmJsonView     *self,
                                       const char     *words);
void        jm_json_view_search_next  (JmJsonView     *self,
                                       gboolean        backward);
const char *jm_json_view_get_match    (JmJsonView     *self);

/* All but the outermost */
void        jm_json_view_fold_all     (JmJsonView     *self);
void        jm_json_view_unfold_all   (JmJsonView     *self);
gboolean    jm_json_view_has_folded   (JmJsonView     *self);
/* The one that begins in @line, from 0. Returns whether there is one. */
gboolean    jm_json_view_toggle_fold  (JmJsonView     *self,
                                       guint           line);
gboolean    jm_json_view_is_line_seen (JmJsonView     *self,
                                       guint           line);

G_END_DECLS
