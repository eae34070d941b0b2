/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "store/fixture.h"

#define DAY_MS (24 * 60 * 60 * G_GINT64_CONSTANT (1000))
#define ALL G_MAXUINT32

static JmWalk *
await_walk (StoreFixture     *fixture,
            const JmResource *resource,
            const char       *owner,
            gint64            run)
{
  g_autoptr (GError) error = NULL;
  JmWalk *walk = dex_await_boxed (jm_store_get_walk (fixture->store, resource, owner, run), &error);

  g_assert_no_error (error);
  g_assert_cmpint (walk->run, ==, run);
  return walk;
}

static DexFuture *
put_flagged (StoreFixture *fixture,
             guint         first,
             guint         last,
             gint64        run,
             JmPageFlags   flags,
             const char   *position)
{
  g_autofree char *json = dup_issues ("WEB", first, last, "x");
  g_autoptr (GBytes) page = g_bytes_new (json, strlen (json));

  return jm_store_put_page (fixture->store, &issues_resource, "WEB", page, run, flags, position);
}

static gint64
count (StoreFixture *fixture,
       JmResourceId  resource)
{
  return await_count (jm_store_count (fixture->store, resource, NULL));
}

static void
reopen (StoreFixture *fixture)
{
  await_fine (jm_store_close (fixture->store));
  g_object_unref (fixture->store);
  fixture->store = jm_store_new (fixture->path, "me", fixture->clock);
  await_fine (jm_store_open (fixture->store));
}

/* --- walks */

static DexFuture *
resumed_fiber (gpointer data)
{
  StoreFixture *fixture = data;
  g_autoptr (JmWalk) fresh = NULL;
  g_autoptr (JmWalk) cut = NULL;
  g_autoptr (JmWalk) done = NULL;
  g_autoptr (JmWalk) another = NULL;
  gint64 run;

  await_fine (jm_store_open (fixture->store));
  run = await_count (jm_store_begin_run (fixture->store, "full"));
  fresh = await_walk (fixture, &issues_resource, "WEB", run);
  g_assert_false (fresh->done);
  g_assert_null (fresh->position);
  g_assert_cmpint (fresh->fetched, ==, 0);

  await_fine (put_flagged (fixture, 1, 10, run, JM_PAGE_PLAIN, "token 2"));
  await_fine (put_flagged (fixture, 11, 20, run, JM_PAGE_PLAIN, "token 3"));
  reopen (fixture);
  g_assert_cmpint (await_count (jm_store_begin_run (fixture->store, "full")), ==, run);
  cut = await_walk (fixture, &issues_resource, "WEB", run);
  g_assert_false (cut->done);
  g_assert_cmpstr (cut->position, ==, "token 3");
  g_assert_cmpint (cut->fetched, ==, 20);
  g_assert_cmpint (
      await_count (jm_store_get_fetched_at (fixture->store, JM_RESOURCE_ISSUES, "WEB")), ==, 0);

  await_fine (put_flagged (fixture, 21, 25, run, JM_PAGE_PLAIN, NULL));
  done = await_walk (fixture, &issues_resource, "WEB", run);
  g_assert_true (done->done);
  g_assert_null (done->position);
  g_assert_cmpint (done->fetched, ==, 25);
  g_assert_cmpint (
      await_count (jm_store_get_fetched_at (fixture->store, JM_RESOURCE_ISSUES, "WEB")), ==,
      jm_clock_get_wall_ms (fixture->clock));

  /* Neither another owner nor another run has come anywhere. */
  another = await_walk (fixture, &issues_resource, "OPS", run);
  g_assert_cmpint (another->fetched, ==, 0);
  jm_walk_free (g_steal_pointer (&another));
  another = await_walk (fixture, &issues_resource, "WEB", run + 1);
  g_assert_false (another->done);
  return jm_store_close (fixture->store);
}

