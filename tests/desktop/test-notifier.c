/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "desk.h"
#include "mock-shell.h"

#include "base/jm-settings.h"
#include "desktop/jm-notice-board.h"
#include "desktop/jm-notifier.h"
#include "jira/jm-jira-error.h"
#include "store/jm-store-concerns.h"
#include "store/jm-store-error.h"
#include "sync/jm-news.h"

#define ABILITIES "actions body body-markup"

/* --- the scene: a desk, a desktop, and a program without a window between them */

typedef struct
{
  Desk         *desk;
  MockShell    *shell;
  GApplication *application;
  GPtrArray    *applications;   /* all that there were */
  JmProblems   *problems;
  JmNotifier   *notifier;
  GString      *activated;      /* "cure-problem sign-in/account-acme;" */
} Scene;

typedef void (*SceneBody) (Scene *scene);

static void
activated_cb (GSimpleAction *action,
              GVariant      *target,
              gpointer       data)
{
  Scene *scene = data;

  g_string_append_printf (scene->activated, "%s %s;", g_action_get_name (G_ACTION (action)),
                          target != NULL ? g_variant_get_string (target, NULL) : "-");
}

static void
open_scene (Scene *scene)
{
  static const char *const actions[] = { "cure-problem", "show-problem", "show-issue", "open-issue",
                                         "show-account" };
  g_autoptr (GSimpleAction) open = g_simple_action_new ("open", NULL);
  static guint n_applications = 0;
  g_autofree char *id = g_strdup_printf ("org.example.JiraMonitor.Test%u", n_applications++);
  g_autoptr (GError) error = NULL;

  scene->application = g_application_new (id, G_APPLICATION_DEFAULT_FLAGS);
  g_ptr_array_add (scene->applications, scene->application);
  for (guint i = 0; i < G_N_ELEMENTS (actions); i++)
    {
      g_autoptr (GSimpleAction) action = g_simple_action_new (actions[i], G_VARIANT_TYPE_STRING);

      g_signal_connect (action, "activate", G_CALLBACK (activated_cb), scene);
      g_action_map_add_action (G_ACTION_MAP (scene->application), G_ACTION (action));
    }
  g_signal_connect (open, "activate", G_CALLBACK (activated_cb), scene);
  g_action_map_add_action (G_ACTION_MAP (scene->application), G_ACTION (open));
  g_application_register (scene->application, NULL, &error);
  g_assert_no_error (error);
  g_dbus_connection_set_exit_on_close (g_application_get_dbus_connection (scene->application), FALSE);

  scene->problems = jm_problems_new (scene->desk->monitor);
  scene->notifier = jm_notifier_new (scene->application, scene->desk->monitor, scene->problems);
}

static gboolean
is_null (gpointer data)
{
  return *(gpointer *) data == NULL;
}

/* What the notifier had begun is awaited. */
static void
close_scene (Scene *scene)
{
  gpointer notifier = scene->notifier;

  g_object_add_weak_pointer (notifier, &notifier);
  jm_notifier_stop (scene->notifier);
  g_clear_object (&scene->notifier);
  desk_await (jm_test_until (is_null, &notifier));
  g_clear_object (&scene->problems);
}

/* All that the desktop sent before has arrived: the bus keeps the order. */
static void
settle (Scene *scene)
{
  desk_await (dex_dbus_connection_call (g_application_get_dbus_connection (scene->application),
                                        g_dbus_connection_get_unique_name (scene->shell->bus), "/",
                                        "org.freedesktop.DBus.Peer", "Ping", NULL, NULL,
                                        G_DBUS_CALL_FLAGS_NONE, G_MAXINT));
}

/* The program ends and begins again; what hangs on the desktop stays. */
static void
restart (Scene *scene)
{
  close_scene (scene);
  desk_restart (scene->desk);
  open_scene (scene);
}

static void
run_scene (Desk       *desk,
           SceneBody   body,
           const char *abilities)
{
  Scene scene = {
    .desk = desk,
    .shell = mock_shell_new (),
    .applications = g_ptr_array_new_with_free_func (g_object_unref),
    .activated = g_string_new (NULL),
  };

  if (abilities != NULL)
    mock_shell_show_up (scene.shell, "Mock", abilities);
  open_scene (&scene);
  body (&scene);
  close_scene (&scene);
  /* What GLib 2.84 remembers of notifications must not outlive their application: when who shows them leaves
   * then, it is freed twice. */
  mock_shell_go (scene.shell);
  settle (&scene);
  g_ptr_array_unref (scene.applications);
  mock_shell_free (scene.shell);
  g_string_free (scene.activated, TRUE);
}

/* --- waiting */

typedef struct
{
  Scene *scene;
  const char *text;
  guint number;
} Wanted;

static gboolean
hangs (gpointer data)
{
  Wanted *wanted = data;

  return mock_shell_find (wanted->scene->shell, wanted->text) != NULL;
}

static gboolean
is_gone (gpointer data)
{
  return !hangs (data);
}

static gboolean
was_notified (gpointer data)
{
  Wanted *wanted = data;

  return wanted->scene->shell->n_notified >= wanted->number;
}

static gboolean
was_activated (gpointer data)
{
  Wanted *wanted = data;

  return strstr (wanted->scene->activated->str, wanted->text) != NULL;
}

