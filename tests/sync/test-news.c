/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "base/jm-json.h"
#include "base/jm-settings.h"
#include "sync-fixture.h"
#include "sync/jm-news.h"

/* What a person is told of what happened to issues: what others did, once. */

/* Generated ones mention people. */
#define PLAIN "\"fields\":{\"description\":null}"
#define MENTION \
  "{\"type\":\"doc\",\"version\":1,\"content\":[{\"type\":\"paragraph\",\"content\":[" \
  "{\"type\":\"mention\",\"attrs\":{\"id\":\"%s\",\"text\":\"@Me\"}}]}]}"

/* --- the fixture's news */

static JmServices *
get_services (SyncFixture *fixture)
{
  return jm_monitor_get_services (fixture->world->monitor);
}

static JmNews *
get_news (SyncFixture *fixture)
{
  return jm_news_get (get_services (fixture), fixture->account);
}

/* Somebody else. @me: as the control port names people: account ids, and logins of a Data Center */
static char *
dup_other_than (SyncFixture *fixture,
                const char  *me)
{
  g_autofree char *path =
      g_strconcat ("/truth?site=", fixture->site != NULL ? fixture->site : "", NULL);
  g_autoptr (JsonNode) truth = jm_simulator_control (
      fixture->world->simulator, "GET", fixture->site != NULL ? path : "/truth", NULL);

  for (guint i = 0; i < jm_json_get_length (truth, "issues"); i++)
    {
      const char *person =
          jm_json_get_string (jm_json_get_item (truth, "issues", i), "assignee", NULL);

      if (person != NULL && !g_str_equal (person, me))
        return g_strdup (person);
    }

  g_assert_not_reached ();
}

static char *
dup_other (SyncFixture *fixture)
{
  return dup_other_than (fixture, jm_account_get_user_id (fixture->account));
}

/* One change; the caller owns the key of the issue that it was done to. */
static char *
mutate (SyncFixture *fixture,
        const char  *format,
        ...)
{
  g_autofree char *body = NULL;
  g_autoptr (JsonNode) answer = NULL;
  va_list args;

  va_start (args, format);
  body = g_strdup_vprintf (format, args);
  va_end (args);
  answer = sync_control (fixture, "/mutate", "{%s%s%s\"do\":%s}",
                         fixture->site != NULL ? "\"site\":\"" : "",
                         fixture->site != NULL ? fixture->site : "",
                         fixture->site != NULL ? "\"," : "", body);
  return g_strdup (jm_json_get_string (answer, "key", NULL));
}

static void
run (SyncFixture *fixture,
     JmSyncKind   kind)
{
  jm_sync_report_free (sync_run (fixture, kind));
}

/* What there is to take, in words: "assigned WEB-3 by Ada; …" */
static char *
take (SyncFixture *fixture)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) items = dex_await_boxed (jm_news_take (get_news (fixture)), &error);
  GString *words = g_string_new (NULL);

  g_assert_no_error (error);
  for (guint i = 0; i < items->len; i++)
    {
      const JmNewsItem *item = g_ptr_array_index (items, i);

      g_assert_cmpint (item->time_ms, >, 0);
      g_assert_nonnull (item->issue_id);
      g_assert_nonnull (item->summary);
      g_assert_true (g_str_has_prefix (item->issue_key, item->project_key));
      g_assert_true (item->who != NULL && *item->who != '\0');
      g_assert_cmpstr (item->who, !=, jm_account_get_user_name (fixture->account));
      g_string_append_printf (words, "%s%s %s%s%s", words->len > 0 ? "; " : "",
                              jm_news_kind_to_nick (item->kind), item->issue_key,
                              item->status != NULL ? " " : "",
                              item->status != NULL ? item->status : "");
    }

  return g_string_free_and_steal (words);
}

static void
assert_news (SyncFixture *fixture,
             const char  *format,
             ...)
{
  g_autofree char *expected = NULL;
  g_autofree char *words = take (fixture);
  va_list args;

  va_start (args, format);
  expected = g_strdup_vprintf (format, args);
  va_end (args);
  g_assert_cmpstr (words, ==, expected);
}

static void
assert_none (SyncFixture *fixture)
{
  g_autofree char *words = take (fixture);

  g_assert_cmpstr (words, ==, "");
}

/* An issue of my own making, which I watch; assigned to nobody */
static char *
create_mine (SyncFixture *fixture)
{
  return mutate (fixture, "\"create\",\"summary\":\"Mine\"," PLAIN);
}

/* --- each kind */

