/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/jm-thing-source.h"

G_BEGIN_DECLS

/* Private to the store: where the pages of a resource's rows begin, without the rows. About one key for
 * 64 rows; immutable and counted. */

typedef struct
{
  JmThingKey first;
  guint      start;             /* position of its first row */
  guint      n_rows;
  guint      digest;            /* of what its rows say */
} JmThingPage;

typedef struct
{
  GArray  *pages;               /* of JmThingPage */
  guint    n_rows;
  gboolean complete;
} JmThingMap;

#define JM_TYPE_THING_MAP (jm_thing_map_get_type ())
GType       jm_thing_map_get_type  (void);
JmThingMap *jm_thing_map_new_empty (void);
JmThingMap *jm_thing_map_ref       (JmThingMap *self);
void        jm_thing_map_unref     (JmThingMap *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (JmThingMap, jm_thing_map_unref)

/* The number of the page that has @position, which is one. */
guint       jm_thing_map_find      (JmThingMap *self,
                                    guint       position);
/* Rows at the beginning and at the end that are the same in both. */
void        jm_thing_map_compare   (JmThingMap *old,
                                    JmThingMap *fresh,
                                    guint      *head,
                                    guint      *tail);
/* The rows of one page, JmThing; as many as it had, whatever happened since. */
GPtrArray  *jm_thing_map_read      (JmThingMap         *self,
                                    guint               page,
                                    sqlite3            *connection,
                                    JmResourceId        resource,
                                    const char *const  *words);

typedef struct
{
  JmResourceId  resource;
  char        **words;
  gboolean      first;          /* the first page alone */
  GCancellable *cancellable;
} JmThingMapAsk;

void        jm_thing_map_ask_free  (gpointer    data);
/* @data: a JmThingMapAsk. Resolves to a JmThingMap. */
DexFuture  *jm_thing_map_job       (sqlite3    *connection,
                                    gpointer    data);

G_END_DECLS
