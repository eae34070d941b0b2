/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "store/jm-store-pages.h"

#include <glib/gi18n.h>

#include "base/jm-limits.h"
#include "store/jm-statement.h"

/*
 * A page goes in as it came. SQLite parses it once, into a table of its own in memory, and all else
 * is picked from there: what is missing, null or of another type becomes a default, an item without
 * a usable id is left out, and an id that comes twice is one row. Nothing here can stumble over an
 * item.
 */

/* More of both are not believed at once (D23). */
#define DOUBT_ROWS 500
#define DOUBT_PERCENT 5

/* clang-format off */

/* Members as text, cut at what an index should hold; NULL for all that is no text */
#define TEXT(path) \
  "CASE json_type (d, '" path "') WHEN 'text'" \
  "  THEN substr (d ->> '" path "', 1, " G_STRINGIFY (JM_LIMIT_STRING_KEPT) ") END"
#define TEXT_OR(path, fallback) "ifnull (" TEXT (path) ", " fallback ")"

const char *const jm_store_resource_names[JM_N_RESOURCES] = {
  [JM_RESOURCE_PROJECTS] = "projects",
  [JM_RESOURCE_ISSUES] = "issues",
};

static const char make_page_sql[] =
  "CREATE TEMP TABLE IF NOT EXISTS page (id INTEGER PRIMARY KEY, d BLOB NOT NULL)";

/* Ids are text for Jira, of digits; a number is taken as well. */
static const char fill_page_sql[] =
  "INSERT OR REPLACE INTO temp.page (id, d)"
  "  SELECT CAST (d ->> '$.id' AS INTEGER), d"
  "  FROM (SELECT jsonb (value) AS d FROM json_each (?1, ?2) WHERE type = 'object')"
  "  WHERE json_type (d, '$.id') IN ('text', 'integer')"
  "    AND d ->> '$.id' NOT GLOB '*[^0-9]*' AND length (d ->> '$.id') BETWEEN 1 AND 18";

static const char count_page_sql[] = "SELECT count (*) FROM temp.page";
static const char empty_page_sql[] = "DELETE FROM temp.page";
static const char note_run_sql[] = "UPDATE runs SET last = max (last, ?1)";

static const char put_documents_sql[] =
  "INSERT INTO issue_documents (id, document) SELECT id, d FROM temp.page WHERE ?1 IS NOT NULL"
  "  ON CONFLICT (id) DO UPDATE SET document = excluded.document"
  "    WHERE document IS NOT excluded.document";

/* Jira writes 2026-09-25T22:42:39.399-0300, SQLite reads an offset with a colon only. */
#define UPDATED \
  "CASE WHEN u GLOB '*[-+][0-9][0-9][0-9][0-9]'" \
  "  THEN substr (u, 1, length (u) - 2) || ':' || substr (u, -2) ELSE u END"

static const char put_issues_sql[] =
  "WITH picked AS ("
  "  SELECT id, d,"
         TEXT_OR ("$.key", "''") " AS k,"
         TEXT_OR ("$.fields.status.statusCategory.key", "''") " AS c,"
         TEXT ("$.fields.updated") " AS u,"
         TEXT ("$.fields.priority.name") " AS p"
  "  FROM temp.page"
  ")"
  "INSERT INTO issues (id, key, project_key, number, summary, kind, status, status_category,"
  "                    status_rank, priority, priority_rank, assignee, updated_ms, run)"
  "  SELECT id, k,"
  "    coalesce (" TEXT ("$.fields.project.key") ", substr (k, 1, max (instr (k, '-') - 1, 0))),"
  "    CAST (substr (k, instr (k, '-') + 1) AS INTEGER),"
         TEXT_OR ("$.fields.summary", "''") ","
         TEXT ("$.fields.issuetype.name") ","
         TEXT ("$.fields.status.name") ","
  "    CASE WHEN c IN ('new', 'indeterminate', 'done') THEN c ELSE 'undefined' END,"
  "    CASE c WHEN 'new' THEN 1 WHEN 'indeterminate' THEN 2 WHEN 'done' THEN 3 ELSE 0 END,"
  "    p,"
  /* By its name where it is one of Jira's own, else as ordinary; none comes last. */
  "    CASE WHEN p IS NULL THEN 9"
  "      WHEN p IN ('Highest', 'Blocker') THEN 1"
  "      WHEN p IN ('Critical') THEN 2"
  "      WHEN p IN ('High', 'Major') THEN 3"
  "      WHEN p IN ('Low', 'Minor') THEN 5"
  "      WHEN p IN ('Lowest', 'Trivial') THEN 6"
  "      ELSE 4 END,"
         TEXT ("$.fields.assignee.displayName") ","
  "    ifnull (CAST (round (unixepoch (" UPDATED ", 'subsec') * 1000) AS INTEGER), 0),"
  "    ?1"
  "  FROM picked WHERE TRUE"
  "  ON CONFLICT (id) DO UPDATE SET"
  "    key = excluded.key, project_key = excluded.project_key, number = excluded.number,"
  "    summary = excluded.summary, kind = excluded.kind, status = excluded.status,"
  "    status_category = excluded.status_category, status_rank = excluded.status_rank,"
  "    priority = excluded.priority, priority_rank = excluded.priority_rank,"
  "    assignee = excluded.assignee, updated_ms = excluded.updated_ms"
  /* Most rows of most pages are as they were: nothing is written for them. */
  "  WHERE (key, project_key, number, summary, kind, status, status_category, priority,"
  "         assignee, updated_ms)"
  "    IS NOT (excluded.key, excluded.project_key, excluded.number, excluded.summary, excluded.kind,"
  "            excluded.status, excluded.status_category, excluded.priority, excluded.assignee,"
  "            excluded.updated_ms)";

