/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "store/jm-pack.h"
#include "store/jm-statement.h"
#include "store/jm-store-private.h"

/* Questions that are answered on the reader's thread. */

typedef struct
{
  JmResourceId id;
  const char *name;
  char *owner; /* "" for none */
  char *what;  /* an id, a key */
} Question;

static Question *
question_new (JmResourceId  id,
              const char   *owner)
{
  Question *question = g_new0 (Question, 1);

  question->id = id;
  question->name = jm_resource_get_name (id);
  question->owner = g_strdup (owner != NULL ? owner : "");
  return question;
}

static void
question_free (gpointer data)
{
  Question *question = data;

  g_free (question->owner);
  g_free (question->what);
  g_free (question);
}

/* --- counts and times */

/* clang-format off */
/* The few rows of counts, never the issues. */
static const char count_issues_sql[] =
  "SELECT ifnull (sum (n), 0) FROM issue_counts WHERE ?1 = '' OR project_key = ?1";
static const char count_things_sql[] = "SELECT count FROM resources WHERE name = ?1";
static const char count_things_of_sql[] =
  "SELECT count (*) FROM things"
  "  WHERE resource = (SELECT id FROM resources WHERE name = ?1) AND owner = ?2";

/* A walk over the issues of all projects is one over those of each. */
static const char fetched_at_sql[] =
  "SELECT max (fetched_at_ms) FROM walks"
  "  WHERE resource = ?1 AND (owner = ?2 OR (owner = '' AND resource = 'issues'))";

static const char states_sql[] =
  "SELECT name,"
  "    CASE name WHEN 'projects' THEN (SELECT count (*) FROM projects)"
  "      WHEN 'issues' THEN (SELECT ifnull (sum (n), 0) FROM issue_counts) ELSE count END,"
  "    max (fetched_at_ms,"
  "         ifnull ((SELECT max (fetched_at_ms) FROM walks WHERE resource = name), 0)),"
  "    denied"
  /* Their rows are counted where they are; nobody has made a row here before a walk began. */
  "  FROM (SELECT name, count, fetched_at_ms, denied FROM resources"
  "        UNION SELECT 'projects', 0, 0, NULL WHERE 'projects' NOT IN (SELECT name FROM resources)"
  "        UNION SELECT 'issues', 0, 0, NULL WHERE 'issues' NOT IN (SELECT name FROM resources))";
/* clang-format on */

static DexFuture *
count_job (sqlite3  *connection,
           gpointer  data)
{
  const char *what = _("Could not count");
  g_autoptr (GError) error = NULL;
  Question *question = data;
  gint64 count;

  if (question->id == JM_RESOURCE_PROJECTS)
    count = jm_statement_int (connection, &error, what, 0, "SELECT count (*) FROM projects", "");
  else if (question->id == JM_RESOURCE_ISSUES)
    count = jm_statement_int (connection, &error, what, 0, count_issues_sql, "s", question->owner);
  else if (*question->owner == '\0')
    count = jm_statement_int (connection, &error, what, 0, count_things_sql, "s", question->name);
  else
    count = jm_statement_int (connection, &error, what, 0, count_things_of_sql, "ss",
                              question->name, question->owner);

  return error != NULL ? dex_future_new_for_error (g_steal_pointer (&error)) :
                         dex_future_new_for_int64 (count);
}

static DexFuture *
fetched_at_job (sqlite3  *connection,
                gpointer  data)
{
  g_autoptr (GError) error = NULL;
  Question *question = data;
  gint64 fetched_at = jm_statement_int (connection, &error, _("Could not read"), 0,
                                        fetched_at_sql, "ss", question->name, question->owner);

  return error != NULL ? dex_future_new_for_error (g_steal_pointer (&error)) :
                         dex_future_new_for_int64 (fetched_at);
}

static void
read_state (sqlite3_stmt *statement,
            GPtrArray    *states)
{
  g_autofree char *name = jm_statement_dup (statement, 0);
  JmResourceId id = jm_resource_find (name);
  JmResourceState *state;

  /* A newer program may have put what we do not know. */
  if (id == JM_N_RESOURCES)
    return;

  state = g_ptr_array_index (states, id);
  state->count = sqlite3_column_int64 (statement, 1);
  state->fetched_at_ms = sqlite3_column_int64 (statement, 2);
  state->denied = jm_statement_dup (statement, 3);
}

static DexFuture *
list_resources_job (sqlite3  *connection,
                    gpointer  data)
{
  const char *what = _("Could not read");
  g_autoptr (GPtrArray) states =
      g_ptr_array_new_with_free_func ((GDestroyNotify) jm_resource_state_free);
  g_autoptr (GError) error = NULL;
  sqlite3_stmt *statement = jm_statement_get (connection, &error, what, states_sql, "");

  for (JmResourceId id = 0; id < JM_N_RESOURCES; id++)
    {
      JmResourceState *state = g_new0 (JmResourceState, 1);

      state->id = id;
      g_ptr_array_add (states, state);
    }
  while (statement != NULL && jm_statement_step (statement, what, &error))
    read_state (statement, states);

  return error != NULL ? dex_future_new_for_error (g_steal_pointer (&error)) :
                         dex_future_new_take_boxed (G_TYPE_PTR_ARRAY, g_steal_pointer (&states));
}

