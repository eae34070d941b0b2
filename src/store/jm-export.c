/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "store/jm-export.h"

#include <glib/gi18n.h>

#include "base/jm-time.h"
#include "store/jm-export-rows.h"
#include "store/jm-issue-order.h"
#include "store/jm-pack.h"
#include "store/jm-statement.h"
#include "store/jm-store-private.h"
#include "store/jm-thing-source.h"

/*
 * A fiber that asks the scanning thread for a piece of text, a page of rows, and gives it to the
 * stream, until there is no more. Issues are told by their ids, which are known before; of anything
 * else the place of the next row goes from piece to piece. Rows that came or went meanwhile are there or
 * not; none is twice.
 */
#define PAGE_ROWS 200

typedef struct
{
  JmStore *store;
  JmResourceId resource;
  JmIssueQuery *query; /* of issues */
  JmExportFormat format;
  GOutputStream *stream;
  JmExportProgress progress;
  gpointer data;
  GCancellable *cancellable;

  JmIssueOrder *order;  /* of issues */
  guint next;           /* position in it */
  JmThingKey key;       /* of all else: the last row that was written, when there is one */
  gboolean has_key;
  gint64 total;
  gint64 n_rows;
  gboolean ended;
} Export;

static void
export_free (gpointer data)
{
  Export *export = data;

  g_object_unref (export->store);
  g_object_unref (export->stream);
  g_object_unref (export->cancellable);
  jm_issue_query_free (export->query);
  g_clear_pointer (&export->order, jm_issue_order_unref);
  jm_thing_key_clear (&export->key);
  g_free (export);
}

/* --- a piece of issues, on the thread that scans */

/* clang-format off */
static const char *const issue_titles[] = {
  "key", "project", "type", "status", "priority", "assignee", "reporter", "summary",
  "created", "updated", "resolved", "due", NULL
};
#define N_TEXTS 8
#define N_CELLS 12

static const char issue_sql[] =
  "SELECT key, project_key, kind, status, priority, assignee, reporter, summary,"
  "    created_ms, updated_ms, resolved_ms, due_ms FROM issues WHERE id = ?1";
static const char document_sql[] = "SELECT document FROM issue_documents WHERE id = ?1";

static const char *const thing_titles[] = { "id", "name", "owner", NULL };
/* clang-format on */

/* The day alone of what has no time. */
static char *
dup_time (gint64   ms,
          gboolean day)
{
  char *text = jm_time_to_rfc3339 (ms);

  if (text != NULL && day && strlen (text) > 10)
    text[10] = '\0';
  return text;
}

static gboolean
append_issue (Export   *export,
              sqlite3  *connection,
              gint64    id,
              GString  *text,
              GError  **error)
{
  const char *what = _("Could not read an issue");
  sqlite3_stmt *statement = jm_statement_get (connection, error, what, issue_sql, "i", id);
  const char *cells[N_CELLS];
  g_autofree char *created = NULL;
  g_autofree char *updated = NULL;
  g_autofree char *resolved = NULL;
  g_autofree char *due = NULL;

  if (statement == NULL || !jm_statement_step (statement, what, error))
    return FALSE;

  for (int i = 0; i < N_TEXTS; i++)
    cells[i] = (const char *) sqlite3_column_text (statement, i);
  cells[8] = created = dup_time (sqlite3_column_int64 (statement, 8), FALSE);
  cells[9] = updated = dup_time (sqlite3_column_int64 (statement, 9), FALSE);
  cells[10] = resolved = dup_time (sqlite3_column_int64 (statement, 10), FALSE);
  cells[11] = due = dup_time (sqlite3_column_int64 (statement, 11), TRUE);
  jm_export_append_cells (text, export->format, cells, N_CELLS);
  sqlite3_reset (statement);
  return TRUE;
}

/* FALSE for one that cannot be unpacked: with an error. */
static gboolean
append_packed (Export      *export,
               const void  *packed,
               gsize        length,
               GString     *text,
               GError     **error)
{
  g_autoptr (GBytes) document = jm_unpack (packed, length);

  if (document == NULL)
    {
      g_set_error (error, JM_STORE_ERROR, JM_STORE_ERROR_CORRUPT, "%s: %s",
                   _("Could not read"), _("the file is damaged"));
      return FALSE;
    }

  jm_export_append_document (text, document, export->n_rows == 0);
  return TRUE;
}