/* Never back: another process may have seen the row in a later run. No index holds this column. */
static const char mark_issues_sql[] =
  "UPDATE issues SET run = ?1 WHERE id IN (SELECT id FROM temp.page) AND run < ?1";

static const char put_projects_sql[] =
  "INSERT INTO projects (id, key, name, kind, lead, avatar_url, run, document)"
  "  SELECT id,"
         TEXT_OR ("$.key", "''") ","
         "coalesce (" TEXT ("$.name") ", " TEXT ("$.key") ", ''),"
         TEXT ("$.projectTypeKey") ","
         TEXT ("$.lead.displayName") ","
         TEXT ("$.avatarUrls.\"48x48\"") ","
  "    ?1, d"
  "  FROM temp.page WHERE TRUE"
  "  ON CONFLICT (id) DO UPDATE SET"
  "    key = excluded.key, name = excluded.name, kind = excluded.kind, lead = excluded.lead,"
  "    avatar_url = excluded.avatar_url, document = excluded.document"
  "  WHERE document IS NOT excluded.document";

static const char mark_projects_sql[] =
  "UPDATE projects SET run = ?1 WHERE id IN (SELECT id FROM temp.page) AND run < ?1";

/* ?1 is '' for a resource that belongs to no project. Through an index that begins with
 * project_key. */
#define GONE_ISSUES "FROM issues WHERE project_key = ?1 AND run < ?2"
#define GONE_PROJECTS "FROM projects WHERE ?1 = '' AND run < ?2"
#define DOUBTED \
  "ifnull ((SELECT doubted_run FROM fetches WHERE resource = ?3 AND project_key = ?1), 0)"

typedef struct
{
  const char *put[2];           /* ?1 run */
  const char *mark;             /* ?1 run */
  const char *census;           /* ?1 project key, ?2 run, ?3 resource: gone, all, doubted run */
  const char *remove_gone;      /* ?1 project key, ?2 run */
} ResourceSql;

static const ResourceSql resource_sql[JM_N_RESOURCES] = {
  [JM_RESOURCE_PROJECTS] = {
    .put = { put_projects_sql },
    .mark = mark_projects_sql,
    .census = "SELECT (SELECT count (*) " GONE_PROJECTS "),"
              "  (SELECT count (*) FROM projects), " DOUBTED,
    .remove_gone = "DELETE " GONE_PROJECTS,
  },
  [JM_RESOURCE_ISSUES] = {
    .put = { put_documents_sql, put_issues_sql },
    .mark = mark_issues_sql,
    .census = "SELECT (SELECT count (*) " GONE_ISSUES "),"
              "  (SELECT ifnull (sum (n), 0) FROM issue_counts WHERE project_key = ?1), " DOUBTED,
    .remove_gone = "DELETE " GONE_ISSUES,
  },
};

static const char doubt_sql[] =
  "INSERT INTO fetches (resource, project_key, doubted_run) VALUES (?1, ?2, ?3)"
  "  ON CONFLICT DO UPDATE SET doubted_run = ?3";
static const char fetched_sql[] =
  "INSERT INTO fetches (resource, project_key, fetched_at_ms) VALUES (?1, ?2, ?3)"
  "  ON CONFLICT DO UPDATE SET fetched_at_ms = ?3, doubted_run = 0";
