/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "base/jm-json.h"
#include "base/jm-limits.h"
#include "sync/jm-sync-private.h"

/*
 * Asking Jira and storing what it says, with the waiting of a long run:
 *
 *   the person pauses        before the next page, until it is resumed        JM_SYNC_PAUSED
 *   a rate limit             until its window opens                           JM_SYNC_WAITING
 *   Jira has faults          until it has rested                              JM_SYNC_WAITING
 *   the network goes away    a look every half minute, for ten                JM_SYNC_WAITING
 *   the disk is full         a look every minute, for as long as it takes     JM_SYNC_PAUSED, "hindrance"
 *
 * A page that somebody looks at waits for none of this: it says at once what is wrong. Neither does a
 * run whose first request meets a network that is not there.
 */

typedef enum
{
  NAP_OVER,
  NAP_CANCELLED,
} Nap;

/* Awaits: until then, or until somebody wants us to look again. */
static Nap
take_nap (JmSyncRun *run,
          double     seconds)
{
  g_autoptr (GCancellable) nap = g_object_ref (run->nap);

  if (!g_cancellable_is_cancelled (run->cancellable))
    dex_await (jm_sleep (run->services->clock, seconds, nap), NULL);

  return g_cancellable_is_cancelled (run->cancellable) ? NAP_CANCELLED : NAP_OVER;
}

static void
show_wait (JmSyncRun    *run,
           JmSyncState   state,
           gint64        until_ms,
           const GError *hindrance)
{
  run->state = state;
  run->waits_until_ms = until_ms;
  g_clear_error (&run->hindrance);
  run->hindrance = hindrance != NULL ? g_error_copy (hindrance) : NULL;
  if (run->changed != NULL)
    run->changed (run->data);
}

/* Awaits. Several fibers of a run may wait for the same: the last one takes down what is shown. */
static gboolean
wait_for (JmSyncRun     *run,
          JmSyncState    state,
          double         seconds,
          const GError  *hindrance,
          GError       **error)
{
  gint64 until_ms = jm_clock_get_wall_ms (run->services->clock) + (gint64) (seconds * 1000);
  Nap nap;

  run->n_waiting++;
  show_wait (run, state, state == JM_SYNC_WAITING ? until_ms : 0, hindrance);
  nap = take_nap (run, seconds);
  if (--run->n_waiting == 0)
    show_wait (run, JM_SYNC_RUNNING, 0, NULL);
  if (nap != NAP_CANCELLED)
    return TRUE;

  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_CANCELLED, "Cancelled");
  return FALSE;
}

/* Awaits. */
static gboolean
pass_gate (JmSyncRun  *run,
           GError    **error)
{
  if (run->gate != NULL)
    return dex_await (jm_sync_gate_pass (run->gate, run->cancellable), error);

  return !g_cancellable_set_error_if_cancelled (run->cancellable, error);
}

static double
get_seconds_until (JmSyncRun *run,
                   gint64     wall_ms)
{
  return MAX ((double) (wall_ms - jm_clock_get_wall_ms (run->services->clock)) / 1000, 1);
}

/* Seconds until another try after @error; -1 when it is not worth waiting. */
static double
get_patience (JmSyncRun    *run,
              const GError *error,
              guint         n_tries)
{
  gint64 paused_ms = jm_jira_client_get_paused_until_ms (run->client);
  gint64 rests_ms = jm_jira_client_get_rests_until_ms (run->client);

  if (run->page)
    return -1;
  if (g_error_matches (error, JM_JIRA_ERROR, JM_JIRA_ERROR_RATE_LIMITED))
    return paused_ms != 0             ? get_seconds_until (run, paused_ms) :
           n_tries < JM_LIMIT_RETRIES ? JM_LIMIT_PAUSE_SECONDS :
                                        -1;
  if (g_error_matches (error, JM_JIRA_ERROR, JM_JIRA_ERROR_SERVER) && rests_ms != 0 &&
      n_tries < JM_LIMIT_RETRIES)
    return get_seconds_until (run, rests_ms);
  if (g_error_matches (error, JM_JIRA_ERROR, JM_JIRA_ERROR_OFFLINE) && run->n_answers > 0 &&
      n_tries < JM_LIMIT_SYNC_OFFLINE_TRIES)
    return JM_LIMIT_SYNC_OFFLINE_SECONDS;

  return -1;
}

