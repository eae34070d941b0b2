/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "jm-issues-page-private.h"

#include "jm-text.h"

/* Issues of a project that were fetched longer ago than this are fetched again when it is shown,
 * ms. */
#define FRESH (5 * 60 * 1000)

typedef struct
{
  JmIssuesPage *page;
  JmSync       *sync;
  JmStore      *store;
  GCancellable *cancellable;
  char         *project;        /* NULL: all, what changed */
  gboolean      only_if_old;
} Fetch;

static void
fetch_free (gpointer data)
{
  Fetch *fetch = data;

  g_clear_object (&fetch->page);
  g_clear_object (&fetch->sync);
  g_clear_object (&fetch->store);
  g_clear_object (&fetch->cancellable);
  g_free (fetch->project);
  g_free (fetch);
}

/* Awaits. */
static gboolean
is_fresh (Fetch *fetch)
{
  gint64 at = dex_await_int64 (
      jm_store_get_fetched_at (fetch->store, JM_RESOURCE_ISSUES, fetch->project), NULL);
  gint64 age = jm_issues_page_get_now_ms (fetch->page) - at;

  return at != 0 && age >= 0 && age <= FRESH;
}

/* Awaits. */
static void
ask_jira (Fetch   *fetch,
          GError **error)
{
  const JmSyncOrder order = { .kind = JM_SYNC_QUICK, .resource = JM_N_RESOURCES };

  if (fetch->project != NULL)
    dex_await_int64 (jm_sync_fetch_issues (fetch->sync, fetch->project, fetch->cancellable), error);
  else
    dex_await (jm_sync_run (fetch->sync, &order, fetch->cancellable), error);
}

static DexFuture *
fetch_fiber (gpointer data)
{
  Fetch *fetch = data;
  JmIssuesPage *self = fetch->page;
  GError *error = NULL;

  if (!(fetch->only_if_old && is_fresh (fetch)) && !g_cancellable_is_cancelled (fetch->cancellable))
    ask_jira (fetch, &error);

  /* Another fetch, or another account, has taken its place. */
  if (fetch->cancellable != self->fetch_cancellable)
    {
      g_clear_error (&error);
      return dex_future_new_true ();
    }

  g_clear_object (&self->fetch_cancellable);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_clear_error (&error);
  if (error != NULL)
    jm_text_announce (GTK_WIDGET (self), error->message,
                      GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_MEDIUM);
  jm_issues_page_take_error (self, error);
  jm_issues_page_update_faces (self);
  jm_issues_page_reload_facts (self);

  return dex_future_new_true ();
}

gboolean
jm_issues_page_is_fetching (JmIssuesPage *self)
{
  JmSync *sync = jm_issues_page_get_sync (self);

  return self->fetch_cancellable != NULL || (sync != NULL && jm_sync_is_running (sync));
}

/* What the page began ends; the run of somebody else goes on, unless a person says so: see
 * page.stop. */
void
jm_issues_page_stop_fetching (JmIssuesPage *self)
{
  g_cancellable_cancel (self->fetch_cancellable);
  g_clear_object (&self->fetch_cancellable);
}

void
jm_issues_page_start_fetching (JmIssuesPage *self,
                               gboolean      only_if_old)
{
  const char *project = jm_issue_filters_get_project (self->filters);
  Fetch *fetch;

  jm_issues_page_stop_fetching (self);
  /* All that is stored becomes old by a schedule that the person chose. */
  if (self->store == NULL || (project == NULL && only_if_old))
    return;

  self->fetch_cancellable = g_cancellable_new ();
  fetch = g_new0 (Fetch, 1);
  fetch->page = g_object_ref (self);
  fetch->sync = g_object_ref (jm_issues_page_get_sync (self));
  fetch->store = g_object_ref (self->store);
  fetch->cancellable = g_object_ref (self->fetch_cancellable);
  fetch->project = g_strdup (project);
  fetch->only_if_old = only_if_old;
  dex_future_disown (dex_scheduler_spawn (NULL, 0, fetch_fiber, fetch, fetch_free));
}
