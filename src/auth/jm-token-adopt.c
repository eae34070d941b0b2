/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "auth/jm-token-keeper-private.h"

#include <glib/gi18n-lib.h>

#include "auth/jm-file-lock.h"
#include "base/jm-limits.h"
#include "base/jm-random.h"

/*
 * What comes from outside the keeper's own rhythm: a new sign-in of the same person, an unlocked
 * keyring, and what another process of ours wrote to state.db.
 */

typedef struct
{
  JmTokenKeeper *keeper;
  JmSecret *secret;
  gint64 ends_at_ms;
  GCancellable *cancellable;
} Job;

static void
job_free (gpointer data)
{
  Job *job = data;

  g_clear_pointer (&job->secret, jm_secret_free);
  g_clear_object (&job->cancellable);
  jm_token_keeper_end_work (job->keeper);
  g_clear_object (&job->keeper);
  g_free (job);
}

static Job *
job_new (JmTokenKeeper *self,
         GCancellable  *cancellable)
{
  Job *job = g_new0 (Job, 1);

  g_set_object (&job->keeper, self);
  g_set_object (&job->cancellable, cancellable);
  jm_token_keeper_begin_work (self);
  return job;
}

/* --- a new sign-in */

/* The newest generation that anybody knows of; an entry that can't be read is overwritten. FALSE:
 * the keyring can't tell. */
