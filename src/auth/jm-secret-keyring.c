/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "auth/jm-keyring.h"

#include <glib/gi18n-lib.h>
#include <libsecret/secret.h>

#include "auth/jm-keyring-job.h"
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
              JmKeyringJob  *job)
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
             JmKeyringJob  *job)
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
             JmKeyringJob  *job)
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
            JmKeyringJob   *job,
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
  JmKeyringJob *job = data;

  if (!(service =
            dex_await_object (open_service (JM_TYPE_QUIET_SERVICE, job->cancellable), &error)))
    return jm_keyring_job_fail (job, &error);
  value = dex_await_boxed (lookup_value (service, job), &error);
  if (error != NULL)
    return jm_keyring_job_fail (job, &error);
  if (value == NULL)
    {
      if (!await_open (service, job, &error))
        return jm_keyring_job_fail (job, &error);
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
  JmKeyringJob *job = data;

  if (!(service =
            dex_await_object (open_service (JM_TYPE_QUIET_SERVICE, job->cancellable), &error)) ||
      !await_open (service, job, &error) || !dex_await (store_value (service, job), &error))
    return jm_keyring_job_fail (job, &error);

  value = dex_await_boxed (lookup_value (service, job), &error);
  if (error != NULL)
    return jm_keyring_job_fail (job, &error);
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
  JmKeyringJob *job = data;

  /* A locked keyring would say that there is nothing to remove. */
  if (!(service =
            dex_await_object (open_service (JM_TYPE_QUIET_SERVICE, job->cancellable), &error)) ||
      !await_open (service, job, &error) || !dex_await (clear_value (service, job), &error))
    return jm_keyring_job_fail (job, &error);

  value = dex_await_boxed (lookup_value (service, job), &error);
  if (error != NULL)
    return jm_keyring_job_fail (job, &error);
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
  JmKeyringJob *job = data;

  if (!(service = dex_await_object (open_service (SECRET_TYPE_SERVICE, job->cancellable), &error)))
    return jm_keyring_job_fail (job, &error);
  collection = dex_await_object (default_collection (service, job->cancellable), &error);
  if (error != NULL)
    return jm_keyring_job_fail (job, &error);

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
    return jm_keyring_job_fail (job, &error);
  return dex_future_new_true ();
}

/* --- what JmKeyring asks for */

static DexFuture *
jm_secret_keyring_lookup (JmKeyring    *self,
                          const char   *name,
                          GCancellable *cancellable)
{
  return dex_scheduler_spawn (NULL, 0, lookup_fiber,
                              jm_keyring_job_new (self, name, JM_LIMIT_KEYRING_SECONDS, cancellable), jm_keyring_job_free);
}

static DexFuture *
jm_secret_keyring_store (JmKeyring    *self,
                         const char   *name,
                         const char   *label,
                         const char   *secret,
                         GCancellable *cancellable)
{
  JmKeyringJob *job = jm_keyring_job_new (self, name, JM_LIMIT_KEYRING_SECONDS, cancellable);

  job->label = g_strdup (label);
  job->secret = g_strdup (secret);
  return dex_scheduler_spawn (NULL, 0, store_fiber, job, jm_keyring_job_free);
}

static DexFuture *
jm_secret_keyring_clear (JmKeyring    *self,
                         const char   *name,
                         GCancellable *cancellable)
{
  return dex_scheduler_spawn (NULL, 0, clear_fiber,
                              jm_keyring_job_new (self, name, JM_LIMIT_KEYRING_SECONDS, cancellable), jm_keyring_job_free);
}

static DexFuture *
jm_secret_keyring_unlock (JmKeyring    *self,
                          GCancellable *cancellable)
{
  return dex_scheduler_spawn (NULL, 0, unlock_fiber,
                              jm_keyring_job_new (self, NULL, JM_LIMIT_KEYRING_PROMPT_SECONDS, cancellable),
                              jm_keyring_job_free);
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
