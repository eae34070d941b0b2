/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "store/fixture.h"
#include "store/jm-store-concerns.h"

/* What the writer notices for the person, and how it is told. The person is "me". */

#define NOON_MS G_GINT64_CONSTANT (1790000000000) /* 2026-09-21T14:13:20Z */
#define NOON "2026-09-21T14:13:20.000Z"
#define LATER "2026-09-21T15:00:00.000Z"
#define EVENING "2026-09-21T20:00:00.000Z"

static const JmResource comments_resource = {
  .id = JM_RESOURCE_COMMENTS,
  .owner = JM_RESOURCE_ISSUES,
  .name = "comments",
  .items = "$.comments",
  .item_id = "id",
};

#define ALL ((1 << JM_N_NEWS_KINDS) - 1)
#define BIT(kind) (1u << (kind))

/* --- pages */

static void
put_page (StoreFixture     *fixture,
          const JmResource *resource,
          const char       *owner,
          const char       *json)
{
  g_autoptr (GBytes) page = g_bytes_new (json, strlen (json));

  await_fine (
      jm_store_put_page (fixture->store, resource, owner, page, 7, JM_PAGE_PLAIN, NULL));
}

/* One issue, with these members of its fields */
static void
put_issue (StoreFixture *fixture,
           const char   *owner,
           guint         id,
           const char   *fields)
{
  g_autofree char *json = g_strdup_printf (
      "{\"issues\":[{\"id\":\"%u\",\"key\":\"WEB-%u\",\"fields\":{\"summary\":\"An issue\","
      "\"project\":{\"key\":\"WEB\"},%s}}]}",
      id, id, fields);

  put_page (fixture, &issues_resource, owner, json);
}

#define OPEN_AT(time) "\"status\":{\"name\":\"To Do\"},\"updated\":\"" time "\""
#define DONE_AT(time) "\"status\":{\"name\":\"Done\"},\"updated\":\"" time "\""
#define TO(who) "\"assignee\":{\"accountId\":\"" who "\",\"displayName\":\"" who "\"},"
#define WATCHED "\"watches\":{\"isWatching\":true},"
#define MENTIONS(who) \
  "{\"type\":\"doc\",\"content\":[{\"type\":\"mention\",\"attrs\":{\"id\":\"" who "\"}}]}"
#define COMMENT(id, who, time, body) \
  "{\"id\":\"" id "\",\"author\":{\"accountId\":\"" who "\",\"displayName\":\"" who \
  "\"},\"updateAuthor\":{\"accountId\":\"" who "\",\"displayName\":\"" who "\"}," \
  "\"created\":\"" time "\",\"updated\":\"" time "\",\"body\":" body "}"

/* The first run has come to its end; WEB was walked through. */
static void
begin (StoreFixture *fixture)
{
  await_fine (jm_store_open (fixture->store));
  put_issue (fixture, "WEB", 1, OPEN_AT (NOON));
  await_fine (jm_store_set_cursor (fixture->store, NOON_MS));
  await_fine (jm_store_begin_news (fixture->store));
}

/* --- what there is */

/* "ID kinds since; …" */
static void
assert_concerns (StoreFixture *fixture,
                 const char   *expected)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes =
      dex_await_boxed (jm_store_list_concerns (fixture->store, 100), &error);
  g_autoptr (GString) words = g_string_new (NULL);
  const JmConcern *concerns;
  gsize size;

  g_assert_no_error (error);
  concerns = g_bytes_get_data (bytes, &size);
  for (gsize i = 0; i < size / sizeof *concerns; i++)
    {
      g_string_append_printf (words, "%s%d", words->len > 0 ? "; " : "", (int) concerns[i].issue_id);
      for (guint kind = 0; kind < JM_N_NEWS_KINDS; kind++)
        if (concerns[i].kinds & BIT (kind))
          g_string_append_printf (words, " %s", jm_news_kind_to_nick ((JmNewsKind) kind));
    }
  g_assert_cmpstr (words->str, ==, expected);
}

