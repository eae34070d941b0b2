/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "base/jm-certificate.h"
#include "base/jm-limits.h"
#include "base/jm-network.h"
#include "fixtures/jm-test-pki.h"
#include "fixtures/jm-test.h"

static GPtrArray *
parse (const char  *text,
       GError     **error)
{
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));

  return jm_certificates_from_bytes (bytes, error);
}

static void
test_files (void)
{
  g_autoptr (JmTestPki) first = jm_test_pki_new ("First");
  g_autoptr (JmTestPki) second = jm_test_pki_new ("Second");
  g_autofree char *both = g_strconcat ("# notes\n", jm_test_pki_get_ca (first),
                                       "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n",
                                       jm_test_pki_get_ca (second), NULL);
  g_autoptr (GPtrArray) two = parse (both, NULL);
  g_autofree char *pem = NULL;
  g_autofree char *name = NULL;
  g_autofree char *fingerprint = NULL;
  g_autoptr (GByteArray) der = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GPtrArray) one = NULL;

  g_assert_nonnull (two);
  g_assert_cmpuint (two->len, ==, 2);
  pem = jm_certificates_to_pem (two);
  g_assert_null (strstr (pem, "PRIVATE"));
  g_assert_null (strstr (pem, "notes"));

  name = jm_certificate_dup_subject (g_ptr_array_index (two, 1));
  g_assert_cmpstr (name, ==, "Second (Tests)");
  fingerprint = jm_certificate_dup_fingerprint (g_ptr_array_index (two, 1));
  g_assert_cmpuint (strlen (fingerprint), ==, 32 * 3 - 1);
  g_assert_cmpint (jm_certificate_get_end_ms (g_ptr_array_index (two, 1)), >, 0);

  g_object_get (g_ptr_array_index (two, 0), "certificate", &der, NULL);
  bytes = g_bytes_new (der->data, der->len);
  one = jm_certificates_from_bytes (bytes, NULL);
  g_assert_nonnull (one);
  g_assert_true (g_tls_certificate_is_same (g_ptr_array_index (one, 0), g_ptr_array_index (two, 0)));
}

static const struct
{
  const char *text;
  int code;
} bad_files[] = {
  { "", JM_CERTIFICATE_ERROR_NONE_THERE },
  { "hello", JM_CERTIFICATE_ERROR_NONE_THERE },
  { "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n",
    JM_CERTIFICATE_ERROR_NONE_THERE },
  { "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
    JM_CERTIFICATE_ERROR_DAMAGED },
  { "-----BEGIN CERTIFICATE-----\nAAAA\n", JM_CERTIFICATE_ERROR_DAMAGED },
};

static void
test_bad_files (void)
{
  g_autofree char *large = g_strnfill (JM_LIMIT_CERTIFICATE_FILE + 1, 'x');
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (bad_files); i++)
    {
      g_autoptr (GPtrArray) none = parse (bad_files[i].text, &error);

      g_assert_null (none);
      g_assert_error (error, JM_CERTIFICATE_ERROR, bad_files[i].code);
      g_clear_error (&error);
    }

  g_assert_null (parse (large, &error));
  g_assert_error (error, JM_CERTIFICATE_ERROR, JM_CERTIFICATE_ERROR_TOO_LARGE);
}

static const struct
{
  const char *url;
  const char *key;
} keys[] = {
  { "https://Jira.Example.com/jira", "jira.example.com" },
  { "https://jira.example.com:443/", "jira.example.com" },
  { "https://jira.example.com:8443/", "jira.example.com:8443" },
  { "http://jira.example.com/", "jira.example.com" },
  { "http://jira.example.com:443/", "jira.example.com:443" },
  { "https://b\xc3\xbc"
    "cher.example/",
    "xn--bcher-kva.example" },
  { "https://[::1]:8443/", "[::1]:8443" },
  { "nothing", NULL },
  { "https:///", NULL },
};

static void
test_keys (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      g_autofree char *key = jm_network_dup_key (keys[i].url);

      g_assert_cmpstr (key, ==, keys[i].key);
    }
}

static const struct
{
  const char *site;
  const char *key;
  gboolean covered;
} covers[] = {
  { "jira.acme.example", "jira.acme.example", TRUE },
  { "jira.acme.example", "jira.acme.example:8443", FALSE },
  { "jira.acme.example", "acme.example", FALSE },
  { "jira.acme.example", "api.atlassian.com", FALSE },
  { "acme.atlassian.net", "acme.atlassian.net", TRUE },
  { "acme.atlassian.net", "api.atlassian.com", TRUE },
  { "acme.atlassian.net", "auth.atlassian.com", TRUE },
  { "acme.atlassian.net", "beta.atlassian.net", FALSE },
  { "acme.atlassian.net", "id.atlassian.com", FALSE },
  { "auth.atlassian.com", "api.atlassian.com", TRUE },
  { "auth.atlassian.com", "acme.atlassian.net", FALSE },
  { "atlassian.net.example.com", "api.atlassian.com", FALSE },
};

static void
test_covers (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (covers); i++)
    {
      g_autoptr (JmNetworkSite) site = jm_network_site_new (covers[i].site);

      g_assert_cmpint (jm_network_site_covers (site, covers[i].key), ==, covers[i].covered);
    }
}

static void
count_cb (JmNetwork *network,
          guint     *n)
{
  (*n)++;
}

static void
test_network (void)
{
  g_autoptr (JmNetwork) network = jm_network_new ();
  g_autoptr (JmNetworkSite) site = jm_network_site_new ("jira.acme.example");
  g_autoptr (GPtrArray) list = NULL;
  guint n = 0;

  g_signal_connect (network, "changed", G_CALLBACK (count_cb), &n);
  jm_network_put (network, site);
  g_assert_null (jm_network_get (network, site->key));
  g_assert_cmpuint (n, ==, 0);

  g_assert_false (jm_network_allows_url (network, "http://jira.acme.example/"));
  site->plain_http = TRUE;
  jm_network_put (network, site);
  jm_network_put (network, site);
  g_assert_cmpuint (n, ==, 1);
  g_assert_true (jm_network_allows_url (network, "http://jira.acme.example/rest"));
  g_assert_false (jm_network_allows_url (network, "http://jira.acme.example:8080/rest"));
  g_assert_false (jm_network_allows_url (network, "http://jira.acme.example@evil.example/"));
  g_assert_false (jm_network_allows_url (network, "http://other.example/"));
  g_assert_true (jm_network_allows_url (network, "https://other.example/"));
  g_assert_false (jm_network_allows_url (network, "ftp://jira.acme.example/"));
  list = jm_network_list (network);
  g_assert_cmpuint (list->len, ==, 1);

  site->plain_http = FALSE;
  jm_network_put (network, site);
  g_assert_null (jm_network_get (network, site->key));
  g_assert_cmpuint (n, ==, 2);
}

int
main (int    argc,
      char **argv)
{
  jm_test_init (&argc, &argv);
  g_test_add_func ("/base/certificate/files-hold-one-or-several", test_files);
  g_test_add_func ("/base/certificate/other-files-are-refused", test_bad_files);
  g_test_add_func ("/base/network/a-site-is-a-host-and-a-port", test_keys);
  g_test_add_func ("/base/network/an-authority-counts-for-its-site-alone", test_covers);
  g_test_add_func ("/base/network/http-is-allowed-to-one-site", test_network);

  return g_test_run ();
}