static MockBubble *
await_bubble (Scene      *scene,
              const char *title)
{
  Wanted wanted = { scene, title, 0 };

  desk_await (jm_test_until (hangs, &wanted));
  /* GLib withdraws, and replaces, what it knows the number of. */
  settle (scene);
  return mock_shell_find (scene->shell, title);
}

static void
await_end (Scene      *scene,
           const char *title)
{
  Wanted wanted = { scene, title, 0 };

  desk_await (jm_test_until (is_gone, &wanted));
}

static void
await_number (Scene *scene,
              guint  number)
{
  Wanted wanted = { scene, NULL, number };

  desk_await (jm_test_until (was_notified, &wanted));
  settle (scene);
  g_assert_cmpuint (scene->shell->n_notified, ==, number);
}

/* Something that is certainly told, behind all that was to be told before: then there were @number. */
static void
assert_number_before (Scene      *scene,
                      const char *name,
                      guint       number)
{
  g_autoptr (JmAccount) last = desk_add_account (scene->desk, name, JM_CREDENTIAL_PAT);
  g_autofree char *title = g_strconcat (name, ": The keyring is locked", NULL);

  desk_set_trouble (last, JM_TROUBLE_KEYRING_LOCKED);
  await_bubble (scene, title);
  g_assert_cmpuint (scene->shell->n_notified, ==, number + 1);
}

static void
assert_number (Scene *scene,
               guint  number)
{
  assert_number_before (scene, "last", number);
}

static void
set_strv (Scene      *scene,
          const char *key,
          const char *value)
{
  const char *values[] = { value, NULL };

  g_settings_set_strv (scene->desk->settings, key, value != NULL ? values : values + 1);
}

static void
set_quiet (Scene *scene,
           guint  from,
           guint  until)
{
  g_settings_set_uint (scene->desk->settings, JM_SETTING_QUIET_FROM, from);
  g_settings_set_uint (scene->desk->settings, JM_SETTING_QUIET_UNTIL, until);
  g_settings_set_boolean (scene->desk->settings, JM_SETTING_QUIET_HOURS, TRUE);
}

/* --- one for each problem */

static void
one_for_each_problem (Scene *scene)
{
  g_autoptr (JmAccount) acme = desk_add_account (scene->desk, "acme", JM_CREDENTIAL_OAUTH);
  g_autoptr (JmAccount) beta = desk_add_account (scene->desk, "beta", JM_CREDENTIAL_API_TOKEN);
  MockBubble *bubble;

  desk_set_trouble (acme, JM_TROUBLE_NEEDS_SIGN_IN);
  bubble = await_bubble (scene, "acme: Sign in again");
  g_assert_true (g_str_has_prefix (bubble->body, "Jira no longer accepts this sign-in."));
  g_assert_cmpstr (bubble->icon, ==, APP_ID "-error-symbolic");
  g_assert_cmpuint (g_strv_length (bubble->actions), ==, 4);
  g_assert_cmpstr (bubble->actions[0], ==, "default");
  g_assert_cmpstr (bubble->actions[3], ==, "Sign In Again");

  desk_set_trouble (beta, JM_TROUBLE_TLS_UNTRUSTED);
  bubble = await_bubble (scene, "beta: Renewing fails");
  g_assert_cmpstr (bubble->icon, ==, APP_ID "-attention-symbolic");
  await_number (scene, 2);
}

static void
replaced_and_not_repeated (Scene *scene)
{
  g_autoptr (JmAccount) acme = desk_add_account (scene->desk, "acme", JM_CREDENTIAL_API_TOKEN);
  gint64 now_ms = jm_clock_get_wall_ms (scene->desk->clock);
  guint32 id;

  /* The sentence changes from day to day, and is told at each step. */
  desk_set_end (acme, now_ms + 9 * DESK_DAY_MS);
  id = await_bubble (scene, "acme: Sign-in ends soon")->id;
  jm_clock_advance (scene->desk->clock, DESK_DAY_MS);
  desk_set_trouble (acme, JM_TROUBLE_OFFLINE);
  desk_set_trouble (acme, JM_TROUBLE_OK);
  jm_clock_advance (scene->desk->clock, DESK_DAY_MS);
  await_number (scene, 2);
  g_assert_cmpuint (scene->shell->bubbles->len, ==, 1);
  g_assert_cmpuint (await_bubble (scene, "acme: ")->id, ==, id);
  g_assert_nonnull (strstr (await_bubble (scene, "acme: ")->body, "within 7 days"));

  /* Another kind comes in its place. */
  desk_set_trouble (acme, JM_TROUBLE_NEEDS_SIGN_IN);
  await_end (scene, "acme: Sign-in ends soon");
  await_bubble (scene, "acme: Sign in again");
  desk_set_trouble (acme, JM_TROUBLE_NEEDS_SIGN_IN);
  assert_number (scene, 3);
}

static gboolean
has_button (gpointer data)
{
  Wanted *wanted = data;
  MockBubble *bubble = mock_shell_find (wanted->scene->shell, "acme: ");

  return bubble != NULL && g_strv_contains ((const char *const *) bubble->actions, wanted->text);
}

static void
await_button (Scene      *scene,
              const char *label)
{
  Wanted wanted = { scene, label, 0 };

  desk_await (jm_test_until (has_button, &wanted));
}

