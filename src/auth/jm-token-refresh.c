/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "auth/jm-token-keeper-private.h"

#include <glib/gi18n-lib.h>

#include "auth/jm-file-lock.h"
#include "base/jm-limits.h"
#include "base/jm-random.h"

/*
 * The refresh of a rotating token. Atlassian takes a refresh token once and gives the next one with
 * the answer; whoever loses the answer, or lets two refreshes run at once, or forgets to write the
 * new one down, has signed the person out. So:
 *
 *    1  whoever needs a token asks the keeper; one with time left is simply used (jm-token-authorizer.c)
 *    2  one flight for each credential: who comes later joins (jm-token-keeper.c)
 *    3  the credential's lock file, against other processes, for at most 35 s
 *    4  the keyring is read again: if somebody was faster, theirs is used and that is all
 *    5  the intent goes to the disk: generation, time, SHA-256 of the token; no secret
 *    6  one POST, 30 s, no redirect
 *    7  the new pair is stored as the next generation, read back, compared; then the intent is
 *       cleared, then it is used
 *    8  no answer, or none that can be read: the same token again, at once and then at 2, 5, 15, 60
 *       s…, for the 600 s in which Atlassian takes a used token once more. Also after a crash: the
 *       intent says so
 *    9  "invalid_grant": from 4 once more; again: sign in again, and all data stays
 *   10  anything else: everything stays, and the next try is later
 *   11  the lock is dropped, its file stays
 *   12  requests that were refused with an older generation go again (jm-token-authorizer.c)
 *
 * A new pair that the keyring did not keep is used from memory and saved again and again; the
 * intent stays open meanwhile, so that a crash falls back to the old token inside its 600 s.
 */

#define LEEWAY_MS (JM_LIMIT_LEEWAY_SECONDS * (gint64) 1000)

/* --- intent: 5, 8 */

gboolean
jm_token_keeper_is_lost (JmTokenKeeper *self)
{
  return self->intent_open && !self->unsaved &&
         jm_clock_get_boot_ms (self->services->clock) - self->intent_boot_ms < LEEWAY_MS;
}

/* Await. Finds, once for each keeper, what a run that ended badly left behind. An intent for
 * another token than the one that the keyring holds is over: its outcome was stored. */
void
jm_token_keeper_read_intent (JmTokenKeeper *self)
{
  g_autoptr (JmRefreshIntent) intent = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *sha256 = NULL;
  gint64 age_ms;

  if (self->intent_read || self->secret == NULL || self->secret->refresh_token == NULL)
    return;
  sha256 = jm_sha256_base64url (self->secret->refresh_token);
  intent =
      dex_await_boxed (jm_state_store_get_intent (self->services->state, self->row->id), &error);
  if (error != NULL)
    return;
  self->intent_read = TRUE;
  if (intent == NULL || self->intent_open || g_strcmp0 (intent->token_sha256, sha256) != 0)
    return;

  /* A wall clock that went backwards meanwhile makes the intent look as if it came from the future:
   * it is taken as new. */
  age_ms = MAX (jm_clock_get_wall_ms (self->services->clock) - intent->sent_at_ms, 0);
  self->intent_boot_ms = jm_clock_get_boot_ms (self->services->clock) - age_ms;
  self->intent_open = TRUE;
}

/* FALSE with an error: what can't be written down is not sent. */
static gboolean
await_intent (JmTokenKeeper  *self,
              GError        **error)
{
  g_autofree char *sha256 = jm_sha256_base64url (self->secret->refresh_token);
  g_autoptr (JmRefreshIntent) known = NULL;
  g_autoptr (GError) local = NULL;
  JmRefreshIntent intent = {
    .credential_id = self->row->id,
    .generation = self->secret->generation,
    .sent_at_ms = jm_clock_get_wall_ms (self->services->clock),
    .token_sha256 = sha256,
  };

  known =
      dex_await_boxed (jm_state_store_get_intent (self->services->state, self->row->id), &local);
  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  self->intent_read = TRUE;
  /* The same token was sent before: what counts is the first time. */
  if (known != NULL && g_strcmp0 (known->token_sha256, sha256) == 0)
    {
      if (!self->intent_open)
        {
          gint64 age_ms = MAX (intent.sent_at_ms - known->sent_at_ms, 0);

          self->intent_open = TRUE;
          self->intent_boot_ms = jm_clock_get_boot_ms (self->services->clock) - age_ms;
        }
      return TRUE;
    }
  if (!dex_await (jm_state_store_put_intent (self->services->state, &intent), error))
    return FALSE;
  self->intent_open = FALSE;
  self->intent_boot_ms = jm_clock_get_boot_ms (self->services->clock);
  return TRUE;
}

