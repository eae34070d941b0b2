/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Charts: what they draw, what they say, and the table and the pictures behind them. */
#include "config.h"

#include <math.h>

#include "base/jm-csv.h"
#include "charts/jm-bar-chart.h"
#include "charts/jm-bar.h"
#include "charts/jm-chart-table.h"
#include "charts/jm-curve.h"
#include "charts/jm-figure.h"
#include "charts/jm-line-chart.h"
#include "charts/jm-sparkline.h"
#include "charts/jm-stack-chart.h"
#include "window/jm-stage.h"
#include "window/jm-window-test.h"

#define DAY_MS (24 * 60 * 60 * G_GINT64_CONSTANT (1000))
/* 1 November 2026, 00:00 UTC */
#define BEGIN_MS G_GINT64_CONSTANT (1793491200000)

/* --- the curve */

typedef struct
{
  const graphene_point_t *points;
  guint                   n_points;
  guint                   n_curves;
} Walk;

/* No control point leaves the box of its two ends: then the curve does not either. */
static gboolean
check_curve_cb (GskPathOperation        operation,
                const graphene_point_t *points,
                gsize                   n_points,
                float                   weight,
                gpointer                user_data)
{
  Walk *walk = user_data;
  float low, high;

  if (operation != GSK_PATH_CUBIC && operation != GSK_PATH_LINE && operation != GSK_PATH_QUAD)
    return TRUE;

  low = MIN (points[0].y, points[n_points - 1].y) - 0.01f;
  high = MAX (points[0].y, points[n_points - 1].y) + 0.01f;
  for (gsize i = 0; i < n_points; i++)
    {
      g_assert_cmpfloat (points[i].y, >=, low);
      g_assert_cmpfloat (points[i].y, <=, high);
    }
  walk->n_curves++;

  return TRUE;
}

static void
curve_never_overshoots (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (20261120);

  for (guint round = 0; round < 200; round++)
    {
      graphene_point_t points[40];
      guint n_points = (guint) g_rand_int_range (rand, 2, G_N_ELEMENTS (points));
      Walk walk = { points, n_points, 0 };
      g_autoptr (GskPath) path = NULL;

      for (guint i = 0; i < n_points; i++)
        points[i] = GRAPHENE_POINT_INIT ((float) i * (round % 2 ? 7 : -7), (float) g_rand_int_range (rand, 0, 6) * 20);
      path = jm_curve_new (points, n_points);
      gsk_path_foreach (path, GSK_PATH_FOREACH_ALLOW_CUBIC, check_curve_cb, &walk);
      g_assert_cmpuint (walk.n_curves, ==, n_points - 1);
    }
}

static void
curve_of_one_point (void)
{
  const graphene_point_t point = GRAPHENE_POINT_INIT (3, 4);
  g_autoptr (GskPath) path = jm_curve_new (&point, 1);
  g_autoptr (GskPath) ground = jm_curve_new_ground (&point, 1, 10);
  g_autoptr (GskPath) none = jm_curve_new (NULL, 0);

  g_assert_nonnull (path);
  g_assert_nonnull (ground);
  g_assert_true (gsk_path_is_empty (none));
}

/* --- charts */

static JmChart *
create_lines (guint n_points)
{
  g_autofree JmLinePoint *points = g_new0 (JmLinePoint, n_points);
  GtkWidget *chart = jm_line_chart_new ();

  for (guint i = 0; i < n_points; i++)
    points[i] = (JmLinePoint) { BEGIN_MS + (gint64) i * DAY_MS, { i % 7, 1000 + i } };
  jm_chart_set_title (JM_CHART (chart), "Created and Resolved");
  jm_line_chart_set_series (JM_LINE_CHART (chart), 0, "Created", "chart-created");
  jm_line_chart_set_series (JM_LINE_CHART (chart), 1, "Resolved", "chart-resolved");
  jm_line_chart_set_points (JM_LINE_CHART (chart), points, n_points, 1);

  return JM_CHART (chart);
}

static JmChart *
create_bars (void)
{
  JmBarChart *chart = JM_BAR_CHART (jm_bar_chart_new ("Priority", 2));

  jm_chart_set_title (JM_CHART (chart), "Priority of Open Issues");
  jm_bar_chart_begin (chart);
  jm_bar_chart_add (chart, "High", 20, "chart-high", gtk_image_new ());
  jm_bar_chart_add (chart, "<b>Low</b>", 5, NULL, NULL);
  jm_bar_chart_add (chart, "Lowest", 1, NULL, NULL);
  jm_bar_chart_end (chart);

  return JM_CHART (chart);
}