static void
its_button_is_that_of_the_cause (Scene *scene)
{
  g_autoptr (JmAccount) acme = desk_add_account (scene->desk, "acme", JM_CREDENTIAL_OAUTH);
  guint32 id;

  desk_set_trouble (acme, JM_TROUBLE_NEEDS_SIGN_IN);
  await_button (scene, "Sign In Again");
  id = await_bubble (scene, "acme: Sign in again")->id;

  /* The same bubble, with another cure */
  desk_set_trouble (acme, JM_TROUBLE_BLOCKED);
  await_button (scene, "Open Jira");
  await_number (scene, 2);
  g_assert_cmpuint (scene->shell->bubbles->len, ==, 1);
  g_assert_cmpuint (await_bubble (scene, "acme: ")->id, ==, id);

  /* It is known again after a restart. */
  restart (scene);
  desk_set_trouble (desk_find_account (scene->desk, "acme"), JM_TROUBLE_BLOCKED);
  assert_number (scene, 2);
}

/* Of a token that is over: whether there is no network or Jira does not answer changes from try to try. */
static void
weather_that_changes_is_told_once (Scene *scene)
{
  g_autoptr (JmAccount) acme = desk_add_account (scene->desk, "acme", JM_CREDENTIAL_OAUTH);

  jm_clock_advance (scene->desk->clock, 2 * DESK_HOUR_MS);
  desk_set_trouble (acme, JM_TROUBLE_OFFLINE);
  jm_clock_advance (scene->desk->clock, 2 * DESK_MINUTE_MS);
  await_bubble (scene, "acme: Token expired");
  desk_set_trouble (acme, JM_TROUBLE_SERVER_ERROR);
  desk_set_trouble (acme, JM_TROUBLE_OFFLINE);
  assert_number (scene, 1);
}

static void
withdrawn_when_it_ends (Scene *scene)
{
  g_autoptr (JmAccount) acme = desk_add_account (scene->desk, "acme", JM_CREDENTIAL_OAUTH);
  g_autoptr (JmAccount) beta = desk_add_account (scene->desk, "beta", JM_CREDENTIAL_OAUTH);

  desk_set_trouble (acme, JM_TROUBLE_KEYRING_LOCKED);
  await_bubble (scene, "acme: The keyring is locked");
  desk_set_trouble (acme, JM_TROUBLE_OK);
  await_end (scene, "acme: ");

  desk_fail_sync (scene->desk, beta, JM_STORE_ERROR, JM_STORE_ERROR_FULL);
  await_bubble (scene, "beta: Synchronizing fails");
  desk_remove_account (scene->desk, beta);
  await_end (scene, "beta: ");

  /* It is a new one when it comes again. */
  desk_set_trouble (acme, JM_TROUBLE_KEYRING_LOCKED);
  await_bubble (scene, "acme: The keyring is locked");
  await_number (scene, 3);
}

static gboolean
is_board_there (gpointer data)
{
  return jm_notice_board_is_there (data);
}

static void
put (JmNoticeBoard *board,
     const char    *id,
     const char    *title)
{
  const JmNotice notice = {
    .title = title,
    .body = "",
    .icon_name = APP_ID,
    .action = "app.open",
    .action_label = "Show",
  };

  jm_notice_board_put (board, id, &notice);
}

/* GLib would forget what it has no number of yet. */
static void
also_before_the_desktop_has_answered (Scene *scene)
{
  g_autoptr (JmNoticeBoard) board = jm_notice_board_new (scene->application);

  desk_await (jm_test_until (is_board_there, board));
  put (board, "replaced", "first");
  put (board, "replaced", "second");
  put (board, "replaced", "third");
  put (board, "withdrawn", "fourth");
  jm_notice_board_take (board, "withdrawn");
  put (board, "back", "fifth");
  jm_notice_board_take (board, "back");
  put (board, "back", "sixth");

  await_bubble (scene, "third");
  await_bubble (scene, "sixth");
  await_end (scene, "fourth");
  await_number (scene, 5);
  g_assert_cmpuint (scene->shell->bubbles->len, ==, 2);
}

static void
a_shared_sign_in_is_told_once (Scene *scene)
{
  g_autoptr (JmAccount) acme = desk_add_account (scene->desk, "acme", JM_CREDENTIAL_OAUTH);
  g_autoptr (JmAccount) beta = desk_add_site (scene->desk, "beta", acme);

  desk_set_trouble (acme, JM_TROUBLE_NEEDS_SIGN_IN);
  await_bubble (scene, "acme, beta: Sign in again");
  assert_number (scene, 1);
}

static void
its_buttons_work_without_a_window (Scene *scene)
{
  g_autoptr (JmAccount) acme = desk_add_account (scene->desk, "acme", JM_CREDENTIAL_OAUTH);
  Wanted cured = { scene, "cure-problem sign-in/account-acme;", 0 };
  Wanted shown = { scene, "show-problem sign-in/account-acme;", 0 };

  desk_set_trouble (acme, JM_TROUBLE_NEEDS_SIGN_IN);
  mock_shell_press (scene->shell, await_bubble (scene, "acme: "), "Sign In Again");
  desk_await (jm_test_until (was_activated, &cured));

  desk_set_trouble (acme, JM_TROUBLE_OK);
  desk_set_trouble (acme, JM_TROUBLE_NEEDS_SIGN_IN);
  await_number (scene, 2);
  mock_shell_press (scene->shell, await_bubble (scene, "acme: "), "default");
  desk_await (jm_test_until (was_activated, &shown));
}

