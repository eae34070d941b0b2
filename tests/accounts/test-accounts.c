/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "accounts/jm-connection-test.h"
#include "accounts/jm-world.h"
#include "base/jm-settings.h"
#include "store/jm-issue-list.h"

#include <string.h>

/* The list of accounts, what changes it, and that a farewell leaves no byte. */

static void
sign_in_to (JmWorld *world,
            int      first,
            int      second)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GListModel) made = jm_world_sign_in (world, NULL, &error, first, second, -1);

  g_assert_no_error (error);
  g_assert_nonnull (made);
}

static JmFarewell *
disconnect (JmWorld   *world,
            JmAccount *account)
{
  g_autoptr (GError) error = NULL;
  JmFarewell *farewell = dex_await_boxed (
      jm_accounts_disconnect (jm_world_get_accounts (world), account, NULL), &error);

  g_assert_no_error (error);
  g_assert_nonnull (farewell->message);
  return farewell;
}

static void
they_are_there_after_a_restart (JmWorld *world)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JmAccount) first = NULL;
  g_autofree char *id = NULL;

  sign_in_to (world, 0, 1);
  first = jm_world_dup_account (world, 0);
  id = g_strdup (jm_account_get_id (first));
  g_clear_object (&first);

  dex_await (jm_monitor_close (world->monitor), &error);
  g_assert_no_error (error);
  g_clear_object (&world->monitor);

  world->monitor = jm_world_open_monitor (world);
  g_assert_cmpuint (jm_world_count_accounts (world), ==, 2);
  first = jm_world_dup_account (world, 0);
  g_assert_cmpstr (jm_account_get_id (first), ==, id);
  g_assert_true (jm_account_is_primary (first));
  g_assert_cmpint (jm_account_get_state (first), ==, JM_TOKEN_ACTIVE);
}

static void
one_is_primary (JmWorld *world)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JmAccount) first = NULL;
  g_autoptr (JmAccount) second = NULL;

  sign_in_to (world, 0, 1);
  first = jm_world_dup_account (world, 0);
  second = jm_world_dup_account (world, 1);

  dex_await (jm_accounts_set_primary (jm_world_get_accounts (world), second), &error);
  g_assert_no_error (error);
  g_assert_false (jm_account_is_primary (first));
  g_assert_true (jm_account_is_primary (second));
  g_assert_true (jm_accounts_get_primary (jm_world_get_accounts (world)) == second);
}

static void
they_are_found_by_any_name (JmWorld *world)
{
  JmAccounts *accounts = jm_world_get_accounts (world);
  g_autoptr (JmAccount) first = NULL;
  g_autofree char *url = NULL;
  g_autofree char *name = NULL;

  sign_in_to (world, 0, 1);
  first = jm_world_dup_account (world, 0);
  url = g_strconcat (jm_account_get_site_url (first), "/", NULL);
  name = g_ascii_strup (jm_account_get_name (first), -1);

  g_assert_true (jm_accounts_find (accounts, jm_account_get_id (first)) == first);
  g_assert_true (jm_accounts_find (accounts, name) == first);
  g_assert_true (jm_accounts_find (accounts, url) == first);
  g_assert_null (jm_accounts_find (accounts, "nowhere"));
  g_assert_null (jm_accounts_find (accounts, "\xff"));
  /* all sites of the simulator have one host */
  g_assert_null (jm_accounts_find (accounts, jm_account_get_host (first)));
}

static void
an_inactive_one_is_kept (JmWorld *world)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JmAccount) account = NULL;
  g_autoptr (JmTokenKeeper) before = NULL;

  sign_in_to (world, 0, -1);
  jm_monitor_start (world->monitor);
  account = jm_world_dup_account (world, 0);
  before = g_object_ref (jm_account_get_keeper (account));

  dex_await (jm_accounts_set_active (jm_world_get_accounts (world), account, FALSE), &error);
  g_assert_no_error (error);
  g_assert_false (jm_account_is_active (account));
  g_assert_true (jm_account_get_keeper (account) != before);

  dex_await (jm_accounts_set_active (jm_world_get_accounts (world), account, TRUE), &error);
  g_assert_no_error (error);
  g_assert_true (jm_account_is_active (account));
  dex_await (jm_token_keeper_refresh (jm_account_get_keeper (account), NULL), &error);
  g_assert_no_error (error);
}

