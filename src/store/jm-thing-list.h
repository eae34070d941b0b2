/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/jm-store.h"

G_BEGIN_DECLS

/* One stored row of any resource, as the explorer shows it. Immutable. */
#define JM_TYPE_THING (jm_thing_get_type ())

G_DECLARE_FINAL_TYPE (JmThing, jm_thing, JM, THING, GObject)

/* What jm_store_get_document() takes */
const char *jm_thing_get_id     (JmThing *self);
/* What people know it by: a name, an issue's key and so on; never NULL */
const char *jm_thing_get_name   (JmThing *self);
/* A second column: an issue's summary, the owner ("WEB", "WEB-12") of what has one; may be NULL */
const char *jm_thing_get_remark (JmThing *self);

/* A GListModel of JmThing over the rows of one resource, a few pages at a time; issues newest first, all
 * else by name. Follows JmStore::changed. Properties, notify: "loading", "n-items". */
#define JM_TYPE_THING_LIST (jm_thing_list_get_type ())

G_DECLARE_FINAL_TYPE (JmThingList, jm_thing_list, JM, THING_LIST, GObject)

JmThingList *jm_thing_list_new      (JmStore      *store);
/* @text: words that name or remark have, or NULL. Resolves to the count (int64). */
DexFuture   *jm_thing_list_show     (JmThingList  *self,
                                     JmResourceId  resource,
                                     const char   *text) G_GNUC_WARN_UNUSED_RESULT;
gboolean     jm_thing_list_is_loading (JmThingList *self);

G_END_DECLS
