/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "store/jm-concern.h"
#include "store/jm-issue-text.h"
#include "store/jm-statement.h"
#include "store/jm-store-pages.h"
#include "store/jm-store-parts.h"
#include "store/jm-store-ranks.h"

/*
 * One issue: its row, its document, its words, and what came inside it. An issue that is as it was
 * costs a look at its document and no writing, but for the run that has seen it.
 */

/* --- the columns, as a table */

enum
{
  COLUMN_ID,
  COLUMN_KEY,
  COLUMN_PROJECT,
  COLUMN_SUMMARY,
  COLUMN_KIND,
  COLUMN_STATUS,
  COLUMN_CATEGORY,
  COLUMN_PRIORITY,
  COLUMN_ASSIGNEE,
  COLUMN_ASSIGNEE_ID,
  COLUMN_ASSIGNEE_KEY,
  COLUMN_ASSIGNEE_LOGIN,
  COLUMN_REPORTER,
  COLUMN_REPORTER_ID,
  COLUMN_REPORTER_KEY,
  COLUMN_REPORTER_LOGIN,
  COLUMN_CREATED,
  COLUMN_UPDATED,
  COLUMN_RESOLVED,
  COLUMN_DUE,
  COLUMN_VIEWED,
  COLUMN_WATCHING,
  COLUMN_DESCRIPTION,
  COLUMN_COMMENTS,
  COLUMN_COMMENTS_TOTAL,
  COLUMN_WORKLOGS,
  COLUMN_WORKLOGS_TOTAL,
  COLUMN_CHANGES,
  COLUMN_CHANGES_TOTAL,
  N_COLUMNS
};

static const char *const paths[] = {
  [COLUMN_ID] = "id",
  [COLUMN_KEY] = "key",
  [COLUMN_PROJECT] = "fields.project.key",
  [COLUMN_SUMMARY] = "fields.summary",
  [COLUMN_KIND] = "fields.issuetype.name",
  [COLUMN_STATUS] = "fields.status.name",
  [COLUMN_CATEGORY] = "fields.status.statusCategory.key",
  [COLUMN_PRIORITY] = "fields.priority.name",
  [COLUMN_ASSIGNEE] = "fields.assignee.displayName",
  [COLUMN_ASSIGNEE_ID] = "fields.assignee.accountId",
  [COLUMN_ASSIGNEE_KEY] = "fields.assignee.key",
  [COLUMN_ASSIGNEE_LOGIN] = "fields.assignee.name",
  [COLUMN_REPORTER] = "fields.reporter.displayName",
  [COLUMN_REPORTER_ID] = "fields.reporter.accountId",
  [COLUMN_REPORTER_KEY] = "fields.reporter.key",
  [COLUMN_REPORTER_LOGIN] = "fields.reporter.name",
  [COLUMN_CREATED] = "fields.created",
  [COLUMN_UPDATED] = "fields.updated",
  [COLUMN_RESOLVED] = "fields.resolutiondate",
  [COLUMN_DUE] = "fields.duedate",
  [COLUMN_VIEWED] = "fields.lastViewed",
  [COLUMN_WATCHING] = "fields.watches.isWatching",
  [COLUMN_DESCRIPTION] = "fields.description",
  [COLUMN_COMMENTS] = "fields.comment.comments",
  [COLUMN_COMMENTS_TOTAL] = "fields.comment.total",
  [COLUMN_WORKLOGS] = "fields.worklog.worklogs",
  [COLUMN_WORKLOGS_TOTAL] = "fields.worklog.total",
  [COLUMN_CHANGES] = "changelog.histories",
  [COLUMN_CHANGES_TOTAL] = "changelog.total",
};

/* Bits of issues.mine */
#define MINE_ASSIGNED (1 << 0)
#define MINE_REPORTED (1 << 1)
#define MINE_WATCHED (1 << 2)
#define MINE_MENTIONED (1 << 3)

static const JmJsonPicker *
get_picker (void)
{
  static JmJsonPicker *picker;

  if (g_once_init_enter_pointer (&picker))
    g_once_init_leave_pointer (&picker, jm_json_picker_new (paths, N_COLUMNS));

  return picker;
}

/* --- what the columns say */

typedef struct
{
  gint64 id;
  gint64 number;
  JmPutText key;
  JmPutText project;
  JmPutText summary;
  JmPutText kind;
  JmPutText status;
  const char *category;
  gint64 status_rank;
  JmPutText priority;
  gint64 priority_rank;
  JmPutText assignee;
  JmPutText reporter;
  gint64 created_ms;
  gint64 updated_ms;
  gint64 resolved_ms;
  gint64 due_ms;
  gint64 viewed_ms;
  gint64 mine;
} Row;