static void
the_store_is_opened_once (JmWorld *world)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JmAccount) account = NULL;
  g_autoptr (JmStore) first = NULL;
  g_autoptr (JmStore) second = NULL;
  DexFuture *one;
  DexFuture *other;

  sign_in_to (world, 0, -1);
  account = jm_world_dup_account (world, 0);
  one = jm_account_open_store (account);
  other = jm_account_open_store (account);
  first = dex_await_object (one, &error);
  g_assert_no_error (error);
  second = dex_await_object (other, &error);
  g_assert_no_error (error);
  g_assert_true (first == second);
}

static void
a_browse_link_is_escaped (JmWorld *world)
{
  g_autoptr (JmAccount) account = NULL;
  g_autofree char *plain = NULL;
  g_autofree char *odd = NULL;

  sign_in_to (world, 0, -1);
  account = jm_world_dup_account (world, 0);
  plain = jm_account_dup_browse_url (account, "ABC-12");
  odd = jm_account_dup_browse_url (account, "../x?y=<z>");
  g_assert_true (g_str_has_suffix (plain, "/browse/ABC-12"));
  g_assert_null (strpbrk (odd + strlen (jm_account_get_site_url (account)) + 8, "/?<>"));
}

/* --- farewell */

static void
fill_store (JmAccount *account)
{
  static const char page[] = "{\"values\": [{\"id\": \"10001\", \"key\": \"CANARY\", \"name\": "
                             "\"Secret canary project\"}]}";
  g_autoptr (GBytes) bytes = g_bytes_new_static (page, strlen (page));
  g_autoptr (GError) error = NULL;
  g_autoptr (JmStore) store = dex_await_object (jm_account_open_store (account), &error);

  g_assert_no_error (error);
  dex_await (jm_store_put_page (store, jm_resource_get (JM_RESOURCE_PROJECTS, JM_JIRA_CLOUD), NULL,
                                bytes, 1, JM_PAGE_PLAIN, NULL),
             &error);
  g_assert_no_error (error);
}

static void
a_farewell_leaves_no_byte (JmWorld *world)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JmFarewell) farewell = NULL;
  g_autoptr (JmAccount) account = NULL;
  g_autofree char *credential_id = NULL;
  g_autofree char *secret = NULL;
  g_auto (GStrv) traces = NULL;

  sign_in_to (world, 0, -1);
  account = jm_world_dup_account (world, 0);
  fill_store (account);
  dex_await (jm_token_keeper_refresh (jm_account_get_keeper (account), NULL), &error);
  g_assert_no_error (error);
  credential_id = g_strdup (jm_token_keeper_get_id (jm_account_get_keeper (account)));
  traces = g_strdupv ((char *[]) {
      (char *) jm_account_get_site_url (account), (char *) jm_account_get_cloud_id (account),
      (char *) jm_account_get_user_name (account), (char *) jm_account_get_user_id (account),
      (char *) "Secret canary", NULL });
  g_assert_cmpuint (jm_world_count_bytes (world, traces[0]), >, 0);
  g_assert_cmpuint (jm_world_count_bytes (world, "Secret canary"), >, 0);

  farewell = disconnect (world, account);
  g_assert_true (farewell->secret_removed);
  g_assert_true (farewell->data_removed);
  g_assert_false (farewell->shared);
  g_assert_cmpstr (farewell->revoke_url, ==, "https://id.atlassian.com/manage-profile/apps");
  g_assert_cmpuint (jm_world_count_accounts (world), ==, 0);
  g_assert_null (jm_accounts_get_current (jm_world_get_accounts (world)));

  secret = jm_world_dup_secret (world, credential_id);
  g_assert_null (secret);

  /* also while we run: what is left in a log that was not folded in yet counts */
  for (guint i = 0; traces[i] != NULL; i++)
    g_assert_cmpuint (jm_world_count_bytes (world, traces[i]), ==, 0);
}

/* Keys of projects, in the settings of the desktop */
static void
a_farewell_forgets_what_was_chosen (JmWorld *world)
{
  static const char *const lists[] = { JM_SETTING_MUTED_PROJECTS, JM_SETTING_STARRED_PROJECTS };
  GSettings *settings = jm_monitor_get_services (world->monitor)->settings;
  g_autoptr (JmFarewell) farewell = NULL;
  g_autoptr (JmAccount) account = NULL;
  g_auto (GStrv) muted = NULL;
  g_autofree char *shown = NULL;
  g_autofree char *all = NULL;

  sign_in_to (world, 0, -1);
  account = jm_world_dup_account (world, 0);
  all = g_strdup_printf ("{'other': ['KEPT'], '%s': ['CANARY']}", jm_account_get_id (account));
  for (guint i = 0; i < G_N_ELEMENTS (lists); i++)
    g_settings_set_value (settings, lists[i], g_variant_new_parsed (all));
  g_settings_set_strv (settings, JM_SETTING_MUTED_ACCOUNTS,
                       (const char *const[]) { jm_account_get_id (account), "other", NULL });
  g_settings_set_string (settings, JM_SETTING_ACCOUNT, jm_account_get_id (account));

  farewell = disconnect (world, account);
  for (guint i = 0; i < G_N_ELEMENTS (lists); i++)
    {
      g_autoptr (GVariant) left = g_settings_get_value (settings, lists[i]);
      g_autofree char *text = g_variant_print (left, FALSE);

      g_assert_cmpstr (text, ==, "{'other': ['KEPT']}");
    }
  muted = g_settings_get_strv (settings, JM_SETTING_MUTED_ACCOUNTS);
  g_assert_cmpuint (g_strv_length (muted), ==, 1);
  g_assert_cmpstr (muted[0], ==, "other");
  shown = g_settings_get_string (settings, JM_SETTING_ACCOUNT);
  g_assert_cmpstr (shown, ==, "");
}

