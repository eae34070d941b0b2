/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "auth/jm-token-keeper-private.h"

#include <glib/gi18n-lib.h>

#include "base/jm-limits.h"
#include "base/jm-random.h"
#include "base/jm-settings.h"

/*
 * When. One timer, set to the next thing due, and planned again whenever something changed:
 *
 *   refresh   the margin before the end, up to a tenth of it earlier, so that many accounts do not
 *             come at once
 *   check     the interval after the last one, likewise
 *   retry     after a failure: 1 s·2ⁿ with jitter, at most 5 minutes; 2, 5, 15, 60 s… while an
 *             answer is lost and the old token is still good; never before a Retry-After. Until
 *             then nothing is tried by itself
 *   save      1, 2, 4 … 60 s while the keyring did not keep a new token
 *   state     the moments when the countdown passes the margin and zero
 *
 *   hold      for half a minute after the machine said that it will sleep, nothing of this begins
 *
 * Looks again, too, when the network came back (the dust settles for a second) and when the machine
 * woke (0 to 10 s later, for then everybody comes). All of it in boot time: a jump of the wall
 * clock moves nothing, and a sleep makes due what is due once.
 */

#define NETWORK_DUST_MS 1000
#define WAKE_JITTER_MS 10000
#define CHECK_SPACING_MS (60 * 1000)
#define SAVE_MAX_SECONDS 60
#define MINUTE_MS (60 * 1000)

static const guint lost_pauses[] = { 2, 5, 15, 60 };

static gint64
now_ms (JmTokenKeeper *self)
{
  return jm_clock_get_boot_ms (self->services->clock);
}

gint64
jm_token_keeper_get_interval_ms (JmTokenKeeper *self)
{
  gint64 seconds = 1800;

  if (self->services->settings != NULL)
    seconds = g_settings_get_uint (self->services->settings, JM_SETTING_CHECK_INTERVAL);
  return MAX (seconds, 1) * 1000;
}

static gint64
shorten (gint64 ms)
{
  return (gint64) ((double) ms * 0.1 * jm_random_fraction ());
}

/* --- plans */

void
jm_token_keeper_plan_refresh (JmTokenKeeper *self)
{
  gint64 margin_ms = jm_token_keeper_get_margin_ms (self);

  if (self->kind == JM_CREDENTIAL_OAUTH && self->expires_boot_ms != 0)
    self->refresh_boot_ms = MAX (self->expires_boot_ms - margin_ms - shorten (margin_ms), 1);
}

void
jm_token_keeper_plan_check (JmTokenKeeper *self)
{
  gint64 interval_ms = jm_token_keeper_get_interval_ms (self);

  self->check_boot_ms = now_ms (self) + interval_ms - shorten (interval_ms);
}

/* Boot ms from which the token endpoint may be asked: six calls a minute, and what the server asked
 * for. */
static gint64
next_call_ms (JmTokenKeeper *self)
{
  gint64 next_ms = self->pause_boot_ms;

  if (self->n_calls >= JM_TOKEN_CALLS_PER_MINUTE)
    next_ms =
        MAX (next_ms, self->calls_boot_ms[self->n_calls % JM_TOKEN_CALLS_PER_MINUTE] + MINUTE_MS);
  return next_ms;
}

void
jm_token_keeper_plan_retry (JmTokenKeeper       *self,
                            const JmTokenAnswer *answer)
{
  guint power = MIN (self->n_failures, 16);
  double most = MIN (JM_LIMIT_BACKOFF_FIRST_SECONDS << power, JM_LIMIT_BACKOFF_SECONDS);
  double seconds = 1 + jm_random_fraction () * (most - 1);

  /* A person must act, or the token works and only its saving is tried again. */
  if (jm_token_keeper_is_barred (self) || self->trouble == JM_TROUBLE_TOKENS_UNSAVED)
    {
      self->retry_boot_ms = 0;
      return;
    }
  self->n_failures++;
  if (self->trouble == JM_TROUBLE_CLIENT_REFUSED)
    seconds = jm_token_keeper_get_interval_ms (self) / 1000.0;
  else if (jm_token_keeper_is_lost (self))
    {
      seconds = lost_pauses[MIN (self->n_lost, G_N_ELEMENTS (lost_pauses) - 1)];
      self->n_lost++;
    }

  if (answer != NULL && answer->retry_after > 0)
    self->pause_boot_ms = now_ms (self) + answer->retry_after * 1000;
  self->retry_boot_ms = MAX (now_ms (self) + (gint64) (seconds * 1000), next_call_ms (self));
}

