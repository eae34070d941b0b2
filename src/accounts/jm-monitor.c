/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "accounts/jm-accounts-private.h"
#include "accounts/jm-demonstration.h"
#include "accounts/jm-monitor.h"
#include "base/jm-settings.h"

/*
 * JmMonitor: the program without a face, one for each process and each set of data. Makes the
 * services, opens state.db, loads the accounts; once started it removes what is old once a day and
 * follows what other processes of ours write.
 *
 * Lives on the main context. jm_monitor_close() ends it in order; who only drops it stops its
 * watching, and SQLite cleans up at the next start.
 */

#define ENDPOINT_VARIABLE "JIRA_MONITOR_ENDPOINT"
/* SQLite writes a transaction in several pieces; they are read together. */
#define SETTLE_SECONDS    0.25
#define DAY_SECONDS       (24 * 60 * 60)

struct _JmMonitor
{
  GObject          parent_instance;

  JmServices      *services;
  JmAccounts      *accounts;
  JmDemonstration *demonstration;

  GCancellable    *cancellable; /* all that watches */
  GFileMonitor    *files;
  DexFuture       *following;   /* the fiber that reads what changed, while it runs */
  DexFuture       *pruning;
  gboolean         changed;     /* since that fiber read last */
  gboolean         started;
};

G_DEFINE_FINAL_TYPE (JmMonitor, jm_monitor, G_TYPE_OBJECT)

/* --- following other processes */

static DexFuture *
follow_fiber (gpointer data)
{
  JmMonitor *self = data;

  while (self->changed &&
         dex_await (jm_sleep (self->services->clock, SETTLE_SECONDS, self->cancellable), NULL))
    {
      g_autoptr (GError) error = NULL;

      self->changed = FALSE;
      if (!dex_await (jm_network_keeper_load (self->services->networks), &error) ||
          !dex_await (jm_accounts_reload (self->accounts), &error) ||
          !dex_await (jm_event_log_reload (self->services->events), &error))
        g_warning ("What another process wrote could not be read: %s", error->message);
    }

  dex_clear (&self->following);
  return dex_future_new_true ();
}

static void
file_changed_cb (JmMonitor         *self,
                 GFile             *file,
                 GFile             *other_file,
                 GFileMonitorEvent  event)
{
  g_autofree char *name = g_file_get_basename (file);
  g_autofree char *state_name =
      g_path_get_basename (jm_paths_get_state_file (self->services->paths));

  /* The rows are in the file or in its log. The index of the log (-shm) changes with every reading,
   * too. */
  if (!g_str_has_prefix (name, state_name) || g_str_has_suffix (name, "-shm"))
    return;

  self->changed = TRUE;
  if (self->following == NULL)
    self->following =
        dex_scheduler_spawn (NULL, 0, follow_fiber, g_object_ref (self), g_object_unref);
}

static void
watch_files (JmMonitor *self)
{
  g_autoptr (GFile) folder = g_file_new_for_path (jm_paths_get_root (self->services->paths));
  g_autoptr (GError) error = NULL;

  /* Without it everything works, but for the news of other processes. */
  if (!(self->files = g_file_monitor_directory (folder, G_FILE_MONITOR_NONE, NULL, &error)))
    g_warning ("Changes by other processes will not be seen: %s", error->message);
  else
    g_signal_connect_object (self->files, "changed", G_CALLBACK (file_changed_cb), self,
                             G_CONNECT_SWAPPED);
}

/* --- pruning */

typedef struct
{
  JmServices   *services;
  JmAccounts   *accounts;
  GCancellable *cancellable;
} Prune;

static void
prune_free (gpointer data)
{
  Prune *prune = data;

  g_object_unref (prune->services);
  g_object_unref (prune->accounts);
  g_object_unref (prune->cancellable);
  g_free (prune);
}

static DexFuture *
prune_fiber (gpointer data)
{
  Prune *prune = data;

  do
    {
      guint days = g_settings_get_uint (prune->services->settings, JM_SETTING_EVENT_DAYS);
      g_autoptr (GError) error = NULL;

      if (!dex_await (jm_event_log_prune (prune->services->events, days), &error) ||
          !dex_await (jm_accounts_sweep (prune->accounts), &error))
        g_warning ("What is old could not be removed: %s", error->message);
    }
  while (dex_await (jm_sleep (prune->services->clock, DAY_SECONDS, prune->cancellable), NULL));

  return dex_future_new_true ();
}

