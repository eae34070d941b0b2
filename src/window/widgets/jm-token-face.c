/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "jm-token-face.h"

#include <glib/gi18n.h>

#include "jm-when.h"

#define DAY_SECONDS (24 * 60 * 60)

/* From here on the end of an API token or PAT is said in the colour of a warning (R17) */
#define ENDS_SOON_SECONDS (7 * DAY_SECONDS)

/* Where the lifetime of an API token is not known: they are made for a year at most */
#define TOKEN_YEAR_SECONDS (365 * DAY_SECONDS)

static const struct
{
  const char *text;
  const char *lozenge;
  const char *ring;
} tones[] = {
  [JM_TONE_NEUTRAL] = { "dimmed", "todo", "neutral" },
  [JM_TONE_GOOD] = { "success", "done", "good" },
  [JM_TONE_SOON] = { "warning", "soon", "soon" },
  [JM_TONE_WRONG] = { "error", "wrong", "wrong" },
  [JM_TONE_BUSY] = { "accent", "progress", "busy" },
};

const char *
jm_tone_get_text_class (JmTone tone)
{
  return tones[tone].text;
}

const char *
jm_tone_get_lozenge_class (JmTone tone)
{
  return tones[tone].lozenge;
}

const char *
jm_tone_get_ring_class (JmTone tone)
{
  return tones[tone].ring;
}

static const char *
kind_to_words (JmCredentialKind kind)
{
  switch (kind)
    {
    case JM_CREDENTIAL_OAUTH:
      return _("OAuth 2.0");
    case JM_CREDENTIAL_API_TOKEN:
      return _("API token");
    case JM_CREDENTIAL_PAT:
      return _("Personal access token");
    default:
      g_assert_not_reached ();
    }
}

static const char *
kind_to_token_name (JmCredentialKind kind)
{
  return kind == JM_CREDENTIAL_OAUTH ? _("Access token") : kind_to_words (kind);
}

/* "acme.atlassian.net · OAuth 2.0 · Mia Krystof" */
static char *
describe_owner (const JmTokenFacts *facts)
{
  if (facts->user_name == NULL || *facts->user_name == '\0')
    return g_strdup_printf ("%s · %s", facts->place, kind_to_words (facts->kind));

  return g_strdup_printf ("%s · %s · %s", facts->place, kind_to_words (facts->kind),
                          facts->user_name);
}

/* "Access token ••••3f9c": four dots whatever its length, and never more of it */
static char *
describe_token (const JmTokenFacts *facts)
{
  if (facts->hint == NULL || *facts->hint == '\0')
    return g_strdup (kind_to_token_name (facts->kind));

  return g_strdup_printf ("%s ••••%s", kind_to_token_name (facts->kind), facts->hint);
}

static char *
describe_end (const JmTokenFacts *facts)
{
  g_autofree char *token = describe_token (facts);
  g_autofree char *when = NULL;

  if (facts->seconds_left >= 0)
    {
      when = jm_when_clock (facts->expires_at_ms);
      /* Translators: %1$s is "Access token ••••3f9c", %2$s a time like "14:32" */
      return g_strdup_printf (_("%1$s · expires at %2$s"), token, when);
    }

  if (facts->sign_in_again_by_ms > 0)
    {
      when = jm_when_date (facts->sign_in_again_by_ms);
      /* Translators: %1$s is "API token ••••3f9c", %2$s a date like "15 Feb 2027" */
      return g_strdup_printf (_("%1$s · ends on %2$s"), token, when);
    }

  return g_steal_pointer (&token);
}

static gint64
seconds_until (gint64 ms,
               gint64 now_ms)
{
  return ms == 0 ? 0 : MAX (ms - now_ms, 0) / 1000;
}

static char *
describe_next_check (const JmTokenFacts *facts)
{
  g_autofree char *countdown = NULL;

  if (facts->next_check_at_ms == 0)
    return NULL;

  countdown = jm_when_wait (seconds_until (facts->next_check_at_ms, facts->now_ms));

  /* Translators: %s is a countdown like "2:04" */
  return g_strdup_printf (_("check in %s"), countdown);
}

