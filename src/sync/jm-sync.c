/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sync/jm-sync.h"

#include <glib/gi18n.h>

#include "auth/jm-trouble.h"
#include "sync/jm-fetch.h"

#define QDATA "jm-sync"

/*
 * JmSync:
 *
 * Belongs to its account and lives on the main context. A run is a disowned fiber with a promise;
 * callers wait for the promise, each with a cancellable of its own, and the run is cancelled when
 * the last of them has left.
 */
struct _JmSync
{
  GObject parent_instance;

  JmServices *services;
  GWeakRef account;
  GHashTable *runs; /* name → Run, of those that are under way */

  guint fetched; /* of the run that began last */
  guint skipped; /* of the run that ended well last */
  gint64 total;
  gint64 synced_at_ms;
  GError *error;
};

G_DEFINE_FINAL_TYPE (JmSync, jm_sync, G_TYPE_OBJECT)

typedef enum
{
  PROP_RUNNING = 1,
  PROP_FETCHED,
  PROP_TOTAL,
  PROP_SYNCED_AT,
  PROP_ERROR,
  PROP_SKIPPED,
} JmSyncProperty;

static GParamSpec *properties[PROP_SKIPPED + 1];

/* --- a run and those who wait for it */

typedef struct
{
  gatomicrefcount references; /* its fiber and its waiters; all on the main context */
  JmSync *self;
  JmAccount *account;
  char *name; /* "projects" or "issues/WEB" */
  char *project_key;
  DexPromise *promise;
  GCancellable *cancellable;
  guint n_waiters;
  guint n_skipped; /* there, but not readable */
} Run;

static Run *
run_ref (Run *run)
{
  g_atomic_ref_count_inc (&run->references);
  return run;
}

static void
run_unref (gpointer data)
{
  Run *run = data;

  if (!g_atomic_ref_count_dec (&run->references))
    return;

  g_object_unref (run->self);
  g_object_unref (run->account);
  g_free (run->name);
  g_free (run->project_key);
  dex_unref (run->promise);
  g_object_unref (run->cancellable);
  g_free (run);
}

static Run *
run_new (JmSync     *self,
         JmAccount  *account,
         const char *project_key)
{
  Run *run = g_new0 (Run, 1);

  g_atomic_ref_count_init (&run->references);
  run->self = g_object_ref (self);
  run->account = g_object_ref (account);
  run->name =
      project_key != NULL ? g_strconcat ("issues/", project_key, NULL) : g_strdup ("projects");
  run->project_key = g_strdup (project_key);
  run->promise = dex_promise_new ();
  run->cancellable = g_cancellable_new ();
  return run;
}

/* --- what the faces see */

static void
set_progress (JmSync *self,
              guint   fetched,
              gint64  total)
{
  g_object_freeze_notify (G_OBJECT (self));
  if (self->fetched != fetched)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_FETCHED]);
  if (self->total != total)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TOTAL]);
  self->fetched = fetched;
  self->total = total;
  g_object_thaw_notify (G_OBJECT (self));
}

static void
set_synced_at (JmSync *self,
               gint64  synced_at_ms)
{
  if (self->synced_at_ms == synced_at_ms)
    return;

  self->synced_at_ms = synced_at_ms;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SYNCED_AT]);
}

static void
set_skipped (JmSync *self,
             guint   skipped)
{
  if (self->skipped == skipped)
    return;

  self->skipped = skipped;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SKIPPED]);
}

static void
set_error (JmSync       *self,
           const GError *error)
{
  if (self->error == NULL && error == NULL)
    return;

  g_clear_error (&self->error);
  self->error = error != NULL ? g_error_copy (error) : NULL;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ERROR]);
}

static void
progress_cb (guint    fetched,
             guint    skipped,
             gint64   total,
             gpointer data)
{
  Run *run = data;

  run->n_skipped = skipped;
  set_progress (run->self, fetched, total);
}

/* --- what is told of a run in the end */

static char *
describe_success (Run    *run,
                  gint64  fetched)
{
  gulong n = (gulong) fetched;

  /* Translators: %s is the key of a project. */
  return run->project_key != NULL ?
             g_strdup_printf (ngettext ("%lu issue fetched · %s", "%lu issues fetched · %s", n), n,
                              run->project_key) :
             g_strdup_printf (ngettext ("%lu project fetched", "%lu projects fetched", n), n);
}

