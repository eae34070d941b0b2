/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "accounts/jm-world.h"
#include "auth/jm-auth-error.h"
#include "base/jm-http.h"
#include "base/jm-settings.h"
#include "sync/jm-health-private.h"
#include "sync/jm-sync.h"

#include <math.h>
#include <string.h>

/*
 * Health over whole accounts and a simulator, by a clock that is turned by hand: what is found, what is
 * asked for it, what is told, and what is kept.
 */

#define DAY_MS  (24 * 60 * 60 * G_GINT64_CONSTANT (1000))
#define MYSELF  "{\"match\": {\"path\": \"*/myself\"}, \"times\": 0, "

/* --- a world with a clock of its own */

/* The clock stands still, and the simulator's does not. */
static void
set_clock (JmWorld *world,
           gint64   ahead_ms)
{
  jm_clock_set_wall_ms (world->clock, g_get_real_time () / 1000 + ahead_ms);
}

static DexFuture *
case_fiber (gpointer data)
{
  JmWorld *world = jm_world_new ();
  JmWorldBody body = (JmWorldBody) data;

  g_object_unref (world->clock);
  world->clock = jm_clock_new_manual (g_get_real_time () / 1000);
  world->monitor = jm_world_open_monitor (world);
  body (world);
  jm_health_stop (jm_health_get (world->monitor));
  dex_await (jm_monitor_close (world->monitor), NULL);
  jm_world_free (world);
  return dex_future_new_true ();
}

static void
run_case (gconstpointer data)
{
  jm_test_fiber (case_fiber, (gpointer) data);
}

static JmHealth *
get_health (JmWorld *world)
{
  return jm_health_get (world->monitor);
}

static JmServices *
get_services (JmWorld *world)
{
  return jm_monitor_get_services (world->monitor);
}

static JmHealth *
sign_in (JmWorld    *world,
         JmAccount **account)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GListModel) made = jm_world_sign_in (world, NULL, &error, 0, -1);

  g_assert_no_error (error);
  *account = jm_world_dup_account (world, 0);
  jm_simulator_tell (world->simulator, "DELETE", "/requests", NULL);
  return get_health (world);
}

static void
check (JmHealth *health)
{
  g_autoptr (GError) error = NULL;

  dex_await (jm_health_check (health, NULL), &error);
  g_assert_no_error (error);
}

/* The first row of a kind. Borrowed: the list holds it. */
static JmHealthCheck *
find (JmHealth     *health,
      JmHealthKind  kind)
{
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (health)); i++)
    {
      g_autoptr (JmHealthCheck) row = g_list_model_get_item (G_LIST_MODEL (health), i);

      if (jm_health_check_get_kind (row) == kind)
        return row;
    }

  g_assert_not_reached ();
}

static void
assert_row (JmHealth      *health,
            JmHealthKind   kind,
            JmHealthLevel  level,
            const char    *words)
{
  JmHealthCheck *row = find (health, kind);
  const char *sentence = jm_health_check_get_sentence (row);

  if (jm_health_check_get_level (row) != level || strstr (sentence, words) == NULL)
    g_error ("%s: %d “%s” instead of %d “%s”", jm_health_check_get_name (row),
             (int) jm_health_check_get_level (row), sentence, (int) level, words);
}

static guint
count_values (JmHealth     *health,
              JmHealthKind  kind)
{
  guint n_values;

  jm_health_check_get_history (find (health, kind), &n_values);
  return n_values;
}

static guint
count_asked (JmWorld *world)
{
  return jm_simulator_count_requests (world->simulator, NULL, "/");
}

/* --- what is found */

