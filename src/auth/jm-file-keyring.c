/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "auth/jm-keyring.h"

#include <glib/gi18n-lib.h>

#include "auth/jm-file-lock.h"
#include "auth/jm-keyring-file.h"
#include "auth/jm-keyring-job.h"
#include "auth/jm-secret-calls.h"
#include "base/jm-limits.h"
#include "base/jm-random.h"
#include "base/jm-wait.h"

/*
 * JmFileKeyring: the keyring inside a sandbox, where there is no Secret Service. libsecret keeps an
 * encrypted file among the application's data, and the desktop keeps its password: the Secret
 * portal gives it out once a process (flatpak.github.io/xdg-desktop-portal,
 * org.freedesktop.portal.Secret).
 *
 * What this file is careful about:
 *   · a damaged file makes libsecret abort: it is looked at before each call, and put aside
 *     (jm-keyring-file.c);
 *   · another password (another desktop) makes each entry look absent: an entry that is always
 *     there, the canary, tells "changed" from "removed". The old file is put aside when the person
 *     has signed in again, not before;
 *   · libsecret takes two changes within a second for one, and asks no lock: each job has one, and
 *     each change a second of its own;
 *   · a call that is cancelled while the portal waits for the person leaves libsecret with a
 *     dangling pointer: the one call that asks the portal is never cancelled, only not waited for;
 *   · without the portal libsecret falls back to the Secret Service, with prompts, and finds out by
 *     a call that blocks: the portal is asked here first.
 *
 * Lives on the main context.
 */

#define CANARY "canary"
#define CANARY_SECRET "sings"
#define NOTHING "nothing" /* never stored: looked up to open the file */

#define JM_TYPE_FILE_KEYRING (jm_file_keyring_get_type ())

G_DECLARE_FINAL_TYPE (JmFileKeyring, jm_file_keyring, JM, FILE_KEYRING, JmJobKeyring)

struct _JmFileKeyring
{
  JmJobKeyring parent_instance;

  JmClock *clock;
  char *path;
  char *lock_path;
  char *aside;         /* where a damaged file went while we ran */
  DexPromise *opening; /* while libsecret asks the portal, and when it has what it asked for */
  gboolean open;
  gboolean read_unguarded; /* libsecret has read the file without our lock */
  gboolean dismissed; /* the person said no: asked again on a click only */
};

G_DEFINE_FINAL_TYPE (JmFileKeyring, jm_file_keyring, JM_TYPE_JOB_KEYRING)

/* --- the file, before libsecret sees it */

/* Under the lock. FALSE: it can't be read, or can't be put aside. */
static gboolean
guard_file (JmFileKeyring       *self,
            JmKeyringFileState  *state,
            GError             **error)
{
  g_autofree char *aside = NULL;

  if (!jm_keyring_file_look (self->path, state, error))
    return FALSE;
  if (*state != JM_KEYRING_FILE_BAD)
    return TRUE;

  aside = jm_keyring_file_put_aside (self->path, "bad", jm_clock_get_wall_ms (self->clock), error);
  if (aside == NULL)
    return FALSE;
  g_message ("The keyring’s file was damaged and is now %s", aside);
  g_free (self->aside);
  self->aside = g_steal_pointer (&aside);
  *state = JM_KEYRING_FILE_ABSENT;
  return TRUE;
}

/* Transfer full; NULL with an error. No other job, here or in another process, runs until it is
 * dropped. */
static JmFileLock *
await_lock (JmFileKeyring       *self,
            JmKeyringJob        *job,
            JmKeyringFileState  *state,
            GError             **error)
{
  g_autofree char *folder = g_path_get_dirname (self->path);
  g_autoptr (JmFileLock) lock = NULL;

  if (g_mkdir_with_parents (folder, 0700) != 0)
    {
      int code = errno;

      g_set_error (error, G_FILE_ERROR, g_file_error_from_errno (code), "%s", g_strerror (code));
      return NULL;
    }

  lock = dex_await_object (jm_file_lock_take (self->lock_path, JM_LIMIT_KEYRING_SECONDS,
                                              self->clock, job->cancellable),
                           error);
  if (lock == NULL || !guard_file (self, state, error))
    return NULL;
  if (self->read_unguarded)
    jm_keyring_file_tick (self->path, jm_keyring_file_get_second (self->path));
  self->read_unguarded = FALSE;
  return g_steal_pointer (&lock);
}

