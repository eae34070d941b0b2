/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/jm-news-item.h"
#include "store/jm-store-pages.h"

G_BEGIN_DECLS

/* Private to the store: while a page is put, what of it may be news for the person; see
 * jm-store-concerns.c. */

/* Sets JmPut:news_from and JmPut:comments. */
gboolean jm_concern_init               (JmPut             *put,
                                        GError           **error);
/* An issue with these changes. @kinds: bits of JmNewsKind; @since_ms: when it was as it was before */
gboolean jm_concern_note               (JmPut             *put,
                                        gint64             issue_id,
                                        guint              kinds,
                                        gint64             since_ms,
                                        GError           **error);
/* @newly: set to whether the description mentions the person, and what is stored of it does not. */
gboolean jm_concern_look_at_description (JmPut             *put,
                                        gint64             issue_id,
                                        const JmJsonSlice *description,
                                        gboolean          *newly,
                                        GError           **error);
/* A comment that differs from what is stored of it, before it is stored: news when it mentions the person
 * and did not before. @owner: the id of its issue */
gboolean jm_concern_look_at_comment    (JmPut             *put,
                                        const char        *owner,
                                        JmPutText          id,
                                        const JmJsonSlice *comment,
                                        GError           **error);

G_END_DECLS
