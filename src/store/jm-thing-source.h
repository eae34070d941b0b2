/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/jm-database.h"
#include "store/jm-thing-list.h"

G_BEGIN_DECLS

/* Private to the store: the rows of any resource but issues, in the order of their names, read from any
 * row on. Of one thread. */

/* Where a row stands in that order */
typedef struct
{
  char *name;
  char *owner;
  char *id;
} JmThingKey;

void jm_thing_key_clear (JmThingKey *self);

typedef struct
{
  const char *owner;            /* "" for none */
  const char *id;
  const char *name;
  const char *remark;           /* whose it is, as people call it; may be NULL */
  const void *document;         /* packed; only when it was asked for */
  gsize       document_length;
} JmThingRow;

typedef struct _JmThingSource JmThingSource;

/* @words: folded with g_utf8_casefold(), each of which name or remark must have; NULL: none. @from: the
 * first row, or NULL. NULL with a JM_STORE_ERROR. */
JmThingSource *jm_thing_source_new    (sqlite3           *connection,
                                       JmResourceId       resource,
                                       const char *const *words,
                                       const JmThingKey  *from,
                                       gboolean           with_documents,
                                       GError           **error);
void           jm_thing_source_free   (JmThingSource     *self);
/* The next row that has the words, borrowed until the next one; NULL at the end, or with an error. */
const JmThingRow *jm_thing_source_next (JmThingSource    *self,
                                        GError          **error);
/* Rows that were looked at so far */
guint          jm_thing_source_get_n_seen (JmThingSource *self);
void           jm_thing_source_get_key (JmThingSource    *self,
                                        JmThingKey       *key);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (JmThingSource, jm_thing_source_free)

/* The words of a text, for jm_thing_source_new(); NULL when there is none. */
char         **jm_thing_source_dup_words (const char     *text);

/* What jm_store_get_document() takes */
char          *jm_thing_row_dup_id    (const JmThingRow  *row);
JmThing       *jm_thing_new           (const char        *id,
                                       const char        *name,
                                       const char        *remark);
JmThing       *jm_thing_new_from_row  (const JmThingRow  *row);

G_END_DECLS
