/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "accounts/jm-world.h"
#include "fixtures/jm-test-pki.h"

#include <glib/gstdio.h>
#include <string.h>

/* Two processes over the same data, and the demonstration. */

typedef struct
{
  JmAccounts *accounts;
  guint       n_accounts;
  guint       n_succeeded;
} Seen;

static gboolean
has_accounts (gpointer data)
{
  Seen *seen = data;

  return g_list_model_get_n_items (G_LIST_MODEL (seen->accounts)) == seen->n_accounts;
}

static gboolean
has_refreshes (gpointer data)
{
  Seen *seen = data;
  g_autoptr (JmAccount) account = g_list_model_get_item (G_LIST_MODEL (seen->accounts), 0);

  return account != NULL &&
         jm_token_keeper_get_succeeded (jm_account_get_keeper (account)) == seen->n_succeeded;
}

static void
the_other_sees_what_one_does (JmWorld *world)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JmMonitor) other = jm_world_open_monitor (world);
  g_autoptr (GListModel) made = NULL;
  g_autoptr (JmAccount) account = NULL;
  g_autoptr (JmFarewell) farewell = NULL;
  Seen seen = { jm_monitor_get_accounts (other), 2, 0 };

  jm_monitor_start (other);
  made = jm_world_sign_in (world, NULL, &error, 0, 1, -1);
  g_assert_no_error (error);
  dex_await (jm_test_until (has_accounts, &seen), NULL);

  account = jm_world_dup_account (world, 0);
  dex_await (jm_token_keeper_refresh (jm_account_get_keeper (account), NULL), &error);
  g_assert_no_error (error);
  seen.n_succeeded = jm_token_keeper_get_succeeded (jm_account_get_keeper (account));
  g_assert_cmpuint (seen.n_succeeded, >, 0);
  dex_await (jm_test_until (has_refreshes, &seen), NULL);

  farewell = dex_await_boxed (jm_accounts_disconnect (jm_world_get_accounts (world), account, NULL),
                              &error);
  g_assert_no_error (error);
  seen.n_accounts = 1;
  dex_await (jm_test_until (has_accounts, &seen), NULL);

  dex_await (jm_monitor_close (other), &error);
  g_assert_no_error (error);
}

static void
two_of_them_refresh_once (JmWorld *world)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GListModel) made = jm_world_sign_in (world, NULL, &error, 0, -1);
  g_autoptr (JmMonitor) other = NULL;
  g_autoptr (JmAccount) mine = NULL;
  g_autoptr (JmAccount) theirs = NULL;
  DexFuture *both;

  g_assert_no_error (error);
  other = jm_world_open_monitor (world);
  mine = jm_world_dup_account (world, 0);
  theirs = g_list_model_get_item (G_LIST_MODEL (jm_monitor_get_accounts (other)), 0);
  g_assert_nonnull (theirs);

  both = dex_future_all (jm_token_keeper_refresh (jm_account_get_keeper (mine), NULL),
                         jm_token_keeper_refresh (jm_account_get_keeper (theirs), NULL), NULL);
  dex_await (both, &error);
  g_assert_no_error (error);
  /* whoever came second found the first one's pair; nobody sent a spent token */
  g_assert_cmpint (jm_account_get_trouble (mine), ==, JM_TROUBLE_OK);
  g_assert_cmpint (jm_account_get_trouble (theirs), ==, JM_TROUBLE_OK);

  dex_await (jm_monitor_close (other), &error);
  g_assert_no_error (error);
}

static gboolean
is_swept (gpointer data)
{
  return !g_file_test (data, G_FILE_TEST_EXISTS);
}

