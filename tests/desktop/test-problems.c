/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "desk.h"

#include "base/jm-settings.h"
#include "jira/jm-jira-error.h"
#include "store/jm-store-error.h"

static JmProblem *
get_nth (JmProblems *problems,
         guint       i)
{
  g_autoptr (JmProblem) problem = g_list_model_get_item (G_LIST_MODEL (problems), i);

  g_assert_nonnull (problem);
  return problem;               /* the list holds it */
}

static void
assert_ids (JmProblems *problems,
            const char *ids)
{
  g_autoptr (GString) found = g_string_new (NULL);

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (problems)); i++)
    g_string_append_printf (found, "%s%s", i > 0 ? " " : "", jm_problem_get_id (get_nth (problems, i)));
  g_assert_cmpstr (found->str, ==, ids);
}

static void
assert_summary (JmProblems *problems,
                const char *sentence)
{
  g_autofree char *summary = jm_problems_dup_summary (problems);

  g_assert_cmpstr (summary, ==, sentence);
}

typedef struct
{
  JmProblems *problems;
  const char *id;
  guint days;
} Wanted;

static gboolean
is_there (gpointer data)
{
  Wanted *wanted = data;

  return jm_problems_find (wanted->problems, wanted->id) != NULL;
}

static gboolean
is_over (gpointer data)
{
  return !is_there (data);
}

static gboolean
has_step (gpointer data)
{
  Wanted *wanted = data;
  JmProblem *problem = jm_problems_find (wanted->problems, wanted->id);

  return problem != NULL && jm_problem_get_step (problem) == wanted->days;
}

static void
set_warn_days (Desk       *desk,
               const char *days)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) value = g_variant_parse (G_VARIANT_TYPE ("au"), days, NULL, NULL, &error);

  g_assert_no_error (error);
  g_settings_set_value (desk->settings, JM_SETTING_WARN_DAYS, value);
}

/* --- what is one */

static void
nothing_is_wrong (Desk *desk)
{
  g_autoptr (JmProblems) problems = jm_problems_new (desk->monitor);
  g_autoptr (JmAccount) acme = NULL;
  g_autoptr (JmAccount) beta = NULL;

  assert_summary (problems, "No account is signed in");
  acme = desk_add_account (desk, "acme", JM_CREDENTIAL_OAUTH);
  assert_summary (problems, "1 account healthy");
  beta = desk_add_account (desk, "beta", JM_CREDENTIAL_PAT);
  assert_summary (problems, "2 accounts healthy");
  assert_ids (problems, "");
  g_assert_cmpint (jm_problems_get_level (problems), ==, JM_LEVEL_FINE);
}