static void
read_category (const JmJsonSlice *slice,
               Row               *row)
{
  static const char *const categories[] = { "undefined", "new", "indeterminate", "done" };

  row->status_rank = 0;
  for (guint i = 1; i < G_N_ELEMENTS (categories); i++)
    if (jm_json_slice_is (slice, categories[i]))
      row->status_rank = i;

  row->category = categories[row->status_rank];
}

/* "WEB-12": what stands around the hyphen. The project's own key is better: it has a member. */
static void
read_key (JmPut             *put,
          const JmJsonSlice *columns,
          Row               *row)
{
  const char *hyphen;
  JmJsonSlice number = { .type = JM_JSON_STRING };

  row->key = jm_put_text (put, &columns[COLUMN_KEY], 0);
  row->project = jm_put_text (put, &columns[COLUMN_PROJECT], 1);
  if (row->key.text == NULL)
    row->key.text = "";
  hyphen = memchr (row->key.text, '-', row->key.length);
  if (row->project.text == NULL)
    row->project = (JmPutText) { row->key.text, hyphen != NULL ? hyphen - row->key.text : 0 };
  if (hyphen == NULL)
    return;

  number.text = hyphen + 1;
  number.length = row->key.text + row->key.length - number.text;
  row->number = MAX (jm_json_slice_get_int (&number, 0), 0);
}

/* A page has few different priorities and many issues. */
static gboolean
read_rank (JmPut   *put,
           Row     *row,
           GError **error)
{
  g_autofree char *name = g_strndup (row->priority.text, row->priority.length);
  const char *key = name != NULL ? name : "\n"; /* no priority is called this */
  g_autoptr (GError) failure = NULL;
  gpointer rank;

  if (!g_hash_table_lookup_extended (put->ranks, key, NULL, &rank))
    {
      rank = GSIZE_TO_POINTER (jm_rank_of_priority (put->connection, name, &failure));
      if (failure != NULL)
        {
          g_propagate_error (error, g_steal_pointer (&failure));
          return FALSE;
        }
      g_hash_table_insert (put->ranks, g_strdup (key), rank);
    }

  row->priority_rank = (gint64) GPOINTER_TO_SIZE (rank);
  return TRUE;
}

static gboolean
is_me (const JmJsonSlice *columns,
       guint              first,
       guint              last,
       const char        *user_id)
{
  for (guint i = first; i <= last; i++)
    if (jm_json_slice_is (&columns[i], user_id))
      return TRUE;

  return FALSE;
}

/* Its key is mine: then its name is my login. */
static gboolean
learn_login (JmPut              *put,
             const JmJsonSlice  *key,
             const JmJsonSlice  *name,
             GError            **error)
{
  return put->login != NULL || put->job->user_id == NULL ||
         !jm_json_slice_is (key, put->job->user_id) || jm_login_learn (put, name, error);
}

static gint64
read_mine (const JmJsonSlice *columns,
           const char        *user_id)
{
  gint64 mine = columns[COLUMN_WATCHING].type == JM_JSON_TRUE ? MINE_WATCHED : 0;

  if (user_id == NULL)
    return mine;
  if (is_me (columns, COLUMN_ASSIGNEE_ID, COLUMN_ASSIGNEE_LOGIN, user_id))
    mine |= MINE_ASSIGNED;
  if (is_me (columns, COLUMN_REPORTER_ID, COLUMN_REPORTER_LOGIN, user_id))
    mine |= MINE_REPORTED;

  return mine;
}

static gboolean
read_row (JmPut              *put,
          const JmJsonSlice  *columns,
          Row                *row,
          GError            **error)
{
  read_key (put, columns, row);
  read_category (&columns[COLUMN_CATEGORY], row);
  row->summary = jm_put_text (put, &columns[COLUMN_SUMMARY], 2);
  if (row->summary.text == NULL)
    row->summary.text = "";
  row->kind = jm_put_text (put, &columns[COLUMN_KIND], 3);
  row->status = jm_put_text (put, &columns[COLUMN_STATUS], 4);
  row->priority = jm_put_text (put, &columns[COLUMN_PRIORITY], 5);
  row->assignee = jm_put_text (put, &columns[COLUMN_ASSIGNEE], 6);
  row->reporter = jm_put_text (put, &columns[COLUMN_REPORTER], 7);
  row->created_ms = jm_put_time (&columns[COLUMN_CREATED]);
  row->updated_ms = jm_put_time (&columns[COLUMN_UPDATED]);
  row->resolved_ms = jm_put_time (&columns[COLUMN_RESOLVED]);
  row->due_ms = jm_put_time (&columns[COLUMN_DUE]);
  row->viewed_ms = jm_put_time (&columns[COLUMN_VIEWED]);
  row->mine = read_mine (columns, put->job->user_id);
  return learn_login (put, &columns[COLUMN_ASSIGNEE_KEY], &columns[COLUMN_ASSIGNEE_LOGIN], error) &&
         learn_login (put, &columns[COLUMN_REPORTER_KEY], &columns[COLUMN_REPORTER_LOGIN], error) &&
         read_rank (put, row, error);
}

