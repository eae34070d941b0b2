/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <sqlite3.h>

#include "store/fixture.h"

/* The rows of a question to the file itself, columns parted by "|", rows by a line. */
static char *
ask (StoreFixture *fixture,
     const char   *sql)
{
  GString *answer = g_string_new (NULL);
  sqlite3_stmt *statement = NULL;
  sqlite3 *connection = NULL;

  g_assert_cmpint (sqlite3_open_v2 (fixture->path, &connection, SQLITE_OPEN_READONLY, NULL), ==,
                   SQLITE_OK);
  g_assert_cmpint (sqlite3_prepare_v2 (connection, sql, -1, &statement, NULL), ==, SQLITE_OK);
  while (sqlite3_step (statement) == SQLITE_ROW)
    {
      if (answer->len > 0)
        g_string_append_c (answer, '\n');
      for (int i = 0; i < sqlite3_column_count (statement); i++)
        {
          const char *text = (const char *) sqlite3_column_text (statement, i);

          g_string_append_printf (answer, "%s%s", i > 0 ? "|" : "", text != NULL ? text : "-");
        }
    }
  g_assert_cmpint (sqlite3_finalize (statement), ==, SQLITE_OK);
  sqlite3_close (connection);
  return g_string_free_and_steal (answer);
}

static void
assert_answer (StoreFixture *fixture,
               const char   *sql,
               const char   *expected)
{
  g_autofree char *answer = ask (fixture, sql);

  g_test_message ("%s", sql);
  g_assert_cmpstr (answer, ==, expected);
}

/* Ids of the issues that have the words. */
static void
assert_found (StoreFixture *fixture,
              const char   *words,
              const char   *expected)
{
  g_autofree char *sql = g_strdup_printf (
      "SELECT ifnull (group_concat (rowid, ' '), '') FROM"
      "  (SELECT rowid FROM issue_text WHERE issue_text MATCH '%s' ORDER BY rowid)",
      words);

  assert_answer (fixture, sql, expected);
}

/* Puts a page of issues @first and says what happened: "rows added changed". */
static void
assert_put (StoreFixture *fixture,
            const char   *items,
            gint64        run,
            const char   *expected)
{
  g_autofree char *json = g_strdup_printf ("{\"issues\":[%s]}", items);
  g_autoptr (GBytes) page = g_bytes_new (json, strlen (json));
  g_autoptr (GError) error = NULL;
  g_autoptr (JmPageResult) result =
      dex_await_boxed (jm_store_put_page (fixture->store, &issues_resource, "WEB", page, run,
                                          JM_PAGE_PLAIN, NULL),
                       &error);
  g_autofree char *outcome = NULL;

  g_assert_no_error (error);
  outcome = g_strdup_printf ("%u %u %u", result->n_rows, result->n_added, result->n_changed);
  g_assert_cmpstr (outcome, ==, expected);
}

static void
put_of (StoreFixture     *fixture,
        const JmResource *resource,
        const char       *owner,
        const char       *json,
        gint64            run)
{
  g_autoptr (GBytes) page = g_bytes_new (json, strlen (json));

  await_fine (
      jm_store_put_page (fixture->store, resource, owner, page, run, JM_PAGE_PLAIN, NULL));
}

/* --- the columns */

#define WHOLE_ISSUE \
  "{\"id\":\"10001\",\"key\":\"WEB-12\",\"fields\":{" \
  "\"summary\":\"Say \\\"hello\\\"\",\"project\":{\"key\":\"WEB\"}," \
  "\"issuetype\":{\"name\":\"Bug\"},\"status\":{\"name\":\"In Review\"," \
  "\"statusCategory\":{\"key\":\"indeterminate\"}},\"priority\":{\"name\":\"High\"}," \
  "\"assignee\":{\"accountId\":\"ada\",\"displayName\":\"Ada\"}," \
  "\"reporter\":{\"accountId\":\"me\",\"displayName\":\"I\"}," \
  "\"created\":\"2026-09-25T22:42:39.399-0300\",\"updated\":\"2026-09-25T22:42:40.399-03:00\"," \
  "\"resolutiondate\":\"2026-09-26T01:42:41Z\",\"duedate\":\"2026-10-01\"," \
  "\"lastViewed\":\"2026-09-26T01:42:42.000+0000\",\"watches\":{\"isWatching\":true}," \
  "\"description\":{\"type\":\"doc\",\"content\":[{\"type\":\"paragraph\",\"content\":[" \
  "{\"type\":\"text\",\"text\":\"An \"},{\"type\":\"text\",\"text\":\"elephant\"}]}]}}}"

