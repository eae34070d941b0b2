/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "auth/jm-token-keeper-private.h"

#include <glib/gi18n-lib.h>

#include "base/jm-limits.h"
#include "base/jm-random.h"
#include "base/jm-settings.h"

/*
 * What the keeper knows, and what it makes of it.
 *
 * Time: the countdown is held in boot time, which counts on through a sleep and which nobody can
 * set. The wall clock is used twice: to say when something was, and once at the start, when the
 * countdown of a stored token must be guessed from its stored end; the guess is never below 0 and
 * never above the token's own lifetime.
 */

#define DAY_MS (24 * 60 * 60 * G_GINT64_CONSTANT (1000))
#define REFRESH_TOKEN_IDLE_DAYS 90
#define HINT_LENGTH 4

/* --- countdown */

gint64
jm_token_keeper_get_left_ms (JmTokenKeeper *self)
{
  gint64 left_ms = self->expires_boot_ms - jm_clock_get_boot_ms (self->services->clock);

  return MAX (left_ms, 0);
}

/* The person's margin, or the last fifth of a life too short for it. */
gint64
jm_token_keeper_get_margin_ms (JmTokenKeeper *self)
{
  gint64 margin = 300;

  if (self->services->settings != NULL)
    margin = g_settings_get_uint (self->services->settings, JM_SETTING_REFRESH_MARGIN);
  if (self->lifetime > 0 && margin * 2 > self->lifetime)
    margin = self->lifetime / 5;
  return margin * 1000;
}

/* The date that matters, wall ms: until then nobody need sign in again. */
gint64
jm_token_keeper_derive_end_ms (JmTokenKeeper *self)
{
  gint64 begin_ms = MAX (self->row->refreshed_at_ms, self->row->consented_at_ms);

  if (self->kind != JM_CREDENTIAL_OAUTH)
    return self->row->ends_at_ms;
  return begin_ms > 0 ? begin_ms + REFRESH_TOKEN_IDLE_DAYS * DAY_MS : 0;
}

/* --- state */

/* Troubles that do not keep the token from working. */
static gboolean
is_harmless (JmTrouble trouble)
{
  return trouble == JM_TROUBLE_OK || trouble == JM_TROUBLE_TOKENS_UNSAVED ||
         trouble == JM_TROUBLE_CLOCK_WRONG;
}

JmTokenState
jm_token_keeper_derive_state (JmTokenKeeper *self)
{
  gint64 left_ms;

  if (self->works[JM_TOKEN_WORK_REFRESH] != NULL)
    return JM_TOKEN_REFRESHING;
  if (self->row->generation == 0 || self->trouble == JM_TROUBLE_ACCOUNT_REMOVED)
    return JM_TOKEN_SIGNED_OUT;
  if (!is_harmless (self->trouble) && !jm_trouble_is_passing (self->trouble))
    return JM_TOKEN_ERROR;
  if (self->kind != JM_CREDENTIAL_OAUTH)
    return is_harmless (self->trouble) ? JM_TOKEN_ACTIVE : JM_TOKEN_ERROR;

  left_ms = jm_token_keeper_get_left_ms (self);
  if (left_ms <= 0)
    return JM_TOKEN_EXPIRED;
  return left_ms < jm_token_keeper_get_margin_ms (self) ? JM_TOKEN_EXPIRING : JM_TOKEN_ACTIVE;
}

gboolean
jm_token_keeper_is_barred (JmTokenKeeper *self)
{
  return self->trouble == JM_TROUBLE_NEEDS_SIGN_IN || self->trouble == JM_TROUBLE_BLOCKED ||
         self->trouble == JM_TROUBLE_ACCOUNT_REMOVED;
}

gboolean
jm_token_keeper_is_at_home (JmTokenKeeper  *self,
                            GError        **error)
{
  if (self->kind != JM_CREDENTIAL_OAUTH || self->api_base == NULL ||
      jm_oauth_is_site_base (self->services->oauth, self->api_base))
    return TRUE;
  g_set_error (
      error, JM_AUTH_ERROR, JM_AUTH_ERROR_CLIENT_REFUSED,
      _("This sign-in is not from %s, so nothing is sent there. See JIRA_MONITOR_ENDPOINT"),
      jm_oauth_get_api_base (self->services->oauth));
  return FALSE;
}

/* Why it does not work now: what was said when it stopped working, or, after a start, the words of
 * the table. */
GError *
jm_token_keeper_dup_error (JmTokenKeeper *self)
{
  const JmTroubleInfo *info = jm_trouble_get_info (self->trouble);

  if (self->last_error != NULL)
    return g_error_copy (self->last_error);
  return g_error_new_literal (JM_AUTH_ERROR,
                              self->trouble == JM_TROUBLE_BLOCKED ? JM_AUTH_ERROR_BLOCKED :
                                                                    JM_AUTH_ERROR_REFUSED,
                              _(info->title));
}

