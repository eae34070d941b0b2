/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/jm-database.h"

G_BEGIN_DECLS

/* Private to the store: when to tell that rows changed. On the main context. */
typedef struct _JmStoreNews JmStoreNews;

/* @resources: bits of JmResourceId */
typedef void (*JmStoreNewsFunc) (gpointer owner,
                                 guint32  resources);

/* @tell is called with @owner, which must outlive it. */
JmStoreNews *jm_store_news_new    (JmStoreNewsFunc  tell,
                                   gpointer         owner);
void         jm_store_news_free   (JmStoreNews     *self);
/* Rows of these changed. The first is told at once, what follows within a quarter of a second is told
 * together. */
void         jm_store_news_add    (JmStoreNews     *self,
                                   guint32          resources);
/* Also tells what other processes write to the file of @database, which is open. Resolves to TRUE when
 * it has begun. */
DexFuture   *jm_store_news_follow (JmStoreNews     *self,
                                   JmDatabase      *database) G_GNUC_WARN_UNUSED_RESULT;
/* Nothing is told any more. */
void         jm_store_news_stop   (JmStoreNews     *self);

G_END_DECLS
