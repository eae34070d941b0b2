/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What somebody does with the page of issues: finds, orders, arranges, and keeps it so. */
#include "config.h"

#include "issues/jm-issue-filters.h"
#include "issues/jm-issue-table.h"
#include "widgets/jm-filter-pill.h"
#include "window/jm-issues-stage.h"

static GtkColumnViewColumn *
find_column (gpointer    page,
             const char *id,
             guint      *position)
{
  gpointer view = jm_stage_child (jm_stage_child (page, "table"), "column_view");
  GListModel *columns = gtk_column_view_get_columns (view);

  for (*position = 0; *position < g_list_model_get_n_items (columns); (*position)++)
    {
      g_autoptr (GtkColumnViewColumn) column = g_list_model_get_item (columns, *position);

      if (g_strcmp0 (gtk_column_view_column_get_id (column), id) == 0)
        return column;
    }
  g_error ("There is no column %s", id);
}

static gboolean
was_saved (gpointer settings)
{
  g_auto (GStrv) columns = g_settings_get_strv (settings, "issue-columns");

  return !g_strv_contains ((const char *const *) columns, "priority");
}

static void
columns_are_remembered (JmWorld *world)
{
  g_autofree char *key = jm_issues_stage_sign_in (world);
  JmStage *stage = jm_stage_new ();
  JmIssuesPage *page = jm_issues_stage_show (world, stage, key);
  guint status, summary;
  int width;

  gtk_widget_activate_action (GTK_WIDGET (page), "columns.hide", "s", "priority");
  gtk_widget_activate_action (GTK_WIDGET (page), "columns.reporter", NULL);
  gtk_widget_activate_action (GTK_WIDGET (page), "columns.move", "(si)", "status", -1);
  gtk_column_view_column_set_fixed_width (find_column (page, "key", &status), 200);
  /* What can never be hidden stays. */
  gtk_widget_activate_action (GTK_WIDGET (page), "columns.hide", "s", "summary");
  jm_stage_wait (was_saved, jm_monitor_get_services (world->monitor)->settings);

  page = jm_issues_stage_show (world, stage, key);
  g_assert_false (gtk_column_view_column_get_visible (find_column (page, "priority", &status)));
  g_assert_true (gtk_column_view_column_get_visible (find_column (page, "reporter", &status)));
  g_assert_true (gtk_column_view_column_get_visible (find_column (page, "summary", &summary)));
  find_column (page, "status", &status);
  g_assert_cmpuint (status, <, summary);
  width = gtk_column_view_column_get_fixed_width (find_column (page, "key", &status));
  g_assert_cmpint (width, ==, 200);

  gtk_widget_activate_action (GTK_WIDGET (page), "columns.reset", NULL);
  g_assert_true (gtk_column_view_column_get_visible (find_column (page, "priority", &status)));
  find_column (page, "status", &status);
  find_column (page, "summary", &summary);
  g_assert_cmpuint (status, >, summary);
  jm_stage_free (stage);
}

static gboolean
is_sorted_by_key (gpointer page)
{
  GListModel *rows = jm_issues_stage_get_rows (page);
  g_autoptr (JmIssue) first = g_list_model_get_item (rows, 0);

  return first != NULL && g_str_has_suffix (jm_issue_get_key (first), "-1");
}

static void
order_is_remembered (JmWorld *world)
{
  g_autofree char *key = jm_issues_stage_sign_in (world);
  JmStage *stage = jm_stage_new ();
  JmIssuesPage *page = jm_issues_stage_show (world, stage, key);
  g_autofree char *sort = NULL;
  gboolean descending;

  gtk_widget_activate_action (GTK_WIDGET (page), "columns.sort", "(sb)", "key", FALSE);
  jm_stage_wait (is_sorted_by_key, page);

  page = jm_issues_stage_show (world, stage, key);
  jm_stage_wait (is_sorted_by_key, page);
  /* An order that no column has. */
  gtk_widget_activate_action (GTK_WIDGET (page), "page.sort", "s", "viewed");
  g_object_get (page, "sort", &sort, "descending", &descending, NULL);
  g_assert_cmpstr (sort, ==, "viewed");
  g_assert_false (descending);
  jm_stage_free (stage);
}

