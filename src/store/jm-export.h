/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/jm-issue-list.h"

G_BEGIN_DECLS

typedef enum
{
  JM_EXPORT_CSV,                /* RFC 4180; a cell that a spreadsheet would run gets an apostrophe */
  JM_EXPORT_JSON,               /* an array of the documents as Jira sent them */
  JM_EXPORT_MARKDOWN,           /* a table */
} JmExportFormat;

/* How far it is; on the main context. @total -1 while unknown. */
typedef void (*JmExportProgress) (gint64 written, gint64 total, gpointer data);

/* Writes a list to @stream row by row, off the main thread; holds a page at a time. @query: which issues
 * and in which order when @resource is JM_RESOURCE_ISSUES, NULL for all; ignored otherwise. @data is
 * borrowed until the future is done. Resolves to the number of rows (int64); @stream is flushed, not
 * closed; rejects with JM_STORE_ERROR, G_IO_ERROR or G_IO_ERROR_CANCELLED.
 *
 * So that no half of a file stays: open it with g_file_replace(), and close it with
 * g_output_stream_close() when the future resolved. When it was rejected, close it with a GCancellable
 * that was cancelled before: what is at the file's name is then as it was. */
DexFuture *jm_store_export (JmStore            *store,
                            JmResourceId        resource,
                            const JmIssueQuery *query,
                            JmExportFormat      format,
                            GOutputStream      *stream,
                            JmExportProgress    progress,
                            gpointer            data,
                            GCancellable       *cancellable) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
