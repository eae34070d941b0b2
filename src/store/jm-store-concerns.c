/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "store/jm-store-concerns.h"

#include <glib/gi18n.h>

#include "store/jm-statement.h"
#include "store/jm-store-private.h"

/*
 * From a change to news:
 *
 *   writer: the assignee became the person, …  ─▸ concerns ─▸ who did it? (the sync asks) ─▸ news ─▸ taken
 *   writer: a new comment mentions the person, by somebody else ─────────────────────────────┘
 *
 * A concern lies in the same transaction as the row that it is about. News stay when they were taken:
 * by issue, kind and cause they keep the same change from being told again, whichever way it comes.
 *
 * The fact "news-from" is the cursor at the end of the first run: before that nothing is news.
 * "news-until" is the cursor at the end of the last one.
 */

#define KEPT_TEXT "500"
#define TAKEN_TEXT "100"
/* Behind these nobody asks: more than so many cannot be taken. */
#define CONCERNS_TEXT TAKEN_TEXT

/* clang-format off */
static const char list_sql[] =
  "SELECT issue_id, kinds, since_ms FROM concerns ORDER BY id DESC LIMIT ?1";
/* Not what came while it was judged */
static const char settle_sql[] = "UPDATE concerns SET kinds = kinds & ~?2 WHERE issue_id = ?1";
static const char settled_sql[] = "DELETE FROM concerns WHERE issue_id = ?1 AND kinds = 0";
static const char postpone_sql[] =
  "UPDATE concerns SET id = (SELECT min (id) FROM concerns) - 1 WHERE issue_id = ?1";
static const char add_sql[] =
  "INSERT OR IGNORE INTO news (issue_id, kind, cause, time_ms, who, status, taken)"
  "  VALUES (?1, ?2, ?3, ?4, ?5, ?6, 0)";

static const char from_sql[] =
  "INSERT OR IGNORE INTO facts (name, value) SELECT 'news-from', value FROM facts"
  "  WHERE name = 'cursor'";
static const char until_sql[] =
  "INSERT OR REPLACE INTO facts (name, value) SELECT 'news-until', value FROM facts"
  "  WHERE name = 'cursor'";
static const char trim_concerns_sql[] =
  "DELETE FROM concerns WHERE id NOT IN"
  "  (SELECT id FROM concerns ORDER BY id DESC LIMIT " CONCERNS_TEXT ")";
static const char trim_news_sql[] =
  "DELETE FROM news WHERE id <= (SELECT max (id) FROM news) - " KEPT_TEXT;

static const char unwanted_sql[] = "UPDATE concerns SET kinds = kinds & ~?1";
static const char forget_sql[] = "DELETE FROM concerns WHERE kinds = 0";
static const char forget_news_sql[] =
  "UPDATE news SET taken = 1 WHERE taken = 0 AND (?1 >> kind) & 1";
static const char taken_sql[] = "UPDATE news SET taken = 1 WHERE taken = 0";

/* Along news_new */
static const char count_sql[] = "SELECT count (*) FROM news WHERE taken = 0";
#define ITEMS \
  "SELECT news.id, news.kind, news.time_ms, news.issue_id, issues.key, issues.project_key," \
  "    issues.summary, news.who, news.status" \
  "  FROM news JOIN issues ON issues.id = news.issue_id"
static const char take_sql[] =
  "SELECT * FROM (" ITEMS " WHERE taken = 0 ORDER BY news.id DESC LIMIT " TAKEN_TEXT ")"
  "  ORDER BY time_ms, id";
static const char list_news_sql[] = ITEMS " ORDER BY time_ms DESC, news.id DESC LIMIT ?1";
/* clang-format on */

typedef struct
{
  gint64 limit;
  JmConcern concern;
  GArray *verdicts; /* of JmVerdict with texts of its own */
} ConcernJob;

static void
verdict_clear (gpointer data)
{
  JmVerdict *verdict = data;

  g_free ((char *) verdict->cause);
  g_free ((char *) verdict->who);
  g_free ((char *) verdict->status);
}

