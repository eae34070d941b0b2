/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "jm-projects-page-private.h"

/* Projects that were fetched longer ago than this are fetched again when their account is shown,
 * ms. */
#define FRESH (15 * 60 * 1000)

typedef struct
{
  JmProjectsPage *page;
  JmAccount      *account;
  JmStore        *store;
  GCancellable   *cancellable;
  gboolean        only_if_old;
} Work;

static Work *
work_new (JmProjectsPage *self)
{
  Work *work = g_new0 (Work, 1);

  work->page = g_object_ref (self);
  work->account = g_object_ref (self->account);
  work->store = self->store ? g_object_ref (self->store) : NULL;
  work->cancellable = g_object_ref (self->cancellable);

  return work;
}

static void
work_free (gpointer data)
{
  Work *work = data;

  g_clear_object (&work->page);
  g_clear_object (&work->account);
  g_clear_object (&work->store);
  g_clear_object (&work->cancellable);
  g_free (work);
}

/* --- the store */

static DexFuture *
read_fiber (gpointer data)
{
  Work *work = data;
  JmProjectsPage *self = work->page;

  do
    {
      g_autoptr (GListModel) projects = NULL;
      g_autoptr (GError) error = NULL;

      self->read_again = FALSE;
      projects = dex_await_object (jm_store_list_projects (work->store), &error);
      if (g_cancellable_is_cancelled (work->cancellable))
        return dex_future_new_true ();

      if (projects != NULL)
        {
          g_set_object (&self->projects, projects);
          jm_project_shelf_set_projects (self->shelf, projects);
        }
      else if (self->error == NULL)
        self->error = g_steal_pointer (&error);
      jm_projects_page_update_faces (self);
    }
  while (self->read_again);
  self->reading = FALSE;

  return dex_future_new_true ();
}

/* News that come while it reads are read once, afterwards. */
void
jm_projects_page_read (JmProjectsPage *self)
{
  if (self->store == NULL)
    return;

  self->read_again = TRUE;
  if (self->reading)
    return;

  self->reading = TRUE;
  dex_future_disown (dex_scheduler_spawn (NULL, 0, read_fiber, work_new (self), work_free));
}

static DexFuture *
open_fiber (gpointer data)
{
  Work *work = data;
  JmProjectsPage *self = work->page;
  g_autoptr (JmStore) store = NULL;
  g_autoptr (GError) error = NULL;

  store = dex_await_object (jm_account_open_store (work->account), &error);
  if (g_cancellable_is_cancelled (work->cancellable))
    return dex_future_new_true ();

  if (store != NULL)
    {
      g_set_object (&self->store, store);
      g_signal_group_set_target (self->store_signals, store);
      jm_projects_page_read (self);
      jm_projects_page_fetch (self, TRUE);
    }
  else
    self->error = g_steal_pointer (&error);
  jm_projects_page_update_faces (self);

  return dex_future_new_true ();
}

void
jm_projects_page_open (JmProjectsPage *self)
{
  dex_future_disown (dex_scheduler_spawn (NULL, 0, open_fiber, work_new (self), work_free));
}

/* --- Jira */

static DexFuture *
fetch_fiber (gpointer data)
{
  Work *work = data;
  JmProjectsPage *self = work->page;
  JmServices *services = jm_projects_page_get_services (self);
  JmSync *sync = jm_sync_get (services, work->account);
  g_autoptr (GError) error = NULL;

  if (work->only_if_old)
    {
      gint64 at = dex_await_int64 (
          jm_store_get_fetched_at (work->store, JM_RESOURCE_PROJECTS, NULL), NULL);
      gint64 age = jm_clock_get_wall_ms (services->clock) - at;

      work->only_if_old = at != 0 && age >= 0 && age <= FRESH;
    }

  if (!work->only_if_old && !g_cancellable_is_cancelled (work->cancellable))
    dex_await_int64 (jm_sync_fetch_projects (sync, work->cancellable), &error);
  if (g_cancellable_is_cancelled (work->cancellable))
    return dex_future_new_true ();

  self->fetching = FALSE;
  g_clear_error (&self->error);
  if (error != NULL && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    self->error = g_steal_pointer (&error);
  jm_projects_page_update_faces (self);
  jm_projects_page_read (self);

  return dex_future_new_true ();
}

void
jm_projects_page_fetch (JmProjectsPage *self,
                        gboolean        only_if_old)
{
  Work *work;

  if (self->store == NULL || self->fetching)
    return;

  self->fetching = TRUE;
  work = work_new (self);
  work->only_if_old = only_if_old;
  dex_future_disown (dex_scheduler_spawn (NULL, 0, fetch_fiber, work, work_free));
  jm_projects_page_update_faces (self);
}