static JmChart *
create_stack (void)
{
  JmStackChart *chart = JM_STACK_CHART (jm_stack_chart_new ("Status"));

  jm_chart_set_title (JM_CHART (chart), "Status");
  jm_stack_chart_begin (chart);
  jm_stack_chart_add (chart, "To Do", "new", 684, "chart-todo", JM_PATTERN_PLAIN);
  jm_stack_chart_add (chart, "Never", NULL, 0, "chart-todo", JM_PATTERN_PLAIN);
  jm_stack_chart_add (chart, "Done", "done", 1316, "chart-done", JM_PATTERN_RISING);
  jm_stack_chart_end (chart);

  return JM_CHART (chart);
}

static void
press (JmChart *chart,
       guint    key)
{
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (GTK_WIDGET (chart));

  /* The keys of the class: GTK has one controller for them. */
  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++)
    {
      g_autoptr (GtkEventController) controller = g_list_model_get_item (controllers, i);

      if (!GTK_IS_SHORTCUT_CONTROLLER (controller))
        continue;
      for (guint s = 0; s < g_list_model_get_n_items (G_LIST_MODEL (controller)); s++)
        {
          g_autoptr (GtkShortcut) shortcut = g_list_model_get_item (G_LIST_MODEL (controller), s);
          GtkShortcutTrigger *trigger = gtk_shortcut_get_trigger (shortcut);

          if (GTK_IS_KEYVAL_TRIGGER (trigger) && gtk_keyval_trigger_get_keyval (GTK_KEYVAL_TRIGGER (trigger)) == key)
            gtk_shortcut_action_activate (gtk_shortcut_get_action (shortcut), 0, GTK_WIDGET (chart),
                                          gtk_shortcut_get_arguments (shortcut));
        }
    }
}

static DexFuture *
keys_fiber (gpointer data)
{
  JmStage *stage = jm_stage_new ();
  JmChart *lines = create_lines (30);
  JmChart *bars = create_bars ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  g_autofree char *words = NULL;

  gtk_box_append (GTK_BOX (box), GTK_WIDGET (lines));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (bars));
  jm_stage_show (stage, box);

  g_assert_cmpint (jm_chart_get_current (lines), ==, -1);
  press (lines, GDK_KEY_Left);
  g_assert_cmpint (jm_chart_get_current (lines), ==, 29);
  press (lines, GDK_KEY_Left);
  g_assert_cmpint (jm_chart_get_current (lines), ==, 28);
  words = jm_chart_describe (lines, 28);
  g_assert_cmpstr (words, ==, "29 Nov 2026: Created 0, Resolved 1028");
  g_assert_true (jm_stage_shows (GTK_WIDGET (lines), "29 Nov 2026\nCreated 0\nResolved 1028"));
  press (lines, GDK_KEY_Home);
  g_assert_cmpint (jm_chart_get_current (lines), ==, 0);
  gtk_widget_set_direction (GTK_WIDGET (lines), GTK_TEXT_DIR_RTL);
  press (lines, GDK_KEY_Left);
  g_assert_cmpint (jm_chart_get_current (lines), ==, 1);
  press (lines, GDK_KEY_Escape);
  g_assert_cmpint (jm_chart_get_current (lines), ==, -1);

  /* The third row is in the table only. */
  press (bars, GDK_KEY_End);
  g_assert_cmpint (jm_chart_get_current (bars), ==, 0);
  press (bars, GDK_KEY_End);
  g_assert_cmpint (jm_chart_get_current (bars), ==, 1);
  g_assert_cmpuint (jm_chart_get_n_points (bars), ==, 3);
  jm_stage_settle ();
  jm_stage_free (stage);

  return dex_future_new_true ();
}

static void
keys_walk_over_the_points (void)
{
  jm_test_fiber (keys_fiber, NULL);
}

static DexFuture *
areas_fiber (gpointer data)
{
  JmStage *stage = jm_stage_new ();
  JmChart *lines = create_lines (30);
  graphene_rect_t first, last;

  jm_stage_show (stage, GTK_WIDGET (lines));
  JM_CHART_GET_CLASS (lines)->get_area (lines, 0, &first);
  JM_CHART_GET_CLASS (lines)->get_area (lines, 29, &last);
  g_assert_cmpfloat (first.origin.x, <, last.origin.x);
  gtk_widget_set_direction (GTK_WIDGET (lines), GTK_TEXT_DIR_RTL);
  JM_CHART_GET_CLASS (lines)->get_area (lines, 0, &first);
  JM_CHART_GET_CLASS (lines)->get_area (lines, 29, &last);
  g_assert_cmpfloat (first.origin.x, >, last.origin.x);
  jm_stage_free (stage);

  return dex_future_new_true ();
}

