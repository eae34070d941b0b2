/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "store/jm-store-private.h"

#include <errno.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>

#include "store/jm-connection.h"
#include "store/jm-statement.h"
#include "store/jm-store-news.h"
#include "store/jm-store-pages.h"
#include "store/jm-store-schema.h"

/*
 * JmStore:
 *
 * One account's file, on the main context; its jobs run on the two threads of JmDatabase. Nearly all
 * that it holds can be fetched again: see jm-store-care.c for a damaged one.
 */
struct _JmStore
{
  GObject parent_instance;

  JmClock *clock;
  char *path;
  JmDatabase *database;
  sqlite3 *connection; /* of the main thread, made at first use */
  JmStoreNews *news;
  char *user_id; /* NULL: unknown */
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
open_fiber (gpointer data)
{
  JmStore *self = data;
  g_autoptr (GError) error = NULL;

  if (!dex_await (jm_database_open (self->database), &error))
    return dex_future_new_for_error (g_steal_pointer (&error));

  /* Another time, when the file is busy or the disk is full: it can be read all the same. */
  dex_await (jm_store_purge (self), NULL);
  dex_await (jm_store_news_follow (self->news, self->database), NULL);
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

/* "ID.db", and all that was ever beside it: log, mark, damaged ones, copies that were cut off. */
static gboolean
remove_all (const char  *path,
            GError     **error)
{
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *name = g_path_get_basename (path);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *found;

  while (dir != NULL && (found = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *file = g_build_filename (folder, found, NULL);

      if (g_str_has_prefix (found, name) && !remove_file (file, error))
        return FALSE;
    }

  return TRUE;
}

static DexFuture *
remove_fiber (gpointer data)
{
  JmStore *self = data;
  g_autoptr (GError) error = NULL;

  dex_await (jm_store_close (self), NULL);

  return remove_all (self->path, &error) ? dex_future_new_true () :
                                           dex_future_new_for_error (g_steal_pointer (&error));
}

/* --- writing */

typedef struct
{
  JmStore *self;
  JmDatabaseJob job;
  gpointer data;
  GDestroyNotify free_data;
  guint32 *changed;
  gboolean together;
} Write;

static void
write_free (gpointer data)
{
  Write *state = data;

  if (state->free_data != NULL)
    state->free_data (state->data);
  g_object_unref (state->self);
  g_free (state);
}

static DexFuture *
write_fiber (gpointer data)
{
  Write *state = data;
  g_autoptr (DexFuture) done = NULL;

  /* The job borrows the closure, which lives until this fiber has ended. */
  done = state->together ?
             jm_database_write_together (state->self->database, state->job, state->data, NULL) :
             jm_database_write (state->self->database, state->job, state->data, NULL);
  if (dex_await (dex_ref (done), NULL))
    jm_store_news_add (state->self->news, *state->changed);
  *state->changed = 0;

  return g_steal_pointer (&done);
}

static DexFuture *
spawn_write (JmStore        *self,
             JmDatabaseJob   job,
             gpointer        data,
             GDestroyNotify  free_data,
             guint32        *changed,
             gboolean        together)
{
  Write *state = g_new0 (Write, 1);

  state->self = g_object_ref (self);
  state->job = job;
  state->data = data;
  state->free_data = free_data;
  state->changed = changed;
  state->together = together;
  return dex_scheduler_spawn (NULL, 0, write_fiber, state, write_free);
}

DexFuture *
jm_store_write (JmStore        *self,
                JmDatabaseJob   job,
                gpointer        data,
                GDestroyNotify  free_data,
                guint32        *changed)
{
  return spawn_write (self, job, data, free_data, changed, FALSE);
}

static JmPageJob *
page_job_new (JmStore          *self,
              const JmResource *resource,
              const char       *owner,
              GBytes           *page,
              gint64            run)
{
  JmPageJob *job = g_new0 (JmPageJob, 1);

  job->resource = resource;
  job->owner = g_strdup (owner != NULL ? owner : "");
  job->page = g_bytes_ref (page);
  job->run = run;
  job->user_id = g_strdup (self->user_id);
  job->now_ms = jm_clock_get_wall_ms (self->clock);
  return job;
}

static void
page_job_free (gpointer data)
{
  JmPageJob *job = data;

  g_free (job->owner);
  g_bytes_unref (job->page);
  g_free (job->position);
  g_free (job->user_id);
  g_free (job);
}

/* --- what was viewed */

typedef struct
{
  char *id;
  gint64 now_ms;
  guint32 changed;
} View;

static void
view_free (gpointer data)
{
  View *view = data;

  g_free (view->id);
  g_free (view);
}

static DexFuture *
note_view_job (sqlite3  *connection,
               gpointer  data)
{
  g_autoptr (GError) error = NULL;
  View *view = data;

  if (!jm_statement_run (connection, &error, _("Could not store what was viewed"),
                         "UPDATE issues SET viewed_ms = max (viewed_ms, ?2)"
                         "  WHERE id = CAST (?1 AS INTEGER)",
                         "si", view->id, view->now_ms))
    return dex_future_new_for_error (g_steal_pointer (&error));

  if (sqlite3_changes64 (connection) > 0)
    view->changed = 1u << JM_RESOURCE_ISSUES;
  return dex_future_new_true ();
}

/* --- the object */

static void
jm_store_finalize (GObject *object)
{
  JmStore *self = JM_STORE (object);

  g_clear_pointer (&self->news, jm_store_news_free);
  jm_connection_close (g_steal_pointer (&self->connection));
  g_clear_object (&self->database);
  g_clear_object (&self->clock);
  g_free (self->path);
  g_free (self->user_id);

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
tell_cb (gpointer owner,
         guint32  resources)
{
  g_autoptr (JmStore) self = g_object_ref (owner);

  for (JmResourceId id = 0; id < JM_N_RESOURCES; id++)
    if ((resources >> id) & 1)
      g_signal_emit (self, signals[CHANGED], 0, id);
}

static void
jm_store_init (JmStore *self)
{
  self->news = jm_store_news_new (tell_cb, self);
}

/**
 * jm_store_new:
 * @path: the account's file; its folder exists
 * @user_id: (nullable): the person's Atlassian account id, or the Data Center user key or name
 * @clock: says when something was fetched
 */
JmStore *
jm_store_new (const char *path,
              const char *user_id,
              JmClock    *clock)
{
  JmStore *self;

  g_return_val_if_fail (path != NULL, NULL);
  g_return_val_if_fail (JM_IS_CLOCK (clock), NULL);

  self = g_object_new (JM_TYPE_STORE, NULL);
  self->clock = g_object_ref (clock);
  self->path = g_strdup (path);
  self->user_id = g_strdup (user_id);
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

const char *
jm_store_get_user_id (JmStore *self)
{
  return self->user_id;
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
 * Returns: (transfer full): resolves to TRUE; rejects with JM_STORE_ERROR_CORRUPT (then
 *   jm_store_rebuild() helps), _NEWER, _BUSY, _READ_ONLY, _FULL, _INVALID, _CLOSED or _FAILED
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

  jm_store_news_stop (self->news);
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
 * @resource: what the page is of; its `items` say where in the page they are, its `item_id` and
 *   `item_name` what of an item is told apart and shown
 * @owner: (nullable): the key of a project, the id of an issue or board
 * @page: JSON. Of an issue: id, key, fields.{summary, project.key, issuetype.name, status.name,
 *   status.statusCategory.key, priority.name, assignee, reporter, created, updated, resolutiondate,
 *   duedate, lastViewed, watches.isWatching, description, comment, worklog}, changelog; of a project:
 *   id, key, name, projectTypeKey, lead.displayName, avatarUrls."48x48". All but the id may be
 *   missing or of another type.
 * @run: from jm_store_begin_run()
 * @position: (nullable): where the walk goes on; NULL: it has come to its end
 *
 * Returns: (transfer full): resolves to a #JmPageResult; rejects with JM_STORE_ERROR_INVALID when it
 *   is no JSON, or as jm_database_write(), and nothing of it is stored
 */
DexFuture *
jm_store_put_page (JmStore          *self,
                   const JmResource *resource,
                   const char       *owner,
                   GBytes           *page,
                   gint64            run,
                   JmPageFlags       flags,
                   const char       *position)
{
  JmPageJob *job;

  dex_return_error_if_fail (JM_IS_STORE (self));
  dex_return_error_if_fail (resource != NULL && resource->id < JM_N_RESOURCES);
  dex_return_error_if_fail (page != NULL);

  job = page_job_new (self, resource, owner, page, run);
  job->flags = flags;
  job->position = g_strdup (position);
  return spawn_write (self, jm_page_put_job, job, page_job_free, &job->changed, TRUE);
}

/**
 * jm_store_note_view:
 * @issue_id: of an issue; one that is not stored is left out
 *
 * Returns: (transfer full): resolves to TRUE; rejects with JM_STORE_ERROR
 */
DexFuture *
jm_store_note_view (JmStore    *self,
                    const char *issue_id)
{
  View *view;

  dex_return_error_if_fail (JM_IS_STORE (self));
  dex_return_error_if_fail (issue_id != NULL);

  view = g_new0 (View, 1);
  view->id = g_strdup (issue_id);
  view->now_ms = jm_clock_get_wall_ms (self->clock);
  return jm_store_write (self, note_view_job, view, view_free, &view->changed);
}

/**
 * jm_store_get_size:
 *
 * Returns: bytes on the disk, with the log; 0 when there is no file
 */
gint64
jm_store_get_size (JmStore *self)
{
  const char *const *suffixes = jm_connection_get_suffixes ();
  gint64 size = 0;

  g_return_val_if_fail (JM_IS_STORE (self), 0);

  for (guint i = 0; suffixes[i] != NULL; i++)
    {
      g_autofree char *file = g_strconcat (self->path, suffixes[i], NULL);
      GStatBuf info;

      if (g_stat (file, &info) == 0)
        size += info.st_size;
    }

  return size;
}