static void
what_others_do_is_told_once (SyncFixture *fixture)
{
  g_autofree char *other = NULL;
  g_autofree char *mine = NULL;
  g_autofree char *assigned = NULL;
  g_autofree char *status = NULL;
  g_autofree char *mentioned = NULL;
  const char *me = jm_account_get_user_id (fixture->account);

  run (fixture, JM_SYNC_FULL);
  assert_none (fixture);
  other = dup_other (fixture);
  mine = create_mine (fixture);
  run (fixture, JM_SYNC_QUICK);
  assert_none (fixture);

  assigned = mutate (fixture, "\"edit\",\"issue\":\"%s\",\"author\":\"%s\",\"assignee\":\"%s\"",
                     mine, other, me);
  run (fixture, JM_SYNC_QUICK);
  assert_news (fixture, "assigned %s", mine);
  assert_none (fixture);

  status = mutate (fixture,
                   "\"edit\",\"issue\":\"%s\",\"author\":\"%s\",\"status\":\"In Progress\"", mine,
                   other);
  run (fixture, JM_SYNC_QUICK);
  assert_news (fixture, "status %s In Progress", mine);

  mentioned = mutate (fixture,
                      "\"comment\",\"issue\":\"%s\",\"author\":\"%s\",\"text\":\"Well, @me?\"", mine,
                      other);
  run (fixture, JM_SYNC_QUICK);
  assert_news (fixture, "mentioned %s", mine);

  run (fixture, JM_SYNC_FULL);
  run (fixture, JM_SYNC_CENSUS);
  assert_none (fixture);
}

static void
a_mention_in_a_description_is_told (SyncFixture *fixture)
{
  const char *me = jm_account_get_user_id (fixture->account);
  g_autofree char *other = NULL;
  g_autofree char *fresh = NULL;
  g_autofree char *edited = NULL;
  g_autofree char *again = NULL;

  run (fixture, JM_SYNC_FULL);
  other = dup_other (fixture);
  fresh = mutate (fixture, "\"create\",\"author\":\"%s\",\"fields\":{\"description\":" MENTION "}",
                  other, me);
  run (fixture, JM_SYNC_QUICK);
  assert_news (fixture, "mentioned %s", fresh);

  edited = mutate (fixture, "\"create\",\"author\":\"%s\"," PLAIN, other);
  run (fixture, JM_SYNC_QUICK);
  assert_none (fixture);
  again = mutate (fixture,
                  "\"edit\",\"issue\":\"%s\",\"author\":\"%s\",\"fields\":{\"description\":" MENTION
                  "}",
                  edited, other, me);
  run (fixture, JM_SYNC_QUICK);
  assert_news (fixture, "mentioned %s", edited);

  /* It was in it before. */
  g_free (again);
  again = mutate (fixture, "\"edit\",\"issue\":\"%s\",\"author\":\"%s\",\"summary\":\"Anew\"", edited,
                  other);
  run (fixture, JM_SYNC_QUICK);
  assert_none (fixture);
}

static void
own_changes_are_no_news (SyncFixture *fixture)
{
  const char *me = jm_account_get_user_id (fixture->account);
  g_autofree char *mine = NULL;
  g_autofree char *theirs = NULL;
  g_autofree char *other = NULL;
  g_autoptr (GStrvBuilder) done = g_strv_builder_new ();
  g_auto (GStrv) keys = NULL;

  run (fixture, JM_SYNC_FULL);
  other = dup_other (fixture);
  theirs = mutate (fixture, "\"create\",\"author\":\"%s\"," PLAIN, other);
  mine = mutate (fixture, "\"create\",\"assignee\":\"%s\",\"fields\":{\"description\":" MENTION "}", me,
                 me);
  run (fixture, JM_SYNC_QUICK);
  assert_none (fixture);

  g_strv_builder_take (done, mutate (fixture, "\"edit\",\"issue\":\"%s\",\"assignee\":\"%s\"",
                                     theirs, me));
  g_strv_builder_take (
      done, mutate (fixture, "\"edit\",\"issue\":\"%s\",\"status\":\"In Progress\"", mine));
  g_strv_builder_take (
      done, mutate (fixture, "\"comment\",\"issue\":\"%s\",\"text\":\"I, @me\"", mine));
  keys = g_strv_builder_end (done);
  run (fixture, JM_SYNC_QUICK);
  assert_none (fixture);
}

