/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The explorer over a real store, and the JSON view with its folds and its search. */
#include "config.h"

#include <glib/gstdio.h>

#include "explorer/jm-document-pane.h"
#include "explorer/jm-explorer-page.h"
#include "explorer/jm-export-bar.h"
#include "explorer/jm-json-view.h"
#include "explorer/jm-resource-row.h"
#include "window/jm-stage.h"
#include "window/jm-window-test.h"

static const char document[] = "{\"id\":\"1\",\"fields\":{\"status\":{\"name\":\"In Progress\",\"statusCategory\":{\"key\":\"indeterminate\",\"id\":4}},"
                               "\"labels\":[\"checkout\",\"ios\"],\"token\":\"very-secret-value\",\"names\":[{\"a\":{\"b\":[1]}},{\"a\":{\"b\":[2]}}]}}";

static JmDocumentText *
create_text (void)
{
  g_autoptr (GBytes) bytes = g_bytes_new_static (document, strlen (document));

  return jm_document_text_new (bytes, FALSE);
}

/* --- the JSON view */

static DexFuture *
folds_fiber (gpointer data)
{
  JmStage *stage = jm_stage_new ();
  g_autoptr (JmDocumentText) text = create_text ();
  GtkWidget *view = jm_json_view_new ();
  guint inner;

  jm_stage_show (stage, view);
  jm_json_view_set_text (JM_JSON_VIEW (view), text);
  jm_stage_settle ();
  g_assert_cmpuint (text->n_folds, >, 2);
  g_assert_false (jm_json_view_has_folded (JM_JSON_VIEW (view)));

  /* A line that begins nothing */
  g_assert_false (jm_json_view_toggle_fold (JM_JSON_VIEW (view), 1));

  inner = text->folds[2].first;
  g_assert_true (jm_json_view_toggle_fold (JM_JSON_VIEW (view), inner));
  g_assert_true (jm_json_view_is_line_seen (JM_JSON_VIEW (view), inner));
  g_assert_false (jm_json_view_is_line_seen (JM_JSON_VIEW (view), inner + 1));
  g_assert_true (jm_json_view_is_line_seen (JM_JSON_VIEW (view), text->folds[2].last));

  /* What is folded within stays so when the outer one comes back. */
  jm_json_view_toggle_fold (JM_JSON_VIEW (view), text->folds[1].first);
  g_assert_false (jm_json_view_is_line_seen (JM_JSON_VIEW (view), inner));
  jm_json_view_toggle_fold (JM_JSON_VIEW (view), text->folds[1].first);
  g_assert_true (jm_json_view_is_line_seen (JM_JSON_VIEW (view), inner));
  g_assert_false (jm_json_view_is_line_seen (JM_JSON_VIEW (view), inner + 1));

  jm_json_view_unfold_all (JM_JSON_VIEW (view));
  g_assert_true (jm_json_view_is_line_seen (JM_JSON_VIEW (view), inner + 1));
  jm_json_view_fold_all (JM_JSON_VIEW (view));
  g_assert_true (jm_json_view_is_line_seen (JM_JSON_VIEW (view), 1));
  g_assert_false (jm_json_view_is_line_seen (JM_JSON_VIEW (view), text->folds[1].first + 1));
  jm_stage_settle ();
  jm_stage_free (stage);

  return dex_future_new_true ();
}

static void
objects_fold_away (void)
{
  jm_test_fiber (folds_fiber, NULL);
}

static gboolean
has_counted (gpointer view)
{
  return g_str_equal (jm_json_view_get_match (view), "1 of 2");
}

static gboolean
has_found_none (gpointer view)
{
  return g_str_equal (jm_json_view_get_match (view), "not found");
}

