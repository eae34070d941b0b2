/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "base/jm-clock.h"
#include "fixtures/jm-test.h"
#include "store/jm-store.h"

/* What the tests of an account's file share. Each test is one fiber with an open store. */
typedef struct
{
  JmClock *clock;
  char *folder;
  char *path;
  JmStore *store;
  GArray *changes; /* of JmResourceId */
} StoreFixture;

static const JmResource projects_resource = {
  .id = JM_RESOURCE_PROJECTS,
  .name = "projects",
  .items = "$.values",
  .item_id = "id",
  .item_name = "name",
};
static const JmResource issues_resource = {
  .id = JM_RESOURCE_ISSUES,
  .name = "issues",
  .items = "$.issues",
  .item_id = "id",
  .item_name = "key",
};

static const JmResource users_resource = {
  .id = JM_RESOURCE_USERS,
  .owner = JM_N_RESOURCES,
  .name = "users",
  .items = "$",
  .item_id = "accountId",
  .item_name = "displayName",
};

static inline void
store_changed_cb (JmStore *store, JmResourceId id, gpointer data)
{
  g_array_append_val ((GArray *) data, id);
}

static inline void
store_set_up (StoreFixture *fixture, gconstpointer data)
{
  fixture->clock = jm_clock_new_manual (G_GINT64_CONSTANT (1795176000000));
  fixture->folder = jm_test_temp_dir ();
  fixture->path = g_build_filename (fixture->folder, "account.db", NULL);
  fixture->store = jm_store_new (fixture->path, "me", fixture->clock);
  fixture->changes = g_array_new (FALSE, FALSE, sizeof (JmResourceId));
  g_signal_connect (fixture->store, "changed", G_CALLBACK (store_changed_cb), fixture->changes);
}

static inline void
store_tear_down (StoreFixture *fixture, gconstpointer data)
{
  jm_test_finalize (fixture->store);
  g_array_unref (fixture->changes);
  g_object_unref (fixture->clock);
  g_free (fixture->path);
  g_free (fixture->folder);
}

static inline void
await_fine (DexFuture *future)
{
  g_autoptr (GError) error = NULL;

  dex_await (future, &error);
  g_assert_no_error (error);
}

static inline gint64
await_count (DexFuture *future)
{
  g_autoptr (GError) error = NULL;
  gint64 count = dex_await_int64 (future, &error);

  g_assert_no_error (error);
  return count;
}

static inline void
await_error (DexFuture *future, int code)
{
  g_autoptr (GError) error = NULL;

  dex_await (future, &error);
  g_assert_error (error, JM_STORE_ERROR, code);
}

static inline gint64
put_text (StoreFixture *fixture, const JmResource *resource, const char *json, gint64 run)
{
  g_autoptr (GBytes) page = g_bytes_new (json, strlen (json));
  g_autoptr (GError) error = NULL;
  g_autoptr (JmPageResult) result = dex_await_boxed (
      jm_store_put_page (fixture->store, resource, NULL, page, run, JM_PAGE_PLAIN, NULL), &error);

  g_assert_no_error (error);
  return result->n_rows;
}

/* One issue as Jira writes it; @number makes it different from the others. */
static inline void
append_issue (GString *json, const char *project, guint number, const char *summary)
{
  static const char *const statuses[][2] = {
    { "To Do", "new" },
    { "In Progress", "indeterminate" },
    { "Done", "done" },
  };
  static const char *const priorities[] = { "Highest", "High", "Medium", "Low", "Lowest" };
  const char *const *status = statuses[number % 3];

  g_string_append_printf (
      json,
      "%s{\"id\":\"%u\",\"key\":\"%s-%u\",\"fields\":{\"summary\":\"%s\",\"project\":{\"key\":\"%s\"},"
      "\"issuetype\":{\"name\":\"%s\"},\"status\":{\"name\":\"%s\",\"statusCategory\":{\"key\":\"%s\"}},"
      "\"priority\":{\"name\":\"%s\"},\"assignee\":{\"displayName\":\"Person %u\"},"
      "\"updated\":\"2026-09-%02uT%02u:%02u:%02u.%03u+0200\"}}",
      json->str[json->len - 1] == '[' ? "" : ",", 10000 + number, project, number, summary, project,
      number % 4 == 0 ? "Bug" : "Task", status[0], status[1], priorities[number % 5], number % 17,
      1 + number / 86400 % 28, number / 3600 % 24, number / 60 % 60, number % 60, number % 1000);
}

/* A page of the issues @first … @last of @project. */
static inline char *
dup_issues (const char *project, guint first, guint last, const char *summary)
{
  GString *json = g_string_new ("{\"issues\":[");

  for (guint number = first; number <= last; number++)
    append_issue (json, project, number, summary);
  g_string_append (json, "]}");
  return g_string_free_and_steal (json);
}

static inline gint64
put_issues (StoreFixture *fixture,
            const char *project,
            guint first,
            guint last,
            const char *summary,
            gint64 run)
{
  g_autofree char *json = dup_issues (project, first, last, summary);

  return put_text (fixture, &issues_resource, json, run);
}

/* What a run of @project did not see goes: so many. */
static inline void
bury_unseen (StoreFixture *fixture, const char *project, gint64 run, guint expected)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) unseen =
      dex_await_boxed (jm_store_list_unseen (fixture->store, project, run), &error);

  g_assert_no_error (error);
  g_assert_cmpuint (g_bytes_get_size (unseen), ==, expected * sizeof (gint64));
  g_assert_cmpint (await_count (jm_store_bury (fixture->store, unseen)), ==, expected);
}