static void
what_comes_newly_is_told (SyncFixture *fixture)
{
  const char *me = jm_account_get_user_id (fixture->account);
  g_autofree char *other = NULL;
  g_autofree char *key = NULL;

  run (fixture, JM_SYNC_FULL);
  other = dup_other (fixture);
  key = mutate (fixture, "\"create\",\"author\":\"%s\",\"assignee\":\"%s\"," PLAIN, other, me);
  run (fixture, JM_SYNC_QUICK);
  assert_news (fixture, "assigned %s", key);
}

/* --- what is silent */

/* Its issues are as new as can be, but that they are seen is not the doing of anybody. */
static void
a_project_that_appears_is_silent (SyncFixture *fixture)
{
  const char *me = jm_account_get_user_id (fixture->account);
  g_autoptr (JsonNode) truth =
      jm_simulator_control (fixture->world->simulator, "GET", "/truth", NULL);
  const char *key = jm_json_get_string (truth, "projects.0.key", NULL);
  g_autofree char *other = NULL;

  g_free (mutate (fixture, "\"hide_project\",\"project\":\"%s\"", key));
  run (fixture, JM_SYNC_FULL);
  other = dup_other (fixture);
  g_free (mutate (fixture, "\"create\",\"project\":\"%s\",\"author\":\"%s\",\"assignee\":\"%s\"," PLAIN, key,
                  other, me));
  /* Behind the cursor, so that it is the walk through the project that brings it */
  json_node_unref (sync_control (fixture, "/clock", "{\"advance\":1200}"));
  g_free (mutate (fixture, "\"create\",\"project\":\"%s\"," PLAIN,
                  jm_json_get_string (truth, "projects.1.key", NULL)));
  run (fixture, JM_SYNC_QUICK);
  g_free (mutate (fixture, "\"show_project\",\"project\":\"%s\"", key));
  run (fixture, JM_SYNC_QUICK);
  sync_assert_same (fixture, SYNC_SAME_ALL);
  assert_none (fixture);
}

/* How often Jira was asked for the history of an issue */
static guint
count_asked (SyncFixture *fixture)
{
  g_autoptr (JsonNode) seen =
      jm_simulator_control (fixture->world->simulator, "GET", "/requests", NULL);
  guint n_asked = 0;

  for (guint i = 0; i < jm_json_get_length (seen, ""); i++)
    if (strstr (jm_json_get_string (jm_json_get_item (seen, "", i), "target", ""),
                "expand=changelog") != NULL)
      n_asked++;

  return n_asked;
}

/* What happened before anybody looked: to issues that the person could not see then. */
static void
what_becomes_visible_is_old (SyncFixture *fixture)
{
  const char *me = jm_account_get_user_id (fixture->account);
  g_autofree char *other = dup_other (fixture);
  g_autofree char *created = NULL;
  g_autofree char *assigned = NULL;

  created = mutate (fixture, "\"create\",\"author\":\"%s\",\"assignee\":\"%s\"," PLAIN, other, me);
  assigned = mutate (fixture, "\"create\",\"author\":\"%s\"," PLAIN, other);
  g_free (mutate (fixture, "\"edit\",\"issue\":\"%s\",\"author\":\"%s\",\"assignee\":\"%s\"",
                  assigned, other, me));
  g_free (mutate (fixture, "\"hide\",\"issue\":\"%s\"", created));
  g_free (mutate (fixture, "\"hide\",\"issue\":\"%s\"", assigned));
  json_node_unref (sync_control (fixture, "/clock", "{\"advance\":1200}"));
  g_free (create_mine (fixture));
  run (fixture, JM_SYNC_FULL);

  g_free (mutate (fixture, "\"show\",\"issue\":\"%s\"", created));
  g_free (mutate (fixture, "\"show\",\"issue\":\"%s\"", assigned));
  sync_forget_requests (fixture);
  run (fixture, JM_SYNC_CENSUS);
  sync_assert_same (fixture, SYNC_SAME_ALL);
  g_assert_cmpuint (count_asked (fixture), ==, 2);
  assert_none (fixture);
}