void
jm_token_keeper_plan_save (JmTokenKeeper *self)
{
  guint seconds = MIN (1u << MIN (self->n_saves, 6), SAVE_MAX_SECONDS);

  self->n_saves++;
  self->save_boot_ms = now_ms (self) + seconds * (gint64) 1000;
}

gboolean
jm_token_keeper_may_call (JmTokenKeeper  *self,
                          GError        **error)
{
  gint64 wait_ms = next_call_ms (self) - now_ms (self);
  gint64 seconds = (wait_ms + 999) / 1000;

  if (wait_ms <= 0)
    return TRUE;
  self->retry_boot_ms = MAX (self->retry_boot_ms, next_call_ms (self));
  g_set_error (
      error, JM_JIRA_ERROR, JM_JIRA_ERROR_RATE_LIMITED,
      ngettext ("Atlassian was asked for a token often enough; the next try is in %d second",
                "Atlassian was asked for a token often enough; the next try is in %d seconds",
                (gulong) seconds),
      (int) seconds);
  return FALSE;
}

void
jm_token_keeper_count_call (JmTokenKeeper *self)
{
  self->calls_boot_ms[self->n_calls++ % JM_TOKEN_CALLS_PER_MINUTE] = now_ms (self);
}

/* --- the one timer */

static gint64
sooner (gint64 a,
        gint64 b)
{
  if (a == 0 || b == 0)
    return a + b;
  return MIN (a, b);
}

/* When the token is looked at next, boot ms; 0 when only a person can help, or nobody watches. */
static gint64
next_work_ms (JmTokenKeeper *self)
{
  gint64 next_ms;

  if (!self->watching || self->stopped || jm_token_keeper_is_barred (self))
    return 0;
  next_ms = self->retry_boot_ms != 0 ? self->retry_boot_ms :
                                       sooner (self->refresh_boot_ms, self->check_boot_ms);
  return next_ms != 0 ? MAX (next_ms, self->hold_boot_ms) : 0;
}

/* Wall ms, for people. */
gint64
jm_token_keeper_derive_next_ms (JmTokenKeeper *self)
{
  gint64 next_ms = next_work_ms (self);

  if (next_ms == 0)
    return 0;
  return jm_clock_get_wall_ms (self->services->clock) + MAX (next_ms - now_ms (self), 0);
}

static gint64
next_state_ms (JmTokenKeeper *self)
{
  gint64 soon_ms = self->expires_boot_ms - jm_token_keeper_get_margin_ms (self);

  if (self->expires_boot_ms <= now_ms (self))
    return 0;
  /* One tick later than the margin: the state says "less than". */
  return soon_ms >= now_ms (self) ? soon_ms + 1 : self->expires_boot_ms;
}

static void
do_what_is_due (JmTokenKeeper *self)
{
  gint64 work_ms = next_work_ms (self);

  if (self->unsaved && self->save_boot_ms != 0 && self->save_boot_ms <= now_ms (self))
    dex_future_disown (jm_token_keeper_join (self, JM_TOKEN_WORK_SAVE, NULL));
  if (work_ms != 0 && work_ms <= now_ms (self))
    {
      /* Whatever comes of it plans anew; until then the same thing must not be due again. */
      self->retry_boot_ms = 0;
      jm_token_keeper_plan_check (self);
      dex_future_disown (jm_token_keeper_join (self, JM_TOKEN_WORK_CHECK, NULL));
    }
}

typedef struct
{
  GWeakRef keeper; /* weak: a timer is no reason to live */
  JmClock *clock;
  double seconds;
  GCancellable *alarm;
} Alarm;

static void
alarm_free (gpointer data)
{
  Alarm *alarm = data;

  g_weak_ref_clear (&alarm->keeper);
  g_clear_object (&alarm->clock);
  g_clear_object (&alarm->alarm);
  g_free (alarm);
}

static DexFuture *
alarm_fiber (gpointer data)
{
  g_autoptr (JmTokenKeeper) self = NULL;
  Alarm *alarm = data;

  if (!dex_await (jm_sleep (alarm->clock, alarm->seconds, alarm->alarm), NULL))
    return dex_future_new_true ();
  self = g_weak_ref_get (&alarm->keeper);
  if (self == NULL || self->stopped || self->alarm != alarm->alarm)
    return dex_future_new_true ();
  do_what_is_due (self);
  jm_token_keeper_publish (self);
  jm_token_keeper_arm (self);
  return dex_future_new_true ();
}

void
jm_token_keeper_disarm (JmTokenKeeper *self)
{
  if (self->alarm != NULL)
    g_cancellable_cancel (self->alarm);
  g_clear_object (&self->alarm);
}