/* clang-format on */

/* --- a page */

static gboolean
fill_page (sqlite3          *connection,
           const JmPageJob  *job,
           const char       *what,
           GError          **error)
{
  return jm_statement_run (connection, error, what, make_page_sql, "") &&
         jm_statement_run (connection, error, what, empty_page_sql, "") &&
         jm_statement_run (connection, error, what, fill_page_sql, "bs", job->page, job->items);
}

static gboolean
put_rows (sqlite3     *connection,
          JmPageJob   *job,
          const char  *what,
          GError     **error)
{
  const ResourceSql *sql = &resource_sql[job->id];
  gint64 before = sqlite3_total_changes64 (connection);

  for (guint i = 0; !job->only_seen && i < G_N_ELEMENTS (sql->put) && sql->put[i] != NULL; i++)
    if (!jm_statement_run (connection, error, what, sql->put[i], "i", job->run))
      return FALSE;

  job->changed = sqlite3_total_changes64 (connection) > before;
  return jm_statement_run (connection, error, what, sql->mark, "i", job->run) &&
         jm_statement_run (connection, error, what, note_run_sql, "i", job->run);
}

DexFuture *
jm_page_put_job (sqlite3  *connection,
                 gpointer  data)
{
  const char *what = _("Could not store what Jira sent");
  g_autoptr (GError) error = NULL;
  JmPageJob *job = data;
  gint64 n_rows = 0;

  if (fill_page (connection, job, what, &error) && put_rows (connection, job, what, &error))
    n_rows = jm_statement_int (connection, &error, what, 0, count_page_sql, "");
  if (error == NULL)
    jm_statement_run (connection, &error, what, empty_page_sql, "");

  return error != NULL ? dex_future_new_for_error (g_steal_pointer (&error)) :
                         dex_future_new_for_int64 (n_rows);
}

/* --- the end of a run */

typedef struct
{
  gint64 gone;
  gint64 all;
  gint64 doubted_run;
} Census;

static gboolean
take_census (sqlite3          *connection,
             const JmPageJob  *job,
             const char       *what,
             Census           *census,
             GError          **error)
{
  sqlite3_stmt *statement =
      jm_statement_get (connection, error, what, resource_sql[job->id].census, "sis",
                        job->project_key, job->run, jm_store_resource_names[job->id]);

  if (statement == NULL || !jm_statement_step (statement, what, error))
    return FALSE;

  census->gone = sqlite3_column_int64 (statement, 0);
  census->all = sqlite3_column_int64 (statement, 1);
  census->doubted_run = sqlite3_column_int64 (statement, 2);
  sqlite3_reset (statement);
  return TRUE;
}

static gboolean
is_doubtful (const Census *census)
{
  return census->gone > DOUBT_ROWS && census->gone * 100 > census->all * DOUBT_PERCENT;
}

/* What no run since @bound has seen goes. In doubt that is what an earlier doubted run has missed
 * as well. */
static gboolean
remove_gone (sqlite3     *connection,
             JmPageJob   *job,
             const char  *what,
             gint64       bound,
             GError     **error)
{
  if (!jm_statement_run (connection, error, what, resource_sql[job->id].remove_gone, "si",
                         job->project_key, bound))
    return FALSE;

  job->n_gone = sqlite3_changes64 (connection);
  job->changed = job->n_gone > 0;
  return jm_statement_run (connection, error, what, fetched_sql, "ssi",
                           jm_store_resource_names[job->id], job->project_key, job->now_ms);
}

DexFuture *
jm_run_finish_job (sqlite3  *connection,
                   gpointer  data)
{
  const char *what = _("Could not finish the fetch");
  g_autoptr (GError) error = NULL;
  JmPageJob *job = data;
  Census census = { 0 };

  job->n_gone = -1;
  if (take_census (connection, job, what, &census, &error))
    {
      if (!is_doubtful (&census))
        remove_gone (connection, job, what, job->run, &error);
      else if (census.doubted_run > 0)
        remove_gone (connection, job, what, MIN (census.doubted_run, job->run), &error);
      else
        jm_statement_run (connection, &error, what, doubt_sql, "ssi",
                          jm_store_resource_names[job->id], job->project_key, job->run);
    }

  return error != NULL ? dex_future_new_for_error (g_steal_pointer (&error)) :
                         dex_future_new_for_int64 (job->n_gone);
}