/* A page that is none leaves the rows, the walk and the cursor as they were. */
static DexFuture *
together_fiber (gpointer data)
{
  static const char half[] = "{\"issues\":[{\"id\":\"9\",\"fields\":{\"updated\":\"2027-01-01\"}},{";
  StoreFixture *fixture = data;
  g_autoptr (GBytes) page = g_bytes_new_static (half, strlen (half));
  g_autoptr (JmWalk) walk = NULL;
  gint64 cursor;

  await_fine (jm_store_open (fixture->store));
  g_assert_cmpint (await_count (jm_store_get_cursor (fixture->store)), ==, 0);
  await_fine (put_flagged (fixture, 1, 10, 1, JM_PAGE_CURSOR, "next"));
  cursor = await_count (jm_store_get_cursor (fixture->store));
  g_assert_cmpint (cursor, >, 0);

  await_error (jm_store_put_page (fixture->store, &issues_resource, "WEB", page, 1, JM_PAGE_CURSOR,
                                  "far away"),
               JM_STORE_ERROR_INVALID);
  g_assert_cmpint (count (fixture, JM_RESOURCE_ISSUES), ==, 10);
  g_assert_cmpint (await_count (jm_store_get_cursor (fixture->store)), ==, cursor);
  walk = await_walk (fixture, &issues_resource, "WEB", 1);
  g_assert_cmpstr (walk->position, ==, "next");
  return jm_store_close (fixture->store);
}

static DexFuture *
cursor_fiber (gpointer data)
{
  StoreFixture *fixture = data;
  gint64 cursor;

  await_fine (jm_store_open (fixture->store));
  await_fine (put_flagged (fixture, 1, 50, 1, JM_PAGE_PLAIN, NULL));
  g_assert_cmpint (await_count (jm_store_get_cursor (fixture->store)), ==, 0);
  await_fine (put_flagged (fixture, 1, 50, 1, JM_PAGE_CURSOR, NULL));
  cursor = await_count (jm_store_get_cursor (fixture->store));
  /* 2026-09-01T00:00:50.050+0200 */
  g_assert_cmpint (cursor, ==, G_GINT64_CONSTANT (1788213650050));
  /* What is older does not take it back; somebody who says so does. */
  await_fine (put_flagged (fixture, 1, 10, 1, JM_PAGE_CURSOR, NULL));
  g_assert_cmpint (await_count (jm_store_get_cursor (fixture->store)), ==, cursor);
  await_fine (jm_store_set_cursor (fixture->store, 5));
  g_assert_cmpint (await_count (jm_store_get_cursor (fixture->store)), ==, 5);
  return jm_store_close (fixture->store);
}

/* Ids alone say that issues are there, and nothing about them. */
static DexFuture *
seen_fiber (gpointer data)
{
  static const char ids[] = "{\"issues\":[{\"id\":\"10001\"},{\"id\":\"10003\"},{\"id\":\"777\"}]}";
  StoreFixture *fixture = data;
  g_autoptr (GBytes) page = g_bytes_new_static (ids, strlen (ids));
  g_autoptr (GBytes) document = NULL;

  await_fine (jm_store_open (fixture->store));
  put_issues (fixture, "WEB", 1, 4, "x", 1);
  await_fine (jm_store_put_page (fixture->store, &issues_resource, "WEB", page, 2, JM_PAGE_SEEN,
                                 NULL));
  g_assert_cmpint (count (fixture, JM_RESOURCE_ISSUES), ==, 4);
  document =
      dex_await_boxed (jm_store_get_document (fixture->store, JM_RESOURCE_ISSUES, "10001"), NULL);
  g_assert_nonnull (strstr (g_bytes_get_data (document, NULL), "summary"));
  bury_unseen (fixture, "WEB", 2, 2);
  g_assert_cmpint (count (fixture, JM_RESOURCE_ISSUES), ==, 2);
  return jm_store_close (fixture->store);
}

/* --- what is gone */

static const char commented[] =
    "{\"issues\":[{\"id\":\"5\",\"key\":\"WEB-5\",\"fields\":{\"summary\":\"zebra\",\"comment\":"
    "{\"total\":1,\"comments\":[{\"id\":\"50\",\"body\":\"stripes\"}]}}}]}";

static void
bury_one (StoreFixture *fixture,
          gint64        id,
          gint64        expected)
{
  g_autoptr (GBytes) ids = g_bytes_new (&id, sizeof id);

  g_assert_cmpint (await_count (jm_store_bury (fixture->store, ids)), ==, expected);
}

static gboolean
has_document (StoreFixture *fixture,
              JmResourceId  resource,
              const char   *id)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) document =
      dex_await_boxed (jm_store_get_document (fixture->store, resource, id), &error);

  g_assert_no_error (error);
  return document != NULL;
}

