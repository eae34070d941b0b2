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
static const char add_news_sql[] =
  "INSERT OR IGNORE INTO news (issue_id, kind, cause, time_ms, who, status, taken)"
  "  VALUES (?1, ?2, ?3, ?4, ?5, NULL, 0)";
/* clang-format on */

enum
{
  COMMENT_ID,
  COMMENT_WHO,
  COMMENT_WHO_ID,
  COMMENT_WHO_KEY,
  COMMENT_WHO_LOGIN,
  COMMENT_CREATED,
  COMMENT_BODY,
  N_COMMENT_COLUMNS
};

static const char *const comment_paths[] = {
  [COMMENT_ID] = "id",
  [COMMENT_WHO] = "author.displayName",
  [COMMENT_WHO_ID] = "author.accountId",
  [COMMENT_WHO_KEY] = "author.key",
  [COMMENT_WHO_LOGIN] = "author.name",
  [COMMENT_CREATED] = "created",
  [COMMENT_BODY] = "body",
};

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

static gboolean
document_mentions (JmPut      *put,
                   const void *packed,
                   gsize       length)
{
  g_autoptr (GBytes) document = jm_unpack (packed, length);
  JmJsonSlice description = { JM_JSON_NOTHING, NULL, 0 };
  JmJsonReader reader;
  const char *text;
  gsize size;

  if (document == NULL)
    return FALSE;

  text = g_bytes_get_data (document, &size);
  jm_json_reader_init (&reader, text, size);
  jm_json_reader_find (&reader, "fields.description", &description);
  return jm_json_reader_skip (&reader, &description) && mentions (put, &description);
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
      *newly = !document_mentions (put, sqlite3_column_blob (statement, 0),
                                   sqlite3_column_bytes (statement, 0));
      sqlite3_reset (statement);
    }
  if (failure == NULL)
    return TRUE;

  g_propagate_error (error, g_steal_pointer (&failure));
  return FALSE;
}

static gboolean
is_by_me (JmPut             *put,
          const JmJsonSlice *columns)
{
  for (guint i = COMMENT_WHO_ID; i <= COMMENT_WHO_LOGIN; i++)
    for (guint j = 0; put->me[j] != NULL; j++)
      if (jm_json_slice_is (&columns[i], put->me[j]))
        return TRUE;

  return FALSE;
}

gboolean
jm_concern_look_at_comment (JmPut              *put,
                            gint64              issue_id,
                            const JmJsonSlice  *comment,
                            GError            **error)
{
  JmJsonSlice columns[N_COMMENT_COLUMNS];
  g_autofree char *cause = NULL;
  JmJsonSlice whole;
  JmJsonReader reader;
  gint64 created_ms;
  JmPutText id, who;

  if (put->news_from == 0)
    return TRUE;

  jm_json_reader_init (&reader, comment->text, comment->length);
  whole.type = JM_JSON_NOTHING;
  if (jm_json_reader_next (&reader, &whole) != JM_JSON_OBJECT ||
      !jm_json_picker_read (get_comment_picker (), &reader, &whole, columns))
    return TRUE;

  created_ms = jm_put_time (&columns[COMMENT_CREATED]);
  if (created_ms < put->news_from || is_by_me (put, columns) ||
      !mentions (put, &columns[COMMENT_BODY]))
    return TRUE;

  id = columns[COMMENT_ID].type == JM_JSON_NUMBER ?
           (JmPutText) { columns[COMMENT_ID].text, columns[COMMENT_ID].length } :
           jm_put_text (put, &columns[COMMENT_ID], 13);
  who = jm_put_text (put, &columns[COMMENT_WHO], 14);
  cause = g_strdup_printf ("comment/%.*s", (int) id.length, id.text != NULL ? id.text : "");
  return jm_statement_run (put->connection, error, put->what, add_news_sql, "iisit", issue_id,
                           (gint64) JM_NEWS_MENTIONED, cause, created_ms, who.text, who.length);
}
