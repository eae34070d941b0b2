/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "store/jm-store-private.h"

#include <errno.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>

#include "store/jm-connection.h"
#include "store/jm-statement.h"
#include "store/jm-store-pages.h"
#include "store/jm-store-schema.h"

#define ASIDE ".aside"

/*
 * JmStore:
 *
 * One account's file, on the main context; its jobs run on the two threads of JmDatabase. All that
 * it holds can be fetched again: a damaged file is moved aside when it is opened, and a new one
 * begins.
 */
struct _JmStore
{
  GObject parent_instance;

  JmClock *clock;
  char *path;
  JmDatabase *database;
  sqlite3 *connection; /* of the main thread, made at first use */
  gint64 last_run;
};

G_DEFINE_FINAL_TYPE (JmStore, jm_store, G_TYPE_OBJECT)

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

/* --- opening */

static DexFuture *
read_last_run_job (sqlite3  *connection,
                   gpointer  data)
{
  g_autoptr (GError) error = NULL;
  gint64 run = jm_statement_int (connection, &error, _("Could not open the account's data"), 0,
                                 "SELECT last FROM runs", "");

  return error != NULL ? dex_future_new_for_error (g_steal_pointer (&error)) :
                         dex_future_new_for_int64 (run);
}

/* Renames the file and what belongs to it, over what was moved aside before: one is enough to look
 * into. */
static gboolean
move_aside (const char *path)
{
  const char *const *suffixes = jm_connection_get_suffixes ();

  for (guint i = 0; suffixes[i] != NULL; i++)
    {
      g_autofree char *from = g_strconcat (path, suffixes[i], NULL);
      g_autofree char *to = g_strconcat (path, ASIDE, suffixes[i], NULL);

      if (g_rename (from, to) != 0 && errno != ENOENT)
        return FALSE;
    }

  return TRUE;
}

static DexFuture *
begin_anew (JmStore *self,
            GError  *error)
{
  g_autoptr (JmDatabase) damaged = g_steal_pointer (&self->database);

  self->database = jm_database_new (self->path, &jm_store_schema);
  dex_await (jm_database_close (damaged), NULL);
  if (!move_aside (self->path))
    return dex_future_new_for_error (error);

  g_message ("%s; it was moved aside and is fetched again", error->message);
  g_error_free (error);
  return jm_database_open (self->database);
}

static DexFuture *
open_fiber (gpointer data)
{
  JmStore *self = data;
  g_autoptr (GError) error = NULL;
  gint64 run;

  if (!dex_await (jm_database_open (self->database), &error) &&
      g_error_matches (error, JM_STORE_ERROR, JM_STORE_ERROR_CORRUPT))
    dex_await (begin_anew (self, g_steal_pointer (&error)), &error);
  if (error != NULL)
    return dex_future_new_for_error (g_steal_pointer (&error));

  run = dex_await_int64 (jm_database_read (self->database, read_last_run_job, NULL, NULL), &error);
  if (error != NULL)
    return dex_future_new_for_error (g_steal_pointer (&error));

  self->last_run = MAX (self->last_run, run);
  return dex_future_new_true ();
}

/* --- removing */

static gboolean
remove_file (const char  *path,
             GError     **error)
{
  int saved;

  if (g_unlink (path) == 0 || errno == ENOENT)
    return TRUE;

  saved = errno;
  g_set_error (error, JM_STORE_ERROR,
               saved == EACCES || saved == EPERM || saved == EROFS ? JM_STORE_ERROR_READ_ONLY :
                                                                     JM_STORE_ERROR_FAILED,
               _("Could not remove the account's data: %s"), g_strerror (saved));
  return FALSE;
}

static DexFuture *
remove_fiber (gpointer data)
{
  JmStore *self = data;
  const char *const *suffixes = jm_connection_get_suffixes ();
  g_autoptr (GError) error = NULL;

  dex_await (jm_store_close (self), NULL);
  for (guint i = 0; suffixes[i] != NULL; i++)
    {
      g_autofree char *file = g_strconcat (self->path, suffixes[i], NULL);
      g_autofree char *aside = g_strconcat (self->path, ASIDE, suffixes[i], NULL);

      if (!remove_file (file, &error) || !remove_file (aside, &error))
        return dex_future_new_for_error (g_steal_pointer (&error));
    }

  return dex_future_new_true ();
}

