/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "desktop/jm-problem-private.h"

/*
 * What of all that can go wrong is worth telling a person who looks elsewhere:
 *
 *   sign-in    at once: waiting does not help
 *   keyring    at once
 *   expired    the token is over, and renewing it has failed for a minute: a laptop that wakes
 *              finds its network in less
 *   refresh    at once, when it is not the weather; a token that still lives under bad weather is
 *              well
 *   sync       at once, when it is a full disk, damaged data or a certificate; else when three runs
 *              in a row have failed; and under bad weather when also nothing came for a day
 *   end-near   on the days that the person set, until a new sign-in is needed anyway
 *
 * Weather is what passes by itself: no network, a network's own sign-in page, Jira asking to wait.
 */

#define DAY_MS (24 * 60 * 60 * G_GINT64_CONSTANT (1000))

#define SETTLE_MS (60 * G_GINT64_CONSTANT (1000))
#define FAILURES 3
#define STALE_MS DAY_MS

/* So few days before the end a person is needed now. */
#define LAST_DAYS 1

/* --- the sign-in */

static gboolean
give (JmProblemVerdict *verdict,
      JmProblemKind     kind,
      JmLevel           level,
      JmTrouble         trouble)
{
  *verdict = (JmProblemVerdict) { .kind = kind, .level = level, .trouble = trouble };
  return TRUE;
}

static gboolean
judge_passing (const JmProblemFacts *facts,
               JmProblemVerdict     *verdict)
{
  if (facts->seconds_left != 0 || facts->dead_ms < SETTLE_MS)
    return FALSE;

  return give (verdict, JM_PROBLEM_EXPIRED, JM_LEVEL_ATTENTION, facts->trouble);
}

/* Neither the person's sign-in nor the weather is to blame. */
static gboolean
judge_broken (const JmProblemFacts *facts,
              JmProblemVerdict     *verdict)
{
  if (facts->seconds_left == 0)
    return give (verdict, JM_PROBLEM_EXPIRED, JM_LEVEL_ERROR, facts->trouble);

  return give (verdict, JM_PROBLEM_REFRESH, JM_LEVEL_ATTENTION, facts->trouble);
}

static gboolean
judge_sign_in (const JmProblemFacts *facts,
               JmProblemVerdict     *verdict)
{
  switch (facts->trouble)
    {
    case JM_TROUBLE_NEEDS_SIGN_IN:
    case JM_TROUBLE_CLIENT_REFUSED:
    case JM_TROUBLE_BLOCKED:
    case JM_TROUBLE_SCOPE_CHANGED:
    case JM_TROUBLE_SITE_GONE:
      return give (verdict, JM_PROBLEM_SIGN_IN, JM_LEVEL_ERROR, facts->trouble);

    case JM_TROUBLE_KEYRING_LOCKED:
    case JM_TROUBLE_KEYRING_UNAVAILABLE:
      return give (verdict, JM_PROBLEM_KEYRING, JM_LEVEL_ERROR, facts->trouble);

    case JM_TROUBLE_TOKENS_UNSAVED:
      return give (verdict, JM_PROBLEM_KEYRING, JM_LEVEL_ATTENTION, facts->trouble);

    case JM_TROUBLE_OFFLINE:
    case JM_TROUBLE_CAPTIVE_PORTAL:
    case JM_TROUBLE_RATE_LIMITED:
    case JM_TROUBLE_SERVER_ERROR:
      return judge_passing (facts, verdict);

    case JM_TROUBLE_TLS_UNTRUSTED:
    case JM_TROUBLE_TLS_INVALID:
    case JM_TROUBLE_TLS_CLIENT:
    case JM_TROUBLE_PROXY_SIGN_IN:
    case JM_TROUBLE_NOT_ENCRYPTED:
    case JM_TROUBLE_DISK_FULL:
    case JM_TROUBLE_DB_NEWER:
    case JM_TROUBLE_DB_CORRUPT:
      return judge_broken (facts, verdict);

    /* A wrong clock keeps no token from working, and is no account's: the health page tells it. */
    case JM_TROUBLE_CLOCK_WRONG:
    case JM_TROUBLE_ACCOUNT_REMOVED:
    case JM_TROUBLE_OK:
    case JM_N_TROUBLES:
      return FALSE;
    }

  return FALSE;
}

/* --- the sync */

static gboolean
is_weather (JmTrouble trouble)
{
  return trouble == JM_TROUBLE_OFFLINE || trouble == JM_TROUBLE_CAPTIVE_PORTAL ||
         trouble == JM_TROUBLE_RATE_LIMITED;
}

