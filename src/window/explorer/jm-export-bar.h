/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "store/jm-export.h"

G_BEGIN_DECLS

/* How far an export is, with a button that stops it. Only there while one runs; one at a time. Property "busy"
 * (notify). */
#define JM_TYPE_EXPORT_BAR (jm_export_bar_get_type ())

G_DECLARE_FINAL_TYPE (JmExportBar, jm_export_bar, JM, EXPORT_BAR, GtkWidget)

/* The format of a file by its name: "….json", "….md", else CSV. */
JmExportFormat jm_export_bar_format_of (const char   *name);
/* Asks where to, writes @resource of @store there, and has the window say how it ended. What is not written whole leaves
 * the file as it was. @words: of issues, only these; else NULL. */
void           jm_export_bar_start     (JmExportBar  *self,
                                        JmStore      *store,
                                        JmResourceId  resource,
                                        const char   *words);
/* The same to a file that is known. Resolves to the number of rows (int64). */
DexFuture     *jm_export_bar_write     (JmExportBar  *self,
                                        JmStore      *store,
                                        JmResourceId  resource,
                                        const char   *words,
                                        GFile        *file) G_GNUC_WARN_UNUSED_RESULT;
void           jm_export_bar_stop      (JmExportBar  *self);
gboolean       jm_export_bar_is_busy   (JmExportBar  *self);

G_END_DECLS
