/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "accounts/jm-connection-test.h"
#include "auth/jm-trouble.h"
#include "base/jm-limits.h"
#include "sync/jm-health-private.h"

/*
 * What can be said about an account from what is known already: nobody is asked, nothing is awaited.
 */

#define DAY_MS         (24 * 60 * 60 * G_GINT64_CONSTANT (1000))
#define END_SOON_DAYS  14
/* of a limit: less is worth a remark */
#define LEAST_PERCENT  10

char *
jm_health_dup_when (gint64 ms,
                    gint64 now_ms)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_local (ms / 1000);
  g_autoptr (GDateTime) now = g_date_time_new_from_unix_local (now_ms / 1000);

  if (time == NULL || now == NULL)
    return g_strdup ("");
  if (g_date_time_get_year (time) == g_date_time_get_year (now) &&
      g_date_time_get_day_of_year (time) == g_date_time_get_day_of_year (now))
    /* Translators: the time of a day, as strftime() has it: "%I:%M %p" for "01:32 PM"
     * xgettext:no-c-format */
    return g_date_time_format (time, _("%H:%M"));
  if (ABS (now_ms - ms) < 6 * DAY_MS)
    /* Translators: a day of this week and its time, as strftime() has it: "Tue 13:32"
     * xgettext:no-c-format */
    return g_date_time_format (time, _("%a %H:%M"));

  /* Translators: a short date with its year, as strftime() has it: "7 Nov 2026"
   * xgettext:no-c-format */
  return g_date_time_format (time, _("%-d %b %Y"));
}

/* --- the token */

static void
set_trouble (JmHealthFinding *finding,
             JmTrouble        trouble,
             const char      *message)
{
  const JmTroubleInfo *info = jm_trouble_get_info (trouble);

  finding->level = jm_trouble_is_passing (trouble) ? JM_HEALTH_REMARK : JM_HEALTH_BAD;
  g_set_str (&finding->sentence, message != NULL ? message : _(info->title));
  g_set_str (&finding->cure, _(info->advice));
  finding->remedy = info->cure != JM_CURE_NONE ? JM_HEALTH_CURE_TROUBLE : JM_HEALTH_CURE_NONE;
}

static char *
describe_token (JmTokenKeeper *keeper,
                gint64         now_ms)
{
  gint64 refreshed_at_ms = jm_token_keeper_get_last_refresh_at_ms (keeper);
  g_autofree char *when = NULL;

  if (jm_token_keeper_get_state (keeper) == JM_TOKEN_REFRESHING)
    return g_strdup (_("Being refreshed just now"));
  if (refreshed_at_ms == 0)
    return g_strdup (_("Active"));

  when = jm_health_dup_when (refreshed_at_ms, now_ms);
  if (jm_token_keeper_get_kind (keeper) == JM_CREDENTIAL_OAUTH)
    /* Translators: %s is a time: "13:32" */
    return g_strdup_printf (_("Active, refreshed at %s"), when);
  return g_strdup_printf (_("Active, checked at %s"), when);
}

static void
add_token_details (JmTokenKeeper   *keeper,
                   gint64           now_ms,
                   JmHealthFinding *finding)
{
  gint64 expires_at_ms = jm_token_keeper_get_expires_at_ms (keeper);
  gint64 ends_ms = jm_token_keeper_get_sign_in_again_by_ms (keeper);
  g_autofree char *expires = jm_health_dup_when (expires_at_ms, now_ms);
  g_autofree char *ends = jm_health_dup_when (ends_ms, now_ms);

  if (expires_at_ms > 0)
    jm_health_finding_add (finding, _("Access token ends"), "%s", expires);
  if (ends_ms > 0)
    jm_health_finding_add (finding, _("Sign-in lasts until"), "%s", ends);
  if (jm_token_keeper_get_attempted (keeper) > 0)
    /* Translators: how many of how many refreshes went well */
    jm_health_finding_add (finding, _("Refreshes"), _("%'u of %'u succeeded"),
                           jm_token_keeper_get_succeeded (keeper),
                           jm_token_keeper_get_attempted (keeper));
}