static ConcernJob *
concern_job_new (void)
{
  ConcernJob *job = g_new0 (ConcernJob, 1);

  job->verdicts = g_array_new (FALSE, FALSE, sizeof (JmVerdict));
  g_array_set_clear_func (job->verdicts, verdict_clear);
  return job;
}

static void
concern_job_free (gpointer data)
{
  ConcernJob *job = data;

  g_array_unref (job->verdicts);
  g_free (job);
}

/* --- the jobs */

static DexFuture *
list_job (sqlite3  *connection,
          gpointer  data)
{
  const char *what = _("Could not read the issues");
  g_autoptr (GArray) concerns = g_array_new (FALSE, FALSE, sizeof (JmConcern));
  g_autoptr (GError) error = NULL;
  ConcernJob *job = data;
  sqlite3_stmt *statement =
      jm_statement_get (connection, &error, what, list_sql, "i", job->limit);

  while (statement != NULL && jm_statement_step (statement, what, &error))
    {
      JmConcern concern = {
        .issue_id = sqlite3_column_int64 (statement, 0),
        .kinds = (guint) sqlite3_column_int64 (statement, 1),
        .since_ms = sqlite3_column_int64 (statement, 2),
      };

      g_array_append_val (concerns, concern);
    }

  return error != NULL ? dex_future_new_for_error (g_steal_pointer (&error)) :
                         dex_future_new_take_boxed (G_TYPE_BYTES,
                                                    g_bytes_new (concerns->data,
                                                                 concerns->len * sizeof (JmConcern)));
}

static gboolean
add_news (sqlite3          *connection,
          gint64            issue_id,
          const JmVerdict  *verdict,
          gint64           *n_added,
          GError          **error)
{
  if (!jm_statement_run (connection, error, _("Could not store what Jira sent"), add_sql, "iisiss",
                         issue_id, (gint64) verdict->kind, verdict->cause, verdict->time_ms,
                         verdict->who, verdict->status))
    return FALSE;

  *n_added += sqlite3_changes64 (connection);
  return TRUE;
}

static DexFuture *
settle_job (sqlite3  *connection,
            gpointer  data)
{
  const char *what = _("Could not store what Jira sent");
  g_autoptr (GError) error = NULL;
  ConcernJob *job = data;
  gint64 id = job->concern.issue_id;
  gint64 n_added = 0;

  for (guint i = 0; error == NULL && i < job->verdicts->len; i++)
    add_news (connection, id, &g_array_index (job->verdicts, JmVerdict, i), &n_added, &error);
  if (error == NULL && jm_statement_run (connection, &error, what, settle_sql, "ii", id,
                                         (gint64) job->concern.kinds))
    jm_statement_run (connection, &error, what, settled_sql, "i", id);

  return error != NULL ? dex_future_new_for_error (g_steal_pointer (&error)) :
                         dex_future_new_for_int64 (n_added);
}

static DexFuture *
postpone_job (sqlite3  *connection,
              gpointer  data)
{
  g_autoptr (GError) error = NULL;
  ConcernJob *job = data;

  return jm_statement_run (connection, &error, _("Could not store what Jira sent"), postpone_sql,
                           "i", job->concern.issue_id) ?
             dex_future_new_true () :
             dex_future_new_for_error (g_steal_pointer (&error));
}

static DexFuture *
begin_job (sqlite3  *connection,
           gpointer  data)
{
  static const char *const sql[] = { from_sql, until_sql, trim_concerns_sql, trim_news_sql };
  g_autoptr (GError) error = NULL;

  for (guint i = 0; error == NULL && i < G_N_ELEMENTS (sql); i++)
    jm_statement_run (connection, &error, _("Could not finish the fetch"), sql[i], "");

  return error != NULL ? dex_future_new_for_error (g_steal_pointer (&error)) :
                         dex_future_new_true ();
}

