/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "auth/jm-auth-error.h"
#include "auth/jm-trouble.h"
#include "base/jm-json.h"
#include "base/jm-limits.h"
#include "sync/jm-health-private.h"

/*
 * Jira, with one request; and the keyring. Both are bounded by whoever calls: see JmHealth.
 */

#define SLOW_JIRA_MS    3000
#define SLOW_KEYRING_MS 1000
/* An HTTP date has whole seconds: half of one is the best guess, and less than this is noise. */
#define SKEW_REMARK_MS  2000
#define SKEW_FINE_MS    1500
#define HALF_SECOND_MS  500

/* --- the clock */

static void
judge_clock (JmServices      *services,
             JmHttpResponse  *response,
             gboolean         was_off,
             JmHealthFinding *finding)
{
  gint64 date_ms = jm_http_response_get_date_ms (response);
  gint64 middle_ms =
      jm_clock_get_wall_ms (services->clock) - jm_http_response_get_elapsed_ms (response) / 2;
  gint64 skew_ms = middle_ms - date_ms - HALF_SECOND_MS;
  gint64 allowed_ms = was_off ? SKEW_FINE_MS : SKEW_REMARK_MS;
  int seconds = (int) ((ABS (skew_ms) + HALF_SECOND_MS) / 1000);

  if (date_ms == 0)
    {
      finding->level = JM_HEALTH_UNKNOWN;
      finding->sentence = g_strdup (_("Jira did not say what time it is"));
      return;
    }

  /* What whole seconds can't tell */
  if (ABS (skew_ms) <= HALF_SECOND_MS + jm_http_response_get_elapsed_ms (response) / 2)
    skew_ms = 0;
  finding->measured = (double) skew_ms / 1000;
  finding->is_measured = TRUE;
  /* Translators: seconds by which a clock is ahead (+) or behind (−) */
  finding->value = skew_ms == 0 ? g_strdup (_("< 1 s")) :
                                  g_strdup_printf (skew_ms < 0 ? _("−%.1f s") : _("+%.1f s"),
                                                   (double) ABS (skew_ms) / 1000);
  finding->level = JM_HEALTH_FINE;
  if (ABS (skew_ms) < allowed_ms)
    {
      finding->sentence = g_strdup (_("This computer’s clock agrees with Jira’s"));
      return;
    }

  finding->level =
      seconds > JM_LIMIT_CLOCK_SKEW_SECONDS ? JM_HEALTH_BAD : JM_HEALTH_REMARK;
  finding->sentence = g_strdup_printf (
      skew_ms > 0 ? ngettext ("This computer is %'d second ahead of Jira",
                              "This computer is %'d seconds ahead of Jira", (gulong) seconds) :
                    ngettext ("This computer is %'d second behind Jira",
                              "This computer is %'d seconds behind Jira", (gulong) seconds),
      seconds);
  finding->cure = g_strdup (_("Let the desktop set date and time automatically."));
}

/* --- Jira */

static void
set_not_asked (JmHealthFinding *jira,
               JmHealthFinding *clock,
               JmHealthLevel    level,
               char            *sentence)
{
  jira->level = level;
  jira->sentence = sentence;
  clock->level = JM_HEALTH_UNKNOWN;
  clock->sentence = g_strdup (_("Known only when Jira answers"));
}

/* Nothing is asked of Jira while it would be refused, or while Jira asked for silence. */
static gboolean
is_silence (JmServices      *services,
            JmAccount       *account,
            JmHealthFinding *jira,
            JmHealthFinding *clock)
{
  JmTokenState state = jm_account_get_state (account);
  gint64 now_ms = jm_clock_get_wall_ms (services->clock);
  gint64 until_ms = jm_jira_client_get_paused_until_ms (jm_account_get_client (account));

  if (state == JM_TOKEN_SIGNED_OUT ||
      (state == JM_TOKEN_ERROR &&
       !jm_trouble_is_passing (jm_token_keeper_get_trouble (jm_account_get_keeper (account)))))
    {
      set_not_asked (jira, clock, JM_HEALTH_UNKNOWN, g_strdup (_("Not asked, because the sign-in does not work")));
      return TRUE;
    }

  if (until_ms > now_ms)
    {
      g_autofree char *until = jm_health_dup_when (until_ms, now_ms);

      /* Translators: %s is a time: "13:32" */
      set_not_asked (jira, clock, JM_HEALTH_REMARK,
                     g_strdup_printf (_("Not asked: Jira wants silence until %s"), until));
      return TRUE;
    }

  return FALSE;
}