/* --- writing */

typedef struct
{
  JmStore *self;
  JmDatabaseJob run;
  JmPageJob job;
} Write;

static Write *
write_new (JmStore          *self,
           JmDatabaseJob     run_job,
           const JmResource *resource,
           gint64            run)
{
  Write *state = g_new0 (Write, 1);

  state->self = g_object_ref (self);
  state->run = run_job;
  state->job.id = resource->id;
  state->job.items = resource->items;
  state->job.run = run;
  state->job.now_ms = jm_clock_get_wall_ms (self->clock);
  return state;
}

static void
write_free (gpointer data)
{
  Write *state = data;

  g_object_unref (state->self);
  g_clear_pointer (&state->job.page, g_bytes_unref);
  g_free (state->job.project_key);
  g_free (state);
}

static DexFuture *
write_fiber (gpointer data)
{
  Write *state = data;
  g_autoptr (GError) error = NULL;
  gint64 n_rows;

  /* The job borrows the closure, which lives until this fiber has ended. */
  n_rows = dex_await_int64 (
      jm_database_write (state->self->database, state->run, &state->job, NULL), &error);
  if (error != NULL)
    return dex_future_new_for_error (g_steal_pointer (&error));

  if (state->job.changed)
    g_signal_emit (state->self, signals[CHANGED], 0, state->job.id);
  if (n_rows < 0)
    return dex_future_new_reject (
        JM_STORE_ERROR, JM_STORE_ERROR_INVALID,
        _("Jira told of far fewer than before. What is stored is kept until "
           "another fetch says the same"));

  return dex_future_new_for_int64 (n_rows);
}

/* --- reading */

typedef struct
{
  JmResourceId id;
  const char *name;
  char *project_key;
} Question;

static Question *
question_new (JmResourceId  id,
              const char   *project_key)
{
  Question *question = g_new0 (Question, 1);

  question->id = id;
  question->name = jm_store_resource_names[id];
  question->project_key = g_strdup (project_key != NULL ? project_key : "");
  return question;
}

static void
question_free (gpointer data)
{
  Question *question = data;

  g_free (question->project_key);
  g_free (question);
}

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
  else /* the few rows of counts, never the issues */
    count = jm_statement_int (connection, &error, what, 0,
                              "SELECT ifnull (sum (n), 0) FROM issue_counts"
                              "  WHERE ?1 = '' OR project_key = ?1",
                              "s", question->project_key);

  return error != NULL ? dex_future_new_for_error (g_steal_pointer (&error)) :
                         dex_future_new_for_int64 (count);
}

static DexFuture *
fetched_at_job (sqlite3  *connection,
                gpointer  data)
{
  g_autoptr (GError) error = NULL;
  Question *question = data;
  gint64 fetched_at =
      jm_statement_int (connection, &error, _("Could not read"), 0,
                        "SELECT fetched_at_ms FROM fetches"
                        "  WHERE resource = ?1 AND project_key = ?2",
                        "ss", question->name, question->project_key);

  return error != NULL ? dex_future_new_for_error (g_steal_pointer (&error)) :
                         dex_future_new_for_int64 (fetched_at);
}

/* Along projects_by_key; the counts by their primary key. */
static const char list_projects_sql[] =
    "SELECT id, key, name, kind, lead, avatar_url,"
    "    ifnull ((SELECT sum (n) FROM issue_counts"
    "             WHERE project_key = projects.key AND status_category <> 'done'), unknown),"
    "    ifnull ((SELECT sum (n) FROM issue_counts WHERE project_key = projects.key), unknown)"
    "  FROM (SELECT *, CASE WHEN EXISTS (SELECT 1 FROM fetches"
    "                                    WHERE resource = ?1 AND project_key = projects.key"
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
  Question *question = data;
  sqlite3_stmt *statement =
      jm_statement_get (connection, &error, what, list_projects_sql, "s", question->name);

  while (statement != NULL && jm_statement_step (statement, what, &error))
    {
      g_autoptr (JmProject) project = jm_project_new_from_row (statement);

      g_list_store_append (projects, project);
    }
  if (error != NULL)
    return dex_future_new_for_error (g_steal_pointer (&error));

  return dex_future_new_take_object (g_steal_pointer (&projects));
}

