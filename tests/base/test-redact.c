/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "base/jm-redact.h"
#include "fixtures/jm-test.h"

/* In each of them stands the word CANARY, and nothing of it may be left. */
static const char *const secrets[] = {
  "Authorization: Bearer CANARY",
  "authorization: basic CANARY==",
  "> Authorization: Basic CANARYtheme:pass word\r\n> Accept: */*",
  "{\"Authorization\":\"Bearer CANARY\"}",
  "Proxy-Authorization: Basic CANARY",
  "Cookie: cloud.session.token=CANARY; b=CANARY",
  "Set-Cookie: atlassian.xsrf.token=CANARY; Path=/",
  "header was Bearer CANARY1234",
  "Bearer CANARYABCDEFGHIJKLMN",
  "GET /callback?code=CANARY&state=CANARY HTTP/1.1",
  "http://localhost:9876/callback?state=CANARY&code=CANARY#x",
  "http://localhost/callback?error=x&state=CANARY",
  "return_to=https%3A%2F%2Fx%2F%3Fcode%3DCANARY%26state%3DCANARY",
  "{\"access_token\":\"CANARY\",\"expires_in\":3600,\"refresh_token\" : \"CANARY\"}",
  "{\"access_token\":\"CANARY",
  "{\\\"access_token\\\":\\\"CANARY\\\"}",
  "{\"client_secret\": \"CANARY\\/CANARY\", \"code_verifier\":\"CANARY\"}",
  "{\"rawToken\":\"CANARY\"}",
  "{\"code\":\"CANARY\",\"password\":\"CANARY CANARY\"}",
  "client_id=x&client_secret=CANARY&refresh_token=CANARY",
  "JIRA_API_TOKEN=CANARY",
  "refresh token: CANARY-1234567890-abcdef",
  "eyJhbGciOiJCANARY.eyJzdWIiOiJCANARY.CANARY-sig_nature",
  "the token eyJCANARY12345.CANARY.CANARY was refused",
  "ATATT3xFfGF0CANARY1234567890=ABCDEF",
  "ATCTT3xFfGN0CANARY1234567890",
  "https://CANARY:CANARY@acme.atlassian.net/rest",
  "http://CANARY@proxy.example.com:3128",
  "user CANARY@example.com signed in",
  "?email=CANARY%40example.com",
  "\"emailAddress\":\"first.CANARY+tag@mail.example.co.uk\"",
  "CANARY.müller@exämple.de",
};

static void
test_secrets (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (secrets); i++)
    {
      g_autofree char *clean = jm_redact (secrets[i]);

      g_test_message ("%s → %s", secrets[i], clean);
      g_assert_null (strstr (clean, "CANARY"));
    }
}

/* What somebody needs to find a fault stays. */
static const char *const harmless[] = {
  "GET https://acme.atlassian.net/rest/api/3/myself: 200, 512 bytes, 80 ms",
  "The token is valid until 2026-11-20T14:05:09Z",
  "Jira refused the sign-in (status 401)",
  "code 401, state good",
  "basic information",
  "ABC-123 moved to Done",
  "@everyone at example.com",
  "",
};

static void
test_harmless (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (harmless); i++)
    {
      g_autofree char *clean = jm_redact (harmless[i]);

      g_assert_cmpstr (clean, ==, harmless[i]);
    }
}

static void
test_hostile (void)
{
  g_autofree char *letters = g_strnfill (1 << 20, 'a');
  g_autofree char *quotes = g_strnfill (1 << 18, '\\');
  g_autofree char *dots = g_strnfill (1 << 18, '.');
  g_autofree char *nothing = jm_redact (NULL);
  g_autofree char *broken = jm_redact ("\xff code=CANARY");
  const char *const texts[] = { letters, quotes, dots };
  gint64 before = g_get_monotonic_time ();

  g_assert_cmpstr (nothing, ==, "");
  g_assert_null (strstr (broken, "CANARY"));
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autofree char *text = g_strconcat (texts[i], " code=CANARY", NULL);
      g_autofree char *clean = jm_redact (text);

      g_assert_null (strstr (clean, "CANARY"));
    }
  g_assert_cmpint (g_get_monotonic_time () - before, <, 20 * G_USEC_PER_SEC);
}

static void
test_log (void)
{
  if (g_test_subprocess ())
    {
      jm_log_install ();
      jm_log_install ();
      g_setenv ("G_MESSAGES_DEBUG", "all", TRUE);
      g_debug ("seen: code=CANARY");
      g_message ("seen: Authorization: Bearer CANARY");
      g_log_structured ("x", G_LOG_LEVEL_MESSAGE, "EXTRA", "access_token=CANARY", "MESSAGE",
                        "seen: %s", "refresh_token=CANARY");
      return;
    }

  g_test_trap_subprocess (NULL, 0, G_TEST_SUBPROCESS_DEFAULT);
  g_test_trap_assert_passed ();
  g_test_trap_assert_stderr ("*seen*redacted*");
  g_test_trap_assert_stderr_unmatched ("*CANARY*");
  g_test_trap_assert_stdout_unmatched ("*CANARY*");
}

static void
test_terminal (void)
{
  static const struct
  {
    const char *text;
    const char *visible;
  } rows[] = {
    { NULL, "" },
    { "plain gr\xc3\xbc\xc3\x9f \xf0\x9f\x98\x80", "plain gr\xc3\xbc\xc3\x9f \xf0\x9f\x98\x80" },
    { "a\nb\tc\r", "a b c " },
    { "\033[31mred\033]0;title\007", "␛[31mred␛]0;title␇" },
    { "\xc2\x9b"
      "31m",
      "<U+009B>31m" },
    { "a\x7f", "a␡" },
    { "abc\xe2\x80\xae"
      "txt.exe",
      "abc<U+202E>txt.exe" },
    { "\xe2\x81\xa6x\xe2\x81\xa9", "<U+2066>x<U+2069>" },
    { "a\xe2\x80\xa8"
      "b",
      "a b" },
    { "\xff\xfe", "\xef\xbf\xbd\xef\xbf\xbd" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *visible = jm_text_for_terminal (rows[i].text);

      g_assert_cmpstr (visible, ==, rows[i].visible);
    }
}

static void
test_marks (void)
{
  g_autoptr (GString) text = g_string_new ("Z");
  g_autofree char *visible = NULL;

  for (guint i = 0; i < 1000; i++)
    g_string_append_unichar (text, 0x0301);
  g_string_append (text, "a");
  visible = jm_text_for_terminal (text->str);
  g_assert_cmpint (g_utf8_strlen (visible, -1), ==, 1 + 8 + 1);
}

int
main (int    argc,
      char **argv)
{
  jm_test_init (&argc, &argv);

  g_test_add_func ("/base/redact/no-canary-comes-through", test_secrets);
  g_test_add_func ("/base/redact/what-is-harmless-stays", test_harmless);
  g_test_add_func ("/base/redact/long-texts-take-no-long-time", test_hostile);
  g_test_add_func ("/base/redact/the-log-has-no-canary", test_log);
  g_test_add_func ("/base/redact/a-terminal-gets-no-controls", test_terminal);
  g_test_add_func ("/base/redact/marks-do-not-pile-up", test_marks);

  return g_test_run ();
}