static void
show_last_success (JmTokenFace        *self,
                   const JmTokenFacts *facts)
{
  if (facts->last_refresh_at_ms > 0)
    {
      self->value = jm_when_relative (facts->last_refresh_at_ms, facts->now_ms);
      self->value_caption = g_strdup (_("last worked"));
    }
}

/* --- a token without a countdown: what counts are the days until it ends */

static void
show_days (JmTokenFace        *self,
           const JmTokenFacts *facts)
{
  gint64 left = seconds_until (facts->sign_in_again_by_ms, facts->now_ms);
  gint64 whole = TOKEN_YEAR_SECONDS;
  int days = (int) (left / DAY_SECONDS);
  g_autofree char *date = NULL;

  self->ring_icon_name = "object-select-symbolic";
  self->share = 1;
  self->value_caption = describe_next_check (facts);

  if (facts->sign_in_again_by_ms == 0)
    {
      self->value = g_strdup (_("No known end"));
      return;
    }

  if (facts->consented_at_ms > 0 && facts->consented_at_ms < facts->sign_in_again_by_ms)
    whole = (facts->sign_in_again_by_ms - facts->consented_at_ms) / 1000;

  self->share = CLAMP ((double) left / (double) MAX (whole, 1), 0, 1);
  self->ring_text = g_strdup_printf ("%d", days);
  self->ring_caption = g_strdup (ngettext ("day left", "days left", (gulong) days));
  self->value = g_strdup_printf (ngettext ("%d day left", "%d days left", (gulong) days), days);

  if (left >= ENDS_SOON_SECONDS)
    return;

  date = jm_when_date (facts->sign_in_again_by_ms);
  self->tone = JM_TONE_SOON;
  self->icon_name = "alarm-symbolic";
  g_set_str (&self->word, _("Ends soon"));
  g_set_str (&self->title, _("Token ends soon"));
  g_free (self->value_caption);
  /* Translators: %s is a date like "26 Nov 2026" */
  self->value_caption = g_strdup_printf (_("until %s"), date);
}

static void
show_countdown (JmTokenFace        *self,
                const JmTokenFacts *facts)
{
  gint64 left = facts->seconds_left;

  self->ring_text = jm_when_countdown (left);
  self->ring_caption = g_strdup (left < 60 ? _("seconds left") : _("minutes left"));
  if (left > 60 * 60)
    /* Translators: below a countdown of hours, in a ring: "1:12:40 left" */
    g_set_str (&self->ring_caption, _("left"));
  self->share = CLAMP ((double) left / (double) MAX (facts->lifetime, 1), 0, 1);
  /* Translators: %s is a countdown like "41:12" */
  self->value = g_strdup_printf (_("%s left"), self->ring_text);
  self->value_caption = describe_next_check (facts);
  self->ticking = TRUE;
}

/* --- the six states */

static void
show_active (JmTokenFace        *self,
             const JmTokenFacts *facts)
{
  self->tone = JM_TONE_GOOD;
  self->icon_name = "selection-mode-symbolic";
  self->word = g_strdup (_("Active"));
  self->title = g_strdup (_("Token is active"));
  self->reason = describe_owner (facts);
  self->detail = describe_end (facts);

  if (facts->seconds_left >= 0)
    show_countdown (self, facts);
  else
    show_days (self, facts);
}

static void
show_expiring (JmTokenFace        *self,
               const JmTokenFacts *facts)
{
  gint64 wait = seconds_until (facts->next_check_at_ms, facts->now_ms);
  g_autofree char *duration = jm_when_duration (wait);

  self->tone = JM_TONE_SOON;
  self->icon_name = "alarm-symbolic";
  self->word = g_strdup (_("Expires soon"));
  self->title = g_strdup (_("Token expires soon"));
  self->reason = wait > 0
                     /* Translators: %s is a time like "11 seconds" */
                     ?
                     g_strdup_printf (_("It is renewed by itself in %s."), duration) :
                     g_strdup (_("It is renewed by itself in a moment."));
  self->detail = describe_end (facts);
  show_countdown (self, facts);
}

