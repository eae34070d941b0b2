/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sync/jm-sync-private.h"
#include "sync/jm-sync-removals.h"

/*
 * One run, from its order to its report; what it does in between is its plan (jm-sync-plan.c).
 *
 * Each page is a transaction of its own that holds its rows and where the walk stands, so a run that
 * is cut off anywhere, even by a kill, goes on there: jm_store_begin_run() gives the same number
 * again. What may take away is asked for twice, see jm-sync-census.c.
 */

static char *
dup_name (JmSyncRun *run)
{
  static const char *const kinds[] = { "quick", "full", "census" };
  g_autoptr (GString) name = g_string_new (run->page ? "page" : kinds[run->kind]);

  if (run->project_key != NULL)
    g_string_append_printf (name, "/project/%s", run->project_key);
  if (run->resource != JM_N_RESOURCES)
    g_string_append_printf (name, "/%s", jm_resource_get_name (run->resource));
  return g_string_free_and_steal (g_steal_pointer (&name));
}

/* --- its life */

/* A run gives way to what a person wants just now; a page is what a person wants. */
static JmJiraClient *
make_client (JmSyncRun *run)
{
  JmJiraClient *client = jm_account_get_client (run->account);

  if (run->page)
    return g_object_ref (client);

  client = jm_jira_client_new_background (client);
  jm_jira_client_set_background_limit (client, run->settings->requests);
  jm_sync_follow_removals (run->services, run->account, client);
  return client;
}

JmSyncRun *
jm_sync_run_new (JmServices           *services,
                 JmAccount            *account,
                 const JmSyncSettings *settings,
                 const JmSyncOrder    *order,
                 gboolean              page,
                 GCancellable         *cancellable)
{
  JmSyncRun *run = g_new0 (JmSyncRun, 1);

  g_atomic_ref_count_init (&run->references);
  run->kind = order->kind;
  run->project_key = g_strdup (order->project_key);
  run->resource = order->resource;
  run->page = page;
  run->services = g_object_ref (services);
  run->account = g_object_ref (account);
  run->settings = jm_sync_settings_copy (settings);
  run->client = make_client (run);
  run->cancellable = g_object_ref (cancellable);
  g_signal_connect_swapped (run->cancellable, "cancelled", G_CALLBACK (jm_sync_run_nudge), run);
  run->nap = g_cancellable_new ();
  run->people = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  run->denied = g_hash_table_new (NULL, NULL);
  run->all_issues = TRUE;
  run->state = JM_SYNC_RUNNING;
  run->phase = order->resource != JM_N_RESOURCES ? order->resource : JM_RESOURCE_PROJECTS;
  run->total = -1;
  run->report = g_new0 (JmSyncReport, 1);
  run->report->kind = order->kind;
  return run;
}

JmSyncRun *
jm_sync_run_ref (JmSyncRun *run)
{
  g_atomic_ref_count_inc (&run->references);
  return run;
}

void
jm_sync_run_unref (gpointer data)
{
  JmSyncRun *run = data;

  if (!g_atomic_ref_count_dec (&run->references))
    return;

  g_free (run->project_key);
  g_object_unref (run->services);
  g_object_unref (run->account);
  jm_sync_settings_free (run->settings);
  g_object_unref (run->client);
  g_clear_object (&run->store);
  g_signal_handlers_disconnect_by_data (run->cancellable, run);
  g_object_unref (run->cancellable);
  g_object_unref (run->nap);
  g_strfreev (run->projects);
  g_strfreev (run->boards);
  g_hash_table_unref (run->people);
  g_hash_table_unref (run->denied);
  g_clear_error (&run->hindrance);
  for (guint i = 0; i < G_N_ELEMENTS (run->failures); i++)
    g_clear_error (&run->failures[i]);
  jm_sync_report_free (run->report);
  g_free (run);
}

void
jm_sync_run_nudge (JmSyncRun *run)
{
  g_autoptr (GCancellable) nap = g_steal_pointer (&run->nap);

  run->nap = g_cancellable_new ();
  g_cancellable_cancel (nap);
}

gboolean
jm_sync_run_wants (JmSyncRun    *run,
                   JmResourceId  resource)
{
  if (run->resource != JM_N_RESOURCES)
    return run->resource == resource;

  return resource == JM_RESOURCE_PROJECTS || resource == JM_RESOURCE_ISSUES ||
         (run->settings->resources & ((guint32) 1 << resource)) != 0;
}