/* Below the window, wherever it was put. */
static gpointer
find_below (GtkWidget *parent,
            GType      type)
{
  for (GtkWidget *child = gtk_widget_get_first_child (parent); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      gpointer found = G_TYPE_CHECK_INSTANCE_TYPE (child, type) ? child : find_below (child, type);

      if (found != NULL)
        return found;
    }

  return NULL;
}

static const char *
get_subtitle (gpointer page)
{
  return adw_window_title_get_subtitle (jm_stage_child (page, "window_title"));
}

static gboolean
shows_bugs_view (gpointer page)
{
  return g_str_equal (get_subtitle (page), "My bugs");
}

static gboolean
shows_renamed_view (gpointer page)
{
  return g_str_equal (get_subtitle (page), "Bugs");
}

static gboolean
shows_no_view (gpointer page)
{
  return g_str_equal (get_subtitle (page), "All Issues");
}

static void
give_name (JmStage    *stage,
           const char *name)
{
  AdwDialog *dialog;
  GtkEditable *entry;

  jm_stage_settle ();
  dialog = adw_window_get_visible_dialog (ADW_WINDOW (stage->window));
  g_assert_nonnull (dialog);
  entry = find_below (GTK_WIDGET (dialog), ADW_TYPE_ENTRY_ROW);
  gtk_editable_set_text (entry, name);
  g_assert_true (adw_alert_dialog_get_response_enabled (ADW_ALERT_DIALOG (dialog), "name"));
  g_signal_emit_by_name (dialog, "response", "name");
  adw_dialog_force_close (dialog);
}

static gpointer
find_row_button (gpointer    views,
                 const char *icon)
{
  gpointer list = jm_stage_child (views, "list");

  for (int i = 0; gtk_list_box_get_row_at_index (list, i) != NULL; i++)
    {
      GtkWidget *box = gtk_list_box_row_get_child (gtk_list_box_get_row_at_index (list, i));

      for (GtkWidget *child = gtk_widget_get_first_child (box); child != NULL;
           child = gtk_widget_get_next_sibling (child))
        {
          if (GTK_IS_BUTTON (child) &&
              g_strcmp0 (gtk_button_get_icon_name (GTK_BUTTON (child)), icon) == 0)
            return child;
        }
    }

  return NULL;
}

static void
views_are_kept (JmWorld *world)
{
  g_autofree char *key = jm_issues_stage_sign_in (world);
  JmStage *stage = jm_stage_new ();
  JmIssuesPage *page = jm_issues_stage_show (world, stage, key);
  gpointer views;
  gpointer pill;

  jm_issues_page_show_project (page, NULL);
  jm_filter_pill_set_value (jm_issues_stage_get_pill (page, "kind_pill"), "Bug");
  jm_filter_pill_set_value (jm_issues_stage_get_pill (page, "updated_pill"), "30");
  jm_stage_wait (shows_no_view, page);
  gtk_widget_activate_action (GTK_WIDGET (page), "page.save-view", NULL);
  give_name (stage, "  My bugs ");
  jm_stage_wait (shows_bugs_view, page);
  gtk_widget_activate_action (GTK_WIDGET (page), "page.clear-filters", NULL);
  jm_stage_wait (shows_no_view, page);

  /* Another page of the same account has it too. */
  page = jm_issues_stage_show (world, stage, key);
  views = jm_stage_child (page, "views");
  gtk_widget_activate_action (GTK_WIDGET (page), "page.views", NULL);
  jm_stage_settle ();
  g_signal_emit_by_name (jm_stage_child (views, "list"), "row-activated",
                         gtk_list_box_get_row_at_index (jm_stage_child (views, "list"), 6));
  jm_stage_wait (shows_bugs_view, page);
  pill = jm_issues_stage_get_pill (page, "kind_pill");
  g_assert_cmpstr (jm_filter_pill_get_value (pill), ==, "Bug");
  pill = jm_issues_stage_get_pill (page, "updated_pill");
  g_assert_cmpstr (jm_filter_pill_get_value (pill), ==, "30");

  gtk_widget_activate_action (GTK_WIDGET (page), "page.views", NULL);
  jm_stage_settle ();
  g_signal_emit_by_name (find_row_button (views, "document-edit-symbolic"), "clicked");
  give_name (stage, "Bugs");
  jm_stage_wait (shows_renamed_view, page);

  gtk_widget_activate_action (GTK_WIDGET (page), "page.views", NULL);
  jm_stage_settle ();
  g_signal_emit_by_name (find_row_button (views, "user-trash-symbolic"), "clicked");
  jm_stage_wait (shows_no_view, page);
  jm_stage_free (stage);
}

