/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "store/jm-issue-text.h"
#include "store/jm-statement.h"
#include "store/jm-store-pages.h"

/*
 * A row of the text index is made from the document of its issue and from its comments, whole and
 * each time anew: so it cannot drift away from them. The index keeps words and no texts.
 *
 * The rows of a page are written together, after all else of it. FTS5 gathers words in memory, and
 * writes them out at every savepoint; SQLite sets one before each statement that has triggers. Row by
 * row an issue would cost five times as much.
 */

enum
{
  TEXT_KEY,
  TEXT_SUMMARY,
  TEXT_DESCRIPTION,
  TEXT_COMMENTS,
  N_TEXTS
};

static const char remove_sql[] = "DELETE FROM issue_text WHERE rowid = ?1";
static const char add_sql[] =
    "INSERT INTO issue_text (rowid, key, summary, description, comments)"
    "  VALUES (?1, ?2, ?3, ?4, ?5)";
/* Along the primary key */
static const char comments_sql[] =
    "SELECT document FROM things"
    "  WHERE resource = (SELECT id FROM resources WHERE name = 'comments') AND owner = ?1";
static const char document_sql[] =
    "SELECT document, key, summary FROM issue_documents JOIN issues USING (id) WHERE id = ?1";
static const char mention_sql[] =
    "UPDATE issues SET mine = (mine & ~8) | ?2 WHERE id = ?1 AND mine <> ((mine & ~8) | ?2)";

static JmJsonSlice
find_in (GBytes     *document,
         const char *path)
{
  JmJsonSlice slice = { JM_JSON_NOTHING, NULL, 0 };
  JmJsonReader reader;
  gsize length;
  const char *text = g_bytes_get_data (document, &length);

  jm_json_reader_init (&reader, text, length);
  jm_json_reader_find (&reader, path, &slice);
  if (!jm_json_reader_skip (&reader, &slice))
    slice.type = JM_JSON_NOTHING;

  return slice;
}

static gboolean
append_stored_comments (sqlite3            *connection,
                        gint64              id,
                        const char *const  *me,
                        GString            *text,
                        gboolean           *mentioned,
                        GError            **error)
{
  const char *what = _("Could not store what Jira sent");
  g_autoptr (GError) failure = NULL;
  sqlite3_stmt *statement;
  char owner[24];

  g_snprintf (owner, sizeof owner, "%" G_GINT64_FORMAT, id);
  statement = jm_statement_get (connection, &failure, what, comments_sql, "s", owner);
  while (statement != NULL && jm_statement_step (statement, what, &failure))
    {
      g_autoptr (GBytes) document =
          jm_unpack (sqlite3_column_blob (statement, 0), sqlite3_column_bytes (statement, 0));
      JmJsonSlice body;

      if (document == NULL)
        continue;
      body = find_in (document, "body");
      *mentioned |= jm_issue_text_append (&body, me, text);
      g_string_append_c (text, ' ');
    }
  if (failure == NULL)
    return TRUE;

  g_propagate_error (error, g_steal_pointer (&failure));
  return FALSE;
}

static gboolean
write_words (sqlite3    *connection,
             gint64      id,
             gboolean    is_new,
             JmPutText   key,
             JmPutText   summary,
             JmPutText   description,
             JmPutText   comments,
             GError    **error)
{
  const char *what = _("Could not store what Jira sent");

  return (is_new || jm_statement_run (connection, error, what, remove_sql, "i", id)) &&
         jm_statement_run (connection, error, what, add_sql, "itttt", id, key.text, key.length,
                           summary.text, summary.length, description.text, description.length,
                           comments.text, comments.length);
}

/* --- the rows of a page */

typedef struct
{
  gint64 id;
  gboolean is_new;
  gsize ends[N_TEXTS]; /* in the one text of all */
} QueuedRow;