static void
after_a_restart_nothing_is_told_twice (Scene *scene)
{
  g_autoptr (JmAccount) acme = desk_add_account (scene->desk, "acme", JM_CREDENTIAL_API_TOKEN);

  desk_set_trouble (acme, JM_TROUBLE_NEEDS_SIGN_IN);
  await_bubble (scene, "acme: ");
  g_clear_object (&acme);
  restart (scene);
  assert_number (scene, 1);
  g_assert_nonnull (mock_shell_find (scene->shell, "acme: "));

  /* It is over, and comes again: that is known, too. */
  acme = desk_find_account (scene->desk, "acme");
  desk_set_trouble (acme, JM_TROUBLE_OK);
  desk_set_trouble (acme, JM_TROUBLE_NEEDS_SIGN_IN);
  await_number (scene, 3);
}

/* The bus of the run before was another one. */
static void
make_former_session (Scene *scene)
{
  JmStateStore *state = scene->desk->services->state;
  GDBusConnection *bus = g_application_get_dbus_connection (scene->application);
  g_autoptr (GString) changed = NULL;
  g_autofree char *text = NULL;

  /* Behind what the notifier wrote */
  desk_await (jm_state_store_put_fact (state, "written", "yes"));
  text = dex_await_string (jm_state_store_get_fact (state, "notified-problems"), NULL);
  changed = g_string_new (text);
  g_assert_cmpuint (g_string_replace (changed, g_dbus_connection_get_guid (bus), "another", 0), ==, 1);
  desk_await (jm_state_store_put_fact (state, "notified-problems", changed->str));
}

static void
what_still_holds_is_told_once_a_session (Scene *scene)
{
  g_autoptr (JmAccount) acme = desk_add_account (scene->desk, "acme", JM_CREDENTIAL_API_TOKEN);

  desk_set_trouble (acme, JM_TROUBLE_NEEDS_SIGN_IN);
  await_bubble (scene, "acme: ");
  make_former_session (scene);
  g_clear_object (&acme);
  restart (scene);
  await_number (scene, 2);

  restart (scene);
  assert_number (scene, 2);
}

/* After a restart nobody knows that a sync fails until it has been tried. */
static void
what_a_former_run_told_waits_for_the_outcome (Scene *scene)
{
  g_autoptr (JmAccount) acme = desk_add_account (scene->desk, "acme", JM_CREDENTIAL_PAT);

  desk_fail_sync (scene->desk, acme, JM_STORE_ERROR, JM_STORE_ERROR_CORRUPT);
  await_bubble (scene, "acme: Synchronizing fails");
  g_clear_object (&acme);
  restart (scene);
  acme = desk_find_account (scene->desk, "acme");
  desk_fail_sync (scene->desk, acme, JM_STORE_ERROR, JM_STORE_ERROR_CORRUPT);
  assert_number (scene, 1);

  /* What is heard before the former run's telling has been read counts for nothing. */
  g_clear_object (&acme);
  restart (scene);
  assert_number_before (scene, "another", 2);
  acme = desk_find_account (scene->desk, "acme");
  jm_clock_advance (scene->desk->clock, 1);
  desk_end_sync (scene->desk, acme);
  jm_clock_advance (scene->desk->clock, 1);
  desk_fail_sync (scene->desk, acme, JM_STORE_ERROR, JM_STORE_ERROR_CORRUPT);
  await_number (scene, 4);
}

/* --- what is not told */

static void
mute_by_kind_and_account (Scene *scene)
{
  g_autoptr (JmAccount) acme = desk_add_account (scene->desk, "acme", JM_CREDENTIAL_OAUTH);
  g_autoptr (JmAccount) beta = desk_add_account (scene->desk, "beta", JM_CREDENTIAL_OAUTH);

  set_strv (scene, JM_SETTING_MUTED_KINDS, "sign-in");
  set_strv (scene, JM_SETTING_MUTED_ACCOUNTS, "account-beta");
  desk_set_trouble (acme, JM_TROUBLE_NEEDS_SIGN_IN);
  desk_set_trouble (beta, JM_TROUBLE_KEYRING_LOCKED);
  assert_number (scene, 0);

  set_strv (scene, JM_SETTING_MUTED_KINDS, NULL);
  await_bubble (scene, "acme: ");
  set_strv (scene, JM_SETTING_MUTED_ACCOUNTS, NULL);
  await_bubble (scene, "beta: ");
  set_strv (scene, JM_SETTING_MUTED_KINDS, "keyring");
  await_end (scene, "beta: ");
}

/* Somebody took them. */
static void
await_no_news (Scene     *scene,
               JmAccount *account)
{
  g_autoptr (JmStore) store = dex_await_object (jm_account_open_store (account), NULL);

  while (dex_await_int64 (jm_store_count_news (store), NULL) > 0)
    jm_clock_advance (scene->desk->clock, 100);
}

