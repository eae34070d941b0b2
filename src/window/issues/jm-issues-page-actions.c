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
  JmIssuesPage *self = JM_ISSUES_PAGE (widget);
  JmSync *sync = jm_issues_page_get_sync (self);

  jm_issues_page_stop_fetching (self);
  if (sync != NULL && jm_sync_is_running (sync))
    jm_sync_cancel (sync);
  jm_issues_page_update_faces (self);
}

static void
pause_action (GtkWidget  *widget,
              const char *action_name,
              GVariant   *parameter)
{
  JmIssuesPage *self = JM_ISSUES_PAGE (widget);
  JmSync *sync = jm_issues_page_get_sync (self);

  if (jm_sync_get_state (sync) == JM_SYNC_PAUSED)
    jm_sync_resume (sync);
  else
    jm_sync_pause (sync);
  jm_issues_page_update_faces (self);
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

static void
views_action (GtkWidget  *widget,
              const char *action_name,
              GVariant   *parameter)
{
  jm_issue_views_open (JM_ISSUES_PAGE (widget)->views);
}

static void
save_view_action (GtkWidget  *widget,
                  const char *action_name,
                  GVariant   *parameter)
{
  jm_issue_views_save (JM_ISSUES_PAGE (widget)->views);
}

static void
filters_action (GtkWidget  *widget,
                const char *action_name,
                GVariant   *parameter)
{
  gtk_widget_grab_focus (GTK_WIDGET (JM_ISSUES_PAGE (widget)->filters));
}

static void
menu_action (GtkWidget  *widget,
             const char *action_name,
             GVariant   *parameter)
{
  gtk_menu_button_popup (JM_ISSUES_PAGE (widget)->menu_button);
}

void
jm_issues_page_open (JmIssuesPage *self,
                     JmIssue      *issue)
{
  g_autofree char *url = jm_account_dup_browse_url (self->account, jm_issue_get_key (issue));

  /* Whether that could be noted changes nothing for who wants to read it. */
  dex_future_disown (jm_store_note_view (self->store, jm_issue_get_id (issue)));
  jm_link_open (GTK_WIDGET (self), url, jm_account_get_host (self->account));
}

void
jm_issues_page_install_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "page.clear-filters", NULL, clear_filters_action);
  gtk_widget_class_install_action (widget_class, "page.copy-key", NULL, copy_key_action);
  gtk_widget_class_install_action (widget_class, "page.copy-link", NULL, copy_link_action);
  gtk_widget_class_install_action (widget_class, "page.fetch", NULL, fetch_action);
  gtk_widget_class_install_action (widget_class, "page.filters", NULL, filters_action);
  gtk_widget_class_install_action (widget_class, "page.menu", NULL, menu_action);
  gtk_widget_class_install_action (widget_class, "page.open", NULL, open_action);
  gtk_widget_class_install_action (widget_class, "page.pause", NULL, pause_action);
  gtk_widget_class_install_action (widget_class, "page.save-view", NULL, save_view_action);
  gtk_widget_class_install_action (widget_class, "page.search", NULL, search_action);
  gtk_widget_class_install_action (widget_class, "page.stop", NULL, stop_action);
  gtk_widget_class_install_action (widget_class, "page.views", NULL, views_action);
  gtk_widget_class_install_property_action (widget_class, "page.descending", "descending");
  gtk_widget_class_install_property_action (widget_class, "page.group", "group");
  gtk_widget_class_install_property_action (widget_class, "page.sort", "sort");
}

void
jm_issues_page_update_actions (JmIssuesPage *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  gboolean fetching = jm_issues_page_is_fetching (self);
  gboolean selected = jm_issue_table_get_selected (self->table) != NULL;
  gboolean project = jm_issue_filters_get_project (self->filters) != NULL;
  gboolean filtered = jm_issues_page_has_filters (self);

  gtk_widget_action_set_enabled (widget, "page.clear-filters", filtered);
  gtk_widget_action_set_enabled (widget, "page.copy-key", selected);
  gtk_widget_action_set_enabled (widget, "page.copy-link", selected);
  gtk_widget_action_set_enabled (widget, "page.fetch",
                                 self->fetch_cancellable == NULL && self->store != NULL);
  gtk_widget_action_set_enabled (widget, "page.open", selected);
  gtk_widget_action_set_enabled (widget, "page.pause", fetching);
  gtk_widget_action_set_enabled (widget, "page.save-view",
                                 self->store != NULL && (filtered || project));
  gtk_widget_action_set_enabled (widget, "page.stop", fetching);
  gtk_widget_action_set_enabled (widget, "page.views", self->store != NULL);
}
