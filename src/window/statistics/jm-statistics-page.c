/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "jm-statistics-page.h"

#include <glib/gi18n.h>

#include "jm-save.h"
#include "jm-store-watch.h"
#include "jm-text.h"
#include "statistics/jm-number-tile.h"
#include "statistics/jm-statistics-charts.h"
#include "statistics/jm-statistics-words.h"
#include "statistics/jm-stored-card.h"
#include "store/jm-issue-list.h"
#include "widgets/jm-error-page.h"
#include "widgets/jm-faces.h"
#include "widgets/jm-filter-pill.h"

/* A count of a large store is work: not more often than this while a sync brings page after page. */
#define NEWS_SECONDS 5

typedef enum
{
  NUMBER_ISSUES,
  NUMBER_OPEN,
  NUMBER_CREATED,
  NUMBER_RESOLVED,
  NUMBER_AGE,
  N_NUMBERS
} Number;

struct _JmStatisticsPage
{
  AdwNavigationPage parent_instance;

  JmStoreWatch     *watch;
  JmStatistics     *statistics;         /* what is shown; NULL until something was counted */
  GError           *error;
  guint             stamp;              /* of the newest count */
  gboolean          changing_filters;

  JmNumberTile     *tiles[N_NUMBERS];
  GtkWidget        *separators[N_NUMBERS - 1];
  JmFigure         *figures[JM_N_STATISTICS_CHARTS];
  JmStoredCard     *stored;

  AdwBin           *top;
  AdwToggleGroup   *periods;
  AdwWindowTitle   *window_title;
  GtkBox           *row_1;
  GtkBox           *row_2;
  GtkGrid          *numbers;
  GtkMenuButton    *export_button;
  GtkScrolledWindow *scroller;
  GtkStack         *stack;
  JmErrorPage      *error_page;
  JmFilterPill     *kind_pill;
  JmFilterPill     *project_pill;
};

G_DEFINE_FINAL_TYPE (JmStatisticsPage, jm_statistics_page, ADW_TYPE_NAVIGATION_PAGE)

/* --- what is shown */

static void
show_numbers (JmStatisticsPage *self)
{
  JmStatistics *s = self->statistics;
  const struct
  {
    Number number;
    gint64 now;
    gint64 before;
    gboolean as_growth;
    int good;                   /* the direction that somebody may be glad of */
  } rows[] = {
    { NUMBER_ISSUES, s->issues, s->issues_before, FALSE, 0 },
    { NUMBER_OPEN, s->open, s->open_before, FALSE, -1 },
    { NUMBER_CREATED, s->created, s->created_before, TRUE, 0 },
    { NUMBER_RESOLVED, s->resolved, s->resolved_before, TRUE, 1 },
  };
  g_autofree char *age = jm_statistics_dup_age (s->median_age_ms);
  g_autofree char *age_change = jm_statistics_dup_age_change (s->median_age_ms, s->median_age_before_ms);
  int direction = jm_statistics_get_direction (s->median_age_ms, s->median_age_before_ms);

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *value = g_strdup_printf ("%'" G_GINT64_FORMAT, rows[i].now);
      g_autofree char *change = rows[i].as_growth ? jm_statistics_dup_growth (rows[i].now, rows[i].before) :
                                                    jm_statistics_dup_difference (rows[i].now, rows[i].before);
      int way = jm_statistics_get_direction (rows[i].now, rows[i].before);

      jm_number_tile_set (self->tiles[rows[i].number], value, change, way, way != 0 && way == rows[i].good);
    }

  jm_number_tile_set (self->tiles[NUMBER_AGE], age, age_change, direction, direction < 0);
}

static void
show_statistics (JmStatisticsPage *self,
                 JmStatistics     *statistics)
{
  g_clear_pointer (&self->statistics, jm_statistics_free);
  self->statistics = jm_statistics_copy (statistics);
  show_numbers (self);
  for (guint i = 0; i < JM_N_STATISTICS_CHARTS; i++)
    jm_statistics_chart_fill ((JmStatisticsChart) i, self->figures[i], statistics);
}

