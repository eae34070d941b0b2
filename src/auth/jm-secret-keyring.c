/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "auth/jm-keyring.h"

#include <glib/gi18n-lib.h>
#include <libsecret/secret.h>

#include "auth/jm-quiet-service.h"
#include "base/jm-limits.h"
#include "base/jm-random.h"

/*
 * JmSecretKeyring: the person's keyring, by the Secret Service
 * (specifications.freedesktop.org/secret-service).
 *
 * What this file is careful about, each seen to go wrong in the wild:
 *   · a locked GNOME keyring answers "nothing found", without an error: the default collection's
 *     Locked decides;
 *   · no default collection at all makes a store ask for one to be made: that is a click of the
 *     person's, never ours;
 *   · a frozen daemon lets a call hang for 50 seconds: each call gets JM_LIMIT_KEYRING_SECONDS by a
 *     cancellable of its own;
 *   · a store that says yes may have kept nothing, or something else: it is read back and compared;
 *   · a daemon that was restarted has forgotten our session: each job opens its own connection,
 *     some milliseconds.
 *
 * JmQuietService refuses every prompt, so that lookup, store and clear can't put a window on the
 * screen. Secrets cross the bus encrypted with the session's key. Attributes and labels hold names,
 * never secrets. Lives on the main context.
 */

#define JM_TYPE_SECRET_KEYRING (jm_secret_keyring_get_type ())

G_DECLARE_FINAL_TYPE (JmSecretKeyring, jm_secret_keyring, JM, SECRET_KEYRING, JmKeyring)

struct _JmSecretKeyring
{
  JmKeyring parent_instance;
};

G_DEFINE_FINAL_TYPE (JmSecretKeyring, jm_secret_keyring, JM_TYPE_KEYRING)

static const SecretSchema schema = {
  APP_ID,
  SECRET_SCHEMA_NONE,
  { { "name", SECRET_SCHEMA_ATTRIBUTE_STRING }, { NULL, 0 } },
};

/* --- one job with its limit of time */

typedef struct
{
  char *name;
  char *label;
  char *secret;
  GCancellable *caller;      /* or NULL */
  GCancellable *cancellable; /* the caller's, or the limit's */
  gulong chained;
  GSource *limit;
  gboolean timed_out;
} Job;

static gboolean
limit_cb (gpointer data)
{
  Job *job = data;

  job->timed_out = TRUE;
  g_cancellable_cancel (job->cancellable);
  return G_SOURCE_REMOVE;
}

static void
chain_cb (GCancellable *caller,
          gpointer      data)
{
  g_cancellable_cancel (data);
}

static void
job_free (gpointer data)
{
  Job *job = data;

  g_source_destroy (job->limit);
  g_source_unref (job->limit);
  g_cancellable_disconnect (job->caller, job->chained);
  g_clear_object (&job->caller);
  g_clear_object (&job->cancellable);
  g_free (job->name);
  g_free (job->label);
  jm_wipe_free (job->secret);
  g_free (job);
}

static Job *
job_new (const char   *name,
         guint         seconds,
         GCancellable *caller)
{
  Job *job = g_new0 (Job, 1);

  job->name = g_strdup (name);
  job->cancellable = g_cancellable_new ();
  if (g_set_object (&job->caller, caller))
    job->chained = g_cancellable_connect (caller, G_CALLBACK (chain_cb),
                                          g_object_ref (job->cancellable), g_object_unref);
  job->limit = g_timeout_source_new (seconds * 1000);
  g_source_set_callback (job->limit, limit_cb, job, NULL);
  g_source_attach (job->limit, g_main_context_get_thread_default ());
  return job;
}

/* What a failure means; consumes @error. Only the caller's own cancelling stays what it is. */
static GError *
explain (Job    *job,
         GError *error)
{
  g_autoptr (GError) cause = error;

  if (g_cancellable_is_cancelled (job->caller))
    return g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "Cancelled");
  if (job->timed_out)
    return g_error_new_literal (JM_AUTH_ERROR, JM_AUTH_ERROR_KEYRING_UNAVAILABLE,
                                _("The keyring did not answer in time"));
  if (cause->domain == JM_AUTH_ERROR)
    return g_steal_pointer (&cause);
  g_debug ("The keyring failed: %s %d %s", g_quark_to_string (cause->domain), cause->code,
           cause->message);
  if (g_error_matches (cause, SECRET_ERROR, SECRET_ERROR_IS_LOCKED) ||
      g_error_matches (cause, SECRET_ERROR, SECRET_ERROR_NO_SUCH_OBJECT))
    return g_error_new_literal (JM_AUTH_ERROR, JM_AUTH_ERROR_KEYRING_LOCKED,
                                _("The keyring is locked"));
  if (g_dbus_error_is_remote_error (cause))
    g_dbus_error_strip_remote_error (cause);
  return g_error_new (JM_AUTH_ERROR, JM_AUTH_ERROR_KEYRING_UNAVAILABLE,
                      _("The keyring can’t be used: %s"), cause->message);
}