/* Of the same run, where something was left out */
static char *
describe_skipped (guint n)
{
  return g_strdup_printf (ngettext ("%u issue could not be read", "%u issues could not be read", n),
                          n);
}

static char *
describe_failure (Run          *run,
                  const GError *error)
{
  return run->project_key != NULL ?
             g_strdup_printf (_("The issues of %s could not be fetched: %s"), run->project_key,
                              error->message) :
             g_strdup_printf (_("The projects could not be fetched: %s"), error->message);
}

/* Nobody waits for it: a history that cannot be written must not turn a good run into a bad one. */
static void
tell (Run          *run,
      gint64        fetched,
      const GError *error)
{
  g_autofree char *message =
      error != NULL ? describe_failure (run, error) : describe_success (run, fetched);
  JmTrouble trouble = jm_trouble_from_error (error);
  JmEventKind kind = JM_EVENT_INFO;

  /* What is no trouble of the account is one of this fetch, and does not pass by itself. */
  if (error != NULL)
    kind = trouble != JM_TROUBLE_OK && jm_trouble_is_passing (trouble) ? JM_EVENT_WARNING :
                                                                         JM_EVENT_ERROR;

  if (error == NULL && run->n_skipped > 0)
    {
      g_autofree char *fetched_message = g_steal_pointer (&message);
      g_autofree char *skipped = describe_skipped (run->n_skipped);

      message = g_strdup_printf ("%s · %s", fetched_message, skipped);
      kind = JM_EVENT_WARNING;
    }

  dex_future_disown (jm_event_log_add (
      run->self->services->events, kind,
      jm_token_keeper_get_id (jm_account_get_keeper (run->account)),
      jm_account_get_id (run->account), jm_account_get_name (run->account), message, NULL));
}

static void
finish (Run    *run,
        gint64  fetched,
        GError *error)
{
  JmSync *self = run->self;

  /* A newcomer may have begun another one of this name, after everybody had left this one. */
  if (g_hash_table_lookup (self->runs, run->name) == run)
    g_hash_table_remove (self->runs, run->name);
  if (g_hash_table_size (self->runs) == 0)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_RUNNING]);

  if (error == NULL)
    {
      set_synced_at (self, jm_clock_get_wall_ms (self->services->clock));
      set_skipped (self, run->n_skipped);
      tell (run, fetched, NULL);
      dex_promise_resolve_int64 (run->promise, fetched);
      return;
    }

  if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      set_error (self, error);
      tell (run, 0, error);
    }
  dex_promise_reject (run->promise, error);
}

/* --- fibers */

static DexFuture *
run_fiber (gpointer data)
{
  Run *run = data;
  g_autoptr (JmStore) store = NULL;
  g_autoptr (GError) error = NULL;
  gint64 fetched = 0;

  store = dex_await_object (jm_account_open_store (run->account), &error);
  if (store != NULL)
    fetched = dex_await_int64 (
        jm_fetch_run (jm_account_get_client (run->account), store,
                      run->project_key != NULL ? JM_RESOURCE_ISSUES : JM_RESOURCE_PROJECTS,
                      run->project_key, jm_account_get_user_id (run->account), progress_cb, run,
                      run->cancellable),
        &error);

  finish (run, fetched, g_steal_pointer (&error));
  return dex_future_new_true ();
}

static Run *
begin_run (JmSync     *self,
           JmAccount  *account,
           const char *project_key)
{
  Run *run = run_new (self, account, project_key);

  g_hash_table_insert (self->runs, run->name, run);
  set_error (self, NULL);
  set_progress (self, 0, -1);
  if (g_hash_table_size (self->runs) == 1)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_RUNNING]);

  dex_future_disown (dex_scheduler_spawn (NULL, 0, run_fiber, run, run_unref));
  return run;
}

typedef struct
{
  Run *run;
  GCancellable *cancellable;
} Wait;

static void
wait_free (gpointer data)
{
  Wait *wait = data;

  run_unref (wait->run);
  g_clear_object (&wait->cancellable);
  g_free (wait);
}