/* What trying again does not help against, and the keeper may never see */
static gboolean
is_standing (JmTrouble trouble)
{
  switch ((int) trouble)
    {
    case JM_TROUBLE_DISK_FULL:
    case JM_TROUBLE_DB_NEWER:
    case JM_TROUBLE_DB_CORRUPT:
    case JM_TROUBLE_TLS_UNTRUSTED:
    case JM_TROUBLE_TLS_INVALID:
    case JM_TROUBLE_TLS_CLIENT:
    case JM_TROUBLE_PROXY_SIGN_IN:
    case JM_TROUBLE_NOT_ENCRYPTED:
      return TRUE;

    default:
      return FALSE;
    }
}

static gboolean
judge_sync (const JmProblemFacts *facts,
            JmProblemVerdict     *verdict)
{
  JmTrouble trouble = facts->sync_trouble;

  if (!is_standing (trouble) && facts->sync_failures < FAILURES)
    return FALSE;
  if (is_weather (trouble) && facts->now_ms - facts->synced_at_ms < STALE_MS)
    return FALSE;

  /* What is wrong with one thing only, and ends whole runs, is the server's. */
  return give (verdict, JM_PROBLEM_SYNC, JM_LEVEL_ATTENTION,
               trouble != JM_TROUBLE_OK ? trouble : JM_TROUBLE_SERVER_ERROR);
}

gboolean
jm_problem_judge_account (const JmProblemFacts *facts,
                          JmProblemVerdict     *verdict)
{
  return judge_sign_in (facts, verdict) || judge_sync (facts, verdict);
}

/* --- the end */

static guint
count_days (gint64 left_ms)
{
  return (guint) MIN ((left_ms + DAY_MS - 1) / DAY_MS, G_MAXUINT32);
}

gboolean
jm_problem_judge_end (const JmProblemFacts *facts,
                      JmProblemVerdict     *verdict)
{
  gint64 left_ms = facts->end_ms - facts->now_ms;
  guint step = 0;

  if (facts->end_ms == 0 || left_ms <= 0)
    return FALSE;

  for (gsize i = 0; i < facts->n_warn_days; i++)
    if (left_ms <= facts->warn_days[i] * DAY_MS && (step == 0 || facts->warn_days[i] < step))
      step = facts->warn_days[i];
  if (step == 0)
    return FALSE;

  *verdict = (JmProblemVerdict) {
    .kind = JM_PROBLEM_END_NEAR,
    .level = step <= LAST_DAYS ? JM_LEVEL_ERROR : JM_LEVEL_ATTENTION,
    .trouble = JM_TROUBLE_NEEDS_SIGN_IN,
    .step = step,
    .days = count_days (left_ms),
    .end_ms = facts->end_ms,
  };
  return TRUE;
}

/* --- time */

static gint64
sooner (gint64 a,
        gint64 b)
{
  if (a < 0 || b < 0)
    return MAX (a, b);
  return MIN (a, b);
}

/* Until the first day to warn at, and from then on from day to day. */
static gint64
get_end_next_ms (const JmProblemFacts *facts)
{
  gint64 left_ms = facts->end_ms - facts->now_ms;
  guint first = 0;

  for (gsize i = 0; i < facts->n_warn_days; i++)
    first = MAX (first, facts->warn_days[i]);
  if (facts->end_ms == 0 || left_ms <= 0 || first == 0)
    return -1;
  if (left_ms > first * DAY_MS)
    return left_ms - first * DAY_MS;

  return left_ms - (count_days (left_ms) - 1) * DAY_MS;
}

gint64
jm_problem_judge_next_ms (const JmProblemFacts *facts)
{
  gint64 stale_ms = facts->now_ms - facts->synced_at_ms;
  gint64 next_ms = get_end_next_ms (facts);

  if (facts->trouble != JM_TROUBLE_OK && facts->seconds_left > 0)
    next_ms = sooner (next_ms, (facts->seconds_left + 1) * 1000);
  if (facts->trouble != JM_TROUBLE_OK && facts->seconds_left == 0 && facts->dead_ms < SETTLE_MS)
    next_ms = sooner (next_ms, SETTLE_MS - facts->dead_ms);
  if (facts->sync_failures >= FAILURES && stale_ms < STALE_MS)
    next_ms = sooner (next_ms, STALE_MS - stale_ms);

  return next_ms;
}
