/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "base/jm-random.h"
#include "fixtures/jm-test.h"

#define N_TOKENS 100000

static void
test_tokens (void)
{
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  guint counts[64] = { 0 };
  static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  double chi_square = 0, expected = N_TOKENS * 42.0 / 64;

  for (guint i = 0; i < N_TOKENS; i++)
    {
      char *token = jm_random_token ();

      g_assert_cmpuint (strlen (token), ==, 43);
      g_assert_cmpuint (strspn (token, alphabet), ==, 43);
      /* The last character holds four bits only. */
      for (guint k = 0; k < 42; k++)
        counts[strchr (alphabet, token[k]) - alphabet]++;
      g_assert_true (g_hash_table_add (seen, token));
    }

  for (guint i = 0; i < 64; i++)
    chi_square += (counts[i] - expected) * (counts[i] - expected) / expected;
  /* 63 degrees of freedom: more than 150 comes once in 10⁸ */
  g_assert_cmpfloat (chi_square, <, 150);
}

static void
test_uuid (void)
{
  g_autofree char *one = jm_random_uuid ();
  g_autofree char *two = jm_random_uuid ();

  g_assert_true (g_uuid_string_is_valid (one));
  g_assert_cmpint (one[14], ==, '4');
  g_assert_nonnull (strchr ("89ab", one[19]));
  g_assert_cmpstr (one, !=, two);
}

static void
test_fraction (void)
{
  double sum = 0;

  for (guint i = 0; i < N_TOKENS; i++)
    {
      double fraction = jm_random_fraction ();

      g_assert_cmpfloat (fraction, >=, 0);
      g_assert_cmpfloat (fraction, <, 1);
      sum += fraction;
    }
  g_assert_cmpfloat_with_epsilon (sum / N_TOKENS, 0.5, 0.01);
}

static void
test_base64url (void)
{
  static const struct
  {
    const char *bytes;
    gsize size;
    const char *text;
  } rows[] = {
    { "", 0, "" },
    { "f", 1, "Zg" },
    { "fo", 2, "Zm8" },
    { "foo", 3, "Zm9v" },
    { "\xfb\xff\xfe", 3, "-__-" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *text = jm_base64url ((const guint8 *) rows[i].bytes, rows[i].size);

      g_assert_cmpstr (text, ==, rows[i].text);
    }
}

/* RFC 7636, appendix B */
static void
test_challenge (void)
{
  g_autofree char *challenge = jm_sha256_base64url ("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk");

  g_assert_cmpstr (challenge, ==, "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
}

static void
test_equal (void)
{
  g_assert_true (jm_equal_constant_time ("abc", "abc"));
  g_assert_true (jm_equal_constant_time ("", ""));
  g_assert_false (jm_equal_constant_time ("abc", "abd"));
  g_assert_false (jm_equal_constant_time ("abc", "ab"));
  g_assert_false (jm_equal_constant_time (NULL, NULL));
  g_assert_false (jm_equal_constant_time ("abc", NULL));
  g_assert_false (jm_equal_constant_time (NULL, ""));
}

static void
test_wipe (void)
{
  jm_wipe_free (NULL);
  jm_wipe_free (g_strdup ("canary"));
}

int
main (int    argc,
      char **argv)
{
  jm_test_init (&argc, &argv);

  g_test_add_func ("/base/random/tokens-are-even-and-never-the-same", test_tokens);
  g_test_add_func ("/base/random/a-uuid-is-of-version-4", test_uuid);
  g_test_add_func ("/base/random/a-fraction-is-below-one", test_fraction);
  g_test_add_func ("/base/random/base64url-has-no-padding", test_base64url);
  g_test_add_func ("/base/random/the-challenge-is-that-of-the-rfc", test_challenge);
  g_test_add_func ("/base/random/nothing-equals-nothing-not", test_equal);
  g_test_add_func ("/base/random/a-secret-may-be-wiped-or-missing", test_wipe);

  return g_test_run ();
}