static DexFuture *
forget_job (sqlite3  *connection,
            gpointer  data)
{
  const char *what = _("Could not finish the fetch");
  g_autoptr (GError) error = NULL;
  ConcernJob *job = data;
  gint64 kinds = job->concern.kinds;

  return jm_statement_run (connection, &error, what, unwanted_sql, "i", kinds) &&
                 jm_statement_run (connection, &error, what, forget_sql, "") &&
                 jm_statement_run (connection, &error, what, forget_news_sql, "i", kinds) ?
             dex_future_new_true () :
             dex_future_new_for_error (g_steal_pointer (&error));
}

static JmNewsItem *
read_item (sqlite3_stmt *statement)
{
  JmNewsItem *item = g_new0 (JmNewsItem, 1);

  item->id = sqlite3_column_int64 (statement, 0);
  item->kind = (JmNewsKind) sqlite3_column_int (statement, 1);
  item->time_ms = sqlite3_column_int64 (statement, 2);
  item->issue_id = jm_statement_dup (statement, 3);
  item->issue_key = jm_statement_dup (statement, 4);
  item->project_key = jm_statement_dup (statement, 5);
  item->summary = jm_statement_dup (statement, 6);
  item->who = jm_statement_dup (statement, 7);
  item->status = jm_statement_dup (statement, 8);
  return item;
}

/* A later version may have written kinds that this one does not know. */
static GPtrArray *
read_items (sqlite3_stmt  *statement,
            GError       **error)
{
  g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func ((GDestroyNotify) jm_news_item_free);
  g_autoptr (GError) failure = NULL;

  while (jm_statement_step (statement, _("Could not read the issues"), &failure))
    {
      g_autoptr (JmNewsItem) item = read_item (statement);

      if (item->kind < JM_N_NEWS_KINDS)
        g_ptr_array_add (items, g_steal_pointer (&item));
    }
  if (failure == NULL)
    return g_steal_pointer (&items);

  g_propagate_error (error, g_steal_pointer (&failure));
  return NULL;
}

static DexFuture *
resolve_items (GPtrArray *items,
               GError    *error)
{
  return error != NULL ? dex_future_new_for_error (error) :
                         dex_future_new_take_boxed (G_TYPE_PTR_ARRAY, items);
}

static DexFuture *
take_job (sqlite3  *connection,
          gpointer  data)
{
  const char *what = _("Could not read the issues");
  g_autoptr (GPtrArray) items = NULL;
  GError *error = NULL;
  sqlite3_stmt *statement = jm_statement_get (connection, &error, what, take_sql, "");

  if (statement != NULL && (items = read_items (statement, &error)))
    jm_statement_run (connection, &error, what, taken_sql, "");

  return resolve_items (error == NULL ? g_steal_pointer (&items) : NULL, error);
}

static DexFuture *
list_news_job (sqlite3  *connection,
               gpointer  data)
{
  GError *error = NULL;
  ConcernJob *job = data;
  sqlite3_stmt *statement = jm_statement_get (connection, &error, _("Could not read the issues"),
                                              list_news_sql, "i", job->limit);

  return resolve_items (statement != NULL ? read_items (statement, &error) : NULL, error);
}

static DexFuture *
count_job (sqlite3  *connection,
           gpointer  data)
{
  g_autoptr (GError) error = NULL;
  gint64 number =
      jm_statement_int (connection, &error, _("Could not read the issues"), 0, count_sql, "");

  return error != NULL ? dex_future_new_for_error (g_steal_pointer (&error)) :
                         dex_future_new_for_int64 (number);
}

/* No list shows any of this: nobody is told of a change. */
static DexFuture *
spawn (JmStore       *self,
       JmDatabaseJob  run,
       ConcernJob    *job)
{
  return jm_database_write (jm_store_get_database (self), run, job, concern_job_free);
}

/* --- public */

/**
 * jm_store_list_concerns:
 * @limit: how many at most
 *
 * Returns: (transfer full): resolves to a #GBytes of #JmConcern; rejects with JM_STORE_ERROR
 */
