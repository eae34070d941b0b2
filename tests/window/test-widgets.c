/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The small widgets: what they show, what they say to a screen reader, and what hostile words do to them. */
#include "config.h"

#include "jm-when.h"
#include "widgets/jm-age-label.h"
#include "widgets/jm-date-row.h"
#include "widgets/jm-filter-pill.h"
#include "widgets/jm-issue-icon.h"
#include "widgets/jm-lozenge.h"
#include "widgets/jm-project-tile.h"
#include "widgets/jm-remark.h"
#include "window/jm-stage.h"

#define MINUTE (60 * G_GINT64_CONSTANT (1000))

static const char *const corpus[] = {
  "<b>x</b>",
  "&lt;&amp;",
  "%s%n",
  "_a__b",
  "🧪 emoji",
  "日本",
  "ليلى",
  "",
  " ",
  "e\314\201\314\201\314\201\314\201\314\201\314\201",
};

static DexFuture *
words_fiber (gpointer data)
{
  JmStage *stage = jm_stage_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (corpus); i++)
    {
      GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
      GtkWidget *lozenge = jm_lozenge_new ();
      GtkWidget *icon = jm_issue_icon_new (JM_ISSUE_ICON_KIND);
      GtkWidget *remark = jm_remark_new ();

      jm_lozenge_set_text (JM_LOZENGE (lozenge), corpus[i]);
      jm_lozenge_set_category (JM_LOZENGE (lozenge), i % 2 ? "done" : corpus[i]);
      jm_issue_icon_set_name (JM_ISSUE_ICON (icon), corpus[i]);
      jm_remark_set_error (JM_REMARK (remark), corpus[i]);
      gtk_box_append (GTK_BOX (box), lozenge);
      gtk_box_append (GTK_BOX (box), icon);
      gtk_box_append (GTK_BOX (box), remark);
      gtk_box_append (GTK_BOX (box), jm_project_tile_new (36, corpus[i]));
      jm_stage_show (stage, box);
      if (g_str_is_ascii (corpus[i]) && *corpus[i] != '\0')
        g_assert_true (jm_stage_shows (lozenge, corpus[i]));
      jm_stage_assert_small (box);
    }
  jm_stage_free (stage);

  return dex_future_new_true ();
}

static void
hostile_words (void)
{
  jm_test_fiber (words_fiber, NULL);
}

static DexFuture *
lozenge_fiber (gpointer data)
{
  g_autoptr (GtkWidget) lozenge = g_object_ref_sink (jm_lozenge_new ());

  jm_lozenge_set_category (JM_LOZENGE (lozenge), "indeterminate");
  g_assert_true (gtk_widget_has_css_class (lozenge, "progress"));
  g_assert_true (gtk_widget_get_visible (gtk_widget_get_first_child (lozenge)));
  jm_lozenge_set_category (JM_LOZENGE (lozenge), "undefined");
  g_assert_false (gtk_widget_has_css_class (lozenge, "progress"));
  g_assert_false (gtk_widget_get_visible (gtk_widget_get_first_child (lozenge)));

  return dex_future_new_true ();
}

static void
lozenge_categories (void)
{
  jm_test_fiber (lozenge_fiber, NULL);
}

static DexFuture *
age_fiber (gpointer data)
{
  g_autoptr (JmClock) clock = jm_clock_new_manual (G_GINT64_CONSTANT (1763600000000));
  g_autoptr (JmMinute) minute = NULL;
  JmStage *stage = jm_stage_new ();
  GtkWidget *page = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  g_autofree char *moment = NULL;
  GtkWidget *label;

  minute = jm_minute_new (page, clock);
  label = jm_age_label_new (minute);
  gtk_box_append (GTK_BOX (page), label);
  jm_stage_show (stage, page);
  jm_age_label_set_time_ms (JM_AGE_LABEL (label), jm_clock_get_wall_ms (clock) - 18 * MINUTE);
  g_assert_cmpstr (jm_age_label_get_text (JM_AGE_LABEL (label)), ==, "18 min ago");
  g_assert_true (gtk_widget_get_has_tooltip (label));
  moment = jm_when_full (jm_clock_get_wall_ms (clock) - 18 * MINUTE);
  gtk_test_accessible_assert_property (gtk_widget_get_first_child (label),
                                       GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, moment);

  jm_clock_advance (clock, 2 * MINUTE);
  g_signal_emit_by_name (minute, "tick");
  g_assert_cmpstr (jm_age_label_get_text (JM_AGE_LABEL (label)), ==, "20 min ago");
  jm_age_label_set_time_ms (JM_AGE_LABEL (label), 0);
  g_assert_cmpstr (jm_age_label_get_text (JM_AGE_LABEL (label)), ==, "");
  jm_stage_free (stage);

  return dex_future_new_true ();
}

