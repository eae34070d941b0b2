/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The page of statistics over a real store, filled from the simulator; and the words of its numbers. */
#include "config.h"

#include "charts/jm-figure.h"
#include "statistics/jm-number-tile.h"
#include "statistics/jm-statistics-page.h"
#include "statistics/jm-statistics-words.h"
#include "statistics/jm-stored-card.h"
#include "store/jm-store.h"
#include "store/jm-tally.h"
#include "widgets/jm-filter-pill.h"
#include "window/jm-stage.h"
#include "window/jm-window-test.h"

#define DAY_MS (24 * 60 * 60 * G_GINT64_CONSTANT (1000))
#define NOW_MS G_GINT64_CONSTANT (1795176000000)

/* Ten issues, one of them done, of two projects and two types. */
static void
put_issues (JmStore *store)
{
  GString *json = g_string_new ("{\"issues\":[");
  g_autoptr (GBytes) page = NULL;
  g_autoptr (GError) error = NULL;

  for (guint i = 1; i <= 10; i++)
    g_string_append_printf (
        json,
        "%s{\"id\":\"%u\",\"key\":\"%s-%u\",\"fields\":{\"summary\":\"s\",\"project\":{\"key\":\"%s\"},"
        "\"issuetype\":{\"name\":\"%s\"},\"status\":{\"name\":\"%s\",\"statusCategory\":{\"key\":\"%s\"}},"
        "\"priority\":{\"name\":\"High\"},\"assignee\":{\"displayName\":\"<b>Ada</b>\"},"
        "\"created\":\"2020-01-01T00:00:00.000+0000\",\"updated\":\"2020-01-01T00:00:00.000+0000\"}}",
        i > 1 ? "," : "", i, i % 2 ? "ONE" : "TWO", i, i % 2 ? "ONE" : "TWO", i % 2 ? "Bug" : "Task",
        i == 10 ? "Shipped" : "Waiting", i == 10 ? "done" : "new");
  g_string_append (json, "]}");
  page = g_string_free_to_bytes (json);
  dex_await (jm_store_put_page (store, jm_resource_get (JM_RESOURCE_ISSUES, JM_JIRA_CLOUD), NULL, page, 1,
                                JM_PAGE_PLAIN, NULL),
             &error);
  g_assert_no_error (error);
}

static gboolean
counts_five (gpointer page)
{
  return jm_stage_has_content (page) && jm_stage_shows (page, "5");
}

static gboolean
counts_none (gpointer page)
{
  GtkWidget *tile = jm_window_test_find_type (page, JM_TYPE_NUMBER_TILE);

  return tile != NULL && g_str_equal (jm_number_tile_get_value (JM_NUMBER_TILE (tile)), "0");
}

static void
page_body (JmWorld *world)
{
  g_autoptr (JmStore) store = jm_stage_sign_in (world);
  JmStage *stage = jm_stage_new ();
  gpointer page = jm_statistics_page_new (world->monitor);
  GtkWidget *tile;

  jm_stage_show (stage, page);
  jm_stage_wait (jm_stage_is_empty, page);

  /* News come by themselves. */
  put_issues (store);
  jm_stage_wait (jm_stage_has_content, page);
  tile = jm_window_test_find_type (page, JM_TYPE_NUMBER_TILE);
  g_assert_cmpstr (jm_number_tile_get_value (JM_NUMBER_TILE (tile)), ==, "10");
  g_assert_true (jm_stage_shows (page, "Waiting"));
  g_assert_true (jm_stage_shows (page, "<b>Ada</b>"));
  g_assert_true (jm_stage_shows (page, "90 %"));
  g_assert_true (jm_stage_shows (page, "Stored on This Computer"));
  jm_stage_assert_small (page);

  jm_filter_pill_set_value (jm_stage_child (page, "project_pill"), "ONE");
  jm_stage_wait (counts_five, page);

  /* Nothing matches: the page stays, so that the filter can be taken back. */
  jm_filter_pill_set_value (jm_stage_child (page, "kind_pill"), "Task");
  jm_stage_wait (counts_none, page);
  g_assert_true (jm_stage_has_content (page));
  adw_toggle_group_set_active_name (jm_stage_child (page, "periods"), "364");
  jm_stage_settle ();
  g_assert_true (jm_stage_has_content (page));
  jm_stage_free (stage);
}

static void
page_follows_the_store (void)
{
  jm_world_run (page_body);
}

