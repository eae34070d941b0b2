/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "base/jm-json.h"
#include "base/jm-settings.h"
#include "sync-fixture.h"
#include "sync/jm-news.h"

/* What a person is told of what happened to issues: what others did, once. */

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

/* Somebody else */
static char *
dup_other (SyncFixture *fixture)
{
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) ids =
      dex_await_boxed (jm_store_list_ids (fixture->store, JM_RESOURCE_USERS), &error);

  g_assert_no_error (error);
  for (guint i = 0; ids[i] != NULL; i++)
    if (!g_str_equal (ids[i], jm_account_get_user_id (fixture->account)))
      return g_strdup (ids[i]);

  g_assert_not_reached ();
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
  return mutate (fixture, "\"create\",\"summary\":\"Mine\"");
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

  edited = mutate (fixture, "\"create\",\"author\":\"%s\"", other);
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
  theirs = mutate (fixture, "\"create\",\"author\":\"%s\"", other);
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
  key = mutate (fixture, "\"create\",\"author\":\"%s\",\"assignee\":\"%s\"", other, me);
  run (fixture, JM_SYNC_QUICK);
  assert_news (fixture, "assigned %s", key);
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

  return g_test_run ();
}
