/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/jm-export.h"

G_BEGIN_DECLS

/* Private to the store: rows of text in the three formats. Any thread. */

/* What stands before the first row and after the last one. @titles: NULL-terminated. */
void jm_export_append_head     (GString            *text,
                                JmExportFormat      format,
                                const char *const  *titles);
void jm_export_append_tail     (GString            *text,
                                JmExportFormat      format);
/* Cells may be NULL: empty. Not for JSON. */
void jm_export_append_cells    (GString            *text,
                                JmExportFormat      format,
                                const char *const  *cells,
                                guint               n_cells);
/* For JSON: a document as it came; @first of all. */
void jm_export_append_document (GString            *text,
                                GBytes             *document,
                                gboolean            first);

G_END_DECLS