/* Await. The outcome is known. */
void
jm_token_keeper_clear_intent (JmTokenKeeper *self)
{
  g_autoptr (GError) error = NULL;

  self->intent_open = FALSE;
  self->n_lost = 0;
  if (!dex_await (jm_state_store_clear_intent (self->services->state, self->row->id), &error))
    g_info ("An intent could not be cleared: %s", error->message);
}

/* --- asking: 6, 8 */

static JmTokenAnswer *
await_post (JmTokenKeeper        *self,
            const JmOauthClient  *client,
            GError              **error)
{
  jm_token_keeper_count_call (self);
  return dex_await_boxed (jm_oauth_ask_refresh (self->services->oauth, client,
                                                self->secret->refresh_token,
                                                self->post_cancellable),
                          error);
}

/* NULL with an error only when nothing was learned: no client, no intent, cancelled, too many
 * calls. */
static JmTokenAnswer *
await_answer (JmTokenKeeper  *self,
              GError        **error)
{
  g_autoptr (JmOauthClient) client = NULL;
  g_autoptr (JmTokenAnswer) answer = NULL;

  client = dex_await_boxed (jm_oauth_client_find (self->services->settings, self->services->keyring,
                                                  self->secret->client_id, self->cancellable),
                            error);
  if (client == NULL || !jm_token_keeper_may_call (self, error) || !await_intent (self, error))
    return NULL;

  answer = await_post (self, client, error);
  /* Once more at once: most lost answers are one broken connection. Not when it is known that
   * nothing gets through. */
  if (answer != NULL && answer->maybe_spent && !self->intent_open &&
      jm_token_keeper_may_call (self, NULL))
    {
      self->intent_open = TRUE;
      g_clear_pointer (&answer, jm_token_answer_free);
      answer = await_post (self, client, error);
    }
  if (answer == NULL)
    {
      /* Cancelled between asking and hearing: what came of it is not known. */
      self->intent_open = TRUE;
      return NULL;
    }

  if (answer->maybe_spent)
    self->intent_open = TRUE;
  else if (answer->error != NULL && !self->intent_open)
    jm_token_keeper_clear_intent (self);
  jm_token_keeper_note_date (self, answer->date_ms);
  return g_steal_pointer (&answer);
}

/* --- keeping: 7 */

static JmSecret *
next_secret (JmTokenKeeper  *self,
             const JmTokens *tokens)
{
  JmSecret *next = jm_secret_copy (self->secret);

  next->generation++;
  next->issued_at_ms = jm_clock_get_wall_ms (self->services->clock);
  next->expires_at_ms = next->issued_at_ms + tokens->expires_in * 1000;
  jm_wipe_free (next->access_token);
  next->access_token = g_strdup (tokens->access_token);
  if (tokens->refresh_token != NULL)
    {
      jm_wipe_free (next->refresh_token);
      next->refresh_token = g_strdup (tokens->refresh_token);
    }
  if (tokens->scopes != NULL)
    g_set_str (&next->scopes, tokens->scopes);
  return next;
}

/* FALSE with JM_AUTH_ERROR_KEYRING_LOST when only memory has it. */
static gboolean
keep (JmTokenKeeper        *self,
      const JmTokenAnswer  *answer,
      GError              **error)
{
  g_autoptr (GError) local = NULL;
  JmSecret *next = next_secret (self, answer->tokens);
  /* No cancellable: from here to the keyring's answer nothing may come between. It has a limit of
   * its own. */
  gboolean stored = jm_token_keeper_await_store (self, next, NULL, &local);

  if (stored)
    jm_token_keeper_clear_intent (self);
  self->unsaved = !stored;
  self->n_saves = 0;
  jm_token_keeper_take_secret (self, next, TRUE);
  self->row->refreshed_at_ms = next->issued_at_ms;
  self->row->last_refresh_ms = answer->elapsed_ms;
  if (stored)
    return TRUE;

  self->intent_open = TRUE;
  jm_token_keeper_plan_save (self);
  g_set_error (error, JM_AUTH_ERROR, JM_AUTH_ERROR_KEYRING_LOST,
               _("The new token could not be saved: %s"), local->message);
  return FALSE;
}

/* Await. One attempt more, and how it ended; the day’s bar is the store’s. */
static void
count (JmTokenKeeper *self,
       gboolean       succeeded)
{
  g_autoptr (GError) error = NULL;

  self->row->attempted++;
  if (succeeded)
    self->row->succeeded++;
  else
    self->row->failed++;
  if (!dex_await (jm_state_store_count_refresh (self->services->state, self->row->id, succeeded),
                  &error))
    g_info ("A refresh could not be counted: %s", error->message);
}

/* --- the story */