static void
each_trouble_is_the_problem_it_should_be (Desk *desk)
{
  static const struct
  {
    JmTrouble trouble;
    const char *id;
    JmLevel level;
  } cases[] = {
    { JM_TROUBLE_NEEDS_SIGN_IN, "sign-in/account-acme", JM_LEVEL_ERROR },
    { JM_TROUBLE_CLIENT_REFUSED, "sign-in/account-acme", JM_LEVEL_ERROR },
    { JM_TROUBLE_BLOCKED, "sign-in/account-acme", JM_LEVEL_ERROR },
    { JM_TROUBLE_SCOPE_CHANGED, "sign-in/account-acme", JM_LEVEL_ERROR },
    { JM_TROUBLE_SITE_GONE, "sign-in/account-acme", JM_LEVEL_ERROR },
    { JM_TROUBLE_KEYRING_LOCKED, "keyring/account-acme", JM_LEVEL_ERROR },
    { JM_TROUBLE_KEYRING_UNAVAILABLE, "keyring/account-acme", JM_LEVEL_ERROR },
    { JM_TROUBLE_TOKENS_UNSAVED, "keyring/account-acme", JM_LEVEL_ATTENTION },
    { JM_TROUBLE_TLS_UNTRUSTED, "refresh/account-acme", JM_LEVEL_ATTENTION },
    { JM_TROUBLE_DISK_FULL, "refresh/account-acme", JM_LEVEL_ATTENTION },
    { JM_TROUBLE_OFFLINE, "", JM_LEVEL_FINE },
    { JM_TROUBLE_RATE_LIMITED, "", JM_LEVEL_FINE },
    { JM_TROUBLE_SERVER_ERROR, "", JM_LEVEL_FINE },
    { JM_TROUBLE_CLOCK_WRONG, "", JM_LEVEL_FINE },
    { JM_TROUBLE_OK, "", JM_LEVEL_FINE },
  };
  g_autoptr (JmAccount) acme = desk_add_account (desk, "acme", JM_CREDENTIAL_OAUTH);
  g_autoptr (JmProblems) problems = jm_problems_new (desk->monitor);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      desk_set_trouble (acme, cases[i].trouble);
      assert_ids (problems, cases[i].id);
      g_assert_cmpint (jm_problems_get_level (problems), ==, cases[i].level);
      if (*cases[i].id != '\0')
        {
          JmProblem *problem = get_nth (problems, 0);

          g_assert_cmpint (jm_problem_get_trouble (problem), ==, cases[i].trouble);
          g_assert_true (g_str_has_prefix (jm_problem_get_title (problem), "acme: "));
          g_assert_cmpuint (strlen (jm_problem_get_body (problem)), >, 20);
          g_assert_nonnull (jm_problem_get_cure_label (problem));
          assert_summary (problems, jm_problem_get_title (problem));
        }
    }
}

static void
count_cb (guint *n)
{
  (*n)++;
}

static void
it_stays_the_same_while_it_lasts (Desk *desk)
{
  g_autoptr (JmAccount) acme = desk_add_account (desk, "acme", JM_CREDENTIAL_OAUTH);
  g_autoptr (JmProblems) problems = jm_problems_new (desk->monitor);
  JmProblem *problem;
  guint n_bodies = 0;
  guint n_lists = 0;

  desk_set_trouble (acme, JM_TROUBLE_NEEDS_SIGN_IN);
  problem = get_nth (problems, 0);
  g_assert_cmpstr (jm_problem_get_title (problem), ==, "acme: Sign in again");
  g_assert_cmpstr (jm_problem_get_body (problem), ==,
                   "Jira no longer accepts this sign-in. It ran out or was withdrawn. Sign in "
                   "again; everything that was loaded is kept.");
  g_assert_cmpstr (jm_problem_get_cure_label (problem), ==, "Sign In Again");

  g_signal_connect_swapped (problem, "notify::body", G_CALLBACK (count_cb), &n_bodies);
  g_signal_connect_swapped (problems, "items-changed", G_CALLBACK (count_cb), &n_lists);
  desk_set_trouble (acme, JM_TROUBLE_NEEDS_SIGN_IN);
  g_assert_cmpuint (n_bodies, ==, 0);
  desk_set_trouble (acme, JM_TROUBLE_BLOCKED);
  g_assert_true (get_nth (problems, 0) == problem);
  g_assert_cmpuint (n_bodies, ==, 1);
  g_assert_cmpuint (n_lists, ==, 0);

  desk_set_trouble (acme, JM_TROUBLE_OK);
  g_assert_cmpuint (n_lists, ==, 1);
}

static void
weather_is_none_while_the_token_lives (Desk *desk)
{
  g_autoptr (JmAccount) acme = desk_add_account (desk, "acme", JM_CREDENTIAL_OAUTH);
  g_autoptr (JmProblems) problems = jm_problems_new (desk->monitor);
  Wanted wanted = { problems, "expired/account-acme", 0 };

  desk_set_trouble (acme, JM_TROUBLE_OFFLINE);
  jm_clock_advance (desk->clock, 59 * DESK_MINUTE_MS);
  assert_ids (problems, "");

  /* It dies, and a minute later that is told: nobody but time says so. */
  jm_clock_advance (desk->clock, 2 * DESK_MINUTE_MS);
  desk_set_trouble (acme, JM_TROUBLE_OFFLINE);
  assert_ids (problems, "");
  jm_clock_advance (desk->clock, DESK_MINUTE_MS);
  desk_await (jm_test_until (is_there, &wanted));
  g_assert_cmpint (jm_problems_get_level (problems), ==, JM_LEVEL_ATTENTION);

  desk_set_trouble (acme, JM_TROUBLE_OK);
  assert_ids (problems, "");
}

