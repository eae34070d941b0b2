/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "store/jm-store-schema.h"

/* "JmAc" */
#define APPLICATION_ID 0x4a6d4163

/*
 * What Jira said lies in documents, as JSONB. Beside it stand the columns that are searched or
 * sorted: narrow rows, so that a walk through 100 000 issues reads 20 MB and not 200.
 *
 * Counts and the text index follow by triggers: whatever changes a row, they cannot be forgotten.
 */

/* clang-format off */
static const char step_1[] =
  "CREATE TABLE projects ("
  "  id INTEGER PRIMARY KEY,"
  "  key TEXT NOT NULL,"
  "  name TEXT NOT NULL,"
  "  kind TEXT,"
  "  lead TEXT,"
  "  avatar_url TEXT,"
  "  run INTEGER NOT NULL,"
  "  document BLOB NOT NULL"
  ") STRICT;"
  "CREATE INDEX projects_by_key ON projects (key);"

  "CREATE TABLE issues ("
  "  id INTEGER PRIMARY KEY,"
  "  project_key TEXT NOT NULL,"
  "  number INTEGER NOT NULL,"
  "  key TEXT NOT NULL,"
  "  summary TEXT NOT NULL,"
  "  kind TEXT,"
  "  status TEXT,"
  "  status_category TEXT NOT NULL,"    /* new, indeterminate, done, undefined */
  "  status_rank INTEGER NOT NULL,"     /* in this order, undefined first */
  "  priority TEXT,"
  "  priority_rank INTEGER NOT NULL,"   /* 1 is the highest */
  "  assignee TEXT,"
  "  updated_ms INTEGER NOT NULL,"      /* 0: Jira did not say */
  "  run INTEGER NOT NULL"              /* the last one that saw it */
  ") STRICT;"
  "CREATE TABLE issue_documents ("
  "  id INTEGER PRIMARY KEY,"
  "  document BLOB NOT NULL"
  ") STRICT;"

  /* One for each order in which a project is shown; the last for all projects at once. */
  "CREATE INDEX issues_by_updated ON issues (project_key, updated_ms);"
  "CREATE INDEX issues_by_number ON issues (project_key, number);"
  "CREATE INDEX issues_by_summary ON issues (project_key, summary COLLATE NOCASE);"
  "CREATE INDEX issues_by_status ON issues (project_key, status_rank, status COLLATE NOCASE);"
  "CREATE INDEX issues_by_priority ON issues (project_key, priority_rank);"
  "CREATE INDEX issues_by_assignee ON issues (project_key, assignee COLLATE NOCASE);"
  "CREATE INDEX issues_by_time ON issues (updated_ms);"

  "CREATE VIRTUAL TABLE issue_text USING fts5 ("
  "  key, summary, content='issues', content_rowid='id',"
  "  tokenize='unicode61 remove_diacritics 2', prefix='2 3'"
  ");"

  "CREATE TABLE issue_counts ("
  "  project_key TEXT NOT NULL,"
  "  status_category TEXT NOT NULL,"
  "  n INTEGER NOT NULL,"
  "  PRIMARY KEY (project_key, status_category)"
  ") STRICT, WITHOUT ROWID;"

  "CREATE TRIGGER issue_added AFTER INSERT ON issues BEGIN"
  "  INSERT INTO issue_text (rowid, key, summary) VALUES (new.id, new.key, new.summary);"
  "  INSERT INTO issue_counts VALUES (new.project_key, new.status_category, 1)"
  "    ON CONFLICT DO UPDATE SET n = n + 1;"
  "END;"
  "CREATE TRIGGER issue_removed AFTER DELETE ON issues BEGIN"
  "  INSERT INTO issue_text (issue_text, rowid, key, summary)"
  "    VALUES ('delete', old.id, old.key, old.summary);"
  "  UPDATE issue_counts SET n = n - 1"
  "    WHERE project_key = old.project_key AND status_category = old.status_category;"
  "  DELETE FROM issue_documents WHERE id = old.id;"
  "END;"
  "CREATE TRIGGER issue_renamed AFTER UPDATE OF key, summary ON issues"
  "  WHEN old.key IS NOT new.key OR old.summary IS NOT new.summary BEGIN"
  "  INSERT INTO issue_text (issue_text, rowid, key, summary)"
  "    VALUES ('delete', old.id, old.key, old.summary);"
  "  INSERT INTO issue_text (rowid, key, summary) VALUES (new.id, new.key, new.summary);"
  "END;"
  "CREATE TRIGGER issue_moved AFTER UPDATE OF project_key, status_category ON issues"
  "  WHEN old.project_key IS NOT new.project_key"
  "    OR old.status_category IS NOT new.status_category BEGIN"
  "  UPDATE issue_counts SET n = n - 1"
  "    WHERE project_key = old.project_key AND status_category = old.status_category;"
  "  INSERT INTO issue_counts VALUES (new.project_key, new.status_category, 1)"
  "    ON CONFLICT DO UPDATE SET n = n + 1;"
  "END;"

  /* What was fetched to its end. doubted_run: a run that missed so much that one more must say the
   * same. */
  "CREATE TABLE fetches ("
  "  resource TEXT NOT NULL,"
  "  project_key TEXT NOT NULL,"        /* '' for a resource that belongs to no project */
  "  fetched_at_ms INTEGER NOT NULL DEFAULT 0,"
  "  doubted_run INTEGER NOT NULL DEFAULT 0,"
  "  PRIMARY KEY (resource, project_key)"
  ") STRICT, WITHOUT ROWID;"

  "CREATE TABLE runs (last INTEGER NOT NULL) STRICT;"
  "INSERT INTO runs VALUES (0);";
/* clang-format on */

static const char *const steps[] = { step_1, NULL };

const JmSchema jm_store_schema = {
  .application_id = APPLICATION_ID,
  .precious = FALSE,
  .steps = steps,
};