/* Who does not want to know is not asked for, and not told later. */
static void
what_is_muted_costs_nothing (SyncFixture *fixture)
{
  static const char *const status[] = { "status", NULL };
  GSettings *settings = get_services (fixture)->settings;
  const char *me = jm_account_get_user_id (fixture->account);
  g_autofree char *other = NULL;
  g_autofree char *mine = NULL;

  run (fixture, JM_SYNC_FULL);
  other = dup_other (fixture);
  mine = create_mine (fixture);
  run (fixture, JM_SYNC_QUICK);

  g_settings_set_strv (settings, JM_SETTING_MUTED_KINDS, status);
  g_free (mutate (fixture,
                  "\"edit\",\"issue\":\"%s\",\"author\":\"%s\",\"status\":\"In Progress\"", mine,
                  other));
  sync_forget_requests (fixture);
  run (fixture, JM_SYNC_QUICK);
  g_assert_cmpuint (count_asked (fixture), ==, 0);
  g_free (mutate (fixture,
                  "\"edit\",\"issue\":\"%s\",\"author\":\"%s\",\"status\":\"Done\","
                  "\"assignee\":\"%s\"",
                  mine, other, me));
  run (fixture, JM_SYNC_QUICK);
  g_assert_cmpuint (count_asked (fixture), ==, 1);
  assert_news (fixture, "assigned %s", mine);

  g_settings_reset (settings, JM_SETTING_MUTED_KINDS);
  g_settings_set_boolean (settings, JM_SETTING_NOTIFICATIONS, FALSE);
  g_free (mutate (fixture, "\"comment\",\"issue\":\"%s\",\"author\":\"%s\",\"text\":\"@me!\"", mine,
                  other));
  run (fixture, JM_SYNC_QUICK);
  g_settings_reset (settings, JM_SETTING_NOTIFICATIONS);
  run (fixture, JM_SYNC_QUICK);
  assert_none (fixture);
}

/* --- what goes wrong */

static void
a_question_that_fails_is_asked_again (SyncFixture *fixture)
{
  const char *me = jm_account_get_user_id (fixture->account);
  g_autofree char *other = NULL;
  g_autofree char *key = NULL;

  run (fixture, JM_SYNC_FULL);
  other = dup_other (fixture);
  key = mutate (fixture, "\"create\",\"author\":\"%s\",\"assignee\":\"%s\"," PLAIN, other, me);
  jm_world_arm (fixture->world, "{\"match\":{\"contains\":\"changelog\"},\"times\":0,"
                                "\"kind\":\"status\",\"args\":{\"code\":400}}");
  run (fixture, JM_SYNC_QUICK);
  assert_none (fixture);
  jm_simulator_tell (fixture->world->simulator, "DELETE", "/arm", NULL);
  run (fixture, JM_SYNC_QUICK);
  assert_news (fixture, "assigned %s", key);
}

/* Without a history nobody can say that it was not the person herself. */
static void
without_a_history_nothing_is_told (SyncFixture *fixture)
{
  const char *me = jm_account_get_user_id (fixture->account);
  g_autofree char *other = NULL;
  g_autofree char *key = NULL;

  run (fixture, JM_SYNC_FULL);
  other = dup_other (fixture);
  key = mutate (fixture, "\"create\",\"author\":\"%s\",\"assignee\":\"%s\"," PLAIN, other, me);
  jm_world_arm (fixture->world, "{\"match\":{\"contains\":\"changelog\"},\"times\":0,"
                                "\"kind\":\"missing\",\"args\":{\"path\":\"$.changelog\"}}");
  run (fixture, JM_SYNC_QUICK);
  run (fixture, JM_SYNC_FULL);
  assert_none (fixture);
}

static gboolean
is_asked (gpointer data)
{
  return count_asked (data) > 0;
}

static gboolean
is_at_rest (gpointer data)
{
  return !jm_sync_is_running (((SyncFixture *) data)->sync);
}

/* Cut off while the question is under way, and again: told once */
static void
a_run_that_is_cut_off_tells_once (SyncFixture *fixture)
{
  const JmSyncOrder quick = { JM_SYNC_QUICK, NULL, JM_N_RESOURCES };
  const char *me = jm_account_get_user_id (fixture->account);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  g_autofree char *other = NULL;
  g_autofree char *key = NULL;
  DexFuture *future;

  run (fixture, JM_SYNC_FULL);
  other = dup_other (fixture);
  key = mutate (fixture, "\"create\",\"author\":\"%s\",\"assignee\":\"%s\"," PLAIN, other, me);
  jm_world_arm (fixture->world, "{\"match\":{\"contains\":\"changelog\"},\"kind\":\"delay\"}");
  future = jm_sync_run (fixture->sync, &quick, cancellable);
  sync_await (jm_test_until (is_asked, fixture));
  g_cancellable_cancel (cancellable);
  dex_await (future, &error);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  sync_await (jm_test_until (is_at_rest, fixture));
  json_node_unref (sync_control (fixture, "/release", "{}"));

  run (fixture, JM_SYNC_QUICK);
  run (fixture, JM_SYNC_FULL);
  assert_news (fixture, "assigned %s", key);
  run (fixture, JM_SYNC_FULL);
  assert_none (fixture);
}