static void
what_a_killed_process_left_is_swept (JmWorld *world)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GListModel) made = jm_world_sign_in (world, NULL, &error, 0, -1);
  JmServices *services = jm_monitor_get_services (world->monitor);
  g_autoptr (JmCredentialRow) row = g_new0 (JmCredentialRow, 1);
  g_autoptr (JmCredentialRow) left = NULL;
  g_autoptr (JmAccount) account = NULL;
  g_autoptr (JmStore) store = NULL;
  g_autofree char *orphan =
      jm_paths_dup_account_file (services->paths, "11111111-2222-4333-8444-555555555555");
  g_autofree char *kept = NULL;
  g_autofree char *secret = NULL;

  g_assert_no_error (error);
  account = jm_world_dup_account (world, 0);
  store = dex_await_object (jm_account_open_store (account), &error);
  g_assert_no_error (error);
  kept = jm_paths_dup_account_file (services->paths, jm_account_get_id (account));

  row->id = g_strdup ("66666666-7777-4888-8999-aaaaaaaaaaaa");
  row->kind = g_strdup ("oauth");
  row->trouble = g_strdup ("ok");
  row->consented_at_ms = 1;
  dex_await (jm_state_store_put_credential (services->state, row), &error);
  g_assert_no_error (error);
  dex_await (jm_keyring_store (world->keyring, "credential/66666666-7777-4888-8999-aaaaaaaaaaaa",
                               "left", "{}", NULL),
             &error);
  g_assert_no_error (error);
  g_file_set_contents (orphan, "left", -1, &error);
  g_assert_no_error (error);

  jm_monitor_start (world->monitor);
  dex_await (jm_test_until (is_swept, orphan), NULL);
  /* a turn later it is over */
  dex_await (jm_accounts_reload (jm_world_get_accounts (world)), &error);
  g_assert_no_error (error);
  left = dex_await_boxed (jm_state_store_get_credential (services->state, row->id), &error);
  g_assert_no_error (error);
  g_assert_null (left);
  secret = jm_world_dup_secret (world, row->id);
  g_assert_null (secret);
  g_assert_true (g_file_test (kept, G_FILE_TEST_EXISTS));
  g_assert_cmpuint (jm_world_count_accounts (world), ==, 1);
}

static void
only_safe_endpoints_are_taken (void)
{
  static const char *const endpoints[] = {
    "http://example.com",
    "http://127.0.0.1.example.com",
    "ftp://127.0.0.1",
    "javascript:alert(1)",
    "auth",
    "http://localhost@evil.example",
  };
  g_autofree char *root = jm_test_temp_dir ();
  g_autoptr (JmClock) clock = jm_clock_new ();
  g_autoptr (JmKeyring) keyring = jm_memory_keyring_new ();

  for (guint i = 0; i < G_N_ELEMENTS (endpoints); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (JmMonitor) monitor =
          jm_monitor_new_apart (root, keyring, endpoints[i], clock, &error);

      g_assert_null (monitor);
      g_assert_error (error, JM_AUTH_ERROR, JM_AUTH_ERROR_INVALID);
    }
}

static DexFuture *
demonstration_fiber (gpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JmMonitor) monitor = dex_await_object (jm_monitor_open_demonstration (NULL), &error);
  g_autoptr (JmAccount) account = NULL;
  g_autofree char *root = NULL;
  GStatBuf info;

  g_assert_no_error (error);
  g_assert_true (jm_monitor_is_demonstration (monitor));
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (jm_monitor_get_accounts (monitor))), >=,
                    2);

  root = g_strdup (jm_paths_get_root (jm_monitor_get_services (monitor)->paths));
  g_assert_cmpint (g_stat (root, &info), ==, 0);
  g_assert_cmpuint (info.st_mode & 0777, ==, 0700);

  jm_monitor_start (monitor);
  account = g_list_model_get_item (G_LIST_MODEL (jm_monitor_get_accounts (monitor)), 0);
  dex_await (jm_token_keeper_refresh (jm_account_get_keeper (account), NULL), &error);
  g_assert_no_error (error);

  dex_await (jm_monitor_close (monitor), &error);
  g_assert_no_error (error);
  g_assert_false (g_file_test (root, G_FILE_TEST_EXISTS));
  return dex_future_new_true ();
}

static void
the_demonstration_comes_and_goes (void)
{
  jm_test_fiber (demonstration_fiber, NULL);
}

static DexFuture *
missing_fiber (gpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JmMonitor) monitor = dex_await_object (jm_monitor_open_demonstration (NULL), &error);

  g_assert_null (monitor);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
  return dex_future_new_true ();
}

static void
without_a_simulator_it_says_so (void)
{
  g_autofree char *before = g_strdup (g_getenv ("JIRA_MONITOR_LIBEXECDIR"));

  g_setenv ("JIRA_MONITOR_LIBEXECDIR", "/nonexistent", TRUE);
  jm_test_fiber (missing_fiber, NULL);
  g_setenv ("JIRA_MONITOR_LIBEXECDIR", before, TRUE);
}

/* --- a company's network */

static gboolean
is_untrusted (gpointer account)
{
  return jm_account_get_trouble (account) == JM_TROUBLE_TLS_UNTRUSTED;
}

static gboolean
is_well (gpointer account)
{
  return jm_account_get_trouble (account) == JM_TROUBLE_OK;
}