static gboolean
has_selected (gpointer page)
{
  return jm_issue_table_get_selected (jm_stage_child (page, "table")) != NULL;
}

static const char *
get_selected_key (gpointer page)
{
  return jm_issue_get_key (jm_issue_table_get_selected (jm_stage_child (page, "table")));
}

static void
key_or_link_leads_to_the_issue (JmWorld *world)
{
  g_autofree char *key = jm_issues_stage_sign_in (world);
  g_autofree char *third = g_strdup_printf ("%s-3", key);
  g_autofree char *link = g_strdup_printf ("https://acme.example/browse/%s-2?focusedId=7", key);
  g_autofree char *second = g_strdup_printf ("%s-2", key);
  JmStage *stage = jm_stage_new ();
  JmIssuesPage *page = jm_issues_stage_show (world, stage, key);

  jm_stage_type (page, "search", third);
  g_signal_emit_by_name (jm_stage_child (page, "search"), "activate");
  jm_stage_wait (has_selected, page);
  g_assert_cmpstr (get_selected_key (page), ==, third);

  /* Filters that hide it go. */
  gtk_widget_activate_action (GTK_WIDGET (page), "page.clear-filters", NULL);
  jm_filter_pill_set_value (jm_issues_stage_get_pill (page, "priority_pill"), "no such priority");
  jm_stage_wait (jm_stage_is_empty, page);
  jm_stage_type (page, "search", link);
  g_signal_emit_by_name (jm_stage_child (page, "search"), "activate");
  jm_stage_wait (jm_stage_has_content, page);
  jm_stage_wait (has_selected, page);
  g_assert_cmpstr (get_selected_key (page), ==, second);
  jm_stage_free (stage);
}

static gboolean
was_found (gpointer page)
{
  return g_str_has_prefix (jm_stage_read (page, "took_label"), "found in ") &&
         g_str_has_prefix (jm_stage_read (page, "footer_label"), "1 of ");
}

static void
words_find_at_once (JmWorld *world)
{
  g_autofree char *key = jm_issues_stage_sign_in (world);
  g_autofree char *body = g_strdup_printf (
      "{\"create\": {\"project\": \"%s\", \"summary\": \"Zwölf Boxkämpfer\"}}", key);
  JmStage *stage;
  JmIssuesPage *page;

  jm_simulator_tell (world->simulator, "POST", "/issues", body);
  stage = jm_stage_new ();
  page = jm_issues_stage_show (world, stage, key);
  jm_stage_type (page, "search", "zwolf box");
  jm_stage_wait (was_found, page);
  g_assert_true (jm_stage_has_content (page));
  jm_stage_free (stage);
}

/* The selection is an issue, not a place. */
static void
selection_goes_along (JmWorld *world)
{
  g_autofree char *key = jm_issues_stage_sign_in (world);
  g_autofree char *chosen = NULL;
  JmStage *stage = jm_stage_new ();
  JmIssuesPage *page = jm_issues_stage_show (world, stage, key);
  GListModel *rows = jm_issues_stage_get_rows (page);

  gtk_widget_activate_action (GTK_WIDGET (page), "columns.sort", "(sb)", "key", TRUE);
  jm_stage_settle ();
  gtk_selection_model_select_item (GTK_SELECTION_MODEL (rows), 2, TRUE);
  chosen = g_strdup (get_selected_key (page));
  gtk_widget_activate_action (GTK_WIDGET (page), "columns.sort", "(sb)", "key", FALSE);
  jm_stage_wait (is_sorted_by_key, page);
  g_assert_cmpstr (get_selected_key (page), ==, chosen);
  g_assert_false (gtk_selection_model_is_selected (GTK_SELECTION_MODEL (rows), 2));
  g_assert_true (gtk_selection_model_is_selected (GTK_SELECTION_MODEL (rows),
                                                  g_list_model_get_n_items (rows) - 3));

  /* Filtered away it is not selected, and comes back with the issue. */
  jm_stage_type (page, "search", "no such words anywhere");
  jm_stage_wait (jm_stage_is_empty, page);
  g_assert_false (has_selected (page));
  gtk_widget_activate_action (GTK_WIDGET (page), "page.clear-filters", NULL);
  jm_stage_wait (has_selected, page);
  g_assert_cmpstr (get_selected_key (page), ==, chosen);
  jm_stage_free (stage);
}