static gboolean
await_newest_generation (JmTokenKeeper  *self,
                         guint64        *generation,
                         GCancellable   *cancellable,
                         GError        **error)
{
  g_autofree char *name = jm_token_keeper_dup_item_name (self);
  g_autoptr (JmSecret) kept = NULL;
  g_autoptr (GError) local = NULL;
  char *json =
      dex_await_string (jm_keyring_lookup (self->services->keyring, name, cancellable), &local);

  *generation = self->row->generation;
  if (json != NULL && (kept = jm_secret_from_json (json, NULL)))
    *generation = MAX (*generation, kept->generation);
  jm_wipe_free (json);
  if (local == NULL || g_error_matches (local, JM_AUTH_ERROR, JM_AUTH_ERROR_SECRET_MISSING))
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

/* Await. From here on nothing of the old sign-in is left. */
static void
begin_anew (Job      *job,
            JmSecret *secret)
{
  JmTokenKeeper *self = job->keeper;

  g_clear_pointer (&self->sites, g_strfreev);
  self->published[PROP_TROUBLE] = -1;
  self->unsaved = FALSE;
  self->save_boot_ms = 0;
  self->probed_boot_ms = 0;
  jm_token_keeper_clear_intent (self);
  jm_token_keeper_take_secret (self, secret, FALSE);
  self->row->consented_at_ms = jm_clock_get_wall_ms (self->services->clock);
  self->row->ends_at_ms = self->kind == JM_CREDENTIAL_OAUTH ? 0 : job->ends_at_ms;
  self->n_failures = 0;
  self->retry_boot_ms = 0;
  self->pause_boot_ms = 0;
  jm_token_keeper_set_trouble (self, JM_TROUBLE_OK, NULL);
  jm_token_keeper_plan_check (self);
}

static gboolean
adopt (Job     *job,
       GError **error)
{
  JmTokenKeeper *self = job->keeper;
  g_autofree char *path = jm_paths_dup_lock_file (self->services->paths, self->row->id);
  g_autoptr (JmFileLock) lock = NULL;
  JmSecret *next = job->secret;
  gboolean again = self->row->generation > 0;
  guint64 newest;

  lock = dex_await_object (
      jm_file_lock_take (path, JM_LIMIT_LOCK_SECONDS, self->services->clock, job->cancellable),
      error);
  if (lock == NULL || !await_newest_generation (self, &newest, job->cancellable, error))
    return FALSE;
  next->generation = newest + 1;
  if (!jm_token_keeper_await_store (self, next, job->cancellable, error))
    return FALSE;

  begin_anew (job, g_steal_pointer (&job->secret));
  if (!dex_await (jm_state_store_put_credential (self->services->state, self->row), error))
    return FALSE;
  jm_token_keeper_tell (self, JM_EVENT_INFO, again ? _("Signed in again") : _("Signed in"), NULL);
  return TRUE;
}

static DexFuture *
adopt_fiber (gpointer data)
{
  g_autoptr (GError) error = NULL;
  Job *job = data;
  gboolean adopted = adopt (job, &error);

  jm_token_keeper_publish (job->keeper);
  jm_token_keeper_arm (job->keeper);
  if (!adopted)
    return dex_future_new_for_error (g_steal_pointer (&error));
  return dex_future_new_true ();
}

/**
 * jm_token_keeper_adopt:
 * @self: a keeper
 * @secret: of a new sign-in of the same person; copied; its generation does not matter
 * @ends_at_ms: wall clock: end of an API token or PAT; 0 when nobody knows
 * @cancellable: (nullable): gives up
 *
 * Stores it as the next generation under the lock, reads it back, and only then writes the row,
 * clears trouble and intent.
 *
 * Returns: (transfer full): resolves to TRUE; rejects with JM_AUTH_ERROR or JM_STORE_ERROR.
 */
DexFuture *
jm_token_keeper_adopt (JmTokenKeeper  *self,
                       const JmSecret *secret,
                       gint64          ends_at_ms,
                       GCancellable   *cancellable)
{
  Job *job;

  dex_return_error_if_fail (JM_IS_TOKEN_KEEPER (self));
  dex_return_error_if_fail (secret != NULL);

  if (self->stopped)
    return dex_future_new_reject (G_IO_ERROR, G_IO_ERROR_CANCELLED, "Cancelled");
  if (secret->kind != self->kind)
    return dex_future_new_reject (JM_AUTH_ERROR, JM_AUTH_ERROR_INVALID,
                                  _("This is another kind of sign-in than the account has"));
  job = job_new (self, cancellable);
  job->secret = jm_secret_copy (secret);
  job->ends_at_ms = ends_at_ms;
  return dex_scheduler_spawn (NULL, 0, adopt_fiber, job, job_free);
}

/* --- unlock */

static DexFuture *
unlock_fiber (gpointer data)
{
  g_autoptr (GError) error = NULL;
  Job *job = data;

  if (!dex_await (jm_keyring_unlock (job->keeper->services->keyring, job->cancellable), &error) ||
      !dex_await (jm_token_keeper_join (job->keeper, JM_TOKEN_WORK_CHECK, job->cancellable),
                  &error))
    return dex_future_new_for_error (g_steal_pointer (&error));
  return dex_future_new_true ();
}

/**
 * jm_token_keeper_unlock:
 * @self: a keeper
 * @cancellable: (nullable): takes the prompt away
 *
 * Asks the person to unlock the keyring, once, then checks. Only on a click.
 *
 * Returns: (transfer full): resolves to TRUE; rejects with JM_AUTH_ERROR_KEYRING_LOCKED when the
 *   prompt was sent away, else as jm_token_keeper_check().
 */
DexFuture *
jm_token_keeper_unlock (JmTokenKeeper *self,
                        GCancellable  *cancellable)
{
  dex_return_error_if_fail (JM_IS_TOKEN_KEEPER (self));

  if (self->stopped)
    return dex_future_new_reject (G_IO_ERROR, G_IO_ERROR_CANCELLED, "Cancelled");
  return dex_scheduler_spawn (NULL, 0, unlock_fiber, job_new (self, cancellable), job_free);
}

/* --- another process */

/* Numbers and names: whoever wrote last knows best. */
static void
take_facts (JmTokenKeeper         *self,
            const JmCredentialRow *row)
{
  self->row->attempted = row->attempted;
  self->row->succeeded = row->succeeded;
  self->row->failed = row->failed;
  self->row->checked_at_ms = MAX (self->row->checked_at_ms, row->checked_at_ms);
  g_set_str (&self->row->user_id, row->user_id);
  g_set_str (&self->row->user_name, row->user_name);
}

static void
take_trouble (JmTokenKeeper         *self,
              const JmCredentialRow *row)
{
  JmTrouble trouble = jm_trouble_from_nick (row->trouble);

  if (trouble == self->trouble)
    return;
  jm_token_keeper_set_trouble (self, trouble, NULL);
  g_set_str (&self->row->trouble_message, row->trouble_message);
}

/* A newer generation: what is in memory is of the past, and the keyring is read when it is
 * needed. */
static void
take_generation (JmTokenKeeper   *self,
                 JmCredentialRow *row)
{
  g_clear_pointer (&self->secret, jm_secret_free);
  self->unsaved = FALSE;
  self->save_boot_ms = 0;
  self->retry_boot_ms = 0;
  self->n_failures = 0;
  self->intent_open = FALSE;
  g_clear_pointer (&self->row, jm_credential_row_free);
  self->row = jm_credential_row_copy (row);
  jm_token_keeper_guess_countdown (self);
}

static DexFuture *
reload_fiber (gpointer data)
{
  g_autoptr (JmCredentialRow) row = NULL;
  g_autoptr (GError) error = NULL;
  Job *job = data;
  JmTokenKeeper *self = job->keeper;
  JmTrouble trouble;

  row = dex_await_boxed (jm_state_store_get_credential (self->services->state, self->row->id),
                         &error);
  if (error != NULL)
    return dex_future_new_for_error (g_steal_pointer (&error));
  trouble = row != NULL ? jm_trouble_from_nick (row->trouble) : JM_TROUBLE_ACCOUNT_REMOVED;

  if (row == NULL)
    jm_token_keeper_set_trouble (self, JM_TROUBLE_ACCOUNT_REMOVED, NULL);
  else if (row->generation > self->row->generation && self->works[JM_TOKEN_WORK_REFRESH] == NULL)
    {
      take_trouble (self, row);
      take_generation (self, row);
    }
  else if (row->generation == self->row->generation)
    {
      take_facts (self, row);
      /* The same token: a refusal that another process met is ours as well; its network troubles
       * are not. */
      if (!self->watching || trouble == JM_TROUBLE_NEEDS_SIGN_IN || trouble == JM_TROUBLE_BLOCKED)
        take_trouble (self, row);
    }
  jm_token_keeper_arm (self);
  jm_token_keeper_publish (self);
  return dex_future_new_true ();
}

/**
 * jm_token_keeper_reload:
 * @self: a keeper
 *
 * Takes over what another process wrote to state.db: a newer generation, numbers, a refusal.
 *
 * Returns: (transfer full): resolves to TRUE; rejects with JM_STORE_ERROR.
 */
DexFuture *
jm_token_keeper_reload (JmTokenKeeper *self)
{
  dex_return_error_if_fail (JM_IS_TOKEN_KEEPER (self));

  if (self->stopped)
    return dex_future_new_true ();
  return dex_scheduler_spawn (NULL, 0, reload_fiber, job_new (self, NULL), job_free);
}
