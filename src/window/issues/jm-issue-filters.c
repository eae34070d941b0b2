/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "jm-issue-filters.h"

#include <glib/gi18n.h>

#include "issues/jm-issue-names.h"
#include "widgets/jm-filter-pill.h"

#define DAY_MS (G_GINT64_CONSTANT (24) * 60 * 60 * 1000)

/* Names of statuses are told from categories by this; no category begins with it. */
#define NAME_MARK '='

struct _JmIssueFilters
{
  GtkWidget     parent_instance;

  JmFilterPill *project_pill;
  JmFilterPill *status_pill;
  JmFilterPill *kind_pill;
  JmFilterPill *priority_pill;
  JmFilterPill *assignee_pill;
  JmFilterPill *updated_pill;

  gboolean      working;        /* what changes now was not a person */
};

G_DEFINE_FINAL_TYPE (JmIssueFilters, jm_issue_filters, GTK_TYPE_WIDGET)

typedef enum
{
  SIGNAL_CHANGED,
} JmIssueFiltersSignal;

static guint signals[SIGNAL_CHANGED + 1];

/* The values of the pill are these numbers. */
static const struct
{
  const char *value;
  int         days;             /* today is one */
  const char *label;
} times[] = {
  { "1", 1, N_("Updated Today") },
  { "7", 7, N_("Updated This Week") },
  { "30", 30, N_("Updated in 30 Days") },
};

static void
pill_changed_cb (JmIssueFilters *self)
{
  if (!self->working)
    g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

/* --- what is offered */

static void
offer_words (JmFilterPill      *pill,
             const char *const *words,
             const char        *but)
{
  for (guint i = 0; words != NULL && words[i] != NULL; i++)
    {
      if (*words[i] != '\0' && g_strcmp0 (words[i], but) != 0)
        jm_filter_pill_add (pill, words[i], words[i]);
    }
}

static void
offer_projects (JmIssueFilters *self,
                GListModel     *projects)
{
  guint n_projects = projects ? g_list_model_get_n_items (projects) : 0;

  jm_filter_pill_clear (self->project_pill);
  for (guint i = 0; i < n_projects; i++)
    {
      g_autoptr (JmProject) project = g_list_model_get_item (projects, i);
      const char *name = jm_project_get_name (project);

      jm_filter_pill_add (self->project_pill, jm_project_get_key (project),
                          name != NULL ? name : jm_project_get_key (project));
    }
}

static void
offer_statuses (JmIssueFilters    *self,
                const char *const *statuses)
{
  static const char *const categories[] = { "open", "new", "indeterminate", "done" };

  jm_filter_pill_clear (self->status_pill);
  jm_filter_pill_begin_section (self->status_pill, _("Category"));
  for (gsize i = 0; i < G_N_ELEMENTS (categories); i++)
    jm_filter_pill_add (self->status_pill, categories[i],
                        jm_issue_category_get_title (categories[i]));

  jm_filter_pill_begin_section (self->status_pill, _("Status"));
  for (guint i = 0; statuses != NULL && statuses[i] != NULL; i++)
    {
      g_autofree char *value = g_strdup_printf ("%c%s", NAME_MARK, statuses[i]);

      jm_filter_pill_add (self->status_pill, value, statuses[i]);
    }
}

static void
offer_people (JmIssueFilters    *self,
              const char *const *people,
              const char        *me)
{
  jm_filter_pill_clear (self->assignee_pill);
  if (me != NULL)
    {
      g_autofree char *label = g_strdup_printf (_("Me (%s)"), me);

      jm_filter_pill_add (self->assignee_pill, me, label);
    }
  jm_filter_pill_add (self->assignee_pill, "", _("Unassigned"));
  offer_words (self->assignee_pill, people, me);
}

void
jm_issue_filters_offer (JmIssueFilters     *self,
                        const JmIssueOffer *offer)
{
  g_return_if_fail (JM_IS_ISSUE_FILTERS (self));
  g_return_if_fail (offer != NULL);

  offer_projects (self, offer->projects);
  offer_statuses (self, offer->statuses);
  jm_filter_pill_clear (self->kind_pill);
  offer_words (self->kind_pill, offer->kinds, NULL);
  jm_filter_pill_clear (self->priority_pill);
  offer_words (self->priority_pill, offer->priorities, NULL);
  jm_filter_pill_add (self->priority_pill, "", _("No Priority"));
  offer_people (self, offer->people, offer->me);
}

/* --- what is chosen */

void
jm_issue_filters_get (JmIssueFilters *self,
                      JmIssueQuery   *query)
{
  const char *status;
  const char *days;

  g_return_if_fail (JM_IS_ISSUE_FILTERS (self));
  g_return_if_fail (query != NULL);

  status = jm_filter_pill_get_value (self->status_pill);
  days = jm_filter_pill_get_value (self->updated_pill);
  query->project_key = jm_filter_pill_get_value (self->project_pill);
  query->status = status != NULL && *status == NAME_MARK ? status + 1 : NULL;
  query->status_category = status != NULL && *status != NAME_MARK ? status : NULL;
  query->kind = jm_filter_pill_get_value (self->kind_pill);
  query->priority = jm_filter_pill_get_value (self->priority_pill);
  query->assignee = jm_filter_pill_get_value (self->assignee_pill);
  query->updated_since_ms = days != NULL ? -g_ascii_strtoll (days, NULL, 10) * DAY_MS : 0;
}

static void
set_status (JmIssueFilters     *self,
            const JmIssueQuery *query)
{
  g_autofree char *value = NULL;

  if (query->status != NULL)
    value = g_strdup_printf ("%c%s", NAME_MARK, query->status);
  else
    value = g_strdup (query->status_category);
  jm_filter_pill_set_value (self->status_pill, value);
}

static void
set_updated (JmIssueFilters     *self,
             const JmIssueQuery *query)
{
  const char *value = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (times); i++)
    {
      if (query->updated_since_ms == -times[i].days * DAY_MS)
        value = times[i].value;
    }
  jm_filter_pill_set_value (self->updated_pill, value);
}

