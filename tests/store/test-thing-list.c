/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "store/fixture.h"
#include "store/jm-thing-list.h"

static const JmResource comments_resource = {
  .id = JM_RESOURCE_COMMENTS,
  .owner = JM_RESOURCE_ISSUES,
  .name = "comments",
  .items = "$.comments",
  .item_id = "id",
};

static JmThing *
get (JmThingList *list,
     guint        position)
{
  JmThing *thing = g_list_model_get_item (G_LIST_MODEL (list), position);

  /* The list holds it. */
  if (thing != NULL)
    g_object_unref (thing);
  return thing;
}

static guint
n_rows (JmThingList *list)
{
  return g_list_model_get_n_items (G_LIST_MODEL (list));
}

/* Users "Name 1" … of ids u1 … */
static void
put_users (StoreFixture *fixture,
           guint         first,
           guint         last,
           gint64        run)
{
  GString *json = g_string_new ("[");

  for (guint i = first; i <= last; i++)
    g_string_append_printf (json, "%s{\"accountId\":\"u%u\",\"displayName\":\"%s %05u\"}",
                            i > first ? "," : "", i, i % 2 ? "name" : "Name", i);
  g_string_append_c (json, ']');
  put_text (fixture, &users_resource, json->str, run);
  g_string_free (json, TRUE);
}

static DexFuture *
names_fiber (gpointer data)
{
  static const char users[] = "[{\"accountId\":\"1\",\"displayName\":\"Zoe\"},"
                              "{\"accountId\":\"2\",\"displayName\":\"ada\"},"
                              "{\"accountId\":\"3\",\"displayName\":\"Élan\"},"
                              "{\"accountId\":\"4\",\"displayName\":\"élan\"},"
                              "{\"accountId\":\"5\",\"displayName\":\"Bob\"}]";
  static const char *const expected[] = { "ada", "Bob", "Zoe", "Élan", "élan" };
  StoreFixture *fixture = data;
  g_autoptr (JmThingList) list = NULL;

  await_fine (jm_store_open (fixture->store));
  put_text (fixture, &users_resource, users, 1);
  list = jm_thing_list_new (fixture->store);
  g_assert_true (jm_thing_list_is_loading (list));
  g_assert_cmpint (await_count (jm_thing_list_show (list, JM_RESOURCE_USERS, NULL)), ==, 5);
  g_assert_false (jm_thing_list_is_loading (list));
  for (guint i = 0; i < G_N_ELEMENTS (expected); i++)
    g_assert_cmpstr (jm_thing_get_name (get (list, i)), ==, expected[i]);
  g_assert_cmpstr (jm_thing_get_id (get (list, 0)), ==, "2");
  g_assert_null (jm_thing_get_remark (get (list, 0)));
  g_assert_null (g_list_model_get_item (G_LIST_MODEL (list), 5));

  g_assert_cmpint (await_count (jm_thing_list_show (list, JM_RESOURCE_USERS, " ÉL ")), ==, 2);
  g_assert_cmpstr (jm_thing_get_name (get (list, 0)), ==, "Élan");
  g_assert_cmpint (await_count (jm_thing_list_show (list, JM_RESOURCE_USERS, "x' OR 1")), ==, 0);
  g_assert_cmpint (await_count (jm_thing_list_show (list, JM_RESOURCE_LABELS, NULL)), ==, 0);
  return jm_store_close (fixture->store);
}

static DexFuture *
owners_fiber (gpointer data)
{
  static const char comments[] = "{\"comments\":[{\"id\":\"7\",\"body\":\"x\"},"
                                 "{\"id\":\"8\",\"body\":\"y\"}]}";
  StoreFixture *fixture = data;
  g_autoptr (JmThingList) list = NULL;
  g_autoptr (GBytes) page = g_bytes_new_static (comments, strlen (comments));
  g_autoptr (GBytes) document = NULL;

  await_fine (jm_store_open (fixture->store));
  put_issues (fixture, "WEB", 1, 3, "x", 1);
  await_fine (jm_store_put_page (fixture->store, &comments_resource, "10002", page, 1,
                                 JM_PAGE_PLAIN, NULL));
  list = jm_thing_list_new (fixture->store);

  g_assert_cmpint (await_count (jm_thing_list_show (list, JM_RESOURCE_COMMENTS, NULL)), ==, 2);
  g_assert_cmpstr (jm_thing_get_remark (get (list, 0)), ==, "WEB-2");
  g_assert_cmpstr (jm_thing_get_name (get (list, 0)), !=, "");
  document = dex_await_boxed (jm_store_get_document (fixture->store, JM_RESOURCE_COMMENTS,
                                                     jm_thing_get_id (get (list, 0))),
                              NULL);
  g_assert_nonnull (document);
  g_assert_cmpint (await_count (jm_thing_list_show (list, JM_RESOURCE_COMMENTS, "web-2")), ==, 2);
  g_assert_cmpint (await_count (jm_thing_list_show (list, JM_RESOURCE_COMMENTS, "web-3")), ==, 0);

  g_assert_cmpint (await_count (jm_thing_list_show (list, JM_RESOURCE_ISSUES, NULL)), ==, 3);
  g_assert_cmpstr (jm_thing_get_name (get (list, 0)), ==, "WEB-3");
  g_assert_cmpstr (jm_thing_get_remark (get (list, 0)), ==, "x");
  g_assert_true (get (list, 0) == get (list, 0));
  return jm_store_close (fixture->store);
}