static gboolean
has_filters (JmStatisticsPage *self)
{
  return jm_filter_pill_get_value (self->project_pill) != NULL || jm_filter_pill_get_value (self->kind_pill) != NULL;
}

static void
update_faces (JmStatisticsPage *self)
{
  JmAccount *account = jm_store_watch_get_account (self->watch);
  const GError *error = self->error != NULL ? self->error : jm_store_watch_get_error (self->watch);
  gboolean full = self->statistics != NULL && (self->statistics->issues > 0 || has_filters (self));
  g_autofree char *name = jm_text_line (account != NULL ? jm_account_get_name (account) : NULL);

  adw_window_title_set_subtitle (self->window_title, name);
  if (full)
    jm_faces_show (self->stack, "content");
  else if (error != NULL)
    {
      jm_error_page_set_error (self->error_page, error, _("The Issues Could Not Be Counted"));
      jm_faces_show (self->stack, "error");
    }
  else if (account != NULL && self->statistics == NULL)
    jm_faces_show (self->stack, "loading");
  else
    jm_faces_show (self->stack, "empty");

  gtk_widget_set_sensitive (GTK_WIDGET (self->export_button), full);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "statistics.export", full);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "statistics.save-picture", full);
}

/* --- counting */

typedef struct
{
  JmStatisticsPage *page;
  JmStore          *store;
  GCancellable     *cancellable;
  char             *project_key;
  char             *kind;
  guint             days;
  guint             stamp;
  gboolean          with_words; /* also what the filters offer */
} Count;

static void
count_free (gpointer data)
{
  Count *count = data;

  g_clear_object (&count->page);
  g_clear_object (&count->store);
  g_clear_object (&count->cancellable);
  g_free (count->project_key);
  g_free (count->kind);
  g_free (count);
}

static gboolean
is_old (Count *count)
{
  return g_cancellable_is_cancelled (count->cancellable) || count->stamp != count->page->stamp;
}

/* Awaits. An error leaves what the filters offered before: the count itself says what is wrong. */
static void
read_words (Count *count)
{
  JmStatisticsPage *self = count->page;
  g_autoptr (GListModel) projects = NULL;
  g_auto (GStrv) kinds = NULL;

  projects = dex_await_object (jm_store_list_projects (count->store), NULL);
  kinds = dex_await_boxed (jm_store_list_words (count->store, JM_ISSUE_WORDS_KIND, count->project_key), NULL);
  if (is_old (count))
    return;

  if (projects != NULL)
    {
      jm_filter_pill_clear (self->project_pill);
      for (guint i = 0; i < g_list_model_get_n_items (projects); i++)
        {
          g_autoptr (JmProject) project = g_list_model_get_item (projects, i);
          g_autofree char *label = g_strdup_printf ("%s · %s", jm_project_get_name (project), jm_project_get_key (project));

          jm_filter_pill_add (self->project_pill, jm_project_get_key (project), label);
        }
    }

  if (kinds != NULL)
    {
      jm_filter_pill_clear (self->kind_pill);
      for (guint i = 0; kinds[i] != NULL; i++)
        jm_filter_pill_add (self->kind_pill, kinds[i], kinds[i]);
    }
}

static DexFuture *
count_fiber (gpointer data)
{
  Count *count = data;
  JmStatisticsPage *self = count->page;
  g_autoptr (JmStatistics) statistics = NULL;
  g_autoptr (GPtrArray) states = NULL;
  g_autoptr (GError) error = NULL;

  statistics = dex_await_boxed (jm_store_get_statistics (count->store, count->project_key, count->kind, count->days), &error);
  if (statistics != NULL)
    states = dex_await_boxed (jm_store_list_resources (count->store), &error);
  if (is_old (count))
    return dex_future_new_true ();

  g_clear_error (&self->error);
  self->error = g_steal_pointer (&error);
  if (statistics != NULL)
    show_statistics (self, statistics);
  if (states != NULL)
    jm_stored_card_set_states (self->stored, states);
  update_faces (self);
  if (count->with_words)
    read_words (count);

  return dex_future_new_true ();
}