/* --- the object */

static void
jm_store_finalize (GObject *object)
{
  JmStore *self = JM_STORE (object);

  jm_connection_close (g_steal_pointer (&self->connection));
  g_clear_object (&self->database);
  g_clear_object (&self->clock);
  g_free (self->path);

  G_OBJECT_CLASS (jm_store_parent_class)->finalize (object);
}

static void
jm_store_class_init (JmStoreClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = jm_store_finalize;

  /* JmResourceId: of which rows changed */
  signals[CHANGED] = g_signal_new ("changed", JM_TYPE_STORE, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 1, G_TYPE_INT);
}

static void
jm_store_init (JmStore *self)
{
}

/**
 * jm_store_new:
 * @path: the account's file; its folder exists
 * @clock: says when something was fetched
 */
JmStore *
jm_store_new (const char *path,
              JmClock    *clock)
{
  JmStore *self;

  g_return_val_if_fail (path != NULL, NULL);
  g_return_val_if_fail (JM_IS_CLOCK (clock), NULL);

  self = g_object_new (JM_TYPE_STORE, NULL);
  self->clock = g_object_ref (clock);
  self->path = g_strdup (path);
  self->database = jm_database_new (path, &jm_store_schema);
  return self;
}

JmDatabase *
jm_store_get_database (JmStore *self)
{
  return self->database;
}

JmClock *
jm_store_get_clock (JmStore *self)
{
  return self->clock;
}

sqlite3 *
jm_store_get_connection (JmStore  *self,
                         GError  **error)
{
  if (self->connection == NULL)
    self->connection = jm_database_connect (self->database, error);

  return self->connection;
}

/**
 * jm_store_open:
 *
 * A damaged file is moved aside ("….db.aside", one at most), and an empty one takes its place: it
 * is filled by the next fetch.
 *
 * Returns: (transfer full): resolves to TRUE; rejects with JM_STORE_ERROR_NEWER, _BUSY, _READ_ONLY,
 *   _FULL, _INVALID, _CLOSED or _FAILED
 */
DexFuture *
jm_store_open (JmStore *self)
{
  dex_return_error_if_fail (JM_IS_STORE (self));

  return dex_scheduler_spawn (NULL, 0, open_fiber, g_object_ref (self), g_object_unref);
}

/**
 * jm_store_close:
 *
 * Returns: (transfer full): resolves to TRUE when all that was given before is in the file
 */
DexFuture *
jm_store_close (JmStore *self)
{
  dex_return_error_if_fail (JM_IS_STORE (self));

  jm_connection_close (g_steal_pointer (&self->connection));
  return jm_database_close (self->database);
}

/**
 * jm_store_remove:
 *
 * Returns: (transfer full): resolves to TRUE when the file and all that belongs to it are gone;
 *   rejects with JM_STORE_ERROR_READ_ONLY or _FAILED
 */
DexFuture *
jm_store_remove (JmStore *self)
{
  dex_return_error_if_fail (JM_IS_STORE (self));

  return dex_scheduler_spawn (NULL, 0, remove_fiber, g_object_ref (self), g_object_unref);
}

/**
 * jm_store_put_page:
 * @resource: what the page is of; its `items` say where in the page they are
 * @page: JSON. Of an issue: id, key, fields.{summary, issuetype.name, status.name,
 *   status.statusCategory.key, priority.name, assignee.displayName, updated, project.key}; of a
 *   project: id, key, name, projectTypeKey, lead.displayName, avatarUrls."48x48". All but the id
 *   may be missing or of another type.
 * @run: from jm_store_begin_run()
 *
 * Returns: (transfer full): resolves to the number of items that had an id (int64); rejects with
 *   JM_STORE_ERROR_INVALID when it is no JSON, or as jm_database_write(), and nothing of it is
 *   stored
 */