gboolean
jm_text_queue (JmPut                 *self,
               gint64                 id,
               const JmIssueWordsOf  *words,
               const GString         *comments,
               gboolean               is_new,
               gboolean              *mentioned,
               GError               **error)
{
  QueuedRow row = { .id = id, .is_new = is_new };
  GString *text = self->queued_text;

  g_string_append_len (text, words->key.text, words->key.length);
  row.ends[TEXT_KEY] = text->len;
  g_string_append_len (text, words->summary.text, words->summary.length);
  row.ends[TEXT_SUMMARY] = text->len;
  *mentioned = jm_issue_text_append (&words->description, self->me, text);
  row.ends[TEXT_DESCRIPTION] = text->len;
  if (comments != NULL)
    g_string_append_len (text, comments->str, comments->len);
  else if (!append_stored_comments (self->connection, id, self->me, text, mentioned, error))
    return FALSE;
  row.ends[TEXT_COMMENTS] = text->len;

  g_array_append_val (self->queued_rows, row);
  return TRUE;
}

gboolean
jm_text_flush (JmPut   *self,
               GError **error)
{
  gsize begin = 0;

  for (guint i = 0; i < self->queued_rows->len; i++)
    {
      const QueuedRow *row = &g_array_index (self->queued_rows, QueuedRow, i);
      JmPutText texts[N_TEXTS];

      for (guint text = 0; text < N_TEXTS; text++)
        {
          texts[text] =
              (JmPutText) { self->queued_text->str + begin, row->ends[text] - begin };
          begin = row->ends[text];
        }
      if (!write_words (self->connection, row->id, row->is_new, texts[TEXT_KEY],
                        texts[TEXT_SUMMARY], texts[TEXT_DESCRIPTION], texts[TEXT_COMMENTS],
                        error))
        return FALSE;
    }

  return TRUE;
}

void
jm_text_init (JmPut *self)
{
  self->queued_rows = g_array_new (FALSE, FALSE, sizeof (QueuedRow));
  self->queued_text = g_string_new (NULL);
}

void
jm_text_clear (JmPut *self)
{
  g_array_unref (self->queued_rows);
  g_string_free (self->queued_text, TRUE);
}

/* --- one row, from what is stored */

/* The document of an issue and the texts of its row; FALSE without an error when it is not stored. */
static gboolean
read_issue (sqlite3  *connection,
            gint64    id,
            GBytes  **document,
            char    **key,
            char    **summary,
            GError  **error)
{
  const char *what = _("Could not store what Jira sent");
  sqlite3_stmt *statement = jm_statement_get (connection, error, what, document_sql, "i", id);

  if (statement == NULL || !jm_statement_step (statement, what, error))
    return FALSE;

  *document = jm_unpack (sqlite3_column_blob (statement, 0), sqlite3_column_bytes (statement, 0));
  *key = jm_statement_dup (statement, 1);
  *summary = jm_statement_dup (statement, 2);
  sqlite3_reset (statement);
  return *document != NULL;
}

gboolean
jm_text_rebuild (sqlite3     *connection,
                 gint64       id,
                 const char  *user_id,
                 GError     **error)
{
  g_autoptr (GString) description = g_string_new (NULL);
  g_autoptr (GString) comments = g_string_new (NULL);
  g_autoptr (GError) failure = NULL;
  g_autoptr (GBytes) document = NULL;
  g_autofree char *key = NULL;
  g_autofree char *summary = NULL;
  g_autofree char *login = jm_login_read (connection, &failure);
  const char *const me[] = { user_id != NULL ? user_id : login, user_id != NULL ? login : NULL,
                             NULL };
  JmJsonSlice value;
  gboolean mentioned;

  if (failure != NULL || !read_issue (connection, id, &document, &key, &summary, &failure))
    {
      if (failure == NULL)
        return TRUE;
      g_propagate_error (error, g_steal_pointer (&failure));
      return FALSE;
    }

  value = find_in (document, "fields.description");
  mentioned = jm_issue_text_append (&value, me, description);
  return append_stored_comments (connection, id, me, comments, &mentioned, error) &&
         write_words (connection, id, FALSE, (JmPutText) { key, strlen (key) },
                      (JmPutText) { summary, strlen (summary) },
                      (JmPutText) { description->str, description->len },
                      (JmPutText) { comments->str, comments->len }, error) &&
         jm_statement_run (connection, error, _("Could not store what Jira sent"), mention_sql,
                           "ii", id, (gint64) (mentioned ? 8 : 0));
}
