/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "auth/jm-keyring-job.h"

#include <glib/gi18n-lib.h>
#include <libsecret/secret.h>

#include "base/jm-limits.h"
#include "base/jm-random.h"

/*
 * JmKeyringJob: what the keyrings of libsecret have in common. A frozen daemon lets a call hang for
 * 50 seconds, so each gets a limit by a cancellable of its own, and what comes back is told apart:
 * the caller's wish, the limit, a locked keyring, one that can't be used.
 */

static gboolean
limit_cb (gpointer data)
{
  JmKeyringJob *job = data;

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

/* @seconds begin now. */
static JmKeyringJob *
job_new (gpointer      keyring,
         const char   *name,
         guint         seconds,
         GCancellable *caller)
{
  JmKeyringJob *job = g_new0 (JmKeyringJob, 1);

  job->keyring = g_object_ref (keyring);
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

static void
job_free (gpointer data)
{
  JmKeyringJob *job = data;

  g_source_destroy (job->limit);
  g_source_unref (job->limit);
  g_cancellable_disconnect (job->caller, job->chained);
  g_clear_object (&job->caller);
  g_clear_object (&job->cancellable);
  g_clear_object (&job->keyring);
  g_free (job->name);
  g_free (job->label);
  jm_wipe_free (job->secret);
  g_free (job);
}

void
jm_keyring_job_lift (JmKeyringJob *job)
{
  g_source_destroy (job->limit);
}

GError *
jm_keyring_job_explain (JmKeyringJob *job,
                        GError       *error)
{
  g_autoptr (GError) cause = error;

  if (g_cancellable_is_cancelled (job->caller))
    return g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "Cancelled");
  if (cause->domain == JM_AUTH_ERROR && cause->code != JM_AUTH_ERROR_LOCK)
    return g_steal_pointer (&cause);
  if (job->timed_out || cause->domain == JM_AUTH_ERROR)
    return g_error_new_literal (JM_AUTH_ERROR, JM_AUTH_ERROR_KEYRING_UNAVAILABLE,
                                _("The keyring did not answer in time"));
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

DexFuture *
jm_keyring_job_fail (JmKeyringJob  *job,
                     GError       **error)
{
  return dex_future_new_for_error (jm_keyring_job_explain (job, g_steal_pointer (error)));
}

/* --- a keyring of jobs */

G_DEFINE_ABSTRACT_TYPE (JmJobKeyring, jm_job_keyring, JM_TYPE_KEYRING)

static DexFuture *
jm_job_keyring_lookup (JmKeyring    *self,
                       const char   *name,
                       GCancellable *cancellable)
{
  return dex_scheduler_spawn (
      NULL, 0, JM_JOB_KEYRING_GET_CLASS (self)->lookup_fiber,
      job_new (self, name, JM_LIMIT_KEYRING_SECONDS, cancellable), job_free);
}

static DexFuture *
jm_job_keyring_store (JmKeyring    *self,
                      const char   *name,
                      const char   *label,
                      const char   *secret,
                      GCancellable *cancellable)
{
  JmKeyringJob *job = job_new (self, name, JM_LIMIT_KEYRING_SECONDS, cancellable);

  job->label = g_strdup (label);
  job->secret = g_strdup (secret);
  return dex_scheduler_spawn (NULL, 0, JM_JOB_KEYRING_GET_CLASS (self)->store_fiber, job,
                              job_free);
}

static DexFuture *
jm_job_keyring_clear (JmKeyring    *self,
                      const char   *name,
                      GCancellable *cancellable)
{
  return dex_scheduler_spawn (
      NULL, 0, JM_JOB_KEYRING_GET_CLASS (self)->clear_fiber,
      job_new (self, name, JM_LIMIT_KEYRING_SECONDS, cancellable), job_free);
}

static DexFuture *
jm_job_keyring_unlock (JmKeyring    *self,
                       GCancellable *cancellable)
{
  return dex_scheduler_spawn (
      NULL, 0, JM_JOB_KEYRING_GET_CLASS (self)->unlock_fiber,
      job_new (self, NULL, JM_LIMIT_KEYRING_PROMPT_SECONDS, cancellable),
      job_free);
}

static void
jm_job_keyring_class_init (JmJobKeyringClass *klass)
{
  JmKeyringClass *keyring_class = JM_KEYRING_CLASS (klass);

  keyring_class->lookup = jm_job_keyring_lookup;
  keyring_class->store = jm_job_keyring_store;
  keyring_class->clear = jm_job_keyring_clear;
  keyring_class->unlock = jm_job_keyring_unlock;
}

static void
jm_job_keyring_init (JmJobKeyring *self)
{
}