static gint64
get_since (StoreFixture *fixture)
{
  g_autoptr (GBytes) bytes = dex_await_boxed (jm_store_list_concerns (fixture->store, 1), NULL);

  g_assert_cmpuint (g_bytes_get_size (bytes), ==, sizeof (JmConcern));
  return ((const JmConcern *) g_bytes_get_data (bytes, NULL))->since_ms;
}

static GPtrArray *
take (JmStore *store)
{
  g_autoptr (GError) error = NULL;
  GPtrArray *items = dex_await_boxed (jm_store_take_news (store), &error);

  g_assert_no_error (error);
  return items;
}

/* "kind key who status; …" */
static void
assert_news (StoreFixture *fixture,
             const char   *expected)
{
  g_autoptr (GPtrArray) items = take (fixture->store);
  g_autoptr (GString) words = g_string_new (NULL);

  for (guint i = 0; i < items->len; i++)
    {
      const JmNewsItem *item = g_ptr_array_index (items, i);

      g_string_append_printf (words, "%s%s %s %s %s", i > 0 ? "; " : "",
                              jm_news_kind_to_nick (item->kind), item->issue_key,
                              item->who != NULL ? item->who : "-",
                              item->status != NULL ? item->status : "-");
    }
  g_assert_cmpstr (words->str, ==, expected);
}

static gint64
settle (StoreFixture *fixture,
        guint         issue,
        JmNewsKind    kind,
        const char   *cause,
        const char   *who)
{
  const JmConcern concern = { issue, BIT (kind), 0 };
  const JmVerdict verdict = { kind, cause, NOON_MS, who, kind == JM_NEWS_STATUS ? "Done" : NULL };

  return await_count (jm_store_settle_concern (fixture->store, &concern, &verdict, 1));
}

/* --- what is noticed */

static DexFuture *
first_run_fiber (gpointer data)
{
  StoreFixture *fixture = data;

  await_fine (jm_store_open (fixture->store));
  put_issue (fixture, "WEB", 1, TO ("me") OPEN_AT (NOON));
  put_issue (fixture, "WEB", 1, TO ("me") DONE_AT (LATER));
  put_page (fixture, &comments_resource, "1",
            "{\"comments\":[" COMMENT ("5", "ada", LATER, MENTIONS ("me")) "]}");
  assert_concerns (fixture, "");
  assert_news (fixture, "");

  /* Without a cursor it was none that asked for all. */
  await_fine (jm_store_begin_news (fixture->store));
  put_issue (fixture, "WEB", 1, TO ("me") OPEN_AT (EVENING));
  assert_concerns (fixture, "");
  return dex_future_new_true ();
}

static void
the_first_run_is_silent (StoreFixture  *fixture,
                         gconstpointer  data)
{
  jm_test_fiber (first_run_fiber, fixture);
}

static DexFuture *
kinds_fiber (gpointer data)
{
  StoreFixture *fixture = data;

  begin (fixture);
  put_issue (fixture, "WEB", 1, TO ("me") OPEN_AT (LATER));
  assert_concerns (fixture, "1 assigned");
  g_assert_cmpint (get_since (fixture), ==, NOON_MS);
  put_issue (fixture, "WEB", 1, TO ("me") DONE_AT (EVENING));
  assert_concerns (fixture, "1 assigned status");
  g_assert_cmpint (get_since (fixture), ==, NOON_MS);

  /* Of others, who cares? */
  put_issue (fixture, "WEB", 2, TO ("ada") OPEN_AT (LATER));
  put_issue (fixture, "WEB", 2, TO ("bob") DONE_AT (EVENING));
  assert_concerns (fixture, "1 assigned status");

  put_issue (fixture, "WEB", 3, WATCHED OPEN_AT (LATER));
  put_issue (fixture, "WEB", 3, WATCHED DONE_AT (EVENING));
  put_issue (fixture, "WEB", 4, "\"description\":" MENTIONS ("me") "," OPEN_AT (LATER));
  put_issue (fixture, "WEB", 5, "\"description\":" MENTIONS ("ada") "," OPEN_AT (LATER));
  assert_concerns (fixture, "4 mentioned; 3 status; 1 assigned status");
  return dex_future_new_true ();
}

static void
what_concerns_the_person_is_noticed (StoreFixture  *fixture,
                                     gconstpointer  data)
{
  jm_test_fiber (kinds_fiber, fixture);
}