static DexFuture *
columns_fiber (gpointer data)
{
  StoreFixture *fixture = data;

  await_fine (jm_store_open (fixture->store));
  assert_put (fixture, WHOLE_ISSUE, 7, "1 1 0");
  assert_answer (fixture,
                 "SELECT id, project_key, number, key, summary, kind, status, status_category,"
                 "  status_rank, priority, priority_rank, assignee, reporter FROM issues",
                 "10001|WEB|12|WEB-12|Say \"hello\"|Bug|In Review|indeterminate|2|High|3|Ada|I");
  assert_answer (fixture,
                 "SELECT created_ms, updated_ms, resolved_ms, due_ms, viewed_ms, mine, run"
                 "  FROM issues",
                 "1790386959399|1790386960399|1790386961000|1790812800000|1790386962000|6|7");
  assert_found (fixture, "elephant", "10001");
  assert_found (fixture, "web 12 hel*", "10001");

  /* What is missing becomes a default. */
  assert_put (fixture, "{\"id\":\"10001\"}", 8, "1 0 1");
  assert_answer (fixture,
                 "SELECT project_key, number, key, summary, kind, status, status_category,"
                 "  status_rank, priority, priority_rank, assignee, reporter, created_ms,"
                 "  updated_ms, resolved_ms, due_ms, mine, run FROM issues",
                 "|0|||-|-|undefined|0|-|1000|-|-|0|0|0|0|0|8");
  assert_found (fixture, "elephant", "");
  return jm_store_close (fixture->store);
}

static DexFuture *
mine_fiber (gpointer data)
{
  static const struct
  {
    const char *fields;
    int mine;
  } rows[] = {
    { "\"assignee\":{\"accountId\":\"me\"}", 1 },
    { "\"assignee\":{\"key\":\"me\"}", 1 },
    { "\"assignee\":{\"name\":\"me\"}", 1 },
    { "\"assignee\":{\"displayName\":\"me\"}", 0 },
    { "\"assignee\":{\"accountId\":\"mee\"}", 0 },
    { "\"reporter\":{\"accountId\":\"me\"}", 2 },
    { "\"reporter\":{\"accountId\":\"me\"},\"assignee\":{\"accountId\":\"me\"}", 3 },
    { "\"watches\":{\"isWatching\":true}", 4 },
    { "\"watches\":{\"isWatching\":\"true\"}", 0 },
    { "\"description\":{\"content\":[{\"type\":\"mention\",\"attrs\":{\"id\":\"me\"}}]}", 8 },
    { "\"description\":{\"content\":[{\"attrs\":{\"text\":\"@I\",\"id\":\"me\"},\"type\":\"mention\"}]}",
      8 },
    { "\"description\":{\"content\":[{\"type\":\"mention\",\"attrs\":{\"id\":\"you\"}},"
      "{\"type\":\"text\",\"attrs\":{\"id\":\"me\"}}]}",
      0 },
    { "\"description\":{\"content\":[{\"type\":\"mention\",\"id\":\"me\"}]}", 0 },
    { "\"description\":\"ask [~me] first\"", 8 },
    { "\"description\":\"ask [~accountid:me] first\"", 8 },
    { "\"description\":\"ask [~mean] and [~you], me]\"", 0 },
    { "\"comment\":{\"comments\":[{\"id\":\"1\",\"body\":\"[~me]\"}],\"total\":1}", 8 },
    { "\"comment\":{\"comments\":[{\"id\":\"1\",\"body\":{\"content\":[{\"type\":\"mention\","
      "\"attrs\":{\"id\":\"me\"}}]}}],\"total\":1}",
      8 },
  };
  StoreFixture *fixture = data;

  await_fine (jm_store_open (fixture->store));
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *item =
          g_strdup_printf ("{\"id\":\"%u\",\"fields\":{%s}}", 100 + i, rows[i].fields);
      g_autofree char *sql = g_strdup_printf ("SELECT mine FROM issues WHERE id = %u", 100 + i);
      g_autofree char *expected = g_strdup_printf ("%d", rows[i].mine);

      g_test_message ("%s", rows[i].fields);
      assert_put (fixture, item, 1, "1 1 0");
      assert_answer (fixture, sql, expected);
    }

  return jm_store_close (fixture->store);
}

