/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/jm-store.h"

G_BEGIN_DECLS

/* A part of a text that can be folded away: the lines between these two, counted from 0 */
typedef struct
{
  guint first;                  /* ends with "{" or "[" */
  guint last;                   /* begins with what closes it */
} JmFold;

/* A stored document as people read it. Immutable. */
typedef struct
{
  char    *text;                /* indented JSON without what looks like a secret */
  gsize    length;              /* of it, bytes */
  gsize    size;                /* of the document as Jira sent it, bytes */
  gboolean is_cut;              /* too large to be shown whole */
  JmFold  *folds;               /* by their first lines */
  guint    n_folds;
} JmDocumentText;

#define JM_TYPE_DOCUMENT_TEXT (jm_document_text_get_type ())
GType           jm_document_text_get_type (void);
JmDocumentText *jm_document_text_copy     (JmDocumentText *self); /* another reference */
void            jm_document_text_free     (JmDocumentText *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (JmDocumentText, jm_document_text_free)

/* @whole: nothing is cut off, for who copies it. */
JmDocumentText *jm_document_text_new      (GBytes         *document,
                                           gboolean        whole) G_GNUC_WARN_UNUSED_RESULT;

/* jm_store_get_document() and then its text, both off the main thread. Resolves to a JmDocumentText (dex_await_boxed);
 * NULL when there is no such row. */
DexFuture      *jm_store_get_text         (JmStore        *store,
                                           JmResourceId    resource,
                                           const char     *id,
                                           gboolean        whole) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