static DexFuture *
fail (Job     *job,
      GError **error)
{
  return dex_future_new_for_error (explain (job, g_steal_pointer (error)));
}

static GHashTable *
make_attributes (const char *name)
{
  return secret_attributes_build (&schema, "name", name, NULL);
}

/* --- libsecret's calls as futures */

static void
open_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr (DexPromise) promise = user_data;
  GError *error = NULL;
  SecretService *service = secret_service_open_finish (result, &error);

  if (service != NULL)
    dex_promise_resolve_object (promise, service);
  else
    dex_promise_reject (promise, error);
}

static DexFuture *
open_service (GType         type,
              GCancellable *cancellable)
{
  DexPromise *promise = dex_promise_new ();

  secret_service_open (type, NULL, SECRET_SERVICE_OPEN_SESSION, cancellable, open_cb,
                       dex_ref (promise));
  return DEX_FUTURE (promise);
}

static void
lookup_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr (DexPromise) promise = user_data;
  GError *error = NULL;
  SecretValue *value = secret_service_lookup_finish (SECRET_SERVICE (source), result, &error);

  if (error != NULL)
    dex_promise_reject (promise, error);
  else
    dex_promise_resolve_boxed (promise, SECRET_TYPE_VALUE, value);
}

/* Resolves to a SecretValue or NULL. */
static DexFuture *
lookup_value (SecretService *service,
              Job           *job)
{
  g_autoptr (GHashTable) attributes = make_attributes (job->name);
  DexPromise *promise = dex_promise_new ();

  secret_service_lookup (service, &schema, attributes, job->cancellable, lookup_cb,
                         dex_ref (promise));
  return DEX_FUTURE (promise);
}

static void
store_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr (DexPromise) promise = user_data;
  GError *error = NULL;

  if (secret_service_store_finish (SECRET_SERVICE (source), result, &error))
    dex_promise_resolve_boolean (promise, TRUE);
  else
    dex_promise_reject (promise, error);
}

static DexFuture *
store_value (SecretService *service,
             Job           *job)
{
  g_autoptr (GHashTable) attributes = make_attributes (job->name);
  DexPromise *promise = dex_promise_new ();
  SecretValue *value = secret_value_new (job->secret, -1, "text/plain");

  secret_service_store (service, &schema, attributes, SECRET_COLLECTION_DEFAULT, job->label, value,
                        job->cancellable, store_cb, dex_ref (promise));
  secret_value_unref (value);
  return DEX_FUTURE (promise);
}

static void
clear_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr (DexPromise) promise = user_data;
  GError *error = NULL;

  /* FALSE without an error: there was nothing to remove. */
  secret_service_clear_finish (SECRET_SERVICE (source), result, &error);
  if (error != NULL)
    dex_promise_reject (promise, error);
  else
    dex_promise_resolve_boolean (promise, TRUE);
}

static DexFuture *
clear_value (SecretService *service,
             Job           *job)
{
  g_autoptr (GHashTable) attributes = make_attributes (job->name);
  DexPromise *promise = dex_promise_new ();

  secret_service_clear (service, &schema, attributes, job->cancellable, clear_cb,
                        dex_ref (promise));
  return DEX_FUTURE (promise);
}

static void
collection_cb (GObject      *source,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr (DexPromise) promise = user_data;
  GError *error = NULL;
  SecretCollection *collection = secret_collection_for_alias_finish (result, &error);

  if (error != NULL)
    dex_promise_reject (promise, error);
  else
    dex_promise_resolve_object (promise, collection);
}

/* Resolves to a SecretCollection or NULL. Test the error. */
static DexFuture *
default_collection (SecretService *service,
                    GCancellable  *cancellable)
{
  DexPromise *promise = dex_promise_new ();

  secret_collection_for_alias (service, SECRET_COLLECTION_DEFAULT, SECRET_COLLECTION_NONE,
                               cancellable, collection_cb, dex_ref (promise));
  return DEX_FUTURE (promise);
}