static void
broken_and_dead_is_an_error (Desk *desk)
{
  g_autoptr (JmAccount) acme = desk_add_account (desk, "acme", JM_CREDENTIAL_OAUTH);
  g_autoptr (JmProblems) problems = jm_problems_new (desk->monitor);
  Wanted wanted = { problems, "expired/account-acme", 0 };

  desk_set_trouble (acme, JM_TROUBLE_TLS_UNTRUSTED);
  assert_ids (problems, "refresh/account-acme");
  jm_clock_advance (desk->clock, 61 * DESK_MINUTE_MS);
  desk_await (jm_test_until (is_there, &wanted));
  assert_ids (problems, "expired/account-acme");
  g_assert_cmpint (jm_problems_get_level (problems), ==, JM_LEVEL_ERROR);
}

/* --- the sync */

static void
three_failures_in_a_row_are_one (Desk *desk)
{
  g_autoptr (JmAccount) acme = desk_add_account (desk, "acme", JM_CREDENTIAL_OAUTH);
  g_autoptr (JmProblems) problems = jm_problems_new (desk->monitor);

  desk_fail_sync (desk, acme, JM_JIRA_ERROR, JM_JIRA_ERROR_SERVER);
  desk_fail_sync (desk, acme, JM_JIRA_ERROR, JM_JIRA_ERROR_SERVER);
  assert_ids (problems, "");
  jm_clock_advance (desk->clock, 1);
  desk_end_sync (desk, acme);
  desk_fail_sync (desk, acme, JM_JIRA_ERROR, JM_JIRA_ERROR_SERVER);
  desk_fail_sync (desk, acme, JM_JIRA_ERROR, JM_JIRA_ERROR_SERVER);
  assert_ids (problems, "");
  desk_fail_sync (desk, acme, JM_JIRA_ERROR, JM_JIRA_ERROR_SERVER);
  assert_ids (problems, "sync/account-acme");
  g_assert_cmpint (jm_problems_get_level (problems), ==, JM_LEVEL_ATTENTION);

  /* What is wrong with the sign-in explains it. */
  desk_set_trouble (acme, JM_TROUBLE_NEEDS_SIGN_IN);
  assert_ids (problems, "sign-in/account-acme");
  desk_set_trouble (acme, JM_TROUBLE_OK);
  assert_ids (problems, "sync/account-acme");
  jm_clock_advance (desk->clock, 1);
  desk_end_sync (desk, acme);
  assert_ids (problems, "");
}

static void
weather_must_last_a_day (Desk *desk)
{
  g_autoptr (JmAccount) acme = desk_add_account (desk, "acme", JM_CREDENTIAL_PAT);
  g_autoptr (JmProblems) problems = jm_problems_new (desk->monitor);
  Wanted wanted = { problems, "sync/account-acme", 0 };

  desk_end_sync (desk, acme);
  for (guint i = 0; i < 5; i++)
    desk_fail_sync (desk, acme, JM_JIRA_ERROR, JM_JIRA_ERROR_OFFLINE);
  jm_clock_advance (desk->clock, 23 * DESK_HOUR_MS);
  desk_fail_sync (desk, acme, JM_JIRA_ERROR, JM_JIRA_ERROR_OFFLINE);
  assert_ids (problems, "");
  jm_clock_advance (desk->clock, DESK_HOUR_MS);
  desk_await (jm_test_until (is_there, &wanted));
}