static void
every_row_is_looked_at (JmWorld *world)
{
  g_autoptr (JmAccount) account = NULL;
  JmHealth *health = sign_in (world, &account);

  g_assert_cmpint (jm_health_get_level (health), ==, JM_HEALTH_UNKNOWN);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (health)), ==, JM_N_HEALTH_KINDS);
  set_clock (world, 0);
  check (health);

  assert_row (health, JM_HEALTH_TOKEN, JM_HEALTH_FINE, "Active");
  assert_row (health, JM_HEALTH_JIRA, JM_HEALTH_FINE, jm_account_get_user_name (account));
  assert_row (health, JM_HEALTH_PERMISSIONS, JM_HEALTH_FINE, "scopes granted");
  assert_row (health, JM_HEALTH_CLOCK, JM_HEALTH_FINE, "agrees");
  assert_row (health, JM_HEALTH_KEYRING, JM_HEALTH_FINE, "Unlocked");
  assert_row (health, JM_HEALTH_STORAGE, JM_HEALTH_FINE, "free");
  assert_row (health, JM_HEALTH_BUDGET, JM_HEALTH_FINE, "");
  for (guint i = 0; i < JM_N_HEALTH_KINDS; i++)
    g_assert_cmpint (jm_health_check_get_level (find (health, i)), >, JM_HEALTH_UNKNOWN);
  g_assert_cmpint (jm_health_get_checked_at_ms (health), ==, jm_clock_get_wall_ms (world->clock));
}

static void
a_round_asks_once_for_an_account (JmWorld *world)
{
  g_autoptr (JmAccount) account = NULL;
  JmHealth *health = sign_in (world, &account);
  DexFuture *first = jm_health_check (health, NULL);
  DexFuture *second = jm_health_check (health, NULL);

  g_assert_true (jm_health_is_checking (health));
  dex_await (first, NULL);
  dex_await (second, NULL);
  g_assert_false (jm_health_is_checking (health));
  g_assert_cmpuint (count_asked (world), ==, 1);
  g_assert_cmpuint (count_values (health, JM_HEALTH_JIRA), ==, 1);
}

static void
a_clock_that_is_ahead_is_a_remark (JmWorld *world)
{
  g_autoptr (JmAccount) account = NULL;
  JmHealth *health = sign_in (world, &account);

  set_clock (world, 60 * 1000);
  check (health);
  assert_row (health, JM_HEALTH_CLOCK, JM_HEALTH_REMARK, "ahead of Jira");
  g_assert_true (g_str_has_prefix (jm_health_check_get_value (find (health, JM_HEALTH_CLOCK)), "+"));
  g_assert_nonnull (jm_health_check_get_cure (find (health, JM_HEALTH_CLOCK)));
}

static void
a_clock_that_is_far_behind_is_bad (JmWorld *world)
{
  g_autoptr (JmAccount) account = NULL;
  JmHealth *health = sign_in (world, &account);

  set_clock (world, -400 * 1000);
  check (health);
  assert_row (health, JM_HEALTH_CLOCK, JM_HEALTH_BAD, "behind Jira");
}

