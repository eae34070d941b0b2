/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "auth/jm-auth-error.h"
#include "auth/jm-trouble.h"
#include "base/jm-http.h"
#include "fixtures/jm-test.h"
#include "jira/jm-jira-error.h"
#include "store/jm-store-error.h"

/* Every failure has one trouble, every trouble has its words. */

static void
test_every_trouble_has_words (void)
{
  g_autoptr (GHashTable) titles = g_hash_table_new (g_str_hash, g_str_equal);

  for (int i = JM_TROUBLE_OK; i < JM_N_TROUBLES; i++)
    {
      const JmTroubleInfo *info = jm_trouble_get_info (i);

      g_assert_cmpint (info->trouble, ==, i);
      g_assert_cmpint (jm_trouble_from_nick (info->nick), ==, i);
      g_assert_true (g_hash_table_add (titles, (gpointer) info->title));
      g_assert_nonnull (info->advice);
      g_assert_true ((info->cure == JM_CURE_NONE) == (info->cure_label == NULL));
      g_assert_true (info->exit_code == 0 || info->exit_code == 2 || info->exit_code == 3);
      g_assert_true ((i == JM_TROUBLE_OK) == (info->exit_code == 0));
      /* What mends itself says "try later", or that nothing is wrong. */
      if (jm_trouble_is_passing (i))
        g_assert_cmpint (info->exit_code, !=, 2);
      else
        g_assert_cmpint (info->exit_code, ==, 2);
    }
}

/* A person does not know what these are. */
static void
test_no_jargon (void)
{
  static const char *const jargon[] = { "invalid_grant", "HTTP",        "JSON",          "401",
                                        "403",           "OAuth token", "refresh token", "D-Bus",
                                        "libsecret",     "SQLite",      "errno" };

  for (int i = JM_TROUBLE_OK; i < JM_N_TROUBLES; i++)
    {
      for (guint j = 0; j < G_N_ELEMENTS (jargon); j++)
        {
          g_assert_null (strstr (jm_trouble_get_info (i)->title, jargon[j]));
          g_assert_null (strstr (jm_trouble_get_info (i)->advice, jargon[j]));
        }
    }
}

static void
assert_trouble (GQuark    domain,
                int       code,
                JmTrouble trouble)
{
  g_autoptr (GError) error = g_error_new_literal (domain, code, "x");

  g_assert_cmpstr (jm_trouble_get_info (jm_trouble_from_error (error))->nick, ==,
                   jm_trouble_get_info (trouble)->nick);
}

static void
test_errors (void)
{
  assert_trouble (JM_AUTH_ERROR, JM_AUTH_ERROR_KEYRING_LOCKED, JM_TROUBLE_KEYRING_LOCKED);
  assert_trouble (JM_AUTH_ERROR, JM_AUTH_ERROR_KEYRING_UNAVAILABLE, JM_TROUBLE_KEYRING_UNAVAILABLE);
  assert_trouble (JM_AUTH_ERROR, JM_AUTH_ERROR_KEYRING_LOST, JM_TROUBLE_TOKENS_UNSAVED);
  assert_trouble (JM_AUTH_ERROR, JM_AUTH_ERROR_SECRET_MISSING, JM_TROUBLE_NEEDS_SIGN_IN);
  assert_trouble (JM_AUTH_ERROR, JM_AUTH_ERROR_REFUSED, JM_TROUBLE_NEEDS_SIGN_IN);
  assert_trouble (JM_AUTH_ERROR, JM_AUTH_ERROR_CLIENT_MISSING, JM_TROUBLE_CLIENT_REFUSED);
  assert_trouble (JM_AUTH_ERROR, JM_AUTH_ERROR_BLOCKED, JM_TROUBLE_BLOCKED);
  assert_trouble (JM_AUTH_ERROR, JM_AUTH_ERROR_INVALID, JM_TROUBLE_NEEDS_SIGN_IN);
  assert_trouble (JM_JIRA_ERROR, JM_JIRA_ERROR_OFFLINE, JM_TROUBLE_OFFLINE);
  assert_trouble (JM_JIRA_ERROR, JM_JIRA_ERROR_CAPTIVE_PORTAL, JM_TROUBLE_CAPTIVE_PORTAL);
  assert_trouble (JM_JIRA_ERROR, JM_JIRA_ERROR_ANONYMOUS, JM_TROUBLE_NEEDS_SIGN_IN);
  assert_trouble (JM_JIRA_ERROR, JM_JIRA_ERROR_SCOPE, JM_TROUBLE_SCOPE_CHANGED);
  assert_trouble (JM_JIRA_ERROR, JM_JIRA_ERROR_NOT_FOUND, JM_TROUBLE_OK);
  assert_trouble (JM_JIRA_ERROR, JM_JIRA_ERROR_BROKEN, JM_TROUBLE_SERVER_ERROR);
  assert_trouble (JM_HTTP_ERROR, JM_HTTP_ERROR_TLS, JM_TROUBLE_TLS_UNTRUSTED);
  assert_trouble (JM_HTTP_ERROR, JM_HTTP_ERROR_REFUSED, JM_TROUBLE_TLS_UNTRUSTED);
  assert_trouble (JM_JIRA_ERROR, JM_JIRA_ERROR_TLS_INVALID, JM_TROUBLE_TLS_INVALID);
  assert_trouble (JM_JIRA_ERROR, JM_JIRA_ERROR_TLS_CLIENT, JM_TROUBLE_TLS_CLIENT);
  assert_trouble (JM_JIRA_ERROR, JM_JIRA_ERROR_PROXY_SIGN_IN, JM_TROUBLE_PROXY_SIGN_IN);
  assert_trouble (JM_JIRA_ERROR, JM_JIRA_ERROR_PLAIN, JM_TROUBLE_NOT_ENCRYPTED);
  assert_trouble (JM_STORE_ERROR, JM_STORE_ERROR_FULL, JM_TROUBLE_DISK_FULL);
  assert_trouble (JM_STORE_ERROR, JM_STORE_ERROR_NEWER, JM_TROUBLE_DB_NEWER);
  assert_trouble (JM_STORE_ERROR, JM_STORE_ERROR_FAILED, JM_TROUBLE_DB_CORRUPT);
  /* Codes of a later version, and strangers, ask nobody to sign in. */
  assert_trouble (JM_AUTH_ERROR, 999, JM_TROUBLE_SERVER_ERROR);
  assert_trouble (JM_JIRA_ERROR, -1, JM_TROUBLE_SERVER_ERROR);
  assert_trouble (G_IO_ERROR, G_IO_ERROR_FAILED, JM_TROUBLE_SERVER_ERROR);
  assert_trouble (G_IO_ERROR, G_IO_ERROR_CANCELLED, JM_TROUBLE_OK);
  g_assert_cmpint (jm_trouble_from_error (NULL), ==, JM_TROUBLE_OK);
  g_assert_cmpint (jm_trouble_from_nick (NULL), ==, JM_TROUBLE_OK);
  g_assert_cmpint (jm_trouble_from_nick ("of-the-future"), ==, JM_TROUBLE_OK);
}

int
main (int   argc,
      char *argv[])
{
  jm_test_init (&argc, &argv);
  g_test_add_func ("/auth/trouble/every-one-has-words-and-a-cure", test_every_trouble_has_words);
  g_test_add_func ("/auth/trouble/words-are-a-persons", test_no_jargon);
  g_test_add_func ("/auth/trouble/every-error-has-one", test_errors);
  return g_test_run ();
}