/* --- opening it: libsecret's first call, which asks the portal */

static gboolean
is_in_sandbox (void)
{
  return g_file_test ("/.flatpak-info", G_FILE_TEST_EXISTS) || g_getenv ("SNAP_NAME") != NULL;
}

static gboolean
await_portal (GError **error)
{
  g_autoptr (GDBusConnection) bus = NULL;
  g_autoptr (GVariant) answer = NULL;
  g_autoptr (GError) local = NULL;

  if (!is_in_sandbox ())
    return TRUE;
  if (!(bus = dex_await_object (dex_bus_get (G_BUS_TYPE_SESSION), error)))
    return FALSE;

  answer = dex_await_variant (
      dex_dbus_connection_call (
          bus, "org.freedesktop.portal.Desktop", "/org/freedesktop/portal/desktop",
          "org.freedesktop.DBus.Properties", "Get",
          g_variant_new ("(ss)", "org.freedesktop.portal.Secret", "version"),
          G_VARIANT_TYPE ("(v)"), G_DBUS_CALL_FLAGS_NONE, JM_LIMIT_KEYRING_SECONDS * 1000),
      &local);
  if (answer != NULL)
    return TRUE;

  g_debug ("No Secret portal: %s", local->message);
  g_set_error_literal (error, JM_AUTH_ERROR, JM_AUTH_ERROR_KEYRING_UNAVAILABLE,
                       _("This desktop keeps no password for sandboxed applications (it has no "
                          "Secret portal)"));
  return FALSE;
}

/* Whether the portal said no, in the person's name or its own: asking again by ourselves would put
 * one prompt after the other on the screen. */
static gboolean
is_refusal (const GError *error)
{
  return g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) ||
         g_error_matches (error, G_IO_ERROR, G_IO_ERROR_FAILED);
}

static GError *
explain_opening (JmFileKeyring *self,
                 GError        *error)
{
  g_autoptr (GError) cause = error;

  if (cause->domain == JM_AUTH_ERROR)
    return g_steal_pointer (&cause);
  g_debug ("The keyring did not open: %s %d %s", g_quark_to_string (cause->domain), cause->code,
           cause->message);
  if (is_refusal (cause))
    {
      self->dismissed = TRUE;
      return g_error_new_literal (JM_AUTH_ERROR, JM_AUTH_ERROR_KEYRING_LOCKED,
                                  _("The keyring is locked"));
    }
  if (g_dbus_error_is_remote_error (cause))
    g_dbus_error_strip_remote_error (cause);
  return g_error_new (JM_AUTH_ERROR, JM_AUTH_ERROR_KEYRING_UNAVAILABLE,
                      _("The keyring can’t be used: %s"), cause->message);
}

static DexFuture *
open_fiber (gpointer data)
{
  JmFileKeyring *self = data;
  g_autoptr (DexPromise) opening = NULL;
  g_autoptr (GError) error = NULL;
  SecretValue *nothing = NULL;

  if (await_portal (&error))
    nothing = dex_await_boxed (jm_secret_lookup (NULL, NOTHING, NULL), &error);
  g_clear_pointer (&nothing, secret_value_unref);

  self->open = error == NULL;
  self->read_unguarded = self->open;
  opening = g_steal_pointer (&self->opening);
  if (self->open)
    dex_promise_resolve_boolean (opening, TRUE);
  else
    dex_promise_reject (opening, explain_opening (self, g_steal_pointer (&error)));
  return dex_future_new_true ();
}