static void
begin_pruning (JmMonitor *self)
{
  Prune *prune = g_new0 (Prune, 1);

  prune->services = g_object_ref (self->services);
  prune->accounts = g_object_ref (self->accounts);
  prune->cancellable = g_object_ref (self->cancellable);
  self->pruning = dex_scheduler_spawn (NULL, 0, prune_fiber, prune, prune_free);
}

/* --- opening and closing */

/* It was mended without a question, so it is told. */
static void
tell_damage (JmMonitor *self)
{
  const char *path = jm_state_store_get_damaged_path (self->services->state);
  g_autofree char *message = NULL;

  if (path == NULL)
    return;

  message = g_strdup_printf (_("The list of accounts and events was damaged. What could be read was "
                                "saved; the damaged file is kept as %s"),
                             path);
  dex_future_disown (jm_event_log_add (self->services->events, JM_EVENT_ERROR, NULL, NULL, NULL,
                                       message, NULL));
}

static DexFuture *
open_rows_fiber (gpointer data)
{
  JmMonitor *self = data;
  g_autoptr (GError) error = NULL;

  if (!dex_await (jm_state_store_open (self->services->state), &error) ||
      !dex_await (jm_network_keeper_load (self->services->networks), &error) ||
      !dex_await (jm_accounts_load (self->accounts), &error))
    return dex_future_new_for_error (g_steal_pointer (&error));

  tell_damage (self);
  return dex_future_new_true ();
}

static DexFuture *
open_fiber (gpointer data)
{
  JmMonitor *self = data;
  g_autoptr (GError) error = NULL;

  if (!dex_await (jm_monitor_open_without_history (self), &error) ||
      !dex_await (jm_event_log_load (self->services->events), &error))
    return dex_future_new_for_error (g_steal_pointer (&error));

  return dex_future_new_true ();
}

DexFuture *
jm_monitor_open (JmMonitor *self)
{
  dex_return_error_if_fail (JM_IS_MONITOR (self));

  return dex_scheduler_spawn (NULL, 0, open_fiber, g_object_ref (self), g_object_unref);
}

DexFuture *
jm_monitor_open_without_history (JmMonitor *self)
{
  dex_return_error_if_fail (JM_IS_MONITOR (self));

  return dex_scheduler_spawn (NULL, 0, open_rows_fiber, g_object_ref (self), g_object_unref);
}

static gboolean
is_of_the_way (JmTrouble trouble)
{
  return trouble == JM_TROUBLE_TLS_UNTRUSTED || trouble == JM_TROUBLE_TLS_INVALID ||
         trouble == JM_TROUBLE_TLS_CLIENT || trouble == JM_TROUBLE_PROXY_SIGN_IN ||
         trouble == JM_TROUBLE_NOT_ENCRYPTED;
}

/* Who could not get through tries again when the way has changed, whoever changed it. */
static void
network_changed_cb (JmMonitor *self)
{
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->accounts)); i++)
    {
      g_autoptr (JmAccount) account = g_list_model_get_item (G_LIST_MODEL (self->accounts), i);

      if (jm_account_is_active (account) && is_of_the_way (jm_account_get_trouble (account)))
        dex_future_disown (
            jm_token_keeper_refresh (jm_account_get_keeper (account), self->cancellable));
    }
}

void
jm_monitor_start (JmMonitor *self)
{
  g_return_if_fail (JM_IS_MONITOR (self));

  if (self->started)
    return;

  self->started = TRUE;
  jm_accounts_start (self->accounts);
  g_signal_connect_object (jm_http_get_network (self->services->http), "changed",
                           G_CALLBACK (network_changed_cb), self, G_CONNECT_SWAPPED);
  watch_files (self);
  begin_pruning (self);
}

static void
stop_watching (JmMonitor *self)
{
  g_cancellable_cancel (self->cancellable);
  if (self->files != NULL)
    g_file_monitor_cancel (self->files);
  g_clear_object (&self->files);
}

static DexFuture *
close_fiber (gpointer data)
{
  JmMonitor *self = data;
  g_autoptr (GError) error = NULL;

  stop_watching (self);
  if (self->following != NULL)
    dex_await (dex_ref (self->following), NULL);
  if (self->pruning != NULL)
    dex_await (g_steal_pointer (&self->pruning), NULL);

  dex_await (jm_accounts_close (self->accounts), NULL);
  dex_await (jm_state_store_close (self->services->state), &error);
  if (self->demonstration != NULL)
    jm_demonstration_end (self->demonstration);

  if (error != NULL)
    return dex_future_new_for_error (g_steal_pointer (&error));
  return dex_future_new_true ();
}

