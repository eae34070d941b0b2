/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* One cell as RFC 4180 has it, quoted, with what follows it: a comma, or the end of the line after the @last. What a
 * spreadsheet would take for a formula gets an apostrophe. @text: NULL is empty. */
void jm_csv_append (GString    *out,
                    const char *text,
                    gboolean    last);

G_END_DECLS
