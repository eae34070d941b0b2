/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "store/jm-thing-list.h"

G_BEGIN_DECLS

/* The explorer's last pane: one stored document, with its size and age, search in it, folding and copying. */
#define JM_TYPE_DOCUMENT_PANE (jm_document_pane_get_type ())

G_DECLARE_FINAL_TYPE (JmDocumentPane, jm_document_pane, JM, DOCUMENT_PANE, GtkWidget)

/* @thing: of @resource in @store, or NULL for nothing. Its document is read in the background; the same one once more is
 * read again, and keeps its place when it is unchanged. */
void     jm_document_pane_show       (JmDocumentPane *self,
                                      JmStore        *store,
                                      JmResourceId    resource,
                                      JmThing        *thing);
/* "as of 14:09": of the resource, translated; NULL for none */
void     jm_document_pane_set_age    (JmDocumentPane *self,
                                      const char     *age);
/* Opens the search in the text. */
void     jm_document_pane_search     (JmDocumentPane *self);
/* Whether a document is on the screen */
gboolean jm_document_pane_has_text   (JmDocumentPane *self);
/* So that its upper bar is as high as its neighbour's */
GtkWidget *jm_document_pane_get_bar  (JmDocumentPane *self);

G_END_DECLS