DexFuture *
jm_monitor_close (JmMonitor *self)
{
  dex_return_error_if_fail (JM_IS_MONITOR (self));

  return dex_scheduler_spawn (NULL, 0, close_fiber, g_object_ref (self), g_object_unref);
}

/* --- the demonstration */

typedef struct
{
  JmMonitor       *monitor;
  JmDemonstration *demonstration;
  JmSignIn        *sign_in;
  GCancellable    *cancellable;
} Demonstration;

static void
demonstration_free (gpointer data)
{
  Demonstration *job = data;

  g_clear_object (&job->monitor);
  g_clear_object (&job->demonstration);
  g_clear_object (&job->sign_in);
  g_clear_object (&job->cancellable);
  g_free (job);
}

static void
url_there_cb (JmSignIn      *sign_in,
              GParamSpec    *pspec,
              Demonstration *job)
{
  const char *url = jm_sign_in_get_authorize_url (sign_in);

  if (url != NULL)
    dex_future_disown (jm_demonstration_browse (job->demonstration, job->monitor->services->http,
                                                url, job->cancellable));
}

/* Awaits. The ordinary sign-in; only the browser is our own, and every site is chosen. */
static gboolean
sign_in_to_demonstration (Demonstration  *job,
                          GError        **error)
{
  g_autoptr (GListModel) choices = NULL;
  g_autoptr (GListModel) accounts = NULL;

  job->sign_in = jm_monitor_begin_sign_in (job->monitor, NULL);
  g_signal_connect (job->sign_in, "notify::authorize-url", G_CALLBACK (url_there_cb), job);
  choices = dex_await_object (
      jm_sign_in_with_browser (job->sign_in, jm_demonstration_get_client (job->demonstration),
                               job->cancellable),
      error);
  g_signal_handlers_disconnect_by_data (job->sign_in, job);
  if (choices == NULL)
    return FALSE;

  for (guint i = 0; i < g_list_model_get_n_items (choices); i++)
    {
      g_autoptr (JmSiteChoice) choice = g_list_model_get_item (choices, i);

      jm_site_choice_set_chosen (choice, TRUE);
    }

  accounts = dex_await_object (jm_sign_in_finish (job->sign_in, job->cancellable), error);
  return accounts != NULL;
}

static DexFuture *
demonstration_fiber (gpointer data)
{
  Demonstration *job = data;
  g_autoptr (JmKeyring) keyring = jm_memory_keyring_new ();
  g_autoptr (JmClock) clock = jm_clock_new ();
  g_autoptr (GError) error = NULL;

  if (!(job->demonstration =
            dex_await_object (jm_demonstration_start (job->cancellable), &error)) ||
      !(job->monitor = jm_monitor_new_apart (
            jm_demonstration_get_folder (job->demonstration), keyring,
            jm_demonstration_get_endpoint (job->demonstration), clock, &error)))
    return dex_future_new_for_error (g_steal_pointer (&error));

  g_set_object (&job->monitor->demonstration, job->demonstration);
  if (!dex_await (jm_monitor_open (job->monitor), &error) ||
      !sign_in_to_demonstration (job, &error))
    {
      dex_await (jm_monitor_close (job->monitor), NULL);
      return dex_future_new_for_error (g_steal_pointer (&error));
    }

  return dex_future_new_take_object (g_steal_pointer (&job->monitor));
}

DexFuture *
jm_monitor_open_demonstration (GCancellable *cancellable)
{
  Demonstration *job;

  dex_return_error_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  job = g_new0 (Demonstration, 1);
  g_set_object (&job->cancellable, cancellable);
  return dex_scheduler_spawn (NULL, 0, demonstration_fiber, job, demonstration_free);
}

gboolean
jm_monitor_is_demonstration (JmMonitor *self)
{
  g_return_val_if_fail (JM_IS_MONITOR (self), FALSE);

  return self->demonstration != NULL;
}

JmDemonstration *
jm_monitor_get_demonstration (JmMonitor *self)
{
  g_return_val_if_fail (JM_IS_MONITOR (self), NULL);

  return self->demonstration;
}

/* --- GObject */

static void
jm_monitor_dispose (GObject *object)
{
  JmMonitor *self = JM_MONITOR (object);

  stop_watching (self);
  if (self->pruning != NULL)
    dex_future_disown (g_steal_pointer (&self->pruning));
  g_clear_object (&self->demonstration);
  g_clear_object (&self->accounts);
  g_clear_object (&self->services);

  G_OBJECT_CLASS (jm_monitor_parent_class)->dispose (object);
}