static void
each_fault_has_its_cure (JmWorld *world)
{
  static const struct
  {
    int          code;
    JmHealthCure cure;
  } faults[] = {
    { JM_HTTP_ERROR_TLS, JM_HEALTH_CURE_NETWORK },
    { JM_HTTP_ERROR_TLS_CLIENT, JM_HEALTH_CURE_NETWORK },
    { JM_HTTP_ERROR_PROXY_SIGN_IN, JM_HEALTH_CURE_NETWORK },
    { JM_HTTP_ERROR_TLS_INVALID, JM_HEALTH_CURE_NONE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (faults); i++)
    {
      g_auto (JmHealthFinding) finding = JM_HEALTH_FINDING_INIT;
      g_autoptr (GError) error = g_error_new_literal (JM_HTTP_ERROR, faults[i].code, "No");

      jm_health_finding_set_error (&finding, error);
      g_assert_cmpint (finding.level, ==, JM_HEALTH_BAD);
      g_assert_cmpint (finding.remedy, ==, faults[i].cure);
    }
}

static void
anonymous_answers_are_bad (JmWorld *world)
{
  g_autoptr (JmAccount) account = NULL;
  JmHealth *health = sign_in (world, &account);

  jm_world_arm (world, MYSELF "\"kind\": \"status\", \"args\": {\"code\": 200, \"body\": {}}}");
  check (health);
  assert_row (health, JM_HEALTH_JIRA, JM_HEALTH_BAD, "nobody");
  g_assert_cmpint (jm_health_check_get_remedy (find (health, JM_HEALTH_JIRA)), ==, JM_HEALTH_CURE_SIGN_IN);
}

static void
somebody_else_is_bad (JmWorld *world)
{
  g_autoptr (JmAccount) account = NULL;
  JmHealth *health = sign_in (world, &account);

  jm_world_arm (world, MYSELF "\"kind\": \"status\", \"args\": {\"code\": 200, \"body\": "
                              "{\"accountId\": \"1\", \"displayName\": \"Eve\"}}}");
  check (health);
  assert_row (health, JM_HEALTH_JIRA, JM_HEALTH_BAD, "Eve");
}

static void
a_locked_keyring_has_its_cure (JmWorld *world)
{
  g_autoptr (JmAccount) account = NULL;
  JmHealth *health = sign_in (world, &account);
  JmHealthCheck *row = find (health, JM_HEALTH_KEYRING);

  jm_world_set_mood (world, JM_AUTH_ERROR_KEYRING_LOCKED);
  check (health);
  g_assert_cmpint (jm_health_check_get_level (row), ==, JM_HEALTH_BAD);
  g_assert_cmpint (jm_health_check_get_remedy (row), ==, JM_HEALTH_CURE_UNLOCK);
  g_assert_true (jm_health_check_get_patient (row) == account);
  g_assert_null (jm_health_check_get_account (row));
  g_assert_cmpint (jm_health_get_level (health), ==, JM_HEALTH_BAD);
}

/* --- what is not asked */

static void
nothing_is_asked_in_a_closed_window (JmWorld *world)
{
  g_autoptr (JmAccount) account = NULL;
  JmHealth *health = sign_in (world, &account);

  jm_world_arm (world, "{\"kind\": \"retry_after\", \"args\": {\"value\": 600, \"reason\": \"jira-quota-tenant-based\"}}");
  dex_await (jm_jira_client_probe (jm_account_get_client (account), "myself", NULL), NULL);
  g_assert_cmpint (jm_jira_client_get_paused_until_ms (jm_account_get_client (account)), >, 0);
  jm_simulator_tell (world->simulator, "DELETE", "/requests", NULL);
  check (health);
  g_assert_cmpuint (count_asked (world), ==, 0);
  assert_row (health, JM_HEALTH_JIRA, JM_HEALTH_REMARK, "silence");
  assert_row (health, JM_HEALTH_BUDGET, JM_HEALTH_REMARK, "wait until");
  g_assert_cmpuint (count_values (health, JM_HEALTH_JIRA), ==, 0);
}

static void
a_budget_that_is_nearly_used_is_a_remark (JmWorld *world)
{
  g_autoptr (JmAccount) account = NULL;
  JmHealth *health = sign_in (world, &account);

  jm_world_arm (world, MYSELF "\"kind\": \"status\", \"args\": {\"code\": 200, \"body\": {}, \"headers\": "
                              "{\"X-RateLimit-Limit\": \"200\", \"X-RateLimit-Remaining\": \"8\"}}}");
  check (health);
  assert_row (health, JM_HEALTH_BUDGET, JM_HEALTH_REMARK, "4 % of what Jira allows");
  g_assert_cmpuint (count_values (health, JM_HEALTH_BUDGET), ==, 1);
}

static void
nothing_is_asked_while_signed_out (JmWorld *world)
{
  g_autoptr (JmAccount) account = NULL;
  JmHealth *health = sign_in (world, &account);

  jm_simulator_tell (world->simulator, "POST", "/tokens", "{\"revoke\":\"all\"}");
  dex_await (jm_token_keeper_refresh (jm_account_get_keeper (account), NULL), NULL);
  g_assert_cmpint (jm_account_get_state (account), ==, JM_TOKEN_ERROR);
  jm_simulator_tell (world->simulator, "DELETE", "/requests", NULL);

  check (health);
  g_assert_cmpuint (count_asked (world), ==, 0);
  g_assert_cmpint (jm_health_check_get_level (find (health, JM_HEALTH_TOKEN)), ==, JM_HEALTH_BAD);
  assert_row (health, JM_HEALTH_JIRA, JM_HEALTH_UNKNOWN, "Not asked");
}

static void
an_account_that_is_off_has_no_rows (JmWorld *world)
{
  g_autoptr (JmAccount) account = NULL;
  JmHealth *health = sign_in (world, &account);

  dex_await (jm_accounts_set_active (jm_world_get_accounts (world), account, FALSE), NULL);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (health)), ==, 2);
  check (health);
  g_assert_cmpuint (count_asked (world), ==, 0);
  assert_row (health, JM_HEALTH_KEYRING, JM_HEALTH_FINE, "Not needed");

  dex_await (jm_accounts_set_active (jm_world_get_accounts (world), account, TRUE), NULL);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (health)), ==, JM_N_HEALTH_KINDS);
  check (health);
  g_assert_cmpuint (count_asked (world), ==, 1);
}