static DexFuture *
search_fiber (gpointer data)
{
  JmStage *stage = jm_stage_new ();
  g_autoptr (JmDocumentText) text = create_text ();
  GtkWidget *view = jm_json_view_new ();

  jm_stage_show (stage, view);
  jm_json_view_set_text (JM_JSON_VIEW (view), text);
  jm_json_view_fold_all (JM_JSON_VIEW (view));
  jm_json_view_search (JM_JSON_VIEW (view), "status");
  jm_stage_wait (has_counted, view);
  g_assert_true (jm_json_view_is_line_seen (JM_JSON_VIEW (view), text->folds[1].first + 1));
  jm_json_view_search_next (JM_JSON_VIEW (view), FALSE);
  g_assert_cmpstr (jm_json_view_get_match (JM_JSON_VIEW (view)), ==, "2 of 2");
  jm_json_view_search_next (JM_JSON_VIEW (view), FALSE);
  g_assert_cmpstr (jm_json_view_get_match (JM_JSON_VIEW (view)), ==, "1 of 2");
  jm_json_view_search_next (JM_JSON_VIEW (view), TRUE);
  g_assert_cmpstr (jm_json_view_get_match (JM_JSON_VIEW (view)), ==, "2 of 2");
  jm_json_view_search (JM_JSON_VIEW (view), "very-secret");
  jm_stage_wait (has_found_none, view);
  jm_json_view_search (JM_JSON_VIEW (view), NULL);
  g_assert_cmpstr (jm_json_view_get_match (JM_JSON_VIEW (view)), ==, "");
  jm_stage_free (stage);

  return dex_future_new_true ();
}

static void
search_finds_what_is_folded (void)
{
  jm_test_fiber (search_fiber, NULL);
}

/* --- the page */

static const char *
get_rows_face (gpointer page)
{
  return gtk_stack_get_visible_child_name (jm_stage_child (page, "rows_stack"));
}

static gboolean
has_content (gpointer page)
{
  return g_str_equal (jm_stage_get_face (page), "content") && g_str_equal (get_rows_face (page), "content");
}

static gboolean
has_no_rows (gpointer page)
{
  return g_str_equal (jm_stage_get_face (page), "content") && g_str_equal (get_rows_face (page), "empty");
}

static gboolean
has_document (gpointer page)
{
  return jm_document_pane_has_text (jm_stage_child (page, "pane"));
}

static GListModel *
get_rows (gpointer page)
{
  return G_LIST_MODEL (gtk_column_view_get_model (jm_stage_child (page, "rows")));
}

static gboolean
has_project (gpointer page)
{
  return has_document (page) && jm_stage_shows (jm_stage_child (page, "pane"), "Web");
}

static gboolean
has_one_row (gpointer page)
{
  return has_content (page) && g_list_model_get_n_items (get_rows (page)) == 1;
}

static gboolean
is_idle (gpointer bar)
{
  return !jm_export_bar_is_busy (bar);
}

static void
put (JmStore      *store,
     JmResourceId  resource,
     const char   *json)
{
  g_autoptr (GBytes) page = g_bytes_new (json, strlen (json));
  g_autoptr (GError) error = NULL;

  dex_await (jm_store_put_page (store, jm_resource_get (resource, JM_JIRA_CLOUD), NULL, page, 1, JM_PAGE_PLAIN, NULL),
             &error);
  g_assert_no_error (error);
}

static void
put_all (JmStore *store)
{
  put (store, JM_RESOURCE_ISSUES,
       "{\"issues\":[{\"id\":\"1\",\"key\":\"WEB-1\",\"fields\":{\"summary\":\"<b>First</b>\",\"project\":{\"key\":\"WEB\"},"
       "\"status\":{\"name\":\"Open\",\"statusCategory\":{\"key\":\"new\"}}}},"
       "{\"id\":\"2\",\"key\":\"WEB-2\",\"fields\":{\"summary\":\"Second\",\"project\":{\"key\":\"WEB\"},"
       "\"updated\":\"2026-01-01T00:00:00.000+0000\"}}]}");
  put (store, JM_RESOURCE_PROJECTS, "{\"values\":[{\"id\":\"9\",\"key\":\"WEB\",\"name\":\"Web\"}]}");
}

static void
page_body (JmWorld *world)
{
  g_autoptr (JmStore) store = jm_stage_sign_in (world);
  JmStage *stage = jm_stage_new ();
  gpointer page = jm_explorer_page_new (world->monitor);
  g_autoptr (GError) error = NULL;

  jm_stage_show (stage, page);
  jm_stage_wait (jm_stage_is_empty, page);
  put_all (store);
  jm_stage_wait (has_content, page);
  jm_stage_wait (has_document, page);
  g_assert_cmpuint (g_list_model_get_n_items (get_rows (page)), ==, 2);
  g_assert_true (jm_stage_shows (page, "<b>First</b>"));
  g_assert_true (jm_stage_shows (page, "WEB-2"));
  jm_stage_assert_small (page);

  jm_explorer_page_show_resource (page, JM_RESOURCE_PROJECTS);
  jm_stage_wait (has_one_row, page);
  jm_stage_wait (has_project, page);

  dex_await (jm_store_deny (store, JM_RESOURCE_USERS, "needs the scope read:jira-user"), &error);
  g_assert_no_error (error);
  jm_explorer_page_show_resource (page, JM_RESOURCE_USERS);
  jm_stage_wait (has_no_rows, page);
  jm_stage_type (page, "search", "nobody");
  jm_stage_wait (has_no_rows, page);
  jm_stage_assert_small (page);
  jm_stage_free (stage);
}

