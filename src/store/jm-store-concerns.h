/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/jm-news-item.h"
#include "store/jm-store.h"

G_BEGIN_DECLS

/* What may be news for the person, until somebody knows who did it; and the news. See
 * jm-store-concerns.c. */

/* An issue with changes that concern the person if somebody else made them */
typedef struct
{
  gint64 issue_id;
  guint  kinds;                 /* bits of JmNewsKind; a comment that mentions is news at once */
  gint64 since_ms;              /* what was done before, by Jira's clock, is no news */
} JmConcern;

/* What a concern came to. All but @cause may be NULL. */
typedef struct
{
  JmNewsKind  kind;
  const char *cause;            /* tells it apart from all others of this kind and issue */
  gint64      time_ms;
  const char *who;
  const char *status;
} JmVerdict;

/* The newest ones first. Resolves to a GBytes of at most @limit JmConcern. */
DexFuture *jm_store_list_concerns   (JmStore         *self,
                                     guint            limit) G_GNUC_WARN_UNUSED_RESULT;
/* It is judged: the verdicts become news, if they were not news before. Resolves to how many did
 * (int64). */
DexFuture *jm_store_settle_concern  (JmStore         *self,
                                     const JmConcern *concern,
                                     const JmVerdict *verdicts,
                                     guint            n_verdicts) G_GNUC_WARN_UNUSED_RESULT;
/* A run that asked for all that changed came to a good end: from now on changes are news, up to here they
 * have been looked at. Resolves to TRUE. */
DexFuture *jm_store_begin_news      (JmStore         *self) G_GNUC_WARN_UNUSED_RESULT;
/* Nobody could say today: behind all others. Resolves to TRUE. */
DexFuture *jm_store_postpone_concern (JmStore        *self,
                                     const JmConcern *concern) G_GNUC_WARN_UNUSED_RESULT;
/* Nobody wants to know of these kinds (bits of JmNewsKind): what there is of them is forgotten. Resolves to
 * TRUE. */
DexFuture *jm_store_forget_news     (JmStore         *self,
                                     guint            kinds) G_GNUC_WARN_UNUSED_RESULT;
/* What nobody took yet, the newest hundred, oldest first; each goes to one taker alone. Resolves to a
 * GPtrArray of JmNewsItem. */
DexFuture *jm_store_take_news       (JmStore         *self) G_GNUC_WARN_UNUSED_RESULT;
/* All that was news lately, taken or not, at most @limit, newest first. Resolves to a GPtrArray of
 * JmNewsItem. */
DexFuture *jm_store_list_news       (JmStore         *self,
                                     guint            limit) G_GNUC_WARN_UNUSED_RESULT;
/* Resolves to how many there are to take (int64). */
DexFuture *jm_store_count_news      (JmStore         *self) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