/* Awaits. Whether to ask again after @failure, which is consumed; FALSE with @error. */
static gboolean
wait_out (JmSyncRun  *run,
          GError     *failure,
          guint       n_tries,
          GError    **error)
{
  double seconds = get_patience (run, failure, n_tries);

  if (seconds < 0)
    {
      g_propagate_error (error, failure);
      return FALSE;
    }

  g_error_free (failure);
  return wait_for (run, JM_SYNC_WAITING, seconds, NULL, error);
}

GBytes *
jm_sync_run_next (JmSyncRun  *run,
                  JmPager    *pager,
                  GError    **error)
{
  for (guint n_tries = 1;; n_tries++)
    {
      g_autoptr (GError) failure = NULL;
      g_autoptr (GBytes) page = NULL;

      if (!pass_gate (run, error))
        return NULL;

      page = dex_await_boxed (jm_pager_next (pager, run->cancellable), &failure);
      if (failure == NULL)
        {
          run->n_answers += page != NULL;
          return g_steal_pointer (&page);
        }
      if (!wait_out (run, g_steal_pointer (&failure), n_tries, error))
        return NULL;
    }
}

JmHttpResponse *
jm_sync_run_ask (JmSyncRun   *run,
                 const char  *path,
                 const char  *json,
                 GError     **error)
{
  for (guint n_tries = 1;; n_tries++)
    {
      g_autoptr (GError) failure = NULL;
      JmHttpResponse *response;

      if (!pass_gate (run, error))
        return NULL;

      response = dex_await_boxed (
          json != NULL ? jm_jira_client_query (run->client, path, json, run->cancellable) :
                         jm_jira_client_get (run->client, path, run->cancellable),
          &failure);
      if (response != NULL)
        {
          run->n_answers++;
          return response;
        }
      if (!wait_out (run, g_steal_pointer (&failure), n_tries, error))
        return NULL;
    }
}

/* --- storing */

gboolean
jm_sync_run_wait_for_room (JmSyncRun     *run,
                           const GError  *failure,
                           GError       **error)
{
  if (!run->page && g_error_matches (failure, JM_STORE_ERROR, JM_STORE_ERROR_FULL))
    return wait_for (run, JM_SYNC_PAUSED, JM_LIMIT_SYNC_FULL_SECONDS, failure, error);

  g_propagate_error (error, g_error_copy (failure));
  return FALSE;
}

typedef struct
{
  JmSyncRun *run;
  const JmResource *resource;
  char *owner;
  GBytes *page;
  JmPageFlags flags;
  char *position;
} Put;

static void
put_free (gpointer data)
{
  Put *put = data;

  jm_sync_run_unref (put->run);
  g_free (put->owner);
  g_bytes_unref (put->page);
  g_free (put->position);
  g_free (put);
}

static DexFuture *
put_fiber (gpointer data)
{
  Put *put = data;
  JmSyncRun *run = put->run;

  for (;;)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GError) final = NULL;
      g_autoptr (JmPageResult) result =
          dex_await_boxed (jm_store_put_page (run->store, put->resource, put->owner, put->page,
                                              run->number, put->flags, put->position),
                           &error);

      if (result != NULL)
        return dex_future_new_take_boxed (JM_TYPE_PAGE_RESULT, g_steal_pointer (&result));
      if (!jm_sync_run_wait_for_room (run, error, &final))
        return dex_future_new_for_error (g_steal_pointer (&final));
    }
}

DexFuture *
jm_sync_run_put (JmSyncRun        *run,
                 const JmResource *resource,
                 const char       *owner,
                 GBytes           *page,
                 JmPageFlags       flags,
                 const char       *position)
{
  Put *put = g_new0 (Put, 1);

  put->run = jm_sync_run_ref (run);
  put->resource = resource;
  put->owner = g_strdup (owner);
  put->page = g_bytes_ref (page);
  put->flags = flags;
  put->position = g_strdup (position);
  return dex_scheduler_spawn (NULL, 0, put_fiber, put, put_free);
}

gboolean
jm_sync_finish_walk (JmSyncRun         *run,
                     const JmResource  *resource,
                     const char        *owner,
                     gint64            *n_gone,
                     GError           **error)
{
  g_autoptr (GError) failure = NULL;
  gint64 n_rows = dex_await_int64 (
      jm_store_finish_walk (run->store, resource, owner, run->number), &failure);

  if (failure != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&failure));
      return FALSE;
    }
  if (n_gone != NULL)
    *n_gone = n_rows;
  return TRUE;
}

/* --- what goes wrong */