/* The last one who leaves ends the run. */
static DexFuture *
wait_fiber (gpointer data)
{
  Wait *wait = data;
  g_autoptr (GError) error = NULL;
  DexFuture *promise = dex_ref (DEX_FUTURE (wait->run->promise));
  gint64 fetched;

  if (wait->cancellable != NULL)
    promise =
        dex_future_first (promise, dex_cancellable_new_from_cancellable (wait->cancellable), NULL);
  fetched = dex_await_int64 (promise, &error);

  if (--wait->run->n_waiters == 0)
    g_cancellable_cancel (wait->run->cancellable);

  return error != NULL ? dex_future_new_for_error (g_steal_pointer (&error)) :
                         dex_future_new_for_int64 (fetched);
}

static DexFuture *
join_run (JmSync       *self,
          const char   *project_key,
          GCancellable *cancellable)
{
  g_autoptr (JmAccount) account = g_weak_ref_get (&self->account);
  g_autofree char *name =
      project_key != NULL ? g_strconcat ("issues/", project_key, NULL) : g_strdup ("projects");
  Wait *wait;
  Run *run;

  if (account == NULL)
    return dex_future_new_reject (JM_STORE_ERROR, JM_STORE_ERROR_CLOSED, "%s",
                                  _("This account was disconnected"));

  run = g_hash_table_lookup (self->runs, name);
  /* One that everybody has left is about to end: it is no good for a newcomer. */
  if (run != NULL && g_cancellable_is_cancelled (run->cancellable))
    {
      g_hash_table_remove (self->runs, name);
      run = NULL;
    }
  if (run == NULL)
    run = begin_run (self, account, project_key);

  run->n_waiters++;
  wait = g_new0 (Wait, 1);
  wait->run = run_ref (run);
  g_set_object (&wait->cancellable, cancellable);
  return dex_scheduler_spawn (NULL, 0, wait_fiber, wait, wait_free);
}

/* When the projects were fetched last, from the store: so that a window that opens can say it. */
static DexFuture *
load_fiber (gpointer data)
{
  JmSync *self = data;
  g_autoptr (JmAccount) account = g_weak_ref_get (&self->account);
  g_autoptr (JmStore) store = NULL;
  gint64 fetched_at;

  if (account == NULL || !(store = dex_await_object (jm_account_open_store (account), NULL)))
    return dex_future_new_true ();

  fetched_at = dex_await_int64 (jm_store_get_fetched_at (store, JM_RESOURCE_PROJECTS, NULL), NULL);
  set_synced_at (self, MAX (self->synced_at_ms, fetched_at));
  return dex_future_new_true ();
}

/* --- the object */