DexFuture *
jm_store_list_concerns (JmStore *self,
                        guint    limit)
{
  ConcernJob *job;

  dex_return_error_if_fail (JM_IS_STORE (self));

  job = concern_job_new ();
  job->limit = limit;
  return jm_database_read (jm_store_get_database (self), list_job, job, concern_job_free);
}

/**
 * jm_store_settle_concern:
 * @concern: as it was listed; of what came since then nothing is taken away
 * @verdicts: copied
 *
 * Returns: (transfer full): resolves to how many news it brought (int64); rejects with JM_STORE_ERROR
 */
DexFuture *
jm_store_settle_concern (JmStore         *self,
                         const JmConcern *concern,
                         const JmVerdict *verdicts,
                         guint            n_verdicts)
{
  ConcernJob *job;

  dex_return_error_if_fail (JM_IS_STORE (self));
  dex_return_error_if_fail (concern != NULL);

  job = concern_job_new ();
  job->concern = *concern;
  for (guint i = 0; i < n_verdicts; i++)
    {
      JmVerdict verdict = verdicts[i];

      verdict.cause = g_strdup (verdict.cause);
      verdict.who = g_strdup (verdict.who);
      verdict.status = g_strdup (verdict.status);
      g_array_append_val (job->verdicts, verdict);
    }
  return spawn (self, settle_job, job);
}

/**
 * jm_store_begin_news:
 *
 * Returns: (transfer full): resolves to TRUE; rejects with JM_STORE_ERROR
 */
DexFuture *
jm_store_begin_news (JmStore *self)
{
  dex_return_error_if_fail (JM_IS_STORE (self));

  return spawn (self, begin_job, concern_job_new ());
}

/**
 * jm_store_postpone_concern:
 * @concern: that cannot be judged now
 *
 * Returns: (transfer full): resolves to TRUE; rejects with JM_STORE_ERROR
 */
DexFuture *
jm_store_postpone_concern (JmStore         *self,
                           const JmConcern *concern)
{
  ConcernJob *job;

  dex_return_error_if_fail (JM_IS_STORE (self));
  dex_return_error_if_fail (concern != NULL);

  job = concern_job_new ();
  job->concern = *concern;
  return spawn (self, postpone_job, job);
}

/**
 * jm_store_forget_news:
 * @kinds: bits of #JmNewsKind
 *
 * Returns: (transfer full): resolves to TRUE; rejects with JM_STORE_ERROR
 */
DexFuture *
jm_store_forget_news (JmStore *self,
                      guint    kinds)
{
  ConcernJob *job;

  dex_return_error_if_fail (JM_IS_STORE (self));

  job = concern_job_new ();
  job->concern.kinds = kinds;
  return spawn (self, forget_job, job);
}

/**
 * jm_store_take_news:
 *
 * News of issues that are no longer stored are forgotten, and so are those beyond the hundred.
 *
 * Returns: (transfer full): resolves to a #GPtrArray of #JmNewsItem; rejects with JM_STORE_ERROR
 */
DexFuture *
jm_store_take_news (JmStore *self)
{
  dex_return_error_if_fail (JM_IS_STORE (self));

  return spawn (self, take_job, concern_job_new ());
}

/**
 * jm_store_list_news:
 * @limit: how many at most
 *
 * Nothing of it is taken.
 *
 * Returns: (transfer full): resolves to a #GPtrArray of #JmNewsItem; rejects with JM_STORE_ERROR
 */
DexFuture *
jm_store_list_news (JmStore *self,
                    guint    limit)
{
  ConcernJob *job;

  dex_return_error_if_fail (JM_IS_STORE (self));

  job = concern_job_new ();
  job->limit = limit;
  return jm_database_read (jm_store_get_database (self), list_news_job, job, concern_job_free);
}

/**
 * jm_store_count_news:
 *
 * Returns: (transfer full): resolves to a number (int64); rejects with JM_STORE_ERROR
 */
DexFuture *
jm_store_count_news (JmStore *self)
{
  dex_return_error_if_fail (JM_IS_STORE (self));

  return jm_database_read (jm_store_get_database (self), count_job, NULL, NULL);
}