/* Data Center knows people by a key and mentions them by their login. */
static DexFuture *
login_fiber (gpointer data)
{
  StoreFixture *fixture = data;

  await_fine (jm_store_open (fixture->store));
  assert_put (fixture, "{\"id\":\"1\",\"fields\":{\"description\":\"[~ada.l]\"}}", 1, "1 1 0");
  assert_put (fixture,
              "{\"id\":\"2\",\"fields\":{\"reporter\":{\"key\":\"you\",\"name\":\"bob\"}}},"
              "{\"id\":\"3\",\"fields\":{\"assignee\":{\"key\":\"me\",\"name\":\"ada.l\"}}},"
              "{\"id\":\"4\",\"fields\":{\"description\":\"[~ada.l] and [~bob]\"}}",
              1, "3 3 0");
  assert_put (fixture, "{\"id\":\"5\",\"fields\":{\"description\":\"[~ada.l]\"}}", 1, "1 1 0");
  assert_put (fixture, "{\"id\":\"6\",\"fields\":{\"description\":\"[~bob] [~me]\"}}", 1, "1 1 0");
  assert_answer (fixture, "SELECT id, mine FROM issues ORDER BY id", "1|0\n2|0\n3|1\n4|8\n5|8\n6|8");
  return jm_store_close (fixture->store);
}

/* What is stored already is marked by it, also what only a comment says; words alone are no mention. */
static DexFuture *
told_login_fiber (gpointer data)
{
  StoreFixture *fixture = data;

  await_fine (jm_store_open (fixture->store));
  assert_put (fixture,
              "{\"id\":\"1\",\"fields\":{\"description\":\"Dear [~ada.l],\"}},"
              "{\"id\":\"2\",\"fields\":{\"description\":\"Dear ada.l,\"}},"
              "{\"id\":\"3\",\"fields\":{\"summary\":\"One\",\"comment\":{\"total\":1,\"comments\":["
              "{\"id\":\"9\",\"body\":\"So [~ada.l]?\"}]}}},"
              "{\"id\":\"4\",\"fields\":{\"description\":\"Dear [~ada],\"}}",
              1, "4 4 0");
  assert_answer (fixture, "SELECT id, mine FROM issues ORDER BY id", "1|0\n2|0\n3|0\n4|0");
  await_fine (jm_store_learn_login (fixture->store, "ada.l"));
  assert_answer (fixture, "SELECT id, mine FROM issues ORDER BY id", "1|8\n2|0\n3|8\n4|0");

  /* Once is enough; what comes from now on knows it. */
  await_fine (jm_store_learn_login (fixture->store, "ada.l"));
  assert_put (fixture, "{\"id\":\"5\",\"fields\":{\"description\":\"[~ada.l]\"}}", 1, "1 1 0");
  assert_answer (fixture, "SELECT id, mine FROM issues ORDER BY id",
                 "1|8\n2|0\n3|8\n4|0\n5|8");
  await_fine (jm_store_learn_login (fixture->store, "ada"));
  assert_answer (fixture, "SELECT id, mine FROM issues ORDER BY id",
                 "1|0\n2|0\n3|0\n4|8\n5|0");
  return jm_store_close (fixture->store);
}

static DexFuture *
viewed_fiber (gpointer data)
{
  StoreFixture *fixture = data;

  await_fine (jm_store_open (fixture->store));
  assert_put (fixture, WHOLE_ISSUE, 1, "1 1 0");
  await_fine (jm_store_note_view (fixture->store, "10001"));
  await_fine (jm_store_note_view (fixture->store, "404"));
  assert_answer (fixture, "SELECT viewed_ms FROM issues", "1795176000000");

  /* Jira knows of an older view. */
  assert_put (fixture,
              "{\"id\":\"10001\",\"fields\":{\"lastViewed\":\"2026-09-26T01:42:42.000+0000\"}}", 2,
              "1 0 1");
  assert_answer (fixture, "SELECT viewed_ms FROM issues", "1795176000000");
  return jm_store_close (fixture->store);
}