static void
create_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr (DexPromise) promise = user_data;
  GError *error = NULL;
  SecretCollection *collection = secret_collection_create_finish (result, &error);

  if (collection != NULL)
    dex_promise_resolve_object (promise, collection);
  else if (error != NULL)
    dex_promise_reject (promise, error);
  else
    dex_promise_reject (promise,
                        g_error_new_literal (SECRET_ERROR, SECRET_ERROR_IS_LOCKED, "Dismissed"));
}

static DexFuture *
create_default_collection (SecretService *service,
                           GCancellable  *cancellable)
{
  DexPromise *promise = dex_promise_new ();

  secret_collection_create (service, _("Default Keyring"), SECRET_COLLECTION_DEFAULT,
                            SECRET_COLLECTION_CREATE_NONE, cancellable, create_cb,
                            dex_ref (promise));
  return DEX_FUTURE (promise);
}

static void
unlock_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr (DexPromise) promise = user_data;
  GError *error = NULL;
  int n_unlocked = secret_service_unlock_finish (SECRET_SERVICE (source), result, NULL, &error);

  if (error != NULL)
    dex_promise_reject (promise, error);
  else
    dex_promise_resolve_boolean (promise, n_unlocked > 0);
}

static DexFuture *
unlock_collection (SecretService    *service,
                   SecretCollection *collection,
                   GCancellable     *cancellable)
{
  g_autoptr (GList) objects = g_list_append (NULL, collection);
  DexPromise *promise = dex_promise_new ();

  secret_service_unlock (service, objects, cancellable, unlock_cb, dex_ref (promise));
  return DEX_FUTURE (promise);
}

/* --- the four jobs */

/* FALSE with an error unless the default keyring is there and open. */
static gboolean
await_open (SecretService  *service,
            Job            *job,
            GError        **error)
{
  g_autoptr (SecretCollection) collection = NULL;
  g_autoptr (GError) local = NULL;

  collection = dex_await_object (default_collection (service, job->cancellable), &local);
  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  if (collection == NULL)
    {
      g_set_error_literal (error, JM_AUTH_ERROR, JM_AUTH_ERROR_KEYRING_LOCKED,
                           _("There is no default keyring yet. Unlocking makes one"));
      return FALSE;
    }
  if (secret_collection_get_locked (collection))
    {
      g_set_error_literal (error, JM_AUTH_ERROR, JM_AUTH_ERROR_KEYRING_LOCKED,
                           _("The keyring is locked"));
      return FALSE;
    }
  return TRUE;
}

static DexFuture *
lookup_fiber (gpointer data)
{
  g_autoptr (SecretService) service = NULL;
  g_autoptr (GError) error = NULL;
  SecretValue *value;
  const char *text;
  DexFuture *found;
  Job *job = data;

  if (!(service =
            dex_await_object (open_service (JM_TYPE_QUIET_SERVICE, job->cancellable), &error)))
    return fail (job, &error);
  value = dex_await_boxed (lookup_value (service, job), &error);
  if (error != NULL)
    return fail (job, &error);
  if (value == NULL)
    {
      if (!await_open (service, job, &error))
        return fail (job, &error);
      return dex_future_new_reject (JM_AUTH_ERROR, JM_AUTH_ERROR_SECRET_MISSING,
                                    _("The keyring has no entry for this account"));
    }

  text = secret_value_get_text (value);
  found = text != NULL ?
              dex_future_new_for_string (text) :
              dex_future_new_reject (JM_AUTH_ERROR, JM_AUTH_ERROR_SECRET_MISSING,
                                     _("The keyring’s entry for this account can’t be read"));
  secret_value_unref (value);
  return found;
}

static DexFuture *
store_fiber (gpointer data)
{
  g_autoptr (SecretService) service = NULL;
  g_autoptr (GError) error = NULL;
  SecretValue *value;
  gboolean equal;
  Job *job = data;

  if (!(service =
            dex_await_object (open_service (JM_TYPE_QUIET_SERVICE, job->cancellable), &error)) ||
      !await_open (service, job, &error) || !dex_await (store_value (service, job), &error))
    return fail (job, &error);

  value = dex_await_boxed (lookup_value (service, job), &error);
  if (error != NULL)
    return fail (job, &error);
  equal = value != NULL && jm_equal_constant_time (secret_value_get_text (value), job->secret);
  g_clear_pointer (&value, secret_value_unref);
  if (!equal)
    return dex_future_new_reject (
        JM_AUTH_ERROR, JM_AUTH_ERROR_KEYRING_LOST,
        _("The keyring said that it kept the secret, but does not have it"));
  return dex_future_new_true ();
}