static void
error_body (JmWorld *world)
{
  g_autoptr (JmStore) store = jm_stage_sign_in (world);
  JmStage *stage = jm_stage_new ();
  g_autoptr (GError) error = NULL;
  gpointer page;

  dex_await (jm_store_close (store), &error);
  g_assert_no_error (error);
  page = jm_statistics_page_new (world->monitor);
  jm_stage_show (stage, page);
  jm_stage_wait (jm_stage_has_error, page);
  g_assert_false (gtk_widget_get_sensitive (jm_stage_child (page, "export_button")));
  jm_stage_assert_small (page);
  jm_stage_free (stage);
}

static void
error_has_a_face (void)
{
  jm_world_run (error_body);
}

static void
nobody_body (JmWorld *world)
{
  JmStage *stage = jm_stage_new ();
  gpointer page = jm_statistics_page_new (world->monitor);

  jm_stage_show (stage, page);
  g_assert_true (jm_stage_is_empty (page));
  jm_stage_free (stage);
}

static void
nobody_is_signed_in (void)
{
  jm_world_run (nobody_body);
}

/* --- words */

#define ASSERT_WORDS(call, expected) \
  G_STMT_START \
  { \
    g_autofree char *words_ = call; \
    g_assert_cmpstr (words_, ==, expected); \
  } \
  G_STMT_END

static void
words_of_numbers (void)
{
  ASSERT_WORDS (jm_statistics_dup_age (-1), "–");
  ASSERT_WORDS (jm_statistics_dup_age (0), "0 h");
  ASSERT_WORDS (jm_statistics_dup_age (DAY_MS * 42 / 10), "4.2 d");
  ASSERT_WORDS (jm_statistics_dup_age (DAY_MS * 412), "412 d");
  ASSERT_WORDS (jm_statistics_dup_difference (10, 3), "7 more");
  ASSERT_WORDS (jm_statistics_dup_difference (3, 10), "7 fewer");
  ASSERT_WORDS (jm_statistics_dup_difference (3, 3), "no change");
  ASSERT_WORDS (jm_statistics_dup_growth (108, 100), "8 % more");
  ASSERT_WORDS (jm_statistics_dup_growth (50, 100), "50 % fewer");
  ASSERT_WORDS (jm_statistics_dup_growth (5, 0), "none before");
  ASSERT_WORDS (jm_statistics_dup_growth (0, 0), "no change");
  ASSERT_WORDS (jm_statistics_dup_age_change (DAY_MS, 2 * DAY_MS), "1.0 days less");
  ASSERT_WORDS (jm_statistics_dup_age_change (-1, 2 * DAY_MS), NULL);
}

static void
file_has_every_number (void)
{
  g_autoptr (JmTally) tally = jm_tally_new (NOW_MS, 2);
  g_autoptr (JmStatistics) statistics = NULL;
  g_autoptr (GBytes) bytes = NULL;
  const JmTallyRow row = {
    .status = "=cmd()",
    .status_category = "new",
    .kind = "Bug",
    .priority = "High",
    .assignee = NULL,
    .created_ms = NOW_MS - 3 * DAY_MS,
  };
  const char *text;
  gsize size;

  jm_tally_add (tally, &row);
  statistics = jm_tally_finish (tally);
  bytes = jm_statistics_export (statistics);
  text = g_bytes_get_data (bytes, &size);
  g_assert_true (g_str_has_prefix (text, "table,name,category,count,before\r\n\"total\",\"issues\",\"\",\"1\",\"1\"\r\n"));
  g_assert_nonnull (g_strstr_len (text, (gssize) size, "\"total\",\"median age of open issues in days\",\"\",\"3.00\","));
  g_assert_nonnull (g_strstr_len (text, (gssize) size, "\"status\",\"'=cmd()\",\"new\",\"1\",\"\"\r\n"));
  g_assert_nonnull (g_strstr_len (text, (gssize) size, "\"open issues of person\",\"\",\"\",\"1\",\"\"\r\n"));
  g_assert_nonnull (g_strstr_len (text, (gssize) size, "\"day\",\"2026-11-20\",\"created\",\"0\",\"\"\r\n"));
}

int
main (int   argc,
      char *argv[])
{
  jm_test_init (&argc, &argv);
  if (!jm_stage_init ())
    return 0;

  g_test_add_func ("/window/statistics/page-follows-the-store", page_follows_the_store);
  g_test_add_func ("/window/statistics/error-has-a-face", error_has_a_face);
  g_test_add_func ("/window/statistics/nobody-is-signed-in", nobody_is_signed_in);
  g_test_add_func ("/window/statistics/words-of-numbers", words_of_numbers);
  g_test_add_func ("/window/statistics/file-has-every-number", file_has_every_number);

  return g_test_run ();
}