/* --- time */

static gboolean
is_asked (gpointer data)
{
  return count_asked (data) > 0;
}

/* All but what Jira is asked for */
static gboolean
is_rest_known (gpointer data)
{
  JmHealth *health = data;

  return jm_health_check_get_level (find (health, JM_HEALTH_KEYRING)) != JM_HEALTH_UNKNOWN &&
         jm_health_check_get_level (find (health, JM_HEALTH_STORAGE)) != JM_HEALTH_UNKNOWN &&
         jm_health_check_get_level (find (health, JM_HEALTH_FRESHNESS)) != JM_HEALTH_UNKNOWN;
}

/* What was called off has come back: before that no round begins the same again. */
static gboolean
is_at_rest (gpointer data)
{
  JmHealth *health = data;

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (health)); i++)
    {
      g_autoptr (JmHealthCheck) row = g_list_model_get_item (G_LIST_MODEL (health), i);

      if (jm_health_check_is_busy (row))
        return FALSE;
    }

  return TRUE;
}

static void
a_check_that_hangs_does_not_hang_the_round (JmWorld *world)
{
  g_autoptr (JmAccount) account = NULL;
  JmHealth *health = sign_in (world, &account);
  DexFuture *round;

  jm_world_arm (world, MYSELF "\"kind\": \"delay\"}");
  round = jm_health_check (health, NULL);
  dex_await (jm_test_until (is_asked, world), NULL);
  dex_await (jm_test_until (is_rest_known, health), NULL);
  jm_clock_advance (world->clock, 31 * 1000);
  dex_await (round, NULL);

  assert_row (health, JM_HEALTH_JIRA, JM_HEALTH_BAD, "No answer within");
  assert_row (health, JM_HEALTH_KEYRING, JM_HEALTH_FINE, "Unlocked");
  assert_row (health, JM_HEALTH_STORAGE, JM_HEALTH_FINE, "free");
  g_assert_true (isnan (jm_health_check_get_history (find (health, JM_HEALTH_JIRA), &(guint) { 0 })[0]));

  jm_simulator_tell (world->simulator, "DELETE", "/arm", NULL);
  jm_simulator_tell (world->simulator, "POST", "/release", "{}");
  dex_await (jm_test_until (is_at_rest, health), NULL);
  check (health);
  assert_row (health, JM_HEALTH_JIRA, JM_HEALTH_FINE, "Answered");
}

static void
count_cb (guint *count)
{
  (*count)++;
}

typedef struct
{
  guint *count;
  guint  wanted;
} Count;

static gboolean
has_counted (gpointer data)
{
  Count *count = data;

  return *count->count >= count->wanted;
}

static void
await_rounds (guint *n_rounds,
              guint  wanted)
{
  Count count = { n_rounds, wanted };
  g_autoptr (GError) error = NULL;

  dex_await (jm_test_until (has_counted, &count), &error);
  g_assert_no_error (error);
}

/* The loop went round often enough for whatever was due. */
static gboolean
has_turned (gpointer data)
{
  guint *turns = data;

  return ++*turns > 20;
}