/* Waits as long as the job may, and leaves the opening to itself after that. */
static gboolean
await_open (JmFileKeyring  *self,
            JmKeyringJob   *job,
            GError        **error)
{
  g_autoptr (GError) local = NULL;

  if (self->open)
    return TRUE;
  if (self->opening == NULL)
    {
      g_autoptr (JmFileLock) lock = NULL;
      JmKeyringFileState state;

      if (!(lock = await_lock (self, job, &state, error)))
        return FALSE;
    }
  if (self->opening == NULL && !self->open)
    {
      self->opening = dex_promise_new ();
      dex_future_disown (
          dex_scheduler_spawn (NULL, 0, open_fiber, g_object_ref (self), g_object_unref));
    }
  if (self->open ||
      dex_await (jm_wait (self->opening, job->cancellable), &local))
    return TRUE;

  if (job->timed_out)
    g_set_error_literal (error, JM_AUTH_ERROR, JM_AUTH_ERROR_KEYRING_LOCKED,
                         _("The keyring is locked: the desktop has yet to open it"));
  else
    g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

/* The keyring open, and the lock. Transfer full; NULL with an error. */
static JmFileLock *
await_ready (JmKeyringJob        *job,
             JmKeyringFileState  *state,
             GError             **error)
{
  JmFileKeyring *self = JM_FILE_KEYRING (job->keyring);
  JmFileLock *lock;

  if (self->dismissed)
    {
      g_set_error_literal (error, JM_AUTH_ERROR, JM_AUTH_ERROR_KEYRING_LOCKED,
                           _("The keyring is locked"));
      return NULL;
    }
  if (!await_open (self, job, error) || !(lock = await_lock (self, job, state, error)))
    return NULL;

  jm_keyring_job_lift (job);
  return lock;
}

/* --- what is in it. All of this under the lock */

typedef enum
{
  ENTRY_ABSENT, /* or made with another password */
  ENTRY_BROKEN, /* made with this password, and can’t be decrypted */
  ENTRY_THERE,
  ENTRY_UNKNOWN, /* with an error */
} Entry;

/* @value (out) is set for ENTRY_THERE. */
static Entry
await_entry (JmKeyringJob  *job,
             const char    *name,
             SecretValue  **value,
             GError       **error)
{
  g_autoptr (GError) local = NULL;

  *value = dex_await_boxed (jm_secret_lookup (NULL, name, job->cancellable), &local);
  if (*value != NULL && secret_value_get_text (*value) != NULL)
    return ENTRY_THERE;
  g_clear_pointer (value, secret_value_unref);
  if (local == NULL)
    return ENTRY_ABSENT;
  if (g_error_matches (local, SECRET_ERROR, SECRET_ERROR_PROTOCOL))
    return ENTRY_BROKEN;
  g_propagate_error (error, g_steal_pointer (&local));
  return ENTRY_UNKNOWN;
}

static Entry
await_entry_alone (JmKeyringJob  *job,
                   const char    *name,
                   GError       **error)
{
  SecretValue *value = NULL;
  Entry entry = await_entry (job, name, &value, error);

  g_clear_pointer (&value, secret_value_unref);
  return entry;
}

/* Puts @secret into the file, over an entry that can’t be decrypted too. Not yet read back. */
static gboolean
await_write (JmKeyringJob  *job,
             const char    *name,
             const char    *label,
             const char    *secret,
             GError       **error)
{
  JmFileKeyring *self = JM_FILE_KEYRING (job->keyring);
  gint64 second = jm_keyring_file_get_second (self->path);
  g_autoptr (GError) local = NULL;

  if (!dex_await (jm_secret_store (NULL, name, label, secret, job->cancellable), &local) &&
      g_error_matches (local, SECRET_ERROR, SECRET_ERROR_PROTOCOL) &&
      dex_await (jm_secret_clear (NULL, name, job->cancellable), NULL))
    {
      jm_keyring_file_tick (self->path, second++);
      g_clear_error (&local);
      dex_await (jm_secret_store (NULL, name, label, secret, job->cancellable), &local);
    }
  /* Somebody else wrote it, who knows nothing of our lock: libsecret is made to read it again. */
  else if (g_error_matches (local, G_IO_ERROR, G_IO_ERROR_WRONG_ETAG))
    {
      jm_keyring_file_tick (self->path, second++);
      g_clear_error (&local);
      dex_await (jm_secret_store (NULL, name, label, secret, job->cancellable), &local);
    }

  jm_keyring_file_tick (self->path, second);
  if (local == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

/* A file that the desktop’s password does not open is put aside, and a new one begun. An entry that
 * this password made, also a broken one, says that it is the right one. */
static gboolean
await_canary (JmKeyringJob        *job,
              JmKeyringFileState   state,
              GError             **error)
{
  JmFileKeyring *self = JM_FILE_KEYRING (job->keyring);
  g_autofree char *aside = NULL;
  Entry canary = ENTRY_ABSENT;
  Entry own = ENTRY_ABSENT;

  if (state == JM_KEYRING_FILE_GOOD)
    {
      canary = await_entry_alone (job, CANARY, error);
      if (canary == ENTRY_THERE || canary == ENTRY_UNKNOWN)
        return canary == ENTRY_THERE;
      if (canary == ENTRY_ABSENT)
        own = await_entry_alone (job, job->name, error);
      if (own == ENTRY_UNKNOWN)
        return FALSE;
    }
  if (state == JM_KEYRING_FILE_GOOD && canary == ENTRY_ABSENT && own == ENTRY_ABSENT)
    {
      aside =
          jm_keyring_file_put_aside (self->path, "old", jm_clock_get_wall_ms (self->clock), error);
      if (aside == NULL)
        return FALSE;
      g_message ("The desktop’s password does not open the keyring’s file, which is now %s", aside);
    }
  return await_write (job, CANARY, _("Jira Monitor: a test of the keyring"), CANARY_SECRET, error);
}

/* Why there is no entry in an open keyring. */
static DexFuture *
reject_missing (JmKeyringJob       *job,
                JmKeyringFileState  state)
{
  JmFileKeyring *self = JM_FILE_KEYRING (job->keyring);
  g_autoptr (GError) error = NULL;
  Entry canary = ENTRY_ABSENT;

  if (state == JM_KEYRING_FILE_GOOD)
    canary = await_entry_alone (job, CANARY, &error);
  if (error != NULL)
    return jm_keyring_job_fail (job, &error);

  if (state == JM_KEYRING_FILE_GOOD && canary == ENTRY_ABSENT)
    return dex_future_new_reject (
        JM_AUTH_ERROR, JM_AUTH_ERROR_SECRET_MISSING,
        _("The keyring changed: this desktop’s password does not open what was kept. Sign in "
           "again; the old file stays"));
  if (self->aside != NULL)
    return dex_future_new_reject (
        JM_AUTH_ERROR, JM_AUTH_ERROR_SECRET_MISSING,
        /* Translators: %s is the name of a file */
        _("The keyring’s file was damaged and put aside as %s. Sign in again"), self->aside);
  return dex_future_new_reject (JM_AUTH_ERROR, JM_AUTH_ERROR_SECRET_MISSING,
                                _("The keyring has no entry for this account"));
}

/* --- the four jobs */

static DexFuture *
lookup_fiber (gpointer data)
{
  g_autoptr (JmFileLock) lock = NULL;
  g_autoptr (GError) error = NULL;
  JmKeyringFileState state;
  SecretValue *value = NULL;
  DexFuture *found;
  Entry entry;
  JmKeyringJob *job = data;

  if (!(lock = await_ready (job, &state, &error)))
    return jm_keyring_job_fail (job, &error);
  entry = await_entry (job, job->name, &value, &error);
  if (entry == ENTRY_UNKNOWN)
    return jm_keyring_job_fail (job, &error);
  if (entry == ENTRY_BROKEN)
    return dex_future_new_reject (JM_AUTH_ERROR, JM_AUTH_ERROR_SECRET_MISSING,
                                  _("The keyring’s entry for this account can’t be read"));
  if (entry == ENTRY_ABSENT)
    return reject_missing (job, state);

  found = dex_future_new_for_string (secret_value_get_text (value));
  secret_value_unref (value);
  return found;
}

static DexFuture *
store_fiber (gpointer data)
{
  g_autoptr (JmFileLock) lock = NULL;
  g_autoptr (GError) error = NULL;
  JmKeyringFileState state;
  SecretValue *value = NULL;
  gboolean equal;
  JmKeyringJob *job = data;
  JmFileKeyring *self = JM_FILE_KEYRING (job->keyring);

  if (!(lock = await_ready (job, &state, &error)) || !await_canary (job, state, &error) ||
      !await_write (job, job->name, job->label, job->secret, &error) ||
      await_entry (job, job->name, &value, &error) == ENTRY_UNKNOWN)
    return jm_keyring_job_fail (job, &error);

  equal = value != NULL && jm_equal_constant_time (secret_value_get_text (value), job->secret);
  g_clear_pointer (&value, secret_value_unref);
  if (!equal)
    return dex_future_new_reject (
        JM_AUTH_ERROR, JM_AUTH_ERROR_KEYRING_LOST,
        _("The keyring said that it kept the secret, but does not have it"));

  jm_keyring_file_purge (self->path);
  return dex_future_new_true ();
}

static DexFuture *
clear_fiber (gpointer data)
{
  g_autoptr (JmFileLock) lock = NULL;
  g_autoptr (GError) error = NULL;
  JmKeyringFileState state;
  gint64 second;
  Entry entry;
  JmKeyringJob *job = data;
  JmFileKeyring *self = JM_FILE_KEYRING (job->keyring);

  if (!(lock = await_ready (job, &state, &error)))
    return jm_keyring_job_fail (job, &error);
  second = jm_keyring_file_get_second (self->path);
  if (!dex_await (jm_secret_clear (NULL, job->name, job->cancellable), &error))
    return jm_keyring_job_fail (job, &error);
  jm_keyring_file_tick (self->path, second);
  jm_keyring_file_purge (self->path);

  entry = await_entry_alone (job, job->name, &error);
  if (entry == ENTRY_UNKNOWN)
    return jm_keyring_job_fail (job, &error);
  if (entry == ENTRY_ABSENT)
    return dex_future_new_true ();
  return dex_future_new_reject (
      JM_AUTH_ERROR, JM_AUTH_ERROR_KEYRING_LOST,
      _("The keyring said that it removed the secret, but still has it"));
}

static DexFuture *
unlock_fiber (gpointer data)
{
  g_autoptr (GError) error = NULL;
  JmKeyringJob *job = data;

  if (!await_open (JM_FILE_KEYRING (job->keyring), job, &error))
    return jm_keyring_job_fail (job, &error);
  return dex_future_new_true ();
}

/* --- the object */

static DexFuture *
jm_file_keyring_unlock (JmKeyring    *self,
                        GCancellable *cancellable)
{
  JM_FILE_KEYRING (self)->dismissed = FALSE;

  return JM_KEYRING_CLASS (jm_file_keyring_parent_class)->unlock (self, cancellable);
}

static void
jm_file_keyring_finalize (GObject *object)
{
  JmFileKeyring *self = JM_FILE_KEYRING (object);

  g_clear_object (&self->clock);
  g_free (self->path);
  g_free (self->lock_path);
  g_free (self->aside);
  dex_clear (&self->opening);
  G_OBJECT_CLASS (jm_file_keyring_parent_class)->finalize (object);
}

static void
jm_file_keyring_class_init (JmFileKeyringClass *klass)
{
  JmJobKeyringClass *keyring_class = JM_JOB_KEYRING_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = jm_file_keyring_finalize;
  JM_KEYRING_CLASS (klass)->unlock = jm_file_keyring_unlock;
  keyring_class->lookup_fiber = lookup_fiber;
  keyring_class->store_fiber = store_fiber;
  keyring_class->clear_fiber = clear_fiber;
  keyring_class->unlock_fiber = unlock_fiber;
}

static void
jm_file_keyring_init (JmFileKeyring *self)
{
  self->path = jm_keyring_file_dup_path ();
  self->lock_path = g_strconcat (self->path, ".lock", NULL);
}

/**
 * jm_file_keyring_new:
 * @clock: names the files that are put aside
 *
 * Returns: (transfer full): libsecret's encrypted file. Nothing is asked yet.
 */
JmKeyring *
jm_file_keyring_new (JmClock *clock)
{
  JmFileKeyring *self;

  g_return_val_if_fail (JM_IS_CLOCK (clock), NULL);

  self = g_object_new (JM_TYPE_FILE_KEYRING, NULL);
  self->clock = g_object_ref (clock);
  return JM_KEYRING (self);
}

/**
 * jm_session_keyring_new:
 * @clock: the program’s
 *
 * Returns: (transfer full): where this session keeps secrets: in a sandbox in the file, else in the
 *   Secret Service. SECRET_BACKEND=file, libsecret’s own switch, means the file everywhere.
 */
JmKeyring *
jm_session_keyring_new (JmClock *clock)
{
  if (is_in_sandbox () || g_strcmp0 (g_getenv ("SECRET_BACKEND"), "file") == 0)
    return jm_file_keyring_new (clock);
  return jm_secret_keyring_new ();
}