static void
everything_off_by_one_switch (Scene *scene)
{
  g_autoptr (JmAccount) acme = desk_add_account (scene->desk, "acme", JM_CREDENTIAL_OAUTH);
  g_autoptr (JmAccount) beta = desk_add_account (scene->desk, "beta", JM_CREDENTIAL_OAUTH);

  desk_set_trouble (acme, JM_TROUBLE_NEEDS_SIGN_IN);
  await_bubble (scene, "acme: ");
  g_settings_set_boolean (scene->desk->settings, JM_SETTING_NOTIFICATIONS, FALSE);
  await_end (scene, "acme: ");
  desk_set_trouble (beta, JM_TROUBLE_KEYRING_LOCKED);
  desk_add_news (scene->desk, beta, 1, JM_NEWS_ASSIGNED, "Ada", NULL);
  jm_clock_advance (scene->desk->clock, DESK_MINUTE_MS);
  desk_end_sync (scene->desk, beta);
  await_no_news (scene, beta);

  desk_set_trouble (acme, JM_TROUBLE_OK);
  g_settings_set_boolean (scene->desk->settings, JM_SETTING_NOTIFICATIONS, TRUE);
  await_bubble (scene, "beta: The keyring is locked");
  g_assert_cmpuint (scene->shell->n_notified, ==, 2);
}

static void
quiet_hours_end_with_what_still_holds (Scene *scene)
{
  g_autoptr (JmAccount) acme = desk_add_account (scene->desk, "acme", JM_CREDENTIAL_PAT);
  g_autoptr (JmAccount) beta = desk_add_account (scene->desk, "beta", JM_CREDENTIAL_PAT);
  g_autoptr (JmAccount) gamma = desk_add_account (scene->desk, "gamma", JM_CREDENTIAL_PAT);

  desk_set_trouble (gamma, JM_TROUBLE_KEYRING_LOCKED);
  await_bubble (scene, "gamma: ");

  /* It is 12:00; past midnight */
  set_quiet (scene, 11 * 60, 7 * 60);
  desk_set_trouble (acme, JM_TROUBLE_NEEDS_SIGN_IN);
  desk_set_trouble (beta, JM_TROUBLE_NEEDS_SIGN_IN);
  desk_set_trouble (gamma, JM_TROUBLE_OK);
  await_end (scene, "gamma: ");
  jm_clock_advance (scene->desk->clock, 18 * DESK_HOUR_MS);
  desk_set_trouble (beta, JM_TROUBLE_OK);
  g_assert_cmpuint (scene->shell->n_notified, ==, 1);

  jm_clock_advance (scene->desk->clock, 59 * DESK_MINUTE_MS);
  g_assert_cmpuint (scene->shell->n_notified, ==, 1);
  jm_clock_advance (scene->desk->clock, DESK_MINUTE_MS);
  await_bubble (scene, "acme: Sign in again");
  assert_number (scene, 2);
}

/* --- issues */

/* A run has ended; what it found is told when it is worth it. */
static void
end_run (Scene     *scene,
         JmAccount *account)
{
  jm_clock_advance (scene->desk->clock, 1);
  desk_end_sync (scene->desk, account);
}

/* The moment in which what belongs together comes together passes while nobody looks at the clock. */
static gboolean
turn_until_hangs (gpointer data)
{
  Wanted *wanted = data;

  jm_clock_advance (wanted->scene->desk->clock, 100);
  return hangs (data);
}

static MockBubble *
await_news (Scene      *scene,
            const char *title)
{
  Wanted wanted = { scene, title, 0 };

  desk_await (jm_test_until (turn_until_hangs, &wanted));
  settle (scene);
  return mock_shell_find (scene->shell, title);
}

static void
one_for_each_issue (Scene *scene)
{
  g_autoptr (JmAccount) acme = desk_add_account (scene->desk, "acme", JM_CREDENTIAL_OAUTH);
  Wanted shown = { scene, "show-issue account-acme WEB-12;", 0 };
  Wanted opened = { scene, "open-issue account-acme WEB-7;", 0 };
  MockBubble *bubble;

  desk_add_news (scene->desk, acme, 12, JM_NEWS_ASSIGNED, "Ada", NULL);
  desk_add_news (scene->desk, acme, 12, JM_NEWS_STATUS, "Ada", "In Progress");
  desk_add_news (scene->desk, acme, 7, JM_NEWS_MENTIONED, NULL, NULL);
  desk_add_news (scene->desk, acme, 7, JM_NEWS_MENTIONED, NULL, NULL);
  end_run (scene, acme);

  bubble = await_news (scene, "WEB-12: Login fails");
  g_assert_cmpstr (bubble->body, ==,
                   "Ada assigned it to you\nAda changed the status to “In Progress”");
  mock_shell_press (scene->shell, bubble, "default");
  desk_await (jm_test_until (was_activated, &shown));
  bubble = await_bubble (scene, "WEB-7: Login fails");
  g_assert_cmpstr (bubble->body, ==, "You were mentioned");
  mock_shell_press (scene->shell, bubble, "Open in Browser");
  desk_await (jm_test_until (was_activated, &opened));
  assert_number (scene, 2);
}

static void
many_issues_are_one (Scene *scene)
{
  g_autoptr (JmAccount) acme = desk_add_account (scene->desk, "acme", JM_CREDENTIAL_OAUTH);
  Wanted shown = { scene, "show-account account-acme;", 0 };
  MockBubble *bubble;

  for (guint i = 1; i <= 6; i++)
    desk_add_news (scene->desk, acme, i, JM_NEWS_ASSIGNED, "Ada", NULL);
  end_run (scene, acme);
  bubble = await_news (scene, "6 issues changed");
  g_assert_cmpstr (bubble->body, ==,
                   "WEB-1: Login fails\nWEB-2: Login fails\nWEB-3: Login fails\nWEB-4: Login "
                   "fails\nand 2 more");
  mock_shell_press (scene->shell, bubble, "default");
  desk_await (jm_test_until (was_activated, &shown));
  assert_number (scene, 1);
}