static DexFuture *
buried_fiber (gpointer data)
{
  StoreFixture *fixture = data;

  await_fine (jm_store_open (fixture->store));
  put_text (fixture, &issues_resource, commented, 1);
  bury_one (fixture, 404, 0);
  bury_one (fixture, 5, 1);
  bury_one (fixture, 5, 0);
  g_assert_cmpint (count (fixture, JM_RESOURCE_ISSUES), ==, 0);
  g_assert_cmpint (count (fixture, JM_RESOURCE_COMMENTS), ==, 0);
  g_assert_true (has_document (fixture, JM_RESOURCE_ISSUES, "5"));
  g_assert_true (has_document (fixture, JM_RESOURCE_ISSUES, "WEB-5"));

  /* It comes again, and says nothing of comments: they are there again. */
  put_text (fixture, &issues_resource, "{\"issues\":[{\"id\":\"5\",\"key\":\"WEB-5\"}]}", 2);
  g_assert_cmpint (count (fixture, JM_RESOURCE_ISSUES), ==, 1);
  g_assert_cmpint (count (fixture, JM_RESOURCE_COMMENTS), ==, 1);
  g_assert_true (has_document (fixture, JM_RESOURCE_COMMENTS, "5/50"));

  /* 30 days */
  bury_one (fixture, 5, 1);
  jm_clock_set_wall_ms (fixture->clock, jm_clock_get_wall_ms (fixture->clock) + 30 * DAY_MS);
  reopen (fixture);
  g_assert_true (has_document (fixture, JM_RESOURCE_ISSUES, "5"));
  jm_clock_set_wall_ms (fixture->clock, jm_clock_get_wall_ms (fixture->clock) + 1);
  reopen (fixture);
  g_assert_false (has_document (fixture, JM_RESOURCE_ISSUES, "5"));
  put_text (fixture, &issues_resource, "{\"issues\":[{\"id\":\"5\",\"key\":\"WEB-5\"}]}", 2);
  g_assert_cmpint (count (fixture, JM_RESOURCE_COMMENTS), ==, 0);
  return jm_store_close (fixture->store);
}

static DexFuture *
pruned_fiber (gpointer data)
{
  static const char *const only_web[] = { "WEB", NULL };
  static const JmResource versions = { .id = JM_RESOURCE_VERSIONS,
                                       .owner = JM_RESOURCE_PROJECTS,
                                       .items = "$",
                                       .item_id = "id",
                                       .item_name = "name" };
  static const char two[] = "[{\"id\":\"1\"},{\"id\":\"2\"}]";
  StoreFixture *fixture = data;
  g_autoptr (GBytes) page = g_bytes_new_static (two, strlen (two));

  await_fine (jm_store_open (fixture->store));
  put_issues (fixture, "WEB", 1, 300, "x", 1);
  put_issues (fixture, "OPS", 301, 600, "x", 1);
  put_text (fixture, &issues_resource, commented, 1);
  await_fine (jm_store_put_page (fixture->store, &versions, "OPS", page, 1, JM_PAGE_PLAIN, NULL));
  await_fine (jm_store_put_page (fixture->store, &versions, "WEB", page, 1, JM_PAGE_PLAIN, NULL));

  g_assert_cmpint (await_count (jm_store_prune (fixture->store, 0, NULL, ALL)), ==, 0);
  /* Each third is done, in September; it is November. */
  g_assert_cmpint (await_count (jm_store_prune (fixture->store, 100, NULL, ALL)), ==, 0);
  g_assert_cmpint (await_count (jm_store_prune (fixture->store, 30, NULL, ALL)), ==, 200);
  g_assert_cmpint (await_count (jm_store_prune (fixture->store, 0, only_web, ALL)), ==, 202);
  g_assert_cmpint (count (fixture, JM_RESOURCE_ISSUES), ==, 201);
  g_assert_cmpint (count (fixture, JM_RESOURCE_VERSIONS), ==, 2);
  g_assert_cmpint (await_count (jm_store_prune (fixture->store, 0, NULL,
                                                ALL & ~(1u << JM_RESOURCE_VERSIONS))),
                   ==, 2);
  g_assert_cmpint (count (fixture, JM_RESOURCE_COMMENTS), ==, 1);
  g_assert_cmpint (
      await_count (jm_store_prune (fixture->store, 0, NULL, ALL & ~(1u << JM_RESOURCE_ISSUES))),
      ==, 201);
  g_assert_cmpint (count (fixture, JM_RESOURCE_COMMENTS), ==, 0);
  g_assert_false (has_document (fixture, JM_RESOURCE_ISSUES, "5"));
  return jm_store_close (fixture->store);
}

/* --- what is told */

static const JmResourceState *
get_state (GPtrArray    *states,
           JmResourceId  id)
{
  const JmResourceState *state = g_ptr_array_index (states, id);

  g_assert_cmpint (state->id, ==, id);
  return state;
}