gboolean
jm_sync_run_is_stopped_by (const GError *error)
{
  static const JmJiraError stops[] = {
    JM_JIRA_ERROR_OFFLINE,
    JM_JIRA_ERROR_CAPTIVE_PORTAL,
    JM_JIRA_ERROR_RATE_LIMITED,
    JM_JIRA_ERROR_TLS,
    JM_JIRA_ERROR_TLS_INVALID,
    JM_JIRA_ERROR_TLS_CLIENT,
    JM_JIRA_ERROR_PROXY_SIGN_IN,
    JM_JIRA_ERROR_PLAIN,
    JM_JIRA_ERROR_UNAUTHORIZED,
    JM_JIRA_ERROR_ANONYMOUS,
    JM_JIRA_ERROR_BLOCKED,
  };

  if (error->domain == JM_STORE_ERROR)
    return error->code != JM_STORE_ERROR_INVALID;
  if (error->domain != JM_JIRA_ERROR)
    return TRUE;

  for (guint i = 0; i < G_N_ELEMENTS (stops); i++)
    if (error->code == (int) stops[i])
      return TRUE;

  return FALSE;
}

static gboolean
is_user (JsonNode   *myself,
         const char *user_id)
{
  static const char *const members[] = { "accountId", "key", "name" };

  for (guint i = 0; i < G_N_ELEMENTS (members); i++)
    {
      const char *id = jm_json_get_string (myself, members[i], NULL);

      if (id != NULL && *id != '\0' && (user_id == NULL || g_str_equal (id, user_id)))
        return TRUE;
    }

  return FALSE;
}

/* A Data Center mentions people by it. */
static gboolean
learn_login (JmSyncRun  *run,
             JsonNode   *myself,
             GError    **error)
{
  const char *login = jm_json_get_string (myself, "name", "");

  return jm_account_get_flavor (run->account) == JM_JIRA_CLOUD || *login == '\0' ||
         dex_await (jm_store_learn_login (run->store, login), error);
}

gboolean
jm_sync_run_check_who (JmSyncRun  *run,
                       guint       seconds,
                       GError    **error)
{
  gint64 now_ms = jm_clock_get_boot_ms (run->services->clock);
  g_autoptr (JmHttpResponse) response = NULL;
  g_autoptr (JsonNode) myself = NULL;

  if (run->who_boot_ms != 0 && now_ms - run->who_boot_ms < seconds * (gint64) 1000)
    return TRUE;
  if (!(response = jm_sync_run_ask (run, "myself", NULL, error)))
    return FALSE;

  myself = jm_json_parse (jm_http_response_get_body (response), '{', NULL);
  if (myself != NULL && is_user (myself, jm_account_get_user_id (run->account)))
    {
      run->who_boot_ms = MAX (jm_clock_get_boot_ms (run->services->clock), 1);
      return learn_login (run, myself, error);
    }

  g_set_error_literal (error, JM_JIRA_ERROR, JM_JIRA_ERROR_ANONYMOUS,
                       _("Jira does not know who asks. What is stored is kept"));
  return FALSE;
}

/* --- several at a time */

typedef struct
{
  JmSyncRun *run;
  guint n_items;
  guint next;
  JmSyncWork work;
  gpointer data;
  GError *error; /* the first one: nobody begins anything more */
} Team;

static DexFuture *
worker_fiber (gpointer data)
{
  Team *team = data;

  while (team->error == NULL && team->next < team->n_items)
    {
      g_autoptr (GError) error = NULL;

      if (!team->work (team->run, team->next++, team->data, &error) && team->error == NULL)
        team->error = g_steal_pointer (&error);
    }

  return dex_future_new_true ();
}

gboolean
jm_sync_run_each (JmSyncRun   *run,
                  guint        n_items,
                  JmSyncWork   work,
                  gpointer     data,
                  GError     **error)
{
  DexFuture *workers[JM_LIMIT_REQUESTS_PER_SITE] = { NULL };
  guint n_workers = MIN (MIN (n_items, run->settings->requests), G_N_ELEMENTS (workers));
  Team team = { run, n_items, 0, work, data, NULL };

  if (n_items == 0)
    return TRUE;

  /* The team is on this fiber's stack, which stays until the last worker has ended. */
  for (guint i = 0; i < n_workers; i++)
    workers[i] = dex_scheduler_spawn (NULL, 0, worker_fiber, &team, NULL);
  dex_await (dex_future_allv (workers, n_workers), NULL);
  for (guint i = 0; i < n_workers; i++)
    dex_unref (workers[i]);

  if (team.error == NULL)
    return TRUE;

  g_propagate_error (error, team.error);
  return FALSE;
}