static void
jm_monitor_finalize (GObject *object)
{
  g_clear_object (&JM_MONITOR (object)->cancellable);

  G_OBJECT_CLASS (jm_monitor_parent_class)->finalize (object);
}

static void
jm_monitor_class_init (JmMonitorClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = jm_monitor_dispose;
  object_class->finalize = jm_monitor_finalize;
}

static void
jm_monitor_init (JmMonitor *self)
{
  self->cancellable = g_cancellable_new ();
}

/* --- public */

static JmMonitor *
make_monitor (JmPaths     *paths,
              GSettings   *settings,
              JmKeyring   *keyring,
              const char  *endpoint,
              JmClock     *clock,
              GError     **error)
{
  g_autoptr (JmHttp) http = jm_http_new (clock);
  g_autoptr (JmOauth) oauth = NULL;
  g_autoptr (JmStateStore) state = NULL;
  g_autoptr (JmEventLog) events = NULL;
  JmMonitor *self;

  if (!(oauth = jm_oauth_new (http, endpoint, error)))
    return NULL;

  state = jm_state_store_new (jm_paths_get_state_file (paths), clock);
  events = jm_event_log_new (state, clock);
  self = g_object_new (JM_TYPE_MONITOR, NULL);
  self->services = jm_services_new (clock, http, paths, settings, keyring, state, events, oauth);
  self->accounts = jm_accounts_new (self->services);
  return self;
}

/**
 * jm_monitor_new:
 *
 * Returns: (transfer full): the person's own, not yet open; NULL with a sentence when the data
 *   folder is not usable, the settings' schema is nowhere, or JIRA_MONITOR_ENDPOINT is neither
 *   https nor http on this machine
 */
JmMonitor *
jm_monitor_new (GError **error)
{
  g_autoptr (JmClock) clock = jm_clock_new ();
  g_autoptr (JmKeyring) keyring = NULL;
  g_autoptr (JmPaths) paths = NULL;
  g_autoptr (GSettings) settings = NULL;
  const char *endpoint = g_getenv (ENDPOINT_VARIABLE);

  if (!(paths = jm_paths_new (NULL, error)) || !(settings = jm_settings_new (NULL, error)))
    return NULL;

  keyring = jm_session_keyring_new (clock);
  return make_monitor (paths, settings, keyring,
                       endpoint != NULL && *endpoint != '\0' ? endpoint : NULL, clock, error);
}

/**
 * jm_monitor_new_apart:
 * @root: a folder for everything that is written; made when it is not there
 * @endpoint: (nullable): as JIRA_MONITOR_ENDPOINT, which is not looked at
 */
JmMonitor *
jm_monitor_new_apart (const char  *root,
                      JmKeyring   *keyring,
                      const char  *endpoint,
                      JmClock     *clock,
                      GError     **error)
{
  g_autofree char *keyfile = NULL;
  g_autoptr (JmPaths) paths = NULL;
  g_autoptr (GSettings) settings = NULL;

  g_return_val_if_fail (root != NULL, NULL);
  g_return_val_if_fail (JM_IS_KEYRING (keyring), NULL);
  g_return_val_if_fail (JM_IS_CLOCK (clock), NULL);

  keyfile = g_build_filename (root, "settings.ini", NULL);
  if (!(paths = jm_paths_new (root, error)) || !(settings = jm_settings_new (keyfile, error)))
    return NULL;

  return make_monitor (paths, settings, keyring, endpoint, clock, error);
}

JmServices *
jm_monitor_get_services (JmMonitor *self)
{
  g_return_val_if_fail (JM_IS_MONITOR (self), NULL);

  return self->services;
}

JmAccounts *
jm_monitor_get_accounts (JmMonitor *self)
{
  g_return_val_if_fail (JM_IS_MONITOR (self), NULL);

  return self->accounts;
}

/**
 * jm_monitor_begin_sign_in:
 * @again: (nullable): the account that signs in again in place
 *
 * Returns: (transfer full): a story for one dialog or one command
 */
JmSignIn *
jm_monitor_begin_sign_in (JmMonitor *self,
                          JmAccount *again)
{
  g_return_val_if_fail (JM_IS_MONITOR (self), NULL);

  return jm_sign_in_new (self->services, self->accounts, again);
}