/* --- the rows */

/* clang-format off */
static const char find_sql[] =
  "SELECT updated_ms, run, document, mine, status FROM issues JOIN issue_documents USING (id)"
  "  WHERE id = ?1";

/* Never back: another process may have seen the row in a later run. No index holds this column. */
static const char mark_sql[] = "UPDATE issues SET run = ?1 WHERE id = ?2 AND run < ?1";

static const char add_sql[] =
  "INSERT INTO issues (id, key, project_key, number, summary, kind, status, status_category,"
  "    status_rank, priority, priority_rank, assignee, reporter, created_ms, updated_ms,"
  "    resolved_ms, due_ms, viewed_ms, mine, run)"
  "  VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18,"
  "    ?19, ?20)";
static const char change_sql[] =
  "UPDATE issues SET key = ?2, project_key = ?3, number = ?4, summary = ?5, kind = ?6, status = ?7,"
  "    status_category = ?8, status_rank = ?9, priority = ?10, priority_rank = ?11, assignee = ?12,"
  "    reporter = ?13, created_ms = ?14, updated_ms = ?15, resolved_ms = ?16, due_ms = ?17,"
  "    viewed_ms = max (viewed_ms, ?18), mine = ?19, run = max (run, ?20)"
  "  WHERE id = ?1";

static const char add_document_sql[] =
  "INSERT OR REPLACE INTO issue_documents (id, document) VALUES (?1, ?2)";
/* clang-format on */

typedef struct
{
  gboolean found;
  gboolean same;
  gboolean status_same;
  gint64 run;
  gint64 updated_ms;
  gint64 mine;
} Stored;

/* The document is looked at only when `updated` is the same: then it mostly is the same as well. */
static gboolean
read_stored (JmPut              *put,
             gint64              id,
             gint64              updated_ms,
             const JmJsonSlice  *document,
             const JmJsonSlice  *status,
             Stored             *stored,
             GError            **error)
{
  g_autoptr (GError) failure = NULL;
  sqlite3_stmt *statement =
      jm_statement_get (put->connection, &failure, put->what, find_sql, "i", id);

  if (statement != NULL && jm_statement_step (statement, put->what, &failure))
    {
      const char *old_status = (const char *) sqlite3_column_text (statement, 4);

      stored->found = TRUE;
      stored->updated_ms = sqlite3_column_int64 (statement, 0);
      stored->mine = sqlite3_column_int64 (statement, 3);
      stored->status_same = old_status != NULL && jm_json_slice_is (status, old_status);
      stored->same = stored->updated_ms == updated_ms &&
                     jm_put_is_same (sqlite3_column_blob (statement, 2),
                                     sqlite3_column_bytes (statement, 2), document);
      stored->run = sqlite3_column_int64 (statement, 1);
      sqlite3_reset (statement);
    }
  if (failure == NULL)
    return TRUE;

  g_propagate_error (error, g_steal_pointer (&failure));
  return FALSE;
}

static gboolean
write_row (JmPut      *put,
           const Row  *row,
           gboolean    is_new,
           GError    **error)
{
  return jm_statement_run (put->connection, error, put->what, is_new ? add_sql : change_sql,
                           "ittitttsitittiiiiiii", row->id, row->key.text, row->key.length,
                           row->project.text, row->project.length, row->number, row->summary.text,
                           row->summary.length, row->kind.text, row->kind.length, row->status.text,
                           row->status.length, row->category, row->status_rank, row->priority.text,
                           row->priority.length, row->priority_rank, row->assignee.text,
                           row->assignee.length, row->reporter.text, row->reporter.length,
                           row->created_ms, row->updated_ms, row->resolved_ms, row->due_ms,
                           row->viewed_ms, row->mine, put->job->run);
}

static gboolean
write_document (JmPut              *put,
                gint64              id,
                const JmJsonSlice  *document,
                GError            **error)
{
  gsize length;
  const guint8 *packed = jm_packer_pack (put->packer, document->text, document->length, &length);

  return jm_statement_run (put->connection, error, put->what, add_document_sql, "ix", id, packed,
                           length);
}

