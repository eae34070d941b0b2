/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "store/fixture.h"
#include "store/jm-collation.h"
#include "store/jm-issue-list.h"

/*
 * A shadow believes only what items-changed and sections-changed tell it, while rows come, go, move and
 * change. After each signal it must be the list, and in the end what somebody sees who asks anew.
 */

#define SEED 4711
#define ROUNDS 24
#define MOST_IDS 400

typedef struct
{
  gint64 id;
  char *section;
  JmIssue *issue; /* as it was when it was told */
} Row;

typedef struct
{
  StoreFixture *fixture;
  JmIssueList *list;
  GPtrArray *rows; /* of Row */
  GRand *random;
  JmIssueQuery query;
  guint n_rows_told;
} Shadow;

static void
row_free (gpointer data)
{
  Row *row = data;

  g_free (row->section);
  g_clear_object (&row->issue);
  g_free (row);
}

static gboolean
is_same_name (const char *a,
              const char *b)
{
  if (a == NULL || b == NULL)
    return a == b;

  return jm_collation_compare (a, strlen (a), b, strlen (b)) == 0;
}

/* Row by row, and the sections that GTK would ask for */
static void
assert_is_list (Shadow *shadow)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (shadow->list));
  guint start = 0, end = 0;

  g_assert_cmpuint (shadow->rows->len, ==, n);
  for (guint i = 0; i < n; i++)
    {
      const Row *row = shadow->rows->pdata[i];

      g_assert_cmpint (row->id, ==, jm_issue_list_get_id (shadow->list, i));
      g_assert_true (
          is_same_name (row->section, jm_issue_list_get_section_name (shadow->list, i)));
      jm_issue_list_get_section (shadow->list, i, &start, &end);
      g_assert_true (start <= i && i < end && end <= n);
      if (shadow->query.group == JM_ISSUE_GROUP_NONE)
        g_assert_true (start == 0 && end == n);
      else if (i > start)
        g_assert_true (is_same_name (row->section, ((Row *) shadow->rows->pdata[i - 1])->section));
    }

  jm_issue_list_get_section (shadow->list, n, &start, &end);
  g_assert_true (start == n && end == G_MAXUINT);
}

static void
items_changed_cb (GListModel *model,
                  guint       position,
                  guint       removed,
                  guint       added,
                  Shadow     *shadow)
{
  g_assert_cmpuint (position + removed, <=, shadow->rows->len);
  if (removed > 0)
    g_ptr_array_remove_range (shadow->rows, position, removed);
  for (guint i = position; i < position + added; i++)
    {
      Row *row = g_new0 (Row, 1);

      row->id = jm_issue_list_get_id (shadow->list, i);
      row->section = g_strdup (jm_issue_list_get_section_name (shadow->list, i));
      row->issue = g_list_model_get_item (model, i);
      g_ptr_array_insert (shadow->rows, (int) i, row);
    }
  shadow->n_rows_told += removed + added;
}

/* The rows that stay are the ones whose section may have changed, so the list is only looked at when
 * all was told: assert_is_list() between the two would be too early. */
static void
sections_changed_cb (JmIssueList *list,
                     guint        position,
                     guint        n_items,
                     Shadow      *shadow)
{
  g_assert_cmpuint (position + n_items, <=, shadow->rows->len);
  for (guint i = position; i < position + n_items; i++)
    {
      Row *row = shadow->rows->pdata[i];

      g_free (row->section);
      row->section = g_strdup (jm_issue_list_get_section_name (list, i));
    }
}

/* --- what happens in Jira */

static const char *
pick (Shadow            *shadow,
      const char *const *words,
      guint              n_words)
{
  return words[g_rand_int_range (shadow->random, 0, (gint32) n_words)];
}

#define PICK(...) pick (shadow, (const char *const[]) __VA_ARGS__, G_N_ELEMENTS (((const char *const[]) __VA_ARGS__)))

static void
put_some (Shadow *shadow,
          guint   n_issues)
{
  g_autoptr (GString) json = g_string_new ("{\"issues\":[");

  for (guint i = 0; i < n_issues; i++)
    {
      gint32 id = g_rand_int_range (shadow->random, 1, MOST_IDS);
      const char *category = PICK ({ "new", "indeterminate", "done" });

      g_string_append_printf (
          json,
          "%s{\"id\":\"%d\",\"key\":\"%s-%d\",\"fields\":{\"summary\":\"%s %d\","
          "\"status\":{\"name\":\"%s %s\",\"statusCategory\":{\"key\":\"%s\"}},"
          "\"issuetype\":{\"name\":\"%s\"},\"priority\":%s,\"assignee\":%s,"
          "\"updated\":\"2026-09-%02dT10:00:00.000+0000\"}}",
          i > 0 ? "," : "", id, id % 3 ? "WEB" : "OPS", id, PICK ({ "Alpha", "beta", "Gamma" }), id,
          PICK ({ "Open", "Waiting" }), category, category, PICK ({ "Bug", "Task", "bug" }),
          PICK ({ "{\"name\":\"High\"}", "{\"name\":\"Low\"}", "null" }),
          PICK ({ "{\"displayName\":\"Ada\"}", "{\"displayName\":\"\\u00c9lan\"}", "null" }),
          g_rand_int_range (shadow->random, 1, 29));
    }
  g_string_append (json, "]}");
  put_text (shadow->fixture, &issues_resource, json->str, 1);
}

static void
bury_some (Shadow *shadow,
           guint   n_issues)
{
  gint64 ids[16];
  g_autoptr (GBytes) bytes = NULL;

  for (guint i = 0; i < n_issues; i++)
    ids[i] = g_rand_int_range (shadow->random, 1, MOST_IDS);
  bytes = g_bytes_new (ids, n_issues * sizeof ids[0]);
  await_fine (jm_store_bury (shadow->fixture->store, bytes));
}

