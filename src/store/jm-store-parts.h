/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/jm-store-pages.h"

G_BEGIN_DECLS

/* Private to the store: comments, work logs and history, which come inside their issue or as pages of
 * their own, and belong to it either way. */

typedef struct
{
  JmResourceId resource;
  GString     *words;           /* out, appended to: the text of its items; NULL: not wanted */
  gboolean     complete;        /* out: these are all that the issue has */
  gboolean     mentioned;       /* out: one of them mentions me */
} JmPart;

/* What came inside the issue @id. @items: the array; @total: how many there are. */
gboolean jm_part_put        (JmPut             *put,
                             JmPart            *part,
                             gint64             id,
                             gint64             updated_ms,
                             const JmJsonSlice *items,
                             const JmJsonSlice *total,
                             gboolean           is_new,
                             GError           **error);
/* An issue that is not stored: when it was buried, what belongs to it is there again, and *@is_new
 * FALSE. */
gboolean jm_part_bring_back (JmPut             *put,
                             gint64             id,
                             gboolean          *is_new,
                             GError           **error);
/* Below the earth, or up again: @buried. */
gboolean jm_part_move       (sqlite3           *connection,
                             gint64             id,
                             gboolean           buried,
                             GError           **error);
/* All that belongs to the issue goes. */
gboolean jm_part_remove     (sqlite3           *connection,
                             gint64             id,
                             gboolean           buried,
                             GError           **error);
/* Whether @resource belongs to issues. */
gboolean jm_part_is_part    (JmResourceId       resource);

G_END_DECLS