static void
a_full_disk_is_one_at_once (Desk *desk)
{
  g_autoptr (JmAccount) acme = desk_add_account (desk, "acme", JM_CREDENTIAL_OAUTH);
  g_autoptr (JmProblems) problems = jm_problems_new (desk->monitor);

  desk_hold_sync (desk, acme, JM_STORE_ERROR, JM_STORE_ERROR_FULL);
  assert_ids (problems, "sync/account-acme");
  g_assert_cmpint (jm_problem_get_trouble (get_nth (problems, 0)), ==, JM_TROUBLE_DISK_FULL);
  jm_clock_advance (desk->clock, 1);
  desk_end_sync (desk, acme);
  assert_ids (problems, "");

  desk_fail_sync (desk, acme, JM_STORE_ERROR, JM_STORE_ERROR_CORRUPT);
  assert_ids (problems, "sync/account-acme");
  g_assert_cmpstr (jm_problem_get_cure_label (get_nth (problems, 0)), ==, "Rebuild From Jira…");
}

/* --- the end */

static void
the_end_is_told_in_steps (Desk *desk)
{
  g_autoptr (JmAccount) acme = desk_add_account (desk, "acme", JM_CREDENTIAL_API_TOKEN);
  g_autoptr (JmProblems) problems = jm_problems_new (desk->monitor);
  Wanted wanted = { problems, "end-near/account-acme", 30 };
  gint64 now_ms = jm_clock_get_wall_ms (desk->clock);
  JmProblem *problem;

  desk_set_end (acme, now_ms + 31 * DESK_DAY_MS);
  assert_ids (problems, "");

  jm_clock_advance (desk->clock, DESK_DAY_MS);
  desk_await (jm_test_until (has_step, &wanted));
  problem = get_nth (problems, 0);
  g_assert_cmpint (jm_problem_get_level (problem), ==, JM_LEVEL_ATTENTION);
  g_assert_cmpstr (jm_problem_get_title (problem), ==, "acme: Sign-in ends soon");
  g_assert_cmpstr (
      jm_problem_get_body (problem), ==,
      "Sign in again within 30 days, by 21 Dec 2026. Until then everything works.");
  g_assert_cmpstr (jm_problem_get_cure_label (problem), ==, "Sign In Again");

  wanted.days = 7;
  jm_clock_advance (desk->clock, 23 * DESK_DAY_MS);
  desk_await (jm_test_until (has_step, &wanted));
  g_assert_true (get_nth (problems, 0) == problem);
  g_assert_cmpint (jm_problem_get_level (problem), ==, JM_LEVEL_ATTENTION);
  g_assert_nonnull (strstr (jm_problem_get_body (problem), "within 7 days"));

  wanted.days = 1;
  jm_clock_advance (desk->clock, 6 * DESK_DAY_MS);
  desk_await (jm_test_until (has_step, &wanted));
  g_assert_cmpint (jm_problem_get_level (problem), ==, JM_LEVEL_ERROR);
  g_assert_nonnull (strstr (jm_problem_get_body (problem), "within 1 day,"));

  jm_clock_advance (desk->clock, DESK_DAY_MS);
  desk_await (jm_test_until (is_over, &wanted));
}

static void
the_end_is_told_as_the_person_likes (Desk *desk)
{
  g_autoptr (JmAccount) acme = desk_add_account (desk, "acme", JM_CREDENTIAL_PAT);
  g_autoptr (JmProblems) problems = jm_problems_new (desk->monitor);
  gint64 now_ms = jm_clock_get_wall_ms (desk->clock);

  desk_set_end (acme, now_ms + 10 * DESK_DAY_MS);
  assert_ids (problems, "end-near/account-acme");
  g_assert_cmpuint (jm_problem_get_step (get_nth (problems, 0)), ==, 30);
  set_warn_days (desk, "[7, 14, 3]");
  g_assert_cmpuint (jm_problem_get_step (get_nth (problems, 0)), ==, 14);
  set_warn_days (desk, "[5]");
  assert_ids (problems, "");
  set_warn_days (desk, "[]");
  assert_ids (problems, "");
  g_settings_reset (desk->settings, JM_SETTING_WARN_DAYS);
  assert_ids (problems, "end-near/account-acme");

  /* The cure would be the same. */
  desk_set_trouble (acme, JM_TROUBLE_NEEDS_SIGN_IN);
  assert_ids (problems, "sign-in/account-acme");
  desk_set_trouble (acme, JM_TROUBLE_KEYRING_LOCKED);
  assert_ids (problems, "keyring/account-acme end-near/account-acme");
  g_assert_true (jm_problems_find_account (problems, acme) == get_nth (problems, 0));
}

