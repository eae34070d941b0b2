/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "base/jm-network-trust.h"
#include "fixtures/jm-test-pki.h"
#include "fixtures/jm-test.h"

static void
put (JmNetwork  *network,
     const char *key,
     const char *pem,
     gboolean    plain_http)
{
  g_autoptr (JmNetworkSite) site = jm_network_site_new (key);

  site->ca_pem = g_strdup (pem);
  site->plain_http = plain_http;
  jm_network_put (network, site);
}

static void
one_line (void)
{
  g_autoptr (JmTestPki) pki = jm_test_pki_new ("Company CA");
  g_autoptr (JmNetwork) network = jm_network_new ();
  g_autoptr (JmNetwork) other = jm_network_new ();
  g_autoptr (JmProxySignIn) good = jm_proxy_sign_in_new ("jo", "a 'quoted'\n\"word\" ü");
  g_autoptr (JmProxySignIn) wrong = jm_proxy_sign_in_new ("jo", "wrong");
  g_autofree char *line = NULL;
  g_autoptr (GError) error = NULL;

  put (network, "[::1]:8443", jm_test_pki_get_ca (pki), FALSE);
  put (network, "plain.example", NULL, TRUE);
  jm_network_set_proxy_sign_in (network, "proxy.example:3128", good);
  jm_network_set_proxy_sign_in (network, "other.example:3128", wrong);
  jm_network_refuse_proxy_sign_in (network, "other.example:3128");

  line = jm_network_print_trust (network);
  g_assert_null (strchr (line, '\n'));
  g_assert_true (jm_network_read_trust (other, line, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (jm_network_get (other, "[::1]:8443")->ca_pem, ==, jm_test_pki_get_ca (pki));
  g_assert_null (jm_network_get (other, "plain.example"));
  g_assert_true (jm_proxy_sign_in_equal (jm_network_get_proxy_sign_in (other, "proxy.example:3128"), good));
  g_assert_null (jm_network_get_proxy_sign_in (other, "other.example:3128"));
}

static void
nothing_special (void)
{
  g_autoptr (JmNetwork) network = jm_network_new ();
  g_autofree char *line = jm_network_print_trust (network);
  g_autoptr (GPtrArray) sites = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (jm_network_read_trust (network, line, &error));
  g_assert_no_error (error);
  sites = jm_network_list (network);
  g_assert_cmpuint (sites->len, ==, 0);
}

static void
other_lines (void)
{
  static const char *const corpus[] = { "", "x", "{}", "({'a': 'b'},)", "({'a': 1}, {})", "({}, {'p': ('u',)})", "({}, {}", "({}, {}) x" };

  for (gsize i = 0; i < G_N_ELEMENTS (corpus); i++)
    {
      g_autoptr (JmNetwork) network = jm_network_new ();
      g_autoptr (GError) error = NULL;

      g_test_message ("%s", corpus[i]);
      g_assert_false (jm_network_read_trust (network, corpus[i], &error));
      g_assert_nonnull (error);
    }
}

int
main (int   argc,
      char *argv[])
{
  jm_test_init (&argc, &argv);
  if (!jm_test_has_program ("openssl"))
    {
      g_print ("1..0 # SKIP the program openssl is missing\n");
      return 0;
    }

  g_test_add_func ("/network-trust/goes-to-another-process-in-one-line", one_line);
  g_test_add_func ("/network-trust/may-be-empty", nothing_special);
  g_test_add_func ("/network-trust/what-is-no-such-line-is-refused", other_lines);

  return g_test_run ();
}