/* Sets the timer to the next thing due. Cheap: called whenever something changed. */
void
jm_token_keeper_arm (JmTokenKeeper *self)
{
  gint64 next_ms = sooner (next_work_ms (self), next_state_ms (self));
  Alarm *alarm;

  jm_token_keeper_disarm (self);
  if (!self->watching || self->stopped)
    return;
  if (self->unsaved)
    next_ms = sooner (next_ms, self->save_boot_ms);
  /* Work that runs arms again when it ends. */
  if (next_ms == 0 || self->works[JM_TOKEN_WORK_CHECK] != NULL ||
      self->works[JM_TOKEN_WORK_SAVE] != NULL)
    return;

  self->alarm = g_cancellable_new ();
  alarm = g_new0 (Alarm, 1);
  g_weak_ref_init (&alarm->keeper, self);
  g_set_object (&alarm->clock, self->services->clock);
  g_set_object (&alarm->alarm, self->alarm);
  alarm->seconds = (double) MAX (next_ms - now_ms (self), 1) / 1000;
  dex_future_disown (dex_scheduler_spawn (NULL, 0, alarm_fiber, alarm, alarm_free));
}

/* --- what makes the keeper look again */

static void
look_in (JmTokenKeeper *self,
         gint64         ms)
{
  self->retry_boot_ms = self->pause_boot_ms > now_ms (self) + ms ? self->pause_boot_ms : 0;
  self->check_boot_ms = now_ms (self) + ms;
  if (self->refresh_boot_ms != 0)
    self->refresh_boot_ms = MAX (self->refresh_boot_ms, now_ms (self) + ms);
  jm_token_keeper_arm (self);
  jm_token_keeper_publish (self);
}

static void
network_changed_cb (GNetworkMonitor *monitor,
                    gboolean         available,
                    JmTokenKeeper   *self)
{
  gint64 soonest_ms = NETWORK_DUST_MS;

  if (!available || self->stopped)
    return;
  /* Networks change often (a VPN, a container): a token that was well a moment ago need not be
   * shown again for it. */
  if (self->trouble == JM_TROUBLE_OK && self->checked_boot_ms != 0)
    soonest_ms = MAX (soonest_ms, self->checked_boot_ms + CHECK_SPACING_MS - now_ms (self));
  self->n_failures = 0;
  look_in (self, soonest_ms);
}

static void
woke_cb (JmClock       *clock,
         JmTokenKeeper *self)
{
  if (!self->stopped)
    look_in (self, (gint64) (jm_random_fraction () * WAKE_JITTER_MS));
}

static void
settings_changed_cb (GSettings     *settings,
                     const char    *key,
                     JmTokenKeeper *self)
{
  if (self->stopped)
    return;
  if (g_str_equal (key, JM_SETTING_CHECK_INTERVAL))
    jm_token_keeper_plan_check (self);
  else if (g_str_equal (key, JM_SETTING_REFRESH_MARGIN))
    jm_token_keeper_plan_refresh (self);
  else if (g_str_equal (key, JM_SETTING_OAUTH_CLIENT_ID) &&
           self->trouble == JM_TROUBLE_CLIENT_REFUSED)
    self->retry_boot_ms = now_ms (self);
  else
    return;
  jm_token_keeper_arm (self);
  jm_token_keeper_publish (self);
}

/**
 * jm_token_keeper_hold_off:
 * @self: a keeper
 * @seconds: of boot time
 *
 * For the moment before the machine sleeps: a rotation whose answer comes into a sleeping machine is
 * lost, and after ten minutes so is the sign-in. A sleep is longer than @seconds, or was called off:
 * nobody need end this.
 */
void
jm_token_keeper_hold_off (JmTokenKeeper *self,
                          guint          seconds)
{
  g_return_if_fail (JM_IS_TOKEN_KEEPER (self));

  self->hold_boot_ms = now_ms (self) + seconds * G_GINT64_CONSTANT (1000);
  jm_token_keeper_arm (self);
  jm_token_keeper_publish (self);
}

void
jm_token_keeper_watch (JmTokenKeeper *self)
{
  g_signal_connect_object (g_network_monitor_get_default (), "network-changed",
                           G_CALLBACK (network_changed_cb), self, 0);
  g_signal_connect_object (self->services->clock, "woke", G_CALLBACK (woke_cb), self, 0);
  if (self->services->settings != NULL)
    g_signal_connect_object (self->services->settings, "changed", G_CALLBACK (settings_changed_cb),
                             self, 0);
}