static void
time_runs_with_the_reading (void)
{
  jm_test_fiber (areas_fiber, NULL);
}

static DexFuture *
words_fiber (gpointer data)
{
  const char *stack_words = "To Do: Issues 684, Share 34 %; Never: Issues 0, Share 0 %; Done: Issues 1316, Share 66 %";
  JmStage *stage = jm_stage_new ();
  JmChart *bars = create_bars ();
  JmChart *stack = create_stack ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);

  gtk_box_append (GTK_BOX (box), GTK_WIDGET (bars));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (stack));
  jm_stage_show (stage, box);
  gtk_test_accessible_assert_role (GTK_ACCESSIBLE (bars), GTK_ACCESSIBLE_ROLE_GROUP);
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (bars), GTK_ACCESSIBLE_PROPERTY_LABEL, "Priority of Open Issues");
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (bars), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                       "High: Issues 20; <b>Low</b>: Issues 5");
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (stack), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                       stack_words);
  g_assert_true (jm_stage_shows (GTK_WIDGET (bars), "<b>Low</b>"));
  g_assert_false (jm_stage_shows (GTK_WIDGET (bars), "Lowest"));
  jm_stage_assert_small (box);
  jm_stage_free (stage);

  return dex_future_new_true ();
}

static void
bars_and_stacks_say_their_numbers (void)
{
  jm_test_fiber (words_fiber, NULL);
}

static void
table_has_every_point (void)
{
  g_autoptr (GtkWidget) bars = g_object_ref_sink (GTK_WIDGET (create_bars ()));
  g_autofree char *text = jm_chart_dup_text (JM_CHART (bars));

  g_assert_cmpstr (text, ==, "Priority\tIssues\nHigh\t20\n<b>Low</b>\t5\nLowest\t1\n");
}

static DexFuture *
table_fiber (gpointer data)
{
  JmStage *stage = jm_stage_new ();
  GtkWidget *figure = jm_figure_new (create_stack (), "status");
  AdwDialog *dialog;

  jm_stage_show (stage, figure);
  dialog = jm_chart_table_dialog_new (jm_figure_get_chart (JM_FIGURE (figure)));
  adw_dialog_present (dialog, figure);
  jm_stage_settle ();
  g_assert_nonnull (jm_window_test_find_text (GTK_WIDGET (dialog), "684"));
  g_assert_nonnull (jm_window_test_find_text (GTK_WIDGET (dialog), "66 %"));
  adw_dialog_force_close (dialog);
  jm_stage_settle ();
  jm_stage_free (stage);

  return dex_future_new_true ();
}

static void
table_is_shown (void)
{
  jm_test_fiber (table_fiber, NULL);
}

/* --- pictures */

static gboolean
has_bytes (GBytes     *bytes,
           const char *needle)
{
  gsize size;
  const char *data = g_bytes_get_data (bytes, &size);

  return g_strstr_len (data, (gssize) size, needle) != NULL;
}

static DexFuture *
picture_fiber (gpointer data)
{
  JmStage *stage = jm_stage_new ();
  GtkWidget *figure = jm_figure_new (create_lines (30), "created");
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) png = NULL;
  g_autoptr (GBytes) svg = NULL;
  g_autoptr (GdkTexture) texture = NULL;
  g_autoptr (GBytes) none = NULL;

  jm_figure_add_key (JM_FIGURE (figure), "Created", "chart-created", JM_PATTERN_PLAIN);
  none = jm_figure_make_picture (g_object_ref_sink (JM_FIGURE (figure)), JM_PICTURE_PNG, &error);
  g_assert_null (none);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_FAILED);
  g_clear_error (&error);

  jm_stage_show (stage, figure);
  png = jm_figure_make_picture (JM_FIGURE (figure), JM_PICTURE_PNG, &error);
  g_assert_no_error (error);
  texture = gdk_texture_new_from_bytes (png, &error);
  g_assert_no_error (error);
  g_assert_cmpint (gdk_texture_get_width (texture), >, gtk_widget_get_width (figure));

  svg = jm_figure_make_picture (JM_FIGURE (figure), jm_picture_format_of ("a.svg"), &error);
  g_assert_no_error (error);
  g_assert_true (has_bytes (svg, "<svg"));
  g_assert_true (has_bytes (svg, "</svg>"));
  g_object_unref (figure);
  jm_stage_free (stage);

  return dex_future_new_true ();
}