static void
tell_changed (JmSyncRun *run)
{
  if (run->changed != NULL)
    run->changed (run->data);
}

/* @total: of rows that will come, -1 unknown */
void
jm_sync_run_set_phase (JmSyncRun    *run,
                       JmResourceId  phase,
                       gint64        total)
{
  run->report->resources[phase].asked = TRUE;
  run->phase = phase;
  run->fetched = 0;
  run->total = total;
  tell_changed (run);
}

void
jm_sync_run_progress (JmSyncRun *run,
                      gint64     n_rows)
{
  run->fetched += n_rows;
  if (run->total >= 0)
    run->total = MAX (run->total, run->fetched);
  tell_changed (run);
}

/* --- what it knows before it begins */

static gboolean
find_denied (JmSyncRun  *run,
             GError    **error)
{
  g_autoptr (GPtrArray) states = dex_await_boxed (jm_store_list_resources (run->store), error);

  if (states == NULL)
    return FALSE;

  for (guint i = 0; i < states->len; i++)
    {
      JmResourceState *state = g_ptr_array_index (states, i);

      if (state->denied != NULL)
        g_hash_table_add (run->denied, GUINT_TO_POINTER (state->id));
    }

  return TRUE;
}

/* A quick run has a place to begin at only when a full one came to its end; and one project alone has no
 * cursor of its own. */
static gboolean
choose_kind (JmSyncRun  *run,
             GError    **error)
{
  g_autoptr (GError) failure = NULL;

  if (run->kind != JM_SYNC_QUICK)
    return TRUE;

  run->cursor_ms = dex_await_int64 (jm_store_get_cursor (run->store), &failure);
  if (failure != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&failure));
      return FALSE;
    }

  if (run->cursor_ms == 0 || run->project_key != NULL)
    run->kind = run->report->kind = JM_SYNC_FULL;
  return TRUE;
}

static gboolean
begin (JmSyncRun  *run,
       GError    **error)
{
  g_autoptr (GError) failure = NULL;
  g_autofree char *name = NULL;

  if (run->begun_boot_ms == 0)
    run->begun_boot_ms = jm_clock_get_boot_ms (run->services->clock);
  g_clear_object (&run->store);
  if (!(run->store = dex_await_object (jm_account_open_store (run->account), error)) ||
      !choose_kind (run, error))
    return FALSE;

  name = dup_name (run);
  run->number = dex_await_int64 (jm_store_begin_run (run->store, name), &failure);
  if (failure != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&failure));
      return FALSE;
    }

  return find_denied (run, error);
}

/* --- the report */

static gboolean
count_rows (JmSyncRun  *run,
            GError    **error)
{
  g_autoptr (GPtrArray) states = dex_await_boxed (jm_store_list_resources (run->store), error);

  if (states == NULL)
    return FALSE;

  for (guint i = 0; i < states->len; i++)
    {
      JmResourceState *state = g_ptr_array_index (states, i);

      run->report->resources[state->id].count = state->count;
    }

  return TRUE;
}

static gboolean
end (JmSyncRun  *run,
     GError    **error)
{
  g_autofree char *name = dup_name (run);

  run->report->requests =
      run->page ? run->n_answers : jm_jira_client_get_n_requests (run->client);
  run->report->seconds =
      (double) (jm_clock_get_boot_ms (run->services->clock) - run->begun_boot_ms) / 1000;
  return dex_await (jm_store_end_run (run->store, name), error) && count_rows (run, error);
}

static DexFuture *
run_fiber (gpointer data)
{
  JmSyncRun *run = data;
  g_autoptr (GError) error = NULL;

  while (!begin (run, &error) || !jm_sync_run_follow_plan (run, &error) || !jm_sync_settle_news (run, &error) ||
         !end (run, &error))
    {
      g_autoptr (GError) failure = g_steal_pointer (&error);

      /* Its plan begins anew, and its walks go on where they stood. */
      if (!jm_sync_run_wait_for_room (run, failure, &error))
        return dex_future_new_for_error (g_steal_pointer (&error));
    }

  return dex_future_new_true ();
}

DexFuture *
jm_sync_run_start (JmSyncRun *run)
{
  return dex_scheduler_spawn (NULL, 0, run_fiber, jm_sync_run_ref (run), jm_sync_run_unref);
}