/* --- others */

static void
came_cb (JmNews *news,
         guint  *n_came)
{
  *n_came += 1;
}

static gboolean
has_come (gpointer data)
{
  return *(guint *) data > 0;
}

/* Each is given to one of two processes, and both hear that there are some. */
static void
two_takers_share (SyncFixture *fixture)
{
  const char *me = jm_account_get_user_id (fixture->account);
  SyncFixture other = { .world = fixture->world };
  g_autoptr (JmMonitor) monitor = jm_world_open_monitor (fixture->world);
  g_autofree char *other_person = NULL;
  g_autoptr (GPtrArray) first = NULL;
  g_autoptr (GPtrArray) second = NULL;
  g_autoptr (GError) error = NULL;
  guint n_came = 0, n_came_there = 0;
  DexFuture *one, *two;
  JmNews *there;

  run (fixture, JM_SYNC_FULL);
  other_person = dup_other (fixture);
  other.account = g_list_model_get_item (G_LIST_MODEL (jm_monitor_get_accounts (monitor)), 0);
  there = jm_news_get (jm_monitor_get_services (monitor), other.account);
  g_signal_connect (get_news (fixture), "came", G_CALLBACK (came_cb), &n_came);
  g_signal_connect (there, "came", G_CALLBACK (came_cb), &n_came_there);

  for (guint i = 0; i < 7; i++)
    g_free (mutate (fixture, "\"create\",\"author\":\"%s\",\"assignee\":\"%s\"," PLAIN, other_person, me));
  run (fixture, JM_SYNC_QUICK);
  sync_await (jm_test_until (has_come, &n_came));
  sync_await (jm_accounts_reload (jm_monitor_get_accounts (monitor)));
  sync_await (jm_test_until (has_come, &n_came_there));

  one = jm_news_take (get_news (fixture));
  two = jm_news_take (there);
  first = dex_await_boxed (one, &error);
  g_assert_no_error (error);
  second = dex_await_boxed (two, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (first->len + second->len, ==, 7);
  assert_none (fixture);

  g_signal_handlers_disconnect_by_data (get_news (fixture), &n_came);
  g_signal_handlers_disconnect_by_data (there, &n_came_there);
  g_clear_object (&other.account);
  dex_await (jm_monitor_close (monitor), NULL);
}

/* Two sites of one grant: each has its own. */
static void
accounts_have_their_own (SyncFixture *fixture)
{
  SyncFixture other = { .world = fixture->world };
  g_autoptr (GError) error = NULL;
  g_autoptr (GListModel) made = jm_world_sign_in (fixture->world, NULL, &error, 1, -1);
  g_autofree char *person = NULL;
  g_autofree char *key = NULL;

  g_assert_no_error (error);
  other.account = g_list_model_get_item (made, 0);
  other.site = jm_simulator_get_site_id (fixture->world->simulator, 1);
  other.sync = jm_sync_get (get_services (fixture), other.account);
  other.store = dex_await_object (jm_account_open_store (other.account), &error);
  g_assert_no_error (error);

  run (fixture, JM_SYNC_FULL);
  run (&other, JM_SYNC_FULL);
  person = dup_other (&other);
  key = mutate (&other, "\"create\",\"author\":\"%s\",\"assignee\":\"%s\"," PLAIN, person,
                jm_account_get_user_id (other.account));
  run (fixture, JM_SYNC_QUICK);
  run (&other, JM_SYNC_QUICK);
  assert_none (fixture);
  assert_news (&other, "assigned %s", key);
  g_clear_object (&other.store);
  g_clear_object (&other.account);
}

static void
sign_in_to_data_center (SyncFixture *fixture)
{
  JmWorld *world = fixture->world;
  g_autoptr (GError) error = NULL;
  g_autoptr (JmSignIn) sign_in = jm_monitor_begin_sign_in (world->monitor, NULL);
  g_autoptr (JmJiraSite) site =
      dex_await_object (jm_jira_site_discover (jm_monitor_get_services (world->monitor)->http,
                                               jm_simulator_get_dc_url (world->simulator), NULL),
                        &error);
  g_autoptr (GListModel) choices = NULL;
  g_autoptr (GListModel) made = NULL;

  g_assert_no_error (error);
  choices = dex_await_object (
      jm_sign_in_with_pat (sign_in, site, jm_simulator_get_dc_token (world->simulator), NULL, 0,
                           NULL),
      &error);
  g_assert_no_error (error);
  made = dex_await_object (jm_sign_in_finish (sign_in, NULL), &error);
  g_assert_no_error (error);
  fixture->account = g_list_model_get_item (made, 0);
  fixture->sync = jm_sync_get (jm_monitor_get_services (world->monitor), fixture->account);
  fixture->store = dex_await_object (jm_account_open_store (fixture->account), &error);
  g_assert_no_error (error);
}

/* People have keys and logins, mentions are wiki markup, and a history begins with its oldest entry. */
static void
a_data_center_has_news_as_well (SyncFixture *fixture)
{
  SyncFixture own = { .world = fixture->world, .site = "dc" };
  g_autofree char *other = NULL;
  g_autofree char *key = NULL;
  g_autofree char *login = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) issue = NULL;
  g_autoptr (GBytes) document = NULL;

  sign_in_to_data_center (&own);
  run (&own, JM_SYNC_FULL);
  assert_none (&own);

  /* What I am called there is on what I reported. */
  key = create_mine (&own);
  run (&own, JM_SYNC_QUICK);
  assert_none (&own);
  document =
      dex_await_boxed (jm_store_get_document (own.store, JM_RESOURCE_ISSUES, key), &error);
  g_assert_no_error (error);
  issue = jm_json_parse (document, '{', &error);
  g_assert_no_error (error);
  login = g_strdup (jm_json_get_string (issue, "fields.reporter.name", NULL));
  other = dup_other_than (&own, login);

  g_free (mutate (&own, "\"edit\",\"issue\":\"%s\",\"author\":\"%s\",\"assignee\":\"%s\"", key, other,
                  login));
  run (&own, JM_SYNC_QUICK);
  assert_news (&own, "assigned %s", key);
  g_free (mutate (&own, "\"comment\",\"issue\":\"%s\",\"author\":\"%s\",\"text\":\"So, @me\"", key,
                  other));
  run (&own, JM_SYNC_QUICK);
  assert_news (&own, "mentioned %s", key);
  g_free (mutate (&own,
                  "\"edit\",\"issue\":\"%s\",\"author\":\"%s\",\"status\":\"In Progress\","
                  "\"fields\":{\"description\":\"Dear [~%s],\"}",
                  key, other, login));
  run (&own, JM_SYNC_QUICK);
  assert_news (&own, "mentioned %s; status %s In Progress", key, key);

  g_free (mutate (&own, "\"edit\",\"issue\":\"%s\",\"status\":\"Done\"", key));
  g_free (mutate (&own, "\"comment\",\"issue\":\"%s\",\"text\":\"I, @me\"", key));
  run (&own, JM_SYNC_QUICK);
  run (&own, JM_SYNC_FULL);
  assert_none (&own);
  g_clear_object (&own.store);
  g_clear_object (&own.account);
}