static gboolean
append_issue_document (Export   *export,
                       sqlite3  *connection,
                       gint64    id,
                       GString  *text,
                       GError  **error)
{
  const char *what = _("Could not read an issue");
  sqlite3_stmt *statement = jm_statement_get (connection, error, what, document_sql, "i", id);
  gboolean fine;

  if (statement == NULL || !jm_statement_step (statement, what, error))
    return FALSE;

  fine = append_packed (export, sqlite3_column_blob (statement, 0),
                        sqlite3_column_bytes (statement, 0), text, error);
  sqlite3_reset (statement);
  return fine;
}

/* An issue that is gone since the ids were found is left out. */
static void
append_issues (Export   *export,
               sqlite3  *connection,
               GString  *text,
               GError  **error)
{
  guint end = MIN (export->next + PAGE_ROWS, jm_issue_order_get_n (export->order));
  g_autoptr (GError) failure = NULL;

  for (; export->next < end && failure == NULL; export->next++)
    {
      gint64 id = jm_issue_order_get_id (export->order, export->next);
      gboolean written = export->format == JM_EXPORT_JSON ?
                             append_issue_document (export, connection, id, text, &failure) :
                             append_issue (export, connection, id, text, &failure);

      if (written)
        export->n_rows++;
    }

  export->ended = export->next == jm_issue_order_get_n (export->order);
  if (failure != NULL)
    g_propagate_error (error, g_steal_pointer (&failure));
}

/* --- a piece of all else */

static gboolean
append_thing (Export            *export,
              const JmThingRow  *row,
              GString           *text,
              GError           **error)
{
  const char *cells[] = { row->id, row->name, row->remark };

  if (export->format == JM_EXPORT_JSON)
    return append_packed (export, row->document, row->document_length, text, error);

  jm_export_append_cells (text, export->format, cells, G_N_ELEMENTS (cells));
  return TRUE;
}

static gboolean
is_last (Export           *export,
         const JmThingRow *row)
{
  return export->has_key && g_str_equal (row->id, export->key.id) &&
         g_str_equal (row->owner, export->key.owner);
}

static void
append_things (Export   *export,
               sqlite3  *connection,
               GString  *text,
               GError  **error)
{
  g_autoptr (GError) failure = NULL;
  g_autoptr (JmThingSource) source = jm_thing_source_new (
      connection, export->resource, NULL, export->has_key ? &export->key : NULL,
      export->format == JM_EXPORT_JSON, &failure);
  const JmThingRow *row = NULL;

  for (guint i = 0; source != NULL && failure == NULL && i < PAGE_ROWS; i++)
    {
      if (!(row = jm_thing_source_next (source, &failure)))
        break;
      /* It begins with where the piece before ended. */
      if (!is_last (export, row) && append_thing (export, row, text, &failure))
        export->n_rows++;
    }

  export->ended = row == NULL;
  if (row != NULL && failure == NULL)
    {
      jm_thing_key_clear (&export->key);
      jm_thing_source_get_key (source, &export->key);
      export->has_key = TRUE;
    }
  if (failure != NULL)
    g_propagate_error (error, g_steal_pointer (&failure));
}

static DexFuture *
piece_job (sqlite3  *connection,
           gpointer  data)
{
  Export *export = data;
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GError) error = NULL;

  if (export->resource == JM_RESOURCE_ISSUES)
    append_issues (export, connection, text, &error);
  else
    append_things (export, connection, text, &error);
  if (error != NULL)
    return dex_future_new_for_error (g_steal_pointer (&error));

  return dex_future_new_take_boxed (G_TYPE_BYTES,
                                    g_string_free_to_bytes (g_steal_pointer (&text)));
}

/* --- the stream */

static void
written_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      data)
{
  g_autoptr (DexPromise) promise = data;
  GError *error = NULL;

  if (g_output_stream_write_all_finish (G_OUTPUT_STREAM (source), result, NULL, &error))
    dex_promise_resolve_boolean (promise, TRUE);
  else
    dex_promise_reject (promise, error);
}

static void
flushed_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      data)
{
  g_autoptr (DexPromise) promise = data;
  GError *error = NULL;

  if (g_output_stream_flush_finish (G_OUTPUT_STREAM (source), result, &error))
    dex_promise_resolve_boolean (promise, TRUE);
  else
    dex_promise_reject (promise, error);
}

/* Awaits. */
static gboolean
write_bytes (Export  *export,
             GBytes  *bytes,
             GError **error)
{
  g_autoptr (DexPromise) promise = dex_promise_new ();
  gsize size;
  const void *data = g_bytes_get_data (bytes, &size);

  if (size == 0)
    return TRUE;

  g_output_stream_write_all_async (export->stream, data, size, G_PRIORITY_DEFAULT,
                                   export->cancellable, written_cb, dex_ref (promise));
  return dex_await (dex_ref (DEX_FUTURE (promise)), error);
}