/* --- coming to rest */

static gboolean
is_as_asked_anew (Shadow      *shadow,
                  JmIssueList *anew)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (anew));

  if (g_list_model_get_n_items (G_LIST_MODEL (shadow->list)) != n)
    return FALSE;
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (JmIssue) wanted = g_list_model_get_item (G_LIST_MODEL (anew), i);
      const Row *row = shadow->rows->pdata[i];

      if (jm_issue_list_get_id (anew, i) != row->id ||
          g_strcmp0 (jm_issue_get_summary (wanted), jm_issue_get_summary (row->issue)) != 0 ||
          g_strcmp0 (jm_issue_get_status (wanted), jm_issue_get_status (row->issue)) != 0 ||
          g_strcmp0 (jm_issue_get_assignee (wanted), jm_issue_get_assignee (row->issue)) != 0)
        return FALSE;
    }

  return TRUE;
}

typedef struct
{
  Shadow *shadow;
  JmIssueList *anew;
} Rest;

static gboolean
has_come_to_rest (gpointer data)
{
  Rest *rest = data;

  if (jm_clock_get_n_sleepers (rest->shadow->fixture->clock) > 0)
    jm_clock_advance (rest->shadow->fixture->clock, 1000);
  return is_as_asked_anew (rest->shadow, rest->anew);
}

/* Awaits. */
static void
come_to_rest (Shadow *shadow)
{
  g_autoptr (JmIssueList) anew = jm_issue_list_new (shadow->fixture->store);
  Rest rest = { shadow, anew };

  await_count (jm_issue_list_set_query (anew, &shadow->query));
  await_fine (jm_test_until (has_come_to_rest, &rest));
  assert_is_list (shadow);
}

static DexFuture *
shadow_fiber (gpointer data)
{
  StoreFixture *fixture = data;
  Shadow shadow = { fixture };

  await_fine (jm_store_open (fixture->store));
  shadow.random = g_rand_new_with_seed (SEED);
  shadow.rows = g_ptr_array_new_with_free_func (row_free);
  shadow.list = jm_issue_list_new (fixture->store);
  g_signal_connect (shadow.list, "items-changed", G_CALLBACK (items_changed_cb), &shadow);
  g_signal_connect (shadow.list, "sections-changed", G_CALLBACK (sections_changed_cb), &shadow);
  put_some (&shadow, 300);

  for (guint round = 0; round < ROUNDS; round++)
    {
      if (round % 3 == 0)
        {
          shadow.query = (JmIssueQuery) {
            .sort = g_rand_int_range (shadow.random, 0, JM_N_ISSUE_SORTS),
            .group = g_rand_int_range (shadow.random, 0, JM_N_ISSUE_GROUPS),
            .descending = g_rand_boolean (shadow.random),
            .status_category = round % 2 ? "open" : NULL,
          };
          await_count (jm_issue_list_set_query (shadow.list, &shadow.query));
          assert_is_list (&shadow);
        }
      put_some (&shadow, g_rand_int_range (shadow.random, 1, 30));
      if (round % 4 == 0)
        bury_some (&shadow, 5);
      come_to_rest (&shadow);
    }

  g_signal_handlers_disconnect_by_data (shadow.list, &shadow);
  g_object_unref (shadow.list);
  g_ptr_array_unref (shadow.rows);
  g_rand_free (shadow.random);
  return jm_store_close (fixture->store);
}

/* One issue of many is changed, and moves to the top: that is all that is told. */
static DexFuture *
little_fiber (gpointer data)
{
  static const char moved[] =
      "{\"issues\":[{\"id\":\"10150\",\"key\":\"WEB-150\",\"fields\":{\"summary\":\"moved\","
      "\"updated\":\"2026-10-01T10:00:00.000+0000\"}}]}";
  StoreFixture *fixture = data;
  Shadow shadow = { fixture };

  await_fine (jm_store_open (fixture->store));
  shadow.rows = g_ptr_array_new_with_free_func (row_free);
  shadow.list = jm_issue_list_new (fixture->store);
  shadow.query = (JmIssueQuery) { .descending = TRUE };
  for (guint i = 0; i < 1000; i += 100)
    put_issues (fixture, "WEB", i + 1, i + 100, "x", 1);
  g_signal_connect (shadow.list, "items-changed", G_CALLBACK (items_changed_cb), &shadow);
  await_count (jm_issue_list_set_query (shadow.list, &shadow.query));
  g_assert_cmpint (jm_issue_list_find (shadow.list, 10150), ==, 850);

  shadow.n_rows_told = 0;
  put_text (fixture, &issues_resource, moved, 1);
  come_to_rest (&shadow);
  g_assert_cmpint (jm_issue_list_find (shadow.list, 10150), ==, 0);
  g_assert_cmpuint (shadow.n_rows_told, <=, 4);

  g_signal_handlers_disconnect_by_data (shadow.list, &shadow);
  g_object_unref (shadow.list);
  g_ptr_array_unref (shadow.rows);
  return jm_store_close (fixture->store);
}

static void
run_fiber (StoreFixture  *fixture,
           gconstpointer  data)
{
  jm_test_fiber ((DexFiberFunc) data, fixture);
}

#define ADD(name, fiber)                                                               \
  g_test_add ("/store/issue-shadow/" name, StoreFixture, fiber, store_set_up, run_fiber, \
              store_tear_down)

int
main (int   argc,
      char *argv[])
{
  jm_test_init (&argc, &argv);

  ADD ("whoever-listens-knows-the-list", shadow_fiber);
  ADD ("a-row-that-moves-is-told-alone", little_fiber);

  return g_test_run ();
}