static void
page_shows_what_is_stored (void)
{
  jm_world_run (page_body);
}

static gboolean
says_why (gpointer row)
{
  return g_str_equal (jm_resource_row_get_words (row), "Not allowed: needs the scope read:jira-user");
}

static void
denied_body (JmWorld *world)
{
  g_autoptr (JmStore) store = jm_stage_sign_in (world);
  JmStage *stage = jm_stage_new ();
  gpointer page = jm_explorer_page_new (world->monitor);
  GtkListBoxRow *row;
  g_autoptr (GError) error = NULL;

  dex_await (jm_store_deny (store, JM_RESOURCE_USERS, "needs the scope read:jira-user"), &error);
  g_assert_no_error (error);
  jm_stage_show (stage, page);
  row = gtk_list_box_get_row_at_index (jm_stage_child (page, "resources"), JM_RESOURCE_USERS);
  jm_stage_wait (says_why, row);
  jm_explorer_page_show_resource (page, JM_RESOURCE_USERS);
  jm_stage_wait (has_no_rows, page);
  g_assert_true (jm_stage_shows (page, "Not Allowed"));
  jm_stage_free (stage);
}

static void
denied_is_said_in_words (void)
{
  jm_world_run (denied_body);
}

static void
export_body (JmWorld *world)
{
  g_autoptr (JmStore) store = jm_stage_sign_in (world);
  JmStage *stage = jm_stage_new ();
  gpointer page = jm_explorer_page_new (world->monitor);
  gpointer bar;
  g_autofree char *path = g_build_filename (world->root, "issues.json", NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;
  GStatBuf facts;

  put_all (store);
  jm_stage_show (stage, page);
  jm_stage_wait (has_content, page);
  bar = jm_stage_child (page, "export_bar");
  g_assert_cmpint (dex_await_int64 (jm_export_bar_write (bar, store, JM_RESOURCE_ISSUES, NULL, file), &error), ==, 2);
  g_assert_no_error (error);
  jm_stage_wait (is_idle, bar);
  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);
  g_assert_nonnull (strstr (text, "WEB-2"));
  g_assert_cmpint (g_stat (path, &facts), ==, 0);
  g_assert_cmpint (facts.st_mode & 0077, ==, 0);
  jm_stage_free (stage);
}

static void
list_is_exported (void)
{
  jm_world_run (export_body);
}

static void
format_is_in_the_name (void)
{
  g_assert_cmpint (jm_export_bar_format_of ("a.csv"), ==, JM_EXPORT_CSV);
  g_assert_cmpint (jm_export_bar_format_of ("a.json"), ==, JM_EXPORT_JSON);
  g_assert_cmpint (jm_export_bar_format_of ("a.md"), ==, JM_EXPORT_MARKDOWN);
  g_assert_cmpint (jm_export_bar_format_of ("a"), ==, JM_EXPORT_CSV);
}

int
main (int   argc,
      char *argv[])
{
  jm_test_init (&argc, &argv);
  if (!jm_stage_init ())
    return 0;

  g_test_add_func ("/window/explorer/objects-fold-away", objects_fold_away);
  g_test_add_func ("/window/explorer/search-finds-what-is-folded", search_finds_what_is_folded);
  g_test_add_func ("/window/explorer/page-shows-what-is-stored", page_shows_what_is_stored);
  g_test_add_func ("/window/explorer/denied-is-said-in-words", denied_is_said_in_words);
  g_test_add_func ("/window/explorer/list-is-exported", list_is_exported);
  g_test_add_func ("/window/explorer/format-is-in-the-name", format_is_in_the_name);

  return g_test_run ();
}