static DexFuture *
priorities_fiber (gpointer data)
{
  static const JmResource priorities = {
    .id = JM_RESOURCE_PRIORITIES,
    .owner = JM_N_RESOURCES,
    .items = "$",
    .item_id = "id",
    .item_name = "name",
  };
  static const char ranks[] = "SELECT group_concat (priority_rank, ' ')"
                              "  FROM (SELECT priority_rank FROM issues ORDER BY id)";
  StoreFixture *fixture = data;

  await_fine (jm_store_open (fixture->store));
  assert_put (fixture,
              "{\"id\":\"1\",\"fields\":{\"priority\":{\"name\":\"Soon\"}}},"
              "{\"id\":\"2\",\"fields\":{\"priority\":{\"name\":\"High\"}}},"
              "{\"id\":\"3\",\"fields\":{\"priority\":{\"name\":\"Now\"}}},"
              "{\"id\":\"4\",\"fields\":{\"priority\":null}}",
              1, "4 4 0");
  assert_answer (fixture, ranks, "4 3 4 1000");

  /* The site's own order comes later, and again another one. */
  put_of (fixture, &priorities, NULL,
          "[{\"id\":\"7\",\"name\":\"Now\"},{\"id\":\"5\",\"name\":\"Soon\"}]", 1);
  assert_answer (fixture, ranks, "2 3 1 1000");
  put_of (fixture, &priorities, NULL,
          "[{\"id\":\"5\",\"name\":\"Soon\"},{\"id\":\"7\",\"name\":\"Now\"}]", 2);
  assert_answer (fixture, ranks, "1 3 2 1000");
  assert_put (fixture, "{\"id\":\"5\",\"fields\":{\"priority\":{\"name\":\"Now\"}}}", 1, "1 1 0");
  assert_answer (fixture, ranks, "1 3 2 1000 2");
  return jm_store_close (fixture->store);
}

/* --- what was there before */

static DexFuture *
unchanged_fiber (gpointer data)
{
  StoreFixture *fixture = data;

  await_fine (jm_store_open (fixture->store));
  assert_put (fixture, WHOLE_ISSUE ",{\"id\":\"2\"}", 1, "2 2 0");
  assert_put (fixture, WHOLE_ISSUE ",{\"id\":\"2\"}", 2, "2 0 0");
  assert_answer (fixture, "SELECT id, run FROM issues ORDER BY id", "2|2\n10001|2");
  /* `updated` is the same, and all the same something is not. */
  assert_put (fixture, WHOLE_ISSUE ",{\"id\":\"2\",\"key\":\"WEB-2\"}", 2, "2 0 1");
  /* An older run, of another process, takes nothing back. */
  assert_put (fixture, WHOLE_ISSUE, 1, "1 0 0");
  assert_answer (fixture, "SELECT run FROM issues WHERE id = 10001", "2");
  return jm_store_close (fixture->store);
}

static void
assert_document (StoreFixture *fixture,
                 JmResourceId  resource,
                 const char   *id,
                 const char   *expected)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) document =
      dex_await_boxed (jm_store_get_document (fixture->store, resource, id), &error);

  g_test_message ("%s", id);
  g_assert_no_error (error);
  if (expected == NULL)
    g_assert_null (document);
  else
    g_assert_cmpstr (g_bytes_get_data (document, NULL), ==, expected);
}

static DexFuture *
moved_fiber (gpointer data)
{
  static const char before[] = "{\"id\":\"1\",\"key\":\"WEB-1\",\"fields\":{}}";
  static const char after[] = "{\"id\":\"1\",\"key\":\"OPS-9\",\"fields\":{}}";
  static const char twin[] = "{\"id\":\"2\",\"key\":\"WEB-1\"}";
  StoreFixture *fixture = data;

  await_fine (jm_store_open (fixture->store));
  assert_put (fixture, before, 1, "1 1 0");
  assert_put (fixture, after, 2, "1 0 1");
  assert_answer (fixture, "SELECT project_key, n FROM issue_counts ORDER BY 1", "OPS|1\nWEB|0");
  assert_answer (fixture, "SELECT key, id FROM issue_aliases", "WEB-1|1");
  assert_found (fixture, "web", "");
  assert_found (fixture, "ops", "1");
  assert_document (fixture, JM_RESOURCE_ISSUES, "1", after);
  assert_document (fixture, JM_RESOURCE_ISSUES, "OPS-9", after);
  assert_document (fixture, JM_RESOURCE_ISSUES, "WEB-1", after);
  assert_document (fixture, JM_RESOURCE_ISSUES, "WEB-2", NULL);
  assert_document (fixture, JM_RESOURCE_ISSUES, "", NULL);

  /* The key is given again: it is that one's. */
  assert_put (fixture, twin, 2, "1 1 0");
  assert_document (fixture, JM_RESOURCE_ISSUES, "WEB-1", twin);
  /* And it comes back. */
  assert_put (fixture, before, 3, "1 0 1");
  assert_answer (fixture, "SELECT key, id FROM issue_aliases", "OPS-9|1");
  return jm_store_close (fixture->store);
}

