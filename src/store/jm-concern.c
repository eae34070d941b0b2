/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "store/jm-concern.h"

#include "store/jm-issue-text.h"
#include "store/jm-statement.h"

/*
 * Nearly no issue of a page comes here: looking is for those of the person that changed. What the first
 * walk through a project brings is no news, nor is anything before the first run has come to its end.
 */

/* What becomes visible later may have happened some time before the last run. */
#define DAY_TEXT "86400000"

/* clang-format off */
/* ?1: a project that is walked through, or '' */
static const char from_sql[] =
  "SELECT max (CAST (a.value AS INTEGER), CAST (b.value AS INTEGER) - " DAY_TEXT ")"
  "  FROM facts AS a, facts AS b WHERE a.name = 'news-from' AND b.name = 'news-until'"
  "    AND (?1 = '' OR EXISTS (SELECT 1 FROM walks"
  "      WHERE resource = 'issues' AND owner = ?1 AND fetched_at_ms > 0))";
static const char note_sql[] =
  "INSERT INTO concerns (issue_id, kinds, since_ms) VALUES (?1, ?2, ?3)"
  "  ON CONFLICT DO UPDATE SET kinds = kinds | excluded.kinds,"
  "    since_ms = min (since_ms, excluded.since_ms)";
static const char document_sql[] = "SELECT document FROM issue_documents WHERE id = ?1";
static const char comment_sql[] =
  "SELECT document FROM things WHERE resource = ?1 AND owner = ?2 AND id = ?3";
static const char add_news_sql[] =
  "INSERT OR IGNORE INTO news (issue_id, kind, cause, time_ms, who, status, taken)"
  "  VALUES (CAST (?1 AS INTEGER), ?2, 'comment/' || ?3, ?4, ?5, NULL, 0)";
/* clang-format on */

/* A person: name, account id, key, login */
#define PERSON(path) path ".displayName", path ".accountId", path ".key", path ".name"
#define N_PERSON 4

enum
{
  COMMENT_AUTHOR,
  COMMENT_EDITOR = COMMENT_AUTHOR + N_PERSON,
  COMMENT_CREATED = COMMENT_EDITOR + N_PERSON,
  COMMENT_UPDATED,
  COMMENT_BODY,
  N_COMMENT_COLUMNS
};

static const char *const comment_paths[] = {
  PERSON ("author"),
  PERSON ("updateAuthor"),
  "created",
  "updated",
  "body",
};

G_STATIC_ASSERT (G_N_ELEMENTS (comment_paths) == N_COMMENT_COLUMNS);

static const JmJsonPicker *
get_comment_picker (void)
{
  static JmJsonPicker *picker;

  if (g_once_init_enter_pointer (&picker))
    g_once_init_leave_pointer (&picker, jm_json_picker_new (comment_paths, N_COMMENT_COLUMNS));

  return picker;
}

gboolean
jm_concern_init (JmPut   *put,
                 GError **error)
{
  const JmPageJob *job = put->job;
  gboolean issues = job->resource->id == JM_RESOURCE_ISSUES;
  g_autoptr (GError) failure = NULL;

  /* Of somebody unknown nobody can say what is her own doing. */
  if (job->user_id == NULL || (!issues && job->resource->id != JM_RESOURCE_COMMENTS))
    return TRUE;

  put->news_from = jm_statement_int (put->connection, &failure, put->what, 0, from_sql, "s",
                                     issues ? job->owner : "");
  if (failure == NULL && put->news_from > 0)
    put->comments = jm_resource_number (put->connection, JM_RESOURCE_COMMENTS, &failure);
  if (failure == NULL)
    return TRUE;

  g_propagate_error (error, g_steal_pointer (&failure));
  return FALSE;
}

gboolean
jm_concern_note (JmPut   *put,
                 gint64   issue_id,
                 guint    kinds,
                 gint64   since_ms,
                 GError **error)
{
  return jm_statement_run (put->connection, error, put->what, note_sql, "iii", issue_id,
                           (gint64) kinds, since_ms);
}

static gboolean
mentions (JmPut             *put,
          const JmJsonSlice *text)
{
  g_autoptr (GString) words = g_string_new (NULL);

  return jm_issue_text_append (text, put->me, words);
}