static void
rounds_follow_the_interval (JmWorld *world)
{
  g_autoptr (JmAccount) account = NULL;
  JmHealth *health = sign_in (world, &account);
  guint n_rounds = 0;
  guint n_plans = 0;
  guint turns = 0;

  g_signal_connect_swapped (health, "notify::checked-at", G_CALLBACK (count_cb), &n_rounds);
  g_signal_connect_swapped (health, "notify::next-at", G_CALLBACK (count_cb), &n_plans);
  jm_health_start (health);
  await_rounds (&n_plans, 1);
  g_assert_cmpuint (n_rounds, ==, 1);
  g_assert_cmpint (jm_health_get_next_at_ms (health), ==, jm_clock_get_wall_ms (world->clock) + 300 * 1000);

  jm_clock_advance (world->clock, 299 * 1000);
  g_assert_cmpuint (n_rounds, ==, 1);
  jm_clock_advance (world->clock, 1000);
  await_rounds (&n_plans, 2);
  g_assert_cmpuint (n_rounds, ==, 2);

  g_settings_set_uint (get_services (world)->settings, JM_SETTING_HEALTH_INTERVAL, 60);
  await_rounds (&n_plans, 3);
  g_assert_cmpint (jm_health_get_next_at_ms (health), ==, jm_clock_get_wall_ms (world->clock) + 60 * 1000);

  /* After a sleep the network gets its moment. */
  jm_clock_advance_asleep (world->clock, 8 * 60 * 60 * 1000);
  dex_await (jm_test_until (has_turned, &turns), NULL);
  g_assert_cmpuint (n_rounds, ==, 3);
  jm_clock_advance (world->clock, 15 * 1000);
  await_rounds (&n_plans, 4);

  jm_health_stop (health);
  g_assert_cmpint (jm_health_get_next_at_ms (health), ==, 0);
  jm_clock_advance (world->clock, 600 * 1000);
  g_assert_cmpuint (n_rounds, ==, 4);
  g_signal_handlers_disconnect_by_data (health, &n_rounds);
  g_signal_handlers_disconnect_by_data (health, &n_plans);
}

static void
stopping_ends_the_round (JmWorld *world)
{
  g_autoptr (JmAccount) account = NULL;
  g_autoptr (GError) error = NULL;
  JmHealth *health = sign_in (world, &account);
  DexFuture *round;

  jm_world_arm (world, MYSELF "\"kind\": \"delay\"}");
  round = jm_health_check (health, NULL);
  dex_await (jm_test_until (is_asked, world), NULL);
  jm_health_stop (health);
  dex_await (round, &error);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_false (jm_health_is_checking (health));
  g_assert_cmpint (jm_health_get_checked_at_ms (health), ==, 0);
}

static void
old_data_is_told (JmWorld *world)
{
  const JmSyncOrder order = { .kind = JM_SYNC_FULL, .resource = JM_N_RESOURCES };
  g_autoptr (JmAccount) account = NULL;
  g_autoptr (JmSyncReport) report = NULL;
  g_autoptr (GError) error = NULL;
  JmHealth *health = sign_in (world, &account);
  JmSync *sync = jm_sync_get (get_services (world), account);

  check (health);
  assert_row (health, JM_HEALTH_FRESHNESS, JM_HEALTH_REMARK, "Nothing was synchronized");

  report = dex_await_boxed (jm_sync_run (sync, &order, NULL), &error);
  g_assert_no_error (error);
  check (health);
  assert_row (health, JM_HEALTH_FRESHNESS, JM_HEALTH_FINE, "nothing missed");

  /* Hourly is promised. */
  jm_clock_advance (world->clock, 3 * 60 * 60 * 1000);
  check (health);
  assert_row (health, JM_HEALTH_FRESHNESS, JM_HEALTH_REMARK, "Issues: 3 hours old");
  g_assert_cmpint (jm_health_check_get_remedy (find (health, JM_HEALTH_FRESHNESS)), ==, JM_HEALTH_CURE_SYNC);
}

static gboolean
is_looked_through (gpointer data)
{
  JmHealth *health = data;

  dex_future_disown (jm_health_check (health, NULL));
  return strstr (jm_health_check_get_sentence (find (health, JM_HEALTH_STORAGE)), "without faults") != NULL;
}