/* --- secret */

char *
jm_token_keeper_dup_item_name (JmTokenKeeper *self)
{
  return g_strconcat ("credential/", self->row->id, NULL);
}

static char *
dup_hint (const JmSecret *secret)
{
  const char *token = secret->access_token != NULL ? secret->access_token : secret->token;
  gsize length = token != NULL ? strlen (token) : 0;

  /* Four characters of a short token would be too much of it. */
  return length >= 4 * HINT_LENGTH ? g_strdup (token + length - HINT_LENGTH) : NULL;
}

void
jm_token_keeper_guess_countdown (JmTokenKeeper *self)
{
  gint64 begun_ms = MAX (self->row->refreshed_at_ms, self->row->consented_at_ms);
  gint64 life_ms = self->row->expires_at_ms - begun_ms;
  gint64 left_ms = self->row->expires_at_ms - jm_clock_get_wall_ms (self->services->clock);

  if (self->kind != JM_CREDENTIAL_OAUTH || self->row->expires_at_ms == 0)
    return;
  life_ms = CLAMP (life_ms, 0, JM_LIMIT_TOKEN_LIFE_MAX_SECONDS * (gint64) 1000);
  self->lifetime = life_ms / 1000;
  self->expires_boot_ms =
      jm_clock_get_boot_ms (self->services->clock) + CLAMP (left_ms, 0, life_ms);
  jm_token_keeper_plan_refresh (self);
}

static void
begin_countdown (JmTokenKeeper *self,
                 gboolean       fresh)
{
  gint64 boot_ms = jm_clock_get_boot_ms (self->services->clock);
  gint64 life_ms = self->secret->expires_at_ms - self->secret->issued_at_ms;
  gint64 left_ms = self->secret->expires_at_ms - jm_clock_get_wall_ms (self->services->clock);

  if (self->kind != JM_CREDENTIAL_OAUTH)
    return;
  life_ms = CLAMP (life_ms, 0, JM_LIMIT_TOKEN_LIFE_MAX_SECONDS * (gint64) 1000);
  self->lifetime = life_ms / 1000;
  self->expires_boot_ms = boot_ms + (fresh ? life_ms : CLAMP (left_ms, 0, life_ms));
  self->issued_boot_ms = fresh ? boot_ms : 0;
  jm_token_keeper_plan_refresh (self);
}

void
jm_token_keeper_take_secret (JmTokenKeeper *self,
                             JmSecret      *secret,
                             gboolean       fresh)
{
  gboolean same = self->secret != NULL && self->secret->generation == secret->generation;

  g_clear_pointer (&self->secret, jm_secret_free);
  self->secret = secret;
  self->row->generation = secret->generation;
  self->row->expires_at_ms = self->kind == JM_CREDENTIAL_OAUTH ? secret->expires_at_ms : 0;
  if (secret->scopes != NULL)
    g_set_str (&self->row->scopes, secret->scopes);
  if (secret->client_id != NULL)
    g_set_str (&self->row->client_id, secret->client_id);
  g_free (self->row->hint);
  self->row->hint = dup_hint (secret);
  /* An unanswered refresh was one of the token before. */
  if (!same)
    {
      self->intent_open = FALSE;
      self->n_lost = 0;
    }
  /* Reading the same token again must not start its countdown anew from a wall clock that may have
   * jumped. */
  if (fresh || !same)
    begin_countdown (self, fresh);
}

