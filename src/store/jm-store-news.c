/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "store/jm-store-news.h"

#include <gio/gio.h>
#include <glib/gi18n.h>

#include "store/jm-statement.h"

/*
 * Pages come many a second, and whoever hears of one reads rows. So news is told at most four times
 * a second:
 *
 *   add ▸ told · · · 250 ms · · · ▸ what came meanwhile, together · · · ▸ nothing came: quiet
 *
 * Another process is heard of when the log of the file changes, by its data_version: that of the
 * writing connection grows only by what others commit. Which rows they were nobody knows.
 */

#define QUIET_MS 250
#define LOOK_MS 1000
#define ALL_RESOURCES G_MAXUINT32

/* Counted by references: a look at the file may last longer than the store. */
struct _JmStoreNews
{
  gatomicrefcount references;
  JmStoreNewsFunc tell;
  gpointer owner; /* NULL: stopped */
  guint32 pending;
  guint quiet; /* sources */
  guint look;
  GFileMonitor *monitor;
  JmDatabase *database;
  gint64 version;
};

JmStoreNews *
jm_store_news_new (JmStoreNewsFunc tell,
                   gpointer        owner)
{
  JmStoreNews *self = g_new0 (JmStoreNews, 1);

  g_atomic_ref_count_init (&self->references);
  self->tell = tell;
  self->owner = owner;
  return self;
}

static void
news_unref (gpointer data)
{
  if (g_atomic_ref_count_dec (&((JmStoreNews *) data)->references))
    g_free (data);
}

void
jm_store_news_free (JmStoreNews *self)
{
  jm_store_news_stop (self);
  news_unref (self);
}

/* --- at most four times a second */

static gboolean
quiet_cb (gpointer data)
{
  JmStoreNews *self = data;
  guint32 pending = self->pending;

  if (pending == 0)
    {
      self->quiet = 0;
      return G_SOURCE_REMOVE;
    }

  self->pending = 0;
  self->tell (self->owner, pending);
  return G_SOURCE_CONTINUE;
}

void
jm_store_news_add (JmStoreNews *self,
                   guint32      resources)
{
  if (resources == 0 || self->owner == NULL)
    return;
  if (self->quiet != 0)
    {
      self->pending |= resources;
      return;
    }

  self->quiet = g_timeout_add (QUIET_MS, quiet_cb, self);
  self->tell (self->owner, resources);
}

/* --- other processes */

static DexFuture *
read_version_job (sqlite3  *connection,
                  gpointer  data)
{
  g_autoptr (GError) error = NULL;
  gint64 version = jm_statement_int (connection, &error, _("Could not read"), 0,
                                     "PRAGMA data_version", "");

  return error != NULL ? dex_future_new_for_error (g_steal_pointer (&error)) :
                         dex_future_new_for_int64 (version);
}

static DexFuture *
look_fiber (gpointer data)
{
  JmStoreNews *self = data;
  g_autoptr (GError) error = NULL;
  gint64 version;

  if (self->owner == NULL)
    return dex_future_new_true ();

  version = dex_await_int64 (jm_database_write (self->database, read_version_job, NULL, NULL),
                             &error);

  /* Closed meanwhile, or busy: the next change of the log asks again. */
  if (error == NULL && self->version != version)
    {
      gboolean first = self->version == 0;

      self->version = version;
      if (!first)
        jm_store_news_add (self, ALL_RESOURCES);
    }

  return dex_future_new_true ();
}

static DexFuture *
look (JmStoreNews *self)
{
  g_atomic_ref_count_inc (&self->references);
  return dex_scheduler_spawn (NULL, 0, look_fiber, self, news_unref);
}

static gboolean
look_cb (gpointer data)
{
  JmStoreNews *self = data;

  self->look = 0;
  dex_future_disown (look (self));
  return G_SOURCE_REMOVE;
}

static void
log_changed_cb (GFileMonitor      *monitor,
                GFile             *file,
                GFile             *other,
                GFileMonitorEvent  event,
                gpointer           data)
{
  JmStoreNews *self = data;

  if (self->look == 0)
    self->look = g_timeout_add (LOOK_MS, look_cb, self);
}

DexFuture *
jm_store_news_follow (JmStoreNews *self,
                      JmDatabase  *database)
{
  g_autofree char *path = g_strconcat (jm_database_get_path (database), "-wal", NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);

  self->database = g_object_ref (database);
  /* Without one we only hear of our own. */
  self->monitor = g_file_monitor_file (file, G_FILE_MONITOR_NONE, NULL, NULL);
  if (self->monitor != NULL)
    g_signal_connect (self->monitor, "changed", G_CALLBACK (log_changed_cb), self);

  return look (self);
}

void
jm_store_news_stop (JmStoreNews *self)
{
  self->owner = NULL;
  self->pending = 0;
  g_clear_handle_id (&self->quiet, g_source_remove);
  g_clear_handle_id (&self->look, g_source_remove);
  if (self->monitor != NULL)
    g_signal_handlers_disconnect_by_data (self->monitor, self);
  g_clear_object (&self->monitor);
  g_clear_object (&self->database);
}