/* Awaits. */
static gboolean
write_text (Export   *export,
            GString  *text,
            GError  **error)
{
  g_autoptr (GBytes) bytes = g_bytes_new (text->str, text->len);

  return write_bytes (export, bytes, error);
}

/* Awaits. */
static gboolean
flush (Export  *export,
       GError **error)
{
  g_autoptr (DexPromise) promise = dex_promise_new ();

  g_output_stream_flush_async (export->stream, G_PRIORITY_DEFAULT, export->cancellable, flushed_cb,
                               dex_ref (promise));
  return dex_await (dex_ref (DEX_FUTURE (promise)), error);
}

/* --- the story */

/* Awaits. Which issues there are, or how many of all else. */
static gboolean
find_rows (Export  *export,
           GError **error)
{
  g_autoptr (GError) failure = NULL;

  if (export->resource == JM_RESOURCE_ISSUES)
    {
      export->order = dex_await_boxed (
          jm_database_scan (jm_store_get_database (export->store), jm_issue_order_job,
                            jm_issue_ask_new (export->query, export->cancellable),
                            jm_issue_ask_free),
          &failure);
      if (failure == NULL)
        export->total = jm_issue_order_get_n (export->order);
    }
  else
    export->total =
        dex_await_int64 (jm_store_count (export->store, export->resource, NULL), &failure);

  if (failure == NULL)
    return TRUE;

  g_propagate_error (error, g_steal_pointer (&failure));
  return FALSE;
}

/* Awaits. The job borrows @export, which lives until the fiber has ended. */
static gboolean
write_piece (Export  *export,
             GError **error)
{
  g_autoptr (GBytes) piece = NULL;

  if (g_cancellable_set_error_if_cancelled (export->cancellable, error))
    return FALSE;

  piece = dex_await_boxed (
      jm_database_scan (jm_store_get_database (export->store), piece_job, export, NULL), error);
  if (piece == NULL || !write_bytes (export, piece, error))
    return FALSE;

  if (export->progress != NULL)
    export->progress (export->n_rows, export->total, export->data);
  return TRUE;
}

static DexFuture *
export_fiber (gpointer data)
{
  Export *export = data;
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GError) error = NULL;
  gboolean fine;

  if (export->progress != NULL)
    export->progress (0, export->total, export->data);
  jm_export_append_head (text, export->format,
                         export->resource == JM_RESOURCE_ISSUES ? issue_titles : thing_titles);
  fine = find_rows (export, &error) && write_text (export, text, &error);
  while (fine && !export->ended)
    fine = write_piece (export, &error);

  g_string_truncate (text, 0);
  jm_export_append_tail (text, export->format);
  if (!fine || !write_text (export, text, &error) || !flush (export, &error))
    return dex_future_new_for_error (g_steal_pointer (&error));

  return dex_future_new_for_int64 (export->n_rows);
}

/**
 * jm_store_export:
 * @query: (nullable): which issues, in which order; with a group, group after group
 * @stream: blocking calls of it happen on a thread of GIO's
 * @progress: (nullable): called after each piece
 * @cancellable: (nullable): ends it between two pieces, or while the stream is written to
 *
 * Cells: of issues key, project, type, status, priority, assignee, reporter, summary, created,
 * updated, resolved (RFC 3339, UTC) and due (a day); of all else id, name, and whose it is.
 *
 * Returns: (transfer full): resolves to the number of rows (int64)
 */
DexFuture *
jm_store_export (JmStore            *store,
                 JmResourceId        resource,
                 const JmIssueQuery *query,
                 JmExportFormat      format,
                 GOutputStream      *stream,
                 JmExportProgress    progress,
                 gpointer            data,
                 GCancellable       *cancellable)
{
  const JmIssueQuery all = { .sort = JM_ISSUE_SORT_KEY };
  Export *export;

  dex_return_error_if_fail (JM_IS_STORE (store));
  dex_return_error_if_fail (resource < JM_N_RESOURCES);
  dex_return_error_if_fail (format <= JM_EXPORT_MARKDOWN);
  dex_return_error_if_fail (G_IS_OUTPUT_STREAM (stream));

  export = g_new0 (Export, 1);
  export->store = g_object_ref (store);
  export->resource = resource;
  export->query = jm_issue_query_copy (query != NULL ? query : &all);
  export->format = format;
  export->stream = g_object_ref (stream);
  export->progress = progress;
  export->data = data;
  export->cancellable = cancellable != NULL ? g_object_ref (cancellable) : g_cancellable_new ();
  export->total = -1;
  return dex_scheduler_spawn (NULL, 0, export_fiber, export, export_free);
}
