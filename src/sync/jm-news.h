/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "accounts/jm-account.h"
#include "store/jm-news-item.h"

G_BEGIN_DECLS

/* One account's news (JmNewsItem): what happened to issues that concerns its person, found by the sync in what
 * it stored. Own changes are none, nor is what the first fetching of a project brings, nor a kind of which the
 * settings say that nobody wants to hear. Signal "came": there is something that was not taken yet; at the end
 * of a run, of this process or of another one. What came while nobody listened is told again then. */
#define JM_TYPE_NEWS (jm_news_get_type ())

G_DECLARE_FINAL_TYPE (JmNews, jm_news, JM, NEWS, GObject)

/* The one of this account, made at first use; borrowed, it lives as long as the account. */
JmNews     *jm_news_get  (JmServices *services,
                          JmAccount  *account);
/* What nobody has taken yet, oldest first, at most 100 (older ones are forgotten); each is given to one
 * taker alone, also among processes. Resolves to a GPtrArray of JmNewsItem. */
DexFuture  *jm_news_take (JmNews     *self) G_GNUC_WARN_UNUSED_RESULT;
/* What came lately, taken or not, at most @limit, newest first. Resolves to a GPtrArray of JmNewsItem. */
DexFuture  *jm_news_list (JmNews     *self,
                          guint       limit) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