static void
count_issues (JmStatisticsPage *self,
              gboolean          with_words)
{
  JmStore *store = jm_store_watch_get_store (self->watch);
  Count *count;

  self->stamp++;
  if (store == NULL)
    return;

  count = g_new0 (Count, 1);
  count->page = g_object_ref (self);
  count->store = g_object_ref (store);
  count->cancellable = g_object_ref (jm_store_watch_get_cancellable (self->watch));
  count->project_key = g_strdup (jm_filter_pill_get_value (self->project_pill));
  count->kind = g_strdup (jm_filter_pill_get_value (self->kind_pill));
  count->days = (guint) g_ascii_strtoull (adw_toggle_group_get_active_name (self->periods), NULL, 10);
  count->stamp = self->stamp;
  count->with_words = with_words;
  dex_future_disown (dex_scheduler_spawn (NULL, 0, count_fiber, count, count_free));
}

static void
store_cb (JmStatisticsPage *self)
{
  g_clear_pointer (&self->statistics, jm_statistics_free);
  g_clear_error (&self->error);
  self->changing_filters = TRUE;
  jm_filter_pill_set_value (self->project_pill, NULL);
  jm_filter_pill_set_value (self->kind_pill, NULL);
  self->changing_filters = FALSE;
  count_issues (self, TRUE);
  update_faces (self);
}

static void
news_cb (JmStatisticsPage *self)
{
  count_issues (self, TRUE);
}

/* --- what the person does */

static void
filter_changed_cb (JmStatisticsPage *self)
{
  if (self->watch != NULL && !self->changing_filters)
    count_issues (self, FALSE);
}

static void
project_changed_cb (JmStatisticsPage *self)
{
  if (self->watch != NULL && !self->changing_filters)
    count_issues (self, TRUE);
}

static void
cure_cb (JmStatisticsPage *self)
{
  const GError *error = self->error != NULL ? self->error : jm_store_watch_get_error (self->watch);
  JmAccount *account = jm_store_watch_get_account (self->watch);
  const char *action = error != NULL ? jm_error_get_cure_action (error) : NULL;

  if (action != NULL && account != NULL)
    gtk_widget_activate_action (GTK_WIDGET (self), action, "s", jm_account_get_id (account));
  else if (jm_store_watch_get_store (self->watch) == NULL)
    jm_store_watch_retry (self->watch);
  else
    count_issues (self, TRUE);
}

static const JmSaveKind kinds[] = {
  { N_("Comma-separated values (.csv)"), "csv" },
};

static GBytes *
make_numbers_cb (const char  *name,
                 gpointer     data,
                 GError     **error)
{
  return jm_statistics_export (data);
}

static void
free_statistics (gpointer data)
{
  jm_statistics_free (data);
}

static void
export_action (GtkWidget  *widget,
               const char *name,
               GVariant   *parameter)
{
  JmStatisticsPage *self = JM_STATISTICS_PAGE (widget);

  if (self->statistics == NULL)
    return;

  /* Translators: a name for a file; keep the ending */
  jm_save (widget, _("Export Statistics"), _("jira-statistics.csv"), kinds, G_N_ELEMENTS (kinds), make_numbers_cb,
           jm_statistics_copy (self->statistics), free_statistics, jm_store_watch_get_cancellable (self->watch));
}

static void
save_picture_action (GtkWidget  *widget,
                     const char *name,
                     GVariant   *parameter)
{
  guint chart = g_variant_get_uint32 (parameter);

  if (chart < JM_N_STATISTICS_CHARTS)
    jm_figure_save (JM_STATISTICS_PAGE (widget)->figures[chart]);
}

/* --- layout */

