/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "base/jm-json.h"
#include "store/fixture.h"
#include "store/jm-export.h"
#include "store/jm-issue-list.h"

static const char issues[] =
    "{\"issues\":["
    "{\"id\":\"1\",\"key\":\"WEB-1\",\"fields\":{\"summary\":\"=cmd|' /C calc'!A0\","
    "\"status\":{\"name\":\"Done\",\"statusCategory\":{\"key\":\"done\"}},"
    "\"priority\":{\"name\":\"Low\"},\"assignee\":{\"displayName\":\"@Zoe\"},"
    "\"reporter\":{\"displayName\":\"Ada, \\\"the first\\\"\"},\"issuetype\":{\"name\":\"Bug\"},"
    "\"created\":\"2026-09-01T10:00:00.000+0000\",\"updated\":\"2026-09-02T10:00:00.000+0000\","
    "\"resolutiondate\":\"2026-09-03T10:00:00.000+0000\",\"duedate\":\"2026-09-04\"}},"
    "{\"id\":\"2\",\"key\":\"WEB-2\",\"fields\":{\"summary\":\"a | b\\n*c* <script> & \\u00fc\","
    "\"status\":{\"name\":\"Open\",\"statusCategory\":{\"key\":\"new\"}}}}]}";

static char *
export_text (StoreFixture       *fixture,
             JmResourceId        resource,
             const JmIssueQuery *query,
             JmExportFormat      format,
             gint64              expected)
{
  g_autoptr (GOutputStream) stream = g_memory_output_stream_new_resizable ();
  gint64 n_rows = await_count (jm_store_export (fixture->store, resource, query, format, stream,
                                                NULL, NULL, NULL));

  g_assert_cmpint (n_rows, ==, expected);
  g_output_stream_close (stream, NULL, NULL);
  return g_strndup (g_memory_output_stream_get_data (G_MEMORY_OUTPUT_STREAM (stream)),
                    g_memory_output_stream_get_data_size (G_MEMORY_OUTPUT_STREAM (stream)));
}

static DexFuture *
csv_fiber (gpointer data)
{
  StoreFixture *fixture = data;
  g_autofree char *text = NULL;
  g_autofree char *one = NULL;

  await_fine (jm_store_open (fixture->store));
  put_text (fixture, &issues_resource, issues, 1);
  text = export_text (fixture, JM_RESOURCE_ISSUES, NULL, JM_EXPORT_CSV, 2);
  g_assert_cmpstr (
      text, ==,
      "key,project,type,status,priority,assignee,reporter,summary,created,updated,resolved,due\r\n"
      "WEB-1,WEB,Bug,Done,Low,\"'@Zoe\",\"Ada, \"\"the first\"\"\",\"'=cmd|' /C calc'!A0\","
      "2026-09-01T10:00:00Z,2026-09-02T10:00:00Z,2026-09-03T10:00:00Z,2026-09-04\r\n"
      "WEB-2,WEB,,Open,,,,\"a | b\n*c* <script> & ü\",,,,\r\n");

  one = export_text (fixture, JM_RESOURCE_ISSUES, &(JmIssueQuery) { .status_category = "new" },
                     JM_EXPORT_CSV, 1);
  g_assert_nonnull (strstr (one, "\r\nWEB-2,"));
  return jm_store_close (fixture->store);
}

static DexFuture *
markdown_fiber (gpointer data)
{
  StoreFixture *fixture = data;
  g_autofree char *text = NULL;
  g_autofree char *users = NULL;

  await_fine (jm_store_open (fixture->store));
  put_text (fixture, &issues_resource, issues, 1);
  text = export_text (fixture, JM_RESOURCE_ISSUES, NULL, JM_EXPORT_MARKDOWN, 2);
  g_assert_nonnull (strstr (text, "| a \\| b \\*c\\* &lt;script> &amp; ü |"));
  g_assert_true (g_str_has_prefix (text, "| key | project |"));
  g_assert_nonnull (strstr (text, "\n| --- | --- |"));

  put_text (fixture, &users_resource, "[{\"accountId\":\"5:1\",\"displayName\":\"a_b\"}]", 1);
  users = export_text (fixture, JM_RESOURCE_USERS, NULL, JM_EXPORT_MARKDOWN, 1);
  g_assert_cmpstr (users, ==,
                   "| id | name | owner |\n| --- | --- | --- |\n| 5:1 | a\\_b |  |\n");
  return jm_store_close (fixture->store);
}