static void
files_are_looked_through (JmWorld *world)
{
  g_autoptr (JmAccount) account = NULL;
  g_autoptr (GError) error = NULL;
  JmHealth *health = sign_in (world, &account);

  check (health);
  jm_health_start (health);
  dex_await (jm_test_until (is_looked_through, health), &error);
  g_assert_no_error (error);
}

static void
a_damaged_file_asks_to_be_rebuilt (JmWorld *world)
{
  g_autoptr (JmAccount) account = NULL;
  g_autofree char *key = NULL;
  JmHealth *health = sign_in (world, &account);

  key = g_strconcat ("integrity/", jm_account_get_id (account), NULL);
  dex_await (jm_state_store_put_fact (get_services (world)->state, key, "1795176000000 It is damaged"), NULL);
  check (health);
  assert_row (health, JM_HEALTH_STORAGE, JM_HEALTH_BAD, "It is damaged");
  g_assert_cmpint (jm_health_check_get_remedy (find (health, JM_HEALTH_STORAGE)), ==, JM_HEALTH_CURE_REBUILD);
  g_assert_true (jm_health_check_get_patient (find (health, JM_HEALTH_STORAGE)) == account);
}

/* --- what is told and kept */

static guint
count_events (JmWorld    *world,
              const char *words)
{
  GListModel *log = G_LIST_MODEL (get_services (world)->events);
  guint n_events = 0;

  for (guint i = 0; i < g_list_model_get_n_items (log); i++)
    {
      g_autoptr (JmEvent) event = g_list_model_get_item (log, i);

      n_events += strstr (jm_event_get_message (event), words) != NULL;
    }

  return n_events;
}

static void
only_a_change_is_an_event (JmWorld *world)
{
  g_autoptr (JmAccount) account = NULL;
  JmHealth *health = sign_in (world, &account);

  check (health);
  g_assert_cmpuint (count_events (world, "Keyring: "), ==, 0);

  jm_world_set_mood (world, JM_AUTH_ERROR_KEYRING_LOCKED);
  check (health);
  check (health);
  check (health);
  g_assert_cmpuint (count_events (world, "Keyring: "), ==, 1);

  jm_world_set_mood (world, -1);
  check (health);
  check (health);
  g_assert_cmpuint (count_events (world, "Keyring: "), ==, 2);
  g_assert_cmpuint (count_events (world, "Keyring: Unlocked"), ==, 1);
}

static void
the_history_outlives_the_program (JmWorld *world)
{
  g_autoptr (JmAccount) account = NULL;
  g_autoptr (GError) error = NULL;
  JmHealth *health = sign_in (world, &account);

  jm_world_set_mood (world, JM_AUTH_ERROR_KEYRING_LOCKED);
  check (health);
  check (health);
  g_assert_cmpuint (count_values (health, JM_HEALTH_KEYRING), ==, 2);
  jm_health_stop (health);
  dex_await (jm_monitor_close (world->monitor), &error);
  g_assert_no_error (error);
  g_clear_object (&world->monitor);

  world->monitor = jm_world_open_monitor (world);
  health = get_health (world);
  check (health);
  g_assert_cmpuint (count_values (health, JM_HEALTH_JIRA), ==, 3);
  g_assert_cmpuint (count_values (health, JM_HEALTH_KEYRING), ==, 3);
  /* What was told before the restart is no news. */
  g_assert_cmpuint (count_events (world, "Keyring: "), ==, 1);
}

static void
an_account_takes_its_history_with_it (JmWorld *world)
{
  g_autoptr (JmAccount) account = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (JmFarewell) farewell = NULL;
  g_autofree char *key = NULL;
  g_autofree char *kept = NULL;
  g_autofree char *left = NULL;
  JmHealth *health = sign_in (world, &account);

  check (health);
  key = g_strconcat ("health/", jm_account_get_id (account), NULL);
  kept = dex_await_string (jm_state_store_get_fact (get_services (world)->state, key), NULL);
  g_assert_nonnull (kept);

  farewell = dex_await_boxed (jm_accounts_disconnect (jm_world_get_accounts (world), account, NULL), &error);
  g_assert_no_error (error);
  check (health);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (health)), ==, 2);
  left = dex_await_string (jm_state_store_get_fact (get_services (world)->state, key), NULL);
  g_assert_null (left);
}