static DexFuture *
silent_fiber (gpointer data)
{
  StoreFixture *fixture = data;

  begin (fixture);
  put_issue (fixture, "WEB", 1, TO ("me") "\"description\":" MENTIONS ("me") "," OPEN_AT (LATER));
  g_assert_cmpint (settle (fixture, 1, JM_NEWS_ASSIGNED, "change/1", "Ada"), ==, 1);
  g_assert_cmpint (settle (fixture, 1, JM_NEWS_MENTIONED, "change/1", "Ada"), ==, 1);

  /* The same again, words that are not changes (an administrator renamed the status), an older page */
  put_issue (fixture, "WEB", 1, TO ("me") "\"description\":" MENTIONS ("me") "," OPEN_AT (LATER));
  put_issue (fixture, "WEB", 1, TO ("me") "\"description\":" MENTIONS ("me") "," DONE_AT (LATER));
  put_issue (fixture, "WEB", 1, OPEN_AT (NOON));
  assert_concerns (fixture, "");

  /* It was mine before, and mentioned me. */
  put_issue (fixture, "WEB", 2, TO ("me") "\"description\":" MENTIONS ("me") "," OPEN_AT (LATER));
  settle (fixture, 2, JM_NEWS_ASSIGNED, "created", "Ada");
  settle (fixture, 2, JM_NEWS_MENTIONED, "created", "Ada");
  put_issue (fixture, "WEB", 2,
             TO ("me") "\"duedate\":\"2026-10-01\",\"description\":" MENTIONS ("me") "," OPEN_AT (
                 EVENING));
  assert_concerns (fixture, "");

  /* A project that was never walked through */
  put_issue (fixture, "APP", 9, TO ("me") OPEN_AT (LATER));
  assert_concerns (fixture, "");
  put_issue (fixture, NULL, 10, TO ("me") OPEN_AT (LATER));
  assert_concerns (fixture, "10 assigned");
  return dex_future_new_true ();
}

static void
what_does_not_change_is_not_noticed (StoreFixture  *fixture,
                                     gconstpointer  data)
{
  jm_test_fiber (silent_fiber, fixture);
}

static DexFuture *
comments_fiber (gpointer data)
{
  StoreFixture *fixture = data;

  begin (fixture);
  /* Inside its issue, and as a page; own ones, old ones, and such that mention somebody else */
  put_issue (fixture, "WEB", 1,
             "\"comment\":{\"total\":3,\"comments\":[" COMMENT ("1", "ada", LATER, MENTIONS ("me")) "," COMMENT ("2", "me", LATER, MENTIONS ("me")) "]}," OPEN_AT (LATER));
  assert_news (fixture, "mentioned WEB-1 ada -");
  put_page (fixture, &comments_resource, "1",
            "{\"comments\":[" COMMENT ("1", "ada", LATER, MENTIONS ("me")) "," COMMENT ("2", "me", LATER, MENTIONS ("me")) "," COMMENT ("3", "bob", LATER, "\"See [~me]\"") "," COMMENT ("4", "bob", LATER, "\"See [~ada]\"") "," COMMENT ("5", "bob", "2026-09-19T10:00:00.000Z", "\"See [~me]\"") "]}");
  assert_news (fixture, "mentioned WEB-1 bob -");

  /* The mention comes with an edit, and is there with the next one. */
  put_page (fixture, &comments_resource, "1",
            "{\"comments\":[" COMMENT ("4", "bob", EVENING, "\"See [~ada] and [~me]\"") "]}");
  assert_news (fixture, "mentioned WEB-1 bob -");
  put_page (fixture, &comments_resource, "1",
            "{\"comments\":[" COMMENT ("4", "bob", EVENING, "\"See [~ada] and [~me], too\"") "," COMMENT ("3", "bob", EVENING, "\"See [~me]!\"") "," COMMENT ("5", "bob", EVENING, "\"See [~me]!\"") "]}");
  assert_news (fixture, "");
  return dex_future_new_true ();
}

static void
a_comment_by_others_is_news_at_once (StoreFixture  *fixture,
                                     gconstpointer  data)
{
  jm_test_fiber (comments_fiber, fixture);
}

