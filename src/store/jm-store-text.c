/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "store/jm-issue-text.h"
#include "store/jm-statement.h"
#include "store/jm-store-pages.h"

/*
 * A row of the text index is made from the document of its issue and from its comments, whole and
 * each time anew: so it cannot drift away from them. The index keeps words and no texts.
 */

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
append_stored_comments (sqlite3     *connection,
                        gint64       id,
                        const char  *user_id,
                        GString     *text,
                        gboolean    *mentioned,
                        GError     **error)
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
      *mentioned |= jm_issue_text_append (&body, user_id, text);
      g_string_append_c (text, ' ');
    }
  if (failure == NULL)
    return TRUE;

  g_propagate_error (error, g_steal_pointer (&failure));
  return FALSE;
}

gboolean
jm_text_put (sqlite3               *connection,
             gint64                 id,
             const JmIssueWordsOf  *words,
             const char            *user_id,
             const GString         *comments,
             gboolean               is_new,
             gboolean              *mentioned,
             GError               **error)
{
  const char *what = _("Could not store what Jira sent");
  g_autoptr (GString) description = g_string_new (NULL);
  g_autoptr (GString) stored = NULL;

  *mentioned = jm_issue_text_append (&words->description, user_id, description);
  if (comments == NULL)
    {
      comments = stored = g_string_new (NULL);
      if (!append_stored_comments (connection, id, user_id, stored, mentioned, error))
        return FALSE;
    }

  return (is_new || jm_statement_run (connection, error, what, remove_sql, "i", id)) &&
         jm_statement_run (connection, error, what, add_sql, "itttt", id, words->key.text,
                           words->key.length, words->summary.text, words->summary.length,
                           description->str, description->len, comments->str, comments->len);
}

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
  g_autoptr (GError) failure = NULL;
  g_autoptr (GBytes) document = NULL;
  g_autofree char *key = NULL;
  g_autofree char *summary = NULL;
  JmIssueWordsOf words;
  gboolean mentioned;

  if (!read_issue (connection, id, &document, &key, &summary, &failure))
    {
      if (failure == NULL)
        return TRUE;
      g_propagate_error (error, g_steal_pointer (&failure));
      return FALSE;
    }

  words.key = (JmPutText){ key, strlen (key) };
  words.summary = (JmPutText){ summary, strlen (summary) };
  words.description = find_in (document, "fields.description");
  return jm_text_put (connection, id, &words, user_id, NULL, FALSE, &mentioned, error) &&
         jm_statement_run (connection, error, _("Could not store what Jira sent"), mention_sql, "ii",
                           id, (gint64) (mentioned ? 8 : 0));
}