static void
a_farewell_is_remembered_without_names (JmWorld *world)
{
  g_autoptr (JmFarewell) farewell = NULL;
  g_autoptr (JmAccount) account = NULL;
  g_autoptr (JmEvent) event = NULL;
  GListModel *events = G_LIST_MODEL (jm_monitor_get_services (world->monitor)->events);

  sign_in_to (world, 0, -1);
  account = jm_world_dup_account (world, 0);
  farewell = disconnect (world, account);
  g_assert_cmpuint (g_list_model_get_n_items (events), ==, 1);
  event = g_list_model_get_item (events, 0);
  g_assert_cmpint (jm_event_get_kind (event), ==, JM_EVENT_INFO);
  g_assert_null (jm_event_get_account_name (event));
  g_assert_null (jm_event_get_account_id (event));
}

static void
a_shared_secret_stays (JmWorld *world)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JmFarewell) farewell = NULL;
  g_autoptr (JmAccount) first = NULL;
  g_autoptr (JmAccount) second = NULL;
  g_autofree char *secret = NULL;

  sign_in_to (world, 0, 1);
  first = jm_world_dup_account (world, 0);
  second = jm_world_dup_account (world, 1);

  farewell = disconnect (world, first);
  g_assert_true (farewell->shared);
  g_assert_false (farewell->secret_removed);
  g_assert_false (farewell->revoked);
  g_assert_true (farewell->data_removed);
  g_assert_cmpuint (jm_world_count_accounts (world), ==, 1);
  g_assert_true (jm_account_is_primary (second));
  g_assert_cmpuint (jm_simulator_count_requests (world->simulator, "POST", "/oauth/revoke"), ==, 0);
  g_assert_cmpuint (jm_world_count_bytes (world, jm_account_get_id (first)), ==, 0);
  g_assert_cmpuint (jm_world_count_bytes (world, jm_account_get_cloud_id (first)), ==, 0);

  secret = jm_world_dup_secret (world, jm_token_keeper_get_id (jm_account_get_keeper (second)));
  g_assert_nonnull (secret);
  dex_await (jm_token_keeper_refresh (jm_account_get_keeper (second), NULL), &error);
  g_assert_no_error (error);
}

static void
a_locked_keyring_stops_a_farewell (JmWorld *world)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JmFarewell) farewell = NULL;
  g_autoptr (JmAccount) account = NULL;

  sign_in_to (world, 0, -1);
  account = jm_world_dup_account (world, 0);
  jm_world_set_mood (world, JM_AUTH_ERROR_KEYRING_LOCKED);
  farewell = dex_await_boxed (jm_accounts_disconnect (jm_world_get_accounts (world), account, NULL),
                              &error);
  g_assert_null (farewell);
  g_assert_error (error, JM_AUTH_ERROR, JM_AUTH_ERROR_KEYRING_LOCKED);
  g_assert_cmpuint (jm_world_count_accounts (world), ==, 1);

  g_clear_error (&error);
  jm_world_set_mood (world, -1);
  dex_await (jm_token_keeper_refresh (jm_account_get_keeper (account), NULL), &error);
  g_assert_no_error (error);
}

static void
a_farewell_happens_once (JmWorld *world)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JmFarewell) first = NULL;
  g_autoptr (JmFarewell) second = NULL;
  g_autoptr (JmAccount) account = NULL;
  DexFuture *one;
  DexFuture *other;

  sign_in_to (world, 0, -1);
  account = jm_world_dup_account (world, 0);
  one = jm_accounts_disconnect (jm_world_get_accounts (world), account, NULL);
  other = jm_accounts_disconnect (jm_world_get_accounts (world), account, NULL);
  first = dex_await_boxed (one, &error);
  g_assert_no_error (error);
  second = dex_await_boxed (other, &error);
  g_assert_null (second);
  g_assert_error (error, JM_AUTH_ERROR, JM_AUTH_ERROR_INVALID);
}