static void
jm_sync_get_property (GObject    *object,
                      guint       id,
                      GValue     *value,
                      GParamSpec *pspec)
{
  JmSync *self = JM_SYNC (object);

  switch ((JmSyncProperty) id)
    {
    case PROP_RUNNING:
      g_value_set_boolean (value, jm_sync_is_running (self));
      break;
    case PROP_FETCHED:
      g_value_set_uint (value, self->fetched);
      break;
    case PROP_SKIPPED:
      g_value_set_uint (value, self->skipped);
      break;
    case PROP_TOTAL:
      g_value_set_int64 (value, self->total);
      break;
    case PROP_SYNCED_AT:
      g_value_set_int64 (value, self->synced_at_ms);
      break;
    case PROP_ERROR:
      g_value_set_boxed (value, self->error);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
jm_sync_finalize (GObject *object)
{
  JmSync *self = JM_SYNC (object);

  g_clear_pointer (&self->runs, g_hash_table_unref);
  g_clear_object (&self->services);
  g_weak_ref_clear (&self->account);
  g_clear_error (&self->error);

  G_OBJECT_CLASS (jm_sync_parent_class)->finalize (object);
}

static void
jm_sync_class_init (JmSyncClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->get_property = jm_sync_get_property;
  object_class->finalize = jm_sync_finalize;

  properties[PROP_RUNNING] = g_param_spec_boolean ("running", NULL, NULL, FALSE, flags);
  /* Rows of the run that began last */
  properties[PROP_FETCHED] = g_param_spec_uint ("fetched", NULL, NULL, 0, G_MAXUINT, 0, flags);
  /* What the server said of it, or -1 */
  properties[PROP_TOTAL] = g_param_spec_int64 ("total", NULL, NULL, -1, G_MAXINT64, -1, flags);
  /* Wall ms of the last good end, 0 never */
  properties[PROP_SYNCED_AT] =
      g_param_spec_int64 ("synced-at", NULL, NULL, 0, G_MAXINT64, 0, flags);
  /* Of the last run, NULL when it was good or was cancelled */
  properties[PROP_ERROR] = g_param_spec_boxed ("error", NULL, NULL, G_TYPE_ERROR, flags);
  /* Issues of the last good run that are there, and cannot be read */
  properties[PROP_SKIPPED] = g_param_spec_uint ("skipped", NULL, NULL, 0, G_MAXUINT, 0, flags);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
}

static void
jm_sync_init (JmSync *self)
{
  /* A run keeps its own name. */
  self->runs = g_hash_table_new (g_str_hash, g_str_equal);
  self->total = -1;
  g_weak_ref_init (&self->account, NULL);
}

/**
 * jm_sync_get:
 * @services: for the history and the clock
 * @account: whose
 *
 * Returns: (transfer none): the one of @account, made at first use; it lives as long as the account
 */
JmSync *
jm_sync_get (JmServices *services,
             JmAccount  *account)
{
  JmSync *self;

  g_return_val_if_fail (JM_IS_SERVICES (services), NULL);
  g_return_val_if_fail (JM_IS_ACCOUNT (account), NULL);

  if ((self = g_object_get_data (G_OBJECT (account), QDATA)) != NULL)
    return self;

  self = g_object_new (JM_TYPE_SYNC, NULL);
  self->services = g_object_ref (services);
  g_weak_ref_set (&self->account, account);
  g_object_set_data_full (G_OBJECT (account), QDATA, self, g_object_unref);
  dex_future_disown (
      dex_scheduler_spawn (NULL, 0, load_fiber, g_object_ref (self), g_object_unref));
  return self;
}

/**
 * jm_sync_fetch_projects:
 * @cancellable: (nullable): the caller leaves; the run itself ends when nobody waits for it any
 *   more
 *
 * Returns: (transfer full): resolves to the number of projects (int64); rejects with JM_JIRA_ERROR,
 *   JM_AUTH_ERROR, JM_STORE_ERROR or G_IO_ERROR_CANCELLED
 */
DexFuture *
jm_sync_fetch_projects (JmSync       *self,
                        GCancellable *cancellable)
{
  dex_return_error_if_fail (JM_IS_SYNC (self));
  dex_return_error_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  return join_run (self, NULL, cancellable);
}

/**
 * jm_sync_fetch_issues:
 * @project_key: as Jira writes it, "WEB"
 * @cancellable: (nullable): as in jm_sync_fetch_projects()
 *
 * Returns: (transfer full): resolves to the number of issues (int64); rejects as
 *   jm_sync_fetch_projects()
 */
DexFuture *
jm_sync_fetch_issues (JmSync       *self,
                      const char   *project_key,
                      GCancellable *cancellable)
{
  dex_return_error_if_fail (JM_IS_SYNC (self));
  dex_return_error_if_fail (project_key != NULL && *project_key != '\0');
  dex_return_error_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  return join_run (self, project_key, cancellable);
}

gboolean
jm_sync_is_running (JmSync *self)
{
  g_return_val_if_fail (JM_IS_SYNC (self), FALSE);

  return g_hash_table_size (self->runs) > 0;
}

guint
jm_sync_get_fetched (JmSync *self)
{
  g_return_val_if_fail (JM_IS_SYNC (self), 0);

  return self->fetched;
}

guint
jm_sync_get_skipped (JmSync *self)
{
  g_return_val_if_fail (JM_IS_SYNC (self), 0);

  return self->skipped;
}

gint64
jm_sync_get_total (JmSync *self)
{
  g_return_val_if_fail (JM_IS_SYNC (self), -1);

  return self->total;
}

gint64
jm_sync_get_synced_at_ms (JmSync *self)
{
  g_return_val_if_fail (JM_IS_SYNC (self), 0);

  return self->synced_at_ms;
}

/* Borrowed until the next run begins. */
const GError *
jm_sync_get_error (JmSync *self)
{
  g_return_val_if_fail (JM_IS_SYNC (self), NULL);

  return self->error;
}