static DexFuture *
json_fiber (gpointer data)
{
  StoreFixture *fixture = data;
  g_autofree char *none = NULL;
  g_autofree char *text = NULL;
  g_autoptr (JsonNode) root = NULL;
  g_autoptr (GBytes) bytes = NULL;

  await_fine (jm_store_open (fixture->store));
  none = export_text (fixture, JM_RESOURCE_ISSUES, NULL, JM_EXPORT_JSON, 0);
  g_assert_cmpstr (none, ==, "[\n]\n");

  /* Several pieces */
  for (guint i = 0; i < 1000; i += 100)
    put_issues (fixture, "WEB", i + 1, i + 100, "x", 1);
  text = export_text (fixture, JM_RESOURCE_ISSUES, NULL, JM_EXPORT_JSON, 1000);
  bytes = g_bytes_new (text, strlen (text));
  root = jm_json_parse (bytes, '[', NULL);
  g_assert_nonnull (root);
  g_assert_cmpuint (jm_json_get_length (root, ""), ==, 1000);
  g_assert_cmpstr (jm_json_get_string (root, "999.key", NULL), ==, "WEB-1000");
  return jm_store_close (fixture->store);
}

/* Users of more than one piece, each once, in whatever format. */
static DexFuture *
pieces_fiber (gpointer data)
{
  StoreFixture *fixture = data;
  g_autoptr (GString) json = g_string_new ("[");
  g_autofree char *csv = NULL;
  g_auto (GStrv) lines = NULL;

  await_fine (jm_store_open (fixture->store));
  for (guint i = 0; i < 900; i++)
    g_string_append_printf (json, "%s{\"accountId\":\"%u\",\"displayName\":\"N %u\"}",
                            i > 0 ? "," : "", i, i % 450);
  g_string_append_c (json, ']');
  put_text (fixture, &users_resource, json->str, 1);

  csv = export_text (fixture, JM_RESOURCE_USERS, NULL, JM_EXPORT_CSV, 900);
  lines = g_strsplit (csv, "\r\n", -1);
  g_assert_cmpuint (g_strv_length (lines), ==, 902);
  g_free (export_text (fixture, JM_RESOURCE_USERS, NULL, JM_EXPORT_JSON, 900));
  return jm_store_close (fixture->store);
}

static void
progress_cb (gint64   written,
             gint64   total,
             gpointer data)
{
  if (written > 0)
    g_cancellable_cancel (data);
}

static DexFuture *
cancel_fiber (gpointer data)
{
  StoreFixture *fixture = data;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autofree char *path = g_build_filename (fixture->folder, "list.csv", NULL);
  g_autofree char *kept = NULL;
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GFileOutputStream) stream = NULL;
  g_autoptr (GError) error = NULL;

  await_fine (jm_store_open (fixture->store));
  for (guint i = 0; i < 500; i += 100)
    put_issues (fixture, "WEB", i + 1, i + 100, "x", 1);
  g_file_set_contents (path, "before", -1, NULL);

  stream = g_file_replace (file, NULL, FALSE, G_FILE_CREATE_PRIVATE, NULL, &error);
  g_assert_no_error (error);
  dex_await (jm_store_export (fixture->store, JM_RESOURCE_ISSUES, NULL, JM_EXPORT_CSV,
                              G_OUTPUT_STREAM (stream), progress_cb, cancellable, cancellable),
             &error);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);

  /* As the header says: what was there is there. */
  g_output_stream_close (G_OUTPUT_STREAM (stream), cancellable, NULL);
  g_file_get_contents (path, &kept, NULL, NULL);
  g_assert_cmpstr (kept, ==, "before");
  return jm_store_close (fixture->store);
}

static void
run_fiber (StoreFixture  *fixture,
           gconstpointer  data)
{
  jm_test_fiber ((DexFiberFunc) data, fixture);
}

#define ADD(name, fiber) \
  g_test_add ("/store/export/" name, StoreFixture, fiber, store_set_up, run_fiber, store_tear_down)

int
main (int   argc,
      char *argv[])
{
  jm_test_init (&argc, &argv);

  ADD ("csv-runs-nothing", csv_fiber);
  ADD ("markdown-is-a-table", markdown_fiber);
  ADD ("json-is-what-jira-sent", json_fiber);
  ADD ("each-row-is-there-once", pieces_fiber);
  ADD ("what-was-cancelled-leaves-no-half", cancel_fiber);

  return g_test_run ();
}