/* --- documents */

typedef struct
{
  const char *sql;
  gboolean number; /* ?1 is an id of digits; else a text */
} Place;

/* In this order; the first that has it. */
static const Place issue_places[] = {
  { "SELECT document FROM issue_documents WHERE id = ?1", TRUE },
  { "SELECT document FROM gone_issues WHERE id = ?1", TRUE },
  /* along issues_by_key */
  { "SELECT document FROM issue_documents WHERE id = (SELECT id FROM issues"
    "  WHERE project_key = substr (?1, 1, max (instr (?1, '-') - 1, 0))"
    "    AND number = CAST (substr (?1, instr (?1, '-') + 1) AS INTEGER) AND key = ?1)",
    FALSE },
  { "SELECT document FROM issue_documents"
    "  WHERE id = (SELECT id FROM issue_aliases WHERE key = ?1)",
    FALSE },
  { "SELECT document FROM gone_issues WHERE key = ?1", FALSE },
};
static const Place project_places[] = {
  { "SELECT document FROM projects WHERE id = ?1", TRUE },
  { "SELECT document FROM projects WHERE key = ?1", FALSE },
};

/* ?1 resource, ?2 "OWNER/ID" or "ID". The first along the primary key. */
static const char *const thing_places[] = {
  "SELECT document FROM things WHERE resource = (SELECT id FROM resources WHERE name = ?1)"
  "  AND owner = substr (?2, 1, max (instr (?2, '/') - 1, 0))"
  "  AND id = substr (?2, instr (?2, '/') + 1)",
  "SELECT document FROM things WHERE resource = (SELECT id FROM resources WHERE name = ?1)"
  "  AND id = ?2",
};

static gboolean
is_number (const char *text)
{
  gsize digits = strspn (text, "0123456789");

  return digits >= 1 && digits <= 18 && text[digits] == '\0';
}

/* The document of the first row, if there is one. */
static GBytes *
read_document (sqlite3_stmt  *statement,
               const char    *what,
               GError       **error)
{
  GBytes *document;

  if (statement == NULL || !jm_statement_step (statement, what, error))
    return NULL;

  document = jm_unpack (sqlite3_column_blob (statement, 0), sqlite3_column_bytes (statement, 0));
  if (document == NULL)
    g_set_error (error, JM_STORE_ERROR, JM_STORE_ERROR_CORRUPT, "%s: %s", what,
                 _("the file is damaged"));
  sqlite3_reset (statement);
  return document;
}

static GBytes *
find_document (sqlite3      *connection,
               const Place  *places,
               guint         n_places,
               const char   *id,
               GError      **error)
{
  const char *what = _("Could not read");
  gboolean number = is_number (id);
  g_autoptr (GError) failure = NULL;
  GBytes *document = NULL;

  for (guint i = 0; i < n_places && document == NULL && failure == NULL; i++)
    if (!places[i].number)
      document = read_document (
          jm_statement_get (connection, &failure, what, places[i].sql, "s", id), what, &failure);
    else if (number)
      document = read_document (jm_statement_get (connection, &failure, what, places[i].sql, "i",
                                                  g_ascii_strtoll (id, NULL, 10)),
                                what, &failure);

  if (failure != NULL)
    g_propagate_error (error, g_steal_pointer (&failure));
  return document;
}

static GBytes *
find_thing (sqlite3     *connection,
            const char  *name,
            const char  *id,
            GError     **error)
{
  const char *what = _("Could not read");
  g_autoptr (GError) failure = NULL;
  GBytes *document = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (thing_places) && document == NULL && failure == NULL; i++)
    document = read_document (
        jm_statement_get (connection, &failure, what, thing_places[i], "ss", name, id), what,
        &failure);

  if (failure != NULL)
    g_propagate_error (error, g_steal_pointer (&failure));
  return document;
}

static DexFuture *
get_document_job (sqlite3  *connection,
                  gpointer  data)
{
  g_autoptr (GError) error = NULL;
  Question *question = data;
  GBytes *document;

  if (question->id == JM_RESOURCE_ISSUES)
    document = find_document (connection, issue_places, G_N_ELEMENTS (issue_places),
                              question->what, &error);
  else if (question->id == JM_RESOURCE_PROJECTS)
    document = find_document (connection, project_places, G_N_ELEMENTS (project_places),
                              question->what, &error);
  else
    document = find_thing (connection, question->name, question->what, &error);

  return error != NULL ? dex_future_new_for_error (g_steal_pointer (&error)) :
                         dex_future_new_take_boxed (G_TYPE_BYTES, document);
}