static void
show_refreshing (JmTokenFace        *self,
                 const JmTokenFacts *facts)
{
  self->tone = JM_TONE_BUSY;
  self->word = g_strdup (_("Refreshing"));
  self->title = facts->kind == JM_CREDENTIAL_OAUTH ? g_strdup (_("Refreshing the token")) : g_strdup (_("Checking the token"));
  self->reason = describe_owner (facts);
  self->detail = describe_token (facts);
  self->ring_icon_name = "view-refresh-symbolic";
  self->value = g_strdup (_("Just now"));
  self->sensitive = FALSE;
}

static void
show_expired (JmTokenFace        *self,
              const JmTokenFacts *facts)
{
  const JmTroubleInfo *info = jm_trouble_get_info (facts->trouble);
  g_autofree char *since = jm_when_relative (facts->expires_at_ms, facts->now_ms);
  g_autofree char *next = jm_when_countdown (seconds_until (facts->next_check_at_ms, facts->now_ms));

  self->tone = JM_TONE_WRONG;
  self->icon_name = "dialog-warning-symbolic";
  self->word = g_strdup (_("Expired"));
  self->title = g_strdup (_("Token has expired"));
  if (facts->trouble != JM_TROUBLE_OK && info->advice != NULL)
    self->reason = g_strdup (_(info->advice));
  else
    self->reason = g_strdup (_("It is renewed by itself as soon as Jira can be reached."));

  if (facts->expires_at_ms > 0 && facts->next_check_at_ms > facts->now_ms)
    /* Translators: %1$s is like "8 min ago", %2$s a countdown like "0:24" */
    self->detail = g_strdup_printf (_("Expired %1$s · next try in %2$s"), since, next);
  else if (facts->expires_at_ms > 0)
    self->detail = g_strdup_printf (_("Expired %s"), since);

  self->ring_text = g_strdup ("0:00");
  self->ring_caption = g_strdup (_("expired"));
  self->value = jm_when_relative (facts->expires_at_ms, facts->now_ms);
  self->value_caption = g_strdup (_("expired"));
  self->button_label = _("Try Now");
  self->ticking = facts->next_check_at_ms > facts->now_ms;
}

/* What a person does: the word for the row, and the icon of the cause in the ring. */
static const struct
{
  const char *word;
  const char *icon_name;
} cures[] = {
  [JM_CURE_NONE] = { N_("Problem"), "dialog-error-symbolic" },
  [JM_CURE_WAIT] = { N_("Waiting"), "network-offline-symbolic" },
  [JM_CURE_SIGN_IN] = { N_("Sign-in needed"), "dialog-password-symbolic" },
  [JM_CURE_UNLOCK_KEYRING] = { N_("Keyring locked"), "channel-secure-symbolic" },
  [JM_CURE_EDIT_CLIENT] = { N_("App refused"), "dialog-password-symbolic" },
  [JM_CURE_OPEN_JIRA] = { N_("Look at Jira"), "web-browser-symbolic" },
  [JM_CURE_REBUILD] = { N_("Data damaged"), "dialog-error-symbolic" },
  [JM_CURE_HELP] = { N_("Problem"), "dialog-error-symbolic" },
  [JM_CURE_NETWORK] = { N_("Network"), "channel-insecure-symbolic" },
};

static void
show_error (JmTokenFace        *self,
            const JmTokenFacts *facts)
{
  const JmTroubleInfo *info = jm_trouble_get_info (facts->trouble);

  self->tone = JM_TONE_WRONG;
  self->icon_name = "dialog-error-symbolic";
  self->word = g_strdup (_(cures[info->cure].word));
  self->title = g_strdup (_(info->title));
  self->reason = g_strdup (_(info->advice));
  self->detail = g_strdup_printf ("%s · %s", facts->account_name, facts->place);
  self->ring_icon_name = cures[info->cure].icon_name;
  show_last_success (self, facts);

  self->button_label = info->cure_label != NULL ? _(info->cure_label) : _("Try Now");
  self->action = "win.cure";
  self->target = g_strdup (facts->account_id);
  self->suggested = info->cure != JM_CURE_NONE && info->cure != JM_CURE_WAIT;
}