/* --- comments, work logs, history */

static const JmResource comments_resource = {
  .id = JM_RESOURCE_COMMENTS,
  .owner = JM_RESOURCE_ISSUES,
  .items = "$.comments",
  .item_id = "id",
};

#define COMMENT(id, text) \
  "{\"id\":\"" id "\",\"author\":{\"displayName\":\"Ada\"},\"body\":\"" text "\"}"
#define WITH_COMMENTS(updated, total, comments) \
  "{\"id\":\"1\",\"key\":\"WEB-1\",\"fields\":{\"updated\":\"2026-09-0" updated "\"," \
  "\"comment\":{\"total\":" total ",\"comments\":[" comments "]}}}"

static void
assert_stale (StoreFixture *fixture,
              guint         expected)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) ids = dex_await_boxed (
      jm_store_list_stale (fixture->store, JM_RESOURCE_COMMENTS, 10), &error);

  g_assert_no_error (error);
  g_assert_cmpuint (g_bytes_get_size (ids) / sizeof (gint64), ==, expected);
}

static DexFuture *
parts_fiber (gpointer data)
{
  static const char comments[] = "SELECT owner, id, name, position FROM things ORDER BY id";
  StoreFixture *fixture = data;

  await_fine (jm_store_open (fixture->store));
  assert_put (fixture, WITH_COMMENTS ("1", "2", COMMENT ("10", "apple") "," COMMENT ("11", "pear")),
              1, "1 1 0");
  assert_answer (fixture, comments, "1|10|Ada|0\n1|11|Ada|1");
  assert_found (fixture, "apple", "1");
  assert_stale (fixture, 0);
  g_assert_cmpint (await_count (jm_store_count (fixture->store, JM_RESOURCE_COMMENTS, NULL)), ==,
                   2);
  assert_document (fixture, JM_RESOURCE_COMMENTS, "1/10", COMMENT ("10", "apple"));
  assert_document (fixture, JM_RESOURCE_COMMENTS, "10", COMMENT ("10", "apple"));

  /* One is gone, one is another. */
  assert_put (fixture, WITH_COMMENTS ("2", "1", COMMENT ("11", "plum")), 2, "1 0 1");
  assert_answer (fixture, comments, "1|11|Ada|0");
  assert_found (fixture, "apple", "");
  assert_found (fixture, "plum", "1");

  /* There are more than came: what is known of the others stays, and they are asked for. */
  assert_put (fixture, WITH_COMMENTS ("3", "3", COMMENT ("12", "cherry")), 3, "1 0 1");
  assert_answer (fixture, comments, "1|11|Ada|0\n1|12|Ada|0");
  assert_found (fixture, "plum cherry", "1");
  assert_stale (fixture, 1);

  put_of (fixture, &comments_resource, "1",
          "{\"comments\":[" COMMENT ("12", "cherry") "," COMMENT ("13", "[~me] quince") "]}", 4);
  assert_found (fixture, "plum cherry quince", "1");
  assert_answer (fixture, "SELECT mine FROM issues", "8");
  assert_stale (fixture, 1);
  g_assert_cmpint (
      await_count (jm_store_finish_walk (fixture->store, &comments_resource, "1", 4)), ==, 1);
  assert_answer (fixture, comments, "1|12|Ada|0\n1|13|Ada|1");
  assert_found (fixture, "plum", "");
  assert_found (fixture, "quince", "1");
  assert_stale (fixture, 0);

  /* A search that brings no comments leaves them alone. */
  assert_put (fixture, "{\"id\":\"1\",\"key\":\"WEB-1\",\"fields\":{\"updated\":\"2026-09-04\"}}", 5,
              "1 0 1");
  assert_found (fixture, "cherry quince", "1");
  assert_answer (fixture, "SELECT mine FROM issues", "8");
  assert_stale (fixture, 1);
  return jm_store_close (fixture->store);
}