/* Comments, work logs and history. Of comments also the words; whether these are all. */
static gboolean
write_parts (JmPut              *put,
             const Row          *row,
             const JmJsonSlice  *columns,
             gboolean            is_new,
             JmPart             *comments,
             GError            **error)
{
  JmPart worklogs = { .resource = JM_RESOURCE_WORKLOGS };
  JmPart changes = { .resource = JM_RESOURCE_CHANGES };

  return jm_part_put (put, comments, row->id, row->updated_ms, &columns[COLUMN_COMMENTS],
                      &columns[COLUMN_COMMENTS_TOTAL], is_new, error) &&
         jm_part_put (put, &worklogs, row->id, row->updated_ms, &columns[COLUMN_WORKLOGS],
                      &columns[COLUMN_WORKLOGS_TOTAL], is_new, error) &&
         jm_part_put (put, &changes, row->id, row->updated_ms, &columns[COLUMN_CHANGES],
                      &columns[COLUMN_CHANGES_TOTAL], is_new, error);
}

/* What of it may be news; before its document is replaced. @described: its text mentions me */
static gboolean
note_concerns (JmPut              *put,
               const Row          *row,
               const Stored       *stored,
               const JmJsonSlice  *columns,
               gboolean            described,
               GError            **error)
{
  guint kinds = 0;
  gboolean newly = FALSE;

  if (put->news_from == 0 || (stored->found && row->updated_ms <= stored->updated_ms))
    return TRUE;
  if (described && !jm_concern_look_at_description (put, row->id, &columns[COLUMN_DESCRIPTION],
                                                    &newly, error))
    return FALSE;

  if (newly)
    kinds |= 1 << JM_NEWS_MENTIONED;
  if (row->mine & ~stored->mine & MINE_ASSIGNED)
    kinds |= 1 << JM_NEWS_ASSIGNED;
  if (stored->found && !stored->status_same &&
      ((row->mine | stored->mine) & (MINE_ASSIGNED | MINE_REPORTED | MINE_WATCHED)))
    kinds |= 1 << JM_NEWS_STATUS;

  return kinds == 0 ||
         jm_concern_note (put, row->id, kinds, stored->found ? stored->updated_ms : put->news_from,
                          error);
}

static gboolean
write_issue (JmPut              *put,
             Row                *row,
             const Stored       *stored,
             const JmJsonSlice  *document,
             const JmJsonSlice  *columns,
             GError            **error)
{
  const JmIssueWordsOf words = { row->key, row->summary, columns[COLUMN_DESCRIPTION] };
  JmPart comments = { .resource = JM_RESOURCE_COMMENTS, .words = put->texts[15] };
  /* Nothing at all is known of it, so nobody needs to look. */
  gboolean is_new = !stored->found;
  gboolean all, mentioned = FALSE;

  g_string_truncate (comments.words, 0);
  if (is_new && !jm_part_bring_back (put, row->id, &is_new, error))
    return FALSE;
  if (!write_parts (put, row, columns, is_new, &comments, error))
    return FALSE;

  all = is_new || comments.complete;
  if (!jm_text_queue (put, row->id, &words, all ? comments.words : NULL, is_new, &mentioned,
                      error) ||
      !note_concerns (put, row, stored, columns, mentioned, error))
    return FALSE;
  if (mentioned || comments.mentioned)
    row->mine |= MINE_MENTIONED;

  return write_document (put, row->id, document, error);
}

JmPutOutcome
jm_put_issue (JmPut         *self,
              JmJsonReader  *reader,
              JmJsonSlice   *item,
              GError       **error)
{
  JmJsonSlice columns[N_COLUMNS];
  Stored stored = { 0 };
  Row row = { 0 };

  if (!jm_json_picker_read (get_picker (), reader, item, columns))
    return JM_PUT_FAILED;
  if ((row.id = jm_put_take_id (&columns[COLUMN_ID])) < 0 || !jm_put_note_id (self, row.id))
    return JM_PUT_SAME;

  row.updated_ms = jm_put_time (&columns[COLUMN_UPDATED]);
  self->job->result.newest_ms = MAX (self->job->result.newest_ms, row.updated_ms);
  if (!(self->job->flags & JM_PAGE_SEEN) &&
      !read_stored (self, row.id, row.updated_ms, item, &columns[COLUMN_STATUS], &stored, error))
    return JM_PUT_FAILED;

  if (stored.same || (self->job->flags & JM_PAGE_SEEN))
    return (stored.same && stored.run >= self->job->run) ||
                   jm_statement_run (self->connection, error, self->what, mark_sql, "ii",
                                     self->job->run, row.id) ?
               JM_PUT_SAME :
               JM_PUT_FAILED;

  if (!read_row (self, columns, &row, error) ||
      !write_issue (self, &row, &stored, item, columns, error) ||
      !write_row (self, &row, !stored.found, error))
    return JM_PUT_FAILED;

  return stored.found ? JM_PUT_CHANGED : JM_PUT_ADDED;
}