/* --- projects */

/* Along projects_by_key; the counts by their primary key. */
static const char list_projects_sql[] =
    "SELECT id, key, name, kind, lead, avatar_url,"
    "    ifnull ((SELECT sum (n) FROM issue_counts"
    "             WHERE project_key = projects.key AND status_category <> 'done'), unknown),"
    "    ifnull ((SELECT sum (n) FROM issue_counts WHERE project_key = projects.key), unknown),"
    "    updated_ms"
    "  FROM (SELECT *, CASE WHEN EXISTS (SELECT 1 FROM walks"
    "                                    WHERE resource = 'issues' AND owner IN ('', projects.key)"
    "                                      AND fetched_at_ms > 0)"
    "                  OR EXISTS (SELECT 1 FROM issue_counts WHERE project_key = projects.key)"
    "                  THEN 0 ELSE -1 END AS unknown"
    "        FROM projects) AS projects"
    "  ORDER BY key";

static DexFuture *
list_projects_job (sqlite3  *connection,
                   gpointer  data)
{
  const char *what = _("Could not read the projects");
  g_autoptr (GListStore) projects = g_list_store_new (JM_TYPE_PROJECT);
  g_autoptr (GError) error = NULL;
  sqlite3_stmt *statement = jm_statement_get (connection, &error, what, list_projects_sql, "");

  while (statement != NULL && jm_statement_step (statement, what, &error))
    {
      g_autoptr (JmProject) project = jm_project_new_from_row (statement);

      g_list_store_append (projects, project);
    }
  if (error != NULL)
    return dex_future_new_for_error (g_steal_pointer (&error));

  return dex_future_new_take_object (g_steal_pointer (&projects));
}

/* --- public */

/**
 * jm_store_list_resources:
 *
 * Returns: (transfer full): resolves to a #GPtrArray of #JM_N_RESOURCES #JmResourceState, by id
 *   (dex_await_boxed); rejects with JM_STORE_ERROR
 */
DexFuture *
jm_store_list_resources (JmStore *self)
{
  dex_return_error_if_fail (JM_IS_STORE (self));

  return jm_database_read (jm_store_get_database (self), list_resources_job, NULL, NULL);
}

/**
 * jm_store_count:
 * @project_key: (nullable): for issues a project's key; for all else the owner
 *
 * Returns: (transfer full): resolves to the number of rows (int64); rejects with JM_STORE_ERROR
 */
DexFuture *
jm_store_count (JmStore      *self,
                JmResourceId  resource,
                const char   *project_key)
{
  dex_return_error_if_fail (JM_IS_STORE (self));
  dex_return_error_if_fail (resource < JM_N_RESOURCES);

  return jm_database_read (jm_store_get_database (self), count_job,
                           question_new (resource, project_key), question_free);
}

/**
 * jm_store_get_fetched_at:
 * @owner: (nullable): as for jm_store_put_page()
 *
 * Returns: (transfer full): resolves to ms since the epoch, 0 when it was never fetched to its end
 *   (int64); rejects with JM_STORE_ERROR
 */
DexFuture *
jm_store_get_fetched_at (JmStore      *self,
                         JmResourceId  resource,
                         const char   *owner)
{
  dex_return_error_if_fail (JM_IS_STORE (self));
  dex_return_error_if_fail (resource < JM_N_RESOURCES);

  return jm_database_read (jm_store_get_database (self), fetched_at_job,
                           question_new (resource, owner), question_free);
}

/**
 * jm_store_get_document:
 * @id: its id; of an issue also a key or a former key, of a project also its key, of what has an owner
 *   also "OWNER/ID"
 *
 * Returns: (transfer full): resolves to a #GBytes of JSON as Jira sent it, ended by a NUL that is not
 *   counted, or to NULL (dex_await_boxed, test the error); rejects with JM_STORE_ERROR
 */
DexFuture *
jm_store_get_document (JmStore      *self,
                       JmResourceId  resource,
                       const char   *id)
{
  Question *question;

  dex_return_error_if_fail (JM_IS_STORE (self));
  dex_return_error_if_fail (resource < JM_N_RESOURCES);
  dex_return_error_if_fail (id != NULL);

  question = question_new (resource, NULL);
  question->what = g_strdup (id);
  return jm_database_read (jm_store_get_database (self), get_document_job, question,
                           question_free);
}

/**
 * jm_store_list_projects:
 *
 * Returns: (transfer full): resolves to a GListStore of JmProject by key; rejects with
 *   JM_STORE_ERROR
 */
DexFuture *
jm_store_list_projects (JmStore *self)
{
  dex_return_error_if_fail (JM_IS_STORE (self));

  return jm_database_read (jm_store_get_database (self), list_projects_job, NULL, NULL);
}