static GPtrArray *
await_states (StoreFixture *fixture)
{
  g_autoptr (GError) error = NULL;
  GPtrArray *states = dex_await_boxed (jm_store_list_resources (fixture->store), &error);

  g_assert_no_error (error);
  g_assert_cmpuint (states->len, ==, JM_N_RESOURCES);
  return states;
}

static DexFuture *
states_fiber (gpointer data)
{
  StoreFixture *fixture = data;
  g_autoptr (GPtrArray) states = NULL;

  await_fine (jm_store_open (fixture->store));
  states = await_states (fixture);
  g_assert_cmpint (get_state (states, JM_RESOURCE_USERS)->count, ==, 0);
  g_assert_null (get_state (states, JM_RESOURCE_USERS)->denied);
  g_ptr_array_unref (g_steal_pointer (&states));

  put_text (fixture, &users_resource, "[{\"accountId\":\"a\"},{\"accountId\":\"b\"}]", 1);
  await_fine (jm_store_finish_walk (fixture->store, &users_resource, NULL, 1));
  put_issues (fixture, "WEB", 1, 3, "x", 1);
  await_fine (jm_store_finish_walk (fixture->store, &issues_resource, "WEB", 1));
  await_fine (jm_store_deny (fixture->store, JM_RESOURCE_ROLES, "needs the right to administer"));
  states = await_states (fixture);
  g_assert_cmpint (get_state (states, JM_RESOURCE_USERS)->count, ==, 2);
  g_assert_cmpint (get_state (states, JM_RESOURCE_USERS)->fetched_at_ms, ==,
                   jm_clock_get_wall_ms (fixture->clock));
  g_assert_cmpint (get_state (states, JM_RESOURCE_ISSUES)->count, ==, 3);
  g_assert_cmpint (get_state (states, JM_RESOURCE_ISSUES)->fetched_at_ms, >, 0);
  g_assert_cmpstr (get_state (states, JM_RESOURCE_ROLES)->denied, ==,
                   "needs the right to administer");
  g_ptr_array_unref (g_steal_pointer (&states));

  await_fine (jm_store_deny (fixture->store, JM_RESOURCE_ROLES, NULL));
  states = await_states (fixture);
  g_assert_null (get_state (states, JM_RESOURCE_ROLES)->denied);
  g_assert_cmpint (jm_store_get_size (fixture->store), >, 10000);
  return jm_store_close (fixture->store);
}

static gboolean
issues_were_told (gpointer data)
{
  StoreFixture *fixture = data;

  for (guint i = 0; i < fixture->changes->len; i++)
    if (g_array_index (fixture->changes, JmResourceId, i) == JM_RESOURCE_ISSUES)
      return TRUE;

  return FALSE;
}

/* What another process writes is told as well. */
static DexFuture *
followed_fiber (gpointer data)
{
  StoreFixture *fixture = data;
  g_autoptr (JmStore) ours = NULL;
  g_autoptr (JmStore) theirs = jm_store_new (fixture->path, "me", fixture->clock);

  await_fine (jm_store_open (fixture->store));
  await_fine (jm_store_open (theirs));
  ours = g_steal_pointer (&fixture->store);
  fixture->store = g_object_ref (theirs);
  put_issues (fixture, "WEB", 1, 3, "x", 1);
  await_fine (jm_test_until (issues_were_told, fixture));

  g_object_unref (fixture->store);
  fixture->store = g_steal_pointer (&ours);
  g_assert_cmpint (count (fixture, JM_RESOURCE_ISSUES), ==, 3);
  await_fine (jm_store_close (theirs));
  return jm_store_close (fixture->store);
}

static void
run_fiber (StoreFixture  *fixture,
           gconstpointer  data)
{
  jm_test_fiber ((DexFiberFunc) data, fixture);
}

#define ADD(name, fiber) \
  g_test_add ("/store/walks/" name, StoreFixture, fiber, store_set_up, run_fiber, store_tear_down)

int
main (int   argc,
      char *argv[])
{
  jm_test_init (&argc, &argv);

  ADD ("one-that-was-cut-off-goes-on", resumed_fiber);
  ADD ("rows-position-and-cursor-are-one", together_fiber);
  ADD ("the-cursor-moves-when-told-to", cursor_fiber);
  ADD ("ids-alone-change-nothing", seen_fiber);
  ADD ("the-buried-lie-for-thirty-days", buried_fiber);
  ADD ("what-is-not-wanted-goes", pruned_fiber);
  ADD ("resources-say-how-they-are", states_fiber);
  ADD ("another-process-is-heard", followed_fiber);

  return g_test_run ();
}
