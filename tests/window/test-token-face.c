/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "jm-when.h"
#include "jm-window-test.h"
#include "widgets/jm-refresh-bars.h"
#include "widgets/jm-token-face.h"

#define NOW_MS G_GINT64_CONSTANT (1795182660000)
#define DAY_MS (24 * 60 * 60 * G_GINT64_CONSTANT (1000))

static JmTokenFacts
make_facts (JmTokenState state)
{
  return (JmTokenFacts) {
    .state = state,
    .kind = JM_CREDENTIAL_OAUTH,
    .account_id = "id",
    .account_name = "ACME",
    .place = "acme.atlassian.net",
    .user_name = "Mia",
    .hint = "3f9c",
    .now_ms = NOW_MS,
    .seconds_left = 41 * 60 + 12,
    .lifetime = 3600,
    .expires_at_ms = NOW_MS + (41 * 60 + 12) * 1000,
    .next_check_at_ms = NOW_MS + 11000,
  };
}

static void
each_state_has_its_own_face (void)
{
  static const struct
  {
    JmTokenState state;
    JmTrouble    trouble;
    JmTone       tone;
    const char  *title;
    const char  *button;
    gboolean     suggested;
    const char  *action;
  } table[] = {
    { JM_TOKEN_ACTIVE, JM_TROUBLE_OK, JM_TONE_GOOD, "Token is active", "Refresh Now", FALSE, "win.refresh-token" },
    { JM_TOKEN_EXPIRING, JM_TROUBLE_OK, JM_TONE_SOON, "Token expires soon", "Refresh Now", FALSE, "win.refresh-token" },
    { JM_TOKEN_REFRESHING, JM_TROUBLE_OK, JM_TONE_BUSY, "Refreshing the token", "Refresh Now", FALSE, "win.refresh-token" },
    { JM_TOKEN_EXPIRED, JM_TROUBLE_OFFLINE, JM_TONE_WRONG, "Token has expired", "Try Now", FALSE, "win.refresh-token" },
    { JM_TOKEN_ERROR, JM_TROUBLE_KEYRING_LOCKED, JM_TONE_WRONG, "The keyring is locked", "Unlock Keyring", TRUE, "win.cure" },
    { JM_TOKEN_ERROR, JM_TROUBLE_NEEDS_SIGN_IN, JM_TONE_WRONG, "Jira no longer accepts this sign-in", "Sign In Again", TRUE, "win.cure" },
    { JM_TOKEN_SIGNED_OUT, JM_TROUBLE_OK, JM_TONE_NEUTRAL, "This account is signed out", "Sign In", TRUE, "win.sign-in" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    {
      JmTokenFacts facts = make_facts (table[i].state);
      g_autoptr (JmTokenFace) face = NULL;

      facts.trouble = table[i].trouble;
      face = jm_token_face_new (&facts);
      g_assert_cmpstr (face->title, ==, table[i].title);
      g_assert_cmpstr (face->button_label, ==, table[i].button);
      g_assert_cmpstr (face->action, ==, table[i].action);
      g_assert_cmpint (face->tone, ==, table[i].tone);
      g_assert_cmpint (face->suggested, ==, table[i].suggested);
      g_assert_cmpint (face->sensitive, ==, table[i].state != JM_TOKEN_REFRESHING);
      g_assert_nonnull (face->word);
      g_assert_nonnull (face->reason);
      g_assert_true (face->ring_text != NULL || face->ring_icon_name != NULL);
    }
}

static void
every_trouble_has_a_face (void)
{
  for (guint trouble = 0; trouble < JM_N_TROUBLES; trouble++)
    {
      JmTokenFacts facts = make_facts (JM_TOKEN_ERROR);
      g_autoptr (JmTokenFace) face = NULL;

      facts.trouble = trouble;
      face = jm_token_face_new (&facts);
      g_assert_cmpuint (strlen (face->title), >, 0);
      g_assert_cmpuint (strlen (face->reason), >, 0);
      g_assert_nonnull (face->button_label);
      g_assert_nonnull (face->ring_icon_name);
    }
}

static void
the_ring_shows_the_share_that_is_left (void)
{
  JmTokenFacts facts = make_facts (JM_TOKEN_ACTIVE);
  g_autoptr (JmTokenFace) face = jm_token_face_new (&facts);
  g_autoptr (JmTokenFace) odd = NULL;

  g_assert_cmpstr (face->ring_text, ==, "41:12");
  g_assert_cmpfloat_with_epsilon (face->share, 0.6867, 0.001);
  g_assert_cmpstr (face->detail, !=, NULL);
  g_assert_nonnull (strstr (face->detail, "••••3f9c"));

  /* A clock that jumped, a lifetime of nothing */
  facts.seconds_left = 7200;
  facts.lifetime = 0;
  odd = jm_token_face_new (&facts);
  g_assert_cmpfloat (odd->share, <=, 1);
}

static void
a_token_without_countdown_counts_days (void)
{
  JmTokenFacts facts = make_facts (JM_TOKEN_ACTIVE);
  g_autoptr (JmTokenFace) far = NULL;
  g_autoptr (JmTokenFace) near = NULL;
  g_autoptr (JmTokenFace) unknown = NULL;

  facts.kind = JM_CREDENTIAL_PAT;
  facts.seconds_left = -1;
  facts.consented_at_ms = NOW_MS - 10 * DAY_MS;
  facts.sign_in_again_by_ms = NOW_MS + 90 * DAY_MS;
  far = jm_token_face_new (&facts);
  g_assert_cmpstr (far->ring_text, ==, "90");
  g_assert_cmpfloat_with_epsilon (far->share, 0.9, 0.001);
  g_assert_cmpstr (far->button_label, ==, "Check Now");
  g_assert_false (far->ticking);

  facts.sign_in_again_by_ms = NOW_MS + 6 * DAY_MS;
  near = jm_token_face_new (&facts);
  g_assert_cmpstr (near->title, ==, "Token ends soon");
  g_assert_cmpstr (near->value, ==, "6 days left");

  facts.sign_in_again_by_ms = 0;
  unknown = jm_token_face_new (&facts);
  g_assert_null (unknown->ring_text);
}

static void
nobody_is_signed_in (void)
{
  JmTokenFacts facts = { .state = JM_TOKEN_SIGNED_OUT, .seconds_left = -1, .now_ms = NOW_MS };
  g_autoptr (JmTokenFace) face = jm_token_face_new (&facts);

  g_assert_cmpstr (face->title, ==, "No account is signed in");
  g_assert_cmpstr (face->target, ==, "");
}

static void
times_are_said_as_people_say_them (void)
{
  static const struct
  {
    gint64      ago_ms;
    const char *said;
  } table[] = {
    { 0, "just now" },
    { 59 * 1000, "just now" },
    { 18 * 60 * 1000, "18 min ago" },
    { 5 * 3600 * 1000, "5 h ago" },
    { -5 * 60 * 1000, "in 5 min" },
    { -2 * DAY_MS, "in 2 days" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    {
      g_autofree char *said = jm_when_relative (NOW_MS - table[i].ago_ms, NOW_MS);

      g_assert_cmpstr (said, ==, table[i].said);
    }
}

static void
countdowns_never_run_below_zero (void)
{
  static const struct
  {
    gint64      seconds;
    const char *said;
  } table[] = {
    { -5, "0:00" },
    { 0, "0:00" },
    { 9, "0:09" },
    { 2472, "41:12" },
    { 3600, "60:00" },
    { 7500, "2 h 05 min" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    {
      g_autofree char *said = jm_when_countdown (table[i].seconds);

      g_assert_cmpstr (said, ==, table[i].said);
    }
}

static void
the_plot_says_each_day_in_words (void)
{
  const guint32 days[] = { 3, 0, 5, 1, 0, 0 };
  g_autoptr (GBytes) bytes = g_bytes_new (days, sizeof days);
  GtkWidget *plot = g_object_ref_sink (jm_refresh_bars_new ());
  g_autofree char *words = NULL;

  jm_refresh_bars_set_days (JM_REFRESH_BARS (plot), bytes, NOW_MS);
  words = jm_refresh_bars_describe (JM_REFRESH_BARS (plot), 1);
  g_assert_true (g_str_has_prefix (words, "6 refreshes attempted, 1 failed"));
  jm_refresh_bars_set_days (JM_REFRESH_BARS (plot), NULL, NOW_MS);
  g_object_unref (plot);
}

int
main (int   argc,
      char *argv[])
{
  if (!jm_window_test_init (&argc, &argv))
    return 0;

  g_test_add_func ("/window/token-face/each-state-has-its-own", each_state_has_its_own_face);
  g_test_add_func ("/window/token-face/every-trouble-has-one", every_trouble_has_a_face);
  g_test_add_func ("/window/token-face/ring-shows-the-share-left", the_ring_shows_the_share_that_is_left);
  g_test_add_func ("/window/token-face/without-countdown-counts-days", a_token_without_countdown_counts_days);
  g_test_add_func ("/window/token-face/nobody-is-signed-in", nobody_is_signed_in);
  g_test_add_func ("/window/when/said-as-people-say-them", times_are_said_as_people_say_them);
  g_test_add_func ("/window/when/countdowns-never-below-zero", countdowns_never_run_below_zero);
  g_test_add_func ("/window/refresh-bars/each-day-in-words", the_plot_says_each_day_in_words);

  return g_test_run ();
}