static void
set_refused (JmAccount       *account,
             const GError    *error,
             JmHealthFinding *finding)
{
  jm_health_finding_set_error (finding, error);
  finding->is_measured = TRUE;
  finding->measured = NAN;

  /* Who may not even ask who they are has no way to the site any more. */
  if (g_error_matches (error, JM_JIRA_ERROR, JM_JIRA_ERROR_FORBIDDEN) ||
      g_error_matches (error, JM_JIRA_ERROR, JM_JIRA_ERROR_NOT_FOUND))
    {
      g_set_str (&finding->cure, _(jm_trouble_get_info (JM_TROUBLE_SITE_GONE)->advice));
      finding->remedy = JM_HEALTH_CURE_SIGN_IN;
    }
}

/* Other addresses answer anonymous callers with less instead of a refusal; this one names us. */
static void
judge_person (JmAccount       *account,
              GBytes          *body,
              JmHealthFinding *finding)
{
  g_autoptr (JsonNode) myself = jm_json_parse (body, '{', NULL);
  const char *id = jm_json_get_string (
      myself, "accountId",
      jm_json_get_string (myself, "key", jm_json_get_string (myself, "name", NULL)));
  const char *name = jm_json_get_string (myself, "displayName", id);

  finding->level = JM_HEALTH_BAD;
  finding->remedy = JM_HEALTH_CURE_SIGN_IN;
  if (id == NULL)
    {
      finding->sentence = g_strdup (_("Jira answered, but takes us for nobody"));
    }
  else if (g_strcmp0 (id, jm_account_get_user_id (account)) != 0)
    {
      finding->sentence = g_strdup_printf (_("Jira takes this sign-in for %s, not for %s"), name,
                                           jm_account_get_user_name (account));
    }
  else if (!jm_json_get_bool (myself, "active", TRUE))
    {
      finding->sentence = g_strdup_printf (_("Jira says that %s is no longer active"), name);
    }
  else
    {
      finding->level = JM_HEALTH_FINE;
      finding->remedy = JM_HEALTH_CURE_NONE;
      finding->sentence = g_strdup_printf (_("Answered as %s, signed in"), name);
      return;
    }

  finding->cure = g_strdup (_(jm_trouble_get_info (JM_TROUBLE_NEEDS_SIGN_IN)->advice));
}

static void
judge_speed (gint64           ms,
             JmHealthFinding *finding)
{
  if (finding->level != JM_HEALTH_FINE || ms < SLOW_JIRA_MS)
    return;

  finding->level = JM_HEALTH_REMARK;
  g_free (finding->sentence);
  finding->sentence = g_strdup (_("Answers, but slowly"));
  finding->cure = g_strdup (_("Jira or the network is busy. Nothing needs to be done."));
}

void
jm_health_ask_jira (JmServices      *services,
                    JmAccount       *account,
                    gboolean         clock_was_off,
                    JmHealthFinding *jira,
                    JmHealthFinding *clock,
                    GCancellable    *cancellable)
{
  g_autoptr (JmHttpResponse) response = NULL;
  g_autoptr (GError) error = NULL;

  if (is_silence (services, account, jira, clock))
    return;

  response = dex_await_boxed (
      jm_jira_client_probe (jm_account_get_client (account), "myself", cancellable), &error);
  if (response == NULL)
    {
      set_refused (account, error, jira);
      clock->level = JM_HEALTH_UNKNOWN;
      clock->sentence = g_strdup (_("Known only when Jira answers"));
      return;
    }

  judge_person (account, jm_http_response_get_body (response), jira);
  jm_health_finding_set_ms (jira, jm_http_response_get_elapsed_ms (response));
  judge_speed (jm_http_response_get_elapsed_ms (response), jira);
  jm_health_finding_add (jira, _("Address"), "%s", jm_account_get_api_base (account));
  jm_health_finding_add (jira, _("Signed in as"), "%s", jm_account_get_user_name (account));
  judge_clock (services, response, clock_was_off, clock);
}