/* It changes while its comments are fetched: they are older than it. */
static DexFuture *
overtaken_fiber (gpointer data)
{
  StoreFixture *fixture = data;

  await_fine (jm_store_open (fixture->store));
  assert_put (fixture, "{\"id\":\"1\",\"fields\":{\"updated\":\"2026-09-01\"}}", 1, "1 1 0");
  put_of (fixture, &comments_resource, "1", "{\"comments\":[" COMMENT ("12", "cherry") "]}", 2);
  assert_put (fixture, "{\"id\":\"1\",\"fields\":{\"updated\":\"2026-09-02\"}}", 3, "1 0 1");
  await_fine (jm_store_finish_walk (fixture->store, &comments_resource, "1", 2));
  assert_stale (fixture, 1);
  return jm_store_close (fixture->store);
}

/* --- the text index */

#define N_EDITED 30

static const char *const vocabulary[] = { "amber", "birch", "cedar", "delta", "ember",
                                          "fjord", "grove", "heath", "islet", "junco" };

static void
append_words (GString *json,
              GRand   *random,
              int      most)
{
  for (int n = g_rand_int_range (random, 0, most + 1); n > 0; n--)
    g_string_append_printf (json, "%s ",
                            vocabulary[g_rand_int_range (random, 0, G_N_ELEMENTS (vocabulary))]);
}

/* The issue @id as it is in its @version; the same each time. */
static char *
dup_edited (guint id,
            guint version)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (id * 1000 + version);
  GString *json = g_string_new (NULL);
  int n_comments = g_rand_int_range (random, 0, 4);

  g_string_append_printf (json, "{\"id\":\"%u\",\"key\":\"%s-%u\",\"fields\":{\"updated\":\"2026-%02u-%02u\",",
                          id, g_rand_boolean (random) ? "WEB" : "OPS", id, 1 + version / 28 % 12,
                          1 + version % 28);
  g_string_append (json, "\"summary\":\"");
  append_words (json, random, 3);
  g_string_append (json, "\",\"description\":{\"content\":[{\"content\":[{\"text\":\"");
  append_words (json, random, 4);
  g_string_append_printf (json, "\"}]}]},\"comment\":{\"total\":%d,\"comments\":[", n_comments);
  for (int i = 0; i < n_comments; i++)
    {
      g_string_append_printf (json, "%s{\"id\":\"%u\",\"body\":\"", i > 0 ? "," : "", id * 10 + i);
      append_words (json, random, 2);
      g_string_append (json, "\"}");
    }
  g_string_append (json, "]}}}");
  return g_string_free_and_steal (json);
}

static char *
dup_index (StoreFixture *fixture)
{
  GString *all = g_string_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (vocabulary) + 2; i++)
    {
      const char *word = i < G_N_ELEMENTS (vocabulary)       ? vocabulary[i] :
                         i == G_N_ELEMENTS (vocabulary) ? "web" :
                                                          "ops";
      g_autofree char *sql = g_strdup_printf (
          "SELECT rowid FROM issue_text WHERE issue_text MATCH '%s' ORDER BY rowid", word);
      g_autofree char *ids = ask (fixture, sql);

      g_string_append_printf (all, "%s: %s\n", word, ids);
    }

  return g_string_free_and_steal (all);
}

static DexFuture *
in_step_fiber (gpointer data)
{
  StoreFixture *fixture = data;
  g_autoptr (GRand) random = g_rand_new_with_seed (11);
  guint versions[N_EDITED] = { 0 };
  g_autofree char *followed = NULL;
  g_autofree char *rebuilt = NULL;

  await_fine (jm_store_open (fixture->store));
  for (guint step = 1; step <= 400; step++)
    {
      guint id = g_rand_int_range (random, 0, N_EDITED);
      gint64 wide = 1 + id;

      if (g_rand_int_range (random, 0, 8) == 0)
        {
          g_autoptr (GBytes) ids = g_bytes_new (&wide, sizeof wide);

          await_fine (jm_store_bury (fixture->store, ids));
          versions[id] = 0;
        }
      else
        {
          g_autofree char *item = dup_edited (1 + id, step);
          g_autofree char *json = g_strdup_printf ("{\"issues\":[%s]}", item);

          put_text (fixture, &issues_resource, json, step);
          versions[id] = step;
        }
    }
  followed = dup_index (fixture);
  await_fine (jm_store_remove (fixture->store));

  g_object_unref (fixture->store);
  fixture->store = jm_store_new (fixture->path, "me", fixture->clock);
  await_fine (jm_store_open (fixture->store));
  for (guint id = 0; id < N_EDITED; id++)
    if (versions[id] > 0)
      {
        g_autofree char *item = dup_edited (1 + id, versions[id]);
        g_autofree char *json = g_strdup_printf ("{\"issues\":[%s]}", item);

        put_text (fixture, &issues_resource, json, 1);
      }
  rebuilt = dup_index (fixture);
  g_assert_cmpstr (followed, ==, rebuilt);
  g_assert_cmpuint (strlen (rebuilt), >, 200);
  return jm_store_close (fixture->store);
}

