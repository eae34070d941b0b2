/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "jm-issue-row.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#include "jm-text.h"
#include "widgets/jm-issue-icon.h"
#include "widgets/jm-lozenge.h"

struct _JmIssueRow
{
  GtkWidget    parent_instance;

  JmIssueIcon *kind;
  GtkLabel    *key;
  JmAgeLabel  *updated;
  GtkLabel    *summary;
  JmLozenge   *status;
  JmIssueIcon *priority;
  AdwAvatar   *assignee;
};

G_DEFINE_FINAL_TYPE (JmIssueRow, jm_issue_row, GTK_TYPE_WIDGET)

static void
jm_issue_row_dispose (GObject *object)
{
  GtkWidget *child;

  gtk_widget_dispose_template (GTK_WIDGET (object), JM_TYPE_ISSUE_ROW);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))))
    gtk_widget_unparent (child);

  G_OBJECT_CLASS (jm_issue_row_parent_class)->dispose (object);
}

static void
jm_issue_row_class_init (JmIssueRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = jm_issue_row_dispose;

  g_type_ensure (JM_TYPE_AGE_LABEL);
  g_type_ensure (JM_TYPE_ISSUE_ICON);
  g_type_ensure (JM_TYPE_LOZENGE);
  gtk_widget_class_set_css_name (widget_class, "issuerow");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/org/example/JiraMonitor/window/issues/jm-issue-row.ui");
  gtk_widget_class_bind_template_child (widget_class, JmIssueRow, assignee);
  gtk_widget_class_bind_template_child (widget_class, JmIssueRow, key);
  gtk_widget_class_bind_template_child (widget_class, JmIssueRow, kind);
  gtk_widget_class_bind_template_child (widget_class, JmIssueRow, priority);
  gtk_widget_class_bind_template_child (widget_class, JmIssueRow, status);
  gtk_widget_class_bind_template_child (widget_class, JmIssueRow, summary);
  gtk_widget_class_bind_template_child (widget_class, JmIssueRow, updated);
}

static void
jm_issue_row_init (JmIssueRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
jm_issue_row_new (JmMinute *minute)
{
  JmIssueRow *self = g_object_new (JM_TYPE_ISSUE_ROW, NULL);

  jm_age_label_set_minute (self->updated, minute);

  return GTK_WIDGET (self);
}

void
jm_issue_row_set_issue (JmIssueRow *self,
                        JmIssue    *issue)
{
  const char *assignee;

  g_return_if_fail (JM_IS_ISSUE_ROW (self));
  g_return_if_fail (issue == NULL || JM_IS_ISSUE (issue));

  if (issue == NULL)
    return;

  assignee = jm_issue_get_assignee (issue);
  jm_issue_icon_set_name (self->kind, jm_issue_get_kind (issue));
  jm_text_set_label (self->key, jm_issue_get_key (issue));
  jm_age_label_set_time_ms (self->updated, jm_issue_get_updated_ms (issue));
  jm_text_set_label (self->summary, jm_issue_get_summary (issue));
  jm_lozenge_set_category (self->status, jm_issue_get_status_category (issue));
  jm_lozenge_set_text (self->status, jm_issue_get_status (issue));
  jm_issue_icon_set_name (self->priority, jm_issue_get_priority (issue));
  adw_avatar_set_text (self->assignee, assignee);
  jm_text_set_tooltip (GTK_WIDGET (self->assignee), assignee ? assignee : _("Unassigned"));
  jm_text_set_name (GTK_WIDGET (self->assignee), assignee ? assignee : _("Unassigned"));
  jm_text_set_name (GTK_WIDGET (self), jm_issue_get_summary (issue));
}