static void
picture_is_what_is_seen (void)
{
  jm_test_fiber (picture_fiber, NULL);
}

/* --- small things */

static DexFuture *
sparkline_fiber (gpointer data)
{
  static const double tables[][5] = {
    { 1, 2, 3, 4, 5 },
    { NAN, NAN, NAN, NAN, NAN },
    { NAN, 7, NAN, 8, 9 },
    { 5, 5, 5, 5, NAN },
    { -3, 0, INFINITY, 1e300, -1e300 },
    { 0, 0, 0, 0, 0 },
  };
  JmStage *stage = jm_stage_new ();
  GtkWidget *sparkline = jm_sparkline_new ();

  jm_stage_show (stage, sparkline);
  for (guint i = 0; i < G_N_ELEMENTS (tables); i++)
    {
      gtk_widget_set_direction (sparkline, i % 2 ? GTK_TEXT_DIR_RTL : GTK_TEXT_DIR_LTR);
      jm_sparkline_set_values (JM_SPARKLINE (sparkline), tables[i], 5);
      jm_stage_settle ();
      g_assert_cmpuint (jm_sparkline_get_n_values (JM_SPARKLINE (sparkline)), ==, 5);
    }
  jm_sparkline_set_description (JM_SPARKLINE (sparkline), "28 checks, between 120 and 340 ms");
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (sparkline), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                       "28 checks, between 120 and 340 ms");
  jm_sparkline_set_values (JM_SPARKLINE (sparkline), NULL, 0);
  jm_stage_settle ();
  jm_stage_free (stage);

  return dex_future_new_true ();
}

static void
sparkline_takes_anything (void)
{
  jm_test_fiber (sparkline_fiber, NULL);
}

static DexFuture *
few_fiber (gpointer data)
{
  JmStage *stage = jm_stage_new ();

  for (guint n = 0; n < 4; n++)
    {
      JmChart *chart = create_lines (n);

      jm_stage_show (stage, GTK_WIDGET (chart));
      press (chart, GDK_KEY_Right);
      jm_stage_settle ();
      g_assert_cmpint (jm_chart_get_current (chart), ==, (int) n - 1);
    }
  jm_stage_free (stage);

  return dex_future_new_true ();
}

static void
few_points_are_drawn (void)
{
  jm_test_fiber (few_fiber, NULL);
}

static void
bar_keeps_within_its_track (void)
{
  g_autoptr (GtkWidget) bar = g_object_ref_sink (jm_bar_new ());

  jm_bar_set_share (JM_BAR (bar), 7);
  g_assert_cmpfloat (jm_bar_get_share (JM_BAR (bar)), ==, 1);
  jm_bar_set_share (JM_BAR (bar), -1);
  g_assert_cmpfloat (jm_bar_get_share (JM_BAR (bar)), ==, 0);
}

static void
cell_is_no_formula (void)
{
  g_autoptr (GString) out = g_string_new (NULL);

  jm_csv_append (out, "=1+1", FALSE);
  jm_csv_append (out, "a \"b\", c", FALSE);
  jm_csv_append (out, NULL, TRUE);
  g_assert_cmpstr (out->str, ==, "\"'=1+1\",\"a \"\"b\"\", c\",\"\"\r\n");
}

int
main (int   argc,
      char *argv[])
{
  jm_test_init (&argc, &argv);
  if (!jm_stage_init ())
    return 0;

  g_test_add_func ("/window/charts/curve-never-overshoots", curve_never_overshoots);
  g_test_add_func ("/window/charts/curve-of-one-point", curve_of_one_point);
  g_test_add_func ("/window/charts/keys-walk-over-the-points", keys_walk_over_the_points);
  g_test_add_func ("/window/charts/time-runs-with-the-reading", time_runs_with_the_reading);
  g_test_add_func ("/window/charts/bars-and-stacks-say-their-numbers", bars_and_stacks_say_their_numbers);
  g_test_add_func ("/window/charts/table-has-every-point", table_has_every_point);
  g_test_add_func ("/window/charts/table-is-shown", table_is_shown);
  g_test_add_func ("/window/charts/picture-is-what-is-seen", picture_is_what_is_seen);
  g_test_add_func ("/window/charts/sparkline-takes-anything", sparkline_takes_anything);
  g_test_add_func ("/window/charts/few-points-are-drawn", few_points_are_drawn);
  g_test_add_func ("/window/charts/bar-keeps-within-its-track", bar_keeps_within_its_track);
  g_test_add_func ("/window/charts/cell-is-no-formula", cell_is_no_formula);

  return g_test_run ();
}
