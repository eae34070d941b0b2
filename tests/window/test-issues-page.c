/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The faces of the page of issues. */
#include "config.h"

#include "issues/jm-issue-table.h"
#include "projects/jm-projects-page.h"
#include "widgets/jm-filter-pill.h"
#include "window/jm-issues-stage.h"

#define HOSTILE "<b>bold</b> & <a href='x'>link</a> 100 %s"

static gboolean
has_banner (gpointer page)
{
  return adw_banner_get_revealed (jm_stage_child (page, "banner"));
}

/* Every row that is read has what @get says is @wanted. */
static gboolean
all_are (gpointer    page,
         const char *(*get) (JmIssue *),
         const char *wanted)
{
  GListModel *rows = jm_issues_stage_get_rows (page);

  for (guint i = 0; i < g_list_model_get_n_items (rows); i++)
    {
      g_autoptr (JmIssue) issue = g_list_model_get_item (rows, i);

      if (g_strcmp0 (get (issue), wanted) != 0)
        return FALSE;
    }

  return g_list_model_get_n_items (rows) > 0;
}

static gboolean
all_are_done (gpointer page)
{
  return all_are (page, jm_issue_get_status_category, "done");
}

static gboolean
all_are_bugs (gpointer page)
{
  return all_are (page, jm_issue_get_kind, "Bug");
}

/* --- stories */

static void
rows_filters_and_faces (JmWorld *world)
{
  g_autofree char *key = jm_issues_stage_sign_in (world);
  JmStage *stage = jm_stage_new ();
  JmIssuesPage *page = jm_issues_page_new (world->monitor);
  guint all;

  jm_stage_show (stage, GTK_WIDGET (page));
  jm_stage_wait (jm_stage_is_empty, page);
  g_assert_true (gtk_widget_get_visible (jm_stage_child (page, "choose_project_button")));

  jm_issues_page_show_project (page, key);
  jm_stage_wait (jm_stage_has_content, page);
  jm_stage_wait (jm_issues_stage_has_rested, page);
  jm_stage_settle ();
  all = g_list_model_get_n_items (jm_issues_stage_get_rows (page));
  g_assert_cmpuint (all, >, 3);

  jm_filter_pill_set_value (jm_issues_stage_get_pill (page, "status_pill"), "done");
  jm_stage_wait (all_are_done, page);
  g_assert_cmpuint (g_list_model_get_n_items (jm_issues_stage_get_rows (page)), <, all);
  jm_filter_pill_set_value (jm_issues_stage_get_pill (page, "status_pill"), NULL);
  jm_filter_pill_set_value (jm_issues_stage_get_pill (page, "kind_pill"), "Bug");
  jm_stage_wait (all_are_bugs, page);

  jm_stage_type (page, "search", "no such words anywhere");
  jm_stage_wait (jm_stage_is_empty, page);
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (page), "page.clear-filters", NULL));
  jm_stage_wait (jm_stage_has_content, page);
  jm_stage_settle ();
  g_assert_cmpuint (g_list_model_get_n_items (jm_issues_stage_get_rows (page)), ==, all);
  g_assert_cmpuint (jm_filter_pill_get_n_choices (jm_issues_stage_get_pill (page, "project_pill")), ==, 4);
  jm_stage_free (stage);
}

static void
narrow_rows (JmWorld *world)
{
  g_autofree char *key = jm_issues_stage_sign_in (world);
  JmStage *stage = jm_stage_new ();
  JmIssuesPage *page = jm_issues_stage_show (world, stage, key);
  JmIssueTable *table = jm_stage_child (page, "table");
  guint n = g_list_model_get_n_items (jm_issues_stage_get_rows (page));

  jm_issue_table_set_narrow (table, TRUE);
  jm_stage_settle ();
  g_assert_null (gtk_column_view_get_model (jm_stage_child (table, "column_view")));
  g_assert_cmpuint (g_list_model_get_n_items (jm_issues_stage_get_rows (page)), ==, n);
  jm_stage_assert_small (page);
  jm_stage_free (stage);
}

static gboolean
has_heading (gpointer page)
{
  return jm_stage_shows (page, "Done") && jm_stage_shows (page, "To Do");
}

static gboolean
is_at_top (gpointer scroller)
{
  return gtk_adjustment_get_value (gtk_scrolled_window_get_vadjustment (scroller)) < 1;
}

/* Rows of a section have one status, and sections follow each other. */
static void
assert_sections (GListModel *rows)
{
  guint n_items = g_list_model_get_n_items (rows);
  guint n_sections = 0;

  for (guint start = 0, end; start < n_items; start = end, n_sections++)
    {
      g_autoptr (JmIssue) first = g_list_model_get_item (rows, start);
      guint begin;

      gtk_section_model_get_section (GTK_SECTION_MODEL (rows), start, &begin, &end);
      g_assert_cmpuint (begin, ==, start);
      g_assert_cmpuint (end, >, start);
      for (guint i = start; i < end; i++)
        {
          g_autoptr (JmIssue) issue = g_list_model_get_item (rows, i);

          g_assert_cmpstr (jm_issue_get_status (issue), ==, jm_issue_get_status (first));
        }
    }
  g_assert_cmpuint (n_sections, >, 1);
}