/* All side by side with lines between them; or @columns in a row, and the last one has the rest of its row. */
static void
place_numbers (JmStatisticsPage *self,
               int               columns)
{
  GtkLayoutManager *layout = gtk_widget_get_layout_manager (GTK_WIDGET (self->numbers));
  gboolean one_row = columns >= N_NUMBERS;

  for (int i = 0; i < N_NUMBERS; i++)
    {
      GtkLayoutChild *child = gtk_layout_manager_get_layout_child (layout, GTK_WIDGET (self->tiles[i]));

      g_object_set (child, "column", i % columns, "row", i / columns, "column-span",
                    i == N_NUMBERS - 1 ? columns - i % columns : 1, NULL);
      if (i == 0)
        continue;
      child = gtk_layout_manager_get_layout_child (layout, self->separators[i - 1]);
      g_object_set (child, "column", one_row ? i : 0, "row", 0, NULL);
      gtk_widget_set_visible (self->separators[i - 1], one_row);
    }
}

static void
slender_cb (JmStatisticsPage *self)
{
  place_numbers (self, 1);
}

static void
narrow_cb (JmStatisticsPage *self)
{
  place_numbers (self, 2);
}

static void
wide_cb (JmStatisticsPage *self)
{
  place_numbers (self, N_NUMBERS);
}

static void
create_numbers (JmStatisticsPage *self)
{
  static const char *const titles[N_NUMBERS] = {
    [NUMBER_ISSUES] = N_("Issues"),
    /* Translators: how many issues are open, not "to open" */
    [NUMBER_OPEN] = N_("Open"),
    [NUMBER_CREATED] = N_("Created"),
    [NUMBER_RESOLVED] = N_("Resolved"),
    [NUMBER_AGE] = N_("Median Age"),
  };

  for (int i = 0; i < N_NUMBERS; i++)
    {
      self->tiles[i] = g_object_new (JM_TYPE_NUMBER_TILE, "title", _(titles[i]), NULL);
      gtk_grid_attach (self->numbers, GTK_WIDGET (self->tiles[i]), i, 0, 1, 1);
      if (i == 0)
        continue;
      self->separators[i - 1] = gtk_separator_new (GTK_ORIENTATION_VERTICAL);
      gtk_widget_set_halign (self->separators[i - 1], GTK_ALIGN_START);
      gtk_grid_attach (self->numbers, self->separators[i - 1], i, 0, 1, 1);
    }
}

static void
create_figures (JmStatisticsPage *self)
{
  for (guint i = 0; i < JM_N_STATISTICS_CHARTS; i++)
    self->figures[i] = jm_statistics_chart_new ((JmStatisticsChart) i);

  adw_bin_set_child (self->top, GTK_WIDGET (self->figures[JM_STATISTICS_CHART_DAYS]));
  gtk_box_append (self->row_1, GTK_WIDGET (self->figures[JM_STATISTICS_CHART_STATUSES]));
  gtk_box_append (self->row_1, GTK_WIDGET (self->figures[JM_STATISTICS_CHART_PRIORITIES]));
  gtk_box_append (self->row_1, GTK_WIDGET (self->figures[JM_STATISTICS_CHART_PEOPLE]));
  gtk_box_append (self->row_2, GTK_WIDGET (self->figures[JM_STATISTICS_CHART_KINDS]));
  gtk_box_append (self->row_2, GTK_WIDGET (self->figures[JM_STATISTICS_CHART_AGES]));
  self->stored = JM_STORED_CARD (jm_stored_card_new ());
  gtk_box_append (self->row_2, GTK_WIDGET (self->stored));
}

