/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* @json as people read it: a member a line, two spaces a level, short objects and arrays of plain values on one line.
 * Numbers and the order of members stay as they are. Characters that would turn or break lines are written as escapes.
 * A string of more than @max_string bytes is cut off with "…", and all of it after @max_bytes; @is_cut: whether that
 * was so. Never reads past the end, whatever @json is; what is no JSON comes out as it can. The caller owns the text. */
char *jm_json_format (GBytes   *json,
                      gsize     max_string,
                      gsize     max_bytes,
                      gboolean *is_cut) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