/* --- the keyring */

/* The active accounts, one for each sign-in. The caller owns them. */
static GPtrArray *
list_sign_ins (JmAccounts *accounts)
{
  GPtrArray *list = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GHashTable) seen = g_hash_table_new (NULL, NULL);

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (accounts)); i++)
    {
      g_autoptr (JmAccount) account = g_list_model_get_item (G_LIST_MODEL (accounts), i);

      if (jm_account_is_active (account) &&
          g_hash_table_add (seen, jm_account_get_keeper (account)))
        g_ptr_array_add (list, g_steal_pointer (&account));
    }

  return list;
}

/* Awaits. Whether the secret is there; the secret itself is wiped at once. */
static gboolean
read_secret (JmKeyring     *keyring,
             const char    *name,
             GCancellable  *cancellable,
             GError       **error)
{
  char *secret = dex_await_string (jm_keyring_lookup (keyring, name, cancellable), error);

  if (secret == NULL)
    return FALSE;

  explicit_bzero (secret, strlen (secret));
  g_free (secret);
  return TRUE;
}

static void
set_keyring_fault (JmAccount       *account,
                   const GError    *error,
                   JmHealthFinding *finding)
{
  jm_health_finding_set_error (finding, error);
  finding->is_measured = TRUE;
  finding->measured = NAN;
  g_set_object (&finding->patient, account);
  if (!g_error_matches (error, JM_AUTH_ERROR, JM_AUTH_ERROR_SECRET_MISSING))
    return;

  g_free (finding->sentence);
  /* Translators: %s is the name of an account */
  finding->sentence = g_strdup_printf (_("Open, but the sign-in of %s is not in it"),
                                       jm_account_get_name (account));
  finding->remedy = JM_HEALTH_CURE_SIGN_IN;
}

/**
 * jm_health_ask_keyring:
 *
 * Reads the secret of each sign-in that is used, as it would be read before a refresh; ends with the
 * first that cannot be read. Measures the slowest.
 */
void
jm_health_ask_keyring (JmServices      *services,
                       JmAccounts      *accounts,
                       JmHealthFinding *finding,
                       GCancellable    *cancellable)
{
  g_autoptr (GPtrArray) list = list_sign_ins (accounts);
  gint64 slowest_ms = 0;

  for (guint i = 0; i < list->len; i++)
    {
      JmAccount *account = g_ptr_array_index (list, i);
      g_autofree char *name =
          g_strconcat ("credential/", jm_token_keeper_get_id (jm_account_get_keeper (account)), NULL);
      gint64 begun_ms = jm_clock_get_boot_ms (services->clock);
      g_autoptr (GError) error = NULL;
      gint64 ms;

      if (!read_secret (services->keyring, name, cancellable, &error))
        {
          set_keyring_fault (account, error, finding);
          return;
        }
      ms = jm_clock_get_boot_ms (services->clock) - begun_ms;
      slowest_ms = MAX (slowest_ms, ms);
      jm_health_finding_add (finding, jm_account_get_name (account), _("%'d ms"), (int) ms);
    }

  finding->level = slowest_ms > SLOW_KEYRING_MS ? JM_HEALTH_REMARK : JM_HEALTH_FINE;
  if (list->len == 0)
    {
      finding->sentence = g_strdup (_("Not needed: no account is in use"));
      return;
    }

  jm_health_finding_set_ms (finding, slowest_ms);
  finding->sentence = g_strdup (slowest_ms > SLOW_KEYRING_MS ? _("Unlocked, but slow") :
                                                               _("Unlocked, read in time"));
  if (slowest_ms > SLOW_KEYRING_MS)
    finding->cure = g_strdup (_("The desktop’s password service is busy. Nothing needs to be done."));
}