static gboolean
has_viewed (gpointer page)
{
  return jm_stage_has_content (page) &&
         g_list_model_get_n_items (jm_issues_stage_get_rows (page)) == 1;
}

static void
opened_issues_are_viewed (JmWorld *world)
{
  static const JmIssueQuery viewed = { .work = JM_ISSUE_WORK_VIEWED,
                                       .sort = JM_ISSUE_SORT_VIEWED,
                                       .descending = TRUE };
  g_autofree char *key = jm_issues_stage_sign_in (world);
  JmStage *stage = jm_stage_new ();
  JmIssuesPage *page = jm_issues_stage_show (world, stage, key);
  g_autoptr (JmIssue) issue = g_list_model_get_item (jm_issues_stage_get_rows (page), 1);
  g_autoptr (JmIssue) first = NULL;

  g_signal_emit_by_name (jm_stage_child (page, "views"), "chosen", &viewed);
  jm_stage_wait (jm_stage_is_empty, page);
  g_assert_cmpstr (get_subtitle (page), ==, "Recently Viewed");
  g_signal_emit_by_name (jm_stage_child (page, "table"), "activate-issue", issue);
  jm_stage_wait (has_viewed, page);
  first = g_list_model_get_item (jm_issues_stage_get_rows (page), 0);
  g_assert_cmpstr (jm_issue_get_key (first), ==, jm_issue_get_key (issue));
  jm_stage_free (stage);
}

static void
today_is_a_day (void)
{
  g_autoptr (GDateTime) noon = g_date_time_new_local (2026, 11, 20, 12, 0, 0);
  g_autoptr (GDateTime) today = g_date_time_new_local (2026, 11, 20, 0, 0, 0);
  g_autoptr (GDateTime) week = g_date_time_new_local (2026, 11, 14, 0, 0, 0);
  const gint64 day_ms = G_GINT64_CONSTANT (24) * 60 * 60 * 1000;
  gint64 now_ms = g_date_time_to_unix (noon) * 1000;

  g_assert_cmpint (jm_issue_filters_resolve (0, now_ms), ==, 0);
  g_assert_cmpint (jm_issue_filters_resolve (12345, now_ms), ==, 12345);
  g_assert_cmpint (jm_issue_filters_resolve (-day_ms, now_ms), ==,
                   g_date_time_to_unix (today) * 1000);
  g_assert_cmpint (jm_issue_filters_resolve (-7 * day_ms, now_ms), ==,
                   g_date_time_to_unix (week) * 1000);
}

int
main (int   argc,
      char *argv[])
{
  jm_test_init (&argc, &argv);
  if (!jm_stage_init ())
    return 0;

#define ADD(path, body) g_test_add_data_func ("/window/" path, body, jm_world_run)
  ADD ("issues/columns-are-remembered", columns_are_remembered);
  ADD ("issues/order-is-remembered", order_is_remembered);
  ADD ("issues/views-are-saved-renamed-and-removed", views_are_kept);
  ADD ("issues/key-or-link-leads-to-the-issue", key_or_link_leads_to_the_issue);
  ADD ("issues/words-find-at-once", words_find_at_once);
  ADD ("issues/selection-goes-along-with-its-issue", selection_goes_along);
  ADD ("issues/what-is-opened-was-viewed", opened_issues_are_viewed);
  g_test_add_func ("/window/issues/today-is-a-day", today_is_a_day);
#undef ADD

  return g_test_run ();
}