/* Awaits: the account of a Data Center behind a company's authority. */
static JmAccount *
sign_in_to (JmWorld      *world,
            JmSimulator  *company,
            GError      **error)
{
  g_autoptr (JmSignIn) sign_in = jm_monitor_begin_sign_in (world->monitor, NULL);
  g_autoptr (JmJiraSite) site = NULL;
  g_autoptr (GListModel) choices = NULL;
  g_autoptr (GListModel) made = NULL;

  if (!(site = dex_await_object (
            jm_sign_in_discover (sign_in, jm_simulator_get_dc_url (company), NULL), error)) ||
      !(choices = dex_await_object (
            jm_sign_in_with_pat (sign_in, site, jm_simulator_get_dc_token (company), NULL, 0, NULL),
            error)) ||
      !(made = dex_await_object (jm_sign_in_finish (sign_in, NULL), error)))
    return NULL;

  return g_list_model_get_item (made, 0);
}

static void
who_could_not_get_through_tries_again (JmWorld *world)
{
  g_autoptr (JmSimulator) company = NULL;
  JmNetworkKeeper *networks = jm_monitor_get_services (world->monitor)->networks;
  g_autofree char *key = NULL;
  g_autoptr (GBytes) ca = NULL;
  g_autoptr (JmAccount) account = NULL;
  g_autoptr (JmFarewell) farewell = NULL;
  g_autoptr (GError) error = NULL;

  if (!jm_test_has_program ("openssl"))
    {
      g_test_skip ("the program openssl is missing");
      return;
    }

  company = jm_simulator_new ("--tls", "corp_ca", NULL);
  key = jm_network_dup_key (jm_simulator_get_dc_url (company));
  ca = g_bytes_new (jm_simulator_get_ca (company), strlen (jm_simulator_get_ca (company)));
  jm_monitor_start (world->monitor);
  g_assert_null (sign_in_to (world, company, &error));
  g_assert_error (error, JM_JIRA_ERROR, JM_JIRA_ERROR_TLS);
  g_clear_error (&error);
  g_assert_cmpuint (jm_simulator_count_requests (company, NULL, ""), ==, 0);

  dex_await (jm_network_keeper_trust (networks, key, ca), &error);
  g_assert_no_error (error);
  account = sign_in_to (world, company, &error);
  g_assert_no_error (error);

  dex_await (jm_network_keeper_trust (networks, key, NULL), &error);
  g_assert_no_error (error);
  /* The first may share a look that was under way before. */
  for (guint i = 0; i < 2 && error == NULL; i++)
    dex_await (jm_token_keeper_refresh (jm_account_get_keeper (account), NULL), &error);
  g_assert_error (error, JM_JIRA_ERROR, JM_JIRA_ERROR_TLS);
  g_clear_error (&error);
  dex_await (jm_test_until (is_untrusted, account), NULL);

  dex_await (jm_network_keeper_trust (networks, key, ca), &error);
  g_assert_no_error (error);
  dex_await (jm_test_until (is_well, account), NULL);

  /* What was allowed for the site goes with it. */
  farewell = dex_await_boxed (jm_accounts_disconnect (jm_world_get_accounts (world), account, NULL),
                              &error);
  g_assert_no_error (error);
  g_assert_true (farewell->data_removed);
  g_assert_null (jm_network_get (jm_network_keeper_get_network (networks), key));
  g_assert_cmpuint (jm_world_count_bytes (world, "BEGIN CERTIFICATE"), ==, 0);
}

int
main (int    argc,
      char **argv)
{
  jm_test_init (&argc, &argv);
  g_test_add_data_func ("/accounts/monitor/the-other-sees-what-one-does",
                        the_other_sees_what_one_does, jm_world_run);
  g_test_add_data_func ("/accounts/monitor/two-of-them-refresh-once", two_of_them_refresh_once,
                        jm_world_run);
  g_test_add_data_func ("/accounts/monitor/what-a-killed-process-left-is-swept",
                        what_a_killed_process_left_is_swept, jm_world_run);
  g_test_add_data_func ("/accounts/monitor/who-could-not-get-through-tries-again",
                        who_could_not_get_through_tries_again, jm_world_run);
  g_test_add_func ("/accounts/monitor/only-safe-endpoints-are-taken",
                   only_safe_endpoints_are_taken);
  g_test_add_func ("/accounts/monitor/the-demonstration-comes-and-goes",
                   the_demonstration_comes_and_goes);
  g_test_add_func ("/accounts/monitor/without-a-simulator-it-says-so",
                   without_a_simulator_it_says_so);

  return g_test_run ();
}