static void
create_export_menu (JmStatisticsPage *self)
{
  g_autoptr (GMenu) menu = g_menu_new ();
  g_autoptr (GMenu) numbers = g_menu_new ();
  g_autoptr (GMenu) pictures = g_menu_new ();

  g_menu_append (numbers, _("All _Numbers…"), "statistics.export");
  for (guint i = 0; i < JM_N_STATISTICS_CHARTS; i++)
    {
      const char *title = jm_chart_get_title (jm_figure_get_chart (self->figures[i]));
      g_autofree char *label = g_strdup_printf (_("%s…"), title);
      g_autoptr (GMenuItem) item = g_menu_item_new (label, NULL);

      g_menu_item_set_action_and_target (item, "statistics.save-picture", "u", i);
      g_menu_append_item (pictures, item);
    }
  g_menu_append_section (menu, NULL, G_MENU_MODEL (numbers));
  g_menu_append_section (menu, _("Picture of"), G_MENU_MODEL (pictures));
  gtk_menu_button_set_menu_model (self->export_button, G_MENU_MODEL (menu));
}

/* --- the object */

static void
jm_statistics_page_dispose (GObject *object)
{
  JmStatisticsPage *self = JM_STATISTICS_PAGE (object);

  self->stamp++;
  g_clear_object (&self->watch);
  gtk_widget_dispose_template (GTK_WIDGET (self), JM_TYPE_STATISTICS_PAGE);
  g_clear_pointer (&self->statistics, jm_statistics_free);
  g_clear_error (&self->error);

  G_OBJECT_CLASS (jm_statistics_page_parent_class)->dispose (object);
}

static void
jm_statistics_page_class_init (JmStatisticsPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = jm_statistics_page_dispose;

  g_type_ensure (JM_TYPE_ERROR_PAGE);
  g_type_ensure (JM_TYPE_FILTER_PILL);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/example/JiraMonitor/window/statistics/jm-statistics-page.ui");
  gtk_widget_class_bind_template_child (widget_class, JmStatisticsPage, error_page);
  gtk_widget_class_bind_template_child (widget_class, JmStatisticsPage, export_button);
  gtk_widget_class_bind_template_child (widget_class, JmStatisticsPage, kind_pill);
  gtk_widget_class_bind_template_child (widget_class, JmStatisticsPage, numbers);
  gtk_widget_class_bind_template_child (widget_class, JmStatisticsPage, periods);
  gtk_widget_class_bind_template_child (widget_class, JmStatisticsPage, project_pill);
  gtk_widget_class_bind_template_child (widget_class, JmStatisticsPage, row_1);
  gtk_widget_class_bind_template_child (widget_class, JmStatisticsPage, row_2);
  gtk_widget_class_bind_template_child (widget_class, JmStatisticsPage, scroller);
  gtk_widget_class_bind_template_child (widget_class, JmStatisticsPage, stack);
  gtk_widget_class_bind_template_child (widget_class, JmStatisticsPage, top);
  gtk_widget_class_bind_template_child (widget_class, JmStatisticsPage, window_title);
  gtk_widget_class_bind_template_callback (widget_class, cure_cb);
  gtk_widget_class_bind_template_callback (widget_class, filter_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, narrow_cb);
  gtk_widget_class_bind_template_callback (widget_class, slender_cb);
  gtk_widget_class_bind_template_callback (widget_class, project_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, wide_cb);
  gtk_widget_class_install_action (widget_class, "statistics.export", NULL, export_action);
  gtk_widget_class_install_action (widget_class, "statistics.save-picture", "u", save_picture_action);
}

static void
jm_statistics_page_init (JmStatisticsPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  create_numbers (self);
  create_figures (self);
  create_export_menu (self);
}

/**
 * jm_statistics_page_new:
 * @monitor: the program; the page follows its current account
 *
 * Returns: (transfer floating): a new page
 */
JmStatisticsPage *
jm_statistics_page_new (JmMonitor *monitor)
{
  JmStatisticsPage *self;

  g_return_val_if_fail (JM_IS_MONITOR (monitor), NULL);

  self = g_object_new (JM_TYPE_STATISTICS_PAGE, NULL);
  self->watch = jm_store_watch_new (GTK_WIDGET (self), monitor, NEWS_SECONDS);
  g_signal_connect_object (self->watch, "store", G_CALLBACK (store_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->watch, "news", G_CALLBACK (news_cb), self, G_CONNECT_SWAPPED);
  jm_store_watch_start (self->watch);

  return self;
}