/* Somebody was faster, and not so long ago that theirs is due again. */
static gboolean
is_newer (JmTokenKeeper *self,
          guint64        known)
{
  return self->secret->generation > known &&
         jm_token_keeper_get_left_ms (self) > jm_token_keeper_get_margin_ms (self);
}

/* 4 to 9, under the lock. @answer: the last one, or NULL when none was needed. */
static gboolean
refresh_locked (JmTokenKeeper  *self,
                guint64         known,
                JmTokenAnswer **answer,
                GError        **error)
{
  for (guint round = 0; round < 2; round++)
    {
      g_clear_pointer (answer, jm_token_answer_free);
      if (!jm_token_keeper_await_secret (self, error))
        return FALSE;
      if (is_newer (self, known))
        return TRUE;
      if (self->secret->refresh_token == NULL)
        {
          g_set_error_literal (error, JM_AUTH_ERROR, JM_AUTH_ERROR_REFUSED,
                               _("This sign-in was made without permission to renew itself"));
          return FALSE;
        }
      if (!(*answer = await_answer (self, error)))
        return FALSE;
      if ((*answer)->tokens != NULL)
        return keep (self, *answer, error);
      if (!g_error_matches ((*answer)->error, JM_AUTH_ERROR, JM_AUTH_ERROR_REFUSED))
        break;
    }
  if (g_error_matches ((*answer)->error, JM_AUTH_ERROR, JM_AUTH_ERROR_REFUSED))
    jm_token_keeper_clear_intent (self);
  g_propagate_error (error, g_error_copy ((*answer)->error));
  return FALSE;
}

static void
tell_renewed (JmTokenKeeper       *self,
              const JmTokenAnswer *answer)
{
  jm_token_keeper_tell_answer (self, JM_EVENT_REFRESH, _("Access token renewed"), answer);
  if (answer->oddity != NULL)
    jm_token_keeper_tell (self, JM_EVENT_INFO,
                          _("Atlassian’s answer with the new token was unusual"), "answer",
                          answer->oddity, NULL);
}

/* Await. Steps 3 to 11. */
gboolean
jm_token_keeper_run_refresh (JmTokenKeeper  *self,
                             GError        **error)
{
  g_autofree char *path = jm_paths_dup_lock_file (self->services->paths, self->row->id);
  g_autoptr (JmFileLock) lock = NULL;
  g_autoptr (JmTokenAnswer) answer = NULL;
  g_autoptr (GError) local = NULL;
  guint64 known = self->row->generation;
  gboolean renewed;

  /* Too often is the caller's affair: the token is neither better nor worse for it. */
  if (!jm_token_keeper_may_call (self, error))
    return FALSE;

  if (jm_token_keeper_is_at_home (self, &local))
    lock = dex_await_object (
        jm_file_lock_take (path, JM_LIMIT_LOCK_SECONDS, self->services->clock, self->cancellable),
        &local);
  renewed = lock != NULL && refresh_locked (self, known, &answer, &local);
  if (self->stopped && local != NULL && answer == NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }

  if (answer != NULL)
    count (self, answer->tokens != NULL);
  if (answer != NULL && answer->tokens != NULL)
    tell_renewed (self, answer);
  if (renewed)
    jm_token_keeper_settle_well (self);
  else
    jm_token_keeper_settle_ill (self, local, answer);
  jm_token_keeper_persist (self);
  if (!renewed)
    g_propagate_error (error, g_steal_pointer (&local));
  return renewed;
}

/* Await. Saves a pair that only memory has, unless another process went on meanwhile: then theirs
 * is newer. */
gboolean
jm_token_keeper_run_save (JmTokenKeeper  *self,
                          GError        **error)
{
  g_autofree char *path = jm_paths_dup_lock_file (self->services->paths, self->row->id);
  g_autoptr (JmFileLock) lock = NULL;

  if (!self->unsaved)
    return TRUE;
  jm_token_keeper_plan_save (self);
  lock = dex_await_object (
      jm_file_lock_take (path, JM_LIMIT_LOCK_SECONDS, self->services->clock, self->cancellable),
      error);
  if (lock == NULL || !jm_token_keeper_await_secret (self, error))
    return FALSE;
  if (self->unsaved && !jm_token_keeper_await_store (self, self->secret, NULL, error))
    return FALSE;

  self->unsaved = FALSE;
  self->n_saves = 0;
  self->save_boot_ms = 0;
  jm_token_keeper_clear_intent (self);
  if (self->trouble == JM_TROUBLE_TOKENS_UNSAVED)
    {
      jm_token_keeper_settle_well (self);
      jm_token_keeper_tell (self, JM_EVENT_INFO, _("The keyring keeps the new token now"), NULL);
    }
  jm_token_keeper_persist (self);
  return TRUE;
}