/* --- all the other resources */

static DexFuture *
things_fiber (gpointer data)
{
  static const JmResource labels = { .id = JM_RESOURCE_LABELS,
                                     .owner = JM_N_RESOURCES,
                                     .items = "$.values" };
  static const JmResource versions = { .id = JM_RESOURCE_VERSIONS,
                                       .owner = JM_RESOURCE_PROJECTS,
                                       .items = "$",
                                       .item_id = "id",
                                       .item_name = "name" };
  StoreFixture *fixture = data;

  await_fine (jm_store_open (fixture->store));
  put_of (fixture, &labels, NULL,
          "{\"values\":[\"b\\u00fcro\",\"a\",\"a\",\"\",5,null,{\"x\":1}]}", 1);
  put_of (fixture, &versions, "WEB",
          "[{\"id\":1,\"name\":\"One\"},{\"id\":\"2\",\"name\":{}},{\"name\":\"none\"},[],7]", 1);
  put_of (fixture, &versions, "OPS", "[{\"id\":\"2\",\"name\":\"Two\"}]", 1);
  assert_answer (fixture,
                 "SELECT resources.name, owner, things.id, things.name FROM things"
                 "  JOIN resources ON resources.id = resource ORDER BY 1, 2, 3",
                 "labels||5|5\nlabels||a|a\nlabels||büro|büro\n"
                 "versions|OPS|2|Two\nversions|WEB|1|One\nversions|WEB|2|2");
  assert_document (fixture, JM_RESOURCE_LABELS, "büro", "\"b\\u00fcro\"");
  assert_document (fixture, JM_RESOURCE_VERSIONS, "OPS/2", "{\"id\":\"2\",\"name\":\"Two\"}");
  assert_document (fixture, JM_RESOURCE_VERSIONS, "OPS/3", NULL);
  g_assert_cmpint (await_count (jm_store_count (fixture->store, JM_RESOURCE_VERSIONS, "WEB")), ==,
                   2);
  g_assert_cmpint (await_count (jm_store_count (fixture->store, JM_RESOURCE_VERSIONS, NULL)), ==,
                   3);
  return jm_store_close (fixture->store);
}

static void
run_fiber (StoreFixture  *fixture,
           gconstpointer  data)
{
  jm_test_fiber ((DexFiberFunc) data, fixture);
}

#define ADD(name, fiber) \
  g_test_add ("/store/issues/" name, StoreFixture, fiber, store_set_up, run_fiber, store_tear_down)

int
main (int   argc,
      char *argv[])
{
  jm_test_init (&argc, &argv);

  ADD ("a-document-fills-every-column", columns_fiber);
  ADD ("mine-is-what-names-me", mine_fiber);
  ADD ("a-login-is-learnt-from-what-is-mine", login_fiber);
  ADD ("a-login-that-is-told-marks-what-is-stored", told_login_fiber);
  ADD ("a-view-is-the-later-of-two", viewed_fiber);
  ADD ("priorities-stand-in-the-order-of-the-site", priorities_fiber);
  ADD ("what-is-as-it-was-is-not-written", unchanged_fiber);
  ADD ("a-moved-issue-answers-to-its-former-key", moved_fiber);
  ADD ("comments-come-inside-and-as-pages", parts_fiber);
  ADD ("comments-that-were-overtaken-are-asked-for-again", overtaken_fiber);
  ADD ("the-text-index-stays-in-step", in_step_fiber);
  ADD ("all-other-things-are-rows", things_fiber);

  return g_test_run ();
}