static void
show_signed_out (JmTokenFace        *self,
                 const JmTokenFacts *facts)
{
  gboolean known = facts->account_id != NULL;

  self->tone = JM_TONE_NEUTRAL;
  self->icon_name = "system-log-out-symbolic";
  self->word = g_strdup (_("Signed out"));
  self->title = known ? g_strdup (_("This account is signed out")) : g_strdup (_("No account is signed in"));
  self->reason = known ? g_strdup (_("Sign in to watch its token again. Stored data stays readable.")) : g_strdup (_("Sign in to watch a token, or look around with the demonstration."));
  self->ring_icon_name = "system-log-out-symbolic";
  show_last_success (self, facts);

  self->button_label = _("Sign In");
  self->action = "win.sign-in";
  self->target = g_strdup (known ? facts->account_id : "");
  self->suggested = TRUE;
}

/**
 * jm_token_facts_read:
 * @facts: (out caller-allocates): borrows from @account
 * @account: (nullable): whose; %NULL when nobody is signed in
 * @clock: for the current time
 *
 * Asks the account's keeper all that a face is made of.
 */
void
jm_token_facts_read (JmTokenFacts *facts,
                     JmAccount    *account,
                     JmClock      *clock)
{
  JmTokenKeeper *keeper;

  g_return_if_fail (facts != NULL);
  g_return_if_fail (JM_IS_CLOCK (clock));

  *facts = (JmTokenFacts) { .state = JM_TOKEN_SIGNED_OUT, .seconds_left = -1 };
  facts->now_ms = jm_clock_get_wall_ms (clock);
  if (account == NULL)
    return;

  keeper = jm_account_get_keeper (account);
  facts->state = jm_token_keeper_get_state (keeper);
  facts->trouble = jm_token_keeper_get_trouble (keeper);
  facts->kind = jm_token_keeper_get_kind (keeper);
  facts->account_id = jm_account_get_id (account);
  facts->account_name = jm_account_get_name (account);
  facts->place = jm_account_get_place (account);
  facts->user_name = jm_account_get_user_name (account);
  facts->hint = jm_token_keeper_get_hint (keeper);
  facts->message = jm_token_keeper_get_message (keeper);
  facts->seconds_left = jm_token_keeper_get_seconds_left (keeper);
  facts->lifetime = jm_token_keeper_get_lifetime (keeper);
  facts->expires_at_ms = jm_token_keeper_get_expires_at_ms (keeper);
  facts->next_check_at_ms = jm_token_keeper_get_next_check_at_ms (keeper);
  facts->last_refresh_at_ms = jm_token_keeper_get_last_refresh_at_ms (keeper);
  facts->sign_in_again_by_ms = jm_token_keeper_get_sign_in_again_by_ms (keeper);
  facts->consented_at_ms = jm_token_keeper_get_consented_at_ms (keeper);
}

/**
 * jm_token_face_new:
 * @facts: what is known
 *
 * Puts the facts into words.
 *
 * Returns: (transfer full): the face
 */
JmTokenFace *
jm_token_face_new (const JmTokenFacts *facts)
{
  static void (*const show[]) (JmTokenFace *, const JmTokenFacts *) = {
    [JM_TOKEN_SIGNED_OUT] = show_signed_out,
    [JM_TOKEN_ACTIVE] = show_active,
    [JM_TOKEN_EXPIRING] = show_expiring,
    [JM_TOKEN_REFRESHING] = show_refreshing,
    [JM_TOKEN_EXPIRED] = show_expired,
    [JM_TOKEN_ERROR] = show_error,
  };
  JmTokenFace *self;

  g_return_val_if_fail (facts != NULL, NULL);

  self = g_new0 (JmTokenFace, 1);
  self->sensitive = TRUE;
  self->action = "win.refresh-token";
  self->button_label = facts->kind == JM_CREDENTIAL_OAUTH ? _("Refresh Now") : _("Check Now");
  show[facts->state](self, facts);

  return self;
}

JmTokenFace *
jm_token_face_read (JmAccount *account,
                    JmClock   *clock)
{
  JmTokenFacts facts;

  jm_token_facts_read (&facts, account, clock);

  return jm_token_face_new (&facts);
}

void
jm_token_face_free (JmTokenFace *self)
{
  if (self == NULL)
    return;

  g_free (self->word);
  g_free (self->title);
  g_free (self->reason);
  g_free (self->detail);
  g_free (self->ring_text);
  g_free (self->ring_caption);
  g_free (self->value);
  g_free (self->value_caption);
  g_free (self->target);
  g_free (self);
}