/* What hangs there names issues. */
static void
news_go_with_their_account_and_the_switch (Scene *scene)
{
  g_autoptr (JmAccount) acme = desk_add_account (scene->desk, "acme", JM_CREDENTIAL_OAUTH);
  g_autoptr (JmAccount) beta = desk_add_account (scene->desk, "beta", JM_CREDENTIAL_OAUTH);

  desk_add_news (scene->desk, acme, 1, JM_NEWS_ASSIGNED, "Ada", NULL);
  end_run (scene, acme);
  await_news (scene, "WEB-1: Login fails");
  desk_add_news (scene->desk, beta, 2, JM_NEWS_ASSIGNED, "Ada", NULL);
  end_run (scene, beta);
  await_news (scene, "WEB-2: Login fails");

  desk_remove_account (scene->desk, acme);
  await_end (scene, "WEB-1");
  g_assert_nonnull (mock_shell_find (scene->shell, "WEB-2"));
  g_settings_set_boolean (scene->desk->settings, JM_SETTING_NOTIFICATIONS, FALSE);
  await_end (scene, "WEB-2");
}

static void
mute_issues_by_kind_account_project (Scene *scene)
{
  g_autoptr (JmAccount) acme = desk_add_account (scene->desk, "acme", JM_CREDENTIAL_OAUTH);
  g_autoptr (JmAccount) beta = desk_add_account (scene->desk, "beta", JM_CREDENTIAL_OAUTH);
  g_autoptr (JmAccount) gamma = desk_add_account (scene->desk, "gamma", JM_CREDENTIAL_OAUTH);

  set_strv (scene, JM_SETTING_MUTED_KINDS, "status");
  set_strv (scene, JM_SETTING_MUTED_ACCOUNTS, "account-beta");
  g_settings_set_value (scene->desk->settings, JM_SETTING_MUTED_PROJECTS,
                        g_variant_new_parsed ("{'account-gamma': ['OPS', 'WEB']}"));
  desk_add_news (scene->desk, acme, 1, JM_NEWS_STATUS, "Ada", "Done");
  desk_add_news (scene->desk, acme, 2, JM_NEWS_MENTIONED, "Ada", NULL);
  desk_add_news (scene->desk, beta, 3, JM_NEWS_MENTIONED, "Ada", NULL);
  desk_add_news (scene->desk, gamma, 4, JM_NEWS_MENTIONED, "Ada", NULL);
  end_run (scene, beta);
  end_run (scene, gamma);
  end_run (scene, acme);
  g_assert_cmpstr (await_news (scene, "WEB-2: ")->body, ==, "Ada mentioned you\nacme");
  assert_number (scene, 1);
}

static void
came_cb (guint *n)
{
  (*n)++;
}

static gboolean
two_came (gpointer data)
{
  return *(guint *) data == 2;
}

static void
the_news_of_a_night_are_one (Scene *scene)
{
  g_autoptr (JmAccount) acme = desk_add_account (scene->desk, "acme", JM_CREDENTIAL_PAT);
  g_autoptr (JmAccount) beta = desk_add_account (scene->desk, "beta", JM_CREDENTIAL_PAT);
  Wanted opened = { scene, "open -;", 0 };
  guint n_came = 0;

  /* Behind the notifier */
  g_signal_connect_swapped (jm_news_get (scene->desk->services, acme), "came", G_CALLBACK (came_cb),
                            &n_came);
  g_signal_connect_swapped (jm_news_get (scene->desk->services, beta), "came", G_CALLBACK (came_cb),
                            &n_came);
  set_quiet (scene, 12 * 60, 13 * 60);
  desk_add_news (scene->desk, acme, 1, JM_NEWS_ASSIGNED, "Ada", NULL);
  end_run (scene, acme);
  jm_clock_advance (scene->desk->clock, 30 * DESK_MINUTE_MS);
  desk_add_news (scene->desk, beta, 2, JM_NEWS_ASSIGNED, "Ada", NULL);
  end_run (scene, beta);
  desk_await (jm_test_until (two_came, &n_came));
  jm_clock_advance (scene->desk->clock, 29 * DESK_MINUTE_MS);
  g_assert_cmpuint (scene->shell->n_notified, ==, 0);
  mock_shell_press (scene->shell, await_news (scene, "2 issues changed"), "default");
  desk_await (jm_test_until (was_activated, &opened));
  g_assert_cmpint (jm_clock_get_wall_ms (scene->desk->clock), >=, 1795176000 * DESK_SECOND_MS + DESK_HOUR_MS);
  assert_number (scene, 1);
}

/* --- who reads */

static void
text_is_no_markup (Scene *scene)
{
  g_autoptr (JmAccount) acme = desk_add_account (scene->desk, "acme", JM_CREDENTIAL_OAUTH);

  desk_add_news (scene->desk, acme, 1, JM_NEWS_ASSIGNED, "<b>Ada</b> &lt;3 & co", NULL);
  end_run (scene, acme);
  /* What a reader of markup makes of it is what was written. */
  g_assert_cmpstr (await_news (scene, "WEB-1: ")->body, ==,
                   "&lt;b&gt;Ada&lt;/b&gt; &amp;lt;3 &amp; co assigned it to you");
}