static void
groups_have_headings (JmWorld *world)
{
  g_autofree char *key = jm_issues_stage_sign_in (world);
  JmStage *stage = jm_stage_new ();
  JmIssuesPage *page = jm_issues_stage_show (world, stage, key);
  gpointer table = jm_stage_child (page, "table");
  GSettings *settings = jm_monitor_get_services (world->monitor)->settings;
  g_autofree char *group = NULL;

  gtk_widget_activate_action (GTK_WIDGET (page), "page.group", "s", "status");
  jm_stage_wait (has_heading, page);
  jm_stage_settle ();
  assert_sections (jm_issues_stage_get_rows (page));
  jm_stage_wait (is_at_top, jm_stage_child (table, "wide_scroller"));
  group = g_settings_get_string (settings, "issue-group");
  g_assert_cmpstr (group, ==, "status");

  jm_issue_table_set_narrow (table, TRUE);
  jm_stage_settle ();
  g_assert_true (has_heading (page));
  gtk_widget_activate_action (GTK_WIDGET (page), "page.group", "s", "none");
  jm_stage_free (stage);
}

static void
hostile_summary (JmWorld *world)
{
  g_autofree char *key = jm_issues_stage_sign_in (world);
  g_autofree char *body = g_strdup_printf ("{\"create\": {\"project\": \"%s\", \"summary\": \"%s\"}}", key, HOSTILE);
  JmStage *stage;
  JmIssuesPage *page;

  jm_simulator_tell (world->simulator, "POST", "/issues", body);
  stage = jm_stage_new ();
  page = jm_issues_stage_show (world, stage, key);
  jm_stage_settle ();
  g_assert_true (jm_stage_shows (page, HOSTILE));
  jm_issue_table_set_narrow (jm_stage_child (page, "table"), TRUE);
  jm_stage_settle ();
  g_assert_true (jm_stage_shows (page, HOSTILE));
  jm_stage_free (stage);
}

static void
refused_then_well (JmWorld *world)
{
  g_autofree char *key = jm_issues_stage_sign_in (world);
  JmStage *stage = jm_stage_new ();
  JmIssuesPage *page = jm_issues_page_new (world->monitor);

  jm_stage_show (stage, GTK_WIDGET (page));
  jm_stage_wait (jm_stage_is_empty, page);
  jm_world_arm (world, "{\"match\": {\"path\": \"/ex/*/search/jql\"}, \"times\": 0, \"kind\": \"status\", "
                       "\"args\": {\"code\": 403, \"body\": {\"errorMessages\": [\"You may not see this\"]}}}");
  jm_issues_page_show_project (page, key);
  jm_stage_wait (jm_stage_has_error, page);

  jm_simulator_tell (world->simulator, "DELETE", "/arm", NULL);
  jm_stage_click (jm_stage_child (page, "error_page"), "cure_button");
  jm_stage_wait (jm_stage_has_content, page);
  jm_stage_wait (jm_issues_stage_has_rested, page);

  /* With issues in the store they stay, and the banner says what is wrong. */
  jm_world_arm (world, "{\"match\": {\"path\": \"/ex/*/search/jql\"}, \"times\": 0, \"kind\": \"status\", "
                       "\"args\": {\"code\": 403}}");
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (page), "page.fetch", NULL));
  jm_stage_wait (has_banner, page);
  g_assert_true (jm_stage_has_content (page));
  jm_stage_free (stage);
}

static gboolean
is_gone (gpointer data)
{
  return *(gpointer *) data == NULL;
}

static void
pages_end (JmWorld *world)
{
  g_autofree char *key = jm_issues_stage_sign_in (world);
  JmStage *stage = jm_stage_new ();
  JmIssuesPage *issues = jm_issues_page_new (world->monitor);
  JmProjectsPage *projects = jm_projects_page_new (world->monitor);

  g_object_add_weak_pointer (G_OBJECT (issues), (gpointer *) &issues);
  g_object_add_weak_pointer (G_OBJECT (projects), (gpointer *) &projects);
  jm_stage_show (stage, GTK_WIDGET (issues));
  /* In the middle of a fetch. */
  jm_issues_page_show_project (issues, key);
  jm_stage_show (stage, GTK_WIDGET (projects));
  jm_stage_wait (is_gone, &issues);
  jm_stage_free (stage);
  jm_stage_wait (is_gone, &projects);
}

int
main (int   argc,
      char *argv[])
{
  jm_test_init (&argc, &argv);
  if (!jm_stage_init ())
    return 0;

#define ADD(path, body) g_test_add_data_func ("/window/" path, body, jm_world_run)
  ADD ("issues/rows-filters-and-faces", rows_filters_and_faces);
  ADD ("issues/narrow-rows-are-the-same-issues", narrow_rows);
  ADD ("issues/groups-have-headings", groups_have_headings);
  ADD ("issues/hostile-summary-stays-words", hostile_summary);
  ADD ("issues/refusal-is-said-and-mended", refused_then_well);
  ADD ("pages-end-in-the-middle-of-a-fetch", pages_end);
#undef ADD

  return g_test_run ();
}
