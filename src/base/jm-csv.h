/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* One cell as RFC 4180 has it. What a spreadsheet would take for a formula gets an apostrophe: what
 * strangers wrote must not run. @text: NULL is empty. @quoted: also where nothing asks for quotes. */
void jm_csv_append_cell (GString    *out,
                         const char *text,
                         gboolean    quoted);
/* A quoted cell with what follows it: a comma, or the end of the line after the @last. */
void jm_csv_append      (GString    *out,
                         const char *text,
                         gboolean    last);

G_END_DECLS
