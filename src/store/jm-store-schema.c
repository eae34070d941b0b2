/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "store/jm-store-schema.h"

/* "JmAs" */
#define APPLICATION_ID 0x4a6d4173

/*
 * What Jira said lies in documents, as text packed with zstd (jm-pack.h). Beside it stand the
 * columns that are searched or sorted: narrow rows, so that a walk through 100 000 issues reads
 * 30 MB and not 700.
 *
 * Counts, former keys and whatever belongs to an issue follow by triggers: whatever changes a row,
 * they cannot be forgotten. Only the words of the text index are written by the code that puts a
 * page, since they are taken from the documents.
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
  "  updated_ms INTEGER NOT NULL,"      /* of an issue in it, as Jira says; 0: it does not */
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
  "  priority_rank INTEGER NOT NULL,"   /* 1 is the highest, see jm-store-ranks.c */
  "  assignee TEXT,"                    /* display names */
  "  reporter TEXT,"
  "  created_ms INTEGER NOT NULL,"      /* 0: Jira did not say; so for all of these */
  "  updated_ms INTEGER NOT NULL,"
  "  resolved_ms INTEGER NOT NULL,"
  "  due_ms INTEGER NOT NULL,"
  "  viewed_ms INTEGER NOT NULL,"       /* here or in Jira, the later one */
  "  mine INTEGER NOT NULL,"            /* bits: 1 assigned, 2 reported, 4 watched, 8 mentioned */
  "  run INTEGER NOT NULL"              /* the last walk that saw it; no index holds it */
  ") STRICT;"
  "CREATE TABLE issue_documents ("
  "  id INTEGER PRIMARY KEY,"
  "  document BLOB NOT NULL"
  ") STRICT;"

  /* One for each order of the list, see jm-issue-ways.c. Behind its order an index holds all that a
   * filter asks for, so that a walk along it needs no row. They are what writing costs most for: with
   * 20 000 issues of 7 KB one takes 70 µs without any index here, 115 with nine of these. So those by summary
   * and by assignee, for which rows come in no order that suits, are made when somebody first asks for
   * them. */
  "CREATE INDEX issues_by_updated ON issues (updated_ms, id, " JM_ISSUE_FACETS ");"
  "CREATE INDEX issues_by_created ON issues (created_ms, id, " JM_ISSUE_FACETS ");"
  "CREATE INDEX issues_by_key ON issues (project_key, number, id, " JM_ISSUE_FACETS ");"
  "CREATE INDEX issues_by_kind ON issues (kind COLLATE JM_FOLD, id, " JM_ISSUE_FACETS ");"
  "CREATE INDEX issues_by_status ON issues (status_rank, status COLLATE JM_FOLD, id, "
  JM_ISSUE_FACETS ");"
  "CREATE INDEX issues_by_priority ON issues (priority_rank, priority COLLATE JM_FOLD, id, "
  JM_ISSUE_FACETS ");"
  "CREATE INDEX issues_by_viewed ON issues (viewed_ms, id, " JM_ISSUE_FACETS ");"
  /* Few rows are mine. */
  "CREATE INDEX issues_mine ON issues (updated_ms, id, mine) WHERE mine > 0;"

  /* Every other resource. The number of one is this file's own: names stay, enums grow. */
  "CREATE TABLE resources ("
  "  id INTEGER PRIMARY KEY,"
  "  name TEXT NOT NULL UNIQUE,"
  "  count INTEGER NOT NULL DEFAULT 0,"
  "  fetched_at_ms INTEGER NOT NULL DEFAULT 0,"
  "  denied TEXT"
  ") STRICT;"
  /* resource: below zero for what belongs to an issue that is gone */
  "CREATE TABLE things ("
  "  resource INTEGER NOT NULL,"
  "  owner TEXT NOT NULL,"              /* '', the key of a project, the id of an issue or board */
  "  id TEXT NOT NULL,"
  "  name TEXT NOT NULL,"
  "  position INTEGER NOT NULL,"        /* in Jira's order */
  "  run INTEGER NOT NULL,"
  "  document BLOB NOT NULL,"
  "  PRIMARY KEY (resource, owner, id)"
  ") STRICT, WITHOUT ROWID;"
  "CREATE INDEX things_by_name ON things (resource, name COLLATE JM_FOLD, owner, id);"

  /* A walk through the pages of a resource: where it stands, and when it came to its end last.
   * doubted_run: one that missed so much that one more must say the same. */
  "CREATE TABLE walks ("
  "  resource TEXT NOT NULL,"
  "  owner TEXT NOT NULL,"
  "  run INTEGER NOT NULL,"
  "  position TEXT,"
  "  done INTEGER NOT NULL,"
  "  fetched INTEGER NOT NULL,"
  "  fetched_at_ms INTEGER NOT NULL,"
  "  doubted_run INTEGER NOT NULL,"
  "  PRIMARY KEY (resource, owner)"
  ") STRICT, WITHOUT ROWID;"
  "CREATE TABLE runs ("
  "  name TEXT PRIMARY KEY,"
  "  run INTEGER NOT NULL,"
  "  open INTEGER NOT NULL"
  ") STRICT, WITHOUT ROWID;"
  /* "cursor", "login", "login-marked", "news-from", "news-until" */
  "CREATE TABLE facts ("
  "  name TEXT PRIMARY KEY,"
  "  value TEXT NOT NULL"
  ") STRICT, WITHOUT ROWID;"

  /* For which `updated` of its issue a part (comments, work logs, history) is whole; below zero
   * while a walk brings it. */
  "CREATE TABLE issue_parts ("
  "  issue_id INTEGER NOT NULL,"
  "  resource INTEGER NOT NULL,"
  "  updated_ms INTEGER NOT NULL,"
  "  PRIMARY KEY (issue_id, resource)"
  ") STRICT, WITHOUT ROWID;"
  "CREATE TABLE issue_aliases ("
  "  key TEXT PRIMARY KEY,"
  "  id INTEGER NOT NULL"
  ") STRICT, WITHOUT ROWID;"
  "CREATE INDEX issue_aliases_by_id ON issue_aliases (id);"
  "CREATE TABLE gone_issues ("
  "  id INTEGER PRIMARY KEY,"
  "  key TEXT NOT NULL,"
  "  summary TEXT NOT NULL,"
  "  gone_ms INTEGER NOT NULL,"
  "  document BLOB NOT NULL"
  ") STRICT;"
  "CREATE TABLE views ("
  "  name TEXT PRIMARY KEY,"
  "  query TEXT NOT NULL,"
  "  position INTEGER NOT NULL"
  ") STRICT, WITHOUT ROWID;"
  "CREATE TABLE issue_counts ("
  "  project_key TEXT NOT NULL,"
  "  status_category TEXT NOT NULL,"
  "  n INTEGER NOT NULL,"
  "  PRIMARY KEY (project_key, status_category)"
  ") STRICT, WITHOUT ROWID;"

  /* The rowid is the id of the issue; the words alone, no text is kept twice. Every query is words with
   * a star, so positions are not kept: 100 000 issues of 7 KB take 265 MB of file instead of 380.
   * Without prefixes of two letters these cost 50 to 120 ms a search, with them 0.1 ms. With those of
   * three and four as well, what is typed into a million issues is found in 23 ms and not in 196
   * (p95); writing is a sixth slower. */
  "CREATE VIRTUAL TABLE issue_text USING fts5 ("
  "  key, summary, description, comments, content='', contentless_delete=1, detail=none,"
  "  tokenize='unicode61 remove_diacritics 2', prefix='2 3 4'"
  ");"

  /* Every page adds a segment to it; merged in eights, a word is written less often. */
  "INSERT INTO issue_text (issue_text, rank) VALUES ('automerge', 8);"

  "CREATE TRIGGER issue_added AFTER INSERT ON issues BEGIN"
  "  INSERT INTO issue_counts VALUES (new.project_key, new.status_category, 1)"
  "    ON CONFLICT DO UPDATE SET n = n + 1;"
  "END;"
  "CREATE TRIGGER issue_removed AFTER DELETE ON issues BEGIN"
  "  UPDATE issue_counts SET n = n - 1"
  "    WHERE project_key = old.project_key AND status_category = old.status_category;"
  "  DELETE FROM issue_text WHERE rowid = old.id;"
  "  DELETE FROM issue_documents WHERE id = old.id;"
  "  DELETE FROM issue_parts WHERE issue_id = old.id;"
  "  DELETE FROM issue_aliases WHERE id = old.id;"
  "END;"
  "CREATE TRIGGER issue_moved AFTER UPDATE OF project_key, status_category ON issues"
  "  WHEN old.project_key IS NOT new.project_key"
  "    OR old.status_category IS NOT new.status_category BEGIN"
  "  UPDATE issue_counts SET n = n - 1"
  "    WHERE project_key = old.project_key AND status_category = old.status_category;"
  "  INSERT INTO issue_counts VALUES (new.project_key, new.status_category, 1)"
  "    ON CONFLICT DO UPDATE SET n = n + 1;"
  "END;"
  "CREATE TRIGGER issue_renamed AFTER UPDATE OF key ON issues"
  "  WHEN old.key IS NOT new.key AND old.key <> '' BEGIN"
  "  DELETE FROM issue_aliases WHERE key = new.key;"
  "  INSERT OR REPLACE INTO issue_aliases VALUES (old.key, old.id);"
  "END;"

  "CREATE TRIGGER thing_added AFTER INSERT ON things BEGIN"
  "  UPDATE resources SET count = count + 1 WHERE id = new.resource;"
  "END;"
  "CREATE TRIGGER thing_removed AFTER DELETE ON things BEGIN"
  "  UPDATE resources SET count = count - 1 WHERE id = old.resource;"
  "END;"
  "CREATE TRIGGER thing_moved AFTER UPDATE OF resource ON things"
  "  WHEN old.resource <> new.resource BEGIN"
  "  UPDATE resources SET count = count - 1 WHERE id = old.resource;"
  "  UPDATE resources SET count = count + 1 WHERE id = new.resource;"
  "END;";

/* See jm-store-concerns.c. */
static const char step_2[] =
  "CREATE TABLE concerns ("
  "  id INTEGER PRIMARY KEY,"
  "  issue_id INTEGER NOT NULL UNIQUE,"
  "  kinds INTEGER NOT NULL,"           /* bits, by the numbers of kinds of news */
  "  since_ms INTEGER NOT NULL"
  ") STRICT;"
  "CREATE TABLE news ("
  "  id INTEGER PRIMARY KEY,"
  "  issue_id INTEGER NOT NULL,"
  "  kind INTEGER NOT NULL,"
  "  cause TEXT NOT NULL,"              /* change/17, comment/12, created */
  "  time_ms INTEGER NOT NULL,"
  "  who TEXT,"
  "  status TEXT,"
  "  taken INTEGER NOT NULL,"
  "  UNIQUE (issue_id, kind, cause)"
  ") STRICT;"
  "CREATE INDEX news_new ON news (id) WHERE taken = 0;";
/* clang-format on */

static const char *const steps[] = { step_1, step_2, NULL };

const JmSchema jm_store_schema = {
  .application_id = APPLICATION_ID,
  .precious = FALSE,
  .steps = steps,
};
