/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "jm-statistics-charts.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#include "charts/jm-bar-chart.h"
#include "charts/jm-line-chart.h"
#include "charts/jm-stack-chart.h"
#include "widgets/jm-issue-icon.h"

#define MAX_BARS 6
#define AVATAR_SIZE 22
#define DAY_MS (24 * 60 * 60 * G_GINT64_CONSTANT (1000))

/* --- created and resolved */

static JmChart *
create_days (void)
{
  JmLineChart *chart = JM_LINE_CHART (jm_line_chart_new ());

  jm_line_chart_set_series (chart, 0, _("Created"), "chart-created");
  jm_line_chart_set_series (chart, 1, _("Resolved"), "chart-resolved");

  return JM_CHART (chart);
}

static void
fill_days (JmChart      *chart,
           JmStatistics *statistics)
{
  g_autofree JmLinePoint *points = g_new0 (JmLinePoint, statistics->days->len);
  guint n_points = statistics->days->len;
  guint step = 1;

  for (guint i = 0; i < n_points; i++)
    {
      JmStatisticsDay *day = &g_array_index (statistics->days, JmStatisticsDay, i);

      points[i] = (JmLinePoint) { day->begins_ms, { day->created, day->resolved } };
    }

  /* A day with a change of the clock is not quite one. */
  if (n_points > 1)
    step = (guint) ((points[n_points - 1].begins_ms - points[n_points - 2].begins_ms + DAY_MS / 2) / DAY_MS);
  jm_line_chart_set_points (JM_LINE_CHART (chart), points, n_points, step);
}

/* --- statuses */

static JmChart *
create_statuses (void)
{
  return JM_CHART (jm_stack_chart_new (_("Status")));
}

static const char *
get_status_class (const char *category,
                  guint       nth)      /* of its category, from 0 */
{
  if (g_strcmp0 (category, "indeterminate") == 0)
    return nth % 2 == 0 ? "chart-progress" : "chart-progress-next";
  if (g_strcmp0 (category, "done") == 0)
    return nth % 2 == 0 ? "chart-done" : "chart-done-next";

  return nth % 2 == 0 ? "chart-todo" : "chart-todo-next";
}

static void
fill_statuses (JmChart      *chart,
               JmStatistics *statistics)
{
  const char *category = NULL;
  guint nth = 0;

  jm_stack_chart_begin (JM_STACK_CHART (chart));
  for (guint i = 0; i < statistics->statuses->len; i++)
    {
      JmSlice *slice = g_ptr_array_index (statistics->statuses, i);

      nth = g_strcmp0 (slice->category, category) == 0 ? nth + 1 : 0;
      category = slice->category;
      jm_stack_chart_add (JM_STACK_CHART (chart), slice->name != NULL ? slice->name : _("No status"), slice->category,
                          slice->n, get_status_class (slice->category, nth), (JmPattern) (i % JM_N_PATTERNS));
    }
  jm_stack_chart_end (JM_STACK_CHART (chart));
}

/* --- bars */

static JmChart *
create_priorities (void)
{
  return JM_CHART (jm_bar_chart_new (_("Priority"), MAX_BARS));
}

static JmChart *
create_people (void)
{
  return JM_CHART (jm_bar_chart_new (_("Person"), MAX_BARS));
}

static JmChart *
create_kinds (void)
{
  return JM_CHART (jm_bar_chart_new (_("Type"), MAX_BARS));
}

static JmChart *
create_ages (void)
{
  /* Translators: heading of a column: how old open issues are */
  return JM_CHART (jm_bar_chart_new (_("Age"), MAX_BARS));
}

/* Only the two that call for somebody stand out. */
static const char *
get_priority_class (const char *name)
{
  static const char *const loud[] = { "Highest", "Blocker", "Critical" };
  static const char *const raised[] = { "High", "Major" };

  for (guint i = 0; name != NULL && i < G_N_ELEMENTS (loud); i++)
    {
      if (g_ascii_strcasecmp (name, loud[i]) == 0)
        return "chart-highest";
    }
  for (guint i = 0; name != NULL && i < G_N_ELEMENTS (raised); i++)
    {
      if (g_ascii_strcasecmp (name, raised[i]) == 0)
        return "chart-high";
    }

  return name != NULL ? NULL : "chart-nobody";
}

static GtkWidget *
create_issue_icon (JmIssueIconOf  of,
                   const char    *name)
{
  GtkWidget *icon = jm_issue_icon_new (of);

  jm_issue_icon_set_name (JM_ISSUE_ICON (icon), name);
  gtk_widget_set_valign (icon, GTK_ALIGN_CENTER);

  return icon;
}

static void
fill_priorities (JmChart      *chart,
                 JmStatistics *statistics)
{
  jm_bar_chart_begin (JM_BAR_CHART (chart));
  for (guint i = 0; i < statistics->priorities->len; i++)
    {
      JmSlice *slice = g_ptr_array_index (statistics->priorities, i);

      jm_bar_chart_add (JM_BAR_CHART (chart), slice->name != NULL ? slice->name : _("No priority"), slice->n,
                        get_priority_class (slice->name), create_issue_icon (JM_ISSUE_ICON_PRIORITY, slice->name));
    }
  jm_bar_chart_end (JM_BAR_CHART (chart));
}

