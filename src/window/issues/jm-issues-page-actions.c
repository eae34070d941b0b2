/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "jm-issues-page-private.h"

#include <glib/gi18n.h>

#include "jm-link.h"

static void
copy (JmIssuesPage *self,
      const char   *text,
      const char   *said)
{
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), text);
  gtk_widget_activate_action (GTK_WIDGET (self), "win.toast", "s", said);
}

static void
copy_key_action (GtkWidget  *widget,
                 const char *action_name,
                 GVariant   *parameter)
{
  JmIssuesPage *self = JM_ISSUES_PAGE (widget);

  copy (self, jm_issue_get_key (jm_issue_table_get_selected (self->table)), _("Key copied"));
}

static void
copy_link_action (GtkWidget  *widget,
                  const char *action_name,
                  GVariant   *parameter)
{
  JmIssuesPage *self = JM_ISSUES_PAGE (widget);
  JmIssue *issue = jm_issue_table_get_selected (self->table);
  g_autofree char *url = jm_account_dup_browse_url (self->account, jm_issue_get_key (issue));

  copy (self, url, _("Link copied"));
}

static void
open_action (GtkWidget  *widget,
             const char *action_name,
             GVariant   *parameter)
{
  JmIssuesPage *self = JM_ISSUES_PAGE (widget);

  jm_issues_page_open (self, jm_issue_table_get_selected (self->table));
}

static void
fetch_action (GtkWidget  *widget,
              const char *action_name,
              GVariant   *parameter)
{
  jm_issues_page_start_fetching (JM_ISSUES_PAGE (widget), FALSE);
  jm_issues_page_update_faces (JM_ISSUES_PAGE (widget));
}

static void
stop_action (GtkWidget  *widget,
             const char *action_name,
             GVariant   *parameter)
{
  jm_issues_page_stop_fetching (JM_ISSUES_PAGE (widget));
  jm_issues_page_update_faces (JM_ISSUES_PAGE (widget));
}

static void
clear_filters_action (GtkWidget  *widget,
                      const char *action_name,
                      GVariant   *parameter)
{
  jm_issues_page_clear_filters (JM_ISSUES_PAGE (widget));
}

static void
search_action (GtkWidget  *widget,
               const char *action_name,
               GVariant   *parameter)
{
  gtk_widget_grab_focus (GTK_WIDGET (JM_ISSUES_PAGE (widget)->search));
}

void
jm_issues_page_open (JmIssuesPage *self,
                     JmIssue      *issue)
{
  g_autofree char *url = jm_account_dup_browse_url (self->account, jm_issue_get_key (issue));

  jm_link_open (GTK_WIDGET (self), url, jm_account_get_host (self->account));
}

void
jm_issues_page_install_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "page.clear-filters", NULL, clear_filters_action);
  gtk_widget_class_install_action (widget_class, "page.copy-key", NULL, copy_key_action);
  gtk_widget_class_install_action (widget_class, "page.copy-link", NULL, copy_link_action);
  gtk_widget_class_install_action (widget_class, "page.fetch", NULL, fetch_action);
  gtk_widget_class_install_action (widget_class, "page.open", NULL, open_action);
  gtk_widget_class_install_action (widget_class, "page.search", NULL, search_action);
  gtk_widget_class_install_action (widget_class, "page.stop", NULL, stop_action);
  gtk_widget_class_install_property_action (widget_class, "page.sort", "sort");
  gtk_widget_class_install_property_action (widget_class, "page.descending", "descending");
}

void
jm_issues_page_update_actions (JmIssuesPage *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  gboolean fetching = self->fetch_cancellable != NULL;
  gboolean selected = jm_issue_table_get_selected (self->table) != NULL;

  gtk_widget_action_set_enabled (widget, "page.clear-filters", jm_issues_page_has_filters (self));
  gtk_widget_action_set_enabled (widget, "page.copy-key", selected);
  gtk_widget_action_set_enabled (widget, "page.copy-link", selected);
  gtk_widget_action_set_enabled (widget, "page.fetch",
                                 !fetching && self->account != NULL &&
                                     jm_filter_pill_get_value (self->project_pill) != NULL);
  gtk_widget_action_set_enabled (widget, "page.open", selected);
  gtk_widget_action_set_enabled (widget, "page.stop", fetching);
}
