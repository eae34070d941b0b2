/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "jm-projects-page-private.h"

#include <glib/gi18n.h>

#include "jm-text.h"
#include "widgets/jm-faces.h"

static void
show_error (JmProjectsPage *self)
{
  jm_error_page_set_error (self->error_page, self->error, _("Jira Did Not Give the Projects"));
  jm_faces_show (self->stack, "error");
}

static void
show_empty (JmProjectsPage *self)
{
  gboolean filtered = jm_project_shelf_has_filters (self->shelf);
  gboolean starred = g_str_equal (jm_project_shelf_get_show (self->shelf), "starred");
  const char *title = filtered ? _("No Projects Found") : _("No Projects Yet");
  const char *description;

  if (starred)
    description = _("The star of a project keeps it here, and in front of the others.");
  else if (filtered)
    description = _("No stored project matches.");
  else
    description = _("Jira showed no projects to this account.");

  jm_text_set_status (self->empty_page, title, description);
  adw_status_page_set_icon_name (self->empty_page,
                                 starred ? "starred-symbolic" : filtered ? "edit-find-symbolic" :
                                                                           "view-grid-symbolic");
  gtk_widget_set_visible (GTK_WIDGET (self->clear_button), filtered);
  gtk_widget_set_visible (GTK_WIDGET (self->empty_fetch_button), !filtered);
  jm_faces_show (self->stack, "empty");
}

static void
update_banner (JmProjectsPage *self,
               guint           n_projects)
{
  adw_banner_set_revealed (self->banner, self->error != NULL && n_projects > 0);
  if (self->error == NULL)
    return;

  jm_text_set_banner (self->banner, jm_error_get_title (self->error));
  adw_banner_set_button_label (self->banner, jm_error_get_cure_label (self->error));
}

static void
update_title (JmProjectsPage *self,
              guint           n_projects)
{
  g_autofree char *text = NULL;
  g_autofree char *line = NULL;

  if (self->account != NULL && n_projects > 0)
    /* Translators: how many projects, and the name of the account */
    text = g_strdup_printf (_("%'u in %s"), n_projects, jm_account_get_name (self->account));
  line = jm_text_line (text);
  adw_window_title_set_subtitle (self->window_title, line);
}

void
jm_projects_page_update_faces (JmProjectsPage *self)
{
  guint n_projects = self->projects ? g_list_model_get_n_items (self->projects) : 0;
  guint n_shown = g_list_model_get_n_items (jm_project_shelf_get_model (self->shelf));
  gboolean waiting = self->account != NULL && (self->projects == NULL || self->fetching);

  if (n_shown > 0)
    jm_faces_show (self->stack, "content");
  else if (n_projects > 0)
    show_empty (self);
  else if (self->error != NULL && !self->fetching)
    show_error (self);
  else if (waiting)
    jm_faces_show (self->stack, "loading");
  else
    show_empty (self);

  update_banner (self, n_projects);
  update_title (self, n_projects);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "page.fetch",
                                 self->store != NULL && !self->fetching);
}