static DexFuture *
nobody_fiber (gpointer data)
{
  StoreFixture *fixture = data;

  jm_test_finalize (g_steal_pointer (&fixture->store));
  fixture->store = jm_store_new (fixture->path, NULL, fixture->clock);
  begin (fixture);
  put_issue (fixture, "WEB", 3, WATCHED OPEN_AT (LATER));
  put_issue (fixture, "WEB", 3, WATCHED DONE_AT (EVENING));
  assert_concerns (fixture, "");
  return dex_future_new_true ();
}

static void
of_nobody_nothing_is_noticed (StoreFixture  *fixture,
                              gconstpointer  data)
{
  jm_test_fiber (nobody_fiber, fixture);
}

/* --- telling */

static DexFuture *
once_fiber (gpointer data)
{
  StoreFixture *fixture = data;

  begin (fixture);
  put_issue (fixture, "WEB", 1, TO ("me") DONE_AT (LATER));
  g_assert_cmpint (settle (fixture, 1, JM_NEWS_ASSIGNED, "change/1", "Ada"), ==, 1);
  g_assert_cmpint (await_count (jm_store_count_news (fixture->store)), ==, 1);
  assert_news (fixture, "assigned WEB-1 Ada -");
  g_assert_cmpint (await_count (jm_store_count_news (fixture->store)), ==, 0);
  assert_news (fixture, "");

  /* The same change, whichever way it comes again */
  g_assert_cmpint (settle (fixture, 1, JM_NEWS_ASSIGNED, "change/1", "Ada"), ==, 0);
  g_assert_cmpint (settle (fixture, 1, JM_NEWS_STATUS, "change/1", NULL), ==, 1);
  g_assert_cmpint (settle (fixture, 1, JM_NEWS_ASSIGNED, "change/2", "Bob"), ==, 1);
  assert_news (fixture, "status WEB-1 - Done; assigned WEB-1 Bob -");

  /* Of an issue that is gone */
  g_assert_cmpint (settle (fixture, 77, JM_NEWS_ASSIGNED, "created", "Ada"), ==, 1);
  assert_news (fixture, "");
  return dex_future_new_true ();
}

static void
each_change_is_told_once (StoreFixture  *fixture,
                          gconstpointer  data)
{
  jm_test_fiber (once_fiber, fixture);
}

