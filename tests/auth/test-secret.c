/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "auth/jm-auth-error.h"
#include "auth/jm-secret.h"
#include "base/jm-random.h"
#include "fixtures/jm-test.h"

/* What a keyring item holds. */

static void
test_round_trip (void)
{
  JmSecret secret = {
    .kind = JM_CREDENTIAL_OAUTH,
    .generation = 7,
    .access_token = (char *) "acc\"ess\n",
    .refresh_token = (char *) "refresh",
    .issued_at_ms = 1795000000000,
    .expires_at_ms = 1795003600000,
    .scopes = (char *) "read:me offline_access",
    .client_id = (char *) "client",
  };
  g_autoptr (GError) error = NULL;
  g_autofree char *json = jm_secret_to_json (&secret);
  g_autoptr (JmSecret) read = jm_secret_from_json (json, &error);
  g_autoptr (JmSecret) copy = NULL;

  g_assert_no_error (error);
  g_assert_null (strpbrk (json, "\r\n"));
  copy = jm_secret_copy (read);
  g_assert_cmpuint (copy->generation, ==, 7);
  g_assert_cmpstr (copy->access_token, ==, secret.access_token);
  g_assert_cmpstr (copy->refresh_token, ==, "refresh");
  g_assert_cmpint (copy->issued_at_ms, ==, secret.issued_at_ms);
  g_assert_cmpint (copy->expires_at_ms, ==, secret.expires_at_ms);
  g_assert_cmpstr (copy->scopes, ==, secret.scopes);
  g_assert_cmpstr (copy->client_id, ==, "client");
  g_assert_null (copy->token);
}

static void
test_broken_items (void)
{
  static const char *const items[] = {
    "",
    "{",
    "null",
    "[]",
    "{}",
    "a password of another program",
    "{\"version\":1,\"kind\":\"oauth\",\"generation\":0,\"access_token\":\"CANARY\"}",
    "{\"version\":1,\"kind\":\"oauth\",\"generation\":\"1\",\"access_token\":\"CANARY\"}",
    "{\"version\":1,\"kind\":\"oauth\",\"generation\":-1,\"access_token\":\"CANARY\"}",
    "{\"version\":2,\"kind\":\"oauth\",\"generation\":1,\"access_token\":\"CANARY\"}",
    "{\"version\":1,\"kind\":\"magic\",\"generation\":1,\"access_token\":\"CANARY\"}",
    "{\"version\":1,\"kind\":\"oauth\",\"generation\":1}",
    "{\"version\":1,\"kind\":\"oauth\",\"generation\":1,\"access_token\":7}",
    "{\"version\":1,\"kind\":\"api-token\",\"generation\":1,\"token\":\"CANARY\"}",
    "{\"version\":1,\"kind\":\"pat\",\"generation\":1,\"token\":null}",
  };

  for (guint i = 0; i < G_N_ELEMENTS (items); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (jm_secret_from_json (items[i], &error));
      g_assert_error (error, JM_AUTH_ERROR, JM_AUTH_ERROR_SECRET_MISSING);
      g_assert_null (strstr (error->message, "CANARY"));
    }
}

static void
assert_header (const JmSecret *secret,
               const char     *expected)
{
  char *header = jm_secret_dup_header (secret);

  g_assert_cmpstr (header, ==, expected);
  jm_wipe_free (header);
}

static void
test_headers (void)
{
  JmSecret oauth = { .kind = JM_CREDENTIAL_OAUTH, .access_token = (char *) "abc" };
  JmSecret half = { .kind = JM_CREDENTIAL_OAUTH, .refresh_token = (char *) "abc" };
  JmSecret api = { .kind = JM_CREDENTIAL_API_TOKEN,
                   .user = (char *) "mia@example.com",
                   .token = (char *) "t:ok" };
  JmSecret pat = { .kind = JM_CREDENTIAL_PAT, .token = (char *) "pat" };

  assert_header (&oauth, "Bearer abc");
  assert_header (&half, NULL);
  assert_header (&api, "Basic bWlhQGV4YW1wbGUuY29tOnQ6b2s=");
  assert_header (&pat, "Bearer pat");
}

static void
test_kinds (void)
{
  JmCredentialKind kind = JM_CREDENTIAL_OAUTH;

  for (int i = JM_CREDENTIAL_OAUTH; i <= JM_CREDENTIAL_PAT; i++)
    {
      g_assert_true (jm_credential_kind_from_nick (jm_credential_kind_to_nick (i), &kind));
      g_assert_cmpint (kind, ==, i);
    }
  g_assert_false (jm_credential_kind_from_nick ("OAuth", &kind));
  g_assert_false (jm_credential_kind_from_nick (NULL, &kind));
  g_assert_cmpint (kind, ==, JM_CREDENTIAL_PAT);
}

int
main (int   argc,
      char *argv[])
{
  jm_test_init (&argc, &argv);
  g_test_add_func ("/auth/secret/round-trip-in-one-line", test_round_trip);
  g_test_add_func ("/auth/secret/broken-items-are-missing-ones", test_broken_items);
  g_test_add_func ("/auth/secret/headers", test_headers);
  g_test_add_func ("/auth/secret/kinds", test_kinds);
  return g_test_run ();
}