static void
age_follows_the_minute (void)
{
  jm_test_fiber (age_fiber, NULL);
}

static DexFuture *
pill_fiber (gpointer data)
{
  JmStage *stage = jm_stage_new ();
  GtkWidget *pill = g_object_new (JM_TYPE_FILTER_PILL, "title", "Status", NULL);

  jm_stage_show (stage, pill);
  g_assert_true (jm_stage_shows (pill, "Status"));
  jm_filter_pill_add (JM_FILTER_PILL (pill), "done", "<Done>");
  jm_filter_pill_set_value (JM_FILTER_PILL (pill), "done");
  g_assert_true (jm_stage_shows (pill, "<Done>"));
  g_assert_true (gtk_widget_has_css_class (jm_stage_child (pill, "button"), "on"));
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (jm_stage_child (pill, "button")), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                       "Status: <Done>");
  gtk_popover_popup (jm_stage_child (pill, "popover"));
  jm_stage_settle ();
  g_signal_emit_by_name (jm_stage_child (pill, "list"), "row-activated",
                         gtk_list_box_get_row_at_index (jm_stage_child (pill, "list"), 0));
  g_assert_null (jm_filter_pill_get_value (JM_FILTER_PILL (pill)));
  g_assert_true (jm_stage_shows (pill, "Status"));
  jm_stage_free (stage);

  return dex_future_new_true ();
}

static void
pill_shows_its_value (void)
{
  jm_test_fiber (pill_fiber, NULL);
}

static DexFuture *
date_fiber (gpointer data)
{
  JmStage *stage = jm_stage_new ();
  GtkWidget *list = gtk_list_box_new ();
  GtkWidget *row = g_object_new (JM_TYPE_DATE_ROW, "title", "Ends On", NULL);
  g_autoptr (GDateTime) day = g_date_time_new_local (2027, 2, 15, 0, 0, 0);

  gtk_list_box_append (GTK_LIST_BOX (list), row);
  jm_stage_show (stage, list);
  gtk_calendar_select_day (jm_stage_child (row, "calendar"), day);
  g_assert_cmpint (jm_date_row_get_time_ms (JM_DATE_ROW (row)), ==, g_date_time_to_unix (day) * 1000);
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (jm_stage_child (row, "button")), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                       "Ends On: 15 Feb 2027");
  jm_date_row_set_time_ms (JM_DATE_ROW (row), 0);
  g_assert_cmpint (jm_date_row_get_time_ms (JM_DATE_ROW (row)), ==, 0);
  jm_stage_free (stage);

  return dex_future_new_true ();
}

static void
date_is_the_start_of_a_day (void)
{
  jm_test_fiber (date_fiber, NULL);
}

int
main (int   argc,
      char *argv[])
{
  jm_test_init (&argc, &argv);
  if (!jm_stage_init ())
    return 0;

  g_test_add_func ("/window/widgets/hostile-words-stay-words", hostile_words);
  g_test_add_func ("/window/widgets/lozenge-shows-known-categories", lozenge_categories);
  g_test_add_func ("/window/widgets/age-follows-the-minute", age_follows_the_minute);
  g_test_add_func ("/window/widgets/pill-shows-its-value", pill_shows_its_value);
  g_test_add_func ("/window/widgets/date-is-the-start-of-a-day", date_is_the_start_of_a_day);

  return g_test_run ();
}