static void
text_is_never_markup (Scene *scene)
{
  g_autoptr (JmAccount) acme = desk_add_account (scene->desk, "acme", JM_CREDENTIAL_OAUTH);

  desk_add_news (scene->desk, acme, 1, JM_NEWS_ASSIGNED, "<b>Ada</b> &lt;3 & co", NULL);
  end_run (scene, acme);
  g_assert_cmpstr (await_news (scene, "WEB-1: ")->body, ==,
                   "‹b›Ada‹/b› &\u2060lt;3 & co assigned it to you");
}

static void
a_name_that_turns_its_neighbours_does_not (Scene *scene)
{
  g_autoptr (JmAccount) acme = desk_add_account (scene->desk, "acme", JM_CREDENTIAL_OAUTH);

  desk_set_summary (scene->desk, "paid\u202e\nlive");
  desk_add_news (scene->desk, acme, 1, JM_NEWS_ASSIGNED, NULL, NULL);
  end_run (scene, acme);
  g_assert_cmpstr (await_news (scene, "WEB-1: ")->title, ==, "WEB-1: paid‹202E› live");
}

static void
assert_tells (Scene      *scene,
              JmAccount  *account,
              guint       number,
              const char *title,
              const char *body)
{
  desk_add_news (scene->desk, account, number, JM_NEWS_STATUS, "Ada", "Paid");
  end_run (scene, account);
  g_assert_cmpstr (await_news (scene, title)->title, ==, title);
  g_assert_cmpstr (mock_shell_find (scene->shell, title)->body, ==, body);
}

static gboolean
has_portal_session (gpointer data)
{
  return ((Scene *) data)->shell->portal_session != NULL;
}

static void
nothing_is_read_over_a_locked_screen (Scene *scene)
{
  g_autoptr (JmAccount) acme = NULL;

  mock_shell_add_portal (scene->shell);
  mock_shell_add_logind (scene->shell);
  close_scene (scene);
  open_scene (scene);
  acme = desk_add_account (scene->desk, "acme", JM_CREDENTIAL_PAT);
  desk_await (jm_test_until (has_portal_session, scene));

  assert_tells (scene, acme, 10, "WEB-10: Login fails", "Ada changed the status to “Paid”");
  mock_shell_portal_say (scene->shell, TRUE, 1);
  assert_tells (scene, acme, 11, "WEB-11", "The status changed\nacme");
  mock_shell_portal_say (scene->shell, FALSE, 1);
  assert_tells (scene, acme, 12, "WEB-12: Login fails", "Ada changed the status to “Paid”");
  g_settings_set_boolean (scene->desk->settings, JM_SETTING_HIDE_TEXT, FALSE);
  mock_shell_portal_say (scene->shell, TRUE, 1);
  assert_tells (scene, acme, 13, "WEB-13: Login fails", "Ada changed the status to “Paid”");
}

/* --- who shows */

static guint n_said;

static GLogFunc log_otherwise;

static void
count_said (const char     *domain,
            GLogLevelFlags  level,
            const char     *message,
            gpointer        data)
{
  if (strstr (message, "Nobody shows notifications") != NULL)
    n_said++;
  log_otherwise (domain, level, message, data);
}

static gboolean
was_said (gpointer data)
{
  return n_said > 0;
}

static void
nobody_shows_and_somebody_comes (Scene *scene)
{
  g_autoptr (JmAccount) acme = desk_add_account (scene->desk, "acme", JM_CREDENTIAL_PAT);

  desk_await (jm_test_until (was_said, NULL));
  desk_set_trouble (acme, JM_TROUBLE_NEEDS_SIGN_IN);
  desk_add_news (scene->desk, acme, 1, JM_NEWS_MENTIONED, "Ada", NULL);
  end_run (scene, acme);
  jm_clock_advance (scene->desk->clock, DESK_MINUTE_MS);

  /* A warning of GLib would have ended the test. */
  mock_shell_show_up (scene->shell, "Mock", ABILITIES);
  await_bubble (scene, "acme: Sign in again");
  await_news (scene, "WEB-1: ");
  mock_shell_leave (scene->shell);
  settle (scene);
  desk_set_trouble (acme, JM_TROUBLE_KEYRING_LOCKED);
  mock_shell_show_up (scene->shell, "Mock", ABILITIES);
  await_bubble (scene, "acme: The keyring is locked");
  g_assert_cmpuint (n_said, ==, 1);
}

static void
where_a_click_does_nothing_a_button_does_it (Scene *scene)
{
  g_autoptr (JmAccount) acme = NULL;
  MockBubble *bubble;

  close_scene (scene);
  mock_shell_leave (scene->shell);
  settle (scene);
  mock_shell_show_up (scene->shell, "Xfce Notify Daemon", ABILITIES);
  open_scene (scene);
  acme = desk_add_account (scene->desk, "acme", JM_CREDENTIAL_PAT);
  desk_set_trouble (acme, JM_TROUBLE_NEEDS_SIGN_IN);
  bubble = await_bubble (scene, "acme: ");
  g_assert_cmpuint (g_strv_length (bubble->actions), ==, 4);
  g_assert_cmpstr (bubble->actions[1], ==, "Show");
  g_assert_cmpstr (bubble->actions[3], ==, "Sign In Again");
}

