/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "base/jm-json-reader.h"
#include "jira/jm-resource.h"

G_BEGIN_DECLS

/* Private to the floor: what one page of a resource says of itself, before it is believed. */
typedef struct
{
  guint    n_items;
  gint64   total;               /* -1: it does not say */
  gboolean has_last;            /* whether it says so at all */
  gboolean is_last;
  char    *token;               /* of the next page, or NULL */
  char    *first_id;            /* of its first item, or NULL */
} JmPage;

/* What jm_page_read() looks for in pages of @resource; outlived by it. */
JmJsonPicker *jm_page_make_picker (const JmResource   *resource);
/* Fills @self from @bytes, which passed jm_json_check(). NULL, or what is wrong with it, for the end of
 * a sentence. */
const char   *jm_page_read        (JmPage             *self,
                                   const JmResource   *resource,
                                   const JmJsonPicker *picker,
                                   GBytes             *bytes);
void          jm_page_clear       (JmPage             *self);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (JmPage, jm_page_clear)

G_END_DECLS