static DexFuture *
clear_fiber (gpointer data)
{
  g_autoptr (SecretService) service = NULL;
  g_autoptr (GError) error = NULL;
  SecretValue *value;
  Job *job = data;

  /* A locked keyring would say that there is nothing to remove. */
  if (!(service =
            dex_await_object (open_service (JM_TYPE_QUIET_SERVICE, job->cancellable), &error)) ||
      !await_open (service, job, &error) || !dex_await (clear_value (service, job), &error))
    return fail (job, &error);

  value = dex_await_boxed (lookup_value (service, job), &error);
  if (error != NULL)
    return fail (job, &error);
  if (value == NULL)
    return dex_future_new_true ();
  secret_value_unref (value);
  return dex_future_new_reject (
      JM_AUTH_ERROR, JM_AUTH_ERROR_KEYRING_LOST,
      _("The keyring said that it removed the secret, but still has it"));
}

static DexFuture *
unlock_fiber (gpointer data)
{
  g_autoptr (SecretService) service = NULL;
  g_autoptr (SecretCollection) collection = NULL;
  g_autoptr (GError) error = NULL;
  gboolean open = TRUE;
  Job *job = data;

  if (!(service = dex_await_object (open_service (SECRET_TYPE_SERVICE, job->cancellable), &error)))
    return fail (job, &error);
  collection = dex_await_object (default_collection (service, job->cancellable), &error);
  if (error != NULL)
    return fail (job, &error);

  if (collection == NULL)
    open = (collection = dex_await_object (create_default_collection (service, job->cancellable),
                                           &error)) != NULL;
  else if (secret_collection_get_locked (collection))
    open = dex_await_boolean (unlock_collection (service, collection, job->cancellable), &error);

  /* libsecret says "cancelled" for a prompt that the person sent away. */
  if (!open && (error == NULL || job->timed_out ||
                (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) &&
                 !g_cancellable_is_cancelled (job->caller))))
    return dex_future_new_reject (JM_AUTH_ERROR, JM_AUTH_ERROR_KEYRING_LOCKED,
                                  _("The keyring was not unlocked"));
  if (!open)
    return fail (job, &error);
  return dex_future_new_true ();
}

/* --- what JmKeyring asks for */

static DexFuture *
jm_secret_keyring_lookup (JmKeyring    *self,
                          const char   *name,
                          GCancellable *cancellable)
{
  return dex_scheduler_spawn (NULL, 0, lookup_fiber,
                              job_new (name, JM_LIMIT_KEYRING_SECONDS, cancellable), job_free);
}

static DexFuture *
jm_secret_keyring_store (JmKeyring    *self,
                         const char   *name,
                         const char   *label,
                         const char   *secret,
                         GCancellable *cancellable)
{
  Job *job = job_new (name, JM_LIMIT_KEYRING_SECONDS, cancellable);

  job->label = g_strdup (label);
  job->secret = g_strdup (secret);
  return dex_scheduler_spawn (NULL, 0, store_fiber, job, job_free);
}

static DexFuture *
jm_secret_keyring_clear (JmKeyring    *self,
                         const char   *name,
                         GCancellable *cancellable)
{
  return dex_scheduler_spawn (NULL, 0, clear_fiber,
                              job_new (name, JM_LIMIT_KEYRING_SECONDS, cancellable), job_free);
}

static DexFuture *
jm_secret_keyring_unlock (JmKeyring    *self,
                          GCancellable *cancellable)
{
  return dex_scheduler_spawn (NULL, 0, unlock_fiber,
                              job_new (NULL, JM_LIMIT_KEYRING_PROMPT_SECONDS, cancellable),
                              job_free);
}

static void
jm_secret_keyring_class_init (JmSecretKeyringClass *klass)
{
  JmKeyringClass *keyring_class = JM_KEYRING_CLASS (klass);

  keyring_class->lookup = jm_secret_keyring_lookup;
  keyring_class->store = jm_secret_keyring_store;
  keyring_class->clear = jm_secret_keyring_clear;
  keyring_class->unlock = jm_secret_keyring_unlock;
}

static void
jm_secret_keyring_init (JmSecretKeyring *self)
{
}

/**
 * jm_secret_keyring_new:
 *
 * Returns: (transfer full): the person's keyring. Nothing is asked yet.
 */
JmKeyring *
jm_secret_keyring_new (void)
{
  return g_object_new (JM_TYPE_SECRET_KEYRING, NULL);
}