/* --- */

#define SCENE(body, abilities) \
  static void body##_scene (Desk *desk) { run_scene (desk, body, abilities); }

SCENE (one_for_each_problem, ABILITIES)
SCENE (replaced_and_not_repeated, ABILITIES)
SCENE (its_button_is_that_of_the_cause, ABILITIES)
SCENE (weather_that_changes_is_told_once, ABILITIES)
SCENE (withdrawn_when_it_ends, ABILITIES)
SCENE (also_before_the_desktop_has_answered, ABILITIES)
SCENE (a_shared_sign_in_is_told_once, ABILITIES)
SCENE (its_buttons_work_without_a_window, ABILITIES)
SCENE (after_a_restart_nothing_is_told_twice, ABILITIES)
SCENE (what_still_holds_is_told_once_a_session, ABILITIES)
SCENE (what_a_former_run_told_waits_for_the_outcome, ABILITIES)
SCENE (mute_by_kind_and_account, ABILITIES)
SCENE (everything_off_by_one_switch, ABILITIES)
SCENE (quiet_hours_end_with_what_still_holds, ABILITIES)
SCENE (one_for_each_issue, ABILITIES)
SCENE (many_issues_are_one, ABILITIES)
SCENE (news_go_with_their_account_and_the_switch, ABILITIES)
SCENE (mute_issues_by_kind_account_project, ABILITIES)
SCENE (the_news_of_a_night_are_one, ABILITIES)
SCENE (text_is_no_markup, ABILITIES)
SCENE (text_is_never_markup, "actions body")
SCENE (a_name_that_turns_its_neighbours_does_not, ABILITIES)
SCENE (nothing_is_read_over_a_locked_screen, ABILITIES)
SCENE (nobody_shows_and_somebody_comes, NULL)
SCENE (where_a_click_does_nothing_a_button_does_it, ABILITIES)

int
main (int    argc,
      char **argv)
{
  int status;

  g_setenv ("TZ", "UTC", TRUE);
  jm_test_init (&argc, &argv);
  log_otherwise = g_log_set_default_handler (count_said, NULL);
  mock_bus_up ();

  desk_add ("/desktop/notifier/one-for-each-problem", one_for_each_problem_scene);
  desk_add ("/desktop/notifier/replaced-and-not-repeated", replaced_and_not_repeated_scene);
  desk_add ("/desktop/notifier/its-button-is-that-of-the-cause", its_button_is_that_of_the_cause_scene);
  desk_add ("/desktop/notifier/weather-that-changes-is-told-once", weather_that_changes_is_told_once_scene);
  desk_add ("/desktop/notifier/withdrawn-when-it-ends", withdrawn_when_it_ends_scene);
  desk_add ("/desktop/notifier/also-before-the-desktop-has-answered",
            also_before_the_desktop_has_answered_scene);
  desk_add ("/desktop/notifier/a-shared-sign-in-is-told-once", a_shared_sign_in_is_told_once_scene);
  desk_add ("/desktop/notifier/its-buttons-work-without-a-window",
            its_buttons_work_without_a_window_scene);
  desk_add ("/desktop/notifier/after-a-restart-nothing-is-told-twice",
            after_a_restart_nothing_is_told_twice_scene);
  desk_add ("/desktop/notifier/what-still-holds-is-told-once-a-session",
            what_still_holds_is_told_once_a_session_scene);
  desk_add ("/desktop/notifier/what-a-former-run-told-waits-for-the-outcome",
            what_a_former_run_told_waits_for_the_outcome_scene);
  desk_add ("/desktop/notifier/mute-by-kind-and-account", mute_by_kind_and_account_scene);
  desk_add ("/desktop/notifier/everything-off-by-one-switch", everything_off_by_one_switch_scene);
  desk_add ("/desktop/notifier/quiet-hours-end-with-what-still-holds",
            quiet_hours_end_with_what_still_holds_scene);
  desk_add ("/desktop/notifier/one-for-each-issue", one_for_each_issue_scene);
  desk_add ("/desktop/notifier/many-issues-are-one", many_issues_are_one_scene);
  desk_add ("/desktop/notifier/news-go-with-their-account-and-the-switch",
            news_go_with_their_account_and_the_switch_scene);
  desk_add ("/desktop/notifier/mute-issues-by-kind-account-project",
            mute_issues_by_kind_account_project_scene);
  desk_add ("/desktop/notifier/the-news-of-a-night-are-one", the_news_of_a_night_are_one_scene);
  desk_add ("/desktop/notifier/text-is-no-markup", text_is_no_markup_scene);
  desk_add ("/desktop/notifier/text-is-never-markup", text_is_never_markup_scene);
  desk_add ("/desktop/notifier/a-name-that-turns-its-neighbours-does-not",
            a_name_that_turns_its_neighbours_does_not_scene);
  desk_add ("/desktop/notifier/nothing-is-read-over-a-locked-screen",
            nothing_is_read_over_a_locked_screen_scene);
  desk_add ("/desktop/notifier/nobody-shows-and-somebody-comes",
            nobody_shows_and_somebody_comes_scene);
  desk_add ("/desktop/notifier/where-a-click-does-nothing-a-button-does-it",
            where_a_click_does_nothing_a_button_does_it_scene);

  status = g_test_run ();
  mock_bus_down ();
  return status;
}
