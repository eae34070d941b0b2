/* SPDX-License-Identifier: GPL-3.0-or-later */
#define _GNU_SOURCE /* strchrnul() */
#include "config.h"

#include "store/jm-document-text.h"

#include <string.h>

#include "base/jm-json-format.h"
#include "base/jm-limits.h"
#include "base/jm-redact.h"
#include "store/jm-store-private.h"

/* --- the boxed type: one allocation with a count of references, as nothing in it changes */

static void
document_text_clear (gpointer data)
{
  JmDocumentText *self = data;

  g_free (self->text);
  g_free (self->folds);
}

JmDocumentText *
jm_document_text_copy (JmDocumentText *self)
{
  return g_atomic_rc_box_acquire (self);
}

void
jm_document_text_free (JmDocumentText *self)
{
  g_atomic_rc_box_release_full (self, document_text_clear);
}

G_DEFINE_BOXED_TYPE (JmDocumentText, jm_document_text, jm_document_text_copy, jm_document_text_free)

/* --- folds */

/* Indented JSON says itself what can be folded: no string has a line break in it, so a line that ends with a bracket opens
 * one, and a line that begins with one closes the last that is open. */
static GArray *
find_folds (const char *text)
{
  GArray *folds = g_array_new (FALSE, FALSE, sizeof (JmFold));
  g_autoptr (GArray) open = g_array_new (FALSE, FALSE, sizeof (guint));
  guint line = 0;

  for (const char *at = text; at != NULL; line++)
    {
      const char *end = strchrnul (at, '\n');
      const char *first = at + strspn (at, " ");

      if ((*first == '}' || *first == ']') && open->len > 0)
        {
          g_array_index (folds, JmFold, g_array_index (open, guint, open->len - 1)).last = line;
          g_array_set_size (open, open->len - 1);
        }
      if (end > at && (end[-1] == '{' || end[-1] == '['))
        {
          JmFold fold = { line, line };

          g_array_append_val (open, folds->len);
          g_array_append_val (folds, fold);
        }
      at = *end == '\n' ? end + 1 : NULL;
    }

  /* Cut off before it was closed: folded to the end. */
  for (guint i = 0; i < open->len; i++)
    g_array_index (folds, JmFold, g_array_index (open, guint, i)).last = line;

  return folds;
}

JmDocumentText *
jm_document_text_new (GBytes   *document,
                      gboolean  whole)
{
  JmDocumentText *self;
  g_autofree char *formatted = NULL;
  g_autoptr (GArray) folds = NULL;

  g_return_val_if_fail (document != NULL, NULL);

  self = g_atomic_rc_box_new0 (JmDocumentText);
  self->size = g_bytes_get_size (document);
  formatted = jm_json_format (document, whole ? G_MAXSIZE : JM_LIMIT_STRING_SHOWN,
                              whole ? G_MAXSIZE : JM_LIMIT_DOCUMENT_SHOWN, &self->is_cut);
  self->text = jm_redact (formatted);
  self->length = strlen (self->text);
  folds = find_folds (self->text);
  self->n_folds = folds->len;
  self->folds = (JmFold *) (gpointer) g_array_free (g_steal_pointer (&folds), FALSE);

  return self;
}

/* --- from a store */

typedef struct
{
  JmStore *store;
  JmResourceId resource;
  char *id;
  gboolean whole;
  GBytes *document;
} Reading;

static void
reading_free (gpointer data)
{
  Reading *reading = data;

  g_clear_object (&reading->store);
  g_clear_pointer (&reading->document, g_bytes_unref);
  g_free (reading->id);
  g_free (reading);
}

static DexFuture *
format_job (sqlite3  *connection,
            gpointer  data)
{
  Reading *reading = data;

  return dex_future_new_take_boxed (JM_TYPE_DOCUMENT_TEXT,
                                    jm_document_text_new (reading->document, reading->whole));
}

static DexFuture *
read_fiber (gpointer data)
{
  Reading *reading = data;
  g_autoptr (JmDocumentText) text = NULL;
  g_autoptr (GError) error = NULL;

  reading->document =
      dex_await_boxed (jm_store_get_document (reading->store, reading->resource, reading->id), &error);
  /* The job borrows the closure, which lives until this fiber has ended. */
  if (reading->document != NULL)
    text = dex_await_boxed (
        jm_database_read (jm_store_get_database (reading->store), format_job, reading, NULL), &error);
  if (error != NULL)
    return dex_future_new_for_error (g_steal_pointer (&error));

  return dex_future_new_take_boxed (JM_TYPE_DOCUMENT_TEXT, g_steal_pointer (&text));
}

/**
 * jm_store_get_text:
 * @id: as jm_store_get_document() takes it
 * @whole: nothing is cut off
 *
 * Returns: (transfer full): resolves to a JmDocumentText, or NULL when there is no such row; rejects
 *   with JM_STORE_ERROR
 */
DexFuture *
jm_store_get_text (JmStore      *store,
                   JmResourceId  resource,
                   const char   *id,
                   gboolean      whole)
{
  Reading *reading;

  dex_return_error_if_fail (JM_IS_STORE (store));
  dex_return_error_if_fail (resource < JM_N_RESOURCES);
  dex_return_error_if_fail (id != NULL);

  reading = g_new0 (Reading, 1);
  reading->store = g_object_ref (store);
  reading->resource = resource;
  reading->id = g_strdup (id);
  reading->whole = whole;

  return dex_scheduler_spawn (NULL, 0, read_fiber, reading, reading_free);
}