/* The refresh that keeps it alive is done by the program; a person is needed only near the end. */
static void
judge_end (JmTokenKeeper   *keeper,
           gint64           now_ms,
           JmHealthFinding *finding)
{
  gint64 ends_ms = jm_token_keeper_get_sign_in_again_by_ms (keeper);
  g_autofree char *ends = NULL;

  if (finding->level != JM_HEALTH_FINE || ends_ms == 0 || ends_ms - now_ms > END_SOON_DAYS * DAY_MS)
    return;

  ends = jm_health_dup_when (ends_ms, now_ms);
  finding->level = JM_HEALTH_REMARK;
  g_free (finding->sentence);
  finding->sentence = g_strdup_printf (_("Active, but the sign-in ends on %s"), ends);
  g_set_str (&finding->cure, _("Sign in again before that day; everything that was loaded is kept."));
  finding->remedy = JM_HEALTH_CURE_SIGN_IN;
}

/**
 * jm_health_judge_token:
 *
 * The keeper's state, as it is; measures how long the last refresh took.
 */
void
jm_health_judge_token (JmAccount       *account,
                       JmClock         *clock,
                       JmHealthFinding *finding)
{
  JmTokenKeeper *keeper = jm_account_get_keeper (account);
  JmTrouble trouble = jm_account_get_trouble (account);
  gint64 now_ms = jm_clock_get_wall_ms (clock);

  finding->level = JM_HEALTH_FINE;
  if (trouble != JM_TROUBLE_OK)
    {
      set_trouble (finding, trouble,
                   trouble == jm_token_keeper_get_trouble (keeper) ?
                       jm_token_keeper_get_message (keeper) :
                       NULL);
    }
  else if (jm_account_get_state (account) == JM_TOKEN_SIGNED_OUT)
    {
      finding->level = JM_HEALTH_BAD;
      finding->sentence = g_strdup (_("Signed out"));
      finding->cure = g_strdup (_("Sign in again; everything that was loaded is kept."));
      finding->remedy = JM_HEALTH_CURE_SIGN_IN;
    }
  else if (jm_account_get_state (account) == JM_TOKEN_EXPIRED)
    {
      finding->level = JM_HEALTH_REMARK;
      finding->sentence = g_strdup (_("Expired, and about to be refreshed"));
      finding->cure = g_strdup (_("It is refreshed with the next request by itself."));
      finding->remedy = JM_HEALTH_CURE_TROUBLE;
    }
  else
    {
      finding->sentence = describe_token (keeper, now_ms);
    }

  judge_end (keeper, now_ms, finding);
  if (jm_token_keeper_get_last_refresh_ms (keeper) > 0)
    jm_health_finding_set_ms (finding, jm_token_keeper_get_last_refresh_ms (keeper));
  add_token_details (keeper, now_ms, finding);
}

/* --- the budget */

/* Percent that are left of one limit; -1 when Jira did not say. */
static int
get_percent (const JmRateBudget *budget)
{
  if (budget->limit <= 0 || budget->remaining < 0)
    return -1;

  return (int) (100 * MIN (budget->remaining, budget->limit) / budget->limit);
}

static void
add_budget (const JmRateBudget *budget,
            gint64              now_ms,
            JmHealthFinding    *finding)
{
  g_autofree char *resets = jm_health_dup_when (budget->resets_at_ms, now_ms);

  if (budget->limit > 0 && budget->remaining >= 0)
    /* Translators: how many requests of how many are left of a limit */
    jm_health_finding_add (finding, budget->name, _("%'d of %'d left"),
                           (int) MIN (budget->remaining, G_MAXINT), (int) MIN (budget->limit, G_MAXINT));
  else if (budget->limit > 0)
    jm_health_finding_add (finding, budget->name, _("%'d, hardly used"), (int) MIN (budget->limit, G_MAXINT));
  if (budget->resets_at_ms > now_ms)
    /* Translators: when a limit begins anew: "13:32" */
    jm_health_finding_add (finding, budget->name, _("anew at %s"), resets);
}

static void
judge_least (int              percent,
             gboolean         enforced,
             JmHealthFinding *finding)
{
  finding->measured = percent;
  finding->is_measured = TRUE;
  finding->value = g_strdup_printf (_("%d %%"), percent);
  finding->sentence = g_strdup_printf (_("%d %% of what Jira allows is left"), percent);
  if (percent >= LEAST_PERCENT || !enforced)
    return;

  finding->level = JM_HEALTH_REMARK;
  finding->cure = g_strdup (_("Synchronize less often, or with fewer requests at once. What you click goes first."));
}

/**
 * jm_health_judge_budget:
 *
 * What is left of the rate limits, as far as Jira said; measures the percentage that is left of the one
 * that is used most.
 */
