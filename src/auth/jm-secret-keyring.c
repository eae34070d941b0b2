/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "auth/jm-keyring.h"

#include <glib/gi18n-lib.h>

#include "auth/jm-keyring-job.h"
#include "auth/jm-quiet-service.h"
#include "auth/jm-secret-calls.h"
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

G_DECLARE_FINAL_TYPE (JmSecretKeyring, jm_secret_keyring, JM, SECRET_KEYRING, JmJobKeyring)

struct _JmSecretKeyring
{
  JmJobKeyring parent_instance;
};

G_DEFINE_FINAL_TYPE (JmSecretKeyring, jm_secret_keyring, JM_TYPE_JOB_KEYRING)

/* --- the four jobs */

/* FALSE with an error unless the default keyring is there and open. */
static gboolean
await_open (SecretService  *service,
            JmKeyringJob   *job,
            GError        **error)
{
  g_autoptr (SecretCollection) collection = NULL;
  g_autoptr (GError) local = NULL;

  collection = dex_await_object (jm_secret_find_default (service, job->cancellable), &local);
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
            dex_await_object (jm_secret_open_service (JM_TYPE_QUIET_SERVICE, job->cancellable), &error)))
    return jm_keyring_job_fail (job, &error);
  value = dex_await_boxed (jm_secret_lookup (service, job->name, job->cancellable), &error);
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
            dex_await_object (jm_secret_open_service (JM_TYPE_QUIET_SERVICE, job->cancellable), &error)) ||
      !await_open (service, job, &error) || !dex_await (jm_secret_store (service, job->name, job->label, job->secret, job->cancellable), &error))
    return jm_keyring_job_fail (job, &error);

  value = dex_await_boxed (jm_secret_lookup (service, job->name, job->cancellable), &error);
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
            dex_await_object (jm_secret_open_service (JM_TYPE_QUIET_SERVICE, job->cancellable), &error)) ||
      !await_open (service, job, &error) || !dex_await (jm_secret_clear (service, job->name, job->cancellable), &error))
    return jm_keyring_job_fail (job, &error);

  value = dex_await_boxed (jm_secret_lookup (service, job->name, job->cancellable), &error);
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

  if (!(service = dex_await_object (jm_secret_open_service (SECRET_TYPE_SERVICE, job->cancellable), &error)))
    return jm_keyring_job_fail (job, &error);
  collection = dex_await_object (jm_secret_find_default (service, job->cancellable), &error);
  if (error != NULL)
    return jm_keyring_job_fail (job, &error);

  if (collection == NULL)
    open = (collection = dex_await_object (jm_secret_make_default (service, job->cancellable),
                                           &error)) != NULL;
  else if (secret_collection_get_locked (collection))
    open = dex_await_boolean (jm_secret_unlock (service, collection, job->cancellable), &error);

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

/* --- the object */

static void
jm_secret_keyring_class_init (JmSecretKeyringClass *klass)
{
  JmJobKeyringClass *keyring_class = JM_JOB_KEYRING_CLASS (klass);

  keyring_class->lookup_fiber = lookup_fiber;
  keyring_class->store_fiber = store_fiber;
  keyring_class->clear_fiber = clear_fiber;
  keyring_class->unlock_fiber = unlock_fiber;
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