DexFuture *
jm_store_put_page (JmStore          *self,
                   const JmResource *resource,
                   GBytes           *page,
                   gint64            run)
{
  Write *state;

  dex_return_error_if_fail (JM_IS_STORE (self));
  dex_return_error_if_fail (resource != NULL && resource->id < JM_N_RESOURCES);
  dex_return_error_if_fail (page != NULL);

  state = write_new (self, jm_page_put_job, resource, run);
  state->job.page = g_bytes_ref (page);
  return dex_scheduler_spawn (NULL, 0, write_fiber, state, write_free);
}

/**
 * jm_store_see_page:
 *
 * As jm_store_put_page(), but what is stored stays as it is: it was seen in @run, and no more. For
 * items that are there and cannot be read.
 */
DexFuture *
jm_store_see_page (JmStore          *self,
                   const JmResource *resource,
                   GBytes           *page,
                   gint64            run)
{
  Write *state;

  dex_return_error_if_fail (JM_IS_STORE (self));
  dex_return_error_if_fail (resource != NULL && resource->id < JM_N_RESOURCES);
  dex_return_error_if_fail (page != NULL);

  state = write_new (self, jm_page_put_job, resource, run);
  state->job.page = g_bytes_ref (page);
  state->job.only_seen = TRUE;
  return dex_scheduler_spawn (NULL, 0, write_fiber, state, write_free);
}

/**
 * jm_store_begin_run:
 *
 * Returns: a number that is higher than that of any run before, also of other processes: ms since
 *   the epoch where the clock allows it
 */
gint64
jm_store_begin_run (JmStore *self)
{
  g_return_val_if_fail (JM_IS_STORE (self), 0);

  self->last_run = MAX (self->last_run + 1, jm_clock_get_wall_ms (self->clock));
  return self->last_run;
}

/**
 * jm_store_finish_run:
 * @project_key: (nullable): for issues, whose; NULL for other resources
 * @run: the run that has seen everything
 *
 * Removes the rows that the run did not see. When these are more than 500 and more than 5 % of all,
 * nothing is removed and it rejects: only the next complete run that misses them too removes them
 * (D23).
 *
 * Returns: (transfer full): resolves to how many are gone (int64); rejects with
 *   JM_STORE_ERROR_INVALID in doubt
 */
DexFuture *
jm_store_finish_run (JmStore          *self,
                     const JmResource *resource,
                     const char       *project_key,
                     gint64            run)
{
  Write *state;

  dex_return_error_if_fail (JM_IS_STORE (self));
  dex_return_error_if_fail (resource != NULL && resource->id < JM_N_RESOURCES);
  dex_return_error_if_fail ((resource->id == JM_RESOURCE_ISSUES) == (project_key != NULL));

  state = write_new (self, jm_run_finish_job, resource, run);
  state->job.project_key = g_strdup (project_key != NULL ? project_key : "");
  return dex_scheduler_spawn (NULL, 0, write_fiber, state, write_free);
}

/**
 * jm_store_count:
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

  return jm_database_read (self->database, count_job, question_new (resource, project_key),
                           question_free);
}

/**
 * jm_store_get_fetched_at:
 *
 * Returns: (transfer full): resolves to ms since the epoch, 0 when it was never fetched to its end
 *   (int64); rejects with JM_STORE_ERROR
 */
DexFuture *
jm_store_get_fetched_at (JmStore      *self,
                         JmResourceId  resource,
                         const char   *project_key)
{
  dex_return_error_if_fail (JM_IS_STORE (self));
  dex_return_error_if_fail (resource < JM_N_RESOURCES);

  return jm_database_read (self->database, fetched_at_job, question_new (resource, project_key),
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

  return jm_database_read (self->database, list_projects_job,
                           question_new (JM_RESOURCE_ISSUES, NULL), question_free);
}