/* Whether what stands at @path of the document of @statement's row does */
static gboolean
stored_mentions (JmPut        *put,
                 sqlite3_stmt *statement,
                 const char   *path)
{
  g_autoptr (GBytes) document =
      jm_unpack (sqlite3_column_blob (statement, 0), sqlite3_column_bytes (statement, 0));
  JmJsonSlice value = { JM_JSON_NOTHING, NULL, 0 };
  JmJsonReader reader;
  const char *text;
  gsize size;

  if (document == NULL)
    return FALSE;

  text = g_bytes_get_data (document, &size);
  jm_json_reader_init (&reader, text, size);
  jm_json_reader_find (&reader, path, &value);
  return jm_json_reader_skip (&reader, &value) && mentions (put, &value);
}

gboolean
jm_concern_look_at_description (JmPut              *put,
                                gint64              issue_id,
                                const JmJsonSlice  *description,
                                gboolean           *newly,
                                GError            **error)
{
  g_autoptr (GError) failure = NULL;
  sqlite3_stmt *statement;

  *newly = FALSE;
  if (!mentions (put, description))
    return TRUE;

  *newly = TRUE;
  statement =
      jm_statement_get (put->connection, &failure, put->what, document_sql, "i", issue_id);
  if (statement != NULL && jm_statement_step (statement, put->what, &failure))
    {
      *newly = !stored_mentions (put, statement, "fields.description");
      sqlite3_reset (statement);
    }
  if (failure == NULL)
    return TRUE;

  g_propagate_error (error, g_steal_pointer (&failure));
  return FALSE;
}

/* --- comments */

static gboolean
read_comment (const JmJsonSlice *comment,
              JmJsonSlice       *columns)
{
  JmJsonSlice whole = { JM_JSON_NOTHING, NULL, 0 };
  JmJsonReader reader;

  jm_json_reader_init (&reader, comment->text, comment->length);
  return jm_json_reader_next (&reader, &whole) == JM_JSON_OBJECT &&
         jm_json_picker_read (get_comment_picker (), &reader, &whole, columns);
}

/* @person: the first of its columns */
static gboolean
is_me (JmPut             *put,
       const JmJsonSlice *person)
{
  for (guint i = 1; i < N_PERSON; i++)
    for (guint j = 0; put->me[j] != NULL; j++)
      if (jm_json_slice_is (&person[i], put->me[j]))
        return TRUE;

  return FALSE;
}

/* @found: it is stored; @mentioned: and mentions me */
static gboolean
look_at_stored (JmPut       *put,
                const char  *owner,
                JmPutText    id,
                gboolean    *found,
                gboolean    *mentioned,
                GError     **error)
{
  g_autoptr (GError) failure = NULL;
  sqlite3_stmt *statement =
      jm_statement_get (put->connection, &failure, put->what, comment_sql, "ist", put->comments,
                        owner, id.text, id.length);

  *found = statement != NULL && jm_statement_step (statement, put->what, &failure);
  *mentioned = *found && stored_mentions (put, statement, "body");
  if (*found)
    sqlite3_reset (statement);
  if (failure == NULL)
    return TRUE;

  g_propagate_error (error, g_steal_pointer (&failure));
  return FALSE;
}

gboolean
jm_concern_look_at_comment (JmPut              *put,
                            const char         *owner,
                            JmPutText           id,
                            const JmJsonSlice  *comment,
                            GError            **error)
{
  JmJsonSlice columns[N_COMMENT_COLUMNS];
  const JmJsonSlice *person;
  gboolean found, mentioned;
  gint64 time_ms;
  JmPutText who;

  if (!read_comment (comment, columns) || !mentions (put, &columns[COMMENT_BODY]))
    return TRUE;
  if (!look_at_stored (put, owner, id, &found, &mentioned, error))
    return FALSE;

  person = &columns[found ? COMMENT_EDITOR : COMMENT_AUTHOR];
  time_ms = jm_put_time (&columns[found ? COMMENT_UPDATED : COMMENT_CREATED]);
  if (mentioned || time_ms < put->news_from || is_me (put, person))
    return TRUE;

  who = jm_put_text (put, person, 11);
  return jm_statement_run (put->connection, error, put->what, add_news_sql, "sitit", owner,
                           (gint64) JM_NEWS_MENTIONED, id.text, id.length, time_ms, who.text,
                           who.length);
}