/* --- all of them */

static void
the_worst_comes_first (Desk *desk)
{
  g_autoptr (JmAccount) acme = desk_add_account (desk, "acme", JM_CREDENTIAL_OAUTH);
  g_autoptr (JmAccount) beta = desk_add_account (desk, "beta", JM_CREDENTIAL_OAUTH);
  g_autoptr (JmAccount) gamma = desk_add_account (desk, "gamma", JM_CREDENTIAL_OAUTH);
  g_autoptr (JmProblems) problems = jm_problems_new (desk->monitor);

  desk_set_trouble (acme, JM_TROUBLE_TLS_UNTRUSTED);
  assert_summary (problems, "1 of 3 accounts needs attention");
  desk_set_trouble (gamma, JM_TROUBLE_KEYRING_LOCKED);
  assert_summary (problems, "1 of 3 accounts needs you");
  desk_set_trouble (beta, JM_TROUBLE_NEEDS_SIGN_IN);
  assert_ids (problems, "sign-in/account-beta keyring/account-gamma refresh/account-acme");
  assert_summary (problems, "2 of 3 accounts need you");

  desk_await (jm_accounts_set_active (jm_monitor_get_accounts (desk->monitor), gamma, FALSE));
  assert_ids (problems, "sign-in/account-beta refresh/account-acme");
  assert_summary (problems, "1 of 2 accounts needs you");
  desk_remove_account (desk, beta);
  assert_ids (problems, "refresh/account-acme");
  assert_summary (problems, "acme: Renewing fails");
}

static void
after_a_restart_they_are_the_same (Desk *desk)
{
  g_autoptr (JmAccount) acme = desk_add_account (desk, "acme", JM_CREDENTIAL_API_TOKEN);
  g_autoptr (JmProblems) problems = jm_problems_new (desk->monitor);

  desk_set_trouble (acme, JM_TROUBLE_NEEDS_SIGN_IN);
  assert_ids (problems, "sign-in/account-acme");
  jm_test_finalize (g_steal_pointer (&problems));
  g_clear_object (&acme);
  desk_restart (desk);

  problems = jm_problems_new (desk->monitor);
  assert_ids (problems, "sign-in/account-acme");
}

int
main (int    argc,
      char **argv)
{
  jm_test_init (&argc, &argv);

  desk_add ("/desktop/problems/nothing-is-wrong", nothing_is_wrong);
  desk_add ("/desktop/problems/each-trouble-is-the-problem-it-should-be",
            each_trouble_is_the_problem_it_should_be);
  desk_add ("/desktop/problems/it-stays-the-same-while-it-lasts", it_stays_the_same_while_it_lasts);
  desk_add ("/desktop/problems/weather-is-none-while-the-token-lives",
            weather_is_none_while_the_token_lives);
  desk_add ("/desktop/problems/broken-and-dead-is-an-error", broken_and_dead_is_an_error);
  desk_add ("/desktop/problems/three-failures-in-a-row-are-one", three_failures_in_a_row_are_one);
  desk_add ("/desktop/problems/weather-must-last-a-day", weather_must_last_a_day);
  desk_add ("/desktop/problems/a-full-disk-is-one-at-once", a_full_disk_is_one_at_once);
  desk_add ("/desktop/problems/the-end-is-told-in-steps", the_end_is_told_in_steps);
  desk_add ("/desktop/problems/the-end-is-told-as-the-person-likes",
            the_end_is_told_as_the_person_likes);
  desk_add ("/desktop/problems/the-worst-comes-first", the_worst_comes_first);
  desk_add ("/desktop/problems/after-a-restart-they-are-the-same",
            after_a_restart_they_are_the_same);

  return g_test_run ();
}