void
jm_issue_filters_set (JmIssueFilters     *self,
                      const JmIssueQuery *query)
{
  g_return_if_fail (JM_IS_ISSUE_FILTERS (self));
  g_return_if_fail (query != NULL);

  self->working = TRUE;
  jm_filter_pill_set_value (self->project_pill, query->project_key);
  set_status (self, query);
  jm_filter_pill_set_value (self->kind_pill, query->kind);
  jm_filter_pill_set_value (self->priority_pill, query->priority);
  jm_filter_pill_set_value (self->assignee_pill, query->assignee);
  set_updated (self, query);
  self->working = FALSE;
}

const char *
jm_issue_filters_get_project (JmIssueFilters *self)
{
  g_return_val_if_fail (JM_IS_ISSUE_FILTERS (self), NULL);

  return jm_filter_pill_get_value (self->project_pill);
}

gboolean
jm_issue_filters_has_others (JmIssueFilters *self)
{
  JmIssueQuery query = { 0 };

  g_return_val_if_fail (JM_IS_ISSUE_FILTERS (self), FALSE);

  jm_issue_filters_get (self, &query);

  return query.status != NULL || query.status_category != NULL || query.kind != NULL ||
         query.priority != NULL || query.assignee != NULL || query.updated_since_ms != 0;
}

gint64
jm_issue_filters_resolve (gint64 since_ms,
                          gint64 now_ms)
{
  g_autoptr (GDateTime) now = NULL;
  g_autoptr (GDateTime) today = NULL;
  g_autoptr (GDateTime) first = NULL;

  if (since_ms >= 0)
    return since_ms;

  now = g_date_time_new_from_unix_local (now_ms / 1000);
  if (now != NULL)
    today = g_date_time_new_local (g_date_time_get_year (now), g_date_time_get_month (now),
                                   g_date_time_get_day_of_month (now), 0, 0, 0);
  if (today != NULL)
    first = g_date_time_add_days (today, 1 + (int) (since_ms / DAY_MS));

  return first != NULL ? g_date_time_to_unix (first) * 1000 : now_ms + since_ms;
}

/* --- overrides */

static gboolean
jm_issue_filters_grab_focus (GtkWidget *widget)
{
  return gtk_widget_child_focus (GTK_WIDGET (JM_ISSUE_FILTERS (widget)->project_pill),
                                 GTK_DIR_TAB_FORWARD);
}

static void
jm_issue_filters_dispose (GObject *object)
{
  GtkWidget *child;

  gtk_widget_dispose_template (GTK_WIDGET (object), JM_TYPE_ISSUE_FILTERS);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))))
    gtk_widget_unparent (child);

  G_OBJECT_CLASS (jm_issue_filters_parent_class)->dispose (object);
}

static void
jm_issue_filters_class_init (JmIssueFiltersClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = jm_issue_filters_dispose;
  widget_class->grab_focus = jm_issue_filters_grab_focus;

  signals[SIGNAL_CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                          0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  g_type_ensure (JM_TYPE_FILTER_PILL);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/org/example/JiraMonitor/window/issues/jm-issue-filters.ui");
  gtk_widget_class_bind_template_child (widget_class, JmIssueFilters, assignee_pill);
  gtk_widget_class_bind_template_child (widget_class, JmIssueFilters, kind_pill);
  gtk_widget_class_bind_template_child (widget_class, JmIssueFilters, priority_pill);
  gtk_widget_class_bind_template_child (widget_class, JmIssueFilters, project_pill);
  gtk_widget_class_bind_template_child (widget_class, JmIssueFilters, status_pill);
  gtk_widget_class_bind_template_child (widget_class, JmIssueFilters, updated_pill);
  gtk_widget_class_bind_template_callback (widget_class, pill_changed_cb);
}

static void
jm_issue_filters_init (JmIssueFilters *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));

  offer_statuses (self, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (times); i++)
    jm_filter_pill_add (self->updated_pill, times[i].value, _(times[i].label));
}