static void
a_store_that_is_gone_stays_gone (JmWorld *world)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JmFarewell) farewell = NULL;
  g_autoptr (JmStore) store = NULL;
  g_autoptr (JmAccount) account = NULL;

  sign_in_to (world, 0, -1);
  account = jm_world_dup_account (world, 0);
  farewell = disconnect (world, account);
  store = dex_await_object (jm_account_open_store (account), &error);
  g_assert_null (store);
  g_assert_error (error, JM_STORE_ERROR, JM_STORE_ERROR_CLOSED);
}

/* --- F20 */

static void
check (JmAccount *account)
{
  g_autoptr (GError) error = NULL;

  dex_await (jm_token_keeper_check (jm_account_get_keeper (account), NULL), &error);
  g_assert_no_error (error);
}

static void
count_cb (guint *n)
{
  (*n)++;
}

static void
a_site_that_is_gone_leaves_the_others_well (JmWorld *world)
{
  g_autoptr (JmAccount) gone = NULL;
  g_autoptr (JmAccount) other = NULL;
  g_autofree char *remove = NULL;
  g_autofree char *restore = NULL;
  guint n_told = 0;

  sign_in_to (world, 0, 1);
  gone = jm_world_dup_account (world, 0);
  other = jm_world_dup_account (world, 1);
  g_signal_connect_swapped (gone, "notify::trouble", G_CALLBACK (count_cb), &n_told);
  remove = g_strdup_printf ("{\"remove\":\"%s\"}", jm_account_get_cloud_id (gone));
  restore = g_strdup_printf ("{\"restore\":\"%s\"}", jm_account_get_cloud_id (gone));

  check (gone);
  g_assert_cmpint (jm_account_get_trouble (gone), ==, JM_TROUBLE_OK);
  n_told = 0;
  jm_simulator_tell (world->simulator, "POST", "/sites", remove);
  check (gone);
  g_assert_cmpint (jm_account_get_trouble (gone), ==, JM_TROUBLE_SITE_GONE);
  g_assert_cmpint (jm_account_get_state (gone), ==, JM_TOKEN_ERROR);
  g_assert_cmpint (jm_account_get_trouble (other), ==, JM_TROUBLE_OK);
  g_assert_cmpint (jm_account_get_state (other), ==, JM_TOKEN_ACTIVE);
  g_assert_cmpuint (n_told, ==, 1);
  jm_simulator_tell (world->simulator, "POST", "/sites", restore);
}

/* --- the connection test */

static JmTestReport *
test_connection (JmWorld   *world,
                 JmAccount *account)
{
  g_autoptr (GError) error = NULL;
  JmTestReport *report = dex_await_boxed (
      jm_connection_test (jm_monitor_get_services (world->monitor), account, NULL), &error);

  g_assert_no_error (error);
  g_assert_nonnull (report->summary);
  return report;
}

static void
a_good_connection_is_told (JmWorld *world)
{
  g_autoptr (JmTestReport) report = NULL;
  g_autoptr (JmAccount) account = NULL;

  sign_in_to (world, 0, -1);
  account = jm_world_dup_account (world, 0);
  report = test_connection (world, account);
  g_assert_cmpint (report->trouble, ==, JM_TROUBLE_OK);
  g_assert_nonnull (strstr (report->summary, jm_account_get_user_name (account)));
  g_assert_null (report->scopes_missing);
  g_assert_cmpuint (report->permissions_asked, >, 0);
  g_assert_cmpuint (report->permissions_granted, ==, report->permissions_asked);
  g_assert_cmpuint (report->findings->len, ==, 5);
}