void
jm_health_judge_budget (JmAccount       *account,
                        JmClock         *clock,
                        JmHealthFinding *finding)
{
  JmJiraClient *client = jm_account_get_client (account);
  GPtrArray *budgets = jm_jira_client_get_budget (client);
  gint64 now_ms = jm_clock_get_wall_ms (clock);
  gint64 until_ms = jm_jira_client_get_paused_until_ms (client);
  gboolean enforced = FALSE;
  int least = -1;

  finding->level = JM_HEALTH_FINE;
  for (guint i = 0; budgets != NULL && i < budgets->len; i++)
    {
      const JmRateBudget *budget = g_ptr_array_index (budgets, i);
      int percent = get_percent (budget);

      add_budget (budget, now_ms, finding);
      if (percent < 0 || (least >= 0 && percent >= least))
        continue;
      least = percent;
      enforced = budget->enforced;
    }

  if (until_ms > now_ms)
    {
      g_autofree char *until = jm_health_dup_when (until_ms, now_ms);

      finding->level = JM_HEALTH_REMARK;
      /* Translators: %s is a time: "13:32" */
      finding->sentence = g_strdup_printf (_("Jira asked to wait until %s"), until);
      finding->cure = g_strdup (_(jm_trouble_get_info (JM_TROUBLE_RATE_LIMITED)->advice));
    }
  else if (least >= 0)
    {
      judge_least (least, enforced, finding);
    }
  else
    {
      finding->sentence = g_strdup (_("Jira speaks of no limit that is near"));
    }
}

/* --- permissions */

static guint
count_words (const char *words)
{
  g_auto (GStrv) list = words != NULL ? g_strsplit (words, " ", -1) : NULL;

  return list != NULL ? g_strv_length (list) : 0;
}

static guint
add_denied (GPtrArray       *states,
            JmHealthFinding *finding)
{
  guint n_denied = 0;

  for (guint i = 0; states != NULL && i < states->len; i++)
    {
      const JmResourceState *state = g_ptr_array_index (states, i);

      if (state->denied == NULL)
        continue;
      n_denied++;
      jm_health_finding_add (finding, jm_resource_get_title (state->id), _("not allowed: %s"),
                             state->denied);
    }

  return n_denied;
}

static void
judge_scopes (JmAccount       *account,
              guint            n_denied,
              JmHealthFinding *finding)
{
  const char *granted = jm_token_keeper_get_scopes (jm_account_get_keeper (account));
  g_autofree char *missing = jm_connection_test_find_missing (granted);
  guint n_needed = count_words (JM_OAUTH_SCOPES_NEEDED);
  guint n_granted = n_needed - count_words (missing);

  jm_health_finding_add (finding, _("Granted"), "%s", granted != NULL ? granted : "");
  /* Translators: so many of so many */
  finding->value = g_strdup_printf (_("%u of %u"), n_granted, n_needed);
  if (missing != NULL)
    {
      jm_health_finding_add (finding, _("Missing"), "%s", missing);
      finding->level = JM_HEALTH_REMARK;
      finding->sentence = g_strdup_printf (_("Not granted: %s"), missing);
      finding->cure = g_strdup (_(jm_trouble_get_info (JM_TROUBLE_SCOPE_CHANGED)->advice));
      finding->remedy = JM_HEALTH_CURE_SIGN_IN;
    }
  else if (n_denied > 0)
    {
      finding->sentence = g_strdup_printf (
          ngettext ("%u of %u scopes granted; Jira keeps %u kind of data to itself",
                    "%u of %u scopes granted; Jira keeps %u kinds of data to itself", n_denied),
          n_granted, n_needed, n_denied);
    }
  else
    {
      finding->sentence = g_strdup_printf (_("%u of %u scopes granted"), n_granted, n_needed);
    }
}

/**
 * jm_health_judge_permissions:
 *
 * Scopes that were not granted are a remark. What Jira keeps from this person is named, and is no fault:
 * most people are no administrators.
 */
void
jm_health_judge_permissions (JmAccount       *account,
                             GPtrArray       *states,
                             JmHealthFinding *finding)
{
  guint n_denied = add_denied (states, finding);

  finding->level = JM_HEALTH_FINE;
  if (jm_account_get_kind (account) == JM_CREDENTIAL_OAUTH)
    judge_scopes (account, n_denied, finding);
  else if (n_denied > 0)
    finding->sentence = g_strdup_printf (
        ngettext ("As yourself; Jira keeps %u kind of data to itself",
                  "As yourself; Jira keeps %u kinds of data to itself", n_denied),
        n_denied);
  else
    finding->sentence = g_strdup (_("As yourself: all that you may do in the browser"));
}