static void
fill_kinds (JmChart      *chart,
            JmStatistics *statistics)
{
  jm_bar_chart_begin (JM_BAR_CHART (chart));
  for (guint i = 0; i < statistics->kinds->len; i++)
    {
      JmSlice *slice = g_ptr_array_index (statistics->kinds, i);

      jm_bar_chart_add (JM_BAR_CHART (chart), slice->name != NULL ? slice->name : _("No type"), slice->n,
                        slice->name != NULL ? NULL : "chart-nobody",
                        create_issue_icon (JM_ISSUE_ICON_KIND, slice->name));
    }
  jm_bar_chart_end (JM_BAR_CHART (chart));
}

static GtkWidget *
create_portrait (const char *name)
{
  GtkWidget *image;

  if (name != NULL)
    {
      image = adw_avatar_new (AVATAR_SIZE, name, TRUE);
      g_object_set (image, "accessible-role", GTK_ACCESSIBLE_ROLE_PRESENTATION, NULL);
      return image;
    }

  image = gtk_image_new_from_icon_name ("avatar-default-symbolic");
  gtk_widget_add_css_class (image, "dimmed");
  gtk_widget_set_size_request (image, AVATAR_SIZE, AVATAR_SIZE);

  return image;
}

static int
compare_slices (gconstpointer a,
                gconstpointer b)
{
  const JmSlice *first = a;
  const JmSlice *second = b;

  return first->n > second->n ? -1 : first->n < second->n;
}

static void
fill_people (JmChart      *chart,
             JmStatistics *statistics)
{
  /* What nobody has stands among the people, by its number. */
  g_autoptr (GPtrArray) people = g_ptr_array_copy (statistics->people, NULL, NULL);

  g_ptr_array_set_free_func (people, NULL);
  g_ptr_array_sort_values (people, compare_slices);
  jm_bar_chart_begin (JM_BAR_CHART (chart));
  for (guint i = 0; i < people->len; i++)
    {
      JmSlice *slice = g_ptr_array_index (people, i);

      jm_bar_chart_add (JM_BAR_CHART (chart), slice->name != NULL ? slice->name : _("Unassigned"), slice->n,
                        slice->name != NULL ? NULL : "chart-nobody", create_portrait (slice->name));
    }
  jm_bar_chart_end (JM_BAR_CHART (chart));
}

static void
fill_ages (JmChart      *chart,
           JmStatistics *statistics)
{
  jm_bar_chart_begin (JM_BAR_CHART (chart));
  for (guint i = 0; i < statistics->ages->len; i++)
    {
      JmSlice *slice = g_ptr_array_index (statistics->ages, i);

      jm_bar_chart_add (JM_BAR_CHART (chart), slice->name, slice->n, NULL, NULL);
    }
  jm_bar_chart_end (JM_BAR_CHART (chart));
}

/* --- all of them */

static const struct
{
  const char *title;
  const char *file_name;        /* translatable, as a name for a file */
  JmChart *(*create) (void);
  void (*fill) (JmChart *chart, JmStatistics *statistics);
} charts[JM_N_STATISTICS_CHARTS] = {
  [JM_STATISTICS_CHART_DAYS] = { N_("Created and Resolved"), N_("created-and-resolved"), create_days, fill_days },
  [JM_STATISTICS_CHART_STATUSES] = { N_("Status"), N_("status"), create_statuses, fill_statuses },
  [JM_STATISTICS_CHART_PRIORITIES] = { N_("Priority of Open Issues"), N_("open-by-priority"), create_priorities,
                                       fill_priorities },
  [JM_STATISTICS_CHART_PEOPLE] = { N_("Open per Person"), N_("open-by-person"), create_people, fill_people },
  [JM_STATISTICS_CHART_KINDS] = { N_("Types"), N_("types"), create_kinds, fill_kinds },
  [JM_STATISTICS_CHART_AGES] = { N_("Age of Open Issues"), N_("age-of-open-issues"), create_ages, fill_ages },
};

JmFigure *
jm_statistics_chart_new (JmStatisticsChart chart)
{
  JmFigure *figure;
  JmChart *drawn;

  g_return_val_if_fail (chart < JM_N_STATISTICS_CHARTS, NULL);

  drawn = charts[chart].create ();
  jm_chart_set_title (drawn, _(charts[chart].title));
  figure = JM_FIGURE (jm_figure_new (drawn, _(charts[chart].file_name)));
  if (chart == JM_STATISTICS_CHART_DAYS)
    {
      jm_figure_add_key (figure, _("Created"), "chart-created", JM_PATTERN_PLAIN);
      jm_figure_add_key (figure, _("Resolved"), "chart-resolved", JM_PATTERN_UPRIGHT);
    }

  return figure;
}

void
jm_statistics_chart_fill (JmStatisticsChart  chart,
                          JmFigure          *figure,
                          JmStatistics      *statistics)
{
  g_return_if_fail (chart < JM_N_STATISTICS_CHARTS);
  g_return_if_fail (JM_IS_FIGURE (figure));
  g_return_if_fail (statistics != NULL);

  charts[chart].fill (jm_figure_get_chart (figure), statistics);
}