int
main (int   argc,
      char *argv[])
{
  jm_test_init (&argc, &argv);

  sync_add ("/sync/news/what-others-do-is-told-once", what_others_do_is_told_once, 60, 2);
  sync_add ("/sync/news/a-mention-in-a-description-is-told", a_mention_in_a_description_is_told, 20, 2);
  sync_add ("/sync/news/own-changes-are-no-news", own_changes_are_no_news, 20, 2);
  sync_add ("/sync/news/what-comes-newly-is-told", what_comes_newly_is_told, 20, 2);
  sync_add ("/sync/news/a-project-that-appears-is-silent", a_project_that_appears_is_silent, 40, 3);
  sync_add ("/sync/news/what-becomes-visible-is-old", what_becomes_visible_is_old, 20, 2);
  sync_add ("/sync/news/what-is-muted-costs-nothing", what_is_muted_costs_nothing, 20, 2);
  sync_add ("/sync/news/a-question-that-fails-is-asked-again", a_question_that_fails_is_asked_again,
            20, 2);
  sync_add ("/sync/news/without-a-history-nothing-is-told", without_a_history_nothing_is_told, 20, 2);
  sync_add ("/sync/news/a-run-that-is-cut-off-tells-once", a_run_that_is_cut_off_tells_once, 20, 2);
  sync_add ("/sync/news/two-takers-share", two_takers_share, 20, 2);
  sync_add ("/sync/news/accounts-have-their-own", accounts_have_their_own, 20, 2);
  sync_add ("/sync/news/a-data-center-has-news-as-well", a_data_center_has_news_as_well, 20, 2);

  return g_test_run ();
}