/* --- the line that is kept */

static void
test_text (void)
{
  static const struct
  {
    const char *text;
    const char *again;
  } rows[] = {
    { "fine 214 198 - 203.5", "fine 214 198 - 203.5" },
    { "bad", "bad" },
    { "", "unknown" },
    { "excellent 1", "unknown 1" },
    { "remark 1 two 3x nan inf 0.25 -4.1", "remark 1 0.25 -4.1" },
    { "fine 123456 1e9", "fine 1.235e+05 1e+09" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (JmHealthCheck) row = jm_health_check_new (JM_HEALTH_STORAGE, NULL);
      g_autofree char *again = NULL;

      jm_health_check_from_text (row, rows[i].text);
      again = jm_health_check_to_text (row);
      g_assert_cmpstr (again, ==, rows[i].again);
    }
}

static void
test_a_day (void)
{
  g_autoptr (JmHealthCheck) row = jm_health_check_new (JM_HEALTH_STORAGE, NULL);
  const double *values;
  guint n_values;

  for (guint i = 0; i < JM_HEALTH_HISTORY + 7; i++)
    {
      g_auto (JmHealthFinding) finding = JM_HEALTH_FINDING_INIT;

      jm_health_finding_set_ms (&finding, i);
      jm_health_check_take (row, &finding, TRUE);
    }

  values = jm_health_check_get_history (row, &n_values);
  g_assert_cmpuint (n_values, ==, JM_HEALTH_HISTORY);
  g_assert_cmpfloat (values[0], ==, 7);
  g_assert_cmpfloat (values[n_values - 1], ==, JM_HEALTH_HISTORY + 6);
}

#define ADD(name, body) g_test_add_data_func ("/sync/health/" name, body, run_case)

int
main (int   argc,
      char *argv[])
{
  jm_test_init (&argc, &argv);

  g_test_add_func ("/sync/health/what-is-kept-is-read-again", test_text);
  g_test_add_func ("/sync/health/a-day-is-kept", test_a_day);
  ADD ("every-row-is-looked-at", every_row_is_looked_at);
  ADD ("a-round-asks-once-for-an-account", a_round_asks_once_for_an_account);
  ADD ("a-clock-that-is-ahead-is-a-remark", a_clock_that_is_ahead_is_a_remark);
  ADD ("a-clock-that-is-far-behind-is-bad", a_clock_that_is_far_behind_is_bad);
  ADD ("each-fault-has-its-cure", each_fault_has_its_cure);
  ADD ("anonymous-answers-are-bad", anonymous_answers_are_bad);
  ADD ("somebody-else-is-bad", somebody_else_is_bad);
  ADD ("a-locked-keyring-has-its-cure", a_locked_keyring_has_its_cure);
  ADD ("nothing-is-asked-in-a-closed-window", nothing_is_asked_in_a_closed_window);
  ADD ("a-budget-that-is-nearly-used-is-a-remark", a_budget_that_is_nearly_used_is_a_remark);
  ADD ("nothing-is-asked-while-signed-out", nothing_is_asked_while_signed_out);
  ADD ("an-account-that-is-off-has-no-rows", an_account_that_is_off_has_no_rows);
  ADD ("a-check-that-hangs-does-not-hang-the-round", a_check_that_hangs_does_not_hang_the_round);
  ADD ("rounds-follow-the-interval", rounds_follow_the_interval);
  ADD ("stopping-ends-the-round", stopping_ends_the_round);
  ADD ("old-data-is-told", old_data_is_told);
  ADD ("files-are-looked-through", files_are_looked_through);
  ADD ("a-damaged-file-asks-to-be-rebuilt", a_damaged_file_asks_to_be_rebuilt);
  ADD ("only-a-change-is-an-event", only_a_change_is_an_event);
  ADD ("the-history-outlives-the-program", the_history_outlives_the_program);
  ADD ("an-account-takes-its-history-with-it", an_account_takes_its_history_with_it);

  return g_test_run ();
}