static DexFuture *
concurrent_fiber (gpointer data)
{
  StoreFixture *fixture = data;
  g_autoptr (JmStore) other = jm_store_new (fixture->path, "me", fixture->clock);
  g_autoptr (GPtrArray) first = NULL;
  g_autoptr (GPtrArray) second = NULL;
  g_autoptr (GError) error = NULL;
  DexFuture *one, *two;

  begin (fixture);
  await_fine (jm_store_open (other));
  for (guint i = 0; i < 9; i++)
    {
      g_autofree char *cause = g_strdup_printf ("change/%u", i);

      settle (fixture, 1, JM_NEWS_STATUS, cause, "Ada");
    }
  one = jm_store_take_news (fixture->store);
  two = jm_store_take_news (other);
  first = dex_await_boxed (one, &error);
  g_assert_no_error (error);
  second = dex_await_boxed (two, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (first->len + second->len, ==, 9);
  await_fine (jm_store_close (other));
  return dex_future_new_true ();
}

static void
two_takers_share (StoreFixture  *fixture,
                  gconstpointer  data)
{
  jm_test_fiber (concurrent_fiber, fixture);
}

static DexFuture *
bounds_fiber (gpointer data)
{
  StoreFixture *fixture = data;
  g_autoptr (GPtrArray) items = NULL;

  begin (fixture);
  for (guint i = 0; i < 620; i++)
    {
      g_autofree char *cause = g_strdup_printf ("change/%u", i);

      settle (fixture, 1, JM_NEWS_STATUS, cause, "Ada");
    }
  await_fine (jm_store_begin_news (fixture->store));
  g_assert_cmpint (await_count (jm_store_count_news (fixture->store)), ==, 500);
  items = take (fixture->store);
  g_assert_cmpuint (items->len, ==, 100);
  g_assert_cmpint (((JmNewsItem *) g_ptr_array_index (items, 99))->id, ==, 620);
  assert_news (fixture, "");
  return dex_future_new_true ();
}

static void
what_nobody_takes_is_bounded (StoreFixture  *fixture,
                              gconstpointer  data)
{
  jm_test_fiber (bounds_fiber, fixture);
}

/* Thousands of issues that were changed at once */
static DexFuture *
flood_fiber (gpointer data)
{
  StoreFixture *fixture = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = NULL;

  begin (fixture);
  for (guint i = 0; i < 130; i++)
    put_issue (fixture, "WEB", 1000 + i, TO ("me") OPEN_AT (LATER));
  await_fine (jm_store_begin_news (fixture->store));
  bytes = dex_await_boxed (jm_store_list_concerns (fixture->store, 1000), &error);
  g_assert_no_error (error);
  g_assert_cmpuint (g_bytes_get_size (bytes), ==, 100 * sizeof (JmConcern));
  g_assert_cmpint (((const JmConcern *) g_bytes_get_data (bytes, NULL))->issue_id, ==, 1129);
  return dex_future_new_true ();
}

static void
a_flood_leaves_the_newest (StoreFixture  *fixture,
                           gconstpointer  data)
{
  jm_test_fiber (flood_fiber, fixture);
}

static DexFuture *
queue_fiber (gpointer data)
{
  StoreFixture *fixture = data;
  const JmConcern third = { 3, ALL, 0 };

  begin (fixture);
  put_issue (fixture, "WEB", 1, TO ("me") DONE_AT (LATER));
  put_issue (fixture, "WEB", 2, TO ("me") OPEN_AT (LATER));
  put_issue (fixture, "WEB", 3, WATCHED OPEN_AT (LATER));
  put_issue (fixture, "WEB", 3, WATCHED DONE_AT (EVENING));
  assert_concerns (fixture, "3 status; 2 assigned; 1 assigned status");
  await_fine (jm_store_postpone_concern (fixture->store, &third));
  assert_concerns (fixture, "2 assigned; 1 assigned status; 3 status");

  /* What came while it was judged stays. */
  settle (fixture, 1, JM_NEWS_ASSIGNED, "change/1", "Ada");
  assert_concerns (fixture, "2 assigned; 1 status; 3 status");
  await_fine (jm_store_forget_news (fixture->store, BIT (JM_NEWS_STATUS)));
  assert_concerns (fixture, "2 assigned");
  settle (fixture, 3, JM_NEWS_STATUS, "change/1", "Ada");
  await_fine (jm_store_forget_news (fixture->store, BIT (JM_NEWS_STATUS)));
  assert_news (fixture, "assigned WEB-1 Ada -");
  await_fine (jm_store_forget_news (fixture->store, ALL));
  assert_concerns (fixture, "");
  return dex_future_new_true ();
}

static void
concerns_wait_in_a_queue (StoreFixture  *fixture,
                          gconstpointer  data)
{
  jm_test_fiber (queue_fiber, fixture);
}

int
main (int   argc,
      char *argv[])
{
  jm_test_init (&argc, &argv);

#define ADD(path, test) \
  g_test_add ("/store/news/" path, StoreFixture, NULL, store_set_up, test, store_tear_down)

  ADD ("the-first-run-is-silent", the_first_run_is_silent);
  ADD ("what-concerns-the-person-is-noticed", what_concerns_the_person_is_noticed);
  ADD ("what-does-not-change-is-not-noticed", what_does_not_change_is_not_noticed);
  ADD ("a-comment-by-others-is-news-at-once", a_comment_by_others_is_news_at_once);
  ADD ("of-nobody-nothing-is-noticed", of_nobody_nothing_is_noticed);
  ADD ("each-change-is-told-once", each_change_is_told_once);
  ADD ("two-takers-share", two_takers_share);
  ADD ("what-nobody-takes-is-bounded", what_nobody_takes_is_bounded);
  ADD ("a-flood-leaves-the-newest", a_flood_leaves_the_newest);
  ADD ("concerns-wait-in-a-queue", concerns_wait_in_a_queue);

  return g_test_run ();
}