static void
each_silent_failure_has_its_name (JmWorld *world)
{
  static const struct
  {
    const char *fault;
    JmTrouble   trouble;
  } faults[] = {
    { "{\"match\": {\"path\": \"/ex/jira/\"}, \"times\": 1, \"kind\": \"html_200\"}",
      JM_TROUBLE_CAPTIVE_PORTAL },
    { "{\"match\": {\"path\": \"*/myself\"}, \"kind\": \"status\", \"args\": {\"code\": 200, "
      "\"headers\": {\"Content-Type\": "
      "\"application/json\"}, \"body\": \"{\\\"accountId\\\": \\\"x\\\"}\"}}",
      JM_TROUBLE_NEEDS_SIGN_IN },
    { "{\"match\": {\"path\": \"*/myself\"}, \"kind\": \"status\", \"args\": {\"code\": 503}}",
      JM_TROUBLE_SERVER_ERROR },
    { "{\"match\": {\"path\": \"*/myself\"}, \"times\": 0, \"kind\": \"reset\"}",
      JM_TROUBLE_OFFLINE },
    /* last: it closes a window in which nothing is sent */
    { "{\"match\": {\"path\": \"*/myself\"}, \"kind\": \"status\", \"args\": {\"code\": 429}}",
      JM_TROUBLE_RATE_LIMITED },
  };
  g_autoptr (JmAccount) account = NULL;

  sign_in_to (world, 0, -1);
  account = jm_world_dup_account (world, 0);
  for (guint i = 0; i < G_N_ELEMENTS (faults); i++)
    {
      g_autoptr (JmTestReport) report = NULL;

      jm_world_arm (world, faults[i].fault);
      report = test_connection (world, account);
      g_test_message ("%u: %s", i, report->summary);
      g_assert_cmpint (report->trouble, ==, faults[i].trouble);
      jm_simulator_tell (world->simulator, "DELETE", "/arm", NULL);
    }
}

static void
being_nobody_is_found (JmWorld *world)
{
  g_autoptr (JmTestReport) report = NULL;
  g_autoptr (JmAccount) account = NULL;

  sign_in_to (world, 0, -1);
  account = jm_world_dup_account (world, 0);
  /* each time: a new token does not help */
  jm_world_arm (world, "{\"match\": {\"path\": \"*/myself\"}, \"times\": 0, \"kind\": \"status\", "
                       "\"args\": {\"code\": 200, "
                       "\"headers\": {\"Content-Type\": \"application/json\", "
                       "\"X-Seraph-LoginReason\": \"AUTHENTICATED_FAILED\"}, \"body\": \"{}\"}}");
  report = test_connection (world, account);
  g_assert_cmpint (report->trouble, ==, JM_TROUBLE_NEEDS_SIGN_IN);
}

static void
a_wrong_clock_is_found (JmWorld *world)
{
  g_autoptr (JmTestReport) report = NULL;
  g_autoptr (JmAccount) account = NULL;

  sign_in_to (world, 0, -1);
  account = jm_world_dup_account (world, 0);
  jm_world_arm (world, "{\"match\": {\"path\": \"*/myself\"}, \"kind\": \"date_skew\", \"args\": "
                       "{\"seconds\": 3600}}");
  report = test_connection (world, account);
  g_assert_cmpint (report->trouble, ==, JM_TROUBLE_CLOCK_WRONG);
}

int
main (int    argc,
      char **argv)
{
  static const struct
  {
    const char *path;
    JmWorldBody body;
  } tests[] = {
    { "/accounts/accounts/they-are-there-after-a-restart", they_are_there_after_a_restart },
    { "/accounts/accounts/one-is-primary", one_is_primary },
    { "/accounts/accounts/they-are-found-by-any-name", they_are_found_by_any_name },
    { "/accounts/accounts/an-inactive-one-is-kept", an_inactive_one_is_kept },
    { "/accounts/accounts/the-store-is-opened-once", the_store_is_opened_once },
    { "/accounts/accounts/a-browse-link-is-escaped", a_browse_link_is_escaped },
    { "/accounts/farewell/leaves-no-byte", a_farewell_leaves_no_byte },
    { "/accounts/farewell/forgets-what-was-chosen", a_farewell_forgets_what_was_chosen },
    { "/accounts/farewell/is-remembered-without-names", a_farewell_is_remembered_without_names },
    { "/accounts/farewell/a-shared-secret-stays", a_shared_secret_stays },
    { "/accounts/farewell/a-locked-keyring-stops-it", a_locked_keyring_stops_a_farewell },
    { "/accounts/farewell/happens-once", a_farewell_happens_once },
    { "/accounts/farewell/a-store-that-is-gone-stays-gone", a_store_that_is_gone_stays_gone },
    { "/accounts/accounts/a-site-that-is-gone-leaves-the-others-well",
      a_site_that_is_gone_leaves_the_others_well },
    { "/accounts/connection/a-good-one-is-told", a_good_connection_is_told },
    { "/accounts/connection/each-silent-failure-has-its-name", each_silent_failure_has_its_name },
    { "/accounts/connection/being-nobody-is-found", being_nobody_is_found },
    { "/accounts/connection/a-wrong-clock-is-found", a_wrong_clock_is_found },
  };

  jm_test_init (&argc, &argv);
  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add_data_func (tests[i].path, tests[i].body, jm_world_run);

  return g_test_run ();
}
