/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "fixtures/jm-simulator.h"
#include "fixtures/jm-test.h"

/* The fixture that other tests stand on. */

static void
test_says_where_it_listens (void)
{
  g_autoptr (JmSimulator) simulator = jm_simulator_new ("--sites", "2", NULL);

  g_assert_true (g_str_has_prefix (jm_simulator_get_endpoint (simulator), "http://127.0.0.1:"));
  g_assert_cmpstr (jm_simulator_get_site_name (simulator, 0), ==, "ACME");
  g_assert_true (g_str_has_prefix (jm_simulator_get_site_url (simulator, 1), jm_simulator_get_endpoint (simulator)));
  g_assert_cmpstr (jm_simulator_get_email (simulator, "api_token"), ==, jm_simulator_get_email (simulator, "scoped_api_token"));
  g_assert_nonnull (jm_simulator_get_dc_token (simulator));
}

static void
test_gives_tokens_and_counts_them (void)
{
  g_autoptr (JmSimulator) simulator = jm_simulator_new (NULL, NULL);
  g_autoptr (JsonNode) tokens = jm_simulator_grant (simulator, "{\"scopes\":[\"read:jira-work\"]}");
  g_autoptr (JsonNode) counts = jm_simulator_control (simulator, "GET", "/tokens", NULL);

  g_assert_cmpint (json_object_get_int_member (json_node_get_object (tokens), "expires_in"), ==, 3600);
  g_assert_false (json_object_has_member (json_node_get_object (tokens), "refresh_token"));
  g_assert_cmpint (json_object_get_int_member (json_node_get_object (counts), "sign_ins"), ==, 1);
  g_assert_cmpuint (jm_simulator_count_requests (simulator, NULL, "/"), ==, 0);
}

static void
test_two_run_beside_each_other (void)
{
  g_autoptr (JmSimulator) one = jm_simulator_new (NULL, NULL);
  g_autoptr (JmSimulator) other = jm_simulator_new (NULL, NULL);

  g_assert_cmpstr (jm_simulator_get_endpoint (one), !=, jm_simulator_get_endpoint (other));
  g_assert_cmpstr (jm_simulator_get_site_id (one, 0), ==, jm_simulator_get_site_id (other, 0));
}

int
main (int   argc,
      char *argv[])
{
  jm_test_init (&argc, &argv);
  g_test_add_func ("/simulator/fixture/says-where-it-listens", test_says_where_it_listens);
  g_test_add_func ("/simulator/fixture/gives-tokens-and-counts-them", test_gives_tokens_and_counts_them);
  g_test_add_func ("/simulator/fixture/two-run-beside-each-other", test_two_run_beside_each_other);
  return g_test_run ();
}