gboolean
jm_token_keeper_await_secret (JmTokenKeeper  *self,
                              GError        **error)
{
  g_autofree char *name = jm_token_keeper_dup_item_name (self);
  g_autoptr (GError) local = NULL;
  JmSecret *secret = NULL;
  char *json;

  json = dex_await_string (jm_keyring_lookup (self->services->keyring, name, self->cancellable),
                           &local);
  if (json != NULL)
    secret = jm_secret_from_json (json, &local);
  jm_wipe_free (json);

  /* What could not be saved lives in memory alone; the keyring, whatever it says, can only be
   * behind. */
  if (self->unsaved && !g_error_matches (local, G_IO_ERROR, G_IO_ERROR_CANCELLED) &&
      (secret == NULL || secret->generation < self->secret->generation))
    {
      g_clear_pointer (&secret, jm_secret_free);
      return TRUE;
    }
  if (secret != NULL && secret->kind != self->kind)
    {
      g_clear_pointer (&secret, jm_secret_free);
      g_set_error_literal (&local, JM_AUTH_ERROR, JM_AUTH_ERROR_SECRET_MISSING,
                           _("The keyring’s entry is of another kind of sign-in"));
    }
  if (secret == NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  self->unsaved = FALSE;
  self->save_boot_ms = 0;
  jm_token_keeper_take_secret (self, secret, FALSE);
  return TRUE;
}

gboolean
jm_token_keeper_await_store (JmTokenKeeper   *self,
                             const JmSecret  *secret,
                             GCancellable    *cancellable,
                             GError         **error)
{
  g_autofree char *name = jm_token_keeper_dup_item_name (self);
  g_autofree char *label = NULL;
  char *json = jm_secret_to_json (secret);
  gboolean stored;

  /* Translators: how the entry is called in a keyring program; %s is the name of a person or a
   * site */
  label = g_strdup_printf (_("Jira Monitor: %s"),
                           self->row->user_name != NULL ? self->row->user_name : self->row->id);
  stored =
      dex_await (jm_keyring_store (self->services->keyring, name, label, json, cancellable), error);
  jm_wipe_free (json);
  return stored;
}

/* --- trouble */

void
jm_token_keeper_set_trouble (JmTokenKeeper *self,
                             JmTrouble      trouble,
                             const GError  *error)
{
  self->trouble = trouble;
  g_set_str (&self->row->trouble, jm_trouble_get_info (trouble)->nick);
  g_set_str (&self->row->trouble_message, error != NULL ? error->message : NULL);
  g_clear_error (&self->last_error);
  if (error != NULL)
    self->last_error = g_error_copy (error);
}

/* Await. @date_ms: what the server's clock says, or 0. */
void
jm_token_keeper_note_date (JmTokenKeeper *self,
                           gint64         date_ms)
{
  gint64 apart_ms = date_ms - jm_clock_get_wall_ms (self->services->clock);
  gboolean wrong = ABS (apart_ms) > JM_LIMIT_CLOCK_SKEW_SECONDS * (gint64) 1000;

  if (date_ms == 0 || wrong == self->clock_wrong)
    return;
  self->clock_wrong = wrong;
  if (wrong)
    {
      g_autofree char *message = NULL;
      gint64 minutes = ABS (apart_ms) / (60 * 1000);

      message =
          g_strdup_printf (ngettext ("This computer’s clock differs from Atlassian’s by %d minute",
                                     "This computer’s clock differs from Atlassian’s by %d minutes",
                                     (gulong) minutes),
                           (int) MIN (minutes, G_MAXINT));
      jm_token_keeper_tell (self, JM_EVENT_WARNING, message, NULL);
    }
}

void
jm_token_keeper_settle_well (JmTokenKeeper *self)
{
  JmTrouble before = self->trouble;

  self->n_failures = 0;
  self->retry_boot_ms = 0;
  self->pause_boot_ms = 0;
  /* A token that works is not yet a token that is saved. */
  if (!self->unsaved)
    jm_token_keeper_set_trouble (self, self->clock_wrong ? JM_TROUBLE_CLOCK_WRONG : JM_TROUBLE_OK,
                                 NULL);
  if (!is_harmless (before))
    jm_token_keeper_tell (self, JM_EVENT_INFO, _("The sign-in works again"), NULL);
}

static JmTrouble
name_trouble (const GError *error)
{
  JmTrouble trouble = jm_trouble_from_error (error);

  /* An error about one thing only, but the one thing was the token: somebody’s server is to
   * blame. */
  return trouble == JM_TROUBLE_OK ? JM_TROUBLE_SERVER_ERROR : trouble;
}

void
jm_token_keeper_settle_ill (JmTokenKeeper       *self,
                            const GError        *error,
                            const JmTokenAnswer *answer)
{
  JmTrouble before = self->trouble;
  JmTrouble trouble = name_trouble (error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || self->stopped)
    return;
  jm_token_keeper_set_trouble (self, trouble, error);
  jm_token_keeper_plan_retry (self, answer);
  if (trouble != before)
    {
      const char *sentence = _(jm_trouble_get_info (trouble)->title);

      /* That the keyring lost the secret, and how, is no refusal of Jira’s. */
      if (g_error_matches (error, JM_AUTH_ERROR, JM_AUTH_ERROR_SECRET_MISSING))
        sentence = error->message;
      else if (trouble == JM_TROUBLE_NEEDS_SIGN_IN)
        sentence = _("Sign-in refused, sign in again");

      jm_token_keeper_tell_answer (
          self, jm_trouble_is_passing (trouble) ? JM_EVENT_WARNING : JM_EVENT_ERROR, sentence,
          answer);
    }
}