/* --- many, and changes */

typedef struct
{
  JmClock *clock;
  JmThingList *list;
  GPtrArray *names; /* what somebody believes who only hears of changes */
  guint n_changes;
} Shadow;

static void
items_changed_cb (GListModel *model,
                  guint       position,
                  guint       removed,
                  guint       added,
                  Shadow     *shadow)
{
  g_assert_cmpuint (position + removed, <=, shadow->names->len);
  for (guint i = 0; i < removed; i++)
    g_ptr_array_remove_index (shadow->names, position);
  for (guint i = 0; i < added; i++)
    {
      g_autoptr (JmThing) thing = g_list_model_get_item (model, position + i);

      g_ptr_array_insert (shadow->names, (int) (position + i),
                          g_strdup (jm_thing_get_name (thing)));
    }
  shadow->n_changes++;
}

static void
assert_shadow (Shadow *shadow)
{
  g_assert_cmpuint (shadow->names->len, ==, n_rows (shadow->list));
  for (guint i = 0; i < shadow->names->len; i++)
    g_assert_cmpstr (shadow->names->pdata[i], ==, jm_thing_get_name (get (shadow->list, i)));
}

/* A list reads again at most once a second. */
static gboolean
has_changed (gpointer data)
{
  Shadow *shadow = data;

  if (jm_clock_get_n_sleepers (shadow->clock) > 0)
    jm_clock_advance (shadow->clock, 1000);
  return shadow->n_changes > 0;
}

static DexFuture *
many_fiber (gpointer data)
{
  StoreFixture *fixture = data;
  g_autoptr (JmThingList) list = NULL;
  Shadow shadow = { fixture->clock };

  await_fine (jm_store_open (fixture->store));
  for (guint i = 0; i < 5000; i += 500)
    put_users (fixture, i + 1, i + 500, 1);
  list = shadow.list = jm_thing_list_new (fixture->store);
  shadow.names = g_ptr_array_new_with_free_func (g_free);
  g_signal_connect (list, "items-changed", G_CALLBACK (items_changed_cb), &shadow);

  g_assert_cmpint (await_count (jm_thing_list_show (list, JM_RESOURCE_USERS, NULL)), ==, 5000);
  assert_shadow (&shadow);
  for (guint i = 0; i < 5000; i += 37)
    {
      g_autofree char *id = g_strdup_printf ("u%u", i + 1);

      g_assert_cmpstr (jm_thing_get_id (get (list, i)), ==, id);
    }

  /* One more in the middle moves what is near it alone. */
  shadow.n_changes = 0;
  put_text (fixture, &users_resource,
            "[{\"accountId\":\"new\",\"displayName\":\"NAME 02500a\"}]", 1);
  await_fine (jm_test_until (has_changed, &shadow));
  g_assert_cmpuint (n_rows (list), ==, 5001);
  assert_shadow (&shadow);
  g_assert_cmpstr (jm_thing_get_id (get (list, 2500)), ==, "new");

  /* Rare matches among many */
  g_assert_cmpint (await_count (jm_thing_list_show (list, JM_RESOURCE_USERS, "77 name")), ==, 95);
  g_assert_cmpstr (jm_thing_get_name (get (list, 94)), ==, "name 04977");
  assert_shadow (&shadow);

  g_signal_handlers_disconnect_by_data (list, &shadow);
  g_ptr_array_unref (shadow.names);
  return jm_store_close (fixture->store);
}

static void
run_fiber (StoreFixture  *fixture,
           gconstpointer  data)
{
  jm_test_fiber ((DexFiberFunc) data, fixture);
}

#define ADD(name, fiber)                                                               \
  g_test_add ("/store/thing-list/" name, StoreFixture, fiber, store_set_up, run_fiber, \
              store_tear_down)

int
main (int   argc,
      char *argv[])
{
  jm_test_init (&argc, &argv);

  ADD ("sorts-names-as-people-do", names_fiber);
  ADD ("says-whose-a-row-is", owners_fiber);
  ADD ("finds-rows-of-many-and-follows-them", many_fiber);

  return g_test_run ();
}
